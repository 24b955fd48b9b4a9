"""A win as one would say it: in the first person where it is told so, as a sentence, with what came of it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from advocacy_kit.core.cells import change, plain
from advocacy_kit.core.model import Records, short
from advocacy_kit.language.framing import frame_statement, tells_own_work
from advocacy_kit.log.impact import is_measured
from advocacy_kit.log.strength import strengths

LONGEST = 200
_ENDS = (".", "!", "?", "…")
RUNGS = {"activity": 0, None: 0, "outcome": 1, "quantified": 2}
# what an outcome says that only carries praise or evidence, and no result of its own
PRAISED, PROVED = "Praise came in", "Evidence was added"


def sentence(text: object) -> str:
    """Return a cell as one sentence that begins with a capital and ends; a missing one is empty."""
    words = short(plain(text), LONGEST)
    if not words:
        return ""
    return words[0].upper() + words[1:] + ("" if words.endswith(_ENDS) else ".")


def first_person(text: object) -> str:
    """Return a win as one would say it: "Closed the gap" becomes "I closed the gap.".

    What does not open with own work stays.
    """
    words = sentence(text)
    if not tells_own_work(words):
        return words
    return f"I {words[0].lower()}{words[1:]}"


def result(row: pd.Series, told: str) -> str:
    """Return what came of something as a sentence.

    The words for it, and the measure where the words do not say how much.
    """
    words, measured = plain(told), change(row)
    if words and measured and frame_statement(words).rung != "quantified":
        return sentence(f"{short(words, LONGEST - 80)} ({short(measured, 76)})")
    return sentence(words or measured)


def is_result(outcomes: pd.DataFrame) -> pd.Series:
    """Say of each later outcome whether it tells a result; praise or evidence alone does not."""
    bare = outcomes["outcome"].isin([PRAISED, PROVED]) & ~is_measured(outcomes) & outcomes["value"].isna()
    return ~bare


def ranked(records: Records, wins: pd.DataFrame) -> pd.DataFrame:
    """Return wins with the strongest change first.

    How much changed, then what changed, then what others can check, then the newest.

    Columns `rung` (0 work, 1 a change, 2 a change with its size), `points` and `reasons` of `strengths` are added.
    """
    strong = strengths(replace(records, frames={**records.frames, "wins": wins}))
    sized = strong["before"].notna() & strong["after"].notna() & strong["measure"].notna()
    # the text of that field is what changed, in whatever words
    read = [max(RUNGS[frame_statement(words).rung], 1) if (words := plain(cell)) else 0 for cell in strong["impact"]]
    order = strong.assign(rung=pd.Series(read, index=strong.index, dtype="int64").where(~sized, 2))
    return order.sort_values(["rung", "points", "date"], ascending=False, kind="stable")
