"""Cells to values: read right, or refused with the remedy; never a wrong number."""

import math
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advocacy_kit.core.errors import Issue
from advocacy_kit.core.model import Money, day, day_month, month_year
from advocacy_kit.core.records import parse_csv
from advocacy_kit.core.splice import row_cells
from advocacy_kit.core.tables import TABLES
from advocacy_kit.core.values import UnreadableError, read_number, split_list, to_frame
from tests.chance import examples

TODAY = date(2026, 9, 30)
laws = examples(200)


def _read(
    data: bytes, table: str = "wins", *, today: date = TODAY, locale: str | None = None
) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    parsed = parse_csv(data, TABLES[table])
    assert parsed.header
    return to_frame(parsed, TABLES[table], today=today, locale=locale)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _cell(column: str, cell: str, *, locale: str | None = None) -> object:
    """The value read from a cell of wins.csv, or the code of its issue."""
    frame, issues = _read(f"date,win,{column}\n2026-01-05,x,{_quoted(cell)}\n".encode(), locale=locale)
    if issues:
        assert len(frame) == 0
        (issue,) = issues
        return issue.code
    return frame[column].iloc[0]


def _date(cell: str) -> Issue:
    frame, (issue,) = _read(f"date,win\n{_quoted(cell)},x\n".encode())
    assert len(frame) == 0
    return issue


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("85000", 85000),
        ("$85,000", 85000),
        ("$ 85,000.50", 85000.5),
        ("85k", 85000),
        ("85 K", 85000),
        ("2.3k", 2300),
        ("1.2M", 1_200_000),
        ("85\u00a0000", 85000),
        ("85\u202f000", 85000),
        ("85'000", 85000),
        ("1,234,567", 1_234_567),
        ("\u22125", -5),
        ("-5", -5),
        ("+5", 5),
        ("(5)", -5),
        ("($1,250)", -1250),
        ("-$5", -5),
        ("85,000 USD", 85000),
        ("EUR 12.5", 12.5),
        ("0.123", 0.123),
        (".5", 0.5),
        (" 7 ", 7),
    ],
)
def test_number_is_read_right(cell: str, number: float) -> None:
    assert _cell("value", cell) == number


def test_zero_has_no_sign() -> None:
    assert math.copysign(1, float(str(_cell("value", "-0")))) == 1


@pytest.mark.parametrize("locale", [None, "en_US"])
@pytest.mark.parametrize("cell", ["1,5", "85.000,50", "1.234.567", "0,123", "12,345,67"])
def test_unclear_decimal_mark_is_refused(cell: str, locale: str | None) -> None:
    assert _cell("value", cell, locale=locale) == "K014"


@pytest.mark.parametrize(
    ("cell", "locale", "number"),
    [
        ("1,5", "de_DE", 1.5),
        ("85.000,50", "de_DE", 85000.5),
        ("85.000", "de_DE", 85000),
        ("1,2340", "de_DE", 1.234),
        ("0,123", "fr_FR", 0.123),
        ("85\u202f000,5", "fr_FR", 85000.5),
        ("85.00", "en_US", 85),
        ("1,234", "es_MX", 1234),  # the country decides, not the language
        ("1'234.50", "de_CH", 1234.5),
        ("1,234", "nobody_knows", 1234),
    ],
)
def test_locale_says_which_decimal_mark(cell: str, locale: str, number: float) -> None:
    assert _cell("value", cell, locale=locale) == number


def test_decimal_point_under_a_comma_locale_is_refused_with_a_remedy_that_works() -> None:
    _, (issue,) = _read(b"date,win,value\n2026-01-05,x,1.5\n", locale="de_DE")
    assert issue.code == "K014"
    assert issue.fix.endswith("1234,5.")
    assert _cell("value", "1234,5", locale="de_DE") == 1234.5


def test_three_digits_after_a_point_are_refused_without_a_locale() -> None:
    assert _cell("value", "85.000") == "K014"


@pytest.mark.parametrize(
    "cell",
    [
        "inf",
        "-inf",
        "nan",
        "NaN",
        "1_000",
        "1e5",
        "0x10",
        "--5",
        "+-5",
        "(5",
        "5)",
        "((5))",
        "5m",
        "k",
        "$",
        "5 6",
        "9" * 400,
        "*",
    ],
)
def test_what_is_no_number_is_refused(cell: str) -> None:
    assert _cell("value", cell) == "K013"


def test_percent_is_a_share_but_no_number() -> None:
    assert _cell("my_share", "5%") == _cell("my_share", "0.05") == 0.05
    assert _cell("value", "5%") == "K021"


