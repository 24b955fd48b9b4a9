"""One text model for two tasks: linear, over the words, masks and letters of canonical tokens, in whole numbers.

A feature is one to three neighbouring words, two words with one between them, two to four neighbours masked by their
endings, or three to five letters of a word. Each has a small whole-number weight for every class; the weights of the
features of a sentence are added up, and the class with the greatest sum wins: the same on every machine.
`data/words/model.npz` has the weights; `python -m tests.fit_language` fits them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from advocacy_kit.core.assets import asset
from advocacy_kit.language.canonical import is_name, listed

Task = Literal["framing", "language"]
_BEGIN, _END = "<", ">"
_SUFFIXES: Final = ("ing", "ed", "ly", "est", "er", "tion", "ment", "ness", "ity", "ers", "s")
_SHORTEST_STEM: Final = 3
_SAYS_LITTLE: Final = 4  # a fraction of what the strongest word says
_SENTENCE_ENDS: Final = frozenset({".", "?"})
_NEVER: Final = -(10**12)


_SHARED: Final = 12  # a feature's weight can be shared by its one to four words without a fraction


@dataclass(frozen=True, eq=False)
class Weighed:
    """What a sentence weighs: the sum of each class, and how many features the model knows of it."""

    sums: dict[str, int]
    known: int
    _weights: np.ndarray  # a row for each place of a known feature, a column for each class
    _places: np.ndarray  # the first and last word of each
    _length: int

    def best(self) -> str:
        """Return the class with the greatest sum."""
        return max(self.sums, key=self.sums.__getitem__)

    def speaks_for(self, signs: Mapping[str, int]) -> list[int]:
        """Return how much each word speaks for some classes and against others; a feature is shared by its words.

        Args:
            signs: what the weights of each class are multiplied by; a class that is left out counts nothing.

        """
        factors = np.array([signs.get(name, 0) for name in self.sums])
        first, last = self._places.T
        shares = self._weights @ factors * _SHARED // (last - first + 1)
        steps = np.zeros(self._length + 1, dtype=np.int64)
        np.add.at(steps, first, shares)
        np.add.at(steps, last + 1, -shares)
        return list(map(int, np.cumsum(steps)[:-1]))


def masked(word: str) -> str:
    """Return a word as its ending; small words, signs and figures stay what they are."""
    if word in listed("small") or not word[0].isalpha():
        return word
    if word in listed("past"):
        return "PAST"
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + _SHORTEST_STEM:
            return f"-{suffix}"
    return "W"


def neighbours_of(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield the features of neighbouring canonical words, with the first and last place that they were made of."""
    if not words:
        return
    told, masks = [_BEGIN, *words, _END], [_BEGIN, *map(masked, words), _END]
    last, ends = len(words) - 1, len(told)
    for place in range(ends):  # the marks of begin and end are no words
        first = min(max(place - 1, 0), last)
        second, third, fourth = (max(min(place + step, last), first) for step in (0, 1, 2))
        yield told[place], first, first
        if place + 1 < ends:
            pair = f"{told[place]} {told[place + 1]}"
            mask = f"%{masks[place]} {masks[place + 1]}"
            yield pair, first, second
            yield mask, first, second
            if place + 2 < ends:
                mask = f"{mask} {masks[place + 2]}"
                yield f"{pair} {told[place + 2]}", first, third
                yield f"{told[place]} _ {told[place + 2]}", first, third
                yield mask, first, third
                if place + 3 < ends:
                    yield f"{mask} {masks[place + 3]}", first, fourth


def letters_of(word: str) -> Iterator[str]:
    """Yield the features of the letters of a word, none of a sign or a figure."""
    if word[0].isalpha():
        edged = f"_{word}_"
        for length in (3, 4, 5):
            for at in range(len(edged) - length + 1):
                yield f"~{edged[at : at + length]}"


