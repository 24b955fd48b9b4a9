"""All kinds of gaps, best first, without those that the user set aside with a reason.

A gap that was set aside is gone while its facts stay the same, and back when those change.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from advocacy_kit.core.cells import one_line
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Opened, Records, cached_per_records, records_of
from advocacy_kit.log.periods import days_left, known
from advocacy_kit.review.gaps import log_gaps, plan_gaps, time_gaps
from advocacy_kit.review.gaps.gap import KINDS, SEVERITIES, Gap, GapContext, GapList


@dataclass(frozen=True)
class SetAside:
    """A gap that does not count at present: since when, why, and the line in dismissed.csv."""

    gap: Gap
    date: date
    reason: str
    line: int


def find_gaps(ws: Opened | Records) -> GapList:
    """Return what is missing for the next review, best first.

    What can still be done comes first, then severity, then rows mended per minute; what takes longer than the days left
    allow, an hour a day, comes last. Only wins that the review looks at count (since the last annual or promotion
    review, else the last twelve months). With fewer than ten wins in the whole log there is one gap: log more. A gap
    that dismissed.csv sets aside is left out until its facts change.

    Mending the rows of a gap removes it and makes no gap about rows that were not mended, with one exception: one more
    point may make a win strong, its own or that of one of its outcomes, and strong wins are to be known and proved.

    Args:
        ws: a workspace, or its records.

    Returns:
        The gaps, each with its kind, title, severity, minutes of work, rows and next action.

    Raises:
        KitError: K073 if `ws` is neither a workspace nor records.

    Example:
        >>> import advocacy_kit as ak
        >>> gaps = ak.find_gaps(ak.open_workspace())
        >>> gaps[0].severity, len(gaps[0].rows) > 0
        ('high', True)
        >>> list(gaps.to_frame().columns)
        ['kind', 'title', 'severity', 'days_left', 'minutes', 'rows', 'where', 'action']

    """
    records = records_of(ws)
    aside = _aside(records)
    return GapList(gap for gap in every_gap(records) if (gap.kind, gap.facts) not in aside)


def dismissed_gaps(records: Records) -> tuple[SetAside, ...]:
    """Return the gaps that are set aside at present, best first, each with its newest reason."""
    aside = _aside(records)
    found = ((gap, aside.get((gap.kind, gap.facts))) for gap in every_gap(records))
    return tuple(SetAside(gap, row[0], row[1], row[2]) for gap, row in found if row is not None)


def dismissal(gap: Gap, reason: str, today: date) -> Mapping[str, object]:
    """Return the row for dismissed.csv that sets a gap aside.

    Raises:
        KitError: without a reason.

    """
    words = one_line(reason)
    if not words:
        raise KitError.of(
            "K085",
            "a gap is set aside with a reason, and there is none",
            "Write in a few words why it does not matter.",
        )
    return {"gap": gap.kind, "date": today, "reason": words, "facts": gap.facts}


def _aside(records: Records) -> dict[tuple[str, str], tuple[date, str, int]]:
    """Return date, reason and line of what was set aside up to today, by kind and facts; the newest row counts."""
    rows = known(records, "dismissed").sort_values("date", kind="stable")
    return {
        (str(row.gap).strip(), " ".join(str(row.facts).split())): (
            row.date.date(),
            str(row.reason),
            int(str(row.Index)),
        )
        for row in rows.itertuples()
    }


FAMILIES = (log_gaps, plan_gaps, time_gaps)  # importing them registers their kinds, in this order
MINUTES_A_DAY = 60


@cached_per_records
def every_gap(records: Records) -> tuple[Gap, ...]:
    """Return all gaps, also those that were set aside, best first.

    What cannot be done in the days left, at an hour a day, comes last. Before that the graver comes first, and of
    equally grave gaps the one whose action mends most rows a minute; ties keep the order of `KINDS`.
    """
    look = GapContext(records)
    few = time_gaps.few_wins(look)
    left = days_left(records)
    found = [few] if few else [gap for kind in KINDS if (gap := kind.find(look)) is not None]
    needed = {kind.name: kind.days for kind in KINDS}
    days = math.inf if left is None else max(left, 1)

    def rank(gap: Gap) -> tuple[bool, int, float]:
        too_late = gap.minutes > MINUTES_A_DAY * days or needed.get(gap.kind, 0) > days
        return too_late, SEVERITIES.index(gap.severity), -gap.mends / gap.minutes

    return tuple(sorted((replace(gap, days_left=left) for gap in found), key=rank))
