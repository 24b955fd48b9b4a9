"""Files that are out to take memory, time or more: each is refused by a stated cap, quickly, in a sentence; the kit lives on."""

import io
import json
import os
import pickle
import random
import resource
import signal
import struct
import subprocess
import sys
import time
import traceback
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocacy_kit import KitError, load_market
from advocacy_kit.market import limits
from advocacy_kit.market.limits import check_file
from advocacy_kit.market.oews import Oews, read_oews
from advocacy_kit.market.readers import workbook, workbook_child
from advocacy_kit.market.readers.workbook import to_parquet
from tests.official import as_workbook, world

CANARY = "98765.43"
HEADER = ["OCC_CODE", "OCC_TITLE", "A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90"]
ROW = ["13-1081", "Logisticians", 50890, 64440, 82320, 106190, 133160]
BILLION = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 16}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


class Harmful:
    """A pickle of it would write a file when it is read."""

    def __reduce__(self):
        return (os.system, ("touch harmed",))


def book(path, *rows, far=None):
    made = openpyxl.Workbook()
    for cells in (HEADER, *rows):
        made.active.append(cells)
    if far:
        made.active[far] = "stray"
    made.save(path)
    return path


def rezipped(path, **parts):
    """Replace parts of a workbook: a text, or how many million zeros."""
    with zipfile.ZipFile(path) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in whole.items():
            new = next((content for part, content in parts.items() if f"{part}.xml" in name), None)
            with archive.open(name, "w", force_zip64=True) as stream:
                if isinstance(new, int):
                    for _ in range(new):
                        stream.write(b"0" * 1_000_000)
                else:
                    stream.write(data if new is None else new.encode())
    return path


def lying(path):
    """A part that unpacks to 300 MB and says 999 bytes."""
    rezipped(path, sheet1=300)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    data[at + 24 : at + 28] = struct.pack("<I", 999)
    path.write_bytes(data)
    return path


def entities(path, comment=""):
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>'
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cell}</sheetData></worksheet>'
    return rezipped(path, sheet1=f'<?xml version="1.0"?>{comment}{BILLION}]>{sheet}')


def tiny_parquet(path):
    """Twenty million rows in 170 kB."""
    column = pa.DictionaryArray.from_arrays(pa.array(np.zeros(20_000_000, dtype=np.int8)), pa.array(["82320"]))
    pq.write_table(pa.table({"OCC_CODE": column, "OCC_TITLE": column, "A_MEDIAN": column}), path)
    assert path.stat().st_size < 200_000
    return path


def crowd(path):
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}.csv", b"")
    return path


def nested(path):
    inner = rezipped(book(path.with_name("national_M2024_dl.xlsx")), sheet1=100)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "oesm24nat/national_M2024_dl.xlsx")
    return path


def pickled(path, protocol):
    path.write_bytes(pickle.dumps([Harmful()], protocol))
    return path


def cut(path):
    data = book(path, ROW).read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


def wrote(path, data):
    path.write_bytes(data)
    return path


def circle(path):
    path.symlink_to(path.with_name("other"))
    path.with_name("other").symlink_to(path)
    return path


def folder(path):
    path.mkdir()
    return path


def fifo(path):
    os.mkfifo(path)
    return path


HOSTILE = {
    "bomb.xlsx": lambda p: rezipped(book(p), sheet1=1_000),
    "nested.zip": nested,
    "lying.xlsx": lambda p: lying(book(p)),
    "entities.xlsx": lambda p: entities(book(p, ROW)),
    "hidden.xlsx": lambda p: entities(book(p, ROW), f"<!--{'x' * 5_000}-->"),
    "corner.xlsx": lambda p: book(p, ROW, far="XFD1048576"),
    "below.xlsx": lambda p: book(p, ROW, far="A1048576"),
    "aside.xlsx": lambda p: book(p, ROW, far="XFD2"),
    "crowd.zip": crowd,
    "cut.xlsx": cut,
    "text.xlsx": lambda p: wrote(p, f"OCC_CODE,{CANARY}\n".encode()),
    "empty.xlsx": lambda p: wrote(p, b""),
    "blank.xlsx": lambda p: rezipped(book(p), sheet1="<worksheet><sheetData/></worksheet>"),
    "old.xls": lambda p: wrote(p, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)),
    "tiny.parquet": tiny_parquet,
    "salaries.pkl": lambda p: pickled(p, 5),
    "zero.csv": lambda p: pickled(p, 0),
    "one.parquet": lambda p: pickled(p, 1),
    "four.xlsx": lambda p: pickled(p, 4),
    "circle.csv": circle,
    "folder.csv": folder,
    "pipe.csv": fifo,
}
STRAY = "Delete what stands beside or below the table, or save the sheet as CSV."
AGAIN = "Download it again, or save the sheet with the table as CSV."
PICKLE = "is a pickle, which can run a program when it is read\nfix: Save the table as Parquet or CSV with the program that wrote it."
GOLDEN: dict[str, str] = {}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    place = tmp_path_factory.mktemp("hostile")
    return {name: make(place / name) for name, make in HOSTILE.items()}


READ = """
import json, os, resource, sys, time
from pathlib import Path
from advocacy_kit.errors import KitError
from advocacy_kit.market.oews import read_oews
found = {}
for path in sys.argv[1:]:
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    try:
        said = repr(read_oews(Path(path)))
    except KitError as error:
        said = str(error)
    found[Path(path).name] = [said, time.monotonic() - start, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024]
print(json.dumps([found, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]))
"""


@pytest.fixture(scope="module")
def read(hostile, tmp_path_factory):
    """Every hostile file, read one after the other by one process whose memory is watched."""
    place = tmp_path_factory.mktemp("stands")
    environment = os.environ | {"TMPDIR": str(place)}
    command = [sys.executable, "-c", READ, *map(str, hostile.values())]
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert list(place.iterdir()) == []  # nothing was run, no temporary is left
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(name, read):
    said, seconds, megabytes = read[0][name]
    assert said == f"{'nested.zip' if name == '' else said.partition(':')[0]}: {GOLDEN[name]}"
    assert seconds < 30
    assert megabytes < 100
    assert CANARY not in said
