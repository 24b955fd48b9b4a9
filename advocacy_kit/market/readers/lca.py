"""The US Department of Labor's disclosure files: H-1B (labor condition applications, 2008 onwards) and PERM.

An application attests the least that an employer will pay, so that it is a floor under pay and not the pay itself. It
may stand for several workers (TOTAL_WORKER_POSITIONS); that number is asked for, not filled, so every application has
the weight 1, and employers are what is counted. The columns of E-3 and H-1B1 applications are the same and are kept.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from advocacy_kit.market.readers.countries import state_letters
from advocacy_kit.market.readers.mapping import Draft, Names, Preset
from advocacy_kit.market.readers.sieve import Figures, figures, plain_name, us_day, years_of

# names through the years, the present ones first
NAMES = {
    "id": ("case_number", "lca_case_number", "case_no"),
    "status": ("case_status", "status", "approval_status"),
    "title": ("job_title", "lca_case_job_title"),
    "occupation": ("soc_code", "lca_case_soc_code", "pw_soc_code"),
    "employer": ("employer_name", "lca_case_employer_name", "employer"),
    "city": ("worksite_city", "worksite_city_1", "lca_case_workloc1_city", "work_location_city1", "city_1", "city"),
    "state": (
        *("worksite_state", "worksite_state_1", "lca_case_workloc1_state", "work_location_state1", "state_1", "state"),
    ),
    "full": ("full_time_position", "full_time_pos"),
    "part": ("part_time_1",),
    "pay": (
        *("wage_rate_of_pay_from", "wage_rate_of_pay_from_1", "wage_rate_of_pay", "lca_case_wage_rate_from"),
        *("wage_rate_1", "wage_offer_from", "wage_offer_from_9089", "base_salary"),
    ),
    "unit": (
        "wage_unit_of_pay",
        "wage_unit_of_pay_1",
        "lca_case_wage_rate_unit",
        "rate_per_1",
        "wage_offer_unit_of_pay",
    ),
    "prevailing": ("prevailing_wage", "prevailing_wage_1", "pw_1", "pw_wage"),
    "prevailing_unit": ("pw_unit_of_pay", "pw_unit_of_pay_1", "pw_unit_1"),
    "level": ("pw_wage_level", "pw_wage_level_1", "pw_skill_level"),
    "industry": ("naics_code", "naic_code", "lca_case_naics_code"),
    "as_of": (
        *("begin_date", "period_of_employment_start_date", "employment_start_date"),
        *("lca_case_employment_start_date", "start_date"),
    ),
    "decided": ("decision_date", "submit_date"),
}
# names that the files of no other source have
OWN = {*NAMES["pay"], *NAMES["unit"], *NAMES["occupation"]} - {"soc_code", "base_salary"}
EXTRACT = {"employer", "job_title", "base_salary", "case_status"}
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
LACKS = {
    "unit": "the file has no unit of pay: wages are taken as yearly",
    "full": "the file does not say who works full time",
    "prevailing": "the file has no prevailing wages to check wages against",
    "as_of": "the file has no day on which employment begins: the day of the decision stands for it",
}


def _told(found: Names, plain: Names) -> bool:
    return found >= {"pay", "status"} and bool(plain & OWN or plain >= EXTRACT)


def _sift(draft: Draft) -> None:
    """Leave out what is not certified or not full time.

    The day is that on which employment begins, for which the wage is attested; the day of the decision where the file
    has no other.
    """
    status = draft.read("status", lambda text: re.sub(r"\s*-\s*", "-", text.casefold()).strip())
    for name in _STATUSES:
        draft.out(f"case status: {name}", status == name)
    draft.out("case status: other than certified", status != "certified")
    full, part = (draft[key].str.casefold() for key in ("full", "part"))
    draft.out("part time", full.isin(_FALSE) | part.isin(_TRUE))
    if "full" in draft.given:
        draft.out("not said to be full time", ~full.isin(_TRUE))
    begins, decided = (draft.read(key, us_day, "date") for key in ("as_of", "decided"))
    draft.columns |= {"as_of": begins.fillna(decided), "area": _area(draft)}
    lacks = [key for key in LACKS if key not in draft.given and not (key == "full" and "part" in draft.given)]
    draft.notes += [LACKS[key] for key in lacks]


def _pay(draft: Draft) -> Figures:
    """Return the wage by its own unit, the lower end where one column holds a range."""
    ranges = plain_name(str(draft["pay"].name)) == "wage_rate_of_pay"
    return figures(draft.read("pay", _lower_end) if ranges else draft["pay"], "en")


def _finish(draft: Draft) -> None:
    """Make wages yearly; leave out those that cannot be, or fit the prevailing wage by another unit only."""
    wage, begins = draft.columns["pay"], draft.columns["as_of"]
    assert isinstance(wage, pd.Series)
    assert isinstance(begins, pd.Series)
    unit = draft.read("unit", _unit) if "unit" in draft.given else draft.same("year")
    draft.out("no known unit of pay", unit.isna())
    pay = draft.columns["pay"] = wage * unit.map(PERIODS).astype("float64")
    prevailing_unit = draft.read("prevailing_unit", _unit).map(PERIODS).astype("float64")
    prevailing = figures(draft["prevailing"], "en").values * prevailing_unit
    prevailing = prevailing.where(prevailing >= LOWEST)  # what is below is no yardstick
    yearly, fits = unit == "year", (pay / prevailing).between(LEAST, MOST)

    def would_fit(times: int) -> pd.Series:
        near = (wage * times / prevailing).between(LEAST, MOST)
        return near.where(prevailing.notna(), (wage * times).between(LOWEST, HIGHEST))

    wrong = ((pay < LOWEST) | (~yearly & (pay > HIGHEST)) | prevailing.notna()) & ~fits
    draft.out("possibly hourly: 2,080 times the wage would fit", wrong & yearly & would_fit(PERIODS["hour"]))
    others = np.logical_or.reduce([(would_fit(times) & (unit != name)).to_numpy() for name, times in PERIODS.items()])
    draft.out("possibly of another unit of pay", wrong & others)
    draft.out("below the federal minimum wage", pay < LOWEST)
    draft.out("more than any wage by the hour, week or month", ~yearly & (pay > HIGHEST) & ~fits)
    draft.out("below 0.9 of the prevailing wage", pay / prevailing < LEAST)
    draft.out("above 4 times the prevailing wage", pay / prevailing > MOST)
    ids = draft["id"].where(draft.sieve.kept)
    draft.out("a case number that stood before", ids.notna() & ids.duplicated())
    kind = "PERM" if plain_name(str(draft["pay"].name)).startswith("wage_offer") else "H-1B LCA"
    draft.name = f"{kind} {_quarter(draft.path) or years_of(begins[draft.sieve.kept])}".strip()


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


def _area(draft: Draft) -> pd.Series:
    """Return "City, ST"; names in capitals are written as names, so that one place has one spelling."""

    def named(text: str) -> str:
        plain = " ".join(text.split())
        return plain.title() if plain.isupper() or plain.islower() else plain

    place, letters = draft.read("city", named), draft.read("state", state_letters)
    return (place + ", " + letters).fillna(place).fillna(letters)


PRESET = Preset(
    publisher="U.S. Department of Labor",
    name="H-1B LCA",
    names=NAMES,
    told=_told,
    cells={"occupation": soc_code, "level": _level},
    constants={"country": "US", "currency": "USD", "pay_element": "base", "per": "year"},
    notes=(
        "attested minimum: the least that the employer said it would pay, not what was paid",
        "wages by the hour, week, two weeks or month are made yearly by 2,080, 52, 26 or 12",
    ),
    sift=_sift,
    pay=_pay,
    finish=_finish,
    family="OEWS",
    hours_2080=True,
)
