"""What the pictures of pay show: the market with present pay in it.

Own pay over the years. Computed here, drawn elsewhere.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import (
    Finding,
    Mark,
    Money,
    Per,
    Records,
    counted,
    day,
    is_number,
    month_year,
    rate_percent,
    share_percent,
)
from advocacy_kit.pay.bands import Band, band_words, own_band
from advocacy_kit.pay.own_pay import (
    PresentPay,
    full_time_words,
    has_pay,
    missing_element,
    pay_history,
    pay_money,
    present_pay,
    real_pay,
)
from advocacy_kit.pay.ranks import (
    alone_words,
    here_words,
    likely_words,
    market_place,
    percentile_name,
    place_name,
    rank_words,
    standing_words,
)
from advocacy_kit.stats.benchmark import DEFAULT_RATE, Benchmark, Peers, SourceValue

__all__ = ["Weighing", "market_finding", "place_name", "real_pay_finding"]
_PER: Mapping[str, Per] = {"hour": "hour", "month": "month"}


@dataclass(frozen=True)
class Weighing:
    """How families of sources are weighed: by default all that count, equally; other weights need a reason."""

    leave_out: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""

    @property
    def usual(self) -> bool:
        """Whether it is the default."""
        return not self.leave_out and not self.weights

    def benchmark(self, peers: Peers, percentile: float, on: date, rate: float) -> Benchmark:
        """Return the market value under these weights."""
        weights, reason = (self.weights or None), (self.reason or None)
        return peers.benchmark(percentile, on=on, rate=rate, leave_out=self.leave_out, weights=weights, reason=reason)


USUAL = Weighing()


@dataclass(frozen=True)
class _Told:
    """What the texts of one market picture are made from."""

    money: Money
    peers: Peers
    benchmark: Benchmark
    present: PresentPay | None
    band: Band | None
    on: date
    rate: float
    rank: str
    standing: str
    weighing: Weighing


def market_finding(
    records: Records,
    peers: Peers,
    *,
    percentile: float = 0.5,
    on: date | None = None,
    rate: float = DEFAULT_RATE,
    weighing: Weighing = USUAL,
) -> Finding:
    """Return what every source says, aged to one date.

    Percentiles, postings, what was heard, the band, present pay, the blend.

    The frame is that of `market_rows`; marks are "you" (at) and "blend" (`at` to `until` its interval, or `at` alone
    where no bound is determined; `value`).

    Args:
        records: the person's tables.
        peers: the peer group.
        percentile: of the blended value, 0..1.
        on: the date of the comparison; default today.
        rate: yearly growth of pay.
        weighing: other weights than equal ones, and families left out.
    """
    on = on or records.today
    present = present_pay(records) if has_pay(records) else None
    alone = missing_element(records, peers.occupation, present.country) if present else ""
    present = None if alone else present
    counts = present.counts if present else "pay"
    usual = records.money if present is None else pay_money(records, present)
    money = replace(usual, currency=usual.currency or peers.currency, per=_PER.get(peers.unit, "year"))
    benchmark = weighing.benchmark(peers, percentile, on, rate)
    band = own_band(records, present) if present else None
    country = present.country if present else records.profile.country
    rank = rank_words(peers, present.amount, on, rate, hidden=money.hidden) if present else ""
    standing = standing_words(peers, present.amount, on, rate, hidden=money.hidden) if present else ""
    told = _Told(money, peers, benchmark, present, band, on, rate, rank, standing, weighing)
    said = heard(records, peers, on, country)
    frame = market_rows(peers, benchmark, on, rate, said=said, band=band)
    title = _market_title(told)
    marks = (
        [Mark("you", f"you {in_short(money, present.amount)}\n{rank} {here_words(peers)}", at=present.amount)]
        if present
        else []
    )
    sources = "; ".join(source.rows for source in benchmark.sources if source.weight)
    weighed = "" if weighing.usual else " Weights chosen by you."
    return Finding(
        frame=frame,
        title=title,
        subtitle=(
            f"{counts[:1].upper()}{counts[1:]}, {peers.title}, aged to {day(on)}: P10 to P90 (line), P25 to P75 (box),"
            f" median; {money.unit}"
        ),
        source=f"Aged at {rate_percent(rate)} a year, drawn {day(records.today)}.{weighed} Source: {sources}.",
        alt=_market_alt(told, frame, title),
        marks=(*marks, _blend_mark(told)),
        money=money,
        answer=" ".join(
            [*([alone_words(peers, alone)] if alone else _position(told)), *_weights(told), *_beside(told, said)]
        ),
    )


def _blend_mark(told: _Told) -> Mark:
    money, benchmark = told.money, told.benchmark
    name = percentile_name(benchmark.percentile or 0)
    head = f"{'blended ' if len(benchmark.sources) > 1 else ''}{name} {in_short(money, benchmark.value)}"
    if benchmark.interval is None:
        return Mark("blend", f"{head},\nbound not determined", at=benchmark.value, value=benchmark.value)
    (low, high), pay = benchmark.interval, told.present.amount if told.present else None
    words = f"{head},\n{likely_words(benchmark.interval, money, pay)}"
    return Mark("blend", words, at=low, until=high, value=benchmark.value)


def in_short(money: Money, amount: float) -> str:
    """Return a figure for a title or a label: in full where that is short, otherwise with one decimal of thousands."""
    return money.plain(amount) if abs(amount) < 10_000 and money.per == "month" else money.thousands(amount)


def _market_title(told: _Told) -> str:
    money, benchmark = told.money, told.benchmark
    middle = "the middle" if benchmark.percentile in (None, 0.5) else f"P{100 * (benchmark.percentile or 0):.0f}"
    where = f"{middle} of the market in {market_place(told.peers, benchmark)}"
    if told.present is None:
        return f"{where[:1].upper()}{where[1:]} is {in_short(money, benchmark.value)}"
    gap = benchmark.value - told.present.amount
    if benchmark.interval and benchmark.interval[0] <= told.present.amount <= benchmark.interval[1]:
        return f"Your pay cannot be told apart from {where}"
    return f"Your pay lies {in_short(money, abs(gap))} {'below' if gap > 0 else 'above'} {where}"


def _position(told: _Told) -> list[str]:
    """Say where present pay is: against the middle, among the people in the job, in the employer's band."""
    money, peers, present = told.money, told.peers, told.present
    backed = [f"{reason}." for reason in peers.back_off]
    try:
        median = told.weighing.benchmark(peers, 0.5, told.on, told.rate).value
    except KitError:  # the sources print other percentiles, but not the middle
        return [f"No source that counts says the middle; {told.rank or 'your own pay is not on file'}.", *backed]
    when = f"the market median of {day(told.on)}"
    if present is None:
        words = f"{when[:1].upper()}{when[1:]} is {money.rate(median)}."
        return [f"{words} With a row in pay.csv your own pay is drawn beside it.", *backed]
    standing = f" {told.standing[:1].upper()}{told.standing[1:]}." if told.standing else ""
    band = [band_words(told.band, present.amount, money)] if told.band else []
    gap = abs(median - present.amount)
    if round(gap, 2 if money.per == "hour" else 0) == 0:
        return [f"Present pay is at {when}.{standing}", *band, *backed]
    side = "below" if present.amount < median else "above"
    words = f"Present pay is {side} {when} by {money.rate(gap)}.{standing}"
    hours = [f"{full_time_words(present)}."] if present.part_time else []
    return [words, *hours, *band, *backed]


