"""The page on other voices, through its state: no browser, no kernel."""

from datetime import date
from pathlib import Path

import pytest

import advocacy_kit as ak
from advocacy_kit import check_language
from advocacy_kit.advocates.brief import PROMPT, Request, proposed_request
from advocacy_kit.core.assets import word_list
from advocacy_kit.log.people import person_named
from advocacy_kit.widgets import Advocates
from advocacy_kit.widgets.advocates.brief_draft import file_name
from advocacy_kit.workspace.new import new_workspace
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
    assert own.people.spoke.disabled
    assert "Nobody is on file yet" in own.visibility.shown.title
    assert own.tell.done.disabled
    assert own.brief.save.disabled
    assert "Nobody is on file yet" in own.brief.note.text
    assert "Nobody is on file yet" in own.speak_for.note.text
    assert own.speak_for.rest.layout.display == "none"  # a form about nobody
    assert "No idea is on file yet" in own.cause.note.text
    assert own.cause.rest.layout.display == "none"
    assert own.balance.calendar.disabled


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
    brief.save.click()
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
    brief.save.click()
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
        assert part.answers.form.fields["question"].value == part.sheet.unanswered[0]
        assert part.page.save.disabled
        part.answers.form.fields["answer"].value = f"Reply {number}"
        part.answers.form.pressed_save()
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
    part.page.save.click()
    (page,) = (workspace.path / "documents").glob("speaking-for-*.md")
    text = page.read_text(encoding="utf-8")
    assert "Reply 4" in text
    assert "Yes, to the head of ward." in text
    assert "what is not on this page is theirs to tell" in text
    assert part.asked.layout.display == "none"  # consent is on file: it is changed with the person
    assert "Sam Field" in workspace.records.people["name"].tolist()


def test_an_idea_is_spoken_for_from_its_row(voices):
    cause = voices.cause
    assert "One appointment sheet" in cause.page.draft.field.value
    assert "Dock-to-stock time came down" in cause.page.draft.field.value  # its own wins, as stories
    assert cause.page.energy.value.startswith("Every truck that waits")
    cause.form.fields["cause"].value = "Quiet hours on the dock"
    cause.form.fields["request"].value = "try it for a month"
    cause.form.pressed_save()
    assert "Quiet hours on the dock" in cause.page.draft.field.value
    assert cause.page.energy.value == ""
    assert PROMPT in cause.page.note.text
    question = cause.answers.question.value
    assert question == word_list("speaking_for")["cause"][0]
    cause.answers.form.fields["answer"].value = "The night crew sleeps"
    cause.answers.form.pressed_save()
    assert cause.answers.question.value == word_list("speaking_for")["cause"][1]
    assert f"{question} The night crew sleeps." in cause.page.draft.field.value
    cause.page.energy.value = "I have stood there at three."
    cause.page.save.click()
    page = written(voices, "cause-quiet-hours-on-the-dock.md")
    for words in (
        "try it for a month",
        "The night crew sleeps",
        "I have stood there",
        "I tell the story",
        "What not to say",
    ):
        assert words in page


def test_an_idea_is_changed_in_its_row_and_its_brief_follows(voices):
    cause = voices.cause
    cause.rows.row.value = cause.cause.value
    cause.form.fields["request"].value = "Try it on dock 7"
    cause.prove.value = cause.form.workspace.wins["id"].iloc[-1]  # chosen by its words, kept by its id
    assert cause.prove.value == ""
    cause.form.pressed_save()
    assert "I ask for this: Try it on dock 7" in cause.page.draft.field.value
    kept = cause.form.workspace.records.causes["evidence"].iloc[0].split(";")
    assert kept == ["w-2026-05-27-1", "w-2026-06-03-1", cause.form.workspace.wins["id"].iloc[-1]]
    cause.page.person.value = "p-helen"
    assert cause.page.split["lends conviction"].value == "Helen Brandt"
    cause.page.save.click()
    assert (
        "For Helen Brandt"
        in Words(written(voices, "cause-one-appointment-sheet-for-all-receiving-docks-for-p-helen.html")).words
    )


def test_the_calendar_says_with_whom_and_not_what_for(voices):
    voices.balance.calendar.click()
    calendar = written(voices, "follow-ups.ics")
    assert calendar.count("BEGIN:VEVENT") == len(voices.balance.events)
    assert "Talk with Helen Brandt" in calendar
    assert "cost per order" not in calendar
    voices.balance.calendar.click()
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
    ask = {"date": "2026-09-01", "kind": "title", "to": "A", "start_date": "2027-01-01", "next_date": "2026-11-01"}
    asks = [ask | {"request": "old", "state": "closed"}, ask | {"request": "the title", "state": "drafted"}]
    records = records_of(date(2026, 9, 30), people=[{"id": "a", "name": "A", "relation": "ally"}], asks=asks)
    proposed = proposed_request(records, person_named(records, "a"))
    assert isinstance(proposed, Request)
    assert (proposed.want, proposed.by, proposed.help) == ("the title", date(2026, 11, 1), "")


