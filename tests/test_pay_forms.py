"""What a comparison of pay lacks is asked for once and calmly, and a form beside it takes it in."""

from datetime import date

import pytest

import advocacy_kit as ak
from advocacy_kit import KitError
from advocacy_kit.widgets import Case, PayVsMarket
from tests.pages import Words
from tests.test_raise_case_widgets import PAY

US = 'occupation = "13-1081"\narea = "Grand Rapids"\ncountry = "US"\ncurrency = "USD"\nas_of = 2026-09-30\n'
DE = 'country = "DE"\ncurrency = "EUR"\nas_of = 2026-09-30\n'
PARTS = ("trace", "tornado", "shading", "page", "long")


def words(widget):
    return Words(widget.value).words


@pytest.fixture
def made(folder_of, market):
    """A maker of both pages in a workspace of its own."""

    def make(profile, pay="", given=market):
        files = {"wins.csv": "date,win\n2026-01-05,Taught two new hires\n", "profile.toml": profile}
        workspace = ak.open_workspace(folder_of("mine", files | ({"pay.csv": pay} if pay else {})))
        return workspace, Case(workspace, given), PayVsMarket(workspace, given)

    return make


def test_without_pay_one_sentence_and_one_form_and_no_empty_boxes(made):
    _, case, pay = made(US)
    assert words(case.figure.status).count("no base pay") == 1
    assert "alert" not in case.figure.status.value
    assert [words(getattr(case, part).html) for part in PARTS] == [""] * len(PARTS)
    boxes = (case.shading.controls, case.page.draft.box, case.page.lower)
    assert {box.layout.display for box in boxes} == {"none"}
    assert words(case.questions.html).startswith("P40 to P60: ")
    assert case.pay.box.selected_index == pay.pay.box.selected_index == 0
    assert case.pay.box in case.figure.box.children
    assert pay.pay.box in pay.real_pay.box.children


@pytest.mark.parametrize("page", [0, 1])
def test_pay_from_the_form_makes_the_figure_and_undo_takes_it_back(made, page):
    workspace, case, pay = made(US)
    shown, form = (case, case.pay.form) if page == 0 else (pay, pay.pay.form)
    view = shown.figure if page == 0 else shown.real_pay
    assert view.shown is None
    form.fields["amount"].value, form.fields["date"].value = "70,000", date(2026, 1, 1)
    form.pressed_save()
    assert list(workspace.pay["amount"]) == [70_000]
    assert view.trouble == ""
    assert view.shown is not None
    if page == 0:
        assert {box.layout.display for box in (case.page.draft.box, case.page.lower)} == {None}
    form.pressed_undo()
    assert "no base pay" in view.trouble


def test_with_pay_the_form_is_folded(made):
    _, case, pay = made(US, PAY.format(70_000))
    assert case.pay.box.selected_index is pay.pay.box.selected_index is pay.table.box.selected_index is None


def test_a_job_that_is_not_named_is_asked_for_where_it_can_be_said(made):
    _, case, pay = made(US.partition("\n")[2], PAY.format(70_000))
    for status in (case.figure.status, pay.market.status):
        assert words(status) == "No job is named yet. Say yours in your own words under “search”."
        assert "alert" not in status.value
    for part in (pay.sources, pay.without, pay.assumptions):
        assert words(part.html) == ""
    case.peers.search.words.value = pay.search.words.value = "logistician"
    assert case.figure.trouble == pay.market.trouble == ""


def test_a_country_without_a_source_is_said_calmly_and_its_table_is_typed_in(made):
    workspace, case, pay = made('occupation = "Lehrer"\n' + DE, PAY.format(70_000).replace("USD,US", "EUR,DE"), None)
    for status in (case.figure.status, pay.market.status):
        assert "No source of pay that is loaded covers DE" in words(status)
        assert "alert" not in status.value
    assert pay.table.box.selected_index == 0
    given = {
        "source": "Entgeltatlas",
        "date": date(2026, 1, 1),
        "title": "Lehrer",
        "p25": "60,000",
        "p50": "70,000",
        "p75": "80,000",
    }
    for name, value in given.items():
        pay.table.form.fields[name].value = value
    pay.table.form.pressed_save()
    assert len(workspace.published) == 1
    assert pay.market.trouble == ""
    assert "covers DE" not in words(pay.market.status)


@pytest.mark.parametrize("pay", ["", PAY.format(70_000).replace("USD,US", "EUR,DE")])
def test_a_scale_comes_first_and_leads_to_the_other_asks(made, market, pay):
    workspace, case, _ = made('pay_scale = "TV-L E13"\n' + DE, pay)
    assert "Your pay follows a scale (TV-L E13)" in words(case.figure.status)
    assert "a step, a grade or a ladder" in words(case.figure.status)
    assert "What else can I ask for?" in words(case.figure.status)
    assert "alert" not in case.figure.status.value
    assert [words(getattr(case, part).html) for part in PARTS] == [""] * len(PARTS)
    with pytest.raises(KitError, match="follows a scale"):
        ak.raise_case(workspace.records, market)
