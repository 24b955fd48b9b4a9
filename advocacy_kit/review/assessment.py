"""The self-assessment: own ratings beside what the data show, where the two disagree.

And which doubts a win answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.core.model import Finding, Records, counted, day, short
from advocacy_kit.core.values import split_list
from advocacy_kit.log.periods import known, records_at
from advocacy_kit.review.signs import RULES, Sign

DIMENSIONS = tuple(RULES)
APART = 2.0  # points between own rating and data from which the two disagree
# what rests on dated rows alone can be shown for a quarter that is over; the rest is known of today only
_DATED = ("evidence", "composure", "fit to the listener", "figure")
_DATED_TABLES = ("wins", "outcomes", "practice", "pay", "market", "published", "asks", "reviews")
EARLIER = 4
DOUBT_HEAD = ("doubt", "since", "answered by")


@dataclass(frozen=True)
class Rated:
    """One dimension in one quarter ("2026 Q3").

    `own` rating (None: not rated) with its `note`, and what the data show.
    """

    dimension: str
    quarter: str
    own: float | None
    data: Sign
    note: str = ""

    @property
    def apart(self) -> float:
        """How far the own rating lies above the data; 0 where one of them is missing."""
        return 0.0 if self.own is None or self.data.rating is None else self.own - self.data.rating

    @property
    def disagreement(self) -> str:
        """Own rating and data in a sentence where they lie two points or more apart, else empty."""
        if abs(self.apart) < APART:
            return ""
        yet = (
            f"yet {self.data.lacks}"
            if self.apart > 0 and self.data.lacks
            else f"while the data show {self.data.rating:g}: {self.data.facts}"
        )
        return f"{self.dimension} {self.own:g} of 5, {yet}"


@dataclass(frozen=True)
class Doubted:
    """A doubt and the wins that answer it; without one it is open."""

    doubt: str
    key: str
    since: date
    answers: tuple[str, ...]

    @property
    def words(self) -> str:
        """What answers it, or that it is open."""
        return "; ".join(f"“{short(win)}”" for win in self.answers) or "open: no win answers it yet"


@dataclass(frozen=True)
class Assessment:
    """All eight dimensions in their order.

    `now` (the newest own rating beside today's data), `earlier` quarters, newest first.
    """

    now: tuple[Rated, ...]
    earlier: tuple[Rated, ...]
    doubts: tuple[Doubted, ...]
    unknown: tuple[str, ...] = ()

    @property
    def disagreements(self) -> tuple[Rated, ...]:
        """Where own rating and data lie two points or more apart.

        First what is rated higher than the data show, then the widest.
        """
        apart = (rated for rated in self.now if rated.disagreement)
        return tuple(sorted(apart, key=lambda rated: ((rated.own or 0) < (rated.data.rating or 0), -abs(rated.apart))))


def self_assessment(records: Records) -> Assessment:
    """Return own ratings beside what the data show.

    Of each dimension and quarter the newest rating counts. What the data showed in a quarter that is over is computed
    from the rows dated by its end, and only for dimensions whose facts all bear a date. Names that are none of the
    eight dimensions come out as `unknown`.
    """
    rows = known(records, "assessments").sort_values("date", kind="stable")
    named = rows["dimension"].str.strip().str.casefold()
    rows = rows.assign(dimension=named, quarter=rows["date"].map(_quarter))
    unknown = tuple(dict.fromkeys(named[~named.isin(DIMENSIONS)]))
    newest = rows[named.isin(DIMENSIONS)].drop_duplicates(["dimension", "quarter"], keep="last")
    this = _quarter(pd.Timestamp(records.today))
    now = tuple(
        _rated(newest[newest["dimension"] == name].tail(1), name, this, rule(records)) for name, rule in RULES.items()
    )
    before = sorted(set(newest["quarter"]) - {this}, reverse=True)[:EARLIER]
    earlier = []
    for quarter in before:
        then = as_of(records, pd.Period(quarter.replace(" ", ""), "Q").end_time.date())
        for name in DIMENSIONS:
            own = newest[(newest["dimension"] == name) & (newest["quarter"] == quarter)]
            sign = RULES[name](then) if name in _DATED else Sign(None, "not known of that day")
            earlier.append(_rated(own, name, quarter, sign))
    return Assessment(now, tuple(earlier), _doubts(records), unknown)


def as_of(records: Records, when: date) -> Records:
    """Return the records as their dated rows stood at the end of a day."""
    return records_at(records, when, _DATED_TABLES)


def assessment_finding(records: Records, assessed: Assessment | None = None) -> Finding:
    """Return the self-assessment as a picture's finding.

    The frame has a row a dimension and quarter, the present state first: `dimension`, `quarter`, `now` (bool), `own`
    and `data` (1 to 5, NaN where missing), `words` (the facts, or the disagreement), `apart` (bool).
    """
    assessed = assessed or self_assessment(records)
    rows = [
        (r.dimension, r.quarter, now, r.own, r.data.rating, _words(r), bool(r.disagreement))
        for now, group in ((True, assessed.now), (False, assessed.earlier))
        for r in group
    ]
    frame = pd.DataFrame(rows, columns=["dimension", "quarter", "now", "own", "data", "words", "apart"])
    frame = frame.astype({"own": "float64", "data": "float64"})
    title = _title(assessed)
    quarters = len({r.quarter for r in assessed.earlier})
    pale = f"; {counted(quarters, 'earlier quarter', spelled=True)} pale" if quarters else ""
    told = " ".join(
        f"{r.dimension[:1].upper()}{r.dimension[1:]}: own rating {_said(r.own)}, data {_said(r.data.rating)}"
        f" ({r.data.facts})."
        for r in assessed.now
    )
    return Finding(
        frame=frame,
        title=title,
        subtitle=f"Your own rating and what your tables show, from 1 to 5{pale}",
        source=(
            f"Source: assessments.csv, {counted(len(records.assessments), 'rating')}; your other tables. Drawn"
            f" {day(records.today)}."
        ),
        alt=f"{title}. {told}",
        answer=_answer(assessed),
    )


def doubt_rows(assessed: Assessment) -> tuple[tuple[str, ...], ...]:
    """Return the doubts as rows of text: the doubt, since when, what answers it."""
    return tuple((doubted.doubt, doubted.since.isoformat(), doubted.words) for doubted in assessed.doubts)


def _rated(own: pd.DataFrame, name: str, quarter: str, sign: Sign) -> Rated:
    if own.empty:
        return Rated(name, quarter, None, sign)
    row = own.iloc[-1]
    return Rated(
        name, str(row["quarter"]), float(row["rating"]), sign, row["note"] if isinstance(row["note"], str) else ""
    )


def _quarter(when: pd.Timestamp) -> str:
    return f"{when.year} Q{when.quarter}"


def _doubts(records: Records) -> tuple[Doubted, ...]:
    wins = {key: win for key, win in zip(records.wins["id"], records.wins["win"], strict=True) if isinstance(key, str)}
    return tuple(
        Doubted(
            row.doubt,
            str(row.id),
            row.date.date(),
            tuple(wins[key] for key in split_list(row.answered_by) if key in wins),
        )
        for row in known(records, "doubts").itertuples()
    )


def _said(rating: float | None) -> str:
    return "none" if rating is None else f"{rating:g}"


def _words(rated: Rated) -> str:
    if rated.disagreement:
        return rated.disagreement.removeprefix(f"{rated.dimension} ")
    return f"no data: {rated.data.facts}" if rated.data.rating is None else rated.data.facts


def _title(assessed: Assessment) -> str:
    if all(rated.own is None for rated in assessed.now):
        return "You have not rated yourself yet"
    if found := assessed.disagreements:
        said = found[0].disagreement
        return f"{said[:1].upper()}{said[1:]}"
    both = sum(rated.own is not None and rated.data.rating is not None for rated in assessed.now)
    return (
        f"Own rating and data agree wherever both are there: {counted(both, 'dimension')}"
        if both
        else "The data cannot answer your ratings yet"
    )


def _answer(assessed: Assessment) -> str:
    found = assessed.disagreements
    parts = []
    if found:
        names = ", ".join(rated.dimension for rated in found)
        parts.append(
            f"Own rating and data lie two points or more apart in {counted(len(found), 'dimension', spelled=True)}:"
            f" {names}."
        )
    silent = [rated.dimension for rated in assessed.now if rated.data.rating is None]
    if silent:
        parts.append(f"No data on {', '.join(silent)}: nothing on file can show it, and that is no bad mark.")
    left = [doubted for doubted in assessed.doubts if not doubted.answers]
    if left:
        parts.append(f"{counted(len(left), 'doubt is', 'doubts are')} open; the first: “{short(left[0].doubt, 80)}”")
    if assessed.unknown:
        parts.append(f"assessments.csv rates what is none of the eight dimensions: {', '.join(assessed.unknown)}.")
    return " ".join(parts) or "Own ratings and data agree within two points."
