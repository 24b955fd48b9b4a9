"""Single observations in memory: texts as small integers, rows sorted once by occupation, level and pay.

A peer group is then a slice or a few, found in microseconds whatever the number of rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from advocacy_kit.core.arguments import Floats, is_real
from advocacy_kit.core.errors import KitError
from advocacy_kit.market.oews_files import Mask
from advocacy_kit.market.samples.observations import DETAILS, KEYS, MEASURES, NO_DAY, Group, Ints, day_numbers, details
from advocacy_kit.market.shape import Gathered
from advocacy_kit.stats.quantiles import TIE_TOLERANCE

Fetch = Callable[[str], pa.ChunkedArray]
Values = npt.NDArray[Any]  # of any number type: small ones keep ten million rows small
Coded = tuple[Values, tuple[str, ...]]

MOST_RUNS = 5_000_000


class Sample:
    """Rows of one source in memory; a `Rows` (see there).

    Args:
        known: what is known of the source; its frame is not looked at.
        columns: the names that `fetch` can bring.
        fetch: brings one column as an Arrow array; columns are fetched one by one, so that memory holds one at a time.

    """

    def __init__(self, known: Gathered, columns: Sequence[str], fetch: Fetch) -> None:
        self.columns = frozenset(columns) & {*KEYS, *DETAILS, *MEASURES}
        pay, reasons = _positive(fetch("pay"))
        coded = {name: _coded(fetch(name)) for name in sorted(self.columns & {*KEYS, *DETAILS})}
        numbers, found = self._numbers(fetch)
        country, names = coded["country"]
        reasons = [*reasons, ("rows without a country", country == names.index("")), *found]
        kept, dropped = _count(reasons, pay.size)
        none: Coded = np.zeros(1, np.int8), ("",)
        occupation = coded.pop("occupation", none)
        # a level that is free text is a text like any other: the index holds a place for each occupation × level
        few = len(occupation[1]) * len(coded.get("level", none)[1]) <= MOST_RUNS
        level = coded.pop("level", none) if few else none
        self._levels, self._occupations = level[1], occupation[1]
        run = _runs(occupation, level) if max(map(len, (occupation[1], level[1]))) > 1 else None
        del occupation, level
        order = _order(run, pay, kept)
        run = None if run is None else _taken(run, order)
        self._pay = _taken(pay, order)
        self._starts = (
            np.array([0, self._pay.size]) if run is None else _starts(run, len(self._occupations) * len(self._levels))
        )
        del pay, run
        self._texts = {name: (_taken(codes, order), words) for name, (codes, words) in coded.items()}
        self._measures = {name: _taken(values, order) for name, values in numbers.items()}
        self._distinct: dict[str, tuple[str, ...]] = {}
        self._numbered: dict[str, dict[str, int]] = {}
        read = max(known.rows_read, kept.size)
        self.known = replace(known, frame=pd.DataFrame(), rows_read=read, dropped=(*known.dropped, *dropped))

    def __repr__(self) -> str:
        return f"<Sample {self.known.name}: {self.size:,} rows>"

    @property
    def size(self) -> int:
        """How many rows there are."""
        return int(self._pay.size)

    def _numbers(self, fetch: Fetch) -> tuple[dict[str, Values], list[tuple[str, Mask]]]:
        """Return weights, experience and days where the source has them, and which rows they rule out."""
        numbers: dict[str, Values] = {}
        reasons = []
        if "weight" in self.columns:
            weight = _floats(fetch("weight"))
            reasons.append(("rows without a weight", np.isnan(weight)))
            reasons.append(("rows with a negative or infinite weight", (weight < 0) | np.isinf(weight)))
            reasons.append(("rows whose weight is zero", weight == 0))
            numbers["weight"] = weight
        if "experience_years" in self.columns:
            numbers["experience_years"] = _floats(fetch("experience_years")).astype(np.float32)
        if "as_of" in self.columns:
            day, bad = day_numbers(fetch("as_of"))
            reasons.append(("rows with a date that cannot be read", bad))
            numbers["as_of"] = day
        return numbers, reasons

    def distinct(self, column: str) -> tuple[str, ...]:
        if column not in self._distinct:
            self._distinct[column] = self._used(column)
        return self._distinct[column]

    def _used(self, column: str) -> tuple[str, ...]:
        if column not in self._texts:
            words = self._occupations if column == "occupation" else self._levels
            shape = (len(self._occupations), len(self._levels))
            filled = np.any(np.diff(self._starts).reshape(shape) > 0, axis=1 if column == "occupation" else 0).tolist()
            return tuple(word for word, used in zip(words, filled, strict=True) if used)
        codes, words = self._texts[column]
        used = np.bincount(codes, minlength=len(words)) > 0
        return tuple(word for word, there in zip(words, used, strict=True) if there)

    def select(
        self, where: Mapping[str, Collection[str]], experience: tuple[float, float] | None = None, by: str | None = None
    ) -> Group:
        occupations = self._chosen("occupation", where.get("occupation"))
        levels = (
            self._chosen("level", where.get("level")) if "level" not in self._texts else np.zeros(1, dtype=np.int64)
        )
        runs = (occupations[:, None] * len(self._levels) + levels).ravel()
        pieces = _pieces(self._starts, runs)
        rows: slice | Ints = (
            pieces[0]
            if len(pieces) == 1
            else np.concatenate([np.arange(p.start, p.stop) for p in pieces] or [np.arange(0)])
        )
        kept = None
        for name, wanted in where.items():
            if name in self._texts:
                if all(word in wanted for word in self.distinct(name)):
                    continue
                codes, words = self._texts[name]
                chosen = self._chosen(name, wanted)
                kept = _both(
                    kept,
                    (
                        codes[rows] == chosen[0]
                        if chosen.size == 1
                        else np.isin(np.arange(len(words)), chosen)[codes[rows]]
                    ),
                )
        if experience is not None:
            years = self._measures["experience_years"][rows]
            kept = _both(kept, (years >= experience[0]) & (years <= experience[1]))
        if kept is not None:
            rows = np.flatnonzero(kept) + rows.start if isinstance(rows, slice) else rows[kept]
        pay = self._pay[rows]
        weight = self._measures["weight"][rows] if "weight" in self._measures else np.ones(pay.size)
        day = self._measures["as_of"][rows].astype(np.int64) if "as_of" in self._measures else np.full(pay.size, NO_DAY)
        texts = {name: self._text(name, rows) for name in details(self.columns, by)}
        return Group(pay, weight, weight * weight, np.ones(pay.size, dtype=np.int64), day, texts)

    def _chosen(self, name: str, wanted: Collection[str] | None) -> Ints:
        """Return the numbers of the wanted texts of a column, in order; all where None are."""
        words = (
            self._texts[name][1] if name in self._texts else self._occupations if name == "occupation" else self._levels
        )
        if wanted is None:
            return np.arange(len(words))
        if name not in self._numbered:
            self._numbered[name] = {word: at for at, word in enumerate(words)}
        places = self._numbered[name]
        return np.array(sorted(places[word] for word in wanted if word in places), dtype=np.int64)

    def _text(self, name: str, rows: slice | Ints) -> tuple[Ints, tuple[str, ...]]:
        if name in self._texts:
            codes, words = self._texts[name]
            return codes[rows].astype(np.int64), words
        places = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows
        run = np.searchsorted(self._starts, places, side="right") - 1
        return (
            (run % len(self._levels), self._levels)
            if name == "level"
            else (run // len(self._levels), self._occupations)
        )

    def groups(self, shares: tuple[float, ...]) -> pd.DataFrame:
        return all_groups(self, shares)

    def runs(
        self,
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64] | None, Ints, tuple[str, ...], tuple[str, ...]]:
        """Return pay, weights (None: all alike).

        Where each occupation × level starts, the occupations and the levels.
        """
        return self._pay, self._measures.get("weight"), self._starts, self._occupations, self._levels


def from_parquet(path: Path, known: Gathered) -> Sample:
    """Read a Parquet file in the shape of `shape.COLUMNS`, column by column.

    Raises:
        KitError: if `pay` or `country` is missing.

    """
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        required(names, path.name)
        return Sample(known, names, lambda name: _column(path, name))


def _column(path: Path, name: str) -> pa.ChunkedArray:
    return pq.read_table(path, columns=[name], read_dictionary=[name] if name in {*KEYS, *DETAILS} else None)[name]


def required(columns: Sequence[str], origin: str) -> None:
    """Refuse a table without pay or country.

    Raises:
        KitError: naming what is missing.

    """
    lacking = [name for name in ("pay", "country") if name not in columns]
    if lacking:
        fix = (
            "Rename its columns: pay and country, and any of occupation, title, level, area, employer, as_of, currency,"
            " weight."
        )
        raise KitError.of("K066", f"{origin} has no column {' and no column '.join(lacking)}", fix, file=origin)


def no_numbers(cells: Iterable[object] = ()) -> KitError:
    """Return the refusal of texts, dates and truths where numbers belong; the first rows that hold some are named."""
    wrong = [str(row) for row, cell in enumerate(cells) if not (cell is None or is_real(cell) or _plain(cell))]
    rows = f": row {', '.join(wrong[:10])}{', …' if len(wrong) > 10 else ''}" if wrong else ""
    return KitError.of(
        "K066", f"pay, weight and experience_years must be numbers{rows}", "Turn them into numbers first."
    )


def _plain(cell: object) -> bool:
    """Whether a text is a number as Python writes it: its row is not the one to look at."""
    try:
        return isinstance(cell, str) and math.isfinite(float(cell))
    except ValueError:
        return False


def _positive(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.float64], list[tuple[str, Mask]]]:
    pay = _floats(column)
    if pay.size == 0 or (pay.min() > 0 and pay.max() < np.inf):  # NaN is neither
        return pay, []
    return pay, [("rows without pay", np.isnan(pay)), ("rows whose pay is not above zero", (pay <= 0) | np.isinf(pay))]


def _floats(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    """Return numbers, NaN where one is missing.

    Raises:
        KitError: if the column holds texts.

    """
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not any(
        fits(kind) for fits in (pa.types.is_floating, pa.types.is_integer, pa.types.is_decimal, pa.types.is_null)
    ):
        raise no_numbers(column.to_pylist())
    floats = column.cast(kind).cast(pa.float64(), safe=False)  # whole numbers above 2^53 lose their last digits
    return floats.to_numpy() if floats.null_count == 0 else pc.fill_null(floats, np.nan).to_numpy()


def _coded(column: pa.ChunkedArray) -> Coded:
    """Return small integers and the sorted texts that they stand for; "" is missing."""
    if pa.types.is_floating(column.type):  # codes beside missing ones
        column = pc.if_else(pc.is_finite(column), column, None)
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    column = column.unify_dictionaries()
    raw = [] if column.num_chunks == 0 else column.chunk(0).dictionary.to_pylist()
    texts = ["" if text is None else str(text).strip() for text in raw]
    words = tuple(sorted({*texts, ""}))
    number = {word: place for place, word in enumerate(words)}
    small = _small(len(words))
    meaning = np.array([*(number[text] for text in texts), number[""]], dtype=small)
    codes = np.empty(len(column), dtype=small)
    start = 0
    for chunk in column.chunks:
        indices = (
            chunk.indices if chunk.indices.null_count == 0 else pc.fill_null(chunk.indices.cast(pa.int32()), len(texts))
        )
        np.take(meaning, indices.to_numpy(zero_copy_only=False), out=codes[start : start + len(chunk)], mode="clip")
        start += len(chunk)
    return codes, words


def _small(number: int) -> type[np.signedinteger[Any]]:
    """Return the smallest type that counts to a number."""
    return np.int8 if number < 2**7 else np.int16 if number < 2**15 else np.int32


def _runs(occupation: Coded, level: Coded) -> Values:
    """Return the number of each row's occupation × level."""
    shape = np.broadcast_shapes(occupation[0].shape, level[0].shape)  # one of them may be missing
    runs = np.broadcast_to(occupation[0], shape).astype(_small(len(occupation[1]) * len(level[1])))
    runs *= len(level[1])
    runs += level[0]
    return runs


