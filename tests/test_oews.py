"""Official files of every shape: what is printed is kept, a marker keeps its reason and is never a number."""

import csv
import io
import math
import zipfile
from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt

from advocacy_kit import BeyondPublished, KitError, load_market
from advocacy_kit.market.oews import read_oews
from tests.official import ANNUAL, GRAND_RAPIDS, HOURLY, MICHIGAN, NATION, as_parquet, as_workbook, row, world

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
HEADER_2018 = [
    "occ_code",
    "occ_title",
    "OCC_CODE",
    "OCC_GROUP",
    "TOT_EMP",
    "MEAN_PRSE",
    "H_MEDIAN",
    *ANNUAL,
    "ANNUAL",
    "HOURLY",
]
ROW_2018 = [
    "15-1133",
    "Software Developers, Systems Software",
    None,
    "detailed",
    405330,
    0.6,
    52.88,
    66740,
    85610,
    110000,
    139550,
    166960,
    None,
    None,
]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return load_market(as_parquet(tmp_path_factory.mktemp("oews"), world()))


def test_every_figure_and_marker_of_the_official_file_is_kept(tmp_path, market):
    path = SHARED / "oews_may2025.parquet"
    path = path if path.is_file() else as_parquet(tmp_path, world())
    oews = market.oews if path.parent == SHARED else read_oews(path)
    columns = ["AREA", "NAICS", "OCC_CODE", *ANNUAL]
    table = pq.read_table(path, columns=columns).to_pandas().astype(str)
    table = table[table["NAICS"] == "000000"]
    assert len(table) == len(oews.key)
    places = [
        table[column].map({code: place for place, code in enumerate(codes)})
        for column, codes in (("OCC_CODE", oews.occupations), ("AREA", oews.areas))
    ]
    key = (places[0] * len(oews.areas) + places[1]).to_numpy()
    table = table.iloc[np.argsort(key)]
    assert np.array_equal(np.sort(key), oews.key)
    printed = table[list(ANNUAL)].apply(lambda column: column.str.strip().str.replace(",", "")).to_numpy(dtype=str)
    figure = np.char.isdigit(printed)
    assert np.array_equal(oews.annual[figure], printed[figure].astype(float))
    assert (oews.annual_markers[figure] == "value").all()
    by_year = (printed != "").any(axis=1)
    assert np.array_equal(by_year, ~oews.hourly_only)
    assert np.isnan(oews.annual[by_year & ~figure.all(axis=1)][~figure[by_year & ~figure.all(axis=1)]]).all()
    assert np.array_equal(oews.annual_markers[by_year][~figure[by_year]], printed[by_year][~figure[by_year]])


def test_single_industries_are_left_out_and_counted(small):
    assert small.peers("13-1081").cell.wages[2] == 82320
    assert "1 rows of single industries" in small.provenance["left_out"].iloc[0]


def test_markers_keep_their_reason_and_are_never_numbers(small):
    censored = small.peers("13-1083").cell
    assert censored.markers == ("value", "value", "value", "#", "#")
    assert math.isnan(censored.wages[4])
    assert "highest wage" in censored.missing
    for percentile, bound in ((0.8, "at least 239,200"), (0.6, "between P50 and P75")):
        with pytest.raises(BeyondPublished) as refused:
            small.peers("13-1083").benchmark(percentile, on=date(2026, 1, 1))
        assert refused.value.bound == bound
    missing = small.oews.cell("13-1084", "0000000")
    assert missing.markers == ("**", "*", "*", "value", "value")
    assert not missing.usable
    assert missing.missing == "an employment estimate is not available; a wage estimate is not available"


def test_hourly_only_and_annual_only_occupations_have_one_unit(small, market):
    assert small.peers("27-2011", unit="hour").cell.wages == (15, 20, 25, 40, 60)
    assert market.peers("27-2011", unit="hour").published.quantile(0.5) < 200
    for chosen in (small, market):
        with pytest.raises(KitError, match="by the hour only"):
            chosen.peers("27-2011", unit="year")
        with pytest.raises(KitError, match="by the year only"):
            chosen.peers("25-1011", unit="hour")
    assert small.peers("25-1011").cell.wages[2] == 97000
    assert small.peers("13-1081", unit="hour").cell.wages[2] == 39.58  # cents as printed: 39.5769


