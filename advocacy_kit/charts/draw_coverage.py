"""Coverage: periods × groups, the holes visible."""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from advocacy_kit.charts.card import LABEL, MIDDLE_BLUE, ORANGE, PALE, SHADES, SHADES_WORDS, SMALL, WORDS, Card, Scale
from advocacy_kit.charts.labels import write_row
from advocacy_kit.charts.layout import FAMILY, Box, rounded, shorten, width
from advocacy_kit.charts.timeline import Grid, draw_ticks, grid
from advocacy_kit.core.model import Finding

_ROW = 27.0


def draw_coverage(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw a cell for each period and group with the number of wins; empty cells stay pale.

    Args:
        finding: columns period, the group, wins; marks "quiet".
        ax: where to draw; None makes a figure.

    """
    wins = grid(finding.frame)
    quiet = 16.0 if any(mark.kind == "quiet" for mark in finding.marks) else 0.0
    card = Card(finding, ax, max(len(wins.groups), 2) * _ROW + quiet + 28.0)
    if not wins.wins.size:
        return card.empty()
    names = [shorten(group, min(130.0, 0.28 * card.width), LABEL) for group in wins.groups]
    left = card.left + max(width(name, LABEL) for name in names) + 10.0
    groups, periods = wins.wins.shape
    # Few periods: cells as wide as cells, not as wide as the card.
    right = min(card.right, left + periods * 60.0)
    box = Box(left, card.top + quiet, right, card.bottom - 28.0)
    scale = Scale(box, (-0.5, periods - 0.5), (groups - 0.5, -0.5))
    for row, name in enumerate(names):
        card.text(left - 8.0, scale.y(row), name, ha="right", va="center")
    _draw_cells(card, wins, scale)
    _draw_quiet(card, finding, wins, scale)
    draw_ticks(card, scale, wins.timeline, box.bottom + 6.0)
    return card.ax


def _draw_cells(card: Card, wins: Grid, scale: Scale) -> None:
    groups, periods = wins.wins.shape
    wide, tall = scale.box.width / periods, scale.box.height / groups
    gap = min(2.0, 0.12 * wide)
    half_x, half_y = wide / 2 - gap, tall / 2 - 2.0
    most = max(float(wins.wins.max()), 1.0)
    shades = np.ceil(wins.wins / max(most, float(len(SHADES))) * len(SHADES)).astype(int)
    outline = rounded(Box(-half_x, -half_y, half_x, half_y), 3.0)
    places = {
        (row, column): np.array((scale.x(column), scale.y(row))) for row in range(groups) for column in range(periods)
    }
    for shade in np.unique(shades):
        cells = [outline + places[int(row), int(column)] for row, column in np.argwhere(shades == shade)]
        colour = PALE if shade == 0 else SHADES[shade - 1]
        label = "no wins" if shade == 0 else f"shade {shade}"
        card.fill(cells, colour, edge=colour if shade == 0 else MIDDLE_BLUE, line=0.6, label=label, zorder=2)
    for shade, count in {(int(s), float(w)) for s, w in zip(shades.flat, wins.wins.flat, strict=True) if w}:
        words = f"{count:,.0f}"
        if width(words, LABEL) + 3.0 > 2 * half_x or half_y < 5.0:
            continue
        where = [places[int(row), int(column)] for row, column in np.argwhere(wins.wins == count)]
        numbers = PathCollection(
            [_number(words)],
            offsets=where,
            offset_transform=card.ax.transData,
            facecolors=SHADES_WORDS[shade - 1],
            edgecolors="none",
            linewidths=0,
            zorder=6,
            label=words,
            transform=Affine2D().scale(card.ax.figure.dpi / 72.0),
        )
        card.ax.add_collection(numbers, autolim=False)


@cache
def _number(words: str) -> Path:
    """Return the outline of a number around (0, 0): one collection draws it in all its cells at once."""
    path = TextPath((0, 0), words, size=LABEL, prop=FontProperties(family=FAMILY), usetex=False)
    extent = path.get_extents()
    return path.transformed(Affine2D().translate(-(extent.x0 + extent.x1) / 2, -(extent.y0 + extent.y1) / 2))


def _draw_quiet(card: Card, finding: Finding, wins: Grid, scale: Scale) -> None:
    boxes, words = [], []
    for mark in finding.marks:
        stretch = wins.timeline.stretch(mark.at, mark.until) if mark.kind == "quiet" else None
        if stretch is not None:
            # Whole cells: a stretch that only touches the next period does not contain it.
            low, high = np.floor(stretch[0] + 0.5 + 0.02), np.ceil(stretch[1] + 0.5 - 0.02)
            left, right = scale.x(low - 0.5), scale.x(max(high, low + 1) - 0.5)
            boxes.append(Box(left, scale.box.top - 1.5, right, scale.box.bottom + 1.5))
            words.append(mark.text)
    if not boxes:
        return
    card.line(
        [np.append(outline, outline[:1], 0) for outline in (rounded(box, 3.0) for box in boxes)],
        ORANGE,
        1.6,
        dashed=True,
        zorder=4,
    )
    texts = [shorten(text, scale.box.width / len(words) - 6.0, SMALL) for text in words]
    middles = [(box.left + box.right) / 2 for box in boxes]
    write_row(card, middles, texts, scale.box.top - 6.0, (card.left, card.right), [WORDS[ORANGE]] * len(texts))
