"""Wins as they are told: how it was, what I did, what changed, and what proves it; made of what the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from advocacy_kit.core.cells import change, measured, one_line, plain, unit_words
from advocacy_kit.core.model import Records, is_number, month_year
from advocacy_kit.core.values import split_list
from advocacy_kit.log.people import Person, cared_about, person_named
from advocacy_kit.log.periods import in_period
from advocacy_kit.log.strength import strengths

STORIES = 3
LINKS = ("http://", "https://")
UNPROVEN = "no number or link proves these stories yet"


@dataclass(frozen=True)
class Story:
    """A win as it is told: how it was, what I did.

    What changed. `missing` names the parts that the log does not have.
    """

    line: int
    title: str
    situation: str
    did: str
    changed: str
    missing: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The parts that are there, in the order of telling, each with its name."""
        named = (("Before", self.situation), ("What I did", self.did), ("What changed", self.changed))
        return tuple(f"{name}: {part}" for name, part in named if part)


@dataclass(frozen=True)
class Proof:
    """A number with its source, and a link that the other person can open.

    Without a link the proof is with the user.
    """

    words: str
    link: str = ""


def fitting(told: Records, person: Person) -> tuple[int, ...]:
    """Return the wins of the period that may be told, as lines of wins.csv.

    Those that change something first, then what the person cares about, then by strength.
    """
    strong = strengths(told)
    strong = strong[strong.index.isin(in_period(told).index)]
    cares = (
        strong.apply(lambda row: bool(cared_about(row, person)), axis=1).astype(bool)
        if len(strong)
        else pd.Series(dtype=bool)
    )
    changes = strong["impact"].notna() | (strong["before"].notna() & strong["after"].notna())
    ranked = strong.assign(_cares=cares, _changes=changes).sort_values(
        ["_changes", "_cares", "points"], ascending=False, kind="stable"
    )
    return tuple(int(line) for line in ranked.index)


def stories_of(told: Records, lines: Sequence[int]) -> tuple[Story, ...]:
    """Return wins as stories, in the order of `lines`."""
    return tuple(_story(told.wins.loc[line]) for line in lines)


def proofs_of(told: Records, lines: Sequence[int]) -> tuple[Proof, ...]:
    """Return what proves wins and their outcomes.

    Their numbers with where they come from, and links that lead somewhere.
    """
    return tuple(proof for line in lines for proof in _proofs(told, line))


def lacking_in(stories: Sequence[Story]) -> tuple[str, ...]:
    """Say which story lacks what."""
    return tuple(f"“{plain(story.title)}” lacks {' and '.join(story.missing)}" for story in stories if story.missing)


def _story(row: pd.Series) -> Story:
    whom = plain(row["beneficiary"])
    before = plain(row["measure"]) and is_number(row["before"])
    measure = plain(row["measure"])
    stood = f"{measure} stood at {measured(row['before'])}{unit_words(row['unit'])}" if before else ""
    if stood and whom:
        situation = f"For {whom}, {stood}."
    elif stood:
        situation = f"{stood[:1].upper()}{stood[1:]}."
    else:
        situation = f"It was about {whom}." if whom else ""
    changed = plain(row["impact"]) or change(row)
    missing = [name for name, part in (("what it was like before", before), ("what changed", changed)) if not part]
    return Story(
        line=int(str(row.name)),
        title=plain(row["win"]),
        situation=situation,
        did=f"{plain(row['win'])}.",
        changed=f"{changed[:1].upper()}{changed[1:]}." if changed else "",
        missing=tuple(missing),
    )


def _proofs(told: Records, line: int) -> list[Proof]:
    win = told.wins.loc[line]
    later = (
        told.outcomes[told.outcomes["win_id"] == win["id"]] if isinstance(win["id"], str) else told.outcomes.iloc[:0]
    )
    found = []
    for row in (win, *(row for _, row in later.iterrows())):
        items = [item for item in split_list(row["evidence"]) if told.evidence.get(item, False)]
        links = [item for item in items if item.casefold().startswith(LINKS)]
        number = change(row)
        held = "" if links else " I have the proof and can show it." if items else ""
        if number or links:
            said = number or plain(row.get("win") or row.get("outcome"))
            words = f"{said[:1].upper()}{said[1:]} ({month_year(row['date'])}, my own record)."
            found.append(Proof(f"{words}{held}", links[0] if links else ""))
        if isinstance(row["praise"], str) and isinstance(row["praise_by"], str):
            found.append(Proof(f"{_who(told, row['praise_by'])}: “{plain(row['praise'])}.”"))
    return found


def _who(told: Records, key: str) -> str:
    person = person_named(told, key)
    return person.name if person else one_line(key)
