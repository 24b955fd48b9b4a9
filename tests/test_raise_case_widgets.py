"""The notebook of the raise case without a browser.

Questions, steps, another ask, the draft with its marks, the files it writes.
"""

import re
import stat
from datetime import date
from html.parser import HTMLParser

import pytest

import advocacy_kit as ak
from advocacy_kit.raise_case.long_version import SYMBOLS, step_rows
from advocacy_kit.raise_case.manager_page import Choices, manager_page
from advocacy_kit.raise_case.shading import shading
from advocacy_kit.widgets import Case
from advocacy_kit.widgets.base import checked
from advocacy_kit.widgets.base.checked import FINE, remarks
from advocacy_kit.widgets.case.case_figure import PRESS
from tests.conftest import REPO
from tests.pages import Words

PAY = "date,amount,per,element,currency,country\n2026-01-01,{},year,base,USD,US\n"
PROFILE = 'occupation = "13-1081"\narea = "Grand Rapids"\ncountry = "US"\ncurrency = "USD"\nas_of = 2026-09-30\n'
FILES = ["documents/case.html", "documents/case.md", "documents/case_long.html"]


class Framed(HTMLParser):
    """The attributes of a frame."""

    def __init__(self, html):
        super().__init__()
        self.attributes = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        assert tag == "iframe"
        self.attributes = dict(attrs)


def words(widget):
    return Words(widget.value).words


@pytest.fixture
def case(demo_market):
    return Case(ak.open_workspace(REPO / "data" / "demo"), demo_market)


@pytest.fixture(scope="module")
def untouched(demo_market):
    """A Case of the demo that no test changes."""
    return Case(ak.open_workspace(REPO / "data" / "demo"), demo_market)


@pytest.fixture
def own(folder_of, market):
    """A maker of a Case in a workspace of its own."""

    def make(amount=70_000, wins="date,win\n2026-01-05,Taught two new hires\n", profile="", **files):
        given = {"wins.csv": wins, "profile.toml": PROFILE + profile, "pay.csv": PAY.format(amount)}
        return Case(
            ak.open_workspace(folder_of("mine", given | {f"{name}.csv": text for name, text in files.items()})), market
        )

    return make


def test_a_case_opens_the_markets_of_its_workspace(folder_of):
    made = Case(
        ak.open_workspace(
            folder_of("mine", {"wins.csv": "date,win\n", "profile.toml": PROFILE, "pay.csv": PAY.format(70_000)})
        )
    )
    assert "Ask for" in words(made.figure.picture)


def test_without_a_figure_nothing_stands_in_the_place_of_the_picture(folder_of):
    profile = 'country = "US"\ncurrency = "USD"\nas_of = 2026-09-30\n'
    files = {"wins.csv": "date,win\n", "profile.toml": profile, "pay.csv": PAY.format(70_000)}
    figure = Case(ak.open_workspace(folder_of("mine", files))).figure
    assert figure.over.layout.display == "none"
    assert figure.trouble.startswith("No job is named yet")


def test_a_long_table_of_values_is_folded_and_a_short_one_is_not(untouched, own):
    assert "<details><summary" in untouched.long.box.value
    assert re.search(r"Show all \d+ values", untouched.long.box.value)
    assert "win that carries money" in untouched.long.note.text  # the text has all of it
    valued = "date,win,impact,value,value_basis\n2026-01-05,Taught two new hires,They stayed,2000,two weeks each\n"
    few = own(wins=valued)
    assert "win that carries money" in few.long.box.value
    assert "<details>" not in few.long.box.value
    assert untouched.figure.over.layout.display is None


def test_answers_move_the_range_and_say_how_the_choice_lies(case):
    assert words(case.questions.html).startswith("P40 to P60: ")
    assert "Your choice, P50, lies in it." in words(case.questions.html)
    case.figure.scope.value = "wider"
    assert words(case.questions.html).startswith("P60 to P75: ")
    assert "you answer for more than the job usually covers" in words(case.questions.html)
    assert "P50, lies below it" in words(case.questions.html)
    case.figure.experience.value, case.figure.scope.value = "less", "usual"
    case.figure.percentile.value = 60
    assert "P60, lies above it" in words(case.questions.html)
    assert "P60 without a reason of its own" in words(case.long.box)


