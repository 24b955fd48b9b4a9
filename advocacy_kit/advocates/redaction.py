"""What one other person does not get to see: listed with its reason for the user, and looked for in texts changed by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from advocacy_kit.advocates.people import Person, open_to, people_of, text_of
from advocacy_kit.model import Records
from advocacy_kit.periods import in_period
from advocacy_kit.values import split_list

LONG_ENOUGH = 12  # letters that are no chance: shorter words may stand in any text


@dataclass(frozen=True)
class LeftOut:
    """For the user's eyes only: a win that is not in the brief, and why."""

    line: int
    win: str
    why: str


def left_out(records: Records, person: Person, wins: pd.DataFrame | None = None) -> tuple[LeftOut, ...]:
    """Return the wins (default: of the period) that a person may not see, with the reason: for the user's own preview."""
    found = []
    lines = open_to(records, person)
    for line, row in (in_period(records) if wins is None else wins).iterrows():
        if line not in lines:
            why = "confidential" if bool(row["confidential"]) else f"only for {', '.join(_names(records, row['audience']))}"
            found.append(LeftOut(int(str(line)), text_of(row["win"]), why))
    return tuple(found)


def strays(records: Records, person: Person, text: str) -> tuple[LeftOut, ...]:
    """Return the wins that a person may not see and whose own words stand in a text, such as one changed by hand."""
    said = _flat(text)
    wins = records.wins
    words = [wins[name].map(_flat) for name in ("win", "impact", "praise")]
    there = [any(len(cell) >= LONG_ENOUGH and cell in said for cell in cells) for cells in zip(*words, strict=True)]
    return left_out(records, person, wins[there])


def _flat(cell: object) -> str:
    """Return the letters and digits of a text in small letters, a space between words."""
    return " ".join(re.findall(r"\w+", cell.casefold())) if isinstance(cell, str) else ""


def _names(records: Records, cell: object) -> list[str]:
    known = {key: person.name for person in people_of(records) for key in person.called}
    return [known.get(item.casefold(), item) for item in split_list(cell)]
