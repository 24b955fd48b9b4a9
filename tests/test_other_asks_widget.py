"""The form for an ask without a browser.

What is missing is named at once, its words are looked at, it is kept in two tables and taken back.
"""

import re
from datetime import date

import pytest

import advocacy_kit as ak
from advocacy_kit import KitError
from advocacy_kit.conversation.other_asks import WHY
from advocacy_kit.core import store
from advocacy_kit.widgets import Case
from advocacy_kit.widgets.base.checked import FINE
from advocacy_kit.widgets.case.raise_case import BEGIN, WAYS, OtherAsks
from tests.conftest import REPO
from tests.pages import Words
from tests.test_raise_case_widgets import PAY, PROFILE

PEOPLE = "id,name,relation\np-1,Alex Morgan,manager\np-2,Rosa Lind,peer\n"
WINS = (
    "id,date,win,confidential\nw-1,2026-05-01,Led the move of the store room,\nw-2,2026-06-01,Settled the claim of"
    " Northgate,yes\n"
)


def words(widget):
    return Words(widget.value).words


@pytest.fixture
def workspace(folder_of):
    files = {"wins.csv": WINS, "people.csv": PEOPLE, "profile.toml": PROFILE, "pay.csv": PAY.format(70_000)}
    return ak.open_workspace(folder_of("mine", files))


@pytest.fixture
def form(workspace):
    return OtherAsks(workspace)


@pytest.fixture
def case(workspace, market):
    return Case(workspace, market)


def fill(form, **changed):
    given = {
        "request": "the course in wound care",
        "note": "two wards wait for it",
        "start_date": date(2026, 12, 1),
        "next_date": date(2026, 10, 20),
    }
    for name, value in (given | changed).items():
        (form.to if name == "to" else form.asked[name]).value = value
    first = form.ways[0]
    first["option"].value, first["cost"].value, first["owner"].value, first["first_step"].value = (
        "two free days",
        "none",
        "Alex Morgan",
        "name the days",
    )


def test_an_empty_form_names_all_that_is_missing_at_once(form):
    assert words(form.missing) == BEGIN  # nothing is amiss before anything is typed
    form.ways[2]["cost"].value = "none"
    form.ways[2]["cost"].value = ""
    assert words(form.missing) == BEGIN
    form.asked["next_date"].value = date(2026, 12, 1)
    said = words(form.missing)
    for lacking in ("no request", "no reason", "no start date", "no way in which it can be granted"):
        assert lacking in said
    assert form.to.value == "Alex Morgan"
    form.to.value = ""
    assert "addressed to nobody" in words(form.missing)
    form.asked["request"].value = "a course"
    assert "no request" not in words(form.missing)
    assert form.draft.box.layout.display == "none"
    form.ways[2]["cost"].value = "none"
    assert "option, owner, first step" in words(form.missing)
    form.asked["next_date"].value = date(2026, 9, 1)
    assert "next date has passed" in words(form.missing)


def test_each_kind_says_what_its_reason_has_to_say(form):
    assert set(dict(form.kind.options).values()) == set(WHY) - {"raise"}  # without a case there is no figure
    for kind in dict(form.kind.options).values():
        form.kind.value = kind
        assert WHY[kind] in words(form.needs)
    form.kind.value = "promotion"
    assert "competencies.csv has none" in words(form.missing)


def test_words_are_looked_at_while_they_are_typed_and_on_the_page(form):
    form.asked["note"].value = "I just feel I deserve it"
    assert "emotional" in words(form.missing)
    fill(form, note="two wards wait for it, soon")
    assert "vague time" in words(form.draft.remarks)
    form.asked["note"].value = "two wards wait for it"
    assert words(form.draft.remarks) == FINE
    assert form.draft.field.value.startswith("# Training: a request")
    assert "Two wards wait for it" in form.draft.field.value
    assert "Northgate" not in form.draft.field.value


