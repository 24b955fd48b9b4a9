"""`advocacy-kit market add`: a downloaded file becomes a Parquet of the workspace, whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shlex
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from advocacy_kit.core import store
from advocacy_kit.core.assets import asset
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.read_limits import check_file
from advocacy_kit.core.tables import TABLES
from advocacy_kit.market.oews import NATION, area_code, no_cells, occupation_code, read_oews, release_year, survivors
from advocacy_kit.market.oews_files import (
    ALIASES,
    UNPACK,
    Columns,
    Official,
    Progress,
    is_workbook,
    is_zip,
    read_official,
    tables_in,
    unpack,
)
from advocacy_kit.market.readers.workbook import to_parquet
from advocacy_kit.market.shape import Gathered, known_of, write_gathered
from advocacy_kit.workspace.workspace import DEMO_MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from advocacy_kit.market.readers.groups import Groups
    from advocacy_kit.market.readers.proposal import Proposal

FOLDER = "market"
MOST_JOBS = 5  # occupations of a file whose pay is held against the official one
KEPT = tuple(
    name for name in ALIASES if name not in ("NAICS", "OWN_CODE", "YEAR")
)  # what is left is of all industries and owners


@dataclass(frozen=True)
class Wish:
    """What the user says of a file that is not known: columns and constants by the shape's names, and a name for it."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


NOTHING_SAID = Wish()


def _ignore(*_: object) -> None:
    return


def _refuse(_: str) -> bool:
    return False


def add_release(
    workspace: Path,
    file: Path,
    wish: Wish = NOTHING_SAID,
    *,
    progress: Progress = _ignore,
    tell: Callable[[str], None] = _ignore,
    confirm: Callable[[str], bool] = _refuse,
) -> Path:
    """Keep a downloaded file as Parquet in the workspace's folder `market`, and return where.

    A release of OEWS is reduced to its cells of all industries; areas of the same release that are there already and
    that the new file does not have stay. Everything else goes through the readers of surveys.

    Args:
        workspace: the folder of the workspace.
        file: OEWS of any year and format, or a survey.
        wish: how the columns of an unknown file are to be read.
        progress: called with rows read and rows in all.
        tell: called with sentences on what was kept and replaced.
        confirm: asked with a proposal of how the columns of an unknown file are meant; true accepts it.

    Raises:
        KitError: if the file cannot be read or kept; the workspace is as it was then.

    """
    if (workspace / DEMO_MARK).is_file():
        raise KitError.of(
            "K039", "the demo keeps nothing", "Make a workspace first: advocacy-kit new DIR, then name DIR."
        )
    check_file(file)
    folder = workspace / FOLDER

    def tell_plainly(words: str) -> None:
        tell(printable(words))

    with _written(folder), store.locked(workspace, FOLDER):
        folder.mkdir(mode=0o700, exist_ok=True)
        for orphan in folder.glob(f"{store.TEMPORARY}*"):  # of a command that was killed: nobody else holds the lock
            shutil.rmtree(orphan, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=store.TEMPORARY, suffix=".tmp", dir=folder) as private:
            scratch = Path(private)
            made = scratch / "made.parquet"
            table = _converted(file, scratch, progress)
            official = None if wish.columns else read_official(table, progress=progress, scratch=scratch)
            if official is not None:
                target = _keep_official(official, file.name, folder, made, progress, tell_plainly)
            else:
                table = _only_table(table, file.name, scratch, progress)
                groups = None if wish.columns else _groups(table, file)
                if groups is not None:
                    return _keep_groups(groups, workspace, tell_plainly)
                target = _keep_survey(_gathered(table, file, wish, confirm), wish, folder, made, progress, tell_plainly)
            _put(made, target)
    return target


def _converted(file: Path, scratch: Path, progress: Progress) -> Path:
    """Return the Parquet of a workbook, which is converted once; any other file is returned as it is."""
    if not is_workbook(file):
        return file
    target = scratch / f"{file.stem}.parquet"
    to_parquet(file, target, progress=progress)
    return target


def _only_table(table: Path, name: str, scratch: Path, progress: Progress) -> Path:
    """Return the one table of a zip, unpacked; any other file is returned as it is.

    Raises:
        KitError: if the zip holds several.

    """
    parts = tables_in(table) if is_zip(table) else []
    if len(parts) > 1:
        names = ", ".join(part.filename for part in parts[:10])
        raise KitError.of(
            "K054", f"{name} holds {len(parts)} tables: {names}", f"{UNPACK} Which do you mean?", file=name
        )
    return _converted(unpack(table, parts[0], scratch), scratch, progress) if parts else table


