"""A form made from a table's declaration: one row, kept by one click and taken back by another.

A list of the rows that are there to choose from, and a form folded away under what its table says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import ipywidgets
import pandas as pd

from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import counted
from advocacy_kit.core.values import split_list
from advocacy_kit.widgets.base.fields import (
    ALL_COLUMNS,
    BESIDE,
    Fields,
    Several,
    doubts,
    faults,
    field_value,
    grid,
    label,
)
from advocacy_kit.widgets.base.save_button import SaveButton, action
from advocacy_kit.widgets.base.view import WIDTH, Displayed, Note, Shown, Signal, alert, panel, paragraph
from advocacy_kit.workspace.workspace import Receipt, Workspace

ELSEWHERE = (
    "This changed since it was shown here. The fields show it as it is now, with what you typed: look it over, and save"
    " again."
)
NEW, NONE = "a new one", ""  # a list shows nothing for the value None
LEFT = "What you typed before is not saved; choose that one again, and it stands there."
HERE = "What you typed here before stands in the fields again; it is not saved yet."


class Form(Displayed, SaveButton):
    """Fields for one row of a table, a new one or one that is there.

    `fields` holds the controls by column, ids are made by themselves.

    Args:
        workspace: where a row is kept.
        table: its name, such as "market".
        changed: called after a row was kept, and after it was taken back.
        start: what the fields of a new row hold at first, and again after it was kept.
        front: optional columns that stand among the required ones instead of under “more”.
        controls: own controls for some columns, such as a choice of names that stands for ids.
        wide: columns that take the whole width.
        after: what stands below a field, in the whole width.
    """

    gone = "Taken back: the row is gone again."  # what is said once the last row is undone
    refused = "Nothing was written; what you typed is still here."
    key: str | None = None  # id (or line) of the row that is changed here; None for a new one
    _seen: pd.Series | None = None  # that row, as it stood when it was put into the fields

    def __init__(
        self,
        workspace: Workspace,
        table: str,
        changed: Callable[[], None] | None = None,
        *,
        start: Mapping[str, object] | None = None,
        front: Sequence[str] = (),
        controls: Mapping[str, ipywidgets.Widget] | None = None,
        wide: Sequence[str] = (),
        after: Mapping[str, ipywidgets.Widget] | None = None,
    ) -> None:
        super().__init__(workspace, changed)
        self.workspace = workspace
        self._all = Fields(table, controls=controls, wide=wide)
        self.table, self.fields, self._empty = self._all.table, self._all.fields, self._all.empty
        self._fresh: dict[str, object] = dict(start or {})  # what a new row begins with
        self._row: dict[str, object] = {}  # what the row that is there says
        self._others: dict[str, list[str]] = {}  # by column: ids in that row that are no choice here
        self._was: str | None = None  # its id before it was changed
        self._hidden = workspace.profile.hide_amounts
        self.save = action("Save", f"Keep this as a row of {self.table.file}", self.pressed_save)
        self.undo.tooltip = "Take the last saved row back"
        columns = [column for column in self.table.columns if column.name in self.fields]
        first = [column.name for column in columns if column.required or column.name in front]
        rest = [name for name in self.fields if name not in first]
        below = after or {}
        for widget in below.values():
            widget.layout.grid_area = ALL_COLUMNS
        shown = [part for name in first for part in (self.fields[name], *([below[name]] if name in below else []))]
        self.more = ipywidgets.Accordion(
            [grid([self.fields[name] for name in rest])], titles=("more",), selected_index=None
        )
        parts = [self.status, grid(shown), *([self.more] if rest else [])]
        self.box = panel(*parts, ipywidgets.HBox([self.save, self.undo]))
        self.clear()

    @property
    def values(self) -> dict[str, object]:
        """What is filled in, by column; a date as a date, a flag as yes, everything else as it was typed."""
        return self._all.values

    @property
    def changes(self) -> dict[str, object]:
        """What differs from the row that is there, by column.

        An emptied field is blank, and ids that are no choice here stay.
        """
        values, changed = self.values, {}
        for name, field in self.fields.items():
            if field.value != self.start.get(name, self._empty[name]):
                others = self._others.get(name)
                changed[name] = ";".join([*others, *field.value]) if others else values.get(name, "")
        return changed

    @property
    def start(self) -> Mapping[str, object]:
        """What the fields held before anything was typed; a field that is not named was empty."""
        return self._fresh if self.key is None else self._row

    @property
    def typed(self) -> Mapping[str, object]:
        """What stands in the fields that were changed and not saved."""
        return {name: self.fields[name].value for name in self.changes}

    def put(self, typed: Mapping[str, object]) -> None:
        """Put into the fields what was typed there before."""
        for name, value in typed.items():
            self.fields[name].value = value

    def hide(self, *, hidden: bool) -> None:
        """Hide the amounts of a row that is there, or show them; what was typed stays."""
        if hidden != self._hidden:
            self._hidden = hidden
            if self.key is not None:
                typed, seen = self.typed, self._seen
                self.show(self.key)
                self.put(typed)
                self._seen = seen if typed else self._seen  # what was typed rests on the row as it stood then

    def show(self, key: str | None) -> None:
        """Put a row that is there into the fields, so that what is changed is written into it; None begins a new one.

        Args:
            key: its id, or its line in a table without ids.

        Raises:
            KitError: K048, if there is no such row.

        """
        self._row, self._others, self._seen = {}, {}, None
        if key is not None:
            locale, row = self.workspace.profile.locale, self._there(key)
            self._seen = row
            for name, field in self.fields.items():
                column = self.table.column(name)
                # a hidden amount stays in its row unless another is typed
                if column is None or (self._hidden and (column.kind == "pay" or name == "value")):
                    continue
                value = field_value(row[name], column.kind, locale)
                if isinstance(field, Several):
                    ids = split_list(row[name])
                    value = tuple(one for one in field.boxes if one in ids)
                    self._others[name] = [one for one in ids if one not in field.boxes]
                elif isinstance(field, ipywidgets.Dropdown) and value not in [choice for _, choice in field.options]:
                    field.options = [*field.options, (value, value)]
                if value not in (None, "", ()):
                    self._row[name] = value
        self.key = key
        self.clear()

    def _there(self, key: str) -> pd.Series:
        frame = self.workspace.table(self.table.name)
        keys = frame["id"] if self.table.column("id") else frame.index.astype(str)
        rows = frame[keys == key]
        if rows.empty:
            raise KitError.of("K048", f"there is no record {key}", "Look its id up in the table.", file=self.table.file)
        return rows.iloc[0]

    def clear(self) -> None:
        """Put the fields back to what they hold at first."""
        for name, field in self.fields.items():
            field.value = self.start.get(name, self._empty[name])

    def begin(self, **start: object) -> None:
        """Let the fields of a new row begin with other values, and show them where nothing else was typed."""
        for name, value in start.items():
            if self.key is None and self.fields[name].value in (
                self._fresh.get(name, self._empty[name]),
                self._empty[name],
            ):
                self.fields[name].value = value
            self._fresh[name] = value

    def pressed_save(self, _button: object = None) -> None:
        """Keep the row, or say what is wrong with it and leave it as it was typed."""
        changed = [label(name, self.table.name) for name in self.changes]
        if self.key is not None and not changed:
            self.status.value = paragraph("Nothing is changed yet.")
            return
        fresh, doubtful = self.key is None, list[Issue]()

        def proposed() -> Iterable[Change]:
            doubtful.extend(self._check())
            return [self._change()]

        def kept(receipt: Receipt) -> str:
            key = receipt.ids[0]
            place = f"line {key} of {self.table.file}" if key.isdecimal() else key
            if fresh:
                self.clear()
            return f"Kept as {place}." if fresh else f"Changed: {', '.join(changed)}."

        if self.keep(proposed, kept) and doubtful:
            self.status.value += alert(KitError(doubtful).sentence)

    def written(self) -> None:
        """Show the row as it stands now."""
        if self.key is not None and self._receipt is not None:
            self._was = self.key
            self.show(self._receipt.ids[0])
        elif self.key is not None:
            self.show(self._was)

    def _change(self) -> Change:
        """Return the row that is added, or what was changed in the one that is there."""
        if self.key is None:
            return Change(self.table.name, self.values)
        # an id stays with its row; a line may be another row by now
        columns = [*(self.changes if self.table.column("id") else self.fields)]
        if self._seen is not None and not self._there(self.key)[columns].equals(self._seen[columns]):
            fix = "Choose another one above, then this one again: it shows what stands there now."
            raise KitError.of(
                "K046", f"the record {self.key} changed since it was shown here", fix, file=self.table.file
            )
        return Change(self.table.name, self.changes, self.key)

    def refusal(self, error: KitError) -> str:
        """Return why nothing was written; a row that changed elsewhere is shown as it is now, under what was typed."""
        moved = self.table.column("id") is not None and any(issue.code == "K046" for issue in error.issues)
        return alert(f"{(moved and self._seen_anew()) or error.sentence} {self.refused}")

    def _seen_anew(self) -> str:
        """Show the row as it is now, under what was typed; empty where it is gone."""
        typed = self.typed
        try:
            self.workspace.reload()
            self.show(self.key)
        except KitError:
            return ""
        self.put(typed)
        return ELSEWHERE

    def pressed_undo(self, _button: object = None) -> None:
        """Take back what was saved last: the row, or what was changed in it."""
        if self._receipt is None:
            self.status.value = alert("There is nothing to undo here.")
            return
        super().pressed_undo()

    @property
    def taken_back(self) -> str:
        """What is said once the last click is undone."""
        return self.gone if self.key is None else "Taken back: it is as it was."

    def _check(self) -> list[Issue]:
        """Read every field as the file would be, so that what is wrong is said with the name of its column.

        Return the warnings.

        Of a row that is there only what was changed is read: the rest is no business of this click.

        Raises:
            KitError: with every reason.
        """
        values, changed = self.values, self.fields if self.key is None else self.changes
        issues: list[Issue] = []
        for column in self.table.columns:
            if column.name not in changed:
                continue
            if column.name in values:
                issues += faults(column, values[column.name], self.workspace, self.table)
            elif column.required:
                name, help_ = label(column.name, self.table.name), f"{column.help[:1].lower()}{column.help[1:]}"
                words = f"{name} is missing" if help_.endswith(f"the {name}") else f"{name} is missing: {help_}"
                issues += KitError.of("K016", words, file=self.table.file).issues
        if any(issue.severity == "error" for issue in issues):
            raise KitError([issue for issue in issues if issue.severity == "error"])
        return issues + doubts(values, self.workspace, self.table.file)

    @property
    def text(self) -> str:
        """What the form asks."""
        named = [
            f"{label(column.name, self.table.name)}{' (required)' if column.required else ''}"
            for column in self.table.columns
            if column.name in self.fields
        ]
        return f"A form for a row of {self.table.file}: {', '.join(named)}"


class Rows(Displayed):
    """A form with a list of what is there above it.

    Args:
        form: the form of the table; it tells the signal after a write.
        name: what a row is called in the list.
        signal: tells that the rows changed; without one nothing but the form changes them.
        chooser: the list; without it one that begins with “a new one”.

    """

    def __init__(
        self,
        form: Form,
        name: Callable[[pd.Series], str],
        signal: Signal | None = None,
        *,
        chooser: ipywidgets.Widget | None = None,
    ) -> None:
        self.form, self._name = form, name
        self._left: dict[
            str | None, tuple[Mapping[str, object], Mapping[str, object]]
        ] = {}  # what was typed in others, and over what
        self.row = chooser or ipywidgets.Dropdown(
            options=[(NEW, NONE)],
            description="which one",
            style=BESIDE,
            layout=ipywidgets.Layout(width="auto", max_width=f"{WIDTH}px"),
        )
        self.box = ipywidgets.VBox([self.row, form.box])
        self.row.observe(self.chosen, names="value")
        signal = signal or Signal()
        form.after_write = signal.changed
        signal.connect(self.refresh)

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

    @property
    def text(self) -> str:
        """What the form asks, and how many rows there are."""
        there = counted(len([key for _, key in self.row.options if key]), "row")
        return f"{self.form.text}; {there} to change"


class Folded(Shown):
    """What a table says, and under it one line that opens the form of that table.

    Args:
        show: what it says, made anew whenever the page changes.
        rows: the table's rows and their form.
        title: what the line says.
        opened: whether the form stands open at first.
        signal: tells that the page changed.

    """

    def __init__(
        self, show: Callable[[], Note], rows: Rows, title: str, *, opened: bool = False, signal: Signal | None = None
    ) -> None:
        self.rows = rows
        self.line = ipywidgets.Accordion([rows.box], titles=(title,), selected_index=0 if opened else None)
        self.line.layout.max_width = f"{WIDTH}px"
        super().__init__(show, signal, below=[self.line])
