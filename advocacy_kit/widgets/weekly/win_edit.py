"""A win that is in the log already: choose it, change any of its fields, take the change back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import ipywidgets

from advocacy_kit.core.model import counted
from advocacy_kit.log.rungs import chosen_wins
from advocacy_kit.widgets.base.form import STYLE, Form
from advocacy_kit.widgets.base.row_chooser import Rows
from advocacy_kit.widgets.base.view import paragraph, with_text
from advocacy_kit.widgets.weekly.win_form import NAMED, several
from advocacy_kit.workspace.workspace import Workspace

FRONT = (
    "impact",
    "measure",
    "before",
    "after",
    "unit",
    "value",
    "value_basis",
    "value_status",
    "goals",
    "praise",
    "praise_by",
    "evidence",
)
TOLD = "Choose a win: what it says stands in the fields then, and only what you change is written."


class WinEdit(Rows):
    """Any win of the log, to add what was measured or to mend a word.

    Args:
        workspace: whose log.
        saved: called after a change was written, and after it was taken back.

    """

    def __init__(self, workspace: Workspace, saved: Callable[[], None] | None = None) -> None:
        wide = ipywidgets.Layout(width="auto")
        self.search = ipywidgets.Text(
            placeholder="words of the win, such as its topic", description="search", layout=wide, style=STYLE
        )
        self.win = ipywidgets.Select(options=(), value=None, rows=5, description="win", layout=wide, style=STYLE)
        controls = {
            column: several(workspace.records, column, table, name, closed=True) for column, table, name in NAMED
        }
        form = Form(workspace, "wins", front=FRONT, controls=controls, wide=("win", "impact", *controls, "evidence"))
        self.lead = ipywidgets.HTML(paragraph(TOLD))
        super().__init__(form, lambda row: str(row["win"]), saved, chooser=self.win)
        self.box.children = (self.lead, self.search, self.win, self.form.box)
        self.search.observe(self.refresh, names="value")

    def options(self) -> Sequence[tuple[str, str | None]]:
        """Return the wins in which the words of the search stand, newest first.

        The one in the form stays among them, with its way back.
        """
        records = self.form.workspace.records
        found = {key for _, key in chosen_wins(records, self.search.value)} | {self.form.key}
        return tuple(option for option in chosen_wins(records) if option[1] in found)

    def chosen(self, _change: object = None) -> None:
        """Show the chosen win in the fields, which are hidden while there is none."""
        super().chosen()
        empty = self.form.workspace.wins.empty  # then the page says so above
        self.box.layout.display = "none" if empty else None
        self.form.box.layout.display = None if self.row.value is not None else "none"

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, f"{counted(len(self.win.options), 'win')} to choose from. {TOLD}")
