"""Calendar files: read again by another parser, folded by bytes, times with their zone.

And the same events when exported again.
"""

import random
import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from time import monotonic
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.rrule import rruleset, rrulestr
from hypothesis import given
from hypothesis import strategies as st

import advocacy_kit as ak
from advocacy_kit import KitError, open_workspace
from advocacy_kit.candidates import When, occurrences, read_export
from advocacy_kit.conversation.meeting import invitation
from advocacy_kit.core.model import nearest_zone, time_zone
from advocacy_kit.core.profile import read_profile
from advocacy_kit.documents.asking import file_name, mail_text, meeting_event, plan_events
from advocacy_kit.documents.calendar import Event, render_calendar
from advocacy_kit.documents.files import save_calendar
from advocacy_kit.workspace.own_calendar import read_calendar
from tests.asking import TODAY, ask, asking, stone
from tests.chance import examples

MADE = datetime(2026, 9, 30, 12, tzinfo=UTC)
ZONES = (
    "America/Detroit",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "UTC",
    "America/Sao_Paulo",
)
texts = st.text(st.characters(codec="utf-8"), max_size=120)
hostile = texts | st.sampled_from(
    ["a\r\nBEGIN:VEVENT\r\nX:1", "x;y,z\\n", "\x00\x07", "日本語" * 40, "😀" * 40, "é" * 80, "\u2028new", ":" * 90]
)
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
times = st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2032-12-31"))


def rendered(*events, made=MADE, before=b"", owner="me"):
    return render_calendar(events, owner=owner, made=made, before=before)


def lines(data):
    return data.decode("utf-8").split("\r\n")


def parsed(data):
    """The file as vobject reads it; it would keep the zones of the file before."""
    vars(vobject.icalendar)["__tzidMap"].clear()
    return vobject.readOne(data.decode("utf-8"))


def events(data):
    return {entry.uid.value: entry for entry in parsed(data).contents.get("vevent", [])}


def plain(text):
    return " ".join("".join(" " if ord(sign) < 32 or ord(sign) == 127 else sign for sign in text).split())


@given(title=hostile, text=hostile, when=days)
@examples(150)
def test_another_parser_reads_what_was_meant(title, text, when):
    data = rendered(Event("one", title, when, text=text))
    (entry,) = events(data).values()
    assert plain(entry.summary.value) == plain(title)
    assert entry.dtstart.value == when
    assert entry.dtend.value == when + timedelta(days=1)
    if plain(text):
        assert plain(entry.description.value) == plain(text)


@given(title=hostile, text=hostile)
@examples(150)
def test_lines_are_folded_by_bytes_and_nothing_breaks_out(title, text):
    data = rendered(Event("one", title, TODAY, text=text))
    assert data.endswith(b"\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")  # no sign is cut in two
        assert b"\n" not in line
        assert b"\r" not in line
        assert not any(byte < 32 and byte != 9 for byte in line)
    assert [line for line in lines(data) if line.startswith("BEGIN:")] == ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]


@pytest.mark.parametrize("zone", ZONES)
@given(when=times)
@examples(25)
def test_a_time_is_the_same_moment_for_another_parser(zone, when):
    start = when.replace(second=0, microsecond=0, tzinfo=ZoneInfo(zone))
    if start.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != start.replace(tzinfo=None):
        return  # a time that the change of clocks leaves out
    if start.replace(fold=1).utcoffset() != start.utcoffset():
        return  # an hour that comes twice: the format cannot say which
    data = rendered(Event("one", "Talk", start, minutes=45))
    (entry,) = events(data).values()
    assert entry.dtstart.value.astimezone(UTC) == start.astimezone(UTC)
    assert entry.dtend.value.astimezone(UTC) == start.astimezone(UTC) + timedelta(minutes=45)
    assert ("BEGIN:VTIMEZONE" in lines(data)) == (zone != "UTC")


