"""Practice aloud: confidence try by try, and which part of the check list was kept how often."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from advocacy_kit.charts.card import (
    BLUE,
    EMPTY,
    INK,
    LABEL,
    PALE,
    SMALL,
    SOFT,
    TEAL,
    WORDS,
    Align,
    Card,
    Panel,
    Rise,
    corners,
)
from advocacy_kit.charts.layout import Box, shorten, width
from advocacy_kit.core.model import Finding, day_month, percent

_BODY, _HEAD = 170.0, 26.0
_SHARE = 0.56  # of the card for the tries; the rest is the check list's
_BAR = 9.0


def draw_practice(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw confidence from 1 to 5 as a dot a try, the first on the left, next to a bar for each part of the check list.

    Args:
        finding: columns date and confidence (1 to 5, NaN where a try was not rated); marks "check" (text, value: the
            share of the tries in which it was kept).
        ax: where to draw; None makes a figure.
    """
    frame = finding.frame
    card = Card(finding, ax, EMPTY if frame.empty else _BODY)
    if frame.empty:
        return card.empty("The first try aloud begins this picture")
    checks = [mark for mark in finding.marks if mark.kind == "check" and mark.value is not None]
    middle = card.left + (_SHARE if checks else 1.0) * (card.right - card.left)
    box = Box(card.left + 18.0, card.top + _HEAD, middle - 26.0, card.bottom - 22.0)
    panel = card.panel(box, (-0.6, max(len(frame) - 0.4, 2.6)), (0.7, 5.3))
    card.text(card.left, card.top + 8.0, "Confidence, 1 to 5", size=SMALL, bold=True, colour=WORDS[BLUE], va="center")
    card.scale(panel, [(rating, str(rating)) for rating in range(1, 6)])
    _draw_tries(card, panel, finding)
    if checks:
        card.text(middle, card.top + 8.0, "Kept, of all tries", size=SMALL, bold=True, colour=WORDS[TEAL], va="center")
        _draw_checks(
            card,
            Box(middle, card.top + _HEAD, card.right, card.bottom - 8.0),
            [(mark.text, float(mark.value or 0)) for mark in checks],
        )
    return card.ax


def _draw_tries(card: Card, panel: Panel, finding: Finding) -> None:
    """Draw the rated tries with their days, thinned where they are many; the last one is said in words."""
    frame = finding.frame
    felt = frame["confidence"].to_numpy(dtype=float)
    places = np.flatnonzero(np.isfinite(felt))
    if len(places):
        line = np.column_stack((places, felt[places]))
        if len(places) > 1:
            panel.lines([line], BLUE, 2.0, label="confidence")
        panel.dots([*line[:, 0]], [*line[:, 1]], BLUE, 7.0 if len(places) < 60 else 3.0, label="confidence")
        card.strokes.add(*panel.track(*line.T))
        x, y = panel.x(line[-1, 0]), panel.y(line[-1, 1])
        tries: list[tuple[float, float, Align, Rise]] = [(x, y + down, "center", "baseline") for down in (-8.0, 16.0)]
        card.offer_first(tries, f"{line[-1, 1]:.10g} of 5", colour=WORDS[BLUE], bold=True)
    end = -np.inf
    for place in sorted({0, len(frame) - 1} | set(range(len(frame)))):
        when = frame["date"].iloc[place]
        words, x = day_month(when), panel.x(place)
        half = width(words, SMALL) / 2
        if x - half > end + 8.0 and x + half <= panel.box.right + 20.0:
            card.text(x, panel.box.bottom + 12.0, words, size=SMALL, colour=SOFT, ha="center")
            end = x + half


def _draw_checks(card: Card, box: Box, checks: list[tuple[str, float]]) -> None:
    """Draw the check list: a name, a bar on its pale full length, and the share."""
    step = box.height / len(checks)
    number = width("100%", SMALL)
    names = [shorten(name, 0.5 * box.width, LABEL) for name, _ in checks]
    left = box.left + max(width(name, LABEL) for name in names) + 10.0
    right = box.right - number - 8.0
    pale, full = [], []
    for place, (name, (_, share)) in enumerate(zip(names, checks, strict=True)):
        y = box.top + (place + 0.5) * step
        pale.append(corners(Box(left, y - _BAR / 2, right, y + _BAR / 2)))
        if share:
            full.append(corners(Box(left, y - _BAR / 2, left + share * (right - left), y + _BAR / 2)))
        card.text(box.left, y, name, colour=INK, va="center")
        card.text(box.right, y, percent(100 * share, 0), size=SMALL, colour=SOFT, ha="right", va="center")
    card.fill(pale, PALE, label="all tries")
    card.fill(full, TEAL, label="kept", zorder=1.2)
