"""The blend of several sources: invariances first, then the end-to-end vector of the method's section 6."""

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from advocacy_kit import KitError, blend
from advocacy_kit.stats.benchmark import SourceValue

ON, RATE = date(2026, 4, 1), 0.035
A = SourceValue(107_000, date(2025, 4, 1), 0.5, 0.03, name="A")
B = SourceValue(104_000, date(2024, 5, 12), 0.3, 0.01, 1.04, name="B")
C = SourceValue(112_000, date(2025, 10, 1), 0.2, 0.05, name="C")

sources = st.lists(
    st.builds(
        SourceValue,
        value=st.floats(20_000, 300_000),
        date=st.dates(date(2022, 1, 1), date(2027, 12, 31)),
        weight=st.floats(0.01, 10),
        se=st.floats(0.001, 0.2),
        geography=st.floats(0.7, 1.4),
    ),
    min_size=1,
    max_size=7,
)


def second_tau(log_values, errors):
    """DerSimonian and Laird's τ from their own paper's moments, by matrix instead of loops."""
    y, w = np.asarray(log_values), np.asarray(errors, float) ** -2.0
    k = len(y)
    projection = np.diag(w) - np.outer(w, w) / w.sum()
    q = y @ projection @ y
    return math.sqrt(max(0.0, (q - (k - 1)) / np.trace(projection)))


@given(sources, st.floats(0.001, 1000), st.randoms(use_true_random=False))
def test_scale_of_weights_and_order_of_sources_change_nothing(values, scale, random):
    one = blend(values, on=ON, rate=RATE)
    scaled = [SourceValue(s.value, s.date, s.weight * scale, s.se, s.geography) for s in values]
    for other in (blend(scaled, on=ON, rate=RATE), blend(random.sample(values, len(values)), on=ON, rate=RATE)):
        assert other.value == pytest.approx(one.value)
        assert other.interval == pytest.approx(one.interval)
        assert (other.geometric, other.tau) == (pytest.approx(one.geometric), pytest.approx(one.tau, abs=1e-7))


@given(sources, st.floats(-0.05, 0.15))
def test_steps_lead_from_the_raw_blend_to_the_value(values, rate):
    result = blend(values, on=ON, rate=rate)
    assert result.raw + result.geography_effect + result.aging_effect == pytest.approx(result.value)
    assert sum(source.weight for source in result.sources) == pytest.approx(1)
    adjusted = [source.adjusted(ON, rate) for source in values]
    assert min(adjusted) * (1 - 1e-9) <= result.geometric <= result.value * (1 + 1e-9) <= max(adjusted) * (1 + 2e-9)
    assert result.interval[0] * result.interval[1] == pytest.approx(result.value**2)  # centred in logarithms


@given(sources)
def test_spread_between_families_is_dersimonian_and_lairds_with_its_floor(values):
    result = blend(values, on=ON, rate=RATE)
    if len(values) == 1:
        assert result.tau == 0.05
        return
    logs = [math.log(source.adjusted(ON, RATE)) for source in values]
    expected = second_tau(logs, [max(source.se, 0.005) for source in values])
    assert result.tau == pytest.approx(max(expected, 0.05), abs=1e-7)


@given(
    value=st.floats(20_000, 300_000),
    se=st.floats(0.001, 0.2),
    years=st.integers(0, 8 * 365),
    place=st.floats(0, 0.2),
    smaller=st.lists(st.floats(0, 1), min_size=3, max_size=3),
)
def test_an_agreeing_second_family_never_widens_the_interval(value, se, years, place, smaller):
    def family(share_of_se, share_of_years, share_of_place):
        day = ON - timedelta(days=round(years * share_of_years))
        grown = (1 + RATE) ** ((ON - day).days / 365.25)
        error = max(0.0005, se * share_of_se)
        return SourceValue(value / grown, day, 1.0, error, geography_se=place * share_of_place)

    one, two = family(1, 1, 1), family(*smaller)
    alone, both = (blend(families, on=ON, rate=RATE) for families in ([one], [one, two]))
    assert both.value == pytest.approx(alone.value)
    low, high = alone.interval
    assert low <= both.interval[0] * (1 + 1e-9)
    assert both.interval[1] <= high * (1 + 1e-9)
    for pay in (low * 0.999, low * 1.001, high):  # "below the middle" of one family stays true of two
        assert pay >= low or pay < both.interval[0]


def test_one_family_and_an_agreeing_second_one():
    on, first = date(2027, 1, 1), SourceValue(77_050, date(2025, 5, 12), se=0.0125)
    alone = blend([first], on=on, rate=RATE)
    assert (round(alone.value, 2), alone.log_se) == (81_521.92, pytest.approx(0.067469, abs=5e-7))
    assert tuple(round(end) for end in alone.interval) == (71_424, 93_048)
    later = date(2026, 6, 23)
    agreeing = SourceValue(alone.value / (1 + RATE) ** ((on - later).days / 365.25), later, se=0.03)
    assert blend([first, agreeing], on=on, rate=RATE).log_se == pytest.approx(0.051736, abs=5e-7)


