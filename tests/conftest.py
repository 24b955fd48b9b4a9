"""Shared by the tests: the demo, the shipped market, and Records made of a few rows."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import advocacy_kit as ak
from advocacy_kit.model import Profile, Records
from advocacy_kit.tables import TABLES

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
    """A maker of Records: `records_of(today, profile={…}, evidence={…}, wins=[{…}], …)`; lines count from 2 as in a file."""

    def make(today: date, *, profile: dict | None = None, evidence: dict | None = None, **tables: list[dict]) -> Records:
        frames = {}
        for name, table in TABLES.items():
            frame = pd.DataFrame(tables.get(name, []), columns=table.names)
            for column in table.columns:
                values = frame[column.name]
                if column.kind == "flag":
                    values = values.map(lambda value: value is True)
                frame[column.name] = pd.to_datetime(values).astype(column.dtype) if column.kind == "date" else values.astype(column.dtype)
            frame.index = pd.RangeIndex(2, len(frame) + 2, name="line")
            frames[name] = frame
        return Records(frames, Profile(**(profile or {})), today, evidence=evidence or {})

    return make
