"""A text that is going to leave: it can be changed, and its wording is looked at while it is typed."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from advocacy_kit.disclosure import disclosure_words
from advocacy_kit.model import short
from advocacy_kit.widgets.view import WIDTH, Note, alert, paragraph, table

try:
    from advocacy_kit.language import check_language  # type: ignore[import-untyped, unused-ignore]
except ImportError:

    def check_language(_text: str) -> list[object]:  # type: ignore[misc, unused-ignore]
        return []


FINE = "Nothing in these words gives the case away."
NOT_CHECKED = "The wording is not checked: only English is."


class CheckedText:
    """A field with remarks beside it: the words concerned, what they do, and what to say instead; and a warning about data of others."""

    def __init__(self, typed: Callable[[], None] | None = None, *, height: str = "460px") -> None:
        self._typed = typed
        self.language = "en"
        self.field = ipywidgets.Textarea(layout=ipywidgets.Layout(flex="3 1 440px", height=height))
        self.remarks = ipywidgets.HTML(layout=ipywidgets.Layout(flex="2 1 260px", min_width="0"))
        row = ipywidgets.Layout(flex_flow="row wrap", grid_gap="4px 18px", max_width=f"{WIDTH}px")
        self.box = ipywidgets.Box([self.field, self.remarks], layout=row)
        self.note = Note("", "")
        self.field.observe(self.changed, names="value")

    def write(self, words: str, language: str = "en") -> None:
        """Put a text into the field."""
        self.language = language
        self.field.value = words
        self.look()

    def changed(self, _change: object = None) -> None:
        """Look at the words as they stand now."""
        self.look()
        if self._typed is not None:
            self._typed()

    def look(self) -> None:
        """Show the remarks on the present words."""
        self.note = remarks(self.field.value, self.language)
        self.remarks.value = self.note.html


def remarks(words: str, language: str = "en") -> Note:
    """Return what is remarked about a text that leaves, a row a place, and whether it may hold somebody's data."""
    warning = disclosure_words(words)
    warned = Note(alert(warning), f"{warning}\n") if warning else Note("", "")
    if language != "en":
        return Note(warned.html + paragraph(NOT_CHECKED), warned.text + NOT_CHECKED)
    rows = [(short(words[r.start : r.end], 60), r.kind.replace("_", " "), r.advice) for r in check_language(words)]
    if not rows:
        return Note(warned.html + paragraph(FINE), warned.text + FINE)
    shown = table(rows, ("words", "what they do", "instead"))
    return Note(warned.html + shown.html, warned.text + shown.text)
