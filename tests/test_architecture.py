"""ARCHITECTURE.md and CONTRIBUTING.md are true: every name in them exists, and both ways are walked as they are told."""

import ast
import base64
import csv
import importlib
import inspect
import json
import re
import runpy
import shutil
import sys
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec

import pytest

import advocacy_kit.widgets  # noqa: F401 - before the walk, which would take the bodies of classes for calls
from tests import test_floors
from tests.conftest import REPO
from tests.official import GRAND_RAPIDS, NATION, as_workbook, row
from tests.test_floors import ARROWS, MODULES, NAMES, ON_DISK, PACKAGE, ROOMS, imported, room

PAGE = (REPO / "ARCHITECTURE.md").read_text(encoding="utf-8")
GUIDE = (REPO / "CONTRIBUTING.md").read_text(encoding="utf-8")
NOTEBOOKS = {
    path.relative_to(REPO).as_posix(): [
        "".join(cell["source"])
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    for path in (REPO / "notebooks").glob("*.ipynb")
}
WAGE = 91_370  # in no shipped file


def section(title):
    """The text of one section of the page."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert found is not None, f"ARCHITECTURE.md has no section “{title}”"
    return found[1]


def stops(way):
    return re.findall(r"^\d+\. `([\w.]+)`", section(f"The way of a {way}"), re.M)


def cells(way):
    """The code cells of the notebook that the way names, up to the one that it names."""
    notebook, last = re.search(r"`(notebooks/\S+\.ipynb)` up to `([\w.]+)`", section(f"The way of a {way}")).groups()
    sources = NOTEBOOKS[notebook]
    return sources[: sources.index(last) + 1]


def written():
    """The files of the workspace in which the way of a wage ends."""
    return re.findall(r"`(documents/\w+\.(?:html|md))`", section("The way of a wage"))


# --- names ----------------------------------------------------------------------------------------------------------


@cache
def defined(path):
    """What a module defines: functions, classes, constants, and `Class.member`."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        found |= _names(node)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{name}" for inner in node.body for name in _names(inner)}
    return frozenset(found)


def _names(node):
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


@cache
def defined_somewhere():
    return frozenset().union(*(defined(path) for path in NAMES.values()))


def file_of(name):
    """The file or folder that a page calls so: from the checkout, the package or the demo, or a module by its name."""
    for folder in (REPO, PACKAGE, REPO / "data" / "demo"):
        if (folder / name).exists():
            return folder / name
    found = [] if "/" in name else [path for path in NAMES.values() if path.name == name]
    return found[0] if len(found) == 1 else None


