"""The monthly quarter of an hour on goals: where each stands, check-ins, what moved it, what it needs from here."""

from __future__ import annotations

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.charts import draw_checkins, draw_goals
from advocacy_kit.core.changes import Change
from advocacy_kit.core.model import Finding, Records
from advocacy_kit.core.values import UnreadableError, read_number
from advocacy_kit.log.goal_findings import MOST, checkins_finding, goals_finding, needed_rows
from advocacy_kit.log.goal_words import checkin_words, goal_name, moved_rows, moved_words
from advocacy_kit.log.progress import CLOSED, goal_progress, in_view
from advocacy_kit.widgets.base import (
    STYLE,
    Displayed,
    Form,
    Note,
    PageState,
    Rows,
    SaveButton,
    Shown,
    View,
    action,
    alert,
    card,
    joined,
    kept_where,
    names,
    offered,
    paragraph,
    people_names,
    shown_if,
    table,
    text,
)
from advocacy_kit.workspace.workspace import Workspace


class GoalsView(View[int]):
    """A bullet a goal, those first that are behind; its state is how many are shown."""

    def __init__(self, page: PageState | Records) -> None:
        self.most = ipywidgets.BoundedIntText(
            value=MOST, min=1, max=40, description="show", layout=ipywidgets.Layout(width="160px")
        )
        super().__init__(page, (self.most,))

    def read(self) -> int:
        return int(self.most.value)

    def finding(self) -> Finding:
        return goals_finding(self.records, most=self.state)

    def draw(self, finding: Finding) -> Axes:
        return draw_goals(finding)


class TrendView(View[str]):
    """The check-ins of one goal against its pace; its state is the goal's id, "" where there is none."""

    def __init__(self, page: PageState | Records) -> None:
        wide = ipywidgets.Layout(width="520px")
        self.goal = ipywidgets.Dropdown(description="goal", style=STYLE, layout=wide)
        super().__init__(page, (self.goal,))

    def read(self) -> str:
        """Return the goal that is looked at; it stays while it is there, else the one that needs attention first."""
        rows = in_view(goal_progress(self.records), self.records)
        names = [(goal_name(row), str(row.id)) for row in rows.itertuples()]
        if names != list(self.goal.options):
            value = self.goal.value
            self.goal.options = names
            first = next(iter(goals_finding(self.records, most=1).frame["id"]), None)
            self.goal.value = value if value in [key for _, key in names] else first
        return self.goal.value or ""

    def finding(self) -> Finding:
        return checkins_finding(self.records, self.state)

    def draw(self, finding: Finding) -> Axes:
        return draw_checkins(finding)

    def render(self) -> None:
        """Show the check-ins; where there is no goal, one quiet line: the picture of the goals says what to do."""
        if self.state:
            super().render()
        else:
            self.shown, self.trouble = None, ""
            self.picture.value, self.answer.value, self.status.value = "", paragraph(FIRST_GOAL), ""
        shown_if(self.state, self.card)


