"""The one reader of survey files: by a mapping of their columns that a person has confirmed, or by a preset.

A preset is such a mapping kept as data: what a publisher calls its columns through the years, how their cells are read,
and the quirks of its files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.market.readers.column_words import element_of, period_of
from advocacy_kit.market.readers.countries import country_code, currency_code
from advocacy_kit.market.readers.proposal import ENDS, Proposal, propose
from advocacy_kit.market.readers.raw import RawTable, open_table
from advocacy_kit.market.readers.sieve import (
    DTYPES,
    LOCALES,
    MARKERS,
    Figures,
    Mask,
    Sieve,
    by_name,
    by_text,
    clear_day,
    decimal_mark,
    figures,
    plain_name,
    sift_pay,
)
from advocacy_kit.market.shape import COLUMNS, Gathered

__all__ = ["Draft", "Preset", "Proposal", "propose", "read_mapped", "read_preset", "read_table"]

DECIMAL = "decimal"  # the one constant that is no column: "." or "," where the file does not tell
Cell = Callable[[str], object]
Names = AbstractSet[str]
_CODED: dict[str, tuple[Cell, str]] = {
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


@dataclass(eq=False)
class Draft:
    """A file on its way into the shape.

    `raw` holds its texts under the file's names and `given` under those of the mapping or preset; `columns` is what
    they mean so far, `notes` and `name` what is said of the source.
    """

    path: Path
    raw: pd.DataFrame
    given: Mapping[str, pd.Series]
    sieve: Sieve
    columns: dict[str, pd.Series | str | None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    name: str = ""

    def __getitem__(self, key: str) -> pd.Series:
        """Return the texts of a column; all of them missing where the file has no such column."""
        return self.given[key] if key in self.given else pd.Series(np.nan, index=self.raw.index, dtype="str")

    def read(self, key: str, read: Cell, kind: str = "text") -> pd.Series:
        """Return what the texts of a column mean, by the kind of `shape.COLUMNS`."""
        return by_text(self[key], read, DTYPES[kind])

    def out(self, reason: str, rows: pd.Series | Mask) -> None:
        """Leave rows out."""
        self.sieve.out(reason, rows)

    def same(self, value: object, kind: str = "text") -> pd.Series:
        """Return a column that holds one value in every row."""
        return pd.Series(value, index=self.raw.index, dtype=DTYPES[kind])

    def take(self, cells: Mapping[str, Cell]) -> None:
        """Read the columns of the shape that nothing has read yet; the others are texts as they stand."""
        for shape, kind in COLUMNS.items():
            if shape in self.given and shape not in self.columns:
                self.columns[shape] = self.read(shape, cells[shape], kind) if shape in cells else self.given[shape]


def _nothing(_: Draft) -> None:
    return


@dataclass(frozen=True, eq=False)
class Preset:
    """The files of one publisher as data.

    Args:
        publisher: who publishes them.
        name: what the source is called; a quirk may say it more exactly.
        names: column of the shape, or of a quirk → patterns of plain names through the years, the present ones first.
        told: says by the columns that were found and by all plain names whether a file is one of them.
        cells: column of the shape → how its cells are read, where not as everywhere.
        constants: column of the shape → the text that holds for all rows.
        notes: what is always said of the source.
        sift: leaves out rows that are not meant, before pay is read; what it reads itself it puts into `columns`.
        pay: the figures of pay.
        finish: what is left to do when every column is read.
        lowest: pay below it is left out, for the reason `too_low`.
        no_answer: the file's own word for a blank.
        whole: whether the quirks need every column of the file.
        family: the publishers that it rests on.
        opt_in: whether people chose to answer.
        hours_2080: whether the publisher turns hourly into yearly pay by 2,080.

    """

    publisher: str
    name: str
    names: Mapping[str, tuple[str, ...]]
    told: Callable[[Names, Names], bool]
    cells: Mapping[str, Cell] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    sift: Callable[[Draft], None] = _nothing
    pay: Callable[[Draft], Figures] = lambda draft: figures(draft["pay"])
    finish: Callable[[Draft], None] = _nothing
    lowest: float = 0.0
    too_low: str = ""
    no_answer: str | None = None
    whole: bool = False
    family: str = ""
    opt_in: bool = False
    hours_2080: bool = False

    def find(self, columns: Sequence[str]) -> dict[str, str]:
        """Return the file's column for each that is known by one of its names; of several the first pattern counts."""
        plain = [(plain_name(column), column) for column in columns]
        fits = {
            key: [column for pattern in patterns for name, column in plain if re.fullmatch(pattern, name)]
            for key, patterns in self.names.items()
        }
        return {key: found[0] for key, found in fits.items() if found}

    def recognises(self, columns: Sequence[str]) -> bool:
        """Say whether a header is that of one of its files."""
        return self.told(self.find(columns).keys(), {plain_name(column) for column in columns})


def read_preset(path: Path, table: RawTable, preset: Preset) -> Gathered:
    """Read a file that a preset recognises; rows without a country or a currency are left out."""
    chosen = preset.find(table.columns)
    raw = table.read(list(table.columns if preset.whole else chosen.values()))
    raw = raw if preset.no_answer is None else raw.mask(raw == preset.no_answer)
    sieve = Sieve(len(raw), table.dropped)
    draft = Draft(path, raw, {key: raw[file] for key, file in chosen.items()}, sieve, {**preset.constants})
    preset.sift(draft)
    pay = preset.pay(draft)
    sift_pay(sieve, pay)
    draft.out(preset.too_low, pay.values < preset.lowest)
    draft.columns["pay"] = pay.values
    draft.take({"country": country_code, "currency": currency_code, **preset.cells})
    for shape in ("country", "currency"):
        values = draft.columns[shape]
        if isinstance(values, pd.Series):
            draft.out(_REASONS[shape], values.isna())
    preset.finish(draft)
    return sieve.gathered(
        draft.columns,
        path,
        name=draft.name or preset.name,
        publisher=preset.publisher,
        family=preset.family,
        opt_in=preset.opt_in,
        hours_2080=preset.hours_2080,
        notes=(*preset.notes, *draft.notes, *table.notes),
    )


