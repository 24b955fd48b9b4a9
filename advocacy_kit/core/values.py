"""Cells to values: dates, numbers, shares, choices, flags. A cell that cannot be read becomes an Issue.

It never becomes a wrong number.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import as_day, iso_day, known_locale
from advocacy_kit.core.records import Parsed, Record, cell_place
from advocacy_kit.core.schema import PRIVACY, Column, Table

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(
    r"(?P<int>\d{1,3}(?:(?P<sep>[,.' \u00a0\u202f])\d{3})(?:(?P=sep)\d{3})*|\d+)?(?:(?P<mark>[.,])(?P<frac>\d+))?"
)
_PLAIN = str.maketrans({"\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u2019": "'"})
_SIGN = r"[A-Z]{1,2}\$|[$€£¥₹₩₪₺₴]|kr\.?|Kč|zł|Ft|Rs\.?|R(?=\s?\d)"
_CODE = (
    "USD|EUR|GBP|CHF|CAD|AUD|NZD|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|INR|JPY|CNY|KRW|BRL|MXN|ZAR|SGD|HKD|TRY|ILS|AED|PHP"
)
_BEFORE = re.compile(rf"^(?:(?:{_SIGN})\s?|(?:{_CODE})\s)")
_BEHIND = re.compile(rf"(?:\s?(?:{_SIGN})|\s(?:{_CODE}))$")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?=\.|$)")  # lakh and crore
# what offices print in place of a figure: ONS, Statistics Canada, BLS, Eurostat and others
_NO_FIGURE = re.compile(r"\[?[xcuzwF]\]?|\.{2,3}|:\s?[a-z]{0,2}|[-\u2013\u2014]|\*{1,3}|[~†‡]|n/?a|N/?A")
_FLAGGED = re.compile(r"(?P<figure>.*\d)\s+(?P<mark>[a-z]{1,2})|(?:>=|≥)?\s*(?P<least>\d.*?)\s*\+?")
_YES = {"yes": True, "y": True, "true": True, "1": True, "x": True, "no": False, "n": False, "false": False, "0": False}


@dataclass(frozen=True, repr=False)
class _Marked:
    """A cell in which a publisher says something of its figure: what is read, what to say, and how to mend it."""

    value: object
    message: str
    fix: str


@dataclass(frozen=True)
class UnreadableError(Exception):
    """A cell that cannot be read: the code, what was expected, and how to mend it."""

    code: str
    expected: str
    fix: str


def split_list(cell: object) -> list[str]:
    """Return the parts of a list cell, which are separated by `;`; a missing cell has none."""
    return [part.strip() for part in cell.split(";") if part.strip()] if isinstance(cell, str) else []


def to_frame(
    parsed: Parsed, table: Table, *, today: date, locale: str | None
) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Return the records as a frame (declared dtypes, unknown columns as text, index `line`), and what is wrong there.

    A record with an error is left out of the frame; one with a warning stays.
    """
    columns, issues, bad = _read_cells(parsed, table, today, locale)
    frame = _frame(columns, table, [record.line for record in parsed.records])
    if "confidential" in table.names:
        _close(frame, table)
    if "id" in table.names:
        issues.extend(_fill_ids(frame, parsed, table))
    keep = np.ones(len(frame), dtype=bool)
    keep[list(bad)] = False
    return frame[keep], _in_order(issues)


def _close(frame: pd.DataFrame, table: Table) -> None:
    """Count rows as confidential for as long as a misspelt column may be what closes them to others.

    Near `confidential` these are its filled rows, but for a plain no; near `audience` all that are filled; near a
    column that says how much may be claimed, every row.
    """
    for name in frame.columns.difference(table.names):
        near = table.meant_by(str(name))
        if near is None or near.name not in PRIVACY:
            continue
        cells = frame[name].fillna("").str.strip()
        if near.name == "confidential":
            closed = (cells != "") & ~cells.map(lambda cell: _YES.get(cell.lower()) is False).astype(bool)
        else:
            closed = (cells != "") if near.name == "audience" else cells.notna()
        frame["confidential"] |= closed


