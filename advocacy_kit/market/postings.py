"""Pay that the user came across (`market.csv`): postings are ranges, of which only the middle counts.

Other kinds are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from advocacy_kit.core.arguments import Floats
from advocacy_kit.core.errors import BeyondPublished, KitError
from advocacy_kit.core.model import counted, month_year
from advocacy_kit.core.profile import FILE as PROFILE
from advocacy_kit.core.profile import read_profile
from advocacy_kit.core.records import parse_csv
from advocacy_kit.core.schema import Table
from advocacy_kit.core.values import to_frame
from advocacy_kit.market.peer_query import PeerQuery, country_of, plain, plain_code
from advocacy_kit.market.samples.cleaning import converted, outliers, possibly_hourly
from advocacy_kit.market.samples.observations import EPOCH
from advocacy_kit.market.samples.quality import MAX_SHARE, MIN_EMPLOYERS, Quality, log_error
from advocacy_kit.market.source import POSTINGS, Answer, Holding, Source, middle_of
from advocacy_kit.stats.benchmark import Curve, SourceValue
from advocacy_kit.stats.quantiles import PayDistribution


@dataclass(frozen=True, eq=False, repr=False)
class PostingRows(Holding):
    """The rows of market.csv as they are compared with what is asked for: arrays of one length, made once."""

    rows: pd.DataFrame

    table_file = "market.csv"

    def __repr__(self) -> str:
        return f"{len(self.rows)} own rows"

    @property
    def countries(self) -> Collection[str]:
        """The countries of its rows."""
        return set(self.rows["country"].dropna())

    def knows_job(self, text: str, country: str) -> bool:
        """Say whether a row of the country has the occupation's code."""
        return bool(((self.codes == plain_code(text)) & (self.lands == country)).any())

    def answer(self, query: PeerQuery, found: Sequence[Source]) -> Answer:
        """Return the postings that fit; nothing where there are no rows at all."""
        if not len(self.rows):
            return Answer()
        official = next((source for source in found if source.official_cell is not None), None)
        shape = None if official is None else official.curve(0.0)
        return Answer([replace(choose_postings(self, query, middle_of(found)), shape=shape)])

    @cached_property
    def texts(self) -> dict[str, npt.NDArray[np.object_]]:
        """The texts of the columns that are compared as they stand; "" is missing."""
        return {
            name: self.rows[name].fillna("").to_numpy(dtype=object) for name in ("kind", "element", "per", "currency")
        }

    @cached_property
    def levels(self) -> npt.NDArray[np.object_]:
        """The level of each row without capitals; "" is missing."""
        return self.rows["level"].fillna("").str.casefold().to_numpy(dtype=object)

    @cached_property
    def codes(self) -> npt.NDArray[np.object_]:
        """The occupation of each row as codes are compared; "" is missing."""
        return np.array([plain_code(text) for text in self.rows["occupation"].fillna("")], dtype=object)

    @cached_property
    def lands(self) -> npt.NDArray[np.object_]:
        """The country of each row in two letters."""
        return np.array([country_of(str(text)) for text in self.rows["country"]], dtype=object)

    @cached_property
    def employers(self) -> npt.NDArray[np.object_]:
        """The employer of each row as names are compared; "" is missing."""
        return np.array([plain(text) for text in self.rows["employer"].fillna("")], dtype=object)

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
        """Return the rows with pay in one currency, NaN without a rate; their middles.

        And the currencies they came from.
        """
        if target not in self._in_currencies:
            codes, words = pd.factorize(self.rows["currency"].fillna("").str.upper())
            day = (self.rows["date"] - pd.Timestamp(EPOCH)).dt.days.to_numpy(dtype=np.int64)
            low, found = converted(self.ranges[0], day, codes, tuple(map(str, words)), target)
            high, _ = converted(self.ranges[1], day, codes, tuple(map(str, words)), target)
            self._in_currencies[target] = self.rows.assign(low=low, high=high), middles_of(low, high), found
        return self._in_currencies[target]


