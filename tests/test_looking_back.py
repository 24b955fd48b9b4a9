"""Looking back: twelve months, each with its own first question.

One goes on where one stopped, and every win goes in at once.
"""

from calendar import monthrange
from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

import advocacy_kit as ak
from advocacy_kit.core import store
from advocacy_kit.core.assets import word_list
from advocacy_kit.core.model import Records
from advocacy_kit.core.tables import TABLES
from advocacy_kit.documents.packet import SECTIONS, Reviewed, make_packet
from advocacy_kit.log.logging_habit import looking_back
from advocacy_kit.log.periods import FEW_WINS
from advocacy_kit.raise_case.percentile_choice import percentile_range
from advocacy_kit.widgets import Case, LookingBack, PayVsMarket, QuarterlyReview
from advocacy_kit.widgets.base.view import Signal
from advocacy_kit.workspace.gathering import SKIPPED, remember, remembered
from advocacy_kit.workspace.new import new_workspace

TODAY = date(2026, 9, 30)
HEADER = ",".join(TABLES["wins"].names) + "\n"
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def log(*dates):
    return [{"date": day, "win": "x"} for day in dates]


@given(today=DAYS)
def test_there_are_twelve_months_newest_first_and_the_present_one_leads(records_of, today):
    plan = looking_back(records_of(today))
    months = [step.month for step in plan.steps]
    assert len(set(months)) == 12
    assert months == sorted(months, reverse=True)
    assert months[0] == today.replace(day=1)
    assert (months[0].year * 12 + months[0].month) - (months[-1].year * 12 + months[-1].month) == 11


@given(today=DAYS)
def test_every_month_asks_all_eight_questions_and_eight_in_a_row_begin_differently(records_of, today):
    prompts = word_list("looking_back")["prompts"]
    steps = looking_back(records_of(today)).steps
    assert len(prompts) == len(set(prompts)) == 8
    assert all(sorted(step.prompts) == sorted(prompts) for step in steps)
    for first in range(len(steps) - 7):
        assert len({step.prompts[0] for step in steps[first : first + 8]}) == 8


@given(today=DAYS)
def test_a_month_asks_the_same_whenever_one_looks(records_of, today):
    later = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    now, then = looking_back(records_of(today)).steps, looking_back(records_of(later)).steps
    assert [(step.month, step.prompts) for step in now[:-1]] == [(step.month, step.prompts) for step in then[1:]]


@given(today=DAYS)
def test_the_day_that_stands_for_a_month_lies_in_it_and_not_ahead(records_of, today):
    plan = looking_back(records_of(today))
    for place, step in enumerate(plan.steps):
        day = plan.day_in(place)
        assert (day.year, day.month) == (step.month.year, step.month.month)
        assert day <= today
        assert place == 0 or abs(day.day - monthrange(day.year, day.month)[1] / 2) <= 1


@given(
    st.lists(st.dates(date(2025, 1, 1), date(2026, 12, 31)), max_size=20),
    st.lists(st.dates(date(2025, 1, 1), date(2026, 12, 31)), max_size=5),
)
def test_progress_follows_from_the_log_and_the_months_left_out(records_of, dates, skipped):
    plan = looking_back(records_of(TODAY, wins=log(*dates)), skipped)
    for step in plan.steps:
        same = [day for day in dates if (day.year, day.month) == (step.month.year, step.month.month)]
        assert step.wins == len(same)
        assert step.skipped is any((day.year, day.month) == (step.month.year, step.month.month) for day in skipped)
    assert plan.done == sum(step.done for step in plan.steps)
    assert (plan.next is None) is (plan.done == 12)
    assert plan.next is None or all(step.done for step in plan.steps[: plan.next])
    assert plan.wins == len(dates)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 wins in your log. From ten wins on"),
        (1, "1 win in"),
        (FEW_WINS - 1, "From ten wins on"),
        (FEW_WINS, "enough for all pictures"),
    ],
)
def test_how_far_one_has_come_is_said(records_of, number, words):
    assert words in looking_back(records_of(TODAY, wins=log(*[date(2026, 5, 1)] * number))).words


@pytest.fixture
def mine(folder_of):
    def make(wins=HEADER):
        return ak.open_workspace(folder_of("mine", {"wins.csv": wins, "profile.toml": "as_of = 2026-09-30\n"}))

    return make


def said(view):
    return unescape(view.status.value)


