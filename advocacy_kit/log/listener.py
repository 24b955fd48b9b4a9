"""Which wins lead the case for this listener: those that serve the manager's objectives first, then the strongest."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from advocacy_kit.core.model import Records, counted
from advocacy_kit.core.values import split_list
from advocacy_kit.log.periods import in_period
from advocacy_kit.log.strength import strengths

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
