"""CSV bytes to records with byte spans: where each record begins and ends, so that nothing else need ever be rewritten.

Structure only: what a cell means is decided in `values.py`. A fault becomes an Issue and the good rows stay.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter

from advocacy_kit.core.encodings import cp1252_preview, is_utf8, utf16_text
from advocacy_kit.core.errors import Issue, Severity
from advocacy_kit.core.schema import PRIVACY, Table

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


MAX_CELL = 1_000_000
# possessive (*+): a quote that never closes is found in one pass, and no other reading of the quotes is tried
_CELL = rb'(?:"[^"]*+(?:""[^"]*+)*+"[^,\r\n]*+|[^",\r\n][^,\r\n]*+|)'
_RECORD = re.compile(rb"(?:#[^\r\n]*+|" + _CELL + rb"(?:," + _CELL + rb")*+)(?:\r\n|\n|\r|\Z)")


@dataclass(frozen=True)
class Parsed:
    """A file read: header, good records, and what is wrong. `columns` maps a column's name to its place."""

    file: str
    data: bytes = field(repr=False)
    header: tuple[str, ...] = ()
    records: tuple[Record, ...] = field(default=(), repr=False)
    issues: tuple[Issue, ...] = ()
    header_end: int = 0

    @property
    def columns(self) -> dict[str, int]:
        """Place of each column."""
        return {name: place for place, name in enumerate(self.header)}

    def raw(self, record: Record) -> bytes:
        """Return the bytes of a record without its line end."""
        return self.data[record.start : record.end].rstrip(b"\r\n")

    def times(self, record: Record) -> int:
        """Return which occurrence it is among the records with the same bytes, from 1."""
        return sum(other.start <= record.start for other in self.equal_to(self.raw(record)))

    def equal_to(self, raw: bytes) -> list[Record]:
        """Return the records with these bytes, in the order of the file."""
        return [record for record in self.holding(raw) if self.raw(record) == raw]

    def cells_with(self, part: str, place: int) -> Iterator[tuple[Record, str]]:
        """Yield the records whose cell in that place, without blanks around it, begins with a text, and the cell."""
        for record in self.holding(part.partition('"')[0].encode("utf-8")):  # a quote may be doubled in the bytes
            cell = record.cells[place].strip()
            if cell.startswith(part):
                yield record, cell

    def holding(self, part: bytes) -> Iterator[Record]:
        """Yield the records in which some bytes occur: of ten thousand only these need a closer look."""
        at = self.data.find(part)
        while at >= 0:
            place = bisect_right(self.records, at, key=attrgetter("start")) - 1
            after = at + 1
            if place >= 0 and at < self.records[place].end:
                yield self.records[place]
                after = self.records[place].end
            at = self.data.find(part, after)

    @cached_property
    def _hash(self) -> hashlib._Hash:
        return hashlib.sha256(self.data)

    @cached_property
    def digest(self) -> str:
        """The hash by which states of the file are told apart, as `store.digest` makes it."""
        return self._hash.hexdigest()[:16]

    def lengthened(self, data: bytes, records: tuple[Record, ...], issues: tuple[Issue, ...]) -> Parsed:
        """Return the file with more bytes behind those that are known, of which only the new ones are hashed."""
        longer = replace(self, data=data, records=(*self.records, *records), issues=(*self.issues, *issues))
        longer.__dict__["_hash"] = known = self._hash.copy()
        known.update(memoryview(data)[len(self.data) :])
        return longer


class _Faults:
    """Collects the issues of one file; knows how to point at a place without showing pay."""

    def __init__(self, data: bytes, file: str, masked: bool) -> None:
        self.data, self.file, self.masked = data, file, masked
        self.issues: list[Issue] = []

    def add(
        self, code: str, message: str, fix: str, *, line: int = 0, byte: int | None = None, severity: Severity = "error"
    ) -> None:
        column, excerpt = 0, ""
        if byte is not None:
            column, excerpt = point_at(self.data, byte, self.masked)
        self.issues.append(Issue(self.file, line, column, code, severity, message, excerpt, fix))


