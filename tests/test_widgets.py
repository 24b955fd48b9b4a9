"""Views without a browser: a control moves, the state follows, and picture, sentence and tables say the right thing."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

import advocacy_kit as ak
from advocacy_kit.core import store
from advocacy_kit.log.rubric import RUBRIC_HEAD, rubric, rubric_rows
from advocacy_kit.market.shape import Gathered, write_gathered
from advocacy_kit.widgets import Case, MonthlyGoals, PayVsMarket, QuarterlyReview, Weekly
from advocacy_kit.widgets.review.quarterly_review import LONGEST

REPO = Path(__file__).resolve().parents[1]
PAY = "date,amount,per,element,currency,country\n2026-01-01,{},year,base,USD,US\n"
PROFILE = 'occupation = "{}"\narea = "Grand Rapids"\ncountry = "{}"\ncurrency = "USD"\nas_of = 2026-09-30\n'
WINS = "date,win\n2026-01-05,Taught two new hires\n"


class Parsed(HTMLParser):
    """The tags, image texts and words of a piece of HTML, read by a parser of its own."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.alt, self.words = [], "", ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.alt += dict(attrs).get("alt") or ""

    def handle_data(self, data):
        self.words += data


@pytest.fixture
def review():
    return QuarterlyReview(ak.open_workspace(REPO / "data" / "demo"))


@pytest.fixture(scope="module")
def untouched():
    """A review of the demo that no test changes."""
    return QuarterlyReview(ak.open_workspace(REPO / "data" / "demo"))


@pytest.fixture
def case(demo_market):
    return Case(ak.open_workspace(REPO / "data" / "demo"), demo_market)


@pytest.fixture
def pay(demo_market):
    return PayVsMarket(ak.open_workspace(REPO / "data" / "demo"), demo_market)


def shown(view):
    return Parsed(view.picture.value).alt, Parsed(view.answer.value).words


def test_percentile_moves_figure_sentence_and_every_table_that_follows(demo, demo_market, case):
    for percentile in (60, 35, 50):
        case.figure.percentile.value = percentile
        expected = ak.raise_case(demo, demo_market, percentile / 100)
        picture, sentence = shown(case.figure)
        assert sentence.startswith(expected.summary)
        assert f"{expected.figure:,.0f}" in picture
        assert f"{expected.figure:,.0f}" in Parsed(case.trace.box.value).words
        assert f"{expected.sensitivity['low'].iloc[0] / 1000:.1f}k" in Parsed(case.tornado.box.value).alt
        assert case.figure.state.percentile == percentile / 100


def test_growth_and_date_are_choices_too(demo, demo_market, case):
    case.figure.rate.value = 5.0
    case.figure.on.value = date(2027, 7, 1)
    expected = ak.raise_case(demo, demo_market, 0.5, on=date(2027, 7, 1), rate=0.05)
    assert expected.summary in shown(case.figure)[1]
    case.figure.on.value = None  # an emptied field means the proposed date again
    assert "1 January 2027" in shown(case.figure)[1]


def test_reason_is_printed_with_the_case(case):
    case.figure.reason.value = "I lead the <b>night shift</b>"
    assert "Why P50: I lead the <b>night shift</b>." in shown(case.figure)[1]
    assert "b" not in Parsed(case.figure.answer.value).tags


def test_hiding_amounts_hides_all_of_them_everywhere(demo, case, pay, review):
    amount = f"{int(demo.pay['amount'].iloc[-2]):,}"
    for view in (case.figure, pay.market, pay.real_pay, review.impact):
        view.hide.value = True
    everything = " ".join(
        [*shown(case.figure), *shown(pay.market), *shown(pay.real_pay), *shown(review.impact)]
        + [
            Parsed(follower.html.value).words + Parsed(follower.html.value).alt
            for follower in (case.trace, case.tornado, case.long, pay.without, pay.sources, pay.assumptions)
        ]
    )
    assert amount not in everything
    assert not re.search(r"\d\d,\d{3}|\d\dk\b", everything)
    assert "•••" in everything
    assert not re.search(
        r"about P\d|P\d\d of this market|[+ ]\d+\.\d% above|rose \d|\+\d+\.\d%", everything
    )  # a rank or a raise betrays pay too
    case.figure.hide.value = False
    assert re.search(r"\d\d,\d{3}", " ".join(shown(case.figure)))


