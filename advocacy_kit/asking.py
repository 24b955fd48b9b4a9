"""The moves of an ask in the workspace: rows of several tables, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence

from advocacy_kit.errors import Issue, KitError
from advocacy_kit.followup import Change
from advocacy_kit.workspace import Workspace


def apply(workspace: Workspace, changes: Sequence[Change]) -> tuple[str, ...]:
    """Write changes and return the ids of the rows, in their order; if one cannot be written, those before it are taken back.

    Args:
        workspace: whose tables.
        changes: what a pure function proposes, such as `followup.advance`.

    Raises:
        KitError: with what could not be written, and with what could not be taken back because somebody else wrote meanwhile.

    """
    done: list[tuple[str, str]] = []
    for change in changes:
        try:
            key = workspace.edit(change.table, change.key, change.values) if change.key else workspace.add(change.table, change.values)
        except KitError as error:
            raise KitError([*error.issues, *_taken_back(workspace, done)]) from None
        done.append((change.table, key))
    return tuple(key for _, key in done)


def _taken_back(workspace: Workspace, done: Sequence[tuple[str, str]]) -> list[Issue]:
    """Undo what was written, the last first, and return what could not be undone."""
    stayed = []
    for table, key in reversed(done):
        try:
            workspace.undo(table)
        except KitError:
            message = f"{table}.csv was changed by others meanwhile, so the row {key} stays although the rest was not written"
            stayed.append(Issue(f"{table}.csv", 0, 0, "K101", "error", message, fix="Look at that row, and correct or delete it."))
    return stayed
