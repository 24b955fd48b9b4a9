"""Releases of the BLS Occupational Employment and Wage Statistics: which rows of a file count, and how they are asked.

Codes are kept as small integers and rows are sorted by occupation and area, so that a cell is one binary search away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from advocacy_kit.core.errors import KitError
from advocacy_kit.market.oews_files import ANNUAL, HOURLY, NEEDED, Columns, Official, is_oews, read_official
from advocacy_kit.stats.quantiles import PublishedPercentiles

SHARES = (0.10, 0.25, 0.50, 0.75, 0.90)
# what the release says of each marker; "" is a cell that the release leaves blank
MARKERS = {
    "*": "a wage estimate is not available",
    "**": "an employment estimate is not available",
    "#": "at or above the highest wage that the release prints",
    "~": "under half a percent",
    "": "not published",
}


@dataclass(frozen=True)
class Cell:
    """One occupation in one area of one release; wages in the unit asked for, NaN where the release prints none."""

    occupation: str
    title: str
    area: str
    area_title: str
    release: str
    released: date
    wages: tuple[float, ...]
    markers: tuple[str, ...]
    mean_prse: float
    employment: float

    @property
    def points(self) -> dict[float, float]:
        """Wage at each published share."""
        return dict(zip(SHARES, self.wages, strict=True))

    @property
    def usable(self) -> bool:
        """Whether three percentiles are printed, so that a curve can be drawn."""
        return sum(np.isfinite(self.wages)) >= 3

    @property
    def percentiles(self) -> PublishedPercentiles:
        """The percentiles as a curve."""
        return PublishedPercentiles(self.points)

    @property
    def missing(self) -> str:
        """Why wages are missing, in the release's own words; empty if none is."""
        return "; ".join(dict.fromkeys(MARKERS.get(m, m) for m in self.markers if m != "value"))

    def standard_error(self, share: float) -> float:
        """Return the relative standard error at a share.

        MEAN_PRSE scaled by 1.5 to 2.1, at least 0.5% (an assumption).
        """
        scale = np.interp(share, SHARES, (2.1, 1.65, 1.5, 1.65, 2.1))
        prse = self.mean_prse if np.isfinite(self.mean_prse) else 5.0
        return max(0.005, float(scale) * prse / 100)


__all__ = [
    "ANNUAL",
    "HOURLY",
    "NATION",
    "STATE_FIPS",
    "Oews",
    "area_code",
    "is_oews",
    "read_oews",
    "read_table",
    "release_year",
    "survivors",
]
NATION = "0000000"
_STATES = (
    "AL01 AK02 AZ04 AR05 CA06 CO08 CT09 DE10 DC11 FL12 GA13 HI15 ID16 IL17 IN18 IA19 KS20 KY21 LA22 ME23 MD24 MA25 MI26"
    " MN27 MS28 MO29 MT30 NE31 NV32 NH33 NJ34 NM35 NY36 NC37 ND38 OH39 OK40 OR41 PA42 RI44 SC45 SD46 TN47 TX48 UT49"
    " VT50 VA51 WA53 WV54 WI55 WY56 GU66 PR72 VI78"
)
STATE_FIPS = {entry[:2]: entry[2:] for entry in _STATES.split()}
_LEVELS = {"0": "major", "1": "minor", "2": "broad", "3": "detailed", "detail": "detailed"}
_CODE = re.compile(r"(\d\d)-?(\d{4})")


