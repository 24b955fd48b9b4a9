"""The habit of logging: a bar a week, the present run marked, this week's place left open."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from advocacy_kit.charts.card import BLUE, DEEP_BLUE, GREY, GRID, LABEL, SMALL, SOFT, TEAL, WORDS, Card, Panel, corners
from advocacy_kit.charts.layout import Box, shorten, width
from advocacy_kit.charts.timeline import Timeline, draw_ticks
from advocacy_kit.core.model import Finding

_BAR, _ABOVE, _BELOW = 0.36, 34.0, 56.0


def draw_streak(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw entries by week.

    Args:
        finding: columns period (Mondays), wins, outcomes; marks "run" (the present run) and "open" (this week, without
            an entry).
        ax: where to draw; None makes a figure.
    """
    frame = finding.frame
    card = Card(finding, ax, 210.0)
    if frame.empty:
        return card.empty("Nothing is logged yet: this strip begins with your first line")
    wins, outcomes = (frame[name].to_numpy(dtype=float) for name in ("wins", "outcomes"))
    most = max(float((wins + outcomes).max()), 1.0)
    weeks = len(frame)
    # few weeks: bars as wide as bars, not as wide as the card
    box = Box(card.left, card.top + _ABOVE, min(card.right, card.left + 60.0 * weeks), card.bottom - _BELOW)
    panel = card.panel(box, (-0.5, weeks - 0.5), (0.0, most))
    place = np.arange(weeks)
    for low, high, colour, label in ((np.zeros(weeks), wins, BLUE, "wins"), (wins, wins + outcomes, TEAL, "outcomes")):
        bars = np.column_stack((place - _BAR, low, place + _BAR, high))
        panel.bars(bars[high > low], colour, label=label)
    card.line([[(box.left, box.bottom), (box.right, box.bottom)]], GRID, 1.0)
    for index, total in enumerate(wins + outcomes):
        x = panel.x(index)
        if total and width(f"{total:,.0f}", SMALL) + 1.0 < box.width / weeks:
            card.text(x, panel.y(total) - 3.0, f"{total:,.0f}", size=SMALL, colour=SOFT, ha="center")
    timeline = Timeline(pd.DatetimeIndex(frame["period"]))
    draw_ticks(card, panel, timeline, box.bottom + 12.0)
    for mark in finding.marks:
        stretch = timeline.stretch(mark.at, mark.until)
        if stretch is not None and mark.kind == "run":
            _draw_run(card, panel.x(stretch[0]) + 2.0, panel.x(stretch[1]) - 2.0, box.bottom, mark.text)
        elif stretch is not None and mark.kind == "open":
            _draw_open(card, panel, round(stretch[0] + 0.5), mark.text)
    _draw_key(card, [("wins", BLUE), ("later outcomes", TEAL)][: 2 if outcomes.any() else 1])
    return card.ax


def _draw_run(card: Card, left: float, right: float, base: float, words: str) -> None:
    """Draw a line under the weeks of a run, its words below the ticks."""
    card.line([[(left, base + 6.0), (right, base + 6.0)]], DEEP_BLUE, 3.0, label="run")
    words = shorten(words, card.right - card.left, LABEL, True)
    half = width(words, LABEL, True) / 2
    middle = min(max((left + right) / 2, card.left + half), card.right - half)
    card.text(middle, base + 46.0, words, colour=DEEP_BLUE, bold=True, ha="center")


def _draw_open(card: Card, panel: Panel, place: int, words: str) -> None:
    """Draw the empty place of this week."""
    outline = Box(panel.x(place - _BAR), panel.y(min(1.0, panel.ylim[1])), panel.x(place + _BAR), panel.box.bottom)
    corner = corners(outline)
    card.line([np.append(corner, corner[:1], 0)], GREY, 1.0, dashed=True, label="open")
    card.offer((outline.left + outline.right) / 2, outline.top - 4.0, words, size=SMALL, colour=SOFT, ha="center")


def _draw_key(card: Card, names: list[tuple[str, str]]) -> None:
    """Name the colours above the bars, each behind a swatch."""
    x = card.left
    for name, colour in names:
        card.fill([corners(Box(x, card.top + 2.0, x + 8.0, card.top + 10.0))], colour, label=f"key {name}")
        x = card.text(x + 12.0, card.top + 10.0, name, size=SMALL, colour=WORDS[colour]).right + 16.0
