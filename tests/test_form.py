"""A form in front of any table: what is typed is read as the file would be, kept in one click.

Taken back in another.
"""

import inspect
from collections import Counter
from datetime import date
from html import unescape

import pytest

import advocacy_kit as ak
from advocacy_kit.core.tables import TABLES
from advocacy_kit.log.followup import Milestone
from advocacy_kit.widgets import (
    Advocates,
    AfterTheAnswer,
    Case,
    Meeting,
    MonthlyGoals,
    PayVsMarket,
    QuarterlyReview,
    Weekly,
)
from advocacy_kit.widgets.base.fields import LABELS, OF_TABLE, Fields, faults, label, names
from advocacy_kit.widgets.base.form import Form, Rows
from advocacy_kit.widgets.base.view import PageState, Shown, Signal, View

PROFILE = 'country = "US"\ncurrency = "USD"\nas_of = 2026-09-30\n'
FILES = {"wins.csv": "date,win,impact,confidential\n2026-01-05,Taught,,\n", "profile.toml": PROFILE}
POSTING = {
    "kind": "posting",
    "title": "Nurse, nights",
    "country": "US",
    "low": "30.50",
    "per": "hour",
    "element": "base",
}


@pytest.fixture
def mine(folder_of):
    return ak.open_workspace(folder_of("mine", FILES))


def fill(form, **values):
    for name, value in values.items():
        form.fields[name].value = value


def said(form):
    return unescape(form.status.value)


@pytest.mark.parametrize("name", list(TABLES))
def test_every_table_has_a_form_made_from_its_declaration(mine, name):
    form, table = Form(mine, name), TABLES[name]
    assert set(form.fields) == set(table.names) - {"id"}
    kinds = {"date": "DatePicker", "choice": "Dropdown", "flag": "Checkbox"}
    for column in table.columns:
        if column.name != "id":
            field = form.fields[column.name]
            assert type(field).__name__ == kinds.get(column.kind, "Text")
            assert field.tooltip == column.help
            assert field.description.endswith("*") is column.required
            assert [value for _, value in getattr(field, "options", ())] == (
                ["", *column.choices] if column.choices else []
            )
    folded = {field.description for field in form.more.children[0].children}
    assert folded == {field.description for n, field in form.fields.items() if not table.column(n).required}
    assert form.more.selected_index is None
    assert form.values == {}


def test_every_column_is_called_what_a_person_would_call_it_and_nothing_is_cut():
    declared = {column for table in TABLES.values() for column in table.names}
    assert set(LABELS) <= declared
    for name, table in TABLES.items():
        assert set(OF_TABLE.get(name, {})) <= set(table.names)
        said = [label(column.name, name) + " *" * column.required for column in table.columns if column.name != "id"]
        assert len(set(said)) == len(said), name
        assert [words for words in said if "_" in words or len(words) > 17 or words.endswith((" id", " ids"))] == []


def test_a_row_is_kept_as_it_was_typed_and_the_form_is_clean_again(mine):
    calls = []
    form = Form(
        mine, "market", lambda: calls.append(len(mine["market"])), start={"date": date(2026, 9, 30), "kind": "posting"}
    )
    fill(form, **POSTING, date=date(2026, 9, 1), employer="=Ward & Sons", high="41", expires=date(2026, 12, 1))
    form.save.click()
    (row,) = mine["market"].to_dict("records")
    assert (row["title"], row["employer"], row["low"], row["high"]) == ("Nurse, nights", "=Ward & Sons", 30.5, 41.0)
    assert (row["date"].date(), row["expires"].date()) == (date(2026, 9, 1), date(2026, 12, 1))
    assert "Kept as line 2 of market.csv" in said(form)
    assert "demo" not in said(form)
    assert calls == [1]
    assert form.values == {"date": date(2026, 9, 30), "kind": "posting"}
    assert form.undo.layout.display is None


