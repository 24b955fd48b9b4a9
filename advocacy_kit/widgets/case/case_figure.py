"""The figure of the raise case: its choices, and the waterfall that follows from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.charts import draw_waterfall
from advocacy_kit.charts.draw_raise_case import SIDES
from advocacy_kit.core.model import Finding, Records, day
from advocacy_kit.market import Market
from advocacy_kit.raise_case.case import RaiseCase, effective_date, raise_case
from advocacy_kit.raise_case.case_findings import waterfall_finding
from advocacy_kit.raise_case.gates import GATES, GatesOpen
from advocacy_kit.raise_case.job_level import Answers
from advocacy_kit.raise_case.long_version import step_rows
from advocacy_kit.raise_case.peer_choice import PeerChoice
from advocacy_kit.raise_case.percentile_choice import Experience, PercentileRange, Scope, percentile_range
from advocacy_kit.raise_case.steps import Top
from advocacy_kit.widgets.base import (
    STYLE,
    WIDTH,
    PageState,
    View,
    amount,
    area_box,
    card,
    experience_box,
    level_box,
    line_of_text,
    paragraph,
    percentile_slider,
    rate_slider,
    shown_if,
    table,
    years_of,
)
from advocacy_kit.widgets.pay.pay_forms import LevelBox, OccupationSearch, check_market, check_pay
from advocacy_kit.workspace.workspace import Workspace

MOST_BARS = 8  # seven steps, and where they lead
BAR = {"height": "auto", "width": "auto", "flex": "1 1 0", "margin": "0", "padding": "0", "min_width": "0"}
UNSEEN = {
    "button_color": "transparent",
    "text_color": "transparent",
}  # what it is called is read to whoever does not see the picture
PRESS = "Press a bar to see where it comes from."
INPUT_HEAD = ("source", "input", "value", "where it stands")
TOPS: tuple[tuple[str, Top], ...] = (
    ("ten percentiles above the target", "percentile"),
    ("the top of my band", "band"),
    ("the highest posting", "posting"),
)
EXPERIENCE: tuple[tuple[str, Experience], ...] = (
    ("for less time than most", "less"),
    ("about as long as most", "usual"),
    ("longer than most", "more"),
)
SCOPE: tuple[tuple[str, Scope], ...] = (
    ("what the job usually covers", "usual"),
    ("more than the job usually covers", "wider"),
)


@dataclass(frozen=True)
class TypedPeers:
    """What was chosen instead of the profile's, None where nothing was; `years` of experience as they were typed."""

    occupation: str | None
    area: str | None
    level: str | None
    years: str
    reason: str | None

    @property
    def choice(self) -> PeerChoice:
        """The same as it is asked of a market.

        Raises:
            KitError: if the years are no number.

        """
        return PeerChoice(self.occupation, self.area, self.level, years_of(self.years), self.reason)


class PeersBox:
    """The controls of a peer group; `read` gives what was chosen instead of the profile's."""

    def __init__(self, workspace: Workspace, market: Market, changed: Callable[[], None]) -> None:
        profile = workspace.profile
        self.search = OccupationSearch(workspace, market, changed)
        self.area, self.level, self.experience = area_box(market, profile), level_box(profile), experience_box(profile)
        self.reason = ipywidgets.Text(
            placeholder="your reason, if they are not your profile's",
            description="why these peers",
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="600px"),
        )
        self._usual = (self.search.occupation.value, self.area.value.strip())
        self.box = ipywidgets.VBox([self.search.box, card(self.area, self.level, self.experience, self.reason)])
        self.controls = (self.search.occupation, self.area, self.level, self.experience, self.reason)

    def read(self) -> TypedPeers:
        """Return what was chosen, as it was typed."""
        job, area = self.search.occupation.value, self.area.value.strip()
        return TypedPeers(
            occupation=None if job == self._usual[0] else job,
            area=None if area == self._usual[1] else area,
            level=self.level.value.strip() or None,
            years=self.experience.value.strip(),
            reason=self.reason.value.strip() or None,
        )


class GateBox:
    """A reason for each gate that asked: what was typed stays, and the figure follows as soon as each has one."""

    def __init__(self) -> None:
        self.reasons = {gate: line_of_text("it is right as it is, because", "your reason") for gate in GATES}
        self.asked = {gate: ipywidgets.HTML() for gate in GATES}
        self.controls = tuple(self.reasons.values())
        self.box = ipywidgets.VBox([part for gate in GATES for part in (self.asked[gate], self.reasons[gate])])
        self.show(None)

    def show(self, stopped: GatesOpen | None) -> None:
        """Show the questions that are open, and those that the user has answered."""
        asked = {question.gate: question for question in stopped.questions} if stopped else {}
        for gate, reason in self.reasons.items():
            if gate in asked:
                self.asked[gate].value = paragraph(f"{asked[gate].sentence}")
            shown_if(gate in asked or reason.value.strip() != "", self.asked[gate], reason)

    def read(self) -> tuple[tuple[str, str], ...]:
        """Return each gate that has a reason, with it."""
        return tuple((gate, field.value.strip()) for gate, field in self.reasons.items() if field.value.strip())


@dataclass(frozen=True, repr=False)
class Ask:
    """The choices behind the figure."""

    percentile: float
    rate: float
    on: date
    reason: str | None
    top: Top
    walk_away: float | None
    experience: Experience
    scope: Scope
    peers: TypedPeers
    level: Answers | None = None
    impact: int = 0
    accepted: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"<Ask at P{100 * self.percentile:g} on {self.on}>"