@pytest.mark.parametrize(
    ("day", "offset"),
    [("2026-10-31", "-0400"), ("2026-11-02", "-0500"), ("2027-03-13", "-0500"), ("2027-03-15", "-0400")],
)
def test_the_change_of_clocks_is_in_the_file(day, offset):
    start = datetime.combine(date.fromisoformat(day), datetime.min.time().replace(hour=10), ZoneInfo("America/Detroit"))
    (entry,) = events(rendered(Event("one", "Talk", start))).values()
    assert f"{entry.dtstart.value:%H:%M %z}" == f"10:00 {offset}"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(KitError, match="has no time zone"):
        rendered(Event("one", "Talk", datetime.fromisoformat("2026-10-06T10:00")))


@pytest.mark.parametrize("zone", [zone for zone in ZONES if zone != "UTC"])
@pytest.mark.parametrize("minutes", [-30, -1, 0, 1, 30, 59, 61, 119])
def test_the_hours_around_a_change_of_clocks_are_right(zone, minutes):
    rules = ZoneInfo(zone)
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(365 * 24)]
    changes = [
        after
        for before, after in pairwise(hours)
        if before.astimezone(rules).utcoffset() != after.astimezone(rules).utcoffset()
    ]
    assert len(changes) == (0 if zone in ("Asia/Kolkata", "America/Sao_Paulo") else 2)
    for change in changes:
        start = (change + timedelta(minutes=minutes)).astimezone(rules)
        if start.replace(fold=0).utcoffset() != start.replace(fold=1).utcoffset():
            continue  # an hour that comes twice
        (entry,) = events(rendered(Event("one", "Talk", start))).values()
        assert entry.dtstart.value.astimezone(UTC) == start.astimezone(UTC)


def offset(text):
    """An offset as the file writes it: -0430."""
    return (1 if text[0] == "+" else -1) * timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))


@pytest.mark.parametrize("zone", [zone for zone in ZONES if zone != "UTC"])
def test_each_change_of_clocks_stands_at_its_moment_by_the_old_clock(zone):
    """RFC 5545: an onset is local time by the offset before it.

    A parser that compares clocks alone would not notice.
    """
    rules = ZoneInfo(zone)
    data = rendered(Event("one", "Talk", datetime(2026, 6, 1, 10, tzinfo=rules)))
    found = 0
    for block in re.findall(r"BEGIN:(?:STANDARD|DAYLIGHT)\r\n(.*?)END:", data.decode().replace("\r\n ", ""), re.S):
        fields = dict(line.split(":", 1) for line in block.strip().split("\r\n"))
        before, after = offset(fields["TZOFFSETFROM"]), offset(fields["TZOFFSETTO"])
        if before == after:
            continue
        for onset in [fields["DTSTART"], *fields.get("RDATE", "").split(",")]:
            if onset:
                moment = datetime.strptime(onset, "%Y%m%dT%H%M%S").replace(tzinfo=UTC) - before
                assert moment.astimezone(rules).utcoffset() == after
                assert (moment - timedelta(seconds=1)).astimezone(rules).utcoffset() == before
                found += 1
    assert found == (0 if zone in ("Asia/Kolkata", "America/Sao_Paulo") else 12)


keys = st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True, max_size=4)


@given(first=keys, second=keys, changed=st.sampled_from(["a", "b", "none"]))
def test_exporting_again_updates_keeps_and_cancels(first, second, changed):
    later = MADE + timedelta(days=1)
    ahead = TODAY + timedelta(days=20)
    before = rendered(*(Event(key, f"Event {key}", ahead) for key in first))
    after = rendered(
        *(Event(key, f"Event {key}{'!' if key == changed else ''}", ahead) for key in second), made=later, before=before
    )
    old, new = events(before), events(after)
    names = {entry.summary.value.split(" ")[1].rstrip("!"): uid for uid, entry in (old | new).items()}
    assert set(new) == set(old) | {names[key] for key in second}
    for key in set(first) | set(second):
        entry = new[names[key]]
        sequence = int(entry.sequence.value)
        if key in first and key not in second:
            assert (entry.status.value, sequence) == ("CANCELLED", 1)
        elif key in first:
            assert sequence == (1 if key == changed else 0)
            assert "status" not in entry.contents
            assert (entry.dtstamp.value > old[names[key]].dtstamp.value) == (key == changed)
        else:
            assert sequence == 0


