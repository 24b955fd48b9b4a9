"""Official OEWS files of 2010 and later as they are downloaded (workbooks, zips, CSV, Parquet), read as text columns.

Each distinct text of a column is parsed once, whatever the number of rows.
"""

from __future__ import annotations

import csv
import json
import math
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path, PurePosixPath

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.read_limits import UNPACKED_BYTES, check_file, check_table, over
from advocacy_kit.market.readers.workbook import to_parquet

WORKBOOKS = (".xlsx", ".xls", ".xlsm")
TEXTS = (".csv", ".tsv")
_PIECE = 1 << 20


def is_workbook(path: Path) -> bool:
    """Say whether a file is a workbook, by its bytes, or should be one, by its name."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if head == b"PK\x03\x04" and path.suffix.lower() not in WORKBOOKS:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    return head == b"\xd0\xcf\x11\xe0" or path.suffix.lower() in WORKBOOKS


def is_zip(path: Path) -> bool:
    """Say whether a file is a zip that is no workbook."""
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04" and not is_workbook(path)


def tables_in(path: Path) -> list[zipfile.ZipInfo]:
    """Return the parts of a zip that may be tables, without what a spreadsheet or macOS left there."""
    with zipfile.ZipFile(path) as archive:
        parts = [(part, PurePosixPath(part.filename)) for part in archive.infolist()]
    return [
        part
        for part, name in parts
        if name.suffix.lower() in (*WORKBOOKS, *TEXTS) and not name.name.startswith(("~$", "._"))
    ]


def unpack(path: Path, part: zipfile.ZipInfo, folder: Path) -> Path:
    """Unpack one part into a folder, under a plain form of its own name, and return where.

    Raises:
        KitError: if more bytes come than may.

    """
    target = folder / re.sub(r"[^\w.() -]", "_", PurePosixPath(part.filename).name)[-100:]
    count = 0
    with zipfile.ZipFile(path) as archive, archive.open(part) as source, target.open("wb") as out:
        while piece := source.read(_PIECE):
            count += len(piece)
            if count > UNPACKED_BYTES:  # what a part says of its size need not be true
                raise over(path.name, "unpacks to too much", "more", f"{UNPACKED_BYTES:,} bytes")
            out.write(piece)
    return target


Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.bool_] | npt.NDArray[np.int64]  # which rows: a mask, or their places
_FIGURE = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d*)?")


class Columns:
    """The columns of an Arrow table of texts; a missing column reads as blank."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self._known: dict[str, tuple[npt.NDArray[np.int64], list[str]]] = {}
        self._figures: dict[str, tuple[npt.NDArray[np.float64], npt.NDArray[np.str_]]] = {}

    def _encoded(self, name: str) -> tuple[npt.NDArray[np.int64], list[str]]:
        """Return for each row the place of its text among the distinct texts."""
        if name not in self._known:
            if name not in self._table.column_names:
                self._known[name] = np.zeros(len(self._table), dtype=np.int64), [""]
            else:
                column = self._table[name].combine_chunks()
                column = column if pa.types.is_dictionary(column.type) else column.cast(pa.string()).dictionary_encode()
                texts = ["" if text is None else str(text).strip() for text in column.dictionary.to_pylist()]
                places = column.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False).astype(np.int64)
                self._known[name] = places, [*texts, ""]
        return self._known[name]

    def where(self, name: str, accept: Callable[[str], bool]) -> Mask:
        """Say of each row whether its text is accepted."""
        places, texts = self._encoded(name)
        return np.array([accept(text) for text in texts], dtype=bool)[places]

    def truth(self, name: str, rows: Rows) -> Mask:
        """Read a column of TRUE and blank."""
        return self.where(name, lambda text: text.upper() == "TRUE")[rows]

    def codes(
        self, name: str, rows: Rows, clean: Callable[[str], str] = str, default: str = ""
    ) -> tuple[npt.NDArray[np.int64], list[str]]:
        """Return small integers and the sorted codes they stand for."""
        places, texts = self._encoded(name)
        places = places[rows]
        cleaned = [clean(text) if text else default for text in texts]
        present = sorted({cleaned[place] for place in np.unique(places)})
        number = {code: place for place, code in enumerate(present)}
        return np.array([number.get(code, -1) for code in cleaned])[places], present

    def texts(self, name: str, rows: Rows) -> tuple[str, ...]:
        """Return the texts of some rows."""
        places, texts = self._encoded(name)
        return tuple(texts[place] for place in places[rows])

    def numbers(self, names: Sequence[str], rows: Rows) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.str_]]:
        """Return (rows, names) figures, NaN where there is none.

        And beside them "value" or the marker found instead.
        """
        figures, markers = [], []
        for name in names:
            places, texts = self._encoded(name)
            if name not in self._figures:
                values = [_number(text) for text in texts]
                kinds = [text[:5] if math.isnan(value) else "value" for value, text in zip(values, texts, strict=True)]
                self._figures[name] = np.array(values, dtype=np.float64), np.array(kinds, dtype="<U5")
            figures.append(self._figures[name][0][places[rows]])
            markers.append(self._figures[name][1][places[rows]])
        return np.column_stack(figures), np.column_stack(markers)


