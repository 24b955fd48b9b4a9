"""Views without a browser: a control moves, the state follows, and picture, sentence and tables say the right thing."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest

import advocacy_kit as ak
from advocacy_kit.widgets import Case, PayVsMarket, QuarterlyReview

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
def review(demo):
    return QuarterlyReview(demo)


@pytest.fixture
def case(demo, demo_market):
    return Case(demo, demo_market)


@pytest.fixture
def pay(demo, demo_market):
    return PayVsMarket(demo, demo_market)


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
        assert f"{expected.sensitivity['low'].iloc[0] / 1000:.0f}k" in Parsed(case.tornado.box.value).alt
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
        + [Parsed(follower.box.value).words + Parsed(follower.box.value).alt for follower in (case.trace, case.tornado, case.assumptions)]
    )
    assert amount not in everything
    assert not re.search(r"\d\d,\d{3}|\d\dk\b", everything)
    assert "•••" in everything
    assert not re.search(
        r"about P\d|P\d\d of this market|[+ ]\d+\.\d% above|rose \d|\+\d+\.\d%", everything
    )  # a rank or a raise betrays pay too
    case.figure.hide.value = False
    assert re.search(r"\d\d,\d{3}", " ".join(shown(case.figure)))


def test_search_by_words_offers_occupations_and_takes_the_best(pay):
    pay.market.words.value = "registered nurse"
    assert pay.market.state.occupation == "29-1141"
    assert next(title for title, _ in pay.market.occupation.options) == "Registered Nurses"
    pay.market.words.value = "zzzzzz"
    assert "No occupation fits" in Parsed(pay.market.status.value).words
    assert pay.market.state.occupation == "29-1141"


def test_unknown_area_is_a_sentence_and_the_last_picture_stays(pay):
    before = pay.market.picture.value
    pay.market.area.value = "Grand Rapidz"
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
    assert any("only the middle is comparable" in line for line in pay.assumptions.note.text.splitlines())


def test_every_dropdown_shows_what_is_chosen(review, pay):
    for dropdown in (review.impact.period, review.impact.category, review.impact.grouping, review.coverage.period, pay.market.occupation):
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
    assert "value kind" in review.coverage.shown.subtitle
    review.gaps.most.value = 2
    assert len(review.gaps.shown.frame) == 2


def test_display_text_says_what_is_shown(review, case):
    text = review.impact._repr_mimebundle_()["text/plain"]
    assert "70 wins" in text
    assert "base64" not in text
    assert case.trace._repr_mimebundle_()["text/plain"].splitlines()[0].startswith("step")
    assert "application/vnd.jupyter.widget-view+json" in case.trace._repr_mimebundle_()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"wins.csv": WINS}, "no"),
        ({"wins.csv": WINS, "profile.toml": PROFILE.format("99-9999", "US"), "pay.csv": PAY.format(71000)}, "has no occupation 99-9999"),
        ({"wins.csv": WINS, "profile.toml": PROFILE.format("13-1081", "DE"), "pay.csv": PAY.replace(",US", ",DE").format(71000)}, "DE"),
        ({"wins.csv": WINS, "profile.toml": PROFILE.format("27-2031", "US"), "pay.csv": PAY.format(52000)}, "by the hour only"),
        (
            {"wins.csv": WINS, "profile.toml": PROFILE.format("13-1081", "US"), "pay.csv": PAY.replace("year", "month").format(6000)},
            "payments",
        ),
    ],
)
def test_what_is_missing_is_a_sentence_in_every_part(folder_of, files, sentence):
    workspace = ak.open_workspace(folder_of("mine", files))
    market = ak.load_market(*workspace.market_sources())
    case, pay = Case(workspace.records, market), PayVsMarket(workspace.records, market)
    for words in (
        case.figure.status.value,
        case.trace.box.value,
        case.tornado.box.value,
        case.assumptions.box.value,
        pay.market.status.value,
    ):
        assert sentence in Parsed(words).words
    assert sentence in case.figure._repr_mimebundle_()["text/plain"]
    case.figure.percentile.value = 60  # a control still answers
    assert sentence in Parsed(case.figure.status.value).words


def test_empty_log_has_one_thing_to_do(folder_of):
    review = QuarterlyReview(ak.open_workspace(folder_of("mine", {"wins.csv": "date,win\n"})).records)
    assert "No wins are on record yet" in shown(review.impact)[0]
    assert len(review.gaps.gaps) == 1
    assert "Not enough yet" in review.this_week.text
    assert review.strongest.text == "date | win | why it is strong"


def test_unknown_errors_are_raised_not_swallowed(case, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("advocacy_kit.widgets.raise_case.raise_case", broken)
    with pytest.raises(ZeroDivisionError):
        case.figure.percentile.value = 65