def _groups(table: Path, file: Path) -> Groups | None:
    from advocacy_kit.market.readers.groups import read_groups
    from advocacy_kit.market.readers.raw import open_table

    try:
        with _speaking_of(file, table):
            return read_groups(open_table(table))
    except KitError as error:
        if error.issues[0].code == "K054":  # what cannot be read at all is said further on
            return None
        raise


def _keep_groups(groups: Groups, workspace: Path, tell: Callable[[str], None]) -> Path:
    """Append the rows of a table of groups to published.csv; rows that are there already stay as they are."""
    from advocacy_kit.workspace.workspace import Workspace

    own = Workspace(workspace)
    keys = ["source", "occupation", "area", "date"]
    frame = groups.frame.assign(date=pd.to_datetime(groups.frame["date"]).dt.date.astype("str"))
    kept = own.table("published").assign(date=lambda rows: rows["date"].dt.date.astype("str"))
    there = set(kept.reindex(columns=keys).astype("str").fillna("").itertuples(index=False, name=None))
    rows = frame.reindex(columns=keys).astype("str").fillna("").itertuples(index=False, name=None)
    new = frame[[row not in there for row in rows]]
    if len(new):
        own.add("published", new)
    lost = "; ".join(f"{count:,} {reason}" for reason, count in groups.dropped)
    again = f" {len(frame) - len(new):,} were there already." if len(new) < len(frame) else ""
    tell(
        f"Kept {len(new):,} of {groups.rows_read:,} rows of {groups.name} in published.csv."
        + (f" Left out: {lost}." if lost else "")
        + again
    )
    return workspace / TABLES["published"].file


def _keep_official(
    official: Official, name: str, folder: Path, made: Path, progress: Progress, tell: Callable[[str], None]
) -> Path:
    year = release_year(official, name)
    target = folder / f"oews_may{year}.parquet"
    table, dropped = reduced(official)
    if not len(table):
        raise no_cells(name, dropped)
    progress(len(official.table), len(official.table))
    if target.exists():
        tell(f"OEWS May {year} was there already; {name} takes its place.")
        old = _readable(target)
        rest = None if old is None else _other_areas(old.table, table)
        if old is not None and rest is not None and len(rest):
            kept = len(rest["AREA"].unique())
            tell(f"{kept:,} areas that {name} does not have stay as they were.")
            both = Official(pa.concat_tables([table, rest], promote_options="default").unify_dictionaries(), "")
            table, _ = reduced(both)
            dropped = tuple((Counter(dict(dropped)) + Counter(dict(old.dropped))).items())
            name = name if name == old.origin else f"{name}, {old.origin}"
    known = {"release": f"May {year}", "dropped": json.dumps(dropped), "origin": name}
    pq.write_table(table.replace_schema_metadata(known), made, compression="zstd", compression_level=9)
    found = read_official(made)
    if found is None or len(found.table) != len(table):  # what cannot be read takes no other file's place
        raise KitError.of(
            "K045", f"what was made of {name} would not be read back", "Nothing was written; please report this."
        )
    lost = "; ".join(f"{count:,} {reason}" for reason, count in found.dropped)
    tell(f"Kept {len(table):,} cells of OEWS May {year}." + (f" Left out: {lost}." if lost else ""))
    return target


def reduced(official: Official) -> tuple[pa.Table, tuple[tuple[str, int], ...]]:
    """Return the rows and columns that are read, as texts with their markers, sorted; and what was left out."""
    get = Columns(official.table)
    rows, dropped = survivors(official, get)
    table = official.table.take(pa.array(rows)).select([name for name in KEPT if name in official.table.column_names])
    for name, clean, default in (("OCC_CODE", occupation_code, ""), ("AREA", area_code, NATION)):
        places, codes = get.codes(name, rows, clean, default)
        column = pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(codes, pa.string()))
        there = table.column_names.index(name) if name in table.column_names else None
        table = table.append_column(name, column) if there is None else table.set_column(there, name, column)
    return table, dropped


def _readable(path: Path) -> Official | None:
    try:
        return read_official(path)
    except KitError:
        return None


def _other_areas(old: pa.Table, new: pa.Table) -> pa.Table:
    known = set(new["AREA"].unique().to_pylist())
    return old.filter(pa.array([area not in known for area in old["AREA"].to_pylist()], pa.bool_()))