@pytest.mark.parametrize("state", ["closed", "asked again"])
def test_a_request_that_is_done_is_not_proposed_and_a_raise_has_no_figure(records_of, state):
    ask = {"date": "2026-09-01", "to": "A", "start_date": "2027-01-01", "next_date": "2026-11-01"}
    pay = ask | {"kind": "raise", "request": "base pay of 81,000 USD a year", "state": "drafted", "figure": 81_000.0}
    asks = [pay, ask | {"date": "2026-09-20", "kind": "title", "request": "old", "state": state}]
    records = records_of(date(2026, 9, 30), people=[{"id": "a", "name": "A", "relation": "ally"}], asks=asks)
    assert proposed_request(records, person_named(records, "a")).want == "a raise"


def test_words_typed_into_a_field_are_looked_at_like_those_of_the_draft(voices):
    brief = voices.brief
    brief.person.value = "p-helen"
    brief.want.value = "the senior post"
    brief.draft.field.value += "\n\nMy own words."
    brief.energy.value = "I charged Lakemont Surgical for trucks that missed their dock appointment."
    brief.save.click()
    assert "line 58" in brief.status.value
    assert not (workspace_of(voices).path / "documents").exists()


def test_an_idea_is_not_spoken_for_with_words_of_a_win_that_the_listener_may_not_see(voices):
    cause = voices.cause
    cause.form.fields["cause"].value = "Fees for missed docks"
    cause.form.fields["request"].value = "try it for a month"
    cause.form.fields["why"].value = "Charged Lakemont Surgical for trucks that missed their dock appointment."
    cause.form.pressed_save()
    cause.page.save.click()
    assert "line 58" in cause.page.status.value
    cause.page.person.value = "p-marcus"  # who may see that win
    cause.page.save.click()
    assert "cause-fees-for-missed-docks-for-p-marcus.md" in cause.page.saved


def test_a_brief_warns_of_what_may_say_who_a_patient_is(voices):
    brief = voices.brief
    brief.want.value = "the senior post"
    brief.energy.value = "Patient Miller thanked us."
    assert "may say who a patient" in brief.draft.note.text


def test_what_the_fields_say_is_looked_at_even_where_own_words_stand_below(voices):
    brief = voices.brief
    brief.draft.field.value += "\n\nMy own words."
    brief.energy.value = "Patient Miller thanked us."  # goes into the page of the fields, and not into the text below
    assert "may say who a patient" not in brief.draft.note.text
    assert "may say who a patient" in brief.note.text
    brief.energy.value = "They thanked us."
    assert "may say who a patient" not in brief.note.text


def test_who_takes_which_part_is_chosen_among_those_who_may_be_named(voices):
    brief = voices.brief
    assert brief.person.value == "p-helen"  # a sponsor first
    tells, proves, convinces = brief.split.values()
    assert (tells.value, proves.value, convinces.value) == ("Luis Ortega", "Priya Raman", "Helen Brandt")
    assert set(tells.options) == {
        "I",
        "Luis Ortega",
        "Priya Raman",
        "Helen Brandt",
    }  # not Sofia: she agreed to be spoken for
    tells.value = "I"
    assert "- I tell the story\n- Priya Raman brings" in brief.draft.field.value
    voices.page.changed()
    assert tells.value == "I"
    brief.person.value = "p-anh"
    assert "Helen Brandt" not in tells.options
    assert "Helen Brandt" not in brief.draft.field.value


def test_somebody_is_added_changed_and_spoken_with_in_one_click(voices):
    people, workspace = voices.people, workspace_of(voices)
    people.form.fields["name"].value, people.form.fields["relation"].value = "Noor Haddad", "sponsor"
    people.form.fields["rooms"].value = "budget talks"
    people.form.pressed_save()
    assert "Noor Haddad | sponsor" in people.text
    key = next(key for name, key in people.row.options if name == "Noor Haddad")
    for choice in (voices.brief.person, voices.speak_for.person, voices.cause.page.person):
        assert key in [value for _, value in choice.options]
    assert "Noor Haddad" in voices.visibility.shown.alt
    people.row.value = "p-helen"
    assert people.form.fields["cares_about"].value.startswith("service to hospitals")
    waiting = voices.tell.text
    people.pressed_spoke()
    assert workspace.records.people.set_index("id").loc["p-helen", "last_spoken"].date() == workspace.today
    assert "You last spoke with Helen Brandt" in waiting
    assert "You last spoke with Helen Brandt" not in voices.tell.text
    people.form.pressed_undo()
    assert "You last spoke with Helen Brandt" in voices.tell.text
    people.form.fields["consent_date"].value = date(2026, 9, 29)
    people.form.fields["consent_words"].value = "Name me."
    people.form.fields["agreed"].value = "lends conviction"
    people.form.pressed_save()
    voices.brief.person.value = "p-marcus"
    assert "Helen Brandt" in voices.brief.split["tells the story"].options


