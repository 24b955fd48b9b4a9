"""Whether a text is clearly in another language than English: by its script, then by the small words that each language has for itself."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from advocacy_kit.word_lists import word_list

# a text as long as a page has told its language long before its end
_ENOUGH = 3000
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENGLISH_ENDINGS = ("ing", "ed", "ly", "tion", "ness", "ings", "tions", "ment", "ments", "less", "ful", "n't")
_LAST_LATIN = "\u024f"


@cache
def _small_words() -> tuple[frozenset[str], frozenset[str], dict[str, frozenset[str]]]:
    lists = word_list("languages")
    others = {language: frozenset(entries) for language, entries in lists.items() if language not in {"english", "shared"}}
    return frozenset(lists["english"]), frozenset(lists["shared"]), others


def is_clearly_not_english(text: str) -> bool:
    """Tell whether a text is clearly not English; in doubt (a name, a dish, a few words of jargon) it is taken for English."""
    head = text[:_ENOUGH]
    words = _WORDS.findall(head)
    if not head.isascii():
        letters = [letter for letter in head if letter.isalpha()]
        other = sum(letter > _LAST_LATIN and not unicodedata.name(letter, "LATIN").startswith("LATIN") for letter in letters)
        if other * 2 > len(letters):
            return True
    english, shared, others = _small_words()
    lows = [word.lower().replace("’", "'") for word in words]
    native = sum(low in english or low.endswith(_ENGLISH_ENDINGS) for low in lows)
    own = [low for place, low in enumerate(lows) if low not in english and low not in shared and (place == 0 or words[place][0].islower())]
    best = max(sum(low in entries for low in own) for entries in others.values())
    # a word with a capital may be anybody's name
    accented = sum(word[0].islower() and not word.replace("’", "").isascii() for word in words)
    against = best + accented
    if native >= against:
        return False
    if best == 0:
        return accented >= 2 and accented * 2 >= len(words)
    return against >= 2 or (native == 0 and 2 <= len(words) <= 5)
