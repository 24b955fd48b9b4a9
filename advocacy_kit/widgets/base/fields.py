"""Fields made from a table's declaration: a control a column, read and written as the file would be."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

import ipywidgets
import pandas as pd
import traitlets
from babel.numbers import format_decimal

from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.records import parse_csv
from advocacy_kit.core.schema import Column, Table
from advocacy_kit.core.tables import TABLES
from advocacy_kit.core.values import UnreadableError, read_number, to_frame
from advocacy_kit.market.readers.countries import country_code, currency_code
from advocacy_kit.workspace.workspace import Workspace

# at most 17 letters each, with the star of a required one: that is what stands beside a field without being cut
LABELS = {
    "agreed": "agreed or offered",
    "answered_by": "answered by",
    "area": "place",
    "ask_id": "ask",
    "audience": "who may see it",
    "baseline": "at the start",
    "beneficiary": "for whom",
    "blocker": "what blocks it",
    "cap": "printed up to",
    "cares_about": "cares about",
    "category": "kind of work",
    "cause": "I speak for",
    "checks": "what I kept to",
    "competencies": "expectations met",
    "consent_date": "consent given on",
    "consent_words": "consent, in words",
    "dimension": "what is rated",
    "due": "due on",
    "effect": "adds or replaces",
    "element": "kind of pay",
    "expectation": "what is expected",
    "experience_years": "years asked for",
    "expires": "ends on",
    "facts": "it rests on",
    "figure": "the figure",
    "first_action": "first step",
    "first_step": "what comes first",
    "gap": "what is missing",
    "goal": "what I want",
    "goal_id": "goal",
    "high": "highest",
    "hours_per_week": "hours a week",
    "impact": "what changed",
    "known_to": "who knows of it",
    "last_spoken": "last spoken",
    "low": "lowest",
    "manner": "how it was said",
    "maximum": "top",
    "measure": "what is measured",
    "midpoint": "middle",
    "minimum": "bottom",
    "my_share": "my share, 0 to 1",
    "n": "people in it",
    "next_date": "next talk",
    "objectives": "objectives served",
    "occupation": "occupation code",
    "opening_high": "opening, to",
    "opening_low": "opening, from",
    "option": "the way",
    "origin": "where it is from",
    "outcome": "what came of it",
    "owner": "who does it",
    "payments": "payments a year",
    "person_id": "about",
    "praise_by": "praised by",
    "publisher": "published by",
    "rating": "1 to 5",
    "rooms": "rooms they are in",
    "script": "practised",
    "seconds": "seconds spoken",
    "since": "holds from",
    "source": "where it stands",
    "start": "begins on",
    "start_date": "holds from",
    "state": "where it stands",
    "status": "open or done",
    "surprise": "it surprised me",
    "to": "whom I ask",
    "until": "holds until",
    "value": "worth in money",
    "value_basis": "how estimated",
    "value_kind": "once or recurring",
    "value_status": "how sure",
    "walk_away": "my lowest figure",
    "why": "why it matters",
    "win": "what I did",
    "win_id": "win",
    **{f"p{place}": f"{place}th percentile" for place in (10, 25, 50, 75, 90)},
}
# and where the same name means something else in one table
OF_TABLE = {
    "asks": {
        "agreed": "what was agreed",
        "answer": "their answer",
        "date": "written on",
        "kind": "kind of ask",
        "next_date": "spoken of on",
        "start_date": "to hold from",
    },
    "bands": {"date": "holds from"},
    "checkins": {"value": "where it stands"},
    "goals": {"objectives": "objective served", "target": "to be reached"},
    "market": {"date": "seen on", "kind": "kind of source", "title": "job title", "link": "where it stands"},
    "milestones": {"measure": "measured by", "milestone": "what is reached", "target": "to be reached"},
    "objectives": {"owner": "whose it is"},
    "objections": {
        "answer": "I say first",
        "date": "day",
        "questions": "I ask",
        "said": "they say",
        "title": "its name",
    },
    "options": {"date": "by when"},
    "pay": {"date": "holds from"},
    "published": {"date": "figures of", "source": "name of table", "title": "job title", "link": "where it stands"},
    "reviews": {"kind": "kind of review", "note": "what came of it"},
    "steps": {"step": "what I do"},
    "titles": {"title": "job title"},
}


def label(column: str, table: str = "") -> str:
    """Return what a column is called on the page, in that table if it has words of its own there."""
    return OF_TABLE.get(table, {}).get(column) or LABELS.get(column) or column.replace("_", " ")


Made = TypeVar("Made")
BESIDE = {"description_width": "120px"}  # so that the boxes of a form stand under each other
NUMBERS = ("number", "pay", "share", "rating")
ALL_COLUMNS = "auto / 1 / auto / -1"  # the front end removes grid_area after it has set grid_column


class Fields:
    """Controls for some columns of a table; `fields` holds them by column.

    Args:
        table: the table, or the name of one of `TABLES`.
        columns: which columns, in this order; without them all but the id.
        controls: own controls for some columns, such as a choice of names that stands for ids.
        wide: columns that take the whole width.
        changed: called whenever one of them is changed.
        lines: whether a list is typed a line each, instead of with semicolons between.

    """

    def __init__(
        self,
        table: str | Table,
        columns: Sequence[str] | None = None,
        *,
        controls: Mapping[str, ipywidgets.Widget] | None = None,
        wide: Sequence[str] = (),
        changed: Callable[[object], None] | None = None,
        lines: bool = False,
    ) -> None:
        self.table = table if isinstance(table, Table) else TABLES[table]
        own, shown = controls or {}, columns or [name for name in self.table.names if name != "id"]
        self.fields: dict[str, ipywidgets.Widget] = {
            name: own.get(name) or _control(self._column(name), self.table.name, lines=lines) for name in shown
        }
        for name in wide:
            self.fields[name].layout.grid_area = ALL_COLUMNS
        self.empty = {name: field.value for name, field in self.fields.items()}
        self.box = grid(list(self.fields.values()))
        if changed is not None:
            for field in self.fields.values():
                if isinstance(field, ipywidgets.Text):
                    field.continuous_update = False
                field.observe(changed, names="value")

    def _column(self, name: str) -> Column:
        column = self.table.column(name)
        assert column is not None, name
        return column

    def __getitem__(self, name: str) -> ipywidgets.Widget:
        return self.fields[name]

    @property
    def values(self) -> dict[str, object]:
        """What is filled in, by column; a date as a date, a flag as yes, everything else as it was typed."""
        given = {name: "yes" if field.value is True else field.value for name, field in self.fields.items()}
        return {
            name: value.strip() if isinstance(value, str) else value
            for name, value in given.items()
            if value not in (None, False, "", ()) and not (isinstance(value, str) and not value.strip())
        }

    def write(self, values: Mapping[str, object] | None = None, locale: str | None = None) -> None:
        """Show these values; a column that is not named, and one that is None, is empty."""
        for name, field in self.fields.items():
            value = (values or {}).get(name)
            shown = self.empty[name] if value is None else field_value(value, self._column(name).kind, locale)
            known = not isinstance(field, ipywidgets.Dropdown) or shown in [choice for _, choice in field.options]
            field.value = shown if known else self.empty[name]

    def read(self, locale: str | None = None) -> dict[str, object]:
        """Return every column as the rest of the kit takes it; a figure that cannot be read is None."""
        values = self.values
        return {name: _read(self._column(name).kind, values.get(name), locale) for name in self.fields}

    def make(
        self, kind: Callable[..., Made], locale: str | None = None, *, columns: Container[str] | None = None
    ) -> Made:
        """Return what is filled in, or those columns of it, as something that has parts of the same names."""
        values = self.read(locale)
        return kind(**{name: value for name, value in values.items() if columns is None or name in columns})


def _read(kind: str, value: object, locale: str | None) -> object:
    """Return what was typed as its column has it."""
    if kind not in NUMBERS or isinstance(value, float):
        return value if kind == "date" or value is not None else ""
    try:
        return read_number(str(value), locale) if value is not None else None
    except UnreadableError:
        return None


def grid(fields: Sequence[ipywidgets.Widget]) -> ipywidgets.Box:
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
        options=[("", ""), *options], value="", description=description, tooltip=tooltip, style=BESIDE, layout=layout
    )


def _control(column: Column, table: str, *, lines: bool) -> ipywidgets.Widget:
    """Return the empty control for a column."""
    name = label(column.name, table) + (" *" if column.required else "")
    said = {"description": name, "tooltip": column.help, "style": BESIDE, "layout": ipywidgets.Layout(width="auto")}
    if column.kind == "date":
        return ipywidgets.DatePicker(**said)
    if column.kind == "choice":
        return ipywidgets.Dropdown(
            **said, options=[("", ""), *((choice, choice) for choice in column.choices)], value=""
        )
    if column.kind == "flag":
        return ipywidgets.Checkbox(**said, value=False)
    if column.kind == "list" and lines:
        return ipywidgets.Textarea(**said, placeholder=column.help, rows=2)
    hint = f"{column.help}; several with ; between" if column.kind == "list" else column.help
    return ipywidgets.Text(**said, placeholder=hint)


class Several(ipywidgets.Box):  # type: ignore[misc]  # ipywidgets comes without types
    """Boxes to tick, one a thing; `value` has the ids of those that are ticked, in the order of the list.

    Args:
        description: what is chosen.
        options: name and id of each thing.
        empty: what is said where there is nothing to choose from.

    """

    value = traitlets.Tuple()

    def __init__(
        self, description: str, options: Sequence[tuple[str, str]], *, empty: str = "", tooltip: str = ""
    ) -> None:
        self.boxes = {
            key: ipywidgets.Checkbox(
                description=name, tooltip=name, indent=False, layout=ipywidgets.Layout(width="auto")
            )
            for name, key in options
        }
        label = ipywidgets.Label(
            description,
            tooltip=tooltip,
            layout=ipywidgets.Layout(flex="0 0 116px", justify_content="flex-end", margin="2px 8px 2px 0"),
        )
        choices = [*self.boxes.values()] or [ipywidgets.Label(empty)]
        beside = ipywidgets.Box(
            choices, layout=ipywidgets.Layout(flex_flow="row wrap", grid_gap="0 14px", overflow="hidden")
        )
        super().__init__([label, beside])
        self.description = description
        for box in self.boxes.values():
            box.observe(self.ticked, names="value")
        self.observe(self.given, names="value")

    def ticked(self, _change: object = None) -> None:
        """Take the boxes that are ticked as the value."""
        self.value = tuple(key for key, box in self.boxes.items() if box.value)

    def given(self, _change: object = None) -> None:
        """Tick the boxes of the value; an id that is not offered is left out."""
        chosen = set(self.value)
        for key, box in self.boxes.items():
            box.value = key in chosen
        self.ticked()


def faults(column: Column, value: object, workspace: Workspace, table: Table) -> Sequence[Issue]:
    """Return what is wrong with a cell, read as the file is, with what the column is called on the page before it."""
    if column.kind in ("text", "list"):
        return _unknown(column.name, str(value), table.file)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(
        [[column.name], [value.isoformat() if isinstance(value, date) else value]]
    )
    alone = Table("form", column.help, (column,))
    _, issues = to_frame(
        parse_csv(text.getvalue().encode(), alone), alone, today=workspace.today, locale=workspace.profile.locale
    )
    return [replace(issue, message=f"{label(column.name, table.name)}: {issue.message}") for issue in issues]


def _unknown(name: str, text: str, file: str) -> Sequence[Issue]:
    """Return what is wrong with a text that must be known to count."""
    if name == "country" and country_code(text) is None:
        fix = "Write two letters such as US, or the country's name."
        return KitError.of("K015", f"country: expected a country, got {text!r}", fix, file=file).issues
    if name == "currency" and currency_code(text) != text.upper():
        return KitError.of(
            "K015", f"currency: expected a currency's three letters, got {text!r}", "Write it as USD.", file=file
        ).issues
    return ()


def doubts(values: Mapping[str, object], workspace: Workspace, file: str) -> list[Issue]:
    """Return what is to be said of a range whose ends were exchanged: such a row never counts."""
    ends = [read_number(str(values[name]), workspace.profile.locale) for name in ("low", "high") if name in values]
    if len(ends) < 2 or ends[0] <= ends[1]:
        return []
    return [
        Issue(
            file,
            0,
            0,
            "K022",
            "warning",
            "highest is below lowest, and such a row never counts",
            fix="Undo, and exchange the two.",
        )
    ]


def field_value(cell: object, kind: str, locale: str | None) -> object:
    """Return a cell of a table as its control holds it; a missing one is empty."""
    if kind == "flag":
        return bool(cell)
    if kind == "date":
        return None if pd.isna(cell) else pd.Timestamp(str(cell)).date()
    if isinstance(cell, (int, float)):
        number = "" if pd.isna(cell) else format_decimal(cell, "0.##########", locale or "en")
        # without a locale three decimals could be thousands
        return f"{number}0" if locale is None and number[-4:-3] == "." else number
    return cell if isinstance(cell, str) else ""
