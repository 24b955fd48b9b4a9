"""The day that a trace names.

ISO, trackers' and people's ways of writing dates. Names of months are known in several languages and in that of the
user's locale; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names

from advocacy_kit.core.model import known_locale

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
_TIME = (
    r"(?:,?(?:[T\s]|\sat\s|\sum\s)\s*(?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?\s*(?:[AP]\.?M\.?)?)"
    r"\s*(?P<zone>Z|UTC|(?:GMT|UTC)?[+-]\d{2}:?\d{2}|\([A-Z]{1,5}\))?)?(?:\s*\([\w ]{3,40}\))?"
)
NAME = r"[^\W\d_]{3,20}"
OF = r"(?:\s+(?:de|del|of)\s+|\s+d['’]|[ /.,-]*)"
_ISO = re.compile(rf"(\d{{4}})([-/._])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.I)
CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(?:(\d{1,2})\s?[日일])?")
_NAMED = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|ª)?\.?{OF}(?P<m>{NAME})\.?{OF}(?P<y>\d{{4}}|\d{{2}})(?:\s?г\.?)?{_TIME}",
    re.I,
)
_NAME_FIRST = re.compile(rf"(?P<m>{NAME})\.? +(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<y>\d{{4}}){_TIME}", re.I)
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})\.?[ -]+(?P<m>{NAME})\.?[ -]+(?P<d>\d{{1,2}})\.?{_TIME}", re.I)
_UNIX = re.compile(  # Fri Feb 20 2026 10:00:00 GMT+0000 (…), Fri Feb 20 10:00:00 2026 +0000
    rf"(?P<m>{NAME}) +(?P<d>\d{{1,2}}) +(?P<time>\d\d?:\d\d:\d\d) +(?P<y>\d{{4}})(?: +(?P<zone>[+-]\d{{4}}))?",
    re.I,
)
_NUMBERS = re.compile(rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.I)
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})(?:T\d{4,6}Z?)?")
LONGEST = 80  # letters of a date


class UnclearDayError(ValueError):
    """A date whose day and month may be exchanged."""


@dataclass(frozen=True)
class When:
    """What a reader is told of time.

    Args:
        today: the day after which nothing has been done yet.
        zone: in which a moment becomes a day; None: its own.
        month_first: what stands first in 3/4/2026; None where that is not known.
        locale: whose names of months are known besides those of the big languages.

    """

    today: date
    zone: tzinfo | None = None
    month_first: bool | None = None
    locale: str = ""


def languages_of(locale: str) -> tuple[str, ...]:
    """Return the languages whose names are known: that of the locale first, for it decides where two disagree."""
    try:
        own = [str(Locale.parse(locale.replace("-", "_")).language)] if locale else []
    except (UnknownLocaleError, ValueError, TypeError):
        own = []
    return (*own, *_LANGUAGES)


@cache
def months_of(locale: str) -> dict[str, int]:
    """Return the number of each month by its names in the known languages, in lower case without a stop."""
    found: dict[str, int] = {}
    for language in languages_of(locale):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale=language).items():
                    found.setdefault(plain_word(name), number)
    return {"sept": 9} | found


@cache
def _weekdays(locale: str) -> frozenset[str]:
    found = set()
    for language in languages_of(locale):
        for width in ("wide", "abbreviated", "short"):
            found |= {plain_word(name) for name in get_day_names(width, "format", locale=language).values()}
    return frozenset(found)


def plain_word(name: str) -> str:
    """Return a name as names are compared: in lower case, without a stop."""
    return " ".join(name.lower().replace("\u0307", "").split()).strip(".")


def month_of(name: str, when: When) -> int:
    """Return the number of a month by its name; 0 where it is not known."""
    return months_of(when.locale).get(plain_word(name), 0)


def is_english_month(name: str) -> bool:
    """Whether a month is called so in English."""
    return plain_word(name) in {plain_word(known) for known in get_month_names("wide", "format", locale="en").values()}


def is_foreign(locale: str) -> bool:
    """Whether a locale is of another language than English."""
    return languages_of(locale)[0] != "en"


def without_weekday(text: str, when: When) -> str:
    """Return a date without the name of its day of the week before or behind it."""
    text = text.strip()
    head = re.match(r"([^\W\d_][^\W\d_-]{1,14})\.?[,\s]+(?=\S)", text)
    if head and {plain_word(head[1]), plain_word(f"{head[1]}-feira")} & _weekdays(when.locale):
        text = text[head.end() :]
    if (tail := re.search(r"[,\s(]+([^\W\d_]{2,15})\.?\)?$", text)) and plain_word(tail[1]) in _weekdays(when.locale):
        text = text[: tail.start()] if plain_word(tail[1]) not in months_of(when.locale) else text
    return text


def read_day(value: object, when: When) -> date:
    """Return the day that a text or a number of seconds names; a moment with a zone becomes a day in the user's zone.

    Raises:
        UnclearDayError: if day and month may be exchanged, as in 3/4/2026.
        ValueError: if it names no day from 1950 to 2100.

    """
    day: date | None = None
    try:
        match value:
            case str():
                day = _written(value.strip(), when)
            case int() | float() if not isinstance(value, bool):
                day = _counted(value, when)
    except UnclearDayError:
        raise
    except (ValueError, OverflowError, OSError):  # no such day, no such time, beyond what clocks count
        raise ValueError("is no date") from None
    if day is None:
        raise ValueError("is no date")
    if not 1950 <= day.year <= 2100:
        raise ValueError("is no day from 1950 to 2100")
    return day


def _counted(value: float, when: When) -> date:
    """Return the day of a number of seconds since 1970, or of milli- or microseconds."""
    size = 1_000_000 if abs(value) > 1e14 else 1_000 if abs(value) > 1e11 else 1
    return datetime.fromtimestamp(value / size, when.zone or UTC).date()


def _written(text: str, when: When) -> date:
    if len(text) > LONGEST:
        raise ValueError("is no date")
    plain = without_weekday(text, when)  # "Mar 5th" is of March, "mar. 5 marzo" a Tuesday
    try:
        return _whole(text, when)
    except UnclearDayError:
        raise
    except ValueError:
        if plain == text:
            raise
    return _whole(plain, when)


def _whole(text: str, when: When) -> date:
    if match := _ISO.fullmatch(text):
        return _in_zone(date(int(match[1]), int(match[3]), int(match[4])), match, when)
    if (match := CJK.fullmatch(text)) and match[3]:
        return date(int(match[1]), int(match[2]), int(match[3]))
    for pattern in (_NAMED, _NAME_FIRST, _YEAR_FIRST, _UNIX):
        if (match := pattern.fullmatch(text)) and (month := month_of(match["m"], when)):
            return _in_zone(date(year_of(match["y"]), month, int(match["d"])), match, when)
    if match := _NUMBERS.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), year_of(match[4])
        month_first = _month_first(first, match[2], second, when.month_first)
        if month_first is None:
            both = sorted({date(year, first, second).isoformat(), date(year, second, first).isoformat()})
            raise UnclearDayError(f"may mean {' or '.join(both)}")
        return _in_zone(date(year, *((first, second) if month_first else (second, first))), match, when)
    if match := _COMPACT.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    raise ValueError("is no date")


def year_of(text: str) -> int:
    """Return a year written with two or four digits."""
    return int(text) + (2000 if len(text) == 2 else 0)


def _month_first(first: int, sign: str, second: int, preferred: bool | None) -> bool | None:
    if sign == "." or first > 12:
        return False
    return True if second > 12 or first == second else preferred


def _in_zone(day: date, match: re.Match[str], when: When) -> date:
    """Return the day of a moment in the user's zone; midnight is how programs write a day without a time, and stays."""
    shift = re.sub(r"^(?:GMT|UTC)(?=[+-])", "", (match["zone"] or "").upper())
    if not shift or shift.startswith("(") or not match["time"] or when.zone is None:
        return day
    if shift in ("Z", "UTC"):
        shift = "+00:00"
    half = re.search(r"([AP])\.?M", match["time"], re.I)
    digits = re.sub(r"[.,]\d+$", "", match["time"].strip()) if match["time"].count(":") == 2 else match["time"]
    hour, minute, second = (int(part) for part in [*re.findall(r"\d+", digits), "0"][:3])
    if half:
        hour = hour % 12 + (12 if half[1].upper() == "P" else 0)
    moment = datetime.combine(day, time(hour, minute, second)).isoformat() + shift
    aware = datetime.fromisoformat(moment)
    midnight = aware.time() == time(0) and aware.utcoffset() == timedelta(0)
    return day if midnight else aware.astimezone(when.zone).date()


def month_first(texts: Iterable[str], locale: str | None) -> bool | None:
    """Say what stands first in the numeric dates of one column.

    Some of them tell, else the user's locale does; None if neither.
    """
    told = set()
    for text in texts:
        if (match := _NUMBERS.fullmatch(text.strip()[:LONGEST])) and match[2] != "." and match[1] != match[3]:
            told.add(_month_first(int(match[1]), match[2], int(match[3]), None))
    told.discard(None)
    if told:
        return told.pop() if len(told) == 1 else None
    known = known_locale(locale) if locale else None
    pattern = known.date_formats["short"].pattern if known else ""
    return pattern.find("M") < pattern.find("d") if pattern else None
