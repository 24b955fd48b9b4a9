"""How good a group of observations is, the gate that it has to pass, and its pay by percentile (method, section 3)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from advocacy_kit.core.model import counted, month_year, share_percent
from advocacy_kit.market.samples.observations import NO_DAY, Group, to_day
from advocacy_kit.stats.benchmark import Z95
from advocacy_kit.stats.quantiles import PayDistribution

MIN_EMPLOYERS = 5
MAX_SHARE = 0.25
ALONE = 30  # above this effective size a group needs no help from its parent
PULL = 10  # B = n / (n + 10)


@dataclass(frozen=True)
class Quality:
    """Size and spread of a group.

    `n_eff` counts employers where they are known, (Σw)²/Σ_e(Σw_e)², otherwise observations; `largest_share` is the
    share of the weight that one employer holds; `employers` is None where the source names none.
    """

    n: int
    n_eff: float
    employers: int | None
    largest_share: float | None
    oldest: date | None
    newest: date | None

    @property
    def refusal(self) -> str:
        """Why the group cannot count, by a quality rule of five and a quarter; empty if it can."""
        if self.n == 0:
            return "no observation fits"
        if self.employers is not None and self.employers < MIN_EMPLOYERS:
            return f"only {counted(self.employers, 'named employer')}, {MIN_EMPLOYERS} are needed"
        if self.largest_share is not None and self.largest_share > MAX_SHARE + 1e-9:
            held, most = share_percent(self.largest_share), share_percent(MAX_SHARE)
            return f"one employer holds {held} of the weight, {most} at most may"
        if self.n_eff < MIN_EMPLOYERS - 1e-9:
            what = "observations" if self.employers is None else "employers"
            return f"an effective size of {self.n_eff:.1f} {what}, {MIN_EMPLOYERS} are needed"
        return ""

    @property
    def thin(self) -> bool:
        """Whether the group is pulled towards its parent."""
        return self.n_eff <= ALONE + 1e-9

    @property
    def own_share(self) -> float:
        """The share B of the group's own value: n/(n+10) where it is thin, otherwise 1."""
        return self.n_eff / (self.n_eff + PULL) if self.thin else 1.0

    @property
    def words(self) -> str:
        """Such as "48 observations from 12 employers, effective size 9.6, January 2024 to May 2026"."""
        parts = [counted(self.n, "observation") if self.n < 1000 else f"{self.n:,} observations"]
        if self.employers is not None:
            parts[0] += f" from {counted(self.employers, 'employer')}"
            parts.append(f"effective size {self.n_eff:.1f}")
        else:
            parts.append("employers unknown, so that observations count")
        if self.oldest and self.newest:
            same = (self.oldest.year, self.oldest.month) == (self.newest.year, self.newest.month)
            parts.append(month_year(self.oldest) if same else f"{month_year(self.oldest)} to {month_year(self.newest)}")
        return ", ".join(parts)


def employers_of(group: Group) -> tuple[np.ndarray, tuple[str, ...]] | None:
    """Return a number for the employer of each observation, the same in any spelling, and the names.

    None where none is named.

    All unnamed ones count as one employer, "", for they may be.
    """
    if not group.has("employer"):
        return None
    codes, words = group.texts["employer"]
    used, place = np.unique(codes, return_inverse=True)
    plain = [" ".join(words[code].split()).casefold() for code in used]
    number = {word: at for at, word in enumerate(dict.fromkeys(plain))}
    return np.array([number[word] for word in plain], dtype=np.int64)[place], tuple(number)


def distribution_of(group: Group) -> PayDistribution:
    """Return the group as a sample, clustered by employer where employers are known.

    Raises:
        KitError: if the group is empty.

    """
    group = group.only(group.weight > 0)
    found = employers_of(group)
    clusters = None if found is None else found[0]
    return PayDistribution.of_counts(group.pay, group.weight, group.squares, group.count, clusters=clusters)


def quality_of(group: Group) -> Quality:
    """Return the size and spread of a group."""
    group = group.only(group.weight > 0)
    if not len(group):
        return Quality(0, 0.0, None, None, None, None)
    found = employers_of(group)
    share = named = None
    squares = float(group.squares.sum())
    if found is not None:
        clusters, names = found
        sums = np.bincount(clusters, weights=group.weight, minlength=len(names))
        named = int(sum(bool(name) and held > 0 for name, held in zip(names, sums, strict=True)))
        share, squares = float(sums.max() / sums.sum()), float((sums**2).sum())
    days = group.day[group.day != NO_DAY]
    ends = (to_day(days.min()), to_day(days.max())) if days.size else (None, None)
    return Quality(len(group), float(group.weight.sum() ** 2 / squares), named, share, *ends)


@dataclass(frozen=True)
class Curve:
    """A group's pay by percentile: its own.

    Or the geometric mean of its own and its parent's with share B (method, section 3).
    """

    own: PayDistribution
    parent: PayDistribution | None
    share: float
    factor: Callable[[float], float]

    @property
    def outermost(self) -> tuple[float, float]:
        return 0.0, 1.0

    def quantile(self, p: float) -> float:
        """Return exp(B·ln own + (1 − B)·ln parent)."""
        own = self.own.quantile(p)
        if self.parent is None:
            return own
        return math.exp(
            self.share * math.log(own) + (1 - self.share) * math.log(self.parent.quantile(p) * self.factor(p))
        )

    def rank(self, pay: float) -> float:
        """Return the percentile rank in 0..100: the mid-rank of the sample, or where the pulled curve passes `pay`."""
        if self.parent is None:
            return self.own.rank(pay)

        def passed(reached: Callable[[float], bool]) -> float:
            low, high = 0.0, 1.0
            for _ in range(40):
                middle = (low + high) / 2
                low, high = (low, middle) if reached(self.quantile(middle)) else (middle, high)
            return 100 * high

        return (passed(lambda value: value >= pay) + passed(lambda value: value > pay)) / 2


def log_error(sample: PayDistribution, percentile: float) -> float:
    """Return the standard error of the log quantile from its 95% interval; NaN where that has no bound.

    The root mean square of the two arms: of a skewed sample they differ, and their plain mean would cover too little.
    """
    interval = sample.interval(percentile)
    if interval is None:
        return math.nan
    middle = sample.quantile(percentile)
    arms = math.log(interval[1] / middle), math.log(middle / interval[0])
    return math.hypot(*arms) / math.sqrt(2) / Z95
