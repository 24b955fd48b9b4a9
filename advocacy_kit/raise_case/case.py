"""The case for one specific figure: target, opening range, steps from present pay to the figure, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

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
from advocacy_kit.log.rubric import next_level
from advocacy_kit.pay.bands import Band, band_words, next_band, own_bands
from advocacy_kit.pay.own_pay import BASE, PresentPay, RealRaise, full_time_words, pay_money, present_pay, real_raise
from advocacy_kit.pay.ranks import rank_words, standing_words
from advocacy_kit.raise_case.case_words import budget_words, kind_words, summary_words
from advocacy_kit.raise_case.gates import (
    POSTINGS,
    accepted_words,
    check_accepted,
    far_raise_words,
    market_questions,
    pass_gates,
    record_questions,
)
from advocacy_kit.raise_case.grounds import Figure, Ground, Kind, grounds_of, still_words
from advocacy_kit.raise_case.job_level import Answers, JobLevel, Level, choose_level
from advocacy_kit.raise_case.peer_choice import OtherPeers, PeerChoice, other_peers
from advocacy_kit.raise_case.sensitivity import Grid, SourceChoices, grid, sensitivity
from advocacy_kit.raise_case.steps import Step, Top, ceiling_of, inputs_frame, opening_of, rounded_up, steps_of
from advocacy_kit.stats.benchmark import DEFAULT_RATE, Benchmark, MarketData, Peers
from advocacy_kit.stats.blend_checks import check_growth

DEFAULT_REASON = "P50 is the middle of all holders of this job; no case for another percentile has been made yet"
NO_FIGURE = {
    "reached": "present pay already reaches the target, to within one step of rounding",
    "scale": "pay on a scale: a step, a grade or a ladder is asked for, not a figure",
    "red_circled": "present pay is above its band: a lump sum or the next level is asked for, not a higher base pay",
}


@dataclass(frozen=True, eq=False, repr=False)
class RaiseCase:
    """One figure to ask for and what it rests on. Amounts are in the unit of `present.per`.

    `target` is the unrounded market value at the percentile, `rounded` that value as it can be said aloud, and `figure`
    the same where it is asked for: the bottom of `opening`. Both are None where there is nothing to ask for; `grounds`
    then says what can be asked for instead. `kind` is "raise"; "promotion" where the target is above the band's maximum
    or the next review is one for a promotion; "reached" where present pay is there already; "red_circled" where present
    pay is above its band; "scale" where pay follows a scale of steps. `raise_percent` is target over present pay, in
    percent; `steps` add up to `rounded`. `real` is the raise after inflation (None without a price series), `band` the
    employer's own and `next_band` the next level's (None without one), `walk_away` the user's own. `elements` are the
    other elements of pay, `offers` competing offers: both are shown and never mixed in. `standing` says how many people
    in the job earn less. `other_peers` says in what the peers differ from the profile's; None where they do not.

    Example:
        >>> import advocacy_kit as ak
        >>> case = ak.raise_case(ak.open_workspace())
        >>> case.steps[-1].total == case.figure
        True
    """

    target: float
    rounded: float
    opening: tuple[float, float] | None
    opening_reason: str
    raise_percent: float
    present: PresentPay
    benchmark: Benchmark
    rank: str
    standing: str
    steps: tuple[Step, ...]
    reason: str
    assumptions: tuple[str, ...]
    summary: str
    peers: Peers
    money: Money
    kind: Kind = "raise"
    real: RealRaise | None = None
    band: Band | None = None
    next_band: Band | None = None
    walk_away: float | None = None
    elements: pd.DataFrame = field(default_factory=pd.DataFrame)
    offers: pd.DataFrame = field(default_factory=pd.DataFrame)
    choices: SourceChoices = field(default_factory=SourceChoices)
    other_peers: OtherPeers | None = None
    grounds: tuple[Ground, ...] = ()

    def __repr__(self) -> str:
        return f"<RaiseCase on {self.benchmark.on} at P{100 * (self.benchmark.percentile or 0):g}>"

    def _repr_html_(self) -> str:
        """Return the summary and the steps; amounts are blotted out where the profile hides them."""
        rows = [(step.name, self.money.change(step.amount), self.money.plain(step.total)) for step in self.steps]
        return shown(repr(self).strip("<>"), [self.summary], ("step", "change", f"total, {self.money.unit}"), rows)

    @property
    def asked_percent(self) -> float:
        """The rounded figure over present pay, in percent."""
        return 100 * (self.rounded / self.present.amount - 1)

    @property
    def figure(self) -> float | None:
        """The figure as it is said aloud; None where there is none to ask for."""
        return self.rounded if self.opening is not None else None

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
            self.peers, self.benchmark, self.present.amount, self.rounded, ROUNDING[self.present.per], self.choices
        )

    def trace(self) -> pd.DataFrame:
        """Return the steps as a frame: `step`, `amount`, `total`, `kind`, `basis`, `formula`.

        `rows` (where its inputs come from).
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
    job_level: Answers | JobLevel | Level | None = None,
    impact: float = 0.0,
    accepted: Mapping[str, str] | None = None,
) -> RaiseCase:
    """Compute the figure to ask for.

    Args:
        ws: a workspace, or its records together with `market`; pay.csv gives present pay, the profile occupation,
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
        job_level: the level that the job requires, or the answers that suggest it (see `job_level.worksheet`); the
            percentile of its wage is then taken instead of `percentile`.
        impact: percentile points, 10 at most, by which documented impact moves that percentile; needs `reason`.
        accepted: the user's reason for each gate that asked and is right as it is, by its key (see `gates.GATES`);
            printed with the case.

    Returns:
        The case; its amounts are in the unit (a year, a month, an hour) and currency of present pay, at full time.

    Raises:
        GatesOpen: if something has to be asked first; it names each gate and what to do.
        KitError: if present pay or the peer group cannot be found; on a scale with what can be asked for all the same.
        BeyondPublished: if the percentile is outside what is published.

    Example:
        >>> import advocacy_kit as ak
        >>> case = ak.raise_case(ak.open_workspace(), percentile=0.6, reason="I carry two regions")
        >>> case
        <RaiseCase on 2027-01-01 at P60>
        >>> case.figure is not None and case.figure > case.present.amount
        True

    """
    records, market = records_of(ws), market_of(ws, market)
    assert market is not None
    reasons = check_accepted(accepted)
    check_share("percentile", percentile)
    check_choice("top", top, ("percentile", "band", "posting"), "K082")
    if walk_away is not None:
        check_number("walk_away", walk_away, "K082", "Give your own lowest figure, or none.", above=0, secret=True)
    effective = effective_date(records) if on is None else as_day(on)
    choice = PeerChoice(occupation, area, level, experience, peers_reason)
    present, peers = _compared(records, market, choice, effective)
    asked = [*record_questions(records, present, effective)]
    pass_gates(asked, reasons)
    profile = records.profile
    growth = rate if rate is not None else profile.aging_rate if profile.aging_rate is not None else DEFAULT_RATE
    check_growth("growth", growth)
    if job_level is None and impact:
        raise KitError.of("K092", "impact moves the percentile of a job's level", "Name the level: job_level=…")
    if job_level is not None:
        suggested = job_level.level(peers.occupation) if isinstance(job_level, Answers) else job_level
        chosen_level = choose_level(peers.curve(growth), suggested, impact=impact, reason=reason or "")
        percentile, reason = chosen_level.percentile, chosen_level.reason
    money = pay_money(records, present)
    money = replace(money, currency=money.currency or peers.currency)
    choices, of_parts = _sources(SourceChoices(weights, weights_reason, leave_out), peers, present)
    benchmark = choices.ask(peers, percentile, effective, growth)
    asked += market_questions(records, peers, present, benchmark)
    pass_gates(asked, reasons)
    others = other_peers(records, market, choice, peers, benchmark)
    figure = _figure_of(records, replace(present, currency=money.currency), benchmark)
    opening, opening_reason = _opening(figure, peers, benchmark, present, top)
    rank = rank_words(peers, present.amount, records.today, growth, hidden=money.hidden)
    chosen = (reason or "").strip() or (DEFAULT_REASON if percentile == 0.5 else "no reason has been written down yet")
    real = real_raise(present, figure.rounded, market.prices(present.country))
    budgets = market.budgets(present.country or "", records.today)
    grounds = grounds_of(figure, present, benchmark.value, real, budgets, money) if opening is None else ()
    standing = standing_words(peers, present.amount, records.today, growth, hidden=money.hidden)
    summary = summary_words(money, present, benchmark, figure.rounded, standing, peers, asks=opening is not None)
    summary += kind_words(figure, profile.pay_scale, money) + still_words(grounds)
    assumptions = [
        *_assumptions(records, peers, present, benchmark, figure, real, money),
        *budget_words(budgets, 100 * (figure.rounded / present.amount - 1) if opening else 0.0),
        *of_parts,
        *([others.words] if others else []),
        *accepted_words(asked, reasons),
    ]
    return RaiseCase(
        target=benchmark.value,
        rounded=figure.rounded,
        opening=opening,
        opening_reason=opening_reason,
        raise_percent=100 * (benchmark.value / present.amount - 1),
        present=present,
        benchmark=benchmark,
        rank=rank,
        standing=standing,
        steps=steps_of(present, benchmark, figure.rounded, records.today, figure.ceiling, figure.floor),
        reason=chosen,
        assumptions=tuple(assumptions),
        summary=summary,
        peers=peers,
        money=money,
        kind=figure.kind,
        real=real,
        band=figure.bands.band,
        next_band=figure.next_band,
        walk_away=walk_away,
        elements=_elements(records).copy(deep=False),
        offers=_offers(records).copy(deep=False),
        choices=choices,
        other_peers=others,
        grounds=grounds,
    )


