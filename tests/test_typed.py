"""Tables of percentiles that an office prints, typed into published.csv.

Which row counts, in which unit, and what is refused.
"""

import math
from datetime import date

import pytest

from advocacy_kit import BeyondPublished, KitError, load_market
from tests.official import as_parquet, world

COLUMNS = "source,publisher,country,area,occupation,title,per,payments,element,currency,date,p10,p25,p50,p75,p90,cap,n"
ON = date(2026, 4, 1)
QUARTILES = {"p25": 4100, "p50": 4800, "p75": 5900}


def line(**changes):
    """One row: quartiles of base pay by the month of logisticians in Germany, in April 2025, unless changed."""
    cells = {
        "source": "Entgeltatlas",
        "publisher": "BA",
        "country": "DE",
        "occupation": "51322",
        "title": "Logistiker",
        "per": "month",
        "element": "base",
        "currency": "EUR",
        "date": "2025-04-01",
        **QUARTILES,
        **changes,
    }
    return ",".join(str(cells.get(name, "")) for name in COLUMNS.split(","))


@pytest.fixture
def market(tmp_path):
    """A maker of a market with these rows of published.csv alone, or beside other sources."""

    def make(*lines, beside=()):
        (tmp_path / "published.csv").write_text("\n".join([COLUMNS, *lines]) + "\n", encoding="utf-8")
        return load_market(tmp_path / "published.csv", *beside)

    return make


def german(market, *lines, **asked):
    return market(*lines).peers("51322", **{"unit": "month", "country": "DE"} | asked)


def test_quartiles_of_a_region_by_the_month(market):
    peers = german(market, line(area="Bayern"), area="bayern")
    assert (peers.place, peers.unit, peers.currency, peers.title) == ("bayern", "month", "EUR", "Logistiker")
    assert [peers.curve().quantile(p) for p in (0.25, 0.5, 0.75)] == [4100, 4800, 5900]
    result = peers.benchmark(0.5, on=date(2025, 4, 1))
    assert (result.value, result.interval, result.geography_effect) == (4800, None, 0)
    assert peers.rank(4800, on=date(2025, 4, 1)) == pytest.approx(50)
    assert peers.rank(peers.curve().quantile(0.6), on=date(2025, 4, 1)) == pytest.approx(60)
    for share, pay, bound in ((0.1, 4000, "below P25"), (0.9, 6000, "above P75")):
        for beyond in (lambda p=share: peers.benchmark(p, on=ON), lambda pay=pay: peers.rank(pay, on=date(2025, 4, 1))):
            with pytest.raises(BeyondPublished) as refused:
                beyond()
            assert refused.value.bound == bound
    assert (peers.quality, peers.parent(), peers.rank_interval(4800, on=ON)) == (None, None, None)
    with pytest.raises(KitError, match="rests on published percentiles"):
        peers.distribution()


def test_a_capped_quartile_leaves_two_points_and_nothing_between(market, tmp_path):
    capped = line(p75=7300, cap=7300)
    peers = german(market, capped)
    released = date(2025, 4, 1)
    assert [peers.benchmark(p, on=released).value for p in (0.25, 0.5)] == [4100, 4800]
    assert [peers.rank(pay, on=released) for pay in (4100, 4800)] == [25, 50]
    for share, pay, bound in (
        (0.4, 4500, "between P25 and P50"),
        (0.1, 4000, "below P25"),
        (0.6, 7000, "between P50 and P75"),
    ):
        for beyond in (lambda p=share: peers.benchmark(p, on=released), lambda pay=pay: peers.rank(pay, on=released)):
            with pytest.raises(BeyondPublished) as refused:
                beyond()
            assert refused.value.bound == bound
    with pytest.raises(BeyondPublished) as refused:
        peers.benchmark(0.75, on=released)
    assert refused.value.bound == "at least 7,300"
    with pytest.raises(BeyondPublished) as refused:
        peers.rank(7300, on=released)
    assert refused.value.bound == "above P50"
    assert any(
        "fewer than three percentiles lie below its cap" in words for words in peers.benchmark(on=ON).assumptions
    )
    assert peers.curve().outermost == (0.25, 0.5)
    with pytest.raises(KitError, match="no published curve"):
        peers.published.quantile(0.5)
    row = peers.percentiles(on=released).iloc[0]
    assert [row[name] for name in ("p25", "p50")] == [4100, 4800]
    assert all(math.isnan(row[name]) for name in ("p10", "p75", "p90"))
    assert "4800" not in repr(peers.curve()) + repr(peers)


def test_two_points_without_a_middle_do_not_stand_in_the_way_of_postings(market, tmp_path):
    header = "date,kind,title,occupation,employer,country,low,high,per,element,currency"
    posted = [
        f"2026-03-01,posting,Logistiker,51322,{name},DE,{50_000 + 500 * place},,year,base,EUR"
        for place, name in enumerate("ABCDEFG")
    ]
    (tmp_path / "market.csv").write_text("\n".join([header, *posted]) + "\n", encoding="utf-8")
    rows = line(per="year", p25=41_000, p50="", p75=59_000, p90=90_000, cap=90_000)
    peers = market(rows, beside=[tmp_path / "market.csv"]).peers("51322", country="DE")
    result = peers.benchmark(on=ON)
    assert [source.name for source in result.sources] == ["7 postings"]
    assert any("Entgeltatlas is left out: this lies between P25 and P75" in words for words in result.assumptions)


