"""A whole year of one ask: a no, a plan, wins, the second ask, a yes; every document of the way is kept in tests/data/year.

After a wanted change: `python -m tests.test_year` writes the documents again; read the difference.
"""

import re
import tempfile
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from advocacy_kit import find_gaps, open_workspace, raise_case
from advocacy_kit.ask_files import record_ask
from advocacy_kit.asking import apply
from advocacy_kit.asks import ask_of, rounds_of
from advocacy_kit.conversation.mails import confirming_mail
from advocacy_kit.conversation.meeting import VARIANTS, invitation, ladder, talk_track
from advocacy_kit.conversation.objections import objections, objections_page
from advocacy_kit.conversation.plan import checked_plan, propose_plan
from advocacy_kit.conversation.plan_pages import comparison_page, days_page, plan_page, press_page
from advocacy_kit.conversation.practice import CHECKS, draw_objection, practice_finding, practice_row
from advocacy_kit.conversation.pressing import ask_again, press_or_bide, then_and_now
from advocacy_kit.conversation.timing import Appointment, meeting_days
from advocacy_kit.documents.asking import mail_text, meeting_event, plan_events
from advocacy_kit.documents.calendar import render_calendar
from advocacy_kit.documents.case_markdown import page_markdown
from advocacy_kit.followup import Facts, OwnStep, advance
from advocacy_kit.language.remarks import check_language
from advocacy_kit.milestones import progress
from advocacy_kit.other_asks import Option, raise_ask
from tests.cases import VECTOR_MARKET