def _rank_exactly(told: _Told) -> str:
    """Return the rank with its interval and the market ratio, for the text in place of the picture."""
    if told.present is None or told.money.hidden:
        return told.rank
    words = told.rank
    if told.rank.startswith("about") and (
        found := told.peers.rank_interval(told.present.amount, on=told.on, rate=told.rate)
    ):
        words += f", likely between P{found[0]:.0f} and P{found[1]:.0f}"
    with contextlib.suppress(KitError):  # a source that does not print the middle
        median = told.weighing.benchmark(told.peers, 0.5, told.on, told.rate).value
        words += f"; market ratio {told.present.amount / median:.2f}"
    return words


def _weights(told: _Told) -> list[str]:
    """Say what other weights than equal ones change."""
    if told.weighing.usual:
        return []
    money, benchmark = told.money, told.benchmark
    shares = ", ".join(f"{source.name} {share_percent(source.weight)}" for source in benchmark.sources)
    why = f", because {told.weighing.reason.strip().rstrip('.')}" if told.weighing.weights else ""
    words = f"Weighed as you chose ({shares}){why}: {money.plain(benchmark.value)}."
    try:
        usual = told.peers.benchmark(benchmark.percentile or 0.5, on=told.on, rate=told.rate).value
    except KitError:  # nothing counts by itself: only what the user lets in does
        return [f"{words} By itself no source counts."]
    return [f"{words} With every family that counts at equal weight it would be {money.plain(usual)}."]


