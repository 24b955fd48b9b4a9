"""What would move the figure, one assumption at a time and in a declared grid; and where each would break it (method, section 6)."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import pandas as pd

from advocacy_kit.benchmark import Benchmark, Curve, Peers
from advocacy_kit.errors import BeyondPublished, KitError
from advocacy_kit.model import HIDDEN, Money, percent

POINT = 0.01  # of yearly growth, either way


def sensitivity(peers: Peers, benchmark: Benchmark, pay: float, money: Money) -> pd.DataFrame:
    """Return the target when one assumption changes and the others stay.

    Columns `assumption`, `low`, `high` (targets), `low_at`, `high_at` (settings), `break_even` (the setting at which
    the target equals present pay, in words; empty where none lies within reach).
    """
    at, on, rate = benchmark.percentile or 0.5, benchmark.on, benchmark.rate
    curve = peers.curve(rate)
    scale = benchmark.value / curve.quantile(at)
    ends = [min(max(p, curve.outermost[0]), curve.outermost[1]) for p in (0.25, 0.75)]
    reached = []
    for p in ends:
        try:
            reached.append(curve.quantile(p) * scale)
        except BeyondPublished:  # two printed points and nothing between them
            reached.append(benchmark.value)
    rows = [("percentile", *reached, *(f"P{100 * p:.0f}" for p in ends), _even_percentile(curve, pay / scale, money))]
    slow, fast = (peers.benchmark(at, on=on, rate=rate + step).value for step in (-POINT, POINT))
    years = math.log(fast / slow) / math.log((1 + rate + POINT) / (1 + rate - POINT))
    even = (1 + rate) * (pay / benchmark.value) ** (1 / years) - 1 if years > 0 else math.nan
    words = f"{money.percent(100 * even)} a year" if -0.2 < even < 0.2 else ""
    rows.append(("aging", slow, fast, percent(100 * rate - 1), percent(100 * rate + 1), words))
    broader = peers.parent()
    if broader is not None:
        try:
            other = broader.benchmark(at, on=on, rate=rate).value
        except KitError:  # the broader group does not reach this percentile, or does not count
            other = math.nan
        if math.isfinite(other):
            ends_at = sorted([(benchmark.value, peers.place), (other, broader.place)])
            rows.append(("peer group", ends_at[0][0], ends_at[1][0], ends_at[0][1], ends_at[1][1], ""))
    left_out = benchmark.leave_one_out
    if len(left_out):
        low, high = left_out.loc[left_out["value"].idxmin()], left_out.loc[left_out["value"].idxmax()]
        without = (f"without {low['left_out']}", f"without {high['left_out']}")
        rows.append(("one source left out", low["value"], high["value"], *without, _even_weight(benchmark, pay, money)))
    spread = math.sqrt(sum((s.weight * s.geography_log_se) ** 2 for s in benchmark.sources))
    if spread:
        low_high = (benchmark.value * math.exp(-spread), benchmark.value * math.exp(spread))
        rows.append(("geography", *low_high, "− 1 SE", "+ 1 SE", _even_geography(benchmark, pay, money)))
    return pd.DataFrame(rows, columns=["assumption", "low", "high", "low_at", "high_at", "break_even"])


def _even_percentile(curve: Curve, pay: float, money: Money) -> str:
    if money.hidden:
        return f"P{HIDDEN}"
    try:
        return f"P{curve.rank(pay):.0f}"
    except BeyondPublished as beyond:
        return beyond.bound


def _even_geography(benchmark: Benchmark, pay: float, money: Money) -> str:
    """Return the factor on all geographic factors at which the target equals present pay; empty where it is far out."""
    moved = [s.weight * s.adjusted(benchmark.on, benchmark.rate) for s in benchmark.sources if s.geography_log_se]
    still = benchmark.value - sum(moved)
    factor = (pay - still) / sum(moved)
    if not 0.5 < factor < 2:
        return ""
    return f"×{HIDDEN}" if money.hidden else f"×{factor:.2f}"


def _even_weight(benchmark: Benchmark, pay: float, money: Money) -> str:
    """Return the weight of a family at which the target equals present pay; empty where none between 0 and 1 does."""
    for source in benchmark.sources:
        own = source.adjusted(benchmark.on, benchmark.rate)
        rest = (benchmark.value - source.weight * own) / (1 - source.weight) if source.weight < 1 else math.nan
        weight = (pay - rest) / (own - rest) if own != rest else math.nan
        if 0 <= weight <= 1:
            return f"{source.name} at {HIDDEN}%" if money.hidden else f"{source.name} at {100 * weight:.0f}%"
    return ""


@dataclass(frozen=True, eq=False, repr=False)
class Grid:
    """A declared grid of combinations; it is counted, and never turned into a probability.

    `frame` has `percentile`, `rate`, `peers`, `left_out`, `target`, `above` (the target exceeds present pay by a step of
    rounding or more); combinations that no source can answer are not in it.
    """

    frame: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Grid of {len(self.frame)} combinations>"

    @property
    def words(self) -> str:
        """Such as "27 of 36 combinations leave a figure above present pay"."""
        held = int(self.frame["above"].sum())
        return f"{held} of {len(self.frame)} combinations leave a figure above present pay"


def grid(peers: Peers, benchmark: Benchmark, pay: float, unit: float) -> Grid:
    """Return the target over percentile (± 10), yearly growth (± 1 point), this and the broader group, each family left out.

    Args:
        peers: the peer group.
        benchmark: the one that the case rests on.
        pay: present pay.
        unit: the step of rounding below which a difference is none.

    """
    at, rate = benchmark.percentile or 0.5, benchmark.rate
    broader = peers.parent()
    groups = [peers] if broader is None else [peers, broader]
    families = [source.name for source in benchmark.sources] if len(benchmark.sources) > 1 else []
    rows = []
    for p, r, group, left in itertools.product((at - 0.1, at, at + 0.1), (rate - POINT, rate, rate + POINT), groups, ["", *families]):
        try:
            target = group.benchmark(p, on=benchmark.on, rate=r, leave_out=(left,) if left else ()).value
        except KitError:  # beyond what is published, or nothing left to blend: not a combination
            continue
        rows.append((p, r, group.place, left, target, target - pay >= unit))
    return Grid(pd.DataFrame(rows, columns=["percentile", "rate", "peers", "left_out", "target", "above"]))