def test_an_ask_is_kept_in_both_tables_listed_and_taken_back(form, workspace):
    fill(form)
    form.ways[1]["option"].value, form.ways[1]["cost"].value = "an evening course", "400 USD"
    form.ways[1]["owner"].value, form.ways[1]["first_step"].value, form.ways[1]["date"].value = (
        "Rosa Lind",
        "ask the college",
        date(2026, 10, 9),
    )
    assert words(form.listed) == "No ask is on record yet."
    form.pressed_save()
    assert list(workspace.asks["to"]) == ["p-1"]
    assert list(workspace.asks["note"]) == ["two wards wait for it"]
    assert list(workspace.options["option"]) == ["two free days", "an evening course"]
    assert re.search(r"Kept as a-\S+ of asks.csv and 2 rows of options.csv\.", words(form.status))
    assert "demo" not in words(form.status)
    for cell in ("Alex Morgan", "the course in wound care", "1 December 2026", "20 October 2026", "drafted"):
        assert cell in words(form.listed)
    assert (form.save.disabled, form.undo.layout.display) == (True, None)
    form.asked["request"].value = "the other course"
    assert not form.save.disabled
    form.pressed_undo()
    assert (len(workspace.asks), len(workspace.options)) == (0, 0)
    assert words(form.listed) == "No ask is on record yet."
    assert (form.undo.layout.display, form.saved) == ("none", "")
    form.pressed_undo()  # nothing is left to take back
    assert "Taken back" in words(form.status)


def test_an_incomplete_ask_is_refused_in_words_and_nothing_is_written(form, workspace):
    fill(form, start_date=None)
    form.pressed_save()
    assert "The ask has no start date" in words(form.status)
    assert "Nothing was written" in words(form.status)
    assert not (workspace.path / "asks.csv").exists()
    form.page.pressed()
    assert "The ask is not complete yet" in words(form.status)
    assert not (workspace.path / "documents").exists()


def test_a_failed_second_write_takes_the_first_back(form, workspace, monkeypatch):
    fill(form)
    real = store.replace

    def full(path, data):
        if path.name == "options.csv":
            raise KitError.of("K042", "no room left to write in ~/mine", "Free some space.")
        real(path, data)

    monkeypatch.setattr(store, "replace", full)
    form.pressed_save()
    assert "No room left" in words(form.status)
    assert len(workspace.asks) == 0
    assert form.undo.layout.display == "none"


def test_a_file_that_moved_on_is_not_undone(form, workspace):
    fill(form)
    form.pressed_save()
    file = workspace.path / "options.csv"
    file.write_text(file.read_text(encoding="utf-8") + "a-9,other,,,,\n", encoding="utf-8")
    form.pressed_undo()
    assert "nothing to undo" in words(form.status).lower()
    assert len(workspace.asks) == 1


def test_the_page_is_saved_with_the_users_words_and_warns(form, workspace):
    fill(form)
    form.page.pressed()
    page = workspace.path / "documents" / "ask.md"
    assert page.read_text(encoding="utf-8") == form.draft.field.value
    form.draft.field.value += "\nAs patient Maria O. said."
    form.asked["request"].value = "another course"  # the page is the user's own now
    assert form.draft.field.value.endswith("Maria O. said.")
    form.page.pressed()
    assert page.read_text(encoding="utf-8").endswith("Maria O. said.")
    assert "patient Maria O." in words(form.status)
    form.draft.rewrite.click()
    assert "another course" in form.draft.field.value
    (workspace.path / "documents" / "ask.md").unlink()
    (workspace.path / "documents").rmdir()
    (workspace.path / "documents").write_text("in the way")
    form.page.pressed()
    assert "cannot be made" in words(form.status)


