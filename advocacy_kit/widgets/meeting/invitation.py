"""The invitation with its calendar file; the way where there is no meeting to be had.

And the record that the talk took place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

import ipywidgets

from advocacy_kit.conversation.facts import leading_wins
from advocacy_kit.conversation.meeting import Invitation, invitation, names_figure, told_in_the_talk, written_mail
from advocacy_kit.core.cells import plain
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import counted, day, short
from advocacy_kit.documents.asking import file_name, mail_text, meeting_event
from advocacy_kit.documents.files import save, save_calendar
from advocacy_kit.log.asks import AskRow
from advocacy_kit.log.followup import Facts, OwnStep, advance, has_open_step
from advocacy_kit.widgets.after.after_parts import shown_if
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.view import alert, card, paragraph, text, with_text
from advocacy_kit.widgets.meeting.ask_save_button import AskSaveButton
from advocacy_kit.widgets.meeting.ask_session import LATER, AskSession
from advocacy_kit.widgets.meeting.talk_day import When
from advocacy_kit.widgets.meeting.talk_text import TalkText

LEAD = (
    "The invitation as a mail: a plain subject, half an hour, no figure. Change what you like; beside it stands what"
    " would weaken it."
)
FIGURE = "Your figure stands in the invitation. It is said once, in the talk, after the value: leave it out here."
HEARD = ("written", "met", "yes", "not yet", "no")  # what the talk named is known from then on
WIDE = ipywidgets.Layout(width="560px")


class InvitationDraft:
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
        buttons = ipywidgets.HBox([self.keep.button, self.mail.anew, self.keep.undo])
        self.box = ipywidgets.VBox([self.mail.aside, self.mail.draft.box, self.figure, buttons, self.keep.status])
        self.mail.draft.field.observe(self.look, names="value")
        session.follow(self.refresh)
        when.follow(self.refresh)

    def refresh(self) -> None:
        """Show the invitation to the chosen day."""
        shown_if(self._session.ask is not None, self.keep.button)
        self.mail.refresh()
        self.look()

    def look(self, _change: object = None) -> None:
        """Say so where the figure stands in the invitation."""
        ask = self._session.ask
        named = ask is not None and names_figure(self.mail.draft.field.value, ask.figure)
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

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.mail.text)


class NoMeeting:
    """No meeting is to be had: the case goes out in writing, with a step of one's own and the day of the next try."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self.step = ipywidgets.Text(
            placeholder="what you do by yourself meanwhile", description="my own step", style=STYLE, layout=WIDE
        )
        self.first = ipywidgets.Text(
            placeholder="what you do first", description="it begins with", style=STYLE, layout=WIDE
        )
        self.by = ipywidgets.DatePicker(description="done by", style=STYLE)
        self.again = ipywidgets.DatePicker(description="the next try on", style=STYLE)
        self.mail = TalkText(session, self._words, self._lead, height="290px")
        self.keep = AskSaveButton(
            session,
            "Put it in writing",
            "Note it in asks.csv and steps.csv, and write the mail into documents",
            self._changes,
            self._files,
        )
        self.save = ipywidgets.Button(
            description="Save this mail", tooltip="Write the mail as it stands into documents"
        )
        self.saved = ipywidgets.HTML()
        self.save.on_click(self.pressed_save)
        self.again.observe(self.moved, names="value")
        fields = card(self.step, self.first, self.by, self.again)
        buttons = ipywidgets.HBox([self.keep.button, self.save, self.mail.anew, self.keep.undo])
        inner = ipywidgets.VBox([fields, self.mail.aside, self.mail.draft.box, buttons, self.keep.status, self.saved])
        self.box = ipywidgets.Accordion([inner], titles=("There is no meeting to be had",), selected_index=None)
        session.follow(self.refresh)

    def refresh(self) -> None:
        """Show the mail that takes the meeting's place, with the steps that are on record."""
        self.mail.refresh()

    def moved(self, _change: object = None) -> None:
        """Let the mail name the day that is chosen now."""
        self.refresh()

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
        given = self.step.value.strip() or self.first.value.strip() or self.by.value is not None
        steps = (OwnStep(self.step.value, self.first.value, self.by.value),) if given else ()
        return advance(
            self._session.records, self._session.key, "written", Facts(next_date=self.again.value, steps=steps)
        )

    def _files(self, _keys: Sequence[str]) -> str:
        for field in (self.step, self.first):
            field.value = ""
        self.by.value = None
        ask = self._session.ask
        until = f" the next try is on {day(ask.next_date)}." if ask is not None else ""
        return f"Written: {self._write()}. The case goes out in writing;{until}"

    def _write(self) -> str:
        return save(
            self._session.workspace,
            {file_name(self._session.key, "in_writing.txt"): self.mail.leaving},
            to=self._session.listener,
        ).words

    def pressed_save(self, _button: object = None) -> None:
        """Write the mail as it stands, or say why not."""
        try:
            words = self._session.told(f"Written: {self._write()}.")
        except KitError as error:
            self.saved.value = alert(error.sentence)
            return
        self.saved.value = paragraph(words)

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, f"No meeting to be had: {self.mail.text}")


class Met:
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
        session.follow(self.refresh)

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

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        days = [day(field.value) if field.value else "…" for field in (self.on, self.due)]
        said = f"We talked on {days[0]}; the answer is due on {days[1]}" if self._session.ask is not None else ""
        return with_text(self.box, f"{said}\n{self.note.text}".strip())


def _noted(ask: AskRow | None, words: str) -> str:
    """Return the ask's note with one more remark behind it."""
    before = ask.note.strip() if ask is not None else ""
    return f"{before}; {words}" if before else words
