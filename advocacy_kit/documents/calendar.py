"""Calendar files: events with a stable name.

So that exporting again updates what stands in the calendar instead of doubling it.
"""

from __future__ import annotations

import copy
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar
from icalendar import Event as Entry
from icalendar.cal import Component

from advocacy_kit.core.errors import KitError

PRODUCT = "-//advocacy-kit//EN"
_NAMESPACE = uuid.UUID("6f1c2f0e-7a58-5b0e-9c7d-2d5b6a3f4e10")
_SPACES = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CONTENT = ("SUMMARY", "DTSTART", "DTEND", "DESCRIPTION", "RRULE", "STATUS")


@dataclass(frozen=True)
class Event:
    """Something for a calendar.

    Args:
        key: its name, the same whenever it is exported, such as "ask a-1: meeting"; two events of one file differ in
            it.
        title: what stands in the calendar.
        start: an aware time, or a date for the whole day.
        minutes: how long it takes; a whole day has none.
        text: what stands under it; several lines are allowed.
        repeats: every week or month on the same day; the last day of the month stays the last.
        remind: so many minutes before the start a reminder is shown.
    """

    key: str
    title: str
    start: datetime | date
    minutes: int = 30
    text: str = ""
    repeats: Literal["weekly", "monthly"] | None = None
    remind: int | None = None


def render_calendar(events: Iterable[Event], *, owner: str, made: datetime, before: bytes = b"") -> bytes:
    """Return a calendar file (RFC 5545): lines folded by bytes, text escaped, times with their zone.

    Args:
        events: what it holds.
        owner: what tells this person's events from others'; with an event's key it makes the UID.
        made: when it is made, an aware time.
        before: the file as it was exported last. An event that changed gets the next sequence number, one that did not
            stays as it was, what repeats at the same times as before keeps its first day, and one that is no longer
            among the events and lies ahead is marked as cancelled.

    Raises:
        KitError: if a time has no zone, two events have one key, or `before` is no calendar.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    known = _entries(before)
    for event in events:
        entry = _entry(event, owner, made)
        _place(calendar, entry, known.pop(str(entry["UID"]), None))
    for entry in known.values():
        if _last(entry) >= made.astimezone(UTC).date() or "RRULE" in entry:
            cancelled = copy.deepcopy(entry)
            for name in ("STATUS", "DTSTAMP"):
                cancelled.pop(name, None)
            cancelled.add("status", "CANCELLED")
            cancelled.add("dtstamp", made.astimezone(UTC))
            _place(calendar, cancelled, entry)
    days = [_last(entry) for entry in calendar.events]
    calendar.add_missing_timezones(
        first_date=date(min(days, default=made.date()).year, 1, 1), last_date=_end_of_zone(days, made)
    )
    for zone in calendar.walk("VTIMEZONE"):
        _mend_onsets(zone)
    return bytes(calendar.to_ical())


def _place(calendar: Calendar, entry: Entry, old: Entry | None) -> None:
    """Put an entry into the calendar with its sequence; one that says the same as before stays as it was."""
    if any(str(entry["UID"]) == str(other["UID"]) for other in calendar.events):
        raise KitError.of("K084", f"two events have one name: {entry['SUMMARY']}", "Give each a key of its own.")
    if old is not None and _same_times(old, entry):
        for name in ("DTSTART", "DTEND"):  # a later first day would take what lies before it out of the calendar
            entry[name] = old[name]
    if old is not None and _content(old) == _content(entry):
        calendar.add_component(old)
        return
    entry.pop("SEQUENCE", None)
    entry.add("sequence", int(old.get("SEQUENCE", 0)) + 1 if old is not None else 0)
    calendar.add_component(entry)


def _entry(event: Event, owner: str, made: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", f"{uuid.uuid5(_NAMESPACE, f'{owner}/{event.key}')}@advocacy-kit")
    entry.add("dtstamp", made.astimezone(UTC))
    entry.add("summary", _plain(event.title))
    if isinstance(event.start, datetime):
        if event.start.tzinfo is None:
            raise KitError.of("K084", f"the time of {event.title!r} has no time zone", "Give it one.")
        entry.add("dtstart", event.start)
        entry.add("dtend", event.start + timedelta(minutes=event.minutes))
    else:
        entry.add("dtstart", event.start)
        entry.add("dtend", event.start + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
    if event.text:
        entry.add("description", _CONTROLS.sub(" ", _SPACES.sub("\n", event.text)))
    if event.repeats == "weekly":
        entry.add("rrule", {"freq": "weekly"})
    elif event.repeats == "monthly":
        entry.add("rrule", {"freq": "monthly", "bymonthday": event.start.day if event.start.day <= 28 else -1})
    if event.remind is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _plain(event.title))
        alarm.add("trigger", timedelta(minutes=-event.remind))
        entry.add_component(alarm)
    return entry


def _plain(text: str) -> str:
    """Return a text as one line without control characters."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _entries(before: bytes) -> dict[str, Entry]:
    """Return the events of a file by UID."""
    if not before.strip():
        return {}
    try:
        calendar = Calendar.from_ical(before)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise KitError.of(
            "K084", f"the earlier calendar file cannot be read: {error}", "Delete it, and export again."
        ) from None
    return {str(entry["UID"]): entry for entry in calendar.events if "UID" in entry and "DTSTART" in entry}


