"""Every way in which a case can end: raise, promotion, nothing to ask, a scale; and what never changes the figure."""

import math
from dataclasses import fields, replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advocacy_kit import KitError, load_market
from advocacy_kit.core.profile import read_profile
from advocacy_kit.pay.own_pay import deflated, real_raise
from advocacy_kit.raise_case.long_version import input_rows
from advocacy_kit.raise_case.percentile_choice import percentile_range
from advocacy_kit.raise_case.steps import recomputed
from tests.cases import (
    HERE,
    ON,
    SEEN,
    VECTOR,
    VECTOR_MARKET,
    FixedMarket,
    FixedPeers,
    band,
    case_of,
    person,
    small_markets,
    survey,
)
from tests.cases import trial as raise_case
from tests.official import as_parquet, world

TARGET = 112_781.99  # of the vector


@pytest.fixture(scope="module")
def markets(tmp_path_factory):
    return small_markets(tmp_path_factory.mktemp("markets"))


@pytest.mark.parametrize(
    ("maximum", "kind"),
    [(150_000, "raise"), (113_000, "raise"), (112_781, "promotion"), (98_500, "promotion"), (None, "raise")],
)
def test_a_target_above_the_bands_maximum_is_a_case_for_a_promotion(records_of, maximum, kind):
    case = case_of(records_of, level="two", tables=band(80_000, maximum) if maximum else None)
    assert case.kind == kind
    assert case.figure == 113_000
    assert case.opening[0] == 113_000
    assert ("It is a case for a promotion" in case.summary) == (kind == "promotion")
    assert any("In your employer's band for two" in words for words in case.assumptions) == (maximum is not None)


@given(maximum=st.floats(TARGET + 0.01, 112_999.99), top=st.sampled_from(["percentile", "band", "posting"]))
def test_a_step_of_rounding_never_leaves_the_band_that_holds_the_target(records_of, maximum, top):
    """Target ≤ maximum < rounded figure.

    The maximum itself is asked for, as a raise, and the steps still lead to it.
    """
    case = case_of(records_of, level="two", tables=band(80_000, maximum), chosen={"top": top})
    assert (case.kind, case.figure, case.opening) == ("raise", maximum, (maximum, maximum))
    assert case.opening_reason == "one figure: it is your band's maximum (bands.csv line 2)"
    assert "the figure is that maximum" in case.summary
    last = case.steps[-1]
    assert (last.name, last.formula) == ("rounded to the band's maximum", "maximum − target")
    assert last.total == pytest.approx(maximum)
    assert sum(recomputed(case.inputs()).values()) == pytest.approx(maximum)
    assert "bands.csv line 2" in last.basis
    assert ("–", "maximum", case.money.plain(maximum), "bands.csv line 2") in {row[:4] for row in input_rows(case)}


@example(maximum=199_999.9999999704, top="band")
@given(maximum=st.floats(113_000, 200_000), top=st.sampled_from(["percentile", "band", "posting"]))
def test_the_opening_of_a_raise_ends_at_the_bands_maximum_at_the_latest(records_of, maximum, top):
    market = FixedMarket(FixedPeers(VECTOR, postings=((110_000, 190_000),)))
    case = case_of(records_of, market=market, level="two", tables=band(80_000, maximum), chosen={"top": top})
    free = case_of(records_of, market=market, chosen={"top": top})
    assert case.figure == free.figure <= case.opening[1] <= maximum
    if top != "band" and free.opening[1] <= maximum:
        assert (case.opening, case.opening_reason) == (free.opening, free.opening_reason)


def test_a_promotion_opens_beyond_the_band(records_of):
    case, free = (case_of(records_of, level="two", tables=tables) for tables in (band(80_000, 100_000), None))
    assert (case.kind, case.opening) == ("promotion", free.opening)


def test_a_band_bounds_and_places_and_is_never_blended(records_of):
    with_one, without = (case_of(records_of, level="two", tables=tables) for tables in (band(90_000, 130_000), None))
    assert (with_one.target, with_one.benchmark.interval) == (without.target, without.benchmark.interval)
    words = next(words for words in with_one.assumptions if "band" in words)
    assert (
        "90,000 to 130,000 USD a year, you are at 20% of the way from its minimum to its maximum; compa-ratio 0.89"
        in words
    )