def page_words(page):
    """Return every text of the parts of a page.

    HTML, text alternatives, what stands for a part in a notebook without widgets.
    """
    words = []
    for part in [getattr(page, name) for name in dir(page) if not name.startswith("_")]:
        boxes = [box for box in (getattr(part, "box", None), getattr(part, "panel", None)) if box is not None]
        while boxes:
            box = boxes.pop()
            boxes += getattr(box, "children", ())
            if isinstance(getattr(box, "value", None), str):
                parsed = Parsed(box.value)
                words.append(f"{parsed.words} {parsed.alt}")
        if hasattr(part, "_repr_mimebundle_"):
            words.append(part._repr_mimebundle_()["text/plain"])
        elif hasattr(part, "html"):
            words.append(Parsed(part.html).words + part.text)
    return "\n".join(words)


@pytest.mark.parametrize(
    ("page", "views"),
    [("pay", ("market", "real_pay")), ("review", ("impact", "coverage", "gaps")), ("case", ("figure",))],
)
def test_one_tick_hides_the_amounts_of_the_whole_page(page, views, demo, request):
    page = request.getfixturevalue(page)
    amounts = re.compile("|".join(f"{amount:,.0f}|{amount:.0f}" for amount in demo.pay["amount"] if amount > 1000))
    switches = [getattr(page, view).hide for view in views]
    for switch in switches:
        switch.value = True
        assert all(other.value for other in switches)
        assert not amounts.search(page_words(page))
        switch.value = False
        assert not any(other.value for other in switches)
    assert bool(amounts.search(page_words(page))) is (page.__class__ is not QuarterlyReview)


def test_a_picture_with_amounts_goes_where_the_present_choice_has_none_without_them(pay):
    view = pay.market
    view.experience.value = "many"  # no number: the last good picture stays
    assert re.search(r"\d\d,\d{3}", " ".join(shown(view)))
    view.hide.value = True
    assert "years of experience, got" in view.trouble
    assert not re.search(r"\d\d,\d{3}", " ".join(shown(view)) + view._repr_mimebundle_()["text/plain"])
    view.experience.value = ""
    assert "•••" in " ".join(shown(view))


def test_weights_that_are_all_zero_are_said_to_count_for_nothing(pay):
    view = pay.market
    usual = view.benchmark.value
    view.weights.reason.value = "none is like mine"
    for switch in view.weights.switches.values():
        switch.weight.value = 0
    assert "at least one source must count" in Parsed(view.status.value).words
    assert view.benchmark.value == usual
    view.weights.switches["OEWS"].weight.value = 1
    assert view.status.value == ""


def test_search_by_words_offers_occupations_and_takes_the_best(pay):
    pay.search.words.value = "registered nurse"
    assert pay.market.state.occupation == "29-1141"
    assert next(title for title, _ in pay.search.occupation.options) == "Registered Nurses"
    pay.search.words.value = "zzzzzz"
    assert "No occupation fits" in Parsed(pay.search.status.value).words
    assert pay.search.remember.disabled
    assert pay.market.state.occupation == "29-1141"


def test_a_title_is_remembered_only_on_demand_and_can_be_taken_back(pay):
    tables = pay.search._workspace
    pay.search.words.value = "project manager"
    assert pay.search.occupation.label == "Project Management Specialists"
    pay.search.occupation.value = pay.search.occupation.options[1][1]
    assert tables.titles.empty  # choosing writes nothing
    pay.search.remember.click()
    chosen = pay.search.occupation.value
    assert tables.titles[["title", "occupation"]].to_numpy().tolist() == [["project manager", chosen]]
    assert "Kept in titles.csv" in Parsed(pay.search.status.value).words
    pay.search.words.value = "Project  Manager"
    assert pay.search.occupation.value == chosen  # the user's own match comes first
    pay.search.undo.click()
    assert tables.titles.empty
    pay.search.undo.click()
    assert Parsed(pay.search.status.value).tags == ["p"]
    pay.search.words.value = "project manager"
    assert pay.search.occupation.value == "13-1082"


def test_a_remembered_title_is_found_where_only_the_user_knows_it(folder_of):
    files = {
        "titles.csv": "title,occupation,date\nwizard of freight,13-1081,2026-01-05\n",
        "profile.toml": PROFILE.format("13-2011", "US"),
    }
    page = PayVsMarket(ak.open_workspace(folder_of("mine", {"wins.csv": WINS, **files})))
    page.search.words.value = "wizard of freight"
    assert page.market.state.occupation == "13-1081"
    assert "Logisticians" in page.market.shown.subtitle


