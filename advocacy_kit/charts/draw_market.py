"""Market: what the work is paid by source, with present pay and the blended figure across."""

from __future__ import annotations

from matplotlib.axes import Axes

from advocacy_kit.charts.boxes import Box
from advocacy_kit.charts.card import LABEL, SMALL, Card
from advocacy_kit.charts.market_row import Row, draw_row, rows_of, write_row
from advocacy_kit.charts.palette import ATTENTION, GREY, GRID, INK, SOFT, SOFT_TEAL, TEAL, WORDS
from advocacy_kit.charts.panel import Panel, amount, ticks
from advocacy_kit.charts.panel_headings import Heading, draw_headings
from advocacy_kit.charts.text_width import height, shorten, width, wrap
from advocacy_kit.core.model import Finding, Mark, is_number

_ROWS = ((6, 46.0), (9, 41.0))  # up to how many rows each may take so many points
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