def test_the_same_events_again_are_the_same_bytes():
    given_events = (
        Event("a", "One", TODAY),
        Event("b", "Two", datetime(2026, 10, 6, 10, tzinfo=ZoneInfo("Europe/Berlin")), remind=60),
    )
    data = rendered(*given_events)
    assert rendered(*given_events, made=MADE + timedelta(days=3), before=data) == data


@given(
    first=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    later=st.integers(0, 60),
    apart=st.sampled_from([0, 0, 1]),
    zone=st.sampled_from([None, *ZONES[:4]]),
    repeats=st.sampled_from(["weekly", "monthly"]),
    text=st.sampled_from(["", "new"]),
)
def test_what_repeats_as_before_keeps_its_first_day_and_nothing_past_vanishes(first, later, apart, zone, repeats, text):
    def event(day, words):
        start = day if zone is None else datetime(day.year, day.month, day.day, 15, 30, tzinfo=ZoneInfo(zone))
        return Event("a", "One", start, text=words, repeats=repeats)

    first = first if repeats == "weekly" else first.replace(day=min(first.day, 28) - apart or 1)
    if repeats == "weekly":
        again = first + timedelta(days=7 * later + apart)
    else:
        months = first.month - 1 + later
        again = first.replace(year=first.year + months // 12, month=months % 12 + 1)
        again += timedelta(days=apart)
    apart = (again - first).days % 7 if repeats == "weekly" else again.day - first.day
    before = rendered(event(first, ""))
    (entry,) = events(rendered(event(again, text), made=MADE + timedelta(days=1), before=before)).values()
    start = entry.dtstart.value
    assert (start.date() if isinstance(start, datetime) else start) == (again if apart else first)
    assert int(entry.sequence.value) == (1 if apart or text else 0)


def test_another_time_or_zone_is_another_series_and_one_that_comes_back_keeps_its_first_day():
    def weekly(day, hour=15, zone="America/Detroit"):
        return Event("a", "One", datetime(2026, 10, day, hour, tzinfo=ZoneInfo(zone)), repeats="weekly")

    before = rendered(weekly(2))
    for other in (weekly(9, hour=16), weekly(9, zone="America/Chicago"), weekly(2, zone="America/Chicago")):
        (entry,) = events(rendered(other, before=before)).values()
        assert (entry.dtstart.value, int(entry.sequence.value)) == (other.start, 1)
    (entry,) = events(rendered(weekly(16), before=rendered(before=before))).values()
    assert (entry.dtstart.value, int(entry.sequence.value)) == (weekly(2).start, 2)


def test_a_cancelled_event_that_comes_back_gets_a_higher_sequence():
    ahead = Event("a", "One", TODAY + timedelta(days=5))
    gone = rendered(before=rendered(ahead))
    (entry,) = events(rendered(ahead, before=gone)).values()
    assert int(entry.sequence.value) == 2
    assert "status" not in entry.contents
    assert events(rendered(before=gone)).keys() == events(gone).keys()
    assert [int(one.sequence.value) for one in events(rendered(before=gone)).values()] == [1]


def test_what_is_past_and_gone_is_left_out_and_not_cancelled():
    assert events(rendered(before=rendered(Event("a", "One", TODAY - timedelta(days=1))))) == {}


def test_the_uid_is_the_owners_and_the_keys():
    uids = [
        next(iter(events(rendered(Event(key, "x", TODAY), owner=owner)))) for key in "ab" for owner in ("me", "you")
    ]
    assert len(set(uids)) == 4
    assert next(iter(events(rendered(Event("a", "y", TODAY + timedelta(days=9)), owner="me")))) == uids[0]


def test_two_events_of_one_name_and_a_file_that_is_none_are_refused():
    with pytest.raises(KitError, match="one name"):
        rendered(Event("a", "One", TODAY), Event("a", "Two", TODAY))
    with pytest.raises(KitError, match="cannot be read"):
        rendered(before=b"BEGIN:VCALENDAR\r\nnonsense")


@pytest.mark.parametrize(
    ("start", "repeats", "rule"),
    [(date(2026, 10, 31), "monthly", -1), (date(2026, 10, 15), "monthly", 15), (date(2026, 10, 6), "weekly", None)],
)
def test_what_repeats_says_so_and_the_last_of_the_month_stays_the_last(start, repeats, rule):
    (entry,) = events(rendered(Event("a", "One", start, repeats=repeats))).values()
    assert entry.rrule.value == (f"FREQ=MONTHLY;BYMONTHDAY={rule}" if rule else "FREQ=WEEKLY")


def test_a_reminder_comes_before():
    (entry,) = events(rendered(Event("a", "One", TODAY, remind=60))).values()
    assert entry.valarm.trigger.value == timedelta(minutes=-60)


def row(state, **more):
    return ask(state, **more)


def test_the_meeting_is_a_plain_event_without_a_figure(records_of):
    records = asking(records_of, "invited")
    event = meeting_event(
        records, "a-1", invitation(records, "a-1", "2026-10-13", datetime.min.time().replace(hour=10))
    )
    (entry,) = events(rendered(event)).values()
    assert entry.summary.value == "Discuss role and goals"
    assert entry.dtend.value - entry.dtstart.value == timedelta(minutes=30)
    assert entry.dtstart.value.astimezone(UTC) == datetime(2026, 10, 13, 14, tzinfo=UTC)
    assert "81" not in entry.serialize()


def test_a_meeting_needs_a_time_and_a_zone(records_of):
    records = asking(records_of, "invited")
    with pytest.raises(KitError, match="no time of day"):
        meeting_event(records, "a-1", invitation(records, "a-1", "2026-10-13"))
    for zone in (None, "Mars/Base", "../etc/passwd"):
        with pytest.raises(KitError, match="time zone"):
            time_zone(asking(records_of, profile={"timezone": zone}))


def test_the_plan_has_its_follow_ups_milestones_and_steps_and_moving_it_moves_them(records_of):
    step = {"ask_id": "a-1", "step": "read the guideline", "first_action": "borrow it", "due": "2026-10-31"}
    tables = {"asks": [row("milestones")], "steps": [step, step | {"step": "done", "done": "yes"}]}
    plan = plan_events(asking(records_of, milestones=[stone()], **tables))
    assert [event.key for event in plan if "follow-up" in event.key] == [f"ask a-1: follow-up {n}" for n in range(6)]
    assert {event.title for event in plan} >= {
        "Due: Half the falls",
        "Own step: read the guideline",
        "Talk with Alex: role and goals",
    }
    assert not [event for event in plan if "81" in event.title + event.text]
    moved = plan_events(asking(records_of, milestones=[stone(due="2027-04-07")], **tables))
    assert {event.key for event in plan} <= {event.key for event in moved}
    old, new = events(rendered(*plan)), events(rendered(*moved, before=rendered(*plan)))
    assert set(old) < set(new)
    last = next(uid for uid, entry in old.items() if "then ask again" in entry.summary.value)
    assert (old[last].dtstart.value, new[last].dtstart.value) == (date(2027, 3, 31), date(2027, 4, 7))
    assert int(new[last].sequence.value) == 1


def test_closed_asks_have_no_events_and_two_rounds_do_not_clash(records_of):
    assert plan_events(asking(records_of, "closed")) == ()
    two = asking(
        records_of,
        asks=[row("milestones"), row("not yet", id="a-1/2")],
        milestones=[stone(), stone(id="m-2", ask_id="a-1/2")],
    )
    assert len({event.key for event in plan_events(two)}) == len(plan_events(two))
    assert rendered(*plan_events(two))


def test_a_mail_has_its_head_on_one_line_each(records_of):
    records = asking(records_of, people=[{"id": "p-1", "name": "Alex\r\nBcc: x", "relation": "manager"}])
    head = mail_text(invitation(records, "a-1", "2026-10-13").mail).split("\n\n")[0]
    assert head.split("\n") == ["To: Alex Bcc: x", "Subject: Discuss role and goals"]


def test_saved_twice_a_workspace_has_the_same_events(folder_of):
    folder = folder_of("w", {"wins.csv": "date,win\n"})
    event = Event("a", "One", TODAY + timedelta(days=5))
    workspace = open_workspace(folder, today=TODAY)
    assert save_calendar(workspace, "plan.ics", [event]).names == ("documents/plan.ics",)
    first = (folder / "documents" / "plan.ics").read_bytes()
    save_calendar(open_workspace(folder, today=TODAY + timedelta(days=1)), "plan.ics", [event])
    assert (folder / "documents" / "plan.ics").read_bytes() == first
    other = open_workspace(folder_of("v", {"wins.csv": "date,win\n"}), today=TODAY)
    save_calendar(other, "plan.ics", [event])
    assert set(events((other.path / "documents" / "plan.ics").read_bytes())) != set(events(first))


def test_a_broken_file_is_not_written_over(folder_of):
    folder = folder_of("w", {"wins.csv": "date,win\n", "documents/plan.ics": "not a calendar"})
    with pytest.raises(KitError, match="cannot be read"):
        save_calendar(open_workspace(folder, today=TODAY), "plan.ics", [Event("a", "One", TODAY)])
    assert (folder / "documents" / "plan.ics").read_text() == "not a calendar"


def test_each_round_has_a_file_of_its_own_and_no_id_leaves_the_folder():
    assert file_name("a-1", "meeting.ics") == "meeting_a-1.ics"
    assert file_name("a-1/2", "meeting.ics") == "meeting_a-1_2.ics"
    assert "/" not in file_name("../../x", "meeting.ics")


# Calendars that other programs wrote: repeating events, declined ones, zones, encodings.

DAYS_OF_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WINDOW = (date(2026, 3, 1), date(2026, 11, 30))


def calendar_of(*lines, head=()):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *head, *lines, "END:VCALENDAR", ""])