def _number(text: str) -> float:
    """Read an official figure; a marker, a blank, or a comma that groups no thousands is no number."""
    return float(text.replace(",", "")) if _FIGURE.fullmatch(text) else float("nan")


ANNUAL = ("A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90")
HOURLY = ("H_PCT10", "H_PCT25", "H_MEDIAN", "H_PCT75", "H_PCT90")
FIGURES = ("TOT_EMP", "MEAN_PRSE", *ANNUAL, *HOURLY)
NEEDED = {"OCC_CODE", "OCC_TITLE", "A_MEDIAN"}
# official name → what other years and kinds of table call it; the first that is there counts
ALIASES = {
    "AREA": (),
    "AREA_TITLE": ("AREA_NAME", "STATE"),
    "PRIM_STATE": ("ST", "STATE_FIPS"),
    "NAICS": (),
    "OWN_CODE": (),
    "OCC_CODE": (),
    "OCC_TITLE": (),
    "O_GROUP": ("OCC_GROUP", "GROUP", "OCC_LEVEL"),
    **{name: (name.replace("_PCT", "_WPCT"),) if "_PCT" in name else () for name in FIGURES},
    "HOURLY": (),
    "ANNUAL": (),
    "YEAR": (),
}
# what Arrow, zipfile and json raise on damaged files
_DAMAGE = (
    ValueError,
    TypeError,
    KeyError,
    OSError,
    EOFError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    pa.ArrowException,
)
UNPACK = "Unpack it first, and give the path of the table in it."
_HEAD_LINES = 200  # in which the header of a CSV is looked for
_COMMA = re.compile(r"\d{1,3}(\.\d{3})*,\d{1,2}|\d+,\d{1,2}")
_POINT = re.compile(r"(\d+|\d{1,3}(,\d{3})+)\.\d{1,2}|\d{1,3}(,\d{3})+")


@dataclass(frozen=True, eq=False)
class Official:
    """What a file holds: official columns as texts, what it says of its release, and rows that could not be taken."""

    table: pa.Table
    notes: str
    odd: int = 0
    dropped: tuple[tuple[str, int], ...] = ()  # what an earlier import left out
    origin: str = ""  # the file from which an earlier import took it


Progress = Callable[[int, int], None]


def plain(name: str) -> str:
    """Return a column's name as the newest releases write it: "occ code" is OCC_CODE."""
    return re.sub(r"\s+", "_", name.strip()).upper()


def is_oews(columns: Sequence[str]) -> bool:
    """Say whether a header is that of an OEWS file of any year."""
    return {plain(name) for name in columns} >= NEEDED


