"""Speaking for somebody else or for an idea: the questions first, then consent, then the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ipywidgets

from advocacy_kit.advocates.brief import Brief, Request, Split, brief_page, usual_split
from advocacy_kit.advocates.causes import (
    brief_for_cause,
    cause_named,
    cause_sheet,
    causes_of,
    evidence_lines,
    request_for_cause,
)
from advocacy_kit.advocates.speaking_for import EVIDENCE, QuestionSheet, Sheet, brief_for_person, question_sheet
from advocacy_kit.core.assets import word_list
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, short
from advocacy_kit.core.values import split_list
from advocacy_kit.documents.files import save
from advocacy_kit.language.disclosure import disclosure_words
from advocacy_kit.log.people import Person, person_named
from advocacy_kit.widgets.advocates.brief_draft import (
    NOBODY,
    BriefDraft,
    Given,
    file_name,
    people_choice,
    people_options,
    written,
)
from advocacy_kit.widgets.base import (
    BESIDE,
    STYLE,
    Displayed,
    FileButton,
    Form,
    Note,
    PageState,
    Rows,
    SaveButton,
    Signal,
    action,
    alert,
    joined,
    line_of_text,
    offered,
    panel,
    remarks,
    shown_if,
    table,
    text,
    text_of,
    watch,
)
from advocacy_kit.workspace.workspace import Workspace


class SpokenPage(Displayed):
    """A page with which one speaks for somebody: shown with its wording looked at, and kept by a button.

    It is made of their answers: what is to be changed is changed there.
    """

    def __init__(self, workspace: Workspace, make: Callable[[], Brief], name: Callable[[], str]) -> None:
        self._workspace, self._make, self._name = workspace, make, name
        self.shown = ipywidgets.HTML()
        self.file = FileButton("Save page", "Write it as HTML and Markdown", self._write)
        self.save, self.status = self.file.button, self.file.status
        self.brief: Brief | None = None
        self.box = ipywidgets.VBox([self.shown, self.save, self.status])

    @property
    def saved(self) -> str:
        """What was said of the files; empty until they are written."""
        return self.file.saved

    def refresh(self) -> None:
        """Show the page, or what it lacks."""
        try:
            self.brief = self._make()
        except KitError as error:
            self.brief, self.note = None, text(error.sentence)
        else:
            page = brief_page(self.brief)
            mine = f"{self.brief.request}\n\n{self.brief.advantage}"  # how others put it is theirs
            foreign = disclosure_words(page.text) if not disclosure_words(mine) else ""
            warned = [Note(alert(foreign), foreign)] if foreign else []
            self.note = joined(Note(page.fragment, page.markdown), *warned, remarks(mine))
        self.shown.value = self.note.html
        self.save.disabled = self.brief is None

    def _write(self) -> str:
        assert self.brief is not None  # else the button is disabled
        name, page = self._name(), brief_page(self.brief)
        texts = {f"{name}.html": page.html, f"{name}.md": page.markdown}
        return written(self._workspace, save(self._workspace, texts, to=""))


class Answers:
    """The questions about somebody or something, what was answered, and a form for the next answer."""

    def __init__(
        self,
        workspace: Workspace,
        kept: Callable[[], None],
        questions: Sequence[str],
        front: Sequence[str],
        hint: str = "",
    ) -> None:
        self.shown = ipywidgets.HTML()
        wide = {"style": BESIDE, "layout": ipywidgets.Layout(width="auto")}
        self.question = ipywidgets.Combobox(options=tuple(questions), description="question", **wide)
        self.answer = ipywidgets.Text(
            description="answer", placeholder=hint or "What they answered, in their words", **wide
        )
        self.about = ipywidgets.Text(layout=ipywidgets.Layout(display="none"))  # an id, which says nothing on a page
        self.form = Form(
            workspace,
            "conversations",
            kept,
            start={"date": workspace.today},
            front=front,
            controls={"person_id": self.about, "question": self.question, "answer": self.answer},
            wide=("question", "answer"),
        )
        self.box = ipywidgets.VBox([self.shown, self.form.box])

    def show(self, sheet: Sheet, about: str, words: str, *, told: bool) -> Note:
        """Show a sheet with how it stands, and offer its next question.

        `told` says whether it matters how something was said.
        """
        rows = [(answer.question, answer.answer or "…", answer.manner, answer.surprise) for answer in sheet.everything]
        head = (
            ("question", "in their words", "how it was said", "what surprised you") if told else ("question", "answer")
        )
        shown = table([row[: len(head)] for row in rows], head)
        note = joined(shown, text(words))
        self.shown.value = note.html
        self.form.begin(person_id=about, question=next(iter(sheet.unanswered), ""))
        self.about.value = about
        return note


class SpeakFor(Displayed, Signal):
    """The question sheet for a person, a place for what they answered, their consent, and the page made of it."""

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        super().__init__()
        self._workspace = workspace
        records = workspace.records
        self.person = people_choice(records, "speak for")
        mentees = [
            key
            for _, key in self.person.options
            if (found := person_named(records, key)) and found.relation in ("mentee", "report")
        ]
        if mentees:
            self.person.value = mentees[0]
        lists = word_list("speaking_for")
        self.sheet: QuestionSheet | None = None
        asked = (*lists["person"], *lists["own"])
        self.answers = Answers(workspace, page.changed, asked, ("answer", "surprise", "manner"))
        self.consent = line_of_text("they agreed in these words", "Yes, in the Monday meeting; not the course")
        self.agreed = ipywidgets.DatePicker(value=workspace.today, description="on", style=STYLE)
        self.button = SaveButton(workspace, page.changed)
        self.button.gone = "Taken back: the consent is as it was."
        self.keep = action("Keep consent", "Write it to people.csv", self.pressed_keep, "")
        self.status = self.button.status
        self.request = line_of_text("what they ask for", "a place in the analysts' course in spring")
        self.evidence = ipywidgets.SelectMultiple(
            description=f"{EVIDENCE} pieces of evidence (Ctrl or ⌘)",
            rows=6,
            style=STYLE,
            layout=ipywidgets.Layout(width="auto"),
        )
        self.page = SpokenPage(workspace, self._spoken, lambda: file_name("speaking-for", str(self.person.value)))
        self.asked = panel(self.consent, ipywidgets.HBox([self.agreed, self.keep]))
        kept = ipywidgets.HBox([self.status, self.button.undo])
        chosen = panel(self.request, self.evidence)
        self.rest = ipywidgets.VBox([self.answers.box, self.asked, kept, chosen, self.page.box])
        self.lead = ipywidgets.HTML()
        self.box = ipywidgets.VBox([self.person, self.lead, self.rest])
        self._for = self.person.value
        self.connect(self.show, now=False)
        self.connect(self.page.refresh, now=False)
        page.connect(self.refresh)
        watch(self.changed, self.person, self.request, self.evidence)

    def refresh(self) -> None:
        """Offer the people on file as they are now."""
        with self.together():
            offered(self.person, people_options(self._workspace.records))

    def show(self) -> None:
        """Show how the sheet of the chosen person stands, and offer the next question.

        What was typed about one person is not carried over to another.
        """
        if self.person.value != self._for:
            self._for = self.person.value
            self.answers.form.clear()
            self.request.value = self.consent.value = self.status.value = ""
            self.button.close()
        records = self._workspace.records
        shown_if(self.person.value, self.person, self.rest)
        self.note = text(f"{NOBODY}.")
        self.lead.value = "" if self.person.value else self.note.html
        self.sheet = None
        if self.person.value:
            self.sheet = question_sheet(records, self.person.value)
            self.note = self.answers.show(self.sheet, self.sheet.person.key, self.sheet.words, told=True)
            shown_if(not self.sheet.person.consent_words, self.asked)
            options = [(short(f"{answer.answer} ({answer.question})", 90), answer.line) for answer in self.sheet.heard]
            if options != list(self.evidence.options):
                self.evidence.options = options

    def _spoken(self) -> Brief:
        if not self.person.value:
            raise KitError.of("K103", NOBODY, "A name and what they are to you suffice.")
        return brief_for_person(
            self._workspace.records, self.person.value, request=self.request.value, evidence=self.evidence.value
        )

    def pressed_keep(self, _button: object = None) -> None:
        """Write the consent to people.csv."""
        words = self.consent.value.strip()
        if self.sheet is None or not words or self.agreed.value is None:
            self.status.value = alert("Consent has a day and words: write down how they said it.")
            return
        person = self.sheet.person
        row = self._workspace.people.loc[person.line]
        key = row["id"] if isinstance(row["id"], str) else str(person.line)
        change = Change("people", {"consent_date": self.agreed.value, "consent_words": words}, key)
        self.button.keep(lambda: [change], lambda _: f"Kept: {person.name} agreed.")

    @property
    def text(self) -> str:
        """How the sheet stands, and the page."""
        return text_of(self.note.text, self.page.note.text if self.person.value else "")


NO_IDEA = "No idea is on file yet. Write one down above: what it is, and what you ask for it."
CHANGE = "write an idea down, or change one"


class CauseDraft(BriefDraft):
    """The brief for the idea that is chosen above, to one reader or to anybody."""

    def __init__(self, workspace: Workspace, signal: Signal, cause: ipywidgets.Dropdown) -> None:
        self._cause = cause
        super().__init__(workspace, signal, button="Save page")
        self.person.description, self.want.description = "to", "I ask for this"

    def readers(self, records: Records) -> list[tuple[str, str]]:
        return [("anybody", ""), *people_options(records)]

    def begin(self) -> None:
        self.person.value = ""

    def proposal(self, records: Records, person: Person | None) -> tuple[Request, str, Split]:
        if not self._cause.value:
            return Request("", "", "", ""), "", ()
        return (
            request_for_cause(records, self._cause.value, person),
            cause_named(records, self._cause.value).why,
            usual_split(person),
        )

    def lines(self, records: Records, person: Person | None) -> frozenset[int]:
        return (
            frozenset(evidence_lines(records, self._cause.value, person.key if person else ""))
            if self._cause.value
            else frozenset()
        )

    def make(self, records: Records, request: Request, given: Given) -> Brief:
        if not self._cause.value:
            raise KitError.of(
                "K103", "no idea is on file yet", "Write one down above: what it is, and what you ask for it."
            )
        return brief_for_cause(records, self._cause.value, self.person.value, request, **given)

    @property
    def name(self) -> str:
        """How the file of the page is called: by the idea, and by the reader if it is for one."""
        cause = cause_named(self._workspace.records, self._cause.value).name
        return file_name("cause", f"{cause} for {self.person.value}" if self.person.value else cause)

    @property
    def subject(self) -> str:
        """Whose draft the text below is: of which idea, for whom."""
        return f"{self._cause.value or ''}\n{self.person.value or ''}"


class SpeakForCause(Displayed, Signal):
    """An idea: its row in causes.csv, the questions to think it through, and the brief for it."""

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        super().__init__()
        self._workspace = workspace
        self.prove = ipywidgets.Dropdown(description="add a win", style=BESIDE, layout=ipywidgets.Layout(width="auto"))
        wide = ("cause", "request", "why", "evidence")
        form = Form(workspace, "causes", front=("why", "evidence"), wide=wide, after={"evidence": self.prove})
        self.rows = Rows(form, lambda row: short(str(row["cause"]), 80), page)
        self.form = form
        self.written = ipywidgets.Accordion([self.rows.box], titles=(CHANGE,))
        self.cause = ipywidgets.Dropdown(description="speak for", style=STYLE, layout=ipywidgets.Layout(width="620px"))
        self._offer()
        self.written.selected_index = None if self.cause.value else 0
        lists = word_list("speaking_for")
        self.answers = Answers(
            workspace, page.changed, (*lists["cause"], *lists["cause_own"]), ("answer",), "What you say to it"
        )
        self._for = self.cause.value
        self.connect(self.show, now=False)
        self.page = CauseDraft(workspace, self, self.cause)
        self.lead = ipywidgets.HTML()
        self.rest = ipywidgets.VBox([self.cause, self.answers.box, self.page.box])
        self.box = ipywidgets.VBox([self.written, self.lead, self.rest])
        self.prove.observe(self.proved, names="value")
        page.connect(self.refresh)
        self.cause.observe(self.changed, names="value")

    def _offer(self) -> None:
        """Offer the causes on file, the newest first, and choose one that was not there before."""
        options = [(short(cause.name, 80), cause.key) for cause in reversed(causes_of(self._workspace.records))]
        if [key for _, key in options[:1]] != [key for _, key in list(self.cause.options)[:1]]:
            self.cause.options = options
            self.cause.value = options[0][1] if options else None
        offered(self.cause, options)

    def proved(self, _change: object = None) -> None:
        """Add the id of the chosen win to the evidence."""
        if self.prove.value:
            field = self.form.fields["evidence"]
            field.value = ";".join(dict.fromkeys([*split_list(field.value), str(self.prove.value)]))
            self.prove.value = ""

    def refresh(self) -> None:
        """Offer what is on file now."""
        with self.together():
            self._offer()
        wins = self._workspace.records.wins.iloc[::-1]
        found = [
            (f"{row.date:%Y-%m-%d}  {short(row.win, 80)}", row.id)
            for row in wins.itertuples()
            if not str(row.id).startswith("~")
        ]
        offered(self.prove, [("a win that proves it", ""), *found])

    def show(self) -> None:
        """Show the questions about the chosen idea.

        What was typed for another idea is not carried over.
        """
        if self.cause.value != self._for:
            self._for = self.cause.value
            self.answers.form.clear()
            self.page.want.value = self.page.energy.value = ""
        there = self.cause.value is not None
        shown_if(there, self.rest)
        self.lead.value = "" if there else text(NO_IDEA).html
        self.note = text(NO_IDEA)
        if there:
            sheet = cause_sheet(self._workspace.records, self.cause.value)
            words = f"{sheet.lead}. What you say to the last stays with you; the others stand on the page."
            self.note = self.answers.show(sheet, self.cause.value, words, told=False)

    @property
    def text(self) -> str:
        """How the questions stand, and the page."""
        return text_of(self.note.text, self.page.text if self.cause.value else "")
