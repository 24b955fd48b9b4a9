"""Names to codes: areas by title, state or code; occupations by code, title or words."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

import numpy as np
import pandas as pd

from advocacy_kit.core.assets import asset
from advocacy_kit.core.errors import KitError
from advocacy_kit.market.oews import NATION, STATE_FIPS, Oews, area_code

_NATION_NAMES = {"united states of america", "us", "usa", "u.s.", "united states", "nation", "national", "nationwide"}
_DETAILED = ("detailed", "3")
_STOP = {
    "and",
    "of",
    "the",
    "a",
    "in",
    "for",
    "except",
    "all",
    "other",
    "senior",
    "junior",
    "lead",
    "sr",
    "jr",
    "i",
    "ii",
    "iii",
}


def find_area(oews: Oews, text: str | None) -> str:
    """Return the code of an area given by title, a unique part of it, a state's name or letters, or its code.

    Raises:
        KitError: if nothing or more than one area fits; the nearest titles are offered.

    """
    wanted = (text or "").strip()
    lowered = wanted.lower()
    if not wanted or lowered in _NATION_NAMES:
        return NATION
    if wanted.upper() in STATE_FIPS:
        return area_code(STATE_FIPS[wanted.upper()])
    if re.fullmatch(r"\d{2,7}", wanted) and area_code(wanted) in oews.areas:
        return area_code(wanted)
    titles = _by_title(oews)
    if lowered in titles:
        return titles[lowered]
    town, _, last = lowered.rpartition(",")
    if town and last.strip() in titles:  # "Columbus, Ohio": the release writes the state's letters
        fips = titles[last.strip()][:2]
        lowered = (
            f"{town}, {next((letters for letters, code in STATE_FIPS.items() if code == fips), last.strip()).lower()}"
        )
    words = [word for word in re.split(r"[\s,\-]+", lowered) if word]
    fits = [title for title in titles if all(word in re.split(r"[\s,\-]+", title) for word in words)]
    if len(fits) == 1:
        return titles[fits[0]]
    near = fits or _nearest(words, titles)
    offered = "; ".join(oews.area_title(titles[title]) for title in near[:5])
    what = f"{len(fits)} areas are called {wanted!r}" if fits else f"OEWS has no area {wanted!r}"
    raise KitError.of(
        "K058", what, f"Nearest: {offered}." if offered else "Give a state such as MI, or leave it blank."
    )


@lru_cache(maxsize=4)
def _by_title(oews: Oews) -> Mapping[str, str]:
    return {title.lower(): code for code, title in zip(oews.areas, oews.area_titles, strict=True)}


def _nearest(words: list[str], titles: Iterable[str]) -> list[str]:
    """Return the titles whose own words are most like the asked ones, word by word."""

    def likeness(title: str) -> float:
        own = [word for word in re.split(r"[\s,\-]+", title) if word]
        return sum(max(difflib.SequenceMatcher(None, word, other).ratio() for other in own) for word in words) / len(
            words
        )

    scored = sorted(((likeness(title), title) for title in titles), reverse=True) if words else []
    return [title for score, title in scored[:4] if score > 0.6]


def find_occupation(oews: Oews, text: str) -> str:
    """Return the code of an occupation given by code (`13-1081`, `131081`) or exact title.

    Raises:
        KitError: if there is none; the nearest titles are offered.

    """
    wanted = text.strip()
    digits = re.fullmatch(r"(\d\d)-?(\d{4})(?:\.\d\d)?", wanted)
    code = f"{digits[1]}-{digits[2]}" if digits else None
    if code is not None and code in oews.occupations:
        return code
    near_detail = [c for c, t in zip(oews.occupations, oews.titles, strict=True) if _plain(t) == _plain(wanted)]
    if near_detail:
        return next((c for c in near_detail if oews.groups[oews.occupations.index(c)] in _DETAILED), near_detail[0])
    if code is not None:
        goal = int(code.replace("-", ""))
        details = [
            (c, t) for c, t, group in zip(oews.occupations, oews.titles, oews.groups, strict=True) if group in _DETAILED
        ]
        near = sorted(details, key=lambda entry: abs(int(entry[0].replace("-", "")) - goal))[:4]
        offered = "; ".join(f"{title} ({c})" for c, title in near)
        raise KitError.of("K059", f"OEWS {oews.release} has no occupation {code}", f"Nearest codes: {offered}.")
    found = search(oews, wanted)
    offered = "; ".join(f"{row.title} ({row.occupation})" for row in found.head(5).itertuples())
    fix = f"Nearest: {offered}." if offered else "Try other words, such as the trade itself."
    raise KitError.of("K059", f"no occupation is called {wanted!r}", fix)


def _plain(title: str) -> list[str]:
    """Return the words of a title without capitals and plurals: "Registered Nurse" is "Registered Nurses"."""
    return [word.rstrip("s") for word in re.findall(r"[a-z0-9]+", title.lower())]


def search(oews: Oews, words: str, limit: int = 8) -> pd.DataFrame:
    """Return the detailed occupations whose titles fit the words best: columns `occupation`, `title`, `score` (0–1).

    An everyday title, such as RN or sales rep, comes first with score 1, as often as it may mean several occupations.
    """
    known = [code for code in everyday_codes(words) if code in oews.occupations]
    exact = pd.DataFrame({"occupation": known, "title": [oews.title(code) for code in known], "score": 1.0})
    fitting = _fitting(oews, words, limit + len(known))
    if not known:
        return fitting.head(limit)
    found = pd.concat([exact, fitting[~fitting["occupation"].isin(known)]], ignore_index=True)
    return found.head(limit)


def everyday_codes(words: str) -> tuple[str, ...]:
    """Return the occupations that an everyday title is known to mean, the likeliest first.

    A rank in front of it is no matter.
    """
    titles = _everyday()
    ranked = " ".join(word for word in _key(words).split() if word not in _STOP)
    return titles.get(_key(words)) or titles.get(ranked) or ()


@cache
def _everyday() -> Mapping[str, tuple[str, ...]]:
    """Return the shipped everyday titles with their codes."""
    found: dict[str, tuple[str, ...]] = {}
    with asset("data", "market", "titles.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            known = found.get(_key(row["title"]), ())
            found[_key(row["title"])] = tuple(dict.fromkeys((*known, row["occupation"])))
    return found


def _key(words: str) -> str:
    """Return a title as it is compared: R.N. is RN, and teacher's aides are a teacher aide."""
    return " ".join(_plain(re.sub(r"[.'’]", "", words)))


