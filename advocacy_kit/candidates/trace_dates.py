"""The day or the span of days that a trace names.

ISO, trackers' and people's ways of writing dates; months, quarters, halves, weeks and ranges. Names of months are known
in several languages and in that of the user's locale; nothing is guessed.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names, get_quarter_names

from advocacy_kit.core.model import known_locale

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
_TIME = (
    r"(?:,?(?:[T\s]|\sat\s|\sum\s)\s*(?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?\s*(?:[AP]\.?M\.?)?)"
    r"\s*(?P<zone>Z|UTC|(?:GMT|UTC)?[+-]\d{2}:?\d{2}|\([A-Z]{1,5}\))?)?(?:\s*\([\w ]{3,40}\))?"
)
_NAME = r"[^\W\d_]{3,20}"
_OF = r"(?:\s+(?:de|del|of)\s+|\s+d['’]|[ /.,-]*)"
_ISO = re.compile(rf"(\d{{4}})([-/._])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.I)
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(?:(\d{1,2})\s?[日일])?")
_NAMED = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|ª)?\.?{_OF}(?P<m>{_NAME})\.?{_OF}(?P<y>\d{{4}}|\d{{2}})(?:\s?г\.?)?{_TIME}",
    re.I,
)
_NAME_FIRST = re.compile(rf"(?P<m>{_NAME})\.? +(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<y>\d{{4}}){_TIME}", re.I)
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})\.?[ -]+(?P<m>{_NAME})\.?[ -]+(?P<d>\d{{1,2}})\.?{_TIME}", re.I)
_UNIX = re.compile(  # Fri Feb 20 2026 10:00:00 GMT+0000 (…), Fri Feb 20 10:00:00 2026 +0000
    rf"(?P<m>{_NAME}) +(?P<d>\d{{1,2}}) +(?P<time>\d\d?:\d\d:\d\d) +(?P<y>\d{{4}})(?: +(?P<zone>[+-]\d{{4}}))?",
    re.I,
)
_NUMBERS = re.compile(rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.I)
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})(?:T\d{4,6}Z?)?")
_MONTH = re.compile(
    rf"(?P<m>{_NAME})\.?{_OF}(?P<y>\d{{4}})(?:\s?г\.?)?|(?P<iso>\d{{4}})[-/._](?P<n>\d{{1,2}})"
    rf"|(?P<y2>\d{{4}})[ -](?P<m2>{_NAME})|(?P<n3>\d{{1,2}})/(?P<y3>\d{{4}})",
    re.I,
)
_HAS_YEAR = re.compile(r"\d{4}|['’]\d\d|\d[./ -]+[^\W_]+[./ -]+\d\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WEEK = re.compile(
    r"(?P<y>\d{4})[-\s]?(?:W|KW|CW|week|woche|semaine)[-\s]?(?P<w>\d{1,2})"
    r"|(?:W|KW|CW|week|wk|woche|kalenderwoche|semaine|semana|settimana)[-\s.]?(?P<w2>\d{1,2})(?:[\s,/-]+|\s+of\s+|\s*\(\s*)(?P<y2>\d{4})",
    re.I,
)
_OF_WEEK = re.compile(
    r"(?:(?:the )?week (?:of|from|starting|beginning)|w/c|wc|woche (?:vom|ab)|semaine du|semana del?|settimana del)\s+",
    re.I,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_ORDINALS |= {"premier": 1, "primer": 1, "primeiro": 1, "primo": 1, "erstes": 1, "deuxième": 2, "segundo": 2}
_ORDINALS |= {"secondo": 2, "zweites": 2, "tercer": 3, "troisième": 3, "terceiro": 3, "terzo": 3, "drittes": 3}
_ORDINALS |= {"cuarto": 4, "quatrième": 4, "quarto": 4, "viertes": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_PART = re.compile(
    r"(?P<sign>Q|H|HY|T|S)[\s-]?(?P<n>[1-4])"
    r"|(?P<n2>[1-4])[\s-]?(?P<sign2>Q|H|HY|T|S)"
    r"|(?P<n3>[1-4](?:\.|er|e|º|ª|°|o|st|nd|rd|th)?|[^\W\d_]{1,9})[\s-]*(?P<sign3>quarter|quartal|trimestre|kwartaal|kvartal"
    r"|half|half[- ]?year|halbjahr|hälfte|semestre|semester|halfjaar|halvår)"
    r"|(?P<sign4>quarter|quartal|half|semester|trimestre|semestre)[\s-]*(?P<n4>[1-4])",
    re.I,
)
_HALVES = ("h", "hy", "s", "half", "halb", "hälf", "seme", "halv")
_TO = r"\s*(?:-|–|—|→|\.\.\.?|…|/)\s*|\s+(?:to|until|till|through|thru|bis|à|au|a|al|até|tot|til|do|and|und)\s+"
_RANGE = re.compile(_TO)
_FISCAL = re.compile(r"\b(?:FY|FQ|fiscal|geschäftsjahr|exercice|ejercicio)", re.I)  # begins when its company says
_OPENING = re.compile(r"^(?:from|between|von|vom|de|du|dal|da|van|entre)\s+", re.I)
_TH = r"(?:st|nd|rd|th|\.)?"
_DAYS_OF_MONTH = re.compile(
    rf"(?P<a>\d{{1,2}}){_TH}\s*(?:-|–|—|to|bis|à|al?)\s*(?P<b>\d{{1,2}}){_TH}{_OF}(?P<m>{_NAME})\.?{_OF}(?P<y>\d{{4}})"
    rf"|(?P<m2>{_NAME})\.?\s+(?P<a2>\d{{1,2}})\s*(?:-|–|—|to)\s*(?P<b2>\d{{1,2}}),?\s+(?P<y2>\d{{4}})",
    re.I,
)
LONGEST = 80  # letters of a date
MIDDLE = 15


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


@dataclass(frozen=True)
class Span:
    """The days that a heading, a file's name or a cell names: one, or a month, a quarter, a range."""

    first: date
    last: date

    @property
    def approximate(self) -> bool:
        """Whether it is more than one day."""
        return self.first != self.last

    @property
    def months(self) -> bool:
        """Whether it is one or more whole months."""
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1

    def day(self, today: date) -> date:
        """Return the day that stands for it: its middle, or today where that lies ahead."""
        middle = self.first + (self.last - self.first) // 2
        if self.months and self.first.month == self.last.month:
            middle = self.first.replace(day=MIDDLE)
        return min(middle, today) if self.first <= today else self.first


