"""What the rows of a source do not say, or say of another kind of pay: in words and in numbers, never in silence."""

from __future__ import annotations

from advocacy_kit.core.model import counted
from advocacy_kit.market.peer_query import PeerQuery, currency_of, the
from advocacy_kit.market.samples.cleaning import Left
from advocacy_kit.market.samples.fallback_levels import FallbackLevel
from advocacy_kit.market.samples.observations import NO_DAY, Group, Rows


def taken_to_be(rows: Rows, group: Group, query: PeerQuery) -> list[str]:
    """Return what the rows do not say, and what they are taken to be instead."""
    words = []
    own = currency_of(query.country) or query.currency
    for column, meant in (("currency", f"in {own}"), ("pay_element", "base pay")):
        if column not in rows.columns:
            words.append(f"taken to be {meant}")
        elif "" in rows.distinct(column):
            words.append(f"rows without a {column.replace('_', ' ')} are taken to be {meant}")
    undated = int(group.count[group.day == NO_DAY].sum())
    if 0 < undated < len(group):
        words.append(
            f"{counted(undated, 'row')} without a date {'is' if undated == 1 else 'are'} taken to be of the median day"
        )
    return words


def of_other_pay(rows: Rows, fallback: FallbackLevel, query: PeerQuery) -> tuple[Left, ...]:
    """Return how many rows of the same people count another element of pay, or another period."""
    left = []
    for column, reason in (("pay_element", f"not {query.element} pay"), ("per", f"not paid by the {query.unit}")):
        others = frozenset(rows.distinct(column)) - fallback.where[column] if column in fallback.where else frozenset()
        if others and (number := len(rows.select({**fallback.where, column: others}, fallback.experience))):
            left.append(Left(reason, number))
    return tuple(left)


def everybody(query: PeerQuery) -> str:
    """Return what a group without any condition is called."""
    return f"all of {the(query.country_name)}" if query.area else "everybody in the job"
