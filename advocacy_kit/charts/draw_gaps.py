"""Gaps as ranked cards, and the minutes of mending week by week up to the review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from advocacy_kit.charts.card import (
    ATTENTION,
    BLUE,
    CARD,
    EMPTY,
    GREY,
    INK,
    LABEL,
    ORANGE,
    PAPER,
    SMALL,
    SOFT,
    TEAL,
    WORDS,
    Align,
    Card,
    Panel,
    Rise,
    corners,
    room,
    ticks,
)
from advocacy_kit.charts.labels import write_row
from advocacy_kit.charts.layout import Box, Floats, height, rounded, shorten, spread, width, wrap
from advocacy_kit.charts.timeline import Timeline, draw_ticks
from advocacy_kit.core.model import Finding, Mark

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


_AXIS, _NAMES = 34.0, 62.0  # room for the words left and right of the panels
_SEVERITIES = {"low": GREY, "medium": ORANGE, "high": ATTENTION}  # from the bottom up


def draw_readiness(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw the minutes that all gaps take as a line, above the number of gaps by severity.

    Args:
        finding: columns week (its last day), high, medium, low, minutes; marks "review", "today" and "pace", the even
            way from `at` with `value` minutes down to none at `until`. A review that lies more than as many weeks ahead
            as are shown is named at the edge.
        ax: where to draw; None makes a figure.

    Returns:
        The card; its first panel holds the line, the second one the bars.

    """
    frame = finding.frame
    if frame.empty:
        return Card(finding, ax, EMPTY).empty()
    card = Card(finding, ax, 230.0)
    weeks = [when.date() for when in frame["week"]]
    ahead = [_place(mark.at, weeks[0]) for mark in finding.marks if mark.kind == "review"]
    end = max([place for place in ahead if place <= 2 * len(weeks)], default=0.0)
    xlim = (-0.6, max(len(weeks) - 0.4, end + 0.6))
    left, right = card.left + _AXIS, card.right - _NAMES
    top, bottom = card.top + 16.0, card.bottom - 24.0
    split = top + 0.58 * (bottom - top)
    most = max(float(frame["minutes"].max()), 10.0)
    upper = card.panel(Box(left, top, right, split), xlim, (0.0, 1.18 * most))
    counts = frame[list(_SEVERITIES)].to_numpy(dtype=float)
    lower = card.panel(
        Box(left, split + 14.0, right, bottom), xlim, (0.0, max(float(counts.sum(axis=1).max()), 1.0) * 1.04)
    )
    _draw_marks(card, finding, upper, lower, weeks[0])
    _draw_bars(card, counts, lower)
    _draw_minutes(card, finding, upper, weeks[0])
    # the last days of the weeks, also of those that lie ahead
    shown = pd.date_range(weeks[0], periods=int(lower.xlim[1]) + 1, freq="7D")
    draw_ticks(card, lower, Timeline(pd.DatetimeIndex(shown)), bottom + 4.0)
    return card.ax


def _place(when: date | float | None, first: date) -> float:
    """Return where a date lies: weeks since the first one."""
    return float("inf") if when is None or isinstance(when, (int, float)) else (when - first).days / 7


def _draw_marks(card: Card, finding: Finding, upper: Panel, lower: Panel, first: date) -> None:
    places, words, colours = [], [], []
    for mark in finding.marks:
        if mark.kind not in ("review", "today"):
            continue
        place = _place(mark.at, first)
        beyond = place > upper.xlim[1]
        if place < upper.xlim[0]:
            continue
        x = upper.box.right if beyond else upper.x(place)
        if not beyond:
            tall = [(upper.box.top - 2.0, upper.box.bottom)]
            if mark.kind == "review":
                tall.append((lower.box.top, lower.box.bottom))
            colour = INK if mark.kind == "today" else GREY
            card.line(
                [[(x, low), (x, high)] for low, high in tall],
                colour,
                1.0,
                dashed=mark.kind == "review",
                label=mark.kind,
                zorder=1.8,
            )
            card.faint.add(*(Box(x - 1.0, low, x + 1.0, high) for low, high in tall))
        places.append(x)
        words.append(shorten(f"{mark.text} →" if beyond else mark.text, 150.0, SMALL))
        colours.append(INK if mark.kind == "today" else SOFT)
    while True:
        sizes = [width(text, SMALL) for text in words]
        centres = spread(places, sizes, upper.box.left, card.right, gap=8.0)
        astray = max(
            (
                abs(centre - place)
                for centre, place, colour in zip(centres, places, colours, strict=True)
                if colour == INK
            ),
            default=0.0,
        )
        if len(words) < 2 or (astray < 25.0 and sum(sizes) + 8.0 * len(sizes) < card.right - upper.box.left):
            break
        places, words, colours = (
            places[1:],
            words[1:],
            colours[1:],
        )  # the earliest review gives way, so that today stands where it is
    write_row(card, places, words, upper.box.top - 6.0, (upper.box.left, card.right), colours, 8.0)


