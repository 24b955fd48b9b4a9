"""Total pay in one table, a row an element, with an offer alongside; compared only element by element."""

from __future__ import annotations

import pandas as pd

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Finding, Money, Records, day, is_number
from advocacy_kit.core.tables import KINDS_OF_PAY
from advocacy_kit.pay.own_pay import FILE, WORDS, PresentPay, present_pay

NAMES = {name: WORDS.get(name, name) for name in KINDS_OF_PAY} | {"base": "base pay", "equity": "equity, a year"}
COLUMNS = ["element", "you", "offer", "difference", "how"]


def total_pay(records: Records) -> Finding:
    """Return what each element of pay is worth a year at the person's own hours, and the newest offer's alongside.

    The frame has `element`, `you`, `offer`, `difference` (money a year; NaN where not on file) and `how`. Equity is the
    grant over its years, at the price of the day: no forecast. Elements are not added up: some are surer than others.

    Raises:
        KitError: K081 if an equity grant does not say its years; K080 without base pay.
    """
    present = present_pay(records)
    money = Money(present.currency, records.money.locale, "year", records.money.hidden)
    you = {"base": (present.base * present.a_year, f"since {day(present.since)}")}
    you |= {part.element: (part.amount * present.a_year, part.how) for part in present.parts}
    you |= {name: found for name in ("bonus", "equity", "allowance") if (found := _of(records, name, present))}
    offer = _offer(records, present)
    rows = [
        (NAMES[name], you.get(name, (float("nan"), ""))[0], offer.get(name, float("nan")), you.get(name, (0, ""))[1])
        for name in KINDS_OF_PAY
        if name in you or name in offer
    ]
    frame = pd.DataFrame([(name, own, other, other - own, how) for name, own, other, how in rows], columns=COLUMNS)
    said = [f"{name}: {money.plain(own) if is_number(own) else 'not on file'}" for name, own, _, _ in rows]
    title = "What you are paid in a year, by element" + (", and what you were offered" if offer else "")
    answer = "Compare line by line: a bonus may not come again, and equity changes its price. Nothing is added up."
    return Finding(
        frame=frame,
        title=title,
        subtitle=f"{money.unit}, at your own hours",
        source=f"Source: {FILE}{' and market.csv' if offer else ''}. {day(records.today)}.",
        alt=f"{title}. {'; '.join(said)}.",
        money=money,
        answer=answer,
    )


def _of(records: Records, element: str, present: PresentPay) -> tuple[float, str] | None:
    """Return what an element of the last twelve months is worth a year, and how; None where there is none."""
    rows = records.pay
    since, until = pd.Timestamp(records.today) - pd.DateOffset(years=1), pd.Timestamp(records.today)
    rows = rows[(rows["element"] == element) & (rows["date"] <= until)].sort_values("date", kind="stable")
    if element == "equity":
        grants = [(row, int(str(line))) for line, row in rows.iterrows()]
        if missing := [line for row, line in grants if not row["years"] > 0]:
            message, fix = (
                f"line {missing[0]} has a grant without its years",
                "Write under years over how many it is spread.",
            )
            raise KitError.of("K081", message, fix, file=FILE)
        held = [row for row, _ in grants if row["date"] + pd.DateOffset(months=round(12 * row["years"])) > until]
        worth = sum(float(row["amount"] / row["years"]) for row in held)
        return (worth, "the grant over its years, at the price of the day it was given") if held else None
    recent = rows[rows["date"] > since]
    if element == "bonus":
        return (float(recent["amount"].sum()), "paid in the last twelve months") if len(recent) else None
    if rows.empty:
        return None
    row = rows.iloc[-1]
    times = {"year": 1.0, "month": 12.0, "hour": 52 * (present.hours_per_week or present.full_time)}[str(row["per"])]
    return float(row["amount"]) * times, f"since {day(row['date'].date())}"


def _offer(records: Records, present: PresentPay) -> dict[str, float]:
    """Return the newest offer's elements a year; a range counts with its lower end."""
    rows = records.market
    rows = rows[(rows["kind"] == "offer") & (rows["date"] <= pd.Timestamp(records.today))]
    times = {"year": 1.0, "month": 12.0, "hour": 52 * (present.hours_per_week or present.full_time)}
    newest = rows.sort_values("date", kind="stable").groupby("element").tail(1)
    return {str(row["element"]): float(row["low"]) * times[str(row["per"])] for _, row in newest.iterrows()}