@pytest.mark.parametrize("payments", [12, 13, 13.5])
def test_a_year_has_as_many_payments_as_the_table_says(market, payments):
    peers = german(market, line(payments=payments), unit="year")
    result = peers.benchmark(0.5, on=date(2025, 4, 1))
    assert result.value == pytest.approx(4800 * payments)
    assert any(f"turned into pay by the year by ×{payments:.4g}" in words for words in result.assumptions)
    back = german(market, line(per="year", payments=payments, p25=41_000, p50=48_000, p75=59_000))
    assert back.benchmark(0.5, on=date(2025, 4, 1)).value == pytest.approx(48_000 / payments)


def test_payments_are_asked_and_never_assumed(market):
    assert german(market, line()).benchmark(on=date(2025, 4, 1)).value == 4800
    with pytest.raises(KitError, match="`payments` says how many months a year has") as refused:
        german(market, line(), unit="year")
    assert refused.value.issues[0].code == "K063"
    with pytest.raises(KitError, match="by another period than the hour"):
        german(market, line(payments=12), unit="hour")


def test_the_row_of_the_area_counts_before_that_of_the_country(market):
    rows = (line(), line(area="Bayern", p50=5000), line(area="Hessen", p50=5100))
    local = german(market, *rows, area="Bayern")
    assert (local.benchmark(on=date(2025, 4, 1)).value, local.back_off) == (5000, ())
    assert [source.place for source in local.main.others] == ["Germany"]
    away = german(market, *rows, area="Sachsen")
    assert away.benchmark(on=date(2025, 4, 1)).value == 4800
    assert away.back_off == ("Entgeltatlas has no row for Sachsen; so Germany is taken instead",)
    assert away.benchmark(on=ON).sources[0].geography_se == 0.15
    assert any("no local ratio is published" in words for words in away.benchmark(on=ON).assumptions)
    whole = german(market, *rows)
    assert whole.benchmark(on=date(2025, 4, 1)).value == 4800
    assert whole.left_out == ("2 rows of published.csv left out: another area",)


def test_a_region_does_not_stand_for_the_country(market):
    with pytest.raises(KitError, match="another area"):
        german(market, line(area="Bayern"))


def test_the_newest_row_of_a_publisher_wins_and_the_others_stand_beside_it(market):
    rows = (
        line(),
        line(date="2026-01-01", p50=5000),
        line(date="2023-04-01", p50=4500),
        line(date="2027-04-01", p50=9000, p75=9900),
    )
    peers = german(market, *rows, today=ON)
    assert peers.benchmark(on=date(2026, 1, 1)).value == 5000
    assert peers.left_out == ("1 row of published.csv left out: dated in the future",)
    table = peers.percentiles(on=date(2026, 1, 1), rate=0.0)
    assert list(table["p50"]) == [5000, 4800, 4500]
    assert list(table["counts"]) == [True, False, False]


def test_every_publisher_is_a_family_of_its_own(market):
    rows = (
        line(),
        line(source="Verdienste", publisher="Destatis", p50=5200),
        line(source="Older table", date="2020-04-01"),
    )
    result = german(market, *rows).benchmark(on=date(2025, 4, 1))
    assert [source.name for source in result.sources] == ["Entgeltatlas", "Verdienste"]
    assert result.value == (4800 + 5200) / 2
    assert (result.tau, result.interval) == (0.05, None)
    assert list(result.leave_one_out["value"]) == [5200, 4800]


def test_a_table_of_the_bureau_is_of_its_family(market, tmp_path):
    row = line(
        source="OEWS by hand",
        publisher="BLS",
        country="US",
        occupation="13-1081",
        currency="USD",
        per="year",
        p25=1,
        p50=2,
        p75=3,
    )
    result = market(row, beside=[as_parquet(tmp_path, world())]).peers("13-1081").benchmark(on=ON)
    assert [source.name for source in result.sources] == ["OEWS"]
    assert any("OEWS by hand is shown only: it rests on OEWS" in words for words in result.assumptions)