def cell_issues(parsed: Parsed, table: Table, *, today: date, locale: str | None) -> tuple[Issue, ...]:
    """Return what is wrong in the cells of the records; ids are not compared with each other."""
    return _in_order(_read_cells(parsed, table, today, locale)[1])


def _in_order(issues: list[Issue]) -> tuple[Issue, ...]:
    return tuple(sorted(issues, key=lambda issue: (issue.line, issue.column)))


def _read_cells(
    parsed: Parsed, table: Table, today: date, locale: str | None
) -> tuple[dict[str, list[object]], list[Issue], set[int]]:
    """Return the values by column, what is wrong, and the places of the records with an error."""
    issues: list[Issue] = []
    bad: set[int] = set()
    places = parsed.columns
    readers = {column.name: _reader(column, locale) for column in table.columns}
    if table.name == "published":
        readers |= {c.name: _marked(readers[c.name], c.name) for c in table.columns if c.kind in ("pay", "number")}
    columns: dict[str, list[object]] = {}
    for name in [*table.names, *(name for name in parsed.header if name not in table.names)]:
        column = table.column(name)
        if name not in places:
            assert column is not None
            columns[name] = [_missing(column)] * len(parsed.records)
            continue
        place = places[name]
        if column is None:
            columns[name] = [record.cells[place] or np.nan for record in parsed.records]
            continue
        known: dict[str, object] = {}
        values: list[object] = []
        for number, record in enumerate(parsed.records):
            cell = record.cells[place].strip()
            if cell not in known:
                try:
                    known[cell] = readers[name](cell)
                except UnreadableError as fault:
                    known[cell] = fault
            value = known[cell]
            if isinstance(value, UnreadableError):
                issues.append(_issue(parsed, table, record, place, column, cell, value))
                bad.add(number)
                value = _missing(column)
            elif isinstance(value, _Marked):
                issues.append(_warning(parsed, table, record, place, "K023", value.message, value.fix))
                value = value.value
            values.append(value)
            if column.past and isinstance(value, date) and value is not pd.NaT and value > today:
                message = f"{value} lies in the future"
                issues.append(_warning(parsed, table, record, place, "K024", message, "Check the year."))
        columns[name] = values
    return columns, issues, bad


def _frame(columns: dict[str, list[object]], table: Table, lines: list[int]) -> pd.DataFrame:
    index = pd.Index(lines, dtype="int64", name="line")
    series = {}
    for name, values in columns.items():
        column = table.column(name)
        series[name] = pd.Series(values, index=index, dtype="str" if column is None else column.dtype)
    return pd.DataFrame(series, index=index)


def _fill_ids(frame: pd.DataFrame, parsed: Parsed, table: Table) -> Iterator[Issue]:
    """Derive an id from the record's bytes where the file has none; report an id that occurs twice."""
    seen: dict[str, int] = {}
    ids = []
    for record, given in zip(parsed.records, frame["id"], strict=True):
        if isinstance(given, str) and given:
            if given in seen:
                place = parsed.columns["id"]
                line, column, excerpt = cell_place(parsed.data, record, place, table.bears_pay)
                yield Issue(
                    parsed.file,
                    line,
                    column,
                    "K025",
                    "error",
                    f"the id {given} is already in line {seen[given]}",
                    excerpt,
                    "Give each record an id of its own.",
                )
            seen.setdefault(given, record.line)
            ids.append(given)
            continue
        raw = parsed.data[record.start : record.end]
        once = derived_id(raw)
        times = seen[once] = seen.get(once, 0) + 1
        ids.append(derived_id(raw, times))
    frame["id"] = pd.Series(ids, index=frame.index, dtype="str")


def derived_id(raw: bytes, times: int = 1) -> str:
    """Return the id of a record that has none: from its bytes and its occurrence among equal ones; never stored."""
    digest = hashlib.sha256(raw.rstrip(b"\r\n")).hexdigest()[:10]
    return f"~{digest}" if times == 1 else f"~{digest}-{times}"


