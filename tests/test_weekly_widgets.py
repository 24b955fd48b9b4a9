"""The weekly page without a browser.

What is typed is read at once, what is kept shows everywhere, nothing old is overwritten.
"""

import json
from datetime import date, time
from html import unescape

import pytest
from icalendar import Calendar

import advocacy_kit as ak
from advocacy_kit.widgets.base.fields import Several, label
from advocacy_kit.widgets.base.view import PageState
from advocacy_kit.widgets.weekly.weekly import BY_HAND, COPIED, EDITED, HighlightText, Weekly
from advocacy_kit.widgets.weekly.win_form import FIELDS, FRONT, Later, TakenIn, WinEdit, WinForm

PROFILE = 'country = "US"\ncurrency = "USD"\nas_of = 2026-09-30\n'
WINS = (
    "id,date,win,impact,goals,known_to,before,after,measure,unit,confidential,value,value_status,origin\n"
    "w-1,2026-01-05,Taught two new hires,,,,,,,,,,,\n"
)
FILES = {
    "wins.csv": WINS,
    "profile.toml": PROFILE,
    "people.csv": "id,name,relation\np-1,Ann Example,manager\n,Bo Example,peer\n",
    "goals.csv": (
        "id,goal,target,start,due,status\ng-1,Fewer errors,2,2026-01-01,2026-12-31,open\ng-2,Old"
        " one,2,2025-01-01,2025-12-31,done\n"
    ),
}


@pytest.fixture
def mine(folder_of):
    return ak.open_workspace(folder_of("mine", FILES))


@pytest.fixture
def weekly(mine):
    return Weekly(mine)


def text_of(part):
    return part._repr_mimebundle_()["text/plain"]


def put(form, **values):
    for name, value in values.items():
        form.fields[name].value = value


# --- the form ------------------------------------------------------------------------------------------------------


def test_the_question_changes_with_every_key(mine):
    form = WinForm(mine)
    seen = []
    for end in range(1, len("Rewrote the handover") + 1):
        form.form.fields["win"].value = "Rewrote the handover"[:end]
        seen.append(form.beside.value)
    assert all(field.continuous_update for field in (form.form.fields["win"], form.form.fields["impact"]))
    assert "What changed because of the handover?" in unescape(seen[-1])
    assert len(set(seen)) > 3
    form.form.fields["impact"].value = "Errors fell from 6 to 2 a week"
    assert "Rung 3 of 3: what changed, and how much" in form.beside.value
    assert ">from 6 to 2</mark> (its size)" in form.beside.value
    assert "Next:" not in form.beside.value


def test_typed_text_is_shown_as_text(mine):
    form = WinForm(mine)
    form.form.fields["win"].value = "<b>Led</b> the team"
    form.form.fields["impact"].value = "Errors fell by <img src=x>50%"
    assert "<img" not in form.beside.value
    assert "<b>Led" not in form.beside.value


def test_filled_fields_suffice_in_any_language(mine):
    form = WinForm(mine)
    put(form.form, win="Habe die Liste gekürzt und alles besser gemacht")
    assert "write on in your language" in form.beside.value
    assert "Rung" not in form.beside.value
    put(form.form, before="9", after="4")
    assert "Measured in the fields: what changed, and how much" in form.beside.value
    put(form.form, win="Cleared the desk")
    assert "Before and after say how much." in form.beside.value


def test_goals_and_people_are_chosen_by_name_and_kept_by_id(mine):
    form = WinForm(mine)
    goals, people = form.form.fields["goals"], form.form.fields["known_to"]
    assert [box.description for box in goals.boxes.values()] == ["Fewer errors"]  # what is done is no choice any more
    assert list(people.boxes) == ["p-1", "Bo Example"]  # somebody without an id is meant by name
    put(form.form, win="Mended it")
    goals.boxes["g-1"].value = people.boxes["p-1"].value = people.boxes["Bo Example"].value = True
    form.form.save.click()
    row = mine.wins.iloc[-1]
    assert (row["goals"], row["known_to"], row["date"].date()) == ("g-1", "p-1;Bo Example", date(2026, 9, 30))
    assert goals.value == people.value == ()
    assert not any(box.value for box in (*goals.boxes.values(), *people.boxes.values()))
    assert not mine.check()


