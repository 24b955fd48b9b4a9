"""Which wins lead for this manager: those that serve an objective first; what may not be told never does."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit.log.strength import fit_to_listener, strengths
from tests.chance import examples

TODAY = date(2026, 9, 30)
PEOPLE = [{"id": "p-1", "name": "Helen", "relation": "manager"}, {"id": "p-2", "name": "Priya", "relation": "ally"}]
OBJECTIVES = [
    {"id": "o-1", "owner": "p-1", "objective": "Fewer falls"},
    {"id": "o-2", "owner": "Helen", "objective": "Shorter waits"},
    {"id": "o-3", "objective": "Safe handovers"},
    {"id": "o-4", "owner": "p-2", "objective": "Somebody else's"},
    {"id": "o-5", "owner": "p-1", "objective": "Last year's", "until": "2026-01-31"},
    {"id": "o-6", "owner": "p-1", "objective": "Next year's", "since": "2027-01-01"},
]


def win(number, **more):
    return {"id": f"w-{number}", "date": f"2026-0{number}-01", "win": f"Win {number}"} | more


def fit_of(records_of, *wins, people=PEOPLE, objectives=OBJECTIVES, **tables):
    return fit_to_listener(records_of(TODAY, wins=list(wins), people=people, objectives=objectives, **tables))


def test_wins_that_serve_lead_and_then_the_strongest(records_of):
    strong = {"measure": "falls", "before": 9.0, "after": 3.0, "praise": "Thank you"}
    fit = fit_of(
        records_of,
        win(1, **strong),
        win(2, objectives="o-2"),
        win(3),
        win(4, objectives="o-1;o-3"),
        win(5, objectives="o-4"),
    )
    assert list(fit.leading["win"]) == ["Win 4", "Win 2", "Win 1", "Win 5"]  # Win 3 says only what was done
    assert list(fit.leading["serves"]) == ["Fewer falls; Safe handovers", "Shorter waits", "", ""]
    assert fit.unserved.empty
    assert fit.words == "Four wins lead the case, 2 of them serving what your manager wants."


def test_what_is_not_recent_enough_never_leads_and_of_equals_the_newer_does(records_of):
    """An older win does not lead, were it the strongest and the only one that serves.

    A higher value alone passes no newer win.
    """
    strong = {"measure": "falls", "before": 9.0, "after": 3.0, "praise": "Thank you", "objectives": "o-1"}
    before = [win(1, date="2025-11-13", **strong), win(2, date="2025-09-29", **strong)]
    older, newer = win(3, value=90_000.0), win(4, value=10.0)
    reviews = [{"date": "2025-11-13", "kind": "annual"}]
    reviewed = fit_of(records_of, *before, older, newer, reviews=reviews)
    assert list(reviewed.leading["win"]) == ["Win 4", "Win 3"]
    assert "o-1" in set(reviewed.unserved["id"])
    assert list(fit_of(records_of, *before, older, newer).leading["win"]) == [
        "Win 1",
        "Win 4",
        "Win 3",
    ]  # no review on file: a year


def test_objectives_of_the_manager_that_hold_today_count_and_the_unserved_are_named(records_of):
    fit = fit_of(records_of, win(1, objectives="o-1"), win(2, objectives="o-5;o-6;o-4"))
    assert list(fit.unserved["objective"]) == ["Shorter waits", "Safe handovers"]
    assert fit.words.endswith("No win of this period that may be told serves: Shorter waits; Safe handovers.")
    assert list(fit.leading["serves"]) == ["Fewer falls", ""]


def test_without_a_manager_on_file_every_objective_of_today_counts(records_of):
    fit = fit_of(records_of, win(1, objectives="o-4"), people=[])
    assert list(fit.leading["serves"]) == ["Somebody else's"]
    assert list(fit.unserved["id"]) == ["o-1", "o-2", "o-3"]


@pytest.mark.parametrize(
    ("hidden", "leads"),
    [
        ({"confidential": True}, False),
        ({"audience": "p-2"}, False),
        ({"audience": "p-2;Helen"}, True),
        ({"audience": "p-1"}, True),
        ({"audience": " ; "}, True),
        ({"confidential": True, "audience": "p-1"}, False),
    ],
)
def test_what_the_manager_may_not_see_never_leads_and_serves_nothing(records_of, hidden, leads):
    fit = fit_of(records_of, win(1, objectives="o-1", praise="Thank you", **hidden), win(2))
    assert "Win 2" not in set(fit.leading["win"])
    assert ("Win 1" in set(fit.leading["win"])) == leads
    assert ("o-1" in set(fit.unserved["id"])) != leads


WINS = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.dates(date(2025, 8, 1), TODAY).map(str),
            "confidential": st.booleans(),
            "objectives": st.sampled_from([None, "o-1", "o-2;o-3", "o-4", "nowhere"]),
            "audience": st.sampled_from([None, "p-1", "p-2"]),
            "praise": st.none() | st.just("Thank you"),
            "impact": st.none() | st.just("Nobody waits for keys"),
            "value": st.none() | st.floats(1, 1e5),
        }
    ),
    max_size=12,
)


@examples(30)
@given(WINS, st.integers(1, 6))
def test_leading_wins_are_few_told_of_this_period_and_in_order(records_of, given_wins, most):
    wins = [{"id": f"w-{n}", "win": f"Win {n}", **cells} for n, cells in enumerate(given_wins)]
    records = records_of(TODAY, wins=wins, people=PEOPLE, objectives=OBJECTIVES)
    fit = fit_to_listener(records, most=most)
    leading = fit.leading
    assert len(leading) <= most
    assert not leading["confidential"].any()
    assert ((leading["points"] > 0) | leading["impact"].notna()).all()
    assert not (leading["audience"] == "p-2").any()
    assert (leading["date"].dt.date > date(2025, 9, 29)).all()
    keys = [(row["serves"] != "", row["points"], row["date"]) for _, row in leading.iterrows()]
    assert keys == sorted(keys, reverse=True)
    assert set(leading["points"]) <= set(strengths(records)["points"])
    if len(leading) == most == 1 and leading["serves"].iloc[0] == "":  # then nothing that may be told serves anything
        assert list(fit.unserved["id"]) == ["o-1", "o-2", "o-3"]


def test_an_empty_log_says_so(records_of):
    fit = fit_of(records_of)
    assert fit.words.startswith("No win leads the case yet")
    assert len(fit.unserved) == 3
