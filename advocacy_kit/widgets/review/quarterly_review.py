"""The quarterly review: what the work adds up to and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import ipywidgets
import pandas as pd
import traitlets
from matplotlib.axes import Axes

from advocacy_kit.core.model import Finding, Records, day, short
from advocacy_kit.core.page import Block, Table
from advocacy_kit.documents.packet import COVERAGE, IMPACT, LEVELS, QUARTERS, STRONGEST, TO_DO, Reviewed
from advocacy_kit.log.periods import period_start
from advocacy_kit.log.strength import strengths
from advocacy_kit.review.assessment import from_the_tenth, not_enough
from advocacy_kit.review.review_findings import countdown
from advocacy_kit.widgets.base.controls import STYLE, offered
from advocacy_kit.widgets.base.folded import Folded
from advocacy_kit.widgets.base.form import Form
from advocacy_kit.widgets.base.row_chooser import Rows
from advocacy_kit.widgets.base.view import (
    WIDTH,
    Follower,
    Note,
    Shown,
    View,
    hide_together,
    joined,
    paragraph,
    table,
    text,
)
from advocacy_kit.widgets.review.gaps_page import GapsView
from advocacy_kit.widgets.review.self_assessment_page import AssessmentView
from advocacy_kit.widgets.review.self_review_page import AgendaText, ReviewDraft
from advocacy_kit.workspace.workspace import Workspace

GROUPINGS = {
    "category": "category",
    "objective": "objectives",
    "beneficiary": "beneficiary",
    "kind of value": "value_kind",
}
EVERYTHING = "all categories"
FIRST_HOUR, FIRST_TITLE = "1_weekly.ipynb", "What did this week change?"
BEGIN = (
    "The weekly page asks you month by month. Until then most of this page has little to say, and that is no fault of"
    " yours."
)
REVIEWS = "Write down a review: the next one, or one that is over"
EXPECTED = "Write down what is expected, of your level or of the next"
LONGEST = 10  # rows that are read at a glance
KEPT = (
    "Your tables hold what you saved on this page and nothing else was changed. To keep the page itself, run"
    " “advocacy-kit review” in a terminal: it writes review/index.html."
)


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
        self.period = ipywidgets.Dropdown(description="period", style=STYLE)
        self._offer(records)
        categories = sorted(set(records.wins["category"].dropna()))
        self.category = ipywidgets.Dropdown(
            options=[(EVERYTHING, ""), *((c, c) for c in categories)], description="category", style=STYLE
        )
        self.grouping = ipywidgets.Dropdown(
            options=list(GROUPINGS.items()), value="category", description="grouped by", style=STYLE
        )
        self.step = ipywidgets.ToggleButtons(
            options=[("months", "MS"), ("quarters", "QS")], value="MS", style={"button_width": "80px"}
        )
        super().__init__(records, self._own())

    def _offer(self, records: Records) -> None:
        """Offer the periods that the records know; the one that is looked at stays while it is among them."""
        today = records.today
        starts: dict[str, date | str] = {
            "the whole log": "",  # no None: a dropdown shows that as nothing chosen
            "since the last annual review": period_start(records),
            "the last 12 months": today - timedelta(days=365),
            "the last 6 months": today - timedelta(days=183),
        }
        # without an annual review on record the review looks at the last twelve months, which is one choice, not two
        periods = {
            name: start
            for name, start in starts.items()
            if list(starts.values()).count(start) == 1 or name.endswith("12 months")
        }
        offered(self.period, list(periods.items()))
        self._strong = strengths(records)  # does not depend on the choices

    def renew(self, records: Records) -> None:
        """Take other records, and show what follows from them."""
        self._offer(records)
        super().renew(records)

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
        return replace(
            self.records, frames={**self.records.frames, "wins": wins[wins["category"] == self.state.category]}
        )


class ImpactView(_OverTime):
    """Wins and their documented value over time."""

    def draw(self, finding: Finding) -> Axes:
        return IMPACT.draw(finding)

    def _own(self) -> tuple[ipywidgets.Widget, ...]:
        return (self.period, self.category, self.grouping, self.step)

    def finding(self) -> Finding:
        of, ask = Reviewed(self.records), self.state
        return IMPACT.find(of, self.chosen, by=ask.by, freq=ask.freq, since=ask.since, strong=self._strong)


class CoverageView(_OverTime):
    """Months against kinds of work."""

    def draw(self, finding: Finding) -> Axes:
        return COVERAGE.draw(finding)

    def _own(self) -> tuple[ipywidgets.Widget, ...]:
        return (self.period, self.grouping)

    def finding(self) -> Finding:
        return COVERAGE.find(Reviewed(self.records), by=self.state.by, since=self.state.since)


class QuarterlyReview:
    """All parts of the quarterly review of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        records = workspace.records
        self._few = from_the_tenth(records)
        reviews = Rows(Form(workspace, "reviews", front=("kind", "note"), wide=("note",)), _review_name, self.renew)
        self.countdown = Folded(self._countdown, reviews, REVIEWS)
        self.impact = ImpactView(records)
        self.coverage = CoverageView(records)
        self.strongest = Shown(lambda: _shown(STRONGEST.blocks(Reviewed(workspace.records))))
        self.gaps = GapsView(records, workspace)
        self.assessment = AssessmentView(workspace, lambda: self.gaps.renew(workspace.records))
        self.quarters = Follower(self.impact, lambda: _shown(QUARTERS.blocks(Reviewed(self.impact.records))))
        start = {"level": records.profile.level or ""}
        form = Form(workspace, "competencies", start=start, front=("expectation",), wide=("competency", "expectation"))
        expected = Rows(form, lambda row: f"{row['level']}: {short(row['competency'], 80)}", self.renew)
        self.rubric = Folded(self._levels, expected, EXPECTED, opened=records.competencies.empty and not self._few)
        self.draft = ReviewDraft(workspace, self._kept)
        self.this_week = Follower(self.gaps, self._this_week)
        self.agenda = AgendaText(records)
        hide_together(self.impact, self.coverage, self.gaps, self.assessment)
        traitlets.link((self.impact.hide, "value"), (self.draft.hide, "value"))
        self.impact.hide.observe(lambda _: self.agenda.renew(self.impact.records), names="value")

    def renew(self) -> None:
        """Show what follows from a review or an expectation that was just written down or taken back."""
        records = self._workspace.records
        for view in (self.impact, self.coverage, self.gaps, self.assessment):
            view.renew(records)
        for part in (self.countdown, self.strongest, self.rubric):
            part.refresh()
        self.draft.changed()
        self.agenda.renew(self.impact.records)

    def _countdown(self) -> Note:
        """Return how many days are left, and what the review looks at.

        Below ten wins what to do first, said here and nowhere else.
        """
        records = self._workspace.records
        said, few = text(countdown(records)), not_enough(records)
        if not few:
            return said
        first = f"{few} {BEGIN}"
        link = f'<a href="{FIRST_HOUR}" target="_blank">{FIRST_TITLE}</a>'
        style = (
            f"border:1px solid #d5dae1;border-left:4px solid #3c9a8f;padding:6px 14px;max-width:{WIDTH}px;margin:8px 0"
        )
        return joined(
            said, Note(f'<div style="{style}">{paragraph(first)}{link}</div>', f"{first} {FIRST_TITLE} ({FIRST_HOUR})")
        )

    def _levels(self) -> Note:
        """Return what the present and the next level expect, and which wins show it."""
        return _shown(LEVELS.blocks(Reviewed(self._workspace.records), most=LONGEST))

    def _kept(self) -> None:
        """Say below the page that the draft was kept."""
        self.this_week.refresh()

    def _this_week(self) -> Note:
        """Return the three things to do this week, and what was written."""
        if self._few:
            return text(f"One thing: {not_enough(self._workspace.records)} {self.draft.saved} {KEPT}")
        first = TO_DO.blocks(Reviewed(self.gaps.records), gaps=self.gaps.gaps[:3], action="what to do this week")
        todo = _shown(first) if self.gaps.gaps else text("Nothing is missing that this page knows of.")
        return joined(todo, text(f"{self.draft.saved} {KEPT}"))


def _shown(blocks: Sequence[Block]) -> Note:
    """Return blocks as a piece of a notebook."""
    said = [block for block in blocks if block]
    return joined(*(table(b.rows, b.head) if isinstance(b, Table) else text(" ".join(b.lines)) for b in said))


def _review_name(row: pd.Series) -> str:
    return " ".join(part for part in (day(row["date"].date()), row["kind"]) if isinstance(part, str))
