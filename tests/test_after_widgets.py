"""What now, without a browser: legal moves only, what is missing named at once, mail, plan, steps.

Next round; files hold what was shown.
"""

import csv
import io
from datetime import date, timedelta
from html import unescape

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from icalendar import Calendar
from matplotlib.figure import Figure

import advocacy_kit as ak
from advocacy_kit.charts import draw_milestones
from advocacy_kit.conversation.plan import propose_plan
from advocacy_kit.conversation.plan_findings import (
    gap_words,
    milestones_finding,
    plan_of,
    steps_of,
    steps_words,
    wins_since,
)
from advocacy_kit.conversation.pressing import ask_again, then_and_now
from advocacy_kit.core.model import HIDDEN, day
from advocacy_kit.log.asks import STATES, ask_of, asked_before
from advocacy_kit.log.followup import NEXT
from advocacy_kit.log.milestones import progress
from advocacy_kit.widgets import AfterTheAnswer
from advocacy_kit.widgets.after.after_plan import AWAY, FURTHER, NO_PLAN, PROPOSED
from advocacy_kit.widgets.after.after_the_answer import MOVES, NEVER_ASKED, NOT_YET_AGAIN
from advocacy_kit.widgets.meeting.ask_session import NO_ASK
from tests.asking import TODAY, ask, asking, stone
from tests.chance import examples
from tests.test_charts import _collection, _complaints, _rectangles, _texts, _words
from tests.test_meeting_widgets import FILES as BASE
from tests.test_meeting_widgets import html_of, text_of

HEAD = "id,date,kind,to,request,figure,opening_low,opening_high,walk_away,currency,per,start_date,next_date,state,blocker,answer,agreed,note\n"
ASK = (
    'a-1,2026-06-01,raise,p-1,"base pay of 81,750 USD a'
    ' year",81750,81750,85000,76500,USD,year,2027-01-01,2026-10-20,{},{},{},,\n'
)
STATE_ROWS = {
    "met": ASK.format("met", "", ""),
    "yes": ASK.format("yes", "", "Yes"),
    "no": ASK.format("no", "the budget of 1300000 USD is spent", "No: 81750 is too much"),
    "milestones": ASK.format("milestones", "the budget is spent", "No"),
    "drafted": ASK.format("drafted", "", ""),
    "closed": ASK.format("closed", "", ""),
}
FILES = {
    **{name: text for name, text in BASE.items() if name not in ("asks.csv", "options.csv")},
    "asks.csv": HEAD + STATE_ROWS["met"],
    "goals.csv": (
        "id,goal,measure,unit,baseline,target,start,due,pace,objectives,status\n"
        "g-1,Halve the falls,falls,a quarter,6,2,2026-07-01,2026-12-30,linear,o-1,open\n"
    ),
    "checkins.csv": "goal_id,date,value,note\ng-1,2026-09-01,5,\n",
    "milestones.csv": "id,ask_id,milestone,measure,baseline,target,unit,owner,due,goal_id\n",
    "options.csv": "ask_id,option,cost,owner,first_step,date\na-1,two free days,none,p-1,name the days,2026-12-01\n",
    "steps.csv": (
        "ask_id,step,first_action,due,done\na-1,read the guideline,borrow it,2026-09-20,\nb-1,of another"
        " ask,x,2026-10-01,\n,write the draft,find a quiet hour,2026-10-10,\n"
    ),
}
PARTS = ("ask", "answer", "mail", "plan", "progress", "steps", "again", "compare", "next_round")
AMOUNTS = ("81,750", "81750", "76,500", "76500", "85,000", "1300000", "74,000")


@pytest.fixture
def open_page(folder_of, market):
    """Open the page: `open_page("no")` with the ask in that state, or with other files, or without some (None)."""

    def make(state="met", name="mine", **changed):
        files = (
            FILES
            | {"asks.csv": HEAD + STATE_ROWS[state]}
            | {key.replace("_csv", ".csv"): text for key, text in changed.items()}
        )
        return AfterTheAnswer(
            ak.open_workspace(folder_of(name, {key: text for key, text in files.items() if text is not None})), market
        )

    return make


def folder(page):
    return page.session.workspace.path


def bytes_of(page):
    return {path.name: path.read_bytes() for path in folder(page).glob("*.csv")}


