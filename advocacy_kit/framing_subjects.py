"""Who is the subject of a clause, and which word is its verb."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advocacy_kit.framing_tokens import Token
from advocacy_kit.framing_words import is_listed, is_plural, verb_form, words


class Verb(NamedTuple):
    """The place of a main verb, its base, whether it stands in the passive, whether it is only wished or foreseen."""

    place: int
    base: str
    passive: bool
    future: bool
    past: bool


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
        is_listed(low, "determiner", "possessive", "object_pronoun", "other_subject", "multiples") or counts_here(tokens, place)
    )


def _is_content(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word can be a noun, a verb or an adjective."""
    low = low_at(tokens, place)
    return (
        bool(low)
        and tokens[place].kind in {"word", "name"}
        and not is_listed(low, "determiner", "possessive", "preposition", "conjunction", "auxiliary", "future", "adverb", "object_pronoun")
    )


def main_verb(tokens: Sequence[Token], place: int, last: int) -> Verb:
    """Return the verb of a group that begins at `place` with an auxiliary or the verb itself."""
    future, be, step = False, False, place
    while step < last:
        low = low_at(tokens, step)
        if is_listed(low, "future"):
            future = True
        elif low in words().lists["be"] or (
            low in words().lists["get"] and (following := verb_form(low_at(tokens, step + 1))) is not None and following.past
        ):
            be = True
        elif not (is_listed(low, "auxiliary", "adverb") or low.endswith("ly") or (low in {"not", "to"} and step > place)):
            break
        step += 1
    form = verb_form(low_at(tokens, step)) if step < last else None
    if form is None or (be and not (form.past or form.ing)):
        return Verb(
            place,
            "be" if be else low_at(tokens, place),
            passive=False,
            future=future,
            past=low_at(tokens, place) in words().lists["past_auxiliary"],
        )
    return Verb(
        step,
        form.base,
        passive=be and form.past,
        future=future,
        past=(form.told and (not form.plain or form.base != low_at(tokens, step)))
        or low_at(tokens, place) in words().lists["past_auxiliary"],
    )


def _noun_before(tokens: Sequence[Token], first: int, place: int) -> int:
    """Return the place of the word that a verb at `place` would have before it, across adverbs and "no longer"."""
    place -= 1
    while place > first and (
        is_listed(tokens[place].low, "adverb") or tokens[place].low.endswith("ly") or tokens[place].low in {"longer", "no"}
    ):
        place -= 1
    return place


def _plural_subject(tokens: Sequence[Token], first: int, place: int) -> bool:
    """Whether what stands before `place` is more than one: a plural, a plural with a circumstance, one and another."""
    last = _noun_before(tokens, first, place)
    if counts_here(tokens, first):
        return True
    if is_plural(tokens[last].low) or is_listed(tokens[last].low, "other_subject") or tokens[last].low in {"i", "we"}:
        return True
    for step in range(first, last):
        low = tokens[step].low
        if low == "and":
            return place + 1 < len(tokens) and tokens[place + 1].kind == "word"
        if is_listed(low, "preposition") or low == "who":
            return step > first and is_plural(tokens[step - 1].low)
    return False


def _verb_here(tokens: Sequence[Token], first: int, place: int, last: int, *, strict: bool) -> bool:
    """Whether the word at a place, behind a noun, is a finite verb."""
    low, after = tokens[place].low, low_at(tokens, place + 1) if place + 1 < last else ""
    before = tokens[_noun_before(tokens, first, place)].low
    if is_listed(low, "auxiliary", "future"):
        return not (low == "may" and tokens[place].capital) and before not in {"to"}
    if low_at(tokens, place - 1) == "longer" and low_at(tokens, place - 2) == "no" and place - 2 > first and _is_content(tokens, place):
        return True  # "the neighbours below no longer knock"
    if (
        tokens[place].kind != "word"
        or (tokens[place].capital and is_listed(low, "months"))
        or is_listed(before, "determiner", "possessive", "preposition", "conjunction")
    ):
        return False
    form = verb_form(low)
    rate = after in {"a", "an", "per", "each"} and is_listed(low_at(tokens, place + 2), "time_unit")  # "two commits a day"
    clear_subject = is_listed(tokens[first].low, "determiner", "possessive", "other_subject")
    follows = (
        not after
        or opens_noun(tokens, place + 1)
        or is_listed(after, "adverb", "adjective", "comparative", "conjunction")
        or after.endswith("ly")
    )
    next_form = verb_form(after)
    loose = follows or is_listed(after, "preposition") or after == "to" or (next_form is not None and (next_form.past or next_form.ing))
    loose = loose or (form is not None and form.base in words().lists["before_ing"] and after.endswith("ing"))
    named = tokens[place - 1].kind == "number" and is_listed(tokens[first].low, "numbered")  # "version 3.1 installs without help"
    if form is not None:
        if form.past and not is_listed(low, "preposition"):
            if form.plain or form.third:  # "cut", "left": a verb only before what may follow one
                return loose and tokens[place - 1].kind != "number"
            return place > first
        if form.third:
            if (rate and form.base not in words().lists["taking"]) or after in {"", "and", "or"}:
                return False
            if low_at(tokens, place - 1) in {"now", "longer"}:
                return True
            if is_listed(form.base, "linking") and low not in {"runs", "works", "leaves", "keeps", "looks"}:
                return True
            return follows or named or after == "without" if strict or not clear_subject else True
        if form.plain:
            second = (
                place == first + 1 and is_plural(after) and not is_listed(tokens[first].low, "plural_modifier")
            )  # "refugees open accounts"
            heads_noun = (
                next_form is not None and next_form.past and not next_form.plain and not opens_noun(tokens, place + 2)
            )  # "spare parts store completed"
            return ((loose and not heads_noun) or second or is_listed(form.base, "linking")) and _plural_subject(tokens, first, place)
    if strict:
        return False
    if low_at(tokens, place - 1) in {"longer", "now", "never"} and place - 1 > first and _is_content(tokens, place):
        return low_at(tokens, place - 1) != "now" or _plural_subject(tokens, first, place) or low.endswith("s")
    if is_listed(after, "particle", "comparative") and place == first + 1 and is_plural(tokens[first].low):
        return True  # "inmates line up"
    # a word before a determiner or a pronoun that is no small word is a verb: "cats tolerate the carrier"
    return (
        _is_content(tokens, place)
        and place > first
        and not rate
        and (is_listed(after, "possessive", "object_pronoun") or after in {"the", "a", "an"})
        and (is_plural(before) or clear_subject or low.endswith("s"))
        and not is_listed(low, "fractions", "frequency", "multiples")
        and not low.endswith("ly")
    )


