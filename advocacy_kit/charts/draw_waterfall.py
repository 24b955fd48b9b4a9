"""Waterfall: from present pay by named steps to the target and its interval."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from advocacy_kit.charts.boxes import Box
from advocacy_kit.charts.card import EMPTY, INCHES, LABEL, MARGIN, SMALL, Card, text_box
from advocacy_kit.charts.palette import BLUE, GREY, INK, ORANGE, PALE_BLUE, SOFT, TEAL, WORDS
from advocacy_kit.charts.panel import Panel, amount, corners
from advocacy_kit.charts.text_width import balance, height, shorten, width
from advocacy_kit.core.model import Finding, Mark, is_number

SIDES = (
    100 * MARGIN / (72 * INCHES)
)  # percent of the picture's width to the left and to the right of its columns of equal width


@dataclass(frozen=True)
class _Step:
    label: str
    text: str
    start: float
    end: float
    total: bool


def draw_waterfall(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw steps that float between totals; totals are marks, since the axis does not begin at zero.

    Args:
        finding: columns label, start, end, kind ("total", "step"), text; mark "interval" (at, until).
        ax: where to draw; None makes a figure.

    """
    steps = _steps(finding.frame)
    interval = next((mark for mark in finding.marks if mark.kind == "interval" and is_number(mark.at)), None)
    card = Card(finding, ax, 200.0 if steps else EMPTY)
    if not steps:
        return card.empty()
    column = (card.right - card.left) / len(steps)
    labels = [balance(step.label, min(column - 10.0, 150.0), LABEL, lines=3) for step in steps]
    under = max(height(label, LABEL) for label in labels) + 12.0
    box = Box(card.left, card.top + 26.0, card.right, card.bottom - under)
    amounts = [value for step in steps for value in (step.start, step.end)]
    if interval is not None:
        amounts += [end for end in (amount(interval.at), amount(interval.until)) if end is not None]
    low, high = min(amounts), max(amounts)
    pad = (high - low) or 0.1 * abs(high) or 1.0
    panel = card.panel(box, (-0.5, len(steps) - 0.5), (low - 0.06 * pad, high + 0.02 * pad))
    for number, label in enumerate(labels):
        card.text(panel.x(number), box.bottom + 8.0, label, colour=INK, ha="center", va="top")
    _draw_steps(card, panel, steps)
    for number, step in enumerate(steps):
        _draw_amount(card, panel, step, number, column, last=number == len(steps) - 1)
    if interval is not None:
        _draw_interval(card, panel, interval, _last_total(steps), column)
    return card.ax


def _steps(frame: pd.DataFrame) -> list[_Step]:
    found = []
    for row in frame.to_dict("records"):
        total = row["kind"] == "total"
        end = float(row["end"])
        start = end if total or not is_number(row["start"]) else float(row["start"])
        if is_number(end):
            found.append(_Step(str(row["label"]), str(row["text"]), start, end, total))
    return found


def _last_total(steps: list[_Step]) -> int:
    return max((number for number, step in enumerate(steps) if step.total), default=len(steps) - 1)


def _draw_steps(card: Card, panel: Panel, steps: list[_Step]) -> None:
    for down, colour in ((False, TEAL), (True, ORANGE)):
        bars = [
            (number - 0.31, min(step.start, step.end), number + 0.31, max(step.start, step.end))
            for number, step in enumerate(steps)
            if not step.total and (step.end < step.start) == down
        ]
        if bars:
            # The edge keeps a step of nothing visible as a line.
            panel.bars(bars, colour, label="down" if down else "up", edge=colour, line=1.2)
    joins = [
        [
            (number + (0.34 if step.total else 0.31), step.end),
            (number + 1 - (0.34 if steps[number + 1].total else 0.31), step.end),
        ]
        for number, step in enumerate(steps[:-1])
    ]
    if joins:
        panel.lines(joins, GREY, 0.8, label="joins", zorder=1.5)
    last = _last_total(steps)
    for number, step in enumerate(steps):
        if step.total:
            mark = [[(number - 0.34, step.end), (number + 0.34, step.end)]]
            panel.lines(mark, BLUE if number == last else SOFT, 5.0, label="total", zorder=4)
        ends = sorted((panel.y(step.start), panel.y(step.end)))
        half = 0.34 * panel.box.width / len(steps)
        card.strokes.add(Box(panel.x(number) - half, ends[0], panel.x(number) + half, ends[1]))


def _draw_amount(card: Card, panel: Panel, step: _Step, number: int, column: float, *, last: bool) -> None:
    size = (14.0 if last else 12.0) if step.total else 10.0
    while size > SMALL and width(step.text, size, step.total) > column - 6.0:
        size -= 0.5
    text = shorten(step.text, column - 4.0, size, step.total)
    colour = (BLUE if last else SOFT) if step.total else INK if step.end >= step.start else WORDS[ORANGE]
    y = panel.y(max(step.start, step.end)) - (6.0 if step.total else 4.0)
    card.text(panel.x(number), y, text, size=size, colour=colour, bold=step.total, ha="center", va="bottom")


def _draw_interval(card: Card, panel: Panel, mark: Mark, number: int, column: float) -> None:
    """Draw a soft box behind the last total and its words above all that stands there."""
    low = amount(mark.at) or 0.0
    high = amount(mark.until) or low
    half = min(0.46 * column, 70.0)
    x = panel.x(number)
    shape = Box(x - half, panel.y(high), min(x + half, card.right), panel.y(low))
    card.fill([corners(shape)], PALE_BLUE, label="interval", zorder=0.5)
    card.line([[(shape.left, y), (shape.right, y)] for y in (shape.top, shape.bottom)], BLUE, 0.8, dashed=True)
    text = balance(mark.text, max(column * 1.6, 120.0), SMALL)
    wide = width(text, SMALL)
    middle = min(max(x, card.left + wide / 2), card.right - wide / 2)
    bottom = shape.top - 4.0
    while not card.words.free(text_box(middle, bottom, text, size=SMALL, ha="center", va="bottom")):
        bottom -= 2.0
        if bottom < card.top:
            return
    card.text(middle, bottom, text, size=SMALL, colour=BLUE, ha="center", va="bottom")
