"""Goals: laws of the pace first (its ends, monotone, whatever the unit and the direction).

Then the demo and what is wrong in files.
"""

import csv
import itertools
import math
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from advocacy_kit import charts
from advocacy_kit.charts.card import png
from advocacy_kit.core.model import HIDDEN, Money
from advocacy_kit.core.tables import TABLES
from advocacy_kit.log.goal_findings import checkins_finding, goals_finding, needed_rows
from advocacy_kit.log.goal_words import (
    Figures,
    checkin_words,
    figures_of,
    goals_without_wins,
    in_money,
    moved_rows,
    moved_words,
    wins_of_goals,
    worth_of,
)
from advocacy_kit.log.progress import (
    LATE,
    MONTH,
    PACES,
    STATUSES,
    Way,
    goal_progress,
    in_view,
    pace_line,
    unknown_goals,
    way_of,
)
from tests.test_charts import _collection, _complaints, _rectangles, _texts, _words

DEMO = Path(__file__).resolve().parents[1] / "data" / "demo"
TODAY = date(2026, 9, 30)
YEAR = {"start": "2026-01-01", "due": "2026-12-31"}
FIGURES = st.integers(-1_000, 1_000).map(lambda n: n / 4)
PACE = st.sampled_from(sorted(PACES))


def rows(name):
    with (DEMO / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def goal(**given):
    return {
        "id": "g-1",
        "goal": "Answer more calls",
        "unit": "calls",
        "baseline": 10.0,
        "target": 20.0,
        **YEAR,
        **given,
    }


def checkin(day, value, key="g-1", note=None):
    return {"goal_id": key, "date": day, "value": value, "note": note}


@pytest.fixture
def progress_of(records_of):
    """A maker of the progress of one goal: `progress_of({…of the goal}, (day, value), …, on=…)`."""

    def make(given, *checked, on=TODAY, **profile):
        records = records_of(on, profile=profile, goals=[goal(**given)], checkins=[checkin(*c) for c in checked])
        return next(goal_progress(records).itertuples())

    return make


# --- laws ----------------------------------------------------------------------------------------------------------


@st.composite
def ways(draw):
    baseline, target = draw(st.lists(FIGURES, min_size=2, max_size=2, unique=True))
    start = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 300)))
    return Way(baseline, target, start, start + timedelta(days=draw(st.integers(1, 800))), draw(PACE))


@given(ways())
def test_the_pace_begins_at_the_baseline_ends_at_the_target_and_never_turns(way):
    assert way.expected(way.start) == way.baseline
    assert way.expected(way.due) == way.target
    assert way.expected(way.start - timedelta(days=9)) == way.baseline
    assert way.expected(way.due + timedelta(days=9)) == way.target
    days = [way.start + timedelta(days=n) for n in range((way.due - way.start).days + 1)]
    shares = np.array([way.share(way.expected(on)) for on in days])
    assert (np.diff(shares) >= 0).all()
    assert shares[0] == 0
    assert shares[-1] == 1


@given(ways(), st.integers(0, 800), st.sampled_from([2.0, 0.25, -1.0, -8.0]), st.integers(-50, 50), FIGURES)
def test_neither_the_unit_nor_the_direction_changes_a_verdict(way, days, factor, shift, value):
    other = Way(factor * way.baseline + shift, factor * way.target + shift, way.start, way.due, way.pace)
    on = way.start + timedelta(days=days)
    assert other.share(factor * value + shift) == pytest.approx(way.share(value))
    assert other.days_ahead(factor * value + shift, on) == pytest.approx(way.days_ahead(value, on), abs=1e-6)
    assert other.expected(on) == pytest.approx(factor * way.expected(on) + shift)


@given(ways(), st.integers(0, 800))
def test_what_lies_on_the_pace_is_no_day_ahead(way, days):
    on = way.start + timedelta(days=days)
    assert way.days_ahead(way.expected(on), on) == pytest.approx(0, abs=1e-6)


