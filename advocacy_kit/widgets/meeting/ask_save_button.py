"""A button that moves the ask on, or keeps something that belongs to it, and one that takes it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ipywidgets

from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.widgets.base.view import alert, asked, paragraph, wanted
from advocacy_kit.widgets.meeting.ask_session import AskSession
from advocacy_kit.workspace.workspace import Receipt


class AskSaveButton:
    """A button that writes rows of tables, one that takes them back, and a line that says what happened.

    The page follows.

    Args:
        talk: the ask.
        description: what stands on the button.
        tooltip: what it does, in a sentence.
        changes: what is to be written, or a KitError that says what is lacking.
        done: what is said once it stands, given the ids of the rows; files may be written here.
    """

    def __init__(
        self,
        session: AskSession,
        description: str,
        tooltip: str,
        changes: Callable[[], Sequence[Change]],
        done: Callable[[Sequence[str]], str],
    ) -> None:
        self._session, self._changes, self._done = session, changes, done
        self._receipt: Receipt | None = None  # of the last click
        self.button = ipywidgets.Button(description=description, button_style="primary", tooltip=tooltip)
        self.button.layout.width = "auto"
        self.undo = ipywidgets.Button(description="Undo", tooltip="Take back what was written last")
        self.undo.layout.display = "none"
        self.status = ipywidgets.HTML()
        self.button.on_click(self.pressed)
        self.undo.on_click(self.pressed_undo)

    def pressed(self, _button: object = None) -> None:
        """Write, or say why not."""
        try:
            receipt = self._session.workspace.apply(self._changes())
        except KitError as error:
            self.status.value = asked(error) if wanted(error) else alert(f"{error.sentence} Nothing was written.")
            return
        self._session.wrote(self.close)
        self._receipt = receipt
        self.undo.layout.display = None
        self._session.renew()
        try:
            words = self._done(receipt.ids)
        except KitError as error:  # the rows stand; a file beside them could not be written
            self.status.value = alert(f"The record is kept, but {error.sentence}")
            return
        self.status.value = paragraph(self._session.told(words))

    def close(self) -> None:
        """Take the way back away: something else was written since."""
        self._receipt = None
        self.undo.layout.display = "none"

    def pressed_undo(self, _button: object = None) -> None:
        """Take back what was written last, and say where the ask can go from where it is now."""
        try:
            if self._receipt is not None:
                self._receipt.undo()
                self._receipt = None
        except KitError as error:
            self._session.renew()
            self.status.value = alert(f"{error.sentence} {self._session.legal()}")
            return
        self.undo.layout.display = "none"
        self._session.renew()
        self.status.value = paragraph(
            f"Taken back. {self._session.legal() if self._session.choice.value else ''}".strip()
        )
