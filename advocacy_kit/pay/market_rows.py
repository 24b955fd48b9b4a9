"""The rows of the market picture: every source, the postings, what was heard beside the market, the employer's band."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from advocacy_kit.core.model import Records, counted
from advocacy_kit.pay.bands import Band
from advocacy_kit.stats.benchmark import Benchmark, Peers

SHARES = ("p10", "p25", "p50", "p75", "p90")
HEARD = {
    "offer": ("offer", "a fact beside the market"),
    "quote": ("recruiter's quote", "as said, not aged"),
    "disclosure": ("disclosure", "as said, not aged"),
}
OLDEST = 2  # years after which something heard says nothing of today
COLUMNS = ("label", "detail", "kind", "counts", *SHARES, "ranges", "note")


def market_rows(
    peers: Peers, benchmark: Benchmark, on: date, rate: float, *, said: pd.DataFrame, band: Band | None
) -> pd.DataFrame:
    """Return the rows in their order: what counts, what is shown only, what was heard, the band; columns `COLUMNS`.

    `kind` is "published", "sample", "postings", "offer", "quote", "disclosure" or "band"; `p10` … `p90` are NaN where
    not known, `p50` of a band is its midpoint; `ranges` are (low, high) pairs, equal where one figure was said. `said`
    is that of `heard`.
    """
    sources = _sources(peers, benchmark, on, rate)
    postings = _postings(peers, benchmark, on, rate)
    rows = [row for row in sources if row["counts"]] + postings + [row for row in sources if not row["counts"]]
    rows += _heard(said)
    if band is not None:
        ends = {"p50": band.midpoint, "ranges": ((band.minimum, band.maximum),)}
        rows.append(_row("your employer's band", f"level {band.level}", "band", **ends))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(label: str, detail: str, kind: str, **given: Any) -> dict[str, Any]:
    return (
        {"label": label, "detail": detail, "kind": kind, "counts": False}
        | dict.fromkeys(SHARES, math.nan)
        | {"ranges": (), "note": ""}
        | given
    )


def _sources(peers: Peers, benchmark: Benchmark, on: date, rate: float) -> list[dict[str, Any]]:
    blended = {source.name for source in benchmark.sources if source.weight}
    rows, seen = [], set()
    for row in peers.percentiles(on=on, rate=rate).to_dict("records"):
        beside = row["name"] in seen  # a name's first row is the source itself, the rest are other places
        seen.add(row["name"])
        counts = not beside and row["name"] in blended
        refusal = "" if beside else peers.refusals.get(row["name"], "")
        label, named = place_name(row["place"]), f"{row['name']} {row['release']}"
        if row["kind"] != "published":
            label, named = row["name"], f"{label}, {row['release']}"
        if counts:
            detail, note = named if row["factor"] == 1.0 else f"{named}, ×{row['factor']:.3f}", _missing(row)
        elif beside:
            detail, note = "for comparison", _missing(row)
        elif refusal:
            detail, note = "shown only", refusal.rpartition("shown only: ")[2]
        elif row["counts"]:
            detail, note = "left out of this blend", _missing(row)
        else:
            detail, note = "for comparison", "rests on a source that counts already"
        rows.append(
            _row(label, detail, row["kind"], counts=counts, note=note, **{share: row[share] for share in SHARES})
        )
    return rows


def _missing(row: Mapping[str, Any]) -> str:
    """Say which percentiles a published row lacks, and why where the publisher says it."""
    gaps = [share.upper() for share in SHARES if row[share] != row[share]]
    if not gaps or row["kind"] != "published":
        return ""
    return f"{', '.join(gaps)}: {row['why_missing'] or 'not printed, or at its cap'}"


def _postings(peers: Peers, benchmark: Benchmark, on: date, rate: float) -> list[dict[str, Any]]:
    posted = peers.posted(on=on, rate=rate)
    if posted.empty:
        return []
    name = counted(len(posted), "posting")
    counts = any(source.name == name and source.weight for source in benchmark.sources)
    refusal = peers.refusals.get(name, "")
    note = (
        refusal.replace(" are shown only", "").replace(": they", ": they").removeprefix("postings of ")
        if refusal
        else ""
    )
    if not counts and not refusal:
        note = (
            "of advertised ranges only the middle compares" if benchmark.percentile != 0.5 else "left out of this blend"
        )
    ranges = tuple(zip(posted["low"], posted["high"], strict=True))
    detail = "you collected" if counts else "shown only"
    return [
        _row(name, detail, "postings", counts=counts, p50=float(posted["middle"].median()), ranges=ranges, note=note)
    ]


def heard(records: Records, peers: Peers, on: date, country: str | None) -> pd.DataFrame:
    """Return the offers, quotes and disclosures of market.csv that are of this job, country.

    Unit and currency, as they were said.

    An offer is the person's own and stands wherever it was made; the others are of the place asked for.
    """
    rows = records.market
    rows = rows[rows["kind"].isin(list(HEARD)).to_numpy()]
    if rows.empty:
        return rows

    def blank_or(column: str, wanted: str) -> pd.Series:
        plain = rows[column].fillna("").str.replace("-", "").str.strip().str.casefold()
        return (plain == "") | (plain == wanted.replace("-", "").strip().casefold())

    first, last = pd.Timestamp(on) - pd.DateOffset(years=OLDEST), pd.Timestamp(records.today)
    here = rows["area"].map(lambda text: not isinstance(text, str) or peers.has_area(text)) | (rows["kind"] == "offer")
    kept = (rows["element"] == "base") & (rows["per"] == peers.unit) & rows["date"].between(first, last)
    asked = (
        blank_or("occupation", peers.occupation)
        & blank_or("currency", peers.currency)
        & blank_or("country", country or "")
    )
    return rows[kept & asked & here.astype(bool)]


def _heard(said: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for kind, (noun, detail) in HEARD.items():
        own = said[said["kind"] == kind]
        if len(own):
            ranges = tuple(
                (float(low), float(high)) for low, high in zip(own["low"], own["high"].fillna(own["low"]), strict=True)
            )
            rows.append(_row(counted(len(own), noun), detail, kind, ranges=ranges))
    return rows


def place_name(title: str) -> str:
    """Return an area's title short enough for a label: "Grand Rapids-Wyoming-Kentwood, MI" as "Grand Rapids, MI"."""
    found = re.fullmatch(r"([^,\-]+)[^,]*, ([A-Z]{2})[-A-Z]*", title)
    return f"{found[1]}, {found[2]}" if found else title
