"""Places in a CSV file: records and cells by their bytes, lines, columns.

And how to point at one without showing pay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BOM = b"\xef\xbb\xbf"
ONE_CELL = re.compile(r'("[^"]*+(?:""[^"]*+)*+")([^,\r\n]*+)|([^",\r\n][^,\r\n]*+|)')
_NEWLINE = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its byte span [start, end) with its line end, the line on which it begins, its cells."""

    start: int
    end: int
    line: int
    cells: tuple[str, ...] = field(repr=False)


def point_at(data: bytes, byte: int, masked: bool) -> tuple[int, str]:
    """Return the column (from 1) of `byte` in its line and the line with a caret below; `masked` blots out digits."""
    begin = max(data.rfind(b"\n", 0, byte), data.rfind(b"\r", 0, byte)) + 1
    stop = _NEWLINE.search(data, byte)
    begin += len(BOM) if begin == 0 and data.startswith(BOM) else 0
    raw = data[begin : stop.start() if stop else len(data)]
    text = "".join(sign if sign.isprintable() else " " for sign in raw.decode("utf-8", "replace"))
    column = len(data[begin : max(byte, begin)].decode("utf-8", "replace"))
    if masked:
        text = re.sub(r"\d", "•", text)
    left = max(0, column - 60)
    return column + 1, f"  {text[left : column + 40]}\n  {' ' * (column - left)}^"


def cell_byte(data: bytes, record: Record, place: int) -> int:
    """Return the byte at which the cell in that place of the record begins."""
    text = data[record.start : record.end].decode("utf-8")
    position = 0
    for _ in range(place):
        match = ONE_CELL.match(text, position)
        position = (match.end() if match else position) + 1
    return record.start + len(text[:position].encode("utf-8"))


def cell_place(data: bytes, record: Record, place: int, masked: bool) -> tuple[int, int, str]:
    """Return line, column and excerpt of a cell; a quoted cell before it may have moved it to a later line."""
    byte = cell_byte(data, record, place)
    return record.line + breaks(data, record.start, byte), *point_at(data, byte, masked)


def cell_spans(text: str) -> list[tuple[int, int]]:
    """Return the span [start, end) of every cell of a record's text, quotes included, line end not."""
    spans, position = [], 0
    while True:
        match = ONE_CELL.match(text, position)
        end = match.end() if match else position
        spans.append((position, end))
        if end >= len(text) or text[end] in "\r\n":
            return spans
        position = end + 1


def line_of(data: bytes, byte: int) -> int:
    """Return the line (from 1) on which a byte lies."""
    return 1 + breaks(data, 0, byte)


def breaks(data: bytes, start: int, stop: int) -> int:
    """Count the line breaks between two bytes, of whatever kind."""
    return data.count(b"\n", start, stop) + data.count(b"\r", start, stop) - data.count(b"\r\n", start, stop)
