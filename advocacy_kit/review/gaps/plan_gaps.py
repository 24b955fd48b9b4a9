"""Goals, milestones, expectations, doubts and offers that wait for something."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.core.model import counted, day, short
from advocacy_kit.core.values import split_list
from advocacy_kit.log.milestones import progress
from advocacy_kit.log.people import open_offers
from advocacy_kit.log.progress import STALE_DAYS
from advocacy_kit.log.rubric import UNKNOWN_FIX, expected, named_by, names_of, unknown_level
from advocacy_kit.review.gaps.gap import Gap, GapContext, Row, gap, make, rows_of

BEGINNING = pd.Timedelta(days=14)  # in its first two weeks a goal cannot have moved much


@gap("goal_without_evidence")
def goal_without_evidence(look: GapContext) -> Gap | None:
    """Goals in view that no win names, or whose wins nothing proves."""
    begun = look.goals[look.goals["start"] <= look.today - BEGINNING]
    moved: dict[str, list[str]] = {}
    named = look.log[look.log["goals"].notna()]
    for win, cell in zip(named["id"], named["goals"], strict=True):
        for key in split_list(cell):
            moved.setdefault(key, []).append(win)
    shown = {key for key, wins in moved.items() if not look.proven.isdisjoint(wins)}
    lacking = begun[~begun["id"].isin(shown)].sort_values("due", kind="stable")
    if lacking.empty:
        return None
    unproven = lacking[lacking["id"].isin(set(moved))]
    first = (unproven if len(unproven) else lacking).iloc[0]
    name = short(first["goal"], 50)
    if len(unproven):
        newest = named[named["id"].isin(moved[first["id"]])].sort_values("date", kind="stable").iloc[-1]
        action = f"Link a report or a file to “{short(newest['win'])}”, which moved “{name}”"
        title = f"No evidence shows that “{name}” has moved"
    else:
        action = f"Log the work that moved “{name}”, tick the goal in it, and add a link that proves it"
        title = f"No win names the goal “{name}”"
    return make(
        title if len(lacking) == 1 else f"{len(lacking)} goals have no evidence, first “{name}”",
        "medium",
        3 * len(unproven) + 10 * (len(lacking) - len(unproven)),
        rows_of(lacking.sort_index(), "goals.csv"),
        action,
        facts=(f"{key} {'without evidence' if key in moved else 'without a win'}" for key in lacking["id"]),
    )


@gap("goal_without_checkin")
def goal_without_checkin(look: GapContext) -> Gap | None:
    """Open goals that have waited for a check-in for more than six weeks."""
    stale = look.goals[look.goals["stale"]].sort_values("checked", kind="stable", na_position="first")
    if stale.empty:
        return None
    first = stale.iloc[0]
    name = short(first["goal"], 50)
    last = f"since {day(first['checked'].date())}" if pd.notna(first["checked"]) else "yet"
    return make(
        (
            f"“{name}” has had no check-in {last}"
            if len(stale) == 1
            else f"{len(stale)} goals have had no check-in for more than {STALE_DAYS} days, first “{name}”"
        ),
        "medium",
        3 * len(stale),
        rows_of(stale.sort_index(), "goals.csv"),
        f"Check in on {counted(len(stale), 'goal')}: where does “{name}” stand today?",
        facts=(
            f"{key} {'none' if pd.isna(checked) else checked.date()}"
            for key, checked in zip(stale["id"], stale["checked"], strict=True)
        ),
    )


HALFWAY = 0.5


@gap("unmet_milestone")
def unmet_milestone(look: GapContext) -> Gap | None:
    """Milestones of open asks that are overdue or behind.

    And those of which nothing is on record though half of their time is over.
    """
    records = look.records
    stones = progress(records)
    if stones.empty:
        return None
    asked = records.asks.drop_duplicates("id").set_index("id")["date"]
    begun = records.milestones.loc[stones.index, "ask_id"].map(asked)
    over = ((stones["due"] - begun).dt.days - stones["days_left"]) >= HALFWAY * (stones["due"] - begun).dt.days
    unmet = stones[stones["status"].isin(["overdue", "behind"]) | ((stones["status"] == "no word yet") & over)]
    if unmet.empty:
        return None
    late = int((unmet["status"] == "overdue").sum())
    first = unmet.sort_values("due", kind="stable").iloc[0]
    name = short(first["milestone"], 50)
    if len(unmet) == 1:
        how = {"overdue": f"was due on {day(first['due'].date())}", "behind": "is behind its pace"}.get(
            first["status"], "has no result on record"
        )
        title = f"The milestone “{name}” {how}"
    else:
        title = f"{len(unmet)} milestones are not met, first “{name}”" + (f"; {late} overdue" if late else "")
    return make(
        title,
        "high" if late else "medium",
        15 * len(unmet),
        tuple(Row("milestones.csv", int(str(line)), row["id"]) for line, row in unmet.iterrows()),
        f"Log what has been reached of “{name}” with its measure, {short(first['measure'], 40)}, or agree on"
        f" {'a new day' if len(unmet) == 1 else 'new days'}",
        facts=(f"{row['id']}={row['status']}" for _, row in unmet.iterrows()),
    )


@gap("competency_without_evidence")
def competency_without_evidence(look: GapContext) -> Gap | None:
    """Name what the present and the next level expect and no win shows; confidential wins cannot be shown."""
    if look.records.competencies.empty:
        return None
    if unknown := unknown_level(look.records):
        title = f"{unknown}, so no expectation can be compared"
        action = f"{UNKNOWN_FIX[:1].upper()}{UNKNOWN_FIX[1:-1]}"
        return make(title, "medium", 10, (), action, facts=(unknown,))
    rows = expected(look.records)
    wanted = pd.concat(rows.values()).sort_index()
    open_wins = look.log[~look.log["confidential"] & look.log["competencies"].notna()]
    shown = {item for cell in open_wins["competencies"] for item in named_by(cell)}
    met = pd.Series(
        [not shown.isdisjoint(names_of(row)) for _, row in wanted.iterrows()], index=wanted.index, dtype=bool
    )
    lacking = wanted[~met]
    if lacking.empty:
        return None
    first = lacking.iloc[0]
    name = short(first["competency"], 50)
    return make(
        (
            f"No win shows “{name}”, which the level {first['level']} expects"
            if len(lacking) == 1
            else (
                f"{counted(len(lacking), 'expectation')} of {len(wanted)} have no win that shows them, first “{name}”"
                f" ({first['level']})"
            )
        ),
        "medium" if lacking.index.isin(rows["present"].index).any() else "low",
        10 * len(lacking),
        rows_of(lacking, "competencies.csv"),
        f"Tick “{name}” in a win that shows it (notebook 1, “more”), or find work that would",
    )


@gap("unanswered_doubt")
def unanswered_doubt(look: GapContext) -> Gap | None:
    """Doubts that no win on record answers; the oldest first."""
    doubts, ids = look.known("doubts"), set(look.log["id"])
    answered = doubts["answered_by"].map(lambda cell: any(key in ids for key in split_list(cell))).astype(bool)
    lacking = doubts[~answered].sort_values("date", kind="stable")
    if lacking.empty:
        return None
    first = short(lacking.iloc[0]["doubt"], 60).rstrip(".")
    return make(
        (
            f"A doubt has no answer yet: “{first}”"
            if len(lacking) == 1
            else f"{len(lacking)} doubts have no answer yet, first “{first}”"
        ),
        "medium",
        10 * len(lacking),
        rows_of(lacking.sort_index(), "doubts.csv"),
        f"Name a win that answers “{first}”, or plan the work that will",
    )


@gap("open_offer")
def open_offer(look: GapContext) -> Gap | None:
    """Offers of people on file that have been open for two weeks or longer."""
    offers = open_offers(look.records)
    if not offers:
        return None
    first = offers[0]
    people = {offer.person.line: offer.person for offer in offers}
    return make(
        f"{counted(len(offers), 'offer of help is', 'offers of help are')} open for two weeks or longer, first"
        f" {first.person.name}’s",
        "medium",
        10 * len(people),
        tuple(Row("people.csv", line, person.key) for line, person in people.items()),
        f"Take up {first.person.name}’s “{short(first.words, 60)}”: name a day, or write “done” before it in"
        " people.csv",
        facts=(f"{offer.person.key}={offer.words}" for offer in offers),
    )
