"""What the page on goals shows: bullets, the check-ins of one goal, what each needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from advocacy_kit.core.model import Finding, Mark, Money, Records, as_day, counted, day
from advocacy_kit.log.goal_words import (
    MARKS,
    Figures,
    figures_of,
    goal_name,
    needed_words,
    pace_words,
    standing_words,
)
from advocacy_kit.log.progress import (
    CLOSED,
    LATE,
    STALE_DAYS,
    STATUSES,
    goal_progress,
    in_view,
    pace_line,
    ranked,
    unknown_goals,
    way_of,
)

MOST = 12
_COLUMNS = [
    "id",
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


def goals_finding(records: Records, on: date | str | None = None, *, most: int = MOST) -> Finding:
    """Return a bullet a goal, those that are behind first: columns of texts, `now` and `wanted` as shares of the way.

    Left out are dropped goals and those that were over before the time that the next review looks at; of the others
    the first `most` are shown. NaN: no check-in, or no way that could be measured.
    """
    today = records.today if on is None else as_day(on)
    progress = goal_progress(records, today)
    shown = ranked(in_view(progress, records))
    left_out = len(progress) - len(shown)
    title = _title(shown, left_out)
    rows = [_bullet(row, records.money, today) for row in shown.head(most).itertuples()]
    frame = pd.DataFrame(rows, columns=_COLUMNS).astype({"now": "float64", "wanted": "float64"})
    count = int((records.checkins["date"] <= pd.Timestamp(today)).sum())
    rest = f", {left_out} of them dropped or over and left out" if left_out else ""
    more = f"; the first {most} of {len(shown)} are shown" if len(shown) > most else ""
    subtitle = (
        "From baseline (left) to target (right), each on its own scale; the bar is the last check-in, the black mark"
        " where it should have been on that day (without one: today)"
    )
    alts = [_alt(row, records.money) for row in shown.head(most).itertuples()]
    return Finding(
        frame=frame,
        title=title,
        subtitle=f"{subtitle}{more}",
        source=(
            f"Source: goals.csv, {counted(len(progress), 'goal')}{rest}; checkins.csv, {counted(count, 'check-in')}."
            f" Drawn {day(today)}."
        ),
        alt=" ".join([f"{title}.", *alts]),
        money=records.money,
        answer=_answer(shown, records),
    )


def _title(shown: pd.DataFrame, left_out: int) -> str:
    count = len(shown)
    if not count:
        return "No goal is open" if left_out else "No goals are on record yet"
    all_of_them = "The one goal is" if count == 1 else f"All {counted(count, 'goal', spelled=True)} are"
    late = shown[shown["status"].isin(LATE)]
    if len(late):
        word = _listed([status for status in LATE if (late["status"] == status).any()])
        who = (
            all_of_them
            if len(late) == count
            else (
                f"{_number(len(late)).capitalize()} of {counted(count, 'goal', spelled=True)}"
                f" {'is' if len(late) == 1 else 'are'}"
            )
        )
        return f"{who} {word}{':' if len(late) == 1 else ', most of all:'} {goal_name(next(late.itertuples()), 80)}"
    good = shown[shown["status"].isin(["on pace", "ahead", *CLOSED]) & ~shown["stale"]]
    if len(good) == count:
        return f"{all_of_them} {_listed([status for status in STATUSES if (good['status'] == status).any()])}"
    if good.empty:
        return "Whether you are on pace cannot be said today: it takes a check-in"
    return (
        f"No goal is seen to be behind, but {_number(count - len(good))} of {counted(count, 'goal', spelled=True)}"
        " cannot be judged today"
    )


def _number(count: int) -> str:
    return counted(count, "goal", spelled=True).split()[0]


def _listed(states: Sequence[str]) -> str:
    return states[0] if len(states) == 1 else f"{', '.join(states[:-1])} or {states[-1]}"


def _bullet(row: Any, money: Money, today: date) -> tuple[object, ...]:
    figures = figures_of(row, money)
    closed = row.status in (*CLOSED, "not begun")
    when = f"due {day(row.due.date())}"
    detail = when if closed or row.days_left < 0 else f"{when}, {counted(row.days_left, 'day')}"
    dated = math.isfinite(row.expected)  # mark and verdict are of one day, or they contradict each other
    wanted = math.nan if closed or row.status == "overdue" else row.expected_share if dated else row.today_share
    return (
        row.id,
        row.goal,
        detail,
        row.status,
        f"{MARKS.get(row.status, '')} {_word(row)}".strip(),
        _beside(row, figures, today),
        row.share,
        wanted,
        figures.typed(row.baseline) if math.isfinite(row.baseline) else "",
        figures.plain(row.now) if math.isfinite(row.now) else "",
        f"should be {figures.bare(row.expected if dated else row.expected_today)}" if math.isfinite(wanted) else "",
        figures.typed(row.target),
    )


def _word(row: Any) -> str:
    return "cannot be judged" if row.status == "unclear" else str(row.status)


def _beside(row: Any, figures: Figures, today: date) -> str:
    """Return the lines under the word: by how much, and of which day the figure is."""
    lines = []
    if row.status in ("behind", "ahead"):
        lines.append(f"by {figures.change(row.ahead)}, {counted(max(round(abs(row.days_ahead)), 1), 'day')}")
    elif row.status == "overdue":
        lines.append(f"for {counted(-row.days_left, 'day')}")
    elif row.status == "not begun":
        lines.append(f"begins {day(row.start.date())}")
    if not pd.isna(row.checked) and row.checked.date() != today:
        old = " (old)" if row.stale else ""
        lines.append(f"checked {day(row.checked.date())}{old}")
    return "\n".join(lines)


def _alt(row: Any, money: Money) -> str:
    figures = figures_of(row, money)
    parts = [f"baseline {figures.typed(row.baseline)}" if math.isfinite(row.baseline) else "no baseline"]
    if math.isfinite(row.now):
        parts.append(f"{figures.typed(row.now)} on {day(row.checked.date())}")
    if math.isfinite(row.expected_today) and row.status not in (*CLOSED, "not begun"):
        dated = math.isfinite(row.expected)
        said = (
            f"have been {figures.computed(row.expected)} then"
            if dated
            else f"be {figures.computed(row.expected_today)} today"
        )
        parts.append(f"should {said}")
    parts.append(f"target {figures.typed(row.target)} by {day(row.due.date())}")
    return f"{goal_name(row, 120)}: {', '.join(parts)}; {standing_words(row, figures)}."


def _answer(shown: pd.DataFrame, records: Records) -> str:
    if shown.empty:
        return "Add a goal below: what you want to reach, from which figure to which, and by when."
    said = []
    late = shown[shown["status"].isin(LATE)]
    for row in late.head(1).itertuples():
        figures = figures_of(row, records.money)
        needed, pace = needed_words(row, figures), pace_words(row, figures)
        lead = "" if row.status == "overdue" else "To get there: "
        said.append(
            f"“{goal_name(row, 80)}” is {standing_words(row, figures)}."
            f" {lead}{needed.rstrip('.')}{f'; {pace}' if pace else ''}."
        )
    if shown["stale"].any():
        count = int(shown["stale"].sum())
        said.append(f"{counted(count, 'goal')} without a check-in for more than {STALE_DAYS} days: begin there.")
    judged = shown[~shown["status"].isin([*LATE, "unclear", "no check-in yet", "not begun"])]
    if len(judged):
        states = [f"{int((judged['status'] == s).sum())} {s}" for s in STATUSES if (judged["status"] == s).any()]
        said.append(
            f"{'The others' if len(judged) < len(shown) else 'All'}: {', '.join(states)}."
            if not late.empty
            else f"{', '.join(states).capitalize()}."
        )
    return " ".join([*said, *_notes(shown), *unknown_goals(records)])


def _notes(shown: pd.DataFrame) -> list[str]:
    return [f"“{goal_name(row)}”: {row.notes}" for row in shown[shown["notes"] != ""].itertuples()]


def checkins_finding(records: Records, goal_id: str, on: date | str | None = None) -> Finding:
    """Return the check-ins of one goal over time: columns `date`, `value`, `note`.

    Marks "pace", "target", "due", "today".

    A mark "pace" is a point of the line from the baseline to the target.
    """
    today = records.today if on is None else as_day(on)
    progress = goal_progress(records, today)
    row = next(goal for goal in progress.itertuples() if goal.id == goal_id)
    figures = figures_of(row, records.money)
    checkins = records.checkins
    checkins = checkins[(checkins["goal_id"] == goal_id) & (checkins["date"] <= pd.Timestamp(today))].sort_values(
        "date", kind="stable"
    )
    words = standing_words(row, figures)
    title = f"{goal_name(row, 80)}: {words}"
    line = pace_line(way_of(row))
    marks = [
        Mark("pace", "the pace" if place == len(line) // 3 else "", p.date.date(), value=p.value)
        for place, p in enumerate(line.itertuples())
    ]
    marks.append(Mark("target", f"target {figures.typed(row.target)}", at=row.due.date(), value=row.target))
    marks.append(Mark("due", f"due {day(row.due.date())}", at=row.due.date()))
    if row.status not in CLOSED:
        marks.append(Mark("today", "today", at=today))
    told = [
        f"{figures.typed(c.value)} on {day(c.date.date())}" + (f" ({c.note})" if isinstance(c.note, str) else "")
        for c in checkins.itertuples()
    ]
    shown = checkins[["date", "value", "note"]].assign(text=[figures.typed(value) for value in checkins["value"]])
    unit = f" ({figures.unit})" if figures.unit else ""
    needed, pace = needed_words(row, figures), pace_words(row, figures)
    what = f"{words[:1].upper()}{words[1:]}." + (
        f" From here: {needed.rstrip('.')}{f'; {pace}' if pace else ''}." if needed else ""
    )
    return Finding(
        frame=shown.reset_index(drop=True),
        title=title,
        subtitle=(
            f"Check-ins{unit} over time against the pace from the baseline to the target, which is {row.pace}; the axis"
            " is cut"
        ),
        source=(
            f"Source: goals.csv, line {row.Index}; checkins.csv, {counted(len(checkins), 'check-in')}. Drawn"
            f" {day(today)}."
        ),
        alt=f"{title}. "
        + (f"Check-ins: {'; '.join(told)}." if told else "No check-in yet.")
        + f" {_alt(row, records.money)}",
        marks=tuple(marks),
        money=replace(records.money, hidden=figures.hidden),
        answer=" ".join(part for part in (what, row.notes) if part),
    )


def needed_rows(records: Records) -> tuple[tuple[str, ...], ...]:
    """Return open goals as rows of text: goal, what it takes from here, what a month has brought, days left."""
    rows = []
    for row in ranked(in_view(goal_progress(records), records)).itertuples():
        if row.status in CLOSED:
            continue
        figures = figures_of(row, records.money)
        pace = pace_words(row, figures)
        left = counted(row.days_left, "day") if row.days_left >= 0 else "past"
        rows.append(
            (
                row.goal,
                needed_words(row, figures) or row.notes or standing_words(row, figures),
                pace.removeprefix("so far ") or "–",
                left,
            )
        )
    return tuple(rows)
