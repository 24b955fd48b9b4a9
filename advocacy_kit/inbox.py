"""`inbox.txt`: a line a win, written from anywhere; taken into wins.csv at the next opening, each line once, none lost."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from datetime import date
from pathlib import Path

from advocacy_kit import store
from advocacy_kit.errors import KitError
from advocacy_kit.table_file import TableFile

FILE = "inbox.txt"
LOCK = "inbox.lock"  # held while lines are taken in, so that two programs do not take the same ones
_COMMENT = re.compile(r"#(?:\s|$)")  # “#1 in the ranking” is a win
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})[:,]?\s+(.+)")


def drop(folder: Path, text: str, day: date) -> None:
    """Append a win to the inbox: one line, whatever the text.

    Raises:
        KitError: if the folder cannot be written to.
    """
    line = f"{day.isoformat()} {' '.join(text.split())}\n".encode("utf-8", "replace")
    with store.locked(folder):
        path = folder / FILE
        present = path.read_bytes() if path.is_file() else b""
        if present and not present.endswith(b"\n"):
            present += b"\n"
        store.replace(path, present + line)


def take_in(folder: Path, wins: TableFile, today: date) -> tuple[str, ...]:
    """Add the inbox's lines to the wins and return their ids.

    The inbox is renamed first; a line carries a mark made of that name and its place, so that a crash between adding and
    removing does not add it twice. Where wins.csv cannot be written, the lines stay where they are.
    """
    added: list[str] = []
    with contextlib.suppress(KitError, OSError):
        if not _has_text(folder / FILE) and not _set_aside(folder):
            return ()
        with store.locked(folder, LOCK):
            if _has_text(folder / FILE):
                with store.locked(folder):
                    name = f"inbox-{os.urandom(4).hex()}.txt"
                    os.replace(folder / FILE, folder / store.PRIVATE / name)  # noqa: PTH105 - named like the call it must be
            for path in _set_aside(folder):
                with contextlib.suppress(KitError, OSError):
                    _take(path, wins, today, added)
                    path.unlink()
    return tuple(added)


def _has_text(path: Path) -> bool:
    return path.is_file() and bool(path.read_bytes().strip())


def _set_aside(folder: Path) -> list[Path]:
    return sorted((folder / store.PRIVATE).glob("inbox-*.txt"))


def _take(path: Path, wins: TableFile, today: date, added: list[str]) -> None:
    text = path.read_bytes().decode("utf-8", "replace").replace("\x00", " ").replace("\x1a", " ")
    for number, line in enumerate(text.splitlines()):
        words = line.strip().lstrip("\ufeff")
        if not words or _COMMENT.match(words):
            continue
        dated = _DATED.fullmatch(words)
        day, win = (dated[1], dated[2]) if dated and _is_date(dated[1]) else (today.isoformat(), words)
        mark = f"inbox {hashlib.sha256(f'{path.name}:{number}'.encode()).hexdigest()[:10]}"
        wins.forget()
        frame, parsed = wins.frame, wins.parsed
        marked = parsed is None or "origin" in parsed.columns
        same = frame["origin"] == mark if marked else (frame["win"] == win) & (frame["date"] == day)
        if same.any():
            continue  # added before a crash
        added.append(wins.add({"date": day, "win": win} | ({"origin": mark} if marked else {})))


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
