"""A whole year of one ask: a no, a plan, wins, the second ask, a yes.

Every document of the way is kept in tests/data/year.

After a wanted change: `python -m tests.test_year` writes the documents again; read the difference.
"""

import re
import tempfile
from datetime import UTC, date, datetime, time
from html import unescape
from pathlib import Path

import pytest
from icalendar import Calendar

from advocacy_kit import PublishedPercentiles, find_gaps, open_workspace, raise_case
from advocacy_kit.advocates.brief import Request, brief_page, make_brief
from advocacy_kit.conversation.ladder import ladder
from advocacy_kit.conversation.meeting import (
    VARIANTS,
    confirming_mail,
    invitation,
    talk_track,
    told_in_the_talk,
    written_mail,
)
from advocacy_kit.conversation.objections import objections, objections_page
from advocacy_kit.conversation.other_asks import Option, raise_ask
from advocacy_kit.conversation.plan import checked_plan, plan_page, propose_plan
from advocacy_kit.conversation.practice import CHECKS, draw_objection, practice_finding, practice_row
from advocacy_kit.conversation.pressing import ask_again, press_or_bide
from advocacy_kit.documents.asking import mail_text, meeting_event, plan_events
from advocacy_kit.documents.calendar import render_calendar
from advocacy_kit.language.remarks import check_language
from advocacy_kit.log.asks import ask_of, rounds_of
from advocacy_kit.log.followup import Facts, OwnStep, advance
from advocacy_kit.log.milestones import progress
from advocacy_kit.raise_case.manager_page import Choices, manager_page
from advocacy_kit.stats.benchmark import SourceValue
from advocacy_kit.widgets.after.after_the_answer import ThenAndNow, TodaysCase, WhenAgain
from advocacy_kit.widgets.meeting.ask_session import AskSession
from advocacy_kit.widgets.meeting.talk_day import When
from advocacy_kit.workspace.own_calendar import own_calendar
from tests.cases import FixedMarket, FixedPeers
from tests.pages import Words

GOLDEN = Path(__file__).parent / "data" / "year"
WARD = PublishedPercentiles({0.10: 68_000, 0.25: 78_000, 0.50: 90_000, 0.75: 101_000, 0.90: 112_000})


class Nurses(FixedPeers):
    """What three sources say of registered nurses there."""

    occupation, title, place = "29-1141", "Registered Nurses", "Grand Rapids-Wyoming-Kentwood, MI"

    def curve(self, rate):
        return WARD

    def rank(self, pay, *, on, rate=0.035):
        return WARD.rank(pay)


