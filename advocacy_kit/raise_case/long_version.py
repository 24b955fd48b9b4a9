"""What the user's own long version says.

Everything behind the figure, what not to claim, and what else can be asked for.
"""

from __future__ import annotations

import math

import pandas as pd

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import (
    Money,
    Records,
    cached_per_records,
    counted,
    day,
    is_number,
    month_year,
    rate_percent,
    short,
)
from advocacy_kit.core.page import Block, Drawing, Page, Rows, Table, paragraph, section
from advocacy_kit.core.tables import PAID_WITH_BASE
from advocacy_kit.log.periods import FEW_WINS, in_period
from advocacy_kit.log.strength import Fit, fit_to_listener
from advocacy_kit.pay.bands import band_words
from advocacy_kit.pay.market_findings import market_finding
from advocacy_kit.pay.ranks import likely_words
from advocacy_kit.pay.total_pay import total_pay
from advocacy_kit.raise_case.case import RaiseCase
from advocacy_kit.raise_case.case_findings import tornado_finding, trace_rows, waterfall_finding
from advocacy_kit.raise_case.case_words import GLOSSARY
from advocacy_kit.raise_case.percentile_choice import PercentileRange
from advocacy_kit.raise_case.shading import Shading, alternatives, routes
from advocacy_kit.raise_case.value_side import (
    OUTCOMES_HEAD,
    VALUES_HEAD,
    ValueSide,
    outcome_list,
    strike_words,
    value_list,
    value_side,
)

SYMBOLS = (
    "w is a source's weight, v its figure, g geography, s shrinkage, r the yearly growth, t and T years to today and to"
    " the date of the ask."
)
NOTE = (
    "For yourself: it holds your pay, your lowest figure and everything that is uncertain. The page for your manager is"
    " another file."
)


def long_version(records: Records, case: RaiseCase, offered: PercentileRange, shaded: Shading | None = None) -> Page:
    """Return the long version as a report; `documents.case_page.drawn` draws its pictures.

    Args:
        records: the person's tables, all of them: this version is the user's own.
        case: the raise case.
        offered: the range of percentiles that the answers and the log speak for.
        shaded: another ask that the user considers, compared with the figure.

    """
    side, fit = own_side(records)
    drawn = day(records.today)
    percentile = case.benchmark.percentile or 0.5
    market = market_finding(records, case.peers, percentile=percentile, on=case.benchmark.on, rate=case.benchmark.rate)
    tornado, waterfall = tornado_finding(case, drawn), waterfall_finding(case, drawn)
    claims = not_to_claim(records, case, side, offered, shaded)
    why = f"{offered.words}. {choice_words(offered, percentile)} Your reason: {case.reason}."
    blocks = (
        *section("What exactly do I ask for?", Drawing("waterfall", lambda: waterfall), paragraph(waterfall.answer)),
        *section("What should I not claim?", Table(("what not to claim",), tuple((text,) for text in claims))),
        *section("Why this percentile?", paragraph(why)),
        *section("What is my own lowest figure?", paragraph(walk_away_words(case))),
        *section("What is this work paid?", Drawing("market", lambda: market), paragraph(market.answer)),
        *section(
            "Where does each step come from?",
            Table(("", "step", "amount", "total", "kind", "formula", "what it rests on"), formula_rows(case)),
        ),
        *section(
            "From which numbers is it computed?",
            paragraph(SYMBOLS),
            Table(("source", "input", "value", "where it stands", "used in step"), input_rows(case)),
        ),
        *section("What would move it?", Drawing("tornado", lambda: tornado), paragraph(tornado.answer)),
        *section("What does the figure assume?", Table(("assumption",), tuple((words,) for words in case.assumptions))),
        *section("What would asking for less give away?", *_given_away(case, shaded)),
        *section(
            "Which wins lead for this listener?",
            paragraph(fit.words),
            Table(("date", "win", "serves", "why it is strong"), leading_rows(fit)),
        ),
        *section(
            "What is the work worth?",
            paragraph(f"{side.words} {_leads(side)}"),
            Table(VALUE_HEAD, value_rows(side, records.value_money)),
        ),
        *_worth(side, records.value_money),
        *section("What else would close the gap?", Table(ELSE_HEAD, way_rows(alternatives(case), case.money))),
        *section(
            "By which routes can it be granted?",
            Table(ROUTES_HEAD, way_rows(routes(case), case.money) if case.opening else ()),
        ),
        *section("What am I paid in all, and offered?", *_all_pay(records)),
        *section("What do the words mean?", Table(("word", "meaning"), GLOSSARY)),
    )
    foot = f"Made on this machine from your own files on {drawn}; nothing was sent anywhere."
    return Page("What exactly do I ask for, and why?", blocks, foot, lead=NOTE, layout="report")


