"""What a clause claims: work done, an effect, or neither, and on which word that rests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advocacy_kit.framing_clauses import Segment
from advocacy_kit.framing_quantities import Quantity
from advocacy_kit.framing_subjects import (
    Verb,
    done_in_brief,
    low_at,
    main_verb,
    opens_with_ing,
    opens_with_past,
    opens_with_present,
    opens_with_third,
    world_verb,
)
from advocacy_kit.framing_tokens import Token
from advocacy_kit.framing_words import is_listed, verb_form, words


class Reading(NamedTuple):
    """A segment with its `subject` ("own", "world", "none"), whether it has an `effect`, of a `level` or not, and the tokens that say so."""

    segment: Segment
    subject: str
    effect: bool
    level: bool
    first: int
    last: int


def _lows(tokens: Sequence[Token], first: int, last: int) -> list[str]:
    return [token.low for token in tokens[first:last]]


def _sized(tokens: Sequence[Token], first: int, last: int, quantities: Sequence[Quantity]) -> bool:
    """Whether a level of some thing is given behind a verb: "by a third", "from 6 to 4", "in half", a percentage, an amount of money."""
    for quantity in quantities:
        if first <= quantity.first < last:
            before = low_at(tokens, quantity.first - 1)
            if quantity.exact or before == "by" or (before == "to" and "from" in _lows(tokens, first, quantity.first)):
                return True
    rest = _lows(tokens, first, last)
    return "from" in rest and "to" in rest and any(is_listed(low, "frequency") for low in rest)


def own_effect(tokens: Sequence[Token], verb: Verb, last: int, quantities: Sequence[Quantity]) -> tuple[bool, bool]:
    """Tell whether what I did is itself a change of the world, and whether of a level."""
    kinds, rest = words().kinds, _lows(tokens, verb.place + 1, last)
    base, after = verb.base, low_at(tokens, verb.place + 1) if verb.place + 1 < last else ""
    if verb.future or base in kinds["intent"]:
        return False, False
    mine = [quantity for quantity in quantities if verb.place < quantity.first < last]
    head = next((number for number, low in enumerate(rest) if is_listed(low, "preposition") and low != "of"), len(rest))
    named = rest[:head]
    sized = _sized(tokens, verb.place + 1, last, quantities)
    if base in words().lists["size_verbs"] and base != "quarter":
        handled = not rest or any(quantity.unit == "measure" for quantity in mine) or low_at(tokens, last) == "and"
        doubled = sized or any(is_listed(low, "level") for low in named) or not (handled or is_listed(after, "particle") or after == "as")
        return doubled, True
    if any(low_at(tokens, step) == "off" for quantity in mine for step in (quantity.last, quantity.last + 1)):
        return True, True  # "shaved 12 seconds off the stop"
    if base in kinds["change"]:
        if base not in kinds["two_faced"]:
            return bool(rest) and after not in {"for", "on", "with", "at"}, True
        timed = any(quantity.unit in {"time", "measure"} for quantity in mine)
        kept = base in {"save", "recover", "reclaim", "gain", "free", "raise"} and (timed or any(quantity.exact for quantity in mine))
        counted = base in {"save", "gain", "recover", "shed"} and any(low_at(tokens, quantity.first - 1) != "with" for quantity in mine)
        saved = base in {"save", "free", "recover", "gain"} and after in {"the", "a", "our", "their", "his", "her"} and "from" in rest
        level = any(is_listed(low, "level") for low in named)
        return sized or kept or counted or saved or level, True
    if base in kinds["effect"]:
        if base in kinds["two_faced"]:
            level = any(is_listed(low, "level", "adverb") for low in named) or "from" in rest
            return level or sized, level or sized
        counted = base in {"resolve", "solve"} and any(is_listed(low, "work_item") for low in named)
        return bool(rest) and not counted and after not in {"for", "at", "with", "and", "by"}, False
    if sized and base in {"bring", "take", "move", "get", "push", "sell", "put", "keep", "turn", "drive", "collect", "pull"}:
        moved = base not in {"move", "take", "put", "push", "turn", "drive", "keep"} or any(is_listed(low, "level") for low in rest)
        return moved or any(quantity.exact for quantity in mine), True
    better = any(is_listed(low, "comparative") for low in rest)
    if base == "make":
        return better or any(is_listed(low, "adjective") or low.endswith(("ible", "able")) for low in rest[1:]), False
    if base == "get":
        form = verb_form(after)
        return not (form is not None and form.past) and after not in {"to", "involved", "up", "in", "on"}, False
    if base == "keep":
        return bool(set(rest) & words().lists["held"]) or any(low.endswith("-free") for low in rest), False
    if base in {"settle", "mediate", "calm", "patch"}:
        return any(is_listed(low, "conflict") for low in rest), False
    if base in {"build", "rebuild", "create", "foster"}:
        return any(is_listed(low, "standing") for low in named), False
    if base == "bring":
        met = "to" in rest and bool(set(rest) & {"table", "life", "market", "end", "agreement", "safety", "justice"})
        return met or bool(set(rest) & {"down", "back", "together"}) or (
            after == "in" and bool(rest[1:2] == ["new"] or any(quantity.first <= verb.place + 3 for quantity in mine))
        ), False
    if base == "help":
        helped = any(low in words().lists["helped_to"] or (low in kinds["change"] | kinds["effect"]) for low in rest[1:])
        return (after not in {"with", "in", "to"} and (helped or "into" in rest)), bool(mine)
    if base == "turn":
        return bool(set(rest) & {"into", "around", "round"}), False
    if base == "talk":
        return bool(set(rest) & {"off", "out"}) or ("into" in rest), False
    if base in {"give", "lend", "hand", "pay"}:
        return "back" in rest and any(quantity.unit == "time" for quantity in mine), True
    if base in {"pass", "meet", "hit", "beat", "reach", "make"}:
        return any(is_listed(low, "test" if base == "pass" else "goal") for low in named), False
    if base in {"sell", "ship", "produce", "serve", "handle", "process"}:
        compared = "than" in rest and any(low in {"more", "fewer", "less"} for low in rest)
        return "out" in rest[:1] or (better and (compared or "an" in rest or "per" in rest)), True
    return False, False


def _world_effect(tokens: Sequence[Token], first: int, verb: Verb, last: int, quantities: Sequence[Quantity]) -> tuple[bool, bool]:
    """Tell whether a clause about the world says how it is now, and whether of a level."""
    kinds = words().kinds
    subject = _lows(tokens, first, verb.place)
    rest = _lows(tokens, verb.place, last)
    mine = subject[:1] in (["my"], ["our"]) or (subject[:1] == ["the"] and subject[2:3] in (["i"], ["we"]))
    if mine and any(is_listed(low, "own_thing") for low in subject):
        return False, False
    if mine and any(is_listed(low, "own_group") for low in subject[:4]) and not verb.passive:
        return own_effect(tokens, verb, last, quantities)
    level = any(is_listed(low, "level") for low in subject) or any(
        form is not None and (form.past or form.third or form.plain) and form.base in kinds["change"]
        for form in (verb_form(low) for low in rest)
    )
    foreseen = verb.base in words().lists["not_yet"] and not {"own", "themselves", "itself", "now"} & set(_lows(tokens, first, last))
    if verb.future or verb.base in kinds["descriptive"] or foreseen:
        return False, False
    if verb.passive and (verb.base in words().lists["meant"] or verb.base in kinds["routine"]):
        return bool(set(rest) & {"now", "without", "again", "earlier", "faster", "sooner", "within"}) or _compared(rest) or _in_time(
            rest
        ), level
    if tokens[verb.place - 1].low in {"had", "been"} and "had" in _lows(tokens, max(first, verb.place - 3), verb.place):
        return False, False  # how it was before
    if verb.base == "be" and set(rest[1:2]) & {"about", "to"}:
        return False, False
    return True, level


def _compared(rest: Sequence[str]) -> bool:
    return any(is_listed(low, "former") and low not in {"was", "were", "once", "last", "against"} for low in rest)


def _in_time(rest: Sequence[str]) -> bool:
    return any(
        low in {"in", "under"} and any(is_listed(word, "time_unit") for word in rest[step + 1 : step + 3]) for step, low in enumerate(rest)
    )


def _first_word(tokens: Sequence[Token], segment: Segment) -> int:
    """Skip what stands before subject or verb: adverbs, joining words, quotation marks."""
    place = segment.first
    while place < segment.last - 1:
        low = tokens[place].low
        form = verb_form(low)
        skipped = is_listed(low, "skipped")
        if skipped or tokens[place].kind == "sign" or (low.endswith("ly") and form is None and not is_listed(low, "frequency")):
            place += 1
        else:
            break
    return place


def _is_duty(tokens: Sequence[Token], first: int) -> bool:
    return any(all(low_at(tokens, first + step) == word for step, word in enumerate(phrase)) for phrase in words().phrases["duty_opening"])


def _own(tokens: Sequence[Token], segment: Segment, place: int, quantities: Sequence[Quantity]) -> Reading:
    verb = main_verb(tokens, place, segment.last)
    effect, level = own_effect(tokens, verb, segment.last, quantities)
    lows = _lows(tokens, segment.first, segment.last)
    if not effect and not verb.past and not verb.future and ("no longer" in " ".join(lows)):
        effect = True
    if not effect and (lows[0] == "by" or tokens[0].low in {"because", "thanks"}) and segment.first <= 1:
        level = any(is_listed(low, "comparative") for low in lows)
        effect = level or verb.base not in words().kinds["work"] | words().kinds["routine"]
    return Reading(segment, "own", effect, level, verb.place, verb.place + 1)


def _world(tokens: Sequence[Token], segment: Segment, first: int, verb: Verb, quantities: Sequence[Quantity]) -> Reading:
    effect, level = _world_effect(tokens, first, verb, segment.last, quantities)
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
        happened = verb is not None and not verb.future and ((verb.past and not verb.passive) or tokens[verb.place].low in {"was", "were"})
        happened = happened or (verb is not None and bool({"now", "longer"} & set(_lows(tokens, segment.first, segment.last))))
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
        if verb is not None and low_at(tokens, verb.place) in {"can", "could"} and "now" not in _lows(tokens, segment.first, segment.last):
            return silent
        place = verb.place if verb else first
        return Reading(segment, "world", True, True, place, place + 1)
    if segment.opener == "which":
        main = main_verb(tokens, first, segment.last)
        inner = world_verb(tokens, first, segment.last) if main.place == first and verb_form(low) is None else main
        inner = inner or main
        if inner.future or inner.base in words().kinds["descriptive"] or is_listed(low, "own_subject"):
            return silent
        plain = inner.base in words().kinds["routine"] | words().kinds["work"] and verb_form(low) is not None
        if plain and tokens[segment.first - 1].low != "who" and tokens[segment.first].low not in {"then", "now"}:
            return silent
        return Reading(segment, "world", True, inner.base in words().kinds["change"], inner.place, inner.place + 1)
    if _is_duty(tokens, first) and low != "over":
        return Reading(segment, "own", False, False, first, first + 1)
    if is_listed(low, "own_subject"):
        return _own(tokens, segment, min(first + 1, segment.last - 1), quantities)
    if is_listed(low, "received") and (low_at(tokens, first + 1) in {"by", "as"} or low in words().lists["honoured"]):
        return Reading(segment, "world", True, False, first, first + 1)
    if (
        low in words().lists["was_before"]
        and segment.first > 0
        and any(quantity.first in {first + 1, first + 2} for quantity in quantities)
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
        return _world(tokens, segment, first, main_verb(tokens, first, segment.last), quantities)
    listed = segment.opener == "colon" or (segment.opener == "comma" and before is not None and _is_duty(tokens, before.first))
    if (
        listed
        and before is not None
        and before.subject == "own"
        and not before.effect
        and not is_listed(low, "own_subject", "clause_subject")
    ):
        verb = world_verb(tokens, first, segment.last)
        told = verb is not None and verb.base in words().kinds["change"] and verb.past
        return _world(tokens, segment, first, verb, quantities) if verb is not None and told else silent
    if is_listed(low, "preposition") and low not in {"down", "up"}:
        if segment.opener == "comma" and before is not None and before.subject != "none":
            return silent
        return _fronted(tokens, segment, first, quantities)
    if opens_with_past(tokens, first, segment.last):
        if segment.opener == "and" and before is not None and before.subject == "world" and tokens[first - 1].low == "and":
            return _world(tokens, segment, first, main_verb(tokens, first, segment.last), quantities)
        return _own(tokens, segment, first, quantities)
    if opens_with_ing(tokens, first, segment.last) or opens_with_present(tokens, first, segment.last):
        if segment.opener == "and" and before is not None and before.subject == "world":
            return _world(tokens, segment, first, main_verb(tokens, first, segment.last), quantities)
        return Reading(segment, "own", False, False, first, first + 1)
    verb = world_verb(tokens, first, segment.last)
    if verb is not None and done_in_brief(tokens, first, verb, segment.last):
        return Reading(segment, "own", False, False, verb.place, verb.place + 1)
    if verb is not None:
        return _world(tokens, segment, first, verb, quantities)
    return silent
