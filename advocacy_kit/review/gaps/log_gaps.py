"""What wins do not say, who has not heard of them, and what nothing proves."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.core.model import counted, day, short
from advocacy_kit.core.values import split_list
from advocacy_kit.log.first_person import is_result
from advocacy_kit.log.impact import standing_values
from advocacy_kit.log.sharing import first_name, manager_of
from advocacy_kit.log.strength import in_force
from advocacy_kit.review.gaps.gap import Gap, GapContext, Severity, gap, make, rows_of

ENOUGH = 0.5  # half of the wins measured is what a good log reaches
FEW = 0.25  # as many may say only what was done


@gap("only_activity")
def only_activity(look: GapContext) -> Gap | None:
    """Wins that say only what was done: neither the sentence, nor a field, nor an outcome says what changed.

    Text that cannot be read, in another language, makes no gap.
    """
    told = set(look.outcomes.loc[is_result(look.outcomes), "win_id"])
    lacking = look.wins[~look.measured]
    rungs = look.framings.map(lambda framing: framing.rung)
    done = (rungs == "activity") & lacking["before"].isna() & ~lacking["id"].map(told.__contains__).astype(bool)
    lacking = lacking[done.astype(bool)]
    newest = _newest(lacking)
    if newest is None:
        return None
    share = len(lacking) / len(look.wins)
    question = look.framings.loc[newest.name].question or "What changed because of it?"
    return make(
        f"{counted(len(lacking), 'win says', 'wins say')} only what was done",
        "high" if share > ENOUGH else "medium" if share > FEW else "low",
        3 * len(lacking),
        rows_of(lacking),
        f"Write the impact, first of “{short(str(newest['win']))}”: {question[:1].lower()}{question[1:]}",
    )


@gap("no_measure")
def no_measure(look: GapContext) -> Gap | None:
    """Wins without a measure of their own or of an outcome.

    One whose sentence says how much is the easiest to mend: its figures go into the fields. After those the newest.
    """
    lacking = look.wins[~look.measured]
    if lacking.empty:
        return None
    rungs = look.framings.map(lambda framing: framing.rung)
    said = lacking[(rungs == "quantified").astype(bool) & look.sized]
    unsaid = len(lacking) - len(said)
    severity: Severity = "high" if unsaid > ENOUGH * len(look.wins) else "medium" if unsaid else "low"
    title = f"{counted(len(lacking), 'win has', 'wins have')} no measure"
    if len(said):
        title += f"; {_all(len(said), len(lacking))} the figures in the text"
    first = _newest(said if len(said) else lacking[(rungs == "outcome").astype(bool)])
    first = _newest(lacking) if first is None else first
    assert first is not None
    name = short(str(first["win"]))
    action = (
        f"Begin with “{name}”: its figures only have to be copied into its fields (notebook 1)"
        if len(said)
        else f"Begin with the newest, “{name}”: what changed, from what to what?"
    )
    return make(title, severity, len(said) + 3 * unsaid, rows_of(lacking), action)


def _all(part: int, whole: int) -> str:
    if part == whole:
        return "it has" if whole == 1 else "all have"
    return f"{part} of them {'has' if part == 1 else 'have'}"


def _newest(wins: pd.DataFrame) -> pd.Series | None:
    return None if wins.empty else wins.sort_values("date", kind="stable").iloc[-1]


@gap("no_basis")
def no_basis(look: GapContext) -> Gap | None:
    """Values that do not say how they were estimated: the first thing a skeptical reader strikes out.

    Values of outcomes count like those of wins; one that an outcome has replaced stands no longer, and is no gap.
    """
    outcomes = look.outcomes
    if not any((frame["value"].notna() & frame["value_basis"].isna()).any() for frame in (look.log, outcomes)):
        return None
    later = set(outcomes.loc[outcomes["date"] >= look.start, "win_id"])
    concerned = look.log[(look.log["date"] >= look.start) | look.log["id"].map(later.__contains__).astype(bool)]
    values = standing_values(concerned, outcomes, until=look.records.today)
    values = values[values["date"] >= look.start]
    bare = {}
    for flag, frame in ((False, look.log), (True, outcomes)):
        rows = values[values["outcome"] == flag]
        found = frame.loc[rows.index].assign(size=rows["value"].abs())
        bare[flag] = found[found["value_basis"].isna()]
    wins, late = bare[False], bare[True]
    count = len(wins) + len(late)
    if not count:
        return None
    named = pd.concat([wins[["size"]].assign(text=wins["win"]), late[["size"]].assign(text=late["outcome"])])
    biggest = named.sort_values("size", kind="stable").iloc[-1]
    return make(
        f"{counted(count, 'value has', 'values have')} no basis",
        "medium",
        4 * count,
        rows_of(wins) + rows_of(late, "outcomes.csv"),
        f"Write how each was estimated (time saved × rate is enough), first for “{short(str(biggest['text']))}”",
    )


PRAISE_MONTHS = 6


@gap("unseen", days=2)  # a conversation has to take place
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


@gap("objective_without_wins")
def objective_without_wins(look: GapContext) -> Gap | None:
    """Objectives in force that no win of the period serves."""
    objectives = in_force(look.records)
    served = {item for cell in look.wins["objectives"] for item in split_list(cell)}
    lacking = objectives[~objectives["id"].isin(served)]
    if lacking.empty:
        return None
    first = short(lacking.iloc[0]["objective"], 50)
    return make(
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


@gap("old_praise", days=5)  # whom one asks needs days to answer
def old_praise(look: GapContext) -> Gap | None:
    """No praise on record for half a year."""
    dates = [frame.loc[frame["praise"].notna(), "date"].max() for frame in (look.log, look.outcomes)]
    known = [when for when in dates if pd.notna(when)]
    action = "Ask two people you helped{} for a sentence"
    if not known:
        return make("No praise is on record", "low", 10, (), action.format(""), facts=("no praise",))
    newest = max(known)
    if newest >= look.today - pd.DateOffset(months=PRAISE_MONTHS):
        return None
    rows = tuple(
        row
        for frame, file in ((look.log, "wins.csv"), (look.outcomes, "outcomes.csv"))
        for row in rows_of(frame[frame["praise"].notna() & (frame["date"] == newest)], file)
    )
    title = f"The newest praise on record is of {day(newest.date())}"
    return make(title, "low", 10, rows, action.format(" since then"))


@gap("no_evidence")
def no_evidence(look: GapContext) -> Gap | None:
    """Strong wins without a link or file of their own or of an outcome."""
    strong, outcomes = look.strong, look.outcomes
    later = set(outcomes.loc[outcomes["evidence"].notna(), "win_id"])
    lacking = strong[strong["evidence"].isna() & ~strong["id"].map(later.__contains__).astype(bool)]
    if lacking.empty:
        return None
    severity: Severity = "high" if len(lacking) > len(strong) / 2 else "medium"
    return make(
        f"{counted(len(lacking), 'strong win has', 'strong wins have')} no evidence",
        severity,
        3 * len(lacking),
        rows_of(lacking),
        f"Link a report or a mail, first for “{short(lacking.iloc[0]['win'])}”",
    )


@gap("dead_evidence")
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
        f"The evidence of {what} leads nowhere",
        "medium",
        3 * count,
        rows_of(wins) + rows_of(late, "outcomes.csv"),
        f"Put the file back or correct the link of “{short(first)}”",
    )