def test_undo_takes_the_row_back_and_says_so(mine):
    calls = []
    form = Form(mine, "market", lambda: calls.append(len(mine["market"])))
    fill(form, **POSTING, date=date(2026, 9, 1))
    form.save.click()
    form.undo.click()
    assert calls == [1, 0]
    assert "Taken back" in said(form)
    assert form.undo.layout.display == "none"


def test_errors_name_their_column_nothing_is_written_and_the_text_stays(mine):
    calls = []
    form = Form(mine, "market", lambda: calls.append(1))
    fill(form, **POSTING | {"low": "thirty", "country": ""}, high="1.234", date=date(2026, 9, 1))
    before = form.values
    form.save.click()
    words = said(form)
    assert "Lowest: expected a number" in words
    assert "Country is missing: two letters" in words
    assert "Highest: expected a number whose decimal mark is clear" in words
    assert "Nothing was written" in words
    assert 'role="alert"' in form.status.value
    assert form.values == before
    assert not (mine.path / "market.csv").exists()
    assert calls == []
    fill(form, low="30", country="US", high="34")
    form.save.click()
    assert len(mine["market"]) == 1


def test_numbers_are_read_in_the_locale_of_the_profile(folder_of):
    files = FILES | {"profile.toml": 'country = "DE"\ncurrency = "EUR"\nlocale = "de_DE"\nas_of = 2026-09-30\n'}
    workspace = ak.open_workspace(folder_of("mine", files))
    form = Form(workspace, "market")
    fill(form, **POSTING | {"low": "5.400", "per": "month", "country": "DE"}, date=date(2026, 9, 1))
    form.save.click()
    assert workspace["market"]["low"].tolist() == [5400.0]


def test_flags_lists_and_ids(mine):
    form = Form(mine, "wins")
    fill(form, date=date(2026, 9, 1), win="Halved the queue", confidential=True)
    form.save.click()
    row = mine.wins.iloc[-1]
    assert (row["win"], row["confidential"]) == ("Halved the queue", True)
    assert f"Kept as {row['id']}" in said(form)
    assert form.fields["confidential"].value is False


def test_a_column_that_the_file_lacks_is_said(mine):
    form = Form(mine, "wins")
    fill(form, date=date(2026, 9, 1), win="Halved the queue", measure="minutes")
    form.save.click()
    assert "measure" in said(form)
    assert len(mine.wins) == 1


def test_nothing_to_undo_is_a_sentence(mine):
    form = Form(mine, "wins")
    form.undo.click()
    assert "nothing to undo" in said(form)


def test_the_demo_says_that_nothing_is_kept():
    form = Form(ak.open_workspace(), "checkins")
    fill(form, goal_id="g-1", date=date(2026, 9, 1), value="3")
    form.save.click()
    assert "private copy" in said(form)
    assert "nothing is kept" in said(form)


def test_what_a_form_begins_with_can_change_but_typed_text_stays(mine):
    form = Form(mine, "market", start={"occupation": "13-1081", "area": "MI"}, front=("occupation",))
    fill(form, area="Ohio")
    form.begin(occupation="29-1141", area="TX")
    assert (form.fields["occupation"].value, form.fields["area"].value) == ("29-1141", "Ohio")
    form.clear()
    assert (form.fields["occupation"].value, form.fields["area"].value) == ("29-1141", "TX")
    assert "occupation" not in [field.description for field in form.more.children[0].children]


def test_a_form_says_in_text_what_it_asks(mine):
    words = Form(mine, "pay")._repr_mimebundle_()["text/plain"]
    assert words.startswith(
        "A form for a row of pay.csv: holds from (required), amount (required), per (required), payments a year,"
    )


