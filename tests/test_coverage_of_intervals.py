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
BETWEEN = 0.05  # standard deviation of log pay between families
RUNS, CLUSTERED, THIN, LEVELS, BLENDS, SOURCED = 3000, 1000, 400, 8, 3000, 600


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


def occupations(many: int, rows: np.ndarray | int) -> np.ndarray:
    """Return an occupation for each row: one peer group is one run of a simulation."""
    return np.repeat([f"job {place}" for place in range(many)], rows)


def intervals_of(market: ak.Market, many: int, p: float, **asked: str) -> tuple[list, list]:
    """Return the intervals of each occupation's distribution and benchmark."""
    groups = [market.peers(f"job {place}", **asked) for place in range(many)]
    counting = [not group.main.refusal for group in groups]  # five employers of unequal size are fewer than five
    assert np.mean(counting) > 0.75
    return (
        [group.distribution().interval(p) for group in groups],
        [group.benchmark(p, on=DAY).interval if counts else None for group, counts in zip(groups, counting, strict=True)],
    )


def employees(random: np.random.Generator, many: int, employers: int, each: int) -> pd.DataFrame:
    """Return people of employers that differ: half of the variance of log pay lies between them."""
    between = np.repeat(random.normal(0, SPREAD * math.sqrt(ICC), many * employers), each)
    logs = CENTRE + between + random.normal(0, SPREAD * math.sqrt(1 - ICC), between.size)
    employer = np.tile(np.repeat([f"employer {place}" for place in range(employers)], each), many)
    return pd.DataFrame({"pay": np.exp(logs), "country": "US", "occupation": occupations(many, employers * each), "employer": employer})


@cache
def of_employers() -> dict[str, float]:
    """Return the coverage where people of one employer resemble each other; with "rows" as if they did not."""
    found = {}
    for employers, each in ((5, 20), (12, 10), (20, 5)):
        frame = employees(np.random.default_rng([2026, employers]), CLUSTERED, employers, each)
        market = ak.load_market(frame)
        rows = [ak.PayDistribution(pay) for pay in frame["pay"].to_numpy().reshape(CLUSTERED, -1)]
        for p in SHARES:
            truths = [float(np.exp(NORMAL.ppf(p)))] * CLUSTERED
            kinds = (*intervals_of(market, CLUSTERED, p), [sample.interval(p) for sample in rows])
            for kind, intervals in zip(("distribution", "benchmark", "rows alone"), kinds, strict=True):
                found[f"{employers} employers × {each}, {kind}, P{100 * p:.0f}"] = covered(intervals, truths)
    return found


@cache
def of_thin_groups() -> dict[str, float]:
    """Return the coverage of the benchmark of thin groups, pulled to a parent whose groups really differ."""
    found = {}
    for differ in (0.05, 0.12, 0.25):
        for n in (6, 10, 20, 30, 40):
            random = np.random.default_rng([2026, n, round(100 * differ)])
            own = random.normal(CENTRE, differ, (THIN, LEVELS))
            logs = random.normal(own[:, :, None], SPREAD, (THIN, LEVELS, n))
            level = np.tile(np.repeat([f"level {place}" for place in range(LEVELS)], n), THIN)
            frame = pd.DataFrame({"pay": np.exp(logs).ravel(), "country": "US", "occupation": occupations(THIN, LEVELS * n), "level": level})
            _, intervals = intervals_of(ak.load_market(frame), THIN, 0.5, level="level 0")
            found[f"thin group of {n}, groups differ by {differ:g}, benchmark, P50"] = covered(intervals, np.exp(own[:, 0]))
    return found


@cache
def of_blends() -> dict[str, float]:
    """Return the coverage of the common centre by blends of families that differ by 5%."""
    found = {}
    for families in (2, 3, 4):
        random = np.random.default_rng([2026, families])
        true = random.normal(CENTRE, BETWEEN, (BLENDS, families))
        errors = random.uniform(0.01, 0.06, (BLENDS, families))
        values = np.exp(random.normal(true, errors))
        intervals = [
            ak.blend([(value, DAY, 1.0, se) for value, se in zip(row, error, strict=True)], on=DAY).interval
            for row, error in zip(values.tolist(), errors.tolist(), strict=True)
        ]
        found[f"blend of {families} families"] = covered(intervals, [math.exp(CENTRE)] * BLENDS)
        for n in (35, 60, 150):
            logs = random.normal(true[:SOURCED, :, None], SPREAD, (SOURCED, families, n))
            source = np.tile(np.repeat([f"source {place}" for place in range(families)], n), SOURCED)
            frame = pd.DataFrame(
                {"pay": np.exp(logs).ravel(), "country": "US", "occupation": occupations(SOURCED, families * n), "source": source, "as_of": DAY}
            )
            _, intervals = intervals_of(ak.load_market(frame), SOURCED, 0.5)
            found[f"market of {families} sources × {n}, P50"] = covered(intervals, [math.exp(CENTRE)] * SOURCED)
    return found
