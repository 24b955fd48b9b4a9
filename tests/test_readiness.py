"""Readiness over the past weeks: read from the log's own dates, told in a sentence, drawn, and followed by the page."""

from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import advocacy_kit as ak
from advocacy_kit import KitError, find_gaps
from advocacy_kit.charts import draw_readiness
from advocacy_kit.core.model import Finding, Mark
from advocacy_kit.review.gaps import dismissal
from advocacy_kit.review.readiness import readiness_finding, readiness_over, records_at
from advocacy_kit.widgets.base.view import PageState
from advocacy_kit.widgets.review.quarterly_review import GapsView
from tests.chance import examples
from tests.test_charts import _collection, _complaints, _line, _long, _rectangles, _words

DEMO = Path(__file__).resolve().parents[1] / "data" / "demo"
TODAY = date(2026, 9, 30)
DTYPES = {
    "week": "datetime64[us]",
    "high": "int64",
    "medium": "int64",
    "low": "int64",
    "gaps": "int64",
    "rows": "int64",
}
DTYPES |= {"minutes": "int64", "enough": "bool", "period": "datetime64[us]"}
BARE = {"win": "Moved the night orders", "impact": "The night shift goes home earlier", "category": "a"}
GOOD = BARE | {"measure": "hours", "before": 5, "after": 1, "praise": "Thanks"}


def weekly(count, *, first=BARE, last=BARE, start=date(2026, 2, 4)):
    """Wins a week, the first half of one make and the second half of another."""
    rows = [
        (first if n < count / 2 else last) | {"id": f"w-{n}", "date": start + timedelta(weeks=n)} for n in range(count)
    ]
    return [row | {"category": ("a", "b", "c")[n % 3]} for n, row in enumerate(rows)]


@pytest.fixture(scope="module")
def make(records_of):
    def build(wins, **tables):
        pay = [{"date": "2026-01-01", "amount": 50_000, "per": "year", "element": "base"}]
        return records_of(TODAY, profile={"review_date": date(2026, 11, 12)}, wins=wins, **{"pay": pay} | tables)

    return build


def test_the_last_week_is_today_and_each_week_is_what_the_gaps_were_then(demo):
    frame = readiness_over(demo, 5)
    assert frame.dtypes.astype(str).to_dict() == DTYPES
    assert [when.date() for when in frame["week"]] == [demo.today - timedelta(weeks=n) for n in (4, 3, 2, 1, 0)]
    for row in frame.itertuples():
        gaps = find_gaps(records_at(demo, row.week.date()))
        assert (row.gaps, row.minutes) == (len(gaps), sum(gap.minutes for gap in gaps))
        assert (row.high, row.medium, row.low) == tuple(
            sum(g.severity == s for g in gaps) for s in ("high", "medium", "low")
        )
        assert row.rows == len({(r.file, r.id) for gap in gaps for r in gap.rows})
    assert frame["gaps"].iloc[-1] == len(find_gaps(demo))


def test_fewer_weeks_are_the_end_of_more(demo):
    pd.testing.assert_frame_equal(readiness_over(demo, 3), readiness_over(demo, 6).tail(3).reset_index(drop=True))


@pytest.mark.parametrize("table", ["wins", "outcomes", "dismissed"])
@examples(2)
@given(back=st.integers(0, 25))
def test_what_is_dated_later_changes_no_earlier_week(make, back, table):
    when = TODAY - timedelta(days=back)
    plain = make(weekly(30))
    (gap,) = [gap for gap in find_gaps(plain) if gap.kind == "no_measure"]
    rows = {
        "wins": [*weekly(30), GOOD | {"id": "w-new", "date": when, "category": "d"}],
        "outcomes": [{"id": "o-1", "win_id": "w-2", "date": when, "outcome": "x", "measure": "hours"}],
        "dismissed": [dict(dismissal(gap, "enough", when))],
    }
    more = make(**({"wins": weekly(30)} | {table: rows[table]}))
    before, after = readiness_over(plain, 4), readiness_over(more, 4)
    earlier = before["week"] < pd.Timestamp(when)
    pd.testing.assert_frame_equal(before[earlier], after[earlier])
    assert back > 7 or table == "wins" or not before.equals(after)


def test_an_outcome_counts_from_its_own_day_and_praise_from_the_wins(make):
    wins = weekly(30, last=GOOD)
    outcomes = [
        {"id": f"o-{n}", "win_id": f"w-{n}", "date": "2026-09-17", "outcome": "x", "measure": "hours"}
        for n in range(15)
    ]
    minutes = readiness_over(make(wins, outcomes=outcomes), 4)["minutes"].tolist()
    assert minutes[0] == minutes[1] > minutes[2]  # the weeks end on 9, 16, 23 and 30 September
    praised = [win | {"praise": "Thanks"} for win in wins]
    assert readiness_over(make(praised), 12)["low"].max() == 0


@pytest.mark.parametrize("weeks", [0, -1, 27])
def test_more_weeks_than_can_be_read_are_refused(make, weeks):
    with pytest.raises(KitError) as refused:
        readiness_over(make(weekly(12)), weeks)
    assert refused.value.issues[0].code == "K085"


