"""The user's own long version: everything behind the figure, and what not to claim."""

import re
from dataclasses import replace
from datetime import date

import pytest

import advocacy_kit as ak
from advocacy_kit.core.page import Drawing, Table
from advocacy_kit.documents.case_page import drawn
from advocacy_kit.raise_case.long_version import (
    NEVER,
    choice_words,
    formula_rows,
    input_rows,
    long_version,
    not_to_claim,
    own_side,
    thin_words,
    walk_away_words,
)
from advocacy_kit.raise_case.percentile_choice import PercentileRange, percentile_range
from advocacy_kit.raise_case.shading import shading
from advocacy_kit.raise_case.value_side import strike_words, value_list
from tests.test_injection import PAGE, _assert_ours
from tests.test_privacy import Loads

TODAY = date(2026, 9, 30)


@pytest.fixture(scope="module")
def made(demo, demo_market):
    case = ak.raise_case(demo, demo_market, walk_away=74_321)
    return case, long_version(demo, case, percentile_range(demo), shading(case, case.figure - 2000))


def words(page, title):
    """What the paragraphs under a title say."""
    assert title in page.headings
    return "\n".join(line for block in page.under(title) if not isinstance(block, Table) for line in block.lines)


def rows(page, title):
    """The rows of the table under a title."""
    (found,) = [block for block in page.under(title) if isinstance(block, Table)]
    return found.rows


def test_every_step_and_every_input_is_in_it_once(made):
    case, _ = made
    steps, inputs = formula_rows(case), input_rows(case)
    assert [row[1] for row in steps] == [step.name for step in case.steps]
    assert [row[5] for row in steps] == [step.formula for step in case.steps]
    assert len({row[:4] for row in inputs}) == len(inputs)
    frame = case.inputs()
    assert {row[1] for row in inputs} == set(frame["input"])
    used = {number for row in inputs for number in row[4].split(", ")}
    assert used == {str(number) for number in range(1, len(case.steps) + 1)}
    assert ("–", "pay", f"{case.present.amount:,.0f}", f"pay.csv line {case.present.line}") in {
        row[:4] for row in inputs
    }


def test_it_says_everything_that_the_other_page_keeps_quiet(made, demo):
    case, passages = made
    said = passages.text
    assert "74,321" in said
    assert f"{case.real.restored:,.0f}" in words(passages, "What is my own lowest figure?")
    assert case.grid.words(case.money) in words(passages, "What would move it?")
    assert "merit budgets" in said
    assert "Cross-train the shift leads" in words(passages, "Which wins lead for this listener?")
    assert "gives away" in words(passages, "What would asking for less give away?")
    assert [row[0] for row in rows(passages, "What else would close the gap?")] == [
        "bonus",
        "equity",
        "hours",
        "title",
        "date",
    ]
    assert "in two parts" in rows(passages, "By which routes can it be granted?")[0]
    total = rows(passages, "What am I paid in all, and offered?")
    assert [(row[0], row[1]) for row in total] == [("base pay", "71,400"), ("bonus", "1,500")]
    assert [block.plot for block in passages.blocks if isinstance(block, Drawing)] == ["waterfall", "market", "tornado"]
    assert not re.search(r"underpaid (?!”)|\bnan\b|None", said)


def test_every_value_and_all_that_would_be_struck_out_are_in_it(made, demo):
    passages, side = made[1], own_side(demo)[0]
    values = rows(passages, "What carries this value, and what would not stand?")
    assert values == value_list(side, demo.value_money)
    assert words(passages, "What carries this value, and what would not stand?") == strike_words(side, demo.value_money)
    assert len(values) == len(side.rows) > len(side.struck_out) > 1
    assert "What is measured?" not in passages.headings  # money leads here


def test_where_measures_lead_they_are_listed(records_of, market):
    wins = [
        {
            "id": "w-1",
            "date": "2026-03-01",
            "win": "Moved the huddle",
            "measure": "falls",
            "before": 9.0,
            "after": 3.0,
            "unit": "a month",
        },
        *({"id": f"w-{n}", "date": "2026-04-01", "win": f"Win {n}"} for n in range(2, 5)),
    ]
    pay = [
        {"date": "2026-01-01", "amount": 70_000, "per": "year", "element": "base", "currency": "USD", "country": "US"}
    ]
    profile = {"occupation": "13-1081", "area": "Grand Rapids", "country": "US"}

    def passages(log):
        records = records_of(TODAY, profile=profile, pay=pay, wins=log)
        return long_version(records, ak.raise_case(records, market), percentile_range(records))

    listed = passages(wins)
    assert rows(listed, "What is measured?") == (("2026-03-01", "Moved the huddle", "falls: from 9 to 3 a month"),)
    titles = listed.headings
    assert "What carries this value, and what would not stand?" not in titles  # no value, no table of values
    one = passages([wins[0], *wins[2:], wins[1] | {"value": 500.0}])
    assert {"What is measured?", "What carries this value, and what would not stand?"} <= {*one.headings}


def test_the_page_loads_nothing_and_holds_its_pictures(made, demo):
    page = drawn(made[1]).html
    assert Loads(page).found == []
    assert page.count("<img ") == 3
    _assert_ours(page, PAGE)