@pytest.mark.parametrize(
    ("tables", "profile"),
    [
        (band(80_000, 90_000, currency="EUR"), {}),
        (band(80_000, 90_000, currency="EUR"), {"currency": None}),
        (band(80_000, 90_000, per="month"), {}),
        (band(80_000, 90_000, level="three"), {}),
        (band(80_000, 90_000, country="CA"), {}),
        (band(80_000, 90_000, date="2027-01-01"), {}),
        (band(80_000, 90_000), {"level": None}),
    ],
)
def test_a_band_of_something_else_says_nothing(records_of, tables, profile):
    case = case_of(records_of, tables=tables, **({"level": "two"} | profile))
    assert (case.band, case.kind) == (None, "raise")


@pytest.mark.parametrize(("above", "reached"), [(30_000, True), (0.5, True), (-249, True), (-251, False)])
def test_pay_that_is_there_already_has_no_figure_and_turns_to_other_asks(records_of, above, reached):
    case = case_of(records_of, TARGET + above)
    assert (case.kind == "reached") == (case.opening is None) == reached
    assert ("other asks may serve better" in case.summary) == reached
    assert ("Ask for" in case.summary) == (not reached)
    if reached:
        assert "has reached the market median" in case.summary
        assert "one step of rounding" in case.opening_reason


def test_reached_stays_reached_with_a_band_below_it(records_of):
    assert case_of(records_of, 120_000, level="two", tables=band(60_000, 100_000)).kind == "reached"


@given(share=st.floats(0.70, 1.20))
def test_the_words_say_that_the_interval_covers_present_pay_exactly_where_it_does(records_of, share):
    case = case_of(records_of, TARGET * share)
    low, high = case.benchmark.interval
    covers = low <= case.present.amount <= high
    assert case.told_apart != covers
    assert ("That range includes present pay: the data do not tell the two apart" in case.summary) == covers


def test_without_a_bound_nothing_is_told_apart(records_of):
    unknown = (VECTOR[0], replace(VECTOR[1], se=math.nan))
    case = case_of(records_of, market=FixedMarket(FixedPeers(unknown)))
    assert (case.benchmark.interval, case.told_apart) == (None, False)
    assert any("bound not determined: B" in words for words in case.assumptions)
    assert "interval" not in case.summary


def test_thin_evidence_is_named_in_a_step_of_its_own(records_of, markets):
    case = case_of(records_of, 60_000, markets["thin"])
    source = next(source for source in case.benchmark.sources if source.name == "Guild survey")
    assert source.shrinkage > 1
    assert any("thin: 47% its own value" in words for words in case.assumptions)
    step = next(step for step in case.steps if step.name == "shrinkage")
    assert step.amount > 0
    assert f"Guild survey ×{source.shrinkage:.4f}" in step.basis
    few = case_of(records_of, 60_000, load_market(survey(4, 40)), area="Grand Rapids, MI")
    assert few.peers.back_off
    assert few.benchmark.sources[0].shrinkage == 1


SCALES = ("TV-L, step 3 of E 9b", "union scale")


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("amount", [70_000, 98_000, 150_000])
def test_pay_on_a_scale_asks_for_a_step_and_not_for_a_figure(records_of, scale, amount):
    case = case_of(records_of, amount, pay_scale=scale)
    assert (case.kind, case.opening) == ("scale", None)
    assert "a step, a grade or a ladder" in case.opening_reason
    assert f"Your pay follows a scale ({scale}), so no free figure can be granted" in case.summary
    assert "Ask for 1" not in case.summary
    assert ("has reached the market median" in case.summary) == (amount == 150_000)
    assert (f"Present pay, {amount:,}, is below the market median" in case.summary) == (amount < 150_000)
    assert case.target == pytest.approx(TARGET, abs=0.01)  # the market stands beside it
    assert not any("raise exceeds them" in words for words in case.assumptions)


@pytest.mark.parametrize(
    ("line", "scale", "codes"),
    [
        ('pay_scale = "TV-L, step 3"', "TV-L, step 3", []),
        ("pay_scale = 3", None, ["K032"]),
        ("pay_scale = true", None, ["K032"]),
        ('payscale = "TV-L"', None, ["K031"]),
        ("", None, []),
    ],
)
def test_the_scale_is_read_from_the_profile(line, scale, codes):
    profile, issues = read_profile(f'country = "DE"\n{line}\n'.encode())
    assert (profile.pay_scale, [issue.code for issue in issues]) == (scale, codes)
    if codes == ["K031"]:
        assert "pay_scale" in issues[0].fix


