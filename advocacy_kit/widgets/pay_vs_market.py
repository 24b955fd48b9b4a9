"""Pay against the market: occupation by words, area, percentile; own pay over the years."""

from __future__ import annotations

from dataclasses import dataclass

import ipywidgets
from matplotlib.axes import Axes

from advocacy_kit.benchmark import DEFAULT_RATE, Peers
from advocacy_kit.charts import plot_market, plot_real_pay
from advocacy_kit.errors import KitError
from advocacy_kit.market import Market, load_prices
from advocacy_kit.market_findings import market_finding, real_pay_finding
from advocacy_kit.model import Finding, Records
from advocacy_kit.pay import own_peers, present_pay
from advocacy_kit.widgets.controls import STYLE, percentile_slider, rate_slider
from advocacy_kit.widgets.view import Follower, Note, View, alert, glossary, table, text


@dataclass(frozen=True)
class Question:
    """Which market, at which percentile."""

    occupation: str | None
    area: str
    percentile: float
    rate: float


class MarketView(View[Question]):
    """Present pay in the market's percentiles."""

    def draw(self, finding: Finding) -> Axes:
        return plot_market(finding)

    def __init__(self, records: Records, market: Market) -> None:
        self.market = market
        profile = records.profile
        wide = ipywidgets.Layout(width="420px")
        self.words = ipywidgets.Text(
            placeholder="your job in your words", description="search", continuous_update=False, style=STYLE, layout=wide
        )
        self.occupation = ipywidgets.Dropdown(
            options=self._own_title(profile.occupation), description="occupation", style=STYLE, layout=wide
        )
        titles = list(market.area_titles)
        self.area = ipywidgets.Combobox(
            value=profile.area or "United States", options=titles, description="area", continuous_update=False, style=STYLE, layout=wide
        )
        self.percentile = percentile_slider(10, 90)
        self.rate = rate_slider(profile)
        super().__init__(records, (self.occupation, self.area, self.percentile, self.rate))
        self.card.children = (self.words, *self.card.children)
        self.words.observe(self.searched, names="value")

    def _own_title(self, occupation: str | None) -> list[tuple[str, str | None]]:
        if occupation is None:
            return [("search first", None)]
        try:
            group = self.market.peers(occupation)
        except KitError:
            return [(occupation, occupation)]
        return [(group.title, group.occupation)]

    def searched(self, _change: object = None) -> None:
        """Offer the occupations that fit the words; the best one is chosen."""
        found = self.market.search(self.words.value)
        if found.empty:
            self.status.value = alert(f"No occupation fits “{self.words.value}”. Try the trade itself, such as nurse or plumber.")
            return
        self.occupation.options = [(row.title, row.occupation) for row in found.itertuples()]

    def read(self) -> Question:
        return Question(self.occupation.value, self.area.value, self.percentile.value / 100, self.rate.value / 100)

    @property
    def peers(self) -> Peers:
        """The peer group of the present question."""
        return own_peers(self._records, self.market, self.state.occupation, self.state.area)

    def finding(self) -> Finding:
        return market_finding(self.records, self.peers, percentile=self.state.percentile, rate=self.state.rate)

    @property
    def sources(self) -> Note:
        """Each source with its date, size, and what was left out."""
        rows = [
            (str(r.source), str(r.publisher), str(r.origin), f"{r.rows:,}", str(r.left_out)) for r in self.market.provenance.itertuples()
        ]
        return table(rows, ("source", "publisher", "file", "rows", "left out"))


@dataclass(frozen=True)
class Nothing:
    """A view without choices of its own."""


class RealPayView(View[Nothing]):
    """Own pay, nominal and in today's money."""

    def draw(self, finding: Finding) -> Axes:
        return plot_real_pay(finding)

    def __init__(self, records: Records, market: Market) -> None:
        self.market = market
        super().__init__(records, ())

    def read(self) -> Nothing:
        return Nothing()

    def finding(self) -> Finding:
        records, rate = self.records, self.records.profile.aging_rate
        prices = load_prices(present_pay(records).country)
        try:
            peers = own_peers(records, self.market)
        except KitError:  # own pay is shown without a market beside it; the picture above says why there is none
            peers = None
        return real_pay_finding(records, prices, peers, rate=DEFAULT_RATE if rate is None else rate)


class PayVsMarket:
    """All parts of the comparison of one person's pay with the market; a missing piece is said in a sentence."""

    def __init__(self, records: Records, market: Market) -> None:
        self.market = view = MarketView(records, market)

        def assumptions() -> Note:
            benchmark = view.peers.benchmark(view.state.percentile, on=records.today, rate=view.state.rate)
            return table([(words,) for words in benchmark.assumptions], ("assumptions and what was left out",))

        self.assumptions = Follower(view, assumptions)
        self.real_pay = RealPayView(records, market)
        self.sources = self.market.sources

    @property
    def words(self) -> Note:
        """What the words on this page mean."""
        return glossary()

    @property
    def saved(self) -> Note:
        """What this page has written, which is nothing."""
        return text(
            "Nothing in your files was changed; the choices on this page last until it is closed. What you always want goes into profile.toml: occupation, area, aging_rate."
        )
