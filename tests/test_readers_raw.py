"""Any table as texts: delimiter, encoding, header and workbook make no difference, and nothing is guessed."""

import csv
import gc
import io
import itertools

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit import KitError
from advocacy_kit.core import read_limits as limits
from advocacy_kit.market.readers.countries import country_code, currency_code, state_letters
from advocacy_kit.market.readers.raw import RAGGED, open_table
from advocacy_kit.market.readers.sieve import (
    clear_day,
    decimal_mark,
    figures,
    iso_day,
    middle_of_year,
    number_or_none,
    us_day,
)

HEADER = ["Country", "Job title", "Pay, gross"]
ROWS = [
    ["Österreich", "Head of “R&D”; Linz", "85,000"],
    ["NA", "line one\nline two", " 70000 "],
    ["US", "", "*"],
    ["nan", "=1+1", "<b>9</b>"],
]
MEANT = [
    ["Österreich", "Head of “R&D”; Linz", "85,000"],
    ["NA", "line one\nline two", "70000"],
    ["US", None, "*"],
    ["nan", "=1+1", "<b>9</b>"],
]


def text_of(header, rows, delimiter=",", above=""):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerows([header, *rows])
    return above + stream.getvalue()


def cells(table, names=HEADER):
    frame = table.read(names)
    assert all(str(dtype) == "str" for dtype in frame.dtypes)
    return frame.astype(object).where(frame.notna(), None).to_numpy().tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize(
    ("delimiter", "above"),
    [(",", ""), (";", ""), ("\t", ""), (";", "sep=;\r\n"), ("|", "sep=|\n"), (",", "A note\n\n")],
)
def test_delimiter_encoding_and_notes_make_no_difference(tmp_path, encoding, delimiter, above):
    path = tmp_path / "table.csv"
    path.write_bytes(text_of(HEADER, ROWS, delimiter, above).encode(encoding))
    table = open_table(path)
    assert table.columns == tuple(HEADER)
    assert table.rows is None
    assert cells(table) == MEANT
    assert cells(table, HEADER[::-1]) == [row[::-1] for row in MEANT]
    assert table.dropped == ()
    assert bool(table.notes) == (encoding == "cp1252")


@pytest.mark.parametrize("suffix", [".tsv", ".txt", ".tab", ".CSV"])
def test_text_files_of_other_names(tmp_path, suffix):
    path = tmp_path / f"table{suffix}"
    path.write_text(text_of(HEADER, ROWS, "\t"), encoding="utf-8")
    assert cells(open_table(path)) == MEANT


@pytest.mark.parametrize(
    "above",
    [
        "Pay in Europe\nSource: the office, 2024\n\n",
        '"Pay, as printed","",""\n"a note, with commas"\n',
        "Title,,\n,,\n",
        '"a note\nof two lines"\n',
    ],
)
def test_notes_above_the_header_are_passed_over(tmp_path, above):
    path = tmp_path / "table.csv"
    path.write_text(text_of(HEADER, ROWS * 3, ",", above), encoding="utf-8")
    assert open_table(path).columns == tuple(HEADER)
    assert cells(open_table(path)) == MEANT * 3


def test_names_that_stand_twice_or_are_blank(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("pay,,pay,pay.2,title\n1,2,3,4,5\n")
    table = open_table(path)
    assert table.columns == ("pay", "column 2", "pay.2", "pay.2.2", "title")
    assert cells(table, table.columns) == [["1", "2", "3", "4", "5"]]


def test_rows_with_other_numbers_of_cells_are_counted(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n")
    table = open_table(path)
    assert cells(table, ["a", "c"]) == [["1", "3"], ["10", "12"]]
    assert table.dropped == ((RAGGED, 2),)
    table.read(["b"])
    assert table.dropped == ((RAGGED, 2),)  # not counted twice


def test_a_long_file_with_a_huge_cell(tmp_path):
    rows = [["US", "x" * 200, "85000"]] * 3000
    path = tmp_path / "table.csv"
    path.write_text(text_of(HEADER, [*rows[:2], ["US", "y" * 200_000, "1"], *rows]), encoding="utf-8")
    frame = open_table(path).read(HEADER)
    assert len(frame) == 3003
    assert frame["Job title"].str.len().max() == 200_000


def test_a_parquet_that_is_damaged_inside(tmp_path):
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"a": ["x" * 99] * 99}), path, use_dictionary=False, compression="none")
    data = bytearray(path.read_bytes())
    data[4:40] = bytes(36)
    path.write_bytes(data)
    with pytest.raises(KitError, match="cannot be read"):
        open_table(path).read(["a"])


