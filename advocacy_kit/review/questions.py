"""The employer's own questions: what each asks for, and which wins answer it, by words that anyone can compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pandas as pd

from advocacy_kit.core.assets import word_list
from advocacy_kit.core.model import Records
from advocacy_kit.core.values import split_list

KINDS = ("next", "growth", "challenges", "collaboration", "achieved")
_WORD = re.compile(r"[^\W\d_]{3,}")
_WORDS = re.compile(r"\w+")
_ENDINGS = ("ations", "ation", "ings", "ing", "ied", "ies", "ed", "es", "s", "y", "e")
_STEM = 4  # letters that stay when an ending is taken off


@dataclass(frozen=True)
class PeerQuery:
    """What a question asks for: `kind` (one of KINDS, empty for another) and the `words` of its topic.

    As they stand in it.
    """

    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Matches:
    """The wins that share words with a question, best first: by how many words, then as they stood.

    `words` are those shared.
    """

    wins: pd.DataFrame
    words: tuple[str, ...]


def read_question(question: str) -> PeerQuery:
    """Return what a question asks for."""
    asked = " ".join(_WORDS.findall(question.casefold().replace("n't", " not")))
    kind = next((kind for kind in KINDS if _pattern(kind).search(asked)), "")
    passed = set(word_list("questions")["passed_over"])
    words = (word for word in _WORD.findall(question.casefold()) if word not in passed and not _is_kind(word))
    return PeerQuery(kind, tuple(dict.fromkeys(words)))


def matching(records: Records, wins: pd.DataFrame, asked: PeerQuery) -> Matches:
    """Return the wins that share words with a question.

    Compared are a win's category, the names of its competencies, goals and objectives; where a question is of no known
    kind, also what the win itself says. Words count as the same when they differ in their ending only. A name that the
    whole question is about (a competency's, say) finds wins that never use the word themselves.
    """
    stems = {_stem(word): word for word in asked.words}
    if wins.empty or not stems:
        return Matches(wins.iloc[:0], ())
    names = {
        "competencies": dict(zip(records.competencies["id"], records.competencies["competency"], strict=True)),
        "goals": dict(zip(records.goals["id"], records.goals["goal"], strict=True)),
        "objectives": dict(zip(records.objectives["id"], records.objectives["objective"], strict=True)),
    }
    shared = []
    for row in wins.itertuples():
        texts = [
            row.category,
            *(named.get(key, key) for column, named in names.items() for key in split_list(getattr(row, column))),
        ]
        if not asked.kind:
            texts += [row.win, row.impact, row.measure, row.beneficiary]
        own = {_stem(word) for text in texts if isinstance(text, str) for word in _WORD.findall(text.casefold())}
        shared.append(frozenset(stems.keys() & own))
    counts = pd.Series([len(words) for words in shared], index=wins.index)
    order = counts[counts > 0].sort_values(ascending=False, kind="stable").index
    met = {stem for words in shared for stem in words}
    return Matches(wins.loc[order], tuple(word for stem, word in stems.items() if stem in met))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """Return what finds the phrases of a kind of question in its words.

    In the list "..." is up to eight words and "~" up to three.
    """
    phrases = "|".join(word_list("questions")[kind]).replace("*", r"\w*")
    phrases = phrases.replace(" ... ", r" (?:\w+ ){0,8}?").replace(" ~ ", r" (?:\w+ ){0,3}?")
    return re.compile(rf"\b(?:{phrases})\b")


def _is_kind(word: str) -> bool:
    """Whether a word alone names a kind of question: then it is no topic."""
    return any(_pattern(kind).search(word) for kind in KINDS)


def _stem(word: str) -> str:
    """Return a word without its ending, so that "hospitals" and "hospital" are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word
