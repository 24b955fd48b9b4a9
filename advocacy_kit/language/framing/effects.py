"""Whether what I did is itself a change of the world, and whether of something that has a level."""

from __future__ import annotations

from collections.abc import Sequence

from advocacy_kit.language.framing.nouns import low_at
from advocacy_kit.language.framing.quantities import Quantity
from advocacy_kit.language.framing.subjects import Verb
from advocacy_kit.language.framing.tokens import Token
from advocacy_kit.language.framing.words import is_listed, verb_form, words


def lows_of(tokens: Sequence[Token], first: int, last: int) -> list[str]:
    """Return the words from `first` up to `last` (not included) in lower case."""
    return [token.low for token in tokens[first:last]]


def level_of(lows: Sequence[str]) -> bool:
    """Whether something that has a level is among these words."""
    return any(is_listed(low, "level") for low in lows)


def sized_behind(tokens: Sequence[Token], first: int, last: int, quantities: Sequence[Quantity]) -> bool:
    """Whether a level of some thing is given behind a verb.

    "by a third", "from 6 to 4", "in half", a percentage, an amount of money.
    """
    for quantity in quantities:
        if first <= quantity.first < last:
            before = low_at(tokens, quantity.first - 1)
            if (
                quantity.exact
                or before == "by"
                or (before == "to" and "from" in lows_of(tokens, first, quantity.first))
            ):
                return True
    rest = lows_of(tokens, first, last)
    if any(
        low == "to" and rest[step + 1 : step + 2] in (["zero"], ["none"], ["nil"], ["nothing"])
        for step, low in enumerate(rest)
    ):
        return True
    return "from" in rest and "to" in rest and any(is_listed(low, "frequency") for low in rest)


def _on_a_thing(tokens: Sequence[Token], verb: Verb, named: Sequence[str], mine: Sequence[Quantity]) -> bool:
    """Whether the piece of work itself was made larger or better, and nothing that it brings about.

    "increased the font to 12 points".
    """
    filed = verb.base == "save" and any(is_listed(low, "storage") for low in lows_of(tokens, verb.place, len(tokens)))
    if verb.base not in words().kinds["change"]:
        return False
    topic = named[: named.index("of")] if "of" in named else named
    if any(is_listed(low, "artefact") for low in topic):
        return not any(is_listed(low, "level") for low in topic)
    if any(is_listed(low, "level") for low in named) and not filed:
        return False
    bodily = bool(mine) and all(is_listed(low_at(tokens, quantity.last), "bodily_unit") for quantity in mine)
    head = next((low for low in named if is_listed(low, "artefact")), None)
    return bodily or filed or head is not None


def _idiom(base: str, rest: Sequence[str], mine: Sequence[Quantity]) -> bool | None:
    """Tell whether a verb that says little by itself claims a change with the words behind it.

    None for all other verbs.
    """
    said, after = set(rest), rest[0] if rest else ""
    if base == "become":
        return after in {"the", "our", "their"} or bool(said & {"whom", "who", "that"})
    if base == "cut" and rest[1:2] == ["on"] and after in {"down", "back"}:
        return True
    if base in {"speed", "slow"} and after in {"up", "down"}:
        return True
    if base == "put":
        return True if said & {"end", "stop"} and after in {"an", "a", "to", "paid"} else None
    if base in {"give", "lend"} and any(is_listed(low, "gift") for low in rest):
        return True
    if base in {"take", "remove", "lift"} and any(is_listed(low, "burden") for low in rest):
        return True
    if base == "pay" and after == "off" and level_of(rest):
        return True
    if base == "hold" and rest[:2] == ["on", "to"]:
        return True
    if base == "open" and "up" in rest[:1] and "to" in rest:
        return True
    if base == "open" and said & {"way", "door", "doors"} and ("for" in said or "to" in said):
        return True
    if base in {"negotiate", "agree", "arrange"} and (
        said & {"discount", "rebate", "refund"} or (mine and after == "a" and "off" in said)
    ):
        return True
    if base == "clear" and "name" in said:
        return True
    if base in {"ease", "reduce", "lower", "relieve", "lighten", "cut"} and any(
        is_listed(low, "burden", "conflict") for low in rest
    ):
        return True
    if base in {"find", "uncover", "discover", "spot", "detect"} and (
        "worth" in said or any(quantity.kind == "money" for quantity in mine)
    ):
        return True
    if base in words().lists["reconciling"] and any(is_listed(low, "conflict", "muddle") for low in rest):
        return True
    if (
        base in {"reduce", "decrease", "minimise"}
        and after
        and not is_listed(after, "determiner", "possessive", "preposition", "artefact")
    ):
        return True  # "reduced sedation", but not "reduced the sauce"
    if base == "find" and said & {"saving", "savings"}:
        return True
    if base in words().lists["mending"] and "that" in said and "had" in rest[rest.index("that") :]:
        return True  # "fixed the fault that radiologists had lived with for years"
    if base in {"find", "locate", "trace"} and (
        after == "the" and (said & {"cause", "reason", "culprit"} or {"that", "had"} <= said)
    ):
        return True
    if base == "get" and "from" in said and any(is_listed(low, "material") for low in rest[: rest.index("from")]):
        return False
    return None


