"""Buttons that write: rows of tables with their way back, or files; and the line that says what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import ipywidgets

from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.widgets.base.view import Signal, alert, asked, paragraph, wanted
from advocacy_kit.workspace.workspace import Receipt, Workspace

DEMO = "This is the demo: it went into a private copy, and nothing is kept when you close it."


def action(
    description: str, tooltip: str, pressed: Callable[[object], None], style: str = "primary"
) -> ipywidgets.Button:
    """Return a button as wide as its words."""
    button = ipywidgets.Button(description=description, tooltip=tooltip, button_style=style)
    button.layout.width = "auto"
    button.on_click(pressed)
    return button


def kept_where(workspace: Workspace) -> str:
    """Return where the rows that a page writes are kept."""
    if workspace.is_demo:
        return "in the demo's private copy, which goes when it is closed"
    return "in your workspace"


def tried(status: ipywidgets.HTML, do: Callable[[], object], refused: str = "") -> bool:
    """Do something, or say in the status line why not; return whether it was done."""
    try:
        do()
    except KitError as error:
        status.value = asked(error) if wanted(error) else alert(f"{error.sentence} {refused}".strip())
        return False
    return True


class SaveButton:
    """Writes what a click proposes, says what was saved, and takes it back.

    Args:
        workspace: where it is kept.
        changed: called after something was kept, and after it was taken back.

    """

    gone = "Taken back."  # what is said once the last click is undone
    refused = "Nothing was written."  # what is said after the reasons
    rivals: Sequence[SaveButton] = ()  # of them and this one only the last that wrote can be taken back

    def __init__(self, workspace: Workspace, changed: Callable[[], None] | None = None) -> None:
        self._workspace, self.after_write = workspace, changed or Signal().changed
        self._receipt: Receipt | None = None  # of the last click
        self.undo = ipywidgets.Button(description="Undo", tooltip="Take back what was kept last")
        self.undo.layout.display = "none"
        self.status = ipywidgets.HTML()
        self.undo.on_click(self.pressed_undo)

    def keep(self, changes: Callable[[], Iterable[Change]], words: Callable[[Receipt], str]) -> bool:
        """Write all of it or nothing, let the page follow, say which, and return whether it was written.

        Args:
            changes: makes what is to be written; a KitError says what is lacking.
            words: says what was kept, once the page shows it; files may be written here.

        """
        try:
            receipt = self._workspace.apply(changes())
        except KitError as error:
            self.status.value = self.refusal(error)
            return False
        self._receipt = receipt
        self._done(lambda: words(receipt))
        return True

    def pressed_undo(self, _button: object = None) -> None:
        """Take back all that the last click kept, while nothing else was written."""
        if self._receipt is not None and tried(self.status, self._receipt.undo):
            self._receipt = None
            self._done(lambda: self.taken_back)

    @property
    def taken_back(self) -> str:
        """What is said once the last click is undone."""
        return self.gone

    def written(self) -> None:
        """Show here what was kept or taken back, before the rest of the page follows."""

    def close(self) -> None:
        """Withdraw the undo: something else was written since."""
        self._receipt = None
        self.undo.layout.display = "none"

    def refusal(self, error: KitError) -> str:
        """Return why nothing was written, as HTML."""
        return asked(error) if wanted(error) else alert(f"{error.sentence} {self.refused}".strip())

    def told(self, words: str) -> str:
        """Return what is said of rows that were kept."""
        return f"{words} {DEMO}" if self._workspace.is_demo else words

    def _done(self, words: Callable[[], str]) -> None:
        kept = self._receipt is not None and bool(self._receipt.ids)
        self.undo.layout.display = None if kept else "none"
        for rival in self.rivals:
            if rival is not self:
                rival.close()
        self.written()
        self.after_write()
        try:
            said = words()
        except KitError as error:  # the rows are kept; a file that goes with them could not be written
            self.status.value = alert(f"The record is kept, but {error.sentence}")
            return
        self.status.value = paragraph(self.told(said) if kept else said)


class FileButton:
    """Writes files at a click and says which, or why not.

    Args:
        description: what the button says.
        tooltip: what it does, in a sentence.
        write: writes them and returns what is said of it; a KitError says why not.
        warning: what is said after it as an alert, such as that the text names a patient; empty for nothing.
        told: what becomes of the words, such as a note for the end of the page.
        style: of the button.

    """

    refused = ""  # what is said after the reasons

    def __init__(
        self,
        description: str,
        tooltip: str,
        write: Callable[[], str],
        *,
        warning: Callable[[], str] = str,
        told: Callable[[str], str] = str,
        style: str = "primary",
    ) -> None:
        self._write, self._warning, self._told = write, warning, told
        self.saved = ""
        self.button = action(description, tooltip, self.pressed, style)
        self.status = ipywidgets.HTML()

    def pressed(self, _button: object = None) -> None:
        """Write, or say why not."""
        try:
            said = self._told(self._write())
        except KitError as error:
            self.status.value = asked(error) if wanted(error) else alert(f"{error.sentence} {self.refused}".strip())
            return
        warning = self._warning()
        self.status.value = paragraph(said) + (alert(warning) if warning else "")
        self.saved = f"{said} {warning}".strip()
