"""Places and words on a card, in points: boxes, what they keep free, how wide words are, and how they are fitted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.font_manager import FontProperties, findfont, get_font
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Box(NamedTuple):
    """A rectangle; `top` is smaller than `bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Its width in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its height in points."""
        return self.bottom - self.top

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """Return its point nearest to (x, y): where a leader line ends."""
        return min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)


class Taken:
    """What on a card is taken already, asked many times while a label looks for its place."""

    def __init__(self) -> None:
        self._boxes: list[Box] = []
        self._array: Floats | None = None

    def add(self, *boxes: Box) -> None:
        """Take these boxes."""
        self._boxes.extend(boxes)
        self._array = None

    def free(self, box: Box, gap: float = 2.0) -> bool:
        """Whether `box` stays `gap` points away from everything taken."""
        return bool(self.free_of(np.array([box]), gap)[0])

    def free_of(self, boxes: Floats, gap: float) -> NDArray[np.bool_]:
        """Return for each row (left, top, right, bottom) whether it stays `gap` points away from everything taken."""
        if not self._boxes:
            return np.ones(len(boxes), dtype=bool)
        if self._array is None:
            self._array = np.array(self._boxes, dtype=float)
        left, top, right, bottom = self._array.T
        own_left, own_top, own_right, own_bottom = boxes.T[:, :, None]
        meets = (left < own_right + gap) & (right > own_left - gap) & (top < own_bottom + gap)
        free: NDArray[np.bool_] = ~(meets & (bottom > own_top - gap)).any(axis=1)
        return free


def along(x: Floats, y: Floats, half: float = 2.0, step: float = 4.0) -> list[Box]:
    """Return small boxes that cover a line through the points, so that a label can keep off it."""
    boxes = []
    for x0, y0, x1, y1 in zip(x[:-1], y[:-1], x[1:], y[1:], strict=True):
        pieces = max(1, int(np.ceil(abs(x1 - x0) / step)))
        xs, ys = np.linspace(x0, x1, pieces + 1), np.linspace(y0, y1, pieces + 1)
        for a, b, c, d in zip(xs[:-1], ys[:-1], xs[1:], ys[1:], strict=True):
            boxes.append(Box(min(a, c) - half, min(b, d) - half, max(a, c) + half, max(b, d) + half))
    return boxes


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float, gap: float = 3.0) -> list[float]:
    """Return the centres nearest to `wanted` at which labels of these sizes neither meet nor leave low..high.

    Neighbours that meet are merged into a group around their common middle (pool adjacent violators). Their order is
    that of `wanted`. Labels that together need more room than there is run over `high`.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    groups: list[tuple[list[int], float, float]] = []  # members, start, length

    def placed(members: list[int]) -> tuple[list[int], float, float]:
        offset, starts = 0.0, []
        for index in members:
            starts.append(wanted[index] - sizes[index] / 2 - offset)
            offset += sizes[index] + gap
        length = offset - gap
        return members, max(low, min(sum(starts) / len(starts), high - length)), length

    for index in order:
        group = placed([index])
        while groups and group[1] < groups[-1][1] + groups[-1][2] + gap:
            group = placed(groups.pop()[0] + group[0])
        groups.append(group)
    centres = [0.0] * len(wanted)
    for members, start, _ in groups:
        edge = start
        for index in members:
            centres[index] = edge + sizes[index] / 2
            edge += sizes[index] + gap
    return centres


def rounded(box: Box, radius: float) -> Floats:
    """Return the outline of `box` with round corners, as points."""
    radius = min(radius, box.width / 2, box.height / 2)
    turn = np.linspace(0.0, np.pi / 2, 5)
    corners = (
        (box.right - radius, box.bottom - radius, 0.0),
        (box.left + radius, box.bottom - radius, np.pi / 2),
        (box.left + radius, box.top + radius, np.pi),
        (box.right - radius, box.top + radius, 3 * np.pi / 2),
    )
    return np.concatenate(
        [np.column_stack((x + radius * np.cos(turn + at), y + radius * np.sin(turn + at))) for x, y, at in corners]
    )


FAMILY = "DejaVu Sans"  # ships with matplotlib: the same picture on every machine
ELLIPSIS = "…"
SPACING = 1.2  # from one baseline to the next, in sizes
_MEASURED_AT = 100


@cache
def _advance(character: str, bold: bool) -> float:
    font = get_font(findfont(FontProperties(family=FAMILY, weight="bold" if bold else "normal")))
    font.set_size(_MEASURED_AT, 72)
    if font.get_char_index(ord(character)) == 0:  # no such glyph: a box of about one em is drawn
        return 1.0
    return font.load_char(ord(character)).linearHoriAdvance / 65536 / _MEASURED_AT


def width(words: str, size: float, bold: bool = False) -> float:
    """Return the width in points of the widest line."""
    return size * max(sum(_advance(character, bold) for character in line) for line in words.split("\n"))


def height(words: str, size: float) -> float:
    """Return the height in points from the top of the first line to the bottom of the last one."""
    return size * (1.0 + SPACING * words.count("\n"))


def shorten(words: str, room: float, size: float, bold: bool = False) -> str:
    """Return one line that fits into `room` points, with an ellipsis where it was cut."""
    words = " ".join(words.split())
    if width(words, size, bold) <= room:
        return words
    left = room / size - _advance(ELLIPSIS, bold)
    for count, character in enumerate(words):
        left -= _advance(character, bold)
        if left < 0:
            return words[:count].rstrip() + ELLIPSIS
    return words + ELLIPSIS


def wrap(words: str, room: float, size: float, bold: bool = False, lines: int = 2) -> str:
    """Return at most `lines` lines that fit into `room` points; line ends that were typed stay when there is room."""
    fitted = _lines(words.split("\n") if lines > 1 else [words], room, size, bold)
    if len(fitted) > lines:
        fitted[lines - 1 :] = [" ".join(fitted[lines - 1 :])]
    return "\n".join(shorten(line, room, size, bold) for line in fitted)


def balance(words: str, room: float, size: float, bold: bool = False, lines: int = 2) -> str:
    """Return words as `wrap` does, in lines of nearly equal length: no single word is left over in the last line."""
    wrapped = wrap(words, room, size, bold, lines)
    narrow, count = room, wrapped.count("\n")
    while count and ELLIPSIS not in wrapped and narrow > 0.5 * room:
        narrow -= 0.05 * room
        tighter = wrap(words, narrow, size, bold, lines)
        if tighter.count("\n") > count or ELLIPSIS in tighter:
            break
        wrapped = tighter
    return wrapped


def _lines(paragraphs: list[str], room: float, size: float, bold: bool) -> list[str]:
    fitted: list[str] = []
    for paragraph in paragraphs:
        current = ""
        for word in paragraph.split():
            longer = f"{current} {word}".strip()
            if current and width(longer, size, bold) > room:
                fitted.append(current)
                current = word
            else:
                current = longer
        if current:
            fitted.append(current)
    return fitted
