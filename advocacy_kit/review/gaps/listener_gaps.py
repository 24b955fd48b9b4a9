"""Impact that nobody in the room has heard of, objectives that no win serves, praise that is old."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.core.model import counted, day, short
from advocacy_kit.core.values import split_list
from advocacy_kit.log.listener import in_force
from advocacy_kit.log.sharing import first_name, manager_of
from advocacy_kit.review.gaps.context import GapContext
from advocacy_kit.review.gaps.gap import Gap, make, rows_of

PRAISE_MONTHS = 6


def unseen(look: GapContext) -> Gap | None:
    """Strong wins that no manager or sponsor on file knows; without such people on file, ones that nobody knows."""
    people = look.records.people
    deciders = set(people.loc[people["relation"].isin(["manager", "sponsor"]), "id"])
    names = {name.casefold() for name in people.loc[people["id"].isin(deciders), "name"]}

    def known(cell: object) -> bool:
        heard = split_list(cell)
        return any(person in deciders or person.casefold() in names for person in heard) if deciders else bool(heard)

    strong = look.strong[~look.strong["confidential"]]
    hidden = strong[~strong["known_to"].map(known).astype(bool)]
    if hidden.empty:
        return None
    who = first_name(look.records, manager_of(look.records)) or "your manager"
    listener = f"{who} and your sponsors" if deciders and (people["relation"] == "sponsor").any() else who
    verb = "is" if len(hidden) == 1 else "are"
    return make(
        "unseen",
        (
            f"{counted(len(hidden), 'strong win')} {verb} unknown to {listener}"
            if deciders
            else f"Nobody knows of {counted(len(hidden), 'strong win')}"
        ),
        "high",
        5 + 2 * len(hidden),
        rows_of(hidden),
        f"Put “{short(hidden.iloc[0]['win'])}” into the next one-on-one",
    )


def objective_without_wins(look: GapContext) -> Gap | None:
    """Objectives in force that no win of the period serves."""
    objectives = in_force(look.records)
    served = {item for cell in look.wins["objectives"] for item in split_list(cell)}
    lacking = objectives[~objectives["id"].isin(served)]
    if lacking.empty:
        return None
    first = short(lacking.iloc[0]["objective"], 50)
    return make(
        "objective_without_wins",
        (
            f"No win serves “{first}”"
            if len(lacking) == 1
            else f"{len(lacking)} objectives are served by no win, first “{first}”"
        ),
        "medium",
        15 * len(lacking),
        rows_of(lacking, "objectives.csv"),
        f"Log the work that serves “{first}”, or agree on a first step towards it",
    )


def old_praise(look: GapContext) -> Gap | None:
    """No praise on record for half a year."""
    dates = [frame.loc[frame["praise"].notna(), "date"].max() for frame in (look.log, look.outcomes)]
    known = [when for when in dates if pd.notna(when)]
    action = "Ask two people you helped{} for a sentence"
    if not known:
        return make("old_praise", "No praise is on record", "low", 10, (), action.format(""), facts=("no praise",))
    newest = max(known)
    if newest >= look.today - pd.DateOffset(months=PRAISE_MONTHS):
        return None
    rows = tuple(
        row
        for frame, file in ((look.log, "wins.csv"), (look.outcomes, "outcomes.csv"))
        for row in rows_of(frame[frame["praise"].notna() & (frame["date"] == newest)], file)
    )
    title = f"The newest praise on record is of {day(newest.date())}"
    return make("old_praise", title, "low", 10, rows, action.format(" since then"))
