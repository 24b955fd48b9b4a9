"""Market: what the work is paid by source, with present pay and the blended figure across."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from advocacy_kit.charts.card import (
    ATTENTION,
    COMPARED,
    DEEP_BLUE,
    GREY,
    GRID,
    INK,
    LABEL,
    LIGHT_BLUE,
    MIDDLE_BLUE,
    SMALL,
    SOFT,
    SOFT_TEAL,
    TEAL,
    VIOLET,
    WORDS,
    Align,
    Card,
    Panel,
    Rise,
    amount,
    text_box,
    ticks,
)
from advocacy_kit.charts.labels import Heading, draw_headings
from advocacy_kit.charts.layout import Box, height, shorten, width, wrap
from advocacy_kit.core.model import Finding, Mark, Money, is_number

_ROWS = ((6, 46.0), (9, 41.0))  # the most rows that get that many points each
_MANY = 37.0


def draw_market(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw percentiles as boxes, postings and bands as brackets, what was heard as marks.

    Rows that do not count are hollow.

    Args:
        finding: columns label, detail, kind ("published", "sample", "postings", "offer", "quote", "disclosure",
            "band"), counts, p10 … p90 (NaN where not known), ranges ((low, high) pairs), note; marks "you" (at) and
            "blend" (at, until, value; `until` missing where no bound is determined).
        ax: where to draw; None makes a figure that grows with the rows.
    """
    rows = rows_of(finding.frame)
    marks = {mark.kind: mark for mark in finding.marks if is_number(mark.at)}
    tall = next((points for most, points in _ROWS if len(rows) <= most), _MANY)
    card = Card(finding, ax, 28.0 + tall * max(len(rows), 1) + 20.0)
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
    first = next((number for number, row in enumerate(rows) if row.boxed and len(row.points) > 1), -1)
    said = amount(marks["blend"].value) if "blend" in marks else None
    for number, row in enumerate(rows):
        _draw_names(card, row, panel, number, names)
        draw_row(panel, row, number)
        write_row(card, finding.money, panel, row, number, first=number == first, said=said)
    return card.ax


def _name_width(rows: list[Row], card: Card) -> float:
    widest = max(max(width(row.label, LABEL), width(_detail(row), SMALL)) for row in rows)
    return min(widest, 150.0, 0.3 * card.width)


def _detail(row: Row) -> str:
    return row.detail or ("" if row.counts else "for comparison")


def _draw_names(card: Card, row: Row, panel: Panel, number: int, wide: float) -> None:
    tall_row = panel.y(number + 1) - panel.y(number)
    label = wrap(row.label, wide, LABEL, lines=2 if tall_row > 33.0 else 1)
    detail = shorten(_detail(row), wide, SMALL) if tall_row > 22.0 else ""
    tall = height(label, LABEL) + (11.0 if detail else 0.0)
    right = panel.box.left - 12.0
    box = card.text(right, panel.y(number) - tall / 2, label, colour=INK if row.counts else SOFT, ha="right", va="top")
    if detail:
        card.text(right, box.bottom + 2.5, detail, size=SMALL, colour=SOFT, ha="right", va="top")


def _draw_axis(card: Card, finding: Finding, panel: Panel) -> None:
    places = ticks(*panel.xlim, finding.money, 6)
    bottom = panel.box.bottom
    card.line([[(panel.x(value), panel.box.top), (panel.x(value), bottom)] for value, _ in places], GRID)
    card.line([[(panel.box.left, bottom), (panel.box.right, bottom)]], GREY)
    for value, words in places:
        card.text(panel.x(value), bottom + 13.0, words, size=LABEL, colour=SOFT, ha="center")


def _draw_marks(card: Card, panel: Panel, rows: list[Row], marks: dict[str, Mark]) -> None:
    headings = []
    top = panel.box.top
    blend, you = marks.get("blend"), marks.get("you")
    low = amount(blend.at) if blend else None
    if blend is not None and low is not None:
        high, middle = amount(blend.until), amount(blend.value)
        counted = [number for number, row in enumerate(rows) if row.counts]
        if high is not None:
            panel.bars(
                [(low, number - 0.5, high, number + 0.5) for number in counted], SOFT_TEAL, label="blend", zorder=0.5
            )
        if middle is not None and counted:
            panel.lines(
                [[(middle, n - 0.5), (middle, n + 0.5)] for n in counted], TEAL, 1.4, dashed=True, label="target"
            )
            x = panel.x(middle)
            card.strokes.add(*(Box(x - 1.0, panel.y(n - 0.5), x + 1.0, panel.y(n + 0.5)) for n in counted))
        headings.append(
            Heading(panel.x((low + (high or low)) / 2 if middle is None else middle), blend.text, WORDS[TEAL])
        )
    pay = amount(you.at) if you else None
    if you is not None and pay is not None:
        x = panel.x(pay)
        card.line([[(x, top - 2.0), (x, panel.box.bottom)]], ATTENTION, 1.8, zorder=2.6)
        card.strokes.add(Box(x - 1.5, top, x + 1.5, panel.box.bottom))
        headings.append(Heading(x, you.text, WORDS[ATTENTION]))
    draw_headings(card, headings, top - 4.0)


