"""One occupation in one area of one OEWS release, and what printed percentiles say where no whole curve is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from advocacy_kit.core.errors import BeyondPublished
from advocacy_kit.stats.quantiles import PublishedPercentiles

SHARES = (0.10, 0.25, 0.50, 0.75, 0.90)
FLOOR = "#"  # the marker of a wage at or above the release's cap
# what the release says of each marker; "" is a cell that the release leaves blank
MARKERS = {
    "*": "a wage estimate is not available",
    "**": "an employment estimate is not available",
    "~": "under half a percent",
    "": "not published",
}


@dataclass(frozen=True)
class Floor:
    """The lowest percentile that is printed only as at or above a wage, and the wage."""

    share: float
    wage: float

    @property
    def words(self) -> str:
        """Such as "at least 239,200"."""
        return f"at least {self.wage:,.{0 if float(self.wage).is_integer() else 2}f}"

    def above(self, share: float, last: float | None) -> BeyondPublished:
        """Return the error of a percentile above the last one that is printed as a figure."""
        if share < self.share - 1e-12:
            return _beyond(_between(last, self.share), last)
        said = f"P{100 * share:g} is {self.words}, the highest wage that the publisher prints here"
        return BeyondPublished(self.words, said)

    def beyond(self, pay: float, last: float | None) -> BeyondPublished:
        """Return the error of a pay above the wage of the last percentile that is printed as a figure.

        A pay at or above the floor lies neither above nor below the percentiles that are printed as the floor.
        """
        if pay < self.wage:
            return _beyond(_between(last, self.share), last)
        ends = self.words.replace("at least", "at or above")
        return _beyond(f"{ends}, where the publisher's figures end" if last is None else f"above P{100 * last:g}", last)


def _between(last: float | None, share: float) -> str:
    return f"below P{100 * share:g}" if last is None else f"between P{100 * last:g} and P{100 * share:g}"


def _beyond(bound: str, last: float | None) -> BeyondPublished:
    prints = "no figure at all" if last is None else f"no figure above P{100 * last:g}"
    return BeyondPublished(bound, f"this lies {bound}; the publisher prints {prints}")


class FlooredPercentiles(PublishedPercentiles):
    """Published percentiles of which the upper ones are printed only as at or above a floor."""

    def __init__(self, points: Mapping[float, float | None], floor: Floor) -> None:
        super().__init__(points)
        self.floor = floor

    def quantile(self, p: float) -> float:
        """Return the wage at share p (0..1).

        Raises:
            BeyondPublished: below the lowest point; above the highest one, with the floor as bound.

        """
        last = self.outermost[1]
        if p > last + 1e-12:
            raise self.floor.above(p, last)
        return super().quantile(p)

    def rank_range(self, pay: float) -> tuple[float, float]:
        """Return the lowest and the highest percentile rank, in 0..100, that `pay` holds.

        Raises:
            BeyondPublished: outside the printed figures; the bound never says more than is printed.

        """
        last = self.outermost[1]
        if pay > self.points[last]:
            raise self.floor.beyond(pay, last)
        return super().rank_range(pay)


class PrintedPoints:
    """Fewer than three percentiles as figures: what is printed, and nothing between or beyond.

    Args:
        points: {0.25: wage, …}, below the publisher's cap; there may be none.
        floor: the percentile from which on only a floor is printed.

    """

    def __init__(self, points: Mapping[float, float], floor: Floor | None = None) -> None:
        self.points = dict(sorted(points.items()))
        self.floor = floor

    def __repr__(self) -> str:
        return f"<PrintedPoints at {', '.join(f'P{100 * p:g}' for p in self.points)}>"

    @property
    def outermost(self) -> tuple[float, float]:
        """The lowest and the highest printed percentile, as shares; (1, 0) where there is none."""
        return min(self.points, default=1.0), max(self.points, default=0.0)

    @property
    def _last(self) -> float | None:
        return max(self.points, default=None)

    def quantile(self, p: float) -> float:
        """Return the wage printed at share p.

        Raises:
            BeyondPublished: for any other share: two points determine no curve.

        """
        for share, wage in self.points.items():
            if abs(share - p) < 1e-9:
                return wage
        if self.floor and (self._last is None or p > self._last):
            raise self.floor.above(p, self._last)
        raise self._outside(sum(share < p for share in self.points))

    def rank(self, pay: float) -> float:
        """Return the printed percentile of a pay that is printed.

        Raises:
            BeyondPublished: for any other pay; `.bound` says between, below or above which percentiles it lies.

        """
        for share, wage in self.points.items():
            if abs(wage - pay) < 0.005:
                return 100 * share
        below = sum(wage < pay for wage in self.points.values())
        if self.floor and below == len(self.points):
            raise self.floor.beyond(pay, self._last)
        raise self._outside(below)

    def _outside(self, below: int) -> BeyondPublished:
        """Return the error of what lies above so many of the points."""
        names = [f"P{100 * share:g}" for share in self.points] or ["any percentile"]
        bound = f"between {names[below - 1]} and {names[below]}" if 0 < below < len(names) else ""
        bound = bound or (f"above {names[-1]}" if below else f"below {names[0]}")
        return BeyondPublished(
            bound, f"this lies {bound}; below its cap the publisher prints {' and '.join(names)} only"
        )


def curve_of(points: Mapping[float, float | None], floor: Floor | None) -> PublishedPercentiles | PrintedPoints:
    """Return percentiles as a curve; as points where fewer than three are figures."""
    usable = {share: wage for share, wage in points.items() if wage is not None and np.isfinite(wage)}
    if len(usable) < 3:
        return PrintedPoints(usable, floor)
    return FlooredPercentiles(usable, floor) if floor else PublishedPercentiles(usable)


@dataclass(frozen=True)
class Cell:
    """One occupation in one area of one release; wages in the unit asked for, NaN where the release prints none.

    `cap` is the wage from which on the release prints `#`.
    """

    occupation: str
    title: str
    area: str
    area_title: str
    release: str
    released: date
    wages: tuple[float, ...]
    markers: tuple[str, ...]
    mean_prse: float
    employment: float
    cap: float

    @property
    def points(self) -> dict[float, float]:
        """Wage at each published share."""
        return dict(zip(SHARES, self.wages, strict=True))

    @property
    def usable(self) -> bool:
        """Whether three percentiles are printed, so that a curve can be drawn."""
        return sum(np.isfinite(self.wages)) >= 3

    @property
    def counts(self) -> bool:
        """Whether the release prints a curve, or at least a floor: a broader group could only lie below it."""
        return self.usable or self.floor is not None

    @property
    def floor(self) -> Floor | None:
        """The lowest percentile that is printed as `#`, which is a floor and never a value."""
        share = next((share for share, marker in zip(SHARES, self.markers, strict=True) if marker == FLOOR), None)
        return None if share is None else Floor(share, self.cap)

    @property
    def percentiles(self) -> PublishedPercentiles | PrintedPoints:
        """The percentiles as a curve."""
        return curve_of(self.points, self.floor)

    @property
    def missing(self) -> str:
        """Why wages are missing, in the release's own words; empty if none is."""
        floor = f"{self.floor.words}, the highest wage that the release prints" if self.floor else ""
        words = MARKERS | {FLOOR: floor}
        return "; ".join(dict.fromkeys(words.get(m, m) for m in self.markers if m != "value"))

    def standard_error(self, share: float) -> float:
        """Return the relative standard error at a share.

        MEAN_PRSE scaled by 1.5 to 2.1, at least 0.5% (an assumption).
        """
        scale = np.interp(share, SHARES, (2.1, 1.65, 1.5, 1.65, 2.1))
        prse = self.mean_prse if np.isfinite(self.mean_prse) else 5.0
        return max(0.005, float(scale) * prse / 100)
