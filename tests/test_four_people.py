"""Four people with four jobs: every number of their cases is computed again from their CSV files.

And the official rows.
"""

import math
from datetime import date

import pytest

import advocacy_kit as ak
from advocacy_kit.log.strength import fit_to_listener
from advocacy_kit.pay.bands import band_words
from advocacy_kit.raise_case.percentile_choice import percentile_range
from advocacy_kit.raise_case.shading import shading
from advocacy_kit.raise_case.steps import recomputed
from advocacy_kit.raise_case.value_side import value_side
from tests.people import (
    DEVELOPER,
    GERMAN,
    NURSE,
    ON,
    TEACHER,
    TODAY,
    Curve,
    Expected,
    growth,
    newest_pay,
    official,
    price_rise,
    table,
)


@pytest.fixture
def opened(folder_of):
    """A maker of (workspace, market) from files."""

    def make(files, **changed):
        workspace = ak.open_workspace(folder_of("mine", files | changed))
        assert workspace.check() == ()
        return workspace, ak.load_market(*workspace.market_sources())

    return make


def is_the_case(case, expected):
    """Compare every figure of a case with one source with its own computation."""
    assert (case.present.amount, case.target) == (pytest.approx(expected.pay), pytest.approx(expected.target()))
    assert (case.rounded, case.rank) == (expected.figure, f"about P{expected.rank:.0f}")
    assert case.figure == (case.rounded if case.opening else None)
    assert case.raise_percent == pytest.approx(100 * (expected.target() / expected.pay - 1))
    assert case.asked_percent == pytest.approx(100 * (expected.figure / expected.pay - 1))
    assert case.benchmark.interval == pytest.approx(expected.interval)
    assert [step.amount for step in case.steps] == pytest.approx(expected.steps, abs=1e-6)
    assert list(recomputed(case.inputs()).values()) == pytest.approx(expected.steps, abs=1e-6)
    if case.opening:
        assert case.opening == (expected.figure, max(expected.top, expected.figure))
    rows = case.sensitivity.set_index("assumption")
    assert list(rows.loc["percentile", ["low", "high"]]) == pytest.approx(
        [expected.target(percentile=p) for p in (0.25, 0.75)]
    )
    assert list(rows.loc["aging", ["low", "high"]]) == pytest.approx([expected.target(rate) for rate in (0.025, 0.045)])
    even = expected.local.rank(expected.pay / expected.factor / growth(date(2025, 5, 12), ON))
    assert rows.loc["percentile", "break_even"] == f"P{even:.0f}"
    targets = [
        expected.target(rate, p)
        for p in sorted({0.25, 0.50, 0.75, expected.percentile})
        for rate in (0.025, 0.035, 0.045)
    ]
    grid = case.grid.frame
    assert sorted(grid.loc[grid["peers"] == case.peers.place, "target"]) == pytest.approx(sorted(targets))


def likely(expected, step):
    """Return the interval rounded to a step."""
    return tuple(round(end / step) * step for end in expected.interval)


def prices_words(case, since, plain, unit):
    rise, asked = price_rise(since), case.figure / case.present.amount - 1
    return (
        f"Since {since:%B %Y}, when present pay began, prices rose {100 * rise:.1f}% (to August 2026): of the raise of"
        f" {100 * asked:.1f}%, {100 * ((1 + asked) / (1 + rise) - 1):.1f}% is real; pay that only kept up with them"
        f" would be {plain(case.present.amount * (1 + rise))} {unit}."
    )


