"""A person's folder of tables as one thing: found, opened, read."""

from __future__ import annotations

import atexit
import difflib
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, overload

import pandas as pd

from advocacy_kit.core import store
from advocacy_kit.core.assets import asset
from advocacy_kit.core.changes import Change
from advocacy_kit.core.errors import Issue, KitError, printable
from advocacy_kit.core.model import Profile, Records, as_day, counted, shown
from advocacy_kit.core.profile import FILE as PROFILE
from advocacy_kit.core.profile import read_profile
from advocacy_kit.core.records import cell_place
from advocacy_kit.core.tables import TABLES
from advocacy_kit.core.values import is_link, outside, outside_issue, split_list
from advocacy_kit.workspace.crosscheck import Doubt, doubts
from advocacy_kit.workspace.inbox import FILE as INBOX
from advocacy_kit.workspace.inbox import recode as recode_inbox
from advocacy_kit.workspace.inbox import take_in
from advocacy_kit.workspace.repositories import exposed
from advocacy_kit.workspace.table_file import TableFile, Writing

if TYPE_CHECKING:
    from advocacy_kit.market import Market

VARIABLE = "ADVOCACY_KIT_WORKSPACE"
# a copy as sync tools and file managers name it: “in conflict” and “copy” in their languages, a number, a computer
_WORD_OF_COPY = r"confli|konfli|conflit|kopi|cop[yiï]|cópi|копия|конфликт|競合|コピー|冲突|衝突|副本|충돌|복사본"
_COPY = re.compile(
    rf"(?:.*(?i:{_WORD_OF_COPY}).* )??(?P<of>[a-zA-Z]+)"
    rf"(?:[ ._(-].*(?i:{_WORD_OF_COPY}).*| ?\(?\d+\)?|-(?=[^a-z]*[A-Z])[A-Z0-9][A-Z0-9-]+|-.*(?i:macbook|imac).*)?"
)
QUESTIONS = "questions.txt"
_OWN_TEXTS = (INBOX, PROFILE, QUESTIONS, "objections.toml")
DEMO_MARK = "DEMO.txt"  # in every copy of the demo, so that it can say so
DEMO_NOTICE = "This is the demo: a private copy of a fictional person's workspace. Nothing you do here is kept."


@dataclass(frozen=True, repr=False)
class Receipt:
    """What was written: the ids of the rows in the order of the changes, and the way back.

    `versions` tells of each table's file what it was right after the write.

    Example:
        >>> import advocacy_kit as ak
        >>> ws = ak.open_workspace()
        >>> receipt = ws.apply([ak.Change("wins", {"date": "2026-09-29", "win": "Closed the last open claim"})])
        >>> receipt
        <Receipt: 1 row in wins.csv>
        >>> receipt.undo()
    """

    ids: tuple[str, ...]
    versions: Mapping[str, str]
    _take_back: Callable[[Mapping[str, str]], None]

    def __repr__(self) -> str:
        return f"<Receipt: {counted(len(self.ids), 'row')} in {', '.join(f'{table}.csv' for table in self.versions)}>"

    def _repr_html_(self) -> str:
        return shown(repr(self).strip("<>"), [", ".join(self.ids)])

    def undo(self) -> None:
        """Take all of it back, in every table, or nothing.

        Raises:
            KitError: if one of the files has moved on since.
        """
        self._take_back(self.versions)


