"""How strong a win stands: points that anyone can check."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit.log.impact import standing_values
from advocacy_kit.log.strength import MOST_POINTS, POINTS, strengths
from advocacy_kit.review.assessment import DIMENSIONS
from tests.chance import examples
from tests.conftest import REPO

TODAY = date(2026, 9, 30)
FULL = {
    "id": "w-1",
    "date": "2026-03-01",
    "win": "x",
    "measure": "hours",
    "before": 5,
    "after": 1,
    "value": 100,
    "value_basis": "4 hours",
    "value_status": "confirmed",
    "evidence": "a.txt",
    "praise": "Thanks",
    "objectives": "ob-1",
}
EVIDENCE = {"a.txt": True, "gone.txt": False}


def points(records_of, *wins, outcomes=()):
    table = strengths(records_of(TODAY, wins=list(wins), outcomes=list(outcomes), evidence=EVIDENCE))
    return table.set_index("id")


def test_a_win_with_everything_has_the_most_points(records_of):
    (row,) = points(records_of, FULL).itertuples()
    assert row.points == MOST_POINTS == 8
    assert (
        row.reasons
        == "measured before and after, valued, with the basis, value confirmed, has evidence, praised, serves an"
        " objective"
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"before": None}, 7),
        ({"measure": None}, 7),
        ({"measure": None, "before": None, "after": None}, 6),
        ({"value_basis": None}, 7),
        ({"value": None}, 5),
        ({"value_status": "estimate"}, 7),
        ({"evidence": "gone.txt"}, 7),
        ({"evidence": "gone.txt;a.txt"}, 8),
        ({"evidence": None}, 7),
        ({"praise": None}, 7),
        ({"objectives": None}, 7),
    ],
)
def test_each_missing_fact_costs_its_points(records_of, change, expected):
    row = points(records_of, FULL | change).iloc[0]
    assert row["points"] == expected == sum(POINTS[reason] for reason in reasons(row["reasons"]))


def reasons(text):
    return [name for name in POINTS if name in text]


def test_outcomes_count_towards_their_win(records_of):
    bare = {"id": "w-1", "date": "2026-03-01", "win": "x"}
    outcome = {
        "win_id": "w-1",
        "date": "2026-04-01",
        "outcome": "y",
        "measure": "hours",
        "value": 10,
        "value_basis": "z",
    }
    outcome |= {"value_status": "confirmed", "praise": "Good"}
    assert points(records_of, bare)["points"].tolist() == [0]
    assert points(records_of, bare, outcomes=[outcome])["points"].tolist() == [1 + 2 + 1 + 1]
    assert points(records_of, bare, outcomes=[outcome | {"win_id": "w-9"}])["points"].tolist() == [0]


amounts = st.one_of(st.none(), st.integers(0, 900))
outcome_rows = st.lists(
    st.fixed_dictionaries(
        {
            "win_id": st.sampled_from(["w-1", "w-2"]),
            "date": st.dates(date(2026, 4, 1), date(2026, 12, 1)),
            "value": amounts,
            "effect": st.sampled_from(["adds", "replaces", None]),
        }
    ),
    max_size=6,
)


@examples(25)
@given(values=st.tuples(amounts, amounts), share=st.sampled_from([None, 0.0, 0.5, 1.0]), outcomes=outcome_rows)
def test_the_value_of_a_win_is_what_still_stands_of_it_times_the_share(records_of, values, share, outcomes):
    wins = [
        {"id": f"w-{n}", "date": "2026-03-01", "win": "x", "value": value, "my_share": share, "category": f"w-{n}"}
        for n, value in enumerate(values, 1)
    ]
    records = records_of(TODAY, wins=wins, outcomes=outcomes)
    expected = standing_values(records.wins, records.outcomes, until=TODAY).groupby("group")["value"].sum()
    table = strengths(records).set_index("id")["share_value"]
    for name in ("w-1", "w-2"):
        assert (table[name] == table[name]) == (name in expected.index)
        if name in expected.index:
            assert table[name] == pytest.approx(expected[name])


said_rows = st.lists(
    st.fixed_dictionaries(
        {
            "win_id": st.sampled_from(["w-1", "w-2"]),
            "date": st.dates(date(2026, 8, 1), date(2026, 11, 30)),
            "value": amounts,
            "value_basis": st.sampled_from(["counted", None]),
            "value_status": st.sampled_from(["confirmed", "estimate", None]),
            "effect": st.sampled_from(["adds", "replaces", None]),
            "measure": st.sampled_from(["hours", None]),
            "evidence": st.sampled_from(["a.txt", "gone.txt", None]),
            "praise": st.sampled_from(["Good", None]),
        }
    ),
    max_size=6,
)
OF_VALUE = ("value", "value_basis", "value_status")


@given(
    change=st.sampled_from([{}, {"value": None}, {"value_status": None}, {"value_basis": None, "evidence": None}]),
    outcomes=said_rows,
)
def test_what_stands_no_longer_and_what_is_not_known_yet_change_no_point(records_of, change, outcomes):
    wins = [FULL | change, FULL | change | {"id": "w-2", "praise": None, "evidence": None}]
    records = records_of(TODAY, wins=wins, outcomes=outcomes, evidence=EVIDENCE)
    standing = standing_values(records.wins, records.outcomes, until=TODAY)
    stand = {(bool(late), int(line)) for late, line in zip(standing["outcome"], standing.index, strict=True)}
    blank = dict.fromkeys(OF_VALUE)
    left = [row if (False, line) in stand else row | blank for line, row in enumerate(wins, 2)]
    later = [
        row if (True, line) in stand else row | blank for line, row in enumerate(outcomes, 2) if row["date"] <= TODAY
    ]
    columns = ["points", "reasons"]
    whole, bare = points(records_of, *wins, outcomes=outcomes), points(records_of, *left, outcomes=later)
    assert whole[columns].to_dict("index") == bare[columns].to_dict("index")


@examples(25)
@given(outcomes=said_rows, data=st.data())
def test_an_outcome_that_replaces_nothing_takes_no_point_away(records_of, outcomes, data):
    added = [row | {"effect": "adds"} for row in data.draw(said_rows)]
    wins = [FULL, FULL | {"id": "w-2", "value": None, "evidence": None}]
    few, more = (points(records_of, *wins, outcomes=rows)["points"] for rows in (outcomes, outcomes + added))
    assert (more.sort_index() >= few.sort_index()).all()


def test_a_confirmed_value_that_an_estimate_replaced_confirms_nothing(records_of):
    less = {
        "win_id": "w-1",
        "date": "2026-08-01",
        "outcome": "Less",
        "value": 5,
        "value_status": "estimate",
        "effect": "replaces",
    }
    row = points(records_of, FULL, outcomes=[less]).iloc[0]
    assert "valued, basis missing" in row["reasons"]
    assert "confirmed" not in row["reasons"]


def test_evidence_of_an_outcome_is_evidence_of_its_win(records_of):
    proof = {"win_id": "w-1", "date": "2026-08-01", "outcome": "It held", "evidence": "a.txt"}
    for outcome, expected in ((proof, 8), (proof | {"evidence": "gone.txt"}, 7), (proof | {"date": "2026-10-01"}, 7)):
        assert points(records_of, FULL | {"evidence": None}, outcomes=[outcome])["points"].tolist() == [expected]


def test_the_strongest_stand_first_then_the_dearest_then_the_newest(records_of):
    same = {"date": "2026-03-01", "win": "x", "value": 10}
    table = points(
        records_of,
        same | {"id": "old"},
        same | {"id": "new", "date": "2026-05-01"},
        same | {"id": "dear", "value": 99},
        FULL | {"id": "full", "value": 1},
    )
    assert table.index.tolist() == ["full", "dear", "new", "old"]


def test_lines_stay_and_an_empty_log_has_the_same_columns(records_of):
    full, empty = strengths(records_of(TODAY, wins=[FULL])), strengths(records_of(TODAY))
    assert full.index.tolist() == [2]
    assert list(empty.columns) == list(full.columns)
    assert empty.dtypes[["points", "share_value"]].to_dict() == full.dtypes[["points", "share_value"]].to_dict()


def test_the_documentation_gives_every_reason_its_points():
    text = (REPO / "docs" / "strength.md").read_text(encoding="utf-8")
    for name, worth in POINTS.items():
        assert f"| {name} | {worth}" in text
    for name in DIMENSIONS:
        assert f"| {name} |" in text
