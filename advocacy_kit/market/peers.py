"""A peer group: the cell of OEWS that fits, how it was backed off to, what stands beside it, and its benchmark."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from advocacy_kit.benchmark import DEFAULT_RATE, Benchmark, SourceValue, blend
from advocacy_kit.errors import BeyondPublished, KitError
from advocacy_kit.market.cell import Cell
from advocacy_kit.market.oews import NATION, Oews
from advocacy_kit.market.postings import Postings
from advocacy_kit.model import as_day
from advocacy_kit.quantiles import PayDistribution, PublishedPercentiles

# standard error of the logarithm of a geographic ratio, measured on OEWS: the area's ratio for the major group, for all jobs
RATIO_SE = {"major": 0.12, "total": 0.15}


@dataclass(frozen=True, eq=False, repr=False)
class PeerGroup:
    """People in one occupation, in one area, paid in one unit and currency.

    `cell` is the OEWS cell that counts, `others` the ones shown beside it; `back_off` says in sentences why a broader
    cell had to be taken; `ignored` names what was asked for and no source knows.
    """

    occupation: str
    title: str
    area: str
    place: str
    unit: str
    currency: str
    cell: Cell
    others: tuple[Cell, ...]
    postings: Postings | None
    back_off: tuple[str, ...]
    ignored: tuple[str, ...]
    oews: Oews

    def __repr__(self) -> str:
        return f"<PeerGroup {self.title} in {self.place}{', backed off' if self.back_off else ''}>"

    @property
    def published(self) -> PublishedPercentiles:
        """The published percentiles of the cell that counts, at the release's own date and place."""
        return self._curve

    @cached_property
    def _curve(self) -> PublishedPercentiles:
        return self.cell.percentiles

    def distribution(self) -> PayDistribution:
        """Return the sample behind the group, where it rests on single observations.

        Raises:
            KitError: here always: OEWS prints percentiles, not people, and postings are ranges, not pay.

        """
        raise KitError.of("K062", "this peer group rests on published percentiles", "Use .published for its quantiles and ranks.")

    def geography(self, percentile: float) -> tuple[float, float, str]:
        """Return the factor from the cell's place to the place asked for, its log standard error, and how it was made."""
        if self.cell.area == self.area:
            return 1.0, 0.0, ""
        for group, code in (("major", self.occupation[:3] + "0000"), ("total", "00-0000")):
            here, there = (self.oews.cell(code, place, self.unit) for place in (self.area, self.cell.area))
            if here is None or there is None or not (here.usable and there.usable):
                continue
            try:
                factor = here.percentiles.quantile(percentile) / there.percentiles.quantile(percentile)
            except BeyondPublished:
                continue
            words = f"{self.place} over {self.cell.area_title} at the same percentile for {self.oews.title(code)}"
            return factor, RATIO_SE[group], words
        return 1.0, RATIO_SE["total"], "no local ratio is published: the broader figure is taken as it stands"

    def benchmark(
        self, percentile: float = 0.5, *, on: date | str, rate: float = DEFAULT_RATE, leave_out: tuple[str, ...] = ()
    ) -> Benchmark:
        """Return the market value at a percentile (0..1) on a date, blended with equal weight per family of sources.

        Args:
            percentile: 0.5 is the middle of all holders of the job.
            on: the effective date.
            rate: yearly growth of pay by which sources are aged.
            leave_out: families not to blend: "OEWS", "postings".

        Raises:
            BeyondPublished: if the percentile lies outside what the release prints.

        """
        on = as_day(on)
        sources = [] if "OEWS" in leave_out else [self._oews_source(percentile)]
        notes = [*self.back_off, *self.ignored]
        if self.postings is not None and len(self.postings.rows) and "postings" not in leave_out:
            if abs(percentile - 0.5) > 1e-9:
                notes.append("postings are left out: of advertised ranges only the middle is comparable, at P50")
            elif refusal := self.postings.refusal:
                notes.append(refusal)
            else:
                sources.append(self.postings.source())
            notes.extend(self.postings.left_out)
        result = blend(sources, on=on, rate=rate)
        words = (*result.assumptions, *notes)
        return replace(result, percentile=percentile, assumptions=words)

    def rank(self, pay: float, *, on: date | str, rate: float = DEFAULT_RATE) -> float:
        """Return the percentile rank (0..100) of a pay of the date `on`, taken back to the release's date and place.

        Raises:
            BeyondPublished: if the pay lies outside the published percentiles.

        """
        return self._curve.rank(self.at_release(pay, on=on, rate=rate))

    def at_release(self, pay: float, *, on: date | str, rate: float = DEFAULT_RATE) -> float:
        """Return a pay of the date `on` in the money of the release's date and the cell's place."""
        on = as_day(on)
        factor, _, _ = self.geography(0.5)
        return pay / factor / SourceValue(1.0, self.cell.released).aging(on, rate)

    def percentiles(self, *, on: date, rate: float = DEFAULT_RATE) -> pd.DataFrame:
        """Return the cell that counts and the ones beside it, aged to a date.

        Columns `place`, `factor` (by which the median is brought to the place asked for), `release`, `released` (date), `counts` (bool), `p10` … `p90` (money; NaN where not printed), `why_missing`.
        """
        rows = []
        for cell in (self.cell, *self.others):
            aging = SourceValue(1.0, cell.released).aging(on, rate)
            # the cell that counts is brought to the place asked for; the others are shown as they are
            wages = {f"p{round(100 * p)}": w * aging * (self.geography(p)[0] if cell is self.cell else 1) for p, w in cell.points.items()}
            factor = self.geography(0.5)[0] if cell is self.cell else 1.0
            place = {
                "place": cell.area_title,
                "factor": factor,
                "release": cell.release,
                "released": cell.released,
                "counts": cell is self.cell,
            }
            rows.append({**place, **wages, "why_missing": cell.missing})
        return pd.DataFrame(rows)

    def where(self, percentile: float) -> str:
        """Return where the figure at a percentile comes from, as it stands in a sentence."""
        if self.cell.area == self.area:
            return the(self.place)
        factor = self.geography(percentile)[0]
        return f"{the(self.cell.area_title)}, brought to {the(self.place)} by ×{factor:.3f}"

    def parent(self) -> PeerGroup | None:
        """Return the next broader peer group, with the same postings; None where there is none."""
        if not self.others:
            return None
        cell = self.others[0]
        return replace(self, area=cell.area, place=cell.area_title, cell=cell, others=self.others[1:], back_off=())

    def posted(self, *, on: date, rate: float = DEFAULT_RATE) -> pd.DataFrame:
        """Return the group's postings aged to a date, all from their median day: columns `low`, `high`, `middle`."""
        if self.postings is None or self.postings.rows.empty:
            return pd.DataFrame({"low": [], "high": [], "middle": []}, dtype="float64")
        factor = SourceValue(1.0, self.postings.day).aging(on, rate)
        rows = self.postings.rows
        ranges = pd.DataFrame({"low": rows["low"], "high": rows["high"].fillna(rows["low"]), "middle": self.postings.middles})
        return ranges * factor

    def _oews_source(self, percentile: float) -> SourceValue:
        factor, log_se, words = self.geography(percentile)
        value = self._curve.quantile(percentile)
        note = f"OEWS {self.cell.release} mixes all levels of experience"
        if words:
            note += f"; geography: {words}" if math.isfinite(factor) else ""
        return SourceValue(
            value,
            self.cell.released,
            se=self.cell.standard_error(percentile),
            geography=factor,
            geography_se=log_se,
            name="OEWS",
            rows=f"OEWS {self.cell.release}: {self.cell.area_title} ({self.cell.area}) × {self.cell.title} ({self.cell.occupation})",
            note=note + "; its standard errors at percentiles are those of the mean × 1.5 to 2.1",
        )