def event_of(*lines, uid="u", title="Training"):
    return ("BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *lines, "END:VEVENT")


def found_in(*lines, head=(), today=WINDOW[1], name="c.ics", **settings):
    return read_export(name, calendar_of(*lines, head=head).encode(), When(today, **settings))


def random_rule(chance):
    """A rule of which every part is drawn, with its first day."""
    often = chance.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={often}"]
    if chance.random() < 0.5:
        parts.append(f"INTERVAL={chance.randint(1, 5)}")
    if chance.random() < 0.3:
        parts.append(f"COUNT={chance.randint(1, 60)}")
    elif chance.random() < 0.5:
        parts.append(f"UNTIL={chance.randint(2024, 2027)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}")
    if often == "MONTHLY" and chance.random() < 0.5:
        parts.append(f"BYDAY={chance.choice([-2, -1, 1, 2, 3, 4, 5])}{chance.choice(DAYS_OF_WEEK)}")
    elif often == "MONTHLY" and chance.random() < 0.5:
        parts.append(f"BYMONTHDAY={chance.choice([-1, -3, 1, 15, 29, 30, 31])}")
    elif often == "YEARLY" and chance.random() < 0.6:
        parts.append(
            f"BYMONTH={chance.randint(1, 12)};BYDAY={chance.choice([-1, 1, 2, 3])}{chance.choice(DAYS_OF_WEEK)}"
        )
    elif often in ("DAILY", "WEEKLY") and chance.random() < 0.6:
        parts.append("BYDAY=" + ",".join(sorted(chance.sample(DAYS_OF_WEEK, chance.randint(1, 3)))))
    if often == "MONTHLY" and "BYDAY" not in parts[-1] and chance.random() < 0.2:
        parts = [part for part in parts if not part.startswith("BY")] + ["BYDAY=MO,TU,WE,TH,FR", "BYSETPOS=-1"]
    first = date(2022, 1, 1) + timedelta(days=chance.randint(0, 1_700))
    return ";".join(parts), first


@pytest.mark.parametrize("seed", range(10))
def test_five_hundred_random_rules_take_place_on_the_days_that_dateutil_says(seed):
    chance = random.Random(seed)
    for _ in range(50):
        rule, first = random_rule(chance)
        moments = rruleset()
        begin = datetime.combine(first, time())
        moments.rrule(rrulestr(rule, dtstart=begin))
        moments.rdate(begin)  # the first day is one, whatever the rule says
        expected = [
            moment.date()
            for moment in moments.between(
                datetime.combine(date(2022, 1, 1), time()), datetime.combine(WINDOW[1], time()), inc=True
            )
        ]
        data = calendar_of(*event_of(f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"RRULE:{rule}"))
        own = read_calendar(data.encode(), zone=ZoneInfo("America/Detroit"), first=WINDOW[0], weeks=39)
        until = WINDOW[0] + timedelta(weeks=39)
        assert [entry.day for entry in own.entries if entry.day <= WINDOW[1]] == [
            day for day in expected if WINDOW[0] <= day < until
        ], rule
        (candidate,) = read_export("c.ics", data.encode(), When(WINDOW[1])).candidates
        assert candidate.date == expected[-1], rule


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (("DTSTART;VALUE=DATE:20240131", "RRULE:FREQ=MONTHLY"), "2026-10-31"),
        (("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY"), "2024-02-29"),
        (("DTSTART;VALUE=DATE:20260130", "RRULE:FREQ=MONTHLY;BYDAY=-1FR", "EXDATE;VALUE=DATE:20261127"), "2026-10-30"),
        (("DTSTART:20260901T150000Z", "RRULE:FREQ=WEEKLY;UNTIL=20260922T035959Z"), "2026-09-15"),
        (("DTSTART:20260901T150000Z", "RDATE:20261006T150000Z"), "2026-10-06"),
        (("DTSTART:20260901T150000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20260915T150000Z"), "2026-09-08"),
    ],
)  # fmt: skip
def test_the_last_time_is_a_day_on_which_it_took_place(lines, day):
    (candidate,) = found_in(*event_of(*lines), zone=ZoneInfo("America/New_York")).candidates
    assert str(candidate.date) == day


