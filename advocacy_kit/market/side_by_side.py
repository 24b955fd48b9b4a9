"""The sources of a peer group beside each other, aged to one date."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from advocacy_kit.core.errors import BeyondPublished
from advocacy_kit.market.cell import SHARES
from advocacy_kit.market.official import OfficialPeers
from advocacy_kit.market.postings import Postings
from advocacy_kit.market.samples.quality import MIN_EMPLOYERS
from advocacy_kit.market.samples.sample_peers import SamplePeers
from advocacy_kit.market.source import Source
from advocacy_kit.market.typed import TypedPeers
from advocacy_kit.stats.benchmark import Curve, SourceValue

NAMES = tuple(f"p{round(100 * share)}" for share in SHARES)


def side_by_side(sources: Sequence[Source], entering: Sequence[Source], on: date, rate: float) -> pd.DataFrame:
    """Return the table of `PeerGroup.percentiles`; postings, which are ranges, are not in it."""
    rows = []
    for source in sources:
        if isinstance(source, Postings) or (isinstance(source, SamplePeers) and not source.quality.n):
            continue
        day = source.day or on
        aging = SourceValue(1.0, day).aging(on, rate)
        counts = any(source is other for other in entering)
        # what is shown only is shown as it stands, and not at all where a handful stands behind it
        factors = {share: source.geography(share)[0] if counts else 1.0 for share in SHARES}
        few = source.quality is not None and source.quality.n < MIN_EMPLOYERS
        cell = source.cell if isinstance(source, OfficialPeers) else None
        rows.append(
            {
                "name": source.name,
                "kind": source.kind,
                "place": source.place if cell is None else cell.area_title,
                "factor": factors[0.5],
                "release": cell.release if cell else f"{day:%B %Y}" if source.day else "undated",
                "released": day,
                "counts": counts,
                **(dict.fromkeys(NAMES, math.nan) if few else _wages(source.curve(rate), _times(factors, aging))),
                "why_missing": source.refusal if cell is None else cell.missing,
            }
        )
        for other in source.others if isinstance(source, OfficialPeers) else ():
            aging = SourceValue(1.0, other.released).aging(on, rate)
            place = {
                "name": source.name,
                "kind": source.kind,
                "place": other.area_title,
                "factor": 1.0,
                "release": other.release,
            }
            wages = _wages(other.percentiles, dict.fromkeys(SHARES, aging))
            rows.append({**place, "released": other.released, "counts": False, **wages, "why_missing": other.missing})
        for beside in source.others if isinstance(source, TypedPeers) else ():
            aging = SourceValue(1.0, beside.day).aging(on, rate)
            place = {
                "name": beside.name,
                "kind": source.kind,
                "place": beside.place,
                "factor": 1.0,
                "release": f"{beside.day:%B %Y}",
            }
            wages = _wages(beside.curve(rate), dict.fromkeys(SHARES, aging))
            rows.append({**place, "released": beside.day, "counts": False, **wages, "why_missing": ""})
    return pd.DataFrame(rows)


def _times(factors: Mapping[float, float], aging: float) -> dict[float, float]:
    return {share: factor * aging for share, factor in factors.items()}


def _wages(curve: Curve, factors: dict[float, float]) -> dict[str, float]:
    """Return the money at P10 … P90, NaN where the curve does not reach."""
    wages = {}
    for share in SHARES:
        try:
            wages[f"p{round(100 * share)}"] = curve.quantile(share) * factors[share]
        except BeyondPublished:
            wages[f"p{round(100 * share)}"] = math.nan
    return wages
