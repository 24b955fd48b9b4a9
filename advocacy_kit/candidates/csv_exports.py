"""Tables of any tool as CSV: trackers, logs, calendars; what a column means is told by its name or said by the user."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from advocacy_kit.candidates.calendars import is_occasion
from advocacy_kit.candidates.candidate import Source
from advocacy_kit.candidates.entries import (
    DAYS,
    Tool,
    entry_of,
    fields_of,
    people_of,
    plain_name,
    plain_text,
    said,
    take,
)
from advocacy_kit.candidates.reading import Gathering, Reading, check_number, not_known, one_line, several
from advocacy_kit.candidates.trace_dates import UnclearDayError, When, month_first, read_day
from advocacy_kit.candidates.trace_spans import read_span
from advocacy_kit.core.errors import Issue, KitError

OWN_ISSUES = "export your own only, in Jira by the filter assignee = currentUser()."
CELL = 2_000_000  # letters; trackers put whole discussions into one
HINT = "Look there for a quotation mark that is not closed or not doubled, or export the list once more."
SAID = ("date", "text", "impact", "link", "status")  # what a user may say of columns
_SHOWN = 12  # columns that are named in a message
_SUBJECTS = frozenset(
    ["subject", "betreff", "objet", "asunto", "oggetto", "onderwerp", "assunto"]
)  # what calendars call a title
_TRIED = 50  # rows that are looked at for a proposal


@dataclass(frozen=True, repr=False)
class Table:
    """A text as a table: the header's names, and the rows with the line on which each begins."""

    name: str
    text: str

    @cached_property
    def separator(self) -> str:
        """What divides the cells."""
        head = self.text.lstrip("\r\n")[:20_000].splitlines()[:1] or [""]
        if head[0].lower().startswith("sep=") and len(head[0]) == 5:
            return head[0][4]
        return max(",;\t", key=head[0].count)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names in the first line, which may go over two; none where it cannot be a header."""
        lines = self.text.lstrip("\r\n")[:100_000].splitlines(keepends=True)
        if lines and lines[0].lower().startswith("sep="):
            lines = lines[1:]
        try:
            row = next(csv.reader(lines, delimiter=self.separator))
        except (csv.Error, StopIteration):
            return ()
        return tuple(cell.strip().strip("\ufeff") for cell in row)

    @cached_property
    def plain(self) -> frozenset[str]:
        """The names of the columns as they are compared, without spaces."""
        return frozenset(plain_name(column).replace(" ", "") for column in self.columns)

    @cached_property
    def fields(self) -> Mapping[str, tuple[int, ...]]:
        """What the columns mean by their names."""
        return fields_of(self.columns) if len(self.columns) > 1 else {}

    @cached_property
    def rows(self) -> list[tuple[int, list[str]]]:
        """The rows below the header; rows without a filled cell are left out.

        Raises:
            KitError: K088 if the table is broken, K067 if it has too many rows.

        """
        before = csv.field_size_limit(CELL)
        # strict, else an open quote swallows rows
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.separator, strict=True)
        rows: list[tuple[int, list[str]]] = []
        line, header = 1, False
        try:
            for cells in reader:
                filled = any(cell.strip() for cell in cells)
                sep = not rows and len("".join(cells)) <= 5 and cells[:1] and cells[0].lower().startswith("sep=")
                if filled and not sep:
                    if header:
                        rows.append((line, cells))
                        check_number(self.name, len(rows))
                    header = True
                line = reader.line_num + 1
        except csv.Error as error:
            words = f"the file {self.name} is broken in the row of line {line}: {error}"
            raise not_known(self.name, words, HINT, line) from None
        finally:
            csv.field_size_limit(before)
        return rows

    @property
    def is_tabular(self) -> bool:
        """Whether the text is a table at all: several rows, all with as many cells as the first line."""
        try:
            rows = [cells for _, cells in self.rows[:_TRIED]]
        except KitError:
            return False
        width = len(self.columns)
        return width > 1 and bool(rows) and all(len(cells) == width for cells in rows)


def read_table(
    table: Table,
    tool: Tool,
    when: When,
    locale: str | None,
    fields: Mapping[str, tuple[int, ...]] | None = None,
    route: Callable[[Mapping[str, object]], Tool] | None = None,
) -> Reading:
    """Return the candidates of a table, each row on the day on which its work was finished.

    Args:
        table: the file.
        tool: whose export it is.
        when: today and the zone.
        locale: how the user writes dates, where the column itself does not tell day and month apart.
        fields: what the columns mean, where the user says so; else by their names.
        route: how each row is taken, where the file holds rows of several kinds.

    Raises:
        KitError: K088 if it is broken; K067 if it has too many rows.

    """
    fields = table.fields if fields is None else fields
    found = Gathering(table.name, tool.source)
    width = len(table.columns)
    entries: list[tuple[int, dict[str, object]]] = []
    for line, cells in table.rows:
        if [cell for cell in cells[width:] if cell.strip()]:
            words = f"has {len(cells)} cells where the header has {width}"
            found.unreadable(f"line {line}", words, "Quote the cell that holds the sign between cells.", line)
        else:
            entries.append((line, entry_of(table.columns, cells, fields)))
    if any(said(entry.get("=closed")) is not None for _, entry in entries):  # a column of boxes, blank for no
        for _, entry in entries:
            entry["=closed"] = entry["=closed"] or "no"
    dates = (str(entry.get(f"={field}", "")) for _, entry in entries for field in (*tool.days, "updated", "created"))
    when = replace(when, month_first=month_first(dates, locale))
    for line, entry in entries:
        take(found, route(entry) if route else tool, entry, f"line {line}", when, line)
    if "people" in fields:
        found.notes += several(people_of(entry for _, entry in entries), OWN_ISSUES)
    return found.done()


@dataclass(frozen=True)
class TableOf:
    """A tool whose export is told by its columns.

    Args:
        tool: how its entries are taken.
        signs: sets of plain names of which one must be there.
        needs: meanings of columns that must be there, for tools that translate their headers.
        route: how each row is taken, where the export holds rows of several kinds.

    """

    tool: Tool
    signs: tuple[frozenset[str], ...] = ()
    needs: frozenset[str] = frozenset()
    route: Callable[[Mapping[str, object]], Tool] | None = None

    @property
    def source(self) -> Source:
        """The tool."""
        return self.tool.source

    def matches(self, table: Table) -> bool:
        """Whether the columns are those of the tool."""
        if any(signs <= table.plain for signs in self.signs):
            return True
        return (
            bool(self.needs)
            and self.needs <= set(table.fields)
            and bool({"status", "resolution", "closed"} & set(table.fields))
        )

    def read(self, table: Table, when: When, locale: str | None) -> Reading:
        """Read the table."""
        return read_table(table, self.tool, when, locale, route=self.route)


class CalendarTable:
    """Appointments as Outlook and Google write them in CSV; only occasions are offered, as from a calendar file."""

    source: Source = "calendar"

    def matches(self, table: Table) -> bool:
        """Whether there is a subject with a start of its own and a time of day."""
        known = set(table.fields)
        is_calendar = bool(_SUBJECTS & table.plain) or "alldayevent" in table.plain
        return is_calendar and {"text", "start", "end"} <= known and not {"date", "closed", "status", "key"} & known

    def read(self, table: Table, when: When, locale: str | None) -> Reading:
        """Read the table; what is no occasion is left out."""
        kept, found = [], Gathering(table.name, "calendar")
        places = table.fields["text"]
        for line, cells in table.rows:
            title = next((plain_text(cells[place]) for place in places if place < len(cells)), "")
            if title and not is_occasion(title):
                found.leave("ordinary", line)
            elif re.match(r"(?:cancell?ed|abgesagt|annulé|cancelado|annullato)\s*:", title, re.I):
                found.leave("cancelled", line)
            else:
                kept.append((line, cells))
        part = Table(table.name, table.text)
        part.__dict__["rows"] = kept  # a cached property, filled with the rows that are left
        read = read_table(part, Tool("calendar", days=("start",), details=False), when, locale)
        weak = tuple(replace(candidate, weak=True) for candidate in read.candidates)
        return replace(read, candidates=weak, left=(*found.left, *read.left))


class AnyTable:
    """A table of the user's own: columns known by their names are read, others are proposed for the user to confirm."""

    source: Source = "table"

    def matches(self, table: Table) -> bool:
        """Whether there is a text with a day, or a table of which a mapping can be proposed."""
        known = set(table.fields)
        if known & {"text", "details"} and known & {*DAYS, "updated", "created"}:
            return True
        if table.name.lower().endswith((".csv", ".tsv")):
            return len(table.columns) > 1
        head = "".join(table.columns)
        quoted = f'{table.separator}"' in table.text
        words = (len(table.columns) > 2 or table.separator != ",") and not re.search(r"\d", head)
        return (quoted or words or (table.separator == "\t" and len(table.columns) > 2)) and table.is_tabular

    def read(self, table: Table, when: When, locale: str | None) -> Reading:
        """Read a table by the names of its columns, and say which they are.

        Raises:
            KitError: K088 with a proposal if they do not tell a day and a text.

        """
        fields = dict(table.fields)
        if "text" not in fields and "closed" in fields and not _names_days(table, fields["closed"][0], when):
            fields["text"] = fields.pop("closed")  # "Done" above what was done
        states = {"closed", "status", "resolution"} & set(fields)
        is_log = "created" in fields and not {"due", "people"} & set(fields)  # and no list of what is to be done
        changed = bool(states) and bool({"updated", "created"} & set(fields))
        days = bool({*DAYS} & set(fields)) or changed or is_log
        if not ({"text", "details"} & set(fields)) or not days:
            raise _proposed(table, when)
        # a log is written when the work is done; what has a state has an end of its own
        closes = bool(states)
        tool = Tool("table", closes=closes and "date" not in fields, created=not closes)
        reading = read_table(table, tool, when, locale, fields)
        return replace(reading, notes=(*reading.notes, f"Its columns are read as: {_words(table, fields)}."))


