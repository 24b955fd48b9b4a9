"""All market data that are loaded, as one thing to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd

from advocacy_kit.assets import asset
from advocacy_kit.errors import KitError
from advocacy_kit.market.cell import Cell
from advocacy_kit.market.lookup import find_area, find_occupation, search
from advocacy_kit.market.oews import NATION, Oews, is_oews, read_oews
from advocacy_kit.market.peers import PeerGroup, choose_cells
from advocacy_kit.market.postings import Postings, read_market_csv, without_outliers
from advocacy_kit.model import counted
from advocacy_kit.tables import TABLES

OLDEST = 2  # years after which a posting says nothing of today
COUNTRY, CURRENCY = "US", "USD"  # of every OEWS release


@dataclass(frozen=True, eq=False, repr=False)
class Market:
    """Loaded sources: the newest OEWS release, and rows that the user came across."""

    oews: Oews
    seen: pd.DataFrame
    provenance: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Market: {self.oews!r}, {len(self.seen)} own rows>"

    def search(self, words: str, limit: int = 8) -> pd.DataFrame:
        """Return the occupations whose titles fit the words best: `occupation`, `title`, `score`."""
        return search(self.oews, words, limit)

    def peers(
        self,
        occupation: str | None = None,
        area: str | None = None,
        *,
        level: str | None = None,
        country: str | None = None,
        unit: str = "year",
        currency: str | None = None,
        today: date | None = None,
    ) -> PeerGroup:
        """Return the peer group of an occupation in an area, backed off by name where it is too thin.

        Args:
            occupation: code or exact title.
            area: title, a unique part of it, a state or its letters, a code; None is the nation.
            level: named as ignored: OEWS knows no level; postings of another level are left out.
            country: two letters; the shipped data are those of the US and are never borrowed for another country.
            unit: "year" or "hour".
            currency: three letters; amounts are not converted.
            today: postings after it, or two years before it, are left out; None keeps all.

        Raises:
            KitError: for an unknown occupation or area (the nearest are offered), or a country without data.

        """
        if country not in (None, COUNTRY):
            fix = "Wages come with the kit for the US only, and nothing is borrowed from there; the rest works for every country."
            raise KitError.of("K063", f"no loaded source covers {country}", fix)
        if currency is not None and currency.upper() != CURRENCY:
            raise KitError.of("K063", f"OEWS is in {CURRENCY}, not {currency}", f"Give pay and postings in {CURRENCY}.")
        if unit not in ("year", "hour"):
            raise KitError.of("K063", f"OEWS is compared by the year or the hour, not by the {unit}", 'Use "year" or "hour".')
        if not occupation:
            raise KitError.of(
                "K059", "no occupation is named", 'Set occupation in profile.toml; market.search("your title") finds the code.'
            )
        code = find_occupation(self.oews, str(occupation))
        nation_only = len(self.oews.areas) == 1 and bool(area)
        place = NATION if nation_only else find_area(self.oews, area)
        cell, others, back_off = choose_cells(self.oews, code, place, unit)
        if nation_only:
            back_off = (f"OEWS {self.oews.release} was loaded for the nation only, so {area} is not looked at", *back_off)
        ignored = (f"level “{level}” is ignored for OEWS, which knows no levels",) if level else ()
        return PeerGroup(
            occupation=code,
            title=self.oews.title(code),
            area=place,
            place=self.oews.area_title(place),
            unit=unit,
            currency=CURRENCY,
            cell=cell,
            others=others,
            postings=self._postings(code, place, level, unit, cell, today),
            back_off=back_off,
            ignored=ignored,
            oews=self.oews,
        )

    def budgets(self, country: str, today: date) -> pd.DataFrame:
        """Return pay budgets known for a country up to this year: `country`, `year`, `kind`, `publisher`, `percent`."""
        frame = pd.read_csv(asset("data", "market", "budgets.csv"), dtype={"country": "str"})
        return frame[(frame["country"] == country) & (frame["year"] <= today.year)].reset_index(drop=True)

    def _postings(self, occupation: str, area: str, level: str | None, unit: str, cell: Cell, today: date | None) -> Postings | None:
        if self.seen.empty:
            return None
        rows = self.seen
        last = pd.Timestamp(today) if today else pd.Timestamp.max
        first = last - pd.DateOffset(years=OLDEST) if today else pd.Timestamp.min
        middle = (rows["low"] + rows["high"].fillna(rows["low"])) / 2
        hourly = (middle * 2080).between(min(cell.points.values()) / 2, max(cell.points.values()) * 2) & (middle < 1000)
        kept = np.ones(len(rows), dtype=bool)
        reasons = []
        same_level = rows["level"].isna() | (level is None) | (rows["level"].str.casefold() == (level or "").casefold())
        tests = (
            ("disclosures, quotes and offers stand beside the market, never in it", rows["kind"] == "posting"),
            ("another country", rows["country"] == COUNTRY),
            ("another currency", rows["currency"].isna() | (rows["currency"] == CURRENCY)),
            ("not base pay", rows["element"] == "base"),
            (f"not paid by the {unit}", rows["per"] == unit),
            ("another occupation", rows["occupation"].isna() | (rows["occupation"].str.replace("-", "") == occupation.replace("-", ""))),
            ("another level", same_level),
            ("the highest pay is below the lowest", rows["high"].isna() | (rows["high"] >= rows["low"])),
            ("dated in the future", rows["date"] <= last),
            (f"older than {OLDEST} years", rows["date"] >= first),
            ("possibly hourly: 2,080 times the figure would fit the market", (unit == "hour") | ~hourly),
            ("another area, or none", rows["area"].map(lambda text: self._lies_in(text, area)).astype(bool)),
        )
        for reason, passed in tests:
            lost = int((kept & ~passed.to_numpy(dtype=bool)).sum())
            if lost:
                reasons.append(f"{counted(lost, 'row')} of market.csv left out: {reason}")
            kept &= passed.to_numpy(dtype=bool)
        return without_outliers(Postings(rows[kept], tuple(reasons)))

    def _lies_in(self, text: object, area: str) -> bool:
        if area == NATION:
            return True
        if not isinstance(text, str):
            return False
        try:
            code = find_area(self.oews, text)
        except KitError:
            return False
        return area in (code, self.oews.state_of(code))


def load_market(*sources: str | PathLike[str]) -> Market:
    """Load market data; without sources the shipped OEWS release.

    Args:
        sources: paths of OEWS files (Parquet, official workbook, CSV) and of a market.csv. A file is recognised by its
            content. Without an OEWS file among them the shipped one is used; of several the newest counts.

    Raises:
        KitError: if a file is missing, is an address on the network, or is not recognised.

    """
    releases: list[Oews] = []
    seen: list[pd.DataFrame] = []
    provenance = []
    for path in dict.fromkeys(_local_file(source).resolve() for source in sources):  # a file that is named twice counts once
        if _header_is_market(path):
            frame, dropped = read_market_csv(path)
            seen.append(frame)
            provenance.append(_provenance(path.name, "you", "collected by you", len(frame), dropped))
        else:
            releases.append(read_oews(path))
    if not releases:
        releases.append(read_oews(asset("data", "market", "oews.parquet")))
    newest = max(releases, key=lambda release: release.date)
    for release in releases:
        name = f"OEWS {release.release}" + ("" if release is newest else " (older, not used)")
        provenance.append(_provenance(name, "U.S. Bureau of Labor Statistics", release.source, len(release.key), release.dropped))
    own = pd.concat(seen) if seen else TABLES["market"].empty()
    return Market(newest, own, pd.DataFrame(provenance))


def _provenance(name: str, publisher: str, origin: str, rows: int, dropped: Sequence[tuple[str, int]]) -> dict[str, object]:
    lost = "; ".join(f"{count:,} {reason}" for reason, count in dropped)
    return {"source": name, "publisher": publisher, "origin": origin, "country": COUNTRY, "rows": rows, "left_out": lost}


def _local_file(source: str | PathLike[str]) -> Path:
    if not isinstance(source, (str, PathLike)):
        raise KitError.of(
            "K064", f"a source is given as the path of a file, got {type(source).__name__}", "Save it as a file and give its path."
        )
    text = str(source)
    if "://" in text or text.startswith("www."):
        raise KitError.of("K064", "a source must be a file on this machine, not an address", "Download it yourself and give its path.")
    path = Path(source)
    if not path.is_file():
        raise KitError.of("K064", f"there is no file {path.name}", "Check the path.", file=path.name)
    return path


def _header_is_market(path: Path) -> bool:
    if path.suffix.lower() != ".csv":
        return False
    with path.open("rb") as stream:
        lines = stream.read(65536).decode("utf-8-sig", "replace").splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    names = [name.strip().strip('"').lower() for name in first.split(",")]
    return path.name == TABLES["market"].file or (not is_oews(names) and len({"kind", "title", "low", "per", "element"} & set(names)) >= 3)