def rows(page, name):
    return list(csv.DictReader(io.StringIO((folder(page) / name).read_text(encoding="utf-8"))))


def state(page, key="a-1"):
    return ask_of(page.session.workspace.records, key).known_state


def said(widget):
    return unescape(widget.value)


def answer(page, move, **given):
    page.answer.move.value = move
    for name, value in given.items():
        page.answer.fields[name].value = value
    page.answer.keep.button.click()


def refused(page):
    answer(page, "no", answer="Not this year", blocker="the budget is spent", next_date=date(2026, 12, 1))


# --- the record ---------------------------------------------------------------------------------------------------


def test_without_an_ask_one_sentence_leads_to_notebook_5(open_page):
    page = open_page(asks_csv=None, milestones_csv=None, options_csv=None, steps_csv=None)
    assert NO_ASK in text_of(page.ask)
    assert "5_raise_case.ipynb" in page.session.lead.value
    for name in ("progress", "steps", "again", "compare"):
        assert "Notebook 5 writes one down" in text_of(getattr(page, name))
    before = bytes_of(page)
    kepts = (
        page.answer.keep,
        page.mail.keep,
        page.plan.keep,
        page.steps.add,
        page.steps.finish,
        page.next_round.again,
        page.next_round.end,
    )
    for kept in kepts:
        kept.pressed()
        assert said(kept.status)
    page.plan.calendar.pressed()
    assert bytes_of(page) == before
    assert not (folder(page) / "documents").exists()


def test_without_a_milestone_or_a_step_no_plan_is_written(open_page):
    page = open_page("no", milestones_csv=None, steps_csv=None)
    page.plan.calendar.pressed()
    assert "There is no plan to write yet. Save milestones above" in said(page.plan.calendar.status)
    assert not (folder(page) / "documents").exists()


@pytest.mark.parametrize("now", sorted(STATE_ROWS))
def test_only_legal_moves_are_offered(open_page, now):
    page = open_page(now)
    legal = NEXT[now] if now != "closed" else ()
    assert [move for _, move in page.answer.move.options] == [move for move in legal if move in MOVES]
    shown = {
        "plan": page.plan.panel.layout.display is None,
        "again": page.next_round.again.button.layout.display is None,
        "closed": page.next_round.ending.layout.display is None,
        "mail": page.mail.keep.button.layout.display is None,
    }
    open_plan = "milestones" in legal or now == "milestones"
    assert shown == {
        "plan": open_plan,
        "again": "asked again" in legal,
        "closed": "closed" in legal,
        "mail": now in ("yes", "no", "milestones"),
    }


def test_what_is_missing_is_named_at_once_and_nothing_is_written(open_page):
    page = open_page()
    before = bytes_of(page)
    page.answer.move.value = "not yet"
    for lack in ("the answer, in their words", "what stands in the way", "the day on which it is spoken of again"):
        assert lack in text_of(page.answer)
    page.answer.fields["next_date"].value = TODAY
    assert "has to lie ahead" in text_of(page.answer)
    page.answer.keep.button.click()
    assert "Nothing was written" in said(page.answer.keep.status)
    assert bytes_of(page) == before
    assert [field.layout.display for field in page.answer.fields.values()] == [None, None, None]
    page.answer.move.value = "yes"
    assert [field.layout.display for field in page.answer.fields.values()] == [None, "none", None]
    assert page.steps.add_box.layout.display is None
    assert "what stands in the way" not in page.answer.note.text


def test_an_answer_is_kept_and_taken_back(open_page):
    page = open_page()
    before = bytes_of(page)
    refused(page)
    row = rows(page, "asks.csv")[0]
    assert (row["state"], row["answer"], row["blocker"], row["next_date"]) == (
        "no",
        "Not this year",
        "the budget is spent",
        "2026-12-01",
    )
    assert "From no it goes on to: agreed in writing, milestones, closed." in said(page.answer.keep.status)
    assert "Answer: Not this year; what stands in the way: the budget is spent." in text_of(page.ask)
    assert page.answer.keep.button.layout.display == "none"
    page.answer.keep.undo.click()
    assert bytes_of(page) == before
    assert "From met it goes on to: yes, not yet, no, closed." in said(page.answer.keep.status)


