"""The raise case in sentences, in the words that the method allows: how far from the middle, never "underpaid"."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.core.model import ROUNDING, Money, day, percent
from advocacy_kit.pay.own_pay import PresentPay
from advocacy_kit.pay.ranks import likely_words, percentile_name
from advocacy_kit.raise_case.grounds import Figure
from advocacy_kit.stats.benchmark import Benchmark, Peers


def summary_words(
    money: Money, present: PresentPay, benchmark: Benchmark, figure: float, standing: str, peers: Peers, *, asks: bool
) -> str:
    """Return the case in a few sentences; where nothing is asked, why."""
    percentile = benchmark.percentile or 0.5
    middle = percentile_name(percentile)
    where = f"the market {middle} for {peers.title} in {peers.where(percentile)}, {money.rate(benchmark.value)}"
    likely = f", {likely_words(benchmark.interval, money, present.amount)}" if benchmark.interval else ""
    sure, dated = "", f" on {day(benchmark.on)}{likely}"
    if benchmark.interval is None:
        sure = " How far off it may be is not known: too few people or employers are behind it, or it names no error."
    elif not money.hidden and benchmark.interval[0] <= present.amount <= benchmark.interval[1]:
        sure = " That range includes present pay: the data do not tell the two apart."
    position = f" {standing[:1].upper()}{standing[1:]}." if standing else ""
    if (
        not asks and benchmark.value - present.amount >= ROUNDING[present.per]
    ):  # a scale: the market is a fact, and nothing is asked of it
        return f"Present pay, {money.plain(present.amount)}, is below {where}{dated}.{position}{sure}"
    if not asks:
        return (
            f"Present pay, {money.plain(present.amount)}, has reached {where}{dated}.{position}"
            f" These data make no case for a higher figure at this percentile; other asks may serve better.{sure}"
        )
    gap = money.plain(benchmark.value - present.amount)
    rise = money.percent(100 * (figure / present.amount - 1))
    return (
        f"Ask for {money.rate(figure)} from {day(benchmark.on)}, {rise} above present pay. It rests on"
        f" {where}{likely}. Present pay is below it by {gap}.{sure}{position}{contracted_words(money, present, figure)}"
    )


def contracted_words(money: Money, present: PresentPay, figure: float, whose: str = "your") -> str:
    """Return what a figure means at the person's own hours, where these are not a full-time year."""
    hours = present.hours_per_week
    if not hours or (hours == present.full_time if present.per == "hour" else not present.part_time):
        return ""
    if present.per == "hour":
        yearly = Money(money.currency, money.locale, "year", money.hidden)
        return f" At {hours:g} hours a week that is {yearly.rate(figure * 52 * hours)}."
    return (
        f" All figures are for {present.full_time:g} hours a week; at {whose} {hours:g} hours it is"
        f" {money.plain(figure * present.own_share)}."
    )


def kind_words(figure: Figure, scale: str | None, money: Money) -> str:
    """Return what follows where a plain raise is not what can be asked for; empty where it is."""
    kind, band, following = figure.kind, figure.bands.band, figure.next_band
    if figure.ceiling is not None:
        return " Rounding up would exceed your band's maximum, so the figure is that maximum."
    if kind == "red_circled" and band is not None:  # never called a promotion
        return (
            f" Your pay is above the maximum of your employer's band for {band.level}, {money.plain(band.maximum)},"
            " where base pay usually stays."
        )
    if kind == "promotion" and following is not None:
        words = (
            f" It is a case for a promotion, and the next level's expectations decide: its band, {following.level}, is"
        )
        words += f" {money.plain(following.minimum)} to {money.plain(following.maximum)}"
        if figure.floor is not None:
            return f"{words}, and the figure is that minimum."
        if figure.rounded > following.maximum:
            return f"{words}, and the figure is above that maximum, which needs an exception."
        return f"{words}."
    if kind == "scale":
        return (
            f" Your pay follows a scale ({scale}), so no free figure can be granted: ask for a step that is due or can"
            " be advanced, for another grade with the duties that belong to it, or for a place on the ladder; the"
            " market stands beside it as a fact."
        )
    if kind == "promotion" and band is not None:
        return (
            f" The figure lies above the maximum of your employer's band for {band.level}, {money.plain(band.maximum)}:"
            " within this level it cannot be granted as a raise. It is a case for a promotion, and rests on the next"
            " level's expectations."
        )
    return ""


def interval_words(benchmark: Benchmark, money: Money, pay: float) -> str:
    """Say how far the market's figure may be off."""
    if benchmark.interval is None:
        return "How far this figure may be off cannot be determined from these sources."
    return f"The market's figure is {likely_words(benchmark.interval, money, pay)}."


def budget_words(budgets: pd.DataFrame, raise_percent: float) -> tuple[str, ...]:
    """Return the year's merit budgets, and whether the raise exceeds them."""
    if budgets.empty:
        return ("no merit budgets are on file for this country",)
    # plain lists: every step of a slider needs this, and a frame takes ten times as long for four rows
    columns = (budgets[name].tolist() for name in ("year", "percent", "publisher", "kind"))
    rows = list(zip(*columns, strict=True))
    newest = max(year for year, *_ in rows)
    latest = [row[1:] for row in rows if row[0] == newest]
    named = ", ".join(f"{percent(budget)} ({publisher}, {kind})" for budget, publisher, kind in latest)
    above = raise_percent > max(budget for budget, _, _ in latest)
    words = "; the raise exceeds them, and only the market gap above argues for that" if above else ""
    return (f"merit budgets of {newest}: {named}{words}",)


# what the pages say, for a reader who never met these words
GLOSSARY = (
    (
        "OEWS",
        (
            "the yearly wage survey of the U.S. Bureau of Labor Statistics; it prints what people in a job are paid, by"
            " place"
        ),
    ),
    ("P32", "of 100 people in this job, 32 are paid less; P50, the median, is the middle"),
    (
        "raw, aged, projected",
        (
            "a figure as it was printed; brought to today by an assumed yearly growth; and from today to the day of"
            " the ask"
        ),
    ),
    ("geography", "a figure of a wider area brought to yours, where yours has none; “local data” need none"),
    (
        "interval",
        (
            "how far the market's figure may be off: because only some people were asked, a source may be off as"
            " a whole, and because pay in each job grows in its own way; right about 95 times in 100 if this holds"
        ),
    ),
    ("shrinkage", "pulling a very small group towards a larger one; here nothing needs it"),
    ("market ratio", "your pay divided by the market's figure: 0.89 is 11% below"),
)
