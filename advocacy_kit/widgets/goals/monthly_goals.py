"""The monthly quarter of an hour on goals: where each stands, check-ins, what moved it, what it needs from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.charts import draw_checkins, draw_goals
from advocacy_kit.core.changes import Change
from advocacy_kit.core.model import Finding, Records
from advocacy_kit.core.values import UnreadableError, read_number
from advocacy_kit.log.goal_findings import MOST, checkins_finding, goals_finding, needed_rows
from advocacy_kit.log.goal_words import checkin_words, goal_name, moved_rows, moved_words
from advocacy_kit.log.progress import CLOSED, goal_progress, in_view
from advocacy_kit.widgets.base.controls import STYLE, offered, people_names
from advocacy_kit.widgets.base.fields import names
from advocacy_kit.widgets.base.form import Form, Rows
from advocacy_kit.widgets.base.save_button import SaveButton
from advocacy_kit.widgets.base.view import (
    Follower,
    Note,
    View,
    alert,
    card,
    hide_together,
    joined,
    paragraph,
    table,
    text,
    with_text,
)
from advocacy_kit.workspace.workspace import Workspace


@dataclass(frozen=True)
class GoalsChoice:
    """How many goals to show."""

    most: int


class GoalsView(View[GoalsChoice]):
    """A bullet a goal, those first that are behind."""

    def __init__(self, records: Records) -> None:
        self.most = ipywidgets.BoundedIntText(
            value=MOST, min=1, max=40, description="show", layout=ipywidgets.Layout(width="160px")
        )
        super().__init__(records, (self.most,))

    def read(self) -> GoalsChoice:
        return GoalsChoice(int(self.most.value))

    def finding(self) -> Finding:
        return goals_finding(self.records, most=self.state.most)

    def draw(self, finding: Finding) -> Axes:
        return draw_goals(finding)


@dataclass(frozen=True)
class TrendChoice:
    """Whose check-ins to show; "" where there is no goal."""

    goal_id: str


class TrendView(View[TrendChoice]):
    """The check-ins of one goal against its pace."""

    def __init__(self, records: Records) -> None:
        wide = ipywidgets.Layout(width="520px")
        self.goal = ipywidgets.Dropdown(
            options=_names(records), value=_first(records), description="goal", style=STYLE, layout=wide
        )
        super().__init__(records, (self.goal,))

    def read(self) -> TrendChoice:
        return TrendChoice(self.goal.value or "")

    def finding(self) -> Finding:
        return checkins_finding(self.records, self.state.goal_id)

    def draw(self, finding: Finding) -> Axes:
        return draw_checkins(finding)

    def render(self) -> None:
        """Show the check-ins; where there is no goal, one quiet line: the picture of the goals says what to do."""
        if self.state.goal_id:
            super().render()
        else:
            self.shown, self.trouble = None, ""
            self.picture.value, self.answer.value, self.status.value = "", paragraph(FIRST_GOAL), ""
        self.card.layout.display = None if self.state.goal_id else "none"

    def renew(self, records: Records) -> None:
        """Take other records; the goal that is looked at stays while it is there."""
        self._records = records
        value, names = self.goal.value, _names(records)
        if names != list(self.goal.options):
            self.goal.options = names
            self.goal.value = value if value in [key for _, key in names] else _first(records)
        self.changed()


def _names(records: Records) -> list[tuple[str, str]]:
    """Return the goals that the page shows as choices of name and id."""
    return [(goal_name(row), str(row.id)) for row in in_view(goal_progress(records), records).itertuples()]


def _first(records: Records) -> str | None:
    """Return the goal that needs attention first."""
    return next(iter(goals_finding(records, most=1).frame["id"]), None)


class MonthlyGoals:
    """All parts of the monthly look at goals.

    Args:
        workspace: the person's tables; check-ins and goals that are added here go into it.

    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        records = workspace.records
        self.goals = GoalsView(records)
        self.trend = TrendView(records)
        hide_together(self.goals, self.trend)
        self.checkin = CheckIn(workspace, self.renew)
        self.new_goal = NewGoal(workspace, self.added)
        self.closing = Closing(workspace, self.closed)
        self.objectives = Objectives(workspace, self.renew)
        self.wins = Follower(self.goals, lambda: moved_note(self.goals.records))
        self.needed = Follower(self.goals, lambda: needed_note(self.goals.records))
        self.trend.goal.observe(self.begin, names="value")
        self.goals.hide.observe(self.hide, names="value")
        self.begin()

    def begin(self, _change: object = None) -> None:
        """Let the check-in be of the goal that is looked at."""
        self.checkin.begin(self.trend.state.goal_id)

    def hide(self, _change: object = None) -> None:
        """Hide amounts in what a check-in means, too."""
        self.checkin.show(hidden=bool(self.goals.hide.value))

    def added(self) -> None:
        """Take in a goal that was just added or taken back.

        Only the last write can be undone, so the other button goes.
        """
        self.closing.undo.layout.display = "none"
        self.renew()

    def closed(self) -> None:
        """Take in a goal that was just closed or opened again."""
        self.new_goal.form.undo.layout.display = "none"
        self.renew()

    def renew(self) -> None:
        """Take in what was just written."""
        records = self._workspace.records
        self.goals.renew(records)
        self.checkin.show(hidden=bool(self.goals.hide.value))
        self.trend.renew(records)
        self.begin()
        self.new_goal.renew()
        self.closing.renew()

    @property
    def saved(self) -> Note:
        """What this page writes, and where it is kept."""
        where = (
            "in the demo's private copy, which goes when it is closed"
            if self._workspace.is_demo
            else "in your workspace"
        )
        return text(
            f"Only the buttons write, {where}: “Save” keeps a row of checkins.csv, objectives.csv or goals.csv, “Done”"
            " and “Dropped” change the status in goals.csv. “hide amounts” covers the figures of goals in money; what"
            " you wrote yourself, such as a goal's name, stays as written."
        )


def moved_note(records: Records) -> Note:
    """Return the wins by goal as a table, and what they come to in a sentence."""
    if records.goals.empty:
        return text(FIRST_GOAL)
    rows, words = moved_rows(records), text(moved_words(records))
    return (
        joined(words, table(rows, ("goal", "date", "win", "measured change", "value, your share"))) if rows else words
    )


def needed_note(records: Records) -> Note:
    """Return what each open goal takes from here."""
    if records.goals.empty:
        return text(FIRST_GOAL)
    rows = needed_rows(records)
    return table(rows, ("goal", "what it takes from here", "so far", "left")) if rows else text("No goal is open.")


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
