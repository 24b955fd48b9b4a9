"""Distributions of pay: laws first, then the vectors of the method's sections 3 and 4."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from advocacy_kit import BeyondPublished, KitError, PayDistribution, PublishedPercentiles
from advocacy_kit.stats.quantiles import wilson

VALUES = [62, 70, 74, 78, 80, 85, 90, 95, 104, 130]
WEIGHTS = [1, 2, 1, 3, 2, 1, 4, 1, 2, 1]
SHARES = (0.10, 0.25, 0.50, 0.75, 0.90)
OFFICE = PublishedPercentiles(
    dict(zip(SHARES, (66_740, 85_610, 110_000, 139_550, 166_960), strict=True))
)  # 15-1133, May 2018

samples = st.lists(
    st.tuples(st.integers(20, 40), st.integers(1, 5)), min_size=1, max_size=30
)  # few values, so that ties are common
shares = st.one_of(st.floats(0, 1), st.integers(0, 20).map(lambda step: step / 20))


def tables(least: int = 3):
    """Published tables: wages that do not decrease, with ties at the bottom, in the middle and at the top."""
    steps = st.lists(st.one_of(st.just(0), st.integers(1, 40_000)), min_size=4, max_size=4)
    return st.builds(lambda low, more: np.cumsum([low, *more]).tolist(), st.integers(15_000, 90_000), steps)


@given(samples, st.floats(0, 1))
def test_quantile_is_numpys_averaged_inverted_cdf_of_repeated_values(sample, p):
    values, weights = zip(*sample, strict=True)
    steps = np.cumsum([w for _, w in sorted(sample)]) / sum(weights)
    assume((np.abs(steps - p) > 1e-7).all())  # at a jump one rounding error decides; the steps have their own law below
    expected = np.quantile(np.repeat(values, weights), p, method="averaged_inverted_cdf")
    assert PayDistribution(values, weights).quantile(p) == pytest.approx(float(expected))


@given(samples, st.integers(1, 39))
def test_quantile_at_exact_steps_is_numpys(sample, fortieth):
    values, weights = zip(*sample, strict=True)
    weights = np.array(weights)
    weights[0] += -weights.sum() % 40  # a total that is a multiple of 40 makes p·W exact
    p = fortieth / 40
    expected = np.quantile(np.repeat(values, weights), p, method="averaged_inverted_cdf")
    target, below = round(p * weights.sum()), np.cumsum(weights[np.argsort(values, kind="stable")])
    if target in below:  # exactly on a step: the mean of two neighbours, whatever p·W rounds to
        ordered = np.sort(values)
        place = int(np.searchsorted(below, target))
        following = ordered[min(place + 1, len(ordered) - 1)]
        assert PayDistribution(values, weights).quantile(p) == (ordered[place] + following) / 2
    else:
        assert PayDistribution(values, weights).quantile(p) == pytest.approx(float(expected))


def test_a_step_is_met_despite_rounding():
    assert sum([0.1] * 3) != 0.3
    tenths = PayDistribution(range(1, 11), [0.1] * 10)
    assert [tenths.quantile(k / 10) for k in range(1, 10)] == [k + 0.5 for k in range(1, 10)]


@given(samples, shares, st.floats(0.001, 1000), st.integers(2, 4), st.randoms(use_true_random=False))
def test_scale_of_weights_replication_and_order_change_nothing(sample, p, scale, copies, random):
    values, weights = zip(*sample, strict=True)
    shuffled = random.sample(sample, len(sample))
    one = PayDistribution(values, weights)
    others = (
        PayDistribution(values, [w * scale for w in weights]),
        PayDistribution([v for v, _ in shuffled], [w for _, w in shuffled]),
        PayDistribution(list(values) * copies, list(weights) * copies),
        PayDistribution([v for v, w in sample for _ in range(w)]),
    )
    for other in others:
        assert other.quantile(p) == one.quantile(p)
        assert other.rank(values[0]) == pytest.approx(one.rank(values[0]))


@given(samples, shares, shares)
def test_quantile_and_rank_never_fall(sample, p, q):
    distribution = PayDistribution(*zip(*sample, strict=True))
    low, high = sorted((p, q))
    assert distribution.quantile(low) <= distribution.quantile(high)
    assert distribution.rank(20 + 20 * low) <= distribution.rank(20 + 20 * high)


def test_sample_vectors():
    weighted, equal = PayDistribution(VALUES, WEIGHTS), PayDistribution(VALUES)
    assert [weighted.quantile(p) for p in SHARES] == [70, 78, 82.5, 90, 104]
    assert [equal.quantile(p) for p in SHARES] == [66, 74, 82.5, 95, 117]
    assert weighted.n_eff == pytest.approx(7.714286, abs=5e-7)
    assert (weighted.n, equal.n_eff) == (10, 10)
    assert weighted.rank(90) == pytest.approx(66.6667, abs=5e-5)
    assert equal.rank(90) == 65.0
    assert (weighted.rank(0), weighted.rank(1000), weighted.rank(84)) == (0, 100, 50)


@pytest.mark.parametrize(
    ("n", "p", "ranks"), [(10, 0.5, (2, 9)), (20, 0.5, (6, 15)), (25, 0.75, (14, 24)), (50, 0.75, (31, 44))]
)
def test_interval_of_equal_weights_is_exact_order_statistics(n, p, ranks):
    assert PayDistribution(range(1, n + 1)).interval(p) == ranks
    assert PayDistribution(range(1, n + 1), [7.0] * n).interval(p) == ranks
    low, high = ranks  # equal tails: neither end misses with more than 2.5%
    assert stats.binom.cdf(low - 1, n, p) <= 0.025
    assert stats.binom.sf(high - 1, n, p) <= 0.025


@pytest.mark.parametrize(("p", "least"), [(0.50, 6), (0.75, 13), (0.90, 36), (0.10, 36)])
def test_interval_needs_so_many_observations_and_is_never_clipped(p, least):
    assert PayDistribution(range(least - 1)).interval(p) is None
    assert PayDistribution(range(least)).interval(p) is not None


def test_weighted_interval_is_woodruffs():
    distribution = PayDistribution(VALUES, WEIGHTS)
    n, p = distribution.n_eff, 0.5
    lower, upper = stats.beta.ppf(0.025, n * p, n * (1 - p) + 1), stats.beta.ppf(0.975, n * p + 1, n * (1 - p))
    assert (lower, upper) == (pytest.approx(0.152068, abs=5e-7), pytest.approx(0.847932, abs=5e-7))
    assert distribution.interval(0.5) == (70, 104)
    assert distribution.interval(0.9) is None


def test_employers_count_as_the_sample_where_they_are_known():
    clusters = [f"employer {place % 5}" for place in range(100)]
    values = np.linspace(60_000, 90_000, 100)
    clustered, alone = PayDistribution(values, clusters=clusters), PayDistribution(values)
    assert clustered.n_eff == 5
    assert clustered.quantile(0.3) == alone.quantile(0.3)
    assert clustered.interval(0.5) is None
    assert alone.interval(0.5) is not None
    uneven = PayDistribution([1, 2, 3], [2, 1, 1], clusters=["a", "a", "b"])
    assert uneven.n_eff == pytest.approx(16 / 10)


def test_wilson_interval_of_a_rank():
    low, high = wilson(0.40, 40)
    assert (low / 100, high / 100) == (pytest.approx(0.2635, abs=5e-5), pytest.approx(0.5540, abs=5e-5))
    assert PayDistribution(VALUES).rank_interval(90) == wilson(0.65, 10)
    expected = stats.binomtest(13, 20).proportion_ci(method="wilson")
    assert wilson(0.65, 20) == pytest.approx((100 * expected.low, 100 * expected.high))


@pytest.mark.parametrize(
    "arguments",
    [([],), ([1.0, math.nan],), ([1.0, math.inf],), ([1.0, 2.0], [0.0, 0.0]), ([1.0], [-1.0]), ([1.0, 2.0], [1.0])],
)
def test_a_sample_that_says_nothing_is_refused(arguments):
    with pytest.raises(KitError) as refused:
        PayDistribution(*arguments)
    assert [issue.code for issue in refused.value.issues] == ["K051"]


def test_values_of_no_weight_do_not_count():
    assert PayDistribution([1.0, 2.0, 9.0], [1.0, 1.0, 0.0]).n == 2
    assert PayDistribution([1.0, 2.0, 9.0], [1.0, 1.0, 0.0]).quantile(1.0) == 2.0


@pytest.mark.parametrize("p", [-0.01, 1.01, 50, math.nan])
def test_a_percentile_is_a_share(p):
    for distribution in (PayDistribution(VALUES), OFFICE):
        with pytest.raises(KitError, match="p must be a number from 0 to 1"):
            distribution.quantile(p)


def test_published_vectors():
    ranks = {75_000: 15.75, 95_000: 34.42, 120_000: 59.44, 150_000: 81.79}
    assert {pay: round(OFFICE.rank(pay), 2) for pay in ranks} == ranks


@given(tables(), st.floats(0.10, 0.90))
def test_rank_of_a_published_quantile_is_its_percentile(wages, p):
    published = PublishedPercentiles(dict(zip(SHARES, wages, strict=True)))
    low, high = published.rank_range(published.quantile(p))
    assert low - 1e-6 <= 100 * p <= high + 1e-6
    if low == high:
        assert published.rank(published.quantile(p)) == pytest.approx(100 * p, abs=1e-6)


@given(tables())
def test_published_points_come_back_exactly(wages):
    published = PublishedPercentiles(dict(zip(SHARES, wages, strict=True)))
    assert [published.quantile(p) for p in SHARES] == wages
    for wage in wages:
        tied = [100 * p for p, other in zip(SHARES, wages, strict=True) if other == wage]
        assert published.rank_range(wage) == (tied[0], tied[-1])
        assert published.rank(wage) == pytest.approx((tied[0] + tied[-1]) / 2)


@given(tables(), st.floats(0.10, 0.90), st.floats(0.10, 0.90), st.floats(0, 1), st.floats(0, 1))
def test_published_quantile_and_rank_never_fall(wages, p, q, a, b):
    published = PublishedPercentiles(dict(zip(SHARES, wages, strict=True)))
    low, high = sorted((p, q))
    assert published.quantile(low) <= published.quantile(high) * (1 + 1e-12)
    first, second = sorted(wages[0] + share * (wages[-1] - wages[0]) for share in (a, b))
    assert published.rank(min(first, wages[-1])) <= published.rank(min(second, wages[-1])) + 1e-9


@pytest.mark.parametrize(
    ("points", "below", "above"),
    [
        ({0.10: 50, 0.25: 60, 0.50: 70, 0.75: 80, 0.90: 90}, "below P10", "above P90"),
        ({0.10: 50, 0.25: 60, 0.50: 70, 0.75: 80, 0.90: None}, "below P10", "above P75"),
        ({0.10: math.nan, 0.25: 60, 0.50: 70, 0.75: 80, 0.90: 90}, "below P25", "above P90"),
    ],
)
def test_nothing_is_extrapolated_beyond_the_outermost_usable_points(points, below, above):
    published = PublishedPercentiles(points)
    for bound, p, pay in ((below, 0.05, 40), (above, 0.95, 100)):
        for beyond in (lambda p=p: published.quantile(p), lambda pay=pay: published.rank(pay)):
            with pytest.raises(BeyondPublished) as refused:
                beyond()
            assert refused.value.bound == bound
            assert isinstance(refused.value, KitError)


def test_nobody_below_a_tied_wage_ranks_above_the_lowest_percentile_tied_there():
    published = PublishedPercentiles({0.10: 50, 0.25: 60, 0.50: 60, 0.75: 80, 0.90: 90})
    assert published.rank(59.99) <= 25
    assert (published.rank_range(60), published.rank(60)) == ((25, 50), 37.5)
    assert published.rank(60.01) > 50


def test_a_cap_censors_and_is_never_a_value():
    published = PublishedPercentiles({0.10: 90, 0.25: 120, 0.50: 180, 0.75: 208, 0.90: 208}, cap=208)
    assert published.outermost == (0.10, 0.50)
    with pytest.raises(BeyondPublished) as refused:
        published.rank(208)
    assert refused.value.bound == "above P50"


@pytest.mark.parametrize(
    "points", [{0.1: 5, 0.5: 6}, {0.1: 5, 0.5: 6, 0.9: None}, {0.1: 5, 0.5: 4, 0.9: 6}, {10: 5, 50: 6, 90: 7}]
)
def test_a_decrease_or_fewer_than_three_points_is_refused(points):
    with pytest.raises(KitError) as refused:
        PublishedPercentiles(points)
    assert [issue.code for issue in refused.value.issues] == ["K052"]


def test_reprs_show_no_amounts():
    assert "104" not in repr(PayDistribution(VALUES)) + repr(OFFICE)
    assert "85610" not in repr(OFFICE).replace(",", "")


@pytest.mark.parametrize("scale", [1e-320, 1e-200, 1e-99, 1e99, 1e200, 1e307])
def test_weights_of_any_scale_give_the_same_distribution(scale):
    for weights in ([1.0] * 10, WEIGHTS):
        one, other = (PayDistribution(VALUES, [w * by for w in weights]) for by in (1, scale))
        assert other.n_eff == pytest.approx(one.n_eff, rel=1e-3)
        assert [other.quantile(p) for p in (0.2, 0.5, 0.77)] == [one.quantile(p) for p in (0.2, 0.5, 0.77)]
        assert other.rank(90) == pytest.approx(one.rank(90), rel=1e-3)
        assert other.interval(0.5) == one.interval(0.5)
    assert PayDistribution(VALUES, [scale] * 10).n_eff == 10
    assert PayDistribution(VALUES, [scale] * 10, clusters="aabbccddee").n_eff == 5


@pytest.mark.parametrize(
    "arguments",
    [
        (None,),
        ("60000",),
        (["60000", "70000"],),
        (["a"],),
        ([1.0, [2.0]],),
        ({1: 2},),
        ([10**400],),
        ([1j],),
        ([1.0], ["1"]),
        ([1.0], [None]),
        ([np.datetime64("2026-01-01")],),
    ],
)
def test_a_sample_of_no_numbers_is_refused_in_words(arguments):
    with pytest.raises(KitError) as refused:
        PayDistribution(*arguments)
    assert [issue.code for issue in refused.value.issues] == ["K051"]


def test_decimals_are_numbers():
    assert PayDistribution([Decimal(60), Decimal("70.5")]).quantile(Decimal("0.9")) == 70.5
    assert PublishedPercentiles({0.1: Decimal(1), 0.5: 2, 0.9: np.float32(3)}).quantile(Decimal("0.1")) == 1


@pytest.mark.parametrize("wrong", [None, "0.5", [0.5], True, math.nan, 1.5])
def test_a_percentile_that_is_no_number_is_refused(wrong):
    distribution = PayDistribution(VALUES)
    for ask in (distribution.quantile, OFFICE.quantile, distribution.interval):
        with pytest.raises(KitError) as refused:
            ask(wrong)
        assert [issue.code for issue in refused.value.issues] == ["K053"]


@pytest.mark.parametrize("level", [None, "0.95", 0, 1, 95, -0.5, math.nan])
def test_a_level_of_confidence_is_a_share(level):
    distribution = PayDistribution(VALUES)
    for ask in (
        lambda: distribution.interval(0.5, level),
        lambda: distribution.rank_interval(90, level),
        lambda: wilson(0.5, 9, level),
    ):
        with pytest.raises(KitError, match="level must be a number between 0 and 1") as refused:
            ask()
        assert [issue.code for issue in refused.value.issues] == ["K053"]


@pytest.mark.parametrize("pay", [None, "90", math.nan])
def test_a_rank_needs_a_number(pay):
    for ask in (PayDistribution(VALUES).rank, OFFICE.rank, OFFICE.rank_range):
        with pytest.raises(KitError) as refused:
            ask(pay)
        assert [issue.code for issue in refused.value.issues] == ["K053"]


@pytest.mark.parametrize(
    "arguments",
    [(None,), (5,), ("p10",), ({"p10": 1},), ({0.1: "1", 0.5: 2, 0.9: 3},), ({0.1: 1, 0.5: 2, 0.9: 3}, "x")],
)
def test_published_percentiles_of_no_numbers_are_refused(arguments):
    with pytest.raises(KitError) as refused:
        PublishedPercentiles(*arguments)
    assert [issue.code for issue in refused.value.issues] == ["K052"]
