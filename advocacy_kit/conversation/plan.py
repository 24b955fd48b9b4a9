"""A no becomes a plan: milestones with measures and days, follow-ups, own steps, and how far each has come by wins and check-ins."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.asks import AskRow, ask_of
from advocacy_kit.errors import KitError
from advocacy_kit.followup import Change, Milestone, milestone_problems, undone
from advocacy_kit.goals.progress import CLOSED, TOLERANCE, Way, goal_progress
from advocacy_kit.model import Records, counted, day, is_number
from advocacy_kit.raise_case.manager_page import plain

MONTHS = 6
WEEKS = 5  # between two follow-ups
MOST = 3
ME = "me"
COLUMNS = {
    "id": "str",
    "milestone": "str",
    "measure": "str",
    "unit": "str",
    "baseline": "float64",
    "now": "float64",
    "as_of": "datetime64[us]",
    "source": "str",
    "target": "float64",
    "owner": "str",
    "due": "datetime64[us]",
    "days_left": "int64",
    "share": "float64",
    "expected_share": "float64",
    "status": "str",
}
STEP_COLUMNS = {"ask_id": "str", "step": "str", "first_action": "str", "due": "datetime64[us]", "state": "str"}


@dataclass(frozen=True)
class Plan:
    """A proposed plan: milestones to be completed by the user, the days on which it is looked at, and the day by which it is asked again."""

    milestones: tuple[Milestone, ...]
    follow_ups: tuple[date, ...]
    end: date


def propose_plan(records: Records, ask_id: str, *, months: int = MONTHS, weeks: int = WEEKS) -> Plan:
    """Return a plan to begin with: open goals that have a measure, those with check-ins first, else a milestone out of the blocker.

    What cannot be known (the measure of a blocker, its target) is left blank, and `checked_plan` refuses it until it is filled in.

    Args:
        records: the person's tables.
        ask_id: the ask, with its blocker.
        months: how long the plan runs, six by default.
        weeks: between two follow-ups, five by default.

    Raises:
        KitError: if there is no such ask, or the numbers make no plan.

    """
    ask = ask_of(records, ask_id)
    if not (1 <= months <= 24 and 1 <= weeks <= 26):
        raise KitError.of(
            "K098", f"a plan of {months} months, looked at every {weeks} weeks, is none", "Say 1 to 24 months and 1 to 26 weeks."
        )
    end = workday((pd.Timestamp(records.today) + pd.DateOffset(months=months)).date())
    proposed = _from_goals(records, end)[:MOST]
    if not proposed:
        blocker = plain(ask.blocker)
        proposed = (Milestone(f"Settled: {blocker}" if blocker else "", "", None, ME, end),)
    return Plan(proposed, follow_ups(records.today, end, weeks), end)


def checked_plan(records: Records, milestones: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    """Return milestones that are whole.

    Raises:
        KitError: if there are none, or one has no name, measure, target, owner or day ahead: every lack at once.

    """
    if not milestones:
        raise KitError.of("K098", "a plan needs a milestone", "Name one with its measure, target, owner and day.", file="milestones.csv")
    if problems := milestone_problems(milestones, records.today):
        raise KitError(problems)
    return milestones


def follow_ups(start: date, end: date, weeks: int = WEEKS) -> tuple[date, ...]:
    """Return the days on which a plan is looked at: its end and every few weeks before it, after `start`; each a working day."""
    days, when = [end], end - timedelta(weeks=weeks)
    while when > start + timedelta(weeks=1):
        days.append(workday(when))
        when -= timedelta(weeks=weeks)
    return tuple(reversed(days))


def follow_up_days(records: Records, ask_id: str, weeks: int = WEEKS) -> tuple[date, ...]:
    """Return the follow-ups of the plan on file, counted back from the last day on which a milestone is due; none without milestones.

    They follow from the tables alone, so that exporting them again names the same days.
    """
    ask = ask_of(records, ask_id)
    due = records.milestones.loc[records.milestones["ask_id"] == ask_id, "due"]
    return follow_ups(ask.written, workday(due.max().date()), weeks) if len(due) else ()


def workday(when: date) -> date:
    """Return the day itself, or the Monday after it where it falls on a weekend."""
    return when + timedelta(days=max(0, 7 - when.weekday()) if when.weekday() >= 5 else 0)


def _from_goals(records: Records, end: date) -> tuple[Milestone, ...]:
    found = []
    measures = records.goals["measure"]
    for line, row in goal_progress(records).iterrows():
        measure = plain(measures.loc[line])
        baseline = float(row["now"]) if is_number(row["now"]) else float(row["baseline"]) if is_number(row["baseline"]) else None
        if not measure or row["status"] in CLOSED or baseline == row["target"]:
            continue
        due = row["due"].date()
        due = due if records.today < due < end else end
        key = row["id"] if not str(row["id"]).startswith("~") else ""
        stone = Milestone(plain(row["goal"]), measure, float(row["target"]), ME, due, baseline, row["unit"], key)
        found.append((not is_number(row["now"]), stone))
    return tuple(stone for _, stone in sorted(found, key=lambda pair: pair[0]))


def progress(records: Records, ask_id: str | None = None) -> pd.DataFrame:
    """Return how far each milestone has come, from the newest reading since the ask was written down.

    A reading is a check-in of the milestone's goal, or a win (or an outcome of one) whose measure has the same name.
    The verdict compares it with the even pace on the day of that reading, as with goals.

    Args:
        records: milestones, asks, check-ins, wins, outcomes.
        ask_id: the ask; default all that are not closed or asked again.

    Returns:
        Index `line` in milestones.csv; columns as in `COLUMNS`: `now` with `as_of` and `source` (NaN, NaT and "" without a
        reading), `share` of the way from baseline to target, `expected_share` on the day of the reading; where no baseline
        was written down the first reading stands for it. `status` is "reached", "on the way", "behind", "overdue" or "no word yet".

    """
    asks = {ask.id: ask for ask in _asks(records, ask_id)}
    rows = records.milestones
    rows = rows[rows["ask_id"].isin(list(asks))]
    found = [_standing(records, row, asks[row["ask_id"]]) for _, row in rows.iterrows()]
    return pd.DataFrame(found, columns=list(COLUMNS), index=rows.index).astype(COLUMNS)


def progress_words(frame: pd.DataFrame) -> str:
    """Say in a sentence how the milestones stand."""
    if frame.empty:
        return "No milestones are on file for this ask."
    if len(frame) == 1:
        return f"One milestone: {frame['status'].iloc[0]}."
    counts = frame["status"].value_counts()
    order = ("reached", "on the way", "behind", "overdue", "no word yet")
    parts = [f"{counts[status]} {status}" for status in order if status in counts]
    return f"Of {counted(len(frame), 'milestone')}: {', '.join(parts)}."


def own_steps(records: Records, ask_id: str | None = None) -> pd.DataFrame:
    """Return the user's own steps: columns of `STEP_COLUMNS`, `state` "open", "overdue" or "done"; open ones first, by day.

    Args:
        records: the person's tables.
        ask_id: those of one ask, and those that belong to none; default all.

    """
    rows = records.steps
    if ask_id is not None:
        rows = rows[rows["ask_id"].isna() | (rows["ask_id"] == ask_id)]
    todo = undone(rows)
    late = rows["due"] < pd.Timestamp(records.today)
    state = pd.Series("done", index=rows.index, dtype="str").where(~todo, "open").where(~(todo & late), "overdue")
    frame = rows.assign(state=state.astype("str"))[list(STEP_COLUMNS)]
    return frame.assign(_done=frame["state"] == "done").sort_values(["_done", "due"], kind="stable").drop(columns="_done")


def finish_step(records: Records, line: int) -> Change:
    """Return the change that marks the step on that line of steps.csv as done today.

    Raises:
        KitError: if there is none.

    """
    if line not in records.steps.index:
        raise KitError.of("K048", f"there is no record {line}", "Look its line up in the table.", file="steps.csv")
    return Change("steps", {"done": records.today.isoformat()}, str(line))


def way_words(row: pd.Series) -> str:
    """Return a milestone's way, "from 40 to 25 minutes"; without a baseline "to 25 minutes"."""
    unit = plain(row["unit"])
    gap = "" if unit.startswith("%") else " "
    begin = f"from {row['baseline']:.10g} " if is_number(row["baseline"]) else ""
    return f"{begin}to {row['target']:.10g}{gap}{unit}".rstrip()


