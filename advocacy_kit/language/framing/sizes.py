"""The size of a change: the figure, or the words, that say how much."""

from __future__ import annotations

from collections.abc import Sequence

from advocacy_kit.language.framing.nouns import counts_here, low_at
from advocacy_kit.language.framing.quantities import Quantity
from advocacy_kit.language.framing.readings import Reading
from advocacy_kit.language.framing.tokens import Token
from advocacy_kit.language.framing.words import is_listed, is_plural, verb_form, words


def _preposition_before(tokens: Sequence[Token], place: int) -> str:
    """Return the word before a quantity that is no modifier of it: "over the last 6 weeks" gives "over"."""
    place -= 1
    seen = ""
    while place >= 0 and tokens[place].low in words().lists["modifier"]:
        if tokens[place].low == "at" and low_at(tokens, place + 1) not in {"least", "most"}:
            break
        if tokens[place].low in {"over", "the", "last", "past", "every"}:
            seen = seen if seen in {"over", "last", "past"} else tokens[place].low
        place -= 1
    low = low_at(tokens, place)
    if is_listed(low, "preposition", "possessive"):
        return low
    return seen if seen not in {"", "every"} else low


def _compared(tokens: Sequence[Token], quantity: Quantity, last: int) -> bool:
    """Whether a comparative belongs to a quantity: "a dozen fewer", "two hours earlier", "30 more"."""
    if is_listed(low_at(tokens, quantity.last), "describing") and is_plural(low_at(tokens, quantity.last + 1)):
        return False  # "against three larger firms"
    return any(
        is_listed(tokens[place].low, "comparative") for place in range(quantity.last, min(quantity.last + 3, last))
    )


def _time_counts(tokens: Sequence[Token], quantity: Quantity, reading: Reading, last: int) -> bool:
    before = _preposition_before(tokens, quantity.first)
    beyond = low_at(tokens, quantity.last + 1)
    if beyond in {"ago", "old", "running"} or (beyond == "in" and low_at(tokens, quantity.last + 3) == "row"):
        return False
    if _compared(tokens, quantity, last):
        return True
    if before in {"between", "among", "of"} and low_at(tokens, quantity.first - 1) in {"the", "both", "these", "those"}:
        return False  # "between the two shifts"
    return before not in words().lists["circumstance"] and (before != "with" or reading.level)


def _count_counts(tokens: Sequence[Token], quantity: Quantity, reading: Reading, last: int) -> bool:
    before = _preposition_before(tokens, quantity.first)
    direct = low_at(tokens, quantity.first - 1)
    if direct in {"after", "despite"} or low_at(tokens, quantity.last + 1) in {"down", "away"}:
        return False  # "after three attempts", "the baker two doors down"
    if (
        (reading.level and direct in {"under", "below"})
        or direct in {"down", "up"}
        or (direct == "in" and quantity.first - 1 == reading.last and reading.subject == "own")
    ):
        return True  # "down 80 a month", "brought in 25 subscribers"
    if direct in words().lists["was_before"] and quantity.first - 1 == reading.first:
        return True  # "97 of 100, before 81"
    if direct == "only" and is_listed(low_at(tokens, quantity.last), "auxiliary", "possible"):
        return True  # "in spring only nine could"
    lows = [token.low for token in tokens]
    contrast = bool(
        set(lows)
        & {
            "instead",
            "rather",
            "became",
            "become",
            "than",
            "where",
            "took",
            "previously",
            "formerly",
            "from",
            "by",
            "before",
        }
    )
    if tokens[quantity.first].low == "one" and quantity.last - quantity.first == 1:
        return ((reading.level or "down" in lows) and before in {"to", "from"} and "to" in lows) or (
            contrast and before != "from" and (quantity.first >= reading.last or "became" in lows)
        )
    if _compared(tokens, quantity, last) or before in {"by", "from", "than"} or low_at(tokens, quantity.last) == "to":
        return True
    beside = {token.low for token in tokens[reading.segment.first : reading.segment.last]}
    if (
        quantity.first > reading.last
        and beside & words().lists["at_that_time"]
        and (before == "before" or not is_listed(before, "preposition"))
    ):
        return True
    if before == "to":
        return reading.level or low_at(tokens, quantity.first - 2) == "down" or "from" in lows
    if before == "of":
        noun = next(
            (
                tokens[place].low
                for place in range(quantity.first - 1, max(quantity.first - 4, -1), -1)
                if tokens[place].low != "of"
            ),
            "",
        )
        return is_listed(noun, "nominal_change") or (reading.level and "from" in lows)
    if quantity.unit == "measure":
        return before not in {"despite", "with", "after"}
    if (
        is_listed(before, "possessive")
        or is_listed(direct, "possessive")
        or direct in {"the", "these", "those", "all", "both"}
    ):
        return "became" in lows
    if quantity.first == reading.segment.first or (
        quantity.first < reading.first and before in {"", ",", ";", ".", ":"}
    ):
        part = low_at(tokens, quantity.last) == "of" and low_at(tokens, quantity.last + 1) in {
            "the",
            "these",
            "those",
            "our",
            "my",
            "them",
        }
        return (quantity.value >= 3 and not part) or contrast
    if before in words().lists["place"] or is_listed(before, "preposition"):
        return False
    if reading.level:
        return True
    form = verb_form(before)
    return reading.subject != "none" and (
        quantity.first - reading.last <= 2 or (form is not None and (form.past or form.third))
    )


