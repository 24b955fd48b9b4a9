"""Reader of the US Department of Labor's H-1B disclosure files (labor condition applications).

Fiscal years 2008 onwards.

An application attests the least that an employer will pay, so that it is a floor under pay and not the pay itself. It
may stand for several workers (TOTAL_WORKER_POSITIONS); that number is asked for, not filled, so every application has
the weight 1, and employers are what is counted. The columns of E-3 and H-1B1 applications are the same and are kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from advocacy_kit.market.readers.countries import state_letters
from advocacy_kit.market.readers.raw import RawTable
from advocacy_kit.market.readers.sieve import (
    Sieve,
    by_name,
    by_text,
    days,
    figures,
    first_of,
    plain_name,
    sift_pay,
    us_day,
    years_of,
)
from advocacy_kit.market.shape import Gathered

# what is needed → names through the years, the present ones first
NAMES = {
    "id": ("case_number", "lca_case_number", "case_no"),
    "status": ("case_status", "status", "approval_status"),
    "title": ("job_title", "lca_case_job_title"),
    "occupation": ("soc_code", "lca_case_soc_code"),
    "employer": ("employer_name", "lca_case_employer_name", "employer"),
    "city": ("worksite_city", "worksite_city_1", "lca_case_workloc1_city", "work_location_city1", "city_1", "city"),
    "state": (
        "worksite_state",
        "worksite_state_1",
        "lca_case_workloc1_state",
        "work_location_state1",
        "state_1",
        "state",
    ),
    "full": ("full_time_position", "full_time_pos"),
    "part": ("part_time_1",),
    "wage": (
        "wage_rate_of_pay_from",
        "wage_rate_of_pay_from_1",
        "wage_rate_of_pay",
        "lca_case_wage_rate_from",
        "wage_rate_1",
        "base_salary",
    ),
    "unit": ("wage_unit_of_pay", "wage_unit_of_pay_1", "lca_case_wage_rate_unit", "rate_per_1"),
    "prevailing": ("prevailing_wage", "prevailing_wage_1", "pw_1"),
    "prevailing_unit": ("pw_unit_of_pay", "pw_unit_of_pay_1", "pw_unit_1"),
    "level": ("pw_wage_level", "pw_wage_level_1"),
    "industry": ("naics_code", "naic_code", "lca_case_naics_code"),
    "start": (
        "begin_date",
        "period_of_employment_start_date",
        "employment_start_date",
        "lca_case_employment_start_date",
        "start_date",
    ),
    "decided": ("decision_date", "submit_date"),
}
PERIODS = {"year": 1, "month": 12, "biweekly": 26, "week": 52, "hour": 2080}
_UNITS = {
    "year": "year",
    "yr": "year",
    "yearly": "year",
    "annual": "year",
    "y": "year",
    "month": "month",
    "mth": "month",
    "monthly": "month",
    "m": "month",
    "mo": "month",
    "biweekly": "biweekly",
    "bi": "biweekly",
    "2weeks": "biweekly",
    "week": "week",
    "wk": "week",
    "weekly": "week",
    "w": "week",
    "hour": "hour",
    "hr": "hour",
    "hourly": "hour",
    "h": "hour",
}
_STATUSES = ("certified-withdrawn", "withdrawn", "denied", "rejected", "invalidated")
_TRUE, _FALSE = ("y", "yes", "true", "t", "1"), ("n", "no", "false", "f", "0")
LOWEST = 7.25 * 2080  # the federal minimum wage since July 2009, full time: no certified wage can be below it
HIGHEST = 1_500_000  # above it a wage by the hour, week or month is one by another unit
LEAST, MOST = 0.9, 4.0  # wage over prevailing wage (method, section 5)
NOTES = (
    "attested minimum: the least that the employer said it would pay, not what was paid",
    "wages by the hour, week, two weeks or month are made yearly by 2,080, 52, 26 or 12",
)


def recognises(columns: Sequence[str]) -> bool:
    """Say whether a header is that of a disclosure file or of an extract of one."""
    names = set(by_name(columns))
    wage = names & set(NAMES["wage"])
    status = names & set(NAMES["status"])
    own = names & {
        name for key in ("wage", "unit", "occupation") for name in NAMES[key] if name not in ("soc_code", "base_salary")
    }
    extract = {"employer", "job_title", "base_salary", "case_status"} <= names
    return bool(wage and status and (own or extract))


def read(path: Path, table: RawTable) -> Gathered:
    """Return the certified full-time applications, by the year, in US dollars.

    The day is that on which employment begins, for which the wage is attested; the day of the decision where the file
    has no other. A wage that fits the prevailing wage only by another unit is left out as possibly hourly or possibly
    of another unit, and so is one that no full-time pay can be.
    """
    found = {key: name for key, names in NAMES.items() if (name := first_of(table.columns, names))}
    raw = table.read(list(found.values()))
    given = {key: raw[name] for key, name in found.items()}
    sieve = Sieve(len(raw), table.dropped)
    blank = pd.Series(np.nan, index=raw.index, dtype="str")
    _sift_cases(sieve, given, blank)
    ranges = plain_name(found["wage"]) == "wage_rate_of_pay"
    wage = figures(by_text(given["wage"], _lower_end) if ranges else given["wage"], "en")
    sift_pay(sieve, wage)
    unit = by_text(given["unit"], _unit) if "unit" in given else pd.Series("year", index=raw.index, dtype="str")
    sieve.out("no known unit of pay", unit.isna())
    pay = _sift_wages(sieve, wage.values, unit, given, blank)
    if "id" in given:
        kept = given["id"][sieve.kept]
        repeated = pd.Series(False, index=raw.index)
        repeated[kept.index[kept.notna() & kept.duplicated()]] = True
        sieve.out("a case number that stood before", repeated)
    begins = days(given.get("start", blank), us_day)
    begins = begins.fillna(days(given["decided"], us_day)) if "decided" in given else begins
    return sieve.gathered(
        {
            "pay": pay,
            "country": "US",
            "occupation": by_text(given.get("occupation", blank), soc_code),
            "title": given.get("title"),
            "level": by_text(given.get("level", blank), _level),
            "area": _area(given.get("city", blank), given.get("state", blank)),
            "industry": given.get("industry"),
            "employer": given.get("employer"),
            "as_of": begins,
            "currency": "USD",
            "pay_element": "base",
            "per": "year",
            "id": given.get("id"),
        },
        path,
        name=f"H-1B LCA {_quarter(path) or years_of(begins[sieve.kept])}".strip(),
        publisher="U.S. Department of Labor",
        family="OEWS",
        hours_2080=True,
        notes=(
            *NOTES,
            "" if "unit" in given else "the file has no unit of pay: wages are taken as yearly",
            "" if {"full", "part"} & set(given) else "the file does not say who works full time",
            "" if "prevailing" in given else "the file has no prevailing wages to check wages against",
            (
                ""
                if "start" in given
                else "the file has no day on which employment begins: the day of the decision stands for it"
            ),
            *table.notes,
        ),
    )


def _sift_cases(sieve: Sieve, given: dict[str, pd.Series], blank: pd.Series) -> None:
    """Leave out what is not certified or not full time."""
    status = by_text(given["status"], lambda text: re.sub(r"\s*-\s*", "-", text.casefold()).strip())
    for name in _STATUSES:
        sieve.out(f"case status: {name}", status == name)
    sieve.out("case status: other than certified", status != "certified")
    full = by_text(given.get("full", blank), str.casefold)
    part = by_text(given.get("part", blank), str.casefold)
    sieve.out("part time", full.isin(_FALSE) | part.isin(_TRUE))
    if "full" in given:
        sieve.out("not said to be full time", ~full.isin(_TRUE))


def _sift_wages(
    sieve: Sieve, wage: pd.Series, unit: pd.Series, given: dict[str, pd.Series], blank: pd.Series
) -> pd.Series:
    """Return pay by the year, and leave out wages that cannot be, or fit the prevailing wage by another unit only."""
    pay = wage * unit.map(PERIODS).astype("float64")
    prevailing_unit = by_text(given.get("prevailing_unit", blank), _unit).map(PERIODS).astype("float64")
    prevailing = figures(given.get("prevailing", blank), "en").values * prevailing_unit
    prevailing = prevailing.where(prevailing >= LOWEST)  # what is below is no yardstick
    yearly, fits = unit == "year", (pay / prevailing).between(LEAST, MOST)

    def would_fit(times: int) -> pd.Series:
        return (
            (wage * times / prevailing)
            .between(LEAST, MOST)
            .where(prevailing.notna(), (wage * times).between(LOWEST, HIGHEST))
        )

    wrong = ((pay < LOWEST) | (~yearly & (pay > HIGHEST)) | prevailing.notna()) & ~fits
    sieve.out("possibly hourly: 2,080 times the wage would fit", wrong & yearly & would_fit(PERIODS["hour"]))
    others = np.logical_or.reduce([(would_fit(times) & (unit != name)).to_numpy() for name, times in PERIODS.items()])
    sieve.out("possibly of another unit of pay", wrong & others)
    sieve.out("below the federal minimum wage", pay < LOWEST)
    sieve.out("more than any wage by the hour, week or month", ~yearly & (pay > HIGHEST) & ~fits)
    sieve.out("below 0.9 of the prevailing wage", pay / prevailing < LEAST)
    sieve.out("above 4 times the prevailing wage", pay / prevailing > MOST)
    return pay


def _quarter(path: Path) -> str:
    """Return the fiscal year, and the quarter where it is told, of a file's name.

    Files of two quarters are two sources.
    """
    found = re.search(r"FY_?(?:20)?(\d\d)(?!\d)(?:[ _-]?Q([1-4]))?", path.name, re.IGNORECASE)
    return f"FY20{found[1]}" + (f" Q{found[2]}" if found[2] else "") if found else ""


def _lower_end(text: str) -> str:
    """Return what stands before the dash of a range such as 60000 - 70000; the text itself where there is none."""
    found = re.fullmatch(r"\s*([^\s\-–][^\-–]*?)\s*[-–].*", text)
    return found[1] if found else text


def _unit(text: str) -> str | None:
    return _UNITS.get(re.sub(r"[^a-z0-9]", "", text.casefold()))


def soc_code(text: str) -> str | None:
    """Return an occupation code as 15-1252: without the decimals of O*NET, with its hyphen; None for anything else."""
    found = re.fullmatch(r"(\d\d)[-‐–]?(\d{4})(?:\.\d{1,2})?", text.replace(" ", ""))
    return f"{found[1]}-{found[2]}" if found else None


def _level(text: str) -> str | None:
    found = re.fullmatch(r"(?:level\s*)?(I{1,3}|IV|[1-4])", text.strip(), re.IGNORECASE)
    return {"1": "I", "2": "II", "3": "III", "4": "IV"}.get(found[1], found[1].upper()) if found else None


def _area(city: pd.Series, state: pd.Series) -> pd.Series:
    """Return "City, ST"; names in capitals are written as names, so that one place has one spelling."""
    place = by_text(
        city,
        lambda text: " ".join(text.split()).title() if text.isupper() or text.islower() else " ".join(text.split()),
    )
    letters = by_text(state, state_letters)
    return (place + ", " + letters).fillna(place).fillna(letters)
