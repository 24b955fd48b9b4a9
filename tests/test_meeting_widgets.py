"""The page on the talk without a browser.

Every part follows the ask, moves are legal or refused with the legal ones, files hold what was shown.
"""

import csv
import io
import tomllib
from datetime import date, time
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

import advocacy_kit as ak
from advocacy_kit import KitError
from advocacy_kit.conversation.practice import CHECKS
from advocacy_kit.log.asks import ask_of
from advocacy_kit.widgets import Meeting
from advocacy_kit.widgets.meeting.ask_session import EDITED, NO_ASK, PUT_AWAY
from advocacy_kit.widgets.meeting.talk_day import FIRST_TIME
from advocacy_kit.workspace.own_objections import FILE, add_objection, read_objections
from tests.asking import asking, stone

PROFILE = (
    'occupation = "13-1081"\ncountry = "US"\ncurrency = "USD"\ntimezone = "America/Detroit"\nreview_date ='
    " 2026-11-12\nas_of = 2026-09-30\n"
)
ASKS = (
    "id,date,kind,to,request,figure,walk_away,currency,per,start_date,next_date,state,blocker,answer,agreed,note\n"
    "a-1,2026-09-01,raise,p-1,a raise to 81750 USD,81750,76500,USD,year,2027-01-01,2026-10-20,drafted,,,,from spring\n"
)
FILES = {
    "profile.toml": PROFILE,
    "people.csv": "id,name,relation,cares_about\np-1,Alex Morgan,manager,no surprises on Monday\np-2,Sam Reed,peer,\n",
    "objectives.csv": "id,owner,objective\no-1,p-1,Fewer falls on the unit\n",
    "pay.csv": "date,amount,per,hours_per_week,element,currency,country\n2025-01-01,74000,year,40,base,USD,US\n",
    "wins.csv": (
        "id,date,win,impact,measure,before,after,unit,objectives,known_to,confidential\n"
        "w-1,2026-03-11,Moved the huddle to the start of each shift,,falls,6,2,a quarter,o-1,p-1,\n"
        "w-2,2026-05-07,Precepted three new graduates,All three stayed,,,,,,,\n"
        "w-3,2026-09-20,Told nobody of the audit,It passed,,,,,,,yes\n"
    ),
    "asks.csv": ASKS,
    "options.csv": (
        "ask_id,option,cost,owner,first_step,date,mine\n"
        "a-1,two free days,none,p-1,name the days,,x\n"
        "a-2,something of another ask,,,,,\n"
        'a-1,"a course\nof 1,200 USD","1,200 USD",p-1,ask for its days,2026-12-01,y\n'
        "a-1,the title,,,,,z\n"
    ),
}
AMOUNTS = ("81,750", "81750", "76,500", "76500", "1,200")


@pytest.fixture
def open_meeting(folder_of, market):
    """Open the page on a folder: `open_meeting()`, or with other files or without some (None)."""

    def make(name="mine", **changed):
        files = {
            **FILES,
            **{key.replace("_csv", ".csv").replace("_ics", ".ics"): text for key, text in changed.items()},
        }
        folder = folder_of(name, {key: text for key, text in files.items() if text is not None})
        return Meeting(ak.open_workspace(folder), market, seed=1, clock=Clock())

    return make


@pytest.fixture
def meeting(open_meeting):
    return open_meeting()


class Clock:
    """A clock that is moved by hand."""

    now = 1000.0

    def __call__(self):
        return self.now


def folder(meeting):
    return meeting.ask.workspace.path


def text_of(part):
    return part._repr_mimebundle_()["text/plain"]


PARTS = ("ask", "when", "press", "invitation", "no_meeting", "track", "ladder", "objections", "practice", "met")


def all_text(meeting):
    return "\n".join(text_of(getattr(meeting, name)) for name in PARTS)


def rows(meeting, name):
    return list(csv.DictReader(io.StringIO((folder(meeting) / name).read_text(encoding="utf-8"))))


def state(meeting, key="a-1"):
    return ask_of(meeting.ask.workspace.records, key).known_state


def said(widget):
    return unescape(widget.value)


