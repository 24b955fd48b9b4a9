"""Which percentile: asked for in three questions, answered with a range and its reasons.

Never a formula, the user decides (method, section 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from advocacy_kit.core.model import Records, counted
from advocacy_kit.log.periods import FEW_WINS, in_period
from advocacy_kit.log.strength import STRONG, strengths

Experience = Literal["less", "usual", "more"]
Scope = Literal["usual", "wider"]
QUESTIONS = (
    "Have you done this work for less time than most who hold the job, about as long, or longer?",
    "Is what you answer for what the job usually covers, or wider?",
    "What does your log show that changed because of you, with a measure?",
)


@dataclass(frozen=True)
class PercentileRange:
    """A range of percentiles to choose from, as shares, and why it and not another one."""

    low: float
    high: float
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        """Such as "P40 to P60: …"."""
        return f"P{100 * self.low:.0f} to P{100 * self.high:.0f}: {'; '.join(self.reasons)}"

    def covers(self, percentile: float) -> bool:
        """Say whether a choice is in the range."""
        return self.low - 1e-9 <= percentile <= self.high + 1e-9


def percentile_range(records: Records, experience: Experience = "usual", scope: Scope = "usual") -> PercentileRange:
    """Return the range that the answers and the log speak for.

    P50 is the middle of *all* holders of the job: beginners and veterans. A solid holder finds reasons for P40 to P60;
    one whose scope or experience exceed the job's, and whose log shows it, for P60 to P75.

    Args:
        records: the person's tables; wins since the last annual review count as documented impact.
        experience: compared with most who hold the job, in the user's own judgement.
        scope: what the user answers for, likewise.

    """
    wins = in_period(records)
    table = strengths(records)
    strong = int((table["points"].loc[table.index.intersection(wins.index)] >= STRONG).sum())
    shown = strong >= 3
    reasons = ["P50 is the middle of all holders of this job"]
    if experience == "less":
        reasons.append("you have done it for less time than most")
    elif experience == "more":
        reasons.append("you have done it for longer than most")
    if scope == "wider":
        reasons.append("you answer for more than the job usually covers")
    if len(wins) < FEW_WINS:
        reasons.append(f"the log holds {counted(len(wins), 'win')} of this period, too few to argue from")
    else:
        reasons.append(
            f"{strong} of {counted(len(wins), 'win')} of this period are measured or valued and can be proved"
        )
    more = experience == "more" or scope == "wider"
    if experience == "less" and scope == "usual":
        return PercentileRange(0.25, 0.50 if shown else 0.40, tuple(reasons))
    if more and shown:
        return PercentileRange(0.60, 0.75, tuple(reasons))
    if more:
        reasons.append("with three strong wins on record the range would reach higher")
    return PercentileRange(0.40, 0.60, tuple(reasons))
