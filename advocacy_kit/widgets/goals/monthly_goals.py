"""The monthly quarter of an hour on goals.

Where each stands, a check-in, the wins that moved it, what it needs from here.
"""

from __future__ import annotations

from dataclasses import dataclass

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.charts import draw_checkins, draw_goals
from advocacy_kit.core.model import Finding, Records
from advocacy_kit.log.goal_findings import MOST, checkins_finding, goals_finding, needed_rows
from advocacy_kit.log.goal_words import goal_name, moved_rows, moved_words
from advocacy_kit.log.progress import goal_progress, in_view
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.view import Follower, Note, View, hide_together, joined, paragraph, table, text
from advocacy_kit.widgets.goals.goal_forms import FIRST_GOAL, CheckIn, Closing, NewGoal, Objectives
from advocacy_kit.workspace.workspace import Workspace


@dataclass(frozen=True)
class GoalsChoice:
    """How many goals to show."""

    most: int


class GoalsView(View[GoalsChoice]):
    """A bullet a goal, those first that are behind."""

    def __init__(self, records: Records) -> None:
        self.most = ipywidgets.BoundedIntText(
            value=MOST, min=1, max=40, description="show", layout=ipywidgets.Layout(width="160px")
        )
        super().__init__(records, (self.most,))

    def read(self) -> GoalsChoice:
        return GoalsChoice(int(self.most.value))

    def finding(self) -> Finding:
        return goals_finding(self.records, most=self.state.most)

    def draw(self, finding: Finding) -> Axes:
        return draw_goals(finding)


@dataclass(frozen=True)
class TrendChoice:
    """Whose check-ins to show; "" where there is no goal."""

    goal_id: str


class TrendView(View[TrendChoice]):
    """The check-ins of one goal against its pace."""

    def __init__(self, records: Records) -> None:
        wide = ipywidgets.Layout(width="520px")
        self.goal = ipywidgets.Dropdown(
            options=_names(records), value=_first(records), description="goal", style=STYLE, layout=wide
        )
        super().__init__(records, (self.goal,))

    def read(self) -> TrendChoice:
        return TrendChoice(self.goal.value or "")

    def finding(self) -> Finding:
        return checkins_finding(self.records, self.state.goal_id)

    def draw(self, finding: Finding) -> Axes:
        return draw_checkins(finding)

    def render(self) -> None:
        """Show the check-ins; where there is no goal, one quiet line: the picture of the goals says what to do."""
        if self.state.goal_id:
            super().render()
        else:
            self.shown, self.trouble = None, ""
            self.picture.value, self.answer.value, self.status.value = "", paragraph(FIRST_GOAL), ""
        self.card.layout.display = None if self.state.goal_id else "none"

    def renew(self, records: Records) -> None:
        """Take other records; the goal that is looked at stays while it is there."""
        self._records = records
        value, names = self.goal.value, _names(records)
        if names != list(self.goal.options):
            self.goal.options = names
            self.goal.value = value if value in [key for _, key in names] else _first(records)
        self.changed()


def _names(records: Records) -> list[tuple[str, str]]:
    """Return the goals that the page shows as choices of name and id."""
    return [(goal_name(row), str(row.id)) for row in in_view(goal_progress(records), records).itertuples()]


def _first(records: Records) -> str | None:
    """Return the goal that needs attention first."""
    return next(iter(goals_finding(records, most=1).frame["id"]), None)


class MonthlyGoals:
    """All parts of the monthly look at goals.

    Args:
        workspace: the person's tables; check-ins and goals that are added here go into it.

    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        records = workspace.records
        self.goals = GoalsView(records)
        self.trend = TrendView(records)
        hide_together(self.goals, self.trend)
        self.checkin = CheckIn(workspace, self.renew)
        self.new_goal = NewGoal(workspace, self.added)
        self.closing = Closing(workspace, self.closed)
        self.objectives = Objectives(workspace, self.renew)
        self.wins = Follower(self.goals, lambda: moved_note(self.goals.records))
        self.needed = Follower(self.goals, lambda: needed_note(self.goals.records))
        self.trend.goal.observe(self.begin, names="value")
        self.goals.hide.observe(self.hide, names="value")
        self.begin()

    def begin(self, _change: object = None) -> None:
        """Let the check-in be of the goal that is looked at."""
        self.checkin.begin(self.trend.state.goal_id)

    def hide(self, _change: object = None) -> None:
        """Hide amounts in what a check-in means, too."""
        self.checkin.show(hidden=bool(self.goals.hide.value))

    def added(self) -> None:
        """Take in a goal that was just added or taken back.

        Only the last write can be undone, so the other button goes.
        """
        self.closing.undo.layout.display = "none"
        self.renew()

    def closed(self) -> None:
        """Take in a goal that was just closed or opened again."""
        self.new_goal.form.undo.layout.display = "none"
        self.renew()

    def renew(self) -> None:
        """Take in what was just written."""
        records = self._workspace.records
        self.goals.renew(records)
        self.checkin.show(hidden=bool(self.goals.hide.value))
        self.trend.renew(records)
        self.begin()
        self.new_goal.renew()
        self.closing.renew()

    @property
    def saved(self) -> Note:
        """What this page writes, and where it is kept."""
        where = (
            "in the demo's private copy, which goes when it is closed"
            if self._workspace.is_demo
            else "in your workspace"
        )
        return text(
            f"Only the buttons write, {where}: “Save” keeps a row of checkins.csv, objectives.csv or goals.csv, “Done”"
            " and “Dropped” change the status in goals.csv. “hide amounts” covers the figures of goals in money; what"
            " you wrote yourself, such as a goal's name, stays as written."
        )


def moved_note(records: Records) -> Note:
    """Return the wins by goal as a table, and what they come to in a sentence."""
    if records.goals.empty:
        return text(FIRST_GOAL)
    rows, words = moved_rows(records), text(moved_words(records))
    return (
        joined(words, table(rows, ("goal", "date", "win", "measured change", "value, your share"))) if rows else words
    )


def needed_note(records: Records) -> Note:
    """Return what each open goal takes from here."""
    if records.goals.empty:
        return text(FIRST_GOAL)
    rows = needed_rows(records)
    return table(rows, ("goal", "what it takes from here", "so far", "left")) if rows else text("No goal is open.")