def middles_of(low: Floats, high: Floats) -> Floats:
    """Return the midpoint of each range; the one figure where only one is given."""
    return (low + np.where(np.isnan(high), low, high)) / 2


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
class Postings(Source):
    """The postings of one peer group: rows of market.csv, and why others were left out."""

    own: PostingRows
    kept: npt.NDArray[np.bool_]
    currency: str
    left_out: tuple[str, ...] = ()
    converted: tuple[str, ...] = ()
    shape: Curve | None = None
    """Official pay by percentile, whose ratio to its median the middle keeps at other percentiles."""

    kind = "postings"
    family = POSTINGS
    back_off: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    local = True
    place = ""
    what = "the middles of advertised ranges"

    def is_filtered_by(self, field: str) -> bool:
        """Say whether a posting that names a level was chosen by it; none says its experience."""
        return field == "level" and bool((self.own.levels[self.kept] != "").any())

    def percentile_rows(self, _on: date, _rate: float, *, counts: bool) -> Sequence[dict[str, object]]:  # noqa: ARG002
        """Return nothing: postings are ranges."""
        return []

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows, with pay in the currency of the comparison."""
        return self.own.in_currency(self.currency)[0][self.kept]

    @cached_property
    def size(self) -> int:
        """How many there are."""
        return int(self.kept.sum())

    @property
    def name(self) -> str:
        """How many there are."""
        return counted(self.size, "posting")

    def __repr__(self) -> str:
        return f"<Postings: {self.size} rows>"

    @property
    def middles(self) -> pd.Series:
        """Midpoint of each range; the one figure where only one is given."""
        return pd.Series(self._middles, index=self.own.rows.index[self.kept])

    @cached_property
    def _middles(self) -> Floats:
        return self.own.in_currency(self.currency)[1][self.kept]

    @cached_property
    def employers(self) -> Sequence[str]:
        """The employer of each row; all unnamed ones count as one, for they may be."""
        return list(self.own.employers[self.kept])

    @cached_property
    def distribution(self) -> PayDistribution:
        """The midpoints as a sample, clustered by employer."""
        return PayDistribution(self._middles, clusters=self.employers)

    @cached_property
    def refusal(self) -> str:
        """Why the postings cannot enter a blend; empty if they can."""
        if not self.size:
            return "no posting of market.csv fits"
        counts = Counter(self.employers)
        named = sum(bool(name) for name in counts)
        if named < MIN_EMPLOYERS:
            return f"postings of {counted(named, 'named employer')} are shown only: {MIN_EMPLOYERS} are needed to count"
        ((largest, held),) = counts.most_common(1)
        if held > MAX_SHARE * self.size:
            who = "one employer stands" if largest else "unnamed employers stand"
            return f"{who} behind {held} of {self.size} postings: they are shown only"
        if self.distribution.interval(0.5) is None:
            return "too few postings to bound their middle: they are shown only"
        return ""

    @property
    def quality(self) -> Quality:
        """Size and spread."""
        if not self.size:
            return Quality(0, 0.0, None, None, None, None)
        sample = self.distribution
        counts = Counter(self.employers)
        days = [pd.Timestamp(day).date() for day in self._days[[0, -1]]]
        share = max(counts.values()) / self.size
        return Quality(sample.n, sample.n_eff, sum(bool(name) for name in counts), share, *days)

    def curve(self, _rate: float) -> PayDistribution:
        """Return the midpoints; of advertised ranges only their middle is comparable with pay."""
        return self.distribution

    def geography(self, _percentile: float) -> tuple[float, float, str]:
        """Return no factor: postings are local."""
        return 1.0, 0.0, ""

    def value(self, percentile: float, _on: date, _rate: float) -> SourceValue:
        """Return the median of the midpoints; at another percentile times OEWS's ratio of it to its own median.

        Advertised ranges speak for the middle only. With the ratio the value never falls when the percentile rises.

        Raises:
            BeyondPublished: at another percentile than P50 where OEWS prints no curve of the job that reaches it.

        """
        middle = self.source()
        if abs(percentile - 0.5) < 1e-9:
            return middle
        if self.shape is None:
            raise BeyondPublished("not P50", "of advertised ranges only the middle is comparable, at P50")
        ratio = self.shape.quantile(percentile) / self.shape.quantile(0.5)
        words = f"{middle.note}; at P{100 * percentile:g} their middle times OEWS's ratio to its median, ×{ratio:.3f}"
        return replace(middle, value=middle.value * ratio, note=words)

    @cached_property
    def day(self) -> date:
        """The median day of the postings, to which their middle refers."""
        return pd.Timestamp(self._days[(self.size - 1) // 2]).date()

    @cached_property
    def _days(self) -> npt.NDArray[np.datetime64]:
        return np.sort(self.own.days[self.kept])

    def source(self) -> SourceValue:
        """Return the median of the midpoints as a source of the blend; call only without a refusal."""
        return self._source

    @cached_property
    def _source(self) -> SourceValue:
        sample = self.distribution
        employers = counted(len(set(self.employers)), "employer")
        first, last = (pd.Timestamp(day) for day in self._days[[0, -1]])
        return SourceValue(
            sample.quantile(0.5),
            self.day,
            se=max(0.005, log_error(sample, 0.5)),
            name=self.name,
            rows="market.csv lines " + ", ".join(str(line) for line in self.own.rows.index[self.kept]),
            note=(
                f"postings are advertised ranges, not pay: the median of {self.size} midpoints from {employers}, "
                f"{month_year(first)} to {month_year(last)}, aged from their median day"
            )
            + (
                f"; {', '.join(self.converted)} turned at the European Central Bank's rate of each one's day"
                if self.converted
                else ""
            ),
        )


def aged_ranges(found: Postings | None, on: date, rate: float) -> pd.DataFrame:
    """Return postings aged to a date, all from their median day: columns `low`, `high`, `middle`.

    No rows without postings.
    """
    if found is None or found.rows.empty:
        return pd.DataFrame({"low": [], "high": [], "middle": []}, dtype="float64")
    factor = SourceValue(1.0, found.day).aging(on, rate)
    ranges = pd.DataFrame(
        {"low": found.rows["low"], "high": found.rows["high"].fillna(found.rows["low"]), "middle": found.middles}
    )
    return ranges * factor


def choose_postings(own: PostingRows, query: PeerQuery, middle: float | None) -> Postings:
    """Return the rows of market.csv that are postings of the peer group; the others are counted by reason.

    Args:
        own: rows of market.csv.
        query: what is asked for.
        middle: the middle of the market, by which hourly figures recorded as yearly are found; None without one.

    """
    first = pd.Timestamp(query.today) - pd.DateOffset(years=OLDEST) if query.today else pd.Timestamp.min
    ones = np.ones(len(own.rows), dtype=np.int64)
    low, high = own.ranges
    texts, codes, levels, days = own.texts, own.codes, own.levels, own.days
    hourly = np.zeros(len(ones), dtype=bool)
    if query.unit == "year" and middle is not None:
        hourly = possibly_hourly(middles_of(low, high), ones, middle)
    here = query.lies_in
    tests = (
        ("disclosures, quotes and offers stand beside the market, never in it", texts["kind"] == "posting"),
        ("another country", own.lands == query.country),
        (f"not {query.element} pay", texts["element"] == query.element),
        (f"not paid by the {query.unit}", texts["per"] == query.unit),
        ("another occupation", (codes == "") | (codes == plain_code(query.code or query.occupation))),
        ("another level", (levels == "") | (levels == (query.level or "").casefold()) | (not query.level)),
        ("the highest pay is below the lowest", np.isnan(high) | (high >= low)),
        ("dated in the future", days <= np.datetime64(query.today or date.max)),
        (f"older than {OLDEST} years", days >= np.datetime64(first.date())),
        ("possibly hourly: 2,080 times the figure would fit the market", ~hourly),
        (
            "another area, or none",
            np.array([here is None or (text is not None and here(text)) for text in own.areas], dtype=bool),
        ),
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
    _, middles, found = own.in_currency(query.currency)
    drop(np.isfinite(middles), "another currency, without a rate of its day")
    if kept.any():
        far = np.zeros(len(ones), dtype=bool)
        far[kept] = outliers(middles[kept], ones[kept])
        drop(~far, "far from all others (4 × MAD)")
    used = {text.upper() for text in texts["currency"][kept]}
    return Postings(own, kept, query.currency, tuple(reasons), tuple(word for word in found if word in used))