def _fitting(oews: Oews, words: str, limit: int) -> pd.DataFrame:
    """Return the detailed occupations whose titles resemble the words."""
    query = _tokens(words)
    details = _details(oews)
    vocabulary = {token for *_, tokens in details for token in tokens}  # titles share most of their words
    alike = [{token: _likeness(word, token) for token in vocabulary} for word in query]
    likeness = np.array([[max((to[t] for t in tokens), default=0.0) for to in alike] for *_, tokens in details])
    if not query or not details:
        return pd.DataFrame({"occupation": [], "title": [], "score": []})
    rarity = 1 / (1 + np.log1p((likeness > 0).sum(axis=0)))  # a word in many titles says little
    others = np.array(["all other" in title.lower() for _, title, _ in details])  # residual groups come last
    length = np.array([len(tokens) for *_, tokens in details])
    score = likeness @ rarity / rarity.sum() - 0.01 * np.clip(length - len(query), 0, 10) - 0.05 * others
    near = np.flatnonzero(likeness.max(axis=1) >= 0.6)
    codes, titles = [details[place][0] for place in near], [details[place][1] for place in near]
    size = [oews.employment_of(code) for code in codes]
    frame = pd.DataFrame({"occupation": codes, "title": titles, "score": score[near].round(2), "size": size})
    frame = frame.sort_values(["score", "size"], ascending=False, kind="stable")
    return frame.head(limit)[["occupation", "title", "score"]].reset_index(drop=True)


@lru_cache(maxsize=4)
def _details(oews: Oews) -> tuple[tuple[str, str, list[str]], ...]:
    """Return the detailed occupations as code, title and the title's words."""
    return tuple(
        (code, title, _tokens(title))
        for code, title, group in zip(oews.occupations, oews.titles, oews.groups, strict=True)
        if group in _DETAILED
    )


def _tokens(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z0-9+#]+", text.lower()) if word not in _STOP]


def _likeness(query: str, token: str) -> float:
    """1 for the same word up to its plural, less for a common stem, less again for a likely typing error."""
    if query.rstrip("s") == token.rstrip("s"):
        return 1.0
    common = 0
    for a, b in zip(query, token, strict=False):
        if a != b:
            break
        common += 1
    if common >= 5 or (common >= 4 and common == min(len(query), len(token))):
        return 0.7 + 0.3 * common / max(len(query), len(token))
    if 2 * min(len(query), len(token)) <= 0.84 * (len(query) + len(token)):  # the ratio cannot be higher
        return 0.0
    near = difflib.SequenceMatcher(None, query, token)
    return 0.6 if near.quick_ratio() > 0.84 and near.ratio() > 0.84 else 0.0


def search_titles(named: pd.DataFrame, words: str, limit: int = 8) -> pd.DataFrame:
    """Return the named occupations that fit the words best: columns `occupation`, `title`, `score` (0–1)."""
    query = _tokens(words)
    texts = [title or occupation for occupation, title in zip(named["occupation"], named["title"], strict=True)]
    scores = [_score(query, _tokens(text)) for text in texts]
    frame = named.assign(score=np.round(scores, 2))
    return (
        frame[frame["score"] >= 0.3]
        .sort_values("score", ascending=False, kind="stable")
        .head(limit)
        .reset_index(drop=True)
    )


def _score(query: list[str], tokens: list[str]) -> float:
    if not query or not tokens:
        return 0.0
    return sum(max(_likeness(word, token) for token in tokens) for word in query) / len(query) - 0.01 * max(
        0, len(tokens) - len(query)
    )
