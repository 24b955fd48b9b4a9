"""Market: what the work is paid by source, with present pay and the blended figure across."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from advocacy_kit.charts.boxes import Box
from advocacy_kit.charts.card import LABEL, SMALL, Align, Card, text_box
from advocacy_kit.charts.header import Heading, draw_headings
from advocacy_kit.charts.palette import (
    ATTENTION,
    COMPARED,
    DEEP_BLUE,
    GREY,
    GRID,
    INK,
    LIGHT_BLUE,
    MIDDLE_BLUE,
    SOFT,
    SOFT_TEAL,
    TEAL,
    WORDS,
)
from advocacy_kit.charts.panel import Panel, amount, ticks
from advocacy_kit.charts.words import height, shorten, width, wrap
from advocacy_kit.model import Finding, Mark, is_number

_ROW, _POINTS = 46.0, ("p10", "p25", "p50", "p75", "p90")


@dataclass(frozen=True)
class _Row:
    label: str
    detail: str
    note: str
    postings: bool
    counts: bool
    points: dict[str, float]
    ranges: tuple[tuple[float, float], ...]

    @property
    def amounts(self) -> list[float]:
        """Everything of this row that lies on the axis."""
        return [*self.points.values(), *(end for pair in self.ranges for end in pair)]


def plot_market(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw published percentiles as boxes and postings as brackets; rows that do not count are hollow.

    Args:
        finding: columns label, detail, kind ("published", "postings"), counts, p10 … p90 (NaN where not published),
            ranges ((low, high) pairs), note; marks "you" (at) and "blend" (at, until, value).
        ax: where to draw; None makes a figure that grows with the rows.

    """
    rows = _rows(finding.frame)
    marks = {mark.kind: mark for mark in finding.marks if is_number(mark.at)}
    card = Card(finding, ax, 28.0 + _ROW * max(len(rows), 1) + 20.0)
    amounts = [value for row in rows for value in row.amounts]
    ends = [amount(end) for mark in marks.values() for end in (mark.at, mark.until)]
    amounts += [end for end in ends if end is not None]
    if not rows or not amounts:
        return card.empty()
    names = _name_width(rows, card)
    low, high = min(amounts), max(amounts)
    pad = 0.04 * (high - low) or 0.05 * abs(high) or 1.0
    box = Box(card.left + names + 12.0, card.top + 28.0, card.right - 6.0, card.bottom - 20.0)
    panel = card.panel(box, (low - pad, high + pad), (len(rows) - 0.5, -0.5))
    _draw_axis(card, finding, panel)
    _draw_marks(card, panel, rows, marks)
    for number, row in enumerate(rows):
        _draw_names(card, row, panel, number, names)
        (_draw_postings if row.postings else _draw_published)(panel, row, number)
        _draw_words(card, finding, panel, row, number, first=number == _first_published(rows))
    return card.ax


def _rows(frame: pd.DataFrame) -> list[_Row]:
    rows = []
    for values in frame.to_dict("records"):
        points = {name: float(values[name]) for name in _POINTS if is_number(values[name])}
        pairs = values["ranges"] if isinstance(values["ranges"], (tuple, list)) else ()
        said = {name: "" if pd.isna(values[name]) else str(values[name]) for name in ("label", "detail", "note")}
        rows.append(
            _Row(
                **said,
                postings=values["kind"] == "postings",
                counts=bool(values["counts"]),
                points=points,
                ranges=tuple((float(a), float(b)) for a, b in pairs),
            )
        )
    return rows


def _first_published(rows: list[_Row]) -> int:
    return next((number for number, row in enumerate(rows) if not row.postings and len(row.points) > 1), -1)


def _name_width(rows: list[_Row], card: Card) -> float:
    widest = max(max(width(row.label, LABEL), width(_detail(row), SMALL)) for row in rows)
    return min(widest, 150.0, 0.3 * card.width)


def _detail(row: _Row) -> str:
    return row.detail or ("" if row.counts else "for comparison")


def _draw_names(card: Card, row: _Row, panel: Panel, number: int, wide: float) -> None:
    tall_row = panel.y(number + 1) - panel.y(number)
    label = wrap(row.label, wide, LABEL, lines=2 if tall_row > 33.0 else 1)
    detail = shorten(_detail(row), wide, SMALL) if tall_row > 22.0 else ""
    tall = height(label, LABEL) + (10.0 if detail else 0.0)
    right = panel.box.left - 12.0
    box = card.text(right, panel.y(number) - tall / 2, label, colour=INK if row.counts else SOFT, ha="right", va="top")
    if detail:
        card.text(right, box.bottom + 1.5, detail, size=SMALL, colour=SOFT, ha="right", va="top")


def _draw_axis(card: Card, finding: Finding, panel: Panel) -> None:
    places = ticks(*panel.xlim, finding.money, 6)
    bottom = panel.box.bottom
    card.line([[(panel.x(value), panel.box.top), (panel.x(value), bottom)] for value, _ in places], GRID)
    card.line([[(panel.box.left, bottom), (panel.box.right, bottom)]], GREY)
    for value, words in places:
        card.text(panel.x(value), bottom + 13.0, words, size=LABEL, colour=SOFT, ha="center")