def test_end_to_end_vector():
    result = blend([A, B, C], on=ON, rate=RATE)
    assert [round(s.adjusted(ON, RATE), 2) for s in result.sources] == [110_742.39, 115_411.70, 113_936.44]
    assert round(result.value, 2) == 112_781.99
    assert round(result.geometric, 2) == 112_762.43
    low, high = result.interval
    assert (round(low), round(high)) == (102_069, 124_620)
    assert math.log(high / low) / (2 * 1.96) == pytest.approx(0.0509233, abs=5e-8)
    assert (result.tau, result.log_se) == (0.05, pytest.approx(0.0509233, abs=5e-8))
    assert round(98_000 / result.value, 6) == 0.868933
    assert round(result.value - 98_000, 2) == 14_781.99
    raised = result.value / 98_000
    assert (round(100 * (raised - 1), 4), round(100 * (raised / 1.03 - 1), 4)) == (15.0837, 11.7317)


def test_variance_holds_sampling_growth_and_geography():
    result = blend([A, B, C], on=ON, rate=RATE, tau=0)
    years = [(ON - s.date).days / 365.25 for s in (A, B, C)]
    shares = np.array([0.5 * 110_742.39, 0.3 * 115_411.70, 0.2 * 113_936.44]) / 112_781.99
    growth, geography = 0.034 * float(shares @ np.sqrt(years)), 0.02 * shares[1]
    assert (growth, geography) == (pytest.approx(0.035872, abs=5e-7), pytest.approx(0.006140, abs=5e-7))
    assert result.geography_log_se == pytest.approx(geography)
    variance = float(np.dot(np.square(shares), np.square([0.03, 0.01, 0.05]))) + growth**2 + geography**2
    spread = blend([A, B, C], on=ON, rate=RATE, tau=0.08)
    for tau, interval in ((0, result.interval), (0.08, spread.interval)):
        half = 1.96 * math.sqrt(variance + tau**2 * float(shares @ shares))
        assert interval == pytest.approx((result.value * math.exp(-half), result.value * math.exp(half)))


def test_plain_values_give_the_same_benchmark():
    plain = [
        (107_000, date(2025, 4, 1), 0.5, 0.03),
        (104_000, "2024-05-12", 0.3, 0.01, 1.04),
        (112_000, "2025-10-01", 0.2, 0.05, 1.0),
    ]
    one, other = blend(plain, on="2026-04-01", rate=RATE), blend([A, B, C], on=ON, rate=RATE)
    assert (one.value, one.interval, one.tau) == (other.value, other.interval, other.tau)


def test_leaving_each_family_out_stands_beside_the_blend():
    result = blend([A, B, C], on=ON, rate=RATE)
    a, b, c = (source.adjusted(ON, RATE) for source in (A, B, C))
    left = result.leave_one_out.set_index("left_out")["value"]
    expected = {"A": (0.3 * b + 0.2 * c) / 0.5, "B": (0.5 * a + 0.2 * c) / 0.7, "C": (0.5 * a + 0.3 * b) / 0.8}
    assert left.to_dict() == pytest.approx(expected)
    alone = blend([A], on=ON, rate=RATE)
    assert list(alone.leave_one_out.columns) == ["left_out", "value"]
    assert len(alone.leave_one_out) == 0


def test_one_family_alone_says_that_it_may_be_off():
    alone = blend([A], on=ON, rate=RATE)
    assert alone.sure == "about 95% if these assumptions hold"
    assert "one family of sources, which may be off by 5% beyond its sampling error" in alone.assumptions
    assert blend([A, B], on=ON).sure == "about 95% if these assumptions hold"


def test_no_standard_error_gives_no_interval():
    assert blend([(100_000, ON, 1.0), (90_000, ON, 1.0)], on=ON).interval is None


def test_aging_is_compound_over_days():
    (source,) = blend([(52_000, date(2025, 1, 1), 1.0)], on=date(2025, 1, 1), rate=0.03).sources
    nine_months = 52_000 * 1.03 ** (9 / 12)
    assert round(nine_months, 2) == 53_165.67  # the published example
    assert source.adjusted(date(2025, 10, 2), 0.03) == pytest.approx(52_000 * 1.03 ** (274 / 365.25))
    assert source.adjusted(date(2025, 10, 2), 0.03) == pytest.approx(nine_months, rel=1e-4)
    assert source.adjusted(date(2024, 1, 1), 0.03) < 52_000


