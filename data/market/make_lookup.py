"""Make data/market/job_titles.parquet and places.parquet: which words mean which OEWS occupation and area.

    python data/market/make_lookup.py JOB_TITLES US_PLACES

Titles: "RN (Registered Nurse)" becomes two. Codes finer than OEWS publishes are mapped to the code that holds them;
those of jobs that OEWS does not cover (legislators, fishing, the military) are left out. Places: the second row of a
town is left out, and counties that are joined for statistics become one row each. All of it is counted.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
HOLDERS = {  # codes that OEWS publishes under one that does not end in 0
    "21-1011": "21-1018",
    "21-1014": "21-1018",
    "25-2055": "25-2052",
    "25-2056": "25-2052",
    "25-9042": "25-9045",
    "25-9043": "25-9045",
    "25-9049": "25-9045",
    "51-2022": "51-2028",
    "51-2023": "51-2028",
    "53-1042": "53-1047",
    "53-1043": "53-1047",
    "53-1044": "53-1047",
    "53-1049": "53-1047",
}


def published_codes() -> frozenset[str]:
    """Return the detailed codes of the shipped release."""
    table = pq.read_table(HERE / "oews.parquet", columns=["OCC_CODE", "O_GROUP"]).to_pandas()
    return frozenset(table.loc[table["O_GROUP"] == "detailed", "OCC_CODE"])


def spellings(title: str) -> list[str]:
    """Return the titles that one entry holds: what is outside its last brackets, and what is inside."""
    last = re.fullmatch(r"(.*\S)\s*\(([^()]+)\)", title)
    parts = [last[1], last[2]] if last else [title]
    return [" ".join(re.sub(r"\([^()]*\)", " ", part).split()) for part in parts]


def titles(source: Path) -> pd.DataFrame:
    """Return title, code and whether workers reported it."""
    codes, counts = published_codes(), Counter[str]()
    rows = []
    for title, code, kind in pq.read_table(source).to_pandas().itertuples(index=False):
        held = code if code in codes else HOLDERS.get(code, code[:6] + "0")
        counts["kept" if held == code else "mapped" if held in codes else "left out"] += 1
        if held in codes:
            rows += [(name, held, kind != "alternate") for name in spellings(title)]
    frame = pd.DataFrame(rows, columns=["title", "code", "reported"])
    frame = frame.groupby(["code", "title"], as_index=False)["reported"].max()
    print(f"titles: {dict(counts)}; {len(frame):,} rows")
    return frame.sort_values(["code", "title"], kind="stable", ignore_index=True)


def places(source: Path) -> pd.DataFrame:
    """Return place, state, OEWS area (blank outside metropolitan areas) and population (0 where unknown)."""
    counts = Counter[str]()
    rows = []
    for row in pq.read_table(source).to_pandas().itertuples(index=False):
        names = [part.strip() for part in re.split(r"[()+]", row.place) if part.strip()]
        names = [re.sub(r" city$", "", name) if row.source == "county" else name for name in names]
        rows += [(name, row.state, row.area, row.population) for name in names]
    frame = pd.DataFrame(rows, columns=["place", "state", "area", "population"])
    frame = frame.sort_values("population", ascending=False, kind="stable")
    # a postal name of the same town often lacks what the census knows of it
    frame["area"] = frame.groupby(["place", "state"])["area"].transform("max")
    first = frame.drop_duplicates(["place", "state"])
    counts["second rows of a place"] = len(frame) - len(first)
    print(f"places: {dict(counts)}; {len(first):,} rows")
    return first.sort_values(["state", "place"], kind="stable", ignore_index=True)


def write(frame: pd.DataFrame, name: str, source: str) -> None:
    """Write one Parquet file that names its source."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata({"source": source})
    pq.write_table(
        table, HERE / name, compression="zstd", compression_level=19, use_dictionary=["code", "state", "area"]
    )
    print(f"{name}: {(HERE / name).stat().st_size / 1e3:.0f} KB")


def main() -> None:
    """Read both sources, write both files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("job_titles", type=Path)
    parser.add_argument("us_places", type=Path)
    arguments = parser.parse_args()
    write(titles(arguments.job_titles), "job_titles.parquet", "O*NET database, U.S. Department of Labor, CC BY 4.0")
    write(
        places(arguments.us_places).astype({"population": "int32"}),
        "places.parquet",
        "U.S. Census Bureau; postal names",
    )


if __name__ == "__main__":
    main()
