"""Calendar files of the workspace: written to its folder documents, and updated there when they are written again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, time

from advocacy_kit.core import store
from advocacy_kit.core.errors import KitError
from advocacy_kit.documents.calendar import Event, render_calendar
from advocacy_kit.documents.case_files import FOLDER, Saved, save
from advocacy_kit.workspace.workspace import Workspace

OWNER = "calendar-id"  # made once, so that two people's events never have one UID


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