def test_several_is_its_boxes_and_they_are_it():
    chosen = Several("goals", [("one", "a"), ("two", "b"), ("three", "c")])
    seen = []
    chosen.observe(lambda change: seen.append(change["new"]), names="value")
    chosen.value = ("c", "a", "unknown")
    assert chosen.value == ("a", "c")
    assert [box.value for box in chosen.boxes.values()] == [True, False, True]
    chosen.boxes["a"].value = False
    assert chosen.value == ("c",)
    chosen.value = ()
    assert not any(box.value for box in chosen.boxes.values())
    assert seen[-1] == ()


def test_what_the_week_asks_stands_in_front_and_the_rest_under_more(mine):
    form = WinForm(mine).form
    folded = {field.description for field in form.more.children[0].children}
    assert {label(name, "wins") for name in ("competencies", "audience", "origin", "beneficiary")} <= folded
    assert not folded & {label(name, "wins") for name in FRONT}
    assert form.fields["date"].value == date(2026, 9, 30)


def test_figures_of_the_words_go_into_the_fields_by_one_click(mine):
    form = WinForm(mine)
    assert form.take.layout.display == "none"
    put(form.form, win="Rewrote the handover", impact="Errors fell from 6 to 2 a week")
    assert (form.take.layout.display, form.take.description) == (None, "Take 6 as before and 2 as after")
    form.take.click()
    assert (form.form.fields["before"].value, form.form.fields["after"].value) == ("6", "2")
    assert form.take.layout.display == "none"


# --- a win that is there already -----------------------------------------------------------------------------------


def test_every_win_is_shown_as_it_is_and_nothing_is_changed_by_looking():
    view = WinEdit(ak.open_workspace())
    for _, key in view.win.options:
        view.win.value = key
        assert view.form.changes == {}
        view.form._check()  # what it shows can be read again


def test_a_win_is_measured_later_by_its_fields_and_that_is_taken_back(weekly, mine):
    before = (mine.path / "wins.csv").read_bytes()
    assert weekly.edit.form.box.layout.display == "none"
    weekly.edit.win.value = "w-1"
    assert weekly.edit.form.fields["win"].value == "Taught two new hires"
    put(weekly.edit.form, measure="errors", before="6", after="2", unit="a week", goals=("g-2",))
    weekly.edit.form.save.click()
    row = mine.wins.iloc[0]
    assert row[["id", "measure", "before", "after", "goals"]].tolist() == ["w-1", "errors", 6, 2, "g-2"]
    assert "Changed: what is measured, before, after, unit, goals." in weekly.edit.form.status.value
    assert text_of(weekly.last).splitlines()[1].endswith("| –")
    weekly.edit.form.undo.click()
    assert (mine.path / "wins.csv").read_bytes() == before
    assert weekly.edit.form.fields["measure"].value == ""


def test_an_old_win_is_ticked_under_what_is_expected_by_its_words(folder_of):
    tables = {
        "wins.csv": "id,date,win,competencies\nw-1,2026-01-05,Mended it,c-9\n",
        "competencies.csv": "id,level,competency\nc-1,senior,Teaches\n",
    }
    workspace = ak.open_workspace(folder_of("mine", FILES | tables))
    view = WinEdit(workspace)
    view.win.value = "w-1"
    (box,) = view.form.fields["competencies"].boxes.values()
    assert box.description == "Teaches"
    box.value = True
    view.form.save.click()
    assert workspace.wins["competencies"].tolist() == ["c-9;c-1"]


