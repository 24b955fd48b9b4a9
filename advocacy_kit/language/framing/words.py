"""The words that framing knows: verbs by their forms and kinds, small words, things that have a level."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from advocacy_kit.core.word_lists import word_list

_ONE_SYLLABLE = re.compile(r"[^aeiou]*(?:qu)?[aeiou][^aeiouwxy]")
_DOUBLING = re.compile(r".*(?:[^aeiou]|qu)[aeiou][bdgklmnprt]")


@dataclass(frozen=True)
class Form:
    """What a word can be as a verb: its base, and which forms it looks like.

    `past` includes participles, `told` only what tells by itself.
    """

    base: str
    past: bool = False
    plain: bool = False
    third: bool = False
    ing: bool = False
    told: bool = False


@dataclass(frozen=True)
class Words:
    """The lists, ready for look-up: `verbs` by form, `kinds` the bases of each kind of verb.

    `lists` the small words.
    """

    verbs: dict[str, Form]
    kinds: dict[str, frozenset[str]]
    lists: dict[str, frozenset[str]]
    numbers: dict[str, float]
    phrases: dict[str, tuple[tuple[str, ...], ...]]


def _regular(base: str) -> list[tuple[str, str]]:
    """Return the regular forms of a verb, each with its name."""
    stems = [base]
    if _ONE_SYLLABLE.fullmatch(base) or (len(base) > 4 and _DOUBLING.fullmatch(base)):
        stems.append(base + base[-1])
    if _ONE_SYLLABLE.fullmatch(base):
        stems.pop(0)
    forms = [("plain", base)]
    for stem in stems:
        if stem.endswith("e"):
            forms += [("past", f"{stem}d"), ("ing", f"{stem[:-1]}ing" if not stem.endswith("ee") else f"{stem}ing")]
        elif stem.endswith("y") and stem[-2:-1] not in "aeiou":
            forms += [("past", f"{stem[:-1]}ied"), ("ing", f"{stem}ing")]
        else:
            forms += [("past", f"{stem}ed"), ("ing", f"{stem}ing")]
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        forms.append(("third", f"{base}es"))
    elif base.endswith("y") and base[-2:-1] not in "aeiou":
        forms.append(("third", f"{base[:-1]}ies"))
    else:
        forms.append(("third", f"{base}s"))
    return forms


@cache
def words() -> Words:
    """Read the lists once and inflect the verbs."""
    verbs, small = word_list("verbs"), word_list("framing")
    irregular = {line.split()[0]: line.split()[1:] for line in verbs["irregular"]}
    names: dict[str, dict[str, str]] = {}
    bases = [
        base
        for kind in ("change", "effect", "routine", "work", "world", "descriptive", "intent", "two_faced")
        for base in verbs[kind]
    ]
    for base in (*bases, *irregular):
        for name, form in _regular(base):
            if name != "past" or base not in irregular:
                names.setdefault(form, {}).setdefault(name, base)
                if name == "past":
                    names[form].setdefault("told", base)
        for name, form in zip(("told", "past"), irregular.get(base, ()), strict=False):
            names.setdefault(form, {}).setdefault("past", base)
            if name == "told":
                names[form].setdefault("told", base)
    for word in verbs["not_past"]:
        names.get(word, {}).pop("past", None)
    forms = {
        form: Form(
            found.get("past") or next(iter(found.values())),
            *(name in found for name in ("past", "plain", "third", "ing", "told")),
        )
        for form, found in names.items()
        if found
    }
    numbers = dict(pair.split("=") for pair in small["small_numbers"])
    several = {"duty_opening", "result"}
    return Words(
        forms,
        {kind: frozenset(verbs[kind]) for kind in verbs if kind != "irregular"},
        {key: frozenset(entries) for key, entries in small.items()},
        {word: float(value) for word, value in numbers.items()},
        {key: tuple(tuple(phrase.split()) for phrase in small[key]) for key in several},
    )


def verb_form(low: str) -> Form | None:
    """Return what a word can be as a verb; a word in -ed that no list knows is a past."""
    known = words().verbs.get(low)
    if known is not None:
        return known
    if low.endswith("ed") and len(low) > 4 and low not in words().kinds["not_past"]:
        part = low.rsplit("-", 1)[-1]
        if part != low and part in words().verbs:
            return words().verbs[part]
        return Form(low[:-2], past=True, told=True)
    for prefix in ("re-", "re", "co-", "pre-", "out", "over", "under", "de-"):
        if low.startswith(prefix):
            inner = words().verbs.get(low[len(prefix) :])
            if inner is not None and inner.past and len(low) > len(prefix) + 3:
                return Form(prefix + inner.base, past=True, told=inner.told)
    return None


@cache
def known_bases() -> frozenset[str]:
    """Return the bases of all listed verbs."""
    return frozenset[str]().union(*(bases for kind, bases in words().kinds.items() if kind != "not_past"))


def is_manner(low: str) -> bool:
    """Whether a word is an adverb by its ending: "quickly", but not "family"."""
    return low.endswith("ly") and low not in words().lists["noun_in_ly"]


def is_plural(low: str) -> bool:
    """Whether a word looks like more than one of a thing."""
    men = low.endswith("men") and len(low) > 5 and low not in {"specimen", "regimen", "abdomen", "acumen"}
    return (
        men
        or low in words().lists["plural"]
        or (low.endswith("s") and not low.endswith(("ss", "us", "is", "'s")) and len(low) > 3)
    )


def is_listed(low: str, *keys: str) -> bool:
    """Whether a small word stands in one of the lists."""
    lists = words().lists
    return any(low in lists[key] for key in keys)
