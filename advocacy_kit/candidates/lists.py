"""Lists with dates as people keep them in Markdown or plain text.

Dated lines, or lines below a heading that names a day or month.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from advocacy_kit.candidates.candidate import Candidate, issue_keys
from advocacy_kit.candidates.reading import Gathering, Reading, check_number, link_of, named, not_known, one_line
from advocacy_kit.candidates.trace_dates import LONGEST, UnclearDayError, When, read_day, read_month

_HEADING = re.compile(r"(#{1,6})\s+(.{1,200}?)\s*#*")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*+•]|\d{1,4}[.)])[ \t]+(?:\[(?P<box>[ xX])\][ \t]+)?(?P<text>\S.*)")
_DATED = re.compile(
    r"[*_(\[]{0,3}(?P<day>[^:–—|*_)\]]{6,40}?)[*_)\]]{0,3}(?:\s{0,3}[:–—|]\s{0,3}|\s{1,3}-\s{1,3}|[*_)\]]{1,3}\s{1,3})(?P<text>\S.*)"
)
_ISO = re.compile(
    r"[*_(\[]{0,3}(?P<day>\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}\S{0,12})?[*_)\]]{0,3}\s*[:–—|,-]?\s*(?P<text>\S.*)"
)
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\(([^()\s]{1,1000})\)")
_EMPHASIS = re.compile(r"(\*\*|__|`)")
_WEEK = re.compile(r"^(?:week (?:of|from|starting)|woche (?:vom|ab)|semaine du)\s+", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FENCE = ("```", "~~~")
_HEAD = 300  # letters of a heading
_LINE = 10_000  # letters of a line that are looked at
HELP = "Write a line a win such as - 2026-03-31: what you did, or put the lines below a heading such as ## March 2026."


@dataclass(frozen=True)
class _Line:
    number: int
    text: str
    day: date | None
    approximate: bool


@dataclass(frozen=True)
class _Heading:
    """What a heading says of time: a day, or the middle of a month; the year that it names."""

    day: date | None = None
    approximate: bool = False
    year: str = ""


def read_list(name: str, text: str, when: When) -> Reading:
    """Return the dated lines of a list; indented lines belong to the line above, and open boxes are left out.

    Raises:
        KitError: K088 if no line has a date; K067 if there are too many.

    """
    found = Gathering(name, "list with dates")
    headings: dict[int, _Heading] = {}
    lines: list[_Line] = []
    unclear: list[tuple[int, str, UnclearDayError]] = []
    fenced = nested = False
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw[:_LINE].rstrip()
        try:
            if line.lstrip().startswith(_FENCE):
                fenced = not fenced
            elif fenced:
                continue
            elif heading := _HEADING.fullmatch(line[:_HEAD]):
                depth = len(heading[1])
                headings = {level: above for level, above in headings.items() if level < depth}
                headings[depth] = _of_heading(heading[2], [above.year for above in headings.values()], when)
                nested = False
            elif item := _ITEM.fullmatch(line):
                if nested and len(item["indent"].expandtabs(4)) >= 2 and not _dated(item["text"], when):
                    _append(lines, item["text"])
                    continue
                nested = item["box"] != " "
                if nested:
                    lines.append(_line(number, item["text"], headings, when))
                    check_number(name, len(lines))
                else:
                    found.leave("not ticked off", number)
            elif dated := _dated(line, when):
                lines.append(_Line(number, dated[1], dated[0], approximate=False))
                nested = True
            elif not line:
                nested = False
        except UnclearDayError as doubt:
            unclear.append((number, line, doubt))
            nested = False
    if not any(each.day for each in lines) and not unclear:
        raise not_known(name, f"the file {name} is no export that is known, and none of its lines has a date", HELP)
    for number, line, error in unclear:
        found.undated(f"line {number}", line, error, number)
    for each in lines:
        _take(found, each, when)
    return found.done()


def _line(number: int, text: str, headings: dict[int, _Heading], when: When) -> _Line:
    """Return an item with its own date, else with that of the nearest heading that names one."""
    if dated := _dated(text, when):
        return _Line(number, dated[1], dated[0], approximate=False)
    above = next((headings[level] for level in sorted(headings, reverse=True) if headings[level].day), _Heading())
    return _Line(number, text, above.day, above.approximate)


def _append(lines: list[_Line], text: str) -> None:
    if lines and len(lines[-1].text) < _LINE:
        last = lines[-1]
        lines[-1] = _Line(last.number, f"{last.text.rstrip('.:; ')}; {text}", last.day, last.approximate)


def _dated(text: str, when: When) -> tuple[date, str] | None:
    """Return the date with which a line begins, and what follows it."""
    for pattern in (_ISO, _DATED):
        if match := pattern.fullmatch(text.strip()):
            try:
                return read_day(match["day"].strip(), when), match["text"]
            except UnclearDayError:
                raise
            except ValueError:
                continue
    return None


def _of_heading(text: str, years: list[str], when: When) -> _Heading:
    """Return the day or the month that a heading names; a year may stand in a heading above it."""
    words = _EMPHASIS.sub("", text).strip(":()[] ")
    words = _WEEK.sub("", words[: LONGEST + 30])
    named_year = _YEAR.search(words)
    year = named_year[0] if named_year else next((above for above in reversed(years) if above), "")
    for tried in (words, f"{words} {year}"):
        try:
            return _Heading(read_day(tried, when), year=year)
        except ValueError:
            month = read_month(tried)
        if month and (month.year, month.month) <= (when.today.year, when.today.month):
            return _Heading(min(month, when.today), approximate=True, year=year)
    return _Heading(year=year)


def _take(found: Gathering, line: _Line, when: When) -> None:
    links = [link_of(address) for _, address in _LINK.findall(line.text)]
    text = one_line(_EMPHASIS.sub("", _LINK.sub(r"\1", line.text)))
    if line.day is None:
        found.unreadable(f"line {line.number}", "has no date, and no heading above it has one", HELP, line.number)
    elif not text.strip(" -–—.:;*_"):
        found.unreadable(f"line {line.number}", "has a date and no text", "Say what was done.", line.number)
    elif line.day > when.today:
        found.leave("dated in the future", line.number)
    else:
        mark = hashlib.sha256(text.encode()).hexdigest()[:6]
        origin = named("list", f"{found.name}", f"{line.day.isoformat()}#{mark}")
        link = next((address for address in links if address), "")
        found.candidates.append(
            Candidate(line.day, text, "list", origin, link, approximate=line.approximate, keys=issue_keys(text))
        )