@given(st.data())
def test_a_goal_and_its_mirror_stand_alike_and_what_is_needed_leads_to_the_target(records_of, data):
    way = data.draw(ways())
    values = data.draw(st.lists(st.tuples(st.integers(0, 900), FIGURES), max_size=4))
    today = way.start + timedelta(days=data.draw(st.integers(0, 900)))

    def standing(sign):
        row = goal(
            baseline=sign * way.baseline,
            target=sign * way.target,
            start=str(way.start),
            due=str(way.due),
            pace=way.pace,
        )
        checkins = [checkin(str(way.start + timedelta(days=n)), sign * value) for n, value in values]
        return next(goal_progress(records_of(today, goals=[row], checkins=checkins)).itertuples())

    up, down = standing(1), standing(-1)
    assert up.status == down.status
    assert up.status in STATUSES
    for name in ("share", "ahead", "ahead_share", "days_ahead", "days_left"):
        assert getattr(up, name) == pytest.approx(getattr(down, name), nan_ok=True)
    assert up.needed_a_month == pytest.approx(-down.needed_a_month, nan_ok=True)
    if math.isfinite(up.needed_a_month):
        here = way.baseline if math.isnan(up.now) else up.now
        assert here + up.needed_a_month * up.days_left / MONTH == pytest.approx(way.target)
    known = sorted((n, place) for place, (n, _) in enumerate(values) if way.start + timedelta(days=n) <= today)
    assert up.now == pytest.approx(values[known[-1][1]][1] if known else math.nan, nan_ok=True)
    if up.status in ("ahead", "behind", "on pace"):
        assert (up.ahead > 0) is (up.share > up.expected_share)


@given(ways())
def test_the_drawn_pace_is_the_pace(way):
    line = pace_line(way)
    assert (line["value"].iloc[0], line["value"].iloc[-1]) == pytest.approx((way.baseline, way.target))
    for point in line.itertuples():
        day, rest = point.date.date(), point.date - point.date.normalize()
        low, high = sorted((way.expected(day), way.expected(day + timedelta(days=1 if rest else 0))))
        assert low - 1e-9 <= point.value <= high + 1e-9


def test_every_declared_pace_has_its_curve():
    assert set(TABLES["goals"].column("pace").choices) == set(PACES)
    late = Way(0, 100, date(2026, 1, 1), date(2026, 1, 11), "late")
    assert late.expected(date(2026, 1, 6)) == 25.0


# --- verdicts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "checked", "status"),
    [
        ({}, [("2026-09-30", 17.5)], "on pace"),
        ({}, [("2026-09-30", 16.9)], "behind"),
        ({}, [("2026-09-30", 18.1)], "ahead"),
        ({"pace": "late"}, [("2026-09-30", 16.9)], "ahead"),
        ({}, [("2026-09-30", 20)], "reached"),
        ({}, [("2026-09-30", 31)], "reached"),
        ({"baseline": 20.0, "target": 0.0}, [("2026-09-30", 0)], "reached"),
        ({"baseline": -10.0, "target": 0.0}, [("2026-09-30", -1.0)], "ahead"),
        ({}, [], "no check-in yet"),
        ({}, [("2026-10-01", 20)], "no check-in yet"),
        ({"start": "2026-10-01"}, [], "not begun"),
        ({"due": "2026-09-29"}, [("2026-09-28", 19)], "overdue"),
        ({"due": "2026-09-30"}, [("2026-09-28", 19.9)], "on pace"),
        ({"due": "2026-09-29"}, [], "overdue"),
        ({"status": "Dropped"}, [("2026-09-28", 19)], "dropped"),
        ({"status": "done"}, [("2026-09-28", 19)], "done"),
        ({"status": "done"}, [("2026-09-28", 20)], "reached"),
        ({"baseline": None}, [], "no check-in yet"),
        ({"baseline": None}, [("2026-01-31", 10)], "no check-in yet"),
        ({"baseline": None}, [("2026-01-31", 10), ("2026-09-30", 11)], "behind"),
        ({"baseline": 20.0}, [("2026-09-30", 20)], "unclear"),
        ({"due": "2025-01-01"}, [("2026-09-30", 15)], "unclear"),
        ({"due": "2026-01-01"}, [("2026-09-30", 15)], "unclear"),
    ],
)
def test_status(progress_of, given, checked, status):
    assert progress_of(given, *checked).status == status


def test_nobody_falls_behind_because_the_next_check_in_is_not_due_yet(progress_of):
    for days in (0, 20, 45):
        row = progress_of({}, ("2026-06-30", 15.0), on=date(2026, 6, 30) + timedelta(days=days))
        assert (row.status, row.stale) == ("on pace", False)
    row = progress_of({}, ("2026-06-30", 15.0), on=date(2026, 8, 15))
    assert row.stale
    assert row.expected_today > row.expected


