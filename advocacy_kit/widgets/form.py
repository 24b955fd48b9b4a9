"""A form made from a table's declaration: one control a column, one click to keep a row, one to take it back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import ipywidgets

from advocacy_kit.errors import Issue, KitError
from advocacy_kit.market.readers.countries import country_code, currency_code
from advocacy_kit.records import parse_csv
from advocacy_kit.schema import Column, Table
from advocacy_kit.tables import TABLES
from advocacy_kit.values import read_number, to_frame
from advocacy_kit.widgets.view import alert, panel, paragraph, with_text
from advocacy_kit.workspace import Workspace

# columns whose name alone does not say what is asked for
LABELS = {
    "value_basis": "basis of value",
    "value_kind": "kind of value",
    "value_status": "status of value",
    "effect": "effect on value",
    "praise_by": "praised by",
    "n": "people (n)",
    "element": "pay element",
    "payments": "payments a year",
}
STYLE = {"description_width": "120px"}  # so that the boxes of a form stand under each other
DEMO = "This is the demo: it went into a private copy, and nothing is kept when you close it."


class Form:
    """Fields for one row of a table; `fields` holds the controls by column, ids are made by themselves.

    Args:
        workspace: where a row is kept.
        table: its name, such as "market".
        saved: called after a row was kept, and after it was taken back.
        start: what fields hold at first, and again after a row was kept.
        front: optional columns that stand among the required ones instead of under “more”.
        controls: own controls for some columns, such as a choice of names that stands for ids.
        wide: columns that take the whole width.
        after: what stands below a field, in the whole width.

    """

    gone = "Taken back: the row is gone again."  # what is said once the last row is undone

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
        self._workspace, self._saved, self._start, self.table = workspace, saved, dict(start or {}), TABLES[table]
        columns = [column for column in self.table.columns if column.name != "id"]
        own = controls or {}
        self.fields: dict[str, ipywidgets.Widget] = {column.name: own.get(column.name) or _control(column) for column in columns}
        self._empty = {name: field.value for name, field in self.fields.items()}
        self.save = ipywidgets.Button(description="Save", button_style="primary", tooltip=f"Keep this as a row of {self.table.file}")
        self.undo = ipywidgets.Button(description="Undo", tooltip="Take the last saved row back")
        self.undo.layout.display = "none"
        self.status = ipywidgets.HTML()
        first = [column.name for column in columns if column.required or column.name in front]
        rest = [name for name in self.fields if name not in first]
        below = after or {}
        for widget in (*(self.fields[name] for name in wide), *below.values()):
            widget.layout.grid_area = "auto / 1 / auto / -1"  # the front end removes grid_area after it has set grid_column
        shown = [part for name in first for part in (self.fields[name], *([below[name]] if name in below else []))]
        self.more = ipywidgets.Accordion([_grid([self.fields[name] for name in rest])], titles=("more",), selected_index=None)
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
            name: value.strip() if isinstance(value, str) else value for name, value in given.items() if value not in (None, False, "", ())
        }

    def clear(self) -> None:
        """Put the fields back to what they hold at first."""
        for name, field in self.fields.items():
            field.value = self._start.get(name, self._empty[name])

    def begin(self, **start: object) -> None:
        """Let fields begin with other values, and show them where nothing else was typed."""
        for name, value in start.items():
            if self.fields[name].value in (self._start.get(name, self._empty[name]), self._empty[name]):
                self.fields[name].value = value
            self._start[name] = value

    def pressed_save(self, _button: object = None) -> None:
        """Keep the row, or say what is wrong with it and leave it as it was typed."""
        try:
            doubts = self._check()
            key = self._workspace.add(self.table.name, self.values)
        except KitError as error:
            self.status.value = alert(f"{error.sentence} Nothing was written; what you typed is still here.")
            return
        place = f"line {key} of {self.table.file}" if key.isdecimal() else key
        self._done(f"Kept as {place}.", kept=True, doubts=doubts)
        self.clear()

    def pressed_undo(self, _button: object = None) -> None:
        """Take the last saved row back."""
        try:
            self._workspace.undo(self.table.name)
        except KitError as error:
            self.status.value = alert(error.sentence)
            return
        self._done(self.gone, kept=False)

    def _done(self, words: str, *, kept: bool, doubts: Sequence[Issue] = ()) -> None:
        said = paragraph(f"{words} {DEMO}" if kept and self._workspace.is_demo else words)
        self.status.value = said + (alert(KitError(doubts).sentence) if doubts else "")
        self.undo.layout.display = None if kept else "none"
        if self._saved is not None:
            self._saved()

    def _check(self) -> list[Issue]:
        """Read every field as the file would be, so that what is wrong is said with the name of its column; return the warnings.

        Raises:
            KitError: with every reason.

        """
        values = self.values
        issues: list[Issue] = []
        for column in self.table.columns:
            if column.required and column.name not in values:
                words = f"{column.name} is missing: {column.help[:1].lower()}{column.help[1:]}"
                issues += KitError.of("K016", words, file=self.table.file).issues
            elif column.name in values and column.kind not in ("text", "list"):
                issues += _read(column, values[column.name], self._workspace)
            elif column.name in values:
                issues += _known(column.name, str(values[column.name]), self.table.file)
        if any(issue.severity == "error" for issue in issues):
            raise KitError([issue for issue in issues if issue.severity == "error"])
        return issues + self._upside_down()

    def _upside_down(self) -> list[Issue]:
        """Return what is to be said of a range whose ends were exchanged: such a row never counts."""
        ends = {name: self.values[name] for name in ("low", "high") if name in self.fields and name in self.values}
        if len(ends) < 2:
            return []
        low, high = (read_number(str(end), self._workspace.profile.locale) for end in ends.values())
        message = "high is below low, and such a row never counts"
        return [_doubt(self.table.file, "K022", message, "Undo, and exchange the two.")] if high < low else []

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        named = [f"{column.name}{' (required)' if column.required else ''}" for column in self.table.columns if column.name in self.fields]
        return with_text(self.box, f"A form for a row of {self.table.file}: {', '.join(named)}")


def _read(column: Column, value: object, workspace: Workspace) -> list[Issue]:
    """Return what is wrong with a cell, read as the file is, with the column's name before it."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([[column.name], [value.isoformat() if isinstance(value, date) else value]])
    table = Table("form", column.help, (column,))
    _, issues = to_frame(parse_csv(text.getvalue().encode(), table), table, today=workspace.today, locale=workspace.profile.locale)
    return [replace(issue, message=f"{column.name}: {issue.message}") for issue in issues]


