"""From canonical tokens back to the text: a span begins and ends at words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from advocacy_kit.language.canonical import Token, is_word

_IN_WORD: Final = re.compile(r"\w")
_LOOSE_ENDS: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "your",
        "our",
        "by",
        "from",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "with",
        "or",
        "and",
        "if",
        "that",
        "this",
    ]
)
_SIGNS_OF_FIGURES: Final = "$£€¥₹₦%"


def span_of(text: str, tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Return the place [start, end) in the text of tokens[first] to tokens[last], without signs at its ends.

    Where the run has no word, the nearest word around it is taken.
    """
    while first < last and not is_word(tokens[first]):
        first += 1
    while last > first and (not is_word(tokens[last]) or tokens[last].low in _LOOSE_ENDS):
        last -= 1
    if not is_word(tokens[first]):
        words = [place for place, token in enumerate(tokens) if is_word(token)]
        first = last = min(words, key=lambda place: abs(place - first))
    start, end = tokens[first].start, tokens[last].end
    # a contraction is several tokens and one word; a figure's currency sign and percent sign are not in it
    while start > 0 and _joins(text, start):
        start -= 1
    while start < end and not _IN_WORD.match(text[start]):
        start += 1
    while end < len(text) and _joins(text, end):
        end += 1
    while end > start and not _IN_WORD.match(text[end - 1]):
        end -= 1
    return start, end


def shown(text: str, start: int, end: int) -> str:
    """Return the words of a span as a person reads them, with the currency or percent sign beside their figures."""
    if start and text[start - 1] in _SIGNS_OF_FIGURES:
        start -= 1
    if end < len(text) and text[end] in _SIGNS_OF_FIGURES:
        end += 1
    return text[start:end]


def _joins(text: str, place: int) -> bool:
    """Say whether the signs around a place belong to one written word."""
    before, after = text[place - 1], text[place]
    if before in "'’":
        return place > 1 and bool(_IN_WORD.match(text[place - 2]) and _IN_WORD.match(after))
    if after in "'’":
        return place + 1 < len(text) and bool(_IN_WORD.match(before) and _IN_WORD.match(text[place + 1]))
    return bool(_IN_WORD.match(before) and _IN_WORD.match(after))
