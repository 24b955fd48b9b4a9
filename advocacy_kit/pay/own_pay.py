"""A person's own pay: what it is now, what it was, and what it is worth in today's money."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType

import numpy as np
import pandas as pd

from advocacy_kit.core.assets import asset
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import Money, Per, Records, cached_per_records, day, month_year
from advocacy_kit.core.tables import PAID_WITH_BASE
from advocacy_kit.stats.benchmark import MarketData, Peers

FILE = "pay.csv"
BASE = "base pay"
HOURS_OF_A_WEEK = 40.0  # where nothing says what full time is: 2,080 hours a year, as OEWS counts
FULL_TIME = {"US": 40.0, "GB": 37.5, "DE": 39.0, "FR": 35.0}  # usual hours a week, by country
PART_TIME = 0.9  # below this share of full time pay is brought to full time; nothing else is scaled
WORDS = {"production_bonus": "production bonus"}
NEARLY_A_YEAR = 350  # days
PAYMENTS_AT_LEAST = 3  # rows of one element within twelve months that are payments; fewer are a rate


@dataclass(frozen=True, repr=False)
class Part:
    """An element of pay that official wages count with base pay: `amount` in the unit of present pay, and its rows."""

    element: str
    amount: float
    rows: str
    how: str

    def __repr__(self) -> str:
        return f"<Part {self.element}>"


@dataclass(frozen=True, repr=False)
class PresentPay:
    """Pay as it is compared: `amount` per `per`, valid from `since`, from that line of pay.csv.

    `base` is base pay, `recorded` as its row gives it; `parts` are the commission, tips and production bonus that
    `amount` counts too. A year has `payments` of a month's pay. `full_time` is a full-time week in hours.
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
    full_time: float = HOURS_OF_A_WEEK
    parts: tuple[Part, ...] = ()

    @property
    def base(self) -> float:
        """Base pay alone, in the same unit."""
        return self.amount - sum(part.amount for part in self.parts)

    @property
    def counts(self) -> str:
        """What `amount` counts, such as "base pay and commission"."""
        names = [BASE, *(WORDS.get(part.element, part.element) for part in self.parts if part.amount)]
        return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))

    @property
    def a_year(self) -> float:
        """How many times `amount` is a year's pay at the person's own hours; months without payments count twelve."""
        if self.per == "hour":
            return 52 * (self.hours_per_week or self.full_time)
        return (1.0 if self.per == "year" else self.payments or 12.0) * self.own_share

    @property
    def own_share(self) -> float:
        """The person's own hours as a share of full time; 1 unless they work part time."""
        hours = self.hours_per_week
        return hours / self.full_time if hours and hours < PART_TIME * self.full_time else 1.0

    @property
    def part_time(self) -> bool:
        """Whether pay was brought from part-time hours to full time."""
        return self.per != "hour" and self.own_share != 1

    def __repr__(self) -> str:
        return f"<PresentPay by the {self.per} since {self.since}>"


@cached_per_records
def present_pay(records: Records, on: date | None = None) -> PresentPay:
    """Return the pay in force on a day, as it is compared.

    By the hour for hourly staff, otherwise by the year or month, brought to full time where the person works part time.

    Args:
        records: the person's tables.
        on: the day; a row after today counts from its date if `agreed` says yes. Default today.

    Raises:
        KitError: if there is none, or pay.csv does not say its payments or hours where they are needed.
    """
    rows = pay_history(records, on)
    if rows.empty:
        raise no_pay(records)
    line, row = int(str(rows.index[-1])), rows.iloc[-1]
    stated = row["hours_per_week"]
    hours = float(stated) if pd.notna(stated) else records.profile.hours_per_week
    country, per = _country(row, records), row["per"]
    full_time = _full_time(records, country, hours, line, asks=per != "hour")
    payments = float(row["payments"]) if row["payments"] > 0 else None
    base = PresentPay(
        amount=float(row["amount"]),
        per=per,
        since=row["date"].date(),
        line=line,
        currency=(_text(row["currency"]) or records.profile.currency or "").upper(),
        country=country,
        hours_per_week=hours,
        recorded=float(records.pay["amount"].loc[line]),
        payments=payments,
        full_time=full_time,
    )
    scaled = 1 / base.own_share if base.part_time else 1.0
    parts = tuple(_parts(records, base, records.today, scaled))
    amount = base.amount * scaled + sum(part.amount for part in parts)
    return replace(base, amount=amount, parts=parts)


def full_time_words(present: PresentPay) -> str:
    """Say from which hours to which part-time pay was brought."""
    return f"Pay is brought from {present.hours_per_week:g} to {present.full_time:g} hours a week, full time"


def _full_time(records: Records, country: str | None, hours: float | None, line: int, *, asks: bool) -> float:
    """Return the hours of a full-time week.

    On a pay scale the contracted hours are full time unless the profile says otherwise: its amounts are those of its
    own full-time week.
    """
    profile = records.profile
    if profile.full_time_hours:
        return profile.full_time_hours
    if profile.pay_scale and hours:
        return hours
    if asks and hours and hours < PART_TIME * HOURS_OF_A_WEEK and country not in FULL_TIME:
        words = f"whether {hours:g} hours a week are full time is not known"
        raise _asked(line, words, "Set full_time_hours in profile.toml.")
    return FULL_TIME.get(country or "", max(HOURS_OF_A_WEEK, hours or 0.0))