def _known(name: str, text: str, file: str) -> Sequence[Issue]:
    """Return what is wrong with a text that must be known to count."""
    if name == "country" and country_code(text) is None:
        fix = "Write two letters such as US, or the country's name."
        return KitError.of("K015", f"country: expected a country, got {text!r}", fix, file=file).issues
    if name == "currency" and currency_code(text) != text.upper():
        return KitError.of("K015", f"currency: expected a currency's three letters, got {text!r}", "Write it as USD.", file=file).issues
    return ()


def _doubt(file: str, code: str, message: str, fix: str) -> Issue:
    return Issue(file, 0, 0, code, "warning", message, fix=fix)


def _grid(fields: Sequence[ipywidgets.Widget]) -> ipywidgets.Box:
    """Return fields in two columns, so that their names and boxes stand under each other."""
    layout = ipywidgets.Layout(display="grid", grid_template_columns="repeat(2, minmax(0, 1fr))", grid_gap="2px 18px")
    return ipywidgets.Box(fields, layout=layout)


def label(column: str) -> str:
    """Return what a column is called on the page."""
    return LABELS.get(column, column.replace("_", " "))


def names(description: str, options: Sequence[tuple[str, str]], tooltip: str = "") -> ipywidgets.Dropdown:
    """Return a field of a form for an id: a list of names to choose from, or none of them."""
    layout = ipywidgets.Layout(width="auto")
    return ipywidgets.Dropdown(options=[("", ""), *options], value="", description=description, tooltip=tooltip, style=STYLE, layout=layout)


def _control(column: Column) -> ipywidgets.Widget:
    """Return the empty control for a column."""
    name = label(column.name) + (" *" if column.required else "")
    said = {"description": name, "tooltip": column.help, "style": STYLE, "layout": ipywidgets.Layout(width="auto")}
    if column.kind == "date":
        return ipywidgets.DatePicker(**said)
    if column.kind == "choice":
        return ipywidgets.Dropdown(**said, options=[("", ""), *((choice, choice) for choice in column.choices)], value="")
    if column.kind == "flag":
        return ipywidgets.Checkbox(**said, value=False)
    hint = f"{column.help}; several with ; between" if column.kind == "list" else column.help
    return ipywidgets.Text(**said, placeholder=hint)
