"""`inbox.txt`: a line a win, written from anywhere; taken into wins.csv at the next opening, each line once, none lost."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from datetime import date
from pathlib import Path

from advocacy_kit import store
from advocacy_kit.errors import KitError
from advocacy_kit.table_file import TableFile

FILE = "inbox.txt"
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
    with contextlib.suppress(KitError, OSError):
        _set_aside(folder)
    added: list[str] = []
    for path in sorted((folder / store.PRIVATE).glob("inbox-*.txt")):
        with contextlib.suppress(KitError, OSError):
            added += _take(path, wins, today)
            path.unlink()
    return tuple(added)


def _set_aside(folder: Path) -> None:
    path = folder / FILE
    if not path.is_file() or not path.read_bytes().strip():
        return
    with store.locked(folder):
        os.replace(path, folder / store.PRIVATE / f"inbox-{secrets.token_hex(4)}.txt")  # noqa: PTH105 - named like the call it must be


def _take(path: Path, wins: TableFile, today: date) -> list[str]:
    added = []
    text = path.read_bytes().decode("utf-8", "replace").replace("\x00", " ").replace("\x1a", " ")
    for number, line in enumerate(text.splitlines()):
        words = line.strip().lstrip("\ufeff")
        if not words or words.startswith("#"):
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
    return added


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
