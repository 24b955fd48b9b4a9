"""A person's folder of tables as one thing: found, opened, read."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath

import pandas as pd

from advocacy_kit.assets import asset
from advocacy_kit.errors import Issue, KitError
from advocacy_kit.model import Profile, Records
from advocacy_kit.profile import FILE as PROFILE
from advocacy_kit.profile import read_profile
from advocacy_kit.records import Parsed, parse_csv
from advocacy_kit.tables import TABLES
from advocacy_kit.values import split_list, to_frame

VARIABLE = "ADVOCACY_KIT_WORKSPACE"
DEMO_MARK = "DEMO.txt"  # in every copy of the demo, so that it can say so
DEMO_NOTICE = "This is the demo: a private copy of a fictional person's workspace. Nothing you do here is kept."


class Workspace:
    """An open workspace; tables are read when first asked for and are attributes (`ws.wins`, `ws.pay`, …).

    A table is a DataFrame with all declared columns (see `tables.py` for kinds, `schema.DTYPES` for dtypes), the
    user's own columns behind them, and the line of each record in the file as its index.
    """

    def __init__(self, path: Path, *, today: date | None = None) -> None:
        self.path = path
        self.is_demo = (path / DEMO_MARK).is_file()
        self.notice = DEMO_NOTICE if self.is_demo else f"Your workspace: {path.name}"
        self.profile, self._profile_issues = _read_profile(path / PROFILE)
        self.today = today or self.profile.as_of or date.today()

    def __repr__(self) -> str:
        return f"<Workspace {'demo' if self.is_demo else self.path.name}>"

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in TABLES:
            raise AttributeError(f"a workspace has no table {name!r}")
        return self.table(name)

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *TABLES]

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by its name; records with errors are left out and stand in `issues`."""
        return self._tables[name][0].copy(deep=False)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Everything that is wrong in the profile and in every table, at once."""
        return self._records.issues

    @property
    def records(self) -> Records:
        """The frozen records that every pure function takes."""
        return self._records

    @cached_property
    def _records(self) -> Records:
        frames = {name: self.table(name) for name in TABLES}
        evidence, outside = self._evidence(frames)
        issues = tuple(issue for _, issues in self._tables.values() for issue in issues)
        return Records(frames, self.profile, self.today, self._profile_issues + issues + outside, evidence)

    @cached_property
    def _tables(self) -> Mapping[str, tuple[pd.DataFrame, tuple[Issue, ...]]]:
        return {name: self._read(name) for name in TABLES}

    def _read(self, name: str) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
        table = TABLES[name]
        try:
            data = (self.path / table.file).read_bytes()
        except FileNotFoundError:
            fix = f"Create it with the header {','.join(table.names[:3])},… or restore it from a backup."
            missing = Issue(table.file, 0, 0, "K001", "error", "the file is missing", fix=fix)
            return table.empty(), (missing,) if name == "wins" else ()
        except OSError as error:
            fix = "Check that it is a file that you may read."
            return table.empty(), (Issue(table.file, 0, 0, "K001", "error", f"cannot be read: {error.strerror}", fix=fix),)
        parsed: Parsed = parse_csv(data, table)
        if not parsed.header:
            return table.empty(), parsed.issues
        frame, issues = to_frame(parsed, table, today=self.today, locale=self.profile.locale)
        return frame, tuple(sorted(parsed.issues + issues, key=lambda issue: (issue.line, issue.column)))

    def _evidence(self, frames: Mapping[str, pd.DataFrame]) -> tuple[dict[str, bool], tuple[Issue, ...]]:
        """Say of each piece of evidence whether it leads somewhere: links are believed, files are looked for."""
        status: dict[str, bool] = {}
        issues = []
        for table in ("wins", "outcomes"):
            for line, cell in frames[table]["evidence"].dropna().items():
                for item in split_list(cell):
                    if item.startswith(("http://", "https://", "mailto:")):
                        status[item] = True
                        continue
                    outside = PurePosixPath(item).is_absolute() or ".." in PurePosixPath(item).parts or ":" in item
                    # os.path: a sentence in this cell is no file's name, and pathlib raises where it is too long for one
                    status[item] = not outside and os.path.isfile(self.path / item)  # noqa: PTH113
                    if outside:
                        message = f"the evidence {item} lies outside the workspace"
                        fix = "Copy the file into evidence/ and name it there."
                        issues.append(Issue(TABLES[table].file, int(str(line)), 0, "K026", "error", message, fix=fix))
        return status, tuple(issues)

    def market_sources(self) -> tuple[Path, ...]:
        """Return the sources for `load_market(*…)`: the shipped OEWS and the workspace's own market.csv, if it is there."""
        own = self.path / TABLES["market"].file
        return (asset("data", "market", "oews.parquet"), *((own,) if own.is_file() else ()))


def open_workspace(path: str | os.PathLike[str] | None = None, *, today: date | None = None) -> Workspace:
    """Open a workspace folder.

    Args:
        path: the folder; without it the one named by ADVOCACY_KIT_WORKSPACE, else the nearest parent folder with a
            profile.toml, else the demo. The demo always opens as a private temporary copy.
        today: the day that counts as today; without it the profile's `as_of`, else the clock.

    Raises:
        KitError: if the folder does not exist. What is wrong inside the tables is data: `Workspace.issues`.

    """
    chosen = Path(path) if path is not None else _found()
    demo = asset("data", "demo")
    if chosen is None or chosen.resolve() == demo.resolve():
        return _private_copy(demo, today)
    if not chosen.is_dir():
        what = "is a file, not a folder" if chosen.exists() else "does not exist"
        raise KitError.of("K001", f"the folder {chosen} {what}", "Name the folder that holds your profile.toml and wins.csv.")
    return Workspace(chosen.resolve(), today=today)


def _read_profile(file: Path) -> tuple[Profile, tuple[Issue, ...]]:
    try:
        return read_profile(file.read_bytes())
    except FileNotFoundError:
        return Profile(), ()
    except OSError as error:
        fix = "Check that it is a file that you may read."
        return Profile(), (Issue(PROFILE, 0, 0, "K030", "error", f"cannot be read: {error.strerror}", fix=fix),)


def _found() -> Path | None:
    if named := os.environ.get(VARIABLE):
        return Path(named)
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / PROFILE).is_file()), None)


def _private_copy(demo: Path, today: date | None) -> Workspace:
    folder = Path(tempfile.mkdtemp(prefix="advocacy-kit-demo-"))  # mkdtemp gives mode 0700
    shutil.copytree(demo, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
    folder.chmod(0o700)
    workspace = Workspace(folder, today=today)
    weakref.finalize(workspace, shutil.rmtree, folder, ignore_errors=True)
    return workspace
