"""What a card that writes to one table has in common with the others.

The way back from the last click, and a line that says what happened.
"""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from advocacy_kit.core.errors import KitError
from advocacy_kit.widgets.base.form import DEMO
from advocacy_kit.widgets.base.view import alert, paragraph
from advocacy_kit.workspace.workspace import Workspace


class TableSaveButton:
    """A button that takes back what was kept last, and a status line.

    A subclass writes, sets `_writes` to how many writes the click made, and calls `_done`.

    Args:
        workspace: where it is kept.
        table: the name of the table that is written to.
        changed: called after something was kept, and after it was taken back.

    """

    gone = "Taken back."  # what is said once the last click is undone

    def __init__(self, workspace: Workspace, table: str, changed: Callable[[], None]) -> None:
        self._workspace, self._table, self._changed = workspace, table, changed
        self._writes = 0
        self._version = ""  # what the file was right after the last click
        self.undo = ipywidgets.Button(description="Undo", tooltip="Take back what was kept last")
        self.undo.layout.display = "none"
        self.status = ipywidgets.HTML()
        self.undo.on_click(self.pressed_undo)

    def pressed_undo(self, _button: object = None) -> None:
        """Take back all that the last click kept."""
        try:
            self._take_back(self._version)
        except KitError as error:
            self.status.value = alert(error.sentence)
            return
        self._done(self.gone)

    def _take_back(self, version: str = "") -> None:
        while self._writes:
            self._workspace.undo(self._table, version)
            self._writes -= 1
            version = ""  # its earlier writes lie right below

    def _done(self, words: str) -> None:
        self._version = self._workspace.version(self._table) if self._writes else ""
        self.undo.layout.display = None if self._writes else "none"
        self.status.value = paragraph(f"{words} {DEMO}" if self._writes and self._workspace.is_demo else words)
        self._changed()
