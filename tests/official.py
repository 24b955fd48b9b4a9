"""Official OEWS files in small, of the shapes that the Bureau prints."""

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

ANNUAL = ("A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90")
HOURLY = ("H_PCT10", "H_PCT25", "H_MEDIAN", "H_PCT75", "H_PCT90")
GRAND_RAPIDS, MICHIGAN, NATION = (
    ("0024340", "Grand Rapids-Wyoming-Kentwood, MI", "M", "26"),
    ("2600000", "Michigan", "S", "26"),
    ("0000000", "National", "N", "00"),
)
PORTLANDS = (
    ("0038860", "Portland-South Portland, ME", "M", "23"),
    ("0038900", "Portland-Vancouver-Hillsboro, OR-WA", "M", "41"),
)


def row(area, code, title, wages, *, level="3", hourly="", annual="", naics="000000", prse="1.0"):
    """One official row as text; `wages` are five annual figures or markers, hourly ones are a 2,080th of them."""
    by_hour = [w if not str(w).isdigit() else f"{int(w) / 2080:.2f}" for w in wages]
    shown = [""] * 5 if hourly else [str(w) for w in wages]
    return {
        **dict(zip(("AREA", "AREA_TITLE", "AREA_TYPE", "STATE_FIPS"), area, strict=True)),
        "NAICS": naics,
        "OCC_CODE": code,
        "OCC_TITLE": title,
        "OCC_LEVEL": level,
        "TOT_EMP": "1,130",
        "MEAN_PRSE": prse,
        **dict(zip(ANNUAL, shown, strict=True)),
        **dict(zip(HOURLY, [""] * 5 if annual else by_hour, strict=True)),
        "HOURLY": hourly,
        "ANNUAL": annual,
    }


def world():
    """A release in small: one area, its state, the nation."""
    return [
        row(GRAND_RAPIDS, "13-1081", "Logisticians", (52790, 64420, 77050, 92550, 106250)),
        row(MICHIGAN, "13-1081", "Logisticians", (52810, 65220, 83200, 106570, 132900)),
        row(NATION, "13-1081", "Logisticians", (50890, 64440, 82320, 106190, 133160), prse="0.4"),
        row(NATION, "13-1081", "Logisticians", (10000, 20000, 30000, 40000, 50000), naics="493000"),
        row(GRAND_RAPIDS, "13-0000", "Business Occupations", (45000, 55000, 72000, 95000, 125000), level="0"),
        row(MICHIGAN, "13-0000", "Business Occupations", (46000, 57000, 75000, 99000, 131000), level="0"),
        row(NATION, "13-0000", "Business Occupations", (48000, 60000, 80000, 110000, 150000), level="0"),
        row(MICHIGAN, "13-1082", "Project Management Specialists", (50000, 68000, 90000, 118000, 148000)),
        row(NATION, "13-1082", "Project Management Specialists", (59000, 77000, 100000, 130000, 165000)),
        row(GRAND_RAPIDS, "13-1083", "Customs Brokers", ("*", "*", "*", "*", "*")),
        row(NATION, "13-1083", "Customs Brokers", (40000, 52000, 68000, "#", "#")),
        row(NATION, "13-1084", "Freight Forwarders", ("**", "*", "*", 90000, 99000)),
        row(
            NATION, "13-1080", "Logisticians and Related Specialists", (51000, 66000, 88000, 115000, 145000), level="2"
        ),
        row(NATION, "27-2011", "Actors", (31200, 41600, 52000, 83200, 124800), hourly="TRUE"),
        row(
            NATION, "25-1011", "Business Teachers, Postsecondary", (45000, 62000, 97000, 140000, 208000), annual="TRUE"
        ),
        row(NATION, "00-0000", "All Occupations", (31200, 37590, 50980, 80520, 128560), level="0"),
        *(
            row(place, "00-0000", "All Occupations", (30000, 37000, 50000, 80000, 120000), level="0")
            for place in PORTLANDS
        ),
    ]


def as_parquet(folder, rows, name="oews_may2025.parquet"):
    pq.write_table(pa.Table.from_pylist(rows), folder / name)
    return folder / name


def as_workbook(folder, header, rows, name):
    book = openpyxl.Workbook()
    book.active.title = name.removesuffix("_dl.xlsx")
    for cells in (header, *rows):
        book.active.append(cells)
    book.create_sheet("Field Descriptions").append(["OCC_CODE", "the code"])
    book.save(folder / name)
    return folder / name
