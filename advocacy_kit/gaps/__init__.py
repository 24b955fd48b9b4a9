"""What is missing before the review, ranked by what is worth doing in the days left."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from advocacy_kit.gaps import breadth, evidence, listeners, measures, time
from advocacy_kit.gaps.gap import SEVERITIES, Gap, Row
from advocacy_kit.model import Records
from advocacy_kit.periods import FEW_WINS, days_left

__all__ = ["Gap", "Row", "find_gaps"]

_KINDS: tuple[Callable[[Records], Gap | None], ...] = (
    measures.no_measure,
    measures.no_basis,
    listeners.unseen,
    listeners.objective_without_wins,
    listeners.old_praise,
    evidence.no_evidence,
    evidence.dead_evidence,
    time.quiet_months,
    time.recency,
    breadth.one_category,
)


def find_gaps(records: Records) -> list[Gap]:
    """Return what is missing for the next review, best first: severity, then rows mended per minute.

    What takes longer than the days left allow, an hour a day, comes last.
    Only wins that the review looks at count (since the last annual or promotion review, else the last twelve months).
    With fewer than ten wins in the whole log there is one gap: log more.
    """
    count = int((records.wins["date"] <= pd.Timestamp(records.today)).sum())  # a win of the future is none yet
    if count < FEW_WINS:
        return [time.few_wins(records, count)]
    left = days_left(records)
    found = [gap for kind in _KINDS if (gap := kind(records)) is not None]
    allowed = 60 * max(left, 1) if left is not None else math.inf
    return sorted(found, key=lambda gap: (gap.minutes > allowed, SEVERITIES.index(gap.severity), -len(gap.rows) / gap.minutes))
