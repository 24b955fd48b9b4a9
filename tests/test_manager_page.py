"""The page for the manager: what it says in each kind of case, and what is never on it."""

import re
from dataclasses import replace
from datetime import date

import pytest

import advocacy_kit as ak
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.page import Listing, escaped, paragraph
from advocacy_kit.documents.case_page import drawn
from advocacy_kit.language.disclosure import possible_personal_data
from advocacy_kit.language.remarks import check_language
from advocacy_kit.raise_case.manager_page import (
    MARKET,
    REQUEST,
    WORK,
    Choices,
    manager_page,
    market_picture,
    request_picture,
)
from tests.pages import Words
from tests.test_injection import CORPUS

TODAY = date(2026, 9, 30)
PROFILE = {
    "occupation": "13-1081",
    "area": "Grand Rapids",
    "country": "US",
    "currency": "USD",
    "role": "Logistician",
    "level": "II",
}
PAY = {"date": "2026-01-01", "per": "year", "element": "base", "currency": "USD", "country": "US"}
MANAGER = {"id": "p-1", "name": "Ann Lee", "relation": "manager"}
CANARY = "CANARY-7731"


def win(key, day="2026-05-05", **given):
    return {
        "id": key,
        "date": day,
        "win": f"Did the work {key}.",
        "measure": "waiting time",
        "before": 30.0,
        "after": 24.0,
        "unit": "hours",
    } | given


def valued(key, value, status="estimate", kind="once", **given):
    return win(key, value=value, value_status=status, value_kind=kind, value_basis="hours x rate", **given)


@pytest.fixture
def own(records_of, market):
    """A maker of (records, case): pay, profile and choices of the case as given."""

    def make(amount=70_000, *, profile=None, pay=None, percentile=0.5, reason=None, **tables):
        tables = {"wins": [valued("w-1", 5000.0), win("w-2")], "people": [MANAGER]} | tables
        records = records_of(
            TODAY, profile=PROFILE | (profile or {}), pay=[PAY | {"amount": amount} | (pay or {})], **tables
        )
        return records, ak.raise_case(records, market, percentile, reason, walk_away=66_123)

    return make


def part(page, heading):
    assert page.headings.count(heading) == 1
    return "\n".join(line for block in page.under(heading) for line in block.lines)


def listed(page, heading):
    """What is listed under a heading."""
    return [item.words for block in page.under(heading) if isinstance(block, Listing) for item in block.items]


def everything(records, case, choices=None):
    """Every text of the page in all its forms."""
    page = manager_page(records, case, choices)
    html = Words(drawn(page).html).words
    return f"{page.text}\n{page.markdown}\n{html}"


def test_the_demos_page_has_its_parts_in_order(demo, demo_market):
    case = ak.raise_case(demo, demo_market)
    page = manager_page(demo, case)
    assert list(page.headings) == [WORK, REQUEST, "What it is worth, and how I know", MARKET, "The date"]
    assert page.to == "Marcus Oyelaran"
    recap = listed(page, WORK)
    assert len(recap) == 3
    assert all("serves “" in sentence for sentence in recap)
    assert recap[0].startswith("Went through the liftgate fees")
    assert "from 34 to 2 a month (May 2026" in recap[0]
    assert "for what you want to reach" in part(page, WORK)
    assert part(page, REQUEST).startswith(f"I ask for base pay of {case.figure:,.0f} USD a year from 1 January 2027.\n")
    assert "by 14 October 2026" in part(page, "The date")
    assert "before the review of 12 November 2026" in part(page, "The date")


def test_values_stand_apart_with_their_names_and_are_never_added(own):
    wins = [
        valued("w-1", 4000.0, "confirmed"),
        valued("w-2", 3000.0),
        valued("w-3", 2000.0, "confirmed", "recurring"),
        valued("w-4", 1000.0, kind="recurring"),
    ]
    records, case = own(wins=[*wins, valued("w-5", 10_000.0, my_share=0.5)])
    words = part(manager_page(records, case), "What it is worth, and how I know")
    for said in (
        "4,000 USD one-time, confirmed (1 result)",
        "8,000 USD one-time, my estimate (2 results)",
        "2,000 USD recurring, over its first twelve months, confirmed (1 result)",
        "1,000 USD recurring, over its first twelve months, my estimate (1 result)",
        "nothing is added up",
    ):
        assert said in words
    assert not re.search(r"15,000|12,000|3,000|20,000", words)


def test_confirmed_is_only_what_somebody_else_confirmed(own):
    records, case = own(wins=[valued("w-1", 4000.0, status=None), valued("w-2", 3000.0)])
    assert "confirmed" not in part(manager_page(records, case), "What it is worth, and how I know")


