"""Where the table of a text file begins: its encoding, its delimiter, and its header below any notes."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from advocacy_kit.core.errors import KitError

HEAD = 1 << 18  # bytes that are looked at
RECORDS = 60
DELIMITERS = (",", ";", "\t")
CP1252 = "the file is not UTF-8; it was read as Windows text (cp1252)"


@dataclass(frozen=True)
class Header:
    """The names of the columns, and how many lines stand before the first row (the header among them)."""

    names: tuple[str, ...]
    delimiter: str
    encoding: str
    lines: int
    notes: tuple[str, ...] = ()


def find_header(path: Path) -> Header:
    """Return where the table begins: the first line that is as wide as most and more than half filled.

    Raises:
        KitError: if the file is empty or holds no table.

    """
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="strict", newline="") as stream:
        text = stream.read(HEAD)
    if "\x00" in text:
        raise KitError.of(
            "K054", f"{path.name} is no text file", "Give CSV, Parquet or an Excel workbook.", file=path.name
        )
    told = re.match(r"\ufeff?sep=(.)(?:\r\n|\r|\n)", text, re.IGNORECASE)
    body = text[told.end() :] if told else text.removeprefix("\ufeff")
    tables = {sign: _records(body, sign, whole=len(text) < HEAD) for sign in ([told[1]] if told else DELIMITERS)}
    sign = max(tables, key=lambda sign: _fit(tables[sign]))  # of equals the first
    width = _fit(tables[sign])[1]
    for cells, line in tables[sign]:
        if len(cells) == width and _filled(cells) > width / 2:
            return Header(_unique(cells), sign, encoding, line + bool(told), (CP1252,) if encoding == "cp1252" else ())
    raise KitError.of(
        "K054", f"{path.name} holds no table", "Give a file whose first line names its columns.", file=path.name
    )


def _records(text: str, delimiter: str, *, whole: bool) -> list[tuple[list[str], int]]:
    """Return the first records with the number of the line on which each ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found = []
    try:
        for cells in reader:
            found.append((cells, reader.line_num))
            if len(found) == RECORDS:
                return found
    except csv.Error:  # a quoted cell of more than 128 kB
        return found
    return found if whole else found[:-1]  # the last one may be cut off


def _fit(records: list[tuple[list[str], int]]) -> tuple[bool, int]:
    """Return how well a delimiter fits: whether most records have one width, and which."""
    widths = Counter(len(cells) for cells, _ in records if _filled(cells))
    if not widths:
        return False, 0
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
    return 2 * times >= sum(widths.values()), width


def _filled(cells: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _unique(cells: list[str]) -> tuple[str, ...]:
    """Return names without blanks around them; one that stands twice gets a number, a blank one its place."""
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = cell.strip() or f"column {place}"
        number = 2
        unique = name
        while unique in names:
            unique, number = f"{name}.{number}", number + 1
        names.append(unique)
    return tuple(names)


def _encoding(path: Path) -> str:
    """Return how a file's bytes are to be read.

    UTF-16 by its mark or its zeros, UTF-8 if all bytes are, else cp1252.
    """
    with path.open("rb") as stream:
        start = stream.read(4096)
        if not start.strip():
            raise KitError.of("K054", f"{path.name} is empty", "Download or export it again.", file=path.name)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if b"\x00" in start[:64]:
            return "utf-16-le" if start[1:2] == b"\x00" else "utf-16-be"
        stream.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"
