"""The days that a heading, a file's name or a cell names as a whole: months, quarters, halves, weeks and ranges."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from babel.dates import get_quarter_names

from advocacy_kit.candidates.trace_dates import (
    CJK,
    LONGEST,
    NAME,
    OF,
    UnclearDayError,
    When,
    languages_of,
    month_of,
    months_of,
    plain_word,
    read_day,
    without_weekday,
    year_of,
)

_MONTH = re.compile(
    rf"(?P<m>{NAME})\.?{OF}(?P<y>\d{{4}})(?:\s?г\.?)?|(?P<iso>\d{{4}})[-/._](?P<n>\d{{1,2}})"
    rf"|(?P<y2>\d{{4}})[ -](?P<m2>{NAME})|(?P<n3>\d{{1,2}})/(?P<y3>\d{{4}})",
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
    r"|half|half[- ]?year|halbjahr|hälfte|semestre|semester|halfjaar|halvår|półrocze|pololetí|félév|полугодие)"
    r"|(?P<sign4>quarter|quartal|half|semester|trimestre|semestre)[\s-]*(?P<n4>[1-4])",
    re.I,
)
_HALVES = ("h", "hy", "s", "half", "halb", "hälf", "seme", "halv", "półr", "polol", "félé", "полу")
_TO = r"\s*(?:-|–|—|→|\.\.\.?|…|/)\s*|\s+(?:to|until|till|through|thru|bis|à|au|a|al|até|tot|til|do|and|und)\s+"
_RANGE = re.compile(_TO)
_FISCAL = re.compile(r"\b(?:FY|FQ|fiscal|geschäftsjahr|exercice|ejercicio)", re.I)  # begins when its company says
_OPENING = re.compile(r"^(?:from|between|von|vom|de|du|dal|da|van|entre)\s+", re.I)
_TH = r"(?:st|nd|rd|th|\.)?"
_DAYS_OF_MONTH = re.compile(
    rf"(?P<a>\d{{1,2}}){_TH}\s*(?:-|–|—|to|bis|au?|à|al)\s*(?P<b>\d{{1,2}}){_TH}{OF}(?P<m>{NAME})\.?{OF}(?P<y>\d{{4}})"
    rf"|(?P<m2>{NAME})\.?\s+(?P<a2>\d{{1,2}})\s*(?:-|–|—|to)\s*(?P<b2>\d{{1,2}}),?\s+(?P<y2>\d{{4}})",
    re.I,
)
MIDDLE = 15


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


@cache
def _quarters(locale: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for language in languages_of(locale):
        for width in ("wide", "abbreviated"):
            for number, name in get_quarter_names(width, "format", locale=language).items():
                found.setdefault(plain_word(name), number)
    return found


def read_month(text: str, when: When) -> Span | None:
    """Return the month that a text names, such as "March 2026" or "2026-03"; None for anything else."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if (match := CJK.fullmatch(text)) and not match[3]:
        return _whole_month(int(match[1]), int(match[2]))
    if match := _MONTH.fullmatch(text):
        name = match["m"] or match["m2"]
        month = month_of(name, when) if name else int(match["n"] or match["n3"])
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
    text = re.sub(r"^[^\w(\['’]+|[^\w)\].]+$", "", text)  # pictures around it
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
        if (own := month_of(text, when)) and (found := _whole_month(int(year), own)):
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
    return bool(words & months_of(when.locale).keys()) or bool(words & _ORDINALS.keys())


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
    match = _DAYS_OF_MONTH.fullmatch(_OPENING.sub("", text))
    if match is None or not (month := month_of(match["m"] or match["m2"], when)):
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
    rest = rest.strip(" ,/-–'’.년年")
    names = _quarters(when.locale)
    number, half = names.get(plain_word(rest), 0), False
    told_in = {word for word in plain_word(rest).split() if len(word) > 3}
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
    return _whole_month(year_of(year[0]), (number - 1) * months + 1, number * months)


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
