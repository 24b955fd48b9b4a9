"""Shared by the tests: the demo, the shipped market, and Records made of a few rows."""

import gc
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import advocacy_kit as ak
from advocacy_kit.core.model import Profile, Records
from advocacy_kit.core.schema import Column
from advocacy_kit.core.tables import TABLES
from tests.chance import SEED, is_nightly, register_profiles, seed

register_profiles()

REPO = Path(__file__).resolve().parents[1]
# the files that take longest begin first, pages in a browser, which wait, beside pages without one, which compute
LONGEST = (
    "browser/test_lab.py",
    "test_widgets.py",
    "notebooks/test_notebooks.py",
    "test_raise_case_widgets.py",
    "test_meeting_widgets.py",
    "browser/test_after.py",
    "test_engines.py",
    "test_charts.py",
    "browser/test_weekly.py",
    "test_after_widgets.py",
    "test_readiness.py",
    "test_gaps.py",
    "test_cli.py",
)


@pytest.fixture(scope="session")
def demo() -> Records:
    """The demo's records at its own fixed today."""
    return ak.open_workspace(REPO / "data" / "demo").records


@pytest.fixture(scope="session")
def market() -> ak.Market:
    """The shipped OEWS release alone."""
    return ak.load_market()


@pytest.fixture(scope="session")
def demo_market() -> ak.Market:
    """The shipped OEWS release and the demo's own postings."""
    workspace = ak.open_workspace(REPO / "data" / "demo")  # kept: its private copy goes with it
    return ak.load_market(*workspace.market_sources())


@pytest.fixture(scope="session")
def records_of() -> Callable[..., Records]:
    """A maker of Records: `records_of(today, profile={…}, evidence={…}, wins=[{…}], …)`.

    Lines count from 2 as in a file.
    """

    empty = {name: table.empty() for name, table in TABLES.items()}

    def cells(rows: list[dict], column: Column) -> np.ndarray | pd.api.extensions.ExtensionArray:
        values = [row.get(column.name) for row in rows]
        if column.kind == "flag":
            return np.array([value is True for value in values], dtype=bool)
        if column.kind == "date":
            return pd.to_datetime(pd.Series(values, dtype=object)).astype(column.dtype).array
        return pd.array(values, dtype=column.dtype)

    def make(
        today: date, *, profile: dict | None = None, evidence: dict | None = None, **tables: list[dict]
    ) -> Records:
        frames = dict(empty)
        for name, given in tables.items():
            lines = pd.RangeIndex(2, len(given) + 2, name="line")
            columns = {column.name: cells(given, column) for column in TABLES[name].columns}
            assert all(row.keys() <= columns.keys() for row in given), f"a row of {name} has a column of no table"
            frames[name] = pd.DataFrame(columns, index=lines)
        return Records(frames, Profile(**(profile or {})), today, evidence=evidence or {})

    return make


@pytest.fixture
def folder_of(tmp_path: Path) -> Callable[..., Path]:
    """A maker of workspace folders: `folder_of("name", {"wins.csv": "date,win\\n…", …})`.

    Texts and bytes are written as they are.
    """

    def make(name: str, files: dict[str, str | bytes]) -> Path:
        folder = tmp_path / name
        for file, content in files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn every skip into a failure where ADVOCACY_KIT_NO_SKIPS is set, as in CI: a skip hides a missing part."""
    report = (yield).get_result()
    if report.skipped and os.environ.get("ADVOCACY_KIT_NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid} was skipped, and skips are forbidden here: {call.excinfo.value if call.excinfo else ''}"
        )


def pytest_collection_modifyitems(items):
    """Order the files, so that the processes of xdist end together; within a file nothing moves."""

    def place(item):
        name = item.nodeid.partition("::")[0].removeprefix("tests/")
        return LONGEST.index(name) if name in LONGEST else len(LONGEST)

    items.sort(key=place)


def pytest_collection_finish():
    """Look for garbage less often, and never among the thousands of tests and modules: a sixth of the time was that."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


@pytest.hookimpl(trylast=True)  # hypothesis has loaded the profile that was asked for
def pytest_configure():
    """Draw the nightly seed before the processes of xdist start, so that all have the same."""
    seed()


def pytest_terminal_summary(terminalreporter):
    """Say loudly when the browser tests did not run, and what repeats a nightly run."""
    if is_nightly():
        terminalreporter.write_line(f"The simulations of this night again: {SEED}={seed()}")
    if any("NO CHROMIUM" in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_sep(
            "!", "BROWSER TESTS DID NOT RUN: no Chromium or Chrome was found", red=True, bold=True
        )
