"""When to ask: proposed days and days to avoid, each with its reasons; and whether to press again or bide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import ipywidgets
import pandas as pd

from advocacy_kit.conversation.facts import leading_wins, masked
from advocacy_kit.conversation.meeting import (
    MINUTES,
    Invitation,
    invitation,
    names_figure,
    told_in_the_talk,
    written_mail,
)
from advocacy_kit.conversation.pressing import press_or_bide
from advocacy_kit.conversation.timing import day_words, days_to_avoid, good_days, meeting_days
from advocacy_kit.core.cells import plain
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import counted, day, short
from advocacy_kit.documents.asking import file_name, mail_text, meeting_event
from advocacy_kit.documents.files import save, save_calendar
from advocacy_kit.log.asks import AskRow, rounds_of
from advocacy_kit.log.followup import Facts, advance, has_open_step
from advocacy_kit.widgets.base import (
    STYLE,
    Displayed,
    Fields,
    FileButton,
    Note,
    Shown,
    Signal,
    alert,
    card,
    joined,
    panel,
    paragraph,
    shown_if,
    table,
    text,
    watch,
)
from advocacy_kit.widgets.meeting.ask_session import (
    BEFORE,
    LATER,
    STEP,
    AskSaveButton,
    AskSession,
    TalkText,
    own_steps,
    unbroken,
)
from advocacy_kit.workspace.own_calendar import OWN_CALENDAR, OwnCalendar, own_calendar

LEAD = (
    "The invitation as a mail: a plain subject, half an hour, no figure. Change what you like; beside it stands what"
    " would weaken it."
)
FIGURE = "Your figure stands in the invitation. It is said once, in the talk, after the value: leave it out here."
HEARD = ("written", "met", "yes", "not yet", "no")  # what the talk named is known from then on
WEEKS = 6
NEWS = 5  # wins that are named
NONE_GIVEN = (
    f"Put your own calendar into the workspace as {OWN_CALENDAR} (exported from your calendar), and full days, leave"
    " and one-on-ones count too."
)
FIRST_TIME = "This is the first time: nothing was refused, so there is nothing to wait for."


class When(Displayed, Signal):
    """The days of the coming weeks, and the day and the time that are chosen."""

    def __init__(self, session: AskSession) -> None:
        super().__init__()
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
        self.proposed.observe(self.taken, names="value")
        self.connect(self.day_chosen, now=False)
        session.connect(self.refresh)
        watch(self.changed, self.day, self.at)

    def refresh(self) -> None:
        """Show the days for the listener of the chosen ask; a day that was chosen stays chosen."""
        with self.together():
            self._offer()

    def _offer(self) -> None:
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
        self.say(self.listed, joined(shown, text(said) if not trouble else Note(alert(trouble), trouble)))
        good = [when for when, _ in good_days(self.days).days]
        options = [("choose one", ""), *((f"{when:%A}, {day(when)}", when) for when in good)]
        if list(self.proposed.options) != options:
            self.proposed.options, self.proposed.value = options, ""
        fresh = session.choice.value != self._for
        self._for = session.choice.value
        if fresh:
            planned = ask.next_date if ask is not None and ask.known_state == "invited" else None
            self.day.value = planned or next(iter(good), None)

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
        with self.together():
            if met and met[0].clock in clocks:
                self.at.value = clocks[met[0].clock]
            self.day.value = self.proposed.value

    def day_chosen(self) -> None:
        """Say what speaks for the chosen day, or against it."""
        found = day_words(self.days, self.day.value, self._session.records.today)
        self.said, self._session.day = found.words, self.day.value
        self.chosen.value = alert(found.words) if found.against else paragraph(found.words)

    @property
    def text(self) -> str:
        """The days, and what speaks for the chosen one."""
        return f"{self.note.text}\n{self.said}"


class Pressing(Shown):
    """Whether to take an ask up again now: what is new to the one who decides, and what still speaks against it."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        super().__init__(self._note, session)

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


