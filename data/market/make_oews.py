"""Make data/market/oews.parquet from a BLS OEWS file (Parquet, official workbook or CSV).

    python data/market/make_oews.py SOURCE [SOURCE …] --release "May 2025"

Kept: cross-industry rows of nation, states and areas; annual wages, and hourly ones where the annual ones do not give
them to the cent (half a cent is rounded up); the markers as printed. Left out: single industries, ownership, employment
shares. Rows are sorted by occupation and area.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from advocacy_kit.market.oews import ANNUAL, HOURLY, area_code, read_table

KEPT = ("AREA", "AREA_TITLE", "PRIM_STATE", "OCC_CODE", "OCC_TITLE", "O_GROUP", "TOT_EMP", "MEAN_PRSE")
LEVELS = {"0": "major", "1": "minor", "2": "broad", "3": "detailed"}


def reduced(source: Path) -> pd.DataFrame:
    """Return the rows and columns of one file that are shipped, as official text."""
    table, _ = read_table(source)
    frame = table.to_pandas().astype(str).replace({"None": "", "nan": ""})
    frame["O_GROUP"] = frame["O_GROUP"].replace(LEVELS)
    frame.loc[frame["OCC_CODE"] == "00-0000", "O_GROUP"] = "total"
    if "NAICS" in frame:
        frame = frame[frame["NAICS"].str.strip("0") == ""]
    frame["AREA"] = frame["AREA"].map(area_code) if "AREA" in frame else area_code("99")
    only = frame["HOURLY"].str.upper() == "TRUE"
    for yearly, column in zip(ANNUAL, HOURLY, strict=True):
        made = pd.to_numeric(frame[yearly], errors="coerce") / 2080
        cents = (made * 100 + 0.5 + 1e-9) // 1 / 100
        printed = pd.to_numeric(frame[column], errors="coerce")
        frame[column] = frame[column].where(only | ((printed - cents).abs() > 0.001), "")
    columns = [*KEPT, *ANNUAL, *HOURLY, "HOURLY", "ANNUAL"]
    return frame.reindex(columns=columns, fill_value="")


def main() -> None:
    """Read the sources, write the Parquet file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--release", required=True, help='such as "May 2025"')
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("oews.parquet"))
    arguments = parser.parse_args()
    frame = pd.concat([reduced(source) for source in arguments.sources], ignore_index=True)
    frame = frame.drop_duplicates(["OCC_CODE", "AREA"]).sort_values(["OCC_CODE", "AREA"], kind="stable")
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata({"release": arguments.release})
    pq.write_table(table, arguments.out, compression="zstd", compression_level=19, use_dictionary=True)
    print(f"{len(frame):,} rows, {arguments.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