@examples(8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from([*MOVES, "mail", "plan", "again", "close"]), max_size=5))
def test_whatever_is_pressed_the_ask_goes_only_where_it_may(records_of, folder_of, market, steps):
    files = FILES | {"asks.csv": HEAD + STATE_ROWS["met"]}
    page = AfterTheAnswer(ak.open_workspace(folder_of("some", files)), market)
    for step in steps:
        before, key = state(page), page.session.choice.value
        if key is None:
            break
        page.answer.fields["answer"].value = page.answer.fields["blocker"].value = page.mail.fields["agreed"].value = (
            "words"
        )
        page.answer.fields["next_date"].value = page.mail.fields["next_date"].value = date(2026, 12, 1)
        if step in MOVES:
            if step not in [move for _, move in page.answer.move.options]:
                continue
            page.answer.move.value = step
        press = {
            "mail": page.mail.keep,
            "plan": page.plan.keep,
            "again": page.next_round.again,
            "close": page.next_round.end,
        }
        press.get(step, page.answer.keep).button.click()
        after = state(page)
        assert after in STATES
        assert after == before or after in NEXT[before]


# --- the mail -----------------------------------------------------------------------------------------------------


def test_the_mail_says_who_what_by_when_and_makes_it_agreed_in_writing(open_page):
    page = open_page()
    assert "follows once the answer is recorded" in text_of(page.mail)
    refused(page)
    assert "Agreed in writing needs what was agreed" in page.mail.note.text
    page.mail.keep.button.click()
    assert "Nothing was written" in said(page.mail.keep.status)
    page.mail.fields["agreed"].value = "Alex looks at the falls with me every month"
    for words in (
        "To: Alex Morgan",
        "base pay of 81,750 USD a year",
        "Not this year",
        "Agreed: Alex looks at the falls",
        "1 December 2026",
    ):
        assert words in page.mail.mail.draft.field.value
    page.mail.keep.button.click()
    assert state(page) == "agreed in writing"
    assert rows(page, "asks.csv")[0]["agreed"] == "Alex looks at the falls with me every month"
    assert (folder(page) / "documents" / "confirmation_a-1.txt").read_text(
        encoding="utf-8"
    ) == page.mail.mail.draft.field.value
    assert "agreed: Alex looks at the falls" in text_of(page.ask)
    before = bytes_of(page)
    page.mail.keep.button.click()  # once more: the file alone
    assert bytes_of(page) == before
    assert page.mail.keep.undo.layout.display == "none"
    page.mail.fields["agreed"].value = "Every five weeks"
    page.mail.keep.button.click()
    assert rows(page, "asks.csv")[0]["agreed"] == "Every five weeks"
    page.mail.keep.undo.click()
    assert bytes_of(page) == before


def test_vague_words_in_the_mail_are_marked(open_page):
    page = open_page("no")
    page.mail.fields["agreed"].value = "We will look at it soon, maybe"
    assert "soon" in page.mail.mail.draft.note.text


# --- the plan -----------------------------------------------------------------------------------------------------


def test_a_plan_is_proposed_only_after_a_not_yet_or_a_no(open_page):
    assert NO_PLAN in text_of(open_page("yes", "one").plan)
    page = open_page("no", "two")
    assert PROPOSED in text_of(page.plan)
    proposed = propose_plan(page.session.records, "a-1")
    assert [row["milestone"].value for row in page.plan.rows] == [
        *(stone.milestone for stone in proposed.milestones),
        *[""] * 3,
    ]
    assert page.plan.next.value == proposed.follow_ups[0]
    page.plan.months.value = 2
    page.plan.propose.click()
    assert page.plan.rows[0]["due"].value == propose_plan(page.session.records, "a-1", months=2).milestones[0].due


def test_a_yes_that_is_agreed_in_writing_has_no_plan(open_page):
    page = open_page("yes")
    page.mail.fields["agreed"].value = "Alex tells payroll by 1 June 2027"
    page.mail.keep.button.click()
    assert state(page) == "agreed in writing"
    assert NO_PLAN in text_of(page.plan)


