"""Asking for less than the evidence: what it gives away, by hand; asking for more: which part has no evidence."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit import KitError
from advocacy_kit.raise_case.shading import alternatives, routes, shading
from tests.cases import VECTOR, FixedMarket, FixedPeers, person
from tests.cases import trial as raise_case

MARKET = FixedMarket(FixedPeers(VECTOR))  # figure 113,000, opening to P60


def case_of(records_of, amount=98_000, **own):
    return raise_case(person(records_of, amount, **own), MARKET, on="2026-04-01")


def test_over_one_three_and_five_years_by_hand(records_of):
    shaded = shading(case_of(records_of), 110_000, raises=0.03)
    assert list(shaded.given_away["years"]) == [1, 3, 5]
    by_hand = (3_000, 3_000 + 3_090 + 3_182.70, 3_000 + 3_090 + 3_182.70 + 3_278.181 + 3_376.52643)
    assert list(shaded.given_away["amount"]) == pytest.approx(by_hand)
    assert (
        shaded.words
        == "Asking for 110,000 instead of 113,000 gives away 3,000 over 1 year, 9,273 over 3 years, 15,927 over 5 years"
        " (USD), if each year's raise is 3.0%: every later raise grows from the smaller figure."
    )
    assert "What is the reason for asking for less" in shaded.question
    assert (shaded.ask, shaded.beyond) == (110_000, 0)
    assert list(shading(case_of(records_of), 110_000, raises=0).given_away["amount"]) == [3_000, 9_000, 15_000]


def test_a_reason_is_printed_and_no_longer_asked_for(records_of):
    shaded = shading(case_of(records_of), 110_000, reason="the ward was closed for a month")
    assert shaded.words.endswith("Your reason: the ward was closed for a month.")
    assert shaded.question == ""


@pytest.mark.parametrize(
    ("own", "a_year", "words"),
    [
        ({"hours": 20}, 0.5, " at your 20 hours a week"),
        ({"hours": 40}, 1, ""),
        ({"per": "hour", "hours": 36}, 52 * 36, " at your 36 hours a week"),
        ({"per": "hour"}, 2_080, ""),
        ({"per": "month", "pay_unit": "month", "payments": 13}, 13, ""),
        ({"per": "month", "pay_unit": "month"}, 12, ", taking 12 payments a year"),
        ({"per": "month", "pay_unit": "month", "payments": 12, "hours": 30}, 9, " at your 30 hours a week"),
    ],
)
def test_what_is_given_away_is_the_persons_own_money(records_of, own, a_year, words):
    """A year counts the hours and the payments of the person, not those of a full-time year."""
    case = case_of(records_of, 40_000, **own)
    assert case.present.a_year == pytest.approx(a_year)
    shaded = shading(case, case.figure - 100)
    assert shaded.given_away["amount"].iloc[0] == pytest.approx(100 * a_year)
    assert f"(USD{words})" in shaded.words
    gap = (case.figure - case.present.amount) * a_year
    ways = alternatives(case).set_index("what")["worth"]
    assert ways[["bonus", "equity", "hours"]].tolist() == pytest.approx([gap] * 3)
    assert ways["date"] == pytest.approx(gap / 12)
    assert math.isnan(ways["title"])
    assert routes(case)["worth"].tolist() == pytest.approx([gap] * 4)


def test_nothing_is_given_away_where_there_is_no_figure(records_of):
    for case in (case_of(records_of, 120_000), case_of(records_of, pay_scale="TV-L")):
        shaded = shading(case, 100_000)
        assert list(shaded.given_away["amount"]) == [0, 0, 0]
        assert shaded.words == "There is no figure to ask for here, so nothing is given away."
        assert shaded.question == ""


def test_more_than_the_range_names_the_part_without_evidence(records_of):
    case = case_of(records_of)
    shaded = shading(case, case.opening[1] + 4_000)
    assert shaded.beyond == 4_000
    assert shaded.words.startswith("4,000 USD a year of it have no evidence: the range that can be argued for ends at ")
    assert case.opening_reason in shaded.words
    assert "the first thing to be struck out" in shaded.question
    assert list(shaded.given_away["amount"]) == [0, 0, 0]
    for inside in case.opening:
        assert shading(case, inside).words == "The ask lies within what the evidence supports."


@given(ask=st.floats(1, 200_000), raises=st.floats(-0.1, 0.3))
def test_an_ask_gives_away_or_goes_beyond_and_never_both(records_of, ask, raises):
    case = case_of(records_of)
    shaded = shading(case, ask, raises=raises)
    amounts = list(shaded.given_away["amount"])
    assert (amounts[0] > 0) == (ask < case.figure)
    assert (shaded.beyond > 0) == (ask > case.opening[1])
    assert amounts == sorted(amounts)
    assert amounts[0] == pytest.approx(max(0, case.figure - ask))
    assert amounts[2] == pytest.approx(amounts[0] * sum((1 + raises) ** k for k in range(5)))


@pytest.mark.parametrize(
    ("ask", "raises"), [(0, 0.03), (-1, 0.03), (math.nan, 0.03), ("80000", 0.03), (80_000, 0.5), (80_000, math.nan)]
)
def test_no_number_is_refused(records_of, ask, raises):
    with pytest.raises(KitError, match=r"ask must be a number above 0, got a value of|raises must be a number between"):
        shading(case_of(records_of), ask, raises=raises)


def test_hidden_it_shows_no_amount(records_of):
    case = case_of(records_of, hide_amounts=True)
    for ask in (100_000, 150_000):
        assert not {"100,000", "150,000", "113,000", "13,000", "3.0%"} & set(
            shading(case, ask).words.replace("(", " ").split()
        )
        assert "•••" in shading(case, ask).words
    assert "113" not in repr(shading(case, 113_000))


def test_the_half_way_of_two_parts_lies_half_way(records_of):
    case = case_of(records_of)
    assert routes(case)["how"].iloc[0] == "to 105,500 on 1 April 2026, the rest half a year later, both in writing"
    assert alternatives(case)["how"].iloc[2] == "the same pay for 86.7% of the hours"
