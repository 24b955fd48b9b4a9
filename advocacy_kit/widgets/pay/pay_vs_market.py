"""Pay against the market: occupation by words, sources and their weights, own rank.

Own pay over the years, postings to add.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.charts import draw_market, draw_real_pay
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Finding
from advocacy_kit.market import Market, PeerGroup, load_market
from advocacy_kit.market.source_table import HEAD, Family, families, source_rows
from advocacy_kit.pay.market_findings import Weighing, market_finding, real_pay_finding
from advocacy_kit.pay.own_pay import own_peers, present_pay
from advocacy_kit.raise_case.case_words import GLOSSARY
from advocacy_kit.raise_case.job_level import Answers, choose_level
from advocacy_kit.raise_case.peer_choice import without_effect
from advocacy_kit.stats.benchmark import DEFAULT_RATE, Benchmark
from advocacy_kit.widgets.base import (
    STYLE,
    WIDTH,
    Form,
    Note,
    PageState,
    Shown,
    View,
    alert,
    area_box,
    experience_box,
    kept_where,
    level_box,
    paragraph,
    percentile_slider,
    rate_slider,
    table,
    text,
    watch,
    years_of,
)
from advocacy_kit.widgets.pay.pay_forms import LevelBox, OccupationSearch, PayForm, TableForm, check_market, check_pay
from advocacy_kit.workspace.workspace import Workspace

OWN_FILE = "market.csv"
WORDS = (
    (
        "family",
        (
            "sources that rest on each other, such as OEWS and visa filings; one of them enters the blend, so that"
            " nothing counts twice"
        ),
    ),
    ("blend", "the weighted mean of the families; “shown only” stands beside it and does not enter"),
    (
        "effective size",
        "how many people a source is worth once it is seen that colleagues of one employer are paid alike",
    ),
)


@dataclass(frozen=True)
class Question:
    """Which market, at which percentile, with which weights."""

    occupation: str | None
    area: str
    percentile: float
    rate: float
    level: str | None
    experience: str
    weights: Weights
    answers: Answers | None = None


class MarketView(View[Question]):
    """Present pay in the market's percentiles."""

    def draw(self, finding: Finding) -> Axes:
        return draw_market(finding)

    def __init__(self, page: PageState, market: Market, search: OccupationSearch) -> None:
        self.market = market
        self.occupation = search.occupation
        profile = page.records.profile
        self.area = area_box(market, profile)
        self.percentile = percentile_slider(10, 90)
        self.rate = rate_slider(profile)
        self.level, self.experience = level_box(profile), experience_box(profile)
        self.weights, self.job_level = WeightsBox(self.changed), LevelBox()
        self.job_level.box.children = self.job_level.box.children[:-1]  # impact belongs to the ask
        self.without_effect = ipywidgets.HTML(layout=ipywidgets.Layout(width="100%"))
        self._found: tuple[object, PeerGroup] | None = None
        self._advice = ""
        usual = (self.area, self.percentile, self.rate, self.level, self.experience)
        super().__init__(page, (self.occupation, *usual, *self.job_level.controls))
        self.card.children = (self.job_level.box, *usual, self.without_effect, self.weights.box)

    def read(self) -> Question:
        return Question(
            occupation=self.occupation.value or None,
            area=self.area.value.strip(),
            percentile=self.percentile.value / 100,
            rate=self.rate.value / 100,
            level=self.level.value.strip() or None,
            experience=self.experience.value.strip(),
            weights=self.weights.read(),
            answers=self.job_level.read(),
        )

    def take_in(self, market: Market) -> None:
        """Ask another market from the next drawing on."""
        self.market, self._found = market, None

    @property
    def peers(self) -> PeerGroup:
        """The peer group of the present question, asked for once."""
        ask = self.state
        key = (ask.occupation, ask.area, ask.level, ask.experience)
        check_market(self.page.read(), self.market, ask.occupation)
        if self._found is None or self._found[0] != key:
            years = years_of(ask.experience)
            found = own_peers(
                self.page.read(), self.market, ask.occupation, ask.area, level=ask.level, experience=years
            )
            assert isinstance(found, PeerGroup)
            self._found = key, found
        return self._found[1]

    @property
    def weighing(self) -> Weighing:
        """How the families are weighed."""
        return self.state.weights.weighing(families(self.peers))[0]

    @property
    def percentile_asked(self) -> float:
        """The percentile of the job's level where its questions are answered, otherwise that of the slider."""
        answers, ask = self.state.answers, self.state
        if answers is None:
            return ask.percentile
        return choose_level(self.peers.curve(ask.rate), answers.level(self.peers.occupation)).percentile

    @property
    def benchmark(self) -> Benchmark:
        """The market's figure under the present choices."""
        return self.weighing.benchmark(self.peers, self.percentile_asked, self.records.today, self.state.rate)

    def finding(self) -> Finding:
        known = families(self.peers)
        self.weights.offer(known)
        weighing, self._advice = self.state.weights.weighing(known)
        return market_finding(
            self.records, self.peers, percentile=self.percentile_asked, rate=self.state.rate, weighing=weighing
        )

    def render(self) -> None:
        """Show the finding; where weights lack their reason, say so."""
        super().render()
        self.say_without_effect()
        if self._advice and not self.trouble:
            self.status.value = alert(self._advice)

    def say_without_effect(self) -> None:
        """Say which fields change nothing, since no source knows what they ask for."""
        profile, ask = self.page.read().profile, self.state
        words = ""
        if not self.trouble:
            typed = years_of(ask.experience)
            years = profile.experience_years if typed is None else typed
            words = without_effect(self.peers, level=ask.level or profile.level, years=years)
            if ask.answers:
                suggested = ask.answers.level(self.peers.occupation).words
                words = f"Your answers suggest {suggested}: P{100 * self.percentile_asked:.0f}. {words}".strip()
        self.without_effect.value = paragraph(words) if words else ""


