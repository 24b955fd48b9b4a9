"""What came about, told by a noun alone.

What others gave ("permission from the mayor") and how it is now ("calm at the taxi rank").
"""

from __future__ import annotations

from collections.abc import Sequence

from advocacy_kit.language.framing.nouns import low_at, opens_noun
from advocacy_kit.language.framing.tokens import Token
from advocacy_kit.language.framing.words import is_listed, verb_form

_TURNED = (("at", "last"), ("instead", "of"), ("first", "time"), ("for", "good"), ("after", "all"))


def _head(tokens: Sequence[Token], first: int, last: int) -> int:
    """Return the place of the noun that a segment without a verb is about: the last before a preposition.

    "peace talks" are talks.
    """
    place = first
    while place + 1 < last:
        low = tokens[place + 1].low
        if is_listed(low, "preposition", "conjunction") or opens_noun(tokens, place + 1):
            break
        if is_listed(low, "adverb") and not is_listed(low, "given"):
            break
        place += 1
    return place


def _turned(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a word says that it was otherwise before.

    "again", "at last", "for the first time", "since the new drain".
    """
    lows = [token.low for token in tokens[max(first - 1, 0) : last]]
    if "again" in lows[1:] or "finally" in lows[:2]:
        return True
    for place, low in enumerate(lows[:-1]):
        if (low, lows[place + 1]) in _TURNED:
            return True
        beyond = lows[place + 2 : place + 4]
        if (
            low == "since"
            and lows[place + 1] in {"the", "my", "our"}
            and not any(is_listed(word, "time_unit") for word in beyond)
        ):
            return True
    return False


def state_at(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """Return the tokens by which a segment without a verb names what came about, or None.

    A noun of what others give needs its giver or its receiver behind it; a noun of a state is enough; any other noun
    needs a word that says that it was otherwise before.
    """
    begin = first
    while first < last - 1 and is_listed(tokens[first].low, "adverb", "degree") and tokens[first].low != "back":
        first += 1
    if tokens[first].low == "back" and low_at(tokens, first + 1) in {"in", "at", "on", "to"} and first + 1 < last:
        return first, first + 1  # "back in school: two brothers"
    head = _head(tokens, first, last)
    if (
        head + 2 < last
        and low_at(tokens, head + 1) == "of"
        and is_listed(tokens[head + 2].low, "given", "state", "well_being")
    ):
        head += 2  # "a round of applause"
    low, after = tokens[head].low, low_at(tokens, head + 1) if head + 1 < last else ""
    if low.endswith("ing") and low not in {"feeling", "understanding"}:
        return None
    bounded = after in {"from", "for", "of", "by", "at", "in", "again"} or (
        after == "to" and verb_form(low_at(tokens, head + 2)) is not None
    )
    if (is_listed(low, "given") or is_listed(tokens[first].low, "given_phrase")) and bounded:
        return head, head + 1
    if is_listed(low, "judged") and head > first and is_listed(tokens[head - 1].low, "praising"):
        return head - 1, head + 1
    if is_listed(low, "given_from") and "from" in {token.low for token in tokens[head:last]}:
        return head, head + 1
    if is_listed(low, "state", "well_being") and after not in {"to", "of"}:
        return head, head + 1
    work = (form := verb_form(low)) is not None and (form.told or form.ing)
    return (head, head + 1) if head + 1 < last and not work and _turned(tokens, begin, last) else None
