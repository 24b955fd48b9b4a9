"""The user's own calendar, given as an .ics file: which days are taken, and when they meet the listener anyway."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr
from icalendar import Calendar
from icalendar.cal import Component

from advocacy_kit.conversation.timing import Appointment
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import counted, time_zone
from advocacy_kit.log.sharing import manager_of, name_of
from advocacy_kit.workspace.workspace import Workspace

OWN_CALENDAR = "calendar.ics"
FIX = "Export it again from your calendar as .ics."
LARGEST = 20_000_000  # bytes
MOST = 2_000  # occurrences of one repeating event that are looked at
STEPS = {"HOURLY": timedelta(hours=1), "DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}
LONGEST_COUNT = 100_000  # steps that a rule which counts its occurrences may take from its beginning
UNREADABLE = (
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
)  # what a broken file brings about in the parsers
_CALLED_OFF = re.compile(
    r"^(?:cancell?ed|abgesagt|annulé|cancelado|annullato)\s*:", re.I
)  # Outlook says it in the title alone
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
            f"; {counted(self.unread, 'event')} could not be read and {'is' if self.unread == 1 else 'are'} left out"
            if self.unread
            else ""
        )
        return f"{counted(len(self.entries), 'entry', 'entries')} of your calendar{lost}."


def read_calendar(
    data: bytes, *, zone: ZoneInfo, first: date, weeks: int = 26, names: Collection[str] = ()
) -> OwnCalendar:
    """Return the entries of a calendar file from `first` on, repeating ones included.

    A repeating entry loses the dates that it excepts, gains those that it adds, and takes the changes of single
    occurrences. Cancelled entries and occurrences, and those that are marked as free time, are left out; whole days
    count even so, for many programs mark leave and holidays as free. Of an entry that stands in the file twice the
    newest version counts.

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
        events = _newest(Calendar.from_ical(data).walk("VEVENT"))
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


def _newest(events: list[Component]) -> list[Component]:
    """Return the events without versions that a later one replaces: a file that was added to has the old ones still."""
    last: dict[tuple[str, str], Component] = {}
    for number, event in enumerate(events):
        place = str(event["RECURRENCE-ID"].to_ical()) if "RECURRENCE-ID" in event else ""
        key = (str(event.get("UID", f"~{number}")), place)
        if key not in last or _version(event) >= _version(last[key]):
            last[key] = event
    kept = {id(event) for event in last.values()}
    return [event for event in events if id(event) in kept]


def _version(event: Component) -> int:
    found = re.search(r"\d+", str(event.get("SEQUENCE", "")))
    return int(found[0]) if found else 0


def _moved(events: list[Component], zone: ZoneInfo) -> Iterator[tuple[str, date]]:
    """Yield which occurrences of repeating events stand in the file once more.

    When they were to begin, or on which day.
    """
    for event in events:
        if "RECURRENCE-ID" in event:
            with contextlib.suppress(*UNREADABLE):
                named = _value(event, "RECURRENCE-ID")
                if (
                    not isinstance(named, datetime) or named.time() == time()
                ):  # some name the day alone, Outlook as its midnight
                    yield str(event.get("UID", "")), date(named.year, named.month, named.day)
                yield str(event.get("UID", "")), _local(named, zone)