def test_weights_need_a_reason_and_the_default_stands_beside(pay):
    view = pay.market
    usual = view.benchmark.value
    view.weights.switches["OEWS"].weight.value = 3
    assert "need a reason" in Parsed(view.status.value).words
    assert view.benchmark.value == usual
    view.weights.reason.value = "few <i>postings</i>"
    expected = view.peers.benchmark(on=view.records.today, weights={"OEWS": 3, "postings": 1}, reason="x")
    assert view.benchmark.value == expected.value != usual
    assert view.status.value == ""
    said = shown(view)[1]
    assert f"because few <i>postings</i>: {expected.value:,.0f}" in said
    assert f"at equal weight it would be {usual:,.0f}" in said
    assert "weight 75%" in Parsed(pay.sources.html.value).words
    assert any("weights chosen by you" in line for line in pay.assumptions.note.text.splitlines())


def test_hiding_amounts_hides_all_of_the_market_page(pay):
    plain = shown(pay.market)[1] + pay.without.note.text
    assert re.search(r"\d\d,\d{3}", plain)
    pay.market.hide.value = pay.real_pay.hide.value = True
    parts = (pay.without, pay.sources, pay.assumptions)
    said = " ".join([*shown(pay.market), *shown(pay.real_pay), *(part.note.text for part in parts)])
    assert "•••" in said
    assert not re.search(r"\d\d,\d{3}|\d\dk\b|about P\d|likely between P", said)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "No country is set"),
        ({"profile.toml": PROFILE.format("99-9999", "US"), "pay.csv": PAY.format(71000)}, "has no occupation 99-9999"),
        ({"profile.toml": PROFILE.format("27-2031", "US"), "pay.csv": PAY.format(52000)}, "by the hour only"),
    ],
)
def test_what_is_missing_on_the_market_page_is_a_sentence(folder_of, files, sentence):
    page = PayVsMarket(ak.open_workspace(folder_of("mine", {"wins.csv": WINS, **files})))
    assert sentence in Parsed(page.market.status.value).words
    for words in (page.sources.html.value, page.without.html.value, page.assumptions.html.value):
        assert words == ""  # it is said once
    page.market.percentile.value = 60  # a control still answers
    assert sentence in Parsed(page.market.status.value).words


def test_a_family_that_is_switched_off_leaves_the_blend(pay):
    view = pay.market
    view.weights.switches["postings"].use.value = False
    assert [source.name for source in view.benchmark.sources] == ["OEWS"]
    assert "left out of this blend" in shown(view)[0]
    assert "One family" in pay.without.note.text
    before = view.picture.value
    view.weights.switches["OEWS"].use.value = False
    assert Parsed(view.status.value).words
    assert view.picture.value == before
    view.weights.switches["OEWS"].use.value = view.weights.switches["postings"].use.value = True
    left = view.benchmark.leave_one_out
    for value in [view.benchmark.value, view.benchmark.geometric, *left["value"]]:
        assert f"{value:,.0f}" in pay.without.note.text


def gathered(name, median, employers, *, family="", opt_in=False):
    n = 60
    pay = median * np.exp(np.linspace(-0.4, 0.4, n))
    frame = pd.DataFrame(
        {"pay": pay, "country": "US", "occupation": "13-1081", "area": "Grand Rapids, MI", "currency": "USD"}
    )
    frame = frame.assign(as_of=pd.Timestamp("2026-03-01"), employer=[f"employer {i % employers}" for i in range(n)])
    return Gathered(frame, name, "publisher", name, n, family=family, opt_in=opt_in)


@pytest.fixture
def many(tmp_path):
    workspace = ak.open_workspace(REPO / "data" / "demo")
    (workspace.path / "market").mkdir()
    sources = (
        gathered("Regional survey", 82_000, 30),
        gathered("Visa filings", 79_000, 20, family="OEWS"),
        gathered("Coders' poll", 99_000, 20, opt_in=True),
        gathered("Two firms", 90_000, 2),
    )
    for source in sources:
        write_gathered(source, workspace.path / "market" / f"{source.name}.parquet")
    return PayVsMarket(workspace)


