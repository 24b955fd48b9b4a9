"""Speaking for an idea, a process or a system: its row, its questions, and the same brief as for one's own work."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets

from advocacy_kit.advocates.brief import Brief, Request, Split, usual_split
from advocacy_kit.advocates.causes import (
    brief_for_cause,
    cause_named,
    cause_sheet,
    causes_of,
    evidence_lines,
    request_for_cause,
)
from advocacy_kit.core.assets import word_list
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, short
from advocacy_kit.core.values import split_list
from advocacy_kit.log.people import Person
from advocacy_kit.widgets.advocates.brief_draft import BriefDraft, Given, file_name, people_options
from advocacy_kit.widgets.advocates.speaking import Answers
from advocacy_kit.widgets.base.controls import STYLE, offered
from advocacy_kit.widgets.base.form import STYLE as BESIDE
from advocacy_kit.widgets.base.form import Form
from advocacy_kit.widgets.base.row_chooser import Rows
from advocacy_kit.widgets.base.view import text, with_text
from advocacy_kit.workspace.workspace import Workspace

NO_IDEA = "No idea is on file yet. Write one down above: what it is, and what you ask for it."
CHANGE = "write an idea down, or change one"


class CauseDraft(BriefDraft):
    """The brief for the idea that is chosen above, to one reader or to anybody."""

    def __init__(self, workspace: Workspace, cause: ipywidgets.Dropdown) -> None:
        self._cause = cause
        super().__init__(workspace)
        self.person.description, self.want.description = "to", "I ask for this"
        self.save.description = "Save page"

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


class SpeakForCause:
    """An idea: its row in causes.csv, the questions to think it through, and the brief for it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.prove = ipywidgets.Dropdown(description="add a win", style=BESIDE, layout=ipywidgets.Layout(width="auto"))
        wide = ("cause", "request", "why", "evidence")
        form = Form(workspace, "causes", front=("why", "evidence"), wide=wide, after={"evidence": self.prove})
        self.rows = Rows(form, lambda row: short(str(row["cause"]), 80), self.renew)
        self.form = form
        self.written = ipywidgets.Accordion([self.rows.box], titles=(CHANGE,))
        self.cause = ipywidgets.Dropdown(description="speak for", style=STYLE, layout=ipywidgets.Layout(width="620px"))
        self._offer()
        self.written.selected_index = None if self.cause.value else 0
        lists = word_list("speaking_for")
        self.answers = Answers(
            workspace, self.renew, (*lists["cause"], *lists["cause_own"]), ("answer",), "What you say to it"
        )
        self.page = CauseDraft(workspace, self.cause)
        self.lead = ipywidgets.HTML()
        self.rest = ipywidgets.VBox([self.cause, self.answers.box, self.page.box])
        self.box = ipywidgets.VBox([self.written, self.lead, self.rest])
        self.cause.observe(self.chosen, names="value")
        self.prove.observe(self.proved, names="value")
        self.renew()

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

    def renew(self) -> None:
        """Show what is on file now."""
        self._offer()
        wins = self._workspace.records.wins.iloc[::-1]
        found = [
            (f"{row.date:%Y-%m-%d}  {short(row.win, 80)}", row.id)
            for row in wins.itertuples()
            if not str(row.id).startswith("~")
        ]
        offered(self.prove, [("a win that proves it", ""), *found])
        self.chosen()

    def chosen(self, another: object = None) -> None:
        """Show the questions about the chosen idea, and its brief.

        What was typed for another idea is not carried over.
        """
        if another is not None:
            self.answers.form.clear()
            self.page.want.value = self.page.energy.value = ""
        there = self.cause.value is not None
        self.rest.layout.display = None if there else "none"
        self.lead.value = "" if there else text(NO_IDEA).html
        self.note = text(NO_IDEA)
        if there:
            sheet = cause_sheet(self._workspace.records, self.cause.value)
            words = f"{sheet.lead}. What you say to the last stays with you; the others stand on the page."
            self.note = self.answers.show(sheet, self.cause.value, words, told=False)
        self.page.renew()

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, "\n\n".join([self.note.text, *([self.page.text] if self.cause.value else [])]))
