"""The picture of practice: dots lie at the ratings, bars are as long as the shares.

Words neither meet nor leave the card.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from advocacy_kit.charts import draw_practice, png
from advocacy_kit.conversation.practice import CHECKS
from advocacy_kit.core.model import Finding, Mark
from tests.test_charts import CASES, ORDINARY, _collection, _complaints, _finding, _texts, _words


def practice(case=ORDINARY, tries=None, felt=None) -> Finding:
    """Return tries a week apart, six as a rule; `felt` are their ratings."""
    number = {0: 0, 1: 1}.get(case.periods, 5_000 if case.name == "5,000 rows" else 6) if tries is None else tries
    ratings = np.resize([2, 2, 3, 3, 4, 4] if felt is None else felt, number).astype(float)
    dates = pd.date_range(
        end=pd.Timestamp(date(2026, 9, 29)), periods=number, freq="D" if number > 100 else "7D"
    ).as_unit("us")
    frame = pd.DataFrame({"date": dates, "script": "the request", "confidence": ratings, "kept": 0.6})
    marks = (
        tuple(Mark("check", case.word(name), value=place / 4) for place, name in enumerate(CHECKS)) if number else ()
    )
    return _finding(case, frame, marks)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_words_meet_or_are_clipped(case):
    axes = draw_practice(practice(case))
    assert _complaints(axes) == []
    assert min(text.get_fontsize() for text in _texts(axes)) >= 8.0
    assert not any(text.get_parse_math() for text in _texts(axes))


@pytest.mark.parametrize("felt", [[1], [5], [5, 5, 5, 5, 5, 5], [1, 5, 1, 5, 1, 5], [np.nan, 3, np.nan, 3, 3, np.nan]])
def test_no_words_meet_whatever_was_felt(felt):
    assert _complaints(draw_practice(practice(tries=len(felt), felt=felt))) == []


@pytest.mark.parametrize("tries", [1, 2, 9, 40])
def test_no_words_meet_inside_an_axes_that_is_handed_in(tries):
    axes = Figure(figsize=(14, 5.5), dpi=100).add_subplot(1, 2, 1)
    assert draw_practice(practice(tries=tries), ax=axes) is axes
    assert _complaints(axes) == []


def test_bars_are_as_long_as_the_shares_and_all_are_named():
    axes = draw_practice(practice())
    full, kept = (
        [float(np.ptp(path.vertices[:, 0])) for path in _collection(axes, label).get_paths()]
        for label in ("all tries", "kept")
    )
    assert [length / full[0] for length in kept] == pytest.approx(
        [0.25, 0.5, 0.75, 1.0]
    )  # a share of nothing has no bar
    assert set(CHECKS) <= set(_words(axes).split("\n"))
    assert {"0%", "25%", "50%", "75%", "100%"} <= set(_words(axes).split("\n"))


def test_the_line_runs_through_the_ratings_and_leaves_out_what_was_not_rated():
    axes = draw_practice(practice(tries=4, felt=[2, np.nan, 3, 5]))
    (panel,) = axes.child_axes
    line = next(one for one in panel.collections if one.get_label() == "confidence")
    assert line.get_segments()[0].tolist() == [[0, 2], [2, 3], [3, 5]]
    assert "5 of 5" in _words(axes)


def test_without_tries_there_is_a_card_and_without_ratings_a_check_list():
    empty = draw_practice(practice(tries=0))
    assert "The first try aloud begins this picture" in _words(empty)
    assert not empty.child_axes
    unrated = draw_practice(practice(tries=3, felt=[np.nan]))
    assert "of 5" not in _words(unrated)
    assert "pause kept" in _words(unrated)


def test_the_finding_is_not_changed_and_the_picture_is_one():
    finding = practice()
    before = finding.frame.copy(deep=True)
    first, second = (png(draw_practice(finding)) for _ in range(2))
    pd.testing.assert_frame_equal(finding.frame, before)
    assert first == second
    assert first != png(draw_practice(replace(finding, frame=finding.frame.assign(confidence=1.0))))
