"""The habit of logging: weeks in a row with an entry, and looking back over a year when the log is empty."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.core.assets import word_list
from advocacy_kit.core.model import Finding, Mark, Records, counted, day, month_name, month_year
from advocacy_kit.log.highlight import monday
from advocacy_kit.log.periods import FEW_WINS

SHOWN = 26


@dataclass(frozen=True)
class Streak:
    """Weeks (Monday to Sunday) in a row with a win or a later outcome.

    `weeks` is the present run: it ends with this week, or with the last one while this week is still open; `longest`
    the longest ever, `since` the Monday on which the present run began (None without one), `this_week` what this week
    has.
    """

    weeks: int
    longest: int
    since: date | None
    this_week: int

    @property
    def words(self) -> str:
        """What it says to the user: no shame, and the next small step."""
        done = f"This week has {counted(self.this_week, 'entry', 'entries', spelled=True)}."
        if not self.this_week:
            done = "This week is still open: one line is enough."
        if not self.longest:
            return "Your first line begins the first week. " + done
        longest = (
            f"; your longest run so far is {counted(self.longest, 'week')}"
            if self.longest > self.weeks
            else "; it is your longest run so far"
        )
        if not self.weeks:
            return f"No run is under way, and that is fine: what you logged stays{longest}. {done}"
        assert self.since is not None
        run = f"{counted(self.weeks, 'week', spelled=True)} in a row since {day(self.since)}"
        return f"{run[:1].upper()}{run[1:]}{longest}. {done}"


def entries_by_week(records: Records) -> pd.DataFrame:
    """Return one row a week from the first entry to today's: `week` (its Monday), `wins` and `outcomes` (int).

    A week counts by the dates of what happened. Later outcomes count like wins: to come back to an old win is half of
    the habit. What is dated after today is left out.
    """
    today = pd.Timestamp(records.today)
    starts = {}
    for name in ("wins", "outcomes"):
        dates = records.frames[name]["date"]
        dates = dates[dates <= today]
        starts[name] = dates - pd.to_timedelta(dates.dt.day_of_week, unit="D")
    both = pd.concat(list(starts.values()))
    first = both.min() if len(both) else pd.Timestamp(monday(records.today))
    weeks = pd.date_range(first, pd.Timestamp(monday(records.today)), freq="7D").as_unit("us")
    counts = {
        name: dates.value_counts().reindex(weeks, fill_value=0).to_numpy(dtype="int64")
        for name, dates in starts.items()
    }
    return pd.DataFrame({"week": weeks, **counts})


def logging_streak(records: Records) -> Streak:
    """Return the present and the longest run of weeks with an entry."""
    frame = entries_by_week(records)
    filled = (frame["wins"] + frame["outcomes"]).to_numpy() > 0
    runs, run = [], 0
    for done in filled:
        run = run + 1 if done else 0
        runs.append(run)
    present = runs[-1] if filled[-1] or len(runs) < 2 else runs[-2]
    last = monday(records.today) - timedelta(days=0 if filled[-1] else 7)
    since = last - timedelta(days=7 * (present - 1)) if present else None
    return Streak(present, max(runs), since, int(frame[["wins", "outcomes"]].iloc[-1].sum()))


def streak_finding(records: Records) -> Finding:
    """Return the last 26 weeks as a strip: columns `period` (the Monday), `wins`, `outcomes`.

    The present run has a mark "run".

    Weeks before the first entry are left out; without any entry there are no rows.
    """
    frame = entries_by_week(records).tail(SHOWN).rename(columns={"week": "period"}).reset_index(drop=True)
    total = int(frame[["wins", "outcomes"]].to_numpy().sum())
    now = logging_streak(records)
    if not now.longest:
        frame = frame.iloc[:0]
    with_entry = int(((frame["wins"] + frame["outcomes"]) > 0).sum())
    title = (
        f"{with_entry} of the last {counted(len(frame), 'week')} have an entry; {_run(now)}"
        if len(frame)
        else "Your first line begins the first week"
    )
    marks: tuple[Mark, ...] = ()
    if now.weeks > 1 and now.since is not None:
        end = monday(records.today) + timedelta(days=7 if now.this_week else 0)
        marks = (Mark("run", f"{now.weeks} in a row", at=max(now.since, frame["period"].iloc[0].date()), until=end),)
    if len(frame) and not now.this_week:
        marks = (*marks, Mark("open", "open", at=monday(records.today)))
    wins, outcomes = (int(frame[name].sum()) for name in ("wins", "outcomes"))
    by_week = ", ".join(
        f"{row.period.day} {month_name(row.period)} {row.wins + row.outcomes}" for row in frame.itertuples()
    )
    weekly = f" Entries by the week's Monday: {by_week}." if by_week else ""
    return Finding(
        frame=frame,
        title=title,
        subtitle="Wins and later outcomes by week, Monday to Sunday, by the day on which they happened",
        source=(
            f"Source: wins.csv, outcomes.csv, {counted(total, 'entry', 'entries')} in these weeks. Drawn"
            f" {day(records.today)}."
        ),
        alt=(
            f"{title}. {counted(wins, 'win')} and {counted(outcomes, 'later outcome')} in"
            f" {counted(len(frame), 'week')}; {now.words}{weekly}"
        ),
        marks=marks,
        answer=now.words,
    )


def _run(now: Streak) -> str:
    return (
        f"{counted(now.weeks, 'week', spelled=True)} in a row now"
        if now.weeks
        else f"the longest run was {counted(now.longest, 'week')}"
    )


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
        return month_year(self.month)


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
        """Return the day that represents a month: its middle, in the present month halfway to today."""
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
