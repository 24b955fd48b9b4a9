"""A no becomes a plan: milestones with measures and days, follow-ups, own steps, how far each has come, its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.conversation.facts import masked, what_words
from advocacy_kit.core.cells import measured, plain
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, day, is_number, share_percent
from advocacy_kit.core.page import Page, listing, paragraph, section
from advocacy_kit.log.asks import ask_of
from advocacy_kit.log.followup import Milestone, milestone_problems, undone
from advocacy_kit.log.milestones import milestone_words, progress, progress_words
from advocacy_kit.log.periods import workday
from advocacy_kit.log.progress import CLOSED, goal_progress
from advocacy_kit.log.sharing import name_of

MONTHS = 6
WEEKS = 5  # between two follow-ups
MOST = 3
ME = "me"
STEP_COLUMNS = {"ask_id": "str", "step": "str", "first_action": "str", "due": "datetime64[us]", "state": "str"}


@dataclass(frozen=True)
class Plan:
    """A proposed plan: milestones to be completed by the user, the days on which it is looked at.

    And the day by which it is asked again.
    """

    milestones: tuple[Milestone, ...]
    follow_ups: tuple[date, ...]
    end: date


def propose_plan(records: Records, ask_id: str, *, months: int = MONTHS, weeks: int = WEEKS) -> Plan:
    """Return a plan to begin with: open goals that have a measure, those with check-ins first.

    Else a milestone out of the blocker.

    What cannot be known (the measure of a blocker, its target) is left blank, and `checked_plan` refuses it until it is
    filled in.

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
            "K098",
            f"a plan of {months} months, looked at every {weeks} weeks, is none",
            "Say 1 to 24 months and 1 to 26 weeks.",
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
        raise KitError.of(
            "K098",
            "a plan needs a milestone",
            "Name one with its measure, target, owner and day.",
            file="milestones.csv",
        )
    if problems := milestone_problems(milestones, records.today):
        raise KitError(problems)
    return milestones


def follow_ups(start: date, end: date, weeks: int = WEEKS) -> tuple[date, ...]:
    """Return the days on which a plan is looked at: its end and every few weeks before it, after `start`.

    Each a working day.
    """
    days, when = [end], end - timedelta(weeks=weeks)
    while when > start + timedelta(weeks=1):
        days.append(workday(when))
        when -= timedelta(weeks=weeks)
    return tuple(reversed(days))


def follow_up_days(records: Records, ask_id: str, weeks: int = WEEKS) -> tuple[date, ...]:
    """Return the follow-ups of the plan on file.

    Counted back from the last day on which a milestone is due; none without milestones.

    They follow from the tables alone, so that exporting them again names the same days.
    """
    ask = ask_of(records, ask_id)
    due = records.milestones.loc[records.milestones["ask_id"] == ask_id, "due"]
    return follow_ups(ask.written, workday(due.max().date()), weeks) if len(due) else ()


def _from_goals(records: Records, end: date) -> tuple[Milestone, ...]:
    found = []
    measures = records.goals["measure"]
    for line, row in goal_progress(records).iterrows():
        measure = plain(measures.loc[line])
        baseline = (
            float(row["now"])
            if is_number(row["now"])
            else float(row["baseline"])
            if is_number(row["baseline"])
            else None
        )
        if not measure or row["status"] in CLOSED or baseline == row["target"]:
            continue
        due = row["due"].date()
        due = due if records.today < due < end else end
        key = row["id"] if not str(row["id"]).startswith("~") else ""
        stone = Milestone(plain(row["goal"]), measure, float(row["target"]), ME, due, baseline, row["unit"], key)
        found.append((not is_number(row["now"]), stone))
    return tuple(stone for _, stone in sorted(found, key=lambda pair: pair[0]))


def own_steps(records: Records, ask_id: str | None = None) -> pd.DataFrame:
    """Return the user's own steps: columns of `STEP_COLUMNS`, `state` "open", "overdue" or "done".

    Open ones first, by day.

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
    return (
        frame.assign(_done=frame["state"] == "done").sort_values(["_done", "due"], kind="stable").drop(columns="_done")
    )


def finish_step(records: Records, line: int) -> Change:
    """Return the change that marks the step on that line of steps.csv as done today.

    Raises:
        KitError: if there is none.

    """
    if line not in records.steps.index:
        raise KitError.of("K048", f"there is no record {line}", "Look its line up in the table.", file="steps.csv")
    return Change("steps", {"done": records.today.isoformat()}, str(line))


def plan_page(records: Records, ask_id: str) -> Page:
    """Return the plan that runs for an ask, as it stands today.

    Raises:
        KitError: if there is no such ask.

    """
    ask = ask_of(records, ask_id)
    money = ask.money(records)
    stones, steps = progress(records, ask.id), own_steps(records, ask.id)
    rows = records.milestones
    listed = tuple(
        masked(f"{milestone_words(records, rows.loc[line])}: {standing_words(row)}", money)
        for line, row in stones.iterrows()
    )
    own = tuple(
        f"{plain(row.step)}, by {day(row.due.date())} ({row.state}); first: {plain(row.first_action)}"
        for row in steps.itertuples()
    )
    blocker = masked(plain(ask.blocker), money)
    days = tuple(day(when) for when in follow_up_days(records, ask.id))
    wanted = f"{_begun(what_words(records, ask))}, from {day(ask.start_date)}."
    blocks = (
        *section("What I ask for", paragraph(wanted), request=True),
        *section("What stands in the way", paragraph(f"{_begun(blocker)}." if blocker else "")),
        *section(
            "What has to be reached", paragraph(progress_words(stones) if len(stones) != 1 else ""), listing(listed)
        ),
        *section("What I do myself", listing(own)),
        *section("When it is looked at", listing(days)),
    )
    return Page("The plan", blocks, f"As of {day(records.today)}.", to=name_of(records, ask.to))


def standing_words(row: pd.Series) -> str:
    """Say where a milestone of `progress` stands: "3 on 2 February 2027, 75% of the way: on the way"."""
    if not is_number(row["now"]):
        return "nothing on record yet" if row["status"] == "no word yet" else str(row["status"])
    share = (
        f", {share_percent(row['share'])} of the way"
        if is_number(row["share"]) and row["share"] >= 0.005 and row["status"] != "reached"
        else ""
    )
    return f"{measured(row['now'])} on {day(row['as_of'].date())}{share}: {row['status']}"


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
