"""What wins are worth: each value once, kinds and statuses apart, the user's share.

Measures lead where money is rare.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit.core.model import Money
from advocacy_kit.log.impact import impact_over_time
from advocacy_kit.raise_case.value_side import outcome_list, strike_words, value_list, value_side
from tests.chance import examples

TODAY = date(2026, 9, 30)
KINDS = [f"{kind}_{status}" for kind in ("once", "recurring") for status in ("estimate", "confirmed")]


def win(number, **more):
    return {"id": f"w-{number}", "date": "2026-03-01", "win": f"Win {number}", "category": "care"} | more


def outcome(number, **more):
    return {"win_id": f"w-{number}", "date": "2026-06-01", "outcome": "later"} | more


def side_of(records_of, wins, outcomes=(), **more):
    return value_side(records_of(TODAY, profile={"currency": "USD"}, wins=list(wins), outcomes=list(outcomes), **more))


def totals(side):
    """The sums by kind and status over all categories, without what is nothing."""
    return {name: side.by_category[name].sum() for name in KINDS if side.by_category[name].sum()}


def test_a_win_under_two_goals_counts_once(records_of):
    side = side_of(records_of, [win(1, value=1_000.0, goals="g-1;g-2", objectives="o-1;o-2", competencies="c-1;c-2")])
    assert totals(side) == {"once_estimate": 1_000}
    assert list(side.by_category[["category", "wins"]].iloc[0]) == ["care", 1]


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ("adds", {"once_estimate": 1_000, "recurring_confirmed": 300}),
        (None, {"once_estimate": 1_000, "recurring_confirmed": 300}),
        ("replaces", {"recurring_confirmed": 300}),
    ],
)
def test_an_outcome_adds_or_replaces(records_of, effect, expected):
    later = outcome(1, value=300.0, value_kind="recurring", value_status="confirmed", effect=effect)
    side = side_of(records_of, [win(1, value=1_000.0)], [later])
    assert totals(side) == expected
    assert side.by_category["wins"].sum() == 1


def test_a_second_replacement_replaces_the_first_and_later_ones_add(records_of):
    later = [
        outcome(1, date="2026-04-01", value=700.0, effect="replaces"),
        outcome(1, date="2026-05-01", value=50.0, effect="adds"),
        outcome(1, date="2026-06-01", value=400.0, effect="replaces"),
        outcome(1, date="2026-07-01", value=30.0, effect="adds"),
        outcome(1, date="2026-12-01", value=9_999.0, effect="replaces"),  # not known yet
    ]
    assert totals(side_of(records_of, [win(1, value=1_000.0)], later)) == {"once_estimate": 430}


def test_each_value_stands_with_its_own_status_and_basis(records_of):
    """A confirmed win makes no later estimate confirmed, and its basis is none of another value."""
    wins = [win(1, value=1_000.0, value_status="confirmed", value_basis="invoices", evidence="a.pdf")]
    later = [
        outcome(1, value=300.0, effect="adds"),
        outcome(1, value=70.0, value_status="confirmed", value_basis="ledger", effect="adds"),  # of the same day
        outcome(1, date="2026-03-01", value=20.0, effect="adds"),  # of the win's own day
    ]
    side = side_of(records_of, wins, later)
    assert totals(side) == {"once_estimate": 320, "once_confirmed": 1_070}
    rows = side.rows.set_index("value")
    assert rows["basis"].to_dict() == {1_000: "invoices", 300: "", 70: "ledger", 20: ""}
    assert set(side.struck_out["value"]) == {300, 20}


def test_the_users_share_counts_of_wins_and_of_their_outcomes(records_of):
    wins = [win(1, value=1_000.0, my_share=0.25), win(2, value=80.0, value_kind="recurring")]
    side = side_of(records_of, wins, [outcome(1, value=400.0, effect="adds")])
    assert totals(side) == {"once_estimate": 350, "recurring_estimate": 80}


def test_once_and_recurring_are_never_added_and_statuses_stand_apart(records_of):
    wins = [
        win(number, value=value, value_kind=kind, value_status=status, value_basis="hours x rate")
        for number, (value, kind, status) in enumerate(
            [
                (1_000.0, "once", "estimate"),
                (200.0, "once", "confirmed"),
                (30.0, "recurring", None),
                (4.0, "recurring", "confirmed"),
            ]
        )
    ]
    side = side_of(records_of, wins)
    assert totals(side) == dict(zip(KINDS, (1_000, 200, 30, 4), strict=True))
    for words in (
        "200 USD one-time (confirmed)",
        "1,000 USD one-time (estimated)",
        "4 USD recurring, in its first twelve months (confirmed)",
        "30 USD recurring, in its first twelve months (estimated)",
    ):
        assert words in side.words
    for total in (1_234, 1_200, 34, 1_030, 204):
        assert f"{total:,} USD" not in side.words
    assert "not added up" in side.words
    assert "no return on a raise" in side.words


VALUES = st.lists(
    st.tuples(
        st.none() | st.floats(1, 1e5),
        st.sampled_from([None, "once", "recurring"]),
        st.sampled_from([None, "estimate", "confirmed"]),
        st.none() | st.floats(0, 1),
        st.sampled_from(["care", "teaching", None]),
    ),
    min_size=1,
    max_size=8,
)
LATER = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.none() | st.floats(1, 1e5),
        st.sampled_from([None, "once", "recurring"]),
        st.sampled_from([None, "adds", "replaces"]),
        st.integers(4, 9),
    ),
    max_size=6,
)


@examples(30)
@given(VALUES, LATER)
def test_the_sums_are_those_of_impact_over_time(records_of, given_wins, given_later):
    wins = [
        win(n, value=v, value_kind=k, value_status=s, my_share=m, category=c)
        for n, (v, k, s, m, c) in enumerate(given_wins)
    ]
    later = [outcome(n, value=v, value_kind=k, effect=e, date=f"2026-0{month}-15") for n, v, k, e, month in given_later]
    records = records_of(TODAY, wins=wins, outcomes=later)
    side = value_side(records)
    whole = impact_over_time(records.wins, outcomes=records.outcomes, until=TODAY)
    for kind in ("once", "recurring"):
        assert side.by_category[[f"{kind}_estimate", f"{kind}_confirmed"]].sum().sum() == pytest.approx(
            whole[f"value_{kind}"].sum()
        )
        by_group = whole.groupby("category")[f"value_{kind}"].sum()
        for row in side.by_category.to_dict("records"):
            assert row[f"{kind}_estimate"] + row[f"{kind}_confirmed"] == pytest.approx(by_group[row["category"]])
    assert side.rows["line"].isin(records.wins.index).all()
    assert list(side.rows["win"]) == [records.wins.loc[line, "win"] for line in side.rows["line"]]


def test_two_wins_of_one_id_keep_their_own_names(records_of):
    side = side_of(records_of, [win(1, value=10.0), win(1, win="Another", value=20.0, category="teaching")])
    assert side.rows.set_index("value")["win"].to_dict() == {10: "Win 1", 20: "Another"}
    assert dict(zip(side.by_category["category"], side.by_category["wins"], strict=True)) == {"teaching": 1, "care": 1}


@pytest.mark.parametrize(
    ("valued", "wins", "leads"),
    [(0, 3, "measures"), (1, 4, "measures"), (1, 3, "money"), (2, 3, "money"), (0, 0, "measures")],
)
def test_under_a_third_with_money_measures_lead_and_no_money_is_demanded(records_of, valued, wins, leads):
    log = [
        win(n, value=50.0 if n < valued else None, measure="falls" if n == 0 else None, before=9.0, after=3.0)
        for n in range(wins)
    ]
    side = side_of(records_of, log)
    assert side.leads == leads
    if leads == "measures":
        assert "USD" not in side.words
        if wins:
            assert "no money has to be put on them" in side.words
            assert f"{valued} {'carries' if valued == 1 else 'carry'} money" in side.words
        else:
            assert side.words.startswith("No win since")
    assert len(side.outcomes) == wins  # an after-figure alone measures too
    assert side.rows["value"].sum() == 50 * valued


def test_a_win_that_only_an_outcome_measures_shows_its_newest_figures(records_of):
    later = [
        outcome(1, date="2026-04-01", measure="falls", before=9.0, after=5.0, unit="a month"),
        outcome(1, date="2026-08-01", measure="falls", before=9.0, after=3.0, unit="a month"),
        outcome(1, date="2026-12-01", measure="falls", before=9.0, after=0.0, unit="a month"),
        outcome(2, measure="calls", before=4.0, after=2.0),
    ]
    side = side_of(records_of, [win(1), win(2, measure="calls", before=4.0, after=1.0), win(3)], later)
    assert side.outcomes[["win", "before", "after"]].to_numpy().tolist() == [["Win 1", 9, 3], ["Win 2", 4, 1]]


def test_what_a_skeptical_reader_strikes_out_stands_in_order(records_of):
    wins = [
        win(1, value=500.0),
        win(2, value=900.0, value_basis="hours x rate"),
        win(3, value=700.0, value_basis="invoices", value_status="confirmed"),
        win(4, value=900_000.0, value_basis="invoices", evidence="a.pdf"),
        win(5, value=800.0, value_basis="invoices", evidence="a.pdf", value_kind="recurring"),
        win(6, value=1_600.0, value_basis="invoices", evidence="a.pdf", value_kind="recurring", my_share=0.5),
    ]
    side = side_of(records_of, wins)
    assert list(side.struck_out["win"]) == ["Win 2", "Win 5", "Win 1"]
    assert list(side.struck_out["why"]) == [
        "an estimate without evidence",
        "your share is not said, so all of it counts as yours",
        "no basis is written down; an estimate without evidence",
    ]
    said = "A skeptical reader would strike out first: “Win 2” (900): an estimate without evidence."
    assert (
        strike_words(side, Money("USD"))
        == f"{said} Two more values would follow; the table of values has them in order."
    )
    assert "900" not in strike_words(side, Money("USD", hidden=True))
    listed = value_list(side, Money("USD"))
    assert [row[0] for row in listed] == ["Win 2", "Win 5", "Win 1", "Win 4", "Win 6", "Win 3"]  # what stands follows
    assert listed[0] == ("Win 2", "care", "900", "all", "once, estimate", "hours x rate", "1. no evidence")
    assert listed[4] == ("Win 6", "care", "800", "50%", "recurring, estimate", "invoices", "")
    assert [row[6] for row in listed[1:]] == ["2. share not said", "3. no basis, no evidence", "", "", ""]
    assert listed[2][5] == "–"
    hidden = value_list(side, Money("USD", hidden=True))
    assert [{row[2], row[5]} for row in hidden] == [{"•••", row[5] if row[5] == "–" else "•••"} for row in listed]
    assert "would ask for the estimates to be confirmed" in strike_words(side_of(records_of, wins[2:3]), Money())


@examples(30)
@given(VALUES, LATER)
def test_every_value_is_listed_once_with_its_category_kind_status_and_share(records_of, given_wins, given_later):
    wins = [
        win(n, value=v, value_kind=k, value_status=s, my_share=m, category=c)
        for n, (v, k, s, m, c) in enumerate(given_wins)
    ]
    later = [outcome(n, value=v, value_kind=k, effect=e, date=f"2026-0{month}-15") for n, v, k, e, month in given_later]
    side = side_of(records_of, wins, later)
    listed = value_list(side, Money("USD"))
    shares = ["all" if row.share != row.share else f"{row.share:.0%}" for row in side.rows.itertuples()]
    expected = [
        (row.win, row.category, f"{row.value:,.0f}", share, f"{row.kind}, {row.status}")
        for row, share in zip(side.rows.itertuples(), shares, strict=True)
    ]
    assert sorted(row[:5] for row in listed) == sorted(expected)
    named = [row[6] for row in listed if row[6]]
    assert [words.partition(". ")[0] for words in named] == [str(place) for place in range(1, len(side.struck_out) + 1)]
    assert [words.count(",") for words in named] == [why.count("; ") for why in side.struck_out["why"]]


def test_measured_outcomes_are_listed_newest_first_with_what_they_changed(records_of):
    wins = [
        win(1, measure="falls", before=9.0, after=3.0, unit="a month"),
        win(2, date="2026-04-01", after=12.0, unit="%"),
        win(3, date="2026-05-01", measure="minutes without payments", before=95.0),
        win(4),
    ]
    assert outcome_list(side_of(records_of, wins)) == (
        ("2026-05-01", "Win 3", "minutes without payments"),
        ("2026-04-01", "Win 2", "12%"),
        ("2026-03-01", "Win 1", "falls: from 9 to 3 a month"),
    )


def test_only_wins_since_the_last_annual_review_count(records_of):
    wins = [
        win(1, date="2025-11-13", value=10.0),
        win(2, date="2025-11-14", value=20.0),
        win(3, date="2026-12-01", value=40.0),
    ]
    reviews = [{"date": "2025-11-13", "kind": "annual"}, {"date": "2026-05-14", "kind": "quarterly"}]
    side = side_of(records_of, wins, [outcome(1, value=5.0)], reviews=reviews)
    assert totals(side) == {"once_estimate": 20}
    assert "1 of 1 win since November 2025" in side.words


def test_words_promise_no_return(demo):
    side = value_side(demo)
    words = f"{side.words} {strike_words(side, demo.money)}".lower()
    assert words.count("return") == words.count("no return on a raise") == 1
    for never in ("roi", "pays for itself", "worth your raise", "payback", "in total"):
        assert never not in words