def test_hidden_amounts_are_hidden_in_it(demo, demo_market):
    hidden = replace(demo, profile=replace(demo.profile, hide_amounts=True))
    case = ak.raise_case(hidden, demo_market, walk_away=74_321)
    said = long_version(hidden, case, percentile_range(hidden), shading(case, 75_000)).text
    assert "•••" in said
    assert not re.search(r"\d\d,\d{3}|\d\dk\b|about P\d", said.replace("P10, P25", ""))


def test_what_is_not_to_be_claimed_comes_with_its_reason(demo, demo_market):
    case, offered = (
        ak.raise_case(demo, demo_market, 0.6, "scope"),
        PercentileRange(0.25, 0.4, ("you have done it for less time than most",)),
    )
    side, _ = own_side(demo)
    claims = "\n".join(not_to_claim(demo, case, side, offered, shading(case, 200_000)))
    assert "P60 without a reason of its own. Your answers and the log speak for P25 to P40" in claims
    assert "The part above the evidence" in claims
    assert "A skeptical reader would strike out first" in claims
    assert "as confirmed: they are estimates" in claims
    assert all(words in claims for words in NEVER)
    assert choice_words(offered, 0.4) == "Your choice, P40, lies in it."
    assert "lies above it" in choice_words(offered, 0.5)
    assert "lies below it" in choice_words(offered, 0.1)


def test_postings_are_no_pay(demo, demo_market):
    case = ak.raise_case(demo, demo_market)
    claims = not_to_claim(demo, case, own_side(demo)[0], percentile_range(demo))
    assert any("That postings are pay" in words for words in claims)


def test_thin_evidence_is_named(records_of, market):
    pay = [
        {"date": "2026-01-01", "amount": 70_000, "per": "year", "element": "base", "currency": "USD", "country": "US"}
    ]
    records = records_of(TODAY, profile={"occupation": "13-1081", "area": "Grand Rapids", "country": "US"}, pay=pay)
    case = ak.raise_case(records, market)
    words = "\n".join(thin_words(records, case))
    assert "The log holds 0 wins of this period" in words
    assert "One family of sources" in words
    unbounded = replace(case, benchmark=replace(case.benchmark, interval=None))
    assert "give no range" in "\n".join(thin_words(records, unbounded))
    thin = replace(
        case, benchmark=replace(case.benchmark, sources=(replace(case.benchmark.sources[0], shrinkage=0.97),))
    )
    assert "A thin group counts here (OEWS)" in "\n".join(thin_words(records, thin))
    backed = ak.raise_case(
        replace(records, profile=replace(records.profile, occupation="19-2012", area="Grand Rapids")), market
    )
    assert "not of your own place and job alone" in "\n".join(thin_words(records, backed)) or not backed.peers.back_off


def test_the_lowest_figure_is_set_beside_restored_pay_and_the_band(records_of, market):
    base = {"per": "year", "currency": "USD", "date": "2026-01-01"}
    pay = [base | {"amount": 70_000, "element": "base", "country": "US"}]
    profile = {"occupation": "13-1081", "area": "Grand Rapids", "country": "US", "level": "II"}
    records = records_of(
        TODAY, profile=profile, pay=pay, bands=[base | {"level": "II", "minimum": 60_000, "maximum": 90_000}]
    )
    none, low, high = (
        walk_away_words(ak.raise_case(records, market, walk_away=figure)) for figure in (None, 70_500, 120_000)
    )
    assert "You have set no lowest figure" in none
    assert "it would buy less" in low
    assert "above the figure that the evidence supports" in high
    assert "In your employer's band for II" in none


def claims_of(case, records):
    return "\n".join(not_to_claim(records, case, own_side(records)[0], percentile_range(records)))


@pytest.mark.parametrize(("end", "covers"), [(-1, False), (0, True), (5_000, True)])
def test_a_gap_is_not_claimed_exactly_where_the_interval_covers_pay(demo, demo_market, end, covers):
    """The interval ends a little below present pay, at it, or above it.

    Where no bound is determined nothing is said of one.
    """
    case = ak.raise_case(demo, demo_market)
    pay = case.present.amount
    shown = claims_of(replace(case, benchmark=replace(case.benchmark, interval=(pay - 5_000, pay + end))), demo)
    words = "That present pay is below the market: likely between "
    assert (words in shown) == covers == ("The results have to make the case" in shown)
    assert "the interval," not in claims_of(replace(case, benchmark=replace(case.benchmark, interval=None)), demo)


@pytest.mark.parametrize("kind", ["raise", "promotion", "scale", "reached"])
def test_each_kind_of_case_has_its_own_warning_and_no_other(demo, demo_market, kind):
    said = {
        "promotion": "A raise within your level: it is a promotion",
        "scale": "A free figure: your pay follows a scale",
        "reached": "That the market calls for more",
    }
    shown = claims_of(replace(ak.raise_case(demo, demo_market), kind=kind), demo)
    assert {name for name, words in said.items() if words in shown} == {kind} - {"raise"}
