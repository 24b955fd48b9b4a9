"""The brief for an advocate: the request, the stories, the energy; what is left out and why.

The button that keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypedDict

import ipywidgets

from advocacy_kit.advocates.brief import (
    MYSELF,
    PROMPT,
    ROLES,
    Brief,
    Request,
    Split,
    agreed_split,
    brief_page,
    make_brief,
    nameable,
    proposed_request,
)
from advocacy_kit.core import store
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, short
from advocacy_kit.core.page import Page
from advocacy_kit.documents.files import Saved, save
from advocacy_kit.language.disclosure import disclosure_words
from advocacy_kit.log.people import Person, open_to, people_of, person_named
from advocacy_kit.log.periods import in_period
from advocacy_kit.log.strength import strengths
from advocacy_kit.widgets.base import (
    STYLE,
    CheckedText,
    Displayed,
    FileButton,
    Note,
    Signal,
    alert,
    joined,
    line_of_text,
    offered,
    panel,
    paragraph,
    shown_if,
    table,
    text,
    text_of,
    watch,
)
from advocacy_kit.workspace.workspace import DEMO_NOTICE, Workspace

NOBODY = "Nobody is on file yet: add the people around your work above"
LONGEST_NAME = 60  # letters of a file's name


def people_options(records: Records) -> list[tuple[str, str]]:
    """Return the people on file by name and relation; those who decide come first."""
    return [(f"{person.name} ({person.relation})", person.key) for person in people_of(records)]


def people_choice(records: Records, description: str = "for") -> ipywidgets.Dropdown:
    """Return a choice of the people on file."""
    return ipywidgets.Dropdown(
        options=people_options(records), description=description, style=STYLE, layout=ipywidgets.Layout(width="300px")
    )


def file_name(kind: str, key: str) -> str:
    """Return how a page's file is called: "brief-p-helen".

    Letters of every script stay, so that no page is written over another's.
    """
    name = re.sub(r"[\W_]+", "-", key.casefold()).strip("-")
    if len(name) > LONGEST_NAME:  # file systems end at 255 bytes
        name = f"{name[:LONGEST_NAME].rstrip('-')}-{store.digest(key.encode())[:8]}"
    return f"{kind}-{name or 'page'}"


class Given(TypedDict):
    """What a brief says besides its request."""

    energy: str
    split: Split
    not_to_say: Sequence[str]
    stories: Sequence[int]


class BriefDraft(Displayed):
    """The brief for one reader: what is typed above, as a page to send below.

    With what it lacks and what it leaves out.
    """

    def __init__(self, workspace: Workspace, signal: Signal, *, button: str = "Save brief") -> None:
        self._workspace = workspace
        records = workspace.records
        self.person = people_choice(records)
        self.want = line_of_text("I want", "the post of ward lead")
        self.by = ipywidgets.DatePicker(description="by", style=STYLE)
        self.help = line_of_text("you can help if you", "say in the compensation round what changed for the patients")
        self.need = line_of_text(
            "what I need from you is", "ten minutes before the round, and the name of whoever else I should ask"
        )
        self.energy = ipywidgets.Textarea(
            description="why it matters",
            placeholder=PROMPT,
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="auto"),
        )
        self.stories = ipywidgets.SelectMultiple(
            description="stories",
            tooltip="None chosen: those that fit best",
            rows=5,
            style=STYLE,
            layout=ipywidgets.Layout(width="auto"),
        )
        self.split = {
            role: ipywidgets.Dropdown(description=f"who {role}", style=STYLE, layout=ipywidgets.Layout(width="330px"))
            for role in ROLES
        }
        self.not_to_say = line_of_text("what else not to say", "leave the course out")
        self.not_to_say.layout.width = "auto"
        hint = ipywidgets.HTML(paragraph("None chosen: those that fit best. Choose several with Ctrl or ⌘."))
        parts = ipywidgets.Box([*self.split.values()], layout=ipywidgets.Layout(flex_flow="row wrap"))
        more = ipywidgets.VBox([self.stories, hint, parts, self.not_to_say])
        self.more = ipywidgets.Accordion(
            [more], titles=("stories, who takes which part, what not to say",), selected_index=None
        )
        first = ipywidgets.Box([self.person, self.by], layout=ipywidgets.Layout(flex_flow="row wrap"))
        self.aside = ipywidgets.HTML()
        self.draft = CheckedText(self.looked)
        self.file = FileButton(button, "Write it as HTML and Markdown", self._write)
        self.file.refused = "What you typed is still here."
        self.save, self.status = self.file.button, self.file.status
        self.page: Page | None = None
        self.note = Note("", "")
        self._made: Brief | None = None
        self._lacks = ""
        self._written = ""
        self._proposed: dict[str, object] = {}
        self._whose = ""  # the draft is of this reader; one's own words for somebody go with them, never to another
        self._drafts: dict[str, tuple[str, str]] = {}
        self._choosing = False
        self.panel = panel(first, self.want, self.help, self.need, self.energy, self.more)
        self.box = ipywidgets.VBox([self.panel, self.aside, self.draft.box, self.save, self.status])
        offered(self.person, self.readers(records))
        self.begin()
        self.chosen()
        self.person.observe(self.chosen, names="value")
        self._fields = (
            self.by,
            self.want,
            self.help,
            self.need,
            self.energy,
            self.stories,
            self.not_to_say,
            *self.split.values(),
        )
        watch(self.changed, *self._fields)
        signal.connect(self.refresh, now=False)

    def readers(self, records: Records) -> list[tuple[str, str]]:
        """Return for whom a brief can be made."""
        return people_options(records)

    def begin(self) -> None:
        """Choose for whom it is at first: a sponsor, or else an ally."""
        people = people_of(self._workspace.records)
        if first := [
            person.key for relation in ("sponsor", "ally") for person in people if person.relation == relation
        ]:
            self.person.value = first[0]

    def proposal(self, records: Records, person: Person | None) -> tuple[Request, str, Split]:
        """Return what a brief begins with: the request, why it matters, who takes which part."""
        if person is None:
            return Request("", "", "", ""), "", ()
        return proposed_request(records, person), "", agreed_split(records, person)

    def lines(self, records: Records, person: Person | None) -> frozenset[int]:
        """Return the wins that may be told, as lines of wins.csv."""
        return open_to(records, person) if person else frozenset()

    def make(self, records: Records, request: Request, given: Given) -> Brief:
        """Return the brief of the fields.

        Raises:
            KitError: with what it lacks.

        """
        if not self.person.value:
            raise KitError.of("K103", NOBODY, "A name and what they are to you suffice.")
        return make_brief(records, self.person.value, request, **given)

    @property
    def name(self) -> str:
        """How the file of the page is called."""
        return file_name("brief", str(self.person.value))

    @property
    def subject(self) -> str:
        """Whose draft the text below is."""
        return str(self.person.value or "")

    def refresh(self) -> None:
        """Offer the people on file as they are now."""
        self._choosing = True  # whoever is chosen in the meantime
        offered(self.person, self.readers(self._workspace.records))
        self._choosing = False
        self.chosen()

    def chosen(self, _change: object = None) -> None:
        """Offer the stories that the chosen reader may see, and their own draft."""
        if self._choosing:
            return
        self._choosing = True
        self._drafts[self._whose] = (self._written, self.draft.field.value)
        another, self._whose = self.subject != self._whose, self.subject
        self._written, words = self._drafts.get(self._whose, ("", ""))
        self.draft.write(words)
        records = self._workspace.records
        person = person_named(records, self.person.value) if self.person.value else None
        request, energy, split = self.proposal(records, person)
        self._begin(
            {
                "want": request.want,
                "by": request.by or None,
                "help": request.help,
                "need": request.need,
                "energy": energy,
            }
        )
        self._offer_parts(nameable(records), person, split, another=another)
        strong = strengths(records)
        strong = strong[strong.index.isin(in_period(records).index) & strong.index.isin(self.lines(records, person))]
        stories = [(f"{row.date:%Y-%m-%d}  {short(row.win, 100)}", int(row.Index)) for row in strong.itertuples()]
        if list(self.stories.options) != stories:
            self.stories.options = stories
        self._choosing = False
        self.changed()

    def _offer_parts(self, free: Sequence[Person], person: Person | None, split: Split, *, another: bool) -> None:
        """Offer whoever may be named for each part; for another reader it begins as proposed."""
        names = dict.fromkeys([MYSELF, *(one.name for one in (*free, *([person] if person else [])))])
        for role, who in self.split.items():
            mine = who.value
            who.options = list(names)
            usual = next((name for name, theirs in split if theirs == role), MYSELF)
            who.value = usual if another or mine not in names else mine

    def _begin(self, proposed: Mapping[str, object]) -> None:
        """Put a proposal into the fields that hold nothing but the last proposal."""
        for name, given in proposed.items():
            field = getattr(self, name)
            if field.value in ("", None, self._proposed.get(name)):
                field.value = given
            self._proposed[name] = given

    @property
    def brief(self) -> Brief:
        """The brief that the fields make.

        Raises:
            KitError: with everything that the request lacks.

        """
        given = Given(
            energy=self.energy.value,
            split=tuple((str(who.value), role) for role, who in self.split.items()),
            not_to_say=self.not_to_say.value.split(";"),
            stories=self.stories.value,
        )
        request = Request(self.want.value, self.by.value or "", self.help.value, self.need.value)
        return self.make(self._workspace.records, request, given)

    def changed(self, _change: object = None) -> None:
        """Show the page of the present fields, what would make it better, and what it leaves out.

        Own changes to it stay.
        """
        if self._choosing:
            return
        try:
            self._made, self._lacks = self.brief, ""
        except KitError as error:
            self._made, self._lacks = None, error.sentence
        self.page = brief_page(self._made) if self._made else None
        if self.draft.field.value == self._written:
            self._written = self.page.markdown if self.page else ""
            self.draft.write(self._written)
        self.looked()
        shown_if(self.page, self.draft.box)
        shown_if(self.person.options, self.panel, self.save)  # without anybody to write for, a form says nothing
        self.save.disabled = self.page is None

    @property
    def own_words(self) -> bool:
        """Whether the text below was changed by hand: then the page of the fields says something else."""
        return bool(self.draft.field.value != self._written)

    def looked(self) -> None:
        """Show what is for the user alone; where own words stand below, the page of the fields is looked at here."""
        warning = disclosure_words(self.page.text) if self.page and self.own_words else ""
        notes = [Note(alert(warning), warning)] if warning else []
        self.say(self.aside, joined(*notes, _aside(self._made) if self._made else text(self._lacks)))

    @property
    def saved(self) -> str:
        """What was said of the files; empty until they are written."""
        return self.file.saved

    def _write(self) -> str:
        assert self.page is not None  # else the button is disabled
        texts = {f"{self.name}.html": self.page.html, f"{self.name}.md": self.draft.field.value}
        own = "Your own words are in the second; the first is the page of the fields." if self.own_words else ""
        return written(self._workspace, save(self._workspace, texts, to=str(self.person.value)), own)

    @property
    def text(self) -> str:
        """What is shown, as text."""
        return text_of(self.note.text, self.draft.field.value, self.draft.note.text)


def written(workspace: Workspace, names: Saved, more: str = "") -> str:
    """Return what is said of files that were written."""
    demo = DEMO_NOTICE if workspace.is_demo else ""
    return " ".join(filter(None, (f"Written: {names.words}.", more, demo)))


def _aside(brief: Brief) -> Note:
    """Return what is for the user's eyes only: what would make the brief better, and what it leaves out."""
    notes = []
    if brief.missing:
        notes.append(table([(words,) for words in brief.missing], ("what would make it better",)))
    if brief.left_out:
        rows = [(f"line {out.line}", short(out.win, 90), out.why) for out in brief.left_out]
        notes.append(
            table(rows, ("left out", f"what {brief.to.first_name if brief.to else 'the reader'} does not see", "why"))
        )
    else:
        notes.append(text(f"Nothing had to be left out for {brief.to.name if brief.to else 'this page'}."))
    return joined(*notes)