def read_mapped(table: Table, columns: Mapping[str, str], when: When, locale: str | None) -> Reading:
    """Return the candidates of a table whose columns the user has named.

    Raises:
        KitError: K088 if a column is not there, or no day and no text is named.

    """
    plain = {plain_name(column): place for place, column in reversed(list(enumerate(table.columns)))}
    fields: dict[str, tuple[int, ...]] = {}
    wrong = []
    for meaning, column in columns.items():
        place = plain.get(plain_name(str(column)))
        if meaning not in SAID:
            wrong.append(
                (f"there is no {one_line(str(meaning), 40)!r} to name a column for", f"Take one of {', '.join(SAID)}.")
            )
        elif place is None:
            has = ", ".join(one_line(name, 40) for name in table.columns[:_SHOWN])
            wrong.append((f"the file {table.name} has no column {one_line(str(column), 40)!r}", f"It has {has}."))
        else:
            fields[meaning] = (place,)
    if not wrong and not {"date", "text"} <= set(fields):
        wrong.append(("a column for date and one for text must be named", 'Say columns={"date": …, "text": …}.'))
    if wrong:
        raise KitError([Issue(table.name, 1, 0, "K088", "error", message, fix=fix) for message, fix in wrong])
    return read_table(table, Tool("table"), when, locale, fields)


