"""What is compared with what: elements, hours, levels, gates, promotion, total pay; laws first, then right values."""

import csv
import math
import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, interpolate, stats

from advocacy_kit import KitError, PublishedPercentiles, load_market, open_workspace, raise_case
from advocacy_kit.core.assets import asset
from advocacy_kit.pay.market_findings import market_finding
from advocacy_kit.pay.own_pay import own_peers, paid_otherwise, present_pay
from advocacy_kit.pay.total_pay import total_pay
from advocacy_kit.raise_case.gates import GATES, GatesOpen
from advocacy_kit.raise_case.job_level import (
    EXPERIENCE,
    LEVELS,
    choose_level,
    job_zones,
    level_percentile,
    level_wages,
    worksheet,
)
from advocacy_kit.raise_case.long_version import input_rows
from advocacy_kit.raise_case.manager_page import Choices, manager_page
from advocacy_kit.raise_case.steps import recomputed
from tests.cases import HERE, PUBLISHED, TODAY, band
from tests.official import GRAND_RAPIDS, NATION, as_parquet, row, world

START = date(2027, 1, 1)
BARTENDERS = (21_840, 24_960, 33_280, 45_760, 62_400)  # 10.50 to 30.00 an hour
SELLERS = (52_000, 75_000, 110_000, 160_000, 210_000)
LOGISTICIANS = (52_790, 64_420, 77_050, 92_550, 106_250)


@pytest.fixture(scope="module")
def official(tmp_path_factory):
    """The small release with a tipped job and one paid by commission."""
    rows = [
        *world(),
        row(GRAND_RAPIDS, "35-3011", "Bartenders", BARTENDERS),
        row(NATION, "35-3011", "Bartenders", BARTENDERS),
        row(GRAND_RAPIDS, "41-4011", "Sales Representatives, Technical", SELLERS),
        row(NATION, "41-4011", "Sales Representatives, Technical", SELLERS),
    ]
    return load_market(as_parquet(tmp_path_factory.mktemp("official"), rows))


def paid(amount, per="year", element="base", since="2026-01-01", **more):
    return {"date": since, "amount": amount, "per": per, "element": element, "currency": "USD", "country": "US"} | more


def of(records_of, *rows, tables=None, **profile):
    own = {"occupation": "13-1081", "country": "US", "currency": "USD", "area": HERE} | profile
    return records_of(TODAY, profile=own, pay=list(rows), **(tables or {}))


def gates_of(records, market, **asked):
    with pytest.raises(GatesOpen) as stopped:
        raise_case(records, market, **asked)
    issues = stopped.value.issues
    assert {issue.code for issue in issues} == {"K091"}
    for gate, issue in zip(stopped.value.gates, issues, strict=True):
        assert f'accepted={{"{gate}": ' in issue.fix  # each says what to do next, and its key
        assert issue.fix.index(".") or "?" in issue.fix
    return stopped.value.gates


def aged(value, on=START, since=date(2025, 5, 12)):
    return value * 1.035 ** ((on - since).days / 365.25)


# elements


def test_the_table_of_occupations_holds_the_official_titles():
    with asset("data", "market", "paid_otherwise.csv").open(encoding="utf-8", newline="") as file:
        listed = {line["occupation"]: line for line in csv.DictReader(file)}
    market = load_market()
    for code, line in listed.items():
        assert market.peers(code, unit="hour").title == line["title"]
        assert line["element"] in ("tips", "commission")
    assert "41-2011" not in paid_otherwise()  # cashiers
    assert "35-3023" not in paid_otherwise()  # fast food
    assert "39-9011" not in paid_otherwise()  # childcare


@given(st.floats(2, 60), st.floats(0, 60))
def test_base_and_tips_are_their_sum(records_of, base, tips):
    records = of(records_of, paid(base, "hour"), paid(tips, "hour", "tips"), occupation="35-3011")
    present = present_pay(records)
    assert present.amount == pytest.approx(base + tips)
    assert present.base == pytest.approx(base)
    assert present.counts == ("base pay and tips" if tips else "base pay")