def test_where_measures_lead_no_money_is_named(own):
    wins = [win(f"w-{n}", f"2026-0{n}-05", before=30.0, after=30.0 - n) for n in range(1, 9)]
    records, case = own(wins=[*wins, valued("w-9", 5000.0, measure=None)])
    page, heading = manager_page(records, case), "What it is worth, and how I know"
    evidence = listed(page, heading)
    assert len(evidence) == 5
    assert evidence[0] == "Waiting time: from 30 to 24 hours (June 2026)"  # the newer ones lead the page already
    assert page.under(heading)[0] == paragraph("Also measured since September 2025:")
    assert "5,000" not in part(page, heading)


def test_thousands_of_a_measure_stand_apart_and_no_figure_stands_twice(own):
    records, case = own(
        wins=[win("w-1", before=5200.0, after=3100.0), win("w-2", "2026-07-05", before=98765.5, after=1.5)]
    )
    words = manager_page(records, case).text
    assert "from 5\u202f200 to 3\u202f100 hours" in words
    assert "from 98\u202f765.5 to 1.5 hours" in words
    assert words.count("5\u202f200") == 1


def test_the_market_names_source_date_percentile_reason_and_interval(own):
    records, case = own(percentile=0.6, reason="I lead the night shift.")
    words = part(manager_page(records, case), MARKET)
    assert f"comes to {case.target:,.0f} USD a year on {case.benchmark.on.day} January 2027" in words
    assert "It is the point that 60 of 100 people in this job are below. Why this one: I lead the night shift." in words
    assert "Grand Rapids-Wyoming-Kentwood, MI" in words
    assert "U.S. Bureau of Labor Statistics, May 2025" in words
    assert "assumed growth of pay of 3.5% a year" in words
    low, high = case.benchmark.interval
    assert f"likely between {low / 1000:.0f},000 and {high / 1000:.0f},000" in words


@pytest.mark.parametrize(("percentile", "reason"), [(0.5, None), (0.6, None), (0.5, "  ")])
def test_a_reason_that_was_not_given_is_not_made_up(own, percentile, reason):
    records, case = own(percentile=percentile, reason=reason)
    words = part(manager_page(records, case), MARKET)
    assert "Why this one" not in words
    assert "no case for another" not in words
    assert "no reason has been" not in words


def test_postings_are_a_number_and_no_names(demo, demo_market):
    words = everything(demo, ak.raise_case(demo, demo_market))
    assert "10 postings that I collected" in words
    names = demo.market["employer"].dropna().unique()
    assert len(names) > 5
    assert not [name for name in names if name in words]


NEVER = ("underpaid", "return on", "walk-away", "66,123", "lowest", "discriminat", "disclosure", "recruiter")


def test_what_is_never_on_it_is_not_there_whatever_is_chosen(demo, demo_market):
    case = ak.raise_case(demo, demo_market, walk_away=66_123)
    chosen = Choices(opening=True, rank=True, offer=True)
    for choices in (Choices(), chosen):
        words = everything(demo, case, choices)
        assert not [word for word in NEVER if word in words.lower()]
        heard = demo.market[demo.market["kind"].isin(["disclosure", "quote"])]
        for column in ("low", "high"):
            assert not [amount for amount in heard[column].dropna() if f"{amount:,.0f}" in words]


def test_rank_range_offer_and_praise_are_choices(own):
    offer = {
        "date": "2026-09-01",
        "kind": "offer",
        "title": "Logistician",
        "country": "US",
        "low": 84_321,
        "per": "year",
        "element": "base",
    }
    praised = win("w-1", praise="Saved the night", praise_by="Bo Chen")
    records, case = own(wins=[praised, win("w-2", praise="Nobody says who")], market=[offer])
    low, high = case.opening
    shown = {
        "rank": case.standing.replace("than you", "than I do"),
        "opening": f"{low:,.0f} to {high:,.0f}",
        "offer": "84,321",
        "praise": "Bo Chen said in May 2026: “Saved the night.”",
    }
    silent = everything(records, case, Choices(praise=False))
    for name, words in shown.items():
        assert words not in silent
        chosen = Choices(**({"praise": False} | {name: True}))
        assert words in everything(records, case, chosen)
    assert "Nobody says who" not in everything(records, case)


def test_the_gap_is_named_only_where_the_data_tell_it(own):
    records, case = own(70_000)
    assert case.told_apart
    assert f"Present pay is below the median by {case.target - 70_000:,.0f}." in part(
        manager_page(records, case), MARKET
    )
    records, case = own(81_000)
    assert not case.told_apart
    assert case.opening
    assert "Present pay is below" not in manager_page(records, case).text