def _gathered(table: Path, file: Path, wish: Wish, confirm: Callable[[str], bool]) -> Gathered:
    """Return the rows of a survey: by its reader, by what the user says, or by a proposal that the user accepts."""
    from advocacy_kit.market.readers import read_survey, recognised
    from advocacy_kit.market.readers.mapping import read_mapped
    from advocacy_kit.market.readers.raw import open_table

    name = wish.name or file.stem
    with _speaking_of(file, table):
        if _says_pay(wish.columns) and "country" in {*wish.columns, *wish.constants}:
            gathered = read_mapped(table, wish.columns, wish.constants, name=name)
        else:
            try:
                gathered = read_survey(table)
            except KitError as error:
                if error.issues[0].code != "K065":
                    raise
                gathered = _by_proposal(error, table, file, wish, confirm)
    if not len(gathered.frame):
        raise _nothing_kept(gathered, file.name)
    preset = recognised(open_table(table).columns)
    if preset and gathered.publisher != preset.publisher:  # mapped by hand, and still the same people's answers
        gathered = replace(gathered, opt_in=preset.opt_in, family=preset.family)
    return replace(gathered, origin=file.name)


def _by_proposal(error: KitError, table: Path, file: Path, wish: Wish, confirm: Callable[[str], bool]) -> Gathered:
    """Read an unknown file as it is proposed, with what the user says of it, where the user accepts that.

    Raises:
        KitError: the refusal, with a command that keeps what was understood, where something is missing or in question.
    """
    from advocacy_kit.market.readers.mapping import propose, read_mapped
    from advocacy_kit.market.readers.raw import open_table

    proposal = propose(open_table(table))
    proposed = {own: name for own, name in proposal.columns.items() if own not in wish.constants}
    columns = {**proposed, **wish.columns}
    constants = {**{own: text for own, text in proposal.constants.items() if own not in columns}, **wish.constants}
    told = ", ".join(f"{own}={text}" for own, text in {**wish.columns, **wish.constants}.items())
    shown = error.issues[0].message.replace(table.name, file.name) + (f"\nWith what you say: {told}" if told else "")
    said = {"column": wish.columns, "set": {**proposal.constants, **wish.constants}}
    whole = _says_pay(columns) and "country" in {*columns, *constants}
    in_question = proposal.questions if not _says_pay(wish.columns) else ()
    if not whole or in_question or not confirm(printable(shown)):
        raise _remedy(error, file, said, proposal) from error
    gathered = read_mapped(table, columns, constants, name=wish.name or file.stem)
    if question := _far_from_market(gathered.frame):
        refusal = _remedy(error, file, said, replace(proposal, questions=(question,)))
        asked = f". Before it can be kept: {question}"
        raise KitError(replace(issue, message=issue.message + asked) for issue in refusal.issues) from error
    return gathered


def _nothing_kept(gathered: Gathered, name: str) -> KitError:
    """Return the refusal of a file from which no row would be kept."""
    lost = "; ".join(f"{count:,} {reason}" for reason, count in gathered.dropped) or "it has none"
    fix = "Look at the columns: --column pay=… --set country=… say what they mean."
    return KitError.of("K054", f"no row of {name} can be kept ({lost})", fix, file=name)


def _far_from_market(frame: pd.DataFrame) -> str:
    """Return the question about pay that lies outside half to twice the official median of its occupation."""
    years = frame["per"].fillna("year").eq("year") if "per" in frame else pd.Series(True, index=frame.index)
    here = years & frame["country"].eq("US")
    if "occupation" not in frame or not here.any():
        return ""
    oews = read_oews(asset("data", "market", "oews.parquet"))
    codes = frame.loc[here, "occupation"].map(occupation_code, na_action="ignore").dropna()
    for code in codes.value_counts().index[:MOST_JOBS]:
        with contextlib.suppress(KitError):  # printed by the hour only, or as a floor
            cell = oews.cell(code, NATION)
            middle = cell.percentiles.quantile(0.5) if cell is not None and cell.usable else 0.0
            if middle and not middle / 2 <= frame.loc[codes.index[codes == code], "pay"].median() <= 2 * middle:
                return (
                    f"half of the pay of {cell.title if cell else code} lies outside half to twice what OEWS prints as"
                    " the median: which column is pay, and is it by the hour, the month or the year (--set per=…)?"
                )
    return ""


def _says_pay(columns: Mapping[str, str]) -> bool:
    return "pay" in columns or {"low", "high"} <= set(columns)


