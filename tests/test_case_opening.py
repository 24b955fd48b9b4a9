"""Where the opening range ends: at a higher percentile, a band's or a posting's figure.

Never at a limit of the interval.
"""

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit import KitError, load_market
from tests.cases import CURVE, VECTOR, FixedMarket, FixedPeers, band, case_of, small_markets
from tests.official import GRAND_RAPIDS, as_parquet, row, world


@pytest.fixture(scope="module")
def markets(tmp_path_factory):
    return small_markets(tmp_path_factory.mktemp("markets"))


def test_the_opening_ends_where_the_user_says_and_why(records_of, markets):
    tops = {
        top: case_of(records_of, level="two", tables=band(80_000, 131_100, currency="USD"), chosen={"top": top})
        for top in ("percentile", "band")
    }
    ratio = tops["percentile"].peers.curve(0.035).quantile(0.60) / CURVE[0.50]
    assert tops["percentile"].opening == (113_000, math.floor(tops["percentile"].target * ratio / 250) * 250)
    assert tops["percentile"].opening_reason == "from the target up to P60 of the same peer group"
    assert tops["band"].opening == (113_000, 131_000)  # rounded down, never above the band
    assert tops["band"].opening_reason == "from the target up to your band's maximum (bands.csv line 2)"
    posted = case_of(records_of, 60_000, markets["postings"], chosen={"top": "posting"})
    day = posted.peers.postings.day
    aged = 90_000 * 1.035 ** ((date(2026, 4, 1) - day).days / 365.25)
    assert posted.opening == (posted.figure, math.floor(aged / 250) * 250)
    assert posted.opening_reason == "from the target up to the highest of 7 postings"
    one = case_of(
        records_of, market=FixedMarket(FixedPeers(VECTOR, postings=((100_000, 120_300),))), chosen={"top": "posting"}
    )
    assert (one.opening, one.opening_reason) == ((113_000, 120_250), "from the target up to the highest of 1 posting")


@pytest.mark.parametrize(
    ("chosen", "tables", "postings", "reason"),
    [
        ({"top": "band"}, None, (), "one figure: no band is on file"),
        ({"top": "band"}, band(80_000, 113_100), (), "one figure: the top of the range would not lie above it"),
        ({"top": "band"}, band(80_000, 100_000), (), "one figure: the top of the range would not lie above it"),
        ({"top": "posting"}, None, (), "one figure: no posting fits"),
        ({"top": "posting"}, None, ((90_000, 105_000),), "one figure: the top of the range would not lie above it"),
    ],
)
def test_a_top_that_crosses_the_target_leaves_one_figure(records_of, chosen, tables, postings, reason):
    case = case_of(
        records_of, market=FixedMarket(FixedPeers(VECTOR, postings=postings)), level="two", tables=tables, chosen=chosen
    )
    assert (case.opening, case.opening_reason) == ((113_000, 113_000), reason)


def test_at_the_last_printed_percentile_there_is_one_figure(records_of):
    case = case_of(records_of, percentile=0.90, reason="a trial")
    assert case.opening == (case.figure, case.figure)
    assert case.opening_reason == "one figure: nothing above this percentile is published"
    assert case_of(records_of, percentile=0.85, reason="a trial").opening_reason.endswith(
        "up to P90 of the same peer group"
    )


@pytest.mark.parametrize("top", ["interval", "", None, 100_000])
def test_an_opening_never_ends_at_anything_else(records_of, top):
    with pytest.raises(KitError, match="top must be"):
        case_of(records_of, chosen={"top": top})


@given(
    errors=st.lists(st.floats(0.005, 0.1), min_size=3, max_size=3),
    wider=st.floats(1, 50),
    top=st.sampled_from(["percentile", "band", "posting"]),
    amount=st.floats(60_000, 112_000),
)
def test_worse_data_never_change_the_figure_or_the_opening(records_of, errors, wider, top, amount):
    """Larger standard errors, also of geography.

    Widen the interval and leave everything that is asked for as it was.
    """
    said = []
    for factor in (1, wider):
        worse = tuple(
            replace(source, se=se * factor, geography_se=source.geography_log_se * factor)
            for source, se in zip(VECTOR, errors, strict=True)
        )
        market = FixedMarket(FixedPeers(worse, postings=((90_000, 130_000),)))
        case = case_of(records_of, amount, market, level="two", tables=band(50_000, 125_000), chosen={"top": top})
        assert case.opening[1] not in case.benchmark.interval
        said.append((case.target, case.figure, case.opening, case.opening_reason, case.kind, case.benchmark.interval))
    assert said[0][:-1] == said[1][:-1]
    assert said[1][-1][0] <= said[0][-1][0] * (1 + 1e-9)
    assert said[1][-1][1] >= said[0][-1][1] * (1 - 1e-9)


def test_a_worse_cell_of_the_wage_survey_changes_the_interval_only(records_of, tmp_path):
    cases = []
    for prse in ("0.5", "20.0"):
        rows = [r for r in world() if (r["AREA"], r["OCC_CODE"]) != ("0024340", "13-1081")]
        rows.append(row(GRAND_RAPIDS, "13-1081", "Logisticians", (52790, 64420, 77050, 92550, 106250), prse=prse))
        cases.append(case_of(records_of, 60_000, load_market(as_parquet(tmp_path, rows))))
    good, bad = cases
    assert (good.target, good.opening, good.kind) == (bad.target, bad.opening, bad.kind)
    assert bad.benchmark.interval[0] < good.benchmark.interval[0]
    assert good.told_apart
    assert not bad.told_apart