def test_every_step_unfolds_to_its_formula_inputs_and_rows(case):
    steps = case.figure.case.steps
    shown = Words(case.trace.box.value)
    assert shown.tags.count("details") == shown.tags.count("summary") == len(steps)
    for part, step in zip(case.trace.box.value.split("<details>")[1:], steps, strict=True):
        unfolded = Words(f"<details>{part}").words
        number = steps.index(step)
        assert step.name in unfolded
        assert step.basis in unfolded
        assert f"Computed as {step.formula}." in unfolded
        for row in step_rows(case.figure.case, number)[1]:
            assert all(cell in unfolded for cell in row)
    assert SYMBOLS in shown.words
    case.figure.percentile.value = 60
    assert "P60 of OEWS and 10 postings, raw" in words(case.trace.box)
    assert "base64" not in case.trace._repr_mimebundle_()["text/plain"]


def test_every_bar_says_under_the_picture_where_it_comes_from(case):
    figure = case.figure
    frame = figure.shown.frame
    assert len(frame) == len(figure.over.children) == 6  # two of the seven steps are nothing; the figure is a bar, too
    assert words(figure.origin) == PRESS
    for number, row in enumerate(frame.to_dict("records")):
        bar = figure.over.children[number]
        assert " ".join(row["label"].split()) in bar.tooltip
        bar.click()
        said, rows = step_rows(figure.case, row["step"])
        assert said in words(figure.origin)
        assert all(cell in words(figure.origin) for cells in rows for cell in cells)
        assert row["text"].lstrip("+") in said
        assert said.startswith(row["label"][:4].capitalize()) or number == len(frame) - 1
    bar.click()  # again: it is put away
    assert words(figure.origin) == PRESS
    figure.bars[1].click()
    figure.percentile.value = 60
    assert "P60 of OEWS and 10 postings, raw: " in words(figure.origin)
    figure.hide.value = True
    assert "•••" in words(figure.origin)
    assert not re.search(r"\d\d,\d{3}", words(figure.origin))
    case.peers.area.value = "Atlantis"  # no case: nothing to press
    assert (figure.over.children, figure.origin.value) == ((), "")


def test_the_page_is_shown_as_the_manager_will_see_it(case):
    frame = Framed(case.page.preview.value)
    assert frame.attributes["sandbox"] == ""
    page = Words(frame.attributes["srcdoc"])
    assert page.tags.count("img") == 2
    assert "script" not in page.tags
    assert f"{case.figure.case.figure:,.0f} USD a year from" in page.words
    assert "earn less than I do" not in page.words
    case.page.rank.value = True
    assert "earn less than I do" in Words(Framed(case.page.preview.value).attributes["srcdoc"]).words
    before = case.page.preview.value
    case.page.draft.field.value += " My own words."
    assert case.page.preview.value == before  # it is the page of the choices
    case.figure.percentile.value = 60
    assert "P60" in Words(Framed(case.page.preview.value).attributes["srcdoc"]).words
    case.figure.hide.value = True
    assert not re.search(r"\d\d,\d{3}", Words(Framed(case.page.preview.value).attributes["srcdoc"]).words)


def test_the_preview_is_the_page_that_is_saved(own):
    case = own()
    case.page.save.pressed()
    saved = (case.page._workspace.path / "documents/case.html").read_text(encoding="utf-8")
    assert Framed(case.page.preview.value).attributes["srcdoc"] == saved
    assert own(90_000).page.preview.value == ""  # pay has reached the target: there is no page


def test_opening_lowest_figure_and_date_are_choices(case):
    case.figure.top.value = "posting"
    assert "highest of 10 postings" in words(case.figure.answer)
    case.figure.top.value = "band"
    assert "no band is on file" in case.figure.case.opening_reason
    case.figure.walk_away.value = 72_600
    assert "Your own lowest figure is 72,600 USD a year" in words(case.long.box)
    assert "it would buy less than your pay did then" in words(case.long.box)
    assert "72,600" not in case.page.draft.field.value
    case.figure.walk_away.value = 90_000
    assert "above the figure that the evidence supports" in words(case.long.box)
    case.figure.on.value = date(2027, 7, 1)
    assert "from 1 July 2027" in case.page.draft.field.value