def test_every_source_is_told_with_its_quality_and_has_its_switch(many):
    rows = {line.split(" | ")[0]: line for line in many.sources.note.text.splitlines()}
    assert "weight 33%" in rows["OEWS"]
    assert "60 people; 30 employers" in rows["Regional survey"]
    assert "effective size 30.0" in rows["Regional survey"]
    assert "March 2026; local" in rows["Regional survey"]
    assert "rests on OEWS" in rows["Visa filings"]
    assert "shown only: people chose to answer it" in rows["Coders' poll"]
    assert "shown only: only 2 named employers" in rows["Two firms"]
    switches = many.market.weights.switches
    assert {key: (s.use.value, s.use.disabled) for key, s in switches.items()} == {
        "OEWS": (True, False),
        "Regional survey": (True, False),
        "Coders' poll": (False, False),
        "Two firms": (False, True),
        "postings": (True, False),
    }
    assert "Visa filings" in switches["OEWS"].use.description
    frame = many.market.shown.frame.set_index("label")
    assert frame.loc["Visa filings", ["detail", "note"]].tolist() == [
        "for comparison",
        "rests on a source that counts already",
    ]
    assert frame.loc["Coders' poll", ["detail", "note"]].tolist() == ["shown only", "people chose to answer it"]


def test_a_survey_that_people_chose_to_answer_enters_only_with_a_reason(many):
    view = many.market
    usual = view.benchmark.value
    view.weights.switches["Coders' poll"].use.value = True
    assert "Coders' poll enters only with a reason" in Parsed(view.status.value).words
    assert view.benchmark.value == usual
    view.weights.reason.value = "my whole trade answered it"
    assert {source.name for source in view.benchmark.sources} >= {"Coders' poll", "OEWS"}
    assert view.benchmark.value > usual
    assert f"{usual:,.0f}" in shown(view)[1]


def test_switches_belong_to_the_sources_that_exist(folder_of):
    files = {"wins.csv": WINS, "profile.toml": PROFILE.format("13-1081", "US"), "pay.csv": PAY.format(71000)}
    page = PayVsMarket(ak.open_workspace(folder_of("mine", files)))
    assert list(page.market.weights.switches) == ["OEWS"]
    assert page.market.weights.box.children == ()  # nothing to weigh


def test_level_and_experience_are_asked_of_the_sources(pay):
    pay.market.level.value = "principal"
    assert "level “principal” is ignored for OEWS" in pay.assumptions.note.text
    assert "another level" in pay.sources.note.text
    pay.market.experience.value = "six"
    assert "years of experience" in Parsed(pay.market.status.value).words
    pay.market.experience.value = "6,5"
    assert pay.market.status.value == ""


def test_a_posting_that_is_saved_is_in_the_picture_at_once_and_can_be_taken_back(pay):
    count = len(pay.market.peers.postings.rows)
    form = pay.posting
    assert (form.fields["occupation"].value, form.fields["kind"].value) == ("13-1081", "posting")
    for name, value in {
        "title": "Logistician",
        "employer": "Northgate Foods",
        "low": "72,500",
        "high": "91.5k",
    }.items():
        form.fields[name].value = value
    form.save.click()
    assert "Kept as line 16 of market.csv" in Parsed(form.status.value).words
    assert f"{count + 1} postings" in shown(pay.market)[0]
    assert f"{count + 1} postings" in pay.sources.note.text
    assert "market.csv | you | collected by you | 15" in pay.files.note.text
    form.undo.click()
    assert f"{count} postings" in shown(pay.market)[0]


def test_the_first_posting_makes_a_row_without_touching_the_other_sources(folder_of):
    files = {"wins.csv": WINS, "profile.toml": PROFILE.format("13-1081", "US"), "pay.csv": PAY.format(71000)}
    page = PayVsMarket(ak.open_workspace(folder_of("mine", files)))
    before = page.market.benchmark.value
    page.posting.fields["title"].value, page.posting.fields["low"].value = "Logistician", "99000"
    page.posting.save.click()
    assert page.market.shown.frame["label"].iloc[1] == "1 posting"
    assert page.market.benchmark.value == before  # one posting is shown only
    assert page.market.weights.switches["postings"].use.disabled
    page.search.words.value = "RN"
    assert page.posting.fields["occupation"].value == "29-1141"  # the next posting is of the job that is looked at


