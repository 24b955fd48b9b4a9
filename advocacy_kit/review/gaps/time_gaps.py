"""When things happened and of which kind they are; pay and market data that are missing or out of date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from advocacy_kit.core.model import counted, day, month_name, month_year, short
from advocacy_kit.log.impact import NO_GROUP
from advocacy_kit.log.periods import FEW_WINS, MINUTES_A_WIN, Quiet, quiet_stretches
from advocacy_kit.review.gaps.gap import Gap, GapContext, Row, gap, make, rows_of

RECENT_DAYS = 92
SKEWED = 0.6


def few_wins(look: GapContext) -> Gap | None:
    """Below ten wins nothing else is said."""
    missing = FEW_WINS - len(look.log)
    if missing <= 0:
        return None
    few = make(
        f"Not enough yet: {counted(len(look.log), 'win')} on record",
        "low",  # to have begun is no fault
        MINUTES_A_WIN * missing,
        rows_of(look.log),
        f"Look back month by month and log {counted(missing, 'more win', 'more wins')}; then the rest of this page has"
        " something to say",
        facts=() if len(look.log) else ("no wins",),
        mends=missing,
    )
    return replace(few, kind="few_wins")


@gap("quiet_months")
def quiet_months(look: GapContext) -> Gap | None:
    """Months with hardly any win in the period of the review."""
    wins = look.log
    first = wins["date"].min()
    begin = max(look.start, first) if pd.notna(first) else look.start
    stretches = quiet_stretches(wins, look.records.today, start=begin.date(), least=1)
    if not stretches:
        return None
    longest = max(stretches, key=lambda stretch: stretch.months)
    months = sum(stretch.months for stretch in stretches)
    span = _span(longest)
    title = f"{span} was quiet: {longest.words}" if months == 1 else f"{months} quiet months: {_named(stretches)}"
    dates = look.wins["date"].dt.date
    inside = look.wins[dates.map(lambda when: any(q.start <= when <= q.end for q in stretches)).astype(bool)]
    return make(
        title,
        "high" if months >= 3 else "medium",
        10 * months,
        rows_of(inside),
        f"Go through calendar and mail of {span}: what did you finish, mend or teach?",
        facts=(*(f"{q.start} to {q.end}" for q in stretches), *inside["id"]),
        mends=months,
    )


def _span(quiet: Quiet, *, year: bool = True) -> str:
    """Return a run of quiet months by name, such as "March to May 2026"."""
    last = month_year(quiet.end) if year else month_name(quiet.end)
    if quiet.months == 1:
        return last
    first = month_year(quiet.start) if year and quiet.start.year != quiet.end.year else month_name(quiet.start)
    return f"{first} to {last}"


def _named(stretches: Sequence[Quiet], most: int = 4) -> str:
    """Return all runs by name, "June and August 2026"; a year stands once, after the last run that ends in it."""
    shown = stretches[-most:]
    after = [*(quiet.start.year for quiet in shown[1:]), None]
    ends = [following != quiet.end.year for quiet, following in zip(shown, after, strict=True)]
    names = [
        _span(quiet, year=last or quiet.start.year != quiet.end.year) for quiet, last in zip(shown, ends, strict=True)
    ]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{listed}, and earlier ones" if len(stretches) > most else listed


@gap("recency")
def recency(look: GapContext) -> Gap | None:
    """Most of the period's wins lie in its last three months, by their own dates.

    A reader asks what happened before.
    """
    wins = look.wins
    recent = wins[wins["date"] > look.today - pd.Timedelta(days=RECENT_DAYS)]
    if len(wins) == 0 or (look.today - look.start).days < 2 * RECENT_DAYS or len(recent) <= SKEWED * len(wins):
        return None
    return make(
        f"{len(recent)} of {counted(len(wins), 'win')} happened in the last three months",
        "medium",
        30,
        rows_of(recent),
        "Go through the earlier months and log what is missing, with later outcomes of older wins",
        mends=1,
    )


OVERWEIGHT = 0.6


@gap("one_category")
def one_category(look: GapContext) -> Gap | None:
    """Most wins of the period are of one category."""
    wins = look.wins
    named = wins["category"].fillna(NO_GROUP).str.strip().str.casefold()
    counts = named[named != NO_GROUP].value_counts()
    if len(counts) == 0 or counts.iloc[0] <= OVERWEIGHT * len(wins):
        return None
    heaviest = wins[named == counts.index[0]]
    others = ", ".join(str(name) for name in counts.index[1:3])
    return make(
        f"{len(heaviest)} of {len(wins)} wins are {counts.index[0]}",
        "low",
        15,
        rows_of(heaviest),
        f"Look for wins of another kind{f', such as {others}' if others else ''}",
        mends=1,
    )


DECIDED = pd.Timedelta(days=120)  # by then what a review decided about pay has come into force
LONGEST = pd.DateOffset(months=18)  # a year, and half of one for a round that was late


@gap("missing_pay")
def missing_pay(look: GapContext) -> Gap | None:
    """No base pay on record; or none since the last annual or promotion review, or for a year and a half."""
    base = look.known("pay")
    base = base[base["element"] == "base"].sort_values("date", kind="stable")
    if base.empty:
        action = (
            "Write down your base pay (notebook 4), a row for each change: every comparison with a market begins"
            " with it"
        )
        return make("No base pay is on record", "medium", 10, (), action, facts=("no base pay",))
    newest = base["date"].iloc[-1]
    past = look.records.reviews
    past = past[past["kind"].isin(["annual", "promotion"]) & (past["date"] < look.today - DECIDED)]
    reviewed = past["date"].max() if len(past) else pd.NaT
    if pd.notna(reviewed) and newest < reviewed:
        title = f"No base pay is on record since the review of {day(reviewed.date())}"
    elif newest < look.today - LONGEST:
        title = f"The newest base pay on record is of {day(newest.date())}"
    else:
        return None
    line = int(str(base.index[-1]))
    action = f"Write down each change since {day(newest.date())}; if there was none, set this aside and say so"
    return make(
        title,
        "low",
        5,
        (Row("pay.csv", line, str(line)),),
        action,
        facts=(f"base pay of {newest.date()}",),
    )


@dataclass(frozen=True)
class _Old:
    """A row that is out of date: where, what it is called, since when, what to do."""

    row: Row
    name: str
    since: date
    words: str
    action: str


@gap("stale_market")
def stale_market(look: GapContext) -> Gap | None:
    """Own rows of market.csv, published.csv and bands.csv that are older than a year or have ended.

    And that no newer row replaces.

    A newer row of the same occupation (or title) and country replaces one of market.csv and, with the same area, one
    of published.csv; one of the same level, country and area a band.
    """
    old = sorted(
        (*_market(look), *_PUBLISHED.old(look), *_BANDS.old(look)), key=lambda found: found.since, reverse=True
    )
    if not old:
        return None
    first = old[0]
    rows = sorted((found.row for found in old), key=lambda row: (row.file, row.line))
    return make(
        (
            f"{first.words}, and nothing newer is on file"
            if len(old) == 1
            else f"{counted(len(old), 'row')} of your own market data are out of date, the newest of {day(first.since)}"
        ),
        "medium",
        min(5 * len({found.name for found in old}), 60),
        tuple(rows),
        first.action,
        facts=(f"{found.row.file} {found.name} {found.since}" for found in old),
    )


def _market(look: GapContext) -> list[_Old]:
    rows = look.known("market")
    expired = rows["expires"] < look.today
    found = []
    for line, row in _unreplaced(look, rows, ("country", "occupation"), "title", fresh=~expired).iterrows():
        ended = bool(expired[line])
        since = (row["expires"] if ended else row["date"]).date()
        name = short(str(row["title"]), 50)
        words = f"The {row['kind']} “{name}” {'ended on' if ended else 'is of'} {day(since)}"
        action = f"Look for “{name}” again, and write down what you find with the day you saw it"
        found.append(_Old(_row("market.csv", line), str(row["title"]), since, words, action))
    return found


@dataclass(frozen=True)
class _Dated:
    """A table whose rows only grow old.

    What makes two rows the same, the column with the name, what is said of a row and what to do.
    """

    table: str
    same: tuple[str, ...]
    otherwise: str
    named: str
    words: str
    action: str

    def old(self, look: GapContext) -> list[_Old]:
        found = []
        for line, row in _unreplaced(look, look.known(self.table), self.same, self.otherwise).iterrows():
            since, name = row["date"].date(), short(str(row[self.named]), 50)
            words = f"{self.words.format(name=name)} is of {day(since)}"
            found.append(
                _Old(_row(f"{self.table}.csv", line), str(row[self.named]), since, words, self.action.format(name=name))
            )
        return found


_PUBLISHED = _Dated(
    "published",
    ("country", "area", "occupation"),
    "title",
    "source",
    "The table “{name}”",
    "Look whether “{name}” has a newer edition, and add its row",
)
_BANDS = _Dated(
    "bands",
    ("level", "country", "area"),
    "level",
    "level",
    "The band of {name}",
    "Ask for the present band of {name}, and add it with the day from which it holds",
)


def _unreplaced(
    look: GapContext, rows: pd.DataFrame, same: tuple[str, ...], otherwise: str, *, fresh: pd.Series | None = None
) -> pd.DataFrame:
    """Return the rows that are out of date and have no fresh one beside them.

    `otherwise` is compared where the last of `same` is blank.
    """
    if rows.empty:
        return rows
    young = rows["date"] >= look.today - pd.DateOffset(years=1)
    fresh = young if fresh is None else young & fresh
    plain = {
        name: rows[name].astype("object").fillna("").map(lambda text: str(text).strip().casefold())
        for name in {*same, otherwise}
    }
    last = plain[same[-1]].where(plain[same[-1]] != "", plain[otherwise])
    keys = pd.Series(
        list(zip(*(plain[name] for name in same[:-1]), last, strict=True)), index=rows.index, dtype="object"
    )
    replaced = set(keys[fresh])
    return rows[~fresh & ~keys.map(replaced.__contains__).astype(bool)]


def _row(file: str, line: object) -> Row:
    return Row(file, int(str(line)), str(line))
