"""The ladder of answers: at this one yes, at that one yes with an alternative, below it not today.

The alternatives in the user's own order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ipywidgets
import pandas as pd

from advocacy_kit.conversation.facts import masked
from advocacy_kit.conversation.ladder import ALTERNATIVES, Ladder, exchanged, ladder, ways_of
from advocacy_kit.core.cells import plain
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import short
from advocacy_kit.documents.asking import file_name
from advocacy_kit.documents.files import save
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.form import Form
from advocacy_kit.widgets.base.view import Note, alert, asked, card, joined, paragraph, table, text, with_text
from advocacy_kit.widgets.meeting.ask_save_button import AskSaveButton
from advocacy_kit.widgets.meeting.ask_session import AskSession

HEAD = ("at this answer", "I say", "together with one of these, the first the best")
SUGGESTED = "Alternatives that follow from your case, to take over or to leave:"


class LadderView:
    """The rungs as a table, and under it the order of the alternatives, a form for another one.

    And one's own lowest figure.
    """

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self.shown = ipywidgets.HTML()
        self.ways = ipywidgets.Select(
            rows=4, description="my order", style=STYLE, layout=ipywidgets.Layout(width="600px")
        )
        self.up = AskSaveButton(
            session, "Better", "Move the chosen alternative up in options.csv", lambda: self._exchange(-1), self._moved
        )
        self.down = AskSaveButton(
            session,
            "Less good",
            "Move the chosen alternative down in options.csv",
            lambda: self._exchange(1),
            self._moved,
        )
        self.ask_id = ipywidgets.Text(description="ask id *", disabled=True, style={"description_width": "120px"})
        self.ask_id.layout.width = "auto"
        self.form = Form(
            session.workspace,
            "options",
            session.renew,
            front=("cost", "owner", "first_step", "date"),
            controls={"ask_id": self.ask_id},
            wide=("option",),
        )
        self.more = ipywidgets.Accordion([self.form.box], titles=("Add an alternative",), selected_index=None)
        self.lowest = ipywidgets.BoundedFloatText(
            value=0,
            min=0,
            max=1e9,
            description="my lowest figure",
            style=STYLE,
            layout=ipywidgets.Layout(width="260px"),
        )
        self.decide = AskSaveButton(
            session, "Decide", "Note your own lowest figure as walk_away in asks.csv", self._lowest, self._decided
        )
        self.save = ipywidgets.Button(description="Save ladder", tooltip="Write it into documents, for yourself alone")
        self.status = ipywidgets.HTML()
        for kept in (self.up, self.down, self.decide):
            kept.button.button_style = ""
        self.order = ipywidgets.VBox(
            [
                card(self.ways, self.up.button, self.down.button),
                self.up.status,
                self.down.status,
            ]
        )
        self.floor = ipywidgets.VBox([card(self.lowest, self.decide.button, self.decide.undo), self.decide.status])
        self.box = ipywidgets.VBox([self.shown, self.order, self.floor, self.more, self.save, self.status])
        session.follow(self.refresh)
        self.save.on_click(self.pressed_save)

    def refresh(self) -> None:
        """Show the rungs of the chosen ask, and its alternatives in their order."""
        session, ask = self._session, self._session.ask
        self.ladder: Ladder | None = None
        try:
            self.ladder = ladder(session.spoken, session.key, session.case)
        except KitError as error:
            self.note = Note(asked(error), error.sentence)
        else:
            self.note = _table(self.ladder)
        self.shown.value = self.note.html
        rows = self._rows()
        options = [
            (f"{place}. {self._way(row)}", int(str(line))) for place, (line, row) in enumerate(rows.iterrows(), 1)
        ]
        if list(self.ways.options) != options:
            self.ways.options = options
        self.order.layout.display = None if len(rows) > 1 else "none"
        pays = (
            ask is not None and ask.figure is not None and not session.hide.value
        )  # a figure of pay in a field is one too
        self.floor.layout.display = None if pays else "none"
        if ask is not None:
            self.lowest.value = (ask.walk_away or 0) if pays else 0
            self.lowest.description = f"my lowest figure, {ask.money(session.records).unit}"
            self.lowest.layout.width = "330px"
        self.more.layout.display = self.save.layout.display = None if ask is not None else "none"
        self.form.begin(ask_id=session.choice.value or "")
        self.ask_id.value = session.choice.value or ""

    def _rows(self) -> pd.DataFrame:
        return ways_of(self._session.records, str(self._session.choice.value))

    def _way(self, row: pd.Series) -> str:
        ask = self._session.ask
        words = short(plain(row["option"]), 80)
        return masked(words, ask.money(self._session.records)) if ask is not None else words

    def _exchange(self, by: int) -> Sequence[Change]:
        changes = exchanged(self._session.records, self._session.key, self.ways.value, by)
        self._goes_to = int(self.ways.index) + by
        return changes

    def _moved(self, _keys: Sequence[str]) -> str:
        self.ways.index = self._goes_to
        self.up.status.value = self.down.status.value = ""
        self.form.undo.layout.display = "none"  # it takes back the last write to options.csv, which is this one now
        return "Kept in that order in options.csv: the first is the one that you like best."

    def _lowest(self) -> Sequence[Change]:
        key, ask = self._session.key, self._session.ask
        if self.lowest.value <= 0:
            raise KitError.of(
                "K098", "your own lowest figure is not filled in", "Write a figure above nought.", file="asks.csv"
            )
        if ask is not None and ask.figure is not None and self.lowest.value > ask.figure:
            raise KitError.of(
                "K098",
                "your own lowest figure is above the one that you ask for",
                "Write a lower one.",
                file="asks.csv",
            )
        return (Change("asks", {"walk_away": self.lowest.value}, key),)

    def _decided(self, _keys: Sequence[str]) -> str:
        return "Noted. It stays with you: no page for others names it."

    def pressed_save(self, _button: object = None) -> None:
        """Write the ladder as a page of one's own, or say why not."""
        try:
            key = self._session.key
            if self.ladder is None:
                return
            page = self.ladder.page
            texts = {
                file_name(key, "ladder.html"): page.html,
                file_name(key, "ladder.md"): page.markdown,
            }
            names = save(self._session.workspace, texts)
        except KitError as error:
            self.status.value = alert(error.sentence)
            return
        self.status.value = paragraph(self._session.told(f"Written: {names.words}, for yourself alone."))

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.note.text)


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
