"""The figure: the opening range, and the steps from present pay to it (method, section 6).

A step's formula is declared once, as a `Formula`: the text that is printed, the inputs that it names and the number
that is computed all come from that declaration.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from advocacy_kit.core.arguments import Floats
from advocacy_kit.core.errors import BeyondPublished
from advocacy_kit.core.model import ROUNDING, counted, day, rate_percent, share_percent
from advocacy_kit.core.tables import PAID_WITH_BASE
from advocacy_kit.pay.bands import FILE as BANDS
from advocacy_kit.pay.bands import Band
from advocacy_kit.pay.own_pay import FILE, PresentPay
from advocacy_kit.pay.ranks import percentile_name
from advocacy_kit.stats.benchmark import Benchmark, Peers, SourceValue

Inputs: TypeAlias = Mapping[str, float | Floats]
Top = Literal["percentile", "band", "posting"]
SUM, PRODUCT, POWER, NAME = range(4)  # how tightly a formula binds


def rounded_up(target: float, unit: float) -> float:
    """Return the target at the next step of rounding, the figure that can be said aloud."""
    return math.ceil(target / unit - 1e-9) * unit


@dataclass(frozen=True, repr=False)
class Input:
    """One number that a step is computed from: its name, its source, and what it rests on."""

    name: str
    value: float
    source: str = ""
    rows: str = ""

    def __repr__(self) -> str:
        return f"<Input {self.name} {self.source}>"


@dataclass(frozen=True, repr=False)
class Step:
    """One step on the way from present pay to the figure.

    `amount` is what the step adds (present pay itself for the first one), `total` where it leads; `kind` is "fact" or
    "assumption", `basis` says in words what it rests on. `formula` gives the amount from `inputs` alone.
    """

    name: str
    amount: float
    total: float
    kind: str
    basis: str
    formula: str = ""
    inputs: tuple[Input, ...] = ()

    def __repr__(self) -> str:
        return f"<Step {self.name}>"


@dataclass(frozen=True)
class Formula:
    """A formula that is printed and computed from one declaration; `names` are the inputs that it needs."""

    text: str
    value: Callable[[Inputs], float | Floats]
    names: frozenset[str] = frozenset()
    binds: int = NAME

    def __add__(self, other: Formula | int) -> Formula:
        return self._with(other, " + ", operator.add, SUM)

    def __sub__(self, other: Formula | int) -> Formula:
        return self._with(other, " − ", operator.sub, SUM)

    def __mul__(self, other: Formula | int) -> Formula:
        return self._with(other, "·", operator.mul, PRODUCT)

    def __pow__(self, other: Formula | int) -> Formula:
        return self._with(other, "^", operator.pow, POWER)

    def _with(self, other: Formula | int, sign: str, compute: Callable[..., float], binds: int) -> Formula:
        """Return two formulas joined by a sign; what binds less tightly than the sign is put in parentheses."""
        right = other if isinstance(other, Formula) else Formula(str(other), lambda _: float(other))
        texts = (
            f"({one.text})" if one.binds < binds or (one is right and one.binds == binds) else one.text
            for one in (self, right)
        )
        return Formula(
            sign.join(texts), lambda at: compute(self.value(at), right.value(at)), self.names | right.names, binds
        )


def _input(name: str) -> Formula:
    return Formula(name, lambda at: at[name], frozenset({name}))


def _over_sources(term: Formula) -> Formula:
    return Formula(f"Σ {term.text}", lambda at: math.fsum(np.atleast_1d(term.value(at))), term.names, PRODUCT)


def _called(name: str, formula: Formula) -> Formula:
    return Formula(name, formula.value, formula.names)


def _rounded_up(value: Formula, unit: Formula) -> Formula:
    return Formula(
        f"⌈{value.text} / {unit.text}⌉·{unit.text}",
        lambda at: rounded_up(float(value.value(at)), float(unit.value(at))),
        value.names | unit.names,
        PRODUCT,
    )


@cache
def formulas(parts: tuple[str, ...] = ()) -> Mapping[str, Formula]:
    """Return the formula of every step; `parts` are the elements of pay that present pay counts with base pay."""
    # of each source: w weight, v value, g geography, s shrinkage, t years to today, T years to the effective date
    w, v, g, s, t, T = (_input(name) for name in "wvgstT")  # noqa: N806
    unit, maximum = _input("unit"), _input("maximum")
    growth = Formula("1", lambda _: 1.0) + _input("r")
    paid = _input("pay") * _input("factor")
    for name in parts:
        paid = paid + _input(name)
    target = _called("target", _over_sources(w * v * g * growth**T * s))
    return MappingProxyType(
        {
            "present": paid,
            "raw": _over_sources(w * v) - _called("present pay", paid),
            "geography": _over_sources(w * v * (g - 1)),
            "aged": _over_sources(w * v * g * (growth**t - 1)),
            "projected": _over_sources(w * v * g * (growth**T - growth**t)),
            "shrinkage": _over_sources(w * v * g * growth**T * (s - 1)),
            "rounded": _rounded_up(target, unit) - target,
            "held": maximum - target,
            "lifted": _rounded_up(_input("minimum"), unit) - target,
        }
    )


def steps_of(
    present: PresentPay,
    benchmark: Benchmark,
    figure: float,
    today: date,
    ceiling: Band | None = None,
    floor: Band | None = None,
) -> tuple[Step, ...]:
    """Return the steps in their fixed order; each is a weighted sum over the sources, and together they are the figure.

    Args:
        present: present pay.
        benchmark: the market value.
        figure: the total after the last step.
        today: growth after it is projected.
        ceiling: the band whose maximum is the figure because rounding up would exceed it; None where it is rounded up.
        floor: the next level's band whose minimum, rounded up, is the figure because the target is below it.

    """
    sources, on = benchmark.sources, benchmark.on
    ahead, step = on > today, ROUNDING[present.per]
    dated = ", ".join(f"{source.date} ({source.name})" for source in sources if source.date != on)
    aging = f"{rate_percent(benchmark.rate)} a year from {dated}" if dated else "every source is of that day"
    median = f"{percentile_name(benchmark.percentile or 0)} of {' and '.join(source.name for source in sources)}, raw"
    parts = [
        ("present", "present pay", "fact", f"{FILE} line {present.line}, since {day(present.since)}"),
        ("raw", median, "fact", "; ".join(f"{source.rows} ({share_percent(source.weight)})" for source in sources)),
        ("geography", "geography", "assumption", _factors(sources, "geography") or "local data: no adjustment"),
        ("aged", f"aged to {'today' if ahead else day(on)}", "assumption", aging),
        *([("projected", f"projected to {day(on)}", "assumption", aging)] if ahead else []),
        ("shrinkage", "shrinkage", "assumption", _factors(sources, "shrinkage") or "none: no thin group counts here"),
    ]
    if floor is not None:
        lifted = f"the next level's band begins there, {BANDS} line {floor.line}"
        parts.append(("lifted", "raised to the next band's minimum", "assumption", lifted))
    elif ceiling is None:
        parts.append(("rounded", f"rounded up to {step:g}", "assumption", "a figure that can be said aloud"))
    else:
        held = f"a step of rounding would exceed your band's maximum, {BANDS} line {ceiling.line}"
        parts.append(("held", "rounded to the band's maximum", "assumption", held))
    known = _inputs(present, benchmark, today if ahead else on, step, ceiling, floor, ahead=ahead)
    declared = formulas(tuple(part.element for part in present.parts))
    made: list[Step] = []
    for key, name, kind, basis in parts:
        formula, total = declared[key], made[-1].total if made else 0.0
        inputs = tuple(one for one in known if one.name in formula.names)
        amount = _computed(formula, inputs)
        total = figure if key == parts[-1][0] else total + amount
        made.append(Step(name, amount, total, kind, basis, formula.text, inputs))
    return tuple(made)


def _factors(sources: Sequence[SourceValue], name: str) -> str:
    return "; ".join(f"{one.name} ×{getattr(one, name):.4f}" for one in sources if getattr(one, name) != 1)


def _labels(sources: Sequence[SourceValue]) -> list[str]:
    """Return a different name for each source, also where two sources have one name."""
    labels: list[str] = []
    for source in sources:
        name = source.name or "a source"
        names = (name, *(f"{name} ({number})" for number in range(2, len(sources) + 2)))
        labels.append(next(label for label in names if label not in labels))
    return labels


def _inputs(
    present: PresentPay,
    benchmark: Benchmark,
    until: date,
    step: float,
    ceiling: Band | None,
    floor: Band | None,
    *,
    ahead: bool,
) -> tuple[Input, ...]:
    """Return every number that a formula may name.

    A source dated after `until`, as one without a date is, is not aged before it is projected.
    """
    row = f"{FILE} line {present.line}"
    found = [
        Input("pay", present.recorded, rows=row),
        Input("factor", present.base / present.recorded, rows=row),
        *(Input(part.element, part.amount, rows=f"{part.rows}, {part.how}") for part in present.parts),
        Input("unit", step, rows="assumption: a figure that can be said aloud"),
        Input("r", benchmark.rate, rows="assumption"),
    ]
    for name, band in (("maximum", ceiling), ("minimum", floor)):
        if band is not None:
            turned = f", converted from pay by the {band.written}" if band.written else ""
            found.append(Input(name, getattr(band, name), rows=f"{BANDS} line {band.line}{turned}"))
    for label, source in zip(_labels(benchmark.sources), benchmark.sources, strict=True):
        since = max(source.date, until) if ahead else until
        why = source.note or source.rows
        local, whole = "local data: no adjustment", "no thin group: no shrinkage"
        found += [
            Input("w", source.weight, label, "assumption: weight of the family"),
            Input("v", source.value, label, source.rows),
            Input("g", source.geography, label, local if source.geography == 1 else why),
            Input("s", source.shrinkage, label, whole if source.shrinkage == 1 else why),
            Input("t", source.years_to(since), label, f"{source.date} to {since}"),
            Input("T", source.years_to(benchmark.on), label, f"{source.date} to {benchmark.on}"),
        ]
    return tuple(found)


def _computed(formula: Formula, inputs: Sequence[Input]) -> float:
    """Return a formula's value: an input of the sources is one array, in their order."""
    values: dict[str, float | Floats] = {}
    for name in formula.names:
        each = [one.value for one in inputs if one.name == name and one.source]
        alone = [one.value for one in inputs if one.name == name and not one.source]
        values[name] = np.array(each) if each else alone[0]
    return float(formula.value(values))


