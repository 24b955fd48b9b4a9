"""Which wins moved each goal, as rows and in words."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from advocacy_kit.core.model import Money, Records, counted, short
from advocacy_kit.log.goals.goal_words import Figures, in_money
from advocacy_kit.log.goals.progress import goal_progress, in_view, ranked
from advocacy_kit.log.goals.wins import goals_without_wins, wins_of_goals, worth_of

LONGEST = 10  # rows that are read at a glance


def moved_rows(records: Records) -> tuple[tuple[str, ...], ...]:
    """Return wins by the goal that they moved, as rows of text: goal (once), date, win, measured change, value.

    Of a long list each goal has its newest wins, as many of each as make ten rows or fewer, and one at least.
    """
    progress = ranked(in_view(goal_progress(records), records))
    moved = wins_of_goals(records)
    names = dict(zip(records.goals["id"], records.goals["goal"], strict=True))
    counts = moved.loc[moved["goal_id"].isin(progress["id"]), "goal_id"].value_counts()
    most = next(
        (most for most in range(counts.max() if len(counts) else 1, 1, -1) if counts.clip(upper=most).sum() <= LONGEST),
        1,
    )
    rows = []
    for goal in progress.itertuples():
        wins = moved[moved["goal_id"] == goal.id]
        more = f" (the newest {most} of {len(wins)})" if len(wins) > most else ""
        name = f"{short(goal.goal, 80)}{more}"
        for win in wins.tail(most).itertuples():
            also = "; ".join(f"also “{short(names[key], 40)}”" for key in win.others.split(";") if key)
            rows.append(
                (
                    name,
                    win.date.date().isoformat(),
                    win.win,
                    _change(win, records.money),
                    _value(win, records.money, also),
                )
            )
            name = ""
    return tuple(rows)


def moved_words(records: Records) -> str:
    """Say how many wins moved the goals that are shown, what they are worth together, and which goals no win names."""
    progress = in_view(goal_progress(records), records)
    if progress.empty:
        return "There is no goal to move yet."
    moved = wins_of_goals(records)
    moved = moved[moved["goal_id"].isin(progress["id"])]
    worth, money = worth_of(moved), records.value_money
    several = int((~moved.index.duplicated() & (moved["others"] != "")).sum())
    said = [f"{counted(worth.wins, 'win')} moved these goals."] if worth.wins else []
    parts = [
        f"{money.full(amount)} {kind}"
        for amount, kind in ((worth.once, "once"), (worth.recurring, "in the first twelve months"))
        if amount
    ]
    if parts:
        both = "; the two are not added" if len(parts) == 2 else ""
        said.append(f"Their documented value, your share: {' and '.join(parts)}{both}.")
    if several and parts:
        said.append(
            f"{counted(several, 'win')} moved more than one goal and {'counts' if several == 1 else 'count'} once."
        )
    lacking = goals_without_wins(records, progress["id"])
    names = progress.set_index("id")["goal"]
    if lacking:
        said.append(
            "No win names "
            + ", ".join(f"“{short(names[key], 60)}”" for key in lacking)
            + ": tick it where you log what you do for it."
        )
    return " ".join(said)


def _change(win: Any, money: Money) -> str:
    if not math.isfinite(win.after):
        return "not measured"
    unit = win.unit if isinstance(win.unit, str) else ""
    figures = Figures(unit, win.after - win.before, money.locale, money.hidden and in_money(unit, money))
    before = f"{figures.typed(win.before).removesuffix(unit).strip()} → " if math.isfinite(win.before) else ""
    measure = f"{win.measure}: " if isinstance(win.measure, str) else ""
    return f"{measure}{before}{figures.typed(win.after)}"


def _value(win: Any, money: Money, also: str) -> str:
    money = replace(money, per="year")  # what a win is worth is no pay by the hour
    parts = [(win.value_once, "once"), (win.value_recurring, "in the first twelve months")]
    worth = ", ".join(f"{money.plain(amount)} {kind}" for amount, kind in parts if math.isfinite(amount))
    return "; ".join(part for part in (worth, also) if part) or "–"
