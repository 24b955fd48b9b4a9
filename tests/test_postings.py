"""The user's own market.csv: which rows count, which are shown, and why the rest is left out."""

import math
from datetime import date

import numpy as np
import pytest
from scipy import stats

from advocacy_kit import BeyondPublished, KitError, load_market

HEADER = "date,kind,title,occupation,level,employer,country,area,low,high,per,element,currency"
AREA = "Grand Rapids-Wyoming-Kentwood, MI"
ON = date(2026, 9, 30)


def line(employer, low, high, day="2026-06-01", **changes):
    """One row of market.csv: a posting for a logistician in Grand Rapids, unless changed."""
    cells = {
        "date": day,
        "kind": "posting",
        "title": "Logistician",
        "occupation": "13-1081",
        "level": "",
        "employer": employer,
        "country": "US",
        "area": f'"{AREA}"',
        "low": low,
        "high": high,
        "per": "year",
        "element": "base",
        "currency": "USD",
        **changes,
    }
    return ",".join(str(cells[name]) for name in HEADER.split(","))


@pytest.fixture
def peers(tmp_path):
    """A maker of the Grand Rapids peer group with these rows of market.csv beside the shipped OEWS."""

    def make(*lines, **asked):
        (tmp_path / "market.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        return load_market(tmp_path / "market.csv").peers("13-1081", AREA, **asked)

    return make


def postings(employers, start=60_000):
    return [
        line(employer, start + 1000 * place, start + 10_000 + 1000 * place) for place, employer in enumerate(employers)
    ]


def test_five_employers_are_not_six_for_an_interval_but_four_never_count(peers):
    four = peers(*postings("ABCD"))
    assert [source.name for source in four.benchmark(on=ON).sources] == ["OEWS"]
    assert "postings of 4 named employers are shown only: 5 are needed to count" in four.benchmark(on=ON).assumptions
    five = peers(*postings("ABCDE"))
    assert five.postings.refusal == "too few postings to bound their middle: they are shown only"
    six = peers(*postings("ABCDEF"))
    assert [source.name for source in six.benchmark(on=ON).sources] == ["OEWS", "6 postings"]


def test_one_employer_may_hold_a_quarter_and_no_more(peers):
    assert peers(*postings("AABBCDEF")).postings.refusal == ""
    heavy = peers(*postings("AAABCDEFG"))
    assert heavy.postings.refusal == "one employer stands behind 3 of 9 postings: they are shown only"
    assert len(heavy.benchmark(on=ON).sources) == 1
    assert len(heavy.posted(on=ON)) == 9


def test_employers_are_the_same_in_any_spelling_and_unnamed_ones_may_all_be_one(peers):
    assert len(set(peers(*postings(["Acme  Inc", "ACME Inc", " acme inc ", "", ""])).postings.employers)) == 2
    unnamed = peers(*postings(["A", "B", "C", "D", "", ""])).postings
    assert "4 named employers" in unnamed.refusal


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (line("Z", 90_000, 70_000), "the highest pay is below the lowest"),
        (line("Z", 66_000, 800_000), "far from all others"),
        (line("Z", 35, 40), "possibly hourly"),
        (line("Z", 70_000, 80_000).replace("2026-06-01", "2099-06-01"), "dated in the future"),
        (line("Z", 70_000, 80_000).replace("2026-06-01", "1999-06-01"), "older than 2 years"),
    ],
)
def test_a_row_that_cannot_be_right_is_left_out_and_counted(peers, row, reason):
    good = [line(employer, 66_000 + 900 * place, 82_000 + 1_100 * place) for place, employer in enumerate("ABCDEFGH")]
    group = peers(*good, row, today=ON)
    assert len(group.postings.rows) == 8
    assert any(reason in words for words in group.benchmark(on=ON).assumptions)


def test_a_file_that_is_named_twice_counts_once(folder_of):
    path = (
        folder_of(
            "m", {"market.csv": "date,kind,title,country,low,per,element\n2026-06-01,posting,x,US,70000,year,base\n"}
        )
        / "market.csv"
    )
    assert load_market(path, path).provenance["rows"].iloc[0] == 1


def test_the_middle_of_the_midpoints_enters_with_woodruffs_error(peers):
    lows = [60_000, 62_000, 64_000, 70_000, 71_000, 72_000, 80_000, 81_000]
    group = peers(*(line(employer, low, low + 8000) for employer, low in zip("AABCDEFG", lows, strict=True)))
    source = group.postings.source()
    n = 64 / 10  # (Σw)² over the employers' squared sums: one has two postings, six have one
    ends = stats.beta.ppf([0.025, 0.975], [n / 2, n / 2 + 1], [n / 2 + 1, n / 2])
    low, high = np.quantile([low + 4000.0 for low in lows], ends, method="averaged_inverted_cdf")
    assert source.value == (70_000 + 71_000) / 2 + 4000
    arms = math.log(high / source.value), math.log(source.value / low)
    assert source.se == pytest.approx(math.sqrt((arms[0] ** 2 + arms[1] ** 2) / 2) / 1.96)
    result = group.benchmark(on=ON, rate=0.035)
    oews = 77_050 * 1.035 ** ((ON - date(2025, 5, 12)).days / 365.25)
    posted = source.value * 1.035 ** ((ON - date(2026, 6, 1)).days / 365.25)
    assert result.value == pytest.approx((oews + posted) / 2)
    assert "advertised ranges, not pay" in source.note