class CaseView(View[Ask]):
    """The waterfall from present pay to the figure; pressing a bar shows under the picture where it comes from.

    The picture is an image, so the bars are buttons that one does not see, over its columns: reached by key and named,
    too.
    """

    def draw(self, finding: Finding) -> Axes:
        return draw_waterfall(finding)

    def __init__(self, page: PageState, market: Market, peers: PeersBox) -> None:
        self.market, self.peers = market, peers
        self._made: tuple[Records, Market, Ask, RaiseCase] | None = None
        self._offered: tuple[Records, Experience, Scope, PercentileRange] | None = None
        records = page.records
        wide = ipywidgets.Layout(width="420px")
        self.experience = ipywidgets.Dropdown(
            options=EXPERIENCE, value="usual", description="I have done this work", style=STYLE, layout=wide
        )
        self.scope = ipywidgets.Dropdown(
            options=SCOPE, value="usual", description="I answer for", style=STYLE, layout=wide
        )
        self.percentile = percentile_slider(10, 90)
        self.rate = rate_slider(records.profile)
        self.on = ipywidgets.DatePicker(value=effective_date(records), description="effective", style=STYLE)
        self.top = ipywidgets.Dropdown(options=TOPS, description="the opening range ends at", style=STYLE, layout=wide)
        self.walk_away = amount("my lowest figure (0: none)", "300px")
        self.reason = ipywidgets.Text(
            placeholder="why this percentile: experience, scope, documented impact",
            description="reason",
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="600px"),
        )
        self.level, self.gates = LevelBox(), GateBox()
        under = (self.percentile, self.on, self.rate, self.reason, self.top, self.walk_away)
        self.bars = tuple(ipywidgets.Button(style=UNSEEN, layout=BAR) for _ in range(MOST_BARS))
        for number, bar in enumerate(self.bars):
            bar.on_click(partial(self.pressed_bar, number))
        self.over = ipywidgets.HBox(
            layout=ipywidgets.Layout(grid_area="one", margin=f"64px {SIDES:.2f}% 56px", overflow="visible")
        )
        self.pressed: int | None = None
        self.origin = ipywidgets.HTML()
        super().__init__(
            page, (self.experience, self.scope, *peers.controls, *under, *self.level.controls, *self.gates.controls)
        )
        self.picture.layout.grid_area = "one"
        stage = ipywidgets.Layout(grid_template_areas='"one"', grid_template_columns="100%", max_width=f"{WIDTH}px")
        self.stage = ipywidgets.VBox([ipywidgets.GridBox([self.picture, self.over], layout=stage), self.origin])
        self.card.children = (*under, self.hide)  # the questions are asked above the picture

    def read(self) -> Ask:
        return Ask(
            percentile=self.percentile.value / 100,
            rate=self.rate.value / 100,
            on=self.on.value or effective_date(self.page.read()),  # an emptied date field means the proposed date
            reason=self.reason.value.strip() or None,
            top=self.top.value,
            walk_away=self.walk_away.value or None,
            experience=self.experience.value,
            scope=self.scope.value,
            peers=self.peers.read(),
            level=self.level.read(),
            impact=self.level.impact.value,
            accepted=self.gates.read(),
        )

    def render(self) -> None:
        shown_if(not self.page.hidden, self.walk_away)  # a figure of pay in a field is one too
        super().render()
        columns = [] if self.shown is None or self.trouble else self.shown.frame["label"].tolist()
        for bar, name in zip(self.bars, columns, strict=False):
            bar.description = bar.tooltip = f"Where does it come from: {' '.join(name.split())}"
        self.over.children = self.bars[: len(columns)]
        shown_if(columns, self.over)  # without a picture its margins would be a void
        self.show_origin()

    def pressed_bar(self, number: int, _button: object = None) -> None:
        """Show where a bar comes from; pressed again, put it away."""
        self.pressed = None if self.pressed == number else number
        self.show_origin()

    def show_origin(self) -> None:
        """Show where the pressed bar comes from."""
        if self.shown is None or self.trouble:
            self.origin.value = ""
        elif self.pressed is None or self.pressed >= len(self.shown.frame):
            self.origin.value = paragraph(PRESS)
        else:
            words, rows = step_rows(self.case, int(self.shown.frame["step"].iloc[self.pressed]))
            self.origin.value = paragraph(words) + table(rows, INPUT_HEAD).html

    @property
    def offered(self) -> PercentileRange:
        """The range of percentiles that the answers and the log speak for."""
        asked = (self.page.read(), self.state.experience, self.state.scope)
        if self._offered is None or self._offered[0] is not asked[0] or self._offered[1:3] != asked[1:]:
            self._offered = *asked, percentile_range(*asked)
        return self._offered[3]

    @property
    def case(self) -> RaiseCase:
        """The case of the present choices, computed once for all that show it."""
        records, market, ask, made = self.records, self.market, self.state, self._made
        if made is None or made[0] is not records or made[1] is not market or made[2] != ask:
            peers = ask.peers.choice
            if not records.profile.pay_scale:  # on a scale neither is needed to know what can be asked for
                check_pay(records)
                check_market(records, market, peers.occupation)
            case = raise_case(
                records,
                market,
                ask.percentile,
                ask.reason,
                on=ask.on,
                rate=ask.rate,
                occupation=peers.occupation,
                area=peers.area,
                level=peers.level,
                experience=peers.experience,
                peers_reason=peers.reason,
                walk_away=ask.walk_away,
                top=ask.top,
                job_level=ask.level,
                impact=ask.impact if ask.level else 0,
                accepted=dict(ask.accepted),
            )
            self._made = made = records, market, ask, case
        return made[3]

    def finding(self) -> Finding:
        stopped = None
        try:
            return waterfall_finding(self.case, day(self.records.today))
        except GatesOpen as error:
            stopped = error
            raise
        finally:
            self.gates.show(stopped)