def test_an_emptied_field_is_emptied_and_what_is_not_offered_stays(folder_of):
    rows = "id,date,win,goals,unit,value\nw-1,2026-01-05,Mended it,g-9;g-1,hours,4000\n"
    profile = PROFILE + "hide_amounts = true\n"
    workspace = ak.open_workspace(folder_of("mine", FILES | {"wins.csv": rows, "profile.toml": profile}))
    view = WinEdit(workspace)
    view.win.value = "w-1"
    assert view.form.fields["value"].value == ""  # amounts are hidden
    put(view.form, unit="", goals=("g-1", "g-2"))
    view.form.save.click()
    assert (
        workspace.path.joinpath("wins.csv").read_text().splitlines()[1] == "w-1,2026-01-05,Mended it,g-9;g-1;g-2,,4000"
    )


def test_the_win_in_the_form_stays_in_the_list_with_its_way_back_whatever_is_searched(weekly, mine):
    mine.add("wins", {"date": "2026-02-05", "win": "Mended the drug cupboard"})
    weekly.page.changed()
    before = (mine.path / "wins.csv").read_bytes()
    weekly.edit.search.value = "new hires"
    assert [key for _, key in weekly.edit.win.options] == ["w-1"]
    weekly.edit.win.value = "w-1"
    put(weekly.edit.form, win="Taught three colleagues")
    weekly.edit.form.save.click()  # the words of the search stand in it no longer
    assert weekly.edit.win.value == "w-1"
    assert "Changed: what I did." in weekly.edit.form.status.value
    put(weekly.edit.form, impact="Not yet saved")
    weekly.edit.search.value = "cupboard"
    assert [label.split("  ")[1] for label, _ in weekly.edit.win.options] == [
        "Mended the drug cupboard",
        "Taught three colleagues",
    ]
    assert weekly.edit.form.fields["impact"].value == "Not yet saved"
    weekly.edit.form.undo.click()
    assert (mine.path / "wins.csv").read_bytes() == before


def test_hide_amounts_hides_the_worth_of_the_chosen_win_too(folder_of):
    rows = "id,date,win,value\nw-1,2026-01-05,Mended it,4000\n"
    weekly = Weekly(ak.open_workspace(folder_of("mine", FILES | {"wins.csv": rows})))
    weekly.edit.win.value = "w-1"
    assert weekly.edit.form.fields["value"].value == "4000"
    weekly.highlight.hide.value = True
    assert weekly.edit.form.fields["value"].value == ""
    assert weekly.edit.form.changes == {}
    weekly.highlight.hide.value = False
    assert weekly.edit.form.fields["value"].value == "4000"


def test_what_cannot_be_written_is_said_and_stays_typed(weekly):
    weekly.edit.win.value = "w-1"
    weekly.edit.form.save.click()
    assert "Nothing is changed yet" in weekly.edit.form.status.value
    put(weekly.edit.form, before="much")
    weekly.edit.form.save.click()
    assert "Nothing was written" in weekly.edit.form.status.value
    weekly.page.changed()
    assert weekly.edit.form.fields["before"].value == "much"


# --- one thing kept, everything shows it ---------------------------------------------------------------------------


def test_a_win_that_is_kept_shows_everywhere_and_is_gone_after_undo(weekly, mine):
    before = (mine.path / "wins.csv").read_bytes()
    put(weekly.win.form, win="Rewrote the handover", impact="Errors fell from 6 to 2 a week")
    weekly.win.form.save.click()
    assert (
        text_of(weekly.last).splitlines()[1] == "2026-09-30 | Rewrote the handover | Errors fell from 6 to 2 a week | –"
    )
    assert weekly.highlight.draft.field.value == "This week: I rewrote the handover. Errors fell from 6 to 2 a week."
    assert "28 September 1." in text_of(weekly.streak)
    assert "1 row more in wins.csv" in text_of(weekly.saved)
    assert "Rewrote the handover" in dict(weekly.later.win.options).__repr__()
    weekly.win.form.undo.click()
    assert (mine.path / "wins.csv").read_bytes() == before
    assert "28 September 0." in text_of(weekly.streak)
    assert weekly.highlight.draft.field.value == ""
    assert "Nothing was written yet" in text_of(weekly.saved)


def test_parts_of_a_page_say_in_text_what_they_show(weekly):
    for name in (
        "inbox",
        "looking_back",
        "candidates",
        "win",
        "last",
        "edit",
        "highlight",
        "later",
        "streak",
        "script",
        "reminders",
        "saved",
    ):
        assert len(text_of(getattr(weekly, name))) > 20, name


