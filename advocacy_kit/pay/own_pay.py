"""A person's own pay: what it is now, what it was, and what it is worth in today's money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import Money, Per, Records, cached_per_records, month_year
from advocacy_kit.stats.benchmark import MarketData, Peers

FILE = "pay.csv"
FULL_TIME = 40.0  # hours a week: 2,080 a year, as OEWS counts


@dataclass(frozen=True, repr=False)
class PresentPay:
    """Base pay as it stands: `amount` per `per`, valid from `since`, from that line of pay.csv.

    Where it reads `recorded`; a year has `payments` of it.
    """

    amount: float
    per: Per
    since: date
    line: int
    currency: str
    country: str | None
    hours_per_week: float | None
    recorded: float
    payments: float | None = None

    @property
    def a_year(self) -> float:
        """How many times `amount` is a year's pay at the person's own hours; months without payments count twelve."""
        hours = self.hours_per_week or FULL_TIME
        if self.per == "hour":
            return 52 * hours
        return (1.0 if self.per == "year" else self.payments or 12.0) * hours / FULL_TIME

    @property
    def part_time(self) -> bool:
        """Whether pay was brought from other contracted hours to full time."""
        return self.per != "hour" and self.hours_per_week not in (None, 0.0, FULL_TIME)

    def __repr__(self) -> str:
        return f"<PresentPay by the {self.per} since {self.since}>"


@cached_per_records
def present_pay(records: Records) -> PresentPay:
    """Return the newest base pay in the unit of comparison.

    By the hour for hourly staff, else a full-time year or month.

    Raises:
        KitError: if there is none, or a monthly figure does not say its number of payments.
    """
    rows = pay_history(records, full_time=True)
    if rows.empty:
        raise no_pay(records)
    line, row = int(str(rows.index[-1])), rows.iloc[-1]
    return PresentPay(
        amount=float(row["amount"]),
        per=row["per"],
        since=row["date"].date(),
        line=line,
        currency=(_text(row["currency"]) or records.profile.currency or "").upper(),
        country=_country(row, records),
        hours_per_week=(
            float(row["hours_per_week"])
            if row["hours_per_week"] == row["hours_per_week"]
            else records.profile.hours_per_week
        ),
        recorded=float(records.pay["amount"].loc[line]),
        payments=float(row["payments"]) if row["payments"] > 0 else None,
    )


def pay_money(records: Records, present: PresentPay) -> Money:
    """Return how this person's pay is written: in its own currency and unit."""
    usual = records.money
    return Money(present.currency, usual.locale, present.per, usual.hidden)


def no_pay(records: Records) -> KitError:
    """Return the error that says why there is no present pay."""
    if any(issue.file == FILE and issue.severity == "error" for issue in records.issues):
        return KitError(
            Issue(
                FILE,
                0,
                0,
                "K080",
                "error",
                "no row with base pay can be read",
                fix="Mend the rows that “advocacy-kit check” names.",
            )
        )
    message = "there is no base pay on or before today"
    return KitError(
        Issue(FILE, 0, 0, "K080", "error", message, fix=f"Add a row to {FILE}: date, amount, per, element base.")
    )


@cached_per_records
def has_pay(records: Records) -> bool:
    """Say whether there is base pay on or before today."""
    return len(_base(records)) > 0


def _base(records: Records) -> pd.DataFrame:
    """Return the rows of base pay up to today, in the currency of the newest one: two currencies are two histories."""
    rows = records.pay
    rows = rows[(rows["element"] == "base") & (rows["date"] <= pd.Timestamp(records.today))].sort_values(
        "date", kind="stable"
    )
    if rows.empty:
        return rows
    currency = rows["currency"].fillna(records.profile.currency or "").str.upper()
    return rows[currency == currency.iloc[-1]]


def _country(row: pd.Series, records: Records) -> str | None:
    country = (_text(row["country"]) or records.profile.country or "").strip().upper()
    return {"USA": "US", "UNITED STATES": "US", "U.S.": "US"}.get(country, country) or None


def own_peers(
    records: Records,
    market: MarketData,
    occupation: str | None = None,
    area: str | None = None,
    *,
    level: str | None = None,
    experience: float | None = None,
) -> Peers:
    """Return the peer group of the person's profile and pay.

    With another occupation, area, level or experience if given.

    Raises:
        KitError: if no country is named, or the peer group cannot be found.
    """
    profile = records.profile
    present = present_pay(records) if has_pay(records) else None
    country = present.country if present else (profile.country or "").upper()
    if not country:
        raise KitError.of(
            "K063", "no country is set, and no market is assumed", 'Write country = "US" (or yours) into profile.toml.'
        )
    return market.peers(
        matched_title(records, occupation) if occupation else own_occupation(records),
        area if area is not None else profile.area,
        level=level if level is not None else profile.level,
        experience=experience if experience is not None else profile.experience_years,
        country=country,
        unit=present.per if present else profile.pay_unit or "year",
        currency=(present.currency if present else profile.currency) or None,
        today=records.today,
    )


