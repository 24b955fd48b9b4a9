"""What may be seen by one other person.

Rows are filtered before anything is added up, so that no sum leaks what a row may not.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd

from advocacy_kit.core.model import Records, cached_per_records
from advocacy_kit.core.tables import TABLES
from advocacy_kit.core.values import split_list

# tables of which something may be told; all others are the user's own, and come out empty
TOLD = ("wins", "outcomes", "goals", "checkins", "objectives", "competencies", "reviews", "people")


def manager_of(records: Records) -> str:
    """Return the id of the first manager of people.csv, or the name where there is no id; empty without one."""
    rows = records.people[records.people["relation"] == "manager"]
    if rows.empty:
        return ""
    return key_of(rows.iloc[0])


def key_of(row: pd.Series) -> str:
    """Return how other tables refer to a row of people.csv: by its id.

    A row without an id of its own is referred to by its name, for a derived id is never stored.
    """
    key, name = row["id"], row["name"]
    return str(name if not isinstance(key, str) or (key.startswith("~") and isinstance(name, str)) else key)


def name_of(records: Records, person: str) -> str:
    """Return the name of a person given by id; the text itself where people.csv does not know it."""
    rows = records.people[records.people["id"] == person]
    return str(rows["name"].iloc[0]) if len(rows) else person


def first_name(records: Records, person: str) -> str:
    """Return how a person is addressed: the first word of the name.

    The text itself where people.csv does not know it.
    """
    return (name_of(records, person).split() or [""])[0]


def _called(records: Records, person: str) -> set[str]:
    return {person, name_of(records, person)} - {""}


def may_be_told(records: Records, person: str) -> pd.Series:
    """Return of each win whether a person may know of it: the rule of `shareable`, by which it leaves rows out."""
    called, wins = _called(records, person), records.wins
    open_to = wins["audience"].map(lambda cell: not split_list(cell) or bool(called & set(split_list(cell))))
    return open_to.astype(bool) & ~wins["confidential"].astype(bool)


@cached_per_records
def shareable(records: Records, person: str) -> Records:
    """Return the records as one person may know them.

    Confidential wins are left out, and wins whose `audience` names others only; a blank audience means everyone. With
    the wins go their outcomes and their evidence. Of the people only names and relations stay, of the objectives those
    of this person or of nobody named. Pay, bands, market, doubts, asks and self-ratings come out empty.

    Args:
        records: the person's tables.
        person: an id of people.csv, or a name; empty for somebody who is not on file.
    """
    called, wins, told = _called(records, person), records.wins, may_be_told(records, person)
    hidden = set(wins.loc[~told, "id"].dropna())
    wins = wins[told]
    wins = _blanked(wins, ("audience", "known_to"))  # who else may see them, or knows of them, is nobody else's matter
    outcomes = records.outcomes
    # an id that two wins share says not whose the outcome is: it stays with the one that is not told
    outcomes = outcomes[outcomes["win_id"].isin(set(wins["id"].dropna()) - hidden)]
    objectives = records.objectives
    people = records.people
    private = tuple(column for column in people.columns if column not in ("id", "name", "relation"))
    frames = {name: frame if name in TOLD else _emptied(name, frame) for name, frame in records.frames.items()}
    frames |= {
        "wins": wins,
        "outcomes": outcomes,
        "objectives": (
            objectives[objectives["owner"].isna() | objectives["owner"].isin(called)] if called else objectives
        ),
        "people": _blanked(people, private),
    }
    named = {item for table in (wins, outcomes) for cell in table["evidence"] for item in split_list(cell)}
    evidence = {item: found for item, found in records.evidence.items() if item in named}
    return replace(records, frames=frames, issues=(), evidence=evidence)


def _emptied(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    return _empty(name) if name in TABLES else frame.iloc[:0]


@cache
def _empty(name: str) -> pd.DataFrame:
    """Return a table without rows, made once: a page asks for all of them for every person."""
    return TABLES[name].empty()


def _blanked(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    return frame.assign(
        **{column: pd.Series(pd.NA, index=frame.index).astype(frame[column].dtype) for column in columns}
    )