GOLDEN = Path(__file__).parent / "data" / "year"
FILES = {
    "profile.toml": 'role = "Charge nurse"\noccupation = "13-1081"\ncountry = "US"\ncurrency = "USD"\narea = "Grand Rapids-Wyoming-Kentwood, MI"\n'
    'timezone = "America/Detroit"\nreview_date = 2026-11-12\n',
    "people.csv": "id,name,relation,cares_about\np-1,Alex Morgan,manager,no surprises on Monday\np-2,Sam Reed,peer,\n",
    "objectives.csv": "id,owner,objective,since,until\no-1,p-1,Fewer falls on the unit,,\n",
    "pay.csv": "date,amount,per,hours_per_week,element,currency,country\n2025-01-01,98000,year,40,base,USD,US\n",
    "reviews.csv": "date,kind,note\n2025-11-13,annual,\n",
    "goals.csv": "id,goal,measure,unit,baseline,target,start,due,pace,objectives,status\n"
    "g-1,Bring the falls down to two a quarter,falls,a quarter,6,2,2026-07-01,2027-03-25,linear,o-1,open\n",
    "checkins.csv": "goal_id,date,value,note\ng-1,2026-09-28,6,\n",
    "wins.csv": "id,date,win,impact,measure,before,after,unit,value,value_basis,value_kind,value_status,category,objectives,evidence,praise,praise_by,"
    "known_to,audience,confidential\n"
    "w-1,2026-02-11,Started the bedside handover with the night shift,Fewer questions are phoned back,calls after handover,14,5,a week,,,,,care,,,,,p-1,,\n"
    "w-2,2026-05-07,Precepted three new graduates through their first ninety days,All three stayed,,,,,,,,,teaching,,,,,,,\n"
    "w-3,2026-07-15,Wrote the checklist for central line care,No line infection since,line infections,3,0,a half year,,,,,care,,,,,,,\n"
    "w-4,2026-08-22,Stood in through the flood,,,,,,,,,,care,,,,,,,yes\n",
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
        apply(self.workspace, advance(self.records, key, to, Facts(**facts)))
        assert ask_of(self.records, key).known_state == to

    def keep(self, name, text):
        self.written[name] = text if isinstance(text, str) else page_markdown(text)


def played(folder):
    """The year, played in a folder."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    year = Year(folder)
    key = autumn(year)
    winter(year, key)
    spring(year, key)
    return year


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    return played(tmp_path_factory.mktemp("year"))


def autumn(year):
    """The first ask: prepared, practised, refused, confirmed, turned into a plan."""
    case = raise_case(year.records, VECTOR_MARKET, on="2027-01-01")
    ways = (
        Option("a first part in January, the rest in July", "half of it this year", "p-1", "put both days in writing", date(2026, 12, 1)),
        Option("the title of lead charge nurse", "none", "p-1", "look at its description"),
    )
    key = record_ask(year.workspace, raise_ask(year.records, case, to="p-1", follow_up="2026-10-20", options=ways)).key
    year.workspace.edit("asks", key, {"walk_away": 104_000})
    busy = (Appointment(date(2026, 10, 13), "1:1 Alex", 30, "10:00", one_on_one=True), Appointment(date(2026, 10, 15), "Leave"))
    days = meeting_days(year.records, busy)
    year.keep("01_when.md", days_page(days))
    meeting = days.iloc[0]["day"].date()
    assert meeting == date(2026, 10, 13)
    invited = invitation(year.records, key, meeting, time(10))
    year.keep("02_invitation.txt", mail_text(invited.mail))
    year.keep("02_invitation.ics", calendar(year, [meeting_event(year.records, key, invited)]))
    for variant in VARIANTS:
        year.keep(f"03_talk_{variant}.md", talk_track(year.records, key, case, variant=variant).page)
    year.keep("04_ladder.md", ladder(year.records, key, case).page)
    given = objections(year.records, key, case)
    year.keep("05_objections.md", objections_page(given))
    for seed, felt in ((1, 2), (2, 4)):
        drawn = draw_objection(year.records, given, seed=seed).objection.key
        checks = CHECKS[: felt + 1]
        apply(year.workspace, [practice_row(year.records, "the request", objection=drawn, seconds=95, confidence=felt, checks=checks)])
    year.keep("06_practice.md", said(practice_finding(year.records)))
    year.move(key, "invited", next_date=meeting)
    year.on(meeting)
    year.move(key, "met", next_date="2026-10-20")
    year.on(date(2026, 10, 20))
    year.move(key, "no", answer="Not in the budget of this year", blocker="the budget is closed until April 2027", next_date="2026-10-27")
    year.move(key, "agreed in writing", agreed="Alex looks at the falls with me every five weeks", next_date="2026-10-27")
    plan = propose_plan(year.records, key)
    step = OwnStep("read the guideline on fall prevention", "borrow it from the ward", date(2026, 11, 15))
    year.move(key, "milestones", milestones=checked_plan(year.records, plan.milestones), steps=(step,), next_date=plan.follow_ups[0])
    mail = confirming_mail(year.records, key)
    assert not [remark for remark in mail.remarks if mail.text[remark.start : remark.end] not in "of this year"]
    year.keep("07_mail_after_the_no.txt", mail_text(mail))
    year.keep("08_plan.md", plan_page(year.records, key))
    year.keep("08_plan.ics", calendar(year, plan_events(year.records)))
    return key


def winter(year, key):
    """Nothing is logged for a while: bide, and a gap; then the wins come."""
    year.on(date(2027, 1, 15))
    year.workspace.add("checkins", {"goal_id": "g-1", "date": "2027-01-14", "value": 5.5})
    year.keep("09_bide.md", press_page(press_or_bide(year.records, key), ask_again(year.records, key)))
    year.keep("10_plan_in_january.md", plan_page(year.records, key))
    year.workspace.edit("steps", str(year.records.steps.index[0]), {"done": "2027-01-10"})
    for win in WON:
        year.on(max(date.fromisoformat(win["date"]), date(2027, 1, 15)))
        year.workspace.add("wins", win)


def spring(year, key):
    """The milestone is reached: press, side by side, the second ask, a yes in writing, closed."""
    year.on(date(2027, 3, 5))
    (year.folder / "profile.toml").write_text(FILES["profile.toml"].replace("2026-11-12", "2027-05-13"), encoding="utf-8")
    year.on(date(2027, 3, 5))
    case = raise_case(year.records, VECTOR_MARKET, on="2027-07-01")
    again = ask_again(year.records, key)
    year.keep("11_press.md", press_page(press_or_bide(year.records, key), again))
    year.keep("12_plan_in_march.md", plan_page(year.records, key))
    year.keep("13_then_and_now.md", comparison_page(then_and_now(year.records, key, case)))
    year.move(key, "asked again", start_date="2027-07-01", next_date="2027-04-05", figure=case.figure, walk_away=106_000)
    second = rounds_of(year.records, key)[-1].id
    invited = invitation(year.records, second, again.day, time(9, 30))
    year.keep("14_second_invitation.txt", mail_text(invited.mail))
    year.keep("15_second_talk.md", talk_track(year.records, second, case).page)
    year.move(second, "invited", next_date=again.day)
    year.on(again.day)
    year.move(second, "met", next_date="2027-03-25")
    year.on(date(2027, 3, 25))
    year.move(second, "yes", answer="Yes, from July", next_date="2027-04-01")
    year.move(second, "agreed in writing", agreed="Alex sends the change to payroll by 1 June 2027", next_date="2027-06-01")
    year.keep("16_mail_after_the_yes.txt", mail_text(confirming_mail(year.records, second)))
    year.keep("17_plan.ics", calendar(year, plan_events(year.records), before=year.written["08_plan.ics"]))
    year.on(date(2027, 9, 30))
    year.move(second, "closed")
    year.move(key, "closed")
    year.keep("18_asks.csv", (year.folder / "asks.csv").read_text(encoding="utf-8"))


def calendar(year, events, before=""):
    made = datetime.combine(year.workspace.today, time(12), UTC)
    return render_calendar(events, owner="year", made=made, before=before.encode()).decode()


def said(finding):
    return f"{finding.title}.\n\n{finding.alt}\n\n{finding.answer}\n"


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
    leaving = [text for name, text in year.written.items() if name.endswith((".txt", ".ics")) or "talk" in name]
    assert not [text for text in leaving if re.search("flood|104,000|106,000", text)]


def test_no_word_of_the_kit_draws_a_remark(year):
    for name, text in year.written.items():
        if name.endswith(".md") and "objections" not in name:
            marked = [text[remark.start : remark.end] for remark in check_language(text)]
            assert marked == [], name


def test_the_second_time_round_the_plan_gaps_are_closed(year):
    assert not [gap for gap in find_gaps(year.records) if gap.kind == "unmet_milestone"]


def test_the_events_of_the_plan_are_cancelled_when_it_is_over(year):
    assert year.written["08_plan.ics"].count("BEGIN:VEVENT") == year.written["08_plan.ics"].count("SEQUENCE:0")
    assert "STATUS:CANCELLED" in year.written["17_plan.ics"]


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        for written, content in played(Path(place)).written.items():
            (GOLDEN / written).write_bytes(content.encode())