@pytest.mark.parametrize("cell", ["50", "-0.1", "150%", "1.01"])
def test_share_outside_its_bounds_is_refused(cell: str) -> None:
    assert _cell("my_share", cell) == "K022"


@laws
@given(st.text(max_size=12), st.sampled_from([None, "en_US", "de_DE"]))
@example("9" * 400, None)
def test_any_text_is_a_finite_number_or_an_issue(cell: str, locale: str | None) -> None:
    cell = cell.replace("\x00", "").replace("\x1a", "")
    value = _cell("value", cell, locale=locale)
    assert value in ("K013", "K014", "K021") or not cell.strip() or math.isfinite(value)


@laws
@given(st.decimals(-10_000_000, 10_000_000, places=2))
def test_written_amounts_come_back(amount: object) -> None:
    assert _cell("value", f"{amount:,}", locale="en_US") == float(str(amount))
    swapped = f"{amount:,}".translate(str.maketrans(",.", ".,"))
    assert _cell("value", swapped, locale="de_DE") == float(str(amount))


@laws
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
@example(date(1900, 1, 1))
@example(date(2100, 12, 31))
def test_iso_dates_come_back(day: date) -> None:
    frame, issues = _read(f"date,win\n{day.isoformat()},x\n".encode(), today=date.max)
    assert issues == ()
    assert frame["date"].iloc[0] == pd.Timestamp(day).as_unit("us")


@pytest.mark.parametrize(
    ("cell", "fix"),
    [
        ("03/04/2024", "Write 2024-03-04 or 2024-04-03."),
        ("31/3/26", "Write 2026-03-31."),
        ("31.3.2026", "Write 2026-03-31."),
        ("2026/3/1", "Write 2026-03-01."),
        ("2026-3-1", "Write 2026-03-01."),
        ("45383", "Write 2024-04-01."),
        ("2026-02-30", "There is no such day."),
        ("40/40/2026", "Write year-month-day."),
        ("March 3", "Write year-month-day."),
    ],
)
def test_other_dates_are_refused_with_what_they_may_mean(cell: str, fix: str) -> None:
    issue = _date(cell)
    assert (issue.code, issue.severity, issue.line, issue.column) == ("K012", "error", 2, 1)
    assert issue.message == f"expected a date like 2026-03-31, got '{cell}'"
    assert issue.fix == fix


def test_future_date_warns_and_stays() -> None:
    frame, (issue,) = _read(b"date,win\n2026-09-30,x\n2026-10-01,y\n")
    assert (issue.code, issue.severity, issue.line) == ("K024", "warning", 3)
    assert len(frame) == 2


def test_date_that_lies_ahead_by_its_nature_does_not_warn() -> None:
    assert _read(b"goal,target,start,due\nx,1,2026-01-05,2027-12-31\n", "goals")[1] == ()


@pytest.mark.parametrize("word", ["NA", "None", "null", "nan", "N/A", "-", "1E5", "15-1252", "007", "TRUE"])
def test_words_and_codes_in_a_text_cell_are_text(word: str) -> None:
    assert _cell("category", word) == word


def test_blank_cells_are_missing_in_their_own_way() -> None:
    frame, issues = _read(b"date,win,impact,value,confidential,mood\n2026-01-05,x,,,,\n")
    assert issues == ()
    assert frame[["impact", "value", "mood", "evidence"]].isna().all(axis=None)
    assert not frame["confidential"].iloc[0]


@pytest.mark.parametrize(
    ("cell", "value"), [("yes", True), ("Yes", True), ("x", True), ("no", False), ("", False), ("maybe", "K015")]
)
def test_flag_is_yes_or_no(cell: str, value: object) -> None:
    assert _cell("confidential", cell) == value


@pytest.mark.parametrize(("cell", "value"), [("once", "once"), ("Recurring", "recurring"), ("monthly", "K015")])
def test_choice_is_one_of_its_choices(cell: str, value: str) -> None:
    assert _cell("value_kind", cell) == value


def test_required_blank_says_what_belongs_there() -> None:
    frame, (issue,) = _read(b"date,win\n2026-01-05,\n2026-01-06,x\n")
    assert (issue.code, issue.line, issue.column) == ("K016", 2, 12)
    assert frame.index.tolist() == [3]


@pytest.mark.parametrize("cell", ["-987654", "(987654)", "0", "987654 or so", "987.654", "987654%", "inf"])
def test_pay_is_above_zero_and_never_repeated(cell: str) -> None:
    frame, (issue,) = _read(f"date,amount,per,element\n2026-01-05,{cell},year,base\n".encode(), "pay")
    assert len(frame) == 0
    assert not any(digit in issue.excerpt + issue.message.split("got")[-1] for digit in "987654")


