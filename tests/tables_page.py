"""The data dictionary: `python -m tests.tables_page` writes docs/tables.md from the declaration of the tables."""

from __future__ import annotations

from pathlib import Path

from advocacy_kit.core.schema import Column
from advocacy_kit.core.tables import TABLES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "tables.md"
KINDS = {
    "text": "text",
    "date": "a date, 2026-03-31",
    "number": "a number",
    "pay": "an amount of pay",
    "share": "a share from 0 to 1",
    "rating": "a rating from 1 to 5",
    "choice": "one of the words",
    "list": "a list, `;` between",
    "flag": "yes, or blank",
}
LEAD = """# The tables

A workspace is a folder of plain CSV files. A column with `*` is required; every other one may be blank or absent. Columns of your own
stay as they are. `id` is optional: `advocacy-kit add` and the forms fill it in. Dates are written 2026-03-31. `data/demo` shows every
table filled in. This page is made from the declaration that the reader, the messages and the forms use.

Beside the tables: `profile.toml` (who you are and how figures are written), `inbox.txt` (a win a line, taken in at the next
opening), `questions.txt` (the questions of your employer's review form, one a line), `objections.toml` (objections of your own),
`calendar.ics` (your own calendar, read for meetings), and the folders `evidence`, `market`, `candidates` and `documents`.
"""


def page() -> str:
    """Return the page."""
    parts = [LEAD]
    for table in TABLES.values():
        rows = "\n".join(_row(column) for column in table.columns)
        parts.append(f"## {table.file}\n\n{table.help}.\n\n| column | holds | what it is |\n|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def _row(column: Column) -> str:
    name = f"`{column.name}`{' *' if column.required else ''}"
    kind = KINDS[column.kind]
    choices = f": {', '.join(column.choices)}" if column.choices else ""
    return f"| {name} | {kind}{choices} | {column.help} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
