"""When things happened: quiet months, everything recent, too few wins to say anything."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from advocacy_kit.core.model import counted
from advocacy_kit.log.periods import FEW_WINS, MINUTES_A_WIN, Quiet, quiet_stretches
from advocacy_kit.review.gaps.context import GapContext
from advocacy_kit.review.gaps.gap import Gap, make, rows_of

RECENT_DAYS = 92
SKEWED = 0.6


def few_wins(look: GapContext) -> Gap | None:
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
        f"Look back month by month and log {counted(missing, 'more win', 'more wins')}; then the rest of this page has"
        " something to say",
        facts=() if len(look.log) else ("no wins",),
        mends=missing,
    )


def quiet_months(look: GapContext) -> Gap | None:
    """Months with hardly any win in the period of the review."""
    wins = look.log
    first = wins["date"].min()
    begin = max(look.start, first) if pd.notna(first) else look.start
    stretches = quiet_stretches(wins, look.records.today, start=begin.date(), least=1)
    if not stretches:
        return None
    longest = max(stretches, key=lambda stretch: stretch.months)
    months = sum(stretch.months for stretch in stretches)
    span = _span(longest)
    title = f"{span} was quiet: {longest.words}" if months == 1 else f"{months} quiet months: {_named(stretches)}"
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


def _span(quiet: Quiet, *, year: bool = True) -> str:
    """Return a run of quiet months by name, such as "March to May 2026"."""
    last = f"{quiet.end:%B %Y}" if year else f"{quiet.end:%B}"
    if quiet.months == 1:
        return last
    first = f"{quiet.start:%B %Y}" if year and quiet.start.year != quiet.end.year else f"{quiet.start:%B}"
    return f"{first} to {last}"


def _named(stretches: Sequence[Quiet], most: int = 4) -> str:
    """Return all runs by name, "June and August 2026"; a year stands once, after the last run that ends in it."""
    shown = stretches[-most:]
    after = [*(quiet.start.year for quiet in shown[1:]), None]
    ends = [following != quiet.end.year for quiet, following in zip(shown, after, strict=True)]
    names = [
        _span(quiet, year=last or quiet.start.year != quiet.end.year) for quiet, last in zip(shown, ends, strict=True)
    ]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{listed}, and earlier ones" if len(stretches) > most else listed


def recency(look: GapContext) -> Gap | None:
    """Most of the period's wins lie in its last three months, by their own dates.

    A reader asks what happened before.
    """
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
