"""Shared by the tests of writing.

A workspace with one write behind it, each kind of write, and what to look at after it.
"""

import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from advocacy_kit.core import store
from advocacy_kit.core.errors import KitError
from advocacy_kit.workspace.workspace import Workspace

TODAY = date(2026, 9, 30)
HEADER = b"id,date,win,impact\n"
OLD = HEADER + b"w-1,2026-01-05,Rebid the lanes,cheaper\r\n# mine\nw-2,2026-01-06,Moved the racks,\n"
WIN = {"date": "2026-02-01", "win": "Trained the night shift"}
ADDED = OLD + b"w-2026-02-01-1,2026-02-01,Trained the night shift,\n"
WRITES: dict[str, Callable[[Workspace], object]] = {
    "add": lambda workspace: workspace.add("wins", WIN),
    "edit": lambda workspace: workspace.edit("wins", "w-2", {"impact": "faster"}),
    "delete": lambda workspace: workspace.delete("wins", "w-1"),
    "undo": lambda workspace: workspace.undo("wins"),
    "add_column": lambda workspace: workspace.add_column("wins", "unit"),
}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def temporaries(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.startswith(store.TEMPORARY)]


def backups(folder: Path, table: str = "wins") -> list[Path]:
    return sorted((folder / ".advocacy" / "backups" / table).glob("*.csv"))


def opened(folder: Path) -> tuple[Workspace, Path]:
    """A workspace with one write behind it, so that each kind of write has something to do."""
    folder.mkdir(parents=True)
    path = folder / "wins.csv"
    path.write_bytes(OLD.replace(b"Moved the racks", b"Moved racks"))
    workspace = Workspace(folder, today=TODAY)
    workspace.edit("wins", "w-2", {"win": "Moved the racks"})
    assert path.read_bytes() == OLD
    return workspace, path


def code(write: Callable[[], object]) -> str:
    with pytest.raises(KitError) as caught:
        write()
    return caught.value.issues[0].code