def test_below_ten_wins_looking_back_is_open_and_says_why(weekly, folder_of):
    assert weekly.looking_back.open
    assert "one win" in text_of(weekly.looking_back)
    assert "about 55 minutes here, month by month" in text_of(weekly.looking_back)
    rows = "".join(f"w-{n},2026-01-05,Taught\n" for n in range(10))
    many = Weekly(ak.open_workspace(folder_of("many", FILES | {"wins.csv": "id,date,win\n" + rows}))).looking_back
    assert not many.open
    assert text_of(many).count("\n") == 0
    assert many.box.selected_index is None


def test_looking_back_counts_the_wins_that_other_parts_keep(weekly, mine):
    for number in range(8):
        mine.add("wins", {"date": "2026-02-05", "win": f"Taught {number}"})
    put(weekly.win.form, win="Mended the handover")
    weekly.win.form.save.click()
    assert "10 wins in your log" in text_of(weekly.looking_back)
    assert "your log has 10 wins" in weekly.looking_back.lead.value
    weekly.win.form.undo.click()
    assert "nine wins" in weekly.looking_back.lead.value
    assert "9 wins in your log" in text_of(weekly.looking_back)


# --- what came from the inbox --------------------------------------------------------------------------------------


@pytest.fixture
def arrived(folder_of):
    files = FILES | {"inbox.txt": "2026-09-28 Calmed the <b>queue</b>\nLed the drill\n"}
    return ak.open_workspace(folder_of("mine", files))


def test_lines_of_the_inbox_are_wins_with_a_question_each(arrived):
    part = TakenIn(arrived)
    assert text_of(part).splitlines()[0] == "2 lines from your inbox became wins: add what changed."
    assert text_of(part).count("?") == 2
    assert "<b>queue" not in part.fields.children[0].children[0].value
    assert not (arrived.path / "inbox.txt").exists()


def test_an_answer_is_written_into_its_win_alone_and_taken_back(arrived):
    calls = []
    part = TakenIn(arrived, lambda: calls.append(1))
    before = (arrived.path / "wins.csv").read_bytes()
    part.save.click()
    assert "Nothing is filled in yet" in part.status.value
    first, second = arrived.taken_in
    part.answers[first].value = "It fell from 9 to 4 days"
    part.answers[second].value = "They know the way"
    part.save.click()
    wins = arrived.wins.set_index("id")
    assert wins.loc[[first, second], "impact"].tolist() == ["It fell from 9 to 4 days", "They know the way"]
    assert part.rows == ()
    assert "Kept: 2 answers." in part.status.value
    part.undo.click()
    assert (arrived.path / "wins.csv").read_bytes() == before
    assert len(part.rows) == 2
    assert len(calls) == 2


def test_undo_of_one_part_never_takes_back_what_another_wrote(arrived):
    weekly = Weekly(arrived)
    put(weekly.win.form, win="Mended it")
    weekly.win.form.save.click()
    assert weekly.win.form.undo.layout.display is None
    weekly.inbox.answers[arrived.taken_in[0]].value = "Half as long"
    weekly.inbox.save.click()
    assert weekly.win.form.undo.layout.display == "none"
    assert weekly.inbox.undo.layout.display is None


def test_a_file_without_the_column_is_a_sentence(folder_of):
    files = {"wins.csv": "id,date,win\n", "inbox.txt": "Led the drill\n", "profile.toml": PROFILE}
    part = TakenIn(ak.open_workspace(folder_of("mine", files)))
    (key,) = part.answers
    part.answers[key].value = "They know the way"
    part.save.click()
    assert 'role="alert"' in part.status.value
    assert "impact" in part.status.value
    assert part.answers[key].value == "They know the way"