def _draw_marks(card: Card, panel: Panel, rows: list[_Row], marks: dict[str, Mark]) -> None:
    headings = []
    top = panel.box.top
    blend, you = marks.get("blend"), marks.get("you")
    low = amount(blend.at) if blend else None
    if blend is not None and low is not None:
        high = amount(blend.until) or low
        counted = [number for number, row in enumerate(rows) if row.counts]
        bands = [(low, number - 0.5, high, number + 0.5) for number in counted]
        panel.bars(bands, SOFT_TEAL, label="blend", zorder=0.5)
        middle = amount(blend.value)
        if middle is not None and counted:
            panel.lines([[(middle, n - 0.5), (middle, n + 0.5)] for n in counted], TEAL, 1.4, dashed=True, label="target")
            x = panel.x(middle)
            card.strokes.add(*(Box(x - 1.0, panel.y(n - 0.5), x + 1.0, panel.y(n + 0.5)) for n in counted))
        headings.append(Heading(panel.x((low + high) / 2 if middle is None else middle), blend.text, WORDS[TEAL]))
    pay = amount(you.at) if you else None
    if you is not None and pay is not None:
        x = panel.x(pay)
        card.line([[(x, top - 2.0), (x, panel.box.bottom)]], ATTENTION, 1.8, zorder=2.6)
        card.strokes.add(Box(x - 1.5, top, x + 1.5, panel.box.bottom))
        headings.append(Heading(x, you.text, WORDS[ATTENTION]))
    draw_headings(card, headings, top - 4.0)


def _draw_published(panel: Panel, row: _Row, number: int) -> None:
    line, fill = (MIDDLE_BLUE, LIGHT_BLUE) if row.counts else (GREY, COMPARED)
    points = row.points
    ends = [points[name] for name in _POINTS if name in points]
    if len(ends) > 1:
        caps = [[(points[name], number - 0.09), (points[name], number + 0.09)] for name in ("p10", "p90") if name in points]
        panel.lines([[(ends[0], number), (ends[-1], number)], *caps], line, 1.4, label="p10 to p90", zorder=2)
    if "p25" in points and "p75" in points:
        panel.bars(
            [(points["p25"], number - 0.17, points["p75"], number + 0.17)],
            fill,
            edge=line,
            line=0.9,
            label="p25 to p75",
            zorder=2.2,
        )
    _draw_median(panel, row, number)


def _draw_postings(panel: Panel, row: _Row, number: int) -> None:
    pairs = sorted(row.ranges, key=sum)
    step = min(0.075, 0.6 / max(len(pairs), 1))
    colour = MIDDLE_BLUE if row.counts else GREY
    lines, caps = [], []
    for index, (low, high) in enumerate(pairs):
        y = number + (index - (len(pairs) - 1) / 2) * step
        lines.append([(low, y), (high, y)])
        caps += [[(end, y - 0.35 * step), (end, y + 0.35 * step)] for end in (low, high)]
    points = step * (panel.y(1.0) - panel.y(0.0))
    panel.lines(lines, colour, min(1.4, max(0.5 * points, 0.3)), label="postings")
    panel.lines(caps, colour, 0.9, label="posting ends")
    _draw_median(panel, row, number)


def _draw_median(panel: Panel, row: _Row, number: int) -> None:
    if "p50" in row.points:
        middle = row.points["p50"]
        tall = _half(row)
        colour, thick = (DEEP_BLUE, 3.0) if row.counts else (GREY, 2.2)
        panel.lines([[(middle, number - tall), (middle, number + tall)]], colour, thick, label="median", zorder=4)


def _half(row: _Row) -> float:
    return 0.24 if not row.postings else min(0.36, 0.5 * min(0.075 * len(row.ranges), 0.6) + 0.07)


def _draw_words(card: Card, finding: Finding, panel: Panel, row: _Row, number: int, *, first: bool) -> None:
    """Write the median above the row; the first published row also names its percentiles, instead of a legend."""
    if "p50" in row.points:
        _draw_median_words(card, row, finding.money.short(row.points["p50"]), panel, number, first=first)
    below = panel.y(number + 0.22) + 8.0
    if first:
        for name, value in row.points.items():
            if name != "p50":
                card.offer(panel.x(value), below, name.upper(), size=SMALL, colour=SOFT, ha="center")
    if row.note:
        _draw_note(card, panel, row, panel.y(number), below)


def _draw_median_words(card: Card, row: _Row, amount_words: str, panel: Panel, number: int, *, first: bool) -> None:
    x, y = panel.x(row.points["p50"]), panel.y(number - _half(row)) - 3.0
    colour = DEEP_BLUE if row.counts else SOFT
    aside: tuple[tuple[Align, float], ...] = (
        ("center", 0.0),
        ("right", 3.0),
        ("left", -3.0),
        ("right", -3.0),
        ("left", 3.0),
        ("right", -8.0),
        ("left", 8.0),
    )
    for words in (f"median {amount_words}", amount_words) if first else (amount_words,):
        for ha, shift in aside:
            if card.offer(x + shift, y, words, colour=colour, bold=row.counts, ha=ha):
                return
    # Between two lines that stand close: across them, as long as it meets no words.
    if card.words.free(text_box(x, y, amount_words, bold=row.counts, ha="center"), 1.0):
        card.text(x, y, amount_words, colour=colour, bold=row.counts, ha="center", halo=True)


def _draw_note(card: Card, panel: Panel, row: _Row, y: float, below: float) -> None:
    """Write the note to the right of its row where that is free, else under it."""
    end = panel.x(max(row.amounts)) + 6.0 if row.amounts else panel.box.left + 4.0
    start = panel.x(min(row.amounts)) if row.amounts else end
    words = shorten(row.note, min(260.0, panel.box.width), SMALL)
    under = np.linspace(panel.box.right - width(words, SMALL), panel.box.left, 24)
    places = [(end, y + 3.0), *((float(x), below) for x in under[np.argsort(np.abs(under - start))])]
    for x, base in places:
        if card.offer(x, base, words, size=SMALL, colour=SOFT):
            return
