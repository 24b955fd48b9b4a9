"""The plan after a no: milestones that are whole, six months with follow-ups.

Progress by what is logged, and what is unmet as a gap.
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit import KitError, find_gaps
from advocacy_kit.conversation.plan import (
    STEP_COLUMNS,
    checked_plan,
    finish_step,
    follow_up_days,
    follow_ups,
    own_steps,
    propose_plan,
)
from advocacy_kit.log.milestones import COLUMNS, progress, progress_words
from advocacy_kit.review.gaps.gap import GapContext
from advocacy_kit.review.gaps.plan_gaps import unmet_milestone
from tests.asking import TODAY, WINS, ask, asking, stone

ASKED = date(2026, 6, 1)
ROW = ask("milestones", date=ASKED.isoformat())
GOAL = {
    "id": "g-1",
    "goal": "Halve the falls",
    "measure": "falls",
    "unit": "a quarter",
    "baseline": 6,
    "target": 2,
    "start": "2026-01-01",
}
GOAL |= {"due": "2026-12-31"}


def won(day, after, **more):
    return {
        "id": f"w-{day}",
        "date": day,
        "win": "Fewer falls",
        "measure": "falls",
        "before": 6,
        "after": after,
        "unit": "a quarter",
    } | more


def standing(records_of, **tables):
    given = {"asks": [ROW], "milestones": [stone()], "wins": []} | tables
    return progress(asking(records_of, **given), "a-1")


@given(start=st.dates(date(2026, 1, 1), date(2027, 1, 1)), days=st.integers(0, 800), weeks=st.integers(1, 26))
def test_follow_ups_end_on_the_last_day_and_are_working_days_in_order(start, days, weeks):
    end = start + timedelta(days=days)
    found = follow_ups(start, end, weeks)
    assert found[-1] == end
    assert list(found) == sorted(set(found))
    assert all(day.weekday() < 5 for day in found[:-1])
    assert all(day > start for day in found[:-1])
    assert all(abs((after - before).days - 7 * weeks) <= 4 for before, after in pairwise(found))


def test_a_plan_of_six_months_is_proposed_from_the_open_goals(records_of):
    records = asking(
        records_of,
        "no",
        goals=[GOAL, GOAL | {"id": "g-2", "status": "done"}],
        checkins=[{"goal_id": "g-1", "date": "2026-09-01", "value": 4}],
    )
    plan = propose_plan(records, "a-1")
    assert plan.end == date(2027, 3, 30)
    assert plan.follow_ups[-1] == plan.end
    assert [(row.measure, row.baseline, row.target, row.goal_id, row.due) for row in plan.milestones] == [
        ("falls", 4.0, 2.0, "g-1", date(2026, 12, 31))
    ]
    assert checked_plan(records, plan.milestones) == plan.milestones


def test_without_goals_the_blocker_is_the_milestone_and_has_to_be_made_measurable(records_of):
    records = asking(records_of, asks=[ask("no", blocker="no proof yet")])
    plan = propose_plan(records, "a-1")
    assert plan.milestones[0].milestone == "Settled: no proof yet"
    with pytest.raises(KitError) as caught:
        checked_plan(records, plan.milestones)
    assert [issue.message.split(" has ")[1] for issue in caught.value.issues] == ["no measure", "no target"]


def test_a_plan_without_milestones_is_none(records_of):
    with pytest.raises(KitError, match="needs a milestone"):
        checked_plan(asking(records_of), ())


@pytest.mark.parametrize(("months", "weeks"), [(0, 5), (25, 5), (6, 0), (6, 27)])
def test_odd_lengths_are_refused(records_of, months, weeks):
    with pytest.raises(KitError) as caught:
        propose_plan(asking(records_of, "no"), "a-1", months=months, weeks=weeks)
    assert caught.value.issues[0].code == "K098"


def test_follow_ups_of_the_plan_on_file_do_not_depend_on_today(records_of):
    records = asking(records_of, asks=[ROW], milestones=[stone(), stone(id="m-2", due="2026-12-05")])
    days = follow_up_days(records, "a-1")
    assert days[-1] == date(2027, 3, 31)
    assert follow_up_days(replace(records, today=date(2027, 1, 1)), "a-1") == days
    assert follow_up_days(asking(records_of), "a-1") == ()


def test_progress_has_its_columns_also_without_rows(records_of):
    frame = standing(records_of, milestones=[])
    assert dict(frame.dtypes.astype(str)) == COLUMNS
    assert progress_words(frame) == "No milestones are on file for this ask."


@pytest.mark.parametrize(
    ("tables", "now", "share", "status", "source"),
    [
        ({}, None, None, "no word yet", ""),
        ({"wins": [won("2026-08-20", 5)]}, 5, 0.25, "on the way", "wins.csv line 2"),
        ({"wins": [won("2026-09-01", 6)]}, 6, 0.0, "behind", "wins.csv line 2"),
        ({"wins": [won("2026-09-01", 2)]}, 2, 1.0, "reached", "wins.csv line 2"),
        ({"wins": [won("2026-09-01", 1)]}, 1, 1.25, "reached", "wins.csv line 2"),
        ({"wins": [won("2026-05-31", 2)]}, None, None, "no word yet", ""),
        ({"wins": [won("2026-10-01", 2)]}, None, None, "no word yet", ""),
        ({"wins": [won("2026-09-01", 2, measure="slips")]}, None, None, "no word yet", ""),
        ({"wins": [won("2026-09-01", 2, unit="a year")]}, None, None, "no word yet", ""),
        ({"wins": [won("2026-09-01", 2, measure="  FALLS ", unit=None)]}, 2, 1.0, "reached", "wins.csv line 2"),
        ({"wins": [won("2026-09-02", 2), won("2026-09-01", 5)]}, 2, 1.0, "reached", "wins.csv line 2"),
        ({"milestones": [stone(due="2026-09-29")]}, None, None, "overdue", ""),
        (
            {"milestones": [stone(due="2026-09-29")], "wins": [won("2026-09-01", 2)]},
            2,
            1.0,
            "reached",
            "wins.csv line 2",
        ),
        (
            {"milestones": [stone(baseline=None)], "wins": [won("2026-09-01", 4)]},
            4,
            0.5,
            "on the way",
            "wins.csv line 2",
        ),
        ({"milestones": [stone(target=10)], "wins": [won("2026-09-01", 8)]}, 8, 0.5, "on the way", "wins.csv line 2"),
    ],
)
def test_a_milestone_stands_where_the_newest_reading_since_the_ask_says(records_of, tables, now, share, status, source):
    row = standing(records_of, **tables).iloc[0]
    assert (row["status"], row["source"]) == (status, source)
    assert (None if pd.isna(row["now"]) else row["now"]) == now
    assert row["share"] == pytest.approx(share, nan_ok=True) if share is not None else pd.isna(row["share"])


def test_checkins_of_the_goal_and_outcomes_of_a_win_are_readings_too(records_of):
    by_goal = {
        "milestones": [stone(goal_id="g-1")],
        "goals": [GOAL],
        "checkins": [{"goal_id": "g-1", "date": "2026-08-01", "value": 3}],
    }
    assert standing(records_of, **by_goal).iloc[0][["now", "source"]].tolist() == [3.0, "checkins.csv line 2"]
    outcome = {"id": "o-1", "win_id": "w-1", "date": "2026-09-01", "outcome": "It held", "measure": "falls", "after": 2}
    assert standing(records_of, wins=WINS, outcomes=[outcome]).iloc[0][["now", "source"]].tolist() == [
        2.0,
        "outcomes.csv line 2",
    ]


@given(after=st.floats(-50, 50), baseline=st.floats(-50, 50), target=st.floats(-50, 50))
def test_reached_is_reached_in_either_direction(after, baseline, target):
    from advocacy_kit.log.progress import Way

    if abs(target - baseline) < 1e-6:
        return
    beyond = after >= target if target > baseline else after <= target
    assert (Way(baseline, target, ASKED, TODAY).share(after) >= 1) == beyond or abs(after - target) < 1e-9


def test_milestones_of_open_asks_only(records_of):
    stones = [stone(), stone(id="m-2", ask_id="a-2"), stone(id="m-3", ask_id="a-9")]
    records = asking(records_of, asks=[ROW, ask("closed", id="a-2")], milestones=stones)
    assert progress(records)["id"].tolist() == ["m-1"]
    assert progress(records, "a-2")["id"].tolist() == ["m-2"]


def test_how_they_stand_in_a_sentence(records_of):
    frame = standing(
        records_of,
        milestones=[stone(), stone(id="m-2", due="2026-09-01"), stone(id="m-3", measure="slips")],
        wins=[won("2026-09-02", 2)],
    )
    assert progress_words(frame) == "Of 3 milestones: 2 reached, 1 no word yet."


def gap(records_of, **tables):
    given = {"asks": [ROW], "milestones": [stone()], "wins": []} | tables
    return unmet_milestone(GapContext(asking(records_of, **given)))


def test_an_unmet_milestone_is_a_gap_with_its_row(records_of):
    found = gap(records_of, milestones=[stone(due="2026-09-15")])
    assert (found.kind, found.severity, found.title) == (
        "unmet_milestone",
        "high",
        "The milestone “Half the falls” was due on 15 September 2026",
    )
    assert [(row.file, row.line, row.id) for row in found.rows] == [("milestones.csv", 2, "m-1")]
    assert "with its measure, falls" in found.action
    two = gap(records_of, milestones=[stone(due="2026-09-15"), stone(id="m-2", due="2026-09-20")])
    assert two.title == "2 milestones are not met, first “Half the falls”; 2 overdue"
    assert two.facts != found.facts


def test_what_is_behind_is_a_gap_and_what_is_on_its_way_is_none(records_of):
    assert gap(records_of, wins=[won("2026-09-01", 6)]).severity == "medium"
    assert gap(records_of, wins=[won("2026-08-20", 5)]) is None
    assert gap(records_of, wins=[won("2026-09-01", 2)]) is None
    assert gap(records_of, milestones=[]) is None
    assert gap(records_of, asks=[ask("closed")]) is None


def test_without_any_word_it_is_a_gap_from_half_of_the_time_on(records_of):
    assert gap(records_of, milestones=[stone(due="2027-03-31")]) is None
    assert (
        gap(records_of, milestones=[stone(due="2026-12-31")]).title
        == "The milestone “Half the falls” has no result on record"
    )


def test_it_is_among_the_gaps_of_the_review(records_of):
    wins = [{"id": f"w-{n}", "date": f"2026-0{1 + n % 9}-10", "win": f"Win {n}"} for n in range(12)]
    records = asking(records_of, asks=[ROW], milestones=[stone(due="2026-09-15")], wins=wins)
    (found,) = [gap for gap in find_gaps(records) if gap.kind == "unmet_milestone"]
    assert found.days_left == 43


def step(name, due, **more):
    return {"ask_id": "a-1", "step": name, "first_action": "begin", "due": due} | more


def test_own_steps_are_open_overdue_or_done(records_of):
    steps = [
        step("later", "2026-12-01"),
        step("late", "2026-09-01"),
        step("done", "2026-08-01", done="2026-08-02"),
        step("none", "2026-10-10", done="no"),
        step("other", "2026-10-01", ask_id="a-2"),
        step("free", "2026-10-05", ask_id=None),
    ]
    frame = own_steps(asking(records_of, steps=steps), "a-1")
    assert list(zip(frame["step"], frame["state"], strict=True)) == [
        ("late", "overdue"),
        ("free", "open"),
        ("none", "open"),
        ("later", "open"),
        ("done", "done"),
    ]
    assert list(frame.columns) == list(STEP_COLUMNS)
    assert len(own_steps(asking(records_of, steps=steps))) == 6
    assert own_steps(asking(records_of)).empty


def test_a_step_is_finished_by_its_line(records_of):
    records = asking(records_of, steps=[step("late", "2026-09-01")])
    change = finish_step(records, 2)
    assert (change.table, change.key, dict(change.values)) == ("steps", "2", {"done": "2026-09-30"})
    with pytest.raises(KitError, match="no record 9"):
        finish_step(records, 9)
