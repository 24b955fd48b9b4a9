"""Goals: a bullet each; the check-ins of one goal; the milestones of a plan, drawn as goals are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from advocacy_kit.charts.card import (
    ATTENTION,
    BLUE,
    COMPARED,
    EMPTY,
    GREY,
    GRID,
    INK,
    LABEL,
    SMALL,
    SOFT,
    TEAL,
    WORDS,
    Align,
    Card,
    Panel,
    Rise,
    padded,
    ticks,
)
from advocacy_kit.charts.labels import label_point
from advocacy_kit.charts.layout import Box, height, shorten, width, wrap
from advocacy_kit.charts.timeline import Timeline, draw_ticks
from advocacy_kit.core.model import Finding, Mark, decimal, is_number

_ROW, _LEAST = 54.0, 40.0  # points of a row; below the second one only what fits is written
_BEYOND = 0.25  # of the way: how far a bar is drawn beyond the baseline or the target
_BAR, _TRACK = 5.0, 7.0  # half of the thickness in points
_COLOURS = {"behind": ATTENTION, "overdue": ATTENTION, "on pace": BLUE, "ahead": BLUE, "reached": TEAL, "done": TEAL}


def draw_goals(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw a bullet a goal; late ones are hatched in the attention colour and say so in a word.

    Args:
        finding: columns goal, detail, status, word, note (up to two lines), now and wanted (shares of the way, NaN
            where not known), baseline_text, now_text, wanted_text, target_text.
        ax: where to draw; None makes a figure that grows with the goals.
    """
    frame = finding.frame
    ends = frame["now"].clip(-_BEYOND, 1.0 + _BEYOND)  # bars are cut far beyond the baseline and the target
    rows = list(frame.assign(end=ends, colour=[_COLOURS.get(status, GREY) for status in frame["status"]]).itertuples())
    card = Card(finding, ax, _ROW * max(len(rows), 1) + 6.0)
    if not rows:
        return card.empty("Nothing to draw yet: no goal is open")
    known = [row.end for row in rows if is_number(row.now)]
    inner = card.right - card.left
    names = min(max(max(width(row.goal, LABEL), width(row.detail, SMALL)) for row in rows), 0.29 * inner)
    said = min(max(max(width(row.word, LABEL, True), width(row.note, SMALL)) for row in rows), 0.24 * inner)
    box = Box(card.left + names + 22.0, card.top, card.right - said - 26.0, card.bottom - 4.0)
    panel = card.panel(box, (min([0.0, *known]), max([1.0, *known])), (len(rows) - 0.5, -0.5))
    tall = box.height / len(rows)
    for number, row in enumerate(rows):
        y = panel.y(number)
        if number:
            card.line([[(card.left, y - tall / 2), (card.right, y - tall / 2)]], GRID, 0.6)
        _write_sides(card, row, y, tall, names, said)
    _draw_bars(panel, rows, tall)
    for number, row in enumerate(rows):
        _draw_marks(card, panel, row, number)
        if tall >= _LEAST:
            _write_figures(card, panel, row, panel.y(number))
    return card.ax


def _write_sides(card: Card, row: Any, y: float, tall: float, names: float, said: float) -> None:
    """Write the name and the due date on the left, the word and what it rests on at the right."""
    roomy = tall >= _LEAST
    name = wrap(row.goal, names, LABEL, lines=2 if roomy else 1)
    detail = shorten(row.detail, names, SMALL) if roomy else ""
    high = height(name, LABEL) + (12.0 if detail else 0.0)
    box = card.text(card.left, y - high / 2, name, va="top")
    card.text(card.left, box.bottom + 3.0, detail, size=SMALL, colour=SOFT, va="top")
    word = shorten(row.word, said, LABEL, True)
    note = "\n".join(shorten(line, said, SMALL) for line in row.note.split("\n") if line) if roomy else ""
    high = height(word, LABEL) + (3.0 + height(note, SMALL) if note else 0.0)
    box = card.text(card.right - said, y - high / 2, word, colour=WORDS[row.colour], bold=True, va="top")
    card.text(card.right - said, box.bottom + 3.0, note, size=SMALL, colour=SOFT, va="top")


