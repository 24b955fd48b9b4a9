"""One ask, one record: the states it goes through, what each move demands, and the rows that a move adds or changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import pandas as pd

from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import Records, as_day, is_number
from advocacy_kit.log.asks import FILE, STATES, AskRow, ask_of, first_round, foreign_state, round_of, rounds_of

NEXT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "drafted": ("invited", "written", "closed"),
        "invited": ("met", "invited", "written", "closed"),  # invited once more: the meeting was moved
        "written": ("invited", "yes", "not yet", "no", "closed"),
        "met": ("yes", "not yet", "no", "closed"),
        "yes": ("agreed in writing", "closed"),
        "not yet": ("agreed in writing", "milestones", "closed"),
        "no": ("agreed in writing", "milestones", "closed"),
        "agreed in writing": ("milestones", "asked again", "closed"),
        "milestones": ("asked again", "closed"),
        "asked again": ("closed",),
        "closed": (),
    }
)
# what a move to a state demands, by the names of `Facts`
DEMANDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "invited": ("next_date",),
        "written": ("next_date", "steps"),
        "met": ("next_date",),
        "yes": ("answer", "next_date"),
        "not yet": ("answer", "blocker", "next_date"),
        "no": ("answer", "blocker", "next_date"),
        "agreed in writing": ("agreed", "next_date"),
        "milestones": ("milestones", "next_date"),
        "asked again": ("start_date", "next_date"),
        "closed": (),
    }
)
_ALLOWED = dict.fromkeys(("no", "not yet", "milestones"), ("steps",)) | {
    "asked again": ("figure", "opening_low", "opening_high", "walk_away", "request"),
}
AMENDED = ("next_date", "milestones", "steps", "agreed", "blocker", "note")
_WANTED = {
    "answer": "the answer, in their words",
    "blocker": "what stands in the way",
    "agreed": "what was agreed: who does what, and by when",
    "next_date": "the day on which it is spoken of again",
    "start_date": "the day from which it should hold",
    "figure": "the figure that is asked for now",
    "milestones": "one or more milestones",
    "steps": "a step of your own that you take meanwhile",
}
_WANTED_DAY = {
    "invited": "the day of the meeting",
    "written": "the day of the next try",
    "met": "the day of the answer",
}


@dataclass(frozen=True)
class Milestone:
    """What has to be reached: measured how, from where to where, by whom, until when.

    `goal_id` is the goal whose check-ins measure it.
    """

    milestone: str
    measure: str
    target: float | None
    owner: str
    due: date | str | None
    baseline: float | None = None
    unit: str = ""
    goal_id: str = ""


@dataclass(frozen=True)
class OwnStep:
    """What the user does alone: reading, training, a drafted project, shadowing; its first action and its day."""

    step: str
    first_action: str
    due: date | str | None


@dataclass(frozen=True, repr=False)
class Facts:
    """What is known of a move; each state takes those that `DEMANDED` names. Figures are those of another round."""

    answer: str = ""
    blocker: str = ""
    agreed: str = ""
    next_date: date | str | None = None
    start_date: date | str | None = None
    milestones: tuple[Milestone, ...] = ()
    steps: tuple[OwnStep, ...] = ()
    figure: float | None = None
    opening_low: float | None = None
    opening_high: float | None = None
    walk_away: float | None = None
    request: str = ""
    note: str = ""

    def __repr__(self) -> str:
        return f"<Facts: {', '.join(name for name, value in vars(self).items() if value not in ('', None, ()))}>"


def advance(records: Records, ask_id: str, to: str, facts: Facts | None = None) -> tuple[Change, ...]:
    """Return what a move of an ask to another state adds and changes; nothing is written.

    Args:
        records: the person's tables.
        ask_id: the ask.
        to: the state, one of `STATES`.
        facts: what the state demands, see `DEMANDED`; a raise that is asked again also needs its figure. A move to
            "asked again" adds the new round as a drafted ask of its own, so that the earlier one stays as it was.

    Raises:
        KitError: if there is no such state, no such move (the legal ones are named), or facts are missing, all at once.

    """
    facts = facts or Facts()
    ask = ask_of(records, ask_id)
    if not ask.known_state:
        raise KitError(foreign_state(ask))
    if to not in (legal := NEXT[ask.known_state]):
        message = f"there is no way from {ask.known_state} to {to}" if to in STATES else f"there is no state {to!r}"
        fix = (
            f"From {ask.known_state} it goes on to: {', '.join(legal)}."
            if legal
            else "A closed ask stays closed: write down a new one."
        )
        raise _refused("K097", message, fix)
    if ask.id.startswith("~"):
        raise _refused(
            "K097", "asks.csv has no ids, and a plan has to refer to one", "Run: advocacy-kit add-column DIR asks id"
        )
    if problems := list(_problems(records, ask, to, facts)):
        raise KitError(problems)
    if to == "asked again":
        return (Change("asks", {"state": to}, ask.id), Change("asks", _next_round(records, ask, facts)))
    return _written(ask, facts, {"state": to})


def amend(records: Records, ask_id: str, facts: Facts) -> tuple[Change, ...]:
    """Return what is added to an ask whose state does not change.

    That is another next day, further milestones and steps, or what was agreed meanwhile.

    Raises:
        KitError: if there is no such ask, it is over, nothing is given, or what is given lacks something, all at once.
    """
    ask = ask_of(records, ask_id)
    if not ask.known_state:
        raise KitError(foreign_state(ask))
    if not ask.is_open:
        raise _refused(
            "K097",
            f"the ask {ask.id} is {ask.known_state}",
            "Add it to the round that followed, or write down a new ask.",
        )
    problems = list(_given_problems(records, ask.known_state, facts, AMENDED))
    if facts == Facts():
        problems.append(_problem(FILE, "nothing is given", f"Give one of: {', '.join(AMENDED).replace('_', ' ')}."))
    if problems:
        raise KitError(problems)
    return _written(ask, facts, {})


def _written(ask: AskRow, facts: Facts, values: dict[str, object]) -> tuple[Change, ...]:
    """Return the rows of the plan, then the fields of the ask."""
    values |= {
        name: getattr(facts, name).strip()
        for name in ("answer", "blocker", "agreed", "note")
        if getattr(facts, name).strip()
    }
    if facts.next_date is not None:
        values["next_date"] = as_day(facts.next_date)
    rows = [Change("milestones", {"ask_id": ask.id, **_milestone(milestone)}) for milestone in facts.milestones]
    rows += [
        Change(
            "steps", {"ask_id": ask.id, "step": step.step, "first_action": step.first_action, "due": as_day(step.due)}
        )
        for step in facts.steps
    ]
    return (*rows, Change("asks", values, ask.id)) if values else tuple(rows)


def milestone_problems(milestones: Sequence[Milestone], today: date) -> tuple[Issue, ...]:
    """Return everything that milestones lack, all at once.

    Each needs a name, a measure, a target, an owner and a day that lies ahead.
    """
    found = []
    for number, row in enumerate(milestones, 1):
        name = f"“{row.milestone.strip()}”" if row.milestone.strip() else f"milestone {number}"
        if not row.milestone.strip():
            found.append(_problem("milestones.csv", f"{name} has no name", "Say in a sentence what is reached."))
        if not row.measure.strip():
            found.append(
                _problem("milestones.csv", f"{name} has no measure", "Say how anybody can tell that it is reached.")
            )
        if not is_number(row.target):
            found.append(
                _problem("milestones.csv", f"{name} has no target", "Give the number that the measure should reach.")
            )
        elif row.baseline is not None and row.baseline == row.target:
            found.append(
                _problem("milestones.csv", f"{name} begins at its target", "Give another target, or leave it out.")
            )
        if not row.owner.strip():
            found.append(_problem("milestones.csv", f"{name} has no owner", "Name who brings it about."))
        found += _day_problem("milestones.csv", f"the day of {name}", row.due, today)
    return tuple(found)


def _problems(records: Records, ask: AskRow, to: str, facts: Facts) -> Iterator[Issue]:
    """Yield what a move lacks, and what does not belong to it."""
    demanded = DEMANDED[to]
    if to == "asked again" and ask.figure is not None:
        demanded = (*demanded, "figure")
    for name in demanded:
        value = getattr(facts, name)
        if name in ("next_date", "start_date"):
            if value is None:
                yield _problem(
                    FILE,
                    f"{to} needs {_WANTED_DAY.get(to, _WANTED[name])}",
                    "Name the day, such as 2026-12-01: what has no day is put off.",
                )
        elif name == "steps":
            if not value and not has_open_step(records, ask.id):
                yield _problem(FILE, f"{to} needs {_WANTED[name]}", "Name it with its first action and its day.")
        elif name == "figure":
            if not (is_number(value) and value > 0):
                yield _problem(FILE, f"{to} needs {_WANTED[name]}", "Give the figure of the present case.")
        elif not value or (isinstance(value, str) and not value.strip()):
            yield _problem(
                FILE,
                f"{to} needs {_WANTED[name]}",
                "Write it down in a few words; it is what the next talk begins with.",
            )
    yield from _given_problems(records, to, facts, (*demanded, *_ALLOWED.get(to, ()), "note"))


def _given_problems(records: Records, to: str, facts: Facts, taken: Sequence[str]) -> Iterator[Issue]:
    """Yield what is wrong with the facts that are given, and which of them do not belong there."""
    for name in ("next_date", "start_date"):
        if getattr(facts, name) is not None:
            yield from _day_problem(FILE, _WANTED[name], getattr(facts, name), records.today)
    yield from milestone_problems(facts.milestones, records.today)
    for step in facts.steps:
        if not step.step.strip() or not step.first_action.strip():
            yield _problem(
                "steps.csv",
                "a step of your own needs a name and its first action",
                "Say what you do, and what you do first.",
            )
        yield from _day_problem("steps.csv", f"the day of “{step.step.strip()}”", step.due, records.today)
    for name, given in vars(facts).items():
        if name not in taken and (given or given == 0):
            yield _problem(
                FILE, f"{to} takes no {name.replace('_', ' ')}", "Leave it out, or choose the state that it belongs to."
            )


def has_open_step(records: Records, ask_id: str) -> bool:
    """Say whether a step of the user's own for this ask is not done yet."""
    rows = records.steps
    return bool(((rows["ask_id"] == ask_id) & undone(rows)).any())


