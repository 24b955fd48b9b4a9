"""The week: the paragraph that ends on impact and tells nothing it must not, the habit, the script.

The rungs in words.
"""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

import advocacy_kit as ak
from advocacy_kit import check_language
from advocacy_kit.core.errors import KitError
from advocacy_kit.documents.calendar import render_calendar
from advocacy_kit.documents.reminders import reminders
from advocacy_kit.log.first_person import PRAISED, first_person
from advocacy_kit.log.highlight import highlight
from advocacy_kit.log.logging_habit import logging_streak, streak_finding
from advocacy_kit.log.rungs import chosen_wins, last_rows, next_question, rungs, statement, taken_in
from advocacy_kit.widgets.weekly.weekly import script, script_keys, script_of_the_week
from tests.chance import examples

TODAY = date(2026, 9, 30)  # a Wednesday
MEASURED = {"measure": "wait", "before": 9, "after": 4, "unit": "days"}


def win(number, day=TODAY, **more):
    return {"id": f"w-{number}", "date": day, "win": f"Mended thing {number}"} | more


def weeks_ago(weeks, weekday=0):
    return TODAY - timedelta(days=TODAY.weekday() - weekday + 7 * weeks)


# --- the highlight -------------------------------------------------------------------------------------------------


def test_the_strongest_change_comes_last_and_work_alone_first(records_of):
    wins = [
        win(1, impact="The queue fell from 9 to 4 days"),
        win(2),
        win(3, impact="People stopped calling"),
    ]
    found = highlight(records_of(TODAY, wins=wins))
    assert (
        found.text
        == "This week: I mended thing 2. I mended thing 3. People stopped calling. I mended thing 1. The queue fell"
        " from 9 to 4 days."
    )
    assert (found.told, found.changes, found.question, found.notes) == (3, True, None, ())
    assert highlight(records_of(TODAY, wins=wins[::-1])).text == found.text


CELLS = st.fixed_dictionaries(
    {
        "date": st.dates(TODAY - timedelta(days=20), TODAY + timedelta(days=3)),
        "win": st.sampled_from(
            ["Closed the gap", "Half of the errors are gone", "Habe die Liste gekürzt", "<b>Built</b> it {x}"]
        ),
        "impact": st.sampled_from([None, "It is quicker now", "It fell from 6 to 2 days", "Alles besser"]),
        "value": st.sampled_from([None, 98765.0]),
        "value_status": st.sampled_from([None, "estimate", "confirmed"]),
        "my_share": st.sampled_from([None, 0.5]),
        "audience": st.sampled_from([None, "p-1", "p-2"]),
        "confidential": st.booleans(),
        "measure": st.sampled_from([None, "wait"]),
        "before": st.sampled_from([None, 6.0]),
        "after": st.sampled_from([None, 2.0]),
    }
)


@given(rows=st.lists(CELLS, max_size=6), hidden=st.booleans(), person=st.sampled_from(["", "p-1"]))
def test_nothing_is_told_that_must_not_be(records_of, rows, hidden, person):
    wins = [row | {"id": f"w-{n}", "win": f"{row['win']} k{n}k"} for n, row in enumerate(rows)]
    people = [{"id": "p-1", "name": "Ann", "relation": "manager"}]
    records = records_of(TODAY, wins=wins, people=people, profile={"currency": "USD", "hide_amounts": hidden})
    found = highlight(records, person=person)
    for n, row in enumerate(wins):
        told = f"k{n}k" in found.text
        if told:
            assert not row["confidential"]
            assert row["audience"] in (None, person or None)
            assert found.start <= row["date"] <= found.end <= TODAY
    confirmed = any(row["value_status"] == "confirmed" and row["value"] for row in wins)
    if hidden or not confirmed:
        assert "USD" not in found.text
    assert found.changes == (bool(found.text) and "It does not end on a change yet." not in found.notes)
    assert bool(found.text) == bool(found.told)
    if found.changes:
        ends = ("now.", "days.", "besser.", "confirmed, my share).", "to 2).", ": from 6 to 2.")
        assert found.text.endswith(ends)