def html_of(widget):
    """Every text below a widget, as the browser has it: values, descriptions, options."""
    found = [str(getattr(widget, name, "")) for name in ("value", "description", "options", "titles", "placeholder")]
    if widget.layout.display == "none":
        return ""
    return "\n".join([*found, *(html_of(child) for child in getattr(widget, "children", ()))])


# --- the ask ------------------------------------------------------------------------------------------------------


def test_without_an_ask_a_sentence_leads_to_notebook_5_and_the_rest_shows_what_it_can(open_meeting):
    meeting = open_meeting(asks_csv=None, options_csv=None)
    assert NO_ASK in text_of(meeting.ask)
    assert "5_raise_case.ipynb" in meeting.ask.lead.value
    assert "no surprises on Monday" in text_of(meeting.when)
    assert "No budget" in text_of(meeting.objections)
    assert "{" not in text_of(meeting.objections)
    for part in (meeting.press, meeting.invitation, meeting.track, meeting.ladder):
        assert "Notebook 5 writes one down" in text_of(part)
    for kept in (meeting.invitation.keep, meeting.no_meeting.keep, meeting.met.keep, meeting.ladder.decide):
        kept.pressed()
        assert "Notebook 5 writes one down" in kept.status.value
    meeting.track.save.pressed()
    meeting.ladder.save.pressed()
    assert not (folder(meeting) / "documents").exists()
    practise(meeting)
    assert len(rows(meeting, "practice.csv")) == 1


def test_asks_before_their_talk_come_first_and_closed_ones_never(open_meeting):
    row = ASKS.splitlines()[1]
    more = [
        row.replace("a-1,", f"a-{n},", 1).replace("drafted", word)
        for n, word in ((2, "closed"), (3, "no"), (4, "met"), (5, "strange"))
    ]
    meeting = open_meeting(asks_csv="\n".join([ASKS.strip(), *more]) + "\n")
    assert [key for _, key in meeting.ask.choice.options] == ["a-4", "a-1", "a-3"]
    assert "There is no state 'strange'" in text_of(meeting.ask)
    meeting.ask.choice.value = "a-3"
    assert "From no it goes on to: agreed in writing, milestones, closed." in text_of(meeting.ask)


def test_amounts_can_be_hidden_everywhere(meeting):
    assert "81,750" in all_text(meeting)
    meeting.ask.hide.value = True
    for name in PARTS:
        part = getattr(meeting, name)
        assert not [amount for amount in AMOUNTS if amount in text_of(part) + html_of(part.box)], name
    assert "•••" in text_of(meeting.track)
    meeting.ask.hide.value = False
    assert "81,750" in text_of(meeting.track)


def test_own_words_are_put_away_with_the_amounts_and_never_kept_then(meeting):
    meeting.track.words.draft.field.value = "I ask for 81,750."
    assert EDITED in text_of(meeting.track)
    meeting.ask.hide.value = True
    assert text_of(meeting.track) == PUT_AWAY
    meeting.track.save.pressed()
    kept = (folder(meeting) / "documents" / "talk_a-1.md").read_text(encoding="utf-8")
    assert "81,750" not in kept
    assert "•••" in kept
    meeting.ask.hide.value = False
    assert meeting.track.words.draft.field.value == "I ask for 81,750."


# --- the day ------------------------------------------------------------------------------------------------------


def test_a_day_is_proposed_with_its_reason_and_one_to_avoid_says_why(meeting):
    assert meeting.when.day.value == meeting.when.proposed.options[1][1]
    assert "days before the review of 12 November 2026" in meeting.when.said
    meeting.when.day.value = date(2026, 10, 5)
    assert "is a day to avoid" in meeting.when.said
    assert 'role="alert"' in meeting.when.chosen.value
    meeting.when.day.value = date(2026, 9, 29)
    assert "does not lie ahead" in meeting.when.said
    meeting.when.day.value = date(2027, 5, 5)
    assert "outside the 6 weeks" in meeting.when.said
    meeting.when.day.value = None
    assert "Choose one above" in text_of(meeting.invitation)


