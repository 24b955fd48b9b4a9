"""All kinds of gaps in the order in which closing them is worth most."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from advocacy_kit.core.model import Records
from advocacy_kit.log.periods import days_left
from advocacy_kit.review.gaps import breadth_gaps as breadth
from advocacy_kit.review.gaps import conviction_gaps as conviction
from advocacy_kit.review.gaps import evidence_gaps as evidence
from advocacy_kit.review.gaps import goal_gaps as goals
from advocacy_kit.review.gaps import listener_gaps as listeners
from advocacy_kit.review.gaps import measure_gaps as measures
from advocacy_kit.review.gaps import pay_gaps as pay
from advocacy_kit.review.gaps import people_gaps as people
from advocacy_kit.review.gaps import plan_gaps as plan
from advocacy_kit.review.gaps import time_gaps as time
from advocacy_kit.review.gaps.context import GapContext
from advocacy_kit.review.gaps.gap import SEVERITIES, Gap

KINDS: tuple[Callable[[GapContext], Gap | None], ...] = (
    measures.only_activity,
    measures.no_measure,
    measures.no_basis,
    listeners.unseen,
    listeners.objective_without_wins,
    listeners.old_praise,
    evidence.no_evidence,
    evidence.dead_evidence,
    goals.goal_without_evidence,
    goals.goal_without_checkin,
    plan.unmet_milestone,
    conviction.competency_without_evidence,
    conviction.unanswered_doubt,
    people.open_offer,
    time.quiet_months,
    time.recency,
    breadth.one_category,
    pay.missing_pay,
    pay.stale_market,
)
MINUTES_A_DAY = 60
DAYS_NEEDED = {"old_praise": 5, "unseen": 2}
"""Whom one asks needs days to answer, and a conversation has to take place."""


@lru_cache(maxsize=8)  # records are frozen, and a page asks for the same gaps several times
def every_gap(records: Records) -> tuple[Gap, ...]:
    """Return all gaps, also those that were set aside, best first.

    What cannot be done in the days left, at an hour a day, comes last. Before that the graver comes first, and of
    equally grave gaps the one whose action mends most rows a minute; ties keep the order of `KINDS`.
    """
    look = GapContext(records)
    few = time.few_wins(look)
    left = days_left(records)
    found = [few] if few else [gap for kind in KINDS if (gap := kind(look)) is not None]
    days = math.inf if left is None else max(left, 1)

    def rank(gap: Gap) -> tuple[bool, int, float]:
        too_late = gap.minutes > MINUTES_A_DAY * days or DAYS_NEEDED.get(gap.kind, 0) > days
        return too_late, SEVERITIES.index(gap.severity), -gap.mends / gap.minutes

    return tuple(sorted((replace(gap, days_left=left) for gap in found), key=rank))
