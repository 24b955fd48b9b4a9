r"""Phrases as they stand in the word lists, made into matchers that are tried only where their first word stands.

A phrase is words with one space between: `word*` any ending, `word?` may be absent, `(a|b c)` one of these, `{name}`
one of a list, `~` up to three words within a clause, `...` up to eight words, `#` a number, `!(a|b)` not before one of
these, `^` at the beginning of a clause, `$` at the end of the sentence, `\?` a question mark. Every gap is bounded:
time grows with the length of a text, not faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from advocacy_kit.language.sentences import Sentence

_SIGN: Final = re.compile(r"\s*(!\(|\(|\)\??|\||\{\w+\}\??|[^\s()|{}]+)")
_GAPS: Final = {"~": r"(?:[^ ,;:?]+ ){0,3}?", "...": r"(?:[^ ]+ ){0,8}?"}
_STEM: Final = 3
_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a phrase: its pattern, the words or stems that it can begin with, whether it may be nothing."""

    pattern: str
    first: frozenset[str]
    may_be_nothing: bool


_NOTHING: Final = _Piece("", frozenset(), may_be_nothing=True)


class Phrases:
    """Groups of phrases, and the lists that they name."""

    def __init__(self, groups: Mapping[str, tuple[str, ...]], lists: Mapping[str, tuple[str, ...]]) -> None:
        self._lists = lists
        self._named: dict[str, _Piece] = {}
        self._sources: dict[str, dict[str, list[str]]] = {}
        self._matchers: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}
        for group, phrases in groups.items():
            for phrase in phrases:
                piece = self._read(phrase)
                for key in piece.first:
                    self._sources.setdefault(key, {}).setdefault(group, []).append(piece.pattern)

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
        if made or len(self._matchers) < _KEPT:
            self._matchers[word] = made
        return made

    def _read(self, phrase: str) -> _Piece:
        """Return the piece that a phrase is.

        Raises:
            ValueError: if a bracket is not closed, or the phrase has no first word to be found by.

        """
        piece, rest = self._one_of(_signs(phrase))
        if rest or piece.may_be_nothing or "*" in {key[:1] for key in piece.first}:
            raise ValueError(f"this phrase cannot be read: {phrase}")
        return piece

    def _one_of(self, signs: list[str]) -> tuple[_Piece, list[str]]:
        """Read sequences between bars up to a closing bracket, which is left at the head of the rest."""
        branches = []
        while True:
            piece, signs = self._sequence(signs)
            branches.append(piece)
            if not signs or signs[0] != "|":
                break
            signs = signs[1:]
        return _alternatives(branches), signs

    def _sequence(self, signs: list[str]) -> tuple[_Piece, list[str]]:
        pattern, first, open_front = "", set[str](), True
        while signs and signs[0] != "|" and not signs[0].startswith(")"):
            piece, signs = self._element(signs)
            pattern += piece.pattern
            if open_front:
                first |= piece.first
                open_front = piece.may_be_nothing
        return _Piece(pattern, frozenset(first), may_be_nothing=open_front), signs

    def _element(self, signs: list[str]) -> tuple[_Piece, list[str]]:
        sign, rest = signs[0], signs[1:]
        if sign in {"(", "!("}:
            inner, rest = self._one_of(rest)
            if not rest:
                raise ValueError("a bracket is not closed")
            closing, rest = rest[0], rest[1:]
            if sign == "!(":
                return _Piece(f"(?!{inner.pattern})", frozenset(), may_be_nothing=True), rest
            return (_optional(inner) if closing == ")?" else inner), rest
        if sign[0] == "{":
            name = sign.strip("{}?")
            if name not in self._named:
                self._named[name] = _alternatives([self._one_of(_signs(choice))[0] for choice in self._lists[name]])
            return (_optional(self._named[name]) if sign[-1] == "?" else self._named[name]), rest
        return self._word(sign), rest

    def _word(self, sign: str) -> _Piece:
        if sign in _GAPS:
            return _Piece(_GAPS[sign], frozenset(), may_be_nothing=True)
        if sign == "^":
            return _Piece(r"(?:\A|(?<=[,;:] ))", frozenset(), may_be_nothing=True)
        if sign == "$":
            return _Piece(r"(?:[,;:?] )*\Z", frozenset(), may_be_nothing=True)
        if sign == "#":
            return _Piece(
                rf"(?:\d[^ ]* |(?:{'|'.join(self._lists['number'])}) )", frozenset({"#"}), may_be_nothing=False
            )
        core = sign[:-1] if sign[-1] == "?" and len(sign) > 1 and sign != r"\?" else sign
        word = core.removeprefix("\\")
        key = word[:_STEM] + "*" if "*" in word else word
        piece = _Piece(re.escape(word).replace(r"\*", "[^ ]*") + " ", frozenset({key}), may_be_nothing=False)
        return _optional(piece) if core != sign else piece


def _signs(phrase: str) -> list[str]:
    return [match[1] for match in _SIGN.finditer(phrase)]


def _optional(piece: _Piece) -> _Piece:
    return _Piece(f"(?:{piece.pattern})?", piece.first, may_be_nothing=True)


def _alternatives(branches: list[_Piece]) -> _Piece:
    if len(branches) == 1:
        return branches[0] if branches[0] is not _NOTHING else _NOTHING
    pattern = "|".join(branch.pattern for branch in branches)
    return _Piece(
        f"(?:{pattern})",
        frozenset().union(*(branch.first for branch in branches)),
        any(branch.may_be_nothing for branch in branches),
    )