def read_mapped(
    path: Path, columns: Mapping[str, str], constants: Mapping[str, str] | None = None, *, name: str = ""
) -> Gathered:
    """Read a file by a mapping that somebody has confirmed.

    Args:
        path: CSV, Parquet or a workbook.
        columns: column of the shape → the file's column; `pay` must be among them, or `low` and `high`, the ends of a
            range whose middle is pay.
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
    draft = Draft(path, raw, {shape: raw[file] for shape, file in chosen.items()}, Sieve(len(raw), table.dropped))
    locales = _locales(path, table, draft.given, chosen, constants.get(DECIMAL))
    numbers = {shape: figures(draft[shape], locale) for shape, locale in locales.items()}
    if "low" in numbers:
        numbers["pay"] = _middle(draft, numbers.pop("low"), numbers.pop("high"))
    sift_pay(draft.sieve, numbers["pay"])
    draft.columns |= {shape: found.values for shape, found in numbers.items()}
    draft.take({shape: read for shape, (read, _) in _CODED.items()})
    for shape in _CODED:
        if shape in draft.given:
            # a blank is missing in the shape's own sense, except a country; what cannot be read is no blank
            unread = draft.columns[shape].isna()  # type: ignore[union-attr]
            draft.out(_REASONS[shape], unread & (draft[shape].notna() | (shape == "country")))
    if "weight" in numbers:
        draft.out("no weight that can be read", ~(numbers["weight"].values >= 0))
    if "experience_years" in numbers and (lost := int(numbers["experience_years"].unread[draft.sieve.kept].sum())):
        draft.notes.append(f"years of experience cannot be read in {lost:,} rows and are missing there")
    said = {shape: text for shape, text in sorted(constants.items()) if shape != DECIMAL}
    draft.columns |= {shape: _constant(draft, shape, text) for shape, text in said.items()}
    lacking = [shape for shape in ("currency", "pay_element", "per", "as_of") if shape not in draft.columns]
    told = ", ".join(f"{shape} is {text}" for shape, text in said.items())
    return draft.sieve.gathered(
        draft.columns,
        path,
        name=name or path.stem,
        publisher=name or path.stem,
        notes=(
            *draft.notes,
            f"said of the whole file, not in it: {told}" if told else "",
            f"the file does not say {', '.join(lacking)}" if lacking else "",
            *table.notes,
        ),
    )


def _middle(draft: Draft, low: Figures, high: Figures) -> Figures:
    """Return the middles of ranges; a row with one end only, or with ends that are swapped, is left out."""
    draft.out("one end of a range only", low.blank ^ high.blank)
    draft.out("the highest pay is below the lowest", high.values < low.values)
    draft.notes.append("pay is the middle of a range")
    unread = (low.unreadable | high.unreadable, low.marker | high.marker)
    return Figures((low.values + high.values) / 2, low.blank & high.blank, unread[1], unread[0])


def _constant(draft: Draft, shape: str, text: str) -> pd.Series | str:
    """Return what a constant means; it was checked before."""
    if COLUMNS[shape] == "number":
        return draft.same(figures(pd.Series([text]), LOCALES["."]).values.iloc[0], "number")
    meant = _CODED[shape][0](text) if shape in _CODED else text.strip()
    return draft.same(np.datetime64(meant, "s"), "date") if shape == "as_of" else str(meant)  # type: ignore[call-overload]


def _fitting(path: Path, table: RawTable, columns: Mapping[str, str], constants: Mapping[str, str]) -> dict[str, str]:
    """Return the file's own names of the mapped columns.

    Raises:
        KitError: naming everything in which the mapping does not fit.

    """
    plain = by_name(table.columns)
    chosen, wrong = {}, []
    for shape, file in columns.items():
        actual = file if file in table.columns else plain.get(plain_name(file))
        if shape not in (*COLUMNS, *ENDS):
            wrong.append((f"there is no column {shape!r} to map to", f"Take one of {', '.join(COLUMNS)}."))
        elif actual is None:
            wrong.append((f"the file has no column {file!r}", f"It has {', '.join(table.columns[:30])}."))
        else:
            chosen[shape] = actual
    for shape, text in constants.items():
        wrong.extend(_wrong_constant(shape, text, columns))
    if "pay" not in columns and not set(ENDS) <= set(columns):
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
    for shape in (name for name in given if COLUMNS.get(name, "number") == "number"):
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
    asked = "".join(f". Before it can be kept: {question}" for question in proposal.questions)
    shown = ", ".join(table.columns[:30]) + (f" and {len(table.columns) - 30} more" if len(table.columns) > 30 else "")
    fix = (
        f"Look at it with `advocacy-kit market add {path.name}`, or read it by your own mapping: "
        "advocacy_kit.market.readers.mapping.read_mapped(path, columns, constants)."
    )
    message = (
        f"{path.name} is none of the files that are known. Its columns: {shown}. How they might be meant:"
        f" {proposal.sentence}{asked}"
    )
    return KitError(Issue(path.name, 0, 0, "K065", "error", message, proposal.words, fix))


def renamed(gathered: Gathered, known: Gathered) -> Gathered:
    """Return rows that were read again with all that their file's metadata say of them."""
    return replace(known, frame=gathered.frame, dropped=(*known.dropped, *gathered.dropped))
