"""Wins that do not say how much: no measure, or a value without its basis."""

from __future__ import annotations

from advocacy_kit.gaps.gap import Gap, Severity, make, rows_of
from advocacy_kit.impact import is_measured
from advocacy_kit.model import Records, counted, short
from advocacy_kit.periods import in_period

ENOUGH = 0.5  # half of the wins measured is what a good log reaches


def no_measure(records: Records) -> Gap | None:
    """Wins without a measure of their own or of an outcome; the newest are the easiest to mend."""
    wins = in_period(records)
    met = records.outcomes.loc[is_measured(records.outcomes), "win_id"]
    lacking = wins[~is_measured(wins) & ~wins["id"].isin(met)]
    if lacking.empty:
        return None
    severity: Severity = "high" if len(lacking) > ENOUGH * len(wins) else "medium"
    newest = lacking.sort_values("date").iloc[-1]
    return make(
        records,
        "no_measure",
        f"{counted(len(lacking), 'win has', 'wins have')} no measure",
        severity,
        min(3 * len(lacking), 45),
        rows_of(lacking),
        f"Begin with the newest, “{short(newest['win'])}”: what changed, from what to what?",
    )


def no_basis(records: Records) -> Gap | None:
    """Values that do not say how they were estimated: the first thing a skeptical reader strikes out."""
    wins = in_period(records)
    lacking = wins[wins["value"].notna() & wins["value_basis"].isna()]
    if lacking.empty:
        return None
    biggest = lacking.sort_values("value").iloc[-1]
    return make(
        records,
        "no_basis",
        f"{counted(len(lacking), 'value has', 'values have')} no basis",
        "medium",
        4 * len(lacking),
        rows_of(lacking),
        f"Write how each was estimated (time saved × rate is enough), first for “{short(biggest['win'])}”",
    )
