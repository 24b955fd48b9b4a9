"""Appointments of a calendar file as they take place: repeating ones expanded, within stated limits.

`recurring-ical-events` expands them. What programs write differently from the standard is put right before, and rules
that no appointment has are refused, so that a hostile file costs seconds and not hours.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import time as clock
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar, vDDDTypes, vRecur
from icalendar.cal import Component

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import nearest_zone, zone_named

LONGEST_COUNT = 100_000  # steps that a rule which counts its occurrences may take from its beginning
SECONDS = 20.0  # for the repeating events of one file; what is left is named as unread
_STEPS = {"HOURLY": timedelta(hours=1), "DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}
_A_DAY = 24  # times a day at most
_CYCLE = 400  # years after which the calendar repeats to the weekday
_LAST_CYCLES = 9_200  # from this year on a rule has two cycles left before Python's calendar ends
_FILTERS = ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "BYDAY")
_CALLED_OFF = re.compile(r"^(?:cancell?ed|abgesagt|annulé|cancelado|annullato)\s*:", re.I)  # Outlook: the title alone
_LONG_ZONE = re.compile(r"(TZID(?:=|:)\"?[^:;\r\n\"]{100})[^:;\r\n\"]+", re.I)
# what a broken file brings about in the parsers
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, OSError)


class UnknownZoneError(ValueError):
    """An appointment whose time is that of a zone which neither the file nor this machine knows."""


def calendars_of(text: str) -> list[Component]:
    """Return the calendars of a file: some programs write several into one.

    Raises:
        ValueError: or another of `UNREADABLE`, if it is none.

    """
    # a zone of thousands of letters is looked for as a file, which ends the reading of all others
    text = _LONG_ZONE.sub(r"\1", re.sub(r"\r?\n[ \t]", "", text))
    calendars = Calendar.from_ical(text, multiple=True)
    if not calendars:
        raise ValueError("it breaks off")
    return list(calendars)


@dataclass(repr=False)
class CalendarFile:
    """The appointments of one calendar: series by series, its own zone, and who keeps it.

    Args:
        calendar: as it was parsed.
        zone: what it names as its own time zone, if that is known.
        owner: addresses and names of the person whose calendar it is, in lower case.
        series: the events by their UID; one that repeats stands together with the changes of single occurrences.
        until: the moment, of the monotonic clock, at which the patience with its rules ends; 0 before it begins.

    """

    calendar: Component
    zone: ZoneInfo | None = None
    owner: frozenset[str] = frozenset()
    series: dict[str, list[Component]] = field(default_factory=dict)
    until: float = 0.0  # when the patience with its rules ends

    @classmethod
    def of(cls, calendar: Component, name: str = "") -> CalendarFile:
        """Sort the events of a parsed calendar: of one that stands there twice the newest version counts."""
        events = _newest(calendar.walk("VEVENT"))
        series: dict[str, list[Component]] = defaultdict(list)
        for number, event in enumerate(events):
            series[str(event.get("UID", "")) or f"~{number}"].append(event)
        return cls(calendar, _zone(calendar), _owner(calendar, events, name), dict(series))

    @property
    def unknown_zone(self) -> str:
        """The remark about a time zone that the calendar names as its own and that is unknown, or blank."""
        named = " ".join(str(self.calendar.get("X-WR-TIMEZONE", "")).split())[:60]
        unknown = bool(named) and self.zone is None
        return f"Its time zone {named!r} is not known; the nearest is {nearest_zone(named)}." if unknown else ""

    def declined(self, event: Component) -> bool:
        """Whether the owner of the calendar declined; the answers of others do not count."""
        for attendee in _several(event, "ATTENDEE"):
            answer = str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper()
            if answer == "DECLINED" and _names(attendee) & self.owner:
                return True
        return False

    def occurrences(self, uid: str, first: date, last: date) -> Iterator[Component]:
        """Yield the occurrences of one series that touch some days, a day more at both ends; called off ones too.

        Raises:
            ValueError: or another of `UNREADABLE`, if one of its events cannot be read.

        """
        events = self.series[uid]
        for event in events:
            check_zone(event)
        if len(events) == 1 and not any(name in events[0] for name in ("RRULE", "RDATE", "EXDATE")):
            yield events[0]
            return
        import recurring_ical_events  # only who has a repeating event pays for its import

        self.until = self.until or time.monotonic() + SECONDS
        if time.monotonic() > self.until:
            raise ValueError("the repeating events of this file take too long")
        begin = datetime.combine(first, clock()) - timedelta(days=2)
        part = Calendar()
        for event in _prepared(events, begin, self.zone):
            part.add_component(event)
        query = recurring_ical_events.of(part)
        end = datetime.combine(last, clock(), UTC) + timedelta(days=2)
        yield from query.between(begin.replace(tzinfo=UTC), end)


def called_off(event: Component) -> bool:
    """Whether an appointment did not take place, by its state or, as Outlook says it, by its title."""
    title = " ".join(str(event.get("SUMMARY", "")).split())
    return str(event.get("STATUS", "")).upper() == "CANCELLED" or bool(_CALLED_OFF.match(title))


def check_zone(event: Component) -> None:
    """Refuse an appointment that is written in an unknown time zone: its day and hour could be shifted.

    Raises:
        UnknownZoneError: naming the zone and the nearest that there is.

    """
    start = event.get("DTSTART")
    named = str(getattr(start, "params", {}).get("TZID", ""))
    value = getattr(start, "dt", None)
    if named and isinstance(value, datetime) and value.tzinfo is None:
        raise UnknownZoneError(f"is written in the time zone {named[:60]!r}, which is not known; the nearest is"
                               f" {nearest_zone(named)}")  # fmt: skip


def length_of(event: Component) -> timedelta:
    """Return how long an appointment lasts; never less than nothing."""
    start = event.decoded("DTSTART")
    if "DURATION" in event:
        return max(event.decoded("DURATION"), timedelta())
    if "DTEND" not in event:
        return timedelta() if isinstance(start, datetime) else timedelta(days=1)
    end = event.decoded("DTEND")
    if isinstance(end, datetime) != isinstance(start, datetime):
        return timedelta(days=1)
    if isinstance(end, datetime) and (end.tzinfo is None) != (start.tzinfo is None):
        end, start = end.replace(tzinfo=None), start.replace(tzinfo=None)
    return max(end - start, timedelta())


def _prepared(events: Sequence[Component], begin: datetime, zone: ZoneInfo | None) -> Iterator[Component]:
    """Yield copies of the events of a series whose rules can be followed from shortly before `begin`.

    Raises:
        ValueError: if a rule repeats more often than an appointment does.

    """
    whole = [event for event in events if "RECURRENCE-ID" not in event]
    start = whole[0].decoded("DTSTART") if whole else None
    for event in events:
        made = event.copy()
        if "RECURRENCE-ID" in event:
            _name_moment(made, start)
        else:
            _put_right(made, begin, zone)
        yield made


def _name_moment(event: Component, start: date | None) -> None:
    """Name a changed occurrence by its moment where it is named by its day, or by midnight as Outlook does."""
    named = event.decoded("RECURRENCE-ID")
    at_midnight = isinstance(named, datetime) and named.time() == clock()
    if isinstance(start, datetime) and (at_midnight or not isinstance(named, datetime)):
        if event["RECURRENCE-ID"].params.get("RANGE") or start.time() == clock():
            return
        event["RECURRENCE-ID"] = vDDDTypes(datetime.combine(named, start.timetz()))


def _put_right(event: Component, begin: datetime, zone: ZoneInfo | None) -> None:
    start, length = event.decoded("DTSTART"), length_of(event)
    if zone and isinstance(start, datetime) and str(start.tzinfo) == "UTC":
        start = start.astimezone(zone)  # it repeats at the hour of its own zone
    home = start.tzinfo if isinstance(start, datetime) else None
    rules = [rule for rule in _several(event, "RRULE") if isinstance(rule, vRecur)]
    timed = isinstance(start, datetime)
    naive = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime.combine(start, clock())
    kept = [made for rule in rules if (made := _followed(rule, naive, home, begin - length, timed=timed))]
    shift = _shift(kept[0], naive, begin - length) if len(kept) == 1 else timedelta()
    event.pop("DURATION", None)
    event.pop("RRULE", None)
    if kept:
        event["RRULE"] = kept if len(kept) > 1 else kept[0]
    event["DTSTART"] = vDDDTypes(start + shift)
    event["DTEND"] = vDDDTypes(start + shift + length)


def _shift(rule: vRecur, start: datetime, begin: datetime) -> timedelta:
    """Return by how many whole steps a rule without a count may begin later, so as not to follow it from the year 1."""
    step = _STEPS.get(_one(rule, "FREQ"))
    if step is None or "COUNT" in rule or start >= begin:
        return timedelta()
    size = step * int(rule.get("INTERVAL", [1])[0])
    return (begin - start) // size * size


def _followed(rule: vRecur, start: datetime, home: tzinfo | None, begin: datetime, *, timed: bool) -> vRecur | None:
    """Return a rule that can be followed in bounded time, or None if it never comes true.

    Raises:
        ValueError: if it repeats more often than an appointment does, or counts from too long ago.

    """
    often, interval = _one(rule, "FREQ"), int(rule.get("INTERVAL", [1])[0])
    times = len(rule.get("BYMINUTE", [0])) * len(rule.get("BYSECOND", [0]))
    times *= _A_DAY if often == "HOURLY" else len(rule.get("BYHOUR", [0]))
    if often in ("SECONDLY", "MINUTELY") or interval < 1 or times > _A_DAY:
        raise ValueError(f"no appointment repeats {often.lower()} by {interval}")
    if any(abs(int(place)) > 366 for place in rule.get("BYSETPOS", [])) or (often == "HOURLY" and "BYSETPOS" in rule):
        raise ValueError("no appointment repeats by such places")
    step = _STEPS.get(often)
    if step is not None and "COUNT" in rule and (begin - start) // step > LONGEST_COUNT:
        raise ValueError("it counts from too long ago")
    made = vRecur(rule)
    made.pop("UNTIL", None)
    if any(name in rule for name in _FILTERS) and not _fruitful(made, start):
        return None
    if "UNTIL" in rule:
        last = _last_moment(rule["UNTIL"][0], home)
        if last.replace(tzinfo=None) < start:
            return None
        made["UNTIL"] = [last.astimezone(UTC) if home else last] if timed else [last.date()]
    return made


def _last_moment(until: date, home: tzinfo | None) -> datetime:
    """Return until when a rule repeats, at home. The day counts, for programs differ in the hour; not in plain UTC."""
    if not isinstance(until, datetime):
        return datetime.combine(until, clock(23, 59, 59), home)
    local = until.astimezone(home) if until.tzinfo and home else until.replace(tzinfo=home)
    if home is not None and str(home) == "UTC" and local.time() != clock():
        return local
    return datetime.combine(local.date(), clock(23, 59, 59), home)


def _fruitful(rule: vRecur, start: datetime) -> bool:
    """Whether a rule ever comes true, tried from late in Python's calendar: else it is followed for 8,000 years."""
    free = vRecur({name: value for name, value in rule.items() if name != "COUNT"})
    text = bytes(free.to_ical()).decode("ascii")  # type: ignore[no-untyped-call]
    late = start.year % _CYCLE + _LAST_CYCLES
    return next(iter(rrulestr(text, dtstart=start.replace(year=late))), None) is not None


