"""The figure as it is said aloud, and the range to open with.

From the target up, never above the band within which a raise is granted.
"""

from __future__ import annotations

import math
from typing import Literal

from advocacy_kit.core.errors import BeyondPublished
from advocacy_kit.core.model import counted
from advocacy_kit.pay.bands import FILE, Band
from advocacy_kit.stats.benchmark import Benchmark, Peers

Top = Literal["percentile", "band", "posting"]


def rounded_up(target: float, unit: float) -> float:
    """Return the target at the next step of rounding, the figure that can be said aloud."""
    return math.ceil(target / unit - 1e-9) * unit


def ceiling_of(target: float, unit: float, band: Band | None) -> Band | None:
    """Return the band whose maximum lies between the target and the rounded figure.

    None where rounding up stays within it.

    The evidence then reaches into the band and no further, and a step of rounding is no evidence: asked is the maximum
    itself, so that the raise stays one within the level.
    """
    return band if band is not None and target <= band.maximum < rounded_up(target, unit) else None


def opening_of(
    peers: Peers, benchmark: Benchmark, figure: float, unit: float, band: Band | None, top: Top, *, within: bool
) -> tuple[tuple[float, float], str]:
    """Return the range to open with, from the figure up, and why it ends there; never an interval limit.

    Args:
        peers: the peer group.
        benchmark: the market value that the figure rests on.
        figure: the bottom of the range.
        unit: the step of rounding; the top is rounded down.
        band: the employer's own band.
        top: where the range ends.
        within: whether a raise within the band is asked for: then the range ends at its maximum at the latest.

    """
    end, reason = _end(peers, benchmark, figure, band, top)
    limit = band.maximum if within and band is not None and figure <= band.maximum else math.inf
    if band is not None and limit < end:
        end, reason = (
            limit,
            f"from the target up to your band's maximum ({FILE} line {band.line}), for a raise ends there",
        )
    end = min(math.floor(end / unit + 1e-9) * unit, limit)
    if end > figure:
        return (figure, end), reason
    if within and band is not None and figure == band.maximum:
        return (figure, figure), f"one figure: it is your band's maximum ({FILE} line {band.line})"
    return (figure, figure), (
        reason if reason.startswith("one figure") else "one figure: the top of the range would not lie above it"
    )


def _end(peers: Peers, benchmark: Benchmark, figure: float, band: Band | None, top: Top) -> tuple[float, str]:
    percentile = benchmark.percentile or 0.5
    if top == "band":
        if band is None:
            return figure, "one figure: no band is on file"
        return band.maximum, f"from the target up to your band's maximum ({FILE} line {band.line})"
    if top == "posting":
        posted = peers.posted(on=benchmark.on, rate=benchmark.rate)
        if posted.empty:
            return figure, "one figure: no posting fits"
        return float(posted["high"].max()), f"from the target up to the highest of {counted(len(posted), 'posting')}"
    last = "one figure: nothing above this percentile is published"
    try:
        curve = peers.curve(benchmark.rate)
        higher = min(percentile + 0.10, curve.outermost[1])
        # the same source at both percentiles: otherwise a change of sources would pass for a higher percentile
        end = benchmark.value * curve.quantile(higher) / curve.quantile(percentile)
    except BeyondPublished:
        return figure, last
    return (
        end,
        f"from the target up to P{100 * higher:.0f} of the same peer group" if higher > percentile + 1e-9 else last,
    )
