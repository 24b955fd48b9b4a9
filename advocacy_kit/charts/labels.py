"""Words where they meet nothing else: beside a point, and above a panel for the lines that run down through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from advocacy_kit.charts.card import GREY, LABEL, SMALL, Card, text_box
from advocacy_kit.charts.layout import Box, Floats, along, balance, height, spread, width, wrap

_TOUCHING = 12.0  # points up to which words are seen to belong to their dot without a line between


def label_point(
    card: Card, room: Box, x: float, y: float, words: str, colour: str, widths: tuple[float, ...] = (180.0, 120.0, 75.0)
) -> Box | None:
    """Write words near (x, y) inside of `room`, with a thin line to the point when they are away from it.

    Args:
        card: where to write.
        room: what the words may not leave.
        x: the point, from the left of the card.
        y: the point, from the top of the card.
        words: up to two lines of them.
        colour: theirs.
        widths: how wide they may be; a narrower one is tried where no place is left for a wider.

    Returns:
        The box of the words; None when every place is taken, and the point stays without words.

    """
    tries = list(dict.fromkeys(wrap(words, min(wide, room.width), SMALL) for wide in widths))
    for crossing in (False, True):
        for made in tries:
            box = _write(card, room, x, y, made, colour, crossing=crossing)
            if box is not None:
                return box
    return None


def _write(card: Card, room: Box, x: float, y: float, words: str, colour: str, *, crossing: bool) -> Box | None:
    """Write words at the nearest free place; `crossing` lets the thin line, never the words, cross other lines."""
    size = text_box(0.0, 0.0, words, size=SMALL, va="top")
    if not words or size.width > room.width or size.height > room.height:
        return None
    places = _places(room, x, y, size)
    if not len(places):
        return None
    right = np.maximum(np.minimum(x, places[:, 2]), places[:, 0])
    below = np.maximum(np.minimum(y, places[:, 3]), places[:, 1])
    away = np.hypot(right - x, below - y)
    # Above reads as a caption; beside or below, the words may be taken for the next point's.
    covers = ~card.faint.free_of(places, 2.0)
    cost = (
        away
        + np.where(covers, 60.0, 0.0)
        + 0.1 * np.abs(places[:, [0, 2]].mean(axis=1) - x)
        + np.where(places[:, 3] > y - 3.0, 25.0, 0.0)
    )
    nearest = np.argsort(cost, kind="stable")
    # Words mostly find a place near by: the far ones are looked at only when the near ones are taken.
    for near in np.split(nearest, range(64, len(nearest), 256)):
        free = card.strokes.free_of(places[near], 2.0) & card.words.free_of(places[near], 4.0) & (away[near] >= 4.0)
        for index in near[free]:
            end = float(right[index]), float(below[index])
            if away[index] > _TOUCHING and not _free_leader(card, x, y, *end, crossing=crossing):
                continue
            box = card.text(
                float(places[index, 0]),
                float(places[index, 1]),
                words,
                size=SMALL,
                colour=colour,
                va="top",
                halo=bool(covers[index]),
            )
            if away[index] > _TOUCHING:
                card.line([[(x, y), end]], GREY, 0.8, zorder=2.6)
                card.words.add(*along(np.array([x, end[0]]), np.array([y, end[1]]), 1.0))
            return box
    return None


def _places(room: Box, x: float, y: float, size: Box) -> Floats:
    """Return boxes of the size of the words over the whole of `room`, centred on the point among others."""
    lefts = np.append(np.arange(room.left, room.right - size.width, 6.0), x - size.width / 2)
    tops = np.append(np.arange(room.top, room.bottom - size.height, 4.0), (y - size.height - 5.0, y + 5.0))
    lefts = lefts[(lefts >= room.left) & (lefts + size.width <= room.right)]
    tops = tops[(tops >= room.top) & (tops + size.height <= room.bottom)]
    left, top = (axis.ravel() for axis in np.meshgrid(lefts, tops))
    return np.column_stack((left, top, left + size.width, top + size.height))


def _free_leader(card: Card, x: float, y: float, end_x: float, end_y: float, *, crossing: bool) -> bool:
    """Whether a line from the point to its words meets nothing; it starts off the line the point lies on."""
    share = min(6.0 / max(float(np.hypot(end_x - x, end_y - y)), 6.0), 0.9)
    start_x, start_y = x + share * (end_x - x), y + share * (end_y - y)
    pieces = np.array(along(np.array([start_x, end_x]), np.array([start_y, end_y]), 0.5))
    return bool(card.words.free_of(pieces, 0.0).all() and (crossing or card.strokes.free_of(pieces, 0.0).all()))


def write_row(
    card: Card,
    places: Sequence[float],
    texts: Sequence[str],
    y: float,
    ends: tuple[float, float],
    colours: Sequence[str],
    gap: float = 6.0,
) -> None:
    """Write small words side by side in one row, each centred over its place or as near to it as the others allow."""
    centres = spread(places, [width(text, SMALL) for text in texts], *ends, gap=gap)
    for centre, text, colour in zip(centres, texts, colours, strict=True):
        card.text(centre, y, text, size=SMALL, colour=colour, ha="center")


@dataclass(frozen=True)
class Heading:
    """Words that belong above `x`, a place in points."""

    x: float
    words: str
    colour: str


def fit(words: str, card: Card) -> str:
    """Return words in at most two lines that leave room for another heading in the row."""
    return balance(words, (card.right - card.left) / 2 - 6.0, LABEL, True)


def draw_headings(card: Card, headings: list[Heading], bottom: float) -> None:
    """Write headings in one row that ends at `bottom`, each as near to its place as the others allow."""
    texts = [fit(heading.words, card) for heading in headings]
    sizes = [width(text, LABEL, True) for text in texts]
    centres = spread([heading.x for heading in headings], sizes, card.left, card.right, gap=12.0)
    for heading, text, centre in zip(headings, texts, centres, strict=True):
        top = bottom - 1.0 - height(text, LABEL)
        card.text(centre, top, text, colour=heading.colour, bold=True, ha="center", va="top")
