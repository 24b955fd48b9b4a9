"""Statements without a verb that still tell of a change.

"loans up 27%", "fewer tears at bedtime", "48 to 19 minutes".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from advocacy_kit.language.framing.nouns import counts_here, low_at
from advocacy_kit.language.framing.quantities import Quantity
from advocacy_kit.language.framing.tokens import Token
from advocacy_kit.language.framing.words import is_listed, is_plural, words

HOURS_OF_A_DAY = 24


def _is_part_or_more(tokens: Sequence[Token], place: int, quantities: Sequence[Quantity]) -> bool:
    """Whether a part of what was, or so much on top of it, stands here.

    "a third off the bill", "a tenth of the old scrap", "a metre less".
    """
    few = low_at(tokens, place) in {"only", "just", "barely"}
    place += few
    if few and counts_here(tokens, place) and is_listed(low_at(tokens, place + 1), "level"):
        return True  # "only two complaints all summer"
    if low_at(tokens, place) in {"a", "an"}:
        after = low_at(tokens, place + 1)
        if after in {"extra", "additional"} and counts_here(tokens, place + 2):
            return True
        if (
            after.endswith("'s")
            and is_listed(after[:-2], "time_unit")
            and low_at(tokens, place + 3) in {"more", "less"}
        ):
            return True  # "an hour's sleep more"
        for step in (2, 3):
            rated = is_listed(low_at(tokens, place + step + 1), "rate") or not low_at(tokens, place + step + 1)
            if low_at(tokens, place + step) in {"less", "fewer"} and rated:
                return True  # "a night shift fewer each week"
        if low_at(tokens, place + 2) in {"less", "fewer", "more"} and is_listed(
            after.removesuffix("'s"), "unit", "percent", "time_unit"
        ):
            return True
    part = next((quantity for quantity in quantities if quantity.first == place and quantity.exact), None)
    if part is None:
        return False
    former = {low_at(tokens, part.last + step) for step in (1, 2)} & {"old", "former", "previous", "usual", "earlier"}
    return low_at(tokens, part.last) == "off" or bool(former)


def _opens_with_comparison(tokens: Sequence[Token], first: int, last: int, quantities: Sequence[Quantity]) -> bool:
    if _is_part_or_more(tokens, first, quantities):
        return True
    place = first
    while place < last - 1 and tokens[place].low in words().lists["degree"]:
        place += 1
    if low_at(tokens, place) in {"a", "an"} and is_listed(low_at(tokens, place + 1), "time_unit"):
        place += 2  # "an hour earlier home"
    for quantity in quantities:
        if quantity.first == place:
            if quantity.kind == "fraction" and low_at(tokens, quantity.last) == "the":
                return not is_listed(low_at(tokens, quantity.last + 1), "time_unit", "own_group")  # "half the paper"
            if quantity.kind in {"multiple", "signed"} or (
                quantity.kind == "fraction" and low_at(tokens, quantity.last) == "as"
            ):
                return True
            place = quantity.last
            if low_at(tokens, place) in {"of", "percent"}:
                place += 1
            while is_listed(low_at(tokens, place), "time_unit", "unit"):
                place += 1
    low = low_at(tokens, place)
    if not low or place >= last:
        return False
    sized = place > first and tokens[first].low not in words().lists["degree"]
    if is_listed(low, "comparative" if sized else "comparative_opening"):
        return low not in {"over", "under", "above", "below"} or sized
    return low == "no" and low_at(tokens, place + 1) in {"more", "longer"}


def compared_at(
    tokens: Sequence[Token], first: int, last: int, quantities: Sequence[Quantity]
) -> tuple[int, int] | None:
    """Return the tokens by which a segment without a verb tells of a change, or None."""
    if _opens_with_comparison(tokens, first, last, quantities) and (tokens[first].low != "cleaner" or last - first > 1):
        return first, min(first + 1 + is_listed(tokens[first].low, "determiner", "degree", "adverb"), last)
    lows = [token.low for token in tokens[first:last]]
    inside = [quantity for quantity in quantities if first <= quantity.first < last]
    for place in range(first, last):
        low, after, before = tokens[place].low, low_at(tokens, place + 1), low_at(tokens, place - 1)
        if (
            low in {"up", "down"}
            and place > first
            and before not in {"set", "sign", "pick", "back", "and", "clean", "follow", "warm"}
        ):
            beside = any(quantity.first in {place + 1, place + 2, place + 3} for quantity in inside)
            if (
                beside
                or place == last - 1
                or after
                in {
                    "from",
                    "to",
                    "by",
                    "on",
                    "since",
                    "a",
                    "well",
                    "after",
                    "noticeably",
                    "sharply",
                    "strongly",
                }
            ):
                return place, place + 1
        if low in {"up", "down"} and place == first and after in {"from", "to", "by"}:
            return place, place + 1
        if low == "instead" and after == "of" and (inside or any(is_listed(word, "frequency") for word in lows)):
            return place, place + 2
    for place in range(first, last):
        if tokens[place].kind == "arrow" and inside:
            return place, place + 1
    if any(quantity.kind == "signed" for quantity in inside):
        place = next(quantity.first for quantity in inside if quantity.kind == "signed")
        return place, place + 1
    if inside and {"before", "after"} & set(lows[-1:]):
        return first, last
    for place in range(first, last - 1):
        beside = any(quantity.last == place or quantity.last == place - 1 for quantity in inside) and place > first
        than = tokens[place + 1].low == "than" and not any(quantity.first == place + 2 for quantity in inside)
        if (
            is_listed(tokens[place].low, "comparative")
            and (than or beside)
            and tokens[place].low != "over"
            and not is_listed(tokens[place + 1].low, "possessive")
        ):
            return place, place + 1
    head = next((place for place in range(first, last) if is_listed(tokens[place].low, "preposition")), last) - 1
    if head >= first and is_listed(tokens[head].low, "change_noun"):
        return head, head + 1  # "a 12% drop in complaints"
    ends = next(
        (
            (one, other)
            for one, other in pairwise(inside)
            if low_at(tokens, one.first - 1) == "from" and low_at(tokens, other.first - 1) == "to"
        ),
        None,
    )
    if ends is not None and (
        ends[0].value > ends[1].value or any(one.exact or one.value > HOURS_OF_A_DAY for one in ends)
    ):
        return ends[0].first - 1, ends[1].last  # "test coverage from 41 to 88 percent", but not "open from 9 to 17"
    moved = "to" in lows and len(inside) > 1 and ("from" in lows or low_at(tokens, first - 1) == ":")
    if moved and (
        ("from" in lows and low_at(tokens, first - 1) == ":") or any(is_listed(token.low, "level") for token in tokens)
    ):
        return first, first + 1
    if lows[0] == "from" and any(
        low == "to"
        and (
            lows[step + 1 : step + 3] == ["a", "single"]
            or lows[step + 1 : step + 2] in (["one"], ["none"], ["zero"], ["nothing"])
        )
        for step, low in enumerate(lows)
    ):
        return first, first + 1  # "from five clicks to a single one"
    if any(
        is_listed(low_at(tokens, one.first - 1), "level") and low_at(tokens, one.last) == "to" for one in inside[:-1]
    ):
        return first, first + 1  # "milk yield 24 to 27 litres per cow"
    if lows[0] == "from" and any(
        low == "to" and lows[step + 1] in words().lists["ordinal"] for step, low in enumerate(lows[:-1])
    ):
        return first, first + 1  # "from last to third in the ranking"
    if lows[0] in {"a", "an"} and lows[1:2] and lows[1] in words().lists["ending"] and lows[2:3] in (["to"], ["for"]):
        return first, first + 2  # "an end to the parking chaos"
    if lows[0] in {"barely", "hardly", "scarcely"}:
        return first, first + 1
    zero = (
        lows[:1] in (["zero"], ["nil"])
        or lows[:1] in (["no"], ["none"], ["nobody"], ["nothing"])
        or lows[:3] == ["not", "a", "single"]
        or lows[:2] == ["not", "one"]
        or (lows[:1] == ["never"] and any(token.low == "since" for token in tokens[first:]))
        or (
            lows[:1] == ["without"]
            and (
                "since" in lows or lows[1:3] == ["a", "single"] or any(token.low == "since" for token in tokens[last:])
            )
        )
    )
    if zero and (len(lows) > 1 or first > 0):
        return first, first + 1
    return None


def shared_at(tokens: Sequence[Token], first: int, last: int, quantities: Sequence[Quantity]) -> tuple[int, int] | None:
    """Return the tokens that tell with what part of it work is done now.

    "in half the time", "on a third of the paper".
    """
    for quantity in quantities:
        beyond = quantity.last + 1
        if (
            first < quantity.first < beyond < last
            and low_at(tokens, beyond) in {"fewer", "less"}
            and low_at(tokens, beyond + 1) != "than"
        ):
            return quantity.first, beyond + 1  # "with one oven fewer"
        if (
            first < quantity.first < last
            and quantity.kind == "fraction"
            and low_at(tokens, quantity.first - 1) in {"in", "on", "with", "for"}
        ):
            after = low_at(tokens, quantity.last + 1 + (low_at(tokens, quantity.last) == "of"))
            spent = is_listed(after, "time_unit", "own_group", "numbered", "plural") or is_plural(after)
            if "the" in {low_at(tokens, quantity.last), low_at(tokens, quantity.last + 1)} and (
                after == "time" or not spent
            ):
                return quantity.first, quantity.last
    return None


def _at_a_date(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """Whether a month or a year stands behind a bare quantity: "14 in January, 3 in June"."""
    if low_at(tokens, quantity.last) in {"last", "this", "next"} and is_listed(
        low_at(tokens, quantity.last + 1), "time_unit"
    ):
        return True  # "80 last year, 12 this year"
    last = quantity.last + (low_at(tokens, quantity.last) != "in")  # "14 hours in March"
    after = low_at(tokens, last + 1)
    return low_at(tokens, last) == "in" and (
        is_listed(after, "months") or (len(after) == 4 and after[:2] in {"19", "20"})
    )


def contrasted_at(tokens: Sequence[Token], quantities: Sequence[Quantity]) -> tuple[int, int] | None:
    """Return the tokens that set one quantity against another.

    "three weeks rather than five", "one covers what three did".
    """
    for one, other in pairwise(quantities):
        between = " ".join(token.low for token in tokens[one.last : other.first])
        padded = f" {between} "
        if padded.endswith(" , then ") and any(is_listed(token.low, "level") for token in tokens[: one.first]):
            return one.first, one.last  # "errors per page: 5, then 1"
        if " then " in padded and "now" in {low_at(tokens, other.last + step) for step in range(4)}:
            return one.first, one.last  # "a dozen a month then, two now"
        if _at_a_date(tokens, one) and (_at_a_date(tokens, other) or low_at(tokens, other.last) in {"now", "today"}):
            return one.first, one.last
        if (
            any(f" {marker} " in padded for marker in words().lists["against"])
            or padded.endswith((" , not ", " rather than ", " , once ", " , was ", " , formerly "))
            or between == "not"
            or (
                padded.endswith(" , after ")
                and any(is_listed(low_at(tokens, other.last + step), "at_that_time") for step in (0, 1, 2))
            )
        ):
            return one.first, one.last
    return None
