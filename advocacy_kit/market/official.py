"""OEWS inside a peer group: the cell that fits, how it was backed off to, what is shown beside it, and geography."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

from advocacy_kit.core.errors import KitError
from advocacy_kit.market.cell import SHARES, Cell, PrintedPoints
from advocacy_kit.market.oews import NATION, Oews
from advocacy_kit.market.peer_query import NO_RATIO, PeerQuery, Ratio, no_ratio
from advocacy_kit.market.source import WAGES, Again, Answer, Holding, Source
from advocacy_kit.stats.benchmark import SourceValue
from advocacy_kit.stats.quantiles import PublishedPercentiles

# standard error of the logarithm of a geographic ratio, measured on OEWS: of the same job, of its major group, of all
# jobs
RATIO_SE = {"detailed": 0.02, "major": 0.12, "total": NO_RATIO[1]}
COUNTRY, CURRENCY = "US", "USD"  # of every OEWS release


class OfficialData(Holding):
    """What is loaded of OEWS."""

    countries = (COUNTRY,)

    def __init__(self, oews: Oews) -> None:
        self.oews = oews

    def __repr__(self) -> str:
        return repr(self.oews)

    def currencies(self, country: str) -> Collection[str]:
        """Return US dollars for the US."""
        return (CURRENCY,) if country == COUNTRY else ()

    def answer(self, query: PeerQuery, _found: Sequence[Source]) -> Answer:
        """Return the cell that fits, and those beside it."""
        if query.missing or not prints(query):
            return Answer()
        try:
            return Answer([official_peers(self.oews, query)])
        except KitError as error:  # the other sources go on; without any, this is said
            return Answer(notes=[error.issues[0].message], trouble=error)

    def ratio(self, query: PeerQuery) -> Ratio:
        """Return the function from a percentile and "state" or None (the nation) to local pay over pay there."""
        here = query.area_code
        if query.missing or not prints(query) or here is None or not query.code:
            return no_ratio
        state = self.oews.state_of(here)

        def ratio(percentile: float, there: str | None) -> tuple[float, float, str]:
            place = state if there == "state" and state else NATION
            return local_ratio(self.oews, query.code, here, place, query.unit, percentile)

        return ratio


def prints(query: PeerQuery) -> bool:
    """Say whether OEWS prints pay of the country, currency, unit and element that are asked for."""
    asked = (query.country, query.currency, query.element)
    return asked == (COUNTRY, CURRENCY, "base") and query.unit != "month"


@dataclass(frozen=True, eq=False, repr=False)
class OfficialPeers(Source):
    """What OEWS prints of one occupation in one area; `cell` counts, `others` are shown beside it."""

    oews: Oews
    occupation: str
    area: str
    unit: str
    cell: Cell
    others: tuple[Cell, ...]
    back_off: tuple[str, ...]
    ignored: tuple[str, ...]
    placed: bool = True  # whether the release knows the area that was asked for

    kind = "published"
    name = WAGES
    family = WAGES
    refusal = ""
    left_out: tuple[str, ...] = ()
    quality = None

    what = "official percentiles"

    @property
    def size_said(self) -> str:
        """How many people the release says are in the job."""
        if self.cell.employment > 0:
            return f"about {self.cell.employment:,.0f} people in the job; a sample was asked"
        return "not said"

    @property
    def official_cell(self) -> Cell:
        """The cell of the release."""
        return self.cell

    @property
    def curve_as_published(self) -> PublishedPercentiles | PrintedPoints:
        """The cell's percentiles as a curve."""
        return self.published

    def percentile_rows(self, on: date, rate: float, *, counts: bool) -> Sequence[dict[str, object]]:
        """Return the cell's row, and those of the cells beside it."""
        (own,) = super().percentile_rows(on, rate, counts=counts)
        cells = [own | _said_of(self.cell)]
        for other in self.others:
            cells.append(self.percentile_row(other.percentiles, other.released, on, rate) | _said_of(other))
        return cells

    def broader(self, _query: PeerQuery, again: Again) -> Callable[[], Any] | None:
        """Return the group of the broader area."""
        return cache(lambda: again(area=self.others[0].area)) if self.others else None

    def narrower(self, _query: PeerQuery, again: Again) -> Callable[[float], Mapping[str, Any]] | None:
        """Return the areas inside a state or the nation; not of a group that was backed off."""
        if not self.local or self.back_off:
            return None
        return cache(lambda percentile: {title: again(area=area) for title, area in self._ends(percentile).items()})

    def _ends(self, percentile: float) -> Mapping[str, str]:
        """Return the areas inside that print the lowest and the highest wage, by their titles."""
        oews, here = self.oews, self.area
        states = {area for area in oews.areas if area != NATION and area.endswith("00000")}
        inside = states if here == NATION else {area for area in oews.areas if oews.state_of(area) == here}
        paid: dict[str, float] = {}
        for area in sorted(inside):
            try:
                cell = oews.cell(self.occupation, area, self.unit)
                if cell is not None and cell.usable:
                    paid[area] = cell.percentiles.quantile(percentile)
            except KitError:  # printed in the other unit only, or not at this percentile
                continue
        ends = dict.fromkeys((min(paid, key=paid.__getitem__), max(paid, key=paid.__getitem__))) if paid else {}
        return {oews.area_title(area): area for area in ends}

    @property
    def place(self) -> str:
        """The title of the area that the cell is of."""
        return self.cell.area_title

    @property
    def title(self) -> str:
        """The title of the occupation."""
        return self.oews.title(self.occupation)

    @property
    def day(self) -> date:
        """The day to which the release refers."""
        return self.cell.released

    @property
    def local(self) -> bool:
        """Whether the cell is of the area asked for."""
        return self.placed and self.cell.area == self.area

    @cached_property
    def published(self) -> PublishedPercentiles | PrintedPoints:
        """The cell's percentiles as a curve; as points where fewer than three are figures."""
        return self.cell.percentiles

    def curve(self, _rate: float) -> PublishedPercentiles | PrintedPoints:
        """Return the same curve, at the release's own day and place."""
        return self.published

    def geography(self, percentile: float) -> tuple[float, float, str]:
        """Return the factor from the cell's place to the place asked for, its log standard error.

        And how it was made.
        """
        if self.local:
            return 1.0, 0.0, ""
        if not self.placed:
            return NO_RATIO
        return local_ratio(self.oews, self.occupation, self.area, self.cell.area, self.unit, percentile)

    def value(self, percentile: float, _on: date, _rate: float) -> SourceValue:
        """Return the published value at a percentile, with its standard error and words.

        Raises:
            BeyondPublished: if the percentile lies outside what the release prints.

        """
        factor, log_se, words = self.geography(percentile)
        note = f"OEWS {self.cell.release} mixes all levels of experience"
        if all(abs(percentile - share) > 1e-9 for share in SHARES):
            note += f"; P{100 * percentile:g} lies between BLS's printed percentiles"
        if words:
            note += f"; geography: {words}"
        return SourceValue(
            self.published.quantile(percentile),
            self.cell.released,
            se=self.cell.standard_error(percentile),
            geography=factor,
            geography_se=log_se,
            name=WAGES,
            rows=(
                f"OEWS {self.cell.release}: {self.cell.area_title} ({self.cell.area}) × {self.cell.title}"
                f" ({self.cell.occupation})"
            ),
            note=note + "; its standard errors at percentiles are those of the mean × 1.5 to 2.1",
        )


