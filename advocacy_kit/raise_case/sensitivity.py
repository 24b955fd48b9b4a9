"""What would move the figure, one assumption at a time, and where each would break it (method, section 6)."""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from advocacy_kit.core.errors import BeyondPublished, KitError
from advocacy_kit.core.model import HIDDEN, Money, counted, percent
from advocacy_kit.stats.benchmark import Benchmark, Peers

POINT = 0.01  # of yearly growth, either way
NARROWER = "narrower peer group"
REACH = 0.2  # of yearly growth, either way, within which a break-even is looked for
_HALVES = tuple(whole + 0.5 for whole in range(100))  # between the percentiles that can be printed


@dataclass(frozen=True, repr=False)
class SourceChoices:
    """What the user chose about sources; it stays when something else is changed."""

    weights: Mapping[str, float] | None = None
    reason: str | None = None
    leave_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<SourceChoices: {len(self.weights or {})} weights, {len(self.leave_out)} left out>"

    def ask(
        self, peers: Peers, percentile: float, on: date, rate: float, *, without: tuple[str, ...] = ()
    ) -> Benchmark:
        """Return a group's benchmark under these choices, and without further families."""
        left = (*self.leave_out, *without)
        return peers.benchmark(percentile, on=on, rate=rate, leave_out=left, weights=self.weights, reason=self.reason)

    def by_family(self, peers: Peers) -> SourceChoices:
        """Return the same by families instead of sources' names.

        For another group's sources have other names ("12 postings").
        """
        families = peers.families
        weights: dict[str, float] = {}
        for name, weight in (self.weights or {}).items():
            family = families.get(name, name)
            weights[family] = max(weight, weights.get(family, 0.0))
        left = tuple(families.get(name, name) for name in self.leave_out)
        return SourceChoices(weights or None, self.reason, left)


def sensitivity(
    peers: Peers, benchmark: Benchmark, pay: float, money: Money, choices: SourceChoices | None = None
) -> pd.DataFrame:
    """Return the target when one assumption changes and the others, the user's choices among them, stay.

    Columns `assumption`, `low`, `high` (targets), `low_at`, `high_at` (settings), `break_even` (the setting at which
    the target equals present pay, in words; empty where none is within reach; with amounts hidden the same sign
    everywhere, because what is within reach reveals pay too). There is a row for the broader peer
    group where there is one, and one for the narrower ones that the market knows, from the lowest to the highest of
    them.
    """
    choices = choices or SourceChoices()
    at, on, rate = benchmark.percentile or 0.5, benchmark.on, benchmark.rate

    def placed(percentile: float) -> float | None:
        with contextlib.suppress(BeyondPublished):
            return choices.ask(peers, percentile, on, rate).value
        return None

    rows = [_percentile(placed, peers.curve(rate).outermost, benchmark, pay)]

    def grown(yearly: float) -> float:
        return choices.ask(peers, at, on, yearly).value

    slow, fast = grown(rate - POINT), grown(rate + POINT)
    even = _even_rate(grown, pay)
    words = f"{percent(100 * even)} a year" if even is not None else ""
    rows.append(("aging", slow, fast, percent(100 * rate - 1), percent(100 * rate + 1), words))
    broader = peers.parent()
    for name, groups in (("peer group", {broader.place: broader} if broader else {}), (NARROWER, peers.narrower(at))):
        ends = _ends({peers.place: benchmark.value} | _values(groups, choices.by_family(peers), at, on, rate))
        if ends is not None:
            rows.append((name, *ends, ""))
    left_out = benchmark.leave_one_out
    if len(left_out):
        without = [
            (value, f"without {name}")
            for value, name in zip(left_out["value"].tolist(), left_out["left_out"].tolist(), strict=True)
        ]
        (low, low_at), (high, high_at) = (choose(without, key=lambda entry: entry[0]) for choose in (min, max))
        rows.append(("one source left out", low, high, low_at, high_at, _even_weight(benchmark, pay)))
    if spread := benchmark.geography_log_se:
        low_high = (benchmark.value * math.exp(-spread), benchmark.value * math.exp(spread))
        rows.append(("geography", *low_high, "− 1 SE", "+ 1 SE", _even_geography(benchmark, pay)))
    if money.hidden:
        rows = [(*row[:-1], HIDDEN) for row in rows]
    return pd.DataFrame(rows, columns=["assumption", "low", "high", "low_at", "high_at", "break_even"])