def _parts(records: Records, base: PresentPay, on: date, scaled: float) -> Iterator[Part]:
    """Return commission, tips and production bonus up to a day, each in the unit of base pay.

    Three or more rows of the last twelve months are payments and are added up; otherwise the newest row is a rate.
    """
    rows = records.pay
    rows = rows[rows["element"].isin(PAID_WITH_BASE) & (rows["date"] <= pd.Timestamp(on))]
    since = pd.Timestamp(on) - pd.DateOffset(years=1)
    for element, own in rows.sort_values("date", kind="stable").groupby("element", sort=False):
        recent = own[(own["date"] > since) & (own["per"] != "hour")]
        newest, line = own.iloc[-1], int(str(own.index[-1]))
        if len(recent) < PAYMENTS_AT_LEAST or newest["per"] == "hour" or newest["amount"] == 0:
            factor = _factor(newest, base.per, line, base.hours_per_week, base.payments)
            amount, how = float(newest["amount"]) * factor, f"a rate since {day(newest['date'].date())}"
            lines = f"{FILE} line {line}"
        else:
            days = recent["date"].iloc[[0, -1]].diff().dt.days.iloc[-1] * len(recent) / (len(recent) - 1)
            # a job younger than a year: as many months as the payments are apart
            whole_year = own["date"].iloc[0] <= since or days > NEARLY_A_YEAR
            months = 12.0 if whole_year else max(1.0, float(days) / 30.4375)
            whole = 12 / months
            amount = float(recent["amount"].sum()) * whole
            amount *= {"year": 1.0, "month": 1 / (base.payments or 12.0)}.get(base.per) or 1 / _hours(base, line)
            how = f"{len(recent)} payments of the last {months:.0f} months" + (", taken to a year" * (months < 12))
            lines = f"{FILE} lines {', '.join(str(at) for at in recent.index)}"
        yield Part(str(element), amount * scaled, lines, how)


def _hours(base: PresentPay, line: int) -> float:
    """Return the paid hours of a year.

    Raises:
        KitError: if the hours of a week are not known.
    """
    if not base.hours_per_week:
        raise _asked(line, "yearly pay cannot be turned into pay by the hour without hours", "Fill in hours_per_week.")
    return 52 * base.hours_per_week


@cache
def paid_otherwise() -> Mapping[str, str]:
    """Return the occupations usually paid with commission or tips, and which of the two, by their code."""
    with asset("data", "market", "paid_otherwise.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["occupation"]: row["element"] for row in csv.DictReader(file)})


@cached_per_records
def missing_element(records: Records, occupation: str, country: str | None) -> str:
    """Return the element without which base pay of this occupation is not compared; empty where nothing is missing.

    A row of commission, tips or production bonus answers; one of 0 says that there is none.
    """
    element = paid_otherwise().get(occupation, "") if country == "US" else ""
    known = records.pay["element"].isin(PAID_WITH_BASE) & (records.pay["date"] <= pd.Timestamp(records.today))
    return "" if known.any() else element


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


def _base(records: Records, on: date | None = None) -> pd.DataFrame:
    """Return the rows of base pay up to a day, in the currency of the newest one: two currencies are two histories.

    A row after today counts if it was agreed.
    """
    rows, until = records.pay, pd.Timestamp(on or records.today)
    counts = (rows["date"] <= min(until, pd.Timestamp(records.today))) | (rows["agreed"] & (rows["date"] <= until))
    rows = rows[(rows["element"] == "base") & counts].sort_values("date", kind="stable")
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


def pay_history(records: Records, on: date | None = None) -> pd.DataFrame:
    """Return base pay up to a day in one unit: `date`, `amount`, `per` and pay.csv's other columns.

    The unit is the profile's `pay_unit`; without one, hourly staff (the newest row) stay by the hour and all others are
    compared by the year, monthly pay times its payments.

    Raises:
        KitError: if a monthly figure does not say its payments, or hours cannot be turned into years.
    """
    rows = _base(records, on)
    if rows.empty:
        return rows
    newest = str(rows["per"].iloc[-1])
    unit: Per = records.profile.pay_unit or ("hour" if newest == "hour" else "year")
    factors = [_factor(row, unit, int(str(line)), records.profile.hours_per_week) for line, row in rows.iterrows()]
    return rows.assign(amount=rows["amount"] * factors, per=unit)


def _factor(row: pd.Series, unit: Per, line: int, usual_hours: float | None, payments: float | None = None) -> float:
    """Return the factor from a row's period to the unit, by way of the year."""
    per = row["per"]
    if per == unit:
        return 1.0
    if payments and not row["payments"] > 0:
        row = pd.Series({**row, "payments": payments})
    return _a_year(per, row, unit, line, usual_hours) / _a_year(unit, row, per, line, usual_hours)


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

    Real pay = nominal × index(newest) / index(month). Months that the office never published are interpolated
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
        if (self.until.year, self.until.month) <= (self.since.year, self.since.month):
            return f"no prices after {month_year(self.since)}, when present pay began, are published yet"
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