def test_a_promotion_rests_on_the_next_level(own):
    bands = [
        {
            "level": "II",
            "minimum": 60_000.0,
            "maximum": 74_000.0,
            "date": "2026-01-01",
            "per": "year",
            "currency": "USD",
        }
    ]
    rubric = [
        {"id": "c-1", "level": "II", "competency": "works alone"},
        {"id": "c-2", "level": "III", "competency": "leads"},
    ]
    records, case = own(bands=bands, competencies=rubric, wins=[win("w-1", competencies="c-2")])
    assert case.kind == "promotion"
    page = manager_page(records, case)
    assert page.title == "Role and base pay: a request"
    words = part(page, REQUEST)
    assert "considered for the level above II" in words
    assert "next level's expectations" in words
    assert "Of 1 expectation of the level III, 1 is met by 1 win" in words
    records, case = own(bands=bands)
    assert "expectation of the level" not in manager_page(records, case).text


def test_on_a_scale_a_step_is_asked_for_and_no_figure(own):
    records, case = own(profile={"pay_scale": "the city's tariff"})
    assert case.kind == "scale"
    page = manager_page(records, case)
    words = part(page, REQUEST)
    assert "My pay follows a scale (the city's tariff)" in words
    assert "a step that is due" in words
    assert f"{case.rounded:,.0f}" not in words
    assert everything(records, case).count("From present pay to") == 0  # no picture of steps to a figure


def test_where_pay_has_reached_the_target_there_is_no_page(own):
    records, case = own(120_000)
    with pytest.raises(KitError, match="no figure to ask for") as caught:
        manager_page(records, case)
    assert "another ask" in caught.value.sentence


def test_another_figure_is_asked_for_without_steps_that_lead_elsewhere(own):
    records, case = own(70_000)
    choices = Choices(asked=75_000)
    page = manager_page(records, case, choices)
    assert "I ask for base pay of 75,000 USD a year" in page.text
    assert "That is 7.1% above present pay." in page.text
    html = drawn(page).html
    assert html.count("<img ") == 1
    assert drawn(manager_page(records, case)).html.count("<img ") == 2


def test_part_time_and_hourly_pay_say_what_the_figure_means(own):
    records, case = own(35_000, pay={"hours_per_week": 20.0})
    assert "at my 20 hours it is" in manager_page(records, case).text
    records, case = own(33.0, pay={"per": "hour"}, profile={"occupation": "29-1141"}, wins=[valued("w-1", 5000.0)])
    text = manager_page(records, case).text
    assert f"base pay of {case.figure:.2f} USD an hour" in text
    assert "5,000 USD one-time" in text  # what work is worth is no pay by the hour


def test_confidential_and_restricted_wins_are_in_no_form_of_it(own, market):
    hidden = [
        valued("w-7", 77_310.0, win=f"{CANARY} a", confidential=True, objectives="ob-1", praise=CANARY, praise_by="Bo"),
        valued("w-8", 77_320.0, win=f"{CANARY} b", audience="p-2", measure=CANARY, evidence=f"{CANARY}.txt"),
    ]
    told = [valued("w-1", 5000.0), valued("w-2", 300.0, audience="p-1;p-2", win="Shown to both")]
    outcomes = [{"win_id": "w-7", "date": "2026-06-01", "outcome": CANARY, "value": 99_999.0}]
    objectives = [
        {"id": "ob-1", "owner": "p-1", "objective": "Calm"},
        {"id": "ob-9", "owner": "p-2", "objective": CANARY},
    ]
    records, case = own(wins=[*hidden, *told], outcomes=outcomes, objectives=objectives)
    words = everything(records, case, Choices(opening=True, rank=True, offer=True))
    assert CANARY not in words
    assert not re.search(r"77,3|99,999|154,", words)
    assert "5,300 USD one-time, my estimate (2 results)" in words
    assert "2 results" in words
    assert "Shown to both" in words
    other = everything(records, case, Choices(manager="p-2"))
    assert f"{CANARY} b" in other
    assert f"{CANARY} a" not in other


def test_hidden_amounts_are_hidden_in_every_form(demo, demo_market):
    hidden = replace(demo, profile=replace(demo.profile, hide_amounts=True))
    case = ak.raise_case(hidden, demo_market, walk_away=66_123)
    words = everything(hidden, case, Choices(opening=True, rank=True, offer=True))
    assert "•••" in words
    assert not re.search(r"\d\d,\d{3}|\d\dk\b|about P\d|\d+\.\d% above", words)