def test_it_shows_a_month_a_question_and_the_next_step(mine):
    view = LookingBack(mine())
    words = view._repr_mimebundle_()["text/plain"]
    assert words.startswith("September 2026: ")
    assert view.asked in unescape(view.prompt.value)
    assert view.telling.day.value == date(2026, 9, 15)
    assert "0 of 12 months" in unescape(view.progress.value)
    assert view.undo.layout.display == "none"
    view.telling.win.value = "Taught the night shift"
    assert "What changed because of the night shift?" in view.telling.words


def test_the_questions_of_a_month_come_in_turn_and_begin_again(mine):
    view = LookingBack(mine())
    asked = []
    for _ in range(9):
        asked.append(view.asked)
        view.pressed_next()
    assert asked[:8] == list(view.step.prompts)
    assert asked[8] == asked[0]


def test_a_win_goes_in_at_once_and_can_be_taken_back(mine):
    calls, signal = [], Signal()
    workspace = mine()
    signal.connect(lambda: calls.append(len(workspace.wins)), now=False)
    view = LookingBack(workspace, signal)
    view.pressed_skip()
    question = view.asked
    view.telling.win.value, view.telling.impact.value = "Mended the pump", "No day lost since"
    view.pressed_keep()
    (row,) = workspace.wins.to_dict("records")
    assert (row["date"].date(), row["win"], row["impact"], row["origin"]) == (
        date(2026, 8, 16), "Mended the pump", "No day lost since", "looking back, about this day"
    )  # fmt: skip
    assert "Kept as w-2026-08-16-1" in said(view)
    assert view.step.name == "August 2026"  # there may be more of this month
    assert view.asked != question
    assert (view.telling.win.value, view.telling.impact.value, view.telling.day.value) == ("", "", date(2026, 8, 16))
    view.pressed_undo()
    assert len(workspace.wins) == 0
    assert calls == [1, 0]
    view.pressed_undo()  # and the month before it
    assert remembered(workspace.path, SKIPPED) == ()
    view.pressed_undo()
    assert "Nothing to take back" in said(view)


def test_a_day_that_was_corrected_is_not_marked(mine):
    workspace = mine()
    view = LookingBack(workspace)
    view.telling.win.value, view.telling.day.value = "Mended the pump", date(2026, 9, 3)
    view.pressed_keep()
    assert workspace.wins["origin"].tolist() == ["looking back"]


def test_leaving_and_coming_back_goes_on_where_one_stopped(mine):
    workspace = mine()
    view = LookingBack(workspace)
    view.telling.win.value = "Mended the pump"
    view.pressed_keep()
    view.pressed_skip()
    assert view.step.name == "August 2026"
    view.pressed_skip()
    again = LookingBack(ak.open_workspace(workspace.path))
    assert again.step.name == "July 2026"
    assert remembered(workspace.path, SKIPPED) == ("2026-08",)
    assert [label for label, _ in again.month.options][:3] == [
        "September 2026: 1 win",
        "August 2026: left out",
        "July 2026",
    ]
    again.month.value = 1
    assert again.step.name == "August 2026"
    again.pressed_skip()
    assert again.step.name == "July 2026"


def test_at_the_end_it_says_so_and_stays_usable(mine):
    workspace = mine()
    view = LookingBack(workspace)
    for _ in range(12):
        view.pressed_skip()
    assert "All twelve months are looked at" in said(view)
    assert "12 of 12 months" in view.text
    assert len(remembered(workspace.path, SKIPPED)) == 12
    again = LookingBack(workspace)
    again.month.value = 5
    again.telling.win.value = "Moved the racks"
    again.pressed_keep()
    assert len(workspace.wins) == 1
    again.pressed_skip()
    assert again.step.name == "April 2026"


def test_nothing_is_kept_without_words_or_a_day(mine):
    workspace = mine()
    view = LookingBack(workspace)
    view.pressed_keep()
    assert "Say what you did first; nothing was written." in said(view)
    view.telling.win.value, view.telling.day.value = "x", None
    view.pressed_keep()
    assert "Say the day first" in said(view)
    assert (workspace.path / "wins.csv").read_text() == HEADER


def test_a_log_that_cannot_be_written_is_a_sentence_and_the_words_stay(mine):
    workspace = mine(wins=HEADER + "short\n")
    view = LookingBack(workspace)
    view.telling.win.value = "Mended the pump"
    view.pressed_keep()
    assert "Nothing was written; what you typed is still here." in said(view)
    assert view.telling.win.value == "Mended the pump"