def _starts(run: Values, number: int) -> Ints:
    """Return where each of so many runs begins among sorted rows, and where the last one ends."""
    return np.append(np.searchsorted(run, np.arange(number, dtype=run.dtype)), run.size)


def _count(reasons: Sequence[tuple[str, Mask]], size: int) -> tuple[Mask, tuple[tuple[str, int], ...]]:
    """Return which rows stay, and how many go by the first reason that holds."""
    kept = np.ones(size, dtype=bool)
    dropped = []
    for reason, bad in reasons:
        if lost := int((kept & bad).sum()):
            dropped.append((reason, lost))
            kept &= ~bad
    return kept, tuple(dropped)


def _order(run: Values | None, pay: npt.NDArray[np.float64], kept: Mask) -> slice | Ints:
    """Return the rows to keep in order; all, as a slice, where they lie so already."""
    rows = None if kept.all() else np.flatnonzero(kept)
    pay = pay if rows is None else pay[rows]
    run = run if rows is None or run is None else run[rows]
    ahead = pay[1:] < pay[:-1]
    if run is not None:
        ahead &= run[1:] == run[:-1]
        ahead |= run[1:] < run[:-1]
    if not ahead.any():
        return slice(None) if rows is None else rows
    order = np.lexsort((pay,) if run is None else (pay, run))
    return order if rows is None else rows[order]


