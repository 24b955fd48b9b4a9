"""Appointments of a calendar file.

Weak candidates, and only those whose title says that they were more than one among many.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta, tzinfo
from itertools import chain
from typing import TYPE_CHECKING

from advocacy_kit.candidates.candidate import Candidate, issue_keys
from advocacy_kit.candidates.reading import (
    CALENDAR_BYTES,
    SMALLER,
    Gathering,
    Reading,
    check_number,
    lines_of,
    link_of,
    named,
    not_known,
    one_line,
)
from advocacy_kit.candidates.trace_dates import When
from advocacy_kit.core.assets import word_list
from advocacy_kit.core.model import day as words_of_day
from advocacy_kit.core.read_limits import MB, over

if TYPE_CHECKING:
    from icalendar.cal import Component

    from advocacy_kit.candidates.occurrences import CalendarFile

_OFTEN = {"HOURLY": "hourly", "DAILY": "daily", "WEEKLY": "weekly", "MONTHLY": "monthly", "YEARLY": "yearly"}
_BACK = (40, 400, 3_000)  # days: the last time of most series, of yearly ones, and of 29 February
_LEAVE_IT = "Leave it, or look at it in your calendar."


def read_calendar(name: str, data: str, when: When) -> Reading:
    """Return the appointments up to today that are an occasion: a talk, a workshop, a launch; what repeats is one.

    What was declined or called off is left out. A moment becomes a day in the user's zone, else in the zone that the
    calendar names as its own, else it is the day that the file writes.

    Raises:
        KitError: K088 if it is no calendar; K067 if it is too large.

    """
    from advocacy_kit.candidates.occurrences import (  # only who has one imports it
        UNREADABLE,
        CalendarFile,
        calendars_of,
    )

    if len(data) > CALENDAR_BYTES:
        raise over(
            name, "is too large for a calendar", f"{len(data) / MB:,.0f} MB", f"{CALENDAR_BYTES // MB} MB", SMALLER
        )
    try:
        calendars = calendars_of(data)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
        check_number(name, len(events))
        files = [CalendarFile.of(calendar, name) for calendar in calendars]
    except UNREADABLE as error:
        words = f"the file {name} cannot be read as a calendar: {one_line(str(error), 80)}"
        raise not_known(name, words, "Export it again from your calendar as .ics.") from None
    places = {id(event): number for number, event in enumerate(events, 1)}
    lines = [number for number, line in enumerate(lines_of(data), 1) if line.strip().upper() == "BEGIN:VEVENT"]
    found = Gathering(name, "calendar")
    for number, task in enumerate((task for calendar in calendars for task in calendar.walk("VTODO")), 1):
        _take_task(found, task, number, when)
    for file in files:
        if file.unknown_zone:
            found.notes.append(file.unknown_zone)
        for uid, held in file.series.items():
            number = places.get(id(held[0]), 0)
            _take(found, file, uid, number, lines[number - 1] if len(lines) == len(events) else 0, when)
    return found.done()


def _take(found: Gathering, file: CalendarFile, uid: str, number: int, line: int, when: When) -> None:
    """Add the candidate of one appointment, or of all that repeat it on the day of the last one; or say why not."""
    from advocacy_kit.candidates.occurrences import UNREADABLE, UnknownZoneError, called_off

    held = file.series[uid]
    place = f"appointment {number}"
    titles = [title for event in held if (title := one_line(str(event.get("SUMMARY", ""))))]
    zone = when.zone or file.zone
    if not titles or any(day_of(event, zone) is None for event in held):
        found.unreadable(place, "has no title or no start", _LEAVE_IT, line)
    elif not any(is_occasion(title) for title in titles):
        found.leave("ordinary", line)
    elif all(called_off(event) for event in held):
        found.leave("cancelled", line)
    elif all(file.declined(event) for event in held):
        found.leave("declined", line)
    else:
        try:
            last = _last(file, uid, zone, when.today)
        except UnknownZoneError as error:
            found.unreadable(place, str(error), "Export the calendar again with its time zones.", line)
        except UNREADABLE as error:
            found.unreadable(place, f"cannot be read: {one_line(str(error), 80)}", _LEAVE_IT, line)
        else:
            if last is None:
                found.leave("in the future", line)
            else:
                found.candidates.append(_candidate(file, uid, last, zone))


def _take_task(found: Gathering, task: Component, number: int, when: When) -> None:
    """Add the candidate of a task that was completed, on that day; or say why not."""
    title, day = one_line(str(task.get("SUMMARY", ""))), day_of(task, when.zone, "COMPLETED")
    if day is None or str(task.get("STATUS", "COMPLETED")).upper() != "COMPLETED":
        found.leave("not done")
    elif not title:
        found.unreadable(f"task {number}", "has no title", _LEAVE_IT)
    elif day > when.today:
        found.leave("in the future")
    else:
        uid = str(task.get("UID", "")) or title
        mark = hashlib.sha256(uid.encode("utf-8", "replace")).hexdigest()[:8]
        origin = named("calendar", mark, day.isoformat())
        found.candidates.append(Candidate(day, title, "calendar", origin, keys=issue_keys(title)))


def _last(file: CalendarFile, uid: str, zone: tzinfo | None, today: date) -> tuple[date, Component] | None:
    """Return the last occurrence up to today that took place with the owner of the calendar in it, and its day."""
    from advocacy_kit.candidates.occurrences import called_off

    begins = min(day for event in file.series[uid] if (day := day_of(event, zone)))
    tried = (today - timedelta(days=days) for days in _BACK)
    for first in chain((day for day in tried if day > begins), [begins]):
        held = [
            (day, event)
            for event in file.occurrences(uid, first, today)
            if (day := day_of(event, zone)) and day <= today and not called_off(event) and not file.declined(event)
        ]
        if held:
            return max(held, key=lambda occurrence: occurrence[0])
    return None


def _candidate(file: CalendarFile, uid: str, last: tuple[date, Component], zone: tzinfo | None) -> Candidate:
    day, newest = last
    events = file.series[uid]
    first = min(begin for event in events if (begin := day_of(event, zone)))
    title = one_line(str(newest.get("SUMMARY", ""))) or one_line(str(events[0].get("SUMMARY", "")))
    if first < day and (len(events) > 1 or "RRULE" in events[0] or "RDATE" in events[0]):
        often = next((words for event in events if (words := _often(event))), "several times")
        title = one_line(f"{title} ({often} since {words_of_day(first)})")
    mark = hashlib.sha256(uid.encode("utf-8", "replace")).hexdigest()[:8]
    if uid.startswith("~"):  # without a name of its own
        mark = hashlib.sha256(f"{title}@{day}".encode("utf-8", "replace")).hexdigest()[:8]
    link = link_of(*(str(each.get("URL", "")) for each in (newest, *events)))
    return Candidate(
        day, title, "calendar", named("calendar", mark, first.isoformat()), link, weak=True, keys=issue_keys(title)
    )


def _often(event: Component) -> str:
    rule = event.get("RRULE")
    rule = rule[0] if isinstance(rule, list) and rule else rule
    steps = rule.get("FREQ") if isinstance(rule, dict) else None
    return _OFTEN.get(str(steps[0]).upper(), "") if isinstance(steps, list) and steps else ""


def day_of(event: Component, zone: tzinfo | None, field: str = "DTSTART") -> date | None:
    """Return the day on which an appointment begins, or another of its days."""
    try:
        start = event.decoded(field)
        if isinstance(start, datetime):
            start = (start.astimezone(zone) if start.tzinfo and zone else start).date()
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
        return None
    return start if isinstance(start, date) and 1950 <= start.year <= 2100 else None


def is_occasion(title: str) -> bool:
    """Whether a title says that the appointment was more than one among many."""
    words = "".join(sign if sign.isalnum() or sign == "-" else " " for sign in title.lower()).split()
    return any(word.startswith(begin) for word in words for begin in word_list("candidates")["occasion"])
