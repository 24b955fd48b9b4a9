"""The weekly five minutes: what changed, kept, told, and said aloud."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import ipywidgets

from advocacy_kit.charts import draw_streak
from advocacy_kit.core.model import counted, day
from advocacy_kit.core.page import Paragraph, Quote
from advocacy_kit.documents.files import save_calendar
from advocacy_kit.documents.reminders import FRIDAY, MONTHLY, reminders
from advocacy_kit.log.logging_habit import streak_finding
from advocacy_kit.log.periods import FEW_WINS, MINUTES_A_WIN
from advocacy_kit.log.rungs import last_rows
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.save_button import FileButton
from advocacy_kit.widgets.base.view import (
    WIDTH,
    Displayed,
    Note,
    PageState,
    Shown,
    blocks,
    card,
    joined,
    paragraph,
    picture,
    table,
    text,
)
from advocacy_kit.widgets.weekly.candidates import Candidates
from advocacy_kit.widgets.weekly.highlight_page import HighlightText, script_of_the_week
from advocacy_kit.widgets.weekly.telling import LookingBack
from advocacy_kit.widgets.weekly.win_form import Later, TakenIn, WinEdit, WinForm
from advocacy_kit.workspace.workspace import DEMO_NOTICE, Workspace

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REMIND = "Two reminders for your calendar. They name neither pay nor this kit: a shared screen may show them."
HEAD = ("date", "what you did", "what changed", "the next question")


class FirstHour(Displayed):
    """Looking back over a year: open, with the reason, while the log is nearly empty.

    Otherwise folded into one line.
    """

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        self._workspace = workspace
        self.view = LookingBack(workspace, page)
        self.lead = ipywidgets.HTML()
        self.open = len(workspace.records.wins) < FEW_WINS
        inner = [self.lead, self.view.box] if self.open else [self.view.box]
        self.box: ipywidgets.Widget = ipywidgets.VBox(inner) if self.open else ipywidgets.Accordion(inner)
        self.box.layout.max_width = None if self.open else f"{WIDTH}px"
        page.connect(self.refresh)

    def refresh(self) -> None:
        """Count the wins that are in the log by now; it stays open or folded, and what is typed stays."""
        wins = len(self._workspace.records.wins)
        minutes = -(-MINUTES_A_WIN * (FEW_WINS - wins) // 5) * 5
        self.words = (
            f"Your log has {counted(wins, 'win', spelled=True)}, and a year has more than that. What is worth most"
            f" now: about {minutes} minutes here, month by month, with questions that help to remember. Below ten wins"
            " no page of this kit can say much."
            if wins < FEW_WINS
            else f"Look back over the last year, month by month (your log has {counted(wins, 'win')}, so you need not)"
        )
        self.lead.value = paragraph(self.words)
        if not self.open:
            self.box.titles = (self.words,)

    @property
    def text(self) -> str:
        """What it says, and the first question while it is open."""
        return f"{self.words}\n{self.view.text}" if self.open else self.words


class Reminders(Displayed):
    """A weekly and a monthly reminder as a calendar file."""

    def __init__(self, workspace: Workspace, changed: Callable[[], None]) -> None:
        self._workspace, self._changed = workspace, changed
        self.weekday = ipywidgets.Dropdown(
            options=[(name, n) for n, name in enumerate(DAYS)], value=FRIDAY, description="every", style=STYLE
        )
        hours = [time(hour, minute) for hour in range(6, 22) for minute in (0, 30)]
        self.at = ipywidgets.Dropdown(
            options=[(f"{at:%H:%M}", at) for at in hours], value=time(15, 30), description="at", style=STYLE
        )
        self.month_day = ipywidgets.BoundedIntText(
            value=MONTHLY,
            min=1,
            max=28,
            description="and on day … of the month",
            style=STYLE,
            layout=ipywidgets.Layout(width="260px"),
        )
        self.file = FileButton("Save reminders", "Write documents/reminders.ics", self._write)
        self.save, self.status = self.file.button, self.file.status
        self.lead = ipywidgets.HTML()
        controls = (self.weekday, self.at, self.month_day)
        self.box = ipywidgets.VBox([self.lead, card(*controls), self.save, self.status])
        self.written = ""
        self.changed()
        for control in controls:
            control.observe(self.changed, names="value")

    def changed(self, _change: object = None) -> None:
        """Take the choices, and say when the reminders begin."""
        self.events, why = reminders(
            self._workspace.records, weekday=self.weekday.value, at=self.at.value, month_day=self.month_day.value
        )
        self.at.disabled = bool(why)
        first = ", then ".join(
            f"{event.start:%A} {day(event.start)} ({event.title[0].lower()}{event.title[1:]})"
            for event in sorted(self.events, key=lambda event: event.start.isoformat())
        )
        self.note = text(f"{REMIND} They begin on {first}. {why}".strip())
        self.lead.value = self.note.html

    def _write(self) -> str:
        self.written = save_calendar(self._workspace, "reminders.ics", self.events).words
        self._changed()
        said = (
            f"Written: {self.written}. Open it with your calendar; saving again updates both, and never doubles them."
        )
        return f"{said} {DEMO_NOTICE}" if self._workspace.is_demo else said


class Weekly:
    """All parts of the weekly notebook of one person; whatever one of them keeps, the others show.

    Args:
        workspace: the person's tables, read and written.

    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._before = {name: len(workspace.table(name)) for name in ("wins", "outcomes")}
        self.page = page = PageState(lambda: workspace.records)
        self.last = Shown(self._last, page)
        self.streak = Shown(self._streak, page)
        self.script = Shown(self._script, page)
        self.highlight = HighlightText(page)
        self.inbox = TakenIn(workspace, page.changed)
        self.looking_back = FirstHour(workspace, page)
        self.candidates = Candidates(workspace, page)
        self.win = WinForm(workspace, page.changed)
        self.edit = WinEdit(workspace, page)
        self.later = Later(workspace, page)
        self.reminders = Reminders(workspace, page.changed)
        wins = self.inbox, self.win.form, self.edit.form
        for writer in (*wins, self.looking_back.view, self.candidates):
            writer.rivals = wins
        self.later.rivals = wins
        page.connect(lambda: self.edit.form.hide(hidden=page.hidden), now=False)
        self.saved = Shown(self._saved, page)

    def _last(self) -> Note:
        rows = last_rows(self._workspace.records)
        return (
            table(rows, HEAD)
            if rows
            else text("Nothing is logged yet. Once there is a win, it stands here and can be changed.")
        )

    def _streak(self) -> Note:
        finding = streak_finding(self._workspace.records)
        return joined(picture(draw_streak(finding), finding), text(finding.answer))

    def _script(self) -> Note:
        said = script_of_the_week(self._workspace.records)
        return blocks(
            Paragraph((f"{said.title}. {said.when} {said.why}",)),
            Quote(said.lines),
            Paragraph(("Say it aloud once, standing up. Half a minute is enough.",)),
        )

    def _saved(self) -> Note:
        now = {name: len(self._workspace.table(name)) - count for name, count in self._before.items()}
        parts = [f"{counted(count, 'row')} more in {name}.csv" for name, count in now.items() if count > 0]
        parts += [self.reminders.written] if self.reminders.written else []
        words = (
            f"Kept so far: {', '.join(parts)}."
            if parts
            else "Nothing was written yet: “Save” under a form keeps a row, “Undo” takes it back."
        )
        kept = (
            DEMO_NOTICE
            if self._workspace.is_demo
            else f"It is in your folder {self._workspace.path.name}, and nowhere else."
            if parts
            else ""
        )
        return text(f"{words} {kept}".strip())
