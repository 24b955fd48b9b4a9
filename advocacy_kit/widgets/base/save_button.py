"""What every card that writes has: the way back from the last click, and a line that says what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import ipywidgets

from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.widgets.base.view import alert, paragraph
from advocacy_kit.workspace.workspace import Receipt, Workspace

DEMO = "This is the demo: it went into a private copy, and nothing is kept when you close it."


class SaveButton:
    """Writes what a click proposes, says what was saved, and takes it back.

    Args:
        workspace: where it is kept.
        changed: called after something was kept, and after it was taken back.

    """

    gone = "Taken back."  # what is said once the last click is undone
    refused = "Nothing was written."  # what is said after the reasons

    def __init__(self, workspace: Workspace, changed: Callable[[], None]) -> None:
        self._workspace, self._changed = workspace, changed
        self._receipt: Receipt | None = None  # of the last click
        self.undo = ipywidgets.Button(description="Undo", tooltip="Take back what was kept last")
        self.undo.layout.display = "none"
        self.status = ipywidgets.HTML()
        self.undo.on_click(self.pressed_undo)

    def keep(self, changes: Callable[[], Iterable[Change]], words: Callable[[Receipt], str]) -> bool:
        """Write all of it or nothing, say which, and return whether it was written.

        Args:
            changes: makes what is to be written; a KitError says what is lacking.
            words: says what was kept.

        """
        try:
            receipt = self._workspace.apply(changes())
        except KitError as error:
            self.status.value = alert(f"{error.sentence} {self.refused}".strip())
            return False
        self._receipt = receipt
        self._done(words(receipt))
        return True

    def pressed_undo(self, _button: object = None) -> None:
        """Take back all that the last click kept."""
        try:
            if self._receipt is not None:
                self._receipt.undo()
        except KitError as error:
            self.status.value = alert(error.sentence)
            return
        self._receipt = None
        self._done(self.gone)

    def close(self) -> None:
        """Take the way back away: something else was written since."""
        self._receipt = None
        self.undo.layout.display = "none"

    def _done(self, words: str) -> None:
        kept = self._receipt is not None
        self.undo.layout.display = None if kept else "none"
        self.status.value = paragraph(f"{words} {DEMO}" if kept and self._workspace.is_demo else words)
        self._changed()