@cached_per_records
def own_side(records: Records) -> tuple[ValueSide, Fit]:
    """Return the value side and the leading wins of all the user's records, confidential ones among the values."""
    return value_side(records), fit_to_listener(records)


VALUE_HEAD = (
    "category",
    "wins",
    "one-time, confirmed",
    "one-time, estimated",
    "recurring, confirmed",
    "recurring, estimated",
)
ELSE_HEAD = ("what else", "worth a year", "how", "what differs")
ROUTES_HEAD = ("by which route", "worth a year", "how", "what differs")


def walk_away_words(case: RaiseCase) -> str:
    """Say the user's own lowest figure alongside restored pay and the band; nothing is computed from it."""
    money = case.money
    words = [
        (
            f"Your own lowest figure is {money.rate(case.walk_away)}; nothing is computed from it, and it"
            " stands on no page but this one."
            if case.walk_away
            else (
                "You have set no lowest figure of your own. Decide it before you talk: at which answer would you look"
                " elsewhere?"
            )
        )
    ]
    if case.real is not None:
        words.append(
            f"Pay that only kept up with prices since {month_year(case.real.since)} would be"
            f" {money.plain(case.real.restored)}."
        )
        if case.walk_away and case.walk_away < case.real.restored:
            words.append("Your lowest figure lies below that: it would buy less than your pay did then.")
    if case.walk_away and case.walk_away > case.rounded:
        words.append("It lies above the figure that the evidence supports.")
    if case.band is not None:
        words.append(band_words(case.band, case.present.amount, money))
    return " ".join(words)


def input_rows(case: RaiseCase) -> Rows:
    """Return every number behind the steps once, with the numbers of the steps that use it.

    Amounts as amounts, so that hiding hides them.
    """
    used: dict[tuple[str, ...], list[str]] = {}
    for number, step in enumerate(case.steps, 1):
        for i in step.inputs:
            used.setdefault((i.source or "–", i.name, input_text(i.name, i.value, case.money), i.rows), []).append(
                str(number)
            )
    return tuple((*row, ", ".join(steps)) for row, steps in used.items())


def formula_rows(case: RaiseCase) -> Rows:
    """Return the steps as rows of text: number, step, amount, total, kind, formula, what it rests on."""
    return tuple(
        (str(number), *row[:4], step.formula, row[4])
        for number, (row, step) in enumerate(zip(trace_rows(case), case.steps, strict=True), 1)
    )


def input_text(name: str, value: float, money: Money) -> str:
    """Return one input as it is written: money, a share, years, or a factor."""
    if name in ("v", "pay", "unit", "maximum", "minimum", *PAID_WITH_BASE):
        return money.plain(value)
    if name == "w":
        return f"{value:.1%}"
    if name == "r":
        return rate_percent(value)
    return f"{value:.3f} years" if name in ("t", "T") else f"×{value:.4f}"


def step_rows(case: RaiseCase, number: int) -> tuple[str, Rows]:
    """Return a step in words, and its inputs: source, input, value, origin."""
    step, money = case.steps[number], case.money
    amount = money.change(step.amount) if number else money.plain(step.amount)
    kind = "Fact" if step.kind == "fact" else "Assumption"
    name = step.name[:1].upper() + step.name[1:]
    words = (
        f"{name}: {amount}, which leads to {money.plain(step.total)}. {kind}: {step.basis}. Computed as {step.formula}."
    )
    rows = tuple((i.source or "–", i.name, input_text(i.name, i.value, money), i.rows) for i in step.inputs)
    return words, rows