def seen(folder, *lines):
    """A market.csv and the market that it makes beside the small OEWS release."""
    (folder / "market.csv").write_text("\n".join([SEEN, *lines]) + "\n", encoding="utf-8")
    return load_market(as_parquet(folder, world()), folder / "market.csv")


POSTED = [
    f'2026-0{1 + n}-10,posting,Logistician,13-1081,firm {n},US,"{HERE}",{70 + n}000,{84 + n}000,year,base,USD'
    for n in range(7)
]
OFFERS = [
    f'2026-0{month}-20,offer,Analyst,13-1081,Other,US,"{HERE}",{pay},,year,base,USD'
    for month, pay in ((3, 250_000), (4, 99_000))
]


def test_a_competing_offer_is_shown_and_never_blended(records_of, tmp_path):
    rows = [
        {
            "date": "2026-03-20",
            "kind": "offer",
            "title": "Analyst",
            "low": 250_000.0,
            "per": "year",
            "element": "base",
            "country": "US",
        },
        {
            "date": "2026-12-01",
            "kind": "offer",
            "title": "Later",
            "low": 99_000.0,
            "per": "year",
            "element": "base",
            "country": "US",
        },
        {
            "date": "2026-03-21",
            "kind": "posting",
            "title": "Other",
            "low": 90_000.0,
            "per": "year",
            "element": "base",
            "country": "US",
        },
    ]
    without = case_of(records_of, 60_000, seen(tmp_path, *POSTED))
    beside = case_of(records_of, 60_000, seen(tmp_path, *POSTED, *OFFERS), tables={"market": rows})
    assert list(beside.offers["title"]) == ["Analyst"]
    assert list(beside.offers["low"]) == [250_000]
    assert without.offers.empty
    assert (beside.target, beside.figure, beside.opening) == (without.target, without.figure, without.opening)
    assert beside.benchmark.interval == without.benchmark.interval
    for top in ("percentile", "band", "posting"):
        openings = {
            case_of(records_of, 60_000, seen(tmp_path, *POSTED, *more), chosen={"top": top}).opening
            for more in ((), OFFERS)
        }
        assert len(openings) == 1


def told(case):
    """What a case says and computes, without its own parts and the lowest figure."""
    plain = {
        f.name: getattr(case, f.name)
        for f in fields(case)
        if f.name not in ("walk_away", "peers", "elements", "offers", "choices")
    }
    return {name: value for name, value in plain.items() if name != "benchmark"} | {"interval": case.benchmark.interval}


@given(lowest=st.floats(1, 1e6))
def test_a_walk_away_changes_nothing(records_of, lowest):
    records = person(records_of, 98_000)
    plain, own = (raise_case(records, VECTOR_MARKET, on=ON, walk_away=walk_away) for walk_away in (None, lowest))
    assert (plain.walk_away, own.walk_away) == (None, lowest)
    assert told(own) == told(plain)
    assert own.sensitivity.equals(plain.sensitivity)
    assert own.grid.words(own.money) == plain.grid.words(plain.money)


@pytest.mark.parametrize("lowest", [0, -5, math.nan, math.inf, "90000", True])
def test_a_walk_away_that_is_no_figure_is_refused(records_of, lowest):
    with pytest.raises(KitError, match="walk_away must be a number above 0"):
        case_of(records_of, chosen={"walk_away": lowest})


def test_a_raise_after_inflation(records_of):
    assert round(100 * deflated(0.05, 0.03), 4) == 1.9417
    case = case_of(records_of, market=FixedMarket(FixedPeers(VECTOR), inflation=0.03))
    assert case.real.nominal == pytest.approx(113 / 98 - 1)
    assert case.real.real == pytest.approx((113 / 98) / 1.03 - 1)
    assert case.real.restored == pytest.approx(100_940)
    assert case.real.until == date(2026, 8, 1)
    assert any(
        "Since January 2026, when present pay began, prices rose 3.0% (to August 2026)" in words
        for words in case.assumptions
    )
    reached = case_of(records_of, 113_000, market=FixedMarket(FixedPeers(VECTOR), inflation=0.03))
    assert any(
        words.endswith("pay that only kept up with them would be 116,390 USD a year.") for words in reached.assumptions
    )


