"""The clauses of a statement, and of each.

Who is the subject, I or the world, and where one ends and the next begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advocacy_kit.language.framing.nouns import low_at, opens_noun
from advocacy_kit.language.framing.subjects import world_verb
from advocacy_kit.language.framing.tokens import Token
from advocacy_kit.language.framing.words import is_listed, is_plural, verb_form, words


class Segment(NamedTuple):
    """A stretch of tokens between marks.

    `opener` says what opens it: nothing, a result, a purpose, a cause, a relative.
    """

    first: int
    last: int
    opener: str


def _phrase_at(tokens: Sequence[Token], place: int, phrases: Sequence[tuple[str, ...]]) -> int:
    """Return how many tokens a listed phrase takes here, 0 if none begins."""
    for phrase in phrases:
        if all(low_at(tokens, place + step) == word for step, word in enumerate(phrase)):
            return len(phrase)
    return 0


def _is_past_or_present(low: str, *kinds: str) -> bool:
    form = verb_form(low)
    return form is not None and (form.past or form.third) and any(form.base in words().kinds[kind] for kind in kinds)


def _opener_at(tokens: Sequence[Token], place: int, first: int) -> tuple[str, int] | None:
    """Return the opener that begins at this word, with the tokens it takes, if a new clause begins here."""
    low, after, before = tokens[place].low, low_at(tokens, place + 1), low_at(tokens, place - 1)
    at_comma = place == first and before in {",", ";", ".", "-", "--", ":", "("}
    if low == "so":
        if after == "that":
            return "so that", 2
        if (
            is_listed(after, "adverb")
            or after in {"far", "on", "forth", "long", "well", "as", "many", ""}
            or before in {"and", "or", "do", "did"}
        ):
            return None
        return ("result", 1) if after != "it" or place != first else None
    if low in {"therefore", "thus", "thereby", "hence"} and place == first:
        return "result", 1
    taken = _phrase_at(tokens, place, words().phrases["result"])
    if taken > 1 and low != "so":
        return "result", taken + (low_at(tokens, place + taken) in {"of", "that"}) + (
            low_at(tokens, place + taken + 1) == "which"
        )
    if low == "meaning" and (at_comma or opens_noun(tokens, place + 1)):
        return "result", 1
    if low in words().lists["result_participle"] and at_comma:
        return "participle", 0
    if low == "which" and not at_comma and _asked_about(tokens, first, place):
        return None
    if low == "which" and (at_comma or before == "of" or not is_listed(before, "preposition")) and place > 0:
        return "which", 1
    if low == "who" and at_comma:
        return "which", 1
    if low == "that" and place > first:
        if _is_past_or_present(after, "change", "effect") and not is_listed(low_at(tokens, place + 2), "preposition"):
            return "which", 1
        reach = [low_at(tokens, step) for step in range(place + 1, min(place + 6, len(tokens)))]
        taken_up = any(
            (form := verb_form(word)) is not None and form.base in words().lists["taken_up"] for word in reach[1:]
        )
        if (
            taken_up
            and {"has", "have", "now"} & set(reach[1:])
            and not any(is_listed(word, "future") for word in reach)
            and not _reports(tokens, first, place)
        ):
            return "which", 1
    return None


def _asked_about(tokens: Sequence[Token], first: int, place: int) -> bool:
    """Whether "which" opens what was looked into: "analysed which routes lose the most"."""
    form = verb_form(low_at(tokens, first))
    return form is not None and (place == first + 1 or form.base in words().lists["finding"])


def _reports(tokens: Sequence[Token], first: int, place: int) -> bool:
    """Whether the "that" at this place gives what somebody said, thought or showed."""
    form = verb_form(low_at(tokens, place - 1)) if place > first else None
    return form is not None and form.past


def _cause_at(tokens: Sequence[Token], place: int) -> int:
    low, after = tokens[place].low, low_at(tokens, place + 1)
    if low == "because" or (low == "thanks" and after == "to") or (low in {"owing", "due"} and after == "to"):
        return 1
    if low == "now" and after == "that":
        return 2
    if low == "since" and low_at(tokens, place - 1) in {"", ";", "."} and _tells_since(tokens, place):
        return 0
    if low == "after" and place > 0 and (_belongs_to_noun(tokens, place) or _dates_noun(tokens, place)):
        return 0
    if low in {"since", "after", "once", "when", "until", "while"} and (place == 0 or _has_verb(tokens, place + 1)):
        return 1
    return 0


def _tells_since(tokens: Sequence[Token], place: int) -> bool:
    """Whether a date stands behind "since", and then what has been so from then on: "since June it has lost none"."""
    return any(
        (
            is_listed(low_at(tokens, step), "other_subject", "own_subject")
            and low_at(tokens, step + 1) in {"has", "have"}
        )
        for step in range(place + 2, place + 6)
    )


def _belongs_to_noun(tokens: Sequence[Token], place: int) -> bool:
    """Whether "after" and a word only say which: "survival after planting rose to 93%"."""
    form = verb_form(low_at(tokens, place + 2))
    return (
        form is not None
        and form.told
        and form.base in words().kinds["change"]
        and not opens_noun(tokens, place + 1)
        and not is_plural(low_at(tokens, place + 1))
        and not any((other := verb_form(token.low)) is not None and other.told for token in tokens[:place])
    )


def _dates_noun(tokens: Sequence[Token], place: int) -> bool:
    """Whether "after" and its words only date a noun that has its verb behind them.

    "music after closing time is a thing of the past".
    """
    if opens_noun(tokens, place + 1) or world_verb(tokens, 0, place) is not None:
        return False
    return any(
        low_at(tokens, step) in {"is", "are", "was", "were", "has"} for step in (place + 2, place + 3)
    ) and not is_plural(low_at(tokens, place + 1))


def _has_verb(tokens: Sequence[Token], first: int) -> bool:
    """Whether a clause of its own begins here, up to the next sign."""
    last = next((place for place in range(first, len(tokens)) if tokens[place].kind == "sign"), len(tokens))
    if first >= last:
        return False
    return (
        is_listed(tokens[first].low, "own_subject")
        or world_verb(tokens, first, min(last, first + 12), strict=True) is not None
    )


def _joins_clause(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Whether an "and" or "but" begins a new clause: a subject of its own with its verb, or another verb of mine."""
    after = place + 1
    low = low_at(tokens, after)
    if not low or tokens[after].kind == "sign":
        return False
    if (
        low_at(tokens, place - 1) == ","
        or low in words().lists["clause_subject"]
        or low == "now"
        or is_listed(low, "own_subject")
    ):
        return True
    form = verb_form(low)
    if form is not None and form.past:
        return "between" not in {low_at(tokens, place - step) for step in (2, 3)}  # "between crane and ground"
    second = verb_form(low_at(tokens, after + 1))
    described = int(
        not is_plural(low)
        and form is None
        and is_plural(low_at(tokens, after + 1))
        and tokens[after].kind == "word"
        and not is_listed(low, "determiner", "possessive", "preposition")
    )
    if described:  # "and small clubs apply, too"
        second = verb_form(low_at(tokens, after + 2))
    beyond = low_at(tokens, after + described + 2)
    if is_plural(low_at(tokens, after + described)) and is_listed(beyond, "object_pronoun"):
        return second is not None or not is_listed(low_at(tokens, after + described + 1), "preposition", "conjunction")
    if (
        is_plural(low_at(tokens, after + described))
        and second is not None
        and (second.told or (second.plain and not second.third))
    ):
        return after + described + 2 < last and (
            is_listed(beyond, "preposition", "adverb", "comparative")
            or opens_noun(tokens, after + described + 2)
            or (
                tokens[after + described + 2].kind == "sign"
                and low_at(tokens, after + described + 3) in {"too", "again", "now"}
            )
        )
    if not (low in words().lists["clause_subject"] or is_listed(low, "determiner", "possessive")):
        return False
    end = next((step for step in range(after, last) if tokens[step].kind == "sign" or tokens[step].low == "and"), last)
    return world_verb(tokens, after, end, strict=True) is not None


