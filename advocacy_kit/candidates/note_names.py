"""The days that a note names as a whole: in its front matter, or in its file's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from advocacy_kit.candidates.entries import meaning_of
from advocacy_kit.candidates.trace_dates import Span, UnclearDayError, When, read_span, spans_in, year_in

_FRONT = re.compile(r"([\w -]{1,40})\s*[:=]\s*(\S.*)")
_EXPORT = re.compile(r"export|backup|dump|download|pasted", re.I)  # such a name has the day of the export
_FRONT_LINES = 200


def span_of(text: str, when: When) -> Span | None:
    """Return the days that a text names, or None, also where day and month may be exchanged."""
    try:
        return read_span(text, when)
    except UnclearDayError:
        return None


def front_of(lines: Sequence[str], name: str, when: When) -> tuple[int, Span | None, str]:
    """Return where the text of a note begins, and the days and the year that are told of all of it.

    Args:
        lines: the note.
        name: its file's name.
        when: today, zone and locale.

    """
    end = 0
    if lines and lines[0] in ("---", "+++"):
        known = range(1, min(len(lines), _FRONT_LINES))
        end = next((place for place in known if lines[place] == lines[0]), 0)
    told: dict[str, str] = {}
    for line in lines[1:end]:
        if found := _FRONT.fullmatch(line):
            told.setdefault(meaning_of(found[1])[0], found[2].strip("\"'[]<> "))
    named = [span_of(told[meaning], when) for meaning in ("closed", "date", "end", "start") if meaning in told]
    created = span_of(told["created"], when) if "created" in told else None
    span = next((span for span in (*named, _of_name(name, when), created) if span), None)
    stem = PurePath(name).stem
    year = str(span.first.year) if span else "" if _EXPORT.search(stem) else year_in(stem)
    return end + 1 if end else 0, span, year


def _of_name(name: str, when: When) -> Span | None:
    stem = PurePath(name).stem
    if _EXPORT.search(stem):
        return None
    plain = stem.replace("_", "-")
    for tried in (plain, plain.replace("-", " ")):
        try:
            if found := read_span(tried, when) or next(spans_in(tried, when), (None,))[0]:
                return found
        except UnclearDayError:
            return None
    day = re.search(r"(?<!\d)(\d{4}-\d\d-\d\d)(?!\d)", plain)
    return span_of(day[1], when) if day else None
