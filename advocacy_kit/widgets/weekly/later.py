"""What became of an old win: an outcome, praise or evidence, each dated and in a row of its own.

The win stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets

from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import counted
from advocacy_kit.log.first_person import PRAISED, PROVED
from advocacy_kit.log.rungs import chosen_wins
from advocacy_kit.widgets.base.form import STYLE, Form
from advocacy_kit.widgets.base.view import alert, paragraph, with_text
from advocacy_kit.workspace.workspace import Workspace

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


class Later:
    """Choose a win, say what became of it.

    Args:
        workspace: where it is kept, in outcomes.csv.
        saved: called after a row was kept, and after it was taken back.

    """

    def __init__(self, workspace: Workspace, saved: Callable[[], None] | None = None) -> None:
        self._workspace = workspace
        wide = ipywidgets.Layout(width="auto")
        self.search = ipywidgets.Text(
            placeholder="words of the win, such as its topic", description="search", layout=wide, style=STYLE
        )
        self.win = ipywidgets.Select(options=(), value=None, rows=6, description="win *", layout=wide, style=STYLE)
        self.kind = ipywidgets.ToggleButtons(
            options=list(FIELDS),
            style={"button_width": "110px"},
            tooltips=["What changed since", "What somebody said", "What proves it"],
        )
        self.status = ipywidgets.HTML()
        self.ids = ipywidgets.Button(
            description="Give every win an id", tooltip="Add the column id to wins.csv; a backup is kept"
        )
        optional = [name for names in FIELDS.values() for name in names]
        self.form = _OutcomeForm(
            workspace,
            "outcomes",
            saved,
            start={"date": workspace.today},
            front=optional,
            controls={"win_id": self.win},
            wide=("win_id", "outcome", "praise", "evidence"),
        )
        self.box = ipywidgets.VBox([self.status, self.ids, self.kind, self.search, self.form.box])
        self.refresh()
        self.chosen()
        self.search.observe(self.refresh, names="value")
        self.kind.observe(self.chosen, names="value")
        self.ids.on_click(self.pressed_ids)

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
        self.ids.layout.display = None if none else "none"
        self.status.value = (
            alert(_without_id(without, every=bool(none)).sentence)
            if without
            else ""
            if len(records.wins)
            else paragraph(NOTHING)
        )
        for part in (self.kind, self.search, self.form.box):
            part.layout.display = None if len(records.wins) else "none"

    def chosen(self, _change: object = None) -> None:
        """Show the fields of the chosen kind; what others held is cleared, for nothing unseen is kept."""
        kind = self.kind.value
        self.form.needed = NEEDED[kind]
        for name, field in self.form.fields.items():
            if name in ("win_id", "date"):
                continue
            shown = name in FIELDS[kind]
            field.layout.display = None if shown else "none"
            if not shown and name != "outcome":
                field.value = ""
        self.form.begin(outcome=SAID[kind])
        self.form.fields["outcome"].value = SAID[kind]

    def pressed_ids(self, _button: object = None) -> None:
        """Add ids to wins.csv."""
        try:
            self._workspace.add_column("wins", "id")
        except KitError as error:
            self.status.value = alert(error.sentence)
            return
        self.refresh()

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        if not self.win.options:
            return with_text(self.box, NOTHING)
        newest = [label for label, _ in self.win.options[: self.win.rows]]
        return with_text(
            self.box,
            "\n".join(
                [f"{counted(len(self.win.options), 'win')} to add to, the newest first ({', '.join(FIELDS)}):", *newest]
            ),
        )


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
