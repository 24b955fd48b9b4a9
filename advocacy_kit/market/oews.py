"""Releases of the BLS Occupational Employment and Wage Statistics: which rows of a file count, and how they are asked.

Codes are kept as small integers and rows are sorted by occupation and area, so that a cell is one binary search away.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from advocacy_kit.core.errors import KitError
from advocacy_kit.market.cell import Cell
from advocacy_kit.market.oews_files import ANNUAL, HOURLY, NEEDED, Columns, Official, is_oews, read_official

__all__ = [
    "ANNUAL",
    "HOURLY",
    "NATION",
    "STATE_FIPS",
    "Oews",
    "Release",
    "area_code",
    "is_oews",
    "joined",
    "no_cells",
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
CAPS = ((2022, 115.0), (2016, 100.0))  # by the hour: since which release
_LEVELS = {"0": "major", "1": "minor", "2": "broad", "3": "detailed", "detail": "detailed"}
_CODE = re.compile(r"(\d\d)-?(\d{4})")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Oews(ABC):
    """What OEWS prints across industries, of one release or of several: names of jobs and areas, and its cells."""

    release: str
    date: date
    occupations: tuple[str, ...]
    titles: tuple[str, ...]
    groups: tuple[str, ...]  # major, minor, broad, detailed, total
    areas: tuple[str, ...]
    area_titles: tuple[str, ...]
    area_states: tuple[str, ...]  # FIPS of the state that the area mainly lies in

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

    def state_of(self, area: str) -> str | None:
        """Return the code of the state that an area lies in; None for the nation and for states."""
        if area == NATION or area.endswith("00000"):
            return None
        code = self.area_states[self._area[area]] + "00000"
        return code if code in self._area else None

    @property
    @abstractmethod
    def releases(self) -> Sequence[Release]:
        """The releases, the newest first."""

    @abstractmethod
    def employment_of(self, occupation: str) -> float:
        """Return the nation's number of holders of an occupation; 0 where no release has one."""

    @abstractmethod
    def cell(self, occupation: str, area: str, unit: str = "year") -> Cell | None:
        """Return one cell in yearly or hourly wages, or None where there is no such row.

        Raises:
            KitError: if this occupation is printed in the other unit only.

        """


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Release(Oews):
    """One release: arrays of one length, sorted by `key` = occupation × area."""

    source: str
    key: npt.NDArray[np.int64]
    annual: npt.NDArray[np.float64]
    annual_markers: npt.NDArray[np.str_]
    hourly: npt.NDArray[np.float64]
    hourly_markers: npt.NDArray[np.str_]
    hourly_only: npt.NDArray[np.bool_]
    annual_only: npt.NDArray[np.bool_]
    mean_prse: npt.NDArray[np.float64]
    employment: npt.NDArray[np.float64]
    caps: tuple[float, float]  # the wage from which on `#` is printed, by the year and by the hour
    dropped: tuple[tuple[str, int], ...] = ()

    def __repr__(self) -> str:
        return (
            f"<OEWS {self.release}: {len(self.key):,} cells, {len(self.occupations):,} occupations, {len(self.areas)}"
            " areas>"
        )

    @property
    def releases(self) -> Sequence[Release]:
        """The one release."""
        return (self,)

    def employment_of(self, occupation: str) -> float:
        """Return the nation's number of holders of an occupation; 0 where the release has none."""
        row = self._row(occupation, NATION)
        return 0.0 if row is None else float(np.nan_to_num(self.employment[row]))

    def _row(self, occupation: str, area: str) -> int | None:
        if occupation not in self._occupation or area not in self._area:
            return None
        key = self._occupation[occupation] * len(self.areas) + self._area[area]
        row = int(np.searchsorted(self.key, key))
        return row if row < len(self.key) and self.key[row] == key else None

    def cell(self, occupation: str, area: str, unit: str = "year") -> Cell | None:
        """Return one cell in yearly or hourly wages, as printed; None where the release has no such row.

        Raises:
            KitError: if the release prints this occupation in the other unit only.

        """
        row = self._row(occupation, area)
        if row is None:
            return None
        by_hour = unit == "hour"
        if (self.annual_only if by_hour else self.hourly_only)[row]:
            raise _other_unit(self.title(occupation), "year" if by_hour else "hour")
        return Cell(
            occupation,
            self.title(occupation),
            area,
            self.area_title(area),
            self.release,
            self.date,
            tuple(map(float, (self.hourly if by_hour else self.annual)[row])),
            tuple(map(str, (self.hourly_markers if by_hour else self.annual_markers)[row])),
            float(self.mean_prse[row]),
            float(self.employment[row]),
            self.caps[by_hour],
        )


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Releases(Oews):
    """Several releases: which one counts is decided cell by cell, so that a newer one never hides an older cell."""

    several: tuple[Release, ...]

    def __repr__(self) -> str:
        return f"<OEWS {', '.join(release.release for release in self.several)}>"

    @property
    def releases(self) -> Sequence[Release]:
        """The releases, the newest first."""
        return self.several

    def employment_of(self, occupation: str) -> float:
        """Return the number of the newest release that has one."""
        return next(filter(None, (release.employment_of(occupation) for release in self.several)), 0.0)

    def cell(self, occupation: str, area: str, unit: str = "year") -> Cell | None:
        """Return the cell of the newest release that prints it; else of the newest that has its row.

        Raises:
            KitError: if every release that has it prints this occupation in the other unit only.

        """
        found, trouble = [], None
        for release in self.several:
            try:
                found.append(release.cell(occupation, area, unit))
            except KitError as error:
                trouble = trouble or error
        cells = [cell for cell in found if cell is not None]
        if trouble and not cells:
            raise trouble
        return next((cell for cell in cells if cell.counts), cells[0] if cells else None)


