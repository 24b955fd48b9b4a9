"""The user's own facts as they come into scripts and mails.

Names, days, wins that the listener may know of, amounts through Money.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from advocacy_kit.core.cells import change, plain
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import HIDDEN, Money, Records, cached_per_records, day, month_year, short
from advocacy_kit.log.asks import AskRow
from advocacy_kit.log.periods import period_start, review_day
from advocacy_kit.log.sharing import first_name, shareable
from advocacy_kit.log.strength import fit_to_listener
from advocacy_kit.pay.bands import own_band
from advocacy_kit.pay.own_pay import pay_money, present_pay
from advocacy_kit.pay.ranks import percentile_name
from advocacy_kit.raise_case.case import RaiseCase

SPOKEN = 3  # wins that are named in a talk
_AMOUNT = re.compile(
    r"(?:[$€£¥]|\b[A-Z]{3})\s?\d[\d.,]*"  # beside a currency
    r"|\d[\d.,\u00a0\u202f'’ ]*\s?(?:[$€£¥]|[A-Z]{3}\b)"
    r"|\d{1,3}(?:[.,\u00a0\u202f'’"
    r" ]\d{3})+(?:[.,]\d+)?|\d+[.,]\d{2}\b|\d{4,}(?:[.,]\d+)?(?![-\d])|\d+(?:[.,]\d+)?\s?[kK]\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def masked(text: str, money: Money) -> str:
    """Return a text of the user's own with what may be an amount in it hidden, where amounts are hidden.

    Years of four digits stay.
    """
    if not money.hidden:
        return text
    return _AMOUNT.sub(lambda match: match[0] if _YEAR.fullmatch(match[0]) else HIDDEN, text)


@cached_per_records
def leading_wins(records: Records, person: str, most: int = SPOKEN) -> pd.DataFrame:
    """Return the wins that lead a talk with that person, and that they may know of.

    Wins' columns with `serves`, `points` and `reasons`.
    """
    return fit_to_listener(shareable(records, person), most=most).leading


def spoken(row: pd.Series) -> str:
    """Return a win as a sentence in one breath.

    Such as “March 2026: Put all docks on one plan (waiting: from 40 to 25 minutes).” for a talk.
    """
    return f"{month_year(row['date'])}: {short(_one_clause(row['win']), 140)}{_result(row)}."


def quoted(row: pd.Series) -> str:
    """Return a win as it stands within a sentence: “Put all docks on one plan” (waiting: from 40 to 25 minutes)."""
    return f"“{short(_one_clause(row['win']), 90)}”{_result(row)}"


def _result(row: pd.Series) -> str:
    result = short(change(row) or _one_clause(row["impact"]), 120)
    return f" ({result})" if result else ""


def _one_clause(text: object) -> str:
    """Return the first sentence of a cell, without its full stop: in a talk a win is one breath."""
    return re.split(r"(?<=[.!?…])\s", plain(text), maxsplit=1)[0].rstrip(".!?… ")


def ask_facts(records: Records, ask: AskRow, case: RaiseCase | None = None) -> Mapping[str, str]:
    """Return what is known for filling in a text, by name; a name of which nothing is known is empty.

    Args:
        records: the person's tables; only wins that the listener may know of are told.
        ask: the ask.
        case: the raise case, for the market's figures; without it they stay out.

    """
    money = ask.money(records)
    review = review_day(records)
    leading = leading_wins(records, ask.to)
    serves = [text.split("; ")[0] for text in leading["serves"] if text]
    facts = {
        "name": first_name(records, ask.to),
        "since": month_year(period_start(records)),
        "request": masked(plain(ask.request), money),
        "what": what_words(records, ask),
        "figure": money.plain(ask.figure) if ask.figure is not None else "",
        "unit": money.unit,
        "start": day(ask.start_date),
        "next": day(ask.next_date),
        "review": day(review) if review else "",
        "blocker": masked(plain(ask.blocker), money),
        "answer": masked(plain(ask.answer), money),
        "agreed": masked(plain(ask.agreed), money),
        "objective": plain(serves[0]) if serves else "",
        "band": _band_end(records),
        **{f"win{place}": quoted(row) for place, (_, row) in enumerate(leading.iterrows(), 1)},
    }
    return MappingProxyType(facts | (_market_facts(case, ask) if case is not None else {}))


def what_words(records: Records, ask: AskRow) -> str:
    """Return what is asked for: a raise with a figure as its figure, written by Money.

    Everything else in the user's words.
    """
    money = ask.money(records)
    if ask.kind == "raise" and ask.figure is not None:
        return f"base pay of {money.rate(ask.figure)}"
    return masked(plain(ask.request), money)


def _market_facts(case: RaiseCase, ask: AskRow) -> dict[str, str]:
    money, percentile = case.money, case.benchmark.percentile or 0.5
    market = money.plain(case.benchmark.value)
    if ask.figure is not None and market == money.plain(ask.figure) and not money.hidden:
        market = ""  # the figure is said once, by the one who asks
    return {
        "middle": percentile_name(percentile),
        "title": case.peers.title,
        "place": case.peers.where(percentile),
        "market": market,
        "on": day(case.benchmark.on),
        "rank": case.standing.replace("than you", "than I do"),
    }


def _band_end(records: Records) -> str:
    """Return where the user's band ends; empty without pay or a band on file."""
    try:
        present = present_pay(records)
        band = own_band(records, present)
    except KitError:
        return ""
    return pay_money(records, present).plain(band.maximum) if band is not None else ""