class InvitationDraft(Displayed):
    """The mail and the calendar file of the meeting.

    Keeping them makes the ask an invited one, or moves its meeting.
    """

    def __init__(self, session: AskSession, when: When) -> None:
        self._session, self._when = session, when
        self._kept: tuple[tuple[str, date, time | None], str] | None = None
        self.mail = TalkText(session, self._words, lambda: LEAD, height="290px")
        self.figure = ipywidgets.HTML()
        self.keep = AskSaveButton(
            session,
            "Save invitation",
            "Write the mail and the calendar file into documents, and note the meeting in asks.csv",
            self._changes,
            self._files,
        )
        buttons = ipywidgets.HBox([self.keep.button, self.mail.rewrite, self.keep.undo])
        self.box = ipywidgets.VBox([self.mail.aside, self.mail.draft.box, self.figure, buttons, self.keep.status])
        self.mail.field.observe(self.look, names="value")
        when.connect(self.refresh)

    def refresh(self) -> None:
        """Show the invitation to the chosen day."""
        shown_if(self._session.ask is not None, self.keep.button)
        self.mail.refresh()
        self.look()

    def look(self, _change: object = None) -> None:
        """Say so where the figure stands in the invitation."""
        ask = self._session.ask
        named = ask is not None and names_figure(self.mail.field.value, ask.figure)
        self.figure.value = alert(FIGURE) if named else ""

    def _invitation(self) -> Invitation:
        key = self._session.key
        if self._when.day.value is None:
            raise KitError.of("K098", "the invitation has no day", "Choose one above.", file="asks.csv")
        return invitation(self._session.records, key, self._when.day.value, self._when.at.value)

    def _words(self) -> str:
        """Return the invitation to the chosen day.

        Once it is kept it stays as it went out, for that day is no news any more.
        """
        invited = self._invitation()
        if self._kept is not None and self._kept[0] == (self._session.key, invited.day, invited.at):
            return self._kept[1]
        return mail_text(invited.mail)

    def _changes(self) -> Sequence[Change]:
        """Return the move to an invited ask; a workspace without a time zone is told so before anything is written."""
        invited = self._invitation()
        meeting_event(self._session.records, self._session.key, invited)
        changes = advance(self._session.records, self._session.key, "invited", Facts(next_date=invited.day))
        self._kept = (self._session.key, invited.day, invited.at), self.mail.draft.proposed
        return changes

    def _files(self, _keys: Sequence[str]) -> str:
        """Write the files, which are those of the day that was noted."""
        session, invited = self._session, self._invitation()
        calendar = save_calendar(
            session.workspace,
            file_name(session.key, "meeting.ics"),
            [meeting_event(session.records, session.key, invited)],
        )
        mail = save(
            session.workspace, {file_name(session.key, "invitation.txt"): self.mail.leaving}, to=session.listener
        )
        at = f" at {invited.at:%H:%M}" if invited.at is not None else ""
        return f"Written: {calendar.words} and {mail.words}. The ask is invited, the meeting on {day(invited.day)}{at}."

    @property
    def text(self) -> str:
        """The invitation, or why there is none."""
        return self.mail.text


class NoMeeting(Displayed):
    """No meeting is to be had: the case goes out in writing, with a step of one's own and the day of the next try."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self.step = Fields("steps", STEP)
        self.again = ipywidgets.DatePicker(description="the next try on", style=STYLE)
        self.mail = TalkText(session, self._words, self._lead, height="290px")
        self.keep = AskSaveButton(
            session,
            "Put it in writing",
            "Note it in asks.csv and steps.csv, and write the mail into documents",
            self._changes,
            self._files,
        )
        self.save = FileButton(
            "Save this mail", "Write the mail as it stands into documents", self._write, told=session.told, style=""
        )
        self.again.observe(self.refresh, names="value")
        buttons = ipywidgets.HBox([self.keep.button, self.save.button, self.mail.rewrite, self.keep.undo])
        written = (self.mail.aside, self.mail.draft.box, buttons, self.keep.status, self.save.status)
        inner = ipywidgets.VBox([panel(self.step.box, self.again), *written])
        self.box = ipywidgets.Accordion([inner], titles=("There is no meeting to be had",), selected_index=None)
        session.connect(self.refresh)

    def refresh(self, _change: object = None) -> None:
        """Show the mail that takes the meeting's place, with the day of the next try and the steps on record."""
        self.mail.refresh()

    def _lead(self) -> str:
        ask = self._session.ask
        noted = ask is not None and has_open_step(self._session.records, ask.id)
        more = "" if noted else " Your own step comes into it once it is noted."
        return f"The page of notebook 5 (documents/case.html) goes with this mail, and the next try has a day.{more}"

    def _words(self) -> str:
        key, ask = self._session.key, self._session.ask
        noted = ask is not None and ask.known_state == "written"  # then the next day on record is the next try
        by = self.again.value or (None if noted else self._session.answer.value)
        return mail_text(written_mail(self._session.dated(by), key))

    def _changes(self) -> Sequence[Change]:
        steps = own_steps(self.step)
        return advance(
            self._session.records, self._session.key, "written", Facts(next_date=self.again.value, steps=steps)
        )

    def _files(self, _keys: Sequence[str]) -> str:
        self.step.write()
        ask = self._session.ask
        until = f" the next try is on {day(ask.next_date)}." if ask is not None else ""
        return f"{self._write()} The case goes out in writing;{until}"

    def _write(self) -> str:
        session = self._session
        texts = {file_name(session.key, "in_writing.txt"): self.mail.leaving}
        return f"Written: {save(session.workspace, texts, to=session.listener).words}."

    @property
    def text(self) -> str:
        """The mail, or why there is none."""
        return f"No meeting to be had: {self.mail.text}"