def _draw_minutes(card: Card, finding: Finding, panel: Panel, first: date) -> None:
    card.scale(panel, ticks(0.0, panel.ylim[1], None, 4), base=True)
    minutes = finding.frame["minutes"].to_numpy(dtype=float)
    x = np.arange(len(minutes), dtype=float)
    outline = np.column_stack((np.append(x, (x[-1], x[0])), np.append(minutes, (0.0, 0.0))))
    panel.area([outline], BLUE, label="minutes, area", zorder=1.0).set_alpha(0.10)
    panel.lines([np.column_stack((x, minutes))], BLUE, 2.0, label="minutes")
    card.strokes.add(*panel.track(x, minutes))
    panel.dots([*x[[0, -1]]], [*minutes[[0, -1]]], BLUE, 5.5)
    for mark in finding.marks:
        if mark.kind == "pace":
            _draw_pace(card, panel, mark, first)
    _draw_ends(card, panel, minutes)


def _draw_ends(card: Card, panel: Panel, minutes: Floats) -> None:
    """Write the first and the last figure at the side of their dots where they meet no line."""
    for place in sorted({0, len(minutes) - 1}):
        words, x, y = f"{minutes[place]:,.0f} min", panel.x(place), panel.y(minutes[place])
        tries: list[tuple[float, float, Align, Rise]] = [
            *((x + 6.0, y + down, "left", "baseline") for down in (-6.0, -12.0, 16.0)),
            # the scale is to the left of the first dot
            *((x - 6.0, y + down, "right", "baseline") for down in (-6.0, 16.0) if place),
        ]
        if not card.offer_first(tries, words, colour=BLUE, bold=True):
            card.text(x, y - 7.0, words, colour=BLUE, bold=True, ha="center", halo=True)


def _draw_pace(card: Card, panel: Panel, mark: Mark, first: date) -> None:
    """Draw the even way down to nothing at the review, where the review is on the picture."""
    start, end = _place(mark.at, first), _place(mark.until, first)
    if end > panel.xlim[1] or mark.value is None:
        return
    panel.lines([[(start, mark.value), (end, 0.0)]], GREY, 1.2, dashed=True, label="pace", zorder=2.0)
    card.strokes.add(*panel.track((start, end), (mark.value, 0.0)))
    wide = width(mark.text, SMALL)
    if panel.x((start + end) / 2) + 12.0 + wide < panel.x(end):
        card.offer(panel.x((start + end) / 2) + 8.0, panel.y(mark.value / 2) - 9.0, mark.text, size=SMALL, colour=SOFT)
    elif wide + 24.0 < panel.x(end) - panel.x(start):
        card.offer(panel.x(start) + 6.0, panel.y(0.0) - 5.0, mark.text, size=SMALL, colour=SOFT)


def _draw_bars(card: Card, counts: Floats, panel: Panel) -> None:
    card.scale(panel, ticks(0.0, panel.ylim[1], None, 3), base=True)
    x, base = np.arange(len(counts), dtype=float), np.zeros(len(counts))
    names, middles = [], []
    for (severity, colour), count in zip(_SEVERITIES.items(), counts.T, strict=True):
        shown = count > 0
        panel.bars(
            np.column_stack((x - 0.34, base, x + 0.34, base + count))[shown],
            colour,
            label=severity,
            edge=PAPER,
            line=0.8,
        )
        names.append((severity, colour, count[-1]))
        middles.append(panel.y(base[-1] + count[-1] / 2))
        base = base + count
    for y, (severity, colour, count) in zip(
        spread(middles, [11.0] * len(middles), panel.box.top - 8.0, panel.box.bottom + 6.0, gap=0.0), names, strict=True
    ):
        card.key(panel.box.right + 6.0, y, f"{count:.0f} {severity}", colour, 4.0)
