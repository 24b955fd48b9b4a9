"""The rubric: which wins show what is expected, and what a promotion stands on."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit.conversation.other_asks import Option, make_ask, promotion_level
from advocacy_kit.log.rubric import promotion_words, rubric, rubric_rows
from advocacy_kit.review.gaps.gap import GapContext
from advocacy_kit.review.gaps.plan_gaps import competency_without_evidence
from advocacy_kit.workspace.crosscheck import doubts

TODAY = date(2026, 9, 30)
LEVELS = [
    {"id": "c-1", "level": "intermediate", "competency": "keeps the stock"},
    {"id": "c-2", "level": "senior", "competency": "leads a project", "expectation": "from plan to result"},
    {"id": "c-3", "level": "senior", "competency": "teaches others"},
    {"id": "c-4", "level": "principal", "competency": "sets the strategy"},
]
EVIDENCE = {"a.txt": True, "gone.txt": False}
ORDER = ("none", "thin", "covered")


def win(number, competencies, **more):
    return {"id": f"w-{number}", "date": "2026-05-01", "win": f"Did {number}", "competencies": competencies} | more


def found(records_of, wins, level="Intermediate", **tables):
    records = records_of(TODAY, profile={"level": level}, wins=wins, competencies=LEVELS, evidence=EVIDENCE, **tables)
    return rubric(records), records


def states(read):
    return {item.key: item.state for level in read.levels for item in level.expectations}


@pytest.mark.parametrize(
    ("wins", "state"),
    [
        ([], "none"),
        ([win(1, "c-2")], "thin"),
        ([win(1, "c-2", evidence="a.txt")], "thin"),
        ([win(1, "c-2"), win(2, "c-2")], "thin"),
        ([win(1, "c-2"), win(2, "c-2", evidence="gone.txt")], "thin"),
        ([win(1, "c-2"), win(2, "c-3;c-2", evidence="a.txt")], "covered"),
        ([win(1, "leads a project"), win(2, "c-2", evidence="a.txt")], "covered"),
        ([win(1, "c-2", confidential=True), win(2, "c-2", confidential=True, evidence="a.txt")], "none"),
        ([win(1, "c-2", date="2026-12-01")], "none"),
    ],
)
def test_one_win_or_none_with_evidence_is_thin(records_of, wins, state):
    assert states(found(records_of, wins)[0])["c-2"] == state


def test_an_outcome_proves_its_win(records_of):
    outcome = {"win_id": "w-1", "date": "2026-06-01", "outcome": "y", "evidence": "a.txt"}
    read, _ = found(records_of, [win(1, "c-2"), win(2, "c-2")], outcomes=[outcome])
    assert states(read)["c-2"] == "covered"


def test_only_the_present_and_the_next_level_are_read(records_of):
    read, _ = found(records_of, [])
    assert [(level.role, level.name) for level in read.levels] == [("present", "intermediate"), ("next", "senior")]
    top, _ = found(records_of, [], level="principal")
    assert [level.role for level in top.levels] == ["present"]
    assert rubric(records_of(TODAY)).levels == ()
    assert "There is no rubric" in rubric(records_of(TODAY)).words


NAMES = ("c-1", "c-2", "keeps the stock", "leads a project", "teaches others")
SPELLINGS = (str, str.upper, str.title, lambda text: f"  {text.replace(' ', '  ')} ")
CELLS = [
    *([(name, spell)] for name in NAMES for spell in SPELLINGS),
    *(list(zip(names, SPELLINGS, strict=False)) for many in (2, 3, 4) for names in combinations(NAMES, many)),
]


@pytest.mark.parametrize("when", ["2026-05-01", "2026-12-01"])
def test_rubric_promotion_gap_and_check_read_a_cell_alike(records_of, when):
    """One rule: an id or a competency, whatever its capitals and blanks; wins up to today."""
    for named in CELLS if when < "2026-10" else CELLS[:: len(SPELLINGS)]:
        assert_read_alike(records_of, named, when)


def assert_read_alike(records_of, named, when):
    wins = [win(1, "; ".join(spell(name) for name, spell in named), date=when)]
    read, records = found(records_of, wins)
    lacking = {item.key for level in read.levels for item in level.of("none")}
    plain = {name for name, _ in named} if when < "2026-10" else set()
    assert lacking == {row["id"] for row in LEVELS[:3] if not plain & {row["id"], row["competency"]}}
    gap = competency_without_evidence(GapContext(records))
    assert {row.id for row in gap.rows} == lacking if lacking else gap is None
    assert {item.key for item in promotion_level(records).of("none")} == lacking - {"c-1"}
    assert doubts(records) == ()


def test_a_level_that_is_not_in_the_rubric_is_a_gap_until_it_is(records_of):
    _, records = found(records_of, [], level="Staff")
    gap = competency_without_evidence(GapContext(records))
    assert gap.title == "competencies.csv does not have the level “Staff”, so no expectation can be compared"
    assert gap.rows == ()
    _, mended = found(records_of, [], level=" intermediate")
    assert "“keeps the stock”" in competency_without_evidence(GapContext(mended)).title


shows = st.lists(
    st.tuples(st.sampled_from(["c-1", "c-2", "c-3", "c-2;c-3", None]), st.booleans(), st.sampled_from(["a.txt", None])),
    max_size=6,
)


@given(given=shows, more=st.sampled_from(["c-2", "c-3"]))
def test_a_promotion_lacks_what_the_rubric_finds_nothing_for_and_a_win_never_takes_away(records_of, given, more):
    wins = [win(n, key, confidential=hidden, evidence=proof) for n, (key, hidden, proof) in enumerate(given)]
    read, records = found(records_of, wins)
    lacking = {item.competency for item in read.levels[1].of("none")}
    level = promotion_level(records)
    assert lacking == {item.competency for item in level.of("none")}
    met = {name for names in level.wins["meets"] for name in names}
    assert met == {item.competency for item in level.expectations} - lacking
    assert f"{len(met)} {'is' if len(met) == 1 else 'are'} met" in promotion_words(level)
    after, _ = found(records_of, [*wins, win(99, more)])
    for key, state in states(read).items():
        assert ORDER.index(states(after)[key]) >= ORDER.index(state)


def test_the_promotion_case_stands_on_the_rubric(demo):
    way = Option("from January", "none", "Marcus", "name the duties")
    ask = make_ask(
        demo,
        "promotion",
        "the senior level",
        "two of its expectations are covered",
        to="p-marcus",
        options=[way],
        start="2027-01-01",
        follow_up="2026-11-12",
    )
    following = rubric(demo).levels[1]
    assert set(ask.missing) == {item.competency for item in following.of("none")}
    shown = {name for item in following.expectations for name in item.wins["id"]}
    assert set(ask.evidence["id"]) == shown


def test_the_demo_covers_its_level_and_not_yet_the_next(demo):
    read = rubric(demo)
    assert read.words.startswith(
        "Present level, intermediate: 6 of 6 expectations covered. Next level, senior: 2 of 6 expectations covered, 2"
        " thin, 2 with nothing yet."
    )
    rows = rubric_rows(read)
    assert len(rows) == 12
    assert rows[-1] == ("senior", "Answers to the leadership", "nothing yet", "")
    assert ("senior", "Teaches others", "thin: 2 wins, none with evidence") in [row[:3] for row in rows]


def test_in_a_long_rubric_what_is_covered_stands_in_one_row_a_level_and_what_is_missing_in_its_own(demo):
    read = rubric(demo)
    whole, brief = rubric_rows(read), rubric_rows(read, 10)
    assert rubric_rows(read, 12) == whole
    assert len(brief) == 6  # one for the six of the present level, one for the two of the next, four that are missing
    covered = {level.name: level.of("covered") for level in read.levels}
    names = {item.competency for items in covered.values() for item in items}
    missing = [row for row in whole if row[1] not in names]
    assert [row for row in brief if not row[2].endswith("covered")] == missing
    for level in read.levels:
        (folded,) = (row for row in brief if row[0] == level.name and row[2].endswith("covered"))
        assert folded[1] == "; ".join(item.competency for item in covered[level.name])
        assert folded[2] == f"{len(covered[level.name])} of {len(level.expectations)} covered"
        assert folded[3] == next(row[3] for row in whole if row[1] == covered[level.name][0].competency)