def test_a_log_without_wins_makes_a_short_page(own):
    records, case = own(wins=[])
    page = manager_page(records, case)
    assert list(page.headings) == [REQUEST, MARKET, "The date"]
    assert all(line for block in page.blocks for line in block.lines)
    records, case = own(wins=[win("w-1")], people=[])
    page = manager_page(records, case)
    assert "My work log has 1 entry since September 2025; this one did most:" in page.text
    assert page.to == ""
    assert "For " not in drawn(page).html.partition("<section")[0].partition("<body")[2]


def test_the_next_step_lies_before_the_review_or_names_none(own):
    records, case = own(profile={"review_date": date(2026, 10, 5)})
    assert "by 5 October 2026 to talk about this." in manager_page(records, case).text
    records, case = own()
    assert "by 14 October 2026 to talk about this." in manager_page(records, case).text
    assert "by 1 December 2026" in manager_page(records, case, Choices(next_date=date(2026, 12, 1))).text


def test_its_pictures_hold_neither_rank_nor_what_was_heard(demo, demo_market):
    case = ak.raise_case(demo, demo_market)
    shown = market_picture(demo, case, Choices())
    assert set(shown.frame["kind"]) <= {"published", "sample", "postings"}
    spoken = " ".join([shown.title, shown.alt, shown.source, shown.answer, *(mark.text for mark in shown.marks)])
    assert not re.search(r"P\d+ here|about P|market\.csv|you", spoken)
    assert f"{case.benchmark.value / 1000:.1f}k" in shown.title
    assert f"{case.rank} here" in " ".join(mark.text for mark in market_picture(demo, case, Choices(rank=True)).marks)
    steps = request_picture(case)
    assert "Ask for" not in steps.alt
    assert f"{case.figure:,.0f}" in steps.title


@pytest.mark.parametrize("words", CORPUS)
def test_the_corpus_is_text_in_page_and_mail(own, words):
    wins = [
        valued("w-1", 5000.0, win=words, measure=words, unit=words, praise=words, praise_by=words),
        win("w-2", win=f"x {words}"),
    ]
    objectives = [{"id": "ob-1", "owner": "p-1", "objective": words}]
    wins[0]["objectives"] = "ob-1"
    records, case = own(
        wins=wins, people=[MANAGER | {"name": words}], objectives=objectives, reason=words, profile={"role": words}
    )
    page = manager_page(records, case)
    html = drawn(page).html
    parsed = Words(html)
    assert set(parsed.tags) <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "h1",
        "h2",
        "p",
        "section",
        "ul",
        "li",
        "img",
        "footer",
    }
    assert not re.search(r"<[^>]*\son\w+=", html.replace(words, ""))
    line = " ".join(words.split()).rstrip(". ")
    assert line in " ".join(parsed.words.split())
    for written in page.markdown.splitlines():
        assert re.match(r"# |## |- |\*|[^\s#>|+=-]|$", written)
        assert not re.search(r"(?<!\\)[|<>`\[\]$]", written)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a | b", r"a \| b"),
        ("# heading", r"\# heading"),
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("- item", r"\- item"),
        ("+ item", r"\+ item"),
        ("1. item", r"1\. item"),
        ("2) item", r"2\) item"),
        ("---", r"\---"),
        ("a\n\n# b", r"a \# b"),
        ("*a* _b_ `c` ~~d~~", r"\*a\* \_b\_ \`c\` \~\~d\~\~"),
        ("$40k…$90k & <b>", r"\$40k…\$90k \& \<b\>"),
        ("back\\slash", r"back\\slash"),
        ("12 hours, 3.5%", "12 hours, 3.5%"),
    ],
)
def test_signs_of_markdown_mean_nothing(text, written):
    assert escaped(text) == written


@pytest.mark.parametrize("choices", [Choices(), Choices(opening=True, rank=True, offer=True)])
def test_its_own_words_draw_no_remark(demo, demo_market, choices):
    for percentile, reason in ((0.5, None), (0.6, "I lead the night shift")):
        page = manager_page(demo, ak.raise_case(demo, demo_market, percentile, reason), choices)
        for text in (page.text, page.markdown):
            assert [text[remark.start : remark.end] for remark in check_language(text)] == []
            assert possible_personal_data(text) == ()


@pytest.mark.parametrize("kind", ["promotion", "scale", "part time"])
def test_nor_do_those_of_other_kinds_of_case(own, kind):
    bands = [
        {
            "level": "II",
            "minimum": 60_000.0,
            "maximum": 74_000.0,
            "date": "2026-01-01",
            "per": "year",
            "currency": "USD",
        }
    ]
    given = {
        "promotion": {"bands": bands},
        "scale": {"profile": {"pay_scale": "the city's tariff"}},
        "part time": {"pay": {"hours_per_week": 30.0}},
    }
    records, case = own(50_000, **given[kind])
    text = manager_page(records, case).text
    assert [text[remark.start : remark.end] for remark in check_language(text)] == []
