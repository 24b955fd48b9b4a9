"""The weekly five minutes: what changed, kept, told, and said aloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time
from html import escape

import ipywidgets

from advocacy_kit.charts import draw_streak
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import counted, day
from advocacy_kit.documents.files import save_calendar
from advocacy_kit.documents.reminders import FRIDAY, MONTHLY, reminders
from advocacy_kit.log.logging_habit import streak_finding
from advocacy_kit.log.periods import FEW_WINS, MINUTES_A_WIN
from advocacy_kit.log.rungs import last_rows
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.view import WIDTH, Note, Shown, alert, card, paragraph, picture, table, text, with_text
from advocacy_kit.widgets.weekly.candidates import Candidates
from advocacy_kit.widgets.weekly.highlight_page import HighlightText, script_of_the_week
from advocacy_kit.widgets.weekly.telling import LookingBack
from advocacy_kit.widgets.weekly.win_form import Later, TakenIn, WinEdit, WinForm
from advocacy_kit.workspace.workspace import DEMO_NOTICE, Workspace

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REMIND = "Two reminders for your calendar. They name neither pay nor this kit: a shared screen may show them."
HEAD = ("date", "what you did", "what changed", "the next question")


class FirstHour:
    """Looking back over a year: open, with the reason, while the log is nearly empty.

    Otherwise folded into one line.
    """

    def __init__(self, workspace: Workspace, kept: Callable[[], None]) -> None:
        self._workspace = workspace
        self.view = LookingBack(workspace, kept)
        self.lead = ipywidgets.HTML()
        self.open = len(workspace.records.wins) < FEW_WINS
        self.box: ipywidgets.Widget = (
            ipywidgets.VBox([self.lead, self.view.box]) if self.open else ipywidgets.Accordion([self.view.box])
        )
        self.box.layout.max_width = None if self.open else f"{WIDTH}px"
        self._tell()

    def refresh(self) -> None:
        """Count the wins that are in the log by now; it stays open or folded, and what is typed stays."""
        self.view.refresh()
        self._tell()

    def _tell(self) -> None:
        wins = len(self._workspace.records.wins)
        if wins < FEW_WINS:
            self.words = (
                f"Your log has {counted(wins, 'win', spelled=True)}, and a year has more than that. What is worth most"
                f" now: about {-(-MINUTES_A_WIN * (FEW_WINS - wins) // 5) * 5} minutes here, month by month, with"
                " questions that help to remember. Below ten wins no page of this kit can say much."
            )
        else:
            self.words = (
                f"Look back over the last year, month by month (your log has {counted(wins, 'win')}, so you need not)"
            )
        self.lead.value = paragraph(self.words)
        if not self.open:
            self.box.titles = (self.words,)

    def _repr_mimebundle_(self, **kwargs: object) -> Mapping[str, object]:
        inner = [str(self.view._repr_mimebundle_(**kwargs)["text/plain"])] if self.open else []
        return with_text(self.box, "\n".join([self.words, *inner]))


class Reminders:
    """A weekly and a monthly reminder as a calendar file."""

    def __init__(self, workspace: Workspace, saved: Callable[[], None]) -> None:
        self._workspace, self._saved = workspace, saved
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
        self.save = ipywidgets.Button(
            description="Save reminders", button_style="primary", tooltip="Write documents/reminders.ics"
        )
        self.lead, self.status = ipywidgets.HTML(), ipywidgets.HTML()
        controls = (self.weekday, self.at, self.month_day)
        self.box = ipywidgets.VBox([self.lead, card(*controls), self.save, self.status])
        self.written = ""
        self.changed()
        for control in controls:
            control.observe(self.changed, names="value")
        self.save.on_click(self.pressed_save)

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
        self.words = f"{REMIND} They begin on {first}. {why}".strip()
        self.lead.value = paragraph(self.words)

    def pressed_save(self, _button: object = None) -> None:
        """Write the calendar file, or say why not."""
        try:
            self.written = save_calendar(self._workspace, "reminders.ics", self.events).words
        except KitError as error:
            self.status.value = alert(error.sentence)
            return
        demo = f" {DEMO_NOTICE}" if self._workspace.is_demo else ""
        self.status.value = paragraph(
            f"Written: {self.written}. Open it with your calendar; saving again updates both, and never doubles"
            f" them.{demo}"
        )
        self._saved()

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.words)


class Weekly:
    """All parts of the weekly notebook of one person; whatever one of them keeps, the others show.

    Args:
        workspace: the person's tables, read and written.

    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._before = {name: len(workspace.table(name)) for name in ("wins", "outcomes")}
        self.last = Shown(self._last)
        self.streak = Shown(self._streak)
        self.script = Shown(self._script)
        self.highlight = HighlightText(workspace)
        self.inbox = TakenIn(workspace, lambda: self.kept("inbox"))
        self.looking_back = FirstHour(workspace, lambda: self.kept("looking_back"))
        self.candidates = Candidates(workspace, lambda: self.kept("candidates"))
        self.win = WinForm(workspace, lambda: self.kept("win"))
        self.edit = WinEdit(workspace, lambda: self.kept("edit"))
        self.later = Later(workspace, self.refresh)
        self.later.ids.on_click(lambda _button: self.kept("ids"))
        self.highlight.hide.observe(self.hidden, names="value")
        self.reminders = Reminders(workspace, self.refresh)
        self.saved = Shown(self._saved)

    def kept(self, part: str) -> None:
        """Show what the log says after one part wrote to it.

        What another part wrote before is no longer the last write.
        """
        for name, undo in (("inbox", self.inbox.undo), ("win", self.win.form.undo), ("edit", self.edit.form.undo)):
            if name != part:
                undo.layout.display = "none"
        self.refresh()

    def refresh(self) -> None:
        """Show what the log says now."""
        for shown in (
            self.looking_back,
            self.last,
            self.streak,
            self.script,
            self.highlight,
            self.edit,
            self.later,
            self.saved,
        ):
            shown.refresh()

    def hidden(self, _change: object = None) -> None:
        """Hide the worth of the chosen win with the other amounts of the page."""
        self.edit.form.hide(hidden=bool(self.highlight.hide.value))

    def _last(self) -> Note:
        rows = last_rows(self._workspace.records)
        return (
            table(rows, HEAD)
            if rows
            else text("Nothing is logged yet. Once there is a win, it stands here and can be changed.")
        )

    def _streak(self) -> Note:
        finding = streak_finding(self._workspace.records)
        drawn = picture(draw_streak(finding), finding)
        return Note(drawn.html + paragraph(finding.answer), f"{drawn.text}\n{finding.answer}")

    def _script(self) -> Note:
        said = script_of_the_week(self._workspace.records)
        lead = f"{said.title}. {said.when} {said.why}"
        style = (
            f"max-width:{WIDTH - 60}px;margin:4px 0 4px 12px;padding:2px 14px;border-left:4px solid"
            " #3c9a8f;font-size:16px;line-height:1.6"
        )
        lines = "".join(f"<p style='margin:6px 0'>{escape(line)}</p>" for line in said.lines)
        aloud = "Say it aloud once, standing up. Half a minute is enough."
        return Note(
            paragraph(lead) + f'<div style="{style}">{lines}</div>' + paragraph(aloud),
            "\n".join([lead, *said.lines, aloud]),
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
        words = f"{words} {kept}".strip()
        return Note(paragraph(words), words)