def test_milestones_without_measure_or_date_are_refused_all_lacks_at_once(open_page):
    page = open_page("no")
    before = bytes_of(page)
    first, second = page.plan.rows[:2]
    first["due"].value, first["measure"].value, first["target"].value, first["baseline"].value = (
        None,
        "",
        "lots",
        "a few",
    )
    second["milestone"].value = "A second one"
    for lack in (
        "has no measure",
        "has no target",
        "the day of “Halve the falls”",
        "no number",
        "“A second one” has no owner",
    ):
        assert lack.casefold() in page.plan.note.text.casefold()
    page.plan.keep.button.click()
    assert "has no measure" in said(page.plan.keep.status)
    assert bytes_of(page) == before
    assert state(page) == "no"


def test_milestones_are_kept_with_their_calendar_and_taken_back(open_page):
    page = open_page("no")
    before = bytes_of(page)
    page.plan.rows[0]["owner"].value, page.plan.rows[0]["target"].value = "p-1", "1.5"
    page.plan.keep.button.click()
    (row,) = rows(page, "milestones.csv")
    assert {name: row[name] for name in ("ask_id", "measure", "baseline", "target", "owner", "due", "goal_id")} == {
        "ask_id": "a-1",
        "measure": "falls",
        "baseline": "5",
        "target": "1.5",
        "owner": "p-1",
        "due": "2026-12-30",
        "goal_id": "g-1",
    }
    assert state(page) == "milestones"
    assert FURTHER in text_of(page.plan)
    assert "to 1.5 a quarter by 30 December 2026" in page.progress.note.text
    calendar = Calendar.from_ical((folder(page) / "documents" / "plan.ics").read_bytes())
    names = [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]
    assert "Due: Halve the falls" in names
    assert "Own step: read the guideline" in names
    assert "Halve the falls" in (folder(page) / "documents" / "plan_a-1.md").read_text(encoding="utf-8")
    page.plan.calendar.pressed()
    again = Calendar.from_ical((folder(page) / "documents" / "plan.ics").read_bytes())
    assert {event["UID"] for event in again.walk("VEVENT")} == {event["UID"] for event in calendar.walk("VEVENT")}
    assert len(again.walk("VEVENT")) == len(names)
    page.plan.keep.undo.click()
    assert bytes_of(page) == before


def test_a_further_milestone_is_added_to_a_plan_that_runs(open_page):
    page = open_page("milestones")
    assert page.plan.note.text == ""
    row = page.plan.rows[0]
    row["milestone"].value = "Two agency shifts less"
    assert "has no measure" in page.plan.note.text
    row["measure"].value, row["target"].value, row["owner"].value, row["due"].value = (
        "agency shifts",
        "4",
        "me",
        date(2027, 2, 1),
    )
    page.plan.keep.button.click()
    assert [stone["milestone"] for stone in rows(page, "milestones.csv")] == ["Two agency shifts less"]
    assert state(page) == "milestones"
    assert row["milestone"].value == ""
    assert "may say who a patient" not in page.plan.keep.status.value
    row["milestone"].value, row["measure"].value, row["target"].value = (
        "Fewer calls from patient Miller",
        "calls a month",
        "2",
    )
    row["owner"].value, row["due"].value = "me", date(2027, 3, 1)
    page.plan.keep.button.click()
    page.plan.calendar.pressed()
    assert "may say who a patient" in page.plan.calendar.status.value


# --- progress -----------------------------------------------------------------------------------------------------

ROW = ask("milestones", date="2026-06-01")
STONES = [
    stone(id="m-1", goal_id="g-1", due="2026-12-01"),
    stone(
        id="m-2",
        milestone="Faster rounds",
        measure="round",
        baseline=60,
        target=30,
        unit="minutes",
        due="2026-12-01",
        goal_id="g-2",
    ),
    stone(id="m-3", milestone="Calm nights", measure="alarms", baseline=None, target=2, due="2026-12-01"),
    stone(
        id="m-4",
        milestone="Paid in time",
        measure="late bills",
        baseline=9000,
        target=1000,
        unit="USD a month",
        due="2026-09-01",
        goal_id="g-4",
    ),
    stone(
        id="m-5",
        milestone="All trained",
        measure="trained",
        baseline=0,
        target=10,
        unit="people",
        due="2026-12-01",
        goal_id="g-5",
    ),
]
CHECKINS = [
    {"goal_id": "g-1", "date": "2026-09-28", "value": 5.8},
    {"goal_id": "g-2", "date": "2026-09-20", "value": 32},
    {"goal_id": "g-4", "date": "2026-09-20", "value": 8000},
    {"goal_id": "g-5", "date": "2026-09-20", "value": 11},
]


