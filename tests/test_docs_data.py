"""docs/data.md says every column of the shape, and its examples run."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from advocacy_kit import load_market
from advocacy_kit.core import read_limits as limits
from advocacy_kit.market.shape import COLUMNS

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "data.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def pay_folder(folder):
    """Write two Parquet files of observations, as the page's examples read them, and return where."""
    random = np.random.default_rng(1)
    (folder / "pay").mkdir()
    for name in ("a", "b"):
        rows = {
            "pay": random.integers(120, 240, 200) * 500.0,
            "country": "US",
            "occupation": "15-1252",
            "level": random.choice(["senior", "junior"], 200),
            "employer": [f"{name} {place % 20}" for place in range(200)],
            "as_of": "2026-01-15",
        }
        pd.DataFrame(rows).to_parquet(folder / "pay" / f"{name}.parquet")
    return folder / "pay"


def run(block):
    """Run a block of the page and return the value of its last line."""
    *lines, last = block.strip().splitlines()
    names = {}
    exec("\n".join(lines), names)  # the page's own text
    return eval(last, names)


def test_every_column_of_the_shape_is_described_in_its_order():
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
    assert [(name, kind) for name, kind, *_ in rows] == list(COLUMNS.items())


def test_numbers_of_the_page_are_those_of_the_program():
    assert f"{limits.ROWS // 1_000_000} million rows" in PAGE


def test_the_example_in_memory_runs():
    assert 88_000 < run(BLOCKS[0]) < 97_000


def test_the_example_of_duckdb_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    frame = pd.concat(pd.read_parquet(path) for path in sorted(pay_folder(tmp_path).iterdir()))
    expected = load_market(frame).peers("15-1252", level="senior", country="US").benchmark(0.75, on="2026-04-01").value
    assert len(BLOCKS) == 3
    assert run(BLOCKS[1]) == expected