def shading_rows(shaded: Shading, money: Money) -> Rows:
    """Return what an ask gives away, a row a span of years."""
    whole = Money(money.currency, money.locale, "year", money.hidden)
    return tuple(
        (f"{row.years} year{'' if row.years == 1 else 's'}", whole.full(row.amount))
        for row in shaded.given_away.itertuples()
    )


def _given_away(case: RaiseCase, shaded: Shading | None) -> tuple[Block, ...]:
    if shaded is None or case.opening is None:
        return (paragraph("No other ask than the figure was set beside it."),)
    rows = shading_rows(shaded, case.money) if shaded.ask < case.rounded else ()
    return paragraph(f"{shaded.words} {shaded.question}".strip()), Table(("over", "given away"), rows)


def leading_rows(fit: Fit) -> Rows:
    """Return the leading wins as texts: date, win, which objective it serves, why it is strong."""
    return tuple(
        (
            row["date"].date().isoformat(),
            short(row["win"], 110),
            row["serves"] or "–",
            _strength(row["points"], row["reasons"]),
        )
        for _, row in fit.leading.iterrows()
    )


def _strength(points: int, reasons: str) -> str:
    return f"{counted(points, 'point')}: {reasons}" if points else "says what changed"


def value_rows(side: ValueSide, money: Money) -> Rows:
    """Return the value by category; what is nothing is left blank."""

    def amount(value: float) -> str:
        return money.plain(value) if value else ""

    order = ("once_confirmed", "once_estimate", "recurring_confirmed", "recurring_estimate")
    return tuple(
        (row["category"], str(row["wins"]), *(amount(row[name]) for name in order))
        for row in side.by_category.to_dict("records")
    )


def _worth(side: ValueSide, money: Money) -> tuple[Block, ...]:
    """Return what is measured where that leads, and each value with its basis.

    The latter names what would be struck out, in order.
    """
    measured, values = outcome_list(side), value_list(side, money)
    carries = (paragraph(strike_words(side, money)), Table(VALUES_HEAD, values)) if values else ()
    return (
        *section("What is measured?", Table(OUTCOMES_HEAD, measured if side.leads == "measures" else ())),
        *section("What carries this value, and what would not stand?", *carries),
    )


def way_rows(ways: pd.DataFrame, money: Money) -> Rows:
    """Return alternatives or routes as texts; what has no price says so."""
    whole = Money(money.currency, money.locale, "year", money.hidden)
    return tuple(
        (
            row.what,
            whole.plain(row.worth) if is_number(row.worth) and not math.isnan(row.worth) else "no price",
            row.how,
            row.differs,
        )
        for row in ways.itertuples()
    )


def _leads(side: ValueSide) -> str:
    return "Money leads the page." if side.leads == "money" else "Measured outcomes lead the page."


def _all_pay(records: Records) -> tuple[Block, ...]:
    """Return every element of pay a year, with an offer alongside; why not, where a grant lacks its years."""
    try:
        found = total_pay(records)
    except KitError as error:
        return (paragraph(error.sentence),)

    def amount(value: float) -> str:
        return found.money.plain(value) if is_number(value) else "–"

    rows = (
        (row.element, amount(row.you), amount(row.offer), found.money.change(row.difference), row.how)
        if is_number(row.difference)
        else (row.element, amount(row.you), amount(row.offer), "–", row.how)
        for row in found.frame.itertuples()
    )
    return paragraph(found.answer), Table(("element", "you, a year", "offer", "difference", "how"), tuple(rows))


NEVER = (
    "“Underpaid”: say how far pay lies from the middle, and that half of the people in a job are below it.",
    (
        "A return on the raise: what the work is worth and what it is paid are two figures, and the one over the other"
        " is no return."
    ),
    "Anything about what a colleague is paid, about the law, or about how likely a yes is.",
)


def choice_words(offered: PercentileRange, percentile: float) -> str:
    """Compare the chosen percentile with the range that the answers and the log support."""
    chosen = f"P{100 * percentile:.0f}"
    if offered.covers(percentile):
        return f"Your choice, {chosen}, lies in it."
    if percentile > offered.high:
        return (
            f"Your choice, {chosen}, lies above it: the case needs a reason that these answers and the log do not give."
        )
    return f"Your choice, {chosen}, lies below it: what speaks for less than your answers and the log do?"