def _babel(locale: str) -> tuple[str, ...]:
    """Return the languages whose names are known: that of the locale first, for it decides where two disagree."""
    try:
        own = [str(Locale.parse(locale.replace("-", "_")).language)] if locale else []
    except (UnknownLocaleError, ValueError, TypeError):
        own = []
    return (*own, *_LANGUAGES)


@cache
def _months(locale: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for language in _babel(locale):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale=language).items():
                    found.setdefault(_plain(name), number)
    return {"sept": 9} | found


@cache
def _weekdays(locale: str) -> frozenset[str]:
    found = set()
    for language in _babel(locale):
        for width in ("wide", "abbreviated", "short"):
            found |= {_plain(name) for name in get_day_names(width, "format", locale=language).values()}
    return frozenset(found)


@cache
def _quarters(locale: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for language in _babel(locale):
        for width in ("wide", "abbreviated"):
            for number, name in get_quarter_names(width, "format", locale=language).items():
                found.setdefault(_plain(name), number)
    return found


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("\u0307", "").split()).strip(".")


def _month(name: str, when: When) -> int:
    return _months(when.locale).get(_plain(name), 0)


def is_english_month(name: str) -> bool:
    """Whether a month is called so in English."""
    return _plain(name) in {_plain(known) for known in get_month_names("wide", "format", locale="en").values()}


def is_foreign(locale: str) -> bool:
    """Whether a locale is of another language than English."""
    return _babel(locale)[0] != "en"


def without_weekday(text: str, when: When) -> str:
    """Return a date without the name of its day of the week before or behind it."""
    text = text.strip()
    head = re.match(r"([^\W\d_][^\W\d_-]{1,14})\.?[,\s]+(?=\S)", text)
    if head and {_plain(head[1]), _plain(f"{head[1]}-feira")} & _weekdays(when.locale):
        text = text[head.end() :]
    if (tail := re.search(r"[,\s(]+([^\W\d_]{2,15})\.?\)?$", text)) and _plain(tail[1]) in _weekdays(when.locale):
        text = text[: tail.start()] if _plain(tail[1]) not in _months(when.locale) else text
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
    if (match := _CJK.fullmatch(text)) and match[3]:
        return date(int(match[1]), int(match[2]), int(match[3]))
    for pattern in (_NAMED, _NAME_FIRST, _YEAR_FIRST, _UNIX):
        if (match := pattern.fullmatch(text)) and (month := _month(match["m"], when)):
            return _in_zone(date(_year(match["y"]), month, int(match["d"])), match, when)
    if match := _NUMBERS.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        month_first = _month_first(first, match[2], second, when.month_first)
        if month_first is None:
            both = sorted({date(year, first, second).isoformat(), date(year, second, first).isoformat()})
            raise UnclearDayError(f"may mean {' or '.join(both)}")
        return _in_zone(date(year, *((first, second) if month_first else (second, first))), match, when)
    if match := _COMPACT.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    raise ValueError("is no date")


