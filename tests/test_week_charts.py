"""The picture of the habit: bars equal the counts, the run and this week's place are marked.

Words neither meet nor leave the card.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from advocacy_kit.charts import draw_streak, png
from advocacy_kit.core.model import Finding, Mark
from tests.test_charts import CASES, ORDINARY, _collection, _complaints, _finding, _line, _rectangles, _texts, _words

LAST = date(2026, 9, 28)


def habit(case=ORDINARY, weeks=None, run=12, done=True) -> Finding:
    """Return weeks with 0 to 3 entries, 26 as a rule.

    The last `run` weeks are the present run, this week among them or open.
    """
    number = {0: 0, 1: 1}.get(case.periods, 26) if weeks is None else weeks
    periods = pd.date_range(end=pd.Timestamp(LAST), periods=number, freq="7D").as_unit("us")
    most = 4_000 if case.name == "5,000 rows" else 3
    random = np.random.default_rng(3)
    wins, outcomes = random.integers(0, most + 1, number), random.integers(0, 2, number)
    if number and not done:
        wins[-1] = outcomes[-1] = 0
    frame = pd.DataFrame({"period": periods, "wins": wins, "outcomes": outcomes})
    end = pd.Timestamp(LAST) + pd.Timedelta(days=7 if done else 0)
    marks = (
        [Mark("run", case.word(f"{run} in a row"), (end - pd.Timedelta(days=7 * min(run, number))).date(), end.date())]
        if number > 1
        else []
    )
    marks += [] if done or not number else [Mark("open", "open", LAST)]
    return _finding(case, frame, tuple(marks))


EACH = [
    pytest.param(case, done, id=f"{case.name}, {'done' if done else 'open'}")
    for case in CASES
    for done in (True, False)
]


@pytest.mark.parametrize(("case", "done"), EACH)
def test_no_words_meet_or_are_clipped(case, done):
    for axes in (draw_streak(habit(case, done=done)), draw_streak(habit(case, 9, 1, done))):
        assert _complaints(axes) == []
        assert min(text.get_fontsize() for text in _texts(axes)) >= 8.0
        assert not any(text.get_parse_math() for text in _texts(axes))


@pytest.mark.parametrize("weeks", [1, 2, 3, 26])
@pytest.mark.parametrize("done", [True, False])
def test_no_words_meet_inside_an_axes_that_is_handed_in(weeks, done):
    axes = Figure(figsize=(14, 5.5), dpi=100).add_subplot(1, 2, 1)
    assert draw_streak(habit(weeks=weeks, run=2, done=done), ax=axes) is axes
    assert _complaints(axes) == []


def test_bars_are_as_high_as_the_counts_one_upon_the_other():
    finding = habit()
    axes = draw_streak(finding)
    tops = {round((left + right) / 2): high for left, low, right, high in _rectangles(axes, "wins") if low == 0}
    assert tops == {week: count for week, count in enumerate(finding.frame["wins"]) if count}
    upon = {round((left + right) / 2): (low, high) for left, low, right, high in _rectangles(axes, "outcomes")}
    rows = finding.frame
    assert upon == {n: (rows["wins"][n], rows["wins"][n] + 1) for n in rows.index[rows["outcomes"] > 0]}


def test_the_run_covers_its_weeks_and_the_open_week_is_marked():
    finding = habit(run=12, done=False)
    axes = draw_streak(finding)
    width = (_line(axes, "open")[1][0] - _line(axes, "open")[0][0]) / 0.72
    (left, _), (right, _) = _line(axes, "run")
    assert right - left == pytest.approx(12 * width - 4, abs=0.5)
    assert right < _line(axes, "open")[0][0]
    assert "12 in a row" in _words(axes)
    assert "open" in _words(axes)


def test_colours_are_named_where_both_are_drawn_and_nothing_makes_a_card():
    finding = habit()
    assert {"wins", "later outcomes"} <= set(_words(draw_streak(finding)).split("\n"))
    alone = replace(finding, frame=finding.frame.assign(outcomes=0))
    assert "later outcomes" not in _words(draw_streak(alone)).split("\n")
    empty = draw_streak(habit(weeks=0))
    assert "begins with your first line" in _words(empty)
    assert not empty.child_axes


def test_the_finding_is_not_changed_and_the_picture_is_one():
    finding = habit()
    before = finding.frame.copy(deep=True)
    axes = draw_streak(finding)
    assert png(axes).startswith(b"\x89PNG")
    pd.testing.assert_frame_equal(finding.frame, before)
    assert len(_collection(axes, "run").get_segments()) == 1