def test_asking_for_less_says_what_it_gives_away_and_follows_the_figure_until_chosen(case):
    figure = case.figure.case.figure
    assert case.shading.ask.value == figure
    assert case.shading.asked is None
    case.figure.percentile.value = 60
    assert case.shading.ask.value == case.figure.case.figure > figure
    case.figure.percentile.value = 50
    case.shading.ask.value = figure - 3000
    expected = shading(case.figure.case, figure - 3000)
    assert expected.words in words(case.shading.html)
    assert expected.question in words(case.shading.html)
    assert f"The page still asks for {figure:,.0f}." in words(case.shading.html)
    assert f"{figure:,.0f} USD a year from" in case.page.draft.field.value  # a what-if
    case.shading.use.value = True
    assert "yours goes onto it once its reason is written" in words(case.shading.html)
    assert f"{figure:,.0f} USD a year from" in case.page.draft.field.value
    case.shading.raises.value = 5.0
    assert f"{expected.given_away['amount'].iloc[1]:,.0f}" not in words(case.shading.html)
    case.shading.why.value = "The <b>budget</b> is frozen."
    assert "Your reason: The <b>budget</b> is frozen." in words(case.shading.html)
    assert "What is the reason" not in words(case.shading.html)
    assert "The page asks for your figure" in words(case.shading.html)
    assert f"{figure - 3000:,.0f} USD a year from" in case.page.draft.field.value
    case.shading.use.value = False
    assert f"{figure:,.0f} USD a year from" in case.page.draft.field.value
    case.figure.percentile.value = 55
    assert case.shading.ask.value == figure - 3000  # a chosen ask stays
    case.shading.ask.value = 200_000
    assert "have no evidence" in words(case.shading.html)
    assert "The part above the evidence" in words(case.long.box)


def test_the_draft_is_the_page_until_it_is_edited(case, demo, demo_market):
    page = manager_page(demo, case.figure.case, Choices(next_date=case.page.by.value))
    assert case.page.draft.field.value == page.markdown
    case.page.rank.value = True
    assert "earn less than I do" in case.page.draft.field.value
    case.page.draft.field.value += "\nThank you."
    assert "your own words" in words(case.page.html)
    case.figure.percentile.value = 55
    assert case.page.draft.field.value.endswith("Thank you.")
    assert "P55" not in case.page.draft.field.value
    case.page.draft.rewrite.click()
    assert "P55" in case.page.draft.field.value
    assert not case.page.edited
    assert "your own words" not in words(case.page.html)


def test_saved_files_are_private_and_named(own, folder_of):
    case = own()
    folder = case.page._workspace.path
    assert case.saved.text.startswith("Nothing was written yet")
    case.page.draft.field.value += "\nMy own last line."
    case.page.save.pressed()
    assert sorted(f"documents/{path.name}" for path in (folder / "documents").iterdir()) == FILES
    assert stat.S_IMODE((folder / "documents").stat().st_mode) == 0o700
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in FILES} == {0o600}
    assert (folder / "documents/case.md").read_text(encoding="utf-8").endswith("My own last line.")
    assert (folder / "documents/case.html").read_text(encoding="utf-8").count("<img ") == 2
    long = Words((folder / "documents/case_long.html").read_text(encoding="utf-8"))
    assert long.tags.count("img") == 3
    assert "What should I not claim?" in long.words
    for said in (words(case.page.save.status), case.saved.text):
        assert all(name in said for name in FILES)
        assert "demo" not in said
    case.page.save.pressed()  # again, over the old ones
    assert (folder / "documents/case.md").is_file()


def test_the_demo_says_that_nothing_is_kept(case):
    case.page.save.pressed()
    assert "Nothing you do here is kept." in words(case.page.save.status)


def test_a_folder_that_cannot_be_made_is_a_sentence_and_loses_nothing(own):
    case = own()
    (case.page._workspace.path / "documents").write_text("in the way")
    typed = case.page.draft.field.value + "\nMine."
    case.page.draft.field.value = typed
    case.page.save.pressed()
    assert "The folder documents cannot be made" in words(case.page.save.status)
    assert case.page.draft.field.value == typed
    assert case.saved.text.startswith("Nothing was written yet")


