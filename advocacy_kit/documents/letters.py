"""A letter that asks the employer for pay information where a law gives that right.

Elsewhere a sentence that there is none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from babel.dates import format_date

from advocacy_kit.core.assets import asset
from advocacy_kit.core.model import Records
from advocacy_kit.core.page import escaped
from advocacy_kit.log.sharing import manager_of, name_of

NO_ADVICE = "This is not legal advice: look the law up, or ask somebody who knows it, before you send anything."
ANSWER_WITHIN = timedelta(days=14)
_FILES = ("eu", "de", "us_ca")
_STATES = re.compile(r"(?:^|,\s*)([A-Z]{2}(?:-[A-Z]{2})*)$")


@dataclass(frozen=True)
class Letter:
    """A letter as Markdown, or why there is none.

    `text` is empty where there is no letter; `law` names what it rests on, `notes` what to know before sending,
    `source` into which table an answer goes. No figure of the user's pay is in it. `language` is that of the text.
    """

    country: str
    text: str
    law: str
    notes: tuple[str, ...]
    source: str
    language: str = "en"


def pay_letter(
    records: Records, country: str | None = None, *, area: str | None = None, to: str | None = None
) -> Letter:
    """Return the letter for a country, or for a state of the United States.

    Args:
        records: the person's tables; the profile gives country, area and role, people.csv the manager.
        country: two letters; default the profile's.
        area: default the profile's; the state is read from it.
        to: whom it is written to; default the manager, else the human resources department.

    """
    profile = records.profile
    code = (country or profile.country or "").strip().upper()
    code = {"UK": "GB", "USA": "US", "EL": "GR"}.get(code, code)
    known = _known()
    where = area if area is not None else (profile.area or "")
    found = next(
        (known[place] for place in [*(f"{code}-{state}" for state in states(where)), code] if place in known), None
    )
    if found is None:
        instead = _instead().get(code) or _instead()["*"]
        words = instead["words"].strip().format(country=code or "a country that is not set")
        return Letter(code, "", "", (words, NO_ADVICE), instead["source"])
    manager = to or name_of(records, manager_of(records))
    nobody = {"de": "Personalabteilung"}.get(found.language, "human resources department")
    by = _long_day(records.today + ANSWER_WITHIN, found.language)
    fill = {"to": escaped(manager or nobody), "role": escaped(profile.role or profile.occupation or "…"), "by": by}
    # each part is filled in by itself: what the user wrote is never read as a pattern
    lines = [f"**{found.subject}**", *(part.format_map(fill) for part in found.body), "…"]
    return Letter(code, "\n\n".join(lines) + "\n", found.law, (*found.notes, NO_ADVICE), found.source, found.language)


def states(area: str) -> list[str]:
    """Return the states that an area of the United States names: "Portland-Vancouver-Hillsboro, OR-WA" has two."""
    if area.strip().casefold() == "california":
        return ["CA"]
    match = _STATES.search(area.strip())
    return match[1].split("-") if match else []


def _long_day(value: date, language: str) -> str:
    return format_date(value, "d MMMM y" if language == "en" else "long", locale=language)


@dataclass(frozen=True)
class _Text:
    """A letter as its file has it."""

    countries: str
    law: str
    subject: str
    body: list[str]
    notes: list[str]
    source: str
    language: str = "en"


@cache
def _known() -> Mapping[str, _Text]:
    """Return the letters by country, and for the United States by country and state."""
    found: dict[str, _Text] = {}
    for name in _FILES:
        letter = _Text(**tomllib.loads(asset("data", "letters", f"{name}.toml").read_text(encoding="utf-8")))
        found |= dict.fromkeys(letter.countries.split(), letter)
    return found


@cache
def _instead() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(asset("data", "letters", "none.toml").read_text(encoding="utf-8"))
