"""A part of a card with a scale of its own, the shapes that are drawn in it, and round values for its axis."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.ticker import MaxNLocator

from advocacy_kit.charts.boxes import Box, Floats
from advocacy_kit.charts.palette import PAPER
from advocacy_kit.core.model import Money, is_number


@dataclass(frozen=True, eq=False)
class Scale:
    """Where values lie on a card: a box in points and the values at its sides (left, right) and (bottom, top)."""

    box: Box
    xlim: tuple[float, float]
    ylim: tuple[float, float]

    def x(self, value: float) -> float:
        """Return where `value` lies, in points from the left of the card."""
        low, high = self.xlim
        return self.box.left + (value - low) / (high - low) * self.box.width

    def y(self, value: float) -> float:
        """Return where `value` lies, in points from the top of the card."""
        low, high = self.ylim
        return self.box.bottom - (value - low) / (high - low) * self.box.height


@dataclass(frozen=True, eq=False)
class Panel(Scale):
    """A part of a card with a scale of its own: an inset axes in the units of the frame."""

    axes: Axes

    def bars(
        self,
        bars: Sequence[tuple[float, float, float, float]] | Floats,
        colour: str,
        *,
        label: str = "",
        hatch: str = "",
        edge: str = "none",
        line: float = 0.0,
        zorder: float = 2.0,
    ) -> PolyCollection:
        """Draw rectangles (left, low, right, high) as one collection."""
        x0, y0, x1, y1 = np.asarray(bars, dtype=float).reshape(-1, 4).T
        outlines = np.stack((np.stack((x0, x0, x1, x1), 1), np.stack((y0, y1, y1, y0), 1)), 2)
        return self.area(outlines, colour, label=label, hatch=hatch, edge=edge, line=line, zorder=zorder)

    def area(
        self,
        outlines: Floats | Sequence[Floats],
        colour: str,
        *,
        label: str = "",
        hatch: str = "",
        edge: str = "none",
        line: float = 0.0,
        zorder: float = 2.0,
    ) -> PolyCollection:
        """Draw filled outlines as one collection."""
        drawn = filled(outlines, colour, edge=edge, line=line, hatch=hatch, zorder=zorder)
        drawn.set_label(label)
        self.axes.add_collection(drawn, autolim=False)
        return drawn

    def lines(
        self,
        lines: Sequence[Floats | Sequence[tuple[float, float]]],
        colour: str,
        thick: float = 1.0,
        *,
        dashed: bool = False,
        label: str = "",
        zorder: float = 3.0,
    ) -> LineCollection:
        """Draw lines through points as one collection."""
        drawn = stroked(lines, colour, thick, dashed=dashed, zorder=zorder)
        drawn.set_label(label)
        self.axes.add_collection(drawn, autolim=False)
        return drawn

    def dots(self, x: Sequence[float], y: Sequence[float], colour: str, size: float = 6.0, label: str = "") -> None:
        """Draw dots with a white rim."""
        self.axes.plot(
            x,
            y,
            linestyle="none",
            marker="o",
            markersize=size,
            markerfacecolor=colour,
            markeredgecolor=PAPER,
            markeredgewidth=1.2,
            label=label,
            zorder=5,
            clip_on=False,
            scalex=False,
            scaley=False,
        )


def ticks(low: float, high: float, money: Money | None, count: int = 4) -> list[tuple[float, str]]:
    """Return round values between `low` and `high` with their words; hidden money has lines at no telling place."""
    if money is not None and money.hidden:
        return [(float(value), "") for value in np.linspace(low, high, count + 1)]
    # Counts come in wholes; a step of 2.5 would be labelled 2.
    steps = [1, 2, 4, 5, 10] if money is None else [1, 2, 2.5, 5, 10]
    places = MaxNLocator(nbins=count, steps=steps, integer=money is None).tick_values(low, high)
    values = [float(value) for value in places if low - 1e-9 <= value <= high + 1e-9]
    if money is None:
        return [(value, f"{value:,.0f}") for value in values]
    words = [money.short(value) for value in values]
    if len(set(words)) < len(words) or not all(map(_whole, values)):
        words = [money.plain(value) for value in values]
    return list(zip(values, words, strict=True))


def _whole(value: float) -> bool:
    """Whether a label in thousands or millions loses nothing of a value."""
    size = abs(value)
    return size < 1_000 or size % (100_000 if size >= 999_500 else 1_000 if size >= 9_950 else 100) < 1e-6


def amount(value: object) -> float | None:
    """Return a finite number as it is, None for anything else (dates, missing values)."""
    return float(value) if isinstance(value, (int, float)) and is_number(value) else None


def corners(box: Box) -> Floats:
    """Return the outline of a box."""
    return np.array(
        [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)], dtype=float
    )


def filled(
    outlines: Floats | Sequence[Floats],
    colour: str | Sequence[str],
    *,
    edge: str | Sequence[str],
    line: float,
    hatch: str,
    zorder: float,
) -> PolyCollection:
    """Return filled outlines as one collection; a hatch is drawn in white."""
    # the rc parameter colours hatches in every release; the argument for it came with matplotlib 3.11
    with rc_context({"hatch.color": PAPER}) if hatch else nullcontext():
        drawn = PolyCollection(
            list(outlines), facecolors=colour, edgecolors=edge, linewidths=line, antialiaseds=True, zorder=zorder
        )
    if hatch:
        drawn.set_hatch(hatch)
        drawn.set_hatch_linewidth(0.8)
    return drawn


def stroked(
    lines: Sequence[Floats | Sequence[tuple[float, float]]], colour: str, thick: float, *, dashed: bool, zorder: float
) -> LineCollection:
    """Return lines through points as one collection."""
    return LineCollection(
        [np.asarray(line, dtype=float) for line in lines],
        colors=colour,
        linewidths=thick,
        linestyles=[(0, (4.0, 2.5))] if dashed else "solid",
        capstyle="butt",
        zorder=zorder,
    )