@dataclass(frozen=True, eq=False, repr=False)
class Oews:
    """One release, cross-industry: arrays of one length, sorted by `key` = occupation × area."""

    release: str
    date: date
    source: str
    occupations: tuple[str, ...]
    titles: tuple[str, ...]
    groups: tuple[str, ...]  # major, minor, broad, detailed, total
    areas: tuple[str, ...]
    area_titles: tuple[str, ...]
    area_states: tuple[str, ...]  # FIPS of the state that the area mainly lies in
    key: npt.NDArray[np.int64]
    annual: npt.NDArray[np.float64]
    annual_markers: npt.NDArray[np.str_]
    hourly: npt.NDArray[np.float64]
    hourly_markers: npt.NDArray[np.str_]
    hourly_only: npt.NDArray[np.bool_]
    annual_only: npt.NDArray[np.bool_]
    mean_prse: npt.NDArray[np.float64]
    employment: npt.NDArray[np.float64]
    dropped: tuple[tuple[str, int], ...] = ()

    def __repr__(self) -> str:
        return (
            f"<OEWS {self.release}: {len(self.key):,} cells, {len(self.occupations):,} occupations, {len(self.areas)}"
            " areas>"
        )

    @cached_property
    def _occupation(self) -> dict[str, int]:
        return {code: place for place, code in enumerate(self.occupations)}

    @cached_property
    def _area(self) -> dict[str, int]:
        return {code: place for place, code in enumerate(self.areas)}

    def title(self, occupation: str) -> str:
        """Return the title of an occupation code."""
        return self.titles[self._occupation[occupation]]

    def area_title(self, area: str) -> str:
        """Return the title of an area code."""
        return self.area_titles[self._area[area]]

    def employment_of(self, occupation: str) -> float:
        """Return the nation's number of holders of an occupation; 0 where the release has none."""
        row = int(np.searchsorted(self.key, self._occupation[occupation] * len(self.areas)))
        found = self.areas[0] == NATION and row < len(self.key) and self.key[row] % len(self.areas) == 0
        return float(np.nan_to_num(self.employment[row])) if found else 0.0

    def state_of(self, area: str) -> str | None:
        """Return the code of the state that an area lies in; None for the nation and for states."""
        if area == NATION or area.endswith("00000"):
            return None
        code = self.area_states[self._area[area]] + "00000"
        return code if code in self._area else None

    def cell(self, occupation: str, area: str, unit: str = "year") -> Cell | None:
        """Return one cell in yearly or hourly wages, or None where the release has no such row.

        Yearly figures are 2,080 hours in the release, and hourly ones are made from them in the same way.

        Raises:
            KitError: if the release prints this occupation in the other unit only.

        """
        if occupation not in self._occupation or area not in self._area:
            return None
        key = self._occupation[occupation] * len(self.areas) + self._area[area]
        row = int(np.searchsorted(self.key, key))
        if row >= len(self.key) or self.key[row] != key:
            return None
        if unit == "year" and self.hourly_only[row]:
            raise _other_unit(self.title(occupation), "hour")
        if unit == "hour" and self.annual_only[row]:
            raise _other_unit(self.title(occupation), "year")
        by_hour = unit == "hour" and bool(self.hourly_only[row])
        wages = self.hourly[row] if by_hour else self.annual[row] / (2080 if unit == "hour" else 1)
        markers = (self.hourly_markers if by_hour else self.annual_markers)[row]
        return Cell(
            occupation,
            self.title(occupation),
            area,
            self.area_title(area),
            self.release,
            self.date,
            tuple(float(w) for w in wages),
            tuple(str(m) for m in markers),
            float(self.mean_prse[row]),
            float(self.employment[row]),
        )


def _other_unit(title: str, unit: str) -> KitError:
    return KitError.of(
        "K056",
        f"OEWS prints {title} by the {unit} only",
        f'Compare by the {unit}: set pay_unit = "{unit}" in profile.toml and give your pay per {unit}.',
    )


def read_oews(path: Path) -> Oews:
    """Read a release of any year: Parquet, an official workbook, a zip of them.

    Or CSV. Only cross-industry rows are kept.

    Raises:
        KitError: if it cannot be read, the columns are not those of OEWS, or the year is not said.
    """
    official = _required(path)
    return compact(official, release_year(official, path.name), path.name)


def read_table(path: Path) -> tuple[pa.Table, str]:
    """Return the official columns as text, their names in capitals, and what the file says of its release.

    Raises:
        KitError: if the file cannot be read, or its columns are not those of OEWS.

    """
    official = _required(path)
    return official.table, official.notes


def _required(path: Path) -> Official:
    official = read_official(path)
    if official is None:
        lacking = f"lacks the OEWS columns {', '.join(sorted(NEEDED))}"
        table = path.suffix.lower() in (".parquet", ".csv", ".tsv", ".xlsx", ".xls", ".xlsm", ".zip")
        what = lacking if table else "is neither Parquet, workbook, zip nor CSV"
        raise KitError.of("K054", f"{path.name} {what}", "Give a file of BLS OEWS.", file=path.name)
    return official


def release_year(official: Official, name: str) -> int:
    """Return the year of a release: as its titles, sheets and cells say, else a column, else the file's name.

    Raises:
        KitError: if nothing says it, or the file holds several years.

    """
    said = re.search(r"\bMay[ _]*(20\d\d)|(?:^|[ _])M_?(20\d\d)(?:[ _.;]|$)", official.notes)
    if said:
        return int(said[1] or said[2])
    years = {
        year
        for year in Columns(official.table).codes("YEAR", np.ones(len(official.table), dtype=bool))[1]
        if re.fullmatch(r"20\d\d", year)
    }
    if len(years) > 1:
        raise KitError.of(
            "K054", f"{name} holds the years {', '.join(sorted(years))}", "Give one release a file.", file=name
        )
    if years:
        return int(years.pop())
    called = re.search(r"(?:M|may)[ _]?(20\d\d)", name) or re.search(r"\boesm(\d\d)", name, re.IGNORECASE)
    if called is None:
        raise KitError.of("K054", f"{name} does not say its year", "Keep the year in its name: …_M2025_….", file=name)
    return int(called[1]) % 2000 + 2000