def test_a_workbook_whose_code_column_stands_twice_in_any_case(tmp_path):
    rows = [
        ROW_2018,
        [
            "11-1011",
            "Chief Executives",
            None,
            "detailed",
            195530,
            0.7,
            91.15,
            69760,
            114000,
            189600,
            "#",
            "#",
            None,
            None,
        ],
    ]
    market = load_market(as_workbook(tmp_path, HEADER_2018, rows, "national_M2018_dl.xlsx"))
    peers = market.peers("15-1133")
    assert peers.cell.wages == (66740, 85610, 110000, 139550, 166960)
    assert (market.oews.release, peers.place) == ("May 2018", "United States")
    assert round(peers.rank(120_000, on=date(2018, 5, 12)), 2) == 59.44
    assert market.peers("Chief Executives").cell.markers[3:] == ("#", "#")


def test_a_workbook_of_areas_writes_short_codes_and_letters_of_states(tmp_path):
    header = [
        "AREA",
        "AREA_TITLE",
        "AREA_TYPE",
        "PRIM_STATE",
        "NAICS",
        "O_GROUP",
        "OCC_CODE",
        "OCC_TITLE",
        "TOT_EMP",
        "MEAN_PRSE",
        *ANNUAL,
    ]
    rows = [
        [
            99,
            "U.S.",
            1,
            "US",
            "000000",
            "detailed",
            "13-1081",
            "Logisticians",
            251040,
            0.4,
            50890,
            64440,
            82320,
            106190,
            133160,
        ],
        [
            26,
            "Michigan",
            2,
            "MI",
            "000000",
            "detailed",
            "13-1081",
            "Logisticians",
            10270,
            1.9,
            52810,
            65220,
            83200,
            106570,
            132900,
        ],
        [
            24340,
            "Grand Rapids-Kentwood, MI",
            4,
            "MI",
            "000000",
            "detailed",
            "13-1081",
            "Logisticians",
            1130,
            1,
            52790,
            64420,
            77050,
            92550,
            "*",
        ],
        [
            2600001,
            "Upper Peninsula of Michigan nonmetropolitan area",
            6,
            "MI",
            "000000",
            "detailed",
            "13-1081",
            "Logisticians",
            40,
            5,
            *"*" * 5,
        ],
    ]
    market = load_market(as_workbook(tmp_path, header, rows, "all_data_M_2024.xlsx"))
    assert market.oews.release == "May 2024"
    assert market.peers("13-1081", "MI").cell.area == market.peers("13-1081", "Michigan").cell.area == "2600000"
    assert market.peers("13-1081").place == "United States"
    assert market.peers("13-1081", "24340").published.outermost == (0.10, 0.75)
    backed_off = market.peers("13-1081", "Upper Peninsula")
    assert (backed_off.cell.area, len(backed_off.back_off)) == ("2600000", 1)


def test_a_csv_with_notes_above_its_header(tmp_path):
    names = ["OCC_CODE", "OCC_TITLE", "o_group", "tot_emp", "mean_prse", *ANNUAL]
    lines = ["Occupational Employment and Wage Statistics", '"Notes, as printed"', ",".join(names)]
    lines.append(
        '15-1133,"Software Developers, Systems Software",detailed,"405,330",0.6,"66,740","85,610","110,000","139,550","166,960"'
    )
    (tmp_path / "national_M2018.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    assert load_market(tmp_path / "national_M2018.csv").peers("15-1133").cell.wages == (
        66740,
        85610,
        110000,
        139550,
        166960,
    )


