"""Columns of a caller's frame: a cell that is no number or no day is refused with its row, never counted as missing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.model import as_day

MOST = 20  # rows that one error names


def numbers(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as floats, NaN where a cell is blank or the column is absent.

    Raises:
        KitError: K074 naming every row whose cell is no number, such as "1,000".
    """
    if column not in frame.columns:
        return pd.Series(float("nan"), index=frame.index, dtype="float64")
    cells = frame[column]
    if pd.api.types.is_numeric_dtype(cells):
        return cells.astype("float64")
    found = pd.to_numeric(cells.replace("", None), errors="coerce").astype("float64")
    refuse(cells, found.notna(), column, "a number without signs or separators, such as 1000")
    return found


def days(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as datetime64 at a resolution of microseconds, NaT where a cell is blank.

    Raises:
        KitError: K074 naming every row whose cell is no day, such as "03/02/2026" or "2026-02-30".
    """
    cells = frame[column]
    if not pd.api.types.is_datetime64_any_dtype(cells):
        found = cells.map(_day)
        refuse(cells, found.notna(), column, "a date like 2026-03-31")
        cells = pd.to_datetime(found)
    return cells.dt.tz_localize(None).astype("datetime64[us]") if len(cells) else cells.astype("datetime64[us]")


def _day(cell: Any) -> pd.Timestamp | None:
    """Return a date, a timestamp or an ISO text, with its time of day where it has one; None for anything else."""
    try:
        if isinstance(cell, str):
            cell = datetime.fromisoformat(cell.strip())
        as_day(cell)
        return pd.Timestamp(cell)
    except (KitError, ValueError):
        return None


def refuse(cells: pd.Series, understood: pd.Series, column: str, wanted: str) -> None:
    """Refuse the cells that hold something and were not understood.

    Raises:
        KitError: K074 with every such row.
    """
    filled = cells.notna() & (cells.astype("str").str.strip() != "")
    wrong = cells[filled & ~understood.astype(bool)]
    if len(wrong):
        said = [f"row {label}: {column}: expected {wanted}" for label in wrong.index[:MOST]]
        said += [f"and {len(wrong) - MOST} rows more"] if len(wrong) > MOST else []
        fix = "Correct the cell; nothing is counted as 0 or left out in silence."
        raise KitError(Issue("the frame", 0, 0, "K074", "error", words, fix=fix) for words in said)