def test_unknown_area_is_a_sentence_and_the_last_picture_stays(pay):
    before = pay.market.picture.value
    pay.market.area.value = "Grand Rapidsburgh"
    words = Parsed(pay.market.status.value).words
    assert "OEWS has no area" in words
    assert "Grand Rapids-Wyoming-Kentwood, MI" in words
    assert pay.market.picture.value == before
    pay.market.area.value = "MI"
    assert pay.market.status.value == ""
    assert "in Michigan" in shown(pay.market)[0]


def test_percentile_of_the_market_is_a_choice(pay):
    pay.market.percentile.value = 75
    assert "P75 of the market" in shown(pay.market)[0]
    assert any("times OEWS's ratio to its median" in line for line in pay.assumptions.note.text.splitlines())


def test_every_dropdown_shows_what_is_chosen(untouched, pay):
    for dropdown in (
        untouched.impact.period,
        untouched.impact.category,
        untouched.impact.grouping,
        untouched.coverage.period,
        pay.market.occupation,
    ):
        assert dropdown.index == 0
        assert dropdown.label


def test_period_category_and_grouping_redraw_the_review(demo, review):
    recent = demo.wins[demo.wins["date"] >= "2026-03-31"]
    review.impact.period.index = 3
    assert f"{len(recent)} wins" in shown(review.impact)[1]
    review.impact.category.value = "inventory"
    assert f"{(recent['category'] == 'inventory').sum()} wins" in shown(review.impact)[1]
    review.impact.category.index = 0
    review.impact.grouping.value = "value_kind"
    assert f"recurring {(recent['value_kind'] == 'recurring').sum()}" in shown(review.impact)[0]
    review.impact.step.value = "QS"
    assert set(review.impact.shown.frame["period"].dt.month) <= {1, 4, 7, 10}


def test_coverage_and_gaps_follow_their_controls(review):
    review.coverage.grouping.value = "value_kind"
    assert "month and kind of value" in review.coverage.shown.subtitle
    review.gaps.most.value = 2
    assert len(review.gaps.shown.frame) == 2


def test_display_text_says_what_is_shown(untouched, case):
    text = untouched.impact._repr_mimebundle_()["text/plain"]
    assert "70 wins" in text
    assert "base64" not in text
    assert case.trace._repr_mimebundle_()["text/plain"].splitlines()[0].startswith("step")
    assert "application/vnd.jupyter.widget-view+json" in case.trace._repr_mimebundle_()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"wins.csv": WINS}, "no base pay"),
        (
            {"wins.csv": WINS, "profile.toml": PROFILE.format("99-9999", "US"), "pay.csv": PAY.format(71000)},
            "has no occupation 99-9999",
        ),
        (
            {
                "wins.csv": WINS,
                "profile.toml": PROFILE.format("13-1081", "DE"),
                "pay.csv": PAY.replace(",US", ",DE").format(71000),
            },
            "DE",
        ),
        (
            {"wins.csv": WINS, "profile.toml": PROFILE.format("27-2031", "US"), "pay.csv": PAY.format(52000)},
            "by the hour only",
        ),
        (
            {
                "wins.csv": WINS,
                "profile.toml": PROFILE.format("13-1081", "US"),
                "pay.csv": PAY.replace("year", "month").format(6000),
            },
            "payments",
        ),
    ],
)
def test_what_is_missing_is_a_sentence_in_every_part(folder_of, files, sentence):
    workspace = ak.open_workspace(folder_of("mine", files))
    market = ak.load_market(*workspace.market_sources())
    case, pay = Case(workspace, market), PayVsMarket(workspace, market)
    for words in (case.trace.box.value, case.tornado.box.value, case.long.box.value):
        assert words == ""  # what the figure says is not said again
    assert sentence in Parsed(case.figure.status.value).words
    assert ("country" if sentence == "no base pay" else sentence) in Parsed(pay.market.status.value).words
    assert sentence in case.figure._repr_mimebundle_()["text/plain"]
    case.figure.percentile.value = 60  # a control still answers
    assert sentence in Parsed(case.figure.status.value).words