def test_data_of_others_warn_beside_the_draft_and_in_the_status(own):
    case = own(
        wins=(
            "date,win,measure,before,after,unit\n2026-05-05,Caught the drug error of patient Maria O.,errors,9,3,a"
            " month\n"
        )
    )
    assert "patient Maria O." in words(case.page.draft.remarks)
    case.page.save.pressed()
    assert "Before this leaves: " in words(case.page.save.status)
    assert "“patient Maria O.” (a person's name)" in case.saved.text
    case.page.draft.field.value = "Call (616) 555-0142"
    assert "phone number" in words(case.page.draft.remarks)


def test_remarks_come_while_typing(monkeypatch, case):
    class Remark:
        def __init__(self, kind, start, end, advice):
            self.kind, self.start, self.end, self.advice = kind, start, end, advice

    def check(text):
        place = text.find("just")
        return [Remark("vague_time", place, place + 4, "Say <when>.")] if place >= 0 else []

    monkeypatch.setattr(checked, "check_language", check)
    case.page.draft.field.value = "I just ask"
    shown = Words(case.page.draft.remarks.value)
    assert "just" in shown.words
    assert "vague time" in shown.words
    assert "Say <when>." in shown.words
    case.page.draft.field.value = "I ask"
    assert words(case.page.draft.remarks) == FINE
    assert remarks(" ").text == ""


def test_words_that_weaken_the_case_are_marked_and_its_own_are_not(case):
    assert words(case.page.draft.remarks) == FINE  # the page as it is written needs no remark
    case.page.draft.field.value += " I just feel I deserve more. I will come back to it soon."
    shown = words(case.page.draft.remarks)
    assert "emotional" in shown
    assert "vague time" in shown
    case.page.draft.field.value = (
        "Ich bitte um ein höheres Grundgehalt ab dem ersten Januar, weil meine Arbeit gewachsen ist."
    )
    assert "Not checked: this is not English." in words(case.page.draft.remarks)


def test_hidden_amounts_leave_fields_draft_and_files(own):
    case = own()
    case.figure.walk_away.value = 66_123
    case.figure.hide.value = True
    assert case.figure.walk_away.layout.display == case.shading.ask.layout.display == "none"
    assert "•••" in case.page.draft.field.value
    case.page.save.pressed()
    folder = case.page._workspace.path
    everything = "\n".join(Words((folder / name).read_text(encoding="utf-8")).words for name in FILES)
    shown = [
        case.questions.html,
        case.trace.box,
        case.figure.origin,
        case.tornado.box,
        case.shading.html,
        case.listener.box,
        case.long.box,
    ]
    everything += "\n".join(words(box) for box in shown)
    assert not re.search(r"\d\d,\d{3}|\d\d\.\dk|\b70000\b|66.?123", everything)
    assert "Amounts are hidden in them" in case.saved.text
    case.figure.hide.value = False
    assert case.figure.walk_away.layout.display is None
    case.page.draft.field.value += " My 77,777."
    case.figure.hide.value = True
    assert case.page.draft.box.layout.display == "none"  # the user's own words may name figures
    case.page.save.pressed()
    assert "77,777" not in (folder / "documents/case.md").read_text(encoding="utf-8")
    case.figure.hide.value = False
    assert case.page.draft.field.value.endswith("77,777.")
    assert case.page.draft.box.layout.display is None


def test_where_pay_has_reached_the_target_other_asks_are_named(own):
    case = own(90_000)
    assert "no figure to ask for" in words(case.figure.picture)
    assert "another ask" in words(case.page.html)
    assert case.page.draft.field.value == ""
    assert "nothing is given away" in words(case.shading.html)
    assert "That the market calls for more" in words(case.long.box)
    assert "by which route" not in words(case.long.box)
    case.page.save.pressed()
    folder = case.page._workspace.path
    assert [path.name for path in (folder / "documents").iterdir()] == ["case_long.html"]
    assert "only your long version was written" in words(case.page.save.status)
    case.figure.percentile.value = 90
    assert "I ask for base pay" in case.page.draft.field.value