@pytest.mark.parametrize(
    ("year", "cells", "twice", "median"), [(2018, 1373, 6, 74_600), (2020, 1316, 13, 76_270), (2022, 1395, 7, 77_520)]
)
def test_the_national_workbooks_as_people_download_them(year, cells, twice, median, tmp_path):
    """Every cell of the file, read by openpyxl alone, is what the release says.

    A broad occupation of one detail stands twice.
    """
    path = SHARED / "market_samples" / f"national_M{year}_dl.xlsx"
    if not path.is_file():
        some = [
            [
                "13-1081",
                "Logisticians",
                None,
                "detailed",
                1,
                0.6,
                35,
                median - 3,
                median - 2,
                median,
                median + 1,
                median + 2,
                None,
                None,
            ]
        ]
        path, cells, twice = as_workbook(tmp_path, HEADER_2018, [ROW_2018, ROW_2018, *some], path.name), 2, 1
    header, *rows = openpyxl.load_workbook(path, data_only=True).worksheets[0].iter_rows(values_only=True)
    names = [name.upper() for name in header]
    official = {r[names.index("OCC_CODE")]: dict(zip(reversed(names), reversed(r), strict=True)) for r in rows}
    oews = read_oews(path)
    assert (oews.release, len(oews.key), oews.dropped) == (f"May {year}", cells, (("duplicate rows", twice),))
    assert len(official) == len(rows) - twice == cells
    assert set(oews.occupations) == set(official)
    assert set(oews.groups) <= {"total", "major", "minor", "broad", "detailed"}
    for code, printed in official.items():
        by_hour = printed["HOURLY"] is True or printed["HOURLY"] == "TRUE"
        cell = oews.cell(code, "0000000", "hour" if by_hour else "year")
        assert cell.title == printed["OCC_TITLE"]
        assert cell.employment == pytest.approx(
            printed["TOT_EMP"] if isinstance(printed["TOT_EMP"], int | float) else math.nan, nan_ok=True
        )
        for name, wage, marker in zip(HOURLY if by_hour else ANNUAL, cell.wages, cell.markers, strict=True):
            if isinstance(printed.get(name), int | float):
                assert (wage, marker) == (printed[name], "value")
            elif printed.get(name) is not None:
                assert math.isnan(wage)
                assert marker == printed[name].strip()
    assert load_market(path).peers("Logisticians").published.quantile(0.5) == median


# how the same rows are written in other years: names of columns, their order, codes of areas and levels
NEWEST = list(world()[0])
SHAPES = {
    "newest": {name: name for name in NEWEST},
    "2010": {name: name.lower() for name in NEWEST} | {"OCC_LEVEL": "group"},
    "2012 by state": (
        {name: name for name in NEWEST} | {"AREA_TITLE": "STATE", "STATE_FIPS": "ST", "OCC_LEVEL": "OCC_GROUP"}
    ),
    "2012 by metropolitan area": (
        {name: name for name in NEWEST} | {"AREA_TITLE": "AREA_NAME", "STATE_FIPS": "PRIM_STATE"}
    ),
    "2014 in one file": {name: name.lower().replace("occ_", "occ ") for name in NEWEST} | {"OCC_LEVEL": "group"},
    "2019": {name: name.lower() for name in NEWEST} | {"OCC_LEVEL": "o_group", "STATE_FIPS": "prim_state"},
}
LETTERS = {"26": "MI", "00": "US", "23": "ME", "41": "OR"}


def shaped(shape):
    """Rows of the small release in the shape of a year: header, rows."""
    names, old = SHAPES[shape], shape != "newest"
    rows = []
    for found in world():
        cells = dict(found)
        if old:
            cells["OCC_LEVEL"] = {"0": "major", "1": "minor", "2": "broad", "3": "" if shape == "2010" else "detailed"}[
                cells["OCC_LEVEL"]
            ]
            cells["STATE_FIPS"] = LETTERS[cells["STATE_FIPS"]]
            cells["AREA_TYPE"] = {"N": "1", "S": "2", "M": "4"}[cells["AREA_TYPE"]]
            nation, state = cells["AREA"] == "0000000", cells["AREA"].endswith("00000")
            cells["AREA"] = "99" if nation else cells["AREA"][:2] if state else cells["AREA"].lstrip("0")
        rows.append(list(cells.values()))
    return [names[name] for name in NEWEST], rows


