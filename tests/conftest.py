"""Shared by the tests: the demo, the shipped market, and Records made of a few rows."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

import advocacy_kit as ak
from advocacy_kit.core.model import Profile, Records
from advocacy_kit.core.tables import TABLES

# the same examples in every run; no deadline, for the machine may be busy
settings.register_profile("kit", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("kit")

REPO = Path(__file__).resolve().parents[1]


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

    def make(
        today: date, *, profile: dict | None = None, evidence: dict | None = None, **tables: list[dict]
    ) -> Records:
        frames = dict(empty)
        for name, given in tables.items():
            table = TABLES[name]
            frame = pd.DataFrame(given, columns=table.names)
            for column in table.columns:
                values = frame[column.name]
                if column.kind == "flag":
                    values = values.map(lambda value: value is True)
                frame[column.name] = (
                    pd.to_datetime(values).astype(column.dtype)
                    if column.kind == "date"
                    else values.astype(column.dtype)
                )
            frame.index = pd.RangeIndex(2, len(frame) + 2, name="line")
            frames[name] = frame
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


def pytest_terminal_summary(terminalreporter):
    """Say loudly when the browser tests did not run."""
    if any("NO CHROMIUM" in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_sep(
            "!", "BROWSER TESTS DID NOT RUN: no Chromium or Chrome was found", red=True, bold=True
        )
