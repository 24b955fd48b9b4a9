"""What every store of single observations offers, the peer group that it hands out, and its days as numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from advocacy_kit.core.arguments import Floats
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import as_day
from advocacy_kit.market.shape import Gathered

Ints = npt.NDArray[np.int64]
BLANKS = "".join(
    chr(sign) for sign in range(0x3001) if chr(sign).isspace()
)  # what str.strip() takes away, for any engine
NO_DAY = -(2**31)  # in place of a day that a source does not say; days count from 1970-01-01
# the texts by which observations can be chosen, and those that tell alike observations apart
KEYS = ("country", "occupation", "title", "level", "area", "industry", "employer_size", "pay_element", "per")
DETAILS = ("employer", "title", "source", "currency", "id")
MEASURES = ("pay", "weight", "experience_years", "as_of")


@dataclass(frozen=True, eq=False, repr=False)
class Group:
    """The observations of one peer group, arrays of one length; alike ones may stand together with their number.

    `weight` sums the weights of alike observations and `squares` their squares; `day` is when the pay held. A text
    column is numbers and the texts that they stand for; "" is missing.
    """

    pay: Floats
    weight: Floats
    squares: Floats
    count: Ints
    day: Ints
    texts: Mapping[str, tuple[Ints, tuple[str, ...]]]

    def __repr__(self) -> str:
        return f"<Group of {int(self.count.sum())} observations>"

    def __len__(self) -> int:
        return int(self.count.sum())

    def only(self, kept: npt.NDArray[np.bool_]) -> Group:
        """Return the observations for which `kept` is true."""
        if kept.all():
            return self
        texts = {name: (codes[kept], words) for name, (codes, words) in self.texts.items()}
        return Group(self.pay[kept], self.weight[kept], self.squares[kept], self.count[kept], self.day[kept], texts)

    def at(self, pay: Floats) -> Group:
        """Return the same observations with another pay each."""
        return replace(self, pay=pay)

    def has(self, name: str) -> bool:
        """Say whether any observation has this text."""
        if name not in self.texts:
            return False
        codes, words = self.texts[name]
        return any(words[code] for code in np.unique(codes))


class Rows(Protocol):
    """A store of single observations, in memory or in another engine."""

    @property
    def known(self) -> Gathered: ...
    @property
    def columns(self) -> frozenset[str]: ...
    @property
    def size(self) -> int: ...
    def distinct(self, column: str) -> tuple[str, ...]:
        """Return the texts of a column, "" among them where one is missing."""

    def select(
        self, where: Mapping[str, Collection[str]], experience: tuple[float, float] | None = None, by: str | None = None
    ) -> Group:
        """Return the observations whose texts are all among those given, with the column `by` among the details.

        `experience` bounds the years of experience, both ends included.
        """

    def groups(self, shares: tuple[float, ...]) -> pd.DataFrame | None:
        """Return percentiles of every occupation × level; None where rows are not in memory."""


def details(columns: frozenset[str], by: str | None) -> tuple[str, ...]:
    """Return the text columns that tell alike observations apart; titles only where they show a duplicate."""
    wanted = set(DETAILS) & columns
    if not {"employer", "title", "as_of"} <= columns:
        wanted.discard("title")
    elif "id" not in columns:
        wanted |= {"area", "level"} & columns  # two people of one title and pay in two places are two people
    return tuple(sorted(wanted | ({by} if by else set())))


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
