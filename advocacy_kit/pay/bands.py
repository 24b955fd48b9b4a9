"""The employer's own pay bands: they bound a figure and place pay inside them; they are never blended with a market."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.core.model import Money, Records, cached_per_records, percent
from advocacy_kit.pay.own_pay import BASE, PresentPay

FILE = "bands.csv"


@dataclass(frozen=True, repr=False)
class Band:
    """One band of bands.csv, valid from `since`, from that line of the file.

    Money per `per`, which the file may write by another period.
    """

    level: str
    minimum: float
    midpoint: float
    maximum: float
    per: str
    since: date
    line: int
    written: str = ""

    def __repr__(self) -> str:
        return f"<Band {self.level} since {self.since}>"

    @property
    def spread(self) -> float:
        """Maximum over minimum, minus one."""
        return self.maximum / self.minimum - 1

    def compa_ratio(self, pay: float) -> float:
        """Return pay over the band's midpoint."""
        return pay / self.midpoint

    def penetration(self, pay: float) -> float:
        """Return range penetration, (pay − minimum)/(maximum − minimum): 0 at the bottom, 1 at the top."""
        return (pay - self.minimum) / (self.maximum - self.minimum)


@dataclass(frozen=True)
class Found:
    """The band in force, None without one.

    `left_out` says why each row that would have taken precedence is not used.
    """

    band: Band | None
    left_out: tuple[str, ...] = ()


def find_band(
    bands: pd.DataFrame,
    level: str | None,
    *,
    on: date,
    country: str | None = None,
    area: str | None = None,
    per: str = "year",
    currency: str | None = None,
    periods: Mapping[str, float] | None = None,
) -> Found:
    """Return the newest band of a level, one of the area before one of the country.

    And of these one in pay's own unit first.

    Args:
        bands: rows of bands.csv; a blank country, area, period or currency fits any.
        level: the employer's name of it, in any case.
        on: bands dated after it do not hold yet.
        country: two letters.
        area: as written in bands.csv.
        per: "year", "month" or "hour".
        currency: three letters.
        periods: how many of a period make a year; a band by another period than `per` is turned where both are known.
    """
    if not level or bands.empty:
        return Found(None)
    rows = bands[(_plain(bands["level"]) == level.strip().casefold()) & (bands["date"] <= pd.Timestamp(on))]
    for column, wanted in (("country", country), ("area", area)):
        if wanted:
            rows = rows[rows[column].isna() | (_plain(rows[column]) == wanted.strip().casefold())]
        elif column == "area":
            rows = rows[rows[column].isna()]
    native = rows["per"].isna() | (rows["per"] == per)
    rows = rows.assign(local=rows["area"].notna(), native=native).sort_values(
        ["local", "native", "date"], kind="stable"
    )
    years = {"year": 1.0, **(periods or {})}
    left_out: list[str] = []
    for line, row in rows[::-1].iterrows():
        written = per if row["native"] else str(row["per"])
        if (why := _unusable(row, per, written, currency, years)) == "":
            factor = 1.0 if written == per else years[written] / years[per]
            middle = row["midpoint"] if row["midpoint"] > 0 else (row["minimum"] + row["maximum"]) / 2
            low, middle, high = (float(amount) * factor for amount in (row["minimum"], middle, row["maximum"]))
            turned = "" if written == per else written
            return Found(
                Band(str(row["level"]), low, middle, high, per, row["date"].date(), int(str(line)), turned),
                tuple(left_out),
            )
        left_out.append(f"{FILE} line {line} left out: {why}")
    return Found(None, tuple(left_out))


def _unusable(row: pd.Series, per: str, written: str, currency: str | None, years: Mapping[str, float]) -> str:
    """Return why a band cannot be compared with pay; empty where it can."""
    own = row["currency"].strip().upper() if isinstance(row["currency"], str) else ""
    if own and currency and own != currency.strip().upper():
        return f"it is in {own}, and your pay in {currency.strip().upper()}"
    if unknown := [period for period in (written, per) if written != per and period not in years]:
        return f"it is by the {written}, your pay by the {per}, and pay.csv does not say {_ASKED[unknown[0]]}"
    if not 0 < row["minimum"] < row["maximum"]:
        return "its maximum is not above its minimum"
    return ""


_ASKED = {"hour": "the hours of a week", "month": "how many monthly payments make a year"}


def _plain(texts: pd.Series) -> pd.Series:
    return texts.fillna("").str.strip().str.casefold()


@cached_per_records
def own_bands(records: Records, present: PresentPay) -> Found:
    """Return the band of the person's own level, in the unit and currency of present pay, and which rows are left out.

    A band by another period is converted at full time, as present pay is, where pay.csv or the profile says hours and
    payments.
    """
    return _bands_of(records, present, records.profile.level)


def _bands_of(records: Records, present: PresentPay, level: str | None) -> Found:
    profile = records.profile
    if present.counts != BASE:  # a band bounds base pay alone
        words = f"{FILE} is not used: bands are of base pay, and these figures count {present.counts}"
        return Found(None, (words,) if len(records.bands) else ())
    hours = present.hours_per_week or profile.hours_per_week
    known = {"hour": 52 * present.full_time if hours else None, "month": present.payments}
    return find_band(
        records.bands,
        level,
        on=records.today,
        country=present.country,
        area=profile.area,
        per=present.per,
        currency=present.currency or None,
        periods={period: number for period, number in known.items() if number},
    )


@cached_per_records
def next_band(records: Records, present: PresentPay, level: str | None = None) -> Band | None:
    """Return the band of the next level: of the level that is named, otherwise the next one by its midpoint.

    None where the own level has no band and none is named, or bands.csv has no higher one.
    """
    if level and (named := _bands_of(records, present, level).band):
        return named
    own = own_bands(records, present).band
    if own is None:
        return None
    levels = [name for name in records.bands["level"].dropna().unique() if name.casefold() != own.level.casefold()]
    bands = [band for name in levels if (band := _bands_of(records, present, str(name)).band)]
    higher = [band for band in bands if band.midpoint > own.midpoint]
    return min(higher, key=lambda band: band.midpoint) if higher else None


def own_band(records: Records, present: PresentPay) -> Band | None:
    """Return the band of the person's own level alone; None where bands.csv has none that can be used."""
    return own_bands(records, present).band


def band_words(band: Band, pay: float, money: Money, *, next_level: bool = False) -> str:
    """Say where pay is in a band; hidden with the amounts, because with a known band it reveals the pay.

    With `next_level` it is the figure that is asked for in the next level's band.
    """
    who = "the figure is" if next_level else "you are"
    if money.hidden:
        return f"Your employer's band for {band.level} is on file; where you lie in it is hidden."
    place = "above its maximum" if pay > band.maximum else "below its minimum" if pay < band.minimum else ""
    share = percent(100 * band.penetration(pay), 0)
    words = place if place else f"at {share} of the way from its minimum to its maximum"
    return (
        f"In your employer's band for {band.level}, {money.plain(band.minimum)} to {money.rate(band.maximum)}"
        f"{f' ({FILE} line {band.line} gives it by the {band.written})' if band.written else ''}, {who}"
        f" {words}; compa-ratio {band.compa_ratio(pay):.2f} (pay over the band's midpoint)."
    )
