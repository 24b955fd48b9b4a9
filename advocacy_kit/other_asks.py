"""Asks beside a figure: a title, a promotion, training, a project, resources, workload; and the raise's own record. Every one has two dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.errors import Issue, KitError
from advocacy_kit.model import Records, as_day, counted, day
from advocacy_kit.raise_case import RaiseCase
from advocacy_kit.strength import strengths
from advocacy_kit.tables import ASK_KINDS
from advocacy_kit.values import split_list

FILE = "asks.csv"
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


@dataclass(frozen=True, eq=False, repr=False)
class Ask:
    """A request with its reason, its game plan and its dates; `evidence` has the wins that speak for it, strongest first.

    `missing` names what the next level expects and no win shows (promotions only).
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

    def __repr__(self) -> str:
        return f"<Ask for {self.kind} from {self.start}>"

    @property
    def words(self) -> str:
        """The ask as it can be said: what, why, how, and by when."""
        ways = "; or ".join(f"{o.option} (cost: {o.cost}; {o.owner} first: {o.first_step})" for o in self.options)
        text = f"What I ask for: {self.request}, from {day(self.start)}. Why: {self.why}. How it can be done: {ways}."
        return f"{text} I would like to hear where it stands on {day(self.follow_up)}."

    def rows(self) -> tuple[dict[str, object], tuple[dict[str, object], ...]]:
        """Return the row for asks.csv (without id and date) and those for options.csv (without the ask's id)."""
        ask: dict[str, object] = {"kind": self.kind, "to": self.to, "request": self.request, "state": "drafted", "note": self.why}
        ask |= {"start_date": self.start, "next_date": self.follow_up}
        ways: Iterator[dict[str, object]] = (
            {"option": o.option, "cost": o.cost, "owner": o.owner, "first_step": o.first_step, "date": o.date} for o in self.options
        )
        return ask, tuple(ways)


def make_ask(
    records: Records,
    kind: str,
    request: str,
    why: str,
    *,
    to: str,
    options: Sequence[Option],
    start: date | str,
    follow_up: date | str,
) -> Ask:
    """Return an ask; everything that is missing is said at once.

    Args:
        records: the person's tables; their wins are the evidence, competencies.csv the rubric of a promotion.
        kind: one of asks.csv's kinds.
        request: what is asked for, in a few words that fit after "I ask for".
        why: its reason; see `WHY`.
        to: the person who decides or carries it on.
        options: the ways in which it can be granted, one or more, each with an owner and a first step.
        start: the day from which it should hold; "soon" is refused.
        follow_up: the day on which it is spoken of again, not after the start plus a year.

    Raises:
        KitError: with an issue for each thing that is missing or no date.

    """
    problems = []
    if kind not in ASK_KINDS:
        problems.append(("kind", f"there is no ask of the kind {kind!r}", f"Use one of {', '.join(ASK_KINDS)}."))
    for name, text, fix in (
        ("request", request, "Say in a few words what you ask for."),
        ("note", why, f"Say why: {WHY.get(kind, 'what it changes')}."),
        ("to", to, "Name the person whom you ask."),
    ):
        if not text.strip():
            problems.append((name, f"the ask has no {'reason' if name == 'note' else name}", fix))
    days = {name: _date(value) for name, value in (("start_date", start), ("next_date", follow_up))}
    for name, found in days.items():
        if found is None:
            given = start if name == "start_date" else follow_up
            problems.append((name, f"{str(given)!r} is no date", "Name the day, such as 2026-12-01: what has no day is put off."))
    first, again = days["start_date"], days["next_date"]
    if again is not None and again < records.today:
        problems.append(("next_date", "the next date has passed", "Name a day that lies ahead."))
    if first is not None and first < records.today:
        problems.append(("start_date", "the start date has passed", "Name a day that lies ahead."))
    if not options:
        problems.append(
            ("option", "the ask names no way in which it can be granted", "Name one or two, with their cost, owner and first step.")
        )
    for option in options:
        lacking = [name for name in ("option", "cost", "owner", "first_step") if not str(getattr(option, name)).strip()]
        if lacking:
            problems.append(
                ("option", f"a way to grant it lacks its {', '.join(lacking).replace('_', ' ')}", "Fill it in; a cost may be “none”.")
            )
    if problems:
        raise KitError([Issue(FILE, 0, 0, "K083", "error", message, fix=fix) for _, message, fix in problems])
    assert first is not None
    assert again is not None
    evidence, missing = (promotion_evidence(records)) if kind == "promotion" else (_strongest(records), ())
    return Ask(kind, to.strip(), request.strip().rstrip("."), why.strip().rstrip("."), tuple(options), first, again, evidence, missing)


