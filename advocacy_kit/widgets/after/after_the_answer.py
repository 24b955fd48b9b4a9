"""What now: the answer on record, the mail that confirms it, the plan with its milestones, own steps.

And when to ask again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import ipywidgets
import pandas as pd

from advocacy_kit.conversation.facts import masked
from advocacy_kit.conversation.meeting import ANSWERED, confirming_mail
from advocacy_kit.conversation.pressing import ask_again, then_and_now
from advocacy_kit.core.cells import plain
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Money, Records, day
from advocacy_kit.documents.asking import file_name, mail_text
from advocacy_kit.documents.files import save
from advocacy_kit.log.asks import STATES, asked_before, rounds_of
from advocacy_kit.log.followup import DEMANDED, NEXT, Facts, advance, amend
from advocacy_kit.log.sharing import name_of
from advocacy_kit.market import Market, load_market
from advocacy_kit.raise_case.case import RaiseCase, effective_date, raise_case
from advocacy_kit.widgets.after.after_plan import OwnSteps, PlanRows, progress_note
from advocacy_kit.widgets.base import (
    STYLE,
    Displayed,
    Fields,
    Note,
    Shown,
    amount,
    card,
    joined,
    label,
    lacking,
    line_of_text,
    offered,
    panel,
    shown_if,
    table,
    text,
    text_of,
)
from advocacy_kit.widgets.meeting.ask_session import LATER, AskSaveButton, AskSession, TalkText, unbroken
from advocacy_kit.widgets.meeting.talk_day import Pressing
from advocacy_kit.workspace.own_calendar import own_calendar
from advocacy_kit.workspace.workspace import Workspace

NEVER_ASKED = "This is the first round: there is no last time to compare with."
NOT_YET_AGAIN = "The next round begins once this one is agreed in writing, or its plan runs."
AMOUNTS = ("figure", "opening_low", "opening_high", "walk_away")
HIDDEN_FIELDS = "The figures of the case stand in the fields below, put away while amounts are hidden."


class WhenAgain(Displayed):
    """Press again or bide, and the day on which to ask again, with the reasons for each."""

    def __init__(self, session: AskSession) -> None:
        self.press = Pressing(session)
        self._session = session
        self.day = Shown(self._note, session)
        self.box = ipywidgets.VBox([self.press.box, self.day.box])

    def _note(self) -> Note:
        session, ask = self._session, self._session.ask
        if ask is None:  # said above already
            return Note("", "")
        try:
            busy = own_calendar(session.workspace, ask.to).entries
        except KitError:  # notebook 6 says what is wrong with it; without it the other reasons still count
            busy = ()
        again = ask_again(session.records, session.key, busy)
        return joined(
            text(f"Ask on {again.day:%A}, {day(again.day)}."),
            table([(reason,) for reason in again.reasons], ("because",)),
        )

    @property
    def text(self) -> str:
        """Whether to press, and the day."""
        return text_of(self.press.text, self.day.text)


class TodaysCase:
    """The raise case as it is today, made once for each ask and each state of the switch; None for other asks."""

    def __init__(self, session: AskSession, market: Market) -> None:
        self._session, self._market = session, market
        self._made: tuple[Records, date, RaiseCase | KitError] | None = None

    @property
    def found(self) -> RaiseCase | KitError | None:
        """The case, or why there is none."""
        ask, records = self._session.ask, self._session.records
        if ask is None or ask.kind != "raise":
            return None
        new = not ask.was_asked and ask.start_date > records.today
        start = ask.start_date if new else effective_date(records)
        if self._made is None or self._made[0] is not records or self._made[1] != start:
            try:
                made: RaiseCase | KitError = raise_case(records, self._market, on=start)
            except KitError as error:
                made = error
            self._made = records, start, made
        return self._made[2]


class ThenAndNow(Shown):
    """Figure, market and evidence of last time and of today, side by side."""

    def __init__(self, session: AskSession, case: TodaysCase) -> None:
        self._session, self._case = session, case
        super().__init__(self._note, session)

    def _note(self) -> Note:
        session = self._session
        before = asked_before(session.records, session.key)
        if before is None:
            return text(NEVER_ASKED)
        found = self._case.found
        case = found if isinstance(found, RaiseCase) else None
        frame = then_and_now(session.records, before.id, case)
        rows = [tuple(str(cell) for cell in row) for row in frame.itertuples(index=False)]
        then, now = day(before.written), day(session.records.today)
        notes = [
            text(f"What is different today from {then}, when the ask was written down."),
            table(rows, ("what", then, now, "change")),
        ]
        return joined(
            *notes, *([text(f"Without today's figure: {found.sentence}")] if isinstance(found, KitError) else [])
        )


class NextRound(Displayed):
    """Ask again: a round of its own with today's figure and its own days.

    The earlier one stays as it was. Or close the ask.
    """

    def __init__(self, session: AskSession, case: TodaysCase) -> None:
        self._session, self._case = session, case
        self._for: tuple[str, str] | None = None
        amounts = {name: amount(label(name, "asks"), "330px") for name in AMOUNTS}
        self.round = Fields("asks", (*AMOUNTS, "start_date", "next_date"), controls=amounts, changed=self.changed)
        self.panel = panel(self.round.box)
        self.lead, self.missing = ipywidgets.HTML(), ipywidgets.HTML()
        self.again = AskSaveButton(
            session,
            "Ask again",
            "Begin the next round in asks.csv; this one stays as it was",
            self._changes,
            self._said,
        )
        self.why = line_of_text("why it ends", "granted, dropped, or anything worth remembering; may be left out")
        self.end = AskSaveButton(session, "Close this ask", "Mark it as closed in asks.csv", self._closed, self._over)
        self.ending = ipywidgets.VBox([self.why, ipywidgets.HBox([self.end.button])])
        buttons = ipywidgets.HBox([self.again.button, self.again.undo])
        closing = ipywidgets.VBox([self.ending, self.end.undo, self.end.status])
        self.box = ipywidgets.VBox([self.lead, self.panel, self.missing, buttons, self.again.status, closing])
        session.connect(self.refresh)

    @property
    def _legal(self) -> tuple[str, ...]:
        ask = self._session.ask
        return NEXT.get(ask.known_state, ()) if ask is not None else ()

    def refresh(self) -> None:
        """Begin with today's case and the proposed day where a further round may begin."""
        ask, may = self._session.ask, "asked again" in self._legal
        key = (ask.id, ask.known_state) if ask is not None else None
        if key != self._for and may:
            self._fill()
        self._for = key
        shown_if(may and self._priced and not self._session.hidden, *(self.round[name] for name in AMOUNTS))
        shown_if(may, self.panel, self.again.button)
        shown_if("closed" in self._legal, self.ending)
        self.changed()

    def _fill(self) -> None:
        session, ask, found = self._session, self._session.ask, self._case.found
        found_case = found if isinstance(found, RaiseCase) else None
        low, high = (found_case.opening if found_case is not None else None) or (None, None)
        again = ask_again(session.records, session.key).day
        given = {
            "figure": found_case.figure if found_case is not None else None,
            "opening_low": low,
            "opening_high": high,
            "walk_away": ask.walk_away if ask is not None else None,
            "start_date": effective_date(session.records),
            "next_date": again if again > session.records.today else None,
        }
        for name, value in given.items():
            self.round[name].value = value or self.round.empty[name]

    @property
    def _priced(self) -> bool:
        """Whether the ask names a figure."""
        ask = self._session.ask
        return ask is not None and ask.figure is not None

    def changed(self, _change: object = None) -> None:
        """Name everything that the next round still lacks."""
        if "asked again" not in self._legal:
            self.note = text(NOT_YET_AGAIN if self._session.ask is not None else LATER)
            missing = Note("", "")
        else:
            hidden = self._session.hidden and self._priced
            self.note, missing = text(HIDDEN_FIELDS) if hidden else Note("", ""), lacking(self._changes)
        self.lead.value, self.missing.value = self.note.html, missing.html
        self.note = joined(self.note, missing) if missing.text else self.note

    def _changes(self) -> Sequence[Change]:
        columns = self.round.fields.keys() - (() if self._priced else AMOUNTS)
        facts = self.round.make(Facts, columns=columns)
        return advance(self._session.records, self._session.key, "asked again", facts)

    def _said(self, keys: Sequence[str]) -> str:
        if keys[-1] in [key for _, key in self._session.choice.options]:
            self._session.choice.value = keys[-1]
        return f"The next round is {keys[-1]}, drafted. Prepare it in notebooks 5 and 6."

    def _closed(self) -> Sequence[Change]:
        """Close the ask, and with it the earlier rounds that it took up again."""
        records, key = self._session.records, self._session.key
        earlier = [one.id for one in rounds_of(records, key) if one.id != key and one.known_state == "asked again"]
        changes = [change for one in earlier for change in advance(records, one, "closed")]
        return (*changes, *advance(records, key, "closed", Facts(note=self.why.value)))

    def _over(self, keys: Sequence[str]) -> str:
        self.why.value = ""
        return f"Closed: {', '.join(dict.fromkeys(keys))}."

    @property
    def text(self) -> str:
        """What the next round lacks."""
        return text_of(self.note.text, "Ask again, or close this ask.")


