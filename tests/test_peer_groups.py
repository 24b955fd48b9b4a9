"""Peer groups of single observations.

Laws, a slow second implementation, then every gate, pull and refusal by example.
"""

import math
from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from itertools import accumulate

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from advocacy_kit import KitError, load_market
from advocacy_kit.core.assets import asset
from tests.chance import examples
from tests.official import as_parquet, world

ON, RATE = date(2026, 4, 1), 0.035
JOB = "15-1252"
SHARES = (0.10, 0.25, 0.50, 0.75, 0.90)

# some rows here have days that cannot be read, which is said of each
pytestmark = pytest.mark.filterwarnings("ignore:.*as_of is no date:UserWarning")


def frame(n=80, seed=0, employers=16, **columns):
    """Observations of one job in one country, with nothing wrong in them."""
    random = np.random.default_rng(seed)
    rows = {
        "pay": random.integers(120, 240, n) * 500.0,
        "country": "US",
        "occupation": JOB,
        "employer": [f"Employer {place % employers}" for place in range(n)],
        "weight": random.integers(1, 5, n).astype(float),
        "as_of": ON,
    }
    return pd.DataFrame(rows | columns)


def group(rows, *more, **asked):
    return load_market(rows, *more).peers(asked.pop("occupation", JOB), **asked)


def value(rows, percentile=0.5, on=ON, **asked):
    return group(rows, **asked).benchmark(percentile, on=on, rate=RATE).value


def everything(rows, **asked):
    peers = group(rows, **asked)
    sample = peers.distribution()
    found = [peers.benchmark(p, on=ON, rate=RATE) for p in SHARES]
    ranks = [peers.rank(pay, on=ON, rate=RATE) for pay in (70_000, 90_000, 90_250)]
    return (
        [sample.quantile(p) for p in SHARES],
        sample.n_eff,
        [b.value for b in found],
        [b.interval for b in found],
        ranks,
    )


def flat(found):
    """Numbers in one list; an interval that is None is none."""
    return [
        n
        for entry in (found if isinstance(found, list) else [found])
        for n in (entry if isinstance(entry, tuple) else [entry])
        if n
    ]


# laws

seeds = st.integers(0, 10_000)


def dirty(seed):
    """Observations of several levels, days and employers, unnamed ones among them."""
    random = np.random.default_rng(seed)
    n = 120
    return frame(
        n,
        seed,
        employer=random.choice([*(f"Employer {place}" for place in range(15)), None], n),
        level=random.choice(["senior", "junior", None], n),
        as_of=[date(2024, 1, 1) + timedelta(days=int(day)) for day in random.integers(0, 700, n)],
        title=random.choice(["Developer", None], n),
    )


@examples(20)
@given(seeds, st.integers(2, 9))
def test_order_of_rows_and_scale_of_weights_change_nothing(seed, scale):
    rows = dirty(seed)
    one = everything(rows, level="senior")
    assert everything(rows.sample(frac=1, random_state=seed), level="senior") == one
    assert everything(rows.assign(weight=rows["weight"] * scale), level="senior") == one
    for other, same in zip(everything(rows.assign(weight=rows["weight"] / 7), level="senior"), one, strict=True):
        assert flat(other) == pytest.approx(flat(same))


@examples(20)
@given(seeds, st.integers(2, 4))
def test_copies_of_all_rows_change_nothing_where_employers_are_known(seed, copies):
    rows = dirty(seed).drop(columns="title")  # so that a copy is no duplicate
    more = pd.concat([rows] * copies)
    assert everything(more, level="senior") == everything(rows, level="senior")
    assert group(more, level="senior").quality.n == copies * group(rows, level="senior").quality.n


@examples(20)
@given(seeds, st.floats(0.5, 3))
def test_pay_in_another_money_scales_every_figure_and_leaves_ranks(seed, scale):
    rows = dirty(seed)
    one, other = group(rows, level="senior"), group(rows.assign(pay=rows["pay"] * scale), level="senior")
    for p in SHARES:
        first, second = one.benchmark(p, on=ON), other.benchmark(p, on=ON)
        assert second.value == pytest.approx(first.value * scale)
        assert (first.interval is None) == (second.interval is None)
    assert other.rank(90_001 * scale, on=ON) == pytest.approx(one.rank(90_001, on=ON))


@examples(20)
@given(seeds)
def test_rows_that_may_not_be_mixed_in_change_nothing(seed):
    rows = dirty(seed).assign(currency="USD", pay_element="base", per="year", id=None)
    strangers = [
        rows.assign(country="CA"),
        rows.assign(pay_element="total cash"),
        rows.assign(per="month", pay=rows["pay"] / 12),
        rows.assign(per="hour", pay=rows["pay"] / 2080),
        rows.assign(currency="XXX"),
        rows.assign(occupation="13-1081"),
        rows.assign(as_of=date(2027, 1, 1)),
        rows.assign(as_of=date(2012, 1, 1)),
        rows.assign(weight=0.0),
        rows.assign(pay=np.nan),
    ]
    asked = {"level": "senior", "country": "US", "today": ON}
    assert everything(pd.concat([rows, *strangers]), **asked) == everything(rows, **asked)


