"""What belongs to an ask for the calendar and for the folder of documents.

The meeting, the follow-ups, milestones and own steps; mails as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from advocacy_kit.conversation.meeting import Invitation, Mail
from advocacy_kit.conversation.plan import follow_up_days, own_steps
from advocacy_kit.core.cells import plain
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, time_zone
from advocacy_kit.documents.calendar import Event
from advocacy_kit.log.asks import ask_of, asks_of
from advocacy_kit.log.milestones import milestone_words
from advocacy_kit.log.sharing import first_name

REMIND = 24 * 60


def meeting_event(records: Records, ask_id: str, invitation: Invitation) -> Event:
    """Return the meeting for a calendar, under a name that stays the same when it is moved; no figure is in it.

    Raises:
        KitError: if there is no such ask, no time of day, or the profile has no time zone.

    """
    ask = ask_of(records, ask_id)
    if invitation.at is None:
        raise KitError.of("K084", "the meeting has no time of day", "Name one, such as 10:00.")
    start = datetime.combine(invitation.day, invitation.at, time_zone(records))
    text = "Results since the last review, and what I propose."
    return Event(f"ask {ask.id}: meeting", invitation.mail.subject, start, invitation.minutes, text, remind=REMIND)


def plan_events(records: Records) -> tuple[Event, ...]:
    """Return the days of all open asks, whole days each: follow-ups, milestones, own steps, and the agreed next day.

    All of them at once, so that one file holds them: what is exported again under the same name is updated, and what is
    gone is cancelled. Follow-ups are named by their place before the end, so that a plan that is moved moves them.
    """
    return tuple(
        event for ask in asks_of(records) if ask.is_open and ask.known_state for event in _events(records, ask.id)
    )


def _events(records: Records, ask_id: str) -> Iterator[Event]:
    ask = ask_of(records, ask_id)
    name = first_name(records, ask.to)
    if ask.was_asked:  # the day of the meeting is the meeting's own event
        yield Event(
            f"ask {ask.id}: next", f"Talk with {name}: role and goals", ask.next_date, text="The day that was agreed."
        )
    days = follow_up_days(records, ask.id)
    for place, when in enumerate(reversed(days)):
        last = "; then ask again" if place == 0 else ""
        yield Event(
            f"ask {ask.id}: follow-up {place}",
            f"Look at the plan{last}",
            when,
            text=f"Where does each milestone stand? Log it, and tell {name}.",
        )
    stones = records.milestones[records.milestones["ask_id"] == ask.id]
    for place, (line, row) in enumerate(stones.iterrows()):
        key = row["id"] if isinstance(row["id"], str) and not row["id"].startswith("~") else f"{place}"
        words = milestone_words(records, stones.loc[line])
        yield Event(f"ask {ask.id}: milestone {key}", f"Due: {plain(row['milestone'])}", row["due"].date(), text=words)
    steps = own_steps(records, ask.id)
    for _, row in steps[(steps["state"] != "done") & (steps["ask_id"] == ask.id)].iterrows():
        step = plain(row["step"])
        yield Event(
            f"ask {ask.id}: step {step}",
            f"Own step: {step}",
            row["due"].date(),
            text=f"First: {plain(row['first_action'])}.",
        )


def file_name(ask_id: str, what: str) -> str:
    """Return the name of an ask's own file: "meeting_a-1_2.ics" of the second round of a-1.

    A file an ask, so that none cancels another's.
    """
    stem, _, ending = what.rpartition(".")
    own = re.sub(r"[^\w-]", "_", ask_id)  # letters of every script stay
    return f"{stem}_{own}.{ending}"


def mail_text(mail: Mail) -> str:
    """Return a mail as a text file: its head lines and its paragraphs."""
    head = f"To: {' '.join(mail.to.split())}\nSubject: {' '.join(mail.subject.split())}"
    return f"{head}\n\n{mail.text}"