NOTHING = (
    "Nothing was written yet. “Record it”, “Ask again” and “Close this ask” change asks.csv; “Save mail” writes the"
    " mail into documents; “Save milestones” writes milestones.csv, the plan and its calendar file; “Done” and “Add"
    " step” change steps.csv."
)


MOVES = ("invited", "met", "yes", "not yet", "no")  # those that are recorded here; the others have a part of their own
ANSWERS = ("yes", "not yet", "no")
MAIL = "confirmation.txt"
LEAD = "Send it within a day. What is confirmed in writing is remembered the same way by both."
NO_ANSWER = "the mail follows once the answer is recorded above"
RECORDED = "The answer is recorded."
BEFORE_THE_TALK = "The invitation and the talk itself are prepared in “How do I say it?” (notebook 6)."


class Chosen(Shown):
    """The ask that the page is about, and what is on record of it: rounds, ways to grant it, what was agreed."""

    def __init__(self, session: AskSession) -> None:
        self.session = session
        super().__init__(self._more, session, above=[session.lead], below=[card(session.choice, session.hide)])

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

    @property
    def text(self) -> str:
        """The chosen ask, and what is on record of it."""
        chosen = f"the ask: {self.session.choice.label}" if self.session.choice.value else ""
        return text_of(chosen, self.session.note.text, self.note.text)