def test_parquet_of_any_type_reads_as_texts(tmp_path):
    path = tmp_path / "table.parquet"
    dates = pa.array([19000, None], pa.date32())
    texts = pa.array(["x", " "]).dictionary_encode()
    pq.write_table(pa.table({"n": [1.5, None], "i": [7, 8], "d": dates, "t": texts, "l": [[1], [2]]}), path)
    table = open_table(path)
    assert (table.columns, table.rows, table.numeric) == (("n", "i", "d", "t"), 2, {"n", "i"})
    assert cells(table, ["t", "n", "i", "d"]) == [["x", "1.5", "7", "2022-01-08"], [None, None, "8", None]]


def test_a_workbook_reads_like_its_text(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ([*HEADER], ["Österreich", "Clerk", 85000], ["US", None, "*"]):
        sheet.append(row)
    book.create_sheet("notes").append(["nothing"])
    book.save(tmp_path / "table.xlsx")
    table = open_table(tmp_path / "table.xlsx")
    assert table.columns == tuple(HEADER)
    assert cells(table) == [["Österreich", "Clerk", "85000"], ["US", None, "*"]]
    folder = table.source.parent
    assert folder.is_dir()
    del table
    gc.collect()
    assert not folder.exists()  # what was converted goes with the table


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.csv", b"", "K054"),
        ("blank.csv", b" \n\n", "K054"),
        ("binary.csv", bytes(range(256)) * 8, "K054"),
        ("book.csv", b"PK\x03\x04 cut off", "K068"),
        ("cut.parquet", b"PAR1 cut off", "K054"),
        ("pickle.pkl", b"\x80\x04K\x01.", "K054"),
        ("undefined.csv", b"a,b\n\x81,2\n", "K054"),
    ],
)
def test_files_that_are_no_tables_are_refused_in_words(tmp_path, name, data, code):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(KitError) as refused:
        open_table(tmp_path / name).read(["a"])
    assert [issue.code for issue in refused.value.issues] == [code]
    assert refused.value.issues[0].fix


def test_a_file_that_is_not_there_and_one_that_claims_too_many_rows(tmp_path, monkeypatch):
    with pytest.raises(KitError, match="there is no file"):
        open_table(tmp_path / "gone.csv")
    pq.write_table(pa.table({"pay": [1] * 9}), tmp_path / "much.parquet")
    monkeypatch.setattr(limits, "ROWS", 8)
    with pytest.raises(KitError, match="too many rows"):
        open_table(tmp_path / "much.parquet")


# -- figures --

HOSTILE = [
    "*",
    "**",
    "#",
    "~",
    "1,5",
    "85.000,50",
    "85.000",
    "=85000",
    "<b>85000</b>",
    "1e5",
    "1_000",
    "inf",
    "nan",
    "85%",
    "0x10",
    "8 5",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_cells_are_no_figures(text):
    read = figures(pd.Series([text, "85,000", "85k", None]))
    assert read.values.isna().tolist() == [True, False, False, True]
    assert read.values.tolist()[1:3] == [85000, 85000]
    assert (read.marker | read.unreadable).tolist() == [True, False, False, False]
    assert read.blank.tolist() == [False, False, False, True]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(HOSTILE),
            st.floats(0, 1e9).map(lambda x: f"{x:.2f}"),
            st.integers(0, 10**9).map(str),
            st.text(max_size=6),
        )
    )
)
def test_a_column_reads_cell_by_cell_whatever_stands_beside(texts):
    for locale in (None, "en", "de"):
        together = figures(pd.Series(texts, dtype="str"), locale).values
        alone = [number_or_none(text, locale) for text in texts]
        assert [None if value != value else value for value in together] == alone  # noqa: PLR0124 - NaN


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        (["85000", "70000"], "."),
        (["85,000", "70000"], "."),
        (["85,000.50"], "."),
        (["1,234,567", "85,000"], "."),
        (["85000.5", "85.000"], "."),
        (["85000,50", "85.000"], ","),
        (["1.234.567"], ","),
        (["85.000,50", "60.000"], ","),
        (["85.000"], ""),
        (["85.000", "85,000"], ""),
        (["1,5", "85,000"], ""),
        (["1,5", "1.5"], ""),
        (["lots", "n. a."], "."),
    ],
)
def test_the_decimal_mark_is_decided_for_the_column_or_not_at_all(texts, sign):
    for order in itertools.permutations(texts):
        mark = decimal_mark(order)
        assert mark.sign == sign
        assert bool(mark.why) == (not sign)


