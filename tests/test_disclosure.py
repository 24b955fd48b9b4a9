"""Whether a text may say who a patient, a pupil or a customer is: pointed at with the reason; false alarms are rare."""

import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit.language.disclosure import ADVICE, disclosure_words, possible_personal_data
from tests.conftest import REPO

FOUND = [
    ("The drug error of MRN 48213 was caught", "record number", "MRN 48213"),
    ("see case no. 4711-A", "record number", "case no. 4711-A"),
    ("Student ID: S20391 passed", "record number", "Student ID: S20391"),
    ("his SSN 123-45-6789", "record number", "SSN 123-45-6789"),
    ("it says 123-45-6789", "record number", "123-45-6789"),
    ("born 12.03.1980", "date of birth", "born 12.03.1980"),
    ("DOB: 1980-03-12", "date of birth", "DOB: 1980-03-12"),
    ("born on 12 March 1980", "date of birth", "born on 12 March 1980"),
    ("patient M. went home", "a person's name", "patient M."),
    ("The PATIENT Maria Okafor went home", "a person's name", "PATIENT Maria Okafor"),
    ("pupil Lena K. reads now", "a person's name", "pupil Lena K."),
    ("client Mr Lee renewed", "a person's name", "client Mr Lee"),
    ("Mrs Okafor thanked us", "a person's name", "Mrs Okafor"),
    ("Frau Çelik rief an", "a person's name", "Frau Çelik"),
    ("write to lena.k@example.com", "e-mail address", "lena.k@example.com"),
    ("call (616) 555-0142", "phone number", "(616) 555-0142"),
    ("call 616-555-0142 today", "phone number", "616-555-0142"),
    ("ring +49 30 1234567", "phone number", "+49 30 1234567"),
    ("DE89 3704 0044 0532 0130 00", "account number", "DE89 3704 0044 0532 0130 00"),
    ("4111 1111 1111 1111", "account number", "4111 1111 1111 1111"),
]
FINE = [
    "Patient satisfaction rose from 61 to 78 of 100",
    "Set up the Patient Safety Week and the Customer Service desk",
    "Students read 2,000 pages a year; 30 pupils moved up",
    "18 USD a stop less x 52 stops a month x 12 months = 11,232",
    "Base pay of 82,500 USD a year from 2027-01-01, 1,250,000 in all",
    "12 patients a day, 3.5% fewer falls, 2026-09-30",
    "a record number of clients, in case no one asks",
    "born out of need; the file number one needs",
    "Rebid the lanes of 2021 2022 2023",
    "",
]


@pytest.mark.parametrize(("text", "kind", "words"), FOUND)
def test_a_place_is_found_and_explained(text, kind, words):
    (sign,) = possible_personal_data(text)
    assert (sign.kind, text[sign.start : sign.end]) == (kind, words)
    assert sign.advice == ADVICE[kind]
    warning = disclosure_words(text)
    assert words[:39] in warning
    assert kind in warning


@pytest.mark.parametrize("text", FINE)
def test_ordinary_words_raise_no_alarm(text):
    assert possible_personal_data(text) == ()
    assert disclosure_words(text) == ""


@pytest.mark.parametrize("file", sorted((REPO / "data" / "demo").glob("*.csv")), ids=lambda path: Path(path).stem)
def test_the_demo_raises_no_alarm(file):
    with file.open(newline="", encoding="utf-8") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert cells
    assert [cell for cell in cells if possible_personal_data(cell)] == []


def test_many_places_are_counted_and_three_are_named():
    text = "Mrs A. and Mr B. and Ms C. and Dr D. and Mrs E."
    assert len(possible_personal_data(text)) == 5
    words = disclosure_words(text)
    assert "5 places" in words
    assert words.count("“") == 3
    assert "and 2 more" in words


@given(st.text(max_size=200))
def test_any_text_has_places_in_order_that_do_not_meet(text):
    signs = possible_personal_data(text)
    assert all(0 <= sign.start < sign.end <= len(text) for sign in signs)
    assert all(first.end <= second.start for first, second in itertools.pairwise(signs))
