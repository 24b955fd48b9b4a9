"""Check-ins: how one goal went over time, against the pace from its baseline to its target."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from babel.numbers import format_decimal
from matplotlib.axes import Axes

from advocacy_kit.charts.boxes import Box, along
from advocacy_kit.charts.card import EMPTY, SMALL, Align, Card
from advocacy_kit.charts.palette import BLUE, GREY, GRID, INK, SOFT, TEAL, WORDS
from advocacy_kit.charts.panel import Panel, ticks
from advocacy_kit.charts.point_labels import label_point
from advocacy_kit.charts.timeline import Timeline, draw_ticks
from advocacy_kit.core.model import Finding, Mark, is_number

_TOLD = 3  # check-ins that are told in words: the latest with a note, and the last


def draw_checkins(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw check-ins as dots on a line, the pace as a dashed one, and the target on its due date; the axis is cut.

    Args:
        finding: columns date, value, note, text; marks "pace" (at, value; points of the line), "target" (at, value),
            "due" and "today" (at).
        ax: where to draw; None makes a figure.

    """
    frame = finding.frame
    marks = {kind: [mark for mark in finding.marks if mark.kind == kind] for kind in ("pace", "target", "due", "today")}
    values = [float(v) for v in frame["value"]] + [
        float(m.value) for kind in ("pace", "target") for m in marks[kind] if is_number(m.value)
    ]
    days = [
        pd.Timestamp(when) for when in [*frame["date"], *(mark.at for mark in finding.marks)] if isinstance(when, date)
    ]
    card = Card(finding, ax, 190.0 if values else EMPTY)
    if frame.empty and not marks["pace"]:
        return card.empty("Nothing to draw yet: no check-in, and no baseline")
    timeline = Timeline(pd.date_range(min(days).normalize().replace(day=1), max(days), freq="MS"))
    low, high = min(values), max(values)
    pad = (high - low) or 0.1 * abs(high) or 1.0
    box = Box(card.left + 48.0, card.top + 16.0, card.right - 6.0, card.bottom - 26.0)
    panel = card.panel(box, (-0.5, len(timeline.starts) - 0.5), (low - 0.14 * pad, high + 0.18 * pad))
    for value, _ in ticks(*panel.ylim, finding.money, 5):
        words = (
            ""
            if finding.money.hidden
            else format_decimal(round(value, 9), "#,##0.######", finding.money.locale).replace("-", "\u2212")
        )
        card.line([[(box.left, panel.y(value)), (box.right, panel.y(value))]], GRID)
        card.text(box.left - 6.0, panel.y(value), words, size=SMALL, colour=SOFT, ha="right", va="center")
    _draw_days(card, panel, timeline, [*marks["today"], *marks["due"]])
    _draw_line(card, panel, timeline, [(m.at, m.value) for m in marks["pace"]], GREY, "pace", dashed=True)
    _draw_line(card, panel, timeline, list(zip(frame["date"], frame["value"], strict=True)), BLUE, "check-ins")
    _tell(card, panel, timeline, finding, marks["target"])
    draw_ticks(card, panel, timeline, box.bottom + 4.0)
    return card.ax


def _draw_days(card: Card, panel: Panel, timeline: Timeline, marks: list[Mark]) -> None:
    for mark in marks:
        place = timeline.place(mark.at)
        if place is not None:
            x = panel.x(place)
            card.line([[(x, panel.box.top), (x, panel.box.bottom)]], GREY, 1.0, label=mark.kind)
            card.strokes.add(Box(x - 1.0, panel.box.top, x + 1.0, panel.box.bottom))
            side: Align = "right" if x > (panel.box.left + panel.box.right) / 2 else "left"
            other: Align = (
                "left" if side == "right" else "right"
            )  # two days beside each other are told away from each other
            for ha in (side, other):
                if card.offer(x, panel.box.top - 3.0, mark.text, size=SMALL, colour=SOFT, ha=ha, va="bottom"):
                    break


def _draw_line(
    card: Card,
    panel: Panel,
    timeline: Timeline,
    points: list[tuple[date | float | None, float | None]],
    colour: str,
    label: str,
    *,
    dashed: bool = False,
) -> None:
    places = [(timeline.place(when), value) for when, value in points]
    line = np.array([(x, y) for x, y in places if x is not None and y is not None], dtype=float).reshape(-1, 2)
    if len(line) > 1:
        panel.lines([line], colour, 1.4 if dashed else 2.2, dashed=dashed, label=label, zorder=3 if dashed else 4)
        (card.faint if dashed else card.strokes).add(
            *along(np.array([panel.x(v) for v in line[:, 0]]), np.array([panel.y(v) for v in line[:, 1]]))
        )
    if len(line) and not dashed:
        panel.dots(list(line[:, 0]), list(line[:, 1]), colour, 6.0, label=label)


def _tell(card: Card, panel: Panel, timeline: Timeline, finding: Finding, targets: list[Mark]) -> None:
    """Write the target, the last check-in and what was noted beside the latest ones, where there is room."""
    room = Box(panel.box.left + 2.0, panel.box.top, panel.box.right, panel.box.bottom)
    for mark in targets:
        place = timeline.place(mark.at)
        if place is not None and mark.value is not None:
            panel.dots([place], [mark.value], TEAL, 8.0, label="target")
            label_point(card, room, panel.x(place), panel.y(mark.value), mark.text, WORDS[TEAL])
    for mark in finding.marks:
        place = timeline.place(mark.at)
        if mark.kind == "pace" and mark.text and place is not None and mark.value is not None:
            label_point(card, room, panel.x(place), panel.y(mark.value), mark.text, SOFT)
    frame = finding.frame
    noted = [n for n in range(len(frame)) if isinstance(frame["note"].iloc[n], str) and n < len(frame) - 1][
        -_TOLD + 1 :
    ]
    for number in [*([len(frame) - 1] if len(frame) else []), *reversed(noted)]:
        row = frame.iloc[number]
        place = timeline.place(row["date"].date())
        if place is not None:
            words = f"{row['text']}{': ' + row['note'] if isinstance(row['note'], str) else ''}"
            colour = WORDS[BLUE] if number == len(frame) - 1 else INK
            label_point(card, room, panel.x(place), panel.y(float(row["value"])), words, colour, (240.0, 150.0, 90.0))
