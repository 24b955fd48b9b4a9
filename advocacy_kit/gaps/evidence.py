"""Wins that nothing proves, and evidence that leads nowhere."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.gaps.gap import Gap, Severity, make, rows_of
from advocacy_kit.model import Records, counted, short
from advocacy_kit.periods import in_period
from advocacy_kit.strength import strengths
from advocacy_kit.values import split_list

STRONG = 4  # points from which a win is worth proving


def no_evidence(records: Records) -> Gap | None:
    """Strong wins without a link or file of their own or of an outcome."""
    strong = strengths(records)
    strong = strong[strong["points"] >= STRONG].loc[lambda frame: frame.index.isin(in_period(records).index)]
    later = records.outcomes.loc[records.outcomes["evidence"].notna(), "win_id"]
    lacking = strong[strong["evidence"].isna() & ~strong["id"].isin(later)]
    if lacking.empty:
        return None
    severity: Severity = "high" if len(lacking) > len(strong) / 2 else "medium"
    return make(
        records,
        "no_evidence",
        f"{counted(len(lacking), 'strong win has', 'strong wins have')} no evidence",
        severity,
        3 * len(lacking),
        rows_of(lacking),
        f"Link a report or a mail, first for “{short(lacking.iloc[0]['win'])}”",
    )


def dead_evidence(records: Records) -> Gap | None:
    """Evidence that names a file which is not there."""
    wins = in_period(records)

    def dead(cell: object) -> bool:
        return any(not records.evidence.get(item, True) for item in split_list(cell))

    broken: pd.DataFrame = wins[wins["evidence"].map(dead).astype(bool)]
    if broken.empty:
        return None
    return make(
        records,
        "dead_evidence",
        f"The evidence of {counted(len(broken), 'win')} leads nowhere",
        "medium",
        3 * len(broken),
        rows_of(broken),
        f"Put the file back or correct the link of “{short(broken.iloc[0]['win'])}”",
    )
