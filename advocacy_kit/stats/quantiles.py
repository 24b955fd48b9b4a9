"""Distributions of pay: a weighted sample (PayDistribution).

And an office's published percentiles (PublishedPercentiles).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, betaincinv, ndtr, ndtri

from advocacy_kit.core.arguments import (
    Floats,
    as_float,
    as_floats,
    check_level,
    check_pay,
    check_share,
    comparable,
    is_real,
)
from advocacy_kit.core.errors import BeyondPublished, KitError
from advocacy_kit.core.model import shown

if TYPE_CHECKING:
    from scipy.interpolate import PchipInterpolator

TIE_TOLERANCE = 1e-9


class PayDistribution:
    """A weighted sample of pay.

    Args:
        values: pay in one unit and currency, shape (n,), n ≥ 1, finite; order is irrelevant.
        weights: one weight a value, values of weight 0 do not count; None weighs all alike. Their scale is irrelevant.
        clusters: one label a value, such as the employer; people of one employer resemble each other, so that
            intervals then count employers: n_eff = (Σw)² / Σ_e(Σw_e)².

    Raises:
        KitError: K051 if there is no value, a value is no finite number, or a weight is negative.

    Example:
        >>> import advocacy_kit as ak
        >>> pay = ak.PayDistribution([48_000, 52_000, 55_000, 61_000])
        >>> pay.quantile(0.5), pay.rank(55_000), pay.interval(0.5)
        (53500.0, 62.5, None)

    """

    def __init__(
        self,
        values: Sequence[float] | Floats,
        weights: Sequence[float] | Floats | None = None,
        *,
        clusters: Sequence[Hashable] | None = None,
    ) -> None:
        pay = as_floats(values)
        w = np.ones_like(pay) if weights is None else as_floats(weights)
        if pay.shape != w.shape or (clusters is not None and len(clusters) != pay.size):
            raise KitError.of(
                "K051", f"{pay.size} values need as many weights and clusters", "Give one for each value."
            )
        if not np.isfinite(pay).all() or not np.isfinite(w).all() or (w < 0).any():
            raise KitError.of(
                "K051", "values and weights must be finite, and no weight negative", "Drop missing values first."
            )
        w = comparable(w)
        counts = w > 0
        labels = None if clusters is None else _numbered(clusters)[counts]
        pay, w = pay[counts], w[counts]
        if pay.size == 0:
            raise KitError.of("K051", "a distribution needs at least one value", "Widen the peer group.")
        equal = bool((w == w[0]).all()) and labels is None
        squares = float((w * w).sum()) if labels is None else float((np.bincount(labels, weights=w) ** 2).sum())
        self._take(pay, w, squares, int(pay.size), equal=equal)

    @classmethod
    def of_counts(
        cls,
        values: Floats,
        weights: Floats,
        squares: Floats,
        counts: npt.NDArray[np.int64],
        *,
        clusters: Sequence[Hashable] | npt.NDArray[np.int64] | None = None,
    ) -> PayDistribution:
        """Return the same distribution from alike observations taken together: shape (n,) each.

        `weights` are their summed weights, `squares` their summed squared weights, `counts` how many they are.
        """
        if not counts.size:
            raise KitError.of("K051", "a distribution needs at least one value", "Widen the peer group.")
        labels = None if clusters is None else _numbered(clusters)
        # all weights are alike exactly if each entry's squares are its weight times the one weight
        one = weights[0] / counts[0]
        equal = labels is None and bool((weights == one * counts).all() and (squares == one * weights).all())
        square = float((squares if labels is None else np.bincount(labels, weights=weights) ** 2).sum())
        made = cls.__new__(cls)
        # its own class: the other way to make one
        made._take(values, weights, square, int(counts.sum()), equal=equal)  # noqa: SLF001
        return made

    def _take(self, pay: Floats, weights: Floats, squares: float, n: int, *, equal: bool) -> None:
        self.n, self._equal = n, equal
        self.n_eff = float(weights.sum() ** 2 / squares)
        if (pay[1:] < pay[:-1]).any():
            self._values, position = np.unique(pay, return_inverse=True)
        else:  # observations in memory are sorted already
            new = np.append(True, pay[1:] != pay[:-1])
            self._values, position = pay[new], np.cumsum(new) - 1
        self._weights = np.bincount(position, weights=weights)
        self._cumulative = np.cumsum(self._weights)

    def __repr__(self) -> str:
        return f"<PayDistribution of {self.n} values, effective size {self.n_eff:.1f}>"

    def _repr_html_(self) -> str:
        rows = [(f"P{100 * p:g}", f"{self.quantile(p):,.2f}") for p in (0.1, 0.25, 0.5, 0.75, 0.9)]
        return shown(repr(self).strip("<>"), (), ("percentile", "pay"), rows)

    @property
    def outermost(self) -> tuple[float, float]:
        """The lowest and the highest percentile that can be asked for, as shares."""
        return 0.0, 1.0

    def quantile(self, p: float) -> float:
        """Return the p-quantile (p in 0..1), averaged inverted CDF: definition 2 of Hyndman and Fan (1996)."""
        p = check_share("p", p)
        total = self._cumulative[-1]
        target = p * total
        index = int(np.searchsorted(self._cumulative, target * (1 - TIE_TOLERANCE), side="left"))
        index = min(index, self._values.size - 1)
        if abs(self._cumulative[index] - target) <= TIE_TOLERANCE * target and index + 1 < self._values.size:
            return float((self._values[index] + self._values[index + 1]) / 2)
        return float(self._values[index])

    def rank(self, pay: float) -> float:
        """Return the mid-rank of `pay` in 0..100: 100·(W_< + ½W_=)/W. In a sample it does not invert `quantile`."""
        pay = check_pay("pay", pay)
        index = int(np.searchsorted(self._values, pay, side="left"))
        below = self._cumulative[index - 1] if index else 0.0
        equal = self._weights[index] if index < self._values.size and self._values[index] == pay else 0.0
        return float(100 * (below + equal / 2) / self._cumulative[-1])

    def interval(self, p: float, level: float = 0.95) -> tuple[float, float] | None:
        """Return a confidence interval of the p-quantile, or None where the sample determines no bound.

        Equal weights: exact order statistics with equal tails (David and Nagaraja 2003, 7.1). Otherwise Woodruff (1952)
        with beta limits on the effective size, inverted through the quantile function.
        """
        p = check_share("p", p)
        level = check_level("level", level)
        tail = (1 - level) / 2
        n = self.n_eff
        if p**n > tail or (1 - p) ** n > tail:
            return None
        if self._equal:
            low, high = _order_statistics(self.n, p, tail)
            return self._ordered(low), self._ordered(high)
        lower = float(betaincinv(n * p, n * (1 - p) + 1, tail))
        upper = float(betaincinv(n * p + 1, n * (1 - p), 1 - tail))
        return self.quantile(lower), self.quantile(upper)

    def rank_interval(self, pay: float, level: float = 0.95) -> tuple[float, float]:
        """Return Wilson's (1927) interval of the rank of `pay`, in 0..100, on the effective size."""
        return wilson(self.rank(pay) / 100, self.n_eff, level)

    def _ordered(self, rank: int) -> float:
        """Return the value of that rank, counted from 1, of an equally weighted sample."""
        counts = self._cumulative * (self.n / self._cumulative[-1])
        return float(self._values[int(np.searchsorted(counts, rank - 1e-6, side="left"))])


