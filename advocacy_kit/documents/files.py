"""Documents as files of the workspace: pages written as a whole, calendar files updated when they are written again."""

from __future__ import annotations

import difflib
import json
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Literal

from advocacy_kit.advocates.redaction import refusal, strays
from advocacy_kit.core import store
from advocacy_kit.core.errors import Issue, KitError, printable
from advocacy_kit.documents.calendar import Event, render_calendar
from advocacy_kit.workspace.workspace import Workspace

FOLDER = "documents"
MADE = "documents.json"  # of each file the hash that the kit wrote, and whether it holds the user's own words
Choice = Literal["ask", "keep", "new"]
OWNER = "calendar-id"  # made once, so that two people's events never have one UID


@dataclass(frozen=True)
class Saved:
    """The files that were written, relative to the workspace."""

    names: tuple[str, ...]

    @property
    def words(self) -> str:
        """Such as "documents/case.html, documents/case.md and documents/case_long.html"."""
        return " and ".join([", ".join(self.names[:-1]), self.names[-1]] if len(self.names) > 1 else self.names)


def save(
    workspace: Workspace,
    texts: Mapping[str, str],
    *,
    to: str | None = None,
    own: Collection[str] = (),
    edited: Choice = "ask",
    hidden: bool = False,
) -> Saved:
    """Write texts as files of the folder documents, each as a whole: files 0600, the folder 0700.

    A file that a person edited, on the disk or on a page, is known by its hash and is never replaced unasked.

    Args:
        workspace: whose folder.
        texts: by file name.
        to: whom they are for, an id or name of people.csv, empty for anybody; None for the user alone.
        own: names of the texts that hold the user's own words; what the kit makes anew does not replace them later.
        edited: what becomes of edited files: "ask" refuses and writes nothing, "keep" leaves them as they are, "new"
            replaces them and keeps a backup, which `undo` brings back.
        hidden: whether amounts are hidden in the texts: then they are written beside readable files, never over them.

    Raises:
        KitError: if a text holds words of a win that is not for this reader, or a file was edited: then nothing is
            written. If a file cannot be written; the others stand.
    """
    if to is not None:
        records = workspace.records
        if found := strays(records, to, "\n".join(texts.values())):
            raise refusal(records, to, found)
    folder = workspace.path / FOLDER
    try:
        store.make_private(folder)
    except OSError as error:
        fix = f"Make room for a folder of the name {FOLDER}, or make the workspace writable."
        raise KitError.of("K043", f"the folder {FOLDER} cannot be made: {error.strerror}", fix) from None
    with store.locked(workspace.path):
        made = _made(workspace)
        files = {_beside(folder, name, made) if hidden else name: text for name, text in texts.items()}
        mine = {_beside(folder, name, made) if hidden else name for name in own}
        kept = {name for name in files if name not in mine and _is_edited(folder, name, files[name], made)}
        if kept and edited == "ask":
            raise KitError(_asks(name) for name in sorted(kept))
        written = [name for name in files if name not in kept or edited == "new"]
        for name in written:
            data = files[name].encode("utf-8", "surrogatepass")
            before = _bytes(folder / name)
            if before and before != data and _is_edited(folder, name, "", made):
                leads = store.digest(before), store.digest(data)
                store.back_up(workspace.path, f"{FOLDER}/{name}", before, leads)
            store.replace(folder / name, data)
            made[name] = {"digest": store.digest(data), "own": name in mine, "hidden": hidden}
        if written:
            store.replace(workspace.path / store.PRIVATE / MADE, json.dumps(made, indent=0).encode())
    return Saved(tuple(f"{FOLDER}/{name}" for name in written))


def edited_text(workspace: Workspace, name: str) -> str | None:
    """Return a document as its user left it, edited on the disk or on a page; None where it is as the kit made it."""
    folder = workspace.path / FOLDER
    data = _bytes(folder / name)
    return data.decode("utf-8", "replace") if data and _is_edited(folder, name, "", _made(workspace)) else None


