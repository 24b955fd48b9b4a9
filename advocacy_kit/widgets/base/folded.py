"""A piece of a page, and a form for what it rests on folded away under it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets

from advocacy_kit.widgets.base.row_chooser import Rows
from advocacy_kit.widgets.base.view import WIDTH, Note, Shown, with_text


class Folded:
    """What a table says, and under it one line that opens the form of that table.

    Args:
        show: what it says, made anew by `refresh`.
        rows: the table's rows and their form.
        title: what the line says.
        opened: whether the form stands open at first.

    """

    def __init__(self, show: Callable[[], Note], rows: Rows, title: str, *, opened: bool = False) -> None:
        self.shown, self.rows = Shown(show), rows
        self.line = ipywidgets.Accordion([rows.box], titles=(title,), selected_index=0 if opened else None)
        self.line.layout.max_width = f"{WIDTH}px"
        self.box = ipywidgets.VBox([self.shown.box, self.line])
        self.refresh = self.shown.refresh

    @property
    def note(self) -> Note:
        """What it says at present."""
        return self.shown.note

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.note.text)