def _beside(told: _Told, rows: pd.DataFrame) -> list[str]:
    """Name each offer: a fact alongside the market."""
    words = []
    for line, row in rows[rows["kind"] == "offer"].iterrows():
        ends = list(dict.fromkeys(told.money.plain(value) for value in (row["low"], row["high"]) if is_number(value)))
        said = f"An offer of {' to '.join(ends)} of {day(row['date'].date())} (market.csv line {line})"
        words.append(f"{said} is a fact beside the market, not a part of the blend.")
    return words


def _market_alt(told: _Told, frame: pd.DataFrame, title: str) -> str:
    money, benchmark, present = told.money, told.benchmark, told.present
    parts = [f"{title}. Present pay {money.full(present.amount)}, {_rank_exactly(told)}." if present else f"{title}."]
    for row in frame.to_dict("records"):
        middle = "midpoint" if row["kind"] == "band" else "P50"
        names = {share: middle if share == "p50" else share.upper() for share in SHARES}
        figures = [f"{names[share]} {money.plain(row[share])}" for share in SHARES if row[share] == row[share]]
        if row["kind"] not in ("published", "sample", "postings"):
            figures += [" to ".join(dict.fromkeys(money.plain(end) for end in pair)) for pair in row["ranges"]]
        said = "; ".join(text for text in (", ".join(figures), row["note"]) if text)
        parts.append(f"{row['label']} ({row['detail']}): {said or 'no figure'}.")
    sure = likely_words(benchmark.interval, money, present.amount if present else None) or benchmark.sure
    return " ".join([*parts, f"Blended value {money.plain(benchmark.value)}, {sure}."])


