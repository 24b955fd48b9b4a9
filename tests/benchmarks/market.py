"""Speeds of the market at ten million rows: loading, one peer group, all groups, one case; against polars and DuckDB.

Every engine's answers are compared with ours before anything is timed: they define a percentile between two
observations differently, so that one step of pay lies between them at most.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

import advocacy_kit as ak
from tests.benchmarks.timing import Action, in_turn, median_ms

OCCUPATIONS, AREAS, LEVELS, ROWS = 1_000, 500, 8, 10_000_000
SHARES = (0.10, 0.25, 0.50, 0.75, 0.90)
LOADERS = (("advocacy_kit", "load_market"), ("polars", "read_parquet"))
LOAD = (
    "import sys, time, {library}; start = time.perf_counter(); kept = {call}(sys.argv[1]); print(time.perf_counter() -"
    " start)"
)
PEAK = """
import resource, sys, advocacy_kit as ak
group = ak.load_market(sys.argv[1]).peers("O0123", level="L3").distribution()
print(group.quantile(0.5), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
Row = tuple[str, str, str, str, float, str]


def write_rows(path: Path, *, ordered: bool) -> None:
    """Write ten million made-up rows, sorted by occupation, level and pay or in no order."""
    random = np.random.default_rng(0)
    occupation, area, level = (random.integers(0, many, ROWS).astype(np.int16) for many in (OCCUPATIONS, AREAS, LEVELS))
    pay = np.round(np.exp(random.normal(11.3, 0.35, ROWS) + occupation / 3000 + level / 20))
    if ordered:
        order = np.lexsort((pay, occupation * LEVELS + level))
        occupation, area, level, pay = (values[order] for values in (occupation, area, level, pay))

    def coded(codes, words):
        return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), words)

    columns = {
        "pay": pay,
        "country": coded(np.zeros(ROWS, np.int32), ["US"]),
        "occupation": coded(occupation, [f"O{place:04d}" for place in range(OCCUPATIONS)]),
        "level": coded(level, [f"L{place}" for place in range(LEVELS)]),
        "area": coded(area, [f"A{place:03d}" for place in range(AREAS)]),
    }
    pq.write_table(pa.table(columns), path, compression="zstd", row_group_size=1_000_000)


def fresh(code: str, path: Path) -> list[float]:
    """Return the numbers that a new process prints."""
    printed = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True).stdout
    return [float(number) for number in printed.split()]


def market_rows(home: Path) -> Iterator[Row]:
    """Yield the rows of the table; `home` takes the files."""
    ordered, mixed = home / "ordered.parquet", home / "mixed.parquet"
    # written by another process: a process counts the memory of the one that starts it as its own peak
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        other.submit(write_rows, ordered, ordered=True).result()
        other.submit(write_rows, mixed, ordered=False).result()
    peak = statistics.median(fresh(PEAK, ordered)[1] for _ in range(3))
    yield "peak memory: load 10 M rows, ask one group", f"{peak:,.0f} MB", "aim", "1,300 MB", peak / 1300, "≤ 1"
    yield from loading(ordered)
    scan = scan_bound()
    for path, order in ((ordered, ""), (mixed, ", unsorted file")):
        yield from groups(path, order, scan)
    yield from cases()


def loading(path: Path) -> Iterator[Row]:
    """Yield how long the file takes to load: warm in one process, and in fresh ones without their imports."""
    ours, peer = in_turn(lambda _: ak.load_market(path), lambda _: pl.read_parquet(path), 7)
    yield "load 10 M rows, warm", f"{ours:.0f} ms", "polars.read_parquet, warm", f"{peer:.0f} ms", ours / peer, "≤ 2"
    codes = [LOAD.format(library=library, call=f"{library}.{name}") for library, name in LOADERS]
    ours, peer = (
        1000 * statistics.median(times)
        for times in zip(*((fresh(code, path)[0] for code in codes) for _ in range(5)), strict=True)
    )
    yield (
        "load 10 M rows, fresh process",
        f"{ours:.0f} ms",
        "polars.read_parquet, fresh",
        f"{peer:.0f} ms",
        ours / peer,
        "≤ 2",
    )


