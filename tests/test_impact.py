"""What the log adds up to over time: nothing is lost, nothing counts twice."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit import KitError, impact_over_time
from advocacy_kit.log.impact import standing_values
from tests.chance import examples

COLUMNS = ["period", "category", "wins", "measured", "value_once", "value_recurring", "cumulative_value"]
rows = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.dates(date(2024, 1, 1), date(2026, 12, 31)),
            "category": st.sampled_from(["transport", "inventory", "", None, " transport ", "zebra"]),
            "measure": st.sampled_from(["hours", "", None]),
            "after": st.one_of(st.none(), st.floats(-5, 5)),
            "value": st.one_of(st.none(), st.integers(-500, 9000)),
            "value_kind": st.sampled_from(["once", "recurring", None]),
            "my_share": st.sampled_from([None, 0.0, 0.25, 1.0]),
        }
    ),
    min_size=1,
    max_size=25,
)


def log(entries, **columns):
    frame = pd.DataFrame(entries)
    frame["date"] = pd.to_datetime(frame["date"])
    return frame.assign(id=[f"w-{place}" for place in range(len(frame))], **columns)


def later(*entries):
    columns = ["win_id", "date", "value", "value_kind", "effect", "measure"]
    frame = pd.DataFrame([dict.fromkeys(columns) | entry for entry in entries], columns=columns)
    frame["date"] = pd.to_datetime(frame["date"])
    return frame


def win(day, value=None, **more):
    return {"date": day, "category": "transport", "value": value, "value_kind": "once", **more}


@examples(30)
@given(rows, st.sampled_from(["MS", "QS", "YS", "W-MON"]))
def test_every_win_and_every_value_counts_once(entries, freq):
    wins = log(entries)
    table = impact_over_time(wins, freq=freq)
    assert list(table.columns) == COLUMNS
    assert table["wins"].sum() == len(wins)
    assert table["measured"].sum() == sum(bool(e["measure"]) or e["after"] is not None for e in entries)
    for kind, column in (("once", "value_once"), ("recurring", "value_recurring")):
        expected = sum(
            e["value"] * (1 if e["my_share"] is None else e["my_share"])
            for e in entries
            if e["value"] is not None and (e["value_kind"] or "once") == kind
        )
        assert table[column].sum() == pytest.approx(expected, abs=1e-6)
    for _, group in table.groupby("category"):
        running = (group["value_once"] + group["value_recurring"]).cumsum()
        assert group["cumulative_value"].to_numpy() == pytest.approx(running.to_numpy(), abs=1e-6)


@examples(30)
@given(rows, st.sampled_from(["MS", "QS", "YS", "W-MON"]))
def test_periods_are_unbroken_and_hold_their_wins(entries, freq):
    wins = log(entries)
    table = impact_over_time(wins, freq=freq)
    periods = table["period"].drop_duplicates()
    assert periods.tolist() == pd.date_range(periods.iloc[0], periods.iloc[-1], freq=freq).tolist()
    assert len(table) == len(periods) * table["category"].nunique()
    assert periods.iloc[0] <= wins["date"].min()
    assert periods.iloc[-1] <= wins["date"].max()
    starts = periods.to_list()
    within = table.groupby("period")["wins"].sum()
    for start, end in pairwise(starts[:6]):
        assert within[start] == wins["date"].between(start, end, inclusive="left").sum()


@examples(30)
@given(rows)
def test_order_of_rows_changes_nothing_and_the_input_stays(entries):
    wins = log(entries)
    before = wins.copy(deep=True)
    table = impact_over_time(wins, outcomes=later({"win_id": "w-0", "date": "2026-12-31", "value": 7}))
    pd.testing.assert_frame_equal(wins, before)
    assert table["wins"].tolist() == impact_over_time(wins[::-1], until="2026-12-31")["wins"].tolist()


def test_an_empty_log_has_the_same_columns_and_dtypes():
    full = impact_over_time(
        log([win("2026-01-05", 10)]), outcomes=later({"win_id": "w-0", "date": "2026-02-01", "value": 1})
    )
    for empty in (
        impact_over_time(log([win("2026-01-05")]).iloc[:0]),
        impact_over_time(log([win("2026-01-05")]), until="2020-01-01"),
    ):
        assert len(empty) == 0
        assert empty.dtypes.to_dict() == full.dtypes.to_dict()
    goals = impact_over_time(log([win("2026-01-05", goals="g-1")]).iloc[:0], by="goals")
    assert list(goals.columns) == ["period", "goals", *COLUMNS[2:]]


def test_only_the_date_is_needed():
    with pytest.warns(UserWarning, match="row 2"):
        table = impact_over_time(pd.DataFrame({"date": pd.to_datetime(["2026-01-05", "2026-03-01", None])}))
    assert table["wins"].tolist() == [1, 0, 1]
    assert set(table["category"]) == {"uncategorised"}
    assert table[["measured", "value_once", "value_recurring", "cumulative_value"]].to_numpy().sum() == 0


@pytest.mark.parametrize(("freq", "starts"), [("MS", 24), ("QS", 8), ("YS", 2), ("W-MON", 105)])
def test_periods_begin_where_their_name_says(freq, starts):
    table = impact_over_time(log([win("2025-01-01"), win("2026-12-31")]), freq=freq)
    assert len(table) == starts
    first = {"W-MON": "2024-12-30"}.get(freq, "2025-01-01")
    assert table["period"].iloc[0] == pd.Timestamp(first)
    if freq == "W-MON":
        assert set(table["period"].dt.day_of_week) == {0}


def test_outcomes_add_in_their_own_period_under_their_wins_group():
    wins = log([win("2026-01-05", 100), win("2026-01-06", None, category="people")])
    outcomes = later(
        {"win_id": "w-0", "date": "2026-03-01", "value": 40, "effect": "adds"},
        {"win_id": "w-1", "date": "2026-02-01", "value": 9, "value_kind": "recurring"},
        {"win_id": "nobody", "date": "2026-02-01", "value": 1000},
    )
    table = impact_over_time(wins, outcomes=outcomes).set_index(["period", "category"])
    assert table["value_once"].xs("transport", level="category").tolist() == [100, 0, 40]
    assert table["value_recurring"].xs("people", level="category").tolist() == [0, 9, 0]
    assert table["wins"].sum() == 2
    assert table["cumulative_value"].xs("transport", level="category").tolist() == [100, 100, 140]


def test_an_outcome_that_replaces_drops_what_came_before_and_keeps_what_comes_after():
    wins = log([win("2026-01-05", 100)])
    outcomes = later(
        {"win_id": "w-0", "date": "2026-04-01", "value": 5, "effect": "adds"},
        {"win_id": "w-0", "date": "2026-03-01", "value": 60, "effect": "replaces"},
        {"win_id": "w-0", "date": "2026-02-01", "value": 40, "effect": "adds"},
        {"win_id": "w-0", "date": "2026-04-02", "effect": "replaces"},
    )
    assert impact_over_time(wins, outcomes=outcomes)["value_once"].tolist() == [0, 0, 60, 5]
    assert impact_over_time(wins, outcomes=outcomes, until="2026-02-28")["value_once"].tolist() == [100, 40]
    assert impact_over_time(wins, outcomes=outcomes, until=date(2026, 3, 1))["value_once"].tolist() == [0, 0, 60]
    standing = standing_values(wins, outcomes)
    assert sorted(standing["value"]) == [5, 60]
    assert standing_values(wins, outcomes, until="2026-02-28")["value"].sum() == 140


def test_a_share_holds_for_the_win_and_for_what_became_of_it():
    wins = log([win("2026-01-05", 100, my_share=0.25), win("2026-01-06", 100, my_share=0)])
    outcomes = later(
        {"win_id": "w-0", "date": "2026-02-01", "value": 40}, {"win_id": "w-1", "date": "2026-02-01", "value": 40}
    )
    assert impact_over_time(wins, outcomes=outcomes)["value_once"].tolist() == [25, 10]


def test_a_blank_kind_of_an_outcome_is_its_wins():
    wins = log([win("2026-01-05", 100, value_kind="recurring")])
    table = impact_over_time(
        wins, outcomes=later({"win_id": "w-0", "date": "2026-01-09", "value": 1, "effect": "replaces"})
    )
    assert (table["value_once"].sum(), table["value_recurring"].sum()) == (0, 1)


def test_a_measure_of_an_outcome_measures_its_win_from_its_day_on():
    wins = log([win("2026-01-05"), win("2026-01-06")])
    outcomes = later(
        {"win_id": "w-0", "date": "2026-03-01", "measure": "hours"},
        {"win_id": "w-0", "date": "2026-03-02", "measure": "cost"},
    )
    assert impact_over_time(wins, outcomes=outcomes)["measured"].tolist() == [1, 0, 0]
    assert impact_over_time(wins, outcomes=outcomes, until="2026-02-01")["measured"].sum() == 0


def test_several_goals_in_a_cell_count_once():
    wins = log(
        [win("2026-01-05", 10, goals="g-1;g-2"), win("2026-01-06", 5, goals="g-1"), win("2026-01-07", 1, goals="")]
    )
    table = impact_over_time(wins, by="goals").set_index("goals")
    assert table["wins"].to_dict() == {"g-1": 1, "g-1;g-2": 1, "uncategorised": 1}
    assert table["value_once"].sum() == 16


def test_until_shows_periods_up_to_it_and_counts_nothing_later():
    wins = log([win("2026-01-05", 10), win("2026-05-01", 99)])
    table = impact_over_time(wins, until="2026-04-30")
    assert table["period"].dt.month.tolist() == [1, 2, 3, 4]
    assert (table["wins"].sum(), table["value_once"].sum()) == (1, 10)
    assert impact_over_time(wins, until="2026-05-01")["wins"].sum() == 2
    assert len(impact_over_time(wins, until="2026-08-15")) == 8


def test_groups_with_most_wins_come_first():
    wins = log([win("2026-01-05", category=name) for name in ("b", "a", "c", "c")])
    assert impact_over_time(wins)["category"].tolist() == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("asked", "code"), [({"by": "colour"}, "K070"), ({"freq": "fortnight"}, "K071"), ({"freq": ""}, "K071")]
)
def test_an_unknown_column_or_period_is_refused_in_words(asked, code):
    with pytest.raises(KitError) as refused:
        impact_over_time(log([win("2026-01-05")]), **asked)
    assert refused.value.issues[0].code == code
    with pytest.raises(KitError, match="no column 'date'"):
        impact_over_time(pd.DataFrame({"win": ["x"]}))