def test_a_tipped_job_asks_and_gives_no_figure_on_base_alone(records_of, official):
    base = paid(4.13, "hour", hours_per_week=40)
    alone = of(records_of, base, occupation="35-3011")
    assert "base_alone" in gates_of(alone, official)
    finding = market_finding(alone, own_peers(alone, official))
    assert "base pay alone is not compared" in finding.answer
    assert [mark.kind for mark in finding.marks] == ["blend"]
    assert "below" not in finding.title
    with_tips = of(records_of, base, paid(14.0, "hour", "tips"), occupation="35-3011")
    case = raise_case(with_tips, official, on=START)
    assert case.present.amount == pytest.approx(18.13)
    assert case.target == pytest.approx(aged(33_280 / 2080))
    assert case.kind == "reached"  # 18.13 is above 16.92: no raise of 432%
    assert case.figure is None
    assert any("these figures count base pay and tips" in words for words in case.assumptions)
    none = of(records_of, paid(13.0, "hour", hours_per_week=40), paid(0, "hour", "tips"), occupation="35-3011")
    assert raise_case(none, official, on=START).present.amount == 13.0


def test_commission_counts_in_the_rank(records_of, official):
    """52,000 and 70,000 commission are not at P25: they are above the median."""
    payments = [
        paid(17_500, "year", "commission", day) for day in ("2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30")
    ]
    for rows in (payments, [paid(70_000, "year", "commission", "2025-01-01")]):
        records = of(records_of, paid(52_000), *rows, occupation="41-4011")
        case = raise_case(records, official, on=START)
        assert (case.present.amount, case.present.base) == (pytest.approx(122_000), pytest.approx(52_000))
        then = 122_000 / aged(1, TODAY)
        z = interpolate.PchipInterpolator(np.log(SELLERS), stats.norm.ppf([0.1, 0.25, 0.5, 0.75, 0.9]))
        assert case.rank == f"about P{100 * stats.norm.cdf(float(z(math.log(then)))):.0f}"
        assert 50 < float(case.rank.removeprefix("about P")) < 60
        assert list(recomputed(case.inputs()).values()) == pytest.approx([step.amount for step in case.steps])
        assert case.steps[0].formula == "pay·factor + commission"
        assert case.steps[0].amount == pytest.approx(122_000)
        assert ("–", "commission", "70,000") in [line[:3] for line in input_rows(case)]
    assert "base_alone" in gates_of(of(records_of, paid(52_000), occupation="41-4011"), official)


def test_monthly_payments_of_the_last_year_are_added_up(records_of):
    months = [f"2025-{month:02}-28" for month in (8, 9, 10, 11, 12)] + [f"2026-{month:02}-28" for month in range(1, 10)]
    rows = [paid(1_000, "month", "tips", day) for day in months]
    present = present_pay(of(records_of, paid(30_000), *rows))
    assert present.amount == pytest.approx(42_000)  # twelve of them, not the ones of 2025-08 and 2025-09
    new = present_pay(of(records_of, paid(30_000), *rows[-4:]))
    assert new.amount == pytest.approx(42_000, rel=0.01)  # four months, taken to a year
    assert "taken to a year" in new.parts[0].how


# hours


@given(st.floats(10, 60), st.sampled_from([("US", 40.0), ("GB", 37.5), ("DE", 39.0), ("FR", 35.0)]))
def test_only_genuine_part_time_is_scaled(records_of, hours, country):
    name, full = country
    records = of(records_of, paid(60_000, country=name, hours_per_week=hours), country=name)
    present = present_pay(records)
    expected = 60_000 * full / hours if hours < 0.9 * full else 60_000
    assert present.amount == pytest.approx(expected)
    assert present.amount * present.a_year == pytest.approx(60_000)
    assert present.part_time == (hours < 0.9 * full)


def test_full_time_is_the_persons_own_where_they_say_it(records_of, official):
    assert present_pay(of(records_of, paid(90_000, hours_per_week=45))).amount == 90_000
    british = paid(42_000, country="GB", currency="GBP", hours_per_week=37.5)
    assert present_pay(of(records_of, british, country="GB")).amount == 42_000
    short = of(records_of, paid(60_000, hours_per_week=32), full_time_hours=32)
    assert present_pay(short).amount == 60_000
    half = raise_case(of(records_of, paid(35_000, hours_per_week=20)), official, on=START)
    assert half.present.amount == 70_000
    assert "Pay is brought from 20 to 40 hours a week, full time" in half.assumptions
    unknown = of(records_of, paid(60_000, country="NL", hours_per_week=32), country="NL")
    with pytest.raises(KitError, match="full_time_hours"):
        present_pay(unknown)
    assert present_pay(of(records_of, paid(60_000, country="NL", hours_per_week=38), country="NL")).amount == 60_000


