"""A file of traces, recognised by what it holds and not by its name: calendar, JSON, CSV, or a list with dates."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PurePath

from advocacy_kit.candidates.calendars import read_calendar
from advocacy_kit.candidates.csv_exports import columns_of, is_issues, own_tool, read_csv_export
from advocacy_kit.candidates.json_exports import read_json
from advocacy_kit.candidates.lists import read_list
from advocacy_kit.candidates.reading import FILE_BYTES, SMALLER, Reading, at_home, not_known, one_line, text_of
from advocacy_kit.candidates.trace_dates import When, month_first
from advocacy_kit.core.read_limits import MB, check_file, over

_JSON = re.compile(r"\s*[\[{]\s*(?:[\"\[{\]}]|\Z)")  # and not a list whose first line is [a link](…)


def read_export(name: str, data: bytes, when: When, *, locale: str | None = None) -> Reading:
    """Return the candidates of an export.

    Args:
        name: the file's name, for what is said about it.
        data: its bytes.
        when: today and the zone in which a moment becomes a day.
        locale: how the user writes dates, where the file itself does not tell day and month apart.

    Raises:
        KitError: K088 if it is nothing that is known, K067 if it passes a cap.

    """
    name = one_line(PurePath(name).name, 100) or "the file"
    if not data.strip():
        raise not_known(name, f"the file {name} is empty", "Export it again.")
    text, encoding = text_of(name, data)
    return replace(_read(name, text, when, locale), encoding=encoding)


def _read(name: str, text: str, when: When, locale: str | None) -> Reading:
    if text.lstrip()[:15].upper().startswith("BEGIN:VCALENDAR"):
        return read_calendar(name, text, when)
    if _JSON.match(text):
        return read_json(name, text, when)
    columns = columns_of(text)
    if is_issues(columns) or own_tool(columns):
        return read_csv_export(name, text, when, locale)
    return read_list(name, text, replace(when, month_first=month_first((), locale)))


def read_export_file(path: Path | str, when: When, *, locale: str | None = None) -> Reading:
    """Return the candidates of an export on this machine.

    Raises:
        KitError: as `read_export`, and K064 for what is no file on this machine, K054 for a pickle.

    """
    file = at_home(str(path))
    check_file(file)
    if file.stat().st_size > FILE_BYTES:
        raise over(file.name, "is too large", f"{file.stat().st_size / MB:,.0f} MB", f"{FILE_BYTES // MB} MB", SMALLER)
    return read_export(file.name, file.read_bytes(), when, locale=locale)
