"""Readiness over the past weeks: what was open at the end of each, read from the log's own dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.core.arguments import check_number
from advocacy_kit.core.model import Finding, Mark, Records, cached_per_records, counted, day, day_month, month_name
from advocacy_kit.log.periods import FEW_WINS, days_left, known, period_start, records_at, review_day
from advocacy_kit.review.gaps import SEVERITIES, find_gaps

MOST_WEEKS = 26
_COLUMNS: dict[str, str] = {
    "week": "datetime64[us]",
    **dict.fromkeys(SEVERITIES, "int64"),
    "gaps": "int64",
    "rows": "int64",
    "minutes": "int64",
    "enough": "bool",
    "period": "datetime64[us]",
}
_ASSUMED = (
    "Each row counts from its own date; what was added to it later, such as praise or a link, counts from there too"
)


@cached_per_records
def readiness_over(records: Records, weeks: int = 12) -> pd.DataFrame:
    """Return what was open at the end of each of the past weeks, one row a week; the last one ends today.

    Args:
        records: the person's tables; nothing but their own dates says what was known when.
        weeks: how many, from 1 to 26.

    Returns:
        Columns `week` (its last day), `high`, `medium`, `low` (gaps of that severity), `gaps` (all of them), `rows`
        (different rows that any of them concerns), `minutes` (to close them all), `enough` (False while there were
        fewer than ten wins, and more could not be said), `period` (the first day that the review ahead looked at).

    Raises:
        KitError: for another number of weeks.

    """
    check_number("weeks", weeks, "K085", "Say how many weeks to look back.", least=1, most=MOST_WEEKS, whole=True)
    table = []
    for back in reversed(range(weeks)):
        then = records_at(records, records.today - timedelta(weeks=back)) if back else records
        gaps = find_gaps(then)
        severities = [sum(gap.severity == severity for gap in gaps) for severity in SEVERITIES]
        rows = {(row.file, row.id) for gap in gaps for row in gap.rows}
        minutes = sum(gap.minutes for gap in gaps)
        period = pd.Timestamp(period_start(then))
        table.append(
            (pd.Timestamp(then.today), *severities, len(gaps), len(rows), minutes, _count(then) >= FEW_WINS, period)
        )
    return pd.DataFrame(table, columns=list(_COLUMNS)).astype(_COLUMNS)


def _count(records: Records) -> int:
    return len(known(records, "wins"))


@dataclass(frozen=True)
class _Compared:
    """Minutes of mending at two moments of one period."""

    since: date
    before: int
    now: int

    @property
    def words(self) -> str:
        when = month_name(self.since) if self.since.day <= 15 else f"the end of {month_name(self.since)}"
        if self.before == self.now:
            return (
                f"{counted(self.now, 'minute')} of mending, as many as in {when}"
                if self.now
                else f"Nothing to mend since {when}"
            )
        return (
            f"Minutes of mending {'fell' if self.now < self.before else 'grew'} from {self.before} to {self.now} since"
            f" {when}"
        )


def readiness_finding(records: Records, weeks: int = 12) -> Finding:
    """Return how the minutes of mending and the gaps developed.

    The frame of `readiness_over`, marks "review" and "today".

    Shown are only the weeks that ended with at least ten wins on record, so that a log that grows does not look worse;
    weeks are compared within one period only.
    """
    frame = readiness_over(records, weeks)
    last, review, left = frame.iloc[-1], review_day(records), days_left(records)
    compared = _compared(records, frame)
    if not last["enough"]:
        title = (
            f"This begins with the tenth win; {counted(_count(records), 'win')}"
            f" {'is' if _count(records) == 1 else 'are'} on record"
        )
    elif compared is None:
        title = f"{counted(int(last['minutes']), 'minute')} of mending; too early to compare with earlier weeks"
    else:
        title = compared.words
    pace = _pace(last, left)
    severities = ", ".join(f"{last[severity]} {severity}" for severity in SEVERITIES)
    now = (
        f"Today {counted(int(last['gaps']), 'gap')} ({severities}), {counted(int(last['rows']), 'row')} open,"
        f" {last['minutes']} minutes"
    )
    ahead = "" if left is None or review is None else f" {counted(left, 'day')} to the review of {day(review)}."
    told = f" {now}.{ahead}" if last["enough"] else f" Minutes of mending are counted from then on.{ahead}"
    marks = [
        Mark("review", f"review, {_short(row.date.date())}", at=row.date.date())
        for row in _past(records, frame).itertuples()
    ]
    marks.append(Mark("today", "today", at=records.today))
    if review is not None and left:
        marks.append(
            Mark(
                "review",
                f"review, {_short(review)}{f' {review.year}' if review.year != records.today.year else ''}",
                at=review,
            )
        )
        if pace:
            marks.append(
                Mark("pace", f"{pace} min a week", at=records.today, until=review, value=float(last["minutes"]))
            )
    weekly = "; ".join(
        f"{row.week.date()}: {row.gaps} gaps, {row.minutes} minutes" for row in frame.itertuples() if row.enough
    )
    shown = frame[frame["enough"]].reset_index(drop=True)
    over = f" over {counted(len(shown), 'week')}" if len(shown) else ""
    return Finding(
        frame=shown,
        title=title,
        subtitle=(
            f"Minutes that closing all gaps would have taken (above) and gaps by severity (below), week by week{over}"
        ),
        source=f"Source: all tables. {_ASSUMED}; gaps set aside do not count. Drawn {day(records.today)}.",
        alt=f"{title}.{told}{f' By week: {weekly}.' if weekly else ''}",
        marks=tuple(marks),
        answer=f"{told.strip()}{f' Spread evenly that is about {pace} minutes a week.' if pace else ''}",
    )


def _short(when: date) -> str:
    return day_month(when)


def _compared(records: Records, frame: pd.DataFrame) -> _Compared | None:
    """Compare the first week that can be with today; a past review of a year begins a new count."""
    reviews = _past(records, frame)
    reviews = reviews[reviews["kind"].isin(["annual", "promotion"])]
    able = frame[frame["enough"]]
    if len(reviews):
        able = able[able["week"] > reviews["date"].max()]
    if len(able) < 2:
        return None
    return _Compared(able["week"].iloc[0].date(), int(able["minutes"].iloc[0]), int(able["minutes"].iloc[-1]))


def _past(records: Records, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the reviews that took place during the weeks of the frame."""
    reviews = records.reviews
    return reviews[(reviews["date"] >= frame["week"].iloc[0]) & (reviews["date"] < pd.Timestamp(records.today))]


def _pace(last: pd.Series, left: int | None) -> int:
    """Return the minutes a week that would close everything by the review, by fives; 0 where nothing can be said."""
    if not left or not last["enough"] or not last["minutes"]:
        return 0
    return max(5, round(int(last["minutes"]) / max(left / 7, 1.0) / 5) * 5)