def five(records_of, **more):
    return asking(records_of, **({"asks": [ROW], "milestones": STONES, "checkins": CHECKINS} | more))


def test_the_picture_tells_every_milestone_the_late_ones_first(records_of):
    finding = milestones_finding(five(records_of), "a-1")
    assert finding.frame["status"].tolist() == ["overdue", "behind", "no word yet", "on the way", "reached"]
    assert finding.title == "Two of five milestones are overdue or behind, first: “Paid in time”"
    assert set(finding.frame["status"]) == set(progress(five(records_of), "a-1")["status"])
    assert all(
        name in finding.alt
        for name in ("Half the falls", "Faster rounds", "Calm nights", "Paid in time", "All trained")
    )
    assert "of 20 September 2026" in finding.frame.set_index("status").loc["on the way", "note"]


@pytest.mark.parametrize(
    ("checked", "title"),
    [
        ([], "Nothing is on record yet for the milestone"),
        ([2], "The milestone is reached"),
        ([3], "The milestone is on the way"),
        ([6], "The milestone is behind: “Half the falls”"),
    ],
)
def test_the_title_is_what_one_milestone_says(records_of, checked, title):
    checkins = [{"goal_id": "g-1", "date": "2026-09-28", "value": value} for value in checked]
    assert milestones_finding(five(records_of, milestones=STONES[:1], checkins=checkins), "a-1").title == title


def test_the_mark_lies_on_the_even_pace(records_of):
    row = milestones_finding(five(records_of), "a-1").frame.set_index("status").loc["behind"]
    share = (TODAY - date(2026, 6, 1)) / (date(2026, 12, 1) - date(2026, 6, 1))
    assert row["wanted"] == pytest.approx(share)
    assert row["now"] == pytest.approx(0.05)


def test_an_unmet_milestone_is_a_gap_as_long_as_the_ask_is_open(records_of):
    wins = [
        {"id": f"w-{n}", "date": "2026-08-01", "win": f"Win number {n}"} for n in range(12)
    ]  # below ten no other gap counts
    records = five(records_of, wins=wins)
    (gap,) = [gap for gap in ak.find_gaps(records) if gap.kind == "unmet_milestone"]
    assert gap.title in milestones_finding(records, "a-1").answer
    assert "names none of them as a gap at present" in milestones_finding(five(records_of), "a-1").answer
    over = five(records_of, wins=wins, asks=[ROW | {"state": "asked again"}])
    assert "no gaps in the quarterly review any more" in milestones_finding(over, "a-1").answer
    calm = five(records_of, milestones=STONES[4:])
    assert gap_words(calm, ask_of(calm, "a-1"), progress(calm, "a-1")) == ""


def test_a_new_round_looks_at_the_plan_of_the_one_before(records_of):
    second = ROW | {"id": "a-1/2", "state": "drafted", "date": "2026-09-20"}
    records = five(records_of, asks=[ROW | {"state": "asked again"}, second])
    assert plan_of(records, "a-1/2").id == "a-1"
    assert plan_of(records, "a-1").id == "a-1"
    assert asked_before(records, "a-1/2").id == "a-1"
    assert asked_before(five(records_of, asks=[ROW | {"state": "invited"}]), "a-1") is None
    assert milestones_finding(records, "a-1/2").title == milestones_finding(records, "a-1").title


def test_the_wins_that_moved_a_milestone_are_those_since_the_ask(records_of):
    wins = [
        {"id": "w-1", "date": "2026-05-01", "win": "Too early", "goals": "g-1"},
        {"id": "w-2", "date": "2026-07-01", "win": "By its goal", "goals": "g-1;g-2"},
        {"id": "w-3", "date": "2026-08-01", "win": "By its measure", "measure": "Alarms", "before": 5, "after": 4},
        {"id": "w-4", "date": "2026-08-02", "win": "Something else", "measure": "parcels"},
        {"id": "w-5", "date": "2026-12-02", "win": "Tomorrow", "goals": "g-1"},
    ]
    found = wins_since(five(records_of, wins=wins), "a-1")
    assert [(row[1], row[3]) for row in found] == [
        ("By its measure", "Calm nights"),
        ("By its goal", "Half the falls; Faster rounds"),
    ]


