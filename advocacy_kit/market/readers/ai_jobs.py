"""Reader of the ai-jobs.net salaries.

An opt-in list which in later years holds both ends of advertised ranges as two rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from advocacy_kit.market.readers.countries import country_code, currency_code
from advocacy_kit.market.readers.raw import RawTable
from advocacy_kit.market.readers.sieve import Mask, Sieve, by_name, by_text, clear_day, days, figures, sift_pay
from advocacy_kit.market.shape import Gathered

NEEDED = {
    "work_year",
    "experience_level",
    "employment_type",
    "job_title",
    "salary",
    "salary_currency",
    "employee_residence",
}
LEVELS = {"EN": "entry level", "MI": "mid level", "SE": "senior level", "EX": "executive level"}
SIZES = {"S": "small", "M": "medium", "L": "large"}
TYPES = {"PT": "part time", "CT": "contract", "FL": "freelance"}
# A year is one of ranges if at least half of its full-time rows stand in pairs of a higher and then a lower salary.
# Rows in chance order would pair as often the other way round. In the file of 2024 the share of the years 2020 to 2024
# is 0, 5, 87, 97 and 98%, and no pair there begins with the lower salary: the rule does not hang on the exact half.
DOMINATES = 0.5


def recognises(columns: Sequence[str]) -> bool:
    """Say whether a header is that of the ai-jobs.net salaries."""
    return set(by_name(columns)) >= NEEDED


def read(path: Path, table: RawTable) -> Gathered:
    """Return the full-time rows in their own currency.

    With ranges collapsed to their midpoint where a year is one of ranges.
    """
    names = by_name(table.columns)
    raw = table.read(list(names.values())).rename(columns={file: plain for plain, file in names.items()})
    sieve = Sieve(len(raw), table.dropped)
    kind = by_text(raw["employment_type"], str.upper)
    for letters, words in TYPES.items():
        sieve.out(words, kind == letters)
    sieve.out("not said to be full time", kind != "FT")
    pay = figures(raw["salary"])
    sift_pay(sieve, pay)
    country, currency = by_text(raw["employee_residence"], country_code), by_text(raw["salary_currency"], currency_code)
    sieve.out("no country that can be read", country.isna())
    sieve.out("no currency that can be read", currency.isna())
    tops, years = _ranges(raw, pay.values, sieve.kept)
    middle = pay.values.where(~tops, (pay.values + pay.values.shift(-1)) / 2)
    sieve.out("lower end of a range that was collapsed to its midpoint", np.append(False, tops[:-1]))
    return sieve.gathered(
        {
            "pay": middle,
            "country": country,
            "title": raw["job_title"],
            "level": by_text(raw["experience_level"], lambda text: LEVELS.get(text.upper(), text)),
            "employer_size": (
                by_text(raw["company_size"], lambda text: SIZES.get(text.upper(), text))
                if "company_size" in raw
                else None
            ),
            "as_of": days(raw["work_year"], clear_day),
            "currency": currency,
            "pay_element": "total direct",
            "per": "year",
        },
        path,
        name="ai-jobs.net salaries",
        publisher="ai-jobs.net",
        opt_in=True,
        notes=(
            "people and advertisements chose to be in it",
            "the file gives years only: pay is dated 1 July",
            f"both ends of ranges stood as two rows in {', '.join(years)}: each pair is its midpoint" if years else "",
            "the country is that of the employee",
            *table.notes,
        ),
    )


def _ranges(raw: pd.DataFrame, pay: pd.Series, kept: Mask) -> tuple[Mask, list[str]]:
    """Return which rows are upper ends followed by their lower end, in the years of ranges, and these years.

    A pair is two consecutive rows that are equal in all but salary, the first one higher. Of three falling ones in a
    row the first two are a pair.
    """
    if raw.empty:
        return np.zeros(0, dtype=bool), []
    others = raw.drop(columns=[name for name in raw if name.startswith("salary") and name != "salary_currency"]).fillna(
        ""
    )
    same = np.logical_and.reduce(
        [np.append(codes[1:] == codes[:-1], False) for codes in (pd.factorize(others[name])[0] for name in others)]
    )
    falls = same & kept & np.append(kept[1:], False) & (pay > pay.shift(-1)).to_numpy()
    starts = np.flatnonzero(falls & ~np.append(False, falls[:-1]))
    place = np.arange(len(falls))
    run = np.maximum.accumulate(np.where(np.isin(place, starts), place, 0))
    tops = falls & ((place - run) % 2 == 0)
    paired = pd.Series(tops * 2.0)[kept].groupby(raw["work_year"][kept]).mean()
    years = sorted(str(year) for year in paired.index[paired >= DOMINATES])
    return tops & raw["work_year"].isin(years).to_numpy(), years
