"""The white card every picture is drawn on: palette, title, subtitle, foot, words and shapes placed in points, PNG.

The axes a picture returns *is* the card: its data units are points (1/72 inch) from the top left corner, so that a
place is the same whether the card fills a figure of its own or an axes that was handed in. What has a scale of its
own lies in panels, `axes.child_axes`, in the units of the frame.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL import Image

from advocacy_kit.charts.layout import FAMILY, SPACING, Box, Floats, Taken, along, height, width, wrap
from advocacy_kit.core.model import Finding, Money, is_number

INK, SOFT, GRID, PAPER = "#1d2430", "#5b6472", "#e6e9ee", "#ffffff"
BLUE, TEAL, VIOLET, GREY, ATTENTION = "#2a5fa5", "#3c9a8f", "#8a5aa8", "#7a8694", "#c2452d"
ORANGE = "#d37e1f"  # the house's #d98324 is 2.9:1 on white; a shape needs 3:1
SERIES = (BLUE, TEAL, ORANGE, VIOLET, GREY)
HATCHES = ("", "////")  # a colour that comes back comes back with a texture
MIDDLE_BLUE, PALE_BLUE, PALE, DEEP_BLUE = "#5f8cc9", "#e8edf5", "#f1f3f7", "#1b3f73"
QUIET, SOFT_TEAL = "#f9eee3", "#dcefec"
WORDS = {BLUE: BLUE, TEAL: "#1f6b62", ORANGE: "#8a4b12", VIOLET: "#7a4a98", GREY: SOFT, ATTENTION: "#b23a24"}

# Shades of a count, light to dark: on each of them either ink or white words reach 4.5:1.
SHADES = ("#d3e1f3", "#a9c5e8", "#2a5fa5", "#1b3f73")
SHADES_WORDS = (INK, INK, PAPER, PAPER)
CARD = "#f6f8fa"
LIGHT_BLUE, COMPARED = "#a9c5e8", "#eef0f3"


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
        return filled(self.axes, outlines, colour, edge=edge, line=line, hatch=hatch, label=label, zorder=zorder)

    def lines(
        self,
        lines: Sequence[Floats | Sequence[tuple[float, float]]],
        colour: str,
        thick: float = 1.0,
        *,
        dashed: bool = False,
        label: str = "",
        zorder: float = 3.0,
    ) -> None:
        """Draw lines through points as one collection."""
        stroked(self.axes, lines, colour, thick, dashed=dashed, label=label, zorder=zorder)

    def track(self, x: Iterable[float], y: Iterable[float]) -> list[Box]:
        """Return small boxes on the card that cover a line through points of the panel."""
        return along(np.array([self.x(value) for value in x]), np.array([self.y(value) for value in y]))

    def dots(
        self,
        x: Sequence[float],
        y: Sequence[float],
        colour: str,
        size: float = 6.0,
        label: str = "",
        *,
        shape: str = "o",
        rim: float = 1.2,
    ) -> None:
        """Draw dots, or other marks of one shape, with a white rim."""
        self.axes.plot(
            x,
            y,
            linestyle="none",
            marker=shape,
            markersize=size,
            markerfacecolor=colour,
            markeredgecolor=PAPER,
            markeredgewidth=rim,
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


def padded(values: Iterable[float], below: float, above: float) -> tuple[float, float]:
    """Return limits of an axis: the values with shares of their range below and above, of a tenth of a single value."""
    values = list(values)
    low, high = min(values), max(values)
    pad = (high - low) or 0.1 * abs(high) or 1.0
    return low - below * pad, high + above * pad


def amount(value: object) -> float | None:
    """Return a finite number as it is, None for anything else (dates, missing values)."""
    return float(value) if isinstance(value, (int, float)) and is_number(value) else None


def corners(box: Box) -> Floats:
    """Return the outline of a box."""
    return np.array(
        [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)], dtype=float
    )


def filled(
    axes: Axes,
    outlines: Floats | Sequence[Floats],
    colour: str | Sequence[str],
    *,
    edge: str | Sequence[str],
    line: float,
    hatch: str,
    label: str,
    zorder: float,
) -> PolyCollection:
    """Draw filled outlines as one collection and return it; a hatch is drawn in white."""
    # the rc parameter colours hatches in every release; the argument for it came with matplotlib 3.11
    with rc_context({"hatch.color": PAPER}) if hatch else nullcontext():
        drawn = PolyCollection(
            list(outlines), facecolors=colour, edgecolors=edge, linewidths=line, antialiaseds=True, zorder=zorder
        )
    if hatch:
        drawn.set_hatch(hatch)
        drawn.set_hatch_linewidth(0.8)
    drawn.set_label(label)
    axes.add_collection(drawn, autolim=False)
    return drawn


def stroked(
    axes: Axes,
    lines: Sequence[Floats | Sequence[tuple[float, float]]],
    colour: str,
    thick: float,
    *,
    dashed: bool,
    label: str,
    zorder: float,
) -> None:
    """Draw lines through points as one collection."""
    drawn = LineCollection(
        [np.asarray(line, dtype=float) for line in lines],
        colors=colour,
        linewidths=thick,
        linestyles=[(0, (4.0, 2.5))] if dashed else "solid",
        capstyle="butt",
        zorder=zorder,
        label=label,
    )
    axes.add_collection(drawn, autolim=False)


DPI, INCHES = 200, 9.2
TITLE, SUBTITLE, LABEL, SMALL = 14.0, 9.5, 9.0, 8.0
MARGIN = 20.0
EMPTY = 72.0  # height of what a picture without rows says
_BELOW = 0.24  # of a size: from the baseline down

Align = Literal["left", "center", "right"]
Rise = Literal["baseline", "top", "center", "bottom"]


def _points(ax: Axes) -> tuple[float, float]:
    scale = 72.0 / ax.figure.dpi
    return ax.bbox.width * scale, ax.bbox.height * scale


def room(ax: Axes | None) -> float:
    """Return the width in points between the margins of the card that will be drawn on `ax`."""
    return (INCHES * 72.0 if ax is None else _points(ax)[0]) - 2 * MARGIN


class Card:
    """A white card with title, subtitle and foot; `left`, `top`, `right`, `bottom` bound what is free for the picture.

    Args:
        finding: what to say; its title and subtitle take up to two lines each, its source up to two.
        ax: where to draw; None makes a figure 9.2 inches wide.
        body: height in points that the picture wants, when the figure is made here.

    """

    def __init__(self, finding: Finding, ax: Axes | None, body: float) -> None:
        inner = room(ax)
        size = TITLE if inner > 420 else 11.0
        title = wrap(finding.title, inner, size, True)
        subtitle = wrap(finding.subtitle, inner, SUBTITLE)
        foot = wrap(finding.source, inner, SMALL)
        head = 16.0 + height(title, size) + 6.0 + height(subtitle, SUBTITLE) + 14.0
        under = 10.0 + height(foot, SMALL) + 12.0
        if ax is None:
            # Whole pixels and a hair: 9.2 x 200 is a little less than 1840, and renderers cut.
            wide, tall = (round(inches * DPI) + 0.001 for inches in (INCHES, (head + body + under) / 72.0))
            figure = Figure(figsize=(wide / DPI, tall / DPI), dpi=DPI, facecolor=PAPER)
            ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.ax = ax
        self.width, self.height = _points(ax)
        ax.set(facecolor=PAPER, xlim=(0.0, self.width), ylim=(self.height, 0.0), autoscale_on=False)
        ax.xaxis.set_visible(False)
        ax.yaxis.set_visible(False)
        ax.spines[:].set_visible(False)
        self.left, self.right = MARGIN, self.width - MARGIN
        self.top, self.bottom = head, max(self.height - under, head + 20.0)
        # What labels keep off: words and lines always; faint lines are covered where no other place is left.
        self.words, self.strokes, self.faint = Taken(), Taken(), Taken()
        self.text(self.left, 16.0, title, size=size, bold=True, va="top")
        self.text(self.left, 22.0 + height(title, size), subtitle, size=SUBTITLE, colour=SOFT, va="top")
        self.text(self.left, self.height - 12.0, foot, size=SMALL, colour=SOFT, va="bottom")

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = LABEL,
        colour: str = INK,
        bold: bool = False,
        ha: Align = "left",
        va: Rise = "baseline",
        halo: bool = False,
    ) -> Box:
        """Write words exactly as typed and return the box they take."""
        box = text_box(x, y, words, size=size, bold=bold, ha=ha, va=va)
        if words:
            around = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.0, "alpha": 0.85} if halo else None
            # Always set by the last baseline: matplotlib's other anchors depend on which letters a line has.
            self.ax.text(
                x,
                box.bottom - _BELOW * size,
                words,
                fontsize=size,
                color=colour,
                fontweight="bold" if bold else "normal",
                family=FAMILY,
                ha=ha,
                va="baseline",
                multialignment=ha,
                linespacing=SPACING,
                parse_math=False,
                usetex=False,
                bbox=around,
                zorder=6,
            )
            self.words.add(box)
        return box

    def offer(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = LABEL,
        colour: str = INK,
        bold: bool = False,
        ha: Align = "left",
        va: Rise = "baseline",
    ) -> bool:
        """Write words where they meet no other words, no line and no edge of the card; return whether they did."""
        box = text_box(x, y, words, size=size, bold=bold, ha=ha, va=va)
        inside = box.left >= 4.0 and box.right <= self.width - 4.0
        if not (inside and self.words.free(box, 1.5) and self.strokes.free(box, 1.0)):
            return False
        self.text(x, y, words, size=size, colour=colour, bold=bold, ha=ha, va=va)
        return True

    def offer_first(
        self,
        places: Iterable[tuple[float, float, Align, Rise]],
        words: str,
        *,
        size: float = LABEL,
        colour: str = INK,
        bold: bool = False,
    ) -> bool:
        """Write words at the first of some places that is free; return whether one was."""
        return any(
            self.offer(x, y, words, size=size, colour=colour, bold=bold, ha=ha, va=va) for x, y, ha, va in places
        )

    def scale(self, panel: Panel, places: Iterable[tuple[float, str]], *, base: bool = False) -> None:
        """Draw a faint line across a panel at each value, its words to the left; with `base` that of zero is firm."""
        for value, words in places:
            y, firm = panel.y(value), base and value == 0
            self.line(
                [[(panel.box.left, y), (panel.box.right, y)]], GREY if firm else GRID, zorder=2.5 if firm else 1.5
            )
            self.text(panel.box.left - 6.0, y, words, size=SMALL, colour=SOFT, ha="right", va="center")

    def key(
        self, x: float, y: float, words: str, colour: str, gap: float, size: float = SMALL, hatch: str = ""
    ) -> None:
        """Write words behind a swatch of their colour that begins at `x`, both centred on `y`."""
        self.fill([corners(Box(x, y - 3.5, x + 7.0, y + 3.5))], colour, hatch=hatch, zorder=3)
        self.text(x + 7.0 + gap, y, words, size=size, colour=WORDS[colour], bold=True, va="center")

    def panel(self, box: Box, xlim: tuple[float, float], ylim: tuple[float, float]) -> Panel:
        """Make a part with a scale of its own in `box`."""
        axes = self.ax.inset_axes(
            (box.left / self.width, 1 - box.bottom / self.height, box.width / self.width, box.height / self.height),
            zorder=2,
        )
        axes.set_axis_off()
        axes.set(xlim=xlim, ylim=ylim, autoscale_on=False)
        return Panel(box, xlim, ylim, axes)

    def fill(
        self,
        shapes: Iterable[Floats],
        colour: str | Sequence[str],
        *,
        edge: str | Sequence[str] = "none",
        line: float = 0.0,
        hatch: str = "",
        label: str = "",
        zorder: float = 1.0,
    ) -> None:
        """Draw filled outlines given in points as one collection."""
        filled(self.ax, list(shapes), colour, edge=edge, line=line, hatch=hatch, label=label, zorder=zorder)

    def line(
        self,
        lines: Sequence[Floats | Sequence[tuple[float, float]]],
        colour: str,
        thick: float = 0.8,
        *,
        dashed: bool = False,
        label: str = "",
        zorder: float = 1.5,
    ) -> None:
        """Draw lines through places in points as one collection."""
        stroked(self.ax, lines, colour, thick, dashed=dashed, label=label, zorder=zorder)

    def empty(self, words: str = "Nothing to draw yet") -> Axes:
        """Say in the middle of the card that there is nothing, and return its axes."""
        x, y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        self.fill([corners(Box(self.left, self.top, self.right, self.bottom))], PALE)
        self.text(x, y, wrap(words, self.right - self.left, LABEL), colour=SOFT, ha="center", va="center")
        return self.ax


def text_box(
    x: float,
    y: float,
    words: str,
    *,
    size: float = LABEL,
    bold: bool = False,
    ha: Align = "left",
    va: Rise = "baseline",
) -> Box:
    """Return the box that words would take at a place."""
    wide, tall = width(words, size, bold), height(words, size)
    left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[ha] * wide
    top = y - {"top": 0.0, "center": tall / 2, "bottom": tall, "baseline": tall - _BELOW * size}[va]
    return Box(left, top, left + wide, top + tall)


def png(axes: Axes) -> bytes:
    """Return the figure of `axes` as PNG with a palette: a chart has few colours, and the file is half as large."""
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("png: the axes belong to no figure any more")
    # An own renderer, since another canvas would take a figure away from the window that shows it.
    renderer = RendererAgg(*figure.bbox.size, figure.dpi)  # type: ignore[no-untyped-call]
    # At double density letters need no hinting; without it they keep their shapes and are set in a third less time.
    with warnings.catch_warnings(), rc_context({"text.hinting": "no_hinting"}):
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # a box is shown, as typed
        figure.draw(renderer)
    pixels = Image.fromarray(np.asarray(renderer.buffer_rgba())).convert("RGB")  # type: ignore[no-untyped-call]
    data = io.BytesIO()
    # Every second pixel each way knows the colours, and finding them takes longer than the rest of the encoding.
    half = pixels.resize((pixels.width // 2, pixels.height // 2), Image.Resampling.NEAREST)
    colours = half.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    image = pixels.quantize(palette=colours, dither=Image.Dither.NONE)
    palette, ground = image.getpalette() or [], 3 * int(image.getpixel((0, 0)))  # type: ignore[arg-type]
    palette[ground : ground + 3] = pixels.getpixel((0, 0))  # type: ignore[assignment]  # white has to stay white
    image.putpalette(palette)
    image.save(data, "PNG", compress_level=1, dpi=(figure.dpi, figure.dpi))
    return data.getvalue()
