"""Goals that no evidence speaks for, and goals that nobody has looked at for long."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.core.model import counted, day, short
from advocacy_kit.core.values import split_list
from advocacy_kit.log.goals.progress import STALE_DAYS
from advocacy_kit.review.gaps.context import GapContext
from advocacy_kit.review.gaps.gap import Gap, make, rows_of

BEGINNING = pd.Timedelta(days=14)  # in its first two weeks a goal cannot have moved much


def goal_without_evidence(look: GapContext) -> Gap | None:
    """Goals in view that no win names, or whose wins nothing proves."""
    begun = look.goals[look.goals["start"] <= look.today - BEGINNING]
    moved: dict[str, list[str]] = {}
    named = look.log[look.log["goals"].notna()]
    for win, cell in zip(named["id"], named["goals"], strict=True):
        for key in split_list(cell):
            moved.setdefault(key, []).append(win)
    shown = {key for key, wins in moved.items() if not look.proven.isdisjoint(wins)}
    lacking = begun[~begun["id"].isin(shown)].sort_values("due", kind="stable")
    if lacking.empty:
        return None
    unproven = lacking[lacking["id"].isin(set(moved))]
    first = (unproven if len(unproven) else lacking).iloc[0]
    name = short(first["goal"], 50)
    if len(unproven):
        newest = named[named["id"].isin(moved[first["id"]])].sort_values("date", kind="stable").iloc[-1]
        action = f"Link a report or a file to “{short(newest['win'])}”, which moved “{name}”"
        title = f"No evidence shows that “{name}” has moved"
    else:
        action = f"Log the work that moved “{name}”, tick the goal in it, and add a link that proves it"
        title = f"No win names the goal “{name}”"
    return make(
        "goal_without_evidence",
        title if len(lacking) == 1 else f"{len(lacking)} goals have no evidence, first “{name}”",
        "medium",
        3 * len(unproven) + 10 * (len(lacking) - len(unproven)),
        rows_of(lacking.sort_index(), "goals.csv"),
        action,
        facts=(f"{key} {'without evidence' if key in moved else 'without a win'}" for key in lacking["id"]),
    )


def goal_without_checkin(look: GapContext) -> Gap | None:
    """Open goals that have waited for a check-in for more than six weeks."""
    stale = look.goals[look.goals["stale"]].sort_values("checked", kind="stable", na_position="first")
    if stale.empty:
        return None
    first = stale.iloc[0]
    name = short(first["goal"], 50)
    last = f"since {day(first['checked'].date())}" if pd.notna(first["checked"]) else "yet"
    return make(
        "goal_without_checkin",
        (
            f"“{name}” has had no check-in {last}"
            if len(stale) == 1
            else f"{len(stale)} goals have had no check-in for more than {STALE_DAYS} days, first “{name}”"
        ),
        "medium",
        3 * len(stale),
        rows_of(stale.sort_index(), "goals.csv"),
        f"Check in on {counted(len(stale), 'goal')}: where does “{name}” stand today?",
        facts=(
            f"{key} {'none' if pd.isna(checked) else checked.date()}"
            for key, checked in zip(stale["id"], stale["checked"], strict=True)
        ),
    )