def test_a_series_that_was_moved_from_a_day_on_and_single_times_that_were_called_off():
    series = event_of("DTSTART:20260901T150000Z", "DTEND:20260901T160000Z", "RRULE:FREQ=WEEKLY;COUNT=6")
    moved = event_of(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260915T150000Z", "DTSTART:20260917T150000Z", "DTEND:20260917T160000Z"
    )
    off = event_of("RECURRENCE-ID:20261006T150000Z", "DTSTART:20261006T150000Z", "STATUS:CANCELLED")
    assert str(found_in(*series, *moved).candidates[0].date) == "2026-10-08"
    assert str(found_in(*series, *off).candidates[0].date) == "2026-09-29"


INVITED = (
    "ATTENDEE;PARTSTAT={mine}:mailto:dana@example.org",
    "ATTENDEE;PARTSTAT={theirs};CN=Lee:mailto:lee@example.org",
)


@pytest.mark.parametrize(
    ("mine", "theirs", "number"),
    [("DECLINED", "ACCEPTED", 0), ("ACCEPTED", "DECLINED", 1), ("NEEDS-ACTION", "DECLINED", 1)],
)
@pytest.mark.parametrize("head", [("X-WR-CALNAME:dana@example.org",), ("X-WR-CALNAME:Work",), ()])
def test_what_the_owner_of_the_calendar_declined_is_no_work_and_takes_no_day(mine, theirs, number, head):
    people = [line.format(mine=mine, theirs=theirs) for line in INVITED]
    other = event_of(
        "DTSTART:20260105T150000Z", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:dana@example.org", uid="o", title="Lunch"
    )
    event = event_of("DTSTART:20260310T150000Z", "DTEND:20260310T160000Z", *people)
    found = found_in(*event, *other, head=head)
    assert len(found.candidates) == number
    assert dict(found.left_out) == {"ordinary": 1} | ({"declined": 1} if not number else {})
    own = read_calendar(calendar_of(*event, *other, head=head).encode(), zone=ZoneInfo("UTC"), first=WINDOW[0])
    assert len(own.entries) == number


