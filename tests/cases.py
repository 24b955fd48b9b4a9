"""Small markets and persons for tests of the case, and a market of fixed sources whose every number is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import pandas as pd

from advocacy_kit import blend, load_market, raise_case
from advocacy_kit.raise_case.gates import GATES
from advocacy_kit.stats.benchmark import SourceValue
from advocacy_kit.stats.quantiles import PublishedPercentiles
from tests.official import as_parquet, world

TODAY = date(2026, 9, 30)
# the same function for tests of something else than gates: each gate that asks has a reason
trial = partial(raise_case, accepted=dict.fromkeys(GATES, "a trial"))
HERE = "Grand Rapids-Wyoming-Kentwood, MI"
PUBLISHED = "source,publisher,country,area,occupation,title,per,payments,element,currency,date,p10,p25,p50,p75,p90,cap"
SEEN = "date,kind,title,occupation,employer,country,area,low,high,per,element,currency"


def survey(local, state, **columns):
    """A survey of base pay in Michigan: `local` people of Grand Rapids and `state` of Detroit, an employer each."""
    rows = [
        (
            70_000 + 1_500 * n,
            "Grand Rapids, MI" if n < local else "Detroit, MI",
            f"employer {n}",
            date(2025, 1 + n % 12, 9),
        )
        for n in range(local + state)
    ]
    frame = pd.DataFrame(rows, columns=["pay", "area", "employer", "as_of"])
    return frame.assign(
        country="US",
        occupation="13-1081",
        currency="USD",
        pay_element="base",
        **{"source": "Guild survey", "per": "year"} | columns,
    )


class Markets(dict):
    """Markets by name, in few words where a property fails."""

    def __repr__(self):
        return f"<Markets {', '.join(self)}>"


def small_markets(folder):
    """Return markets by name: what each adds to the small OEWS release.

    "abroad" is a country with two tables of one name.
    """
    oews = as_parquet(folder, world())
    posted = [
        f'2026-0{1 + n}-10,posting,Logistician,13-1081,firm {n},US,"{HERE}",{70 + n}000,{84 + n}000,year,base,USD'
        for n in range(7)
    ]
    (folder / "market.csv").write_text("\n".join([SEEN, *posted]) + "\n", encoding="utf-8")
    typed = [
        f"Wage table,{office},DE,,51322,Logistiker,month,12,base,EUR,2025-0{month}-01,3000,{low},{low + 700},5900,7100,"
        for office, month, low in (("North office", 4, 4000), ("South office", 6, 4200))
    ]
    (folder / "published.csv").write_text("\n".join([PUBLISHED, *typed]) + "\n", encoding="utf-8")
    thin, hourly = survey(9, 40), survey(9, 40, per="hour")
    hourly["pay"] = hourly["pay"] / 2000
    return Markets(
        alone=load_market(oews),
        postings=load_market(oews, folder / "market.csv"),
        thin=load_market(oews, thin, folder / "market.csv"),
        no_wages=load_market(thin),
        hourly=load_market(oews, hourly),
        undated=load_market(oews, thin.drop(columns="as_of")),
        abroad=load_market(folder / "published.csv"),
    )


def person(records_of, amount=68_000, per="year", hours=None, payments=None, tables=None, **profile):
    """Return Records of somebody with one row of base pay, in line 2; `tables` are further tables."""
    own = {"occupation": "13-1081", "country": "US", "currency": "USD", "area": HERE} | profile
    row = {
        "date": "2026-01-01",
        "amount": amount,
        "per": per,
        "element": "base",
        "hours_per_week": hours,
        "payments": payments,
    }
    row |= {"currency": own["currency"], "country": own["country"]}
    return records_of(TODAY, profile=own, pay=[row], **(tables or {}))


GERMAN = {"occupation": "51322", "country": "DE", "currency": "EUR", "area": None}
CURVE = {0.10: 70_000, 0.25: 82_000, 0.50: 104_000, 0.75: 128_000, 0.90: 150_000}
VECTOR = (  # of the method, section 6: at 2026-04-01, growth 3.5% a year, pay 98,000
    SourceValue(107_000, date(2025, 4, 1), 0.5, 0.03, name="A", rows="row a", family="A"),
    SourceValue(
        104_000,
        date(2024, 5, 12),
        0.3,
        0.01,
        1.04,
        name="B",
        rows="row b",
        note="geography: here over there",
        family="B",
    ),
    SourceValue(112_000, date(2025, 10, 1), 0.2, 0.05, name="C", rows="row c", family="C"),
)


@dataclass(frozen=True)
class FixedPeers:
    """A peer group of fixed sources: what each says at the median; other percentiles follow one published curve."""

    sources: tuple[SourceValue, ...]
    tau: float | None = None
    postings: tuple[tuple[float, float], ...] = ()
    broader: "FixedPeers | None" = None
    inside: Mapping[str, "FixedPeers"] = field(default_factory=dict, hash=False)

    occupation, title, place, unit, currency = "13-1081", "Logisticians", "here", "year", "USD"
    ranked_in = ""
    back_off, refusals = (), {}

    @property
    def families(self):
        return {source.name: source.family for source in self.sources}

    def filtered_by(self, field):
        return frozenset()

    def curve(self, rate):
        return PublishedPercentiles(CURVE)

    def benchmark(self, percentile=0.5, *, on, rate=0.035, leave_out=(), weights=None, reason=None):
        share = PublishedPercentiles(CURVE).quantile(percentile) / CURVE[0.50]
        kept = [source for source in self.sources if not {source.name, source.family} & set(leave_out)]
        if weights:
            kept = [replace(s, weight=weights.get(s.name, weights.get(s.family, 0.0))) for s in kept]
        kept = [replace(source, value=source.value * share) for source in kept]
        return replace(blend(kept, on=on, rate=rate, tau=self.tau), percentile=percentile)

    def rank(self, pay, *, on, rate=0.035):
        return PublishedPercentiles(CURVE).rank(pay)

    def parent(self):
        return self.broader

    def narrower(self, percentile):
        return self.inside

    def where(self, percentile):
        return self.place

    def posted(self, *, on, rate=0.035):
        return pd.DataFrame(
            [(low, high, (low + high) / 2) for low, high in self.postings], columns=["low", "high", "middle"]
        )


@dataclass(frozen=True)
class FixedMarket:
    """A market that knows one peer group, prices at pay's beginning and now, and one year's budgets in percent."""

    group: FixedPeers
    inflation: float | None = None
    planned: tuple[float, ...] = ()

    def peers(self, *asked, **more):
        return self.group

    def prices(self, country):
        if self.inflation is None:
            return None
        return pd.Series([100.0, 100 * (1 + self.inflation)], index=pd.to_datetime(["2026-01-01", "2026-08-01"]))

    def budgets(self, country, today):
        rows = [("US", 2025, "actual", f"office {n}", percent) for n, percent in enumerate(self.planned)]
        return pd.DataFrame(rows, columns=["country", "year", "kind", "publisher", "percent"])


ON = "2026-04-01"
VECTOR_MARKET = FixedMarket(FixedPeers(VECTOR))


def band(low, high, **more):
    """Return a bands.csv of one level for `person`."""
    return {"bands": [{"level": "two", "minimum": low, "maximum": high, "date": "2025-01-01"} | more]}


def case_of(records_of, amount=98_000, market=VECTOR_MARKET, percentile=0.5, reason=None, chosen=None, **own):
    """Return the case of a person in a market, by default that of the vector."""
    return trial(person(records_of, amount, **own), market, percentile, reason, on=ON, **(chosen or {}))