def test_what_is_doubtful_of_a_row_is_said_after_it_was_kept(mine):
    form = Form(mine, "market")
    fill(form, **POSTING | {"low": "41"}, high="30.50", date=date(2062, 9, 1))
    form.save.click()
    words = said(form)
    assert words.index("Kept as line 2") < words.index("2062-09-01 lies in the future")
    assert "Highest is below lowest, and such a row never counts" in words
    assert len(mine["market"]) == 1
    fill(form, **POSTING, high="41", date=date(2026, 9, 1))
    form.save.click()
    assert 'role="alert"' not in form.status.value


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"country": "ZZ"}, "expected a country, got 'ZZ'"),
        ({"country": "here"}, "expected a country, got 'here'"),
        ({"currency": "dollars"}, "expected a currency's three letters, got 'dollars'"),
        ({"currency": "$"}, "expected a currency's three letters, got '$'"),
    ],
)
def test_a_place_or_currency_that_never_counts_is_refused_in_words(mine, given, sentence):
    form = Form(mine, "market")
    fill(form, **POSTING | given, date=date(2026, 9, 1))
    form.save.click()
    assert sentence in said(form)
    assert "Nothing was written" in said(form)
    assert not (mine.path / "market.csv").exists()
    fill(form, country="Germany", currency="eur")
    form.save.click()
    assert len(mine["market"]) == 1


def test_evidence_that_is_neither_a_file_nor_a_link_is_said(folder_of):
    wins = {"wins.csv": "date,win,evidence,confidential\n2026-01-05,Taught,,\n"}
    form = Form(ak.open_workspace(folder_of("mine", FILES | wins)), "wins")
    fill(form, date=date(2026, 9, 1), win="Halved the queue", evidence="https://example.com/a; gopher://b")
    form.save.click()
    assert "The evidence gopher://b lies outside the workspace." in said(form)
    assert "a link begins with https://" in said(form)
    assert "Nothing was written" in said(form)
    assert form.fields["win"].value == "Halved the queue"


# --- a row that is there -------------------------------------------------------------------------------------------


def keys_of(workspace, name):
    frame = workspace.table(name)
    return [str(key) for key in (frame["id"] if TABLES[name].column("id") else frame.index)]


@pytest.mark.parametrize("name", list(TABLES))
def test_showing_a_row_changes_nothing_and_what_it_shows_is_read_again(name):
    workspace = ak.open_workspace()
    form = Form(workspace, name)
    for key in keys_of(workspace, name):
        form.show(key)
        assert form.changes == {}
        for field, value in form.values.items():
            column = form.table.column(field)
            assert not [issue for issue in faults(column, value, workspace, form.table) if issue.severity == "error"]
    before = {path.name: path.read_bytes() for path in workspace.path.glob("*.csv")}
    form.save.click()
    assert {path.name: path.read_bytes() for path in workspace.path.glob("*.csv")} == before


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.column("note")])
def test_an_edit_changes_one_cell_of_the_file_and_undo_gives_every_byte_back(name):
    workspace = ak.open_workspace()
    form, path = Form(workspace, name), workspace.path / TABLES[name].file
    keys = keys_of(workspace, name)
    before = path.read_bytes() if keys else b""
    for key in keys[:3]:
        form.show(key)
        form.fields["note"].value = "=Said, and “kept”"
        form.save.click()
        assert f"Changed: {label('note', name)}" in said(form)
        assert workspace.table(name).loc[lambda rows: rows["note"] == "=Said, and “kept”"].shape[0] == 1
        old, new = before.decode().splitlines(), path.read_bytes().decode().splitlines()
        assert sum(a != b for a, b in zip(old, new, strict=True)) == 1
        form.undo.click()
        assert path.read_bytes() == before
        assert form.changes == {}
        assert "it is as it was" in said(form)


REVIEWS = FILES | {"reviews.csv": "date,kind,note\n2026-03-31,quarterly,\n2026-12-15,annual,Room 4\n"}
OBJECTIVES = FILES | {"objectives.csv": "objective,owner\nFewer errors,Ann\n"}


