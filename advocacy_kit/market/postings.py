"""Pay that the user came across (`market.csv`): postings are ranges, of which only the middle counts; other kinds are shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from advocacy_kit.benchmark import Z95, SourceValue
from advocacy_kit.errors import KitError
from advocacy_kit.model import counted
from advocacy_kit.profile import FILE as PROFILE
from advocacy_kit.profile import read_profile
from advocacy_kit.quantiles import PayDistribution
from advocacy_kit.records import parse_csv
from advocacy_kit.tables import TABLES
from advocacy_kit.values import to_frame

MIN_EMPLOYERS = 5
MAX_SHARE = 0.25


def read_market_csv(path: Path) -> tuple[pd.DataFrame, tuple[tuple[str, int], ...]]:
    """Return the good rows of a market.csv and, by reason, how many were left out.

    A profile.toml beside the file says how its numbers are written.

    Raises:
        KitError: if the file as a whole cannot be read; it carries every issue.

    """
    table = TABLES["market"]
    parsed = parse_csv(path.read_bytes(), table)
    if not parsed.header:
        raise KitError(parsed.issues)
    beside = path.with_name(PROFILE)
    locale = read_profile(beside.read_bytes())[0].locale if beside.is_file() else None
    frame, issues = to_frame(parsed, table, today=date.max, locale=locale)
    bad = {issue.line for issue in (*parsed.issues, *issues) if issue.severity == "error"}
    return frame, ((f"rows of {path.name} with errors", len(bad)),) if bad else ()


def without_outliers(postings: Postings) -> Postings:
    """Return the postings without those whose log midpoint lies more than 4·1.4826·MAD from the median, where MAD > 0."""
    if postings.rows.empty:
        return postings
    logs = np.log(postings.middles.to_numpy())
    distance = np.abs(logs - np.median(logs))
    spread = 1.4826 * np.median(distance)
    far = distance > 4 * spread if spread > 0 else np.zeros(len(logs), dtype=bool)
    if not far.any():
        return postings
    reason = f"{counted(int(far.sum()), 'row')} of market.csv left out: far from all others (4 × MAD)"
    return Postings(postings.rows[~far], (*postings.left_out, reason))


@dataclass(frozen=True, eq=False, repr=False)
class Postings:
    """The postings of one peer group: rows of market.csv, and why others were left out."""

    rows: pd.DataFrame
    left_out: tuple[str, ...] = ()

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
            name=f"{len(self.rows)} postings",
            rows="market.csv lines " + ", ".join(str(line) for line in self.rows.index),
            note=f"postings are advertised ranges, not pay: the median of {len(self.rows)} midpoints from {employers}, "
            f"{first:%B %Y} to {last:%B %Y}, aged from their median day",
        )
