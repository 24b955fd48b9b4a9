"""A win that is in the log already: choose it, change any of its fields, take the change back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets
import pandas as pd
from babel.numbers import format_decimal

from advocacy_kit.errors import KitError
from advocacy_kit.model import counted
from advocacy_kit.values import split_list
from advocacy_kit.week import chosen_wins
from advocacy_kit.widgets.form import STYLE, Form, label
from advocacy_kit.widgets.several import Several
from advocacy_kit.widgets.view import alert, paragraph, with_text
from advocacy_kit.workspace import Workspace

FRONT = ("impact", "measure", "before", "after", "unit", "value", "value_basis", "value_status", "goals", "praise", "praise_by", "evidence")
TOLD = "Choose a win: what it says stands in the fields then, and only what you change is written."


class _Row(Form):
    """The form of wins.csv, filled with a row that is there; what was changed is written into that row."""

    gone = "Taken back: the win is as it was."
    key: str | None = None
    _others: tuple[str, ...] = ()  # goals of the row that are no choice here

    def show(self, workspace: Workspace, key: str | None) -> None:
        """Put a win into the fields; none empties them."""
        self.key = key
        self._start, self._others = {}, ()
        if key is not None:
            wins = workspace.wins
            row = wins[wins["id"] == key].iloc[0]
            self._others = tuple(goal for goal in split_list(row["goals"]) if goal not in self.fields["goals"].boxes)
            hidden = {"value"} if workspace.profile.hide_amounts else set()
            locale = workspace.profile.locale
            kinds = {column.name: column.kind for column in self.table.columns}
            self._start = {name: _text(row[name], kinds[name], locale) for name in self.fields if name not in hidden}
            self._start["goals"] = tuple(goal for goal in split_list(row["goals"]) if goal in self.fields["goals"].boxes)
            self._start = {name: value for name, value in self._start.items() if value not in (None, "", ())}
        self.clear()

    @property
    def changes(self) -> dict[str, object]:
        """What differs from the row, by column; an emptied field is blank. Goals that are no choice here stay."""
        values, changed = self.values, {}
        for name, field in self.fields.items():
            if field.value != self._start.get(name, self._empty[name]):
                value = values.get(name, "")
                changed[name] = ";".join([*self._others, *field.value]) if name == "goals" else value
        return changed

    def pressed_save(self, _button: object = None) -> None:
        """Write what was changed, or say why not and leave it as it was typed."""
        if self.key is None or not self.changes:
            self.status.value = paragraph("Choose a win first." if self.key is None else "Nothing is changed yet.")
            return
        try:
            doubts, names = self._check(), [label(name) for name in self.changes]
            self.key = self._workspace.edit("wins", self.key, self.changes)
        except KitError as error:
            self.status.value = alert(f"{error.sentence} Nothing was written; what you typed is still here.")
            return
        self._done(f"Changed: {', '.join(names)}.", kept=True, doubts=doubts)


class WinEdit:
    """Any win of the log, to add what was measured or to mend a word.

    Args:
        workspace: whose log.
        saved: called after a change was written, and after it was taken back.

    """

    def __init__(self, workspace: Workspace, saved: Callable[[], None] | None = None) -> None:
        self._workspace, self._saved = workspace, saved
        wide = ipywidgets.Layout(width="auto")
        self.search = ipywidgets.Text(placeholder="words of the win, such as its topic", description="search", layout=wide, style=STYLE)
        self.win = ipywidgets.Select(options=(), value=None, rows=5, description="win", layout=wide, style=STYLE)
        goals = [(str(row.goal), str(row.id)) for row in workspace.records.goals.itertuples() if not str(row.id).startswith("~")]
        controls = {"goals": Several("goals", goals, empty="none yet in goals.csv")}
        self.form = _Row(workspace, "wins", self.changed, front=FRONT, controls=controls, wide=("win", "impact", "goals", "evidence"))
        self.lead = ipywidgets.HTML(paragraph(TOLD))
        self.box = ipywidgets.VBox([self.lead, self.search, self.win, self.form.box])
        self.refresh()
        self.search.observe(self.refresh, names="value")
        self.win.observe(self.chosen, names="value")

    def refresh(self, _change: object = None) -> None:
        """List the wins in which the words of the search stand, newest first; a chosen one stays while it is among them."""
        found, before = chosen_wins(self._workspace.records, self.search.value), self.win.value
        if self.win.options != found:
            self.win.options = found
            self.win.value = before if before in {key for _, key in found} else None
        self.chosen()

    def chosen(self, _change: object = None) -> None:
        """Show the chosen win in the fields, which are hidden while there is none."""
        key = self.win.value
        if key != self.form.key:
            self.form.status.value = ""
            self.form.undo.layout.display = "none"
        if key != self.form.key or not self.form.changes:
            self.form.show(self._workspace, key)
        self.form.box.layout.display = None if key is not None else "none"

    def changed(self) -> None:
        """Show what the row says now, here and on the rest of the page."""
        self.form.show(self._workspace, self.form.key)
        self.refresh()
        if self._saved is not None:
            self._saved()

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, f"{counted(len(self.win.options), 'win')} to choose from. {TOLD}")


def _text(cell: object, kind: str, locale: str | None) -> object:
    """Return a cell of the log as its control holds it."""
    if kind == "flag":
        return bool(cell)
    if kind == "date":
        return None if pd.isna(cell) else pd.Timestamp(str(cell)).date()
    if isinstance(cell, (int, float)):
        number = "" if pd.isna(cell) else format_decimal(cell, "0.##########", locale or "en")
        # without a locale three decimals could be thousands
        return f"{number}0" if locale is None and number[-4:-3] == "." else number
    return cell if isinstance(cell, str) else ""
