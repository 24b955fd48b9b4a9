"""Documents as files of the workspace: pages written as a whole, calendar files updated when they are written again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from advocacy_kit.advocates.redaction import refusal, strays
from advocacy_kit.core import store
from advocacy_kit.core.errors import KitError
from advocacy_kit.documents.calendar import Event, render_calendar
from advocacy_kit.workspace.workspace import Workspace

FOLDER = "documents"
OWNER = "calendar-id"  # made once, so that two people's events never have one UID


@dataclass(frozen=True)
class Saved:
    """The files that were written, relative to the workspace."""

    names: tuple[str, ...]

    @property
    def words(self) -> str:
        """Such as "documents/case.html, documents/case.md and documents/case_long.html"."""
        return " and ".join([", ".join(self.names[:-1]), self.names[-1]] if len(self.names) > 1 else self.names)


def save(workspace: Workspace, texts: Mapping[str, str], *, to: str | None = None) -> Saved:
    """Write texts as files of the folder documents, each as a whole: files 0600, the folder 0700.

    Args:
        workspace: whose folder.
        texts: by file name.
        to: whom they are for, an id or name of people.csv, empty for anybody; None for the user alone.

    Raises:
        KitError: if a text holds words of a win that is not for this reader: then nothing is written. If a file cannot
            be written; the others stand.
    """
    if to is not None:
        records = workspace.records
        if found := strays(records, to, "\n".join(texts.values())):
            raise refusal(records, to, found)
    folder = workspace.path / FOLDER
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700)
            folder.chmod(0o700)
    except OSError as error:
        fix = f"Make room for a folder of the name {FOLDER}, or make the workspace writable."
        raise KitError.of("K043", f"the folder {FOLDER} cannot be made: {error.strerror}", fix) from None
    for name, text in texts.items():
        store.replace(folder / name, text.encode("utf-8", "surrogatepass"))
    return Saved(tuple(f"{FOLDER}/{name}" for name in texts))


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
        workspace, {name: render_calendar(events, owner=_owner(workspace), made=made, before=before).decode("utf-8")}
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