def numbered(rows):
    """Cells as a workbook keeps them: numbers where there are digits."""
    return [
        [float(c) if c.replace(".", "", 1).isdigit() and (c == "0" or not c.startswith("0")) else c or None for c in r]
        for r in rows
    ]


def xlsx(path, header, rows):
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "Notes"
    notes.append(["May 2024 National, State, and Metropolitan Area Occupational Employment and Wage Estimates"])
    sheet = book.create_sheet("All data")
    for cells in (
        ["Occupational Employment and Wage Statistics"],
        [],
        header,
        *numbered(rows),
        [],
        ["* = not available"],
        [None, "(1) see notes"],
    ):
        sheet.append(cells)
    book.save(path)


def xls(path, header, rows):
    book = xlwt.Workbook()
    sheet = book.add_sheet("oes_M2024_dl")
    for number, cells in enumerate((["Notes"], header, *numbered(rows), ["# = at or above the highest wage"])):
        for place, cell in enumerate(cells):
            if cell is not None:
                sheet.write(number, place, cell)
    book.save(str(path))


def zipped(path, header, rows):
    xlsx(path.with_suffix(".xlsx"), header, rows[: len(rows) // 2])
    xls(path.with_suffix(".xls"), header, rows[len(rows) // 2 :])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path.with_suffix(".xlsx"), "oesm24ma/MSA_M2024_dl.xlsx")
        archive.write(path.with_suffix(".xls"), "oesm24ma/BOS_M2024_dl.xls")
        archive.writestr("oesm24ma/readme.txt", "as downloaded")
        archive.writestr("__MACOSX/oesm24ma/._MSA_M2024_dl.xlsx", b"x")


def text(delimiter=",", encoding="utf-8", above=(), below=()):
    def write(path, header, rows):
        out = io.StringIO(newline="")
        out.writelines(f"{line}\r\n" for line in above)
        csv.writer(out, delimiter=delimiter).writerows([header, *rows])
        out.writelines(f"{line}\r\n" for line in below)
        path.write_bytes(out.getvalue().encode(encoding))

    return write


FORMATS = {
    "all_data_M_2024.csv": text(),
    "bom_M2024.csv": text(
        encoding="utf-8-sig", above=["May 2024 estimates", ""], below=["", "Notes: * = not available", "source,BLS"]
    ),
    "semicolons_M2024.csv": text(";", above=["sep=;"]),
    "tabs_M2024.tsv": text("\t"),
    "unicode_M2024.csv": text("\t", "utf-16"),
    "half_M2024.csv": text(",", "utf-16-le"),
    "windows_M2024.csv": text(",", "cp1252", above=["Mayagüez"]),
    "all_data.xlsx": xlsx,
    "state_dl.xls": xls,
    "oesm24ma.zip": zipped,
}


def assert_same(left, right, apart=("source", "release", "date", "dropped")):
    for field in fields(left):
        if field.name not in apart:
            mine, theirs = getattr(left, field.name), getattr(right, field.name)
            assert np.array_equal(mine, theirs, equal_nan=getattr(mine, "dtype", np.dtype("U")).kind == "f"), field.name


@pytest.mark.parametrize("shape", SHAPES)
def test_the_year_and_its_names_of_columns_make_no_difference(shape, tmp_path):
    text()(tmp_path / "some_M2024.csv", *shaped(shape))
    oews = read_oews(tmp_path / "some_M2024.csv")
    assert oews.release == "May 2024"
    assert_same(oews, read_oews(as_parquet(tmp_path, world())))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("shape", ["newest", "2014 in one file"])
def test_the_format_makes_no_difference(shape, name, tmp_path):
    FORMATS[name](tmp_path / name, *shaped(shape))
    oews = read_oews(tmp_path / name)
    assert (oews.release, oews.source) == ("May 2024", name)
    assert_same(oews, read_oews(as_parquet(tmp_path, world())))
    lost = dict(oews.dropped)
    assert lost.pop("rows of single industries") == 1
    notes = {"bom_M2024.csv": 2, "all_data.xlsx": 2, "state_dl.xls": 1, "oesm24ma.zip": 3}.get(name, 0)
    assert sum(lost.values()) == notes  # a footnote is no row and no failure
    assert set(lost) <= {"rows without an occupation code", "rows with too few or too many cells"}


@pytest.mark.parametrize(
    ("name", "more", "year"),
    [
        ("oesm22nat.csv", {}, 2022),
        ("OESM10ST.csv", {}, 2010),
        ("national_M2013_dl.csv", {}, 2013),
        ("all_data_M_2019.csv", {}, 2019),
        ("oews may 2024.csv", {}, 2024),
        ("download.csv", {"YEAR": "2016"}, 2016),
        ("national_M2019_dl.csv", {"YEAR": "2016"}, 2016),  # the file says it better than its name
    ],
)
def test_the_year_is_found(name, more, year, tmp_path):
    rows = [cells | more for cells in world()]
    text()(tmp_path / name, list(rows[0]), [list(cells.values()) for cells in rows])
    assert read_oews(tmp_path / name).release == f"May {year}"


def test_a_year_that_is_not_said_or_not_one_is_refused(tmp_path):
    header, rows = shaped("newest")
    text()(tmp_path / "download.csv", header, rows)
    with pytest.raises(KitError, match="does not say its year"):
        read_oews(tmp_path / "download.csv")
    text()(tmp_path / "both.csv", [*header, "year"], [[*cells, str(2019 + n % 2)] for n, cells in enumerate(rows)])
    with pytest.raises(KitError, match="holds the years 2019, 2020"):
        read_oews(tmp_path / "both.csv")


def test_a_cell_that_stands_several_times_counts_once_and_is_counted(tmp_path):
    wages = (50890, 64440, 82320, 106190, 133160)
    one = row(NATION, "13-1081", "Logisticians", wages) | {"OWN_CODE": "1235"}
    rows = [
        row(NATION, "13-1081", "Logisticians", (1, 2, 3, 4, 5)) | {"OWN_CODE": "5"},
        row(NATION, "13-1081", "Logisticians", (1, 2, 3, 4, 5)) | {"OWN_CODE": "5", "NAICS": "000001"},
        one,
        one,
        one | {"A_MEDIAN": "82321"},
        row(MICHIGAN, "13-1081", "Logisticians", wages) | {"OWN_CODE": "1235"},
        row(MICHIGAN, "131081", "Logisticians", wages) | {"OWN_CODE": "1235"},
        row(MICHIGAN, "13-1081", "Logisticians", wages, naics="493000") | {"OWN_CODE": "5"},
    ]
    oews = read_oews(as_parquet(tmp_path, rows))
    assert oews.cell("13-1081", "0000000").wages == wages
    assert len(oews.key) == 2
    assert dict(oews.dropped) == {
        "rows of single industries": 1,
        "rows of single ownerships": 2,
        "duplicate rows": 2,
        "rows that contradict an earlier row of their cell": 1,
    }


def test_an_occupation_that_is_broad_and_detailed_is_detailed(tmp_path):
    twice = [row(GRAND_RAPIDS, "13-1020", "Buyers", (1, 2, 3, 4, 5), level=level) for level in "23"]
    assert read_oews(as_parquet(tmp_path, twice)).groups == ("detailed",)


def test_percentiles_that_decrease_refuse_their_cell_alone(tmp_path):
    rows = [row(NATION, "13-1081", "Logisticians", (50890, 64440, 60000, 106190, 133160)), *world()[-5:]]
    market = load_market(as_parquet(tmp_path, rows))
    with pytest.raises(KitError) as refused:
        _ = market.oews.cell("13-1081", "0000000").percentiles
    assert refused.value.issues[0].code == "K052"
    assert market.oews.cell("27-2011", "0000000", "hour").percentiles.quantile(0.5) == 25


def test_a_european_spreadsheets_figures_are_read_right_or_refused(tmp_path):
    header, rows = shaped("newest")
    figures = {place for place, name in enumerate(header) if name in ("TOT_EMP", "MEAN_PRSE", *ANNUAL, *HOURLY)}
    swap = str.maketrans(",.", ".,")
    theirs = [
        [cell.translate(swap) if place in figures else cell for place, cell in enumerate(cells)] for cells in rows
    ]
    text(";")(tmp_path / "excel_M2024.csv", header, theirs)
    assert_same(read_oews(tmp_path / "excel_M2024.csv"), read_oews(as_parquet(tmp_path, world())))
    text(";")(tmp_path / "mixed_M2024.csv", header, [*theirs, *rows])
    with pytest.raises(KitError, match="with a decimal comma and with a decimal point"):
        read_oews(tmp_path / "mixed_M2024.csv")


def test_a_figure_that_cannot_be_read_is_missing_and_keeps_its_text(tmp_path):
    cell = read_oews(
        as_parquet(tmp_path, [row(NATION, "13-1081", "Logisticians", ("1e9", "64,44", "$82320", "106,190", "133160."))])
    )
    assert cell.cell("13-1081", "0000000").markers == ("1e9", "64,44", "$8232"[:5], "value", "value")
    assert cell.cell("13-1081", "0000000").wages[3:] == (106190, 133160)


def test_of_several_releases_the_newest_counts(tmp_path):
    old = as_workbook(tmp_path, HEADER_2018, [ROW_2018], "national_M2018_dl.xlsx")
    market = load_market(old, as_parquet(tmp_path, world()))
    assert market.oews.release == "May 2025"
    older = "OEWS May 2018 (older, for cells that no newer one prints)"
    assert older in set(market.provenance["source"])


@pytest.mark.parametrize(
    "address", ["https://www.bls.gov/oes/oews.parquet", "s3://bucket/oews.parquet", "www.bls.gov/oews.csv"]
)
def test_addresses_are_refused(address):
    with pytest.raises(KitError, match="not an address"):
        load_market(address)


def test_files_that_are_not_oews_are_refused(tmp_path):
    (tmp_path / "other_M2020.csv").write_text("a,b\n1,2\n")
    (tmp_path / "notes.txt").write_text("nothing")
    pq.write_table(pa.table({"x": [1]}), tmp_path / "other_M2020.parquet")
    as_parquet(tmp_path, world(), "noyear.parquet")
    for name, word in (
        ("other_M2020.csv", "lacks"),
        ("notes.txt", "neither"),
        ("other_M2020.parquet", "lacks"),
        ("noyear.parquet", "year"),
        ("gone.csv", "no file"),
    ):
        with pytest.raises(KitError, match=word):
            read_oews(tmp_path / name)


@pytest.mark.parametrize(
    "name", ["oews_M2020.parquet", "oews_M2020.xlsx", "oews_M2020.xls", "oews_M2020.csv", "oews_M2020.zip"]
)
@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off", b"PAR1 cut off PAR1", b"\x00" * 99],
)
def test_damaged_files_are_refused_in_words(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(KitError) as refused:
        read_oews(tmp_path / name)
    by_name, by_bytes = (
        name.endswith(("xlsx", "xls")) and data[:4] != b"PAR1",
        data[:2] == b"\xd0\xcf" and not name.endswith("parquet"),
    )
    workbook = by_name or by_bytes or data[:2] == b"PK"
    assert refused.value.issues[0].code == ("K068" if workbook else "K054")
    assert refused.value.issues[0].fix


def test_standard_errors_of_percentiles_are_the_means_times_a_printed_factor(small):
    nation, area = small.oews.cell("13-1081", "0000000"), small.oews.cell("13-1081", "0024340")
    assert [area.standard_error(p) for p in (0.10, 0.25, 0.50, 0.75, 0.90)] == pytest.approx(
        [0.021, 0.0165, 0.015, 0.0165, 0.021]
    )
    assert nation.standard_error(0.5) == pytest.approx(0.006)
    tiny = load_market().oews.cell("00-0000", "0000000")
    assert tiny.mean_prse == 0.1
    assert tiny.standard_error(0.5) == 0.005  # at least half a percent
