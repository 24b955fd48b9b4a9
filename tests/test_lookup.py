"""Everyday titles and abbreviations lead to the official occupation; every one that ships is in the shipped release."""

import csv
from pathlib import Path

import pytest

from advocacy_kit.market import load_market
from advocacy_kit.market.lookup import everyday_codes
from tests.official import as_parquet, world

TITLES = Path(__file__).resolve().parents[1] / "data" / "market" / "titles.csv"


@pytest.fixture(scope="module")
def titles():
    with TITLES.open(encoding="utf-8", newline="") as stream:
        return [(row["title"], row["occupation"]) for row in csv.DictReader(stream)]


def test_every_shipped_title_is_a_detailed_occupation_and_stands_once(market, titles):
    detailed = {c for c, g in zip(market.oews.occupations, market.oews.groups, strict=True) if g in ("detailed", "3")}
    assert {code for _, code in titles} <= detailed
    assert len({(title.lower(), code) for title, code in titles}) == len(titles) >= 250


def test_every_shipped_title_finds_its_occupation_first(market, titles):
    for title in {title for title, _ in titles}:
        wanted = [code for name, code in titles if name == title]
        found = market.search(title)
        assert set(wanted) <= set(found.loc[found["score"] == 1.0, "occupation"]), title
        assert found["occupation"].iloc[0] == everyday_codes(title)[0], title
        assert found["occupation"].is_unique
        assert len(found) <= 8


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("RN", "Registered Nurses"),
        ("r.n.", "Registered Nurses"),
        ("LPN", "Licensed Practical and Licensed Vocational Nurses"),
        ("Barista", "Fast Food and Counter Workers"),
        ("HR manager", "Human Resources Managers"),
        ("SWE", "Software Developers"),
        ("senior software engineers", "Software Developers"),
        ("Sr. DevOps Engineer", "Software Developers"),
        ("QA tester", "Software Quality Assurance Analysts and Testers"),
        ("project manager", "Project Management Specialists"),
        ("CNA", "Nursing Assistants"),
        ("PA", "Physician Assistants"),
        ("teacher’s aide", "Teaching Assistants, Except Postsecondary"),
        ("truck drivers", "Heavy and Tractor-Trailer Truck Drivers"),
        ("UX designer", "Web and Digital Interface Designers"),
    ],
)
def test_people_say_it_so(market, words, title):
    assert market.search(words)["title"].iloc[0] == title


def test_scores_fall_and_words_alone_still_find(market):
    found = market.search("sales rep", 5)
    assert found["score"].is_monotonic_decreasing
    assert list(found["occupation"][:2]) == ["41-3091", "41-4012"]
    assert everyday_codes("zookeeping") == ()
    assert market.search("logistician")["occupation"].iloc[0] == "13-1081"


def test_a_release_without_the_occupation_offers_what_it_has(tmp_path):
    small = load_market(as_parquet(tmp_path, world()))
    assert small.search("project manager")["occupation"].tolist() == ["13-1082"]
    assert small.search("RN").empty
