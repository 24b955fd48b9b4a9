"""A form made from a table's declaration: one control a column, one click to keep a row, one to take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import ipywidgets
import pandas as pd

from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.schema import Column
from advocacy_kit.core.tables import TABLES
from advocacy_kit.core.values import split_list
from advocacy_kit.widgets.base.cells_typed import doubts, faults, field_value
from advocacy_kit.widgets.base.field_labels import label
from advocacy_kit.widgets.base.save_button import DEMO
from advocacy_kit.widgets.base.several import Several
from advocacy_kit.widgets.base.view import alert, panel, paragraph, with_text
from advocacy_kit.workspace.workspace import Receipt, Workspace

STYLE = {"description_width": "120px"}  # so that the boxes of a form stand under each other
ELSEWHERE = (
    "This changed since it was shown here. The fields show it as it is now, with what you typed: look it over, and save"
    " again."
)


class Form:
    """Fields for one row of a table, a new one or one that is there.

    `fields` holds the controls by column, ids are made by themselves.

    Args:
        workspace: where a row is kept.
        table: its name, such as "market".
        saved: called after a row was kept, and after it was taken back.
        start: what the fields of a new row hold at first, and again after it was kept.
        front: optional columns that stand among the required ones instead of under “more”.
        controls: own controls for some columns, such as a choice of names that stands for ids.
        wide: columns that take the whole width.
        after: what stands below a field, in the whole width.
    """

    gone = "Taken back: the row is gone again."  # what is said once the last row is undone
    key: str | None = None  # id (or line) of the row that is changed here; None for a new one
    _seen: pd.Series | None = None  # that row, as it stood when it was put into the fields
    _receipt: Receipt | None = None  # of the last save

    def __init__(
        self,
        workspace: Workspace,
        table: str,
        saved: Callable[[], None] | None = None,
        *,
        start: Mapping[str, object] | None = None,
        front: Sequence[str] = (),
        controls: Mapping[str, ipywidgets.Widget] | None = None,
        wide: Sequence[str] = (),
        after: Mapping[str, ipywidgets.Widget] | None = None,
    ) -> None:
        self.workspace, self.saved, self.table = workspace, saved, TABLES[table]
        self._fresh: dict[str, object] = dict(start or {})  # what a new row begins with
        self._row: dict[str, object] = {}  # what the row that is there says
        self._others: dict[str, list[str]] = {}  # by column: ids in that row that are no choice here
        self._was: str | None = None  # its id before it was changed
        self._hidden = workspace.profile.hide_amounts
        columns = [column for column in self.table.columns if column.name != "id"]
        own = controls or {}
        self.fields: dict[str, ipywidgets.Widget] = {
            column.name: own.get(column.name) or _control(column, table) for column in columns
        }
        self._empty = {name: field.value for name, field in self.fields.items()}
        self.save = ipywidgets.Button(
            description="Save", button_style="primary", tooltip=f"Keep this as a row of {self.table.file}"
        )
        self.undo = ipywidgets.Button(description="Undo", tooltip="Take the last saved row back")
        self.undo.layout.display = "none"
        self.status = ipywidgets.HTML()
        first = [column.name for column in columns if column.required or column.name in front]
        rest = [name for name in self.fields if name not in first]
        below = after or {}
        for widget in (*(self.fields[name] for name in wide), *below.values()):
            widget.layout.grid_area = (  # the front end removes grid_area after it has set grid_column
                "auto / 1 / auto / -1"
            )
        shown = [part for name in first for part in (self.fields[name], *([below[name]] if name in below else []))]
        self.more = ipywidgets.Accordion(
            [_grid([self.fields[name] for name in rest])], titles=("more",), selected_index=None
        )
        parts = [self.status, _grid(shown), *([self.more] if rest else [])]
        buttons = ipywidgets.HBox([self.save, self.undo])
        self.box = panel(*parts, buttons)
        self.clear()
        self.save.on_click(self.pressed_save)
        self.undo.on_click(self.pressed_undo)

    @property
    def values(self) -> dict[str, object]:
        """What is filled in, by column; a date as a date, a flag as yes, everything else as it was typed."""
        given = {name: "yes" if field.value is True else field.value for name, field in self.fields.items()}
        return {
            name: value.strip() if isinstance(value, str) else value
            for name, value in given.items()
            if value not in (None, False, "", ())
        }

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
        try:
            doubtful = self._check()
            self._receipt = self._write()
        except KitError as error:
            self.status.value = alert(
                f"{self._seen_anew(error) or error.sentence} Nothing was written; what you typed is still here."
            )
            return
        key = self._receipt.ids[0]
        if self.key is None:
            place = f"line {key} of {self.table.file}" if key.isdecimal() else key
            self._done(f"Kept as {place}.", kept=True, doubts=doubtful)
            self.clear()
        else:
            self._was = self.key
            self.show(key)
            self._done(f"Changed: {', '.join(changed)}.", kept=True, doubts=doubtful)

    def _write(self) -> Receipt:
        """Add the row, or write what was changed into the one that is there."""
        if self.key is None:
            return self.workspace.apply([Change(self.table.name, self.values)])
        # an id stays with its row; a line may be another row by now
        columns = [*(self.changes if self.table.column("id") else self.fields)]
        if self._seen is not None and not self._there(self.key)[columns].equals(self._seen[columns]):
            fix = "Choose another one above, then this one again: it shows what stands there now."
            raise KitError.of(
                "K046", f"the record {self.key} changed since it was shown here", fix, file=self.table.file
            )
        return self.workspace.apply([Change(self.table.name, self.changes, self.key)])

    def _seen_anew(self, error: KitError) -> str:
        """Where the row was changed elsewhere, show it as it is now, under what was typed.

        Empty where that is not the trouble.
        """
        if self.table.column("id") is None or all(issue.code != "K046" for issue in error.issues):
            return ""
        typed = self.typed
        try:
            self.workspace.reload()
            self.show(self.key)
        except KitError:  # it is gone
            return ""
        self.put(typed)
        return ELSEWHERE

    def pressed_undo(self, _button: object = None) -> None:
        """Take back what was saved last: the row, or what was changed in it."""
        if self._receipt is None:
            self.status.value = alert("There is nothing to undo here.")
            return
        try:
            self._receipt.undo()
        except KitError as error:
            self.status.value = alert(error.sentence)
            return
        self._receipt = None
        if self.key is not None:
            self.show(self._was)
        self._done(self.gone if self.key is None else "Taken back: it is as it was.", kept=False)

    def _done(self, words: str, *, kept: bool, doubts: Sequence[Issue] = ()) -> None:
        said = paragraph(f"{words} {DEMO}" if kept and self.workspace.is_demo else words)
        self.status.value = said + (alert(KitError(doubts).sentence) if doubts else "")
        self.undo.layout.display = None if kept else "none"
        if self.saved is not None:
            self.saved()

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

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        named = [
            f"{label(column.name, self.table.name)}{' (required)' if column.required else ''}"
            for column in self.table.columns
            if column.name in self.fields
        ]
        return with_text(self.box, f"A form for a row of {self.table.file}: {', '.join(named)}")


def _grid(fields: Sequence[ipywidgets.Widget]) -> ipywidgets.Box:
    """Return fields in two columns, in one where there is no room for two.

    So that their names and boxes stand under each other.
    """
    layout = ipywidgets.Layout(
        display="grid", grid_template_columns="repeat(auto-fit, minmax(min(100%, 330px), 1fr))", grid_gap="2px 18px"
    )
    return ipywidgets.Box(fields, layout=layout)


def names(description: str, options: Sequence[tuple[str, str]], tooltip: str = "") -> ipywidgets.Dropdown:
    """Return a field of a form for an id: a list of names to choose from, or none of them."""
    layout = ipywidgets.Layout(width="auto")
    return ipywidgets.Dropdown(
        options=[("", ""), *options], value="", description=description, tooltip=tooltip, style=STYLE, layout=layout
    )


def _control(column: Column, table: str) -> ipywidgets.Widget:
    """Return the empty control for a column."""
    name = label(column.name, table) + (" *" if column.required else "")
    said = {"description": name, "tooltip": column.help, "style": STYLE, "layout": ipywidgets.Layout(width="auto")}
    if column.kind == "date":
        return ipywidgets.DatePicker(**said)
    if column.kind == "choice":
        return ipywidgets.Dropdown(
            **said, options=[("", ""), *((choice, choice) for choice in column.choices)], value=""
        )
    if column.kind == "flag":
        return ipywidgets.Checkbox(**said, value=False)
    hint = f"{column.help}; several with ; between" if column.kind == "list" else column.help
    return ipywidgets.Text(**said, placeholder=hint)