@pytest.mark.parametrize("count", [0, 1, 5])
@pytest.mark.parametrize("handed_in", [False, True])
@pytest.mark.parametrize("long", [False, True])
def test_no_words_meet_or_are_clipped(records_of, count, handed_in, long):
    tail = " in all wards of the house, by day and by night, and on the weekends of the whole year as well"
    stones = [
        row | ({"milestone": row["milestone"] + tail, "owner": "The head of everything" + tail} if long else {})
        for row in STONES[:count]
    ]
    finding = milestones_finding(five(records_of, milestones=stones), "a-1")
    axes = draw_milestones(finding, ax=Figure(figsize=(14, 5.5), dpi=100).add_subplot(1, 2, 1) if handed_in else None)
    assert _complaints(axes) == []
    assert all(text.get_fontsize() >= 8 for text in _texts(axes))
    assert ("no milestones are on file" in _words(axes)) is (count == 0)


def test_the_bars_are_the_shares_and_late_ones_are_hatched(records_of):
    finding = milestones_finding(five(records_of), "a-1")
    axes = draw_milestones(finding)
    frame = finding.frame.set_index("status")
    for status in ("overdue", "behind", "reached"):
        (bar,) = _rectangles(axes, status)
        assert bar[2] == pytest.approx(frame.loc[status, "now"])
        assert bool(_collection(axes, status).get_hatch()) is (status != "reached")
    assert "● on the way" in _words(axes)


def test_money_in_a_measure_goes_by_the_switch(records_of):
    records = five(records_of, profile={"hide_amounts": True})
    finding = milestones_finding(records, "a-1")
    assert "8,000" not in finding.alt
    assert HIDDEN in finding.alt
    assert "32 minutes" in finding.alt


# --- own steps ----------------------------------------------------------------------------------------------------


def test_own_steps_are_listed_the_overdue_named(open_page):
    page = open_page()
    words = text_of(page.steps)
    assert (
        "Of 2 steps of your own: 1 overdue, 1 open. Overdue for 10 days: read the guideline; it begins with: borrow it."
        in words
    )
    assert "of another ask" not in words
    assert steps_words(page.session.records, steps_of(page.session.records, "a-1").iloc[:0]).startswith(
        "No step of your own"
    )


def test_a_step_is_done_by_a_click_and_taken_back(open_page):
    page = open_page()
    before = bytes_of(page)
    assert page.steps.which.label == "read the guideline"
    page.steps.finish.button.click()
    assert rows(page, "steps.csv")[0]["done"] == TODAY.isoformat()
    assert "1 open, 1 done" in text_of(page.steps)
    assert page.steps.which.label == "write the draft"
    page.steps.finish.undo.click()
    assert bytes_of(page) == before
    assert page.steps.which.options[0][0] == "read the guideline"


def test_a_step_needs_its_first_action_and_its_day(open_page):
    page = open_page()
    before = bytes_of(page)
    page.steps.step["step"].value = "Shadow the night lead"
    page.steps.add.button.click()
    assert "needs a name and its first action" in said(page.steps.add.status)
    assert "has to be a date" in said(page.steps.add.status)
    assert bytes_of(page) == before
    page.steps.step["first_action"].value, page.steps.step["due"].value = "ask for the roster", date(2026, 11, 2)
    page.steps.add.button.click()
    assert rows(page, "steps.csv")[-1] | {"done": ""} == {
        "ask_id": "a-1",
        "step": "Shadow the night lead",
        "first_action": "ask for the roster",
        "due": "2026-11-02",
        "done": "",
    }
    assert page.steps.step["step"].value == ""
    page.steps.add.undo.click()
    assert bytes_of(page) == before


# --- again --------------------------------------------------------------------------------------------------------


def test_when_to_ask_again_and_then_and_now_are_what_the_functions_say(open_page, market):
    page = open_page("milestones")
    records = page.session.records
    again = ask_again(records, "a-1")
    assert f"Ask on {again.day:%A}, {day(again.day)}." in text_of(page.again)
    assert all(reason in text_of(page.again) for reason in again.reasons)
    frame = then_and_now(records, "a-1", ak.raise_case(records, market))
    for row in frame.itertuples(index=False):
        assert " | ".join(row) in text_of(page.compare)
    assert "1 June 2026" in text_of(page.compare)
    assert NEVER_ASKED in text_of(open_page("drafted", "other").compare)


