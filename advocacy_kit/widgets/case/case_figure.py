"""The figure of the raise case: its choices, and the waterfall that follows from them."""

from __future__ import annotations

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
from advocacy_kit.raise_case.long_version import step_rows
from advocacy_kit.raise_case.percentile_choice import Experience, PercentileRange, Scope, percentile_range
from advocacy_kit.raise_case.steps import Top
from advocacy_kit.widgets.base.controls import STYLE, percentile_slider, rate_slider
from advocacy_kit.widgets.base.view import WIDTH, View, paragraph, table
from advocacy_kit.widgets.case.case_peers import PeersBox, TypedPeers
from advocacy_kit.widgets.pay.pay_forms import check_market, check_pay

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

    def __repr__(self) -> str:
        return f"<Ask at P{100 * self.percentile:g} on {self.on}>"


class CaseView(View[Ask]):
    """The waterfall from present pay to the figure; pressing a bar shows under the picture where it comes from.

    The picture is an image, so the bars are buttons that one does not see, over its columns: reached by key and named,
    too.
    """

    def draw(self, finding: Finding) -> Axes:
        return draw_waterfall(finding)

    def __init__(self, records: Records, market: Market, peers: PeersBox) -> None:
        self.market, self.peers = market, peers
        self._made: tuple[tuple[Ask, bool], RaiseCase] | None = None
        self._shown_as: dict[bool, Records] = {}
        self._offered: dict[tuple[Experience, Scope], PercentileRange] = {}
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
        self.walk_away = ipywidgets.BoundedFloatText(
            value=0,
            min=0,
            max=1e9,
            description="my lowest figure (0: none)",
            style=STYLE,
            layout=ipywidgets.Layout(width="300px"),
        )
        self.reason = ipywidgets.Text(
            placeholder="why this percentile: experience, scope, documented impact",
            description="reason",
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="600px"),
        )
        under = (self.percentile, self.on, self.rate, self.reason, self.top, self.walk_away)
        self.bars = tuple(ipywidgets.Button(style=UNSEEN, layout=BAR) for _ in range(MOST_BARS))
        for number, bar in enumerate(self.bars):
            bar.on_click(partial(self.pressed_bar, number))
        self.over = ipywidgets.HBox(
            layout=ipywidgets.Layout(grid_area="one", margin=f"64px {SIDES:.2f}% 56px", overflow="visible")
        )
        self.pressed: int | None = None
        self.origin = ipywidgets.HTML()
        super().__init__(records, (self.experience, self.scope, *peers.controls, *under))
        self.picture.layout.grid_area = "one"
        stage = ipywidgets.Layout(grid_template_areas='"one"', grid_template_columns="100%", max_width=f"{WIDTH}px")
        self.stage = ipywidgets.VBox([ipywidgets.GridBox([self.picture, self.over], layout=stage), self.origin])
        self.card.children = (*under, self.hide)  # the questions are asked above the picture

    @property
    def records(self) -> Records:
        """The records, one object for each state of the switch: what is computed from them is computed once."""
        hidden = bool(self.hide.value)
        if hidden not in self._shown_as:
            self._shown_as[hidden] = super().records
        return self._shown_as[hidden]

    def read(self) -> Ask:
        return Ask(
            percentile=self.percentile.value / 100,
            rate=self.rate.value / 100,
            on=self.on.value or effective_date(self._records),  # an emptied date field means the proposed date
            reason=self.reason.value.strip() or None,
            top=self.top.value,
            walk_away=self.walk_away.value or None,
            experience=self.experience.value,
            scope=self.scope.value,
            peers=self.peers.read(),
        )

    def take_in(self, records: Records, market: Market) -> None:
        """Take other records and another market, and show what follows from them here and in all that follows."""
        self._records, self.market, self._made = records, market, None
        self._shown_as, self._offered = {}, {}
        self.peers.search.renew(market)
        self.render()

    def render(self) -> None:
        self.walk_away.layout.display = "none" if self.hide.value else None  # a figure of pay in a field is one too
        super().render()
        columns = [] if self.shown is None or self.trouble else self.shown.frame["label"].tolist()
        for bar, name in zip(self.bars, columns, strict=False):
            bar.description = bar.tooltip = f"Where does it come from: {' '.join(name.split())}"
        self.over.children = self.bars[: len(columns)]
        self.over.layout.display = None if columns else "none"  # without a picture its margins would be a void
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
        answers = (self.state.experience, self.state.scope)
        if answers not in self._offered:
            self._offered[answers] = percentile_range(self._records, *answers)
        return self._offered[answers]

    @property
    def case(self) -> RaiseCase:
        """The case of the present choices, computed once for all that show it."""
        choices = (self.state, self.hide.value)
        if self._made is None or self._made[0] != choices:
            ask, peers = self.state, self.state.peers.choice
            if not self._records.profile.pay_scale:  # on a scale neither is needed to know what can be asked for
                check_pay(self._records)
                check_market(self._records, self.market, peers.occupation)
            made = raise_case(
                self.records,
                self.market,
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
            )
            self._made = choices, made
        return self._made[1]

    def finding(self) -> Finding:
        return waterfall_finding(self.case, day(self.records.today))
