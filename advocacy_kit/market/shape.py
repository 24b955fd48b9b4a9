"""The one shape in which single observations of pay end, whatever file they came from.

And how it is kept as Parquet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

ELEMENTS = ("base", "total cash", "total direct")
PERIODS = ("year", "month", "hour")

# column → kind; a source may lack all but the first two, and a field that it lacks is named as ignored, never guessed
COLUMNS = {
    "pay": "number",  # above zero, in `currency` per `per`
    "country": "text",  # two letters, ISO 3166
    "occupation": "text",  # a code, such as 15-1252
    "title": "text",  # the job's title in the source's words
    "level": "text",
    "area": "text",  # such as "Grand Rapids, MI"
    "industry": "text",
    "employer": "text",
    "employer_size": "text",  # the source's own class, such as "100 to 499 employees"
    "experience_years": "number",
    "source": "text",  # who published it; every source is a family of its own unless it rests on another
    "as_of": "date",  # the day to which the pay refers
    "currency": "text",  # three letters, ISO 4217; missing: the country's market currency is assumed, and said
    "pay_element": "text",  # one of ELEMENTS; missing: base is assumed, and said
    "per": "text",  # one of PERIODS; missing: a year
    "weight": "number",  # missing: 1
    "id": "text",  # the source's own id of the row
}
_KEY = b"advocacy_kit"


@dataclass(frozen=True, eq=False, repr=False)
class Gathered:
    """What a reader makes of one file: rows in the shape of `COLUMNS`, and what became of the others.

    `family` names the publishers that rest on each other; `opt_in` is a survey that people chose to answer, which is
    shown and not blended; `hours_2080` says that the publisher itself turns hourly into yearly pay by 2,080.
    `dropped` counts the rows that were left out by reason, `rows_read` all of them.
    """

    frame: pd.DataFrame
    name: str
    publisher: str
    origin: str
    rows_read: int
    family: str = ""
    opt_in: bool = False
    hours_2080: bool = False
    dropped: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<{self.name}: {len(self.frame):,} of {self.rows_read:,} rows>"


def write_gathered(gathered: Gathered, path: Path) -> None:
    """Write rows as Parquet, sorted by occupation, level and pay, with what is known of them in the file's metadata."""
    keys = [name for name in ("occupation", "level", "pay") if name in gathered.frame]
    frame = gathered.frame.sort_values(keys, kind="stable", ignore_index=True)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    known = {
        "name": gathered.name,
        "publisher": gathered.publisher,
        "origin": gathered.origin,
        "rows_read": gathered.rows_read,
        "family": gathered.family,
        "opt_in": gathered.opt_in,
        "hours_2080": gathered.hours_2080,
        "dropped": gathered.dropped,
        "notes": gathered.notes,
    }
    table = table.replace_schema_metadata({_KEY: json.dumps(known).encode()})
    pq.write_table(table, path, compression="zstd")


def known_of(path: Path) -> Gathered | None:
    """Return what a Parquet file's metadata say, with an empty frame; None for a file that the kit did not write."""
    found = (pq.read_schema(path).metadata or {}).get(_KEY)
    if found is None:
        return None
    known = json.loads(found)
    dropped = tuple((str(reason), int(count)) for reason, count in known.pop("dropped"))
    return Gathered(frame=pd.DataFrame(), dropped=dropped, notes=tuple(known.pop("notes")), **known)
