"""The house: imports run down, modules stay small, importing does nothing."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "advocacy_kit"
# the rooms from the top floor down: a room imports only what stands below it
ROOMS = (
    "__main__",
    "__init__",
    "widgets",
    "documents",
    "charts",
    "workspace",
    "candidates",
    "market",
    "conversation",
    "advocates",
    "review",
    "raise_case",
    "log",
    "pay",
    "language",
    "stats",
    "core",
)
ON_DISK = (
    "workspace",
    "candidates",
    "market",
    "core",
)  # below the pictures, these may read files; the others calculate
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_shipped" not in path.parts)


def room(path):
    """The room that a module belongs to: its folder in the package, or itself in the root."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def below(path, name):
    """Whether a module stands in that room or on a lower floor."""
    return ROOMS.index(room(path)) >= ROOMS.index(name)


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
    return plain | {
        f"{node.module}.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
    }


ARROWS = {(room(path), room(NAMES[target])) for name, path in NAMES.items() for target in imported(path)}
ARROWS = {(above, under) for above, under in ARROWS if above != under}


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_run_down(path):
    for name in imported(path):
        target = NAMES[name]
        assert below(target, room(path)), (
            f"{dotted(path)} in {room(path)} imports {name} from {room(target)}, which stands above it"
        )


def test_the_rooms_are_those_of_the_plan():
    assert {room(path) for path in MODULES} == set(ROOMS)
    assert {path.stem for path in MODULES if path.parent == PACKAGE} == {"__init__", "__main__"}


def test_no_file_name_stands_twice():
    names = [path.name for path in MODULES if path.name != "__init__.py"]
    assert [name for name in set(names) if names.count(name) > 1] == []
    assert len(names) > 150


def test_rooms_are_tied_by_few_arrows():
    assert 40 < len(ARROWS) <= 80


def test_no_circle_ties_rooms():
    graph = {name: {under for above, under in ARROWS if above == name} for name in ROOMS}
    assert set(TopologicalSorter(graph).static_order()) == set(ROOMS)  # a circle is an error there


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
def test_no_module_is_above_500_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_pyplot_is_nowhere(path):
    assert not any("pyplot" in name for name in outside(path))


@pytest.mark.parametrize("path", [path for path in MODULES if below(path, "workspace")], ids=dotted)
def test_calculation_knows_no_picture_and_no_control(path):
    assert not {name.split(".")[0] for name in outside(path)} & {"matplotlib", "ipywidgets", "IPython", "PIL"}


@pytest.mark.parametrize(
    "path", [path for path in MODULES if below(path, "conversation") and room(path) not in ON_DISK], ids=dotted
)
def test_calculation_sees_neither_disk_nor_clock(path):
    names = {name.split(".")[0] for name in outside(path)}
    assert not names & {"pathlib", "os", "io", "shutil", "tempfile", "glob", "time", "socket", "urllib", "pyarrow"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called != "open"
            assert not called.endswith(
                (".today", ".now", ".utcnow", ".read_csv", ".read_parquet", ".read_text", ".read_bytes")
            )


def test_no_module_reaches_for_the_network():
    for path in MODULES:
        assert not {name.split(".")[0] for name in outside(path)} & {
            "socket",
            "requests",
            "httpx",
            "aiohttp",
            "ftplib",
            "smtplib",
        }
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
print(*sorted({"matplotlib", "matplotlib.pyplot", "ipywidgets", "IPython", "tqdm", "scipy.stats", "openpyxl"} & loaded))
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
