"""What is loaded, and how words are turned into its own terms: countries, currencies, occupations, areas."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from advocacy_kit.core.errors import KitError
from advocacy_kit.market.areas import find_area, lies_in
from advocacy_kit.market.lookup import find_occupation
from advocacy_kit.market.oews import NATION, Oews
from advocacy_kit.market.official import COUNTRY, OfficialData
from advocacy_kit.market.peer_query import (
    PeerQuery,
    by_code,
    country_of,
    currency_of,
    plain,
    plain_code,
    same_occupation,
)
from advocacy_kit.market.source import Holding


@dataclass(frozen=True, eq=False, repr=False)
class Catalogue:
    """What is loaded and where each of it came from; `official` is OEWS, one of the holdings, where it is loaded."""

    holdings: tuple[Holding, ...]
    provenance: pd.DataFrame
    official: OfficialData | None

    @property
    def oews(self) -> Oews | None:
        """What OEWS prints."""
        return self.official.oews if self.official else None

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries that any source covers."""
        return frozenset(country_of(text) for holding in self.holdings for text in holding.countries)

    @cached_property
    def lost(self) -> str:
        """What was left out of the sources when they were loaded, and why, as a text."""
        return "; ".join(self.provenance["left_out"][self.provenance["left_out"] != ""]) if len(self.provenance) else ""

    def find_country(self, country: str | None) -> str:
        """Return the country in two letters.

        Raises:
            KitError: if no source covers it, or several are loaded and none is named.

        """
        known = self.countries
        if not known:
            raise KitError.of(
                "K063",
                f"nothing that was loaded can be used ({self.lost or 'no rows'})",
                "Mend the file, or add another source.",
            )
        if country is None:
            if self.oews is not None or len(known) == 1:
                return COUNTRY if self.oews is not None else next(iter(known))
            raise KitError.of(
                "K063",
                f"{len(known)} countries are loaded, and one has to be named",
                f"country: one of {', '.join(sorted(known))}.",
            )
        land = country_of(country)
        if land not in known:
            fix = (
                "Wages come with the kit for the US only, and nothing is borrowed from there. Add your national"
                " office's table to published.csv, or postings to market.csv."
            )
            raise KitError.of(
                "K063", f"no loaded source covers {country}" + (f" (left out: {self.lost})" if self.lost else ""), fix
            )
        return land

    def find_currency(self, country: str) -> str:
        """Return the currency of a country's sources where they agree, otherwise the country's own."""
        found = {currency for holding in self.holdings for currency in holding.currencies(country)}
        return next(iter(found)) if len(found) == 1 else currency_of(country) or next(iter(sorted(found)), "")

    def find_job(self, text: str, country: str) -> tuple[str, str, str]:
        """Return an occupation's code and title as loaded, and why OEWS does not know it.

        Raises:
            KitError: if no source knows it.

        """
        trouble: KitError | None = None
        oews = self.oews if country == COUNTRY else None
        if oews is not None:
            try:
                code = find_occupation(oews, text)
            except KitError as error:
                trouble = error
            else:
                return code, oews.title(code), ""
        missing = f"OEWS has no occupation {text}" if trouble else ""
        if fits := self._codes.get(plain_code(text)):
            titles = {title for code in fits for title in self._titles.get(code, ())}
            return min(fits), titles.pop() if len(titles) == 1 else "", missing
        if same_occupation((), tuple(title for _, title in self.named_jobs), text)[1]:
            return "", text, missing
        if any(holding.knows_job(text, country) for holding in self.holdings):
            return text, "", missing
        if trouble:
            raise trouble
        entries = [entry for pair in self.named_jobs for entry in pair if entry]
        near = difflib.get_close_matches(plain(text), [plain(entry) for entry in entries], 4, 0.5)
        offered = "; ".join(dict.fromkeys(entry for entry in entries if plain(entry) in near))
        fix = f"Nearest: {offered}." if offered else "market.search(…) finds what is loaded."
        raise KitError.of("K059", f"no loaded source has an occupation {text!r}", fix)

    @cached_property
    def _codes(self) -> Mapping[str, frozenset[str]]:
        return by_code(tuple(code for code, _ in self.named_jobs))

    @cached_property
    def _titles(self) -> Mapping[str, set[str]]:
        """The titles under which each code is typed in."""
        found: dict[str, set[str]] = {}
        for code, title in self.named_jobs:
            if code and title:
                found.setdefault(code, set()).add(title)
        return found

    @cached_property
    def named_jobs(self) -> tuple[tuple[str, str], ...]:
        """The occupations that sources besides OEWS name: code and title, one of which may be blank."""
        return tuple(dict.fromkeys(job for holding in self.holdings for job in holding.jobs))

    def jobs_of(self, country: str | None) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Return the occupations that sources besides OEWS name in a country or in all, apart by kind of source."""
        land = None if country is None else country_of(country)
        named = (tuple(dict.fromkeys(holding.jobs_of(land))) for holding in self.holdings)
        return tuple(jobs for jobs in named if jobs)

    def find_place(self, query: PeerQuery, area: str | None) -> PeerQuery:
        """Return what is asked with its area, and the area's code where OEWS knows it.

        Raises:
            KitError: if OEWS alone could know the area and does not; the nearest are offered.

        """
        oews, text = self.oews if query.country == COUNTRY else None, (area or "").strip()
        if oews is None:
            named = {"", plain(query.country), plain(query.country_name)}
            test = lies_in(None, text, None)
            return query if plain(text) in named else replace(query, area=text, place=text, lies_in=test)
        code = self._area_code(oews, area or "")
        if code == NATION:
            return replace(query, place=oews.area_title(NATION), area_code=NATION)
        state = None if code is None else oews.state_of(code)
        name = "" if state is None else oews.area_title(state)
        return replace(
            query,
            area=area,
            place=area or "" if code is None else oews.area_title(code),
            area_code=code,
            state_name=name,
            lies_in=lies_in(oews, area or "", code),
            lies_in_state=None if state is None else lies_in(oews, name, state),
        )

    def _area_code(self, oews: Oews, text: str) -> str | None:
        """Return an area's code; None for one that only other sources know, or OEWS was not loaded for."""
        try:
            return find_area(oews, text)
        except KitError:
            if len(oews.areas) > 1 and not any(holding.knows_area(text) for holding in self.holdings):
                raise
            return None
