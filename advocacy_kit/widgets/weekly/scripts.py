"""One script a week to say aloud, filled with the person's own facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.core.assets import word_list
from advocacy_kit.core.model import Records, as_day, day
from advocacy_kit.log.first_person import first_person, ranked, result
from advocacy_kit.log.highlight import monday
from advocacy_kit.log.sharing import first_name, manager_of, shareable
from advocacy_kit.raise_case.manager_page import next_date

LATE = timedelta(days=91)


@dataclass(frozen=True, repr=False)
class Script:
    """A script: its `key` in `data/words/scripts.toml`, title, when it is said, its lines.

    And why it is this one's turn.
    """

    key: str
    title: str
    when: str
    lines: tuple[str, ...]
    why: str

    def __repr__(self) -> str:
        return f"<Script {self.key}>"


def script_keys() -> tuple[str, ...]:
    """Return the keys of all scripts in the order in which they come up."""
    return tuple(key for key in word_list("scripts") if not key.startswith("fill_"))


def script(records: Records, key: str, why: str = "") -> Script:
    """Return a script with the person's facts: the strongest win of the last quarter that the manager may see.

    No amount of money is in it but what the person wrote into the win's own words; where a fact is missing, a prompt in
    square brackets stands in its place.
    """
    title, when, *lines = word_list("scripts")[key]
    facts = _facts(records)
    return Script(key, title, when, tuple(line.format(**facts) for line in lines), why)


def script_of_the_week(records: Records, week: date | str | None = None) -> Script:
    """Return the script of a week: one that was never practised, or else not for longest.

    By practice.csv before that week.

    Among equals they take turns by the week, so that the same week always has the same script.

    Args:
        records: the person's tables.
        week: any day of the week; default: today's.

    Raises:
        KitError: if `week` is no date.
    """
    start = monday(records.today if week is None else as_day(week))
    keys = script_keys()
    first = start.toordinal() // 7 % len(keys)
    turn = (*keys[first:], *keys[:first])
    practised = _practised(records, start)
    if not practised:
        return script(records, turn[0], "It is this week's turn.")
    key = min(turn, key=lambda name: practised.get(name, date.min))  # the first of equals
    last = practised.get(key)
    return script(
        records,
        key,
        (
            f"You last practised it on {day(last)}: longer ago than any other."
            if last
            else "You have not practised it yet."
        ),
    )


def _practised(records: Records, before: date) -> dict[str, date]:
    """Return the last day on which each script was practised, by key; practice.csv names it by its key or its title."""
    rows = records.practice
    rows = rows[rows["date"] < pd.Timestamp(before)]
    lists = word_list("scripts")
    keys = {name.casefold(): key for key in script_keys() for name in (key, key.replace("_", " "), lists[key][0])}
    found = rows.assign(key=rows["script"].str.strip().str.casefold().map(keys)).dropna(subset=["key"])
    return {str(key): last.date() for key, last in found.groupby("key")["date"].max().items()}


def _facts(records: Records) -> dict[str, str]:
    manager = manager_of(records)
    told = shareable(records, manager)
    wins = told.wins
    wins = wins[(wins["date"] > pd.Timestamp(records.today - LATE)) & (wins["date"] <= pd.Timestamp(records.today))]
    best = ranked(told, wins).head(1)
    facts = {"did": "", "changed": "", "manager": first_name(records, manager), "by": day(next_date(records))}
    for _, row in best.iterrows():
        facts |= {"did": first_person(row["win"]), "changed": result(row, row["impact"])}
    fills = word_list("scripts")
    return {name: fact or fills[f"fill_{name}"][0] for name, fact in facts.items()}