def test_each_kind_of_case_says_so(own):
    assert "your pay follows a scale" in own(profile='pay_scale = "tariff"\n').long.note.text
    assert own(profile='pay_scale = "tariff"\n').figure.shown.title.startswith("Your pay follows a scale")
    bands = "level,minimum,maximum,date,per,currency\nII,60000,74000,2026-01-01,year,USD\n"
    promotion = own(profile='level = "II"\n', bands=bands)
    assert "as a promotion" in promotion.figure.shown.title
    assert "the next level's expectations have to be met" in promotion.long.note.text
    covered = own(81_000)
    assert covered.figure.shown.title.endswith("but the data do not tell it apart from present pay")
    assert "That present pay is below the market" in covered.long.note.text
    assert "too few for a pattern" in covered.long.note.text
    assert "One family of sources" in covered.long.note.text


def test_letters_follow_country_and_area(case):
    assert case.letter.draft.box.layout.display == "none"
    assert "No federal law" in case.letter._repr_mimebundle_()["text/plain"]
    case.letter.country.value = "FR"
    assert "Article 7" in case.letter.draft.field.value
    assert case.letter.draft.box.layout.display is None
    assert "two months" in case.letter._repr_mimebundle_()["text/plain"]
    case.letter.country.value = "DE"
    assert "ot checked" in words(case.letter.draft.remarks)
    assert "not English" in words(case.letter.draft.remarks)
    case.letter.country.value, case.letter.area.value = "US", "Los Angeles-Long Beach-Anaheim, CA"
    assert "432.3" in case.letter.draft.field.value


def test_a_letter_is_saved_and_its_answer_goes_in_as_a_source(own):
    case = own(profile='level = "II"\n')
    assert case.letter.buttons.layout.display == "none"  # no letter for this state, nothing to save
    case.letter.country.value = "FR"
    assert case.letter.buttons.layout.display is None
    case.letter.draft.field.value += "\nMy own last line."
    case.letter.area.value = "Lyon"  # the user's own words stay
    assert case.letter.draft.field.value.endswith("last line.")
    case.letter.save.pressed()
    letter = case.page._workspace.path / "documents" / "pay_letter.md"
    assert letter.read_text(encoding="utf-8").endswith("My own last line.")
    assert stat.S_IMODE(letter.stat().st_mode) == 0o600
    assert "documents/pay_letter.md" in words(case.letter.save.status)
    assert "documents/pay_letter.md" in case.saved.text
    case.letter.draft.rewrite.click()
    assert "My own last line." not in case.letter.draft.field.value
    band = case.letter.answers["bands"]
    assert band.fields["level"].value == "II"
    band.fields["minimum"].value, band.fields["maximum"].value = "60,000", "74,000"
    assert "as a promotion" not in case.figure.shown.title
    band.pressed_save()
    assert "as a promotion" in case.figure.shown.title  # the case knows the band from now on
    band.pressed_undo()
    assert "as a promotion" not in case.figure.shown.title


def test_the_answers_forms_take_turns_and_percentiles_count_in_the_market(folder_of):
    files = {"wins.csv": "date,win\n", "profile.toml": PROFILE, "pay.csv": PAY.format(70_000)}
    case = Case(ak.open_workspace(folder_of("mine", files)))
    assert case.letter.answers["published"].box.layout.display == "none"
    case.letter.answer.value = "published"
    form = case.letter.answers["published"]
    assert form.box.layout.display is None
    assert case.letter.answers["bands"].box.layout.display == "none"
    for name, amount in (("p25", "70000"), ("p50", "90000"), ("p75", "110000")):
        form.fields[name].value = amount
    before = case.figure.case.target
    form.pressed_save()
    assert "Kept as" in words(form.status)
    assert case.figure.case.target != before
    form.pressed_undo()
    assert case.figure.case.target == before


