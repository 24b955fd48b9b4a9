"""The stretches of time that a review looks at."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit.log.periods import Quiet, days_left, in_period, period_start, quiet_stretches, review_day

TODAY = date(2026, 9, 30)


def wins(*days):
    return [{"id": f"w-{place}", "date": day, "win": "x"} for place, day in enumerate(days)]


def monthly(first, last, each, without=()):
    months = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(24)]
    return [m + timedelta(days=2 * n) for m in months if first <= m <= last and m not in without for n in range(each)]


@pytest.mark.parametrize(
    ("profile", "reviews", "expected"),
    [
        (date(2026, 11, 12), ["2026-10-10"], date(2026, 11, 12)),
        (date(2026, 9, 30), [], date(2026, 9, 30)),
        (date(2026, 9, 29), ["2026-12-01", "2026-10-10", "2026-01-01"], date(2026, 10, 10)),
        (None, ["2026-09-30"], date(2026, 9, 30)),
        (None, ["2026-09-29"], None),
        (None, [], None),
    ],
)
def test_the_next_review_is_the_profiles_while_ahead_then_the_tables(records_of, profile, reviews, expected):
    records = records_of(
        TODAY, profile={"review_date": profile}, reviews=[{"date": day, "kind": "annual"} for day in reviews]
    )
    assert review_day(records) == expected
    assert days_left(records) == (None if expected is None else (expected - TODAY).days)


def test_the_demos_countdown(demo):
    assert (review_day(demo), days_left(demo), period_start(demo)) == (date(2026, 11, 12), 43, date(2025, 11, 14))


@pytest.mark.parametrize(
    ("reviews", "expected"),
    [
        ([("2025-11-13", "annual"), ("2026-08-13", "quarterly")], date(2025, 11, 14)),
        ([("2025-11-13", "annual"), ("2026-02-01", "promotion")], date(2026, 2, 2)),
        ([("2026-09-30", "annual"), ("2026-12-01", "annual")], date(2025, 9, 30)),
        ([("2026-08-13", "quarterly")], date(2025, 9, 30)),
        ([], date(2025, 9, 30)),
    ],
)
def test_the_period_begins_after_the_last_yearly_review_else_a_year_ago(records_of, reviews, expected):
    assert period_start(records_of(TODAY, reviews=[{"date": day, "kind": kind} for day, kind in reviews])) == expected


def test_a_leap_day_has_a_year_before_it(records_of):
    assert period_start(records_of(date(2028, 2, 29))) == date(2027, 2, 28)


def test_the_period_holds_both_its_ends_and_nothing_outside(records_of):
    reviews = [{"date": "2025-11-13", "kind": "annual"}]
    records = records_of(TODAY, wins=wins("2025-11-13", "2025-11-14", "2026-09-30", "2026-10-01"), reviews=reviews)
    assert in_period(records)["id"].tolist() == ["w-1", "w-2"]


def test_a_quiet_stretch_is_a_run_of_months_with_a_quarter_of_the_usual(records_of):
    empty = date(2026, 1, 1), date(2026, 2, 1)
    days = [*monthly(date(2025, 6, 1), date(2026, 8, 1), 4, without=empty), date(2026, 2, 9)]
    found = quiet_stretches(records_of(TODAY, wins=wins(*days)).wins, TODAY)
    # September has no win either: finished on its last day, one month alone is no stretch
    assert found == (Quiet(date(2026, 1, 1), date(2026, 2, 28), 1, 2),)
    assert found[0].words == "1 win in 2 months"
    alone = quiet_stretches(records_of(TODAY, wins=wins(*days)).wins, TODAY, least=1)
    assert alone[1:] == (Quiet(date(2026, 9, 1), date(2026, 9, 30), 0, 1),)
    assert alone[1].words == "no wins in 1 month"


def test_a_third_of_the_usual_is_not_quiet(records_of):
    thin = date(2026, 3, 1)
    days = monthly(date(2026, 1, 1), date(2026, 9, 1), 6, without=(thin,))
    for wins_then, expected in ((2, 0), (1, 1)):
        log = records_of(TODAY, wins=wins(*days, *[thin] * wins_then)).wins
        assert len(quiet_stretches(log, TODAY, least=1)) == expected


def test_the_running_month_is_not_over(records_of):
    days = monthly(date(2026, 1, 1), date(2026, 7, 1), 3)
    log = records_of(TODAY, wins=wins(*days)).wins
    assert quiet_stretches(log, date(2026, 8, 30), least=1) == ()
    assert [q.start for q in quiet_stretches(log, date(2026, 8, 31), least=1)] == [date(2026, 8, 1)]


def test_a_stretch_may_begin_only_with_a_whole_month(records_of):
    log = records_of(
        TODAY,
        wins=wins(*monthly(date(2026, 1, 1), date(2026, 3, 1), 3), *monthly(date(2026, 6, 1), date(2026, 9, 1), 3)),
    ).wins
    assert [q.months for q in quiet_stretches(log, TODAY)] == [2]
    assert quiet_stretches(log, TODAY, start=date(2026, 4, 2)) == ()
    assert [q.start for q in quiet_stretches(log, TODAY, start=date(2026, 4, 2), least=1)] == [date(2026, 5, 1)]


@given(days=st.lists(st.dates(date(2024, 1, 1), date(2026, 9, 30)), max_size=60), least=st.integers(1, 4))
def test_stretches_lie_apart_in_order_and_count_their_own_wins(records_of, days, least):
    log = records_of(TODAY, wins=wins(*days)).wins
    found = quiet_stretches(log, TODAY, least=least)
    for stretch in found:
        assert stretch.months >= least
        assert stretch.wins == sum(stretch.start <= day <= stretch.end for day in days)
        assert (stretch.end + timedelta(days=1)).day == stretch.start.day == 1
        assert min(days) <= stretch.end
        assert stretch.end <= TODAY
    assert all(one.end < other.start for one, other in pairwise(found))


def test_a_log_without_wins_has_no_usual(records_of):
    assert quiet_stretches(records_of(TODAY).wins, TODAY) == ()