def _appointments(
    entry: Component, zone: ZoneInfo, first: date, end: date, names: Collection[str], moved: frozenset[tuple[str, date]]
) -> Iterator[Appointment]:
    whole = not isinstance(_value(entry, "DTSTART"), datetime)
    free = str(entry.get("TRANSP", "")).upper() == "TRANSPARENT" and not whole
    title = " ".join(str(entry.get("SUMMARY", "")).split()) or "an entry without a title"
    if str(entry.get("STATUS", "")).upper() == "CANCELLED" or _CALLED_OFF.match(title) or free:
        return
    length = _length(entry)
    met = bool(_ONE_ON_ONE.search(title)) or any(
        re.search(rf"\b{re.escape(name)}\b", title, re.I) for name in names if name.strip()
    )
    uid = str(entry.get("UID", ""))
    for start in _starts(entry, zone, first, end, length):
        if "RECURRENCE-ID" not in entry and {(uid, start), (uid, start.date())} & moved:
            continue
        if not whole and length < timedelta(days=1):
            if first <= start.date() < end:
                yield Appointment(start.date(), title, int(length.total_seconds() // 60), f"{start:%H:%M}", met)
            continue
        after = start.toordinal() + max(1, -(-length // timedelta(days=1)))
        for ordinal in range(max(start.toordinal(), first.toordinal()), min(after, end.toordinal())):
            yield Appointment(date.fromordinal(ordinal), title, one_on_one=met)


def _starts(entry: Component, zone: ZoneInfo, first: date, end: date, length: timedelta) -> Iterator[datetime]:
    """Yield when an entry begins, in the user's own time without its zone.

    Of a repeating one all times that may matter.
    """
    given = _value(entry, "DTSTART")
    if not any(name in entry for name in ("RRULE", "RDATE", "EXDATE")) or "RECURRENCE-ID" in entry:
        yield _local(given, zone)
        return
    # a rule repeats at the same time of day where the event is at home, so it is unrolled there and brought here
    # afterwards
    home = given.tzinfo if isinstance(given, datetime) else None
    naive = given.replace(tzinfo=None) if isinstance(given, datetime) else datetime.combine(given, time())
    times = rruleset()
    times.rdate(naive)
    for group in _several(entry, "RDATE"):
        for item in group.dts:
            times.rdate(_at_home(item.dt[0] if isinstance(item.dt, tuple) else item.dt, home))
    begin = datetime.combine(first, time()) - length - timedelta(days=1)
    for rule in _several(entry, "RRULE"):
        times.rrule(_unrolled(rule, naive, home, begin))
    for group in _several(entry, "EXDATE"):
        for item in group.dts:
            # an excepted day without a time excepts what begins on it
            at = item.dt if isinstance(item.dt, datetime) else datetime.combine(item.dt, naive.time())
            times.exdate(_at_home(at, home))
    for number, start in enumerate(times.xafter(begin, inc=True)):
        if number >= MOST or start > datetime.combine(end, time()) + timedelta(days=1):
            return
        yield _local(start.replace(tzinfo=home) if home is not None else start, zone)


def _unrolled(rule: Any, start: datetime, home: tzinfo | None, begin: datetime) -> rrule | rruleset:
    """Return a rule from shortly before `begin` on: it may begin in the year 1, and need not be followed from there.

    Raises:
        ValueError: if it repeats more often than an appointment does.

    """
    often, interval = str(rule["FREQ"][0]).upper(), rule.get("INTERVAL", [1])[0]
    step = STEPS.get(often)
    if often in ("SECONDLY", "MINUTELY") or interval < 1:
        raise ValueError(f"no appointment repeats {often.lower()} by {interval}")
    if step is not None and "COUNT" in rule and (begin - start) // step > LONGEST_COUNT:
        raise ValueError("it counts from too long ago")
    if step is not None and "COUNT" not in rule and start < begin:
        start += (begin - start) // (step * interval) * (step * interval)
    until = [
        f"UNTIL={_at_home(last, home):%Y%m%d}T235959" for last in rule.get("UNTIL", [])
    ]  # the day counts: programs differ in the hour
    return rrulestr(re.sub(r"UNTIL=[0-9TZ]+", until[0] if until else "", rule.to_ical().decode("ascii")), dtstart=start)


def _local(value: date, zone: ZoneInfo) -> datetime:
    """Return a time as the user's clock shows it.

    A whole day begins at midnight, and a time without a zone is the user's own.
    """
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


def own_calendar(workspace: Workspace, person: str = "") -> OwnCalendar:
    """Return what stands in `calendar.ics` of the workspace from today on; nothing where there is no such file.

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
