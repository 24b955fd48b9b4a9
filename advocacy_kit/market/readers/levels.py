"""Files like those of levels.fyi: what people in technology entered about one offer or job."""

from __future__ import annotations

from advocacy_kit.market.readers.countries import country_code, state_letters
from advocacy_kit.market.readers.mapping import Draft, Names, Preset
from advocacy_kit.market.readers.sieve import Figures, figures, us_day

NAMES = {
    "title": ("title", "job_title", "role"),
    "level": ("level",),
    "area": ("location",),
    "employer": ("company",),
    "experience_years": ("yearsofexperience", "years_of_experience", "yoe"),
    "as_of": ("timestamp", "date"),
    "base": ("basesalary", "base_salary", "base"),
    "total": ("totalyearlycompensation", "total_yearly_compensation", "total_compensation", "total", "tc"),
}
TELLING = {"totalyearlycompensation", "basesalary", "stockgrantvalue", "stock", "yoe", "tc"}
THOUSAND = 1000.0


def _told(found: Names, plain: Names) -> bool:
    return found >= {"employer", "level", "area"} and bool({"base", "total"} & found) and bool(TELLING & plain)


def _pay(draft: Draft) -> Figures:
    """Return base pay where it is given, otherwise total yearly compensation, in US dollars as the site counts.

    A column whose median is below 1,000 is in thousands; a single figure below 1,000 in another one is left out.
    """
    base, total = (_in_full(draft, key) for key in ("base", "total"))
    has_base = base.values > 0
    draft.columns["pay_element"] = draft.same("base").where(has_base, "total direct")
    unclear = ~has_base & base.unread  # the total would stand beside a base that nobody can read
    rest = ~has_base & ~unclear
    unreadable = unclear | (~has_base & total.unreadable)
    return Figures(base.values.where(has_base, total.values), rest & total.blank, rest & total.marker, unreadable)


def _in_full(draft: Draft, key: str) -> Figures:
    """Return amounts in full; those of a column in thousands, whose median above zero is below 1,000, times 1,000."""
    amounts = figures(draft[key])
    given = amounts.values[amounts.values > 0]
    if given.empty or given.median() >= THOUSAND:
        return amounts
    draft.notes.append(f"{draft[key].name} is in thousands and was multiplied by 1,000")
    return Figures(amounts.values * THOUSAND, amounts.blank, amounts.marker, amounts.unreadable)


def _sift(draft: Draft) -> None:
    draft.columns["country"] = draft.read("area", _country)
    years = figures(draft["experience_years"]).values
    draft.columns["experience_years"] = years.where(years >= 0)


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


PRESET = Preset(
    publisher="levels.fyi",
    name="levels.fyi",
    names=NAMES,
    told=_told,
    cells={"area": _area, "as_of": us_day},
    constants={"currency": "USD", "per": "year"},
    notes=(
        "people chose to enter it; nothing was checked",
        "amounts are US dollars, also outside the US, as the site shows them",
        "rows without base pay hold total yearly compensation, and say so",
        "a location that ends in the letters of a state of the US, such as “Austin, TX”, lies in the US",
    ),
    sift=_sift,
    pay=_pay,
    lowest=THOUSAND,
    too_low="below 1,000 a year: possibly in thousands",
    opt_in=True,
)
