"""How often and how soon, told in words: "once a month", "every tenth", "the same day".

Two of them set against each other are a size.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from advocacy_kit.language.framing.nouns import counts_here, low_at
from advocacy_kit.language.framing.tokens import Token
from advocacy_kit.language.framing.words import is_listed

_AGAINST = frozenset(
    {"instead", "rather", "not", "than", "was", "were", "before", "previously", "formerly", "used", "from"}
)
# with one of these anywhere, two paces are then and now: "backups used to be weekly, they are hourly now"
_THEN = frozenset({("used", "to"), ("no", "longer"), ("once", "took"), ("once", "was"), ("rather", "than")})
_LASTING = frozenset({"never", "always", "permanently"})


def _pace_at(tokens: Sequence[Token], place: int) -> int:
    """Return how many tokens tell here how often or how soon, 0 if none do."""
    low, after, third = tokens[place].low, low_at(tokens, place + 1), low_at(tokens, place + 2)
    if is_listed(low, "frequency", "by_the_calendar") and low not in _LASTING:
        return 1
    times = 1 if low in {"once", "twice", "thrice"} else 2 if after == "times" and counts_here(tokens, place) else 0
    if times and low_at(tokens, place + times) in {"a", "an", "per", "each", "every"}:
        return times + 2
    if low == "every" and after and after not in {"single", "one"}:
        return 2 + is_listed(third, "time_unit")
    if low == "the" and after in {"same", "next", "following"} and is_listed(third, "time_unit"):
        return 3
    if low in {"same", "next"} and is_listed(after, "time_unit"):
        return 2
    if low == "on" and after == "the" and third in {"day", "spot", "dot", "first"}:
        return 3
    if is_listed(low, "months") and tokens[place].capital and low_at(tokens, place - 1) not in {"since", "last"}:
        return 1
    if low in {"a", "an", "one"} and is_listed(after, "time_unit"):
        return 2
    if (
        counts_here(tokens, place)
        and is_listed(after, "time_unit")
        and is_listed(low_at(tokens, place - 1), "before_time")
    ):
        return 2
    before = low_at(tokens, place - 1)
    if before in {"a", "an", "one", "the"}:
        before = low_at(tokens, place - 2)
    if is_listed(low, "time_unit") and is_listed(before, "before_time") and not counts_here(tokens, place - 1):
        return 1
    return 0


def paces_of(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return the stretches of tokens that tell how often or how soon, in their order."""
    found, place = [], 0
    while place < len(tokens):
        taken = _pace_at(tokens, place)
        if taken:
            found.append((place, place + taken))
        place += max(taken, 1)
    return found


def paced_at(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """Return the first of two such stretches that a word sets against each other.

    "weekly now, quarterly before", or None.
    """
    paces = paces_of(tokens)
    lows = [token.low for token in tokens]
    changed = bool({"formerly", "previously", "instead"} & set(lows) or _THEN & set(pairwise(lows)))
    for one, other in pairwise(paces):
        between = {token.low for token in tokens[one[1] : other[0]]}
        beside = {low_at(tokens, place) for place in (one[0] - 1, one[0] - 2, other[1])}
        if changed or (between | beside) & _AGAINST:
            return one
    return None
