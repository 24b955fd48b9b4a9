"""The width of an interval, tried on real releases: each national median, aged to each later release.

`python -m tests.benchmarks backtest` prints the table of docs/backtest.md. The workbooks are not part of the project:
where they are absent, releases of the same shape whose jobs grow by the assumed law are written and read instead.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import openpyxl
import pytest

from advocacy_kit import KitError, blend
from advocacy_kit.market.oews import NATION, Oews, read_oews
from advocacy_kit.stats.benchmark import SourceValue
from tests.official import ANNUAL, as_parquet, as_workbook, row

REPO = Path(__file__).resolve().parents[1]
PAGE = REPO / "docs" / "backtest.md"
SHARED = REPO.parent / "shared" / "data"
FILES = {year: SHARED / "market_samples" / f"national_M{year}_dl.xlsx" for year in (2018, 2020, 2022)}
FILES[2025] = SHARED / "oews_may2025.parquet"
AT_HAND = all(path.is_file() for path in FILES.values())
RATE = 0.035
HEADER = ("OCC_CODE", "OCC_TITLE", "O_GROUP", "TOT_EMP", "MEAN_PRSE", *ANNUAL)


class Pair(NamedTuple):
    """How often the later median is inside the interval of the earlier one, in share of the jobs."""

    then: int
    later: int
    jobs: int
    half_a_point: float  # sampling error, and a standard deviation of half a point of growth a year
    growth: float  # sampling error and growth, as measured
    printed: float  # the interval that the kit prints, which also allows for a source that is off as a whole


def small_releases(folder: Path) -> dict[int, Path]:
    """Write four releases of 700 jobs whose log pay grows by 3.5% a year, each job with its own deviation."""
    random = np.random.default_rng(15)
    logs, made, before = random.normal(11, 0.4, 700), {}, 2018
    for year, path in FILES.items():
        logs += math.log1p(RATE) * (year - before) + random.normal(0, 0.034 * math.sqrt(year - before), logs.size)
        wages = [[round(math.exp(log) * share) for share in (0.6, 0.8, 1, 1.3, 1.6)] for log in logs]
        codes = [f"13-{1000 + place}" for place in range(logs.size)]
        if path.suffix == ".xlsx":
            rows = [[code, f"Job {code}", "detailed", 900, 1.0, *five] for code, five in zip(codes, wages, strict=True)]
            made[year] = as_workbook(folder, HEADER, rows, path.name)
        else:
            nation = (NATION, "National", "N", "00")
            rows = [row(nation, code, f"Job {code}", five) for code, five in zip(codes, wages, strict=True)]
            made[year] = as_parquet(folder, rows, path.name)
        before = year
    return made


@cache
def releases() -> dict[int, Oews]:
    """Read the four releases by the kit's own readers."""
    with tempfile.TemporaryDirectory() as folder:
        return {year: read_oews(path) for year, path in (FILES if AT_HAND else small_releases(Path(folder))).items()}


def medians(oews: Oews) -> dict[str, SourceValue]:
    """Return the national annual median of each detailed occupation that prints one, with its standard error."""
    found = {}
    for code, group in zip(oews.occupations, oews.groups, strict=True):
        cell = None
        with contextlib.suppress(KitError):  # printed by the hour only
            cell = oews.cell(code, NATION, "year") if group == "detailed" else None
        if cell is not None and math.isfinite(cell.wages[2]) and math.isfinite(cell.mean_prse):
            found[code] = SourceValue(cell.wages[2], cell.released, se=cell.standard_error(0.5))
    return found


def held(source: SourceValue, later: SourceValue, **settings: float | None) -> bool:
    """Say whether a later median is inside the interval of an earlier one."""
    bounds = blend([source], on=later.date, rate=RATE, **settings).interval
    return bounds is not None and bounds[0] <= later.value <= bounds[1]


@cache
def pairs() -> tuple[Pair, ...]:
    """Return the coverage of each pair of releases."""
    known = {year: medians(oews) for year, oews in releases().items()}
    found = []
    for then, later in itertools.combinations(known, 2):
        both = [(known[then][code], known[later][code]) for code in known[then] if code in known[later]]
        linear = 0.005 / (1 + RATE) * math.sqrt(later - then)  # half a point a year, which grows with the years
        assumed = ({"tau": 0.0, "growth_sd": linear}, {"tau": 0.0}, {})
        found.append(Pair(then, later, len(both), *(np.mean([held(*ends, **how) for ends in both]) for how in assumed)))
    return tuple(found)


def pooled(column: str) -> float:
    """Return a coverage over all jobs of all pairs."""
    return float(np.average([getattr(pair, column) for pair in pairs()], weights=[pair.jobs for pair in pairs()]))


def table() -> str:
    """Return the table of docs/backtest.md."""
    lines = [
        "| from | to | jobs | half a point a year | sampling and growth | as printed |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| May {p.then} | May {p.later} | {p.jobs} | {p.half_a_point:.1%} | {p.growth:.1%} | {p.printed:.1%} |"
        for p in pairs()
    ]
    shares = " | ".join(f"{pooled(name):.1%}" for name in ("half_a_point", "growth", "printed"))
    return "\n".join([*lines, f"| all pairs | | {sum(pair.jobs for pair in pairs()):,} | {shares} |"])


def test_sampling_and_growth_alone_cover_what_they_say():
    assert 0.93 <= pooled("growth") <= 0.97, table()
    for pair in pairs():
        assert 0.90 <= pair.growth <= 0.99, table()
        assert pair.jobs > 650


def test_what_was_assumed_before_covers_far_too_little():
    assert pooled("half_a_point") < 0.85, table()


def test_the_interval_as_printed_is_wider_on_purpose():
    for pair in pairs():
        assert pair.printed >= pair.growth


@pytest.mark.parametrize("year", FILES)
def test_the_medians_are_those_of_the_files(year):
    """An independent reading of the same rows: openpyxl and pandas against the kit's own readers."""
    found = medians(releases()[year])
    assert len(found) > 650
    if AT_HAND and FILES[year].suffix == ".xlsx":
        header, *rows = openpyxl.load_workbook(FILES[year], data_only=True).worksheets[0].iter_rows(values_only=True)
        at = {name.upper(): place for place, name in reversed(list(enumerate(header)))}  # the first of one name
        printed = {line[at["OCC_CODE"]]: line[at["A_MEDIAN"]] for line in rows}
        assert all(source.value == printed[code] for code, source in found.items())


def test_the_page_holds_the_table_that_is_measured():
    """Where the official files are at hand the table on the page is the one they give."""
    assert (table() in PAGE.read_text(encoding="utf-8")) or not AT_HAND