def test_below_ten_wins_one_card_says_what_to_do_and_the_rest_is_quiet(folder_of):
    for rows in ("", "2026-09-01,Taught two new hires\n" * 2):
        files = {"wins.csv": f"date,win\n{rows}", "profile.toml": "as_of = 2026-09-30\n"}
        review = QuarterlyReview(ak.open_workspace(folder_of(f"mine{len(rows)}", files)))
        assert len(review.gaps.gaps) == 1
        card = review.countdown.note
        for words in (card.text, review.this_week.note.text):
            assert words.count("Not enough yet") == 1
            assert re.search(r"Log \d+ more win", words)
        assert "1_weekly.ipynb" in card.html
        for words in (
            review.strongest.note.text,
            review.rubric.note.text,
            review.quarters.note.text,
            review.draft.note.text,
            *(shown(view)[1] for view in (review.impact, review.coverage, review.assessment)),
        ):
            assert "Not enough yet" not in words
            assert words.count("from the tenth win on") == 1
        assert "Went well" in review.agenda.draft.field.value
    assert (
        "No wins are on record yet"
        in shown(QuarterlyReview(ak.open_workspace(folder_of("none", {"wins.csv": "date,win\n"}))).impact)[0]
    )


def rate(review, **given):
    for name, rating in given.items():
        review.assessment.ratings.ratings[name].value = rating
    review.assessment.ratings.save.click()


def test_all_ratings_are_kept_by_one_click_and_taken_back_by_one(review):
    tables, form = review._workspace, review.assessment.ratings
    before = len(tables.assessments)
    form.notes["evidence"].value = "half of it has no figure"
    rate(review, evidence=3, allies=5)
    rows = tables.assessments.tail(2)
    assert rows[["dimension", "rating"]].to_numpy().tolist() == [["evidence", 3.0], ["allies", 5.0]]
    assert rows["note"].iloc[0] == "half of it has no figure"
    assert "Kept: 2 ratings" in Parsed(form.status.value).words
    assert "Evidence: own rating 3" in shown(review.assessment)[0]
    assert form.ratings["allies"].value == 0
    form.undo.click()
    assert len(tables.assessments) == before
    assert "Evidence: own rating 5" in shown(review.assessment)[0]
    assert form.undo.layout.display == "none"


def test_what_is_missing_in_a_rating_is_said_and_nothing_is_written(review):
    tables, form = review._workspace, review.assessment.ratings
    before = len(tables.assessments)
    rate(review)
    assert "Nothing is rated yet" in Parsed(form.status.value).words
    form.notes["composure"].value = "calmer"
    rate(review, evidence=2)
    assert "note without a rating: composure" in Parsed(form.status.value).words
    assert len(tables.assessments) == before
    assert (form.ratings["evidence"].value, form.notes["composure"].value) == (2, "calmer")


def test_ratings_are_kept_all_or_none(review, monkeypatch):
    tables, form = review._workspace, review.assessment.ratings
    before = tables.assessments

    def full(_path, _data):
        raise ak.KitError.of("K043", "the disk is full")

    monkeypatch.setattr(store, "replace", full)
    rate(review, evidence=2, figure=2)
    assert "The disk is full" in Parsed(form.status.value).words
    pd.testing.assert_frame_equal(tables.assessments, before)


def test_a_doubt_is_written_down_answered_by_a_win_and_taken_back(review):
    tables, form = review._workspace, review.assessment.doubt
    gaps = {gap.kind for gap in review.gaps.gaps}
    form.words.value = "Nobody <b>needs</b> this."
    form.write.click()
    key = tables.doubts["id"].iloc[-1]
    assert "Nobody <b>needs</b> this." in Parsed(review.assessment.doubts.value).words
    assert "b" not in Parsed(review.assessment.doubts.value).tags
    form.doubt.value, form.win.value = key, tables.wins["id"].iloc[-1]
    form.answer.click()
    form.doubt.value, form.win.value = key, tables.wins["id"].iloc[-2]
    form.answer.click()
    assert tables.doubts["answered_by"].iloc[-1] == ";".join(tables.wins["id"].iloc[[-1, -2]])
    assert "zone skipping" in Parsed(review.assessment.doubts.value).words
    form.undo.click()
    assert tables.doubts["answered_by"].iloc[-1] == tables.wins["id"].iloc[-1]
    form.doubt.value, form.win.value = "d-3", tables.wins["id"].iloc[-1]
    form.answer.click()
    assert {gap.kind for gap in review.gaps.gaps} != gaps  # the open doubt was one of them