def _compared(records: Records, market: MarketData, choice: PeerChoice, on: date) -> tuple[PresentPay, Peers]:
    """Return present pay of that day, and the peers it is compared with."""
    try:
        return present_pay(records, max(on, records.today)), choice.peers(records, market)
    except KitError as error:
        scale = records.profile.pay_scale
        if not scale:
            raise
        raise _on_scale(scale, error) from error


def _sources(choices: SourceChoices, peers: Peers, present: PresentPay) -> tuple[SourceChoices, tuple[str, ...]]:
    """Return the sources that count the same elements as present pay, and say which these are."""
    counts = f"these figures count {present.counts}; official wages also hold commission, production bonuses and tips"
    if present.counts == BASE or POSTINGS not in peers.families.values() or len(set(peers.families.values())) == 1:
        return choices, (f"{counts}, and no overtime, night pay or other bonuses",)
    left = tuple(dict.fromkeys((*choices.leave_out, POSTINGS)))
    alone = f"postings name base pay alone, so they are left out: {present.counts} is compared"
    return replace(choices, leave_out=left), (counts, alone)


def _opening(
    figure: Figure, peers: Peers, benchmark: Benchmark, present: PresentPay, top: Top
) -> tuple[tuple[float, float] | None, str]:
    """Return the range to open with, or why there is none."""
    if figure.kind in NO_FIGURE:
        return None, NO_FIGURE[figure.kind]
    promoted = figure.kind == "promotion"
    band = figure.next_band if promoted and figure.next_band else figure.bands.band
    return opening_of(peers, benchmark, figure.rounded, ROUNDING[present.per], band, top, within=not promoted)


