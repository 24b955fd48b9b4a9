"""The rows of a table by their names: choose one to change it, or none of them to write a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import ipywidgets
import pandas as pd

from advocacy_kit.core.model import counted
from advocacy_kit.widgets.base.form import STYLE, Form
from advocacy_kit.widgets.base.view import paragraph, with_text

NEW, NONE = "a new one", ""  # a list shows nothing for the value None
LEFT = "What you typed before is not saved; choose that one again, and it stands there."
HERE = "What you typed here before stands in the fields again; it is not saved yet."


class Rows:
    """A form with a list of what is there above it.

    Args:
        form: the form of the table; what it calls after a write is taken over.
        name: what a row is called in the list.
        saved: called after something was kept, and after it was taken back.
        chooser: the list; without it one that begins with “a new one”.

    """

    def __init__(
        self,
        form: Form,
        name: Callable[[pd.Series], str],
        saved: Callable[[], None] | None = None,
        *,
        chooser: ipywidgets.Widget | None = None,
    ) -> None:
        self.form, self._name, self._saved = form, name, saved
        self._left: dict[
            str | None, tuple[Mapping[str, object], Mapping[str, object]]
        ] = {}  # what was typed in others, and over what
        self.row = chooser or ipywidgets.Dropdown(
            options=[(NEW, NONE)],
            description="which one",
            style=STYLE,
            layout=ipywidgets.Layout(width="auto", max_width="920px"),
        )
        self.box = ipywidgets.VBox([self.row, form.box])
        form.saved = self.changed
        self.row.observe(self.chosen, names="value")
        self.refresh()

    @property
    def key(self) -> str | None:
        """Id (or line) of the row that is chosen; None for a new one."""
        return self.row.value or None

    def options(self) -> Sequence[tuple[str, str | None]]:
        """Return what the list offers: the name and the id (or line) of each row, and a new one."""
        table = self.form.table
        rows = self.form.workspace.table(table.name)
        keys = rows["id"] if table.column("id") else rows.index
        return [
            (NEW, NONE),
            *((self._name(row), str(key)) for key, (_, row) in zip(keys, rows.iterrows(), strict=True)),
        ]

    def refresh(self, _change: object = None) -> None:
        """List the rows as they are now; the one in the form stays chosen while it is among them.

        With what was typed there.
        """
        found = tuple(self.options())
        if tuple(self.row.options) != found or self.key != self.form.key:
            self.row.unobserve(self.chosen, names="value")  # a list that is exchanged chooses its first for a moment
            self.row.options = found
            keys = [key for _, key in found]
            self.row.value = next((key for key in (self.form.key, NONE) if key in keys), None)
            self.row.observe(self.chosen, names="value")
        self.chosen()

    def chosen(self, _change: object = None) -> None:
        """Show the chosen row in the fields.

        What was typed and not saved stays, also while another one is looked at.
        """
        key, form = self.key, self.form
        if key == form.key:
            if key is not None and not form.changes:
                form.show(key)
            return
        typed = form.typed
        if typed:
            self._left[form.key] = form.start, typed
        said = paragraph(LEFT) if typed else ""
        form.undo.layout.display = "none"
        form.show(key)
        start, typed = self._left.pop(key, ({}, {}))
        if typed and start == form.start:  # else it is another row by now, or it says something else
            form.put(typed)
            said += paragraph(HERE)
        form.status.value = said

    def changed(self) -> None:
        """List what is there now, and let the rest of the page know."""
        self.refresh()
        if self._saved is not None:
            self._saved()

    def _repr_mimebundle_(self, **kwargs: object) -> Mapping[str, object]:
        there = counted(len([key for _, key in self.row.options if key]), "row")
        return with_text(self.box, f"{self.form._repr_mimebundle_(**kwargs)['text/plain']}; {there} to change")