def read_official(path: Path, *, progress: Progress | None = None, scratch: Path | None = None) -> Official | None:
    """Read an official file; None if it can be read and its columns are not those of OEWS.

    Args:
        path: Parquet, workbook, CSV, or a zip of these.
        progress: called with rows read and rows in all, where reading takes long.
        scratch: a private folder for what is made on the way; without it one in the system's own place.

    Raises:
        KitError: if it passes a cap, is damaged, or is none of these.

    """
    check_file(path)
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
        if head[:2] == b"\x1f\x8b":
            raise KitError.of("K054", f"{path.name} is packed with gzip", UNPACK, file=path.name)
        if head[:4] == b"PAR1" or path.suffix.lower() == ".parquet":
            return _read_parquet(path)
        if is_workbook(path):
            return _read_workbook(path, progress, scratch)
        if is_zip(path):
            return _read_zip(path, progress, scratch)
        return _read_text(path)
    except _DAMAGE as error:
        raise KitError.of("K054", f"{path.name} cannot be read", "Download it again.", file=path.name) from error


def _official(table: pa.Table) -> pa.Table | None:
    """Return the columns that the kit reads under their official names, as texts.

    None if they are not those of OEWS.
    """
    found = {
        plain(name): place for place, name in reversed([*enumerate(table.column_names)])
    }  # of two, the first counts
    if not set(found) >= NEEDED:
        return None
    columns = {}
    for name, others in ALIASES.items():
        place = next((found[known] for known in (name, *others) if known in found), None)
        if place is not None:
            column = table.column(place)
            columns[name] = (
                column if pa.types.is_dictionary(column.type) else column.cast(pa.string()).dictionary_encode()
            )
    return pa.table(columns)


def _read_parquet(path: Path) -> Official | None:
    schema = pq.read_schema(path)
    text = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
    if not is_oews(schema.names):
        return None
    known = {word for name, others in ALIASES.items() for word in (name, *others)}
    wanted = [name for name in schema.names if plain(name) in known]
    table = pq.read_table(path, columns=wanted, read_dictionary=text)
    table.validate(full=True)  # texts that are none, codes without a text
    table = _official(table)
    said = schema.metadata or {}
    dropped = tuple((str(reason), int(count)) for reason, count in json.loads(said.get(b"dropped", b"[]")))
    notes = (said.get(b"release") or said.get(b"notes") or b"").decode()
    return None if table is None else Official(table, notes, dropped=dropped, origin=said.get(b"origin", b"").decode())


def _read_workbook(path: Path, progress: Progress | None, scratch: Path | None) -> Official | None:
    with tempfile.TemporaryDirectory(dir=scratch) as folder:  # for its owner alone
        target = Path(folder) / "workbook.parquet"
        to_parquet(path, target, progress=progress)
        return _read_parquet(target)


def _read_zip(path: Path, progress: Progress | None, scratch: Path | None) -> Official | None:
    """Read the tables in a zip as it is downloaded, one after the other: areas are spread over several workbooks."""
    found = []
    for part in tables_in(path):
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            table = unpack(path, part, Path(folder))
            official = read_official(table, progress=progress, scratch=Path(folder))
            if official is not None:
                found.append((official, table.name))
    if not found:
        return None
    table = pa.concat_tables([official.table for official, _ in found], promote_options="default").unify_dictionaries()
    notes = "; ".join(f"{official.notes}; {name}" for official, name in found)
    return Official(table, notes, sum(official.odd for official, _ in found))


