"""A statement cut into words, numbers and signs, with the places where they stand."""

from __future__ import annotations

import re
from typing import NamedTuple

# one sign for one sign, so that places stay true
PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "–": "-",
        "—": "-",
        "−": "-",
        "‑": "-",
        "\u00a0": " ",
        "\u202f": " ",
    }
)

_PATTERN = re.compile(
    r"""
    (?P<to>→|->|=>)
  | (?P<name>(?<!from\s)(?<!to\s)(?<!by\s)\d{1,2}:\d\d\b|\d+/\d+(?![\d.])
      |\d{1,4}(?:st|nd|rd|th)\b|\d{4}s\b|\d+(?:[.,]\d+)?-[A-Za-z][\w-]*|\d+\.\d+\.\d[\d.]*
        |[A-Za-z]{1,20}-?\d[\w.-]{0,20}(?<![.-])|\d{1,4}(?:[A-JL-Z]|am|pm)\b)
  | (?P<number>(?:(?<![^\s(])[+-]\s?)?[$€£¥₹]?\d(?:[\d,.]*\d)?(?:%|(?:k|K|m|M|bn)\b)?)
  | (?P<word>[^\W\d_]+(?:[-'][^\W\d_]+)*)
  | (?P<sign>[,;:.()!?"/&+%$€£\n]|(?<=\s)-+(?=\s|$)|--+)
    """,
    re.VERBOSE,
)
_SHORTENED = re.compile(r"\b(?:[Mm]r|[Mm]rs|[Mm]s|[Dd]r|Prof|(?<=r )[A-Z]|(?<=s )[A-Z])$")


class Token(NamedTuple):
    """A word, a number, a sign, or a name with digits in it.

    `low` is its text in lower case, `capital` whether it begins with a capital.
    """

    low: str
    start: int
    end: int
    kind: str
    capital: bool


def _shortens(plain: str, place: int) -> bool:
    """Whether a full stop only shortens a name.

    "Mr. Olsen", "Mrs K. walks", where a word without a capital or a name goes on.
    """
    return _SHORTENED.search(plain[max(place - 6, 0) : place]) is not None and bool(plain[place + 1 :].strip())


def tokens_of(text: str) -> list[Token]:
    """Cut a text; a full stop inside a number or between letters is no sign of its own."""
    plain = text.translate(PLAIN)
    found = []
    for match in _PATTERN.finditer(plain):
        kind = match.lastgroup or "sign"
        start, end = match.span()
        part = match[0]
        if kind == "to":
            found.append(Token("to", start, end, "arrow", capital=False))
            continue
        if (
            kind == "sign"
            and part == "."
            and ((end < len(plain) and not plain[end].isspace()) or _shortens(plain, start))
        ):
            continue
        found.append(Token(part.lower(), start, end, kind, part[0].isupper()))
    return found