def test_a_row_is_chosen_by_name_changed_and_a_new_one_is_written_beside_it(folder_of):
    workspace, calls, signal = ak.open_workspace(folder_of("mine", REVIEWS)), [], Signal()
    signal.connect(lambda: calls.append(len(workspace.reviews)), now=False)
    rows = Rows(Form(workspace, "reviews"), lambda row: f"{row['date']:%Y-%m-%d}", signal)
    assert [name for name, _ in rows.row.options] == ["a new one", "2026-03-31", "2026-12-15"]
    rows.row.value = "3"
    assert rows.form.values == {"date": date(2026, 12, 15), "kind": "annual", "note": "Room 4"}
    fill(rows.form, date=date(2026, 12, 16))
    rows.form.save.click()
    assert (
        workspace.path / "reviews.csv"
    ).read_text() == "date,kind,note\n2026-03-31,quarterly,\n2026-12-16,annual,Room 4\n"
    assert [name for name, _ in rows.row.options][2] == "2026-12-16"
    assert rows.row.value == "3"
    rows.row.value = ""
    assert rows.form.values == {}
    assert rows.form.undo.layout.display == "none"
    fill(rows.form, date=date(2027, 3, 31), kind="quarterly")
    rows.form.save.click()
    assert calls == [2, 3]
    assert [key for _, key in rows.row.options] == ["", "2", "3", "4"]
    rows.form.undo.click()
    assert calls == [2, 3, 2]
    assert [key for _, key in rows.row.options] == ["", "2", "3"]


def test_a_row_without_an_id_of_its_own_stays_chosen_when_it_says_something_else(folder_of):
    workspace = ak.open_workspace(folder_of("mine", OBJECTIVES))
    rows = Rows(Form(workspace, "objectives"), lambda row: row["objective"])
    _, key = rows.row.options[1]
    rows.row.value = key
    fill(rows.form, objective="Half the errors")
    rows.form.save.click()
    assert workspace.objectives["objective"].tolist() == ["Half the errors"]
    assert rows.row.options[1] == ("Half the errors", rows.row.value)
    assert rows.row.value not in ("", key)
    assert "Changed: objective" in said(rows.form)
    rows.form.undo.click()
    assert rows.row.options[1] == ("Fewer errors", key)
    assert (rows.row.value, rows.form.fields["objective"].value) == (key, "Fewer errors")


def test_an_emptied_required_field_is_refused_and_what_is_typed_stays_while_the_page_is_renewed(folder_of):
    workspace = ak.open_workspace(folder_of("mine", OBJECTIVES))
    rows = Rows(Form(workspace, "objectives"), lambda row: row["objective"])
    fill(rows.form, objective="Not yet saved")
    rows.refresh()
    assert rows.form.fields["objective"].value == "Not yet saved"
    rows.row.value = rows.row.options[1][1]
    fill(rows.form, objective="Typed")
    workspace.add("objectives", {"objective": "Another one"})
    rows.refresh()
    assert len(rows.row.options) == 3
    assert rows.form.fields["objective"].value == "Typed"
    fill(rows.form, objective="")
    rows.form.save.click()
    assert "is missing" in said(rows.form)
    assert "Nothing was written" in said(rows.form)
    rows.refresh()
    assert rows.form.fields["objective"].value == ""
    assert workspace.objectives["objective"].tolist() == ["Fewer errors", "Another one"]


def test_a_hidden_amount_stays_in_its_row_unless_another_is_typed(folder_of):
    pay = "date,amount,per,element,currency,country,note\n2026-01-01,71000,year,base,USD,US,\n"
    files = FILES | {"pay.csv": pay, "profile.toml": PROFILE + "hide_amounts = true\n"}
    workspace = ak.open_workspace(folder_of("mine", files))
    form = Form(workspace, "pay")
    form.show("2")
    assert form.fields["amount"].value == ""
    fill(form, note="annual raise")
    form.save.click()
    assert workspace.path.joinpath("pay.csv").read_text() == pay.replace("US,\n", "US,annual raise\n")


def test_an_id_that_is_not_among_the_names_is_offered_as_it_is(folder_of):
    files = FILES | {"goals.csv": "id,goal,target,start,due,objectives\ng-1,Less,2,2026-01-01,2026-12-31,ob-9\n"}
    form = Form(
        ak.open_workspace(folder_of("mine", files)),
        "goals",
        controls={"objectives": names("objective", [("Fewer errors", "ob-1")])},
    )
    form.show("g-1")
    assert form.fields["objectives"].value == "ob-9"
    assert form.changes == {}