def _said_of(cell: Cell) -> dict[str, object]:
    """Return the place, the release and what is missing of a cell, as they are listed."""
    return {"place": cell.area_title, "release": cell.release, "why_missing": cell.missing}


def local_ratio(
    oews: Oews, occupation: str, here: str, there: str, unit: str, percentile: float
) -> tuple[float, float, str]:
    """Return pay here over pay there at a percentile, its log standard error, and which jobs it was made from.

    The same job where both places print it, otherwise its major group, otherwise all jobs (method, section 2).
    """
    for group, code in (("detailed", occupation), ("major", occupation[:3] + "0000"), ("total", "00-0000")):
        for release in oews.releases:  # both of one release, or growth would pass for geography
            with contextlib.suppress(KitError):  # not at this percentile, or in the other unit only
                cells = [release.cell(code, place, unit) for place in (here, there)]
                near, far = (
                    cell.percentiles.quantile(percentile) if cell and cell.counts else math.nan for cell in cells
                )
                if math.isnan(near / far):
                    continue
                places = f"{oews.area_title(here)} over {oews.area_title(there)}"
                return near / far, RATIO_SE[group], f"{places} at the same percentile for {oews.title(code)}"
    return NO_RATIO


def official_peers(oews: Oews, query: PeerQuery) -> OfficialPeers:
    """Return what OEWS prints for what is asked, backed off by name.

    Raises:
        KitError: if no place has three percentiles.

    """
    area = query.area_code or NATION
    cell, others, back_off = choose_cells(oews, query.code, area, query.unit)
    placed = query.area_code is not None
    if not placed:
        only = "was loaded for the nation only" if len(oews.areas) == 1 else "does not know it"
        back_off = (f"OEWS {oews.release} {only}, so {query.area} is not looked at", *back_off)
    asked = (
        (query.level, f"level “{query.level}” is ignored for OEWS, which knows no levels"),
        (query.experience is not None, "experience is ignored for OEWS, which does not say it"),
        (query.industry, "industry is ignored for OEWS as loaded: all industries"),
        (query.employer_size, "employer size is ignored for OEWS, which does not say it"),
    )
    ignored = tuple(words for wanted, words in asked if wanted)
    return OfficialPeers(oews, query.code, area, query.unit, cell, others, back_off, ignored, placed=placed)


def choose_cells(oews: Oews, occupation: str, area: str, unit: str) -> tuple[Cell, tuple[Cell, ...], tuple[str, ...]]:
    """Return the cell that counts, the ones beside it, and the back-off in sentences.

    The order: area, its state, the nation, the nation's broad group; each as the newest release prints it. A cell that
    prints only a floor counts: what is broader could only lie below it.

    Raises:
        KitError: if none is printed, or the occupation is in the other unit only.

    """
    state = oews.state_of(area)
    broad = occupation[:6] + "0"
    places = [(occupation, area)] + ([(occupation, state)] if state else [])
    places += [(occupation, NATION)] if area != NATION else []
    places += [(broad, NATION)] if broad != occupation and broad in oews.occupations else []
    cells: list[Cell] = []
    reasons: list[str] = []
    for code, place in places:
        try:
            cell = oews.cell(code, place, unit)
        except KitError as error:
            if code == occupation:
                raise
            reasons += [] if cells else [error.issues[0].message]  # the broad group, in the other unit only
            continue
        if cell is not None and cell.counts:
            cells.append(cell)
        elif not cells:
            why = f" ({cell.missing})" if cell is not None and cell.missing else ""
            reasons.append(
                f"OEWS {oews.release} has no percentiles for {oews.title(code)} in {oews.area_title(place)}{why}"
            )
    if not cells:
        raise KitError.of("K061", "; ".join(reasons), "Choose a neighbouring occupation: market.search(…) finds some.")
    chosen, *others = cells
    if reasons:
        reasons[-1] += f"; so {chosen.title} in {chosen.area_title} are taken instead"
    return chosen, tuple(other for other in others if other.occupation == occupation), tuple(reasons)
