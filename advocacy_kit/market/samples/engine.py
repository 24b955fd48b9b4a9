"""Single observations in any dataframe that narwhals knows: eager ones come into memory, lazy ones answer where they are.

A lazy frame (DuckDB, PySpark, polars' own) is never collected as a whole: a peer group is filtered and its alike
observations are taken together there, and only that comes back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from advocacy_kit.errors import KitError
from advocacy_kit.market.samples.dates import day_numbers
from advocacy_kit.market.samples.memory import Sample, required
from advocacy_kit.market.samples.rows import DETAILS, KEYS, MEASURES, NO_DAY, Group, Ints, Rows, details
from advocacy_kit.market.shape import Gathered


def rows_of(frame: object, name: str) -> Rows:
    """Return the rows of a dataframe of any kind.

    Raises:
        KitError: if it is no dataframe that narwhals knows, or lacks `pay` or `country`.

    """
    try:
        wrapped = nw.from_native(frame)  # type: ignore[call-overload]  # any object may come here; what fits no type is refused below
    except TypeError:
        kind = type(frame).__name__
        fix = "Give the path of a file, or a pandas, polars, pyarrow, DuckDB or PySpark frame."
        raise KitError.of("K064", f"a source is given as the path of a file or a dataframe, got {kind}", fix) from None
    columns = list(wrapped.collect_schema().names())
    required(columns, name)
    known = Gathered(pd.DataFrame(), name, "your data", name, 0)
    if isinstance(wrapped, nw.LazyFrame):
        return LazyRows(wrapped, known)

    def fetch(column: str) -> pa.ChunkedArray:
        values = wrapped.get_column(column).to_arrow()
        return values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])

    return Sample(known, columns, fetch)


class LazyRows:
    """Rows that stay in their engine; a `Rows` (see there)."""

    def __init__(self, frame: nw.LazyFrame[Any], known: Gathered) -> None:
        self.columns = frozenset(frame.collect_schema().names()) & {*KEYS, *DETAILS, *MEASURES}
        texts = [nw.col(name).cast(nw.String).str.strip_chars().alias(name) for name in sorted(self.columns & {*KEYS, *DETAILS, "as_of"})]
        numbers = [nw.col(name).cast(nw.Float64).alias(name) for name in sorted(self.columns & {"pay", "weight", "experience_years"})]
        shaped = frame.select(*texts, *numbers)
        reasons = [("rows without pay", nw.col("pay").is_null() | nw.col("pay").is_nan())]
        reasons.append(("rows whose pay is not above zero", (nw.col("pay") <= 0) | ~nw.col("pay").is_finite()))
        reasons.append(("rows without a country", nw.col("country").is_null() | (nw.col("country") == "")))
        if "weight" in self.columns:
            reasons.append(("rows without a weight", nw.col("weight").is_null() | nw.col("weight").is_nan()))
            reasons.append(("rows with a negative or infinite weight", (nw.col("weight") < 0) | ~nw.col("weight").is_finite()))
        if "as_of" in self.columns:
            dates = _collected(shaped.select("as_of").unique())["as_of"].combine_chunks()
            unreadable = [text for text, bad in zip(dates.to_pylist(), day_numbers(pa.chunked_array([dates]))[1], strict=True) if bad]
            if unreadable:
                reasons.append(("rows with a date that cannot be read", nw.col("as_of").is_in(unreadable) & ~nw.col("as_of").is_null()))
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
        self.known = Gathered(pd.DataFrame(), known.name, known.publisher, known.origin, sum(found.values()), dropped=dropped)
        self._distinct: dict[str, tuple[str, ...]] = {}

    def __repr__(self) -> str:
        return f"<LazyRows {self.known.name}: {self.size:,} rows>"

    def distinct(self, column: str) -> tuple[str, ...]:
        if column not in self._distinct:
            found = _collected(self._frame.select(column).unique())[column].to_pylist()
            self._distinct[column] = tuple(sorted({text or "" for text in found}))
        return self._distinct[column]

    def select(self, where: Mapping[str, Collection[str]], experience: tuple[float, float] | None = None, by: str | None = None) -> Group:
        chosen = self._frame
        for name, wanted in where.items():
            if name in self.columns:
                test = nw.col(name).is_in(sorted(word for word in wanted if word)).fill_null(value=False)
                chosen = chosen.filter(test | nw.col(name).is_null() | (nw.col(name) == "") if "" in wanted else test)
        if experience is not None:
            chosen = chosen.filter((nw.col("experience_years") >= experience[0]) & (nw.col("experience_years") <= experience[1]))
        names = details(self.columns, by)
        keys = ["pay", *names, *(["as_of"] if "as_of" in self.columns else [])]
        weight = nw.col("weight") if "weight" in self.columns else nw.lit(1.0)
        weighed = chosen.with_columns(weight.alias("_w")).with_columns((nw.col("_w") * nw.col("_w")).alias("_w2"))
        alike = weighed.group_by(keys).agg(nw.col("_w").sum().alias("weight"), nw.col("_w2").sum().alias("squares"), nw.len().alias("n"))
        table = _collected(alike).combine_chunks()
        pay = table["pay"].to_numpy()
        day = day_numbers(table["as_of"])[0].astype(np.int64) if "as_of" in self.columns else np.full(pay.size, NO_DAY)
        texts = {name: _numbered(table[name].to_pylist()) for name in names}
        # the order in which an engine answers is its own; ours is that of pay, then of the details
        order = np.lexsort((*(codes for codes, _ in texts.values()), day, pay))
        texts = {name: (codes[order], words) for name, (codes, words) in texts.items()}
        weight, squares, count = (table[name].to_numpy()[order] for name in ("weight", "squares", "n"))
        return Group(pay[order], weight, squares, count.astype(np.int64), day[order], texts)


def _collected(frame: nw.LazyFrame[Any]) -> pa.Table:
    return frame.collect(backend="pyarrow").to_arrow()


def _numbered(values: list[str | None]) -> tuple[Ints, tuple[str, ...]]:
    words = tuple(sorted({value or "" for value in values}))
    number = {word: place for place, word in enumerate(words)}
    return np.array([number[value or ""] for value in values], dtype=np.int64), words
