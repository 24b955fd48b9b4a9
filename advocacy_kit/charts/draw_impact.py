"""Impact over time: cumulative documented value over wins by group."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.path import Path

from advocacy_kit.charts.card import (
    BLUE,
    EMPTY,
    GREY,
    HATCHES,
    INK,
    LABEL,
    ORANGE,
    PAPER,
    QUIET,
    SERIES,
    SMALL,
    SOFT,
    TEAL,
    WORDS,
    Card,
    Panel,
    corners,
    ticks,
)
from advocacy_kit.charts.labels import label_point, write_row
from advocacy_kit.charts.layout import Box, Floats, balance, height, shorten, spread, width
from advocacy_kit.charts.timeline import Grid, draw_ticks, grid
from advocacy_kit.core.model import Finding, Mark

_AXIS, _NAMES = 34.0, 118.0  # room for the words left and right of the panels
_LINES = (("total_once", BLUE, "once", False), ("total_recurring", TEAL, "recurring, first 12 months", True))


def draw_impact(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw cumulative one-time and recurring value (never added up) above the wins of each period by group.

    Args:
        finding: columns period, the group, wins, total_once, total_recurring; marks "review", "quiet", "strong".
        ax: where to draw; None makes a figure.

    Returns:
        The card; its last panel holds the bars, the first one, where any value is documented, the lines.

    """
    values = _values(finding.frame)
    wins = grid(finding.frame)
    if not wins.wins.size:
        return Card(finding, ax, EMPTY).empty()
    card = Card(finding, ax, 252.0 if values else 190.0)
    left, right = card.left + _AXIS, card.right - min(_NAMES, 0.3 * card.width)
    top, bottom = card.top + (14.0 if _of("review", finding) else 4.0), card.bottom - 26.0
    quiet = 15.0 if _of("quiet", finding) else 0.0
    split = top + (bottom - top - quiet - 12.0) * (0.52 if values else 0.0)
    if values:
        # The names of the groups are next to the bars: in low axes the bars get the room that the names need.
        split = max(top + 34.0, min(split, bottom - quiet - 2.0 - 9.4 * len(wins.groups)))
    upper = _draw_values(card, finding, values, wins, Box(left, top, right, split)) if values else None
    lower = card.panel(Box(left, split + quiet + (12.0 if values else 0.0), right, bottom), *_limits(wins))
    _draw_quiet(card, finding, wins, lower)
    _draw_bars(card, wins, lower)
    _draw_reviews(card, finding, wins, lower, upper)
    if upper is not None:
        _draw_strong(card, finding, values, wins, upper)
    draw_ticks(card, lower, wins.timeline, bottom + 4.0)
    return card.ax


def _of(kind: str, finding: Finding) -> list[Mark]:
    return [mark for mark in finding.marks if mark.kind == kind]


def _values(frame: pd.DataFrame) -> dict[str, Floats]:
    """Return the cumulative values a period, only those that are anywhere but zero."""
    frame = frame[frame["period"].notna()]
    first = frame.drop_duplicates("period").sort_values("period")
    found = {}
    for column, *_ in _LINES:
        series = np.nan_to_num(first[column].ffill().to_numpy(dtype=float))
        if series.any():
            found[column] = series
    return found


def _limits(wins: Grid) -> tuple[tuple[float, float], tuple[float, float]]:
    most = max(float(wins.wins.sum(axis=0).max()), 1.0)
    return (-0.5, len(wins.timeline.starts) - 0.5), (0.0, most * 1.04)


def _draw_values(card: Card, finding: Finding, values: dict[str, Floats], wins: Grid, box: Box) -> Panel:
    periods = len(wins.timeline.starts)
    high = max(float(series.max()) for series in values.values())
    low = min(0.0, *(float(series.min()) for series in values.values()))
    # Strong wins are told above the lines: more air when there are some.
    air = 1.35 if _of("strong", finding) else 1.12
    panel = card.panel(box, (-0.5, periods - 0.5), (low, low + (high - low) * air or 1.0))
    card.scale(panel, ticks(low, high * 1.05, finding.money, 4))
    x = np.arange(periods, dtype=float)
    if periods == 1:
        x = np.array([-0.3, 0.3])
        values = {name: np.repeat(series, 2) for name, series in values.items()}
    names, heights = [], []
    for column, colour, words, dashed in _LINES:
        if column not in values:
            continue
        series = values[column]
        outline = np.column_stack((np.append(x, (x[-1], x[0])), np.append(series, (low, low))))
        panel.area([outline], colour, label=f"{words}, area", zorder=1.0).set_alpha(0.10)
        panel.lines([np.column_stack((x, series))], colour, 2.0, dashed=dashed, label=words)
        card.strokes.add(*panel.track(x, series))
        text = balance(f"{finding.money.short(series[-1])} {words}", card.right - box.right - 8.0, LABEL, True)
        names.append((series[-1], text, colour))
        heights.append(height(text, LABEL))
    wanted = [panel.y(value) for value, *_ in names]
    for y, (_, text, colour) in zip(spread(wanted, heights, card.top, box.bottom + 6.0), names, strict=True):
        card.text(box.right + 8.0, y, text, colour=WORDS[colour], bold=True, va="center")
    return panel


