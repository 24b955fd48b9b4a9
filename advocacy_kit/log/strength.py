"""How strong a win is in a review, and which wins lead the case for this listener.

Strength is points that anyone can check, each with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress

import pandas as pd

from advocacy_kit.core.model import Records, cached_per_records, counted
from advocacy_kit.core.values import split_list
from advocacy_kit.log.impact import is_measured, standing_values
from advocacy_kit.log.periods import in_period, known

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
    """Return `id`, `value_basis` and `value_status` of each valid value, from its own row."""
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


LEADING = 5


@dataclass(frozen=True, eq=False, repr=False)
class Fit:
    """Three to five wins that lead the case, and the manager's objectives that no win serves.

    `leading` has the wins' columns with `serves` (objective texts, "" where none), `points` and `reasons`, in order;
    confidential wins, wins whose audience is somebody else, and wins without a point that do not say what changed are
    never in it. `unserved` has the objectives' columns.
    """

    leading: pd.DataFrame
    unserved: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Fit: {len(self.leading)} leading wins, {len(self.unserved)} objectives unserved>"

    @property
    def words(self) -> str:
        """What it says to the user."""
        if self.leading.empty:
            return (
                "No win leads the case yet: one leads by what it changed, by a figure, evidence or praise, or by an"
                f" objective that it serves.{self._unserved}"
            )
        serving = int((self.leading["serves"] != "").sum())
        lead = (
            f"{counted(len(self.leading), 'win', spelled=True)} {'leads' if len(self.leading) == 1 else 'lead'} the"
            f" case, {_of_them(serving, len(self.leading))} what your manager wants"
        )
        lead = lead[:1].upper() + lead[1:]
        return f"{lead}.{self._unserved}"

    @property
    def _unserved(self) -> str:
        names = "; ".join(self.unserved["objective"])
        return f" No win of this period that may be told serves: {names}." if names else ""


def _of_them(serving: int, all_of_them: int) -> str:
    """Return how many of the leading wins serve an objective, up to its verb."""
    if not serving:
        return "none of them serving"
    return (
        f"{serving} of them serving"
        if serving < all_of_them
        else "each of them serving"
        if serving > 1
        else "and it serves"
    )


def fit_to_listener(records: Records, *, most: int = LEADING) -> Fit:
    """Return the wins that lead the case.

    Objectives count that hold today and belong to a manager of people.csv, or to nobody named. Recent enough are wins
    since the last annual review; of these, those that have a point of strength or say what changed are ranked by
    whether they serve an objective, then by strength (measured, valued, evidenced, witnessed by praise), then by date,
    newest first.
    """
    objectives = _held(records)
    names = dict(zip(objectives["id"], objectives["objective"], strict=True))
    table = strengths(records)
    managers = _managers(records)
    told = (
        table["audience"]
        .map(lambda cell: not split_list(cell) or not managers.isdisjoint(split_list(cell)))
        .astype(bool)
    )
    table = table[table.index.isin(in_period(records).index) & ~table["confidential"] & told]
    serves = table["objectives"].map(lambda cell: "; ".join(names[item] for item in split_list(cell) if item in names))
    table = table.assign(serves=serves.astype("str"))
    served = {item for cell in table["objectives"] for item in split_list(cell)}
    speaks = table[(table["points"] > 0) | table["impact"].notna()]  # what was only done leads nothing
    order = speaks.assign(_fits=speaks["serves"] != "").sort_values(
        ["_fits", "points", "date"], ascending=False, kind="stable"
    )
    return Fit(order.drop(columns="_fits").head(most), objectives[~objectives["id"].isin(served)])


def in_force(records: Records) -> pd.DataFrame:
    """Return the objectives that hold today, whoever they belong to."""
    rows, today = records.objectives, pd.Timestamp(records.today)
    return rows[(rows["since"].isna() | (rows["since"] <= today)) & (rows["until"].isna() | (rows["until"] >= today))]


def _held(records: Records) -> pd.DataFrame:
    """Return the objectives that hold today and are a manager's."""
    rows = in_force(records)
    managers = _managers(records)
    return rows[rows["owner"].isna() | rows["owner"].isin(managers)] if managers else rows


def _managers(records: Records) -> set[str]:
    people = records.people[records.people["relation"] == "manager"]
    return {*people["id"].dropna(), *people["name"].dropna()}
