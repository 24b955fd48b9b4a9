"""The people who can speak for you.

Who knows of which win, which wins no deciding room has heard of, whom to tell what next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.core.assets import word_list
from advocacy_kit.core.cells import one_line
from advocacy_kit.core.model import Records, cached_per_records, day, iso_day
from advocacy_kit.core.tables import RELATIONS
from advocacy_kit.core.values import split_list
from advocacy_kit.log.periods import in_period
from advocacy_kit.log.sharing import key_of, may_be_told
from advocacy_kit.log.strength import strengths

# days without a talk after which it is time for one, by relation
TALK_EVERY = {"manager": 14, "sponsor": 60, "ally": 45, "peer": 90, "report": 30, "mentee": 30}
OFFER_DAYS = 14
STRONGEST = 10
# where something is best told, by what the person is to you
CHANNELS = {
    "manager": "the next one-on-one",
    "sponsor": "a short note with the one number",
    "ally": "a cross-team talk",
    "peer": "a cross-team talk",
    "report": "the team update",
    "mentee": "the team update",
}
KNOWS, MAY, NOT = "knows", "may be told", "not for this person"
_OFFERED_ON = re.compile(r"(\d{4}-\d\d-\d\d)\s*:?\s*")  # an entry of `agreed` may begin with its day
_SETTLED = re.compile(r"(?:done|taken up)\b", re.IGNORECASE)  # how an entry of `agreed` says that it is settled


@dataclass(frozen=True)
class Person:
    """Somebody of people.csv.

    `key` is the id, or the name where there is none; `decides` says whether a room of theirs decides on pay, roles or
    budgets (a manager's always does); `agreed` has what they agreed to do or offered, entry by entry.
    """

    key: str
    name: str
    relation: str
    cares_about: tuple[str, ...]
    rooms: tuple[str, ...]
    agreed: tuple[str, ...]
    decides: bool
    consent_date: date | None
    consent_words: str
    last_spoken: date | None
    line: int

    @property
    def first_name(self) -> str:
        """The name as one says it."""
        return self.name.split()[0] if self.name.split() else self.name

    @property
    def called(self) -> frozenset[str]:
        """How other tables may name this person, in small letters."""
        return frozenset({self.key.casefold(), self.name.casefold()})

    @property
    def offers(self) -> tuple[str, ...]:
        """What they agreed to do or offered and that is not settled.

        An entry that begins with "done" or "taken up" is.
        """
        return tuple(words for _, words in self.dated_offers)

    @property
    def dated_offers(self) -> tuple[tuple[date | None, str], ...]:
        """The same, each with its own day where the entry begins with one."""
        entries = (_with_day(entry) for entry in self.agreed)
        return tuple((on, words) for on, words in entries if not _SETTLED.match(words))


def _with_day(entry: str) -> tuple[date | None, str]:
    """Return the day with which an entry of `agreed` begins, None where it has none, and the rest."""
    found = _OFFERED_ON.match(entry)
    day = iso_day(found[1]) if found else None
    return (day, entry[found.end() :]) if found and day else (None, entry)


@cached_per_records
def people_of(records: Records) -> tuple[Person, ...]:
    """Return the people on file: those who decide first, then by what they are to you, then in the file's order."""
    deciding = tuple(word.casefold() for word in word_list("rooms")["deciding"])
    found = []
    for line, row in records.people.iterrows():
        rooms = tuple(split_list(row["rooms"]))
        key = one_line(key_of(row))
        person = Person(
            key=key,
            name=one_line(row["name"]) or key,
            relation=one_line(row["relation"]),
            cares_about=tuple(split_list(row["cares_about"])),
            rooms=rooms,
            agreed=tuple(split_list(row["agreed"])),
            decides=row["relation"] == "manager"
            or any(word in f"{room.casefold()} " for room in rooms for word in deciding),
            consent_date=_day(row["consent_date"]),
            consent_words=one_line(row["consent_words"]),
            last_spoken=_day(row["last_spoken"]),
            line=int(str(line)),
        )
        found.append(person)
    places = {relation: place for place, relation in enumerate(RELATIONS)}
    return tuple(sorted(found, key=lambda person: (not person.decides, places.get(person.relation, len(places)))))


def person_named(records: Records, key: str) -> Person | None:
    """Return the person of that id or name; None for somebody who is not on file."""
    wanted = key.strip().casefold()
    return next((person for person in people_of(records) if wanted in person.called), None)


def _day(cell: object) -> date | None:
    return cell.date() if isinstance(cell, pd.Timestamp) and not pd.isna(cell) else None


def names_in(cell: object) -> frozenset[str]:
    """Return the people whom a list cell names, in small letters."""
    return frozenset(item.casefold() for item in split_list(cell))


def open_to(records: Records, person: Person) -> frozenset[int]:
    """Return the lines of the wins that a person may see: the one rule is that of `shareable`."""
    told = may_be_told(records, person.key)
    return frozenset(int(str(line)) for line in told.index[told])


def visibility(records: Records, *, most: int = STRONGEST) -> pd.DataFrame:
    """Return who knows of the strongest wins of the period.

    Args:
        records: the person's own tables; the result is for the person alone, since it shows all wins.
        most: how many wins.

    Returns:
        One row a win and person, strongest win first: `line`, `date`, `win`, `points`, `person` (key), `name`,
            `decides`,
        `state`: "knows", "may be told" or "not for this person". Without people on file it has no rows.
    """
    strong = strengths(records)
    strong = strong[strong.index.isin(in_period(records).index) & (strong["points"] > 0)].head(most)
    people = [(person, open_to(records, person)) for person in people_of(records)]
    rows = []
    for line, win in strong.iterrows():
        heard = names_in(win["known_to"])
        for person, lines in people:
            state = KNOWS if person.called & heard else MAY if line in lines else NOT
            rows.append((line, win["date"], win["win"], win["points"], person.key, person.name, person.decides, state))
    columns = ["line", "date", "win", "points", "person", "name", "decides", "state"]
    return pd.DataFrame(rows, columns=columns).astype({"decides": "bool"})


def unheard(seen: pd.DataFrame) -> pd.DataFrame:
    """Return the wins of `visibility` that nobody in a deciding room knows though somebody there may.

    `line`, `date`, `win`, `points`.
    """
    deciding = seen[seen["decides"]]
    states = deciding.groupby("line")["state"].agg(set)
    lines = [line for line, found in states.items() if KNOWS not in found and MAY in found]
    return (
        seen[seen["line"].isin(lines)].drop_duplicates("line")[["line", "date", "win", "points"]].reset_index(drop=True)
    )


@dataclass(frozen=True)
class Share:
    """One thing to tell next: which win (line in wins.csv), to whom, where, and why."""

    line: int
    win: str
    person: str
    name: str
    where: str
    why: str


def share_next(records: Records, *, most: int = 5) -> tuple[Share, ...]:
    """Return what to tell whom next, best first; every win and every person comes once before any comes twice.

    Ranked by whether the person decides and the win is unheard in every deciding room, by what the person cares about,
    by the win's strength, and by how long ago one spoke. Only what the person may see and does not know.
    """
    seen = visibility(records, most=3 * STRONGEST)
    people = {person.key: person for person in people_of(records)}
    quiet = {late.person.key for late in not_spoken_to(records)}
    lines = set(unheard(seen)["line"]) if len(seen) else set()
    wins, reasons = records.wins, strengths(records)["reasons"]
    ranked = []
    for row in seen[seen["state"] == MAY].itertuples():
        person = people[row.person]
        cares = cared_about(wins.loc[row.line], person)
        news = row.line in lines and person.decides
        why = [
            "no deciding room has heard of it" if news else "",
            f"{person.first_name} cares about {cares}" if cares else "",
            f"strong: {', '.join(reasons[row.line].split(', ')[:2])}",
            "you have not spoken for long" if person.key in quiet else "",
        ]
        order = (-3 * news - 2 * bool(cares) - person.decides, -row.points, person.key not in quiet, row.line)
        where = CHANNELS.get(person.relation, CHANNELS["peer"])
        ranked.append(
            (
                order,
                Share(int(row.line), row.win, person.key, person.name, where, "; ".join(part for part in why if part)),
            )
        )
    ranked.sort(key=lambda pair: pair[0])
    return tuple(_spread([share for _, share in ranked])[:most])


def _spread(shares: list[Share]) -> list[Share]:
    """Return the same shares, those of new wins and new people first."""
    first: list[Share] = []
    for share in shares:
        if all(share.line != other.line and share.person != other.person for other in first):
            first.append(share)
    return first + [share for share in shares if share not in first]


def cared_about(win: pd.Series, person: Person) -> str:
    """Return the first of a person's concerns that a win touches, by their common words; empty if none."""
    said = " ".join(one_line(win[name]) for name in ("win", "impact", "beneficiary", "measure", "category"))
    words = set(_words(said))
    return next((concern for concern in person.cares_about if words & set(_words(concern))), "")


def _words(text: str) -> list[str]:
    """Return the longer words of a text that mean something, without their endings."""
    common = set(word_list("rooms")["common"])
    return [
        re.sub(r"(?:ies|es|s)$", "", word)
        for word in re.findall(r"[^\W\d_]{4,}", text.casefold())
        if word not in common
    ]


@dataclass(frozen=True)
class Late:
    """Somebody to whom one has not spoken for longer than fits.

    Since when, how many days, and the day on which it was due.
    """

    person: Person
    days: int | None
    words: str


def not_spoken_to(records: Records) -> tuple[Late, ...]:
    """Return the people with whom a talk is due, the most overdue first; those without a date on file come last."""
    found = []
    for person in people_of(records):
        every = TALK_EVERY.get(person.relation, TALK_EVERY["peer"])
        if person.last_spoken is None:
            found.append((0, Late(person, None, f"No talk with {person.name} is on record.")))
            continue
        days = (records.today - person.last_spoken).days
        if days > every:
            words = f"You last spoke with {person.name} on {day(person.last_spoken)}, {days} days ago."
            found.append((-days + every, Late(person, days, words)))
    return tuple(late for _, late in sorted(found, key=lambda pair: pair[0]))


@dataclass(frozen=True)
class Offer:
    """Help that somebody agreed to or offered and that was not taken up: in their words, and for how many days."""

    person: Person
    words: str
    days: int


def open_offers(records: Records, *, days: int = OFFER_DAYS) -> tuple[Offer, ...]:
    """Return the offers that have been open for `days` or longer, the oldest first.

    An offer counts from its own day, where the entry in `agreed` begins with one ("2026-09-01 reads the draft"), else
    from the day one last spoke. It is settled for itself alone: by an entry that begins with "done" or "taken up", or
    by an option of an ask whose owner is this person and that names two words of it (or the only one).
    """
    options = records.options
    found = []
    for person in people_of(records):
        theirs = options[
            options["owner"].map(lambda owner, called=person.called: one_line(owner).casefold() in called).astype(bool)
        ]
        taken = [
            set(_words(f"{one_line(row['option'])} {one_line(row['first_step'])}")) for _, row in theirs.iterrows()
        ]
        for on, words in person.dated_offers:
            since, meant = on or person.last_spoken, set(_words(words))
            if since is None or (meant and any(len(meant & named) >= min(2, len(meant)) for named in taken)):
                continue
            waited = (records.today - since).days
            found += [Offer(person, words, waited)] if waited >= days else []
    return tuple(sorted(found, key=lambda offer: -offer.days))
