"""Who takes which part when the work is spoken for.

Who tells the story, who brings the evidence, who lends conviction.
"""

from __future__ import annotations

from collections.abc import Sequence

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records
from advocacy_kit.log.people import Person, people_of

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
