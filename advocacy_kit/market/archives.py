"""Zips as they are downloaded: the tables in them, unpacked one at a time under the stated caps."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath

from advocacy_kit.core.read_limits import UNPACKED_BYTES, over

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