def _one(rule: vRecur, name: str) -> str:
    return str((rule.get(name) or [""])[0]).upper()


def _newest(events: list[Component]) -> list[Component]:
    """Return the events without versions that a later one replaces: a file that was added to has the old ones still."""
    last: dict[tuple[str, str], Component] = {}
    for number, event in enumerate(events):
        place = ",".join(str(getattr(named, "dt", named)) for named in _several(event, "RECURRENCE-ID"))
        key = (str(event.get("UID", "")) or f"~{number}", place)
        if key not in last or _version(event) >= _version(last[key]):
            last[key] = event
    kept = {id(event) for event in last.values()}
    return [event for event in events if id(event) in kept]


def _version(event: Component) -> int:
    found = re.search(r"\d{1,18}", str(event.get("SEQUENCE", "")))
    return int(found[0]) if found else 0


def _zone(calendar: Component) -> ZoneInfo | None:
    try:
        return zone_named(str(calendar.get("X-WR-TIMEZONE", "")).strip())
    except KitError:
        return None


def _owner(calendar: Component, events: Sequence[Component], name: str) -> frozenset[str]:
    """Return how the owner of a calendar is named in it: its name, the file's, else who is in all its meetings."""
    told = {str(calendar.get("X-WR-CALNAME", "")).strip().lower(), name.rpartition("/")[2].removesuffix(".ics").lower()}
    told.discard("")
    meetings = [people for event in events if (people := _people(event))]
    if any("@" in each for each in told) or any(told & people for people in meetings):
        return frozenset(told)
    counts = Counter(person for people in meetings for person in people if "@" in person)
    everywhere = [person for person, number in counts.items() if number == len(meetings)]
    return frozenset(everywhere) if len(everywhere) == 1 < len(meetings) else frozenset()


def _people(event: Component) -> set[str]:
    people: set[str] = set()
    for attendee in (*_several(event, "ATTENDEE"), *_several(event, "ORGANIZER")):
        people |= _names(attendee)
    return people


def _names(attendee: object) -> set[str]:
    address = str(attendee).strip().lower().removeprefix("mailto:")
    common = str(getattr(attendee, "params", {}).get("CN", "")).strip().lower()
    return {text for text in (address, common) if text}


def _several(event: Component, name: str) -> list[Any]:
    """Return a property that may occur once, several times or not at all."""
    found: Any = event.get(name, [])
    return found if isinstance(found, list) else [found]
