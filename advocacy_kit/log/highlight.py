"""The week's highlight: a short paragraph for a status mail, from what may be shared.

It ends on the strongest change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from advocacy_kit.core.cells import plain
from advocacy_kit.core.model import Records, as_day, counted, day, month_year, short
from advocacy_kit.language.framing import frame_statement
from advocacy_kit.log.first_person import first_person, is_result, ranked, result
from advocacy_kit.log.impact import is_measured, standing_values
from advocacy_kit.log.sharing import shareable

MOST = 3
ASKED = "What is different since Monday that would not be so without you? One line is enough; it may be small."


@dataclass(frozen=True, repr=False)
class Highlight:
    """A paragraph about some days.

    `text` is the paragraph, empty where there is nothing to tell; `start` and `end` are its first and last day, `told`
    how many wins and later outcomes it tells, `changes` whether it ends on a change. `notes` says to the user what it
    is about and what was left out, and why; `question` is what would make it stronger, or None.
    """

    text: str
    start: date
    end: date
    told: int
    changes: bool
    notes: tuple[str, ...]
    question: str | None

    def __repr__(self) -> str:
        return f"<Highlight of {self.start} to {self.end}: {self.told} told>"


@dataclass(frozen=True)
class _Told:
    """One thing that is told: what was done, what came of it, and how strongly it stands."""

    done: str
    came: str
    strength: tuple[int, int]
    asks: str | None


def monday(of: date) -> date:
    """Return the first day of a week."""
    return of - timedelta(days=of.weekday())


def highlight(records: Records, week: date | str | None = None, *, person: str = "", wide: bool = False) -> Highlight:
    """Return the highlight of a week; where nothing of it may be told, that of the two weeks up to its end.

    Args:
        records: the person's tables; they are filtered by `sharing.shareable` before anything is chosen or counted.
        week: any day of the week; default: today's. Days after today are not known yet.
        person: who reads it, an id or a name of people.csv; empty: anybody, so that a win with an audience is left out.
        wide: tell of the two weeks up to the week's end in any case.

    Raises:
        KitError: if `week` is no date.

    """
    chosen = records.today if week is None else as_day(week)
    start, end = monday(chosen), min(monday(chosen) + timedelta(days=6), records.today)
    found = _between(records, start, end)
    open_to = shareable(records, person)
    told = _told(open_to, start, end)
    notes: tuple[str, ...] = ()
    this = "this week" if start == monday(records.today) else f"the week of {day(start)}"
    if wide or not told:
        asked_for, start = start, end - timedelta(days=13)
        wider = _told(open_to, start, end)
        if not wide:
            notes = (
                _nothing(found, this) + ("" if not wider else f" So this is about the two weeks since {day(start)}."),
            )
        found, told = _between(records, start, end), wider
        if not wider:
            return Highlight(
                "",
                asked_for,
                end,
                0,
                changes=False,
                notes=notes or (_nothing(found, "these two weeks"),),
                question=ASKED,
            )
    return _written(records, told, found, start, end, notes)


def _nothing(found: int, when: str) -> str:
    if found:
        return f"What is logged for {when} is confidential or for other readers, so nothing of it is told here."
    return f"Nothing is logged for {when} yet."


def _between(records: Records, start: date, end: date) -> int:
    """Count the wins and later results of some days."""
    return sum(len(_days(frame, start, end)) for frame in (records.wins, records.outcomes[is_result(records.outcomes)]))


def _days(frame: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    return frame[(frame["date"] >= pd.Timestamp(start)) & (frame["date"] <= pd.Timestamp(end))]


def _told(records: Records, start: date, end: date) -> list[_Told]:
    """Return what some days have to tell, the strongest last; work without a change first."""
    worth = _confirmed(records, start, end)
    told = []
    for line, row in ranked(records, _days(records.wins, start, end)).iloc[::-1].iterrows():
        came = _with_worth(result(row, row["impact"]), worth.get(("wins", line), ""))
        words = f"{plain(row['win'])}. {plain(row['impact'])}".strip()
        asks = None if int(row["rung"]) == 2 else frame_statement(words).question
        told.append(_Told(first_person(row["win"]), came, (int(row["rung"]) if came else 0, int(row["points"])), asks))
    outcomes = _days(records.outcomes[is_result(records.outcomes)], start, end)
    wins = records.wins.drop_duplicates("id").set_index("id")
    measured = is_measured(outcomes)
    for line, row in outcomes.iterrows():
        win = wins.loc[row["win_id"]]
        came = _with_worth(result(row, row["outcome"]), worth.get(("outcomes", line), ""))
        framing = frame_statement(plain(row["outcome"]))
        rung = 2 if measured[line] or framing.rung == "quantified" else 1
        about = f"What became of “{short(plain(win['win']), 90)}” ({month_year(win['date'])}):"
        told.append(_Told(about, came, (rung, 0), None if rung == 2 else framing.question))
    return sorted(told, key=lambda item: item.strength)


def _confirmed(records: Records, start: date, end: date) -> dict[tuple[str, object], str]:
    """Return the user's share of each valid value of some days that somebody else confirmed.

    In words, by table and line; nothing where amounts are hidden.
    """
    money = records.value_money
    if money.hidden:
        return {}
    values = standing_values(records.wins, records.outcomes, until=records.today)
    words: dict[tuple[str, object], str] = {}
    told = [line for frame in (records.wins, records.outcomes) for line in _days(frame, start, end).index]
    for line, row in values[values.index.isin(told)].iterrows():
        table = "outcomes" if row["outcome"] else "wins"
        if records.frames[table].loc[line, "value_status"] == "confirmed":
            span = " in the first twelve months" if row["kind"] == "recurring" else ""
            words[table, line] = f"{money.full(float(row['value']))}{span}, confirmed, my share"
    return words


def _with_worth(came: str, worth: str) -> str:
    return f"{came.rstrip('.')} ({worth})." if came and worth else came


def _written(
    records: Records, told: list[_Told], found: int, start: date, end: date, notes: tuple[str, ...]
) -> Highlight:
    shown = told[-MOST:]
    if end - start >= timedelta(days=7):
        lead = "The last two weeks:" if end == records.today else f"The two weeks to {day(end)}:"
    else:
        lead = "This week:" if start == monday(records.today) else f"The week of {day(start)}:"
    text = " ".join([lead, *(part for item in shown for part in (item.done, item.came) if part)])
    last = shown[-1]
    changes = last.strength[0] > 0 and bool(last.came)
    left_out = [
        f"{counted(len(told) - len(shown), 'weaker one is', 'weaker ones are', spelled=True)} left out, to keep it"
        " short" * (len(told) > len(shown)),
        f"{counted(found - len(told), 'more is', 'more are', spelled=True)} confidential or for other readers"
        * (found > len(told)),
    ]
    said = "; ".join(part for part in left_out if part)
    estimates = "Values that nobody has confirmed are not in it: they are estimates."
    valued = pd.concat(
        [_days(frame, start, end)[["value", "value_status"]] for frame in (records.wins, records.outcomes)]
    )
    unsure = bool((valued["value"].notna() & (valued["value_status"] != "confirmed")).any())
    notes += tuple(
        note for note in (f"{said[:1].upper()}{said[1:]}." if said else "", estimates if unsure else "") if note
    )
    if not changes:
        notes += ("It does not end on a change yet.",)
    return Highlight(text, start, end, len(shown), changes, notes, last.asks)