@pytest.mark.parametrize("row", ["987654,1,year,base", "2026-01-05,1,987654,base", "2026-01-05,1,year,987654"])
def test_pay_in_a_wrong_column_is_not_repeated_either(row: str) -> None:
    _, issues = _read(f"date,amount,per,element\n{row}\n".encode(), "pay")
    assert len(issues) == 1
    assert "987654" not in str(issues[0])


def test_date_in_a_table_of_pay_is_shown_so_that_it_can_be_mended() -> None:
    _, (issue,) = _read(b"date,amount,per,element\n3/4/2024,1,year,base\n", "pay")
    assert "'3/4/2024'" in issue.message


def test_place_is_that_of_the_cell() -> None:
    data = 'impact,date,win,value\n"one\ntwo é",2026-01-05,x,lots\n'.encode()
    frame, (issue,) = _read(data)
    assert (issue.line, issue.column, issue.excerpt.split("\n")[1]) == (3, 21, " " * 22 + "^")
    assert len(frame) == 0


def test_all_cells_at_fault_are_said_in_the_order_of_the_file() -> None:
    _, issues = _read(b"date,win,value\nx,,y\n2026-01-05,a,b\n")
    assert [(issue.line, issue.column) for issue in issues] == [(2, 1), (2, 3), (2, 4), (3, 14)]


def test_derived_ids_are_stable_and_unique() -> None:
    rows = [b"2026-01-05,x\n", b"2026-01-05,x\n", b"2026-01-06,y\n", b"2026-01-05,x\n"]
    ids = list(_read(b"date,win\n" + b"".join(rows))[0]["id"])
    assert len(set(ids)) == 4
    assert all(name.startswith("~") for name in ids)
    assert list(_read(b"# moved\n\ndate,win\n" + rows[2] + rows[0])[0]["id"]) == [ids[2], ids[0]]
    assert list(_read(b"date,win\r\n" + rows[2].replace(b"\n", b"\r\n") + rows[0].rstrip())[0]["id"]) == [
        ids[2],
        ids[0],
    ]


def test_given_ids_stay_and_twins_are_reported() -> None:
    frame, (issue,) = _read(b"id,date,win\nw-1,2026-01-05,x\n,2026-01-06,y\nw-1,2026-01-07,z\n")
    assert list(frame["id"].str.startswith("w-1")) == [True, False, True]
    assert (issue.code, issue.severity, issue.line, issue.column) == ("K025", "error", 4, 1)
    assert "line 2" in issue.message


def test_unknown_columns_come_behind_as_they_are() -> None:
    frame, issues = _read(b"mood,date,win\n 01 ,2026-01-05,x\n")
    assert issues == ()
    assert frame.columns[-1] == "mood"
    assert frame["mood"].iloc[0] == " 01 "


@pytest.mark.parametrize(
    ("cell", "parts"), [("a; b;;c ", ["a", "b", "c"]), ("", []), (float("nan"), []), ("a,b", ["a,b"])]
)
def test_list_cell_is_parted_by_semicolons(cell: object, parts: list[str]) -> None:
    assert split_list(cell) == parts


# --- amounts by locale ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("money", "full", "rate"),
    [
        (Money("USD"), "81,750 USD", "81,750 USD a year"),  # whose dollars a sign does not say
        (Money("CAD", "en_CA"), "81,750 CAD", "81,750 CAD a year"),
        (Money("GBP", "en_GB"), "£81,750", "£81,750 a year"),
        (Money("EUR", "de_DE"), "81.750\u00a0€", "81.750\u00a0€ a year"),
        (Money("CHF", "de_CH", "month"), "81’750 CHF", "81’750 CHF a month"),
        (Money("GBP", "en_GB", "hour"), "£81,750.00", "£81,750.00 an hour"),
        (Money("EUR", "en_IE", hidden=True), "€•••", "€••• a year"),
        (Money(), "81,750", "81,750 money a year"),
    ],
)
def test_an_amount_is_written_as_its_locale_does(money: Money, full: str, rate: str) -> None:
    assert (money.full(81_750), money.rate(81_750)) == (full, rate)
    minus, written = "\u2212", money.full(-300)
    assert written.startswith(minus) or money.hidden
    assert "-" not in written


@given(st.sampled_from(["en_US", "en_GB", "de_DE", "de_CH", "fr_FR", "nl_NL", "sv_SE"]), st.integers(1, 10**7))
def test_what_money_writes_is_read_as_the_same_number(locale: str, amount: int) -> None:
    for currency in ("USD", "EUR", "GBP", "CHF"):
        assert read_number(Money(currency, locale).full(amount), locale) == amount
        assert read_number(Money(currency, locale).change(-amount), locale) == -amount


