"""When things happened: quiet months, everything recent, too few wins to say anything."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.gaps.gap import Gap, make, rows_of
from advocacy_kit.model import Records, counted
from advocacy_kit.periods import FEW_WINS, in_period, period_start, quiet_stretches

RECENT_DAYS = 92
SKEWED = 0.6


def few_wins(records: Records, count: int) -> Gap:
    """Below ten wins nothing else is said."""
    missing = FEW_WINS - count
    return make(
        records,
        "few_wins",
        f"Not enough yet: {counted(count, 'win')} on record",
        "high",
        4 * missing,
        rows_of(records.wins),
        f"Look back month by month and log {counted(missing, 'more win', 'more wins')}; then the rest of this page has something to say",
    )


def quiet_months(records: Records) -> Gap | None:
    """Months with hardly any win in the period of the review."""
    start = period_start(records)
    wins = records.wins
    first = wins["date"].min()
    begin = max(start, first.date()) if pd.notna(first) else start
    stretches = quiet_stretches(wins, records.today, start=begin, least=1)
    if not stretches:
        return None
    longest = max(stretches, key=lambda stretch: stretch.months)
    months = sum(stretch.months for stretch in stretches)
    span = f"{longest.start:%B %Y}" if longest.months == 1 else f"{longest.start:%B %Y} to {longest.end:%B %Y}"
    title = f"{span} was quiet: {longest.words}" if months == 1 else f"{months} quiet months: {longest.words}, {span}"
    inside = wins[[any(q.start <= when.date() <= q.end for q in stretches) for when in wins["date"]]]
    return make(
        records,
        "quiet_months",
        title,
        "high" if months >= 3 else "medium",
        10 * months,
        rows_of(inside),
        f"Go through calendar and mail of {span}: what did you finish, mend or teach?",
    )


def recency(records: Records) -> Gap | None:
    """Most of the period's wins lie in its last three months: a reader asks what happened before."""
    wins = in_period(records)
    limit = pd.Timestamp(records.today) - pd.Timedelta(days=RECENT_DAYS)
    span = (records.today - period_start(records)).days
    recent = wins[wins["date"] > limit]
    if len(wins) == 0 or span < 2 * RECENT_DAYS or len(recent) <= SKEWED * len(wins):
        return None
    return make(
        records,
        "recency",
        f"{len(recent)} of {counted(len(wins), 'win')} happened in the last three months",
        "medium",
        30,
        rows_of(recent),
        "Go through the earlier months and log what is missing, with later outcomes of older wins",
    )
