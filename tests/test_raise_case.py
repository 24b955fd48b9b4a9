"""The case for one figure: its steps add up, its words keep to the data, its opening never rests on bad data."""

import csv
import math
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit import BeyondPublished, KitError
from advocacy_kit.raise_case.case import effective_date
from advocacy_kit.raise_case.case_findings import trace_rows, waterfall_finding
from tests.cases import trial as raise_case

REPO = Path(__file__).resolve().parents[1]
TODAY = date(2026, 9, 30)
PROFILE = {"occupation": "13-1081", "country": "US", "area": "Grand Rapids-Wyoming-Kentwood, MI", "currency": "USD"}
ANNUAL = (52790, 64420, 77050, 92550, 106250)


def person(records_of, amount, per="year", **profile):
    row = {"date": "2026-01-01", "amount": amount, "per": per, "element": "base", "currency": "USD", "country": "US"}
    return records_of(TODAY, profile={**PROFILE, **profile}, pay=[row])


def aged(value, on, rate=0.035):
    return value * (1 + rate) ** ((on - date(2025, 5, 12)).days / 365.25)


@given(
    pay=st.floats(20_000, 200_000),
    percentile=st.floats(0.10, 0.90),
    on=st.dates(date(2025, 6, 1), date(2028, 12, 31)),
    rate=st.floats(-0.02, 0.12),
    area=st.sampled_from(["Grand Rapids-Wyoming-Kentwood, MI", "Ohio", "Lima, OH", None]),
    occupation=st.sampled_from(["13-1081", "15-1252", "29-1141"]),
)
def test_steps_add_up_to_the_figure_exactly(records_of, demo_market, pay, percentile, on, rate, area, occupation):
    records = person(records_of, pay)
    try:
        case = raise_case(records, demo_market, percentile, on=on, rate=rate, occupation=occupation, area=area)
    except BeyondPublished:
        return
    assert (
        case.steps[0].amount == case.steps[0].total == pytest.approx(pay, rel=1e-12)
    )  # pay of any fraction is one rounding off at most
    assert math.fsum(step.amount for step in case.steps) == pytest.approx(case.rounded, abs=1e-6)
    assert case.steps[-1].total == pytest.approx(case.rounded, abs=1e-6)
    assert case.figure == (case.rounded if case.opening else None)
    assert case.rounded % 250 == 0
    assert 0 <= case.rounded - case.target + 1e-4 <= 250 + 1e-4
    names = [step.name.split(" ")[0] for step in case.steps]
    projected = ["projected"] if on > TODAY else []
    assert names[:1] + names[2:] == ["present", "geography", "aged", *projected, "shrinkage", "rounded"]
    assert case.raise_percent == pytest.approx(100 * (case.target / pay - 1))
    assert (case.opening is None) == (case.target <= pay)
    if case.opening:
        assert case.opening[0] == case.figure > pay
        assert case.opening[1] >= case.figure


def test_the_figure_is_the_aged_median_rounded_up(records_of, market):
    case = raise_case(person(records_of, 71_400), market, on="2027-01-01", rate=0.035)
    expected = aged(77_050, date(2027, 1, 1))
    assert case.target == pytest.approx(expected)
    assert case.figure == math.ceil(expected / 250) * 250
    frame = case.trace()
    assert list(frame.columns) == ["step", "amount", "total", "kind", "basis", "formula", "rows"]
    assert frame["total"].iloc[-1] == pytest.approx(case.figure)
    assert "0024340" in frame["basis"].iloc[1]
    assert "pay.csv line 2" in frame["basis"].iloc[0]


def test_opening_reaches_to_the_percentile_ten_above_and_never_to_an_interval(records_of, market):
    case = raise_case(person(records_of, 71_400), market, on="2027-01-01", rate=0.035)
    ratio = case.peers.published.quantile(0.60) / 77_050
    assert case.opening == (case.figure, math.floor(case.target * ratio / 250) * 250)
    assert "P60" in case.opening_reason
    assert case.opening[1] not in case.benchmark.interval
    at_the_edge = raise_case(person(records_of, 71_400), market, 0.90)
    assert at_the_edge.opening == (at_the_edge.figure, at_the_edge.figure)
    assert "P90" in raise_case(person(records_of, 71_400), market, 0.85).opening_reason