def inputs_frame(steps: Sequence[Step]) -> pd.DataFrame:
    """Return one row an input: `step`, `formula`, `source`, `input`, `value`, `rows`."""
    rows = [(step.name, step.formula, i.source, i.name, i.value, i.rows) for step in steps for i in step.inputs]
    return pd.DataFrame(rows, columns=["step", "formula", "source", "input", "value", "rows"])


def recomputed(inputs: pd.DataFrame) -> dict[str, float]:
    """Return the amount of each step, computed from the rows of `inputs_frame` and nothing else."""
    declared = formulas(tuple(name for name in dict.fromkeys(inputs["input"]) if name in PAID_WITH_BASE))
    printed = {formula.text: formula for formula in declared.values()}
    return {
        str(name): _computed(
            printed[str(rows["formula"].iloc[0])],
            [Input(row.input, row.value, row.source) for row in rows.itertuples()],
        )
        for name, rows in inputs.groupby("step", sort=False)
    }


def ceiling_of(target: float, unit: float, band: Band | None) -> Band | None:
    """Return the band whose maximum is between the target and the rounded figure.

    None where rounding up stays within it. A step of rounding is no evidence: the figure is then the maximum itself,
    so that the raise stays within the level.
    """
    return band if band is not None and target <= band.maximum < rounded_up(target, unit) else None


