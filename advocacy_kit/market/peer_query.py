"""What a peer group is asked for, and which texts of a source mean the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale

from advocacy_kit.market.readers import column_words as words
from advocacy_kit.market.readers.countries import country_code

EXPERIENCE = 2.0  # years either way that count as the same experience
NO_RATIO = (1.0, 0.15, "no local ratio is published: the broader figure is taken as it stands")
Ratio = Callable[[float, str | None], tuple[float, float, str]]


def no_ratio(_percentile: float, _there: str | None) -> tuple[float, float, str]:
    """Return the factor where nothing prints local pay."""
    return NO_RATIO


@dataclass(frozen=True)
class PeerQuery:
    """What a peer group is asked for: `occupation` as it was written, `code` and `title` as they are known.

    `area` is the text that was given and `place` its full name; `lies_in` says of an area's text whether it lies there,
    `lies_in_state` whether it lies in the same state; None where no area is asked for, or no state is known.
    """

    occupation: str
    code: str
    title: str
    country: str
    unit: str
    currency: str
    element: str = "base"
    area: str | None = None
    place: str = ""
    country_name: str = ""
    state_name: str = ""
    lies_in: Callable[[str], bool] | None = None
    lies_in_state: Callable[[str], bool] | None = None
    level: str | None = None
    industry: str | None = None
    employer_size: str | None = None
    experience: float | None = None
    today: date | None = None
    max_age: float | None = None
    middle: float | None = None  # of the market as an office publishes it, in the unit asked for
    area_code: str | None = None  # of the area in OEWS; None where it does not know the area
    missing: str = ""  # why OEWS does not know the occupation
    ratio: Ratio = no_ratio  # local pay over that of the state or nation, with its log standard error and words


@lru_cache(maxsize=2**16)
def plain(text: str) -> str:
    """Return a text as it is compared: one blank between words, no capitals."""
    return " ".join(text.split()).casefold()


def plain_code(text: str) -> str:
    """Return an occupation code as it is compared: 15-1252, 151252 and 15-1252.00 are one."""
    found = re.fullmatch(r"(\d\d)-?(\d{4})(?:\.00)?", text.strip())
    return f"{found[1]}{found[2]}" if found else plain(text)


@lru_cache(maxsize=64)
def _by(compared: Callable[[str], str], texts: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """Return texts by how they are compared."""
    found: dict[str, set[str]] = {}
    for text in filter(None, texts):
        found.setdefault(compared(text), set()).add(text)
    return {key: frozenset(alike) for key, alike in found.items()}


def same(texts: tuple[str, ...], wanted: str) -> frozenset[str]:
    """Return the texts that are `wanted` up to capitals and blanks."""
    return _by(plain, texts).get(plain(wanted), frozenset())


def by_code(codes: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """Return the codes by how they are compared."""
    return _by(plain_code, codes)


def same_occupation(
    codes: tuple[str, ...], titles: tuple[str, ...], query: str, title: str = ""
) -> tuple[str, frozenset[str]]:
    """Return the column ("occupation" or "title") and its texts that mean an occupation.

    None fit where the set is empty.
    """
    if found := by_code(codes).get(plain_code(query)):
        return "occupation", found
    for wanted in dict.fromkeys((query, title)):
        if exact := same(titles, wanted):
            return "title", exact
    for wanted in dict.fromkeys((query, title)):
        tokens = [_stem(word) for word in re.findall(r"[a-z0-9+#]+", plain(wanted)) if len(word) > 1]
        if tokens and not plain_code(wanted).isdigit():
            fitting = frozenset(word for word in titles if word and _has(word, tokens))
            if fitting:
                return "title", fitting
    return "title", frozenset()


def _has(title: str, tokens: Sequence[str]) -> bool:
    own = [_stem(word) for word in re.findall(r"[a-z0-9+#]+", plain(title))]
    return all(token in own for token in tokens)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def element_of(text: str) -> str:
    """Return which pay a source's word counts: "base", "total cash", "total direct", or the word itself."""
    return (words.element_of(text) if text.strip() else "base") or plain(text)


def period_of(text: str) -> str:
    """Return "year", "month" or "hour" for a source's word, or the word itself; a blank is a year."""
    return (words.period_of(text) if text.strip() else "year") or plain(text)


def country_of(text: str) -> str:
    """Return the two letters of a country given by letters or name; the text in capitals where it is none."""
    return country_code(text) or text.strip().upper()


@lru_cache(maxsize=512)
def currency_of(country: str) -> str:
    """Return the currency in which pay is agreed in a country; "" where none is known."""
    from babel.numbers import get_territory_currencies

    return next(iter(get_territory_currencies(country)), "") if country in Locale("en").territories else ""


def the(place: str) -> str:
    """Return a place as it stands after "in"."""
    return f"the {place}" if place.startswith("United ") else place


@lru_cache(maxsize=512)
def country_name(code: str) -> str:
    """Return the English name of a country's two letters; the letters where they are none."""
    return str(Locale("en").territories.get(code, code))