@pytest.mark.parametrize("above", [1.0, 40.0, 20_000.0])
def test_pay_that_reaches_the_target_has_no_figure_to_ask_for(records_of, market, above):
    target = aged(77_050, date(2027, 1, 1))
    case = raise_case(person(records_of, target + above), market, on="2027-01-01", rate=0.035)
    assert case.opening is None
    assert case.raise_percent < 0
    assert "has reached the market median" in case.summary
    assert "Ask for" not in case.summary
    assert "−" not in case.summary
    assert "no figure to ask for" in waterfall_finding(case).title


def test_an_interval_that_covers_present_pay_is_said(records_of, market):
    target = aged(77_050, date(2027, 1, 1))
    near, far = (
        raise_case(person(records_of, target * share), market, on="2027-01-01", rate=0.035) for share in (0.99, 0.80)
    )
    assert near.benchmark.interval[0] < near.present.amount < near.benchmark.interval[1]
    assert "the data do not tell the two apart" in near.summary
    assert "tell the two apart" not in far.summary


def test_hourly_staff_ask_and_round_by_the_hour(records_of, market):
    case = raise_case(person(records_of, 31.40, "hour"), market, on="2027-01-01", rate=0.035)
    assert case.target == pytest.approx(aged(37.04, date(2027, 1, 1)))
    assert case.figure == math.ceil(case.target * 4) / 4
    assert case.money.plain(case.figure) == f"{case.figure:.2f}"
    assert "USD an hour" in case.summary
    assert math.fsum(step.amount for step in case.steps) == pytest.approx(case.figure)


def test_a_percentile_beyond_what_is_published_is_refused(records_of, market):
    for percentile, bound in ((0.95, "above P90"), (0.05, "below P10")):
        with pytest.raises(BeyondPublished) as refused:
            raise_case(person(records_of, 71_400), market, percentile)
        assert refused.value.bound == bound


def test_pay_beyond_what_is_published_is_named_by_its_bound(records_of, market):
    assert raise_case(person(records_of, 30_000), market).rank == "below P10"
    assert raise_case(person(records_of, 300_000), market).rank == "above P90"
    assert re.fullmatch(r"about P\d\d", raise_case(person(records_of, 71_400), market).rank)


@pytest.mark.parametrize("amount", [30_000, 71_400, 80_900, 300_000])
@pytest.mark.parametrize("percentile", [0.25, 0.5, 0.75])
def test_words_keep_to_what_the_data_say(records_of, demo_market, amount, percentile):
    case = raise_case(person(records_of, amount), demo_market, percentile, reason="a team of six")
    finding = waterfall_finding(case)
    words = " ".join(
        [case.summary, case.opening_reason, case.reason, finding.title, finding.answer, finding.alt, *case.assumptions]
    ).lower()
    words = words.replace("likely between", "")  # how far off a figure may be; never how likely a yes is
    for never in (
        "underpaid",
        "discriminat",
        "illegal",
        "fair",
        "deserve",
        "chance",
        "likely",
        "probab",
        "odds",
        "return on",
        "representative",
    ):
        assert never not in words
    people = {30_000: "fewer than one in ten", 71_400: "about a third of", 80_900: "about half of"}
    assert f"{people.get(amount, 'more than nine in ten')} people in this job here earn less than you" in words
    assert "a team of six" in finding.answer.lower()
    if amount == 71_400 and percentile == 0.5:
        assert "below it by" in case.summary


def budget_words(case):
    return next(words for words in case.assumptions if words.startswith("merit budgets"))


