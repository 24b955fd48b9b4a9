"""What is said in the talk, in a way that is chosen, and kept as a page of one's own."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets
import pandas as pd

from advocacy_kit.conversation.facts import masked
from advocacy_kit.conversation.ladder import ALTERNATIVES, Ladder, exchanged, ladder, ways_of
from advocacy_kit.conversation.meeting import VARIANTS, talk_track
from advocacy_kit.core.assets import talk_texts
from advocacy_kit.core.cells import plain
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import short
from advocacy_kit.documents.asking import file_name
from advocacy_kit.documents.files import save
from advocacy_kit.widgets.base import (
    STYLE,
    Displayed,
    FileButton,
    Form,
    Note,
    Shown,
    amount,
    card,
    joined,
    shown_if,
    table,
    text,
)
from advocacy_kit.widgets.meeting.ask_session import AskSaveButton, AskSession, TalkText
from advocacy_kit.widgets.meeting.talk_day import When

HEAD = ("at this answer", "I say", "together with one of these, the first the best")
SUGGESTED = "Alternatives that follow from your case, to take over or to leave:"
LEAD = (
    "Value first, then the market, then the request with its figure and its day, said once; then a pause that is yours"
    " to keep."
)
MISSING = {
    "opening": "No opening fits this way of saying it: no win on record serves an objective of this person.",
    "value": (
        "No win on record is for this person's ears, so the talk has no value to begin with: log one, or look at who"
        " may see it."
    ),
    "market": "The market's figure is the one that is asked for, so it is said once, in the request.",
    "request": "The request lacks something.",
    "pause": "There is no pause.",
    "closing": "No closing fits this way of saying it: no win on record serves an objective of this person.",
}


class Track(Displayed):
    """The talk track of the chosen ask: its way of saying it, its words, and a button that keeps them."""

    def __init__(self, session: AskSession, when: When) -> None:
        self._session = session
        names = talk_texts("track")
        self.variant = ipywidgets.Dropdown(
            options=[(names[variant]["name"][0], variant) for variant in VARIANTS], description="said", style=STYLE
        )
        self.words = TalkText(session, self._make, self._lead, height="640px")
        self.save = FileButton("Save talk", "Write it into documents, for yourself", self._write, told=session.told)
        self.controls = card(self.variant)
        buttons = ipywidgets.HBox([self.save.button, self.words.rewrite])
        self.box = ipywidgets.VBox([self.words.aside, self.controls, self.words.draft.box, buttons, self.save.status])
        when.connect(self.refresh)
        self.variant.observe(self.refresh, names="value")

    def refresh(self, _change: object = None) -> None:
        """Show what is said in the chosen way."""
        shown_if(self._session.ask is not None, self.controls, self.save.button)
        self.words.refresh()

    def _make(self) -> str:
        track = talk_track(self._session.spoken, self._session.key, self._session.case, variant=self.variant.value)
        self._missing = track.missing
        return track.page.markdown

    def _lead(self) -> str:
        missing = (MISSING[name] for name in self._missing)
        return " ".join(filter(None, (LEAD, *missing, self._session.without_market, self._session.too_early)))

    def _write(self) -> str:
        session = self._session
        texts = {file_name(session.key, "talk.md"): self.words.leaving}
        if not self.words.leaving.strip():
            raise KitError.of("K098", "there is nothing to keep yet", "“Write anew” brings the proposed talk back.")
        return f"Written: {save(session.workspace, texts, to=session.listener).words}, for yourself."

    @property
    def text(self) -> str:
        """The talk, or why there is none."""
        return self.words.text


class LadderView(Shown):
    """The rungs as a table, and under it the order of the alternatives, a form for another one.

    And one's own lowest figure.
    """

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self.ways = ipywidgets.Select(
            rows=4, description="my order", style=STYLE, layout=ipywidgets.Layout(width="600px")
        )
        self.up = self._mover("Better", "Move the chosen alternative up in options.csv", -1)
        self.down = self._mover("Less good", "Move the chosen alternative down in options.csv", 1)
        self.form = Form(
            session.workspace,
            "options",
            session.changed,
            front=("cost", "owner", "first_step", "date"),
            wide=("option",),
        )
        self.form.fields["ask_id"].disabled = True
        self.more = ipywidgets.Accordion([self.form.box], titles=("Add an alternative",), selected_index=None)
        self.lowest = amount("my lowest figure", "330px")
        self.decide = AskSaveButton(
            session,
            "Decide",
            "Note your own lowest figure as walk_away in asks.csv",
            self._lowest,
            lambda _keys: "Noted. It stays with you: no page for others names it.",
            style="",
        )
        self.save = FileButton(
            "Save ladder", "Write it into documents, for yourself alone", self._write, told=session.told, style=""
        )
        self.down.status = self.up.status  # one line says what either did
        self.order = ipywidgets.VBox([card(self.ways, self.up.button, self.down.button), self.up.status])
        self.floor = ipywidgets.VBox([card(self.lowest, self.decide.button, self.decide.undo), self.decide.status])
        below = (self.order, self.floor, self.more, self.save.button, self.save.status)
        super().__init__(self._rungs, session, below=below)

    def _mover(self, description: str, tooltip: str, by: int) -> AskSaveButton:
        """Return a button that moves the chosen alternative."""
        return AskSaveButton(
            self._session, description, tooltip, lambda: self._exchange(by), lambda _keys: self._moved(by), style=""
        )

    def refresh(self) -> None:
        """Show the rungs of the chosen ask, and its alternatives in their order."""
        super().refresh()
        session, ask = self._session, self._session.ask
        rows = ways_of(session.records, str(session.choice.value))
        options = [
            (f"{place}. {self._way(row)}", int(str(line))) for place, (line, row) in enumerate(rows.iterrows(), 1)
        ]
        if list(self.ways.options) != options:
            self.ways.options = options
        shown_if(len(rows) > 1, self.order)
        pays = (
            ask is not None and ask.figure is not None and not session.hidden
        )  # a figure of pay in a field is one too
        shown_if(pays, self.floor)
        if ask is not None:
            self.lowest.value = (ask.walk_away or 0) if pays else 0
            self.lowest.description = f"my lowest figure, {ask.money(session.records).unit}"
        shown_if(ask is not None, self.more, self.save.button)
        self.form.begin(ask_id=session.choice.value or "")
        self.form.fields["ask_id"].value = session.choice.value or ""

    def _rungs(self) -> Note:
        return _table(ladder(self._session.spoken, self._session.key, self._session.case))

    def _way(self, row: pd.Series) -> str:
        ask = self._session.ask
        words = short(plain(row["option"]), 80)
        return masked(words, ask.money(self._session.records)) if ask is not None else words

    def _exchange(self, by: int) -> Sequence[Change]:
        self._place = int(self.ways.index or 0)
        return exchanged(self._session.records, self._session.key, self.ways.value, by)

    def _moved(self, by: int) -> str:
        self.ways.index = self._place + by
        self.form.close()  # what it would take back is no longer the last write to options.csv
        return "Kept in that order in options.csv: the first is the one that you like best."

    def _lowest(self) -> Sequence[Change]:
        key, ask = self._session.key, self._session.ask
        given, most = self.lowest.value, ask.figure if ask is not None else None
        if given <= 0:
            raise _refused("your own lowest figure is not filled in", "Write a figure above nought.")
        if most is not None and given > most:
            raise _refused("your own lowest figure is above the one that you ask for", "Write a lower one.")
        return (Change("asks", {"walk_away": self.lowest.value}, key),)

    def _write(self) -> str:
        """Write the ladder as a page of one's own."""
        key = self._session.key
        page = ladder(self._session.spoken, key, self._session.case).page
        texts = {
            file_name(key, "ladder.html"): page.html,
            file_name(key, "ladder.md"): page.markdown,
        }
        return f"Written: {save(self._session.workspace, texts).words}, for yourself alone."


def _refused(message: str, fix: str) -> KitError:
    return KitError.of("K098", message, fix, file="asks.csv")


def _table(found: Ladder) -> Note:
    """Return the rungs, what is still open, and suggestions where there are few alternatives."""
    rows = []
    for rung in found.rungs:
        ways = rung.ways or ("",)
        rows.append((rung.at, rung.say, _numbered(ways[0], 1)))
        rows += [("", "", _numbered(way, place)) for place, way in enumerate(ways[1:ALTERNATIVES], 2)]
    parts = [table(rows, HEAD), *(text(words) for words in found.lacking)]
    if found.suggested:
        parts += [text(SUGGESTED), table([(words,) for words in found.suggested], ("alternative",))]
    return joined(*parts)


def _numbered(way: str, place: int) -> str:
    return f"{place}. {way}" if way else ""
