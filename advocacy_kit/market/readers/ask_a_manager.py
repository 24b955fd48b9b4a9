"""Reader of the Ask a Manager salary surveys: a form whose columns are its questions, answered in free text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from advocacy_kit.market.readers.countries import country_code, currency_code, state_letters
from advocacy_kit.market.readers.raw import RawTable
from advocacy_kit.market.readers.sieve import Sieve, by_text, days, figures, plain_name, sift_pay, us_day, years_of
from advocacy_kit.market.shape import Gathered

# what is needed → what its question holds; the first pattern that fits a column counts
QUESTIONS = {
    "pay": (r"^what_is_your_annual_salary", r"^annual_salary"),
    "country": (r"what_country_do_you_work_in", r"^country$"),
    "place": (r"where_are_you_located",),
    "state": (r"what_state_do_you_work_in", r"^state$"),
    "city": (r"what_city_do_you_work_in", r"^city$"),
    "currency": (r"^please_indicate_the_currency", r"^currency$"),
    "other_currency": (r"^if_other_please_indicate_the_currency", r"^other_currency$"),
    "title": (r"^job_title$", r"^what_is_your_job_title"),
    "industry": (r"what_industry_do_you_work_in", r"^industry$"),
    "field_years": (r"experience_do_you_have_in_your_field",),
    "all_years": (r"professional_work_experience",),
    "date": (r"^timestamp$",),
    "hours": (r"full_time_or_part_time", r"do_you_work_full_time"),
}
# the surveys' classes of experience and their middles; the open one is its lower end
_BETWEEN = re.compile(r"(\d+)\s*[-–]\s*(\d+) years")
_PAIRED = {"AUD/NZD": {"AU": "AUD", "NZ": "NZD"}}
LOWEST = 1000  # a full-time year is paid less in none of the survey's currencies


def _columns(columns: Sequence[str]) -> dict[str, str]:
    plain = {name: plain_name(name) for name in columns}
    found = {}
    for key, patterns in QUESTIONS.items():
        fits = [name for pattern in patterns for name in columns if re.search(pattern, plain[name])]
        if fits:
            found[key] = fits[0]
    return found


def recognises(columns: Sequence[str]) -> bool:
    """Say whether a header is that of one of the surveys: a timestamp, the annual salary, its currency, and a place."""
    found = _columns(columns)
    return {"pay", "currency", "date", "title"} <= set(found) and bool({"country", "place"} & set(found))


def read(path: Path, table: RawTable) -> Gathered:
    """Return annual salaries, without additional compensation, in their own currency."""
    found = _columns(table.columns)
    raw = table.read(list(found.values()))
    given = {key: raw[name] for key, name in found.items()}
    blank = pd.Series(np.nan, index=raw.index, dtype="str")
    sieve = Sieve(len(raw), table.dropped)
    if "hours" in given:
        sieve.out("part time", by_text(given["hours"], lambda text: "part" in text.casefold(), "bool"))
    pay = figures(given["pay"])
    sift_pay(sieve, pay)
    sieve.out("below 1,000 a year: possibly hourly or in thousands", pay.values < LOWEST)
    country = (
        by_text(given["country"], country_code) if "country" in given else by_text(given["place"], _country_at_end)
    )
    sieve.out("no country that can be read", country.isna())
    currency = _currency(given, country, blank)
    sieve.out("no currency that can be read", currency.isna())
    told = days(given["date"], us_day)
    years = years_of(told[sieve.kept])
    return sieve.gathered(
        {
            "pay": pay.values,
            "country": country,
            "title": given["title"],
            "area": _area(given.get("city", blank), given.get("state", blank), country),
            "industry": given.get("industry"),
            "experience_years": by_text(given.get("field_years", given.get("all_years", blank)), _years, "float64"),
            "as_of": told,
            "currency": currency,
            "pay_element": "base",
            "per": "year",
        },
        path,
        name=f"Ask a Manager survey {years}".strip(),
        publisher="Ask a Manager",
        opt_in=True,
        notes=(
            "people chose to answer; nothing was checked",
            (
                "annual salary alone; hourly and part-time pay as an equivalent of 40 hours, where people followed the"
                " form"
            ),
            "years of experience are the middle of the class that was ticked",
            "" if {"field_years"} <= set(given) else "years of experience are not those in the person's own field",
            *table.notes,
        ),
    )


def _currency(given: dict[str, pd.Series], country: pd.Series, blank: pd.Series) -> pd.Series:
    """Return the currency that was ticked, or written beside "Other"; AUD/NZD by the country."""
    ticked = given["currency"]
    known = by_text(ticked, lambda text: None if text.upper() in _PAIRED else currency_code(text))
    for pair, meant in _PAIRED.items():
        known = known.where(ticked.str.upper() != pair, country.map(meant).astype("str"))
    written = by_text(given.get("other_currency", blank), currency_code)
    return known.where(~by_text(ticked, lambda text: text.casefold() == "other", "bool"), written)


def _area(city: pd.Series, state: pd.Series, country: pd.Series) -> pd.Series:
    """Return the city, with the letters of its state in the US; the state's name alone where no city was given."""
    name = by_text(city, lambda text: " ".join(text.split()))
    letters = by_text(state, state_letters).where(country == "US")
    return (name + ", " + letters).fillna(name).fillna(state.where(letters.notna()))


def _country_at_end(text: str) -> str | None:
    """Return the country of "Leeds, UK" or "Chicago, IL": a country at the end, or a state of the US."""
    end = re.split(r"[,/]", text)[-1].strip()
    if len(end) == 2 and state_letters(end):
        return "US"
    # Georgia is both
    return None if end.casefold() == "georgia" else country_code(end) or ("US" if state_letters(end) else None)


def _years(text: str) -> float | None:
    plain = text.casefold().strip()
    if found := _BETWEEN.fullmatch(plain):
        return (float(found[1]) + float(found[2])) / 2
    if plain == "1 year or less":
        return 0.5
    found = re.fullmatch(r"(\d+) years or more", plain)
    return float(found[1]) if found else None
