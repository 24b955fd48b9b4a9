"""The one next question: worded by what stands in the statement and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from advocacy_kit.language.framing.nouns import low_at, opens_noun
from advocacy_kit.language.framing.quantities import Quantity
from advocacy_kit.language.framing.readings import Reading
from advocacy_kit.language.framing.tokens import Token
from advocacy_kit.language.framing.words import is_listed, is_plural, verb_form, words

# longer things are asked about as "it"
_LONGEST = 5
_YOURS = {"my": "your", "our": "your", "a": "the", "an": "the", "i": "you", "we": "you"}


def activity_question(text: str, tokens: Sequence[Token], own: Reading | None, quantities: Sequence[Quantity]) -> str:
    """Return the question that lifts a statement of work to what came of it."""
    if not tokens:
        return "What did you do, and what changed because of it?"
    if _is_meant(tokens):
        return "Has that come about: what is different now, and for whom?"
    if own is None:
        return "What changed because of it, and for whom?"
    low = tokens[own.first].low
    form = verb_form(low)
    base = form.base if form is not None else low
    if is_listed(low, "own_thing") or low in {"responsible", "in", "member", "part", "on", "head"}:
        return "What has changed since you took it on?"
    if base in words().lists["teaching"]:
        return "What can they do now that they could not do before?"
    if base in words().lists["finding"]:
        return "What was done differently because of what you found?"
    if base in words().lists["caring"]:
        return "What is better for them now?"
    thing = _thing(text, tokens, own.last, own.segment.last, quantities)
    return f"What changed because of {thing}, and for whom?" if thing else "What changed because of it, and for whom?"


def outcome_question(text: str, tokens: Sequence[Token], effect: Reading, quantities: Sequence[Quantity]) -> str:
    """Return the question that lifts a change to its size."""
    low, opening = tokens[effect.first].low, tokens[effect.segment.first].low
    if opening in {"more", "fewer", "less"}:
        return f"How {'much' if opening == 'less' else 'many'} {opening}, from what to what?"
    if is_listed(low, "comparative") and low in {"more", "fewer", "less"}:
        counted = is_plural(low_at(tokens, effect.last))
        return f"How {'many' if counted else 'much'} {low}, from what to what?"
    if effect.subject == "own":
        thing = _thing(text, tokens, effect.last, effect.segment.last, quantities)
        if effect.level and thing:
            return f"How much did {thing} change, from what to what?"
        return (
            "How much, from what to what?"
            if effect.level
            else "How much is that worth, or how many people does it reach?"
        )
    if effect.subject == "world":
        thing = _thing(text, tokens, effect.segment.first, effect.first, quantities, whole=True)
        if effect.level and thing:
            return f"How much did {thing} change, from what to what?"
        if thing and is_plural(tokens[effect.segment.first].low) and " " not in thing:
            return f"How many {thing}, or how often, and how was it before?"
    return (
        "How much, from what to what?" if effect.level else "How much is that worth, or how many people does it reach?"
    )


def _is_meant(tokens: Sequence[Token]) -> bool:
    """Whether the work is told together with what it is meant to bring."""
    kinds = words().kinds
    wished = kinds["change"] | kinds["effect"] | {"make", "help", "get", "keep"}
    for place in range(1, len(tokens)):
        low, after = tokens[place].low, low_at(tokens, place + 1)
        if low in words().lists["wish"] or (low == "so" and after == "that"):
            return True
        form = verb_form(after)
        if (
            form is not None
            and form.base in wished
            and ((low == "to" and form.plain) or (low in {"for", "of"} and form.ing))
        ):
            return True
    return False


def _thing(
    text: str, tokens: Sequence[Token], first: int, last: int, quantities: Sequence[Quantity], *, whole: bool = False
) -> str | None:
    """Return the words for a thing that begins at `first`, as one would say them to the writer.

    None where they are too many or unclear.
    """
    end = first
    while end < last and tokens[end].kind != "sign" and not is_listed(tokens[end].low, "conjunction", "auxiliary"):
        if not whole and end > first and is_listed(tokens[end].low, "preposition"):
            break
        end += 1
    if whole and end < last:
        return None
    counted = any(quantity.first == first for quantity in quantities)
    if not 0 < end - first <= _LONGEST or (not whole and not opens_noun(tokens, first)):
        return None
    lows = [token.low for token in tokens[first:end]]
    if any(is_listed(low, "own_subject", "object_pronoun", "other_subject") for low in lows) or (
        end - first == 1 and not whole
    ):
        return None
    head = tokens[first]
    opening = _YOURS.get(
        head.low, head.low if is_listed(head.low, "determiner", "possessive") or whole else text[head.start : head.end]
    )
    if head.capital and len(lows) > 1 and tokens[first + 1].capital and whole:
        opening = text[head.start : head.end]
    rest = text[head.end : tokens[end - 1].end]
    return f"{'these ' if counted and not whole else ''}{opening}{rest}"
