"""What the page on goals writes: check-ins, new goals, and the goals that are done or dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import ipywidgets

from advocacy_kit.core.changes import Change
from advocacy_kit.core.model import Records
from advocacy_kit.core.values import UnreadableError, read_number
from advocacy_kit.log.goal_words import checkin_words, goal_name
from advocacy_kit.log.progress import CLOSED, goal_progress
from advocacy_kit.widgets.base.controls import STYLE, offered, people_names
from advocacy_kit.widgets.base.form import Form, names
from advocacy_kit.widgets.base.row_chooser import Rows
from advocacy_kit.widgets.base.save_button import SaveButton
from advocacy_kit.widgets.base.view import alert, card, paragraph, with_text
from advocacy_kit.workspace.workspace import Workspace


def open_goals(records: Records) -> list[tuple[str, str]]:
    """Return the goals that are not marked done or dropped as choices of name and id, those that are reached last."""
    progress = goal_progress(records)
    order = progress[~progress["status"].isin(["done", "dropped"])]
    order = order.assign(_over=order["status"].isin(CLOSED)).sort_values("_over", kind="stable")
    return [(goal_name(row), str(row.id)) for row in order.itertuples()]


FIRST_GOAL = "This begins with your first goal."


class CheckIn:
    """The form of a check-in, with what its figure would mean for the pace, said before it is kept."""

    def __init__(self, workspace: Workspace, saved: Callable[[], None]) -> None:
        self._workspace = workspace
        self.goal = names("goal *", open_goals(workspace.records), "The goal")
        self.form = Form(
            workspace,
            "checkins",
            saved,
            start={"date": workspace.today},
            front=("note",),
            controls={"goal_id": self.goal},
        )
        self.hidden = workspace.profile.hide_amounts
        self.means = ipywidgets.HTML()
        self.box = ipywidgets.VBox([self.form.box, self.means])
        for name in ("goal_id", "date", "value"):
            self.form.fields[name].observe(self.changed, names="value")
        self.changed()

    def begin(self, goal_id: str) -> None:
        """Let the form begin with a goal, or with none where that goal is closed."""
        self.form.begin(goal_id=goal_id if goal_id in [key for _, key in self.goal.options] else "")

    def changed(self, _change: object = None) -> None:
        """Say what the figure that is typed would mean; before the first goal there is nothing to type."""
        none = self._workspace.records.goals.empty
        self.form.box.layout.display = "none" if none else None
        self.text = FIRST_GOAL if none else self._words()
        self.means.value = paragraph(self.text)

    def show(self, *, hidden: bool) -> None:
        """Offer the goals as they are now, and hide amounts or not."""
        self.hidden = hidden
        offered(self.goal, [("", ""), *open_goals(self._workspace.records)])
        self.changed()

    def _words(self) -> str:
        goal, on, typed = (self.form.fields[name].value for name in ("goal_id", "date", "value"))
        if not goal or on is None or not typed.strip():
            return (
                "Choose the goal and type where it stands: what that means for the pace is said here before you save."
            )
        try:
            value = read_number(typed, self._workspace.profile.locale)
        except UnreadableError:
            return "Type a figure in the goal's unit, without the unit."
        records = self._workspace.records
        records = replace(records, profile=replace(records.profile, hide_amounts=self.hidden))
        return checkin_words(records, goal, value, on)

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, f"{self.form._repr_mimebundle_()['text/plain']}\n{self.text}")


class NewGoal:
    """The form of a goal; the objective that it serves is chosen by its words."""

    def __init__(self, workspace: Workspace, saved: Callable[[], None]) -> None:
        self._workspace = workspace
        front = ("measure", "unit", "baseline", "pace", "objectives")
        start = {"start": workspace.today, "pace": "linear", "status": "open"}
        self.objective = names("objective", self._objectives(), "The manager's objective that it serves")
        self.form = Form(workspace, "goals", saved, start=start, front=front, controls={"objectives": self.objective})
        self.box = self.form.box

    def _objectives(self) -> list[tuple[str, str]]:
        rows = self._workspace.records.objectives
        return [
            (" ".join(str(row.objective).split()), str(row.id))
            for row in rows.itertuples()
            if not str(row.id).startswith("~")
        ]

    def renew(self) -> None:
        """Offer the objectives as they are now."""
        offered(self.objective, [("", ""), *self._objectives()])

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return self.form._repr_mimebundle_()


class Objectives(Rows):
    """The form of an objective of somebody one works for, and those that are there to be changed."""

    def __init__(self, workspace: Workspace, saved: Callable[[], None]) -> None:
        owner = names("whose it is", people_names(workspace.people), "The person whose objective it is")
        form = Form(
            workspace, "objectives", front=("owner", "since", "until"), controls={"owner": owner}, wide=("objective",)
        )
        super().__init__(form, lambda row: " ".join(str(row["objective"]).split()), saved)


class Closing(SaveButton):
    """Buttons that mark a goal as done or dropped, and one that takes the mark back."""

    gone = "Taken back: the goal is as it was."

    def __init__(self, workspace: Workspace, saved: Callable[[], None]) -> None:
        super().__init__(workspace, saved)
        wide = ipywidgets.Layout(width="520px")
        self.goal = ipywidgets.Dropdown(
            options=[("", ""), *open_goals(workspace.records)], description="goal", style=STYLE, layout=wide
        )
        self.done = ipywidgets.Button(description="Done", tooltip="Mark this goal as done")
        self.dropped = ipywidgets.Button(description="Dropped", tooltip="Mark this goal as dropped: it leaves the page")
        self.first = ipywidgets.HTML(paragraph(FIRST_GOAL))
        self.card = card(self.goal, self.done, self.dropped, self.undo)
        self.box = ipywidgets.VBox([self.status, self.first, self.card])
        self.renew()
        self.done.on_click(lambda _button: self.mark("done"))
        self.dropped.on_click(lambda _button: self.mark("dropped"))

    def mark(self, word: str) -> None:
        """Write the word into the goal's status."""
        if not self.goal.value:
            self.status.value = alert("Choose the goal first.")
            return
        name = next(label for label, key in self.goal.options if key == self.goal.value)
        change = Change("goals", {"status": word}, self.goal.value)
        self.keep(lambda: [change], lambda _: f"“{name}” is marked {word} in goals.csv.")

    def renew(self) -> None:
        """Offer the goals as they are now; before the first one there is nothing to mark."""
        none = self._workspace.records.goals.empty
        self.first.layout.display, self.card.layout.display = (None, "none") if none else ("none", None)
        offered(self.goal, [("", ""), *open_goals(self._workspace.records)])

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        names = "; ".join(name for name, key in self.goal.options if key)
        return with_text(self.box, f"Mark a goal as done or dropped: {names or 'none is open'}")
