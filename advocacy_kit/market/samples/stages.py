"""Which observations of a source fit what is asked for, from the narrowest group to the broadest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from advocacy_kit.market.asked import EXPERIENCE, Asked, country_of, element_of, period_of, same, same_occupation
from advocacy_kit.market.samples.rows import Rows

ROUNDING = 1e-4  # years: experience is kept in single precision in memory, and in whatever an engine has elsewhere


@dataclass(frozen=True, eq=False, repr=False)
class Stage:
    """A set of conditions on the way from the narrowest group to the broadest; `dropped` is the one given up to get here."""

    where: Mapping[str, frozenset[str]]
    experience: tuple[float, float] | None
    words: str
    place: str | None  # "local", "state" or None: the whole country
    dropped: str = ""


@dataclass(frozen=True, eq=False)
class Stages:
    """The stages of one source; `ignored` names what was asked for and it does not say, `absent` why it says nothing at all."""

    stages: tuple[Stage, ...] = ()
    ignored: tuple[str, ...] = ()
    absent: str = ""


def stages_of(rows: Rows, asked: Asked, source: str | None = None) -> Stages:
    """Return the conditions on a source's rows, from all that is asked for to the occupation in the country alone."""
    fixed = {"country": frozenset(c for c in rows.distinct("country") if country_of(c) == asked.country)}
    if not fixed["country"]:
        return Stages(absent=f"no rows of {asked.country}")
    if source is not None:
        fixed["source"] = frozenset({source})
    unit = "year" if rows.known.hours_2080 and asked.unit == "hour" else asked.unit
    if "pay_element" in rows.columns:
        fixed["pay_element"] = frozenset(e for e in rows.distinct("pay_element") if element_of(e) == asked.element)
    elif asked.element != "base":
        return Stages(absent=f"it does not say that it counts {asked.element}")
    if "per" in rows.columns:
        fixed["per"] = frozenset(p for p in rows.distinct("per") if period_of(p) == unit)
    elif unit != "year":
        return Stages(absent=f"its pay is by the year, not by the {unit}")
    codes = rows.distinct("occupation") if "occupation" in rows.columns else ()
    titles = rows.distinct("title") if "title" in rows.columns else ()
    column, found = same_occupation(codes, titles, asked.code or asked.occupation, asked.title)
    if not found and asked.code != asked.occupation:
        column, found = same_occupation(codes, titles, asked.occupation)
    if (codes or titles) and not found:
        return Stages(absent=f"no rows of {asked.title or asked.occupation}")
    if any(not words for words in fixed.values()):
        return Stages(absent=f"no {asked.element} pay by the {asked.unit}")
    if found:
        fixed[column] = found
    made = _narrowed(rows, asked, fixed)
    if codes or titles:
        return made
    return replace(made, ignored=(*made.ignored, f"the occupation is ignored for {rows.known.name}, which does not say it"))


def _narrowed(rows: Rows, asked: Asked, fixed: Mapping[str, frozenset[str]]) -> Stages:
    """Return the stages; conditions on what the source does not say are named as ignored."""
    ignored = []
    narrow: dict[str, tuple[frozenset[str], str]] = {}
    for column, value in (("level", asked.level), ("industry", asked.industry), ("employer_size", asked.employer_size)):
        label = column.replace("_", " ")
        if value and column in rows.columns:
            narrow[column] = same(rows.distinct(column), value), f"{label} {value}"
        elif value:
            ignored.append(f"{label} “{value}” is ignored for {rows.known.name}, which does not say it")
    span = None
    if asked.experience is not None and "experience_years" in rows.columns:
        span = (asked.experience - EXPERIENCE - ROUNDING, asked.experience + EXPERIENCE + ROUNDING)
    elif asked.experience is not None:
        ignored.append(f"experience is ignored for {rows.known.name}, which does not say it")
    areas: list[tuple[str, frozenset[str], str]] = []
    if asked.lies_in is not None and "area" in rows.columns:
        texts = [text for text in rows.distinct("area") if text]
        areas.append(("local", frozenset(filter(asked.lies_in, texts)), f"in {asked.place}"))
        if asked.lies_in_state is not None:
            areas.append(("state", frozenset(filter(asked.lies_in_state, texts)), f"in {asked.state_name}"))
    elif asked.lies_in is not None:
        ignored.append(f"area is ignored for {rows.known.name}, which does not say it")
    stages: list[Stage] = []
    given_up = ""
    while True:  # given up in this order: employer size, industry, experience, area to state to country, level
        said = [words for _, words in narrow.values()] + ([f"experience within {EXPERIENCE:g} years"] if span else [])
        where = {**fixed, **{column: texts for column, (texts, _) in narrow.items()}}
        place = None
        if areas:
            place, where["area"], words = areas[0]
            said.append(words)
        stages.append(Stage(where, span, ", ".join(said), place, given_up))
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
            return Stages(tuple(stages), tuple(ignored))
