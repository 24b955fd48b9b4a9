"""The self-assessment: rules that anyone can check, own ratings beside them, disagreements, doubts, history."""

import csv
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit.review.assessment import (
    APART,
    DIMENSIONS,
    RULES,
    as_of,
    assessment_finding,
    doubt_rows,
    not_enough,
    of_share,
    self_assessment,
)
from tests.conftest import REPO

TODAY = date(2026, 9, 30)


def wins(count, **more):
    """As many wins, a day apart."""
    return [
        {"id": f"w-{n}", "date": TODAY - timedelta(days=n), "win": f"Did the thing {n}"} | more for n in range(count)
    ]


def sign(records, name):
    return RULES[name](records)


def rated(records, name):
    return next(item for item in self_assessment(records).now if item.dimension == name)


@given(share=st.floats(0, 1), more=st.floats(0, 1))
def test_a_share_becomes_a_rating_in_halves_that_never_falls(share, more):
    low, high = sorted((share, more))
    assert of_share(low) <= of_share(high)
    assert 1 <= of_share(share) <= 5
    assert (2 * of_share(share)).is_integer()
    assert (of_share(0), of_share(0.5), of_share(1)) == (1, 3, 5)


def test_without_any_row_there_is_no_rating_and_no_bad_mark(records_of):
    found = self_assessment(records_of(TODAY))
    assert [item.dimension for item in found.now] == list(DIMENSIONS)
    assert all(item.own is None and item.data.rating is None and item.data.facts for item in found.now)
    assert not found.disagreements
    assert assessment_finding(records_of(TODAY)).title == "You have not rated yourself yet"


def test_every_rating_of_the_demo_is_on_the_scale(demo):
    for name in DIMENSIONS:
        rating = sign(demo, name).rating
        assert rating is None or (1 <= rating <= 5 and (2 * rating).is_integer())


EVIDENCE = {"a.txt": True, "gone.txt": False}
facts = st.fixed_dictionaries(
    {
        "measure": st.sampled_from([None, "hours"]),
        "evidence": st.sampled_from([None, "a.txt", "gone.txt", "gone.txt;a.txt"]),
    }
)


@given(given=st.lists(facts, min_size=10, max_size=14), at=st.integers(0, 9))
def test_evidence_is_the_mean_of_two_shares_and_grows_with_either(records_of, given, at):
    rows = [base | more for base, more in zip(wins(len(given)), given, strict=True)]
    measured = sum(row["measure"] is not None for row in rows) / len(rows)
    shown = sum("a.txt" in (row["evidence"] or "") for row in rows) / len(rows)
    before = sign(records_of(TODAY, wins=rows, evidence=EVIDENCE), "evidence").rating
    assert before == of_share((measured + shown) / 2)
    rows[at] |= {"measure": "hours", "evidence": "a.txt"}
    assert sign(records_of(TODAY, wins=rows, evidence=EVIDENCE), "evidence").rating >= before


def test_outcomes_measure_and_prove_their_win(records_of):
    outcome = {"win_id": "w-3", "date": TODAY, "outcome": "y", "measure": "hours", "evidence": "a.txt"}
    rows = {"wins": wins(10), "evidence": EVIDENCE}
    assert (
        sign(records_of(TODAY, **rows, outcomes=[outcome]), "evidence").facts
        == "1 of 10 wins measured, 1 with evidence"
    )
    later = outcome | {"date": TODAY + timedelta(days=1)}
    assert (
        sign(records_of(TODAY, **rows, outcomes=[later]), "evidence").facts == "0 of 10 wins measured, 0 with evidence"
    )


@pytest.mark.parametrize("name", ["evidence", "fit to the listener"])
def test_below_ten_wins_nothing_is_read_from_them(records_of, name):
    few = records_of(TODAY, wins=wins(9), objectives=[{"id": "ob-1", "objective": "x"}])
    assert sign(few, name).rating is None
    assert "Log 1 more win" in not_enough(few)
    enough = wins(10, impact="It changed")
    assert sign(records_of(TODAY, wins=enough, objectives=[{"id": "ob-1", "objective": "x"}]), name).rating == 1
    assert not_enough(records_of(TODAY, wins=wins(10))) == ""
    future = [row | {"date": TODAY + timedelta(days=1)} for row in wins(10)]
    assert "0 wins" in not_enough(records_of(TODAY, wins=future))


