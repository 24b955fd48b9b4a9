"""Pay that the user came across (`market.csv`): postings are ranges, of which only the middle counts; other kinds are shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from advocacy_kit.benchmark import Z95, SourceValue
from advocacy_kit.errors import BeyondPublished, KitError
from advocacy_kit.market.asked import Asked, country_of, plain_code
from advocacy_kit.market.families import POSTINGS
from advocacy_kit.market.samples.cleaning import outliers, possibly_hourly
from advocacy_kit.market.samples.currency import converted
from advocacy_kit.market.samples.dates import EPOCH
from advocacy_kit.market.samples.quality import MAX_SHARE, MIN_EMPLOYERS, Quality
from advocacy_kit.model import counted
from advocacy_kit.profile import FILE as PROFILE
from advocacy_kit.profile import read_profile
from advocacy_kit.quantiles import PayDistribution
from advocacy_kit.records import parse_csv
from advocacy_kit.schema import Table
from advocacy_kit.values import to_frame

OLDEST = 2  # years after which a posting says nothing of today


def read_own(path: Path, table: Table) -> tuple[pd.DataFrame, tuple[tuple[str, int], ...]]:
    """Return the good rows of one of the user's own tables and, by reason, how many were left out.

    A profile.toml beside the file says how its numbers are written.

    Raises:
        KitError: if the file as a whole cannot be read; it carries every issue.

    """
    parsed = parse_csv(path.read_bytes(), table)
    if not parsed.header:
        raise KitError(parsed.issues)
    beside = path.with_name(PROFILE)
    locale = read_profile(beside.read_bytes())[0].locale if beside.is_file() else None
    frame, issues = to_frame(parsed, table, today=date.max, locale=locale)
    bad = {issue.line for issue in (*parsed.issues, *issues) if issue.severity == "error"}
    return frame, ((f"rows of {path.name} with errors", len(bad)),) if bad else ()


@dataclass(frozen=True, eq=False, repr=False)
class Postings:
    """The postings of one peer group: rows of market.csv, and why others were left out."""

    rows: pd.DataFrame
    left_out: tuple[str, ...] = ()
    converted: tuple[str, ...] = ()

    kind = "postings"
    family = POSTINGS
    back_off: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    local = True
    place = ""

    @property
    def name(self) -> str:
        """How many there are."""
        return counted(len(self.rows), "posting")

    def __repr__(self) -> str:
        return f"<Postings: {len(self.rows)} rows>"

    @property
    def middles(self) -> pd.Series:
        """Midpoint of each range; the one figure where only one is given."""
        return (self.rows["low"] + self.rows["high"].fillna(self.rows["low"])) / 2

    @property
    def employers(self) -> Sequence[str]:
        """The employer of each row; all unnamed ones count as one, for they may be."""
        return list(self.rows["employer"].fillna("").str.split().str.join(" ").str.casefold())

    @property
    def distribution(self) -> PayDistribution:
        """The midpoints as a sample, clustered by employer."""
        return PayDistribution(self.middles.to_numpy(), clusters=self.employers)

    @property
    def refusal(self) -> str:
        """Why the postings cannot enter a blend; empty if they can."""
        counts = pd.Series(self.employers).value_counts()
        named = len(counts.index[counts.index != ""])
        if named < MIN_EMPLOYERS:
            return f"postings of {counted(named, 'named employer')} are shown only: {MIN_EMPLOYERS} are needed to count"
        if counts.iloc[0] > MAX_SHARE * counts.sum():
            who = "one employer stands" if counts.index[0] else "unnamed employers stand"
            return f"{who} behind {counts.iloc[0]} of {counts.sum()} postings: they are shown only"
        if self.distribution.interval(0.5) is None:
            return "too few postings to bound their middle: they are shown only"
        return ""

    @property
    def quality(self) -> Quality:
        """Size and spread."""
        sample = self.distribution
        counts = pd.Series(self.employers).value_counts()
        days = [day.date() for day in (self.rows["date"].min(), self.rows["date"].max())]
        return Quality(sample.n, sample.n_eff, int((counts.index != "").sum()), float(counts.iloc[0] / counts.sum()), *days)

    def curve(self, _rate: float) -> PayDistribution:
        """Return the midpoints; of advertised ranges only their middle is comparable with pay."""
        return self.distribution

    def geography(self, _percentile: float) -> tuple[float, float, str]:
        """Return no factor: postings are local."""
        return 1.0, 0.0, ""

    def value(self, percentile: float, _on: date, _rate: float) -> SourceValue:
        """Return the median of the midpoints.

        Raises:
            BeyondPublished: at any other percentile.

        """
        if abs(percentile - 0.5) > 1e-9:
            raise BeyondPublished("not P50", "of advertised ranges only the middle is comparable, at P50")
        return self.source()

    @property
    def day(self) -> date:
        """The median day of the postings, to which their middle refers."""
        days = np.sort(self.rows["date"].to_numpy())
        return pd.Timestamp(days[(len(days) - 1) // 2]).date()

    def source(self) -> SourceValue:
        """Return the median of the midpoints as a source of the blend; call only without a refusal."""
        sample = self.distribution
        interval = sample.interval(0.5)
        assert interval is not None
        low, high = interval
        employers = counted(len(set(self.employers)), "employer")
        first, last = self.rows["date"].min(), self.rows["date"].max()
        return SourceValue(
            sample.quantile(0.5),
            self.day,
            se=max(0.005, math.log(high / low) / (2 * Z95)),
            name=self.name,
            rows="market.csv lines " + ", ".join(str(line) for line in self.rows.index),
            note=f"postings are advertised ranges, not pay: the median of {len(self.rows)} midpoints from {employers}, "
            f"{first:%B %Y} to {last:%B %Y}, aged from their median day"
            + (f"; {', '.join(self.converted)} turned at the European Central Bank's rate of each one's day" if self.converted else ""),
        )


def choose_postings(seen: pd.DataFrame, asked: Asked, middle: float | None) -> Postings:
    """Return the rows of market.csv that are postings of the peer group; the others are counted by reason.

    Args:
        seen: rows of market.csv.
        asked: what is asked for.
        middle: the middle of the market, by which hourly figures recorded as yearly are found; None without one.

    """
    rows = seen
    last = pd.Timestamp(asked.today) if asked.today else pd.Timestamp.max
    first = last - pd.DateOffset(years=OLDEST) if asked.today else pd.Timestamp.min
    named = rows["occupation"].notna()
    job = rows["occupation"].fillna("").map(plain_code) == plain_code(asked.code or asked.occupation)
    level = rows["level"].isna() | (asked.level is None) | (rows["level"].str.casefold() == (asked.level or "").casefold())
    pay = ((rows["low"] + rows["high"].fillna(rows["low"])) / 2).to_numpy(dtype=np.float64)
    hourly = np.zeros(len(rows), dtype=bool)
    if asked.unit == "year" and middle is not None:
        hourly = possibly_hourly(pay, np.ones(len(rows), dtype=np.int64), middle)
    here = rows["area"].map(lambda text: asked.lies_in is None or (isinstance(text, str) and asked.lies_in(text)))
    tests = (
        ("disclosures, quotes and offers stand beside the market, never in it", rows["kind"] == "posting"),
        ("another country", rows["country"].map(lambda text: country_of(str(text)) == asked.country)),
        (f"not {asked.element} pay", rows["element"] == asked.element),
        (f"not paid by the {asked.unit}", rows["per"] == asked.unit),
        ("another occupation", ~named | job),
        ("another level", level),
        ("the highest pay is below the lowest", rows["high"].isna() | (rows["high"] >= rows["low"])),
        ("dated in the future", rows["date"] <= last),
        (f"older than {OLDEST} years", rows["date"] >= first),
        ("possibly hourly: 2,080 times the figure would fit the market", ~hourly),
        ("another area, or none", here),
    )
    kept = np.ones(len(rows), dtype=bool)
    reasons = []

    def drop(passed: npt.NDArray[np.bool_], reason: str) -> None:
        nonlocal kept
        if lost := int((kept & ~passed).sum()):
            reasons.append(f"{counted(lost, 'row')} of market.csv left out: {reason}")
        kept = kept & passed

    for reason, passed in tests:
        drop(np.asarray(passed, dtype=bool), reason)
    rows, found = _converted(rows, asked.currency)
    drop(rows["low"].notna().to_numpy(), "another currency, without a rate of its day")
    if kept.any():
        far = np.zeros(len(rows), dtype=bool)
        middles = ((rows["low"] + rows["high"].fillna(rows["low"])) / 2).to_numpy(dtype=np.float64)
        far[kept] = outliers(middles[kept], np.ones(int(kept.sum()), dtype=np.int64))
        drop(~far, "far from all others (4 × MAD)")
    used = frozenset(rows.loc[kept, "currency"].dropna().str.upper())
    return Postings(rows[kept], tuple(reasons), tuple(word for word in found if word in used))


def _converted(rows: pd.DataFrame, target: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return rows with pay in one currency, NaN without a rate, and the currencies they came from."""
    codes, words = pd.factorize(rows["currency"].fillna("").str.upper())
    day = (rows["date"] - pd.Timestamp(EPOCH)).dt.days.to_numpy(dtype=np.int64)
    amounts = {}
    found: tuple[str, ...] = ()
    for name in ("low", "high"):
        amounts[name], found = converted(rows[name].to_numpy(dtype=np.float64), day, codes, tuple(map(str, words)), target)
    return rows.assign(**amounts), found