def parse_csv(data: bytes, table: Table) -> Parsed:
    """Read the bytes of one table into records.

    A fault in the encoding or the header leaves no records; a fault in a record leaves the others.
    """
    faults = _Faults(data, table.file, table.bears_pay)
    if not _is_plain(data, faults):
        return Parsed(table.file, data, issues=tuple(faults.issues))
    spans = _spans(data, faults)
    if not spans:
        if not faults.issues:
            fix = f"Its first line should be: {','.join(table.names)}"
            faults.add("K002", "the file has no header line", fix, line=1)
        return Parsed(table.file, data, issues=tuple(faults.issues))
    bad = _unreadable(data, spans, faults)
    names = None if spans[0] in bad else _cells(data, spans[0], faults)
    header = _header(Record(*spans[0], tuple(names)), table, faults) if names else None
    if header is None:
        return Parsed(table.file, data, issues=tuple(faults.issues))
    quoted = data[spans[0][0] : spans[0][0] + 1] == b'"'
    records = _records(data, [span for span in spans[1:] if span not in bad], len(header), quoted, faults)
    return Parsed(table.file, data, header, records, tuple(faults.issues), spans[0][1])


def parse_tail(known: Parsed, data: bytes, table: Table) -> Parsed:
    """Read bytes that begin with known ones.

    Only what follows is parsed, where the known part ends in a whole record.
    """
    start = len(known.data)
    tail = data[start:]
    whole = (
        known.data.endswith((b"\n", b"\r"))
        and not tail.startswith(b"\n")
        and not {issue.code for issue in known.issues} & {"K017"}
    )
    try:
        tail.decode("utf-8")
    except UnicodeDecodeError:
        whole = False
    if not whole or b"\x00" in tail or b"\x1a" in tail:
        return parse_csv(data, table)
    faults = _Faults(data, table.file, table.bears_pay)
    near = known.records[-1] if known.records else None  # counting from the last record on is enough
    line = near.line + breaks(data, near.start, start) if near else 1 + breaks(data, 0, start)
    spans = _spans(data, faults, start, line)
    above = known.data[: known.header_end].rstrip(b"\r\n")
    quoted = above[max(above.rfind(b"\n"), above.rfind(b"\r")) + 1 :].removeprefix(BOM).startswith(b'"')
    records = _records(data, spans, len(known.header), quoted, faults)
    return known.lengthened(data, records, tuple(faults.issues))


def _is_plain(data: bytes, faults: _Faults) -> bool:
    """Whether there are bytes of which each may be a sign of its own."""
    if not data:
        fix = "Restore it from a backup, or write the header line again."
        faults.add("K002", "the file is empty: 0 bytes", fix, line=1)
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff") or utf16_text(data) is not None:
        faults.add("K003", "the file is UTF-16 (“Unicode text”)", "Save it again as “CSV UTF-8”.", line=1)
    return not faults.issues


Span = tuple[int, int, int]


def _unreadable(data: bytes, spans: list[Span], faults: _Faults) -> set[Span]:
    """Return the records with bytes that no text holds; the first such byte of each kind is named."""
    bad: set[Span] = set()
    for control, name in ((b"\x00", "NUL"), (b"\x1a", "Ctrl-Z")):
        byte = data.find(control)
        if byte >= 0:
            found = {span for span in spans if data.find(control, *span[:2]) >= 0}
            faults.add(
                "K005",
                f"a {name} character at byte {byte}{_more(found)}",
                "Delete it in a text editor.",
                line=line_of(data, byte),
                byte=byte,
            )
            bad |= found
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        found = {span for span in spans if not is_utf8(data[span[0] : span[1]])}
        preview = cp1252_preview(data, error.start, masked=faults.masked)
        faults.add(
            "K004",
            f"not UTF-8 at byte {error.start}; read as Windows text it would say “{preview}”{_more(found)}",
            "Save it again as “CSV UTF-8”.",
            line=line_of(data, error.start),
            byte=error.start,
        )
        bad |= found
    return bad


def _more(found: set[Span]) -> str:
    return f"; in {len(found)} rows in all" if len(found) > 1 else ""


