"""What the page for the manager says.

Recap, request, evidence, market, next step, from what that person may see and the user lets out.

What is stated as a fact is what the log and the sources state: a measure with its before and after, a value that
somebody else has confirmed (`value_status`), a figure as its publisher printed it. Everything else carries its own
name: an estimate is called an estimate, growth an assumption. The walk-away, the opening range, the place in the market
and a competing offer stay out unless the user chooses otherwise; what other people are paid is never in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.core.cells import change, plain
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import (
    Finding,
    Records,
    cached_per_records,
    counted,
    day,
    is_number,
    month_year,
    rate_percent,
    share_percent,
    short,
)
from advocacy_kit.core.page import Block, Drawing, Page, listing, paragraph, section
from advocacy_kit.log.impact import is_measured
from advocacy_kit.log.periods import in_period, known, period_start, review_day
from advocacy_kit.log.rubric import promotion_words, rubric
from advocacy_kit.log.sharing import manager_of, name_of, shareable
from advocacy_kit.log.strength import Fit, fit_to_listener, leads_somewhere
from advocacy_kit.pay.market_findings import in_short, market_finding
from advocacy_kit.pay.ranks import at_rank, here_words, market_place, percentile_name
from advocacy_kit.raise_case.case import DEFAULT_REASON, RaiseCase
from advocacy_kit.raise_case.case_findings import waterfall_finding
from advocacy_kit.raise_case.case_words import contracted_words, interval_words
from advocacy_kit.raise_case.grounds import still_words
from advocacy_kit.raise_case.value_side import ValueSide, value_side

RECAP = 3
PRINTED = (0.10, 0.25, 0.50, 0.75, 0.90)  # percentiles that offices print
WORK, REQUEST, MARKET = "What came of the work", "What I ask for", "What the market pays"
TALK_WITHIN = timedelta(days=14)
SPELLED = {"OEWS": "the yearly wage survey of the U.S. Bureau of Labor Statistics"}
UNSAID = ("no reason has been written down yet", DEFAULT_REASON)


@dataclass(frozen=True, repr=False)
class Choices:
    """What the user decides about the page.

    `manager` is an id of people.csv (empty: the first manager there), `asked` another figure than the case's,
    `next_date` the day by which it is talked about. The rest stays out of the page unless it is set; `praise` is words
    with their author.
    """

    manager: str = ""
    asked: float | None = None
    next_date: date | None = None
    opening: bool = False
    rank: bool = False
    offer: bool = False
    praise: bool = True

    def __repr__(self) -> str:
        return f"<Choices for {self.manager or 'the manager'}>"


def manager_page(records: Records, case: RaiseCase, choices: Choices | None = None) -> Page:
    """Return the page for the manager; `documents.case_page.drawn` draws its pictures.

    Args:
        records: the person's tables; they are filtered for this manager before anything is counted.
        case: the case, of the unfiltered records.
        choices: what the user lets out.

    Raises:
        KitError: if present pay has reached the target: then there is nothing to put on such a page.

    """
    choices = choices or Choices()
    if case.kind in ("reached", "red_circled") and choices.asked is None:
        fix = "Choose another ask: a title, a training, a project, resources; or another percentile, with its reason."
        fix += still_words(case.grounds)
        raise KitError.of("K083", "there is no figure to ask for: present pay has reached the target", fix)
    manager = choices.manager or manager_of(records)
    told, fit, side = _told(records, manager)
    # the steps lead to the case's own figure and to no other
    steps = case.kind != "scale" and choices.asked in (None, case.rounded)
    blocks = (
        *section(WORK, paragraph(*_recap_lead(told, fit)), listing(recap(fit))),
        *section(
            REQUEST,
            paragraph(*_request(told, case, choices)),
            *([Drawing("waterfall", lambda: request_picture(case))] if steps else []),
            request=True,
        ),
        *_evidence(told, side, fit, praise=choices.praise, reader=manager),
        *_market(case, choices),
        Drawing("market", lambda: market_picture(records, case, choices)),
        *section("The date", paragraph(next_step(records, choices))),
    )
    title = {"promotion": "Role and base pay: a request", "scale": "Place on the pay scale: a request"}.get(
        case.kind, "Base pay: a request"
    )
    role = records.profile.role or case.peers.title
    foot = f"{role}, {day(records.today)}. Values are my share of results; estimates are called estimates."
    return Page(title, blocks, foot, to=name_of(records, manager))


@cached_per_records
def _told(records: Records, manager: str) -> tuple[Records, Fit, ValueSide]:
    told = shareable(records, manager)
    return told, fit_to_listener(told), value_side(told)


def recap(fit: Fit, most: int = RECAP) -> tuple[str, ...]:
    """Return the leading wins as a sentence each: what was done, what changed, when, and which objective it serves."""
    rows = [row for _, row in fit.leading.head(most).iterrows()]
    return tuple(told_win(row, f"serves “{plain(row['serves'])}”" if row["serves"] else "") for row in rows)


def told_win(row: pd.Series, why: str = "") -> str:
    """Return a win as a sentence: what was done, what changed, when, and why it is told."""
    result = change(row) or plain(row["impact"])
    done = f"{short(plain(row['win']), 160)}. " if result else short(plain(row["win"]), 160)
    return (
        f"{done}{short(result[:1].upper() + result[1:], 160)} ({month_year(row['date'])}{f'; {why}' if why else ''})."
    )


def _recap_lead(told: Records, fit: Fit) -> tuple[str, ...]:
    leading = fit.leading.head(RECAP)
    if leading.empty:
        return ()
    for_you = " for what you want to reach" if (leading["serves"] != "").all() else ""
    which = "these did" if len(leading) > 1 else "this one did"
    logged = counted(len(in_period(told)), "entry", "entries")
    return (f"My work log has {logged} since {month_year(period_start(told))}; {which} most{for_you}:",)


def _request(told: Records, case: RaiseCase, choices: Choices) -> tuple[str, ...]:
    money, on = case.money, day(case.benchmark.on)
    asked = choices.asked or case.rounded
    if case.kind == "scale":
        scale = plain(told.profile.pay_scale)
        free = f"My pay follows a scale ({scale}), so I ask for a place on it and not for a free figure, from {on}"
        return (
            (
                f"{free}: a step that is due or can be advanced, another grade with the duties that belong to it, or a"
                " place on the ladder."
            ),
        )
    rise = f"That is {money.percent(100 * (asked / case.present.amount - 1))} above present pay."
    figure = f"{case.present.counts} of {money.rate(asked)} from {on}"
    words = [f"I ask for {figure}.", rise + contracted_words(money, case.present, asked, "my")]
    if case.kind == "promotion" and case.band is not None:
        level = plain(case.band.level)
        words[0] = f"I ask to be considered for the level above {level}, with {figure}."
        if asked > case.band.maximum:
            words.append(
                f"The figure is above the maximum of the band for {level}: it rests on the next level's expectations."
            )
        if (following := rubric(told).of("next")) is not None:
            words.append(promotion_words(following))
    if ground := next((ground for ground in case.grounds if ground.figure == asked), None):
        words.append(f"It is {ground.words}.")
    if choices.opening and case.opening and case.opening[1] > case.opening[0]:
        words.append(f"My range is {money.plain(case.opening[0])} to {money.rate(case.opening[1])}.")
    return tuple(words)


@cached_per_records
def _evidence(told: Records, side: ValueSide, fit: Fit, *, praise: bool, reader: str) -> tuple[Block, ...]:
    """Return the value of the period in the permitted words.

    Once and recurring, estimated and confirmed apart, never added.
    """
    sentences: list[str] = []
    listed: list[str] = []
    after: list[str] = []
    wins = in_period(told)
    since = month_year(period_start(told))
    if side.leads == "money":
        money = told.value_money
        valued = side.rows["line"].nunique()
        sentences.append(
            f"{valued} of {counted(len(wins), 'entry', 'entries')} since {since}"
            f" {'carries' if valued == 1 else 'carry'} a documented value, my share of each:"
        )
        for kind, name in (("once", "one-time"), ("recurring", "recurring, over its first twelve months")):
            for status, called in (("confirmed", "confirmed"), ("estimate", "my estimate")):
                rows = side.rows[(side.rows["kind"] == kind) & (side.rows["status"] == status)]
                if len(rows):
                    count = counted(rows["line"].nunique(), "result")
                    listed.append(f"{money.full(float(rows['value'].sum()))} {name}, {called} ({count})")
        apart = "Each stands for itself; nothing is added up." if len(listed) > 1 else ""
        estimates = "The basis of each estimate is written down where I have one; I am glad to have them checked."
        after.append(
            " ".join(text for text in (apart, estimates if (side.rows["status"] == "estimate").any() else "") if text)
        )
    else:
        rows = side.outcomes[is_measured(side.outcomes)].sort_values("date", ascending=False)
        said = [line for line, row in fit.leading.head(RECAP).iterrows() if change(row)]  # listed above already
        shown = [(row, text) for line, row in rows.iterrows() if (text := change(row)) and line not in said]
        listed = [f"{text[:1].upper()}{text[1:]} ({month_year(row['date'])})" for row, text in shown][:5]
        if listed:
            sentences.append(f"{'Also measured' if said else 'What is measured'} since {since}:")
    lines = fit.leading.index
    proved = sum(leads_somewhere(told, cell) for cell in fit.leading["evidence"])
    if proved:
        after.append(
            f"For {proved} of the {len(lines)} results that lead this page the evidence is on file, and I can show it."
        )
    praised = quote(told, reader) if praise else ""
    return section(
        "What it is worth, and how I know", paragraph(*sentences), listing(listed), paragraph(*after, praised)
    )


def quote(told: Records, reader: str = "") -> str:
    """Return the newest praise of the period that names its author, as a sentence.

    A reader who gave it is spoken to; empty without one.

    Praise that came in later, with an outcome, counts from its own day.
    """
    later = known(told, "outcomes")
    later = later[later["date"] >= pd.Timestamp(period_start(told))]
    rows = pd.concat([frame[["date", "praise", "praise_by"]] for frame in (in_period(told), later)])
    rows = rows[rows["praise"].notna() & rows["praise_by"].notna()].sort_values("date", kind="stable")
    if rows.empty:
        return ""
    row = rows.iloc[-1]
    who = (
        "You"
        if reader and row["praise_by"] in (reader, name_of(told, reader))
        else plain(name_of(told, str(row["praise_by"])))
    )
    return f"{who} said in {month_year(row['date'])}: “{plain(row['praise'])}.”"


def _market(case: RaiseCase, choices: Choices) -> tuple[Block, ...]:
    money, benchmark, peers = case.money, case.benchmark, case.peers
    percentile = benchmark.percentile or 0.5
    middle = percentile_name(percentile)
    words = (
        (
            f"By the sources below, the market {middle} for {peers.title} in {peers.where(percentile)} comes to"
            f" {money.rate(benchmark.value)} on {day(benchmark.on)}."
        ),
        _percentile(case, percentile),
    )
    pay = case.present.amount
    counting = sum(bool(source.weight) for source in benchmark.sources)
    they = {1: "That figure is", 2: "Both figures are"}.get(counting, "These figures are")
    grown = (
        f"{they} brought to {day(benchmark.on)} at an assumed growth of pay of {rate_percent(benchmark.rate)} a year."
    )
    after = [*([case.other_peers.told] if case.other_peers else []), grown, interval_words(benchmark, money, pay)]
    if case.told_apart and case.present.amount < benchmark.value:
        after.append(f"Present pay is below the {middle} by {money.plain(benchmark.value - case.present.amount)}.")
    if choices.rank:
        standing = case.standing.replace("than you", "than I do")
        after.append(f"Today {standing}." if standing else f"Today it is {at_rank(case.rank)} of this job.")
    if choices.offer and len(case.offers):
        row = case.offers.sort_values("date").iloc[-1]
        ends = list(dict.fromkeys(money.plain(end) for end in (row["low"], row["high"]) if is_number(end)))
        currency = row["currency"] if isinstance(row["currency"], str) else money.currency
        offer = f"{' to '.join(ends)} {currency} a {row['per']}, of {day(row['date'].date())}"
        after.append(f"I have an offer of {offer}: a fact beside the market, not a part of it.")
    return section(MARKET, paragraph(*words), listing(_sources(case)), paragraph(*after))


def _percentile(case: RaiseCase, percentile: float) -> str:
    reason = "" if case.reason in UNSAID else f" Why this one: {plain(case.reason)}."
    if all("posting" in source.name for source in case.benchmark.sources if source.weight):
        return f"It is a percentile of advertised ranges, not of people.{reason}"
    if percentile == 0.5:
        return f"The median is the middle of all people in this job: half of them are below it.{reason}"
    return f"It is the point that {100 * percentile:.0f} of 100 people in this job are below.{reason}"


def _sources(case: RaiseCase) -> tuple[str, ...]:
    """Return each source with its date and figure; postings by their number, never by name."""
    money = case.money
    sources = [source for source in case.benchmark.sources if source.weight]
    said = []
    share = case.benchmark.percentile or 0.5
    printed = "as published" if share in PRINTED else "between two printed percentiles"
    for source in sources:
        posted = "posting" in source.name
        weight = "" if len(sources) == 1 else f"; {share_percent(source.weight)} of the weight"
        how = "the middle of what is advertised, which is not pay" if posted else printed
        who = f"{source.name} that I collected" if posted else SPELLED.get(source.name, source.name)
        said.append(f"{who[:1].upper()}{who[1:]}, {month_year(source.date)}: {money.rate(source.value)}, {how}{weight}")
    return tuple(said)


def next_date(records: Records) -> date:
    """Return the day by which to talk that is proposed: in two weeks, and before the review."""
    review, soon = review_day(records), records.today + TALK_WITHIN
    return min(soon, review) if review is not None else soon


def next_step(records: Records, choices: Choices) -> str:
    """Return the date and the next step."""
    by = choices.next_date or next_date(records)
    review = review_day(records)
    decided = (
        f", so that it can be decided before the review of {day(review)}" if review is not None and by < review else ""
    )
    return f"I would like 30 minutes with you by {day(by)} to talk about this{decided}."


def request_picture(case: RaiseCase) -> Finding:
    """Return the way from present pay to the figure, as it may be shown to somebody else."""
    finding = waterfall_finding(case)
    title = f"From present pay to {case.money.plain(case.rounded)} in named steps"
    steps = finding.alt.partition(". ")[2]
    return replace(
        finding,
        title=title,
        source="The steps have one fixed order; those without effect are left out.",
        alt=f"{title}. {steps}",
        answer="",
    )


def market_picture(records: Records, case: RaiseCase, choices: Choices) -> Finding:
    """Return the market as it may be shown to somebody else: sources and postings alone, no rank unless it is let out.

    What was heard of other people's pay, quotes, the band and an offer that is not let out are not in it.
    """
    money, benchmark = case.money, case.benchmark
    percentile = benchmark.percentile or 0.5
    found = market_finding(records, case.peers, percentile=percentile, on=benchmark.on, rate=benchmark.rate)
    shown = found.frame["counts"] & found.frame["kind"].isin(["published", "sample", "postings"])
    shown |= choices.offer & (found.frame["kind"] == "offer")
    frame = found.frame[shown].reset_index(drop=True)
    frame = frame.assign(detail=frame["detail"].str.replace("you collected", "that I collected"))
    place = f"\n{case.rank} {here_words(case.peers)}" if choices.rank else ""
    marks = tuple(
        (
            replace(mark, text=f"present pay\n{in_short(money, case.present.amount)}{place}")
            if mark.kind == "you"
            else mark
        )
        for mark in found.marks
    )
    middle = "The middle" if percentile == 0.5 else f"P{100 * percentile:.0f}"
    title = (
        f"{middle} of the market in {market_place(case.peers, benchmark)} comes to {in_short(money, benchmark.value)}"
    )
    names = " and ".join(source.name for source in benchmark.sources if source.weight)
    source = f"Source: {names}. Aged at an assumed {rate_percent(benchmark.rate)} a year to {day(benchmark.on)}."
    sure = f" {interval_words(case.benchmark, case.money, case.present.amount)}"
    return replace(
        found, frame=frame, title=title, marks=marks, source=source, alt=f"{title}, {found.subtitle}.{sure}", answer=""
    )