def world_verb(tokens: Sequence[Token], first: int, last: int, *, strict: bool = False) -> Verb | None:
    """Return the verb of a clause whose subject is a noun phrase; with `strict` only one that nobody could take for a noun."""
    for place in range(first + 1, last):
        if _verb_here(tokens, first, place, last, strict=strict):
            verb = main_verb(tokens, place, last)
            before = tokens[_noun_before(tokens, first, place)].low
            if (tokens[place].low == "had" and verb.place > place) or (before in {"who", "that", "which"} and place > first + 1):
                # "a boy who had not spoken for weeks read aloud"
                return world_verb(tokens, verb.place, last, strict=strict) or verb
            return verb
    return None


def _declared(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether "up" or "down" tells the change of what stands before it: "missed appointments down 30%"."""
    for place in range(first + 1, last - 1):
        if tokens[place].low in {"up", "down"}:
            after = tokens[place + 1].low
            if after in {"by", "from"} or (place > first + 1 and (tokens[place + 1].kind == "number" or after == "to")):
                return True
    return False


def _changes_later(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a bare plural after a participle is the subject of a change: "lost bags per thousand passengers fell"."""
    if first + 2 >= last or opens_noun(tokens, first + 1) or not is_plural(tokens[first + 1].low):
        return False
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
    """Whether a clause opens with my verb in the past, and not with a participle that belongs to a noun: "reported accidents fell"."""
    form = verb_form(tokens[first].low)
    if form is None or not form.told:
        return False
    if _declared(tokens, first, last) or _changes_later(tokens, first, last):
        return False
    after = low_at(tokens, first + 1) if first + 1 < last else ""
    if (
        not after
        or opens_noun(tokens, first + 1)
        or is_listed(after, "preposition", "adverb", "conjunction", "own_subject")
        or after.endswith("ly")
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


def done_in_brief(tokens: Sequence[Token], first: int, verb: Verb, last: int) -> bool:
    """Whether a participle of work stands behind its object as in a headline: "96 pupils taught", "stocktake of the store completed"."""
    form, after = verb_form(tokens[verb.place].low), low_at(tokens, verb.place + 1) if verb.place + 1 < last else ""
    kinds = words().kinds
    return (
        form is not None
        and form.past
        and not form.plain
        and not is_listed(tokens[verb.place].low, "told_only")
        and (form.base in {"do", "take"} or form.base in kinds["routine"] or form.base in kinds["work"] - kinds["world"])
        and form.base not in kinds["change"] | kinds["effect"] | {"clear"}
        and "from" not in {token.low for token in tokens[verb.place : last]}
        and not is_listed(tokens[first].low, "possessive", "other_subject")
        and tokens[first].low not in {"the", "this", "that", "these", "those"}
        and not any(is_listed(token.low, "auxiliary", "future", "other_subject") for token in tokens[first : verb.place])
        and (
            not after
            or (is_listed(after, "preposition", "conjunction") and after != "within")
            or after in {"&", "+", "%"}
            or after.endswith("ly")
        )
    )


def opens_with_third(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a clause opens with "saves", "lets": it is the work that is its subject."""
    form = verb_form(tokens[first].low)
    return form is not None and form.third and not form.plain and first + 1 < last and opens_noun(tokens, first + 1)


def opens_with_ing(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a clause opens with my verb in -ing, and the -ing form is not the subject of another verb."""
    form = verb_form(tokens[first].low)
    if not (form is not None and form.ing) and not (tokens[first].low.endswith("ing") and len(tokens[first].low) > 5):
        return False
    if low_at(tokens, first + 1) == "of":
        return False
    return not _declared(tokens, first, last) and world_verb(tokens, first, last, strict=True) is None