def test_the_own_calendar_counts_and_its_one_on_one_brings_its_time(open_meeting):
    entry = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260901T000000Z\r\nSUMMARY:1:1"
        " Alex\r\n"
        "DTSTART;TZID=America/Detroit:20261008T143000\r\nDTEND;TZID=America/Detroit:20261008T150000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    meeting = open_meeting(calendar_ics=entry)
    assert "you meet anyway: “1:1 Alex” at 14:30" in text_of(meeting.when)
    meeting.when.proposed.value = date(2026, 10, 8)
    assert (meeting.when.day.value, meeting.when.at.value) == (date(2026, 10, 8), time(14, 30))
    assert "Thursday, 8 October 2026, at 14:30" in text_of(meeting.invitation)


def test_a_broken_calendar_is_said_and_the_days_stay(open_meeting):
    meeting = open_meeting(calendar_ics="nothing of the kind")
    assert "The calendar cannot be read" in text_of(meeting.when)
    assert "days before the review" in text_of(meeting.when)


def test_press_or_bide_is_for_asks_that_were_asked_before(open_meeting):
    assert FIRST_TIME in text_of(open_meeting().press)
    row = ASKS.splitlines()[1].replace("drafted,,,", "asked again,no measured effect,Not yet,")
    second = "a-1/2,2026-09-28,raise,p-1,more,83000,,USD,year,2027-01-01,2026-10-20,drafted,,,,\n"
    meeting = open_meeting("again", asks_csv=f"{ASKS.splitlines()[0]}\n{row}\n{second}")
    shown = text_of(meeting.press)
    assert meeting.ask.choice.value == "a-1/2"
    assert "What stood in the way last time: no measured effect." in shown
    assert "has not been asked yet" not in shown
    assert "Precepted three new graduates | not told yet" in shown
    assert "huddle" not in shown
    assert "audit" not in shown
    assert "no measured effect" in text_of(meeting.ask)


def test_what_a_round_left_behind_holds_for_the_next_one(records_of):
    from advocacy_kit.conversation.pressing import press_or_bide
    from tests.asking import ask

    first = ask("milestones", next_date="2027-03-31", blocker="the budget", answer="no")
    before = press_or_bide(asking(records_of, asks=[first], milestones=[stone()]), "a-1")
    rounds = [first | {"state": "asked again"}, ask("drafted", id="a-1/2", date="2026-09-29")]
    after = press_or_bide(asking(records_of, asks=rounds, milestones=[stone()]), "a-1/2")
    assert (after.verdict, after.for_it, after.against, after.blocker) == (
        before.verdict,
        before.for_it,
        before.against,
        before.blocker,
    )


# --- the invitation -----------------------------------------------------------------------------------------------


def test_the_invitation_is_written_and_noted_and_moves_with_the_meeting(meeting):
    meeting.when.day.value, meeting.when.at.value = date(2026, 10, 8), time(9, 30)
    assert "81" not in meeting.invitation.mail.draft.field.value
    meeting.invitation.keep.pressed()
    documents = folder(meeting) / "documents"
    assert (documents / "invitation_a-1.txt").read_text(encoding="utf-8") == meeting.invitation.mail.draft.field.value
    first = Calendar.from_ical((documents / "meeting_a-1.ics").read_bytes()).walk("VEVENT")[0]
    assert first.decoded("DTSTART").isoformat() == "2026-10-08T09:30:00-04:00"
    assert str(first["SUMMARY"]) == "Discuss role and goals"
    assert (state(meeting), rows(meeting, "asks.csv")[0]["next_date"]) == ("invited", "2026-10-08")
    meeting.when.day.value = date(2026, 10, 9)
    meeting.invitation.keep.pressed()
    moved = Calendar.from_ical((documents / "meeting_a-1.ics").read_bytes()).walk("VEVENT")
    assert len(moved) == 1
    assert (moved[0]["UID"], int(moved[0]["SEQUENCE"])) == (first["UID"], 1)
    assert rows(meeting, "asks.csv")[0]["next_date"] == "2026-10-09"
    assert "documents/meeting_a-1.ics" in meeting.saved.text


def test_a_move_is_taken_back_and_an_illegal_one_names_the_legal_ones(meeting):
    before = (folder(meeting) / "asks.csv").read_bytes()
    meeting.invitation.keep.pressed()
    assert state(meeting) == "invited"
    meeting.invitation.keep.pressed_undo()
    assert (folder(meeting) / "asks.csv").read_bytes() == before
    assert "From drafted it goes on to: invited, written, closed." in said(meeting.invitation.keep.status)
    meeting.met.keep.pressed()
    assert "There is no way from drafted to met" in said(meeting.met.keep.status)
    assert "From drafted it goes on to: invited, written, closed." in said(meeting.met.keep.status)
    assert (folder(meeting) / "asks.csv").read_bytes() == before