def joined(releases: Sequence[Release]) -> Oews | None:
    """Return what several releases print, as one; None without any."""
    newest_first = sorted(releases, key=lambda release: release.date, reverse=True)
    if len(newest_first) < 2:
        return next(iter(newest_first), None)
    jobs: dict[str, tuple[str, str]] = {}
    places: dict[str, tuple[str, str]] = {}
    for release in newest_first:
        for code, *job in zip(release.occupations, release.titles, release.groups, strict=True):
            jobs.setdefault(code, (job[0], job[1]))
        for area, *place in zip(release.areas, release.area_titles, release.area_states, strict=True):
            places.setdefault(area, (place[0], place[1]))
    occupations, areas = sorted(jobs), sorted(places)
    return Releases(
        release=newest_first[0].release,
        date=newest_first[0].date,
        occupations=tuple(occupations),
        titles=tuple(jobs[code][0] for code in occupations),
        groups=tuple(jobs[code][1] for code in occupations),
        areas=tuple(areas),
        area_titles=tuple(places[area][0] for area in areas),
        area_states=tuple(places[area][1] for area in areas),
        several=tuple(newest_first),
    )


def _other_unit(title: str, unit: str) -> KitError:
    return KitError.of(
        "K056",
        f"OEWS prints {title} by the {unit} only",
        f'Compare by the {unit}: set pay_unit = "{unit}" in profile.toml and give your pay per {unit}.',
    )


def read_oews(path: Path) -> Release:
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


def compact(official: Official, year: int, source: str) -> Release:
    """Turn official columns into sorted arrays.

    Raises:
        KitError: if no row is one of all industries.

    """
    get = Columns(official.table)
    rows, dropped = survivors(official, get)
    if not len(rows):
        raise no_cells(source, dropped)
    occupation, occupations = get.codes("OCC_CODE", rows, occupation_code)
    area, areas = get.codes("AREA", rows, area_code, default=NATION)
    annual, annual_markers = get.numbers(ANNUAL, rows)
    hourly, hourly_markers = get.numbers(HOURLY, rows)
    hourly_only, annual_only = get.truth("HOURLY", rows), get.truth("ANNUAL", rows)
    # hourly figures are shipped only where yearly ones do not give them: half a cent is rounded up
    same = (hourly_markers == "") & ~(hourly_only | annual_only)[:, None]
    hourly = np.where(same, np.floor(annual / 2080 * 100 + 0.5 + 1e-9) / 100, hourly)
    hourly_markers = np.where(same, annual_markers, hourly_markers)
    at_occupation = rows[np.unique(occupation, return_index=True)[1]]
    at_area = rows[np.unique(area, return_index=True)[1]]
    area_titles = get.texts("AREA_TITLE", at_area)
    return Release(
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
        hourly_only=hourly_only,
        annual_only=annual_only,
        caps=_caps(official.notes, year, annual),
        mean_prse=get.numbers(("MEAN_PRSE",), rows)[0][:, 0],
        employment=get.numbers(("TOT_EMP",), rows)[0][:, 0],
        dropped=dropped,
    )


def no_cells(source: str, dropped: tuple[tuple[str, int], ...]) -> KitError:
    """Return the refusal of a file that holds no cell of all industries."""
    lost = "; ".join(f"{count:,} {reason}" for reason, count in dropped)
    fix = "Download the release's table of the nation, the states or the areas across industries."
    return KitError.of("K054", f"{source} holds no wages of all industries ({lost or 'no rows'})", fix, file=source)


def _caps(notes: str, year: int, annual: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the wage from which on a release prints `#`, by the year and by the hour.

    As the file says, else as the release of its year did; of others the highest wage that it prints, for the cap lies
    above it.
    """
    said = re.search(r"\$([\d,.]+) per hour or \$([\d,]+)", notes)
    if said:
        return float(said[2].replace(",", "")), float(said[1].replace(",", ""))
    hourly = next((cap for first, cap in CAPS if year >= first), None)
    highest = float(np.nanmax(annual, initial=0.0)) if hourly is None else 2080 * hourly
    return highest, highest / 2080


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
