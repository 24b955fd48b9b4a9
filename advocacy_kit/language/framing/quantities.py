"""The quantities of a statement: figures and number words with their unit.

Apart from numbers that only name something.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advocacy_kit.language.framing.tokens import Token
from advocacy_kit.language.framing.words import is_listed, is_manner, is_plural, verb_form, words

_CURRENCY = "$€£¥₹"
_EXACT = frozenset({"percent", "money", "fraction", "ratio", "multiple", "signed"})


class Quantity(NamedTuple):
    """Tokens `first` up to `last` (not included).

    `kind` says how it counts, `unit` what follows: time, a measure, or another word.
    """

    first: int
    last: int
    kind: str
    value: float
    unit: str

    @property
    def exact(self) -> bool:
        """Whether it can only be a measure: a percentage, money, a fraction, a ratio, a multiple."""
        return self.kind in _EXACT


def _value(low: str) -> float:
    digits = low.lstrip("+- $€£¥₹").rstrip("%kmbn").replace(",", "")
    try:
        return float(digits)
    except ValueError:
        return 2.0


def _low(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].low if 0 <= place < len(tokens) else ""


def _opens_with_name(tokens: Sequence[Token]) -> bool:
    """Whether a statement opens with a name and its number: "Sprint 31 was delivered", "Festival 9 ran"."""
    low, after = tokens[0].low, _low(tokens, 2)
    form, following = verb_form(low), verb_form(after)
    if after.endswith("s") and is_manner(_low(tokens, 3)):
        return True  # "street 12 drains properly"
    finite = is_listed(after, "auxiliary") or (
        following is not None and (following.told or following.third) and not is_plural(after)
    )
    if (
        is_plural(low)
        or (form is not None and form.told)
        or is_listed(low, "determiner", "preposition", "adverb", "modifier", "degree", "plural", "level")
    ):
        return False
    return (finite and after != "may") or (form is None and after in {"of", "leaves", "runs", "holds", "works"})


def _numbers_noun(tokens: Sequence[Token], place: int) -> bool:
    """Whether one bare thing stands before a figure and none behind it.

    "the row over clause 9 ended", "the strike at pit 4".
    """
    low, before, after = _low(tokens, place - 1), _low(tokens, place - 2), _low(tokens, place + 1)
    opening = verb_form(before)
    behind = is_listed(before, "preposition") and before not in {"from", "by", "to"}
    if not (behind or (opening is not None and opening.told)) or tokens[place - 1].kind != "word":
        return False
    if is_plural(low) or is_listed(
        low,
        "determiner",
        "possessive",
        "preposition",
        "adverb",
        "modifier",
        "degree",
        "level",
        "comparative",
        "conjunction",
    ):
        return False
    form = verb_form(after)
    finite = form is not None and (form.told or (form.third and is_listed(form.base, "linking")))
    return (
        not after
        or tokens[place + 1].kind == "sign"
        or finite
        or is_listed(after, "auxiliary", "future", "preposition", "adverb")
    )


def _names_something(tokens: Sequence[Token], place: int) -> bool:
    """Whether a figure is a year, a date, an address or the number of a thing."""
    low, before, after = tokens[place].low, _low(tokens, place - 1), _low(tokens, place + 1)
    if is_listed(before, "months") or (
        is_listed(after, "months") and (after != "may" or before == "on") and _value(low) <= 31
    ):
        return True
    if is_listed(after, "percent", "unit", "time_unit"):
        return False
    if len(low) == 4 and low.isdigit() and 1900 <= int(low) <= 2099 and before not in {"to", "by", "of"}:
        return (
            is_listed(before, "preposition", "determiner")
            or after in {"", ",", ".", ";", ")", "and", "season", "edition"}
            or place == 0
        )
    if not low[0].isdigit() or low.endswith("%") or is_listed(before, "currency_before"):
        return False
    if is_listed(before, "numbered"):
        return True
    if (
        place > 1
        and tokens[place - 1].capital
        and tokens[place - 1].kind == "word"
        and not is_listed(before, "preposition", "level")
    ):
        return True
    if place == 1 and _opens_with_name(tokens):
        return True
    if _numbers_noun(tokens, place):
        return True
    # "14 Mill Lane"
    return (
        place + 2 < len(tokens)
        and tokens[place + 1].capital
        and tokens[place + 2].low in {"street", "lane", "road", "avenue", "square"}
    )


def _unit_of(tokens: Sequence[Token], place: int) -> str:
    low = _low(tokens, place)
    if low in {"more", "fewer", "less", "extra", "additional", "whole", "full", "working"}:
        low = _low(tokens, place + 1)
    if low and is_listed(low, "time_unit"):
        return "time"
    if low and is_listed(low, "unit"):
        return "measure"
    return low


def _word_number(tokens: Sequence[Token], place: int) -> Quantity | None:
    """Read a number in words, such as "thirty thousand", "two thirds", "half a million", "one in three"."""
    numbers = words().numbers
    low = tokens[place].low
    first, last = place, place + 1
    if low.endswith("fold") and low.removesuffix("fold") in numbers:
        return Quantity(first, last, "multiple", numbers[low.removesuffix("fold")], _unit_of(tokens, last))
    if is_listed(low, "multiples") and (
        low not in {"double", "triple", "treble"} or is_listed(_low(tokens, last), "determiner", "possessive")
    ):
        after = _low(tokens, last)
        compares = after in {"as", "more", "what", "daily"} or is_listed(after, "determiner", "possessive")
        often = after in {"a", "per", "each", "every"} and is_listed(_low(tokens, last + 1), "time_unit")
        return (
            None
            if often or (low in {"twice", "thrice"} and not compares)
            else Quantity(first, last, "multiple", 2.0, _unit_of(tokens, last))
        )
    if is_listed(low, "fractions"):
        before = _low(tokens, place - 1)
        # "a third", "two fifths", "by half"; but not "the third floor" nor "a quarter" of the year
        if (
            low in {"half", "halves", "two-thirds", "three-quarters"}
            or before in {"a", "one", "by", "to"}
            or before in numbers
        ):
            first -= before in {"a", "one"} or before in numbers
            if _low(tokens, last) == "a" and _low(tokens, last + 1) in numbers:
                return Quantity(first, last + 2, "count", 500_000.0, _unit_of(tokens, last + 2))
            if (
                low in {"second", "quarter", "quarters"}
                and _low(tokens, first - 1) in {"in", "per", "during"}
                and _low(tokens, last) != "of"
            ):
                return None
            return Quantity(first, last, "fraction", 0.5, _unit_of(tokens, last))
        return None
    if low not in numbers:
        return None
    if is_listed(_low(tokens, place - 1), "numbered") and not is_listed(_low(tokens, place + 1), "time_unit", "unit"):
        return None  # "act two"
    value = numbers[low]
    while _low(tokens, last) in numbers:
        value = max(value, numbers[tokens[last].low])
        last += 1
    if (
        _low(tokens, last)
        and is_listed(_low(tokens, last), "fractions")
        and _low(tokens, last) not in {"quarter", "half"}
    ):
        return None  # taken up by the fraction that follows
    if _low(tokens, last) == "times" and _low(tokens, last + 1) in words().lists["times_what"]:
        return Quantity(first, last + 1, "multiple", value, _unit_of(tokens, last + 1))
    if low in {"dozen", "hundred", "thousand", "million"} and _low(tokens, first - 1) == "a":
        first -= 1
    return Quantity(first, last, "count", value, _unit_of(tokens, last))


def quantities_of(tokens: Sequence[Token]) -> list[Quantity]:
    """Return the quantities in their order, without numbers that name something (years, dates, versions, rooms)."""
    found: list[Quantity] = []
    place = 0
    while place < len(tokens):
        token, made = tokens[place], None
        if token.kind == "number" and not _names_something(tokens, place):
            last = place + 1
            while _low(tokens, last) in {"million", "billion", "thousand", "k", "m", "bn"}:
                last += 1
            after = _low(tokens, last)
            kind = "count"
            if token.low.endswith("%") or (after and is_listed(after, "percent") and after != "points"):
                kind = "percent"
                last += not token.low.endswith("%")
            elif (
                (
                    any(sign in token.low for sign in _CURRENCY)
                    or (after and is_listed(after, "currency"))
                    or _low(tokens, place - 1) in words().lists["currency_before"]
                )
                or (last > place + 1 and after in {"in", "of"})
                or _low(tokens, place - 1) == "worth"
            ):
                kind = "money"
            elif after == "times" and _low(tokens, last + 1) in words().lists["times_what"]:
                kind = "multiple"
            if token.low[0] in "+-" or _low(tokens, place - 1) in {"minus", "plus"}:
                kind = "signed"
            made = Quantity(place, last, kind, _value(token.low), _unit_of(tokens, last))
        elif token.kind == "name" and token.low.endswith("-fold"):
            made = Quantity(place, place + 1, "multiple", _value(token.low.removesuffix("-fold")), "")
        elif (
            token.kind == "name"
            and "-" in token.low
            and token.low[0].isdigit()
            and is_listed(_low(tokens, place + 1), "change_noun")
        ):
            made = Quantity(place, place + 1, "fraction", _value(token.low.split("-")[0]), "")  # "a 6-point rise"
        elif token.kind == "word":
            made = _word_number(tokens, place)
        if made is None:
            place += 1
            continue
        # "one in three", "9 out of 10", "seven of eight"
        previous = found[-1] if found else None
        gap = (
            [part.low for part in tokens[previous.last : made.first]]
            if previous and made.first - previous.last <= 2
            else None
        )
        if (
            previous
            and previous.kind == "count"
            and made.kind == "count"
            and gap in (["in"], ["in", "a"], ["out", "of"], ["of"], ["of", "the"], ["of", "our"])
            and made.unit != "time"
        ):
            found[-1] = Quantity(previous.first, made.last, "ratio", previous.value, made.unit)
        else:
            found.append(made)
        place = max(place + 1, made.last)
    return found