def _spans(data: bytes, faults: _Faults, start: int = 0, line: int = 1) -> list[Span]:
    """Return (start, end, line) of every record that is neither blank nor a comment."""
    position = max(start, len(BOM) if data.startswith(BOM) else 0)
    spans, size = [], len(data)
    while position < size:
        match = _RECORD.match(data, position)
        if match is None:
            byte = _opening_quote(data, position)
            faults.add(
                "K017",
                "a quote opens here and never closes",
                "Close the quote, or double it where it is part of the text.",
                line=line_of(data, byte),
                byte=byte,
            )
            break
        end = match.end()
        first = data[position : position + 1]
        body = data[position:end]
        if first not in (b"#", b"\r", b"\n") and body.strip(b" \t\r\n"):
            spans.append((position, end, line))
        line += breaks(data, position, end)
        position = end
    return spans


def _opening_quote(data: bytes, position: int) -> int:
    """Return the byte of the quote, in the record at `position`, that is never closed."""
    cell = re.compile(_CELL)
    while True:
        match = cell.match(data, position)
        if match is None or (data[position : position + 1] == b'"' and match.end() == position):
            return position
        if data[match.end() : match.end() + 1] != b",":
            return match.end()
        position = match.end() + 1


def _cells(data: bytes, span: Span, faults: _Faults) -> list[str] | None:
    start, end, _ = span
    text = (
        data[start:end].decode("utf-8").rstrip("\r\n")
        if data[end - 1 : end] in (b"\n", b"\r")
        else data[start:end].decode("utf-8")
    )
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error:
        return _cells_slowly(data, span, text, faults)


def _cells_slowly(data: bytes, span: Span, text: str, faults: _Faults) -> list[str] | None:
    """Split a record that the csv module refuses, and report the place.

    The fault is text after a closing quote, or a quote that swallowed lines.
    """
    cells, position = [], 0
    while True:
        match = ONE_CELL.match(text, position)
        if match is None:  # pragma: no cover - the record pattern has matched the same grammar
            return None
        quoted, rest, plain = match.groups()
        if quoted is not None and rest and ("\n" in quoted or "\r" in quoted):
            byte = span[0] + len(text[: match.start()].encode("utf-8"))
            line = line_of(data, byte)
            close = line_of(data, span[0] + len(text[: match.end(1)].encode("utf-8")))
            message = f"a quote opens here and closes in line {close} only, where text follows it"
            faults.add(
                "K017",
                message,
                "Close the quote in its own line, or double it where it is part of the text.",
                line=line,
                byte=byte,
            )
            return None
        if quoted is not None and rest:
            byte = span[0] + len(text[: match.start(2)].encode("utf-8"))
            faults.add(
                "K018",
                "text follows a closing quote",
                "Double the quotes that are part of the text, or remove the text after the quote.",
                line=line_of(data, byte),
                byte=byte,
            )
            return None
        cells.append(quoted[1:-1].replace('""', '"') if quoted is not None else plain)
        if match.end() >= len(text):
            return cells
        position = match.end() + 1


def _header(record: Record, table: Table, faults: _Faults) -> tuple[str, ...] | None:
    data = faults.data
    if len(record.cells) == 1 and (mark := next((m for m in (";", "\t") if m in record.cells[0]), "")):
        name = "semicolons" if mark == ";" else "tabs"
        faults.add(
            "K008", f"the cells are separated by {name}", "Save it again with commas (“CSV UTF-8”).", line=record.line
        )
        return None
    names: list[str] = []
    sound = True
    for place, cell in enumerate(record.cells):
        name = cell.strip()
        if table.column(usual := re.sub(r"\s+", "_", name.lower())):
            name = usual
        byte = cell_byte(data, record, place)
        if not name or name in names:
            shown = re.sub(r"\d", "•", name) if faults.masked and table.column(name) is None else name
            what = f"the column “{shown}” is in the header twice" if name else "a column has no name"
            faults.add("K006", what, "Give every column a name of its own.", line=record.line, byte=byte)
            sound = False
        elif name != cell:
            faults.add(
                "K009",
                f"“{cell}” is read as “{name}”",
                f"Write {name}.",
                line=record.line,
                byte=byte,
                severity="warning",
            )
        elif (near := table.meant_by(name)) and not (near.required and near.name not in map(str.strip, record.cells)):
            hides = near.name in PRIVACY
            shown = re.sub(r"\d", "•", name) if faults.masked else name
            message = f"the column “{shown}” is nearly “{near.name}”, and the kit does not read it" + (
                "; until this is settled, nothing that it may hide is shown to others" if hides else ""
            )
            fix = f"Name it {near.name} if it is that; otherwise give it a name that differs more."
            faults.add("K076", message, fix, line=record.line, byte=byte, severity="warning")
        names.append(name)
    for column in table.columns:
        if column.required and column.name not in names:
            close = difflib.get_close_matches(column.name, [name for name in names if table.column(name) is None], 1)
            hint = f"Did you mean it by “{close[0]}”?" if close else f"Add a column {column.name}."
            faults.add("K007", f"the required column {column.name} is missing", hint, line=record.line)
            sound = False
    return tuple(names) if sound else None


