"""The market's notebook without a browser: what a search chooses, and which fields change nothing."""

from datetime import date

import pytest

import advocacy_kit as ak
from advocacy_kit.charts import draw_market
from advocacy_kit.pay.market_findings import market_finding
from advocacy_kit.pay.own_pay import own_peers
from advocacy_kit.raise_case.job_level import level_percentile
from advocacy_kit.raise_case.peer_choice import without_effect
from advocacy_kit.widgets import PayVsMarket
from tests.cases import person
from tests.pages import Words

FILES = {
    "wins.csv": "date,win\n2026-01-05,Taught two new hires\n",
    "pay.csv": "date,amount,per,element,currency,country\n2026-01-01,70000,year,base,USD,US\n",
}
PROFILE = 'area = "Grand Rapids"\ncountry = "US"\ncurrency = "USD"\nas_of = 2026-09-30\n'


@pytest.fixture
def page(folder_of, market):
    """A maker of the page of somebody with a profile."""

    def make(profile='occupation = "13-1081"\n'):
        return PayVsMarket(ak.open_workspace(folder_of("mine", FILES | {"profile.toml": profile + PROFILE})), market)

    return make


def without(shown):
    return Words(shown.market.without_effect.value).words


@pytest.mark.parametrize("index", [None, 0])
def test_a_search_chooses_what_fits_best_even_where_nothing_was_chosen(page, index):
    """A list whose only entry means nothing may stand with its entry chosen or with none.

    New entries alone would then choose none.
    """
    shown = page("")
    assert shown.market.trouble
    shown.search.occupation.index = index
    shown.search.words.value = "logistician"
    assert shown.search.occupation.value == "13-1081"
    assert shown.market.trouble == ""


def test_without_an_occupation_the_list_says_to_search_and_that_is_no_occupation(page):
    shown = page("")
    assert shown.search.occupation.options == (("search first", ""),)
    assert (shown.search.occupation.label, shown.search.occupation.value) == ("search first", "")
    assert shown.market.read().occupation is None
    assert shown.market.trouble


def test_fields_that_no_source_knows_say_that_they_change_nothing(page):
    shown = page()
    assert without(shown) == ""  # nothing is asked by them
    drawn = shown.market.picture.value
    shown.market.level.value = "senior"
    assert without(shown) == "No source here knows levels: this field changes nothing."
    shown.market.experience.value = "6,5"
    assert without(shown) == "No source here knows levels or years of experience: these two fields change nothing."
    assert shown.market.picture.value == drawn  # and that is so
    shown.market.level.value = ""
    assert without(shown) == "No source here knows years of experience: this field changes nothing."
    shown.market.experience.value = "six"
    assert (shown.market.trouble != "", without(shown)) == (True, "")  # what is no number is said instead
    shown.market.experience.value = ""
    assert without(shown) == ""


def test_what_the_profile_asks_by_them_counts_as_asked(page):
    assert without(page('occupation = "13-1081"\nlevel = "two"\nexperience_years = 4\n')).startswith(
        "No source here knows levels or years"
    )


@pytest.mark.parametrize(
    ("known", "words"),
    [((), "levels or years"), (("level",), "years of experience: this"), (("level", "experience"), "")],
)
def test_a_field_that_a_source_knows_is_not_named(known, words):
    class Group:
        def filtered_by(self, field):
            return frozenset({"survey"} if field in known else ())

    said = without_effect(Group(), level="senior", years=0.0)
    assert words in said
    assert (said == "") == (len(known) == 2)
    assert without_effect(Group(), level=None, years=None) == without_effect(Group(), level="", years=None) == ""


@pytest.mark.parametrize("percentile", [0.5, 0.75])
def test_the_middle_of_one_source_is_written_once_and_rounded_as_everywhere(records_of, market, percentile):
    """Where one source is the market, the heading names its middle; at another percentile the row does."""
    records = person(records_of)
    finding = market_finding(records, own_peers(records, market), percentile=percentile, on=date(2026, 9, 30))
    texts = [text.get_text() for text in draw_market(finding).texts]
    row = finding.frame[finding.frame["counts"]].iloc[0]
    middle = f"median {finding.money.thousands(row['p50'])}"
    assert sum(middle in text for text in texts) == 1
    assert (middle in texts) == (percentile != 0.5)


def test_the_levels_questions_choose_the_percentile_of_the_picture(page):
    shown = page('occupation = "13-1081"\n')
    usual = shown.market.benchmark
    assert usual.percentile == 0.5
    shown.market.job_level.experience.value = "5"
    found = shown.market.benchmark
    assert found.percentile == pytest.approx(level_percentile(shown.market.peers.curve(0.035), "IV"))
    assert "Your answers suggest level IV" in without(shown)
    assert f"P{100 * found.percentile:.0f} of the market" in shown.market.picture.value
    shown.market.job_level.experience.value = "three"
    assert "Years of experience are a number from 0 to 60" in shown.market.status.value  # never dropped in silence
    shown.market.job_level.experience.value = ""
    assert shown.market.status.value == ""
    assert shown.market.benchmark.percentile == 0.5
