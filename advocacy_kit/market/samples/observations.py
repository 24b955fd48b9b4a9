"""What every store of single observations offers, and the observations of one peer group that it hands out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from advocacy_kit.core.numeric import Floats
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


def details(columns: frozenset[str], by: str | None) -> tuple[str, ...]:
    """Return the text columns that tell alike observations apart; titles only where they show a duplicate."""
    wanted = set(DETAILS) & columns
    if not {"employer", "title", "as_of"} <= columns:
        wanted.discard("title")
    elif "id" not in columns:
        wanted |= {"area", "level"} & columns  # two people of one title and pay in two places are two people
    return tuple(sorted(wanted | ({by} if by else set())))