def test_only_the_last_write_can_be_taken_back(meeting):
    meeting.invitation.keep.pressed()
    meeting.met.due.value = date(2026, 10, 20)
    meeting.met.keep.pressed()
    assert state(meeting) == "met"
    assert meeting.invitation.keep.undo.layout.display == "none"
    meeting.invitation.keep.pressed_undo()
    assert state(meeting) == "met"
    meeting.met.keep.pressed_undo()
    assert state(meeting) == "invited"


def test_what_others_wrote_meanwhile_is_not_taken_back(meeting):
    meeting.invitation.keep.pressed()
    path = folder(meeting) / "asks.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("from spring", "from autumn"), encoding="utf-8")
    meeting.invitation.keep.pressed_undo()
    assert "There is nothing to undo" in meeting.invitation.keep.status.value
    assert "From invited it goes on to: met, invited, written, closed." in said(meeting.invitation.keep.status)
    assert "from autumn" in path.read_text(encoding="utf-8")


def test_without_a_time_zone_nothing_is_written(open_meeting):
    meeting = open_meeting(**{"profile.toml": PROFILE.replace('timezone = "America/Detroit"\n', "")})
    meeting.invitation.keep.pressed()
    assert "time zone" in meeting.invitation.keep.status.value
    assert state(meeting) == "drafted"
    assert not (folder(meeting) / "documents").exists()


def test_the_words_of_the_invitation_are_looked_at_and_the_figure_is_kept_out(meeting):
    field = meeting.invitation.mail.draft.field
    field.value = f"{field.value}\nI just want to talk sometime soon about 81.750 USD."
    assert "vague time" in meeting.invitation.mail.draft.note.text
    assert "It is said once, in the talk" in meeting.invitation.figure.value
    meeting.invitation.mail.rewrite.click()
    assert "soon" not in field.value
    assert meeting.invitation.figure.value == ""


def test_another_ask_brings_its_own_texts_even_over_own_words(open_meeting):
    other = ASKS.splitlines()[1].replace("a-1,", "a-2,", 1).replace(",p-1,", ",p-2,")
    meeting = open_meeting(asks_csv=f"{ASKS}{other}\n")
    meeting.ask.choice.value = "a-1"
    meeting.invitation.mail.draft.field.value = "Dear Alex"
    meeting.when.day.value = date(2026, 10, 9)
    assert meeting.invitation.mail.draft.field.value == "Dear Alex"
    meeting.ask.choice.value = "a-2"
    assert meeting.invitation.mail.draft.field.value.startswith("To: Sam Reed")


def test_where_no_meeting_is_to_be_had_the_case_goes_out_in_writing(meeting):
    part = meeting.no_meeting
    part.keep.pressed()
    assert "the day of the next try" in said(part.keep.status)
    assert "a step of your own" in said(part.keep.status)
    part.step["step"].value, part.step["first_action"].value, part.step["due"].value = (
        "read the guideline",
        "borrow it",
        date(2026, 10, 15),
    )
    assert "by 20 October 2026" in text_of(part)
    part.again.value = date(2026, 11, 2)
    assert "by 2 November 2026" in text_of(part)
    part.keep.pressed()
    assert (state(meeting), rows(meeting, "asks.csv")[0]["next_date"]) == ("written", "2026-11-02")
    assert rows(meeting, "steps.csv")[0]["first_action"] == "borrow it"
    kept = (folder(meeting) / "documents" / "in_writing_a-1.txt").read_text(encoding="utf-8")
    assert "read the guideline (by 15 October 2026)" in kept
    assert "by 2 November 2026" in kept
    assert part.step["step"].value == ""
    part.keep.pressed_undo()
    assert (state(meeting), rows(meeting, "steps.csv")) == ("drafted", [])