class Workspace:
    """An open workspace; tables are read when first asked for and are attributes (`ws.wins`, `ws.pay`, …).

    A table is a DataFrame with all declared columns (see `tables.py` for kinds, `schema.DTYPES` for dtypes), the
    user's own columns behind them, and the line of each record in the file as its index.

    Example:
        >>> import advocacy_kit as ak
        >>> ws = ak.open_workspace()
        >>> len(ws.wins) == len(ws["wins"]), ws.issues
        (True, ())
        >>> ws.market().peers("13-1081", "Grand Rapids").title
        'Logisticians'
    """

    def __init__(self, path: Path, *, today: date | None = None) -> None:
        self.path = path
        self.is_demo = (path / DEMO_MARK).is_file()
        self.notice = DEMO_NOTICE if self.is_demo else f"Your workspace: {printable(path.name)}"
        self._today = None if today is None else as_day(today)
        self._open()
        store.sweep(path)
        taken = take_in(path, self._files["wins"], self.today)
        self._kept_back = taken.issues
        self.taken_in = taken.ids
        """Ids of the wins that were taken in from inbox.txt at this opening."""

    def _open(self) -> None:
        self.profile, self._profile_issues = _read_profile(self.path / PROFILE)
        self.today = self._today or self.profile.as_of or date.today()
        locale = self.profile.locale
        self._files = {
            name: TableFile(self.path, table, today=self.today, locale=locale) for name, table in TABLES.items()
        }
        self._frozen: Records | None = None
        self._market: tuple[object, Market] | None = None

    def __repr__(self) -> str:
        return f"<Workspace {'demo' if self.is_demo else printable(self.path.name)}>"

    def _repr_html_(self) -> str:
        return shown(self.notice) + self.records._repr_html_()

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in TABLES:
            raise AttributeError(f"a workspace has no table {name!r}")
        return self.table(name)

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *TABLES]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.table(name)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by its name; records with errors are left out and listed in `issues`.

        Raises:
            KitError: K029 for an unknown table.
        """
        return self._file(name).frame.copy(deep=False)

    def market(self) -> Market:
        """Return the market data of this workspace: those that come with the kit, and its own files.

        They are loaded when first asked for, and again when one of the files changes.

        Raises:
            KitError: if a file cannot be read.
        """
        from advocacy_kit.market import load_market  # pays for its import only where pay is looked at

        sources = self.market_sources()
        state = tuple((source, source.stat().st_mtime_ns, source.stat().st_size) for source in sources)
        if self._market is None or self._market[0] != state:
            self._market = state, load_market(*sources)
        return self._market[1]

    def reload(self) -> None:
        """Read everything anew from the disk."""
        self._open()

    @overload
    def add(self, table: str, values: Mapping[str, object]) -> str: ...
    @overload
    def add(self, table: str, values: pd.DataFrame) -> list[str]: ...
    def add(self, table: str, values: Mapping[str, object] | pd.DataFrame) -> str | list[str]:
        """Append a record, or every row of a frame, and return its id or theirs; all are written or none.

        Args:
            table: such as "wins".
            values: by column; dates may be dates or ISO texts, lists may be lists, missing fields may be left out.

        Raises:
            KitError: with every reason; of a frame each names its row.

        Example:
            >>> import advocacy_kit as ak
            >>> ws = ak.open_workspace()
            >>> ws.add("wins", {"date": "2026-09-29", "win": "Closed the last open carrier claim"})
            'w-2026-09-29-1'
            >>> ws.undo("wins")
        """
        if isinstance(values, pd.DataFrame):
            rows = [{str(name): cell for name, cell in row.items()} for row in values.to_dict("records")]
            return list(self.apply([Change(table, row) for row in rows]).ids)
        return self.apply([Change(table, values)]).ids[0]

    def edit(self, table: str, key: str, changes: Mapping[str, object]) -> str:
        """Replace fields of the record with that id (or, in a table without ids, that line) and return its id.

        Raises:
            KitError: if there is no such record, it changed on the disk since it was read, or a field is wrong.
        """
        return self.apply([Change(table, changes, str(key))]).ids[0]

    def delete(self, table: str, key: str) -> None:
        """Remove the record with that id (or line); `undo` brings it back.

        Raises:
            KitError: if there is no such record, or it changed on the disk since it was read.
        """
        self.apply([Change(table, None, str(key))])

    def apply(self, changes: Iterable[Change]) -> Receipt:
        """Write changes of one table or several, all of them or none.

        Args:
            changes: rows to add, to change and to delete, in this order; see `Change`. A field may be `IdOf(place)`,
                the id that an earlier change of the list gets.

        Returns:
            The ids of the rows in the same order, and the way back.

        Raises:
            KitError: with everything that is wrong; nothing is written then.

        Example:
            >>> import advocacy_kit as ak
            >>> ws = ak.open_workspace()
            >>> receipt = ws.apply([ak.Change("wins", {"date": "2026-09-29", "win": "Closed the last open claim"})])
            >>> receipt.ids
            ('w-2026-09-29-1',)
            >>> receipt.undo()
        """
        changes = tuple(changes)
        self._frozen = None
        files = [self._file(change.table) for change in changes]
        seen = [
            file.known_record(change.key) if change.key else None for file, change in zip(files, changes, strict=True)
        ]
        with store.locked(self.path):
            writings: dict[str, Writing] = {}
            ids: list[str] = []
            wrong: list[Issue] = []
            for place, (change, known) in enumerate(zip(changes, seen, strict=True)):
                if change.table not in writings:
                    writings[change.table] = self._files[change.table].writing()
                try:
                    ids.append(writings[change.table].make(change, known, ids))
                except KitError as error:
                    wrong += error.issues if len(changes) == 1 else [_of_row(issue, place) for issue in error.issues]
                    ids.append("")
            if wrong:
                raise KitError(wrong)
            return Receipt(tuple(ids), self._committed(writings), self._take_back)

    def _committed(self, writings: Mapping[str, Writing]) -> Mapping[str, str]:
        """Write every table, and return their versions; where one cannot be written, the others are restored."""
        versions: dict[str, str] = {}
        for table, writing in writings.items():
            try:
                versions[table] = writing.commit()
            except KitError:
                for done, version in reversed(versions.items()):
                    self._files[done].take_back(version)()
                raise
        return MappingProxyType(versions)

    def _take_back(self, versions: Mapping[str, str]) -> None:
        """Undo one apply in all its tables, or refuse in all."""
        with store.locked(self.path):
            restores = [self._files[table].take_back(version) for table, version in versions.items()]
            for restore in restores:
                restore()
        self._frozen = None

    def version(self, table: str) -> str:
        """Return what tells a table's file, as it was last read or written here, from every other state of it."""
        return self._file(table).version

    def undo(self, table: str, version: str = "") -> None:
        """Take the last write to a table back, also one of another process.

        Args:
            table: such as "wins".
            version: `version` right after the write that is meant, so that no other is taken back in its place.

        Raises:
            KitError: if the file has moved on by other means.
        """
        self._file(table).undo(version)
        self._frozen = None

    def add_column(self, table: str, column: str) -> None:
        """Add a declared column to a file that lacks it: the one explicit change of a whole table, backed up.

        Raises:
            KitError: if the file has it already, or the table does not declare it.
        """
        self._file(table).add_column(column)
        self._frozen = None

    def recode(self, name: str, encoding: str) -> None:
        """Write a table, or the inbox, anew as UTF-8, read in an encoding that is named, such as "cp1252".

        The old bytes are backed up; `undo` brings a table's back.

        Raises:
            KitError: if there is no such encoding, or the file does not need it.
        """
        if name == "inbox":
            recode_inbox(self.path, encoding)
        else:
            self._file(name).recode(encoding)
        self._frozen = None

    def _file(self, name: str) -> TableFile:
        if name not in self._files:
            near = difflib.get_close_matches(name, TABLES, 1)
            raise KitError.of(
                "K029",
                f"there is no table {name!r}",
                f"Did you mean {near[0]}?" if near else f"Tables: {', '.join(TABLES)}.",
            )
        return self._files[name]

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Everything that is wrong in the profile, in every table and in the inbox, at once."""
        return self.records.issues

    @property
    def records(self) -> Records:
        """The frozen records that every pure function takes."""
        if self._frozen is None:
            frames = {name: self.table(name) for name in TABLES}
            evidence, outside = self._evidence(frames)
            issues = tuple(issue for file in self._files.values() for issue in file.issues)
            self._frozen = Records(
                frames, self.profile, self.today, self._profile_issues + issues + outside + self._kept_back, evidence
            )
        return self._frozen

    def check(self) -> tuple[Issue, ...]:
        """Return `issues` and what is wrong between tables.

        Unknown ids, dates out of order, evidence that leads nowhere, unreadable questions, copies.
        """
        records = self.records
        between = [self._pointed(doubt) for doubt in doubts(records)]
        alone = () if self.is_demo else exposed(self.path)
        return (*records.issues, *between, *self._questions()[1], *_conflicted(self.path), *alone)

    def _pointed(self, doubt: Doubt) -> Issue:
        file = self._files[doubt.table]
        place = line = column = 0
        excerpt = ""
        parsed = file.parsed
        if parsed is not None and doubt.column in parsed.columns:
            record = next(record for record in parsed.records if record.line == doubt.line)
            place = parsed.columns[doubt.column]
            line, column, excerpt = cell_place(parsed.data, record, place, file.table.bears_pay)
        return Issue(
            file.table.file, line or doubt.line, column, doubt.code, "warning", doubt.message, excerpt, doubt.fix
        )

    def _evidence(self, frames: Mapping[str, pd.DataFrame]) -> tuple[dict[str, bool], tuple[Issue, ...]]:
        """Say of each piece of evidence whether it leads somewhere: links are believed, files are looked for."""
        status: dict[str, bool] = {}
        issues = []
        for table in ("wins", "outcomes", "causes"):
            for line, cell in frames[table]["evidence"].dropna().items():
                for item in split_list(cell):
                    far = outside(item)
                    # os.path: a sentence in this cell is no file's name, and pathlib raises where it is too long for
                    # one
                    status[item] = is_link(item) or (not far and os.path.isfile(self.path / item))  # noqa: PTH113
                    if far:
                        issues.append(outside_issue(item, TABLES[table].file, int(str(line))))
        return status, tuple(issues)

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions of the employer's review form.

        The lines of questions.txt without blank ones and those that begin with "# ".

        Raises:
            KitError: if the file is there and cannot be read as UTF-8.
        """
        lines, issues = self._questions()
        if issues:
            raise KitError(issues)
        return tuple(
            line.strip() for line in lines if line.strip() and not (line.startswith("# ") or line.strip() == "#")
        )

    def _questions(self) -> tuple[list[str], tuple[Issue, ...]]:
        """Return the lines of questions.txt and what is wrong with the file."""
        try:
            return (self.path / QUESTIONS).read_bytes().decode("utf-8-sig").splitlines(), ()
        except FileNotFoundError:
            return [], ()
        except OSError as error:
            what, fix = (
                f"the file {QUESTIONS} cannot be read: {error.strerror}",
                "Check that it is a file that you may read.",
            )
        except UnicodeDecodeError:
            what, fix = f"the file {QUESTIONS} is not UTF-8 text", "Save it as UTF-8, a question a line."
        return [], (Issue(QUESTIONS, 0, 0, "K094", "error", what, fix=fix),)

    def market_sources(self) -> tuple[Path, ...]:
        """Return the sources for `load_market(*…)`.

        The shipped OEWS, what `market add` kept, and the own market.csv and published.csv.
        """
        kept = sorted(path for path in (self.path / "market").glob("*.parquet") if path.is_file())
        typed = (self.path / TABLES[name].file for name in ("market", "published"))
        return (asset("data", "market", "oews.parquet"), *kept, *(path for path in typed if path.is_file()))


