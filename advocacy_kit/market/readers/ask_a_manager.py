"""The Ask a Manager salary surveys: forms whose columns are their questions, answered in free text."""

from __future__ import annotations

import re

import pandas as pd

from advocacy_kit.market.readers.countries import country_code, currency_code, state_letters
from advocacy_kit.market.readers.mapping import Draft, Names, Preset
from advocacy_kit.market.readers.sieve import us_day, years_of

# as a form asked it, and as it is called in tables of the answers
IN_FIELD = (r".*experience_do_you_have_in_your_field.*", r"years_of_experience_in_(?:your_)?field")
OVERALL = (r"overall_years_of_professional_experience", r"years_of_experience_overall")
NAMES = {
    "pay": (r"what_is_your_annual_salary.*", r"annual_salary.*"),
    "country": (r".*what_country_do_you_work_in.*", r"country"),
    "title": (r"job_title", r"what_is_your_job_title.*"),
    "industry": (r".*what_industry_do_you_work_in.*", r"industry"),
    "experience_years": (*IN_FIELD, r".*professional_work_experience.*", *OVERALL),
    "in_field": IN_FIELD,
    "as_of": (r"timestamp",),
    "currency": (r"please_indicate_the_currency.*", r"currency"),
    "other_currency": (r"if_other_please_indicate_the_currency.*", r"other_currency", r"currency_other"),
    "place": (r".*where_are_you_located.*",),
    "state": (r".*what_state_do_you_work_in.*", r"state"),
    "city": (r".*what_city_do_you_work_in.*", r"city"),
    "hours": (r".*full_time_or_part_time.*", r".*do_you_work_full_time.*"),
}
# the surveys' classes of experience and their middles; the open one is its lower end
_BETWEEN = re.compile(r"(\d+)\s*[-–]\s*(\d+) years")
_PAIRED = {"AUD/NZD": {"AU": "AUD", "NZ": "NZD"}}


def _told(found: Names, _: Names) -> bool:
    return found >= {"pay", "currency", "as_of", "title"} and bool({"country", "place"} & found)


def _sift(draft: Draft) -> None:
    """Leave out part time, and read place and currency, which take two columns each."""
    draft.out("part time", draft["hours"].str.contains("part", case=False).fillna(value=False))
    country = draft.read("country", country_code)
    if "country" not in draft.given:
        country = draft.read("place", _country_at_end)
    draft.columns |= {"country": country, "area": _area(draft, country), "currency": _currency(draft, country)}
    draft.columns["as_of"] = draft.read("as_of", us_day, "date")


def _finish(draft: Draft) -> None:
    days = draft.columns["as_of"]
    assert isinstance(days, pd.Series)
    draft.name = f"Ask a Manager survey {years_of(days[draft.sieve.kept])}".strip()
    if "experience_years" not in draft.given:
        return
    draft.notes.append("years of experience are the middle of the class that was ticked")
    if "in_field" not in draft.given:
        draft.notes.append("years of experience are not those in the person's own field")


def _currency(draft: Draft, country: pd.Series) -> pd.Series:
    """Return the currency that was ticked, or written beside "Other"; AUD/NZD by the country."""
    ticked = draft["currency"]
    known = draft.read("currency", lambda text: None if text.upper() in _PAIRED else currency_code(text))
    for pair, meant in _PAIRED.items():
        known = known.where(ticked.str.upper() != pair, country.map(meant).astype("str"))
    return known.where(ticked.str.casefold() != "other", draft.read("other_currency", currency_code))


def _area(draft: Draft, country: pd.Series) -> pd.Series:
    """Return the city, with the letters of its state in the US; the state's name alone where no city was given."""
    name = draft.read("city", lambda text: " ".join(text.split()))
    letters = draft.read("state", state_letters).where(country == "US")
    return (name + ", " + letters).fillna(name).fillna(draft["state"].where(letters.notna()))


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


PRESET = Preset(
    publisher="Ask a Manager",
    name="Ask a Manager survey",
    names=NAMES,
    told=_told,
    cells={"experience_years": _years},
    constants={"pay_element": "base", "per": "year"},
    notes=(
        "people chose to answer; nothing was checked",
        "annual salary alone; hourly and part-time pay as an equivalent of 40 hours, where people followed the form",
    ),
    sift=_sift,
    finish=_finish,
    lowest=1000,  # a full-time year is paid less in none of the survey's currencies
    too_low="below 1,000 a year: possibly hourly or in thousands",
    no_answer="NA",
    opt_in=True,
)