def milestone_words(records: Records, row: pd.Series) -> str:
    """Return a milestone as a line: what, its measure from where to where, by whom, by when."""
    owner = plain(row["owner"])
    people = records.people
    names = people.loc[people["id"] == owner, "name"]
    owner = str(names.iloc[0]) if len(names) else owner
    return f"{plain(row['milestone'])}: {plain(row['measure'])} {way_words(row)} ({owner}, by {day(row['due'].date())})"


def _asks(records: Records, ask_id: str | None) -> tuple[AskRow, ...]:
    if ask_id is not None:
        return (ask_of(records, ask_id),)
    named = records.milestones["ask_id"].dropna().unique()
    known = set(records.asks["id"])
    return tuple(ask for ask in (ask_of(records, key) for key in named if key in known) if ask.is_open)


def _standing(records: Records, row: pd.Series, ask: AskRow) -> dict[str, object]:
    readings = _readings(records, row, ask.written)
    due = row["due"].date()
    baseline = float(row["baseline"]) if is_number(row["baseline"]) else readings.iloc[0]["before"] if len(readings) else math.nan
    last = readings.iloc[-1] if len(readings) else None
    way = Way(float(baseline), float(row["target"]), ask.written, due)
    share = expected = math.nan
    if last is not None and math.isfinite(way.length) and way.length != 0:
        share = way.share(last["value"]) + 0.0  # never a negative zero
        expected = way.share(way.expected(last["date"].date())) if way.known else 1.0
    reached = share >= 1 or (last is not None and last["value"] == way.target)
    if reached:
        status = "reached"
    elif due < records.today:
        status = "overdue"
    elif last is None:
        status = "no word yet"
    else:
        status = "behind" if share + TOLERANCE < expected else "on the way"
    return {
        **{name: row[name] if isinstance(row[name], str) else "" for name in ("id", "milestone", "measure", "unit", "owner")},
        "baseline": baseline,
        "now": last["value"] if last is not None else math.nan,
        "as_of": last["date"] if last is not None else pd.NaT,
        "source": last["source"] if last is not None else "",
        "target": float(row["target"]),
        "due": row["due"],
        "days_left": (due - records.today).days,
        "share": share,
        "expected_share": expected,
        "status": status,
    }


