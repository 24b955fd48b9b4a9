"""The figure to ask for: its steps from present pay as a waterfall, and what would move it as a tornado."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from advocacy_kit.charts.card import (
    ATTENTION,
    BLUE,
    DEEP_BLUE,
    EMPTY,
    GREY,
    GRID,
    INCHES,
    INK,
    LABEL,
    MARGIN,
    MIDDLE_BLUE,
    ORANGE,
    PALE_BLUE,
    PAPER,
    SMALL,
    SOFT,
    TEAL,
    WORDS,
    Card,
    Panel,
    amount,
    corners,
    padded,
    text_box,
)
from advocacy_kit.charts.labels import Heading, draw_headings
from advocacy_kit.charts.layout import Box, balance, height, shorten, width, wrap
from advocacy_kit.core.model import Finding, Mark, is_number

SIDES = (
    100 * MARGIN / (72 * INCHES)
)  # percent of the picture's width to the left and to the right of its columns of equal width


def draw_waterfall(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw steps that float between totals; totals are marks, since the axis does not begin at zero.

    Args:
        finding: columns label, start, end, kind ("total", "step"), text; mark "interval" (at, until).
        ax: where to draw; None makes a figure.

    """
    frame = finding.frame[finding.frame["end"].map(is_number).astype(bool)]
    total = frame["kind"] == "total"
    starts = frame["start"].where(~total & frame["start"].map(is_number).astype(bool), frame["end"])
    steps = list(frame.assign(total=total, start=starts).astype({"start": float, "end": float}).itertuples())
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
    panel = card.panel(box, (-0.5, len(steps) - 0.5), padded(amounts, 0.06, 0.02))
    for number, label in enumerate(labels):
        card.text(panel.x(number), box.bottom + 8.0, label, colour=INK, ha="center", va="top")
    _draw_steps(card, panel, steps)
    for number, step in enumerate(steps):
        _draw_amount(card, panel, step, number, column, last=number == len(steps) - 1)
    if interval is not None:
        _draw_interval(card, panel, interval, _last_total(steps), column)
    return card.ax


def _last_total(steps: list[Any]) -> int:
    return max((number for number, step in enumerate(steps) if step.total), default=len(steps) - 1)


def _draw_steps(card: Card, panel: Panel, steps: list[Any]) -> None:
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


def _draw_amount(card: Card, panel: Panel, step: Any, number: int, column: float, *, last: bool) -> None:
    size = (14.0 if last else 12.0) if step.total else 10.0
    while size > SMALL and width(step.text, size, step.total) > column - 6.0:
        size -= 0.5
    text = shorten(step.text, column - 4.0, size, step.total)
    colour = (BLUE if last else SOFT) if step.total else INK if step.end >= step.start else WORDS[ORANGE]
    y = panel.y(max(step.start, step.end)) - (6.0 if step.total else 4.0)
    card.text(panel.x(number), y, text, size=size, colour=colour, bold=step.total, ha="center", va="bottom")


def _draw_interval(card: Card, panel: Panel, mark: Mark, number: int, column: float) -> None:
    """Draw a soft box behind the last total, and its words above everything there."""
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


_ROW, _HEAD = 29.0, 28.0


