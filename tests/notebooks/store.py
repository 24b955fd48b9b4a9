"""Execute the notebooks on the demo and store them with outputs and widget state: `make notebooks`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def store(path: Path) -> None:
    """Execute one notebook in place; an error in a cell is an error here."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("widgets", None)
    client = NotebookClient(
        notebook, timeout=120, record_timing=False, store_widget_state=True, resources={"metadata": {"path": str(NOTEBOOKS)}}
    )
    client.execute()
    notebook.metadata["language_info"] = {"name": "python"}  # the rest names this machine's Python
    nbformat.write(notebook, path)


if __name__ == "__main__":
    os.environ.pop("ADVOCACY_KIT_WORKSPACE", None)
    for name in sys.argv[1:] or sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")):
        store(NOTEBOOKS / name)
        print(f"stored {name}")
