"""What is wrong between tables, each row being fine by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from advocacy_kit.core.cells import as_compared
from advocacy_kit.core.model import Records
from advocacy_kit.core.tables import PAYMENTS
from advocacy_kit.core.values import split_list
from advocacy_kit.log.asks import asks_of, foreign_state
from advocacy_kit.log.rubric import names_of

# table, column -> the table whose ids it holds
REFERENCES = {
    ("wins", "goals"): "goals",
    ("wins", "objectives"): "objectives",
    ("wins", "competencies"): "competencies",
    ("wins", "known_to"): "people",
    ("wins", "audience"): "people",
    ("outcomes", "win_id"): "wins",
    ("goals", "objectives"): "objectives",
    ("checkins", "goal_id"): "goals",
    ("objectives", "owner"): "people",
    ("doubts", "answered_by"): "wins",
    ("options", "ask_id"): "asks",
    ("milestones", "ask_id"): "asks",
    ("milestones", "goal_id"): "goals",
    ("steps", "ask_id"): "asks",
}


@dataclass(frozen=True)
class Doubt:
    """Something that does not fit: where, what, and how to mend it."""

    table: str
    line: int
    column: str
    code: str
    message: str
    fix: str


def doubts(records: Records) -> tuple[Doubt, ...]:
    """Return everything that does not fit between the tables, by table and line."""
    found = [*_references(records), *_dead_evidence(records), *_dates(records), *_ranges(records), *_states(records)]
    return tuple(sorted(found, key=lambda doubt: (list(records.frames).index(doubt.table), doubt.line)))


def _references(records: Records) -> Iterator[Doubt]:
    for (table, column), target in REFERENCES.items():
        frame, other = records.frames[table], records.frames[target]
        known = set(other["id"])
        names = set(other["name"].str.casefold()) if target == "people" else set()
        if target == "competencies":  # as the rubric reads them
            names = {name for _, row in other.iterrows() for name in names_of(row)}
        for line, cell in frame[column].dropna().items():
            for key in split_list(cell):
                if key not in known and as_compared(key) not in names:
                    fix = f"Add it to {target}.csv, or correct it; ids there: {', '.join(sorted(known)[:5]) or 'none'}."
                    if known and all(other_id.startswith("~") for other_id in known):
                        fix = f"{target}.csv has no ids: advocacy-kit add-column DIR {target} id"
                    yield Doubt(table, int(str(line)), column, "K034", f"{target}.csv has no id {key}", fix)


def _dead_evidence(records: Records) -> Iterator[Doubt]:
    wins = set(records.wins["id"])
    for table in ("wins", "outcomes", "causes"):
        for line, cell in records.frames[table]["evidence"].dropna().items():
            for item in split_list(cell):
                if not records.evidence.get(item, True) and not (table == "causes" and item in wins):
                    yield Doubt(
                        table,
                        int(str(line)),
                        "evidence",
                        "K035",
                        f"the evidence {item} leads nowhere",
                        "Put the file there, or correct the path.",
                    )


def _ranges(records: Records) -> Iterator[Doubt]:
    for line, row in records.market.iterrows():
        if row["high"] < row["low"]:
            yield Doubt(
                "market",
                int(str(line)),
                "high",
                "K049",
                "the highest pay is below the lowest; the row is left out",
                "Swap low and high.",
            )
    for line, row in records.bands.iterrows():
        if not row["minimum"] < row["maximum"]:
            words, fix = (
                "the maximum of the band is not above its minimum; the row is left out",
                "Swap minimum and maximum, or correct one.",
            )
            yield Doubt("bands", int(str(line)), "maximum", "K049", words, fix)
    for line, payments in records.published["payments"].dropna().items():
        if not PAYMENTS[0] <= payments <= PAYMENTS[1]:
            words, fix = (
                "an unusual figure for the payments of a year",
                "Write how many months' pay make a year: 12 to 16 are usual.",
            )
            yield Doubt("published", int(str(line)), "payments", "K049", words, fix)


def _states(records: Records) -> Iterator[Doubt]:
    for ask in asks_of(records):
        if not ask.known_state:
            issue = foreign_state(ask)
            yield Doubt("asks", ask.line, "state", issue.code, issue.message, issue.fix)


def _too_early(records: Records) -> Iterator[Doubt]:
    """Yield the first win that is dated before the job began, as far as the tables say when that was."""
    profile, pay = records.profile, records.pay
    paid = pay.loc[pay["element"] == "base", "date"].min()
    known = [] if pd.isna(paid) else [(paid - pd.DateOffset(years=1), "a year before the first pay on record")]
    if profile.experience_years is not None:
        began = pd.Timestamp(records.today) - pd.DateOffset(years=int(profile.experience_years) + 1)
        known.append((began, "before your working life began, as profile.toml has it"))
    for began, words in known:
        early = records.wins[records.wins["date"] < began]
        if len(early):
            more = f", and so are {len(early) - 1} more" if len(early) > 1 else ""
            message = f"{early['date'].iloc[0].date()} is {words}{more}"
            yield Doubt("wins", int(str(early.index[0])), "date", "K036", message, "Check the year.")
            return


def _dates(records: Records) -> Iterator[Doubt]:
    goals = records.goals
    for line, row in goals.iterrows():
        if row["due"] < row["start"]:
            yield Doubt(
                "goals", int(str(line)), "due", "K036", "the goal is due before it starts", "Correct one of the dates."
            )
    starts = goals.drop_duplicates("id").set_index("id")["start"]
    for line, row in records.checkins.iterrows():
        if row["goal_id"] in starts.index and row["date"] < starts[row["goal_id"]]:
            yield Doubt(
                "checkins",
                int(str(line)),
                "date",
                "K036",
                "the check-in is before its goal starts",
                "Correct one of the dates.",
            )
    wins = records.wins.drop_duplicates("id").set_index("id")["date"]
    for line, row in records.outcomes.iterrows():
        if row["win_id"] in wins.index and row["date"] < wins[row["win_id"]]:
            yield Doubt(
                "outcomes", int(str(line)), "date", "K036", "the outcome is before its win", "Correct one of the dates."
            )
    yield from _too_early(records)
    pay = records.pay
    for line, row in pay.iterrows():
        yearly, hourly = row["per"] == "year" and row["amount"] < 1000, row["per"] == "hour" and row["amount"] > 1000
        if row["element"] == "base" and (yearly or hourly):
            yield Doubt(
                "pay",
                int(str(line)),
                "amount",
                "K049",
                f"an unusual figure for base pay by the {row['per']}",
                "Check amount and per.",
            )
    for element, rows in pay.groupby("element", sort=False):
        latest = pd.Timestamp.min
        for line, when in rows["date"].items():
            if when < latest:
                yield Doubt(
                    "pay",
                    int(str(line)),
                    "date",
                    "K036",
                    f"{element} pay is out of order",
                    "Put the rows in the order of their dates.",
                )
            latest = max(latest, when)