@examples(20)
@given(seeds, st.floats(0.01, 0.99), st.sampled_from(["senior", None]))
def test_rank_inverts_quantile_also_where_a_thin_group_is_pulled(seed, p, level):
    curve = group(dirty(seed), level=level).curve(RATE)
    assert (curve.parent is None) == (level is None)
    pay = curve.quantile(p)
    rank = curve.rank(pay)
    if curve.parent is not None:
        assert curve.quantile(rank / 100) == pytest.approx(pay, rel=1e-9)
        assert curve.rank(pay * (1 - 1e-6)) <= rank <= curve.rank(pay * (1 + 1e-6))
    else:  # the mid-rank of a sample: half of its weight at this pay lies below
        assert curve.rank(pay - 0.01) <= 100 * p <= curve.rank(pay + 0.01)
    assert curve.quantile(p) <= curve.quantile(min(1.0, p + 0.07))


# a second implementation, slow and plain

observations = st.fixed_dictionaries(
    {
        "pay": st.sampled_from(
            [61_000.0, 62_000.0, 62_500.0, 70_000.0, 75_000.0, 90_000.0, 36.5, 40.0, 950_000.0, 0.0, -1.0, math.nan]
        ),
        "country": st.sampled_from(["US", "US", "us ", "United States", "DE", None]),
        "occupation": st.sampled_from([JOB, "151252", "15-1252.00", "13-1081", None]),
        "employer": st.sampled_from(["Acme", "ACME", "Bolt", "Core", None, ""]),
        "title": st.sampled_from(["Developer", "developer ", None]),
        "as_of": st.sampled_from(["2025-06-01", "2025-06-02", "2024", "2019-05-01", "2027-01-01", "soon", None]),
        "weight": st.sampled_from([60.0, 60.0, 120.0, 180.0, 0.0, -60.0, math.nan]),
        "id": st.sampled_from([None, None, None, "a", "b"]),
        "per": st.sampled_from(["year", "Annual", None, "month"]),
        "pay_element": st.sampled_from(["base", "salary", "", "total cash"]),
    }
)


def plain_quantile(values, weights, p):
    """The averaged inverted distribution function, from its definition."""
    ordered = sorted(zip(values, weights, strict=True))
    below = list(accumulate(weight for _, weight in ordered))
    target = p * below[-1]
    places = bisect_left(below, target), bisect_right(below, target)  # apart only where a step is met exactly
    return sum(ordered[min(place, len(ordered) - 1)][0] for place in places) / 2


def reference(rows, p, today):
    """Filter, clean and take the quantile row by row, with the dates and spellings of the samples above.

    None of nothing. A source whose readable rows count another pay element only is asked for that one.
    """
    days = {"2024": date(2024, 7, 1), None: None}
    rows = [row for row in rows if row["pay"] > 0 and row["country"] and row["weight"] > 0 and row["as_of"] != "soon"]
    other = {row["pay_element"] for row in rows} == {"total cash"}
    found, seen = [], {}
    for row in rows:
        text = row["as_of"]
        day = days[text] if text in days else date.fromisoformat(text)
        fits = (
            row["country"] in ("US", "us ", "United States")
            and row["occupation"] in (JOB, "151252", "15-1252.00")
            and row["per"] != "month"
            and (other or row["pay_element"] != "total cash")
        )
        if not fits:
            continue
        texts = tuple((row[name] or "").strip().lower() for name in ("employer", "title"))
        key = (row["id"],) if row["id"] else (*texts, day, row["pay"]) if all(texts) and day else (len(seen), "alone")
        seen.setdefault(key, []).append((day, row["pay"], row["weight"]))
    for alike in seen.values():
        first = max(alike, key=lambda entry: (entry[0] or date.min, -entry[1]))
        found.append((first[0], first[1], sum(weight for *_, weight in alike) / len(alike)))
    found = [
        entry for entry in found if entry[0] is None or today - timedelta(days=round(5 * 365.25)) <= entry[0] <= today
    ]
    pay, weight = np.array([entry[1] for entry in found]), np.array([entry[2] for entry in found])
    if pay.size:
        yearly = pay[pay >= 1040]
        middle = np.median(yearly if yearly.size else pay)
        kept = ~((pay < 1040) & (pay * 2080 >= middle / 2) & (pay * 2080 <= middle * 2))
        pay, weight = pay[kept], weight[kept]
    if pay.size:
        away = np.abs(np.log(pay) - np.median(np.log(pay)))
        kept = away <= 4 * 1.4826 * np.median(away) if np.median(away) > 0 else np.ones(pay.size, dtype=bool)
        pay, weight = pay[kept], weight[kept]
    return plain_quantile(pay, weight, p) if pay.size else None