class RealPayView(View[None]):
    """Own pay, nominal and in today's money; it has no choices of its own."""

    def draw(self, finding: Finding) -> Axes:
        return draw_real_pay(finding)

    def __init__(self, page: PageState, market: Market) -> None:
        self.market = market
        super().__init__(page, ())

    def read(self) -> None:
        return None

    def finding(self) -> Finding:
        records, rate = self.records, self.records.profile.aging_rate
        check_pay(records)
        prices = self.market.prices(present_pay(records).country)
        try:
            peers = own_peers(records, self.market)
        except KitError:  # own pay is shown without a market beside it; the picture above says why there is none
            peers = None
        return real_pay_finding(records, prices, peers, rate=DEFAULT_RATE if rate is None else rate)


class PayVsMarket:
    """All parts of the comparison of one person's pay with the market; a missing piece is said in a sentence.

    Args:
        workspace: the person's tables; titles and postings that are added here go into it.
        market: loaded market data; None loads the workspace's own sources.

    """

    def __init__(self, workspace: Workspace, market: Market | None = None) -> None:
        self._workspace, self._given = workspace, market
        self._market = load_market(*workspace.market_sources()) if market is None else market
        self.page = page = PageState(lambda: workspace.records)
        self.search = OccupationSearch(workspace, self._market, self.read_own)
        self.market = view = MarketView(page, self._market, self.search)
        self.table = TableForm(workspace, self._market, self.read_sources)
        self.sources = Shown(lambda: table(source_rows(view.peers, view.benchmark), HEAD), view, below=[self.table.box])
        self.without = Shown(self._without, view)
        self.assumptions = Shown(
            lambda: table([(words,) for words in view.benchmark.assumptions], ("assumptions and what was left out",)),
            view,
        )
        self.files = Shown(self._files, page)
        self.real_pay = shown = RealPayView(page, self._market)
        self.pay = PayForm(workspace, self.read_own)
        shown.box.children = (shown.picture, shown.answer, shown.status, self.pay.box, shown.card)
        for box in (self.pay.box, self.table.box):
            box.layout.max_width = f"{WIDTH}px"
        profile = workspace.profile
        start = {
            "date": workspace.today,
            "kind": "posting",
            "country": profile.country or "",
            "area": profile.area or "",
            "occupation": view.occupation.value or "",
            "per": profile.pay_unit or "year",
            "element": "base",
            "currency": profile.currency or "",
        }
        front = ("employer", "area", "high", "occupation", "currency")
        self.posting = Form(workspace, "market", self.read_own, start=start, front=front)
        view.occupation.observe(self._begin, names="value")
        view.area.observe(self._begin, names="value")

    def _begin(self, _change: object = None) -> None:
        """Let the next posting be of the occupation and the place that are looked at."""
        self.posting.begin(occupation=self.market.occupation.value or "", area=self.market.area.value)

    def read_own(self) -> None:
        """Take in what was just written: the own rows are read again, the other sources stay."""
        self._take_in(self._market.with_own_rows(self._workspace.records.market))

    def read_sources(self) -> None:
        """Take in a table of percentiles that was just written: the sources are loaded anew."""
        self._take_in(load_market(*self._workspace.market_sources()) if self._given is None else self._given)

    def _take_in(self, market: Market) -> None:
        self._market = self.real_pay.market = self.search.market = market
        self.market.take_in(market)
        self.page.changed()

    def _without(self) -> Note:
        benchmark, shown = self.market.benchmark, self.market.shown
        if shown is None or len(benchmark.sources) < 2:
            return text(
                "One family of sources counts: there is none to leave out. A second one would show how far they agree."
            )
        plain = shown.money.plain
        rows = [("as weighed above", plain(benchmark.value))]
        rows += [(f"without {row.left_out}", plain(row.value)) for row in benchmark.leave_one_out.itertuples()]
        rows.append(("geometric instead of arithmetic mean", plain(benchmark.geometric)))
        return table(rows, ("the blended figure", shown.money.unit))

    def _files(self) -> Note:
        rows = [
            (str(r.source), str(r.publisher), str(r.origin), f"{r.rows:,}", str(r.left_out))
            for r in self._market.provenance.itertuples()
        ]
        return table(rows, ("source", "publisher", "file", "rows", "left out"))

    @property
    def words(self) -> Note:
        """What the words on this page mean."""
        return table((*GLOSSARY, *WORDS), ("word", "meaning"))

    @property
    def saved(self) -> Note:
        """Where what this page writes is kept."""
        where = kept_where(self._workspace)
        return text(
            f"Only these buttons write: “Save” adds a row to {OWN_FILE}, pay.csv or published.csv, whichever its form"
            f" is for, “remember this title” one to titles.csv, {where}. All other choices last until this page is"
            " closed. What you always want goes into profile.toml: occupation, area, level, aging_rate."
        )


