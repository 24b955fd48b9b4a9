"""What one other person may see: filtered before anything is counted, so that no sum leaks a row."""

from datetime import date

import pytest

from advocacy_kit.log.sharing import manager_of, name_of, shareable
from advocacy_kit.raise_case.value_side import value_side

TODAY = date(2026, 9, 30)
PEOPLE = [
    {"id": "p-1", "name": "Ann Lee", "relation": "manager", "note": "reads little", "cares_about": "calm"},
    {"id": "p-2", "name": "Bo Chen", "relation": "peer"},
]


def win(key, **given):
    return {
        "id": key,
        "date": "2026-05-05",
        "win": f"Did {key}",
        "value": 1000.0,
        "value_kind": "once",
        "evidence": f"{key}.txt",
    } | given


@pytest.fixture
def records(records_of):
    return records_of(
        TODAY,
        evidence={"w-1.txt": True, "w-2.txt": True, "w-3.txt": True, "o.txt": True},
        people=PEOPLE,
        wins=[
            win("w-1"),
            win("w-2", confidential=True),
            win("w-3", audience="p-2"),
            win("w-4", audience="p-2;p-1"),
            win("w-5", audience="Ann Lee"),
        ],
        outcomes=[
            {"win_id": "w-2", "date": "2026-06-01", "outcome": "more", "value": 500.0},
            {"win_id": "w-1", "date": "2026-06-01", "outcome": "well", "evidence": "o.txt"},
        ],
        objectives=[
            {"id": "ob-1", "owner": "p-1", "objective": "Calm"},
            {"id": "ob-2", "owner": "p-2", "objective": "Noise"},
            {"id": "ob-3", "objective": "Speed"},
        ],
        pay=[{"date": "2026-01-01", "amount": 70000, "per": "year", "element": "base"}],
        doubts=[{"date": "2026-01-01", "doubt": "Was it luck?"}],
        asks=[
            {
                "date": "2026-01-01",
                "kind": "raise",
                "to": "p-1",
                "request": "x",
                "start_date": "2027-01-01",
                "next_date": "2026-10-10",
                "state": "drafted",
            }
        ],
    )


def test_confidential_wins_and_those_for_others_are_left_out(records):
    assert list(shareable(records, "p-1").wins["id"]) == ["w-1", "w-4", "w-5"]
    assert list(shareable(records, "p-2").wins["id"]) == ["w-1", "w-3", "w-4"]
    assert list(shareable(records, "").wins["id"]) == ["w-1"]
    assert list(shareable(records, "Ann Lee").wins["id"]) == ["w-1", "w-5"]  # by name alone no id is known


def test_sums_and_outcomes_and_evidence_go_with_the_rows(records):
    told = shareable(records, "p-1")
    assert value_side(told).rows["value"].sum() == 3000
    assert list(told.outcomes["win_id"]) == ["w-1"]
    assert set(told.evidence) == {"w-1.txt", "o.txt"}
    assert value_side(records).rows["value"].sum() == 5500
    assert len(records.wins) == 5  # the own records are as they were


def test_an_outcome_of_an_id_that_a_hidden_win_has_too_is_not_told(records_of):
    wins = [win("w-1"), win("w-1", confidential=True), win("w-2")]
    outcomes = [
        {"win_id": "w-1", "date": "2026-06-01", "outcome": "whose?"},
        {"win_id": "w-2", "date": "2026-06-01", "outcome": "well"},
    ]
    told = shareable(records_of(TODAY, people=PEOPLE, wins=wins, outcomes=outcomes), "p-1")
    assert list(told.outcomes["outcome"]) == ["well"]


def test_the_users_own_tables_come_out_empty_with_their_columns(records):
    told = shareable(records, "p-1")
    for name in ("pay", "bands", "market", "published", "titles", "doubts", "assessments", "asks", "options"):
        assert told.frames[name].empty
        assert list(told.frames[name].columns) == list(records.frames[name].columns)
    assert list(told.objectives["id"]) == ["ob-1", "ob-3"]
    assert list(told.people["name"]) == ["Ann Lee", "Bo Chen"]
    assert told.people[["note", "cares_about", "agreed", "last_spoken"]].isna().all(axis=None)
    assert told.people.dtypes.to_dict() == records.people.dtypes.to_dict()
    assert told.wins[["audience", "known_to"]].isna().all(axis=None)
    assert told.issues == ()


def test_the_manager_is_the_first_of_that_relation(records, records_of):
    assert manager_of(records) == "p-1"
    assert name_of(records, "p-1") == "Ann Lee"
    assert name_of(records, "p-9") == "p-9"
    assert manager_of(records_of(TODAY)) == ""
    assert manager_of(records_of(TODAY, people=[{"name": "Cy", "relation": "manager"}])) == "Cy"
