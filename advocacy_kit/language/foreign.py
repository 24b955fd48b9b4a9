"""Whether a text is clearly in another language than English.

Most English is told by its words: those that the text models were taught. Only where few of them are known is
py3langid asked, and only its clear answer counts: in doubt (a name, a dish, a few words of jargon) a text is English.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from advocacy_kit.language.canonical import is_name, listed
from advocacy_kit.language.text_model import text_model

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# a text as long as a page has told its language long before its end
_ENOUGH: Final = 3000
_LAST_LATIN: Final = "\u024f"
_ENGLISH_ENDINGS: Final = ("ed", "ly", "ness")
# the share of known words from which a text is English, the letters that another language needs to be told by, and how
# far its log-likelihood must be above that of English
_KNOWN_ENOUGH: Final = 0.3
_FEWEST_LETTERS: Final = 14
_MARGIN: Final = 10.0
_SHORT: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def is_foreign(text: str) -> bool:
    """Say whether a text is clearly not English."""
    head = text[:_ENOUGH]
    if not head.isascii() and _is_in_another_script(head):
        return True
    words = [word for word in _WORD.findall(head) if word[0].islower() or not is_name(word.lower())]
    # a capital inside may be anybody's name, but a language that writes all nouns so leaves few other words
    plain = [word for place, word in enumerate(words) if place == 0 or word[0].islower() or head.isupper()]
    known = sum(_is_known(word.lower()) for word in plain)
    if known or sum(map(len, plain)) >= _FEWEST_LETTERS:
        words = plain
    enough = len(words) > 1 and sum(map(len, words)) >= _FEWEST_LETTERS
    return enough and known < _KNOWN_ENOUGH * len(words) and _margin(" ".join(words)) >= _MARGIN


def _is_in_another_script(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    other = sum(
        letter > _LAST_LATIN and not unicodedata.name(letter, "LATIN").startswith("LATIN") for letter in letters
    )
    return other * 2 > len(letters)


def _is_known(word: str) -> bool:
    """Say whether a word is English; of short ones ("die", "met") only those that build sentences tell."""
    if len(word) <= _SHORT:
        return len(word) == _SHORT and word in listed("small")
    return word in text_model("framing") or word in text_model("language") or word.endswith(_ENGLISH_ENDINGS)


def _margin(text: str) -> float:
    """Return how much likelier the likeliest other language is than English, in units of log-likelihood."""
    scores = dict(_identifier().rank(text))
    english = scores.pop("en")
    return max(scores.values()) - english


@cache
def _identifier() -> LanguageIdentifier:
    """Return py3langid's model, loaded when it is first asked: it takes about a second and 60 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # late: most English never needs it

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(listed("languages"))
    return identifier
