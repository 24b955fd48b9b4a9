"""Asks beside a figure: every one has a reason, a way and two days; "soon" is no day; a promotion rests on a rubric."""

from datetime import date

import pytest

import advocacy_kit as ak
from advocacy_kit import KitError
from advocacy_kit.conversation.other_asks import WHY, Option, ask_page, make_ask, promotion_level, raise_ask
from advocacy_kit.core.model import HIDDEN
from advocacy_kit.core.tables import ASK_KINDS
from advocacy_kit.log.rubric import next_level, promotion_words, rubric

TODAY = date(2026, 9, 30)
WAY = Option("two days in December", "none", "Alex", "name the days", date(2026, 10, 15))
RUBRIC = [
    {"id": "c-1", "level": "intermediate", "competency": "keeps the stock", "expectation": "alone"},
    {"id": "c-2", "level": "senior", "competency": "leads a project", "expectation": "from plan to result"},
    {"id": "c-3", "level": "senior", "competency": "teaches others", "expectation": "two a year"},
]
WINS = [
    {"id": "w-1", "date": "2026-05-01", "win": "Led the move of the store room", "competencies": "c-2;c-1"},
    {"id": "w-2", "date": "2026-06-01", "win": "Counted the stock", "competencies": "c-1"},
    {
        "id": "w-3",
        "date": "2026-07-01",
        "win": "Taught the night shift",
        "competencies": "teaches others",
        "confidential": True,
    },
]


def asked(records, kind="training", **changes):
    given = {"request": "the course in wound care", "why": "two wards wait for it", "to": "Alex", "options": [WAY]}
    given |= {"start": "2026-12-01", "follow_up": date(2026, 10, 15)} | changes
    return make_ask(records, kind, given.pop("request"), given.pop("why"), **given)


def test_an_ask_says_what_why_how_and_by_when(records_of):
    ask = asked(records_of(TODAY, wins=WINS))
    for words in (
        "the course in wound care",
        "1 December 2026",
        "two wards wait for it",
        "two days in December",
        "by Alex; first: name the days",
    ):
        assert words in ask.words
    assert ask.words.endswith("15 October 2026.")
    assert list(ask.evidence["id"]) == ["w-2", "w-1"]  # no confidential win


@pytest.mark.parametrize("vague", ["soon", "next month", "", "when things calm down", "01/02/2027"])
def test_what_is_no_day_is_refused(records_of, vague):
    with pytest.raises(KitError, match="is no date") as refused:
        asked(records_of(TODAY), follow_up=vague)
    assert "Name the day" in refused.value.issues[0].fix


def test_everything_that_is_missing_is_said_at_once(records_of):
    bare = Option("", "", "", "")
    with pytest.raises(KitError) as refused:
        asked(
            records_of(TODAY),
            "holiday",
            request=" ",
            why="",
            to="",
            options=[bare],
            start="soon",
            follow_up="2026-01-01",
        )
    messages = " ".join(issue.message for issue in refused.value.issues)
    assert len(refused.value.issues) == 7
    for words in (
        "'holiday'",
        "no request",
        "no reason",
        "addressed to nobody",
        "'soon' is no date",
        "has passed",
        "option, cost, owner, first step",
    ):
        assert words in messages
    with pytest.raises(KitError, match="no way in which it can be granted"):
        asked(records_of(TODAY), options=[])


def test_every_kind_has_its_question():
    assert set(WHY) == set(ASK_KINDS)


def test_a_promotion_rests_on_the_next_levels_rubric(records_of):
    records = records_of(TODAY, profile={"level": "Intermediate"}, wins=WINS, competencies=RUBRIC)
    assert next_level(records) == "senior"
    level = promotion_level(records)
    assert list(level.wins["id"]) == ["w-1"]
    assert list(level.wins["meets"]) == [("leads a project",)]
    assert [item.competency for item in level.of("none")] == [
        "teaches others"
    ]  # the only win that shows it is confidential
    assert promotion_words(level).startswith(
        "Of 2 expectations of the level senior, 1 is met by 1 win; without evidence"
    )
    ask = asked(records, "promotion", request="the senior level")
    assert (ask.missing, list(ask.evidence["id"])) == (("teaches others",), ["w-1"])


def test_without_a_rubric_there_is_no_promotion_case(records_of):
    with pytest.raises(KitError, match=r"competencies\.csv has none"):
        asked(records_of(TODAY, profile={"level": "senior"}, competencies=RUBRIC), "promotion")
    assert next_level(records_of(TODAY)) is None
    assert next_level(records_of(TODAY, competencies=RUBRIC)) == "intermediate"


