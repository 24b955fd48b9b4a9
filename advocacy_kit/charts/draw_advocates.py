"""Advocates: who knows of which win, and help asked for and given."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from advocacy_kit.charts.card import (
    ATTENTION,
    BLUE,
    EMPTY,
    GREY,
    GRID,
    LABEL,
    PAPER,
    QUIET,
    SMALL,
    SOFT,
    TEAL,
    WORDS,
    Card,
    corners,
)
from advocacy_kit.charts.layout import ELLIPSIS, Box, balance, height, rounded, shorten, width, wrap
from advocacy_kit.core.model import Finding

_ROW, _DOT, _TITLES = 30.0, 6.0, 40.0


def draw_visibility(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw a row for each win and a column for each person.

    Filled where they know, a ring where they could be told, a dash where it is not for them.

    Args:
        finding: columns line, win, person, name, decides, state; marks "unheard" with the place of the win.
        ax: where to draw; None makes a figure.
    """
    frame = finding.frame
    lines, people = list(dict.fromkeys(frame["line"])), list(dict.fromkeys(frame["person"]))
    card = Card(finding, ax, max(len(lines), 2) * _ROW + _TITLES + 16.0)
    if frame.empty:
        return card.empty()
    wins = dict(zip(frame["line"], frame["win"], strict=True))
    names = dict(zip(frame["person"], frame["name"], strict=True))
    decides = dict(zip(frame["person"], frame["decides"], strict=True))
    states = {
        (line, person): state
        for line, person, state in zip(frame["line"], frame["person"], frame["state"], strict=True)
    }
    share = 0.55 if len(people) <= 6 else 0.42
    left = card.left + share * (card.right - card.left)
    column = min(72.0, (card.right - left) / len(people))
    top = card.top + 14.0 + _TITLES
    row = (card.bottom - top) / len(lines)
    middles = {person: left + (place + 0.5) * column for place, person in enumerate(people)}
    deciding = [person for person in people if decides[person]]
    if deciding:
        box = Box(left + 1.0, card.top + 14.0, left + column * len(deciding) - 1.0, card.bottom)
        card.fill([rounded(box, 5.0)], QUIET, label="decides", zorder=0.5)
        card.text(
            (box.left + box.right) / 2,
            card.top + 9.0,
            shorten("decides", box.width, SMALL),
            size=SMALL,
            colour=WORDS[ATTENTION],
            ha="center",
        )
    for person, middle in middles.items():
        words = balance(names[person], column - 5.0, SMALL)
        if ELLIPSIS in words:  # the first name whole says more than both cut
            words = shorten(names[person].split()[0], column - 5.0, SMALL)
        card.text(
            middle, card.top + 14.0 + _TITLES - 8.0 - height(words, SMALL), words, size=SMALL, ha="center", va="top"
        )
    unheard = {int(mark.at) for mark in finding.marks if mark.kind == "unheard" and isinstance(mark.at, float)}
    card.line(
        [[(card.left, top + place * row), (card.right, top + place * row)] for place in range(1, len(lines))],
        GRID,
        zorder=0.8,
    )
    shapes: dict[str, list[tuple[float, float]]] = {"knows": [], "may be told": [], "not for this person": []}
    for place, line in enumerate(lines):
        y = top + (place + 0.5) * row
        bold = place in unheard
        card.text(
            card.left,
            y,
            wrap(str(wins[line]), left - card.left - 14.0, SMALL, bold, 2 if row > 24 else 1),
            size=SMALL,
            bold=bold,
            va="center",
        )
        for person, middle in middles.items():
            shapes[states[line, person]].append((middle, y))
    _dots(card, shapes["knows"], BLUE, BLUE, "knows")
    _dots(card, shapes["may be told"], PAPER, GREY, "may be told")
    card.line(
        [[(x - 4.0, y), (x + 4.0, y)] for x, y in shapes["not for this person"]],
        GREY,
        1.2,
        label="not for this person",
        zorder=3,
    )
    if unheard:
        words = "bold: not heard where it is decided"
        if width(words, SMALL) < left - card.left:
            card.text(card.left, card.top + 14.0 + _TITLES - 8.0, words, size=SMALL, colour=SOFT, va="bottom")
    return card.ax


def _dots(card: Card, places: list[tuple[float, float]], colour: str, edge: str, label: str) -> None:
    turn = np.linspace(0.0, 2 * np.pi, 33)
    outlines = [np.column_stack((x + _DOT * np.cos(turn), y + _DOT * np.sin(turn))) for x, y in places]
    card.fill(outlines, colour, edge=edge, line=1.4, label=label, zorder=3)


_BODY, _BAR = 150.0, 44.0
_NAMES = (("asked", "you asked", BLUE), ("given", "you listened", TEAL))


def draw_over_time(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw what was asked above a line and what was given below it, a column for each quarter, the first left.

    Args:
        finding: columns quarter (first day), asked and given (counts).
        ax: where to draw; None makes a figure.

    """
    frame = finding.frame
    card = Card(finding, ax, EMPTY if frame.empty else _BODY)
    if frame.empty:
        return card.empty("The first ask, or the first question to somebody, begins this picture")
    left = card.left + max(width(words, LABEL, bold=True) for _, words, _ in _NAMES) + 14.0
    axis = (card.top + card.bottom - 16.0) / 2
    reach = axis - card.top - 16.0  # what the tallest bar may take: its number is written beyond it
    unit = reach / max(1, int(frame[["asked", "given"]].to_numpy().max()))
    step = (card.right - left) / len(frame)
    half = min(_BAR, 0.6 * step) / 2
    for (column, words, colour), up in zip(_NAMES, (-1, 1), strict=True):
        card.text(card.left, axis + up * 0.5 * reach, words, colour=WORDS[colour], bold=True, va="center")
        bars = []
        for place, count in enumerate(frame[column]):
            x, end = left + (place + 0.5) * step, axis + up * unit * count
            if count:
                bars.append(corners(Box(x - half, min(axis, end), x + half, max(axis, end))))
                card.text(x, end + up * 9.0, str(count), colour=WORDS[colour], bold=True, ha="center", va="center")
        card.fill(bars, colour, label=words)
    card.line([[(left, axis), (card.right, axis)]], GREY, 1.0)
    shown = max(1, -(-len(frame) * int(width("Q4 2026", SMALL) + 8.0) // int(card.right - left)))
    for place, first in enumerate(frame["quarter"]):
        if (len(frame) - 1 - place) % shown == 0:
            card.text(
                left + (place + 0.5) * step,
                card.bottom,
                f"Q{first.quarter} {first.year}",
                size=SMALL,
                colour=SOFT,
                ha="center",
            )
    return card.ax