def _issue(
    parsed: Parsed, table: Table, record: Record, place: int, column: Column, cell: str, fault: UnreadableError
) -> Issue:
    line, position, excerpt = cell_place(parsed.data, record, place, table.bears_pay)
    # a pay figure may be in the wrong column; only what looks like a date is shown as it is
    dated = column.kind == "date" and not cell.isdecimal() and _dates_meant(cell)
    got = re.sub(r"\d", "•", cell) if table.bears_pay and not dated else cell
    message = (
        f"expected {fault.expected}, got {got!r}" if cell else f"{column.name} is blank; expected {fault.expected}"
    )
    return Issue(parsed.file, line, position, fault.code, "error", message, excerpt, fault.fix)


def _warning(parsed: Parsed, table: Table, record: Record, place: int, code: str, message: str, fix: str) -> Issue:
    line, position, excerpt = cell_place(parsed.data, record, place, table.bears_pay)
    return Issue(parsed.file, line, position, code, "warning", message, excerpt, fix)


def _marked(read: Callable[[str], object], name: str) -> Callable[[str], object]:
    """Return a reader of published figures that knows the publishers' marks: no mark is ever a number."""

    def reader(cell: str) -> object:
        if cell == "#":
            message = "“#” says that the figure is above the highest one that is printed; no figure is read"
            return _Marked(np.nan, message, "Leave it blank, and write the highest figure into the column cap.")
        if _NO_FIGURE.fullmatch(cell):
            return _Marked(np.nan, f"“{cell}” says that there is no figure; none is read", "Leave the cell blank.")
        found = _FLAGGED.fullmatch(cell)
        if found and found["mark"]:
            message = f"the mark “{found['mark']}” behind the figure is not read"
            return _Marked(read(found["figure"]), message, "Leave the mark out.")
        if found and found["least"] != cell:
            figure = read(found["least"])
            message = "the figure is the highest one that is printed, not this percentile; none is read"
            return figure if name == "cap" else _Marked(np.nan, message, "Write it into the column cap.")
        return read(cell)

    return reader


def _missing(column: Column) -> object:
    return {"datetime64[us]": pd.NaT, "bool": False}.get(column.dtype, np.nan)


def _reader(column: Column, locale: str | None) -> Callable[[str], object]:
    """Return the function that reads a stripped cell of this column."""
    read: Callable[[str], object] = {
        "date": read_date,
        "number": lambda cell: read_number(cell, locale, money=column.money),
        "pay": lambda cell: _bounded(read_number(cell, locale, money=True), 0, None, "a pay figure above zero"),
        "share": lambda cell: _bounded(_read_share(cell, locale), 0, 1, "a share from 0 to 1"),
        "rating": lambda cell: _bounded(read_number(cell, locale), 1, 5, "a rating from 1 to 5"),
        "choice": lambda cell: _read_choice(cell, column.choices),
        "flag": _read_flag,
    }.get(column.kind, str)

    def reader(cell: str) -> object:
        if cell:
            return read(cell)
        if column.required:
            raise UnreadableError("K016", column.help[:1].lower() + column.help[1:], f"Fill in {column.name}.")
        return _missing(column)

    return reader


def read_date(cell: str) -> date:
    """Return an ISO date; anything else is refused with the dates that it may mean."""
    expected = "a date like 2026-03-31"
    if _ISO.fullmatch(cell):
        if (day := iso_day(cell)) is None:
            raise UnreadableError("K012", expected, "There is no such day.")
        if not 1900 <= day.year <= 2100:
            raise UnreadableError("K012", expected, "Check the year.")
        return day
    if dashes := _DASHES.findall(cell):
        plain = _DASHES.sub("-", cell)
        if _ISO.fullmatch(plain) and iso_day(plain):
            raise UnreadableError("K012", expected, f"Write {plain}, with hyphens in place of “{dashes[0]}”.")
    candidates = _dates_meant(cell)
    if candidates:
        raise UnreadableError("K012", expected, "Write " + " or ".join(day.isoformat() for day in candidates) + ".")
    raise UnreadableError("K012", expected, "Write year-month-day.")


def read_day(text: str) -> date:
    """Return an ISO date given by hand.

    Raises:
        KitError: with the dates that the text may mean.
    """
    try:
        return read_date(text.strip())
    except UnreadableError as fault:
        raise KitError.of(fault.code, f"expected {fault.expected}, got {text!r}", fault.fix) from None


