"""Wins that nothing proves, and evidence that leads nowhere."""

from __future__ import annotations

from advocacy_kit.core.model import counted, short
from advocacy_kit.core.values import split_list
from advocacy_kit.review.gaps.context import GapContext
from advocacy_kit.review.gaps.gap import Gap, Severity, make, rows_of


def no_evidence(look: GapContext) -> Gap | None:
    """Strong wins without a link or file of their own or of an outcome."""
    strong, outcomes = look.strong, look.outcomes
    later = set(outcomes.loc[outcomes["evidence"].notna(), "win_id"])
    lacking = strong[strong["evidence"].isna() & ~strong["id"].map(later.__contains__).astype(bool)]
    if lacking.empty:
        return None
    severity: Severity = "high" if len(lacking) > len(strong) / 2 else "medium"
    return make(
        "no_evidence",
        f"{counted(len(lacking), 'strong win has', 'strong wins have')} no evidence",
        severity,
        3 * len(lacking),
        rows_of(lacking),
        f"Link a report or a mail, first for “{short(lacking.iloc[0]['win'])}”",
    )


def dead_evidence(look: GapContext) -> Gap | None:
    """Evidence of the period's wins and outcomes that names a file which is not there."""

    def dead(cell: object) -> bool:
        return any(not look.leads(item) for item in split_list(cell))

    ids = set(look.wins["id"])
    outcomes = look.outcomes
    outcomes = outcomes[(outcomes["date"] >= look.start) | outcomes["win_id"].map(ids.__contains__).astype(bool)]
    wins, late = (frame[frame["evidence"].map(dead).astype(bool)] for frame in (look.wins, outcomes))
    count = len(wins) + len(late)
    if not count:
        return None
    what = counted(len(wins), "win") if len(wins) else counted(len(late), "outcome")
    if len(wins) and len(late):
        what += f" and {counted(len(late), 'outcome')}"
    first = wins.iloc[0]["win"] if len(wins) else late.iloc[0]["outcome"]
    return make(
        "dead_evidence",
        f"The evidence of {what} leads nowhere",
        "medium",
        3 * count,
        rows_of(wins) + rows_of(late, "outcomes.csv"),
        f"Put the file back or correct the link of “{short(first)}”",
    )
