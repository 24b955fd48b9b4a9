"""The case for one specific figure: target, opening range, steps from present pay to the figure, and how sure it is."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.benchmark import DEFAULT_RATE, Benchmark, Curve, MarketData, Peers, blend
from advocacy_kit.case_words import budget_words, rank_words, summary_words
from advocacy_kit.errors import BeyondPublished, KitError
from advocacy_kit.model import HIDDEN, ROUNDING, Money, Records, as_day, day, is_number, percent
from advocacy_kit.pay import FULL_TIME, PresentPay, own_peers, pay_money, present_pay

DEFAULT_REASON = "P50 is the middle of all holders of this job; no case for another percentile has been made yet"


@dataclass(frozen=True, repr=False)
class Step:
    """One step on the way from present pay to the figure.

    `amount` is what the step adds (present pay itself for the first one), `total` where it leads; `basis` names the
    rows or the assumption, `kind` is "fact" or "assumption".
    """

    name: str
    amount: float
    total: float
    kind: str
    basis: str

    def __repr__(self) -> str:
        return f"<Step {self.name}>"


@dataclass(frozen=True, repr=False)
class RaiseCase:
    """One figure to ask for and what it rests on. Amounts are in the unit of `present.per`.

    `target` is the unrounded market value at the percentile; `figure` the target rounded up, the bottom of `opening`;
    `opening` is None where present pay already reaches the target: then there is no figure to ask for.
    `raise_percent` is target over present pay, in percent; `steps` add up to the figure.
    """

    target: float
    figure: float
    opening: tuple[float, float] | None
    opening_reason: str
    raise_percent: float
    present: PresentPay
    benchmark: Benchmark
    rank: str
    steps: tuple[Step, ...]
    sensitivity: pd.DataFrame
    reason: str
    assumptions: tuple[str, ...]
    summary: str
    peers: Peers
    money: Money

    def __repr__(self) -> str:
        return f"<RaiseCase on {self.benchmark.on} at P{100 * (self.benchmark.percentile or 0):g}>"

    @property
    def asked_percent(self) -> float:
        """The figure over present pay, in percent."""
        return 100 * (self.figure / self.present.amount - 1)

    def trace(self) -> pd.DataFrame:
        """Return the steps as a frame: `step`, `amount`, `total`, `kind`, `basis`."""
        return pd.DataFrame(
            [(s.name, s.amount, s.total, s.kind, s.basis) for s in self.steps], columns=["step", "amount", "total", "kind", "basis"]
        )


def raise_case(
    records: Records,
    market: MarketData,
    percentile: float = 0.5,
    reason: str | None = None,
    *,
    on: date | str | None = None,
    rate: float | None = None,
    occupation: str | None = None,
    area: str | None = None,
) -> RaiseCase:
    """Compute the figure to ask for.

    Args:
        records: the person's tables; pay.csv gives present pay, the profile occupation, area, level and country.
        market: loaded market data.
        percentile: share of holders of the job below the target, 0..1; the user's choice.
        reason: why this percentile; printed with the case.
        on: effective date of the ask; default the first day of the quarter after the review.
        rate: yearly growth of pay; default the profile's `aging_rate`, else 3.5%.
        occupation: instead of the profile's.
        area: instead of the profile's.

    Raises:
        KitError: if present pay or the peer group cannot be found.
        BeyondPublished: if the percentile lies outside what is published.

    """
    if not is_number(percentile):
        raise KitError.of("K053", f"a percentile is given as a share between 0 and 1, got {percentile!r}", "For the median say 0.5.")
    profile = records.profile
    present = present_pay(records)
    effective = effective_date(records) if on is None else as_day(on)
    if rate is not None and not is_number(rate):
        raise KitError.of("K057", f"pay cannot grow by {rate!r} a year", "Give a share a year such as 0.035.")
    growth = rate if rate is not None else profile.aging_rate if profile.aging_rate is not None else DEFAULT_RATE
    peers = own_peers(records, market, occupation, area)
    money = pay_money(records, present)
    money = replace(money, currency=money.currency or peers.currency)
    benchmark = peers.benchmark(percentile, on=effective, rate=growth)
    target = benchmark.value
    figure = math.ceil(target / ROUNDING[present.per] - 1e-9) * ROUNDING[present.per]
    opening, opening_reason = _opening(peers, percentile, growth, target, figure, present)
    rank = rank_words(peers, present.amount, records.today, growth, hidden=money.hidden)
    raise_percent = 100 * (target / present.amount - 1)
    chosen = reason or (DEFAULT_REASON if percentile == 0.5 else "no reason has been written down yet")
    summary = summary_words(money, present, benchmark, figure, rank, peers, asks=opening is not None)
    budgets = market.budgets(present.country or "", records.today)
    projected = (f"the part after {day(records.today)} is projected",) if effective > records.today else ()
    hours = (f"yearly pay is brought to {FULL_TIME:g} hours a week, from {present.hours_per_week:g}",) if present.part_time else ()
    country_words = () if present.currency else (f"your pay is taken to be in {peers.currency}, the market's currency",)
    assumptions = (*benchmark.assumptions, *projected, *hours, *country_words, *budget_words(budgets, raise_percent))
    return RaiseCase(
        target=target,
        figure=figure,
        opening=opening,
        opening_reason=opening_reason,
        raise_percent=raise_percent,
        present=present,
        benchmark=benchmark,
        rank=rank,
        steps=_steps(present, benchmark, figure, records.today),
        sensitivity=_sensitivity(peers, benchmark, present.amount, money),
        reason=chosen,
        assumptions=assumptions,
        summary=summary,
        peers=peers,
        money=money,
    )


def effective_date(records: Records) -> date:
    """Return the first day of the quarter after the review; without a review date, of the quarter after next month."""
    review = records.profile.review_date
    anchor = review if review and review >= records.today else records.today + timedelta(days=30)
    quarter = (anchor.month - 1) // 3 + 1
    return date(anchor.year + (quarter == 4), quarter % 4 * 3 + 1, 1)


def _opening(
    peers: Peers, percentile: float, rate: float, target: float, figure: float, present: PresentPay
) -> tuple[tuple[float, float] | None, str]:
    unit = ROUNDING[present.per]
    if target - present.amount < unit:
        return None, "present pay already reaches the target, to within one step of rounding"
    try:
        curve = peers.curve(rate)
        higher = min(percentile + 0.10, curve.outermost[1])
        # the same source at both percentiles: otherwise a change of sources would pass for a higher percentile
        top = target * curve.quantile(higher) / curve.quantile(percentile)
    except BeyondPublished:
        return (figure, figure), "one figure: nothing above this percentile is published"
    top = math.floor(top / unit + 1e-9) * unit
    if top <= figure:
        return (figure, figure), "one figure: the next higher percentile lies within the rounding"
    return (figure, top), f"from the target up to P{100 * higher:.0f} of the same peer group"


def _steps(present: PresentPay, benchmark: Benchmark, figure: float, today: date) -> tuple[Step, ...]:
    """Return the steps in their fixed order; each is a weighted sum over the sources, and together they are the figure."""
    rows = "; ".join(f"{source.rows} ({source.weight:.0%})" for source in benchmark.sources)
    geography = "; ".join(f"{source.name} ×{source.geography:.4f}" for source in benchmark.sources if source.geography != 1)
    shrunk = "; ".join(f"{source.name} ×{source.shrinkage:.4f}" for source in benchmark.sources if source.shrinkage != 1)
    label = " and ".join(source.name for source in benchmark.sources)
    middle = "median" if benchmark.percentile == 0.5 else f"P{100 * (benchmark.percentile or 0):.0f}"
    aging = f"{100 * benchmark.rate:.3g}% a year from " + ", ".join(f"{source.date} ({source.name})" for source in benchmark.sources)
    ahead = benchmark.on > today
    now = blend(benchmark.sources, on=today, rate=benchmark.rate) if ahead else benchmark
    by_today = now.aging_effect
    parts = [
        ("present pay", present.amount, "fact", f"pay.csv line {present.line}, since {day(present.since)}"),
        (f"{middle} of {label}, raw", benchmark.raw - present.amount, "fact", rows),
        ("geography", benchmark.geography_effect, "assumption", geography or "local data: no adjustment"),
        (f"aged to {'today' if ahead else day(benchmark.on)}", by_today, "assumption", aging),
        *([(f"projected to {day(benchmark.on)}", benchmark.aging_effect - by_today, "assumption", aging)] if ahead else []),
        ("shrinkage", benchmark.shrinkage_effect, "assumption", shrunk or "none: no group is thin, and published figures are not shrunk"),
        (f"rounded up to {ROUNDING[present.per]:g}", figure - benchmark.value, "assumption", "a figure that can be said aloud"),
    ]
    steps, total = [], 0.0
    for name, amount, kind, basis in parts:
        total += amount
        steps.append(Step(name, amount, total, kind, basis))
    return tuple(steps)


def _sensitivity(peers: Peers, benchmark: Benchmark, pay: float, money: Money) -> pd.DataFrame:
    """Return the target when one assumption changes and the others stay.

    Columns `assumption`, `low`, `high` (targets), `low_at`, `high_at` (settings), `break_even` (the setting at which
    the target equals present pay, in words; empty where none lies within reach).
    """
    at, on, rate = benchmark.percentile or 0.5, benchmark.on, benchmark.rate
    curve = peers.curve(rate)
    scale = benchmark.value / curve.quantile(at)
    ends = [min(max(p, curve.outermost[0]), curve.outermost[1]) for p in (0.25, 0.75)]
    rows = [
        (
            "percentile",
            *(curve.quantile(p) * scale for p in ends),
            *(f"P{100 * p:.0f}" for p in ends),
            _break_even_percentile(curve, pay / scale, money),
        )
    ]
    slow, fast = (peers.benchmark(at, on=on, rate=rate + step).value for step in (-0.01, 0.01))
    years = math.log(fast / slow) / math.log((1 + rate + 0.01) / (1 + rate - 0.01))
    even = (1 + rate) * (pay / benchmark.value) ** (1 / years) - 1 if years > 0 else math.nan
    words = f"{money.percent(100 * even)} a year" if -0.2 < even < 0.2 else ""
    rows.append(("aging", slow, fast, percent(100 * rate - 1), percent(100 * rate + 1), words))
    broader = peers.parent()
    if broader is not None:
        other = broader.benchmark(at, on=on, rate=rate).value
        ends_at = sorted([(benchmark.value, peers.place), (other, broader.place)])
        rows.append(("peer group", ends_at[0][0], ends_at[1][0], ends_at[0][1], ends_at[1][1], ""))
    left_out = benchmark.leave_one_out
    if len(left_out):
        low, high = left_out.loc[left_out["value"].idxmin()], left_out.loc[left_out["value"].idxmax()]
        rows.append(("one source left out", low["value"], high["value"], f"without {low['left_out']}", f"without {high['left_out']}", ""))
    spread = math.sqrt(sum((s.weight * s.geography_log_se) ** 2 for s in benchmark.sources))
    if spread:
        rows.append(("geography", benchmark.value * math.exp(-spread), benchmark.value * math.exp(spread), "− 1 SE", "+ 1 SE", ""))
    return pd.DataFrame(rows, columns=["assumption", "low", "high", "low_at", "high_at", "break_even"])


def _break_even_percentile(curve: Curve, pay: float, money: Money) -> str:
    if money.hidden:
        return f"P{HIDDEN}"
    try:
        return f"P{curve.rank(pay):.0f}"
    except BeyondPublished as beyond:
        return beyond.bound
