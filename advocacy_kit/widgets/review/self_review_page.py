"""The written self-review and the agenda of the next one-on-one: drafts with their wording looked at.

The review is kept by a button.
"""

from __future__ import annotations

import ipywidgets

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import counted
from advocacy_kit.documents.files import save
from advocacy_kit.language.disclosure import disclosure_words
from advocacy_kit.log.sharing import manager_of
from advocacy_kit.review.agenda import one_on_one
from advocacy_kit.review.self_review import SelfReview, self_review
from advocacy_kit.widgets.base.checked import FollowingText
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.save_button import FileButton
from advocacy_kit.widgets.base.view import Displayed, PageState, alert, card, joined, shown_if, table, text
from advocacy_kit.workspace.workspace import DEMO_NOTICE, QUESTIONS, Workspace

FILE = "self_review.md"
LEAD = "Change what you like; beside it stand words that would weaken it."
EDITED = "The draft holds your own words; “Write anew” replaces them by the draft of the present choices."
LATE = "A goal that is behind says where it stands and what it takes from here; the tick below adds by how much."
NOTHING = "The self-review was not saved yet."
NO_QUESTIONS = (
    f"Write the questions of your employer's form into {QUESTIONS}, one a line, and the draft can answer them."
)


class ReviewDraft(Displayed):
    """The draft under the present choices.

    It follows them until the user has changed it.
    """

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        self._workspace, self._page = workspace, page
        self._questions, trouble = _questions(workspace)
        ways = [
            *([("my employer's questions", "questions")] if self._questions else []),
            ("goals", "goals"),
            ("categories", "categories"),
        ]
        self.by = ipywidgets.Dropdown(options=ways, description="by", style=STYLE)
        self.most = ipywidgets.BoundedIntText(
            value=3, min=1, max=8, description="wins a part", style=STYLE, layout=ipywidgets.Layout(width="160px")
        )
        wide = ipywidgets.Layout(width="auto")
        self.verdict = ipywidgets.Checkbox(description="say how far a goal is behind", indent=False, layout=wide)
        self.hide = page.hide
        self.lead = ipywidgets.HTML()
        self.draft = FollowingText(self.typed)
        self.file = FileButton("Save draft", f"Write documents/{FILE}", self._write, warning=self._warning)
        self.file.refused = "What you typed is still here."
        self.save, self.anew, self.status = self.file.button, self.draft.rewrite, self.file.status
        self.status.value = alert(trouble) if trouble else ""
        choices = (self.by, self.most, self.verdict)
        buttons = ipywidgets.HBox([self.save, self.anew])
        self.box = ipywidgets.VBox([self.lead, self.draft.box, card(*choices, self.hide), buttons, self.status])
        page.connect(self.changed)
        for control in choices:
            control.observe(self.changed, names="value")

    @property
    def saved(self) -> str:
        """What was said when it was saved."""
        return self.file.saved or NOTHING

    def changed(self, _change: object = None) -> None:
        """Take the choices; a draft that was not changed by hand follows them."""
        self.review = self._reviewed()
        shown_if(self.review.late, self.verdict)
        self.draft.follow(self.review.page.markdown)
        self.typed()

    def _reviewed(self) -> SelfReview:
        if self.by.value == "questions":
            return self_review(
                self._page.records, questions=self._questions, most=self.most.value, verdict=self.verdict.value
            )
        return self_review(self._page.records, by=self.by.value, most=self.most.value, verdict=self.verdict.value)

    def typed(self) -> None:
        """Say what the draft is, what is left out, and how many places wait for the user."""
        places = counted(self.review.missing, "place", spelled=True)
        waiting = (
            f"{places[:1].upper()}{places[1:]} in brackets {'waits' if self.review.missing == 1 else 'wait'} for your"
            " words."
            if self.review.missing
            else ""
        )
        ask = "" if self._questions else NO_QUESTIONS
        late = LATE if self.review.late else ""
        words = (
            EDITED
            if self.draft.edited
            else " ".join(part for part in (self.review.note, LEAD, waiting, late, ask) if part)
        )
        found = () if self.draft.edited else self.review.why
        self.note = joined(text(words), table(found, ("question", "answered by"))) if found else text(words)
        self.lead.value = self.note.html
        put_away(self.draft, hidden=self._page.hidden)

    def _write(self) -> str:
        hidden = self._page.hidden and self.draft.edited
        words = self.review.page.markdown if hidden else self.draft.field.value
        names = save(self._workspace, {FILE: words}, to=manager_of(self._workspace.records))
        own = "Your own words are not in it while amounts are hidden." if hidden else ""
        demo = DEMO_NOTICE if self._workspace.is_demo else ""
        return " ".join(filter(None, (f"Written: {names.words}.", own, demo)))

    def _warning(self) -> str:
        return disclosure_words(self.draft.field.value)

    @property
    def text(self) -> str:
        """What is said of the draft, the draft, and the remarks on its wording."""
        return f"{self.note.text}\n\n{self.draft.field.value}\n\n{self.draft.note.text}"


class AgendaText(Displayed):
    """The agenda of the next one-on-one as a text to copy, with where each point comes from."""

    def __init__(self, page: PageState) -> None:
        self._page = page
        self.lead = ipywidgets.HTML()
        self.draft = FollowingText(height="290px")
        self.box = ipywidgets.VBox([self.lead, self.draft.box])
        page.connect(self.refresh)

    def refresh(self) -> None:
        """Show the agenda of the records as they are; a text that was not changed by hand follows them."""
        agenda = one_on_one(self._page.records)
        to = f" with {agenda.to}" if agenda.to else ""
        sources = "; ".join(f"{number}: {point.source}" for number, point in enumerate(agenda.points, 1))
        self.note = text(f"Points for the next one-on-one{to}, to copy and to change. Where they come from: {sources}.")
        self.lead.value = self.note.html
        self.draft.follow(agenda.text)
        put_away(self.draft, hidden=self._page.hidden)

    @property
    def text(self) -> str:
        """Where the points come from, the text, and the remarks on its wording."""
        return f"{self.note.text}\n\n{self.draft.field.value}\n\n{self.draft.note.text}"


def put_away(draft: FollowingText, *, hidden: bool) -> None:
    """Put the user's own words away while amounts are hidden, for they may name figures; they come back."""
    draft.box.layout.display = "none" if hidden and draft.edited else None


def _questions(workspace: Workspace) -> tuple[tuple[str, ...], str]:
    """Return the employer's questions, and what is wrong with their file."""
    try:
        return workspace.questions, ""
    except KitError as error:
        return (), error.sentence