def own_occupation(records: Records) -> str | None:
    """Return the person's job: the profile's.

    Without one, what titles.csv says of the profile's role, or last of any title.

    Whoever remembers a title and names no job in the profile means their own.
    """
    if records.profile.occupation is not None:
        return matched_title(records, records.profile.occupation)
    if records.titles.empty:
        return None
    role = records.profile.role
    matched = matched_title(records, role)
    return matched if matched != role else str(records.titles.sort_values("date", kind="stable")["occupation"].iloc[-1])


def matched_title(records: Records, occupation: str | None) -> str | None:
    """Return the code that the user has matched to a title in titles.csv, the newest one; other words as they are."""
    titles = records.titles
    if occupation is None or titles.empty:
        return occupation
    plain = titles["title"].str.split().str.join(" ").str.casefold()
    rows = titles[plain == " ".join(occupation.split()).casefold()].sort_values("date", kind="stable")
    return occupation if rows.empty else str(rows["occupation"].iloc[-1])


def pay_history(records: Records, *, full_time: bool = False) -> pd.DataFrame:
    """Return base pay up to today in one unit.

    `date`, `amount`, `per` ("year", "month" or "hour"), and pay.csv's other columns.

    The unit is the profile's `pay_unit`; without one, hourly staff (the newest row) stay by the hour and all others are
    compared by the year, monthly pay times its payments. `full_time` brings pay for other contracted hours to 40 hours
    a week, as markets are compared.

    Raises:
        KitError: if a monthly figure does not say its payments, or hours cannot be turned into years.
    """
    rows = _base(records)
    if rows.empty:
        return rows
    newest = str(rows["per"].iloc[-1])
    unit: Per = records.profile.pay_unit or ("hour" if newest == "hour" else "year")
    factors = [_factor(row, unit, int(str(line)), records.profile.hours_per_week) for line, row in rows.iterrows()]
    rows = rows.assign(amount=rows["amount"] * factors, per=unit)
    if full_time and unit != "hour":
        hours = rows["hours_per_week"].fillna(records.profile.hours_per_week or FULL_TIME)
        rows = rows.assign(amount=rows["amount"] * FULL_TIME / hours.where(hours > 0, FULL_TIME))
    return rows


def _factor(row: pd.Series, unit: Per, line: int, usual_hours: float | None) -> float:
    """Return the factor from a row's period to the unit, by way of the year."""
    per = row["per"]
    return (
        1.0 if per == unit else _a_year(per, row, unit, line, usual_hours) / _a_year(unit, row, per, line, usual_hours)
    )


def _a_year(per: str, row: pd.Series, other: str, line: int, usual_hours: float | None) -> float:
    """Return how many such periods make a year.

    Raises:
        KitError: if pay.csv does not say it: payments and hours are asked, never assumed.

    """
    if per == "year":
        return 1.0
    if per == "month":
        if not row["payments"] > 0:
            raise _asked(
                line, "monthly pay without its number of payments a year", "Write 12 or 13 (or more) under payments."
            )
        return float(row["payments"])
    hours = row["hours_per_week"] if row["hours_per_week"] == row["hours_per_week"] else usual_hours
    if not hours:
        raise _asked(
            line, f"pay by the hour cannot be compared by the {other} without hours", "Fill in hours_per_week."
        )
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
    if history.empty:
        return pd.DataFrame({"date": pd.Series(dtype="datetime64[us]"), "nominal": [], "real": []}).astype(
            {"nominal": "float64", "real": "float64"}
        )
    start, today = history["date"].iloc[0], pd.Timestamp(records.today)
    days = (
        pd.DatetimeIndex([start, *pd.date_range(start, today, freq="MS"), *history["date"], today])
        .unique()
        .sort_values()
    )
    amounts = history["amount"].to_numpy()
    nominal = amounts[np.searchsorted(history["date"].to_numpy(), days.to_numpy(), side="right") - 1]
    real = np.full(len(days), np.nan)
    if prices is not None and len(prices):
        months = prices.index.to_numpy().astype("datetime64[D]").astype("int64")
        index = np.interp(days.to_numpy().astype("datetime64[D]").astype("int64"), months, prices.to_numpy())
        real = nominal * prices.iloc[-1] / index
        real[days.to_numpy().astype("datetime64[D]").astype("int64") < months[0]] = np.nan
    return pd.DataFrame({"date": days.as_unit("us"), "nominal": nominal, "real": real})


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
        restored = f"pay that only kept up with them would be {money.rate(self.restored)}"
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
