"""Edits of a CSV file as splices of bytes: whatever the user did not change stays as it is, byte for byte."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.records import MAX_CELL, Parsed, Record, breaks, cell_spans
from advocacy_kit.core.schema import Table
from advocacy_kit.core.values import decimal_mark, outside, outside_issue, split_list

_NEEDS_QUOTES = re.compile(r'[",\r\n]|^\s|\s$')


def cell_text(value: object, decimal: str = ".") -> str:
    """Return a value as the text of a cell: ISO dates, plain numbers, yes, lists with `;`.

    A missing value is an empty text. `decimal` is the mark with which the file's numbers are read.
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else _float_text(value, decimal)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ";".join(str(part) for part in value)
    return str(value)


def _float_text(value: float, decimal: str) -> str:
    """Return a fraction so that it is read back as it is: three digits behind the mark could mean thousands."""
    text = repr(value)
    whole, _, fraction = text.partition(".")
    return (f"{text}0" if len(fraction) == 3 and len(whole.lstrip("-")) <= 3 else text).replace(".", decimal)


def encoded_cell(text: str, *, first: bool) -> str:
    """Return a cell as it is written.

    Quoted only where it must be, and where a first cell would look like a comment.
    """
    if _NEEDS_QUOTES.search(text) or (first and text.startswith("#")):
        return '"' + text.replace('"', '""') + '"'
    return text


def encoded_record(cells: Sequence[str], newline: bytes) -> bytes:
    """Return a whole record with its line end."""
    written = [encoded_cell(cell, first=place == 0) for place, cell in enumerate(cells)]
    if len(written) == 1 and not written[0]:
        written = ['""']  # a blank line would be no record
    return ",".join(written).encode("utf-8") + newline


def newline_of(parsed: Parsed) -> bytes:
    """Return the line end of the header, which new records take over."""
    found = re.search(rb"\r\n|\n|\r", parsed.data)
    return found[0] if found else b"\n"


def appended(parsed: Parsed, cells: Sequence[str]) -> tuple[bytes, Record]:
    """Return the file with one more record at its end, and that record."""
    newline = newline_of(parsed)
    head = parsed.data if parsed.data.endswith((b"\n", b"\r")) else parsed.data + newline
    written = encoded_record(cells, newline)
    near = parsed.records[-1] if parsed.records else None  # counting from the last record on is enough
    line = near.line + breaks(head, near.start, len(head)) if near else 1 + breaks(head, 0, len(head))
    return head + written, Record(len(head), len(head) + len(written), line, tuple(cells))


def edited(parsed: Parsed, record: Record, changes: Mapping[str, str]) -> bytes:
    """Return the file with some cells of one record replaced; all other cells keep their own bytes."""
    places = parsed.columns
    raw = parsed.data[record.start : record.end].decode("utf-8")
    spans = cell_spans(raw)
    for name in sorted(changes, key=lambda name: -places[name]):
        start, end = spans[places[name]]
        raw = raw[:start] + encoded_cell(changes[name], first=places[name] == 0) + raw[end:]
    return parsed.data[: record.start] + raw.encode("utf-8") + parsed.data[record.end :]


def removed(parsed: Parsed, record: Record) -> bytes:
    """Return the file without one record and its line end."""
    return parsed.data[: record.start] + parsed.data[record.end :]


def with_column(parsed: Parsed, column: str, cells: Sequence[str]) -> bytes:
    """Return the file with one more column at the right: the header and each record get one cell."""
    pieces, position = [], 0
    ends = [parsed.header_end, *(record.end for record in parsed.records)]
    for end, text in zip(ends, [column, *cells], strict=True):
        body = parsed.data[position:end]
        # a record ends in at most one line end; line breaks before that one belong to a quoted cell
        newline = 2 if body.endswith(b"\r\n") else 1 if body.endswith((b"\n", b"\r")) else 0
        pieces += [
            body[: len(body) - newline],
            b",",
            encoded_cell(text, first=False).encode("utf-8"),
            body[len(body) - newline :],
        ]
        position = end
    return b"".join([*pieces, parsed.data[position:]])


def row_cells(parsed: Parsed, table: Table, values: Mapping[str, object], locale: str | None = None) -> dict[str, str]:
    """Return the texts of the given fields, numbers as the locale reads them.

    Raises:
        KitError: with every field that the file has no column for, or whose text cannot be kept, and with evidence
            outside the workspace.
    """
    issues = []
    decimal = (decimal_mark(locale) if locale else None) or "."
    texts: dict[str, str] = {}
    for name, value in values.items():
        text = cell_text(value, decimal)
        if name not in parsed.columns and text:
            issues.append(_no_column(table, name))
        elif trouble := _unkeepable(text):
            issues.append(Issue(table.file, 0, 0, trouble[0], "error", f"{name} {trouble[1]}", fix=trouble[2]))
        elif name == "evidence" and (far := [item for item in split_list(text) if outside(item)]):
            issues += [outside_issue(item, table.file) for item in far]
        elif name in parsed.columns:
            texts[name] = text
    if issues:
        raise KitError(issues)
    return texts


def _no_column(table: Table, name: str) -> Issue:
    if table.column(name) is not None:
        fix = f"Add it once: advocacy-kit add-column DIR {table.name} {name}"
        return Issue(table.file, 1, 0, "K027", "error", f"the file has no column {name}", fix=fix)
    near = difflib.get_close_matches(name, table.names, 1)
    fix = f"Did you mean {near[0]}?" if near else f"Columns are: {', '.join(table.names)}."
    return Issue(table.file, 1, 0, "K027", "error", f"there is no field {name}", fix=fix)


def _unkeepable(text: str) -> tuple[str, str, str] | None:
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return "K028", "holds half of a character (a lone surrogate)", "Type the character again."
    if "\x00" in text or "\x1a" in text:
        return "K005", "holds a control character", "Delete it."
    if len(text) > MAX_CELL:
        return "K020", "is longer than 1 MB", "Keep long texts in evidence/."
    return None
