"""The sources of a peer group for people.

What each is, how good it is, whether it counts, and which families can be weighed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from advocacy_kit.core.model import counted, month_year, share_percent
from advocacy_kit.market.peers import PeerGroup
from advocacy_kit.market.source import Source
from advocacy_kit.stats.benchmark import Benchmark

HEAD = ("source", "what it is", "in the blend", "size", "when and where", "left out")


@dataclass(frozen=True)
class Family:
    """Publishers that rest on each other, of which one enters a blend.

    `counts` by itself; `opt_in` enters only if the user says why; `refused` says why it cannot enter at all.
    """

    key: str
    names: tuple[str, ...]
    counts: bool
    opt_in: bool
    refused: str

    @property
    def title(self) -> str:
        """Its name, and what belongs to it besides."""
        first, *others = dict.fromkeys(self.names)
        return f"{first} (with {', '.join(others)})" if others else first


def families(peers: PeerGroup) -> tuple[Family, ...]:
    """Return the families of a peer group in its own order."""
    found: dict[str, list[Source]] = {}
    for source in peers.sources:
        if source.quality is None or source.quality.n:
            found.setdefault(source.family, []).append(source)
    made = []
    for key, sources in found.items():
        counts = any(not source.refusal for source in sources)
        opt_in = not counts and any(s.opt_in and s.enters_if_named for s in sources)
        refused = "" if counts or opt_in else _why(sources[0])
        made.append(Family(key, tuple(source.name for source in sources), counts, opt_in, refused))
    return tuple(made)


def source_rows(peers: PeerGroup, benchmark: Benchmark) -> list[tuple[str, ...]]:
    """Return one row of texts a source, under `HEAD`; no amounts."""
    weights = {source.name: source.weight for source in benchmark.sources}
    return [
        (
            source.name,
            source.what,
            _entered(source, weights, benchmark),
            _size(source),
            f"{_when(source)}; {_where(source, benchmark.percentile or 0.5)}",
            "; ".join(re.sub(r" of .+? left out: ", ": ", words) for words in source.left_out) or "nothing",
        )
        for source in peers.sources
        if source.quality is None or source.quality.n
    ]


def _why(source: Source) -> str:
    """Return why a source is refused, without its name."""
    return source.refusal.rpartition("shown only: ")[2].removesuffix(": they are shown only")


def _entered(source: Source, weights: Mapping[str, float], benchmark: Benchmark) -> str:
    if weights.get(source.name):
        return f"weight {share_percent(weights[source.name])}"
    if source.refusal:
        return f"shown only: {_why(source)}"
    if source.kind == "postings" and benchmark.percentile != 0.5:
        return "no: without official percentiles only the middle of advertised ranges compares"
    if source.name != source.family and source.family in weights:
        return f"shown only: rests on {source.family}, which counts"
    return "no: left out, or it does not reach this percentile"


def _size(source: Source) -> str:
    quality = source.quality
    if quality is not None:
        parts = [
            counted(
                quality.n,
                "posting" if source.kind == "postings" else "person",
                "" if source.kind == "postings" else "people",
            )
        ]
        if quality.employers is None:
            parts.append("employers not known")
        else:
            share = "" if quality.largest_share is None else f" (the largest {share_percent(quality.largest_share)})"
            parts.append(counted(quality.employers, "employer") + share)
        return "; ".join([*parts, f"effective size {quality.n_eff:.1f}"])
    return source.size_said


def _when(source: Source) -> str:
    quality = source.quality
    if quality is not None and quality.oldest and quality.newest:
        first, last = month_year(quality.oldest), month_year(quality.newest)
        return first if first == last else f"{first} to {last}"
    return month_year(source.day) if source.day else "not said"


def _where(source: Source, percentile: float) -> str:
    if source.refusal and source.kind != "postings":
        return source.place
    backed = "; ".join(source.back_off)
    if source.local:
        return "; ".join(text for text in ("local", backed) if text)
    factor = source.geography(percentile)[0]
    brought = source.place if factor == 1.0 else f"{source.place}, brought here by ×{factor:.3f}"
    return "; ".join(text for text in (brought, backed) if text)
