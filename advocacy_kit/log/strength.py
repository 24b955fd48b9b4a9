"""How strong a win stands in a review: points that anyone can check, each with its reason."""

from __future__ import annotations

from itertools import compress

import pandas as pd

from advocacy_kit.core.model import Records, cached_per_records
from advocacy_kit.core.values import split_list
from advocacy_kit.log.impact import is_measured, standing_values
from advocacy_kit.log.periods import known

POINTS = {
    "measured before and after": 2,
    "has a measure": 1,
    "valued, with the basis": 2,
    "valued, basis missing": 1,
    "value confirmed": 1,
    "has evidence": 1,
    "praised": 1,
    "serves an objective": 1,
}
MOST_POINTS = 8
STRONG = 4  # points from which a win is worth proving and telling


@cached_per_records
def strengths(records: Records) -> pd.DataFrame:
    """Return the wins with `points` (int, 0–8), `reasons` (text) and `share_value` (money, NaN where none).

    Strongest first.

    Outcomes dated up to today count towards their win. Basis and status count of the values that still stand, the win's
    own or an outcome's; what an outcome replaced earns no point. Ties go to the higher value, then to the newer win.
    The index is the line in wins.csv.
    """
    wins, outcomes = records.wins, known(records, "outcomes")
    facts = pd.DataFrame(index=wins.index)
    before_after = wins["before"].notna() & wins["after"].notna() & wins["measure"].notna()
    late_measure = wins["id"].isin(outcomes.loc[is_measured(outcomes), "win_id"])
    facts["measured before and after"] = before_after
    facts["has a measure"] = (is_measured(wins) | late_measure) & ~before_after
    standing = standing_values(wins, outcomes, until=records.today)
    value = wins["id"].map(standing.groupby("id")["value"].sum()).astype("float64")
    valued = value.notna()
    said = _said_of(standing, wins, outcomes)
    basis = wins["id"].isin(said.loc[said["value_basis"].notna(), "id"])
    facts["valued, with the basis"] = valued & basis
    facts["valued, basis missing"] = valued & ~basis
    facts["value confirmed"] = wins["id"].isin(said.loc[said["value_status"] == "confirmed", "id"])
    facts["has evidence"] = proved(records, wins)
    facts["praised"] = wins["praise"].notna() | wins["id"].isin(outcomes.loc[outcomes["praise"].notna(), "win_id"])
    facts["serves an objective"] = wins["objectives"].notna()
    points = sum((facts[name] * worth for name, worth in POINTS.items()), pd.Series(0, index=wins.index))
    given = facts[list(POINTS)].itertuples(index=False, name=None)  # a frame's own apply takes ten times as long
    reasons = pd.Series([", ".join(compress(POINTS, row)) for row in given], index=wins.index, dtype="str")
    table = wins.assign(points=points.astype("int64"), reasons=reasons, share_value=value)
    order = table.assign(_value=value.fillna(0)).sort_values(
        ["points", "_value", "date"], ascending=False, kind="stable"
    )
    return order.drop(columns="_value")


def proved(records: Records, wins: pd.DataFrame) -> pd.Series:
    """Say of each win whether evidence of it leads somewhere: its own, or that of an outcome dated up to today."""
    outcomes = known(records, "outcomes")
    own, later = (
        frame["evidence"].map(lambda cell: leads_somewhere(records, cell)).astype(bool) for frame in (wins, outcomes)
    )
    return own | wins["id"].isin(outcomes.loc[later, "win_id"])


def _said_of(standing: pd.DataFrame, wins: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return `id`, `value_basis` and `value_status` of each value that stands, from the row that it stands in."""
    columns = ["value_basis", "value_status"]
    late = standing["outcome"].astype(bool)
    rows = [
        frame.loc[standing.index[flag], columns].assign(id=standing.loc[flag, "id"])
        for frame, flag in ((wins, ~late), (outcomes, late))
    ]
    return pd.concat(rows)


def leads_somewhere(records: Records, cell: object) -> bool:
    """Whether a cell of evidence names a link, or a file that is there."""
    return any(records.evidence.get(item, False) for item in split_list(cell))
