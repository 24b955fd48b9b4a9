"""Exports as CSV: issues of Jira in several languages, and bragkit.

Told by their columns, separated by comma, semicolon or tab.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from advocacy_kit.candidates.candidate import Candidate, Source
from advocacy_kit.candidates.entries import SHAPES, plain_name, take
from advocacy_kit.candidates.reading import Gathering, Reading, check_number, named, not_known, one_line, several
from advocacy_kit.candidates.trace_dates import When, month_first, read_day
from advocacy_kit.core.assets import word_list

_FIELDS = ("summary", "key", "status", "status_category", "resolution", "resolved", "updated", "created", "assignee")
_DAYS = ("resolved", "updated", "created")
OWN_ISSUES = "export the filter assignee = currentUser()."
CELL = 2_000_000  # letters; trackers put whole discussions into one
HINT = "Look there for a quotation mark that is not closed or not doubled, or export the list once more."


def _separator(text: str) -> str:
    head = text.lstrip("\r\n")[:20_000].splitlines()[:1] or [""]
    if head[0].lower().startswith("sep=") and len(head[0]) == 5:
        return head[0][4]
    return max(",;\t", key=head[0].count)


def columns_of(text: str) -> tuple[str, ...]:
    """Return the names of the columns if the first line of a text looks like a header, in lower case."""
    lines = text.lstrip("\r\n")[:100_000].splitlines(keepends=True)  # a name may go over two
    if lines and lines[0].lower().startswith("sep="):
        lines = lines[1:]
    if not lines:
        return ()
    try:
        row = next(csv.reader(lines, delimiter=_separator(text)))
    except (csv.Error, StopIteration):
        return ()
    return tuple(cell.strip().strip("\ufeff").lower() for cell in row)


def issue_columns(columns: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    """Return the places of the fields of an issue among the columns; a name that stands several times has several."""
    lists = word_list("candidates")
    return {name: tuple(place for place, column in enumerate(columns) if column in lists[name]) for name in _FIELDS}


def is_issues(columns: Sequence[str]) -> bool:
    """Whether these are the columns of a tracker's export."""
    found = issue_columns(columns)
    return bool(found["summary"] and found["key"] and (found["status"] or found["resolution"] or found["resolved"]))


def own_tool(columns: Sequence[str]) -> Source | None:
    """Say which tool for wins has these columns, if one has."""
    names = {plain_name(column) for column in columns}
    if {"source", "title", "date"} <= names:
        return "bragkit"
    return "bragfile" if {"title", "createdat"} <= names else None


def read_csv_export(name: str, text: str, when: When, locale: str | None) -> Reading:
    """Return the candidates of a CSV export.

    Raises:
        KitError: K088 if it is none of those that are known or is broken; K067 if it has too many rows.

    """
    columns = columns_of(text)
    if is_issues(columns):
        return _issues(name, _rows(name, text), columns, when, locale)
    tool = own_tool(columns)
    if tool is None:
        raise not_known(
            name,
            f"the file {name} has none of the columns of Jira or bragkit",
            "Give Jira's CSV export, or bragkit's.",
            1,
        )
    found = Gathering(name, tool)
    for line, cells in _rows(name, text):
        take(found, SHAPES[tool], dict(zip(columns, cells, strict=False)), f"line {line}", when, line)
    return found.done()


def _rows(name: str, text: str) -> list[tuple[int, list[str]]]:
    """Return the rows below the header with the line on which each begins; rows without a filled cell are left out."""
    before = csv.field_size_limit(CELL)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_separator(text), strict=True
    )  # else an open quote swallows rows
    rows: list[tuple[int, list[str]]] = []
    line, header = 1, False
    try:
        for cells in reader:
            filled = any(cell.strip() for cell in cells)
            is_separator = not rows and len("".join(cells)) <= 5 and cells[:1] and cells[0].lower().startswith("sep=")
            if filled and not is_separator:
                if header:
                    rows.append((line, cells))
                    check_number(name, len(rows))
                header = True
            line = reader.line_num + 1
    except csv.Error as error:
        raise not_known(name, f"the file {name} is broken in the row of line {line}: {error}", HINT, line) from None
    finally:
        csv.field_size_limit(before)
    return rows


def _issues(
    name: str, rows: list[tuple[int, list[str]]], columns: Sequence[str], when: When, locale: str | None
) -> Reading:
    """Return the issues that are done, each on the day on which it was resolved."""
    found = Gathering(name, "Jira")
    places = issue_columns(columns)
    issues = [(line, {field: _first(cells, places[field]) for field in _FIELDS}) for line, cells in rows]
    when = replace(when, month_first=month_first((issue[field] for _, issue in issues for field in _DAYS), locale))
    for line, issue in issues:
        if reason := _not_done(issue):
            found.left[reason] += 1
            continue
        text, key = one_line(issue["summary"]), one_line(issue["key"], 40)
        if not text or not key:
            found.unreadable(
                f"line {line}", "has no summary or no key", "Leave it, or look it up in the tracker.", line
            )
            continue
        written = next((issue[field] for field in _DAYS if issue[field]), "")
        try:
            day = read_day(written, when)
        except ValueError as error:
            found.undated(f"line {line} ({key})", written, error, line)
            continue
        if day > when.today:
            found.left["dated in the future"] += 1
        else:
            found.candidates.append(_issue(text, key, day))
    found.notes += several((issue["assignee"] for _, issue in issues), OWN_ISSUES)
    return found.done()


def _issue(text: str, key: str, day: date) -> Candidate:
    return Candidate(day, text, "Jira", named("jira", key), keys=frozenset({f"jira:{key}"}))


def _first(cells: Sequence[str], places: Sequence[int]) -> str:
    """Return the first filled cell of a column that may stand several times."""
    return next((cells[place].strip() for place in places if place < len(cells) and cells[place].strip()), "")


def _not_done(issue: Mapping[str, str]) -> str:
    """Return why an issue is not offered, or blank: what says so itself goes before the state's name."""
    lists = word_list("candidates")
    resolution, status, category = (
        issue[name].lower().replace("’", "'") for name in ("resolution", "status", "status_category")
    )
    if resolution in lists["dropped"] or status in lists["dropped"]:
        return "dropped or not resolved" if resolution != "unresolved" else "not done"
    if category:
        return "" if category in lists["done"] else "not done"
    return (
        ""
        if status in lists["done"] or (not status and issue["resolved"]) or (resolution and issue["resolved"])
        else "not done"
    )