def test_a_row_that_is_gone_is_a_sentence(mine):
    with pytest.raises(ak.KitError, match="there is no record ob-7"):
        Form(mine, "objectives").show("ob-7")


STEPS = "ask_id,step,first_action,due,done\n,Read it,borrow it,2026-10-01,\n,Shadow Ann,ask her,2026-10-02,\n"


def test_a_line_that_is_another_row_by_now_is_not_written_over(folder_of):
    workspace = ak.open_workspace(folder_of("mine", FILES | {"steps.csv": STEPS}))
    form, path = Form(workspace, "steps"), workspace.path / "steps.csv"
    form.show("3")
    fill(form, step="Shadow Ann twice")
    path.write_text(STEPS.replace(",Read it", ",Another one,first,2026-09-30,\n,Read it"))  # by a spreadsheet
    workspace.add(
        "steps", {"step": "Ask", "first_action": "write", "due": date(2026, 10, 9)}
    )  # by another part of the page
    before = path.read_bytes()
    form.save.click()
    assert "changed since it was shown here" in said(form)
    assert path.read_bytes() == before
    assert form.fields["step"].value == "Shadow Ann twice"
    form.show(None)
    form.show("4")
    fill(form, step="Shadow Ann twice")
    form.save.click()
    assert workspace.steps["step"].tolist() == ["Another one", "Read it", "Shadow Ann twice", "Ask"]


def test_a_cell_that_changed_since_it_was_shown_is_not_written_over_and_others_may_be(folder_of):
    people = "id,name,relation,note\np-1,Helen,manager,old\n"
    workspace = ak.open_workspace(folder_of("mine", FILES | {"people.csv": people}))
    form, path = Form(workspace, "people"), workspace.path / "people.csv"
    form.show("p-1")
    fill(form, note="old, and mine")
    path.write_text(people.replace("old", "what they wrote"))
    workspace.add("people", {"name": "Bob", "relation": "peer"})
    form.save.click()
    assert "changed since it was shown here" in said(form)
    assert workspace.people["note"].tolist()[0] == "what they wrote"
    assert form.changes == {"note": "old, and mine"}  # the fields show it as it is now, under what was typed
    fill(form, note="what they wrote", name="Helen Brandt")
    form.save.click()
    assert path.read_text().splitlines()[1] == "p-1,Helen Brandt,manager,what they wrote"


def test_undo_takes_back_what_this_form_wrote_and_never_what_another_did(folder_of):
    workspace = ak.open_workspace(
        folder_of("mine", FILES | {"people.csv": "id,name,relation,note\np-1,Helen,manager,old\n"})
    )
    one, other = Form(workspace, "people"), Form(workspace, "people")
    fill(one, name="Bob", relation="peer")
    one.save.click()
    other.show("p-1")
    fill(other, note="new")
    other.save.click()
    one.undo.click()
    assert "nothing to undo" in said(one)
    assert workspace.people["note"].tolist()[0] == "new"
    assert workspace.people["name"].tolist() == ["Helen", "Bob"]
    other.undo.click()
    one.undo.click()
    assert workspace.people["name"].tolist() == ["Helen"]


def test_blanks_around_an_id_are_no_part_of_it(folder_of):
    people = "id,name,relation,note\n p-1 ,Helen,manager,\np-2 ,Bob,peer,\n"
    workspace = ak.open_workspace(folder_of("mine", FILES | {"people.csv": people}))
    form = Form(workspace, "people")
    form.show("p-1")
    fill(form, note="Reads mail at night")
    form.save.click()
    assert (form.key, "Changed: note" in said(form)) == ("p-1", True)
    assert workspace.path.joinpath("people.csv").read_text() == people.replace(
        "manager,", "manager,Reads mail at night"
    )
    assert workspace.add("people", {"name": "Eve", "relation": "ally"}) == "p-3"
    with pytest.raises(ak.KitError, match="the id p-2 is taken"):
        workspace.add("people", {"id": "p-2", "name": "Ida", "relation": "ally"})
    assert workspace.issues == ()