def test_every_assumption_is_printed():
    words = " | ".join(blend([A, B, C], on=ON, rate=RATE).assumptions)
    assert "3.5% a year" in words
    assert "merit budgets" in words
    assert "at least 5%" in words
    assert "B: geography ×1.040" in words
    assert "4.2% a year" in " ".join(blend([A], on=ON, rate=0.042).assumptions)


@pytest.mark.parametrize(
    "values",
    [[], [(0, ON)], [(100, ON, -1.0)], [(100, ON, 1.0, 0.0, 0.0)], [(100, ON, 0.0), (90, ON, 0.0)], [(math.nan, ON)]],
)
def test_values_that_cannot_be_blended_are_refused(values):
    with pytest.raises(KitError) as refused:
        blend(values, on=ON)
    assert [issue.code for issue in refused.value.issues] == ["K057"]


UNBLENDABLE = (
    None,
    100_000.0,
    "$100,000",
    [100_000],
    [(100_000,)],
    [("$100,000", ON)],
    [(None, ON)],
    [(True, ON)],
    [None],
    (100_000, ON),
    pd.DataFrame({"value": [100_000]}),
    [pd.DataFrame({"value": [100_000]})],
    SourceValue(100_000, ON),
    [(math.inf, ON)],
    [(10**400, ON)],
    [(100_000, pd.NaT)],
    [(100_000, ON, math.nan)],
    [(100_000, ON, math.inf)],
    [(100_000, ON, 1.0, -0.01)],
    [(100_000, ON, 1.0, math.inf)],
    [(100_000, ON, 1.0, None)],
    [(100_000, ON, 1.0, 900)],
    [(100_000, ON, 1.0, 80)],
    [(100_000, ON, 1.0, 0.0, math.nan)],
    [(100_000, ON, 1.0, 0.0, 1e308)],
    [(1e-310, ON, 1.0, 0.0, 1e-310)],
    [(100_000, ON, 1.0, 0.0, 1.0, 0.0, "name")],
    [SourceValue(100_000, ON, geography_se=-0.1)],
    [SourceValue(100_000, ON, geography_se=math.nan)],
    [SourceValue(100_000, ON, geography_se=1e300)],
    [SourceValue("100000", ON)],
    [SourceValue(100_000, ON, shrinkage=0.0)],
)


@pytest.mark.parametrize("values", UNBLENDABLE, ids=range(len(UNBLENDABLE)))
def test_whatever_is_no_market_value_is_refused_in_words(values):
    with pytest.raises(KitError) as refused:
        blend(values, on=ON)
    assert [issue.code for issue in refused.value.issues] == ["K057"]
    assert refused.value.issues[0].fix


@pytest.mark.parametrize(
    "settings",
    [
        {"rate": "3%"},
        {"rate": None},
        {"rate": math.nan},
        {"rate": 3.5},
        {"tau": "5%"},
        {"tau": -1},
        {"tau": math.inf},
        {"growth_sd": -0.1},
        {"growth_sd": None},
        {"growth_sd": math.nan},
    ],
)
def test_settings_that_are_no_shares_are_refused(settings):
    with pytest.raises(KitError) as refused:
        blend([A], on=ON, **settings)
    assert [issue.code for issue in refused.value.issues] == ["K057"]


@pytest.mark.parametrize("scale", [1e-320, 1e-200, 1e200, 1e307])
def test_weights_of_any_scale_give_the_same_blend(scale):
    one, other = ([(100_000, ON, 2 * w, 0.02), (120_000, ON, 4 * w, 0.02)] for w in (1, scale))
    assert blend(other, on=ON).value == pytest.approx(blend(one, on=ON).value, rel=1e-3)
    assert blend([(100_000, ON, 1e308), (120_000, ON, 1e308)], on=ON).value == 110_000


def test_a_source_of_weight_zero_does_not_drive_the_spread():
    far = SourceValue(900_000, ON, 0.0, 0.01, name="far")
    alone, two = blend([A, far], on=ON, rate=RATE), blend([A, C, far], on=ON, rate=RATE)
    assert (alone.tau, alone.interval) == (0.05, blend([A], on=ON, rate=RATE).interval)
    assert (two.tau, two.interval) == (blend([A, C], on=ON, rate=RATE).tau, blend([A, C], on=ON, rate=RATE).interval)
    unknown = SourceValue(110_000, ON, 0.0, math.nan)
    assert blend([A, C, unknown], on=ON, rate=RATE).interval == two.interval


def test_reprs_show_no_amounts():
    assert "107" not in repr(A)
    assert "112" not in repr(blend([A, B, C], on=ON))


def test_default_geography_error_is_two_points_and_none_without_factor():
    assert B.geography_log_se == 0.02
    assert A.geography_log_se == 0
    assert SourceValue(1, ON, geography=1.1, geography_se=0.12).geography_log_se == 0.12
    assert stats.norm.ppf(0.975) == pytest.approx(1.96, abs=1e-4)
