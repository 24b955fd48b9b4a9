"""What every kind of gap is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from advocacy_kit.core.cells import one_line

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


def _lines(file: str, lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:4])) + (", …" if len(lines) > 4 else "")
    return f"{file} line{'s' if len(lines) > 1 else ''} {shown}"


def make(
    kind: str,
    title: str,
    severity: Severity,
    minutes: float,
    rows: tuple[Row, ...],
    action: str,
    *,
    facts: Iterable[str] = (),
    mends: int | None = None,
) -> Gap:
    """Return a gap, for `find_gaps` to fill in the days that are left.

    Args:
        kind: its name in dismissed.csv.
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
        kind, title, severity, None, rounded, rows, action, rests_on, max(len(rows) if mends is None else mends, 1)
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