def changes_to(workspace: Workspace, name: str, text: str) -> str:
    """Return the lines in which a new text differs from the document that is there, as `diff -u` shows them."""
    before = (_bytes(workspace.path / FOLDER / name) or b"").decode("utf-8", "replace")
    found = difflib.unified_diff(before.splitlines(), text.splitlines(), "your file", "the new text", lineterm="")
    return "\n".join(map(printable, found))


def undo(workspace: Workspace, name: str) -> None:
    """Bring the edited document back that was replaced last.

    Raises:
        KitError: if none was replaced, or the file was changed since.
    """
    with store.locked(workspace.path):
        path, made = workspace.path / FOLDER / name, _made(workspace)
        now = _bytes(path) or b""
        found = store.before(workspace.path, f"{FOLDER}/{name}", store.digest(now))
        if found is None:
            fix = "It was changed since, or never replaced; older texts are in .advocacy/backups/documents."
            raise KitError.of("K047", "there is nothing to undo", fix, file=f"{FOLDER}/{name}")
        store.replace(path, found[1])
        made[name] = {"digest": store.digest(found[1]), "own": True, "hidden": False}
        store.replace(workspace.path / store.PRIVATE / MADE, json.dumps(made, indent=0).encode())
        found[0].unlink(missing_ok=True)


def _made(workspace: Workspace) -> dict[str, dict[str, object]]:
    """Return what is known of the documents by name; nothing where that cannot be read, so that all count as edited."""
    try:
        known = json.loads((workspace.path / store.PRIVATE / MADE).read_bytes())
    except (OSError, ValueError):
        return {}
    return {name: entry for name, entry in known.items() if isinstance(entry, dict)} if isinstance(known, dict) else {}


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _is_edited(folder: Path, name: str, text: str, made: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether a file holds a person's words that this text would replace."""
    data = _bytes(folder / name)
    if not data or data == text.encode("utf-8", "surrogatepass"):
        return False
    entry = made.get(name, {})
    return store.digest(data) != entry.get("digest") or entry.get("own") is True


def _beside(folder: Path, name: str, made: Mapping[str, Mapping[str, object]]) -> str:
    """Return the name under which a text with hidden amounts is written: not that of a readable file."""
    if (folder / name).is_file() and made.get(name, {}).get("hidden") is not True:
        return f"{Path(name).stem}_hidden{Path(name).suffix}"
    return name


def _asks(name: str) -> Issue:
    message = f"{name} has words of yours, so it was not replaced"
    fix = "Choose: keep yours, or use the new text. Or rename your file, and save again."
    return Issue(f"{FOLDER}/{name}", 0, 0, "K087", "error", message, fix=fix)


def save_calendar(workspace: Workspace, name: str, events: Iterable[Event]) -> Saved:
    """Write events as documents/NAME; events that stood there already are updated, not doubled.

    Args:
        workspace: whose folder.
        name: the file's name, such as "reminders.ics".
        events: all that the file is to hold.

    Raises:
        KitError: if the earlier file is no calendar, or the folder cannot be written to.

    """
    path = workspace.path / FOLDER / name
    try:
        before = path.read_bytes() if path.is_file() else b""
    except OSError as error:
        raise KitError.of(
            "K084", f"{FOLDER}/{name} cannot be read: {error.strerror}", "Delete it, and export again."
        ) from None
    made = datetime.combine(workspace.today, time(12), UTC)  # of one day the sequence tells which is newer
    return save(
        workspace,
        {name: render_calendar(events, owner=_owner(workspace), made=made, before=before).decode("utf-8")},
        edited="new",
    )


def _owner(workspace: Workspace) -> str:
    """Return the workspace's own mark in calendars: random, kept in its private folder, the same for ever.

    The demo's is fixed.
    """
    if workspace.is_demo:
        return "demo"
    with store.locked(workspace.path):
        path = workspace.path / store.PRIVATE / OWNER
        if not path.is_file():
            store.replace(path, uuid.uuid4().hex.encode())
        return path.read_text(encoding="utf-8").strip()
