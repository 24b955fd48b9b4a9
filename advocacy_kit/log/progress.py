"""Goals on their way from baseline to target.

How far each is, how far its pace would have it, and what is needed a month from here.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from advocacy_kit.core.model import Records, as_day, counted, day, is_number
from advocacy_kit.core.values import split_list
from advocacy_kit.log.periods import period_start

PACES = {"linear": 1.0, "late": 2.0}
"""Share of the way = (share of the time) ** this. A further curve is a further choice of `goals.pace`.

And its exponent here.
"""
TOLERANCE = 0.05  # of the way from baseline to target: as near as that to the pace is on pace
STALE_DAYS = 45
MONTH = 365.25 / 12
DONE = ("done", "reached", "achieved", "completed", "complete", "closed", "finished")
DROPPED = ("dropped", "cancelled", "canceled", "abandoned", "given up")
OPEN = ("", "open", "active", "on track", "in progress", "started")
STATUSES = (
    "behind",
    "overdue",
    "on pace",
    "ahead",
    "unclear",
    "no check-in yet",
    "not begun",
    "reached",
    "done",
    "dropped",
)
LATE = ("behind", "overdue")
CLOSED = ("reached", "done", "dropped")


@dataclass(frozen=True)
class Way:
    """From `baseline` on the day `start` to `target` on the day `due`, upwards or downwards, along a curve."""

    baseline: float
    target: float
    start: date
    due: date
    pace: str = "linear"

    @property
    def length(self) -> float:
        """From baseline to target, negative where the target lies below; NaN where the baseline is not known."""
        return self.target - self.baseline

    @property
    def known(self) -> bool:
        """Whether there is a way, and time for it."""
        return math.isfinite(self.length) and self.length != 0 and self.due > self.start

    def expected(self, on: date) -> float:
        """Return where the pace wants the measure.

        Baseline + (target − baseline) · ((on − start) / (due − start)) ** k.

        k is 1 for "linear" and 2 for "late"; before the start it is the baseline, after the due date the target.
        """
        time = (on - self.start).days / (self.due - self.start).days
        if time >= 1:
            return self.target
        return self.baseline + self.length * max(time, 0.0) ** PACES[self.pace]

    def share(self, value: float) -> float:
        """Return how much of the way is done at `value`: 0 at the baseline, 1 at the target, below and beyond too."""
        return (value - self.baseline) / self.length

    def days_ahead(self, value: float, on: date) -> float:
        """Return by how many days `value` comes sooner (or, negative, later) than the pace has it."""
        time = min(max(self.share(value), 0.0), 1.0) ** (1 / PACES[self.pace])
        span = (self.due - self.start).days
        return time * span - min(max((on - self.start).days, 0), span)


@dataclass(frozen=True)
class Standing:
    """The progress of one goal on a day; the columns of `goal_progress`."""

    id: str
    goal: str
    unit: str
    start: pd.Timestamp
    due: pd.Timestamp
    pace: str
    target: float
    baseline: float = math.nan
    now: float = math.nan
    checked: Any = pd.NaT
    expected: float = math.nan
    share: float = math.nan
    expected_share: float = math.nan
    expected_today: float = math.nan
    today_share: float = math.nan
    ahead: float = math.nan
    ahead_share: float = math.nan
    days_ahead: float = math.nan
    days_left: int = 0
    left: float = math.nan
    needed_a_month: float = math.nan
    so_far_a_month: float = math.nan
    status: str = "unclear"
    stale: bool = False
    notes: str = ""


_DTYPES = {
    "str": "str",
    "float": "float64",
    "int": "int64",
    "bool": "bool",
    "pd.Timestamp": "datetime64[us]",
    "Any": "datetime64[us]",
}


def goal_progress(records: Records, on: date | str | None = None) -> pd.DataFrame:
    """Return one row a goal, in the order of goals.csv, with where it stands.

    The verdict compares the last check-in with the pace *on the day of that check-in*: nobody falls behind because the
    next one is not due yet. Whether it is too old to stand for today is said beside it.

    Args:
        records: goals and check-ins are read.
        on: the day that counts, today if not given; later check-ins are not known yet.

    Returns:
        Index `line` in goals.csv. `baseline` (the first check-in where none is given, which `notes` say), `now` and
        `checked` (last check-in and its day), `expected` (where the pace wants it on that day), `expected_today`,
        `target`, all in `unit`; `share`, `expected_share` and `today_share` of the way (0 at the baseline, 1 at the
        target, either direction); `ahead` in the unit, positive towards the target, `ahead_share` of the way, and
        `days_ahead`; `days_left`, `left` (target less now) and `needed_a_month`, which leads to the target on the due
        date, `so_far_a_month`; `status` (one of STATUSES), `stale` (no check-in for more than 45 days), `notes`. NaN
        and NaT where it cannot be known.
    """
    today = records.today if on is None else as_day(on)
    checkins = records.checkins
    checkins = checkins[checkins["date"] <= pd.Timestamp(today)].sort_values("date", kind="stable")
    of_goal = dict(list(checkins.groupby("goal_id")))
    none = checkins.iloc[:0]
    goals = records.goals
    rows = [asdict(_standing(row, of_goal.get(row.id, none), today)) for row in goals.itertuples()]
    frame = pd.DataFrame(rows, columns=[field.name for field in fields(Standing)], index=goals.index)
    return frame.astype({field.name: _DTYPES[str(field.type)] for field in fields(Standing)})


def way_of(standing: Any) -> Way:
    """Return the way of a row of `goal_progress`."""
    return Way(standing.baseline, standing.target, standing.start.date(), standing.due.date(), standing.pace)


def in_view(progress: pd.DataFrame, records: Records) -> pd.DataFrame:
    """Return the goals that a page shows.

    Goals that were dropped, or were over before the period of the next review, are left out.
    """
    over = progress["status"].isin(["reached", "done"]) & (progress["due"] < pd.Timestamp(period_start(records)))
    return progress[~over & (progress["status"] != "dropped")]


def ranked(shown: pd.DataFrame) -> pd.DataFrame:
    """Return what needs attention first: by status, then by how far it is behind."""
    order = {status: place for place, status in enumerate(STATUSES)}
    return (
        shown.assign(_place=shown["status"].map(order))
        .sort_values(["_place", "ahead_share", "due"], kind="stable")
        .drop(columns="_place")
    )


def unknown_goals(records: Records) -> tuple[str, ...]:
    """Say which check-ins and wins name goals that goals.csv does not have."""
    known = set(records.goals["id"])
    named = {
        "check-in": [[key] for key in records.checkins["goal_id"]],
        "win": [split_list(cell) for cell in records.wins["goals"]],
    }
    said = []
    for noun, rows in named.items():
        lost = [[key for key in keys if key not in known] for keys in rows]
        count, names = sum(bool(keys) for keys in lost), sorted({key for keys in lost for key in keys})
        if count:
            verb = "names" if count == 1 else "name"
            said.append(
                f"{counted(count, noun)} {verb} a goal that goals.csv does not have, and is left out:"
                f" {', '.join(names)}."
            )
    return tuple(said)


def _standing(row: Any, checkins: pd.DataFrame, today: date) -> Standing:
    start, due = row.start.date(), row.due.date()
    pace = row.pace if row.pace in PACES else "linear"
    unit = row.unit if isinstance(row.unit, str) else ""
    word = row.status.strip().casefold() if isinstance(row.status, str) else ""
    notes = (
        []
        if word in (*DONE, *DROPPED, *OPEN)
        else [f"The status “{row.status}” is read as open; done and dropped close a goal."]
    )
    baseline, said, checkins = _baseline(row, checkins)
    way = Way(baseline, float(row.target), max(start, said or start), due, pace)
    notes += _complaints(way, start, said)
    last = checkins.iloc[-1] if len(checkins) else None
    now, checked = (math.nan, None) if last is None else (float(last["value"]), last["date"].date())
    found = Standing(
        id=str(row.id),
        goal=str(row.goal),
        unit=unit,
        start=pd.Timestamp(way.start),
        due=row.due,
        pace=pace,
        target=way.target,
        baseline=baseline,
        now=now,
        checked=pd.NaT if checked is None else pd.Timestamp(checked),
        days_left=(due - today).days,
    )
    if way.known:
        wanted = way.expected(today)
        found = _measured(replace(found, expected_today=wanted, today_share=way.share(wanted)), way, checked)
    found = _judged(found, way, word, today, dated=due > start)
    if found.status not in CLOSED and found.status != "not begun":
        found = _onwards(found, way, checked, today)
        waiting = checked or said or way.start
        found = replace(found, stale=(today - waiting).days > STALE_DAYS)
    return replace(found, notes=" ".join(notes))


def _baseline(row: Any, checkins: pd.DataFrame) -> tuple[float, date | None, pd.DataFrame]:
    """Return the baseline, the day of the check-in that replaces a missing one, and the other check-ins."""
    if is_number(row.baseline):
        return float(row.baseline), None, checkins
    if checkins.empty:
        return math.nan, None, checkins
    first = checkins.iloc[0]
    return float(first["value"]), first["date"].date(), checkins.iloc[1:]


def _complaints(way: Way, start: date, said: date | None) -> list[str]:
    notes = []
    if way.due < start:
        notes.append("It is due before it starts: correct one of the dates.")
    elif way.due <= way.start:
        notes.append("There is no time between its start and the day it is due: correct one of the dates.")
    if said is not None:
        notes.append(f"It has no baseline: the first check-in, of {day(said)}, stands in for it.")
    elif math.isnan(way.baseline):
        notes.append("It has neither a baseline nor a check-in: how far it is cannot be said.")
    if way.length == 0:
        notes.append(
            "Baseline and target are the same, so there is no way to measure: give the figure that it began from."
        )
    return notes


def _measured(found: Standing, way: Way, checked: date | None) -> Standing:
    """Compare the last check-in with the pace on its day."""
    if checked is None:
        return found
    expected = way.expected(checked)
    share, wanted = way.share(found.now), way.share(expected)
    ahead = (found.now - expected) * math.copysign(1.0, way.length)
    return replace(
        found,
        expected=expected,
        share=share,
        expected_share=wanted,
        ahead=ahead,
        ahead_share=share - wanted,
        days_ahead=way.days_ahead(found.now, checked),
    )


def _judged(found: Standing, way: Way, word: str, today: date, *, dated: bool) -> Standing:
    reached = math.isfinite(found.now) and math.isfinite(way.length) and way.length != 0 and way.share(found.now) >= 1
    status = "unclear"
    if word in DROPPED:
        status = "dropped"
    elif word in DONE:
        status = "reached" if reached else "done"
    elif reached:
        status = "reached"
    elif not dated:
        status = "unclear"
    elif way.start > today:
        status = "not begun"
    elif way.due < today:
        short = math.nan if math.isnan(found.now) else -abs(way.target - found.now)
        return replace(
            found, status="overdue", ahead=short, ahead_share=found.share - 1, days_ahead=float((way.due - today).days)
        )
    elif math.isnan(found.now):
        status = "no check-in yet"
    elif way.known:
        near = abs(found.ahead_share) <= TOLERANCE
        status = "on pace" if near else "ahead" if found.ahead_share > 0 else "behind"
    return replace(found, status=status)


def _onwards(found: Standing, way: Way, checked: date | None, today: date) -> Standing:
    """Say what is left, what it needs a month from today, and what a month has brought so far."""
    here = way.baseline if math.isnan(found.now) else found.now
    left = way.target - here
    ahead = (way.due - today).days
    behind = 0 if checked is None else (checked - way.start).days
    return replace(
        found,
        left=left,
        needed_a_month=left / (ahead / MONTH) if ahead > 0 else math.nan,
        so_far_a_month=(found.now - way.baseline) / (behind / MONTH) if behind > 0 else math.nan,
    )


def pace_line(way: Way, points: int = 60) -> pd.DataFrame:
    """Return the pace from start to due date: `date` and `value`, ascending; empty where there is no way."""
    if not way.known:
        return pd.DataFrame({"date": pd.Series(dtype="datetime64[us]"), "value": pd.Series(dtype="float64")})
    time = np.linspace(0.0, 1.0, points)
    days = pd.Timestamp(way.start) + pd.to_timedelta(time * (way.due - way.start).days, unit="D")
    return pd.DataFrame({"date": days.as_unit("us"), "value": way.baseline + way.length * time ** PACES[way.pace]})