def test_the_talk_took_place_on_a_day_that_is_noted(meeting):
    meeting.invitation.keep.pressed()
    meeting.met.on.value = date(2026, 10, 8)
    meeting.met.keep.pressed()
    assert "8 October 2026 lies ahead" in said(meeting.met.keep.status)
    meeting.met.on.value, meeting.met.due.value = date(2026, 9, 30), date(2026, 10, 21)
    meeting.met.keep.pressed()
    row = rows(meeting, "asks.csv")[0]
    assert (row["state"], row["next_date"], row["note"]) == (
        "met",
        "2026-10-21",
        "from spring; met on 30 September 2026",
    )


def test_what_the_talk_named_is_noted_as_known_and_taken_back(meeting):
    part = meeting.met
    assert "Precepted" not in html_of(part.box)  # before the talk nobody heard of it
    meeting.invitation.keep.pressed()
    part.keep.pressed()
    assert "nothing says yet that they are known: “Precepted three new graduates”." in html_of(part.box)
    before = rows(meeting, "wins.csv")
    part.told.pressed()
    assert "Noted in wins.csv for 1 win." in said(part.told.status)
    assert [row["known_to"] for row in rows(meeting, "wins.csv")] == ["p-1", "p-1", ""]
    assert part.told.button.layout.display == "none"
    part.told.pressed_undo()
    assert rows(meeting, "wins.csv") == before


def test_a_win_without_an_id_is_noted_as_told_like_any_other(open_meeting):
    wins = FILES["wins.csv"].replace("w-2,", ",")
    meeting = open_meeting(wins_csv=wins, asks_csv=ASKS.replace("drafted", "met"))
    meeting.met.told.pressed()
    assert "Noted in wins.csv for 1 win." in said(meeting.met.told.status)
    assert [row["known_to"] for row in rows(meeting, "wins.csv")] == ["p-1", "p-1", ""]


def test_the_mail_of_a_meeting_that_is_moved_names_both_days_and_is_kept_so(meeting):
    meeting.when.day.value = date(2026, 10, 6)
    meeting.invitation.keep.pressed()
    meeting.when.day.value = date(2026, 10, 8)
    assert "in place of Tuesday, 6 October 2026" in meeting.invitation.mail.draft.field.value
    meeting.invitation.keep.pressed()
    written = (folder(meeting) / "documents" / "invitation_a-1.txt").read_text(encoding="utf-8")
    assert "in place of Tuesday, 6 October 2026" in written
    assert meeting.invitation.mail.draft.field.value == written  # the field keeps what went out, for this day
    meeting.when.day.value = date(2026, 10, 9)
    assert "in place of Thursday, 8 October 2026" in meeting.invitation.mail.draft.field.value
    entry = Calendar.from_ical((folder(meeting) / "documents" / "meeting_a-1.ics").read_bytes()).events[0]
    assert (entry.decoded("DTSTART").date(), entry["SEQUENCE"]) == (date(2026, 10, 8), 1)


# --- what is said -------------------------------------------------------------------------------------------------


def test_the_talk_says_value_market_request_pause_in_three_ways(meeting):
    seen = set()
    for variant in ("plain", "together", "objective"):
        meeting.track.variant.value = variant
        words = meeting.track.words.draft.field.value
        places = [
            words.index(part) for part in ("huddle", "the market median", "81,750 USD", "Stop here", "20 October 2026")
        ]
        assert places == sorted(places)
        assert words.count("81,750") == 1
        assert "audit" not in words
        seen.add(words)
    assert len(seen) == 3
    meeting.track.save.pressed()
    assert (folder(meeting) / "documents" / "talk_a-1.md").read_text(
        encoding="utf-8"
    ) == meeting.track.words.draft.field.value


def test_the_talk_names_the_day_of_the_answer_never_that_of_the_meeting(meeting):
    meeting.when.day.value = date(2026, 10, 22)
    assert "name a later day above" in text_of(meeting.track)
    meeting.ask.answer.value = date(2026, 11, 3)
    meeting.invitation.keep.pressed()
    assert "decide on this by 3 November 2026" in text_of(meeting.track)
    assert "by 3 November 2026" in text_of(meeting.no_meeting)
    assert "name a later day" not in text_of(meeting.track)
    again = Meeting(ak.open_workspace(folder(meeting)), meeting.ask._market)
    assert again.when.day.value == date(2026, 10, 22)
    assert again.ask.answer.value == date(2026, 11, 5)
    assert "decide on this by 5 November 2026" in text_of(again.track)


