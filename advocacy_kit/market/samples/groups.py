"""All occupations × levels of a source at once: rows lie sorted by pay inside each, so that a percentile is a place."""

from __future__ import annotations

import numpy as np
import pandas as pd

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.numeric import Floats
from advocacy_kit.market.samples.memory import Sample
from advocacy_kit.market.samples.observations import Ints
from advocacy_kit.stats.quantiles import TIE_TOLERANCE


def all_groups(sample: Sample, shares: tuple[float, ...]) -> pd.DataFrame:
    """Return percentiles of every occupation × level; see `Market.percentiles`.

    Raises:
        KitError: if rows of several countries, currencies, pay elements or periods would be mixed.

    """
    for column in ("country", "currency", "pay_element", "per"):
        if column in sample.columns and len(found := sample.distinct(column)) > 1:
            raise KitError.of(
                "K063",
                f"{sample.known.name} mixes {len(found)} of {column}",
                "Load one of them, or ask for one peer group.",
            )
    pay, weight, starts, occupations, levels = sample.runs()
    if levels == ("",) and "level" in sample.columns and len(sample.distinct("level")) > 1:
        raise KitError.of(
            "K062", f"{sample.known.name} has too many levels to list every group", "Ask for one: market.peers(…)."
        )
    runs = np.flatnonzero(np.diff(starts) > 0)
    first, last = starts[runs], starts[runs + 1]
    columns = {
        "source": sample.known.name,
        "occupation": np.array(occupations, dtype=object)[runs // len(levels)],
        "level": np.array(levels, dtype=object)[runs % len(levels)],
        "n": last - first,
    }
    places = _places(first, last, shares) if weight is None else _weighed(weight, first, last, shares)
    quantiles = {
        f"p{100 * share:g}": (pay[low] + pay[high]) / 2 for share, (low, high) in zip(shares, places, strict=True)
    }
    return pd.DataFrame(columns | quantiles)


def _places(first: Ints, last: Ints, shares: tuple[float, ...]) -> list[tuple[Ints, Ints]]:
    """Return the two rows between which each share lies (the same one twice, mostly).

    Averaged inverted CDF, equal weights.
    """
    n = last - first
    return [
        _pair(np.ceil(share * n * (1 - TIE_TOLERANCE)) - 1, np.floor(share * n * (1 + TIE_TOLERANCE)), first, n)
        for share in shares
    ]


def _weighed(weight: Floats, first: Ints, last: Ints, shares: tuple[float, ...]) -> list[tuple[Ints, Ints]]:
    """Return the same with weights: the first rows whose cumulative weight reaches.

    And passes, the share of the group's whole.
    """
    sums = np.cumsum(weight)
    before = np.where(first > 0, sums[first - 1], 0.0)
    whole = sums[last - 1] - before
    found = []
    for share in shares:
        low = np.searchsorted(sums, before + share * whole * (1 - TIE_TOLERANCE), side="left") - first
        high = np.searchsorted(sums, before + share * whole * (1 + TIE_TOLERANCE), side="right") - first
        found.append(_pair(low, high, first, last - first))
    return found


def _pair(low: Floats | Ints, high: Floats | Ints, first: Ints, n: Ints) -> tuple[Ints, Ints]:
    return _inside(low, first, n), _inside(high, first, n)


def _inside(place: Floats | Ints, first: Ints, n: Ints) -> Ints:
    return first + np.clip(np.asarray(place, dtype=np.int64), 0, n - 1)
