"""Stated caps on what is read, each with its reason.

A file from elsewhere takes neither the machine's memory nor an hour.
"""

from __future__ import annotations

import pickletools
import re
import stat
import struct
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from advocacy_kit.core.errors import KitError

MB, GB = 2**20, 2**30
FILE_BYTES = 4 * GB  # ten million rows of a survey are some 2 GB as CSV
ZIP_BYTES = 500 * MB  # the largest official workbook weighs 80 MB
UNPACKED_BYTES = 4 * GB  # 400,000 rows × 32 columns unpack to half a GB, a full sheet (1,048,576 rows) to some 3 GB
UNPACKED_RATIO = 100  # sheets pack 5 to 30 times; deflate packs zeros 200 to 1,000 times
RATIO_FROM_BYTES = 50 * MB  # small parts may pack as well as they like
ZIP_PARTS = 10_000  # an official workbook has some 20 parts, a zip of a release some 5 files
ROWS = 15_000_000  # ten million must be read; in memory they take some 2 GB
COLUMNS = 1_000  # the widest official table has some 260
CELLS = 600_000_000  # ten million rows × 60 columns: 2.4 GB as codes of 4 bytes
PARQUET_BYTES = 4 * GB  # what the column chunks unpack to; ten million rows of text are some 2 GB
TEXT_BYTES = 2 * GB  # of the texts that are read at once: one long text can stand in every row of a small file
SHEET_CELLS = 100_000_000  # filled cells: a full sheet of some 100 columns
EMPTY_ROWS = 10_000  # in one run: a cell below them is a stray one, not part of the table
CHILD_BYTES = 2 * GB  # memory of the process that reads a workbook: 400,000 rows × 32 columns need a tenth
CHILD_SECONDS = 1_800  # of the processor: a full sheet of 100 columns needs some 400 s
PATIENCE = 120.0  # seconds without one more row read; the texts of the largest workbooks are listed in some 20 s
SMALLER = "Keep only the rows and columns that you need, or point load_market at a DuckDB or Spark frame of the table."
_PICKLES = {".pkl", ".pickle", ".p", ".joblib", ".dill"}
_TAIL = 70_000  # a zip's directory is announced in its last 65,557 bytes


def over(file: str, what: str, found: str, cap: str, fix: str = SMALLER) -> KitError:
    """Return the error of a cap that is passed: which, what was found, how to go on."""
    return KitError.of("K067", f"{file} {what}: {found}; at most {cap} are read", fix, file=file)


def check_file(path: Path) -> None:
    """Look at a file before anything of it is read into memory.

    Raises:
        KitError: if it is an address, no plain file, a pickle, or passes one of the caps.

    """
    name = path.name
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/", path.as_posix()):
        raise KitError.of(
            "K064", "a source must be a file on this machine, not an address", "Download it yourself and give its path."
        )
    try:
        status = path.stat()
    except (OSError, ValueError):  # not there, links that lead in a circle, a name that no system allows
        raise KitError.of("K064", f"there is no file {name!r}", "Check the path.", file=name) from None
    if not stat.S_ISREG(status.st_mode):
        raise KitError.of(
            "K064", f"{name} is a folder or a device, not a file", "Give the path of one file.", file=name
        )
    if status.st_size > FILE_BYTES:
        raise over(name, "is too large", f"{_size(status.st_size)}", _size(FILE_BYTES))
    try:
        with path.open("rb") as stream:
            head = stream.read(65_536)
            stream.seek(max(0, status.st_size - _TAIL))
            tail = stream.read(_TAIL)
    except OSError as error:
        raise KitError.of(
            "K064", f"{name} cannot be read: {error.strerror}", "Check that you may read it.", file=name
        ) from None
    if path.suffix.lower() in _PICKLES or _is_pickle(head, whole=status.st_size <= len(head)):
        fix = "Save the table as Parquet or CSV with the program that wrote it."
        raise KitError.of("K054", f"{name} is a pickle, which can run a program when it is read", fix, file=name)
    if head[:4] == b"PK\x03\x04":
        _check_zip(path, status.st_size, tail)
    elif head[:4] == b"PAR1":
        _check_parquet(path)