def test_what_is_confirmed_is_told_as_the_users_share_unless_amounts_are_hidden(records_of):
    worth = {
        "value": 9000,
        "value_status": "confirmed",
        "my_share": 0.5,
        "value_kind": "recurring",
        "impact": "The leak is closed",
    }
    rows = {"wins": [win(1, **worth)]}
    told = highlight(records_of(TODAY, profile={"currency": "USD"}, **rows)).text
    assert told.endswith("The leak is closed (4,500 USD in the first twelve months, confirmed, my share).")
    assert highlight(records_of(TODAY, profile={"currency": "USD", "hide_amounts": True}, **rows)).text.endswith(
        "The leak is closed."
    )
    estimate = highlight(
        records_of(TODAY, profile={"currency": "USD"}, wins=[win(1, **worth | {"value_status": "estimate"})])
    )
    assert estimate.text.endswith("The leak is closed.")
    assert "Values that nobody has confirmed are not in it: they are estimates." in estimate.notes


def test_an_empty_week_is_said_and_two_weeks_are_told_instead(records_of):
    early = win(1, weeks_ago(1, 4), impact="The wait fell from 9 to 4 days")
    found = highlight(records_of(TODAY, wins=[early]))
    assert found.text.startswith("The last two weeks: I mended thing 1.")
    assert (
        found.notes[0] == "Nothing is logged for this week yet. So this is about the two weeks since 17 September 2026."
    )
    assert (found.start, found.end) == (date(2026, 9, 17), TODAY)
    older = highlight(records_of(TODAY, wins=[win(1, weeks_ago(4))]))
    assert (older.text, older.told, older.start) == ("", 0, weeks_ago(0))
    assert older.notes == ("Nothing is logged for this week yet.",)
    assert older.question.endswith("it may be small.")
    assert highlight(records_of(TODAY, wins=[early]), wide=True).notes == ()


def test_what_is_kept_back_is_said_without_its_words(records_of):
    found = highlight(records_of(TODAY, wins=[win(1, confidential=True, impact="Secret")]))
    assert (found.text, found.notes) == (
        "",
        ("What is logged for this week is confidential or for other readers, so nothing of it is told here.",),
    )
    both = highlight(
        records_of(TODAY, wins=[win(1, audience="p-1", impact="For Ann"), win(2, impact="It is quicker now")])
    )
    assert both.notes == ("One more is confidential or for other readers.",)
    assert "Ann" not in both.text
    assert "For Ann" in highlight(records_of(TODAY, wins=[win(1, audience="p-1", impact="For Ann")]), person="p-1").text


def test_another_week_and_what_is_no_date(records_of):
    records = records_of(TODAY, wins=[win(1, weeks_ago(3), impact="It is quicker now"), win(2, impact="It fell to 2")])
    past = highlight(records, weeks_ago(3, 6))
    assert past.text == "The week of 7 September 2026: I mended thing 1. It is quicker now."
    assert (past.start, past.end) == (weeks_ago(3), weeks_ago(3, 6))
    assert highlight(records, weeks_ago(3).isoformat()).text == past.text
    with pytest.raises(KitError, match="K012"):
        highlight(records, "soon")


def test_a_later_outcome_is_told_with_its_win_and_praise_alone_is_not(records_of):
    old = win(1, date(2026, 3, 2))
    outcomes = [
        {"win_id": "w-1", "date": TODAY, "outcome": "The wait stands at 4 days, against 9"},
        {"win_id": "w-1", "date": TODAY, "outcome": PRAISED, "praise": "Lovely"},
        {"win_id": "w-9", "date": TODAY, "outcome": "Of no known win"},
    ]
    found = highlight(records_of(TODAY, wins=[old], outcomes=outcomes))
    assert (
        found.text == "This week: What became of “Mended thing 1” (March 2026): The wait stands at 4 days, against 9."
    )
    hidden = highlight(records_of(TODAY, wins=[old | {"confidential": True}], outcomes=outcomes[:1]))
    assert hidden.text == ""


def test_many_wins_stay_short_and_the_weaker_are_counted(records_of):
    wins = [win(n, impact=f"It fell from 9 to {n} days") for n in range(1, 8)]
    found = highlight(records_of(TODAY, wins=wins))
    assert found.told == 3
    assert found.notes == ("Four weaker ones are left out, to keep it short.",)
    long = highlight(records_of(TODAY, wins=[win(1, impact="word " * 400)]))
    assert len(long.text) < 500


