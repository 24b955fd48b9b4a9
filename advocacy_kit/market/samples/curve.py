"""Pay by percentile of a sample, pulled to its parent where it is thin (method, section 3)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from advocacy_kit.stats.benchmark import Z95
from advocacy_kit.stats.quantiles import PayDistribution


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
