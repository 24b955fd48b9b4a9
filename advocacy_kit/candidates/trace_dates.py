"""The day that a trace names: ISO, trackers' and people's ways of writing dates.

Months in several languages; none is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from functools import cache

from babel.dates import get_month_names

from advocacy_kit.core.model import known_locale

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
_TIME = (
    r"(?:,?[T\s]\s*(?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?\s*(?:[AP]\.?M\.?)?)"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.I)
_NAMED = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?[ /-]*(?P<m>[^\W\d_]{{3,12}})\.?[ /,-]*(?P<y>\d{{4}}|\d{{2}}){_TIME}", re.I
)
_NAME_FIRST = re.compile(
    rf"(?P<m>[^\W\d_]{{3,12}})\.? +(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<y>\d{{4}}){_TIME}", re.I
)
_NUMBERS = re.compile(rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.I)
_MONTH = re.compile(r"(?P<m>[^\W\d_]{3,12})\.? +(?P<y>\d{4})|(?P<iso>\d{4})-(?P<n>\d{2})", re.I)
LONGEST = 60  # letters of a date
MIDDLE = 15


class UnclearDayError(ValueError):
    """A date whose day and month may be exchanged."""


@dataclass(frozen=True)
class When:
    """What a reader is told of time: today, the zone in which a moment becomes a day (None: its own).

    What stands first in 3/4/2026.
    """

    today: date
    zone: tzinfo | None = None
    month_first: bool | None = None


@cache
def _months() -> dict[str, int]:
    found = {"sept": 9}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale=language).items():
                    found.setdefault(name.lower().rstrip("."), number)
    return found


def _month(name: str) -> int:
    return _months().get(name.lower(), 0)


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
    """Return the day of a number of seconds since 1970, or of milliseconds."""
    return datetime.fromtimestamp(value / 1000 if abs(value) > 1e11 else value, when.zone or UTC).date()


def _written(text: str, when: When) -> date:
    if len(text) > LONGEST:
        raise ValueError("is no date")
    if match := _ISO.fullmatch(text):
        return _in_zone(date(int(match[1]), int(match[3]), int(match[4])), match, when)
    if (match := _NAMED.fullmatch(text) or _NAME_FIRST.fullmatch(text)) and (month := _month(match["m"])):
        return _in_zone(date(_year(match["y"]), month, int(match["d"])), match, when)
    if match := _NUMBERS.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        month_first = _month_first(first, match[2], second, when.month_first)
        if month_first is None:
            both = sorted({date(year, first, second).isoformat(), date(year, second, first).isoformat()})
            raise UnclearDayError(f"may mean {' or '.join(both)}")
        return _in_zone(date(year, *((first, second) if month_first else (second, first))), match, when)
    raise ValueError("is no date")


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _month_first(first: int, sign: str, second: int, preferred: bool | None) -> bool | None:
    if sign == "." or first > 12:
        return False
    return True if second > 12 or first == second else preferred


def _in_zone(day: date, match: re.Match[str], when: When) -> date:
    """Return the day of a moment in the user's zone; midnight is how programs write a day without a time, and stays."""
    if not match["zone"] or not match["time"] or when.zone is None:
        return day
    clock = re.sub(r"[.,]\d+$", "", match["time"].strip())
    shift = "+00:00" if match["zone"].upper() in ("Z", "UTC") else match["zone"]
    moment = datetime.combine(day, time.fromisoformat(clock.zfill(5))).isoformat() + shift
    aware = datetime.fromisoformat(moment)
    return day if aware.time() == time(0) and shift == "+00:00" else aware.astimezone(when.zone).date()


def read_month(text: str) -> date | None:
    """Return the middle of the month that a text names, such as "March 2026" or "2026-03"; None for anything else."""
    match = _MONTH.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if match is None:
        return None
    month = int(match["n"]) if match["n"] else _month(match["m"])
    year = int(match["iso"] or match["y"])
    return date(year, month, MIDDLE) if 1 <= month <= 12 and 1950 <= year <= 2100 else None


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
