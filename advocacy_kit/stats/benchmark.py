"""From market values of several sources to one value with an interval.

Aging, geography, blend (method, sections 2 and 6).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import as_day, rate_percent, share_percent, shown
from advocacy_kit.stats.blend_checks import (
    cells,
    check_adjusted,
    check_figures,
    check_half,
    check_settings,
    listed,
    no_source,
    of_sum_one,
)

DEFAULT_RATE = 0.035
RATE_REASON = "between recent wage growth and the year's merit budgets; your own aging_rate in profile.toml replaces it"
GROWTH_SD = 0.034  # of log pay, times the root of years: measured on 15 pairs of OEWS releases (docs/backtest.md)
GEOGRAPHY_SE = 0.02  # of the logarithm of a geographic factor
TAU_FLOOR = 0.05  # one source may be off by this much in a way that its own sampling error does not show
Z95 = 1.96


@dataclass(frozen=True, repr=False)
class SourceValue:
    """What one family of sources says of the same percentile: a value in one unit and currency, at its own date.

    `se` is the relative standard error, NaN where the data determine none; `geography` the factor that brings the value
    to the area asked for and `geography_se` the standard error of its logarithm; `shrinkage` the factor by which a thin
    group is pulled to its parent. `rows` names the rows behind the value, `family` the publishers that rest on each
    other.
    """

    value: float
    date: dt.date
    weight: float = 1.0
    se: float = 0.0
    geography: float = 1.0
    geography_se: float | None = None
    name: str = ""
    rows: str = ""
    note: str = ""
    shrinkage: float = 1.0
    family: str = ""

    def __repr__(self) -> str:
        return f"<SourceValue {self.name or 'unnamed'} of {self.date}>"

    @property
    def geography_log_se(self) -> float:
        """Standard error of the log factor; .02 by default, and 0 where there is no factor."""
        if self.geography_se is not None:
            return self.geography_se
        return 0.0 if self.geography == 1.0 else GEOGRAPHY_SE

    def years_to(self, on: dt.date) -> float:
        """Years from the value's date to `on`."""
        return (on - self.date).days / 365.25

    def aging(self, on: dt.date, rate: float) -> float:
        """Return the compound factor (1 + rate)^years."""
        return float((1 + rate) ** self.years_to(on))

    def adjusted(self, on: dt.date, rate: float) -> float:
        """Return the value brought to the area and the date, pulled to its parent where thin."""
        return self.value * self.geography * self.aging(on, rate) * self.shrinkage


@dataclass(frozen=True, repr=False)
class Benchmark:
    """A market value at one percentile, on one date, with what it rests on.

    `value` is unrounded. `interval` is about 95% if the assumptions hold, centred on the value in logarithms; None if
    a source determines no bound. `log_se` is the standard error of its logarithm, `geography_log_se` the part of it
    that comes from geography, `tau` the spread between families that it allows for. `equal` is the value at equal
    weight a family, where other weights were chosen.

    Example:
        >>> import advocacy_kit as ak
        >>> ak.blend([(80_000, "2025-05-01")], on="2026-05-01", rate=0.03)
        <Benchmark on 2026-05-01 from 1 source(s)>
    """

    value: float
    interval: tuple[float, float] | None
    sources: tuple[SourceValue, ...]
    assumptions: tuple[str, ...]
    on: dt.date
    rate: float
    percentile: float | None = None
    geometric: float = math.nan
    raw: float = math.nan
    geography_effect: float = 0.0
    aging_effect: float = 0.0
    shrinkage_effect: float = 0.0
    tau: float = 0.0
    log_se: float = math.nan
    geography_log_se: float = 0.0
    equal: float | None = None

    def __repr__(self) -> str:
        return f"<Benchmark on {self.on} from {len(self.sources)} source(s)>"

    def _repr_html_(self) -> str:
        low, high = self.interval or (math.nan, math.nan)
        line = f"{self.value:,.2f}, {low:,.2f} to {high:,.2f} ({self.sure})" if self.interval else f"{self.value:,.2f}"
        rows = [(s.name, s.date, share_percent(s.weight), f"{s.value:,.2f}") for s in self.sources]
        return shown(repr(self).strip("<>"), [line, *self.assumptions], ("source", "of", "weight", "value"), rows)

    @property
    def leave_one_out(self) -> pd.DataFrame:
        """Columns `left_out`, `value`: the blend without each family; no rows where there is one family only."""
        rows = []
        for place, source in enumerate(self.sources):
            rest = [other for number, other in enumerate(self.sources) if number != place]
            if any(other.weight for other in rest):
                rows.append((source.name, blend(rest, on=self.on, rate=self.rate).value))
        return pd.DataFrame(rows, columns=["left_out", "value"])

    @property
    def sure(self) -> str:
        """How sure the interval is, in the words that the method allows."""
        return "bound not determined" if self.interval is None else "about 95% if these assumptions hold"


