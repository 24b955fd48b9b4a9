"""A win told in two fields and a day, with its one next question; and the last year told month by month."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape

import ipywidgets

from advocacy_kit.core.assets import word_list
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import counted, iso_day
from advocacy_kit.log.logging_habit import LookingBackPlan, Step, looking_back
from advocacy_kit.log.rungs import rungs
from advocacy_kit.widgets.base import (
    BESIDE,
    STYLE,
    Displayed,
    SaveButton,
    Signal,
    action,
    alert,
    card,
    panel,
    paragraph,
    shown_if,
    tried,
)
from advocacy_kit.workspace.gathering import SKIPPED, remember, remembered
from advocacy_kit.workspace.workspace import Receipt, Workspace

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


@dataclass(frozen=True)
class Answer:
    """What was answered last: how it is taken back, what is said then, and whether the log is another for it."""

    take_back: Callable[[], object]
    gone: str = "Taken back."
    wrote: bool = False


class OneByOne(Displayed, SaveButton):
    """Wins told one after another; each answer is taken back by itself, the last one first.

    Args:
        workspace: whose log the wins enter.
        signal: tells that the log changed; without one only the wins that are told here change it.
    """

    refused = "Nothing was written; what you typed is still here."

    def __init__(self, workspace: Workspace, signal: Signal | None = None) -> None:
        signal = signal or Signal()
        super().__init__(workspace, signal.changed)
        signal.connect(self.refresh, now=False)
        self.undo.tooltip = "Take back the last answer"
        self.answers: list[Answer] = []
        self.lacking: list[str] = []  # columns that the file lacked when a win was refused for that alone
        self.telling = Telling()
        self.telling.box.layout.width = "100%"

    @abstractmethod
    def refresh(self, _change: object = None) -> None:
        """Show what follows from the log as it is now."""

    def tell(self, values: Mapping[str, object], words: Callable[[str], str]) -> bool:
        """Put a win into the log, or say why not.

        Args:
            values: its fields.
            words: says that it was kept, from its id or from what stands for that.

        """

        def kept(receipt: Receipt) -> str:
            (key,) = receipt.ids
            return words("a row of wins.csv" if key.startswith("~") else key)  # nobody knows a derived id

        if missing := self.telling.missing():
            self.status.value = alert(missing)
            return False
        return self.keep(lambda: [Change("wins", values)], kept)

    def written(self) -> None:
        """Note how the win that was kept is taken back."""
        assert self._receipt is not None  # an answer is taken back by itself
        gone = Change("wins", None, *self._receipt.ids)
        back = partial(self._workspace.apply, [gone])
        self.answers.append(Answer(back, "Taken back: the win is gone again.", wrote=True))

    def refusal(self, error: KitError) -> str:
        """Return why nothing was written, as HTML, and note the columns that the file lacks if that is all."""
        only = all(issue.code == "K027" for issue in error.issues)
        self.lacking = [issue.message.rsplit(" ", 1)[-1] for issue in error.issues] if only else []
        return super().refusal(error)

    def answered(self, answer: Answer, words: str) -> None:
        """Note an answer that writes no row."""
        self.answers.append(answer)
        self.refresh()
        self.status.value = paragraph(words)

    def pressed_undo(self, _button: object = None) -> None:
        """Take back the last answer, that and nothing else."""
        if not self.answers:
            self.status.value = paragraph("Nothing to take back.")
            return
        answer, said = self.answers[-1], ""
        try:
            answer.take_back()
        except KitError as error:
            said = alert(error.sentence)
            if not any(issue.code in GONE for issue in error.issues):
                self.status.value = said
                return
        self.answers.pop()
        (self.after_write if answer.wrote and not said else self.refresh)()
        self.status.value = said or paragraph(answer.gone)


ABOUT = "The day is the middle of the month: correct it if you know better."
ORIGIN, ABOUT_ORIGIN = "looking back", "looking back, about this day"
ALL_DONE = "All twelve months are looked at. Choose a month above to add to it."


class LookingBack(OneByOne):
    """The last year month by month, newest first, with questions that help to remember.

    Where one goes on follows from the log: the newest month without a win that was not left out. Months that were left
    out are remembered in the workspace's private folder.
    """

    def __init__(self, workspace: Workspace, signal: Signal | None = None) -> None:
        super().__init__(workspace, signal)
        self._asked, self._filling = 0, False
        self.month = ipywidgets.Dropdown(description="month", style=STYLE, layout=ipywidgets.Layout(width="320px"))
        self.prompt, self.progress = ipywidgets.HTML(), ipywidgets.HTML()
        keep = action("Keep", "Put this win into your log", self.pressed_keep)
        another = action("Another question", "Ask something else about this month", self.pressed_next, "")
        skip = action("Next month", "Go on to the next month that has no win yet", self.pressed_skip, "")
        fields = card(self.telling.box, ipywidgets.HBox([keep, another, skip, self.undo]))
        fields.layout.border, fields.layout.padding = "none", "0"
        self.box = panel(self.month, self.prompt, fields, self.status, self.progress)
        self.refresh()
        self.go(self.plan.next or 0)
        self.month.observe(self.chosen, names="value")

    @property
    def step(self) -> Step:
        """The month that is shown."""
        return self.plan.steps[self.place]

    @property
    def asked(self) -> str:
        """The question that is shown."""
        return self.step.prompts[self._asked % len(self.step.prompts)]

    @property
    def text(self) -> str:
        """What is shown, in sentences."""
        return f"{self.step.name}: {self.asked}\n{self._progress}"

    @property
    def _progress(self) -> str:
        return self.plan.words if self.plan.next is not None else f"{self.plan.words} {ALL_DONE}"

    def refresh(self, _change: object = None) -> None:
        """Take the log as it is now; the month that is shown stays."""
        self.plan = _plan(self._workspace)
        self.progress.value = paragraph(self._progress)
        shown, self._filling = self.month.value, True  # new options put the list back to its first line
        self.month.options = [(_option(step), place) for place, step in enumerate(self.plan.steps)]
        self.month.value = shown or 0
        self._filling = False
        shown_if(self.answers, self.undo)

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
        about = self.telling.day.value == self.plan.day_in(self.place)
        values = self.telling.values
        with_origin = values | {"origin": ABOUT_ORIGIN if about else ORIGIN}
        if self.tell(with_origin, self._kept) or (self.lacking == ["origin"] and self.tell(values, self._kept)):
            self.telling.write(self.plan.day_in(self.place))
            self.pressed_next()

    def _kept(self, place: str) -> str:
        return f"Kept as {place}. The next question about {self.step.name} is above; or go on to the next month."

    def pressed_skip(self, _button: object = None) -> None:
        """Go on to the next month without a win; the one that is left without one is remembered as looked at."""
        folder, mark = self._workspace.path, f"{self.step.month:%Y-%m}"
        if not self.step.done:
            if not tried(self.status, lambda: remember(folder, SKIPPED, add=[mark])):
                return
            back = partial(remember, folder, SKIPPED, drop=[mark])
            self.answered(Answer(back, "Taken back: the month is open again."), "")
        older = (place for place, step in enumerate(self.plan.steps) if place > self.place and not step.done)
        place = next(older, self.plan.next)
        self.status.value = paragraph(ALL_DONE) if place is None else ""
        if place is not None:
            self.go(place)


def _plan(workspace: Workspace) -> LookingBackPlan:
    """Return the plan from the log and the months that were left out; a line that is no month says nothing."""
    months = [iso_day(f"{line}-01") for line in remembered(workspace.path, SKIPPED)]
    return looking_back(workspace.records, [month for month in months if month])


def _option(step: Step) -> str:
    return (
        f"{step.name}: {counted(step.wins, 'win')}"
        if step.wins
        else f"{step.name}{': left out' if step.skipped else ''}"
    )
