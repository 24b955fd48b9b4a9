"""Objections: a no becomes questions about blocker, milestone and date, filled with the user's facts.

Own ones can be added.
"""

import re

import pytest

from advocacy_kit import open_workspace
from advocacy_kit.conversation.objections import objections, objections_page
from advocacy_kit.core.assets import talk_texts
from advocacy_kit.workspace.own_objections import EXAMPLE, FILE, read_objections
from tests.asking import TODAY, WINS, asking
from tests.cases import band, case_of

KEYS = (
    "budget",
    "timing",
    "authority",
    "top_of_band",
    "fairness",
    "performance",
    "lets_see",
    "silence",
    "more_scope",
    "already_well_paid",
)
PRESSURE = re.compile(
    r"\b(otherwise|unless|must|have to decide|last chance|leave|quit|resign|offer from|or else|final)\b", re.I
)


def by_key(found):
    return {one.key: one for one in found}


def test_all_ten_are_there_in_order():
    assert tuple(talk_texts("objections")) == KEYS


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("with_case", [True, False])
def test_each_asks_what_blocks_which_milestone_and_by_when_without_pressure(records_of, key, with_case):
    one = by_key(objections(asking(records_of), "a-1", case_of(records_of) if with_case else None))[key]
    assert one.answer
    assert all(line.rstrip(".)").endswith("?") or "?" in line for line in one.questions)
    assert len(one.questions) >= 2 or (key == "already_well_paid" and not with_case)
    assert any("?" in line for line in one.milestone)
    assert any("20 October 2026" in line for line in one.date)
    assert one.remarks == ()
    assert not PRESSURE.search("\n".join(one.lines))
    assert "{" not in "\n".join(one.lines)


def test_more_scope_asks_for_resources_and_timeline(records_of):
    lines = by_key(objections(asking(records_of), "a-1"))["more_scope"].questions
    assert lines[0].startswith("What resources come with it")
    assert lines[1].startswith("Which timeline")


def test_they_are_filled_with_the_users_own_facts(records_of):
    tables = band(80_000, 96_000, level="two")
    records = asking(
        records_of,
        profile={"level": "two"},
        pay=[
            {
                "date": "2026-01-01",
                "amount": 76_000,
                "per": "year",
                "element": "base",
                "currency": "USD",
                "country": "US",
            }
        ],
        **tables,
    )
    found = by_key(objections(records, "a-1", case_of(records_of)))
    assert "81,750 USD a year" in " ".join(found["budget"].questions)
    assert "“Moved the huddle to the start of each shift” (falls: from 6 to 2 a quarter)" in " ".join(
        found["performance"].questions
    )
    assert "earn less than I do. Where would you place my results?" in " ".join(found["already_well_paid"].questions)
    assert "ends at 96,000" in " ".join(found["top_of_band"].questions)
    assert "review of 12 November 2026" in " ".join(found["timing"].date)


def test_what_is_not_known_is_left_out(records_of):
    found = by_key(objections(asking(records_of, wins=[], profile={"review_date": None}), "a-1"))
    assert found["fairness"].milestone == ()
    assert found["timing"].date == ()
    assert len(found["already_well_paid"].questions) == 1


def test_confidential_wins_and_amounts_that_are_hidden_are_in_none(records_of):
    records = asking(records_of, profile={"hide_amounts": True}, wins=[WINS[3]])
    text = objections_page(objections(records, "a-1", case_of(records_of, hide_amounts=True))).markdown
    assert not re.search("audit|81.?750|112.?7", text)
    assert "•••" in text


def test_own_ones_are_added_and_filled(folder_of, records_of):
    folder = folder_of("w", {"wins.csv": "date,win\n", FILE: EXAMPLE})
    own, issues = read_objections(open_workspace(folder, today=TODAY))
    assert issues == ()
    found = by_key(objections(asking(records_of), "a-1", own=own))
    assert tuple(found) == (*KEYS, "remote")
    assert found["remote"].own
    assert not found["budget"].own
    assert found["remote"].date == ("Shall we look at it on 20 October 2026?",)
    assert found["remote"].remarks == ()


def test_a_shipped_one_can_be_put_in_own_words_and_keeps_its_place(folder_of, records_of):
    text = (
        '[budget]\ntitle = "Kein Geld"\nsaid = "Kein Geld."\nquestions = ["Wann wird das Budget gemacht, {name}?'
        ' {unknown}", "{name}?"]\n'
    )
    own, issues = read_objections(open_workspace(folder_of("w", {"wins.csv": "date,win\n", FILE: text}), today=TODAY))
    assert issues == ()
    first = objections(asking(records_of), "a-1", own=own)[0]
    assert (first.title, first.questions, first.answer) == ("Kein Geld", ("Alex?",), ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[budget\n", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        ("x = " + "[" * 5000, "cannot be read"),
        ("budget = 3\n", "is no section"),
        ('[x]\ntitle = "a"\nsaid = "b"\n', "lacks questions"),
        ('[x]\ntitle = "a"\nsaid = "b"\nquestions = [1]\n', "something else than text in questions"),
        ('[x]\ntitle = ["a"]\nsaid = "b"\nquestions = ["c"]\n', "something else than text in title"),
        ('[x]\ntitle = "a"\nsaid = "b"\nquestions = ["c"]\ncolour = "d"\n', "has no place for colour"),
    ],
)
def test_what_is_wrong_is_said_and_the_others_go_on(folder_of, records_of, text, words):
    own, issues = read_objections(open_workspace(folder_of("w", {"wins.csv": "date,win\n", FILE: text}), today=TODAY))
    assert [(issue.code, issue.severity) for issue in issues] == [("K099", "warning")]
    assert words in issues[0].message
    assert tuple(by_key(objections(asking(records_of), "a-1", own=own))) == KEYS


def test_without_the_file_there_are_none(folder_of):
    assert read_objections(open_workspace(folder_of("w", {"wins.csv": "date,win\n"}), today=TODAY)) == ({}, ())


def test_what_the_user_wrote_is_text_on_the_page(folder_of, records_of):
    text = '[x]\ntitle = "# <b>x</b>"\nsaid = "[a](javascript:b)"\nquestions = ["| {win1} *c*"]\n'
    own, _ = read_objections(open_workspace(folder_of("w", {"wins.csv": "date,win\n", FILE: text}), today=TODAY))
    page = objections_page(objections(asking(records_of), "a-1", own=own)[-1:]).markdown
    assert r"\# \<b\>x\</b\>" in page
    assert r"\[a\](javascript:b)" in page
