"""The case for one specific figure: target, opening range, steps from present pay to the figure, and how sure it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.benchmark import DEFAULT_RATE, Benchmark, MarketData, Peers, blend
from advocacy_kit.errors import BeyondPublished
from advocacy_kit.model import ROUNDING, Money, Records, day, percent
from advocacy_kit.pay import PresentPay, own_peers, pay_money, present_pay

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
    profile = records.profile
    present = present_pay(records)
    effective = date.fromisoformat(on) if isinstance(on, str) else on or effective_date(records)
    growth = rate if rate is not None else profile.aging_rate if profile.aging_rate is not None else DEFAULT_RATE
    peers = own_peers(records, market, occupation, area)
    money = pay_money(records, present)
    benchmark = peers.benchmark(percentile, on=effective, rate=growth)
    target = benchmark.value
    figure = math.ceil(target / ROUNDING[present.per] - 1e-9) * ROUNDING[present.per]
    opening, opening_reason = _opening(peers, percentile, target, figure, present)
    rank = rank_words(peers, present.amount, records.today, growth)
    raise_percent = 100 * (target / present.amount - 1)
    chosen = reason or (DEFAULT_REASON if percentile == 0.5 else "no reason has been written down yet")
    summary = _summary(money, present, benchmark, figure, rank, peers, opening)
    budgets = market.budgets(present.country or "", records.today)
    projected = (f"the part after {day(records.today)} is projected",) if effective > records.today else ()
    assumptions = (*benchmark.assumptions, *projected, *_budget_words(budgets, raise_percent))
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
        sensitivity=_sensitivity(peers, benchmark, present.amount),
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


def rank_words(peers: Peers, pay: float, on: date, rate: float) -> str:
    """Say where a pay lies among the published percentiles: "about P38", or beyond the outermost."""
    try:
        return f"about P{peers.rank(pay, on=on, rate=rate):.0f}"
    except BeyondPublished as beyond:
        return beyond.bound


def at_rank(rank: str) -> str:
    """Return a rank as it stands in a sentence: "at about P32", "below P10"."""
    return f"at {rank}" if rank.startswith("about") else rank


def _opening(peers: Peers, percentile: float, target: float, figure: float, present: PresentPay) -> tuple[tuple[float, float] | None, str]:
    if target <= present.amount:
        return None, "present pay already reaches the target"
    unit = ROUNDING[present.per]
    try:
        published = peers.published
        higher = min(percentile + 0.10, published.outermost[1])
        # the same source at both percentiles: otherwise a change of sources would pass for a higher percentile
        top = target * _published_ratio(peers, percentile, higher)
    except BeyondPublished:
        return (figure, figure), "one figure: nothing above this percentile is published"
    top = math.floor(top / unit + 1e-9) * unit
    if top <= figure:
        return (figure, figure), "one figure: the next higher percentile lies within the rounding"
    return (figure, top), f"from the target up to P{100 * higher:.0f} of the same peer group"


def _published_ratio(peers: Peers, low: float, high: float) -> float:
    return peers.published.quantile(high) / peers.published.quantile(low)


def _steps(present: PresentPay, benchmark: Benchmark, figure: float, today: date) -> tuple[Step, ...]:
    """Return the steps in their fixed order; each is a weighted sum over the sources, and together they are the figure."""
    rows = "; ".join(f"{source.rows} ({source.weight:.0%})" for source in benchmark.sources)
    geography = "; ".join(f"{source.name} ×{source.geography:.4f}" for source in benchmark.sources if source.geography != 1)
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
        ("shrinkage", 0.0, "assumption", "none: published percentiles and counted postings are not shrunk"),
        (f"rounded up to {ROUNDING[present.per]:g}", figure - benchmark.value, "assumption", "a figure that can be said aloud"),
    ]
    steps, total = [], 0.0
    for name, amount, kind, basis in parts:
        total += amount
        steps.append(Step(name, amount, total, kind, basis))
    return tuple(steps)


def _sensitivity(peers: Peers, benchmark: Benchmark, pay: float) -> pd.DataFrame:
    """Return the target when one assumption changes and the others stay.

    Columns `assumption`, `low`, `high` (targets), `low_at`, `high_at` (settings), `break_even` (the setting at which
    the target equals present pay, in words; empty where none lies within reach).
    """
    at, on, rate = benchmark.percentile or 0.5, benchmark.on, benchmark.rate
    curve, scale = peers.published, benchmark.value / peers.published.quantile(at)
    ends = [min(max(p, curve.outermost[0]), curve.outermost[1]) for p in (0.25, 0.75)]
    rows = [
        (
            "percentile",
            *(curve.quantile(p) * scale for p in ends),
            *(f"P{100 * p:.0f}" for p in ends),
            _break_even_percentile(peers, pay / scale),
        )
    ]
    slow, fast = (peers.benchmark(at, on=on, rate=rate + step).value for step in (-0.01, 0.01))
    years = math.log(fast / slow) / math.log((1 + rate + 0.01) / (1 + rate - 0.01))
    even = (1 + rate) * (pay / benchmark.value) ** (1 / years) - 1 if years > 0 else math.nan
    words = f"{percent(100 * even)} a year" if -0.2 < even < 0.2 else ""
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


def _break_even_percentile(peers: Peers, pay: float) -> str:
    try:
        return f"P{peers.published.rank(pay):.0f}"
    except BeyondPublished as beyond:
        return beyond.bound


def _summary(money: Money, present: PresentPay, benchmark: Benchmark, figure: float, rank: str, peers: Peers, opening: object) -> str:
    middle = "median" if benchmark.percentile == 0.5 else f"P{100 * (benchmark.percentile or 0):.0f}"
    value = money.plain(benchmark.value)
    where = f"the market {middle} for {peers.title} in {peers.place}, {value} {money.unit}"
    sure = ""
    if benchmark.interval:
        low, high = (money.plain(bound) for bound in benchmark.interval)
        sure = f" The interval is {low} to {high} ({benchmark.sure})."
        if benchmark.interval[0] <= present.amount <= benchmark.interval[1]:
            sure += " It covers present pay: the data do not tell the two apart."
    below = present.amount < benchmark.value and benchmark.percentile == 0.5
    position = f"today {at_rank(rank)} of this job" + ("; half of the people in this job are below the median" if below else "")
    if opening is None:
        return (
            f"Present pay, {money.plain(present.amount)}, is at or above {where} on {day(benchmark.on)}: {position}. "
            f"These data make no case for a higher figure at this percentile; other asks may serve better.{sure}"
        )
    gap = money.plain(benchmark.value - present.amount)
    rise = percent(100 * (figure / present.amount - 1))
    return (
        f"Ask for {money.plain(figure)} {money.unit} from {day(benchmark.on)}, {rise} above present pay. "
        f"It rests on {where}.{sure} Present pay is below it by {gap}, {position}."
    )


def _budget_words(budgets: pd.DataFrame, raise_percent: float) -> tuple[str, ...]:
    if budgets.empty:
        return ("no merit budgets are on file for this country",)
    latest = budgets[budgets["year"] == budgets["year"].max()]
    named = ", ".join(f"{percent(row.percent)} ({row.publisher}, {row.kind})" for row in latest.itertuples())
    above = raise_percent > latest["percent"].max()
    words = "; the raise exceeds them, and only the market gap above argues for that" if above else ""
    return (f"merit budgets of {latest['year'].iloc[0]}: {named}{words}",)
