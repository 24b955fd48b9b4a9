"""Tornado: how far the target moves when one assumption changes and the others stay."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from advocacy_kit.charts.boxes import Box
from advocacy_kit.charts.card import LABEL, SMALL, Card
from advocacy_kit.charts.palette import ATTENTION, DEEP_BLUE, GRID, INK, MIDDLE_BLUE, ORANGE, PAPER, SOFT, WORDS
from advocacy_kit.charts.panel import Panel, amount
from advocacy_kit.charts.panel_headings import Heading, draw_headings
from advocacy_kit.charts.text_width import shorten, width, wrap
from advocacy_kit.core.model import Finding, is_number

_ROW, _HEAD = 29.0, 28.0


@dataclass(frozen=True)
class _Row:
    label: str
    low: float
    high: float
    low_text: str
    high_text: str
    note: str

    @property
    def moves(self) -> bool:
        return is_number(self.low) and is_number(self.high)


def draw_tornado(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw for each assumption the target at either end, from the target itself; present pay is the line that matters.

    Args:
        finding: columns label, low, high (NaN where a note says why), low_text, high_text, note; marks "target" (at)
            and "present" (at).
        ax: where to draw; None makes a figure that grows with the rows.

    """
    rows = _rows(finding.frame)
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


def _rows(frame: pd.DataFrame) -> list[_Row]:
    said = ("label", "low_text", "high_text", "note")
    return [
        _Row(
            low=float(values["low"]),
            high=float(values["high"]),
            **{name: "" if pd.isna(values[name]) else str(values[name]) for name in said},
        )
        for values in frame.to_dict("records")
    ]


def _draw_bars(panel: Panel, rows: list[_Row], target: float) -> None:
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


def _draw_ends(card: Card, panel: Panel, row: _Row, number: int, target: float) -> None:
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