def wilson(share: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval, in 0..100, of a share observed in n."""
    level = check_level("level", level)
    z = float(ndtri(0.5 + level / 2))
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return 100 * max(0.0, centre - half), 100 * min(1.0, centre + half)


class PublishedPercentiles:
    """Percentiles that an office prints, joined by a monotone curve.

    PCHIP (Fritsch and Butland 1984) of z = Φ⁻¹(p) on ln wage; `quantile` inverts the same curve by root finding, so
    that there and back is exact. Nothing is extrapolated.

    Args:
        points: {0.10: wage, …}; a wage that is None or NaN is censored or not available.
        cap: the figure from which the publisher prints no more; points at or above it are censored.

    Raises:
        KitError: K052 if fewer than three points are usable, or wages decrease.

    Example:
        >>> import advocacy_kit as ak
        >>> published = ak.PublishedPercentiles({0.25: 48_000, 0.50: 56_000, 0.75: 66_000})
        >>> published.quantile(0.5), round(published.rank(60_000), 1)
        (56000.0, 61.4)
        >>> published.quantile(0.9)
        Traceback (most recent call last):
        ...
        advocacy_kit.core.errors.BeyondPublished: market: K050 the 90th percentile lies above P75
        fix: Say “above P75”; the publisher prints nothing beyond it.

    """

    def __init__(self, points: Mapping[float, float | None], cap: float | None = None) -> None:
        try:
            given = dict(points)
        except (TypeError, ValueError):
            given = {}
        if not all(is_real(p) and (w is None or is_real(w)) for p, w in given.items()) or not (
            cap is None or is_real(cap)
        ):
            raise KitError.of(
                "K052", "percentiles, wages and the cap are numbers", "Write {0.10: wage, 0.25: wage, …}."
            )
        ordered = sorted((as_float(p), math.nan if w is None else as_float(w)) for p, w in given.items())
        usable = [(p, w) for p, w in ordered if math.isfinite(w) and (cap is None or w < cap)]
        if any(not 0 < p < 1 for p, _ in ordered) or any(w <= 0 for _, w in usable):
            raise KitError.of("K052", "percentiles lie between 0 and 1 and wages above 0", "Check the published table.")
        if len(usable) < 3:
            raise KitError.of(
                "K052", f"only {len(usable)} usable percentiles, three are needed", "Use a broader group."
            )
        if any(later < earlier for (_, earlier), (_, later) in pairwise(usable)):
            raise KitError.of("K052", "published percentiles decrease", "Check the published table.")
        self.cap = cap
        self.points: dict[float, float] = dict(usable)
        self._ties: dict[float, tuple[float, float]] = {}
        for p, w in usable:
            low, _ = self._ties.get(w, (p, p))
            self._ties[w] = (low, p)

    def __repr__(self) -> str:
        return f"<PublishedPercentiles at {', '.join(f'P{100 * p:g}' for p in self.points)}>"

    def _repr_html_(self) -> str:
        rows = [(f"P{100 * p:g}", f"{wage:,.2f}") for p, wage in self.points.items()]
        return shown(repr(self).strip("<>"), (), ("percentile", "pay"), rows)

    @property
    def outermost(self) -> tuple[float, float]:
        """The lowest and the highest usable percentile, as shares."""
        shares = list(self.points)
        return shares[0], shares[-1]

    @cached_property
    def _curve(self) -> PchipInterpolator:
        """Curve of z on ln wage; a tie keeps its highest percentile."""
        from scipy.interpolate import (
            PchipInterpolator,
        )  # a third of the whole import; paid when a curve is first needed

        wages = np.log(list(self._ties))
        z = ndtri(np.array([high for _, high in self._ties.values()]))
        if wages.size == 1:  # all published points are one wage: any curve through it will do
            wages, z = np.array([wages[0] - 1, wages[0]]), np.array([z[0] - 1, z[0]])
        return PchipInterpolator(wages, z)

    def quantile(self, p: float) -> float:
        """Return the wage at share p (0..1).

        Raises:
            BeyondPublished: if p is outside the outermost usable points.

        """
        p = check_share("p", p)
        low, high = self.outermost
        if p < low - 1e-12:
            raise self._beyond("below", low)
        if p > high + 1e-12:
            raise self._beyond("above", high)
        wages = list(self._ties.items())
        for index, (wage, (first, last)) in enumerate(wages):
            if first - 1e-12 <= p <= last + 1e-12:
                return wage
            if p < first:
                from scipy.optimize import brentq  # as above

                left, right = math.log(wages[index - 1][0]), math.log(wage)
                return math.exp(brentq(self._above, left, right, args=(float(ndtri(p)),), xtol=1e-14, rtol=1e-14))
        return wages[-1][0]

    def _above(self, log_wage: float, z: float) -> float:
        return float(self._curve(log_wage)) - z

    def rank(self, pay: float) -> float:
        """Return the percentile rank of `pay` in 0..100; at a tied wage the middle of its percentiles.

        Raises:
            BeyondPublished: if `pay` is outside the outermost usable points.

        """
        low, high = self.rank_range(pay)
        return (low + high) / 2

    def rank_range(self, pay: float) -> tuple[float, float]:
        """Return the lowest and the highest percentile rank, in 0..100, that `pay` holds; they differ at a tie."""
        pay = check_pay("pay", pay)
        wages = list(self._ties)
        if pay in self._ties:
            first, last = self._ties[pay]
            return 100 * first, 100 * last
        if not pay > wages[0]:
            raise self._beyond("below", self.outermost[0])
        if pay > wages[-1]:
            raise self._beyond("above", self.outermost[1])
        next_wage = wages[int(np.searchsorted(wages, pay))]
        # nobody below a tied wage ranks above the lowest percentile that is tied there
        share = min(float(ndtr(self._curve(math.log(pay)))), self._ties[next_wage][0])
        return 100 * share, 100 * share

    def _beyond(self, side: str, share: float) -> BeyondPublished:
        bound = f"{side} P{100 * share:g}"
        edge = "lowest" if side == "below" else "highest"
        return BeyondPublished(bound, f"this lies {bound}, the {edge} percentile that the publisher prints")


def _numbered(labels: Sequence[Hashable] | npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return a small integer for each label."""
    if isinstance(labels, np.ndarray):
        return np.unique(labels, return_inverse=True)[1]
    places: dict[Hashable, int] = {}
    return np.array([places.setdefault(label, len(places)) for label in labels], dtype=np.int64)


def _order_statistics(n: int, p: float, tail: float) -> tuple[int, int]:
    """Return the ranks (from 1) that enclose the p-quantile with at most `tail` on either side."""

    def least(q: float) -> int:  # the smallest k with P(Binomial(n, p) ≤ k) ≥ q
        low, high = 0, n
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if bdtr(middle, n, p) >= q else (middle + 1, high)
        return low

    return max(least(tail), 1), min(least(1 - tail) + 1, n)