def test_what_was_typed_and_not_saved_is_there_again_when_its_row_is_chosen_again(folder_of):
    workspace = ak.open_workspace(folder_of("mine", REVIEWS))
    rows = Rows(Form(workspace, "reviews"), lambda row: f"{row['date']:%Y-%m-%d}")
    fill(rows.form, note="A new one")
    rows.row.value = "3"
    assert "not saved" in said(rows.form)
    assert rows.form.changes == {}
    fill(rows.form, note="Room 5")
    rows.row.value = ""
    assert rows.form.values == {"note": "A new one"}
    rows.row.value = "3"
    assert rows.form.changes == {"note": "Room 5"}
    rows.row.value = "2"
    workspace.edit("reviews", "3", {"note": "Room 6"})
    rows.row.value = "3"  # it says something else by now: what was typed was meant for the other
    assert rows.form.changes == {}
    rows.row.value = ""
    fill(rows.form, date=date(2027, 3, 31))
    rows.form.save.click()
    rows.row.value = "2"
    assert rows.form.status.value == ""
    rows.row.value = ""
    assert rows.form.values == {}


def test_a_row_that_another_window_changed_is_shown_as_it_is_now_under_what_was_typed(folder_of):
    folder = folder_of("mine", FILES | {"objectives.csv": "id,objective,since,until\nob-1,Fewer errors,,\n"})
    here, there = ak.open_workspace(folder), ak.open_workspace(folder)
    form = Form(here, "objectives")
    form.show("ob-1")
    fill(form, until=date(2026, 12, 31), objective="No errors")
    there.edit("objectives", "ob-1", {"objective": "Half the errors", "since": "2026-01-01"})
    before = (folder / "objectives.csv").read_bytes()
    form.save.click()
    assert "changed since it was shown here" in said(form)
    assert "Nothing was written" in said(form)
    assert (folder / "objectives.csv").read_bytes() == before
    assert form.fields["since"].value == date(2026, 1, 1)
    assert form.changes == {"objective": "No errors", "until": date(2026, 12, 31)}
    form.save.click()
    assert (folder / "objectives.csv").read_text().splitlines()[1] == "ob-1,No errors,2026-01-01,2026-12-31"


def test_amounts_are_hidden_and_shown_while_a_row_is_changed(folder_of):
    pay = "date,amount,per,element,currency,country,note\n2026-01-01,71000,year,base,USD,US,\n"
    form = Form(ak.open_workspace(folder_of("mine", FILES | {"pay.csv": pay})), "pay")
    form.show("2")
    fill(form, note="typed")
    shown = form.fields["amount"].value
    assert shown
    form.hide(hidden=True)
    assert form.fields["amount"].value == ""
    assert form.changes == {"note": "typed"}
    form.hide(hidden=False)
    assert form.fields["amount"].value == shown
    assert form.changes == {"note": "typed"}


def test_a_change_is_told_once_in_order_whatever_the_pieces_set():
    signal, told = Signal(), []
    signal.connect(lambda: told.append("first"))
    signal.connect(lambda: (told.append("second"), signal.changed()))  # what a piece sets is no further change
    assert told == ["first", "second", "first", "second"]  # now; the second piece told it to the first
    told.clear()
    signal.changed()
    assert told == ["first", "second"]
    told.clear()
    with signal.together():
        signal.changed()
        signal.changed()
        assert told == []
    assert told == ["first", "second"]


def test_a_page_has_one_switch_and_one_object_of_records_for_each_of_its_states(mine):
    page = PageState(lambda: mine.records)
    told = []
    page.connect(lambda: told.append(page.records.profile.hide_amounts), now=False)
    shown = page.records
    assert page.records is shown
    page.hide.value = True
    hidden = page.records
    page.hide.value = False
    assert (told, page.records is shown, hidden.profile.hide_amounts) == ([True, False], True, True)
    mine.add("wins", {"date": "2026-09-01", "win": "Halved the queue"})
    assert len(page.records.wins) == len(shown.wins) + 1


