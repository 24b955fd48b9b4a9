"""What the parts of the page on the talk share.

The chosen ask, its case, the day of the answer, and whether amounts are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from html import escape

import ipywidgets
import pandas as pd

from advocacy_kit.conversation.facts import masked, what_words
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, day, short
from advocacy_kit.log.asks import STATES, AskRow, asks_of, foreign_state, rounds_of
from advocacy_kit.log.followup import NEXT
from advocacy_kit.log.sharing import first_name
from advocacy_kit.market import Market, load_market
from advocacy_kit.raise_case.case import RaiseCase, raise_case
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.view import Note, alert, card, hide_box, joined, paragraph, table, text, with_text
from advocacy_kit.workspace.workspace import DEMO_NOTICE, Workspace

FORTNIGHT = timedelta(days=14)
BEFORE = ("drafted", "invited", "written", "met")  # the states in which a talk lies ahead, or its answer
NO_ASK = (
    "No ask is on record yet. Write one down in “What exactly do I ask for, and why?” (notebook 5), under “What else"
    " can I ask for?”: the raise, or something else. What needs no ask is shown here all the same."
)
NOTEBOOK = "5_raise_case.ipynb"
LATER = "This follows once an ask is on record."
HEAD = ("round", "written down", "request", "state", "answer", "what stood in the way")


class AskSession:
    """The ask that this page is about, and the switch that hides amounts; every part of the page follows both.

    Args:
        workspace: whose asks.
        market: the market for the sentence about it; default the workspace's own sources.

    """

    def __init__(self, workspace: Workspace, market: Market | None = None) -> None:
        self.workspace, self._market = workspace, market
        self._parts: list[Callable[[], None]] = []
        self._shown_as: dict[bool, Records] = {}
        self._spoken: tuple[Records, date | None, Records] | None = None
        self._for: str | None = None
        self.day: date | None = None  # of the meeting, as it is chosen below
        self._cases: dict[tuple[str, bool], RaiseCase | KitError] = {}
        self._offering = False
        self.written: list[str] = []
        self._close: Callable[[], None] | None = None
        self.choice = ipywidgets.Dropdown(description="the ask", style=STYLE, layout=ipywidgets.Layout(width="620px"))
        self.hide = hide_box(workspace.profile)
        self.answer = ipywidgets.DatePicker(
            description="an answer by", style=STYLE, tooltip="The day that you name in the talk; “soon” is none"
        )
        self.lead = ipywidgets.HTML()
        self.box = ipywidgets.VBox([self.lead, card(self.choice, self.answer, self.hide)])
        self._offer()
        self.show()
        for control in (self.choice, self.answer):
            control.observe(self.changed, names="value")
        self.hide.observe(self.hidden, names="value")

    @property
    def records(self) -> Records:
        """The records, with amounts hidden if the switch says so; one object for each state of the switch."""
        hidden = bool(self.hide.value)
        if hidden not in self._shown_as:
            records = self.workspace.records
            self._shown_as[hidden] = replace(records, profile=replace(records.profile, hide_amounts=hidden))
        return self._shown_as[hidden]

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
        found = self._case()
        return found if isinstance(found, RaiseCase) else None

    @property
    def without_market(self) -> str:
        """Why nothing is said of the market in the talk on a raise; empty where something is."""
        found = self._case()
        return f"Nothing is said of the market: {found.sentence}" if isinstance(found, KitError) else ""

    def _case(self) -> RaiseCase | KitError | None:
        ask = self.ask
        if ask is None or ask.kind != "raise":
            return None
        made_for = (ask.id, bool(self.hide.value))
        if made_for not in self._cases:
            if self._market is None:
                self._market = load_market(*self.workspace.market_sources())
            try:
                self._cases[made_for] = raise_case(self.records, self._market, on=ask.start_date)
            except KitError as error:
                self._cases[made_for] = error
        return self._cases[made_for]

    def follow(self, part: Callable[[], None]) -> None:
        """Call a part of the page now, and whenever the ask, the switch or the records change."""
        self._parts.append(part)
        part()

    def changed(self, _change: object = None) -> None:
        """Show everything for the chosen ask."""
        if self._offering:
            return
        self.show()
        for part in self._parts:
            part()

    def hidden(self, _change: object = None) -> None:
        """Show everything with or without amounts."""
        self._offer()
        self.changed()

    def renew(self) -> None:
        """Take in what was just written."""
        self._shown_as, self._cases = {}, {}
        self._offer()
        self.changed()

    def _offer(self) -> None:
        """Offer the asks that are open: those before their talk first, the newest first."""
        records = self.records
        asks = [ask for ask in asks_of(records)[::-1] if ask.is_open and ask.known_state]
        asks = sorted(asks, key=lambda ask: ask.known_state not in BEFORE)  # stable: the newest first among equals
        options = [(_label(records, ask), ask.id) for ask in asks]
        if list(self.choice.options) == options:
            return
        chosen = self.choice.value
        self._offering = True  # nobody chose anything: who offers shows what follows
        self.choice.options = options
        self.choice.value = chosen if chosen in {key for _, key in options} else options[0][1] if options else None
        self._offering = False

    def show(self) -> None:
        """Say where the chosen ask stands and where it can go, and show its earlier rounds."""
        ask = self.ask
        for control in (self.choice, self.answer):  # without an ask there is nothing to choose
            control.layout.display = None if self.choice.options else "none"
        if ask is not None and (self._for != ask.id or self.answer.value is None):
            self._offering = True
            # once a meeting is fixed, the next day on record is the meeting's own
            self.answer.value = ask.next_date + (FORTNIGHT if ask.known_state == "invited" else timedelta())
            self._offering = False
        self._for = ask.id if ask is not None else None
        self.note = self._note()
        self.lead.value = self.note.html

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

    def wrote(self, close: Callable[[], None]) -> None:
        """Note that something was written: only that can be taken back now, so what was written before is closed."""
        if self._close is not None:
            self._close()
        self._close = close

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        chosen = f"the ask: {self.choice.label}\n" if self.choice.value else ""
        return with_text(self.box, f"{chosen}{self.note.text}")


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
