"""One market to ask: names to codes, the named back-off, geography, and what is never borrowed."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from advocacy_kit import KitError, load_market
from tests.official import as_parquet, world

REPO = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return load_market(as_parquet(tmp_path_factory.mktemp("oews"), world()))


@pytest.mark.parametrize("which", ["shipped", "small"])
def test_a_known_cell_is_read_as_printed(which, market, small):
    chosen = market if which == "shipped" else small
    peers = chosen.peers("13-1081", "Grand Rapids-Wyoming-Kentwood, MI")
    assert peers.cell.wages == (52790, 64420, 77050, 92550, 106250)
    assert (peers.cell.released, peers.cell.mean_prse, peers.back_off, peers.cell.employment) == (
        date(2025, 5, 12),
        1.0,
        (),
        1130,
    )
    assert [cell.area_title for cell in peers.others] == ["Michigan", "United States"]
    assert [cell.wages[2] for cell in peers.others] == [83200, 82320]


def test_unknown_occupations_are_offered_the_nearest(market):
    for asked, offered in (("13-1089", "Logisticians (13-1081)"), ("logistician analyst", "Logisticians (13-1081)")):
        with pytest.raises(KitError) as refused:
            market.peers(asked)
        (issue,) = refused.value.issues
        assert issue.code == "K059"
        assert offered in issue.fix
    with pytest.raises(KitError, match="no occupation is named"):
        market.peers(None)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("logistician", "13-1081"),
        ("registered nurse", "29-1141"),
        ("accountant", "13-2011"),
        ("senior software developer", "15-1252"),
    ],
)
def test_words_find_titles(market, words, code):
    found = market.search(words)
    assert list(found.columns) == ["occupation", "title", "score"]
    assert found["occupation"].iloc[0] == code
    assert found["score"].is_monotonic_decreasing
    assert market.search("zzzzqq").empty


def test_an_ambiguous_area_names_its_candidates(market, small):
    for chosen in (market, small):
        with pytest.raises(KitError) as refused:
            chosen.peers("00-0000", "Portland")
        (issue,) = refused.value.issues
        assert "2 areas are called 'Portland'" in issue.message
        assert "Portland-South Portland, ME" in issue.fix
        assert "OR-WA" in issue.fix
        assert chosen.peers("00-0000", "portland, me").cell.area == "0038860"
    with pytest.raises(KitError, match="no area 'Atlantis'"):
        market.peers("13-1081", "Atlantis")


def test_local_data_have_no_geography(small):
    peers = small.peers("13-1081", "Grand Rapids")
    assert peers.geography(0.5) == (1.0, 0.0, "")
    benchmark = peers.benchmark(on=date(2025, 5, 12), rate=0.035)
    assert (benchmark.value, benchmark.geography_effect, benchmark.sources[0].se) == (77050, 0, pytest.approx(0.015))
    assert not any("geography" in words for words in benchmark.assumptions)


@pytest.mark.parametrize(
    ("occupation", "cell", "median", "ratio"),
    [
        ("13-1082", ("13-1082", "2600000"), 90000, 72000 / 75000),
        ("13-1083", ("13-1083", "0000000"), 68000, 72000 / 80000),
        ("13-1084", ("13-1080", "0000000"), 88000, 72000 / 80000),
    ],
)
def test_back_off_is_named_and_brings_the_major_groups_ratio(small, occupation, cell, median, ratio):
    peers = small.peers(occupation, "Grand Rapids")
    assert (peers.cell.occupation, peers.cell.area) == cell
    assert peers.back_off[-1].endswith(f"; so {peers.cell.title} in {peers.cell.area_title} are taken instead")
    on, rate = date(2026, 4, 1), 0.035
    benchmark = peers.benchmark(0.5, on=on, rate=rate)
    aged = median * ratio * 1.035 ** ((on - date(2025, 5, 12)).days / 365.25)
    assert benchmark.value == pytest.approx(aged)
    assert benchmark.sources[0].geography_log_se == 0.12
    assert set(peers.back_off) <= set(benchmark.assumptions)
    assert peers.at_release(aged, on=on, rate=rate) == pytest.approx(median)
    assert peers.rank(aged, on=on, rate=rate) == pytest.approx(50)


def test_geography_is_taken_at_the_same_percentile(small):
    benchmark = small.peers("13-1082", "Grand Rapids").benchmark(0.75, on=date(2025, 5, 12))
    assert benchmark.value == pytest.approx(118000 * 95000 / 99000)


def test_a_shipped_cell_that_is_missing_backs_off_by_hand(market):
    table = (
        pq.read_table(REPO / "data" / "market" / "oews.parquet", columns=["AREA", "OCC_CODE", "A_MEDIAN"])
        .to_pandas()
        .astype(str)
    )
    medians = table.set_index(["OCC_CODE", "AREA"])["A_MEDIAN"]
    here = {code for code, area in medians.index if area == "0024340"}
    code = next(
        c
        for c, area in medians.index
        if area == "2600000" and c not in here and c[:2] == "15" and medians[c, area].isdigit()
    )
    peers = market.peers(code, "Grand Rapids-Wyoming-Kentwood, MI")
    ratio = float(medians["15-0000", "0024340"]) / float(medians["15-0000", "2600000"])
    assert peers.cell.area == "2600000"
    assert peers.benchmark(0.5, on=date(2025, 5, 12)).value == pytest.approx(float(medians[code, "2600000"]) * ratio)


@pytest.mark.parametrize(
    ("asked", "word"), [({"country": "DE"}, "DE"), ({"currency": "EUR"}, "EUR"), ({"unit": "month"}, "month")]
)
def test_nothing_is_borrowed_from_another_country_currency_or_unit(small, asked, word):
    with pytest.raises(KitError, match=word) as refused:
        small.peers("13-1081", **asked)
    assert refused.value.issues[0].code == "K063"


def test_a_level_is_named_as_ignored(small):
    peers = small.peers("13-1081", level="senior")
    assert "senior" in peers.ignored[0]
    assert peers.ignored[0] in peers.benchmark(on=date(2026, 1, 1)).assumptions


@pytest.mark.parametrize("source", [None, 5, object()])
def test_a_source_that_is_no_path_is_refused_in_words(source):
    with pytest.raises(KitError, match="given as the path of a file"):
        load_market(source)
