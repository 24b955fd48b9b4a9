"""The raise case: percentile, growth and effective date; the figure, its steps and what would move it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.case_findings import tornado_finding, trace_rows, waterfall_finding
from advocacy_kit.charts import plot_tornado, plot_waterfall
from advocacy_kit.market import Market
from advocacy_kit.model import Finding, Records, day
from advocacy_kit.raise_case import RaiseCase, effective_date, raise_case
from advocacy_kit.widgets.controls import STYLE, percentile_slider, rate_slider
from advocacy_kit.widgets.view import Follower, Note, View, glossary, paragraph, picture, table, text


@dataclass(frozen=True)
class Ask:
    """The choices behind the figure."""

    percentile: float
    rate: float
    on: date
    reason: str | None


class CaseView(View[Ask]):
    """The waterfall from present pay to the figure."""

    def draw(self, finding: Finding) -> Axes:
        return plot_waterfall(finding)

    def __init__(self, records: Records, market: Market) -> None:
        self.market = market
        self._made: tuple[tuple[Ask, bool], RaiseCase] | None = None
        self.percentile = percentile_slider(25, 75)
        self.rate = rate_slider(records.profile)
        self.on = ipywidgets.DatePicker(value=effective_date(records), description="effective", style=STYLE)
        self.reason = ipywidgets.Text(
            placeholder="why this percentile: experience, scope, documented impact",
            description="reason",
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="600px"),
        )
        super().__init__(records, (self.percentile, self.rate, self.on, self.reason))

    def read(self) -> Ask:
        on = self.on.value or effective_date(self._records)  # an emptied date field means the proposed date
        return Ask(self.percentile.value / 100, self.rate.value / 100, on, self.reason.value.strip() or None)

    @property
    def case(self) -> RaiseCase:
        """The case of the present choices, computed once for all that show it."""
        choices = (self.state, self.hide.value)
        if self._made is None or self._made[0] != choices:
            ask = self.state
            self._made = choices, raise_case(self.records, self.market, ask.percentile, ask.reason, on=ask.on, rate=ask.rate)
        return self._made[1]

    def finding(self) -> Finding:
        return waterfall_finding(self.case, day(self.records.today))


class Case:
    """All parts of the raise case of one person; the choices under the figure hold for all of them."""

    def __init__(self, records: Records, market: Market) -> None:
        self.figure = figure = CaseView(records, market)

        def trace() -> Note:
            return table(trace_rows(figure.case), ("step", "amount", "total", "kind", "what it rests on"))

        def tornado() -> Note:
            finding = tornado_finding(figure.case, day(records.today))
            shown = picture(plot_tornado(finding), finding)
            return Note(shown.html + paragraph(finding.answer), f"{shown.text}\n{finding.answer}")

        def assumptions() -> Note:
            return table([(words,) for words in figure.case.assumptions], ("assumptions and what was left out",))

        self.trace = Follower(figure, trace)
        self.tornado = Follower(figure, tornado)
        self.assumptions = Follower(figure, assumptions)

    @property
    def words(self) -> Note:
        """What the words on this page mean."""
        return glossary()

    @property
    def saved(self) -> Note:
        """What this page has written, which is nothing."""
        return text(
            "Nothing in your files was changed; the choices on this page last until it is closed. To keep the case with the default choices, run “advocacy-kit review” in a terminal."
        )
