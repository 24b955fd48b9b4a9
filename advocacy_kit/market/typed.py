"""Tables of percentiles that a national office prints, typed in by the user (`published.csv`), inside a peer group."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from advocacy_kit.core.errors import BeyondPublished
from advocacy_kit.core.model import as_day, month_year
from advocacy_kit.core.tables import PAYMENTS
from advocacy_kit.market.cell import Floor, PrintedPoints, curve_of
from advocacy_kit.market.peer_query import NO_RATIO, PeerQuery, country_of, plain, plain_code, the
from advocacy_kit.market.source import Answer, Holding, Source, family_of
from advocacy_kit.stats.benchmark import SourceValue
from advocacy_kit.stats.quantiles import PublishedPercentiles

SHARES = {"p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p90": 0.90}


@dataclass(frozen=True, eq=False, repr=False)
class TypedPeers(Source):
    """The row of one publisher's table that fits, and the ones shown beside it."""

    row: pd.Series
    line: int
    query: PeerQuery
    factor: float  # from the table's period to the unit asked for
    back_off: tuple[str, ...]
    left_out: tuple[str, ...]
    others: tuple[TypedPeers, ...] = ()

    kind = "published"
    refusal = ""
    quality = None

    what = "percentiles typed in by you"

    @property
    def size_said(self) -> str:
        """How many people the table says it is of."""
        return f"{self.row['n']:,.0f} people" if self.row["n"] > 0 else "not said"

    @property
    def curve_as_published(self) -> Any:
        """The percentiles of the row."""
        return self.published

    def percentile_rows(self, on: date, rate: float, *, counts: bool) -> Sequence[dict[str, object]]:
        """Return the row that fits, and the ones beside it."""
        rows = [*super().percentile_rows(on, rate, counts=counts)]
        for beside in self.others:
            row = beside.percentile_row(beside.curve(rate), beside.day, on, rate)
            rows.append(row | {"release": month_year(beside.day)})
        return rows

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.row["source"])

    @property
    def family(self) -> str:
        """Its publisher, or the family that the publisher belongs to."""
        publisher = self.row["publisher"]
        return family_of(str(publisher) if isinstance(publisher, str) else "", self.name)

    @property
    def day(self) -> date:
        """The day to which the figures refer."""
        return as_day(self.row["date"].to_pydatetime())

    @property
    def place(self) -> str:
        """The table's area, or its country."""
        return self.row["area"] if isinstance(self.row["area"], str) else self.query.country_name

    @property
    def local(self) -> bool:
        """Whether the row is of the area asked for; of the whole country where none is."""
        here = self.row["area"]
        return _fits(here, self.query) if isinstance(here, str) else not self.query.area

    @property
    def ignored(self) -> tuple[str, ...]:
        """What was asked for and the table does not say."""
        named = (
            ("level", self.query.level),
            ("industry", self.query.industry),
            ("employer size", self.query.employer_size),
        )
        words = [
            f"{label} “{value}” is ignored for {self.name}, which does not say it" for label, value in named if value
        ]
        return (
            *words,
            *(
                [f"experience is ignored for {self.name}, which does not say it"]
                if self.query.experience is not None
                else []
            ),
        )

    @cached_property
    def printed(self) -> dict[float, float]:
        """Wage at each printed share below the cap, in the unit asked for."""
        cap = self.row["cap"]
        points = {share: float(self.row[name]) for name, share in SHARES.items() if self.row[name] == self.row[name]}
        return {share: wage * self.factor for share, wage in points.items() if not wage >= cap}

    @cached_property
    def published(self) -> PublishedPercentiles | PrintedPoints:
        """The percentiles as a curve, or as points where fewer than three lie below the cap."""
        censored = (share for name, share in SHARES.items() if self.row[name] >= self.row["cap"])
        floor = next((Floor(share, float(self.row["cap"]) * self.factor) for share in censored), None)
        return curve_of(self.printed, floor)

    def curve(self, _rate: float) -> PublishedPercentiles | PrintedPoints:
        """Return the same curve, at the table's own day and place."""
        return self.published

    def geography(self, _percentile: float) -> tuple[float, float, str]:
        """Return the factor to the place asked for: always 1, for no ratio is known outside OEWS.

        With its standard error.
        """
        if self.local:
            return 1.0, 0.0, ""
        return NO_RATIO

    def value(self, percentile: float, _on: date, _rate: float) -> SourceValue:
        """Return the printed value at a percentile.

        Its standard error follows from `n` where the table says it: √(p(1−p)/n) over the density of the curve.

        Raises:
            BeyondPublished: if the percentile lies outside what is printed.

        """
        factor, log_se, geography = self.geography(percentile)
        value = self.published.quantile(percentile)
        notes = [f"{self.name}: {self.place}"]
        notes += [f"geography: {geography}"] if geography else []
        notes += (
            [] if len(self.printed) >= 3 else ["fewer than three percentiles lie below its cap: only these are used"]
        )
        if self.factor != 1.0:
            notes.append(f"turned into pay by the {self.query.unit} by ×{self.factor:.4g}, as the table's payments say")
        se = self._error(percentile, value)
        notes.append("sampling error from its n" if math.isfinite(se) else self._no_error(percentile))
        return SourceValue(
            value,
            self.day,
            se=se,
            geography=factor,
            geography_se=log_se,
            name=self.name,
            rows=f"published.csv line {self.line}: {self.name}, {self.place}",
            note="; ".join(notes),
        )

    def _error(self, percentile: float, value: float) -> float:
        n = self.row["n"]
        if not self._bounded(percentile) or not isinstance(self.published, PublishedPercentiles):
            return math.nan
        step = 1e-4
        try:
            low, high = (self.published.rank(value * math.exp(way * step)) / 100 for way in (-1, 0))
        except BeyondPublished:
            low, high = (self.published.rank(value * math.exp(way * step)) / 100 for way in (0, 1))
        density = (high - low) / step
        return max(0.005, math.sqrt(percentile * (1 - percentile) / n) / density) if density > 0 else math.nan

    def _bounded(self, percentile: float) -> bool:
        """Whether n people bound the percentile on both sides: p^n and (1−p)^n at most 2.5%."""
        n = self.row["n"]
        return bool(n > 0 and max(percentile, 1 - percentile) ** n <= 0.025)

    def _no_error(self, percentile: float) -> str:
        if not self.row["n"] > 0:
            return "it names neither its n nor an error"
        return "no curve gives an error from its n" if self._bounded(percentile) else "n is too small to bound it"


