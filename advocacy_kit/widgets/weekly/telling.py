"""A win told in two fields and a day, with its one next question; and the last year told month by month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from html import escape

import ipywidgets

from advocacy_kit.core.assets import word_list
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import counted, iso_day
from advocacy_kit.log.logging_habit import LookingBackPlan, Step, looking_back
from advocacy_kit.log.rungs import rungs
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.fields import STYLE as BESIDE
from advocacy_kit.widgets.base.view import alert, card, panel, paragraph, with_text
from advocacy_kit.workspace.gathering import SKIPPED, remember, remembered
from advocacy_kit.workspace.workspace import DEMO_NOTICE, Workspace

GONE = ("K046", "K048")  # the row was changed by others, or is gone: it cannot be taken back any more


class Telling:
    """Fields for what was done, what changed and when; `question` follows each letter."""

    def __init__(self) -> None:
        wide = {"layout": ipywidgets.Layout(width="auto"), "style": BESIDE}
        self.win = ipywidgets.Text(
            description="what you did *", placeholder="what you did or what happened, in a sentence", **wide
        )
        self.impact = ipywidgets.Text(
            description="what changed", placeholder="what changed because of it, and how much", **wide
        )
        self.day = ipywidgets.DatePicker(description="day *", style=BESIDE)
        self.question = ipywidgets.HTML()
        self.box = ipywidgets.VBox([self.win, self.impact, self.question, self.day])
        for field in (self.win, self.impact):
            field.observe(self.typed, names="value")
        self.typed()

    def write(self, day: date | None, win: str = "", impact: str = "") -> None:
        """Put a win into the fields."""
        self.day.value, self.win.value, self.impact.value = day, win, impact

    def typed(self, _change: object = None) -> None:
        """Show where the words stand as they are now."""
        found = rungs(self.win.value, self.impact.value)
        head = f"{found.head}. " if found.head else ""
        self.words = f"{head}{found.reason}" + (f" Next: {found.question}" if found.question else "")
        self.question.value = paragraph(self.words)

    @property
    def values(self) -> dict[str, object]:
        """What is filled in, by column of wins.csv."""
        given: dict[str, object] = {
            "date": self.day.value,
            "win": self.win.value.strip(),
            "impact": self.impact.value.strip(),
        }
        return {name: value for name, value in given.items() if value}

    def missing(self) -> str:
        """Return a sentence that names what has to be filled in first, or blank."""
        lacking = [words for name, words in (("win", "what you did"), ("date", "the day")) if name not in self.values]
        return f"Say {' and '.join(lacking)} first; nothing was written." if lacking else ""


def missing_columns(error: KitError) -> list[str]:
    """Return the columns that a file lacks, if that is all that an error says."""
    if any(issue.code != "K027" for issue in error.issues):
        return []
    return [issue.message.rsplit(" ", 1)[-1] for issue in error.issues]


def place_of(key: str) -> str:
    """Return what a kept win is called in a sentence; a derived id is nobody's name for it."""
    return "a row of wins.csv" if key.startswith("~") else key


def add_without(workspace: Workspace, values: dict[str, object], optional: tuple[str, ...]) -> str:
    """Add a win and return its id; optional fields for which the file has no column stay out.

    Raises:
        KitError: with every other reason.

    """
    try:
        return workspace.add("wins", values)
    except KitError as error:
        lacking = missing_columns(error)
        if not lacking or not set(lacking) <= set(optional):
            raise
    return workspace.add("wins", {name: value for name, value in values.items() if name not in lacking})


ABOUT = "The day is the middle of the month: correct it if you know better."
ORIGIN, ABOUT_ORIGIN = "looking back", "looking back, about this day"
ALL_DONE = "All twelve months are looked at. Choose a month above to add to it."