def the(place: str) -> str:
    """Return a place as it stands after "in"."""
    return f"the {place}" if place == "United States" else place


def choose_cells(oews: Oews, occupation: str, area: str, unit: str) -> tuple[Cell, tuple[Cell, ...], tuple[str, ...]]:
    """Return the cell that counts, the ones beside it, and the back-off in sentences.

    The order: area, its state, the nation, the nation's broad group.

    Raises:
        KitError: if none has three percentiles.

    """
    state = oews.state_of(area)
    broad = occupation[:6] + "0"
    places = [(occupation, area)] + ([(occupation, state)] if state else [])
    places += [(occupation, NATION)] if area != NATION else []
    places += [(broad, NATION)] if broad != occupation and broad in oews.occupations else []
    cells: list[Cell] = []
    reasons: list[str] = []
    for code, place in places:
        cell = oews.cell(code, place, unit)
        if cell is not None and cell.usable:
            cells.append(cell)
        elif not cells:
            why = f" ({cell.missing})" if cell is not None and cell.missing else ""
            reasons.append(f"OEWS {oews.release} has no percentiles for {oews.title(code)} in {oews.area_title(place)}{why}")
    if not cells:
        raise KitError.of("K061", "; ".join(reasons), "Choose a neighbouring occupation: market.search(…) finds some.")
    chosen, *others = cells
    if reasons:
        reasons[-1] += f"; so {chosen.title} in {chosen.area_title} are taken instead"
    return chosen, tuple(other for other in others if other.occupation == occupation), tuple(reasons)
