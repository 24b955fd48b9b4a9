"""Pay that is not on record, and market data of one's own that are out of date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.core.model import counted, day, short
from advocacy_kit.review.gaps.context import GapContext
from advocacy_kit.review.gaps.gap import Gap, Row, make

DECIDED = pd.Timedelta(days=120)  # by then what a review decided about pay has come into force
LONGEST = pd.DateOffset(months=18)  # a year, and half of one for a round that was late


def missing_pay(look: GapContext) -> Gap | None:
    """No base pay on record; or none since the last annual or promotion review, or for a year and a half."""
    base = look.known("pay")
    base = base[base["element"] == "base"].sort_values("date", kind="stable")
    if base.empty:
        action = (
            "Write down your base pay (notebook 4), a row for each change: every comparison with a market begins"
            " with it"
        )
        return make("missing_pay", "No base pay is on record", "medium", 10, (), action, facts=("no base pay",))
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
        "missing_pay",
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
        "stale_market",
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
