"""The user's own calendar, given as an .ics file: which days are taken, and when they meet the listener anyway."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from icalendar.cal import Component

from advocacy_kit.candidates.occurrences import (
    UNREADABLE,
    CalendarFile,
    UnknownZoneError,
    calendars_of,
    called_off,
    length_of,
)
from advocacy_kit.candidates.reading import ENCODINGS, text_of
from advocacy_kit.conversation.timing import Appointment
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import counted, time_zone
from advocacy_kit.log.sharing import manager_of, name_of
from advocacy_kit.workspace.workspace import Workspace

OWN_CALENDAR = "calendar.ics"
FIX = "Export it again from your calendar as .ics."
LARGEST = 20_000_000  # bytes
MOST = 2_000  # occurrences of one repeating event that are looked at
_ONE_ON_ONE = re.compile(r"\b(?:1\s?[:/x-]\s?1|1on1|one[- ](?:on|to)[- ]one)\b", re.I)


@dataclass(frozen=True)
class OwnCalendar:
    """What a calendar file holds: its entries day by day, how many of its events could not be read, and remarks."""

    entries: tuple[Appointment, ...] = ()
    unread: int = 0
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What the user is told about it."""
        lost = (
            f"; {counted(self.unread, 'event')} could not be read and {'is' if self.unread == 1 else 'are'} left out"
            if self.unread
            else ""
        )
        return " ".join([f"{counted(len(self.entries), 'entry', 'entries')} of your calendar{lost}.", *self.notes])


def read_calendar(
    data: bytes, *, zone: ZoneInfo, first: date, weeks: int = 26, names: Collection[str] = ()
) -> OwnCalendar:
    """Return the entries of a calendar file from `first` on, repeating ones included.

    A repeating entry loses the dates that it excepts, gains those that it adds, and takes the changes of single
    occurrences. Cancelled entries and occurrences, those that the owner of the calendar declined, and those that are
    marked as free time, are left out; whole days count even so, for many programs mark leave and holidays as free. Of
    an entry that stands in the file twice the newest version counts.

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
        raise KitError.of(
            "K100",
            f"the calendar has {len(data):,} bytes; at most {LARGEST:,} are read",
            "Export the coming months alone.",
        )
    try:
        text, encoding = text_of(OWN_CALENDAR, data)
        files = [CalendarFile.of(calendar) for calendar in calendars_of(text)]
    except KitError as error:
        raise KitError.of("K100", error.issues[0].message, FIX) from None
    except UNREADABLE as error:
        raise KitError.of("K100", f"the calendar cannot be read: {error}", FIX) from None
    found: list[Appointment] = []
    unread = 0
    notes = [ENCODINGS[encoding]] if encoding else []
    for file in files:
        notes += [file.unknown_zone] if file.unknown_zone else []
        for uid in file.series:
            try:
                found += _appointments(file, uid, zone, first, first + timedelta(weeks=weeks), names)
            except UnknownZoneError as error:
                unread += 1
                notes.append(f"An event {error}.")
            except UNREADABLE:
                unread += 1
    entries = tuple(sorted(found, key=lambda entry: (entry.day, entry.clock, entry.title)))
    return OwnCalendar(entries, unread, tuple(dict.fromkeys(notes)))


def _appointments(
    file: CalendarFile, uid: str, zone: ZoneInfo, first: date, end: date, names: Collection[str]
) -> Iterator[Appointment]:
    if all(called_off(event) or _is_free(event) or file.declined(event) for event in file.series[uid]):
        return
    for entry in islice(file.occurrences(uid, first, end), MOST):
        if called_off(entry) or _is_free(entry) or file.declined(entry):
            continue
        title = " ".join(str(entry.get("SUMMARY", "")).split()) or "an entry without a title"
        met = bool(_ONE_ON_ONE.search(title)) or any(
            re.search(rf"\b{re.escape(name)}\b", title, re.I) for name in names if name.strip()
        )
        begins, length = entry.decoded("DTSTART"), length_of(entry)
        start = _local(begins, zone)
        if isinstance(begins, datetime) and length < timedelta(days=1):
            if first <= start.date() < end:
                yield Appointment(start.date(), title, int(length.total_seconds() // 60), f"{start:%H:%M}", met)
            continue
        after = start.toordinal() + max(1, -(-length // timedelta(days=1)))
        for ordinal in range(max(start.toordinal(), first.toordinal()), min(after, end.toordinal())):
            yield Appointment(date.fromordinal(ordinal), title, one_on_one=met)


def _is_free(entry: Component) -> bool:
    """Whether an entry is marked as free time; whole days count even so."""
    return str(entry.get("TRANSP", "")).upper() == "TRANSPARENT" and isinstance(entry.decoded("DTSTART"), datetime)


def _local(value: date, zone: ZoneInfo) -> datetime:
    """Return a time as the user's clock shows it.

    A whole day begins at midnight, and a time without a zone is the user's own.
    """
    if not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value.astimezone(zone).replace(tzinfo=None) if value.tzinfo is not None else value


def own_calendar(workspace: Workspace, person: str = "") -> OwnCalendar:
    """Return the entries of the workspace's `calendar.ics` from today on; nothing without such a file.

    Args:
        workspace: whose folder; its profile names the time zone.
        person: the listener, whose name in a title makes a one-on-one; default the first manager of people.csv.

    Raises:
        KitError: if the file is no calendar, or the profile has no time zone.

    """
    path = workspace.path / OWN_CALENDAR
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return OwnCalendar()
    except OSError as error:
        raise KitError.of(
            "K100", f"{OWN_CALENDAR} cannot be read: {error.strerror}", "Check that it is a file that you may read."
        ) from None
    records = workspace.records
    name = name_of(records, person or manager_of(records))
    return read_calendar(data, zone=time_zone(records), first=records.today, names=[name, *name.split()[:1]])
