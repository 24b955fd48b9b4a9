"""A button that moves the ask on, or keeps something that belongs to it, and one that takes it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ipywidgets

from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.widgets.base.save_button import SaveButton
from advocacy_kit.widgets.base.view import alert, asked, paragraph, wanted
from advocacy_kit.widgets.meeting.ask_session import AskSession


class AskSaveButton(SaveButton):
    """A button that writes rows of an ask; the page follows, and only the last one pressed can be taken back.

    Args:
        session: the ask.
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
        super().__init__(session.workspace, session.renew)
        self._session, self._changes, self._kept = session, changes, done
        self.button = ipywidgets.Button(description=description, button_style="primary", tooltip=tooltip)
        self.button.layout.width = "auto"
        self.button.on_click(self.pressed)

    def pressed(self, _button: object = None) -> None:
        """Write, or say why not."""
        try:
            receipt = self._workspace.apply(self._changes())
        except KitError as error:
            self.status.value = asked(error) if wanted(error) else alert(f"{error.sentence} {self.refused}")
            return
        self._session.wrote(self.close)
        self._receipt = receipt
        self._done("")
        try:
            words = self._kept(receipt.ids)
        except KitError as error:  # the rows stand; a file beside them could not be written
            self.status.value = alert(f"The record is kept, but {error.sentence}")
            return
        self.status.value = paragraph(self._session.told(words))

    def pressed_undo(self, _button: object = None) -> None:
        """Take back what was written last, and say where the ask can go from where it is now."""
        held = self._receipt
        super().pressed_undo()
        legal = self._session.legal() if self._session.choice.value else ""
        if held is not None and self._receipt is held:  # it could not be taken back
            self._session.renew()
            self.status.value += paragraph(self._session.legal())
        else:
            self.status.value = paragraph(f"Taken back. {legal}".strip())
