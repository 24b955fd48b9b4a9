"""Speaking for somebody else, or for an idea: the questions first, then consent, then the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets

from advocacy_kit.advocates.pages import spoken_page
from advocacy_kit.advocates.people import person_named
from advocacy_kit.advocates.speaking_for import (
    EVIDENCE,
    Answer,
    QuestionSheet,
    SpokenFor,
    brief_for_cause,
    brief_for_person,
    question_sheet,
)
from advocacy_kit.case_files import save
from advocacy_kit.documents.case_markdown import page_markdown
from advocacy_kit.documents.case_page import render_case
from advocacy_kit.errors import KitError
from advocacy_kit.model import short
from advocacy_kit.widgets.brief_draft import NOTHING, file_name, people_choice
from advocacy_kit.widgets.checked import CheckedText
from advocacy_kit.widgets.controls import STYLE, line_of_text
from advocacy_kit.widgets.form import Form
from advocacy_kit.widgets.view import Note, alert, panel, paragraph, table, with_text
from advocacy_kit.word_lists import word_list
from advocacy_kit.workspace import DEMO_NOTICE, Workspace


class SpokenDraft:
    """A page with which one speaks for somebody or something: shown with its wording looked at, and kept by a button.

    `to` gives the reader, by default anybody.
    """

    def __init__(self, workspace: Workspace, make: Callable[[], SpokenFor], kind: str, to: Callable[[], str] = str) -> None:
        self._workspace, self._make, self._kind, self._to = workspace, make, kind, to
        self.aside = ipywidgets.HTML()
        self.draft = CheckedText(height="300px")
        self.draft.field.disabled = True  # made of their answers: what is changed, is changed there
        self.save = ipywidgets.Button(description="Save page", button_style="primary", tooltip="Write it as HTML and Markdown")
        self.status = ipywidgets.HTML()
        self.saved = NOTHING
        self.spoken: SpokenFor | None = None
        self.box = ipywidgets.VBox([self.aside, self.draft.box, self.save, self.status])
        self.save.on_click(self.pressed_save)

    def refresh(self) -> None:
        """Show the page, or what it lacks."""
        try:
            self.spoken = self._make()
        except KitError as error:
            self.spoken, self.note = None, Note(paragraph(error.sentence), error.sentence)
        else:
            rows = [(words,) for words in self.spoken.missing]
            rows += [(f"left out, {out.why}: {short(out.win, 90)} (line {out.line})",) for out in self.spoken.left_out]
            self.note = table(rows, ("for you alone",)) if rows else Note("", "")
        self.aside.value = self.note.html
        self.draft.write(page_markdown(spoken_page(self.spoken)) if self.spoken else "")
        self.draft.box.layout.display = None if self.spoken else "none"
        self.save.disabled = self.spoken is None

    def pressed_save(self, _button: object = None) -> None:
        """Write the page, or say why not."""
        if self.spoken is None:
            return
        name, page = file_name(self._kind, self.spoken.name), spoken_page(self.spoken)
        try:
            names = save(self._workspace, {f"{name}.html": render_case(page, []), f"{name}.md": page_markdown(page)}, to=self._to())
        except KitError as error:
            self.status.value = alert(error.sentence)
            return
        self.saved = f"Written: {names.words}.{f' {DEMO_NOTICE}' if self._workspace.is_demo else ''}"
        self.status.value = paragraph(self.saved)

    @property
    def text(self) -> str:
        """What is shown, as text."""
        return "\n\n".join(part for part in (self.note.text, self.draft.field.value, self.draft.note.text) if part)


class SpeakFor:
    """The question sheet for a person, a place for what they answered, their consent, and the page made of it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        records = workspace.records
        self.person = people_choice(records, "speak for")
        mentees = [
            key for _, key in self.person.options if (found := person_named(records, key)) and found.relation in ("mentee", "report")
        ]
        if mentees:
            self.person.value = mentees[0]
        self.sheet_box = ipywidgets.HTML()
        lists = word_list("speaking_for")
        self.question = ipywidgets.Combobox(
            options=[*lists["person"], *lists["own"]], description="question", style=STYLE, layout=ipywidgets.Layout(width="100%")
        )
        self.answer = Form(
            workspace,
            "conversations",
            self.renew,
            start={"date": workspace.today},
            front=("answer", "surprise", "manner"),
            controls={"person_id": ipywidgets.Text(disabled=True, description="about"), "question": self.question},
            wide=("question", "answer"),
        )
        self.consent = line_of_text("they agreed in these words", "Yes, in the Monday meeting; not the course")
        self.agreed = ipywidgets.DatePicker(value=workspace.today, description="on", style=STYLE)
        self.keep = ipywidgets.Button(description="Keep consent", tooltip="Write it to people.csv")
        self.status = ipywidgets.HTML()
        self.request = line_of_text("what they ask for", "a place in the analysts' course in spring")
        self.evidence = ipywidgets.SelectMultiple(
            description=f"{EVIDENCE} pieces of evidence", rows=6, style=STYLE, layout=ipywidgets.Layout(width="100%")
        )
        self.page = SpokenDraft(workspace, self._spoken, "speaking-for")
        consent = panel(self.consent, ipywidgets.HBox([self.agreed, self.keep]), self.status)
        chosen = panel(self.request, self.evidence)
        self.box = ipywidgets.VBox([self.person, self.sheet_box, self.answer.box, consent, chosen, self.page.box])
        self.person.observe(self.renew, names="value")
        for control in (self.request, self.evidence):
            control.observe(self.changed, names="value")
        self.keep.on_click(self.pressed_keep)
        self.renew()

    def renew(self, _change: object = None) -> None:
        """Show how the sheet of the chosen person stands, and offer the next question."""
        self.sheet = self._sheet()
        if self.sheet is None:
            self.note = Note(
                paragraph("Nobody is on file yet: add people to people.csv."), "Nobody is on file yet: add people to people.csv."
            )
        else:
            rows = [(answer.question, answer.answer or "…", answer.manner, answer.surprise) for answer in self._answers(self.sheet)]
            shown = table(rows, ("question", "in their words", "how it was said", "what surprised you"))
            self.note = Note(shown.html + paragraph(self.sheet.words), f"{shown.text}\n{self.sheet.words}")
            self.answer.begin(person_id=self.sheet.person.key, question=next(iter(self.sheet.unanswered), ""))
            self.answer.fields["person_id"].value = self.sheet.person.key
            heard = [answer for answer in (*self.sheet.answers, *self.sheet.further) if answer.heard]
            options = [(short(f"{answer.answer} ({answer.question})", 110), answer.line) for answer in heard]
            if options != list(self.evidence.options):
                self.evidence.options = options
        self.sheet_box.value = self.note.html
        self.page.refresh()

    @staticmethod
    def _answers(sheet: QuestionSheet) -> tuple[Answer, ...]:
        return (*sheet.answers, *sheet.further, sheet.advantage)

    def _sheet(self) -> QuestionSheet | None:
        return question_sheet(self._workspace.records, self.person.value) if self.person.value else None

    def changed(self, _change: object = None) -> None:
        """Show the page that the choices make."""
        self.page.refresh()

    def _spoken(self) -> SpokenFor:
        if not self.person.value:
            raise KitError.of("K103", "nobody is on file yet", "Add the person to people.csv: name and relation.")
        return brief_for_person(self._workspace.records, self.person.value, request=self.request.value, evidence=self.evidence.value)

    def pressed_keep(self, _button: object = None) -> None:
        """Write the consent to people.csv."""
        words = self.consent.value.strip()
        if self.sheet is None or not words or self.agreed.value is None:
            self.status.value = alert("Consent has a day and words: write down how they said it.")
            return
        row = self._workspace.people.loc[self.sheet.person.line]
        key = row["id"] if isinstance(row["id"], str) else str(self.sheet.person.line)
        try:
            self._workspace.edit("people", key, {"consent_date": self.agreed.value, "consent_words": words})
        except KitError as error:
            self.status.value = alert(error.sentence)
            return
        self.status.value = paragraph(f"Kept: {self.sheet.person.name} agreed.")
        self.renew()

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, f"{self.note.text}\n\n{self.page.text}")


