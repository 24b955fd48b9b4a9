"""What the pictures of pay show: the market with present pay in it, own pay over the years. Computed here, drawn elsewhere."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from advocacy_kit.benchmark import DEFAULT_RATE, Benchmark, Peers, SourceValue
from advocacy_kit.case_words import at_rank, rank_words
from advocacy_kit.model import Finding, Mark, Money, Records, counted, day
from advocacy_kit.pay import PresentPay, has_pay, pay_history, pay_money, present_pay, real_pay

_SHARES = ("p10", "p25", "p50", "p75", "p90")


def market_finding(
    records: Records, peers: Peers, *, percentile: float = 0.5, on: date | None = None, rate: float = DEFAULT_RATE
) -> Finding:
    """Return the market's percentiles by place, the postings, present pay and the blended value, aged to one date.

    The frame has a row a source: `label`, `detail`, `kind` ("published", "postings"), `counts` (enters the blend),
    `p10` … `p90` (NaN where not printed), `ranges` ((low, high) a posting), `note`.
    """
    on = on or records.today
    present = present_pay(records) if has_pay(records) else None
    usual = records.money if present is None else pay_money(records, present)
    money = replace(usual, currency=usual.currency or peers.currency, per="hour" if peers.unit == "hour" else "year")
    benchmark = peers.benchmark(percentile, on=on, rate=rate)
    table = peers.percentiles(on=on, rate=rate)
    blended = {source.name for source in benchmark.sources}
    rows = [
        {
            "label": place_name(row["place"]),
            "detail": _detail(row) if row["counts"] else "for comparison",
            "kind": row["kind"],
            "counts": bool(row["counts"]),
            **{share: row[share] for share in _SHARES},
            "ranges": (),
            "note": row["why_missing"],
        }
        for row in table.to_dict("records")
    ]
    posted = peers.posted(on=on, rate=rate)
    if len(posted):
        counts = any("posting" in name for name in blended)
        row = dict.fromkeys(_SHARES, math.nan) | {"p50": float(posted["middle"].median())}
        ranges = tuple(zip(posted["low"], posted["high"], strict=True))
        label = {"label": counted(len(posted), "posting"), "detail": "you collected", "kind": "postings", "counts": counts}
        rows.insert(1, label | row | {"ranges": ranges, "note": "" if counts else "shown only"})
    rank = rank_words(peers, present.amount, on, rate, hidden=money.hidden) if present else ""
    title = _market_title(money, present, benchmark, peers)
    marks = [Mark("you", f"you {money.thousands(present.amount)}\n{rank} here", at=present.amount)] if present else []
    name = "median" if percentile == 0.5 else f"P{100 * percentile:.0f}"
    head = "blended " + name if len(benchmark.sources) > 1 else name
    if benchmark.interval:
        low, high = benchmark.interval
        words = f"{head} {money.thousands(benchmark.value)},\n{benchmark.sure_in_short}: {money.thousands(low)} to {money.thousands(high)}"
        marks.append(Mark("blend", words, at=low, until=high, value=benchmark.value))
    frame = pd.DataFrame(rows)
    sources = "; ".join(source.rows for source in benchmark.sources)
    return Finding(
        frame=frame,
        title=title,
        subtitle=f"Base pay, {peers.title}, aged to {day(on)}: P10 to P90 (line), P25 to P75 (box), median; {money.unit}",
        source=f"Source: {sources}. Aged at {100 * rate:.3g}% a year. Drawn {day(records.today)}.",
        alt=_market_alt(title, money, frame, benchmark, present, rank),
        marks=tuple(marks),
        money=money,
        answer=_market_answer(money, peers, present, on, rate, rank),
    )


def _detail(row: Mapping[str, Any]) -> str:
    named = f"{row['name']} {row['release']}"
    return named if row["factor"] == 1.0 else f"{named}, brought here ×{row['factor']:.3f}"


def _market_title(money: Money, present: PresentPay | None, benchmark: Benchmark, peers: Peers) -> str:
    middle = "the middle" if benchmark.percentile in (None, 0.5) else f"P{100 * (benchmark.percentile or 0):.0f}"
    where = f"{middle} of the market in {'the ' if peers.place == 'United States' else ''}{place_name(peers.place)}"
    if present is None:
        return f"{where[:1].upper()}{where[1:]} is {money.thousands(benchmark.value)}"
    gap = benchmark.value - present.amount
    if benchmark.interval and benchmark.interval[0] <= present.amount <= benchmark.interval[1]:
        return f"Your pay cannot be told apart from {where}"
    return f"Your pay lies {money.thousands(abs(gap))} {'below' if gap > 0 else 'above'} {where}"


def _market_answer(money: Money, peers: Peers, present: PresentPay | None, on: date, rate: float, rank: str) -> str:
    median = peers.benchmark(0.5, on=on, rate=rate).value
    backed = [f"{reason}." for reason in peers.back_off]
    when = f"the market median of {day(on)}"
    if present is None:
        words = (
            f"{when[:1].upper()}{when[1:]} is {money.plain(median)} {money.unit}. With a row in pay.csv your own pay is drawn beside it."
        )
        return " ".join([words, *backed])
    gap = abs(median - present.amount)
    if round(gap, 2 if money.per == "hour" else 0) == 0:
        return " ".join([f"Present pay is at {when}, {at_rank(rank)}.", *backed])
    side = "below" if present.amount < median else "above"
    words = f"Present pay is {side} {when} by {money.plain(gap)} {money.unit}, {at_rank(rank)}"
    words += "; half of the people in this job are below the median." if side == "below" else "."
    ratio = "" if money.hidden else f" Market ratio {present.amount / median:.2f}."
    return " ".join([words + ratio, *backed])


def _market_alt(title: str, money: Money, frame: pd.DataFrame, benchmark: Benchmark, present: PresentPay | None, rank: str) -> str:
    parts = [f"{title}. Present pay {money.full(present.amount)}, {rank}." if present else f"{title}."]
    for row in frame.to_dict("records"):
        figures = ", ".join(f"{share.upper()} {money.plain(row[share])}" for share in _SHARES if row[share] == row[share])
        parts.append(f"{row['label']} ({row['detail']}): {figures}{'; ' + row['note'] if row['note'] else ''}.")
    if benchmark.interval:
        low, high = benchmark.interval
        parts.append(f"Blended value {money.plain(benchmark.value)}, {money.plain(low)} to {money.plain(high)} ({benchmark.sure}).")
    return " ".join(parts)


def real_pay_finding(records: Records, prices: pd.Series | None, peers: Peers | None, *, rate: float = DEFAULT_RATE) -> Finding:
    """Return own base pay over the years, nominal and in today's money, with the market's median beside it.

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
        title = f"Since {start:%B %Y} your pay {_moved(nominal, money)}; no inflation series for {present.country or 'this country'}"
    else:
        real = 100 * (frame["real"].iloc[-1] / frame["real"].dropna().iloc[0] - 1)
        known = f"; prices: CPI-U, U.S. city average, to {prices.index[-1]:%B %Y}"
        joint = "but" if real < 0 < nominal else "and"
        title = f"Since {start:%B %Y} your pay {_moved(nominal, money)}, {joint} what it buys {_moved(real, money)}"
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
            marks.append(Mark("market", f"market median\n{released:%B %Y}: {money.plain(then)}", at=released, value=float(then)))
            marks.append(Mark("market_now", f"aged to today: {money.plain(cell['p50'])}", at=records.today, value=float(cell["p50"])))
            market = f" Market median {money.plain(then)} in {released:%B %Y}, {money.plain(cell['p50'])} aged to today at {100 * rate:.3g}% a year."
    real_words = "" if frame["real"].isna().all() else f" In today's money it was {money.plain(frame['real'].dropna().iloc[0])} then."
    return Finding(
        frame=frame,
        title=title,
        subtitle=f"Base pay as paid and in the money of {prices.index[-1]:%B %Y}; {money.unit}"
        if known and prices is not None
        else f"Base pay as paid; {money.unit}",
        source=f"Source: pay.csv, {counted(len(history), 'row')}{known}. Drawn {day(records.today)}.",
        alt=f"{title}. Pay was {money.plain(first['nominal'])} in {start:%B %Y} and is {money.plain(paid)} now.{real_words}{market}",
        marks=tuple(marks),
        money=money,
        answer="The line of today's money says what each month's pay would buy now; a raise below inflation lets it fall."
        if known
        else "Only pay as paid is shown.",
    )


def _moved(change: float, money: Money) -> str:
    """Say how far pay moved, in percent."""
    if abs(change) < 0.05:
        return "has stayed the same"
    return f"{'rose' if change > 0 else 'fell'} {money.percent(abs(change))}"


def place_name(title: str) -> str:
    """Return an area's title short enough for a label: "Grand Rapids-Wyoming-Kentwood, MI" as "Grand Rapids, MI"."""
    found = re.fullmatch(r"([^,\-]+)[^,]*, ([A-Z]{2})[-A-Z]*", title)
    return f"{found[1]}, {found[2]}" if found else title
