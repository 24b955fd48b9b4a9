"""What is loaded, and how words are turned into its own terms: countries, currencies, occupations, areas."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.tables import TABLES
from advocacy_kit.market.areas import lies_in
from advocacy_kit.market.lookup import find_area, find_occupation
from advocacy_kit.market.oews import NATION, Oews
from advocacy_kit.market.peer_query import (
    PeerQuery,
    by_code,
    country_of,
    currency_of,
    plain,
    plain_code,
    same_occupation,
)
from advocacy_kit.market.postings import PostingRows
from advocacy_kit.market.samples.observations import Rows

COUNTRY, CURRENCY = "US", "USD"  # of every OEWS release


@dataclass(frozen=True, eq=False, repr=False)
class Catalogue:
    """The newest OEWS release, rows of market.csv, observations, typed-in tables, the employer's bands.

    Where each came from.
    """

    oews: Oews | None
    seen: pd.DataFrame
    provenance: pd.DataFrame
    samples: tuple[Rows, ...] = ()
    typed: pd.DataFrame = field(default_factory=TABLES["published"].empty)
    bands: pd.DataFrame = field(default_factory=TABLES["bands"].empty)

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries that any source covers."""
        texts = {COUNTRY} if self.oews is not None else set()
        for rows in self.samples:
            texts |= set(rows.distinct("country"))
        for table in (self.typed, self.seen):
            texts |= set(table["country"].dropna())
        return frozenset(map(country_of, texts))

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
        if self.oews is not None and country == COUNTRY:
            return CURRENCY
        found: set[str] = set()
        for rows in self.samples:
            if "currency" in rows.columns and {country_of(text) for text in rows.distinct("country")} == {country}:
                found |= {text.upper() for text in rows.distinct("currency") if text}
        if len(self.typed):
            found |= {
                text.upper()
                for text in self.typed.loc[self.typed["country"].map(country_of) == country, "currency"].dropna()
            }
        return next(iter(found)) if len(found) == 1 else currency_of(country) or next(iter(sorted(found)), "")

    def find_job(self, text: str, country: str, oews: Oews | None) -> tuple[str, str, str]:
        """Return an occupation's code and title as loaded, and why OEWS does not know it.

        Raises:
            KitError: if no source knows it.

        """
        trouble: KitError | None = None
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
        if self.samples and not any({"occupation", "title"} & rows.columns for rows in self.samples):
            return text, "", missing
        rows = (
            self.seen[self.seen["country"].map(lambda given: country_of(str(given)) == country)]
            if len(self.seen)
            else self.seen
        )
        if len(rows) and (rows["occupation"].fillna("").map(plain_code) == plain_code(text)).any():
            return text, "", missing
        if trouble:
            raise trouble
        entries = [entry for pair in self.named_jobs for entry in pair if entry]
        near = difflib.get_close_matches(plain(text), [plain(entry) for entry in entries], 4, 0.5)
        offered = "; ".join(dict.fromkeys(entry for entry in entries if plain(entry) in near))
        fix = f"Nearest: {offered}." if offered else "market.search(…) finds what is loaded."
        raise KitError.of("K059", f"no loaded source has an occupation {text!r}", fix)

    @cached_property
    def posting_rows(self) -> PostingRows:
        """The rows of market.csv as they are compared."""
        return PostingRows(self.seen)

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
        """The occupations that observations and typed-in tables name: code and title, one of which may be blank."""
        entries: list[tuple[str, str]] = []
        for rows in self.samples:
            for column in ("occupation", "title"):
                if column in rows.columns:
                    entries += [
                        (text, "") if column == "occupation" else ("", text) for text in rows.distinct(column) if text
                    ]
        entries += list(zip(self.typed["occupation"].fillna(""), self.typed["title"].fillna(""), strict=True))
        return tuple(dict.fromkeys(entries))

    def find_place(self, query: PeerQuery, area: str | None, oews: Oews | None) -> tuple[PeerQuery, str | None]:
        """Return what is asked with its area, and the area's code in OEWS; None where the release does not know it.

        Raises:
            KitError: if OEWS alone could know the area and does not; the nearest are offered.

        """
        if oews is None:
            text = (area or "").strip()
            named = {plain(query.country), plain(query.country_name)}
            if not text or plain(text) in named:
                return query, None
            return replace(query, area=text, place=text, lies_in=lies_in(None, text, None)), None
        text = area or ""
        code: str | None
        if len(oews.areas) == 1 and text:
            code = NATION if self._is_nation(oews, text) else None
        else:
            try:
                code = find_area(oews, text)
            except KitError:
                if not self._knows_area(text):
                    raise
                code = None
        if code == NATION:
            return replace(query, place=oews.area_title(NATION)), NATION
        place = text if code is None else oews.area_title(code)
        state = None if code is None else oews.state_of(code)
        in_state = None if state is None else lies_in(oews, oews.area_title(state), state)
        name = "" if state is None else oews.area_title(state)
        return (
            replace(
                query,
                area=text,
                place=place,
                state_name=name,
                lies_in=lies_in(oews, text, code),
                lies_in_state=in_state,
            ),
            code,
        )

    @staticmethod
    def _is_nation(oews: Oews, text: str) -> bool:
        try:
            return find_area(oews, text) == NATION
        except KitError:
            return False

    def _knows_area(self, text: str) -> bool:
        wanted = plain(text)
        return any(
            "area" in rows.columns and any(plain(a) == wanted for a in rows.distinct("area")) for rows in self.samples
        )
