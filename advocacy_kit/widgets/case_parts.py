"""Parts of the raise case that have controls of their own: the questions before the figure, a step's inputs, another ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets

from advocacy_kit.errors import KitError
from advocacy_kit.raise_case.findings import trace_rows
from advocacy_kit.raise_case.limits import choice_words, peer_words
from advocacy_kit.raise_case.long_version import shading_rows, step_rows
from advocacy_kit.raise_case.shading import Shading, shading
from advocacy_kit.widgets.case_figure import CaseView
from advocacy_kit.widgets.controls import STYLE
from advocacy_kit.widgets.view import WIDTH, Follower, Note, View, alert, card, joined, paragraph, table, text, with_text

STEP_HEAD = ("source", "input", "value", "where it stands")


class Part(Follower):
    """A follower with controls above or below what it shows."""

    def __init__(
        self,
        leader: View[Any],
        show: Callable[[], Note],
        *,
        above: Sequence[ipywidgets.Widget] = (),
        below: Sequence[ipywidgets.Widget] = (),
    ) -> None:
        super().__init__(leader, show)
        self.panel = ipywidgets.VBox([*above, self.box, *below])

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.panel, self.note.text)


class Questions(Part):
    """Experience and scope, asked first; the range of percentiles that they and the log speak for, with its reasons; and whom the user compares with."""

    def __init__(self, figure: CaseView) -> None:
        def show() -> Note:
            offered = figure.offered
            first = text(f"{offered.words}. {choice_words(offered, figure.state.percentile)}")
            try:
                return joined(first, text(peer_words(figure.case)))
            except KitError:  # what is missing is said under the figure
                return first

        super().__init__(figure, show, above=[card(figure.experience, figure.scope), figure.peers.box])


class StepTrace(Part):
    """All steps as a table; under it one step of choice with its formula, its inputs and where they stand.

    A list, and not a click into the picture: the picture is an image, and a list is reached by keyboard and screen reader.
    """

    def __init__(self, figure: CaseView) -> None:
        self._figure = figure
        self.step = ipywidgets.Select(rows=7, layout=ipywidgets.Layout(flex="1 1 230px"))
        self.details = ipywidgets.HTML(layout=ipywidgets.Layout(flex="3 1 480px", min_width="0"))
        self.step_text = ""
        self.step.observe(self.chosen, names="index")

        def show() -> Note:
            return table(trace_rows(figure.case), ("step", "amount", "total", "kind", "what it rests on"))

        row = ipywidgets.Layout(flex_flow="row wrap", grid_gap="4px 20px", max_width=f"{WIDTH}px", margin="10px 0 0")
        self.beside = ipywidgets.Box([self.step, self.details], layout=row)
        super().__init__(figure, show, below=[self.beside])

    def refresh(self) -> None:
        super().refresh()
        try:
            names = tuple(step.name for step in self._figure.case.steps)
        except KitError:  # the table above says why there are no steps
            names = ()
        self.beside.layout.display = None if names else "none"
        if names != self.step.options:
            place = min(self.step.index or 1, len(names) - 1)
            self.step.options = names
            self.step.index = place if names else None
        self.chosen()

    def chosen(self, _change: object = None) -> None:
        """Show where the chosen step comes from."""
        if self.step.index is None:
            self.details.value = self.step_text = ""
            return
        words, rows = step_rows(self._figure.case, self.step.index)
        inputs = table(rows, STEP_HEAD)
        self.details.value = paragraph(words) + inputs.html
        self.step_text = f"{words}\n{inputs.text}"

    def _repr_mimebundle_(self, **_kwargs: object) -> Mapping[str, object]:
        return with_text(self.panel, f"{self.note.text}\n\n{self.step_text}")


class Shadings(Part):
    """Another ask beside the figure: what it gives away over one, three and five years, or which part of it has no evidence."""

    def __init__(self, figure: CaseView) -> None:
        self._figure = figure
        self._set_to = 0.0
        self._following = False
        self.dependents: list[Follower] = []
        self.ask = ipywidgets.BoundedFloatText(
            value=0, min=0, max=1e9, description="I think of asking for", style=STYLE, layout=ipywidgets.Layout(width="280px")
        )
        self.raises = ipywidgets.FloatSlider(
            value=3.0,
            min=0.0,
            max=8.0,
            step=0.5,
            description="later raises, % a year",
            continuous_update=False,
            readout_format=".1f",
            style=STYLE,
        )
        self.why = ipywidgets.Text(
            placeholder="why less than the evidence supports",
            description="reason",
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="600px"),
        )
        self.use = ipywidgets.Checkbox(
            value=False, description="use this on the page", indent=False, layout=ipywidgets.Layout(width="auto")
        )
        self.controls = card(self.ask, self.raises, self.why, self.use)
        super().__init__(figure, self._words, below=[self.controls])
        for control in (self.ask, self.raises, self.why, self.use):
            control.observe(self.changed, names="value")

    @property
    def thought(self) -> float | None:
        """The figure that the user thinks of; None while it is the case's own."""
        return None if self.ask.value in (0, self._set_to) else float(self.ask.value)

    @property
    def asked(self) -> float | None:
        """The figure that goes onto the page instead of the case's; None unless the user says so, and says why where it is less."""
        thought = self.thought
        if thought is None or not self.use.value or (thought < self._set_to and not self.why.value.strip()):
            return None
        return thought

    @property
    def shaded(self) -> Shading | None:
        """The ask set beside the figure; None while it is the case's own.

        Raises:
            KitError: if there is no case.

        """
        thought = self.thought
        if thought is None:
            return None
        return shading(self._figure.case, thought, raises=self.raises.value / 100, reason=self.why.value.strip().rstrip(".") or None)

    def refresh(self) -> None:
        self.ask.layout.display = "none" if self._figure.hide.value else None
        try:
            figure = self._figure.case.figure
        except KitError:  # what is shown says why there is no figure
            figure = 0.0
        self.controls.layout.display = None if figure else "none"
        if self.thought is None and figure != self._set_to:
            self._set_to = figure
            self._following = True  # the field follows the figure; nothing was chosen
            self.ask.value = figure
            self._following = False
        else:
            self._set_to = figure
        super().refresh()

    def changed(self, _change: object = None) -> None:
        """Show what the present ask gives away, here and in all that depends on it."""
        if self._following:
            return
        for follower in (self, *self.dependents):
            follower.refresh()

    def _words(self) -> Note:
        case, shaded = self._figure.case, self.shaded
        if shaded is None:
            return text(
                f"The figure, {case.money.plain(case.figure)}, is what the evidence supports. Type another one below to see what it gives away."
                if case.opening
                else "There is no figure to ask for here, so nothing is given away: look at the other asks below."
            )
        rows = table(shading_rows(shaded, case.money), ("over", "given away")) if shaded.ask < case.figure and case.opening else None
        warned = alert(shaded.words) if rows else paragraph(shaded.words)
        after = [part for part in (shaded.question, self._page_words() if case.opening else "") if part]
        words = "\n".join(part for part in (shaded.words, *after, rows.text if rows else "") if part)
        return Note(warned + (rows.html if rows else "") + "".join(paragraph(part) for part in after), words)

    def _page_words(self) -> str:
        """Say which figure the page asks for, where the user thinks of another one."""
        if self.asked is not None:
            return "The page asks for your figure, as you chose."
        figure = self._figure.case.money.plain(self._figure.case.figure)
        lacking = "; yours goes onto it once its reason is written" if self.use.value else ""
        return f"The page still asks for {figure}{lacking}."
