"""The brief with which somebody speaks: request, stories, evidence, energy, who says what, and what not to say.

There is one shape of it, whoever speaks for whom: an advocate for the user, the user for a person or for an idea. What
it tells of wins is made of `shareable` records alone, so that what its reader may not see is not in it by any path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from advocacy_kit.advocates.redaction import LeftOut, left_out
from advocacy_kit.advocates.stories import STORIES, UNPROVEN, Proof, Story, fitting, lacking_in, proofs_of, stories_of
from advocacy_kit.core.cells import one_line, plain
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import Records, as_day, counted, day
from advocacy_kit.core.page import Item, Listing, Page, listing, paragraph, section
from advocacy_kit.log.asks import asks_of
from advocacy_kit.log.people import Person, people_of, person_named
from advocacy_kit.log.sharing import shareable

AHEAD = timedelta(weeks=4)  # what lies much further ahead is put off
NOT_TO_SAY = (
    "No figure of pay, and nobody else's pay: the figure is mine to name.",
    "No promise in my name, and no deadline that I have not given you.",
    "An estimate stays an estimate; a team's result stays the team's, with my part in it.",
)
PROMPT = "Why does this matter to you, and what do you believe will come of it? Two sentences, in your own words."
NEED = "a short answer whether you can, and what I should know first"


@dataclass(frozen=True)
class Request:
    """What the advocate is asked for: what I want, by when, how they can help, what I need from them."""

    want: str
    by: date | str
    help: str
    need: str


@dataclass(frozen=True, repr=False)
class Brief:
    """One page with which somebody speaks.

    `to` is its reader, None for anybody or for the user's own hand; `said` has questions with their answers, `manner`
    how they were given, `advantage` what the user can add. `missing` is for the user and says what would make it
    better, `left_out` what it does not hold.
    """

    title: str
    to: Person | None
    request: str
    foot: str
    stories: tuple[Story, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    manner: tuple[str, ...] = ()
    evidence: tuple[Proof, ...] = ()
    energy: str = ""
    advantage: str = ""
    split: Split = ()
    not_to_say: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def __repr__(self) -> str:
        return f"<Brief of {counted(len(self.stories), 'story', 'stories')}>"


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
    """Return the brief for one person who will speak for the user.

    Args:
        records: the user's tables; they are filtered for this person before anything else.
        person: an id or name of people.csv.
        request: all four parts; `by` is a day, "soon" is refused.
        energy: why it matters, in the user's own words; empty leaves the part out and asks for it in `missing`.
        split: who takes which part, as (name, role); default: what people agreed to and may be named for.
        not_to_say: what else is not to be said, besides `NOT_TO_SAY`.
        stories: lines of wins.csv to tell, of those that the person may see; default: the two or three that fit best.

    Raises:
        KitError: if the person is not on file, a part of the request is missing, a chosen win is not for this person,
            or somebody in the split may not be named.
    """
    to = person_named(records, person)
    if to is None:
        raise KitError.of(
            "K103", f"there is nobody called {person!r} in people.csv", "Add the person there: name and relation."
        )
    told = shareable(records, to.key)
    empty = Brief(
        title="How you can speak for my work",
        to=to,
        request=request_sentence(request, records.today),
        foot=foot_of(records, to),
        energy=one_line(energy),
        split=checked_split(records, to, split) or agreed_split(records, to),
        left_out=left_out(records, to),
    )
    brief = with_wins(empty, told, tuple(stories) or fitting(told, to)[:STORIES], not_to_say=(*NOT_TO_SAY, *not_to_say))
    nothing = () if brief.stories else (f"no win of this period may be shown to {to.name}",)
    return replace(brief, missing=(*brief.missing, *nothing))


def with_wins(
    brief: Brief, told: Records, lines: Sequence[int], *, not_to_say: Sequence[str], proofs: Sequence[Proof] = ()
) -> Brief:
    """Return a brief with wins told as stories and what proves them, and with what would make it better.

    Args:
        brief: what else it says.
        told: what its reader may see.
        lines: lines of wins.csv.
        not_to_say: what is not to be said; blanks are left out.
        proofs: what proves it besides the wins.

    Raises:
        KitError: if one of the wins is not for this reader.

    """
    if hidden := [line for line in lines if line not in told.wins.index]:
        message = f"the win in line {hidden[0]} of wins.csv is not for {brief.to.name if brief.to else 'everybody'}"
        raise KitError.of("K104", message, "Choose another, or change its `audience` or `confidential` first.")
    stories, evidence = stories_of(told, lines), (*proofs_of(told, lines), *proofs)
    missing = [
        *brief.missing,
        *lacking_in(stories),
        *([] if brief.energy else [PROMPT]),
        *([] if evidence else [UNPROVEN]),
    ]
    words = tuple(one_line(part) for part in not_to_say if one_line(part))
    return replace(brief, stories=stories, evidence=evidence, not_to_say=words, missing=tuple(missing))


def foot_of(records: Records, to: Person | None) -> str:
    """Return from whom and when a page is, and for whom alone, if it is for one."""
    role = one_line(records.profile.role)
    alone = f" For {to.name} alone; please do not pass it on without asking me." if to else ""
    return f"{role + ', ' if role else ''}{day(records.today)}.{alone}"


def proposed_request(records: Records, person: Person) -> Request:
    """Return a request to begin with, from the user's newest open ask and what is on file of the person.

    Blank where there is nothing.

    A raise is named without its figure: that is the user's own to name.
    """
    asks = sorted(
        (ask for ask in asks_of(records) if ask.is_open and ask.next_date >= records.today), key=lambda ask: ask.written
    )
    want, by = "", records.today + AHEAD
    if asks:
        want, by = "a raise" if asks[-1].kind == "raise" else one_line(asks[-1].request), asks[-1].next_date
    return Request(want, by, help_of(person, "what changed"), NEED)


def help_of(person: Person, what: str) -> str:
    """Return how a person can help, by the first room they are in and what they care about.

    Empty for somebody in no room.
    """
    cares = f", and what it did for {person.cares_about[0]}" if person.cares_about else ""
    return f"say in the {person.rooms[0].removeprefix('the ')} {what}{cares}" if person.rooms else ""


def request_sentence(request: Request, today: date, *, cause: bool = False) -> str:
    """Return the request in one sentence; that of a cause says what is asked for it.

    Raises:
        KitError: with an issue for each part that is missing, and for a day that is none or has passed.

    """
    problems = [
        (f"the request does not say {lacking}", fix)
        for lacking, fix, given in (
            ("what you want", "Say in a few words what you want.", request.want),
            ("how this person can help", "Name one thing that they can do.", request.help),
            (
                "what you need from this person",
                "Say what you need from them: an answer, a name, ten minutes.",
                request.need,
            ),
        )
        if not given.strip()
    ]
    try:
        by = as_day(request.by)
    except KitError:
        by = None
        problems.append(
            (f"{str(request.by)!r} is no date", "Name the day, such as 2026-12-01: what has no day is put off.")
        )
    if by is not None and by < today:
        problems.append(("the day of the request has passed", "Name a day that lies ahead."))
    if problems or by is None:
        raise KitError([Issue("brief", 0, 0, "K103", "error", message, fix=fix) for message, fix in problems])
    want, help_, need = (one_line(part).rstrip(".") for part in (request.want, request.help, request.need))
    asked = f"By {day(by)} I ask for this: {want}" if cause else f"I want {want} by {day(by)}"
    return f"{asked}; you can help if you {help_}, and what I need from you is {need}."


def brief_page(brief: Brief) -> Page:
    """Return the brief as a page; what is for the user's eyes only (`missing`, `left_out`) is not in it."""
    reader = brief.to.name if brief.to else ""
    blocks = (
        *section("The request", paragraph(brief.request), request=True),
        *section("Stories", listing(" ".join(story.sentences) for story in brief.stories)),
        *section("Questions and answers", listing(f"{question} {plain(answer)}." for question, answer in brief.said)),
        *section("How it was said", listing(brief.manner)),
        *section("Evidence", Listing(tuple(Item(proof.words, proof.link) for proof in brief.evidence))),
        *section("Why it matters to me", paragraph(brief.energy)),
        *section("What I can add from where I stand", paragraph(brief.advantage)),
        *section("Who takes which part", listing(split_words(*pair, reader) for pair in brief.split)),
        *section("What not to say", listing(brief.not_to_say)),
    )
    return Page(brief.title, blocks, brief.foot, to=reader)


