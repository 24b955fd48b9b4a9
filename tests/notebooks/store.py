"""Execute the notebooks on the demo and store their outputs as text: `make notebooks`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def environment() -> dict[str, str]:
    """Return this process's environment for a kernel: the demo is opened, and coverage is not measured."""
    return {
        key: value for key, value in os.environ.items() if key != "ADVOCACY_KIT_WORKSPACE" and not key.startswith("COV")
    }


def executed(path: Path) -> NotebookNode:
    """Return a notebook after a fresh run, with every output and the widgets' state; an error in a cell is raised."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("widgets", None)
    client = NotebookClient(
        notebook,
        timeout=120,
        coalesce_streams=True,  # when a kernel flushes is chance
        record_timing=False,
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    return client.execute(env=environment())


def stored(notebook: NotebookNode) -> bytes:
    """Return an executed notebook as the file that git keeps: sources and outputs as text, nothing of the machine."""
    cells = [_cell(cell) for cell in notebook.cells]
    metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    kept = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    return (nbformat.writes(kept) + "\n").encode()


def _cell(cell: NotebookNode) -> NotebookNode:
    """Return a cell with its id, its source, whether the source is folded away, and its outputs as text."""
    if cell.cell_type == "markdown":
        return nbformat.v4.new_markdown_cell(cell.source, id=cell.id)
    return nbformat.v4.new_code_cell(
        cell.source,
        id=cell.id,
        metadata={"jupyter": {"source_hidden": True}},
        execution_count=cell.execution_count,
        outputs=[_output(output) for output in cell.outputs],
    )


def _output(output: NotebookNode) -> NotebookNode:
    """Return an output without all but its text; one that has none is a KeyError."""
    if output.output_type == "stream":
        return output
    return nbformat.v4.new_output(
        output.output_type,
        {"text/plain": output.data["text/plain"]},
        **({"execution_count": output.execution_count} if output.output_type == "execute_result" else {}),
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")):
        (NOTEBOOKS / name).write_bytes(stored(executed(NOTEBOOKS / name)))
        print(f"stored {name}")
