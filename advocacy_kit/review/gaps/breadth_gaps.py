"""One kind of work only."""

from __future__ import annotations

from advocacy_kit.log.impact import NO_GROUP
from advocacy_kit.review.gaps.context import GapContext
from advocacy_kit.review.gaps.gap import Gap, make, rows_of

OVERWEIGHT = 0.6


def one_category(look: GapContext) -> Gap | None:
    """Most wins of the period are of one category."""
    wins = look.wins
    named = wins["category"].fillna(NO_GROUP).str.strip().str.casefold()
    counts = named[named != NO_GROUP].value_counts()
    if len(counts) == 0 or counts.iloc[0] <= OVERWEIGHT * len(wins):
        return None
    heaviest = wins[named == counts.index[0]]
    others = ", ".join(str(name) for name in counts.index[1:3])
    return make(
        "one_category",
        f"{len(heaviest)} of {len(wins)} wins are {counts.index[0]}",
        "low",
        15,
        rows_of(heaviest),
        f"Look for wins of another kind{f', such as {others}' if others else ''}",
        mends=1,
    )
