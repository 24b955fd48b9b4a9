"""What one other person does not get to see.

Listed with its reason for the user, and looked for in texts changed by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

import pandas as pd

from advocacy_kit.core.cells import one_line
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records
from advocacy_kit.core.values import split_list
from advocacy_kit.log.people import Person, open_to, people_of
from advocacy_kit.log.periods import in_period
from advocacy_kit.log.sharing import name_of, shareable

_TAG = re.compile(r"<[^<>]*>")
LONG_ENOUGH = 12  # letters that are no chance: shorter words may stand in any text


@dataclass(frozen=True)
class LeftOut:
    """For the user's eyes only: a win that is not in the brief, and why."""

    line: int
    win: str
    why: str


def left_out(records: Records, person: Person) -> tuple[LeftOut, ...]:
    """Return the wins of the period that a person may not see, with the reason: for the user's own preview."""
    return withheld(records, in_period(records), open_to(records, person))


def strays(records: Records, reader: str, text: str) -> tuple[LeftOut, ...]:
    """Return the wins that a reader may not see and whose own words stand in a text, such as one changed by hand.

    Args:
        records: the user's tables.
        reader: an id or name of people.csv; empty for anybody.
        text: plain text, Markdown or HTML. Words that a win which the reader may see has too are nobody's secret.

    """
    told = shareable(records, reader)
    open_words = set(_sayings(told.wins, told.outcomes, told.wins.index).values())
    said = _flat(_TAG.sub(" ", unescape(text)))
    hidden = records.wins.index.difference(told.wins.index)
    found = {
        line
        for (line, _), words in _sayings(records.wins, records.outcomes, hidden).items()
        if len(words) >= LONG_ENOUGH and words not in open_words and words in said
    }
    return withheld(records, records.wins[records.wins.index.isin(found)], frozenset())


def _sayings(wins: pd.DataFrame, outcomes: pd.DataFrame, lines: pd.Index) -> dict[tuple[object, str], str]:
    """Return what some wins and their outcomes say in the user's words, by line and where it stands."""
    chosen = wins[wins.index.isin(lines)]
    said = {(line, name): _flat(cell) for name in ("win", "impact", "praise") for line, cell in chosen[name].items()}
    of = {key: line for line, key in chosen["id"].items() if isinstance(key, str)}
    for place, row in outcomes[outcomes["win_id"].isin(set(of))].iterrows():
        said |= {(of[row["win_id"]], f"{name} {place}"): _flat(row[name]) for name in ("outcome", "praise")}
    return {where: words for where, words in said.items() if words}


def withheld(records: Records, wins: pd.DataFrame, lines: frozenset[int]) -> tuple[LeftOut, ...]:
    """Return those of some wins that do not lie on the lines a reader may see, each with the reason why.

    For the user's own preview.
    """
    found = []
    for line, row in wins.iterrows():
        if line not in lines:
            why = (
                "confidential"
                if bool(row["confidential"])
                else f"only for {', '.join(_names(records, row['audience']))}"
            )
            found.append(LeftOut(int(str(line)), one_line(row["win"]), why))
    return tuple(found)


def _flat(cell: object) -> str:
    """Return the letters and digits of a text in small letters, a space between words."""
    return " ".join(re.findall(r"\w+", cell.casefold())) if isinstance(cell, str) else ""


def _names(records: Records, cell: object) -> list[str]:
    known = {key: person.name for person in people_of(records) for key in person.called}
    return [known.get(item.casefold(), item) for item in split_list(cell)]


def refusal(records: Records, reader: str, found: tuple[LeftOut, ...]) -> KitError:
    """Return the error that says why a text is not written for a reader: whose words stand in it."""
    whom = name_of(records, reader) or "everybody"
    words = "; ".join(f"line {out.line} of wins.csv ({out.why})" for out in found)
    message = f"the text holds words of wins that are not for {whom}: {words}"
    return KitError.of("K104", message, "Take them out, or change the win’s `audience` or `confidential` first.")
