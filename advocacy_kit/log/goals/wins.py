"""Which wins moved which goal, and what they are worth without counting any of them twice."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from advocacy_kit.core.model import Records
from advocacy_kit.core.values import split_list
from advocacy_kit.log.impact import standing_values

_DTYPES = {
    "goal_id": "str",
    "win_id": "str",
    "date": "datetime64[us]",
    "win": "str",
    "measure": "str",
    "before": "float64",
    "after": "float64",
    "unit": "str",
    "value_once": "float64",
    "value_recurring": "float64",
    "others": "str",
}


def wins_of_goals(records: Records) -> pd.DataFrame:
    """Return one row a goal and win that names it, by goal as in goals.csv, then by date.

    `measure`, `before`, `after` and `unit` are the win's own or, where it has none, those of its last outcome that has;
    `value_once` and `value_recurring` are the user's share of what still stands (NaN: none), whole in every row of the
    win: `others` names the other goals of the same win ("" where it moved this one alone), so that sums can count it
    once. The index is the line in wins.csv.
    """
    today = pd.Timestamp(records.today)
    wins, outcomes = records.wins, records.outcomes
    wins = wins[wins["date"] <= today].sort_values("date", kind="stable")
    changes = _changes(wins, outcomes[outcomes["date"] <= today])
    standing = standing_values(wins, outcomes, until=records.today)
    values = {kind: rows.groupby("id")["value"].sum() for kind, rows in standing.groupby("kind")}
    known = list(records.goals["id"])
    order = {key: place for place, key in enumerate(known)}
    rows, lines = [], []
    for row in wins[wins["goals"].notna()].itertuples():
        named = [key for key in dict.fromkeys(split_list(row.goals)) if key in order]
        worth = {
            kind: float(values[kind].get(row.id, float("nan"))) if kind in values else float("nan")
            for kind in ("once", "recurring")
        }
        for key in named:
            others = ";".join(other for other in named if other != key)
            rows.append(
                (key, row.id, row.date, row.win, *changes.loc[row.Index], worth["once"], worth["recurring"], others)
            )
            lines.append(row.Index)
    frame = pd.DataFrame(rows, columns=list(_DTYPES), index=pd.Index(lines, dtype="int64", name="line")).astype(_DTYPES)
    return frame.assign(_place=frame["goal_id"].map(order)).sort_values("_place", kind="stable").drop(columns="_place")


def goals_without_wins(records: Records, ids: pd.Series) -> list[str]:
    """Return those of the ids of goals that no win names, in their order."""
    named = {key for cell in records.wins["goals"] for key in split_list(cell)}
    return [key for key in ids if key not in named]


@dataclass(frozen=True)
class Worth:
    """What wins are worth: how many, and their one-time and recurring value, which are never added."""

    wins: int
    once: float
    recurring: float


def worth_of(moved: pd.DataFrame) -> Worth:
    """Return what rows of `wins_of_goals` are worth, each win once however many goals it moved."""
    single = moved[~moved.index.duplicated()]
    return Worth(len(single), float(single["value_once"].sum()), float(single["value_recurring"].sum()))


def _changes(wins: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the measured change of each win: its own, else that of its last outcome that has an after-figure."""
    columns = ["measure", "before", "after", "unit"]
    later = (
        outcomes[outcomes["after"].notna()].sort_values("date", kind="stable").drop_duplicates("win_id", keep="last")
    )
    later = wins[["id"]].merge(later, left_on="id", right_on="win_id", how="left")[columns].set_index(wins.index)
    own = wins[columns]
    return own.where(own["after"].notna() | later["after"].isna(), later)