def test_the_raise_is_recorded_with_the_figure_of_the_case(case, workspace):
    form = case.asks
    case.figure.walk_away.value = 74_000
    form.kind.value = "raise"
    assert (
        form.asked["request"].layout.display
        == form.asked["note"].layout.display
        == form.asked["start_date"].layout.display
        == "none"
    )
    fill(form)
    assert f"base pay of {case.figure.case.figure:,.0f} USD a year" in words(form.missing)
    assert form.draft.box.layout.display == "none"
    case.figure.percentile.value = 60  # the record follows the figure
    assert f"base pay of {case.figure.case.figure:,.0f} USD a year" in words(form.missing)
    case.figure.hide.value = True
    assert "base pay of •••" in words(form.missing)
    form.pressed_save()
    row = workspace.asks.iloc[0]
    assert (row["figure"], row["walk_away"]) == (case.figure.case.figure, 74_000)
    assert f"{case.figure.case.figure:,.0f}" in row["request"]
    assert not re.search(r"\d\d,\d{3}", words(form.listed) + words(form.missing))
    case.figure.hide.value = False
    assert f"{case.figure.case.figure:,.0f}" in words(form.listed)
    form.page.pressed()
    assert "Save page” above" in words(form.status)
    assert "Kept as a-" in case.saved.text
    assert "Nothing was written" not in case.saved.text


def test_another_figure_that_the_user_thinks_of_is_the_one_recorded(case, workspace):
    case.asks.kind.value = "raise"
    fill(case.asks)
    asked = case.figure.case.figure - 2_000
    case.shading.ask.value = asked
    assert f"base pay of {case.figure.case.figure:,.0f} USD a year" in words(
        case.asks.missing
    )  # a what-if changes no record
    case.shading.use.value, case.shading.why.value = True, "the budget is frozen"
    assert f"base pay of {asked:,.0f} USD a year" in words(case.asks.missing)
    case.asks.pressed_save()
    assert list(workspace.asks["figure"]) == [asked]


def test_pay_above_the_target_leads_here(folder_of, market):
    files = {"wins.csv": WINS, "people.csv": PEOPLE, "profile.toml": PROFILE, "pay.csv": PAY.format(95_000)}
    case = Case(ak.open_workspace(folder_of("mine", files)), market)
    assert "another ask under “What else can I ask for?”" in words(case.page.html)
    assert "so there is no figure to ask for here" in words(case.asks.lead.box)
    case.asks.kind.value = "raise"
    fill(case.asks)
    assert "no figure to ask for" in words(case.asks.missing)
    case.asks.kind.value = "title"
    assert case.asks.draft.field.value.startswith("# A title: a request")
    case.figure.percentile.value = 90
    assert "A raise is not all that can be asked for" in words(case.asks.lead.box)


def test_a_case_that_cannot_be_made_still_has_other_asks(folder_of, market):
    case = Case(ak.open_workspace(folder_of("mine", {"wins.csv": WINS, "profile.toml": PROFILE})), market)
    assert "A raise is not all" in words(case.asks.lead.box)
    fill(case.asks, to="Alex")
    assert case.asks.ask is not None
    case.asks.kind.value = "raise"
    assert "no base pay" in words(case.asks.missing)


def test_the_users_own_words_are_put_away_with_the_amounts(case):
    fill(case.asks)
    case.asks.draft.field.value += "\nI earn 70,000."
    case.figure.hide.value = True
    assert case.asks.draft.box.layout.display == "none"
    case.asks.page.pressed()
    assert "70,000" not in (case.asks._workspace.path / "documents" / "ask.md").read_text(encoding="utf-8")
    case.figure.hide.value = False
    assert case.asks.draft.box.layout.display is None


def test_the_demo_says_that_nothing_is_kept_and_the_form_has_a_text():
    form = OtherAsks(ak.open_workspace(REPO / "data" / "demo"))
    fill(form)
    form.pressed_save()
    assert "Nothing you do here is kept." in words(form.status)
    shown = form._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert "the course in wound care" in shown["text/plain"]
    assert len(form.ways) == WAYS


def test_who_has_no_id_is_kept_by_name(folder_of):
    files = {
        "wins.csv": WINS,
        "people.csv": "name,relation\nAlex Morgan,manager\n",
        "profile.toml": PROFILE,
        "pay.csv": PAY.format(70_000),
    }
    workspace = ak.open_workspace(folder_of("mine", files))
    form = OtherAsks(workspace)
    fill(form)
    form.save.click()
    assert list(workspace.asks["to"]) == ["Alex Morgan"]