def level_words(case: RaiseCase) -> str:
    """Say at which percentile the job's level is, and that the answers choose it instead of the slider."""
    chosen = f"P{100 * (case.benchmark.percentile or 0):.0f}"
    return f"Your answers choose {chosen}, and the percentile below does not count: {case.reason}."


def peer_words(case: RaiseCase) -> str:
    """Say with whom the case compares, and in what they differ from the profile's."""
    compared = f"Compared with {case.peers.title} in {case.peers.where(case.benchmark.percentile or 0.5)}"
    if case.other_peers is None:
        return f"{compared}, as your profile says."
    words = case.other_peers.words
    return f"{compared}. {words[:1].upper()}{words[1:]}."


def thin_words(records: Records, case: RaiseCase) -> tuple[str, ...]:
    """Say where the evidence is thin: few wins, a group that was pulled to a larger one, a broader place, no bound."""
    words = []
    wins = len(in_period(records))
    if wins < FEW_WINS:
        words.append(
            f"The log holds {counted(wins, 'win')} of this period: enough for an example, too few for a pattern."
        )
    thin = [source.name for source in case.benchmark.sources if source.weight and source.shrinkage != 1]
    if thin:
        words.append(
            f"A thin group counts here ({', '.join(thin)}): it was pulled to a larger one, so do not call its figure"
            " what your job pays."
        )
    words += [f"The figure is not of your own place and job alone: {reason}." for reason in case.peers.back_off]
    words += [f"Shown only, and no part of the figure: {reason}." for reason in case.peers.refusals.values()]
    if case.benchmark.interval is None:
        words.append(
            "How sure the figure is cannot be determined from these sources: give no range, and do not call it exact."
        )
    elif len(case.benchmark.sources) == 1:
        words.append(
            "One family of sources is behind the figure. How much it differs from others is assumed, not measured."
        )
    return tuple(words)


def not_to_claim(
    records: Records, case: RaiseCase, side: ValueSide, offered: PercentileRange, shaded: Shading | None = None
) -> tuple[str, ...]:
    """Return what the case should not claim, what matters most first.

    Args:
        records: the person's tables.
        case: the raise case.
        side: its value side.
        offered: the range of percentiles that the answers and the log speak for.
        shaded: another ask, compared with the case's figure.

    """
    money, benchmark = case.money, case.benchmark
    percentile = benchmark.percentile or 0.5
    words = []
    if case.kind == "reached":
        words.append("That the market calls for more: at this percentile present pay has reached it.")
    elif benchmark.interval is not None and not case.told_apart:
        words.append(
            f"That present pay is below the market: {likely_words(benchmark.interval, money, case.present.amount)}, its"
            " figure may equal present pay. The results have to make the case."
        )
    if case.kind == "scale":
        words.append(
            "A free figure: your pay follows a scale, so a step, a grade or a place on the ladder is what can be"
            " granted."
        )
    if case.kind == "promotion":
        words.append("A raise within your level: it is a promotion, so the next level's expectations have to be met.")
    if not offered.covers(percentile):
        words.append(
            f"P{100 * percentile:.0f} without a reason of its own. Your answers and the log speak for {offered.words}."
        )
    if case.other_peers is not None and not case.other_peers.reason:
        words.append(
            f"That these are your peers: you chose {' and '.join(case.other_peers.differs)}, and no reason is written"
            " down."
        )
    if shaded is not None and shaded.beyond:
        words.append(f"The part above the evidence: {shaded.words}")
    if len(side.rows):
        words.append(strike_words(side, records.value_money))
        estimates = int((side.rows["status"] == "estimate").sum())
        if estimates:
            words.append(
                f"{counted(estimates, 'value')} as confirmed:"
                f" {'it is an estimate' if estimates == 1 else 'they are estimates'} until somebody else has checked."
            )
    if any("posting" in source.name for source in benchmark.sources if source.weight):
        words.append("That postings are pay: they are what employers advertise, and you chose which ones to keep.")
    return (*words, *thin_words(records, case), *NEVER)
