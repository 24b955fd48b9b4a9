"""Gaps: ranked cards with what is missing, the next action, how much it weighs and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from advocacy_kit.charts.boxes import Box, Floats, rounded
from advocacy_kit.charts.card import LABEL, SMALL, Card, room
from advocacy_kit.charts.palette import ATTENTION, CARD, GREY, INK, ORANGE, SOFT, TEAL, WORDS
from advocacy_kit.charts.panel import corners
from advocacy_kit.charts.text_width import height, shorten, width, wrap
from advocacy_kit.core.model import Finding

_MOST, _GAP, _HEADLINE = 8, 6.0, 10.5
_COLOURS = {"high": ATTENTION, "medium": ORANGE, "low": GREY}


@dataclass(frozen=True)
class _Entry:
    title: str
    action: str
    severity: str
    effort: str

    @property
    def height(self) -> float:
        return 8.0 + height(self.title, _HEADLINE) + 3.0 + height(self.action, LABEL) + 8.0


def draw_gaps(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw a card for each gap, best first, at most eight and no more than fit; the rest is counted below.

    Args:
        finding: columns title, action, severity ("high", "medium", "low"), minutes, rows (text).
        ax: where to draw; None makes a figure that grows with the cards.

    """
    entries = [_entry(row, room(ax)) for row in finding.frame.head(_MOST).itertuples(index=False)]
    body = sum(entry.height + _GAP for entry in entries) + (14.0 if len(finding.frame) > _MOST else 0.0)
    card = Card(finding, ax, body if entries else 62.0)
    if not entries:
        return _nothing(card)
    shown = _fitting(entries, len(finding.frame), card.bottom - card.top)
    top, boxes = card.top, []
    for number, entry in enumerate(shown, start=1):
        boxes.append(Box(card.left, top, card.right, top + entry.height))
        _words(card, entry, boxes[-1], number)
        top += entry.height + _GAP
    card.fill([rounded(box, 3.0) for box in boxes], CARD, label="cards")
    for severity, colour in _COLOURS.items():
        stripes = [_stripe(box) for box, entry in zip(boxes, shown, strict=True) if entry.severity == severity]
        if stripes:
            card.fill(stripes, colour, label=severity, zorder=1.2)
    if len(finding.frame) > len(shown):
        rest = f"… and {len(finding.frame) - len(shown):,} more"
        card.text(card.left + 14.0, top + 10.0, rest, colour=SOFT)
    return card.ax


def _entry(row: object, wide: float) -> _Entry:
    minutes, rows = getattr(row, "minutes", None), _said(getattr(row, "rows", ""))
    severity = _said(getattr(row, "severity", ""))
    effort = shorten(" · ".join(part for part in (_minutes(minutes), rows) if part), 0.32 * wide, LABEL)
    inner = wide - 40.0
    title = wrap(_said(getattr(row, "title", "")), inner - width(severity, LABEL, True) - 24.0, _HEADLINE, True)
    action = wrap(_said(getattr(row, "action", "")), inner - width(effort, LABEL) - 24.0, LABEL)
    return _Entry(title, action, severity, effort)


def _said(value: str | float | None) -> str:
    return "" if pd.isna(value) else str(value)


def _minutes(value: object) -> str:
    return f"{int(value):,} min" if isinstance(value, (int, float)) or hasattr(value, "__int__") else ""


def _fitting(entries: list[_Entry], count: int, space: float) -> list[_Entry]:
    """Return the first entries that fit into `space`, leaving a line for the number of the others."""
    shown: list[_Entry] = []
    used = 0.0
    for number, entry in enumerate(entries, start=1):
        used += entry.height + _GAP
        if used - _GAP + (14.0 if number < count else 0.0) > space + 0.1 and shown:
            break
        shown.append(entry)
    return shown


def _words(card: Card, entry: _Entry, box: Box, number: int) -> None:
    colour = WORDS[_COLOURS.get(entry.severity, GREY)]
    first = box.top + 8.0
    second = first + height(entry.title, _HEADLINE) + 3.0
    card.text(box.left + 14.0, first, str(number), size=_HEADLINE, colour=SOFT, bold=True, va="top")
    card.text(box.left + 30.0, first, entry.title, size=_HEADLINE, bold=True, va="top")
    card.text(box.right - 12.0, first + 1.0, entry.severity, colour=colour, bold=True, ha="right", va="top")
    card.text(box.left + 30.0, second, entry.action, colour=SOFT, va="top")
    card.text(box.right - 12.0, second, entry.effort, colour=SOFT, ha="right", va="top")


def _stripe(box: Box) -> Floats:
    return corners(Box(box.left, box.top, box.left + 5.0, box.bottom))


def _nothing(card: Card) -> Axes:
    box = Box(card.left, card.top, card.right, min(card.top + 50.0, card.bottom))
    card.fill([rounded(box, 3.0)], CARD, label="cards")
    card.fill([_stripe(box)], TEAL, label="nothing missing", zorder=1.2)
    tick = [(box.left + 16.0, box.top + 18.0), (box.left + 20.0, box.top + 22.5), (box.left + 28.0, box.top + 11.0)]
    card.line([tick], TEAL, 2.4, zorder=3)
    card.text(box.left + 38.0, box.top + 10.0, "Nothing is missing", size=_HEADLINE, colour=INK, bold=True, va="top")
    words = wrap("No gap was found in these tables; the next one will be shown here.", box.width - 50.0, LABEL)
    card.text(box.left + 38.0, box.top + 25.0, words, size=SMALL + 1.0, colour=SOFT, va="top")
    return card.ax
