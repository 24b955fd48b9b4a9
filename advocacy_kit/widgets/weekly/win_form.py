"""Wins as rows: the form for a new one, what came from the inbox, any win to be changed, what became of old ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import ipywidgets

from advocacy_kit.charts.card import BLUE, GREY, INK, ORANGE, SOFT_TEAL, TEAL
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import Records, counted
from advocacy_kit.core.tables import TABLES
from advocacy_kit.log.first_person import PRAISED, PROVED
from advocacy_kit.log.rungs import Rungs, chosen_wins, rungs, taken_in
from advocacy_kit.widgets.base import (
    BESIDE,
    WIDTH,
    Displayed,
    Form,
    Rows,
    SaveButton,
    Several,
    Signal,
    action,
    alert,
    label,
    paragraph,
    shown_if,
    tried,
)
from advocacy_kit.workspace.workspace import Workspace

FRONT = (
    "impact",
    "measure",
    "before",
    "after",
    "unit",
    "value",
    "value_basis",
    "goals",
    "known_to",
    "praise",
    "praise_by",
    "evidence",
    "confidential",
)
# column, the table whose rows it names, the column with their names
NAMED = (
    ("goals", "goals", "goal"),
    ("known_to", "people", "name"),
    ("audience", "people", "name"),
    ("objectives", "objectives", "objective"),
    ("competencies", "competencies", "competency"),
)
KEPT_BY = {"goals": 2, "objectives": 2, "competencies": 3, "people": 8}  # the notebook that takes a row of the table in
COLOURS = {"activity": ORANGE, "outcome": BLUE, "quantified": TEAL, None: GREY}
MOST = 10


class WinForm(Displayed):
    """A form for a row of wins.csv; a date of today to begin with, goals and people by their names.

    Args:
        workspace: where a win is kept.
        changed: called after a win was kept, and after it was taken back.

    """

    def __init__(self, workspace: Workspace, changed: Callable[[], None] | None = None) -> None:
        self.beside = ipywidgets.HTML()
        self.take = ipywidgets.Button(tooltip="Only then does the rest of the kit count this win as measured")
        self.take.layout = ipywidgets.Layout(width="auto", margin="0 0 6px 124px", display="none")
        controls = {column: several(workspace.records, column, table, name) for column, table, name in NAMED}
        self.form = Form(
            workspace,
            "wins",
            changed,
            start={"date": workspace.today},
            front=FRONT,
            controls=controls,
            wide=("win", "impact", *controls, "evidence"),
            after={"impact": ipywidgets.VBox([self.beside, self.take])},
        )
        self.box = self.form.box
        self.take.on_click(self.pressed_take)
        for name in ("win", "impact", "before", "after"):
            self.form.fields[name].observe(self.typed, names="value")
        self.typed()

    def typed(self, _change: object = None) -> None:
        """Show where the words stand as they are now."""
        field = self.form.fields
        measured = bool(field["before"].value.strip() and field["after"].value.strip())
        self.rungs = rungs(field["win"].value, field["impact"].value, measured=measured)
        self.beside.value = _shown(self.rungs)
        figures = self.rungs.figures
        shown_if(figures is not None, self.take)
        if figures is not None:
            self.take.description = f"Take {figures[0]} as before and {figures[1]} as after"

    def pressed_take(self, _button: object = None) -> None:
        """Put the figures of the words into before and after; measure and unit are left to the person."""
        if self.rungs.figures is not None:
            for name, figure in zip(("before", "after"), self.rungs.figures, strict=True):
                self.form.fields[name].value = figure

    @property
    def text(self) -> str:
        """What the form is for, and where the words stand."""
        return f"{self.form.text}\n{self.rungs.reason}"


def several(records: Records, column: str, table: str, name: str, *, closed: bool = False) -> Several:
    """Return boxes for a column that holds ids of another table, also of goals that are `closed`.

    People without an id are meant by name.
    """
    rows = records.frames[table].dropna(subset=[name])
    if "status" in rows.columns and not closed:
        rows = rows[~rows["status"].isin(["done", "dropped"])]
    keys = [(str(row[name]), str(row["id"])) for _, row in rows.iterrows()]
    keys = [(said, said if key.startswith("~") and table == "people" else key) for said, key in keys]
    options = [(said, key) for said, key in keys if not key.startswith("~")]  # a derived id is never stored
    help_ = TABLES["wins"].column(column)
    return Several(
        label(column, "wins"),
        options,
        empty=f"none yet: notebook {KEPT_BY[table]} takes them in",
        tooltip=help_.help if help_ is not None else "",
    )


def _shown(found: Rungs) -> str:
    """Return where a statement stands as HTML, announced when it changes."""
    head = f"<b>{escape(found.head)}.</b> " if found.head else ""
    marked = ", ".join(
        f'<mark style="background:{SOFT_TEAL};color:{INK};padding:0 3px">{escape(words)}</mark> ({escape(role)})'
        for words, role in found.deciding
    )
    decided = f"<br>What decides: {marked}." if marked else ""
    question = f"<br><b>Next: {escape(found.question)}</b>" if found.question else ""
    style = (
        f"border-left:4px solid {COLOURS[found.rung]};padding:2px 10px;margin:4px 0 6px"
        " 124px;line-height:1.5;min-height:4.5em"
    )
    return f'<div aria-live="polite" style="{style}">{head}{escape(found.reason)}{decided}{question}</div>'


class TakenIn(Displayed, SaveButton):
    """The lines of inbox.txt that became wins at this opening, each with its next question and a field for the answer.

    Args:
        workspace: whose inbox.
        changed: called after answers were kept, and after they were taken back.

    """

    gone, refused = "Taken back: the wins are as they came.", "Nothing was written; what you typed is still here."

    def __init__(self, workspace: Workspace, changed: Callable[[], None] | None = None) -> None:
        super().__init__(workspace, changed)
        self.lead = ipywidgets.HTML()
        self.answers: dict[str, ipywidgets.Text] = {}
        self.fields = ipywidgets.VBox()
        self.save = action("Save", "Write these answers as the impact of their wins", self.pressed_save)
        self.box = ipywidgets.VBox([self.lead, self.fields, ipywidgets.HBox([self.save, self.undo]), self.status])
        self.written()

    def written(self) -> None:
        """Ask about the wins that came from the inbox and do not say yet what changed."""
        ids = self._workspace.taken_in
        self.rows = taken_in(self._workspace.records, ids)[:MOST]
        came = f"{counted(len(ids), 'line')} from your inbox became {'a win' if len(ids) == 1 else 'wins'}"
        self.words = (
            "Nothing was waiting in your inbox (inbox.txt)."
            if not ids
            else f"{came}: add what changed."
            if self.rows
            else f"{came}."
        )
        self.lead.value = paragraph(self.words)
        self.answers = {
            key: ipywidgets.Text(placeholder=question, layout=ipywidgets.Layout(width="auto"))
            for key, _, question in self.rows
        }
        width = ipywidgets.Layout(max_width=f"{WIDTH}px")
        self.fields.children = [
            ipywidgets.VBox(
                [ipywidgets.HTML(f"<b>{escape(win)}</b><br>{escape(question)}"), self.answers[key]], layout=width
            )
            for key, win, question in self.rows
        ]
        shown_if(self.rows, self.save)

    def pressed_save(self, _button: object = None) -> None:
        """Write each answer as the impact of its win, which says nothing yet."""
        answers = {key: words for key, field in self.answers.items() if (words := field.value.strip())}
        if not answers:
            self.status.value = paragraph("Nothing is filled in yet.")
            return
        changes = [Change("wins", {"impact": words}, key) for key, words in answers.items()]
        self.keep(lambda: changes, lambda kept: f"Kept: {counted(len(kept.ids), 'answer')}.")

    @property
    def text(self) -> str:
        """What came from the inbox, and what is asked about it."""
        return "\n".join([self.words, *(f"{win}: {question}" for _, win, question in self.rows)])


CHANGED = (
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
        signal: tells that the log changed.

    """

    def __init__(self, workspace: Workspace, signal: Signal | None = None) -> None:
        wide = ipywidgets.Layout(width="auto")
        self.search = ipywidgets.Text(
            placeholder="words of the win, such as its topic", description="search", layout=wide, style=BESIDE
        )
        self.win = ipywidgets.Select(options=(), value=None, rows=5, description="win", layout=wide, style=BESIDE)
        controls = {
            column: several(workspace.records, column, table, name, closed=True) for column, table, name in NAMED
        }
        form = Form(workspace, "wins", front=CHANGED, controls=controls, wide=("win", "impact", *controls, "evidence"))
        self.lead = ipywidgets.HTML(paragraph(TOLD))
        super().__init__(form, lambda row: str(row["win"]), signal, chooser=self.win)
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
        shown_if(not self.form.workspace.wins.empty, self.box)  # without a win the page says so above
        shown_if(self.row.value is not None, self.form.box)

    @property
    def text(self) -> str:
        """How many wins there are to choose from."""
        return f"{counted(len(self.win.options), 'win')} to choose from. {TOLD}"