def _draw_bars(panel: Panel, rows: list[Any], tall: float) -> None:
    half, track = (min(points, 0.3 * tall) / tall for points in (_BAR, _TRACK))
    panel.bars(
        [(0.0, number - track, 1.0, number + track) for number in range(len(rows))], COMPARED, label="way", zorder=1.0
    )
    bars = [
        (row.status, row.colour, (0.0, number - half, row.end, number + half))
        for number, row in enumerate(rows)
        if is_number(row.now)
    ]
    for status in dict.fromkeys(status for status, _, _ in bars):
        own = [(colour, bar) for known, colour, bar in bars if known == status]
        hatch = "////" if own[0][0] == ATTENTION else ""
        panel.bars([bar for _, bar in own], own[0][0], label=status, hatch=hatch)


def _draw_marks(card: Card, panel: Panel, row: Any, number: int) -> None:
    """Draw the ends of the way, and across the bar where it should be on the day of the check-in."""
    y = panel.y(number)
    for place in (0.0, 1.0):
        card.line([[(panel.x(place), y - _TRACK - 2.0), (panel.x(place), y + _TRACK + 2.0)]], GREY, 1.2, zorder=2.5)
    if is_number(row.wanted):
        x = panel.x(row.wanted)
        card.line([[(x, y - _TRACK - 3.0), (x, y + _TRACK + 3.0)]], INK, 2.6, label=f"wanted {number}", zorder=3.0)


def _write_figures(card: Card, panel: Panel, row: Any, y: float) -> None:
    """Write baseline and target below their ends, the last check-in above its bar.

    Where it should be by now is written wherever there is room.
    """
    below, above = y + _TRACK + 5.0, y - _TRACK - 5.0
    ends: tuple[tuple[float, str, Align], ...] = ((0.0, row.baseline_text, "left"), (1.0, row.target_text, "right"))
    room = 0.46 * (panel.x(1.0) - panel.x(0.0))
    for place, words, side in ends:
        card.offer(panel.x(place), below, shorten(words, room, SMALL), size=SMALL, colour=SOFT, ha=side, va="top")
    if is_number(row.now):
        cut = "→" if row.now > row.end else "←" if row.now < row.end else ""
        words = shorten(f"{row.now_text} {cut}".strip(), 0.6 * panel.box.width, SMALL, True)
        x = _inside(panel, panel.x(row.end), width(words, SMALL, True))
        card.offer(x, above, words, size=SMALL, colour=WORDS[row.colour], bold=True, ha="center", va="bottom")
    if is_number(row.wanted):
        words = shorten(row.wanted_text, 0.4 * panel.box.width, SMALL)
        at = panel.x(row.wanted)
        middle = _inside(panel, at, width(words, SMALL))
        tries: tuple[tuple[float, float, Align, Rise], ...] = (
            (middle, below, "center", "top"),
            (middle, above, "center", "bottom"),
            (at + 4.0, above, "right", "bottom"),
            (at + 4.0, below, "right", "top"),
        )
        card.offer_first(tries, words, size=SMALL)


def _inside(panel: Panel, x: float, wide: float) -> float:
    """Return the middle nearest to `x` of words that stay over the panel."""
    return max(min(x, panel.box.right - wide / 2), panel.box.left + wide / 2)


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
    box = Box(card.left + 48.0, card.top + 16.0, card.right - 6.0, card.bottom - 26.0)
    panel = card.panel(box, (-0.5, len(timeline.starts) - 0.5), padded(values, 0.14, 0.18))
    money = finding.money
    places = [value for value, _ in ticks(*panel.ylim, money, 5)]
    said = ["" if money.hidden else decimal(round(value, 9), "#,##0.######", money.locale) for value in places]
    card.scale(panel, zip(places, said, strict=True))
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
            sides: tuple[Align, Align] = ("left", "right")
            if x > (panel.box.left + panel.box.right) / 2:  # two neighbouring days are told away from each other
                sides = ("right", "left")
            tries: list[tuple[float, float, Align, Rise]] = [(x, panel.box.top - 3.0, ha, "bottom") for ha in sides]
            card.offer_first(tries, mark.text, size=SMALL, colour=SOFT)


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
        (card.faint if dashed else card.strokes).add(*panel.track(*line.T))
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


def draw_milestones(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw a bullet a milestone, from its baseline to its target; late ones are hatched and say so in a word.

    Args:
        finding: the columns of `draw_goals`; status is "reached", "on the way", "behind", "overdue" or "no word yet".
        ax: where to draw; None makes a figure that grows with the milestones.

    """
    if finding.frame.empty:
        return Card(finding, ax, 60.0).empty("Nothing to draw yet: no milestones are on file")
    status = finding.frame["status"].replace("on the way", "on pace")  # the same verdict, in the words of goals
    return draw_goals(replace(finding, frame=finding.frame.assign(status=status)), ax=ax)
