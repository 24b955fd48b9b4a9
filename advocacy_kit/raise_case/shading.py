"""What asking for less than the evidence gives away, and which part of asking for more has no evidence."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from advocacy_kit.core.arguments import check_number
from advocacy_kit.core.model import Money, day
from advocacy_kit.raise_case.case import RaiseCase

YEARS = (1, 3, 5)


@dataclass(frozen=True, eq=False, repr=False)
class Shading:
    """An ask compared with the evidence: `ask`, what is `given_away` (columns `years`, `amount`).

    The part without evidence (`beyond`).
    """

    ask: float
    given_away: pd.DataFrame
    beyond: float
    question: str
    words: str

    def __repr__(self) -> str:
        return f"<Shading over {', '.join(str(year) for year in self.given_away['years'])} years>"


def shading(case: RaiseCase, ask: float, *, raises: float = 0.03, reason: str | None = None) -> Shading:
    """Compare an ask with the figure that the evidence supports.

    Args:
        case: the raise case.
        ask: the figure that the user thinks of asking for, in the case's unit.
        raises: yearly raises that the user expects afterwards, as a share; every one of them grows from the ask.
        reason: why less; asked for where it is missing.

    Returns:
        What 1, 3 and 5 years lose at the person's own hours: (figure − ask) a year · Σ (1 + raises)^k, k from 0;
        nothing where there is no figure to ask for. Months count twelve where pay.csv does not say the payments.

    Raises:
        KitError: if the ask or the raises are no numbers.
    """
    check_number("ask", ask, "K082", "Give a figure such as 80000.", above=0, secret=True)
    check_number("raises", raises, "K082", "Give a share a year such as 0.03.", above=-0.5, below=0.5)
    money = case.money
    short = max(0.0, case.rounded - ask) * case.present.a_year if case.opening else 0.0
    amounts = [short * sum((1 + raises) ** k for k in range(years)) for years in YEARS]
    frame = pd.DataFrame({"years": YEARS, "amount": amounts})
    top = case.opening[1] if case.opening else case.rounded
    beyond = max(0.0, ask - top)
    question = words = ""
    whole = Money(money.currency, money.locale, "year", money.hidden)
    if case.opening is None:
        words = "There is no figure to ask for here, so nothing is given away."
    elif short:
        given = ", ".join(
            f"{whole.plain(amount)} over {years} {'year' if years == 1 else 'years'}"
            for years, amount in zip(YEARS, amounts, strict=True)
        )
        words = (
            f"Asking for {money.plain(ask)} instead of {money.plain(case.rounded)} gives away {given}"
            f" ({whole.currency or 'money'}{_counted(case)}), if each year's raise is {money.percent(100 * raises)}:"
            " every later raise grows from the smaller figure."
        )
        question = (
            ""
            if reason
            else "What is the reason for asking for less than the evidence supports? Write it down before you do."
        )
        words += f" Your reason: {reason}." if reason else ""
    elif beyond:
        words = (
            f"{money.rate(beyond)} of it have no evidence: the range that can be argued for ends at"
            f" {money.plain(top)} ({case.opening_reason})."
        )
        question = "What supports the part above that? Without a source it is the first thing to be struck out."
    else:
        words = "The ask lies within what the evidence supports."
    return Shading(ask, frame, beyond, question, words)


def _counted(case: RaiseCase) -> str:
    """Return how a year is counted: at which hours, where these are not full time's.

    And in how many months, where nobody says it.
    """
    present = case.present
    hours = present.hours_per_week
    words = f" at your {hours:g} hours a week" if hours and hours != present.full_time else ""
    return words + (", taking 12 payments a year" if present.per == "month" and not present.payments else "")


COLUMNS = ["what", "worth", "how", "differs"]


def alternatives(case: RaiseCase) -> pd.DataFrame:
    """Return what else would close the gap between present pay and the figure: `what`, `worth`, `how`, `differs`.

    `worth` is money a year at the person's own hours, NaN where it has no price; none of it is market pay, and
    nothing is added up.
    """
    gap = max(0.0, case.rounded - case.present.amount) * case.present.a_year
    money = case.money
    share = min(1.0, case.present.amount / case.rounded)
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
            f"the same pay for {money.percent(100 * share)} of the hours",
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
    gap = max(0.0, case.rounded - case.present.amount)
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
