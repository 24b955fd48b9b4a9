"""What can be blended: every figure of a market value is a number in its range, and weights of any scale sum to one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from advocacy_kit.core.arguments import LARGE, SMALL, as_float, check_number
from advocacy_kit.core.errors import KitError

LARGEST_ERROR = 100.0  # as a share; beyond it an interval would leave the range of numbers


def listed(values: object) -> list[object]:
    """Return the values to blend, as a list.

    Raises:
        KitError: if it is not a list.

    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise no_source(values)
    return list(values)


def cells(entry: object) -> Sequence[Any]:
    """Return the cells of a plain market value: its value, its date and up to three figures.

    Raises:
        KitError: if it is not a list of two to five.

    """
    if isinstance(entry, str | bytes) or not isinstance(entry, Sequence) or not 2 <= len(entry) <= 5:
        raise no_source(entry)
    return entry


def no_source(entry: object) -> KitError:
    """Return the error for an invalid market value; it names no amount."""
    words = (
        f"a {type(entry).__name__} is no market value"
        if not isinstance(entry, list | tuple)
        else "that is no market value"
    )
    return KitError.of("K057", words, "Give SourceValues, or lists of (value, date, weight, se, geography).")


def check_figures(positive: Iterable[object], weight: object, se: object, geography_se: object) -> None:
    """Refuse figures of a market value that are not numbers, or out of range.

    Raises:
        KitError: saying which kind it is.

    """
    if not all(0 < as_float(figure) < math.inf for figure in positive) or not 0 <= as_float(weight) < math.inf:
        raise unusable()
    unknown = isinstance(se, float) and math.isnan(se)
    of_place = 0.0 if geography_se is None else as_float(geography_se)
    if not (unknown or 0 <= as_float(se) < LARGEST_ERROR) or not 0 <= of_place < LARGEST_ERROR:
        fix = "Give a share of the value such as 0.03; se may be NaN where it is not known."
        raise KitError.of("K057", f"an error is a share from 0 to {LARGEST_ERROR:g}", fix)


def check_growth(name: str, rate: object) -> None:
    """Refuse a yearly growth of pay that is not a share of plausible size.

    Raises:
        KitError: K057.

    """
    check_number(name, rate, "K057", "Give a share a year such as 0.035.", above=-0.5, below=0.5)


def check_settings(rate: object, growth_sd: object, tau: object) -> None:
    """Refuse a growth of pay or a spread that is not a share.

    Raises:
        KitError: saying which it is.

    """
    check_growth("rate", rate)
    for name, share in (("growth_sd", growth_sd), ("tau", 0.0 if tau is None else tau)):
        check_number(name, share, "K057", "Give a share such as 0.05.", least=0, below=LARGEST_ERROR)


def check_adjusted(adjusted: Iterable[float]) -> None:
    """Refuse values whose factors lead out of the range of numbers.

    Raises:
        KitError: if one is too large or too small.

    """
    if not all(SMALL < figure < LARGE for figure in adjusted):
        raise unusable()


def unusable() -> KitError:
    """Return the refusal of figures that no blend can use."""
    words = "market values, weights and factors must be positive numbers"
    return KitError.of("K057", words, "Check the sources; write 100000 and not $100,000.")


def of_sum_one(weights: Sequence[float]) -> list[float]:
    """Return weights of sum one, whatever their scale.

    Raises:
        KitError: if all are zero.

    """
    if not max(weights) > 0:
        raise KitError.of("K057", "all weights are zero", "Give at least one source a weight.")
    if not SMALL < max(weights) < LARGE:
        weights = [weight / max(weights) for weight in weights]
    total = sum(weights)
    return [weight / total for weight in weights]


def check_half(half: float) -> None:
    """Refuse an interval that leaves the range of numbers; `half` is its half width in logarithms.

    Raises:
        KitError: if it does.

    """
    if not half < LARGEST_ERROR:
        raise KitError.of(
            "K057", "the errors are too large for an interval", "Give se as a share of the value such as 0.03."
        )
