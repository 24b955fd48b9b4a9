"""Print a table of speeds as ratios against a peer measured in the same run: `make bench`.

`python -m tests.benchmarks market` for the market alone,
`review` for the redraw of a long log, `coverage` for how often intervals cover the truth,
`backtest` for the same on releases of real wages.
"""

from __future__ import annotations

import csv
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

import advocacy_kit as ak
from advocacy_kit.widgets import Case, QuarterlyReview
from tests import test_backtest
from tests.benchmarks.framing import checked_ms, slowest_statement_ms
from tests.benchmarks.log import adding, make_log, opening, two_writers
from tests.benchmarks.market import market_rows
from tests.benchmarks.review import redraw_rows
from tests.benchmarks.timing import in_turn, median_ms
from tests.browser.session import FLAGS, chromium_path, open_notebook, run_all, running_lab
from tests.test_coverage_of_intervals import table

EVERYDAY = Path(__file__).resolve().parents[1] / "data" / "everyday_titles.csv"
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
HEAVY = (
    "import babel.numbers, numpy, pandas, pyarrow.csv, pyarrow.parquet, scipy.interpolate, scipy.optimize,"
    " scipy.special"
)


def start_python(code):
    subprocess.run([sys.executable, "-c", code], check=True)


def key_press_in_the_kernel():
    workspace = ak.open_workspace()
    market = ak.load_market(*workspace.market_sources())
    case, review = Case(workspace, market), QuarterlyReview(workspace)
    steps = (50, 55, 60, 65)
    shown = []
    case.figure.picture.observe(lambda _: shown.append(time.perf_counter()), names="value")

    def to_picture(run):
        start = time.perf_counter()
        case.figure.percentile.value = steps[(run + 1) % 4]  # the tornado and the tables follow the picture
        return 1000 * (shown[-1] - start)

    yield "raise case: percentile", statistics.median(to_picture(run) for run in range(12))
    periods = [value for _, value in review.impact.period.options]
    yield (
        "review: period",
        median_ms(lambda run: setattr(review.impact.period, "value", periods[(run + 1) % len(periods)]), 12),
    )