def test_conviction_counts_the_doubts_that_a_known_win_answers(records_of):
    doubts = [
        {"id": f"d-{n}", "date": TODAY, "doubt": "x", "answered_by": by}
        for n, by in enumerate(["w-1", "w-9", None, "w-9;w-2"])
    ]
    records = records_of(TODAY, wins=wins(3), doubts=doubts)
    found = sign(records, "conviction")
    assert (found.rating, found.facts, found.lacks) == (3, "2 of 4 doubts answered by a win", "2 doubts have no answer")
    answers = {item.key: item.answers for item in self_assessment(records).doubts}
    assert answers == {"d-0": ("Did the thing 1",), "d-1": (), "d-2": (), "d-3": ("Did the thing 2",)}
    assert [row[2].startswith("open") for row in doubt_rows(self_assessment(records))] == [False, True, True, False]


ASK = {
    "id": "a-1",
    "date": TODAY,
    "kind": "raise",
    "to": "p-1",
    "request": "x",
    "start_date": "2027-01-01",
    "next_date": "2026-10-20",
}
WAY = {"ask_id": "a-1", "option": "split dates", "owner": "Alex", "first_step": "ask payroll"}


@pytest.mark.parametrize(
    ("state", "ways", "rating"),
    [
        ("drafted", [], 2),
        ("drafted", [WAY | {"owner": None}], 3),
        ("drafted", [WAY], 4),
        ("met", [WAY, WAY | {"first_step": None}], 4),
        ("drafted", [WAY, WAY], 5),
        ("drafted", [WAY | {"ask_id": "a-2"}], 2),
        ("agreed in writing", [WAY, WAY], None),
        ("closed", [WAY, WAY], None),
    ],
)
def test_the_game_plan_is_the_ways_of_the_ask_that_waits(records_of, state, ways, rating):
    assert sign(records_of(TODAY, asks=[ASK | {"state": state}], options=ways), "game plan").rating == rating


def test_composure_is_that_of_the_last_five_tries(records_of):
    scores = [1, 1, 4, 4, 4, 4, 5]
    rows = [
        {"date": TODAY - timedelta(days=30 - n), "script": "x", "composure": score} for n, score in enumerate(scores)
    ]
    rows += [
        {"date": TODAY, "script": "x", "composure": None},
        {"date": TODAY + timedelta(days=1), "script": "x", "composure": 1},
    ]
    found = sign(records_of(TODAY, practice=rows), "composure")
    assert (found.rating, found.facts) == (4, "4.2 in the last five tries aloud")


def test_the_figure_has_a_point_for_each_thing_on_file(records_of):
    pay = [{"date": "2026-01-01", "amount": 70_000, "per": "year", "element": "base"}]
    seen = {
        "date": "2026-05-01",
        "kind": "posting",
        "title": "x",
        "country": "US",
        "low": 1,
        "per": "year",
        "element": "base",
    }
    asked = ASK | {"state": "drafted", "figure": 80_000}
    whole = asked | {"walk_away": 75_000, "opening_low": 80_000}
    for rating, tables in (
        (2, {"pay": pay}),
        (1, {"market": [seen | {"date": "2024-05-01"}]}),
        (3, {"pay": pay, "market": [seen]}),
        (4, {"pay": pay, "market": [seen], "asks": [asked]}),
        (5, {"pay": pay, "market": [seen], "asks": [whole]}),
    ):
        assert sign(records_of(TODAY, **tables), "figure").rating == rating
    assert "80" not in sign(records_of(TODAY, pay=pay, asks=[whole]), "figure").facts  # no amount is told


@pytest.mark.parametrize(
    ("review", "asks", "rating"),
    [
        ("2026-11-12", [], 3),
        ("2026-11-12", [ASK | {"state": "drafted"}], 5),
        ("2026-05-01", [], 1),
        (None, [ASK | {"state": "drafted", "next_date": "2026-09-01"}], 1),
        (None, [ASK | {"state": "drafted"}], 3),
    ],
)
def test_the_date_is_a_review_and_an_ask_ahead(records_of, review, asks, rating):
    profile = {"review_date": date.fromisoformat(review)} if review else {}
    assert sign(records_of(TODAY, profile=profile, asks=asks), "date").rating == rating


def test_allies_are_in_a_room_heard_from_and_know_the_strong_wins(records_of):
    strong = {"measure": "h", "before": 2, "after": 1, "value": 5, "value_basis": "x"}
    log = [row | strong | {"known_to": "p-1" if n % 2 else None} for n, row in enumerate(wins(10))]
    voice = {
        "id": "p-1",
        "name": "Alex",
        "relation": "sponsor",
        "rooms": "the round",
        "last_spoken": TODAY - timedelta(days=10),
    }
    other = {"id": "p-2", "name": "Kim", "relation": "ally", "last_spoken": TODAY - timedelta(days=200)}
    found = sign(records_of(TODAY, wins=log, people=[voice, other]), "allies")
    assert found.rating == of_share((1 + 1 / 2 + 5 / 10) / 3)
    assert found.lacks == "5 of 10 strong wins are unknown to them"
    assert sign(records_of(TODAY, people=[voice | {"relation": "peer"}]), "allies").rating == 1
    assert sign(records_of(TODAY), "allies").rating is None


