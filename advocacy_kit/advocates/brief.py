"""The brief for somebody who will speak for the user: request, stories, evidence, energy, who says what, and what not to say.

It is made of `shareable` records alone, so that what this person may not see is not in it by any path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.advocates.people import Person, cared_about, people_of, person_named
from advocacy_kit.advocates.redaction import LeftOut, left_out
from advocacy_kit.cells import change, one_line, plain, unit_words
from advocacy_kit.errors import Issue, KitError
from advocacy_kit.model import Records, as_day, day, is_number
from advocacy_kit.periods import in_period
from advocacy_kit.sharing import shareable
from advocacy_kit.strength import strengths
from advocacy_kit.values import split_list

STORIES = 3
MONTHS = timedelta(weeks=8)  # what lies further ahead is put off
LINKS = ("http://", "https://")
ROLES = ("tells the story", "brings the evidence", "lends conviction")
NOT_TO_SAY = (
    "No figure of pay, and nobody else's pay: the figure is mine to name.",
    "No promise in my name, and no deadline that I have not given you.",
    "An estimate stays an estimate; a team's result stays the team's, with my part in it.",
)
PROMPT = "Why does this matter to you, and what do you believe will come of it? Two sentences, in your own words."


@dataclass(frozen=True)
class Request:
    """What the advocate is asked for: what I want, by when, how they can help, what I need from them."""

    want: str
    by: date | str
    help: str
    need: str


@dataclass(frozen=True)
class Story:
    """A win as it is told: how it was, what I did, what changed. `missing` names the parts that the log does not have."""

    line: int
    title: str
    situation: str
    did: str
    changed: str
    because: str
    missing: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The parts that are there, in the order of telling, each with its name."""
        named = (("Before", self.situation), ("What I did", self.did), ("What changed", self.changed))
        return tuple(f"{name}: {part}" for name, part in named if part)


@dataclass(frozen=True)
class Proof:
    """A number with its source, and a link that the other person can open; without a link the proof is with the user."""

    words: str
    link: str = ""


@dataclass(frozen=True, repr=False)
class Brief:
    """One page for one advocate; `missing` is for the user and says what would make it better, `left_out` what it does not hold."""

    to: Person
    request: str
    stories: tuple[Story, ...]
    evidence: tuple[Proof, ...]
    energy: str
    split: tuple[tuple[str, str], ...]
    not_to_say: tuple[str, ...]
    foot: str
    missing: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    def __repr__(self) -> str:
        return f"<Brief of {len(self.stories)} stories>"


def make_brief(
    records: Records,
    person: str,
    request: Request,
    *,
    energy: str = "",
    split: Sequence[tuple[str, str]] = (),
    not_to_say: Sequence[str] = (),
    stories: Sequence[int] = (),
) -> Brief:
    """Return the brief for one person.

    Args:
        records: the user's tables; they are filtered for this person before anything else.
        person: an id or name of people.csv.
        request: all four parts; `by` is a day, "soon" is refused.
        energy: why it matters, in the user's own words; empty leaves the part out and asks for it in `missing`.
        split: who takes which part, as (name, role); default: what people agreed to and may be named for.
        not_to_say: what else is not to be said, besides `NOT_TO_SAY`.
        stories: lines of wins.csv to tell, of those that the person may see; default: the two or three that fit best.

    Raises:
        KitError: if the person is not on file, a part of the request is missing, or a chosen win is not for this person.

    """
    to = person_named(records, person)
    if to is None:
        raise KitError.of("K103", f"there is nobody called {person!r} in people.csv", "Add the person there: name and relation.")
    sentence = request_sentence(request, records.today)
    told = shareable(records, to.key)
    seen = _fitting(told, to)
    if hidden := [line for line in stories if line not in told.wins.index]:
        message = f"the win in line {hidden[0]} of wins.csv is not for {to.name}"
        raise KitError.of("K104", message, "Choose another, or change its `audience` or `confidential` first.")
    chosen = told.wins.loc[list(stories)] if stories else seen.head(STORIES)
    found = tuple(_story(row, to) for _, row in chosen.iterrows())
    proofs = tuple(proof for line in chosen.index for proof in _proofs(told, int(line)))
    named = tuple(split) or _agreed_split(records, to)
    missing = [f"“{plain(story.title)}” lacks {' and '.join(story.missing)}" for story in found if story.missing]
    missing += [] if energy.strip() else [PROMPT]
    missing += [] if found else [f"no win of this period may be shown to {to.name}"]
    missing += [] if proofs else ["no number or link proves these stories yet"]
    role = one_line(records.profile.role)
    foot = f"{role + ', ' if role else ''}{day(records.today)}. For {to.name} alone; please do not pass it on without asking me."
    return Brief(
        to=to,
        request=sentence,
        stories=found,
        evidence=proofs,
        energy=one_line(energy),
        split=named,
        not_to_say=(*NOT_TO_SAY, *(one_line(words) for words in not_to_say if one_line(words))),
        foot=foot,
        missing=tuple(missing),
        left_out=left_out(records, to),
    )


