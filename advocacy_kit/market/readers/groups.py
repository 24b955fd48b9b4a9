"""Tables of groups, occupations or areas with their percentiles: rows of published.csv, not observations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.core.errors import KitError
from advocacy_kit.market.readers.raw import RawTable
from advocacy_kit.market.readers.sieve import figures, plain_name

# what columns of percentiles are called, as plain names; a bare number counts beside a median only
SHARES = {
    "p10": r"(?:p|pct|percentile)?_?10(?:th)?(?:_percentile|_pct)?|d1|decile_?1|1st_decile|low_wage.*",
    "p25": r"(?:p|pct|percentile)?_?25(?:th)?(?:_percentile|_pct)?|q1|quartile_?1.*|(?:1st|lower|first)_quartile",
    "p50": r"(?:p|pct|percentile)_?50(?:th)?(?:_percentile|_pct)?|50th_percentile|median.*|.*_median|d5|q2",
    "p75": r"(?:p|pct|percentile)?_?75(?:th)?(?:_percentile|_pct)?|q3|quartile_?3.*|(?:3rd|upper|third)_quartile",
    "p90": r"(?:p|pct|percentile)?_?90(?:th)?(?:_percentile|_pct)?|d9|decile_?9|9th_decile|high_wage.*",
}
ENOUGH = 3  # percentiles by which a table of groups is known, and which a row of published.csv needs
SDMX = {"obs_value", "geo", "time_period"}  # columns of every table of Eurostat


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows in the columns of published.csv, what the table is called, and how many of its rows were left out."""

    frame: pd.DataFrame
    name: str
    rows_read: int
    dropped: tuple[tuple[str, int], ...]


def shares_of(table: RawTable) -> dict[str, str]:
    """Return the file's column of each percentile; empty where they are too few to be a table of groups."""
    plain = [(plain_name(name), name) for name in table.columns]
    fits = {p: [name for known, name in plain if re.fullmatch(pattern, known)] for p, pattern in SHARES.items()}
    found = {p: names[0] for p, names in fits.items() if names}
    return found if len(found) >= ENOUGH and "p50" in found else {}


def read_groups(table: RawTable) -> Groups | None:
    """Return the rows of a table of groups; None for any other table.

    Raises:
        KitError: for a table of groups of an office that no reader knows, or whose rows are no occupations.

    """
    shares = shares_of(table)
    plain = {plain_name(name): name for name in reversed(table.columns)}
    if not shares and not plain.keys() >= SDMX:
        return None
    for told, read in READERS:
        if shares and told(plain, table):
            return read(plain, table, shares)
    raise _by_hand(table, "its rows are groups with their percentiles, not people")


def _by_hand(table: RawTable, why: str) -> KitError:
    fix = (
        "Put the row of your job into published.csv, by the form of the second notebook or by hand: source, country,"
        " per, element, currency, date, and p10, p25, p50, p75, p90 as far as they are printed."
    )
    return KitError.of("K066", f"{table.path.name} is a table of groups: {why}", fix, file=table.path.name)


def _rows(table: RawTable, shares: Mapping[str, str], columns: Mapping[str, object], name: str) -> Groups:
    """Return the rows with three percentiles or more; a publisher's marker is no figure."""
    raw = table.read(list(shares.values()))
    frame = pd.DataFrame({p: figures(raw[column], "en").values for p, column in shares.items()}, index=raw.index)
    few = frame.notna().sum(axis=1) < ENOUGH
    falling = (frame.ffill(axis=1).diff(axis=1) < 0).any(axis=1) & ~few
    frame = frame.assign(source=name, **columns)
    lost = (("rows with fewer than three percentiles", int(few.sum())), ("rows that decrease", int(falling.sum())))
    dropped = (*table.dropped, *((reason, count) for reason, count in lost if count))
    return Groups(frame[~few & ~falling].reset_index(drop=True), name, len(frame), dropped)


def _is_ashe(_: Mapping[str, str], table: RawTable) -> bool:
    return bool(re.search(r"\bemployee jobs\b", table.above) and re.search(r"\bTable \d+\.\d+a\b", table.above))


def _read_ashe(plain: Mapping[str, str], table: RawTable, shares: Mapping[str, str]) -> Groups:
    """Read a table of the Annual Survey of Hours and Earnings whose rows are occupations."""
    said = re.search(r"Table (\d+\.\d+a)\s+(.*?) - For (.*?) employee jobs: (.*?), (20\d\d)", table.above)
    periods = {"annual": "year", "hourly": "hour"}
    per = next((unit for word, unit in periods.items() if said and said[2].lower().startswith(word)), None)
    if said is None or per is None or not said[1].startswith("14.") or not {"description", "code"} <= plain.keys():
        raise _by_hand(table, "of the tables of ASHE only 14, annual or hourly pay by occupation, is read")
    raw = table.read([plain["description"], plain["code"]])
    base = "basic" in said[2].lower() or "excluding overtime" in said[2].lower()
    columns = {
        "publisher": "Office for National Statistics",
        "country": "GB",
        "occupation": raw[plain["code"]],
        "title": raw[plain["description"]],
        "per": per,
        "element": "base",
        "currency": "GBP",
        "date": date(int(said[5]), 4, 1),
    }
    gross = "" if base else " (gross, with overtime and bonuses)"  # published.csv knows no element that holds them
    return _rows(table, shares, columns, f"ASHE Table {said[1]}{gross}, {said[3]} employees")


def _is_job_bank(plain: Mapping[str, str], _: RawTable) -> bool:
    return {"noc_cnp", "noc_title_eng", "er_name", "reference_period"} <= plain.keys()


def _read_job_bank(plain: Mapping[str, str], table: RawTable, shares: Mapping[str, str]) -> Groups:
    """Read the wages of Canada's Job Bank: low and high are the 10th and the 90th percentile."""
    flag = next((name for known, name in plain.items() if known.startswith("annual_wage_flag")), None)
    named = [plain[key] for key in ("noc_cnp", "noc_title_eng", "er_name", "reference_period")]
    raw = table.read([*named, *([flag] if flag else [])])
    code, title, area, period = (raw[name] for name in named)
    columns = {
        "publisher": "Statistics Canada",
        "country": "CA",
        "area": area.mask(area.isin(["Canada"])),
        "occupation": code.str.extract(r"(\d+)", expand=False),
        "title": title,
        "per": "hour" if flag is None else raw[flag].map({"0": "hour", "1": "year"}),
        "element": "base",
        "currency": "CAD",
        "date": pd.to_datetime(period.str.extract(r"(20\d\d)\D*$", expand=False) + "-07-01"),
    }
    return _rows(table, shares, columns, "Job Bank wages")


READERS: tuple[
    tuple[
        Callable[[Mapping[str, str], RawTable], bool],
        Callable[[Mapping[str, str], RawTable, Mapping[str, str]], Groups],
    ],
    ...,
] = ((_is_ashe, _read_ashe), (_is_job_bank, _read_job_bank))
