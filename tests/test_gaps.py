"""What is missing before the review: each kind comes, goes when it is closed, and takes nothing else with it."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_kit import find_gaps

TODAY = date(2026, 9, 30)
LAST = {"date": "2025-11-13", "kind": "annual"}
PEOPLE = [
    {"id": "p-m", "name": "Marcus Oyelaran", "relation": "manager"},
    {"id": "p-s", "name": "Helen Brandt", "relation": "sponsor"},
    {"id": "p-x", "name": "Sofia", "relation": "peer"},
]
GOOD = {
    "win": "Did it",
    "measure": "hours",
    "before": 5,
    "after": 1,
    "value": 100,
    "value_basis": "4 hours",
    "evidence": "a.txt",
    "objectives": "ob-1",
    "known_to": "p-m",
    "praise": "Thanks",
}


def good_log(each=2):
    """A log without a gap: wins in every month, of three kinds."""
    months = [date(2025, 11, 20)] + [date(2025 + m // 12, m % 12 + 1, 5) for m in range(11, 21)]
    days = [first + timedelta(days=3 * n) for first in months for n in range(each)]
    return [GOOD | {"id": f"w-{n}", "date": day, "category": ("a", "b", "c")[n % 3]} for n, day in enumerate(days)]


@pytest.fixture(scope="module")
def make(records_of):
    def build(wins, *, left=43, **tables):
        tables = {"reviews": [LAST], "people": PEOPLE, "objectives": [{"id": "ob-1", "objective": "Cut cost"}]} | tables
        profile = {} if left is None else {"review_date": TODAY + timedelta(days=left)}
        return records_of(TODAY, profile=profile, evidence={"a.txt": True, "gone.txt": False}, wins=wins, **tables)

    return build


def kinds(records):
    return {gap.kind: gap for gap in find_gaps(records)}


def changed(wins, places, **change):
    return [win | change if place in places else win for place, win in enumerate(wins)]


def test_a_good_log_has_no_gap(make):
    assert find_gaps(make(good_log())) == []


CASES = {
    "no_measure": (changed(good_log(), {3, 4}, measure=None, before=None, after=None), {}, ["w-3", "w-4"]),
    "no_basis": (changed(good_log(), {5}, value_basis=None), {}, ["w-5"]),
    "unseen": (changed(good_log(), {6, 7}, known_to="p-x"), {}, ["w-6", "w-7"]),
    "objective_without_wins": (good_log(), {"objectives": [{"id": "ob-1", "objective": "x"}, {"id": "ob-2", "objective": "y"}]}, ["ob-2"]),
    "old_praise": (changed(good_log(), set(range(10, 22)), praise=None), {}, ["w-9"]),
    "no_evidence": (changed(good_log(), {8}, evidence=None), {}, ["w-8"]),
    "dead_evidence": (changed(good_log(), {9}, evidence="a.txt;gone.txt"), {}, ["w-9"]),
    "quiet_months": ([w for w in good_log() if w["date"].month not in (3, 4)], {}, []),
    "recency": (good_log() + [w | {"id": f"r-{w['id']}", "date": "2026-09-01"} for w in good_log(3)], {}, None),
    "one_category": (changed(good_log(), set(range(12)), category="a"), {}, None),
}


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_stands_alone_with_its_rows(make, kind):
    wins, tables, rows = CASES[kind]
    found = kinds(make(wins, **tables))
    assert set(found) == {kind}
    gap = found[kind]
    if rows is not None:
        assert sorted(row.id for row in gap.rows) == rows
        assert gap.facts == ";".join(sorted(rows))
    assert gap.days_left == 43
    assert gap.severity in ("high", "medium", "low")
    assert gap.minutes >= 5
    assert gap.minutes % 5 == 0
    assert gap.title
    assert gap.action
    if kind != "objective_without_wins":
        lines = {f"w-{place}": place + 2 for place in range(22)}
        assert all(row.line == lines[row.id] for row in gap.rows if row.id in lines and len(wins) == 22)


@pytest.mark.parametrize("kind", CASES)
def test_rows_before_the_period_are_no_gap(make, kind):
    wins, tables, _ = CASES[kind]
    later = {"reviews": [LAST, {"date": "2026-09-29", "kind": "annual"}]}
    if kind not in ("objective_without_wins", "old_praise"):
        assert kind not in kinds(make(wins, **tables, **later))


@pytest.mark.parametrize("count", range(10))
def test_below_ten_wins_there_is_exactly_one_gap(make, count):
    (gap,) = find_gaps(make(changed(good_log(), {0, 1}, measure=None, value_basis=None)[:count]))
    assert gap.kind == "few_wins"
    assert f"{count} win" in gap.title
    assert f"{10 - count} more win" in gap.action
    assert len(gap.rows) == count
    assert gap.minutes == 5 * -(-4 * (10 - count) // 5)


def test_at_ten_wins_the_rest_is_said(make):
    assert "few_wins" not in kinds(make(good_log()[:10]))


flaw = st.sampled_from(["measure", "basis", "known", "evidence", "value", "confidential"])
flawed_logs = st.lists(st.sets(flaw), min_size=22, max_size=22)


def spoilt(win, flaws):
    change = {
        "measure": {"measure": None, "before": None, "after": None},
        "basis": {"value_basis": None},
        "known": {"known_to": "p-x"},
        "evidence": {"evidence": None},
        "value": {"value": None},
        "confidential": {"confidential": True},
    }
    for name in sorted(flaws):
        win = win | change[name]
    return win


CLOSING = {
    "no_measure": {"measure": "hours"},
    "no_basis": {"value_basis": "counted"},
    "unseen": {"known_to": "p-m"},
    "no_evidence": {"evidence": "a.txt"},
}


@pytest.mark.parametrize("kind", CLOSING)
@settings(max_examples=10)
@given(flaws=flawed_logs)
def test_closing_a_gaps_rows_removes_it_and_makes_none_about_other_rows(make, kind, flaws):
    wins = [spoilt(win, set_) for win, set_ in zip(good_log(), flaws, strict=True)]
    before = kinds(make(wins))
    if kind not in before:
        return
    closed = {row.id for row in before[kind].rows}
    after = kinds(make([win | CLOSING[kind] if win["id"] in closed else win for win in wins]))
    assert kind not in after
    # a point more may make a closed row strong enough to be worth another gap; no other row is touched
    for name, gap in after.items():
        known = {row.id for row in before[name].rows} if name in before else set()
        assert {row.id for row in gap.rows} - known <= closed


def test_an_outcome_meets_what_the_win_lacks(make):
    wins = changed(good_log(), {3}, measure=None, before=None, after=None, evidence=None)
    outcome = {"id": "o", "win_id": "w-3", "date": "2026-09-01", "outcome": "x", "measure": "hours", "evidence": "a.txt"}
    assert "no_measure" in kinds(make(wins))
    assert kinds(make(wins, outcomes=[outcome])) == {}


@pytest.mark.parametrize(("months", "severity", "minutes"), [((3, 4), "medium", 20), ((3, 4, 5), "high", 30)])
def test_three_quiet_months_are_grave(make, months, severity, minutes):
    gap = kinds(make([w for w in good_log() if w["date"].month not in months]))["quiet_months"]
    assert (gap.severity, gap.minutes) == (severity, minutes)


def test_confidential_wins_need_no_listener(make):
    assert kinds(make(changed(good_log(), {6}, known_to=None, confidential=True))) == {}


def test_without_deciders_on_file_anybody_who_knows_will_do(make):
    assert kinds(make(changed(good_log(), {6}, known_to="Sofia"), people=[])) == {}
    gap = kinds(make(changed(good_log(), {6}, known_to=None), people=[]))["unseen"]
    assert gap.title == "Nobody knows of 1 strong win"
    assert kinds(make(changed(good_log(), {6}, known_to="helen brandt"))) == {}


def test_objectives_count_only_while_in_force(make):
    served = {"id": "ob-1", "objective": "x"}
    for out in ({"until": "2026-09-29"}, {"since": "2026-10-01"}):
        assert kinds(make(good_log(), objectives=[served, {"id": "ob-2", "objective": "y", **out}])) == {}
    assert "objective_without_wins" in kinds(make(good_log(), objectives=[served, {"id": "ob-2", "objective": "y", "until": "2026-09-30"}]))


def test_no_praise_at_all_is_said(make):
    gap = kinds(make(changed(good_log(), set(range(22)), praise=None)))["old_praise"]
    assert (gap.title, gap.rows, gap.where) == ("No praise is on record", (), "")


def test_the_gravest_comes_first_then_what_mends_most_a_minute(make, demo):
    wins = changed(
        changed(good_log(), {3}, value_basis=None), set(range(4, 22)), measure=None, before=None, after=None, evidence="gone.txt"
    )
    for records in (make(wins), demo):
        found = find_gaps(records)
        keys = [(("high", "medium", "low").index(gap.severity), -len(gap.rows) / gap.minutes) for gap in found]
        assert keys == sorted(keys)
        assert len(found) >= 3


def test_what_the_days_left_do_not_allow_comes_last(make):
    wins = [w for w in good_log() if w["date"].month not in (12, 1, 2, 3, 4, 5, 6)]
    wins = changed(wins + [wins[-1] | {"id": "x", "date": "2026-08-20"}] * 3, {0}, value_basis=None)
    leisure, hurry = find_gaps(make(wins)), find_gaps(make(wins, left=1))
    assert leisure[0].kind == "quiet_months"
    assert leisure[0].minutes == 70
    assert hurry[-1].kind == "quiet_months"
    assert {gap.kind for gap in leisure} == {gap.kind for gap in hurry}


def test_without_a_review_date_there_are_gaps_and_no_days(make):
    (gap,) = find_gaps(make(changed(good_log(), {5}, value_basis=None), left=None))
    assert gap.days_left is None


def test_rows_are_named_in_short(make):
    gap = kinds(make(changed(good_log(), set(range(6)), value_basis=None)))["no_basis"]
    assert gap.where == "wins.csv lines 2, 3, 4, 5, …"
    assert pd.Series([row.file for row in gap.rows]).eq("wins.csv").all()
