"""Days of a source as numbers, whatever the source keeps them as."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import as_day
from advocacy_kit.market.samples.observations import NO_DAY

EPOCH = date(1970, 1, 1)
# a day and a time of it, in words that every engine's expressions know
TIMED = (
    r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9]{2}(:?[0-9]{2}(:?[0-9]{2}([.,][0-9]+)?)?)?"
    r" ?(Z|[A-Za-z]+(/[A-Za-z_/]+)?|[+-][0-9]{2}(:?[0-9]{2}(:?[0-9]{2})?)?)?$"
)


def day_numbers(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
    """Return days since 1970-01-01 (NO_DAY where one is missing), and which cells hold something that is no date.

    Dates, timestamps, ISO texts and years as whole numbers are read; a year means its middle, 1 July.
    """
    kind = column.type
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        if pa.types.is_timestamp(kind):
            local = column if kind.tz is None else pc.local_timestamp(column)  # the day of its own time zone
            seconds = pc.fill_null(
                local.cast(pa.timestamp("s"), safe=False).cast(pa.int64()), NO_DAY * 86400
            ).to_numpy()
            numbers = np.floor_divide(seconds, 86400)
        else:
            numbers = pc.fill_null(column.cast(pa.date32()).cast(pa.int32()), NO_DAY).to_numpy()
        bad = ((numbers < _FIRST) | (numbers > _LAST)) & (numbers != NO_DAY)
        return np.where(bad, NO_DAY, numbers).astype(np.int32), bad
    coded = (
        column.cast(pa.string()).combine_chunks().dictionary_encode()
        if not pa.types.is_dictionary(kind)
        else column.combine_chunks()
    )
    texts = coded.dictionary.to_pylist()
    meant = np.array([*(_day(text) for text in texts), NO_DAY], dtype=np.int64)
    indices = pc.fill_null(coded.indices.cast(pa.int32()), len(texts)).to_numpy(zero_copy_only=False)
    days = meant[indices]
    bad = days == _BAD
    return np.where(bad, NO_DAY, days).astype(np.int32), bad


_BAD = NO_DAY - 1
_FIRST, _LAST = (date(1950, 1, 1) - EPOCH).days, (date(2100, 12, 31) - EPOCH).days  # the days that `as_day` takes
_YEAR = re.compile(r"((?:19|20|21)\d\d)(?:\.0+)?")  # a year may have become a fraction beside missing ones

_TIMED = re.compile(TIMED)


def _day(text: object) -> int:
    words = str(text).strip()
    if words.lower() in ("", "none", "nan", "nat", "null"):
        return NO_DAY
    if (year := _YEAR.fullmatch(words)) and 1950 <= int(year[1]) <= 2100:
        return (date(int(year[1]), 7, 1) - EPOCH).days
    if timed := _TIMED.fullmatch(words):
        words = timed[1]
    try:
        return (as_day(words) - EPOCH).days
    except KitError:
        return _BAD


def to_day(number: int) -> date:
    """Return the day of a number."""
    return EPOCH + timedelta(days=int(number))
