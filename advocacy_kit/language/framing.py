"""How strong a statement about work is: what was done, what changed, or what changed and how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final, Literal, cast

from advocacy_kit.core.assets import word_list
from advocacy_kit.core.model import shown as as_html
from advocacy_kit.language.canonical import Token, canonical, listed, shown, span_of
from advocacy_kit.language.text_model import is_foreign, masked, strongest, text_model

Rung = Literal["activity", "outcome", "quantified"]
Role = Literal["own work", "effect", "size"]
# a statement is a sentence or three: what follows a whole page of it is not read, so that no text is slow
_MOST_WORDS: Final = 600
_LONGEST_READ: Final = 12_000
_FIGURES: Final = frozenset({"#%", "#$", "#x", "#t", "#n"})
_BETWEEN: Final = 3  # words between the two figures of "from 14 a week to 3"
_LONGEST_NAMED: Final = 4
_TOLD: Final = frozenset({"PAST", "-ed"})
_STATES: Final = frozenset(["is", "are", "was", "were", "has", "have", "had", "up", "down"])
_NOUNS: Final = frozenset({"W", "-s", "-ing", "-er", "-tion", "-ment", "-ness", "-ity"})
_NEXT_CLAUSE: Final = frozenset({",", ".", ";", ":", "—", "and", "so", "which", "that", "by", "to"})
_YOURS: Final = {"my": "your", "our": "your", "a": "the", "an": "the", "the": "the"}


@dataclass(frozen=True)
class Span:
    """A stretch of the text, `start` to `end` (not included), and what it is: "own work", "effect" or "size"."""

    start: int
    end: int
    role: Role


@dataclass(frozen=True)
class Framing:
    """How a statement reads.

    `rung` is None only for a text that is clearly not English; `question` is the one next question, None where nothing
    is missing; `spans` are the words that decided, and `reason` says why.

    Example:
        >>> import advocacy_kit as ak
        >>> ak.frame_statement(None).rung
        'activity'
    """

    rung: Rung | None
    question: str | None
    spans: tuple[Span, ...]
    reason: str

    def _repr_html_(self) -> str:
        return as_html(self.rung or "not English", [self.reason, self.question or ""])


def frame_statement(text: str | None) -> Framing:
    """Read a statement about work and say which rung it is on.

    Args:
        text: one statement, a sentence or three. A blank one, or None, claims nothing and is an activity.

    Returns:
        The rung, the next question, the words that decided and the reason. The same statement is on the same rung with
        another name, another figure of the same kind, with a year or a closing stop more or less.

    Raises:
        TypeError: if it is no text.

    Example:
        >>> import advocacy_kit as ak
        >>> ak.frame_statement("Closed 40 tickets; the backlog fell from 61 to 12").rung
        'quantified'

    """
    text = (text or "")[:_LONGEST_READ]
    tokens = canonical(text)[:_MOST_WORDS]
    if not any(token.low[0].isalpha() for token in tokens):
        question = "What did you do, and what changed because of it?"
        return Framing("activity", question, (), "There is nothing here yet.")
    if is_foreign(text):
        return Framing(None, None, (), "This does not look like English, the only language that is read here.")
    words = [token.low for token in tokens]
    weighed = text_model("framing").weigh(words)
    rung = cast("Rung", weighed.best())
    if rung == "activity":
        run = strongest(weighed.speaks_for({"activity": 2, "outcome": -1, "quantified": -1}), words)
        return Framing(rung, _ask_what(text, tokens), (_span(text, tokens, run, "own work"),), _why_activity(words))
    effect = strongest(weighed.speaks_for({"activity": -2, "outcome": 1, "quantified": 1}), words)
    effect_span = _span(text, tokens, effect, "effect")
    if rung == "outcome":
        return Framing(
            rung, _ask_how_much(text, tokens, effect), (effect_span,), "It tells what changed, without a size."
        )
    size = _size(words, weighed.speaks_for({"outcome": -1, "quantified": 1}))
    size_span = _span(text, tokens, size, "size")
    much = shown(text, size_span.start, size_span.end)
    return Framing(rung, None, (effect_span, size_span), f"It tells what changed, and how much: {much}.")


def tells_own_work(text: str) -> bool:
    """Say whether a statement opens with what its writer did: "Closed the gap", but not "Reported accidents fell"."""
    words = [token.low for token in canonical(text)]
    if not words or masked(words[0]) not in _TOLD or words[0] == "cost" or is_foreign(text):
        return False
    if len(words) == 1 or words[1] in listed("small") or not words[1][0].isalpha():
        return True
    clause = list(takewhile(lambda word: word not in _NEXT_CLAUSE, words[1:]))
    return not any(masked(word) in _TOLD | _STATES for word in clause)


def _span(text: str, tokens: Sequence[Token], run: tuple[int, int], role: Role) -> Span:
    return Span(*span_of(text, tokens, *run), role)


def _why_activity(words: Sequence[str]) -> str:
    if _FIGURES & set(words):
        return "It tells what was done; its number counts the work, not what came of it."
    return "It tells what was done, not what came of it."


def _size(words: Sequence[str], speaks: Sequence[int]) -> tuple[int, int]:
    """Return the run of words that says how much: "from 6 to 2" as a whole, else a figure, else what speaks most."""
    figures = [place for place, word in enumerate(words) if word in _FIGURES and not _is_label(words, place)]
    speaks = [0 if _is_label(words, place) else speech for place, speech in enumerate(speaks)]
    for place in figures:
        for other in figures:
            if 1 < other - place <= _BETWEEN + 2 and words[other - 1] in {"to", "→"}:
                return (place - 1 if place and words[place - 1] == "from" else place), other
    best = max(figures, key=speaks.__getitem__, default=0)
    if figures and speaks[best] * 2 >= max(speaks):
        return (best - 1 if best and words[best - 1] == "by" else best), best
    return strongest(speaks, words)


def _is_label(words: Sequence[str], place: int) -> bool:
    """Say whether a number only names something: "ward 4"."""
    before, after = words[max(place - 1, 0)], words[place + 1] if place + 1 < len(words) else ","
    behind_noun = place > 0 and before[0].isalpha() and masked(before) in _NOUNS
    return words[place] == "#n" and behind_noun and not after[0].isalpha()


def _ask_what(text: str, tokens: Sequence[Token]) -> str:
    """Return the question that lifts a statement of work to what came of it."""
    named = _named(text, tokens)
    if named is not None:
        return f"What changed for the {named[1]}?" if named[0] == "people" else f"How did the {named[1]} change?"
    thing = _thing(text, tokens)
    return f"What changed because of {thing}?" if thing else "What changed because of it?"


def _ask_how_much(text: str, tokens: Sequence[Token], effect: tuple[int, int]) -> str:
    """Return the question that lifts a change to its size."""
    named = _named(text, tokens, effect)
    if named is None:
        return "How much changed, from what to what?"
    if named[0] == "measures":
        return f"How much did the {named[1]} change, from what to what?"
    return (
        f"How many {named[1]}, and how was it before?"
        if named[1].endswith("s")
        else f"How much changed for the {named[1]}?"
    )


def _named(text: str, tokens: Sequence[Token], near: tuple[int, int] = (0, 0)) -> tuple[str, str] | None:
    """Return what a statement names nearest to some words, "measures" or "people", and how: "waiting times"."""
    lists = word_list("asking")
    named = {*lists["people"], *lists["measures"]}
    found = [place for place, token in enumerate(tokens) if token.low in named]
    if not found:
        return None
    place = min(found, key=lambda place: max(near[0] - place, place - near[1], 0))
    token = tokens[place]
    if token.low in lists["people"]:
        return "people", text[token.start : token.end].lower()
    noun = place > 1 and tokens[place - 1].low[0].isalpha() and masked(tokens[place - 1].low) in _NOUNS
    return "measures", text[tokens[place - noun].start : token.end].lower()


def _thing(text: str, tokens: Sequence[Token]) -> str:
    """Return the first thing named with an article behind the verb, as one would say it to the writer."""
    for place, token in enumerate(tokens[1:], start=1):
        if token.low in _YOURS:
            last = place
            while last + 1 < len(tokens) and _names_a_thing(tokens[last + 1].low):
                last += 1
            if 0 < last - place <= _LONGEST_NAMED:
                return f"{_YOURS[token.low]} {text[tokens[place + 1].start : tokens[last].end]}"
            return ""
    return ""


def _names_a_thing(word: str) -> bool:
    return (word[0].isalpha() or word == "<name>") and word not in listed("small")
