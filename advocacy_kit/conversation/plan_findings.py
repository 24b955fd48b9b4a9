"""Since the answer: how far each milestone has come, as bullets, the wins that moved it, and which of them are gaps."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from advocacy_kit.conversation.facts import masked
from advocacy_kit.conversation.plan import own_steps
from advocacy_kit.core.cells import change, plain
from advocacy_kit.core.model import Finding, Money, Records, counted, day, is_number, short
from advocacy_kit.core.values import split_list
from advocacy_kit.log.asks import AskRow, ask_of, rounds_of, rounds_until
from advocacy_kit.log.goal_words import Figures, in_money
from advocacy_kit.log.milestones import progress, progress_words
from advocacy_kit.log.progress import Way
from advocacy_kit.log.sharing import name_of
from advocacy_kit.review.gaps import find_gaps

LATE = ("overdue", "behind")
ORDER = (*LATE, "no word yet", "on the way", "reached")
MARKS = {"overdue": "▼", "behind": "▼", "on the way": "●", "reached": "✓"}
COLUMNS = [
    "goal",
    "detail",
    "status",
    "word",
    "note",
    "now",
    "wanted",
    "baseline_text",
    "now_text",
    "wanted_text",
    "target_text",
]


def plan_of(records: Records, ask_id: str) -> AskRow:
    """Return the round whose plan runs: the newest one up to this one that has milestones.

    The ask itself where none has.

    Raises:
        KitError: if there is no such ask.
    """
    named = set(records.milestones["ask_id"].dropna())
    return next((one for one in reversed(rounds_until(records, ask_id)) if one.id in named), ask_of(records, ask_id))


def milestones_finding(records: Records, ask_id: str) -> Finding:
    """Return a bullet a milestone, those first that are late.

    Texts, `now` and `wanted` as shares of the way (NaN: not known).

    Args:
        records: milestones, asks, check-ins, wins, outcomes.
        ask_id: the ask; of a round without milestones, those of the round before it.

    Raises:
        KitError: if there is no such ask.
    """
    ask = plan_of(records, ask_id)
    money = ask.money(records)
    stones = progress(records, ask.id)
    stones = stones.assign(_place=stones["status"].map(ORDER.index)).sort_values(["_place", "due"], kind="stable")
    bullets = [_bullet(records, row, ask, money) for row in stones.itertuples()]
    frame = pd.DataFrame(bullets, columns=COLUMNS).astype({"now": "float64", "wanted": "float64"})
    title = _title(stones, money)
    told = [_alt(row, money) for row in stones.itertuples()]
    return Finding(
        frame=frame,
        title=title,
        subtitle=(
            "From baseline (left) to target (right), each on its own scale; bar: newest reading, black mark: where it"
            " should be"
        ),
        source=(
            f"Source: milestones.csv, {counted(len(stones), 'milestone')} of {day(ask.written)}; checkins.csv,"
            f" wins.csv, outcomes.csv since then. Drawn {day(records.today)}."
        ),
        alt=" ".join([f"{title}.", *told]),
        money=money,
        answer=" ".join(part for part in (progress_words(stones), gap_words(records, ask, stones)) if part),
    )


def gap_words(records: Records, ask: AskRow, stones: pd.DataFrame) -> str:
    """Say which milestones stand among the gaps of the quarterly review.

    Empty where all are reached, or there are none.
    """
    if stones.empty or (stones["status"] == "reached").all():
        return ""
    if not ask.is_open:
        return (
            "The ask was taken up again, so this plan makes no gaps in the quarterly review any more; be ready to be"
            " asked about what is not reached."
        )
    found = [gap for gap in find_gaps(records) if gap.kind == "unmet_milestone"]
    if found:
        return f"In the quarterly review this is a gap: {found[0].title}."
    return (
        "The quarterly review names none of them as a gap at present; one that falls behind or is overdue comes up"
        " there."
    )


def wins_since(records: Records, ask_id: str) -> tuple[tuple[str, str, str, str], ...]:
    """Return the wins since the plan's ask that name a milestone's goal or its measure.

    Date, win, what changed, milestone; newest first.
    """
    ask = plan_of(records, ask_id)
    money = ask.money(records)
    wins = records.wins
    wins = wins[(wins["date"] >= pd.Timestamp(ask.written)) & (wins["date"] <= pd.Timestamp(records.today))]
    stones = records.milestones
    rows = []
    for _, win in wins.sort_values("date", ascending=False, kind="stable").iterrows():
        goals, measure = split_list(win["goals"]), plain(win["measure"]).casefold()
        moved = [
            short(plain(stone["milestone"]), 60)
            for _, stone in stones[stones["ask_id"] == ask.id].iterrows()
            if stone["goal_id"] in goals or (measure and plain(stone["measure"]).casefold() == measure)
        ]
        if moved:
            texts = (short(plain(win["win"]), 100), change(win) or short(plain(win["impact"]), 90), "; ".join(moved))
            rows.append((day(win["date"].date()), *(masked(text, money) for text in texts)))
    return tuple((when, what, changed, named) for when, what, changed, named in rows)


def steps_of(records: Records, ask_id: str) -> pd.DataFrame:
    """Return the own steps of all rounds of an ask and those that belong to no ask.

    `plan.own_steps`' columns, open ones first.
    """
    steps = own_steps(records)
    return steps[steps["ask_id"].isna() | steps["ask_id"].isin([one.id for one in rounds_of(records, ask_id)])]


def steps_words(records: Records, steps: pd.DataFrame) -> str:
    """Say how the own steps stand; overdue ones by name."""
    if steps.empty:
        return "No step of your own is on record. One that is small enough to begin this week is enough."
    counts = steps["state"].value_counts()
    parts = [f"{counts[state]} {state}" for state in ("overdue", "open", "done") if state in counts]
    said = f"Of {counted(len(steps), 'step')} of your own: {', '.join(parts)}."
    for row in steps[steps["state"] == "overdue"].itertuples():
        late = (records.today - row.due.date()).days
        said += f" Overdue for {counted(late, 'day')}: {plain(row.step)}; it begins with: {plain(row.first_action)}."
    return said


def _bullet(records: Records, row: Any, ask: AskRow, money: Money) -> tuple[object, ...]:
    figures, wanted = _figures(row, money), _wanted(row, ask, records)
    length = row.target - row.baseline
    return (
        masked(plain(row.milestone), money),
        f"{name_of(records, plain(row.owner))}, due {day(row.due.date())}",
        row.status,
        f"{MARKS.get(row.status, '')} {row.status}".strip(),
        _beside(records, row),
        row.share,
        (wanted - row.baseline) / length if math.isfinite(wanted) else math.nan,
        figures.typed(row.baseline) if is_number(row.baseline) else "",
        figures.plain(row.now) if is_number(row.now) else "",
        f"should be {figures.bare(wanted)}" if math.isfinite(wanted) else "",
        figures.typed(row.target),
    )


def _beside(records: Records, row: Any) -> str:
    if row.status == "overdue":
        return f"for {counted(-row.days_left, 'day')}"
    if row.status == "reached" or not is_number(row.now):
        return f"{counted(row.days_left, 'day')} left" if row.status != "reached" else ""
    checked = "" if row.as_of.date() == records.today else f"\nof {day(row.as_of.date())}"
    return f"{counted(row.days_left, 'day')} left{checked}"


def _figures(row: Any, money: Money) -> Figures:
    unit = plain(row.unit)
    return Figures(unit, row.target - row.baseline, money.locale, money.hidden and in_money(unit, money))


def _wanted(row: Any, ask: AskRow, records: Records) -> float:
    """Return where an even pace from the ask to the due day puts the measure today.

    NaN where nothing is to be said of it.
    """
    way = Way(row.baseline, row.target, ask.written, row.due.date())
    return way.expected(records.today) if way.known and row.status not in ("reached", "overdue") else math.nan


def _title(stones: pd.DataFrame, money: Money) -> str:
    count = len(stones)
    if not count:
        return "No milestones are on file for this ask"
    numbers = {number: counted(number, "milestone", spelled=True).split()[0] for number in range(count + 1)}
    late, reached = stones[stones["status"].isin(LATE)], int((stones["status"] == "reached").sum())
    if reached == count:
        return "The milestone is reached" if count == 1 else f"All {numbers[count]} milestones are reached"
    if len(late):
        words = " or ".join(status for status in LATE if (late["status"] == status).any())
        name = f"“{short(masked(plain(late.iloc[0]['milestone']), money), 80)}”"
        if count == 1:
            return f"The milestone is {words}: {name}"
        are = f"{'is' if len(late) == 1 else 'are'} {words}{':' if len(late) == 1 else ', first:'} {name}"
        return f"{numbers[len(late)].capitalize()} of {numbers[count]} milestones {are}"
    if (stones["status"] == "no word yet").all():
        return "Nothing is on record yet for the " + ("milestone" if count == 1 else f"{numbers[count]} milestones")
    return (
        "The milestone is on the way"
        if count == 1
        else f"No milestone is behind, {numbers[reached] if reached else 'none'} of {numbers[count]} reached yet"
    )


def _alt(row: Any, money: Money) -> str:
    figures = _figures(row, money)
    parts = [f"from {figures.typed(row.baseline)}"] if is_number(row.baseline) else []
    parts.append(f"to {figures.typed(row.target)} by {day(row.due.date())}")
    if is_number(row.now):
        parts.append(f"{figures.typed(row.now)} on {day(row.as_of.date())}")
    return f"{short(masked(plain(row.milestone), money), 120)}: {', '.join(parts)}; {row.status}."