def told(make, wins, weeks=12, **tables):
    return readiness_finding(make(wins, **tables), weeks).title


def test_the_title_is_what_became_of_the_minutes(make):
    log = make(weekly(34))
    grown = readiness_over(log, 12)["minutes"]
    assert (
        readiness_finding(log).title == f"Minutes of mending grew from {grown.iloc[0]} to {grown.iloc[-1]} since July"
    )
    outcomes = [
        {"id": f"o-{n}", "win_id": f"w-{n}", "date": "2026-09-17", "outcome": "x", "measure": "hours"}
        for n in range(34)
    ]
    log = make(weekly(34), outcomes=outcomes)
    mended = readiness_over(log, 12)["minutes"]
    assert mended.iloc[-1] < mended.iloc[0]
    assert (
        readiness_finding(log).title == f"Minutes of mending fell from {mended.iloc[0]} to {mended.iloc[-1]} since July"
    )
    assert "since the end of August" in told(make, weekly(34), 6)


def test_without_enough_wins_or_weeks_nothing_is_compared(make):
    assert told(make, []) == "This begins with the tenth win; 0 wins are on record"
    assert told(make, weekly(9)) == "This begins with the tenth win; 9 wins are on record"
    assert "too early to compare" in told(make, weekly(34), 1)
    new = [win | {"date": "2026-09-28"} for win in weekly(12)]
    assert "too early to compare" in told(make, new)
    finding = readiness_finding(make(new), 4)
    assert finding.frame["week"].tolist() == [pd.Timestamp(TODAY)]  # a log that grows does not look worse
    assert "2026-09-16" not in finding.alt
    few = readiness_finding(make(weekly(9)))
    assert few.frame.empty
    assert "0 minutes" not in few.answer + few.alt
    assert "Nothing to draw yet" in _words(draw_readiness(few))


def test_a_review_of_a_year_begins_a_new_count(make):
    reviews = [{"date": "2026-09-01", "kind": "annual"}]
    log = make(weekly(34), reviews=reviews)
    finding = readiness_finding(log)
    first = readiness_over(log, 12).set_index("week")["minutes"].loc["2026-09-02"]
    assert f"from {first} to" in finding.title
    assert finding.title.endswith("since September")
    assert [mark.text for mark in finding.marks if mark.kind == "review"] == ["review, 1 Sep", "review, 12 Nov"]


def test_the_answer_names_today_the_review_and_an_even_pace(demo):
    finding, gaps = readiness_finding(demo), find_gaps(demo)
    minutes = sum(gap.minutes for gap in gaps)
    assert f"Today {len(gaps)} gaps" in finding.answer
    assert f"{minutes} minutes" in finding.answer
    assert "43 days to the review of 12 November 2026" in finding.answer
    assert f"about {5 * round(minutes / (43 / 7) / 5)} minutes a week" in finding.answer
    assert "counts from its own date" in finding.source
    assert "USD" not in finding.answer + finding.alt
    unplanned = readiness_finding(replace(demo, profile=replace(demo.profile, review_date=None)))
    assert "a week" not in unplanned.answer
    assert {mark.kind for mark in unplanned.marks} == {"review", "today"}  # reviews that took place


# --- the picture -----------------------------------------------------------------------------------------------------


def drawn(weeks=12, minutes=120.0, *, falls=False, left=43, reviews=0, word=str):
    """Return a finding of that many weeks."""
    last = pd.Timestamp(TODAY)
    ramp = np.linspace(0.3, 1.0, weeks) if weeks > 1 else np.ones(1)
    frame = pd.DataFrame(
        {
            "week": [last - pd.Timedelta(weeks=back) for back in reversed(range(weeks))],
            "high": np.arange(weeks) % 4,
            "medium": np.arange(weeks) % 3,
            "low": 2,
            "minutes": (minutes * (ramp[::-1] if falls else ramp)).round(),
        }
    )
    review = TODAY + timedelta(days=left)
    marks = [
        Mark("review", word("review, 13 Aug"), at=TODAY - timedelta(days=20 + 9 * n)) for n in reversed(range(reviews))
    ]
    marks += [Mark("today", "today", at=TODAY), Mark("review", word("review, 12 Nov"), at=review)]
    marks.append(Mark("pace", "40 min a week", at=TODAY, until=review, value=float(frame["minutes"].iloc[-1])))
    title = word(f"Minutes of mending grew to {minutes:.0f} since July")
    return Finding(
        frame,
        title,
        word("Minutes that closing all gaps would have taken"),
        word("Source: all tables."),
        "",
        tuple(marks),
    )


