"""What every source says inside a peer group, whatever it rests on, and which publishers rest on each other."""

from __future__ import annotations

import contextlib
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from advocacy_kit.core.arguments import check_share
from advocacy_kit.core.errors import BeyondPublished, KitError
from advocacy_kit.core.model import month_year
from advocacy_kit.market.cell import SHARES, Cell
from advocacy_kit.market.peer_query import PeerQuery
from advocacy_kit.market.samples.quality import MIN_EMPLOYERS
from advocacy_kit.stats.benchmark import Curve, SourceValue
from advocacy_kit.stats.blend_checks import check_growth
from advocacy_kit.stats.quantiles import PayDistribution

WAGES = "OEWS"  # the Bureau of Labor Statistics, and the prevailing wages of visa filings, which derive from it
POSTINGS = "postings"
_WAGES = re.compile(r"\b(oews|oes|bls|bureau of labor statistics|h-?1b|lca|prevailing wages?)\b", re.I)
_OPT_IN = re.compile(r"stack ?overflow|ai-?jobs|ask ?a ?manager|levels\.?fyi|glassdoor|payscale|self-?reported", re.I)


def family_of(*names: str) -> str:
    """Return the family of a source by the names of the source and its publisher.

    The first name where it rests on no other.
    """
    return WAGES if any(_WAGES.search(name) for name in names if name) else next((name for name in names if name), "")


def is_opt_in(*names: str) -> bool:
    """Say whether a source is known to rest on whoever chose to answer."""
    return any(_OPT_IN.search(name) for name in names if name)


def check_weights(weights: Mapping[str, float], reason: str | None, known: Collection[str]) -> None:
    """Refuse weights without a reason, of unknown sources, or negative ones.

    Raises:
        KitError: naming the sources there are.

    """
    if weights and not (reason or "").strip():
        raise KitError.of(
            "K072", "other weights need a reason", "Say why, in a sentence: it is printed with the figure."
        )
    if unknown := sorted(set(weights) - set(known)):
        raise KitError.of(
            "K057", f"no source of this peer group is called {unknown[0]!r}", f"Weigh {', '.join(sorted(known))}."
        )
    if weights and (not any(weights.values()) or any(not 0 <= weight < math.inf for weight in weights.values())):
        raise KitError.of("K057", "weights must be positive numbers", "Give each source a weight such as 0.5.")


def check_settings(percentile: float, rate: float, leave_out: Collection[str], known: Collection[str]) -> None:
    """Refuse settings of a benchmark that cannot be meant.

    Raises:
        KitError: naming them.

    """
    check_share("percentile", percentile)
    check_growth("rate", rate)
    if unknown := [name for name in leave_out if name not in (*known, WAGES, POSTINGS)]:
        raise KitError.of(
            "K057", f"there is no source {unknown[0]!r} to leave out", f"Sources here: {', '.join(sorted(known))}."
        )


NAMES = tuple(f"p{round(100 * share)}" for share in SHARES)
Again = Callable[..., Any]
"""Asks the market for the same peer group with something changed."""


class Holding(ABC):
    """What is loaded of one kind of source; it answers for itself, so that a new kind is a class and a line.

    `jobs` are the occupations that it names, as code and title, one of which may be blank.
    """

    jobs: Any = ()

    @property
    @abstractmethod
    def countries(self) -> Collection[str]:
        """The countries that it covers, as they are written."""

    @abstractmethod
    def answer(self, query: PeerQuery, found: Sequence[Source], /) -> Answer:
        """Return its sources of a peer group, beside those that were found before."""

    def groups(self, _shares: tuple[float, ...]) -> Sequence[pd.DataFrame]:
        """Return percentiles of all its groups, a frame for each source that lists them; see `Market.percentiles`."""
        return ()

    def jobs_of(self, _country: str | None) -> Collection[tuple[str, str]]:
        """Return those of its `jobs` that are of a country; None is any."""
        return tuple(self.jobs)

    def currencies(self, _country: str) -> Collection[str]:
        """Return the currencies in which it holds pay of a country and of no other."""
        return ()

    def knows_job(self, _text: str, _country: str) -> bool:
        """Say whether it may hold pay of an occupation that it does not name among its `jobs`."""
        return False

    def knows_area(self, _text: str) -> bool:
        """Say whether it names an area in these words."""
        return False