def _fits(area: str, query: PeerQuery) -> bool:
    return plain(area) in (plain(query.area or query.country), plain(query.place)) or (
        query.lies_in is not None and query.lies_in(area)
    )


def typed_peers(table: pd.DataFrame, query: PeerQuery) -> Answer:
    """Return for each publisher the row that fits best, and how many rows were left out by reason.

    The row of the area asked for counts before one of the whole country; then the newest.
    """
    factors = np.array([_factor(row, query.unit) for _, row in table.iterrows()])
    no_year = _no_year(table, query.unit)
    codes = table["occupation"].map(
        lambda code: (
            isinstance(code, str) and plain_code(code) in {plain_code(query.code), plain_code(query.occupation)}
        )
    )
    wanted = {plain(text) for text in (query.occupation, query.title) if text}
    job = codes.astype(bool) | table["title"].map(
        lambda title: isinstance(title, str) and plain(title) in wanted
    ).astype(bool)
    area = table["area"].map(lambda text: not isinstance(text, str) or _fits(text, query)).astype(bool)
    typed = table[list(SHARES)]
    censored = typed.ge(table["cap"], axis=0)
    wages = typed.where(~censored)
    last = pd.Timestamp(query.today) if query.today else pd.Timestamp.max
    dated = query.today is not None and query.max_age is not None
    first = last - pd.Timedelta(days=round(365.25 * (query.max_age or 0))) if dated else pd.Timestamp.min
    tests = (
        ("another country", table["country"].map(lambda text: country_of(str(text)) == query.country)),
        ("another occupation", job),
        (f"not {query.element} pay", table["element"] == query.element),
        ("another currency", table["currency"].str.upper() == query.currency),
        *(
            (f"payments of {one:g} make no year: 12 to 16 are usual", no_year != one)
            for one in sorted(set(no_year.dropna()))
        ),
        (f"by another period than the {query.unit}; `payments` says how many months a year has", np.isfinite(factors)),
        ("dated in the future", table["date"] <= last),
        (f"older than {query.max_age or 0:g} years", table["date"] >= first),
        ("another area", area),
        ("no percentile below the cap", wages.notna().any(axis=1) | ~censored.any(axis=1)),
        ("its percentiles decrease", ~(wages.ffill(axis=1).diff(axis=1) < 0).any(axis=1)),
        ("fewer than three percentiles", (wages.notna().sum(axis=1) >= 3) | censored.any(axis=1)),
    )
    kept = np.ones(len(table), dtype=bool)
    reasons = []
    for reason, passed in tests:
        lost = int((kept & ~np.asarray(passed, dtype=bool)).sum())
        if lost and reason not in ("another country", "another occupation"):
            reasons.append(f"{lost} row{'s' if lost > 1 else ''} of published.csv left out: {reason}")
        kept &= np.asarray(passed, dtype=bool)
    found: dict[str, list[TypedPeers]] = {}
    for place in np.flatnonzero(kept):
        peers = TypedPeers(table.iloc[place], int(str(table.index[place])), query, float(factors[place]), (), ())
        found.setdefault(peers.family, []).append(peers)
    chosen = []
    for rows in found.values():
        first, *others = sorted(rows, key=lambda peers: (peers.local, peers.row["date"]), reverse=True)
        back_off = (
            ()
            if first.local
            else (f"{first.name} has no row for {the(query.place)}; so {the(first.place)} is taken instead",)
        )
        chosen.append(TypedPeers(first.row, first.line, query, first.factor, back_off, (), tuple(others)))
    return Answer(chosen, reasons)


