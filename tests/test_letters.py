"""The letter that asks for pay information.

Where a law gives the right, never with a figure of the user's, and truthful elsewhere.
"""

import re
from dataclasses import replace
from datetime import date

import pytest

from advocacy_kit.documents.letters import NO_ADVICE, pay_letter, states
from advocacy_kit.language.disclosure import possible_personal_data
from advocacy_kit.language.remarks import check_language

EU = [
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
]


@pytest.mark.parametrize("country", EU)
def test_every_member_state_has_a_letter(demo, country):
    letter = pay_letter(demo, country, area="")
    assert letter.text
    assert "7 June 2026" in " ".join(letter.notes)
    assert "Directive (EU) 2023/970, Article 7" in " ".join([letter.law, *letter.notes])
    assert NO_ADVICE in letter.notes


def test_the_directives_letter_asks_for_what_article_7_names(demo):
    letter = pay_letter(demo, "fr", area="")
    for words in (
        "in writing",
        "individual pay level",
        "average pay levels, broken down by sex",
        "same work",
        "work of equal value",
        "two months",
    ):
        assert words in letter.text
    notes = " ".join(letter.notes)
    assert "your country's own law" in notes
    assert "only to exercise the right to equal pay" in notes
    assert "Dear Marcus Oyelaran," in letter.text
    assert "I work as Logistician." in letter.text
    assert "14 October 2026" in letter.text


def test_germany_has_its_own_in_german(demo):
    letter = pay_letter(demo, "DE", area="Berlin")
    assert letter.language == "de"
    assert "§ 10 des Entgelttransparenzgesetzes" in letter.text
    assert "14. Oktober 2026" in letter.text
    assert "more than 200 employees" in " ".join(letter.notes)


@pytest.mark.parametrize("area", ["San Jose-Sunnyvale-Santa Clara, CA", "California", "Reno, NV-CA"])
def test_california_asks_for_the_pay_scale_of_the_own_position(demo, area):
    letter = pay_letter(demo, "US", area=area)
    assert "section 432.3" in letter.text
    assert "bands.csv" in letter.source


@pytest.mark.parametrize(
    ("country", "area", "words"),
    [
        ("US", "Grand Rapids-Wyoming-Kentwood, MI", "No federal law"),
        ("USA", "", "Colorado and New York in postings"),
        ("UK", "London", "No law of Great Britain"),
        ("BR", "", "There is no letter for BR"),
        ("NO", "", "no law of that country"),
        (None, None, "No federal law"),
    ],
)
def test_elsewhere_it_says_what_there_is(demo, country, area, words):
    letter = pay_letter(demo, country, area=area)
    assert letter.text == letter.law == ""
    assert words in letter.notes[0]
    assert letter.notes[-1] == NO_ADVICE
    assert "bands.csv" in letter.source


def test_without_a_country_it_says_so(records_of):
    letter = pay_letter(records_of(date(2026, 9, 30)))
    assert "a country that is not set" in letter.notes[0]


@pytest.mark.parametrize("country", ["FR", "DE"])
def test_without_a_profile_it_is_still_a_letter(records_of, country):
    letter = pay_letter(records_of(date(2026, 9, 30)), country)
    assert "{" not in letter.text
    assert {"FR": "human resources department", "DE": "Personalabteilung"}[country] in letter.text


@pytest.mark.parametrize(("country", "area"), [("FR", ""), ("DE", ""), ("US", "California")])
def test_no_figure_of_pay_and_nobodys_data_are_in_it(demo, country, area):
    letter = pay_letter(demo, country, area=area)
    amounts = {f"{int(amount)}" for amount in demo.pay["amount"]} | {
        f"{int(amount):,}" for amount in demo.pay["amount"]
    }
    assert not [amount for amount in amounts if amount in letter.text]
    assert not re.search(r"\d,\d{3}|\d{5}", letter.text)
    assert possible_personal_data(letter.text) == ()


def test_the_users_words_are_text_and_no_pattern(demo):
    odd = replace(demo, profile=replace(demo.profile, role="{by} | # [x](javascript:alert(1))"))
    letter = pay_letter(odd, "FR", area="", to="<b>{role}</b>")
    assert r"{by} \| \# \[x\](javascript:alert(1))" in letter.text
    assert r"Dear \<b\>{role}\</b\>," in letter.text


@pytest.mark.parametrize(
    ("area", "found"),
    [("Portland-Vancouver-Hillsboro, OR-WA", ["OR", "WA"]), ("MI", ["MI"]), ("Michigan", []), ("", [])],
)
def test_a_state_is_read_from_an_area(area, found):
    assert states(area) == found


@pytest.mark.parametrize(("country", "area"), [("FR", ""), ("DE", ""), ("US", "California")])
def test_its_own_words_draw_no_remark(demo, country, area):
    text = pay_letter(demo, country, area=area).text
    assert [text[remark.start : remark.end] for remark in check_language(text)] == []