def own_effect(tokens: Sequence[Token], verb: Verb, last: int, quantities: Sequence[Quantity]) -> tuple[bool, bool]:
    """Tell whether what I did is itself a change of the world, and whether of a level."""
    kinds, rest = words().kinds, lows_of(tokens, verb.place + 1, last)
    base, after = verb.base, low_at(tokens, verb.place + 1) if verb.place + 1 < last else ""
    if verb.future or base in kinds["intent"]:
        return False, False
    mine = [quantity for quantity in quantities if verb.place < quantity.first < last]
    head = next((number for number, low in enumerate(rest) if is_listed(low, "preposition") and low != "of"), len(rest))
    named = rest[:head]
    sized = sized_behind(tokens, verb.place + 1, last, quantities)
    if after == "my" and not sized and base in words().lists["own_growth"]:
        return False, False  # "improved my Portuguese"
    if _on_a_thing(tokens, verb, named, mine):
        return False, False
    if base in words().lists["size_verbs"] and base != "quarter":
        handled = not rest or any(quantity.unit == "measure" for quantity in mine) or low_at(tokens, last) == "and"
        doubled = (
            sized
            or any(is_listed(low, "level") for low in named)
            or not (handled or is_listed(after, "particle") or after == "as")
        )
        return doubled, True
    idiom = _idiom(base, rest, mine)
    if idiom is not None:
        return idiom, bool(mine)
    if any(low_at(tokens, step) == "off" for quantity in mine for step in (quantity.last, quantity.last + 1)):
        return True, True  # "shaved 12 seconds off the stop"
    if base in kinds["change"]:
        if base not in kinds["two_faced"]:
            return bool(rest) and after not in {"for", "on", "with", "at"}, True
        timed = any(quantity.unit in {"time", "measure"} for quantity in mine)
        kept = base in {"save", "recover", "reclaim", "gain", "free", "raise"} and (
            timed or any(quantity.exact for quantity in mine)
        )
        counted = base in {"save", "gain", "recover", "shed"} and any(
            low_at(tokens, quantity.first - 1) != "with" for quantity in mine
        )
        spared = (
            base == "save" and sum(is_listed(low, "determiner", "possessive") for low in named) > 1
        )  # "saved the depot a trip"
        saved = spared or (
            base in {"save", "free", "recover", "gain"}
            and after in {"the", "a", "our", "their", "his", "her"}
            and "from" in rest
        )
        level = any(is_listed(low, "level") for low in named)
        return sized or kept or counted or saved or level, True
    if base in kinds["effect"]:
        if base in kinds["two_faced"]:
            level = any(is_listed(low, "level", "adverb") for low in named) or "from" in rest
            return level or sized, level or sized
        counted = base in {"resolve", "solve"} and any(is_listed(low, "work_item") for low in named)
        return bool(rest) and not counted and after not in {"for", "at", "with", "and", "by"}, False
    brought = any(
        low_at(tokens, quantity.first - 1) in {"to", "below", "under", "above"} for quantity in mine
    ) and level_of(named)
    if brought and base in {"bring", "get", "push", "keep", "hold"}:
        return True, True  # "brought the cost per meal to 3.10"
    if sized and base in {
        "bring",
        "take",
        "move",
        "get",
        "push",
        "sell",
        "put",
        "keep",
        "turn",
        "drive",
        "collect",
        "pull",
    }:
        moved = base not in {"move", "take", "put", "push", "turn", "drive", "keep"} or any(
            is_listed(low, "level") for low in rest
        )
        return moved or any(quantity.exact for quantity in mine), True
    better = any(is_listed(low, "comparative") for low in rest)
    if base == "make":
        behind = [rest[step + 1] if step + 1 < len(rest) else "" for step in range(len(rest))]
        better = any(is_listed(low, "comparative") for low in named) or any(
            is_listed(low, "comparative")
            and (not following or is_listed(following, "preposition", "adverb", "conjunction"))
            for low, following in zip(rest, behind, strict=True)
        )
        return (
            better
            or (after == "friends" and "of" in rest)
            or any(is_listed(low, "adjective") or low.endswith(("ible", "able")) for low in rest[1:]),
            False,
        )
    if base == "get":
        form = verb_form(after)
        return not (form is not None and form.past) and after not in {"to", "involved", "up", "in", "on"}, False
    if base == "keep":
        return bool(set(rest) & words().lists["held"]) or any(low.endswith("-free") for low in rest), False
    if base in words().lists["reconciling"]:
        return any(is_listed(low, "conflict") for low in rest), False
    if base in {"build", "rebuild", "create", "foster"}:
        return any(is_listed(low, "standing") for low in named), False
    if base == "bring":
        goals = {"table", "life", "market", "end", "agreement", "safety", "justice"}
        met = any(
            low == "to"
            and rest[step + 1 : step + 2]
            and (rest[step + 1] in goals or rest[step + 2 : step + 3] in (["table"], ["end"]))
            for step, low in enumerate(rest)
        )
        return (
            met
            or bool(set(rest) & {"down", "back", "together"})
            or (
                after == "in"
                and bool(rest[1:2] == ["new"] or any(quantity.first <= verb.place + 3 for quantity in mine))
            ),
            False,
        )
    if base == "help":
        helped = bool({"again", "back"} & set(rest)) or any(
            low in words().lists["helped_to"] or (low in kinds["change"] | kinds["effect"]) for low in rest[1:]
        )
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
