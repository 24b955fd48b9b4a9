"""Any table as texts, with nothing guessed: where it begins in its file, and the cells of the columns asked for."""

from __future__ import annotations

import codecs
import csv
import io
import re
import shutil
import tempfile
import weakref
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.read_limits import check_file, check_table, check_texts

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


TEXTS = (".csv", ".tsv", ".txt", ".tab")
BOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
BLOCK = 1 << 24  # bytes that are parsed at once: no row may be longer
SAID = (b"sheet", b"alike", b"above")  # what a converted workbook says of its sheets
RAGGED = "rows with too few or too many cells"


@dataclass(frozen=True, eq=False, repr=False)
class RawTable:
    """A file's table: its columns as they are named there, and the means to read some of them.

    `rows` is None where counting would mean reading. `numeric` names the columns that the file itself keeps as numbers.
    A column whose name stands twice is called "name.2".
    """

    path: Path
    columns: tuple[str, ...]
    rows: int | None = None
    notes: tuple[str, ...] = ()
    numeric: frozenset[str] = frozenset()
    above: str = ""  # what a workbook says above the table
    source: Path | None = None
    header: Header | None = None
    _ragged: list[int] = field(default_factory=lambda: [0])

    def __repr__(self) -> str:
        return f"<RawTable {self.path.name}: {len(self.columns)} columns>"

    @property
    def dropped(self) -> tuple[tuple[str, int], ...]:
        """Rows that the last reading could not take apart into cells."""
        return ((RAGGED, self._ragged[0]),) if self._ragged[0] else ()

    def read(self, names: Sequence[str]) -> pd.DataFrame:
        """Return columns as texts without blanks around them; a blank cell is missing, and so is nothing else.

        Raises:
            KitError: if the file is damaged.

        """
        chosen = list(dict.fromkeys(names))
        try:
            table = self._parquet(chosen) if self.header is None else self._csv(chosen, self.header)
        except (pa.ArrowException, OSError, UnicodeError) as error:
            raise _damaged(self.path) from error
        frame = pd.DataFrame(
            {name: column.cast(pa.large_string()).to_pandas().astype("str") for name, column in _named(table)}
        )
        for name in chosen:
            stripped = frame[name].str.strip()
            frame[name] = stripped.mask(stripped == "")
        return frame

    def _parquet(self, names: list[str]) -> pa.Table:
        source = self.source or self.path
        texts = [field.name for field in pq.read_schema(source) if field.name in names and _is_text(field.type)]
        with pq.ParquetFile(source, read_dictionary=texts) as file:
            table = file.read(columns=names)
        check_texts(self.path.name, sum(map(_decoded, (table[name] for name in texts))))
        return table.select(names)

    def _csv(self, names: list[str], header: Header) -> pa.Table:
        self._ragged[0] = 0

        def skip(_: object) -> str:
            self._ragged[0] += 1
            return "skip"

        return pa.csv.read_csv(
            self.path,
            pa.csv.ReadOptions(
                skip_rows=header.lines,
                column_names=list(self.columns),
                encoding=header.encoding,
                block_size=BLOCK,
                use_threads=False,
            ),
            pa.csv.ParseOptions(delimiter=header.delimiter, newlines_in_values=True, invalid_row_handler=skip),
            pa.csv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                include_columns=names,
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )


def _is_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _decoded(column: pa.ChunkedArray) -> int:
    """Return how many bytes the texts of a column take when every cell holds its own."""
    total = 0
    for chunk in column.chunks:
        counts = np.bincount(chunk.indices.drop_null().to_numpy(zero_copy_only=False), minlength=len(chunk.dictionary))
        lengths = pc.fill_null(pc.binary_length(chunk.dictionary), 0).to_numpy(zero_copy_only=False)
        total += int(counts @ lengths.astype(np.int64))
    return total


def _named(table: pa.Table) -> list[tuple[str, pa.ChunkedArray]]:
    return list(zip(table.column_names, table.columns, strict=True))


def open_table(path: Path) -> RawTable:
    """Find out what a file's table is made of: text with `,` `;` or tab in any usual encoding, Parquet, or a workbook.

    Raises:
        KitError: if there is no such file, it is none of these, it is damaged, or it passes one of the caps.

    """
    check_file(path)
    suffix = path.suffix.lower()
    try:
        if suffix == ".parquet":
            return _open_parquet(path, path)
        if suffix in BOOKS:
            return _open_book(path)
        if suffix in TEXTS:
            return _open_text(path)
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise _damaged(path) from error
    raise KitError.of(
        "K054", f"{path.name} is no table that can be read", "Give CSV, Parquet or an Excel workbook.", file=path.name
    )


def _damaged(path: Path) -> KitError:
    return KitError.of("K054", f"{path.name} cannot be read as a table", "Download or export it again.", file=path.name)


def _open_text(path: Path) -> RawTable:
    header = find_header(path)
    return RawTable(path, header.names, notes=header.notes, header=header)


def _open_parquet(path: Path, source: Path) -> RawTable:
    with pq.ParquetFile(source) as file:
        schema, rows = file.schema_arrow, file.metadata.num_rows
    check_table(path.name, rows, len(schema))
    flat = [entry for entry in schema if not pa.types.is_nested(entry.type)]
    numeric = frozenset(
        entry.name
        for entry in flat
        if pa.types.is_integer(entry.type) or pa.types.is_floating(entry.type) or pa.types.is_decimal(entry.type)
    )
    said = {name.decode(): text.decode() for name, text in (schema.metadata or {}).items() if name in SAID}
    alike = f"only the sheet “{said.get('sheet')}” was read, not those like it: {said.get('alike')}"
    return RawTable(
        path,
        tuple(entry.name for entry in flat),
        rows,
        notes=(alike,) if said.get("alike") else (),
        numeric=numeric,
        above=said.get("above", ""),
        source=source,
    )


def _open_book(path: Path) -> RawTable:
    from advocacy_kit.market.readers.workbook import to_parquet

    folder = Path(tempfile.mkdtemp(prefix="advocacy_kit-"))
    target = folder / "sheet.parquet"
    try:
        to_parquet(path, target)
        table = _open_parquet(path, target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(table, shutil.rmtree, folder, ignore_errors=True)
    return table