def resolves(name):
    """Whether a dotted name below the package leads to something."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        if (module := ".".join(["advocacy_kit", *parts[:end]])) in NAMES:
            thing = importlib.import_module(module)
            for part in parts[end:]:
                thing = getattr(thing, part, None)
            return thing is not None
    return False


def is_command(words):
    if words[0] == "make":
        return (
            words[1] in re.search(r"^\.PHONY: (.*)$", (REPO / "Makefile").read_text(encoding="utf-8"), re.M)[1].split()
        )
    if words[0] == "python":
        return find_spec(words[2]) is not None if words[1] == "-m" else (REPO / words[1]).is_file()
    return False


def exists(token):
    """Whether what a page sets in code type is there: a file, a test, a function, a cell, a command, a setting."""
    if " " in token:
        return is_command(token.split())
    if "/" in token or re.search(r"\.(py|md|csv|toml|txt)$", token):
        return token in written() or file_of(token) is not None
    if token.startswith("test_"):
        file, _, test = token.partition(".")
        return (REPO / "tests" / f"{file}.py").is_file() and test in defined(REPO / "tests" / f"{file}.py")
    if "=" in token:
        return token.partition("=")[0] in (REPO / "tests" / "conftest.py").read_text(encoding="utf-8")
    if token.split(".")[0] in ROOMS:
        return resolves(token) or any(token in sources for sources in NOTEBOOKS.values())
    return token in defined_somewhere() or any(token in sources for sources in NOTEBOOKS.values())


def tokens(text):
    """Everything that a page sets in code type, and the commands of its blocks."""
    said = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))
    return sorted({*said, *re.findall(r"^make \w+", text, re.M)})


OF_A_FILE = dict(re.findall(r"`(\w+)` of `([\w/]+\.py)`", PAGE))


def test_every_name_on_the_page_exists():
    assert len(tokens(PAGE)) > 90
    assert [token for token in tokens(PAGE) if token not in OF_A_FILE and not exists(token)] == []


@pytest.mark.parametrize(("name", "file"), OF_A_FILE.items())
def test_a_name_of_a_file_is_in_that_file(name, file):
    assert name in defined(file_of(file))


def test_every_name_in_the_guide_exists():
    assert {"make test", "make notebooks", "Issue", "core/tables.py"} <= set(tokens(GUIDE))
    assert [token for token in tokens(GUIDE) if not exists(token)] == []


@pytest.mark.parametrize(
    "token",
    [
        "core/nowhere.py",
        "nowhere.py",
        "core.records.nothing",
        "records.parse_csv",
        "test_floors.test_nothing",
        "Nowhere",
        "KitError.nothing",
        "make nothing",
        "python -m tests.nothing",
        "review.nothing",
    ],
)
def test_a_name_that_leads_nowhere_is_found(token):
    assert not exists(token)


def test_modules_and_imports_named_for_users_exist():
    pages = [*(REPO / "docs").glob("*.md"), REPO / "README.md", REPO / "data" / "market" / "README.md"]
    said = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    files = set(re.findall(r"(?<![\w/])[\w/]+\.py\b", said))
    assert "make_oews.py" in files
    assert [name for name in files if file_of(name) is None and file_of(f"data/market/{name}") is None] == []
    imports = re.findall(r"from advocacy_kit\.([\w.]+) import ([\w, ]+)", said)
    assert imports
    assert [
        (module, name) for module, names in imports for name in names.split(", ") if not resolves(f"{module}.{name}")
    ] == []


# --- the house ------------------------------------------------------------------------------------------------------


def test_the_rooms_are_drawn_as_they_stand():
    drawn = re.search(r"```\n(.*?)```", section("The rooms"), re.S)[1]
    assert tuple(line.split()[0] for line in drawn.splitlines()) == ROOMS


def test_the_arrows_are_counted_as_they_are():
    some, most = re.search(r"Some (\d+) arrows tie the rooms, and at most (\d+)", " ".join(PAGE.split())).groups()
    assert abs(len(ARROWS) - int(some)) <= 5
    assert f"<= {most}\n" in inspect.getsource(test_floors.test_rooms_are_tied_by_few_arrows)


def test_the_rooms_that_see_no_disk_are_those_that_the_page_names():
    first, last = re.search(r"From `(\w+)/` down to `(\w+)/` nothing sees a disk", PAGE).groups()
    between = ROOMS[ROOMS.index(first) : ROOMS.index(last) + 1]
    assert set(between) == set(ROOMS[ROOMS.index("conversation") :]) - set(ON_DISK)


def test_charts_see_the_ground_alone():
    """What draws knows no calculation; the public names in plots.py bring the two together."""
    drawing = [path for path in MODULES if room(path) == "charts" and path.stem != "plots"]
    assert len(drawing) > 12
    assert {room(NAMES[name]) for path in drawing for name in imported(path)} == {"charts", "core"}


def test_the_page_is_read_in_ten_minutes():
    assert len(PAGE.split()) <= 2400  # 240 words a minute
    assert [line for line in [*PAGE.splitlines(), *GUIDE.splitlines()] if len(line) > 120] == []


# --- the ways -------------------------------------------------------------------------------------------------------


@contextmanager
def finishing():
    """Note the package's functions in the order in which they first finish."""
    order = {}

    def note(frame, event, _argument):
        if event == "return" and (module := frame.f_globals.get("__name__", "")).startswith("advocacy_kit."):
            order.setdefault(f"{module.removeprefix('advocacy_kit.')}.{frame.f_code.co_qualname}")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield order
    finally:
        sys.setprofile(before)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the demo, which the notebooks open."""
    shutil.copytree(REPO / "data" / "demo", tmp_path / "mine", copy_function=shutil.copyfile)
    monkeypatch.setenv("ADVOCACY_KIT_WORKSPACE", str(tmp_path / "mine"))
    return tmp_path / "mine"


def test_a_win_goes_its_way(folder):
    with (folder / "wins.csv").open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    win = {"date": "2026-09-15", "win": "Moved the hives", "category": "beekeeping"}
    with (folder / "wins.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerow([win.get(name, "") for name in header])
    names = {}
    with finishing() as order:
        for cell in cells("win"):
            exec(cell, names)
    assert len(stops("win")) > 8
    assert [stop for stop in order if stop in stops("win")] == stops("win")
    alternative, data = re.search(r'<img alt="([^"]+)".*base64,([^"]+)"', names["review"].impact.picture.value).groups()
    assert "beekeeping 1" in alternative
    assert base64.b64decode(data).startswith(b"\x89PNG")


def test_a_wage_goes_its_way(folder, tmp_path, monkeypatch):
    rows = [
        row(place, "13-1081", "Logisticians", (52_790, 64_420, WAGE, 98_550, 106_250))
        for place in (GRAND_RAPIDS, NATION)
    ]
    book = as_workbook(tmp_path, list(rows[0]), [list(cells.values()) for cells in rows], "all_data_M_2026_dl.xlsx")
    (folder / "market").mkdir()
    target = folder / "market" / "oews.parquet"
    monkeypatch.setattr(sys, "argv", ["make_oews.py", str(book), "--release", "May 2026", "--out", str(target)])
    names = {}
    with finishing() as order:
        runpy.run_path(str(REPO / "data" / "market" / "make_oews.py"), run_name="__main__")
        for cell in cells("wage"):
            exec(cell, names)
        assert names["case"].page.save.button.description == "Save page"
        names["case"].page.save.button.click()
    assert len(stops("wage")) > 12
    assert [stop for stop in order if stop in stops("wage")] == stops("wage")
    assert len(written()) == 2
    for name in written():
        assert f"May 2026: {WAGE:,} USD a year, as published" in (folder / name).read_text(encoding="utf-8")
