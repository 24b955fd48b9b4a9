"""The written self-review and the agenda of the next one-on-one: drafts with their wording looked at.

The review is kept by a button.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import ipywidgets

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, counted
from advocacy_kit.documents.files import save
from advocacy_kit.language.disclosure import disclosure_words
from advocacy_kit.log.sharing import manager_of
from advocacy_kit.review.agenda import one_on_one
from advocacy_kit.review.self_review import SelfReview, self_review
from advocacy_kit.widgets.base.checked import FollowingText
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.view import alert, card, hide_box, joined, paragraph, table, text, with_text
from advocacy_kit.workspace.workspace import DEMO_NOTICE, QUESTIONS, Workspace

FILE = "self_review.md"
LEAD = "Change what you like; beside it stand words that would weaken it."
EDITED = "The draft holds your own words; “Write anew” replaces them by the draft of the present choices."
LATE = "A goal that is behind says where it stands and what it takes from here; the tick below adds by how much."
NOTHING = "The self-review was not saved yet."
NO_QUESTIONS = (
    f"Write the questions of your employer's form into {QUESTIONS}, one a line, and the draft can answer them."
)


class ReviewDraft:
    """The draft under the present choices.

    It follows them until the user has changed it. `kept` is called after it was saved.
    """

    def __init__(self, workspace: Workspace, kept: Callable[[], None] | None = None) -> None:
        self._workspace, self._kept, self.saved = workspace, kept, NOTHING
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
        self.verdict = ipywidgets.Checkbox(
            value=False,
            description="say how far a goal is behind",
            indent=False,
            layout=ipywidgets.Layout(width="auto"),
        )
        self.hide = hide_box(workspace.profile)
        self.lead = ipywidgets.HTML()
        self.draft = FollowingText(self.typed)
        self.save = ipywidgets.Button(
            description="Save draft", button_style="primary", tooltip=f"Write documents/{FILE}"
        )
        self.anew = ipywidgets.Button(
            description="Write anew", tooltip="Replace the draft by that of the present choices"
        )
        self.status = ipywidgets.HTML(alert(trouble) if trouble else "")
        choices = (self.by, self.most, self.verdict, self.hide)
        self.box = ipywidgets.VBox(
            [self.lead, self.draft.box, card(*choices), ipywidgets.HBox([self.save, self.anew]), self.status]
        )
        self.changed()
        for control in choices:
            control.observe(self.changed, names="value")
        self.save.on_click(self.pressed_save)
        self.anew.on_click(self.pressed_anew)

    @property
    def records(self) -> Records:
        """The records, with amounts hidden if the switch says so."""
        records = self._workspace.records
        return replace(records, profile=replace(records.profile, hide_amounts=bool(self.hide.value)))

    def changed(self, _change: object = None) -> None:
        """Take the choices; a draft that was not changed by hand follows them."""
        self.review = self._reviewed()
        self.verdict.layout.display = None if self.review.late else "none"
        self.draft.follow(self.review.page.markdown)
        put_away(self.draft, hidden=bool(self.hide.value))
        self.typed()

    def _reviewed(self) -> SelfReview:
        if self.by.value == "questions":
            return self_review(
                self.records, questions=self._questions, most=self.most.value, verdict=self.verdict.value
            )
        return self_review(self.records, by=self.by.value, most=self.most.value, verdict=self.verdict.value)

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

    def pressed_anew(self, _button: object = None) -> None:
        """Replace the draft by that of the present choices."""
        self.draft.anew()
        self.changed()

    def pressed_save(self, _button: object = None) -> None:
        """Write the draft as it stands, or say why not."""
        hidden = self.hide.value and self.draft.edited
        try:
            names = save(
                self._workspace,
                {FILE: self.review.page.markdown if hidden else self.draft.field.value},
                to=manager_of(self._workspace.records),
            )
        except KitError as error:
            self.status.value = alert(f"{error.sentence} What you typed is still here.")
            return
        own = "Your own words are not in it while amounts are hidden." if hidden else ""
        self.saved = " ".join(
            part for part in (f"Written: {names.words}.", own, DEMO_NOTICE if self._workspace.is_demo else "") if part
        )
        warning = disclosure_words(self.draft.field.value)
        self.status.value = paragraph(self.saved) + (alert(warning) if warning else "")
        if self._kept is not None:
            self._kept()

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, f"{self.note.text}\n\n{self.draft.field.value}\n\n{self.draft.note.text}")


class AgendaText:
    """The agenda of the next one-on-one as a text to copy, with where each point comes from."""

    def __init__(self, records: Records) -> None:
        self.lead = ipywidgets.HTML()
        self.draft = FollowingText(height="290px")
        self.box = ipywidgets.VBox([self.lead, self.draft.box])
        self.renew(records)

    def renew(self, records: Records) -> None:
        """Take other records; a text that was not changed by hand follows them."""
        agenda = one_on_one(records)
        to = f" with {agenda.to}" if agenda.to else ""
        sources = "; ".join(f"{number}: {point.source}" for number, point in enumerate(agenda.points, 1))
        self.note = text(f"Points for the next one-on-one{to}, to copy and to change. Where they come from: {sources}.")
        self.lead.value = self.note.html
        self.draft.follow(agenda.text)
        put_away(self.draft, hidden=records.profile.hide_amounts)

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, f"{self.note.text}\n\n{self.draft.field.value}\n\n{self.draft.note.text}")


def put_away(draft: FollowingText, *, hidden: bool) -> None:
    """Put the user's own words away while amounts are hidden, for they may name figures; they come back."""
    draft.box.layout.display = "none" if hidden and draft.edited else None


def _questions(workspace: Workspace) -> tuple[tuple[str, ...], str]:
    """Return the employer's questions, and what is wrong with their file."""
    try:
        return workspace.questions, ""
    except KitError as error:
        return (), error.sentence