def test_own_words_are_marked_while_they_are_typed(meeting):
    meeting.track.words.draft.field.value = "I was just wondering if maybe a raise would be possible."
    assert "hedged" in meeting.track.words.draft.note.text


def test_without_a_market_the_talk_says_so_and_goes_on(open_meeting):
    meeting = open_meeting(pay_csv=None)
    assert "Nothing is said of the market" in text_of(meeting.track)
    assert "I ask for base pay of 81,750 USD" in text_of(meeting.track)


def test_another_ask_than_a_raise_has_its_own_words(open_meeting):
    other = "a-9,2026-09-20,training,p-1,the course in wound care,,,,,2027-01-01,2026-10-20,drafted,,,,\n"
    meeting = open_meeting(asks_csv=ASKS + other)
    assert meeting.ask.choice.value == "a-9"
    assert "I ask for the course in wound care from 1 January 2027." in text_of(meeting.track)
    assert "The course in wound care, from 1 January 2027" in text_of(meeting.ladder)
    assert meeting.ladder.floor.layout.display == "none"
    assert "The market" not in text_of(meeting.track)


# --- the ladder ---------------------------------------------------------------------------------------------------


def cells(meeting):
    return sorted(tuple(row.values()) for row in rows(meeting, "options.csv"))


def ways(meeting):
    return [row["option"] for row in rows(meeting, "options.csv") if row["ask_id"] == "a-1"]


def test_the_order_of_the_alternatives_is_the_users_and_no_cell_is_lost(meeting):
    before, first = cells(meeting), (folder(meeting) / "options.csv").read_bytes()
    meeting.ladder.ways.index = 2
    meeting.ladder.up.pressed()
    assert ways(meeting) == ["two free days", "the title", "a course\nof 1,200 USD"]
    assert meeting.ladder.ways.index == 1
    meeting.ladder.up.pressed()
    assert ways(meeting) == ["the title", "two free days", "a course\nof 1,200 USD"]
    assert cells(meeting) == before
    assert "1. the title" in text_of(meeting.ladder)
    assert [row["mine"] for row in rows(meeting, "options.csv") if row["option"] == "the title"] == ["z"]
    meeting.ladder.up.pressed()
    assert "It is the first one already" in said(meeting.ladder.up.status)
    meeting.ladder.down.pressed()
    meeting.ladder.down.pressed()
    assert ways(meeting)[-1] == "the title"
    assert (folder(meeting) / "options.csv").read_bytes() == first


def test_the_ladder_names_three_answers_and_is_kept_as_a_page(meeting):
    shown = text_of(meeting.ladder)
    assert all(words in shown for words in ("81,750 USD a year or more", "From 76,500 up to 81,750", "Below 76,500"))
    meeting.ladder.save.pressed()
    for name in ("ladder_a-1.html", "ladder_a-1.md"):
        assert "two free days" in (folder(meeting) / "documents" / name).read_text(encoding="utf-8")


def test_an_alternative_is_added_and_its_undo_ends_where_the_order_changed(meeting):
    form = meeting.ladder.form
    form.fields["option"].value = "a later start"
    form.pressed_save()
    assert ways(meeting)[-1] == "a later start"
    assert rows(meeting, "options.csv")[-1]["ask_id"] == "a-1"
    meeting.ladder.ways.index = 1
    meeting.ladder.up.pressed()
    assert form.undo.layout.display == "none"


def test_the_own_lowest_figure_is_decided_below_the_figure(open_meeting):
    meeting = open_meeting(asks_csv=ASKS.replace("76500", ""))
    assert "Decide on your own lowest figure" in text_of(meeting.ladder)
    meeting.ladder.decide.pressed()
    assert "not filled in" in said(meeting.ladder.decide.status)
    meeting.ladder.lowest.value = 90_000
    meeting.ladder.decide.pressed()
    assert "above the one that you ask for" in said(meeting.ladder.decide.status)
    meeting.ladder.lowest.value = 77_000
    meeting.ladder.decide.pressed()
    assert rows(meeting, "asks.csv")[0]["walk_away"] == "77000"
    assert "Below 77,000 USD" in text_of(meeting.ladder)


