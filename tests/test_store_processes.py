"""Several processes and real file systems.

60 kills, two writers, a size limit, a full disk, a read-only mount and folder.

Each test runs one Python of its own that imports the kit once and forks: a fork of the test runner, with its threads,
is not safe.
"""

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.chance import is_nightly
from tests.writing import mode, temporaries

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills, limits and mounts of Linux")
START = """
import json, os, random, resource, signal, subprocess, sys, time
from datetime import date
from pathlib import Path
from advocacy_kit.core.errors import KitError
from advocacy_kit.workspace.workspace import Workspace

folder, TODAY = Path(sys.argv[1]), date(2026, 9, 30)
file = folder / "wins.csv"
WIN = {"date": "2026-02-01", "win": "Trained the night shift, " + "again and " * 20}

def refused(write):
    try:
        write()
    except KitError as error:
        return [[issue.code, issue.message, issue.fix] for issue in error.issues]
    return []

def left(folder=folder):
    return sorted(path.name for path in folder.rglob(".~advocacy-*"))

def said(**found):
    print(json.dumps(found), flush=True)
"""
KILLS = """
def victim(number, pipe):
    workspace, steps = Workspace(folder, today=TODAY), 0
    if number % 3:  # dies at its own n-th step on the disk, some in the second win
        def deadly(call):
            def counted(*given, **named):
                global steps
                steps += 1
                if steps == 1 + number * 7 % 41:
                    if call is os.write:  # in the middle of it
                        call(given[0], bytes(given[1])[:5])
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*given, **named)
            return counted
        for name in ("open", "write", "chmod", "fsync", "replace", "close", "unlink"):
            setattr(os, name, deadly(getattr(os, name)))
    while True:
        key = workspace.add("wins", WIN | {"impact": str(number)})
        pipe.send(key)

steps = 0
from multiprocessing import Pipe
random.seed(3)
for number in range(60):
    here, there = Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        victim(number, there)
    there.close()
    if number % 3 == 0:
        time.sleep(random.uniform(0.02, 0.08))
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    acknowledged = []
    try:
        while True:
            acknowledged.append(here.recv())
    except EOFError:
        pass
    orphans = [oct(path.stat().st_mode & 0o777) for path in folder.rglob(".~advocacy-*")]
    seen = Workspace(folder, today=TODAY)
    said(acknowledged=acknowledged, orphans=orphans, left=left(), issues=len(seen.issues), ids=list(seen.wins["id"]))
"""
EACH = 1000 if is_nightly() else 300
WRITERS = """
def writer(name):
    workspace = Workspace(folder, today=TODAY)
    for number in range(each):
        workspace.add("wins", {"date": "2026-02-01", "win": f"{name} {number}"})

children = []
for name in ("one", "two"):
    child = os.fork()
    if child == 0:
        try:
            writer(name)
            os._exit(0)
        finally:
            os._exit(1)
    children.append(child)
said(ended=[os.waitpid(child, 0)[1] for child in children], left=left())
"""
LIMIT = """
workspace = Workspace(folder, today=TODAY)
workspace.add("wins", WIN)
old = file.read_bytes()
found = []
for limit in range(len(old) - 50, len(old) + 50, 10):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    said(limit=limit, size=len(old), issues=refused(lambda: workspace.add("wins", WIN)), same=file.read_bytes() == old, left=left())
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
workspace.add("wins", WIN)
said(grown=file.read_bytes().startswith(old) and len(file.read_bytes()) > len(old))
"""
MOUNTS = """
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "none", str(folder)], check=True)
file.write_text("date,win\\n")
workspace = Workspace(folder, today=TODAY)
for number in range(40):
    workspace.add("wins", WIN)
old = file.read_bytes()
with (folder / "filler").open("wb", buffering=0) as filler:
    try:
        while filler.write(b"x" * 1024):
            pass
    except OSError:
        pass
for _ in range(3):
    said(what="full", issues=refused(lambda: workspace.add("wins", WIN)), same=file.read_bytes() == old, left=left())
said(what="full undo", issues=refused(lambda: workspace.undo("wins")), same=file.read_bytes() == old, left=left())
said(what="full, read", rows=len(Workspace(folder, today=TODAY).wins))
(folder / "filler").unlink()
workspace.add("wins", WIN)
old = file.read_bytes()
(folder / ".~advocacy-0.tmp").write_bytes(b"part")
(folder / "inbox.txt").write_text("Fixed the scanner\\n")
subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
workspace = Workspace(folder, today=TODAY)
said(what="read-only, read", rows=len(workspace.wins), issues=[str(issue) for issue in workspace.issues])
for write in (lambda: workspace.add("wins", WIN), lambda: workspace.undo("wins"), lambda: workspace.add("pay", {})):
    said(what="read-only", issues=refused(write), same=file.read_bytes() == old)
"""
FOLDER = """
file.write_text("date,win\\n2026-01-05,Rebid the lanes\\n")
Workspace(folder, today=TODAY).records.issues  # everything is imported now
os.chmod(folder, 0o555)
os.chdir(folder.parent)
if os.geteuid() == 0:  # root may write anywhere
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
mine = Path(folder.name)
workspace = Workspace(mine, today=TODAY)
said(rows=len(workspace.wins), issues=[str(issue) for issue in workspace.issues])
said(issues=refused(lambda: workspace.add("wins", WIN)), left=left(mine), bytes=(mine / "wins.csv").read_text())
"""


