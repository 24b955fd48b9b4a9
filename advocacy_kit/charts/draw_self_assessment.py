"""The self-assessment: own rating and what the data show, a dot each on one line a dimension, earlier quarters pale."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from advocacy_kit.charts.card import (
    ATTENTION,
    BLUE,
    GRID,
    LABEL,
    MIDDLE_BLUE,
    ORANGE,
    PALE_BLUE,
    PAPER,
    QUIET,
    SMALL,
    SOFT,
    WORDS,
    Card,
    Panel,
)
from advocacy_kit.charts.layout import Box, Floats, balance, height, shorten, width
from advocacy_kit.core.model import Finding

_ROW, _HEAD = 34.0, 40.0
_BESIDE = 5.0  # points by which two marks of the same value are moved off the line, above and below
_OWN, _DATA = 5.0, 5.8  # half widths of the marks
# fill and edge of own rating and data: full now, pale and outlined in earlier quarters
_NOW = ((BLUE, PAPER), (ORANGE, PAPER))
_EARLIER = ((PALE_BLUE, MIDDLE_BLUE), (QUIET, ORANGE))
_SMALLER = 0.75

Colours = tuple[tuple[str, str], tuple[str, str]]


def draw_self_assessment(finding: Finding, *, ax: Axes | None = None) -> Axes:
    """Draw a line from 1 to 5 for each dimension with a disc for the own rating and a diamond for the data.

    What they rest on is written next to each line.

    Args:
        finding: columns dimension, quarter, now (bool), own, data (1 to 5, NaN where missing), words, apart (bool).
        ax: where to draw; None makes a figure.
    """
    frame = finding.frame
    now = frame[frame["now"].astype(bool)]
    card = Card(finding, ax, _HEAD + max(len(now), 1) * _ROW)
    if now.empty:
        return card.empty()
    names = [shorten(str(name), 0.22 * card.width, LABEL, True) for name in now["dimension"]]
    left = card.left + max(width(name, LABEL, True) for name in names) + 16.0
    right = left + 0.42 * (card.right - left)
    panel = card.panel(Box(left, card.top + _HEAD, right, card.bottom), (0.8, 5.2), (len(now) - 0.5, -0.5))
    _key(card, bool((~frame["now"].astype(bool)).any()))
    _scale(card, panel, len(now))
    places = {str(name): row for row, name in enumerate(now["dimension"])}
    earlier = frame[~frame["now"].astype(bool) & frame["dimension"].astype(str).isin(list(places))]
    _marks(card, panel, _moved(earlier, now), places, _EARLIER, "earlier", _SMALLER)
    _apart(card, panel, now)
    _marks(card, panel, now, places, _NOW, "now", 1.0)
    lines = 2 if panel.box.height / len(now) > height("\n", SMALL) + 2.0 else 1  # a low axes has room for one
    for row, (name, words, apart) in enumerate(zip(names, now["words"], now["apart"], strict=True)):
        y = panel.y(row)
        card.text(left - 12.0, y, name, bold=True, ha="right", va="center")
        said = balance(str(words), card.right - right - 14.0, SMALL, lines=lines)
        card.text(right + 14.0, y, said, size=SMALL, colour=WORDS[ATTENTION] if apart else SOFT, va="center")
    return card.ax


def _moved(earlier: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return earlier values without those that have not moved since: their mark is the present one."""
    present = now.set_index("dimension")[["own", "data"]].reindex(earlier["dimension"])
    return earlier.assign(
        **{name: earlier[name].where(earlier[name].to_numpy() != present[name].to_numpy()) for name in ("own", "data")}
    )


def _scale(card: Card, panel: Panel, rows: int) -> None:
    for rating in range(1, 6):
        x = panel.x(rating)
        card.line([[(x, panel.box.top - 2.0), (x, panel.box.bottom)]], GRID, 0.8)
        card.text(x, panel.box.top - 7.0, str(rating), size=SMALL, colour=SOFT, ha="center")
    card.line([[(panel.box.left, panel.y(row)), (panel.box.right, panel.y(row))] for row in range(rows)], GRID, 1.2)


def _apart(card: Card, panel: Panel, now: pd.DataFrame) -> None:
    """Join own rating and data where they disagree."""
    lines = [
        [(panel.x(own), panel.y(row)), (panel.x(data), panel.y(row))]
        for row, (own, data, apart) in enumerate(zip(now["own"], now["data"], now["apart"], strict=True))
        if apart
    ]
    if lines:
        card.line(lines, ATTENTION, 2.0, label="apart", zorder=2)


def _marks(
    card: Card, panel: Panel, rows: pd.DataFrame, places: dict[str, int], colours: Colours, label: str, size: float
) -> None:
    """Draw discs and diamonds; of the same value the disc is above the line and the diamond below."""
    discs, diamonds = [], []
    for row in rows.itertuples():
        y = panel.y(places[str(row.dimension)])
        same = abs(float(row.own) - float(row.data)) < 0.3
        if pd.notna(row.own):
            discs.append(_disc(panel.x(float(row.own)), y - _BESIDE * same, _OWN * size))
        if pd.notna(row.data):
            diamonds.append(_diamond(panel.x(float(row.data)), y + _BESIDE * same, _DATA * size))
    for shapes, (fill, edge), name in ((discs, colours[0], "own"), (diamonds, colours[1], "data")):
        if shapes:
            card.fill(shapes, fill, edge=edge, line=0.9, label=f"{name} {label}", zorder=3.0 if label == "now" else 2.5)


def _disc(x: float, y: float, radius: float) -> Floats:
    turn = np.linspace(0.0, 2 * np.pi, 25)[:-1]
    return np.column_stack((x + radius * np.cos(turn), y + radius * np.sin(turn)))


def _diamond(x: float, y: float, half: float) -> Floats:
    return np.array([(x, y - half), (x + half, y), (x, y + half), (x - half, y)])


def _key(card: Card, earlier: bool) -> None:
    """Say above the lines what the marks are."""
    x, y = card.left, card.top + 8.0
    entries = [("own rating", BLUE, _disc(0.0, 0.0, _OWN)), ("what the data show", ORANGE, _diamond(0.0, 0.0, _DATA))]
    for words, colour, shape in entries:
        card.fill([shape + np.array((x + 6.0, y))], colour, label="key")
        card.text(x + 16.0, y, words, size=SMALL, colour=WORDS[colour], va="center")
        x += 16.0 + width(words, SMALL) + 18.0
    if earlier:
        shapes = (_disc(x + 6.0, y, _SMALLER * _OWN), _diamond(x + 17.0, y, _SMALLER * _DATA))
        for shape, (fill, edge) in zip(shapes, _EARLIER, strict=True):
            card.fill([shape], fill, edge=edge, line=0.9, label="key")
        card.text(x + 27.0, y, "earlier quarters", size=SMALL, colour=SOFT, va="center")