# --- later outcomes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (
            "an outcome",
            {"outcome": "It holds", "after": "3", "effect": "replaces"},
            {"outcome": "It holds", "after": 3.0, "effect": "replaces"},
        ),
        (
            "praise",
            {"praise": "Lovely", "praise_by": "Ann"},
            {"outcome": "Praise came in", "praise": "Lovely", "praise_by": "Ann"},
        ),
        (
            "evidence",
            {"evidence": "https://example.com/a"},
            {"outcome": "Evidence was added", "evidence": "https://example.com/a"},
        ),
    ],
)
def test_what_became_of_a_win_is_a_dated_row_and_the_win_stays(mine, kind, given, expected):
    before = (mine.path / "wins.csv").read_bytes()
    part = Later(mine)
    part.win.value = "w-1"
    part.kind.value = kind
    put(part.form, **given)
    part.form.save.click()
    row = mine.outcomes.iloc[-1].dropna().to_dict()
    assert row.pop("date").date() == date(2026, 9, 30)
    assert row == {"id": "o-2026-09-30-1", "win_id": "w-1"} | expected
    assert (mine.path / "wins.csv").read_bytes() == before
    part.form.undo.click()
    assert mine.outcomes.empty


def test_what_is_not_seen_is_not_kept_and_what_a_kind_needs_is_asked_for(mine):
    part = Later(mine)
    part.win.value = "w-1"
    put(part.form, outcome="It holds", value="500")
    part.kind.value = "praise"
    shown = {name for name, field in part.form.fields.items() if field.layout.display != "none"}
    assert shown == {"win_id", "date", *FIELDS["praise"]}
    part.form.save.click()
    assert "Praise is missing" in unescape(part.form.status.value)
    assert mine.outcomes.empty
    put(part.form, praise="Lovely")
    part.form.save.click()
    assert mine.outcomes["value"].isna().all()
    assert mine.outcomes["outcome"].tolist() == ["Praise came in"]


def test_a_search_narrows_the_list_and_keeps_the_choice(weekly, mine):
    mine.add("wins", {"date": "2026-05-01", "win": "Mended the dock door"})
    weekly.page.changed()
    part = weekly.later
    newest = part.win.options[0][1]
    part.win.value = newest
    part.search.value = "DOCK"
    assert [key for _, key in part.win.options] == [newest]
    assert part.win.value == newest
    part.search.value = "nowhere"
    assert (part.win.options, part.win.value) == ((), None)


def test_without_ids_the_remedy_is_one_click(folder_of):
    workspace = ak.open_workspace(
        folder_of("mine", {"wins.csv": "date,win\n2026-01-05,Taught\n", "profile.toml": PROFILE})
    )
    part = Later(workspace)
    assert part.win.options == ()
    assert "1 win has no id of its own" in part.status.value
    assert part.ids.layout.display is None
    part.ids.click()
    assert [key for _, key in part.win.options] == ["w-2026-01-05-1"]
    assert (part.status.value, part.ids.layout.display) == ("", "none")


# --- the paragraph -------------------------------------------------------------------------------------------------


def test_own_words_stay_until_they_are_written_anew(weekly):
    part = weekly.highlight
    part.draft.field.value = "I feel I deserve more."
    assert EDITED in text_of(part)
    assert "emotional" in part.draft.note.text
    put(weekly.win.form, win="Rewrote the handover", impact="Errors fell from 6 to 2 a week")
    weekly.win.form.save.click()
    assert part.draft.field.value == "I feel I deserve more."
    part.anew.click()
    assert part.draft.field.value.startswith("This week: I rewrote")
    assert EDITED not in text_of(part)


def test_readers_and_hidden_amounts_are_a_choice(folder_of):
    rows = (
        "id,date,win,impact,value,value_status,audience,confidential\n"
        "w-1,2026-09-29,Mended it,The leak is closed,9000,confirmed,,\n"
        "w-2,2026-09-29,Told Ann,For Ann alone,,,p-1,\n"
        "w-3,2026-09-29,Kept quiet,Secret,,,,yes\n"
    )
    workspace = ak.open_workspace(folder_of("mine", FILES | {"wins.csv": rows}))
    part = HighlightText(PageState(lambda: workspace.records))
    assert "9,000 USD, confirmed, my share" in part.draft.field.value
    part.hide.value = True
    assert "9,000" not in text_of(part)
    part.hide.value = False
    part.reader.value = "p-1"
    assert "For Ann alone" in part.draft.field.value
    for reader in dict(part.reader.options).values():
        part.reader.value = reader
        assert "Secret" not in text_of(part)


