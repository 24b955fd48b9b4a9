"""What the parts of the page on the talk share.

The chosen ask, its case, the day of the answer, and whether amounts are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from html import escape

import ipywidgets
import pandas as pd

from advocacy_kit.conversation.facts import masked, what_words
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, day, short
from advocacy_kit.log.asks import STATES, AskRow, asks_of, foreign_state, rounds_of
from advocacy_kit.log.followup import NEXT, OwnStep
from advocacy_kit.log.sharing import first_name
from advocacy_kit.market import Market, load_market
from advocacy_kit.raise_case.case import RaiseCase, raise_case
from advocacy_kit.widgets.base import (
    STYLE,
    Displayed,
    Fields,
    FollowingText,
    Note,
    PageState,
    SaveButton,
    action,
    alert,
    asked,
    card,
    joined,
    paragraph,
    shown_if,
    table,
    text,
    text_of,
    watch,
)
from advocacy_kit.workspace.workspace import DEMO_NOTICE, Workspace

EDITED = "These are your own words now; “Write anew” replaces them."
PUT_AWAY = "These are your own words, and amounts are hidden: they come back with the switch above."
STEP = ("step", "first_action", "due")  # what is asked of a step of one's own
FORTNIGHT = timedelta(days=14)
BEFORE = ("drafted", "invited", "written", "met")  # the states in which a talk lies ahead, or its answer
NO_ASK = (
    "No ask is on record yet. Write one down in “What exactly do I ask for, and why?” (notebook 5), under “What else"
    " can I ask for?”: the raise, or something else. What needs no ask is shown here all the same."
)
NOTEBOOK = "5_raise_case.ipynb"
LATER = "This follows once an ask is on record."
HEAD = ("round", "written down", "request", "state", "answer", "what stood in the way")


class AskSession(Displayed, PageState):
    """The ask that this page is about; every part of the page follows it, the records and the switch for amounts.

    Args:
        workspace: whose asks.
        market: the market for the sentence about it; default the workspace's own sources.

    """

    def __init__(self, workspace: Workspace, market: Market | None = None) -> None:
        super().__init__(lambda: workspace.records)
        self.workspace, self._market = workspace, market
        self._spoken: tuple[Records, date | None, Records] | None = None
        self._for: str | None = None
        self.day: date | None = None  # of the meeting, as it is chosen below
        self._case: tuple[Records, str, RaiseCase | KitError] | None = None
        self.written: list[str] = []
        self.buttons: list[SaveButton] = []  # only what the last of them wrote can be taken back
        self.choice = ipywidgets.Dropdown(description="the ask", style=STYLE, layout=ipywidgets.Layout(width="620px"))
        self.answer = ipywidgets.DatePicker(
            description="an answer by", style=STYLE, tooltip="The day that you name in the talk; “soon” is none"
        )
        self.lead = ipywidgets.HTML()
        self.box = ipywidgets.VBox([self.lead, card(self.choice, self.answer, self.hide)])
        with self.together():
            self.connect(self.show, now=False)
        watch(self.changed, self.choice, self.answer)

    @property
    def spoken(self) -> Records:
        """The records as the talk needs them.

        The ask's next day is the one by which an answer is asked for, not that of the talk itself.
        """
        records, by = self.records, self.answer.value
        if self._spoken is None or self._spoken[0] is not records or self._spoken[1] != by:
            self._spoken = records, by, self.dated(by)  # one object, so that what is computed from it is computed once
        return self._spoken[2]

    def dated(self, by: date | None) -> Records:
        """Return the records with another next day of the chosen ask; without a day as they are."""
        if by is None:
            return self.records
        asks = self.records.asks
        asks.loc[asks["id"] == self.choice.value, "next_date"] = pd.Timestamp(by)
        return replace(self.records, frames={**self.records.frames, "asks": asks})

    @property
    def too_early(self) -> str:
        """What is said where the answer is asked for before the meeting; empty where it is not."""
        by = self.answer.value
        if by is None or self.day is None or by > self.day:
            return ""
        return f"You ask for an answer by {day(by)}, and the meeting is on {day(self.day)}: name a later day above."

    @property
    def ask(self) -> AskRow | None:
        """The chosen ask; None while none is open."""
        return next((ask for ask in asks_of(self.records) if ask.id == self.choice.value), None)

    @property
    def listener(self) -> str:
        """To whom the ask is put, as asks.csv says; empty without an ask."""
        return self.ask.to if self.ask is not None else ""

    @property
    def key(self) -> str:
        """The id of the chosen ask.

        Raises:
            KitError: if there is none: that is asked for, nothing is wrong.

        """
        if not self.choice.value:
            raise KitError.of("K080", LATER.rstrip("."), "Notebook 5 writes one down.", file="asks.csv")
        return str(self.choice.value)

    @property
    def case(self) -> RaiseCase | None:
        """The raise case of the ask's start, for what is said of the market.

        None for other asks, and where it cannot be made.
        """
        found = self._found()
        return found if isinstance(found, RaiseCase) else None

    @property
    def without_market(self) -> str:
        """Why nothing is said of the market in the talk on a raise; empty where something is."""
        found = self._found()
        return f"Nothing is said of the market: {found.sentence}" if isinstance(found, KitError) else ""

    def _found(self) -> RaiseCase | KitError | None:
        ask, records = self.ask, self.records
        if ask is None or ask.kind != "raise":
            return None
        if self._case is None or self._case[0] is not records or self._case[1] != ask.id:
            if self._market is None:
                self._market = load_market(*self.workspace.market_sources())
            self._case = records, ask.id, _case(records, self._market, ask.start_date)
        return self._case[2]

    def _offer(self) -> None:
        """Offer the asks that are open: those before their talk first, the newest first."""
        records = self.records
        asks = [ask for ask in asks_of(records)[::-1] if ask.is_open and ask.known_state]
        asks = sorted(asks, key=lambda ask: ask.known_state not in BEFORE)  # stable: the newest first among equals
        options = [(_label(records, ask), ask.id) for ask in asks]
        if list(self.choice.options) == options:
            return
        chosen = self.choice.value
        self.choice.options = options
        self.choice.value = chosen if chosen in {key for _, key in options} else options[0][1] if options else None

    def show(self) -> None:
        """Offer the open asks, say where the chosen one stands and where it can go, and show its earlier rounds."""
        self._offer()
        ask = self.ask
        for control in (self.choice, self.answer):  # without an ask there is nothing to choose
            control.layout.display = None if self.choice.options else "none"
        if ask is not None and (self._for != ask.id or self.answer.value is None):
            # once a meeting is fixed, the next day on record is the meeting's own
            self.answer.value = ask.next_date + (FORTNIGHT if ask.known_state == "invited" else timedelta())
        self._for = ask.id if ask is not None else None
        self.say(self.lead, self._note())

    def _note(self) -> Note:
        wrong = [foreign_state(ask) for ask in asks_of(self.records) if not ask.known_state]
        doubts = [Note(alert(KitError(wrong).sentence), KitError(wrong).sentence)] if wrong else []
        ask = self.ask
        if ask is None:
            link = f'<a href="{NOTEBOOK}" style="color:#0b57a4;text-decoration:underline">Open notebook 5</a>'
            return joined(*doubts, Note(f"{paragraph(NO_ASK)}<p>{link}</p>", NO_ASK))
        words = f"It is {ask.known_state}: {STATES[ask.known_state]}. {self.legal()}"
        rounds = rounds_of(self.records, ask.id)
        shown = (
            [table([_round(self.records, number, one) for number, one in enumerate(rounds, 1)], HEAD)]
            if len(rounds) > 1
            else []
        )
        return joined(*doubts, text(words), *shown)

    def legal(self) -> str:
        """Say to which states the chosen ask can go."""
        ask = self.ask
        if ask is None:
            return LATER
        return f"From {ask.known_state} it goes on to: {', '.join(NEXT[ask.known_state])}."

    def told(self, words: str) -> str:
        """Note what was written, for the end of the page, and return what is said of it beside the button."""
        self.written.append(words)
        return f"{words} {DEMO_NOTICE}" if self.workspace.is_demo else words

    @property
    def text(self) -> str:
        """The chosen ask, and where it stands."""
        chosen = f"the ask: {self.choice.label}\n" if self.choice.value else ""
        return f"{chosen}{self.note.text}"


class AskSaveButton(SaveButton):
    """A button that writes rows of an ask; only the last one pressed on the page can be taken back.

    Args:
        session: the ask.
        description: what stands on the button.
        tooltip: what it does, in a sentence.
        changes: what is to be written, or a KitError that says what is lacking.
        done: what is said once it is kept, given the ids of the rows; files may be written here.
        style: of the button.
    """

    def __init__(
        self,
        session: AskSession,
        description: str,
        tooltip: str,
        changes: Callable[[], Sequence[Change]],
        done: Callable[[Sequence[str]], str],
        style: str = "primary",
    ) -> None:
        super().__init__(session.workspace, session.changed)
        self._session, self._changes, self._words = session, changes, done
        session.buttons.append(self)
        self.rivals = session.buttons
        self.button = action(description, tooltip, self.pressed, style)

    def pressed(self, _button: object = None) -> None:
        """Write, or say why not."""
        self.keep(self._changes, lambda receipt: self._words(receipt.ids))

    def told(self, words: str) -> str:
        """Note what was written for the end of the page."""
        return self._session.told(words)

    @property
    def taken_back(self) -> str:
        """What is said once the last click is undone, with where the ask can go now."""
        return f"Taken back. {self._session.legal() if self._session.choice.value else ''}".strip()

    def pressed_undo(self, _button: object = None) -> None:
        """Take back what was written last; where others changed it meanwhile, say where the ask can go now."""
        held = self._receipt
        super().pressed_undo()
        if held is not None and self._receipt is held:
            self._session.changed()
            self.status.value += paragraph(self._session.legal())


class TalkText:
    """A text that is going to be said or sent; another ask always brings its own.

    Args:
        session: the ask.
        make: the text that is proposed; a KitError says why there is none.
        lead: what is said above it.
        height: of the field.

    """

    def __init__(self, session: AskSession, make: Callable[[], str], lead: Callable[[], str], *, height: str) -> None:
        self._session, self._make, self._lead = session, make, lead
        self._for: str | None = None
        self._trouble: KitError | None = None
        self.aside = ipywidgets.HTML()
        self.draft = FollowingText(self.typed, height=height)
        self.field, self.rewrite = self.draft.field, self.draft.rewrite

    @property
    def leaving(self) -> str:
        """The text as it would be kept: with amounts hidden never the user's own words, which may name them."""
        return self.draft.proposed if self._put_away else self.draft.field.value

    @property
    def _put_away(self) -> bool:
        return self._session.hidden and self.draft.edited

    def refresh(self) -> None:
        """Show the text that follows now, unless the user's own words for this ask stand there."""
        own, self._for = self._for == self._session.choice.value, self._session.choice.value
        self._trouble = None
        try:
            words = self._make()
        except KitError as error:
            words, self._trouble = "", error
        self.draft.follow(words)
        if not own:
            self.draft.anew()
        self.typed()

    def typed(self) -> None:
        """Say whose words these are."""
        away = self._put_away
        shown_if(self.field.value and not away, self.draft.box, self.rewrite)
        if self._trouble is not None:
            self.note = Note(asked(self._trouble), self._trouble.sentence)
        else:
            self.note = text(PUT_AWAY if away else EDITED if self.draft.edited else self._lead())
        self.aside.value = self.note.html

    @property
    def text(self) -> str:
        """What is shown, as text."""
        shown = () if self._put_away else (self.field.value, self.draft.note.text)
        return text_of(self.note.text, *shown)


def _case(records: Records, market: Market, on: date) -> RaiseCase | KitError:
    """Return the raise case, or why there is none."""
    try:
        return raise_case(records, market, on=on)
    except KitError as error:
        return error


def own_steps(fields: Fields) -> tuple[OwnStep, ...]:
    """Return the step of the user's own that is filled in, if one is."""
    return (fields.make(OwnStep),) if fields.values else ()


def unbroken(words: str) -> str:
    """Return words that stay on one line of a table."""
    return words.replace(" ", "\u00a0")


def quote(words: str) -> str:
    """Return what is said, as HTML that stands out."""
    return f'<blockquote style="font-size:17px;margin:6px 0 6px 12px">{escape(words)}</blockquote>'


def _label(records: Records, ask: AskRow) -> str:
    return f"{short(what_words(records, ask), 60)} · {first_name(records, ask.to)} · {ask.known_state}"


def _round(records: Records, number: int, ask: AskRow) -> tuple[str, ...]:
    money = ask.money(records)
    said = (masked(words, money) for words in (ask.answer, ask.blocker))
    return (str(number), unbroken(day(ask.written)), what_words(records, ask), ask.state, *said)
