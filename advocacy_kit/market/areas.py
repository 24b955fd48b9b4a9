"""Places to areas: which OEWS area a place lies in, and whether another source's text lies there too."""

from __future__ import annotations

import csv
import difflib
import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import pandas as pd
import pyarrow.parquet as pq

from advocacy_kit.core.assets import asset
from advocacy_kit.core.errors import KitError
from advocacy_kit.market.oews import NATION, STATE_FIPS, Oews, area_code
from advocacy_kit.market.peer_query import plain

Test = Callable[[str], bool]
# which of several places of a name is meant where no state is given: one of that many times the people of the next, or
# of fewer times where it alone gives its area the name; a small town may as well be a city abroad
_FAR_BIGGER, _BIGGER, _KNOWN = 10, 4, 20_000


@dataclass(frozen=True)
class _Words:
    """The words of data/words/places.toml."""

    states: Mapping[str, str]
    same: Mapping[str, str]
    nation: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    remote: re.Pattern[str]


@cache
def _words() -> _Words:
    text = tomllib.loads(asset("data", "words", "places.toml").read_text(encoding="utf-8"))
    nation, before, after = (frozenset(text["words"][name]) for name in ("nation", "before", "after"))
    return _Words(text["states"], text["same"], nation, before, after, re.compile(text["words"]["remote"]))


@dataclass(frozen=True)
class Place:
    """A place by its name: `area` is the code of the area it lies in, or of its state where it is in none."""

    name: str
    state: str
    area: str
    population: int = 0  # 0 where unknown
    sole: bool = False  # nothing else is called so

    @property
    def text(self) -> str:
        """The place with its state."""
        return f"{self.name}, {self.state}" if self.state else self.name


def find_area(oews: Oews, text: str | None) -> str:
    """Return the code of the area that a text means: a title or part of it, a state, a code, a town, "remote".

    A town without a state is taken where it is known and its namesakes are far smaller.

    Args:
        oews: the release whose areas are known.
        text: such as "Grand Rapids", "Brooklyn", "Austin, TX", "MI"; blank and "remote" are the whole country.

    Raises:
        KitError: if nothing or more than one place fits; they are offered with their states, the biggest first.

    """
    wanted = (text or "").strip()
    found = _meaning(oews, wanted)
    if found.clear:
        return found.places[0].area
    offered = [_shown(oews, place) for place in found.places[:5]]
    offered = offered or [oews.area_title(code) for code in _nearest(oews, _key(wanted))]
    named = len(_titles_with(oews, _key(wanted)))
    what = f"{named if named > 1 else len(found.places)} areas are called {wanted!r}"
    raise KitError.of(
        "K058",
        what if len(found.places) > 1 else f"OEWS has no area {wanted!r}",
        f"Nearest: {'; '.join(offered)}." if offered else "Give a state such as MI, or leave it blank.",
    )


def find_places(oews: Oews | None, text: str, limit: int = 6) -> pd.DataFrame:
    """Return the places that a text may mean, the likeliest first, or the biggest where several are.

    Args:
        oews: the release whose areas are known; None knows none.
        text: as people write places, such as "St Louis", "NYC", "Portland" or "remote".
        limit: how many are returned at most.

    Returns:
        Columns `place`, `state`, `area` (code), `title` (of the area), `population` (0 where unknown). "remote" is a
        place of its own in the whole country.

    """
    rows = []
    if oews is not None:
        for place in _meaning(oews, text).places[:limit]:
            rows.append((place.name, place.state, place.area, oews.area_title(place.area), place.population))
    return pd.DataFrame(rows, columns=["place", "state", "area", "title", "population"])


def _shown(oews: Oews, place: Place) -> str:
    title = oews.area_title(place.area)
    if place.area.endswith("00000") and not place.state:
        return f"{title} (the state)"
    return title if place.name in title else f"{place.text} ({title})"


@dataclass(frozen=True)
class _Meaning:
    """The places that a text may mean, and whether the first of them is clearly meant."""

    places: tuple[Place, ...]
    clear: bool