ROLES = ("tells the story", "brings the evidence", "lends conviction")
MYSELF = "I"

Split = tuple[tuple[str, str], ...]  # name and role, a pair each


def nameable(records: Records) -> tuple[Person, ...]:
    """Return the people who may be named to others: they agreed to do something, and their consent is on file."""
    return tuple(person for person in people_of(records) if person.agreed and person.consent_date is not None)


def agreed_split(records: Records, to: Person) -> Split:
    """Return who takes which part, every part once.

    Others only where they agreed to a part and may be named; the reader as they agreed, else as fits: who decides lends
    conviction, anybody else takes the first part that is free. What nobody agreed to is the user's own.
    """
    takes: dict[str, str] = {}
    for person in (to, *nameable(records)):
        role = next((role for role in ROLES if any(role in entry.casefold() for entry in person.offers)), "")
        if role and person.name not in takes.values():
            takes.setdefault(role, person.name)
    if to.name not in takes.values():
        takes[ROLES[-1] if to.decides else next((role for role in ROLES if role not in takes), ROLES[-1])] = to.name
    return tuple((takes.get(role, MYSELF), role) for role in ROLES)


def usual_split(to: Person | None) -> Split:
    """Return a split in which the reader lends conviction and the rest is the user's; without a reader all of it is."""
    return (*((MYSELF, role) for role in ROLES[:-1]), (to.name if to else MYSELF, ROLES[-1]))


def checked_split(records: Records, to: Person | None, split: Sequence[tuple[str, str]]) -> Split:
    """Return a split as given, if everybody in it may be named to this reader.

    Raises:
        KitError: if somebody may not be named, or a part is none of `ROLES`.

    """
    free = {MYSELF, *(person.name for person in nameable(records)), *([to.name] if to else [])}
    for name, role in split:
        if role not in ROLES:
            raise KitError.of("K103", f"there is no part {role!r}", f"Name one of: {', '.join(ROLES)}.")
        if name not in free:
            fix = "Write down in people.csv what they agreed to do, and the day and words of it."
            raise KitError.of("K103", f"{name} has not agreed to be named", fix)
    return tuple(split)


def split_words(name: str, role: str, reader: str = "") -> str:
    """Return who takes a part, such as "Luis Ortega tells the story" and "I tell the story"; a reader is spoken to."""
    if name not in (MYSELF, reader):
        return f"{name} {role}"
    verb, _, rest = role.partition(" ")
    return f"{'You' if name != MYSELF else name} {verb.removesuffix('s')} {rest}"