def test_a_number_of_people_becomes_a_standard_error(market):
    one, four = (german(market, line(n=n)).benchmark(0.5, on=date(2025, 4, 1)) for n in (100, 400))
    (small,), (large,) = one.sources, four.sources
    assert small.se == pytest.approx(2 * large.se)
    # √(p(1−p)/n) over the density: the curve's own ranks one part in ten thousand about the median
    curve = german(market, line()).curve()
    density = (curve.rank(4800 * math.exp(5e-5)) - curve.rank(4800 * math.exp(-5e-5))) / 100 / 1e-4
    assert small.se == pytest.approx(0.5 / 10 / density, rel=0.02)
    assert one.interval is not None
    low, high = german(market, line(n=100)).rank_interval(4800, on=date(2025, 4, 1))
    assert low < 50 < high
    assert (
        german(market, line(n=100)).rank_interval(4150, on=date(2025, 4, 1)) is None
    )  # its lower limit lies below P25
    assert any("sampling error from its n" in words for words in one.assumptions)
    assert any("neither its n nor an error" in words for words in german(market, line()).benchmark(on=ON).assumptions)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"p50": 6500}, "its percentiles decrease"),
        ({"p25": "", "p50": 6500}, "its percentiles decrease"),
        ({"p25": ""}, "fewer than three percentiles"),
        ({"p25": "", "cap": 9000}, "fewer than three percentiles"),
        ({"p25": "", "p50": "", "p75": ""}, "fewer than three percentiles"),
        ({"cap": 4000}, "no percentile below the cap"),
        ({"element": "bonus"}, "not base pay"),
        ({"currency": "CHF"}, "another currency"),
    ],
)
def test_a_row_that_cannot_be_used_is_left_out_in_words_and_the_rest_goes_on(market, changes, reason):
    bad = line(source="Other table", publisher="Other", **changes)
    peers = german(market, line(), bad, currency="EUR")
    assert peers.left_out == (f"1 row of published.csv left out: {reason}",)
    assert [source.name for source in peers.benchmark(on=ON).sources] == ["Entgeltatlas"]
    with pytest.raises(KitError, match=reason):
        german(market, bad, currency="EUR")


def test_a_wrong_country_is_a_true_no(market):
    with pytest.raises(KitError, match="no loaded source covers AT") as refused:
        german(market, line(), country="AT")
    assert refused.value.issues[0].code == "K063"
    both = line(country="AT", source="Statistik Austria", p50=5000)
    assert german(market, line(), both, country="Austria").benchmark(on=date(2025, 4, 1)).value == 5000
    assert german(market, line(), both, country="Deutschland").benchmark(on=date(2025, 4, 1)).value == 4800


def test_levels_and_experience_are_named_as_ignored(market):
    peers = german(market, line(), level="senior", experience=5)
    assert peers.ignored == (
        "level “senior” is ignored for Entgeltatlas, which does not say it",
        "experience is ignored for Entgeltatlas, which does not say it",
    )


def test_an_occupation_is_found_by_code_or_title(market):
    for words in ("51322", "logistiker", "Logistiker "):
        assert market(line(), line(occupation="11111", title="Landwirt", p50=4200)).peers(words, unit="month").benchmark(
            on=date(2025, 4, 1)
        ).value == 4800  # fmt: skip
    with pytest.raises(KitError, match="no loaded source has an occupation") as refused:
        market(line()).peers("Logistikerin", unit="month")
    assert "logistiker" in refused.value.issues[0].fix.lower()


def test_a_table_counts_for_as_many_years_as_an_observation(market):
    old, last = line(source="Old", publisher="Old", date="2021-03-31"), line(date="2021-04-01")
    peers = german(market, old, last, today=ON)
    assert peers.left_out == ("1 row of published.csv left out: older than 5 years",)
    assert [source.name for source in peers.benchmark(on=ON).sources] == ["Entgeltatlas"]
    for unlimited in ({"today": ON, "max_age": None}, {}):
        assert german(market, old, last, **unlimited).left_out == ()
    with pytest.raises(KitError, match="older than 2 years"):
        german(market, last, today=ON, max_age=2)


@pytest.mark.parametrize("payments", [1, 4.5, 11.9, 16.5, 120])
def test_payments_that_make_no_year_turn_nothing_into_pay(market, payments):
    reason = f"1 row of published.csv left out: payments of {payments:g} make no year: 12 to 16 are usual"
    odd = line(source="Other table", publisher="Other", payments=payments)
    assert german(market, line(payments=13), odd, unit="year").left_out == (reason,)
    by_month = line(per="year", payments=payments)
    assert german(market, line(), by_month).left_out == (reason,)
    assert german(market, odd).left_out == ()  # by the month as asked: nothing is turned


@pytest.mark.parametrize(("percentile", "least"), [(0.5, 6), (0.75, 13), (0.9, 36), (0.1, 36)])
def test_a_small_number_of_people_bounds_no_percentile(market, percentile, least):
    few, enough = (
        german(market, line(p10=3500, p90=7000, n=n)).benchmark(percentile, on=date(2025, 4, 1))
        for n in (least - 1, least)
    )
    assert math.isnan(few.sources[0].se)
    assert few.interval is None
    assert any("n is too small to bound it" in words for words in few.assumptions)
    assert enough.interval is not None
    assert not any("n is too small" in words for words in enough.assumptions)


def test_two_points_below_a_cap_and_a_number_of_people_determine_no_error(market):
    result = german(market, line(p75=7300, cap=7300, n=400)).benchmark(on=ON)
    assert result.interval is None
    assert any("no curve gives an error from its n" in words for words in result.assumptions)
