"""The days that a line of a list names, and those of a whole note: in its front matter, or in its file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from advocacy_kit.candidates.entries import meaning_of
from advocacy_kit.candidates.trace_dates import UnclearDayError, When, read_day
from advocacy_kit.candidates.trace_spans import Span, read_span, spans_in, year_in

_FRONT = re.compile(r"([\w -]{1,40})\s*[:=]\s*(\S.*)")
_EXPORT = re.compile(r"export|backup|dump|download|pasted", re.I)  # such a name has the day of the export
_FRONT_LINES = 200
_DATED = re.compile(
    r"[*_(\[]{0,3}(?P<day>[^:–—|*_)\]]{6,40}?)[*_)\]]{0,3}(?:\s{0,3}[:–—|]\s{0,3}|\s{1,3}-\s{1,3}|[*_)\]]{1,3}\s{1,3})(?P<text>\S.*)"
)
_ISO = re.compile(
    r"[*_(\[]{0,4}(?P<day>\d{4}[-_/.]\d{1,2}[-_/.]\d{1,2}"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?)"
    r"(?![\d])[*_)\]]{0,4}\s*[:–—|,-]?\s*(?P<text>\S.*)"
)
_SPAN = re.compile(
    r"[*_(\[]{0,3}(?P<day>[^:|*_)\]]{2,40}?)[*_)\]]{0,3}\s{0,3}(?:[:|]|\s[-–—]|[*_)\]])[*_]{0,2}\s{1,3}(?P<text>\S.*)"
)
_TODO_TXT = re.compile(r"x (?P<day>\d{4}-\d\d-\d\d)(?: \d{4}-\d\d-\d\d)? (?P<text>\S.*)")
_BEFORE = re.compile(r"\s[-–—|]\s+|\s*[(\[@]\s*|,\s")  # what stands before a date at the end
_BEGINS = re.compile(  # a day, a quarter, a week, a month
    r"[*_(\[]{0,3}(?:\d|[QHWT]\d|KW|[^\W\d_]{3,12}\.?\s\d|[^\W\d_]{3,12}\s?[-–]\s?[^\W\d_]{3,12}\s\d)", re.I
)
_BEHIND = re.compile(r"[*_)\]]{0,3}(?::[*_]{0,2}\s|\s?\|\s|\s[-–—]\s)")  # what stands behind a date at the beginning
_A_WEEK = re.compile(r"[*_(\[]{0,3}(?:W|KW|CW|week)\b|\d{4}-W", re.I)
DONE_ON = re.compile(
    r"(?:✅\ufe0f?\s*|@done\(|\b(?:completion|done|finished|closed)::?\s*\[*|CLOSED:\s*\[)(?P<day>\d{4}-\d\d-\d\d)"
)


def dates_of(text: str, when: When, years: Sequence[str], *, plain: bool = False) -> Iterator[tuple[Span, str]]:
    """Yield the days with which a line begins or ends, or that mark it as done, each with what is left of it.

    Args:
        text: the line, or the item without its bullet.
        when: today, zone and locale.
        years: years of the headings above it, the nearest first.
        plain: whether it is no item: then only a day before other words counts.

    Raises:
        UnclearDayError: if day and month may be exchanged.

    """
    if (found := DONE_ON.search(text)) and (span := span_of(found["day"], when)):
        yield span, text
    text = re.sub(r"^\[\[([^\[\]|]{4,40})\]\]", r"[\1]", text)
    if not plain and (span := read_span(re.sub(r"^\[(.*)\]$", r"\1", text), when, years)):
        yield span, ""
    if _BEGINS.match(text):
        for sign in reversed(list(_BEHIND.finditer(text[:70]))):  # the longest first: "2 March – 6 March: …"
            span = read_span(text[: sign.start()].strip("*_()[] "), when, years)
            if span and span.approximate:
                is_days = not span.months and not _A_WEEK.match(text)
                yield Span(span.last, span.last) if is_days else span, text[sign.end() :].lstrip("*_ ")
    for pattern in (_TODO_TXT, _ISO, _DATED):
        if (match := pattern.fullmatch(text)) and (span := exact(match["day"].strip(), when)):
            yield span, match["text"]
    words = text[:60].split(" ")
    for size in range(min(4, len(words) - 1), 0, -1):  # with nothing between the day and the words
        first = " ".join(words[:size]).rstrip(",:")
        if re.search(r"\d{2}$", first) and (span := exact(first, when)):
            yield span, text[len(" ".join(words[:size])) :].strip(" -–—:|")
    if (match := _SPAN.fullmatch(text)) and (span := read_span(match["day"], when, years)):
        yield span, match["text"]
    if plain:
        return
    tail = text[-60:]
    for match in _BEFORE.finditer(tail):
        day = tail[match.end() :].rstrip(" .)]_*")
        if 4 <= len(day) <= 40 and (span := read_span(day, when)):
            yield span, text[: len(text) - len(tail) + match.start()]


def exact(text: str, when: When) -> Span | None:
    """Return the day that a text is, or None.

    Raises:
        UnclearDayError: if day and month may be exchanged.

    """
    try:
        day = read_day(text, when)
    except UnclearDayError:
        raise
    except ValueError:
        return None
    return Span(day, day)


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
