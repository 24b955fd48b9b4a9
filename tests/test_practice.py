"""Practice: chance that can be repeated, what is not practised first, ratings kept, and confidence over time."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from advocacy_kit import KitError, open_workspace
from advocacy_kit.conversation.objections import objections
from advocacy_kit.conversation.practice import (
    CHECKS,
    MOMENTS,
    RECENT,
    TALK,
    draw_objection,
    next_script,
    practice_finding,
    practice_row,
    scripts,
)
from tests.asking import TODAY, asking
from tests.chance import examples


def tries(*rows):
    return [
        {"date": day, "script": script, "objection": objection, "confidence": felt}
        for day, script, objection, felt in rows
    ]


@pytest.fixture(scope="module")
def ten(records_of):
    return objections(asking(records_of), "a-1")


@given(seed=st.integers(0, 2**32))
@examples(30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_seed_draws_the_same_and_the_moment_is_within_its_bounds(records_of, ten, seed):
    records = asking(records_of)
    draw = draw_objection(records, ten, seed=seed)
    assert draw == draw_objection(records, ten, seed=seed)
    assert MOMENTS[0] <= draw.after <= MOMENTS[1]


def test_seeds_draw_differently(records_of, ten):
    records = asking(records_of)
    draws = {draw_objection(records, ten, seed=seed).objection.key for seed in range(200)}
    assert draws == {one.key for one in ten}


def test_what_was_never_practised_comes_first(records_of, ten):
    past = tries(*(("2026-09-01", "the request", one.key, 3) for one in ten[:-2]))
    records = asking(records_of, practice=past)
    drawn = Counter(draw_objection(records, ten, seed=seed).objection.key for seed in range(60))
    assert set(drawn) == {one.key for one in ten[-2:]}


def test_the_last_three_do_not_come_again_at_once(records_of, ten):
    past = tries(*((f"2026-09-{day:02d}", "the request", one.key, 3) for day, one in enumerate(ten, 1)))
    records = asking(records_of, practice=past)
    drawn = {draw_objection(records, ten, seed=seed).objection.key for seed in range(200)}
    assert drawn == {one.key for one in ten[:-RECENT]}


def test_a_single_objection_is_drawn_again_and_again(records_of, ten):
    records = asking(records_of, practice=tries(("2026-09-01", "x", ten[0].key, 3)))
    assert draw_objection(records, ten[:1], seed=1).objection == ten[0]


def test_without_objections_there_is_nothing_to_draw(records_of):
    with pytest.raises(KitError, match="no objection to practise"):
        draw_objection(asking(records_of), ())


def test_the_next_script_is_one_not_practised_then_the_least_sure_then_the_oldest(records_of):
    names = ("a", "b", "c")
    assert next_script(asking(records_of), names) == ("a", "not practised yet")
    some = tries(("2026-09-01", "a", None, 4), ("2026-09-02", "c", None, 4))
    assert next_script(asking(records_of, practice=some), names)[0] == "b"
    felt = [*some, *tries(("2026-09-03", "b", None, 2))]
    assert next_script(asking(records_of, practice=felt), names) == (
        "b",
        "it felt least sure so far: 2 of 5 on 3 September 2026",
    )
    better = [*felt, *tries(("2026-09-04", "b", None, 4))]
    assert next_script(asking(records_of, practice=better), names)[0] == "a"
    future = [*some, *tries(("2026-12-01", "b", None, 4))]
    assert next_script(asking(records_of, practice=future), names)[0] == "b"
    with pytest.raises(KitError, match="nothing to practise"):
        next_script(asking(records_of), ())


def test_an_objection_that_came_up_counts_as_practised(records_of, ten):
    names = scripts(ten)
    assert names[: len(TALK)] == TALK
    past = tries(*(("2026-09-01", name, "budget", 3) for name in TALK))
    assert next_script(asking(records_of, practice=past), names)[0] == "timing"


def test_a_try_is_kept_and_read_back(folder_of):
    folder = folder_of("w", {"wins.csv": "date,win\n"})
    workspace = open_workspace(folder, today=TODAY)
    row = practice_row(
        workspace.records,
        "the request",
        objection="budget",
        seconds=95,
        confidence=4,
        clarity=3,
        composure=5,
        checks=CHECKS[:2],
    )
    workspace.apply([row])
    again = open_workspace(folder, today=TODAY).practice.iloc[0]
    assert (again["script"], again["objection"], again["seconds"], again["composure"]) == (
        "the request",
        "budget",
        95,
        5,
    )
    assert again["checks"] == ";".join(CHECKS[:2])


@pytest.mark.parametrize("bad", [{"confidence": 0}, {"clarity": 6}, {"checks": ("smiled",)}, {"script": "  "}])
def test_what_cannot_be_kept_is_refused(records_of, bad):
    with pytest.raises(KitError) as caught:
        practice_row(asking(records_of), **({"script": "the request"} | bad))
    assert all(check in caught.value.issues[0].fix for check in CHECKS)


def test_confidence_over_time(records_of):
    rows = tries(
        ("2026-09-01", "the request", "budget", 2),
        ("2026-09-20", "the request", "timing", 4),
        ("2026-09-21", "the pause", None, None),
    )
    rows[1]["checks"] = ";".join(CHECKS[:4])
    found = practice_finding(asking(records_of, practice=rows))
    assert found.title == "Confidence went from 2 to 4 of 5 over two tries"
    assert found.frame["kept"].tolist() == [0.0, 0.8, 0.0]
    assert [mark.text for mark in found.marks] == list(CHECKS)
    assert found.marks[0].value == pytest.approx(1 / 3)
    assert "01 September 2026 the request: 2" in found.alt


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ((), "Nothing has been practised aloud yet"),
        ((("2026-09-01", "a", None, None),), "No try has been rated yet"),
        ((("2026-09-01", "a", None, 3),), "One try so far, confidence 3 of 5"),
        ((("2026-09-01", "a", None, 3), ("2026-09-02", "a", None, 3)), "Confidence stayed at 3 of 5 over two tries"),
    ],
)
def test_few_tries_are_said_as_such(records_of, rows, title):
    found = practice_finding(asking(records_of, practice=tries(*rows)))
    assert found.title == title
    assert len(found.frame) == len(rows)
    assert found.answer


def test_later_tries_are_not_known_yet(records_of):
    assert practice_finding(
        asking(records_of, today=date(2026, 9, 1), practice=tries(("2026-09-02", "a", None, 3)))
    ).frame.empty