def test_fit_is_capped_while_an_objective_is_served_by_no_win(records_of):
    objectives = [{"id": "ob-1", "objective": "x"}, {"id": "ob-2", "objective": "y"}]
    log = wins(10, objectives="ob-1")
    assert sign(records_of(TODAY, wins=log, objectives=objectives[:1]), "fit to the listener").rating == 5
    assert sign(records_of(TODAY, wins=log, objectives=objectives), "fit to the listener").rating == 4


ratings = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.dates(date(2026, 1, 1), TODAY + timedelta(days=5)),
            "dimension": st.sampled_from(["evidence", "Evidence ", "allies", "charm"]),
            "rating": st.integers(1, 5),
        }
    ),
    max_size=8,
    unique_by=lambda row: row["date"],
)


@given(rows=ratings, seed=st.randoms(use_true_random=False))
def test_the_newest_rating_of_a_quarter_counts_in_whatever_order_they_stand(records_of, rows, seed):
    shuffled = list(rows)
    seed.shuffle(shuffled)
    found = self_assessment(records_of(TODAY, assessments=rows))
    assert self_assessment(records_of(TODAY, assessments=shuffled)).now == found.now
    known = sorted((row for row in rows if row["date"] <= TODAY), key=lambda row: row["date"])
    newest = {
        (row["date"].month - 1) // 3: row["rating"] for row in known if row["dimension"].strip().lower() == "evidence"
    }
    now = rated(records_of(TODAY, assessments=rows), "evidence")
    assert now.own == (newest[max(newest)] if newest else None)
    for item in found.earlier:
        if item.dimension == "evidence":
            assert item.own == newest.get(int(item.quarter[-1]) - 1)
    assert found.unknown == (("charm",) if any(row["dimension"] == "charm" for row in known) else ())


@pytest.mark.parametrize("own", [1, 2, 3, 4, 5])
def test_own_rating_and_data_disagree_from_two_points(records_of, own):
    rows = [{"date": TODAY, "dimension": "conviction", "rating": own}]
    doubts = [{"id": f"d-{n}", "date": TODAY, "doubt": "x", "answered_by": "w-1" if n else None} for n in range(2)]
    records = records_of(TODAY, wins=wins(2), doubts=doubts, assessments=rows)
    found = rated(records, "conviction")
    assert found.data.rating == 3
    assert bool(found.disagreement) is (abs(own - 3) >= APART)
    if own == 5:
        assert found.disagreement == "conviction 5 of 5, yet 1 doubt has no answer"
    if own == 1:
        assert found.disagreement == "conviction 1 of 5, while the data show 3: 1 of 2 doubts answered by a win"


def rows_of(name):
    with (REPO / "data" / "demo" / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_the_demo_says_that_most_wins_have_no_measure(demo):
    finding = assessment_finding(demo)
    period = [row for row in rows_of("wins") if row["date"] > "2025-11-13"]
    later = {row["win_id"] for row in rows_of("outcomes") if row["measure"] or row["after"]}
    unmeasured = sum(not (row["measure"] or row["after"]) and row["id"] not in later for row in period)
    assert (
        f"evidence 5 of 5, yet {100 * unmeasured / len(period):.0f}% of the wins have no measure"
        in finding.title.lower()
    )
    assert finding.frame["now"].sum() == len(DIMENSIONS)
    assert set(finding.frame.loc[~finding.frame["now"], "quarter"]) == {"2026 Q2"}
    for item in self_assessment(demo).now:
        assert item.data.facts in finding.alt
    assert "1 doubt is open" in finding.answer


def test_an_earlier_quarter_shows_what_was_shown_then_where_facts_bear_a_date(demo):
    then = as_of(demo, date(2026, 6, 30))
    assert then.wins["date"].max() <= pd.Timestamp("2026-06-30") < demo.wins["date"].max()
    for item in self_assessment(demo).earlier:
        dated = item.dimension in ("evidence", "composure", "fit to the listener", "figure")
        assert item.data.rating == (RULES[item.dimension](then).rating if dated else None)
    assert demo.today == TODAY  # the records themselves stay
