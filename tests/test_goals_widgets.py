"""The page on goals without a browser.

A check-in is weighed while it is typed, kept, and moves picture, tables and files; and back.
"""

from datetime import date
from html import unescape

import pytest

import advocacy_kit as ak
from advocacy_kit.core.model import HIDDEN
from advocacy_kit.log.goal_findings import checkins_finding, goals_finding, needed_rows
from advocacy_kit.widgets import MonthlyGoals
from advocacy_kit.widgets.goals.monthly_goals import FIRST_GOAL
from tests.test_widgets import Parsed

GOALS = (
    "id,goal,measure,unit,baseline,target,start,due,pace,objectives,status\n"
    "g-1,Answer <b>more</b> calls,calls,calls,10,20,2026-01-01,2026-12-31,linear,,open\n"
    "g-2,Sell,,USD,1000,5000,2026-01-01,2026-12-31,linear,,open\n"
)
FILES = {
    "goals.csv": GOALS,
    "checkins.csv": "goal_id,date,value,note\ng-1,2026-09-01,12,\n",
    "objectives.csv": "id,owner,objective,since,until\nob-1,,Shorter queues,,\n",
    "profile.toml": 'currency = "USD"\nas_of = 2026-09-30\n',
}


@pytest.fixture
def mine(folder_of):
    return ak.open_workspace(folder_of("mine", FILES))


@pytest.fixture
def page(mine):
    return MonthlyGoals(mine)


def said(widget):
    return Parsed(unescape(widget.value)).words


def everything(page):
    parts = (page.goals, page.trend, page.checkin, page.wins, page.needed, page.objectives, page.new_goal, page.closing)
    return "\n".join(part._repr_mimebundle_()["text/plain"] for part in parts)


def test_the_page_shows_what_the_records_say(mine, page):
    assert page.goals.shown.alt == goals_finding(mine.records).alt
    assert page.trend.state == "g-1"  # the one that is behind
    assert page.trend.shown.alt == checkins_finding(mine.records, "g-1").alt
    assert needed_rows(mine.records)[0][1] in page.needed.note.text
    assert "No win names" in page.wins.note.text
    assert "<b>more</b>" in Parsed(page.goals.picture.value).alt
    assert "b" not in Parsed(page.wins.box.value + page.needed.box.value + page.goals.answer.value).tags


def test_another_goal_is_looked_at_and_is_the_next_check_in(mine, page):
    page.trend.goal.value = "g-2"
    assert page.trend.shown.title == checkins_finding(mine.records, "g-2").title
    assert page.checkin.goal.value == "g-2"


def test_a_check_in_is_weighed_kept_shown_and_taken_back(mine, page):
    fields, file = page.checkin.form.fields, mine.path / "checkins.csv"
    before, picture = file.read_bytes(), page.goals.picture.value
    assert (fields["goal_id"].value, fields["date"].value) == ("g-1", date(2026, 9, 30))
    assert "said here before you save" in said(page.checkin.means)
    fields["value"].value = "eighteen"
    assert "Type a figure" in said(page.checkin.means)
    fields["value"].value = "18"
    assert "18 calls (up by 6 calls since 1 September 2026): ahead by 0.5 calls" in said(page.checkin.means)
    assert file.read_bytes() == before
    assert page.goals.picture.value == picture
    page.checkin.form.save.click()
    assert file.read_bytes() == before + b"g-1,2026-09-30,18,\n"
    assert "Kept as line 3 of checkins.csv" in said(page.checkin.form.status)
    assert page.goals.shown.alt == goals_finding(mine.records).alt
    assert "ahead by" in page.goals.shown.alt
    assert "18 calls on 30 September 2026" in page.trend.shown.alt
    assert page.goals.picture.value != picture
    assert "which is enough" in page.needed.note.text
    assert (fields["goal_id"].value, fields["value"].value) == ("g-1", "")
    page.checkin.form.undo.click()
    assert file.read_bytes() == before
    assert page.goals.picture.value == picture


def test_what_is_wrong_with_a_check_in_is_a_sentence_and_nothing_is_written(mine, page):
    before = (mine.path / "checkins.csv").read_bytes()
    page.checkin.form.fields["goal_id"].value = ""
    page.checkin.form.fields["value"].value = "5%"
    page.checkin.form.save.click()
    words = said(page.checkin.form.status)
    assert "Goal is missing. Where it stands: expected a number" in words
    assert "percent sign" in words
    assert (mine.path / "checkins.csv").read_bytes() == before


def test_a_goal_is_added_with_its_objective_by_name_and_taken_back(mine, page):
    fields = page.new_goal.form.fields
    assert ("Shorter queues", "ob-1") in fields["objectives"].options
    for name, value in {"goal": "Walk", "unit": "km", "baseline": "1", "target": "9", "objectives": "ob-1"}.items():
        fields[name].value = value
    fields["due"].value = date(2026, 12, 1)
    page.new_goal.form.save.click()
    row = mine.goals.iloc[-1]
    assert (row["goal"], row["objectives"], row["pace"], row["status"]) == ("Walk", "ob-1", "linear", "open")
    for choice in (page.trend.goal, page.checkin.goal, page.closing.goal):
        assert ("Walk", row["id"]) in choice.options
    assert "Walk" in page.goals.shown.alt
    assert fields["objectives"].value == ""
    page.trend.goal.value = page.checkin.goal.value = row["id"]
    page.new_goal.form.undo.click()
    assert (mine.path / "goals.csv").read_text() == GOALS
    assert "Walk" not in everything(page)
    assert page.trend.goal.value == page.checkin.goal.value == "g-1"