def real_pay_finding(
    records: Records, prices: pd.Series | None, peers: Peers | None, *, rate: float = DEFAULT_RATE
) -> Finding:
    """Return own base pay over the years, nominal and in today's money, alongside the market's median.

    The frame is that of `real_pay`; without a price series `real` is NaN and the title says so.
    """
    frame = real_pay(records, prices)
    history = pay_history(records)
    present = present_pay(records)
    paid = float(history["amount"].iloc[-1])  # as paid, at the person's own hours
    money = pay_money(records, present)
    first, start = frame.iloc[0], frame["date"].iloc[0]
    nominal = 100 * (paid / first["nominal"] - 1)
    if prices is None or frame["real"].isna().all():
        known = ""
        title = (
            f"Since {month_year(start)} your pay {_moved(nominal, money)}; no inflation series for"
            f" {present.country or 'this country'}"
        )
    else:
        real = 100 * (frame["real"].iloc[-1] / frame["real"].dropna().iloc[0] - 1)
        known = f"; prices: CPI-U, U.S. city average, to {month_year(prices.index[-1])}"
        joint = "but" if real < 0 < nominal else "and"
        title = (
            f"Since {month_year(start)} your pay {_moved(nominal, money)}, {joint} what it buys {_moved(real, money)}"
        )
    marks = []
    before = None
    for row in history.itertuples():
        if before is not None and row.amount != before:
            marks.append(
                Mark(
                    "raise",
                    ("+" if row.amount > before else "") + money.percent(100 * (row.amount / before - 1)),
                    at=row.date.date(),
                    value=float(row.amount),
                )
            )
        before = row.amount
    market = ""
    if peers is not None:
        cell = peers.percentiles(on=records.today, rate=rate).iloc[0]
        released: date = cell["released"]
        then = cell["p50"] / SourceValue(1.0, released).aging(records.today, rate)
        if cell["p50"] == cell["p50"]:
            marks.append(
                Mark(
                    "market",
                    f"market median\n{month_year(released)}: {money.plain(then)}",
                    at=released,
                    value=float(then),
                )
            )
            marks.append(
                Mark(
                    "market_now",
                    f"aged to today: {money.plain(cell['p50'])}",
                    at=records.today,
                    value=float(cell["p50"]),
                )
            )
            market = (
                f" Market median {money.plain(then)} in {month_year(released)}, {money.plain(cell['p50'])} aged to"
                f" today at {rate_percent(rate)} a year."
            )
    real_words = (
        ""
        if frame["real"].isna().all()
        else f" In today's money it was {money.plain(frame['real'].dropna().iloc[0])} then."
    )
    return Finding(
        frame=frame,
        title=title,
        subtitle=(
            f"Base pay as paid and in the money of {month_year(prices.index[-1])}; {money.unit}"
            if known and prices is not None
            else f"Base pay as paid; {money.unit}"
        ),
        source=f"Source: pay.csv, {counted(len(history), 'row')}{known}. Drawn {day(records.today)}.",
        alt=(
            f"{title}. Pay was {money.plain(first['nominal'])} in {month_year(start)} and is {money.plain(paid)}"
            f" now.{real_words}{market}"
        ),
        marks=tuple(marks),
        money=money,
        answer=(
            "The line of today's money says what each month's pay would buy now; a raise below inflation lets it fall."
            if known
            else "Only pay as paid is shown."
        ),
    )


def _moved(change: float, money: Money) -> str:
    """Say how far pay moved, in percent."""
    if abs(change) < 0.05:
        return "has stayed the same"
    return f"{'rose' if change > 0 else 'fell'} {money.percent(abs(change))}"


SHARES = ("p10", "p25", "p50", "p75", "p90")
HEARD = {
    "offer": ("offer", "a fact beside the market"),
    "quote": ("recruiter's quote", "as said, not aged"),
    "disclosure": ("disclosure", "as said, not aged"),
}
OLDEST = 2  # years after which something heard says nothing of today
COLUMNS = ("label", "detail", "kind", "counts", *SHARES, "ranges", "note")


def market_rows(
    peers: Peers, benchmark: Benchmark, on: date, rate: float, *, said: pd.DataFrame, band: Band | None
) -> pd.DataFrame:
    """Return the rows in their order: what counts, what is shown only, what was heard, the band; columns `COLUMNS`.

    `kind` is "published", "sample", "postings", "offer", "quote", "disclosure" or "band"; `p10` … `p90` are NaN where
    not known, `p50` of a band is its midpoint; `ranges` are (low, high) pairs, equal where one figure was said. `said`
    is that of `heard`.
    """
    sources = _sources(peers, benchmark, on, rate)
    postings = _postings(peers, benchmark, on, rate)
    rows = [row for row in sources if row["counts"]] + postings + [row for row in sources if not row["counts"]]
    rows += _heard(said)
    if band is not None:
        ends = {"p50": band.midpoint, "ranges": ((band.minimum, band.maximum),)}
        rows.append(_row("your employer's band", f"level {band.level}", "band", **ends))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(label: str, detail: str, kind: str, **given: Any) -> dict[str, Any]:
    return (
        {"label": label, "detail": detail, "kind": kind, "counts": False}
        | dict.fromkeys(SHARES, math.nan)
        | {"ranges": (), "note": ""}
        | given
    )