def test_a_missing_baseline_is_the_first_check_in_and_that_is_said(progress_of):
    row = progress_of({"baseline": None}, ("2026-04-01", 12), ("2026-09-30", 18))
    assert (row.baseline, row.now, row.start.date()) == (12, 18, date(2026, 4, 1))
    assert "first check-in, of 1 April 2026, stands in for it" in row.notes
    assert row.status == "ahead"
    assert "neither a baseline nor a check-in" in progress_of({"baseline": None}).notes


def test_the_last_of_two_check_ins_of_a_day_counts(progress_of):
    assert progress_of({}, ("2026-09-30", 12), ("2026-09-30", 18), ("2026-05-01", 11)).now == 18


def test_what_is_wrong_is_said_and_nothing_is_raised(records_of, progress_of):
    assert "due before it starts" in progress_of({"due": "2025-01-01"}).notes
    assert "no way to measure" in progress_of({"target": 10.0}).notes
    assert "“paused” is read as open" in progress_of({"status": "paused"}).notes
    records = records_of(
        TODAY,
        goals=[goal()],
        checkins=[checkin("2026-09-01", 3, "g-9"), checkin("2026-09-02", 3, "g-8"), checkin("2026-09-02", 13)],
        wins=[{"id": "w-1", "date": "2026-09-01", "win": "x", "goals": "g-1;g-7"}],
    )
    assert unknown_goals(records) == (
        "2 check-ins name a goal that goals.csv does not have, and is left out: g-8, g-9.",
        "1 win names a goal that goals.csv does not have, and is left out: g-7.",
    )
    assert "g-8, g-9" in goals_finding(records).answer


def test_no_goal_has_the_same_columns_as_many(records_of, demo):
    empty = goal_progress(records_of(TODAY))
    pd.testing.assert_series_equal(empty.dtypes, goal_progress(demo).dtypes)
    assert wins_of_goals(records_of(TODAY)).dtypes.equals(wins_of_goals(demo).dtypes)
    assert goals_finding(records_of(TODAY)).title == "No goals are on record yet"


def test_the_demo_stands_where_its_files_say(demo):
    progress = goal_progress(demo).set_index("id")
    last = {row["goal_id"]: (row["date"], float(row["value"])) for row in rows("checkins")}
    for row in rows("goals"):
        baseline, target = float(row["baseline"]), float(row["target"])
        start, due = date.fromisoformat(row["start"]), date.fromisoformat(row["due"])
        day, value = last[row["id"]]
        time = min((date.fromisoformat(day) - start) / (due - start), 1)
        found = progress.loc[row["id"]]
        assert found["expected"] == pytest.approx(baseline + (target - baseline) * time)
        assert found["share"] == pytest.approx((value - baseline) / (target - baseline))
    assert progress["status"].to_dict() == {"g-1": "ahead", "g-2": "behind", "g-3": "reached", "g-4": "on pace"}
    assert progress.loc["g-2", "needed_a_month"] == pytest.approx((97.5 - 96.2) / (92 / MONTH))


def test_goals_long_over_and_dropped_ones_leave_the_page(records_of):
    given = [
        goal(id="old", start="2020-01-01", due="2020-12-31", status="done"),
        goal(id="no", status="dropped"),
        goal(id="now"),
    ]
    records = records_of(TODAY, goals=given)
    assert in_view(goal_progress(records), records)["id"].tolist() == ["now"]
    assert "3 goals, 2 of them dropped or over" in goals_finding(records).source


# --- wins ----------------------------------------------------------------------------------------------------------


