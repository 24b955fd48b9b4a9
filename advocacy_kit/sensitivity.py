"""What would move the figure, one assumption at a time, and where each would break it (method, section 6)."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.benchmark import Benchmark, Curve, Peers
from advocacy_kit.errors import BeyondPublished, KitError
from advocacy_kit.model import HIDDEN, Money, percent

POINT = 0.01  # of yearly growth, either way
NARROWER = "narrower peer group"
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
    the target equals present pay, in words; empty where none lies within reach). There is a row for the broader peer
    group where there is one, and one for the narrower ones that the market knows, from the lowest to the highest of them.
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
    for name, groups in (("peer group", {broader.place: broader} if broader else {}), (NARROWER, peers.narrower(at))):
        ends = _ends({peers.place: benchmark.value} | _values(groups, choices.by_family(peers), at, on, rate))
        if ends is not None:
            rows.append((name, *ends, ""))
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


def _values(groups: Mapping[str, Peers], choices: SourceChoices, at: float, on: date, rate: float) -> dict[str, float]:
    """Return the target of each other group; one that does not reach this percentile, or does not count, is left out."""
    found = {}
    for name, group in groups.items():
        with contextlib.suppress(KitError):
            found[name] = choices.ask(group, at, on, rate).value
    return found


def _ends(targets: Mapping[str, float]) -> tuple[float, float, str, str] | None:
    """Return the lowest and the highest target and the groups that they are of; None where there is one group only."""
    if len(targets) < 2:
        return None
    low, high = (choose(targets, key=targets.__getitem__) for choose in (min, max))
    return targets[low], targets[high], low, high


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