def _remedy(error: KitError, file: Path, said: Mapping[str, Mapping[str, str]], proposal: Proposal) -> KitError:
    """Return the refusal of an unknown file with a command that keeps what was understood and said."""
    known = [f"--{flag} {own}={_quoted(text)}" for flag, pairs in said.items() for own, text in pairs.items()]
    known += [
        f"--column {own}={_quoted(text)}"
        for own, text in proposal.columns.items()
        if own not in said["column"] and own not in said["set"]
    ]
    lacking = [own for own in proposal.missing if own not in said["column"] and own not in said["set"]]
    known += ["--column pay=…" if own == "pay" else f"--set {own}=…" for own in lacking]
    accept = "" if lacking or proposal.questions else "; or accept it with --yes"
    fix = f"Say how it is meant: advocacy-kit market add {_quoted(file.name)} {' '.join(known)}{accept}."
    return KitError(replace(issue, fix=printable(fix)) for issue in error.issues)


def _quoted(text: str) -> str:
    return shlex.quote(text) if text.isascii() else f'"{text}"'


@contextlib.contextmanager
def _speaking_of(file: Path, table: Path) -> Iterator[None]:
    """Let errors name the file that the user gave, not what was made of it."""
    try:
        yield
    except KitError as error:
        raise KitError(_spoken(issue, file, table) for issue in error.issues) from error


def _spoken(issue: Issue, file: Path, table: Path) -> Issue:
    message, _, more = issue.message.replace(table.name, file.name).partition("\n")  # an error's message is one line
    fix = issue.fix
    if issue.code == "K066":
        fix = f"{fix} Here: --column pay=…, --set country=…, --set decimal=…"
    return replace(issue, file=file.name, message=message, excerpt=printable(more) or issue.excerpt, fix=fix)


def printable(text: str) -> str:
    """Return lines without the signs that a terminal would obey."""
    return "\n".join("".join(sign if sign.isprintable() else "·" for sign in line) for line in text.split("\n"))


def _printable_issue(issue: Issue) -> Issue:
    file, message, excerpt, fix = map(printable, (issue.file, issue.message, issue.excerpt or "", issue.fix))
    return replace(issue, file=file, message=message, excerpt=excerpt or issue.excerpt, fix=fix)


def _keep_survey(
    gathered: Gathered, wish: Wish, folder: Path, made: Path, progress: Progress, tell: Callable[[str], None]
) -> Path:
    name = re.sub(r"[^a-z0-9]+", "_", (wish.name or gathered.name).lower()).strip("_") or "survey"
    target = folder / f"{name}.parquet"
    progress(gathered.rows_read, gathered.rows_read)
    if target.exists():
        old = known_of(target) if _is_parquet(target) else None
        if old is None or old.name != gathered.name:
            fix = "Give this one another name with --name, or delete that file."
            raise KitError.of(
                "K069", f"market/{target.name} is there already and is not {gathered.name}", fix, file=target.name
            )
        tell(f"{gathered.name} was there already; {gathered.origin} takes its place.")
    write_gathered(gathered, made)
    lost = "; ".join(f"{count:,} {reason}" for reason, count in gathered.dropped)
    tell(
        f"Kept {len(gathered.frame):,} of {gathered.rows_read:,} rows of {gathered.name}."
        + (f" Left out: {lost}." if lost else "")
    )
    return target


def _is_parquet(path: Path) -> bool:
    try:
        pq.read_schema(path)
    except (OSError, ValueError, pa.ArrowException):
        return False
    return True


def _put(made: Path, target: Path) -> None:
    """Move a finished file to its place: synced, for its owner alone, whole."""
    made.chmod(0o600)
    with made.open("rb+") as stream:
        os.fsync(stream.fileno())
    made.replace(target)
    if os.name != "nt":  # folders cannot be opened there
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _written(folder: Path) -> Iterator[None]:
    try:
        yield
    except KitError as error:  # names of files and of their columns may hold what a terminal obeys
        raise KitError(_printable_issue(issue) for issue in error.issues) from error
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            message, fix = f"the folder {folder} cannot be written to", "Make it writable, or open a copy of it."
            raise KitError.of("K043", message, fix) from None
        message = (
            "no room left to write"
            if error.errno in (errno.ENOSPC, errno.EFBIG)
            else f"writing failed: {error.strerror}"
        )
        raise KitError.of(
            "K042", f"{message} in {folder}", "Free some space and try again; nothing was changed."
        ) from None