def undone(steps: pd.DataFrame) -> pd.Series:
    """Say of each own step whether it is still to be done: `done` is blank or "no"."""
    return (
        steps["done"].map(lambda cell: not isinstance(cell, str) or cell.strip().casefold() in ("", "no")).astype(bool)
    )


def _day_problem(file: str, what: str, value: object, today: date) -> Iterator[Issue]:
    """Yield what is wrong with a day that has to lie ahead; "soon" is not a day."""
    try:
        if as_day(value) <= today:
            yield _problem(file, f"{what} has to lie ahead, got {as_day(value)}", "Name a later day.")
    except KitError:
        given = "nothing" if value is None else repr(value)
        yield _problem(
            file,
            f"{what} has to be a date, got {given}",
            "Name the day, such as 2026-12-01: what has no day is put off.",
        )


def _milestone(row: Milestone) -> dict[str, object]:
    return vars(row) | {"due": as_day(row.due), "goal_id": row.goal_id or None, "unit": row.unit or None}


def _next_round(records: Records, ask: AskRow, facts: Facts) -> dict[str, object]:
    """Return the row of the round that follows: the same ask, with its own figures and days."""
    number = 1 + max(round_of(other.id) for other in rounds_of(records, ask.id))
    return {
        "id": f"{first_round(ask.id)}/{number}",
        "date": records.today,
        "kind": ask.kind,
        "to": ask.to,
        "request": facts.request.strip() or _request(records, ask, facts.figure),
        **{name: getattr(facts, name) for name in ("figure", "opening_low", "opening_high", "walk_away")},
        "currency": ask.currency or None,
        "per": ask.per,
        "start_date": as_day(facts.start_date),
        "next_date": as_day(facts.next_date),
        "state": "drafted",
        "note": facts.note.strip() or None,
    }


def _request(records: Records, ask: AskRow, figure: float | None) -> str:
    """Return the request of a round: a raise names its new figure, everything else stays in the user's words."""
    if ask.kind != "raise" or figure is None:
        return ask.request
    money = replace(ask.money(records), hidden=False)  # a table holds what is meant, whatever is shown
    return f"base pay of {money.rate(figure)}"


def _problem(file: str, message: str, fix: str) -> Issue:
    return Issue(file, 0, 0, "K098", "error", message, fix=fix)


def _refused(code: str, message: str, fix: str) -> KitError:
    return KitError(Issue(FILE, 0, 0, code, "error", message, fix=fix))
