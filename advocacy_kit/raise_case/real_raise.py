"""What a raise is worth after inflation, and what pay would be that only kept up with it (method, section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from advocacy_kit.core.model import Money, month_year
from advocacy_kit.pay.own_pay import PresentPay


@dataclass(frozen=True, repr=False)
class RealRaise:
    """A raise as a share, nominal and real, and prices' change since present pay began; `restored` is pay that kept up.

    `until` is the last month for which prices are published; `interpolated` whether those of `since` never were.
    """

    nominal: float
    inflation: float
    real: float
    restored: float
    since: date
    until: date
    interpolated: bool = False

    def __repr__(self) -> str:
        return f"<RealRaise since {self.since}>"

    def words(self, money: Money) -> str:
        """Say it in a sentence."""
        moved = (
            f"{'rose' if self.inflation >= 0 else 'fell'} {money.percent(100 * abs(self.inflation))} (to"
            f" {month_year(self.until)})"
        )
        prices = f"Since {month_year(self.since)}, when present pay began, prices {moved}"
        if self.interpolated:
            prices += f"; the index of {month_year(self.since)} was never published and is interpolated"
        restored = f"pay that only kept up with them would be {money.plain(self.restored)} {money.unit}"
        if self.nominal <= 0:
            return f"{prices}; {restored}."
        return (
            f"{prices}: of the raise of {money.percent(100 * self.nominal)}, {money.percent(100 * self.real)} is real;"
            f" {restored}."
        )


def deflated(nominal: float, inflation: float) -> float:
    """Return (1 + nominal)/(1 + inflation) − 1."""
    return (1 + nominal) / (1 + inflation) - 1


def real_raise(present: PresentPay, figure: float, prices: pd.Series | None) -> RealRaise | None:
    """Return the raise to a figure in real terms; None without prices, or where they begin after present pay did."""
    if prices is None or prices.empty or pd.Timestamp(present.since) < prices.index[0]:
        return None
    months = prices.index.to_numpy().astype("datetime64[D]").astype("int64")
    then = float(np.interp(np.datetime64(present.since).astype("int64"), months, prices.to_numpy()))
    inflation = float(prices.iloc[-1]) / then - 1
    nominal = figure / present.amount - 1
    restored = present.amount * (1 + inflation)
    gaps = [month.date() for month in prices.attrs.get("interpolated", ())]
    between = present.since.replace(day=1) in gaps
    return RealRaise(
        nominal, inflation, deflated(nominal, inflation), restored, present.since, prices.index[-1].date(), between
    )
