"""Consumer prices by country: the series that is shipped, or none; nothing is borrowed from another country."""

from __future__ import annotations

from functools import cache

import pandas as pd

from advocacy_kit.core.assets import asset

SERIES = {"US": "CUUR0000SA0"}  # CPI-U, US city average, all items, not seasonally adjusted


def load_prices(country: str | None) -> pd.Series | None:
    """Return the consumer price index by month (datetime index), gaps interpolated; None for a country without a file.

    CPI-U of October 2025 was never published; it is interpolated, and so would be any other missing month.

    Args:
        country: two letters; only "US" comes with the kit.

    Returns:
        The index (1982-84 = 100) by month, float64, or None. Source: U.S. Bureau of Labor Statistics, CPI-U, US city
        average, not seasonally adjusted.

    Raises:
        KitError: K060 if the shipped file is missing.

    Example:
        >>> import advocacy_kit as ak
        >>> float(ak.load_prices("US")["2020-01-01"]) > 250, ak.load_prices("FR")
        (True, None)
    """
    return None if country not in SERIES else _series(SERIES[country]).copy(deep=False)


@cache  # the file is a shipped one
def _series(name: str) -> pd.Series:
    frame = pd.read_csv(asset("data", "market", "cpi_u.csv"))
    rows = frame[frame["series_id"] == name]
    series = pd.Series(
        rows["index"].to_numpy(), index=pd.to_datetime(rows["month"], format="%Y-%m"), dtype="float64"
    ).sort_index()
    monthly = series.resample("MS").mean()
    whole = monthly.interpolate("time")
    whole.attrs["interpolated"] = tuple(monthly.index[monthly.isna()])
    return whole