class MonthlyGoals:
    """All parts of the monthly look at goals.

    Args:
        workspace: the person's tables; check-ins and goals that are added here go into it.

    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.page = page = PageState(lambda: workspace.records)
        self.checkin = CheckIn(workspace, page)  # it offers a new goal before the goal that is looked at is put there
        self.goals = GoalsView(page)
        self.trend = TrendView(page)
        self.new_goal = NewGoal(workspace, page)
        self.closing = Closing(workspace, page)
        self.objectives = Objectives(workspace, page)
        self.wins = Shown(lambda: moved_note(page.records), page)
        self.needed = Shown(lambda: needed_note(page.records), page)
        self.trend.connect(lambda: self.checkin.begin(self.trend.state))
        self.closing.rivals = self.new_goal.form.rivals = self.new_goal.form, self.closing

    @property
    def saved(self) -> Note:
        """What this page writes, and where it is kept."""
        return text(
            f"Only the buttons write, {kept_where(self._workspace)}: “Save” keeps a row of checkins.csv, objectives.csv"
            " or goals.csv, “Done” and “Dropped” change the status in goals.csv. “hide amounts” covers the figures of"
            " goals in money; what you wrote yourself, such as a goal's name, stays as written."
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


class CheckIn(Displayed):
    """The form of a check-in, with what its figure would mean for the pace, said before it is kept."""

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        self._workspace, self._page = workspace, page
        self.goal = names("goal *", open_goals(workspace.records), "The goal")
        self.form = Form(
            workspace,
            "checkins",
            page.changed,
            start={"date": workspace.today},
            front=("note",),
            controls={"goal_id": self.goal},
        )
        self.means = ipywidgets.HTML()
        self.box = ipywidgets.VBox([self.form.box, self.means])
        for name in ("goal_id", "date", "value"):
            self.form.fields[name].observe(self.changed, names="value")
        page.connect(self.show)

    def begin(self, goal_id: str) -> None:
        """Let the form begin with a goal, or with none where that goal is closed."""
        self.form.begin(goal_id=goal_id if goal_id in [key for _, key in self.goal.options] else "")

    def show(self) -> None:
        """Offer the goals as they are now, and say what the figure that is typed would mean."""
        offered(self.goal, [("", ""), *open_goals(self._workspace.records)])
        self.changed()

    def changed(self, _change: object = None) -> None:
        """Say what the figure that is typed would mean; before the first goal there is nothing to type."""
        none = self._workspace.records.goals.empty
        shown_if(not none, self.form.box)
        self.say(self.means, text(FIRST_GOAL if none else self._words()))

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
        return checkin_words(self._page.records, goal, value, on)

    @property
    def text(self) -> str:
        """What the form is for, and what the figure would mean."""
        return f"{self.form.text}\n{self.note.text}"


class NewGoal(Displayed):
    """The form of a goal; the objective that it serves is chosen by its words."""

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        self._workspace = workspace
        front = ("measure", "unit", "baseline", "pace", "objectives")
        start = {"start": workspace.today, "pace": "linear", "status": "open"}
        self.objective = names("objective", (), "The manager's objective that it serves")
        controls = {"objectives": self.objective}
        self.form = Form(workspace, "goals", page.changed, start=start, front=front, controls=controls)
        self.box = self.form.box
        page.connect(self.refresh)

    def refresh(self) -> None:
        """Offer the objectives as they are now."""
        rows = self._workspace.records.objectives
        rows = rows[~rows["id"].astype(str).str.startswith("~")]
        found = [(" ".join(str(row.objective).split()), str(row.id)) for row in rows.itertuples()]
        offered(self.objective, [("", ""), *found])

    @property
    def text(self) -> str:
        """What the form is for."""
        return self.form.text


class Objectives(Rows):
    """The form of an objective of somebody one works for, and those that are there to be changed."""

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        owner = names("whose it is", people_names(workspace.people), "The person whose objective it is")
        form = Form(
            workspace, "objectives", front=("owner", "since", "until"), controls={"owner": owner}, wide=("objective",)
        )
        super().__init__(form, lambda row: " ".join(str(row["objective"]).split()), page)


class Closing(Displayed, SaveButton):
    """Buttons that mark a goal as done or dropped, and one that takes the mark back."""

    gone = "Taken back: the goal is as it was."

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        super().__init__(workspace, page.changed)
        self.goal = ipywidgets.Dropdown(description="goal", style=STYLE, layout=ipywidgets.Layout(width="520px"))
        self.done = action("Done", "Mark this goal as done", lambda _: self.mark("done"), "")
        dropped = "Mark this goal as dropped: it leaves the page"
        self.dropped = action("Dropped", dropped, lambda _: self.mark("dropped"), "")
        self.first = ipywidgets.HTML(paragraph(FIRST_GOAL))
        self.card = card(self.goal, self.done, self.dropped, self.undo)
        self.box = ipywidgets.VBox([self.status, self.first, self.card])
        page.connect(self.refresh)

    def mark(self, word: str) -> None:
        """Write the word into the goal's status."""
        if not self.goal.value:
            self.status.value = alert("Choose the goal first.")
            return
        name = next(label for label, key in self.goal.options if key == self.goal.value)
        change = Change("goals", {"status": word}, self.goal.value)
        self.keep(lambda: [change], lambda _: f"“{name}” is marked {word} in goals.csv.")

    def refresh(self) -> None:
        """Offer the goals as they are now; before the first one there is nothing to mark."""
        none = self._workspace.records.goals.empty
        shown_if(none, self.first)
        shown_if(not none, self.card)
        offered(self.goal, [("", ""), *open_goals(self._workspace.records)])

    @property
    def text(self) -> str:
        """Which goals can be marked."""
        names = "; ".join(name for name, key in self.goal.options if key)
        return f"Mark a goal as done or dropped: {names or 'none is open'}"