def test_a_doubt_without_words_or_without_a_win_is_said(review):
    form = review.assessment.doubt
    form.write.click()
    assert "no doubt to write down" in Parsed(form.status.value).words
    form.answer.click()
    assert "Choose a doubt and a win" in Parsed(form.status.value).words
    assert (form.doubt.label, form.win.label) == ("choose a doubt", "choose a win")
    assert len(review._workspace.doubts) == 3


def test_the_draft_follows_its_choices_until_it_is_edited_and_is_saved_as_it_stands(review):
    draft = review.draft
    assert "## What did you achieve since the last review?" in draft.draft.field.value
    draft.by.value = "categories"
    assert "## Transport: 15 results, the strongest 3" in draft.draft.field.value
    draft.most.value = 1
    assert "the strongest 1" in draft.draft.field.value
    draft.draft.field.value = "My own words, maybe."
    draft.by.value = "goals"
    assert draft.draft.field.value == "My own words, maybe."
    assert "own words" in draft.note.text
    assert "maybe" in draft.draft.note.text  # a remark on the wording
    draft.save.click()
    file = draft._workspace.path / "documents" / "self_review.md"
    assert file.read_text(encoding="utf-8") == "My own words, maybe."
    assert "Written: documents/self_review.md." in review.this_week.note.text
    draft.anew.click()
    assert "## Bring outbound freight per order down" in draft.draft.field.value


def test_own_words_are_put_away_while_amounts_are_hidden(review):
    draft = review.draft
    draft.by.value = "goals"
    assert "26,400 USD" in draft.draft.field.value
    review.impact.hide.value = True
    assert draft.hide.value
    assert "26,400" not in draft.draft.field.value
    assert "20,060" not in review.quarters.note.text
    draft.draft.field.value = review.agenda.draft.field.value = "I saved 26,400 USD."
    draft.most.value = 2
    review.impact.hide.value = False
    review.impact.hide.value = True
    assert draft.draft.box.layout.display == review.agenda.draft.box.layout.display == "none"
    draft.save.click()
    assert "26,400" not in (draft._workspace.path / "documents" / "self_review.md").read_text(encoding="utf-8")
    review.impact.hide.value = False
    assert draft.draft.box.layout.display is None
    assert draft.draft.field.value == "I saved 26,400 USD."


def test_without_questions_the_draft_is_by_goals_and_a_broken_file_is_said(folder_of):
    for name, files in (("none", {}), ("broken", {"questions.txt": b"f\xfcr dich?"})):
        review = QuarterlyReview(ak.open_workspace(folder_of(name, {"wins.csv": WINS, **files})))
        assert [value for _, value in review.draft.by.options] == ["goals", "categories"]
        assert "questions.txt" in review.draft.note.text
        assert ("questions.txt is not UTF-8" in Parsed(review.draft.status.value).words) is (name == "broken")


def test_setting_a_gap_aside_changes_the_things_of_this_week(review):
    first = review.gaps.gaps[0]
    assert first.title in review.this_week.note.text
    aside = review.gaps.setting_aside
    aside.gap.value, aside.reason.value = 0, "not this year"
    aside.aside.click()
    assert first.title not in review.this_week.note.text


def test_the_three_things_of_this_week_are_the_first_gaps_each_with_its_action_minutes_and_place(untouched):
    gaps = ak.find_gaps(untouched.gaps.records)
    assert len(gaps) > 3
    lines = untouched.this_week.note.text.splitlines()
    assert lines[0] == "what is missing | what to do this week | takes | where"
    assert lines[1:4] == [" | ".join((gap.title, gap.action, f"{gap.minutes} min", gap.where)) for gap in gaps[:3]]
    assert gaps[3].title not in untouched.this_week.note.text
    page = Parsed(untouched.this_week.box.value).words
    assert all(gap.title in page and gap.action in page for gap in gaps[:3])