def test_a_day_is_named_in_english() -> None:
    months = [month_year(date(2026, month, 1)) for month in range(1, 13)]
    assert months[0] == "January 2026"
    assert months == sorted(months, key=lambda words: datetime.strptime(words, "%B %Y"))
    assert (day(date(2026, 9, 30)), day_month(pd.Timestamp("2026-09-30"))) == ("30 September 2026", "30 Sep")


@pytest.mark.parametrize(
    ("column", "cells", "closed"),
    [
        ("confidental", ["yes", "", "no", "?"], [True, False, False, True]),
        ("Confidential?", ["x", "", "", ""], [True, False, False, False]),
        ("audiance", ["p-1", "", "", ""], [True, False, False, False]),
        ("my_shares", ["0.5", "", "", ""], [True] * 4),
        ("value status", ["", "", "", ""], [False] * 4),  # read as value_status
        ("colour", ["red", "", "", ""], [False] * 4),
    ],
)
def test_row_that_a_misspelt_column_may_hide_is_closed_to_others(
    column: str, cells: list[str], closed: list[bool]
) -> None:
    lines = "".join(f"2026-01-0{day},Win,{cell}\n" for day, cell in enumerate(cells, 1))
    parsed = parse_csv(f"date,win,{column}\n{lines}".encode(), TABLES["wins"])
    frame, issues = to_frame(parsed, TABLES["wins"], today=date(2026, 9, 30), locale=None)
    assert list(frame["confidential"]) == closed
    assert not issues
    assert {issue.severity for issue in parsed.issues} <= {"warning"}


@pytest.mark.parametrize(
    ("cell", "locale", "number"),
    [
        ("12,500", "en_US", 12500),
        ("12.500", "de_DE", 12500),
        ("12,50", "de_DE", 12.5),
        ("1234,500", "de_DE", 1234.5),
        ("0.125", "en_US", 0.125),
        ("85’000", "de_CH", 85000),
        ("12,00,000", "en_IN", 1200000),
        ("C$85", "en_CA", 85),
        ("R$ 85,50", "pt_BR", 85.5),
        ("85 kr", "sv_SE", 85),
        ("£85k", "en_GB", 85000),
        ("$85 USD", "en_US", 85),
        ("-€5", "en_IE", -5),
    ],
)
def test_amount_is_read_by_its_locale(cell: str, locale: str, number: float) -> None:
    assert read_number(cell, locale, money=True) == number


@pytest.mark.parametrize(
    ("cell", "locale", "code"),
    [
        ("12,500", "de_DE", "K014"),
        ("12,500", "en_ZA", "K014"),
        ("850,000", "en_ZA", "K014"),
        ("1.250", "en_US", "K014"),
        ("$1.250", "en_US", "K014"),
        ("$$85", "en_US", "K013"),
        ("$85$", "en_US", "K013"),
        ("€ 85 £", "en_US", "K013"),
        ("85 USD EUR", "en_US", "K013"),
    ],
)
def test_amount_that_may_mean_another_is_refused(cell: str, locale: str, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_number(cell, locale, money=True)
    assert caught.value.code == code
    assert cell not in caught.value.fix


def test_measure_may_have_three_digits_behind_its_mark() -> None:
    assert read_number("1.250", "en_US") == 1.25
    assert read_number("12,500", "de_DE") == 12.5


@examples(200)
@given(st.floats(0.001, 1e9), st.sampled_from([None, "en_US", "de_DE", "fr_CH", "sv_SE", "en_IN", "en_ZA"]))
@example(31.125, "de_DE")
@example(31.125, "en_US")
@example(1250.125, "de_DE")
@example(0.125, None)
def test_amount_that_the_kit_writes_is_read_back(amount: float, locale: str | None) -> None:
    parsed = parse_csv(b"date,win,value\n", TABLES["wins"])
    text = row_cells(parsed, TABLES["wins"], {"value": amount}, locale)["value"]
    assert read_number(text, locale, money=True) == amount


def test_mark_of_a_publisher_is_no_number_and_its_row_stays() -> None:
    cells = ["x", "..", "F", ":", ":c", "-", "*", "**", "#", "~", "3900 b", "38,412"]
    lines = "".join(f"S,GB,year,base,GBP,2025-04-01,{cell!r}\n".replace("'", '"') for cell in cells)
    head = "source,country,per,element,currency,date,p25\n"
    parsed = parse_csv((head + lines).encode(), TABLES["published"])
    frame, issues = to_frame(parsed, TABLES["published"], today=date(2026, 9, 30), locale=None)
    assert list(frame["p25"].fillna(0)) == [0] * 10 + [3900, 38412]
    assert [(issue.code, issue.severity) for issue in issues] == [("K023", "warning")] * 11
