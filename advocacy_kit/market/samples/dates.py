"""Days of a source as numbers, whatever the source keeps them as."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from advocacy_kit.errors import KitError
from advocacy_kit.market.samples.rows import NO_DAY
from advocacy_kit.model import as_day

EPOCH = date(1970, 1, 1)


def day_numbers(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
    """Return days since 1970-01-01 (NO_DAY where one is missing), and which cells hold something that is no date.

    Dates, timestamps, ISO texts and years as whole numbers are read; a year means its middle, 1 July.
    """
    kind = column.type
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        days = column.cast(pa.timestamp("s"), safe=False).cast(pa.int64(), safe=False) if pa.types.is_timestamp(kind) else None
        if days is not None:
            seconds = pc.fill_null(days, NO_DAY * 86400)
            return np.floor_divide(seconds.to_numpy(), 86400).astype(np.int32), np.zeros(len(column), dtype=bool)
        numbers = pc.fill_null(column.cast(pa.date32()).cast(pa.int32()), NO_DAY)
        return numbers.to_numpy(), np.zeros(len(column), dtype=bool)
    coded = column.cast(pa.string()).combine_chunks().dictionary_encode() if not pa.types.is_dictionary(kind) else column.combine_chunks()
    texts = coded.dictionary.to_pylist()
    meant = np.array([*(_day(text) for text in texts), NO_DAY], dtype=np.int64)
    indices = pc.fill_null(coded.indices.cast(pa.int32()), len(texts)).to_numpy(zero_copy_only=False)
    days = meant[indices]
    bad = days == _BAD
    return np.where(bad, NO_DAY, days).astype(np.int32), bad


_BAD = NO_DAY - 1


def _day(text: object) -> int:
    words = str(text).strip()
    if words in ("", "None", "nan", "NaT"):
        return NO_DAY
    if words.isdigit() and len(words) == 4 and 1950 <= int(words) <= 2100:
        return (date(int(words), 7, 1) - EPOCH).days
    try:
        return (as_day(words[:10]) - EPOCH).days
    except KitError:
        return _BAD


def to_day(number: int) -> date:
    """Return the day of a number."""
    return EPOCH + timedelta(days=int(number))
