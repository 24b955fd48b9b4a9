"""How a clause opens: with my verb in one of its forms.

With a participle of work done, or with the work itself as subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from advocacy_kit.language.framing.nouns import counts_here, is_numbered, is_people, low_at, opens_noun
from advocacy_kit.language.framing.subjects import Verb, world_verb
from advocacy_kit.language.framing.tokens import Token
from advocacy_kit.language.framing.words import is_listed, is_manner, is_plural, known_bases, verb_form, words


def _declared(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether "up" or "down" tells the change of what stands before it: "missed appointments down 30%"."""
    for place in range(first + 1, last - 1):
        if tokens[place].low in {"up", "down"}:
            after = tokens[place + 1].low
            if after == "to" and is_listed(low_at(tokens, place + 2), "up_to"):
                return False  # "brought the accounts up to date"
            if after in {"by", "from"} or (place > first + 1 and (tokens[place + 1].kind == "number" or after == "to")):
                return True
    return False


def _changes_later(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a bare plural after a participle is the subject of a change: "lost bags per thousand passengers fell"."""
    if first + 2 >= last or opens_noun(tokens, first + 1):
        return False
    if not is_plural(tokens[first + 1].low) and not is_plural(
        tokens[first + 2].low
    ):  # "lost luggage dropped by 40 pieces"
        form = verb_form(tokens[first + 2].low)
        levelled = form is not None and form.told and form.base in words().kinds["change"]
        return (
            levelled
            and low_at(tokens, first + 3) in {"by", "from", "to", ""}
            and not is_listed(tokens[first + 1].low, "preposition")
        )
    compared = is_listed(low_at(tokens, first + 3), "multiples", "comparative") or low_at(tokens, first + 4) == "times"
    if compared and (form := verb_form(tokens[first + 2].low)) is not None and form.plain:
        return True  # "repaired pumps last four times as long"
    for place in range(first + 2, last):
        low, before = tokens[place].low, tokens[place - 1].low
        if is_listed(low, "conjunction", "other_subject") or low == "that":
            return False
        form = verb_form(low)
        if (
            form is not None
            and form.told
            and form.base != low
            and form.base in words().kinds["change"]
            and not opens_noun(tokens, place + 1)
        ):
            return not is_listed(before, "determiner", "possessive", "preposition")
    return False


def opens_with_past(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a clause opens with my verb in the past, and not with a participle that belongs to a noun.

    "reported accidents fell".
    """
    form = verb_form(tokens[first].low)
    if (
        form is None
        or not form.told
        or (is_listed(tokens[first].low, "level") and low_at(tokens, first + 1) in {"per", "of", "for"})
    ):
        return False
    if _declared(tokens, first, last) or _changes_later(tokens, first, last):
        return False
    after = low_at(tokens, first + 1) if first + 1 < last else ""
    if (
        not after
        or opens_noun(tokens, first + 1)
        or is_listed(after, "preposition", "adverb", "conjunction", "own_subject")
        or is_manner(after)
    ):
        return True
    for place in range(first + 1, min(first + 5, last)):
        low = tokens[place].low
        if place > first + 1 and (is_listed(low, "auxiliary", "future") and low not in {"may"}):
            return False
        if opens_noun(tokens, place) or is_listed(low, "preposition", "conjunction"):
            return True
        other = verb_form(low)
        if place > first + 1 and other is not None and other.past and not other.plain and not low.endswith("ed"):
            return False
    return True


def opens_with_present(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a clause opens with my verb in the present: "look after a portfolio", "manage the mailing list"."""
    form = verb_form(tokens[first].low)
    if is_numbered(tokens, first) and world_verb(tokens, first, last) is not None:
        return False  # "model 7 of the brake grips on wet rails"
    if form is None or not form.plain or is_listed(tokens[first].low, "multiples") or _declared(tokens, first, last):
        return False
    after = low_at(tokens, first + 1) if first + 1 < last else ""
    if opens_noun(tokens, first + 1):
        return world_verb(tokens, first + 1, last, strict=True) is None
    if is_listed(after, "preposition"):
        done = form.base in words().kinds["work"] | words().kinds["routine"] | words().kinds["intent"]
        return done and world_verb(tokens, first + 1, last, strict=True) is None
    known = tokens[first].low in words().kinds["work"] or tokens[first].low in words().lists["present_opening"]
    return is_plural(after) and known and world_verb(tokens, first + 1, last, strict=True) is None


def _rises_later(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a level that changes still has its verb to come: "cold calls answered politely rose to one in four"."""
    return any(
        (form := verb_form(tokens[place].low)) is not None
        and form.told
        and form.base in words().kinds["change"]
        and (low_at(tokens, place + 1) in {"by", "from", "to"} or counts_here(tokens, place + 1))
        for place in range(first, last)
    )


def _finishes_or_moves(lows: Sequence[str]) -> bool:
    """Whether it is told from where to where, or that it came about at last.

    "moved from once a month to twice", "finally squashed".
    """
    pairs = set(pairwise(lows))
    return {"from", "to"} <= set(lows) or "finally" in lows or bool(pairs & {("at", "last"), ("for", "good")})


def done_in_brief(tokens: Sequence[Token], first: int, verb: Verb, last: int) -> bool:
    """Whether a participle of work stands behind its object as in a headline.

    "96 pupils taught", "stocktake of the store completed".
    """
    form, after = verb_form(tokens[verb.place].low), low_at(tokens, verb.place + 1) if verb.place + 1 < last else ""
    kinds = words().kinds
    return (
        form is not None
        and form.past
        and (not form.plain or tokens[first].low in {"a", "an", "another"})
        and not is_listed(tokens[verb.place].low, "told_only")
        and (
            form.base in {"do", "take"}
            or form.base in kinds["routine"]
            or form.base in kinds["work"] - kinds["world"]
            or (
                not form.told and form.base not in kinds["intent"] | {"go", "come", "become", "fall"}
            )  # "given", "taken": a participle and nothing else
            or form.base not in known_bases()
            or (counts_here(tokens, first) and form.base in words().lists["handed"])
            or (
                counts_here(tokens, first)
                and form.base in kinds["work"]
                and not any(
                    is_people(token.low) or is_listed(token.low, "comparative") for token in tokens[first : verb.place]
                )
            )  # "14 sacks of litter gathered"
        )
        and form.base not in kinds["change"] | kinds["effect"] | {"clear"}
        and not _finishes_or_moves([token.low for token in tokens[first:last]])
        and not _rises_later(tokens, verb.place + 1, last)
        and not (is_people(tokens[verb.place - 1].low) and form.base in words().lists["going"])
        and not is_listed(tokens[first].low, "possessive", "other_subject")
        and tokens[first].low
        not in {"the", "this", "that", "these", "those", "no", "not", "none", "nothing", "fewer", "less"}
        and not any(
            is_listed(token.low, "auxiliary", "future", "other_subject") for token in tokens[first : verb.place]
        )
        and (
            not after
            or (is_listed(after, "preposition", "conjunction") and after != "within")
            or after in {"&", "+", "%", "every", "each"}
            or is_listed(after, "frequency")
            or is_manner(after)
        )
    )


def opens_with_third(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a clause opens with "saves", "lets": it is the work that is its subject."""
    form = verb_form(tokens[first].low)
    return (
        form is not None
        and form.third
        and not form.plain
        and first + 1 < last
        and opens_noun(tokens, first + 1)
        and low_at(tokens, first + 1) != "that"
    )


def opens_with_ing(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a clause opens with my verb in -ing, and the -ing form is not the subject of another verb."""
    form = verb_form(tokens[first].low)
    if not (form is not None and form.ing) and not (tokens[first].low.endswith("ing") and len(tokens[first].low) > 5):
        return False
    if low_at(tokens, first + 1) == "of" or is_listed(tokens[first].low, "noun_in_ing"):
        return False
    return not _declared(tokens, first, last) and world_verb(tokens, first, last, strict=True) is None
