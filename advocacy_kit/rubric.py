"""The rubric: what the employer expects of the present and the next level, and which wins show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from advocacy_kit.assessment_signs import known_wins, leads_somewhere
from advocacy_kit.model import Records, counted, short
from advocacy_kit.other_asks import next_level
from advocacy_kit.strength import strengths
from advocacy_kit.values import split_list

State = Literal["covered", "thin", "none"]
Role = Literal["present", "next"]
MEANING: dict[State, str] = {"covered": "covered", "thin": "thin", "none": "nothing yet"}
RUBRIC_HEAD = ("level", "what is expected", "how it stands", "the strongest win that shows it")
MISSING: tuple[State, ...] = ("none", "thin")


@dataclass(frozen=True, eq=False)
class Expectation:
    """One expectation of a level with the wins that show it, strongest first (the columns of `strengths`); `evidenced` of them have evidence."""

    key: str
    line: int
    level: str
    competency: str
    expectation: str
    wins: pd.DataFrame
    evidenced: int

    @property
    def state(self) -> State:
        """Without a win "none"; with one win, or none that has evidence, "thin"; else "covered"."""
        if self.wins.empty:
            return "none"
        return "thin" if len(self.wins) == 1 or not self.evidenced else "covered"

    @property
    def words(self) -> str:
        """How it stands, such as "covered: 3 wins, 2 with evidence"."""
        shown = "" if self.wins.empty else f": {counted(len(self.wins), 'win')}, {self.evidenced or 'none'} with evidence"
        return f"{MEANING[self.state]}{shown}"


@dataclass(frozen=True)
class Level:
    """A level of the rubric: `role` is "present" or "next"."""

    name: str
    role: Role
    expectations: tuple[Expectation, ...]

    def of(self, state: State) -> tuple[Expectation, ...]:
        """Return the expectations in that state."""
        return tuple(item for item in self.expectations if item.state == state)

    @property
    def words(self) -> str:
        """Such as "Next level, senior: 2 of 6 expectations covered, 2 thin, 2 with nothing yet"."""
        thin, none = len(self.of("thin")), len(self.of("none"))
        rest = [f"{thin} thin"] * bool(thin) + [f"{none} with nothing yet"] * bool(none)
        covered = f"{len(self.of('covered'))} of {counted(len(self.expectations), 'expectation')} covered"
        return f"{self.role.capitalize()} level, {self.name}: {', '.join([covered, *rest])}"


@dataclass(frozen=True)
class Rubric:
    """The present and the next level, each if competencies.csv has it."""

    levels: tuple[Level, ...]

    @property
    def words(self) -> str:
        """How both levels stand and what to do next."""
        if not self.levels:
            return "There is no rubric: write what your employer expects of your level and the next one into competencies.csv, then name its ids in your wins."
        first = next((item for level in reversed(self.levels) for state in MISSING for item in level.of(state)), None)
        todo = f" Next: a win that shows “{short(first.competency)}”, or evidence for it." if first else " Every expectation is covered."
        return ". ".join(level.words for level in self.levels) + "." + todo


def rubric(records: Records) -> Rubric:
    """Return the levels of competencies.csv that matter now, with the wins that show each expectation.

    A win shows an expectation by naming its id or its competency. Wins of the whole log up to today count; confidential ones
    do not, for they could be shown to nobody. Evidence counts where it leads somewhere, of a win or of its outcomes.
    """
    rows = records.competencies
    own, following = (records.profile.level or "").strip().casefold(), next_level(records)
    table = strengths(records)
    table = table[table.index.isin(known_wins(records).index) & ~table["confidential"]]
    named = table["competencies"].map(lambda cell: frozenset(split_list(cell)))
    later = records.outcomes[records.outcomes["date"] <= pd.Timestamp(records.today)]
    proved = {key for key, cell in zip(later["win_id"], later["evidence"], strict=True) if leads_somewhere(records, cell)}
    shown = table["evidence"].map(lambda cell: leads_somewhere(records, cell)).astype(bool) | table["id"].isin(proved)

    def expectation(row: pd.Series) -> Expectation:
        names = {name for name in (row["id"], row["competency"]) if isinstance(name, str)}
        showing = named.map(lambda items: not names.isdisjoint(items)).astype(bool)
        said = row["expectation"] if isinstance(row["expectation"], str) else ""
        key = row["id"] if isinstance(row["id"], str) else row["competency"]
        return Expectation(key, int(str(row.name)), row["level"], row["competency"], said, table[showing], int((showing & shown).sum()))

    def level(role: Role, chosen: pd.DataFrame) -> tuple[Level, ...]:
        expected = tuple(expectation(row) for _, row in chosen.iterrows())
        return (Level(expected[0].level, role, expected),) if expected else ()

    present = rows[rows["level"].str.strip().str.casefold() == own]
    return Rubric(level("present", present) + level("next", rows[rows["level"] == following]))


def rubric_rows(found: Rubric) -> tuple[tuple[str, ...], ...]:
    """Return the expectations as rows of text: level, competency, how it stands, the strongest win that shows it."""
    return tuple(
        (level.name, item.competency, item.words, short(item.wins["win"].iloc[0], 90) if len(item.wins) else "")
        for level in found.levels
        for item in level.expectations
    )
