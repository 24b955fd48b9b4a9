"""Milestones of the plan that follows a no: how far each has come, by wins and check-ins since it was asked."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd

from advocacy_kit.core.cells import as_compared, measured, plain, unit_words
from advocacy_kit.core.model import Records, counted, day, is_number
from advocacy_kit.log.asks import AskRow, ask_of
from advocacy_kit.log.progress import TOLERANCE, Way
from advocacy_kit.log.sharing import name_of

COLUMNS = {
    "id": "str",
    "milestone": "str",
    "measure": "str",
    "unit": "str",
    "baseline": "float64",
    "now": "float64",
    "as_of": "datetime64[us]",
    "source": "str",
    "target": "float64",
    "owner": "str",
    "due": "datetime64[us]",
    "days_left": "int64",
    "share": "float64",
    "expected_share": "float64",
    "status": "str",
}


def progress(records: Records, ask_id: str | None = None) -> pd.DataFrame:
    """Return how far each milestone has come, from the newest reading since the ask was written down.

    A reading is a check-in of the milestone's goal, or a win (or an outcome of one) whose measure has the same name.
    The verdict compares it with the even pace on the day of that reading, as with goals.

    Args:
        records: milestones, asks, check-ins, wins, outcomes.
        ask_id: the ask; default all that are not closed or asked again.

    Returns:
        Index `line` in milestones.csv; columns as in `COLUMNS`: `now` with `as_of` and `source` (NaN, NaT and ""
        without a reading), `share` of the way from baseline to target, `expected_share` on the day of the reading;
        where no baseline was written down the first reading stands for it. `status` is "reached", "on the way",
        "behind", "overdue" or "no word yet".
    """
    asks = {ask.id: ask for ask in _asks(records, ask_id)}
    rows = records.milestones
    rows = rows[rows["ask_id"].isin(list(asks))]
    found = [_standing(records, row, asks[row["ask_id"]]) for _, row in rows.iterrows()]
    return pd.DataFrame(found, columns=list(COLUMNS), index=rows.index).astype(COLUMNS)


def progress_words(frame: pd.DataFrame) -> str:
    """Say in a sentence how the milestones stand."""
    if frame.empty:
        return "No milestones are on file for this ask."
    if len(frame) == 1:
        return f"One milestone: {frame['status'].iloc[0]}."
    counts = frame["status"].value_counts()
    order = ("reached", "on the way", "behind", "overdue", "no word yet")
    parts = [f"{counts[status]} {status}" for status in order if status in counts]
    return f"Of {counted(len(frame), 'milestone')}: {', '.join(parts)}."


def way_words(row: pd.Series) -> str:
    """Return a milestone's way, "from 40 to 25 minutes"; without a baseline "to 25 minutes"."""
    begin = f"from {measured(row['baseline'])} " if is_number(row["baseline"]) else ""
    return f"{begin}to {measured(row['target'])}{unit_words(row['unit'])}"


def milestone_words(records: Records, row: pd.Series) -> str:
    """Return a milestone as a line: what, its measure from where to where, by whom, by when."""
    owner = name_of(records, plain(row["owner"]))
    return f"{plain(row['milestone'])}: {plain(row['measure'])} {way_words(row)} ({owner}, by {day(row['due'].date())})"


def _asks(records: Records, ask_id: str | None) -> tuple[AskRow, ...]:
    if ask_id is not None:
        return (ask_of(records, ask_id),)
    named = records.milestones["ask_id"].dropna().unique()
    known = set(records.asks["id"])
    return tuple(ask for ask in (ask_of(records, key) for key in named if key in known) if ask.is_open)


def _standing(records: Records, row: pd.Series, ask: AskRow) -> dict[str, object]:
    readings = _readings(records, row, ask.written)
    due = row["due"].date()
    baseline = (
        float(row["baseline"])
        if is_number(row["baseline"])
        else readings.iloc[0]["before"]
        if len(readings)
        else math.nan
    )
    last = readings.iloc[-1] if len(readings) else None
    way = Way(float(baseline), float(row["target"]), ask.written, due)
    share = expected = math.nan
    if last is not None and math.isfinite(way.length) and way.length != 0:
        share = way.share(last["value"]) + 0.0  # never a negative zero
        expected = way.share(way.expected(last["date"].date())) if way.known else 1.0
    reached = share >= 1 or (last is not None and last["value"] == way.target)
    if reached:
        status = "reached"
    elif due < records.today:
        status = "overdue"
    elif last is None:
        status = "no word yet"
    else:
        status = "behind" if share + TOLERANCE < expected else "on the way"
    return {
        **{
            name: row[name] if isinstance(row[name], str) else ""
            for name in ("id", "milestone", "measure", "unit", "owner")
        },
        "baseline": baseline,
        "now": last["value"] if last is not None else math.nan,
        "as_of": last["date"] if last is not None else pd.NaT,
        "source": last["source"] if last is not None else "",
        "target": float(row["target"]),
        "due": row["due"],
        "days_left": (due - records.today).days,
        "share": share,
        "expected_share": expected,
        "status": status,
    }


def _readings(records: Records, row: pd.Series, since: date) -> pd.DataFrame:
    """Return what is known of a milestone's measure since a day.

    `date`, `value`, `before` (where it came from), `source`; oldest first.
    """
    first, last = pd.Timestamp(since), pd.Timestamp(records.today)
    found = []
    checkins = records.checkins
    if isinstance(row["goal_id"], str):
        for line, said in checkins[checkins["goal_id"] == row["goal_id"]].iterrows():
            found.append((said["date"], said["value"], said["value"], f"checkins.csv line {line}"))
    for table, frame in (("wins", records.wins), ("outcomes", records.outcomes)):
        for line, said in frame[frame["after"].notna() & frame["measure"].notna()].iterrows():
            if _same(said["measure"], row["measure"]) and (
                not plain(said["unit"]) or not plain(row["unit"]) or _same(said["unit"], row["unit"])
            ):
                before = said["before"] if is_number(said["before"]) else said["after"]
                found.append((said["date"], said["after"], before, f"{table}.csv line {line}"))
    frame = pd.DataFrame(found, columns=["date", "value", "before", "source"])
    frame = frame[(frame["date"] >= first) & (frame["date"] <= last)] if len(frame) else frame
    return frame.sort_values("date", kind="stable")


def _same(one: object, other: object) -> bool:
    return as_compared(plain(one)) == as_compared(plain(other))
