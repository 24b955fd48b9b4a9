"""What the rows of a source do not say, or say of another kind of pay: in words and in numbers, never in silence."""

from __future__ import annotations

from advocacy_kit.core.model import counted
from advocacy_kit.market.asked import Asked, currency_of, the
from advocacy_kit.market.samples.cleaning import Left
from advocacy_kit.market.samples.rows import NO_DAY, Group, Rows
from advocacy_kit.market.samples.stages import Stage


def taken_to_be(rows: Rows, group: Group, asked: Asked) -> list[str]:
    """Return what the rows do not say, and what they are taken to be instead."""
    words = []
    own = currency_of(asked.country) or asked.currency
    for column, meant in (("currency", f"in {own}"), ("pay_element", "base pay")):
        if column not in rows.columns:
            words.append(f"taken to be {meant}")
        elif "" in rows.distinct(column):
            words.append(f"rows without a {column.replace('_', ' ')} are taken to be {meant}")
    undated = int(group.count[group.day == NO_DAY].sum())
    if 0 < undated < len(group):
        words.append(f"{counted(undated, 'row')} without a date {'is' if undated == 1 else 'are'} taken to be of the median day")
    return words


def of_other_pay(rows: Rows, stage: Stage, asked: Asked) -> tuple[Left, ...]:
    """Return how many rows of the same people count another element of pay, or another period."""
    left = []
    for column, reason in (("pay_element", f"not {asked.element} pay"), ("per", f"not paid by the {asked.unit}")):
        others = frozenset(rows.distinct(column)) - stage.where[column] if column in stage.where else frozenset()
        if others and (number := len(rows.select({**stage.where, column: others}, stage.experience))):
            left.append(Left(reason, number))
    return tuple(left)


def everybody(asked: Asked) -> str:
    """Return what a group without any condition is called."""
    return f"all of {the(asked.country_name)}" if asked.area else "everybody in the job"
