"""Amounts in another currency of the same labour market, at the European Central Bank's reference rate of the day."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from advocacy_kit.core.numeric import Floats
from advocacy_kit.market.samples.dates import to_day
from advocacy_kit.market.samples.observations import NO_DAY, Ints

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
