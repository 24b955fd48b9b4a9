"""The house: imports run down, modules stay small, importing does nothing."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "advocacy_kit"
FLOORS = (
    {
        "errors",
        "evidence",
        "assets",
        "schema",
        "tables",
        "tables_of_work",
        "tables_of_pay",
        "tables_of_people",
        "records",
        "values",
        "profile",
        "model",
        "quantiles",
        "numeric",
        "splice",
        "places",
        "word_lists",
        "talk_texts",
    },
    {
        "benchmark",
        "blend_checks",
        "pay",
        "bands",
        "raise_case",
        "candidate",
        "looking_back",
        "listener",
        "other_asks",
        "asks",
        "conversation",
        "ask_pages",
        "impact",
        "review",
        "rubric",
        "milestones",
        "cells",
        "ranks",
        "periods",
        "strength",
        "gaps",
        "week",
        "market_findings",
        "market_rows",
        "crosscheck",
        "english",
        "pages",
        # of the house's plan, where they exist
        *("framing", "language", "goals", "readiness", "followup", "advocates", "sharing"),
    },
    {"workspace", "market", "store", "table_file", "inbox", "candidates", "own_calendar", "own_objections"},
    {"charts", "documents"},
    {"widgets", "packet", "case_files", "ask_files", "asking", "calendar_files", "lab", "new"},
    {"__init__", "__main__"},
)
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_shipped" not in path.parts)


def part(path):
    """The part of the house that a module belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def floor(name):
    return next((number for number, names in enumerate(FLOORS) if name in names), -1)


def dotted(path):
    names = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


NAMES = {dotted(path): path for path in MODULES}


def imported(path):
    """The modules of this package that a module imports, anywhere in its text."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = dotted(path).split(".")
                parts = parts[: len(parts) - node.level + (path.name == "__init__.py")]
                base = ".".join([*parts, base]).rstrip(".")
            for alias in node.names:
                found.add(f"{base}.{alias.name}" if f"{base}.{alias.name}" in NAMES else base)
    return {name for name in found if name in NAMES}


def outside(path):
    """The first names of everything that a module imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {f"{node.module}.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_run_down(path):
    here = floor(part(path))
    for name in imported(path):
        target = part(NAMES[name])
        assert floor(target) <= here, f"{dotted(path)} on floor {here} imports {name} from floor {floor(target)}"
        assert target != "__init__" or here == 5, f"{dotted(path)} imports the public names instead of their module"


def test_every_module_has_its_floor_and_every_floor_its_modules():
    found = {part(path) for path in MODULES}
    assert {name for name in found if floor(name) < 0} == set()
    assert all(found & names for names in FLOORS)


def test_there_are_no_circles():
    graph = {name: imported(path) - {name} for name, path in NAMES.items()}
    done, path = set(), []

    def visit(name):
        assert name not in path, " → ".join([*path[path.index(name) :], name])
        if name in done:
            return
        path.append(name)
        for below in sorted(graph[name]):
            visit(below)
        done.add(path.pop())

    for name in graph:
        visit(name)
    assert done == set(NAMES)
    assert any(graph.values())


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_no_module_is_above_300_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_pyplot_is_nowhere(path):
    assert not any("pyplot" in name for name in outside(path))


@pytest.mark.parametrize("path", [path for path in MODULES if floor(part(path)) <= 1], ids=dotted)
def test_calculation_knows_no_picture_and_no_control(path):
    assert not {name.split(".")[0] for name in outside(path)} & {"matplotlib", "ipywidgets", "IPython", "jinja2", "PIL"}


@pytest.mark.parametrize("path", [path for path in MODULES if floor(part(path)) == 1], ids=dotted)
def test_calculation_sees_neither_disk_nor_clock(path):
    names = {name.split(".")[0] for name in outside(path)}
    assert not names & {"pathlib", "os", "io", "shutil", "tempfile", "glob", "time", "socket", "urllib", "pyarrow"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called != "open"
            assert not called.endswith((".today", ".now", ".utcnow", ".read_csv", ".read_parquet", ".read_text", ".read_bytes"))


def test_no_module_reaches_for_the_network():
    for path in MODULES:
        assert not {name.split(".")[0] for name in outside(path)} & {"socket", "requests", "httpx", "aiohttp", "ftplib", "smtplib"}
        assert not any(name.startswith(("urllib.request", "http.client")) for name in outside(path))


WATCH = """
import sys
opened = []
def hook(event, arguments):
    if event in ("open", "os.listdir", "os.scandir", "os.mkdir", "tempfile.mkdtemp"):
        frame = sys._getframe(1)
        while frame is not None:
            name = frame.f_globals.get("__name__", "")
            if name == "advocacy_kit" or name.startswith("advocacy_kit."):
                opened.append((event, str(arguments[0])))
                return
            if name.startswith("importlib") or "importlib" in frame.f_code.co_filename:
                return
            frame = frame.f_back
sys.addaudithook(hook)
import advocacy_kit
loaded = set(sys.modules)
print(len(opened), *opened)
print(*sorted({"matplotlib", "matplotlib.pyplot", "ipywidgets", "IPython", "jinja2", "tqdm", "scipy.stats", "openpyxl"} & loaded))
advocacy_kit.load_prices("US")
print(len(opened) > 0)
"""


def test_importing_opens_no_file_and_loads_nothing_that_draws(tmp_path):
    done = subprocess.run([sys.executable, "-c", WATCH], capture_output=True, text=True, check=True, cwd=tmp_path)
    first, heavy, afterwards = done.stdout.splitlines()
    assert first == "0"
    assert heavy == ""
    assert afterwards == "True"  # the watch does see the package's own reading
    assert done.stderr == ""
    assert not list(tmp_path.iterdir())


def test_all_public_names_exist_and_are_sorted():
    import advocacy_kit

    assert list(advocacy_kit.__all__) == sorted(advocacy_kit.__all__)
    assert all(getattr(advocacy_kit, name, None) is not None for name in advocacy_kit.__all__)