@lru_cache(maxsize=2**14)
def _meaning(oews: Oews, text: str) -> _Meaning:
    wanted = plain(text)
    key = _key(wanted)
    if not wanted or wanted.replace(".", "") in _words().nation:
        return _Meaning((_as_place(oews, NATION),), clear=True)
    if _words().remote.fullmatch(wanted):
        return _Meaning((Place("Remote", "", NATION),), clear=True)
    code = area_code(wanted) if re.fullmatch(r"\d{2,7}", wanted) else _by_title(oews).get(wanted)
    own = [place for place in _own_places().get(key, ()) if place.area in oews.areas]
    sole = [place for place in own if place.sole]
    if state := _state(key):
        code = area_code(STATE_FIPS[state])
    if code in oews.areas and not sole:
        return _Meaning((*own, _as_place(oews, code)), clear=not own)
    if sole:
        return _Meaning((sole[0],), clear=True)
    name, state = _parted(key)
    return _towns(oews, name, state)


def _towns(oews: Oews, name: str, state: str | None) -> _Meaning:
    """Return the towns of a name, in a state or in all: one an area, the biggest first."""
    found = _named(oews, name, state)
    codes = _titles_with(oews, name, state)
    if not found and not codes:
        found = _misspelt(oews, name, state)
    first: dict[str, Place] = {}
    for place in [*sorted(found, key=lambda place: -place.population), *(_as_place(oews, code) for code in codes)]:
        first.setdefault(place.area, place)
    places = tuple(first.values())
    if len(places) < 2 or state is not None:
        known = bool(places) and (state is not None or not found or places[0].population >= _KNOWN)
        return _Meaning(places, clear=known and len(places) == 1)
    named = [place.area for place in places if name in _parts(oews.area_title(place.area))]
    times = places[0].population / max(places[1].population, 1)
    alone = named == [places[0].area] and times >= _BIGGER
    clear = places[0].population >= _KNOWN and (alone or (not named and times >= _FAR_BIGGER))
    return _Meaning(places, clear)


def _as_place(oews: Oews, code: str) -> Place:
    return Place(oews.area_title(code), "", code)


def _key(text: str) -> str:
    """Return a place's name as it is compared: "the St. Louis area" is "Saint Louis"."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"[.'’]", "", plain(text)))
    words = [word for word in words if len(word) != 5 or not word.isdigit()] if len(words) > 1 else words
    words = words[1:] if len(words) > 1 and words[0] in _words().before else words
    words = words[:-1] if len(words) > 1 and words[-1] in _words().after else words
    last = words[-1:] if "".join(words[-1:]).upper() in STATE_FIPS else []  # "Columbus, MT" is in no mount
    return " ".join([_words().same.get(word, word) for word in words[: len(words) - len(last)]] + last)


def _parted(key: str) -> tuple[str, str | None]:
    """Return a place's name and the letters of its state, where it ends in one."""
    words = key.split()
    for size in (3, 2, 1):
        if len(words) > size and (letters := _state(" ".join(words[-size:]))):
            return " ".join(words[:-size]), letters
    if len(words) > 1 and words[-1] in ("usa", "us"):
        return _parted(" ".join(words[:-1]))
    return key, None


def _state(key: str) -> str | None:
    """Return the letters of a state that is written in letters, in full or in short."""
    key = key.removesuffix(" state")
    if key.upper() in STATE_FIPS:
        return key.upper()
    return _words().states.get(key)


def _named(oews: Oews, name: str, state: str | None) -> list[Place]:
    """Return the places of a name, in a state or in all."""
    found = [*_own_places().get(name, ()), *_places().of(name)]
    seen: dict[tuple[str, str], Place] = {}
    for place in found:
        if state is None or place.state == state:
            seen.setdefault((place.name.lower(), place.state), place)
    return [held for place in seen.values() if (held := _held(oews, place)) is not None]


def _held(oews: Oews, place: Place) -> Place | None:
    """Return a place with an area that the release has: its own, else its state."""
    for code in (place.area, area_code(STATE_FIPS[place.state])):
        if code and code in oews.areas:
            return Place(place.name, place.state, code, place.population, place.sole)
    return None


@dataclass(frozen=True, eq=False)
class _Places:
    """The shipped places, sorted by key, so that a name is one binary search away."""

    keys: list[str]
    places: list[tuple[str, str, str, int]]

    def of(self, key: str) -> list[Place]:
        first = bisect_left(self.keys, key)
        last = first
        while last < len(self.keys) and self.keys[last] == key:
            last += 1
        return [Place(*entry) for entry in self.places[first:last]]