def _date(value: date | str) -> date | None:
    try:
        return as_day(value)
    except KitError:
        return None


def _strongest(records: Records, most: int = 5) -> pd.DataFrame:
    table = strengths(records)
    return table[~table["confidential"]].head(most)


def next_level(records: Records) -> str | None:
    """Return the level of competencies.csv that follows the person's own, in the file's order; None without a rubric."""
    levels = list(dict.fromkeys(records.competencies["level"].dropna()))
    own = (records.profile.level or "").casefold()
    places = [place for place, level in enumerate(levels) if level.casefold() == own]
    if not levels:
        return None
    if not places:
        return levels[0]
    return levels[places[0] + 1] if places[0] + 1 < len(levels) else None


def promotion_evidence(records: Records) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the wins that meet the next level's expectations, with `meets`, and the competencies that no win shows.

    Confidential wins are left out.

    Raises:
        KitError: if there is no rubric of a next level: a promotion rests on one.

    """
    level = next_level(records)
    if level is None:
        message = "a promotion rests on the next level's expectations, and competencies.csv has none"
        raise KitError(Issue("competencies.csv", 0, 0, "K083", "error", message, fix="Add a row for each: level, competency, expectation."))
    wanted = records.competencies[records.competencies["level"] == level]
    names = {key: name for key, name in zip(wanted["id"], wanted["competency"], strict=True) if isinstance(key, str)}
    names |= {name: name for name in wanted["competency"]}
    table = strengths(records)
    table = table[~table["confidential"]]
    meets = table["competencies"].map(lambda cell: "; ".join(dict.fromkeys(names[item] for item in split_list(cell) if item in names)))
    shown = table.assign(meets=meets.astype("str"))
    shown = shown[shown["meets"] != ""]
    met = {name for cell in shown["meets"] for name in cell.split("; ")}
    return shown, tuple(name for name in wanted["competency"] if name not in met)


def promotion_words(level: str, evidence: pd.DataFrame, missing: Sequence[str]) -> str:
    """Say how a promotion case stands."""
    met = len({name for cell in evidence["meets"] for name in cell.split("; ")})
    words = f"Of {counted(met + len(missing), 'expectation')} of the level {level}, {met} {'is' if met == 1 else 'are'} met by {counted(len(evidence), 'win')}"
    return f"{words}; without evidence so far: {', '.join(missing)}." if missing else f"{words}."


def raise_ask(records: Records, case: RaiseCase, *, to: str, follow_up: date | str, options: Sequence[Option]) -> Ask:
    """Return the record of asking for the case's figure; its start is the case's effective date.

    Raises:
        KitError: if there is no figure to ask for, or anything is missing.

    """
    if case.opening is None:
        raise KitError.of("K083", "there is no figure to ask for", "Choose another ask: a title, training, a project, resources.")
    request = f"base pay of {case.money.full(case.figure)} a {case.present.per}"
    why = f"the market for {case.peers.title} in {case.peers.where(case.benchmark.percentile or 0.5)}, and the results on record"
    return make_ask(records, "raise", request, why, to=to, options=options, start=case.benchmark.on, follow_up=follow_up)
