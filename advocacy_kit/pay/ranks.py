"""The words of numbers: where a pay is among the people in a job, and how far off a figure may be."""

from __future__ import annotations

import re
from datetime import date

from advocacy_kit.core.errors import BeyondPublished
from advocacy_kit.core.model import HIDDEN, Money
from advocacy_kit.stats.benchmark import Benchmark, Peers

# shares as people say them, by their percentile
SHARES = {
    10: "one in ten",
    20: "one in five",
    25: "a quarter",
    33.3: "a third",
    40: "two in five",
    50: "half",
    60: "three in five",
    66.7: "two thirds",
    75: "three quarters",
    80: "four in five",
    90: "nine in ten",
}
# what a likely range is rounded to
LIKELY: dict[str, float] = {"year": 1000.0, "month": 100.0, "hour": 0.5}


def rank_words(peers: Peers, pay: float, on: date, rate: float, *, hidden: bool = False) -> str:
    """Return where a pay is among the published percentiles: "about P38", or beyond the outermost.

    Hidden with the amounts, because it reveals the pay.
    """
    if hidden:
        return f"about P{HIDDEN}"
    try:
        return f"about P{peers.rank(pay, on=on, rate=rate):.0f}"
    except BeyondPublished as beyond:
        return beyond.bound


def at_rank(rank: str) -> str:
    """Return a rank for use in a sentence: "at about P32", "below P10"."""
    return f"at {rank}" if rank.startswith("about") else rank


def share_words(percentile: float) -> str:
    """Return a percentile (0..100) as people say it: "about a third"; "fewer than one in ten" below P7.

    Example:
        >>> share_words(34.4), share_words(3), share_words(96)
        ('about a third', 'fewer than one in ten', 'more than nine in ten')
    """
    if percentile < 7 or percentile > 93:
        return "fewer than one in ten" if percentile < 7 else "more than nine in ten"
    return f"about {SHARES[min(SHARES, key=lambda share: abs(share - percentile))]}"


def standing_words(peers: Peers, pay: float, on: date, rate: float, *, hidden: bool = False) -> str:
    """Return how many people in the job earn less: "about a third of people in this job here earn less than you".

    Names the place where the figures are of a wider one. Empty where amounts are hidden, or no source ranks a pay.
    """
    if hidden or set(peers.families.values()) == {"postings"}:  # ranges that are advertised are no people
        return ""
    where = f"in {peers.ranked_in}" if peers.ranked_in else "here"
    try:
        share = share_words(peers.rank(pay, on=on, rate=rate))
    except BeyondPublished as beyond:
        bounds = [_said(float(bound)) for bound in re.findall(r"P([\d.]+)", beyond.bound)]
        side = {"below": "fewer than", "above": "more than", "between": "between"}[beyond.bound.split()[0]]
        share = f"{side} {' and '.join(bounds)}"
    of = "" if " in " in share else " of"
    return f"{share}{of} people in this job {where} earn less than you"


def _said(percentile: float) -> str:
    """Return an outermost percentile as people say it, or as a number."""
    near = min(SHARES, key=lambda share: abs(share - percentile))
    return SHARES[near] if abs(near - percentile) < 0.5 else f"{percentile:g} in 100"


def likely_words(interval: tuple[float, float] | None, money: Money, pay: float | None = None) -> str:
    """Return how far off a figure may be: "likely between 75,000 and 87,000"; empty where no bound is determined.

    Rounded so coarsely that the range as printed includes `pay` exactly where the interval does.
    """
    if interval is None:
        return ""
    whole = LIKELY[money.per]
    for step in (whole, whole / 10, whole / 50):
        low, high = (max(1, round(end / step)) * step for end in interval)
        if pay is None or (low <= pay <= high) == (interval[0] <= pay <= interval[1]):
            break
    return f"likely between {money.plain(low)} and {money.plain(high)}"


def percentile_name(percentile: float) -> str:
    """Return a percentile (0..1) by its name: "median", or "P60"."""
    return "median" if percentile == 0.5 else f"P{100 * percentile:.0f}"


def place_name(title: str) -> str:
    """Return an area's title short enough for a label: "Grand Rapids-Wyoming-Kentwood, MI" as "Grand Rapids, MI"."""
    found = re.fullmatch(r"([^,\-]+)[^,]*, ([A-Z]{2})[-A-Z]*", title)
    return f"{found[1]}, {found[2]}" if found else title


def market_place(peers: Peers, benchmark: Benchmark) -> str:
    """Return the place that the figures are of; one that they were adjusted to is said to be that."""
    place = f"{'the ' if peers.place.startswith('United ') else ''}{place_name(peers.place)}"
    if not peers.ranked_in:
        return place
    adjusted = any(source.weight and source.geography != 1 for source in benchmark.sources)
    return f"{place_name(peers.ranked_in)}{f', adjusted to {place}' if adjusted else ''}"


def here_words(peers: Peers) -> str:
    """Return "here", or the wider place that a rank is of."""
    return f"in {place_name(peers.ranked_in)}" if peers.ranked_in else "here"


def alone_words(peers: Peers, element: str) -> str:
    """Say why base pay is not compared, and what to add."""
    return (
        f"Official wages of {peers.title} count {element} too, so base pay alone is not compared with them. Add what"
        f" you get in {element} to pay.csv: a rate, or the payments of the last twelve months; 0 if there is none."
    )