@examples(100)
@given(st.lists(observations, min_size=1, max_size=24), st.sampled_from([0.125, 0.25, 0.371, 0.5, 0.613, 0.75, 0.875]))
def test_a_slow_second_implementation_finds_the_same_quantile(rows, p):
    today = date(2026, 3, 1)
    columns = {
        name: pd.Series([row[name] for row in rows], dtype="float64" if name in ("pay", "weight") else object)
        for name in rows[0]
    }
    try:
        found = group(pd.DataFrame(columns), country="US", currency="USD", today=today).distribution().quantile(p)
    except KitError:
        found = None
    assert found == (expected := reference(rows, p, today)) or found == pytest.approx(expected)


# cleaning


def test_what_lies_far_off_is_left_out_only_where_the_others_spread():
    spread = frame(40, pay=[*np.linspace(80_000, 100_000, 39), 900_000.0])
    assert group(spread).quality.n == 39
    assert "1 row of your data left out: far from all others (4 × MAD)" in group(spread).benchmark(on=ON).assumptions
    alike = frame(40, pay=[*[80_000.0] * 39, 900_000.0])
    assert group(alike).quality.n == 40


def test_hourly_figures_recorded_as_yearly_are_set_aside_and_counted():
    rows = frame(40, pay=[*np.linspace(80_000, 100_000, 37), 40.0, 48.0, 15.0])
    left = " | ".join(group(rows).sources[0].left_out)
    assert "2 rows of your data left out: possibly hourly" in left
    assert "1 row of your data left out: far from all others" in left  # 15 an hour would not fit the group: no guess
    hourly = rows.assign(per="hour", pay=np.linspace(30, 60, 40))
    assert group(hourly, unit="hour").quality.n == 40


@pytest.mark.parametrize("lacking", ["employer", "title", "as_of", None])
def test_only_what_is_equal_in_employer_title_date_and_pay_is_a_duplicate(lacking):
    rows = frame(40, pay=np.linspace(80_000, 100_000, 40), title="Developer")
    if lacking:
        rows.loc[[3, 9], lacking] = None
    copies = rows.iloc[[3, 3, 9]].assign(employer=lambda f: f["employer"].str.upper())
    moved = copies.assign(area="elsewhere")  # somebody else, of the same title and pay
    assert group(pd.concat([rows, moved])).quality.n == (43 if lacking else 42)
    peers = group(pd.concat([rows, copies]))
    assert peers.quality.n == (43 if lacking else 40)
    assert any("3 rows of your data left out: recorded twice" in words for words in peers.sources[0].left_out) == (
        lacking is None
    )


def test_pay_in_another_currency_is_no_duplicate():
    rows = frame(40, title="Developer", currency="USD", as_of=date(2025, 6, 2))
    assert group(pd.concat([rows, rows.iloc[:1].assign(currency="EUR")])).quality.n == 41
    assert group(pd.concat([rows, rows.iloc[:1].assign(currency="usd")])).quality.n == 40


def test_an_own_id_tells_duplicates_and_the_newest_stands_for_all():
    rows = frame(40, id=[str(place) for place in range(40)], title="Developer", pay=np.linspace(80_000, 100_000, 40))
    mended = rows.iloc[[0]].assign(pay=99_000.0, as_of=ON + timedelta(days=9))
    for both in (pd.concat([rows, mended]), pd.concat([mended, rows])):
        peers = group(both)
        assert peers.quality.n == 40
        assert 99_000.0 in set(peers.main.group.pay)
        assert rows["pay"].iloc[0] not in set(peers.main.group.pay)
    same = pd.concat([rows, rows.assign(id=[f"{place}'" for place in range(40)])])
    assert group(same).quality.n == 80  # their ids say that they are others
    blank = pd.concat([rows, rows]).assign(id="")
    assert group(blank).quality.n == 40  # no ids after all: by employer, title, date and pay


