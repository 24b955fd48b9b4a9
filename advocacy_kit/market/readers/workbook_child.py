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
from typing import IO, TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

# exit statuses; 1 is an uncaught error of whatever kind: the workbook cannot be read
COLUMNS, CELLS, EMPTY, MEMORY, DOCTYPE, NOTHING, FULL = range(10, 17)
HEAD = 100  # rows in which the header is looked for
SHEETS = 200  # in which a table is looked for
WHOLE = 1e15  # up to which a fraction can be told from none
LONGEST = 32_767  # signs in a cell, by the format
MOST_ROWS = 1_048_576  # by the format
NEEDED = {"OCC_CODE", "OCC_TITLE", "A_MEDIAN"}
SMALL = 1_000_000  # cells of a sheet that is kept in memory beside the largest
PIECE, OVERLAP = 1 << 20, 200  # bytes of a part that are looked over at once, and how much of the last ones again
ROW = re.compile(rb'row [^>]{0,100}?\br="(\d{1,12})"')
FAR_COLUMN = re.compile(rb' r="([A-Z]{3})\d+"[^>]{0,100}?(?<!/)>')
YEAR = re.compile(r"\bMay\s+20\d\d\b|per hour or \$")
Row = Sequence[object]

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


class Refused(Exception):
    """The workbook passes a cap; the status says which."""

    def __init__(self, status: int, found: int = 0) -> None:
        self.status, self.found = status, found
        super().__init__(status)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, how many rows it has, and a maker of an iterator over them."""

    name: str
    rows: Callable[[], int]
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
    sheets = _sheets(source, caps)
    heads = [list(islice(sheet.read(), HEAD)) for sheet in sheets]
    chosen, header = choose(heads)
    names = unique(heads[chosen][header])
    notes = [sheet.name for sheet in sheets]
    for place, head in enumerate(heads):
        above = head[:header] if place == chosen else head
        notes += [
            cell for row in above for cell in row if isinstance(cell, str) and len(cell) < 300 and YEAR.search(cell)
        ][:5]
    others = [(place, _same(head, heads[chosen][header])) for place, head in enumerate(heads) if place != chosen]
    alike = [(place, row) for place, row in others if row is not None]
    # releases that do not fit one sheet go on in the next; sheets of other tables are of other people
    parts = [(chosen, header), *(alike if _plain(heads[chosen][header]) >= NEEDED else [])]
    total = sum(sheets[place].rows() for place, _ in parts)
    known = {"notes": "; ".join(notes), "sheet": sheets[chosen].name}
    known["alike"] = "; ".join(sheets[place].name for place, _ in alike) if len(parts) == 1 else ""
    known["above"] = "; ".join(str(cell) for row in heads[chosen][:header] for cell in row if cell not in (None, ""))
    schema = pa.schema([(name, pa.string()) for name in names], metadata=known)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream, pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        rows = (
            row
            for place, start in parts
            for row in filled(islice(sheets[place].read(), start + 1, None), len(names), caps)
        )
        done = 0
        while batch := list(islice(rows, max(1, 400_000 // len(names)))):
            columns = [as_texts(column) for column in zip(*batch, strict=True)]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
            done += len(batch)
            say(done, max(done, total))


def _sheets(source: Path, caps: Caps) -> list[Sheet]:
    """Return the sheets of a workbook; what is read of a large one is kept, so that it is read once."""
    from python_calamine import CalamineWorkbook

    with source.open("rb") as stream:
        if stream.read(4) == b"PK\x03\x04":
            _look_over(source, caps)
    book = CalamineWorkbook.from_path(str(source))
    kept: dict[int, CalamineSheet] = {}

    def loaded(place: int) -> CalamineSheet:
        if place in kept:
            return kept[place]
        sheet = book.get_sheet_by_index(place)
        if sheet.total_height * sheet.total_width <= SMALL or not kept:
            kept[place] = sheet
        return sheet

    def sheet_of(place: int, name: str) -> Sheet:
        return Sheet(name, lambda: _height(loaded(place)), lambda: map(_blank_ends, loaded(place).iter_rows()))

    return [sheet_of(place, name) for place, name in enumerate(book.sheet_names[:SHEETS])]


def _height(sheet: CalamineSheet) -> int:
    return 0 if sheet.end is None else sheet.end[0] + 1


def _blank_ends(row: Row) -> Row:
    """Return a row without the blank cells at its end: one stray cell makes every row as wide as itself."""
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    return row[:end]


def _look_over(source: Path, caps: Caps) -> None:
    """Look at the parts of a workbook before any of it is read as a table.

    No workbook has a document type; one that has is there for its entities. A stray cell far out would take memory for
    every place before it.
    """
    with zipfile.ZipFile(source) as archive:
        for part in archive.infolist():
            if part.filename.lower().endswith((".xml", ".rels")):
                with archive.open(part) as stream:
                    _look_over_part(stream, caps, is_sheet="worksheets/" in part.filename)


def _look_over_part(stream: IO[bytes], caps: Caps, *, is_sheet: bool) -> None:
    last, rest, first = 0, b"", True
    while block := stream.read(PIECE):
        text = rest + block
        start = text[:4_096].replace(b"\0", b"") if first else b""
        if b"<!DOCTYPE" in text or b"<!DOCTYPE" in start.upper():
            raise Refused(DOCTYPE)
        if is_sheet:
            for found in FAR_COLUMN.finditer(text):
                number = 0
                for letter in found[1]:
                    number = 26 * number + letter - 64
                if number > caps.columns:
                    raise Refused(COLUMNS, number)
            for found in ROW.finditer(text):
                number = int(found[1])
                if last and number - last - 1 > caps.empty_rows:
                    raise Refused(EMPTY, number - last - 1)
                last = max(last, number)
        rest, first = text[-OVERLAP:], False


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


def filled(rows: Iterable[Row], width: int, caps: Caps) -> Iterator[Row]:
    """Yield the rows that hold anything, with one width.

    Raises:
        Refused: for too many columns or cells, or a row far below all others.

    """
    if width > caps.columns:
        raise Refused(COLUMNS, width)
    empty = cells = 0
    for row in rows:
        if len(row) > caps.columns and any(cell is not None for cell in row[caps.columns :]):
            raise Refused(COLUMNS, len(row))
        cells_of = [*row[:width], *[""] * (width - len(row))]
        count = width - cells_of.count("")
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
        yield cells_of


def as_texts(column: Sequence[object]) -> pa.Array:
    """Return the cells of a column as texts, missing where one is blank."""
    kinds = set(map(type, column))
    if kinds <= {str} and max(map(len, column)) <= LONGEST:  # type: ignore[arg-type]
        return pa.array([cell or None for cell in column], pa.string())
    if kinds <= {float, str} and float in kinds and all(cell == "" for cell in column if type(cell) is str):
        values = np.array([np.nan if cell == "" else cell for cell in column], dtype=np.float64)
        known = np.isfinite(values)
        if (np.abs(values[known]) < WHOLE).all() and (values[known] == np.floor(values[known])).all():
            whole = np.where(known, values, 0).astype(np.int64)
            return pa.array(whole, mask=~known).cast(pa.string())
    return pa.array(map(text, column), pa.string())


def text(cell: object) -> str | None:
    """Return a cell as the text that a CSV would hold; None for a blank."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return cell[:LONGEST]
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < WHOLE else format(cell, ".15g")
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