def test_a_nurse_by_the_hour_at_36_hours(opened):
    workspace, market = opened(NURSE)
    records = workspace.records
    case = ak.raise_case(records, market, reason="I precept and stand in for the charge nurse")
    pay, line = newest_pay(NURSE)
    row = official("29-1141", "Columbus, OH")
    expected = Expected(pay, Curve(row, per_hour=True), 0.25, se=1.5 * float(row["MEAN_PRSE"]) / 100)
    assert (case.kind, case.benchmark.on, case.present.line, line) == ("raise", ON, 5, 5)
    is_the_case(case, expected)
    low, high = (f"{end:.2f}" for end in likely(expected, 0.5))
    assert (
        case.summary
        == f"Ask for {expected.figure:.2f} USD an hour from 1 January 2027, {100 * (expected.figure / pay - 1):.1f}%"
        " above present pay. It rests on the market median for Registered Nurses in Columbus, OH,"
        f" {expected.target():.2f} USD an hour, likely between {low} and {high}."
        f" Present pay is below it by {expected.target() - pay:.2f}. That range includes present pay: the data do not"
        " tell the two apart. About one in five people in this job here earn less than you. At 36 hours a week that is"
        f" {expected.figure * 52 * 36:,.0f} USD a year."
    )
    assert prices_words(case, date(2026, 1, 1), lambda amount: f"{amount:.2f}", "USD an hour") in case.assumptions
    assert (
        "merit budgets of 2025: 3.5% (Mercer, actual), 3.7% (WorldatWork, actual); the raise exceeds them"
        in " ".join(case.assumptions)
    )
    assert case.elements[["element", "amount"]].to_numpy().tolist() == [["allowance", 3.5]]  # no part of base pay
    state = Curve(official("29-1141", "Ohio"), per_hour=True).at(0.5) * growth(date(2025, 5, 12), ON)
    assert sorted(case.sensitivity.set_index("assumption").loc["peer group", ["low", "high"]]) == pytest.approx(
        sorted([case.target, state])
    )
    assert len(case.grid.frame) == 18
    shaded = shading(case, expected.figure - 0.5)
    assert shaded.given_away["amount"].iloc[0] == pytest.approx(0.5 * 52 * 36)


def test_the_nurses_wins_need_no_money(opened):
    workspace, _ = opened(NURSE)
    side, fit = value_side(workspace.records), fit_to_listener(workspace.records)
    assert (side.leads, side.rows.empty) == ("measures", True)
    assert side.words.startswith("Of 5 wins since September 2025, 3 are measured and 0 carry money")
    assert list(side.outcomes["after"]) == [5, 2, 0]
    assert [win["win"][:5] for win in fit.leading.to_dict("records")] == [
        "Moved",
        "Prece",
        "Wrote",
        "Start",
    ]  # the confidential one is not told
    assert "2 of them serving" in fit.words
    assert fit.unserved.empty


def test_a_developer_above_the_market_hears_the_true_no(opened):
    workspace, market = opened(DEVELOPER)
    case = ak.raise_case(workspace.records, market)
    pay, _ = newest_pay(DEVELOPER)
    row = official("15-1252", "Columbus, OH")
    expected = Expected(pay, Curve(row), 250.0, se=1.5 * float(row["MEAN_PRSE"]) / 100)
    assert expected.target() < pay
    assert (case.kind, case.opening) == ("reached", None)
    is_the_case(case, expected)
    low, high = likely(expected, 1_000)
    assert (
        case.summary.partition(" You can still ask for ")[0]
        == "Present pay, 158,000, has reached the market median for Software Developers in Columbus, OH,"
        f" {expected.target():,.0f} USD a year on 1 January 2027, likely between {low:,} and {high:,}. About four in five"
        " people in this job here earn less than you. These data make no case for a higher figure at this"
        " percentile; other asks may serve better."
    )
    assert case.told_apart
    assert case.grid.words(case.money).startswith(f"{sum(case.grid.frame['target'] - pay >= 250)} of 18 combinations")
    assert band_words(case.band, pay, case.money).endswith(
        "you are at 56% of the way from its minimum to its maximum; compa-ratio 1.02 (pay over the band's midpoint)."
    )
    rise = price_rise(date(2026, 1, 1))
    assert f"pay that only kept up with them would be {pay * (1 + rise):,.0f} USD a year" in " ".join(case.assumptions)
    assert shading(case, 100_000).given_away["amount"].sum() == 0


def test_the_developer_may_argue_for_a_higher_percentile_with_a_reason(opened):
    """At P85 there is a figure, within the band; the log does not speak for so much, and the case keeps the reason."""
    workspace, market = opened(DEVELOPER)
    pay, _ = newest_pay(DEVELOPER)
    case = ak.raise_case(workspace.records, market, 0.85, "I answer for two teams' systems", top="band")
    expected = Expected(pay, Curve(official("15-1252", "Columbus, OH")), 250.0, percentile=0.85)
    assert not percentile_range(workspace.records, "more", "wider").covers(0.85)
    assert case.target == pytest.approx(expected.target())
    assert (case.kind, case.figure) == ("raise" if expected.target() <= 180_000 else "promotion", expected.figure)
    assert case.opening == (
        (expected.figure, 180_000) if expected.figure < 180_000 else (expected.figure, expected.figure)
    )
    assert case.reason == "I answer for two teams' systems"
    assert ("half of people" in case.summary, "P85 for Software Developers" in case.summary) == (False, True)


