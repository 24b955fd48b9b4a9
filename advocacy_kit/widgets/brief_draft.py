"""The brief for an advocate: the request, the stories, the energy; what is left out and why; the button that keeps it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import ipywidgets

from advocacy_kit.advocates.brief import PROMPT, Brief, Request, make_brief, proposed_request
from advocacy_kit.advocates.pages import brief_page
from advocacy_kit.advocates.people import open_to, people_of
from advocacy_kit.case_files import save
from advocacy_kit.documents.case_markdown import page_markdown
from advocacy_kit.documents.case_page import render_case
from advocacy_kit.errors import KitError
from advocacy_kit.model import Records, short
from advocacy_kit.pages import ManagerPage
from advocacy_kit.periods import in_period
from advocacy_kit.strength import strengths
from advocacy_kit.widgets.checked import CheckedText
from advocacy_kit.widgets.controls import STYLE, line_of_text
from advocacy_kit.widgets.view import Note, alert, panel, paragraph, table, with_text
from advocacy_kit.workspace import DEMO_NOTICE, Workspace

NOBODY = "Nobody is on file yet: add the people around your work to people.csv."
FITTING = "those that fit best"
NOTHING = "Nothing was written yet."


def people_choice(records: Records, description: str = "for") -> ipywidgets.Dropdown:
    """Return a choice of the people on file by name; those who decide come first."""
    options = [(f"{person.name} ({person.relation})", person.key) for person in people_of(records)]
    return ipywidgets.Dropdown(options=options, description=description, style=STYLE, layout=ipywidgets.Layout(width="300px"))


def file_name(kind: str, key: str) -> str:
    """Return how a page's file is called: "brief-p-helen"."""
    return f"{kind}-{re.sub(r'[^a-z0-9]+', '-', key.casefold()).strip('-') or 'page'}"


class BriefDraft:
    """The brief for one person: what is typed above, as a page to send below, with what it lacks and what it leaves out."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        records = workspace.records
        self.person = people_choice(records)
        self.want = line_of_text("I want", "the post of ward lead")
        self.by = ipywidgets.DatePicker(description="by", style=STYLE)
        self.help = line_of_text("you can help if you", "say in the compensation round what changed for the patients")
        self.need = line_of_text("what I need from you is", "ten minutes before the round, and the name of whoever else I should ask")
        self.energy = ipywidgets.Textarea(
            description="why it matters", placeholder=PROMPT, continuous_update=False, style=STYLE, layout=ipywidgets.Layout(width="100%")
        )
        self.stories = ipywidgets.SelectMultiple(
            description="stories", tooltip="None chosen: those that fit best", rows=5, style=STYLE, layout=ipywidgets.Layout(width="100%")
        )
        self.not_to_say = line_of_text("what else not to say", "leave the course out")
        fields = [self.person, self.by, self.want, self.help, self.need, self.energy, self.stories, self.not_to_say]
        self.aside = ipywidgets.HTML()
        self.draft = CheckedText()
        self.save = ipywidgets.Button(description="Save brief", button_style="primary", tooltip="Write it as HTML and Markdown")
        self.status = ipywidgets.HTML()
        self.saved = NOTHING
        self.page: ManagerPage | None = None
        self._written = ""
        self._proposed: dict[str, object] = {}
        self._whose = ""  # the draft is of this person; one's own words for somebody go with them, never to another
        self._drafts: dict[str, tuple[str, str]] = {}
        self.box = ipywidgets.VBox([panel(*fields), self.aside, self.draft.box, self.save, self.status])
        self.person.observe(self.chosen, names="value")
        for control in (self.by, self.want, self.help, self.need, self.energy, self.stories, self.not_to_say):
            control.observe(self.changed, names="value")
        self.save.on_click(self.pressed_save)
        self.chosen()

    def chosen(self, _change: object = None) -> None:
        """Offer the stories that the chosen person may see, and their own draft."""
        self._drafts[self._whose] = (self._written, self.draft.field.value)
        self._whose = str(self.person.value or "")
        self._written, words = self._drafts.get(self._whose, ("", ""))
        self.draft.write(words)
        records = self._workspace.records
        person = next((found for found in people_of(records) if found.key == self.person.value), None)
        lines = open_to(records, person) if person else frozenset()
        strong = strengths(records)
        strong = strong[strong.index.isin(in_period(records).index) & strong.index.isin(lines)]
        if person:
            self._begin(proposed_request(records, person))
        self.stories.options = [(f"{row.date:%Y-%m-%d}  {short(row.win, 100)}", int(row.Index)) for row in strong.itertuples()]
        self.changed()

    def _begin(self, request: Request) -> None:
        """Put a proposal into the fields that hold nothing but the last proposal."""
        for name in ("want", "by", "help", "need"):
            field, given = getattr(self, name), getattr(request, name)
            if field.value in ("", None, self._proposed.get(name)):
                field.value = given
            self._proposed[name] = given

    @property
    def brief(self) -> Brief:
        """The brief that the fields make.

        Raises:
            KitError: with everything that the request lacks.

        """
        if not self.person.value:
            raise KitError.of("K103", NOBODY, "Name, relation, what they care about, the rooms they are in.")
        request = Request(self.want.value, self.by.value or "", self.help.value, self.need.value)
        return make_brief(
            self._workspace.records,
            self.person.value,
            request,
            energy=self.energy.value,
            not_to_say=[part for part in self.not_to_say.value.split(";") if part.strip()],
            stories=self.stories.value,
        )

    def changed(self, _change: object = None) -> None:
        """Show the page of the present fields, what would make it better, and what it leaves out; own changes to it stay."""
        try:
            brief = self.brief
        except KitError as error:
            self.page, self.note = None, Note(paragraph(error.sentence), error.sentence)
        else:
            self.page, self.note = brief_page(brief), _aside(brief)
        self.aside.value = self.note.html
        if self.draft.field.value == self._written:
            self._written = page_markdown(self.page) if self.page else ""
            self.draft.write(self._written)
        self.draft.box.layout.display = None if self.page else "none"
        self.save.disabled = self.page is None

    def pressed_save(self, _button: object = None) -> None:
        """Write the page and the text, or say why not."""
        if self.page is None:
            return
        name = file_name("brief", str(self.person.value))
        texts = {f"{name}.html": render_case(self.page, []), f"{name}.md": self.draft.field.value}
        try:
            names = save(self._workspace, texts, to=str(self.person.value))
        except KitError as error:
            self.status.value = alert(f"{error.sentence} What you typed is still here.")
            return
        own = " Your own words are in the second; the first is the page of the fields." if self.draft.field.value != self._written else ""
        self.saved = f"Written: {names.words}.{own}{f' {DEMO_NOTICE}' if self._workspace.is_demo else ''}"
        self.status.value = paragraph(self.saved)

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, "\n\n".join(text for text in (self.note.text, self.draft.field.value, self.draft.note.text) if text))


def _aside(brief: Brief) -> Note:
    """Return what is for the user's eyes only: what would make the brief better, and what it leaves out."""
    notes = []
    if brief.missing:
        notes.append(table([(words,) for words in brief.missing], ("what would make it better",)))
    if brief.left_out:
        rows = [(f"line {out.line}", short(out.win, 90), out.why) for out in brief.left_out]
        notes.append(table(rows, ("left out", f"what {brief.to.first_name} does not see", "why")))
    else:
        said = f"Nothing of this period had to be left out for {brief.to.name}."
        notes.append(Note(paragraph(said), said))
    return Note("".join(note.html for note in notes), "\n\n".join(note.text for note in notes))
