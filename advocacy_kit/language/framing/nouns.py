"""Where a noun phrase opens, what can belong to it, and which names stand at the head of a clause."""

from __future__ import annotations

from collections.abc import Sequence

from advocacy_kit.language.framing.tokens import Token
from advocacy_kit.language.framing.words import is_listed, is_plural, verb_form, words


def low_at(tokens: Sequence[Token], place: int) -> str:
    """Return the word at a place in lower case, nothing outside."""
    return tokens[place].low if 0 <= place < len(tokens) else ""


def counts_here(tokens: Sequence[Token], place: int) -> bool:
    """Whether a number stands here, in figures or in words."""
    return 0 <= place < len(tokens) and (tokens[place].kind == "number" or tokens[place].low in words().numbers)


def opens_noun(tokens: Sequence[Token], place: int) -> bool:
    """Whether a noun phrase opens here: a determiner, a possessive, a pronoun, a number."""
    low = low_at(tokens, place)
    return bool(low) and (
        is_listed(low, "determiner", "possessive", "object_pronoun", "other_subject", "multiples")
        or counts_here(tokens, place)
    )


def is_content(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word can be a noun, a verb or an adjective."""
    low = low_at(tokens, place)
    return (
        bool(low)
        and tokens[place].kind in {"word", "name"}
        and not is_listed(
            low,
            "determiner",
            "possessive",
            "preposition",
            "conjunction",
            "auxiliary",
            "future",
            "adverb",
            "object_pronoun",
        )
    )


def is_name(tokens: Sequence[Token], first: int) -> bool:
    """Whether a clause opens with a name: "Mr T. dresses", "Mrs K walks", "Formula 3 holds"."""
    if is_listed(low_at(tokens, first), "title"):
        return True
    after = low_at(tokens, first + 2)
    plural = is_plural(after) and ((verb := verb_form(after)) is None or not verb.third)
    number = first + 1 < len(tokens) and tokens[first + 1].kind == "number" and not plural
    return (
        number
        and tokens[first].kind == "word"
        and verb_form(tokens[first].low) is None
        and not is_listed(tokens[first].low, "determiner", "preposition", "adverb", "modifier", "degree", "plural")
        and not is_plural(tokens[first].low)
    ) or (
        number
        and is_listed(tokens[first].low, "numbered")
        and (form := verb_form(low_at(tokens, first + 2))) is not None
        and (form.third or form.told or is_listed(low_at(tokens, first + 2), "auxiliary"))
    )


def is_numbered(tokens: Sequence[Token], first: int) -> bool:
    """Whether a clause opens with a numbered thing that is not dealt with by the piece: "model 7 of the brake"."""
    return (
        is_listed(low_at(tokens, first), "numbered")
        and first + 1 < len(tokens)
        and tokens[first + 1].kind == "number"
        and not is_plural(low_at(tokens, first + 2))
    )


def is_people(low: str) -> bool:
    """Whether a plural means people by its ending or its list: "listeners", "tenants", "families"."""
    return is_listed(low, "people") or low.endswith(("ers", "ors", "ants", "ents", "ists", "ians", "ees", "folk"))


def _is_of(tokens: Sequence[Token], place: int) -> bool:
    """Whether "of" or "aged" here says how many or how old who acts is: "a team of 12 runs".

    In "a series of five talks" it does not.
    """
    low = low_at(tokens, place)
    return low == "aged" or (low == "of" and not is_listed(low_at(tokens, place - 1), "collection"))


def is_noun_in_s(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Whether a word in -s that could be a verb is a plural.

    After a number or "faster", or with a finite verb still to come.
    """
    before = low_at(tokens, place - 1)
    if counts_here(tokens, place - 1) and not is_name(tokens, place - 2) and not _is_of(tokens, place - 2):
        return True
    if is_listed(before, "comparative", "adjective"):
        return True
    for step in range(place + 1, last):
        low = tokens[step].low
        if is_listed(low, "conjunction", "possessive", "own_subject", "other_subject", "object_pronoun") or low in {
            "the",
            "a",
            "an",
            "that",
        }:
            return False
        if low in {"is", "are", "was", "were", "has", "have"}:
            return True
    return False