def test_what_somebody_knows_of_is_noted_and_taken_back(voices):
    people, knows = voices.people, voices.people.knows
    assert knows.box.layout.display == "none"
    people.row.value = "p-anh"
    before, title = knows.list.value, voices.visibility.shown.alt
    line = knows.which.value
    knows.pressed_add()
    assert "p-anh" in workspace_of(voices).wins.loc[line, "known_to"]
    assert knows.list.value != before
    assert line not in [value for _, value in knows.which.options]
    assert voices.visibility.shown.alt != title
    knows.pressed_undo()
    assert knows.list.value == before
    lines = [value for _, value in knows.which.options]
    assert not {58, 69} & set(lines)  # confidential, and for others


def test_an_idea_of_an_advocate_goes_to_an_open_ask_and_shows_no_hidden_amount(voices):
    options = voices.ideas.form.fields["ask_id"].options
    assert options == (("", ""), ("base pay of 81,000 USD a year", "a-2/2"))
    workspace = workspace_of(voices)
    profile = workspace.path / "profile.toml"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace("hide_amounts = false", "hide_amounts = true"), encoding="utf-8"
    )
    hidden = Advocates(ak.open_workspace(workspace.path)).ideas.form.fields["ask_id"].options
    assert "81,000" not in str(hidden)


def test_what_was_typed_about_one_is_not_carried_over_to_another(voices):
    part = voices.speak_for
    part.answers.form.fields["answer"].value, part.request.value, part.consent.value = (
        "She said so",
        "the analyst post",
        "Yes",
    )
    part.person.value = "p-luis"
    assert {part.answers.form.fields["answer"].value, part.request.value, part.consent.value} == {""}
    assert part.answers.about.value == "p-luis"
    assert part.answers.question.value == word_list("speaking_for")["person"][0]
    cause = voices.cause
    cause.form.fields["cause"].value, cause.form.fields["request"].value = "Quiet hours", "try it"
    cause.form.pressed_save()
    cause.answers.form.fields["answer"].value = cause.page.want.value = cause.page.energy.value = "of the quiet hours"
    cause.cause.value = "ca-1"
    assert "of the quiet hours" not in cause.page.draft.field.value
    assert cause.answers.form.fields["answer"].value == ""
    assert cause.page.want.value.startswith("Try it on docks")
    assert cause.page.energy.value.startswith("Every truck")


def test_their_words_are_not_corrected_but_data_of_others_in_them_are_pointed_at(voices):
    part = voices.speak_for
    part.request.value = "the analyst post"
    part.evidence.value = tuple(line for _, line in part.evidence.options[:3])
    assert "You could say to Marcus" in part.page.note.text  # hers, and it stays as she said it
    assert "hedged" not in part.page.note.text
    part.request.value = "maybe the analyst post"
    assert "hedged" in part.page.note.text
    part.answers.form.fields["question"].value = word_list("speaking_for")["person"][0]
    part.answers.form.fields["answer"].value = "Patient Miller thanked me"
    part.answers.form.pressed_save()
    part.evidence.value = tuple(line for _, line in part.evidence.options[:3])
    assert "may say who a patient" in part.page.note.text


def test_every_page_has_a_file_of_its_own_in_every_script():
    names = [
        file_name("brief", key) for key in ("p-helen", "王芳", "李娜", "José", "Jos", "x" * 300, "x" * 299 + "y", "")
    ]
    assert names[0] == "brief-p-helen"
    assert len(set(names)) == len(names)
    assert max(len(file_name("speaking-for", 300 * sign).encode()) for sign in "x王é") < 240


def test_the_words_of_a_brief_itself_draw_no_remark(voices):
    brief, read = voices.brief, 0
    for _, person in brief.person.options:
        brief.person.value = person
        if brief.page is None:
            continue
        read += 1
        assert "## Who takes which part" in brief.draft.field.value
        assert check_language(brief.draft.field.value) == [], person
    assert read >= 3