EQUAL = 1.0
NO_WEIGHT = (
    "Every weight is 0, and at least one source must count: until one has a weight, every family that counts has the"
    " same weight."
)
NO_REASON = (
    "Other weights than equal ones need a reason: until you write one, every family that counts has the same weight."
)


@dataclass(frozen=True)
class Weights:
    """What the switches say: families switched off, surveys switched on, weights as typed, and why."""

    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    given: tuple[tuple[str, float], ...] = ()
    reason: str = ""

    def weighing(self, known: Sequence[Family]) -> tuple[Weighing, str]:
        """Return how the families of a peer group are weighed, and what is still missing for what was chosen."""
        leave_out = tuple(family.key for family in known if family.counts and family.key in self.off)
        opted = [family for family in known if family.opt_in and family.key in self.on]
        used = [family for family in known if family.counts and family.key not in self.off] + opted
        given = dict(self.given)
        weights = {family.key: given.get(family.key, EQUAL) for family in used}
        if weights and not any(weights.values()):
            return Weighing(leave_out), NO_WEIGHT
        if not opted and len(set(weights.values())) < 2:
            return Weighing(leave_out), ""
        if not self.reason:
            names = ", ".join(family.title for family in opted)
            return Weighing(leave_out), f"{names} enters only with a reason: write one." if names else NO_REASON
        return Weighing(leave_out, weights, self.reason), ""


class Switch:
    """One family: whether to use it, and its weight."""

    def __init__(self, family: Family) -> None:
        self.use = ipywidgets.Checkbox(
            value=family.counts,
            disabled=bool(family.refused),
            description=_described(family),
            indent=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="440px"),
        )
        self.weight = ipywidgets.BoundedFloatText(
            value=EQUAL,
            min=0.0,
            max=100.0,
            step=0.5,
            disabled=bool(family.refused),
            description="weight",
            style=STYLE,
            layout=ipywidgets.Layout(width="140px"),
        )
        self.box = ipywidgets.HBox([self.use, self.weight])


def _described(family: Family) -> str:
    why = "people chose to answer it" if family.opt_in else family.refused
    return f"{family.title}: {why}" if why else family.title


class WeightsBox:
    """The switches of the families that exist, made when a family first appears."""

    def __init__(self, changed: Callable[[object], None]) -> None:
        self._changed = changed
        self.switches: dict[str, Switch] = {}
        self._known: dict[str, Family] = {}
        self.reason = ipywidgets.Text(
            placeholder="why other weights, in a sentence",
            description="reason",
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="600px"),
        )
        self.reason.observe(changed, names="value")
        self.head = ipywidgets.HTML(
            paragraph("Which sources count? With weight 1 each, all the same; 2 counts twice as much.")
        )
        self.box = ipywidgets.VBox(layout=ipywidgets.Layout(width="100%"))

    def offer(self, known: Sequence[Family]) -> None:
        """Show the switches of these families; none where there is nothing to weigh."""
        for family in known:
            before = self._known.get(family.key)
            self._known[family.key] = family
            if before is not None and (before.counts, before.opt_in) == (family.counts, family.opt_in):
                self.switches[family.key].use.description = _described(family)
                continue
            self.switches[family.key] = switch = Switch(family)  # new, or it counts now and did not before
            watch(self._changed, switch.use, switch.weight)
        rows = [self.switches[family.key].box for family in known]
        shown = (self.head, *rows, self.reason) if sum(not family.refused for family in known) > 1 else ()
        if shown != self.box.children:
            self.box.children = shown

    def read(self) -> Weights:
        """Return what the switches say."""
        off, on, given = [], [], []
        for key, family in self._known.items():
            switch = self.switches[key]
            if family.counts and not switch.use.value:
                off.append(key)
            if family.opt_in and switch.use.value:
                on.append(key)
            if switch.weight.value != EQUAL:
                given.append((key, float(switch.weight.value)))
        return Weights(frozenset(off), frozenset(on), tuple(given), self.reason.value.strip())
