"""Help asked for and help given: a bar up and a bar down for each quarter."""

from __future__ import annotations

from matplotlib.axes import Axes

from advocacy_kit.charts.boxes import Box
from advocacy_kit.charts.card import EMPTY, LABEL, SMALL, Card
from advocacy_kit.charts.palette import BLUE, GREY, SOFT, TEAL, WORDS
from advocacy_kit.charts.panel import corners
from advocacy_kit.charts.text_width import width
from advocacy_kit.core.model import Finding

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
    reach = axis - card.top - 16.0  # what the tallest bar may take: its number stands beyond it
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
