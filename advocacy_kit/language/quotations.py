"""What stands in quotation marks and is said to be somebody else's.

A guest's praise, a pupil's joke, the title of a course.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from advocacy_kit.core.word_lists import word_list

# bounded, so that time grows with the length of a text and not faster
_QUOTATION: Final = re.compile(r'"[^"\n]{1,400}"|“[^”\n]{1,400}”|«[^»\n]{1,400}»')
_END: Final = re.compile(r"[.!?…\n]")
_WIDTH: Final = 90


def said_by_others(text: str) -> list[tuple[int, int]]:
    """Return the spans [start, end) of quotations that the sentence ascribes to others or names as titles, in order."""
    others, near = _patterns()
    spans = []
    for match in _QUOTATION.finditer(text):
        before = _END.split(text[max(0, match.start() - _WIDTH) : match.start()])[-1]
        after = _END.split(text[match.end() : match.end() + _WIDTH])[0]
        around = f"{before} {after}"
        if others.search(around) and not near.search(around):
            spans.append(match.span())
    return spans


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what tells that a quotation is another's.

    And that it is one's own, or of those whose answer is the complaint itself.
    """
    lists = word_list("quotations")
    said, title, near = ("|".join(lists[name]) for name in ("said", "title", "near"))
    speaker = "|".join((*lists["speaker"], *word_list("tone")["served"]))
    others = (
        rf"\b(?:(?:{speaker})\b.{{0,40}}\b(?:{said})|(?:{said})\b.{{0,30}}\b(?:{speaker})|s?he (?:{said})|{title})\b"
    )
    own = rf"\b(?:(?:{near}) (?:(?:just|only|always|again|once|has|have|had) )?(?:{said}|was|is)|told (?:me|us))\b"
    return re.compile(others, re.IGNORECASE), re.compile(own, re.IGNORECASE)