class Curve(Protocol):
    """Pay by percentile, published or of a sample, at the source's own day and place."""

    @property
    def outermost(self) -> tuple[float, float]: ...
    def quantile(self, p: float) -> float: ...
    def rank(self, pay: float) -> float: ...


class Peers(Protocol):
    """What the ask needs of a peer group; the market's own PeerGroup is one."""

    @property
    def occupation(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def ranked_in(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def back_off(self) -> tuple[str, ...]: ...
    @property
    def refusals(self) -> Mapping[str, str]: ...
    @property
    def families(self) -> Mapping[str, str]: ...
    def has_area(self, area: str) -> bool: ...
    def filtered_by(self, field: str) -> frozenset[str]: ...
    def curve(self, rate: float) -> Curve: ...
    def benchmark(
        self,
        percentile: float = 0.5,
        *,
        on: dt.date,
        rate: float = DEFAULT_RATE,
        leave_out: tuple[str, ...] = (),
        weights: Mapping[str, float] | None = None,
        reason: str | None = None,
    ) -> Benchmark: ...
    def rank(self, pay: float, *, on: dt.date, rate: float = DEFAULT_RATE) -> float: ...
    def rank_interval(self, pay: float, *, on: dt.date, rate: float = DEFAULT_RATE) -> tuple[float, float] | None: ...
    def percentiles(self, *, on: dt.date, rate: float = DEFAULT_RATE) -> pd.DataFrame: ...
    def parent(self) -> Peers | None: ...
    def narrower(self, percentile: float) -> Mapping[str, Peers]: ...
    def where(self, percentile: float) -> str: ...
    def posted(self, *, on: dt.date, rate: float = DEFAULT_RATE) -> pd.DataFrame: ...


class MarketData(Protocol):
    """What the ask needs of a market."""

    def peers(
        self,
        occupation: str | None = None,
        area: str | None = None,
        *,
        level: str | None = None,
        experience: float | None = None,
        country: str | None = None,
        unit: str = "year",
        currency: str | None = None,
        today: dt.date | None = None,
    ) -> Peers: ...
    def budgets(self, country: str, today: dt.date) -> pd.DataFrame: ...
    def prices(self, country: str | None) -> pd.Series | None: ...


def blend(
    values: Iterable[SourceValue | Sequence[object]],
    *,
    on: dt.date | str,
    rate: float = DEFAULT_RATE,
    tau: float | None = None,
    growth_sd: float = GROWTH_SD,
) -> Benchmark:
    """Return the weighted arithmetic mean of values brought to one date and area, with its interval.

    Args:
        values: SourceValues, or plain (value, date, weight, se, geography), of which value and date are needed; weights
            are scaled to a sum of one, and a source of weight 0 changes nothing.
        on: the effective date.
        rate: yearly growth of pay, as a share; V·(1+r)^(days/365.25).
        tau: spread between families; None estimates it (DerSimonian and Laird 1986), at least .05, also of one family.
        growth_sd: standard deviation of log growth over one year; it grows with the root of the years.

    Returns:
        The value in the unit of the values, unrounded, with an interval of about 95% if the assumptions hold.

    Raises:
        KitError: if there are no values, one is not positive, or something is not a number; `se` may be NaN.

    Example:
        >>> import advocacy_kit as ak
        >>> round(ak.blend([(80_000, "2025-05-01"), (84_000, "2026-05-01")], on="2026-05-01", rate=0.03).value)
        83199

    """
    on = as_day(on)
    check_settings(rate, growth_sd, tau)
    sources = [_source(entry) for entry in listed(values)]
    if not sources:
        raise KitError.of("K057", "there is no market value to blend", "Choose a broader peer group or add a source.")
    weights = of_sum_one([source.weight for source in sources])
    sources = [replace(source, weight=weight) for source, weight in zip(sources, weights, strict=True)]
    adjusted = [source.adjusted(on, rate) for source in sources]
    check_adjusted(adjusted)
    raw = sum(s.weight * s.value for s in sources)
    local = sum(s.weight * s.value * s.geography for s in sources)
    aged = sum(s.weight * s.value * s.geography * s.aging(on, rate) for s in sources)
    value = sum(s.weight * a for s, a in zip(sources, adjusted, strict=True))
    counting = [(source, figure) for source, figure in zip(sources, adjusted, strict=True) if source.weight]
    used_tau, tau_words = _tau([source for source, _ in counting], [figure for _, figure in counting], tau)
    shares = [(source, source.weight * figure / value) for source, figure in counting]
    own = sum(share**2 * (source.se**2 + used_tau**2) for source, share in shares)
    # families grow together and rest on one geography: these errors are added before they are squared
    growth = growth_sd * sum(share * math.sqrt(abs(source.years_to(on))) for source, share in shares)
    of_place = sum(share * source.geography_log_se for source, share in shares)
    log_se = math.sqrt(own + growth**2 + of_place**2)
    half = Z95 * log_se
    unbounded = [s.name or "a source" for s in sources if s.weight and math.isnan(s.se)]
    bounded = any(s.se for s, _ in counting) and not unbounded
    if bounded:
        check_half(half)
    interval = (value * math.exp(-half), value * math.exp(half)) if bounded else None
    words = [
        (
            f"pay grows {100 * rate:.2g}% a year ({RATE_REASON})"
            if rate == DEFAULT_RATE
            else f"pay grows {rate_percent(rate)} a year"
        ),
        *tau_words,
        (
            f"a job's own growth differs by {rate_percent(growth_sd)} times the root of the years (national figures,"
            " 2018 to 2025)"
        ),
        *(
            f"bound not determined: {name} has too few observations at this percentile, or no error is known"
            for name in unbounded
        ),
        *(f"{s.name}: geography ×{s.geography:.3f}" for s in sources if s.geography != 1.0),
        *(s.note for s in sources if s.note),
    ]
    return Benchmark(
        value=value,
        interval=interval,
        sources=tuple(sources),
        assumptions=tuple(words),
        on=on,
        rate=rate,
        geometric=math.exp(sum(s.weight * math.log(a) for s, a in zip(sources, adjusted, strict=True))),
        raw=raw,
        geography_effect=local - raw,
        aging_effect=aged - local,
        shrinkage_effect=value - aged,
        tau=used_tau,
        log_se=log_se,
        geography_log_se=of_place,
    )


def _source(entry: object) -> SourceValue:
    """Return an entry as a source whose every figure is a number."""
    if isinstance(entry, SourceValue):
        source = entry
    else:
        value, day, *figures = cells(entry)
        source = SourceValue(value, day, *figures)  # checked below
    if source.date is pd.NaT:
        raise no_source(entry)
    positive = (source.value, source.geography, source.shrinkage)
    check_figures(positive, source.weight, source.se, source.geography_se)
    return replace(
        source,
        date=as_day(source.date),
        value=float(source.value),
        weight=float(source.weight),
        se=float(source.se),
        geography=float(source.geography),
        shrinkage=float(source.shrinkage),
    )


def _tau(sources: Sequence[SourceValue], adjusted: Sequence[float], given: float | None) -> tuple[float, list[str]]:
    """Return the spread between families in logarithms, and how it came about."""
    if given is not None:
        return given, [f"sources differ by τ = {given:g} beyond sampling, as given"]
    floor, shown = TAU_FLOOR, share_percent(TAU_FLOOR)
    if len(sources) == 1:
        return floor, [f"one family of sources, which may be off by {shown} beyond its sampling error"]
    if any(math.isnan(source.se) for source in sources):
        return floor, [f"the spread of {len(sources)} families of sources is taken to be {shown}: one has no error"]
    weights = [1 / max(source.se, 0.005) ** 2 for source in sources]
    logs = [math.log(value) for value in adjusted]
    centre = sum(w * y for w, y in zip(weights, logs, strict=True)) / sum(weights)
    q = sum(w * (y - centre) ** 2 for w, y in zip(weights, logs, strict=True))
    scale = sum(weights) - sum(w * w for w in weights) / sum(weights)
    tau = math.sqrt(max(0.0, (q - (len(sources) - 1)) / scale))
    if tau < floor:
        return floor, [f"the spread of {len(sources)} families of sources is taken to be at least {shown}"]
    return tau, [f"sources differ by τ = {tau:.3f} beyond sampling (DerSimonian–Laird)"]
