"""The page for the manager: what goes into it, a draft for the mail with its wording looked at.

And the button that keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import ipywidgets

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.page import Page
from advocacy_kit.documents.case_page import drawn
from advocacy_kit.documents.files import Saved, save
from advocacy_kit.language.disclosure import disclosure_words
from advocacy_kit.raise_case.case import RaiseCase
from advocacy_kit.raise_case.long_version import long_version
from advocacy_kit.raise_case.manager_page import Choices, manager_page, next_date
from advocacy_kit.widgets.base.checked import FollowingText
from advocacy_kit.widgets.base.controls import STYLE, people_names
from advocacy_kit.widgets.base.view import WIDTH, Note, alert, card, paragraph, text, with_text
from advocacy_kit.widgets.case.case_figure import CaseView
from advocacy_kit.widgets.case.case_parts import Part, Shadings
from advocacy_kit.workspace.workspace import DEMO_NOTICE, Workspace

LEAD = (
    "The page as a mail, from wins that this manager may see; change what you like. Beside it: words that would weaken"
    " it. Below it: the page with its pictures, as your manager will see it."
)
REACHED = (
    "There is no figure to ask for, and so no page: present pay has reached the target. Make another ask under “What"
    " else can I ask for?” below: a title, a promotion, training, a project, resources, workload. Or choose another"
    " percentile, with its reason."
)
EDITED = "The draft holds your own words; “Write anew” replaces them by the page of the present choices."


class PageDraft(Part):
    """The manager's page under the present choices; the draft follows them until the user has changed it."""

    def __init__(self, figure: CaseView, shading: Shadings, workspace: Workspace) -> None:
        self._figure, self._shading, self._workspace = figure, shading, workspace
        records = workspace.records
        self.saved = ""
        self.page: Page | None = None
        managers = records.people[records.people["relation"] == "manager"]
        self.manager = ipywidgets.Dropdown(
            options=people_names(managers) or [("my manager", "")], description="for", style=STYLE
        )
        self.by = ipywidgets.DatePicker(value=next_date(records), description="talk by", style=STYLE)
        self.opening = _box("show the opening range")
        self.rank = _box("show my place in the market")
        self.offer = _box("mention my offer")
        self.praise = _box("quote praise", value=True)
        self.draft = FollowingText(self.typed)
        self.save = ipywidgets.Button(
            description="Save page", button_style="primary", tooltip="Write case.html, case.md and case_long.html"
        )
        self.anew = ipywidgets.Button(
            description="Write anew", tooltip="Replace the draft by the page of the present choices"
        )
        self.status = ipywidgets.HTML()
        self.preview = ipywidgets.HTML()
        self._drawn: tuple[RaiseCase, Choices] | None = None
        choices = (self.manager, self.by, self.opening, self.rank, self.offer, self.praise)
        self.lower = ipywidgets.VBox([card(*choices), ipywidgets.HBox([self.save, self.anew]), self.status])
        below = [self.draft.box, self.lower, self.preview]
        super().__init__(figure, self._words, below=below)
        for control in choices:
            control.observe(self.changed, names="value")
        self.save.on_click(self.pressed_save)
        self.anew.on_click(self.pressed_anew)

    @property
    def choices(self) -> Choices:
        """What the controls let onto the page."""
        return Choices(
            manager=self.manager.value,
            asked=self._shading.asked,
            next_date=self.by.value,
            opening=self.opening.value,
            rank=self.rank.value,
            offer=self.offer.value,
            praise=self.praise.value,
        )

    @property
    def edited(self) -> bool:
        """Whether the draft is no longer what the choices wrote."""
        return self.draft.edited

    def refresh(self) -> None:
        try:
            self.page = manager_page(self._figure.records, self._figure.case, self.choices)
        except KitError:  # what is shown says why there is no page
            self.page = None
        self.draft.follow(self.page.markdown if self.page is not None else "")
        # the user's own words may name figures: they are put away with them, and come back
        away = self._figure.hide.value and self.edited
        self.draft.box.layout.display = "none" if away or (self.page is None and not self.edited) else None
        self.lower.layout.display = "none" if self._figure.trouble else None
        super().refresh()
        self._look()

    def _look(self) -> None:
        """Show the page as it would be saved; it is drawn anew when the case or the choices are others."""
        if self.page is None:
            self._drawn, self.preview.value = None, ""
            return
        case, choices = self._figure.case, self.choices
        if self._drawn is None or self._drawn[0] is not case or self._drawn[1] != choices:
            self._drawn = case, choices
            self.preview.value = _framed(drawn(self.page).html, "The page for your manager")

    def _words(self) -> Note:
        if self.page is None and self._figure.case.kind == "reached":
            return Note(alert(REACHED), REACHED)
        if self.page is None:
            manager_page(self._figure.records, self._figure.case, self.choices)  # raises what it lacks
        return text(EDITED if self.edited else LEAD)

    def changed(self, _change: object = None) -> None:
        """Take the choices and show the page that follows from them."""
        self.refresh()

    def typed(self) -> None:
        """Say whether the draft is the user's own now."""
        if self.page is not None:
            self.note = text(EDITED if self.edited else LEAD)
            self.box.value = self.note.html

    def pressed_anew(self, _button: object = None) -> None:
        """Replace the draft by the page of the present choices."""
        self.draft.anew()
        self.refresh()

    def pressed_save(self, _button: object = None) -> None:
        """Write the page, the mail and the long version, or say why not."""
        try:
            leaving, own = self._texts()
            names = Saved(
                (*save(self._workspace, leaving, to=self.manager.value).names, *save(self._workspace, own).names)
            )
        except KitError as error:
            self.status.value = alert(f"{error.sentence} What you typed is still here.")
            return
        self.saved = " ".join(part for part in (f"Written: {names.words}.", *self._notes()) if part)
        warning = disclosure_words("\n".join(self._leaving()))
        self.status.value = paragraph(self.saved) + (alert(warning) if warning else "")
        self.saved = f"{self.saved} {warning}".strip()

    def _texts(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return what leaves, and what stays with the user, by file name."""
        records, case = self._figure.records, self._figure.case
        texts = {}
        if self.page is not None:
            texts["case.html"] = drawn(self.page).html
            texts["case.md"] = self.page.markdown if self._figure.hide.value else self.draft.field.value
        long = long_version(records, case, self._figure.offered, self._shading.shaded)
        return texts, {"case_long.html": drawn(long).html}

    def _leaving(self) -> tuple[str, ...]:
        return (self.page.text, self.draft.field.value) if self.page is not None else ()

    def _notes(self) -> tuple[str, ...]:
        return (
            (
                "The long version is for you alone."
                if self.page is not None
                else "There is no figure to ask for: only your long version was written."
            ),
            (
                "Your own words are in case.md; case.html is the page of the choices."
                if self.page is not None and self.edited
                else ""
            ),
            "Amounts are hidden in them, as the switch says." if self._figure.hide.value else "",
            DEMO_NOTICE if self._workspace.is_demo else "",
        )

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.panel, f"{self.note.text}\n\n{self.draft.field.value}\n\n{self.draft.note.text}")


def _box(words: str, *, value: bool = False) -> ipywidgets.Checkbox:
    return ipywidgets.Checkbox(value=value, description=words, indent=False, layout=ipywidgets.Layout(width="auto"))


def _framed(page: str, title: str) -> str:
    """Return a whole HTML page in a frame of its own.

    In which nothing runs and from which nothing is opened or sent.
    """
    size = f"width:100%;max-width:{WIDTH}px;height:780px;border:1px solid #d5dae1;margin:10px 0 0"
    return f'<iframe sandbox="" title="{escape(title)}" srcdoc="{escape(page)}" style="{size}"></iframe>'