def survivors(official: Official, get: Columns) -> tuple[npt.NDArray[np.int64], tuple[tuple[str, int], ...]]:
    """Return the rows that count, one a cell, sorted by occupation and area; and how many were left out by reason.

    Of several rows of a cell the one of all ownerships counts, then that of the detailed occupation, then the first.
    """
    keep = np.ones(len(official.table), dtype=bool)
    counts = {"rows with too few or too many cells": official.odd}

    def leave_out(reason: str, bad: npt.NDArray[np.bool_]) -> None:
        nonlocal keep
        counts[reason] = int((keep & bad).sum())
        keep = keep & ~bad

    leave_out("rows without an occupation code", ~get.where("OCC_CODE", lambda text: _CODE.fullmatch(text) is not None))
    leave_out("rows of single industries", ~get.where("NAICS", lambda text: text.strip("0") in ("", "1")))
    leave_out(
        "rows of single ownerships", get.where("NAICS", lambda text: text.strip("0") == "1")
    )  # cross-industry, private
    rows = np.flatnonzero(keep)
    occupation, _ = get.codes("OCC_CODE", rows, occupation_code)
    area, areas = get.codes("AREA", rows, area_code, default=NATION)
    key = occupation.astype(np.int64) * len(areas) + area
    narrow = ~get.where("OWN_CODE", lambda text: text in ("", "1235"))[rows]
    coarse = ~get.where("O_GROUP", lambda text: _LEVELS.get(text, text) == "detailed")[rows]
    order = np.lexsort((coarse, narrow, key))  # the rest stays as in the file
    key, rows, narrow = key[order], rows[order], narrow[order]
    first = np.append(True, np.diff(key) > 0)[: len(key)]
    again = np.flatnonzero(~first)
    counts["rows of single ownerships"] += int(narrow[again].sum())
    again = again[~narrow[again]]
    theirs = np.flatnonzero(first)[np.cumsum(first) - 1][again]
    figures, others = (np.nan_to_num(get.numbers(ANNUAL + HOURLY, rows[places])[0]) for places in (again, theirs))
    same = int((figures == others).all(axis=1).sum())
    counts |= {"duplicate rows": same, "rows that contradict an earlier row of their cell": len(again) - same}
    found = tuple((reason, count) for reason, count in counts.items() if count)
    return rows[first], (*official.dropped, *found)


def compact(official: Official, year: int, source: str) -> Oews:
    """Turn official columns into sorted arrays."""
    get = Columns(official.table)
    rows, dropped = survivors(official, get)
    occupation, occupations = get.codes("OCC_CODE", rows, occupation_code)
    area, areas = get.codes("AREA", rows, area_code, default=NATION)
    annual, annual_markers = get.numbers(ANNUAL, rows)
    hourly, hourly_markers = get.numbers(HOURLY, rows)
    at_occupation = rows[np.unique(occupation, return_index=True)[1]]
    at_area = rows[np.unique(area, return_index=True)[1]]
    area_titles = get.texts("AREA_TITLE", at_area)
    return Oews(
        release=f"May {year}",
        date=date(year, 5, 12),  # OEWS refers to the pay period that includes 12 May
        source=official.origin or source,
        occupations=tuple(occupations),
        titles=get.texts("OCC_TITLE", at_occupation),
        groups=tuple(map(_level, get.texts("O_GROUP", at_occupation), occupations)),
        areas=tuple(areas),
        area_titles=tuple(
            "United States" if code == NATION else title for code, title in zip(areas, area_titles, strict=True)
        ),
        area_states=tuple(map(_fips, get.texts("PRIM_STATE", at_area), areas)),
        key=occupation.astype(np.int64) * len(areas) + area,
        annual=annual,
        annual_markers=annual_markers,
        hourly=hourly,
        hourly_markers=hourly_markers,
        hourly_only=get.truth("HOURLY", rows),
        annual_only=get.truth("ANNUAL", rows),
        mean_prse=get.numbers(("MEAN_PRSE",), rows)[0][:, 0],
        employment=get.numbers(("TOT_EMP",), rows)[0][:, 0],
        dropped=dropped,
    )


def occupation_code(text: str) -> str:
    return _CODE.sub(r"\1-\2", text)


def _level(text: str, code: str) -> str:
    """Return an occupation's level in the newest releases' words; the oldest leave it blank for detailed ones."""
    if code == "00-0000":
        return "total"
    return _LEVELS.get(text.lower(), text.lower() or "detailed")


def area_code(text: str) -> str:
    """Return an area code in the seven digits of the flat file: 26 → 2600000, 24340 → 0024340, 99 → 0000000."""
    digits = text.strip()
    if digits in ("99", "0", "00", "US", ""):
        return NATION
    return digits + "00000" if len(digits) <= 2 else digits.zfill(7)


def _fips(text: str, area: str) -> str:
    return STATE_FIPS.get(text.strip().upper()[:2], text.strip().zfill(2) if text.strip().isdigit() else area[:2])
