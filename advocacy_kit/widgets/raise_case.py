"""The raise case: percentile, growth and effective date; the figure, its steps and what would move it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.benchmark import DEFAULT_RATE
from advocacy_kit.case_findings import tornado_finding, waterfall_finding
from advocacy_kit.charts import plot_tornado, plot_waterfall
from advocacy_kit.market import Market
from advocacy_kit.model import Finding, Records, day
from advocacy_kit.raise_case import RaiseCase, effective_date, raise_case
from advocacy_kit.widgets.view import Note, View, table


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
        profile = records.profile
        style = {"description_width": "initial"}
        self.percentile = ipywidgets.IntSlider(
            value=50, min=25, max=75, step=5, description="percentile", continuous_update=False, style=style
        )
        rate = 100 * (profile.aging_rate if profile.aging_rate is not None else DEFAULT_RATE)
        self.rate = ipywidgets.FloatSlider(
            value=rate,
            min=0,
            max=8,
            step=0.5,
            description="pay grows, % a year",
            continuous_update=False,
            readout_format=".1f",
            style=style,
        )
        self.on = ipywidgets.DatePicker(value=effective_date(records), description="effective", style=style)
        self.reason = ipywidgets.Text(
            placeholder="why this percentile: experience, scope, documented impact",
            description="reason",
            continuous_update=False,
            style=style,
            layout=ipywidgets.Layout(width="600px"),
        )
        super().__init__(records, (self.percentile, self.rate, self.on, self.reason))

    def read(self) -> Ask:
        on = self.on.value or effective_date(self._records)  # an emptied date field means the proposed date
        return Ask(self.percentile.value / 100, self.rate.value / 100, on, self.reason.value.strip() or None)

    @property
    def case(self) -> RaiseCase:
        """The case of the present choices."""
        ask = self.state
        return raise_case(self.records, self.market, ask.percentile, ask.reason, on=ask.on, rate=ask.rate)

    def finding(self) -> Finding:
        return waterfall_finding(self.case, day(self.records.today))

    @property
    def trace(self) -> Note:
        """Every step with the rows or the assumption behind it."""
        money = self.case.money
        rows = [
            (s.name, money.change(s.amount) if n else money.plain(s.amount), money.plain(s.total), s.kind, s.basis)
            for n, s in enumerate(self.case.steps)
        ]
        return table(rows, ("step", "amount", "total", "kind", "what it rests on"))

    @property
    def assumptions(self) -> Note:
        """What the figure assumes, in sentences."""
        return table([(words,) for words in self.case.assumptions], ("assumptions and what was left out",))


class TornadoView(CaseView):
    """The figure under each assumption."""

    def draw(self, finding: Finding) -> Axes:
        return plot_tornado(finding)

    def finding(self) -> Finding:
        return tornado_finding(self.case, day(self.records.today))


class Case:
    """All parts of the raise case of one person."""

    def __init__(self, records: Records, market: Market) -> None:
        self.figure = CaseView(records, market)
        self.tornado = TornadoView(records, market)
