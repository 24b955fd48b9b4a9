"""Looking back over the last year for an empty log.

Month by month, newest first, with questions that help to remember.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from advocacy_kit.core.model import Records, counted
from advocacy_kit.core.word_lists import word_list
from advocacy_kit.log.periods import FEW_WINS

MONTHS = 12
_STRIDE = 3  # has no divisor in common with the eight questions: eight months in a row begin with eight different ones


@dataclass(frozen=True)
class Step:
    """One month: its first day, the wins that it has, its questions in the order in which they are asked.

    Whether it was left out.
    """

    month: date
    wins: int
    prompts: tuple[str, ...]
    skipped: bool = False

    @property
    def done(self) -> bool:
        """Whether one comes back to it by oneself: a month with a win, or one that was left out, is done."""
        return self.wins > 0 or self.skipped

    @property
    def name(self) -> str:
        """Such as "March 2026"."""
        return f"{self.month:%B %Y}"


@dataclass(frozen=True)
class LookingBackPlan:
    """The months of the last year, newest first; where to go on, and how far one has come."""

    steps: tuple[Step, ...]
    wins: int
    today: date

    @property
    def done(self) -> int:
        """How many months are done."""
        return sum(step.done for step in self.steps)

    @property
    def next(self) -> int | None:
        """The place of the first month that is not done; None when all are."""
        return next((place for place, step in enumerate(self.steps) if not step.done), None)

    @property
    def words(self) -> str:
        """How far one has come, and what the next win makes possible."""
        far = f"{self.done} of {len(self.steps)} months looked at, {counted(self.wins, 'win')} in your log."
        if self.wins < FEW_WINS:
            return f"{far} From {counted(FEW_WINS, 'win', spelled=True)} on, the pictures have something to say."
        return f"{far} That is enough for all pictures; more months make them better." if self.next is not None else far

    def day_in(self, place: int) -> date:
        """Return the day that stands for a month: its middle, in the present month halfway to today."""
        month = self.steps[place].month
        present = (month.year, month.month) == (self.today.year, self.today.month)
        last = self.today.day if present else monthrange(month.year, month.month)[1]
        return month.replace(day=(last + 1) // 2)


def looking_back(records: Records, skipped: Iterable[date] = ()) -> LookingBackPlan:
    """Return the plan for looking back over the last twelve months, the present one among them.

    Args:
        records: wins and today; what a month has is counted by the wins' dates.
        skipped: any day of each month that was left out.

    """
    left_out = {(month.year, month.month) for month in skipped}
    dates = records.wins["date"].dropna()
    counts = dates.groupby([dates.dt.year, dates.dt.month]).size()
    steps = []
    for back in range(MONTHS):
        year, month = divmod(records.today.year * 12 + records.today.month - 1 - back, 12)
        month += 1
        wins = int(counts.get((year, month), 0))
        steps.append(Step(date(year, month, 1), wins, _prompts(year * 12 + month), (year, month) in left_out))
    return LookingBackPlan(tuple(steps), len(records.wins), records.today)


def _prompts(number: int) -> tuple[str, ...]:
    """Return all questions, beginning with another one each month."""
    prompts = word_list("looking_back")["prompts"]
    first = number * _STRIDE % len(prompts)
    return prompts[first:] + prompts[:first]
