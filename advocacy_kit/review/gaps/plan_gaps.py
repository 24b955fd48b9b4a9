"""Milestones of a plan that are overdue, or behind: the plan that followed a no wants its results."""

from __future__ import annotations

from advocacy_kit.core.model import day, short
from advocacy_kit.log.milestones import progress
from advocacy_kit.review.gaps.context import GapContext
from advocacy_kit.review.gaps.gap import Gap, Row, make

HALFWAY = 0.5


def unmet_milestone(look: GapContext) -> Gap | None:
    """Milestones of open asks that are overdue or behind.

    And those of which nothing is on record though half of their time is over.
    """
    records = look.records
    stones = progress(records)
    if stones.empty:
        return None
    asked = records.asks.drop_duplicates("id").set_index("id")["date"]
    begun = records.milestones.loc[stones.index, "ask_id"].map(asked)
    over = ((stones["due"] - begun).dt.days - stones["days_left"]) >= HALFWAY * (stones["due"] - begun).dt.days
    unmet = stones[stones["status"].isin(["overdue", "behind"]) | ((stones["status"] == "no word yet") & over)]
    if unmet.empty:
        return None
    late = int((unmet["status"] == "overdue").sum())
    first = unmet.sort_values("due", kind="stable").iloc[0]
    name = short(first["milestone"], 50)
    if len(unmet) == 1:
        how = {"overdue": f"was due on {day(first['due'].date())}", "behind": "is behind its pace"}.get(
            first["status"], "has no result on record"
        )
        title = f"The milestone “{name}” {how}"
    else:
        title = f"{len(unmet)} milestones are not met, first “{name}”" + (f"; {late} overdue" if late else "")
    return make(
        "unmet_milestone",
        title,
        "high" if late else "medium",
        15 * len(unmet),
        tuple(Row("milestones.csv", int(str(line)), row["id"]) for line, row in unmet.iterrows()),
        f"Log what has been reached of “{name}” with its measure, {short(first['measure'], 40)}, or agree on"
        f" {'a new day' if len(unmet) == 1 else 'new days'}",
        facts=(f"{row['id']}={row['status']}" for _, row in unmet.iterrows()),
    )