@dataclass(frozen=True, eq=False, repr=False)
class TypedTables(Holding):
    """The rows of published.csv."""

    table: pd.DataFrame

    table_file = "published.csv"

    def __repr__(self) -> str:
        return f"{len(self.table)} rows of typed-in tables"

    @property
    def countries(self) -> Collection[str]:
        """The countries of its rows."""
        return set(self.table["country"].dropna())

    @cached_property
    def jobs(self) -> tuple[tuple[str, str], ...]:
        """Code and title of each row."""
        return self.jobs_of(None)

    def jobs_of(self, country: str | None) -> tuple[tuple[str, str], ...]:
        """Return code and title of each row of a country; None is any."""
        rows = self.table if country is None else self.table[self.table["country"].map(country_of) == country]
        return tuple(zip(rows["occupation"].fillna(""), rows["title"].fillna(""), strict=True))

    def currencies(self, country: str) -> Collection[str]:
        """Return the currencies of the country's rows."""
        if not len(self.table):
            return ()
        rows = self.table["country"].map(country_of) == country
        return set(self.table.loc[rows, "currency"].dropna().str.upper())

    def answer(self, query: PeerQuery, _found: Sequence[Source]) -> Answer:
        """Return the rows that fit, one a publisher."""
        return typed_peers(self.table, query) if len(self.table) else Answer()


def _factor(row: pd.Series, unit: str) -> float:
    """Return the factor from a row's period to the unit; NaN where none is known: payments are asked, never assumed."""
    per = row["per"]
    if per == unit:
        return 1.0
    payments = row["payments"] if "payments" in row.index else math.nan
    if {per, unit} == {"month", "year"} and PAYMENTS[0] <= payments <= PAYMENTS[1]:
        return float(payments) if unit == "year" else 1 / float(payments)
    return math.nan


def _no_year(table: pd.DataFrame, unit: str) -> pd.Series:
    """Return the payments that turn no month into a year, where that is needed; NaN elsewhere."""
    payments = table["payments"] if "payments" in table.columns else pd.Series(math.nan, index=table.index)
    needed = table["per"].isin(["month", "year"]) & (table["per"] != unit) & (unit in ("month", "year"))
    return payments.where(needed & ~payments.between(*PAYMENTS))
