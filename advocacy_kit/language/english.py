"""Whether a text is clearly in another language than English.

By its script, by the small words that each language has for itself, and by its letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from advocacy_kit.core.word_lists import word_list

# a text as long as a page has told its language long before its end
_ENOUGH = 3000
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENGLISH_ENDINGS = ("ing", "ed", "ly", "tion", "ness", "ings", "tions", "ment", "ments", "less", "ful", "n't")
_LAST_LATIN = "\u024f"
_RUNS = re.compile(r"[^\W\d_]+")
# the words whose letters are weighed, how far one word can tip the scale each way, and where it has tipped: never by
# one word alone
_WEIGHED = 40
_AWAY, _AWAY_IF_SHORT, _ENGLISH = 4, 2, -6
_TIPPED = 6


@cache
def _small_words() -> tuple[frozenset[str], frozenset[str], dict[str, frozenset[str]]]:
    lists = word_list("languages")
    others = {
        language: frozenset(entries) for language, entries in lists.items() if language not in {"english", "shared"}
    }
    return frozenset(lists["english"]), frozenset(lists["shared"]), others


@cache
def _letters() -> tuple[frozenset[str], tuple[dict[str, int], ...]]:
    lists = word_list("letters")
    tables = []
    for language, entries in lists.items():
        table: dict[str, int] = {}
        weight = 0
        for entry in entries if language != "alike" else ():
            if entry.lstrip("-").isdigit():
                weight = int(entry)
            else:
                table[entry] = weight
        tables.append(table)
    return frozenset(lists["alike"]), tuple(table for table in tables if table)


@lru_cache(maxsize=4096)
def _leanings(word: str) -> tuple[int, ...]:
    """Return how far the letters of a lower-case word lean to each language.

    Above zero away from English, 0 for an English look-alike.
    """
    alike, tables = _letters()
    if len(word) < 2 or word in alike:
        return (0,) * len(tables)
    if word in _small_words()[0]:
        return (_ENGLISH,) * len(tables)
    edged = f"_{word}_"
    threes = [edged[at : at + 3] for at in range(len(word))]
    most = _AWAY if len(word) > 3 else _AWAY_IF_SHORT
    return tuple(max(_ENGLISH, min(most, sum(table.get(three, 0) for three in threes))) for table in tables)


def _has_foreign_letters(text: str) -> bool:
    """Tell whether the words of a text together are spelt as one other language spells.

    A capital inside (so all capitals too) may be anybody's name.
    """
    totals = [0] * len(_letters()[1])
    for place, word in enumerate(_RUNS.findall(text)[:_WEIGHED]):
        name = place > 0 and word[0].isupper()
        for language, lean in enumerate(_leanings(word.lower())):
            totals[language] += min(lean, 0) if name else lean
    return max(totals) >= _TIPPED


def is_clearly_not_english(text: str) -> bool:
    """Tell whether a text is clearly not English.

    In doubt (a name, a dish, a few words of jargon) it is taken for English.
    """
    head = text[:_ENOUGH]
    words = _WORDS.findall(head)
    if not head.isascii():
        letters = [letter for letter in head if letter.isalpha()]
        other = sum(
            letter > _LAST_LATIN and not unicodedata.name(letter, "LATIN").startswith("LATIN") for letter in letters
        )
        if other * 2 > len(letters):
            return True
    if _has_foreign_letters(head):
        return True
    english, shared, others = _small_words()
    lows = [word.lower().replace("’", "'") for word in words]
    native = sum(low in english or low.endswith(_ENGLISH_ENDINGS) for low in lows)
    own = [
        low
        for place, low in enumerate(lows)
        if low not in english and low not in shared and (place == 0 or words[place][0].islower())
    ]
    best = max(sum(low in entries for low in own) for entries in others.values())
    # a word with a capital may be anybody's name, and crème brûlée stands on an English menu
    loans = _letters()[0]
    accented = sum(word[0].islower() and not word.replace("’", "").isascii() and word not in loans for word in words)
    against = best + accented
    if native >= against:
        return False
    if best == 0:
        return accented >= 2 and accented * 2 >= len(words)
    return against >= 2 or (native == 0 and 2 <= len(words) <= 5)