def test_the_zone_of_the_calendar_counts_where_the_user_named_none():
    event = event_of("DTSTART:20260306T010000Z")
    assert str(found_in(*event).candidates[0].date) == "2026-03-06"
    assert str(found_in(*event, head=("X-WR-TIMEZONE:America/New_York",)).candidates[0].date) == "2026-03-05"
    assert str(found_in(*event, zone=ZoneInfo("America/Chicago")).candidates[0].date) == "2026-03-05"


def test_an_event_in_utc_repeats_at_the_hour_of_the_calendars_own_zone():
    event = event_of("DTSTART:20200701T140000Z", "DTEND:20200701T150000Z", "RRULE:FREQ=DAILY")
    data = calendar_of(*event, head=("X-WR-TIMEZONE:America/New_York",)).encode()
    own = read_calendar(data, zone=ZoneInfo("America/New_York"), first=date(2026, 10, 30), weeks=1)
    assert {entry.clock for entry in own.entries} == {"10:00"}


def test_an_unknown_zone_is_named_with_the_nearest_and_shifts_nothing():
    event = event_of("DTSTART;TZID=America/New York:20260306T010000")
    found = found_in(*event)
    assert found.candidates == ()
    assert "'America/New York', which is not known; the nearest is America/New_York" in found.issues[0].message
    own = read_calendar(calendar_of(*event).encode(), zone=ZoneInfo("UTC"), first=WINDOW[0])
    assert (own.entries, own.unread) == ((), 1)
    assert "the nearest is America/New_York" in own.words
    assert (
        "'Nowhere' is not known"
        in found_in(*event_of("DTSTART:20260306T010000Z"), head=("X-WR-TIMEZONE:Nowhere",)).words
    )


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("America/New York", "America/New_York"),
        ("Eastern Standard Time", "America/New_York"),
        ("europe/berlin", "Europe/Berlin"),
        ("Europe/Berln", "Europe/Berlin"),
        ("Detroit", "America/Detroit"),
    ],
)
def test_the_nearest_zone_is_named(name, near):
    assert nearest_zone(name) == near
    with pytest.raises(KitError, match=near):
        ak.find_candidates("2026-03-05 x", timezone=name)
    profile, issues = read_profile(f'timezone = "{name}"\n'.encode())
    assert [(issue.code, issue.line) for issue in issues] == [("K032", 1)]
    assert near in issues[0].message
    assert profile.timezone == name  # so that what needs it says so, and takes no other


