"""Real pay: own pay as paid and in today's money, with raises and the market median."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from advocacy_kit.charts.card import (
    BLUE,
    EMPTY,
    INK,
    LABEL,
    TEAL,
    VIOLET,
    WORDS,
    Card,
    Panel,
    padded,
    ticks,
)
from advocacy_kit.charts.labels import label_point
from advocacy_kit.charts.layout import Box, Floats, balance, height, spread
from advocacy_kit.charts.timeline import Timeline, draw_ticks
from advocacy_kit.core.model import Finding, Mark, is_number

_NAMES = 132.0
_TOLD = 8  # raises that are told in words, the latest; the others are dots
_STYLES = {"nominal": (BLUE, 2.6), "real": (TEAL, 1.5)}


# what the words at the right end say, and their line: its last value, the words, colour, thickness, whether dashed
_End = tuple[float, str, str, float, bool]


def draw_real_pay(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw pay as paid in steps and in today's money as a line; the axis is cut, since these are lines.

    Args:
        finding: columns date, nominal, real; marks "raise", "market" (published median at its date) and
            "market_now" (the same aged to today).
        ax: where to draw; None makes a figure.

    """
    frame = finding.frame[finding.frame["date"].notna()].sort_values("date")
    card = Card(finding, ax, EMPTY if frame.empty else 196.0)
    marks = [mark for mark in finding.marks if is_number(mark.value) and isinstance(mark.at, date)]
    lines = {name: frame[name].to_numpy(dtype=float) for name in ("nominal", "real")}
    amounts = np.concatenate((*lines.values(), [float(mark.value or 0.0) for mark in marks]))
    amounts = amounts[np.isfinite(amounts)]
    if frame.empty or not len(amounts):
        return card.empty()
    dates = pd.DatetimeIndex(pd.to_datetime(frame["date"]))
    days = [dates[0], dates[-1], *(pd.Timestamp(mark.at) for mark in marks if isinstance(mark.at, date))]
    timeline = Timeline(pd.date_range(min(days).normalize().replace(day=1), max(days), freq="MS"))
    box = Box(card.left + 40.0, card.top + 6.0, card.right - min(_NAMES, 0.3 * card.width), card.bottom - 26.0)
    panel = card.panel(box, (-0.5, len(timeline.starts) - 0.5), padded(map(float, amounts), 0.12, 0.15))
    card.scale(panel, ticks(*panel.ylim, finding.money, 5))
    x = np.array([timeline.place(when) for when in dates], dtype=float)
    ends = _draw_lines(card, finding, panel, x, lines) + _draw_market(card, panel, timeline, marks)
    _draw_ends(card, panel, ends)
    _draw_published(card, panel, timeline, marks)
    _draw_raises(card, panel, timeline, marks)
    draw_ticks(card, panel, timeline, box.bottom + 4.0)
    return card.ax


def _draw_lines(card: Card, finding: Finding, panel: Panel, x: Floats, lines: dict[str, Floats]) -> list[_End]:
    ends = []
    steps = np.repeat(lines["nominal"], 2)[:-1]
    shapes = {"nominal": (np.repeat(x, 2)[1:], steps), "real": (x, lines["real"])}
    for name, (across, up) in shapes.items():
        known = np.isfinite(up)
        xs, ys = across[known], up[known]
        if not known.any():
            continue
        colour, thick = _STYLES[name]
        panel.lines([np.column_stack((xs, ys))], colour, thick, label=name, zorder=4 if name == "nominal" else 3)
        if len(xs) == 1:
            panel.dots(xs, ys, colour, label=name)
        card.strokes.add(*panel.track(xs, ys))
        words = "as paid" if name == "nominal" else "in today's money"
        ends.append((float(ys[-1]), f"{finding.money.plain(ys[-1])} {words}", colour, thick, False))
    return ends


def _spots(timeline: Timeline, marks: list[Mark], kind: str) -> list[tuple[float, float, str]]:
    found = [(timeline.place(mark.at), mark.value, mark.text) for mark in marks if mark.kind == kind]
    return [(x, y, words) for x, y, words in found if x is not None and y is not None]


def _draw_market(card: Card, panel: Panel, timeline: Timeline, marks: list[Mark]) -> list[_End]:
    """Join the published median to the same aged to today; return what to say at the right end."""
    published, now = (_spots(timeline, marks, kind) for kind in ("market", "market_now"))
    points = sorted((x, y) for x, y, _ in published + now)
    if len(points) > 1:
        panel.lines([points], VIOLET, 1.3, dashed=True, label="market")
        card.strokes.add(*panel.track(*zip(*points, strict=True)))
    if points:
        panel.dots([x for x, _ in points], [y for _, y in points], VIOLET, 6.5, label="market")
        card.strokes.add(*(Box(panel.x(x) - 4, panel.y(y) - 4, panel.x(x) + 4, panel.y(y) + 4) for x, y in points))
    return [(y, words, VIOLET, 1.3, True) for _, y, words in now]


def _draw_ends(card: Card, panel: Panel, ends: list[_End]) -> None:
    left = panel.box.right + 8.0
    texts = [balance(words, card.right - left - 19.0, LABEL, True, lines=3) for _, words, *_ in ends]
    sizes = [height(text, LABEL) for text in texts]
    # Two ends at one place keep the order of the lines before it: as paid first, then what it is worth.
    wanted = [panel.y(value) + 0.01 * number for number, (value, *_) in enumerate(ends)]
    centres = spread(wanted, sizes, card.top, card.bottom)
    for y, (_, _, colour, thick, dashed), text in zip(centres, ends, texts, strict=True):
        card.line([[(left, y), (left + 14.0, y)]], colour, thick, dashed=dashed, zorder=3)
        card.text(left + 19.0, y, text, colour=WORDS[colour], bold=True, va="center")


def _draw_published(card: Card, panel: Panel, timeline: Timeline, marks: list[Mark]) -> None:
    for x, y, words in _spots(timeline, marks, "market"):
        label_point(card, _room(panel), panel.x(x), panel.y(y), words, WORDS[VIOLET])


def _draw_raises(card: Card, panel: Panel, timeline: Timeline, marks: list[Mark]) -> None:
    spots = _spots(timeline, marks, "raise")
    if spots:
        panel.dots([x for x, _, _ in spots], [y for _, y, _ in spots], INK, 5.0, label="raises")
    for x, y, words in spots[-_TOLD:]:
        label_point(card, _room(panel), panel.x(x), panel.y(y), words, INK)


def _room(panel: Panel) -> Box:
    return Box(panel.box.left - 4.0, panel.box.top - 10.0, panel.box.right + 4.0, panel.box.bottom)
