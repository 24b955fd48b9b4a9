"""When to ask: proposed days and days to avoid, each with its reasons; and whether to press again or bide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time

import ipywidgets
import pandas as pd

from advocacy_kit.conversation.facts import masked
from advocacy_kit.conversation.meeting import MINUTES
from advocacy_kit.conversation.pressing import press_or_bide
from advocacy_kit.conversation.timing import day_words, days_to_avoid, good_days, meeting_days
from advocacy_kit.core.cells import plain
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import day, short
from advocacy_kit.log.asks import rounds_of
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.view import Note, alert, asked, card, joined, paragraph, table, text, with_text
from advocacy_kit.widgets.meeting.ask_session import BEFORE, AskSession, unbroken
from advocacy_kit.workspace.own_calendar import OWN_CALENDAR, OwnCalendar, own_calendar

WEEKS = 6
NEWS = 5  # wins that are named
NONE_GIVEN = (
    f"Put your own calendar into the workspace as {OWN_CALENDAR} (exported from your calendar), and full days, leave"
    " and one-on-ones count too."
)
FIRST_TIME = "This is the first time: nothing was refused, so there is nothing to wait for."


class When:
    """The days of the coming weeks, and the day and the time that are chosen."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self._for: str | None = ""  # before the first look nothing is chosen
        self.listed, self.chosen = ipywidgets.HTML(), ipywidgets.HTML()
        self.proposed = ipywidgets.Dropdown(
            description="proposed", style=STYLE, layout=ipywidgets.Layout(width="300px")
        )
        self.day = ipywidgets.DatePicker(description="or another day", style=STYLE)
        hours = [time(hour, minute) for hour in range(7, 19) for minute in (0, 30)]
        self.at = ipywidgets.Dropdown(
            options=[(f"{at:%H:%M}", at) for at in hours], value=time(10), description="at", style=STYLE
        )
        length = ipywidgets.Label(f"for {MINUTES} minutes")
        self.box = ipywidgets.VBox([self.listed, card(self.proposed, self.day, self.at, length), self.chosen])
        self._followers: list[Callable[[], None]] = []
        self.proposed.observe(self.taken, names="value")
        session.follow(self.refresh)
        for control in (self.day, self.at):
            control.observe(self.moved, names="value")

    def refresh(self) -> None:
        """Show the days for the listener of the chosen ask; a day that was chosen stays chosen."""
        session, ask = self._session, self._session.ask
        person = ask.to if ask is not None else ""
        trouble = ""
        try:
            self.calendar = own_calendar(session.workspace, person)
        except KitError as error:  # without it the other reasons still count
            self.calendar, trouble = OwnCalendar(), error.sentence
        self.days = meeting_days(session.records, self.calendar.entries, weeks=WEEKS, person=person)
        said = self.calendar.words if self.calendar.entries or self.calendar.unread else NONE_GIVEN
        shown = _tables(self.days)
        self.note = joined(shown, text(said) if not trouble else Note(alert(trouble), trouble))
        self.listed.value = self.note.html
        good = [when for when, _ in good_days(self.days).days]
        options = [("choose one", ""), *((f"{when:%A}, {day(when)}", when) for when in good)]
        if list(self.proposed.options) != options:
            self.proposed.options, self.proposed.value = options, ""
        fresh = session.choice.value != self._for
        self._for = session.choice.value
        if fresh:
            planned = ask.next_date if ask is not None and ask.known_state == "invited" else None
            self.day.value = planned or next(iter(good), None)
        self.day_chosen()

    def taken(self, _change: object = None) -> None:
        """Take a proposed day, at the time of the one-on-one if there is one."""
        if not self.proposed.value:
            return
        met = [
            entry
            for entry in self.calendar.entries
            if entry.day == self.proposed.value and entry.one_on_one and entry.clock
        ]
        clocks = dict(self.at.options)
        if met and met[0].clock in clocks:
            self.at.value = clocks[met[0].clock]
        self.day.value = self.proposed.value

    def moved(self, _change: object = None) -> None:
        """Say what speaks for the day that is chosen now, and let everything that names it follow."""
        self.day_chosen()
        for follower in self._followers:
            follower()

    def follow(self, part: Callable[[], None]) -> None:
        """Call a part of the page whenever another day or time is chosen."""
        self._followers.append(part)

    def day_chosen(self) -> None:
        """Say what speaks for the chosen day, or against it."""
        found = day_words(self.days, self.day.value, self._session.records.today)
        self.said, self._session.day = found.words, self.day.value
        self.chosen.value = alert(found.words) if found.against else paragraph(found.words)

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, f"{self.note.text}\n{self.said}")


class Pressing:
    """Whether to take an ask up again now: what is new to the one who decides, and what still speaks against it."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self.box = ipywidgets.HTML()
        session.follow(self.refresh)

    def refresh(self) -> None:
        """Show what speaks for pressing and for biding."""
        try:
            self.note = self._note()
        except KitError as error:
            self.note = Note(asked(error), error.sentence)
        self.box.value = self.note.html

    def _note(self) -> Note:
        session = self._session
        key, ask = session.key, session.ask
        if ask is not None and ask.known_state in BEFORE and len(rounds_of(session.records, key)) == 1:
            return text(FIRST_TIME)
        found, money = (
            press_or_bide(session.records, key),
            (ask.money(session.records) if ask is not None else session.records.money),
        )
        lead = "Press: take it up again now." if found.verdict == "press" else "Bide: wait with it."
        reasons = [("for it", words) for words in found.for_it] + [("against it", words) for words in found.against]
        news = [
            (unbroken(day(row.date.date())), short(masked(plain(row.win), money), 90), row.why)
            for row in found.new.head(NEWS).itertuples()
        ]
        parts = [text(lead), table(reasons, ("speaks", "what"))]
        if found.blocker:
            parts.append(text(f"What stood in the way last time: {found.blocker}."))
        if news:
            parts.append(table(news, ("date", "what they may not know yet", "why it is new")))
        return joined(*parts)

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.note.text)


def _tables(days: pd.DataFrame) -> Note:
    """Return the best days, and the working days to avoid, with their reasons."""
    good, against = good_days(days), days_to_avoid(days)
    rows = [(unbroken(f"{when:%A}, {day(when)}"), own) for when, own in good.days]
    parts = [text(good.words)] if good.words else []
    parts += [table(rows, ("a good day", "because"))] if any(own for _, own in good.days) else []
    return joined(*parts, *([table(against, ("better not", "because"))] if against else []))