def type_a_win(page):
    fill(page.win.form, win="Halved the queue")
    page.win.form.save.click()


def set_aside(page):
    page.gaps.setting_aside.reason.value = "not this year"
    page.gaps.setting_aside.aside.click()


def rate_try(page):
    next(iter(page.practice.ratings.values())).value = 3
    page.practice.keep.button.click()


def note_step(page):
    fill(page.steps.step, step="Ask Helen", first_action="write to her", due=date(2026, 10, 9))
    page.steps.add.button.click()


def note_pay(page):
    fill(page.pay.form, date=date(2026, 9, 1), amount="83000")
    page.pay.form.save.click()


# a page, one of its choices with another value, and one of its saves
PAGES = {
    Weekly: (lambda page: (page.highlight.about, True), type_a_win),
    MonthlyGoals: (lambda page: (page.goals.most, 2), lambda page: page.closing.mark("done")),
    QuarterlyReview: (lambda page: (page.impact.grouping, "beneficiary"), set_aside),
    PayVsMarket: (lambda page: (page.market.percentile, 60), note_pay),
    Case: (lambda page: (page.figure.percentile, 60), note_pay),
    Meeting: (lambda page: (page.when.day, date(2026, 10, 20)), rate_try),
    AfterTheAnswer: (lambda page: (page.session.answer, date(2026, 11, 2)), note_step),
    Advocates: (lambda page: (page.visibility.most, 5), lambda page: page.tell.done.click()),
}


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.__name__)
def test_each_piece_of_a_page_is_drawn_once_a_change(kind, demo_market, monkeypatch):
    drawn = Counter()

    def counted(cls, name):
        plain = getattr(cls, name)
        monkeypatch.setattr(cls, name, lambda piece: (drawn.update([piece]), plain(piece))[1])

    counted(View, "render")
    counted(Shown, "refresh")
    workspace = ak.open_workspace()
    page = kind(workspace, demo_market) if "market" in inspect.signature(kind).parameters else kind(workspace)
    if isinstance(page, MonthlyGoals):
        page.closing.goal.value = page.closing.goal.options[1][1]
    state = next(part for part in (*vars(page).values(), getattr(getattr(page, "figure", None), "page", None))
                 if isinstance(part, PageState))  # fmt: skip
    choice, save = PAGES[kind]
    control, value = choice(page)
    assert control.value != value
    everything = set(drawn)

    def change(do):
        drawn.clear()
        do()
        assert set(drawn.values()) <= {1}, {type(piece).__name__: n for piece, n in drawn.items() if n > 1}
        return set(drawn)

    change(lambda: setattr(control, "value", value))
    before = workspace.records
    kept = change(lambda: save(page))
    assert workspace.records is not before  # it was saved
    assert kept | change(lambda: setattr(state.hide, "value", True)) == everything


@pytest.mark.parametrize(("locale", "typed"), [(None, "1.5"), ("de_DE", "1,5")])
def test_fields_hold_a_row_and_give_it_back_as_the_kit_takes_it(locale, typed):
    fields = Fields("milestones", ("milestone", "measure", "target", "unit", "owner", "due", "goal_id", "baseline"))
    stone = Milestone("Half the falls", "falls", 1.5, "p-1", date(2026, 12, 1), 5.0, "a month", "")
    fields.write(vars(stone), locale)
    assert fields["target"].value == typed
    assert fields.make(Milestone, locale) == stone
    fields["target"].value = "lots"
    assert fields.make(Milestone, locale).target is None
    fields.write()
    assert fields.values == {}
    assert fields["milestone"].description == "what is reached *"


def test_a_group_of_rows_is_a_field_for_each_column_in_the_words_of_the_table():
    fields = Fields("options", ("option", "date"), wide=("option",))
    assert [field.description for field in fields.fields.values()] == ["the way *", "by when"]
    assert fields["option"].placeholder == TABLES["options"].column("option").help