def test_a_british_teacher_on_a_pay_scale_is_below_the_market(records_of, tmp_path):
    """42,057 GBP for a scale's own week of 32.5 hours is not 51,762 for 40: it is below a median of 46,000."""
    line = "Earnings table,ONS,GB,,2313,Secondary teachers,year,,base,GBP,2026-04-01,31000,38000,46000,52000,60000,"
    (tmp_path / "published.csv").write_text(f"{PUBLISHED}\n{line}\n", encoding="utf-8")
    market = load_market(tmp_path / "published.csv")
    row_ = paid(42_057, country="GB", currency="GBP", hours_per_week=32.5)
    own = {"occupation": "2313", "country": "GB", "currency": "GBP", "area": None, "pay_scale": "Main pay range"}
    case = raise_case(of(records_of, row_, **own), market, on=START)
    assert (case.present.amount, case.kind, case.figure) == (42_057, "scale", None)
    assert "Present pay, 42,057, is below the market median" in case.summary


# levels


def test_every_job_zone_is_read_and_most_detailed_jobs_have_one():
    zones = job_zones()
    assert len(zones) == 798
    assert set(zones.values()) <= {1, 2, 3, 4, 5}
    assert (zones["13-1081"], zones["29-1141"]) == (4, 3) or zones["13-1081"] in EXPERIENCE


@pytest.mark.parametrize(
    ("zone", "years", "points"),
    [
        *[(2, years, points) for years, points in ((0.25, 0), (0.5, 1), (1, 2), (1.1, 3))],
        *[(3, years, points) for years, points in ((1, 0), (1.5, 1), (2, 2), (2.5, 3))],
        *[(4, years, points) for years, points in ((2, 0), (3, 1), (4, 2), (5, 3))],
        *[(5, years, points) for years, points in ((4, 0), (7, 1), (10, 2), (11, 3))],
    ],
)
def test_experience_is_counted_as_the_department_does(zone, years, points):
    found = worksheet("x", experience=years, zone=zone)
    assert (found.points, found.level) == (points, LEVELS[points])
    assert worksheet("x", own_years=years, zone=zone).points == min(points, 1)


@given(
    st.none() | st.floats(0, 40),
    st.sampled_from([None, 0, 1, 2]),
    st.sampled_from([None, 0, 1, 2]),
    st.sampled_from([None, False, True]),
    st.sampled_from([2, 3, 4, 5]),
)
def test_more_requirements_never_lower_the_level(experience, education, skills, supervises, zone):
    answers = {"experience": experience, "education": education, "skills": skills, "supervises": supervises}
    found = worksheet("x", zone=zone, **answers)
    assert found.level in LEVELS
    for name in answers:
        assert found.points >= worksheet("x", zone=zone, **(answers | {name: None})).points
    assert worksheet("x", zone=zone, education=2, skills=2, supervises=True).level == "IV"
    assert worksheet("x", zone=zone).level == "I"


def test_the_levels_wages_follow_the_departments_formulas():
    """Integrated by scipy over the same curve: mean of the lowest third, of the upper two thirds, thirds between."""
    published = PublishedPercentiles(dict(zip((0.1, 0.25, 0.5, 0.75, 0.9), LOGISTICIANS, strict=True)))
    z = stats.norm.ppf([0.1, 0.25, 0.5, 0.75, 0.9])
    ln = np.log(LOGISTICIANS)

    def wage(p):
        if p < 0.1:
            return math.exp(ln[0] + (stats.norm.ppf(p) - z[0]) * (ln[1] - ln[0]) / (z[1] - z[0]))
        if p > 0.9:
            return math.exp(ln[-1] + (stats.norm.ppf(p) - z[-1]) * (ln[-1] - ln[-2]) / (z[-1] - z[-2]))
        return published.quantile(p)

    first = 3 * integrate.quad(wage, 1e-6, 1 / 3, points=[0.1], limit=200)[0]
    last = 1.5 * integrate.quad(wage, 1 / 3, 1 - 1e-6, points=[0.9], limit=200)[0]
    expected = [first, first + (last - first) / 3, first + 2 * (last - first) / 3, last]
    assert list(level_wages(published).values()) == pytest.approx(expected, rel=2e-3)
    for level, amount in zip(LEVELS, expected, strict=True):
        assert 100 * level_percentile(published, level) == pytest.approx(published.rank(amount), abs=0.5)