class RecordAnswer(Displayed):
    """The answer in their words, what stands in the way, and the next day; only moves that are legal are offered."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self.move = ipywidgets.Dropdown(
            description="what happened", style=STYLE, layout=ipywidgets.Layout(width="620px")
        )
        self.answered = Fields(
            "asks", ("answer", "blocker", "next_date"), wide=("answer", "blocker"), changed=self.changed
        )
        self.fields = self.answered.fields
        self._next = self.fields["next_date"].description
        self.note = Note("", "")
        self.said = ipywidgets.HTML()
        self.keep = AskSaveButton(session, "Record it", "Note it in asks.csv", self._changes, self._done)
        self.panel = panel(self.move, self.answered.box)
        buttons = ipywidgets.HBox([self.keep.button, self.keep.undo])
        self.box = ipywidgets.VBox([self.panel, self.said, buttons, self.keep.status])
        session.connect(self.refresh)
        self.move.observe(self.changed, names="value")

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
        self.fields["next_date"].description = "the meeting is on" if move == "invited" else self._next
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
        given = self.answered.make(Facts, columns=DEMANDED.get(move, ()))
        return advance(self._session.records, self._session.key, move, given)

    def _done(self, _keys: Sequence[str]) -> str:
        self.answered.write()
        ask = self._session.ask
        if ask is None:
            return "Recorded."
        return f"Recorded: {ask.known_state}, spoken of again on {day(ask.next_date)}. {self._session.legal()}"

    @property
    def text(self) -> str:
        """The moves that are offered, and what the chosen one lacks."""
        moves = "; ".join(label for label, _ in self.move.options)
        return text_of(f"What happened: {moves}" if moves else "", self.note.text)


class ConfirmingMail(Displayed):
    """The mail after the answer: what, who, by when. Keeping it makes the ask one that is agreed in writing."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self._for: tuple[str, str] | None = None
        self.fields = Fields("asks", ("agreed", "next_date"), wide=("agreed",), changed=self.changed)
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
        self.panel = panel(self.fields.box)
        buttons = ipywidgets.HBox([self.keep.button, self.mail.rewrite, self.keep.undo])
        parts = [self.panel, self.mail.aside, self.mail.draft.box, self.missing, buttons, self.keep.status]
        self.box = ipywidgets.VBox(parts)
        session.connect(self.refresh)

    @property
    def _answered(self) -> bool:
        ask = self._session.ask
        return ask is not None and ask.known_state in ANSWERED and bool(ask.answer)

    def refresh(self) -> None:
        """Begin with what is on record of the chosen ask."""
        ask = self._session.ask
        key = (ask.id, ask.known_state) if ask is not None else None
        if ask is not None and key != self._for:
            self.fields.write({"agreed": ask.agreed, "next_date": ask.next_date})
        self._for = key
        shown_if(self._answered, self.panel, self.keep.button)
        # what was agreed may name an amount
        shown_if(not self._session.hidden, self.fields["agreed"])
        self.changed()

    def changed(self, _change: object = None) -> None:
        """Show the mail with what is typed, and what it still lacks."""
        self.say(self.missing, lacking(self._changes) if self._answered else Note("", ""))
        self.mail.refresh()

    def _records(self) -> Records:
        """Return the records with what is typed here in the place of what is on file."""
        records, asks = self._session.records, self._session.records.asks
        for name, value in self.fields.values.items():
            asks.loc[asks["id"] == self._session.key, name] = value if name == "agreed" else pd.Timestamp(str(value))
        return replace(records, frames={**records.frames, "asks": asks})

    def _words(self) -> str:
        if not self._answered:
            raise KitError.of("K080", NO_ANSWER, "", file="asks.csv")
        return mail_text(confirming_mail(self._records(), self._session.key))

    def _changes(self) -> Sequence[Change]:
        """Return the move to what is agreed in writing; where it is that already, only what differs."""
        session, ask = self._session, self._session.ask
        key = session.key
        if ask is None or ask.known_state in ANSWERS:
            return advance(session.records, key, "agreed in writing", self.fields.make(Facts))
        differs = [name for name, value in self.fields.values.items() if value != getattr(ask, name)]
        return amend(session.records, key, self.fields.make(Facts, columns=differs)) if differs else ()

    def _files(self, _keys: Sequence[str]) -> str:
        names = save(
            self._session.workspace, {file_name(self._session.key, MAIL): self.mail.leaving}, to=self._session.listener
        )
        ask = self._session.ask
        return f"Written: {names.words}. " + (
            f"The ask is {ask.known_state}. {self._session.legal()}" if ask is not None else ""
        )

    @property
    def text(self) -> str:
        """The mail, and what it still lacks."""
        return text_of(self.mail.text, self.note.text)


class AfterTheAnswer:
    """All parts of the page on what follows an answer; the ask that is chosen on top holds for all of them.

    Args:
        workspace: whose asks; it is written to by the buttons alone.
        market: the market for today's figure; default the workspace's own sources.

    """

    def __init__(self, workspace: Workspace, market: Market | None = None) -> None:
        found = market or load_market(*workspace.market_sources())
        self.session = AskSession(workspace, found)
        case = TodaysCase(self.session, found)
        self.ask = Chosen(self.session)
        self.answer = RecordAnswer(self.session)
        self.mail = ConfirmingMail(self.session)
        self.plan = PlanRows(self.session)
        self.progress = Shown(lambda: progress_note(self.session), self.session)
        self.steps = OwnSteps(self.session)
        self.again = WhenAgain(self.session)
        self.compare = ThenAndNow(self.session, case)
        self.next_round = NextRound(self.session, case)

    @property
    def saved(self) -> Note:
        """What this page has written."""
        return text(" ".join(self.session.written) or NOTHING)


def _plain(cell: object, money: Money) -> str:
    return masked(plain(cell), money)