def _read_text(path: Path) -> Official | None:
    """Read a CSV, whatever its separator, with notes above and below its table."""
    encodings = _encodings(path)
    with path.open(encoding=encodings[0], errors="replace", newline=None) as stream:
        lines = [stream.readline(1_000_000) for _ in range(_HEAD_LINES)]
    places = ((number, mark) for number, line in enumerate(lines) for mark in ",;\t|" if is_oews(_cells(line, mark)))
    header, mark = next(places, (None, ""))
    if header is None:
        return None
    names = _cells(lines[header], mark)
    check_table(path.name, 0, len(names))
    first = {plain(name): place for place, name in reversed([*enumerate(names)])}
    unique = [name if first[plain(name)] == place else f"{name} ({place})" for place, name in enumerate(names)]
    for encoding in encodings:
        try:
            table, odd = _stream(path, encoding, header, mark, unique)
        except pa.ArrowInvalid as error:
            if encoding == encodings[-1] or "UTF8" not in str(error):
                raise
        else:
            official = _official(table)
            assert official is not None
            return Official(
                _decimal_point(official, path.name) if mark == ";" else official, " ".join(lines[:header]), odd
            )
    return None


def _cells(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader(StringIO(line), delimiter=mark), [])
    except csv.Error:  # one cell that is longer than any of a header
        return []


def _encodings(path: Path) -> list[str]:
    """Return what the bytes may be, likeliest first: a mark says so; UTF-16 without one is half zeros.

    Else UTF-8 or Windows.
    """
    with path.open("rb") as stream:
        head = stream.read(1_000)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ["utf-16"]
    if head[1::2].count(0) > len(head) / 4 or head[::2].count(0) > len(head) / 4:
        return ["utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"]
    return ["utf-8-sig", "cp1252"]


def _stream(path: Path, encoding: str, header: int, mark: str, names: Sequence[str]) -> tuple[pa.Table, int]:
    """Return a CSV's table, read in pieces so that too many rows are noticed in time.

    And the number of rows of odd width.
    """
    odd = 0

    def skip(_row: object) -> str:
        nonlocal odd
        odd += 1
        return "skip"

    known = {word for name, others in ALIASES.items() for word in (name, *others)}
    wanted = [name for name in names if plain(name) in known]
    kinds = {name: pa.dictionary(pa.int32(), pa.string()) for name in wanted}
    reader = pa.csv.open_csv(
        path,
        pa.csv.ReadOptions(
            skip_rows=header + 1, column_names=list(names), encoding=encoding.removesuffix("-sig"), block_size=8_000_000
        ),
        pa.csv.ParseOptions(delimiter=mark, invalid_row_handler=skip),
        pa.csv.ConvertOptions(column_types=kinds, include_columns=wanted, strings_can_be_null=False),
    )
    batches, rows = [], 0
    with reader:
        for batch in reader:
            rows += batch.num_rows
            check_table(path.name, rows, len(wanted))
            batches.append(batch)
        return pa.Table.from_batches(batches, reader.schema).unify_dictionaries(), odd


def _decimal_point(table: pa.Table, name: str) -> pa.Table:
    """Turn figures as a spreadsheet in Europe writes them, "66.740,50", into official ones.

    Raises:
        KitError: if both ways are in one file.

    """
    texts = {
        column: [t or "" for t in table[column].combine_chunks().dictionary.to_pylist()]
        for column in FIGURES
        if column in table.column_names
    }
    whole = [text for column in ("TOT_EMP", *ANNUAL) for text in texts.get(column, ())]
    european = any(_COMMA.fullmatch(t) for ts in texts.values() for t in ts) or any(
        re.fullmatch(r"\d{1,3}(\.\d{3})+", t) for t in whole
    )
    if not european:
        return table
    if any(_POINT.fullmatch(text) for found in texts.values() for text in found):
        fix = "Save it again with one decimal mark throughout."
        raise KitError.of("K054", f"{name} has figures with a decimal comma and with a decimal point", fix, file=name)
    for column in texts:
        array = table[column].combine_chunks()
        mended = pa.array(
            [t and t.replace(".", "").replace(",", ".") for t in array.dictionary.to_pylist()], pa.string()
        )
        table = table.set_column(
            table.column_names.index(column), column, pa.DictionaryArray.from_arrays(array.indices, mended)
        )
    return table