MARKET = FixedMarket(
    Nurses(
        (
            SourceValue(89_400, date(2025, 5, 1), 0.5, 0.02, name="OEWS", family="OEWS"),
            SourceValue(88_000, date(2025, 10, 1), 0.3, 0.04, name="Pay survey of the nurses' guild", family="guild"),
            SourceValue(92_500, date(2026, 8, 1), 0.2, 0.05, name="Postings", family="postings"),
        )
    )
)
# one-on-ones every other Tuesday; that of 27 October is called off, and there is a day of leave
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:one-on-one
DTSTAMP:20260801T120000Z
DTSTART;TZID=America/Detroit:20260901T100000
DTEND;TZID=America/Detroit:20260901T103000
RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20270701T000000Z
SUMMARY:1:1 Alex
END:VEVENT
BEGIN:VEVENT
UID:one-on-one
DTSTAMP:20260901T120000Z
RECURRENCE-ID;TZID=America/Detroit:20261027T100000
DTSTART;TZID=America/Detroit:20261027T100000
DTEND;TZID=America/Detroit:20261027T103000
STATUS:CANCELLED
SUMMARY:1:1 Alex
END:VEVENT
BEGIN:VEVENT
UID:leave
DTSTAMP:20260801T120000Z
DTSTART;VALUE=DATE:20261015
DTEND;VALUE=DATE:20261016
SUMMARY:Leave
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
FILES = {
    "profile.toml": (
        'role = "Charge nurse"\noccupation = "29-1141"\ncountry = "US"\ncurrency = "USD"\narea = "Grand'
        ' Rapids-Wyoming-Kentwood, MI"\ntimezone = "America/Detroit"\nreview_date = 2026-11-12\n'
    ),
    "people.csv": (
        "id,name,relation,cares_about,rooms\np-1,Alex Morgan,manager,no surprises on Monday,\np-2,Sam"
        " Reed,sponsor,quiet nights,budget talks of the hospital\n"
    ),
    "objectives.csv": "id,owner,objective,since,until\no-1,p-1,Fewer falls on the unit,,\n",
    "pay.csv": "date,amount,per,hours_per_week,element,currency,country\n2025-01-01,84000,year,40,base,USD,US\n",
    "reviews.csv": "date,kind,note\n2025-11-13,annual,\n",
    "goals.csv": (
        "id,goal,measure,unit,baseline,target,start,due,pace,objectives,status\n"
        "g-1,Bring the falls down to two a quarter,falls,a quarter,6,2,2026-07-01,2027-03-25,linear,o-1,open\n"
    ),
    "checkins.csv": "goal_id,date,value,note\ng-1,2026-09-28,6,\n",
    "wins.csv": (
        "id,date,win,impact,measure,before,after,unit,value,value_basis,value_kind,value_status,category,objectives,evidence,praise,praise_by,known_to,audience,confidential\nw-1,2026-02-11,Started"
        " the bedside handover with the night shift,Fewer questions are phoned back,calls after handover,14,5,a"
        " week,,,,,care,,,,,p-1,,\nw-2,2026-05-07,Precepted three new graduates through their first ninety days,All"
        " three stayed,,,,,,,,,teaching,,,,,,,\nw-3,2026-07-15,Wrote the checklist for central line care,No line"
        " infection since,line infections,3,0,a half year,,,,,care,,,,,,,\nw-4,2026-08-22,Stood in through the"
        " flood,,,,,,,,,,care,,,,,,,yes\n"
    ),
}
WON = (
    {
        "date": "2026-12-10",
        "win": "Moved the huddle to the start of each shift",
        "impact": "Falls dropped",
        "objectives": "o-1",
        "category": "care",
    },
    {
        "date": "2027-02-18",
        "win": "Put a falls round at every change of shift",
        "measure": "falls",
        "before": 6,
        "after": 2,
        "unit": "a quarter",
        "objectives": "o-1",
        "category": "care",
        "praise": "Our quietest winter",
        "praise_by": "p-1",
    },
    {
        "date": "2027-03-02",
        "win": "Cut the agency shifts of the night by pooling with the ward next door",
        "measure": "agency shifts",
        "before": 11,
        "after": 4,
        "unit": "a month",
        "value": 21000,
        "value_basis": "7 shifts a month less x 250 USD x 12 months",
        "value_kind": "recurring",
        "value_status": "confirmed",
        "category": "staffing",
    },
)


class Year:
    """The workspace from day to day, and what it wrote."""

    def __init__(self, folder):
        self.folder, self.written = folder, {}
        self.on(date(2026, 9, 30))

    def on(self, today):
        self.workspace = open_workspace(self.folder, today=today)
        return self.workspace.records

    @property
    def records(self):
        return self.workspace.records

    def move(self, key, to, **facts):
        self.workspace.apply(advance(self.records, key, to, Facts(**facts)))
        assert ask_of(self.records, key).known_state == to

    def keep(self, name, text):
        self.written[name] = text if isinstance(text, str) else text.markdown

    def keep_page(self, name, page):
        """Keep a page as Markdown; its HTML says the same words."""
        self.keep(name, page)
        html = Words(re.sub(r"(?s)<head>.*?</head>", "", page.html)).words
        assert words_of(html.replace(f"For {page.to}", "", 1)) == words_of(self.written[name].replace("\\", ""))

    def talk(self, key):
        """The notebook's page on that ask."""
        talk = AskSession(self.workspace, MARKET)
        talk.choice.value = key
        return talk


def words_of(text):
    return re.findall(r"\w+", unescape(text))


def shown(text):
    """A part of a notebook as text, a line of a table a line."""
    return text.replace("\u00a0", " ").strip() + "\n"


