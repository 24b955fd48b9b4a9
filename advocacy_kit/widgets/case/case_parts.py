"""Parts of the raise case that have controls of their own.

The questions before the figure, a step's inputs, another ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets

from advocacy_kit.core.errors import KitError
from advocacy_kit.raise_case.case_findings import trace_rows
from advocacy_kit.raise_case.long_version import SYMBOLS, choice_words, peer_words, shading_rows, step_rows
from advocacy_kit.raise_case.peer_choice import without_effect
from advocacy_kit.raise_case.shading import Shading, shading
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.view import (
    WIDTH,
    Follower,
    Note,
    View,
    alert,
    card,
    joined,
    paragraph,
    table,
    text,
    with_text,
)
from advocacy_kit.widgets.case.case_figure import INPUT_HEAD, CaseView

STEP_HEAD = ("step", "amount", "total", "kind", "what it rests on")
ROW = (
    "display:inline-grid;grid-template-columns:minmax(110px,190px) 80px 80px 90px"
    " 1fr;column-gap:12px;vertical-align:top"
)


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
    """Experience and scope, asked first.

    The range of percentiles that they and the log speak for, with its reasons; and whom the user compares with.
    """

    def __init__(self, figure: CaseView) -> None:
        def show() -> Note:
            offered = figure.offered
            first = text(f"{offered.words}. {choice_words(offered, figure.state.percentile)}")
            try:
                idle = _without_effect(figure)
                return joined(first, text(peer_words(figure.case)), *([text(idle)] if idle else []))
            except KitError:  # what is missing is said under the figure
                return first

        super().__init__(figure, show, above=[card(figure.experience, figure.scope), figure.peers.box])


def _without_effect(figure: CaseView) -> str:
    profile, choice = figure.records.profile, figure.state.peers.choice
    years = profile.experience_years if choice.experience is None else choice.experience
    return without_effect(figure.case.peers, level=choice.level or profile.level, years=years)


class StepTrace(Follower):
    """All steps, a row each; a click on a row, or the key Enter, unfolds its formula, its inputs and where they stand.

    The rows unfold by themselves, without a kernel, so that they do so in a stored notebook, too.
    """

    def __init__(self, figure: CaseView) -> None:
        def show() -> Note:
            case = figure.case
            made = [
                _unfolding(row, case.steps[number].formula, step_rows(case, number)[1])
                for number, row in enumerate(trace_rows(case))
            ]
            head = f'<div style="{ROW};padding-left:14px;font-weight:600">{_cells(STEP_HEAD)}</div>'
            rows = "".join(note.html for note in made)
            html = (
                "<div"
                f' style="max-width:{WIDTH}px;font-size:13px;line-height:1.45">{head}{rows}</div>{paragraph(SYMBOLS)}'
            )
            return Note(html, "\n".join([" | ".join(STEP_HEAD), *(note.text for note in made), SYMBOLS]))

        super().__init__(figure, show)


def _unfolding(row: Sequence[str], formula: str, inputs: Sequence[Sequence[str]]) -> Note:
    """Return a step as a row that unfolds."""
    below = joined(text(f"Computed as {formula}."), table(inputs, INPUT_HEAD))
    summary = (
        f'<summary style="cursor:pointer;padding:4px 0"><span style="{ROW};width:calc(100% -'
        f' 20px)">{_cells(row)}</span></summary>'
    )
    html = f'<details>{summary}<div style="padding:0 0 10px 18px">{below.html}</div></details>'
    return Note(html, f"{' | '.join(row)}\n{below.text}")


def _cells(row: Sequence[str]) -> str:
    return "".join(f"<span>{escape(cell)}</span>" for cell in row)


class Shadings(Part):
    """Another ask beside the figure: what it gives away over one, three and five years.

    Or which part of it has no evidence.
    """

    def __init__(self, figure: CaseView) -> None:
        self._figure = figure
        self._set_to = 0.0
        self._following = False
        self.dependents: list[Follower] = []
        self.ask = ipywidgets.BoundedFloatText(
            value=0,
            min=0,
            max=1e9,
            description="I think of asking for",
            style=STYLE,
            layout=ipywidgets.Layout(width="280px"),
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
        """The figure that goes onto the page instead of the case's.

        None unless the user says so, and says why where it is less.
        """
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
        return shading(
            self._figure.case,
            thought,
            raises=self.raises.value / 100,
            reason=self.why.value.strip().rstrip(".") or None,
        )

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
                f"The figure, {case.money.plain(case.figure)}, is what the evidence supports. Type another one below to"
                " see what it gives away."
                if case.opening
                else "There is no figure to ask for here, so nothing is given away: look at the other asks below."
            )
        rows = (
            table(shading_rows(shaded, case.money), ("over", "given away"))
            if shaded.ask < case.figure and case.opening
            else None
        )
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
