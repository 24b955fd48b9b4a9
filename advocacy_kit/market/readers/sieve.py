"""From columns of texts to rows in the shape: every row that is left out is counted by its first reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from advocacy_kit.market.shape import COLUMNS, Gathered

Mask = npt.NDArray[np.bool_]


def plain_name(name: str) -> str:
    """Return a column's name as it is compared: no capitals, underscores for everything that is no letter or digit."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


def by_name(columns: Sequence[str]) -> dict[str, str]:
    """Return the file's columns by their plain names; of two with one name the first counts."""
    return {plain_name(name): name for name in reversed(columns)}


def first_of(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """Return the file's column with the first of these plain names that it has."""
    known = by_name(columns)
    return next((known[name] for name in names if name in known), None)


def by_text(texts: pd.Series, read: Callable[[str], object], dtype: str = "str") -> pd.Series:
    """Return what `read` makes of each text; each distinct text is read once, a missing one stays missing."""
    places, distinct = pd.factorize(texts)
    meant = pd.Series([*(read(str(text)) for text in distinct), None], dtype="object").astype(dtype)
    return pd.Series(meant.array.take(places), index=texts.index)  # the last, missing one stands at place -1


class Sieve:
    """Rows of which some are left out, each counted by the first reason that concerns it.

    Args:
        rows: how many rows the file has.
        dropped: what was left out before, by reason; these rows are not among `rows`.

    """

    def __init__(self, rows: int, dropped: Sequence[tuple[str, int]] = ()) -> None:
        self.kept: Mask = np.ones(rows, dtype=bool)
        self.dropped: list[tuple[str, int]] = [(reason, count) for reason, count in dropped if count]

    def out(self, reason: str, rows: pd.Series | Mask) -> None:
        """Leave out the rows that are still in and for which `rows` is true."""
        hit = self.kept & np.asarray(rows, dtype=bool)
        if hit.any():
            self.dropped.append((reason, int(hit.sum())))
            self.kept &= ~hit

    def gathered(
        self,
        columns: Mapping[str, pd.Series | str],
        path: Path,
        *,
        name: str,
        publisher: str,
        family: str = "",
        opt_in: bool = False,
        hours_2080: bool = False,
        notes: Sequence[str] = (),
    ) -> Gathered:
        """Return the rows that are in; a column given as one text holds it in every row.

        An empty column is left out.
        """
        count = int(self.kept.sum())
        frame = {}
        for shape, kind in COLUMNS.items():
            values = columns.get(shape)
            if values is None:
                continue
            dtype = {"number": "float64", "date": "datetime64[s]"}.get(kind, "str")
            series = (
                pd.Series([values], dtype=dtype).repeat(count)
                if isinstance(values, str)
                else values[self.kept].astype(dtype)
            )
            if shape in ("pay", "country") or series.notna().any():
                frame[shape] = series.reset_index(drop=True)
        return Gathered(
            frame=pd.DataFrame(frame),
            name=name,
            publisher=publisher,
            origin=path.name,
            rows_read=count + sum(lost for _, lost in self.dropped),
            family=family,
            opt_in=opt_in,
            hours_2080=hours_2080,
            dropped=tuple(self.dropped),
            notes=tuple(note for note in notes if note),
        )


def years_of(days: pd.Series) -> str:
    """Return the years of the days as "2012–2013" or "2013"; "" where there is none."""
    years = days.dropna().dt.year
    if years.empty:
        return ""
    first, last = int(years.min()), int(years.max())
    return str(first) if first == last else f"{first}–{last}"
