"""Statements without a verb that still tell of a change: "loans up 27%", "fewer tears at bedtime", "48 to 19 minutes"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from advocacy_kit.framing_quantities import Quantity
from advocacy_kit.framing_subjects import low_at
from advocacy_kit.framing_tokens import Token
from advocacy_kit.framing_words import is_listed, words


def _opens_with_comparison(tokens: Sequence[Token], first: int, last: int, quantities: Sequence[Quantity]) -> bool:
    place = first
    while place < last - 1 and tokens[place].low in words().lists["degree"]:
        place += 1
    if low_at(tokens, place) in {"a", "an"} and is_listed(low_at(tokens, place + 1), "time_unit"):
        place += 2  # "an hour earlier home"
    for quantity in quantities:
        if quantity.first == place:
            if quantity.kind == "fraction" and low_at(tokens, quantity.last) == "the":
                return not is_listed(low_at(tokens, quantity.last + 1), "time_unit", "own_group")  # "half the paper"
            if quantity.kind in {"multiple", "signed"} or (quantity.kind == "fraction" and low_at(tokens, quantity.last) == "as"):
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


def compared_at(tokens: Sequence[Token], first: int, last: int, quantities: Sequence[Quantity]) -> tuple[int, int] | None:
    """Return the tokens by which a segment without a verb tells of a change, or None."""
    if _opens_with_comparison(tokens, first, last, quantities):
        return first, first + 1
    lows = [token.low for token in tokens[first:last]]
    inside = [quantity for quantity in quantities if first <= quantity.first < last]
    for place in range(first, last):
        low, after, before = tokens[place].low, low_at(tokens, place + 1), low_at(tokens, place - 1)
        if low in {"up", "down"} and place > first and before not in {"set", "sign", "pick", "back", "and", "clean", "follow", "warm"}:
            beside = any(quantity.first in {place + 1, place + 2, place + 3} for quantity in inside)
            if (
                beside
                or place == last - 1
                or after in {"from", "to", "by", "on", "since", "a", "well", "after", "noticeably", "sharply", "strongly"}
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
        if is_listed(tokens[place].low, "comparative") and (than or beside) and tokens[place].low != "over":
            return place, place + 1
    head = next((place for place in range(first, last) if is_listed(tokens[place].low, "preposition")), last) - 1
    if head >= first and is_listed(tokens[head].low, "change_noun"):
        return head, head + 1  # "a 12% drop in complaints"
    moved = "to" in lows and len(inside) > 1 and ("from" in lows or low_at(tokens, first - 1) == ":")
    if moved and (("from" in lows and low_at(tokens, first - 1) == ":") or any(is_listed(token.low, "level") for token in tokens)):
        return first, first + 1
    if lows[0] == "from" and any(low == "to" and lows[step + 1] in words().lists["ordinal"] for step, low in enumerate(lows[:-1])):
        return first, first + 1  # "from last to third in the ranking"
    if lows[0] in {"barely", "hardly", "scarcely"}:
        return first, first + 1
    zero = (
        lows[:1] == ["zero"]
        or lows[:1] in (["no"], ["none"], ["nobody"], ["nothing"])
        or lows[:3] == ["not", "a", "single"]
        or lows[:2] == ["not", "one"]
    )
    if zero and (len(lows) > 1 or first > 0):
        return first, first + 1
    return None


def _at_a_date(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """Whether a month or a year stands behind a bare quantity: "14 in January, 3 in June"."""
    after = low_at(tokens, quantity.last + 1)
    return low_at(tokens, quantity.last) == "in" and (is_listed(after, "months") or (len(after) == 4 and after[:2] in {"19", "20"}))


def contrasted_at(tokens: Sequence[Token], quantities: Sequence[Quantity]) -> tuple[int, int] | None:
    """Return the tokens that set one quantity against another: "three weeks rather than five", "one covers what three did"."""
    for one, other in pairwise(quantities):
        between = " ".join(token.low for token in tokens[one.last : other.first])
        padded = f" {between} "
        if _at_a_date(tokens, one) and _at_a_date(tokens, other):
            return one.first, one.last
        if any(f" {marker} " in padded for marker in words().lists["against"]) or between in {", not", "not"}:
            return one.first, one.last
    return None
