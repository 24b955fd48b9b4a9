"""The rows of market.csv as they are compared with what is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from advocacy_kit.core.numeric import Floats
from advocacy_kit.market.peer_query import country_of, plain, plain_code
from advocacy_kit.market.samples.currency import converted
from advocacy_kit.market.samples.dates import EPOCH


@dataclass(frozen=True, eq=False, repr=False)
class PostingRows:
    """The rows of market.csv as they are compared with what is asked for: arrays of one length, made once."""

    rows: pd.DataFrame

    def __repr__(self) -> str:
        return f"<OwnRows: {len(self.rows)} rows>"

    @cached_property
    def texts(self) -> dict[str, npt.NDArray[np.object_]]:
        """The texts of the columns that are compared as they stand; "" is missing."""
        return {
            name: self.rows[name].fillna("").to_numpy(dtype=object) for name in ("kind", "element", "per", "currency")
        }

    @cached_property
    def levels(self) -> npt.NDArray[np.object_]:
        """The level of each row without capitals; "" is missing."""
        return self.rows["level"].fillna("").str.casefold().to_numpy(dtype=object)

    @cached_property
    def codes(self) -> npt.NDArray[np.object_]:
        """The occupation of each row as codes are compared; "" is missing."""
        return np.array([plain_code(text) for text in self.rows["occupation"].fillna("")], dtype=object)

    @cached_property
    def countries(self) -> npt.NDArray[np.object_]:
        """Two letters each."""
        return np.array([country_of(str(text)) for text in self.rows["country"]], dtype=object)

    @cached_property
    def employers(self) -> npt.NDArray[np.object_]:
        """The employer of each row as names are compared; "" is missing."""
        return np.array([plain(text) for text in self.rows["employer"].fillna("")], dtype=object)

    @cached_property
    def areas(self) -> tuple[str | None, ...]:
        """The area of each row as it was written."""
        return tuple(text if isinstance(text, str) else None for text in self.rows["area"])

    @cached_property
    def days(self) -> npt.NDArray[np.datetime64]:
        """The date of each row."""
        return self.rows["date"].to_numpy()

    @cached_property
    def ranges(self) -> tuple[Floats, Floats]:
        """The lowest and the highest pay of each row as written; NaN is missing."""
        return self.rows["low"].to_numpy(dtype=np.float64), self.rows["high"].to_numpy(dtype=np.float64)

    @cached_property
    def _in_currencies(self) -> dict[str, tuple[pd.DataFrame, Floats, tuple[str, ...]]]:
        return {}

    def in_currency(self, target: str) -> tuple[pd.DataFrame, Floats, tuple[str, ...]]:
        """Return the rows with pay in one currency, NaN without a rate; their middles.

        And the currencies they came from.
        """
        if target not in self._in_currencies:
            codes, words = pd.factorize(self.rows["currency"].fillna("").str.upper())
            day = (self.rows["date"] - pd.Timestamp(EPOCH)).dt.days.to_numpy(dtype=np.int64)
            low, found = converted(self.ranges[0], day, codes, tuple(map(str, words)), target)
            high, _ = converted(self.ranges[1], day, codes, tuple(map(str, words)), target)
            self._in_currencies[target] = self.rows.assign(low=low, high=high), middles_of(low, high), found
        return self._in_currencies[target]


def middles_of(low: Floats, high: Floats) -> Floats:
    """Return the midpoint of each range; the one figure where only one is given."""
    return (low + np.where(np.isnan(high), low, high)) / 2
