"""The page on other voices, through its state: no browser, no kernel."""

from datetime import date
from pathlib import Path

import pytest

import advocacy_kit as ak
from advocacy_kit.advocates.brief import Request
from advocacy_kit.new import new_workspace
from advocacy_kit.widgets import Advocates
from tests.pages import Words

DEMO = Path(__file__).resolve().parents[1] / "data" / "demo"


@pytest.fixture
def voices():
    return Advocates(ak.open_workspace(DEMO))


def workspace_of(voices):
    return voices._workspace


def written(voices, name):
    return (workspace_of(voices).path / "documents" / name).read_text(encoding="utf-8")


def test_the_page_opens_on_the_demo_and_on_an_empty_workspace(voices, tmp_path):
    assert "Helen Brandt" in voices.people.text
    new_workspace(tmp_path / "own", {})
    own = Advocates(ak.open_workspace(tmp_path / "own", today=date(2026, 9, 30)))
    assert "Nobody is on file yet" in own.people.text
    assert "Nobody is on file yet" in own.visibility.shown.title
    assert own.tell.done.disabled
    assert own.brief.save.disabled
    assert "people.csv" in own.brief.note.text
    assert "Nobody is on file yet" in own.speak_for.note.text
    assert "no idea is on file yet" in own.cause.note.text.lower() + own.cause.page.note.text.lower()


def test_what_was_told_is_written_down_drawn_and_taken_back(voices):
    share = voices.tell.shares[0]
    before = workspace_of(voices).wins.loc[share.line, "known_to"]
    title = voices.visibility.shown.title
    voices.tell.pressed_done()
    assert share.person in str(workspace_of(voices).wins.loc[share.line, "known_to"]).split(";")
    assert voices.visibility.shown.title != title
    assert share not in voices.tell.shares
    voices.tell.pressed_undo()
    after = workspace_of(voices).wins.loc[share.line, "known_to"]
    assert str(after) == str(before)  # a blank cell is NaN before and after
    assert voices.visibility.shown.title == title


def test_the_brief_begins_with_a_proposal_and_own_words_stay(voices):
    brief = voices.brief
    brief.person.value = "p-helen"
    brief.want.value = "the senior post"
    brief.person.value = "p-marcus"
    assert brief.want.value == "the senior post"
    assert brief.help.value.startswith("say in the distribution staff meeting")
    brief.person.value = "p-helen"
    assert brief.help.value.startswith("say in the compensation round")


def test_a_brief_is_written_as_page_and_text_and_says_what_it_leaves_out(voices):
    brief = voices.brief
    brief.person.value = "p-helen"
    brief.want.value = "the senior post"
    brief.energy.value = "Hospitals had their stock in the ice storm."
    assert "confidential" in brief.note.text
    assert "Lakemont" in brief.note.text
    assert "Lakemont" not in brief.draft.field.value
    brief.pressed_save()
    html, markdown = Words(written(voices, "brief-p-helen.html")).words, written(voices, "brief-p-helen.md")
    for said in ("the senior post", "Hospitals had their stock", "What not to say"):
        assert said in html
        assert said in markdown
    assert "Lakemont" not in html + markdown
    assert "brief-p-helen.html" in voices.saved.text


def test_words_of_a_win_that_is_not_theirs_are_never_written(voices):
    brief = voices.brief
    brief.person.value = "p-helen"
    brief.want.value = "the senior post"
    brief.draft.field.value += "\n\nI also charged lakemont surgical for trucks that missed their DOCK appointment!"
    brief.pressed_save()
    assert "line 58" in brief.status.value
    assert not (workspace_of(voices).path / "documents").exists()


def test_own_words_for_one_person_never_stand_in_the_brief_of_another(voices):
    brief = voices.brief
    brief.want.value = "the senior post"
    brief.person.value = "p-helen"
    own = brief.draft.field.value + "\n\nBetween the two of us."
    brief.draft.field.value = own
    brief.person.value = "p-priya"
    assert "Between the two of us" not in brief.draft.field.value
    assert "Priya Raman" in brief.draft.field.value
    brief.person.value = "p-helen"
    assert brief.draft.field.value == own


def test_only_stories_that_the_person_may_see_are_offered(voices):
    brief = voices.brief
    brief.person.value = "p-helen"
    lines = [line for _, line in brief.stories.options]
    assert lines
    assert not {58, 69} & set(lines)
    brief.want.value = "the senior post"
    brief.stories.value = (lines[-1],)
    assert [story.line for story in brief.brief.stories] == [lines[-1]]


def test_a_day_that_is_missing_is_said(voices):
    voices.brief.want.value = "the senior post"
    voices.brief.by.value = None
    assert "is no date" in voices.brief.note.text
    assert voices.brief.save.disabled


