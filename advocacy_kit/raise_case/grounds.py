"""The figure within the bands that hold, and what can be asked for where the market makes no case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from advocacy_kit.core.model import ROUNDING, Money, month_year, percent
from advocacy_kit.pay.bands import Band, Found
from advocacy_kit.pay.own_pay import PresentPay, RealRaise
from advocacy_kit.raise_case.steps import rounded_up

Kind = Literal["raise", "promotion", "reached", "red_circled", "scale"]


@dataclass(frozen=True, repr=False)
class Figure:
    """The kind of an ask and its rounded figure, with the bands that it respects.

    `ceiling` is the own band whose maximum the figure is, `floor` the next level's band whose minimum it is.
    """

    kind: Kind
    rounded: float
    bands: Found
    next_band: Band | None = None
    ceiling: Band | None = None
    floor: Band | None = None

    def __repr__(self) -> str:
        return f"<Figure for a {self.kind}>"


@dataclass(frozen=True, repr=False)
class Ground:
    """Something that can be asked for without a market gap: its kind, a figure (None where it has none), and words."""

    kind: Literal["budget", "prices", "band", "lump_sum", "next_band", "scope"]
    figure: float | None
    words: str

    def __repr__(self) -> str:
        return f"<Ground {self.kind}>"


def grounds_of(
    figure: Figure,
    present: PresentPay,
    target: float,
    real: RealRaise | None,
    budgets: pd.DataFrame,
    money: Money,
) -> tuple[Ground, ...]:
    """Return what can be asked for where no figure follows from the market: the strongest ground first.

    Args:
        figure: the kind of the case, and the bands.
        present: present pay.
        target: the unrounded market value.
        real: prices since present pay began; None without a price series.
        budgets: the merit budgets of the country.
        money: how amounts are written.
    """
    if figure.kind == "scale":
        return ()
    pay, unit, band = present.amount, ROUNDING[present.per], figure.bands.band
    found: list[Ground] = []
    outside = band is not None and pay > band.maximum
    if outside:
        gap = max(0.0, target - pay) * present.a_year
        worth = f", such as the market gap of {money.plain(gap)} for a year" if gap else ""
        found.append(Ground("lump_sum", None, f"a lump sum beside base pay{worth}"))
    elif real is not None and real.restored - pay >= unit:
        restored = rounded_up(real.restored, unit)
        words = f"pay that only keeps up with prices since {month_year(real.since)}, {money.plain(restored)}"
        found.append(Ground("prices", restored, words))
    if not outside:
        found += _of_budget(budgets, pay, unit, money)
        if band is not None and band.midpoint - pay >= unit:
            middle = rounded_up(band.midpoint, unit)
            found.append(Ground("band", middle, f"the middle of your own band, {money.plain(middle)}"))
    following = figure.next_band
    if following is not None:
        ends = f"{money.plain(following.minimum)} to {money.plain(following.maximum)}"
        low = rounded_up(following.minimum, unit)
        words = f"the next level, {following.level}, whose band is {ends}"
        found.append(Ground("next_band", low if low > pay else None, words))
    return (*found, Ground("scope", None, "more scope than when this pay was set, shown by your wins"))


def _of_budget(budgets: pd.DataFrame, pay: float, unit: float, money: Money) -> list[Ground]:
    if budgets.empty:
        return []
    newest = budgets[budgets["year"] == budgets["year"].max()]
    top = float(newest["percent"].max())
    figure = rounded_up(pay * (1 + top / 100), unit)
    words = f"the merit budget of {newest['year'].iloc[0]}, {percent(top)}: {money.plain(figure)}"
    return [Ground("budget", figure, words)]


def still_words(grounds: tuple[Ground, ...]) -> str:
    """Return what can still be asked for, in a sentence; empty where nothing is listed."""
    if not grounds:
        return ""
    *first, last = (ground.words for ground in grounds)
    return f" You can still ask for {'; '.join(first)}{'; or ' if first else ''}{last}."