def test_the_developers_wins_stand_apart_by_kind_and_status(opened):
    side = value_side(opened(DEVELOPER)[0].records)
    rows = table(DEVELOPER, "wins.csv")
    assert side.leads == "money"
    own = float(rows[0]["value"]) * float(rows[0]["my_share"])
    assert side.words.startswith(
        "3 of 4 wins since September 2025 carry a documented value, your share: 5,200 USD one-time (confirmed); 18,000"
        f" USD recurring, in its first twelve months (confirmed); {own:,.0f} USD recurring, in its first twelve months"
        " (estimated)."
    )
    assert list(side.struck_out["why"]) == ["an estimate without evidence"]


def teachers(opened, **changed):
    workspace, market = opened(TEACHER, **changed)
    case = ak.raise_case(workspace.records, market)
    assert official("25-2032", "Lima, OH") is None
    state, here, there = official("25-2032", "Ohio"), official("25-0000", "Lima, OH"), official("25-0000", "Ohio")
    assert (state["ANNUAL"], state["H_MEDIAN"]) == ("TRUE", "")
    factor = float(here["A_MEDIAN"]) / float(there["A_MEDIAN"])
    pay, _ = newest_pay(TEACHER)
    return case, Expected(pay, Curve(state), 250.0, factor, 0.12, 1.5 * float(state["MEAN_PRSE"]) / 100)


def test_a_teacher_in_a_thin_area_is_backed_off_to_the_state(opened):
    case, expected = teachers(opened)
    pay, target = expected.pay, expected.target()
    assert case.kind == "raise"
    job = "Career/Technical Education Teachers, Secondary School"
    back_off = f"OEWS May 2025 has no percentiles for {job} in Lima, OH; so {job} in Ohio are taken instead"
    assert case.peers.back_off == (back_off,)
    low, high = expected.interval
    assert (case.present.amount, case.target, case.figure) == (pay, pytest.approx(target), expected.figure)
    assert case.benchmark.interval == pytest.approx((low, high))
    assert [step.amount for step in case.steps] == pytest.approx(expected.steps, abs=1e-6)
    assert case.opening == (expected.figure, expected.top)
    assert case.rank == f"about P{expected.rank:.0f}"
    rows = case.sensitivity.set_index("assumption")
    assert list(rows.loc["geography", ["low", "high"]]) == pytest.approx(
        [target * math.exp(-0.12), target * math.exp(0.12)]
    )
    assert rows.loc["geography", "break_even"] == f"×{pay / target:.2f}"
    assert f"in Ohio, brought to Lima, OH by ×{expected.factor:.3f}, {target:,.0f} USD a year" in case.summary
    likely_low, likely_high = likely(expected, 1_000)
    assert f", likely between {likely_low:,} and {likely_high:,}." in case.summary
    assert (
        "About one in five people in this job in Ohio earn less than you." in case.summary
    )  # not "here": no figures of Lima
    assert ("That range includes present pay" in case.summary) == (low <= pay <= high)
    assert "Lima, OH over Ohio at the same percentile for Educational Instruction and Library Occupations" in " ".join(
        case.assumptions
    )
    assert prices_words(case, date(2025, 8, 1), lambda amount: f"{amount:,.0f}", "USD a year") in case.assumptions


def test_a_teacher_on_a_scale_asks_for_a_step(opened):
    scale = TEACHER["profile.toml"] + 'pay_scale = "district salary schedule, MA+15, step 8"\n'
    case, expected = teachers(opened, **{"profile.toml": scale})
    assert (case.kind, case.opening) == ("scale", None)
    assert (
        "Your pay follows a scale (district salary schedule, MA+15, step 8), so no free figure can be granted"
        in case.summary
    )
    assert f"Present pay, {expected.pay:,.0f}, is below the market median" in case.summary
    assert "Ask for" not in case.summary
    assert case.target == pytest.approx(expected.target())


def test_a_teacher_has_no_hourly_wages_to_be_compared_with(opened):
    by_hour = "date,amount,per,hours_per_week,element,currency,country\n2025-08-01,33.10,hour,30,base,USD,US\n"
    workspace, market = opened(TEACHER, **{"pay.csv": by_hour})
    with pytest.raises(ak.KitError):
        ak.raise_case(workspace.records, market)


def test_the_teachers_wins_lead_with_measures(opened):
    records = opened(TEACHER)[0].records
    side = value_side(records)
    assert (side.leads, side.rows["value"].sum()) == ("measures", 14_000)
    assert "2 are measured and 1 carries money" in side.words
    assert fit_to_listener(records).leading["win"].iloc[0].startswith("Placed nine")