def test_over_all_jobs_the_levels_are_where_they_were_measured():
    market = load_market()
    found = []
    for code in list(job_zones())[::12]:
        try:
            curve = market.peers(code).curve(0.035)
        except KitError:  # by the hour only, or not printed
            continue
        found.append([100 * level_percentile(curve, level) for level in LEVELS])
    assert len(found) > 55
    assert np.median(found, axis=0) == pytest.approx([15, 36, 58, 74], abs=1.5)


def test_a_case_by_level_prints_the_reason_and_moves_ten_points_at_most(records_of, official):
    records = of(records_of, paid(60_000))
    level = worksheet("13-1081", experience=3.5, skills=1)
    case = raise_case(records, official, on=START, job_level=level, reason="I run two sites")
    curve = case.peers.curve(0.035)
    assert case.benchmark.percentile == pytest.approx(level_percentile(curve, level.level))
    assert case.reason.endswith("I run two sites")
    assert f"level {level.level}" in case.reason
    moved = raise_case(records, official, on=START, job_level=level, impact=10, reason="I run two sites")
    assert moved.benchmark.percentile == pytest.approx(min(0.9, case.benchmark.percentile + 0.1))
    for wrong in ({"impact": 11, "reason": "much"}, {"impact": 5}):
        with pytest.raises(KitError, match="K092"):
            choose_level(curve, level, **wrong)


# gates


def test_each_gate_stops_and_goes_on_with_the_users_reason(records_of, official):
    late = [paid(61_000), paid(70_000, since="2027-01-01")]
    opened = {
        "pay_range": (of(records_of, paid(4_900)), {}),
        "effective_date": (of(records_of, paid(70_000)), {"on": "2026-01-15"}),
        "two_base_rows": (of(records_of, paid(70_000), paid(71_000)), {}),
        "future_row": (of(records_of, *late), {}),
        "base_alone": (of(records_of, paid(52_000), occupation="41-4011"), {}),
    }
    for gate, (records, own) in opened.items():
        asked = {"on": START} | own
        assert gate in gates_of(records, official, **asked)
        accepted = {name: f"it is right: {name}" for name in gates_of(records, official, **asked)}
        case = raise_case(records, official, accepted=accepted, **asked)
        assert f"{GATES[gate]}: you went on because it is right: {gate}" in case.assumptions
        with pytest.raises(GatesOpen):
            raise_case(records, official, accepted={gate: "  "}, **asked)
    with pytest.raises(KitError, match="there is no gate 'pay'"):
        raise_case(of(records_of, paid(70_000)), official, accepted={"pay": "x"})


@pytest.mark.parametrize(("pay", "stops"), [(41_000, True), (44_500, False), (160_000, False), (165_000, True)])
def test_the_range_of_pay_is_the_methods(records_of, official, pay, stops):
    """[min(½·P50, .8·P10), max(2·P50, 1.25·P90)] of today: about 40,400 to 161,600."""
    low, high = min(77_050 / 2, 0.8 * 52_790), max(2 * 77_050, 1.25 * 106_250)
    low, high = aged(low, TODAY), aged(high, TODAY)
    pay = {41_000: low - 1, 44_500: low + 1, 160_000: high - 1, 165_000: high + 1}[pay]
    records = of(records_of, paid(pay))
    if stops:
        assert gates_of(records, official, on=START) == ("pay_range",)
    else:
        assert raise_case(records, official, on=START).present.amount == pytest.approx(pay)


def test_a_raise_above_thirty_percent_stops_nobody(records_of, official):
    case = raise_case(of(records_of, paid(55_000)), official, on=START)
    assert case.asked_percent > 30
    assert any("the raise is above 30%" in words for words in case.assumptions)


