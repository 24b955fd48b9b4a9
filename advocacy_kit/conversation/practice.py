"""Practice aloud: an objection at a random moment, what is kept to, how confident it feels over time.

And what to say aloud next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from advocacy_kit.conversation.objections import Objection
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Finding, Mark, Records, counted, day, month_year
from advocacy_kit.core.values import split_list
from advocacy_kit.log.periods import known

TIMER = 120  # seconds of one try
MOMENTS = (20, 90)  # seconds after which the objection comes
RECENT = 3  # objections that do not come again at once
CHECKS = ("value before figure", "figure said once", "pause kept", "no filler apology", "date named")
RATINGS = ("confidence", "clarity", "composure")
TALK = ("the opening", "the value", "the request", "the pause", "the closing")


@dataclass(frozen=True)
class Draw:
    """The objection of a try, and after how many seconds it comes."""

    objection: Objection
    after: int


def draw_objection(records: Records, given: Sequence[Objection], *, seed: int | None = None) -> Draw:
    """Return a random objection at a random moment.

    One that was never practised if there is any, and none of the last three.

    Args:
        records: practice.csv says what was practised.
        given: the objections to draw from.
        seed: for the same draw again; without it chance decides.

    Raises:
        KitError: if there is none to draw from.
    """
    if not given:
        raise KitError.of(
            "K099",
            "there is no objection to practise",
            "Give the shipped ones, or write your own.",
            file="objections.toml",
        )
    chance = np.random.default_rng(seed)
    past = practised(records)["objection"].dropna().tolist()
    new = [one for one in given if one.key not in past]
    recent = set(list(dict.fromkeys(reversed(past)))[: min(RECENT, len(given) - 1)])
    pool = new or [one for one in given if one.key not in recent]
    chosen = pool[int(chance.integers(len(pool)))]
    return Draw(chosen, int(chance.integers(MOMENTS[0], MOMENTS[1] + 1)))


def practised(records: Records) -> pd.DataFrame:
    """Return the tries up to today, oldest first."""
    return known(records, "practice").sort_values("date", kind="stable")


def scripts(given: Sequence[Objection]) -> tuple[str, ...]:
    """Return what can be practised: the parts of the talk, then the objections."""
    return (*TALK, *(one.key for one in given))


def next_script(records: Records, names: Sequence[str]) -> tuple[str, str]:
    """Return the script to say aloud this week, and why.

    What was never practised first, then what felt least sure, then the oldest.

    Args:
        records: practice.csv says what was practised and how it felt.
        names: what can be practised, in the order in which it is suggested.

    Raises:
        KitError: if there is nothing to practise.
    """
    if not names:
        raise KitError.of("K099", "there is nothing to practise", "Give the scripts of the talk.", file="practice.csv")
    rows = practised(records)
    last: dict[str, tuple[pd.Timestamp, float]] = {}
    for row in rows.itertuples():
        for name in {row.script, row.objection}:
            if name in names:
                last[name] = (row.date, row.confidence if row.confidence == row.confidence else 3.0)
    for name in names:
        if name not in last:
            return name, "not practised yet"
    name = min(names, key=lambda name: (last[name][1], last[name][0]))
    when, confidence = last[name]
    return name, f"it felt least sure so far: {confidence:.10g} of 5 on {day(when.date())}"


def practice_row(
    records: Records,
    script: str,
    *,
    objection: str = "",
    seconds: float | None = None,
    confidence: int | None = None,
    clarity: int | None = None,
    composure: int | None = None,
    checks: Sequence[str] = (),
) -> Change:
    """Return the row of a try.

    Args:
        records: today is in it.
        script: what was practised.
        objection: the key of the objection that came up.
        seconds: how long was spoken.
        confidence: from 1 to 5.
        clarity: from 1 to 5.
        composure: from 1 to 5.
        checks: what was kept to, of `CHECKS`.

    Raises:
        KitError: for a check that is none, a rating that is none of 1 to 5, or no script.

    """
    unknown = [check for check in checks if check not in CHECKS]
    wrong = [
        name
        for name, rating in zip(RATINGS, (confidence, clarity, composure), strict=True)
        if rating is not None and not 1 <= rating <= 5
    ]
    if unknown or wrong or not script.strip():
        what = f"{', '.join([*unknown, *wrong])} cannot be kept" if unknown or wrong else "the try has no script"
        raise KitError.of("K099", what, f"Ratings are 1 to 5; checks are: {', '.join(CHECKS)}.", file="practice.csv")
    values: dict[str, object] = {
        "date": records.today,
        "script": script.strip(),
        "objection": objection or None,
        "seconds": seconds,
    }
    return Change(
        "practice",
        values | {"confidence": confidence, "clarity": clarity, "composure": composure, "checks": list(checks) or None},
    )


def practice_finding(records: Records) -> Finding:
    """Return how practice went over time.

    Columns `date`, `script`, `confidence`, `clarity`, `composure`, `kept` (share of the checks).
    """
    rows = practised(records)
    kept = rows["checks"].map(lambda cell: len(set(split_list(cell)) & set(CHECKS)) / len(CHECKS))
    frame = rows[["date", "script", *RATINGS]].assign(kept=kept.astype("float64")).reset_index(drop=True)
    title, answer = _practice_words(frame)
    rated = "; ".join(
        f"{row.date.day:02d} {month_year(row.date)} {row.script}: {row.confidence:.10g}"
        for row in frame.itertuples()
        if row.confidence == row.confidence
    )
    return Finding(
        frame=frame,
        title=title,
        subtitle="Own ratings of each try, 1 to 5, and the share of the check list that was kept",
        source=f"Source: practice.csv, {counted(len(frame), 'try', 'tries')}. Drawn {day(records.today)}.",
        alt=f"{title}. Confidence: {rated or 'no ratings'}.",
        marks=tuple(Mark("check", name, value=float(share)) for name, share in _by_check(rows)),
        answer=answer,
    )


def _practice_words(frame: pd.DataFrame) -> tuple[str, str]:
    rated = frame.dropna(subset=["confidence"])
    if rated.empty:
        return (
            "Nothing has been practised aloud yet" if frame.empty else "No try has been rated yet",
            "Say one script aloud this week; two minutes are enough.",
        )
    first, last = float(rated["confidence"].iloc[0]), float(rated["confidence"].iloc[-1])
    tries = counted(len(rated), "try", "tries", spelled=True)
    if len(rated) == 1:
        return f"One try so far, confidence {last:.10g} of 5", "One more makes it a comparison."
    move = f"went from {first:.10g} to {last:.10g} of 5" if first != last else f"stayed at {last:.10g} of 5"
    return (
        f"Confidence {move} over {tries}",
        f"In the last try you kept {_kept_words(float(frame['kept'].iloc[-1]))} of the check list.",
    )


def _kept_words(share: float) -> str:
    points, of = round(share * len(CHECKS)), counted(len(CHECKS), "point", spelled=True)
    return f"all {of}" if points == len(CHECKS) else f"{points or 'none'} of the {of}"


def _by_check(rows: pd.DataFrame) -> list[tuple[str, float]]:
    """Return in which share of the tries each check was kept."""
    cells = [split_list(cell) for cell in rows["checks"]]
    return [(check, sum(check in cell for cell in cells) / len(cells)) for check in CHECKS] if cells else []
