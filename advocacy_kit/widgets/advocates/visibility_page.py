"""Who knows of which win, whom to tell what next, and a button that notes it down once it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.advocates.visibility import visibility_finding
from advocacy_kit.charts import draw_visibility
from advocacy_kit.core.model import Finding, Records, short
from advocacy_kit.log.people import Share, not_spoken_to, open_offers, share_next
from advocacy_kit.widgets.advocates.people_page import Knowing
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.view import View, paragraph, table, with_text
from advocacy_kit.workspace.workspace import Workspace


@dataclass(frozen=True)
class SeenChoice:
    """How many wins to show."""

    most: int


class VisibilityView(View[SeenChoice]):
    """The strongest wins and the people on file: who knows of what."""

    def __init__(self, records: Records) -> None:
        self.most = ipywidgets.BoundedIntText(
            value=10, min=3, max=20, description="wins", layout=ipywidgets.Layout(width="160px")
        )
        super().__init__(records, (self.most,))

    def read(self) -> SeenChoice:
        return SeenChoice(int(self.most.value))

    def finding(self) -> Finding:
        return visibility_finding(self.records, most=self.state.most)

    def draw(self, finding: Finding) -> Axes:
        return draw_visibility(finding)


class ToTell(Knowing):
    """What to tell whom next, ranked; “I told them” adds the person to the win's `known_to`."""

    def __init__(self, workspace: Workspace, told: Callable[[], None]) -> None:
        super().__init__(workspace, self._noted)
        self._told = told
        self.shares: tuple[Share, ...] = ()
        self.list = ipywidgets.HTML()
        self.which = ipywidgets.Dropdown(description="told", style=STYLE, layout=ipywidgets.Layout(width="620px"))
        self.done = ipywidgets.Button(
            description="I told them", tooltip="Note in wins.csv that this person knows of it"
        )
        self.row = ipywidgets.Box([self.which, self.done], layout=ipywidgets.Layout(flex_flow="row wrap"))
        self.box = ipywidgets.VBox([self.list, self.row, self.undo, self.status])
        self.done.on_click(self.pressed_done)
        self.renew()

    def renew(self) -> None:
        """Show what is to be told now."""
        records = self._workspace.records
        self.shares = share_next(records)
        rows = [(share.name, share.where, short(share.win, 90), share.why) for share in self.shares]
        waiting = [(late.person.name, "a talk", late.words) for late in not_spoken_to(records)]
        waiting += [
            (offer.person.name, "an offer to take up", f"“{offer.words}”, {offer.days} days ago")
            for offer in open_offers(records)
        ]
        notes = [table(rows, ("tell", "where", "what", "why"))] if rows else []
        notes += [table(waiting, ("who", "waits for", "since"))] if waiting else []
        self.list.value = "".join(note.html for note in notes) or paragraph("There is nothing to tell next.")
        self.text = "\n\n".join(note.text for note in notes) or "There is nothing to tell next."
        self.which.options = [
            (f"{share.name}: {short(share.win, 70)}", place) for place, share in enumerate(self.shares)
        ]
        self.which.value = 0 if self.shares else None
        self.done.disabled = not self.shares
        self.row.layout.display = None if self.shares else "none"

    def pressed_done(self, _button: object = None) -> None:
        """Note that the chosen person knows of the win."""
        share = self.shares[int(self.which.value or 0)]
        self.note(share.line, share.person, share.name)

    def _noted(self) -> None:
        self.renew()
        self._told()

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.box, self.text)
