"""Pay that the user came across (`market.csv`): postings are ranges, of which only the middle counts; other kinds are shown."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from advocacy_kit.benchmark import Z95, SourceValue
from advocacy_kit.errors import BeyondPublished, KitError
from advocacy_kit.market.asked import Asked, country_of, plain, plain_code
from advocacy_kit.market.families import POSTINGS
from advocacy_kit.market.samples.cleaning import outliers, possibly_hourly
from advocacy_kit.market.samples.currency import converted
from advocacy_kit.market.samples.dates import EPOCH
from advocacy_kit.market.samples.quality import MAX_SHARE, MIN_EMPLOYERS, Quality
from advocacy_kit.market.samples.rows import Floats
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
class OwnRows:
    """The rows of market.csv as they are compared with what is asked for: arrays of one length, made once."""

    rows: pd.DataFrame

    def __repr__(self) -> str:
        return f"<OwnRows: {len(self.rows)} rows>"

    @cached_property
    def texts(self) -> dict[str, npt.NDArray[np.object_]]:
        """The texts of the columns that are compared as they stand; "" is missing."""
        return {name: self.rows[name].fillna("").to_numpy(dtype=object) for name in ("kind", "element", "per", "currency")}

    @cached_property
    def levels(self) -> npt.NDArray[np.object_]:
        """The level of each row without capitals; "" is missing."""
        return self.rows["level"].fillna("").str.casefold().to_numpy(dtype=object)

    @cached_property
    def codes(self) -> npt.NDArray[np.object_]:
        """The occupation of each row as codes are compared; "" is missing."""
        return np.array([plain_code(text) for text in self.rows["occupation"].fillna("")], dtype=object)

    @cached_property
    def countries(self) -> npt.NDArray[np.object_]:
        """Two letters each."""
        return np.array([country_of(str(text)) for text in self.rows["country"]], dtype=object)

    @cached_property
    def areas(self) -> tuple[str | None, ...]:
        """The area of each row as it was written."""
        return tuple(text if isinstance(text, str) else None for text in self.rows["area"])

    @cached_property
    def days(self) -> npt.NDArray[np.datetime64]:
        """The date of each row."""
        return self.rows["date"].to_numpy()

    @cached_property
    def ranges(self) -> tuple[Floats, Floats]:
        """The lowest and the highest pay of each row as written; NaN is missing."""
        return self.rows["low"].to_numpy(dtype=np.float64), self.rows["high"].to_numpy(dtype=np.float64)

    @cached_property
    def _in_currencies(self) -> dict[str, tuple[pd.DataFrame, Floats, tuple[str, ...]]]:
        return {}

    def in_currency(self, target: str) -> tuple[pd.DataFrame, Floats, tuple[str, ...]]:
        """Return the rows with pay in one currency, NaN without a rate; their middles; and the currencies they came from."""
        if target not in self._in_currencies:
            codes, words = pd.factorize(self.rows["currency"].fillna("").str.upper())
            day = (self.rows["date"] - pd.Timestamp(EPOCH)).dt.days.to_numpy(dtype=np.int64)
            low, found = converted(self.ranges[0], day, codes, tuple(map(str, words)), target)
            high, _ = converted(self.ranges[1], day, codes, tuple(map(str, words)), target)
            self._in_currencies[target] = self.rows.assign(low=low, high=high), _middles(low, high), found
        return self._in_currencies[target]


def _middles(low: Floats, high: Floats) -> Floats:
    """Return the midpoint of each range; the one figure where only one is given."""
    return (low + np.where(np.isnan(high), low, high)) / 2


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
        return pd.Series(self._middles, index=self.rows.index)

    @cached_property
    def _middles(self) -> Floats:
        return _middles(self.rows["low"].to_numpy(dtype=np.float64), self.rows["high"].to_numpy(dtype=np.float64))

    @cached_property
    def employers(self) -> Sequence[str]:
        """The employer of each row; all unnamed ones count as one, for they may be."""
        return [plain(text) for text in self.rows["employer"].fillna("")]

    @cached_property
    def distribution(self) -> PayDistribution:
        """The midpoints as a sample, clustered by employer."""
        return PayDistribution(self._middles, clusters=self.employers)

    @cached_property
    def refusal(self) -> str:
        """Why the postings cannot enter a blend; empty if they can."""
        if self.rows.empty:
            return "no posting of market.csv fits"
        counts = Counter(self.employers)
        named = sum(bool(name) for name in counts)
        if named < MIN_EMPLOYERS:
            return f"postings of {counted(named, 'named employer')} are shown only: {MIN_EMPLOYERS} are needed to count"
        ((largest, held),) = counts.most_common(1)
        if held > MAX_SHARE * len(self.rows):
            who = "one employer stands" if largest else "unnamed employers stand"
            return f"{who} behind {held} of {len(self.rows)} postings: they are shown only"
        if self.distribution.interval(0.5) is None:
            return "too few postings to bound their middle: they are shown only"
        return ""

    @property
    def quality(self) -> Quality:
        """Size and spread."""
        if self.rows.empty:
            return Quality(0, 0.0, None, None, None, None)
        sample = self.distribution
        counts = Counter(self.employers)
        days = [day.date() for day in (self.rows["date"].min(), self.rows["date"].max())]
        share = max(counts.values()) / len(self.rows)
        return Quality(sample.n, sample.n_eff, sum(bool(name) for name in counts), share, *days)

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

    @cached_property
    def day(self) -> date:
        """The median day of the postings, to which their middle refers."""
        days = np.sort(self.rows["date"].to_numpy())
        return pd.Timestamp(days[(len(days) - 1) // 2]).date()

    def source(self) -> SourceValue:
        """Return the median of the midpoints as a source of the blend; call only without a refusal."""
        return self._source

    @cached_property
    def _source(self) -> SourceValue:
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


def choose_postings(own: OwnRows, asked: Asked, middle: float | None) -> Postings:
    """Return the rows of market.csv that are postings of the peer group; the others are counted by reason.

    Args:
        own: rows of market.csv.
        asked: what is asked for.
        middle: the middle of the market, by which hourly figures recorded as yearly are found; None without one.

    """
    first = pd.Timestamp(asked.today) - pd.DateOffset(years=OLDEST) if asked.today else pd.Timestamp.min
    ones = np.ones(len(own.rows), dtype=np.int64)
    low, high = own.ranges
    texts, codes, levels, days = own.texts, own.codes, own.levels, own.days
    hourly = np.zeros(len(ones), dtype=bool)
    if asked.unit == "year" and middle is not None:
        hourly = possibly_hourly(_middles(low, high), ones, middle)
    here = asked.lies_in
    tests = (
        ("disclosures, quotes and offers stand beside the market, never in it", texts["kind"] == "posting"),
        ("another country", own.countries == asked.country),
        (f"not {asked.element} pay", texts["element"] == asked.element),
        (f"not paid by the {asked.unit}", texts["per"] == asked.unit),
        ("another occupation", (codes == "") | (codes == plain_code(asked.code or asked.occupation))),
        ("another level", (levels == "") | (levels == (asked.level or "").casefold()) | (asked.level is None)),
        ("the highest pay is below the lowest", np.isnan(high) | (high >= low)),
        ("dated in the future", days <= np.datetime64(asked.today or date.max)),
        (f"older than {OLDEST} years", days >= np.datetime64(first.date())),
        ("possibly hourly: 2,080 times the figure would fit the market", ~hourly),
        ("another area, or none", np.array([here is None or (text is not None and here(text)) for text in own.areas], dtype=bool)),
    )
    kept = np.ones(len(ones), dtype=bool)
    reasons = []

    def drop(passed: npt.NDArray[np.bool_], reason: str) -> None:
        nonlocal kept
        if lost := int((kept & ~passed).sum()):
            reasons.append(f"{counted(lost, 'row')} of market.csv left out: {reason}")
        kept = kept & passed

    for reason, passed in tests:
        drop(np.asarray(passed, dtype=bool), reason)
    rows, middles, found = own.in_currency(asked.currency)
    drop(np.isfinite(middles), "another currency, without a rate of its day")
    if kept.any():
        far = np.zeros(len(ones), dtype=bool)
        far[kept] = outliers(middles[kept], ones[kept])
        drop(~far, "far from all others (4 × MAD)")
    used = {text.upper() for text in texts["currency"][kept]}
    return Postings(rows[kept], tuple(reasons), tuple(word for word in found if word in used))
