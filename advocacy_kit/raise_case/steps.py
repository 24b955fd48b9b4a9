"""The steps from present pay to the figure, each with its formula.

Its inputs and the rows behind them (method, section 6).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import pandas as pd

from advocacy_kit.core.model import ROUNDING, day, rate_percent, share_percent
from advocacy_kit.pay.bands import FILE as BANDS
from advocacy_kit.pay.bands import Band
from advocacy_kit.pay.own_pay import FILE, PresentPay
from advocacy_kit.pay.ranks import percentile_name
from advocacy_kit.stats.benchmark import Benchmark, SourceValue


@dataclass(frozen=True, repr=False)
class Input:
    """One number that a step is computed from: what it is, of which source, and where it stands or who assumed it."""

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
    "assumption", `basis` says in words what it rests on. `formula` is computed from `inputs` alone.
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


# every step's formula, by its first word; w weight, v value, g geography, s shrinkage, r rate, t years, of each source
FORMULAS: Mapping[str, str] = {
    "present": "pay × factor",
    "raw": "Σ w·v − present pay",
    "geography": "Σ w·v·(g − 1)",
    "aged": "Σ w·v·g·((1 + r)^t − 1)",
    "projected": "Σ w·v·g·((1 + r)^T − (1 + r)^t)",
    "shrinkage": "Σ w·v·g·(1 + r)^T·(s − 1)",
    "rounded": "⌈target / unit⌉·unit − target",
    "held": "maximum − target",
}


def steps_of(
    present: PresentPay, benchmark: Benchmark, figure: float, today: date, ceiling: Band | None = None
) -> tuple[Step, ...]:
    """Return the steps in their fixed order; each is a weighted sum over the sources, and together they are the figure.

    Args:
        present: present pay.
        benchmark: the market value.
        figure: where the steps lead to.
        today: what lies after it is projected.
        ceiling: the band whose maximum is the figure, since rounding up would pass it; None where it is rounded up.

    """
    sources = benchmark.sources
    rows = "; ".join(f"{source.rows} ({share_percent(source.weight)})" for source in sources)
    geography = "; ".join(f"{source.name} ×{source.geography:.4f}" for source in sources if source.geography != 1)
    shrunk = "; ".join(f"{source.name} ×{source.shrinkage:.4f}" for source in sources if source.shrinkage != 1)
    label = " and ".join(source.name for source in sources)
    middle = percentile_name(benchmark.percentile or 0)
    dated = ", ".join(f"{source.date} ({source.name})" for source in sources if source.date != benchmark.on)
    aging = f"{rate_percent(benchmark.rate)} a year from {dated}" if dated else "every source is of that day"
    ahead = benchmark.on > today
    until = today if ahead else benchmark.on
    grown = [
        (1 + benchmark.rate) ** ((_since(source, until, ahead=ahead) - source.date).days / 365.25) - 1
        for source in sources
    ]
    aged = math.fsum(
        source.weight * source.value * source.geography * growth for source, growth in zip(sources, grown, strict=True)
    )
    unit = ROUNDING[present.per]
    inputs = _inputs(present, benchmark, until, unit, ceiling, ahead=ahead)
    last = (
        "rounded",
        f"rounded up to {unit:g}",
        figure - benchmark.value,
        "assumption",
        "a figure that can be said aloud",
    )
    if ceiling is not None:
        held = f"a step of rounding would pass your band's maximum, {BANDS} line {ceiling.line}"
        last = ("held", "rounded to the band's maximum", figure - benchmark.value, "assumption", held)
    parts = [
        ("present", "present pay", present.amount, "fact", f"{FILE} line {present.line}, since {day(present.since)}"),
        ("raw", f"{middle} of {label}, raw", benchmark.raw - present.amount, "fact", rows),
        ("geography", "geography", benchmark.geography_effect, "assumption", geography or "local data: no adjustment"),
        ("aged", f"aged to {'today' if ahead else day(benchmark.on)}", aged, "assumption", aging),
        *(
            [("projected", f"projected to {day(benchmark.on)}", benchmark.aging_effect - aged, "assumption", aging)]
            if ahead
            else []
        ),
        (
            "shrinkage",
            "shrinkage",
            benchmark.shrinkage_effect,
            "assumption",
            shrunk or "none: no thin group counts here",
        ),
        last,
    ]
    made, total = [], 0.0
    for key, name, amount, kind, basis in parts:
        total += amount
        made.append(Step(name, amount, total, kind, basis, FORMULAS[key], inputs[key]))
    return tuple(made)


def _since(source: SourceValue, until: date, *, ahead: bool) -> date:
    """Return the day to which a source is aged before anything is projected.

    A source without a date is of the day of the ask.
    """
    return max(source.date, until) if ahead else until


def _labels(sources: Sequence[SourceValue]) -> list[str]:
    """Return a name for each source; two sources of one name are still two."""
    labels: list[str] = []
    for source in sources:
        name = source.name or "a source"
        names = (name, *(f"{name} ({number})" for number in range(2, len(sources) + 2)))
        labels.append(next(label for label in names if label not in labels))
    return labels


def _inputs(
    present: PresentPay, benchmark: Benchmark, until: date, unit: float, ceiling: Band | None, *, ahead: bool
) -> dict[str, tuple[Input, ...]]:
    """Return what each step is computed from."""
    pay = f"{FILE} line {present.line}"
    of_pay = (Input("pay", present.recorded, rows=pay), Input("factor", present.amount / present.recorded, rows=pay))
    rate = Input("r", benchmark.rate, rows="assumption")

    def each(*names: str) -> tuple[Input, ...]:
        return tuple(
            Input(name, value, label, rows)
            for label, source in zip(_labels(benchmark.sources), benchmark.sources, strict=True)
            for since in (_since(source, until, ahead=ahead),)
            for name, value, rows in (
                ("w", source.weight, "assumption: weight of the family"),
                ("v", source.value, source.rows),
                (
                    "g",
                    source.geography,
                    "local data: no adjustment" if source.geography == 1 else source.note or source.rows,
                ),
                (
                    "s",
                    source.shrinkage,
                    "no thin group: no shrinkage" if source.shrinkage == 1 else source.note or source.rows,
                ),
                ("t", source.years_to(since), f"{source.date} to {since}"),
                ("T", source.years_to(benchmark.on), f"{source.date} to {benchmark.on}"),
            )
            if name in names
        )

    whole = (rate, *each("w", "v", "g", "s", "T"))
    return {
        "present": of_pay,
        "raw": (*of_pay, *each("w", "v")),
        "geography": each("w", "v", "g"),
        "aged": (rate, *each("w", "v", "g", "t")),
        "projected": (rate, *each("w", "v", "g", "t", "T")),
        "shrinkage": (rate, *each("w", "v", "g", "s", "T")),
        "rounded": (Input("unit", unit, rows="assumption: a figure that can be said aloud"), *whole),
        "held": (*([Input("maximum", ceiling.maximum, rows=_of_band(ceiling))] if ceiling else []), *whole),
    }


def _of_band(band: Band) -> str:
    return f"{BANDS} line {band.line}{f', turned from pay by the {band.written}' if band.written else ''}"


def inputs_frame(steps: Sequence[Step]) -> pd.DataFrame:
    """Return one row an input: `step`, `formula`, `source`, `input`, `value`, `rows`."""
    rows = [(step.name, step.formula, i.source, i.name, i.value, i.rows) for step in steps for i in step.inputs]
    return pd.DataFrame(rows, columns=["step", "formula", "source", "input", "value", "rows"])


def recomputed(inputs: pd.DataFrame) -> dict[str, float]:
    """Return the amount of each step, computed from the rows of `inputs_frame` and nothing else."""
    amounts = {}
    for name, rows in inputs.groupby("step", sort=False):
        one = {row.input: row.value for row in rows[rows["source"] == ""].itertuples()}
        each = [
            {row.input: row.value for row in group.itertuples()}
            for _, group in rows[rows["source"] != ""].groupby("source", sort=False)
        ]
        amounts[str(name)] = _COMPUTE[str(rows["formula"].iloc[0])](one, each)
    return amounts


One: TypeAlias = Mapping[str, float]
Each: TypeAlias = Sequence[Mapping[str, float]]


def _target(one: One, each: Each) -> float:
    return math.fsum(s["w"] * s["v"] * s["g"] * (1 + one["r"]) ** s["T"] * s["s"] for s in each)


_COMPUTE: Mapping[str, Callable[[One, Each], float]] = {
    FORMULAS["present"]: lambda one, _: one["pay"] * one["factor"],
    FORMULAS["raw"]: lambda one, each: math.fsum(s["w"] * s["v"] for s in each) - one["pay"] * one["factor"],
    FORMULAS["geography"]: lambda _, each: math.fsum(s["w"] * s["v"] * (s["g"] - 1) for s in each),
    FORMULAS["aged"]: lambda one, each: math.fsum(
        s["w"] * s["v"] * s["g"] * ((1 + one["r"]) ** s["t"] - 1) for s in each
    ),
    FORMULAS["projected"]: lambda one, each: math.fsum(
        s["w"] * s["v"] * s["g"] * ((1 + one["r"]) ** s["T"] - (1 + one["r"]) ** s["t"]) for s in each
    ),
    FORMULAS["shrinkage"]: lambda one, each: math.fsum(
        s["w"] * s["v"] * s["g"] * (1 + one["r"]) ** s["T"] * (s["s"] - 1) for s in each
    ),
    FORMULAS["held"]: lambda one, each: one["maximum"] - _target(one, each),
    FORMULAS["rounded"]: lambda one, each: (
        math.ceil(_target(one, each) / one["unit"] - 1e-9) * one["unit"] - _target(one, each)
    ),
}