def test_a_level_that_the_rubric_does_not_have_has_no_next_one(records_of):
    records = records_of(TODAY, profile={"level": "Staff "}, wins=WINS, competencies=RUBRIC)
    assert next_level(records) is None
    with pytest.raises(KitError, match=r"competencies\.csv does not have the level “Staff”") as refused:
        asked(records, "promotion")
    assert refused.value.issues[0].fix == "Write the same level into profile.toml and competencies.csv."
    assert rubric(records).levels == ()
    assert rubric(records).words.startswith("competencies.csv does not have the level “Staff”")
    written = [row | {"level": row["level"].upper()} if row["id"] == "c-2" else row for row in RUBRIC]
    assert (
        next_level(records_of(TODAY, profile={"level": "SENIOR"}, competencies=written)) is None
    )  # one level in two spellings
    assert next_level(records_of(TODAY, profile={"level": "intermediate"}, competencies=written)) == "SENIOR"


def test_what_has_not_happened_yet_speaks_for_nothing(records_of):
    later = [row | {"date": "2026-12-01"} for row in WINS]
    records = records_of(TODAY, profile={"level": "intermediate"}, wins=later, competencies=RUBRIC)
    assert asked(records).evidence.empty
    ask = asked(records, "promotion")
    assert ask.evidence.empty
    assert ask.missing == ("leads a project", "teaches others")
    assert promotion_words(promotion_level(records)).startswith(
        "Of 2 expectations of the level senior, 0 are met by 0 wins"
    )
    assert "0 are met by 0 wins" in ask_page(records, ask).text


def test_an_expectation_is_counted_once_whatever_its_name_holds(records_of):
    """Names with the sign that separates a cell's parts, and two expectations under one name."""
    rows = [
        {"id": "c-1", "level": "one", "competency": "begins"},
        {"id": "c-2", "level": "two", "competency": "plans; leads; ends"},
        {"id": "c-3", "level": "two", "competency": "teaches", "expectation": "beginners"},
        {"id": "c-4", "level": "two", "competency": "teaches", "expectation": "trainers"},
    ]
    wins = [{"id": "w-1", "date": "2026-05-01", "win": "Led it", "competencies": "C-2; Teaches"}]
    records = records_of(TODAY, profile={"level": "one"}, wins=wins, competencies=rows)
    assert promotion_words(promotion_level(records)) == "Of 3 expectations of the level two, 3 are met by 1 win."
    assert "meets plans; leads; ends; teaches; teaches" in ask_page(records, asked(records, "promotion")).text


def test_a_raise_is_kept_as_an_ask_with_its_figure_and_day(demo, demo_market):
    case = ak.raise_case(demo, demo_market)
    ask = raise_ask(demo, case, to="Maria", follow_up="2026-11-12", options=[WAY])
    assert ask.start == case.benchmark.on
    assert case.money.plain(case.figure) in ask.request
    hidden = records_hidden(demo)
    shown = raise_ask(hidden, ak.raise_case(hidden, demo_market), to="Maria", follow_up="2026-11-12", options=[WAY])
    assert case.money.plain(case.figure) not in shown.words
    assert shown.rows()[0] == ask.rows()[0]  # a table holds what is meant, whatever is shown
    assert HIDDEN not in str(shown.rows())
    assert HIDDEN in shown.words


def records_hidden(records):
    from dataclasses import replace

    return replace(records, profile=replace(records.profile, hide_amounts=True))


def test_rows_fit_their_tables(records_of, tmp_path):
    (tmp_path / "asks.csv").write_text("id,date,kind,to,request,start_date,next_date,state,note\n", encoding="utf-8")
    (tmp_path / "options.csv").write_text("ask_id,option,cost,owner,first_step,date\n", encoding="utf-8")
    workspace = ak.open_workspace(tmp_path, today=TODAY)
    row, options = asked(records_of(TODAY)).rows()
    key = workspace.add("asks", row | {"date": TODAY})
    for option in options:
        workspace.add("options", option | {"ask_id": key})
    assert {issue.file for issue in workspace.issues} == {"wins.csv"}  # which is not there
    assert workspace.asks["next_date"].iloc[0].date() == date(2026, 10, 15)
    assert workspace.options["first_step"].iloc[0] == "name the days"


def test_a_missing_day_and_a_day_too_far_off_are_named(records_of):
    with pytest.raises(KitError) as refused:
        asked(records_of(TODAY), start=None, follow_up=None)
    assert [issue.message for issue in refused.value.issues] == [
        "the ask has no start date",
        "the ask has no next date",
    ]
    with pytest.raises(KitError, match="more than a year after the start"):
        asked(records_of(TODAY), follow_up="2028-01-01")
    with pytest.raises(KitError, match="the day of a way to grant it has passed"):
        asked(records_of(TODAY), options=[Option("a day off", "none", "Alex", "name it", date(2026, 9, 29))])


def test_a_promotion_without_a_rubric_is_named_with_everything_else(records_of):
    with pytest.raises(KitError) as refused:
        asked(records_of(TODAY), "promotion", request="", start=None)
    assert [issue.file for issue in refused.value.issues] == ["asks.csv", "asks.csv", "competencies.csv"]
