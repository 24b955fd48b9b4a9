"""The employer's own pay bands: they bound a figure and place pay inside them; they are never blended with a market."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.model import Money, Records, percent
from advocacy_kit.pay import PresentPay

FILE = "bands.csv"


@dataclass(frozen=True, repr=False)
class Band:
    """One band of bands.csv, valid from `since`, from that line of the file; money per `per`."""

    level: str
    minimum: float
    midpoint: float
    maximum: float
    per: str
    since: date
    line: int

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


def find_band(
    bands: pd.DataFrame,
    level: str | None,
    *,
    on: date,
    country: str | None = None,
    area: str | None = None,
    per: str = "year",
    currency: str | None = None,
) -> Band | None:
    """Return the newest band of a level, one of the area before one of the country; None where none fits.

    Args:
        bands: rows of bands.csv; a blank country, area, period or currency fits any.
        level: the employer's name of it, in any case.
        on: bands dated after it do not hold yet.
        country: two letters.
        area: as written in bands.csv.
        per: "year", "month" or "hour".
        currency: three letters.

    """
    if not level or bands.empty:
        return None
    rows = bands[(_plain(bands["level"]) == level.strip().casefold()) & (bands["date"] <= pd.Timestamp(on))]
    for column, wanted in (("country", country), ("area", area), ("per", per), ("currency", currency)):
        if wanted:
            rows = rows[rows[column].isna() | (_plain(rows[column]) == wanted.strip().casefold())]
        elif column == "area":
            rows = rows[rows[column].isna()]
    rows = rows[(rows["maximum"] > rows["minimum"]) & (rows["minimum"] > 0)]
    if rows.empty:
        return None
    rows = rows.assign(local=rows["area"].notna()).sort_values(["local", "date"], kind="stable")
    line, row = int(str(rows.index[-1])), rows.iloc[-1]
    middle = row["midpoint"] if row["midpoint"] > 0 else (row["minimum"] + row["maximum"]) / 2
    return Band(str(row["level"]), float(row["minimum"]), float(middle), float(row["maximum"]), per, row["date"].date(), line)


def _plain(texts: pd.Series) -> pd.Series:
    return texts.fillna("").str.strip().str.casefold()


def own_band(records: Records, present: PresentPay) -> Band | None:
    """Return the band of the person's own level, in the unit and currency of present pay; None where bands.csv has none."""
    profile = records.profile
    return find_band(
        records.bands,
        profile.level,
        on=records.today,
        country=present.country,
        area=profile.area,
        per=present.per,
        currency=present.currency or None,
    )


def band_words(band: Band, pay: float, money: Money) -> str:
    """Say where pay lies in a band; hidden, for with a known band it betrays the pay."""
    if money.hidden:
        return f"Your employer's band for {band.level} is on file; where you lie in it is hidden."
    place = "above its maximum" if pay > band.maximum else "below its minimum" if pay < band.minimum else ""
    share = percent(100 * band.penetration(pay), 0)
    words = f"{place}" if place else f"at {share} of the way from its minimum to its maximum"
    return (
        f"In your employer's band for {band.level}, {money.plain(band.minimum)} to {money.plain(band.maximum)} {money.unit}, "
        f"you are {words}; compa-ratio {band.compa_ratio(pay):.2f} (pay over the band's midpoint)."
    )
