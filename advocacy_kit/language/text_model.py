"""One text model for two tasks: linear, over the words, masks and letters of canonical tokens, in whole numbers.

A feature is one to three neighbouring words, two words with one between them, two to four neighbours masked by their
endings, or three to five letters of a word. Each has a small whole-number weight for every class; the weights of the
features of a sentence are added up, and the class with the greatest sum wins: the same on every machine.
`data/words/model.npz` has the weights; `python -m tests.fit_language` fits them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final, Literal

import numpy as np

from advocacy_kit.core.assets import asset
from advocacy_kit.language.canonical import listed

Task = Literal["framing", "language"]
_BEGIN, _END = "<", ">"
_SUFFIXES: Final = ("ing", "ed", "ly", "est", "er", "tion", "ment", "ness", "ity", "ers", "s")
_SHORTEST_STEM: Final = 3
_SAYS_LITTLE: Final = 4  # a fraction of what the strongest word says


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a sentence weighs: the sum of each class, and how many features the model knows of it."""

    sums: dict[str, int]
    known: int


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


def features_of(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield each feature of canonical words with the places of the first and last word that it was made of."""
    told, masks = [_BEGIN, *words, _END], [_BEGIN, *map(masked, words), _END]
    for place in range(len(told)):
        for length in (1, 2, 3):
            if place + length <= len(told):
                yield " ".join(told[place : place + length]), *_inside(place, length, words)
        if place + 2 < len(told):
            yield f"{told[place]} _ {told[place + 2]}", *_inside(place, 3, words)
        for length in (2, 3, 4):
            if place + length <= len(masks):
                yield "%" + " ".join(masks[place : place + length]), *_inside(place, length, words)
    for place, word in enumerate(words):
        if word[0].isalpha():
            edged = f"_{word}_"
            for length in (3, 4, 5):
                for at in range(len(edged) - length + 1):
                    yield f"~{edged[at : at + length]}", place, place


def _inside(place: int, length: int, words: Sequence[str]) -> tuple[int, int]:
    """Return the first and last word of a feature; the marks of begin and end are no words."""
    last = len(words) - 1
    first = min(max(place - 1, 0), last)
    return first, min(max(place + length - 2, first), last)


class TextModel:
    """The classes of one task, and the weights of its features."""

    def __init__(self, classes: Sequence[str], features: Sequence[str], weights: np.ndarray) -> None:
        self.classes = tuple(classes)
        self._row = {feature: row for row, feature in enumerate(features)}
        self._weights = weights.astype(np.int64)

    def __contains__(self, feature: str) -> bool:
        """Say whether a feature was met often enough in what was taught."""
        return feature in self._row

    def weigh(self, words: Sequence[str]) -> Weighed:
        """Return the sums of the classes; a feature that is there twice counts once."""
        met = {feature for feature, _, _ in features_of(words)} if words else set()
        rows = [self._row[feature] for feature in met if feature in self._row]
        sums = self._weights[rows].sum(axis=0)
        return Weighed(dict(zip(self.classes, map(int, sums), strict=True)), len(rows))

    def by_word(self, words: Sequence[str]) -> np.ndarray:
        """Return what each word adds to each class (words x classes): a feature's weight is shared by its words."""
        added = np.zeros((len(words), len(self.classes)))
        for feature, first, last in features_of(words):
            row = self._row.get(feature)
            if row is not None:
                added[first : last + 1] += self._weights[row] / (last - first + 1)
        return added

    def speaks_for(self, words: Sequence[str], signs: Mapping[str, int]) -> list[float]:
        """Return how much each word speaks for some classes and against others.

        Args:
            words: the canonical words, at least one.
            signs: what the weights of each class are multiplied by; a class that is left out counts nothing.

        """
        return list(self.by_word(words) @ np.array([signs.get(name, 0) for name in self.classes]))


def strongest(speaks: Sequence[float]) -> tuple[int, int]:
    """Return the first and last place of the run of words that speaks most.

    Words that say little beside the one that says most are kept out at the ends.
    """
    least = max(speaks) / _SAYS_LITTLE
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
