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


@dataclass(frozen=True)
class Column:
    """One column: its kind decides dtype, parsing and form field.

    Missing values: NaN in numbers, NaT in dates, NaN in text, False in flags. `past` columns warn about dates after
    today. `since` is the schema version that introduced the column.
    """

    name: str
    kind: Kind
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    past: bool = False
    since: int = 1

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

    def empty(self) -> pd.DataFrame:
        """Return the table without rows: declared columns, declared dtypes, index `line`."""
        return self._without_rows.copy(deep=False)  # pandas copies when the copy is written to

    @cached_property
    def _without_rows(self) -> pd.DataFrame:
        """Made once: most tables of a new workspace are empty, and each reader asks again."""
        frame = pd.DataFrame({column.name: pd.Series(dtype=column.dtype) for column in self.columns})
        frame.index = pd.Index([], dtype="int64", name="line")
        return frame


def column(name: str, kind: Kind, help: str, *choices: str, past: bool = False) -> Column:
    """Declare a column; a name that ends in `*` is required, as in the documentation."""
    return Column(name.rstrip("*"), kind, help, required=name.endswith("*"), choices=choices, past=past)


def declared(name: str, help: str, *columns: Column) -> Table:
    """Declare a table."""
    return Table(name, help, columns)
