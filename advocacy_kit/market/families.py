"""Who rests on whom: publishers of one family count once in a blend.

And surveys that people chose to answer do not count.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.numeric import check_share
from advocacy_kit.stats.blend_checks import check_growth

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
    check_share(percentile)
    check_growth(rate)
    if unknown := [name for name in leave_out if name not in (*known, WAGES, POSTINGS)]:
        raise KitError.of(
            "K057", f"there is no source {unknown[0]!r} to leave out", f"Sources here: {', '.join(sorted(known))}."
        )
