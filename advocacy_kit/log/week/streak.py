"""The habit of logging: weeks in a row with something written down, and the picture of the last half year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.core.model import Finding, Mark, Records, counted, day
from advocacy_kit.log.week.highlight import monday

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

    A mark "run" on the present run.

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
    by_week = ", ".join(f"{row.period.day} {row.period:%B} {row.wins + row.outcomes}" for row in frame.itertuples())
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
