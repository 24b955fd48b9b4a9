"""One occupation in one area of one OEWS release: its percentiles, its markers, its standard errors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from advocacy_kit.stats.quantiles import PublishedPercentiles

SHARES = (0.10, 0.25, 0.50, 0.75, 0.90)
# what the release says of each marker; "" is a cell that the release leaves blank
MARKERS = {
    "*": "a wage estimate is not available",
    "**": "an employment estimate is not available",
    "#": "at or above the highest wage that the release prints",
    "~": "under half a percent",
    "": "not published",
}


@dataclass(frozen=True)
class Cell:
    """One occupation in one area of one release; wages in the unit asked for, NaN where the release prints none."""

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

    @property
    def points(self) -> dict[float, float]:
        """Wage at each published share."""
        return dict(zip(SHARES, self.wages, strict=True))

    @property
    def usable(self) -> bool:
        """Whether three percentiles are printed, so that a curve can be drawn."""
        return sum(np.isfinite(self.wages)) >= 3

    @property
    def percentiles(self) -> PublishedPercentiles:
        """The percentiles as a curve."""
        return PublishedPercentiles(self.points)

    @property
    def missing(self) -> str:
        """Why wages are missing, in the release's own words; empty if none is."""
        return "; ".join(dict.fromkeys(MARKERS.get(m, m) for m in self.markers if m != "value"))

    def standard_error(self, share: float) -> float:
        """Return the relative standard error at a share.

        MEAN_PRSE scaled by 1.5 to 2.1, at least 0.5% (an assumption).
        """
        scale = np.interp(share, SHARES, (2.1, 1.65, 1.5, 1.65, 2.1))
        prse = self.mean_prse if np.isfinite(self.mean_prse) else 5.0
        return max(0.005, float(scale) * prse / 100)
