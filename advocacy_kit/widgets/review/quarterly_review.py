"""The quarterly review: what the work adds up to, what is missing, and what is set aside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import ipywidgets
import pandas as pd
from matplotlib.axes import Axes

from advocacy_kit.core.changes import Change
from advocacy_kit.core.model import Finding, Records, day, short
from advocacy_kit.core.page import Table
from advocacy_kit.documents.packet import (
    COVERAGE,
    GAPS,
    IMPACT,
    LEVELS,
    QUARTERS,
    READINESS,
    STRONGEST,
    TO_DO,
    Reviewed,
)
from advocacy_kit.log.periods import period_start
from advocacy_kit.log.strength import strengths
from advocacy_kit.review.assessment import from_the_tenth, not_enough
from advocacy_kit.review.gaps import dismissal, dismissed_gaps, find_gaps
from advocacy_kit.review.review_findings import countdown
from advocacy_kit.widgets.base import (
    STYLE,
    WIDTH,
    Folded,
    Form,
    Note,
    PageState,
    Rows,
    SaveButton,
    Shown,
    View,
    action,
    blocks,
    card,
    joined,
    offered,
    paragraph,
    picture,
    text,
)
from advocacy_kit.widgets.review.self_review_page import AgendaText, AssessmentView, ReviewDraft
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

    def __init__(self, page: PageState | Records) -> None:
        self.period = ipywidgets.Dropdown(description="period", style=STYLE)
        wins = (page if isinstance(page, Records) else page.records).wins
        categories = sorted(set(wins["category"].dropna()))
        self.category = ipywidgets.Dropdown(
            options=[(EVERYTHING, ""), *((c, c) for c in categories)], description="category", style=STYLE
        )
        self.grouping = ipywidgets.Dropdown(
            options=list(GROUPINGS.items()), value="category", description="grouped by", style=STYLE
        )
        self.step = ipywidgets.ToggleButtons(
            options=[("months", "MS"), ("quarters", "QS")], value="MS", style={"button_width": "80px"}
        )
        super().__init__(page, self._own())

    def _offer(self) -> None:
        """Offer the periods that the records know; the one that is looked at stays while it is among them."""
        records, today = self.records, self.records.today
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

    def _own(self) -> tuple[ipywidgets.Widget, ...]:
        return (self.period, self.category, self.grouping)

    def read(self) -> Choice:
        self._offer()
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
        return IMPACT.find(of, self.chosen, by=ask.by, freq=ask.freq, since=ask.since, strong=strengths(self.records))


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
        self.page = page = PageState(lambda: workspace.records)
        self._few = from_the_tenth(page.records)
        reviews = Rows(Form(workspace, "reviews", front=("kind", "note"), wide=("note",)), _review_name, page)
        self.countdown = Folded(self._countdown, reviews, REVIEWS, signal=page)
        self.impact = ImpactView(page)
        self.coverage = CoverageView(page)
        self.strongest = Shown(lambda: blocks(*STRONGEST.blocks(Reviewed(page.records))), page)
        self.gaps = GapsView(page, workspace)
        self.assessment = AssessmentView(workspace, page)
        self.quarters = Shown(lambda: blocks(*QUARTERS.blocks(Reviewed(page.records))), page)
        start = {"level": page.records.profile.level or ""}
        form = Form(workspace, "competencies", start=start, front=("expectation",), wide=("competency", "expectation"))
        expected = Rows(form, lambda row: f"{row['level']}: {short(row['competency'], 80)}", page)
        opened = page.records.competencies.empty and not self._few
        self.rubric = Folded(self._levels, expected, EXPECTED, opened=opened, signal=page)
        self.draft = ReviewDraft(workspace, page)
        self.this_week = Shown(self._this_week, page)
        self.agenda = AgendaText(page)
        self.draft.file.button.on_click(lambda _: self.this_week.refresh())  # which says that the draft was kept

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
        return blocks(*LEVELS.blocks(Reviewed(self._workspace.records), most=LONGEST))

    def _this_week(self) -> Note:
        """Return the three things to do this week, and what was written."""
        if self._few:
            return text(f"One thing: {not_enough(self._workspace.records)} {self.draft.saved} {KEPT}")
        first = TO_DO.blocks(Reviewed(self.gaps.records), gaps=self.gaps.gaps[:3], action="what to do this week")
        todo = blocks(*first) if self.gaps.gaps else text("Nothing is missing that this page knows of.")
        return joined(todo, text(f"{self.draft.saved} {KEPT}"))


def _review_name(row: pd.Series) -> str:
    return " ".join(part for part in (day(row["date"].date()), row["kind"]) if isinstance(part, str))


HEAD = ("set aside", "since", "because", "where")


@dataclass(frozen=True)
class GapChoice:
    """How many gaps to show, and over how many weeks readiness is drawn."""

    most: int
    weeks: int


class GapsView(View[GapChoice]):
    """What is missing before the review, ranked; below it what is set aside.

    Args:
        page: whose records.
        workspace: where a gap that is set aside is kept; without one none can be.

    """

    def __init__(self, page: PageState | Records, workspace: Workspace | None = None) -> None:
        self._of: Records | None = None
        self.most = ipywidgets.BoundedIntText(
            value=6, min=1, max=12, description="show", layout=ipywidgets.Layout(width="160px")
        )
        self.weeks = ipywidgets.Dropdown(
            options=[(f"{weeks} weeks", weeks) for weeks in (12, 26)], description="look back over", style=STYLE
        )
        self.aside = ipywidgets.HTML()
        self.setting_aside: SettingAside | None = None
        super().__init__(page, (self.most, self.weeks))
        if workspace is not None:
            self.setting_aside = SettingAside(self, workspace)
            self.setting_aside.offer()
        self.box.children = (*self.box.children, *([self.setting_aside.box] if self.setting_aside else []), self.aside)

    def read(self) -> GapChoice:
        """Return the choices; where the records are others, their gaps and what is set aside are shown anew."""
        kept = self.page.read()
        if self._of is not kept:
            self._of, self.gaps = kept, find_gaps(kept)
            rows = [
                (aside.gap.title, day(aside.date), aside.reason, f"dismissed.csv line {aside.line}")
                for aside in dismissed_gaps(kept)
            ]
            self.say(self.aside, blocks(Table(HEAD, tuple(rows))))
            if self.setting_aside is not None:
                self.setting_aside.offer()
        return GapChoice(int(self.most.value), int(self.weeks.value))

    def finding(self) -> Finding:
        return GAPS.find(Reviewed(self.records), self.gaps, most=self.state.most)

    def draw(self, finding: Finding) -> Axes:
        return GAPS.draw(finding)

    @cached_property
    def readiness(self) -> Shown:
        """Minutes of mending over the past weeks.

        Reckoned when it is first shown, since each week is looked at anew.
        """
        drawn: dict[tuple[Records, int], Note] = {}

        def show() -> Note:
            key = self.page.read(), self.state.weeks
            if key not in drawn:
                drawn.clear()
                finding = READINESS.find(Reviewed(key[0]), weeks=key[1])
                drawn[key] = joined(picture(READINESS.draw(finding), finding), text(finding.answer))
            return drawn[key]

        return Shown(show, self)

    @property
    def text(self) -> str:
        """What the picture shows, the answer, and what is set aside."""
        return "\n".join(filter(None, (super().text, self.note.text)))


class SettingAside(SaveButton):
    """The card that sets a gap aside with a reason: one click to keep it, one to take it back."""

    gone, refused = "Taken back: the gap counts again.", ""

    def __init__(self, view: GapsView, workspace: Workspace) -> None:
        super().__init__(workspace, view.page.changed)
        self._view = view
        wide = ipywidgets.Layout(flex="1 1 380px", width="auto", min_width="0")
        self.gap = ipywidgets.Dropdown(description="gap", style=STYLE, layout=wide)
        self.reason = ipywidgets.Text(description="does not matter because", style=STYLE, layout=wide)
        self.aside = action("Set aside", "It comes back when the rows that it rests on change", self.pressed_keep, "")
        self.box = ipywidgets.VBox([self.status, card(self.gap, self.reason, self.aside, self.undo)])

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
