"""A letter that asks the employer for pay information, where a law gives that right."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets

from advocacy_kit.documents.letters import Letter, pay_letter
from advocacy_kit.model import Records
from advocacy_kit.widgets.case_parts import card
from advocacy_kit.widgets.checked import CheckedText
from advocacy_kit.widgets.controls import STYLE
from advocacy_kit.widgets.view import Note, paragraph, with_text


class PayLetter:
    """The letter for a country, and for a state of the United States; elsewhere what there is instead."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.country = ipywidgets.Text(
            value=records.profile.country or "",
            description="country, two letters",
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="200px"),
        )
        self.area = ipywidgets.Text(
            value=records.profile.area or "",
            description="area",
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="420px"),
        )
        self.notes = ipywidgets.HTML()
        self.draft = CheckedText(height="340px")
        self.panel = ipywidgets.VBox([self.notes, self.draft.box, card(self.country, self.area)])
        self.changed()
        for control in (self.country, self.area):
            control.observe(self.changed, names="value")

    def changed(self, _change: object = None) -> None:
        """Show the letter of the place that is named now."""
        self.letter = pay_letter(self._records, self.country.value, area=self.area.value)
        self.note = _notes(self.letter)
        self.notes.value = self.note.html
        self.draft.write(self.letter.text)
        self.draft.box.layout.display = None if self.letter.text else "none"

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        words = [self.note.text, *([self.letter.text, self.draft.note.text] if self.letter.text else [])]
        return with_text(self.panel, "\n\n".join(words))


def _notes(letter: Letter) -> Note:
    words = [f"A letter under {letter.law}." if letter.text else "", *letter.notes, f"The answer goes in as a source: {letter.source}"]
    said = [sentence for sentence in words if sentence]
    return Note("".join(paragraph(sentence) for sentence in said), "\n".join(said))