def test_own_words_are_put_away_with_the_amounts(weekly):
    part = weekly.highlight
    part.draft.field.value = "It is worth 9,000."
    part.hide.value = True
    assert part.draft.box.layout.display == "none"
    part.hide.value = False
    assert part.draft.box.layout.display is None
    assert part.draft.field.value == "It is worth 9,000."


def test_the_copy_is_the_text_itself_whatever_is_in_it(weekly, monkeypatch):
    shown = []
    monkeypatch.setattr("advocacy_kit.widgets.weekly.weekly.display", shown.append)
    words = 'It is "<done>" %s ${x} \\n </script>\nnow'
    weekly.highlight.draft.field.value = words
    weekly.highlight.pressed_copy()
    (script,) = shown
    for text in (words, COPIED, BY_HAND):
        assert json.dumps(text) in script.data


# --- reminders -----------------------------------------------------------------------------------------------------


def test_reminders_are_saved_updated_and_never_doubled(folder_of):
    workspace = ak.open_workspace(folder_of("mine", FILES | {"profile.toml": PROFILE + 'timezone = "Europe/Berlin"\n'}))
    weekly = Weekly(workspace)
    part = weekly.reminders
    part.save.click()
    part.weekday.value, part.at.value = 0, time(9, 0)
    part.save.click()
    events = Calendar.from_ical((workspace.path / "documents" / "reminders.ics").read_bytes()).events
    assert len(events) == 2
    assert sorted(int(event["SEQUENCE"]) for event in events) == [1, 1]
    assert {event.decoded("DTSTART").hour for event in events} == {9}
    assert "Monday 5 October 2026" in text_of(part)
    assert "documents/reminders.ics" in text_of(weekly.saved)


def test_of_two_reminders_the_one_that_comes_first_is_named_first(weekly):
    for month_day, order in ((1, ["are my goals", "what changed"]), (28, ["what changed", "are my goals"])):
        weekly.reminders.month_day.value = month_day
        assert sorted(order, key=weekly.reminders.text.index) == order


def test_without_a_time_zone_the_time_cannot_be_chosen_and_it_says_why(weekly):
    part = weekly.reminders
    assert part.at.disabled
    assert "timezone" in text_of(part)
    part.save.click()
    assert "Written: documents/reminders.ics" in part.status.value


def test_a_calendar_that_cannot_be_written_is_a_sentence(weekly, mine):
    (mine.path / "documents").mkdir()
    (mine.path / "documents" / "reminders.ics").write_text("no calendar\n")
    weekly.reminders.save.click()
    assert 'role="alert"' in weekly.reminders.status.value
    assert "Written" not in text_of(weekly.saved)


# --- the demo ------------------------------------------------------------------------------------------------------


def test_an_empty_log_has_one_sentence_where_a_list_would_stand_until_there_is_a_win(folder_of):
    weekly = Weekly(ak.open_workspace(folder_of("empty", {"profile.toml": PROFILE})))
    assert text_of(weekly.last).startswith("Nothing is logged yet")
    assert text_of(weekly.later).startswith("Nothing is logged yet")
    parts = (weekly.edit.box, weekly.later.kind, weekly.later.search, weekly.later.form.box)
    assert {part.layout.display for part in parts} == {"none"}
    put(weekly.win.form, win="Mended it")
    weekly.win.form.save.click()
    assert {part.layout.display for part in parts} == {None}
    assert "Nothing is logged yet" not in text_of(weekly.last) + text_of(weekly.later) + weekly.later.status.value


def test_the_demo_says_that_nothing_is_kept():
    weekly = Weekly(ak.open_workspace())
    assert "Nothing you do here is kept" in text_of(weekly.saved)
    assert not weekly.looking_back.open
