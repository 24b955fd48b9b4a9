"""Which observations of a source fit what is asked for, from the narrowest group to the broadest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from advocacy_kit.core.model import counted
from advocacy_kit.market.lookup import everyday_codes
from advocacy_kit.market.peer_query import (
    EXPERIENCE,
    PeerQuery,
    country_of,
    currency_of,
    element_of,
    period_of,
    same,
    same_occupation,
    the,
)
from advocacy_kit.market.samples.cleaning import Left
from advocacy_kit.market.samples.observations import NO_DAY, Group, Rows

MOST_TITLES = 2_000  # a source with more of them has free texts there
ROUNDING = 1e-4  # years: experience is kept in single precision in memory, and in whatever an engine has elsewhere


@dataclass(frozen=True, eq=False, repr=False)
class FallbackLevel:
    """A set of conditions on the way from the narrowest group to the broadest.

    `dropped` is the one given up to get here.
    """

    where: Mapping[str, frozenset[str]]
    experience: tuple[float, float] | None
    words: str
    place: str | None  # "local", "state" or None: the whole country
    dropped: str = ""


@dataclass(frozen=True, eq=False)
class FallbackLevels:
    """The stages of one source; `ignored` names what was asked for and it does not say.

    `absent` why it says nothing at all.
    """

    fallbacks: tuple[FallbackLevel, ...] = ()
    ignored: tuple[str, ...] = ()
    absent: str = ""


def fallback_levels(rows: Rows, query: PeerQuery, source: str | None = None) -> FallbackLevels:
    """Return the conditions on a source's rows, from all that is asked for to the occupation in the country alone."""
    fixed = {"country": frozenset(c for c in rows.distinct("country") if country_of(c) == query.country)}
    if not fixed["country"]:
        return FallbackLevels(absent=f"no rows of {query.country}")
    if source is not None:
        fixed["source"] = frozenset({source})
    unit = "year" if rows.known.hours_2080 and query.unit == "hour" else query.unit
    if "pay_element" in rows.columns:
        fixed["pay_element"] = frozenset(e for e in rows.distinct("pay_element") if element_of(e) == query.element)
    elif query.element != "base":
        return FallbackLevels(absent=f"it does not say that it counts {query.element}")
    if "per" in rows.columns:
        fixed["per"] = frozenset(p for p in rows.distinct("per") if period_of(p) == unit)
    elif unit != "year":
        return FallbackLevels(absent=f"its pay is by the year, not by the {unit}")
    codes = rows.distinct("occupation") if "occupation" in rows.columns else ()
    titles = rows.distinct("title") if "title" in rows.columns else ()
    column, found = same_occupation(codes, titles, query.code or query.occupation, query.title)
    if not found and query.code != query.occupation:
        column, found = same_occupation(codes, titles, query.occupation)
    if not found and query.code:  # a source without codes, such as levels.fyi, is matched by what its titles mean
        column, found = "title", _by_meaning(titles).get(query.code, frozenset())
    if (codes or titles) and not found:
        return FallbackLevels(absent=f"no rows of {query.title or query.occupation}")
    if any(not words for words in fixed.values()):
        return FallbackLevels(absent=f"no {query.element} pay by the {query.unit}")
    if found:
        fixed[column] = found
    made = _narrowed(rows, query, fixed)
    if codes or titles:
        return made
    return replace(
        made, ignored=(*made.ignored, f"the occupation is ignored for {rows.known.name}, which does not say it")
    )