def test_the_measure_is_told_where_the_words_do_not_say_how_much(records_of):
    found = highlight(records_of(TODAY, wins=[win(1, impact="People wait less", **MEASURED)]))
    assert found.text.endswith("People wait less (wait: from 9 to 4 days).")
    assert highlight(records_of(TODAY, wins=[win(1, **MEASURED)])).text.endswith("Wait: from 9 to 4 days.")


def test_an_activity_ends_on_a_question_for_the_user(records_of):
    found = highlight(records_of(TODAY, wins=[win(1)]))
    assert not found.changes
    assert found.notes == ("It does not end on a change yet.",)
    assert found.question.endswith("?")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Closed the gap", "I closed the gap."),
        ("cut errors by 30%.", "I cut errors by 30%."),
        ("IT added the lot number", "IT added the lot number."),
        ("Reported accidents fell by 3", "Reported accidents fell by 3."),
        ("Habe die Liste gekürzt", "Habe die Liste gekürzt."),
        ("I led the team!", "I led the team!"),
        ("", ""),
        (None, ""),
    ],
)
def test_own_work_is_told_in_the_first_person(text, said):
    assert first_person(text) == said


# --- the habit -----------------------------------------------------------------------------------------------------


@given(weeks=st.sets(st.integers(0, 40)), outcome=st.sets(st.integers(0, 40)))
def test_the_streak_is_the_run_of_weeks_up_to_now(records_of, weeks, outcome):
    wins = [win(n, min(weeks_ago(n, n % 7), TODAY)) for n in weeks]
    outcomes = [{"win_id": "w-0", "date": min(weeks_ago(n, 6 - n % 7), TODAY), "outcome": "It holds"} for n in outcome]
    found = logging_streak(records_of(TODAY, wins=wins, outcomes=outcomes))
    done = weeks | outcome
    begin = 0 if 0 in done else 1
    run = next(n for n in range(60) if begin + n not in done)
    longest = max((sum(1 for _ in iter_run(done, n)) for n in done), default=0)
    assert (found.weeks, found.longest) == (run, longest)
    assert found.this_week == (0 in weeks) + (0 in outcome)
    assert found.since == (weeks_ago(begin + run - 1) if run else None)
    assert not any(word in found.words for word in ("fail", "lost", "only", "broke", "should", "missed"))


def iter_run(done, first):
    while first in done:
        yield first
        first += 1


def test_a_log_without_a_line_and_one_with_a_future_line(records_of):
    empty = logging_streak(records_of(TODAY))
    assert (empty.weeks, empty.longest, empty.this_week) == (0, 0, 0)
    assert empty.words == "Your first line begins the first week. This week is still open: one line is enough."
    assert logging_streak(records_of(TODAY, wins=[win(1, TODAY + timedelta(days=40))])) == empty
    finding = streak_finding(records_of(TODAY))
    assert finding.frame.empty
    assert list(finding.frame.columns) == ["period", "wins", "outcomes"]


