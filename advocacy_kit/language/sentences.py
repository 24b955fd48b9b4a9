"""Text into sentences of plain lower-case words that know where they stood; contractions are written out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# one sign for one sign, so that every position stays what it was
_SAME_LENGTH: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "＇": "'", "‐": "-", "‑": "-"})
_PART: Final = re.compile(
    r"(?P<tag><[^<>]{0,300}>)"
    r"|(?P<number>\d+(?:[.,:/]\d+)*(?:%|(?:st|nd|rd|th|am|pm|k)\b)?)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+){0,3})"
    r"|(?P<end>[.!?…]+(?=[\"'”»)\]]*(?:\s|\Z))|\n\s*\n|\n[ \t]*[-*•])"
    r"|(?P<pause>[,;:()]|(?<=\s)-+(?=\s)|[–—])"
)
_WRITTEN_OUT: Final = {
    "won't": ("will", "not"),
    "can't": ("can", "not"),
    "shan't": ("shall", "not"),
    "cannot": ("can", "not"),
    "ain't": ("is", "not"),
    "let's": ("let", "us"),
    "i'm": ("i", "am"),
    "dont": ("do", "not"),
    "cant": ("can", "not"),
    "didnt": ("did", "not"),
    "wont": ("will", "not"),
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("got", "to"),
    "kinda": ("kind", "of"),
    "sorta": ("sort", "of"),
}
_ENDINGS: Final = {"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "n't": "not"}
# what divides clauses as a comma does
_SIGNS: Final = dict.fromkeys("–—()-", ",")
# after these an 's is a verb; after others it may be an owner's
_WITH_IS: Final = frozenset(
    [
        "it",
        "that",
        "there",
        "what",
        "who",
        "here",
        "she",
        "he",
        "how",
        "where",
        "this",
        "everything",
        "nothing",
        "everybody",
        "nobody",
        "someone",
        "one",
    ]
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `plain` is its words, one space after each.

    The tuples say where each stands in `plain` and in the text.
    """

    plain: str
    words: tuple[str, ...]
    places: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Return the span [start, end) in the text of the words in plain[begin:end], without a pause at its end."""
        first, last = bisect_right(self.places, begin) - 1, bisect_left(self.places, end) - 1
        while last > first and not self.words[last][0].isalnum():
            last -= 1
        return self.starts[first], self.ends[last]


def sentences_of(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text; marks of quotation, tags and control characters are passed over."""
    same = text.translate(_SAME_LENGTH)
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for part in _PART.finditer(same):
        kind = part.lastgroup
        if kind == "end":
            if "?" in part[0]:
                words.append("?")
                starts.append(part.start())
                ends.append(part.start() + 1)
            if words:
                yield _sentence(words, starts, ends)
                words, starts, ends = [], [], []
        elif kind != "tag":
            start = part.start()
            for word, length in (
                _plain(part[0]) if kind == "word" else [(_SIGNS.get(part[0][0], part[0].lower()), len(part[0]))]
            ):
                words.append(word)
                starts.append(start)
                start += length
                ends.append(start)
    if words:
        yield _sentence(words, starts, ends)


def _plain(word: str) -> Iterator[tuple[str, int]]:
    """Yield the plain words in one written word, each with the number of letters that it takes."""
    low = word.lower()
    if low in _WRITTEN_OUT:
        first, second = _WRITTEN_OUT[low]
        cut = low.index("'") if "'" in low else min(len(first), len(word) - 1)
        yield first, cut
        yield second, len(word) - cut
        return
    for ending, meant in _ENDINGS.items():
        if low.endswith(ending) and len(low) > len(ending):
            cut = len(word) - len(ending)
            yield from _plain(word[:cut])
            yield meant, len(ending)
            return
    if low.endswith("'s"):
        cut = len(word) - 2
        yield low[:cut], cut
        yield "is" if low[:cut] in _WITH_IS else "'s", 2
        return
    yield low, len(word)


def _sentence(words: list[str], starts: list[int], ends: list[int]) -> Sentence:
    places = []
    position = 0
    for word in words:
        places.append(position)
        position += len(word) + 1
    return Sentence(" ".join(words) + " ", tuple(words), tuple(places), tuple(starts), tuple(ends))
