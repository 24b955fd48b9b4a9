"""The stretches of time that a review looks at.

Since when, until when, how many days are left, and where it was quiet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.core.model import Records

FEW_WINS = 10
DATED = (
    "wins",
    "outcomes",
    "checkins",
    "pay",
    "bands",
    "market",
    "published",
    "assessments",
    "doubts",
    "dismissed",
    "asks",
)
"""Tables whose rows are known from their own date on.

Reviews and goals may lie ahead, people and expectations have no date.
"""
MINUTES_A_WIN = 6  # to remember and to log one: ten of them are an hour


@dataclass(frozen=True)
class Quiet:
    """A run of months with hardly any win: first day, last day, wins in it, months."""

    start: date
    end: date
    wins: int
    months: int

    @property
    def words(self) -> str:
        """Such as "1 win in 3 months"."""
        months = "1 month" if self.months == 1 else f"{self.months} months"
        return f"{self.wins or 'no'} win{'' if self.wins == 1 else 's'} in {months}"


def review_day(records: Records) -> date | None:
    """Return the next review: the profile's date, else the next row of reviews.csv; None if neither lies ahead."""
    planned = records.profile.review_date
    if planned is not None and planned >= records.today:
        return planned
    ahead = records.reviews["date"]
    ahead = ahead[ahead >= pd.Timestamp(records.today)]
    return ahead.min().date() if len(ahead) else None


def days_left(records: Records) -> int | None:
    """Return the days to the next review, or None if none is known."""
    review = review_day(records)
    return (review - records.today).days if review else None


def period_start(records: Records) -> date:
    """Return the first day that the next review looks at.

    The day after the last annual or promotion review, else a year ago.
    """
    past = records.reviews
    past = past[(past["date"] < pd.Timestamp(records.today)) & past["kind"].isin(["annual", "promotion"])]
    if len(past):
        return past["date"].max().date() + timedelta(days=1)
    try:
        return records.today.replace(year=records.today.year - 1)
    except ValueError:  # 29 February
        return records.today - timedelta(days=366)


def in_period(records: Records) -> pd.DataFrame:
    """Return the wins that the next review looks at."""
    wins = records.wins
    return wins[(wins["date"] >= pd.Timestamp(period_start(records))) & (wins["date"] <= pd.Timestamp(records.today))]


def known(records: Records, table: str) -> pd.DataFrame:
    """Return the rows of a dated table up to today."""
    rows = records.frames[table]
    return rows[rows["date"] <= pd.Timestamp(records.today)]


def records_at(records: Records, on: date, tables: Iterable[str] = DATED) -> Records:
    """Return the records as they would have been at the end of a day.

    Rows of the tables that are dated later are left out.
    """
    then = replace(records, today=on)
    return replace(then, frames={**records.frames, **{name: known(then, name) for name in tables}})


def workday(when: date) -> date:
    """Return the day itself, or the Monday after it where it falls on a weekend."""
    return when + timedelta(days=max(0, 7 - when.weekday()) if when.weekday() >= 5 else 0)


def quiet_stretches(wins: pd.DataFrame, today: date, *, start: date | None = None, least: int = 2) -> tuple[Quiet, ...]:
    """Return runs of at least `least` finished months in which wins fell to a quarter of the usual or less.

    The usual is the median of the months that have wins. A log without wins has no usual and no quiet stretch.
    """
    dates = wins["date"].dropna()
    dates = dates[dates <= pd.Timestamp(today)]
    if dates.empty:
        return ()
    begin = pd.Timestamp(start) if start else dates.min()
    first = begin.to_period("M") + (1 if start and begin.day > 1 else 0)
    last = pd.Timestamp(today + timedelta(days=1)).to_period("M") - 1  # the running month is not over
    if last < first:
        return ()
    counts = dates.dt.to_period("M").value_counts()
    usual = counts.median()
    months = pd.period_range(first, last, freq="M")
    found, run = [], []
    for month in [*months, None]:
        if month is not None and counts.get(month, 0) <= usual / 4:
            run.append(month)
            continue
        if len(run) >= least:
            total = int(sum(counts.get(m, 0) for m in run))
            found.append(Quiet(run[0].start_time.date(), run[-1].end_time.date(), total, len(run)))
        run = []
    return tuple(found)
