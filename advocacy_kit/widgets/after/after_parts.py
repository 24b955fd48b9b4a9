"""What the parts of the page on the answer share: what a move still lacks, named while typing.

Controls that come and go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ipywidgets

from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.widgets.base.view import Note, asked, table, wanted

HEAD = ("still missing", "what to do")


def lacking(changes: Callable[[], Sequence[Change]]) -> Note:
    """Return everything that a move still lacks, a row each with its remedy; nothing where it can be made."""
    try:
        changes()
    except KitError as error:
        if wanted(error):
            return Note(asked(error), error.sentence)
        return table([(f"{issue.message[:1].upper()}{issue.message[1:]}.", issue.fix) for issue in error.issues], HEAD)
    return Note("", "")


def shown_if(condition: object, *controls: ipywidgets.Widget) -> None:
    """Show controls, or put them away."""
    for control in controls:
        control.layout.display = None if condition else "none"


def text_of(*parts: str) -> str:
    """Return texts below each other, empty ones left out."""
    return "\n\n".join(part for part in parts if part)