def test_an_objective_is_written_down_offered_to_goals_and_changed(mine, page):
    form = page.objectives.form
    form.fields["objective"].value, form.fields["since"].value = "Fewer <b>repeat</b> calls", date(2026, 9, 1)
    form.save.click()
    assert ("Fewer <b>repeat</b> calls", "ob-2") in page.new_goal.objective.options
    page.objectives.row.value = "ob-1"
    assert form.fields["objective"].value == "Shorter queues"
    form.fields["until"].value = date(2026, 12, 31)
    form.save.click()
    rows = (mine.path / "objectives.csv").read_text().splitlines()
    assert len(rows) == 3
    assert f"{mine.objectives.loc[mine.objectives['id'] == 'ob-1', 'until'].iloc[0]:%Y-%m-%d}" == "2026-12-31"
    form.undo.click()
    assert mine.objectives["until"].isna().all()


def test_an_objective_without_an_id_is_no_choice_for_a_goal(folder_of):
    page = MonthlyGoals(ak.open_workspace(folder_of("old", FILES | {"objectives.csv": "objective\nShorter queues\n"})))
    assert list(page.new_goal.objective.options) == [("", "")]  # what is made up for a row is never stored
    assert "Shorter queues" in dict(page.objectives.row.options)


@pytest.mark.parametrize("word", ["done", "dropped"])
def test_a_goal_is_marked_and_the_mark_taken_back(mine, page, word):
    page.trend.goal.value = page.closing.goal.value = "g-1"
    getattr(page.closing, word).click()
    assert mine.goals["status"].tolist() == [word, "open"]
    assert f"is marked {word} in goals.csv" in said(page.closing.status)
    assert "g-1" not in [key for _, key in page.closing.goal.options]
    assert ("Answer" in page.goals.shown.alt) is (word == "done")
    page.checkin.form.fields["value"].value = "1"
    page.checkin.form.save.click()  # of no goal that is closed
    assert len(mine.checkins) == (1 if word == "done" else 2)
    page.closing.undo.click()
    assert mine.goals["status"].tolist() == ["open", "open"]
    assert page.closing.undo.layout.display == "none"


def test_a_mark_needs_a_goal_and_a_column(page, folder_of):
    page.closing.done.click()
    assert "Choose the goal first" in said(page.closing.status)
    short = "id,goal,target,start,due\ng-1,Walk,9,2026-01-01,2026-12-31\n"
    workspace = ak.open_workspace(folder_of("short", FILES | {"goals.csv": short}))
    page = MonthlyGoals(workspace)
    page.closing.goal.value = "g-1"
    page.closing.done.click()
    assert "status" in said(page.closing.status)
    assert (workspace.path / "goals.csv").read_text() == short


def test_only_the_last_write_to_goals_can_be_taken_back(page):
    page.closing.goal.value = "g-2"
    page.closing.dropped.click()
    assert page.closing.undo.layout.display is None
    for name, value in {"goal": "Walk", "target": "9"}.items():
        page.new_goal.form.fields[name].value = value
    page.new_goal.form.fields["due"].value = date(2026, 12, 1)
    page.new_goal.form.save.click()
    assert (page.closing.undo.layout.display, page.new_goal.form.undo.layout.display) == ("none", None)
    page.closing.goal.value = "g-1"
    page.closing.done.click()
    assert (page.closing.undo.layout.display, page.new_goal.form.undo.layout.display) == (None, "none")


def test_one_tick_hides_the_amounts_of_the_whole_page(page):
    page.trend.goal.value = "g-2"
    page.checkin.form.fields["value"].value = "4321"
    plain = everything(page)
    assert "5,000 USD" in plain
    assert "4,321 USD" in plain
    page.trend.hide.value = True
    assert page.goals.hide.value
    hidden = everything(page)
    for amount in ("5,000", "1,000", "4,321"):
        assert amount not in hidden
    assert HIDDEN in hidden
    assert "12 calls" in hidden


def test_no_goal_at_all_is_a_page_that_asks_for_one(folder_of):
    page = MonthlyGoals(ak.open_workspace(folder_of("new", {"profile.toml": FILES["profile.toml"]})))
    assert page.goals.shown.title == "No goals are on record yet"
    assert page.trend.shown is None  # the same empty picture is not shown twice
    quiet = [
        said(page.trend.answer),
        page.wins.note.text,
        page.needed.note.text,
        page.checkin.note.text,
        said(page.closing.first),
    ]
    assert set(quiet) == {FIRST_GOAL}
    for part in (page.trend.card, page.checkin.form.box, page.closing.card):
        assert part.layout.display == "none"
    assert everything(page).count("Add a goal below") == 1  # one action on the whole page
    for name, value in {"goal": "Walk", "target": "9"}.items():
        page.new_goal.form.fields[name].value = value
    page.new_goal.form.fields["due"].value = date(2026, 12, 1)
    page.new_goal.form.save.click()
    assert page.trend.shown.title.startswith("Walk")
    for part in (page.trend.card, page.checkin.form.box, page.closing.card):
        assert part.layout.display is None
    assert FIRST_GOAL not in everything(page)
    assert "Walk" in page.goals.shown.alt


def test_the_demo_says_that_nothing_is_kept():
    page = MonthlyGoals(ak.open_workspace())
    page.closing.goal.value = "g-4"
    page.closing.done.click()
    assert "nothing is kept" in said(page.closing.status)
    assert "private copy" in page.saved.text
    page.goals.most.value = 1
    assert len(page.goals.shown.frame) == 1
