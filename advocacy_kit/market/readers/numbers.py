"""Figures in texts: read right or not at all, by a decimal mark that holds for the whole column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from advocacy_kit.core.values import UnreadableError, read_number
from advocacy_kit.market.readers.sieve import Mask, Sieve, by_text

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
