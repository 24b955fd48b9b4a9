"""The quarterly review: what the work adds up to and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.charts import plot_coverage, plot_gaps, plot_impact
from advocacy_kit.gaps import find_gaps
from advocacy_kit.model import Finding, Records
from advocacy_kit.periods import period_start
from advocacy_kit.review_findings import countdown, coverage_finding, gap_rows, gaps_finding, impact_finding, strongest_rows
from advocacy_kit.strength import strengths
from advocacy_kit.widgets.controls import STYLE
from advocacy_kit.widgets.view import Note, View, hide_together, table, text

GROUPINGS = {"category": "category", "objective": "objectives", "beneficiary": "beneficiary", "kind of value": "value_kind"}
EVERYTHING = "all categories"


@dataclass(frozen=True)
class Choice:
    """What the impact and coverage pictures are asked to show."""

    since: date | None
    category: str | None
    by: str
    freq: str


class _OverTime(View[Choice]):
    """Controls that the two pictures over time share: period, category, grouping."""

    def __init__(self, records: Records) -> None:
        today = records.today
        starts: dict[str, date | str] = {
            "the whole log": "",  # no None: a dropdown shows that as nothing chosen
            "since the last annual review": period_start(records),
            "the last 12 months": today - timedelta(days=365),
            "the last 6 months": today - timedelta(days=183),
        }
        # without an annual review on record the review looks at the last twelve months, which is one choice, not two
        periods = {name: start for name, start in starts.items() if list(starts.values()).count(start) == 1 or name.endswith("12 months")}
        categories = sorted(set(records.wins["category"].dropna()))
        self.period = ipywidgets.Dropdown(options=list(periods.items()), description="period", style=STYLE)
        self.category = ipywidgets.Dropdown(options=[(EVERYTHING, ""), *((c, c) for c in categories)], description="category", style=STYLE)
        self.grouping = ipywidgets.Dropdown(options=list(GROUPINGS.items()), value="category", description="grouped by", style=STYLE)
        self.step = ipywidgets.ToggleButtons(options=[("months", "MS"), ("quarters", "QS")], value="MS", style={"button_width": "80px"})
        self._strong = strengths(records)  # does not depend on the choices
        super().__init__(records, self._own())

    def _own(self) -> tuple[ipywidgets.Widget, ...]:
        return (self.period, self.category, self.grouping)

    def read(self) -> Choice:
        return Choice(self.period.value or None, self.category.value or None, self.grouping.value, self.step.value)

    @property
    def chosen(self) -> Records:
        """The records with the wins of the chosen category."""
        if self.state.category is None:
            return self.records
        wins = self.records.wins
        return replace(self.records, frames={**self.records.frames, "wins": wins[wins["category"] == self.state.category]})


class ImpactView(_OverTime):
    """Wins and their documented value over time."""

    def draw(self, finding: Finding) -> Axes:
        return plot_impact(finding)

    def _own(self) -> tuple[ipywidgets.Widget, ...]:
        return (self.period, self.category, self.grouping, self.step)

    def finding(self) -> Finding:
        return impact_finding(self.chosen, by=self.state.by, freq=self.state.freq, since=self.state.since, strong=self._strong)


class CoverageView(_OverTime):
    """Months against kinds of work."""

    def draw(self, finding: Finding) -> Axes:
        return plot_coverage(finding)

    def _own(self) -> tuple[ipywidgets.Widget, ...]:
        return (self.period, self.grouping)

    def finding(self) -> Finding:
        return coverage_finding(self.records, by=self.state.by, since=self.state.since)


@dataclass(frozen=True)
class GapChoice:
    """How many gaps to show."""

    most: int


class GapsView(View[GapChoice]):
    """What is missing before the review, ranked."""

    def draw(self, finding: Finding) -> Axes:
        return plot_gaps(finding)

    def __init__(self, records: Records) -> None:
        self.gaps = find_gaps(records)
        self.most = ipywidgets.BoundedIntText(value=6, min=1, max=12, description="show", layout=ipywidgets.Layout(width="160px"))
        super().__init__(records, (self.most,))

    def read(self) -> GapChoice:
        return GapChoice(int(self.most.value))

    def finding(self) -> Finding:
        return gaps_finding(self.records, self.gaps, self.state.most)


class QuarterlyReview:
    """All parts of the quarterly review of one person."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.impact = ImpactView(records)
        self.coverage = CoverageView(records)
        self.gaps = GapsView(records)
        hide_together(self.impact, self.coverage, self.gaps)

    @property
    def countdown(self) -> Note:
        """How many days are left, and what the review looks at."""
        return text(countdown(self._records))

    @property
    def strongest(self) -> Note:
        """The five strongest wins of the period with the reasons that make them so."""
        return table(strongest_rows(self._records), ("date", "win", "why it is strong"))

    @property
    def this_week(self) -> Note:
        """The three things to do this week."""
        return table(gap_rows(self.gaps.gaps[:3]), ("what is missing", "what to do this week", "takes", "where"))

    @property
    def saved(self) -> Note:
        """What this page has written, which is nothing."""
        return text(
            "Nothing in your files was changed. To keep this page, run “advocacy-kit review” in a terminal: it writes review/index.html."
        )