def _counts(tokens: Sequence[Token], quantity: Quantity, reading: Reading, last: int) -> bool:
    if quantity.kind == "fraction" and low_at(tokens, quantity.first - 1) in {"first", "second", "other"}:
        return False
    if quantity.exact:
        return True
    if quantity.unit == "time":
        return _time_counts(tokens, quantity, reading, last)
    return _count_counts(tokens, quantity, reading, last)


def _verbal_size(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """Return the words that give a size without a figure.

    "halved", "from weekly to daily", "none since", "in minutes".
    """
    lows = [token.low for token in tokens[first:last]]
    contrast = bool(set(lows) & words().lists["contrast"])
    frequencies = [
        place
        for place, low in enumerate(lows)
        if is_listed(low, "frequency") and low not in {"never", "always", "permanently"}
    ]
    if len(frequencies) > 1 or (frequencies and ("from" in lows or "instead" in lows)):
        return first + frequencies[0], first + frequencies[-1] + 1
    for place, low in enumerate(lows):
        after, next_one = (
            (lows[place + 1] if place + 1 < len(lows) else ""),
            (lows[place + 2] if place + 2 < len(lows) else ""),
        )
        form = verb_form(low)
        if (
            form is not None
            and form.base in words().lists["size_verbs"]
            and (form.past or form.third)
            and form.base != low
        ):
            return first + place, first + place + 1
        if (
            form is not None
            and form.base == "become"
            and is_listed(after, "time_unit")
            and any(is_listed(word, "time_unit") for word in lows[:place])
        ):
            return first + place, first + place + 2
        if low == "to" and after in {"none", "zero", "nil", "nothing"}:
            return first + place, first + place + 2
        if (
            low == "to"
            and after in {"once", "twice"}
            and "from" in lows[:place]
            and set(lows[:place]) & {"once", "twice", "times"}
        ):
            return first + place, first + place + 2
        if low == "by" and after in {"a", "an", "one"} and is_listed(next_one, "time_unit"):
            return first + place, first + place + 3
        if (
            low == "every"
            and after in {"second", "third", "fourth", "fifth", "other"}
            and next_one not in {"day", "week", "month"}
        ):
            return first + place, first + place + 2
        if low in {"in", "within"} and after in {"seconds", "minutes", "hours", "days", "weeks"}:
            return first + place, first + place + 2
        if low in {"in", "within"} and after in {"months", "half"} and (contrast or after == "half"):
            return first + place, first + place + 2
        if low == "order" and after == "of" and next_one == "magnitude":
            return first + place, first + place + 3
        if low in {"a", "an"} and is_listed(after, "time_unit") and is_listed(next_one, "comparative"):
            return first + place, first + place + 3
        if low in {"a", "an", "one"} and is_listed(after, "time_unit") and next_one in {"a", "per", "each", "every"}:
            return first + place, first + place + 2  # "an hour a day"
        if (
            low in {"a", "an", "one"}
            and "per" in lows[place + 2 : place + 4]
            and is_listed(lows[min(lows.index("per") + 1, len(lows) - 1)], "time_unit")
        ):
            return first + place, first + lows.index("per") + 2  # "a lorry trip per day"
        if low in {"a", "one"} and after in {"whole", "full", "good"} and is_listed(next_one, "time_unit"):
            return first + place, first + place + 3  # "a whole day each week"
        beyond = set(lows[place + 2 : place + 4])
        measured = is_listed(after.removesuffix("'s"), "unit", "time_unit") and bool(beyond & {"less", "fewer", "more"})
        rated = bool(beyond & {"less", "fewer"}) and bool({"per", "each", "every"} & set(lows[place + 3 : place + 5]))
        if low in {"a", "an", "one"} and (measured or rated):
            return first + place, first + place + 2  # "a metre less subsidence", "a night shift fewer each week"
        timed = (
            after in {"a", "an", "the", "one"}
            and is_listed(next_one, "time_unit")
            and not (after == "the" and next_one == "second")
        )
        compared = contrast and (
            low in {"on", "takes", "take"} or (low == "in" and set(lows) & words().lists["former"])
        )
        compared = compared or (low == "in" and tokens[0].low == "what")  # "what took a day is done in an hour"
        if timed and (low in {"within", "under", "below"} or compared):
            return first + place, first + place + 3
        if low == "to" and after in words().lists["ordinal"] and "from" in lows[:place]:
            return first + place, first + place + 2
    return None


def _zero(tokens: Sequence[Token], first: int, last: int, end: int) -> tuple[int, int] | None:
    """Return "none since …", "no falls for 200 days", "zero complaints", "not a single one".

    "no more" and "no longer" are no size.
    """
    for place in range(first, last):
        low, after = tokens[place].low, low_at(tokens, place + 1)
        if low == "zero" or (
            low == "not" and after in {"a", "one"} and (after == "one" or low_at(tokens, place + 2) == "single")
        ):
            return place, place + 1
        bare = low in {"none", "nil"} and after in {
            "",
            ",",
            ".",
            ";",
            "!",
            "\n",
            "since",
            "this",
            "in",
            "after",
            "for",
            "now",
            "at",
        }
        if bare and (place > first or after):
            return place, place + 1
        since = any(token.low == "since" for token in tokens[place + 1 : end])
        if since and (
            low in {"never", "hasn't", "haven't"} or (low == "not" and low_at(tokens, place - 1) in {"has", "have"})
        ):
            return place, place + 1
        if (
            low == "without"
            and after in {"a", "one", "any"}
            and (since or after == "one")
            and low_at(tokens, place + 2) != "of"
        ):
            return place, place + 2
        if low == "not" and verb_form(after) is not None and low_at(tokens, place + 2) == "once":
            return place, place + 3
        if low in {"no", "none", "nobody", "nothing"} and after not in {"more", "longer"}:
            following = tokens[place + 1 : end]
            dated = any(token.low == "since" for token in following)
            spans = any(
                (is_listed(token.low, "time_unit") and step > 1 and following[step - 2].low in {"for", "in"})
                or (
                    is_listed(token.low, "time_unit")
                    and step > 0
                    and following[step - 1].low in {"this", "all", "last"}
                )
                for step, token in enumerate(following)
            ) or (tokens[0].low in {"for", "in"} and any(is_listed(token.low, "time_unit") for token in tokens[1:4]))
            last_time = any(is_listed(token.low, "at_that_time") for token in following) and any(
                token.kind == "number" for token in following
            )
            if dated or spans or last_time:
                return place, place + 1
        if (low == "free" and after in {"of", "from"}) or low.endswith("-free") or low == "without":
            held = next(
                (
                    step
                    for step in range(max(first, place - 6), end - 2)
                    if tokens[step].low == "for"
                    and counts_here(tokens, step + 1)
                    and is_listed(tokens[step + 2].low, "time_unit")
                ),
                None,
            )
            if held is not None:
                return held, held + 3  # "free of the germ for 400 days"
    return None


def _stretched(tokens: Sequence[Token], quantity: Quantity, quantities: Sequence[Quantity]) -> tuple[int, int]:
    """Return the tokens of a size with its unit, and of both ends of "from 6 to 4 a month"."""
    last = next(
        (
            other.last
            for other in quantities
            if quantity.last < other.first <= quantity.last + 4 and low_at(tokens, other.first - 1) == "to"
        ),
        quantity.last,
    )
    first = quantity.first - (low_at(tokens, quantity.first - 1) in {"by", "from"})
    return first, last + is_listed(low_at(tokens, last), "time_unit", "unit", "currency", "percent")


def size_of(
    tokens: Sequence[Token], quantities: Sequence[Quantity], effects: Sequence[tuple[Reading, int, int]]
) -> tuple[int, int] | None:
    """Return the tokens that give the size of an effect.

    `effects` are readings with the stretch of tokens that belongs to each.
    """
    counting = [
        quantity
        for reading, first, last in effects
        for quantity in quantities
        if first <= quantity.first < last and _counts(tokens, quantity, reading, last)
    ]
    if counting:
        best = next(
            (
                quantity
                for quantity in counting
                if low_at(tokens, quantity.first - 1) in {"by", "from"} or quantity.kind == "percent"
            ),
            counting[0],
        )
        return _stretched(tokens, best, quantities)
    for reading, first, last in effects:
        found = _zero(tokens, first, last, len(tokens)) or (
            _verbal_size(tokens, first, last) if reading.effect else None
        )
        if found is not None:
            return found
    return None
