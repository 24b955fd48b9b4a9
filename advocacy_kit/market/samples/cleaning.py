"""Cleaning inside a peer group: duplicates, currencies, hourly pay recorded as yearly, outliers (method, 3 and 5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from advocacy_kit.core.arguments import Floats
from advocacy_kit.market.peer_query import plain
from advocacy_kit.market.samples.observations import NO_DAY, Group, Ints, to_day
from advocacy_kit.stats.quantiles import PayDistribution

if TYPE_CHECKING:
    from currency_converter import CurrencyConverter


@cache
def _rates() -> CurrencyConverter:
    from currency_converter import CurrencyConverter  # reads its own zip; only where two currencies meet

    return CurrencyConverter(
        fallback_on_wrong_date=True, fallback_on_missing_rate=True, fallback_on_missing_rate_method="last_known"
    )


@cache
def rate(number: int, source: str, target: str) -> float:
    """Return how much of `target` one unit of `source` bought on a day (its number); NaN where the bank named no rate.

    On a day without a rate the last one before it holds.
    """
    known = _rates()
    if source not in known.currencies or target not in known.currencies:
        return float("nan")
    return float(known.convert(1.0, source, target, date=to_day(number)))


def converted(
    pay: Floats, day: Ints, codes: Ints, words: tuple[str, ...], target: str
) -> tuple[Floats, tuple[str, ...]]:
    """Return amounts in `target` and the currencies they came from; NaN without a day or a rate.

    Args:
        pay: amounts, shape (n,).
        day: the day of each as a number.
        codes: the place of each one's currency in `words`; "" is taken to be the target.
        words: currencies, three letters.
        target: three letters.

    """
    factors = np.ones(pay.size)
    found = []
    for place, word in enumerate(words):
        rows = np.flatnonzero(codes == place)
        if rows.size == 0 or word.upper() in ("", target):
            continue
        found.append(word.upper())
        days, inverse = np.unique(day[rows], return_inverse=True)
        rates = [float("nan") if number == NO_DAY else rate(int(number), word.upper(), target) for number in days]
        factors[rows] = np.array(rates)[inverse]
    return pay * factors, tuple(found)


HOURS = 2080  # a full-time year
MAD_SCALE = 1.4826  # by which a median absolute deviation estimates a standard deviation (Rousseeuw and Croux 1993)
MAD_LIMIT = 4.0


@dataclass(frozen=True)
class Left:
    """How many observations were left out, and why."""

    reason: str
    count: int


def without_duplicates(group: Group) -> tuple[Group, int]:
    """Return the group with each observation once.

    By the source's own id, otherwise by equal employer, title, day and pay.

    An observation without an id that lacks one of these is never a duplicate: it is counted and kept. Of several, the
    newest stands for all, then the lowest pay, with their mean weight.
    """
    labels = _labels(group)
    known = labels >= 0
    if not known.any():
        return group, 0
    rows, place = np.flatnonzero(known), labels[known]
    counts = np.bincount(place, weights=group.count[rows]).astype(np.int64)
    lost = int((counts - 1).sum())
    if not lost:
        return group, 0
    texts = [group.texts[name][0][rows] for name in sorted(group.texts, reverse=True)]
    order = np.lexsort((*texts, group.pay[rows], -group.day[rows], place))
    first = rows[order[np.append(True, np.diff(place[order]) > 0)]]
    weight, squares, count = group.weight.copy(), group.squares.copy(), group.count.copy()
    mean = np.bincount(place, weights=group.weight[rows]) / counts
    kept = ~known
    kept[first] = True
    weight[first], squares[first], count[first] = mean, mean * mean, 1
    return Group(group.pay, weight, squares, count, group.day, group.texts).only(kept), lost


def _labels(group: Group) -> Ints:
    """Return a number for each observation, from 0 without gaps, the same for duplicates.

    -1 where nothing can show one.
    """
    labels = np.full(group.pay.size, -1, dtype=np.int64)
    by_id = _filled(group, "id")
    if by_id.any():
        rows = np.flatnonzero(by_id)
        sources = (
            [group.texts["source"][0][rows]] if "source" in group.texts else []
        )  # another source's ids are its own
        labels[rows] = _together(group.texts["id"][0][rows], *sources)
    found = int(labels.max(initial=-1)) + 1
    rest = np.flatnonzero(~by_id & (group.day != NO_DAY) & _filled(group, "employer") & _filled(group, "title"))
    if rest.size:
        alike = _together(group.day[rest], np.unique(group.pay[rest], return_inverse=True)[1])
        many = np.bincount(alike, weights=group.count[rest])[alike] > 1
        rest, alike = rest[many], alike[many]
    if rest.size:
        spelled = [
            _folded(group, name, rest)
            for name in ("employer", "title", "currency", "area", "level")
            if name in group.texts
        ]
        labels[rest] = found + _together(alike, *spelled)
    return labels


def _filled(group: Group, name: str) -> npt.NDArray[np.bool_]:
    """Say of each observation whether it has this text."""
    if name not in group.texts:
        return np.zeros(group.pay.size, dtype=bool)
    codes, words = group.texts[name]
    return codes != words.index("") if "" in words else np.ones(group.pay.size, dtype=bool)


def _folded(group: Group, name: str, rows: Ints) -> Ints:
    """Return a number for the text of each row, the same in any spelling."""
    codes, words = group.texts[name]
    used, place = np.unique(codes[rows], return_inverse=True)
    texts = [plain(words[code]) for code in used]
    number = {text: at for at, text in enumerate(dict.fromkeys(texts))}
    return np.array([number[text] for text in texts], dtype=np.int64)[place]


def _together(*columns: Ints) -> Ints:
    """Return a number for each combination of numbers, from 0 without gaps."""
    number = np.zeros(columns[0].size, dtype=np.int64)
    for column in columns:
        low = int(column.min())
        number = np.unique(number * (int(column.max()) - low + 1) + (column - low), return_inverse=True)[1]
    return number


def in_currency(group: Group, target: str, own: str) -> tuple[Group, tuple[str, ...], int]:
    """Return the group in one currency, the currencies that were converted, and how many had no rate.

    `own` is the currency of the country's labour market, in which amounts are that do not say theirs.
    """
    codes, words = group.texts.get("currency", (np.zeros(group.pay.size, dtype=np.int64), ("",)))
    pay, found = converted(group.pay, group.day, codes, tuple(word or own for word in words), target)
    if not found:
        return group, (), 0
    kept = np.isfinite(pay)
    return group.at(pay).only(kept), found, int(group.count[~kept].sum())


def possibly_hourly(pay: Floats, count: Ints, middle: float | None = None) -> npt.NDArray[np.bool_]:
    """Say of yearly pay which is possibly by the hour: 2,080 times the figure lies between half and twice the middle.

    Args:
        pay: yearly figures, shape (n,).
        count: how many observations each stands for.
        middle: the middle of the market; None takes the group's own, of those that are surely by the year where some
            are.
    """
    low = pay < HOURS / 2
    if not low.any():
        return low
    if middle is None:
        middle = _median(pay, count) if low.all() else _median(pay[~low], count[~low])
    return low & (pay * HOURS >= middle / 2) & (pay * HOURS <= middle * 2)


def _fits_times(pay: Floats, times: float, middle: float) -> npt.NDArray[np.bool_]:
    """Say of yearly pay far below the middle whether a multiple of it would lie between half and twice the middle."""
    return (pay < middle / 5) & (pay * times >= middle / 2) & (pay * times <= middle * 2)


def outliers(pay: Floats, count: Ints) -> npt.NDArray[np.bool_]:
    """Say which figures lie further than 4·1.4826·MAD from the median in logarithms; none where the MAD is zero."""
    logs = np.log(pay)
    distance = np.abs(logs - _median(logs, count))
    spread = MAD_SCALE * _median(distance, count)
    return distance > MAD_LIMIT * spread if spread > 0 else np.zeros(pay.size, dtype=bool)


def _median(values: Floats, count: Ints) -> float:
    """Return the median."""
    if not (count == 1).all():
        return PayDistribution(values, count.astype(np.float64)).quantile(0.5)
    low, high = (values.size - 1) // 2, values.size // 2
    parted = np.partition(values, (low, high))
    return float((parted[low] + parted[high]) / 2)


def clean(
    group: Group,
    *,
    currency: str,
    unit: str,
    own: str = "",
    middle: float | None = None,
    first: int | None = None,
    last: int | None = None,
) -> tuple[Group, tuple[Left, ...], tuple[str, ...]]:
    """Return the observations that can be compared, how many were left out by reason, and the currencies converted.

    Args:
        group: the observations.
        currency: the one currency of the comparison.
        unit: "year", "month" or "hour".
        own: the currency of amounts that do not say theirs.
        middle: the middle of the market as published, by which figures of another period are found; None without one.
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
    group, found, lost = in_currency(group, currency, own)
    if lost:
        left.append(Left("in another currency without a rate of its day", lost))
    if unit == "year" and len(group):
        drop(
            ~possibly_hourly(group.pay, group.count, middle),
            "possibly hourly: 2,080 times the figure would fit the group",
        )
    if unit == "year" and middle is not None and len(group):
        drop(~_fits_times(group.pay, 12, middle), "possibly monthly: 12 times the figure would fit the market")
        drop(
            ~_fits_times(group.pay, 1000, middle), "possibly in thousands: 1,000 times the figure would fit the market"
        )
    if len(group):
        drop(~outliers(group.pay, group.count), "far from all others (4 × MAD)")
    return group, tuple(left), found