def _of_row(issue: Issue, place: int) -> Issue:
    """Return an issue of one change among several, told by its row in the list."""
    return replace(issue, message=f"row {place + 1} of what was given: {issue.message}")


def _conflicted(folder: Path) -> list[Issue]:
    """Name the copies that a sync tool left of a table, the inbox, the profile, and the other texts."""
    own = {Path(name).stem.casefold(): name for name in (*(t.file for t in TABLES.values()), *_OWN_TEXTS)}
    found = []
    for path in sorted(folder.iterdir()):
        match = _COPY.fullmatch(unicodedata.normalize("NFC", path.stem))
        name = own.get(match["of"].casefold()) if match else None
        if name is None or path.suffix.casefold() != Path(name).suffix or path.name == name or not path.is_file():
            continue
        what = "rows" if name.endswith(".csv") else "lines"
        fix = f"Move the {what} that {name} lacks into it, then delete the copy."
        message = f"a sync tool left this copy of {name}; only {name} is read"
        found.append(Issue(path.name, 0, 0, "K033", "warning", message, fix=fix))
    return found


def open_workspace(path: str | os.PathLike[str] | None = None, *, today: date | None = None) -> Workspace:
    """Open a workspace folder.

    Args:
        path: the folder; without it the one named by ADVOCACY_KIT_WORKSPACE, else the nearest parent folder with a
            profile.toml, else the demo. The demo always opens as a private temporary copy.
        today: the day that counts as today; without it the profile's `as_of`, else the clock.

    Returns:
        The workspace; the inbox is taken in when it is opened.

    Raises:
        KitError: K001 if the folder does not exist. What is wrong inside the tables is data: `Workspace.issues`.

    Example:
        >>> import advocacy_kit as ak
        >>> ws = ak.open_workspace()
        >>> ws
        <Workspace demo>
        >>> ws["wins"]["date"].dtype
        dtype('<M8[us]')

    """
    chosen = Path(path) if path is not None else _found()
    demo = asset("data", "demo")
    if chosen is None or chosen.resolve() == demo.resolve():
        return _private_copy(demo, today)
    if not os.path.isdir(chosen):  # noqa: PTH112 - pathlib raises where there is no way there, or the name is too long
        what = "is a file, not a folder" if os.path.exists(chosen) else "does not exist"  # noqa: PTH110
        raise KitError.of(
            "K001", f"the folder {chosen} {what}", "Name the folder that holds your profile.toml and wins.csv."
        )
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
    folder = Path(tempfile.mkdtemp(prefix=store.copy_prefix("demo")))  # mkdtemp gives mode 0700
    shutil.copytree(demo, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
    folder.chmod(0o700)
    workspace = Workspace(folder, today=today)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # its paths may outlive the workspace
    return workspace
