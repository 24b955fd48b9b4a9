"""The week's highlight as a text that can be changed, with its wording looked at and a button that copies it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import ipywidgets
from IPython.display import Javascript, display

from advocacy_kit.core.model import Records
from advocacy_kit.log.highlight import Highlight, highlight
from advocacy_kit.widgets.base.checked import FollowingText
from advocacy_kit.widgets.base.controls import STYLE, people_names
from advocacy_kit.widgets.base.view import Note, card, hide_box, paragraph, with_text
from advocacy_kit.workspace.workspace import Workspace

COPIED = "Copied: paste it into your mail."
BY_HAND = "Your browser did not allow it. The text is selected now: press Ctrl+C, on a Mac Cmd+C."
EDITED = "These are your own words now; “Write anew” replaces them by the paragraph of the log."
# What is copied is what the page shows: the last keys may not have come to this program yet. The page itself says
# whether the
# browser did it, and nothing but the text goes anywhere.
SCRIPT = """
const said = document.createElement("p");
said.setAttribute("role", "status");
element.replaceChildren(said);
requestAnimationFrame(() => {
  const field = said.closest(".jp-Cell")?.querySelector("textarea");
  const no = () => { said.textContent = %s; field?.select(); };
  if (!navigator.clipboard) { no(); return; }
  navigator.clipboard.writeText(field?.value ?? %s).then(() => { said.textContent = %s; }, no);
});
"""


class HighlightText:
    """The paragraph of the week; it follows the log until the user has changed it.

    Args:
        workspace: whose log.

    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        records = workspace.records
        self.about = ipywidgets.Dropdown(
            options=[("this week", False), ("the last two weeks", True)], description="about", style=STYLE
        )
        self.reader = ipywidgets.Dropdown(
            options=[("anybody", ""), *people_names(records.people)], description="for", style=STYLE
        )
        self.hide = hide_box(records.profile)
        self.draft = FollowingText(self.typed, height="150px")
        self.copy = ipywidgets.Button(
            description="Copy", button_style="primary", tooltip="Copy the text, to paste it into a mail"
        )
        self.anew = ipywidgets.Button(description="Write anew", tooltip="Replace the text by the paragraph of the log")
        self.notes = ipywidgets.HTML()
        self.out = ipywidgets.Output()
        choices = (self.about, self.reader, self.hide)
        buttons = ipywidgets.HBox([self.copy, self.anew])
        self.box = ipywidgets.VBox([self.notes, self.draft.box, buttons, self.out, card(*choices)])
        self.refresh()
        for control in choices:
            control.observe(self.refresh, names="value")
        self.copy.on_click(self.pressed_copy)
        self.anew.on_click(self.pressed_anew)

    @property
    def edited(self) -> bool:
        """Whether the text is no longer what the log wrote."""
        return self.draft.edited

    def refresh(self, _change: object = None) -> None:
        """Write what the log says now, unless the user has changed the text."""
        records: Records = self._workspace.records
        hidden = bool(self.hide.value)
        if hidden != records.profile.hide_amounts:  # the same records are not read anew
            records = replace(records, profile=replace(records.profile, hide_amounts=hidden))
        self.found: Highlight = highlight(records, person=self.reader.value, wide=self.about.value)
        self.draft.follow(self.found.text)
        # the user's own words may name figures: they are put away with them, and come back
        self.draft.box.layout.display = "none" if self.hide.value and self.edited else None
        self._show()

    def _show(self) -> None:
        question = (
            f"To make it stronger: {self.found.question}"
            if self.found.text and self.found.question
            else self.found.question or ""
        )
        said = [*self.found.notes, *([EDITED] if self.edited else [question] if question else [])]
        self.note = Note("".join(paragraph(sentence) for sentence in said), "\n".join(said))
        self.notes.value = self.note.html

    def typed(self) -> None:
        """Say whether the text is the user's own now."""
        self._show()

    def pressed_anew(self, _button: object = None) -> None:
        """Replace the text by the paragraph of the log."""
        self.draft.anew()
        self.refresh()

    def pressed_copy(self, _button: object = None) -> None:
        """Let the browser copy the text, and let the page say whether it did."""
        words = (json.dumps(text) for text in (BY_HAND, self.draft.field.value, COPIED))
        self.out.clear_output()
        with self.out:
            display(Javascript(SCRIPT % tuple(words)))  # type: ignore[no-untyped-call]  # IPython comes without types

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(
            self.box, "\n".join(part for part in (self.note.text, self.draft.field.value, self.draft.note.text) if part)
        )