def _run(program: str, folder: Path, *around: str) -> list[dict]:
    folder.mkdir(parents=True, exist_ok=True)
    run = subprocess.run(
        [*around, sys.executable, "-c", START + program, str(folder)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def _own_mounts() -> list[str]:
    """The command before a program that may mount: in a user namespace, else as root, however one becomes it."""
    for around in (["unshare", "-rm"], ["unshare", "-m"], ["sudo", "-n", "unshare", "-m"]):
        try:
            if subprocess.run([*around, "true"], capture_output=True, check=False).returncode == 0:
                return around
        except FileNotFoundError:
            continue
    pytest.fail("neither user namespaces nor root: run these tests where one of them is permitted")


def _rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "wins.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream, strict=True))


def test_sixty_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "wins.csv").write_text("id,date,win,impact\n")
    (tmp_path / "mine" / "wins.csv").chmod(0o600)
    rounds = _run(KILLS, tmp_path / "mine")
    assert len(rounds) == 60
    known: list[str] = []
    for found in rounds:
        assert found["issues"] == 0  # the file is whole
        known += found["acknowledged"]
        assert set(known) <= set(found["ids"])
        assert len(found["ids"]) == len(set(found["ids"]))
        assert found["left"] == []  # orphans are swept at the opening
        assert set(found["orphans"]) <= {"0o600"}
    assert sum(len(found["orphans"]) for found in rounds) >= 8  # the kills did come in the middle of a write
    assert len(known) >= 20
    rows = _rows(tmp_path / "mine")
    assert [row["id"] for row in rows] == rounds[-1]["ids"]
    assert all(row["win"].endswith("again and ") for row in rows)
    assert len(rows) - len(known) <= 60  # at most one row a kill was written and not yet acknowledged
    assert {mode(path) for path in (tmp_path / "mine").rglob("*") if path.is_file()} == {0o600}


def test_two_writers_of_many_wins_lose_none(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "wins.csv").write_text("id,date,win\n")
    (found,) = _run(f"each = {EACH}\n{WRITERS}", tmp_path / "mine")
    assert found == {"ended": [0, 0], "left": []}
    rows = _rows(tmp_path / "mine")
    wins = Counter(row["win"] for row in rows)
    assert wins == Counter(f"{name} {number}" for name in ("one", "two") for number in range(EACH))
    assert {row["id"] for row in rows} == {f"w-2026-02-01-{number}" for number in range(1, 2 * EACH + 1)}
    for name in ("one", "two"):  # each writer's in the order in which it wrote them
        own = [row["win"] for row in rows if row["win"].startswith(name)]
        assert own == [f"{name} {number}" for number in range(EACH)]


def test_file_size_limit_is_a_full_disk(tmp_path: Path) -> None:
    *limits, after = _run(LIMIT, tmp_path / "mine")
    assert len(limits) == 10
    for found in limits:
        assert [code for code, _, _ in found["issues"]] == ["K042"]
        assert "no room left" in found["issues"][0][1]
        assert (found["same"], found["left"]) == (True, [])
    assert {found["limit"] < found["size"] for found in limits} == {True, False}  # the backup fails, the file fails
    assert after == {"grown": True}
    assert temporaries(tmp_path) == []


def test_full_disk_and_read_only_mount(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    found = _run(MOUNTS, folder, *_own_mounts())
    full = [line for line in found if line["what"] in ("full", "full undo")]
    assert len(full) == 4
    for line in full:
        assert [code for code, _, _ in line["issues"]] == ["K042"]
        assert str(folder) in line["issues"][0][1]
        assert (line["same"], line["left"]) == (True, [])
    assert found[4] == {"what": "full, read", "rows": 40}
    assert found[5] == {"what": "read-only, read", "rows": 41, "issues": []}
    for line in found[6:]:
        assert [code for code, _, _ in line["issues"]] == ["K043"]
        assert str(folder) in line["issues"][0][1]
        assert line["same"]
    assert len(found) == 9


def test_read_only_folder_is_read_and_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    read, written = _run(FOLDER, tmp_path / "mine")
    assert read == {"rows": 1, "issues": []}
    assert [code for code, _, _ in written["issues"]] == ["K043"]
    assert "the folder mine cannot be written to" in written["issues"][0][1]
    assert (written["left"], written["bytes"]) == ([], "date,win\n2026-01-05,Rebid the lanes\n")
    (tmp_path / "mine").chmod(0o755)
