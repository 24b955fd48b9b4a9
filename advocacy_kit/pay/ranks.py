"""Where a pay lies among a job's published percentiles, in words."""

from __future__ import annotations

from datetime import date

from advocacy_kit.core.errors import BeyondPublished
from advocacy_kit.core.model import HIDDEN
from advocacy_kit.stats.benchmark import Peers


def rank_words(peers: Peers, pay: float, on: date, rate: float, *, hidden: bool = False) -> str:
    """Say where a pay lies among the published percentiles: "about P38", or beyond the outermost.

    Hidden, for it betrays the pay.
    """
    if hidden:
        return f"about P{HIDDEN}"
    try:
        return f"about P{peers.rank(pay, on=on, rate=rate):.0f}"
    except BeyondPublished as beyond:
        return beyond.bound


def at_rank(rank: str) -> str:
    """Return a rank as it stands in a sentence: "at about P32", "below P10"."""
    return f"at {rank}" if rank.startswith("about") else rank


def percentile_name(percentile: float) -> str:
    """Return a percentile (0..1) by its name: "median", or "P60"."""
    return "median" if percentile == 0.5 else f"P{100 * percentile:.0f}"
