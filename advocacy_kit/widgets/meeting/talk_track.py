"""What is said in the talk, in a way that is chosen, and kept as a page of one's own."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets

from advocacy_kit.conversation.meeting import VARIANTS, talk_track
from advocacy_kit.core.assets import talk_texts
from advocacy_kit.core.errors import KitError
from advocacy_kit.documents.asking import file_name
from advocacy_kit.documents.files import save
from advocacy_kit.widgets.after.after_parts import shown_if
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.view import alert, asked, card, paragraph, wanted, with_text
from advocacy_kit.widgets.meeting.ask_session import AskSession
from advocacy_kit.widgets.meeting.talk_text import TalkText

LEAD = (
    "Value first, then the market, then the request with its figure and its day, said once; then a pause that is yours"
    " to keep."
)
MISSING = {
    "opening": "No opening fits this way of saying it: no win on record serves an objective of this person.",
    "value": (
        "No win on record is for this person's ears, so the talk has no value to begin with: log one, or look at who"
        " may see it."
    ),
    "market": "The market's figure is the one that is asked for, so it is said once, in the request.",
    "request": "The request lacks something.",
    "pause": "There is no pause.",
    "closing": "No closing fits this way of saying it: no win on record serves an objective of this person.",
}


class Track:
    """The talk track of the chosen ask: its way of saying it, its words, and a button that keeps them."""

    def __init__(self, session: AskSession) -> None:
        self._session = session
        names = talk_texts("track")
        self.variant = ipywidgets.Dropdown(
            options=[(names[variant]["name"][0], variant) for variant in VARIANTS], description="said", style=STYLE
        )
        self.words = TalkText(session, self._make, self._lead, height="640px")
        self.save = ipywidgets.Button(
            description="Save talk", button_style="primary", tooltip="Write it into documents, for yourself"
        )
        self.status = ipywidgets.HTML()
        self.controls = card(self.variant)
        buttons = ipywidgets.HBox([self.save, self.words.anew])
        self.box = ipywidgets.VBox([self.words.aside, self.controls, self.words.draft.box, buttons, self.status])
        session.follow(self.refresh)
        self.variant.observe(self.changed, names="value")
        self.save.on_click(self.pressed_save)

    def refresh(self) -> None:
        """Show what is said in the chosen way."""
        shown_if(self._session.ask is not None, self.controls, self.save)
        self.words.refresh()

    def changed(self, _change: object = None) -> None:
        """Say it in the way that is chosen now."""
        self.refresh()

    def _make(self) -> str:
        track = talk_track(self._session.spoken, self._session.key, self._session.case, variant=self.variant.value)
        self._missing = track.missing
        return track.page.markdown

    def _lead(self) -> str:
        return " ".join(
            part
            for part in (
                LEAD,
                *(MISSING[name] for name in self._missing),
                self._session.without_market,
                self._session.too_early,
            )
            if part
        )

    def pressed_save(self, _button: object = None) -> None:
        """Write the talk as it stands, or say why not."""
        try:
            key = self._session.key
            if not self.words.leaving.strip():
                raise KitError.of("K098", "there is nothing to keep yet", "“Write anew” brings the proposed talk back.")
            names = save(
                self._session.workspace, {file_name(key, "talk.md"): self.words.leaving}, to=self._session.listener
            )
        except KitError as error:
            self.status.value = asked(error) if wanted(error) else alert(error.sentence)
            return
        self.status.value = paragraph(self._session.told(f"Written: {names.words}, for yourself."))

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.words.text)
