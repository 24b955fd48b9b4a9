"""The running quarter beside the last one, over the same number of days.

Wins, how many are measured, their value, new evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.core.model import Records, counted, share_percent
from advocacy_kit.log.impact import is_measured, standing_values
from advocacy_kit.log.periods import known
from advocacy_kit.log.strength import leads_somewhere

FEW = 5  # wins of a quarter from which a percentage is told


@dataclass(frozen=True)
class Quarter:
    """What a quarter brought from `start` to `end`, both included.

    The values are the user's share, recurring its first twelve months.

    `evidence` counts the wins and outcomes dated in it whose evidence leads somewhere.
    """

    name: str
    start: date
    end: date
    wins: int
    measured: int
    once: float
    recurring: float
    evidence: int

    @property
    def days(self) -> int:
        """How many days are counted."""
        return (self.end - self.start).days + 1

    @property
    def share(self) -> float | None:
        """Measured wins of all wins; None without a win."""
        return self.measured / self.wins if self.wins else None


@dataclass(frozen=True)
class Comparison:
    """Two quarters over the same number of days; `words` says what changed."""

    this: Quarter
    last: Quarter
    words: str


def compare_quarters(records: Records) -> Comparison:
    """Return the running quarter beside as many first days of the last one.

    A win is measured by its own measure or by an outcome known by the end of the days that are compared, so that an old
    quarter has no longer time to ripen than the running one. A value counts on its own day, as it still stands today.
    """
    period = pd.Period(records.today, "Q")
    start, before = period.start_time.date(), (period - 1).start_time.date()
    days = (records.today - start).days
    this = _quarter(records, period, start, records.today)
    last = _quarter(records, period - 1, before, min(before + timedelta(days=days), start - timedelta(days=1)))
    return Comparison(this, last, _words(this, last))


def quarter_rows(records: Records, compared: Comparison) -> tuple[tuple[str, ...], ...]:
    """Return the comparison as rows of text: what is counted, this quarter, the last one."""
    money = records.value_money
    this, last = compared.this, compared.last

    rows = (
        ("wins", str(this.wins), str(last.wins)),
        (
            "of them measured",
            *(f"{q.measured} ({share_percent(q.share)})" if q.share is not None else "none" for q in (this, last)),
        ),
        ("one-time value", money.full(this.once), money.full(last.once)),
        ("recurring value, first twelve months", money.full(this.recurring), money.full(last.recurring)),
        ("wins and outcomes with new evidence", str(this.evidence), str(last.evidence)),
    )
    silent = {
        kind
        for kind, amounts in (("one-time", (this.once, last.once)), ("recurring", (this.recurring, last.recurring)))
        if not any(amounts)
    }
    return tuple(
        row for row in rows if row[0].split(" ")[0] not in silent
    )  # where nobody counts in money, no line says 0


def _quarter(records: Records, period: pd.Period, start: date, end: date) -> Quarter:
    def inside(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[(frame["date"] >= pd.Timestamp(start)) & (frame["date"] <= pd.Timestamp(end))]

    wins, outcomes = inside(known(records, "wins")), records.outcomes
    met = outcomes.loc[is_measured(outcomes) & (outcomes["date"] <= pd.Timestamp(end)), "win_id"]
    values = inside(standing_values(records.wins, outcomes, until=records.today)).groupby("kind")["value"].sum()
    proved = sum(leads_somewhere(records, cell) for frame in (wins, inside(outcomes)) for cell in frame["evidence"])
    return Quarter(
        name=f"{period.year} Q{period.quarter}",
        start=start,
        end=end,
        wins=len(wins),
        measured=int((is_measured(wins) | wins["id"].isin(met)).sum()),
        once=float(values.get("once", 0.0)),
        recurring=float(values.get("recurring", 0.0)),
        evidence=proved,
    )


def _words(this: Quarter, last: Quarter) -> str:
    if this.days == last.days:
        span = f"The first {counted(this.days, 'day')} of each are compared"
    else:
        span = f"{counted(this.days, 'day')} are compared with all {last.days} of the last quarter"
    if not this.wins and not last.wins:
        return f"Neither this quarter nor the last one has a win. {span}."
    more = this.wins - last.wins
    count = "as many as" if not more else f"{abs(more)} {'more' if more > 0 else 'fewer'} than"
    parts = [f"{counted(this.wins, 'win')} this quarter, {count} in the last one"]
    if this.share is not None and last.share is not None and min(this.wins, last.wins) < FEW:
        parts.append(
            f"{this.measured} of {this.wins} measured, after {last.measured} of {last.wins}"
        )  # percents of so few mislead
    elif this.share is not None and last.share is not None:
        moved = (
            "as before" if round(100 * this.share) == round(100 * last.share) else f"after {share_percent(last.share)}"
        )
        parts.append(f"{share_percent(this.share)} of them measured, {moved}")
    elif this.share is not None:
        parts.append(f"{share_percent(this.share)} of them measured")
    return f"{'; '.join(parts)}. {span}."
