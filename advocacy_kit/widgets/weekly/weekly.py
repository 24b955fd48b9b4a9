"""The weekly five minutes: what changed, kept, told, and said aloud."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

import ipywidgets
import pandas as pd
from IPython.display import Javascript, display

from advocacy_kit.charts import draw_streak
from advocacy_kit.core.assets import word_list
from advocacy_kit.core.model import Records, as_day, counted, day
from advocacy_kit.core.page import Paragraph, Quote
from advocacy_kit.documents.files import save_calendar
from advocacy_kit.documents.reminders import FRIDAY, MONTHLY, reminders
from advocacy_kit.log.first_person import first_person, ranked, result
from advocacy_kit.log.highlight import Highlight, highlight, monday
from advocacy_kit.log.logging_habit import streak_finding
from advocacy_kit.log.periods import FEW_WINS, MINUTES_A_WIN
from advocacy_kit.log.rungs import last_rows
from advocacy_kit.log.sharing import first_name, manager_of, shareable
from advocacy_kit.raise_case.manager_page import next_date
from advocacy_kit.widgets.base import (
    STYLE,
    WIDTH,
    Displayed,
    FileButton,
    FollowingText,
    Note,
    PageState,
    Shown,
    action,
    blocks,
    card,
    joined,
    paragraph,
    people_names,
    picture,
    shown_if,
    table,
    text,
    watch,
)
from advocacy_kit.widgets.weekly.candidates import Candidates
from advocacy_kit.widgets.weekly.telling import LookingBack
from advocacy_kit.widgets.weekly.win_form import Later, TakenIn, WinEdit, WinForm
from advocacy_kit.workspace.workspace import DEMO_NOTICE, Workspace

COPIED = "Copied: paste it into your mail."
BY_HAND = "Your browser did not allow it. The text is selected now: press Ctrl+C, on a Mac Cmd+C."
EDITED = "These are your own words now; “Write anew” replaces them by the paragraph of the log."
# What is copied is what the page shows: the last keys may not have come to this program yet. The page itself says
# whether the
# browser did it, and nothing but the text goes anywhere.
SCRIPT = """
const said = document.createElement("p");
said.setAttribute("role", "status");
element.replaceChildren(said);
requestAnimationFrame(() => {
  const field = said.closest(".jp-Cell")?.querySelector("textarea");
  const no = () => { said.textContent = %s; field?.select(); };
  if (!navigator.clipboard) { no(); return; }
  navigator.clipboard.writeText(field?.value ?? %s).then(() => { said.textContent = %s; }, no);
});
"""


class HighlightText(Displayed):
    """The paragraph of the week; it follows the log until the user has changed it.

    Args:
        page: whose log, and whether its amounts are hidden.

    """

    def __init__(self, page: PageState) -> None:
        self._page, self.hide = page, page.hide
        self.about = ipywidgets.Dropdown(
            options=[("this week", False), ("the last two weeks", True)], description="about", style=STYLE
        )
        self.reader = ipywidgets.Dropdown(
            options=[("anybody", ""), *people_names(page.records.people)], description="for", style=STYLE
        )
        self.draft = FollowingText(self._show, height="150px")
        self.copy = action("Copy", "Copy the text, to paste it into a mail", self.pressed_copy)
        self.anew = self.draft.rewrite
        self.notes, self.out = ipywidgets.HTML(), ipywidgets.Output()
        buttons = ipywidgets.HBox([self.copy, self.anew])
        controls = card(self.about, self.reader, self.hide)
        self.box = ipywidgets.VBox([self.notes, self.draft.box, buttons, self.out, controls])
        page.connect(self.refresh)
        watch(self.refresh, self.about, self.reader)

    @property
    def edited(self) -> bool:
        """Whether the text is no longer what the log wrote."""
        return self.draft.edited

    def refresh(self, _change: object = None) -> None:
        """Write what the log says now, unless the user has changed the text."""
        self.found: Highlight = highlight(self._page.records, person=self.reader.value, wide=self.about.value)
        self.draft.follow(self.found.text)
        self._show()

    def _show(self) -> None:
        # the user's own words may name figures: they are put away with them, and come back
        shown_if(not (self._page.hidden and self.edited), self.draft.box)
        question = (
            f"To make it stronger: {self.found.question}"
            if self.found.text and self.found.question
            else self.found.question or ""
        )
        said = [*self.found.notes, *([EDITED] if self.edited else [question] if question else [])]
        self.say(self.notes, joined(*(text(sentence) for sentence in said)))

    def pressed_copy(self, _button: object = None) -> None:
        """Let the browser copy the text, and let the page say whether it did."""
        words = (json.dumps(words) for words in (BY_HAND, self.draft.field.value, COPIED))
        self.out.clear_output()
        with self.out:
            display(Javascript(SCRIPT % tuple(words)))  # type: ignore[no-untyped-call]  # IPython comes without types

    @property
    def text(self) -> str:
        """What is said of it, the text, and the remarks on its wording."""
        return "\n".join(filter(None, (self.note.text, self.draft.field.value, self.draft.note.text)))


LATE = timedelta(days=91)


@dataclass(frozen=True, repr=False)
class Script:
    """A script: its `key` in `data/words/scripts.toml`, title, when it is said, its lines.

    And why it is this one's turn.
    """

    key: str
    title: str
    when: str
    lines: tuple[str, ...]
    why: str

    def __repr__(self) -> str:
        return f"<Script {self.key}>"


def script_keys() -> tuple[str, ...]:
    """Return the keys of all scripts in the order in which they come up."""
    return tuple(key for key in word_list("scripts") if not key.startswith("fill_"))


def script(records: Records, key: str, why: str = "") -> Script:
    """Return a script with the person's facts: the strongest win of the last quarter that the manager may see.

    No amount of money is in it but what the person wrote into the win's own words; where a fact is missing, a prompt in
    square brackets stands in its place.
    """
    title, when, *lines = word_list("scripts")[key]
    facts = _facts(records)
    return Script(key, title, when, tuple(line.format(**facts) for line in lines), why)


def script_of_the_week(records: Records, week: date | str | None = None) -> Script:
    """Return the script of a week: one that was never practised, or else not for longest.

    By practice.csv before that week.

    Among equals they take turns by the week, so that the same week always has the same script.

    Args:
        records: the person's tables.
        week: any day of the week; default: today's.

    Raises:
        KitError: if `week` is no date.
    """
    start = monday(records.today if week is None else as_day(week))
    keys = script_keys()
    first = start.toordinal() // 7 % len(keys)
    turn = (*keys[first:], *keys[:first])
    practised = _practised(records, start)
    if not practised:
        return script(records, turn[0], "It is this week's turn.")
    key = min(turn, key=lambda name: practised.get(name, date.min))  # the first of equals
    last = practised.get(key)
    return script(
        records,
        key,
        (
            f"You last practised it on {day(last)}: longer ago than any other."
            if last
            else "You have not practised it yet."
        ),
    )


def _practised(records: Records, before: date) -> dict[str, date]:
    """Return the last day on which each script was practised, by key; practice.csv names it by its key or its title."""
    rows = records.practice
    rows = rows[rows["date"] < pd.Timestamp(before)]
    lists = word_list("scripts")
    keys = {name.casefold(): key for key in script_keys() for name in (key, key.replace("_", " "), lists[key][0])}
    found = rows.assign(key=rows["script"].str.strip().str.casefold().map(keys)).dropna(subset=["key"])
    return {str(key): last.date() for key, last in found.groupby("key")["date"].max().items()}


def _facts(records: Records) -> dict[str, str]:
    manager = manager_of(records)
    told = shareable(records, manager)
    wins = told.wins
    wins = wins[(wins["date"] > pd.Timestamp(records.today - LATE)) & (wins["date"] <= pd.Timestamp(records.today))]
    best = ranked(told, wins).head(1)
    facts = {"did": "", "changed": "", "manager": first_name(records, manager), "by": day(next_date(records))}
    for _, row in best.iterrows():
        facts |= {"did": first_person(row["win"]), "changed": result(row, row["impact"])}
    fills = word_list("scripts")
    return {name: fact or fills[f"fill_{name}"][0] for name, fact in facts.items()}


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
        watch(self.changed, *controls)

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
        self.say(self.lead, text(f"{REMIND} They begin on {first}. {why}".strip()))

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
