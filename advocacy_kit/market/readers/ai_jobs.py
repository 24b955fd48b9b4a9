"""The ai-jobs.net salaries: an opt-in list which in later years holds both ends of advertised ranges as two rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from advocacy_kit.market.readers.mapping import Draft, Preset
from advocacy_kit.market.readers.sieve import Mask, clear_day, plain_name

LEVELS = {"EN": "entry level", "MI": "mid level", "SE": "senior level", "EX": "executive level"}
SIZES = {"S": "small", "M": "medium", "L": "large"}
TYPES = {"PT": "part time", "CT": "contract", "FL": "freelance"}
NAMES = {
    "pay": ("salary",),
    "country": ("employee_residence",),
    "title": ("job_title",),
    "level": ("experience_level",),
    "as_of": ("work_year",),
    "currency": ("salary_currency",),
    "employment": ("employment_type",),
}
# A year is one of ranges if at least half of its full-time rows stand in pairs of a higher and then a lower salary.
# Rows in chance order would pair as often the other way round. In the file of 2024 the share of the years 2020 to 2024
# is 0, 5, 87, 97 and 98%, and no pair there begins with the lower salary: the rule does not hang on the exact half.
DOMINATES = 0.5


def _sift(draft: Draft) -> None:
    """Leave out everything other than full time."""
    kind = draft.read("employment", str.upper)
    for letters, words in TYPES.items():
        draft.out(words, kind == letters)
    draft.out("not said to be full time", kind != "FT")


def _collapse(draft: Draft) -> None:
    """Collapse ranges to their midpoint where a year is one of ranges."""
    pay = draft.columns["pay"]
    assert isinstance(pay, pd.Series)
    tops, years = _ranges(draft.raw.rename(columns=plain_name), pay, draft.sieve.kept)
    draft.columns["pay"] = pay.where(~tops, (pay + pay.shift(-1)) / 2)
    draft.out("lower end of a range that was collapsed to its midpoint", np.append(False, tops[:-1]))
    if years:
        draft.notes.append(f"both ends of ranges stood as two rows in {', '.join(years)}: each pair is its midpoint")


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


PRESET = Preset(
    publisher="ai-jobs.net",
    name="ai-jobs.net salaries",
    names={**NAMES, "employer_size": ("company_size",)},
    told=lambda found, _: found >= NAMES.keys(),
    cells={
        "level": lambda text: LEVELS.get(text.upper(), text),
        "employer_size": lambda text: SIZES.get(text.upper(), text),
        "as_of": clear_day,
    },
    constants={"pay_element": "total direct", "per": "year"},
    notes=(
        "people and advertisements chose to be in it",
        "the file gives years only: pay is dated 1 July",
        "the country is that of the employee",
    ),
    sift=_sift,
    finish=_collapse,
    whole=True,
    opt_in=True,
)