def test_the_middle_of_postings_keeps_the_ratio_of_the_official_percentiles(peers):
    group = peers(*postings("ABCDEFG"))
    middle = group.postings.source()
    result = group.benchmark(0.75, on=ON, rate=0)
    assert [source.name for source in result.sources] == ["OEWS", "7 postings"]
    assert result.value == pytest.approx((92_550 + middle.value * 92_550 / 77_050) / 2)
    assert "×1.201" in result.sources[1].note
    assert result.sources[1].se == middle.se
    shares = [0.10 + 0.01 * step for step in range(81)]
    for chosen in ({}, {"leave_out": ("OEWS",)}, {"weights": {"OEWS": 3, "postings": 1}, "reason": "a trial"}):
        values = [group.benchmark(share, on=ON, **chosen).value for share in shares]
        assert values == sorted(values)
        assert len(set(values)) == len(values)


def test_without_official_percentiles_postings_serve_the_middle_only(tmp_path):
    header = "date,kind,title,occupation,employer,country,low,high,per,element,currency"
    rows = [
        f"2026-03-01,posting,Logistiker,51322,{name},DE,{50_000 + 500 * n},,year,base,EUR"
        for n, name in enumerate("ABCDEFG")
    ]
    (tmp_path / "market.csv").write_text("\n".join([header, *rows]) + "\n")
    group = load_market(tmp_path / "market.csv").peers("51322", country="DE")
    assert group.benchmark(on=ON, rate=0).value == 51_500
    with pytest.raises(BeyondPublished, match="only the middle is comparable"):
        group.benchmark(0.6, on=ON)


def test_a_family_can_be_left_out_by_name(peers):
    group = peers(*postings("ABCDEFG"))
    assert [s.name for s in group.benchmark(on=ON, leave_out=("OEWS",)).sources] == ["7 postings"]
    assert [s.name for s in group.benchmark(on=ON, leave_out=("postings",)).sources] == ["OEWS"]
    with pytest.raises(KitError, match="no market value to blend"):
        group.benchmark(on=ON, leave_out=("OEWS", "postings"))


def test_rows_that_do_not_compare_are_counted_by_reason(peers):
    others = (
        line("H", 1, 2, kind="offer"),
        line("H", 1, 2, kind="quote"),
        line("H", 1, 2, country="CA"),
        line("H", 1, 2, currency="XXX"),
        line("H", 1, 2, element="bonus"),
        line("H", 30, 40, per="hour"),
        line("H", 1, 2, occupation="11-3071"),
        line("H", 1, 2, level="senior"),
        line("H", 1, 2, area="Michigan"),
        line("H", 1, 2, area=""),
    )
    group = peers(*postings("ABCDEFG"), *others, level="intermediate")
    assert len(group.postings.rows) == 7
    expected = (
        "2 rows of market.csv left out: disclosures, quotes and offers stand beside the market, never in it",
        "1 row of market.csv left out: another country",
        "1 row of market.csv left out: not base pay",
        "1 row of market.csv left out: not paid by the year",
        "1 row of market.csv left out: another occupation",
        "1 row of market.csv left out: another level",
        "2 rows of market.csv left out: another area, or none",
        "1 row of market.csv left out: another currency, without a rate of its day",
    )
    assert group.postings.left_out == expected
    assert set(expected) <= set(group.benchmark(on=ON).assumptions)


def test_an_offer_is_never_blended(peers):
    alone = peers(*postings("ABCDEFG")).benchmark(on=ON).value
    assert peers(*postings("ABCDEFG"), line("H", 300_000, "", kind="offer")).benchmark(on=ON).value == alone


def test_bad_rows_are_counted_and_the_rest_goes_on(tmp_path):
    bad = [
        line("H", "lots", 90_000),
        line("H", 80_000, 90_000, kind="rumour"),
        line("H", 80_000, 90_000, day="last week"),
    ]
    (tmp_path / "market.csv").write_text("\n".join([HEADER, *postings("ABCDEF"), *bad]) + "\n", encoding="utf-8")
    market = load_market(tmp_path / "market.csv")
    entry = market.provenance.iloc[0]
    assert (entry["rows"], entry["left_out"]) == (6, "3 rows of market.csv with errors")
    assert len(market.peers("13-1081", AREA).postings.rows) == 6
    (tmp_path / "market.csv").write_bytes(b"")
    with pytest.raises(KitError):
        load_market(tmp_path / "market.csv")


def test_a_range_without_top_is_its_one_figure(peers):
    group = peers(*(line(employer, 70_000, "") for employer in "ABCDEF"))
    assert list(group.postings.middles) == [70_000] * 6
    assert group.postings.source().se == 0.005


def test_reprs_show_no_amounts(peers):
    group = peers(*postings("ABCDEF"))
    assert "60" not in repr(group.postings) + repr(group) + repr(group.postings.source())


def test_hourly_and_yearly_postings_never_mix(peers):
    hourly = [line(employer, 30 + place, 40 + place, per="hour") for place, employer in enumerate("ABCDEF")]
    group = peers(*hourly, *postings("ABCDEF"), unit="hour")
    assert group.postings.source().value == 37.5
    assert group.benchmark(on=date(2025, 5, 12), rate=0).value == pytest.approx((37.5 + 37.04) / 2)


def test_a_file_of_two_sources_is_known_by_its_content(tmp_path):
    (tmp_path / "seen.csv").write_text("\n".join([HEADER, *postings("AB")]) + "\n", encoding="utf-8-sig")
    market = load_market(tmp_path / "seen.csv")
    assert list(market.provenance["publisher"]) == ["you", "U.S. Bureau of Labor Statistics"]
    assert market.provenance["rows"].iloc[0] == 2
