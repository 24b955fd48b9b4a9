"""Dates as surveys and offices write them; one that can be read in two ways stays unread."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd

from advocacy_kit.market.readers.sieve import by_text

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?")
_ANY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: .*)?")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def us_day(text: str) -> date | None:
    """Return an American month/day/year or an ISO date, with or without a time of day; None for anything else."""
    if found := _US.fullmatch(text.strip()):
        return _day(found[3], found[1], found[2])
    return iso_day(text)


def iso_day(text: str) -> date | None:
    """Return an ISO date, with or without a time of day; None for anything else."""
    found = _ISO.fullmatch(text.strip())
    return _day(*found.groups()) if found else None


def clear_day(text: str) -> date | None:
    """Return a date that can be read in one way only.

    ISO, a year (its middle, 1 July), or a day above 12 beside a month.
    """
    text = text.strip()
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return date(int(text), 7, 1)
    if found := _ANY.fullmatch(text):
        meant = {_day(found[3], found[1], found[2]), _day(found[3], found[2], found[1])} - {None}
        return meant.pop() if len(meant) == 1 else None
    return iso_day(text)


def days(texts: pd.Series, read: Callable[[str], date | None]) -> pd.Series:
    """Return a column of days, missing where `read` finds none."""
    return by_text(texts, read, "datetime64[s]")


def middle_of_year(path: Path) -> date | None:
    """Return 1 July of the one year that a file's name holds; None where it holds none or several."""
    years = set(_YEAR.findall(path.name))
    return date(int(years.pop()), 7, 1) if len(years) == 1 else None