def test_few_alternatives_bring_suggestions(open_meeting):
    shown = text_of(open_meeting(options_csv=None).ladder)
    assert "Alternatives that follow from your case" in shown
    assert "Have two or three alternatives" in shown


# --- objections ---------------------------------------------------------------------------------------------------


def test_each_objection_has_questions_a_milestone_and_a_day_with_own_facts(meeting):
    for one in meeting.objections.given:
        meeting.objections.choice.value = one.key
        shown = text_of(meeting.objections)
        assert all(line in shown for line in one.lines)
        assert "\nday | " in shown
    assert "huddle" in meeting.objections.given[0].milestone[0]
    meeting.objections.save.pressed()
    for name in ("objections.html", "objections.md"):
        kept = (folder(meeting) / "documents" / name).read_text(encoding="utf-8")
        assert kept.count("huddle") >= 1
        assert "No budget" in kept


def test_an_own_objection_is_added_shown_and_practised(meeting):
    part = meeting.objections
    part.add.click()
    assert "lacks title, said, questions" in said(part.kept)
    part.fields["title"].value, part.fields["said"].value = "Only <b>here</b>", 'You would have to be "here"'
    part.fields["questions"].value = "Which work needs me in the room?\n\nOn which days?"
    part.fields["date"].value = "Shall we look at it on {next}?"
    part.add.click()
    assert part.choice.value == "only_b_here_b"
    assert part.given[-1].questions == ("Which work needs me in the room?", "On which days?")
    assert "Shall we look at it on 20 October 2026?" in text_of(part)
    assert "<b>" not in part.html.value
    assert "only_b_here_b" in [key for _, key in meeting.practice.script.options]
    assert part.fields["title"].value == ""


def test_a_file_at_fault_is_said_and_never_touched(meeting):
    path = folder(meeting) / FILE
    path.write_text("[broken\n", encoding="utf-8")
    meeting.ask.changed()
    assert "The file cannot be read" in text_of(meeting.objections)
    part = meeting.objections
    part.fields["title"].value, part.fields["said"].value, part.fields["questions"].value = "A", "B", "C?"
    part.add.click()
    assert "nothing is added to a file that is at fault" in said(part.kept)
    assert path.read_text(encoding="utf-8") == "[broken\n"
    assert part.fields["title"].value == "A"


WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
STANDING = ("", "# mine\n", '[x]\ntitle = "a"\nsaid = "b"\nquestions = ["c"]')


