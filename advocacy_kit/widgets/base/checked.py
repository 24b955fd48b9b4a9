"""A text that is going to leave: it can be changed, and its wording is looked at while it is typed."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from advocacy_kit.core.model import short
from advocacy_kit.language.disclosure import disclosure_words
from advocacy_kit.language.remarks import check_language, unchecked
from advocacy_kit.widgets.base.save_button import action
from advocacy_kit.widgets.base.view import WIDTH, Note, alert, paragraph, table

FINE = "No word here weakens what you say."


class CheckedText:
    """A field with remarks beside it: the words concerned, what they do, and what to say instead.

    And a warning about data of others.
    """

    def __init__(self, typed: Callable[[], None] | None = None, *, height: str = "460px") -> None:
        self._typed = typed
        self.field = ipywidgets.Textarea(layout=ipywidgets.Layout(flex="3 1 440px", height=height))
        self.remarks = ipywidgets.HTML(layout=ipywidgets.Layout(flex="2 1 260px", min_width="0"))
        row = ipywidgets.Layout(flex_flow="row wrap", grid_gap="4px 18px", max_width=f"{WIDTH}px")
        self.box = ipywidgets.Box([self.field, self.remarks], layout=row)
        self.note = Note("", "")
        self.field.observe(self.changed, names="value")

    def write(self, words: str) -> None:
        """Put a text into the field; only what the user types is told."""
        typed, self._typed = self._typed, None
        self.field.value = words
        self._typed = typed

    def changed(self, _change: object = None) -> None:
        """Look at the words as they stand now."""
        self.look()
        if self._typed is not None:
            self._typed()

    def look(self) -> None:
        """Show the remarks on the present words."""
        self.note = remarks(self.field.value)
        self.remarks.value = self.note.html


class FollowingText(CheckedText):
    """A checked text that follows what is proposed until the user has changed it."""

    def __init__(self, typed: Callable[[], None] | None = None, *, height: str = "460px") -> None:
        self.proposed = self._taken = ""
        super().__init__(typed, height=height)
        self.rewrite = action("Write anew", "Replace your words by what is proposed", self.pressed_rewrite, "")

    @property
    def edited(self) -> bool:
        """Whether the field no longer holds what was proposed when it was last written."""
        return self.field.value != self._taken

    def follow(self, words: str) -> None:
        """Take a proposal, and show it unless the user's own words stand there."""
        mine = self.edited
        self.proposed = words
        if not mine:
            self.anew()

    def anew(self) -> None:
        """Replace whatever stands there by the proposal."""
        self._taken = self.proposed
        self.write(self.proposed)

    def pressed_rewrite(self, _button: object = None) -> None:
        """Replace whatever stands there by the proposal, and let the page say so."""
        self.anew()
        if self._typed is not None:
            self._typed()


def remarks(words: str) -> Note:
    """Return what is remarked about a text that leaves, a row a place, and whether it may hold somebody's data."""
    warning, foreign = disclosure_words(words), unchecked(words) or ""
    found = [
        (f"“{short(words[r.start : r.end], 60)}”: {r.kind.replace('_', ' ')}", r.advice) for r in check_language(words)
    ]
    fine = "" if found or foreign or not words.strip() else FINE
    shown = table(found, ("these words", "instead")) if found else Note("", "")
    html = (
        (alert(warning) if warning else "")
        + shown.html
        + "".join(paragraph(sentence) for sentence in (foreign, fine) if sentence)
    )
    return Note(html, "\n".join(text for text in (warning, shown.text, foreign, fine) if text))