# -- countries, currencies, dates --


@pytest.mark.parametrize(
    ("code", "texts"),
    {
        "US": ["USA", "U.S.", "united states of america ", "United States", "us", "U.S.A."],
        "GB": ["UK", "England", "Scotland", "United Kingdom of Great Britain and Northern Ireland", "u.k."],
        "DE": ["Germany", "Deutschland", "DEU", "Allemagne"],
        "IR": ["Iran, Islamic Republic of..."],
        "HK": ["Hong Kong (S.A.R.)"],
        "KR": ["Republic of Korea", "South Korea"],
        "TT": ["Trinidad and Tobago", "Trinidad & Tobago"],
        "KN": ["Saint Kitts and Nevis"],
        "TR": ["Turkey", "Türkiye"],
        "CI": ["Côte d'Ivoire", "Cote d’Ivoire"],
        "NL": ["the Netherlands", "Nederland", "Holland"],
        "CG": ["Congo, Republic of the..."],
        None: ["", "Remote", "EU", "Nomadic", "Other Country (Not Listed Above)", "Unted Sttes", "worldwide", "1"],
    }.items(),
)
def test_countries_as_people_write_them(code, texts):
    assert {text: country_code(text) for text in texts} == dict.fromkeys(texts, code)


def test_currencies_and_states():
    assert [currency_code(text) for text in ("EUR European Euro", "CHF\tSwiss franc", "usd", "£")] == [
        "EUR",
        "CHF",
        "USD",
        "GBP",
    ]
    assert [currency_code(text) for text in ("", "$", "euro", "none\tCook Islands", "US dollars", "XXX")] == [None] * 6
    assert [state_letters(text) for text in ("Michigan", "mi", "D.C.", "Bavaria", "")] == ["MI", "MI", "DC", None, None]


def test_dates_that_can_be_read_in_two_ways_stay_unread(tmp_path):
    assert str(us_day("4/27/2021 11:02:10")) == str(us_day("2021-04-27 00:00:00")) == "2021-04-27"
    assert us_day("27/4/2021") is us_day("45200") is iso_day("2021-02-30") is None
    assert [str(clear_day(text)) for text in ("2024", "31/12/2024", "12/31/2024", "31.12.2024", "05/05/2024")] == [
        "2024-07-01",
        *["2024-12-31"] * 3,
        "2024-05-05",
    ]
    assert [clear_day(text) for text in ("03/04/2024", "31/12/24", "soon", "45383")] == [None] * 4
    assert [str(middle_of_year(tmp_path / name)) for name in ("survey_2025_public.csv", "so2024v2.csv")] == [
        "2025-07-01",
        "2024-07-01",
    ]
    assert [middle_of_year(tmp_path / name) for name in ("survey.csv", "2019-2021.csv", "20251.csv")] == [None] * 3


def test_one_long_text_in_every_row_of_a_small_file_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "small.parquet"
    long = pa.DictionaryArray.from_arrays(pa.array(np.zeros(6_000, dtype=np.int8)), pa.array(["x" * 1_000_000]))
    pq.write_table(pa.table({"pay": [1.0] * 6_000, "country": ["US"] * 6_000, "title": long}), path)
    assert path.stat().st_size < 200_000
    with pytest.raises(KitError, match="unpacks to too much text"):
        open_table(path).read(["pay", "title"])
    assert open_table(path).read(["country"])["country"].eq("US").all()
