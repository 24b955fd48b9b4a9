"""Reader of the Stack Overflow developer survey, 2017 onwards, from the public file of answers.

Several roles could be ticked until 2022: they are kept together as one title, in the survey's order, for the first one
is not the main one. Years of experience are those of professional coding, otherwise those of work; YearsCode counts
years of learning too and is not taken for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from advocacy_kit.market.readers.countries import country_code, currency_code
from advocacy_kit.market.readers.raw import RawTable
from advocacy_kit.market.readers.sieve import (
    Sieve,
    by_name,
    by_text,
    figures,
    first_of,
    middle_of_year,
    number_or_none,
    sift_pay,
)
from advocacy_kit.market.shape import Gathered

NAMES = {
    "id": ("responseid", "respondent"),
    "country": ("country",),
    "pay": ("comptotal", "salary"),
    "frequency": ("compfreq", "salarytype"),
    "symbol": ("currencysymbol",),
    "currency": ("currency",),
    "employment": ("employment", "employmentstatus"),
    "title": ("devtype", "developertype"),
    "experience": ("yearscodepro", "yearscodingprof", "workexp"),
    "size": ("orgsize", "companysize"),
    "industry": ("industry",),
}
OF_2017 = {"yearscodedjob", "developertype"}  # columns of that year alone
_FREQUENCIES = {"yearly": "year", "annual": "year", "monthly": "month"}
_OTHER_WORK = ("freelanc", "self-employed", "employed part-time", "retired", "not employed")
# years are counted in words at both ends; a class such as "3-5 years" has no number of its own
_YEARS = {"less than 1 year": 0.5, "more than 50 years": 50.0}


def recognises(columns: Sequence[str]) -> bool:
    """Say whether a header is that of the survey of any year."""
    names = set(by_name(columns))
    pay = "comptotal" in names or {"salary", "convertedsalary"} <= names or {"salary", *OF_2017} <= names
    return pay and bool({"responseid", "respondent"} & names) and {"country", "currency"} <= names


def read(path: Path, table: RawTable) -> Gathered:
    """Return the answers of full-time employees in their own currency, by the year or month as they were asked."""
    names = by_name(table.columns)
    found = {key: name for key, known in NAMES.items() if (name := first_of(table.columns, known))}
    raw = table.read(list(found.values()))
    raw = raw.mask(raw == "NA")  # the file's own word for no answer
    given = {key: raw[name] for key, name in found.items()}
    sieve = Sieve(len(raw), table.dropped)
    distinguished = _sift_employment(sieve, given.get("employment"))
    pay = figures(given["pay"])
    sift_pay(sieve, pay)
    in_dollars = set(names) >= OF_2017
    per, currency = _per(sieve, given), pd.Series("USD", index=raw.index, dtype="str")
    if not in_dollars:
        currency = by_text(given["currency"], currency_code)
        currency = by_text(given["symbol"], currency_code).fillna(currency) if "symbol" in given else currency
    country = by_text(given["country"], country_code)
    sieve.out("no country that can be read", country.isna())
    sieve.out("no currency that can be read", currency.isna())
    asked_salary = "comptotal" not in names
    day = middle_of_year(path)
    experience = by_text(given["experience"], _years, "float64") if "experience" in given else None
    return sieve.gathered(
        {
            "pay": pay.values,
            "country": country,
            "title": by_text(given["title"], lambda text: "; ".join(text.split(";"))) if "title" in given else None,
            "industry": given.get("industry"),
            "employer_size": given.get("size"),
            "experience_years": experience,
            "as_of": pd.Series(np.datetime64(day, "s"), index=raw.index) if day else None,
            "currency": currency,
            "pay_element": "base" if asked_salary else "total direct",
            "per": per,
            "id": given.get("id"),
        },
        path,
        name=f"Stack Overflow survey {day.year}" if day else "Stack Overflow survey",
        publisher="Stack Overflow",
        opt_in=True,
        notes=(
            "people chose to answer; nothing was checked",
            (
                "pay is dated 1 July of the survey's year"
                if day
                else "the file's name does not hold the survey's year: pay has no date"
            ),
            "" if distinguished else "the file does not distinguish full time from part time: all employees are in it",
            "salaries of 2017 stand in US dollars, as the survey converted them" if in_dollars else "",
            "this year asked for the salary, later ones for total compensation" if asked_salary else "",
            "" if "frequency" in given else "the file does not say for which time pay was given: it is taken as yearly",
            (
                "monthly pay stays monthly: the number of payments a year was not asked"
                if (per[sieve.kept] == "month").any()
                else ""
            ),
            *table.notes,
        ),
    )


def _sift_employment(sieve: Sieve, employment: pd.Series | None) -> bool:
    """Leave out who is not employed full time; say whether the file distinguishes that."""
    if employment is None:
        return False
    distinguished = bool(employment.dropna().str.contains("full-time", regex=False).any())
    word = "employed full-time" if distinguished else "employed"

    def fits(text: str) -> bool:
        plain = text.casefold().replace("employed, ", "employed ")
        return word in [part.strip() for part in plain.split(";")] and not any(other in plain for other in _OTHER_WORK)

    sieve.out("no answer on employment", employment.isna())
    sieve.out("not employed full time" if distinguished else "not an employee", ~by_text(employment, fits, "bool"))
    return distinguished


def _per(sieve: Sieve, given: dict[str, pd.Series]) -> pd.Series:
    """Return the time for which pay was given; a week has no agreed number in a year and is left out."""
    if "frequency" not in given:
        return pd.Series("year", index=given["pay"].index, dtype="str")
    texts = by_text(given["frequency"], str.casefold)
    sieve.out("paid by the week: the weeks of a year were not asked", texts == "weekly")
    per = by_text(texts, _FREQUENCIES.get)
    sieve.out("not said for which time pay was given", per.isna())
    return per


def _years(text: str) -> float | None:
    plain: float | None = _YEARS.get(text.casefold())
    return number_or_none(text) if plain is None else plain
