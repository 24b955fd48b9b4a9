"""Milestones of a plan: a bullet each, drawn as goals are."""

from __future__ import annotations

from dataclasses import replace

from matplotlib.axes import Axes

from advocacy_kit.charts.card import Card
from advocacy_kit.charts.draw_goals import draw_goals
from advocacy_kit.core.model import Finding


def draw_milestones(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw a bullet a milestone, from its baseline to its target; late ones are hatched and say so in a word.

    Args:
        finding: the columns of `draw_goals`; status is "reached", "on the way", "behind", "overdue" or "no word yet".
        ax: where to draw; None makes a figure that grows with the milestones.

    """
    if finding.frame.empty:
        return Card(finding, ax, 60.0).empty("Nothing to draw yet: no milestones are on file")
    status = finding.frame["status"].replace("on the way", "on pace")  # the same verdict, in the words of goals
    return draw_goals(replace(finding, frame=finding.frame.assign(status=status)), ax=ax)
