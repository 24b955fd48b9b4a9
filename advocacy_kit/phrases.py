"""Phrases as they stand in the word lists, made into matchers that are tried only where their first word stands.

A phrase is words with one space between: `word*` any ending, `word?` may be absent, `(a|b c)` one of these, `{name}` one of a list,
`~` up to three words within a clause, `...` up to eight words, `#` a number, `!(a|b)` not before one of these, `^` at the beginning of
a clause, `$` at the end of the sentence. Every gap is bounded, so that a text is read in time that grows with its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from advocacy_kit.sentences import Sentence

_ELEMENT: Final = re.compile(r"\s*((?:!?\([^()]*\)|\{\w+\}|[^\s(){}]+?)\??)(?=\s|$)")
_CLAUSE: Final = r"(?:\A|(?<=[,;:] )|(?<=[,;:] (?:and|but) ))"
_FIXED: Final = {"~": r"(?:[^ ,;:?]+ ){0,3}?", "...": r"(?:[^ ]+ ){0,8}?", "^": r"(?:\A|(?<=[,;:] ))", "$": r"(?:[,;:?] )*\Z"}
_STEM: Final = 3


class Phrases:
    """Groups of phrases, and the lists that they name."""

    def __init__(self, groups: Mapping[str, tuple[str, ...]], lists: Mapping[str, tuple[str, ...]]) -> None:
        self._lists = lists
        self._sources: dict[str, dict[str, list[str]]] = {}
        self._matchers: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}
        for group, phrases in groups.items():
            for phrase in phrases:
                elements = _ELEMENT.findall(phrase)
                pattern = "".join(map(self._pattern, elements))
                for key in self._first(elements, phrase):
                    self._sources.setdefault(key, {}).setdefault(group, []).append(pattern)

    def found(self, sentence: Sentence) -> Iterator[tuple[str, int, int]]:
        """Yield group, begin and end in the sentence's plain words of every place where a phrase of a group stands."""
        for word, place in zip(sentence.words, sentence.places, strict=True):
            matchers = self._matchers.get(word)
            if matchers is None:
                matchers = self._matchers_of(word)
            for group, pattern in matchers:
                match = pattern.match(sentence.plain, place)
                if match:
                    yield group, place, match.end()

    def _matchers_of(self, word: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Return one pattern a group for the phrases that can begin with that word."""
        keys = [word, word[:_STEM] + "*"]
        if word[0].isdigit() or word in self._lists["number"]:
            keys.append("#")
        merged: dict[str, list[str]] = {}
        for key in keys:
            for group, patterns in self._sources.get(key, {}).items():
                merged.setdefault(group, []).extend(patterns)
        made = tuple((group, re.compile("|".join(patterns))) for group, patterns in merged.items())
        if made or len(self._matchers) < 20_000:
            self._matchers[word] = made
        return made

    def _pattern(self, element: str) -> str:
        optional = element.endswith("?") and len(element) > 1
        core = element[:-1] if optional else element
        if core in _FIXED:
            return _FIXED[core]
        if core.startswith("!("):
            return f"(?!{self._choice(core[2:-1].split('|'))})"
        made = self._choice(self._choices(core))
        return f"{made}?" if optional else made

    def _choices(self, core: str) -> tuple[str, ...] | list[str]:
        if core.startswith("{"):
            return self._lists[core[1:-1]]
        return core[1:-1].split("|") if core.startswith("(") else [core]

    def _choice(self, choices: tuple[str, ...] | list[str]) -> str:
        written = []
        for choice in choices:
            named = [self._lists[choice[1:-1]]] if choice.startswith("{") else [(choice,)]
            for phrase in named[0]:
                written.append("".join(map(self._word, phrase.split())))
        return f"(?:{'|'.join(written)})"

    def _word(self, word: str) -> str:
        if word == "#":
            return rf"(?:\d[^ ]* |(?:{'|'.join(self._lists['number'])}) )"
        return re.escape(word).replace(r"\*", "[^ ]*") + " "

    def _first(self, elements: list[str], phrase: str) -> set[str]:
        """Return the words, or the stems with a star, with which a phrase can begin."""
        keys: set[str] = set()
        for element in elements:
            if element == "^" or element.startswith("!("):
                continue
            optional = element.endswith("?") and len(element) > 1
            for choice in self._expanded(element[:-1] if optional else element):
                word = choice.split()[0]
                if word == "#":
                    keys.add("#")
                elif "*" in word[: _STEM + 1]:
                    raise ValueError(f"a phrase begins with too short a stem: {phrase}")
                else:
                    keys.add(word[:_STEM] + "*" if "*" in word else word)
            if not optional:
                return keys
        raise ValueError(f"a phrase has no first word: {phrase}")

    def _expanded(self, core: str) -> Iterator[str]:
        for choice in self._choices(core):
            if choice.startswith("{"):
                yield from self._lists[choice[1:-1]]
            else:
                yield choice