def scan_bound() -> float:
    """Return milliseconds to compare ten million small codes once: what no search without an index can beat."""
    codes = np.random.default_rng(0).integers(0, OCCUPATIONS, ROWS).astype(np.int16)
    return median_ms(lambda run: np.count_nonzero(codes == run), 15)


def groups(path: Path, order: str, scan: float) -> Iterator[Row]:
    """Yield the percentiles of single groups, and of all of them."""
    market, frame, tables = ak.load_market(path), pl.read_parquet(path), duckdb.connect()
    tables.execute(f"create table pay as select * from '{path}'")
    asked = {
        "level": lambda run: {"occupation": f"O{37 * run % OCCUPATIONS:04d}", "level": f"L{run % LEVELS}"},
        "area": lambda run: {"occupation": f"O{37 * run % OCCUPATIONS:04d}", "area": f"A{13 * run % AREAS:03d}"},
    }

    def our_answer(keys, run):
        group = market.peers(**keys(run)).distribution()
        return [group.quantile(share) for share in SHARES]

    def polars_answer(keys, run):
        chosen = frame.filter(*(pl.col(name) == text for name, text in keys(run).items()))
        return chosen.select(pl.col("pay").quantile(share, "linear").alias(f"p{share}") for share in SHARES).row(0)

    def duckdb_answer(keys, run):
        where = " and ".join(f"{name} = '{text}'" for name, text in keys(run).items())
        return tables.execute(f"select quantile_cont(pay, {list(SHARES)}) from pay where {where}").fetchone()[0]

    for name, keys in asked.items():
        for run in range(5):
            steps = (
                frame.filter(*(pl.col(key) == text for key, text in keys(run).items()))["pay"]
                .unique()
                .sort()
                .to_numpy()
            )
            places = [
                np.searchsorted(steps, answer(keys, run)) for answer in (our_answer, polars_answer, duckdb_answer)
            ]
            assert np.ptp(places, axis=0).max() <= 1, "the engines disagree"
        peers: dict[str, Action] = {"polars": partial(polars_answer, keys), "DuckDB": partial(duckdb_answer, keys)}
        quicker = min(peers, key=lambda engine: median_ms(peers[engine], 7))
        ours, peer = in_turn(partial(our_answer, keys), peers[quicker], 41)
        what = f"P10…P90 of occupation × {name}{order}"
        yield what, f"{ours:.2f} ms", f"{quicker}, quicker than the other", f"{peer:.2f} ms", ours / peer, "≤ 0.5"
        yield "  the same", f"{ours:.2f} ms", "one scan of 10 M int16", f"{scan:.2f} ms", ours / scan, "≤ 1"
    if order:
        return
    query = f"select occupation, level, quantile_cont(pay, {list(SHARES)}) from pay group by all order by all"
    ours_all, theirs_all = market.percentiles(SHARES), tables.execute(query).fetchall()
    assert len(ours_all) == len(theirs_all) == OCCUPATIONS * LEVELS
    ratios = ours_all.sort_values(["occupation", "level"])["p50"].to_numpy() / np.array(
        [found[2][2] for found in theirs_all]
    )
    assert np.abs(ratios - 1).max() < 0.01, "the engines disagree"  # one step of pay at the median of 1,250
    ours, peer = in_turn(lambda _: market.percentiles(SHARES), lambda _: tables.execute(query).fetchall(), 5)
    yield "P10…P90 of all 8,000 groups", f"{ours:.1f} ms", "DuckDB, group by", f"{peer:.0f} ms", ours / peer, "≤ 0.5"


def cases() -> Iterator[Row]:
    """Yield how long a whole case takes at another percentile: target, interval, steps, sensitivity."""
    workspace = ak.open_workspace()
    records = workspace.records
    for what, sources in (("OEWS", ()), ("OEWS and postings", workspace.market_sources())):
        market = ak.load_market(*sources)
        # at another percentile each time, as a slider moves; the sensitivity is made when it is first looked at
        ours = median_ms(
            lambda run, market=market: ak.raise_case(records, market, 0.40 + 0.01 * (run % 20)).sensitivity, 40
        )
        yield f"raise case with sensitivity ({what})", f"{ours:.1f} ms", "aim", "5 ms", ours / 5, "≤ 1"