POINTS = ("p10", "p25", "p50", "p75", "p90")
MARKS = {"offer": "D", "quote": "^", "disclosure": "o"}  # what was heard: distinguishable without colour
_ASIDE: tuple[tuple[Align, float], ...] = (
    ("center", 0.0),
    ("right", 3.0),
    ("left", -3.0),
    ("right", -3.0),
    ("left", 3.0),
    ("right", -8.0),
    ("left", 8.0),
)


@dataclass(frozen=True)
class Row:
    """What one row of a market finding's frame draws."""

    label: str
    detail: str
    note: str
    kind: str
    counts: bool
    points: dict[str, float]
    ranges: tuple[tuple[float, float], ...]

    @property
    def boxed(self) -> bool:
        """Whether it is percentiles of people's pay."""
        return self.kind in ("published", "sample")

    @property
    def amounts(self) -> list[float]:
        """Everything of this row that lies on the axis."""
        return [*self.points.values(), *(end for pair in self.ranges for end in pair)]

    @property
    def half(self) -> float:
        """Half the height of its median, in rows."""
        if self.boxed:
            return 0.24
        if self.kind != "postings":
            return 0.17
        return min(0.36, 0.5 * min(0.075 * len(self.ranges), 0.6) + 0.07)


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a market finding's frame."""
    rows = []
    for values in frame.to_dict("records"):
        points = {name: float(values[name]) for name in POINTS if is_number(values[name])}
        pairs = values["ranges"] if isinstance(values["ranges"], (tuple, list)) else ()
        said = {
            name: "" if pd.isna(values[name]) else str(values[name]) for name in ("label", "detail", "note", "kind")
        }
        ranges = tuple((float(a), float(b)) for a, b in pairs)
        rows.append(Row(**said, counts=bool(values["counts"]), points=points, ranges=ranges))
    return rows


def label(money: Money, amount: float) -> str:
    """Return a figure for a label: in full where that is short, otherwise in thousands."""
    return money.plain(amount) if abs(amount) < 10_000 else money.short(amount)


def exact(money: Money, amount: float) -> str:
    """Return a figure that somebody said, for a label: nothing of it is rounded away but hundreds."""
    return money.thousands(amount) if abs(amount) >= 10_000 and amount % 1_000 else label(money, amount)


def draw_row(panel: Panel, row: Row, number: int) -> None:
    """Draw the shapes of a row."""
    if row.boxed:
        _draw_box(panel, row, number)
    elif row.kind == "postings":
        _draw_postings(panel, row, number)
    else:
        _draw_heard(panel, row, number)
    if "p50" in row.points:
        middle, thick = row.points["p50"], 3.0 if row.counts else 2.2
        colour = DEEP_BLUE if row.counts else SOFT if row.kind == "band" else GREY
        panel.lines(
            [[(middle, number - row.half), (middle, number + row.half)]], colour, thick, label="median", zorder=4
        )


def _draw_box(panel: Panel, row: Row, number: int) -> None:
    line, fill = (MIDDLE_BLUE, LIGHT_BLUE) if row.counts else (GREY, COMPARED)
    points = row.points
    ends = [points[name] for name in POINTS if name in points]
    if len(ends) > 1:
        caps = [
            [(points[name], number - 0.09), (points[name], number + 0.09)] for name in ("p10", "p90") if name in points
        ]
        panel.lines([[(ends[0], number), (ends[-1], number)], *caps], line, 1.4, label="p10 to p90", zorder=2)
    if "p25" in points and "p75" in points:
        box = (points["p25"], number - 0.17, points["p75"], number + 0.17)
        panel.bars([box], fill, edge=line, line=0.9, label="p25 to p75", zorder=2.2)


def _draw_postings(panel: Panel, row: Row, number: int) -> None:
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