class TextModel:
    """The classes of one task, and the weights of its features."""

    def __init__(self, classes: Sequence[str], features: Sequence[str], weights: np.ndarray) -> None:
        self.classes = tuple(classes)
        self._row = {feature: row for row, feature in enumerate(features)}
        self._weights = weights.astype(np.int64)
        self._letters = lru_cache(maxsize=4096)(self._rows_of_letters)

    def _rows_of_letters(self, word: str) -> tuple[int, ...]:
        return tuple(self._row[feature] for feature in letters_of(word) if feature in self._row)

    def __contains__(self, feature: str) -> bool:
        """Say whether a feature was met often enough in what was taught."""
        return feature in self._row

    def weigh(self, words: Sequence[str]) -> Weighed:
        """Return what canonical words weigh; a feature that is there twice counts once."""
        row = self._row
        found = [(row[feature], first, last) for feature, first, last in neighbours_of(words) if feature in row]
        found += [(number, place, place) for place, word in enumerate(words) for number in self._letters(word)]
        places = np.array(found, dtype=np.int64).reshape(-1, 3)
        once = list({number for number, _, _ in found})
        sums = self._weights[once].sum(axis=0)
        named = dict(zip(self.classes, map(int, sums), strict=True))
        return Weighed(named, len(once), self._weights[places[:, 0]], places[:, 1:], len(words))


def strongest(speaks: Sequence[int], words: Sequence[str] = ()) -> tuple[int, int]:
    """Return the first and last place of the run of words that speaks most.

    Args:
        speaks: how much each word says. Words that say little beside the one that says most are kept out at the ends.
        words: the words, where there are several sentences: no run goes on over the end of one.

    """
    speaks = [_NEVER if word in _SENTENCE_ENDS else speech for speech, word in zip_longest(speaks, words)]
    least = max(speaks) // _SAYS_LITTLE
    sums = [0.0, *accumulate(speech - least for speech in speaks)]
    lowest, best = 0, (0, 0)
    for place in range(1, len(sums)):
        if place == 1 or sums[place] - sums[lowest] > sums[best[1] + 1] - sums[best[0]]:
            best = (lowest, place - 1)
        if sums[place] < sums[lowest]:
            lowest = place
    return best


@cache
def text_model(task: Task) -> TextModel:
    """Return the model of a task, read once when it is first asked for."""
    with np.load(asset("data", "words", "model.npz"), allow_pickle=False) as stored:
        features = stored[f"{task}_features"].tobytes().decode("utf-8").split("\n")
        return TextModel([str(name) for name in stored[f"{task}_classes"]], features, stored[f"{task}_weights"])


if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# a text as long as a page has told its language long before its end
_ENOUGH: Final = 3000
_LAST_LATIN: Final = "\u024f"
_ENGLISH_ENDINGS: Final = ("ed", "ly", "ness")
# the share of known words from which a text is English, the letters that another language needs to be told by, and how
# far its log-likelihood must be above that of English
_KNOWN_ENOUGH: Final = 0.3
_FEWEST_LETTERS: Final = 14
_MARGIN: Final = 10.0
_SHORT: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def is_foreign(text: str) -> bool:
    """Say whether a text is clearly not English."""
    head = text[:_ENOUGH]
    if not head.isascii() and _is_in_another_script(head):
        return True
    words = [word for word in _WORD.findall(head) if word[0].islower() or not is_name(word.lower())]
    # a capital inside may be anybody's name, but a language that writes all nouns so leaves few other words
    plain = [word for place, word in enumerate(words) if place == 0 or word[0].islower() or head.isupper()]
    known = sum(_is_known(word.lower()) for word in plain)
    if known or sum(map(len, plain)) >= _FEWEST_LETTERS:
        words = plain
    enough = len(words) > 1 and sum(map(len, words)) >= _FEWEST_LETTERS
    return enough and known < _KNOWN_ENOUGH * len(words) and _margin(" ".join(words)) >= _MARGIN


def _is_in_another_script(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    other = sum(
        letter > _LAST_LATIN and not unicodedata.name(letter, "LATIN").startswith("LATIN") for letter in letters
    )
    return other * 2 > len(letters)


def _is_known(word: str) -> bool:
    """Say whether a word is English; of short ones ("die", "met") only those that build sentences tell."""
    if len(word) <= _SHORT:
        return len(word) == _SHORT and word in listed("small")
    return word in text_model("framing") or word in text_model("language") or word.endswith(_ENGLISH_ENDINGS)


def _margin(text: str) -> float:
    """Return how much likelier the likeliest other language is than English, in units of log-likelihood."""
    scores = dict(_identifier().rank(text))
    english = scores.pop("en")
    return max(scores.values()) - english


@cache
def _identifier() -> LanguageIdentifier:
    """Return py3langid's model, loaded when it is first asked: it takes about a second and 60 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # late: most English never needs it

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(listed("languages"))
    return identifier
