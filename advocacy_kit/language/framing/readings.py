"""What a clause claims: work done, an effect, or neither, and on which word that rests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advocacy_kit.language.framing.clauses import Segment
from advocacy_kit.language.framing.effects import lows_of, own_effect
from advocacy_kit.language.framing.nouns import counts_here, low_at, opens_noun
from advocacy_kit.language.framing.openings import (
    done_in_brief,
    opens_with_ing,
    opens_with_past,
    opens_with_present,
    opens_with_third,
)
from advocacy_kit.language.framing.quantities import Quantity
from advocacy_kit.language.framing.subjects import Verb, main_verb, world_verb
from advocacy_kit.language.framing.tokens import Token
from advocacy_kit.language.framing.words import is_listed, is_manner, verb_form, words
from advocacy_kit.language.framing.world import by_me, settles, world_effect


class Reading(NamedTuple):
    """A segment with its `subject` ("own", "world", "none"), whether it has an `effect`.

    Of a `level` or not, and the tokens that say so.
    """

    segment: Segment
    subject: str
    effect: bool
    level: bool
    first: int
    last: int


def _first_word(tokens: Sequence[Token], segment: Segment) -> int:
    """Skip what stands before subject or verb: adverbs, joining words, quotation marks."""
    place = segment.first
    while place < segment.last - 1:
        low = tokens[place].low
        if low in {"over", "under", "around", "about"} and counts_here(tokens, place + 1):
            timed = any(is_listed(low_at(tokens, place + step), "time_unit") for step in (2, 3))
            return place if timed else place + 1
        form = verb_form(low)
        if low_at(tokens, place + 1) == "by" and low_at(tokens, place + 2) == low and place + 3 < segment.last:
            place += 3  # "bit by bit"
            continue
        told = (after := verb_form(low_at(tokens, place + 1))) is not None and after.told
        often = (
            is_listed(low, "frequency", "multiples")
            and low not in {"never", "always", "permanently"}
            and (told or is_listed(low_at(tokens, place + 1), "own_subject"))
        )
        skipped = is_listed(low, "skipped") or (low == "having" and told) or often
        if (
            skipped
            or tokens[place].kind == "sign"
            or (is_manner(low) and form is None and not is_listed(low, "frequency"))
        ):
            place += 1
        else:
            break
    return place


def _chosen(tokens: Sequence[Token], first: int, quantities: Sequence[Quantity]) -> bool:
    """Whether I chose: "shortlisted 15 of 80 entries", "nominated a colleague"."""
    named = tokens[first].low != "awarded" and is_listed(low_at(tokens, first + 1), "determiner", "possessive")
    return named or any(quantity.first == first + 1 and quantity.kind == "ratio" for quantity in quantities)


def _is_duty(tokens: Sequence[Token], first: int) -> bool:
    return any(
        all(low_at(tokens, first + step) == word for step, word in enumerate(phrase))
        for phrase in words().phrases["duty_opening"]
    )


def _own(tokens: Sequence[Token], segment: Segment, place: int, quantities: Sequence[Quantity]) -> Reading:
    verb = main_verb(tokens, place, segment.last)
    if verb.base == "manage" and low_at(tokens, verb.place + 1) == "to" and verb.place + 2 < segment.last:
        verb = main_verb(tokens, verb.place + 2, segment.last)  # "managed to calm the rivalry"
    effect, level = own_effect(tokens, verb, segment.last, quantities)
    lows = lows_of(tokens, segment.first, segment.last)
    if (
        verb.passive
        and not verb.future
        and (is_listed(tokens[verb.place].low, "received") or low_at(tokens, verb.place + 1) == "back")
    ):
        effect, level = True, False  # "we were asked back", "I was promoted"
    alone = verb.place + 1 == segment.last and low_at(tokens, segment.last) == ":" and segment.last + 1 < len(tokens)
    if not effect and alone and verb.past:
        effect, level = (
            verb.base in words().kinds["effect"] | words().lists["brought_about"],
            False,
        )  # "saved: the linden"
    if not effect and not verb.past and not verb.future and ("no longer" in " ".join(lows)):
        effect = True
    if not effect and (lows[0] == "by" or tokens[0].low in {"because", "thanks"}) and segment.first <= 1:
        level = any(is_listed(low, "comparative") for low in lows)
        effect = level or verb.base not in words().kinds["work"] | words().kinds["routine"]
    return Reading(segment, "own", effect, level, verb.place, verb.place + 1)


def _world(
    tokens: Sequence[Token], segment: Segment, first: int, verb: Verb, quantities: Sequence[Quantity]
) -> Reading:
    effect, level = world_effect(tokens, first, verb, segment.last, quantities)
    return Reading(segment, "world", effect, level, verb.place, verb.place + 1)


def _fronted(tokens: Sequence[Token], segment: Segment, first: int, quantities: Sequence[Quantity]) -> Reading:
    """Read a segment that opens with a preposition: what it says stands behind, if it is not a mere circumstance."""
    for place in range(first + 1, segment.last):
        if is_listed(tokens[place].low, "own_subject") and place + 1 < segment.last:
            return _own(tokens, segment, place + 1, quantities)
    verb = world_verb(tokens, first, segment.last)
    if verb is None:
        return Reading(segment, "none", False, False, first, first + 1)
    if verb.past and not verb.passive and verb.place - first <= 2:
        return _own(tokens, segment, verb.place, quantities)
    return _world(tokens, segment, first, verb, quantities)


def _tells_of_noun(tokens: Sequence[Token], segment: Segment, first: int) -> bool:
    """Whether a segment tells what became of the noun before it.

    "the quarrel: settled", "our plan, upheld by the court".
    """
    if segment.opener not in {"colon", "comma"}:
        return False
    low, lows, form = tokens[first].low, lows_of(tokens, first, segment.last), verb_form(tokens[first].low)
    at_colon = segment.opener == "colon"
    if at_colon and (low == "back" or (is_listed(low, "adjective") and "again" in lows)):
        return True  # "my patient: back on her feet"
    if form is None or not form.past or form.plain or not settles(form.base) or by_me(lows):
        return False
    alone = first + 1 == segment.last or is_listed(low_at(tokens, first + 1), "preposition")
    return (at_colon and alone) or "by" in lows or lows[1:2] == ["for"]


def read(tokens: Sequence[Token], segment: Segment, quantities: Sequence[Quantity], before: Reading | None) -> Reading:
    """Read one segment; `before` is the reading of the one before it."""
    first = _first_word(tokens, segment)
    low = tokens[first].low
    silent = Reading(segment, "none", False, False, first, first + 1)
    if segment.opener == "cause":
        if before is None and (tokens[0].low not in {"because", "when", "once", "while"} or low_at(tokens, 1) == "of"):
            return _fronted(tokens, segment, first, quantities)
        return silent
    if segment.opener == "so that":
        verb = world_verb(tokens, first, segment.last)
        happened = (
            verb is not None
            and not verb.future
            and ((verb.past and not verb.passive) or tokens[verb.place].low in {"was", "were"})
        )
        happened = happened or (
            verb is not None and bool({"now", "longer"} & set(lows_of(tokens, segment.first, segment.last)))
        )
        return _world(tokens, segment, first, verb, quantities) if verb is not None and happened else silent
    if segment.opener == "participle":
        form = verb_form(low)
        verb = Verb(first, form.base if form else low, passive=False, future=False, past=True)
        effect, level = own_effect(tokens, verb, segment.last, quantities)
        return Reading(segment, "own", effect, level, first, first + 1)
    if segment.opener == "result":
        form = verb_form(low)
        verb = world_verb(tokens, first, segment.last)
        if verb is not None and (verb.future or low_at(tokens, first) in {"i", "we"}):
            return silent
        if (
            verb is not None
            and low_at(tokens, verb.place) in {"can", "could"}
            and "now" not in lows_of(tokens, segment.first, segment.last)
        ):
            return silent
        place = verb.place if verb else first
        return Reading(segment, "world", True, True, place, place + 1)
    if segment.opener == "which":
        main = main_verb(tokens, first, segment.last)
        inner = world_verb(tokens, first, segment.last) if main.place == first and verb_form(low) is None else main
        inner = inner or main
        if inner.future or inner.base in words().kinds["descriptive"] or is_listed(low, "own_subject"):
            return silent
        if inner.base in words().lists["stative"]:
            return silent
        plain = (
            inner.base in (words().kinds["routine"] | words().kinds["work"]) - words().lists["making"]
            and verb_form(low) is not None
        )
        if plain and tokens[segment.first - 1].low != "who" and tokens[segment.first].low not in {"then", "now"}:
            return silent
        return Reading(segment, "world", True, inner.base in words().kinds["change"], inner.place, inner.place + 1)
    if low == "what" and is_listed(low_at(tokens, first + 1), "own_subject") and low_at(tokens, segment.last) == ":":
        return Reading(segment, "own", False, False, first, segment.last)
    if _is_duty(tokens, first) and low != "over":
        return Reading(segment, "own", False, False, first, first + 1)
    if is_listed(low, "own_subject"):
        return _own(tokens, segment, min(first + 1, segment.last - 1), quantities)
    if is_listed(low, "received") and (
        low_at(tokens, first + 1) in {"by", "as"}
        or (low in words().lists["honoured"] and not _chosen(tokens, first, quantities))
    ):
        return Reading(segment, "world", True, False, first, first + 1)
    if before is not None and before.subject == "none" and _tells_of_noun(tokens, segment, first):
        return Reading(segment, "world", True, False, first, first + 1)
    if (
        low in words().lists["was_before"]
        and segment.first > 0
        and any(quantity.first in {first + 1, first + 2} for quantity in quantities)
        and not is_listed(low_at(tokens, first + 1), "preposition")
    ):
        return Reading(segment, "none", True, True, first, first + 1)
    if low in {"is", "are", "was", "were", "has", "have", "isn't", "aren't", "hasn't"}:
        verb = main_verb(tokens, first, segment.last)
        if low == "have" or (low in {"was", "were"} and not is_listed(tokens[verb.place].low, "received")):
            return _own(tokens, segment, first, quantities)
        return _world(tokens, segment, first, verb, quantities)
    if opens_with_third(tokens, first, segment.last) or (
        tokens[0].low == "what" and segment.first > 0 and (form := verb_form(low)) is not None and form.third
    ):
        done = main_verb(tokens, first, segment.last)
        if done.base in words().kinds["work"] - words().kinds["world"] - words().lists["making"]:
            return Reading(segment, "own", False, False, first, first + 1)  # "maintains the database"
        return _world(tokens, segment, first, done, quantities)
    listed = segment.opener == "colon" or (
        segment.opener == "comma" and before is not None and _is_duty(tokens, before.first)
    )
    if (
        listed
        and before is not None
        and before.subject == "own"
        and not before.effect
        and not is_listed(low, "own_subject", "clause_subject")
    ):
        verb = world_verb(tokens, first, segment.last)
        told = verb is not None and verb.base in words().kinds["change"] and verb.past
        behind = lows_of(tokens, first, segment.last)
        so_now = any(
            is_listed(word, "comparative", "multiples") or word in {"now", "again", "longer"} for word in behind
        )
        told = told or (segment.opener == "colon" and opens_noun(tokens, first) and so_now)
        return _world(tokens, segment, first, verb, quantities) if verb is not None and told else silent
    if is_listed(low, "preposition") and low not in {"down", "up"}:
        if segment.opener == "comma" and before is not None and before.subject != "none":
            return silent
        return _fronted(tokens, segment, first, quantities)
    if opens_with_past(tokens, first, segment.last):
        if (
            segment.opener == "and"
            and before is not None
            and before.subject == "world"
            and tokens[first - 1].low == "and"
        ):
            form = verb_form(low)
            if (
                not before.effect
                and form is not None
                and form.base not in words().kinds["change"] | words().kinds["effect"]
            ):
                return silent  # "the chapel was rewired and painted"
            return _world(tokens, segment, first, main_verb(tokens, first, segment.last), quantities)
        return _own(tokens, segment, first, quantities)
    if opens_with_ing(tokens, first, segment.last) or opens_with_present(tokens, first, segment.last):
        if segment.opener == "and" and before is not None and before.subject == "world":
            return _world(tokens, segment, first, main_verb(tokens, first, segment.last), quantities)
        return Reading(segment, "own", False, False, first, first + 1)
    mine = next(
        (place for place in range(first + 1, segment.last - 1) if is_listed(tokens[place].low, "own_subject")), first
    )
    timed = is_listed(low, "recurring") or is_listed(tokens[mine - 1].low, "time_unit")
    if (
        mine > first
        and timed
        and world_verb(tokens, first, mine) is None
        and not is_listed(tokens[mine - 1].low, "preposition")
    ):
        return _own(tokens, segment, mine + 1, quantities)  # "every Monday I check the fridges"
    verb = world_verb(tokens, first, segment.last)
    if verb is not None and done_in_brief(tokens, first, verb, segment.last):
        return Reading(segment, "own", False, False, verb.place, verb.place + 1)
    if verb is not None:
        joined = segment.opener == "and" and before is not None and before.subject == "world" and not before.effect
        elided = not settles(verb.base) or is_listed(low, "possessive")
        bare = verb.place + 1 == segment.last or is_listed(low_at(tokens, verb.place + 1), "preposition")
        if joined and verb.past and bare and elided:
            return silent  # "samples were taken and their labels scanned"
        return _world(tokens, segment, first, verb, quantities)
    return silent
