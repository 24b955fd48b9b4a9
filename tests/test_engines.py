"""One question, any engine: pandas, polars, pyarrow, DuckDB and Spark give the same answer to the last digit."""

import dataclasses
import math
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from advocacy_kit import KitError, load_market
from tests.test_docs_data import BLOCKS, pay_folder, run

# many frames here have days that cannot be read, which is said of each
pytestmark = pytest.mark.filterwarnings("ignore:.*as_of is no date:UserWarning")

ON, TODAY = date(2026, 4, 1), date(2026, 3, 1)
SHARES = (0.1, 0.25, 0.5, 0.6, 0.75, 0.9)
TEXTS = ("country", "occupation", "title", "level", "area", "industry", "employer", "employer_size", "source", "as_of")
TEXTS += ("currency", "pay_element", "per", "id")


def dirty(n=1500, seed=20260401):
    """Observations with something wrong in every column; weights are whole, so that every sum is exact in any order."""
    random = np.random.default_rng(seed)

    def some(*choices):
        """One of the choices a row; the first is the usual one."""
        odds = np.array([6.0] + [1.0] * (len(choices) - 1))
        return [choices[place] for place in random.choice(len(choices), n, p=odds / odds.sum())]

    pay = [float(value) for value in random.integers(120, 240, n) * 500]
    for place in range(0, n, 5):
        pay[place] = (None, math.nan, 0.0, -5.0, math.inf, -math.inf, 41.5, 55.0, 5_000_000.0, 2_000.0)[place // 5 % 10]
    employers = [f"Employer {place}" for place in random.integers(0, 14, n)]
    rows = {
        "pay": pay,
        "country": some("US", "us", "United States", "DE", " US ", "USA\n", None, "", "  ", "Deutschland"),
        "occupation": some("15-1252", "151252", "15-1252.00", "15-1252 ", "13-1081", None, ""),
        "title": some("Software Developer", "software  developer", "DevOps", None, ""),
        "level": some("senior", "Senior", "junior", "SENIOR ", None, "", "\u00a0senior\u2003"),
        "area": some("Grand Rapids, MI", "Detroit, MI", "Chicago, IL", "grand rapids, mi", None, ""),
        "industry": some("Software", "Banks", "software", None, ""),
        "employer": [name if odd == "as is" else odd and odd(name) for name, odd in zip(employers, some("as is", str.upper, None), strict=True)],
        "employer_size": some("large", "small", "Large", None, ""),
        "experience_years": some(5.0, 3.0, 7.0, 7.5, 2.9, None, math.nan, 1.3, 12.0),
        "source": some("Survey A", "Survey B", "Survey A "),
        "as_of": some("2025-06-01", "2024-02-29", "2025-10-31T12:30:00", "2025", "2019-01-01", "2027-01-01", "soon", "31/12/2024", "2025-02-30", None, "", "1900-01-01"),
        "currency": some("USD", "usd", "EUR", "XXX", None, ""),
        "pay_element": some("base", "Base", "salary", "total cash", None, ""),
        "per": some("year", "Year", "month", None, "", "annual"),
        "weight": some(1.0, 2.0, 3.0, 0.0, -1.0, None, math.nan, math.inf),
        "id": [None if place % 3 else f"row {place // 9}" for place in range(n)],
    }  # fmt: skip
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype="float64" if name in ("pay", "experience_years", "weight") else object)
            for name, values in rows.items()
        }
    )


def twice(frame):
    """The same rows with copies: some exact, some that differ in what makes a duplicate."""
    copies = frame.iloc[::7].copy()
    copies.loc[copies.index[::3], "pay"] += 500
    copies.loc[copies.index[1::3], "as_of"] = "2025-06-02"
    return pd.concat([frame, frame.iloc[::5], copies], ignore_index=True)