SHAPES = {
    "ordinary": drawn(),
    "falling": drawn(falls=True, reviews=2),
    "half a year": drawn(26, reviews=3),
    "one week": drawn(1),
    "two weeks": drawn(2, falls=True),
    "nothing to mend": drawn(minutes=0.0),
    "thousands": drawn(26, 4_321.0, falls=True, reviews=8),
    "review tomorrow": drawn(left=1),
    "review next year": drawn(left=400),
    "long words": drawn(26, reviews=5, word=_long),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_words_meet_or_are_clipped(shape):
    assert _complaints(draw_readiness(SHAPES[shape])) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_drawn_is_the_finding(shape):
    finding = SHAPES[shape]
    axes = draw_readiness(finding)
    assert _line(axes, "minutes")[:, 1].tolist() == finding.frame["minutes"].tolist()
    tops = np.zeros(len(finding.frame))
    for severity in ("low", "medium", "high"):
        bars = (
            {round((x0 + x1) / 2): (y0, y1) for x0, y0, x1, y1 in _rectangles(axes, severity)}
            if finding.frame[severity].any()
            else {}
        )
        counts = finding.frame[severity].tolist()
        assert {week: high - low for week, (low, high) in bars.items()} == {
            n: count for n, count in enumerate(counts) if count
        }
        assert all(low == tops[week] for week, (low, _) in bars.items())
        tops += counts
    for words in ("today", f"{finding.frame['minutes'].iloc[-1]:,.0f} min"):
        assert words in _words(axes)


def test_the_review_stands_where_it_will_be_and_the_even_pace_ends_there():
    axes = draw_readiness(drawn(left=42))
    assert _line(axes, "pace").tolist() == [[11.0, 120.0], [17.0, 0.0]]
    far = draw_readiness(drawn(left=400))
    assert "review, 12 Nov →" in _words(far)
    with pytest.raises(AssertionError, match="pace: 0 collections"):
        _collection(far, "pace")


def test_without_weeks_there_is_a_card_that_says_so():
    finding = drawn()
    assert "Nothing to draw yet" in _words(draw_readiness(replace(finding, frame=finding.frame.iloc[:0])))


# --- on the page -----------------------------------------------------------------------------------------------------


@pytest.fixture
def page():
    workspace = ak.open_workspace(DEMO)
    return workspace, GapsView(PageState(lambda: workspace.records), workspace)


def set_aside(view, kind, reason):
    card = view.setting_aside
    card.gap.value = [gap.kind for gap in view.gaps].index(kind)
    card.reason.value = reason
    card.aside.click()


def test_a_gap_is_set_aside_with_its_reason_in_one_click_and_taken_back_in_another(page):
    workspace, view = page
    before, shown = view.gaps, view.picture.value
    assert len(view.setting_aside.gap.options) == len(before)
    set_aside(view, "old_praise", "Nobody here <b>writes</b> such things")
    assert view.gaps == [gap for gap in before if gap.kind != "old_praise"] == find_gaps(workspace.records)
    assert "<b>" not in view.aside.value
    assert "Nobody here <b>writes</b> such things" in unescape(view.aside.value)
    assert "dismissed.csv line 2" in view._repr_mimebundle_()["text/plain"]
    assert view.picture.value != shown  # one gap and its minutes less
    assert len(view.setting_aside.gap.options) == len(before) - 1
    assert view.setting_aside.reason.value == ""
    assert "This is the demo" in view.setting_aside.status.value
    view.setting_aside.undo.click()
    assert view.gaps == before
    assert view.aside.value == ""
    assert view.picture.value == shown
    assert view.setting_aside.undo.layout.display == "none"


def test_without_a_reason_nothing_is_written_and_that_is_said(page):
    workspace, view = page
    set_aside(view, "old_praise", "  ")
    assert "with a reason" in view.setting_aside.status.value
    assert workspace.dismissed.empty
    assert view.setting_aside.undo.layout.display == "none"


def test_what_another_program_did_to_the_file_becomes_a_sentence(page):
    workspace, view = page
    set_aside(view, "old_praise", "no")
    (workspace.path / "dismissed.csv").unlink()
    view.setting_aside.undo.click()
    assert "missing" in view.setting_aside.status.value


def test_without_a_workspace_no_gap_can_be_set_aside(demo):
    view = GapsView(demo)
    assert view.setting_aside is None
    assert view.gaps == find_gaps(demo)
    assert view.aside.value == ""


def test_when_all_is_set_aside_there_is_nothing_to_choose(page):
    _, view = page
    while view.gaps:
        set_aside(view, view.gaps[0].kind, "for the test")
    assert view.setting_aside.aside.disabled
    assert "no gaps found" in view.shown.title


def test_readiness_follows_what_is_set_aside_and_how_far_back_is_asked(page):
    workspace, view = page
    assert view.readiness.note.text.startswith(readiness_finding(workspace.records).title)
    before = view.readiness.box.value
    view.most.value = 3
    assert view.readiness.box.value == before
    set_aside(view, "old_praise", "no")
    finding = readiness_finding(workspace.records)
    assert finding.answer in view.readiness.note.text
    assert f"Today {len(view.gaps)} gaps" in finding.answer
    assert view.readiness.box.value != before
    view.weeks.value = 26
    assert readiness_finding(workspace.records, 26).title in view.readiness.note.text