def _size(count: float) -> str:
    return f"{count / GB:,.1f} GB" if count >= GB else f"{count / MB:,.1f} MB"


def _is_pickle(head: bytes, *, whole: bool) -> bool:
    """Say whether bytes are a pickle; they are read as operations, never carried out."""
    if re.match(rb"\x80[\x02-\x05]", head):
        return True
    if not whole or not head.rstrip().endswith(b"."):  # older ones are told by their last operation
        return False
    try:
        return [operation.name for operation, *_ in pickletools.genops(head)][-1:] == ["STOP"] and len(head) > 1
    except (ValueError, IndexError, OverflowError, struct.error):
        return False


def _check_zip(path: Path, size: int, tail: bytes) -> None:
    name = path.name
    if size > ZIP_BYTES:
        raise over(name, "is too large for a workbook or zip", _size(size), _size(ZIP_BYTES))
    ends = [struct.unpack_from("<I", tail, m.start() + 12)[0] for m in re.finditer(rb"PK\x05\x06(?=.{18})", tail, re.S)]
    ends = [end for end in ends if end != 0xFFFFFFFF]  # said in the longer form then
    ends += [
        struct.unpack_from("<Q", tail, m.start() + 40)[0] for m in re.finditer(rb"PK\x06\x06(?=.{52})", tail, re.S)
    ]
    if max(ends, default=0) > ZIP_PARTS * 200:  # before the directory itself is read
        raise over(name, "lists too many parts", _size(max(ends)) + " of directory", f"{ZIP_PARTS:,} parts")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile, struct.error):
        raise KitError.of(
            "K068",
            f"{name} is damaged: it begins like a workbook or zip and has no end",
            "Download it again.",
            file=name,
        ) from None
    if len(parts) > ZIP_PARTS:
        raise over(name, "has too many parts", f"{len(parts):,}", f"{ZIP_PARTS:,}")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED_BYTES:
        raise over(name, "unpacks to too much", _size(unpacked), _size(UNPACKED_BYTES))
    for part in parts:
        if part.file_size > RATIO_FROM_BYTES and part.file_size > UNPACKED_RATIO * part.compress_size:
            found = f"a part to {part.file_size / max(1, part.compress_size):,.0f} times its size"
            raise over(
                name,
                "unpacks like a bomb",
                found,
                f"{UNPACKED_RATIO} times",
                "Do not open it; download the table from its publisher.",
            )


def _check_parquet(path: Path) -> None:
    name = path.name
    try:
        known = pq.read_metadata(path)
        groups = [known.row_group(place) for place in range(known.num_row_groups)]
        rows = max(known.num_rows, sum(group.num_rows for group in groups))
        unpacked = sum(max(0, group.total_byte_size) for group in groups)
    except (OSError, ValueError, pa.ArrowException):
        raise KitError.of("K054", f"{name} cannot be read", "Download it again.", file=name) from None
    check_table(name, rows, known.num_columns)
    if unpacked > PARQUET_BYTES:
        raise over(name, "unpacks to too much", _size(unpacked), _size(PARQUET_BYTES))


def check_texts(name: str, count: int) -> None:
    """Refuse columns whose texts would take too much memory when every cell holds its own.

    Raises:
        KitError: naming the cap.

    """
    if count > TEXT_BYTES:
        raise over(name, "unpacks to too much text", _size(count), _size(TEXT_BYTES))


def check_table(name: str, rows: int, columns: int) -> None:
    """Refuse a table of too many rows, columns or cells for the memory.

    Raises:
        KitError: naming the cap.

    """
    if rows > ROWS:
        raise over(name, "has too many rows for the memory", f"{rows:,}", f"{ROWS:,}")
    if columns > COLUMNS:
        raise over(name, "has too many columns", f"{columns:,}", f"{COLUMNS:,}")
    if rows * columns > CELLS:
        raise over(
            name, "has too many cells for the memory", f"{rows:,} rows of {columns:,} columns", f"{CELLS:,} cells"
        )
