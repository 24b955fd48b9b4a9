"""Switches and weights, one a family of sources; other weights than equal ones need a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ipywidgets

from advocacy_kit.market.source_table import Family
from advocacy_kit.pay.market_findings import Weighing
from advocacy_kit.widgets.base.controls import STYLE
from advocacy_kit.widgets.base.view import paragraph

EQUAL = 1.0
NO_WEIGHT = (
    "Every weight is 0, and at least one source must count: until one has a weight, every family that counts has the"
    " same weight."
)
NO_REASON = (
    "Other weights than equal ones need a reason: until you write one, every family that counts has the same weight."
)


@dataclass(frozen=True)
class Weights:
    """What the switches say: families switched off, surveys switched on, weights as typed, and why."""

    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    given: tuple[tuple[str, float], ...] = ()
    reason: str = ""

    def weighing(self, known: Sequence[Family]) -> tuple[Weighing, str]:
        """Return how the families of a peer group are weighed, and what is still missing for what was chosen."""
        leave_out = tuple(family.key for family in known if family.counts and family.key in self.off)
        opted = [family for family in known if family.opt_in and family.key in self.on]
        used = [family for family in known if family.counts and family.key not in self.off] + opted
        given = dict(self.given)
        weights = {family.key: given.get(family.key, EQUAL) for family in used}
        if weights and not any(weights.values()):
            return Weighing(leave_out), NO_WEIGHT
        if not opted and len(set(weights.values())) < 2:
            return Weighing(leave_out), ""
        if not self.reason:
            names = ", ".join(family.title for family in opted)
            return Weighing(leave_out), f"{names} enters only with a reason: write one." if names else NO_REASON
        return Weighing(leave_out, weights, self.reason), ""


class Switch:
    """One family: whether to use it, and its weight."""

    def __init__(self, family: Family) -> None:
        self.use = ipywidgets.Checkbox(
            value=family.counts,
            disabled=bool(family.refused),
            description=_described(family),
            indent=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="440px"),
        )
        self.weight = ipywidgets.BoundedFloatText(
            value=EQUAL,
            min=0.0,
            max=100.0,
            step=0.5,
            disabled=bool(family.refused),
            description="weight",
            style=STYLE,
            layout=ipywidgets.Layout(width="140px"),
        )
        self.box = ipywidgets.HBox([self.use, self.weight])


def _described(family: Family) -> str:
    why = "people chose to answer it" if family.opt_in else family.refused
    return f"{family.title}: {why}" if why else family.title


class WeightsBox:
    """The switches of the families that exist, made when a family first appears."""

    def __init__(self, changed: Callable[[object], None]) -> None:
        self._changed = changed
        self.switches: dict[str, Switch] = {}
        self._known: dict[str, Family] = {}
        self.reason = ipywidgets.Text(
            placeholder="why other weights, in a sentence",
            description="reason",
            continuous_update=False,
            style=STYLE,
            layout=ipywidgets.Layout(width="600px"),
        )
        self.reason.observe(changed, names="value")
        self.head = ipywidgets.HTML(
            paragraph("Which sources count? With weight 1 each, all the same; 2 counts twice as much.")
        )
        self.box = ipywidgets.VBox(layout=ipywidgets.Layout(width="100%"))

    def offer(self, known: Sequence[Family]) -> None:
        """Show the switches of these families; none where there is nothing to weigh."""
        for family in known:
            before = self._known.get(family.key)
            self._known[family.key] = family
            if before is not None and (before.counts, before.opt_in) == (family.counts, family.opt_in):
                self.switches[family.key].use.description = _described(family)
                continue
            self.switches[family.key] = switch = Switch(family)  # new, or it counts now and did not before
            for control in (switch.use, switch.weight):
                control.observe(self._changed, names="value")
        rows = [self.switches[family.key].box for family in known]
        shown = (self.head, *rows, self.reason) if sum(not family.refused for family in known) > 1 else ()
        if shown != self.box.children:
            self.box.children = shown

    def read(self) -> Weights:
        """Return what the switches say."""
        off, on, given = [], [], []
        for key, family in self._known.items():
            switch = self.switches[key]
            if family.counts and not switch.use.value:
                off.append(key)
            if family.opt_in and switch.use.value:
                on.append(key)
            if switch.weight.value != EQUAL:
                given.append((key, float(switch.weight.value)))
        return Weights(frozenset(off), frozenset(on), tuple(given), self.reason.value.strip())
