"""The Stack Overflow developer survey, 2017 onwards, from the public file of answers.

Several roles could be ticked until 2022: they are kept together as one title, in the survey's order, for the first one
is not the main one. Years of experience are those of professional coding, otherwise those of work; YearsCode counts
years of learning too and is not taken for them.
"""

from __future__ import annotations

import numpy as np

from advocacy_kit.market.readers.countries import currency_code
from advocacy_kit.market.readers.mapping import Draft, Names, Preset
from advocacy_kit.market.readers.sieve import middle_of_year, number_or_none

NAMES = {
    "pay": ("comptotal", "salary"),
    "country": ("country",),
    "title": ("devtype", "developertype"),
    "industry": ("industry",),
    "employer_size": ("orgsize", "companysize"),
    "experience_years": ("yearscodepro", "yearscodingprof", "workexp"),
    "currency": ("currency",),
    "id": ("responseid", "respondent"),
    "asked_total": ("comptotal",),
    "converted": ("convertedsalary",),
    "coded_job": ("yearscodedjob",),  # as `developer`, a column of 2017 alone
    "developer": ("developertype",),
    "frequency": ("compfreq", "salarytype"),
    "symbol": ("currencysymbol",),
    "employment": ("employment", "employmentstatus"),
}
OF_2017 = {"coded_job", "developer"}
_FREQUENCIES = {"yearly": "year", "annual": "year", "monthly": "month"}
_OTHER_WORK = ("freelanc", "self-employed", "employed part-time", "retired", "not employed")
# years are counted in words at both ends; a class such as "3-5 years" has no number of its own
_YEARS = {"less than 1 year": 0.5, "more than 50 years": 50.0}


def _sift(draft: Draft) -> None:
    """Leave out everyone not employed full time, and pay for a time that has no agreed number in a year."""
    employment = draft["employment"]
    distinguished = bool(employment.dropna().str.contains("full-time", regex=False).any())
    word = "employed full-time" if distinguished else "employed"

    def fits(text: str) -> bool:
        plain = text.casefold().replace("employed, ", "employed ")
        return word in [part.strip() for part in plain.split(";")] and not any(other in plain for other in _OTHER_WORK)

    if "employment" in draft.given:
        draft.out("no answer on employment", employment.isna())
        what = "not employed full time" if distinguished else "not an employee"
        draft.out(what, ~draft.read("employment", fits).eq("True"))
    draft.columns["per"] = "year"
    if "frequency" in draft.given:
        per = draft.columns["per"] = draft.read("frequency", lambda text: _FREQUENCIES.get(text.casefold()))
        weekly = draft["frequency"].str.casefold() == "weekly"
        draft.out("paid by the week: the weeks of a year were not asked", weekly)
        draft.out("not said for which time pay was given", per.isna())
    in_dollars = draft.given.keys() >= OF_2017
    if in_dollars:
        draft.columns["currency"] = "USD"
    elif "symbol" in draft.given:
        told = draft.read("symbol", currency_code)
        draft.columns["currency"] = told.fillna(draft.read("currency", currency_code))
    _note(draft, distinguished=distinguished, in_dollars=in_dollars)


def _note(draft: Draft, *, distinguished: bool, in_dollars: bool) -> None:
    """Say what the file of this year does not say."""
    asked_salary, day = "asked_total" not in draft.given, middle_of_year(draft.path)
    draft.columns["pay_element"] = "base" if asked_salary else "total direct"
    if day:
        draft.columns["as_of"] = draft.same(np.datetime64(day, "s"), "date")
        draft.name = f"Stack Overflow survey {day.year}"
    draft.notes += [
        "pay is dated 1 July of the survey's year"
        if day
        else "the file's name does not hold the survey's year: pay has no date",
        "" if distinguished else "the file does not distinguish full time from part time: all employees are in it",
        "salaries of 2017 stand in US dollars, as the survey converted them" if in_dollars else "",
        "this year asked for the salary, later ones for total compensation" if asked_salary else "",
        (
            ""
            if "frequency" in draft.given
            else "the file does not say for which time pay was given: it is taken as yearly"
        ),
    ]


def _finish(draft: Draft) -> None:
    per = draft.columns["per"]
    if not isinstance(per, str) and per is not None and (per[draft.sieve.kept] == "month").any():
        draft.notes.append("monthly pay stays monthly: the number of payments a year was not asked")


def _told(found: Names, _: Names) -> bool:
    pay = "pay" in found and bool(found & {"asked_total", "converted"} or found >= OF_2017)
    return pay and found >= {"id", "country", "currency"}


PRESET = Preset(
    publisher="Stack Overflow",
    name="Stack Overflow survey",
    names=NAMES,
    told=_told,
    cells={
        "title": lambda text: "; ".join(text.split(";")),
        "experience_years": lambda text: _YEARS.get(text.casefold()) or number_or_none(text),
    },
    notes=("people chose to answer; nothing was checked",),
    sift=_sift,
    finish=_finish,
    no_answer="NA",
    opt_in=True,
)