def _draw_bars(card: Card, wins: Grid, panel: Panel) -> None:
    box = panel.box
    card.scale(panel, ticks(0.0, panel.ylim[1], None, 3), base=True)
    unit = box.width / wins.wins.shape[1]
    half = min(0.36 if unit > 8 else 0.45, 36.0 / unit)
    base = np.zeros(wins.wins.shape[1])
    x = np.arange(len(base), dtype=float)
    line = min(13.0, (box.height + 10.0) / len(wins.groups))
    middle = box.top + box.height / 2 + line * len(wins.groups) / 2
    for number, (group, counts) in enumerate(zip(wins.groups, wins.wins, strict=True)):
        colour, hatch = SERIES[number % len(SERIES)], HATCHES[number // len(SERIES) % len(HATCHES)]
        shown = counts > 0
        bars = np.column_stack((x - half, base, x + half, base + counts))[shown]
        drawn = panel.bars(bars, colour, label=group, hatch=hatch, edge=PAPER, line=0.8 if unit > 8 else 0.0)
        if hatch:
            _join(drawn)
        base = base + counts
        name, size = shorten(group, card.right - box.right - 20.0, LABEL, True), LABEL if line > 10 else SMALL
        card.key(box.right + 8.0, middle - line * (number + 0.5), name, colour, 5.0, size, hatch)


def _join(bars: PolyCollection) -> None:
    """Make all bars one outline: the renderer prepares a hatch anew for every outline.

    That would take longer than all the rest.
    """
    outlines = bars.get_paths()
    if outlines:
        whole = Path.make_compound_path(*outlines)
        # the stubs take codes for numbers
        bars.set_verts_and_codes([whole.vertices], [whole.codes])  # type: ignore[list-item]


def _draw_quiet(card: Card, finding: Finding, wins: Grid, panel: Panel) -> None:
    marks = _of("quiet", finding)
    found = [(wins.timeline.stretch(mark.at, mark.until), mark.text) for mark in marks]
    shown = [(stretch, words) for stretch, words in found if stretch is not None]
    if shown:
        top, bottom = panel.box.top - 13.0, panel.box.bottom
        boxes = [corners(Box(panel.x(low), top, panel.x(high), bottom)) for (low, high), _ in shown]
        card.fill(boxes, QUIET, zorder=0.5)
        middles = [(low + high) / 2 for (low, high), _ in shown]
        _row(card, middles, [words for _, words in shown], panel, top + 9.5, WORDS[ORANGE])


def _draw_reviews(card: Card, finding: Finding, wins: Grid, lower: Panel, upper: Panel | None) -> None:
    found = [(wins.timeline.place(mark.at), mark.text) for mark in _of("review", finding)]
    places = [(place, words) for place, words in found if place is not None]
    if not places:
        return
    top = (upper or lower).box.top
    spans = [(top - 2.0, lower.box.bottom)]
    if upper is not None and _of("quiet", finding):
        # The row between the panels is left to the words about the quiet stretch.
        spans = [(top - 2.0, upper.box.bottom), (lower.box.top, lower.box.bottom)]
    lines = [[(lower.x(place), low), (lower.x(place), high)] for place, _ in places for low, high in spans]
    card.line(lines, GREY, 1.0, dashed=True, label="reviews", zorder=1.8)
    card.faint.add(*(Box(x - 1.0, low, x + 1.0, high) for (x, low), (_, high) in lines))
    _row(card, [place for place, _ in places], [words for _, words in places], lower, top - 5.0, SOFT)


def _row(card: Card, places: list[float], words: list[str], panel: Panel, y: float, colour: str) -> None:
    """Write labels side by side over their places; of more than the row holds, the latest."""
    room = panel.box.width
    texts = [shorten(text, min(room, 190.0), SMALL) for text in words]
    while sum(width(text, SMALL) + 6.0 for text in texts) > room + 6.0 and len(texts) > 1:
        texts, places = texts[1:], places[1:]
    box, middles = panel.box, [panel.x(place) for place in places]
    write_row(card, middles, texts, y, (box.left, box.right), [colour] * len(texts))


def _draw_strong(card: Card, finding: Finding, values: dict[str, Floats], wins: Grid, panel: Panel) -> None:
    """Tell up to three strong wins: a dot on the line, a thin line to words that lie free of all else."""
    for mark in _of("strong", finding)[:3]:
        place = wins.timeline.place(mark.at)
        if place is None:
            continue
        period = min(int(place + 0.5), len(wins.timeline.starts) - 1)
        heights = [float(series[min(period, len(series) - 1)]) for series in values.values()]
        value = max(heights) if mark.value is None else min(heights, key=lambda v: abs(v - (mark.value or 0.0)))
        x, y = panel.x(period), panel.y(value)
        panel.dots([period], [value], INK, 5.0)
        room = Box(panel.box.left + 2.0, panel.box.top - 2.0, panel.box.right + 4.0, panel.box.bottom)
        label_point(card, room, x, y, mark.text, INK)