def test_other_peers_are_chosen_by_everyday_words_and_everything_follows(case):
    usual, peers = case.figure.case, case.peers
    assert "as your profile says" in words(case.questions.html)
    peers.search.words.value = "buyer"
    assert peers.search.occupation.value != "13-1081"
    peers.area.value = "Michigan"
    made = case.figure.case
    assert made.peers.place == "Michigan"
    assert made.peers.title in words(case.questions.html)
    assert f"{made.peers.title} instead of Logisticians" in words(case.questions.html)
    assert "no reason has been written down yet" in words(case.figure.answer)
    assert made.steps[1].basis in words(case.trace.box)
    assert made.peers.title in case.figure.shown.subtitle
    assert "Michigan" in case.tornado.note.text
    peers.reason.value = "Most of my work is buying."
    for shown in (case.page.draft.field.value, words(case.figure.answer), case.long.note.text):
        assert "because Most of my work is buying" in shown
    peers.search.occupation.options = [("Logisticians", "13-1081")]
    peers.area.value = usual.peers.place
    assert case.figure.case.other_peers is None
    assert case.figure.case.figure == usual.figure
    assert "I compare with" not in case.page.draft.field.value


def test_level_and_years_of_the_peers_are_asked_and_what_is_no_number_is_a_sentence(case):
    case.peers.level.value, case.peers.experience.value = "senior", "12"
    assert "instead of" not in words(
        case.questions.html
    )  # no source of this blend knows levels or years: nothing was compared by them
    assert case.figure.status.value == ""
    picture = case.figure.picture.value
    case.peers.experience.value = "a dozen"
    assert "xpected years of experience, got 'a dozen'" in words(case.figure.status)
    assert case.figure.picture.value == picture  # the last good picture stays
    case.peers.experience.value = case.peers.level.value = ""
    assert case.figure.status.value == ""
    case.peers.area.value = "Atlantis"
    assert "Atlantis" in words(case.figure.status)
    assert "Atlantis" not in words(case.questions.html)  # it is said once
    assert words(case.questions.html).startswith("P40 to P60: ")


def test_a_remembered_title_is_the_profiles_from_now_on(own):
    case = own(profile="")
    assert case.figure.case.other_peers is None
    case.peers.search.words.value = "logistician"
    case.peers.search.pressed_remember()
    assert "Kept in titles.csv" in words(case.peers.search.status)
    again = Case(ak.open_workspace(case.peers.search._workspace.path), case.figure.market)
    assert again.figure.trouble == ""
    assert again.peers.search.occupation.label == "Logisticians"
    assert again.figure.case.other_peers is None
    assert len(case.figure.records.titles) == 1
    case.peers.search.pressed_undo()
    assert len(case.figure.records.titles) == 0


@pytest.mark.parametrize(
    "part", ["questions", "asks", "trace", "tornado", "shading", "listener", "page", "long", "letter"]
)
def test_every_part_is_a_widget_with_a_text(untouched, part):
    shown = getattr(untouched, part)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert len(shown["text/plain"]) > 60
    assert "base64" not in shown["text/plain"]


def test_a_gate_asks_on_the_page_and_goes_on_with_the_reason(own):
    case = own(4_900)
    assert "far below what Logisticians are paid" in case.figure.status.value
    assert "accepted=" not in case.figure.status.value
    gates = case.figure.gates
    assert gates.reasons["pay_range"].layout.display != "none"
    assert gates.reasons["base_alone"].layout.display == "none"
    gates.reasons["pay_range"].value = "I am in training"
    assert case.figure.status.value == ""
    assert gates.reasons["pay_range"].value == "I am in training"
    assert any("you went on because I am in training" in said for said in case.figure.case.assumptions)


def test_the_five_questions_choose_the_percentile_and_each_may_be_skipped(own):
    case = own(60_000)
    level = case.figure.level
    assert case.figure.case.benchmark.percentile == 0.5
    level.experience.value = "3"
    level.skills.value = 1
    suggested = case.figure.case
    assert suggested.benchmark.percentile != 0.5
    assert "level III" in suggested.reason
    level.impact.value = 5
    assert "impact needs a reason" in case.figure.status.value.lower()
    case.figure.reason.value = "two sites"
    assert case.figure.case.benchmark.percentile == pytest.approx(suggested.benchmark.percentile + 0.05)
    level.experience.value, level.skills.value = "", None
    assert case.figure.case.benchmark.percentile == 0.5
