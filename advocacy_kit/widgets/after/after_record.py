"""The record of an ask: what has been said and agreed so far, the answer, and the mail that confirms it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import ipywidgets
import pandas as pd

from advocacy_kit.conversation.facts import masked
from advocacy_kit.conversation.meeting import ANSWERED, confirming_mail
from advocacy_kit.core.cells import plain
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Money, Records, day
from advocacy_kit.documents.asking import file_name, mail_text
from advocacy_kit.documents.files import save
from advocacy_kit.log.asks import STATES, rounds_of
from advocacy_kit.log.followup import DEMANDED, NEXT, Facts, advance, amend
from advocacy_kit.log.sharing import name_of
from advocacy_kit.widgets.after.after_parts import lacking, shown_if, text_of
from advocacy_kit.widgets.base.controls import STYLE, line_of_text, offered
from advocacy_kit.widgets.base.view import Note, Shown, card, joined, table, text, with_text
from advocacy_kit.widgets.meeting.ask_save_button import AskSaveButton
from advocacy_kit.widgets.meeting.ask_session import LATER, AskSession, unbroken
from advocacy_kit.widgets.meeting.talk_text import TalkText

MOVES = ("invited", "met", "yes", "not yet", "no")  # those that are recorded here; the others have a part of their own
ANSWERS = ("yes", "not yet", "no")
MAIL = "confirmation.txt"
LEAD = "Send it within a day. What is confirmed in writing is remembered the same way by both."
NO_ANSWER = "the mail follows once the answer is recorded above"
RECORDED = "The answer is recorded."
BEFORE_THE_TALK = "The invitation and the talk itself are prepared in “How do I say it?” (notebook 6)."


class Chosen:
    """The ask that the page is about, and what is on record of it: rounds, ways to grant it, what was agreed."""

    def __init__(self, session: AskSession) -> None:
        self.session = session
        self.more = Shown(self._more, session.follow)
        self.box = ipywidgets.VBox([session.lead, self.more.box, card(session.choice, session.hide)])

    def _more(self) -> Note:
        session, ask = self.session, self.session.ask
        if ask is None:
            return Note("", "")
        records, money = session.records, ask.money(session.records)
        rounds, notes = rounds_of(records, ask.id), []
        for number, one in enumerate(rounds, 1):
            told = (
                [("answer", one.answer), ("what stands in the way", one.blocker)] if len(rounds) == 1 else []
            )  # several stand in a table
            said = "; ".join(
                f"{name}: {_plain(words, money)}" for name, words in [*told, ("agreed", one.agreed)] if plain(words)
            )
            if said:
                notes.append(text(f"Round {number}, {said}." if len(rounds) > 1 else f"{said[:1].upper()}{said[1:]}."))
        ways = records.options[records.options["ask_id"] == ask.id]
        rows = [
            (
                *(_plain(cell, money) for cell in (way["option"], way["cost"])),
                name_of(records, plain(way["owner"])),
                _plain(way["first_step"], money),
                unbroken(day(way["date"].date())) if pd.notna(way["date"]) else "",
            )
            for _, way in ways.iterrows()
        ]
        return joined(
            *notes, *([table(rows, ("a way to grant it", "cost", "who", "first step", "by"))] if rows else [])
        )

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        chosen = f"the ask: {self.session.choice.label}" if self.session.choice.value else ""
        return with_text(self.box, text_of(chosen, self.session.note.text, self.more.note.text))


class RecordAnswer:
    """The answer in their words, what stands in the way, and the next day; only moves that are legal are offered."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self.move = ipywidgets.Dropdown(
            description="what happened", style=STYLE, layout=ipywidgets.Layout(width="620px")
        )
        self.answer = line_of_text("their answer", "in their words, as you heard them")
        self.blocker = line_of_text("what stands in the way", "such as: the budget is closed until April")
        self.next = ipywidgets.DatePicker(
            description="spoken of again on", style=STYLE, tooltip="The day that was named; “soon” is none"
        )
        self.fields = {"answer": self.answer, "blocker": self.blocker, "next_date": self.next}
        self.note = Note("", "")
        self.said = ipywidgets.HTML()
        self.keep = AskSaveButton(session, "Record it", "Note it in asks.csv", self._changes, self._done)
        self.panel = ipywidgets.VBox([card(self.move, *self.fields.values())])
        buttons = ipywidgets.HBox([self.keep.button, self.keep.undo])
        self.box = ipywidgets.VBox([self.panel, self.said, buttons, self.keep.status])
        session.follow(self.refresh)
        for control in (self.move, *self.fields.values()):
            control.observe(self.changed, names="value")

    def refresh(self) -> None:
        """Offer the moves that are legal now."""
        ask = self._session.ask
        moves = [move for move in NEXT[ask.known_state] if move in MOVES] if ask is not None else []
        options = [(f"{move}: {STATES[move]}", move) for move in moves]
        offered(self.move, options)
        self.changed()

    def changed(self, _change: object = None) -> None:
        """Show the fields that the move needs, and name at once all that is missing."""
        move, ask = self.move.value, self._session.ask
        for name, field in self.fields.items():
            shown_if(move and name in DEMANDED[move], field)
        self.next.description = "the meeting is on" if move == "invited" else "spoken of again on"
        shown_if(move, self.panel, self.keep.button)
        if move:
            lead = BEFORE_THE_TALK if move not in ANSWERS else ""
            self.note = joined(*([text(lead)] if lead else []), lacking(self._changes))
        else:
            self.note = (
                text(f"{RECORDED if ask.answer else ''} {self._session.legal()}".strip())
                if ask is not None
                else text(LATER)
            )
        self.said.value = self.note.html

    def _changes(self) -> Sequence[Change]:
        move = self.move.value or ""
        given = {name: field.value for name, field in self.fields.items() if name in DEMANDED.get(move, ())}
        return advance(self._session.records, self._session.key, move, Facts(**given))

    def _done(self, _keys: Sequence[str]) -> str:
        for field in (self.answer, self.blocker):
            field.value = ""
        self.next.value = None
        ask = self._session.ask
        if ask is None:
            return "Recorded."
        return f"Recorded: {ask.known_state}, spoken of again on {day(ask.next_date)}. {self._session.legal()}"

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        moves = "; ".join(label for label, _ in self.move.options)
        return with_text(self.box, text_of(f"What happened: {moves}" if moves else "", self.note.text))