def test_prices_between_two_months_lie_on_the_line_and_none_before_the_first(records_of):
    present = case_of(records_of).present
    prices = pd.Series([100.0, 110.0, 121.0], index=pd.to_datetime(["2025-12-01", "2026-02-01", "2026-08-01"]))
    then = 100 + 10 * 31 / 62
    assert real_raise(present, 98_000, prices).inflation == pytest.approx(121 / then - 1)
    assert real_raise(present, 98_000, prices.iloc[1:]) is None
    assert real_raise(present, 98_000, prices.iloc[:0]) is None


def test_a_country_without_prices_is_said_and_nothing_is_borrowed(records_of, markets, market):
    case = case_of(
        records_of,
        3_900,
        markets["abroad"],
        per="month",
        pay_unit="month",
        occupation="51322",
        country="DE",
        currency="EUR",
        area=None,
    )
    assert case.real is None
    assert "no inflation series covers your pay (DE): the raise is nominal only" in case.assumptions
    assert "no merit budgets are on file for this country" in case.assumptions
    assert market.prices("DE") is None
    assert market.prices("US") is not None


def test_other_elements_of_pay_are_kept_apart(records_of):
    plain = case_of(records_of)
    records = person(records_of, 98_000)
    rows = [
        records.pay.iloc[0].to_dict(),
        {"date": "2025-03-01", "amount": 4_000.0, "per": "year", "element": "bonus", "currency": "USD"},
        {"date": "2026-03-01", "amount": 9_000.0, "per": "year", "element": "bonus", "currency": "USD"},
        {"date": "2026-02-01", "amount": 50_000.0, "per": "year", "element": "equity", "currency": "USD"},
        {"date": "2027-02-01", "amount": 70_000.0, "per": "year", "element": "equity", "currency": "USD"},
    ]
    own = raise_case(
        records_of(records.today, profile={"country": "US", "currency": "USD", "occupation": "13-1081"}, pay=rows),
        VECTOR_MARKET,
        on=ON,
    )
    assert own.elements.set_index("element")["amount"].to_dict() == {"bonus": 9_000, "equity": 50_000}
    assert (own.present.amount, own.target, own.raise_percent) == (
        plain.present.amount,
        plain.target,
        plain.raise_percent,
    )
    assert plain.elements.empty


@pytest.mark.parametrize(("amount", "exceeds"), [(108_500, True), (109_300, False), (112_700, False), (98_000, True)])
def test_the_budgets_are_compared_with_what_is_asked_for(records_of, amount, exceeds):
    """113,000 over 108,500 is 4.1%; over 109,300 it is 3.4%; at 112,700 nothing is asked."""
    market = FixedMarket(FixedPeers(VECTOR), planned=(3.5, 3.7))
    words = next(w for w in case_of(records_of, amount, market).assumptions if w.startswith("merit budgets"))
    assert words.startswith("merit budgets of 2025: 3.5% (office 0, actual), 3.7% (office 1, actual)")
    assert ("the raise exceeds them, and only the market gap above argues for that" in words) == exceeds


def test_the_figure_and_not_the_target_is_compared_with_the_budgets(records_of):
    """A target 3.6% above pay that is rounded up to 3.75% exceeds budgets of 3.7%."""
    amount = TARGET / 1.036
    case = case_of(records_of, amount, FixedMarket(FixedPeers(VECTOR), planned=(3.7,)))
    assert case.raise_percent < 3.7 < case.asked_percent
    assert any("exceeds them" in words for words in case.assumptions)


def test_a_percentile_outside_the_offered_range_is_allowed_and_asks_for_its_reason(records_of):
    offered = percentile_range(person(records_of))
    assert (offered.low, offered.high, offered.covers(0.8)) == (0.40, 0.60, False)
    silent, blank, said = (
        case_of(records_of, percentile=0.8, reason=reason) for reason in (None, "  ", " I lead two sites ")
    )
    assert silent.reason == blank.reason == "no reason has been written down yet"
    assert said.reason == "I lead two sites"
    assert silent.figure == said.figure > case_of(records_of).figure
    assert "no case for another percentile has been made yet" in case_of(records_of).reason