def _year(text: str) -> int:
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


def read_month(text: str, when: When) -> Span | None:
    """Return the month that a text names, such as "March 2026" or "2026-03"; None for anything else."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if (match := _CJK.fullmatch(text)) and not match[3]:
        return _whole_month(int(match[1]), int(match[2]))
    if match := _MONTH.fullmatch(text):
        name = match["m"] or match["m2"]
        month = _month(name, when) if name else int(match["n"] or match["n3"])
        return _whole_month(int(match["iso"] or match["y"] or match["y2"] or match["y3"]), month)
    return None


def _whole_month(year: int, month: int, last_month: int = 0) -> Span | None:
    last_month = last_month or month
    if not (1 <= month <= last_month <= 12 and 1950 <= year <= 2100):
        return None
    return Span(date(year, month, 1), date(year, last_month, calendar.monthrange(year, last_month)[1]))


def read_span(text: str, when: When, years: Sequence[str] = (), month: Span | None = None) -> Span | None:
    """Return the days that a heading or the like names as a whole, or None; a year may stand in one above it.

    Args:
        text: such as "March 2026", "Q1 2026", "H2", "April to July 2026", "Week of 9 March 2026", "2026-03-05".
        when: today, zone and locale.
        years: years of headings above it, the nearest first.
        month: the month of a heading above it, for "5" or "Thursday 5th".

    Raises:
        UnclearDayError: if day and month may be exchanged.

    """
    text = " ".join(text[: 3 * LONGEST].split()).strip(" :.,;*_#")
    if (text[:1], text[-1:]) in (("(", ")"), ("[", "]")) or text.count("(") != text.count(")"):
        text = text.strip("()[] ")
    text = re.sub(r"(?<=\s)['’](\d\d)\b", r"20\1", _OF_WEEK.sub("", text))  # Jan '26
    if not text or len(text) > LONGEST or _FISCAL.search(text):
        return None
    if not _may_name(text, when, with_year=bool(years or month)):
        return None
    for tried in (text, *(f"{text} {year}" for year in years[:1])):
        if found := _span(tried, when):
            return found
    for year in years[:1]:
        if (own := _month(text, when)) and (found := _whole_month(int(year), own)):
            return found
    if month and (number := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|\.)?", without_weekday(text, when))):
        try:
            day = month.first.replace(day=int(number[1]))
        except ValueError:
            return None
        return Span(day, day)
    return None


def _may_name(text: str, when: When, *, with_year: bool) -> bool:
    """Whether a text can name days at all: a quick look before all the ways of writing them are tried."""
    if not with_year:
        return bool(_HAS_YEAR.search(text))
    if re.search(r"\d", text):
        return True
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    return bool(words & _months(when.locale).keys()) or bool(words & _ORDINALS.keys())


def _span(text: str, when: When) -> Span | None:
    try:
        day = read_day(text, when)
    except UnclearDayError:
        raise
    except ValueError:
        pass
    else:
        return Span(day, day)
    for read in (read_month, _days_of_month, _week, _part, _range):
        try:
            if (found := read(text, when)) and 1950 <= found.first.year <= found.last.year <= 2100:
                return found
        except UnclearDayError:
            raise
        except (ValueError, OverflowError):
            continue
    return None


def _days_of_month(text: str, when: When) -> Span | None:
    """Read "2–6 March 2026" or "March 2–6, 2026"."""
    match = _DAYS_OF_MONTH.fullmatch(text)
    if match is None or not (month := _month(match["m"] or match["m2"], when)):
        return None
    year = int(match["y"] or match["y2"])
    first, last = (date(year, month, int(match[name] or match[f"{name}2"])) for name in ("a", "b"))
    return Span(first, last) if first <= last else None


def _week(text: str, when: When) -> Span | None:  # noqa: ARG001 - one of several readers
    if match := _WEEK.fullmatch(text):
        first = date.fromisocalendar(int(match["y"] or match["y2"]), int(match["w"] or match["w2"]), 1)
        return Span(first, first + timedelta(days=4))
    return None


def _part(text: str, when: When) -> Span | None:
    """Read a quarter or a half of a year, its year before or behind it."""
    year = _YEAR.search(text) or re.search(r"(?<=['’])\d\d\b", text)
    if year is None:
        return None
    rest = (text[: year.start()] + text[year.end() :]).strip(" ,/-–'’.")
    rest = re.sub(r"^(?:the|le|la|el|il|o|das)\s+|\s+(?:of|de|del|du)$", "", rest, flags=re.I)
    rest = rest.strip(" ,/-–'’.")
    names = _quarters(when.locale)
    number, half = names.get(_plain(rest), 0), False
    told_in = {word for word in _plain(rest).split() if len(word) > 3}
    if not number and told_in & {word for name in names for word in name.split()}:  # in words or in Roman numbers
        number = next((_ORDINALS[word] for word in re.findall(r"\w+", rest.lower()) if word in _ORDINALS), 0)
    if not number and (match := _PART.fullmatch(rest)):
        sign = (match["sign"] or match["sign2"] or match["sign3"] or match["sign4"]).lower()
        half = sign.startswith(_HALVES)
        told = (match["n"] or match["n2"] or match["n3"] or match["n4"]).lower()
        number = int(told[0]) if told[0].isdigit() else _ORDINALS.get(told, 0)
    if not 1 <= number <= (2 if half else 4):
        return None
    months = 6 if half else 3
    return _whole_month(_year(year[0]), (number - 1) * months + 1, number * months)


def _range(text: str, when: When) -> Span | None:
    """Read "April to July 2026", "Nov 2025 – Jan 2026", "2026-03-02 to 2026-03-06", "2 March – 6 March 2026"."""
    text = _OPENING.sub("", text)
    for sign in _RANGE.finditer(text):
        left, right = text[: sign.start()].strip(), text[sign.end() :].strip()
        last = _simple(right, when, ())
        if last is None:
            continue
        first = _simple(left, when, (str(last.last.year),))
        if first and first.first <= last.last:
            return Span(first.first, last.last)
    return None


def _simple(text: str, when: When, years: Sequence[str]) -> Span | None:
    """Read one end of a range: a day, a month, a quarter; its year may be that of the other end."""
    for tried in (text, *(f"{text} {year}" for year in years)):
        try:
            day = read_day(tried, when)
        except UnclearDayError:
            raise
        except ValueError:
            if found := read_month(tried, when) or _part(tried, when) or _week(tried, when):
                return found
        else:
            return Span(day, day)
    return None


def spans_in(text: str, when: When, years: Sequence[str] = ()) -> Iterator[tuple[Span, str]]:
    """Yield the spans that parts of a heading or a file's name name, each with what is left of the text.

    Raises:
        UnclearDayError: if day and month may be exchanged.

    """
    if _FISCAL.search(text) or not _may_name(text, when, with_year=bool(years)):
        return
    for part in re.findall(r"[(\[]([^()\[\]]{2,60})[)\]]", text):
        if found := read_span(part, when, years):
            yield found, _left(text, part)
    for sign in re.finditer(r"\s[-–—|:•·@]+\s|[:|,]\s", text):
        for part in (text[sign.end() :], text[: sign.start()]):
            if found := read_span(part, when, years):
                yield found, _left(text, part.strip())
    pieces = [piece.strip() for piece in re.split(r"\s[-–—|:•·]+\s|[:|,]\s|\s[@]\s", text)]
    for size in (2, 1):
        for start in range(len(pieces) - size + 1):
            part = ", ".join(pieces[start : start + size]) if size > 1 else pieces[start]
            if len(pieces) > 1 and (found := read_span(part, when, years if size == 1 else ())):
                yield found, _left(text, *pieces[start : start + size])
    words = text.split()
    for size in range(min(6, len(words)), 0, -1):  # the date at the beginning or end of other words
        for part, rest in (
            (words[:size], words[size:]),
            (words[-size:], words[:-size]),
        ):
            joined = " ".join(part)
            if rest and re.search(r"\d", joined) and (found := read_span(joined, when)):
                yield found, " ".join(rest).strip(" :-–—|,()[]")


def _left(text: str, *parts: str) -> str:
    for part in parts:
        text = text.replace(part, " ", 1)
    return re.sub(r"[(\[]\s*[)\]]", " ", text).strip(" :-–—|,()[]")


def year_in(text: str) -> str:
    """Return the year that a text names, or blank."""
    found = _YEAR.search(text)
    return found[0] if found else ""


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