@lru_cache(maxsize=16)
def _by_meaning(titles: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """Return a source's titles by the occupation that they mean first; of free texts none."""
    found: dict[str, set[str]] = {}
    for title in titles if len(titles) <= MOST_TITLES else ():
        for code in everyday_codes(title)[:1]:
            found.setdefault(code, set()).add(title)
    return {code: frozenset(meant) for code, meant in found.items()}


def _conditions(rows: Rows, query: PeerQuery) -> tuple[dict[str, tuple[frozenset[str], str]], list[str]]:
    """Return the texts of level, industry and size that fit, in words too, and which of them are ignored."""
    narrow: dict[str, tuple[frozenset[str], str]] = {}
    ignored = []
    for column, value in (("level", query.level), ("industry", query.industry), ("employer_size", query.employer_size)):
        if value:
            label, known = column.replace("_", " "), column in rows.columns
            texts = same(rows.distinct(column), value) if known else frozenset()
            if texts:
                narrow[column] = texts, f"{label} {value}"
            else:  # given up before the place is, for nobody has it anywhere
                why = "where nobody has it" if known else "which does not say it"
                ignored.append(f"{label} “{value}” is ignored for {rows.known.name}, {why}")
    return narrow, ignored


def _narrowed(rows: Rows, query: PeerQuery, fixed: Mapping[str, frozenset[str]]) -> FallbackLevels:
    """Return the stages; conditions on what the source does not say are named as ignored."""
    narrow, ignored = _conditions(rows, query)
    span = None
    if query.experience is not None and "experience_years" in rows.columns:
        span = (query.experience - EXPERIENCE - ROUNDING, query.experience + EXPERIENCE + ROUNDING)
    elif query.experience is not None:
        ignored.append(f"experience is ignored for {rows.known.name}, which does not say it")
    areas: list[tuple[str, frozenset[str], str]] = []
    if query.lies_in is not None and "area" in rows.columns:
        places = rows.distinct("area")
        # an area that OEWS does not know is its own text, which needs no search
        local = frozenset(filter(query.lies_in, filter(None, places))) if query.area_code else same(places, query.place)
        areas.append(("local", local, f"in {query.place}"))
        if query.lies_in_state is not None:
            state = frozenset(filter(query.lies_in_state, filter(None, places)))
            areas.append(("state", state, f"in {query.state_name}"))
    elif query.lies_in is not None:
        ignored.append(f"area is ignored for {rows.known.name}, which does not say it")
    fallbacks: list[FallbackLevel] = []
    given_up = ""
    while True:  # given up in this order: employer size, industry, experience, area to state to country, level
        said = [words for _, words in narrow.values()] + ([f"experience within {EXPERIENCE:g} years"] if span else [])
        where = {**fixed, **{column: texts for column, (texts, _) in narrow.items()}}
        place = None
        if areas:
            place, where["area"], words = areas[0]
            said.append(words)
        fallbacks.append(FallbackLevel(where, span, ", ".join(said), place, given_up))
        if given_up := next((column for column in ("employer_size", "industry") if column in narrow), ""):
            del narrow[given_up]
        elif span:
            given_up, span = "experience_years", None
        elif areas:
            given_up = "area"
            areas.pop(0)
        elif "level" in narrow:
            given_up = "level"
            del narrow["level"]
        else:
            return FallbackLevels(tuple(fallbacks), tuple(ignored))


def taken_to_be(rows: Rows, group: Group, query: PeerQuery) -> list[str]:
    """Return what the rows do not say, and what they are taken to be instead."""
    words = []
    own = currency_of(query.country) or query.currency
    for column, meant in (("currency", f"in {own}"), ("pay_element", "base pay")):
        if column not in rows.columns:
            words.append(f"taken to be {meant}")
        elif "" in rows.distinct(column):
            words.append(f"rows without a {column.replace('_', ' ')} are taken to be {meant}")
    undated = int(group.count[group.day == NO_DAY].sum())
    if 0 < undated < len(group):
        words.append(
            f"{counted(undated, 'row')} without a date {'is' if undated == 1 else 'are'} taken to be of the median day"
        )
    return words


def of_other_pay(rows: Rows, fallback: FallbackLevel, query: PeerQuery) -> tuple[Left, ...]:
    """Return how many rows of the same people count another element of pay, or another period."""
    left = []
    for column, reason in (("pay_element", f"not {query.element} pay"), ("per", f"not paid by the {query.unit}")):
        others = frozenset(rows.distinct(column)) - fallback.where[column] if column in fallback.where else frozenset()
        if others and (number := len(rows.select({**fallback.where, column: others}, fallback.experience))):
            left.append(Left(reason, number))
    return tuple(left)


def everybody(query: PeerQuery) -> str:
    """Return what a group without any condition is called."""
    return f"all of {the(query.country_name)}" if query.area else "everybody in the job"
