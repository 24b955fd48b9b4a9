"""What every kind of gap is made of, and what all of them look at: the records, and what follows from them, once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, wraps
from typing import Literal, overload

import pandas as pd

from advocacy_kit.core.cells import one_line
from advocacy_kit.core.model import Records, counted, shown
from advocacy_kit.core.values import split_list
from advocacy_kit.language.framing import Framing, frame_statement
from advocacy_kit.log.impact import is_measured
from advocacy_kit.log.periods import in_period, known, period_start
from advocacy_kit.log.progress import goal_progress, in_view
from advocacy_kit.log.strength import STRONG, strengths


@dataclass(frozen=True, eq=False, repr=False)
class GapContext:
    """The records as the next review sees them; what is dated later than today is not known yet."""

    records: Records

    def __repr__(self) -> str:
        return f"<GapContext of {self.today.date()}>"

    @cached_property
    def today(self) -> pd.Timestamp:
        """The day that counts."""
        return pd.Timestamp(self.records.today)

    @cached_property
    def start(self) -> pd.Timestamp:
        """The first day of the period."""
        return pd.Timestamp(period_start(self.records))

    @cached_property
    def log(self) -> pd.DataFrame:
        """All wins up to today."""
        return self.known("wins")

    @cached_property
    def wins(self) -> pd.DataFrame:
        """The wins of the period."""
        return in_period(self.records)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """All outcomes up to today."""
        return self.known("outcomes")

    @cached_property
    def measured(self) -> pd.Series:
        """Whether each win of the period has a measure, its own or one of its outcomes'."""
        late = set(self.outcomes.loc[is_measured(self.outcomes), "win_id"])
        return is_measured(self.wins) | self.wins["id"].map(late.__contains__).astype(bool)

    @cached_property
    def strong(self) -> pd.DataFrame:
        """The strong wins of the period, strongest first, with the columns of `strengths`."""
        ids = set(self.wins["id"])
        outcomes = self.outcomes[self.outcomes["win_id"].map(ids.__contains__).astype(bool)]
        table = strengths(
            replace(self.records, frames={**self.records.frames, "wins": self.wins, "outcomes": outcomes})
        )
        return table[table["points"] >= STRONG]

    @cached_property
    def framings(self) -> pd.Series:
        """How each win of the period that has no measure reads, with its impact; other wins are not read."""
        lacking = self.wins[~self.measured]
        read = [framed(_statement(win, impact)) for win, impact in zip(lacking["win"], lacking["impact"], strict=True)]
        return pd.Series(read, index=lacking.index, dtype="object")

    @cached_property
    def sized(self) -> pd.Series:
        """Whether the size of each such win stands there as a figure.

        “halved” and “none” say how much, and leave nothing to copy.
        """
        wins = self.wins.loc[self.framings.index]
        texts = [_statement(win, impact) for win, impact in zip(wins["win"], wins["impact"], strict=True)]
        sizes = [
            "".join(text[span.start : span.end] for span in framing.spans if span.role == "size")
            for text, framing in zip(texts, self.framings, strict=True)
        ]
        return pd.Series([any(map(str.isdigit, size)) for size in sizes], index=wins.index, dtype="bool")

    @cached_property
    def proven(self) -> frozenset[str]:
        """The ids of the wins that something proves.

        A link or file that is not known to lead nowhere, its own or an outcome's.
        """
        found = [
            key
            for frame, name in ((self.log, "id"), (self.outcomes, "win_id"))
            for key, cell in zip(frame[name], frame["evidence"], strict=True)
            if isinstance(cell, str) and any(self.leads(item) for item in split_list(cell))
        ]
        return frozenset(found)

    @cached_property
    def goals(self) -> pd.DataFrame:
        """The goals in view that have begun, with the columns of `goal_progress`."""
        progress = in_view(goal_progress(self.records), self.records)
        return progress[progress["status"] != "not begun"]

    def leads(self, item: str) -> bool:
        """Whether a link or file is not known to lead nowhere."""
        return self.records.evidence.get(item, True)

    def known(self, table: str) -> pd.DataFrame:
        """Return the rows of a dated table up to today."""
        return known(self.records, table)


def _statement(win: object, impact: object) -> str:
    return ". ".join(str(part).strip().rstrip(".") for part in (win, impact) if isinstance(part, str) and part.strip())


@lru_cache(maxsize=8192)  # a statement is read once, however many weeks are looked back on
def framed(text: str) -> Framing:
    """Return how a statement reads."""
    return frame_statement(text)


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