def _taken(values: Values, order: slice | Ints) -> Values:
    return values if isinstance(order, slice) else values[order]


def _pieces(starts: Ints, runs: Ints) -> list[slice]:
    """Return the stretches of rows of the runs; neighbouring ones are one."""
    if runs.size == 0:
        return [slice(0, 0)]
    breaks = np.flatnonzero(np.diff(runs) != 1) + 1
    firsts, lasts = runs[np.r_[0, breaks]], runs[np.r_[breaks - 1, runs.size - 1]]
    return [slice(int(starts[a]), int(starts[b + 1])) for a, b in zip(firsts, lasts, strict=True)]


def _both(kept: Mask | None, more: Mask) -> Mask:
    return more if kept is None else kept & more


def all_groups(sample: Sample, shares: tuple[float, ...]) -> pd.DataFrame:
    """Return percentiles of every occupation × level; see `Market.percentiles`.

    Raises:
        KitError: if rows of several countries, currencies, pay elements or periods would be mixed.

    """
    for column in ("country", "currency", "pay_element", "per"):
        if column in sample.columns and len(found := sample.distinct(column)) > 1:
            raise KitError.of(
                "K063",
                f"{sample.known.name} mixes {len(found)} of {column}",
                "Load one of them, or ask for one peer group.",
            )
    pay, weight, starts, occupations, levels = sample.runs()
    if levels == ("",) and "level" in sample.columns and len(sample.distinct("level")) > 1:
        raise KitError.of(
            "K062", f"{sample.known.name} has too many levels to list every group", "Ask for one: market.peers(…)."
        )
    runs = np.flatnonzero(np.diff(starts) > 0)
    first, last = starts[runs], starts[runs + 1]
    columns = {
        "source": sample.known.name,
        "occupation": np.array(occupations, dtype=object)[runs // len(levels)],
        "level": np.array(levels, dtype=object)[runs % len(levels)],
        "n": last - first,
    }
    places = _places(first, last, shares) if weight is None else _weighed(weight, first, last, shares)
    quantiles = {
        f"p{100 * share:g}": (pay[low] + pay[high]) / 2 for share, (low, high) in zip(shares, places, strict=True)
    }
    return pd.DataFrame(columns | quantiles)


def _places(first: Ints, last: Ints, shares: tuple[float, ...]) -> list[tuple[Ints, Ints]]:
    """Return the two rows between which each share lies (the same one twice, mostly).

    Averaged inverted CDF, equal weights.
    """
    n = last - first
    return [
        _pair(np.ceil(share * n * (1 - TIE_TOLERANCE)) - 1, np.floor(share * n * (1 + TIE_TOLERANCE)), first, n)
        for share in shares
    ]


def _weighed(weight: Floats, first: Ints, last: Ints, shares: tuple[float, ...]) -> list[tuple[Ints, Ints]]:
    """Return the same with weights: the first rows whose cumulative weight reaches.

    And passes, the share of the group's whole.
    """
    sums = np.cumsum(weight)
    before = np.where(first > 0, sums[first - 1], 0.0)
    whole = sums[last - 1] - before
    found = []
    for share in shares:
        low = np.searchsorted(sums, before + share * whole * (1 - TIE_TOLERANCE), side="left") - first
        high = np.searchsorted(sums, before + share * whole * (1 + TIE_TOLERANCE), side="right") - first
        found.append(_pair(low, high, first, last - first))
    return found


def _pair(low: Floats | Ints, high: Floats | Ints, first: Ints, n: Ints) -> tuple[Ints, Ints]:
    return _inside(low, first, n), _inside(high, first, n)


def _inside(place: Floats | Ints, first: Ints, n: Ints) -> Ints:
    return first + np.clip(np.asarray(place, dtype=np.int64), 0, n - 1)