def test_the_rubric_stands_on_the_page_for_the_present_and_the_next_level(untouched):
    records = untouched.impact.records
    found = rubric(records)
    assert [level.role for level in found.levels] == ["present", "next"]
    assert untouched.rubric.note.text.splitlines() == [
        found.words,
        *(" | ".join(row) for row in (RUBRIC_HEAD, *rubric_rows(found, LONGEST))),
    ]
    page = Parsed(untouched.rubric.html.value).words
    for level in found.levels:
        assert level.words in page
        assert all(item.competency in page for item in level.expectations)
        for item in (*level.of("thin"), *level.of("none")):
            assert item.words in page


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_notebook_shows_every_part_of_its_page_and_ends_with_what_was_kept(number):
    (path,) = (REPO / "notebooks").glob(f"{number}_*.ipynb")
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    name, page = {1: ("weekly", Weekly), 2: ("monthly", MonthlyGoals), 3: ("review", QuarterlyReview)}[number]
    made = page(ak.open_workspace(REPO / "data" / "demo"))
    parts = {
        part
        for part in {*vars(made), *vars(page)}
        if not part.startswith("_") and hasattr(getattr(made, part), "_repr_mimebundle_")
    }
    parts |= {part for part in vars(page) if isinstance(getattr(page, part), property)}
    shown = set(re.findall(rf"\b{name}\.(\w+)", " ".join(cell.source for cell in cells)))
    assert parts == shown
    assert cells[-1].source == f"{name}.{'this_week' if number == 3 else 'saved'}"


def test_a_review_that_is_written_down_is_counted_down_to_and_marked_everywhere(folder_of):
    wins = "".join(f"w-{n},2026-0{1 + n % 8}-05,Halved the queue {n}\n" for n in range(12))
    files = {"wins.csv": f"id,date,win\n{wins}", "profile.toml": "as_of = 2026-09-30\n"}
    workspace = ak.open_workspace(folder_of("mine", files))
    review = QuarterlyReview(workspace)
    assert "No date is set for the next review" in review.countdown.note.text
    assert review.countdown.line.selected_index is None
    form = review.countdown.rows.form
    for day, kind in ((date(2026, 6, 30), "annual"), (date(2026, 10, 10), "quarterly")):
        form.fields["date"].value, form.fields["kind"].value = day, kind
        form.save.click()
    assert "10 days to the review of 10 October 2026" in review.countdown.note.text
    assert "since 1 July 2026" in review.countdown.note.text
    assert "since the last annual review" in dict(review.impact.period.options)
    assert "10 October 2026" in review.agenda.draft.field.value
    assert "July 2026 to September 2026" in review.draft.draft.field.value
    assert [name for name, _ in review.countdown.rows.row.options] == [
        "a new one",
        "30 June 2026 annual",
        "10 October 2026 quarterly",
    ]
    review.countdown.rows.row.value = "3"
    form.fields["date"].value = date(2026, 10, 20)
    form.save.click()
    assert "20 days to the review of 20 October 2026" in review.countdown.note.text
    form.undo.click()
    assert "10 days to the review of 10 October 2026" in review.countdown.note.text


def test_an_expectation_that_is_written_down_is_in_the_rubric_at_once(folder_of):
    wins = "".join(f"w-{n},2026-0{1 + n % 8}-05,Halved the queue {n},{'c-1' if n < 2 else ''}\n" for n in range(12))
    files = {"wins.csv": f"id,date,win,competencies\n{wins}", "profile.toml": 'level = "junior"\nas_of = 2026-09-30\n'}
    review = QuarterlyReview(ak.open_workspace(folder_of("mine", files)))
    assert "There is no rubric yet" in review.rubric.note.text
    assert review.rubric.line.selected_index == 0
    form = review.rubric.rows.form
    assert form.fields["level"].value == "junior"
    for level, competency in (("junior", "Plans"), ("senior", "Leads")):
        form.fields["level"].value, form.fields["competency"].value = level, competency
        form.save.click()
    assert "junior | Plans | thin: 2 wins, none with evidence" in review.rubric.note.text
    assert "senior | Leads | nothing yet" in review.rubric.note.text
    form.undo.click()
    assert "Leads" not in review.rubric.note.text


def test_by_how_much_a_goal_is_behind_enters_the_self_review_by_a_tick(review):
    draft = review.draft
    assert "behind" not in draft.draft.field.value
    assert "the tick below adds by how much" in draft.note.text
    assert draft.verdict.layout.display is None
    draft.verdict.value = True
    assert "behind by 0.69 points" in draft.draft.field.value
    draft.by.value = "categories"
    assert draft.verdict.layout.display == "none"  # no goal is told there


def test_unknown_errors_are_raised_not_swallowed(case, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("advocacy_kit.widgets.case.case_figure.raise_case", broken)
    with pytest.raises(ZeroDivisionError):
        case.figure.percentile.value = 65
