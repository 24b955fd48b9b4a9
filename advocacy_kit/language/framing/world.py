"""Whether what the world does, or what was done to a thing, is a change, and whether of something that has a level."""

from __future__ import annotations

from collections.abc import Sequence

from advocacy_kit.language.framing.effects import level_of, lows_of, own_effect, sized_behind
from advocacy_kit.language.framing.nouns import counts_here
from advocacy_kit.language.framing.quantities import Quantity
from advocacy_kit.language.framing.subjects import Verb
from advocacy_kit.language.framing.tokens import Token
from advocacy_kit.language.framing.words import is_listed, verb_form, words

# behind work in the passive these tell that it is otherwise than before
_SINCE_THEN = frozenset(
    {"now", "longer", "without", "again", "earlier", "faster", "sooner", "within", "nowadays", "anymore"}
)


def world_effect(
    tokens: Sequence[Token], first: int, verb: Verb, last: int, quantities: Sequence[Quantity]
) -> tuple[bool, bool]:
    """Tell whether a clause about the world says how it is now, and whether of a level."""
    kinds = words().kinds
    subject = lows_of(tokens, first, verb.place)
    rest = lows_of(tokens, verb.place, last)
    mine = subject[:1] in (["my"], ["our"]) or (subject[:1] == ["the"] and subject[2:3] in (["i"], ["we"]))
    if mine and any(is_listed(low, "own_thing") for low in subject):
        return False, False
    if (mine and verb.base in words().lists["telling"] and not verb.passive) or (
        verb.base == "be"
        and len(subject) == 2
        and subject[0] in {"my", "our", "the"}
        and is_listed(subject[1], "wish_opening")
    ):
        return False, False  # "our goal is fewer injuries"
    if mine and any(is_listed(low, "own_group") for low in subject[:4]) and not verb.passive:
        return own_effect(tokens, verb, last, quantities)
    level = level_of(subject) or any(
        form is not None and (form.past or form.third or form.plain) and form.base in kinds["change"]
        for form in (verb_form(low) for low in rest)
    )
    foreseen = verb.base in words().lists["not_yet"] and not {"own", "themselves", "itself", "now"} & set(
        lows_of(tokens, first, last)
    )
    if verb.base == "last" and any(is_listed(low, "comparative", "multiples") or low == "times" for low in rest):
        return True, True
    stays = verb.future and (
        verb.base in {"stay", "remain"} or {"not", "won't"} & set(lows_of(tokens, first, verb.place))
    )
    if (verb.future and not stays) or verb.base in kinds["descriptive"] or foreseen:
        return False, False
    if any(
        low in {"my", "our"} and subject[step + 1 : step + 2] and is_listed(subject[step + 1], "working_time")
        for step, low in enumerate(subject)
    ):
        return False, False  # "a fifth of my week goes into mentoring"
    if (
        stays
        or subject[:1] in (["nobody"], ["none"], ["nothing"], ["no"], ["fewer"], ["less"])
        or subject[:2] in (["not", "a"], ["not", "one"])
    ):
        return True, level
    if verb.passive and verb.base in words().lists["settled"] and rest[1:2] in (["up"], ["out"], ["over"]):
        return True, level
    if _attended(tokens, first, verb, last) or (by_me(rest) and verb.base not in kinds["change"] | kinds["effect"]):
        return False, False
    if verb.passive and not settles(verb.base):
        moved = level or {"from", "to"} <= set(rest)
        ends = moved and sized_behind(tokens, verb.place, last, quantities)  # "losses have been pushed from 3% to 1%"
        otherwise = (
            bool({*subject, *rest} & _SINCE_THEN) or "any more" in " ".join(rest) or _compared(rest) or _in_time(rest)
        )
        return ends or otherwise or _because_of_me(rest) or _turns(verb.base, rest), level
    if tokens[verb.place - 1].low in {"had", "been"} and "had" in lows_of(
        tokens, max(first, verb.place - 3), verb.place
    ):
        return False, False  # how it was before
    if verb.base == "be" and set(rest[1:2]) & {"about", "to"}:
        return False, False
    return True, level


def settles(base: str) -> bool:
    """Whether a verb in the passive tells what came about.

    That a thing was waxed, checked or sent off is work, and crafts have more verbs than lists.
    """
    kinds, lists = words().kinds, words().lists
    if base in lists["meant"] | lists["handed"] | kinds["routine"]:
        return False
    return base in kinds["effect"] | kinds["change"] | lists["verdict"] | (kinds["world"] - kinds["work"])


def by_me(rest: Sequence[str]) -> bool:
    """Whether the words behind a verb say that it was me.

    "redrafted by yours truly", "came from my pen", "are mine".
    """
    me = {"me", "us", "myself", "ourselves"}
    return any(
        low == "mine"
        or (low == "by" and bool(me & set(rest[step + 1 :])))
        or (low in {"by", "from"} and rest[step + 1 : step + 2] and rest[step + 1] in me | {"yours", "my"})
        for step, low in enumerate(rest)
    )


def _because_of_me(rest: Sequence[str]) -> bool:
    """Whether it happened upon what I had done: "the stop was moved after my letter"."""
    return any(
        low in {"after", "following"}
        and rest[step + 1 : step + 2]
        and rest[step + 1] in {"my", "our"}
        and not any(is_listed(word, "working_time", "own_group") for word in rest[step + 2 : step + 4])
        for step, low in enumerate(rest)
    )


def _turns(base: str, rest: Sequence[str]) -> bool:
    """Whether small words behind a passive make a change of what was work.

    "brought down to 3%", "taken up by others", "waved through".
    """
    after = rest[1:2]
    up = after == ["up"] and rest[2:3] == ["by"]
    written = base == "write" and "into" in rest
    return written or up or rest[1:3] == ["to", "rest"] or after in (["off"], ["over"], ["through"], ["down"], ["back"])


def _attended(tokens: Sequence[Token], first: int, verb: Verb, last: int) -> bool:
    """Whether it is only counted who was there: "forty people came", "thirty guests attended the tasting"."""
    if verb.base not in words().lists["attending"] or verb.passive or not counts_here(tokens, first):
        return False
    rest = lows_of(tokens, verb.place + 1, last)
    alone = not rest or is_listed(rest[0], "preposition") or verb.base == "attend"
    return alone and not any(
        is_listed(low, "comparative", "former", "state_mark") or low in {"back", "record"} for low in rest
    )


def _compared(rest: Sequence[str]) -> bool:
    """Whether what was before stands beside it.

    "before" with something behind it only says when: "before the storm season".
    """
    no_comparison = {"was", "were", "once", "last", "against"} | ({"before"} if rest[-1:] != ["before"] else set())
    return any(is_listed(low, "former") and low not in no_comparison for low in rest)


def _in_time(rest: Sequence[str]) -> bool:
    return any(
        low in {"in", "under"} and any(is_listed(word, "time_unit") for word in rest[step + 1 : step + 3])
        for step, low in enumerate(rest)
    )
