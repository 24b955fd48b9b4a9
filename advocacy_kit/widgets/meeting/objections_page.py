"""What may be answered: one objection at a time with the questions behind it, one's own ones added.

All of them on a page to print.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import ipywidgets

from advocacy_kit.conversation.objections import Objection, objections, objections_page
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import counted
from advocacy_kit.documents.files import save
from advocacy_kit.widgets.base.checked import remarks
from advocacy_kit.widgets.base.controls import STYLE, offered
from advocacy_kit.widgets.base.view import Note, alert, card, joined, paragraph, table, text, with_text
from advocacy_kit.widgets.meeting.ask_session import AskSession, quote
from advocacy_kit.workspace.own_objections import EXAMPLE, FILE, LISTS, add_objection, read_objections

HTML, MARKDOWN = "objections.html", "objections.md"
BUTTONS = {
    "answer": ("I say first", "one sentence a line; calm, and no argument"),
    "questions": ("I ask *", "one question a line: what lies behind it?"),
    "milestone": ("the milestone", "which measure would show it?"),
    "date": ("the day", "such as: Shall we look at it on {next}?"),
}
NAMES = (
    "Braces bring in your own facts: {name}, {figure}, {unit}, {start}, {next}, {win1}. A sentence of which one is not"
    " known is left out."
)


class Objections:
    """The objections for the chosen ask; `given` are all of them, the user's own behind the shipped ones."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        self.given: tuple[Objection, ...] = ()
        self.choice = ipywidgets.Dropdown(description="they say", style=STYLE, layout=ipywidgets.Layout(width="360px"))
        self.shown, self.status, self.kept = ipywidgets.HTML(), ipywidgets.HTML(), ipywidgets.HTML()
        wide = ipywidgets.Layout(width="auto")
        narrow = {"description_width": "110px"}
        self.title = ipywidgets.Text(
            description="its name *", placeholder="such as: Only from the office", style=narrow, layout=wide
        )
        self.said = ipywidgets.Text(
            description="they say *", placeholder="in the words that you expect", style=narrow, layout=wide
        )
        self.lines = {
            name: ipywidgets.Textarea(description=words, placeholder=hint, rows=2, style=narrow, layout=wide)
            for name, (words, hint) in BUTTONS.items()
        }
        self.add = ipywidgets.Button(description="Add objection", tooltip=f"Append it to {FILE} in your workspace")
        example = ipywidgets.HTML(f"{paragraph(f'The same by hand, in {FILE}:')}<pre>{escape(EXAMPLE)}</pre>")
        fields = [
            ipywidgets.HTML(paragraph(NAMES)),
            self.title,
            self.said,
            *self.lines.values(),
            self.add,
            self.kept,
            example,
        ]
        self.own = ipywidgets.Accordion(
            [ipywidgets.VBox(fields)], titles=("Add an objection of your own",), selected_index=None
        )
        self.save = ipywidgets.Button(
            description="Save all on one page", tooltip=f"Write documents/{HTML} and {MARKDOWN}, to print"
        )
        self.save.layout.width = "auto"
        self.box = ipywidgets.VBox([card(self.choice, self.save), self.shown, self.status, self.own])
        session.follow(self.refresh)
        self.choice.observe(self.changed, names="value")
        self.add.on_click(self.pressed_add)
        self.save.on_click(self.pressed_save)

    def refresh(self) -> None:
        """Read the objections for the chosen ask; the one that is shown stays."""
        session = self._session
        own, self.issues = read_objections(session.workspace)
        self.given = objections(session.spoken, session.choice.value or "", session.case, own)
        options = [(f"{one.title}{' (my own)' if one.own else ''}", one.key) for one in self.given]
        offered(self.choice, options)
        self.changed()

    def changed(self, _change: object = None) -> None:
        """Show the chosen objection and what is said to it."""
        one = next(one for one in self.given if one.key == self.choice.value)
        self.note = joined(_table(one), *(Note(alert(line), line) for line in map(_sentence, self.issues)))
        self.shown.value = self.note.html

    def pressed_add(self, _button: object = None) -> None:
        """Append the objection, or say what it lacks."""
        session = self._session
        lines = {name: field.value.splitlines() for name, field in self.lines.items()}
        try:
            key = add_objection(session.workspace, self.title.value, self.said.value, **lines)
        except KitError as error:
            self.kept.value = alert(f"{error.sentence} Nothing was written; what you typed is still here.")
            return
        for field in (self.title, self.said, *self.lines.values()):
            field.value = ""
        session.renew()
        self.choice.value = key
        self.kept.value = paragraph(
            session.told(f"Kept as [{key}] in {FILE}; to change it or take it away, edit that file.")
        )

    def pressed_save(self, _button: object = None) -> None:
        """Write all objections as one page, or say why not."""
        page = objections_page(self.given)
        try:
            names = save(self._session.workspace, {HTML: page.html, MARKDOWN: page.markdown})
        except KitError as error:
            self.status.value = alert(error.sentence)
            return
        hidden = " Amounts are hidden in them, as the switch says." if self._session.hide.value else ""
        said = f"Written: {names.words}, {counted(len(self.given), 'objection')} on a page for yourself.{hidden}"
        self.status.value = paragraph(self._session.told(said))

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        names = ", ".join(one.title for one in self.given)
        return with_text(self.box, f"{counted(len(self.given), 'objection')}: {names}\n{self.note.text}")


def _table(one: Objection) -> Note:
    """Return an objection, what is said to it line by line, and what is remarked about the user's own words."""
    heads = dict(zip(LISTS, ("I say first", "I ask", "milestone", "day"), strict=True))
    rows = []
    for name in LISTS:
        for place, line in enumerate(getattr(one, name)):
            rows.append((heads[name] if place == 0 else "", line))
    said = Note(quote(f"“{one.said}”"), f"“{one.said}”")
    lines = table(rows, ("", "in these words")) if rows else text("Each of its sentences needs a fact of an ask.")
    marked = [remarks("\n".join(one.lines))] if one.own and one.remarks else []
    return joined(said, lines, *marked)


def _sentence(issue: Issue) -> str:
    return KitError([issue]).sentence
