"""Cells of the tables as words of a sentence: one line, a figure with its unit, what a measure did."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.core.model import is_number


def one_line(cell: object) -> str:
    """Return a cell as one line; a missing one is empty."""
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def plain(cell: object) -> str:
    """Return a cell as one line, without the full stop at its end; a missing one is empty."""
    return one_line(cell).rstrip(". ")


def as_compared(cell: object) -> str:
    """Return a cell as it is compared with another: without capitals, with one blank between words."""
    return one_line(cell).casefold()


def unit_words(unit: object) -> str:
    """Return a unit as it follows its figure: "%" at once, " hours" after a blank; a missing one is empty."""
    words = plain(unit)
    return words if words.startswith("%") else f" {words}".rstrip()


def measured(value: float) -> str:
    """Return a measure's figure, a narrow blank between its thousands.

    Nobody reads that as a decimal mark, whatever the locale.
    """
    return f"{value:,.10g}".replace(",", "\u202f")


def change(row: pd.Series) -> str:
    """Return what a win's measure did: "dock-to-stock time: from 30 to 24 hours".

    Empty without both figures and a name.
    """
    measure = plain(row["measure"])
    if not measure or not (is_number(row["before"]) and is_number(row["after"])):
        return ""
    return f"{measure}: from {measured(row['before'])} to {measured(row['after'])}{unit_words(row['unit'])}"
