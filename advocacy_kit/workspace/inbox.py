"""`inbox.txt`: a line a win, written from anywhere.

Taken into wins.csv at the next opening, each line once, none lost.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from advocacy_kit.core import store
from advocacy_kit.core.encodings import cp1252_preview, recoded, utf16_text
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.records import breaks
from advocacy_kit.core.values import UnreadableError, read_date
from advocacy_kit.workspace.table_file import TableFile

FILE = "inbox.txt"
LOCK = "inbox.lock"  # held while lines are taken in, so that two programs do not take the same ones
GRACE_SECONDS = 86_400  # for which a file whose lines were taken is kept: a program may still have it open
_COMMENT = re.compile(r"#(?:\s|$)")  # “#1 in the ranking” is a win
_NAME = re.compile(r"inbox-(\d{4}-\d{2}-\d{2})-[0-9a-f]+\.txt")
_TAKEN = re.compile(r"inbox-(\d{4}-\d{2}-\d{2})-[0-9a-f]+\.(\d+)\.taken")
# what may be meant as the day of a line: asked about where it is not an ISO date
_DATED = re.compile(
    r"(\d{4}[-/.\u2010-\u2015\u2212]\d{1,2}[-/.\u2010-\u2015\u2212]\d{1,2}"
    r"|\d{1,2}[-/.\u2010-\u2015\u2212]\d{1,2}[-/.\u2010-\u2015\u2212]\d{4}|\d{1,2}/\d{1,2}/\d{2})(?:[:,]\s*|\s+)(.+)"
)


def drop(folder: Path, text: str, day: date) -> None:
    """Append a win to the inbox: one line, whatever the text, in the encoding that the file has.

    Where the file cannot be read, the line waits in a file of its own.

    Raises:
        KitError: if the folder cannot be written to.
    """
    line = f"{day.isoformat()} {' '.join(text.split())}\n".encode("utf-8", "replace")
    with store.locked(folder):
        path = folder / FILE
        present = path.read_bytes() if path.is_file() else b""
        if isinstance(_text_of(present, FILE), Issue) or utf16_text(present) is not None:
            store.replace(_new_name(folder, day), line)
            return
        if present and not present.endswith(b"\n"):
            line = b"\n" + line
        if path.is_file() and path.stat().st_nlink > 1:  # its other names are to show the line too
            try:
                with path.open("ab") as stream:
                    stream.write(line)
            except OSError as error:
                raise store.refused(path, error) from None
        else:
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

    The inbox is renamed first, to a name with the day, which is the day of its undated lines; of a file with other
    names (a link, a synced folder) the lines are copied to such a name and removed where they were. A line carries a
    mark made of that name and its place, so that a crash between adding and removing does not add it twice. Where
    wins.csv cannot be written, the lines stay where they are; a line that is refused for itself stays alone, at its
    place, and the others are removed. What cannot be read as text stays as it is, and is named.
    """
    added: list[str] = []
    issues: list[Issue] = []
    with contextlib.suppress(KitError, OSError):
        if not _has_text(folder / FILE) and not _set_aside(folder) and not _finished(folder):
            return Taken()
        with store.locked(folder, LOCK):
            issues += _put_aside(folder, today)
            for path in _set_aside(folder):
                with contextlib.suppress(KitError, OSError):
                    _take(path, wins, today, added, issues)
    return Taken(tuple(added), tuple(issues))


def _has_text(path: Path) -> bool:
    return path.is_file() and bool(path.read_bytes().strip())


def _set_aside(folder: Path) -> list[Path]:
    return sorted((folder / store.PRIVATE).glob("inbox-*.txt"))


def _finished(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / store.PRIVATE).glob("inbox-*.taken") if _TAKEN.fullmatch(path.name))


def _new_name(folder: Path, day: date) -> Path:
    return folder / store.PRIVATE / f"inbox-{day.isoformat()}-{os.urandom(4).hex()}.txt"


def _text_of(data: bytes, name: str) -> str | Issue:
    """Return the text of a file, or what to do where its bytes do not say what they are."""
    text = utf16_text(data)
    if text is not None:
        return text
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        if not utf16:
            return data.decode("utf-8-sig")
        byte = 0
        message = "this is UTF-16 text with other bytes in it"
    except UnicodeDecodeError as error:
        byte = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        preview = cp1252_preview(data, byte)
        message = f"not UTF-8 at byte {byte}; read as Windows text it would say “{preview}”"
    fix = "Save it again as UTF-8; no line of it is taken in until then."
    if not utf16:
        fix += " Or, if it reads right: advocacy-kit recode DIR inbox cp1252."
    return Issue(name, 1 + breaks(data, 0, byte), 0, "K004", "error", message, fix=fix)


def _put_aside(folder: Path, today: date) -> list[Issue]:
    """Move the lines of inbox.txt, and those that came late, to where they are taken from; name what no text is."""
    for path in _finished(folder):
        _look_again(path)
    path = folder / FILE
    for copy in (folder / store.PRIVATE).glob("inbox-*.copy"):  # a crash came between copying and removing
        if path.is_file() and path.read_bytes().startswith(copy.read_bytes()):
            copy.unlink()
        else:
            copy.rename(copy.with_suffix(".txt"))
    if not _has_text(path):
        return []
    text = _text_of(path.read_bytes(), FILE)
    if isinstance(text, Issue):
        return [text]
    aside = _new_name(folder, today)
    with store.locked(folder):
        if path.is_symlink() or path.stat().st_nlink > 1:
            _copy(path, aside)
        else:
            os.replace(path, aside)  # noqa: PTH105 - named like the call it must be
    return []


