"""A letter that asks the employer for pay information where a law gives that right, and where its answer goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets

from advocacy_kit.core.errors import KitError
from advocacy_kit.documents.files import save
from advocacy_kit.documents.letters import Letter, pay_letter
from advocacy_kit.language.disclosure import disclosure_words
from advocacy_kit.widgets.base.checked import FollowingText
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.form import Form
from advocacy_kit.widgets.base.view import WIDTH, Note, alert, card, paragraph, with_text
from advocacy_kit.workspace.workspace import DEMO_NOTICE, Workspace

FILE = "pay_letter.md"
ANSWERS = (("a pay band", "bands"), ("percentiles, or a median", "published"))


class PayLetter:
    """The letter for a country, and for a state of the United States; elsewhere what there is instead.

    And a form for the answer.

    Args:
        workspace: where the letter and the answer are kept.
        renewed: called after an answer was kept, and after it was taken back.
    """

    def __init__(self, workspace: Workspace, renewed: Callable[[], None] | None = None) -> None:
        self._workspace, self._records = workspace, workspace.records
        profile = self._records.profile
        self.saved = ""
        self.country = ipywidgets.Text(
            value=profile.country or "",
            description="country, two letters",
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="200px"),
        )
        self.area = ipywidgets.Text(
            value=profile.area or "",
            description="area",
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="420px"),
        )
        self.notes = ipywidgets.HTML()
        self.draft = FollowingText(height="340px")
        self.save = ipywidgets.Button(
            description="Save letter", button_style="primary", tooltip=f"Write documents/{FILE}"
        )
        self.anew = ipywidgets.Button(description="Write anew", tooltip="Replace the draft by the letter of this place")
        self.buttons = ipywidgets.HBox([self.save, self.anew])
        self.status = ipywidgets.HTML()
        start: dict[str, object] = {
            "date": workspace.today,
            "country": profile.country or "",
            "currency": profile.currency or "",
        }
        start["per"] = profile.pay_unit or "year"
        band = start | {"level": profile.level or "", "source": "my employer's answer"}
        printed = start | {"occupation": profile.occupation or "", "source": "my employer's answer", "element": "base"}
        self.answers = {
            "bands": Form(workspace, "bands", renewed, start=band, front=("per", "currency", "country", "source")),
            "published": Form(
                workspace, "published", renewed, start=printed, front=("occupation", "p25", "p50", "p75", "n")
            ),
        }
        self.answer = ipywidgets.Dropdown(options=ANSWERS, description="the answer names", style=STYLE)
        forms = ipywidgets.VBox([self.answer, *(form.box for form in self.answers.values())])
        self.more = ipywidgets.Accordion(
            [forms], titles=("Enter the answer",), selected_index=None, layout=ipywidgets.Layout(max_width=f"{WIDTH}px")
        )
        self.panel = ipywidgets.VBox(
            [self.notes, self.draft.box, card(self.country, self.area), self.buttons, self.status, self.more]
        )
        self.changed()
        self.answered()
        for control in (self.country, self.area):
            control.observe(self.changed, names="value")
        self.answer.observe(self.answered, names="value")
        self.save.on_click(self.pressed_save)
        self.anew.on_click(self.pressed_anew)

    def changed(self, _change: object = None) -> None:
        """Show the letter of the place that is named now."""
        self.letter = pay_letter(self._records, self.country.value, area=self.area.value)
        self.note = _notes(self.letter)
        self.notes.value = self.note.html
        self.draft.follow(self.letter.text)
        shown = None if self.draft.field.value else "none"
        self.draft.box.layout.display = self.buttons.layout.display = shown

    def answered(self, _change: object = None) -> None:
        """Show the form of the table into which the answer goes."""
        for name, form in self.answers.items():
            form.box.layout.display = None if name == self.answer.value else "none"

    def pressed_anew(self, _button: object = None) -> None:
        """Replace the draft by the letter of the place that is named now."""
        self.draft.anew()
        self.changed()

    def pressed_save(self, _button: object = None) -> None:
        """Write the letter, or say why not."""
        try:
            names = save(self._workspace, {FILE: self.draft.field.value})
        except KitError as error:
            self.status.value = alert(f"{error.sentence} What you typed is still here.")
            return
        self.saved = " ".join([f"Written: {names.words}.", *([DEMO_NOTICE] if self._workspace.is_demo else [])])
        warning = disclosure_words(self.draft.field.value)
        self.status.value = paragraph(self.saved) + (alert(warning) if warning else "")

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        words = [self.note.text, *([self.letter.text, self.draft.note.text] if self.letter.text else [])]
        return with_text(self.panel, "\n\n".join(words))


def _notes(letter: Letter) -> Note:
    words = [
        f"A letter under {letter.law}." if letter.text else "",
        *letter.notes,
        f"The answer goes in as a source: {letter.source}",
    ]
    said = [sentence for sentence in words if sentence]
    return Note("".join(paragraph(sentence) for sentence in said), "\n".join(said))
