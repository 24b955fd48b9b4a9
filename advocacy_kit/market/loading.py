"""Files and frames to a Market: each source is recognised by its content."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from advocacy_kit.core.assets import asset
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.read_limits import check_file
from advocacy_kit.core.tables import TABLES
from advocacy_kit.market.catalogue import Catalogue
from advocacy_kit.market.market import Market
from advocacy_kit.market.oews import Release, compact, is_oews, joined, read_oews, release_year
from advocacy_kit.market.oews_files import UNPACK, is_zip, read_official
from advocacy_kit.market.official import OfficialData
from advocacy_kit.market.postings import PostingRows, read_own
from advocacy_kit.market.samples.memory import Sample, from_parquet
from advocacy_kit.market.samples.observations import Rows
from advocacy_kit.market.samples.sample_peers import Observations
from advocacy_kit.market.shape import Gathered, known_of
from advocacy_kit.market.typed import TypedTables

OWN = ("market", "published", "bands")  # tables of a workspace that are market data


class Shelf:
    """What has been loaded so far."""

    def __init__(self) -> None:
        self.releases: list[Release] = []
        self.samples: list[Rows] = []
        self.own: dict[str, list[pd.DataFrame]] = {name: [] for name in OWN}
        self.provenance: list[dict[str, object]] = []

    def note(
        self, name: str, publisher: str, origin: str, country: str, rows: int, dropped: Sequence[tuple[str, int]]
    ) -> None:
        """Keep where a source came from and what was left out."""
        lost = "; ".join(f"{count:,} {reason}" for reason, count in dropped)
        self.provenance.append(
            {
                "source": name,
                "publisher": publisher,
                "origin": origin,
                "country": country,
                "rows": rows,
                "left_out": lost,
            }
        )

    def put(self, rows: Rows) -> None:
        """Keep observations."""
        known = rows.known
        self.samples.append(rows)
        countries = ", ".join(country for country in rows.distinct("country") if country)
        self.note(
            known.name,
            known.publisher,
            known.origin,
            countries if len(countries) <= 40 else "several",
            rows.size,
            known.dropped,
        )


def load_market(*sources: object) -> Market:
    """Load market data; without sources the shipped OEWS release.

    Args:
        sources: paths of files, each recognised by its content: OEWS of any year, files written by `advocacy-kit market
            add`, H-1B disclosures and salary surveys as downloaded, the workspace's market.csv, published.csv and
            bands.csv; or dataframes of any kind that narwhals knows (pandas, polars, pyarrow, DuckDB, PySpark), with
            the columns `pay` and `country` and any of `shape.COLUMNS`. Lazy frames stay in their engine. Of several
            OEWS releases the newest that prints a cell counts for it; own rows of market.csv alone are read beside the
            shipped release.

    Returns:
        What can be asked for peer groups; `provenance` says of each source what was read and what was left out.

    Raises:
        KitError: if a file is missing, is an address on the network, is over a stated limit or is not recognised.

    Example:
        >>> import advocacy_kit as ak
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"pay": [52_000.0, 58_000, 61_000], "country": "CA", "occupation": "Archivist"})
        >>> market = ak.load_market(frame)
        >>> market.peers("Archivist", country="CA", currency="CAD").distribution().quantile(0.5)
        58000.0
    """
    shelf = Shelf()
    paths: set[Path] = set()
    for source in sources:
        if isinstance(source, (str, PathLike)):
            path = _local_file(source).resolve()
            if path not in paths:  # a file that is named twice counts once
                paths.add(path)
                _read(path, shelf)
        else:
            from advocacy_kit.market.samples.engine import rows_of  # most sessions read no frame

            number = sum(not isinstance(other, (str, PathLike)) for other in sources)
            place = len([rows for rows in shelf.samples if rows.known.publisher == "your data"]) + 1
            shelf.put(rows_of(source, "your data" if number == 1 else f"your data {place}"))
    if not (shelf.releases or shelf.samples or shelf.own["published"]):
        shelf.releases.append(read_oews(asset("data", "market", "oews.parquet")))
    oews = joined(shelf.releases)
    official = OfficialData(oews) if oews else None
    for release in shelf.releases:
        older = oews is not None and release.date < oews.date
        name = f"OEWS {release.release}" + (" (older, for cells that no newer one prints)" if older else "")
        shelf.note(name, "U.S. Bureau of Labor Statistics", release.source, "US", len(release.key), release.dropped)
    own = {name: pd.concat(frames) if frames else TABLES[name].empty() for name, frames in shelf.own.items()}
    # in this order: pay is ranked by the first source of a peer group
    holdings = (
        *([official] if official else ()),
        TypedTables(own["published"]),
        Observations(tuple(shelf.samples)),
        PostingRows(own["market"]),
    )
    return Market(Catalogue(holdings, pd.DataFrame(shelf.provenance), official))


def load_readable(*sources: Path) -> tuple[Market, tuple[Issue, ...]]:
    """Load the files that can be read, and return with the market what is wrong with each of the others.

    Args:
        sources: paths, as for `load_market`; where none can be read the shipped OEWS release is loaded.

    """
    try:
        return load_market(*sources), ()
    except KitError:
        issues: list[Issue] = []
        good: list[Path] = []
        for source in sources:
            wrong = _wrong_with(source)
            issues += wrong
            good += [] if wrong else [source]
        return load_market(*good), tuple(issues)


def _wrong_with(source: Path) -> tuple[Issue, ...]:
    """Return why a file cannot be loaded, read on its own."""
    try:
        load_market(source)
    except KitError as error:
        return error.issues
    return ()


def _read(path: Path, shelf: Shelf) -> None:
    """Read one file on to the shelf."""
    suffix = path.suffix.lower()
    if name := _own_table(path) if suffix == ".csv" else None:
        frame, dropped = read_own(path, TABLES[name])
        shelf.own[name].append(frame)
        countries = ", ".join(sorted(set(frame["country"].dropna())))
        label = {"market": "you", "published": "typed in by you", "bands": "your employer's bands"}[name]
        origin = {"market": "collected by you", "published": "typed in by you", "bands": "collected by you"}[name]
        shelf.note(path.name, label, origin, countries, len(frame), dropped)
        return
    official = read_official(path)
    if official is not None:
        shelf.releases.append(compact(official, release_year(official, path.name), path.name))
    elif suffix == ".parquet" and {"pay", "country"} <= set(pq.read_schema(path).names):
        try:
            known = known_of(path) or Gathered(pd.DataFrame(), path.stem, "your data", path.name, 0)
            shelf.put(from_parquet(path, known))
        except (
            pa.ArrowException,
            OSError,
            ValueError,
            KeyError,
            TypeError,
        ) as error:  # what damaged pages and metadata raise
            raise KitError.of("K054", f"{path.name} cannot be read", "Make it again.", file=path.name) from error
    elif is_zip(path):
        raise KitError.of("K054", f"{path.name} is a zip without an OEWS table in it", UNPACK, file=path.name)
    else:
        from advocacy_kit.market.readers import read_survey  # most sessions read none

        gathered = read_survey(path)
        table = pa.Table.from_pandas(gathered.frame, preserve_index=False)
        shelf.put(Sample(gathered, table.column_names, table.column))


def _first_lines(path: Path) -> list[str]:
    with path.open("rb") as stream:
        start = stream.read(65536)
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return start.decode(encoding, "replace").splitlines()


def _local_file(source: str | PathLike[str]) -> Path:
    text = str(source)
    if "://" in text or text.startswith("www."):
        raise KitError.of(
            "K064", "a source must be a file on this machine, not an address", "Download it yourself and give its path."
        )
    path = Path(source)
    check_file(path)
    return path


def _own_table(path: Path) -> str | None:
    """Return which of the workspace's market tables a CSV file is, by its name or by its header."""
    first = next((line for line in _first_lines(path) if line.strip() and not line.startswith("#")), "")
    names = {name.strip().strip('"').lower() for name in first.split(",")}
    for name in OWN:
        table = TABLES[name]
        required = {column.name for column in table.columns if column.required}
        if path.name == table.file or (not is_oews(tuple(names)) and required <= names):
            return name
    return None
