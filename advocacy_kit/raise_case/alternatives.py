"""What can be granted beside base pay, and by which routes a raise itself can be granted."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.core.model import day
from advocacy_kit.pay.own_pay import FULL_TIME
from advocacy_kit.raise_case.case import RaiseCase

COLUMNS = ["what", "worth", "how", "differs"]


def alternatives(case: RaiseCase) -> pd.DataFrame:
    """Return what else would close the gap between present pay and the figure: `what`, `worth`, `how`, `differs`.

    `worth` is money a year at the person's own hours, NaN where it has no price; nothing of it is market pay, and
    nothing is added up.
    """
    gap = max(0.0, case.figure - case.present.amount) * case.present.a_year
    money = case.money
    hours = FULL_TIME * case.present.amount / case.figure if case.figure > case.present.amount else FULL_TIME
    rows = [
        (
            "bonus",
            gap,
            "paid once, for the first year",
            "does not grow, is asked for anew every year, and counts for no later raise",
        ),
        ("equity", gap, "a grant of that worth a year at today's price", "its worth moves, and vests later"),
        (
            "hours",
            gap,
            f"the same pay for {money.percent(100 * hours / FULL_TIME)} of the hours",
            "base pay an hour rises, the figure does not",
        ),
        (
            "title",
            float("nan"),
            "the title of what you already do",
            "no money by itself; it sets the next level's band",
        ),
        (
            "date",
            gap / 12,
            f"each month before {day(case.benchmark.on)} that the raise begins",
            "an earlier start is worth a twelfth of the raise",
        ),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def routes(case: RaiseCase) -> pd.DataFrame:
    """Return ways in which the raise itself can be granted.

    `what`, `worth` (money a year from its last part on), `how`, `differs`.
    """
    gap = max(0.0, case.figure - case.present.amount)
    worth = gap * case.present.a_year
    half = case.money.plain(case.present.amount + gap / 2)
    on = day(case.benchmark.on)
    rows = [
        (
            "in two parts",
            worth,
            f"to {half} on {on}, the rest half a year later, both in writing",
            "half a year of half the raise is given up",
        ),
        (
            "off the cycle",
            worth,
            f"on {on}, outside the yearly round",
            "needs somebody who may decide outside the round",
        ),
        (
            "from another budget",
            worth,
            "retention, vacancy or project money instead of the merit budget",
            "ask who holds it",
        ),
        (
            "a bonus until then",
            worth,
            "a bonus until the raise can begin, with the day on which it begins",
            "the day must be in writing",
        ),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
