"""Run as a program of its own: one workbook to one Parquet of texts, within limits that only a process can be given.

It is started by its path, so that nothing of the package (and no pandas) is imported. Standard output holds plain
numbers only; what went wrong is told by the exit status, never in words of the file.
"""

from __future__ import annotations

import errno
import json
import os
import re
import sys
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

# exit statuses; 1 is an uncaught error of whatever kind: the workbook cannot be read
COLUMNS, CELLS, EMPTY, MEMORY, DOCTYPE, NOTHING, LACKING, FULL = range(10, 18)
HEAD = 100  # rows in which the header is looked for
SHEETS = 200  # in which a table is looked for
LONGEST = 32_767  # signs in a cell, by the format
MOST_ROWS = 1_048_576  # by the format
NEEDED = {"OCC_CODE", "OCC_TITLE", "A_MEDIAN"}
YEAR = re.compile(r"\bMay\s+20\d\d\b")
Row = Sequence[object]


class Refused(Exception):
    """The workbook passes a cap; the status says which."""

    def __init__(self, status: int, found: int = 0) -> None:
        self.status, self.found = status, found
        super().__init__(status)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, how many rows it says it has, and a maker of an iterator over them."""

    name: str
    rows: int
    read: Callable[[], Iterator[Row]]


@dataclass(frozen=True)
class Caps:
    """The caps that the parent hands over."""

    columns: int
    cells: int
    empty_rows: int
    memory: int
    seconds: int
    file_bytes: int


def main(arguments: Sequence[str]) -> int:
    """Convert one workbook: source, target, caps as JSON."""
    source, target, caps = Path(arguments[0]), Path(arguments[1]), Caps(**json.loads(arguments[2]))
    threading.Thread(target=_end_with_parent, args=(target,), daemon=True).start()
    confine(caps)
    try:
        convert(source, target, caps, _say)
    except ImportError:
        return LACKING
    except MemoryError:
        return MEMORY
    except Refused as refused:
        _say(refused.found, 0)
        return refused.status
    except OSError as error:
        return FULL if error.errno in (errno.EFBIG, errno.ENOSPC) else 1
    return 0


def _say(done: int, total: int) -> None:
    sys.stdout.write(f"{done} {total}\n")
    sys.stdout.flush()


def _end_with_parent(target: Path) -> None:
    """Wait for the end of standard input, which comes when the parent is gone, however it went."""
    os.read(0, 1)
    target.unlink(missing_ok=True)
    os._exit(1)


def confine(caps: Caps) -> None:
    """Limit memory, processor time, the size of what is written, and core dumps, where the platform has such limits."""
    try:
        import resource
    except ImportError:  # Windows: the caps on the file itself remain
        return
    limits = (("AS", caps.memory), ("CPU", caps.seconds), ("FSIZE", caps.file_bytes), ("CORE", 0))
    for name, value in limits:
        kind = getattr(resource, f"RLIMIT_{name}", None)
        if kind is not None:
            hard = resource.getrlimit(kind)[1]
            try:
                resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
            except (ValueError, OSError):  # some systems know a limit and cannot set it
                continue


def convert(source: Path, target: Path, caps: Caps, say: Callable[[int, int], None]) -> None:
    """Write the table of a workbook as Parquet; its metadata hold `notes`.

    Raises:
        Refused: if it passes a cap or holds no table.

    """
    sheets = _sheets(source)
    heads = [list(islice(sheet.read(), HEAD)) for sheet in sheets]
    chosen, header = choose(heads)
    names = unique(heads[chosen][header])
    notes = [sheet.name for sheet in sheets]
    for place, head in enumerate(heads):
        above = head[:header] if place == chosen else head
        notes += [
            cell for row in above for cell in row if isinstance(cell, str) and len(cell) < 300 and YEAR.search(cell)
        ][:5]
    # releases that do not fit one sheet go on in the next under the same header
    others = [(place, _same(head, heads[chosen][header])) for place, head in enumerate(heads) if place != chosen]
    parts = [(chosen, header), *((place, row) for place, row in others if row is not None)]
    total = sum(sheets[place].rows for place, _ in parts)
    schema = pa.schema([(name, pa.string()) for name in names], metadata={"notes": "; ".join(notes)})
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream, pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        rows = (
            row
            for place, start in parts
            for row in filled(islice(sheets[place].read(), start + 1, None), len(names), caps)
        )
        done = 0
        while batch := list(islice(rows, max(1, 400_000 // len(names)))):
            writer.write_table(
                pa.Table.from_arrays(
                    [pa.array(column, pa.string()) for column in zip(*batch, strict=True)], schema=schema
                )
            )
            done += len(batch)
            say(done, max(done, total))


def _sheets(source: Path) -> list[Sheet]:
    with source.open("rb") as stream:
        if stream.read(4) == b"\xd0\xcf\x11\xe0":
            return _old_sheets(source)
    import openpyxl

    _refuse_doctypes(source)
    book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)

    def sheet_of(sheet: object) -> Sheet:
        rows = int(getattr(sheet, "max_row", 0) or 0)
        sheet.reset_dimensions()  # type: ignore[attr-defined]  # a far corner makes every row as wide
        return Sheet(sheet.title, rows, lambda: sheet.iter_rows(values_only=True))  # type: ignore[attr-defined]

    return [sheet_of(sheet) for sheet in book.worksheets[:SHEETS]]


def _refuse_doctypes(source: Path) -> None:
    """No workbook has a document type; one that has is there for its entities."""
    with zipfile.ZipFile(source) as archive:
        for part in archive.infolist():
            if part.filename.lower().endswith((".xml", ".rels")):
                with archive.open(part) as stream:
                    if b"<!DOCTYPE" in stream.read(4_096).replace(b"\0", b"").upper():
                        raise Refused(DOCTYPE)


def _old_sheets(source: Path) -> list[Sheet]:
    import xlrd

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        book = xlrd.open_workbook(str(source), logfile=nowhere, on_demand=False, ragged_rows=True)

    def value(cell: xlrd.sheet.Cell) -> object:
        if cell.ctype == xlrd.XL_CELL_DATE:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        return cell.value if cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER) else None

    def sheet_of(sheet: xlrd.sheet.Sheet) -> Sheet:
        return Sheet(
            sheet.name,
            sheet.nrows,
            lambda: ([value(cell) for cell in sheet.row(number)] for number in range(sheet.nrows)),
        )

    return [sheet_of(sheet) for sheet in book.sheets()[:SHEETS]]


def choose(heads: Sequence[Sequence[Row]]) -> tuple[int, int]:
    """Return the place of the sheet with the table, and of its header.

    OEWS columns if any has them, else the fullest header.

    Raises:
        Refused: if no sheet has a header.
    """
    best, size = (0, 0), 0
    for place, head in enumerate(heads):
        for number, row in enumerate(head):
            if _plain(row) >= NEEDED:
                return place, number
        counts = [sum(cell is not None and cell != "" for cell in row) for row in head]
        most = max(counts, default=0)
        if most > size:
            wide = [number for number, count in enumerate(counts) if count >= 0.8 * most]
            words = (
                number for number in wide if all(isinstance(cell, str) for cell in head[number] if cell is not None)
            )
            best, size = (place, next(words, wide[0])), most
    if size == 0:
        raise Refused(NOTHING)
    return best


def _plain(row: Row) -> set[str]:
    return {re.sub(r"\s+", "_", cell.strip()).upper() for cell in row if isinstance(cell, str)}


def _same(head: Sequence[Row], header: Row) -> int | None:
    wanted = _plain(header)
    return next((number for number, row in enumerate(head) if len(wanted) > 2 and _plain(row) == wanted), None)


def unique(header: Row) -> list[str]:
    """Return names for the columns up to the last that has one; a second of a name is numbered."""
    texts = [text(cell) or "" for cell in header]
    width = max(place for place, name in enumerate(texts, 1) if name)
    names: list[str] = []
    seen: dict[str, int] = {}
    for place, name in enumerate(texts[:width], 1):
        base = name.strip() or f"column {place}"
        seen[base] = seen.get(base, 0) + 1
        names.append(base if seen[base] == 1 else f"{base} ({seen[base]})")
    return names


def filled(rows: Iterable[Row], width: int, caps: Caps) -> Iterator[list[str | None]]:
    """Yield the rows that hold anything, as texts of one width.

    Raises:
        Refused: for too many columns or cells, or a row far below all others.

    """
    if width > caps.columns:
        raise Refused(COLUMNS, width)
    empty = cells = 0
    for row in rows:
        if len(row) > caps.columns and any(cell is not None for cell in row[caps.columns :]):
            raise Refused(COLUMNS, len(row))
        texts = [text(cell) for cell in row[:width]]
        count = len(texts) - texts.count(None)
        if count == 0:
            empty += 1
            if empty > MOST_ROWS:  # a row may say any number of itself
                raise Refused(EMPTY, empty)
            continue
        if empty > caps.empty_rows:
            raise Refused(EMPTY, empty)
        empty = 0
        cells += count
        if cells > caps.cells:
            raise Refused(CELLS, cells)
        yield texts if len(texts) == width else texts + [None] * (width - len(texts))


def text(cell: object) -> str | None:
    """Return a cell as the text that a CSV would hold; None for a blank."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return cell[:LONGEST]
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


class NoPandas:
    """Keeps Arrow from looking for pandas, whose import takes longer than most sheets."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        """Refuse one module, and leave all others to the other finders."""
        if name == "pandas":
            raise ImportError(name)


if __name__ == "__main__":
    sys.meta_path.insert(0, NoPandas)
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)  # nothing of a hostile file is taken down at leisure
