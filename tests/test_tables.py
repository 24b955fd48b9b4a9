"""Every table is declared once, as documented; `*` marks a required column."""

from datetime import date

import pandas as pd
import pytest

from advocacy_kit.core.records import parse_csv
from advocacy_kit.core.schema import DTYPES, Table
from advocacy_kit.core.tables import TABLES
from advocacy_kit.core.values import to_frame

EXPECTED = {
    "wins": (
        "id date* win* impact beneficiary measure before after unit value value_basis value_kind value_status my_share"
        " category goals competencies objectives evidence praise praise_by known_to audience confidential origin"
    ),
    "pay": "date* amount* per* payments hours_per_week element* years agreed currency country note",
    "market": (
        "date* kind* title* occupation level employer country* area low* high per* element* currency experience_years"
        " expires link note"
    ),
    "published": (
        "source* publisher country* area occupation title per* element* currency* date* p10 p25 p50 p75 p90 cap n link"
        " payments"
    ),
    "asks": (
        "id date* kind* to* request* figure opening_low opening_high walk_away currency per start_date* next_date*"
        " state* blocker answer agreed note"
    ),
    "options": "ask_id* option* cost owner first_step date",
    "people": "id name* relation* cares_about rooms agreed consent_date consent_words last_spoken note",
}
CHOICES = {
    ("wins", "value_kind"): ("once", "recurring"),
    ("wins", "value_status"): ("estimate", "confirmed"),
    ("pay", "per"): ("year", "month", "hour"),
    ("pay", "element"): ("base", "commission", "tips", "production_bonus", "bonus", "equity", "allowance"),
    ("market", "kind"): ("posting", "disclosure", "quote", "offer"),
    ("people", "relation"): ("manager", "sponsor", "ally", "peer", "report", "mentee"),
    ("outcomes", "effect"): ("adds", "replaces"),
    ("goals", "pace"): ("linear", "late"),
    ("reviews", "kind"): ("quarterly", "annual", "promotion"),
}
PAY = {
    "pay": {"amount"},
    "bands": {"minimum", "midpoint", "maximum"},
    "market": {"low", "high"},
    "published": {"p10", "p25", "p50", "p75", "p90", "cap"},
    "asks": {"figure", "opening_low", "opening_high", "walk_away"},
}
every_table = pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)


@pytest.mark.parametrize("name", EXPECTED)
def test_columns_are_as_documented(name: str) -> None:
    assert " ".join(column.name + "*" * column.required for column in TABLES[name].columns) == EXPECTED[name]


@pytest.mark.parametrize("place", CHOICES, ids=".".join)
def test_choices_are_as_documented(place: tuple[str, str]) -> None:
    column = TABLES[place[0]].column(place[1])
    assert column is not None
    assert column.choices == CHOICES[place]


@every_table
def test_names_are_unique_and_lower_case(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    assert all(name == name.lower() and name.isidentifier() for name in table.names)


@every_table
def test_every_column_is_explained(table: Table) -> None:
    assert table.help
    assert [column.name for column in table.columns if not column.help.strip()] == []


@every_table
def test_choices_belong_to_choice_columns_alone(table: Table) -> None:
    assert all(bool(column.choices) == (column.kind == "choice") for column in table.columns)


@every_table
def test_pay_is_declared_as_pay(table: Table) -> None:
    assert {column.name for column in table.columns if column.kind == "pay"} == PAY.get(table.name, set())
    assert table.bears_pay == (table.name in PAY)


@every_table
def test_empty_table_has_the_declared_columns_and_dtypes(table: Table) -> None:
    frame = table.empty()
    assert len(frame) == 0
    assert tuple(frame.columns) == table.names
    assert [str(dtype) for dtype in frame.dtypes] == [DTYPES[column.kind] for column in table.columns]


@every_table
def test_empty_table_looks_like_one_that_was_read(table: Table) -> None:
    header = ",".join(table.names) + "\n"
    read, issues = to_frame(parse_csv(header.encode(), table), table, today=date(2026, 9, 30), locale=None)
    assert issues == ()
    pd.testing.assert_frame_equal(read, table.empty())


@every_table
def test_row_that_was_read_has_the_declared_dtypes(table: Table) -> None:
    samples = {
        "text": "x",
        "list": "a;b",
        "date": "2026-01-05",
        "number": "1.5",
        "pay": "20",
        "share": "0.5",
        "rating": "3",
        "flag": "yes",
    }
    row = ",".join(column.choices[0] if column.choices else samples[column.kind] for column in table.columns)
    data = f"{','.join(table.names)}\n{row}\n".encode()
    read, issues = to_frame(parse_csv(data, table), table, today=date(2026, 9, 30), locale=None)
    assert issues == ()
    assert len(read) == 1
    assert read.notna().all(axis=None)
    assert list(read.dtypes) == list(table.empty().dtypes)
    assert read.index.name == table.empty().index.name
    assert read.index.dtype == table.empty().index.dtype


@every_table
def test_column_is_found_by_its_name(table: Table) -> None:
    assert [table.column(name) for name in table.names] == list(table.columns)
    assert table.column("no_such_column") is None
    assert table.file == f"{table.name}.csv"


def test_tables_are_found_by_their_names() -> None:
    assert all(name == table.name for name, table in TABLES.items())
