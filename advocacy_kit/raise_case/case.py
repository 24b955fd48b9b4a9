"""The case for one specific figure: target, opening range, steps from present pay to the figure, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

import pandas as pd

from advocacy_kit.core.arguments import check_choice, check_number, check_share
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import (
    ROUNDING,
    Money,
    Opened,
    Records,
    as_day,
    cached_per_records,
    day,
    market_of,
    records_of,
    shown,
)
from advocacy_kit.pay.bands import Band, Found, band_words, own_bands
from advocacy_kit.pay.own_pay import FULL_TIME, PresentPay, RealRaise, pay_money, present_pay, real_raise
from advocacy_kit.pay.ranks import rank_words, standing_words
from advocacy_kit.raise_case.case_words import budget_words, kind_words, summary_words
from advocacy_kit.raise_case.peer_choice import OtherPeers, PeerChoice, other_peers
from advocacy_kit.raise_case.sensitivity import Grid, SourceChoices, grid, sensitivity
from advocacy_kit.raise_case.steps import Step, Top, ceiling_of, inputs_frame, opening_of, rounded_up, steps_of
from advocacy_kit.stats.benchmark import DEFAULT_RATE, Benchmark, MarketData, Peers
from advocacy_kit.stats.blend_checks import check_growth

DEFAULT_REASON = "P50 is the middle of all holders of this job; no case for another percentile has been made yet"
Kind = Literal["raise", "promotion", "reached", "scale"]
HELD = " Rounding up would pass your band's maximum, so the figure is that maximum."


@dataclass(frozen=True, eq=False, repr=False)
class RaiseCase:
    """One figure to ask for and what it rests on. Amounts are in the unit of `present.per`.

    `target` is the unrounded market value at the percentile; `figure` the target rounded up, the bottom of `opening`;
    `opening` is None where there is no figure to ask for. `kind` is "raise"; "promotion" where the target lies above
    the band's maximum; "reached" where present pay is there already; "scale" where pay follows a scale of steps.
    `raise_percent` is target over present pay, in percent; `steps` add up to the figure. `real` is the raise after
    inflation (None without a price series), `band` the employer's own (None without one), `walk_away` the user's own.
    `elements` are the other elements of pay, `offers` competing offers: both are shown and never mixed in.
    `other_peers` says in what the peers differ from the profile's; None where they do not. `figure` is the band's
    maximum where the target lies in the band and rounding up would leave it.

    Example:
        >>> import advocacy_kit as ak
        >>> case = ak.raise_case(ak.open_workspace())
        >>> case.steps[-1].total == case.figure
        True
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
    reason: str
    assumptions: tuple[str, ...]
    summary: str
    peers: Peers
    money: Money
    kind: Kind = "raise"
    real: RealRaise | None = None
    band: Band | None = None
    walk_away: float | None = None
    elements: pd.DataFrame = field(default_factory=pd.DataFrame)
    offers: pd.DataFrame = field(default_factory=pd.DataFrame)
    choices: SourceChoices = field(default_factory=SourceChoices)
    other_peers: OtherPeers | None = None

    def __repr__(self) -> str:
        return f"<RaiseCase on {self.benchmark.on} at P{100 * (self.benchmark.percentile or 0):g}>"

    def _repr_html_(self) -> str:
        """Return the summary and the steps; amounts are blotted out where the profile hides them."""
        rows = [(step.name, self.money.change(step.amount), self.money.plain(step.total)) for step in self.steps]
        return shown(repr(self).strip("<>"), [self.summary], ("step", "change", f"total, {self.money.unit}"), rows)

    @property
    def asked_percent(self) -> float:
        """The figure over present pay, in percent."""
        return 100 * (self.figure / self.present.amount - 1)

    @property
    def told_apart(self) -> bool:
        """Whether the interval does not cover present pay; False too where no bound is determined."""
        interval = self.benchmark.interval
        return interval is not None and not interval[0] <= self.present.amount <= interval[1]

    @cached_property
    def sensitivity(self) -> pd.DataFrame:
        """The target when one assumption changes; see `sensitivity.sensitivity`."""
        return sensitivity(self.peers, self.benchmark, self.present.amount, self.money, self.choices)

    @cached_property
    def grid(self) -> Grid:
        """The declared grid of combinations."""
        return grid(
            self.peers, self.benchmark, self.present.amount, self.figure, ROUNDING[self.present.per], self.choices
        )

    def trace(self) -> pd.DataFrame:
        """Return the steps as a frame: `step`, `amount`, `total`, `kind`, `basis`, `formula`.

        `rows` (where its inputs stand).
        """
        columns = ["step", "amount", "total", "kind", "basis", "formula", "rows"]
        rows = [
            (
                s.name,
                s.amount,
                s.total,
                s.kind,
                s.basis,
                s.formula,
                "; ".join(dict.fromkeys(i.rows for i in s.inputs if i.rows)),
            )
            for s in self.steps
        ]
        return pd.DataFrame(rows, columns=columns)

    def inputs(self) -> pd.DataFrame:
        """Return every number that the steps are computed from, a row each.

        `steps.recomputed` turns them into the figure again.
        """
        return inputs_frame(self.steps)


