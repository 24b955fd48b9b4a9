"""Whether a text may hold data of patients, pupils or customers.

Pointed at, with the reason, before anything leaves; never decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from advocacy_kit.core.assets import word_list
from advocacy_kit.core.model import counted, short


@dataclass(frozen=True)
class Sign:
    """A place in a text that may say who somebody is: its kind, where it stands, and what to do about it."""

    kind: str
    start: int
    end: int
    advice: str


ADVICE = {
    "record number": "A record number leads to one person: leave it out, or say how many.",
    "date of birth": "A date of birth leads to one person: leave it out, or say the age group.",
    "a person's name": "This may name somebody whom your work serves: say “a patient”, “a pupil”, “a customer”.",
    "e-mail address": "An address leads to one person: leave it out unless it is your own.",
    "phone number": "A number leads to one person: leave it out unless it is your own.",
    "account number": "This looks like an account or card number: leave it out.",
}
_MAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# +49 30 123456, (616) 555-0142, 616-555-0142, 020 7946 0018; never 82,500 or 2026-09-30
_PHONE = re.compile(
    r"(?<![\w.,/-])(?<!\d )(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)|\d{1,4})|\(\d{2,5}\)|\d{3}(?=[ .-]\d{3}["
    r" .-]\d{4})|0\d{2,4}(?= \d))(?:[ .-]?\d{2,4}){1,4}(?![\w,])"
)
_SOCIAL = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")
_CARD = re.compile(
    r"(?<![\d,.])(?:\d{4}[ -]){3}\d{4}(?![\d,])|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b"
)
_DAY = r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\.? \w{3,9} \d{4}|\w{3,9} \d{1,2}, \d{4})"


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the patterns that the word lists make, compiled when first asked for."""
    lists = word_list("disclosure")

    def one_of(name: str) -> str:
        return "|".join(re.escape(word) for word in sorted(lists[name], key=len, reverse=True))

    # a family name or an initial: "patient M.", "pupil Lena K.", "Mrs Okafor"; not a capital that begins a heading
    name = r"[A-ZÀ-ÞŠŽ](?:\.|[a-zß-ÿšž'’-]+(?: [A-ZÀ-ÞŠŽ](?:\.|[a-zß-ÿšž'’-]+))?)"
    return (
        ("record number", re.compile(rf"\b(?i:{one_of('record')})\.?\s*[:#]?\s*(?=\w*\d)[\w/-]{{3,}}")),
        ("date of birth", re.compile(rf"(?<!\w)(?i:{one_of('birth')})\s*:?\s+{_DAY}")),
        (
            "a person's name",
            re.compile(
                rf"\b(?i:{one_of('person')})(?: (?i:{one_of('title')})\.?)?"
                rf" (?!(?i:{one_of('no_name')})\b){name}(?![\w])"
            ),
        ),
        (
            "a person's name",
            re.compile(
                rf"\b(?:{'|'.join(sorted({word.capitalize() for word in lists['title']}, key=len, reverse=True))})\.?"
                rf" {name}(?![\w])"
            ),
        ),
    )


def possible_personal_data(text: str) -> tuple[Sign, ...]:
    """Return the places of a text that may say who somebody is, in reading order; a place is named once.

    Words and patterns only: it finds record numbers, dates of birth, names behind “patient”, “pupil”, “Mrs” and the
    like, addresses and telephone numbers. What it does not find may still be somebody's data.
    """
    found: list[Sign] = []
    for sign in _candidates(text):
        if not any(sign.start < other.end and other.start < sign.end for other in found):
            found.append(sign)
    return tuple(sorted(found, key=lambda sign: sign.start))


def _candidates(text: str) -> Iterator[Sign]:
    fixed = (("e-mail address", _MAIL), ("account number", _CARD), ("record number", _SOCIAL), ("phone number", _PHONE))
    for kind, pattern in (*fixed[:2], *_patterns(), *fixed[2:]):
        for match in pattern.finditer(text):
            if kind == "phone number" and sum(sign.isdigit() for sign in match[0]) < 7:
                continue
            yield Sign(kind, match.start(), match.end(), ADVICE[kind])


def disclosure_words(text: str) -> str:
    """Return one sentence that warns; empty where nothing is found."""
    signs = possible_personal_data(text)
    if not signs:
        return ""
    named = "; ".join(f"“{short(text[sign.start : sign.end], 40)}” ({sign.kind})" for sign in signs[:3])
    more = f"; and {len(signs) - 3} more" if len(signs) > 3 else ""
    return (
        f"Before this leaves: {counted(len(signs), 'place')} may say who a patient, pupil or customer is:"
        f" {named}{more}. Check, and leave out what is not yours to tell."
    )
