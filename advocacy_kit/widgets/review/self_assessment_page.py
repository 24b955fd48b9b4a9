"""The self-assessment: own ratings beside the data, a form for all eight, and doubts that a win answers."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Finding, counted, short
from advocacy_kit.core.values import split_list
from advocacy_kit.documents.packet import ASSESSMENT, Reviewed
from advocacy_kit.review.assessment import (
    DIMENSIONS,
    DOUBT_HEAD,
    Assessment,
    doubt_rows,
    self_assessment,
)
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.save_button import SaveButton, action
from advocacy_kit.widgets.base.view import PageState, View, alert, panel, paragraph, table
from advocacy_kit.workspace.workspace import Workspace

FIRST_ANSWERS = 40  # so many of the newest wins are offered as an answer


class AssessmentView(View[Assessment]):
    """Own rating and data as dots, the doubts as a table, and under them the two forms."""

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        self.doubts = ipywidgets.HTML()
        super().__init__(page, ())
        self.ratings = Ratings(workspace, page.changed)
        self.doubt = DoubtForm(workspace, page)
        self.box.children = (self.picture, self.answer, self.status, self.ratings.box, self.doubts, self.doubt.box)

    def read(self) -> Assessment:
        return self_assessment(self.records)

    def finding(self) -> Finding:
        return ASSESSMENT.find(Reviewed(self.records), assessed=self.state)

    def draw(self, finding: Finding) -> Axes:
        return ASSESSMENT.draw(finding)

    def render(self) -> None:
        """Show picture, answer and doubts of the present state."""
        super().render()
        rows = doubt_rows(self.state)
        self.doubts.value = table(rows, DOUBT_HEAD).html if rows else paragraph("No doubt is written down.")

    @property
    def text(self) -> str:
        """What the picture shows, the answer, and the doubts."""
        return "\n".join(filter(None, (super().text, table(doubt_rows(self.state), DOUBT_HEAD).text)))


class Ratings(SaveButton):
    """A rating from 1 to 5 and a note for each dimension; one click keeps all that were rated, one takes them back."""

    refused = "Nothing was written; what you chose is still here."

    def __init__(self, workspace: Workspace, changed: Callable[[], None]) -> None:
        super().__init__(workspace, changed)
        choices = [("not rated", 0), *((f"{rating} of 5", rating) for rating in range(1, 6))]
        narrow, wide = ipywidgets.Layout(width="270px"), ipywidgets.Layout(width="auto")
        self.ratings = {
            name: ipywidgets.Dropdown(
                options=choices, value=0, description=name, style={"description_width": "130px"}, layout=narrow
            )
            for name in DIMENSIONS
        }
        self.notes = {name: ipywidgets.Text(placeholder=f"why {name} stands there", layout=wide) for name in DIMENSIONS}
        self.save = action("Save all ratings", "Keep them in assessments.csv", self.pressed_save)
        grid = ipywidgets.Layout(display="grid", grid_template_columns="280px minmax(0, 1fr)", grid_gap="2px 14px")
        fields = ipywidgets.Box(
            [field for name in DIMENSIONS for field in (self.ratings[name], self.notes[name])], layout=grid
        )
        self.box = _card(
            paragraph("How do you rate yourself today?"), fields, ipywidgets.HBox([self.save, self.undo]), self.status
        )

    def pressed_save(self, _button: object = None) -> None:
        """Keep every rating that was given, or none of them."""
        if self.keep(self._rated, lambda kept: f"Kept: {counted(len(kept.ids), 'rating')} in assessments.csv."):
            for field in self.ratings.values():
                field.value = 0
            for note in self.notes.values():
                note.value = ""

    def _rated(self) -> list[Change]:
        given = {name: field.value for name, field in self.ratings.items() if field.value}
        unrated = [name for name, note in self.notes.items() if note.value.strip() and name not in given]
        if unrated:
            raise KitError.of(
                "K093", f"a note without a rating: {', '.join(unrated)}", "Rate it from 1 to 5, or clear the note."
            )
        if not given:
            raise KitError.of("K093", "nothing is rated yet", "Rate at least one dimension from 1 to 5.")
        rows = [
            {"date": self._workspace.today, "dimension": name, "rating": rating, "note": self.notes[name].value.strip()}
            for name, rating in given.items()
        ]
        return [Change("assessments", {name: cell for name, cell in row.items() if cell != ""}) for row in rows]


class DoubtForm(SaveButton):
    """A doubt is written down, and one on file is answered with a win."""

    def __init__(self, workspace: Workspace, page: PageState) -> None:
        super().__init__(workspace, page.changed)
        wide = ipywidgets.Layout(flex="1 1 380px", width="auto", min_width="0", max_width="640px")
        self.words = ipywidgets.Text(
            placeholder="a doubt, in your own words", description="doubt", style=STYLE, layout=wide
        )
        self.write = action("Write it down", "Keep it in doubts.csv", self.pressed_write, "")
        self.doubt = ipywidgets.Dropdown(description="the doubt", style=STYLE, layout=wide)
        self.win = ipywidgets.Dropdown(description="is answered by", style=STYLE, layout=wide)
        self.answer = action("Answer it", "Name this win in the doubt's row", self.pressed_answer, "")
        rows = (_row(self.words, self.write), _row(self.doubt), _row(self.win, self.answer), self.undo)
        self.box = _card(
            paragraph("A doubt that a win answers is one less to carry into the room."), *rows, self.status
        )
        page.connect(self.refresh)

    def refresh(self) -> None:
        """Offer the doubts on file, open ones first, and the newest wins."""
        records = self._workspace.records
        doubts = records.doubts.assign(answered=records.doubts["answered_by"].notna()).sort_values(
            "answered", kind="stable"
        )
        wins = (
            records.wins[records.wins["id"].notna()]
            .sort_values("date", ascending=False, kind="stable")
            .head(FIRST_ANSWERS)
        )
        self.doubt.options = [
            ("choose a doubt", ""),
            *((short(row.doubt, 70), str(row.id)) for row in doubts.itertuples()),
        ]
        self.win.options = [
            ("choose a win", ""),
            *((f"{row.date:%Y-%m-%d} {short(row.win, 60)}", row.id) for row in wins.itertuples()),
        ]
        self.doubt.index = self.win.index = 0  # new options leave nothing chosen

    def pressed_write(self, _button: object = None) -> None:
        """Keep the doubt that was typed."""
        doubt = self.words.value.strip()
        if not doubt:
            self.status.value = alert("There is no doubt to write down yet.")
            return
        change = Change("doubts", {"date": self._workspace.today, "doubt": doubt})
        if self.keep(lambda: [change], lambda _: "Written down; answer it with a win below, or let it stand as open."):
            self.words.value = ""

    def pressed_answer(self, _button: object = None) -> None:
        """Let the chosen win answer the chosen doubt, beside those that do already."""
        key, win = self.doubt.value, self.win.value
        if not (key and win):
            self.status.value = alert("Choose a doubt and a win.")
            return
        change = Change("doubts", {"answered_by": self._answers(key, win)}, key)
        self.keep(lambda: [change], lambda _: "The win answers the doubt now.")

    def _answers(self, key: str, win: str) -> str:
        doubts = self._workspace.records.doubts
        cell = doubts.loc[doubts["id"] == key, "answered_by"].iloc[0]
        return ";".join(dict.fromkeys([*split_list(cell), win]))


def _row(*parts: ipywidgets.Widget) -> ipywidgets.Box:
    """Return parts beside each other, and below each other where there is no room."""
    return ipywidgets.Box(parts, layout=ipywidgets.Layout(flex_flow="row wrap", grid_gap="2px 8px"))


def _card(lead: str, *parts: ipywidgets.Widget) -> ipywidgets.VBox:
    box = panel(ipywidgets.HTML(lead), *parts)
    box.layout.margin = "8px 0"
    return box
