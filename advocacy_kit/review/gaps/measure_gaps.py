"""Wins that do not say how much: only what was done, no measure, or a value without its basis."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.core.model import counted, short
from advocacy_kit.log.impact import standing_values
from advocacy_kit.log.week.first_person import is_result
from advocacy_kit.review.gaps.context import GapContext
from advocacy_kit.review.gaps.gap import Gap, Severity, make, rows_of

ENOUGH = 0.5  # half of the wins measured is what a good log reaches
FEW = 0.25  # as many may say only what was done


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
    return make("no_measure", title, severity, len(said) + 3 * unsaid, rows_of(lacking), action)


def _all(part: int, whole: int) -> str:
    if part == whole:
        return "it has" if whole == 1 else "all have"
    return f"{part} of them {'has' if part == 1 else 'have'}"


def _newest(wins: pd.DataFrame) -> pd.Series | None:
    return None if wins.empty else wins.sort_values("date", kind="stable").iloc[-1]


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
        "only_activity",
        f"{counted(len(lacking), 'win says', 'wins say')} only what was done",
        "high" if share > ENOUGH else "medium" if share > FEW else "low",
        3 * len(lacking),
        rows_of(lacking),
        f"Write the impact, first of “{short(str(newest['win']))}”: {question[:1].lower()}{question[1:]}",
    )


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
        "no_basis",
        f"{counted(count, 'value has', 'values have')} no basis",
        "medium",
        4 * count,
        rows_of(wins) + rows_of(late, "outcomes.csv"),
        f"Write how each was estimated (time saved × rate is enough), first for “{short(str(biggest['text']))}”",
    )
