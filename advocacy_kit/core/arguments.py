"""What public functions are given: what is a number, and one check that names the parameter and what is allowed."""

from __future__ import annotations

import difflib
import math
import reprlib
from collections.abc import Collection
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


def refused(name: str, allowed: str, value: object, code: str, fix: str, *, secret: bool = False) -> KitError:
    """Return the refusal of an argument.

    Args:
        name: the parameter.
        allowed: what it may be, behind "must be".
        value: what came.
        code: of the issue.
        fix: what to write instead.
        secret: whether the value may be pay, which no message repeats.

    """
    came = f"a value of type {type(value).__name__}" if secret else reprlib.repr(value)
    return KitError.of(code, f"{name} must be {allowed}, got {came}", fix)


def check_choice(name: str, value: object, allowed: Collection[str], code: str) -> None:
    """Refuse an argument that is not one of the allowed texts.

    Raises:
        KitError: naming them, and the nearest one.

    """
    if isinstance(value, str) and value in allowed:
        return
    near = difflib.get_close_matches(str(value), allowed, 1)
    listed = [f'"{one}"' for one in allowed]
    words = " or ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else listed[0]
    raise refused(name, words, value, code, f'Use {name}="{near[0]}".' if near else "Use one of them.")


def check_number(
    name: str,
    value: object,
    code: str,
    fix: str = "",
    *,
    least: float = -math.inf,
    most: float = math.inf,
    above: float = -math.inf,
    below: float = math.inf,
    whole: bool = False,
    secret: bool = False,
) -> float:
    """Return an argument that is a finite number within its bounds, as a float.

    Args:
        name: the parameter.
        value: what came.
        code: of the issue.
        fix: what to write instead.
        least: the smallest allowed number.
        most: the largest allowed number.
        above: what the number must exceed.
        below: what the number must stay below.
        whole: whether only whole numbers are allowed.
        secret: whether the value may be pay, which no message repeats.

    Raises:
        KitError: for anything else.

    """
    figure = as_float(value)
    inside = math.isfinite(figure) and least <= figure <= most and above < figure < below
    if not inside or (whole and not figure.is_integer()):
        raise refused(name, _range(least, most, above, below, whole=whole), value, code, fix, secret=secret)
    return figure


def _range(least: float, most: float, above: float, below: float, *, whole: bool) -> str:
    kind = "a whole number" if whole else "a number"
    low, high = max(least, above), min(most, below)
    if math.isinf(low):
        return kind
    if math.isinf(high):
        return f"{kind} {'above' if above == low else 'from'} {low:g}"
    return f"{kind} between {low:g} and {high:g}" if above == low else f"{kind} from {low:g} to {high:g}"


def check_share(name: str, value: object) -> float:
    """Return a percentile given as a share.

    Raises:
        KitError: K053 for anything but a number from 0 to 1.

    """
    return check_number(name, value, "K053", "For the median say 0.5.", least=0, most=1)


def check_level(name: str, value: object) -> float:
    """Return a level of confidence.

    Raises:
        KitError: K053 for anything but a number between 0 and 1.

    """
    return check_number(name, value, "K053", "For 95% say 0.95.", above=0, below=1)


def check_pay(name: str, value: object) -> float:
    """Return a pay to be ranked; an infinite one has a rank too.

    Raises:
        KitError: K053 for anything but a number, without repeating it.

    """
    if math.isnan(figure := as_float(value)):
        raise refused(name, "a pay figure", value, "K053", "Give the pay to be ranked as a number.", secret=True)
    return figure
