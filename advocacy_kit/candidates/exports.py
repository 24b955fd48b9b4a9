"""A file of traces, recognised by what it holds and not by its name: the list of all importers, and who reads what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from advocacy_kit.candidates.calendars import read_calendar
from advocacy_kit.candidates.csv_exports import AnyTable, CalendarTable, Table, TableOf, read_mapped
from advocacy_kit.candidates.diaries import Doing, Jrnl
from advocacy_kit.candidates.entries import ISSUE, Entry, Tool, from_fields, request_or_issue
from advocacy_kit.candidates.git import GitLog, read_repository
from advocacy_kit.candidates.json_exports import (
    Activity,
    Document,
    JsonImporter,
    JsonOf,
    Requests,
    read_json,
)
from advocacy_kit.candidates.lists import read_list
from advocacy_kit.candidates.markdown import plain_words
from advocacy_kit.candidates.packed import is_zip, read_zip, refuse_other_kinds
from advocacy_kit.candidates.reading import (
    FILE_BYTES,
    SMALLER,
    Gathering,
    Reading,
    at_home,
    not_known,
    one_line,
    text_of,
)
from advocacy_kit.candidates.trace_dates import When
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.read_limits import MB, check_file, over

FILES = 2_000  # of a folder of notes
_NOTES = (".md", ".markdown", ".txt", ".org")
BRAGFILE = Tool("bragfile", created=True)
BRAGDOC = Tool("BragDoc", created=True)
BRAGBIT = Tool("BragBit", created=True)
BRAGKIT = Tool("bragkit", created=True)
LINEAR = Tool("Linear", days=("closed",), closes=True, details=False, key="jira")  # one way of writing keys
JIRA = Tool("Jira", days=("closed",), closes=True, details=False, key="jira")
NOTION = Tool("Notion", created=True)


def _signs(*sets: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(names.split()) for names in sets)


def _jira_issue(given: Entry) -> Entry:
    fields = given.get("fields")
    entry = from_fields({**(fields if isinstance(fields, Mapping) else {}), **given})
    entry["=key"] = given.get("key") or ""
    entry["=link"] = ""  # its own address is that of a program
    return entry


def _linear_issue(given: Entry) -> Entry:
    entry = from_fields(given)
    entry["=key"] = given.get("identifier") or ""
    return entry


def _linear_row(entry: Mapping[str, object]) -> Tool:
    entry["=key"] = entry.get("id") or ""  # type: ignore[index]  # the row's own dict
    return LINEAR


def _diary_entry(given: Entry) -> Entry:
    """Return an entry of jrnl, Day One or Mini Diary: its title and body are one text, its day that of its own zone."""
    entry = from_fields(given)
    words = [plain_words(word, {}) for name in ("title", "body", "text") if isinstance(word := given.get(name), str)]
    title, *body = [word.lstrip("# ") for word in words if word.strip("# ")] or [""]
    entry["=text"] = " ".join([title if not body or title.endswith((".", "!", "?", ":")) else f"{title}:", *body])
    if isinstance(moment := given.get("creationDate"), str):
        entry["=date"] = moment
        try:
            zone = ZoneInfo(str(given.get("timeZone") or ""))
            entry["=date"] = datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(zone).date().isoformat()
        except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
            pass
    return entry


def _doing_entry(given: Entry) -> Entry:
    entry = from_fields(given)
    entry["=text"] = re.sub(r"\s*@done(?:\([^)]{0,40}\))?", "", str(given.get("title") or ""))
    entry["=closed"] = given.get("end_date") or ""
    return entry


class Keep:
    """A note of Google Keep as Takeout writes it, read as the list that it is."""

    source = "list"

    def matches(self, document: Document) -> bool:
        """Whether it is one note."""
        return "usereditedtimestampusec" in document.outside

    def read(self, document: Document, when: When) -> Reading:
        """Read the note; its boxes are ticked or not, and it has the day that it names."""
        note = document.whole if isinstance(document.whole, Mapping) else {}
        if note.get("isTrashed") is True:
            found = Gathering(document.name, "note")
            found.leave("thrown away")
            return found.done()
        title = str(note.get("title") or "")
        boxes = note.get("listContent")
        lines = [f"# {title}", "", str(note.get("textContent") or "")]
        for box in boxes if isinstance(boxes, list) else []:
            if isinstance(box, Mapping):
                lines.append(f"- [{'x' if box.get('isChecked') is True else ' '}] {box.get('text') or ''}")
        return read_list("note", "\n".join(lines), when, None)


def _fields(*all_of: str, any_of: str = "", outside: str = "", none_of: str = "") -> Callable[[Document], bool]:
    """Return a test of a document: fields that its entries all need, of which one is needed, that must not be there."""
    every, some, no, around = (frozenset(names.split()) for names in (" ".join(all_of), any_of, none_of, outside))

    def fits(document: Document) -> bool:
        names = document.names
        return every <= names and around <= document.outside and not no & names and (not some or bool(some & names))

    return fits


def _means(*all_of: str) -> Callable[[Document], bool]:
    return lambda document: frozenset(all_of) <= _meanings(document)


JSON_TOOLS: tuple[JsonImporter, ...] = (
    Keep(),
    JsonOf(JIRA, _fields("key fields"), _jira_issue),
    JsonOf(LINEAR, _fields("identifier title"), _linear_issue),
    Activity(),
    Requests(),
    JsonOf(Tool("Google Tasks", days=("closed",), closes=True), _fields("kind status")),
    JsonOf(BRAGBIT, _fields(any_of="impactmd descriptionmd")),
    JsonOf(BRAGBIT, _fields(any_of="date visibility", outside="documents")),
    JsonOf(Tool("Day One"), _fields("creationdate text"), _diary_entry),
    JsonOf(Tool("Mini Diary"), _fields("date text", outside="metadata"), _diary_entry),
    JsonOf(Tool("jrnl"), _fields("title body date"), _diary_entry),
    JsonOf(Tool("doing", closes=True), _fields("date", outside="section"), _doing_entry),
    JsonOf(BRAGDOC, _fields(any_of="eventstart eventend eventduration")),
    JsonOf(BRAGKIT, _fields("title date source")),
    JsonOf(BRAGDOC, _fields("title", any_of="createdat date", outside="achievements")),
    JsonOf(BRAGFILE, _fields("title", any_of="createdat date", none_of="completedat closedat state status")),
    JsonOf(Tool("table", closes=True), _means("text", "closed")),
    JsonOf(Tool("table"), _means("text", "date")),
)
TABLES: tuple[TableOf | CalendarTable | AnyTable, ...] = (
    TableOf(LINEAR, _signs("id title status completed canceled", "id team title status"), route=_linear_row),
    TableOf(
        ISSUE, _signs("mriid title state", "number title state", "issueid title state url"), route=request_or_issue
    ),
    TableOf(
        ISSUE,
        _signs("number title mergedat", "number title closedat", "title state closedat", "title state mergedat"),
        route=request_or_issue,
    ),
    TableOf(JIRA, needs=frozenset({"text", "key"})),
    TableOf(BRAGKIT, _signs("source title date")),
    TableOf(BRAGFILE, _signs("id title createdat updatedat impact", "title createdat tags type")),
    CalendarTable(),
    AnyTable(),
)
TEXTS = (GitLog(), Doing(), Jrnl())


def _meanings(document: Document) -> frozenset[str]:
    entries = (from_fields(entry) for entry in document.known[:50])
    return frozenset(name[1:] for entry in entries for name, value in entry.items() if name.startswith("=") and value)


def read_export(
    name: str, data: bytes, when: When, *, locale: str | None = None, columns: Mapping[str, str] | None = None
) -> Reading:
    """Return the candidates of an export.

    Args:
        name: the file's name, for what is said about it, and for the day that a note's name may be.
        data: its bytes.
        when: today and the zone in which a moment becomes a day.
        locale: how the user writes dates, where the file itself does not tell day and month apart.
        columns: what the columns of a table mean, where the user says so: "date", "text", "impact", "link", "status".

    Raises:
        KitError: K088 if it is nothing that is known, K067 if it passes a cap.

    """
    name = one_line(PurePath(name).name, 100) or "the file"
    if not data.strip():
        raise not_known(name, f"the file {name} is empty", "Export it again.")
    when = replace(when, locale=locale or when.locale)
    if is_zip(data):
        if len(data) > FILE_BYTES:
            raise over(name, "is too large", f"{len(data) / MB:,.0f} MB", f"{FILE_BYTES // MB} MB", SMALLER)
        return read_zip(name, data, partial(_read_part, when=when, locale=locale))
    refuse_other_kinds(name, data)
    text, encoding = text_of(name, data)
    return replace(_read(name, text, when, locale, columns), encoding=encoding)


def _read_part(name: str, data: bytes, *, when: When, locale: str | None) -> Reading:
    if is_zip(data) and not name.lower().endswith(".docx"):
        raise not_known(name, "it is a zip in a zip", "Unpack it, and give that.")
    return read_export(name, data, when, locale=locale)


def _read(name: str, text: str, when: When, locale: str | None, columns: Mapping[str, str] | None) -> Reading:
    if columns:
        return read_mapped(Table(name, text), columns, when, locale)
    if text.lstrip()[:15].upper().startswith("BEGIN:VCALENDAR"):
        return read_calendar(name, text, when)
    document = Document(name, text)
    if document.is_json:
        return read_json(document, when, JSON_TOOLS)
    for diary in TEXTS:
        if diary.matches(text):
            return diary.read(name, text, when, locale)
    table = Table(name, text)
    for tool in TABLES:
        if tool.matches(table):
            return tool.read(table, when, locale)
    return read_list(name, text, when, locale)


def read_export_file(
    path: Path | str, when: When, *, locale: str | None = None, columns: Mapping[str, str] | None = None
) -> Reading:
    """Return the candidates of an export on this machine; of a folder, those of the repository or of its notes.

    Raises:
        KitError: as `read_export`, and K064 for what is no file on this machine, K054 for a pickle.

    """
    file = at_home(str(path))
    check_file(file)
    if file.stat().st_size > FILE_BYTES:
        raise over(file.name, "is too large", f"{file.stat().st_size / MB:,.0f} MB", f"{FILE_BYTES // MB} MB", SMALLER)
    return read_export(file.name, file.read_bytes(), when, locale=locale, columns=columns)


def read_folder(path: Path | str, when: When, *, locale: str | None = None, emails: Sequence[str] = ()) -> Reading:
    """Return the candidates of a folder: of a repository its commits, else of the notes in it, such as a vault's.

    Raises:
        KitError: K088 if nothing in it can be read, K090 if the repository cannot.

    """
    folder = at_home(str(path))
    if (folder / ".git").exists():
        return read_repository(folder, when, emails=emails)
    found = Gathering(folder.name or "the folder", "notes")
    files = sorted(_notes(folder))
    for file in files[:FILES]:
        try:
            reading = read_export_file(file, when, locale=locale)
        except KitError as error:
            words = f"was not read: {error.issues[0].message}"
            found.unreadable(f"the note {one_line(file.name, 60)}", words, "Leave it, or write a date into it.")
        except OSError as error:
            found.unreadable(f"the note {one_line(file.name, 60)}", f"cannot be read: {error.strerror}", "Check it.")
        else:
            found.candidates += reading.candidates
            found.issues += reading.issues
            found.left += ((0, reason) for _, reason in reading.left)
            found.notes += reading.notes
    if len(files) > FILES:
        found.notes.append(f"Only the first {FILES:,} of {len(files):,} notes were read.")
    if not files:
        raise not_known(found.name, f"the folder {found.name} holds no notes", "Give a folder with .md or .txt files.")
    return found.done()


def _notes(folder: Path) -> Iterable[Path]:
    for count, file in enumerate(folder.rglob("*")):
        if count > 50 * FILES:
            return
        inside = file.relative_to(folder).parts
        if file.suffix.lower() in _NOTES and file.is_file() and not any(part.startswith(".") for part in inside):
            yield file
