"""A person's own pay: what it is now, what it was, and what it is worth in today's money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from advocacy_kit.benchmark import MarketData, Peers
from advocacy_kit.errors import Issue, KitError
from advocacy_kit.model import Money, Per, Records

FILE = "pay.csv"


@dataclass(frozen=True, repr=False)
class PresentPay:
    """Base pay as it stands: `amount` per `per`, valid from `since`, from that line of pay.csv."""

    amount: float
    per: Per
    since: date
    line: int
    currency: str
    country: str | None
    hours_per_week: float | None

    def __repr__(self) -> str:
        return f"<PresentPay by the {self.per} since {self.since}>"


def present_pay(records: Records) -> PresentPay:
    """Return the newest base pay in the unit of comparison: by the hour for hourly staff, else by the year.

    Raises:
        KitError: if there is none, or a monthly figure does not say its number of payments.

    """
    history = pay_history(records)
    rows = history[history["date"] <= pd.Timestamp(records.today)]
    if rows.empty:
        message = "there is no base pay on or before today"
        raise KitError(Issue(FILE, 0, 0, "K080", "error", message, fix=f"Add a row to {FILE}: date, amount, per, element base."))
    line, row = int(str(rows.index[-1])), rows.iloc[-1]
    return PresentPay(
        amount=float(row["amount"]),
        per=row["per"],
        since=row["date"].date(),
        line=line,
        currency=_text(row["currency"]) or records.profile.currency or "",
        country=_text(row["country"]) or records.profile.country,
        hours_per_week=float(row["hours_per_week"]) if row["hours_per_week"] == row["hours_per_week"] else records.profile.hours_per_week,
    )


def pay_money(records: Records, present: PresentPay) -> Money:
    """Return how this person's pay is written: in its own currency and unit."""
    usual = records.money
    return Money(present.currency, usual.locale, present.per, usual.hidden)


def own_peers(records: Records, market: MarketData, occupation: str | None = None, area: str | None = None) -> Peers:
    """Return the peer group of the person's profile and pay, with another occupation or area if given.

    Raises:
        KitError: if present pay or the peer group cannot be found.

    """
    profile, present = records.profile, present_pay(records)
    return market.peers(
        occupation or profile.occupation,
        area if area is not None else profile.area,
        level=profile.level,
        country=present.country,
        unit=present.per,
        currency=present.currency or None,
    )


def pay_history(records: Records) -> pd.DataFrame:
    """Return base pay by date in one unit: `date`, `amount`, `per` ("year" or "hour"), and pay.csv's other columns.

    Hourly staff (profile `pay_unit`, else the newest row) stay by the hour; monthly pay is multiplied by its payments.

    Raises:
        KitError: if a monthly figure does not say its payments, or hours cannot be turned into years.

    """
    rows = records.pay
    rows = rows[rows["element"] == "base"].sort_values("date", kind="stable")
    if rows.empty:
        return rows
    newest = str(rows["per"].iloc[-1])
    unit: Per = "hour" if (records.profile.pay_unit or newest) == "hour" else "year"
    factors = [_factor(row, unit, int(str(line)), records.profile.hours_per_week) for line, row in rows.iterrows()]
    return rows.assign(amount=rows["amount"] * factors, per=unit)


def _factor(row: pd.Series, unit: Per, line: int, usual_hours: float | None) -> float:
    per = row["per"]
    if per == unit:
        return 1.0
    hours = row["hours_per_week"] if row["hours_per_week"] == row["hours_per_week"] else usual_hours
    if per == "month" and unit == "year":
        if not row["payments"] > 0:
            raise _asked(line, "monthly pay without its number of payments a year", "Write 12 or 13 (or more) under payments.")
        return float(row["payments"])
    if not hours:
        raise _asked(line, f"pay by the {per} cannot be compared by the {unit} without hours", "Fill in hours_per_week.")
    if unit == "hour":
        yearly = 1.0 if per == "year" else float(row["payments"])
        if not yearly > 0:
            raise _asked(line, "monthly pay without its number of payments a year", "Write 12 or 13 (or more) under payments.")
        return yearly / (52 * float(hours))
    return 52 * float(hours)


def _asked(line: int, message: str, fix: str) -> KitError:
    return KitError(Issue(FILE, line, 0, "K081", "error", message, fix=fix))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def real_pay(records: Records, prices: pd.Series | None) -> pd.DataFrame:
    """Return base pay month by month, nominal and in the money of the newest price index.

    Real pay = nominal × index(newest) / index(month). Months that the office never published lie on the straight line
    between their neighbours; after the newest index real equals nominal.

    Args:
        records: the person's tables.
        prices: consumer price index by month (datetime index, first days); None where the country has no series.

    Returns:
        Columns `date` (first of each month, today last), `nominal`, `real` (NaN without prices).

    """
    history = pay_history(records)
    history = history[history["date"] <= pd.Timestamp(records.today)]
    if history.empty:
        return pd.DataFrame({"date": pd.Series(dtype="datetime64[us]"), "nominal": [], "real": []}).astype(
            {"nominal": "float64", "real": "float64"}
        )
    start, today = history["date"].iloc[0], pd.Timestamp(records.today)
    days = pd.DatetimeIndex([start, *pd.date_range(start, today, freq="MS"), *history["date"], today]).unique().sort_values()
    amounts = history["amount"].to_numpy()
    nominal = amounts[np.searchsorted(history["date"].to_numpy(), days.to_numpy(), side="right") - 1]
    real = np.full(len(days), np.nan)
    if prices is not None and len(prices):
        months = prices.index.to_numpy().astype("datetime64[D]").astype("int64")
        index = np.interp(days.to_numpy().astype("datetime64[D]").astype("int64"), months, prices.to_numpy())
        real = nominal * prices.iloc[-1] / index
        real[days.to_numpy().astype("datetime64[D]").astype("int64") < months[0]] = np.nan
    return pd.DataFrame({"date": days.as_unit("us"), "nominal": nominal, "real": real})
