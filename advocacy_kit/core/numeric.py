"""What is a number and what only looks like one: checks shared by distributions and blends."""

from __future__ import annotations

import math
from decimal import Decimal
from numbers import Real
from typing import SupportsFloat, TypeGuard

import numpy as np
import numpy.typing as npt

from advocacy_kit.core.errors import KitError

Floats = npt.NDArray[np.float64]
LARGE, SMALL = 1e100, 1e-100  # beyond these a square overflows or vanishes


def is_real(value: object) -> TypeGuard[SupportsFloat]:
    """Say whether a value is a real number, NaN and infinity included; a text of digits and a truth value are not."""
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


def as_float(value: object) -> float:
    """Return a number as a float, infinite where it is too large for one; NaN for what is no number."""
    if not is_real(value):
        return math.nan
    try:
        return float(value)
    except (OverflowError, ValueError):
        return math.inf


def as_floats(values: object) -> Floats:
    """Return numbers as a flat array; None counts as a missing number.

    Raises:
        KitError: for texts, dates and whatever else is no number.

    """
    wrong: list[int] = []
    floats: Floats | None = None
    try:
        given = np.asarray(values)
        if given.dtype.kind not in "biuf":  # numpy makes texts of numbers beside a text: the cells are asked as given
            cells = given if given.dtype.kind == "O" else np.asarray(values, dtype=object)
            wrong = [at for at, cell in enumerate(cells.ravel().tolist()) if not (cell is None or is_real(cell))]
        floats = None if wrong else np.asarray(given, dtype=np.float64).ravel()
    except (TypeError, ValueError, OverflowError):
        floats = None
    if floats is None:
        where = f": row {', '.join(map(str, wrong[:10]))}{', …' if len(wrong) > 10 else ''}" if wrong else ""
        raise KitError.of(
            "K051", f"values and weights must be numbers{where}", "Turn texts such as $100,000 into numbers first."
        )
    return floats


def comparable(weights: Floats) -> Floats:
    """Return weights of a scale whose squares are numbers.

    Those that have one are left as they are, to the last digit.
    """
    positive = weights[weights > 0]
    if not positive.size or (positive.max() <= LARGE and positive.min() >= SMALL):
        return weights
    return np.asarray(weights / positive.max(), dtype=np.float64)