def proposed_request(records: Records, person: Person) -> Request:
    """Return a request to begin with, from the user's newest open ask and what is on file of the person; blank where there is nothing."""
    asks = records.asks
    asks = asks[(asks["state"] != "closed") & (asks["next_date"] >= pd.Timestamp(records.today))].sort_values("date", kind="stable")
    want, by = ("", records.today + MONTHS) if asks.empty else (one_line(asks["request"].iloc[-1]), asks["next_date"].iloc[-1].date())
    cares = f", and what it did for {person.cares_about[0]}" if person.cares_about else ""
    room = f"say in the {person.rooms[0].removeprefix('the ')} what changed{cares}" if person.rooms else ""
    return Request(want, by, room, "a short answer whether you can, and what I should know first")


def request_sentence(request: Request, today: date) -> str:
    """Return the request in one sentence.

    Raises:
        KitError: with an issue for each part that is missing, and for a day that is none or has passed.

    """
    problems = [
        (f"the request does not say {lacking}", fix)
        for lacking, fix, given in (
            ("what you want", "Say in a few words what you want.", request.want),
            ("how this person can help", "Name one thing that they can do.", request.help),
            ("what you need from this person", "Say what you need from them: an answer, a name, ten minutes.", request.need),
        )
        if not given.strip()
    ]
    try:
        by = as_day(request.by)
    except KitError:
        by = None
        problems.append((f"{str(request.by)!r} is no date", "Name the day, such as 2026-12-01: what has no day is put off."))
    if by is not None and by < today:
        problems.append(("the day of the request has passed", "Name a day that lies ahead."))
    if problems or by is None:
        raise KitError([Issue("brief", 0, 0, "K103", "error", message, fix=fix) for message, fix in problems])
    want, help_, need = (one_line(part).rstrip(".") for part in (request.want, request.help, request.need))
    return f"I want {want} by {day(by)}; you can help if you {help_}, and what I need from you is {need}."


def _fitting(told: Records, person: Person) -> pd.DataFrame:
    """Return the wins of the period that may be told: what the person cares about first, then those that change something, then by strength."""
    strong = strengths(told)
    strong = strong[strong.index.isin(in_period(told).index)]
    cares = strong.apply(lambda row: bool(cared_about(row, person)), axis=1).astype(bool) if len(strong) else pd.Series(dtype=bool)
    changes = strong["impact"].notna() | (strong["before"].notna() & strong["after"].notna())
    return strong.assign(_cares=cares, _changes=changes).sort_values(["_changes", "_cares", "points"], ascending=False, kind="stable")


def _story(row: pd.Series, person: Person) -> Story:
    whom = plain(row["beneficiary"])
    before = plain(row["measure"]) and is_number(row["before"])
    measure = plain(row["measure"])
    stood = f"{measure} stood at {row['before']:.10g}{unit_words(row['unit'])}" if before else ""
    if stood and whom:
        situation = f"For {whom}, {stood}."
    elif stood:
        situation = f"{stood[:1].upper()}{stood[1:]}."
    else:
        situation = f"It was about {whom}." if whom else ""
    changed = plain(row["impact"]) or change(row)
    missing = [name for name, part in (("what it was like before", before), ("what changed", changed)) if not part]
    cares = cared_about(row, person)
    return Story(
        line=int(str(row.name)),
        title=plain(row["win"]),
        situation=situation,
        did=f"{plain(row['win'])}.",
        changed=f"{changed[:1].upper()}{changed[1:]}." if changed else "",
        because=f"you care about {cares}" if cares else "",
        missing=tuple(missing),
    )


def _proofs(told: Records, line: int) -> list[Proof]:
    """Return what proves a win and its outcomes: its numbers with where they come from, and links that lead somewhere."""
    win = told.wins.loc[line]
    later = told.outcomes[told.outcomes["win_id"] == win["id"]] if isinstance(win["id"], str) else told.outcomes.iloc[:0]
    found = []
    for row in (win, *(row for _, row in later.iterrows())):
        items = [item for item in split_list(row["evidence"]) if told.evidence.get(item, False)]
        links = [item for item in items if item.casefold().startswith(LINKS)]
        number = change(row)
        held = "" if links else " I have the proof and can show it." if items else ""
        if number or links:
            said = number or plain(row.get("win") or row.get("outcome"))
            words = f"{said[:1].upper()}{said[1:]} ({row['date']:%B %Y}, my own record)."
            found.append(Proof(f"{words}{held}", links[0] if links else ""))
        if isinstance(row["praise"], str) and isinstance(row["praise_by"], str):
            found.append(Proof(f"{_who(told, row['praise_by'])}: “{plain(row['praise'])}.”"))
    return found


def _who(told: Records, key: str) -> str:
    person = person_named(told, key)
    return person.name if person else one_line(key)


def _agreed_split(records: Records, to: Person) -> tuple[tuple[str, str], ...]:
    """Return who takes which part: the addressee, and others only where they agreed to a part and to be named (consent on file)."""
    split = []
    for person in people_of(records):
        role = next((role for role in ROLES if any(role in entry.casefold() for entry in person.offers)), "")
        if person.key == to.key:
            split.append(("you", role or ("lends conviction" if person.decides else "tells the story")))
        elif role and person.consent_date is not None:
            split.append((person.name, role))
    return tuple(split)
