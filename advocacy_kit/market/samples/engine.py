"""Single observations in any dataframe that narwhals knows.

Eager ones come into memory, lazy ones answer where they are.

A lazy frame (DuckDB, PySpark, polars' own) is never collected as a whole: a peer group is filtered and its alike
observations are taken together there, and only that comes back.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from advocacy_kit.core.errors import KitError
from advocacy_kit.market.samples.memory import Sample, no_numbers, required
from advocacy_kit.market.samples.observations import (
    BLANKS,
    DETAILS,
    KEYS,
    MEASURES,
    NO_DAY,
    TIMED,
    Group,
    Ints,
    Rows,
    day_numbers,
    details,
)
from advocacy_kit.market.shape import Gathered

WHOLE = 1e15  # up to which a fraction can be told from none


def rows_of(frame: Any, name: str) -> Rows:
    """Return the rows of a dataframe of any kind.

    Raises:
        KitError: if it is no dataframe that narwhals knows, has a column twice, or lacks `pay` or `country`.

    """
    try:
        wrapped = nw.from_native(frame)  # any object may come here; what fits no kind is refused
    except TypeError:
        kind = type(frame).__name__
        fix = "Give the path of a file, or a pandas, polars, pyarrow, DuckDB or PySpark frame."
        raise KitError.of("K064", f"a source is given as the path of a file or a dataframe, got {kind}", fix) from None
    except nw.exceptions.DuplicateError:
        raise KitError.of(
            "K066", f"{name} has a column twice", "Give every column a name of its own.", file=name
        ) from None
    columns = list(wrapped.collect_schema().names())
    required(columns, name)
    known = Gathered(pd.DataFrame(), name, "your data", name, 0)
    if isinstance(wrapped, nw.LazyFrame):
        return LazyRows(wrapped, known)

    def fetch(column: str) -> pa.ChunkedArray:
        values = wrapped.get_column(column)
        try:
            try:
                array = values.to_arrow()
            except (pa.ArrowInvalid, pa.ArrowTypeError):  # pandas lets texts, numbers and days stand in one column
                array = pa.array([_text(value) for value in values.to_list()], pa.string())
            array = array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
            plain = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
            if any(fits(plain) for fits in _BYTES):
                array = array.cast(plain).cast(pa.string())
        except _NO_CELLS:
            raise _no_cells(column) from None
        if pa.types.is_nested(plain):
            raise _no_cells(column)
        return array

    sample = Sample(known, columns, fetch)
    if "as_of" in columns and len(unread := np.flatnonzero(day_numbers(fetch("as_of"))[1])):
        rows = ", ".join(map(str, unread[:10])) + (", …" if len(unread) > 10 else "")
        warnings.warn(f"{name}: rows whose as_of is no date are left out: row {rows}", UserWarning, stacklevel=3)
    return sample


_BYTES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary, pa.types.is_binary_view)
_NO_CELLS = (pa.ArrowException, TypeError, ValueError)


def _no_cells(column: str) -> KitError:
    """Return the refusal of a column of lists, objects, complex numbers or bytes."""
    fix = "Turn it into texts, numbers or days first, or leave it out."
    return KitError.of("K066", f"the column {column} holds something other than texts, numbers and days", fix)


def _text(value: Any) -> str | None:
    if pd.isna(value):
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


class LazyRows:
    """Rows that stay in their engine; a `Rows` (see there)."""

    def __init__(self, frame: nw.LazyFrame[Any], known: Gathered) -> None:
        schema = frame.collect_schema()
        self.columns = frozenset(schema.names()) & {*KEYS, *DETAILS, *MEASURES}
        measured = sorted(self.columns & {"pay", "weight", "experience_years"})
        if not all(
            schema[name].is_numeric() or schema[name] == nw.Unknown for name in measured
        ):  # unknown: nothing but missing values
            raise no_numbers()
        worded = sorted(self.columns & {*KEYS, *DETAILS, "as_of"})
        for name in worded:
            if schema[name].is_nested() or schema[name] in (nw.Binary, nw.Object):
                raise _no_cells(name)
        texts = [_as_text(name, schema[name]) for name in worded]
        shaped = frame.select(*texts, *(nw.col(name).cast(nw.Float64).alias(name) for name in measured))
        reasons = [("rows without pay", nw.col("pay").is_null() | nw.col("pay").is_nan())]
        reasons.append(("rows whose pay is not above zero", (nw.col("pay") <= 0) | ~nw.col("pay").is_finite()))
        reasons.append(("rows without a country", nw.col("country").is_null() | (nw.col("country") == "")))
        if "weight" in self.columns:
            reasons.append(("rows without a weight", nw.col("weight").is_null() | nw.col("weight").is_nan()))
            reasons.append(
                ("rows with a negative or infinite weight", (nw.col("weight") < 0) | ~nw.col("weight").is_finite())
            )
            reasons.append(("rows whose weight is zero", nw.col("weight") == 0))
        if "as_of" in self.columns:
            dates = _collected(shaped.select("as_of").unique())["as_of"].combine_chunks()
            unreadable = [
                text
                for text, bad in zip(dates.to_pylist(), day_numbers(pa.chunked_array([dates]))[1], strict=True)
                if bad
            ]
            if unreadable:
                reasons.append(
                    (
                        "rows with a date that cannot be read",
                        nw.col("as_of").is_in(unreadable) & ~nw.col("as_of").is_null(),
                    )
                )
        bad = nw.lit(len(reasons))
        for place, (_, test) in reversed([*enumerate(reasons)]):  # the first reason that holds counts
            bad = nw.when(test.fill_null(value=True)).then(nw.lit(place)).otherwise(bad)
        counts = _collected(shaped.select(bad.alias("bad")).group_by("bad").agg(nw.len().alias("n")))
        found = dict(zip(counts["bad"].to_pylist(), counts["n"].to_pylist(), strict=True))
        kept = nw.lit(1) == 1
        for _, test in reasons:
            kept &= ~test.fill_null(value=True)
        self._frame = shaped.filter(kept)
        self.size = int(found.get(len(reasons), 0))
        dropped = tuple((reason, int(found[place])) for place, (reason, _) in enumerate(reasons) if place in found)
        self.known = Gathered(
            pd.DataFrame(), known.name, known.publisher, known.origin, sum(found.values()), dropped=dropped
        )
        self._distinct: dict[str, tuple[str, ...]] = {}

    def __repr__(self) -> str:
        return f"<LazyRows {self.known.name}: {self.size:,} rows>"

    def distinct(self, column: str) -> tuple[str, ...]:
        if column not in self._distinct:
            found = _collected(self._frame.select(column).unique())[column].to_pylist()
            self._distinct[column] = tuple(sorted({text or "" for text in found}))
        return self._distinct[column]

    def groups(self, _shares: tuple[float, ...]) -> None:
        return

    def select(
        self, where: Mapping[str, Collection[str]], experience: tuple[float, float] | None = None, by: str | None = None
    ) -> Group:
        names = details(self.columns, by)
        if not all(where.values()):  # nothing fits, and the engine need not be asked
            none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
            return Group(nothing, nothing, nothing, none, none, dict.fromkeys(names, (none, ())))
        chosen = self._frame
        for name, wanted in where.items():
            if name in self.columns:
                test = nw.col(name).is_in(sorted(word for word in wanted if word)).fill_null(value=False)
                chosen = chosen.filter(test | nw.col(name).is_null() | (nw.col(name) == "") if "" in wanted else test)
        if experience is not None:
            chosen = chosen.filter(
                (nw.col("experience_years") >= experience[0]) & (nw.col("experience_years") <= experience[1])
            )
        keys = ["pay", *names, *(["as_of"] if "as_of" in self.columns else [])]
        weight = nw.col("weight") if "weight" in self.columns else nw.lit(1.0)
        weighed = chosen.with_columns(weight.alias("_w")).with_columns((nw.col("_w") * nw.col("_w")).alias("_w2"))
        alike = weighed.group_by(keys).agg(
            nw.col("_w").sum().alias("weight"), nw.col("_w2").sum().alias("squares"), nw.len().alias("n")
        )
        table = _collected(alike).combine_chunks()
        pay = table["pay"].to_numpy()
        day = day_numbers(table["as_of"])[0].astype(np.int64) if "as_of" in self.columns else np.full(pay.size, NO_DAY)
        texts = {name: _numbered(table[name].to_pylist()) for name in names}
        # the order in which an engine answers is its own; ours is that of pay, then of the details
        order = np.lexsort((*(codes for codes, _ in texts.values()), day, pay))
        texts = {name: (codes[order], words) for name, (codes, words) in texts.items()}
        weight, squares, count = (table[name].to_numpy()[order] for name in ("weight", "squares", "n"))
        return Group(pay[order], weight, squares, count.astype(np.int64), day[order], texts)


def _as_text(name: str, kind: nw.dtypes.DType) -> nw.Expr:
    """Return a column as texts without blanks around them.

    Numbers without a fraction as in whole numbers, days as ten signs.
    """
    column = nw.col(name)
    text = column.cast(nw.String)
    if kind.is_float():  # codes or years beside missing ones
        finite = nw.when(column.is_finite() & (column.abs() < WHOLE)).then(column)
        whole = nw.when(finite == finite.round(0)).then(finite).cast(nw.Int64).cast(nw.String)
        text = nw.when(column.is_finite()).then(nw.coalesce(whole, text))
    text = text.str.strip_chars(BLANKS)
    if name == "as_of":
        text = nw.when(text.str.contains(TIMED)).then(text.str.slice(0, 10)).otherwise(text)
    return text.alias(name)


def _collected(frame: nw.LazyFrame[Any]) -> pa.Table:
    return frame.collect(backend="pyarrow").to_arrow()


def _numbered(values: list[str | None]) -> tuple[Ints, tuple[str, ...]]:
    words = tuple(sorted({value or "" for value in values}))
    number = {word: place for place, word in enumerate(words)}
    return np.array([number[value or ""] for value in values], dtype=np.int64), words