def test_a_file_without_the_origin_column_keeps_the_win(mine):
    workspace = mine(wins="date,win\n")
    view = LookingBack(workspace)
    view.telling.win.value = "Mended the pump"
    view.pressed_keep()
    assert "Kept as a row of wins.csv" in said(view)
    assert workspace.wins["win"].tolist() == ["Mended the pump"]
    view.pressed_undo()
    assert len(workspace.wins) == 0


def test_lines_that_are_no_months_are_passed_over(mine):
    workspace = mine()
    remember(workspace.path, SKIPPED, add=["2026-09", "2026-13", "x"])
    assert LookingBack(workspace).step.name == "August 2026"


def test_the_demo_says_that_nothing_is_kept():
    view = LookingBack(ak.open_workspace())
    view.telling.win.value = "Mended the pump"
    view.pressed_keep()
    assert "nothing is kept when you close it" in said(view)


def test_a_folder_that_another_program_writes_to_is_a_sentence(mine, monkeypatch):
    workspace = mine()
    view = LookingBack(workspace)
    view.telling.win.value = "Mended the pump"
    view.pressed_keep()
    view.pressed_skip()
    monkeypatch.setattr(store, "LOCK_SECONDS", 0)
    with store.locked(workspace.path):
        view.pressed_skip()
        assert "another program" in said(view).lower()
        assert view.step.name == "August 2026"
        view.pressed_undo()
        assert "another program" in said(view).lower()
    assert len(workspace.wins) == 1
    view.pressed_undo()
    assert len(workspace.wins) == 0


@pytest.fixture(scope="module", params=[0, 1, 3, 9])
def few(request, tmp_path_factory):
    """A new workspace with fewer than ten wins, and their number."""
    folder = tmp_path_factory.mktemp("few") / "mine"
    new_workspace(folder, {"country": "US", "currency": "USD", "occupation": "29-1141", "area": "Columbus, OH"})
    workspace = ak.open_workspace(folder, today=TODAY)
    for number in range(request.param):
        workspace.add("wins", {"date": date(2026, 9 - number, 10), "win": f"Taught nurse {number}"})
    return workspace, request.param


def test_below_ten_wins_there_is_one_gap_with_one_action(few):
    workspace, number = few
    (gap,) = ak.find_gaps(workspace.records)
    assert gap.action.startswith("Look back month by month")
    assert f"{FEW_WINS - number} more win" in gap.action
    assert workspace.issues == ()


def test_below_ten_wins_the_review_says_not_enough_yet_without_a_wall_of_red(few):
    workspace, number = few
    review = QuarterlyReview(workspace)
    for view in (review.impact, review.coverage, review.gaps):
        assert view.trouble == ""
        assert "alert" not in view.status.value
    whole = "\n".join(
        [review.countdown.note.text, unescape(review.impact.answer.value), unescape(review.coverage.answer.value)]
    )
    assert whole.count("Not enough yet") == 1
    assert f"Log {FEW_WINS - number} more win" in review.countdown.note.text
    assert 'href="1_weekly.ipynb"' in review.countdown.note.html
    assert {gap.severity for gap in review.gaps.gaps} == {"low"}


def test_below_ten_wins_every_part_of_the_packet_is_made_and_none_shows_an_error(few, market):
    workspace, number = few
    of = Reviewed(workspace.records, market)
    sections = {part.title: "\n".join(line for block in part.made(of) for line in block.lines) for part in SECTIONS}
    assert "ot enough yet" in sections["What is missing before the review?"]
    said = [title for title, words in sections.items() if "from the tenth win on" in words]
    assert {"What does my work add up to?", "Where are the holes?"} <= set(said)
    page = make_packet(of).html
    assert 'role="alert"' not in page
    assert f"{FEW_WINS - number} more win" in page


def test_few_wins_do_not_move_the_figure_and_the_page_says_why(few, market):
    workspace, _ = few
    pay = {
        "date": "2026-01-01",
        "amount": "70000",
        "per": "year",
        "element": "base",
        "currency": "USD",
        "country": "US",
    }
    if not len(workspace.pay):
        workspace.add("pay", pay)
    records = workspace.records
    offered = percentile_range(records, "usual", "usual")
    assert "too few to argue from" in offered.words
    none = ak.raise_case(
        Records(dict(records.frames) | {"wins": TABLES["wins"].empty()}, records.profile, TODAY), market
    )
    assert ak.raise_case(records, market).figure == none.figure
    view = Case(workspace, market)
    assert view.figure.trouble == ""
    assert PayVsMarket(workspace, market).real_pay.trouble == ""
