"""Workbooks are read in a process of their own, which a hostile or damaged one may bring down without harm."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from advocacy_kit.core import read_limits as limits
from advocacy_kit.core.errors import KitError
from advocacy_kit.market.readers import workbook_child as child

Progress = Callable[[int, int], None]
PROGRAM = Path(child.__file__)


def to_parquet(path: Path, target: Path, *, progress: Progress | None = None) -> str:
    """Convert the sheet that holds the table, xlsx or xls, into a Parquet of texts.

    The table is the sheet with the columns of OEWS if any has them, otherwise the one with the fullest header row.
    Column names stay as they are in the file; a second of the same name is numbered. Blank rows are left out.

    Args:
        path: the workbook.
        target: where the Parquet goes, readable by its owner alone.
        progress: called with the rows read and how many the workbook says it has.

    Returns:
        Its notes: the names of all sheets, and cells such as "May 2020 OEWS Estimates".

    Raises:
        KitError: if it passes a cap or cannot be read; nothing is left at `target` then.
    """
    limits.check_file(path)
    notes = None
    try:
        _run(path, target, progress or (lambda _done, _total: None))
        notes = _notes(path.name, target)
    finally:
        if notes is None:  # also for Ctrl-C
            target.unlink(missing_ok=True)
    return notes


def _notes(name: str, made: Path) -> str:
    try:
        return (pq.read_schema(made).metadata or {}).get(b"notes", b"").decode()
    except (OSError, ValueError, pa.ArrowException):
        raise _refusal(name, 1, 0) from None


def _run(path: Path, target: Path, progress: Progress) -> None:
    caps = {
        "columns": limits.COLUMNS,
        "cells": limits.SHEET_CELLS,
        "empty_rows": limits.EMPTY_ROWS,
        "memory": limits.CHILD_BYTES,
        "seconds": limits.CHILD_SECONDS,
        "file_bytes": limits.FILE_BYTES,
    }
    # one pool and few threads: each would reserve address space, which is what is limited
    plain = {
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONUTF8": "1",
    }
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-P", str(PROGRAM), str(path.resolve()), str(target.resolve()), json.dumps(caps)],
        stdin=subprocess.PIPE,  # never written to: its end tells the child that its parent is gone
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback would repeat cells and paths
        env=os.environ | plain,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    lines: queue.Queue[tuple[int, int] | None] = queue.Queue()
    listener = threading.Thread(target=_listen, args=(process.stdout, lines), daemon=True)
    listener.start()
    last = 0
    try:
        while (said := lines.get(timeout=limits.PATIENCE)) is not None:
            last = said[0]
            if said[1]:
                progress(*said)
        status = process.wait(limits.PATIENCE)
    except (queue.Empty, subprocess.TimeoutExpired):
        fix = "Save the sheet with the table as CSV and give that."
        raise KitError.of(
            "K068", f"{path.name} was given up: no further row in {limits.PATIENCE:g} s", fix, file=path.name
        ) from None
    finally:
        if process.poll() is None:
            _kill(process)
        listener.join()
        process.stdin.close()
        process.stdout.close()
    if status != 0:
        raise _refusal(path.name, status, last)


def _listen(stream: IO[bytes], lines: queue.Queue[tuple[int, int] | None]) -> None:
    for line in stream:
        done, _, total = line.partition(b" ")
        lines.put((int(done), int(total)))
    lines.put(None)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _refusal(name: str, status: int, found: int) -> KitError:
    stray = "Delete what stands beside or below the table, or save the sheet as CSV."
    caps = {
        child.COLUMNS: ("has a sheet of too many columns", f"{found:,}", f"{limits.COLUMNS:,}", stray),
        child.CELLS: ("has too many filled cells", f"{found:,}", f"{limits.SHEET_CELLS:,}", limits.SMALLER),
        child.EMPTY: ("has a cell far below its table", f"{found:,} empty rows", f"{limits.EMPTY_ROWS:,}", stray),
        child.MEMORY: ("needs too much memory", "more", f"{limits.CHILD_BYTES // limits.MB:,} MB", limits.SMALLER),
        -getattr(signal, "SIGXCPU", 0): ("takes too long", "more", f"{limits.CHILD_SECONDS:,} seconds", limits.SMALLER),
    }
    if status in caps:
        return limits.over(name, *caps[status])
    reasons = {
        child.DOCTYPE: "holds a document type, which no workbook does",
        child.NOTHING: "holds no sheet with a header row",
        child.FULL: "cannot be converted: no room left on the disk",
    }
    why = reasons.get(status, "cannot be read as a workbook")
    fix = (
        "Free some space and try again."
        if status == child.FULL
        else "Download it again, or save the sheet with the table as CSV."
    )
    return KitError.of("K068", f"{name} {why}", fix, file=name)
