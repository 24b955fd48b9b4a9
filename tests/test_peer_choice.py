"""Other peers than the profile's: the profile's own are the default to the last field.

Others are named with their reason.
"""

import math
from dataclasses import fields
from datetime import date
from functools import partial
from itertools import chain, combinations

import pandas as pd
import pytest

from advocacy_kit import KitError, load_market
from advocacy_kit.pay.own_pay import own_occupation
from advocacy_kit.raise_case.long_version import long_version, not_to_claim, own_side, peer_words
from advocacy_kit.raise_case.manager_page import manager_page
from advocacy_kit.raise_case.peer_choice import PeerChoice, other_peers
from advocacy_kit.raise_case.percentile_choice import percentile_range
from tests.cases import HERE, VECTOR_MARKET, person, survey
from tests.cases import trial as raise_case


def told(case):
    """Everything that a case is, its peer group by what it is of."""
    plain = {f.name: getattr(case, f.name) for f in fields(case) if f.name not in ("peers", "elements", "offers")}
    return plain | {
        "peers": (case.peers.occupation, case.peers.place),
        "sensitivity": case.sensitivity.to_csv(),
        "grid": case.grid.frame.to_csv(),
    }


def same(one, other):
    return told(one) == told(other)


@pytest.mark.parametrize("reason", [None, "as it is"])
def test_choosing_what_the_profile_says_is_the_default_case(demo, demo_market, reason):
    profile, usual = demo.profile, told(raise_case(demo, demo_market))
    said = {
        "occupation": profile.occupation,
        "area": profile.area,
        "level": profile.level,
        "experience": profile.experience_years,
    }
    for chosen in chain.from_iterable(combinations(said, many) for many in range(len(said) + 1)):
        case = raise_case(demo, demo_market, **{name: said[name] for name in chosen}, peers_reason=reason)
        assert told(case) == usual
        assert case.other_peers is None


@pytest.mark.parametrize(
    "other",
    [
        {"occupation": "Logisticians"},
        {"occupation": "131081"},
        {"area": "grand rapids"},
        {"area": HERE.upper()},
        {"level": " Intermediate "},
    ],
)
def test_the_same_peers_under_another_name_are_no_others(demo, demo_market, other):
    case = raise_case(demo, demo_market, **other)
    assert case.other_peers is None
    assert case.target == raise_case(demo, demo_market).target
    assert peer_words(case).endswith("as your profile says.")


def test_other_peers_change_the_figure_and_are_named_with_their_reason(demo, demo_market):
    usual = raise_case(demo, demo_market)
    case = raise_case(
        demo, demo_market, occupation="13-1020", area="Michigan", peers_reason="Two thirds of my work is buying."
    )
    assert case.figure != usual.figure
    said = (
        f"{case.peers.title} instead of Logisticians and Michigan instead of {HERE}, because Two thirds of my work is"
        " buying"
    )
    assert case.other_peers.told == f"I compare with {said}."
    assert case.other_peers.told in manager_page(demo, case).text
    assert case.other_peers.words in case.assumptions
    assert case.other_peers.words in long_version(demo, case, percentile_range(demo)).text
    assert case.steps[1].amount != usual.steps[1].amount
    assert "I compare with" not in manager_page(demo, usual).text
    by_hand = raise_case(demo, demo_market, occupation="13-1020", area="Michigan")
    assert (by_hand.target, by_hand.figure) == (case.target, case.figure)  # a reason changes no figure


def test_a_missing_reason_is_said_to_the_user_and_not_to_the_manager(demo, demo_market):
    case = raise_case(demo, demo_market, area="Michigan", peers_reason="  ")
    assert (
        case.other_peers.words
        == f"the peers are chosen by you: Michigan instead of {HERE}; no reason has been written down yet"
    )
    claims = not_to_claim(demo, case, own_side(demo)[0], percentile_range(demo))
    assert any("no reason is written down" in claim for claim in claims)
    page = manager_page(demo, case).text
    assert f"I compare with Michigan instead of {HERE}." in page
    assert "no reason" not in page


