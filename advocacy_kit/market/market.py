"""All market data that are loaded, as one thing to ask."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from advocacy_kit.core.assets import asset
from advocacy_kit.core.errors import BeyondPublished, KitError
from advocacy_kit.core.model import as_day, is_number, shown
from advocacy_kit.market.catalogue import COUNTRY, CURRENCY, Catalogue
from advocacy_kit.market.lookup import search, search_titles
from advocacy_kit.market.oews import NATION, Oews
from advocacy_kit.market.official import NO_RATIO, local_ratio, official_peers
from advocacy_kit.market.peer_query import PeerQuery, country_name, element_of
from advocacy_kit.market.peers import PeerGroup
from advocacy_kit.market.postings import choose_postings
from advocacy_kit.market.samples.memory import Sample, all_groups
from advocacy_kit.market.samples.observations import Rows
from advocacy_kit.market.samples.sample_peers import SamplePeers
from advocacy_kit.market.source import Source
from advocacy_kit.market.typed import typed_peers

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
class Market(Catalogue):
    """All market data that are loaded: `peers` asks for a group, `search` finds an occupation by words.

    Example:
        >>> import advocacy_kit as ak
        >>> market = ak.load_market()
        >>> market.search("registered nurse", limit=1)["occupation"].tolist()
        ['29-1141']
    """

    def __repr__(self) -> str:
        parts = [repr(self.oews)] if self.oews is not None else []
        parts += [repr(rows) for rows in self.samples]
        parts += [f"{len(self.typed)} rows of typed-in tables"] if len(self.typed) else []
        return f"<Market: {', '.join([*parts, f'{len(self.seen)} own rows'])}>"

    def _repr_html_(self) -> str:
        frame = self.provenance
        return shown(repr(self).strip("<>"), (), [*map(str, frame.columns)], frame.astype("str").to_numpy().tolist())

    @property
    def area_titles(self) -> tuple[str, ...]:
        """The areas that OEWS knows; none where it is not loaded."""
        return self.oews.area_titles if self.oews is not None else ()

    def search(self, words: str, limit: int = 8) -> pd.DataFrame:
        """Return the occupations whose titles fit the words best: `occupation`, `title`, `score`."""
        if self.oews is not None:
            return search(self.oews, words, limit)
        return search_titles(pd.DataFrame(self.named_jobs, columns=["occupation", "title"], dtype="str"), words, limit)

    def percentiles(self, shares: Sequence[float] = (0.10, 0.25, 0.50, 0.75, 0.90)) -> pd.DataFrame:
        """Return the pay of every occupation × level of the observations in memory, uncleaned: the overview of a file.

        Columns `source`, `occupation`, `level`, `n`, and one a share such as `p50`. Rows of several countries,
        currencies or pay elements are never mixed.

        Raises:
            KitError: if no observations are in memory, or a source mixes what may not be mixed.
        """
        inside = [rows for rows in self.samples if isinstance(rows, Sample)]
        if not inside:
            raise KitError.of(
                "K062", "no observations are loaded into memory", "Ask for one peer group: market.peers(…)."
            )
        return pd.concat([all_groups(rows, tuple(shares)) for rows in inside], ignore_index=True)

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
        land = self.find_country(country)
        money = (currency or self.find_currency(land)).upper()
        official = (
            self.oews if land == COUNTRY and money == CURRENCY and unit != "month" and element == "base" else None
        )
        code, title, missing = self.find_job(str(occupation), land, self.oews if land == COUNTRY else None)
        query = PeerQuery(
            occupation=str(occupation),
            code=code,
            title=title,
            country=land,
            unit=unit,
            currency=money,
            element=element,
            place=country_name(land),
            country_name=country_name(land),
            level=level,
            industry=industry,
            employer_size=employer_size,
            experience=experience,
            today=today,
            max_age=max_age,
        )
        query, place = self.find_place(query, area, self.oews if land == COUNTRY else None)
        again = {"level": level, "industry": industry, "employer_size": employer_size, "experience": experience}
        return self._gathered(
            query,
            None if missing else official,
            place,
            missing,
            lambda **other: self.peers(
                **{
                    "occupation": str(occupation),
                    "area": area,
                    "country": land,
                    "unit": unit,
                    "currency": money,
                    "element": element,
                }
                | {"today": today, "max_age": max_age}
                | again
                | other
            ),
        )

    def _gathered(
        self, query: PeerQuery, official: Oews | None, place: str | None, missing: str, again: Callable[..., PeerGroup]
    ) -> PeerGroup:
        """Ask every source, and put the one by which pay is ranked first."""
        notes = [missing] if missing else []
        found: list[Source] = []
        trouble: KitError | None = None
        if official is not None:
            try:
                found.append(official_peers(official, query, place))
            except KitError as error:  # the other sources go on; without any, this is said
                trouble = error
                notes.append(error.issues[0].message)
        typed, left = typed_peers(self.typed, query)
        notes.extend(left)

        def ratio(percentile: float, there: str | None) -> tuple[float, float, str]:
            if official is None or place is None or not query.code:
                return NO_RATIO
            state = official.state_of(place)
            return local_ratio(
                official, query.code, place, state if there == "state" and state else NATION, query.unit, percentile
            )

        found += typed
        query = replace(query, middle=self._middle(found))
        observed = [
            part for rows in self.samples for part in SamplePeers(rows, *_comparable(rows, query), ratio).parts()
        ]
        for source in observed:
            if found and source.says_no_job:  # beside a source of this very job, pay of any job is no evidence
                source.unlike = source.unlike or "it does not say which jobs it is of"
        present = [source for source in observed if not source.absent]
        found += [*(s for s in present if not s.refusal), *(s for s in present if s.refusal)]
        notes += [source.refusal for source in observed if source.absent]
        notes += [words for source in present if not source.quality.n for words in source.left_out]
        if not self.seen.empty:
            middle = self._middle(found)
            found.append(choose_postings(self.posting_rows, query, middle))
        if not any(source.quality is None or source.quality.n for source in found):
            raise trouble or self._nothing(query, notes)
        return PeerGroup(
            query, tuple(found), tuple(notes), found[0].broader(query, again), found[0].narrower(query, again)
        )

    @staticmethod
    def _middle(found: Sequence[Source]) -> float | None:
        """Return the middle of the market as its first source prints it; None without one."""
        for source in found:
            if not source.refusal:
                curve = source.curve(0.0)
                with contextlib.suppress(BeyondPublished):  # of two printed points the middle is unknown
                    return curve.quantile(float(np.clip(0.5, *curve.outermost)))
        return None

    def _nothing(self, query: PeerQuery, notes: Sequence[str]) -> KitError:
        """Return the error that says why no source knows the peer group."""
        said = "; ".join(notes)
        job = query.title or query.occupation
        message = (
            f"no loaded source knows {query.element} pay by the {query.unit} in {query.currency} for {job} in"
            f" {query.country_name}"
        )
        fix = (
            "Add a source: your national office's table in published.csv, postings in market.csv, or a file by"
            " “advocacy-kit market add”."
        )
        return KitError.of("K063", message + (f" ({said})" if said else ""), fix)

    def budgets(self, country: str, today: date) -> pd.DataFrame:
        """Return pay budgets known for a country up to this year: `country`, `year`, `kind`, `publisher`, `percent`."""
        return _budgets(country, today.year).copy(deep=False)

    def prices(self, country: str | None) -> pd.Series | None:
        """Return the consumer price index by month; None for a country without a file."""
        return load_prices(country)


def _comparable(rows: Rows, query: PeerQuery) -> tuple[PeerQuery, str]:
    """Return what a source is asked: where it counts another pay element only, that one.

    To be shown and never blended; and why.
    """
    if "pay_element" not in rows.columns:
        return query, ""
    counted = sorted({element_of(text) for text in rows.distinct("pay_element")})
    if not counted or query.element in counted:
        return query, ""
    return replace(query, element=counted[-1]), f"it counts {counted[-1]} pay, not {query.element}"


@cache  # the file is a shipped one
def _budgets(country: str, until: int) -> pd.DataFrame:
    frame = pd.read_csv(asset("data", "market", "budgets.csv"), dtype={"country": "str"})
    return frame[(frame["country"] == country) & (frame["year"] <= until)].reset_index(drop=True)
