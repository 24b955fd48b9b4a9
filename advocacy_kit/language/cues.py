"""What the words of a sentence say together: weighed cues, for what no phrase on a list catches.

A cue is a word, two neighbours, or two words with one between them. Each has a weight for every kind of remark and for
"ok"; the weights of a sentence are added up, as a spam filter adds the scores of its rules, and become shares by the
softmax. The weights stand in `data/words/tone_cues.csv`, one line a cue; they were fitted to labelled sentences by
`python -m tests.teach_tone`.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from advocacy_kit.core.assets import asset
from advocacy_kit.language.sentences import Sentence

OK = "ok"
_FIGURE = re.compile(r"\d[\d.,:/]*")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence's verdict: the share of "ok" (0–1), the likeliest kind.

    And the span of `plain` whose words speak most for it.
    """

    ok: float
    kind: str
    begin: int
    end: int


def cues_of(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield each cue of a sentence with the places of its first and last word.

    Figures count alike, and both ends are words.
    """
    told = ["<", *(_FIGURE.sub("0", word) for word in words), ">"]
    last = len(words) - 1
    for place, word in enumerate(told):
        here = min(max(place - 1, 0), last)
        yield word, here, here
        for step, sign in ((1, " "), (2, " _ ")):
            if place + step < len(told):
                yield f"{word}{sign}{told[place + step]}", here, min(place + step - 1, last)


def weigh(sentence: Sentence) -> Weighed:
    """Return what the cues of a sentence say together."""
    kinds, start, weights = _weights()
    found = [(cue, first, last) for cue, first, last in cues_of(sentence.words) if cue in weights]
    met = {cue: weights[cue] for cue, _, _ in found}  # one that stands twice weighs once
    sums = [at + sum(row[place] for row in met.values()) for place, at in enumerate(start)]
    top = max(sums)
    shares = [math.exp(at - top) for at in sums]
    ok = kinds.index(OK)
    best = max((place for place in range(len(kinds)) if place != ok), key=sums.__getitem__)
    speaks = [0.0] * len(sentence.words)
    for cue, first, last in found:
        for place in (first, last):
            speaks[place] += (met[cue][best] - met[cue][ok]) / 2
    first, last = _strongest(speaks)
    end = sentence.places[last] + len(sentence.words[last])
    return Weighed(shares[ok] / sum(shares), kinds[best], sentence.places[first], end)


def _strongest(speaks: Sequence[float]) -> tuple[int, int]:
    """Return the first and last place of the run with the greatest sum."""
    sums = [0.0, *accumulate(speaks)]
    lowest, best = 0, (0, 0)
    for place in range(1, len(sums)):
        if sums[place] - sums[lowest] > sums[best[1] + 1] - sums[best[0]] or place == 1:
            best = (lowest, place - 1)
        if sums[place] < sums[lowest]:
            lowest = place
    return best


@cache
def _weights() -> tuple[tuple[str, ...], tuple[float, ...], dict[str, tuple[float, ...]]]:
    """Return the kinds, the weights before any cue, and those of each cue, in the order of the kinds."""
    with asset("data", "words", "tone_cues.csv").open(encoding="utf-8", newline="") as file:
        head, start, *rows = csv.reader(file)
    return (
        tuple(head[1:]),
        tuple(float(cell or 0) for cell in start[1:]),
        {cue: tuple(float(cell or 0) for cell in cells) for cue, *cells in rows},
    )
