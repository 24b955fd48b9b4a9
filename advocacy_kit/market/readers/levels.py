"""Reader of files like those of levels.fyi: what people in technology entered about one offer or job."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from advocacy_kit.market.readers.countries import country_code, state_letters
from advocacy_kit.market.readers.raw import RawTable
from advocacy_kit.market.readers.sieve import (
    Figures,
    Sieve,
    by_name,
    by_text,
    days,
    figures,
    first_of,
    sift_pay,
    us_day,
)
from advocacy_kit.market.shape import Gathered

NAMES = {
    "employer": ("company",),
    "level": ("level",),
    "title": ("title", "job_title", "role"),
    "location": ("location",),
    "base": ("basesalary", "base_salary", "base"),
    "total": ("totalyearlycompensation", "total_yearly_compensation", "total_compensation", "total", "tc"),
    "experience": ("yearsofexperience", "years_of_experience", "yoe"),
    "date": ("timestamp", "date"),
}
THOUSAND = 1000.0


def recognises(columns: Sequence[str]) -> bool:
    """Say whether a header is like that of levels.fyi: company, level, location, and base or total pay."""
    found = {key for key, names in NAMES.items() if first_of(columns, names)}
    told = {"totalyearlycompensation", "basesalary", "stockgrantvalue", "stock", "yoe", "tc"} & set(by_name(columns))
    return {"employer", "level", "location"} <= found and bool({"base", "total"} & found) and bool(told)


def read(path: Path, table: RawTable) -> Gathered:
    """Return base pay where it is given, otherwise total yearly compensation, in US dollars as the site counts.

    A column whose median is under 1,000 is in thousands; a single figure under 1,000 in another one is left out.
    """
    found = {key: name for key, names in NAMES.items() if (name := first_of(table.columns, names))}
    raw = table.read(list(found.values()))
    given = {key: raw[name] for key, name in found.items()}
    sieve = Sieve(len(raw), table.dropped)
    blank = pd.Series(np.nan, index=raw.index, dtype="str")
    base, scaled_base = _in_full(figures(given.get("base", blank)))
    total, scaled_total = _in_full(figures(given.get("total", blank)))
    has_base = base.values > 0
    unclear = ~has_base & (base.unreadable | base.marker)  # the total would stand beside a base that nobody can read
    pay = Figures(
        base.values.where(has_base, total.values),
        ~has_base & ~unclear & total.blank,
        ~has_base & ~unclear & total.marker,
        unclear | (~has_base & total.unreadable),
    )
    sift_pay(sieve, pay)
    sieve.out("below 1,000 a year: possibly in thousands", pay.values < THOUSAND)
    country = by_text(given["location"], _country)
    sieve.out("no country that can be read", country.isna())
    years = figures(given.get("experience", blank)).values
    return sieve.gathered(
        {
            "pay": pay.values,
            "country": country,
            "title": given.get("title"),
            "level": given["level"],
            "area": by_text(given["location"], _area),
            "employer": given["employer"],
            "experience_years": years.where(years >= 0),
            "as_of": days(given.get("date", blank), us_day),
            "currency": "USD",
            "pay_element": pd.Series(np.where(has_base, "base", "total direct"), index=raw.index),
            "per": "year",
        },
        path,
        name="levels.fyi",
        publisher="levels.fyi",
        opt_in=True,
        notes=(
            "people chose to enter it; nothing was checked",
            "amounts are US dollars, also outside the US, as the site shows them",
            f"{found['base']} is in thousands and was multiplied by 1,000" if scaled_base else "",
            f"{found['total']} is in thousands and was multiplied by 1,000" if scaled_total else "",
            "rows without base pay hold total yearly compensation, and say so",
            "a location that ends in the letters of a state of the US, such as “Austin, TX”, lies in the US",
            *table.notes,
        ),
    )


def _in_full(amounts: Figures) -> tuple[Figures, bool]:
    """Return amounts in full, and whether they were in thousands: the median of those above zero is under 1,000."""
    given = amounts.values[amounts.values > 0]
    if given.empty or given.median() >= THOUSAND:
        return amounts, False
    return Figures(amounts.values * THOUSAND, amounts.blank, amounts.marker, amounts.unreadable), True


def _parts(text: str) -> list[str]:
    return [part for part in (part.strip() for part in text.split(",")) if part]


def _country(text: str) -> str | None:
    """Return the country of "San Francisco, CA" (a state of the US), "London, EN, United Kingdom".

    "Munich, Germany".
    """
    parts = _parts(text)
    if not parts:
        return None
    if len(parts) == 2 and len(parts[1]) == 2 and state_letters(parts[1]):
        return "US"
    # two letters behind a city may be a region of any country
    return country_code(parts[-1]) if len(parts[-1]) > 2 or parts[-1].upper() in ("US", "UK") else None


def _area(text: str) -> str | None:
    """Return the location without its country."""
    parts = _parts(text)
    if _country(text) and (len(parts[-1]) > 2 or not state_letters(parts[-1])):
        parts = parts[:-1]
    return ", ".join(parts) or None