# what is asked for by kind; win and date always
FIELDS = {
    "an outcome": (
        "outcome",
        "measure",
        "before",
        "after",
        "unit",
        "value",
        "value_basis",
        "value_kind",
        "value_status",
        "effect",
    ),
    "praise": ("praise", "praise_by"),
    "evidence": ("evidence",),
}
SAID = {"an outcome": "", "praise": PRAISED, "evidence": PROVED}
NOTHING = "Nothing is logged yet. What becomes of a win later is added to it here."
NEEDED = {"an outcome": "outcome", "praise": "praise", "evidence": "evidence"}


class _OutcomeForm(Form):
    """The form of outcomes.csv, which asks for what its kind is about."""

    needed = "outcome"

    def _check(self) -> list[Issue]:
        if self.needed not in self.values:
            raise KitError.of(
                "K016", f"{self.needed} is missing: fill it in, or choose another kind above", file=self.table.file
            )
        return super()._check()


class Later(Displayed):
    """Choose a win, say what became of it.

    Args:
        workspace: where it is kept, in outcomes.csv.
        signal: tells that the log changed.

    """

    def __init__(self, workspace: Workspace, signal: Signal | None = None) -> None:
        self._workspace, self._signal = workspace, signal or Signal()
        wide = ipywidgets.Layout(width="auto")
        self.search = ipywidgets.Text(
            placeholder="words of the win, such as its topic", description="search", layout=wide, style=BESIDE
        )
        self.win = ipywidgets.Select(options=(), value=None, rows=6, description="win *", layout=wide, style=BESIDE)
        self.rivals: Sequence[SaveButton] = ()  # what they wrote cannot be taken back once every win has an id
        self.kind = ipywidgets.ToggleButtons(
            options=list(FIELDS),
            style={"button_width": "110px"},
            tooltips=["What changed since", "What somebody said", "What proves it"],
        )
        self.status = ipywidgets.HTML()
        self.ids = action(
            "Give every win an id", "Add the column id to wins.csv; a backup is kept", self.pressed_ids, ""
        )
        optional = [name for names in FIELDS.values() for name in names]
        self.form = _OutcomeForm(
            workspace,
            "outcomes",
            self._signal.changed,
            start={"date": workspace.today},
            front=optional,
            controls={"win_id": self.win},
            wide=("win_id", "outcome", "praise", "evidence"),
        )
        self.box = ipywidgets.VBox([self.status, self.ids, self.kind, self.search, self.form.box])
        self.chosen()
        self._signal.connect(self.refresh)
        self.search.observe(self.refresh, names="value")
        self.kind.observe(self.chosen, names="value")

    def refresh(self, _change: object = None) -> None:
        """List the wins in which the words of the search stand, newest first.

        The chosen one stays chosen while it is among them.
        """
        records = self._workspace.records
        found, before = chosen_wins(records, self.search.value), self.win.value
        if self.win.options != found:
            self.win.options = found
            self.win.value = before if before in {key for _, key in found} else None
        without = int(records.wins["id"].str.startswith("~").sum())
        none = without and without == len(records.wins)
        shown_if(none, self.ids)
        self.status.value = (
            alert(_without_id(without, every=bool(none)).sentence)
            if without
            else ""
            if len(records.wins)
            else paragraph(NOTHING)
        )
        shown_if(len(records.wins), self.kind, self.search, self.form.box)

    def chosen(self, _change: object = None) -> None:
        """Show the fields of the chosen kind; what others held is cleared, for nothing unseen is kept."""
        kind = self.kind.value
        self.form.needed = NEEDED[kind]
        for name, field in self.form.fields.items():
            if name in ("win_id", "date"):
                continue
            shown = name in FIELDS[kind]
            shown_if(shown, field)
            if not shown and name != "outcome":
                field.value = ""
        self.form.begin(outcome=SAID[kind])
        self.form.fields["outcome"].value = SAID[kind]

    def pressed_ids(self, _button: object = None) -> None:
        """Add ids to wins.csv."""
        if tried(self.status, lambda: self._workspace.add_column("wins", "id")):
            for rival in self.rivals:
                rival.close()
            self._signal.changed()

    @property
    def text(self) -> str:
        """The wins that can be added to."""
        if not self.win.options:
            return NOTHING
        lead = f"{counted(len(self.win.options), 'win')} to add to, the newest first ({', '.join(FIELDS)}):"
        return "\n".join([lead, *(label for label, _ in self.win.options[: self.win.rows])])


def _without_id(count: int, *, every: bool) -> KitError:
    message = (
        f"{counted(count, 'win has', 'wins have')} no id of {'its' if count == 1 else 'their'} own, so nothing can"
        f" point at {'it' if count == 1 else 'them'}"
    )
    fix = (
        "The button below adds ids; a backup is kept."
        if every
        else "Write one, such as w-2026-10-01-1, into the id cell in wins.csv."
    )
    return KitError.of("K086", message, fix, file="wins.csv")
