"""When things happened: quiet months, everything recent, too few wins to say anything."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.gaps.gap import Gap, make, rows_of
from advocacy_kit.gaps.looked import Looked
from advocacy_kit.model import counted
from advocacy_kit.periods import FEW_WINS, MINUTES_A_WIN, quiet_stretches

RECENT_DAYS = 92
SKEWED = 0.6


def few_wins(look: Looked) -> Gap | None:
    """Below ten wins nothing else is said."""
    missing = FEW_WINS - len(look.log)
    if missing <= 0:
        return None
    return make(
        "few_wins",
        f"Not enough yet: {counted(len(look.log), 'win')} on record",
        "low",  # to have begun is no fault
        MINUTES_A_WIN * missing,
        rows_of(look.log),
        f"Look back month by month and log {counted(missing, 'more win', 'more wins')}; then the rest of this page has something to say",
        facts=() if len(look.log) else ("no wins",),
        mends=missing,
    )


def quiet_months(look: Looked) -> Gap | None:
    """Months with hardly any win in the period of the review."""
    wins = look.log
    first = wins["date"].min()
    begin = max(look.start, first) if pd.notna(first) else look.start
    stretches = quiet_stretches(wins, look.records.today, start=begin.date(), least=1)
    if not stretches:
        return None
    longest = max(stretches, key=lambda stretch: stretch.months)
    months = sum(stretch.months for stretch in stretches)
    span = f"{longest.start:%B %Y}" if longest.months == 1 else f"{longest.start:%B %Y} to {longest.end:%B %Y}"
    title = f"{span} was quiet: {longest.words}" if months == 1 else f"{months} quiet months: {longest.words}, {span}"
    dates = look.wins["date"].dt.date
    inside = look.wins[[any(q.start <= when <= q.end for q in stretches) for when in dates]]
    return make(
        "quiet_months",
        title,
        "high" if months >= 3 else "medium",
        10 * months,
        rows_of(inside),
        f"Go through calendar and mail of {span}: what did you finish, mend or teach?",
        facts=(*(f"{q.start} to {q.end}" for q in stretches), *inside["id"]),
        mends=months,
    )


def recency(look: Looked) -> Gap | None:
    """Most of the period's wins lie in its last three months, by their own dates: a reader asks what happened before."""
    wins = look.wins
    recent = wins[wins["date"] > look.today - pd.Timedelta(days=RECENT_DAYS)]
    if len(wins) == 0 or (look.today - look.start).days < 2 * RECENT_DAYS or len(recent) <= SKEWED * len(wins):
        return None
    return make(
        "recency",
        f"{len(recent)} of {counted(len(wins), 'win')} happened in the last three months",
        "medium",
        30,
        rows_of(recent),
        "Go through the earlier months and log what is missing, with later outcomes of older wins",
        mends=1,
    )
