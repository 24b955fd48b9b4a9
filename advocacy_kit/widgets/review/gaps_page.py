"""What is missing before the review: the ranked list, what is set aside and why, and readiness over the past weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.core.changes import Change
from advocacy_kit.core.model import Finding, Records, day, short
from advocacy_kit.documents.packet import GAPS, READINESS, Reviewed
from advocacy_kit.review.gaps import dismissal, dismissed_gaps, find_gaps
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.save_button import SaveButton
from advocacy_kit.widgets.base.view import Follower, Note, View, card, paragraph, picture, table, with_text
from advocacy_kit.workspace.workspace import Workspace

HEAD = ("set aside", "since", "because", "where")


@dataclass(frozen=True)
class GapChoice:
    """How many gaps to show, and over how many weeks readiness is drawn."""

    most: int
    weeks: int


class GapsView(View[GapChoice]):
    """What is missing before the review, ranked; below it what is set aside.

    Args:
        records: the person's tables.
        workspace: where a gap that is set aside is kept; without one none can be.

    """

    def __init__(self, records: Records, workspace: Workspace | None = None) -> None:
        self.gaps = find_gaps(records)
        self.most = ipywidgets.BoundedIntText(
            value=6, min=1, max=12, description="show", layout=ipywidgets.Layout(width="160px")
        )
        self.weeks = ipywidgets.Dropdown(
            options=[(f"{weeks} weeks", weeks) for weeks in (12, 26)], description="look back over", style=STYLE
        )
        self.aside = ipywidgets.HTML()
        self.setting_aside = SettingAside(self, workspace) if workspace is not None else None
        super().__init__(records, (self.most, self.weeks))
        self._tell()
        self.box.children = (*self.box.children, *([self.setting_aside.box] if self.setting_aside else []), self.aside)

    def read(self) -> GapChoice:
        return GapChoice(int(self.most.value), int(self.weeks.value))

    def finding(self) -> Finding:
        return GAPS.find(Reviewed(self.records), self.gaps, most=self.state.most)

    def draw(self, finding: Finding) -> Axes:
        return GAPS.draw(finding)

    @cached_property
    def readiness(self) -> Follower:
        """Minutes of mending over the past weeks.

        Reckoned when it is first shown, since each week is looked at anew.
        """
        drawn: dict[tuple[Records, int], Note] = {}

        def show() -> Note:
            key = self._records, self.state.weeks
            if key not in drawn:
                drawn.clear()
                finding = READINESS.find(Reviewed(self._records), weeks=self.state.weeks)
                shown = picture(READINESS.draw(finding), finding)
                drawn[key] = Note(shown.html + paragraph(finding.answer), f"{shown.text}\n{finding.answer}")
            return drawn[key]

        return Follower(self, show)

    def renew(self, records: Records) -> None:
        """Show the gaps of tables that have changed."""
        self.gaps = find_gaps(records)
        super().renew(records)
        self._tell()

    def _tell(self) -> None:
        """Show what is set aside at present, and offer the gaps that are not."""
        found = dismissed_gaps(self._records)
        rows = [(aside.gap.title, day(aside.date), aside.reason, f"dismissed.csv line {aside.line}") for aside in found]
        self.note = table(rows, HEAD) if rows else Note("", "")
        self.aside.value = self.note.html
        if self.setting_aside is not None:
            self.setting_aside.offer()

    def _repr_mimebundle_(self, **kwargs: object) -> Mapping[str, object]:
        words = str(super()._repr_mimebundle_(**kwargs)["text/plain"])
        return with_text(self.box, "\n".join(part for part in (words, self.note.text) if part))


class SettingAside(SaveButton):
    """The card that sets a gap aside with a reason: one click to keep it, one to take it back."""

    gone, refused = "Taken back: the gap counts again.", ""

    def __init__(self, view: GapsView, workspace: Workspace) -> None:
        super().__init__(workspace, lambda: view.renew(workspace.records))
        self._view = view
        wide = ipywidgets.Layout(flex="1 1 380px", width="auto", min_width="0")
        self.gap = ipywidgets.Dropdown(description="gap", style=STYLE, layout=wide)
        self.reason = ipywidgets.Text(description="does not matter because", style=STYLE, layout=wide)
        self.aside = ipywidgets.Button(
            description="Set aside", tooltip="It comes back when the rows that it rests on change"
        )
        self.box = ipywidgets.VBox([self.status, card(self.gap, self.reason, self.aside, self.undo)])
        self.aside.on_click(self.pressed_keep)
        self.offer()

    def offer(self) -> None:
        """Let every open gap be chosen, in the order of the list above."""
        options = [(short(gap.title, 80), number) for number, gap in enumerate(self._view.gaps)]
        self.gap.options = options
        self.gap.value = options[0][1] if options else None
        self.aside.disabled = not options

    def pressed_keep(self, _button: object = None) -> None:
        """Keep the reason, or say why that cannot be."""
        gap, today = self._view.gaps[self.gap.value], self._workspace.today
        if self.keep(
            lambda: [Change("dismissed", dismissal(gap, self.reason.value, today))],
            lambda _: "Set aside; it comes back when what it rests on changes.",
        ):
            self.reason.value = ""
