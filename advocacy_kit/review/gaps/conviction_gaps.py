"""What one is not convinced of yet: expectations that no win meets, doubts that no win answers."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.core.model import counted, short
from advocacy_kit.core.values import split_list
from advocacy_kit.log.rubric import UNKNOWN_FIX, expected, named_by, names_of, unknown_level
from advocacy_kit.review.gaps.context import GapContext
from advocacy_kit.review.gaps.gap import Gap, make, rows_of


def competency_without_evidence(look: GapContext) -> Gap | None:
    """Name what the present and the next level expect and no win shows; confidential wins cannot be shown."""
    if look.records.competencies.empty:
        return None
    if unknown := unknown_level(look.records):
        title = f"{unknown}, so no expectation can be compared"
        action = f"{UNKNOWN_FIX[:1].upper()}{UNKNOWN_FIX[1:-1]}"
        return make("competency_without_evidence", title, "medium", 10, (), action, facts=(unknown,))
    rows = expected(look.records)
    wanted = pd.concat(rows.values()).sort_index()
    open_wins = look.log[~look.log["confidential"] & look.log["competencies"].notna()]
    shown = {item for cell in open_wins["competencies"] for item in named_by(cell)}
    met = pd.Series(
        [not shown.isdisjoint(names_of(row)) for _, row in wanted.iterrows()], index=wanted.index, dtype=bool
    )
    lacking = wanted[~met]
    if lacking.empty:
        return None
    first = lacking.iloc[0]
    name = short(first["competency"], 50)
    return make(
        "competency_without_evidence",
        (
            f"No win shows “{name}”, which the level {first['level']} expects"
            if len(lacking) == 1
            else (
                f"{counted(len(lacking), 'expectation')} of {len(wanted)} have no win that shows them, first “{name}”"
                f" ({first['level']})"
            )
        ),
        "medium" if lacking.index.isin(rows["present"].index).any() else "low",
        10 * len(lacking),
        rows_of(lacking, "competencies.csv"),
        f"Tick “{name}” in a win that shows it (notebook 1, “more”), or find work that would",
    )


def unanswered_doubt(look: GapContext) -> Gap | None:
    """Doubts that no win on record answers; the oldest first."""
    doubts, ids = look.known("doubts"), set(look.log["id"])
    answered = doubts["answered_by"].map(lambda cell: any(key in ids for key in split_list(cell))).astype(bool)
    lacking = doubts[~answered].sort_values("date", kind="stable")
    if lacking.empty:
        return None
    first = short(lacking.iloc[0]["doubt"], 60).rstrip(".")
    return make(
        "unanswered_doubt",
        (
            f"A doubt has no answer yet: “{first}”"
            if len(lacking) == 1
            else f"{len(lacking)} doubts have no answer yet, first “{first}”"
        ),
        "medium",
        10 * len(lacking),
        rows_of(lacking.sort_index(), "doubts.csv"),
        f"Name a win that answers “{first}”, or plan the work that will",
    )