def propose_columns(table: Table, when: When) -> dict[str, str]:
    """Return how the columns of a table may be meant, by their names and what stands in them; for a user to confirm."""
    names, found = table.columns, {}
    for meaning in SAID:
        if meaning in table.fields:
            found[meaning] = names[table.fields[meaning][0]]
    if "date" not in found and (day := next((field for field in DAYS if field in table.fields), "")):
        found["date"] = names[table.fields[day][0]]
    rows = [row for _, row in table.rows[:_TRIED]]
    cells = [[row[place] for row in rows if place < len(row) and row[place].strip()] for place in range(len(names))]
    if "date" not in found:
        dated = [place for place, column in enumerate(cells) if column and all(_is_date(cell, when) for cell in column)]
        if len(dated) == 1:
            found["date"] = names[dated[0]]
    if "text" not in found:
        taken = {*found.values(), *(names[place] for places in table.fields.values() for place in places)}
        free = [place for place, name in enumerate(names) if name not in taken and cells[place]]
        lengths = {place: sum(map(len, cells[place])) / len(cells[place]) for place in free}
        if lengths and max(lengths.values()) >= 4:
            found["text"] = names[max(lengths, key=lambda place: lengths[place])]
    return found


def _names_days(table: Table, place: int, when: When) -> bool:
    """Whether a column holds days or marks, in one of its cells at least."""
    cells = (row[place].strip() for _, row in table.rows[:_TRIED] if place < len(row))
    return any(said(cell) is not None or _is_date(cell, when) for cell in cells if cell)


def _is_date(cell: str, when: When) -> bool:
    try:
        read_day(cell, when)
    except UnclearDayError:
        return True
    except ValueError:
        try:
            return read_span(cell, when) is not None
        except UnclearDayError:
            pass
    return True


def _proposed(table: Table, when: When) -> KitError:
    """Return the refusal of a table whose columns are not known: what they are, and how they may be meant."""
    try:
        proposal = propose_columns(table, when)
    except KitError as error:
        return error
    if any(_is_date(name, when) for name in table.columns if name):
        words = f"the table {table.name} has no header: its first line is a row"
        return not_known(table.name, words, "Write a first line such as date,text,impact above it.", 1)
    has = ", ".join(one_line(name, 40) or "(no name)" for name in table.columns[:_SHOWN])
    more = f" and {len(table.columns) - _SHOWN} more" if len(table.columns) > _SHOWN else ""
    missing = [f"none of them names its {meaning}" for meaning in ("date", "text") if meaning not in proposal]
    likely = ", ".join(f'"{meaning}": "{one_line(name, 40)}"' for meaning, name in proposal.items())
    fix = 'Say which they are: columns={"date": …, "text": …}.'
    if not missing:
        fix = f"If this is how they are meant, say so: columns={{{likely}}}."
    words = f"the file {table.name} is a table whose columns are not known: {has}{more}"
    return not_known(table.name, "; ".join([words, *missing]), fix, 1)


def _words(table: Table, fields: Mapping[str, tuple[int, ...]]) -> str:
    shown = (
        "text" if "text" in fields else "details",
        *DAYS,
        "updated",
        "created",
        "impact",
        "link",
        "status",
        "resolution",
    )
    told = [(field, table.columns[fields[field][0]]) for field in shown if field in fields]
    return ", ".join(f"{field} is “{one_line(name, 40)}”" for field, name in told[:8])
