"""Medians of times, taken in turn with a peer."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

Action = Callable[[int], object]


def median_ms(action: Action, runs: int) -> float:
    """Return the median time of an action in milliseconds; the action gets the number of the run."""
    times = []
    for run in range(runs):
        start = time.perf_counter()
        action(run)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def in_turn(ours: Action, peer: Action, runs: int) -> tuple[float, float]:
    """Return the medians of two actions that take turns, so that both meet the same noise."""
    pairs = [(median_ms(ours, 1), median_ms(peer, 1)) for _ in range(runs)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)