def test_only_what_a_blended_source_compares_by_is_told(demo, demo_market):
    """OEWS knows neither levels nor experience.

    Of the demo's postings some name the level intermediate, none another one.
    """
    usual = raise_case(demo, demo_market)
    case = raise_case(demo, demo_market, experience=3)
    assert case.other_peers is None
    assert (case.target, manager_page(demo, case).text) == (usual.target, manager_page(demo, usual).text)
    assert any(words.startswith("experience is ignored for OEWS") for words in case.assumptions)
    for level in ("nonsense", "senior"):
        case = raise_case(demo, demo_market, level=level)
        assert case.other_peers is None
        assert level not in manager_page(demo, case).text
    case = raise_case(demo, demo_market, level="")
    assert case.other_peers.differs == ("all levels instead of intermediate",)
    assert [source.name for source in case.benchmark.sources] == [
        "OEWS",
        "10 postings",
    ]  # any level, and not only those without one
    assert raise_case(demo, demo_market, level="", leave_out=("postings",)).other_peers is None
    country = raise_case(demo, demo_market, area="")
    assert country.other_peers.differs == (f"{country.peers.place} instead of {HERE}",)
    assert country.peers.place != HERE


def test_of_observations_level_and_experience_are_told_until_they_are_given_up(records_of):
    rows = pd.concat(
        [survey(40, 0).assign(level=name, experience_years=years) for name, years in (("two", 6.0), ("three", 12.0))]
    )
    market, records = load_market(rows), person(records_of, area=None, level="two", experience_years=6.0)
    case = raise_case(records, market, level="three", experience=12.0)
    assert case.other_peers.differs == ("the level three instead of two", "12 years of experience instead of 6")
    assert raise_case(records, market, level="three", experience=40.0).other_peers.differs == (
        "the level three instead of two",
    )
    # a level that nobody has is given up first, and the experience still counts
    nine = raise_case(records, market, level="nine", experience=12.0).other_peers
    assert nine.differs == ("12 years of experience instead of 6",)


@pytest.mark.parametrize("years", [-1, 99, -0.1, math.inf])
def test_years_that_nobody_has_are_refused(demo, demo_market, years):
    with pytest.raises(KitError, match="experience is given as a number of years"):
        raise_case(demo, demo_market, experience=years)


def test_what_the_profile_does_not_name_is_said_without_it(records_of, demo_market):
    records = person(records_of, occupation=None, area=None)
    case = raise_case(records, demo_market, occupation="13-1081", area=HERE)
    assert case.other_peers.differs == (HERE,)
    assert case.other_peers.told == f"I compare with {HERE}."
    assert raise_case(records, demo_market, occupation="13-1081").other_peers is None  # a first job replaces none
    with pytest.raises(KitError, match="no occupation is named"):
        raise_case(records, demo_market)


def test_unknown_peers_are_refused_as_they_are_in_the_market(demo, demo_market):
    with pytest.raises(KitError, match="Atlantis"):
        raise_case(demo, demo_market, area="Atlantis")
    with pytest.raises(KitError, match="years"):
        raise_case(demo, demo_market, experience=math.nan)


def test_a_market_that_looks_at_nothing_compares_with_nothing_else(records_of):
    records = person(records_of, level="two")
    peers = VECTOR_MARKET.group
    benchmark = peers.benchmark(on="2026-04-01")
    for choice in (PeerChoice(), PeerChoice(occupation="other"), PeerChoice(level="three"), PeerChoice(experience=3.0)):
        assert other_peers(records, VECTOR_MARKET, choice, peers, benchmark) is None


def test_a_remembered_title_is_the_job_of_a_profile_that_names_none(records_of):
    named = {"country": "US", "role": "Shift Lead"}
    titles = [
        {"title": "shift  lead", "occupation": "53-1047", "date": "2026-01-05"},
        {"title": "planner", "occupation": "13-1081", "date": "2026-02-05"},
    ]
    of = partial(records_of, date(2026, 3, 1))
    assert own_occupation(of(profile=named)) is None
    assert own_occupation(of(profile=named, titles=titles)) == "53-1047"  # the role's own
    assert own_occupation(of(profile={"country": "US"}, titles=titles)) == "13-1081"  # the last one
    assert own_occupation(of(profile=named | {"occupation": "29-1141"}, titles=titles)) == "29-1141"
    assert own_occupation(of(profile={"occupation": "Planner"}, titles=titles)) == "13-1081"
