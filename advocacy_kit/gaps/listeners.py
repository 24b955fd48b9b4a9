"""Impact that nobody in the room has heard of, objectives that no win serves, praise that is old."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.gaps.gap import Gap, Row, make, rows_of
from advocacy_kit.model import Records, counted, day, short
from advocacy_kit.periods import in_period
from advocacy_kit.strength import strengths
from advocacy_kit.values import split_list

STRONG = 4
PRAISE_MONTHS = 6


def unseen(records: Records) -> Gap | None:
    """Strong wins that no manager or sponsor on file knows; without such people on file, ones that nobody knows."""
    people = records.people
    deciders = set(people.loc[people["relation"].isin(["manager", "sponsor"]), "id"])
    names = {name.casefold() for name in people.loc[people["id"].isin(deciders), "name"]}

    def known(cell: object) -> bool:
        heard = split_list(cell)
        return any(person in deciders or person.casefold() in names for person in heard) if deciders else bool(heard)

    strong = strengths(records)
    strong = strong[(strong["points"] >= STRONG) & ~strong["confidential"] & strong.index.isin(in_period(records).index)]
    hidden = strong[~strong["known_to"].map(known).astype(bool)]
    if hidden.empty:
        return None
    managers = people.loc[people["relation"] == "manager", "name"]
    who = managers.iloc[0].split()[0] if len(managers) else "your manager"
    listener = f"{who} and your sponsors" if deciders and (people["relation"] == "sponsor").any() else who
    verb = "is" if len(hidden) == 1 else "are"
    return make(
        records,
        "unseen",
        f"{counted(len(hidden), 'strong win')} {verb} unknown to {listener}"
        if deciders
        else f"Nobody knows of {counted(len(hidden), 'strong win')}",
        "high",
        5 + 2 * len(hidden),
        rows_of(hidden),
        f"Put “{short(hidden.iloc[0]['win'])}” into the next one-on-one",
    )


def objective_without_wins(records: Records) -> Gap | None:
    """Objectives in force that no win of the period serves."""
    objectives = records.objectives
    today = pd.Timestamp(records.today)
    objectives = objectives[objectives["until"].isna() | (objectives["until"] >= today)]
    objectives = objectives[objectives["since"].isna() | (objectives["since"] <= today)]
    served = {item for cell in in_period(records)["objectives"] for item in split_list(cell)}
    lacking = objectives[~objectives["id"].isin(served)]
    if lacking.empty:
        return None
    first = short(lacking.iloc[0]["objective"], 50)
    title = f"No win serves “{first}”" if len(lacking) == 1 else f"{len(lacking)} objectives are served by no win, first “{first}”"
    rows = tuple(Row("objectives.csv", int(str(line)), str(key)) for line, key in lacking["id"].items())
    return make(
        records, "objective_without_wins", title, "medium", 15, rows, "Log the work that serves it, or agree on a first step towards it"
    )


def old_praise(records: Records) -> Gap | None:
    """No praise on record for half a year."""
    wins, outcomes = records.wins, records.outcomes
    praised = pd.concat([wins.loc[wins["praise"].notna(), ["date", "id"]], outcomes.loc[outcomes["praise"].notna(), ["date", "id"]]])
    limit = pd.Timestamp(records.today) - pd.DateOffset(months=PRAISE_MONTHS)
    if (praised["date"] >= limit).any():
        return None
    if praised.empty:
        return make(records, "old_praise", "No praise is on record", "low", 10, (), "Ask two people you helped for a sentence")
    newest = praised["date"].max()
    rows = rows_of(wins[wins["praise"].notna() & (wins["date"] == newest)])
    return make(
        records,
        "old_praise",
        f"The newest praise on record is of {day(newest.date())}",
        "low",
        10,
        rows,
        "Ask two people you helped since then for a sentence",
    )