def test_without_a_case_the_rest_is_compared_and_the_reason_is_said(open_page):
    page = open_page("milestones", pay_csv=None)
    assert "Without today's figure" in text_of(page.compare)
    assert "results that the review looks at" in text_of(page.compare)


def test_asking_again_begins_a_round_of_its_own(open_page, market):
    page = open_page("milestones")
    case = ak.raise_case(page.session.records, market)
    assert page.next_round.round["figure"].value == case.figure
    page.next_round.round["figure"].value = 83_000
    page.next_round.round["start_date"].value = None
    assert "the day from which it should hold" in text_of(page.next_round)
    page.next_round.again.button.click()
    assert "Nothing was written" in said(page.next_round.again.status)
    page.next_round.round["start_date"].value, page.next_round.round["next_date"].value = (
        date(2027, 4, 1),
        TODAY + timedelta(days=30),
    )
    before = bytes_of(page)
    page.next_round.again.button.click()
    first, second = rows(page, "asks.csv")
    assert (first["state"], second["id"], second["state"], float(second["figure"])) == (
        "asked again",
        "a-1/2",
        "drafted",
        83_000,
    )
    assert second["request"] == "base pay of 83,000 USD a year"
    assert page.session.choice.value == "a-1/2"
    assert NOT_YET_AGAIN in text_of(page.next_round)
    page.next_round.again.undo.click()
    assert bytes_of(page) == before


def test_closing_closes_the_rounds_that_were_taken_up_again(open_page):
    page = open_page("milestones")
    page.next_round.round["next_date"].value = TODAY + timedelta(days=30)
    page.next_round.again.button.click()
    before = bytes_of(page)
    page.next_round.why.value = "I have another post"
    page.next_round.end.button.click()
    assert [row["state"] for row in rows(page, "asks.csv")] == ["closed", "closed"]
    assert rows(page, "asks.csv")[-1]["note"] == "I have another post"
    assert page.session.choice.value is None
    page.next_round.end.undo.click()
    assert bytes_of(page) == before


# --- amounts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("now", sorted(set(STATE_ROWS) - {"closed"}))
def test_amounts_can_be_hidden_everywhere(open_page, now):
    page = open_page(now)
    shown = "\n".join(text_of(getattr(page, part)) for part in PARTS)
    assert "81,750" in shown
    page.session.hide.value = True
    for part in PARTS:
        words = text_of(getattr(page, part)) + html_of(getattr(page, part).box)
        assert [amount for amount in AMOUNTS if amount in words] == [], part
    page.session.hide.value = False
    assert "\n".join(text_of(getattr(page, part)) for part in PARTS) == shown


def test_with_amounts_hidden_the_tables_hold_them_all_the_same(open_page):
    page = open_page("no")
    page.session.hide.value = True
    assert AWAY in text_of(page.plan)
    page.mail.fields["agreed"].value = "Every five weeks"
    page.mail.keep.button.click()
    page.next_round.round["next_date"].value = TODAY + timedelta(days=30)
    page.next_round.again.button.click()
    text = (folder(page) / "asks.csv").read_text(encoding="utf-8")
    assert HIDDEN not in text
    assert rows(page, "asks.csv")[-1]["request"].startswith("base pay of ")
    assert float(rows(page, "asks.csv")[-1]["figure"]) > 0
    assert "81,750" not in (folder(page) / "documents" / "confirmation_a-1.txt").read_text(encoding="utf-8")


def test_the_last_line_says_what_was_written(open_page):
    page = open_page()
    assert "Nothing was written yet" in page.saved.text
    refused(page)
    assert "Recorded: no, spoken of again on 1 December 2026." in page.saved.text


def test_user_text_is_shown_as_text(open_page):
    page = open_page("no", steps_csv="ask_id,step,first_action,due,done\na-1,<b>read</b>,<i>x</i>,2026-10-20,\n")
    page.mail.fields["agreed"].value = "<script>x</script>"
    page.mail.keep.button.click()
    for part in PARTS:
        assert not [sign for sign in ("<script", "<b>", "<i>") if sign in _html(getattr(page, part).box)], part


def _html(widget):
    """What the browser takes as HTML below a widget."""
    own = widget.value if type(widget).__name__ == "HTML" else ""
    return "\n".join([own, *(_html(child) for child in getattr(widget, "children", ()))])
