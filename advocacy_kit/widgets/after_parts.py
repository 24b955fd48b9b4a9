"""What the parts of the page on the answer share: a note that follows the ask, and what a move still lacks, named while typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import ipywidgets

from advocacy_kit.errors import KitError
from advocacy_kit.followup import Change
from advocacy_kit.widgets.controls import STYLE
from advocacy_kit.widgets.talk import Talk
from advocacy_kit.widgets.view import Note, asked, table, wanted, with_text

HEAD = ("still missing", "what to do")


class Shown:
    """A note that follows the chosen ask; a known error becomes a sentence in its place."""

    def __init__(self, talk: Talk, make: Callable[[], Note]) -> None:
        self._make = make
        self.box = ipywidgets.HTML()
        talk.follow(self.refresh)

    def refresh(self) -> None:
        """Show what follows from the record as it is now."""
        try:
            self.note = self._make()
        except KitError as error:
            self.note = Note(asked(error), error.sentence)
        self.box.value = self.note.html

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.note.text)


def lacking(changes: Callable[[], Sequence[Change]]) -> Note:
    """Return everything that a move still lacks, a row each with its remedy; nothing where it can be made."""
    try:
        changes()
    except KitError as error:
        if wanted(error):
            return Note(asked(error), error.sentence)
        return table([(f"{issue.message[:1].upper()}{issue.message[1:]}.", issue.fix) for issue in error.issues], HEAD)
    return Note("", "")


def typed(name: str, hint: str) -> ipywidgets.Text:
    """Return a line of text as wide as the page."""
    return ipywidgets.Text(
        description=name, placeholder=hint, continuous_update=False, style=STYLE, layout=ipywidgets.Layout(width="860px")
    )


def shown_if(condition: object, *controls: ipywidgets.Widget) -> None:
    """Show controls, or put them away."""
    for control in controls:
        control.layout.display = None if condition else "none"


def text_of(*parts: str) -> str:
    """Return texts below each other, empty ones left out."""
    return "\n\n".join(part for part in parts if part)


def offered(choice: ipywidgets.Dropdown, options: Sequence[tuple[str, object]]) -> None:
    """Give a list these options; what is chosen stays while it is among them, else the first is chosen."""
    if list(choice.options) == list(options) and (choice.value is not None or not options):
        return
    chosen, values = choice.value, [value for _, value in options]
    choice.options = options
    if values:
        choice.value = chosen if chosen in values else values[0]