def test_a_data_scientist_in_munich_by_the_month(opened):
    workspace, market = opened(GERMAN)
    case = ak.raise_case(workspace.records, market)
    (pay, line), row = newest_pay(GERMAN), table(GERMAN, "published.csv")[0]
    released, middle = date.fromisoformat(row["date"]), float(row["p50"])
    target = middle * growth(released, ON)
    figure = math.ceil(target / 25) * 25
    assert (case.kind, case.present.per, case.present.amount, case.present.line, line) == ("raise", "month", pay, 3, 3)
    assert (case.target, case.figure) == (pytest.approx(target), figure)
    assert case.opening == (figure, figure)  # P75 is capped, so nothing above the median is known
    assert case.opening_reason == "one figure: nothing above this percentile is published"
    assert (case.benchmark.interval, case.real, case.rank) == (None, None, "between P25 and P50")
    today, then = growth(released, TODAY), growth(released, ON)
    steps = [pay, middle - pay, 0, middle * (today - 1), middle * (then - today), 0, figure - target]
    assert [step.amount for step in case.steps] == pytest.approx(steps, abs=1e-6)
    assert list(recomputed(case.inputs()).values()) == pytest.approx(steps, abs=1e-6)
    assert case.summary.startswith(
        f"Ask for €{figure:,.0f} a month from 1 January 2027, {100 * (figure / pay - 1):.1f}% above present pay. "
        f"It rests on the market median for Data Scientist in München, €{target:,.0f} a month. "
        f"Present pay is below it by {target - pay:,.0f}. How far off it may be is not known: too few people or"
        " employers are behind it, or it names no error. Between a quarter and half of people in this job here earn"
        " less than you."
    )
    for words in (
        "no inflation series covers your pay (DE): the raise is nominal only",
        "no merit budgets are on file for this country",
        "bound not determined: Entgeltatlas has too few observations at this percentile, or no error is known",
    ):
        assert words in case.assumptions
    assert "USD" not in " ".join([case.summary, *case.assumptions])
    assert "published.csv line 2" in case.steps[1].basis
    assert case.present.a_year == 12
    assert shading(case, figure - 100).given_away["amount"].iloc[0] == pytest.approx(1_200)


def test_munichs_sensitivity_knows_what_is_printed_and_no_more(opened):
    workspace, market = opened(GERMAN)
    case = ak.raise_case(workspace.records, market)
    row = table(GERMAN, "published.csv")[0]
    released = date.fromisoformat(row["date"])
    rows = case.sensitivity.set_index("assumption")
    assert (rows.loc["percentile", "low"], rows.loc["percentile", "high"]) == (
        pytest.approx(float(row["p25"]) * growth(released, ON)),
        pytest.approx(case.target),
    )
    assert list(rows.loc["percentile", ["low_at", "high_at", "break_even"]]) == ["P25", "P50", "between P25 and P50"]
    assert list(rows.index) == ["percentile", "aging"]
    assert case.grid.words(case.money).startswith(
        "3 of 6 combinations (P25, P50; growth 2.5%, 3.5%, 4.5%; this peer group) leave a figure above"
    )  # P75 is capped
    with pytest.raises(ak.BeyondPublished) as refused:
        ak.raise_case(workspace.records, market, 0.6, "a trial")
    assert refused.value.bound == "between P50 and P75"
    assert ak.raise_case(workspace.records, market, 0.25, "a trial").kind == "reached"


def test_munichs_wins_are_worth_euros(opened):
    side = value_side(opened(GERMAN)[0].records)
    assert side.words.startswith(
        "2 of 4 wins since September 2025 carry a documented value, your share: €61,200 recurring"
    )
    assert list(side.by_category["category"]) == ["models", "platform"]


@pytest.mark.parametrize("files", [NURSE, DEVELOPER, TEACHER, GERMAN], ids=["nurse", "developer", "teacher", "german"])
def test_hidden_none_of_their_pay_can_be_read(opened, files):
    hidden = files["profile.toml"] + "hide_amounts = true\n"
    workspace, market = opened(files, **{"profile.toml": hidden})
    case = ak.raise_case(workspace.records, market)
    words = " ".join([case.summary, *case.assumptions, *case.sensitivity["break_even"], case.rank])
    amounts = [case.present.amount, case.target, case.rounded, *(case.benchmark.interval or ())]
    for amount in amounts:
        assert f"{amount:,.0f}" not in words.replace("2026", "").replace("2027", "").replace("2025", "")
        assert f"{amount:.2f}" not in words
    for share in (case.raise_percent, case.asked_percent):
        assert f"{share:.1f}%" not in words
    assert "•••" in words
