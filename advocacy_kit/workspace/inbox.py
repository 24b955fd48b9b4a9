"""`inbox.txt`: a line a win, written from anywhere.

Taken into wins.csv at the next opening, each line once, none lost.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from advocacy_kit.core import store
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import iso_day
from advocacy_kit.workspace.table_file import TableFile

FILE = "inbox.txt"
LOCK = "inbox.lock"  # held while lines are taken in, so that two programs do not take the same ones
_COMMENT = re.compile(r"#(?:\s|$)")  # “#1 in the ranking” is a win
_NAME = re.compile(r"inbox-(\d{4}-\d{2}-\d{2})-[0-9a-f]+\.txt")
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


@dataclass(frozen=True)
class Taken:
    """What became of the inbox: the ids of its wins, and the lines that no row can be made of.

    Those lines wait where the issue says.
    """

    ids: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


def take_in(folder: Path, wins: TableFile, today: date) -> Taken:
    """Add the inbox's lines to the wins.

    The inbox is renamed first, to a name with the day, which is the day of its undated lines; a line carries a mark
    made of that name and its place, so that a crash between adding and removing does not add it twice. Where wins.csv
    cannot be written, the lines stay where they are; a line that is refused for itself stays alone, at its place, and
    the others are removed.
    """
    added: list[str] = []
    issues: list[Issue] = []
    with contextlib.suppress(KitError, OSError):
        if not _has_text(folder / FILE) and not _set_aside(folder):
            return Taken()
        with store.locked(folder, LOCK):
            if _has_text(folder / FILE):
                with store.locked(folder):
                    name = f"inbox-{today.isoformat()}-{os.urandom(4).hex()}.txt"
                    # named like the call it must be
                    os.replace(folder / FILE, folder / store.PRIVATE / name)  # noqa: PTH105
            for path in _set_aside(folder):
                with contextlib.suppress(KitError, OSError):
                    _take(path, wins, today, added, issues)
    return Taken(tuple(added), tuple(issues))


def _has_text(path: Path) -> bool:
    return path.is_file() and bool(path.read_bytes().strip())


def _set_aside(folder: Path) -> list[Path]:
    return sorted((folder / store.PRIVATE).glob("inbox-*.txt"))


def _take(path: Path, wins: TableFile, today: date, added: list[str], issues: list[Issue]) -> None:
    """Add the lines of one file and remove it.

    What is refused for itself stays at its line, all else there is blank then.
    """
    text = path.read_bytes().decode("utf-8", "replace").replace("\x00", " ").replace("\x1a", " ")
    named = _NAME.fullmatch(path.name)
    since = named[1] if named else today.isoformat()
    lines = text.splitlines()
    left = [""] * len(lines)
    times: Counter[tuple[str, str]] = Counter()
    for number, line in enumerate(lines):
        words = line.strip().lstrip("\ufeff")
        if not words or _COMMENT.match(words):
            continue
        dated = _DATED.fullmatch(words)
        day, win = (dated[1], dated[2]) if dated and iso_day(dated[1]) else (since, words)
        mark = f"inbox {hashlib.sha256(f'{path.name}:{number}'.encode()).hexdigest()[:10]}"
        times[day, win] += 1
        wins.forget()
        frame, parsed = wins.frame, wins.parsed
        marked = parsed is None or "origin" in parsed.columns
        same = frame["origin"] == mark if marked else (frame["win"] == win) & (frame["date"] == day)
        if same.sum() >= (1 if marked else times[day, win]):
            continue  # added before a crash
        try:
            added.append(wins.add({"date": day, "win": win} | ({"origin": mark} if marked else {})))
        except KitError as error:
            if _unwritable(wins, error):
                raise
            wins.forget()  # a file that the refused row would have made is not there
            left[number] = line
            issues += [_kept_back(path, number + 1, issue) for issue in error.issues]
    if left != lines or not any(left):
        _keep(path, left)


def _keep(path: Path, left: list[str]) -> None:
    """Keep these lines of a file, or delete the file when none are left."""
    if any(left):
        store.replace(path, ("\n".join(left) + "\n").encode("utf-8"))
    else:
        path.unlink()


def _unwritable(wins: TableFile, error: KitError) -> bool:
    """Whether wins.csv takes no line at all: it has errors of its own, or cannot be written now."""
    return any(issue.severity == "error" for issue in wins.issues) or any(
        issue.code in store.REFUSALS for issue in error.issues
    )


def _kept_back(path: Path, line: int, issue: Issue) -> Issue:
    fix = f"{issue.fix} Mend or delete the line in this file; it is taken in when the workspace is opened next.".strip()
    message = f"a line of {FILE} is kept back: {issue.message}"
    return Issue(f"{store.PRIVATE}/{path.name}", line, 0, issue.code, "error", message, fix=fix)
