"""The page for an ask beside a figure, and its record in two tables.

Confidential wins never, both tables or neither.
"""

from dataclasses import replace
from datetime import date

import pytest

import advocacy_kit as ak
from advocacy_kit import KitError
from advocacy_kit.conversation.other_asks import KINDS, MOST, Option, ask_page, raise_ask
from advocacy_kit.core import store
from advocacy_kit.core.page import Listing
from advocacy_kit.core.tables import ASK_KINDS
from advocacy_kit.language.remarks import check_language
from tests.test_other_asks import RUBRIC, TODAY, WAY, WINS, asked

PEOPLE = [
    {"id": "p-1", "name": "Alex Morgan", "relation": "manager"},
    {"id": "p-2", "name": "Rosa Lind", "relation": "peer"},
]
SECRET = [
    *(win | {"praise": "Thank you"} for win in WINS),
    {
        "id": "w-4",
        "date": "2026-08-01",
        "win": "Settled the claim of Northgate",
        "measure": "claims",
        "before": 3,
        "after": 0,
        "confidential": True,
    },
    {"id": "w-5", "date": "2026-08-02", "win": "Spoke for Rosa in the round", "praise": "Thank you", "audience": "p-2"},
]


def test_every_kind_has_its_words():
    assert set(KINDS) == set(ASK_KINDS)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("raise", "promotion")])
def test_a_page_says_request_why_ways_wins_and_date(records_of, kind):
    records = records_of(TODAY, profile={"role": "Store keeper"}, wins=SECRET, people=PEOPLE)
    other = Option("an evening course", "400 USD", "p-2", "ask the college", None)
    page = ask_page(records, asked(records, kind, to="p-1", options=[WAY, other]))
    assert page.to == "Alex Morgan"
    assert page.title.endswith(": a request")
    assert list(page.headings) == [
        "What I ask for",
        "Why",
        "How it can be done",
        "What speaks for it",
        "The date",
    ]
    for words in (
        "I ask for the course in wound care, from 1 December 2026.",
        "Two wards wait for it.",
        "Two days in December. Cost: none. First step, Alex: name the days, by 15 October 2026.",
        "An evening course. Cost: 400 USD. First step, Rosa Lind: ask the college.",
        "Each of these ways leads there by itself.",
        "2 results of my work that speak for it:",
        "Led the move of the store room",
        "I would like to hear where it stands on 15 October 2026.",
        "Store keeper, 30 September 2026.",
    ):
        assert words in page.text
    for secret in ("night shift", "Northgate", "Rosa in the round"):
        assert secret not in page.text
    assert check_language(page.text) == []


def test_who_else_is_asked_sees_what_is_theirs(records_of):
    records = records_of(TODAY, wins=SECRET, people=PEOPLE)
    page = ask_page(records, asked(records, to="p-2"))
    assert "Spoke for Rosa in the round" in page.text
    assert "Northgate" not in page.text
    assert sum(len(block.items) for block in page.blocks if isinstance(block, Listing)) <= 1 + MOST


def test_the_page_of_a_promotion_rests_on_the_rubric_and_the_wins_that_may_be_seen(records_of):
    records = records_of(TODAY, profile={"level": "intermediate"}, wins=SECRET, people=PEOPLE, competencies=RUBRIC)
    page = ask_page(records, asked(records, "promotion", to="p-1", request="the senior level"))
    assert (
        "Of 2 expectations of the level senior, 1 is met by 1 win; without evidence so far: teaches others."
        in page.text
    )
    assert "Led the move of the store room (May 2026; meets leads a project)." in page.text
    assert "night shift" not in page.text


def test_without_wins_nothing_is_claimed(records_of):
    records = records_of(TODAY, people=PEOPLE)
    page = ask_page(records, asked(records, to="p-1"))
    assert "What speaks for it" not in page.headings
    assert "Each of these ways" not in page.text  # one way is no choice


def test_what_the_user_wrote_stays_text(records_of):
    records = records_of(TODAY, people=PEOPLE)
    shown = ask_page(records, asked(records, to="p-1", request="<b>a course</b> [here](http://x.org)")).markdown
    assert "\\<b\\>" in shown
    assert "\\[here\\]" in shown


@pytest.fixture
def workspace(folder_of):
    return ak.open_workspace(folder_of("mine", {"wins.csv": "date,win\n2026-01-05,Counted the stock\n"}), today=TODAY)


def record_ask(workspace, ask):
    return workspace.apply(ask.changes(workspace.today))


def test_a_recorded_ask_is_taken_back_whole(workspace):
    kept = record_ask(workspace, asked(workspace.records, options=[WAY, replace(WAY, option="one day")]))
    key, *ways = kept.ids
    assert len(ways) == 2
    assert list(workspace.asks["id"]) == [key]
    assert list(workspace.options["ask_id"]) == [key, key]
    assert list(workspace.options["option"]) == ["two days in December", "one day"]
    assert workspace.check() == ()
    kept.undo()
    assert (len(workspace.asks), len(workspace.options)) == (0, 0)


def test_if_a_way_cannot_be_written_nothing_is_kept(workspace, monkeypatch):
    first = record_ask(workspace, asked(workspace.records))
    before = [(workspace.path / name).read_bytes() for name in ("asks.csv", "options.csv")]
    real = store.replace

    def breaking(path, data):
        if path.name == "options.csv":
            raise KitError.of("K042", "no room left to write in ~/mine", "Free some space.")
        real(path, data)

    monkeypatch.setattr(store, "replace", breaking)
    with pytest.raises(KitError, match="no room left"):
        record_ask(workspace, asked(workspace.records, options=[WAY, replace(WAY, option="one day")]))
    assert [(workspace.path / name).read_bytes() for name in ("asks.csv", "options.csv")] == before
    assert list(workspace.asks["id"]) == [first.ids[0]]


def test_an_ask_that_cannot_be_written_leaves_no_way_behind(folder_of):
    folder = folder_of("mine", {"wins.csv": "date,win\n", "asks.csv": "id,date,kind\n"})
    workspace = ak.open_workspace(folder, today=TODAY)
    with pytest.raises(KitError):
        record_ask(workspace, asked(workspace.records))
    assert not (folder / "options.csv").exists()


def test_a_raise_is_recorded_with_its_figures(demo, demo_market, folder_of):
    case = ak.raise_case(demo, demo_market, walk_away=75_000)
    ask = raise_ask(demo, case, to="p-marcus", follow_up="2026-11-12", options=[WAY])
    workspace = ak.open_workspace(folder_of("mine", {"wins.csv": "date,win\n"}), today=TODAY)
    record_ask(workspace, ask)
    row = workspace.asks.iloc[0]
    assert [row["figure"], row["opening_low"], row["opening_high"], row["walk_away"]] == [
        case.figure,
        *case.opening,
        75_000,
    ]
    assert (row["kind"], row["currency"], row["per"], row["to"]) == ("raise", "USD", "year", "p-marcus")
    assert (row["start_date"].date(), row["next_date"].date()) == (case.benchmark.on, date(2026, 11, 12))
    assert "75,000" not in ask.words
    less = raise_ask(demo, case, to="p-marcus", follow_up="2026-11-12", options=[WAY], asked=78_000)
    assert (less.figure.amount, less.figure.low) == (78_000, 78_000)
    assert "78,000" in less.request
    bare = raise_ask(
        demo, ak.raise_case(demo, demo_market), to="p-marcus", follow_up="2026-11-12", options=[WAY]
    ).rows()[0]
    assert "walk_away" not in bare
