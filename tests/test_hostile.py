"""Files that are out to take memory, time or more.

Each is refused by a stated cap, quickly, in a sentence; the kit lives on.
"""

import json
import os
import pickle
import random
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
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from advocacy_kit import KitError, load_market
from advocacy_kit.core import read_limits as limits
from advocacy_kit.core.read_limits import check_file
from advocacy_kit.market.oews import Oews, read_oews
from advocacy_kit.market.readers import workbook, workbook_child
from advocacy_kit.market.readers.workbook import to_parquet
from tests.chance import examples, is_nightly, seed
from tests.official import as_parquet, as_workbook, world
from tests.processes import working_in

CANARY = "98765.43"
HEADER = ["OCC_CODE", "OCC_TITLE", "A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90"]
ROW = ["13-1081", "Logisticians", 50890, 64440, 82320, 106190, 133160]
BILLION = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 16}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
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
    return rezipped(path, sheet1=f'<?xml version="1.0"?>{comment}{BILLION}]>{SHEET.format(cell)}')


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
    "deep.xlsx": lambda p: rezipped(
        book(p, ROW),
        sheet1=SHEET.format('<row r="1"><c t="str"><v>a</v></c></row><row r="999999999"><c t="str"><v>b</v></c></row>'),
    ),
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
STRAY = "\nfix: Delete what stands beside or below the table, or save the sheet as CSV."
AGAIN = "\nfix: Download it again, or save the sheet with the table as CSV."
SMALLER = (
    "\nfix: Keep only the rows and columns that you need, or point load_market at a DuckDB or Spark frame of the table."
)
BOMB = (
    "unpacks like a bomb: a part to 229 times its size; at most 100 times are read\nfix: Do not open it; download the"
    " table from its publisher."
)
WIDE = "has a sheet of too many columns: 16,384; at most 1,000 are read" + STRAY
PICKLE = (
    "is a pickle, which can run a program when it is read\nfix: Save the table as Parquet or CSV with the program that"
    " wrote it."
)
NO_FILE = "is a folder or a device, not a file\nfix: Give the path of one file."
UNREADABLE = "cannot be read as a workbook" + AGAIN
GOLDEN = {
    "bomb.xlsx": f"K067 bomb.xlsx {BOMB}",
    "nested.zip": f"K067 national_M2024_dl.xlsx {BOMB}",
    "lying.xlsx": f"K068 lying.xlsx {UNREADABLE}",
    "entities.xlsx": "K068 entities.xlsx holds a document type, which no workbook does" + AGAIN,
    "hidden.xlsx": "K068 hidden.xlsx holds a document type, which no workbook does" + AGAIN,
    "corner.xlsx": f"K067 corner.xlsx {WIDE}",
    "below.xlsx": (
        "K067 below.xlsx has a cell far below its table: 1,048,573 empty rows; at most 10,000 are read" + STRAY
    ),
    "aside.xlsx": f"K067 aside.xlsx {WIDE}",
    "deep.xlsx": "K067 deep.xlsx has a cell far below its table: 999,999,997 empty rows; at most 10,000 are read"
    + STRAY,
    "crowd.zip": "K067 crowd.zip has too many parts: 10,001; at most 10,000 are read" + SMALLER,
    "cut.xlsx": "K068 cut.xlsx is damaged: it begins like a workbook or zip and has no end\nfix: Download it again.",
    "text.xlsx": f"K068 text.xlsx {UNREADABLE}",
    "empty.xlsx": f"K068 empty.xlsx {UNREADABLE}",
    "blank.xlsx": "K068 blank.xlsx holds no sheet with a header row" + AGAIN,
    "old.xls": f"K068 old.xls {UNREADABLE}",
    "tiny.parquet": (
        "K067 tiny.parquet has too many rows for the memory: 20,000,000; at most 15,000,000 are read" + SMALLER
    ),
    "salaries.pkl": f"K054 salaries.pkl {PICKLE}",
    "zero.csv": f"K054 zero.csv {PICKLE}",
    "one.parquet": f"K054 one.parquet {PICKLE}",
    "four.xlsx": f"K054 four.xlsx {PICKLE}",
    "circle.csv": "K064 there is no file 'circle.csv'\nfix: Check the path.",
    "folder.csv": f"K064 folder.csv {NO_FILE}",
    "pipe.csv": f"K064 pipe.csv {NO_FILE}",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    place = tmp_path_factory.mktemp("hostile")
    return {name: make(place / name) for name, make in HOSTILE.items()}


READ = """
import json, os, resource, sys, time
from pathlib import Path
from advocacy_kit.core.errors import KitError
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
    assert said.partition(": ")[2] == GOLDEN[name]
    assert seconds < 30
    assert megabytes < 100
    assert CANARY not in said


def test_the_process_that_reads_workbooks_stays_small(read):
    assert read[1] < 400


@pytest.mark.parametrize(
    "name",
    ["bomb.xlsx", "corner.xlsx", "entities.xlsx", "nested.zip", "tiny.parquet", "zero.csv", "circle.csv", "pipe.csv"],
)
def test_load_market_refuses_them_all(name, hostile):
    with pytest.raises(KitError) as refused:
        load_market(hostile[name])
    assert all(issue.fix for issue in refused.value.issues)


@pytest.mark.parametrize(
    "path", ["/dev/zero", "/dev/stdin", "/proc/self/mem", "nowhere\0.csv", "x" * 5_000, "https://example.com/x.csv", ""]
)
def test_what_is_no_file_is_refused(path):
    with pytest.raises(KitError) as refused:
        check_file(Path(path))
    assert refused.value.issues[0].code == "K064"


def test_a_csv_that_begins_like_a_pickle_is_none(tmp_path):
    for text in ("country,pay\nUS,1.", "(a,b)\n1.", "N.", ".", "]pay,country\n.", "I1\n."[:2]):
        (tmp_path / "x.csv").write_text(text)
        if text != "N.":  # which is one: of None
            check_file(tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("cap", "value", "what"),
    [
        ("FILE_BYTES", 1_000, "is too large: 0.0 MB; at most 0.0 MB are read"),
        ("ZIP_BYTES", 1_000, "is too large for a workbook or zip"),
        ("UNPACKED_BYTES", 1_000, "unpacks to too much"),
        ("ZIP_PARTS", 5, "has too many parts: 9; at most 5 are read"),
        ("COLUMNS", 6, "has a sheet of too many columns: 7; at most 6"),
        ("SHEET_CELLS", 13, "has too many filled cells: 14; at most 13 are read"),
        ("CHILD_BYTES", 200 * limits.MB, "needs too much memory: more; at most 200 MB are read"),
    ],
)
def test_each_cap_names_itself_what_was_found_and_a_remedy(cap, value, what, tmp_path, monkeypatch):
    path = book(tmp_path / "national_M2024_dl.xlsx", ROW, ROW)
    monkeypatch.setattr(limits, cap, value)
    with pytest.raises(KitError) as refused:
        to_parquet(path, tmp_path / "target.parquet")
    (issue,) = refused.value.issues
    if cap == "CHILD_BYTES" and issue.code == "K068":  # it had not even room to begin
        what = "cannot be read as a workbook"
    assert issue.code in ("K067", "K068")
    assert what in issue.message
    assert issue.fix
    assert not (tmp_path / "target.parquet").exists()


@pytest.mark.parametrize(
    ("cap", "value", "what"),
    [("ROWS", 9, "rows"), ("COLUMNS", 2, "columns"), ("CELLS", 29, "cells"), ("PARQUET_BYTES", 9, "unpacks")],
)
def test_a_parquet_is_measured_by_its_metadata(cap, value, what, tmp_path, monkeypatch):
    pq.write_table(pa.table({name: list(range(10)) for name in "abc"}), tmp_path / "x.parquet")
    check_file(tmp_path / "x.parquet")
    monkeypatch.setattr(limits, cap, value)
    with pytest.raises(KitError, match=what):
        check_file(tmp_path / "x.parquet")


def test_ten_million_rows_are_not_too_many():
    limits.check_table("survey.parquet", 10_000_000, 60)
    with pytest.raises(KitError, match="15,000,001; at most 15,000,000"):
        limits.check_table("survey.parquet", 15_000_001, 3)


def test_too_many_rows_of_a_csv_are_noticed_on_the_way(tmp_path, monkeypatch):
    line = ",".join(map(str, ROW)) + "\n"
    (tmp_path / "all_M2024.csv").write_text(",".join(HEADER) + "\n" + line * 3)
    monkeypatch.setattr(limits, "ROWS", 2)
    with pytest.raises(KitError, match="too many rows for the memory"):
        read_oews(tmp_path / "all_M2024.csv")


STUBS = {
    "killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "crashed": "import os; os.abort()",
    "silent": "import time; time.sleep(600)",
    "endless": (
        "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        " time.sleep(600)"
    ),
    "talkative": f"import sys; print(*[{CANARY}] * 9999, '/home/me/pay.xlsx', file=sys.stderr); raise SystemExit(1)",
    "out of memory": "raise SystemExit(13)",
    "full": "raise SystemExit(16)",
    "nothing made": "",
}
SAID = {
    "silent": "K068 national.xlsx was given up: no further row in 1 s",
    "endless": "K068 national.xlsx was given up: no further row in 1 s",
    "out of memory": "K067 national.xlsx needs too much memory",
    "full": "K068 national.xlsx cannot be converted: no room left on the disk",
}


@pytest.mark.parametrize("way", STUBS)
def test_however_the_child_ends_its_parent_says_it_and_lives(way, tmp_path, monkeypatch):
    path = book(tmp_path / "national.xlsx", ROW)
    (tmp_path / "stub.py").write_text(
        "import sys; open(sys.argv[2], 'w').write('half')\n" * (way != "nothing made") + STUBS[way]
    )
    monkeypatch.setattr(workbook, "PROGRAM", tmp_path / "stub.py")
    monkeypatch.setattr(limits, "PATIENCE", 1.0)
    with pytest.raises(KitError) as refused:
        to_parquet(path, tmp_path / "target.parquet")
    text = "".join(traceback.format_exception(refused.value))
    assert SAID.get(way, "K068 national.xlsx cannot be read as a workbook") in text
    assert CANARY not in text
    assert str(tmp_path) not in str(refused.value)
    assert sorted(found.name for found in tmp_path.iterdir()) == ["national.xlsx", "stub.py"]
    assert working_in(tmp_path) == []


def test_processor_time_is_limited(tmp_path, monkeypatch):
    rows = "".join(f'<row r="{n}">{"<c><v>1</v></c>" * 20}</row>' for n in range(1, 120_000))
    path = rezipped(book(tmp_path / "national_M2024_dl.xlsx", ROW), sheet1=SHEET.format(rows))
    monkeypatch.setattr(limits, "CHILD_SECONDS", 1)
    with pytest.raises(KitError, match="takes too long: more; at most 1 seconds"):
        to_parquet(path, tmp_path / "target.parquet")


def test_control_c_ends_the_child_and_leaves_nothing(tmp_path):
    path = book(tmp_path / "national_M2024_dl.xlsx", ROW)

    def stop(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        to_parquet(path, tmp_path / "target.parquet", progress=stop)
    assert [found.name for found in tmp_path.iterdir()] == [path.name]
    assert working_in(tmp_path) == []


def test_the_child_starts_without_the_kit_and_pandas(tmp_path):
    path = book(tmp_path / "national_M2024_dl.xlsx", ROW)
    watch = "import runpy, sys, atexit, os; sys.argv = sys.argv[1:]; exit_ = os._exit\n"
    watch += (
        "def leave(status):\n  print(*sorted(n for n in ('pandas', 'matplotlib', 'advocacy_kit') if"
        " sys.modules.get(n)), 'end', status); sys.stdout.flush(); exit_(0)\n"
    )
    watch += "os._exit = leave; runpy.run_path(sys.argv[0], run_name='__main__')"
    caps = {"columns": 9, "cells": 99, "empty_rows": 9, "memory": 2**31, "seconds": 60, "file_bytes": 2**20}
    command = [
        sys.executable,
        "-P",
        "-c",
        watch,
        workbook_child.__file__,
        str(path),
        str(tmp_path / "t.parquet"),
        json.dumps(caps),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.read().splitlines() == ["1 2", "end 0"]


GROW = """
import resource, sys
from pathlib import Path
from advocacy_kit.core import read_limits as limits
from advocacy_kit.core.errors import KitError
from advocacy_kit.market.readers.workbook import to_parquet
limits.UNPACKED_RATIO, limits.CHILD_BYTES = 10_000, 600 * limits.MB
try:
    to_parquet(*map(Path, sys.argv[1:]))
except KitError as error:
    print(error.issues[0].code)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def test_memory_is_limited_where_it_grows(tmp_path):
    """A text of 200 MB in one cell, with the caps of the file widened, is stopped by the cap of the process.

    A process of its own reads it, so that no other child of this one is measured.
    """
    path = book(tmp_path / "national_M2024_dl.xlsx", ROW)
    rezipped(path, sheet1=SHEET.format(f'<row r="1"><c t="str"><v>{"0" * 200_000_000}</v></c></row>'))
    command = [sys.executable, "-c", GROW, str(path), str(tmp_path / "target.parquet")]
    code, megabytes = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert code in ("K067", "K068")
    assert int(megabytes) < 2_000


def test_a_workbook_is_a_parquet_of_texts_for_its_owner_alone(tmp_path):
    made = openpyxl.Workbook()
    made.active.title = "Field Descriptions"
    made.active.append(["May 2020 OEWS Estimates"])
    sheet = made.create_sheet("data")
    for cells in (
        ["Title"],
        [],
        ["a", " b ", "a", None, "e"],
        [1, 2.5, True, "x", 0.1 + 0.2],
        [],
        [None, "=1+1", 1e20, -0.0, "  y"],
    ):
        sheet.append(cells)
    made.save(tmp_path / "book.xlsx")
    told = []
    notes = to_parquet(tmp_path / "book.xlsx", tmp_path / "t.parquet", progress=lambda *given: told.append(given))
    assert notes == "Field Descriptions; data; May 2020 OEWS Estimates"
    table = pq.read_table(tmp_path / "t.parquet")
    assert table.to_pydict() == {
        "a": ["1", None],
        "b": ["2.5", None],
        "a (2)": ["TRUE", "1e+20"],
        "column 4": ["x", "0"],
        "e": ["0.3", "  y"],
    }
    assert told[-1][0] == 2
    assert (tmp_path / "t.parquet").stat().st_mode & 0o777 == 0o600


def outcome(path):
    try:
        return "read" if isinstance(read_oews(path), Oews) else "?"
    except KitError as error:
        return error.issues[0].code


SUFFIXES = st.sampled_from([".csv", ".parquet", ".zip", ".tsv", ".txt"])
STARTS = st.sampled_from(
    [b"", b"PAR1", b"PK\x03\x04", b"\xff\xfe", b"OCC_CODE,OCC_TITLE,A_MEDIAN\n", b"\x80\x04", b"sep=;\n"]
)


@examples(150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(suffix=SUFFIXES, start=STARTS, data=st.binary(max_size=200))
def test_arbitrary_bytes_are_a_release_or_a_refusal(suffix, start, data, tmp_path):
    path = tmp_path / f"all_M2024{suffix}"
    path.write_bytes(start + data)
    assert outcome(path) in ("read", "K054", "K067", "K068")


def test_a_parquet_with_broken_bytes_is_read_or_refused(tmp_path):
    whole = as_parquet(tmp_path, world(), "all_M2024.parquet").read_bytes()
    draw = random.Random(seed())
    for _ in range(3000 if is_nightly() else 300):
        data = bytearray(whole)
        for _ in range(draw.choice((1, 1, 30))):
            data[draw.randrange(4, len(data))] = draw.randrange(256)
        (tmp_path / "all_M2024.parquet").write_bytes(data)
        assert outcome(tmp_path / "all_M2024.parquet") in ("read", "K054", "K067")


def test_a_workbook_with_broken_bytes_is_read_or_refused(tmp_path):
    whole = as_workbook(
        tmp_path, list(world()[0]), [list(cells.values()) for cells in world()], "all_M2024.xlsx"
    ).read_bytes()
    draw = random.Random(seed())
    for _ in range(80 if is_nightly() else 8):
        data = bytearray(whole)
        for _ in range(draw.choice((1, 30))):
            data[draw.randrange(len(data))] = draw.randrange(256)
        (tmp_path / "all_M2024.xlsx").write_bytes(data)
        assert outcome(tmp_path / "all_M2024.xlsx") in ("read", "K054", "K067", "K068")


def test_the_child_ends_with_a_parent_that_is_killed(tmp_path):
    path = book(tmp_path / "national_M2024_dl.xlsx", *[ROW] * 20_000)
    program = (
        "import sys; from pathlib import Path; from advocacy_kit.market.readers.workbook import to_parquet;"
        " to_parquet(*map(Path, sys.argv[1:]))"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(path), str(tmp_path / "target.parquet")])
    deadline = time.monotonic() + 60
    while not (tmp_path / "target.parquet").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    while working_in(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert working_in(tmp_path) == []
    assert [found.name for found in tmp_path.iterdir()] == [path.name]