def _copy(path: Path, aside: Path) -> None:
    """Copy the lines and remove them where they are: the file keeps its names, and lines that came meanwhile."""
    with path.open("r+b") as stream:
        data = stream.read()
        copy = aside.with_suffix(".copy")
        store.replace(copy, data)
        stream.seek(0)
        now = stream.read()
        if not now.startswith(data):  # somebody is writing it anew: the next opening takes it
            copy.unlink()
            return
        stream.seek(0)
        stream.write(now[len(data) :])
        stream.truncate()
        stream.flush()
        os.fsync(stream.fileno())
    copy.rename(aside)


def _look_again(path: Path) -> None:
    """Take what a program that had the file open added after its lines were taken; delete the file after a day."""
    named = _TAKEN.fullmatch(path.name)
    assert named
    data = path.read_bytes()
    late = data[int(named[2]) :]
    if late.strip(b"\x00\r\n\t "):
        mark = hashlib.sha256(path.name.encode() + data).hexdigest()[:8]
        store.replace(path.with_name(f"inbox-{named[1]}-{mark}.txt"), late)
    state = path.stat()
    if time.time() - max(state.st_mtime, state.st_ctime) > GRACE_SECONDS:
        path.unlink()
    elif late:
        path.rename(path.with_name(f"{path.name.split('.')[0]}.{len(data)}.taken"))


def _take(path: Path, wins: TableFile, today: date, added: list[str], issues: list[Issue]) -> None:
    """Add the lines of one file; what is refused for itself stays at its line, all else there is blank then.

    A line is removed when its row has been read back from the table.
    """
    data = path.read_bytes()
    text = _text_of(data, f"{store.PRIVATE}/{path.name}")
    if isinstance(text, Issue):
        issues.append(text)
        return
    named = _NAME.fullmatch(path.name)
    since = named[1] if named else today.isoformat()
    lines = text.splitlines()
    left = [""] * len(lines)
    times: Counter[tuple[str, str]] = Counter()
    written: dict[int, str] = {}
    for number, line in enumerate(lines):
        words = line.strip().lstrip("\ufeff\x00")
        if not words or _COMMENT.match(words):
            continue
        mark = f"inbox {hashlib.sha256(f'{path.name}:{number}'.encode()).hexdigest()[:10]}"
        try:
            day, win = _dated(words, since)
            times[day, win] += 1
            wins.forget()
            frame, parsed = wins.frame, wins.parsed
            marked = parsed is None or "origin" in parsed.columns
            same = frame["origin"] == mark if marked else (frame["win"] == win) & (frame["date"] == day)
            if same.sum() >= (1 if marked else times[day, win]):
                continue  # added before a crash
            written[number] = wins.add({"date": day, "win": win} | ({"origin": mark} if marked else {}))
            added.append(written[number])
        except KitError as error:
            if _unwritable(wins, error):
                raise
            wins.forget()  # a file that the refused row would have made is not there
            left[number] = line
            issues += [_kept_back(path, number + 1, issue) for issue in error.issues]
    wins.forget()
    there = set(wins.frame["id"])
    for number, key in written.items():
        if key not in there:
            left[number] = lines[number]
    _keep(path, left, lines, len(data))


def _dated(words: str, since: str) -> tuple[str, str]:
    """Return the day of a line, which it may begin with, and the win.

    Raises:
        KitError: K012 where it begins with a date that is not written as one.
    """
    dated = _DATED.fullmatch(words)
    if dated is None:
        return since, words
    try:
        return read_date(dated[1]).isoformat(), dated[2]
    except UnreadableError as fault:
        raise KitError.of(fault.code, f"expected {fault.expected}, got {dated[1]!r}", fault.fix) from None


def _keep(path: Path, left: list[str], lines: list[str], size: int) -> None:
    """Keep these lines of a file; one of which none is left waits for lines that come late."""
    if not any(left):
        path.replace(path.with_suffix(f".{size}.taken"))
    elif left != lines:
        with contextlib.suppress(OSError):  # under another name for what a program may still add
            os.link(path, path.with_suffix(f".{size}.taken"))
        store.replace(path, ("\n".join(left) + "\n").encode("utf-8"))


def _unwritable(wins: TableFile, error: KitError) -> bool:
    """Whether wins.csv takes no line at all: it has errors of its own, or cannot be written now."""
    return any(issue.severity == "error" for issue in wins.issues) or any(
        issue.code in store.REFUSALS for issue in error.issues
    )


def _kept_back(path: Path, line: int, issue: Issue) -> Issue:
    fix = f"{issue.fix} Mend or delete the line in this file; it is taken in when the workspace is opened next.".strip()
    message = f"a line of {FILE} is kept back: {issue.message}"
    return Issue(f"{store.PRIVATE}/{path.name}", line, 0, issue.code, "error", message, fix=fix)


def recode(folder: Path, encoding: str) -> None:
    """Write the inbox anew as UTF-8, read in an encoding that the user named; a backup stays in .advocacy/backups.

    Raises:
        KitError: if there is no such encoding, or nothing that needs it.
    """
    with store.locked(folder, LOCK), store.locked(folder):
        wanted = [path for path in (folder / FILE, *_set_aside(folder)) if path.is_file()]
        wanted = [path for path in wanted if isinstance(_text_of(path.read_bytes(), FILE), Issue)]
        if not wanted:
            raise KitError.of("K004", f"{FILE} can be read as it is", "Nothing needs to be done.", file=FILE)
        for path in wanted:
            data = path.read_bytes()
            text = recoded(data, encoding, FILE)
            store.back_up(folder, "inbox", data, (store.digest(data), store.digest(text)))
            store.replace(path, text)