@cache
def _places() -> _Places:
    columns = pq.read_table(asset("data", "market", "places.parquet")).to_pydict()
    rows = zip(columns["place"], columns["state"], columns["area"], columns["population"], strict=True)
    keyed = sorted((_key(row[0]), row) for row in rows)
    return _Places([key for key, _ in keyed], [row for _, row in keyed])


@cache
def _own_places() -> Mapping[str, tuple[Place, ...]]:
    """Return the kit's own names: nicknames, boroughs, and known places that the census does not count as towns."""
    found: dict[str, tuple[Place, ...]] = {}
    with asset("data", "market", "place_names.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            place = Place(row["place"], row["state"], row["area"], int(row["population"] or 0), row["sole"] == "yes")
            found[_key(row["name"])] = (*found.get(_key(row["name"]), ()), place)
    return found


@lru_cache(maxsize=4)
def _by_title(oews: Oews) -> Mapping[str, str]:
    return {title.lower(): code for code, title in zip(oews.areas, oews.area_titles, strict=True)}


@lru_cache(maxsize=4)
def _by_word(oews: Oews) -> Mapping[str, frozenset[str]]:
    """Return the areas whose title holds a word."""
    found: dict[str, set[str]] = {}
    for code, title in zip(oews.areas, oews.area_titles, strict=True):
        for word in _key(re.sub(r"[-/]", " ", title)).split():
            found.setdefault(word, set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items()}


def _titles_with(oews: Oews, name: str, state: str | None = None) -> list[str]:
    """Return the areas whose titles hold all words of a name, and the state's letters."""
    words = [*name.split(), *([state.lower()] if state else [])]
    held = [_by_word(oews).get(word, frozenset()) for word in words]
    return sorted(frozenset.intersection(*held)) if held else []


def _parts(title: str) -> frozenset[str]:
    """Return the towns that an area's title names."""
    return frozenset(_key(part) for part in re.split(r"-+|/", title.rpartition(",")[0] or title))


def _misspelt(oews: Oews, name: str, state: str | None) -> list[Place]:
    """Return the places of the nearest known name of an area's town, or of a town in the named state."""
    if len(name) < 5:
        return []
    towns = {part for title in oews.area_titles if "," in title for part in _parts(title)}
    near = difflib.get_close_matches(name, sorted(town for town in towns if town[:1] == name[:1]), 1, 0.85)
    return _named(oews, near[0], state) if near else []


def _nearest(oews: Oews, name: str) -> list[str]:
    """Return the areas whose titles' own words are most like the asked ones, word by word."""
    words = name.split()

    def likeness(title: str) -> float:
        own = [word for word in re.split(r"[\s,\-]+", title) if word]
        alike = (max(difflib.SequenceMatcher(None, word, other).ratio() for other in own) for word in words)
        return sum(alike) / len(words)

    titles = _by_title(oews)
    scored = sorted(((likeness(title), title) for title in titles), reverse=True) if words else []
    return [titles[title] for score, title in scored[:4] if score > 0.6]


def lies_in(oews: Oews | None, area: str, code: str | None) -> Test:
    """Return the test whether an area's text lies in an area.

    Args:
        oews: the release that knows areas; None compares texts alone.
        area: the area as it was asked for.
        code: its code in the release; None where the release does not know it.

    """
    wanted = plain(area)
    if oews is None or code is None:
        return lambda text: plain(text) == wanted
    title = plain(oews.area_title(code))
    if code.endswith("00000"):
        return _in_state(oews, code, {wanted, title})

    @cache
    def test(text: str) -> bool:
        if plain(text) in (wanted, title):
            return True
        found = _meaning(oews, text)
        return found.clear and found.places[0].area == code

    return test


def _in_state(oews: Oews, code: str, names: set[str]) -> Test:
    letters = next(key.lower() for key, fips in STATE_FIPS.items() if fips == code[:2])
    name = plain(oews.area_title(code))

    def test(text: str) -> bool:
        words = plain(text)
        ends = re.split(r",\s*", words)[-1]
        # "Chicago-Naperville-Elgin, IL-IN" lies in the first of its states
        return words in names or ends in (letters, name) or ends.split("-")[0] == letters

    return test
