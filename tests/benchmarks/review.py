"""How long the quarterly review and the weekly page take to follow a key press.

Ten years of wins against the demo's.
"""

from __future__ import annotations

import csv
import shutil
from datetime import timedelta
from pathlib import Path

import advocacy_kit as ak
from advocacy_kit.widgets.base.view import PageState
from advocacy_kit.widgets.review.quarterly_review import CoverageView, GapsView, ImpactView
from advocacy_kit.widgets.weekly.weekly import HighlightText
from advocacy_kit.widgets.weekly.win_form import Later
from tests.benchmarks.timing import in_turn, median_ms

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
WINS, YEARS = 5_000, 10


def make_decade(folder: Path) -> Path:
    """Copy the demo with 5,000 wins, the demo's own over and over, evenly over the ten years up to its today."""
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("DEMO.txt"))
    today = ak.open_workspace(DEMO).today
    rows = list(csv.DictReader((DEMO / "wins.csv").open(encoding="utf-8", newline="")))
    with (folder / "wins.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for back in reversed(range(WINS)):
            row = rows[-1 - back % len(rows)]
            key = row["id"] if back < len(rows) else f"w-{back}"  # the outcomes point at the newest
            writer.writerow(row | {"id": key, "date": today - timedelta(days=int(back * YEARS * 365.25 / WINS))})
    return folder


class Pages:
    """The pictures of a review, over the whole log.

    And texts of the week, and a control of each that is moved to and fro.
    """

    def __init__(self, folder: Path) -> None:
        workspace = ak.open_workspace(folder)
        records = workspace.records
        self.views = {
            "review: impact": ImpactView(records),
            "review: coverage": CoverageView(records),
            "review: gaps": GapsView(records),
            "week: highlight": HighlightText(PageState(lambda: records)),
        }
        self.count = len(records.wins)
        for view in (self.views["review: impact"], self.views["review: coverage"]):
            assert view.period.value == ""  # the whole log

    def press(self, name: str) -> None:
        """Move a control as a key press does: another grouping, one gap more, two weeks instead of one."""
        view = self.views[name]
        if name == "review: gaps":
            view.most.value = 11 - view.most.value
        elif name == "week: highlight":
            view.about.value = not view.about.value
        else:
            view.grouping.value = {"category": "beneficiary"}.get(view.grouping.value, "category")


def redraw_rows(folder: Path) -> list[tuple[object, ...]]:
    """Return a row of the table for each control: ten years of wins, the demo, and the ratio of the two."""
    decade, demo = Pages(make_decade(folder)), Pages(DEMO)
    assert decade.count == WINS
    rows: list[tuple[object, ...]] = []
    for name in decade.views:
        ours, peer = in_turn(lambda _, name=name: decade.press(name), lambda _, name=name: demo.press(name), 21)
        rows.append(
            (
                f"redraw at {WINS:,} wins ({name})",
                f"{ours:.0f} ms",
                "the demo's",
                f"{peer:.0f} ms",
                ours / peer,
                "≤ 1.5",
            )
        )
    search = Later(ak.open_workspace(folder)).search
    ours = median_ms(lambda run: setattr(search, "value", ("dock", "hospital")[run % 2]), 20)
    rows.append((f"search among {WINS:,} wins", f"{ours:.0f} ms", "aim", "120 ms", ours / 120, "≤ 1"))
    return rows