def middle_of(found: Sequence[Source]) -> float | None:
    """Return the middle of the market as the first source that counts prints it; None without one."""
    for source in found:
        if not source.refusal:
            curve = source.curve(0.0)
            with contextlib.suppress(BeyondPublished):  # of two printed points the middle is unknown
                return curve.quantile(min(max(0.5, curve.outermost[0]), curve.outermost[1]))
    return None


@dataclass(frozen=True)
class Answer:
    """The sources of a peer group, sentences on what was left out, and why there is none."""

    sources: Sequence[Source] = ()
    notes: Sequence[str] = ()
    trouble: KitError | None = None


class Source(ABC):
    """One source inside a peer group.

    A subclass also has, as attribute or property: `kind` ("published", "sample", "postings"), `name`, `family` (shared
    by publishers that rest on each other), `refusal` (why it cannot enter a blend, empty if it can), `back_off`,
    `ignored` and `left_out` (sentences), `quality` (None for a published table), `day` (when its pay held, None where
    it says none), `place`, and `local` (whether it is of the place asked for).
    """

    kind: str
    name: Any
    family: Any
    refusal: Any
    back_off: Any
    ignored: Any
    left_out: Any
    day: Any
    place: Any
    local: Any
    quality: Any
    others: Any

    opt_in = False
    """Whether people chose to answer: it enters a blend only if it is named."""

    @property
    @abstractmethod
    def what(self) -> str:
        """What it is, in words."""

    @abstractmethod
    def curve(self, rate: float, /) -> Curve:
        """Return pay by percentile at its own day and place."""

    @abstractmethod
    def geography(self, percentile: float, /) -> tuple[float, float, str]:
        """Return the factor to the place asked for, its log standard error, and how it was made."""

    @abstractmethod
    def value(self, percentile: float, on: date, rate: float, /) -> SourceValue:
        """Return the pay at a percentile, with its standard error and words."""

    @property
    def size_said(self) -> str:
        """How many people a published table says it is of."""
        return "not said"

    @property
    def enters_if_named(self) -> bool:
        """Whether it counts although it is refused, where the user weighs it by name."""
        return False

    @property
    def official_cell(self) -> Cell | None:
        """The cell of the official release that it rests on."""
        return None

    @property
    def curve_as_published(self) -> Any | None:
        """The percentiles that its publisher prints; None for observations."""
        return None

    def observations(self) -> PayDistribution | None:
        """Return the observations behind it; None for what is published as percentiles or ranges."""
        return None

    def is_filtered_by(self, _field: str) -> bool:
        """Say whether its rows were chosen by "level" or "experience", where the group was asked for with it."""
        return False

    def broader(self, _query: PeerQuery, _again: Again) -> Callable[[], Any] | None:
        """Return how the next broader group is made, once; None where there is none."""
        return None

    def narrower(self, _query: PeerQuery, _again: Again) -> Callable[[float], Mapping[str, Any]] | None:
        """Return how the narrower groups that pay least and most at a percentile are made; None without any."""
        return None

    def percentile_rows(self, on: date, rate: float, *, counts: bool) -> Sequence[dict[str, object]]:
        """Return its rows of `PeerGroup.percentiles`: itself, and what is shown beside it."""
        if self.quality is not None and not self.quality.n:
            return []
        # what is shown only is shown as it stands, and not at all where a handful stands behind it
        factors = {share: self.geography(share)[0] if counts else 1.0 for share in SHARES}
        few = self.quality is not None and self.quality.n < MIN_EMPLOYERS
        row = self.percentile_row(None if few else self.curve(rate), self.day or on, on, rate, factors)
        release = month_year(self.day) if self.day else "undated"
        return [row | {"release": release, "counts": counts, "why_missing": self.refusal}]

    def percentile_row(
        self, curve: Curve | None, day: date, on: date, rate: float, factors: Mapping[float, float] | None = None
    ) -> dict[str, object]:
        """Return one row of percentiles aged to a day, NaN where the curve does not reach."""
        aging, factors = SourceValue(1.0, day).aging(on, rate), factors or dict.fromkeys(SHARES, 1.0)
        wages = dict.fromkeys(NAMES, math.nan)
        for name, share in zip(NAMES, SHARES, strict=True) if curve is not None else ():
            try:
                wages[name] = curve.quantile(share) * factors[share] * aging  # type: ignore[union-attr]
            except BeyondPublished:
                continue
        head = {"name": self.name, "kind": self.kind, "place": self.place, "factor": factors[0.5], "release": ""}
        return {**head, "released": day, "counts": False, **wages, "why_missing": ""}
