"""A declared grid of combinations of what the figure rests on.

Counted, and never turned into a probability (method, section 6).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import HIDDEN, Money, counted, percent
from advocacy_kit.raise_case.sensitivity import POINT, SourceChoices
from advocacy_kit.stats.benchmark import Benchmark, Peers

PERCENTILES = (0.25, 0.50, 0.75)  # beside the chosen one


@dataclass(frozen=True, eq=False, repr=False)
class Grid:
    """The target in every combination of percentile, growth, peer group and sources.

    `frame` has `percentile`, `rate`, `peers`, `left_out`, `target`, `above` (the target exceeds present pay by a step
    of rounding or more), `reaches` (it is rounded to the figure or more); combinations that no source can answer are
    not in it.
    """

    frame: pd.DataFrame
    figure: float

    def __repr__(self) -> str:
        return f"<Grid of {len(self.frame)} combinations>"

    def words(self, money: Money) -> str:
        """Say what the grid is of, in how many of its combinations a figure is left.

        And what the others have in common.

        How many there are bounds present pay, so it is hidden with the amounts.
        """
        frame = self.frame
        held, whole = int(frame["above"].sum()), len(frame)
        points = ", ".join(f"P{100 * p:.0f}" for p in sorted(set(frame["percentile"])))
        rates = ", ".join(percent(100 * rate) for rate in sorted(set(frame["rate"])))
        groups = "this peer group and the broader one" if len(set(frame["peers"])) > 1 else "this peer group"
        each = "; all sources, and each one left out" if (frame["left_out"] != "").any() else ""
        said = (
            f"{HIDDEN if money.hidden else held} of {counted(whole, 'combination')} ({points}; growth {rates};"
            f" {groups}{each})"
        )
        if money.hidden:
            return f"{said} leave a figure above present pay"
        lost = "" if held in (0, whole) else self._in_common()
        return (
            f"{said} leave a figure above present pay{lost}, and {int(frame['reaches'].sum())} reach"
            f" {money.plain(self.figure)}"
        )

    def _in_common(self) -> str:
        """Return the one setting that all combinations without a figure share, or nothing."""
        lost = self.frame[~self.frame["above"]]
        for column, words in _SETTINGS.items():
            shared = set(lost[column])
            if len(shared) == 1 and len(set(self.frame[column])) > 1:
                return f" (the {'others are all' if len(lost) > 1 else 'other one is'} {words(shared.pop())})"
        return ""


_SETTINGS: dict[str, Callable[[Any], str]] = {
    "percentile": lambda value: f"at P{100 * value:.0f}",
    "rate": lambda value: f"at a growth of {percent(100 * value)}",
    "peers": lambda value: f"of {value}",
    "left_out": lambda value: f"without {value}" if value else "with all sources",
}


def grid(
    peers: Peers, benchmark: Benchmark, pay: float, figure: float, unit: float, choices: SourceChoices | None = None
) -> Grid:
    """Return the target over percentile, yearly growth (± 1 point), this and the broader group, each family left out.

    The percentiles are P25, P50, P75 and the chosen one. Leaving out a family that does not count at a percentile
    anyway is no combination of its own.

    Args:
        peers: the peer group.
        benchmark: the one that the case rests on.
        pay: present pay.
        figure: what the case asks for.
        unit: the step of rounding below which a difference is none.
        choices: the user's choices about sources, which hold in every combination.
    """
    choices = choices or SourceChoices()
    at, rate, broader = benchmark.percentile or 0.5, benchmark.rate, peers.parent()
    groups = [(peers, choices)] if broader is None else [(peers, choices), (broader, choices.by_family(peers))]
    names = {source.family or source.name: source.name for source in benchmark.sources}
    rows = []
    for p, r, (group, chosen) in itertools.product(
        sorted({*PERCENTILES, at}), (rate - POINT, rate, rate + POINT), groups
    ):
        try:
            whole = chosen.ask(group, p, benchmark.on, r)
        except KitError:  # beyond what is published: not a combination, whatever is left out
            continue
        entering = {source.family or source.name for source in whole.sources}
        for family in ("", *(family for family in names if family in entering and len(entering) > 1)):
            target = (chosen.ask(group, p, benchmark.on, r, without=(family,)) if family else whole).value
            rows.append(
                (p, r, group.place, names.get(family, ""), target, target - pay >= unit, target > figure - unit)
            )
    columns = ["percentile", "rate", "peers", "left_out", "target", "above", "reaches"]
    return Grid(pd.DataFrame(rows, columns=columns), figure)
