"""All market data that are loaded, as one thing to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from advocacy_kit.core.assets import asset
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import as_day, is_number, shown
from advocacy_kit.market.areas import find_places
from advocacy_kit.market.catalogue import Catalogue
from advocacy_kit.market.lookup import search, search_titles
from advocacy_kit.market.oews import Oews
from advocacy_kit.market.official import COUNTRY
from advocacy_kit.market.peer_query import PeerQuery, country_name, country_of
from advocacy_kit.market.peers import PeerGroup
from advocacy_kit.market.postings import PostingRows
from advocacy_kit.market.source import Source
from advocacy_kit.market.typed import TypedTables

SERIES = {"US": "CUUR0000SA0"}  # CPI-U, US city average, all items, not seasonally adjusted


def load_prices(country: str | None) -> pd.Series | None:
    """Return the consumer price index by month (datetime index), gaps interpolated; None for a country without a file.

    CPI-U of October 2025 was never published; it is interpolated, and so would be any other missing month.

    Args:
        country: two letters; only "US" comes with the kit.

    Returns:
        The index (1982-84 = 100) by month, float64, or None. Source: U.S. Bureau of Labor Statistics, CPI-U, US city
        average, not seasonally adjusted.

    Raises:
        KitError: K060 if the shipped file is missing.

    Example:
        >>> import advocacy_kit as ak
        >>> float(ak.load_prices("US")["2020-01-01"]) > 250, ak.load_prices("FR")
        (True, None)
    """
    return None if country not in SERIES else _series(SERIES[country]).copy(deep=False)


@cache  # the file is a shipped one
def _series(name: str) -> pd.Series:
    frame = pd.read_csv(asset("data", "market", "cpi_u.csv"))
    rows = frame[frame["series_id"] == name]
    series = pd.Series(
        rows["index"].to_numpy(), index=pd.to_datetime(rows["month"], format="%Y-%m"), dtype="float64"
    ).sort_index()
    monthly = series.resample("MS").mean()
    whole = monthly.interpolate("time")
    whole.attrs["interpolated"] = tuple(monthly.index[monthly.isna()])
    return whole


MAX_AGE = 5.0  # years after which an observation says nothing of today
A_LIFE = 80.0  # years of experience that nobody has more of
ELEMENTS = ("base", "total cash", "total direct", "bonus", "equity", "allowance")


@dataclass(frozen=True, eq=False, repr=False)
class Market:
    """All market data that are loaded: `peers` asks for a group, `search` finds an occupation by words.

    Example:
        >>> import advocacy_kit as ak
        >>> market = ak.load_market()
        >>> market.search("registered nurse", limit=1)["occupation"].tolist()
        ['29-1141']
    """

    catalogue: Catalogue

    def __repr__(self) -> str:
        return f"<Market: {', '.join(map(repr, self.catalogue.holdings))}>"

    def _repr_html_(self) -> str:
        frame = self.provenance
        return shown(repr(self).strip("<>"), (), [*map(str, frame.columns)], frame.astype("str").to_numpy().tolist())

    @property
    def provenance(self) -> pd.DataFrame:
        """Where each source came from, and what was left out of it."""
        return self.catalogue.provenance

    @property
    def countries(self) -> frozenset[str]:
        """The countries that any source covers."""
        return self.catalogue.countries

    @property
    def oews(self) -> Oews | None:
        """What OEWS prints; None where it is not loaded."""
        return self.catalogue.oews

    @property
    def area_titles(self) -> tuple[str, ...]:
        """The areas that OEWS knows; none where it is not loaded."""
        return self.oews.area_titles if self.oews is not None else ()

    def search(self, words: str, limit: int = 8, *, country: str | None = None) -> pd.DataFrame:
        """Return the occupations that a job in everyday words may be: `occupation`, `title`, `score`.

        Args:
            words: a title, an abbreviation or a sentence such as "I wait tables".
            limit: how many are returned at most.
            country: whose occupations; None is that of OEWS where it is loaded. Outside the US the typed-in tables
                come first, then the other sources of that country, and never a code of the US.

        Returns:
            The likeliest first; empty where nothing fits.

        Example:
            >>> import advocacy_kit as ak
            >>> ak.load_market().search("I'm a nurse on a med-surg floor", limit=1)["title"].tolist()
            ['Registered Nurses']
        """
        if self.oews is not None and (country is None or country_of(country) == COUNTRY):
            return search(self.oews, words, limit)
        jobs = self.catalogue.jobs_of(country)
        named = [pd.DataFrame(entries, columns=["occupation", "title"], dtype="str") for entries in jobs or ((),)]
        found = pd.concat([search_titles(frame, words, limit) for frame in named], ignore_index=True)
        return found.drop_duplicates(["occupation", "title"]).head(limit)

    def find_places(self, text: str, limit: int = 6) -> pd.DataFrame:
        """Return the places of the US that a text may mean, the likeliest first, or the biggest where several are.

        Args:
            text: as people write places, such as "St Louis", "NYC", "Portland", "Austin, TX" or "remote".
            limit: how many are returned at most.

        Returns:
            Columns `place`, `state`, `area` (code), `title` (of the area), `population` (0 where unknown); empty where
            nothing fits or OEWS is not loaded. `peers` takes an area where one place is clearly meant, and asks where
            not; "remote" is the whole country.

        Example:
            >>> import advocacy_kit as ak
            >>> ak.load_market().find_places("Manhattan")["state"].head(2).tolist()
            ['NY', 'KS']
        """
        return find_places(self.oews, text, limit)

    def names_jobs(self, country: str | None) -> bool:
        """Say whether any source of a country, or of any, names its jobs, so that a search can find one."""
        official = self.oews is not None and (country is None or country_of(country) == COUNTRY)
        return official or bool(self.catalogue.jobs_of(country))

    def percentiles(self, shares: Sequence[float] = (0.10, 0.25, 0.50, 0.75, 0.90)) -> pd.DataFrame:
        """Return the pay of every occupation × level of the observations in memory, uncleaned: the overview of a file.

        Columns `source`, `occupation`, `level`, `n`, and one a share such as `p50`. Rows of several countries,
        currencies or pay elements are never mixed.

        Raises:
            KitError: if no observations are in memory, or a source mixes what may not be mixed.
        """
        found = [frame for holding in self.catalogue.holdings for frame in holding.groups(tuple(shares))]
        if not found:
            raise KitError.of(
                "K062", "no observations are loaded into memory", "Ask for one peer group: market.peers(…)."
            )
        return pd.concat(found, ignore_index=True)

    def peers(
        self,
        occupation: str | None = None,
        area: str | None = None,
        *,
        level: str | None = None,
        industry: str | None = None,
        employer_size: str | None = None,
        experience: float | None = None,
        country: str | None = None,
        unit: str = "year",
        currency: str | None = None,
        element: str = "base",
        today: date | None = None,
        max_age: float | None = MAX_AGE,
    ) -> PeerGroup:
        """Return the peer group of an occupation in an area, backed off by name where it is too thin.

        Args:
            occupation: code or title.
            area: title, a unique part of it, a state or its letters, a code; None is the country.
            level: in the words of the source; sources without levels name it as ignored, postings of another level are
                left out.
            industry: likewise.
            employer_size: likewise.
            experience: years; two either way count as the same.
            country: two letters; None is the only country that is loaded. Nothing is borrowed for another country.
            unit: "year", "month" or "hour".
            currency: three letters; None is that of the country. Amounts of the same country's labour market in another
                one are converted at the European Central Bank's rate of their day.
            element: "base", "total cash" or "total direct"; never mixed.
            today: what is dated after it, postings two years before it and observations `max_age` before it are left
                out; None keeps all.
            max_age: years after which an observation no longer counts; None keeps all.

        Returns:
            The group, as every loaded source sees it.

        Raises:
            KitError: for an unknown occupation or area (the nearest are offered), or a country without data.

        Example:
            >>> import advocacy_kit as ak
            >>> ak.load_market().peers("13-1081", "Grand Rapids")
            <PeerGroup Logisticians in Grand Rapids-Wyoming-Kentwood, MI>
        """
        if unit not in ("year", "month", "hour"):
            raise KitError.of(
                "K063",
                f"pay is compared by the year, the month or the hour, not by the {unit}",
                'Use "year", "month" or "hour".',
            )
        if element not in ELEMENTS:
            raise KitError.of("K063", f"there is no pay element {element!r}", f"Use one of {', '.join(ELEMENTS)}.")
        if not occupation:
            raise KitError.of(
                "K059",
                "no occupation is named",
                'Set occupation in profile.toml; market.search("your title") finds the code.',
            )
        texts = [
            ("area", area),
            ("level", level),
            ("industry", industry),
            ("employer_size", employer_size),
            ("country", country),
        ]
        for name, text in [*texts, ("currency", currency)]:
            if text is not None and not isinstance(text, str):
                raise KitError.of("K063", f"{name} is given as text, got {text!r}", "Put it in quotes.")
        for name, number, most in (("experience", experience, A_LIFE), ("max_age", max_age, float("inf"))):
            if number is not None and not (is_number(number) and 0 <= number <= most):
                raise KitError.of(
                    "K063", f"{name} is given as a number of years, got {number!r}", "Give a number such as 5."
                )
        today = None if today is None else as_day(today)
        catalogue = self.catalogue
        land = catalogue.find_country(country)
        code, title, missing = catalogue.find_job(str(occupation), land)
        query = PeerQuery(
            occupation=str(occupation),
            code=code,
            title=title,
            country=land,
            unit=unit,
            currency=(currency or catalogue.find_currency(land)).upper(),
            element=element,
            place=country_name(land),
            country_name=country_name(land),
            level=level,
            industry=industry,
            employer_size=employer_size,
            experience=experience,
            today=today,
            max_age=max_age,
            missing=missing,
        )
        query = catalogue.find_place(query, area)
        if catalogue.official:
            query = replace(query, ratio=catalogue.official.ratio(query))
        asked: dict[str, Any] = {
            "occupation": query.occupation,
            "area": area,
            "country": land,
            "currency": query.currency,
        }
        asked |= {"unit": unit, "element": element, "today": today, "max_age": max_age, "level": level}
        asked |= {"industry": industry, "employer_size": employer_size, "experience": experience}
        return self._gathered(query, lambda **other: self.peers(**(asked | other)))

    def _gathered(self, query: PeerQuery, again: Callable[..., PeerGroup]) -> PeerGroup:
        """Ask every source, and put the one by which pay is ranked first."""
        notes = [query.missing] if query.missing else []
        found: list[Source] = []
        trouble: KitError | None = None
        for holding in self.catalogue.holdings:
            answer = holding.answer(query, found)
            found += answer.sources
            notes += answer.notes
            trouble = trouble or answer.trouble
        if not any(source.quality is None or source.quality.n for source in found):
            raise trouble or _nothing(query, notes)
        return PeerGroup(
            query, tuple(found), tuple(notes), found[0].broader(query, again), found[0].narrower(query, again)
        )

    def with_own_rows(self, rows: pd.DataFrame, holding: type[PostingRows | TypedTables] = PostingRows) -> Market:
        """Return the market with other rows of market.csv or published.csv; everything else stays as it was loaded."""
        file = holding.table_file
        countries = ", ".join(sorted(set(rows["country"].dropna())))
        own = {"source": file, "publisher": "you", "origin": "collected by you", "country": countries}
        head = pd.DataFrame([own | {"rows": len(rows), "left_out": ""}])
        others = self.provenance[self.provenance["source"] != file]
        frame = pd.concat([head, others], ignore_index=True) if len(rows) else others
        holdings = (holding(rows) if isinstance(other, holding) else other for other in self.catalogue.holdings)
        return Market(Catalogue(tuple(holdings), frame, self.catalogue.official))

    def budgets(self, country: str, today: date) -> pd.DataFrame:
        """Return pay budgets known for a country up to this year: `country`, `year`, `kind`, `publisher`, `percent`."""
        return _budgets(country, today.year).copy(deep=False)

    def prices(self, country: str | None) -> pd.Series | None:
        """Return the consumer price index by month; None for a country without a file."""
        return load_prices(country)


def _nothing(query: PeerQuery, notes: Sequence[str]) -> KitError:
    """Return the error that says why no source knows the peer group."""
    said = "; ".join(notes)
    message = (
        f"no loaded source knows {query.element} pay by the {query.unit} in {query.currency} for"
        f" {query.title or query.occupation} in {query.country_name}"
    )
    fix = (
        "Add a source: your national office's table in published.csv, postings in market.csv, or a file by"
        " “advocacy-kit market add”."
    )
    return KitError.of("K063", message + (f" ({said})" if said else ""), fix)


@cache  # the file is a shipped one
def _budgets(country: str, until: int) -> pd.DataFrame:
    frame = pd.read_csv(asset("data", "market", "budgets.csv"), dtype={"country": "str"})
    return frame[(frame["country"] == country) & (frame["year"] <= until)].reset_index(drop=True)
