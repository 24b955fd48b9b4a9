"""Reader of any other file, by a mapping of its columns that a person has confirmed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.market.readers.column_words import element_of, period_of
from advocacy_kit.market.readers.countries import country_code, currency_code
from advocacy_kit.market.readers.proposal import Proposal, propose
from advocacy_kit.market.readers.raw import RawTable, open_table
from advocacy_kit.market.readers.sieve import (
    LOCALES,
    MARKERS,
    Sieve,
    by_name,
    by_text,
    clear_day,
    days,
    decimal_mark,
    figures,
    plain_name,
    sift_pay,
)
from advocacy_kit.market.shape import COLUMNS, Gathered

__all__ = ["Proposal", "propose", "read_mapped", "read_table"]

DECIMAL = "decimal"  # the one constant that is no column: "." or "," where the file does not tell
_TEXTS = ("occupation", "title", "level", "area", "industry", "employer", "employer_size", "source", "id")
_CODED: dict[str, tuple[Callable[[str], object], str]] = {
    "country": (country_code, "two letters (ISO 3166) or a country's name"),
    "currency": (currency_code, "three letters (ISO 4217)"),
    "pay_element": (element_of, "base, total cash or total direct"),
    "per": (period_of, "year, month or hour"),
    "as_of": (clear_day, "a date like 2026-03-31, or a year"),
}
_REASONS = {
    "country": "no country that can be read",
    "currency": "no currency that can be read",
    "pay_element": "a pay element that is not known",
    "per": "paid by a time that is not the year, the month or the hour",
    "as_of": "a date that cannot be read, or in two ways",
}


def read_mapped(
    path: Path, columns: Mapping[str, str], constants: Mapping[str, str] | None = None, *, name: str = ""
) -> Gathered:
    """Read a file by a mapping that somebody has confirmed.

    Args:
        path: CSV, Parquet or a workbook.
        columns: column of the shape → the file's column; `pay` must be among them.
        constants: column of the shape → the one text that holds for all rows; `country` must be here or in `columns`.
            "decimal" says the decimal mark ("." or ",") where the file does not tell.
        name: what the source is called; the file's name if it is left out.

    Raises:
        KitError: if the file cannot be read, or the mapping does not fit it; every misfit is named at once.

    """
    return read_table(path, open_table(path), columns, constants or {}, name=name)


def read_table(
    path: Path, table: RawTable, columns: Mapping[str, str], constants: Mapping[str, str], *, name: str = ""
) -> Gathered:
    """Read an opened table by a mapping; see `read_mapped`."""
    chosen = _fitting(path, table, columns, constants)
    raw = table.read(list(chosen.values()))
    given = {shape: raw[file] for shape, file in chosen.items()}
    sieve = Sieve(len(raw), table.dropped)
    locales = _locales(path, table, given, chosen, constants.get(DECIMAL))
    found: dict[str, pd.Series | str] = {shape: given[shape] for shape in _TEXTS if shape in given}
    pay = figures(given["pay"], locales["pay"])
    sift_pay(sieve, pay)
    found["pay"] = pay.values
    notes = []
    for shape, (read, _) in _CODED.items():
        if shape in given:
            values = days(given[shape], clear_day) if shape == "as_of" else by_text(given[shape], read)
            # what is blank is missing in the shape's own sense, except a country; what cannot be read is not blank
            sieve.out(_REASONS[shape], values.isna() & (given[shape].notna() | (shape == "country")))
            found[shape] = values
    for shape in ("weight", "experience_years"):
        if shape in given:
            numbers = figures(given[shape], locales[shape]).values
            found[shape] = numbers
            if shape == "weight":
                sieve.out("no weight that can be read", ~(numbers >= 0))
            elif lost := int((numbers.isna() & given[shape].notna())[sieve.kept].sum()):
                notes.append(f"years of experience cannot be read in {lost:,} rows and are missing there")
    count = len(raw)
    for shape, text in constants.items():
        if shape != DECIMAL:
            found[shape] = _constant(shape, text, count)
    lacking = [shape for shape in ("currency", "pay_element", "per", "as_of") if shape not in found]
    told = ", ".join(f"{shape} is {text}" for shape, text in sorted(constants.items()) if shape != DECIMAL)
    return sieve.gathered(
        found,
        path,
        name=name or path.stem,
        publisher=name or path.stem,
        notes=(
            *notes,
            f"said of the whole file, not in it: {told}" if told else "",
            f"the file does not say {', '.join(lacking)}" if lacking else "",
            *table.notes,
        ),
    )


def _constant(shape: str, text: str, count: int) -> pd.Series | str:
    """Return what a constant means; it was checked before."""
    if COLUMNS[shape] == "text":
        return str(_CODED[shape][0](text)) if shape in _CODED else text.strip()
    if shape == "as_of":
        return pd.Series(np.datetime64(clear_day(text), "s"), index=range(count))
    return pd.Series(figures(pd.Series([text]), LOCALES["."]).values.iloc[0], index=range(count))


def _fitting(path: Path, table: RawTable, columns: Mapping[str, str], constants: Mapping[str, str]) -> dict[str, str]:
    """Return the file's own names of the mapped columns.

    Raises:
        KitError: naming everything in which the mapping does not fit.

    """
    plain = by_name(table.columns)
    chosen, wrong = {}, []
    for shape, file in columns.items():
        actual = file if file in table.columns else plain.get(plain_name(file))
        if shape not in COLUMNS:
            wrong.append((f"there is no column {shape!r} to map to", f"Take one of {', '.join(COLUMNS)}."))
        elif actual is None:
            wrong.append((f"the file has no column {file!r}", f"It has {', '.join(table.columns[:30])}."))
        else:
            chosen[shape] = actual
    for shape, text in constants.items():
        wrong.extend(_wrong_constant(shape, text, columns))
    if "pay" not in columns:
        wrong.append(("no column is mapped to pay", "Name the column that holds it."))
    if "country" not in columns and "country" not in constants:
        wrong.append(
            ("no column is mapped to country", 'Name it, or say it of the whole file: constants={"country": "DE"}.')
        )
    if wrong:
        raise KitError([Issue(path.name, 0, 0, "K066", "error", message, fix=fix) for message, fix in wrong])
    return chosen


def _wrong_constant(shape: str, text: str, columns: Mapping[str, str]) -> list[tuple[str, str]]:
    if shape == DECIMAL:
        return [] if text in LOCALES else [(f"the decimal mark is a point or a comma, not {text!r}", 'Say "." or ",".')]
    if shape not in COLUMNS or shape == "pay":
        return [
            (
                f"{shape!r} cannot be said of a whole file",
                f"Take one of {', '.join(name for name in COLUMNS if name != 'pay')}.",
            )
        ]
    if shape in columns:
        return [(f"{shape} is mapped to a column and said of the whole file", "Leave one of them out.")]
    if shape in _CODED and _CODED[shape][0](text) is None:
        return [(f"{text!r} is no {shape}", f"Write {_CODED[shape][1]}.")]
    if COLUMNS[shape] == "number" and not figures(pd.Series([text]), LOCALES["."]).values.ge(0).all():
        return [(f"{text!r} is no {shape}", "Write a number.")]
    return []


def _locales(
    path: Path, table: RawTable, given: Mapping[str, pd.Series], chosen: Mapping[str, str], decimal: str | None
) -> dict[str, str | None]:
    """Return for each column of figures the locale of its decimal mark; None where a point is likely but not proven.

    Raises:
        KitError: for columns of which it cannot be told.

    """
    found: dict[str, str | None] = {}
    wrong = []
    for shape in (name for name in given if COLUMNS[name] == "number"):
        if chosen[shape] in table.numeric:
            found[shape] = LOCALES["."]
        elif decimal:
            found[shape] = LOCALES[decimal]
        else:
            mark = decimal_mark(
                text for text in given[shape].dropna().unique() if text not in MARKERS and re.search(r"\d", text)
            )
            found[shape] = LOCALES[","] if mark.sign == "," else None
            if not mark.sign:
                fix = (
                    'Say which it is: constants={"decimal": ","} or {"decimal": "."}; or write the figures in one way.'
                )
                wrong.append(
                    Issue(
                        path.name,
                        0,
                        0,
                        "K066",
                        "error",
                        f"the decimal mark of {chosen[shape]!r} is not clear: {mark.why}",
                        fix=fix,
                    )
                )
    if wrong:
        raise KitError(wrong)
    return found


def own_columns(columns: Sequence[str]) -> dict[str, str]:
    """Return the columns that are already those of the shape, by their file's names; empty without pay and country."""
    plain = by_name(columns)
    found = {shape: plain[shape] for shape in COLUMNS if shape in plain}
    return found if {"pay", "country"} <= set(found) else {}


def unrecognised(path: Path, table: RawTable) -> KitError:
    """Return the refusal of a file that no reader knows: its columns, how they might be meant, and what to do."""
    proposal = propose(table)
    shown = ", ".join(table.columns[:30]) + (f" and {len(table.columns) - 30} more" if len(table.columns) > 30 else "")
    fix = (
        f"Look at it with `advocacy-kit market add {path.name}`, or read it by your own mapping: "
        "advocacy_kit.market.readers.mapping.read_mapped(path, columns, constants)."
    )
    message = (
        f"{path.name} is none of the files that are known. Its columns: {shown}. How they might be meant:"
        f" {proposal.sentence}"
    )
    return KitError(Issue(path.name, 0, 0, "K065", "error", message, proposal.words, fix))


def renamed(gathered: Gathered, known: Gathered) -> Gathered:
    """Return rows that were read again with all that their file's metadata say of them."""
    return replace(known, frame=gathered.frame, dropped=(*known.dropped, *gathered.dropped))