@pytest.mark.parametrize(("encoding", "words"), [("latin-1", "Latin-1"), ("utf-16", "UTF-16")])
def test_the_encoding_of_a_calendar_is_said(encoding, words):
    data = calendar_of(*event_of("DTSTART:20260310T150000Z", title="Pr\u00e4sentation f\u00fcr Z\u00fcrich")).encode(
        encoding
    )
    found = read_export("c.ics", data, When(WINDOW[1]))
    assert [candidate.text for candidate in found.candidates] == ["Pr\u00e4sentation f\u00fcr Z\u00fcrich"]
    assert words in found.words
    own = read_calendar(data, zone=ZoneInfo("UTC"), first=WINDOW[0])
    assert own.entries[0].title == "Pr\u00e4sentation f\u00fcr Z\u00fcrich"
    assert words in own.words


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY;BYMINUTE=0,1,2;BYSECOND=0,1,2",
        "FREQ=DAILY;BYSETPOS=999;BYHOUR=1",
        "FREQ=MINUTELY",
        "FREQ=YEARLY;BYEASTER=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=4;BYMONTHDAY=31",
    ],
)  # fmt: skip
def test_one_strange_rule_costs_that_event_at_most_and_no_time(rule):
    good = event_of("DTSTART:20260310T150000Z", uid="good")
    begun = monotonic()
    found = found_in(*event_of("DTSTART:00010101T100000Z", f"RRULE:{rule}"), *good)
    assert "2026-03-10" in [str(candidate.date) for candidate in found.candidates]
    found = found_in(*event_of("DTSTART:20200101T100000Z", f"RRULE:{rule}"), *good)
    assert "2026-03-10" in [str(candidate.date) for candidate in found.candidates]
    assert len(found.candidates) + len(found.issues) == 2
    assert monotonic() - begun < 20