def _draw_heard(panel: Panel, row: Row, number: int) -> None:
    """Draw ranges as brackets, single figures as the mark of their kind; the employer's band likewise."""
    colour = SOFT if row.kind == "band" else VIOLET
    wide = [pair for pair in row.ranges if pair[1] > pair[0]]
    lines = [[(low, number), (high, number)] for low, high in wide]
    caps = [[(end, number - 0.13), (end, number + 0.13)] for pair in wide for end in pair]
    panel.lines([*lines, *caps], colour, 1.6, label=row.kind)
    if row.kind in MARKS:
        places = [(low + high) / 2 for low, high in row.ranges]
        shape = MARKS[row.kind]
        panel.dots(places, [number] * len(places), colour, 6.5, label=row.kind, shape=shape, rim=1.0)


def write_row(
    card: Card, money: Money, panel: Panel, row: Row, number: int, *, first: bool, said: float | None = None
) -> None:
    """Write the median above the row, unless the heading has `said` it.

    The first box also names its percentiles, instead of a legend.
    """
    middle = row.points.get("p50")
    if middle is not None and (said is None or abs(middle - said) > 1e-6 * abs(said)):
        _write_median(
            card,
            row,
            money.thousands(middle) if abs(middle) >= 10_000 else money.plain(middle),
            panel,
            number,
            first=first,
        )
    below = panel.y(number + 0.22) + 8.0
    if first:
        for name, value in row.points.items():
            if name != "p50":
                card.offer(panel.x(value), below, name.upper(), size=SMALL, colour=SOFT, ha="center")
    if row.kind == "band":
        for low, high in row.ranges:
            card.offer(panel.x(low), below, exact(money, low), size=SMALL, colour=SOFT, ha="center")
            card.offer(panel.x(high), below, exact(money, high), size=SMALL, colour=SOFT, ha="center")
    elif row.kind in MARKS:
        _write_heard(card, money, panel, row, number)
    if row.note:
        _write_note(card, panel, row, panel.y(number), below)


def _write_heard(card: Card, money: Money, panel: Panel, row: Row, number: int) -> None:
    for low, high in sorted(row.ranges):
        words = " to ".join(dict.fromkeys((exact(money, low), exact(money, high))))
        x, above = panel.x((low + high) / 2), panel.y(number - row.half) - 2.0
        reach = panel.x(high) - x + 8.0
        places: tuple[tuple[float, float, Align, Rise], ...] = (
            (x, above, "center", "baseline"),
            (x + reach, panel.y(number) + 3.0, "left", "baseline"),
            (x - reach, panel.y(number) + 3.0, "right", "baseline"),
            (x + 4.0, above, "left", "baseline"),
            (x - 4.0, above, "right", "baseline"),
        )
        card.offer_first(places, words, colour=WORDS[VIOLET])


def _write_median(card: Card, row: Row, amount_words: str, panel: Panel, number: int, *, first: bool) -> None:
    x, y = panel.x(row.points["p50"]), panel.y(number - row.half) - 3.0
    colour = DEEP_BLUE if row.counts else SOFT
    named = f"{'midpoint' if row.kind == 'band' else 'median'} {amount_words}"
    for words in (named, amount_words) if first or row.kind == "band" else (amount_words,):
        for ha, shift in _ASIDE:
            if card.offer(x + shift, y, words, colour=colour, bold=row.counts, ha=ha):
                return
    # Between two close lines: across them, as long as no words are in the way.
    if card.words.free(text_box(x, y, amount_words, bold=row.counts, ha="center"), 1.0):
        card.text(x, y, amount_words, colour=colour, bold=row.counts, ha="center", halo=True)


def _write_note(card: Card, panel: Panel, row: Row, y: float, below: float) -> None:
    """Write the note to the right of its row where that is free, else under it."""
    end = panel.x(max(row.amounts)) + 6.0 if row.amounts else panel.box.left + 4.0
    start = panel.x(min(row.amounts)) if row.amounts else end
    words = shorten(row.note, min(260.0, panel.box.width), SMALL)
    under = np.linspace(panel.box.right - width(words, SMALL), panel.box.left, 24)
    places = [(end, y + 3.0), *((float(x), below) for x in under[np.argsort(np.abs(under - start))])]
    for x, base in places:
        # well apart from other words, or it would be read as one with them
        if card.words.free(text_box(x, base, words, size=SMALL), 8.0) and card.offer(
            x, base, words, size=SMALL, colour=SOFT
        ):
            return