def _dates_meant(cell: str) -> list[date]:
    found: set[date] = set()
    if match := re.fullmatch(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})", cell):
        a, b, c = (int(part) for part in match.groups())
        orders = ((a, b, c),) if a > 31 else ((c if c > 99 else 2000 + c, a, b), (c if c > 99 else 2000 + c, b, a))
        for year, month, day in orders:
            try:
                found.add(date(year, month, day))
            except ValueError:
                continue
    elif re.fullmatch(r"\d{5}", cell):
        found.add(date(1899, 12, 30) + timedelta(days=int(cell)))  # a spreadsheet's serial number
    return sorted(found)


def read_number(cell: str, locale: str | None, *, money: bool = False) -> float:
    """Return the number that `cell` writes: plain, grouped, with a currency sign, k or M; refuse what is ambiguous.

    A small m is refused, because it may mean minutes or metres. Of `money`, three digits behind the decimal mark are
    refused where thousands may be meant.
    """
    decimal = decimal_mark(locale) if locale else None
    expected = f"a number such as 1250 or 12{decimal or '.'}5"
    text, sign = _without_currency(cell.translate(_PLAIN).strip(), expected)
    scale = {"k": 3, "K": 3, "M": 6}.get(text[-1:], 0)
    text = text[:-1].strip() if scale else text
    if text.endswith("%"):
        raise UnreadableError(
            "K021", "a number without a percent sign", "Write the number alone; its unit has a column."
        )
    if decimal != "," and _INDIAN.match(text):
        text = text.replace(",", "")
    match = _NUMBER.fullmatch(text) if text else None
    if match is None or (match["int"] is None and match["frac"] is None):
        raise UnreadableError("K013", expected, "Write digits and, if needed, a decimal mark.")
    whole, separator, mark, fraction = match["int"] or "0", match["sep"], match["mark"], match["frac"]
    if decimal is None and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text):
        raise UnreadableError(
            "K014", "a number whose decimal mark is clear", "Write 85000 or 85.0, or set locale in profile.toml."
        )
    if money and decimal and not scale and re.fullmatch(rf"[1-9]\d{{0,2}}{re.escape(decimal)}\d{{3}}", text):
        fix = f"Which of the two is meant? Write thousands as 12500, a fraction as 12{decimal}50."
        raise UnreadableError("K014", "an amount whose decimal mark is clear", fix)
    if decimal == "," and separator == "," and mark is None and whole.count(",") == 1:
        separator, mark = None, ","
        whole, fraction = whole.split(",")
    if decimal != "," and separator == "." and mark is None and whole.count(".") == 1:
        separator, mark = None, "."
        whole, fraction = whole.split(".")
    clash = separator is not None and (separator in (mark, decimal) or whole.startswith("0"))
    if clash or (mark is not None and mark != (decimal or ".")) or (separator == "." and decimal != ","):
        raise UnreadableError(
            "K014", "a number whose decimal mark is clear", f"Which decimal mark? Write it as 1234{decimal or '.'}5."
        )
    digits = re.sub(r"\D", "", whole)
    number = float(f"{sign}{digits}.{fraction or 0}e{scale}")
    if np.isinf(number):
        raise UnreadableError("K013", expected, "It is too large.")
    return number + 0.0  # no negative zero


def _without_currency(text: str, expected: str) -> tuple[str, str]:
    """Return a number without its sign, brackets and currency, and the sign: one currency, written once."""
    found: list[str] = []

    def bare(text: str) -> str:
        for pattern in (_BEFORE, _BEHIND):
            if match := pattern.search(text):
                found.append(match[0].strip())
                text = (text[: match.start()] + text[match.end() :]).strip()
        return text

    text = bare(text)
    in_brackets = text.startswith("(") and text.endswith(")")
    sign = "-" if in_brackets or text.startswith("-") else ""
    text = bare((text[1:-1] if in_brackets else text.removeprefix("-" if sign else "+")).strip())
    codes = [name for name in found if name in _CODE.split("|")]
    if len(codes) > 1 or len(found) - len(codes) > 1:
        raise UnreadableError("K013", expected, "Write the currency once, or leave it out.")
    return text, sign


@lru_cache
def decimal_mark(locale: str) -> str | None:
    """Return the decimal mark of a locale such as de_CH, or None if nobody knows it."""
    known = known_locale(locale.replace("-", "_"))
    mark = known.number_symbols.get("latn", {}).get("decimal") if known else None
    return mark if mark in (",", ".") else None