def test_a_file_of_slow_rules_ends_when_the_patience_does(monkeypatch):
    monkeypatch.setattr(occurrences, "SECONDS", 0.0)
    rules = [line for n in range(3) for line in event_of("DTSTART:20200101T100000Z", "RRULE:FREQ=DAILY", uid=str(n))]
    assert len(found_in(*rules).issues) >= 2


PARTS = st.sampled_from(
    ["DTSTART:20260310T150000Z", "DTSTART;VALUE=DATE:20260310", "DTSTART;TZID=Nowhere:20260310T150000", f"DTSTART;TZID={'x' * 5_000}:20260310T150000", "DTSTART:99991231T235959Z",
     "DTSTART:00010101T000000Z", "DTEND:20260310T140000Z", "DTEND;VALUE=DATE:20270310", "DURATION:-P1D", "DURATION:P9999W", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY;UNTIL=20260101",
     "RRULE:FREQ=MONTHLY;BYDAY=5MO;COUNT=3", "RRULE:FREQ=YEARLY;BYMONTH=13", "RRULE:COUNT=3", "RRULE:x", "RRULE:FREQ=DAILY;UNTIL=99991231T235959Z", "RDATE:20260401T150000Z", "RDATE;VALUE=PERIOD:20260401T150000Z/PT1H",
     "EXDATE:20260311T150000Z", "EXDATE;VALUE=DATE:20260311", "RECURRENCE-ID:20260312T150000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260312T150000Z", "RECURRENCE-ID;VALUE=DATE:20260312",
     "STATUS:CANCELLED", "TRANSP:TRANSPARENT", "SEQUENCE:x", "SEQUENCE:" + "9" * 40, "SUMMARY:Training", "SUMMARY:", "UID:a", "UID:b", "ATTENDEE;PARTSTAT=DECLINED;CN=:mailto:", "ATTENDEE:x", "ORGANIZER:x", "URL:https://x.example"]
)  # fmt: skip


@given(
    st.lists(st.lists(PARTS, max_size=7), min_size=1, max_size=4),
    st.sampled_from(["", "X-WR-TIMEZONE:America/New_York", "X-WR-TIMEZONE:x", "X-WR-CALNAME:a@b", "CALSCALE:HEBREW"]),
)
@examples(150)
def test_any_calendar_is_read_or_refused_in_words(events, head):
    lines = [line for parts in events for line in ("BEGIN:VEVENT", *parts, "END:VEVENT")]
    data = calendar_of(*lines, head=(head,) if head else ()).encode()
    found = read_export("c.ics", data, When(WINDOW[1]))
    assert all(candidate.date <= WINDOW[1] for candidate in found.candidates)
    own = read_calendar(data, zone=ZoneInfo("Asia/Kolkata"), first=WINDOW[0], weeks=10)
    assert all(WINDOW[0] <= entry.day for entry in own.entries)