def played(folder):
    """The year, played in a folder."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "calendar.ics").write_bytes(CALENDAR.encode())
    year = Year(folder)
    key = autumn(year)
    winter(year, key)
    spring(year, key)
    return year


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    return played(tmp_path_factory.mktemp("year"))


def autumn(year):
    """The first ask: prepared, invited, moved, practised, refused, confirmed, turned into a plan."""
    case = raise_case(year.records, MARKET, on="2027-01-01")
    ways = (
        Option(
            "a first part in January, the rest in July",
            "half of it this year",
            "p-1",
            "put both days in writing",
            date(2026, 12, 1),
        ),
        Option("the title of lead charge nurse", "none", "p-1", "look at its description"),
    )
    ask = raise_ask(year.records, case, to="p-1", follow_up="2026-10-20", options=ways)
    key = year.workspace.apply(ask.changes(year.workspace.today)).ids[0]
    year.workspace.edit("asks", key, {"walk_away": 87_000})
    when = When(year.talk(key))
    year.keep("01_when.txt", shown(when.note.text))
    meeting = date(2026, 10, 13)
    assert when.day.value == meeting
    year.keep_page("02_case.md", manager_page(year.records, case, Choices(next_date=meeting)))
    invite(year, key, "03_invitation", meeting, time(10))
    year.move(key, "invited", next_date=meeting)
    meeting = date(2026, 10, 16)
    invite(year, key, "04_invitation_moved", meeting, time(14), before="03_invitation.ics")
    year.move(key, "invited", next_date=meeting)
    year.workspace.edit("asks", key, {"next_date": "2026-10-20"})  # by which an answer is asked for, as the page has it
    for variant in VARIANTS:
        year.keep(f"05_talk_{variant}.md", talk_track(year.records, key, case, variant=variant).page)
    year.keep("06_ladder.md", ladder(year.records, key, case).page)
    given = objections(year.records, key, case)
    year.keep("07_objections.md", objections_page(given))
    for seed, felt in ((1, 2), (2, 4)):
        drawn = draw_objection(year.records, given, seed=seed).objection.key
        checks = CHECKS[: felt + 1]
        year.workspace.apply(
            [practice_row(year.records, "the request", objection=drawn, seconds=95, confidence=felt, checks=checks)],
        )
    year.keep("08_practice.md", said(practice_finding(year.records)))
    year.on(meeting)
    year.move(key, "met", next_date="2026-10-20")
    year.workspace.apply(told_in_the_talk(year.records, key))
    year.on(date(2026, 10, 20))
    year.move(
        key,
        "no",
        answer="Not in the budget of this year",
        blocker="the budget is closed until April 2027",
        next_date="2026-10-27",
    )
    year.move(
        key, "agreed in writing", agreed="Alex looks at the falls with me every five weeks", next_date="2026-10-27"
    )
    plan = propose_plan(year.records, key)
    step = OwnStep("read the guideline on fall prevention", "borrow it from the ward", date(2026, 11, 15))
    year.move(
        key,
        "milestones",
        milestones=checked_plan(year.records, plan.milestones),
        steps=(step,),
        next_date=plan.follow_ups[0],
    )
    mail = confirming_mail(year.records, key)
    assert not [remark for remark in mail.remarks if mail.text[remark.start : remark.end] not in "of this year"]
    year.keep("09_mail_after_the_no.txt", mail_text(mail))
    year.keep_page("10_plan.md", plan_page(year.records, key))
    year.keep("10_plan.ics", calendar(year, plan_events(year.records)))
    return key


def winter(year, key):
    """Nothing is logged for a while: bide, and a gap; then the wins come, and somebody is asked to speak for them."""
    year.on(date(2027, 1, 15))
    year.workspace.add("checkins", {"goal_id": "g-1", "date": "2027-01-14", "value": 5.5})
    assert press_or_bide(year.records, key).verdict == "bide"
    year.keep("11_bide.txt", shown(words_on(WhenAgain(year.talk(key)))))
    year.keep_page("12_plan_in_january.md", plan_page(year.records, key))
    year.workspace.edit("steps", str(year.records.steps.index[0]), {"done": "2027-01-10"})
    for win in WON:
        year.on(max(date.fromisoformat(win["date"]), date(2027, 1, 15)))
        year.workspace.add("wins", win)
    asked = Request(
        "a raise", "2027-04-20", "say in the budget talks what the falls round changed", "ten minutes before that day"
    )
    energy = "Nobody should break a hip in a place that is there to heal. The round is small enough to stay."
    year.keep_page("13_brief_for_sam.md", brief_page(make_brief(year.records, "p-2", asked, energy=energy)))


def spring(year, key):
    """The milestone is reached: press, side by side, the second ask, first in writing, then a meeting.

    A yes in writing, closed.
    """
    year.on(date(2027, 3, 5))
    (year.folder / "profile.toml").write_text(
        FILES["profile.toml"].replace("2026-11-12", "2027-05-13"), encoding="utf-8"
    )
    year.on(date(2027, 3, 5))
    case = raise_case(year.records, MARKET, on="2027-07-01")
    again = ask_again(year.records, key, own_calendar(year.workspace, "p-1").entries)
    assert press_or_bide(year.records, key).verdict == "press"
    year.keep("14_press.txt", shown(words_on(WhenAgain(year.talk(key)))))
    year.keep_page("15_plan_in_march.md", plan_page(year.records, key))
    talk = year.talk(key)
    year.keep("16_then_and_now.txt", shown(ThenAndNow(talk, TodaysCase(talk, MARKET)).note.text))
    year.move(key, "asked again", start_date="2027-07-01", next_date="2027-04-05", figure=case.figure, walk_away=89_000)
    second = rounds_of(year.records, key)[-1].id
    year.keep_page("17_second_case.md", manager_page(year.records, case, Choices(next_date=again.day)))
    year.on(again.day)
    step = OwnStep("draft the falls round as a page for other wards", "list its five points", date(2027, 3, 18))
    year.move(second, "written", next_date="2027-03-19", steps=(step,))
    year.keep("18_case_in_writing.txt", mail_text(written_mail(year.records, second)))
    year.on(date(2027, 3, 19))
    meeting = date(2027, 3, 23)
    invite(year, second, "19_second_invitation", meeting, time(9, 30))
    year.move(second, "invited", next_date=meeting)
    year.workspace.edit("asks", second, {"next_date": "2027-04-05"})
    year.keep("20_second_talk.md", talk_track(year.records, second, case).page)
    year.on(meeting)
    year.move(second, "met", next_date="2027-03-25")
    year.workspace.apply(told_in_the_talk(year.records, second))
    year.on(date(2027, 3, 25))
    year.move(second, "yes", answer="Yes, from July", next_date="2027-04-01")
    year.move(
        second, "agreed in writing", agreed="Alex sends the change to payroll by 1 June 2027", next_date="2027-06-01"
    )
    year.keep("21_mail_after_the_yes.txt", mail_text(confirming_mail(year.records, second)))
    year.keep("22_plan.ics", calendar(year, plan_events(year.records), before=year.written["10_plan.ics"]))
    year.on(date(2027, 9, 30))
    year.move(second, "closed")
    year.move(key, "closed")
    year.keep("23_asks.csv", (year.folder / "asks.csv").read_text(encoding="utf-8"))


def invite(year, key, name, on, at, before=""):
    """Keep an invitation as its mail and its calendar file; `before` is the file that it updates."""
    invited = invitation(year.records, key, on, at)
    year.keep(f"{name}.txt", mail_text(invited.mail))
    year.keep(
        f"{name}.ics", calendar(year, [meeting_event(year.records, key, invited)], before=year.written.get(before, ""))
    )


def words_on(part):
    """What a part of a notebook says."""
    return part._repr_mimebundle_()["text/plain"]


def calendar(year, events, before=""):
    made = datetime.combine(year.workspace.today, time(12), UTC)
    return render_calendar(events, owner="year", made=made, before=before.encode()).decode()


def said(finding):
    return f"{finding.alt}\n\n{finding.answer}\n"


def test_every_document_of_the_year_is_as_it_was(year):
    kept = {path.name: path.read_bytes().decode() for path in GOLDEN.iterdir()}
    assert year.written.keys() == kept.keys()
    for name, text in year.written.items():
        assert text == kept[name], name


def test_the_year_is_on_record(year):
    first, second = rounds_of(year.records, year.records.asks["id"].iloc[0])
    assert (first.known_state, second.known_state) == ("closed", "closed")
    assert second.id == f"{first.id}/2"
    assert (first.answer, second.answer) == ("Not in the budget of this year", "Yes, from July")
    assert second.figure > first.figure
    assert not [issue for issue in year.workspace.check() if issue.code not in ("K035",)]
    assert progress(year.records, first.id)["status"].tolist() == ["reached"]


def test_no_document_for_others_has_a_confidential_win_or_the_lowest_figure(year):
    leaving = [
        text for name, text in year.written.items() if re.search("invitation|talk|case|mail|brief|plan|writing", name)
    ]
    assert len(leaving) == 21
    assert not [text for text in leaving if re.search("flood|87,000|89,000", text)]


def test_no_word_of_the_kit_draws_a_remark(year):
    for name, text in year.written.items():
        if name.endswith((".md", ".txt")) and not re.search("objections|09_mail|then_and_now|brief", name):
            marked = [text[remark.start : remark.end] for remark in check_language(text)]
            assert marked == [], name


def test_the_second_time_round_the_plan_gaps_are_closed(year):
    assert not [gap for gap in find_gaps(year.records) if gap.kind == "unmet_milestone"]


def test_the_events_of_the_plan_are_cancelled_when_it_is_over(year):
    assert year.written["10_plan.ics"].count("BEGIN:VEVENT") == year.written["10_plan.ics"].count("SEQUENCE:0")
    assert "STATUS:CANCELLED" in year.written["22_plan.ics"]


def test_a_meeting_that_is_moved_is_the_same_event_with_the_next_sequence(year):
    names = ("03_invitation", "04_invitation_moved", "19_second_invitation")
    first, moved, second = (Calendar.from_ical(year.written[f"{name}.ics"]).events[0] for name in names)
    assert first["UID"] == moved["UID"] != second["UID"]
    assert [event["SEQUENCE"] for event in (first, moved, second)] == [0, 1, 0]
    assert [f"{event.decoded('DTSTART'):%d.%m. %H:%M}" for event in (first, moved)] == ["13.10. 10:00", "16.10. 14:00"]


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        for written, content in played(Path(place)).written.items():
            (GOLDEN / written).write_bytes(content.encode())
