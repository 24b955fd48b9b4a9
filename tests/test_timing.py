"""When to ask: each day with its reason; and the user's own calendar, whatever stands in it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from icalendar import Event as Entry

from advocacy_kit import KitError, open_workspace
from advocacy_kit.conversation.pressing import ask_again, news, press_or_bide, then_and_now
from advocacy_kit.conversation.timing import (
    COLUMNS,
    NOTICE,
    Appointment,
    best_day,
    days_to_avoid,
    good_days,
    meeting_days,
)
from advocacy_kit.log.periods import workday
from advocacy_kit.workspace.own_calendar import OwnCalendar, own_calendar, read_calendar
from tests.asking import TODAY, WINS, ask, asking, stone
from tests.cases import case_of
from tests.chance import examples

REVIEW = date(2026, 11, 12)
SHAPES = Path(__file__).parent / "data" / "calendars"
DETROIT = ZoneInfo("America/Detroit")


def at(days, when):
    return days[days["day"] == pd.Timestamp(when)].iloc[0]


@pytest.mark.parametrize("weeks", [1, 6, 26])
def test_every_day_is_there_once_with_a_reason_or_none(records_of, weeks):
    days = meeting_days(asking(records_of), weeks=weeks)
    assert list(days.columns) == COLUMNS
    assert len(days) == days["day"].nunique() == 7 * weeks
    assert days["day"].min() == pd.Timestamp(TODAY + timedelta(days=NOTICE))
    assert ((days["avoid"] == "") | (days["score"] == 0)).all()
    assert ((days["score"] > 0) == (days["reasons"] != "")).all()
    good = days[days["avoid"] == ""]
    assert good["score"].is_monotonic_decreasing
    assert not good["day"].dt.day_of_week.isin([5, 6]).any()


@pytest.mark.parametrize("weeks", [0, 27, -1])
def test_other_numbers_of_weeks_are_refused(records_of, weeks):
    with pytest.raises(KitError, match="weeks must be a whole number from 1 to 26"):
        meeting_days(asking(records_of), weeks=weeks)


def test_the_review_speaks_for_the_weeks_before_it_and_against_its_own(records_of):
    days = meeting_days(asking(records_of))
    assert "23 days before the review of 12 November 2026" in at(days, "2026-10-20")["reasons"]
    assert "less than a week before the review" in at(days, "2026-11-10")["avoid"]
    assert "the day of the review itself" in at(days, REVIEW)["avoid"]


def test_a_weekday_is_avoided_only_where_people_csv_says_so(records_of):
    days = meeting_days(asking(records_of))
    assert at(days, "2026-10-05")["avoid"] == "of Alex Morgan you noted “no surprises on Monday” (people.csv)"
    assert at(days, "2026-10-02")["avoid"] == ""
    for words in ("calm Mondays", None):
        people = [{"id": "p-1", "name": "Alex Morgan", "relation": "manager", "cares_about": words}]
        assert at(meeting_days(asking(records_of, people=people)), "2026-10-05")["avoid"] == ""


def test_a_strong_win_is_an_occasion_if_the_listener_may_know_of_it(records_of):
    strong = WINS[2] | {"value": 4_000, "value_basis": "hours saved", "praise": "Good", "date": "2026-09-25"}
    assert (
        "a strong win is fresh: “Wrote the checklist for line care” of 25 September 2026"
        in at(meeting_days(asking(records_of, wins=[strong])), "2026-10-02")["reasons"]
    )
    for other in ({"confidential": True}, {"audience": "p-2"}, {"date": "2026-05-01"}):
        assert not meeting_days(asking(records_of, wins=[strong | other]))["reasons"].str.contains("strong win").any()


def test_the_own_calendar_speaks_for_and_against(records_of):
    busy = [
        Appointment(date(2026, 10, 6), "1:1 Alex", 30, "10:00", one_on_one=True),
        Appointment(date(2026, 10, 7), "Audit", 400, "08:00"),
        Appointment(date(2026, 10, 8), "Leave"),
        Appointment(date(2026, 10, 9), "Quarter-end closing", 60, "09:00"),
        Appointment(date(2026, 10, 21), "Budget round", 60, "09:00"),
    ]
    days = meeting_days(asking(records_of, today=date(2026, 9, 30), profile={"review_date": None}), busy)
    assert at(days, "2026-10-06")["reasons"].startswith("you meet anyway: “1:1 Alex” at 10:00")
    assert at(days, "2026-10-07")["avoid"] == "your own calendar is full: 6.666666667 hours"
    assert at(days, "2026-10-08")["avoid"] == "“Leave” fills the day in your calendar"
    assert at(days, "2026-10-09")["avoid"] == "“Quarter-end closing” in your calendar"
    assert "before “Budget round” of 21 October 2026" in at(days, "2026-10-13")["reasons"]
    assert best_day(days) == (date(2026, 10, 6), at(days, "2026-10-06")["reasons"])


def test_what_speaks_for_every_day_is_said_once_and_no_reason_is_lost(records_of):
    strong = WINS[2] | {"value": 4_000, "value_basis": "hours saved", "praise": "Good", "date": "2026-09-25"}
    days = meeting_days(asking(records_of, wins=[strong]))
    found = good_days(days)
    assert [when for when, _ in found.days] == [day.date() for day in days["day"].head(5)]
    assert found.shared == "a strong win is fresh: “Wrote the checklist for line care” of 25 September 2026"
    for (_, own), reasons in zip(found.days, days["reasons"].head(5), strict=True):
        assert {*own.split("; "), found.shared} == set(reasons.split("; "))
    assert good_days(days, most=1).shared == ""
    assert good_days(meeting_days(records_of(TODAY))).words.endswith("any working day will do.")
    assert good_days(days.iloc[:0]).words == "Every day that was looked at is one to avoid."


def test_days_to_avoid_are_a_line_for_each_reason_and_none_is_forgotten(records_of):
    days = meeting_days(asking(records_of))
    assert days_to_avoid(days) == (
        (
            "5 Mondays, from 5 October to 2 November 2026",
            "of Alex Morgan you noted “no surprises on Monday” (people.csv)",
        ),
        (
            "4 days, from 6 November to 11 November 2026",
            "less than a week before the review of 12 November 2026: what goes into it is mostly written by then",
        ),
        ("Thursday, 12 November 2026", "the day of the review itself: what goes into it is mostly written by then"),
    )
    assert days_to_avoid(days, most=1)[1:] == (("", "and 5 more in these 6 weeks"),)
    assert days_to_avoid(days.iloc[:0]) == ()


def test_nothing_known_means_no_reasons(records_of):
    days = meeting_days(records_of(TODAY))
    assert set(days["reasons"]) == {""}
    assert set(days["avoid"]) == {"", "a Saturday", "a Sunday"}
    assert best_day(days.iloc[:0]) is None


def calendar(*entries):
    found = Calendar()
    found.add("prodid", "-//test//EN")
    found.add("version", "2.0")
    for number, fields in enumerate(entries):
        entry = Entry()
        entry.add("uid", fields.pop("uid", f"u-{number}"))
        for name, value in fields.items():
            entry.add(name.replace("_", "-"), value)
        found.add_component(entry)
    return found.to_ical()


def read(*entries, first=date(2026, 10, 1), weeks=5, names=("Alex",), zone=DETROIT):
    return read_calendar(calendar(*entries), zone=zone, first=first, weeks=weeks, names=names).entries


TEN = datetime(2026, 10, 6, 10, tzinfo=DETROIT)


def test_an_entry_counts_on_its_day_in_the_users_zone():
    late = datetime(2026, 10, 6, 2, tzinfo=ZoneInfo("UTC"))
    (found,) = read({"summary": "Call", "dtstart": late, "dtend": late + timedelta(minutes=45)})
    assert found == Appointment(date(2026, 10, 5), "Call", 45, "22:00")


def test_a_weekly_entry_keeps_its_time_of_day_over_the_change_of_clocks():
    found = read(
        {"summary": "Alex / Dana", "dtstart": TEN, "duration": timedelta(minutes=30), "rrule": {"freq": "weekly"}}
    )
    assert [entry.day.isoformat() for entry in found] == [
        "2026-10-06",
        "2026-10-13",
        "2026-10-20",
        "2026-10-27",
        "2026-11-03",
    ]
    assert {(entry.clock, entry.one_on_one, entry.minutes) for entry in found} == {("10:00", True, 30)}


@pytest.mark.parametrize("until", [datetime(2026, 10, 20, 14, tzinfo=ZoneInfo("UTC")), date(2026, 10, 20)])
def test_until_and_dropped_and_moved_dates(until):
    weekly = {
        "uid": "w",
        "summary": "Team",
        "dtstart": TEN,
        "dtend": TEN + timedelta(hours=1),
        "rrule": {"freq": "weekly", "until": until},
    }
    moved = {
        "uid": "w",
        "summary": "Team",
        "recurrence_id": TEN + timedelta(days=14),
        "dtstart": TEN + timedelta(days=15),
    }
    found = read(weekly | {"exdate": [TEN + timedelta(days=7)]}, moved | {"dtend": TEN + timedelta(days=15, hours=1)})
    assert [entry.day.isoformat() for entry in found] == ["2026-10-06", "2026-10-21"]


def test_cancelled_and_free_entries_are_left_out_and_days_of_leave_are_not():
    found = read(
        {"summary": "Off", "dtstart": TEN, "status": "CANCELLED"},
        {"summary": "Free", "dtstart": TEN, "transp": "TRANSPARENT"},
        {"summary": "Leave", "dtstart": date(2026, 10, 8), "dtend": date(2026, 10, 10), "transp": "TRANSPARENT"},
    )
    assert found == (Appointment(date(2026, 10, 8), "Leave"), Appointment(date(2026, 10, 9), "Leave"))


def test_the_calendar_of_the_workspace_is_read_in_the_users_zone(folder_of):
    profile = 'timezone = "America/Detroit"\n'
    people = "id,name,relation\np-1,Alex Morgan,manager\n"
    late = datetime(2026, 10, 6, 2, tzinfo=ZoneInfo("UTC"))
    file = calendar({"summary": "Coffee with Alex", "dtstart": late, "dtend": late + timedelta(minutes=20)})
    files = {"wins.csv": "date,win\n", "people.csv": people, "profile.toml": profile}
    assert own_calendar(open_workspace(folder_of("none", files), today=TODAY)) == OwnCalendar()
    found = own_calendar(open_workspace(folder_of("one", files | {"calendar.ics": file}), today=TODAY))
    assert found.words == "1 entry of your calendar."
    assert found.entries == (Appointment(date(2026, 10, 5), "Coffee with Alex", 20, "22:00", one_on_one=True),)
    without = folder_of("zone", files | {"calendar.ics": file, "profile.toml": ""})
    with pytest.raises(KitError, match="time zone"):
        own_calendar(open_workspace(without, today=TODAY))
    broken = folder_of("broken", files)
    (broken / "calendar.ics").mkdir()
    with pytest.raises(KitError, match="cannot be read"):
        own_calendar(open_workspace(broken, today=TODAY))


@pytest.mark.parametrize(
    ("title", "met"),
    [
        ("1:1", True),
        ("1 : 1 weekly", True),
        ("One-on-one", True),
        ("Alexandra", False),
        ("with Alex", True),
        ("11:1", False),
        ("Team", False),
    ],
)
def test_a_one_on_one_is_known_by_its_title(title, met):
    assert read({"summary": title, "dtstart": TEN})[0].one_on_one is met


@pytest.mark.parametrize("data", [b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT", b"\xff\xfe", b"hello"])
def test_what_is_no_calendar_is_refused(data):
    with pytest.raises(KitError) as caught:
        read_calendar(data, zone=DETROIT, first=TODAY)
    assert caught.value.issues[0].code == "K100"


def test_an_event_that_cannot_be_read_is_counted_and_the_others_go_on():
    data = calendar({"summary": "Good", "dtstart": TEN}).replace(
        b"BEGIN:VEVENT", b"BEGIN:VEVENT\r\nDTSTART:soon\r\nEND:VEVENT\r\nBEGIN:VEVENT", 1
    )
    found = read_calendar(data, zone=DETROIT, first=TODAY)
    assert [entry.title for entry in found.entries] == ["Good"]
    assert found.words == "1 entry of your calendar; 1 event could not be read and is left out."


def test_further_dates_count_with_and_without_a_rule():
    more = {"summary": "Team", "dtstart": TEN, "rdate": [TEN + timedelta(days=2)]}
    assert [entry.day.day for entry in read(more)] == [6, 8]
    ruled = {
        "summary": "Team",
        "dtstart": TEN,
        "rdate": [TEN + timedelta(days=2)],
        "rrule": {"freq": "weekly", "count": 2},
    }
    assert [entry.day.day for entry in read(ruled)] == [6, 8, 13]


def exported(program):
    """One-on-ones on Tuesdays at ten, as a program exports them.

    Dropped on the 13th, moved from the 20th, called off on the 27th.
    """
    data = (SHAPES / f"{program}.ics").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    found = read_calendar(data, zone=DETROIT, first=date(2026, 10, 1), weeks=6, names=("Alex",))
    assert found.unread == 0
    return [(entry.day.isoformat(), entry.clock, entry.minutes) for entry in found.entries if entry.one_on_one]


@pytest.mark.parametrize("program", ["google", "outlook", "apple"])
def test_a_one_on_one_that_is_dropped_moved_or_called_off_is_not_proposed_on_its_old_day(program):
    assert exported(program) == [("2026-10-06", "10:00", 30), ("2026-10-21", "14:00", 30), ("2026-11-03", "10:00", 30)]


def test_of_an_entry_that_stands_twice_the_newest_version_counts():
    series = {
        "uid": "w",
        "summary": "Alex",
        "dtstart": TEN,
        "dtend": TEN + timedelta(minutes=30),
        "rrule": {"freq": "weekly"},
    }
    assert len(read(series | {})) == 5
    assert read(series | {}, series | {"sequence": 1, "status": "CANCELLED"}) == ()
    assert len(read(series | {"sequence": 2}, series | {"sequence": 1, "status": "CANCELLED"})) == 5
    assert len(read({"summary": "A", "dtstart": TEN}, {"summary": "B", "dtstart": TEN})) == 2


def test_an_excepted_day_without_a_time_excepts_what_begins_on_it():
    series = {
        "summary": "Alex",
        "dtstart": TEN,
        "duration": timedelta(minutes=30),
        "rrule": {"freq": "weekly", "count": 2},
    }
    assert [entry.day.day for entry in read(series | {"exdate": [date(2026, 10, 13)]})] == [6]


def test_the_last_day_of_a_rule_is_that_of_the_place_of_the_event():
    sydney = ZoneInfo("Australia/Sydney")
    start = datetime(2026, 10, 6, 9, tzinfo=sydney)
    until = datetime(2026, 10, 19, 22, tzinfo=ZoneInfo("UTC"))  # nine o'clock on the 20th in Sydney
    series = {
        "summary": "Alex",
        "dtstart": start,
        "duration": timedelta(minutes=30),
        "rrule": {"freq": "weekly", "until": until},
    }
    assert [entry.day.day for entry in read(series, zone=sydney)] == [6, 13, 20]


def test_a_huge_calendar_is_refused_before_it_is_read():
    with pytest.raises(KitError, match="at most 20,000,000"):
        read_calendar(b" " * 20_000_001, zone=DETROIT, first=TODAY)


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(
        lambda text: f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{text}\r\nEND:VEVENT\r\nEND:VCALENDAR".encode()
    )
)
@examples(150)
def test_any_bytes_are_entries_or_a_refusal(data):
    try:
        found = read_calendar(data, zone=DETROIT, first=TODAY)
    except KitError as error:
        codes = {issue.code for issue in error.issues}
    else:
        codes = {"K100"} if isinstance(found, OwnCalendar) else set()
    assert codes == {"K100"}


def test_a_rule_without_end_is_read_to_the_end_of_the_weeks_only():
    found = read(
        {"summary": "Tick", "dtstart": datetime(1990, 1, 1, 9, tzinfo=DETROIT), "rrule": {"freq": "daily"}}, weeks=2
    )
    assert len(found) == 14


def test_press_where_something_is_new_and_nothing_stands_against_it(records_of):
    found = press_or_bide(asking(records_of, asks=[ask("milestones", next_date="2026-10-05")], milestones=[]), "a-1")
    assert found.verdict == "press"
    assert found.words.startswith("Press: take it up again now. 2 entries of your log that Alex did not know last time")


def test_amounts_in_wins_and_milestones_are_hidden_with_the_others(records_of):
    wins = [WINS[1] | {"win": "Saved 12,345 USD of agency shifts"}]
    tables = {
        "asks": [ask("milestones")],
        "wins": wins,
        "milestones": [stone(milestone="Agency shifts cost 9,999 USD less")],
    }
    for hidden in (False, True):
        found = press_or_bide(asking(records_of, profile={"hide_amounts": hidden}, **tables), "a-1")
        said = " ".join([*found.for_it, *found.against])
        assert ("12,345" in said, "9,999" in said) == (not hidden, not hidden)


def test_what_the_decider_did_not_know(records_of):
    records = asking(records_of, asks=[ask("no", date="2026-09-10")])
    found = news(records, one(records))
    assert dict(zip(found["id"], found["why"], strict=True)) == {"w-3": "since the ask", "w-2": "not told yet"}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"wins": [WINS[0]]}, "Nothing is on record that Alex did not know last time."),
        ({"asks": [ask("not yet", next_date="2026-12-01")]}, "The agreed day is 1 December 2026, 62 days from today."),
        ({"milestones": [stone()]}, "Open: Half the falls, due 31 March 2027"),
        ({"asks": [ask("no", blocker="no budget")]}, "What stood in the way has no milestone yet: no budget."),
    ],
)
def test_bide_with_the_reason(records_of, more, words):
    given = {"asks": [ask("no", next_date="2026-10-05")]} | more
    found = press_or_bide(asking(records_of, **given), "a-1")
    assert found.verdict == "bide"
    assert any(words in reason for reason in found.against)


def test_milestones_that_are_reached_outweigh_the_agreed_day(records_of):
    won = WINS[2] | {"id": "w-9", "measure": "Falls", "after": 2, "unit": "a quarter", "date": "2026-09-29"}
    row = ask("milestones", next_date="2027-03-31", blocker="falls")
    records = asking(records_of, asks=[row], wins=[*WINS, won], milestones=[stone()])
    assert press_or_bide(records, "a-1").verdict == "press"
    again = ask_again(records, "a-1")
    assert again.day < date(2026, 10, 25)
    assert again.reasons[0] == "The milestone is reached: nothing has to be waited for."


def test_nothing_is_said_of_how_likely_a_yes_is(records_of):
    for state in ("drafted", "no", "milestones"):
        found = press_or_bide(asking(records_of, state), "a-1")
        text = " ".join([found.words, *found.for_it, *found.against]).lower()
        assert not [word for word in ("likely", "chance", "probab", "%") if word in text]


def test_ask_again_waits_for_the_agreed_day_and_the_last_milestone(records_of):
    records = asking(records_of, "milestones", milestones=[stone(), stone(id="m-2", due="2027-01-15")])
    again = ask_again(records, "a-1")
    assert again.day >= date(2027, 3, 31)
    assert again.reasons[0] == "The last milestone is due on 31 March 2027."
    plain = ask_again(asking(records_of, "not yet"), "a-1")
    assert plain.day == date(2026, 10, 20)
    assert plain.reasons[0] == "20 October 2026 is the agreed day."


@pytest.mark.parametrize("call", [ask_again, press_or_bide])
@pytest.mark.parametrize("state", ["closed", "asked again"])
def test_what_is_over_is_not_asked_again(records_of, call, state):
    with pytest.raises(KitError, match=f"is {state}"):
        call(asking(records_of, state), "a-1")


def test_where_every_day_is_to_be_avoided_it_says_so(records_of):
    busy = [Appointment(TODAY + timedelta(days=n), "Leave") for n in range(80)]
    again = ask_again(asking(records_of, "no"), "a-1", busy)
    assert again.day == workday(date(2026, 10, 20))
    assert "is one to avoid" in again.reasons[-1]


def test_then_and_now_side_by_side(records_of):
    case = case_of(records_of)
    records = asking(records_of, asks=[ask("milestones", date="2026-04-01")], milestones=[stone()])
    frame = then_and_now(records, "a-1", case)
    table = frame.set_index("what")
    assert table.loc["the figure, USD a year", "then"] == "81,750 from 1 January 2027"
    assert table.loc["the figure, USD a year", "change"] == case.money.change(case.figure - 81_750)
    assert tuple(table.loc["results that the review looks at"]) == ("1", "4", "+3")
    assert tuple(table.loc["measured"]) == ("1 of 1", "2 of 4", "+1")
    assert tuple(table.loc["measured share"]) == ("100%", "50%", "\u221250 points")
    assert tuple(table.loc["milestones reached"]) == ("0 of 1", "0 of 1", "0")
    assert frame.map(lambda cell: isinstance(cell, str)).all().all()


def test_the_same_day_then_and_now_differs_in_nothing(records_of):
    records = asking(records_of, asks=[ask(date=TODAY.isoformat(), start_date="2026-04-01")])
    case = case_of(records_of)
    frame = then_and_now(records, "a-1", case).set_index("what")
    assert tuple(frame.loc["the market median, by today's sources"])[2] == "+0"
    assert set(frame["change"].iloc[2:]) == {"0", "0 points"}


def test_hidden_amounts_are_not_in_the_comparison(records_of):
    records = asking(records_of, profile={"hide_amounts": True})
    frame = then_and_now(records, "a-1", case_of(records_of, hide_amounts=True))
    assert not frame.astype(str).agg(" ".join, axis=1).str.contains(r"81|112|113").any()


def test_without_a_case_the_figure_of_now_is_not_known(records_of):
    frame = then_and_now(asking(records_of), "a-1")
    assert frame.iloc[0].tolist() == ["the figure, USD a year", "81,750 from 1 January 2027", "–", "–"]


def one(records):
    from advocacy_kit.log.asks import ask_of

    return ask_of(records, "a-1")


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_workday_is_none_of_a_weekend_and_near(when):
    found = workday(when)
    assert found.weekday() < 5
    assert 0 <= (found - when).days <= 2


def test_records_are_not_changed_by_looking_back(records_of):
    records = asking(records_of)
    then_and_now(records, "a-1")
    assert replace(records).today == TODAY


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=5", "FREQ=DAILY;INTERVAL=0", "FREQ=WEEKLY;COUNT=10000000"],
)
def test_a_rule_that_no_appointment_has_is_counted_as_unread_at_once(rule):
    text = f"BEGIN:VEVENT\r\nUID:u\r\nSUMMARY:x\r\nDTSTART:00010101T100000Z\r\nRRULE:{rule}\r\nEND:VEVENT\r\n"
    data = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{text}END:VCALENDAR\r\n".encode()
    assert read_calendar(data, zone=DETROIT, first=date(2026, 10, 1)) == OwnCalendar((), 1)


@given(
    since=st.dates(date(1, 1, 3), date(2026, 9, 30)),
    often=st.sampled_from(["DAILY", "WEEKLY", "WEEKLY;BYDAY=MO,SA", "WEEKLY;WKST=SU;BYDAY=SU,WE"]),
    interval=st.integers(1, 9),
)
def test_a_rule_is_followed_from_shortly_before_as_if_from_its_beginning(since, often, interval):
    event = f"BEGIN:VEVENT\r\nUID:u\r\nSUMMARY:x\r\nDTSTART;VALUE=DATE:{since.year:04}{since:%m%d}\r\nRRULE:FREQ={often};INTERVAL={interval}"
    data = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode()
    first, start = date(2026, 10, 1), since
    days = {"MO": 0, "WE": 2, "SA": 5, "SU": 6}
    wanted = {days[name] for name in often.partition("BYDAY=")[2].split(",") if name} or {since.weekday()}
    begins = 6 if "WKST=SU" in often else 0

    def week(day):
        return (day.toordinal() - 1 - begins) // 7  # 1 January of the year 1 was a Monday

    expected = [
        day
        for day in (first + timedelta(days=number) for number in range(35))
        if (
            (day - start).days % interval == 0
            if often == "DAILY"
            else day.weekday() in wanted and (week(day) - week(start)) % interval == 0
        )
    ]
    assert [entry.day for entry in read_calendar(data, zone=DETROIT, first=first, weeks=5).entries] == expected


def test_a_span_of_thousands_of_years_takes_its_days_in_the_weeks_asked_for():
    event = "BEGIN:VEVENT\r\nUID:u\r\nSUMMARY:x\r\nDTSTART;VALUE=DATE:00010101\r\nDTEND;VALUE=DATE:99991231\r\nEND:VEVENT\r\n"
    data = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}END:VCALENDAR\r\n".encode()
    found = read_calendar(data, zone=DETROIT, first=date(2026, 10, 1), weeks=1)
    assert [entry.day.day for entry in found.entries] == [1, 2, 3, 4, 5, 6, 7]