def _content(entry: Entry) -> tuple[bytes, ...]:
    """Return what makes an event the same event as before."""
    alarms = tuple(part.to_ical() for part in entry.subcomponents)
    zones = (str(entry[name].params.get("TZID", "")).encode() for name in ("DTSTART", "DTEND") if name in entry)
    return (*(entry[name].to_ical() if name in entry else b"" for name in _CONTENT), *zones, *alarms)


def _same_times(old: Entry, new: Entry) -> bool:
    """Whether an event repeats at the times at which the old one does, from one of them on."""

    def rule(entry: Entry) -> tuple[object, ...]:
        return entry["RRULE"].to_ical(), entry["DTSTART"].params, entry.decoded("DTEND") - entry.decoded("DTSTART")

    if not all(name in entry for entry in (old, new) for name in ("RRULE", "DTEND")) or rule(old) != rule(new):
        return False
    apart = _wall(new) - _wall(old)
    monthly = b"BYMONTHDAY" in new["RRULE"].to_ical()
    return apart >= timedelta(0) and not apart.seconds and (monthly or apart.days % 7 == 0)


def _wall(entry: Entry) -> datetime:
    """Return the start by the clock on the wall."""
    start = entry.decoded("DTSTART")
    return start.replace(tzinfo=None) if isinstance(start, datetime) else datetime.combine(start, time())


def _mend_onsets(zone: Component) -> None:
    """Name the moments at which clocks go forward by the old clock, as RFC 5545 has it.

    Icalendar names them by the new one.

    The first hours after such a change would otherwise be an hour off for other programs.
    """
    rules = ZoneInfo(str(zone["TZID"]))
    for part in zone.subcomponents:
        ahead: timedelta = part.decoded("TZOFFSETTO") - part.decoded("TZOFFSETFROM")
        start: datetime = part.decoded("DTSTART")
        skipped = (start - timedelta(seconds=1)).replace(tzinfo=rules)
        if skipped.astimezone(UTC).astimezone(rules).replace(tzinfo=None) == skipped.replace(tzinfo=None):
            continue  # no time is left out before it: it is named by the old clock
        dated: Any = part.get("RDATE")
        further = [item.dt - ahead for item in dated.dts] if dated is not None else []
        for name in ("DTSTART", "RDATE"):
            part.pop(name, None)
        part.add("dtstart", start - ahead)
        if further:
            part.add("rdate", further)


def _end_of_zone(days: list[date], made: datetime) -> date:
    """Return the day until which the rules of a zone are written down: some years for what repeats."""
    return date(max([*days, made.date()]).year + 6, 1, 1)


def _last(entry: Entry) -> date:
    start = entry.decoded("DTSTART")
    return start.astimezone(UTC).date() if isinstance(start, datetime) else start
