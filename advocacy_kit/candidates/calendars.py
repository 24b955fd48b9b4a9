"""Appointments of a calendar file.

Weak candidates, and only those whose title says that they were more than one among many.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from advocacy_kit.candidates.candidate import Candidate, issue_keys
from advocacy_kit.candidates.reading import (
    CALENDAR_BYTES,
    SMALLER,
    Gathering,
    Reading,
    check_number,
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
    from icalendar.cal.component import Component

_STEPS = {"DAILY": "daily", "WEEKLY": "weekly", "MONTHLY": "monthly", "YEARLY": "yearly"}


def read_calendar(name: str, data: bytes, when: When) -> Reading:
    """Return the appointments up to today that are an occasion: a talk, a workshop, a launch; what repeats is one.

    A moment becomes a day in the user's zone; without one in profile.toml, the day is the one that the file writes.

    Raises:
        KitError: K088 if it is no calendar; K067 if it is too large.

    """
    from icalendar import Calendar  # only who has a calendar pays for its import

    if len(data) > CALENDAR_BYTES:
        raise over(
            name, "is too large for a calendar", f"{len(data) / MB:,.0f} MB", f"{CALENDAR_BYTES // MB} MB", SMALLER
        )
    fix = "Export it again from your calendar as .ics."
    try:
        calendars = Calendar.from_ical(data, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise not_known(
            name, f"the file {name} cannot be read as a calendar: {one_line(str(error), 80)}", fix
        ) from None
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    check_number(name, len(events))
    found = Gathering(name, "calendar")
    series: dict[str, list[tuple[date, str, Component]]] = defaultdict(list)
    for number, event in enumerate(events, 1):
        title, day = one_line(str(event.get("SUMMARY", ""))), _start(event, when)
        if not title or day is None:
            found.unreadable(
                f"appointment {number}", "has no title or no start", "Leave it, or look at it in your calendar."
            )
        elif str(event.get("STATUS", "")).upper() == "CANCELLED":
            found.left["cancelled"] += 1
        elif day > when.today:
            found.left["in the future"] += 1
        elif not _is_occasion(title):
            found.left["ordinary"] += 1
        else:
            series[str(event.get("UID", "")) or f"{title}@{day}"].append((day, title, event))
    for uid, held in series.items():
        found.candidates.append(_candidate(uid, held, when))
    return found.done()


def _candidate(uid: str, held: list[tuple[date, str, Component]], when: When) -> Candidate:
    """Return the candidate of one appointment, or of all that repeat it: on the day of the last one."""
    held = sorted(held, key=lambda appointment: appointment[:2])
    first, _, event = held[0]
    last, title, newest = held[-1]
    rules = [(day, rule) for day, _, each in held if (rule := _rule(each))]
    last = max([last, *(_last(day, rule, when) for day, rule in rules)])
    if rules or len(held) > 1:
        often = _STEPS.get(rules[0][1][0], "") if rules else ""
        title = one_line(f"{title} ({often or 'several times'} since {words_of_day(first)})") if last > first else title
    mark = hashlib.sha256(uid.encode("utf-8", "replace")).hexdigest()[:8]
    link = link_of(*(str(each.get("URL", "")) for each in (newest, event)))
    return Candidate(
        last, title, "calendar", named("calendar", mark, first.isoformat()), link, weak=True, keys=issue_keys(title)
    )


def _start(event: Component, when: When) -> date | None:
    """Return the day on which an appointment begins."""
    try:
        start = event.decoded("DTSTART")
        if isinstance(start, datetime):
            start = (start.astimezone(when.zone) if start.tzinfo and when.zone else start).date()
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
        return None
    return start if isinstance(start, date) and 1950 <= start.year <= 2100 else None


def _rule(event: Component) -> tuple[str, int, int | None, date | None] | None:
    """Return how an appointment repeats: step, interval, number of times, last day."""
    from icalendar.prop import vRecur  # as elsewhere in this file: only who has a calendar pays for its import

    rule = event.get("RRULE")
    rule = rule[0] if isinstance(rule, list) and rule else rule
    if not isinstance(rule, vRecur):  # none, or one that cannot be read: the appointment counts once
        return None
    step, interval, count, until, days = (
        rule.get(name) or [None] for name in ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY")
    )
    end = until[0].date() if isinstance(until[0], datetime) else until[0]
    every = interval[0] if isinstance(interval[0], int) and interval[0] > 0 else 1
    times = count[0] // max(1, len(days)) if isinstance(count[0], int) else None
    return str(step[0]).upper(), every, times, end if isinstance(end, date) else None


def _last(first: date, rule: tuple[str, int, int | None, date | None], when: When) -> date:
    """Return the last day up to today on which an appointment was repeated, counted by whole steps from its first day.

    Counted, not played through: a hostile rule repeats every second for a thousand years.
    """
    step, every, times, until = rule
    until = min(until or when.today, when.today)
    if until < first or step not in _STEPS:
        return first
    if step in ("DAILY", "WEEKLY"):
        size = every * (7 if step == "WEEKLY" else 1)
        steps = (until - first).days // size
        return first + timedelta(days=size * (steps if times is None else min(steps, max(0, times - 1))))
    size = every * (12 if step == "YEARLY" else 1)
    months = (until.year - first.year) * 12 + until.month - first.month - (until.day < first.day)
    steps = months // size
    months = size * (steps if times is None else min(steps, max(0, times - 1)))
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, 28))


def _is_occasion(title: str) -> bool:
    words = "".join(sign if sign.isalnum() or sign == "-" else " " for sign in title.lower()).split()
    return any(word.startswith(begin) for word in words for begin in word_list("candidates")["occasion"])
