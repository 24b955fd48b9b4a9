"""Asked and given: what one asked of people and got, what one did for them, whom to thank, whom to speak with when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.core.cells import one_line
from advocacy_kit.core.model import Records, short
from advocacy_kit.log.people import TALK_EVERY, Person, people_of
from advocacy_kit.log.periods import workday


@dataclass(frozen=True)
class Thanks:
    """A thank-you that is due: to whom, for what, since when."""

    person: Person
    what: str
    since: date


@dataclass(frozen=True)
class FollowUp:
    """A day on which to speak with somebody, and about what."""

    person: Person
    on: date
    about: str


def balance(records: Records) -> pd.DataFrame:
    """Return what went to and fro with each person on file.

    Returns:
        One row a person: `person` (key), `name`, `relation`, `asked` (asks put to them), `agreed` (entries of what they
            agreed
        to or offered), `praised` (times they praised), `given` (days on which one listened before speaking for them),
        `last` (newest day of any of these, NaT if none).
    """
    rows = []
    praise = _praise(records)
    for person in people_of(records):
        asks = records.asks[_named(records.asks["to"], person)]
        heard = records.conversations[_named(records.conversations["person_id"], person)]
        praised = praise[_named(praise["praise_by"], person)]
        days = [*asks["date"], *heard["date"], *praised["date"]]
        days += [pd.Timestamp(person.last_spoken)] if person.last_spoken else []
        rows.append(
            {
                "person": person.key,
                "name": person.name,
                "relation": person.relation,
                "asked": len(asks),
                "agreed": len(person.agreed),
                "praised": len(praised),
                "given": int(heard["date"].nunique()),
                "last": max(days) if days else pd.NaT,
            }
        )
    columns = ["person", "name", "relation", "asked", "agreed", "praised", "given", "last"]
    return pd.DataFrame(rows, columns=columns).astype({"last": "datetime64[us]"})


def thanks_due(records: Records) -> tuple[Thanks, ...]:
    """Return whom to thank for praise since one last spoke, oldest first; one for each person."""
    praise = _praise(records)
    found = []
    for person in people_of(records):
        theirs = praise[_named(praise["praise_by"], person)].sort_values("date")
        if person.last_spoken is not None:
            theirs = theirs[theirs["date"] > pd.Timestamp(person.last_spoken)]
        if len(theirs):
            row = theirs.iloc[0]
            found.append(Thanks(person, short(one_line(row["praise"]), 80), row["date"].date()))
    return tuple(sorted(found, key=lambda thanks: thanks.since))


def follow_ups(records: Records, *, weeks: int = 12) -> tuple[FollowUp, ...]:
    """Return the next talk with each person within some weeks, soonest first.

    It is due so many days after the last one as fits the relation (`TALK_EVERY`); what is overdue is due on the next
    working day. Somebody with whom no talk is on record gets none.
    """
    found = []
    for person in people_of(records):
        if person.last_spoken is None:
            continue
        due = person.last_spoken + timedelta(days=TALK_EVERY.get(person.relation, TALK_EVERY["peer"]))
        on = workday(max(due, records.today + timedelta(days=1)))
        if on <= records.today + timedelta(weeks=weeks):
            about = (
                f"their offer: {person.offers[0]}"
                if person.offers
                else person.cares_about[0]
                if person.cares_about
                else "how things are"
            )
            found.append(FollowUp(person, on, about))
    return tuple(sorted(found, key=lambda follow: follow.on))


def _named(column: pd.Series, person: Person) -> pd.Series:
    return column.map(lambda cell: one_line(cell).casefold() in person.called).astype(bool)


def _praise(records: Records) -> pd.DataFrame:
    """Return praise of wins and outcomes: `date`, `praise`, `praise_by`."""
    columns = ["date", "praise", "praise_by"]
    both = pd.concat([records.wins[columns], records.outcomes[columns]], ignore_index=True)
    return both[both["praise"].notna() & both["praise_by"].notna() & (both["date"] <= pd.Timestamp(records.today))]
