"""What would move the figure, one assumption at a time and in a declared grid; and where each would break it (method, section 6)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.benchmark import Benchmark, Curve, Peers
from advocacy_kit.errors import BeyondPublished, KitError
from advocacy_kit.model import HIDDEN, Money, percent

POINT = 0.01  # of yearly growth, either way
REACH = 0.2  # of yearly growth, either way, within which a break-even is looked for


@dataclass(frozen=True, repr=False)
class SourceChoices:
    """What the user chose about sources; it stays when something else is changed."""

    weights: Mapping[str, float] | None = None
    reason: str | None = None
    leave_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<SourceChoices: {len(self.weights or {})} weights, {len(self.leave_out)} left out>"

    def ask(self, peers: Peers, percentile: float, on: date, rate: float, *, without: tuple[str, ...] = ()) -> Benchmark:
        """Return a group's benchmark under these choices, and without further families."""
        left = (*self.leave_out, *without)
        return peers.benchmark(percentile, on=on, rate=rate, leave_out=left, weights=self.weights, reason=self.reason)

    def by_family(self, peers: Peers) -> SourceChoices:
        """Return the same by families instead of sources' names, for another group's sources have other names ("12 postings")."""
        families = peers.families
        weights: dict[str, float] = {}
        for name, weight in (self.weights or {}).items():
            family = families.get(name, name)
            weights[family] = max(weight, weights.get(family, 0.0))
        left = tuple(families.get(name, name) for name in self.leave_out)
        return SourceChoices(weights or None, self.reason, left)


def sensitivity(peers: Peers, benchmark: Benchmark, pay: float, money: Money, choices: SourceChoices | None = None) -> pd.DataFrame:
    """Return the target when one assumption changes and the others, the user's choices among them, stay.

    Columns `assumption`, `low`, `high` (targets), `low_at`, `high_at` (settings), `break_even` (the setting at which
    the target equals present pay, in words; empty where none lies within reach).
    """
    choices = choices or SourceChoices()
    at, on, rate = benchmark.percentile or 0.5, benchmark.on, benchmark.rate
    rows = [_percentile(peers.curve(rate), benchmark, pay, money)]

    def grown(yearly: float) -> float:
        return choices.ask(peers, at, on, yearly).value

    slow, fast = grown(rate - POINT), grown(rate + POINT)
    even = _even_rate(grown, pay)
    words = f"{money.percent(100 * even)} a year" if even is not None else ""
    rows.append(("aging", slow, fast, percent(100 * rate - 1), percent(100 * rate + 1), words))
    broader = peers.parent()
    if broader is not None:
        try:
            other = choices.by_family(peers).ask(broader, at, on, rate).value
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


def _percentile(curve: Curve, benchmark: Benchmark, pay: float, money: Money) -> tuple[str, float, float, str, str, str]:
    """Return the row of the percentile: the main source's curve through the target; flat where that source prints none of it."""
    at, value = benchmark.percentile or 0.5, benchmark.value
    try:
        scale = value / curve.quantile(at)
    except BeyondPublished:  # other sources make the target, and nothing is known around it
        return "percentile", value, value, f"P{100 * at:.0f}", f"P{100 * at:.0f}", ""
    ends = [min(max(p, curve.outermost[0]), curve.outermost[1]) for p in (0.25, 0.75)]
    reached = []
    for p in ends:
        try:
            reached.append(curve.quantile(p) * scale)
        except BeyondPublished:  # two printed points and nothing between them
            reached.append(value)
    return (
        "percentile",
        reached[0],
        reached[1],
        f"P{100 * ends[0]:.0f}",
        f"P{100 * ends[1]:.0f}",
        _even_percentile(curve, pay / scale, money),
    )


def _even_rate(grown: Callable[[float], float], pay: float) -> float | None:
    """Return the yearly growth at which the target equals present pay; None where none lies within reach."""
    if (grown(-REACH) - pay) * (grown(REACH) - pay) > 0 or grown(-REACH) == grown(REACH):
        return None
    from scipy.optimize import brentq  # light, and needed only here

    return float(brentq(lambda rate: grown(rate) - pay, -REACH, REACH, xtol=1e-7))


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


def grid(peers: Peers, benchmark: Benchmark, pay: float, unit: float, choices: SourceChoices | None = None) -> Grid:
    """Return the target over percentile (± 10), yearly growth (± 1 point), this and the broader group, each family left out.

    Leaving out a family that does not count at a percentile anyway is no combination of its own.

    Args:
        peers: the peer group.
        benchmark: the one that the case rests on.
        pay: present pay.
        unit: the step of rounding below which a difference is none.
        choices: the user's choices about sources, which hold in every combination.

    """
    choices = choices or SourceChoices()
    at, rate, broader = benchmark.percentile or 0.5, benchmark.rate, peers.parent()
    groups = [(peers, choices)] if broader is None else [(peers, choices), (broader, choices.by_family(peers))]
    names = {source.family or source.name: source.name for source in benchmark.sources}
    rows = []
    for p, r, (group, chosen) in itertools.product((at - 0.1, at, at + 0.1), (rate - POINT, rate, rate + POINT), groups):
        try:
            whole = chosen.ask(group, p, benchmark.on, r)
        except KitError:  # beyond what is published: not a combination, whatever is left out
            continue
        entering = {source.family or source.name for source in whole.sources}
        for family in ("", *(family for family in names if family in entering and len(entering) > 1)):
            target = (chosen.ask(group, p, benchmark.on, r, without=(family,)) if family else whole).value
            rows.append((p, r, group.place, names.get(family, ""), target, target - pay >= unit))
    return Grid(pd.DataFrame(rows, columns=["percentile", "rate", "peers", "left_out", "target", "above"]))