def test_ids_of_another_source_are_its_own():
    rows = frame(80, id=[str(place // 2) for place in range(80)], source=["A", "B"] * 40)
    assert sum(source.quality.n for source in group(rows).sources) == 80
    assert group(rows).distribution().n == 80


# employers, gates, back-off, pull


def oracle(n, others=40, **columns):
    """Seniors of n employers at 120,000 under a parent group whose median is 105,000."""
    pay = [120_000.0] * n + [105_000.0] * others
    employers = [f"Employer {place}" for place in range(n + others)]
    return frame(
        n + others, pay=pay, employer=employers, level=["senior"] * n + ["other"] * others, weight=1.0, **columns
    )


def test_a_thin_group_is_pulled_to_its_parent_by_the_formula():
    peers = group(oracle(6), level="senior")
    result = peers.benchmark(0.5, on=ON, rate=RATE)
    assert result.value == pytest.approx(110_391.66, abs=0.005)
    assert (result.raw, result.shrinkage_effect) == (120_000, pytest.approx(110_391.66 - 120_000, abs=0.005))
    assert peers.back_off == ()
    assert any(
        "thin: 38% its own value, the rest that of everybody in the job" in words for words in result.assumptions
    )
    assert peers.parent().benchmark(0.5, on=ON, rate=RATE).value == 105_000


@pytest.mark.parametrize(("n", "share"), [(5, 5 / 15), (30, 30 / 40), (31, 1.0)])
def test_from_five_to_thirty_the_pull_weakens_and_above_there_is_none(n, share):
    expected = math.exp(share * math.log(120_000) + (1 - share) * math.log(105_000))
    assert value(oracle(n, 90), level="senior") == pytest.approx(expected)


def test_under_five_employers_the_parent_stands_alone_and_is_named():
    peers = group(oracle(4), level="senior")
    (words,) = peers.back_off
    assert (
        words
        == "your data level senior: only 4 named employers, 5 are needed; so everybody in the job is taken instead"
    )
    result = peers.benchmark(on=ON, rate=RATE)
    assert (result.value, result.shrinkage_effect) == (105_000, 0)
    assert words in result.assumptions


def test_observations_count_where_no_employer_is_known_and_that_is_said():
    rows = oracle(6).drop(columns="employer")
    peers = group(rows, level="senior")
    assert (peers.quality.employers, peers.quality.n_eff) == (None, 6)
    result = peers.benchmark(on=ON, rate=RATE)
    assert result.value == pytest.approx(110_391.66, abs=0.005)
    assert any("employers unknown, so that observations count" in words for words in result.assumptions)
    assert "effective size of 4.0 observations" in group(oracle(4).drop(columns="employer"), level="senior").back_off[0]


def test_the_interval_of_a_thin_group_is_widened_by_the_spread_between_groups():
    random = np.random.default_rng(3)
    levels = ["senior"] * 20 + ["junior"] * 40 + ["lead"] * 40 + [None] * 30
    middles = {"senior": 120_000, "junior": 90_000, "lead": 150_000, None: 400_000}
    pay = [middles[level] * math.exp(random.normal(0, 0.05)) for level in levels]
    rows = frame(130, pay=pay, level=levels, weight=1.0, employer=[f"Employer {place}" for place in range(130)])
    result = group(rows, level="senior").benchmark(0.5, on=ON, rate=RATE)
    kept = pd.DataFrame({"pay": pay, "level": levels})
    medians = [math.log(kept.loc[kept["level"] == level, "pay"].median()) for level in ("senior", "junior", "lead")]
    own, parent = sorted(pay[:20]), sorted(kept["pay"])
    low, high = (stats.binom.ppf(q, n, 0.5) for n in (20,) for q in (0.025, 0.975))
    own_se = math.log(own[int(high)] / own[int(low) - 1]) / 3.92
    low, high = (stats.binom.ppf(q, 130, 0.5) for q in (0.025, 0.975))
    parent_se = math.log(parent[int(high)] / parent[int(low) - 1]) / 3.92
    share, between = 20 / 30, float(np.std(medians, ddof=1))
    # no name, no group: the nameless level is no sibling
    assert any(
        f"spread between groups {between:.3f}, measured between 3 groups" in words for words in result.assumptions
    )
    expected = math.sqrt((share * own_se) ** 2 + ((1 - share) * parent_se) ** 2 + ((1 - share) * between) ** 2)
    # employers are all different, so that clustered and unclustered intervals differ only by Woodruff's limits
    assert result.sources[0].se == pytest.approx(expected, rel=0.1)
    assert any(
        "0.120, an assumption" in words for words in group(oracle(6), level="senior").benchmark(on=ON).assumptions
    )


def test_one_employer_above_a_quarter_leads_to_the_broader_group():
    rows = oracle(12)
    rows.loc[:3, "employer"] = "Giant"
    peers = group(rows, level="senior")
    assert "one employer holds 33% of the weight" in peers.back_off[0]
    assert peers.benchmark(on=ON, rate=RATE).value == 105_000
    rows.loc[3, "employer"] = "Small"
    assert group(rows, level="senior").back_off == ()  # a quarter is allowed


def test_a_group_that_no_broader_one_mends_is_refused_in_words_and_still_shown():
    rows = frame(40, level="senior", employer=[f"Employer {place % 3}" for place in range(40)])
    peers = group(rows, level="senior")
    with pytest.raises(KitError, match="only 3 named employers, 5 are needed") as refused:
        peers.benchmark(on=ON)
    assert refused.value.issues[0].code == "K061"
    assert peers.distribution().n == 40
    assert list(peers.percentiles(on=ON)["counts"]) == [False]


def test_a_thin_group_is_not_pulled_to_a_parent_that_fails_the_gate():
    rows = oracle(6, 40)
    rows.loc[6:, "employer"] = "Giant"
    result = group(rows, level="senior").benchmark(0.5, on=ON, rate=RATE)
    assert result.value == 120_000
    assert any("thin, and nothing broader that it could be pulled to" in words for words in result.assumptions)


def test_unnamed_employers_may_all_be_one():
    rows = oracle(8, 40)
    rows.loc[:2, "employer"] = [None, "", " "]
    peers = group(rows, level="senior")
    assert "holds 38% of the weight" in peers.back_off[0]
    mixed = frame(
        40, employer=[f"{name} {place % 10}" for place, name in enumerate(["Acme", "ACME", " acme", "Acme "] * 10)]
    )
    assert group(mixed).quality.employers == 10


def test_too_few_observations_determine_no_bound():
    result = group(oracle(5), level="senior").benchmark(on=ON)
    assert (result.interval, result.sure) == (None, "bound not determined")
    assert any("bound not determined: your data" in words for words in result.assumptions)
    assert group(oracle(6), level="senior").benchmark(on=ON).interval is not None
    assert group(oracle(6), level="senior").benchmark(0.9, on=ON).interval is None


def test_the_interval_of_a_rank_counts_employers():
    peers = group(frame(90, employers=9, weight=1.0))
    assert peers.quality.n_eff == 9
    rank = peers.rank(90_250, on=ON)
    expected = stats.binomtest(round(rank / 100 * 90), 90).proportion_ci(method="wilson")
    low, high = peers.rank_interval(90_250, on=ON)
    assert high - low > 2.5 * 100 * (expected.high - expected.low)
    assert 0 <= low < rank < high <= 100


# what is compared with what


def test_a_contract_in_another_currency_is_turned_at_the_banks_rate_of_its_day():
    from currency_converter import CurrencyConverter

    friday = date(2025, 5, 30)
    rows = oracle(31).assign(currency="USD", as_of=friday)
    rates = CurrencyConverter()  # strict: no day without a rate
    for day, of in ((friday, friday), (date(2025, 6, 1), friday)):  # a Sunday has the Friday's rate
        foreign = rows.assign(currency="eur", pay=rows["pay"] / rates.convert(1, "EUR", "USD", date=of), as_of=day)
        peers = group(foreign, level="senior", currency="USD")
        result = peers.benchmark(on=day, rate=RATE)
        assert result.value == pytest.approx(120_000)
        assert any(
            "EUR turned into USD at the European Central Bank's rate of each row's day" in words
            for words in result.assumptions
        )
    undated = rows.assign(currency=["EUR"] * 3 + ["USD"] * 68, as_of=None)
    assert (
        "3 rows of your data left out: in another currency without a rate of its day"
        in group(undated).sources[0].left_out
    )


def test_pay_elements_are_never_mixed_and_another_one_is_shown_only(tmp_path):
    both = pd.concat(
        [oracle(31).assign(pay_element="base"), oracle(31).assign(pay_element="Total cash", pay=200_000.0)]
    )
    assert value(both, level="senior") == 120_000
    assert value(both, level="senior", element="total cash") == 200_000
    with pytest.raises(KitError, match="total direct"):
        group(both, element="total direct").benchmark(on=ON)
    peers = load_market(
        as_parquet(tmp_path, world()), oracle(31).assign(occupation="13-1081", pay_element="total cash")
    ).peers("13-1081")
    result = peers.benchmark(on=ON)
    assert [source.name for source in result.sources] == ["OEWS"]
    assert any("it counts total cash pay, not base" in words for words in result.assumptions)


def test_periods_and_countries_are_never_mixed():
    months = pd.concat([oracle(31).assign(per="month", pay=9_000.0), oracle(31).assign(per="year")])
    assert value(months, unit="month") == 9_000
    assert value(months, level="senior") == 120_000
    with pytest.raises(KitError, match="by the hour"):
        group(months, unit="hour")
    lands = pd.concat(
        [
            oracle(31).assign(country="de", currency="EUR", pay=70_000.0),
            oracle(31).assign(country="USA", currency="USD"),
        ]
    )
    assert value(lands, country="DE") == 70_000
    assert value(lands, country="US", level="senior") == 120_000
    with pytest.raises(KitError, match="2 countries are loaded"):
        group(lands)
    with pytest.raises(KitError, match="no loaded source covers FR"):
        group(lands, country="FR")


@pytest.mark.parametrize(("asked", "n"), [(5.0, 3), (3.3, 3), (0.0, 1), (30.0, 0)])
def test_experience_within_two_years_is_alike(asked, n):
    rows = frame(60, experience_years=[1.3, 3.0, 5.0, 7.0, 9.5, np.nan] * 10)
    sample = group(rows, experience=asked).main
    assert len(sample._group(0)) == 10 * n
    assert sample.fallbacks[0].words == "experience within 2 years"


def test_a_field_that_the_source_lacks_is_named_as_ignored():
    peers = group(frame(), level="senior", industry="banks", employer_size="large", experience=4, area="Detroit, MI")
    assert [words.split(" is ignored")[0] for words in peers.ignored] == [
        "level “senior”", "industry “banks”", "employer size “large”", "experience", "area",
    ]  # fmt: skip
    assert set(peers.ignored) <= set(peers.benchmark(on=ON).assumptions)


def test_what_is_assumed_of_missing_columns_is_said():
    words = " | ".join(group(frame().drop(columns="as_of")).benchmark(on=ON).assumptions)
    for said in ("taken to be in USD", "taken to be base pay", "without a date, so it is not aged"):
        assert said in words


# days


def test_every_row_is_aged_from_its_own_day_to_the_median_day_and_on():
    days = [date(2022, 1, 1) + timedelta(days=17 * place) for place in range(80)]
    pay = [80_000 * (1 + RATE) ** ((day - ON).days / 365.25) for day in days]
    peers = group(frame(as_of=days, pay=pay))
    assert peers.main.day == days[39]
    for p in SHARES:
        assert peers.benchmark(p, on=ON, rate=RATE).value == pytest.approx(80_000)
        assert peers.benchmark(p, on=days[39], rate=RATE).value == pytest.approx(pay[39])
    assert peers.rank(80_000.01, on=ON, rate=RATE) == 100
    assert peers.distribution().quantile(0.5) == pytest.approx((pay[39] + pay[40]) / 2, rel=0.01)  # as recorded


def test_what_is_too_old_or_of_the_future_is_left_out_where_today_is_known():
    days = [date(2026, 4, 2)] * 20 + [date(2021, 4, 2)] * 20 + [date(2021, 3, 30)] * 20 + [date(2026, 4, 1)] * 20
    rows = frame(as_of=days)
    assert group(rows).quality.n == 80
    peers = group(rows, today=ON)
    assert peers.quality.n == 40
    assert peers.sources[0].left_out == (
        "20 rows of your data left out: dated in the future",
        "20 rows of your data left out: too old",
    )
    assert group(rows, today=ON, max_age=None).quality.n == 60
    assert group(rows, today=ON, max_age=1.0).quality.n == 20


# broader groups


def varied(n=400):
    random = np.random.default_rng(5)
    return frame(
        n,
        employers=40,
        level=random.choice(["senior", "junior"], n),
        industry=random.choice(["banks", "shops"], n),
        employer_size=random.choice(["large", "small"], n),
        experience_years=random.integers(0, 20, n),
        area=random.choice(["Grand Rapids, MI", "Detroit, MI", "Chicago, IL"], n),
    )


ALL = {"level": "senior", "industry": "banks", "employer_size": "large", "experience": 6.0, "area": "Grand Rapids, MI"}


@pytest.mark.parametrize(
    "asked", [ALL, ALL | {"industry": "mines"}, ALL | {"area": "Chicago, IL", "level": "chief"}, {"level": "senior"}]
)
@pytest.mark.parametrize("official", [False, True])
def test_every_parent_is_broader_and_the_last_has_none(asked, official, tmp_path):
    sources = [as_parquet(tmp_path, world())] if official else []
    peers = load_market(*sources, varied()).peers(
        JOB, **{"unit": "year"} | asked | ({"element": "base"} if official else {})
    )
    sample = next(source for source in peers.sources if source.kind == "sample")
    sizes = [sample.quality.n]
    while (peers := peers.parent()) is not None:
        sample = next(source for source in peers.sources if source.kind == "sample")
        sizes.append(sample.quality.n)
        assert len(sizes) <= 8
    assert sizes == sorted(sizes)
    assert sizes[-1] == 400


def test_a_parent_gives_up_all_that_its_child_gave_up():
    rows = varied()
    rows.loc[(rows["industry"] == "banks") & rows["experience_years"].between(4, 8), "industry"] = "shops"
    child = group(rows, industry="banks", experience=6.0)
    assert len(child.back_off) == 1  # bankers of that experience are none, so industry is given up
    assert child.parent().quality.n == 400  # and not the bankers of any experience


def test_area_backs_off_to_the_state_and_the_country_with_the_official_ratio(tmp_path):
    rows = oracle(40, 60, area=["Detroit, MI"] * 40 + ["Chicago, IL"] * 60).assign(occupation="13-1081")
    peers = load_market(as_parquet(tmp_path, world()), rows).peers("13-1081", "Grand Rapids")
    sample = next(source for source in peers.sources if source.kind == "sample")
    assert (sample.place, sample.local, sample.quality.n) == ("Michigan", False, 40)
    entry = next(source for source in peers.benchmark(on=ON).sources if source.name == "your data")
    assert (entry.value, entry.geography, entry.geography_se) == (120_000, pytest.approx(77_050 / 83_200), 0.02)
    # twelve in the state only: pulled to the country, brought to the state first
    few = load_market(as_parquet(tmp_path, world()), rows.iloc[28:]).peers("13-1081", "Grand Rapids")
    entry = next(source for source in few.benchmark(on=ON).sources if source.name == "your data")
    share = 12 / 22
    there = 105_000 * 83_200 / 82_320
    assert entry.value * entry.shrinkage == pytest.approx(
        math.exp(share * math.log(120_000) + (1 - share) * math.log(there))
    )


# families


@pytest.fixture
def official(tmp_path):
    return as_parquet(tmp_path, world())


def filings(**columns):
    return oracle(31).assign(occupation="13-1081", **columns)


def test_what_rests_on_the_official_wages_counts_once(official):
    peers = load_market(official, filings(source="H-1B disclosures 2025")).peers("13-1081")
    result = peers.benchmark(on=ON, rate=RATE)
    assert [source.name for source in result.sources] == ["OEWS"]
    assert "H-1B disclosures 2025 is shown only: it rests on OEWS, which already counts" in result.assumptions
    assert list(peers.percentiles(on=ON)["counts"]) == [True, False]
    with pytest.raises(KitError):
        peers.benchmark(on=ON, leave_out=("OEWS",))
    chosen = peers.benchmark(on=ON, rate=RATE, weights={"H-1B disclosures 2025": 1}, reason="my employer files many")
    assert [source.name for source in chosen.sources] == ["H-1B disclosures 2025"]
    assert chosen.equal == result.value


def test_two_filings_without_the_official_wages_are_one_family():
    rows = pd.concat([filings(source="H-1B 2024"), filings(source="H-1B 2025", pay=110_000.0)])
    result = group(rows, occupation="13-1081").benchmark(on=ON)
    assert [source.name for source in result.sources] == ["H-1B 2024"]
    assert any("H-1B 2025 is shown only: it rests on OEWS" in words for words in result.assumptions)


def test_people_who_chose_to_answer_are_shown_and_enter_only_by_name_and_reason(official):
    peers = load_market(official, filings(source="Stack Overflow 2025")).peers("13-1081")
    default = peers.benchmark(on=ON, rate=RATE)
    assert [source.name for source in default.sources] == ["OEWS"]
    assert "Stack Overflow 2025 is shown only: people chose to answer it" in default.assumptions
    weights = {"OEWS": 3, "Stack Overflow 2025": 1}
    with pytest.raises(KitError, match="need a reason") as refused:
        peers.benchmark(on=ON, weights=weights, reason=" ")
    assert refused.value.issues[0].code == "K072"
    chosen = peers.benchmark(on=ON, rate=RATE, weights=weights, reason="it asks for my very job.")
    oews, survey = (source.adjusted(ON, RATE) for source in chosen.sources)
    assert chosen.value == pytest.approx((3 * oews + survey) / 4)
    assert chosen.equal == default.value == pytest.approx(oews)
    assert (
        chosen.assumptions[-1]
        == "weights chosen by you: OEWS 75%, Stack Overflow 2025 25%, because it asks for my very job"
    )
    alone = load_market(filings(source="Stack Overflow 2025")).peers("13-1081")
    with pytest.raises(KitError, match="people chose to answer it"):
        alone.benchmark(on=ON)
    named = alone.benchmark(on=ON, weights={"Stack Overflow 2025": 1}, reason="nothing else is known")
    assert (named.value, named.equal) == (105_000, None)


@pytest.mark.parametrize("weights", [{"OWES": 1}, {"OEWS": -1}, {"OEWS": 0}, {"OEWS": math.nan}])
def test_weights_of_unknown_sources_and_weights_that_are_none_are_refused(official, weights):
    with pytest.raises(KitError) as refused:
        load_market(official).peers("13-1081").benchmark(on=ON, weights=weights, reason="why not")
    assert refused.value.issues[0].code == "K057"


def test_sources_of_a_frame_are_families_of_their_own_where_each_can_count():
    rows = pd.concat([oracle(40).assign(source="Survey A"), oracle(40).assign(source="Survey B", pay=130_000.0)])
    result = group(rows, level="senior").benchmark(on=ON)
    assert [(source.name, source.value) for source in result.sources] == [("Survey A", 120_000), ("Survey B", 130_000)]
    assert (result.value, result.tau) == (125_000, pytest.approx(math.log(130 / 120) / math.sqrt(2), abs=0.001))
    assert group(rows, level="senior").distribution().n == 80
    few = pd.concat([oracle(40).assign(source="Survey A"), oracle(4, 0).assign(source="Survey B", pay=130_000.0)])
    pooled = group(few, level="senior").benchmark(on=ON)
    assert [source.name for source in pooled.sources] == ["your data"]
    assert len(pooled.sources) == 1


@pytest.mark.parametrize("name", ["Stack Overflow 2025", "H-1B 2025"])
def test_surveys_of_volunteers_and_filings_are_never_pooled_with_others(name):
    few = pd.concat([oracle(40).assign(source=name), oracle(4, 0).assign(source="Survey B", pay=130_000.0)])
    peers = group(few, level="senior")
    assert [source.name for source in peers.sources if not source.refusal] == (
        [name] if name.startswith("H-1B") else []
    )
    unnamed = pd.concat([oracle(40).assign(source=name), oracle(40).assign(source=None, pay=130_000.0)])
    counting = [source.name for source in group(unnamed, level="senior").benchmark(on=ON).sources]
    assert counting == (["your data"] if name.startswith("Stack") else ["your data", name])


def test_one_source_in_all_rows_names_the_family():
    assert group(oracle(40).assign(source="Survey A")).benchmark(on=ON).sources[0].name == "Survey A"
    assert group(oracle(40)).benchmark(on=ON).sources[0].name == "your data"


# all groups at once


def test_all_groups_at_once_are_the_groups_one_by_one():
    rows = varied()
    table = load_market(rows).percentiles((0.25, 0.5, 0.9))
    assert list(table.columns) == ["source", "occupation", "level", "n", "p25", "p50", "p90"]
    assert list(table["level"]) == ["junior", "senior"]
    for _, line in table.iterrows():
        own = rows[rows["level"] == line["level"]]
        assert line["n"] == len(own)
        for p, name in ((0.25, "p25"), (0.5, "p50"), (0.9, "p90")):
            assert line[name] == pytest.approx(plain_quantile(own["pay"], own["weight"], p))
    with pytest.raises(KitError, match="mixes 2 of country"):
        load_market(pd.concat([rows, rows.assign(country="DE")])).percentiles()


def test_reprs_show_no_amounts():
    peers = group(oracle(6), level="senior")
    shown = (
        repr(peers) + repr(peers.main) + repr(peers.main.group) + repr(peers.main.rows_of) + repr(peers.distribution())
    )
    assert "120" not in shown
    assert "105" not in shown


@pytest.mark.parametrize(("times", "reason"), [(2080, "possibly hourly"), (12, "possibly monthly"), (1000, "possibly")])
def test_figures_of_another_period_never_enter_beside_official_wages(times, reason):
    rows = frame(40, pay=np.linspace(120_000, 150_000, 40) / times)
    official = load_market().peers("15-1252").benchmark(on=ON).value
    peers = load_market(asset("data", "market", "oews.parquet"), rows).peers("15-1252")
    assert peers.benchmark(on=ON).value == official
    left = [words for source in peers.sources for words in source.left_out]
    assert sum(int(words.split()[0]) for words in left) == 40
    assert any(reason in words for words in left)


def test_what_rows_do_not_say_is_said():
    rows = frame(40, pay=np.linspace(80_000, 100_000, 40))
    half = ["EUR"] * 20 + [None] * 20
    words = " ".join(group(rows.assign(currency=half), currency="USD").benchmark(on=ON).assumptions)
    assert "rows without a currency are taken to be in USD" in words
    assert "EUR turned into USD" in words
    german = load_market(rows.drop(columns="currency", errors="ignore").assign(country="DE")).peers(
        "15-1252", currency="USD"
    )
    assert "EUR turned into USD" in " ".join(german.benchmark(on=ON).assumptions)
    undated = rows.assign(as_of=["2025-06-02"] * 36 + [None] * 4)
    assert "4 rows without a date are taken to be of the median day" in " ".join(
        group(undated).benchmark(on=ON).assumptions
    )
    weeks = group(rows.assign(per=["year"] * 37 + ["week"] * 3))
    assert "3 rows of your data left out: not paid by the year" in weeks.benchmark(on=ON).assumptions


def test_a_source_that_says_no_job_is_named_and_never_blended_beside_one_that_does():
    rows = frame(40).drop(columns="occupation")
    alone = load_market(rows).peers("15-1252")
    assert "the occupation is ignored for your data, which does not say it" in alone.benchmark(on=ON).assumptions
    beside = load_market(asset("data", "market", "oews.parquet"), rows).peers("15-1252").benchmark(on=ON)
    assert [source.name for source in beside.sources] == ["OEWS"]
    assert "your data is shown only: it does not say which jobs it is of" in beside.assumptions


def test_settings_that_cannot_be_meant_are_refused_in_words():
    peers = group(frame(40))
    for wrong, code in (({"leave_out": ("oews",)}, "K057"), ({"rate": "3%"}, "K057"), ({"percentile": "0.5"}, "K053")):
        with pytest.raises(KitError) as refused:
            peers.benchmark(on=ON, **wrong)
        assert refused.value.issues[0].code == code
    market = load_market(frame(40))
    for wrong in ({"area": 5}, {"country": 840}, {"currency": 5}, {"experience": "10"}, {"max_age": "5"}):
        with pytest.raises(KitError, match=next(iter(wrong))):
            market.peers("15-1252", **wrong)
    assert (
        market.peers("15-1252", today="2026-05-01").quality.n
        == market.peers("15-1252", today=date(2026, 5, 1)).quality.n
    )


def test_why_nothing_is_left_is_said():
    with pytest.raises(KitError, match="40 rows of your data left out: too old"):
        load_market(frame(40, as_of="2010-01-01")).peers("15-1252", today=date(2026, 4, 1)).benchmark(on=ON)
    with pytest.raises(KitError, match="nothing that was loaded can be used"):
        load_market(frame(40).head(0)).peers("15-1252")
