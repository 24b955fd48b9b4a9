"""Places on a card, in points from its top left.

Boxes, what they keep free, labels spread so that none meets another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
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
