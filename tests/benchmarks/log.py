"""Speeds of the log: opening ten thousand wins, adding one, two writers at once."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

import advocacy_kit as ak
from tests.benchmarks.timing import in_turn

WINS = 10_000
ADDS = 300
WRITER = """
import sys, time, advocacy_kit as ak
ws = ak.open_workspace(sys.argv[1]); ws.wins
print("ready", flush=True); sys.stdin.readline()
for n in range(int(sys.argv[2])):
    ws.add("wins", {"date": "2026-01-02", "win": f"{sys.argv[3]} {n}"})
print("done", flush=True)
"""


def make_log(folder: Path) -> Path:
    """Write a workspace whose wins.csv repeats the demo's rows, each with an id of its own."""
    rows = list(
        csv.reader(
            (Path(__file__).resolve().parents[2] / "data" / "demo" / "wins.csv").open(encoding="utf-8", newline="")
        )
    )
    folder.mkdir(parents=True)
    with (folder / "wins.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(rows[0])
        for number in range(WINS):
            writer.writerow([f"w-{number}", *rows[1 + number % (len(rows) - 1)][1:]])
    return folder


def opening(folder: Path) -> tuple[float, float]:
    """Return milliseconds to open and read the wins, and for csv and a DataFrame on the same bytes."""
    data = (folder / "wins.csv").read_bytes()

    def plain(_: int) -> None:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
        pd.DataFrame(rows[1:], columns=rows[0])

    return in_turn(lambda _: ak.open_workspace(folder).wins, plain, 9)


def adding(folder: Path) -> tuple[float, float]:
    """Return milliseconds to add a win, and to write the same bytes atomically."""
    workspace = ak.open_workspace(folder)
    assert len(workspace.wins) == WINS
    data = (folder / "wins.csv").read_bytes()

    def atomic(_: int) -> None:
        descriptor = os.open(folder / "peer.tmp", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(descriptor, data)
        os.fsync(descriptor)
        os.close(descriptor)
        (folder / "peer.tmp").replace(folder / "peer")
        opened = os.open(folder, os.O_RDONLY)
        os.fsync(opened)
        os.close(opened)

    return in_turn(lambda run: workspace.add("wins", {"date": "2026-01-02", "win": f"one more {run}"}), atomic, 15)


def two_writers(folder: Path) -> float:
    """Return the adds a second that two processes reach together on a small log."""
    folder.mkdir(parents=True)
    (folder / "wins.csv").write_text("id,date,win\n", encoding="utf-8")
    command = [sys.executable, "-c", WRITER, str(folder), str(ADDS)]
    writers = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for name in ("a", "b")
    ]
    for writer in writers:
        writer.stdout.readline()
    start = time.perf_counter()
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.stdout.readline()
    seconds = time.perf_counter() - start
    for writer in writers:
        writer.communicate()
    assert len(ak.open_workspace(folder).wins) == 2 * ADDS
    return 2 * ADDS / seconds