def test_the_picture_counts_what_the_files_hold(records_of):
    wins = [win(n, weeks_ago(n // 2)) for n in range(8)] + [win(99, weeks_ago(40))]
    finding = streak_finding(
        records_of(TODAY, wins=wins, outcomes=[{"win_id": "w-1", "date": weeks_ago(5), "outcome": "It holds"}])
    )
    assert len(finding.frame) == 26
    assert finding.frame["wins"].sum() == 8
    assert finding.frame["outcomes"].tolist()[-6:] == [1, 0, 0, 0, 0, 0]
    assert finding.title == "5 of the last 26 weeks have an entry; four weeks in a row now"
    assert [(mark.kind, mark.at, mark.until) for mark in finding.marks] == [("run", weeks_ago(3), weeks_ago(-1))]
    assert "28 September 2" in finding.alt


# --- the script ----------------------------------------------------------------------------------------------------


def test_every_script_is_clean_in_its_words_and_whole(demo):
    for key in script_keys():
        said = script(demo, key)
        text = "\n".join(said.lines)
        assert check_language(text) == [], key
        assert "{" not in text
        assert said.title
        assert said.when.endswith(".")
    assert len(script_keys()) >= 8


def test_facts_are_the_strongest_win_of_late_that_the_manager_may_see(records_of):
    people = [{"id": "p-1", "name": "Ann Example", "relation": "manager"}]
    wins = [
        win(1, impact="The wait fell from 9 to 4 days {literally}"),
        win(2, impact="It fell from 100 to 1 days", confidential=True),
        win(3, TODAY - timedelta(days=200), impact="It fell from 100 to 1 days", **MEASURED),
    ]
    said = script(records_of(TODAY, wins=wins, people=people), "request")
    assert said.lines[:3] == (
        "Ann, thank you for the time.",
        "I mended thing 1.",
        "The wait fell from 9 to 4 days {literally}.",
    )
    empty = script(records_of(TODAY), "request")
    assert empty.lines[0] == "[Name], thank you for the time."
    assert empty.lines[1].startswith("[What you did")


def test_the_week_chooses_and_each_script_has_its_turn(records_of):
    records = records_of(TODAY)
    keys = [script_of_the_week(records, TODAY + timedelta(days=7 * n)).key for n in range(len(script_keys()))]
    assert sorted(keys) == sorted(script_keys())
    same = {script_of_the_week(records, weeks_ago(0, weekday)).key for weekday in range(7)}
    assert same == {script_of_the_week(records).key}


@given(days=st.lists(st.integers(1, 300), min_size=1, max_size=15), names=st.randoms(use_true_random=False))
def test_practice_brings_up_what_was_not_said_for_longest(records_of, days, names):
    keys = list(script_keys())
    rows = [
        {"date": TODAY - timedelta(days=n), "script": names.choice([key, key.upper(), key.replace("_", " ")])}
        for n in days
        for key in [names.choice(keys)]
    ]
    found = script_of_the_week(records_of(TODAY, practice=rows))
    before = [row for row in rows if row["date"] < weeks_ago(0)]
    last = {}
    for row in before:
        key = row["script"].casefold().replace(" ", "_")
        last[key] = max(last.get(key, date.min), row["date"])
    if last:
        assert last.get(found.key, date.min) == min(last.get(key, date.min) for key in keys)
        assert found.why.startswith("You ")
    else:
        assert found.why == "It is this week's turn."


# --- the rungs in words --------------------------------------------------------------------------------------------


def test_rungs_say_what_decided_and_ask_one_question():
    typed = rungs("Led the dock team", "Errors fell")
    assert typed.head == "Rung 2 of 3: what changed"
    assert typed.deciding == (("Errors fell", "the change"),)
    assert typed.question.endswith("?")
    whole = rungs("Led the dock team", "Errors fell from 6 to 2 a week")
    assert (whole.rung, whole.question) == ("quantified", None)
    assert ("from 6 to 2", "its size") in whole.deciding
    assert rungs("Led the dock team", measured=True).rung == "quantified"
    assert rungs("").rung is None
    foreign = rungs("Habe die Liste gekürzt und alles besser gemacht", measured=True)
    assert foreign.rung is None
    assert foreign.question is None
    assert "they are enough" in foreign.reason


@given(text=st.text(max_size=80), impact=st.text(max_size=80))
def test_what_decides_stands_in_the_text(text, impact):
    found = rungs(text, impact)
    for words, _ in found.deciding:
        assert words
        assert words in statement(text, impact)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Errors fell from 6 to 2 a week", ("6", "2")),
        ("Calls about bills fell: 14 a week to 3", ("14", "3")),
        ("Wait went down from 45 minutes to 20 minutes", ("45", "20")),
        ("Cut waiting time from 1,200 to 300 s", ("1,200", "300")),
        ("Wait went from 45 minutes to 2 hours", None),
        ("The queue shrank by 40%", None),
        ("Taught two new hires", None),
    ],
)
def test_before_and_after_are_offered_as_they_are_written(text, figures):
    assert rungs(text).figures == figures
    assert rungs(text, measured=True).figures is None


def test_last_wins_are_the_newest_with_the_question_each_lacks(records_of):
    wins = [
        win(1, date(2026, 9, 1), value=5000),
        win(2, confidential=True, **MEASURED),
        win(3, TODAY + timedelta(days=9)),
    ]
    records = records_of(TODAY, wins=wins, profile={"currency": "USD"})
    rows = last_rows(records)
    assert [row[0] for row in rows] == ["2026-09-30", "2026-09-01"]
    assert rows[0][1:] == ("Mended thing 2 (confidential)", "wait: from 9 to 4 days", "–")
    assert rows[1][3].endswith("?")
    assert "5" not in " ".join(rows[1][1:])
    assert last_rows(records, 1) == rows[:1]
    grown = records_of(
        TODAY, wins=wins[:1], outcomes=[{"win_id": "w-1", "date": TODAY, "outcome": "It holds", "after": 3}]
    )
    assert next_question(grown, grown.wins.iloc[0]) == ""


def test_what_came_from_the_inbox_is_asked_for_once(records_of):
    records = records_of(TODAY, wins=[win(1), win(2, impact="It is quicker now"), win(3)])
    assert [row[0] for row in taken_in(records, ("w-1", "w-2"))] == ["w-1"]
    assert all(row[2].endswith("?") for row in taken_in(records, ("w-1", "w-3")))
    assert taken_in(records, ()) == ()


def test_wins_to_add_to_are_searched_newest_first_and_have_ids(records_of):
    wins = [win(1, date(2026, 1, 5), category="dock"), win(2, date(2026, 2, 5)), win(3) | {"id": "~abc"}]
    records = records_of(TODAY, wins=wins)
    assert [key for _, key in chosen_wins(records)] == ["w-2", "w-1"]
    assert [key for _, key in chosen_wins(records, "THING dock")] == ["w-1"]
    assert chosen_wins(records, "nowhere") == ()


# --- reminders -----------------------------------------------------------------------------------------------------


def test_reminders_begin_on_the_day_that_was_chosen_and_say_nothing_of_pay(records_of):
    records = records_of(TODAY, profile={"timezone": "America/Detroit"})
    for weekday in range(7):
        (weekly, monthly), why = reminders(records, weekday=weekday, month_day=7)
        assert weekly.start.weekday() == weekday
        assert timedelta(0) <= weekly.start.date() - TODAY < timedelta(days=7)
        assert monthly.start.date() == date(2026, 10, 7)
        assert why == ""
    data = render_calendar(reminders(records)[0], owner="me", made=datetime.fromisoformat("2026-09-30T12:00:00+00:00"))
    events = Calendar.from_ical(data).events
    assert [dict(event["RRULE"])["FREQ"] for event in events] == [["WEEKLY"], ["MONTHLY"]]
    words = data.decode().casefold()
    for word in ("pay", "salary", "raise", " ask", "money"):
        assert word not in words


@pytest.mark.parametrize(
    "choice", [{"month_day": 0}, {"month_day": 29}, {"month_day": 31}, {"weekday": -1}, {"weekday": 7}]
)
def test_a_day_that_not_every_week_or_month_has_is_refused(records_of, choice):
    with pytest.raises(KitError, match="K084"):
        reminders(records_of(TODAY), **choice)


@pytest.mark.parametrize("profile", [{"timezone": "America/Detroit"}, {}])
@given(choice=st.tuples(st.integers(0, 6), st.integers(1, 28)), days=st.integers(0, 100))
@examples(25)
def test_reminders_saved_again_with_the_same_choices_change_nothing_in_the_calendar(records_of, profile, choice, days):
    def saved(today, before=b""):
        weekly_and_monthly, _ = reminders(records_of(today, profile=profile), weekday=choice[0], month_day=choice[1])
        return render_calendar(
            weekly_and_monthly, owner="me", made=datetime.fromisoformat("2026-09-30T12:00:00+00:00"), before=before
        )

    first = saved(TODAY)
    assert [e.to_ical() for e in Calendar.from_ical(saved(TODAY + timedelta(days=days), first)).events] == [
        e.to_ical() for e in Calendar.from_ical(first).events
    ]


@pytest.mark.parametrize("profile", [{}, {"timezone": "Mars/Base"}])
def test_without_a_time_zone_days_are_whole_and_the_remedy_is_said(records_of, profile):
    (weekly, monthly), why = reminders(records_of(TODAY, profile=profile), month_day=28)
    assert (weekly.start, monthly.start) == (date(2026, 10, 2), date(2026, 10, 28))
    assert why.startswith("They stand for whole days.")
    assert "timezone" in why


def test_the_demo_has_a_week_to_tell(demo):
    assert ak.open_workspace().today == TODAY
    assert highlight(demo).changes