@given(
    title=WORDS,
    said=WORDS,
    lines=st.lists(WORDS, min_size=1, max_size=3),
    noise=st.text("\n\t \x00\x7f\u2028", max_size=4),
    before=st.sampled_from(STANDING),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_added_is_read_back_and_what_was_there_stays(tmp_path_factory, title, said, lines, noise, before):
    place = tmp_path_factory.mktemp("own")
    (place / "wins.csv").write_text("date,win\n", encoding="utf-8")
    if before:
        (place / FILE).write_text(before, encoding="utf-8")
    workspace = ak.open_workspace(place, today=date(2026, 9, 30))
    keys = {add_objection(workspace, noise + title, said + noise, questions=[*lines, noise]) for _ in range(2)}
    own, issues = read_objections(workspace)
    assert not issues
    assert len(keys) == 2
    for key in keys:
        assert (own[key]["title"], own[key]["said"], own[key]["questions"]) == ((title,), (said,), tuple(lines))
    assert (place / FILE).read_bytes().startswith(before.encode())
    assert own.keys() == keys | tomllib.loads(before).keys()


@pytest.mark.parametrize(
    ("title", "said", "questions"), [("", "b", ["c"]), ("a", " ", ["c"]), ("a", "b", []), ("a", "b", [" ", "\x00"])]
)
def test_an_objection_that_lacks_something_is_refused(meeting, title, said, questions):
    with pytest.raises(KitError, match="lacks"):
        add_objection(meeting.ask.workspace, title, said, questions=questions)
    assert not (folder(meeting) / FILE).exists()


# --- practice -----------------------------------------------------------------------------------------------------


def practise(meeting, seconds=83, felt=4, kept=CHECKS[:2]):
    part = meeting.practice
    part.pressed_draw()
    part.pressed_start()
    part._clock.now += seconds
    part.pressed_stop()
    for field in part.ratings.values():
        field.value = felt
    for name in kept:
        part.checks[name].value = True
    part.keep.pressed()


def test_a_try_is_timed_rated_kept_and_shown(meeting):
    assert "Nothing has been practised aloud yet" in text_of(meeting.practice)
    practise(meeting)
    row = rows(meeting, "practice.csv")[0]
    assert row["objection"] in [one.key for one in meeting.objections.given]
    assert {
        name: row[name] for name in ("date", "script", "seconds", "confidence", "clarity", "composure", "checks")
    } == {
        "date": "2026-09-30",
        "script": "the request",
        "seconds": "83",
        "confidence": "4",
        "clarity": "4",
        "composure": "4",
        "checks": ";".join(CHECKS[:2]),
    }
    assert "One try so far, confidence 4 of 5" in text_of(meeting.practice)
    assert not any(box.value for box in meeting.practice.checks.values())
    practise(meeting, felt=5)
    assert "Confidence went from 4 to 5 of 5 over two tries" in text_of(meeting.practice)
    assert len({row["objection"] for row in rows(meeting, "practice.csv")}) == 2
    meeting.practice.keep.pressed_undo()
    assert len(rows(meeting, "practice.csv")) == 1
    assert "One try so far" in text_of(meeting.practice)


def test_the_drawn_objection_is_hidden_until_its_moment_and_told_at_the_end(meeting):
    part = meeting.practice
    part.pressed_draw()
    spoken = part.drawn.objection.said
    assert spoken not in said(part.running)
    part.pressed_start()
    assert f"0s linear {part.drawn.after}s forwards" in part.running.value
    assert "visibility:hidden" in part.running.value
    assert part.start.disabled
    part._clock.now += 61
    part.pressed_stop()
    assert "You spoke for 61 seconds" in said(part.running)
    assert spoken in said(part.running)
    assert all(question in said(part.running) for question in part.drawn.objection.questions)
    assert "animation" not in part.running.value
    part.pressed_stop()
    assert part.seconds == 61


def test_the_same_seed_draws_the_same(open_meeting):
    drawn = []
    for name in ("one", "two"):
        part = open_meeting(name).practice
        part.pressed_draw()
        first = part.drawn
        part.pressed_draw()
        drawn.append((first, part.drawn))
    assert [(one.objection.key, one.after) for one in drawn[0]] == [(one.objection.key, one.after) for one in drawn[1]]


def test_nothing_and_a_running_clock_are_not_kept(meeting):
    part = meeting.practice
    part.keep.pressed()
    assert "There is no try to keep yet" in said(part.keep.status)
    part.pressed_start()
    part.keep.pressed()
    assert "The clock still runs" in said(part.keep.status)
    assert not (folder(meeting) / "practice.csv").exists()


def test_what_was_never_practised_comes_first(meeting):
    assert meeting.practice.script.value == "the opening"
    part = meeting.practice
    part.ratings["confidence"].value = 3
    part.keep.pressed()
    assert part.script.value == "the value"
    assert "This week's script: the value (not practised yet)." in text_of(part)


# --- what is written ----------------------------------------------------------------------------------------------


def test_nothing_is_written_before_a_button_is_pressed(meeting):
    before = {path.name: path.read_bytes() for path in folder(meeting).iterdir() if path.is_file()}
    meeting.ask.hide.value = True
    meeting.when.day.value = date(2026, 10, 9)
    meeting.track.variant.value = "together"
    meeting.objections.choice.value = "silence"
    meeting.practice.pressed_draw()
    assert {path.name: path.read_bytes() for path in folder(meeting).iterdir() if path.is_file()} == before
    assert "Nothing was written yet" in meeting.saved.text


def test_a_folder_that_cannot_be_written_to_is_said(meeting):
    (folder(meeting) / "documents").write_text("in the way", encoding="utf-8")
    meeting.track.save.pressed()
    meeting.ladder.save.pressed()
    meeting.objections.save.pressed()
    meeting.no_meeting.save.pressed()
    for status in (
        part.save.status for part in (meeting.track, meeting.ladder, meeting.objections, meeting.no_meeting)
    ):
        assert 'role="alert"' in status.value
    meeting.invitation.keep.pressed()
    assert "The record is kept, but" in said(meeting.invitation.keep.status)
    assert state(meeting) == "invited"
