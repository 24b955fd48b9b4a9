"""Cleaning inside a peer group (method, sections 3 and 5): duplicates, one currency, hourly pay recorded as yearly, outliers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from advocacy_kit.market.samples.currency import converted
from advocacy_kit.market.samples.rows import NO_DAY, Floats, Group, Ints
from advocacy_kit.quantiles import PayDistribution

HOURS = 2080  # a full-time year
MAD_SCALE = 1.4826  # by which a median absolute deviation estimates a standard deviation (Rousseeuw and Croux 1993)
MAD_LIMIT = 4.0


@dataclass(frozen=True)
class Left:
    """How many observations were left out, and why."""

    reason: str
    count: int


def without_duplicates(group: Group) -> tuple[Group, int]:
    """Return the group with each observation once: by the source's own id, or by equal employer, title, day and pay.

    Without an id, an observation that lacks one of these is never a duplicate: it is counted and kept.
    """
    if group.has("id"):
        codes, words = group.texts["id"]
        known = np.array([bool(word) for word in words])[codes]
        keys = np.stack([codes])
    elif group.has("employer") and group.has("title") and (group.day != NO_DAY).any():
        texts = [group.texts[name] for name in ("employer", "title")]
        known = (group.day != NO_DAY) & np.logical_and.reduce([np.array([bool(word) for word in words])[codes] for codes, words in texts])
        keys = np.stack([*(codes for codes, _ in texts), group.day, np.unique(group.pay, return_inverse=True)[1]])
    else:
        return group, 0
    if not known.any():
        return group, 0
    _, first, place = np.unique(keys[:, known], axis=1, return_index=True, return_inverse=True)
    rows = np.flatnonzero(known)
    place = place.ravel()
    counts = np.bincount(place, weights=group.count[rows]).astype(np.int64)
    lost = int((counts - 1).sum())
    if not lost:
        return group, 0
    # one stands for all of them, with their mean weight
    weight, squares, count = group.weight.copy(), group.squares.copy(), group.count.copy()
    mean = np.bincount(place, weights=group.weight[rows]) / counts
    kept = ~known
    kept[rows[first]] = True
    weight[rows[first]], squares[rows[first]], count[rows[first]] = mean, mean * mean, 1
    return Group(group.pay, weight, squares, count, group.day, group.texts).only(kept), lost


def in_currency(group: Group, target: str) -> tuple[Group, tuple[str, ...], int]:
    """Return the group in one currency, the currencies that were converted, and how many had no rate."""
    if "currency" not in group.texts:
        return group, (), 0
    codes, words = group.texts["currency"]
    pay, found = converted(group.pay, group.day, codes, words, target)
    if not found:
        return group, (), 0
    kept = np.isfinite(pay)
    return group.at(pay).only(kept), found, int(group.count[~kept].sum())


def possibly_hourly(pay: Floats, count: Ints, middle: float | None = None) -> npt.NDArray[np.bool_]:
    """Say of yearly pay which is possibly by the hour: 2,080 times the figure lies between half and twice the middle.

    Args:
        pay: yearly figures, shape (n,).
        count: how many observations each stands for.
        middle: the middle of the market; None takes the group's own median.

    """
    low = pay < HOURS / 2
    if not low.any():
        return low
    middle = float(PayDistribution(pay, count.astype(np.float64)).quantile(0.5)) if middle is None else middle
    return low & (pay * HOURS >= middle / 2) & (pay * HOURS <= middle * 2)


def outliers(pay: Floats, count: Ints) -> npt.NDArray[np.bool_]:
    """Say which figures lie further than 4·1.4826·MAD from the median in logarithms; none where the MAD is zero."""
    logs, weights = np.log(pay), count.astype(np.float64)
    distance = np.abs(logs - PayDistribution(logs, weights).quantile(0.5))
    spread = MAD_SCALE * PayDistribution(distance, weights).quantile(0.5)
    return distance > MAD_LIMIT * spread if spread > 0 else np.zeros(pay.size, dtype=bool)


def clean(
    group: Group, *, currency: str, unit: str, first: int | None = None, last: int | None = None
) -> tuple[Group, tuple[Left, ...], tuple[str, ...]]:
    """Return the observations that can be compared, how many were left out by reason, and the currencies converted.

    Args:
        group: the observations.
        currency: the one currency of the comparison.
        unit: "year", "month" or "hour".
        first: the oldest day that counts, as a number; None keeps all.
        last: the newest day that counts.

    """
    left = []

    def drop(kept: npt.NDArray[np.bool_], reason: str) -> None:
        nonlocal group
        if lost := int(group.count[~kept].sum()):
            left.append(Left(reason, lost))
            group = group.only(kept)

    group, twice = without_duplicates(group)
    if twice:
        left.append(Left("recorded twice", twice))
    dated = group.day != NO_DAY
    if last is not None:
        drop(~dated | (group.day <= last), "dated in the future")
    if first is not None:
        drop((group.day == NO_DAY) | (group.day >= first), "too old")
    group, found, lost = in_currency(group, currency)
    if lost:
        left.append(Left("in another currency without a rate of its day", lost))
    if unit == "year" and len(group):
        drop(~possibly_hourly(group.pay, group.count), "possibly hourly: 2,080 times the figure would fit the group")
    if len(group):
        drop(~outliers(group.pay, group.count), "far from all others (4 × MAD)")
    return group, tuple(left), found