def opening_of(
    peers: Peers, benchmark: Benchmark, figure: float, unit: float, band: Band | None, top: Top, *, within: bool
) -> tuple[tuple[float, float], str]:
    """Return the range to open with, from the figure up, and why it ends there; never an interval limit.

    Args:
        peers: the peer group.
        benchmark: the market value that the figure rests on.
        figure: the bottom of the range.
        unit: the step of rounding; the top is rounded down.
        band: the employer's own band.
        top: where the range ends.
        within: whether a raise within the band is asked for: then the range ends at its maximum at the latest.

    """
    end, reason = _end(peers, benchmark, figure, band, top)
    limit = band.maximum if within and band is not None and figure <= band.maximum else math.inf
    if band is not None and limit < end:
        end, reason = (
            limit,
            f"from the target up to your band's maximum ({BANDS} line {band.line}), for a raise ends there",
        )
    end = min(math.floor(end / unit + 1e-9) * unit, limit)
    if end > figure:
        return (figure, end), reason
    if within and band is not None and figure == band.maximum:
        return (figure, figure), f"one figure: it is your band's maximum ({BANDS} line {band.line})"
    return (figure, figure), (
        reason if reason.startswith("one figure") else "one figure: the top of the range would not lie above it"
    )


def _end(peers: Peers, benchmark: Benchmark, figure: float, band: Band | None, top: Top) -> tuple[float, str]:
    percentile = benchmark.percentile or 0.5
    if top == "band":
        if band is None:
            return figure, "one figure: no band is on file"
        return band.maximum, f"from the target up to your band's maximum ({BANDS} line {band.line})"
    if top == "posting":
        posted = peers.posted(on=benchmark.on, rate=benchmark.rate)
        if posted.empty:
            return figure, "one figure: no posting fits"
        return float(posted["high"].max()), f"from the target up to the highest of {counted(len(posted), 'posting')}"
    last = "one figure: nothing above this percentile is published"
    try:
        curve = peers.curve(benchmark.rate)
        higher = min(percentile + 0.10, curve.outermost[1])
        # the same source at both percentiles: otherwise a change of sources would pass for a higher percentile
        end = benchmark.value * curve.quantile(higher) / curve.quantile(percentile)
    except BeyondPublished:
        return figure, last
    return (
        end,
        f"from the target up to P{100 * higher:.0f} of the same peer group" if higher > percentile + 1e-9 else last,
    )