def _values(groups: Mapping[str, Peers], choices: SourceChoices, at: float, on: date, rate: float) -> dict[str, float]:
    """Return the target of each other group.

    One that does not reach this percentile, or does not count, is left out.
    """
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


def _percentile(
    target: Callable[[float], float | None],
    outermost: tuple[float, float],
    benchmark: Benchmark,
    pay: float,
) -> tuple[str, float, float, str, str, str]:
    """Return the row of the percentile: the targets at P25 and P75, or as near to them as something is published.

    Args:
        target: the case's own target at a percentile, whichever sources answer there; None where none does.
        outermost: between which percentiles the main source answers.
        benchmark: the one that the case rests on.
        pay: present pay.

    """
    at, value = benchmark.percentile or 0.5, benchmark.value
    first, last = min(outermost[0], at), max(outermost[1], at)
    reached = []
    for p in (0.25, 0.75):
        known = ((near, target(near)) for near in (p, min(max(p, first), last)))
        reached.append(next(((near, found) for near, found in known if found is not None), (at, value)))
    (low_at, low), (high_at, high) = reached
    return (
        "percentile",
        low,
        high,
        f"P{100 * low_at:.0f}",
        f"P{100 * high_at:.0f}",
        _even_percentile(target, first, last, pay),
    )


def _even_percentile(target: Callable[[float], float | None], first: float, last: float, pay: float) -> str:
    """Return the whole percentile within half a point of which the target passes present pay.

    Empty where no source knows.

    The target is looked at between whole percentiles: one at which a single source answers, as postings do at P50, is a
    point by itself, and the target on both sides of it is another one.
    """
    places = [first, *(half / 100 for half in _HALVES if first < half / 100 < last), last]
    low, high = _answered(target, places), _answered(target, places[::-1])
    if low is None or high is None:
        return ""
    (lowest, under), (highest, over) = low, high
    if pay < under:
        return f"below P{100 * lowest:.0f}"
    if pay > over:
        return f"above P{100 * highest:.0f}"
    places = [place for place in places if lowest <= place <= highest]
    start, end = 0, len(places) - 1
    while end - start > 1:
        middle = (start + end) // 2
        found = target(places[middle])
        if found is None:  # two printed points and nothing between them
            return f"between P{100 * places[start]:.0f} and P{100 * places[end]:.0f}"
        start, end = (middle, end) if found <= pay else (start, middle)
    return f"P{50 * (places[start] + places[end]):.0f}"


def _answered(target: Callable[[float], float | None], places: Sequence[float]) -> tuple[float, float] | None:
    """Return the first of some percentiles at which there is a target, with it."""
    known = ((place, target(place)) for place in places)
    return next(((place, found) for place, found in known if found is not None), None)


def _even_rate(grown: Callable[[float], float], pay: float) -> float | None:
    """Return the yearly growth at which the target equals present pay; None where none is within reach."""

    @cache  # both ends are asked for twice
    def above(growth: float) -> float:
        return math.log(grown(math.expm1(growth)) / pay)

    low, high = math.log1p(-REACH), math.log1p(REACH)
    ends = above(low), above(high)
    if ends[0] * ends[1] > 0 or ends[0] == ends[1]:
        return None
    from scipy.optimize import brentq  # light, and needed only here

    return math.expm1(
        brentq(above, low, high, xtol=1e-6)
    )  # in logarithms it is nearly a line, and found in a few steps


def _even_geography(benchmark: Benchmark, pay: float) -> str:
    """Return the factor on all geographic factors at which the target equals present pay; empty where it is far out."""
    moved = [s.weight * s.adjusted(benchmark.on, benchmark.rate) for s in benchmark.sources if s.geography_log_se]
    still = benchmark.value - sum(moved)
    factor = (pay - still) / sum(moved)
    return f"×{factor:.2f}" if 0.5 < factor < 2 else ""


def _even_weight(benchmark: Benchmark, pay: float) -> str:
    """Return the weight of a family at which the target equals present pay; empty where none between 0 and 1 does."""
    for source in benchmark.sources:
        own = source.adjusted(benchmark.on, benchmark.rate)
        rest = (benchmark.value - source.weight * own) / (1 - source.weight) if source.weight < 1 else math.nan
        weight = (pay - rest) / (own - rest) if own != rest else math.nan
        if 0 <= weight <= 1:
            return f"{source.name} at {100 * weight:.0f}%"
    return ""


