"""Who is the subject of a clause, and which word is its verb."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advocacy_kit.language.framing.nouns import (
    counts_here,
    is_content,
    is_name,
    is_noun_in_s,
    is_numbered,
    low_at,
    opens_noun,
)
from advocacy_kit.language.framing.tokens import Token
from advocacy_kit.language.framing.words import is_listed, is_manner, is_plural, verb_form, words

# no word that ends so is the verb of a clause
_NOMINAL = ("ing", "ion", "ment", "ness", "ance", "ence", "ity", "ship", "ly", "er", "al")


class Verb(NamedTuple):
    """The place of a main verb, its base, whether it stands in the passive, whether it is only wished or foreseen."""

    place: int
    base: str
    passive: bool
    future: bool
    past: bool


def main_verb(tokens: Sequence[Token], place: int, last: int) -> Verb:
    """Return the verb of a group that begins at `place` with an auxiliary or the verb itself."""
    future, be, step = False, False, place
    while step < last:
        low = low_at(tokens, step)
        if is_listed(low, "future"):
            future = True
        elif low in words().lists["be"] or (
            low in words().lists["get"]
            and (following := verb_form(low_at(tokens, step + 1))) is not None
            and following.past
        ):
            be = True
        elif not (is_listed(low, "auxiliary", "adverb") or is_manner(low) or (low in {"not", "to"} and step > place)):
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
        is_listed(tokens[place].low, "adverb") or is_manner(tokens[place].low) or tokens[place].low in {"longer", "no"}
    ):
        place -= 1
    return place


def _plural_subject(tokens: Sequence[Token], first: int, place: int) -> bool:
    """Whether what stands before `place` is more than one: a plural, a plural with a circumstance, one and another."""
    last = _noun_before(tokens, first, place)
    if counts_here(tokens, first):
        return True
    if last > 1 and is_listed(tokens[last - 1].low, "own_subject"):
        return is_plural(tokens[last - 2].low)  # "the photographs I took hang in the ministry"
    if is_plural(tokens[last].low) or is_listed(tokens[last].low, "other_subject") or tokens[last].low in {"i", "we"}:
        return True
    for step in range(first, last):
        low = tokens[step].low
        if low == "and":
            return place + 1 < len(tokens) and tokens[place + 1].kind == "word"
        if is_listed(low, "preposition") or low == "who":
            return step > first and is_plural(tokens[step - 1].low)
    return False


def _stands_behind(tokens: Sequence[Token], first: int, place: int) -> bool:
    """Whether a told verb has before it only where its subject is: "the baker two doors down copied our plan"."""
    form = verb_form(tokens[place].low)
    return (
        form is not None
        and (form.told or form.third)
        and form.base != tokens[place].low
        and place - 1 > first
        and is_listed(low_at(tokens, place - 1), "particle")
        and (opens_noun(tokens, place + 1) or is_listed(low_at(tokens, first - 1), "own_subject"))
    )


def _bare_verb(tokens: Sequence[Token], first: int, place: int, last: int, *, marked: bool) -> bool:
    """Whether a word of no list is a verb by where it stands.

    "the guests mingle", "the belt jams once", "pupils whisper in the corner now".
    """
    low, before = tokens[place].low, low_at(tokens, place - 1)
    if not is_content(tokens, place) or low.removesuffix("s").endswith(_NOMINAL):
        return False
    determined = is_listed(tokens[first].low, "determiner", "possessive") or is_name(tokens, first)
    after = low_at(tokens, place + 1) if place + 1 < last else ""
    if low.endswith("s") and not low.endswith("ss"):
        close = is_listed(after, "adverb", "comparative") or is_manner(after) or after == "without"
        return determined and place > first + 1 and not is_plural(before) and close
    if not is_plural(before) or is_listed(before, "plural_modifier"):
        return False
    if determined and place == first + 2 and (not after or after == "without"):
        return True
    return place == first + 1 and marked and is_listed(after, "preposition", "particle")


def _verb_here(tokens: Sequence[Token], first: int, place: int, last: int, *, strict: bool) -> bool:
    """Whether the word at a place, behind a noun, is a finite verb."""
    low, after = tokens[place].low, low_at(tokens, place + 1) if place + 1 < last else ""
    before = tokens[_noun_before(tokens, first, place)].low
    if is_listed(low, "auxiliary", "future"):
        return not (low == "may" and tokens[place].capital) and before not in {"to"}
    if (
        low_at(tokens, place - 1) == "longer"
        and low_at(tokens, place - 2) == "no"
        and place - 2 > first
        and is_content(tokens, place)
    ):
        return True  # "the neighbours below no longer knock"
    if (
        tokens[place].kind != "word"
        or (tokens[place].capital and is_listed(low, "months"))
        or is_listed(before, "determiner", "possessive", "conjunction")
        or (is_listed(before, "preposition") and not _stands_behind(tokens, first, place))
    ):
        return False
    form = verb_form(low)
    if form is not None and form.third and low.endswith("s") and is_noun_in_s(tokens, place, last):
        return False
    rate = after in {"a", "an", "per", "each"} and is_listed(
        low_at(tokens, place + 2), "time_unit"
    )  # "two commits a day"
    clear_subject = (
        is_listed(tokens[first].low, "determiner", "possessive", "other_subject")
        or is_name(tokens, first)
        or is_numbered(tokens, first)
    )
    marked = any(is_listed(token.low, "state_mark") or is_manner(token.low) for token in tokens[place + 1 : last])
    follows = (
        not after
        or opens_noun(tokens, place + 1)
        or is_listed(after, "adverb", "adjective", "comparative", "conjunction")
        or is_manner(after)
    )
    next_form = verb_form(after)
    loose = (
        follows
        or is_listed(after, "preposition", "particle")
        or after == "to"
        or (next_form is not None and (next_form.past or next_form.ing))
    )
    loose = loose or (form is not None and form.base in words().lists["before_ing"] and after.endswith("ing"))
    named = tokens[place - 1].kind == "number" and is_listed(
        tokens[first].low, "numbered"
    )  # "version 3.1 installs without help"
    if form is not None:
        if form.past and not is_listed(low, "preposition"):
            if form.plain or form.third:  # "cut", "left": a verb only before what may follow one
                moved = form.base in words().kinds["change"] and any(
                    tokens[step].low in {"by", "from", "to"} and counts_here(tokens, step + 1)
                    for step in range(place + 2, last)
                )  # "the plan cut irrigation by 40%"
                return (loose or moved) and tokens[place - 1].kind != "number"
            described = (
                low.endswith("ed")
                and counts_here(tokens, place - 1)
                and place + 1 < last
                and not is_listed(after, "preposition", "determiner", "possessive")
            )
            return place > first and not described  # "one tired back"
        if form.third:
            if not after and low_at(tokens, place - 1) in {"just", "simply", "finally", "even", "now", "longer"}:
                return True
            if (
                not after
                and is_listed(form.base, "lasting")
                and not is_plural(low_at(tokens, place - 1))
                and tokens[first].low in {"the", "our", "my"}
            ):
                return True  # "the leaking M8 fitting holds"
            if (rate and form.base not in words().lists["taking"]) or after in {"", "and", "or"}:
                return False
            if low_at(tokens, place - 1) in {"now", "longer"}:
                return True
            if is_listed(form.base, "linking") and low not in {"runs", "works", "leaves", "keeps", "looks"}:
                return True
            return follows or named or after == "without" if strict or not clear_subject else True
        if form.plain:
            joined = [token.low for token in tokens[first + 1 : place]]
            heads = (
                not joined
                or is_listed(low_at(tokens, place - 2), "determiner")
                or (len(joined) == 1 and not is_listed(joined[0], "preposition"))
                or ("and" in joined and not any(is_listed(word, "preposition") for word in joined))
            )
            plural = is_plural(tokens[place - 1].low) and not is_listed(tokens[place - 1].low, "plural_modifier")
            # "refugees open accounts", "bakers and drivers swap shifts", "owners bring nervous cats in earlier"
            second = heads and plural and (is_plural(after) or (marked and is_content(tokens, place + 1)))
            heads_noun = (
                next_form is not None and next_form.past and not next_form.plain and not opens_noun(tokens, place + 2)
            )  # "spare parts store completed"
            # "tasting notes for the floor staff": a noun, where one behind a preposition stands before it
            behind = any(is_listed(word, "preposition") for word in joined) and not is_listed(joined[-1], "adverb")
            ends = behind and not is_plural(joined[-1]) and (not after or is_listed(after, "preposition"))
            return (
                (loose and not heads_noun and not ends) or second or is_listed(form.base, "linking")
            ) and _plural_subject(tokens, first, place)
    if (
        is_listed(after, "object_pronoun")
        and after not in {"her", "that"}
        and is_plural(before)
        and is_content(tokens, place)
    ):
        return True  # "freelancers hand it in on time"
    if strict:
        return False
    if low_at(tokens, place - 1) in {"longer", "now", "never"} and place - 1 > first and is_content(tokens, place):
        return low_at(tokens, place - 1) != "now" or _plural_subject(tokens, first, place) or low.endswith("s")
    if (
        is_listed(after, "particle", "comparative")
        and not low.removesuffix("s").endswith(_NOMINAL)
        and place == first + 1
        and is_plural(tokens[first].low)
    ):
        return True  # "inmates line up"
    if _bare_verb(tokens, first, place, last, marked=marked):
        return True
    # a word before a determiner or a pronoun that is no small word is a verb: "cats tolerate the carrier"
    return (
        is_content(tokens, place)
        and place > first
        and not rate
        and (is_listed(after, "possessive", "object_pronoun") or after in {"the", "a", "an"})
        and (is_plural(before) or clear_subject or low.endswith("s"))
        and not is_listed(low, "fractions", "frequency", "multiples")
        and not is_manner(low)
    )


def world_verb(tokens: Sequence[Token], first: int, last: int, *, strict: bool = False) -> Verb | None:
    """Return the verb of a clause whose subject is a noun phrase.

    With `strict` only one that nobody could take for a noun.
    """
    for place in range(first + 1, last):
        if _verb_here(tokens, first, place, last, strict=strict):
            verb = main_verb(tokens, place, last)
            before = tokens[_noun_before(tokens, first, place)].low
            if place - 1 > first and is_listed(tokens[place - 1].low, "own_subject"):
                return world_verb(tokens, verb.place, last, strict=strict)  # "the timetable I drew up spares an hour"
            if (tokens[place].low == "had" and verb.place > place) or (
                before in {"who", "that", "which"} and place > first + 1
            ):
                # "a boy who had not spoken for weeks read aloud"
                return world_verb(tokens, verb.place, last, strict=strict) or verb
            return verb
    return None
