"""An ask in the workspace: its moves, rows of several tables, all of them or none.

And the user's own calendar beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.documents.calendar import time_zone
from advocacy_kit.log.followup import Change
from advocacy_kit.log.sharing import manager_of, name_of
from advocacy_kit.workspace.own_calendar import OwnCalendar, read_calendar
from advocacy_kit.workspace.workspace import Workspace

OWN_CALENDAR = "calendar.ics"


def apply(workspace: Workspace, changes: Sequence[Change]) -> tuple[str, ...]:
    """Write changes and return the ids of the rows, in their order.

    If one cannot be written, those before it are taken back.

    Args:
        workspace: whose tables.
        changes: what a pure function proposes, such as `followup.advance`.

    Raises:
        KitError: with what could not be written, and with what could not be taken back because somebody else wrote
            meanwhile.
    """
    done: list[tuple[str, str]] = []
    for change in changes:
        try:
            key = (
                workspace.edit(change.table, change.key, change.values)
                if change.key
                else workspace.add(change.table, change.values)
            )
        except KitError as error:
            raise KitError([*error.issues, *_taken_back(workspace, done)]) from None
        done.append((change.table, key))
    return tuple(key for _, key in done)


def own_calendar(workspace: Workspace, person: str = "") -> OwnCalendar:
    """Return what stands in `calendar.ics` of the workspace from today on; nothing where there is no such file.

    Args:
        workspace: whose folder; its profile names the time zone.
        person: the listener, whose name in a title makes a one-on-one; default the first manager of people.csv.

    Raises:
        KitError: if the file is no calendar, or the profile has no time zone.

    """
    path = workspace.path / OWN_CALENDAR
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return OwnCalendar()
    except OSError as error:
        raise KitError.of(
            "K100", f"{OWN_CALENDAR} cannot be read: {error.strerror}", "Check that it is a file that you may read."
        ) from None
    records = workspace.records
    name = name_of(records, person or manager_of(records))
    return read_calendar(data, zone=time_zone(records), first=records.today, names=[name, *name.split()[:1]])


def _taken_back(workspace: Workspace, done: Sequence[tuple[str, str]]) -> list[Issue]:
    """Undo what was written, the last first, and return what could not be undone."""
    stayed = []
    for table, key in reversed(done):
        try:
            workspace.undo(table)
        except KitError:
            message = (
                f"{table}.csv was changed by others meanwhile, so the row {key} stays although the rest was not written"
            )
            stayed.append(
                Issue(f"{table}.csv", 0, 0, "K101", "error", message, fix="Look at that row, and correct or delete it.")
            )
    return stayed
