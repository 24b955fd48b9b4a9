"""The command `advocacy-kit`: lab, review, check."""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from advocacy_kit.errors import KitError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 where something is wrong, which is said on standard error."""
    parser = argparse.ArgumentParser(prog="advocacy-kit", description="A private workbench for speaking up for your own work.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    lab = commands.add_parser("lab", help="open JupyterLab on a workspace, without DIR on a copy of the demo")
    lab.add_argument("dir", nargs="?", metavar="DIR")
    lab.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    review = commands.add_parser("review", help="write the quarterly packet, review/index.html, without a kernel")
    review.add_argument("dir", nargs="?", metavar="DIR", help="the workspace; without it the demo")
    review.add_argument("--out", metavar="FILE", help="where to write the page")
    check = commands.add_parser("check", help="print every issue of a workspace; exit 1 if there is any")
    check.add_argument("dir", nargs="?", metavar="DIR")
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a console that lacks a sign of somebody's file shows its code
    try:
        if options.command == "lab":
            return _lab(options.dir, browser=not options.no_browser)
        if options.command == "review":
            return _review(options.dir, options.out)
        return _check(options.dir)
    except KitError as error:
        print(error, file=sys.stderr)
        return 1


def _review(folder: str | None, out: str | None) -> int:
    from tqdm import tqdm

    from advocacy_kit.market import load_market
    from advocacy_kit.packet import make_packet, parts
    from advocacy_kit.workspace import open_workspace

    workspace = open_workspace(folder)
    # the demo's own folder is a temporary copy, so its packet goes where the user stands
    target = Path(out) if out else (Path.cwd() if workspace.is_demo else workspace.path) / "review" / "index.html"
    records, market = workspace.records, load_market(*workspace.market_sources())
    todo = parts(records, market)
    page = make_packet(records, (part.section() for part in tqdm(todo, desc="review", unit="part")))
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise KitError.of("K040", f"{target} cannot be written: {error.strerror}", "Name another place with --out.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(page)
    _report(records.issues)
    print(f"{workspace.notice}\nWrote {target}")
    return 0


def _check(folder: str | None) -> int:
    from advocacy_kit.model import counted
    from advocacy_kit.workspace import open_workspace

    workspace = open_workspace(folder)
    issues = workspace.records.issues
    for issue in issues:
        print(f"{issue}\n")
    print(counted(len(issues), "issue") if issues else "No issues found.")
    return int(bool(issues))


def _report(issues: Sequence[object]) -> None:
    for issue in issues:
        print(f"{issue}\n", file=sys.stderr)


def _lab(folder: str | None, *, browser: bool) -> int:
    from advocacy_kit.lab import prepared

    with prepared(folder) as session:
        print(session.notice)
        command = [sys.executable, "-m", "jupyterlab", *session.arguments, *([] if browser else ["--no-browser"])]
        try:
            return subprocess.run(command, env=session.environment, cwd=session.root, check=False).returncode  # noqa: S603 - our own interpreter
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    raise SystemExit(main())