PERCENTILES = (0.25, 0.50, 0.75)  # and the chosen one


@dataclass(frozen=True, eq=False, repr=False)
class Grid:
    """The target in every combination of percentile, growth, peer group and sources.

    `frame` has `percentile`, `rate`, `peers`, `left_out`, `target`, `above` (the target exceeds present pay by a step
    of rounding or more), `reaches` (it is rounded to the figure or more); combinations that no source can answer are
    not in it.
    """

    frame: pd.DataFrame
    figure: float

    def __repr__(self) -> str:
        return f"<Grid of {len(self.frame)} combinations>"

    def words(self, money: Money) -> str:
        """Say what the grid is of, in how many of its combinations a figure is left.

        And what the others have in common.

        How many there are bounds present pay, so it is hidden with the amounts.
        """
        frame = self.frame
        held, whole = int(frame["above"].sum()), len(frame)
        points = ", ".join(f"P{100 * p:.0f}" for p in sorted(set(frame["percentile"])))
        rates = ", ".join(percent(100 * rate) for rate in sorted(set(frame["rate"])))
        groups = "this peer group and the broader one" if len(set(frame["peers"])) > 1 else "this peer group"
        each = "; all sources, and each one left out" if (frame["left_out"] != "").any() else ""
        said = (
            f"{HIDDEN if money.hidden else held} of {counted(whole, 'combination')} ({points}; growth {rates};"
            f" {groups}{each})"
        )
        if money.hidden:
            return f"{said} leave a figure above present pay"
        lost = "" if held in (0, whole) else self._in_common()
        return (
            f"{said} leave a figure above present pay{lost}, and {int(frame['reaches'].sum())} reach"
            f" {money.plain(self.figure)}"
        )

    def _in_common(self) -> str:
        """Return the one setting that all combinations without a figure share, or nothing."""
        lost = self.frame[~self.frame["above"]]
        for column, words in _SETTINGS.items():
            shared = set(lost[column])
            if len(shared) == 1 and len(set(self.frame[column])) > 1:
                return f" (the {'others are all' if len(lost) > 1 else 'other one is'} {words(shared.pop())})"
        return ""


_SETTINGS: dict[str, Callable[[Any], str]] = {
    "percentile": lambda value: f"at P{100 * value:.0f}",
    "rate": lambda value: f"at a growth of {percent(100 * value)}",
    "peers": lambda value: f"of {value}",
    "left_out": lambda value: f"without {value}" if value else "with all sources",
}


def grid(
    peers: Peers, benchmark: Benchmark, pay: float, figure: float, unit: float, choices: SourceChoices | None = None
) -> Grid:
    """Return the target over percentile, yearly growth (± 1 point), this and the broader group, each family left out.

    The percentiles are P25, P50, P75 and the chosen one. Leaving out a family that does not count at a percentile
    anyway is no combination of its own.

    Args:
        peers: the peer group.
        benchmark: the one that the case rests on.
        pay: present pay.
        figure: what the case asks for.
        unit: the step of rounding; smaller differences do not count.
        choices: the user's choices about sources, which hold in every combination.
    """
    choices = choices or SourceChoices()
    at, rate, broader = benchmark.percentile or 0.5, benchmark.rate, peers.parent()
    groups = [(peers, choices)] if broader is None else [(peers, choices), (broader, choices.by_family(peers))]
    names = {source.family or source.name: source.name for source in benchmark.sources}
    rows = []
    for p, r, (group, chosen) in itertools.product(
        sorted({*PERCENTILES, at}), (rate - POINT, rate, rate + POINT), groups
    ):
        try:
            whole = chosen.ask(group, p, benchmark.on, r)
        except KitError:  # beyond what is published: not a combination, whatever is left out
            continue
        entering = {source.family or source.name for source in whole.sources}
        for family in ("", *(family for family in names if family in entering and len(entering) > 1)):
            target = (chosen.ask(group, p, benchmark.on, r, without=(family,)) if family else whole).value
            rows.append(
                (p, r, group.place, names.get(family, ""), target, target - pay >= unit, target > figure - unit)
            )
    columns = ["percentile", "rate", "peers", "left_out", "target", "above", "reaches"]
    return Grid(pd.DataFrame(rows, columns=columns), figure)