def effective_date(records: Records) -> date:
    """Return the first day of the quarter after the review; without a review date, of the quarter after next month."""
    review = records.profile.review_date
    anchor = review if review and review >= records.today else records.today + timedelta(days=30)
    quarter = (anchor.month - 1) // 3 + 1
    return date(anchor.year + (quarter == 4), quarter % 4 * 3 + 1, 1)


def _on_scale(scale: str, lacking: KitError) -> KitError:
    """Return what can be asked for on a scale of steps where no market value is known; nothing is wrong then."""
    issue = lacking.issues[0]
    message = f"your pay follows a scale ({scale}), so a step, a grade or a ladder is asked for, not a figure"
    fix = (
        "“What else can I ask for?” writes such an ask down; the market stands beside it as soon as more is known"
        f" ({issue.message})."
    )
    return KitError(Issue(issue.file, 0, 0, "K080", "error", message, fix=fix))


def _figure_of(records: Records, present: PresentPay, benchmark: Benchmark) -> Figure:
    """Return the kind of the ask and its figure: the market value at the percentile, within the bands that hold."""
    target, unit, profile = benchmark.value, ROUNDING[present.per], records.profile
    bands = own_bands(records, present)
    band, up = bands.band, rounded_up(target, unit)
    following = next_band(records, present, next_level(records))
    floor = following if following is not None and target < following.minimum else None
    lifted = rounded_up(following.minimum, unit) if floor and following else up
    if profile.pay_scale:
        return Figure("scale", up, bands)
    above, outside = (band is not None and amount > band.maximum for amount in (target, present.amount))
    if outside and target - present.amount >= unit:
        return Figure("red_circled", up, bands, following)
    if not outside and (above or _promotion_review(records)) and lifted - present.amount >= unit:
        return Figure("promotion", lifted, bands, following, floor=floor)
    if target - present.amount < unit:
        return Figure("reached", up, bands, following)
    ceiling = ceiling_of(target, unit, band)
    return Figure("raise", ceiling.maximum if ceiling else up, bands, following, ceiling=ceiling)


@cached_per_records
def _promotion_review(records: Records) -> bool:
    """Say whether the next review on file is one for a promotion."""
    rows = records.reviews
    rows = rows[rows["date"] >= pd.Timestamp(records.today)].sort_values("date", kind="stable")
    return len(rows) > 0 and rows["kind"].iloc[0] == "promotion"


def _assumptions(
    records: Records,
    peers: Peers,
    present: PresentPay,
    benchmark: Benchmark,
    figure: Figure,
    real: RealRaise | None,
    money: Money,
) -> tuple[str, ...]:
    """Return everything that the figure assumes or leaves out, in sentences."""
    words, bands = list(benchmark.assumptions), figure.bands
    if benchmark.on > records.today:
        words.append(f"the part after {day(records.today)} is projected")
    if present.part_time:
        words.append(full_time_words(present))
    if not present.currency:
        words.append(f"your pay is taken to be in {peers.currency}, the market's currency")
    words.append(
        real.words(money)
        if real
        else f"no inflation series covers your pay ({present.country or 'no country'}): the raise is nominal only"
    )
    words += [*bands.left_out, *([band_words(bands.band, present.amount, money)] if bands.band else [])]
    if figure.kind == "promotion" and figure.next_band is not None:
        words.append(band_words(figure.next_band, figure.rounded, money, next_level=True))
    asked = 0.0 if figure.kind in NO_FIGURE or money.hidden else 100 * (figure.rounded / present.amount - 1)
    words += far_raise_words(asked)
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
    """Return the competing offers of market.csv: facts alongside the market."""
    rows = records.market
    return rows[(rows["kind"] == "offer") & (rows["date"] <= pd.Timestamp(records.today))]