def _read_share(cell: str, locale: str | None) -> float:
    if cell.endswith("%"):
        return read_number(cell[:-1].strip(), locale) / 100
    return read_number(cell, locale)


def _bounded(value: float, low: float, high: float | None, expected: str) -> float:
    if value < low or (high is not None and value > high) or (high is None and value == low):
        raise UnreadableError("K022", expected, "Check the figure.")
    return value


def _read_choice(cell: str, choices: tuple[str, ...]) -> str:
    if cell.lower() in choices:
        return cell.lower()
    near = difflib.get_close_matches(cell.lower(), choices, 1)
    fix = f"Did you mean {near[0]}?" if near else f"Write {choices[0]}."
    raise UnreadableError("K015", f"one of {', '.join(choices)}", fix)


def _read_flag(cell: str) -> bool:
    if cell.lower() not in _YES:
        raise UnreadableError("K015", "yes, no or nothing", "Write yes or leave it blank.")
    return _YES[cell.lower()]


def is_link(item: str) -> bool:
    """Whether a piece of evidence is a link; everything else names a file of the workspace."""
    return item.casefold().startswith(("http://", "https://", "mailto:"))


def outside(item: str) -> bool:
    """Whether a piece of evidence is neither a link nor a path that stays inside the workspace, on whichever system."""
    path = PurePosixPath(item.replace("\\", "/"))
    return not is_link(item) and (path.is_absolute() or ".." in path.parts or ":" in item)


def outside_issue(item: str, file: str, line: int = 0) -> Issue:
    """Return the issue of evidence outside the workspace, both when it is read and when it is about to be written."""
    fix = "Copy the file into evidence/ and name it there; a link begins with https://, http:// or mailto:."
    return Issue(file, line, 0, "K026", "error", f"the evidence {item} lies outside the workspace", fix=fix)


MOST = 20  # rows that one error names


def numbers(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as floats, NaN where a cell is blank or the column is absent.

    Raises:
        KitError: K074 naming every row whose cell is no number, such as "1,000".
    """
    if column not in frame.columns:
        return pd.Series(float("nan"), index=frame.index, dtype="float64")
    cells = frame[column]
    if pd.api.types.is_numeric_dtype(cells):
        return cells.astype("float64")
    found = pd.to_numeric(cells.replace("", None), errors="coerce").astype("float64")
    refuse(cells, found.notna(), column, "a number without signs or separators, such as 1000")
    return found


def days(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as datetime64 at a resolution of microseconds, NaT where a cell is blank.

    Raises:
        KitError: K074 naming every row whose cell is no day, such as "03/02/2026" or "2026-02-30".
    """
    cells = frame[column]
    if not pd.api.types.is_datetime64_any_dtype(cells):
        found = cells.map(_day)
        refuse(cells, found.notna(), column, "a date like 2026-03-31")
        cells = pd.to_datetime(found)
    return cells.dt.tz_localize(None).astype("datetime64[us]") if len(cells) else cells.astype("datetime64[us]")


def _day(cell: Any) -> pd.Timestamp | None:
    """Return a date, a timestamp or an ISO text, with its time of day where it has one; None for anything else."""
    try:
        if isinstance(cell, str):
            cell = datetime.fromisoformat(cell.strip())
        as_day(cell)
        return pd.Timestamp(cell)
    except (KitError, ValueError):
        return None


def refuse(cells: pd.Series, understood: pd.Series, column: str, wanted: str) -> None:
    """Refuse the cells that are filled and were not understood.

    Raises:
        KitError: K074 with every such row.
    """
    filled = cells.notna() & (cells.astype("str").str.strip() != "")
    wrong = cells[filled & ~understood.astype(bool)]
    if len(wrong):
        said = [f"row {label}: {column}: expected {wanted}" for label in wrong.index[:MOST]]
        said += [f"and {len(wrong) - MOST} rows more"] if len(wrong) > MOST else []
        fix = "Correct the cell; nothing is counted as 0 or left out in silence."
        raise KitError(Issue("the frame", 0, 0, "K074", "error", words, fix=fix) for words in said)