def raise_case(
    ws: Opened | Records,
    market: MarketData | None = None,
    percentile: float = 0.5,
    reason: str | None = None,
    *,
    on: date | str | None = None,
    rate: float | None = None,
    occupation: str | None = None,
    area: str | None = None,
    level: str | None = None,
    experience: float | None = None,
    peers_reason: str | None = None,
    walk_away: float | None = None,
    top: Top = "percentile",
    weights: Mapping[str, float] | None = None,
    weights_reason: str | None = None,
    leave_out: tuple[str, ...] = (),
) -> RaiseCase:
    """Compute the figure to ask for.

    Args:
        ws: a workspace, or its records with `market` beside them; pay.csv gives present pay, the profile occupation,
            area, level and country.
        market: loaded market data; None is the workspace's own.
        percentile: share of holders of the job below the target, 0..1; the user's choice.
        reason: why this percentile; printed with the case.
        on: effective date of the ask; default the first day of the quarter after the review.
        rate: yearly growth of pay; default the profile's `aging_rate`, else 3.5%.
        occupation: instead of the profile's.
        area: instead of the profile's; an empty text is the whole country.
        level: instead of the profile's; an empty text is any.
        experience: years, instead of the profile's.
        peers_reason: why these peers and not the profile's; printed with the case.
        walk_away: the user's own lowest figure; nothing is computed from it.
        top: where the opening range ends: ten percentiles above the target, the band's maximum, or the highest posting.
        weights: of families, instead of equal ones; they need `weights_reason`.
        weights_reason: why these weights.
        leave_out: families that are not blended.

    Returns:
        The case; its amounts are in the unit (a year, a month, an hour) and currency of present pay, at full time.

    Raises:
        KitError: if present pay or the peer group cannot be found; on a scale with what can be asked for all the same.
        BeyondPublished: if the percentile lies outside what is published.

    Example:
        >>> import advocacy_kit as ak
        >>> case = ak.raise_case(ak.open_workspace(), percentile=0.6, reason="I carry two regions")
        >>> case
        <RaiseCase on 2027-01-01 at P60>
        >>> case.figure > case.present.amount
        True

    """
    records, market = records_of(ws), market_of(ws, market)
    assert market is not None
    check_share("percentile", percentile)
    check_choice("top", top, ("percentile", "band", "posting"), "K082")
    if walk_away is not None:
        check_number("walk_away", walk_away, "K082", "Give your own lowest figure, or none.", above=0, secret=True)
    profile = records.profile
    choice = PeerChoice(occupation, area, level, experience, peers_reason)
    try:
        present = present_pay(records)
        peers = choice.peers(records, market)
    except KitError as error:
        if not profile.pay_scale:
            raise
        raise _on_scale(profile.pay_scale, error) from error
    effective = effective_date(records) if on is None else as_day(on)
    growth = rate if rate is not None else profile.aging_rate if profile.aging_rate is not None else DEFAULT_RATE
    check_growth("growth", growth)
    money = pay_money(records, present)
    money = replace(money, currency=money.currency or peers.currency)
    choices = SourceChoices(weights, weights_reason, leave_out)
    benchmark = choices.ask(peers, percentile, effective, growth)
    others = other_peers(records, market, choice, peers, benchmark)
    target = benchmark.value
    unit = ROUNDING[present.per]
    bands = own_bands(records, replace(present, currency=money.currency))
    band = bands.band
    kind = _kind(profile.pay_scale, target, present, band)
    ceiling = ceiling_of(target, unit, band) if kind == "raise" else None
    figure = ceiling.maximum if ceiling else rounded_up(target, unit)
    opening, opening_reason = None, "present pay already reaches the target, to within one step of rounding"
    if kind == "scale":
        opening_reason = "pay on a scale: a step, a grade or a ladder is asked for, not a figure"
    elif kind != "reached":
        opening, opening_reason = opening_of(peers, benchmark, figure, unit, band, top, within=kind == "raise")
    rank = rank_words(peers, present.amount, records.today, growth, hidden=money.hidden)
    raise_percent, asked = (100 * (amount / present.amount - 1) for amount in (target, figure))
    chosen = (reason or "").strip() or (DEFAULT_REASON if percentile == 0.5 else "no reason has been written down yet")
    real = real_raise(present, figure, market.prices(present.country))
    standing = standing_words(peers, present.amount, records.today, growth, hidden=money.hidden)
    summary = summary_words(money, present, benchmark, figure, standing, peers, asks=opening is not None)
    summary += kind_words(kind, profile.pay_scale, band, money) + (HELD if ceiling else "")
    return RaiseCase(
        target=target,
        figure=figure,
        opening=opening,
        opening_reason=opening_reason,
        raise_percent=raise_percent,
        present=present,
        benchmark=benchmark,
        rank=rank,
        steps=steps_of(present, benchmark, figure, records.today, ceiling),
        reason=chosen,
        assumptions=_assumptions(
            records, market, peers, present, benchmark, asked if opening else 0.0, bands, real, money
        )
        + ((others.words,) if others else ()),
        summary=summary,
        peers=peers,
        money=money,
        kind=kind,
        real=real,
        band=band,
        walk_away=walk_away,
        elements=_elements(records).copy(deep=False),
        offers=_offers(records).copy(deep=False),
        choices=choices,
        other_peers=others,
    )