def draw_tornado(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw for each assumption the target at either end, from the target itself; present pay is the line that matters.

    Args:
        finding: columns label, low, high (NaN where a note says why), low_text, high_text, note; marks "target" (at)
            and "present" (at).
        ax: where to draw; None makes a figure that grows with the rows.

    """
    frame = finding.frame.fillna(dict.fromkeys(("label", "low_text", "high_text", "note"), ""))
    moves = [is_number(low) and is_number(high) for low, high in zip(frame["low"], frame["high"], strict=True)]
    rows = list(frame.assign(moves=moves).itertuples())
    marks = {mark.kind: amount(mark.at) for mark in finding.marks}
    places = {kind: at for kind, at in marks.items() if at is not None}
    card = Card(finding, ax, _HEAD + _ROW * max(len(rows), 2) + 4.0)
    amounts = [*places.values(), *(end for row in rows if row.moves for end in (row.low, row.high))]
    if not rows or not amounts:
        return card.empty()
    target = places.get("target", sum(amounts) / len(amounts))
    room = min(max(width(row.label, LABEL) for row in rows), 0.3 * card.width)
    ends = [max(width(getattr(row, side), SMALL) for row in rows) + 10.0 for side in ("low_text", "high_text")]
    box = Box(card.left + room + 14.0 + ends[0], card.top + _HEAD, card.right - ends[1], card.bottom - 4.0)
    low, high = min(amounts), max(amounts)
    pad = 0.0 if high > low else 0.1 * abs(high) or 1.0
    panel = card.panel(box, (low - pad, high + pad), (len(rows) - 0.5, -0.5))
    lines = 2 if box.height / len(rows) > 23.0 else 1
    for number, row in enumerate(rows):
        y = panel.y(number)
        card.text(card.left + room, y, wrap(row.label, room, LABEL, lines=lines), ha="right", va="center")
        card.line([[(card.left + room + 8.0, y), (card.right, y)]], GRID, 0.6)
    _draw_bars(panel, rows, target)
    _draw_lines(card, finding, panel, places)
    for number, row in enumerate(rows):
        _draw_ends(card, panel, row, number, target)
    return card.ax


def _draw_bars(panel: Panel, rows: list[Any], target: float) -> None:
    for side, colour in (("high", MIDDLE_BLUE), ("low", ORANGE)):
        bars = [
            (target, number - 0.29, getattr(row, side), number + 0.29) for number, row in enumerate(rows) if row.moves
        ]
        if bars:
            panel.bars(bars, colour, label=side)


def _draw_lines(card: Card, finding: Finding, panel: Panel, places: dict[str, float]) -> None:
    headings = []
    words = {mark.kind: mark.text for mark in finding.marks}
    for kind, colour, dashed in (("present", ATTENTION, True), ("target", DEEP_BLUE, False)):
        if kind in places:
            x = panel.x(places[kind])
            line = [[(x, panel.box.top - 4.0), (x, panel.box.bottom)]]
            card.line(line, PAPER, 4.0, zorder=2.9)  # a white seam: red dashes on an orange bar would drown
            card.line(line, colour, 1.8, dashed=dashed, zorder=3)
            said = (
                words[kind] or f"{'present pay' if kind == 'present' else 'target'} {finding.money.plain(places[kind])}"
            )
            headings.append(Heading(x, said, WORDS.get(colour, colour)))
    draw_headings(card, headings, panel.box.top - 6.0)


def _draw_ends(card: Card, panel: Panel, row: Any, number: int, target: float) -> None:
    y = panel.y(number)
    if not row.moves:
        x = panel.x(target) + 7.0
        if x + width(row.note, SMALL) > card.right and x > (card.left + card.right) / 2:
            # No room to the right of the target: to its left, up to the names.
            note = shorten(row.note, x - 14.0 - panel.box.left, SMALL)
            card.text(x - 14.0, y, note, size=SMALL, colour=SOFT, ha="right", va="center", halo=True)
        else:
            card.text(x, y, shorten(row.note, card.right - x, SMALL), size=SMALL, colour=SOFT, va="center", halo=True)
        return
    left, right = panel.x(min(row.low, target)), panel.x(max(row.high, target))
    card.text(left - 5.0, y, row.low_text, size=SMALL, colour=INK, ha="right", va="center", halo=True)
    beyond = right + 5.0 + width(row.high_text, SMALL)
    card.text(right + 5.0, y, row.high_text, size=SMALL, colour=INK, va="center", halo=True)
    if row.note and card.right - beyond > 60.0:
        note = shorten(row.note, card.right - beyond - 8.0, SMALL)
        card.text(beyond + 8.0, y, note, size=SMALL, colour=SOFT, va="center", halo=True)