def _records(data: bytes, spans: list[Span], width: int, quoted: bool, faults: _Faults) -> tuple[Record, ...]:
    """Return the good records; rows of separators only, as spreadsheets leave them, are passed over with one remark.

    Where the header is `quoted`, a program quoted every cell, also the first one of a comment.
    """
    records, empty = [], []
    for span in spans:
        cells = _cells(data, span, faults)
        if cells is None:
            continue
        if width > 1 and not any(cell.strip() for cell in cells):
            empty.append(span[2])
        elif not (cells[0].startswith("#") and _is_comment(span, cells, quoted, faults)) and (
            record := _record(data, span, cells, width, faults)
        ):
            records.append(record)
    if empty:
        lines = f"line {empty[0]} has" if len(empty) == 1 else f"{len(empty)} lines, from line {empty[0]} on, have"
        message = f"{lines} commas and nothing else; nothing is read there"
        faults.add("K075", message, "Delete them, or leave them: they do no harm.", line=empty[0], severity="warning")
    return tuple(records)


def _is_comment(span: Span, cells: list[str], quoted: bool, faults: _Faults) -> bool:
    """Whether a record whose first cell begins with a quoted # is a comment that was quoted with all other cells."""
    example = cells[0].startswith("# example:")
    if quoted and (example or not any(cell.strip() for cell in cells[1:])):
        return True
    if quoted or example:
        message = "this line begins with a quoted # and is read as a row"
        fix = "Delete the line if it is an example or a note; leave it if it is yours."
        faults.add("K078", message, fix, line=span[2], byte=span[0], severity="warning")
    return False


def _record(data: bytes, span: Span, cells: list[str], width: int, faults: _Faults) -> Record | None:
    start, _, line = span
    record = Record(*span, tuple(cells))
    if len(cells) < width:
        faults.add(
            "K010",
            f"{width} cells expected, {len(cells)} found",
            "Add the missing commas, or quote a cell.",
            line=line,
            byte=start,
        )
        return None
    if len(cells) > width:
        extra = any(cell.strip() for cell in cells[width:])
        faults.add(
            "K011",
            f"{width} cells expected, {len(cells)} found" if extra else "there are empty cells after the last column",
            "Quote the cell that holds a comma." if extra else "Remove the trailing commas.",
            line=line + breaks(data, start, byte := cell_byte(data, record, width)),
            byte=byte,
            severity="error" if extra else "warning",
        )
        if extra:
            return None
        record = Record(*span, tuple(cells[:width]))
    for place, cell in enumerate(record.cells):
        if len(cell) > MAX_CELL:
            faults.add("K020", "a cell of more than 1 MB", "Keep long texts in evidence/.", line=line)
            return None
        if ("\n" in cell or "\r" in cell) and _swallows(cell.splitlines(), place, width):
            faults.add(
                "K019",
                "a quoted cell holds a line that looks like a record of its own",
                "Look for a stray quote.",
                line=line + breaks(data, start, byte := cell_byte(data, record, place)),
                byte=byte,
                severity="warning",
            )
    return record


def _swallows(lines: list[str], place: int, width: int) -> bool:
    """Whether the lines of a quoted cell look like records between two stray quotes.

    A whole record lies inside; or the cell begins with the rest of one record and ends with the beginning of another,
    each with the commas that are missing outside.
    """
    if any(line.count(",") == width - 1 for line in lines[1:]):
        return True
    packed = not any(", " in line for line in (lines[0], lines[-1]))  # a blank after the comma: a sentence
    return bool(place and packed and lines[0].count(",") == width - 1 - place and lines[-1].count(",") == place)
