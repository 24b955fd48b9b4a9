"""A peer group: what every loaded source says of people in one job, place, unit and currency.

And the benchmark that follows.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from advocacy_kit.core.errors import BeyondPublished, KitError
from advocacy_kit.core.model import as_day, share_percent, shown
from advocacy_kit.market.cell import Cell
from advocacy_kit.market.peer_query import NO_RATIO, PeerQuery, the
from advocacy_kit.market.postings import aged_ranges
from advocacy_kit.market.samples.quality import Quality
from advocacy_kit.market.source import Source, check_settings, check_weights
from advocacy_kit.stats.benchmark import DEFAULT_RATE, Benchmark, Curve, SourceValue, blend
from advocacy_kit.stats.quantiles import PayDistribution, PublishedPercentiles, wilson


@dataclass(frozen=True, eq=False, repr=False)
class PeerGroup:
    """People in one occupation, in one area, paid in one unit and currency, as every loaded source sees them.

    `sources` begins with the one by which pay is ranked; `broader` makes the next broader group, `inside` the narrower
    ones that pay least and most at a percentile; None where there is none.

    Example:
        >>> import advocacy_kit as ak
        >>> peers = ak.load_market().peers("13-1081", "Grand Rapids")
        >>> peers.unit, peers.currency, peers.families
        ('year', 'USD', {'OEWS': 'OEWS'})
    """

    query: PeerQuery
    sources: tuple[Source, ...]
    left_out: tuple[str, ...]
    broader: Callable[[], PeerGroup] | None = None
    inside: Callable[[float], Mapping[str, PeerGroup]] | None = None

    def __repr__(self) -> str:
        return f"<PeerGroup {self.title} in {self.place}{', backed off' if self.back_off else ''}>"

    def _repr_html_(self) -> str:
        day = self.query.today or self.main.day or date.today()
        frame = self.percentiles(on=day, rate=0.0)
        names = [name for name in frame.columns if name[0] == "p" and name[1:].isdigit()]
        rows = [
            (row["name"], row["place"], *("" if pd.isna(row[name]) else f"{row[name]:,.0f}" for name in names))
            for _, row in frame.iterrows()
        ]
        unit = f"{self.currency} a{'n' if self.unit == 'hour' else ''} {self.unit}, as of {day}, not aged"
        return shown(repr(self).strip("<>"), [unit, *self.back_off], ("source", "place", *names), rows)

    @property
    def occupation(self) -> str:
        """The occupation's code, or the words that were asked."""
        return self.query.code or self.query.occupation

    @property
    def title(self) -> str:
        """The occupation's title."""
        return self.query.title or self.occupation

    @property
    def place(self) -> str:
        """The area's full name, or the country's."""
        return self.query.place

    @property
    def unit(self) -> str:
        """The period of the pay: year, month or hour."""
        return self.query.unit

    @property
    def currency(self) -> str:
        """Three letters."""
        return self.query.currency

    @property
    def ranked_in(self) -> str:
        """The place by whose pay a rank is told; empty where it is the area that was asked for."""
        return "" if self.main.local and self.query.lies_in is not None else the(self.main.place)

    @property
    def main(self) -> Source:
        """The source by which pay is ranked: official percentiles first, then observations, then postings."""
        return self.sources[0]

    @property
    def back_off(self) -> tuple[str, ...]:
        """Why broader groups were taken, in sentences, of the sources that count."""
        return tuple(words for source in self.sources if not source.refusal for words in source.back_off)

    @property
    def refusals(self) -> Mapping[str, str]:
        """Why a source is shown only, by its name."""
        return {source.name: source.refusal for source in self.sources if source.refusal}

    @property
    def families(self) -> Mapping[str, str]:
        """The family of each source, by the source's name."""
        return {source.name: source.family for source in self.sources}

    def filtered_by(self, field: str) -> frozenset[str]:
        """Return the families whose rows were chosen by the "level" or the "experience" that was asked for."""
        query = getattr(self.query, field) not in (None, "")
        return frozenset(source.family for source in self.sources if query and source.is_filtered_by(field))

    def has_area(self, area: str) -> bool:
        """Say whether an area's text lies in the place asked for."""
        return self.query.lies_in is None or self.query.lies_in(area)

    @property
    def ignored(self) -> tuple[str, ...]:
        """What was asked for and a source does not say."""
        return tuple(dict.fromkeys(words for source in self.sources if not source.refusal for words in source.ignored))

    @property
    def cell(self) -> Cell:
        """The OEWS cell that counts."""
        return next(source.official_cell for source in self.sources if source.official_cell is not None)

    @property
    def others(self) -> tuple[Cell, ...]:
        """The OEWS cells beside it."""
        return next(source.others for source in self.sources if source.official_cell is not None)

    @property
    def postings(self) -> Any | None:
        """The postings of the group; None where no market.csv was loaded."""
        return next((source for source in self.sources if source.kind == "postings"), None)

    @property
    def quality(self) -> Quality | None:
        """Size and spread of the main source; None where it is a published table."""
        return self.main.quality

    @property
    def published(self) -> PublishedPercentiles:
        """The published percentiles of the main source, at its own date and place.

        Raises:
            KitError: if the group rests on observations.

        """
        found = self.main.curve_as_published
        if not isinstance(found, PublishedPercentiles):
            raise KitError.of(
                "K062", "this peer group rests on no published curve", "Use .curve(rate) for its quantiles and ranks."
            )
        return found

    def curve(self, rate: float = DEFAULT_RATE) -> Curve:
        """Return pay by percentile of the main source, at its own day and place."""
        return self.main.curve(rate)

    def distribution(self) -> PayDistribution:
        """Return the observations behind the group, where it rests on some.

        Raises:
            KitError: where it rests on published percentiles: OEWS prints percentiles, not people, and postings are
                ranges.
        """
        samples = [source for source in self.sources if source.kind == "sample"]
        counting = [source for source in samples if not source.refusal] or samples
        found = counting[0].observations() if counting else None
        if found is None:
            raise KitError.of(
                "K062", "this peer group rests on published percentiles", "Use .published for its quantiles and ranks."
            )
        return found

    def geography(self, percentile: float) -> tuple[float, float, str]:
        """Return the main source's factor to the place asked for, its log standard error, and how it was made."""
        return self.main.geography(percentile)

    def benchmark(
        self,
        percentile: float = 0.5,
        *,
        on: date | str,
        rate: float = DEFAULT_RATE,
        leave_out: tuple[str, ...] = (),
        weights: Mapping[str, float] | None = None,
        reason: str | None = None,
    ) -> Benchmark:
        """Return the market value at a percentile (0..1) on a date, blended with equal weight per family of sources.

        Args:
            percentile: 0.5 is the middle of all holders of the job.
            on: the effective date.
            rate: yearly growth of pay by which sources are aged.
            leave_out: families not to blend, such as "OEWS", "postings".
            weights: by family or by a source's name, instead of equal ones; a survey that people chose to answer enters
                only if it is named here.
            reason: why these weights; they need one.

        Raises:
            BeyondPublished: if the percentile lies outside what every source knows.
            KitError: if nothing counts, or weights have no reason.

        Returns:
            The value in the group's unit and currency, with its interval and what it rests on.

        Example:
            >>> import advocacy_kit as ak
            >>> benchmark = ak.load_market().peers("13-1081", "Grand Rapids").benchmark(0.5, on="2027-01-01")
            >>> low, high = benchmark.interval
            >>> low < benchmark.value < high
            True
        """
        on = as_day(on)
        leave_out = (leave_out,) if isinstance(leave_out, str) else tuple(leave_out)
        known = {name for source in self.sources for name in (source.name, source.family)}
        check_settings(percentile, rate, leave_out, known)
        check_weights(weights or {}, reason, known)
        chosen, notes = self._entering(leave_out, weights or {})
        values, beyond = [], None
        for source in chosen:
            try:
                values.append((source, replace(source.value(percentile, on, rate), family=source.family)))
            except BeyondPublished as error:
                beyond = beyond or error
                notes.append(
                    f"{'postings are' if source.kind == 'postings' else source.name + ' is'} left out:"
                    f" {error.issues[0].message}"
                )
        if not values and beyond is not None:
            raise beyond
        notes += [
            words
            for source in self.sources
            if source in chosen or source.kind == "postings"
            for words in source.left_out
        ]
        if not values and not leave_out:
            why = (
                "; ".join([*self.left_out, *(source.refusal for source in self.sources if source.refusal)])
                or "no source fits"
            )
            raise KitError.of("K061", f"no source counts: {why}", "Widen the peer group, or add a source.")
        equal = None
        if not weights:
            result = blend([value for _, value in values], on=on, rate=rate)
        else:
            with contextlib.suppress(KitError):  # where nothing counts by default there is no figure to stand beside
                equal = self.benchmark(percentile, on=on, rate=rate, leave_out=leave_out).value
            given = [replace(value, weight=_weight(weights, source)) for source, value in values]
            result = blend(given, on=on, rate=rate)
            shown = ", ".join(f"{value.name} {share_percent(value.weight)}" for value in result.sources)
            notes.append(f"weights chosen by you: {shown}, because {str(reason).strip().rstrip('.')}")
        return replace(result, percentile=percentile, equal=equal, assumptions=(*result.assumptions, *notes))

    def _entering(self, leave_out: tuple[str, ...], weights: Mapping[str, float]) -> tuple[list[Source], list[str]]:
        """Return the sources that enter a blend, one a family, and in words why the others do not."""
        chosen: list[Source] = []
        notes = [*self.back_off, *self.ignored, *self.left_out]
        for source in self.sources:
            if source.family in leave_out or source.name in leave_out:
                continue
            if weights and not _weight(weights, source):
                continue  # before it can stand in the way of another of its family
            wanted = source.enters_if_named and {source.name, source.family} & set(weights)
            if source.refusal and not wanted:
                notes.append(source.refusal)
            elif any(other.family == source.family for other in chosen):
                notes.append(f"{source.name} is shown only: it rests on {source.family}, which already counts")
            else:
                chosen.append(source)
        return chosen, notes

    def rank(self, pay: float, *, on: date | str, rate: float = DEFAULT_RATE) -> float:
        """Return the percentile rank (0..100) of a pay of the date `on`.

        Taken back to the main source's date and place.

        Raises:
            BeyondPublished: if the pay lies outside the published percentiles.
        """
        return self.curve(rate).rank(self.at_release(pay, on=on, rate=rate))

    def rank_interval(self, pay: float, *, on: date | str, rate: float = DEFAULT_RATE) -> tuple[float, float] | None:
        """Return about 95% limits of that rank (0..100); None where a limit lies outside what is published.

        Of a sample Wilson's on its effective size; of published percentiles the ranks of the pay 1.96 standard errors
        off, where a standard error is that of the blend: sampling, growth, geography and a source's own error.
        """
        try:
            rank = self.rank(pay, on=on, rate=rate)
            if self.quality is not None:
                return wilson(rank / 100, self.quality.n_eff)
            se = blend([self.main.value(rank / 100, as_day(on), rate)], on=as_day(on), rate=rate).log_se
            if math.isnan(se):
                return None
            low, high = (self.rank(pay * math.exp(way * 1.96 * se), on=on, rate=rate) for way in (-1, 1))
        except BeyondPublished:
            return None
        return low, high

    def at_release(self, pay: float, *, on: date | str, rate: float = DEFAULT_RATE) -> float:
        """Return a pay of the date `on` in the money of the main source's date and place."""
        on = as_day(on)
        factor, _, _ = self.geography(0.5)
        return pay / factor / SourceValue(1.0, self.main.day or on).aging(on, rate)

    def percentiles(self, *, on: date, rate: float = DEFAULT_RATE) -> pd.DataFrame:
        """Return what each source says, aged to a date and brought to the place, the one by which pay is ranked first.

        Columns `name`, `kind`, `place`, `factor` (by which the median is brought to the place asked for), `release`,
        `released` (date; the day of `on` where a source says none), `counts` (bool: enters the blend), `p10` … `p90`
        (money; NaN where not known), `why_missing`.
        """
        entering, _ = self._entering((), {})
        rows = [
            row
            for source in self.sources
            for row in source.percentile_rows(on, rate, counts=any(source is other for other in entering))
        ]
        return pd.DataFrame(rows)

    def where(self, percentile: float) -> str:
        """Return where the figure at a percentile comes from, as it stands in a sentence."""
        if self.main.local:
            return the(self.place)
        factor, _, words = self.geography(percentile)
        if factor == 1.0 and words == NO_RATIO[2]:
            return f"{the(self.main.place)}, taken as it stands, for no ratio to {the(self.place)} is published"
        return f"{the(self.main.place)}, brought to {the(self.place)} by ×{factor:.3f}"

    def parent(self) -> PeerGroup | None:
        """Return the next broader peer group; None where there is none."""
        return self.broader() if self.broader else None

    def narrower(self, percentile: float) -> Mapping[str, PeerGroup]:
        """Return the narrower groups that pay least and most at a percentile, by name.

        None where the main source knows none.
        """
        return self.inside(percentile) if self.inside else {}

    def posted(self, *, on: date, rate: float = DEFAULT_RATE) -> pd.DataFrame:
        """Return the group's postings aged to a date, all from their median day: columns `low`, `high`, `middle`."""
        return aged_ranges(self.postings, on, rate)


def _weight(weights: Mapping[str, float], source: Source) -> float:
    return float(weights.get(source.name, weights.get(source.family, 0.0)))
