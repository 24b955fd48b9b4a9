"""What every kind of gap is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Literal, overload

import pandas as pd

from advocacy_kit.core.cells import one_line
from advocacy_kit.core.model import counted, shown
from advocacy_kit.review.gaps.context import GapContext

Finder = Callable[[GapContext], "Gap | None"]
Severity = Literal["high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")
LONGEST_FACTS = 300  # characters that a cell of dismissed.csv holds legibly


@dataclass(frozen=True)
class Row:
    """A row that a gap concerns; in a table without ids its line stands for the id."""

    file: str
    line: int
    id: str


@dataclass(frozen=True)
class Gap:
    """Something that is missing, and the next action that closes it.

    `days_left` is None without a review date; `minutes` estimates the action; `facts` is what the gap rests on, without
    any amount: a gap that was set aside comes back when they change. `mends` is how many rows the action mends; where
    everything is recent, or of one kind, the rows concerned are not the ones that it mends.

    Example:
        >>> import advocacy_kit as ak
        >>> gap = ak.find_gaps(ak.open_workspace())[0]
        >>> gap.minutes % 5, gap.where.split(" ")[0]
        (0, 'wins.csv')
    """

    kind: str
    title: str
    severity: Severity
    days_left: int | None
    minutes: int
    rows: tuple[Row, ...]
    action: str
    facts: str = ""
    mends: int = 1

    @property
    def where(self) -> str:
        """The rows in short, "wins.csv lines 12, 15, 19, …"; of more than one file, each with its own."""
        return "; ".join(_lines(file, [row.line for row in self.rows if row.file == file]) for file in self._files)

    @property
    def _files(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.file for row in self.rows))


class GapList(Sequence[Gap]):
    """Gaps in the order in which they are worth mending, best first.

    Example:
        >>> import advocacy_kit as ak
        >>> gaps = ak.find_gaps(ak.open_workspace())
        >>> len(gaps) == len(gaps.to_frame())
        True
    """

    def __init__(self, gaps: Iterable[Gap]) -> None:
        self._gaps = tuple(gaps)

    @overload
    def __getitem__(self, place: int) -> Gap: ...
    @overload
    def __getitem__(self, place: slice) -> GapList: ...
    def __getitem__(self, place: int | slice) -> Gap | GapList:
        return GapList(self._gaps[place]) if isinstance(place, slice) else self._gaps[place]

    def __len__(self) -> int:
        return len(self._gaps)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._gaps == tuple(other)

    def __hash__(self) -> int:
        return hash(self._gaps)

    def __repr__(self) -> str:
        return f"<GapList: {', '.join(gap.kind for gap in self._gaps) or 'no gaps'}>"

    def to_frame(self) -> pd.DataFrame:
        """Return a row a gap, best first.

        Returns:
            Columns `kind`, `title`, `severity` ("high", "medium", "low"), `days_left` (Int64; <NA> without a review
            date), `minutes` (int), `rows` (int: how many it concerns), `where` (text: file and lines), `action`.
        """
        columns = ["kind", "title", "severity", "days_left", "minutes", "rows", "where", "action"]
        rows = [(g.kind, g.title, g.severity, g.days_left, g.minutes, len(g.rows), g.where, g.action) for g in self]
        types = {"days_left": "Int64", "minutes": "int64", "rows": "int64"}
        return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns, "str") | types)

    def _repr_html_(self) -> str:
        minutes = sum(gap.minutes for gap in self)
        title = f"{counted(len(self), 'gap')}, about {minutes} minutes of work" if self._gaps else "No gaps found"
        rows = [(gap.severity, gap.title, gap.action, f"{gap.minutes} min") for gap in self]
        return shown(title, (), ("severity", "what is missing", "next step", "takes"), rows)


def _lines(file: str, lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:4])) + (", …" if len(lines) > 4 else "")
    return f"{file} line{'s' if len(lines) > 1 else ''} {shown}"


@dataclass(frozen=True)
class Kind:
    """A registered kind of gap: its name in dismissed.csv, what finds it, and the days that its action needs."""

    name: str
    find: Callable[[GapContext], Gap | None]
    days: int


KINDS: list[Kind] = []
"""In the order in which they are registered, which decides between gaps of the same rank."""


def gap(name: str, *, days: int = 0) -> Callable[[Finder], Finder]:
    """Register a function that finds one kind of gap.

    Args:
        name: its kind, as dismissed.csv has it.
        days: how many days its action needs besides the minutes, such as for somebody's answer.

    """

    def register(find: Finder) -> Finder:
        @wraps(find)
        def named(look: GapContext) -> Gap | None:
            found = find(look)
            return None if found is None else replace(found, kind=name)

        KINDS.append(Kind(name, named, days))
        return named

    return register


def make(
    title: str,
    severity: Severity,
    minutes: float,
    rows: tuple[Row, ...],
    action: str,
    *,
    facts: Iterable[str] = (),
    mends: int | None = None,
) -> Gap:
    """Return a gap, for `find_gaps` to fill in its kind and the days that are left.

    Args:
        title: what is missing, in a few words.
        severity: "high", "medium" or "low".
        minutes: what the action takes; rounded up to five.
        rows: the rows concerned.
        action: what to do next, and with which row to begin.
        facts: what it rests on, where that is not the ids of the rows; their order does not matter.
        mends: how many rows the action mends, if not all of them.

    """
    rounded = max(5, int(-(-minutes // 5) * 5))
    rests_on = stable(facts or (row.id for row in rows))
    return Gap(
        "", title, severity, None, rounded, rows, action, rests_on, max(len(rows) if mends is None else mends, 1)
    )


def stable(facts: Iterable[str]) -> str:
    """Return facts as one line of text that changes with each of them and not with their order.

    A long one becomes a digest.
    """
    parts = sorted(one_line(fact) for fact in facts)
    text = ";".join(parts)
    if len(text) <= LONGEST_FACTS:
        return text
    return f"{len(parts)} rows, {hashlib.sha256(text.encode()).hexdigest()[:16]}"


def rows_of(frame: pd.DataFrame, file: str = "wins.csv") -> tuple[Row, ...]:
    """Return the rows of a table's frame, whose index is the line."""
    lines = [int(str(line)) for line in frame.index]
    ids = frame["id"].tolist() if "id" in frame else lines
    return tuple(Row(file, line, str(key)) for line, key in zip(lines, ids, strict=True))
