"""Cells as they are typed: what is wrong with one, read as the file would be.

And a cell of the file as its control holds it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
from babel.numbers import format_decimal

from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.records import parse_csv
from advocacy_kit.core.schema import Column, Table
from advocacy_kit.core.values import read_number, to_frame
from advocacy_kit.market.readers.countries import country_code, currency_code
from advocacy_kit.widgets.base.field_labels import label
from advocacy_kit.workspace.workspace import Workspace


def faults(column: Column, value: object, workspace: Workspace, table: Table) -> Sequence[Issue]:
    """Return what is wrong with a cell, read as the file is, with what the column is called on the page before it."""
    if column.kind in ("text", "list"):
        return _unknown(column.name, str(value), table.file)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(
        [[column.name], [value.isoformat() if isinstance(value, date) else value]]
    )
    alone = Table("form", column.help, (column,))
    _, issues = to_frame(
        parse_csv(text.getvalue().encode(), alone), alone, today=workspace.today, locale=workspace.profile.locale
    )
    return [replace(issue, message=f"{label(column.name, table.name)}: {issue.message}") for issue in issues]


def _unknown(name: str, text: str, file: str) -> Sequence[Issue]:
    """Return what is wrong with a text that must be known to count."""
    if name == "country" and country_code(text) is None:
        fix = "Write two letters such as US, or the country's name."
        return KitError.of("K015", f"country: expected a country, got {text!r}", fix, file=file).issues
    if name == "currency" and currency_code(text) != text.upper():
        return KitError.of(
            "K015", f"currency: expected a currency's three letters, got {text!r}", "Write it as USD.", file=file
        ).issues
    return ()


def doubts(values: Mapping[str, object], workspace: Workspace, file: str) -> list[Issue]:
    """Return what is to be said of a range whose ends were exchanged: such a row never counts."""
    ends = [read_number(str(values[name]), workspace.profile.locale) for name in ("low", "high") if name in values]
    if len(ends) < 2 or ends[0] <= ends[1]:
        return []
    return [
        Issue(
            file,
            0,
            0,
            "K022",
            "warning",
            "highest is below lowest, and such a row never counts",
            fix="Undo, and exchange the two.",
        )
    ]


def field_value(cell: object, kind: str, locale: str | None) -> object:
    """Return a cell of a table as its control holds it; a missing one is empty."""
    if kind == "flag":
        return bool(cell)
    if kind == "date":
        return None if pd.isna(cell) else pd.Timestamp(str(cell)).date()
    if isinstance(cell, (int, float)):
        number = "" if pd.isna(cell) else format_decimal(cell, "0.##########", locale or "en")
        # without a locale three decimals could be thousands
        return f"{number}0" if locale is None and number[-4:-3] == "." else number
    return cell if isinstance(cell, str) else ""