class SpeakForCause:
    """The same for an idea, a process or a system: its row in causes.csv, the listener, the page."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.form = Form(workspace, "causes", self.renew, front=("why", "evidence"), wide=("cause", "request", "why", "evidence"))
        self.cause = ipywidgets.Dropdown(description="speak for", style=STYLE, layout=ipywidgets.Layout(width="520px"))
        self.listener = people_choice(workspace.records, "to")
        self.listener.options = [("anybody", ""), *self.listener.options]
        self.listener.value = ""
        questions = [(question,) for question in word_list("speaking_for")["cause"]]
        self.note = table(questions, ("ask yourself first",))
        self.page = SpokenDraft(workspace, self._spoken, "cause", lambda: str(self.listener.value))
        chosen = ipywidgets.HBox([self.cause, self.listener])
        self.box = ipywidgets.VBox([ipywidgets.HTML(self.note.html), self.form.box, chosen, self.page.box])
        for control in (self.cause, self.listener):
            control.observe(self.changed, names="value")
        self.renew()

    def renew(self) -> None:
        """Offer the causes on file, the newest first."""
        causes = self._workspace.records.causes.iloc[::-1]
        names = [(short(str(row["cause"]), 80), row["id"] if isinstance(row["id"], str) else row["cause"]) for _, row in causes.iterrows()]
        if names != list(self.cause.options):
            self.cause.options = names
            self.cause.value = names[0][1] if names else None
        self.page.refresh()

    def changed(self, _change: object = None) -> None:
        """Show the page that the choices make."""
        self.page.refresh()

    def _spoken(self) -> SpokenFor:
        if not self.cause.value:
            raise KitError.of("K103", "no idea is on file yet", "Write one down above: what it is, and what you ask for it.")
        return brief_for_cause(self._workspace.records, self.cause.value, self.listener.value)

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, f"{self.note.text}\n\n{self.page.text}")