def effective_date(records: Records) -> date:
    """Return the first day of the quarter after the review; without a review date, of the quarter after next month."""
    review = records.profile.review_date
    anchor = review if review and review >= records.today else records.today + timedelta(days=30)
    quarter = (anchor.month - 1) // 3 + 1
    return date(anchor.year + (quarter == 4), quarter % 4 * 3 + 1, 1)


def _on_scale(scale: str, lacking: KitError) -> KitError:
    """Return what can be asked for on a scale of steps where no market stands beside it: nothing is wrong then."""
    issue = lacking.issues[0]
    message = f"your pay follows a scale ({scale}), so a step, a grade or a ladder is asked for, not a figure"
    fix = (
        "“What else can I ask for?” writes such an ask down; the market stands beside it as soon as more is known"
        f" ({issue.message})."
    )
    return KitError(Issue(issue.file, 0, 0, "K080", "error", message, fix=fix))


def _kind(scale: str | None, target: float, present: PresentPay, band: Band | None) -> Kind:
    if scale:
        return "scale"
    if target - present.amount < ROUNDING[present.per]:
        return "reached"
    return "promotion" if band is not None and target > band.maximum else "raise"


def _assumptions(
    records: Records,
    market: MarketData,
    peers: Peers,
    present: PresentPay,
    benchmark: Benchmark,
    asked: float,
    bands: Found,
    real: RealRaise | None,
    money: Money,
) -> tuple[str, ...]:
    """Return everything that the figure assumes or leaves out, in sentences."""
    words = list(benchmark.assumptions)
    if benchmark.on > records.today:
        words.append(f"the part after {day(records.today)} is projected")
    if present.part_time:
        words.append(f"pay is brought to {FULL_TIME:g} hours a week, from {present.hours_per_week:g}")
    if not present.currency:
        words.append(f"your pay is taken to be in {peers.currency}, the market's currency")
    words += budget_words(market.budgets(present.country or "", records.today), asked)
    words.append(
        real.words(money)
        if real
        else f"no inflation series covers your pay ({present.country or 'no country'}): the raise is nominal only"
    )
    words += [*bands.left_out, *([band_words(bands.band, present.amount, money)] if bands.band else [])]
    return tuple(words)


@cached_per_records
def _elements(records: Records) -> pd.DataFrame:
    """Return the newest row of each other element of pay: `element`, `amount`, `per`, `date`.

    Kept apart from base pay.
    """
    rows = records.pay
    rows = rows[(rows["element"] != "base") & (rows["date"] <= pd.Timestamp(records.today))].sort_values(
        "date", kind="stable"
    )
    return rows.groupby("element", sort=False).tail(1)[["element", "amount", "per", "date"]]


@cached_per_records
def _offers(records: Records) -> pd.DataFrame:
    """Return the competing offers of market.csv: facts beside the market."""
    rows = records.market
    return rows[(rows["kind"] == "offer") & (rows["date"] <= pd.Timestamp(records.today))]
