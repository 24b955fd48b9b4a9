"""The stored notebooks: light, as a fresh run on the demo gives them, and not vacuous.

Each is executed twice: by nbval, which compares strictly, and by `make notebooks`, whose bytes must be those in git.
"""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.conftest import REPO
from tests.notebooks.store import NOTEBOOKS, environment, executed, stored
from tests.people import official

NAMES = (
    "1_weekly.ipynb",
    "2_monthly_goals.ipynb",
    "3_quarterly_review.ipynb",
    "4_pay_vs_market.ipynb",
    "5_raise_case.ipynb",
    "6_meeting.ipynb",
    "7_after_the_answer.ipynb",
    "8_advocates.ipynb",
)
PICTURES = {
    "1_weekly.ipynb": 1,
    "6_meeting.ipynb": 1,
    "7_after_the_answer.ipynb": 1,
    "8_advocates.ipynb": 1,
}  # two elsewhere: these pages are forms, and a habit or practice is their one picture
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
BYTES_TOGETHER = 400_000


def read(name):
    return nbformat.read(NOTEBOOKS / name, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook):
    return [output for cell in code(notebook) for output in cell.outputs]


def text(notebook):
    return "\n".join(output.get("text") or output.data["text/plain"] for output in outputs(notebook))


def rows(name):
    with (REPO / "data" / "demo" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def compared():
    """What nbval says of each cell, (verdict, notebook, cell), and its report without what passed."""
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-rA", "--color=no", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [*command, "-c", os.devnull, "--rootdir", ".", *NAMES],
        capture_output=True,
        text=True,
        cwd=NOTEBOOKS,
        env=environment(),
        timeout=900,
        check=False,
    )
    verdicts = re.findall(r"^([A-Z]+) (\w+\.ipynb)::(Cell \d+)", run.stdout, re.M)
    return verdicts, re.sub(r"^PASSED.*\n", "", run.stdout, flags=re.M)


@pytest.fixture(scope="module", params=NAMES)
def fresh(request):
    """A notebook's name, and the notebook after a run with every output and its widgets' state."""
    return request.param, executed(NOTEBOOKS / request.param)


def test_these_are_all_the_notebooks():
    assert sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")) == sorted(NAMES)


@pytest.mark.notebook
@pytest.mark.parametrize("name", NAMES)
def test_a_fresh_run_says_what_is_stored(name, compared):
    verdicts, report = compared
    expected = [("PASSED", name, f"Cell {number}") for number in range(len(code(read(name))))]
    assert [verdict for verdict in verdicts if verdict[1] == name] == expected, report[-4000:]


@pytest.mark.notebook
def test_storing_again_changes_no_byte(fresh):
    name, notebook = fresh
    assert stored(notebook) == (NOTEBOOKS / name).read_bytes(), "run make notebooks"


@pytest.mark.notebook
def test_a_run_shows_pictures_with_their_text_alternative(fresh):
    name, notebook = fresh
    state = notebook.metadata["widgets"][STATE]["state"]
    html = [str(model["state"].get("value", "")) for model in state.values() if model["model_name"] == "HTMLModel"]
    pictures = [value for value in html if "<img " in value]
    assert len(pictures) >= PICTURES.get(name, 2)
    for value in pictures:
        alternative = re.search(r'alt="([^"]+)"', value)
        assert alternative is not None
        assert len(alternative[1]) > 60
        assert "data:image/png;base64," in value
    views = [output.data[VIEW]["model_id"] for output in outputs(notebook) if VIEW in output.get("data", {})]
    assert views
    assert set(views) <= set(state)


@pytest.mark.parametrize("name", NAMES)
def test_only_text_is_stored(name):
    notebook = read(name)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata["language_info"] == {"name": "python"}
    for output in outputs(notebook):
        if output.output_type == "stream":
            assert output.name == "stdout"
        else:
            assert output.output_type in {"execute_result", "display_data"}
            assert set(output.data) == {"text/plain"}
            assert output.metadata == {}
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert not any(cell.get("attachments") for cell in notebook.cells)


def test_the_notebooks_are_light():
    assert sum((NOTEBOOKS / name).stat().st_size for name in NAMES) <= BYTES_TOGETHER


@pytest.mark.parametrize("name", NAMES)
def test_stored_outputs_are_there_and_hold_numbers(name):
    notebook = read(name)
    cells = code(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert all(cell.outputs for cell in cells)
    assert len(set(re.findall(r"\d[\d,.]*", text(notebook)))) >= 30
    assert not any("NBVAL" in cell.source for cell in cells)


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_text_says_the_numbers_of_the_files(name):
    wins = f"{len(rows('wins.csv'))} wins"
    pay = max((row["date"], f"{float(row['amount']):,.0f}") for row in rows("pay.csv") if row["element"] == "base")[1]
    median = f"{float(official('13-1081', 'Grand Rapids-Wyoming-Kentwood, MI')['A_MEDIAN']):,.0f}"
    figures = [f"{float(row['figure']):,.0f} USD a year" for row in rows("asks.csv") if row["figure"]]
    expected = {
        "1_weekly.ipynb": [wins],
        "2_monthly_goals.ipynb": [f"{float(row['value']):g}% on" for row in rows("checkins.csv") if row["goal_id"] == "g-2"],
        "3_quarterly_review.ipynb": [wins],
        "4_pay_vs_market.ipynb": [pay, median],
        "5_raise_case.ipynb": [pay, median, *figures],
        "6_meeting.ipynb": figures,
        "7_after_the_answer.ipynb": figures,
        "8_advocates.ipynb": [f"| {row['last_spoken']}" for row in rows("people.csv")],
    }[name]
    said = text(read(name))
    assert expected
    assert [number for number in expected if number not in said] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_reads_like_a_conversation(name):
    notebook = read(name)
    first = notebook.cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert first.source.splitlines()[0].endswith("?")
    assert "Run All Cells" in first.source
    cells = code(notebook)
    assert len(cells) <= 12
    assert sorted(len(cell.source.splitlines()) for cell in cells)[len(cells) // 2] <= 2
    assert all(cell.metadata["jupyter"]["source_hidden"] for cell in cells)
    for cell in cells:
        assert not re.search(r"^\s*(def|class|for|while|try)\b|sys\.path|os\.", cell.source, re.M)
    for link in re.findall(
        r"\]\(([^)]+\.ipynb)\)", " ".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    ):
        assert (NOTEBOOKS / link).exists(), link


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_machine_is_stored(name):
    raw = (NOTEBOOKS / name).read_text(encoding="utf-8")
    assert str(Path.home()) + "/" not in raw
    assert "/tmp/" not in raw
    assert "iopub.execute_input" not in raw
    assert not re.search(r"\b0x[0-9a-f]{6,}", raw)
