"""Asks beside a figure: a title, a promotion, training, a project, resources, workload; their page and their record.

Every ask has two dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.core.cells import plain
from advocacy_kit.core.changes import Change, IdOf
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import Records, as_day, cached_per_records, counted, day
from advocacy_kit.core.page import Block, Page, listing, paragraph, section
from advocacy_kit.core.tables import ASK_KINDS
from advocacy_kit.log.periods import known
from advocacy_kit.log.rubric import UNKNOWN_FIX, Level, promotion_words, rubric, unknown_level
from advocacy_kit.log.sharing import name_of, shareable
from advocacy_kit.log.strength import fit_to_listener, strengths
from advocacy_kit.raise_case.case import RaiseCase
from advocacy_kit.raise_case.manager_page import recap, told_win

FILE = "asks.csv"
A_YEAR = timedelta(days=366)
NAME_THE_DAY = "Name the day, such as 2026-12-01: what has no day is put off."
AHEAD = "Name a day that lies ahead."
# what each kind of ask has to say, beside the request
WHY = {
    "raise": "what the market pays and what your work changed",
    "title": "which work of that title you already do",
    "promotion": "which of the next level's expectations you meet, and by which wins",
    "training": "what you will be able to do that somebody needs",
    "project": "what it changes for whom, and what you would put aside for it",
    "resources": "what cannot be done without them, and by when it is needed",
    "workload": "what is done now, what has to stop or move, and what suffers otherwise",
}


@dataclass(frozen=True)
class Option:
    """One way in which an ask can be granted: what it costs, who decides or does it, what is done first and when."""

    option: str
    cost: str
    owner: str
    first_step: str
    date: date | None = None


@dataclass(frozen=True, repr=False)
class Figure:
    """What a raise asks for, in `currency` per `per`.

    The figure, the range to open with, and the user's own lowest one.

    `request` is the request as a table keeps it, amounts and all, whatever is shown.
    """

    request: str
    amount: float
    low: float
    high: float
    walk_away: float | None
    currency: str
    per: str

    def __repr__(self) -> str:
        return f"<Figure per {self.per}>"


@dataclass(frozen=True, eq=False, repr=False)
class Ask:
    """A request with its reason, its game plan and its dates.

    `evidence` has the wins that speak for it, strongest first.

    `missing` names what the next level expects and no win shows (promotions only); only a raise has a `figure`.
    """

    kind: str
    to: str
    request: str
    why: str
    options: tuple[Option, ...]
    start: date
    follow_up: date
    evidence: pd.DataFrame
    missing: tuple[str, ...] = ()
    figure: Figure | None = None

    def __repr__(self) -> str:
        return f"<Ask for {self.kind} from {self.start}>"

    @property
    def words(self) -> str:
        """The ask as it can be said: what, why, how, and by when."""
        ways = "; or ".join(f"{o.option} (cost: {o.cost}; by {o.owner}; first: {o.first_step})" for o in self.options)
        text = f"What I ask for: {self.request}, from {day(self.start)}. Why: {self.why}. How it can be done: {ways}."
        return f"{text} I would like to hear where it stands on {day(self.follow_up)}."

    def changes(self, today: date) -> tuple[Change, ...]:
        """Return what writes the ask: its row of asks.csv, then a row of options.csv for each way."""
        row, ways = self.rows()
        return (
            Change("asks", row | {"date": today}),
            *(Change("options", way | {"ask_id": IdOf(0)}) for way in ways),
        )

    def rows(self) -> tuple[dict[str, object], tuple[dict[str, object], ...]]:
        """Return the row for asks.csv (without id and date) and those for options.csv (without the ask's id)."""
        ask: dict[str, object] = {
            "kind": self.kind,
            "to": self.to,
            "request": self.request,
            "state": "drafted",
            "note": self.why,
        }
        ask |= {"start_date": self.start, "next_date": self.follow_up}
        if (asked := self.figure) is not None:
            ask |= {
                "figure": asked.amount,
                "opening_low": asked.low,
                "opening_high": asked.high,
                "walk_away": asked.walk_away,
            }
            ask |= {"currency": asked.currency, "per": asked.per, "request": asked.request}
        ways: Iterator[dict[str, object]] = (
            {"option": o.option, "cost": o.cost, "owner": o.owner, "first_step": o.first_step, "date": o.date}
            for o in self.options
        )
        return {name: value for name, value in ask.items() if value is not None}, tuple(ways)


def make_ask(
    records: Records,
    kind: str,
    request: str,
    why: str,
    *,
    to: str,
    options: Sequence[Option],
    start: date | str | None,
    follow_up: date | str | None,
) -> Ask:
    """Return an ask; everything that is missing is said at once.

    Args:
        records: the person's tables; their wins are the evidence, competencies.csv the rubric of a promotion.
        kind: one of asks.csv's kinds.
        request: what is asked for, in a few words that fit after "I ask for".
        why: its reason; see `WHY`.
        to: the person who decides or carries it on.
        options: the ways in which it can be granted, one or more, each with an owner and a first step.
        start: the day from which it should hold; "soon" is refused, and so is none.
        follow_up: the day on which it is spoken of again, at most a year after the start.

    Raises:
        KitError: with an issue for each thing that is missing or no date.

    """
    problems = []
    if kind not in ASK_KINDS:
        problems.append((f"there is no ask of the kind {kind!r}", f"Use one of {', '.join(ASK_KINDS)}."))
    for lack, text, fix in (
        ("has no request", request, "Say in a few words what you ask for."),
        ("has no reason", why, f"Say why: {WHY.get(kind, 'what it changes')}."),
        ("is addressed to nobody", to, "Name the person whom you ask."),
    ):
        if not text.strip():
            problems.append((f"the ask {lack}", fix))
    first, again = (
        _day(value, name, records.today, problems) for value, name in ((start, "start date"), (follow_up, "next date"))
    )
    if first is not None and again is not None and again > first + A_YEAR:
        problems.append(
            (
                "the next date lies more than a year after the start",
                "Name an earlier one: nobody remembers for so long.",
            )
        )
    if not options:
        problems.append(
            (
                "the ask names no way in which it can be granted",
                "Name one or two, with their cost, owner and first step.",
            )
        )
    for option in options:
        lacking = [name for name in ("option", "cost", "owner", "first_step") if not str(getattr(option, name)).strip()]
        if lacking:
            problems.append(
                (
                    f"a way to grant it lacks its {', '.join(lacking).replace('_', ' ')}",
                    "Fill it in; a cost may be “none”.",
                )
            )
        if option.date is not None and option.date < records.today:
            problems.append(("the day of a way to grant it has passed", AHEAD))
    issues = [Issue(FILE, 0, 0, "K083", "error", message, fix=fix) for message, fix in problems]
    evidence = _strongest(records)
    missing: tuple[str, ...] = ()
    try:
        if kind == "promotion":
            level = promotion_level(records)
            evidence, missing = level.wins, tuple(item.competency for item in level.of("none"))
    except KitError as error:  # said together with everything else
        issues += error.issues
    if issues or first is None or again is None:
        raise KitError(issues)
    return Ask(
        kind,
        to.strip(),
        request.strip().rstrip("."),
        why.strip().rstrip("."),
        tuple(options),
        first,
        again,
        evidence,
        missing,
    )


def _day(value: date | str | None, name: str, today: date, problems: list[tuple[str, str]]) -> date | None:
    """Return a day that lies ahead; where it does not, or is none, say so among the problems."""
    if value is None:
        problems.append((f"the ask has no {name}", NAME_THE_DAY))
        return None
    try:
        found = as_day(value)
    except KitError:
        problems.append((f"{str(value)!r} is no date", NAME_THE_DAY))
        return None
    if found < today:
        problems.append((f"the {name} has passed", AHEAD))
    return found


@cached_per_records
def _strongest(records: Records, most: int = 5) -> pd.DataFrame:
    table = strengths(records)
    return table[~table["confidential"] & table.index.isin(known(records, "wins").index)].head(most)


def promotion_level(records: Records) -> Level:
    """Return the next level of the rubric, with the wins up to today that meet it; confidential ones are left out.

    Raises:
        KitError: if there is no rubric of a next level: a promotion rests on one.

    """
    level = rubric(records).of("next")
    if level is None:
        unknown = unknown_level(records)
        lacks = f"and {unknown}" if unknown else "and competencies.csv has none"
        fix = (
            f"{UNKNOWN_FIX[:1].upper()}{UNKNOWN_FIX[1:]}"
            if unknown
            else "Add a row for each: level, competency, expectation."
        )
        raise KitError(
            Issue(
                "competencies.csv",
                0,
                0,
                "K083",
                "error",
                f"a promotion rests on the next level's expectations, {lacks}",
                fix=fix,
            )
        )
    return level


def raise_ask(
    records: Records,
    case: RaiseCase,
    *,
    to: str,
    follow_up: date | str | None,
    options: Sequence[Option],
    asked: float | None = None,
) -> Ask:
    """Return the record of asking for the case's figure; its start is the case's effective date.

    Args:
        records: the person's tables.
        case: the raise case; its opening and the user's lowest figure go into the record with it.
        to: the person who decides or carries it on.
        follow_up: the day on which it is spoken of again.
        options: the routes by which it can be granted.
        asked: another figure than the case's, if the user decided so.

    Raises:
        KitError: if there is no figure to ask for, or anything is missing.

    """
    if case.opening is None:
        raise KitError.of(
            "K083", "there is no figure to ask for", "Choose another ask: a title, training, a project, resources."
        )
    amount = asked or case.rounded
    shown, kept = (
        f"base pay of {money.full(amount)} {'an' if case.present.per == 'hour' else 'a'} {case.present.per}"
        for money in (case.money, replace(case.money, hidden=False))
    )
    why = (
        f"the market for {case.peers.title} in {case.peers.where(case.benchmark.percentile or 0.5)}, and the results on"
        " record"
    )
    made = make_ask(records, "raise", shown, why, to=to, options=options, start=case.benchmark.on, follow_up=follow_up)
    low, high = min(amount, case.opening[0]), max(amount, case.opening[1])
    return replace(made, figure=Figure(kept, amount, low, high, case.walk_away, case.money.currency, case.present.per))


# as a request names its kind; a raise has the page of its case
KINDS = {
    "title": "a title",
    "promotion": "a promotion and its timeline",
    "training": "training",
    "project": "a project",
    "resources": "resources and timelines",
    "workload": "workload and boundaries",
    "raise": "the raise of this page",
}
MOST = 3


def ask_page(records: Records, ask: Ask) -> Page:
    """Return the page for the person who is asked, from wins that this person may see.

    Confidential ones are never in it.

    Args:
        records: the person's tables; they are filtered for whom is asked before anything is counted.
        ask: the ask; its own evidence, of the unfiltered records, does not go onto the page.

    Raises:
        KitError: if a promotion is asked for and there is no rubric of a next level.
    """
    told = shareable(records, ask.to)
    ways = tuple(way_words(records, option) for option in ask.options)
    each = "Each of these ways leads there by itself." if len(ways) > 1 else ""
    blocks = (
        *section("What I ask for", paragraph(f"I ask for {plain(ask.request)}, from {day(ask.start)}."), request=True),
        *section("Why", paragraph(_sentence(ask.why))),
        *section("How it can be done", listing(ways), paragraph(each)),
        *section("What speaks for it", *(_promotion(told) if ask.kind == "promotion" else _leading(told))),
        *section("The date", paragraph(f"I would like to hear where it stands on {day(ask.follow_up)}.")),
    )
    kind = KINDS[ask.kind].partition(" and ")[0]
    foot = f"{records.profile.role}, {day(records.today)}." if records.profile.role else f"{day(records.today)}."
    return Page(f"{kind[:1].upper()}{kind[1:]}: a request", blocks, foot, to=name_of(records, ask.to))


def way_words(records: Records, option: Option) -> str:
    """Return a way to grant an ask as a sentence: what, its cost, who does what first, and by when."""
    by = f", by {day(option.date)}" if option.date is not None else ""
    owner = plain(name_of(records, option.owner))
    return (
        f"{_sentence(option.option)} Cost: {plain(option.cost)}. First step, {owner}: {plain(option.first_step)}{by}."
    )


def _sentence(text: str) -> str:
    words = plain(text)
    return f"{words[:1].upper()}{words[1:]}."


def _leading(told: Records) -> tuple[Block, ...]:
    fit = fit_to_listener(told)
    lines = recap(fit, MOST)
    lead = f"{counted(len(lines), 'result')} of my work that {'speaks' if len(lines) == 1 else 'speak'} for it:"
    return (paragraph(lead), listing(lines)) if lines else ()


def _promotion(told: Records) -> tuple[Block, ...]:
    level = promotion_level(told)
    lines = tuple(
        told_win(row, f"meets {'; '.join(map(plain, row['meets']))}") for _, row in level.wins.head(MOST).iterrows()
    )
    return paragraph(promotion_words(level)), listing(lines)