class LookingBack:
    """The last year month by month, newest first, with questions that help to remember.

    Where one goes on follows from the log: the newest month without a win that was not left out. Months that were left
    out are remembered in the workspace's private folder.

    Args:
        workspace: whose log the wins enter.
        kept: called after a win was kept, and after it was taken back.
    """

    def __init__(self, workspace: Workspace, kept: Callable[[], None] | None = None) -> None:
        self._workspace, self._kept = workspace, kept
        self._asked, self._filling = 0, False
        self._done: list[tuple[str, str]] = []  # what can be taken back: "win" and its id, or "month" and its name
        self.month = ipywidgets.Dropdown(description="month", style=STYLE, layout=ipywidgets.Layout(width="320px"))
        self.prompt = ipywidgets.HTML()
        self.telling = Telling()
        self.keep = ipywidgets.Button(description="Keep", button_style="primary", tooltip="Put this win into your log")
        self.next = ipywidgets.Button(description="Another question", tooltip="Ask something else about this month")
        self.skip = ipywidgets.Button(description="Next month", tooltip="Go on to the next month that has no win yet")
        self.undo = ipywidgets.Button(description="Undo", tooltip="Take back what was kept or left out last")
        self.status = ipywidgets.HTML()
        self.progress = ipywidgets.HTML()
        fields = card(self.telling.box, ipywidgets.HBox([self.keep, self.next, self.skip, self.undo]))
        self.telling.box.layout.width = "100%"
        fields.layout.border, fields.layout.padding = "none", "0"
        self.box = panel(self.month, self.prompt, fields, self.status, self.progress)
        self.refresh()
        self.go(self.plan.next or 0)
        self.month.observe(self.chosen, names="value")
        for button, pressed in (
            (self.keep, self.pressed_keep),
            (self.next, self.pressed_next),
            (self.skip, self.pressed_skip),
            (self.undo, self.pressed_undo),
        ):
            button.on_click(pressed)

    @property
    def step(self) -> Step:
        """The month that is shown."""
        return self.plan.steps[self.place]

    @property
    def asked(self) -> str:
        """The question that is shown."""
        return self.step.prompts[self._asked % len(self.step.prompts)]

    @property
    def words(self) -> str:
        """What is shown, in sentences."""
        done = "" if self.plan.next is not None else f" {ALL_DONE}"
        return f"{self.step.name}: {self.asked}\n{self.plan.words}{done}"

    def refresh(self) -> None:
        """Take the log as it is now; the month that is shown stays."""
        self.plan = _plan(self._workspace)
        self.progress.value = paragraph(self.plan.words + ("" if self.plan.next is not None else f" {ALL_DONE}"))
        shown, self._filling = self.month.value, True  # new options put the list back to its first line
        self.month.options = [(_option(step), place) for place, step in enumerate(self.plan.steps)]
        self.month.value = shown or 0
        self._filling = False
        self.undo.layout.display = None if self._done else "none"

    def go(self, place: int) -> None:
        """Show a month with its first question and empty fields."""
        self.place, self._asked = place, 0
        self.month.value = place
        self.telling.write(self.plan.day_in(place))
        self._show()

    def chosen(self, _change: object = None) -> None:
        """Show the month of the list."""
        if not self._filling and self.month.value != self.place:
            self.go(self.month.value)

    def _show(self) -> None:
        hint = word_list("looking_back")["hint"][0]
        asked = (
            f'<p aria-live="polite" style="line-height:1.5;font-size:16px;margin:6px 0">{self.step.name}:'
            f" <b>{escape(self.asked)}</b></p>"
        )
        self.prompt.value = asked + paragraph(f"{hint} {ABOUT}")

    def pressed_next(self, _button: object = None) -> None:
        """Ask the next question about the same month."""
        self._asked += 1
        self._show()

    def pressed_keep(self, _button: object = None) -> None:
        """Put the win into the log, or say why not and leave it as it was typed."""
        if missing := self.telling.missing():
            self.status.value = alert(missing)
            return
        about = self.telling.day.value == self.plan.day_in(self.place)
        try:
            key = add_without(
                self._workspace, self.telling.values | {"origin": ABOUT_ORIGIN if about else ORIGIN}, ("origin",)
            )
        except KitError as error:
            self.status.value = alert(f"{error.sentence} Nothing was written; what you typed is still here.")
            return
        self._done.append(("win", key))
        self._told(
            f"Kept as {place_of(key)}. The next question about {self.step.name} is above; or go on to the next month."
        )
        self.telling.write(self.plan.day_in(self.place))
        self.pressed_next()
        self._changed()

    def pressed_skip(self, _button: object = None) -> None:
        """Go on to the next month without a win; the one that is left without one is remembered as looked at."""
        if not self.step.done:
            try:
                remember(self._workspace.path, SKIPPED, add=[_mark(self.step)])
            except KitError as error:
                self.status.value = alert(error.sentence)
                return
            self._done.append(("month", _mark(self.step)))
            self.refresh()
        older = (place for place, step in enumerate(self.plan.steps) if place > self.place and not step.done)
        place = next(older, self.plan.next)
        self.status.value = paragraph(ALL_DONE) if place is None else ""
        if place is not None:
            self.go(place)

    def pressed_undo(self, _button: object = None) -> None:
        """Take back what was kept or left out last, that and nothing else."""
        kind, name = self._done[-1] if self._done else ("", "")
        try:
            if kind == "win":
                self._workspace.delete("wins", name)
            elif kind == "month":
                remember(self._workspace.path, SKIPPED, drop=[name])
        except KitError as error:
            if any(issue.code in GONE for issue in error.issues):
                self._done.pop()
            self.refresh()
            self.status.value = alert(error.sentence)
            return
        if kind:
            self._done.pop()
        self._told(
            {"win": "Taken back: the win is gone again.", "month": "Taken back: the month is open again."}.get(
                kind, "Nothing to take back."
            )
        )
        if kind == "win":
            self._changed()

    def _told(self, words: str) -> None:
        self.refresh()
        self.status.value = paragraph(f"{words} {DEMO_NOTICE}" if self._workspace.is_demo else words)

    def _changed(self) -> None:
        if self._kept is not None:
            self._kept()

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.words)


def _plan(workspace: Workspace) -> LookingBackPlan:
    """Return the plan from the log and the months that were left out; a line that is no month says nothing."""
    months = [iso_day(f"{line}-01") for line in remembered(workspace.path, SKIPPED)]
    return looking_back(workspace.records, [month for month in months if month])


def _mark(step: Step) -> str:
    return f"{step.month:%Y-%m}"


def _option(step: Step) -> str:
    return (
        f"{step.name}: {counted(step.wins, 'win')}"
        if step.wins
        else f"{step.name}{': left out' if step.skipped else ''}"
    )