def test_wins_stand_under_each_goal_and_count_once(demo):
    moved = wins_of_goals(demo)
    pairs = {(key, win["id"]) for win in rows("wins") for key in win["goals"].split(";") if key}
    assert {(row.goal_id, row.win_id) for row in moved.itertuples()} == pairs
    assert len(moved) == len(pairs) > moved["win_id"].nunique()
    worth = worth_of(moved)
    assert worth.wins == moved["win_id"].nunique()
    assert worth_of(pd.concat([moved, moved])) == worth
    single = moved.drop_duplicates("win_id")
    assert (worth.once, worth.recurring) == pytest.approx((single["value_once"].sum(), single["value_recurring"].sum()))
    words = moved_words(demo)
    assert f"{worth.wins} wins moved these goals" in words
    assert f"{worth.once:,.0f} USD once and {worth.recurring:,.0f} USD in the first twelve months" in words
    assert "1 win moved more than one goal" in words
    table = moved_rows(demo)
    assert len(table) <= 10 < len(pairs)  # of a long list the newest of each goal
    names = [row[0] for row in table if row[0]]
    for name, goal in zip(names, goals_finding(demo).frame.itertuples(), strict=True):
        of_goal = moved[moved["goal_id"] == goal.id]
        shown = [row for row, said in zip(table, _filled([row[0] for row in table]), strict=True) if said == name]
        assert [row[1] for row in shown] == [f"{day:%Y-%m-%d}" for day in of_goal["date"].tail(len(shown))]
        hidden = len(of_goal) > len(shown)
        assert name == goal.goal + hidden * f" (the newest {len(shown)} of {len(of_goal)})"


def _filled(names):
    """Names with each blank filled by the one above it."""
    last = ""
    return [last := name or last for name in names]


def test_goals_that_no_win_names_are_said(records_of):
    wins = [
        {
            "id": "w-1",
            "date": "2026-09-01",
            "win": "Took calls",
            "goals": "g-1",
            "measure": "calls",
            "before": 3,
            "after": 4,
            "value": 50,
        }
    ]
    records = records_of(
        TODAY, goals=[goal(), goal(id="g-2", goal="Write <b>less</b>")], wins=wins, profile={"hide_amounts": True}
    )
    assert goals_without_wins(records, records.goals["id"]) == ["g-2"]
    assert "No win names “Write <b>less</b>”" in moved_words(records)
    assert f"{HIDDEN} once" in moved_words(records)
    assert moved_rows(records) == (("Answer more calls", "2026-09-01", "Took calls", "calls: 3 → 4", f"{HIDDEN} once"),)


def test_a_measure_may_come_with_an_outcome(records_of):
    wins = [{"id": "w-1", "date": "2026-09-01", "win": "Took calls", "goals": "g-1"}]
    outcomes = [
        {"win_id": "w-1", "date": f"2026-09-{n:02d}", "outcome": "x", "before": 9, "after": n, "unit": "%"}
        for n in (20, 10)
    ]
    assert moved_rows(records_of(TODAY, goals=[goal()], wins=wins, outcomes=outcomes))[0][3] == "9 → 20%"


# --- words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "money"),
    [
        ("USD", True),
        ("kUSD a month", True),
        ("$/order", True),
        ("euros", True),
        ("Euro je Fall", True),
        ("hours", False),
        ("%", False),
        ("NEW users", False),
    ],
)
def test_units_of_money_are_known(unit, money):
    assert in_money(unit, Money("EUR")) is money


def test_figures_are_typed_in_full_and_computed_to_a_hundredth_of_the_way():
    figures = Figures("%", 2.4, "en_US", hidden=False)
    assert (figures.typed(96.2), figures.typed(-0.125), figures.computed(96.88666), figures.change(-0.68666)) == (
        "96.2%",
        "\u22120.125%",
        "96.89%",
        "0.69 points",
    )
    assert Figures("a month", 22.0, "de_DE", hidden=False).change(-7.25) == "7,2"
    assert Figures("USD", 30_000.0, "en_US", hidden=False).computed(-0.2) == "0 USD"
    assert Figures("USD", 30_000.0, "en_US", hidden=True).typed(17.0) == f"{HIDDEN} USD"


def test_hiding_amounts_hides_the_figures_of_goals_in_money_and_no_others(records_of):
    given = [
        goal(goal="Sell", unit="USD", baseline=1_234, target=5_678),
        goal(id="g-2", goal="Walk", unit="km", baseline=12, target=34),
    ]
    checked = [checkin("2026-09-30", 2_345), checkin("2026-09-30", 23, "g-2")]
    for hidden in (False, True):
        records = records_of(TODAY, goals=given, checkins=checked, profile={"currency": "USD", "hide_amounts": hidden})
        finding = goals_finding(records)
        said = [finding.alt, finding.answer, _words(charts.draw_goals(finding)), str(needed_rows(records))]
        one = checkins_finding(records, "g-1")
        said += [
            one.title,
            one.alt,
            one.answer,
            _words(charts.draw_checkins(one)),
            checkin_words(records, "g-1", 3_456, TODAY),
        ]
        for amount in ("1,234", "2,345", "3,456", "5,678"):
            assert (amount in " ".join(said)) is not hidden
        assert "23 km" in finding.alt
        assert (HIDDEN in " ".join(said)) is hidden


