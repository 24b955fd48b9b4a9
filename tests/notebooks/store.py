"""Execute the notebooks on the demo and store them with outputs and widget state: `make notebooks`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

import advocacy_kit as ak
from advocacy_kit import charts
from advocacy_kit.pay.market_findings import market_finding
from advocacy_kit.pay.own_pay import own_peers
from advocacy_kit.raise_case.case_findings import waterfall_finding
from advocacy_kit.review.review_findings import gaps_finding, impact_finding

DOCS = Path(__file__).resolve().parents[2] / "docs"
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def store(path: Path) -> None:
    """Execute one notebook in place; an error in a cell is an error here."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("widgets", None)
    client = NotebookClient(
        notebook,
        timeout=120,
        record_timing=False,
        store_widget_state=True,
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    client.execute()
    notebook.metadata["language_info"] = {"name": "python"}  # the rest names this machine's Python
    nbformat.write(notebook, path)


def draw() -> None:
    """Draw the pictures that the README shows, on the demo."""
    workspace = ak.open_workspace(DOCS.parent / "data" / "demo")
    records, market = workspace.records, ak.load_market(*workspace.market_sources())
    found = {
        "impact": (charts.draw_impact, impact_finding(records)),
        "gaps": (charts.draw_gaps, gaps_finding(records, ak.find_gaps(records))),
        "market": (charts.draw_market, market_finding(records, own_peers(records, market))),
        "case": (charts.draw_waterfall, waterfall_finding(ak.raise_case(records, market))),
    }
    for name, (plot, finding) in found.items():
        (DOCS / f"{name}.png").write_bytes(charts.png(plot(finding)))


if __name__ == "__main__":
    os.environ.pop("ADVOCACY_KIT_WORKSPACE", None)
    for name in sys.argv[1:] or sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")):
        store(NOTEBOOKS / name)
        print(f"stored {name}")
    draw()