def _sources(peers: Peers, benchmark: Benchmark, on: date, rate: float) -> list[dict[str, Any]]:
    blended = {source.name for source in benchmark.sources if source.weight}
    rows, seen = [], set()
    for row in peers.percentiles(on=on, rate=rate).to_dict("records"):
        beside = row["name"] in seen  # a name's first row is the source itself, the rest are other places
        seen.add(row["name"])
        counts = not beside and row["name"] in blended
        refusal = "" if beside else peers.refusals.get(row["name"], "")
        label, named = place_name(row["place"]), f"{row['name']} {row['release']}"
        if row["kind"] != "published":
            label, named = row["name"], f"{label}, {row['release']}"
        if counts:
            detail, note = named if row["factor"] == 1.0 else f"{named}, ×{row['factor']:.3f}", _missing(row)
        elif beside:
            detail, note = "for comparison", _missing(row)
        elif refusal:
            detail, note = "shown only", refusal.rpartition("shown only: ")[2]
        elif row["counts"]:
            detail, note = "left out of this blend", _missing(row)
        else:
            detail, note = "for comparison", "rests on a source that counts already"
        rows.append(
            _row(label, detail, row["kind"], counts=counts, note=note, **{share: row[share] for share in SHARES})
        )
    return rows


def _missing(row: Mapping[str, Any]) -> str:
    """Say which percentiles a published row lacks, and why where the publisher says it."""
    gaps = [share.upper() for share in SHARES if row[share] != row[share]]
    if not gaps or row["kind"] != "published":
        return ""
    return f"{', '.join(gaps)}: {row['why_missing'] or 'not printed, or at its cap'}"


def _postings(peers: Peers, benchmark: Benchmark, on: date, rate: float) -> list[dict[str, Any]]:
    posted = peers.posted(on=on, rate=rate)
    if posted.empty:
        return []
    name = counted(len(posted), "posting")
    counts = any(source.name == name and source.weight for source in benchmark.sources)
    refusal = peers.refusals.get(name, "")
    note = (
        refusal.replace(" are shown only", "").replace(": they", ": they").removeprefix("postings of ")
        if refusal
        else ""
    )
    if not counts and not refusal:
        note = (
            "of advertised ranges only the middle compares" if benchmark.percentile != 0.5 else "left out of this blend"
        )
    ranges = tuple(zip(posted["low"], posted["high"], strict=True))
    detail = "you collected" if counts else "shown only"
    return [
        _row(name, detail, "postings", counts=counts, p50=float(posted["middle"].median()), ranges=ranges, note=note)
    ]


def heard(records: Records, peers: Peers, on: date, country: str | None) -> pd.DataFrame:
    """Return the offers, quotes and disclosures of market.csv that are of this job, country.

    Unit and currency, as they were said.

    An offer is the person's own and counts wherever it was made; the others are of the place asked for.
    """
    rows = records.market
    rows = rows[rows["kind"].isin(list(HEARD)).to_numpy()]
    if rows.empty:
        return rows

    def blank_or(column: str, wanted: str) -> pd.Series:
        plain = rows[column].fillna("").str.replace("-", "").str.strip().str.casefold()
        return (plain == "") | (plain == wanted.replace("-", "").strip().casefold())

    first, last = pd.Timestamp(on) - pd.DateOffset(years=OLDEST), pd.Timestamp(records.today)
    here = rows["area"].map(lambda text: not isinstance(text, str) or peers.has_area(text)) | (rows["kind"] == "offer")
    kept = (rows["element"] == "base") & (rows["per"] == peers.unit) & rows["date"].between(first, last)
    asked = (
        blank_or("occupation", peers.occupation)
        & blank_or("currency", peers.currency)
        & blank_or("country", country or "")
    )
    return rows[kept & asked & here.astype(bool)]


def _heard(said: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for kind, (noun, detail) in HEARD.items():
        own = said[said["kind"] == kind]
        if len(own):
            ranges = tuple(
                (float(low), float(high)) for low, high in zip(own["low"], own["high"].fillna(own["low"]), strict=True)
            )
            rows.append(_row(counted(len(own), noun), detail, kind, ranges=ranges))
    return rows
