"""Reminders of the weekly line and the monthly look at goals, for a calendar that others may see.

Nothing of pay or asks in them.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from advocacy_kit.core.arguments import check_number
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, time_zone
from advocacy_kit.documents.calendar import Event

FRIDAY = 4
MONTHLY = 25


def reminders(
    records: Records, *, weekday: int = FRIDAY, at: time = time(15, 30), month_day: int = MONTHLY
) -> tuple[tuple[Event, ...], str]:
    """Return a weekly and a monthly event, and a sentence on why they have no time of day (empty where they have one).

    Args:
        records: the person's tables; the time zone is the profile's, never the machine's.
        weekday: 0 is Monday.
        at: the time of day of both, where the profile has a time zone.
        month_day: the day of the month, 1 to 28.

    Raises:
        KitError: for a day that not every week or month has.

    """
    check_number("weekday", weekday, "K084", "Monday is 0, Sunday 6.", least=0, most=6, whole=True)
    check_number("month_day", month_day, "K084", "Every month has the days 1 to 28.", least=1, most=28, whole=True)
    zone, why = None, ""
    try:
        zone = time_zone(records)
    except KitError as error:
        why = f"They stand for whole days. {error.sentence}"
    today = records.today
    week = today + timedelta(days=(weekday - today.weekday()) % 7)
    month = today.replace(day=month_day)
    if month < today:
        month = (month + timedelta(days=31)).replace(day=month_day)

    def start(on: date) -> datetime | date:
        return on if zone is None else datetime.combine(on, at, zone)

    weekly = Event(
        "reminder weekly",
        "Five minutes: what changed this week?",
        start(week),
        minutes=5,
        text="Write down one thing that is different because of your work, and from what to what. One line is enough.",
        repeats="weekly",
        remind=0,
    )
    monthly = Event(
        "reminder monthly",
        "Fifteen minutes: are my goals on pace?",
        start(month),
        minutes=15,
        text="Note where each goal stands, and what became of earlier work.",
        repeats="monthly",
        remind=0,
    )
    return (weekly, monthly), why