def arrow(frame):
    """The frame as Arrow; NaN stays NaN in numbers and is missing in texts."""
    columns = {}
    for name in frame:
        values = frame[name]
        numeric = name in ("pay", "weight", "experience_years")
        columns[name] = (
            pa.array(values.to_numpy(), pa.float64()) if numeric else pa.array(values, pa.string(), from_pandas=True)
        )
    return pa.table(columns)


def plain(value):
    """A result as comparable values: NaN is None, arrays and frames are lists, dataclasses are dicts."""
    if isinstance(value, float):
        return None if math.isnan(value) else float(value)
    if isinstance(value, pd.DataFrame):
        return [plain(entry) for row in value.itertuples(index=False) for entry in row]
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [plain(entry) for entry in value]
    return value


def said(ask):
    """What an operation returns, or the words of its refusal."""
    try:
        return plain(ask())
    except KitError as error:
        return str(error)


QUESTIONS = (
    {"level": "senior", "today": TODAY},
    {
        "level": "senior",
        "industry": "software",
        "employer_size": "large",
        "experience": 5.0,
        "area": "Grand Rapids, MI",
    },
    {"level": "principal", "experience": 63.3},
    {"element": "total cash", "today": TODAY, "max_age": 2.0},
    {"unit": "month"},
    {"country": "DE", "currency": "EUR"},
)


def answers(frame, questions=QUESTIONS, occupation="15-1252"):
    """Everything that a peer group says, to each question, and what became of the rows at load."""
    market = load_market(frame)
    found = {"provenance": plain(market.provenance)}
    for asked in questions:
        try:
            peers = market.peers(occupation, **{"country": "US"} | asked)
        except KitError as error:
            found[str(asked)] = str(error)
            continue
        sample = said(peers.distribution)
        found[str(asked)] = {
            "quality": plain(peers.quality),
            "words": [peers.back_off, peers.ignored, peers.left_out, [source.left_out for source in peers.sources]],
            "sources": [
                [source.name, source.refusal, plain(source.quality), str(source.day)] for source in peers.sources
            ],
            "distribution": sample if isinstance(sample, str) else [peers.distribution().n, peers.distribution().n_eff],
            "quantiles": said(lambda peers=peers: [peers.distribution().quantile(p) for p in SHARES]),
            "intervals": said(lambda peers=peers: [peers.distribution().interval(p) for p in SHARES]),
            "percentiles": said(lambda peers=peers: peers.percentiles(on=ON)),
            **{f"benchmark {p}": said(lambda peers=peers, p=p: peers.benchmark(p, on=ON)) for p in (0.5, 0.75)},
            "rank": said(lambda peers=peers: [peers.rank(pay, on=ON) for pay in (70_000.0, 90_000.0, 90_500.0)]),
            "rank_interval": said(lambda peers=peers: peers.rank_interval(90_000.0, on=ON)),
        }
    return found


@pytest.fixture(scope="module")
def data():
    return twice(dirty())


@pytest.fixture(scope="module")
def expected(data):
    return answers(data)


@pytest.fixture(scope="module")
def duck():
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """A real Spark of two threads; it starts a Java process of its own and ends it."""
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.default.parallelism": "2",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.local.dir": str(folder),
        # for a few small jobs: the first compiler alone and the plainest collector halve the processor time
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    builder = SparkSession.builder.master("local[2]").appName("advocacy_kit")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def test_the_answers_to_compare_are_answers(expected):
    first = expected[str(QUESTIONS[0])]
    assert first["distribution"][0] > 100
    assert first["benchmark 0.5"]["interval"] is not None
    lost = expected["provenance"][-1]
    for reason in (
        "without pay",
        "not above zero",
        "without a country",
        "without a weight",
        "negative or infinite weight",
        "cannot be read",
    ):
        assert reason in lost
    left = " ".join(words for source in first["words"][-1] for words in source)
    for reason in ("recorded twice", "dated in the future", "too old", "without a rate", "possibly hourly", "4 × MAD"):
        assert reason in left
    said = expected[str(QUESTIONS[2])]["words"]
    assert any("taken instead" in words for words in said[0])
    assert any("where nobody has it" in words for group in said for words in group)
    assert "European Central Bank" in str(first["benchmark 0.5"]["assumptions"])


