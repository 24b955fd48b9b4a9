"""A text about the chosen ask: it follows what is proposed until the user has changed it.

And its wording is looked at while it is typed.
"""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from advocacy_kit.core.errors import KitError
from advocacy_kit.widgets.base.checked import FollowingText
from advocacy_kit.widgets.base.view import Note, asked, text
from advocacy_kit.widgets.meeting.ask_session import AskSession

EDITED = "These are your own words now; “Write anew” replaces them."
PUT_AWAY = "These are your own words, and amounts are hidden: they come back with the switch above."


class TalkText:
    """A text that is going to be said or sent; another ask always brings its own.

    Args:
        talk: the ask.
        make: the text that is proposed; a KitError says why there is none.
        lead: what is said above it.
        height: of the field.

    """

    def __init__(self, session: AskSession, make: Callable[[], str], lead: Callable[[], str], *, height: str) -> None:
        self._session, self._make, self._lead = session, make, lead
        self._for: str | None = None
        self.aside = ipywidgets.HTML()
        self.draft = FollowingText(self.typed, height=height)
        self.anew = ipywidgets.Button(
            description="Write anew", tooltip="Replace the text by what follows from the record"
        )
        self.anew.on_click(self.pressed_anew)

    @property
    def leaving(self) -> str:
        """The text as it would be kept: with amounts hidden never the user's own words, which may name them."""
        return self.draft.proposed if self._put_away else self.draft.field.value

    @property
    def _put_away(self) -> bool:
        return bool(self._session.hide.value) and self.draft.edited

    def refresh(self) -> None:
        """Show the text that follows now, unless the user's own words for this ask stand there."""
        trouble: KitError | None = None
        try:
            words = self._make()
        except KitError as error:
            words, trouble = "", error
        own = self._for == self._session.choice.value
        self.draft.follow(words)
        if not own:
            self.draft.anew()
        self._for = self._session.choice.value
        self._trouble = trouble
        self.typed()

    def typed(self) -> None:
        """Say whose words these are."""
        trouble = getattr(self, "_trouble", None)
        hidden = self._put_away or not self.draft.field.value
        self.draft.box.layout.display = self.anew.layout.display = "none" if hidden else None
        if trouble is not None:
            self.note = Note(asked(trouble), trouble.sentence)
        else:
            self.note = text(PUT_AWAY if self._put_away else EDITED if self.draft.edited else self._lead())
        self.aside.value = self.note.html

    def pressed_anew(self, _button: object = None) -> None:
        """Replace the text by what follows from the record."""
        self.draft.anew()
        self.typed()

    @property
    def text(self) -> str:
        """What is shown, as text."""
        shown = (
            ""
            if self._put_away
            else "\n\n".join(part for part in (self.draft.field.value, self.draft.note.text) if part)
        )
        return "\n\n".join(part for part in (self.note.text, shown) if part)