def segments_of(tokens: Sequence[Token]) -> list[Segment]:
    """Cut the tokens into segments at signs and at words that open a clause."""
    found: list[Segment] = []
    first, opener, place, size = 0, "", 0, len(tokens)

    def close(last: int, following: str, step: int) -> None:
        nonlocal first, opener
        if last > first:
            found.append(Segment(first, last, opener))
            opener = following
        elif following or step:
            opener = following or opener
        first = last + step

    while place < size:
        token = tokens[place]
        if token.kind == "sign" and token.low not in {"%", "$", "€", "£", "&", "+", "/", '"', "'"}:
            mark = {",": "colon" if opener == "colon" else "comma", "(": "comma", ":": "colon"}.get(token.low, "")
            close(place, mark, 1)
            if mark != "comma":
                opener = mark if found else ""
            place += 1
            continue
        made = _opener_at(tokens, place, first)
        if made is not None:
            close(place, made[0], made[1])
            opener = made[0]
            place += max(made[1], 1)
            continue
        cause = _cause_at(tokens, place)
        if cause:
            close(place, "cause", cause)
            opener = "cause"
            place += cause
            continue
        if token.low in {"and", "but", "yet"} and _joins_clause(tokens, place, size):
            close(place, "and", 1)
            opener = "and"
        place += 1
    close(size, "", 0)
    return found
