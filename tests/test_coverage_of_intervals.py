"""Nominal 95% intervals cover the truth in 94% to 99.5% of seeded simulations; `python -m tests.benchmarks coverage` prints the table."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import advocacy_kit as ak

DAY = date(2026, 1, 1)
CENTRE, SPREAD = math.log(80_000), 0.30  # of log pay
ICC = 0.5  # share of the variance that lies between employers
NORMAL = stats.norm(CENTRE, SPREAD)
LOG_NORMAL = stats.lognorm(SPREAD, scale=math.exp(CENTRE))
SKEWED = stats.gamma(1.3, loc=30_000, scale=25_000)  # a long tail above a floor
SHARES = (0.25, 0.50, 0.75)


def covered(intervals: Iterable[tuple[float, float] | None], truths: Iterable[float]) -> float:
    """Return the share of intervals that hold their truth; NaN where none is determined."""
    held = [low <= truth <= high for bounds, truth in zip(intervals, truths, strict=True) if bounds is not None for low, high in [bounds]]
    return float(np.mean(held)) if held else math.nan


@cache
def of_samples() -> dict[str, float]:
    """Return the coverage of `PayDistribution.interval`."""
    found = {}
    for seed, (name, population) in enumerate((("log-normal", LOG_NORMAL), ("skewed", SKEWED))):
        for weighing in ("equal", "random"):
            for n in (8, 12, 20, 50, 100, 200):
                random = np.random.default_rng([2026, seed, n, len(weighing)])
                draws = population.rvs((RUNS, n), random_state=random)
                weights = random.lognormal(0, 0.4, (RUNS, n)) if weighing == "random" else [None] * RUNS
                samples = [ak.PayDistribution(row, weight) for row, weight in zip(draws, weights, strict=True)]
                for p in SHARES:
                    share = covered([sample.interval(p) for sample in samples], [population.ppf(p)] * RUNS)
                    if not math.isnan(share):
                        found[f"sample of {n}, {name}, {weighing} weights, P{100 * p:.0f}"] = share
    return found


RUNS = 2000