class Met(Displayed):
    """The talk took place: its day is noted, the day on which the answer is due, and of which wins they have heard."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self.on = ipywidgets.DatePicker(value=session.records.today, description="we talked on", style=STYLE)
        self.due = ipywidgets.DatePicker(description="the answer is due on", style=STYLE)
        self.keep = AskSaveButton(
            session, "We talked", "Note in asks.csv that the talk took place", self._changes, self._said
        )
        self.heard = ipywidgets.HTML()
        self.told = AskSaveButton(
            session,
            "They heard of these",
            "Note in wins.csv that this person knows of them: the next time they are no news",
            lambda: told_in_the_talk(session.records, session.key),
            lambda keys: f"Noted in wins.csv for {counted(len(keys), 'win')}.",
        )
        self.days = card(self.on, self.due)
        parts = [self.days, ipywidgets.HBox([self.keep.button, self.keep.undo]), self.keep.status]
        self.box = ipywidgets.VBox(
            [*parts, self.heard, ipywidgets.HBox([self.told.button, self.told.undo]), self.told.status]
        )
        session.connect(self.refresh)

    def refresh(self) -> None:
        """Offer the day by which an answer is asked for; once they have heard of the wins, offer to note it."""
        session, ask = self._session, self._session.ask
        shown_if(ask is not None, self.days, self.keep.button)
        self.due.value = session.answer.value
        asked = ask is not None and ask.known_state in HEARD
        keys = [change.key for change in told_in_the_talk(session.records, session.key)] if asked else []
        wins = leading_wins(session.records, session.listener) if keys else None
        named = (
            []
            if wins is None
            else [short(plain(row["win"]), 90) for line, row in wins.iterrows() if {row["id"], str(line)} & set(keys)]
        )
        words = (
            f"The talk names these wins, and nothing says yet that they are known: “{'”, “'.join(named)}”."
            if named
            else ""
        )
        self.note = text(words if ask is not None else LATER)
        self.heard.value = self.note.html if self.note.text else ""
        shown_if(named, self.told.button)

    def _changes(self) -> Sequence[Change]:
        session, on = self._session, self.on.value
        key, ask = session.key, session.ask
        if on is None or on > session.records.today:
            given = "no day is given" if on is None else f"{day(on)} lies ahead"
            raise KitError.of(
                "K098", f"the talk cannot have taken place yet: {given}", "Name the day of the talk.", file="asks.csv"
            )
        return advance(
            session.records, key, "met", Facts(next_date=self.due.value, note=_noted(ask, f"met on {day(on)}"))
        )

    def _said(self, _keys: Sequence[str]) -> str:
        return "Noted. When the answer is there, go on in “What now?” (notebook 7)."

    @property
    def text(self) -> str:
        """The days, and which wins are not noted as told yet."""
        days = [day(field.value) if field.value else "…" for field in (self.on, self.due)]
        said = f"We talked on {days[0]}; the answer is due on {days[1]}" if self._session.ask is not None else ""
        return f"{said}\n{self.note.text}".strip()


def _noted(ask: AskRow | None, words: str) -> str:
    """Return the ask's note with one more remark behind it."""
    before = ask.note.strip() if ask is not None else ""
    return f"{before}; {words}" if before else words


def _tables(days: pd.DataFrame) -> Note:
    """Return the best days, and the working days to avoid, with their reasons."""
    good, against = good_days(days), days_to_avoid(days)
    rows = [(unbroken(f"{when:%A}, {day(when)}"), own) for when, own in good.days]
    parts = [text(good.words)] if good.words else []
    parts += [table(rows, ("a good day", "because"))] if any(own for _, own in good.days) else []
    return joined(*parts, *([table(against, ("better not", "because"))] if against else []))
