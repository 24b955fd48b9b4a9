"""How goals are told: their figures in their own unit.

Where one stands, what is needed each month, what a check-in would mean.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from babel.numbers import format_decimal, get_currency_name, list_currencies

from advocacy_kit.core.model import HIDDEN, Money, Records, counted, day, short
from advocacy_kit.log.goals.progress import LATE, MONTH, goal_progress

MARKS = {"behind": "▼", "overdue": "▼", "on pace": "●", "ahead": "▲", "reached": "✓", "done": "✓"}
_SYMBOLS = re.compile(r"[$€£¥₹₩₽₺₪₫₴₦₱฿]")
_CODES = re.compile(r"(?<![A-Z])[A-Z]{3}(?![A-Z])")
_RATES = ("a ", "an ", "per ", "/")  # a unit such as "a month" has no name of its own for a difference


@dataclass(frozen=True)
class Figures:
    """How the figures of one measure are written: typed ones in full, computed ones to a hundredth of the way.

    A measure in money goes by the switch that hides amounts: it may be pay, and a shared screen is no place to ask.
    """

    unit: str
    step: float
    locale: str
    hidden: bool

    def typed(self, value: float) -> str:
        """Return a figure that somebody typed, with its unit: "17.05 USD an order", "96.2%"."""
        return self._with_unit(self._written(value, 6))

    def plain(self, value: float) -> str:
        """Return a typed figure as a label beside others that name the unit: "17.05", but "96.2%"."""
        return self.typed(value) if self.unit == "%" else self._written(value, 6)

    def computed(self, value: float) -> str:
        """Return a computed figure with its unit, to a hundredth of the way."""
        return self._with_unit(self.bare(value))

    def bare(self, value: float) -> str:
        """Return a computed figure alone."""
        return self._written(value, self._digits)

    def change(self, value: float) -> str:
        """Return the size of a difference.

        "0.28 USD an order", "0.69 points" of a percentage, "7" of so many a month.
        """
        size = self._written(abs(value), self._digits)
        if self.unit == "%":
            return f"{size} point{'' if size == '1' else 's'}"
        return size if self.unit.startswith(_RATES) else self._with_unit(size)

    @property
    def _digits(self) -> int:
        fine = math.isfinite(self.step) and self.step != 0
        return min(max(math.ceil(-math.log10(abs(self.step) / 100)), 0), 6) if fine else 2

    def _with_unit(self, figure: str) -> str:
        return f"{figure}%" if self.unit == "%" else f"{figure} {self.unit}".strip()

    def _written(self, value: float, digits: int) -> str:
        if self.hidden:
            return HIDDEN
        pattern = "#,##0." + "#" * digits if digits else "#,##0"
        return format_decimal(round(value, digits) + 0.0, format=pattern, locale=self.locale).replace("-", "\u2212")


def figures_of(row: Any, money: Money) -> Figures:
    """Return how the figures of a row of `goal_progress` are written."""
    return Figures(row.unit, row.target - row.baseline, money.locale, money.hidden and in_money(row.unit, money))


def in_money(unit: str, money: Money) -> bool:
    """Whether a unit is an amount of money.

    It has a currency's sign, its three letters, or the name of the own currency.
    """
    if _SYMBOLS.search(unit) or any(code in list_currencies() for code in _CODES.findall(unit)):
        return True
    if not money.currency:
        return False
    names = [get_currency_name(money.currency, count=count, locale=money.locale) for count in (1, 2)]
    words = unit.casefold().split()
    return any(name.casefold().split()[-1] in words for name in [money.currency, *names])


def standing_words(row: Any, figures: Figures) -> str:
    """Say where a goal stands, such as "behind by 0.69 points, 103 days".

    With the day of the check-in where it is an old one.
    """
    said = str(row.status)
    if row.status in ("behind", "ahead"):
        days = counted(max(round(abs(row.days_ahead)), 1), "day")
        said = f"{row.status} by {figures.change(row.ahead)}, {days}"
    elif row.status == "overdue":
        left = f", {figures.change(row.ahead)} to go" if math.isfinite(row.ahead) else ", no check-in"
        said = f"overdue for {counted(-row.days_left, 'day')}{left}"
    elif row.status == "not begun":
        said = f"begins on {day(row.start.date())}"
    elif row.status == "done":
        said = "done, as you marked it"
    elif row.status == "unclear":
        said = "cannot be judged"
    if row.stale and row.status != "no check-in yet" and not pd.isna(row.checked):
        said += f"; no check-in since {day(row.checked.date())}"
    return said


def needed_words(row: Any, figures: Figures) -> str:
    """Say what the way to the target takes from here; "" where nothing is left to say."""
    if not math.isfinite(row.needed_a_month):
        return (
            "What is left is due now: agree on another date, or mark it done or dropped."
            if row.status == "overdue"
            else ""
        )
    way = "up" if row.left > 0 else "down"
    if row.days_left < MONTH:
        days = "one day that is" if row.days_left == 1 else f"{row.days_left} days that are"
        return f"{way} by {figures.change(row.left)} in the {days} left"
    return f"{way} by {figures.change(row.needed_a_month)} each month until {day(row.due.date())}"


def told_words(row: Any, figures: Figures, *, verdict: bool = False) -> str:
    """Say to somebody else where a goal stands.

    Its last figure, its target, and of one behind its pace what it takes from here.

    Args:
        row: of `goal_progress`.
        figures: how its figures are written.
        verdict: whether also a goal that is behind says by how much, which the person decides who tells it.
    """
    target = f"target {figures.typed(row.target)} by {day(row.due.date())}"
    if pd.isna(row.now):
        return f"{target}; no check-in yet."
    fact = f"{figures.typed(row.now)} on {day(row.checked.date())}, {target}"
    if row.status not in LATE:
        return f"{fact}: {standing_words(row, figures)}."
    said = f"{fact}: {standing_words(row, figures)}." if verdict else f"{fact}."
    return f"{said} From here: {needed_words(row, figures)}." if math.isfinite(row.needed_a_month) else said


def pace_words(row: Any, figures: Figures) -> str:
    """Say what a month has brought so far, beside what it takes; "" where that is not known."""
    if not math.isfinite(row.needed_a_month) or not math.isfinite(row.so_far_a_month):
        return ""
    if row.so_far_a_month == 0:
        return "so far it has not moved"
    if row.so_far_a_month * row.left < 0:
        return f"so far it went the other way, by {figures.change(row.so_far_a_month)} a month"
    times = row.needed_a_month / row.so_far_a_month
    if times <= 1.0:
        return f"so far {figures.change(row.so_far_a_month)} a month, which is enough"
    return f"so far {figures.change(row.so_far_a_month)} a month: it takes {times:.1f} times that"


def checkin_words(records: Records, goal_id: str, value: float, on: date) -> str:
    """Say what a check-in would mean for the pace of a goal, before it is kept.

    Args:
        records: as they are without it.
        goal_id: the goal.
        value: in the goal's unit.
        on: its day.

    """
    checkins = records.checkins
    row = pd.DataFrame({"goal_id": [goal_id], "date": pd.to_datetime([on]), "value": [float(value)]})
    added = pd.concat([checkins, row.reindex(columns=checkins.columns).astype(checkins.dtypes)])
    after = replace(records, frames={**records.frames, "checkins": added})
    found = next(goal for goal in goal_progress(after, max(on, records.today)).itertuples() if goal.id == goal_id)
    figures = figures_of(found, records.money)
    if not pd.isna(found.checked) and found.checked.date() > on:
        return f"This is an earlier check-in: the one of {day(found.checked.date())} stays the one that counts."
    before = next(goal for goal in goal_progress(records).itertuples() if goal.id == goal_id)
    since = ""
    if math.isfinite(before.now) and before.now != value:
        size = Figures(figures.unit, value - before.now, figures.locale, figures.hidden).change(value - before.now)
        since = f" ({'up' if value > before.now else 'down'} by {size} since {day(before.checked.date())})"
    wanted = f"; the pace asks for {figures.computed(found.expected)}" if math.isfinite(found.expected) else ""
    sentences = [f"{figures.typed(value)}{since}: {standing_words(found, figures)}{wanted}."]
    if needed := needed_words(found, figures):
        sentences.append(f"From {'there' if on >= records.today else 'today'}: {needed.rstrip('.')}.")
    return " ".join([*sentences, *([found.notes] if found.notes else [])])


def goal_name(row: Any, width: int = 60) -> str:
    """Return the name of a goal as a choice in a list."""
    return short(" ".join(str(row.goal).split()), width)
