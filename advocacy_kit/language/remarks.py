"""The words of a request, read by the text model.

Feelings as argument, blame, hedges, dilution, vague times, ultimatums; English only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from advocacy_kit.core.assets import word_list
from advocacy_kit.language.canonical import Token, sentences_of, span_of
from advocacy_kit.language.text_model import Weighed, is_foreign, strongest, text_model

Kind = Literal["emotional", "blaming", "hedged", "diluted", "vague_time", "ultimatum"]
KINDS: Final[tuple[Kind, ...]] = ("emotional", "blaming", "hedged", "diluted", "vague_time", "ultimatum")
OK: Final = "ok"
# how far a kind must be above "ok": the square of the difference for each known feature. A false alarm hurts more than
# a miss, so it is not enough to be ahead
_SURE: Final = 20


@dataclass(frozen=True, slots=True)
class Remark:
    """What is remarked at text[start:end], and one sentence on what to say instead.

    Example:
        >>> import advocacy_kit as ak
        >>> remark = ak.check_language("Raise me or I leave.")[0]
        >>> remark.kind, remark.advice.endswith(".")
        ('ultimatum', True)
    """

    kind: Kind
    start: int
    end: int
    advice: str


def kind_of(weighed: Weighed) -> Kind | None:
    """Return the kind that a sentence is remarked as, or None."""
    kind = max(KINDS, key=weighed.sums.__getitem__)
    ahead = weighed.sums[kind] - weighed.sums[OK]
    return kind if ahead > 0 and ahead * ahead > _SURE * weighed.known else None


def check_language(text: str | None) -> list[Remark]:
    """Return the remarks on a text, by their place: at most one a sentence.

    Args:
        text: any text; each of its sentences is read by itself. Sentences that are not English, and words in quotation
            marks inside a sentence, are not read.

    Returns:
        The remarks, each with its kind, its place and what to say instead.

    Raises:
        TypeError: if it is no text.

    Example:
        >>> import advocacy_kit as ak
        >>> [remark.kind for remark in ak.check_language("Let's talk about it soon.")]
        ['vague_time']

    """
    text = text or ""
    model, remarks = text_model("language"), []
    for tokens in sentences_of(text):
        weighed = model.weigh([token.low for token in tokens])
        kind = kind_of(weighed)
        if kind is not None and not is_foreign(_written(text, tokens)):
            run = strongest(weighed.speaks_for({kind: 1, OK: -1}))
            remarks.append(Remark(kind, *span_of(text, tokens, *run), word_list("tone_advice")[kind][0]))
    return remarks


def unchecked(text: str) -> str | None:
    """Return a sentence saying that a text, or part of it, was not checked because it is not English.

    None if all of it was checked.
    """
    foreign = [is_foreign(_written(text, tokens)) for tokens in sentences_of(text)]
    if not any(foreign):
        return None
    return "Not checked: this is not English." if all(foreign) else "Part of this was not checked: it is not English."


def _written(text: str, tokens: Sequence[Token]) -> str:
    """Return a sentence as it is written."""
    return text[tokens[0].start : tokens[-1].end]