def test_postings_that_differ_or_name_one_figure_are_asked_about(records_of, tmp_path):
    head = "date,kind,title,occupation,employer,country,area,low,high,per,element,currency"
    for gate, low, high in (("postings_differ", 120_000, 140_000), ("postings_minimum", 78_000, "")):
        rows = [
            f'2026-0{1 + n}-10,posting,Logistician,13-1081,firm {n},US,"{HERE}",{low + n},{high},year,base,USD'
            for n in range(7)
        ]
        folder = tmp_path / gate
        folder.mkdir()
        (folder / "market.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        market = load_market(as_parquet(folder, world()), folder / "market.csv")
        assert gates_of(of(records_of, paid(70_000)), market, on=START) == (gate,)


def test_a_row_that_was_agreed_counts_from_its_day(records_of, official):
    rows = [paid(66_000), paid(72_000, since="2026-12-01", agreed=True)]
    records = of(records_of, *rows)
    assert present_pay(records).amount == 66_000
    later, sooner = (raise_case(records, official, on=day) for day in (START, "2026-11-01"))
    assert (later.present.amount, sooner.present.amount) == (72_000, 66_000)
    assert later.raise_percent == pytest.approx(100 * (aged(77_050) / 72_000 - 1))


# promotion, pay at or above the market


def bands(*rows):
    return {"bands": [band(low, high)["bands"][0] | {"level": level} for level, low, high in rows]}


def test_a_promotion_keeps_within_the_next_levels_band(records_of, official):
    review = {"reviews": [{"date": "2026-11-12", "kind": "promotion"}]}
    records = of(
        records_of,
        paid(70_000),
        level="two",
        tables=bands(("two", 60_000, 85_000), ("three", 90_000, 120_000)) | review,
    )
    case = raise_case(records, official, on=START)
    assert (case.kind, case.figure, case.next_band.level) == ("promotion", 90_000, "three")
    assert case.steps[-1].name == "raised to the next band's minimum"
    assert math.fsum(step.amount for step in case.steps) == pytest.approx(90_000)
    assert list(recomputed(case.inputs()).values()) == pytest.approx([step.amount for step in case.steps])
    assert "the figure is that minimum" in case.summary
    assert any("compa-ratio 0.86" in words for words in case.assumptions)
    low = of(records_of, paid(70_000), level="two", tables=bands(("two", 60_000, 75_000), ("three", 76_000, 80_000)))
    above = raise_case(low, official, on=START)
    assert (above.kind, above.figure) == ("promotion", 81_750)
    assert "above that maximum, which needs an exception" in above.summary
    usual = of(records_of, paid(70_000), level="two", tables=bands(("two", 60_000, 85_000), ("three", 90_000, 120_000)))
    assert raise_case(usual, official, on=START).kind == "raise"


def test_pay_above_its_band_is_never_a_promotion_by_name(records_of, official):
    records = of(
        records_of, paid(76_000), level="two", tables=bands(("two", 60_000, 75_000), ("three", 90_000, 120_000))
    )
    case = raise_case(records, official, on=START)
    assert (case.kind, case.figure) == ("red_circled", None)
    assert "promotion" not in case.summary
    assert [ground.kind for ground in case.grounds] == ["lump_sum", "next_band", "scope"]
    with pytest.raises(KitError, match="K083"):
        manager_page(records, case)


def test_pay_at_the_market_still_has_something_to_ask_for(records_of, demo_market):
    records = of(records_of, paid(95_000, since="2022-01-01"), level="two", tables=bands(("two", 90_000, 130_000)))
    case = raise_case(records, demo_market, on=START)
    assert (case.kind, case.figure) == ("reached", None)
    grounds = {ground.kind: ground.figure for ground in case.grounds}
    assert list(grounds) == ["prices", "budget", "band", "scope"]
    assert grounds["budget"] == math.ceil(95_000 * 1.037 / 250) * 250
    assert grounds["band"] == 110_000
    assert grounds["prices"] == math.ceil(case.real.restored / 250) * 250
    assert "You can still ask for pay that only keeps up with prices" in case.summary
    with pytest.raises(KitError, match="K083"):
        manager_page(records, case)
    page = manager_page(records, case, Choices(asked=grounds["budget"]))
    assert "It is the merit budget of 2025, 3.7%: 98,750." in page.text


# total pay


def test_total_pay_is_a_row_an_element_and_never_a_sum(records_of):
    rows = [
        paid(90_000),
        paid(12_000, "year", "commission"),
        paid(4_000, "year", "bonus", "2026-03-15"),
        paid(60_000, "year", "equity", "2025-06-01", years=4),
        paid(200, "month", "allowance"),
    ]
    offers = [
        {
            "date": "2026-09-01",
            "kind": "offer",
            "title": "L",
            "country": "US",
            "low": low,
            "per": "year",
            "element": name,
        }
        for low, name in ((98_000, "base"), (20_000, "equity"))
    ]
    finding = total_pay(of(records_of, *rows, tables={"market": offers}))
    frame = finding.frame.set_index("element")
    assert frame["you"].to_dict() == {
        "base pay": 90_000,
        "commission": 12_000,
        "bonus": 4_000,
        "equity, a year": 15_000,
        "allowance": 2_400,
    }
    assert frame["offer"].dropna().to_dict() == {"base pay": 98_000, "equity, a year": 20_000}
    assert frame.loc["base pay", "difference"] == 8_000
    assert f"{sum(frame['you']):,.0f}" not in finding.alt
    with pytest.raises(KitError, match="years"):
        total_pay(of(records_of, paid(90_000), paid(60_000, "year", "equity")))
    assert "90,000" not in repr(finding)


def test_a_newer_national_file_hides_no_local_cell(records_of, tmp_path):
    """The fourth opening: the place's own wages of May 2025 stay, aged; the nation's of May 2026 are not called theirs."""
    nation = [row(NATION, "13-1081", "Logisticians", (54_000, 68_000, 87_000, 112_000, 140_000))]
    files = [as_parquet(tmp_path, world()), as_parquet(tmp_path, nation, "oews_may2026.parquet")]
    case = raise_case(of(records_of, paid(70_000)), load_market(*files), on=START)
    assert case.peers.back_off == ()
    assert case.target == pytest.approx(aged(77_050))
    assert case.peers.ranked_in == ""
    assert "people in this job here earn less than you" in case.summary
    abroad = of(records_of, paid(70_000), occupation="13-1082")  # printed for the state and the nation only
    assert "people in this job in Michigan earn less than you" in raise_case(abroad, load_market(files[0])).summary


def test_the_page_names_every_gate_and_no_other():
    page = (Path(__file__).resolve().parents[1] / "docs" / "comparing.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.M)[-len(GATES) :] == list(GATES)


@pytest.mark.parametrize(
    ("rows", "stops"),
    [
        ("2020-01-01,abc,year\n2026-01-01,70000,year\n", False),
        ("2025-01-01,66000,year\n2026-08-01,7o000,year\n", True),
        ("2025-01-01,66000,year\nsoon,70000,year\n", True),
        ("2026-08-01,7o000,year\n2025-01-01,66000,year\n2024-01-01,60000,year\n", True),
        ("2025-01-01,66000,year\n2024-01-01,60000,year\n2023-08-01,7o000,year\n", False),
    ],
)
def test_a_broken_newest_row_never_falls_back_to_last_years_pay(folder_of, official, rows, stops):
    text = "date,amount,per,element,currency,country\n" + rows.replace(",year\n", ",year,base,USD,US\n")
    profile = f'occupation = "13-1081"\narea = "{HERE}"\ncountry = "US"\ncurrency = "USD"\nas_of = 2026-09-30\n'
    workspace = open_workspace(folder_of("mine", {"pay.csv": text, "profile.toml": profile, "wins.csv": "date,win\n"}))
    if stops:
        assert gates_of(workspace.records, official, on=START) == ("broken_row",)
    else:
        assert raise_case(workspace.records, official, on=START).figure is not None


def test_a_band_of_base_pay_bounds_no_figure_with_commission(records_of, official):
    rows = (paid(52_000), paid(30_000, "year", "commission"))
    records = of(records_of, *rows, occupation="41-4011", level="two", tables=bands(("two", 45_000, 60_000)))
    case = raise_case(records, official, on=START)
    assert (case.kind, case.band) == ("raise", None)
    assert any("bands are of base pay" in words for words in case.assumptions)
