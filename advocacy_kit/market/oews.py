"""Reader of the BLS Occupational Employment and Wage Statistics: the shipped Parquet, official workbooks and CSV files.

Codes are kept as small integers and rows are sorted by occupation and area, so that a cell is one binary search away.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from advocacy_kit.errors import KitError
from advocacy_kit.market.cell import Cell
from advocacy_kit.market.columns import Columns

if TYPE_CHECKING:  # an extra that only workbooks need
    from openpyxl import Workbook

ANNUAL = ("A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90")
HOURLY = ("H_PCT10", "H_PCT25", "H_MEDIAN", "H_PCT75", "H_PCT90")
NATION = "0000000"
NEEDED = {"OCC_CODE", "OCC_TITLE", "A_MEDIAN"}
_STATES = (
    "AL01 AK02 AZ04 AR05 CA06 CO08 CT09 DE10 DC11 FL12 GA13 HI15 ID16 IL17 IN18 IA19 KS20 KY21 LA22 ME23 MD24 MA25 MI26 "
    "MN27 MS28 MO29 MT30 NE31 NV32 NH33 NJ34 NM35 NY36 NC37 ND38 OH39 OK40 OR41 PA42 RI44 SC45 SD46 TN47 TX48 UT49 VT50 "
    "VA51 WA53 WV54 WI55 WY56 GU66 PR72 VI78"
)
STATE_FIPS = {entry[:2]: entry[2:] for entry in _STATES.split()}
Reader = Callable[[Path], "tuple[pa.Table, str]"]


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
        return f"<OEWS {self.release}: {len(self.key):,} cells, {len(self.occupations):,} occupations, {len(self.areas)} areas>"

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


def is_oews(columns: Sequence[str]) -> bool:
    """Say whether a header is that of an OEWS file of any year."""
    return {name.strip().upper() for name in columns} >= NEEDED


def read_oews(path: Path) -> Oews:
    """Read a release: Parquet as shipped, or an official workbook or CSV. Only cross-industry rows are kept.

    Raises:
        KitError: if the columns are not those of OEWS.

    """
    table, notes = read_table(path)
    found = re.search(r"(?:May|M)[ _]?(20\d\d)", notes) or re.search(r"(?:M|may)[ _]?(20\d\d)", path.name)
    if found is None:
        raise KitError.of("K054", f"{path.name} does not say its year", "Keep the year in its name: …_M2025_….", file=path.name)
    return _compact(table, int(found[1]), path.name)


def read_table(path: Path) -> tuple[pa.Table, str]:
    """Return the official columns as text, their names in capitals, and what the file says of its release.

    Raises:
        KitError: if the file cannot be read, or its columns are not those of OEWS.

    """
    readers: dict[str, Reader] = {".parquet": _read_parquet, ".xlsx": _read_workbook, ".csv": _read_csv}
    if path.suffix.lower() not in readers:
        raise KitError.of("K054", f"{path.name} is neither Parquet, xlsx nor CSV", "Give one of these.", file=path.name)
    try:
        table, notes = readers[path.suffix.lower()](path)
    except (ValueError, KeyError, zipfile.BadZipFile) as error:  # what Arrow, pandas and openpyxl raise on damaged files
        raise KitError.of("K054", f"{path.name} cannot be read", "Download it again.", file=path.name) from error
    table = table.rename_columns([_official(name) for name in table.column_names])
    if not is_oews(table.column_names):
        lacking = ", ".join(sorted(NEEDED - set(table.column_names)))
        raise KitError.of("K054", f"{path.name} lacks the OEWS columns {lacking}", "Give a file of BLS OEWS.", file=path.name)
    return table, notes


def _official(name: str) -> str:
    known = {"OCC_GROUP": "O_GROUP", "GROUP": "O_GROUP", "ST": "PRIM_STATE", "I_GROUP": "I_GROUP"}
    return known.get(name.strip().upper(), name.strip().upper())


def _read_parquet(path: Path) -> tuple[pa.Table, str]:
    names = pq.read_schema(path)
    text = [f.name for f in names if pa.types.is_string(f.type) or pa.types.is_large_string(f.type)]
    table = pq.read_table(path, read_dictionary=text)
    return table, (names.metadata or {}).get(b"release", b"").decode()


def _read_csv(path: Path) -> tuple[pa.Table, str]:
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        header = next((number for number, line in enumerate(lines) if is_oews(re.split(r'[,;"]+', line))), 0)
    names = pd.read_csv(path, skiprows=header, nrows=0).columns
    options = pa.csv.ConvertOptions(column_types={name: pa.string() for name in names})
    return pa.csv.read_csv(path, pa.csv.ReadOptions(skip_rows=header), convert_options=options), ""


def _read_workbook(path: Path) -> tuple[pa.Table, str]:
    try:
        import openpyxl
    except ImportError:
        raise KitError.of("K055", "Excel workbooks need an extra", 'Install it: pip install "advocacy-kit[excel]"') from None
    with path.open("rb") as stream:
        return _sheet(openpyxl.load_workbook(stream, read_only=True, data_only=True), path.name)


def _sheet(book: Workbook, name: str) -> tuple[pa.Table, str]:
    """Return the first sheet with the OEWS columns, and the names of all."""
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        for row in rows:
            if is_oews([str(cell) for cell in row if cell is not None]):
                # a name may stand twice (May 2018): its first column is the published one
                places = {_official(str(cell)): place for place, cell in reversed([*enumerate(row)]) if cell is not None}
                body = [r for r in rows if any(r[place] is not None for place in places.values())]
                texts = {n: ["" if r[p] is None else str(r[p]) for r in body] for n, p in sorted(places.items())}
                return pa.table(texts), " ".join(book.sheetnames)
    raise KitError.of("K054", f"no sheet of {name} has the OEWS columns", "Give a file of BLS OEWS.", file=name)


def _compact(table: pa.Table, year: int, source: str) -> Oews:
    """Turn official columns into sorted arrays; count what is dropped."""
    get = Columns(table)
    keep = np.ones(len(table), dtype=bool)
    if "NAICS" in table.column_names:
        keep &= get.where("NAICS", lambda code: code.strip("0") == "" or code == "000000")
    dropped = (("rows of single industries", int((~keep).sum())),) if not keep.all() else ()
    occupation, occupations = get.codes("OCC_CODE", keep)
    area, areas = get.codes("AREA", keep, area_code, default=NATION)
    key = occupation.astype(np.int64) * len(areas) + area
    order = np.argsort(key, kind="stable")
    order = order[np.append(True, np.diff(key[order]) > 0)]
    annual, annual_markers = get.numbers(ANNUAL, keep)
    hourly, hourly_markers = get.numbers(HOURLY, keep)
    at_occupation = np.unique(occupation, return_index=True)[1]
    at_area = np.unique(area, return_index=True)[1]
    titles = get.texts("OCC_TITLE", keep, at_occupation)
    area_titles = get.texts("AREA_TITLE", keep, at_area)
    group_column = "O_GROUP" if "O_GROUP" in table.column_names else "OCC_LEVEL"
    state_column = "PRIM_STATE" if "PRIM_STATE" in table.column_names else "STATE_FIPS"
    return Oews(
        release=f"May {year}",
        date=date(year, 5, 12),  # OEWS refers to the pay period that includes 12 May
        source=source,
        occupations=tuple(occupations),
        titles=titles,
        groups=get.texts(group_column, keep, at_occupation),
        areas=tuple(areas),
        area_titles=tuple("United States" if code == NATION else title for code, title in zip(areas, area_titles, strict=True)),
        area_states=tuple(map(_fips, get.texts(state_column, keep, at_area), areas)),
        key=key[order],
        annual=annual[order],
        annual_markers=annual_markers[order],
        hourly=hourly[order],
        hourly_markers=hourly_markers[order],
        hourly_only=get.truth("HOURLY", keep)[order],
        annual_only=get.truth("ANNUAL", keep)[order],
        mean_prse=get.numbers(("MEAN_PRSE",), keep)[0][order, 0],
        employment=get.numbers(("TOT_EMP",), keep)[0][order, 0],
        dropped=dropped,
    )


def area_code(text: str) -> str:
    """Return an area code in the seven digits of the flat file: 26 → 2600000, 24340 → 0024340, 99 → 0000000."""
    digits = text.strip()
    if digits in ("99", "0", "00", "US", ""):
        return NATION
    return digits + "00000" if len(digits) <= 2 else digits.zfill(7)


def _fips(text: str, area: str) -> str:
    return STATE_FIPS.get(text.strip().upper()[:2], text.strip().zfill(2) if text.strip().isdigit() else area[:2])