def test_a_raise_above_the_budgets_says_what_argues_for_it(records_of, market):
    words = budget_words(raise_case(person(records_of, 71_400), market, rate=0.035))
    assert words.startswith("merit budgets of 2025: 3.5% (Mercer, actual), 3.7% (WorldatWork, actual)")
    assert "only the market gap" in words
    within = aged(77_050, effective_date(person(records_of, 1))) / 1.03
    assert "only the market gap" not in budget_words(raise_case(person(records_of, within), market, rate=0.035))


def test_sensitivity_moves_one_assumption_at_a_time(records_of, demo_market):
    case = raise_case(person(records_of, 71_400), demo_market, on="2027-01-01", rate=0.035)
    rows = case.sensitivity.set_index("assumption")
    assert list(rows.columns) == ["low", "high", "low_at", "high_at", "break_even"]
    official, posted = (source.adjusted(case.benchmark.on, 0.035) for source in case.benchmark.sources)
    for name, printed in (("low", 64_420), ("high", 92_550)):  # the postings keep the ratio to the official median
        assert rows.loc["percentile", name] == pytest.approx((official + posted) / 2 * printed / 77_050)
    for name, rate in (("low", 0.025), ("high", 0.045)):
        assert rows.loc["aging", name] == pytest.approx(case.peers.benchmark(on=date(2027, 1, 1), rate=rate).value)
    left = case.benchmark.leave_one_out["value"]
    assert tuple(rows.loc["one source left out", ["low", "high"]]) == (left.min(), left.max())
    assert "geography" not in rows.index
    even = int(rows.loc["percentile", "break_even"][1:]) / 100
    assert case.peers.benchmark(even, on=date(2027, 1, 1), rate=0.035).value == pytest.approx(71_400, rel=0.01)


def test_the_break_even_rate_gives_present_pay(records_of, market):
    case = raise_case(person(records_of, 80_000), market, on="2027-01-01", rate=0.035)
    words = case.sensitivity.set_index("assumption").loc["aging", "break_even"]
    rate = float(words.split("%")[0].replace("−", "-")) / 100
    assert aged(77_050, date(2027, 1, 1), rate) == pytest.approx(80_000, rel=1.5e-3)


@pytest.mark.parametrize(
    ("review", "expected"),
    [
        (date(2026, 11, 12), date(2027, 1, 1)),
        (date(2026, 9, 30), date(2026, 10, 1)),
        (date(2027, 3, 31), date(2027, 4, 1)),
        (date(2026, 1, 5), date(2027, 1, 1)),
        (None, date(2027, 1, 1)),
    ],
)
def test_the_effective_date_is_the_quarter_after_the_review(records_of, review, expected):
    assert effective_date(records_of(TODAY, profile={"review_date": review})) == expected
    assert expected > TODAY - timedelta(days=1)


def test_the_profiles_rate_and_the_arguments_stand_in_order(records_of, market):
    person_of = person(records_of, 71_400, aging_rate=0.02)
    assert raise_case(person_of, market).benchmark.rate == 0.02
    assert raise_case(person_of, market, rate=0.05).benchmark.rate == 0.05
    assert raise_case(person(records_of, 71_400), market).benchmark.rate == 0.035
    assert raise_case(person_of, market, occupation="15-1252", area="Ohio").peers.place == "Ohio"


def test_without_an_occupation_the_case_says_how_to_find_it(records_of, market):
    with pytest.raises(KitError, match="no occupation is named"):
        raise_case(person(records_of, 71_400, occupation=None), market)


def test_trace_rows_write_the_steps(demo, demo_market):
    case = raise_case(demo, demo_market)
    rows = trace_rows(case)
    with (REPO / "data" / "demo" / "pay.csv").open(newline="") as stream:
        newest = [row for row in csv.DictReader(stream) if row["element"] == "base"][-1]
    assert rows[0][1:4] == (f"{int(newest['amount']):,}", f"{int(newest['amount']):,}", "fact")
    assert rows[-1][2] == f"{case.figure:,.0f}"
    assert all(row[1][0] in "+−" for row in rows[1:])
    assert "8" not in repr(case).replace("2027-01-01", "")
