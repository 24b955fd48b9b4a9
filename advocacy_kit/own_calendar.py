"""The user's own calendar, given as an .ics file: which days are taken, and when they meet the listener anyway."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rruleset, rrulestr
from icalendar import Calendar
from icalendar.cal import Component

from advocacy_kit.conversation.timing import Appointment
from advocacy_kit.errors import KitError
from advocacy_kit.model import counted

FIX = "Export it again from your calendar as .ics."
LARGEST = 20_000_000  # bytes
MOST = 2_000  # occurrences of one repeating event that are looked at
UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError)  # what a broken file brings about in the parsers
_ONE_ON_ONE = re.compile(r"\b(?:1\s?[:/x-]\s?1|1on1|one[- ](?:on|to)[- ]one)\b", re.I)


@dataclass(frozen=True)
class OwnCalendar:
    """What a calendar file holds: its entries day by day, and how many of its events could not be read."""

    entries: tuple[Appointment, ...] = ()
    unread: int = 0

    @property
    def words(self) -> str:
        """What the user is told about it."""
        lost = (
            f"; {counted(self.unread, 'event')} could not be read and {'is' if self.unread == 1 else 'are'} left out" if self.unread else ""
        )
        return f"{counted(len(self.entries), 'entry', 'entries')} of your calendar{lost}."


def read_calendar(data: bytes, *, zone: ZoneInfo, first: date, weeks: int = 26, names: Collection[str] = ()) -> OwnCalendar:
    """Return the entries of a calendar file from `first` on, repeating ones included.

    Cancelled entries, and those that are marked as free time, are left out; whole days count even so, for many programs
    mark leave and holidays as free.

    Args:
        data: the file.
        zone: the user's time zone: an entry counts on its day there.
        first: the first day that counts.
        weeks: how many weeks count.
        names: names of the listener; an entry that holds one of them, or says 1:1, is a one-on-one.

    Raises:
        KitError: if it is no calendar.

    """
    if len(data) > LARGEST:
        raise KitError.of("K100", f"the calendar has {len(data):,} bytes; at most {LARGEST:,} are read", "Export the coming months alone.")
    try:
        events = Calendar.from_ical(data).walk("VEVENT")
    except UNREADABLE as error:
        raise KitError.of("K100", f"the calendar cannot be read: {error}", FIX) from None
    found: list[Appointment] = []
    moved = frozenset(_moved(events, zone))
    unread = 0
    for event in events:
        try:
            found += _appointments(event, zone, first, first + timedelta(weeks=weeks), names, moved)
        except UNREADABLE:
            unread += 1
    return OwnCalendar(tuple(sorted(found, key=lambda entry: (entry.day, entry.clock, entry.title))), unread)


def _moved(events: list[Component], zone: ZoneInfo) -> Iterator[tuple[str, datetime]]:
    """Yield which occurrences of repeating events stand in the file once more, at another time."""
    for event in events:
        if "RECURRENCE-ID" in event:
            with contextlib.suppress(*UNREADABLE):
                yield str(event.get("UID", "")), _local(_value(event, "RECURRENCE-ID"), zone)


def _appointments(
    entry: Component, zone: ZoneInfo, first: date, end: date, names: Collection[str], moved: frozenset[tuple[str, datetime]]
) -> Iterator[Appointment]:
    whole = not isinstance(_value(entry, "DTSTART"), datetime)
    free = str(entry.get("TRANSP", "")).upper() == "TRANSPARENT" and not whole
    if str(entry.get("STATUS", "")).upper() == "CANCELLED" or free:
        return
    length = _length(entry)
    title = " ".join(str(entry.get("SUMMARY", "")).split()) or "an entry without a title"
    met = bool(_ONE_ON_ONE.search(title)) or any(re.search(rf"\b{re.escape(name)}\b", title, re.I) for name in names if name.strip())
    for start in _starts(entry, zone, first, end, length):
        if "RECURRENCE-ID" not in entry and (str(entry.get("UID", "")), start) in moved:
            continue
        if not whole and length < timedelta(days=1):
            if first <= start.date() < end:
                yield Appointment(start.date(), title, int(length.total_seconds() // 60), f"{start:%H:%M}", met)
            continue
        for days in range(max(1, -(-length // timedelta(days=1)))):
            when = start.date() + timedelta(days=days)
            if first <= when < end:
                yield Appointment(when, title, one_on_one=met)


def _starts(entry: Component, zone: ZoneInfo, first: date, end: date, length: timedelta) -> Iterator[datetime]:
    """Yield when an entry begins, in the user's own time without its zone; of a repeating one all times that may matter."""
    given = _value(entry, "DTSTART")
    if not ("RRULE" in entry or "RDATE" in entry) or "RECURRENCE-ID" in entry:
        yield _local(given, zone)
        return
    # a rule repeats at the same time of day where the event is at home, so it is unrolled there and brought here afterwards
    home = given.tzinfo if isinstance(given, datetime) else None
    naive = given.replace(tzinfo=None) if isinstance(given, datetime) else datetime.combine(given, time())
    times = rruleset()
    times.rdate(naive)
    for group in _several(entry, "RDATE"):
        for item in group.dts:
            times.rdate(_at_home(item.dt[0] if isinstance(item.dt, tuple) else item.dt, home))
    for rule in _several(entry, "RRULE"):
        text = re.sub(r"(UNTIL=\d{8})(?:T(\d{6}))?Z?", lambda match: f"{match[1]}T235959", rule.to_ical().decode("ascii"))
        times.rrule(rrulestr(text, dtstart=naive))
    for group in _several(entry, "EXDATE"):
        for item in group.dts:
            times.exdate(_at_home(item.dt, home))
    begin = datetime.combine(first, time()) - length - timedelta(days=1)
    for number, start in enumerate(times.xafter(begin, inc=True)):
        if number >= MOST or start > datetime.combine(end, time()) + timedelta(days=1):
            return
        yield _local(start.replace(tzinfo=home) if home is not None else start, zone)


def _local(value: date, zone: ZoneInfo) -> datetime:
    """Return a time as the user's clock shows it; a whole day begins at midnight, and a time without a zone is the user's own."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value.astimezone(zone).replace(tzinfo=None) if value.tzinfo is not None else value


def _at_home(value: date, home: tzinfo | None) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, time())
    if value.tzinfo is not None and home is not None:
        value = value.astimezone(home)
    return value.replace(tzinfo=None)


def _value(entry: Component, name: str) -> Any:
    """Return a time, a day or a length as Python has it."""
    return entry.decoded(name)


def _several(entry: Component, name: str) -> list[Any]:
    """Return a property that may stand once, several times or not at all."""
    found: Any = entry.get(name, [])
    return found if isinstance(found, list) else [found]


def _length(entry: Component) -> timedelta:
    start = _value(entry, "DTSTART")
    if "DURATION" in entry:
        length: timedelta = _value(entry, "DURATION")
        return max(length, timedelta())
    if "DTEND" not in entry:
        return timedelta() if isinstance(start, datetime) else timedelta(days=1)
    end = _value(entry, "DTEND")
    if isinstance(end, datetime) != isinstance(start, datetime):
        return timedelta(days=1)
    lasts: timedelta = end - start
    return max(lasts, timedelta())
