"""The rubric: what the employer expects of the present and the next level, and which wins show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from advocacy_kit.core.cells import as_compared
from advocacy_kit.core.model import Records, counted, short
from advocacy_kit.core.values import split_list
from advocacy_kit.log.periods import known
from advocacy_kit.log.strength import proved, strengths

State = Literal["covered", "thin", "none"]
Role = Literal["present", "next"]
MEANING: dict[State, str] = {"covered": "covered", "thin": "thin", "none": "nothing yet"}
RUBRIC_HEAD = ("level", "what is expected", "how it stands", "the strongest win that shows it")
UNKNOWN_FIX = "write the same level into profile.toml and competencies.csv."
MISSING: tuple[State, ...] = ("none", "thin")


@dataclass(frozen=True, eq=False)
class Expectation:
    """One expectation of a level with the wins that show it, strongest first (the columns of `strengths`).

    `evidenced` of them have evidence.
    """

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
        shown = (
            "" if self.wins.empty else f": {counted(len(self.wins), 'win')}, {self.evidenced or 'none'} with evidence"
        )
        return f"{MEANING[self.state]}{shown}"


@dataclass(frozen=True, eq=False)
class Level:
    """A level of the rubric: `role` is "present" or "next".

    `wins` show any of it, strongest first, `meets` (tuple of text) says what.
    """

    name: str
    role: Role
    expectations: tuple[Expectation, ...]
    wins: pd.DataFrame

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
    """The present and the next level, each if competencies.csv has it.

    `unknown` says why the present one is in no place there.
    """

    levels: tuple[Level, ...]
    unknown: str = ""

    def of(self, role: Role) -> Level | None:
        """Return the level in that role; None without one."""
        return next((level for level in self.levels if level.role == role), None)

    @property
    def words(self) -> str:
        """Both levels, and what to do next."""
        if self.unknown:
            return f"{self.unknown}, so nothing of it can be compared: {UNKNOWN_FIX}"
        if not self.levels:
            return (
                "There is no rubric yet: write down what your employer expects of your level and of the next one, then"
                " tick in each win what it shows."
            )
        first = next((item for level in reversed(self.levels) for state in MISSING for item in level.of(state)), None)
        todo = (
            f" Next: a win that shows “{short(first.competency)}”, or evidence for it."
            if first
            else " Every expectation is covered."
        )
        return ". ".join(level.words for level in self.levels) + "." + todo


def levels_of(records: Records) -> tuple[str, ...]:
    """Return the levels of competencies.csv in its order, each as it is first written there."""
    found: dict[str, str] = {}
    for level in records.competencies["level"].dropna():
        found.setdefault(as_compared(level), level)
    return tuple(found.values())


def unknown_level(records: Records) -> str:
    """Say that competencies.csv does not have the person's level; empty where it does, or either names none."""
    levels, own = levels_of(records), (records.profile.level or "").strip()
    known = not levels or not own or as_compared(own) in map(as_compared, levels)
    return "" if known else f"competencies.csv does not have the level “{own}”"


def next_level(records: Records) -> str | None:
    """Return the level that follows the person's own in competencies.csv.

    None after the last level, or where their own is not in the file.

    To somebody whose profile names no level the first one is the next.
    """
    levels, own = levels_of(records), as_compared(records.profile.level or "")
    if not own:
        return levels[0] if levels else None
    places = [place for place, level in enumerate(levels) if as_compared(level) == own]
    return levels[places[0] + 1] if places and places[0] + 1 < len(levels) else None


def expected(records: Records) -> dict[Role, pd.DataFrame]:
    """Return the rows of competencies.csv for the present and the next level."""
    plain = records.competencies["level"].map(as_compared, na_action="ignore")
    wanted: tuple[tuple[Role, str | None], ...] = (("present", records.profile.level), ("next", next_level(records)))
    return {role: records.competencies[(plain == as_compared(level or "")).astype(bool)] for role, level in wanted}


def named_by(cell: object) -> frozenset[str]:
    """Return what a win's cell of competencies names, as it is compared."""
    return frozenset(map(as_compared, split_list(cell)))


def names_of(row: pd.Series) -> frozenset[str]:
    """Return the names by which a win can mean an expectation, its id and its competency, as they are compared."""
    return frozenset(as_compared(name) for name in (row["id"], row["competency"]) if isinstance(name, str))


def rubric(records: Records) -> Rubric:
    """Return the levels of competencies.csv that matter now, with the wins that show each expectation.

    A win shows an expectation by naming its id or its competency, whatever the capitals. Wins of the whole log up to
    today count; confidential ones do not, for they could be shown to nobody. Evidence counts where it leads somewhere,
    of a win or of its outcomes.
    """
    table = strengths(records)
    table = table[table.index.isin(known(records, "wins").index) & ~table["confidential"]]
    named = table["competencies"].map(named_by)
    shown = proved(records, table)

    def expectation(row: pd.Series) -> Expectation:
        names = names_of(row)
        showing = named.map(lambda items: not names.isdisjoint(items)).astype(bool)
        said = row["expectation"] if isinstance(row["expectation"], str) else ""
        key = row["id"] if isinstance(row["id"], str) else row["competency"]
        return Expectation(
            key, int(str(row.name)), row["level"], row["competency"], said, table[showing], int((showing & shown).sum())
        )

    def level(role: Role, chosen: pd.DataFrame) -> tuple[Level, ...]:
        items = tuple(expectation(row) for _, row in chosen.iterrows())
        meets = {line: tuple(item.competency for item in items if line in item.wins.index) for line in table.index}
        wins = table.assign(meets=pd.Series(meets, index=table.index, dtype="object"))
        return (Level(items[0].level, role, items, wins[wins["meets"].map(bool).astype(bool)]),) if items else ()

    return Rubric(
        tuple(found for role, rows in expected(records).items() for found in level(role, rows)), unknown_level(records)
    )


def promotion_words(level: Level) -> str:
    """Say how a promotion case stands."""
    missing = [item.competency for item in level.of("none")]
    met = len(level.expectations) - len(missing)
    words = (
        f"Of {counted(len(level.expectations), 'expectation')} of the level {level.name}, {met}"
        f" {'is' if met == 1 else 'are'} met by {counted(len(level.wins), 'win')}"
    )
    return f"{words}; without evidence so far: {', '.join(missing)}." if missing else f"{words}."


def rubric_rows(found: Rubric, most: int | None = None) -> tuple[tuple[str, ...], ...]:
    """Return the expectations as rows of text: level, competency, how it stands, the strongest win that shows it.

    Args:
        found: the rubric.
        most: in a longer list what is covered stands in one row a level; None for every expectation in a row of its
            own.
    """
    folded = most is not None and sum(len(level.expectations) for level in found.levels) > most
    rows: list[tuple[str, ...]] = []
    for level in found.levels:
        covered = level.of("covered") if folded and len(level.of("covered")) > 1 else ()
        if covered:
            rows.append(
                (
                    level.name,
                    "; ".join(item.competency for item in covered),
                    f"{len(covered)} of {len(level.expectations)} covered",
                    _strongest(covered[0]),
                )
            )
        rows += [
            (level.name, item.competency, item.words, _strongest(item))
            for item in level.expectations
            if item not in covered
        ]
    return tuple(rows)


def _strongest(item: Expectation) -> str:
    return short(item.wins["win"].iloc[0], 90) if len(item.wins) else ""