class ConfirmingMail:
    """The mail after the answer: what, who, by when. Keeping it makes the ask one that is agreed in writing."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self._for: tuple[str, str] | None = None
        self._written: Sequence[Change] = ()
        self.agreed = line_of_text("agreed", "who does what, and by when")
        self.next = ipywidgets.DatePicker(description="spoken of again on", style=STYLE)
        self.mail = TalkText(session, self._words, lambda: LEAD, height="340px")
        self.missing = ipywidgets.HTML()
        self.note = Note("", "")
        self.keep = AskSaveButton(
            session,
            "Save mail",
            "Write the mail into documents, and note in asks.csv what was agreed",
            self._changes,
            self._files,
        )
        self.fields = card(self.agreed, self.next)
        self.buttons = ipywidgets.HBox([self.keep.button, self.mail.anew, self.keep.undo])
        parts = [self.fields, self.mail.aside, self.mail.draft.box, self.missing, self.buttons, self.keep.status]
        self.box = ipywidgets.VBox(parts)
        session.follow(self.refresh)
        for field in (self.agreed, self.next):
            field.observe(self.changed, names="value")

    @property
    def _answered(self) -> bool:
        ask = self._session.ask
        return ask is not None and ask.known_state in ANSWERED and bool(ask.answer)

    def refresh(self) -> None:
        """Begin with what is on record of the chosen ask."""
        ask = self._session.ask
        key = (ask.id, ask.known_state) if ask is not None else None
        if ask is not None and key != self._for:
            self.agreed.value = ask.agreed
            self.next.value = ask.next_date
        self._for = key
        shown_if(self._answered, self.fields)
        # what was agreed may name an amount
        shown_if(not self._session.hide.value, self.agreed)
        shown_if(self._answered, self.keep.button)
        self.changed()

    def changed(self, _change: object = None) -> None:
        """Show the mail with what is typed, and what it still lacks."""
        self.note = lacking(self._changes) if self._answered else Note("", "")
        self.missing.value = self.note.html
        self.mail.refresh()

    def _records(self) -> Records:
        """Return the records with what is typed here in the place of what is on file."""
        records, asks = self._session.records, self._session.records.asks
        mine = asks["id"] == self._session.key
        if self.agreed.value.strip():
            asks.loc[mine, "agreed"] = self.agreed.value.strip()
        if self.next.value is not None:
            asks.loc[mine, "next_date"] = pd.Timestamp(self.next.value)
        return replace(records, frames={**records.frames, "asks": asks})

    def _words(self) -> str:
        if not self._answered:
            raise KitError.of("K080", NO_ANSWER, "", file="asks.csv")
        return mail_text(confirming_mail(self._records(), self._session.key))

    def _changes(self) -> Sequence[Change]:
        """Return the move to what is agreed in writing; where it is that already, only what differs."""
        session, ask = self._session, self._session.ask
        key = session.key
        if ask is not None and ask.known_state not in ANSWERS:
            differs = {"agreed": self.agreed.value.strip()} if self.agreed.value.strip() not in ("", ask.agreed) else {}
            dated = {"next_date": self.next.value} if self.next.value not in (None, ask.next_date) else {}
            facts = Facts(**differs, **dated)
            self._written = amend(session.records, key, facts) if facts != Facts() else ()
        else:
            self._written = advance(
                session.records, key, "agreed in writing", Facts(agreed=self.agreed.value, next_date=self.next.value)
            )
        return self._written

    def _files(self, keys: Sequence[str]) -> str:
        shown_if(keys, self.keep.undo)
        names = save(
            self._session.workspace, {file_name(self._session.key, MAIL): self.mail.leaving}, to=self._session.listener
        )
        ask = self._session.ask
        return f"Written: {names.words}. " + (
            f"The ask is {ask.known_state}. {self._session.legal()}" if ask is not None else ""
        )

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, text_of(self.mail.text, self.note.text))


def _plain(cell: object, money: Money) -> str:
    return masked(plain(cell), money)