KINDS = {
    "pandas, nullable": lambda frame: frame.astype({name: "string" if name in TEXTS else "Float64" for name in frame}),
    "pandas, categories": lambda frame: frame.astype(dict.fromkeys(TEXTS, "category")),
    "pandas, other order": lambda frame: frame.sample(frac=1, random_state=3),
    "pyarrow": arrow,
    "pyarrow, dictionaries in pieces": lambda frame: pa.concat_tables(
        pa.table({n: c.dictionary_encode() if n in TEXTS else c for n, c in zip(t.column_names, t.columns, strict=True)})
        for t in (arrow(frame.iloc[start : start + 400]) for start in range(0, len(frame), 400))
    ),
    "pyarrow, large texts": lambda frame: pa.table({n: c.cast(pa.large_string()) if n in TEXTS else c for n, c in zip(frame, arrow(frame).columns, strict=True)}),
    "polars": lambda frame: pl.from_arrow(arrow(frame)),
    "polars, categories": lambda frame: pl.from_arrow(arrow(frame)).with_columns(pl.col(TEXTS).cast(pl.Categorical)),
    "polars, enum": lambda frame: pl.from_arrow(arrow(frame)).with_columns(pl.col("level").cast(pl.Enum(sorted(set(frame["level"].dropna()))))),
    "polars, lazy": lambda frame: pl.from_arrow(arrow(frame)).lazy(),
    "polars, lazy categories": lambda frame: pl.from_arrow(arrow(frame)).with_columns(pl.col(TEXTS).cast(pl.Categorical)).lazy(),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_frames_in_memory_and_lazy_polars_agree(kind, data, expected):
    assert answers(KINDS[kind](data)) == expected


def test_duckdb_agrees(duck, data, expected):
    table = arrow(data)
    assert answers(duck.from_arrow(table)) == expected


def test_spark_agrees(spark, data, expected):
    asked = [QUESTIONS[place] for place in (0, 2, 5)]  # each question is several jobs of Spark's, and jobs take time
    found = answers(spark.createDataFrame(arrow(data)), asked)
    assert found == {name: expected[name] for name in ("provenance", *map(str, asked))}


def small(**columns):
    """Sixty observations of ten employers that all count, with some columns of another type."""
    random = np.random.default_rng(7)
    rows = {
        "pay": [float(value) for value in random.integers(120, 240, 60) * 500],
        "country": ["US"] * 60,
        "occupation": ["151252"] * 60,
        "employer": [f"Employer {place % 10}" for place in range(60)],
        "experience_years": [float(value) for value in random.integers(0, 9, 60)],
        "weight": [float(value) for value in random.integers(1, 4, 60)],
        "as_of": [f"{2021 + place % 5}-0{1 + place % 9}-15" for place in range(60)],
    }
    return rows | columns


PLAIN = small()
DAYS = [date.fromisoformat(text) for text in PLAIN["as_of"]]
GAPS = [None if place % 7 == 3 else 2020 + place % 6 for place in range(60)]
# columns of other types, and the plain ones that mean the same
TYPES = {
    "whole numbers": (
        {
            "pay": pa.array(PLAIN["pay"], pa.int64()),
            "weight": pa.array(PLAIN["weight"], pa.int32()),
            "experience_years": pa.array(PLAIN["experience_years"], pa.int16()),
        },
        {},
    ),
    "decimals": ({name: pa.array([Decimal(int(n)) for n in PLAIN[name]], pa.decimal128(12, 2)) for name in ("pay", "weight")}, {}),
    "single precision": ({name: pa.array(PLAIN[name], pa.float32()) for name in ("pay", "weight", "experience_years")}, {}),
    "codes as whole numbers": ({"occupation": pa.array([151252] * 60)}, {}),
    "codes as fractions": (
        {"occupation": pa.array([math.nan if place % 9 == 4 else 151252.0 for place in range(60)], pa.float64())},
        {"occupation": [None if place % 9 == 4 else "151252" for place in range(60)]},
    ),
    "levels as numbers": (
        {"level": pa.array([(1.0, 2.5, None)[place % 3] for place in range(60)])},
        {"level": [("1", "2.5", None)[place % 3] for place in range(60)]},
    ),
    "days": ({"as_of": pa.array(DAYS, pa.date32())}, {}),
    "times": ({"as_of": pa.array([datetime(d.year, d.month, d.day, 23, 59, 59, tzinfo=UTC).replace(tzinfo=None) for d in DAYS], pa.timestamp("us"))}, {}),
    "times of UTC": (
        {"as_of": pa.array([datetime(d.year, d.month, d.day, 23, 59, 59, tzinfo=UTC) for d in DAYS], pa.timestamp("us", "UTC"))},
        {},
    ),
    "days out of bounds": (
        {"as_of": pa.array([date(1899, 12, 30), date(9999, 12, 31), None, *DAYS[3:]], pa.date32())},
        {"as_of": ["1899-12-30", "9999-12-31", None, *PLAIN["as_of"][3:]]},
    ),
    "years": ({"as_of": pa.array(GAPS, pa.int32())}, {"as_of": [None if year is None else f"{year}-07-01" for year in GAPS]}),
    "years as fractions": (
        {"as_of": pa.array([math.nan if year is None else year for year in GAPS], pa.float64())},
        {"as_of": [None if year is None else f"{year}-07-01" for year in GAPS]},
    ),
    "nothing in a column": (
        {name: pa.array([None] * 60, kind) for name, kind in (("level", pa.string()), ("experience_years", pa.float64()), ("id", pa.string()))},
        {name: [None] * 60 for name in ("level", "experience_years", "id")},
    ),
    "no pay element, no period": (
        {"pay_element": pa.array([None] * 60, pa.string()), "per": pa.array([""] * 60)},
        {"pay_element": [None] * 60, "per": ["year"] * 60},  # that it is taken to be base pay is said
    ),
}  # fmt: skip
ASKED = ({"experience": 4.0}, {"level": "1", "today": date(2025, 12, 31), "max_age": 3.5})


def typed_table(changes):
    return pa.table(small() | changes)


@pytest.fixture(scope="module")
def meant():
    return {name: answers(pd.DataFrame(small(**same)), ASKED) for name, (_, same) in TYPES.items()}


@pytest.mark.parametrize("name", TYPES)
def test_columns_of_other_types_mean_the_same_in_every_engine(name, meant, duck):
    table, expected = typed_table(TYPES[name][0]), meant[name]
    assert isinstance(expected[str(ASKED[0])], dict)
    for frame in frames(table, duck):
        assert answers(frame, ASKED) == expected


def frames(table, connection):
    """The same table in every engine that starts at once."""
    return [table, table.to_pandas(), pl.from_arrow(table), pl.from_arrow(table).lazy(), connection.from_arrow(table)]


@pytest.mark.parametrize("kept", [0, 1])
@pytest.mark.parametrize(
    "lacking", [(), ("occupation",), ("level",), ("occupation", "level"), ("as_of", "weight", "employer")]
)
def test_few_rows_and_few_columns_are_said_alike(kept, lacking, duck):
    whole = typed_table({"level": ["senior"] * 60, "title": ["Developer"] * 60}).drop_columns(list(lacking))
    found = [answers(frame, ASKED) for frame in frames(whole.slice(0, kept), duck) + frames(whole, duck)]
    assert found[:5] == [found[0]] * 5
    assert found[5:] == [found[5]] * 5
    assert (
        found[5][str(ASKED[0])]["distribution"][0] == 60
        if "experience_years" in lacking
        else found[5]["provenance"][4] == 60
    )


def test_pandas_may_mix_kinds_in_one_column():
    mixed = pd.DataFrame(small())
    mixed["occupation"] = pd.Series([151252, "15-1252", 151252.0, None] * 15, dtype=object)
    mixed["as_of"] = pd.Series([date(2025, 6, 1), "2025-06-01", 2025, pd.NaT] * 15, dtype=object)
    same = pd.DataFrame(small(occupation=["151252", "15-1252", "151252", None] * 15))
    same["as_of"] = ["2025-06-01", "2025-06-01", "2025", None] * 15
    assert answers(mixed, ASKED) == answers(same, ASKED)


@pytest.mark.parametrize(
    "column",
    [
        {"pay": ["80000"] * 60},
        {"pay": pa.array([True] * 60)},
        {"weight": ["one"] * 60},
        {"experience_years": pa.array(DAYS, pa.date32())},
    ],
)
def test_what_is_no_number_is_refused_in_words_by_every_engine(column, duck):
    for frame in frames(typed_table(column), duck):
        with pytest.raises(KitError, match="must be numbers") as refused:
            load_market(frame)
        assert refused.value.issues[0].code == "K066"


def test_a_table_without_pay_or_country_or_with_a_name_twice_is_refused(duck):
    for frame in frames(typed_table({}).drop_columns(["pay"]), duck):
        with pytest.raises(KitError, match="has no column pay"):
            load_market(frame)
    twice_named = pd.concat([pd.DataFrame(small()), pd.DataFrame({"pay": [1.0] * 60})], axis=1)
    for frame in (twice_named, pa.table([[1.0], [2.0], ["US"]], names=["pay", "pay", "country"])):
        with pytest.raises(KitError, match="twice") as refused:
            load_market(frame)
        assert refused.value.issues[0].code == "K066"


def test_all_groups_at_once_are_for_what_is_in_memory(duck):
    for frame in frames(typed_table({}), duck)[:3]:
        assert load_market(frame).percentiles()["n"].tolist() == [60]
    for frame in frames(typed_table({}), duck)[3:]:
        with pytest.raises(KitError, match="no observations are loaded into memory"):
            load_market(frame).percentiles()


def test_a_lazy_frame_stays_where_it_is(duck):
    """Of a lazy frame only the asked group comes back, alike observations together."""
    table = pa.table(
        small() | {"pay": [80_000.0, 90_000.0] * 30, "as_of": ["2025-06-01"] * 60, "employer": ["A", "B"] * 30}
    )
    for frame in (pl.from_arrow(table).lazy(), duck.from_arrow(table)):
        (source,) = load_market(frame).peers("15-1252").sources
        assert type(source.rows_of).__name__ == "LazyRows"
        assert (source.group.pay.tolist(), source.group.count.tolist(), len(source.group)) == (
            [80_000, 90_000],
            [30, 30],
            60,
        )


def test_types_of_spark_mean_the_same(spark, meant):
    """Several types at once, for the same reason."""
    at_once = ("whole numbers", "codes as fractions", "times")
    table = typed_table({name: column for kind in at_once for name, column in TYPES[kind][0].items()})
    expected = answers(pd.DataFrame(small(**TYPES["codes as fractions"][1])), ASKED[:1])
    assert answers(spark.createDataFrame(table), ASKED[:1]) == expected
    others = ("decimals", "years as fractions", "no pay element, no period", "levels as numbers")
    table = typed_table({name: column for kind in others for name, column in TYPES[kind][0].items()})
    same = {name: column for kind in others for name, column in TYPES[kind][1].items()}
    assert answers(spark.createDataFrame(table), ASKED[:1]) == answers(pd.DataFrame(small(**same)), ASKED[:1])


def test_the_example_of_spark_in_the_docs_runs(spark, tmp_path, monkeypatch):
    """The session that runs already answers in place of the page's cluster.

    Java does not follow Python to another folder.
    """
    monkeypatch.chdir(tmp_path)
    folder = pay_folder(tmp_path)
    assert run(BLOCKS[2].replace('"pay/"', repr(str(folder)))) == run(BLOCKS[1])
