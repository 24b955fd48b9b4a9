"""When to ask again, how the case differs from last time, the next round, and the end of an ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ipywidgets

from advocacy_kit.conversation.pressing import ask_again, then_and_now
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, day
from advocacy_kit.log.asks import asked_before, rounds_of
from advocacy_kit.log.followup import NEXT, Facts, advance
from advocacy_kit.market import Market
from advocacy_kit.raise_case.case import RaiseCase, effective_date, raise_case
from advocacy_kit.widgets.base.controls import amount, line_of_text
from advocacy_kit.widgets.base.field_labels import label
from advocacy_kit.widgets.base.fields import Fields
from advocacy_kit.widgets.base.view import (
    Displayed,
    Note,
    Shown,
    joined,
    lacking,
    panel,
    shown_if,
    table,
    text,
    text_of,
)
from advocacy_kit.widgets.meeting.ask_session import LATER, AskSaveButton, AskSession
from advocacy_kit.widgets.meeting.talk_day import Pressing
from advocacy_kit.workspace.own_calendar import own_calendar

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
