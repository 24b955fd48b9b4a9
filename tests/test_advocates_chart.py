"""The picture of asking and giving: bars are as long as the counts, up for asked and down for given.

Words neither meet nor leave the card.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from advocacy_kit.advocates.balance import QUARTERS
from advocacy_kit.charts import draw_over_time, png
from advocacy_kit.core.model import Finding
from tests.chance import examples
from tests.test_charts import CASES, ORDINARY, _collection, _complaints, _finding, _texts, _words


def over_time(asked, heard, case=ORDINARY) -> Finding:
    """Return counts of as many quarters up to the third of 2026."""
    quarters = pd.period_range(end="2026Q3", periods=len(asked), freq="Q").start_time.as_unit("us")
    return _finding(case, pd.DataFrame({"quarter": quarters, "asked": asked, "given": heard}))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_words_meet_or_are_clipped(case):
    number = min(case.periods, QUARTERS)
    axes = draw_over_time(over_time([3] * number, [12] * number, case))
    assert _complaints(axes) == []
    assert min((text.get_fontsize() for text in _texts(axes)), default=8.0) >= 8.0


counts = st.lists(st.tuples(st.integers(0, 150), st.integers(0, 150)), min_size=1, max_size=QUARTERS)


@examples(15)
@given(counts)
def test_bars_are_as_long_as_the_counts_and_each_count_is_written(pairs):
    asked, heard = map(list, zip(*pairs, strict=True))
    axes = draw_over_time(over_time(asked, heard))
    assert _complaints(axes) == []
    lengths = {}
    for label, column, up in (("you asked", asked, True), ("you listened", heard, False)):
        shapes = [path.vertices[:, 1] for path in _collection(axes, label).get_paths()]
        lengths[label] = [float(np.ptp(ys)) for ys in shapes]
        assert len(shapes) == sum(count > 0 for count in column)
        axis = axes.collections[-1].get_segments()[0][0][1]
        assert all(
            (ys.max() if up else ys.min()) == pytest.approx(axis) for ys in shapes
        )  # up is towards zero: the card counts down
    drawn = [*lengths["you asked"], *lengths["you listened"]]
    said = [count for count in (*asked, *heard) if count]
    assert drawn == pytest.approx([count / max(said) * max(drawn) for count in said]) if said else drawn == []
    words = _words(axes).split("\n")
    assert all(words.count(str(count)) >= said.count(count) for count in said)


@pytest.mark.parametrize("number", [1, 4, QUARTERS])
def test_no_words_meet_inside_an_axes_that_is_handed_in(number):
    axes = Figure(figsize=(14, 5.5), dpi=100).add_subplot(1, 2, 1)
    assert draw_over_time(over_time([1] * number, [0] * number), ax=axes) is axes
    assert _complaints(axes) == []


def test_every_quarter_is_named_and_without_rows_it_says_what_begins_it():
    words = _words(draw_over_time(over_time([1, 0, 0, 2], [0, 0, 1, 0])))
    assert all(f"Q{quarter}" in words for quarter in ("4 2025", "1 2026", "2 2026", "3 2026"))
    empty = draw_over_time(over_time([], []))
    assert "begins this picture" in _words(empty).replace("\n", " ")
    assert png(empty).startswith(b"\x89PNG")