def test_a_check_in_is_weighed_before_it_is_kept(demo):
    before = goal_progress(demo)
    words = checkin_words(demo, "g-2", 97.2, TODAY)
    assert words.startswith("97.2% (up by 1 point since 30 September 2026): ahead by 0.31 points")
    assert "the pace asks for 96.89%" in words
    assert "up by 0.1 points each month until 31 December 2026" in words
    assert "From there: up by 0.1 points" in words
    assert "reached" in checkin_words(demo, "g-2", 98, TODAY)
    late = replace(demo, today=date(2026, 11, 30))  # the days since that check-in are gone
    assert "From today: " in checkin_words(late, "g-2", 97.0, date(2026, 10, 15))
    assert "the one of 30 September 2026 stays the one that counts" in checkin_words(demo, "g-2", 90, date(2026, 8, 1))
    pd.testing.assert_frame_equal(goal_progress(demo), before)


def test_the_last_month_is_told_in_days(records_of):
    for days, words in ((20, "in the 20 days that are left"), (1, "in the one day that is left")):
        records = records_of(
            date(2026, 12, 31) - timedelta(days=days), goals=[goal()], checkins=[checkin("2026-09-30", 15)]
        )
        assert needed_rows(records)[0][1] == f"up by 5 calls {words}"


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ((17.5,), "The one goal is on pace"),
        ((20, 17.5, 19), "All three goals are on pace, ahead or reached"),
        ((12,), "The one goal is behind: Goal 0"),
        ((12, 18, 18), "One of three goals is behind: Goal 0"),
        ((14, 12, 18), "Two of three goals are behind, most of all: Goal 1"),
        ((12, 11), "All two goals are behind, most of all: Goal 1"),
        ((None,), "Whether you are on pace cannot be said today: it takes a check-in"),
        ((None, 18), "No goal is seen to be behind, but one of two goals cannot be judged today"),
    ],
)
def test_the_title_is_the_finding(records_of, values, title):
    records = records_of(
        TODAY,
        goals=[goal(id=f"g-{n}", goal=f"Goal {n}") for n in range(len(values))],
        checkins=[checkin("2026-09-30", value, f"g-{n}") for n, value in enumerate(values) if value is not None],
    )
    finding = goals_finding(records)
    assert finding.title == title
    assert finding.alt.startswith(title)


# --- pictures ------------------------------------------------------------------------------------------------------

LONG = (
    "Bring the loss of every quarter back to nothing, and keep it there through the winter months of all four regions"
    " $x^2$"
)
EDGES = [
    (
        {"goal": LONG, "unit": "USD a very long unit indeed for any picture", "baseline": -125_000.0, "target": 0.0},
        [-90_000],
    ),
    ({"goal": "Zero", "unit": "points", "baseline": 14.0, "target": 0.0}, [3]),
    ({"goal": "Far beyond"}, [90]),
    ({"goal": "Late", "pace": "late", "baseline": 0.0, "target": 100.0, "unit": "%"}, [50]),
    ({"goal": "Overdue", "due": "2026-08-31"}, [16]),
    ({"goal": "Nothing yet"}, []),
    ({"goal": "Next", "start": "2026-10-01"}, []),
    ({"goal": "No baseline", "baseline": None}, [5, 14]),
    ({"goal": "Same", "baseline": 20.0}, [19]),
    ({"goal": "Backwards"}, [-40]),
    ({"goal": "Closed", "status": "done"}, []),
    ({"goal": "Wrong dates", "due": "2025-01-01"}, [12]),
    ({"goal": "Near the end", "unit": "hours of the whole team"}, [17.49]),
]


