"""One table of a workspace on the disk: what is known of it, and edits under the folder's lock."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from datetime import date
from pathlib import Path

import pandas as pd

from advocacy_kit.core import store
from advocacy_kit.core.changes import Change, IdOf
from advocacy_kit.core.encodings import is_utf8, recoded, utf16_text
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.records import Parsed, Record, parse_csv, parse_tail
from advocacy_kit.core.schema import Table
from advocacy_kit.core.splice import appended, edited, removed, row_cells, with_column
from advocacy_kit.core.values import cell_issues, derived_id, to_frame


@dataclass(frozen=True)
class _Seen:
    """A record as the user last saw it, its occurrence among equal ones, and all that was known of the file then."""

    raw: bytes = field(repr=False)
    times: int
    state: tuple[Parsed | None, pd.DataFrame | None, tuple[Issue, ...] | None] = field(repr=False)


class TableFile:
    """A table's file. It is read when first asked for; a write looks at the disk again, under the lock.

    Args:
        folder: the workspace.
        table: its declaration.
        today: dates after it are warned about.
        locale: how numbers may be written, or None.
    """

    def __init__(self, folder: Path, table: Table, *, today: date, locale: str | None) -> None:
        self.path = folder / table.file
        self._folder, self.table, self._today, self.locale = folder, table, today, locale
        self._parsed: Parsed | None = None
        self._frame: pd.DataFrame | None = None
        self._issues: tuple[Issue, ...] | None = None

    @property
    def frame(self) -> pd.DataFrame:
        """The good records as a frame."""
        self._load()
        assert self._frame is not None
        return self._frame

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is wrong in the file."""
        self._load()
        return self._issues or ()

    @property
    def parsed(self) -> Parsed | None:
        """The records as they were last read; None where there is no file."""
        self._load()
        return self._parsed

    def forget(self) -> None:
        """Read the file anew when next asked."""
        self._parsed = self._frame = self._issues = None

    def add(self, values: Mapping[str, object]) -> str:
        """Append a record and return its id; a record that others appended meanwhile stays.

        Raises:
            KitError: with every reason, nothing written.
        """
        return self._changed_alone(lambda writing: writing.add(values))

    def edit(self, key: str, changes: Mapping[str, object]) -> str:
        """Replace some cells of one record and return its id (a new one where ids are derived).

        Raises:
            KitError: if there is no such record, or it changed on the disk meanwhile; nothing is written.
        """
        known = self.known_record(key)
        return self._changed_alone(lambda writing: writing.edit(key, changes, known))

    def delete(self, key: str) -> None:
        """Remove one record.

        Raises:
            KitError: if there is no such record, or it changed on the disk meanwhile; nothing is written.
        """
        known = self.known_record(key)
        self._changed_alone(lambda writing: writing.delete(key, known))

    def _changed_alone(self, change: Callable[[Writing], str]) -> str:
        with store.locked(self._folder):
            writing = self.writing()
            key = change(writing)
            writing.commit()
        return key

    def writing(self) -> Writing:
        """Return the file as it is now, ready for changes that are committed together; the caller holds the lock.

        Raises:
            KitError: if the file has errors.
        """
        return Writing(self, self._for_writing())

    @property
    def version(self) -> str:
        """What tells the file, as it was last read or written here, from every other state of it."""
        return self._parsed.digest if self._parsed is not None else ""

    def undo(self, version: str = "") -> None:
        """Take the last write back, also one of another process; with a `version` only the write that led to it.

        Raises:
            KitError: if no backup leads to the file as it is: nothing was written, or it was changed by others.
        """
        with store.locked(self._folder):
            self.take_back(version)()

    def take_back(self, version: str = "") -> Callable[[], None]:
        """Return how the last write is taken back, after looking whether it can be; the caller holds the lock.

        Raises:
            KitError: as `undo`.
        """
        try:
            now = self.path.read_bytes()
        except OSError:
            raise self.error("K001", "the file is missing", "Restore it from .advocacy/backups.") from None
        digest = store.digest(now)
        found = store.before(self._folder, self.table.name, digest) if version in ("", digest) else None
        if found is None:
            message = "there is nothing to undo: no backup leads to the file as it is now"
            raise self.error(
                "K047", message, "It was changed by other means since; older versions lie in .advocacy/backups."
            )
        backup, earlier = found

        def restore() -> None:
            store.back_up(self._folder, self.table.name, now, (digest, store.digest(earlier)), undone=True)
            store.replace(self.path, earlier)
            with contextlib.suppress(OSError):
                # Its bytes are the file's again; were it kept, a later undo could come back here and go no further.
                backup.unlink()
            self.forget()

        return restore

    def add_column(self, name: str) -> None:
        """Add one column at the right of the header and of every record; a new id column is filled.

        Raises:
            KitError: if the file has the column, or the table does not declare it, or records have faults.
        """
        if self.table.column(name) is None:
            raise self.error("K027", f"there is no column {name}", f"Columns are: {', '.join(self.table.names)}.")
        with store.locked(self._folder):
            parsed = self._for_writing()
            if name in parsed.columns:
                raise self.error("K027", f"the file has a column {name} already", "Nothing needs to be done.")
            if any(issue.code == "K011" for issue in parsed.issues):
                raise self.error(
                    "K011", "records have empty cells behind the last column", "Remove the trailing commas first."
                )
            fill = self._new_ids(parsed) if name == "id" else [""] * len(parsed.records)
            data = with_column(parsed, name, fill)
            expected = [(*record.cells, cell) for record, cell in zip(parsed.records, fill, strict=True)]
            self.write(parsed, self.verified(data, expected))

    def recode(self, encoding: str) -> None:
        """Write the file anew as UTF-8, read in an encoding that the user named; `undo` brings the old bytes back.

        Raises:
            KitError: if there is no such encoding, or the file does not need it.
        """
        with store.locked(self._folder):
            try:
                data = self.path.read_bytes()
            except OSError as error:
                raise self._unreadable(error) from None
            if is_utf8(data) and utf16_text(data) is None:
                raise self.error("K004", "the file is UTF-8 as it is", "Nothing needs to be done.")
            text = recoded(data, encoding, self.path.name)
            store.back_up(self._folder, self.table.name, data, (store.digest(data), store.digest(text)))
            store.replace(self.path, text)
            self.forget()

    def _load(self) -> None:
        """Read the file, unless it is known."""
        if self._frame is not None:
            return
        if self._parsed is None:
            try:
                self._parsed = parse_csv(self.path.read_bytes(), self.table)
            except FileNotFoundError:
                self._frame, self._issues = self.table.empty(), self._missing()
                return
            except OSError as error:
                self._frame, self._issues = self.table.empty(), self._unreadable(error).issues
                return
        self._frame, self._issues = self._read_values(self._parsed)

    def _read_values(self, parsed: Parsed) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
        if not parsed.header:
            return self.table.empty(), parsed.issues
        frame, issues = to_frame(parsed, self.table, today=self._today, locale=self.locale)
        return frame, tuple(sorted(parsed.issues + issues, key=lambda issue: (issue.line, issue.column)))

    def _missing(self) -> tuple[Issue, ...]:
        if self.table.name != "wins":  # every other table may be absent
            return ()
        fix = f"Create it with the header {','.join(self.table.names[:3])},… or restore it from a backup."
        return self.error("K001", "the file is missing", fix).issues

    def _for_writing(self) -> Parsed:
        """Return the file as it is now; of known bytes only what follows them is parsed. Refuse a file with errors."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            data = (",".join(self.table.names) + "\n").encode("utf-8")  # the first record makes the file
        except OSError as error:
            raise self._unreadable(error) from None
        known = self._parsed
        if known is not None and known.header and self._issues is not None and data.startswith(known.data):
            if len(data) > len(known.data):
                self._parsed = parse_tail(known, data, self.table)
                tail = replaced(self._parsed, records=self._parsed.records[len(known.records) :])
                self._issues = (
                    *self._issues,
                    *self._parsed.issues[len(known.issues) :],
                    *self._read_values(replaced(tail, issues=()))[1],
                )
                self._frame = None
        else:
            self._parsed = parse_csv(data, self.table)
            self._frame, self._issues = self._read_values(self._parsed)
        errors = [issue for issue in self._issues if issue.severity == "error"]
        if errors:
            raise KitError(errors)
        assert self._parsed is not None
        return self._parsed

    def check(self, parsed: Parsed, data: bytes, record: Record, *, named: bool) -> None:
        """Refuse a record whose values cannot be read, or whose id, where it is `named`, another record has."""
        trial = replaced(parsed, data=data, records=(record,), issues=())
        issues = cell_issues(trial, self.table, today=self._today, locale=self.locale)
        errors = [issue for issue in issues if issue.severity == "error"]
        if named and (key := record.cells[place := parsed.columns["id"]].strip()):
            same = [other for other, cell in parsed.cells_with(key, place) if cell == key]
            if any(other.start != record.start for other in same):
                errors += self.error("K025", f"the id {key} is taken", "Leave it blank, and one is made.").issues
        if errors:
            raise KitError(errors)

    def verified(self, data: bytes, expected: list[tuple[str, ...]]) -> Parsed:
        """Read back what is about to be written: no record but the one that was meant may differ."""
        parsed = parse_csv(data, self.table)
        if [record.cells for record in parsed.records] != expected:
            raise self.error("K045", "the edit would change other records", "Nothing was written; please report this.")
        return parsed

    def write(self, before: Parsed, after: Parsed) -> None:
        """Replace the file, keeping a backup; the caller holds the lock.

        Raises:
            KitError: if it cannot be written; the file is as it was then.
        """
        store.back_up(self._folder, self.table.name, before.data, (before.digest, after.digest))
        store.replace(self.path, after.data)
        self._parsed, self._frame = after, None
        if not after.data.startswith(before.data):
            self._issues = None  # lines have moved

    def known_record(self, key: str) -> _Seen:
        """Return the record as the user last saw it."""
        frame = self.frame
        lines = (
            frame.index[frame["id"] == key] if self.table.column("id") else frame.index[frame.index.astype(str) == key]
        )
        parsed = self._parsed
        if parsed is None or len(lines) == 0:
            raise self.error("K048", f"there is no record {key}", "Look its id up in the table.")
        record = next(record for record in parsed.records if record.line == lines[0])
        return _Seen(parsed.raw(record), parsed.times(record), (parsed, self._frame, self._issues))

    def same_record(self, parsed: Parsed, key: str, known: _Seen) -> Record:
        """Return the record in the file as it is now, if it is still what the user saw."""
        same = parsed.equal_to(known.raw)
        if len(same) < known.times:
            self._parsed, self._frame, self._issues = (
                known.state
            )  # a second try is refused too: the user has not seen the change yet
            raise self.error(
                "K046",
                f"the record {key} changed on disk since it was read",
                "Reload the workspace, then edit it again.",
            )
        return same[known.times - 1]

    def id_of(self, parsed: Parsed, record: Record) -> str:
        """Return the id of a record just written; its line, in a table without ids."""
        if self.table.column("id") is None:
            return str(record.line)
        if "id" in parsed.columns and (key := record.cells[parsed.columns["id"]].strip()):
            return key
        return derived_id(parsed.raw(record), parsed.times(record))

    def next_id(self, parsed: Parsed, day: str) -> str:
        """Return a readable id that is free: w-2026-10-01-2, g-3."""
        stem, place = self._stem(day), parsed.columns["id"]
        numbers = [key.removeprefix(stem) for _, key in parsed.cells_with(stem, place)]
        return f"{stem}{1 + max((int(number) for number in numbers if number.isdecimal()), default=0)}"

    def _new_ids(self, parsed: Parsed) -> list[str]:
        """Return readable ids for all records of a file that has none."""
        place, counts, ids = parsed.columns.get("date"), dict[str, int](), []
        for record in parsed.records:
            stem = self._stem(record.cells[place] if place is not None else "")
            counts[stem] = counts.get(stem, 0) + 1
            ids.append(f"{stem}{counts[stem]}")
        return ids

    def _stem(self, day: str) -> str:
        return f"{self.table.prefix}-{day}-" if day else f"{self.table.prefix}-"

    def _unreadable(self, error: OSError) -> KitError:
        return self.error("K001", f"cannot be read: {error.strerror}", "Check that it is a file that you may read.")

    def error(self, code: str, message: str, fix: str) -> KitError:
        return KitError(Issue(self.table.file, 0, 0, code, "error", message, fix=fix))


class Writing:
    """Changes of one table, made in memory and written together.

    Each change is checked and read back before the next; nothing is on the disk before `commit`.
    """

    def __init__(self, file: TableFile, parsed: Parsed) -> None:
        self._file, self._before, self._parsed = file, parsed, parsed

    def make(self, change: Change, known: _Seen | None, ids: Sequence[str]) -> str:
        """Make a change and return the id of its row.

        Args:
            change: what to do.
            known: the record as the user saw it, where one is changed or deleted.
            ids: those of the changes before it, to which an `IdOf` refers.

        Raises:
            KitError: with every reason.
        """
        if change.values is None:
            assert known is not None
            return self.delete(change.key, known)
        values = {name: ids[cell.place] if isinstance(cell, IdOf) else cell for name, cell in change.values.items()}
        return self.add(values) if known is None else self.edit(change.key, values, known)

    def add(self, values: Mapping[str, object]) -> str:
        """Append a record and return its id.

        Raises:
            KitError: with every reason.
        """
        file, parsed = self._file, self._parsed
        texts = row_cells(parsed, file.table, values, file.locale)
        named = bool(texts.get("id", "").strip())
        if "id" in parsed.columns and not named:
            texts["id"] = file.next_id(parsed, texts.get("date", ""))
        data, record = appended(parsed, [texts.get(name, "") for name in parsed.header])
        file.check(parsed, data, record, named=named)
        after = parse_tail(parsed, data, file.table)
        if [other.cells for other in after.records[len(parsed.records) :]] != [record.cells]:
            raise file.error(
                "K045",
                "the new record would not be read back as it was written",
                "Write it without control characters.",
            )
        self._parsed = after
        return file.id_of(after, record)

    def edit(self, key: str, changes: Mapping[str, object], known: _Seen) -> str:
        """Replace some cells of the record that the user saw, and return its id.

        Raises:
            KitError: if it changed on the disk since, or a field is wrong.
        """
        file, parsed = self._file, self._parsed
        record = file.same_record(parsed, key, known)
        texts = row_cells(parsed, file.table, changes, file.locale)
        cells = tuple(texts.get(name, cell) for name, cell in zip(parsed.header, record.cells, strict=True))
        data = edited(parsed, record, texts)
        written = Record(record.start, record.end + len(data) - len(parsed.data), record.line, cells)
        file.check(parsed, data, written, named="id" in texts)
        self._parsed = file.verified(data, [cells if other is record else other.cells for other in parsed.records])
        return file.id_of(self._parsed, written)

    def delete(self, key: str, known: _Seen) -> str:
        """Remove the record that the user saw, and return its id.

        Raises:
            KitError: if it changed on the disk since.
        """
        file, parsed = self._file, self._parsed
        record = file.same_record(parsed, key, known)
        data = removed(parsed, record)
        self._parsed = file.verified(data, [other.cells for other in parsed.records if other is not record])
        return key

    def commit(self) -> str:
        """Write what was changed, with a backup, and return the file's version.

        Raises:
            KitError: if it cannot be written; the file is as it was then.
        """
        self._file.write(self._before, self._parsed)
        return self._file.version
