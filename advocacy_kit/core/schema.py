"""The vocabulary in which tables are declared: a Table has Columns, a Column has a kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

Kind = Literal["text", "date", "number", "pay", "share", "rating", "choice", "list", "flag"]

DTYPES: dict[Kind, str] = {
    "text": "str",
    "list": "str",
    "choice": "str",
    "date": "datetime64[us]",
    "number": "float64",
    "pay": "float64",
    "share": "float64",
    "rating": "float64",
    "flag": "bool",
}


# A column whose name is nearly one of these may hide a row, or how far its value may be claimed, from other readers.
PRIVACY = ("confidential", "audience", "my_share", "value_status")


@dataclass(frozen=True)
class Column:
    """One column: its kind decides dtype, parsing and form field.

    Missing values: NaN in numbers, NaT in dates, NaN in text, False in flags. `past` columns warn about dates after
    today. `since` is the schema version that introduced the column. `money` marks amounts that are no pay figures.
    """

    name: str
    kind: Kind
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    past: bool = False
    since: int = 1
    money: bool = False

    @property
    def dtype(self) -> str:
        """The pandas dtype of the column."""
        return DTYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """One CSV file of a workspace."""

    name: str
    help: str
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name}.csv"

    @property
    def prefix(self) -> str:
        """How readable ids of this table begin: w-2026-10-01-2, ob-3."""
        return {"objectives": "ob", "causes": "ca"}.get(self.name, self.name[0])

    @property
    def names(self) -> tuple[str, ...]:
        """The declared columns in order."""
        return tuple(column.name for column in self.columns)

    @property
    def bears_pay(self) -> bool:
        """Whether a cell of this table may hold a pay figure, which errors must mask."""
        return any(column.kind == "pay" for column in self.columns)

    def column(self, name: str) -> Column | None:
        """Return the declared column of that name, or None for one that the user added."""
        return next((column for column in self.columns if column.name == name), None)

    def meant_by(self, name: str) -> Column | None:
        """Return the declared column that an unknown name nearly is.

        It differs in two letters at most, in one where either name has fewer than six; signs and capitals aside.
        """
        if self.column(name) is not None:
            return None
        bare = _letters(name)
        for column in self.columns:
            other = _letters(column.name)
            allowed = 2 if min(len(bare), len(other)) > 5 else 1
            if bare and abs(len(bare) - len(other)) <= allowed and _distance(bare, other) <= allowed:
                return column
        return None

    def empty(self) -> pd.DataFrame:
        """Return the table without rows: declared columns, declared dtypes, index `line`."""
        return self._without_rows.copy(deep=False)  # pandas copies when the copy is written to

    @cached_property
    def _without_rows(self) -> pd.DataFrame:
        """Made once: most tables of a new workspace are empty, and each reader asks again."""
        frame = pd.DataFrame({column.name: pd.Series(dtype=column.dtype) for column in self.columns})
        frame.index = pd.Index([], dtype="int64", name="line")
        return frame


def _letters(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _distance(one: str, other: str) -> int:
    """Return how many letters must be added, left out, replaced or exchanged with the next to get from one to other."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for place, wanted in enumerate(other, 1):
            line.append(min(above[place] + 1, line[-1] + 1, above[place - 1] + (letter != wanted)))
            if row > 1 and place > 1 and (letter, one[row - 2]) == (other[place - 2], wanted):
                line[-1] = min(line[-1], before[place - 2] + 1)
        before, above = above, line
    return above[-1]


def column(name: str, kind: Kind, help: str, *choices: str, past: bool = False, money: bool = False) -> Column:
    """Declare a column; a name that ends in `*` is required, as in the documentation."""
    return Column(name.rstrip("*"), kind, help, required=name.endswith("*"), choices=choices, past=past, money=money)


def declared(name: str, help: str, *columns: Column) -> Table:
    """Declare a table."""
    return Table(name, help, columns)