def key_press_in_the_browser():
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as home, running_lab(Path(home)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        page = open_notebook(
            browser.new_context(viewport={"width": 1280, "height": 3000}), *address, "5_raise_case.ipynb"
        )
        run_all(page)
        # measured inside the page: from the key event to the change of the picture
        watch = """handle => new Promise(done => {
            const picture = document.querySelector('img[alt^="Ask for"]'), box = picture.parentElement;
            let start = 0;
            const observer = new MutationObserver(() => { observer.disconnect(); done(performance.now() - start) });
            observer.observe(box, {childList: true, subtree: true, attributes: true});
            start = performance.now();
            handle.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', code: 'ArrowRight', keyCode: 39, bubbles: true}));
        })"""
        times = []
        for _ in range(4):
            handle = page.locator(".widget-slider .noUi-handle").first
            handle.focus()
            times.append(handle.evaluate(watch))
            page.wait_for_timeout(600)
        browser.close()
        return statistics.median(times)


def run_all_to_first_picture():
    """Return seconds until the first picture of the review, and of a notebook that only has its imports."""
    notebook = nbformat.read(NOTEBOOKS / "3_quarterly_review.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    first = next(place for place, cell in enumerate(code) if "review.impact" in cell.source)
    imports = "\n".join(line for line in code[0].source.splitlines() if "import" in line)

    def execute(cells):
        made = nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata)
        NotebookClient(made, resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()

    def clean(cell):
        return nbformat.v4.new_code_cell(cell.source)

    return in_turn(
        lambda _: execute([clean(c) for c in code[: first + 1]]),
        lambda _: execute([nbformat.v4.new_code_cell(imports)]),
        4,
    )


def main():
    if sys.argv[1:] == ["coverage"]:
        print(table())
        return
    if sys.argv[1:] == ["backtest"]:
        print(test_backtest.table())
        return
    if sys.argv[1:] == ["market"]:
        with tempfile.TemporaryDirectory() as home:
            show(market_rows(Path(home)))
        return
    if sys.argv[1:] == ["review"]:
        with tempfile.TemporaryDirectory() as home:
            show(redraw_rows(Path(home) / "decade"))
        return
    rows = []
    ours, peer = in_turn(lambda _: start_python("import advocacy_kit"), lambda _: start_python(HEAVY), 7)
    rows.append(
        ("import advocacy_kit", f"{ours:.0f} ms", "the libraries of a session", f"{peer:.0f} ms", ours / peer, "≤ 1.1")
    )
    ours, peer = run_all_to_first_picture()
    rows.append(
        (
            "Run All to first picture",
            f"{ours:.0f} ms",
            "empty notebook, same imports",
            f"{peer:.0f} ms",
            ours / peer,
            "≤ 2",
        )
    )
    market = ak.load_market()
    areas = market.oews.areas[50:150]
    ours = median_ms(lambda run: market.peers("29-1141", areas[run]).published.quantile(0.5), 100)
    rows.append(("OEWS peer group to percentiles", f"{ours:.2f} ms", "aim", "5 ms", ours / 5, "≤ 1"))
    with EVERYDAY.open(encoding="utf-8", newline="") as stream:
        titles = [row["title"] for row in csv.DictReader(stream)]
    market.search(titles[0])  # the first one loads
    ours = median_ms(lambda run: market.search(titles[run]), len(titles))
    rows.append(("find a job by everyday words", f"{ours:.1f} ms", "aim", "30 ms", ours / 30, "≤ 1"))
    for name, ours in key_press_in_the_kernel():
        rows.append((f"key press to picture, kernel ({name})", f"{ours:.0f} ms", "aim", "120 ms", ours / 120, "≤ 1"))
    ours = slowest_statement_ms()
    rows.append(("frame a statement, the slowest", f"{ours:.2f} ms", "aim", "1 ms", ours, "≤ 1"))
    ours, long = checked_ms()
    rows.append(("check the language of a statement", f"{ours:.2f} ms", "aim", "1 ms", ours, "≤ 1"))
    rows.append(("check the language of 100 kB", f"{long:.0f} ms", "aim", "1000 ms", long / 1000, "≤ 1"))
    with tempfile.TemporaryDirectory() as home:
        big = make_log(Path(home) / "big")
        ours, peer = opening(big)
        rows.append(
            ("open 10,000 wins", f"{ours:.0f} ms", "csv.reader + DataFrame", f"{peer:.0f} ms", ours / peer, "≤ 4")
        )
        ours, peer = adding(big)
        rows.append(
            (
                "add a win to 10,000",
                f"{ours:.1f} ms",
                "the same bytes, atomically",
                f"{peer:.1f} ms",
                ours / peer,
                "≤ 4",
            )
        )
        rate = two_writers(Path(home) / "two")
        rows.append(("two writers together", f"{rate:.0f}/s", "aim", "200/s", 200 / rate, "≤ 1"))
    with tempfile.TemporaryDirectory() as home:
        rows += redraw_rows(Path(home) / "decade")
    with tempfile.TemporaryDirectory() as home:
        rows += market_rows(Path(home))
    if chromium_path():
        ours = key_press_in_the_browser()
        rows.append(
            ("key press to picture, browser (percentile)", f"{ours:.0f} ms", "aim", "120 ms", ours / 120, "≤ 1")
        )
    else:
        print("NO CHROMIUM FOUND: the browser is not measured")
    show(rows)


def show(rows):
    """Print the table; end with 1 where a ratio is above its aim."""
    print(f"{'what':44} {'time':>9}   {'against':29} {'time':>8} {'ratio':>6}  aim")
    over = 0
    for what, time_ours, against, time_peer, ratio, aim in rows:
        missed = ratio > float(aim.removeprefix("≤ "))
        over += missed
        print(
            f"{what:44} {time_ours:>9}   {against:29} {time_peer:>8} {ratio:6.2f}  {aim}{'   ABOVE' if missed else ''}"
        )
    if over:
        sys.exit(f"{over} above the aim: measured on a machine that does nothing else?")


if __name__ == "__main__":
    main()
