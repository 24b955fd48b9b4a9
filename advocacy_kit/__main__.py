"""The command `advocacy-kit`: new, lab, add, list, check, review, undo, add-column, recode, market."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import io
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn, TextIO

from advocacy_kit import __version__
from advocacy_kit.core.errors import Issue, KitError, printable
from advocacy_kit.core.model import counted


class Parser(argparse.ArgumentParser):
    """A parser that names the nearest command where one is mistyped."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and end with 2."""
        if match := re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message):
            known = [name.strip("' ") for name in match[2].split(",")]
            near = difflib.get_close_matches(match[1], known, 1)
            message = f"there is no command {match[1]!r}" + (f"; did you mean {near[0]!r}?" if near else "")
            message += f" Commands: {', '.join(known)}."
        super().error(printable(message))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 where something is wrong, which is said on standard error."""
    parser = Parser(prog="advocacy-kit", description="A private workbench for speaking up for your own work.")
    parser.add_argument("--version", action="version", version=f"advocacy-kit {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    lab = commands.add_parser("lab", help="open JupyterLab on a workspace, without DIR on a copy of the demo")
    lab.add_argument("dir", nargs="?", metavar="DIR")
    lab.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    review = commands.add_parser("review", help="write the quarterly packet, review/index.html, without a kernel")
    review.add_argument("dir", nargs="?", metavar="DIR", help="the workspace; without it the demo")
    review.add_argument("--out", metavar="FILE", help="where to write the page")
    check = commands.add_parser("check", help="print every issue of a workspace; exit 1 if there is any")
    check.add_argument("dir", nargs="?", metavar="DIR")
    new = commands.add_parser("new", help="make a private workspace with tables and notebooks")
    new.add_argument("dir", metavar="DIR")
    new.add_argument("--force", action="store_true", help="also inside a git repository that has a remote")
    for key in (
        "role",
        "occupation",
        "level",
        "industry",
        "country",
        "area",
        "currency",
        "locale",
        "pay-unit",
        "hours-per-week",
        "review-date",
    ):
        new.add_argument(f"--{key}", metavar=key.upper())
    add = commands.add_parser("add", help="log a win from the shell")
    add.add_argument("win", metavar="WIN", help="what you did or what happened, in quotes")
    add.add_argument("--date", help="the day, such as 2026-10-01; default: today")
    add.add_argument("--impact", help="what changed because of it")
    add.add_argument("--category")
    add.add_argument(
        "--dir", metavar="DIR", help="the workspace; default: ADVOCACY_KIT_WORKSPACE, or the folder you are in"
    )
    listing = commands.add_parser("list", help="print the wins on record, the newest first")
    listing.add_argument("dir", nargs="?", metavar="DIR")
    listing.add_argument("--since", metavar="DATE", help="only those of this day and later, such as 2026-07-01")
    listing.add_argument("--tag", metavar="CATEGORY", help="only those of this category")
    undo = commands.add_parser("undo", help="take the last write to a table back")
    undo.add_argument("dir", metavar="DIR")
    undo.add_argument("table", metavar="TABLE")
    column = commands.add_parser("add-column", help="add a declared column to a table's file")
    column.add_argument("dir", metavar="DIR")
    column.add_argument("table", metavar="TABLE")
    column.add_argument("column", metavar="COLUMN")
    recode = commands.add_parser("recode", help="write a table or the inbox anew as UTF-8")
    recode.add_argument("dir", metavar="DIR")
    recode.add_argument("table", metavar="TABLE", help="its name, or inbox")
    recode.add_argument("encoding", metavar="ENCODING", help="in which it was saved, such as cp1252")
    market = commands.add_parser("market", help="keep downloaded market data in the workspace, or list what is there")
    doing = market.add_subparsers(dest="doing", required=True, metavar="WHAT")
    keep = doing.add_parser("add", help="keep a file of OEWS or a survey as Parquet in the workspace")
    keep.add_argument("file", metavar="FILE", help="as downloaded: workbook, zip, CSV or Parquet")
    keep.add_argument("dir", nargs="?", metavar="DIR")
    keep.add_argument(
        "--column",
        action="append",
        type=_pair,
        default=[],
        metavar="NAME=COLUMN",
        help="which column holds it, such as pay=Gehalt",
    )
    keep.add_argument(
        "--set",
        action="append",
        type=_pair,
        default=[],
        metavar="NAME=VALUE",
        help="what holds for every row, such as country=DE",
    )
    keep.add_argument("--name", default="", help="what to call it; needed for files that the kit does not know")
    keep.add_argument(
        "--yes", action="store_true", help="accept what the kit proposes for a file that it does not know"
    )
    listed = doing.add_parser("list", help="print which market data are loaded, from whom, and what is left out")
    listed.add_argument("dir", nargs="?", metavar="DIR")
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(
            errors="backslashreplace"
        )  # a console that lacks a sign of somebody's file shows its code
    try:
        with ended_in_order():
            return _run(options)
    except KitError as error:
        _say(error, file=sys.stderr)
        return 1


@contextlib.contextmanager
def ended_in_order() -> Iterator[None]:
    """End by SIGTERM or SIGHUP as by `sys.exit`, so that the private copy of the demo is removed.

    A signal that is ignored, as under nohup, stays ignored.
    """
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        names = []
    names = [name for name in names if signal.getsignal(getattr(signal, name)) is not signal.SIG_IGN]
    before = {name: signal.signal(getattr(signal, name), lambda number, _: sys.exit(128 + number)) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _say(text: object, *, file: TextIO | None = None) -> None:
    """Print lines in which nothing is left for a terminal to obey."""
    print("\n".join(printable(line) for line in str(text).split("\n")), file=file)


def _run(options: argparse.Namespace) -> int:
    match options.command:
        case "lab":
            return _lab(options.dir, browser=not options.no_browser)
        case "review":
            return _review(options.dir, options.out)
        case "check":
            return _check(options.dir)
        case "new":
            return _new(options)
        case "add":
            return _add(options)
        case "list":
            return _list(options)
        case "market":
            return _market_add(options) if options.doing == "add" else _market_list(options.dir)
    from advocacy_kit.workspace.workspace import open_workspace

    workspace = open_workspace(options.dir)
    if options.command == "undo":
        workspace.undo(options.table)
        _say(f"The last write to {options.table} is taken back.")
    elif options.command == "recode":
        workspace.recode(options.table, options.encoding)
        _say(f"{options.table} is UTF-8 now. The old file is in .advocacy/backups.")
    else:
        workspace.add_column(options.table, options.column)
        _say(f"{options.table} has a column {options.column} now.")
    return 0


def _new(options: argparse.Namespace) -> int:
    from advocacy_kit.workspace.new import KEYS, new_workspace

    settings = {key: value for key in KEYS if (value := getattr(options, key, None))}
    folder = Path(options.dir)
    new_workspace(folder, settings, force=options.force)
    _say(f"Made {folder}. Next: advocacy-kit lab {folder}, or advocacy-kit add “…” --dir {folder}")
    return 0


def _add(options: argparse.Namespace) -> int:
    from advocacy_kit.core.values import read_day
    from advocacy_kit.workspace.inbox import drop
    from advocacy_kit.workspace.workspace import open_workspace

    workspace = open_workspace(options.dir)
    if workspace.is_demo:
        raise KitError.of(
            "K039", "the demo keeps nothing", "Make a workspace first: advocacy-kit new DIR, then add with --dir DIR."
        )
    day = read_day(options.date) if options.date else workspace.today
    details = {name: value for name in ("impact", "category") if (value := getattr(options, name))}
    try:
        key = workspace.add("wins", {"date": day, "win": options.win} | details)
    except KitError as error:
        if not options.win.strip() or any(issue.code in ("K012", "K028") for issue in error.issues):
            raise
        drop(workspace.path, " ".join([options.win, *details.values()]), day)
        _say(error, file=sys.stderr)
        _say(
            f"wins.csv could not be written, so the win waits in {workspace.path / 'inbox.txt'}; it is taken in when"
            " the file is mended."
        )
        return 0
    _say(f"Kept as {key}.")
    return 0


def _list(options: argparse.Namespace) -> int:
    from advocacy_kit.core.values import read_day
    from advocacy_kit.workspace.workspace import open_workspace

    wins = open_workspace(options.dir).wins.sort_values("date", ascending=False, kind="stable")
    if options.since:
        wins = wins[wins["date"].dt.date >= read_day(options.since)]
    if options.tag:
        wins = wins[wins["category"].fillna("").str.strip().str.casefold() == options.tag.strip().casefold()]
    for row in wins.itertuples():
        impact = f" - {' '.join(row.impact.split())}" if isinstance(row.impact, str) else ""
        _say(f"{row.date.date()}  {row.id}  {' '.join(row.win.split())}{impact}")
    _say(f"{counted(len(wins), 'win')}.", file=sys.stderr)
    return 0


def _market_add(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from advocacy_kit.workspace.importing import Wish, add_release, printable
    from advocacy_kit.workspace.workspace import open_workspace

    workspace = open_workspace(options.dir)
    wish = Wish(dict(options.column), dict(options.set), options.name)
    said: list[str] = []

    def confirm(proposal: str) -> bool:
        if options.yes or not sys.stdin.isatty():
            return bool(options.yes)
        bar.clear()
        _say(proposal, file=sys.stderr)
        return input("Is this right? [y/N] ").strip().lower() in ("y", "yes")

    try:
        with tqdm(desc=printable(Path(options.file).name), unit=" rows", unit_scale=True, delay=0.2) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            path = add_release(
                workspace.path, Path(options.file), wish, progress=progress, tell=said.append, confirm=confirm
            )
    except KeyboardInterrupt:
        _say("Stopped; nothing was kept.", file=sys.stderr)
        return 130
    _say("\n".join([*said, f"Wrote {path}"]))
    return 0


def _pair(text: str) -> tuple[str, str]:
    """Read NAME=VALUE."""
    name, _, value = (part.strip() for part in text.partition("="))
    if not name or not value:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name, value


def _market_list(folder: str | None) -> int:
    from advocacy_kit.market import load_market
    from advocacy_kit.workspace.importing import printable
    from advocacy_kit.workspace.workspace import open_workspace

    workspace = open_workspace(folder)
    market = load_market(*workspace.market_sources())
    _say(printable(market.provenance.fillna("").to_string(index=False, max_colwidth=60)))
    return 0


def _review(folder: str | None, out: str | None) -> int:
    from tqdm import tqdm

    from advocacy_kit.core.store import make_private, replace
    from advocacy_kit.documents.packet import SECTIONS, Reviewed, make_packet
    from advocacy_kit.market import load_readable
    from advocacy_kit.workspace.workspace import open_workspace

    workspace = open_workspace(folder)
    # the demo's own folder is a temporary copy, so its packet goes where the user stands
    target = Path(out) if out else (Path.cwd() if workspace.is_demo else workspace.path) / "review" / "index.html"
    if target.suffix.lower() not in (".html", ".htm") or target.is_dir() or (target.is_file() and not _is_page(target)):
        raise KitError.of(
            "K040",
            f"{target} is not a page that the kit made, so it is left alone",
            "Name a new file that ends in .html with --out.",
        )
    records = workspace.records
    market, unreadable = load_readable(*workspace.market_sources())
    of = Reviewed(records, market, lambda: workspace.questions)
    page = make_packet(of, tqdm(SECTIONS, desc="review", unit="part"))
    try:
        make_private(target.parent)
    except OSError as error:
        raise KitError.of(
            "K040", f"{target.parent} cannot be made: {error.strerror}", "Name another place with --out."
        ) from None
    replace(target, page.html.encode("utf-8"))
    _report((*records.issues, *_others(unreadable, records.issues)))
    _say(f"{workspace.notice}\nWrote {target}")
    return 0


def _check(folder: str | None) -> int:
    from advocacy_kit.market import load_readable
    from advocacy_kit.workspace.workspace import open_workspace

    workspace = open_workspace(folder)
    issues = workspace.check()
    issues += _others(load_readable(*workspace.market_sources())[1], issues)
    for issue in issues:
        _say(f"{issue}\n")
    _say(counted(len(issues), "issue") if issues else "No issues found.")
    return int(bool(issues))


def _is_page(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(15).lower() == b"<!doctype html>"


def _others(unreadable: Sequence[Issue], known: Sequence[Issue]) -> tuple[Issue, ...]:
    """Return what is wrong with market files, without what the workspace says of its own tables."""
    said = {(issue.file, issue.code) for issue in known}
    return tuple(issue for issue in unreadable if (issue.file, issue.code) not in said)


def _report(issues: Sequence[object]) -> None:
    for issue in issues:
        _say(f"{issue}\n", file=sys.stderr)


def _lab(folder: str | None, *, browser: bool) -> int:
    from advocacy_kit.workspace.lab import prepared

    with prepared(folder) as session:
        _say(session.notice)
        command = [sys.executable, "-P", "-m", "jupyterlab", *session.arguments, *([] if browser else ["--no-browser"])]

        children: list[subprocess.Popen[bytes]] = []
        asked: list[bool] = []

        def end(*_: object) -> None:
            """End JupyterLab with this command; before it has begun, as soon as it has."""
            if children:
                sys.exit(143)
            asked.append(True)

        signal.signal(signal.SIGTERM, end)
        try:
            # our own interpreter
            children.append(subprocess.Popen(command, env=session.environment, cwd=session.home))  # noqa: S603
            if asked:
                sys.exit(143)
            return children[0].wait()
        except KeyboardInterrupt:
            return 0
        finally:
            for process in children:
                process.terminate()
                process.wait()


if __name__ == "__main__":
    if sys.path and not sys.flags.safe_path and Path(sys.path[0] or ".").resolve() == Path.cwd():
        del sys.path[0]  # `python -m` puts the current folder first: no module of a received workspace is imported
    raise SystemExit(main())