def test_speaking_for_somebody_goes_from_question_to_consent_to_page(tmp_path):
    new_workspace(tmp_path / "own", {})
    workspace = ak.open_workspace(tmp_path / "own", today=date(2026, 9, 30))
    workspace.add("people", {"name": "Sam Field", "relation": "mentee"})
    voices = Advocates(workspace)
    part = voices.speak_for
    for number in range(5):
        assert part.answer.fields["question"].value == part.sheet.unanswered[0]
        assert part.page.save.disabled
        part.answer.fields["answer"].value = f"Reply {number}"
        part.answer.pressed_save()
    assert not part.sheet.unanswered
    assert "has not agreed" in part.note.text
    part.pressed_keep()
    assert "day and words" in part.status.value
    part.consent.value = "Yes, to the head of ward."
    part.pressed_keep()
    assert not part.sheet.lacking
    part.request.value = "the course in spring"
    part.evidence.value = tuple(line for _, line in part.evidence.options[:3])
    assert not part.page.save.disabled
    part.page.pressed_save()
    (page,) = (workspace.path / "documents").glob("speaking-for-*.md")
    text = page.read_text(encoding="utf-8")
    assert "Reply 4" in text
    assert "Yes, to the head of ward." in text


def test_an_idea_is_spoken_for_from_its_row(voices):
    cause = voices.cause
    assert "One appointment sheet" in cause.page.draft.field.value
    cause.form.fields["cause"].value = "Quiet hours on the dock"
    cause.form.fields["request"].value = "try it for a month"
    cause.form.pressed_save()
    assert "Quiet hours on the dock" in cause.page.draft.field.value
    assert "why it matters" in cause.page.note.text
    cause.page.pressed_save()
    assert "try it for a month" in written(voices, "cause-quiet-hours-on-the-dock.md")


def test_the_calendar_says_with_whom_and_not_what_for(voices):
    voices.balance.pressed_calendar()
    calendar = written(voices, "follow-ups.ics")
    assert calendar.count("BEGIN:VEVENT") == len(voices.balance.events)
    assert "Talk with Helen Brandt" in calendar
    assert "cost per order" not in calendar
    voices.balance.pressed_calendar()
    assert written(voices, "follow-ups.ics") == calendar


def test_ideas_of_others_become_options_of_an_ask(tmp_path):
    new_workspace(tmp_path / "own", {})
    workspace = ak.open_workspace(tmp_path / "own", today=date(2026, 9, 30))
    ask = {"date": "2026-09-30", "kind": "training", "to": "A", "request": "the course", "state": "drafted"}
    key = workspace.add("asks", ask | {"start_date": "2026-12-01", "next_date": "2026-10-20"})
    ideas = Advocates(workspace).ideas
    ideas.form.fields["ask_id"].value = key
    ideas.form.fields["option"].value = "half of it this year"
    ideas.form.pressed_save()
    assert workspace.options[["ask_id", "option"]].to_numpy().tolist() == [[key, "half of it this year"]]


def test_a_request_is_proposed_from_the_newest_open_ask(records_of):
    from advocacy_kit.advocates.brief import proposed_request
    from advocacy_kit.advocates.people import person_named

    ask = {"date": "2026-09-01", "kind": "title", "to": "A", "start_date": "2027-01-01", "next_date": "2026-11-01"}
    asks = [ask | {"request": "old", "state": "closed"}, ask | {"request": "the title", "state": "drafted"}]
    records = records_of(date(2026, 9, 30), people=[{"id": "a", "name": "A", "relation": "ally"}], asks=asks)
    proposed = proposed_request(records, person_named(records, "a"))
    assert isinstance(proposed, Request)
    assert (proposed.want, proposed.by, proposed.help) == ("the title", date(2026, 11, 1), "")


def test_words_typed_into_a_field_are_looked_at_like_those_of_the_draft(voices):
    brief = voices.brief
    brief.person.value = "p-helen"
    brief.want.value = "the senior post"
    brief.draft.field.value += "\n\nMy own words."
    brief.energy.value = "I charged Lakemont Surgical for trucks that missed their dock appointment."
    brief.pressed_save()
    assert "line 58" in brief.status.value
    assert not (workspace_of(voices).path / "documents").exists()


def test_an_idea_is_not_spoken_for_with_words_of_a_win_that_the_listener_may_not_see(voices):
    cause = voices.cause
    cause.form.fields["cause"].value = "Fees for missed docks"
    cause.form.fields["request"].value = "try it for a month"
    cause.form.fields["why"].value = "Charged Lakemont Surgical for trucks that missed their dock appointment."
    cause.form.pressed_save()
    cause.page.pressed_save()
    assert "line 58" in cause.page.status.value
    cause.listener.value = "p-marcus"  # who may see that win
    cause.page.pressed_save()
    assert "cause-fees-for-missed-docks.md" in cause.page.saved


def test_a_brief_warns_of_what_may_say_who_a_patient_is(voices):
    brief = voices.brief
    brief.want.value = "the senior post"
    brief.energy.value = "Patient Miller thanked us."
    assert "may say who a patient" in brief.draft.note.text
