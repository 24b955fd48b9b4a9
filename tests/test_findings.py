"""What the pictures say: titles and numbers recomputed from the raw tables, hidden where asked.

Told again in the text alternative.
"""

import csv
import math
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from scipy.interpolate import PchipInterpolator
from scipy.special import ndtr, ndtri

from advocacy_kit import find_gaps, load_prices, raise_case
from advocacy_kit.core.model import HIDDEN, counted
from advocacy_kit.documents.packet import SECTIONS, Reviewed, make_packet
from advocacy_kit.market.typed import TypedTables
from advocacy_kit.pay.market_findings import Weighing, market_finding, place_name, real_pay_finding
from advocacy_kit.pay.own_pay import own_peers
from advocacy_kit.raise_case.case_findings import tornado_finding, trace_rows, waterfall_finding
from advocacy_kit.review.assessment import assessment_finding
from advocacy_kit.review.review_findings import (
    compare_quarters,
    countdown,
    coverage_finding,
    gap_rows,
    gaps_finding,
    impact_finding,
    quarter_rows,
    strongest_rows,
    with_few,
)

REPO = Path(__file__).resolve().parents[1]
TODAY, REVIEWED = date(2026, 9, 30), "2025-11-13"
PAY = 71_400


def rows(name):
    with (REPO / "data" / "demo" / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def standing():
    """(date, kind, value) of each documented value that still stands, the user's share."""
    found = []
    for win in rows("wins"):
        share = float(win["my_share"] or 1)
        values = [(win["date"], win["value_kind"] or "once", float(win["value"]) * share)] if win["value"] else []
        for outcome in sorted(
            (o for o in rows("outcomes") if o["win_id"] == win["id"] and o["value"]), key=lambda o: o["date"]
        ):
            values = [] if outcome["effect"] == "replaces" else values
            values.append(
                (outcome["date"], outcome["value_kind"] or win["value_kind"] or "once", float(outcome["value"]) * share)
            )
        found += values
    return found


def aged(value, since, on=TODAY, rate=0.035):
    return value * (1 + rate) ** ((on - since).days / 365.25)


@pytest.fixture(scope="module")
def findings(demo, demo_market):
    return every(demo, demo_market)


def every(records, market):
    peers, case = own_peers(records, market), raise_case(records, market)
    return {
        "impact": impact_finding(records),
        "coverage": coverage_finding(records),
        "gaps": gaps_finding(records, find_gaps(records)),
        "assessment": assessment_finding(records),
        "market": market_finding(records, peers),
        "real_pay": real_pay_finding(records, load_prices("US"), peers),
        "waterfall": waterfall_finding(case),
        "tornado": tornado_finding(case),
    }


def numbers(text):
    return re.findall(r"\d[\d,]*(?:\.\d+)?", text)


def test_impact_says_how_much_came_since_the_annual_review(findings, demo):
    finding, values = findings["impact"], standing()
    for kind in ("once", "recurring"):
        total = sum(value for _, k, value in values if k == kind)
        since = sum(value for day, k, value in values if k == kind and day > REVIEWED)
        assert f"{100 * since / total:.0f}%" in finding.title
        assert f"{total:,.0f} USD" in finding.answer
        assert f"{total:,.0f} USD" in finding.alt
        assert finding.frame[f"total_{kind}"].iloc[-1] == pytest.approx(total)
        assert f"from {sum(k == kind for _, k, _ in values)} entries" in finding.answer
    wins = rows("wins")
    assert finding.answer.startswith(f"{len(wins)} wins")
    for category, count in Counter(win["category"] for win in wins).items():
        assert f"{category} {count}" in finding.alt
        assert finding.frame.loc[finding.frame["category"] == category, "wins"].sum() == count
    valued = [win for win in wins if win["value"]]
    based = sum(bool(win["value_basis"]) for win in valued)
    assert f"{len(wins)} wins, {len(valued)} with a value, {based} of them with its basis" in finding.source
    assert "the two are not added" in finding.answer


def test_the_two_strongest_values_are_pointed_at_with_their_change(findings):
    marks = [mark for mark in findings["impact"].marks if mark.kind == "strong"]
    measured = [w for w in rows("wins") if w["before"] and w["after"]]
    replaced = {o["win_id"]: float(o["value"]) for o in rows("outcomes") if o["effect"] == "replaces"}
    added = {o["win_id"]: float(o["value"]) for o in rows("outcomes") if o["effect"] == "adds" and o["value"]}
    value = {
        w["id"]: (replaced.get(w["id"], float(w["value"] or 0)) + added.get(w["id"], 0)) * float(w["my_share"] or 1)
        for w in measured
    }
    best = sorted(sorted(measured, key=lambda w: -value[w["id"]])[:2], key=lambda w: w["date"])
    assert [mark.at.isoformat() for mark in marks] == [w["date"] for w in best]
    for mark, w in zip(marks, best, strict=True):
        assert f"{float(w['before']):g} → {float(w['after']):g} {w['unit']}" in mark.text


def test_coverage_counts_the_months_of_each_kind_of_work(findings):
    finding, months = findings["coverage"], {}
    for win in rows("wins"):
        months.setdefault(win["category"], set()).add(win["date"][:7])
    thin = min(months, key=lambda category: len(months[category]))
    assert thin in finding.title
    without = 18 - len(set().union(*months.values()))
    assert numbers(finding.title) == [str(without), "18", str(len(months[thin])), "18"]  # April 2025 to September 2026
    for category, found in months.items():
        assert f"{category} in {len(found)} months" in finding.alt
    empty = 18 - len(set().union(*months.values()))
    assert finding.answer.startswith(f"{empty} months without")
    assert finding.frame["wins"].sum() == len(rows("wins"))


def test_gaps_are_counted_and_timed(findings, demo):
    finding, gaps = findings["gaps"], find_gaps(demo)
    assert (date(2026, 11, 12) - TODAY).days == 43
    assert (
        finding.title
        == f"43 days to the review: {counted(len(gaps), 'gap', spelled=True)}, about {sum(gap.minutes for gap in gaps)}"
        " minutes of work"
    )
    assert len(gaps) > 6
    assert len(finding.frame) == 6
    for gap in gaps[:6]:
        assert gap.title in finding.alt
        assert gap.action in finding.alt
        assert f"{gap.minutes} min" in finding.alt
    assert gap_rows(gaps)[0] == (gaps[0].title, gaps[0].action, f"{gaps[0].minutes} min", gaps[0].where)
    assert "no gaps found" in gaps_finding(demo, []).title


def middle_of_postings(place="Grand Rapids-Wyoming-Kentwood, MI"):
    """The median of the demo's comparable postings whose area ends so, and their median day."""
    kept = [
        r
        for r in rows("market")
        if r["kind"] == "posting" and r["area"].endswith(place) and r["level"] in ("", "intermediate")
    ]
    middles = sorted((float(r["low"]) + float(r["high"])) / 2 for r in kept)
    days = sorted(r["date"] for r in kept)
    assert len(kept) % 2 == 0
    half = len(kept) // 2
    return (middles[half - 1] + middles[half]) / 2, date.fromisoformat(days[half - 1]), len(kept)


def test_the_market_names_the_gap_and_draws_the_aged_percentiles(findings, market):
    finding = findings["market"]
    middle, day, count = middle_of_postings()
    oews = aged(77_050, date(2025, 5, 12))
    blended = (oews + aged(middle, day)) / 2
    assert f"{(blended - PAY) / 1000:.1f}k below" in finding.title
    frame = finding.frame.set_index("label")
    for share, wage in zip(("p10", "p25", "p50", "p75", "p90"), (52_790, 64_420, 77_050, 92_550, 106_250), strict=True):
        assert frame.loc["Grand Rapids, MI", share] == pytest.approx(aged(wage, date(2025, 5, 12)))
        assert f"{share.upper()} {aged(wage, date(2025, 5, 12)):,.0f}" in finding.alt
    assert frame.loc[f"{count} postings", "p50"] == pytest.approx(aged(middle, day))
    assert list(frame["kind"]) == ["published", "postings", "published", "published", "quote", "disclosure"]
    assert list(frame["counts"]) == [True, True, False, False, False, False]
    z = PchipInterpolator(
        [math.log(w) for w in (52_790, 64_420, 77_050, 92_550, 106_250)], ndtri([0.1, 0.25, 0.5, 0.75, 0.9])
    )
    rank = 100 * float(ndtr(z(math.log(PAY / aged(1, date(2025, 5, 12))))))
    assert f"about P{rank:.0f}" in finding.alt
    assert "About a third of people in this job here earn less than you." in finding.answer
    assert f"by {blended - PAY:,.0f} USD a year" in finding.answer
    assert f"market ratio {PAY / blended:.2f}" in finding.alt
    (blend,) = [mark for mark in finding.marks if mark.kind == "blend"]
    assert blend.value == pytest.approx(blended)
    assert blend.at * blend.until == pytest.approx(blended**2)


OWN = {"date": "2026-01-01", "per": "year", "element": "base", "currency": "USD", "country": "US"}
SEEN = OWN | {"date": "2026-09-01", "title": "Logistician", "area": "Grand Rapids-Wyoming-Kentwood, MI"}
PROFILE = {"occupation": "13-1081", "area": "Grand Rapids", "country": "US", "currency": "USD", "level": "II"}


@pytest.fixture
def own(records_of, market):
    """A finding of somebody with an offer from elsewhere, a quote, two disclosures that do not fit, and a band."""
    records = records_of(
        TODAY,
        profile=PROFILE,
        pay=[OWN | {"amount": 70_000}],
        bands=[
            {name: cell for name, cell in OWN.items() if name != "element"}
            | {"level": "ii", "minimum": 60_000, "midpoint": 76_000, "maximum": 90_000}
        ],
        market=[
            SEEN | {"kind": "offer", "low": 84_000, "area": "Chicago, IL"},
            SEEN | {"kind": "quote", "low": 76_000, "high": 82_000},
            SEEN | {"kind": "disclosure", "low": 75_000, "occupation": "29-1141"},
            SEEN | {"kind": "disclosure", "low": 75_000, "date": "2023-01-01"},
            SEEN | {"kind": "disclosure", "low": 75_000, "area": "Chicago, IL"},
        ],
    )
    return records, own_peers(records, market)


def test_what_was_heard_and_the_band_stand_in_rows_of_their_own(own):
    finding = market_finding(*own)
    rows_ = finding.frame.set_index("kind")
    assert list(finding.frame["kind"]) == ["published", "published", "published", "offer", "quote", "band"]
    assert rows_.loc["offer", "ranges"] == ((84_000, 84_000),)
    assert rows_.loc["quote", "ranges"] == ((76_000, 82_000),)
    assert (rows_.loc["band", "ranges"], rows_.loc["band", "p50"]) == (((60_000, 90_000),), 76_000)
    assert not finding.frame["counts"].iloc[1:].any()
    assert "An offer of 84,000 of 1 September 2026 (market.csv line 2) is a fact beside the market" in finding.answer
    assert "compa-ratio 0.92" in finding.answer
    for said in ("84,000", "76,000 to 82,000", "midpoint 76,000", "60,000 to 90,000"):
        assert said in finding.alt
    assert "underpaid" not in spoken(finding)


def test_the_rank_says_how_sure_it_is(own):
    low, high = own[1].rank_interval(70_000, on=TODAY)
    assert f"likely between P{low:.0f} and P{high:.0f}" in market_finding(*own).alt


def test_other_weights_are_said_beside_the_default(demo, demo_market):
    peers = own_peers(demo, demo_market)
    usual = market_finding(demo, peers)
    weighed = market_finding(demo, peers, weighing=Weighing(weights={"OEWS": 3, "postings": 1}, reason="few postings."))
    middle, day, _ = middle_of_postings()
    value = 0.75 * aged(77_050, date(2025, 5, 12)) + 0.25 * aged(middle, day)
    assert f"(OEWS 75%, 10 postings 25%), because few postings: {value:,.0f}." in weighed.answer
    blend = next(mark for mark in usual.marks if mark.kind == "blend")
    assert f"at equal weight it would be {blend.value:,.0f}." in weighed.answer
    assert "Weights chosen by you" in weighed.source
    assert "Weights" not in usual.source
    alone = market_finding(demo, peers, weighing=Weighing(leave_out=("postings",)))
    assert list(alone.frame["counts"]) == [True, False, False, False, False, False]
    assert alone.frame.loc[1, "note"] == "left out of this blend"


GERMAN = {"country": "DE", "currency": "EUR", "pay_unit": "month", "locale": "de_DE", "occupation": "2511"}
TABLE = {
    "source": "Entgeltatlas",
    "country": "DE",
    "occupation": "2511",
    "title": "Data Scientist",
    "per": "month",
    "element": "base",
}
TABLE |= {"currency": "EUR", "date": "2024-12-31", "p25": 4_600, "p50": 5_750, "p75": 7_550, "cap": 7_550}


@pytest.mark.parametrize("paid", [True, False])
def test_a_capped_table_of_another_country_by_the_month(records_of, market, paid):
    month = OWN | {"amount": 5_400, "per": "month", "payments": 12, "currency": "EUR", "country": "DE"}
    records = records_of(TODAY, profile=GERMAN, published=[TABLE], pay=[month] if paid else [])
    finding = market_finding(records, own_peers(records, market.with_own_rows(records.published, TypedTables)))
    middle = aged(5_750, date(2024, 12, 31))
    (blend,) = [mark for mark in finding.marks if mark.kind == "blend"]
    assert (blend.until, blend.value) == (None, pytest.approx(middle))
    assert "bound not determined" in blend.text
    assert "bound not determined" in finding.alt
    assert "EUR a month" in finding.subtitle
    assert finding.frame.loc[0, "note"].startswith("P10, P75, P90: ")
    assert f"{middle:,.0f}".replace(",", ".") in finding.alt
    assert ("Between a quarter and half of people in this job" in finding.answer) is paid
    assert ("With a row in pay.csv" in finding.answer) is not paid


def test_pay_rose_while_what_it_buys_fell(findings):
    finding = findings["real_pay"]
    with (REPO / "data" / "market" / "cpi_u.csv").open(newline="") as stream:
        index = {
            r["month"]: float(r["index"])
            for r in csv.DictReader(stream)
            if r["series_id"] == "CUUR0000SA0" and r["index"]
        }
    start = 58_500 * index[max(index)] / index["2020-06"]
    assert f"rose {100 * (PAY / 58_500 - 1):.1f}%" in finding.title
    assert f"fell {100 * (1 - PAY / start):.1f}%" in finding.title
    assert f"it was {start:,.0f} then" in finding.alt
    raises = [mark.text for mark in finding.marks if mark.kind == "raise"]
    paid = [float(r["amount"]) for r in rows("pay") if r["element"] == "base"]
    assert raises == [f"+{100 * (new / old - 1):.1f}%" for old, new in pairwise(paid)]


def test_without_a_series_the_title_says_so(demo, demo_market):
    finding = real_pay_finding(demo, None, None)
    assert "no inflation series for US" in finding.title
    assert "22.1%" in finding.title
    assert finding.frame["real"].isna().all()


def test_waterfall_and_tornado_say_the_figure_and_what_moves_it(findings):
    waterfall, tornado = findings["waterfall"], findings["tornado"]
    middle, day, count = middle_of_postings()
    on = date(2027, 1, 1)
    target = (aged(77_050, date(2025, 5, 12), on) + aged(middle, day, on)) / 2
    figure = math.ceil(target / 250) * 250
    assert waterfall.title == f"Ask for {figure:,}: +{100 * (figure / PAY - 1):.1f}%, effective 1 January 2027"
    frame = waterfall.frame
    assert frame["amount"].iloc[:-1].sum() == pytest.approx(figure)
    assert (frame["end"].iloc[0], frame["end"].iloc[-1]) == (PAY, figure)
    assert list(frame["start"].iloc[1:-1]) == pytest.approx(list(frame["end"].iloc[:-2]))
    assert all(text in waterfall.alt for text in frame["text"])
    fast, slow = ((aged(77_050, date(2025, 5, 12), on, r) + aged(middle, day, on, r)) / 2 for r in (0.045, 0.025))
    left = [abs(value - target) for value in (aged(77_050, date(2025, 5, 12), on), aged(middle, day, on))]
    wider, its_day, more = middle_of_postings(
        ", MI"
    )  # Michigan instead of Grand Rapids, with the postings of all of it
    assert more > count
    state = (aged(83_200, date(2025, 5, 12), on) + aged(wider, its_day, on)) / 2
    assert f"more than {max(fast - target, target - slow, state - target, *left) / 1000:.1f}k" in tornado.title
    assert "rests on the percentile" in tornado.title
    assert tornado.frame.loc[0, "low"] == pytest.approx(target * 64_420 / 77_050)  # postings keep the official ratio
    assert all(text in tornado.alt for text in [*tornado.frame["low_text"], *tornado.frame["high_text"]])


def spoken(finding):
    cells = [
        str(cell)
        for column in finding.frame.select_dtypes(include=["object", "str"])
        for cell in finding.frame[column]
        if isinstance(cell, str)
    ]
    return " ".join(
        [
            finding.title,
            finding.subtitle,
            finding.source,
            finding.alt,
            finding.answer,
            *(m.text for m in finding.marks),
            *cells,
        ]
    )


AMOUNT = re.compile(r"\d,\d{3}|\b\d+(\.\d+)?[kM]\b")


def test_hidden_amounts_are_hidden_in_every_text(demo, demo_market, findings):
    hidden = replace(demo, profile=replace(demo.profile, hide_amounts=True))
    for name, finding in every(hidden, demo_market).items():
        assert not AMOUNT.search(spoken(finding)), f"{name}: {AMOUNT.search(spoken(finding))}"
        if name not in ("coverage", "gaps", "assessment"):
            assert HIDDEN in spoken(finding)
            assert AMOUNT.search(spoken(findings[name]))
    case = raise_case(hidden, demo_market)
    assert not AMOUNT.search(
        " ".join([case.summary, *case.assumptions, *(cell for row in trace_rows(case) for cell in row)])
    )


def test_every_finding_has_all_its_texts_and_no_broken_word(findings):
    for finding in findings.values():
        for text in (finding.title, finding.subtitle, finding.source, finding.alt, finding.answer):
            assert text
            assert not re.search(r"\bnan\b|\bNone\b|NaT|  |\?\.|\.\.", text), text
        assert finding.alt.startswith(finding.title)


def test_the_countdown_names_days_period_and_wins(demo):
    since = date(2025, 11, 13) + timedelta(days=1)
    count = sum(since.isoformat() <= win["date"] <= TODAY.isoformat() for win in rows("wins"))
    expected = (
        f"43 days to the review of 12 November 2026. That review looks at the time since 14 November 2025: {count}"
        " wins."
    )
    assert countdown(demo) == expected
    assert countdown(replace(demo, profile=replace(demo.profile, review_date=None))).startswith(
        "No date is set for the next review"
    )


def test_the_strongest_rows_are_of_the_period(demo):
    found = strongest_rows(demo)
    assert len(found) == 5
    titles = {win["win"]: win for win in rows("wins")}
    points = [int(row[2].split(" ")[0]) for row in found]
    assert points == sorted(points, reverse=True)
    for day, win, _ in found:
        assert titles[win]["date"] == day > REVIEWED


def test_an_empty_log_says_so(records_of):
    empty = records_of(TODAY)
    assert impact_finding(empty).title == coverage_finding(empty).title == "No wins are on record yet"
    assert "few" not in gaps_finding(empty, []).title


def test_below_ten_wins_the_answer_says_from_when_on_there_is_one(records_of):
    few = records_of(TODAY, wins=[{"id": "w-1", "date": TODAY, "win": "x"}])
    assert with_few(few, impact_finding(few)).answer == "This has something to say from the tenth win on."
    many = records_of(TODAY, wins=[{"id": f"w-{n}", "date": TODAY, "win": "x"} for n in range(10)])
    finding = impact_finding(many)
    assert with_few(many, finding) is finding


def test_quarters_are_counted_from_the_files(demo):
    compared = compare_quarters(demo)
    spans = {"this": ("2026-07-01", "2026-09-30"), "last": ("2026-04-01", "2026-06-30")}
    for name, (first, last) in spans.items():
        quarter = getattr(compared, name)
        wins = [win for win in rows("wins") if first <= win["date"] <= last]
        met = {o["win_id"] for o in rows("outcomes") if o["date"] <= last and (o["measure"] or o["after"])}
        assert quarter.wins == len(wins)
        assert quarter.measured == sum(bool(win["measure"] or win["after"]) or win["id"] in met for win in wins)
        for kind, value in (("once", quarter.once), ("recurring", quarter.recurring)):
            assert value == pytest.approx(sum(v for day, k, v in standing() if k == kind and first <= day <= last))
        dated = [*wins, *(o for o in rows("outcomes") if first <= o["date"] <= last)]
        there = {
            row["evidence"] for row in dated if row["evidence"] and "detroit-zone-skip" not in row["evidence"]
        }  # that file is not there
        assert quarter.evidence == sum(row["evidence"] in there for row in dated)
    assert (compared.this.name, compared.last.name, compared.this.days, compared.last.days) == (
        "2026 Q3",
        "2026 Q2",
        92,
        91,
    )
    shown = quarter_rows(demo, compared)
    assert shown[0] == ("wins", str(compared.this.wins), str(compared.last.wins))
    assert f"{compared.this.recurring:,.0f} USD" in shown[3][1]


@pytest.mark.parametrize(
    ("today", "days"),
    [
        ("2026-07-01", (1, 1)),
        ("2026-08-15", (46, 46)),
        ("2026-06-30", (91, 90)),
        ("2028-03-31", (91, 91)),
        ("2026-12-31", (92, 92)),
    ],
)
def test_a_running_quarter_is_compared_with_as_many_days(records_of, today, days):
    now = date.fromisoformat(today)
    every_day = [{"id": f"w-{n}", "date": now - timedelta(days=n), "win": "x"} for n in range(200)]
    compared = compare_quarters(records_of(now, wins=every_day))
    assert (compared.this.days, compared.last.days) == days
    assert (compared.this.wins, compared.last.wins) == days
    assert ("as many as" in compared.words) is (days[0] == days[1])


def test_a_measure_that_came_later_does_not_count_for_the_days_compared(records_of):
    now = date(2026, 8, 15)
    wins = [{"id": "w-1", "date": "2026-04-10", "win": "x"}, {"id": "w-2", "date": "2026-07-10", "win": "x"}]
    outcome = {"win_id": "w-1", "outcome": "y", "measure": "hours"}
    for day, expected in (("2026-05-01", 1), ("2026-06-01", 0)):  # 46 days from 1 April end on 16 May
        compared = compare_quarters(records_of(now, wins=wins, outcomes=[outcome | {"date": day}]))
        assert (compared.last.measured, compared.this.measured) == (expected, 0)
    assert compare_quarters(records_of(now)).words.startswith("Neither this quarter nor the last one has a win")


def test_the_packet_has_the_parts_of_the_review(demo, demo_market):
    of = Reviewed(demo, demo_market, lambda: ("What did you achieve since the last review?",))
    wanted = ("quarter compare", "see myself", "I doubt", "expectations", "self-review say", "one-on-one")
    chosen = [part for part in SECTIONS if any(words in part.title for words in wanted)]
    assert len(chosen) == len(wanted)
    page = make_packet(of, chosen).html
    for words in (
        "16 wins this quarter",
        "15 of 38 wins measured",
        "I have never led people",
        "Answers to the leadership",
    ):
        assert words in page
    assert "What did you achieve since the last review?" in page
    assert "my base pay, from 1 January 2027" in page  # the open ask is brought along, without its figure


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Grand Rapids-Wyoming-Kentwood, MI", "Grand Rapids, MI"),
        ("Portland-Vancouver-Hillsboro, OR-WA", "Portland, OR"),
        ("Michigan", "Michigan"),
    ],
)
def test_a_place_is_short_enough_for_a_label(title, label):
    assert place_name(title) == label
