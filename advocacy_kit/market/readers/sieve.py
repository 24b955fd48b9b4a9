"""Columns of texts to rows in the shape: figures and dates read one way or not at all, rows left out counted.

A row that is left out is counted by the first reason that applies to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from advocacy_kit.core.values import UnreadableError, read_number
from advocacy_kit.market.shape import COLUMNS, Gathered

Mask = npt.NDArray[np.bool_]
DTYPES = {"number": "float64", "date": "datetime64[s]", "text": "str"}


def plain_name(name: str) -> str:
    """Return a column's name as it is compared: no capitals, underscores for everything that is no letter or digit."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


def by_name(columns: Sequence[str]) -> dict[str, str]:
    """Return the file's columns by their plain names; of two with one name the first counts."""
    return {plain_name(name): name for name in reversed(columns)}


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
        columns: Mapping[str, pd.Series | str | None],
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
            dtype = DTYPES[kind]
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


# what offices print in place of a figure: not available, censored, negligible, secret
MARKERS = ("*", "**", "***", "#", "##", "~", ":", "..")
LOCALES = {".": "en", ",": "de"}  # a locale that stands for its decimal mark
_PLAIN = {  # texts that mean the same to everyone, by what is known of the column's decimal mark
    None: r"\d{1,15}(?:\.(?:\d{1,2}|\d{4,9}))?",
    "en": r"\d{1,15}(?:\.\d{1,9})?",
    "de": r"\d{1,15}",
}


def number_or_none(text: str, locale: str | None = None) -> float | None:
    """Return the number that a text writes; None if it writes none, or one whose decimal mark is not clear."""
    try:
        return read_number(text.strip(), locale)
    except UnreadableError:
        return None


@dataclass(frozen=True, eq=False)
class Figures:
    """A column of figures: values (NaN where there is none).

    And where a cell is blank, a marker, or no figure at all.
    """

    values: pd.Series
    blank: Mask
    marker: Mask
    unreadable: Mask

    @property
    def unread(self) -> Mask:
        """Which cells hold something other than a figure."""
        return self.marker | self.unreadable


def figures(texts: pd.Series, locale: str | None = None) -> Figures:
    """Read a column of texts.

    Args:
        texts: as in the file; missing where a cell is blank.
        locale: "en" or "de" where the decimal mark of the column is known; None refuses 85.000, which may mean 85 or
            85,000.
    """
    texts = texts.astype("str")
    plain = texts.str.fullmatch(_PLAIN[locale]).fillna(False).astype(bool).to_numpy()
    values = pd.Series(float("nan"), index=texts.index, dtype="float64")
    values[plain] = texts[plain].astype("float64")
    others = texts[~plain]
    values[~plain] = by_text(others, lambda text: number_or_none(text, locale), "float64")
    blank = texts.isna().to_numpy()
    marker = texts.isin(MARKERS).to_numpy()
    return Figures(values, blank, marker, values.isna().to_numpy() & ~blank & ~marker)


def sift_pay(sieve: Sieve, pay: Figures) -> None:
    """Leave out the rows whose pay is not a figure above zero."""
    sieve.out("no pay given", pay.blank)
    sieve.out("a publisher's marker in place of pay", pay.marker)
    sieve.out("pay that cannot be read", pay.unreadable)
    sieve.out("pay that is not above zero", pay.values <= 0)


@dataclass(frozen=True)
class Mark:
    """The decimal mark of a column: "." or ","; "" with the reason where it cannot be told."""

    sign: str
    why: str = ""


def decimal_mark(texts: Iterable[str]) -> Mark:
    """Decide the decimal mark of a whole column by the texts that can be read in one way only.

    85,000 alone is taken for grouped thousands, as it is everywhere in the kit; 85.000 alone cannot be told.
    """
    point = comma = comma_groups = point_groups = 0
    for text in texts:
        if "," not in text and "." not in text:
            continue
        as_point, as_comma = number_or_none(text, LOCALES["."]), number_or_none(text, LOCALES[","])
        if as_point is None or as_comma is None:
            point += as_point is not None
            comma += as_comma is not None
        elif as_point != as_comma:
            comma_groups += "," in text
            point_groups += "," not in text
    if point and comma:
        return Mark("", "some figures have a decimal point, others a decimal comma")
    if comma and comma_groups:
        return Mark("", "a comma stands before decimals in some figures and may group thousands in others")
    if not point and not comma and point_groups:
        return Mark("", "85.000 may mean 85 or 85,000")
    return Mark("," if comma else ".")


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?")
_ANY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: .*)?")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def us_day(text: str) -> date | None:
    """Return an American month/day/year or an ISO date, with or without a time of day; None for anything else."""
    if found := _US.fullmatch(text.strip()):
        return _day(found[3], found[1], found[2])
    return iso_day(text)


def iso_day(text: str) -> date | None:
    """Return an ISO date, with or without a time of day; None for anything else."""
    found = _ISO.fullmatch(text.strip())
    return _day(*found.groups()) if found else None


def clear_day(text: str) -> date | None:
    """Return a date that can be read in one way only.

    ISO, a year (its middle, 1 July), or a day above 12 beside a month.
    """
    text = text.strip()
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return date(int(text), 7, 1)
    if found := _ANY.fullmatch(text):
        meant = {_day(found[3], found[1], found[2]), _day(found[3], found[2], found[1])} - {None}
        return meant.pop() if len(meant) == 1 else None
    return iso_day(text)


def middle_of_year(path: Path) -> date | None:
    """Return 1 July of the one year that a file's name holds; None where it holds none or several."""
    years = set(_YEAR.findall(path.name))
    return date(int(years.pop()), 7, 1) if len(years) == 1 else None
