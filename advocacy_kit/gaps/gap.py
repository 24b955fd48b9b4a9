"""What every kind of gap is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from advocacy_kit.model import Records
from advocacy_kit.periods import days_left

Severity = Literal["high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")


@dataclass(frozen=True)
class Row:
    """A row that a gap concerns."""

    file: str
    line: int
    id: str


@dataclass(frozen=True)
class Gap:
    """Something that is missing, and the next action that closes it.

    `days_left` is None without a review date; `minutes` estimates the action; `facts` is what would have to change for
    a dismissed gap to come back.
    """

    kind: str
    title: str
    severity: Severity
    days_left: int | None
    minutes: int
    rows: tuple[Row, ...]
    action: str
    facts: str = field(default="")

    @property
    def where(self) -> str:
        """The rows in short, "wins.csv lines 12, 15, 19, …"."""
        if not self.rows:
            return ""
        lines = [str(row.line) for row in self.rows]
        shown = ", ".join(lines[:4]) + (", …" if len(lines) > 4 else "")
        return f"{self.rows[0].file} line{'s' if len(lines) > 1 else ''} {shown}"


def make(records: Records, kind: str, title: str, severity: Severity, minutes: float, rows: tuple[Row, ...], action: str) -> Gap:
    """Return a gap; minutes are rounded up to five, and the facts are the rows."""
    rounded = max(5, int(-(-minutes // 5) * 5))
    return Gap(kind, title, severity, days_left(records), rounded, rows, action, facts=";".join(sorted(row.id for row in rows)))


def rows_of(frame: pd.DataFrame, file: str = "wins.csv") -> tuple[Row, ...]:
    """Return the rows of a table's frame, whose index is the line."""
    return tuple(Row(file, int(str(line)), str(key)) for line, key in frame["id"].items())