@pytest.fixture
def edge(records_of):
    """A maker of records with the first so many of the edges."""

    def make(count, start=0):
        chosen = list(enumerate(EDGES))[start : start + count]
        goals = [goal(id=f"g-{n}", **given) for n, (given, _) in chosen]
        days = ("2026-08-29", "2026-09-29")
        checked = [
            checkin(day, v, f"g-{n}", LONG)
            for n, (_, values) in chosen
            for day, v in zip(days[-len(values) :], values, strict=False)
        ]
        return records_of(TODAY, goals=goals, checkins=checked, profile={"currency": "USD"})

    return make


@pytest.mark.parametrize("count", [0, 1, 4, 8, 13])
@pytest.mark.parametrize("handed_in", [False, True])
def test_no_words_meet_or_are_clipped_in_the_bullets(edge, count, handed_in):
    ax = Figure(figsize=(14, 5.5), dpi=100).add_subplot(1, 2, 1) if handed_in else None
    axes = charts.draw_goals(goals_finding(edge(count), most=13), ax=ax)
    assert _complaints(axes) == []
    assert all(text.get_fontsize() >= 8 and not text.get_parse_math() for text in _texts(axes))
    assert "Nothing to draw yet" in _words(axes) or count


@pytest.mark.parametrize("number", range(len(EDGES)))
def test_no_words_meet_or_are_clipped_in_the_check_ins(edge, number):
    axes = charts.draw_checkins(checkins_finding(edge(1, number), f"g-{number}"))
    assert _complaints(axes) == []
    assert png(axes).startswith(b"\x89PNG")


def test_the_bullets_are_the_shares_of_the_way_and_late_ones_are_hatched(demo):
    finding = goals_finding(demo)
    axes = charts.draw_goals(finding)
    frame = finding.frame.set_index("status")
    for status, row in frame.iterrows():
        (bar,) = _rectangles(axes, status)
        assert (bar[0], bar[2]) == pytest.approx((0, row["now"]))
        assert bool(_collection(axes, status).get_hatch()) is (status in LATE)
        assert row["word"] in _words(axes)
    words = _words(axes)
    for said in (
        "95.1%",
        "96.2%",
        "should be 96.89",
        "97.5%",
        "by 0.69 points, 103 days",
        "17.05",
        "16.9 USD an order",
    ):
        assert said in words
    assert len(_rectangles(axes, "way")) == 4


def test_a_bar_far_beyond_is_cut_and_says_so(edge):
    axes = charts.draw_goals(goals_finding(edge(1, 2)))
    assert _rectangles(axes, "reached")[0][2] == 1.25
    assert "90 →" in _words(axes)
    axes = charts.draw_goals(goals_finding(edge(1, 9)))
    assert _rectangles(axes, "behind")[0][0] == -0.25
    assert "\u221240 ←" in _words(axes)


def test_the_check_ins_and_the_pace_are_drawn_as_they_are(demo):
    finding = checkins_finding(demo, "g-2")
    axes = charts.draw_checkins(finding)
    values = [float(row["value"]) for row in rows("checkins") if row["goal_id"] == "g-2"]
    assert _collection(axes, "check-ins").get_segments()[0][:, 1].tolist() == values
    pace = _collection(axes, "pace").get_segments()[0][:, 1]
    assert (pace[0], pace[-1]) == pytest.approx((95.1, 97.5))
    words = _words(axes)
    for said in (
        "target 97.5%",
        "due 31 December 2026",
        "today",
        "96.2%: Still short on backordered IV fluids",
        "the pace",
    ):
        assert said in words
    assert all(f"{value:g}%" in finding.alt for value in values)


def test_more_goals_than_are_shown_are_counted(records_of):
    records = records_of(TODAY, goals=[goal(id=f"g-{n}", goal=f"Goal {n}") for n in range(30)])
    finding = goals_finding(records)
    assert len(finding.frame) == 12
    assert "the first 12 of 30 are shown" in finding.subtitle


def test_texts_say_the_same_as_the_frame(demo):
    progress = goal_progress(demo)
    finding = goals_finding(demo)
    for row, other in itertools.product(progress.itertuples(), finding.frame.itertuples()):
        if row.id == other.id:
            figures = figures_of(row, demo.money)
            assert (other.baseline_text, other.target_text) == (figures.typed(row.baseline), figures.typed(row.target))
            assert way_of(row).share(row.now) == pytest.approx(other.now)
            assert figures.typed(row.now) in finding.alt