def _readings(records: Records, row: pd.Series, since: date) -> pd.DataFrame:
    """Return what is known of a milestone's measure since a day: `date`, `value`, `before` (where it came from), `source`; oldest first."""
    first, last = pd.Timestamp(since), pd.Timestamp(records.today)
    found = []
    checkins = records.checkins
    if isinstance(row["goal_id"], str):
        for line, said in checkins[checkins["goal_id"] == row["goal_id"]].iterrows():
            found.append((said["date"], said["value"], said["value"], f"checkins.csv line {line}"))
    for table, frame in (("wins", records.wins), ("outcomes", records.outcomes)):
        for line, said in frame[frame["after"].notna() & frame["measure"].notna()].iterrows():
            if _same(said["measure"], row["measure"]) and (
                not plain(said["unit"]) or not plain(row["unit"]) or _same(said["unit"], row["unit"])
            ):
                before = said["before"] if is_number(said["before"]) else said["after"]
                found.append((said["date"], said["after"], before, f"{table}.csv line {line}"))
    frame = pd.DataFrame(found, columns=["date", "value", "before", "source"])
    frame = frame[(frame["date"] >= first) & (frame["date"] <= last)] if len(frame) else frame
    return frame.sort_values("date", kind="stable")


def _same(one: object, other: object) -> bool:
    return " ".join(plain(one).split()).casefold() == " ".join(plain(other).split()).casefold()
