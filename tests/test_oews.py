"""Official files of every shape: what is printed is kept, a marker keeps its reason and is never a number."""

import math
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from advocacy_kit import BeyondPublished, KitError, load_market
from advocacy_kit.market.oews import read_oews
from tests.official import ANNUAL, as_parquet, as_workbook, world

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
HEADER_2018 = ["occ_code", "occ_title", "OCC_CODE", "OCC_GROUP", "TOT_EMP", "MEAN_PRSE", "H_MEDIAN", *ANNUAL, "ANNUAL", "HOURLY"]
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
    for place in np.random.default_rng(7).choice(len(table), min(300, len(table)), replace=False):
        official = table.iloc[place]
        code, area = official["OCC_CODE"], official["AREA"]
        by_hour = all(not official[name].strip() for name in ANNUAL)
        cell = oews.cell(code, area, "hour" if by_hour else "year")
        for name, wage, marker in zip(ANNUAL, cell.wages, cell.markers, strict=True):
            if official[name].replace(",", "").isdigit():
                assert (wage, marker) == (float(official[name].replace(",", "")), "value")
            elif not by_hour:
                assert math.isnan(wage)
                assert marker == official[name].strip()


def test_single_industries_are_left_out_and_counted(small):
    assert small.peers("13-1081").cell.wages[2] == 82320
    assert "1 rows of single industries" in small.provenance["left_out"].iloc[0]


def test_markers_keep_their_reason_and_are_never_numbers(small):
    censored = small.peers("13-1083").cell
    assert censored.markers == ("value", "value", "value", "#", "#")
    assert math.isnan(censored.wages[4])
    assert "highest wage" in censored.missing
    with pytest.raises(BeyondPublished) as refused:
        small.peers("13-1083").benchmark(0.8, on=date(2026, 1, 1))
    assert refused.value.bound == "above P50"
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
    assert small.peers("13-1081", unit="hour").cell.wages[2] == pytest.approx(82320 / 2080)


def test_a_workbook_whose_code_column_stands_twice_in_any_case(tmp_path):
    rows = [ROW_2018, ["11-1011", "Chief Executives", None, "detailed", 195530, 0.7, 91.15, 69760, 114000, 189600, "#", "#", None, None]]
    market = load_market(as_workbook(tmp_path, HEADER_2018, rows, "national_M2018_dl.xlsx"))
    peers = market.peers("15-1133")
    assert peers.cell.wages == (66740, 85610, 110000, 139550, 166960)
    assert (market.oews.release, peers.place) == ("May 2018", "United States")
    assert round(peers.rank(120_000, on=date(2018, 5, 12)), 2) == 59.44
    assert market.peers("Chief Executives").cell.markers[3:] == ("#", "#")


def test_a_workbook_of_areas_writes_short_codes_and_letters_of_states(tmp_path):
    header = ["AREA", "AREA_TITLE", "AREA_TYPE", "PRIM_STATE", "NAICS", "O_GROUP", "OCC_CODE", "OCC_TITLE", "TOT_EMP", "MEAN_PRSE", *ANNUAL]
    rows = [
        [99, "U.S.", 1, "US", "000000", "detailed", "13-1081", "Logisticians", 251040, 0.4, 50890, 64440, 82320, 106190, 133160],
        [26, "Michigan", 2, "MI", "000000", "detailed", "13-1081", "Logisticians", 10270, 1.9, 52810, 65220, 83200, 106570, 132900],
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
    lines += ['15-1133,"Software Developers, Systems Software",detailed,"405,330",0.6,"66,740","85,610","110,000","139,550","166,960"']
    (tmp_path / "national_M2018.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    assert load_market(tmp_path / "national_M2018.csv").peers("15-1133").cell.wages == (66740, 85610, 110000, 139550, 166960)


@pytest.mark.parametrize(("year", "median"), [(2018, 74_600), (2020, 76_270), (2022, 77_520)])
def test_the_national_workbooks_as_people_download_them(year, median, tmp_path):
    path = SHARED / "market_samples" / f"national_M{year}_dl.xlsx"
    if not path.is_file():
        rows = [
            ["13-1081", "Logisticians", None, "detailed", 1, 0.6, 35, median - 3, median - 2, median, median + 1, median + 2, None, None]
        ]
        path = as_workbook(tmp_path, HEADER_2018, rows, path.name)
    market = load_market(path)
    assert market.peers("Logisticians").published.quantile(0.5) == median
    assert market.oews.release == f"May {year}"


def test_of_several_releases_the_newest_counts(tmp_path):
    old = as_workbook(tmp_path, HEADER_2018, [ROW_2018], "national_M2018_dl.xlsx")
    market = load_market(old, as_parquet(tmp_path, world()))
    assert market.oews.release == "May 2025"
    assert "OEWS May 2018 (older, not used)" in set(market.provenance["source"])


@pytest.mark.parametrize("address", ["https://www.bls.gov/oes/oews.parquet", "s3://bucket/oews.parquet", "www.bls.gov/oews.csv"])
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
            load_market(tmp_path / name)


@pytest.mark.parametrize("name", ["oews_M2020.parquet", "oews_M2020.xlsx", "oews_M2020.csv"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut off"])
def test_damaged_files_are_refused_in_words(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(KitError) as refused:
        load_market(tmp_path / name)
    assert refused.value.issues[0].code == "K054"


def test_standard_errors_of_percentiles_are_the_means_times_a_printed_factor(small):
    nation, area = small.oews.cell("13-1081", "0000000"), small.oews.cell("13-1081", "0024340")
    assert [area.standard_error(p) for p in (0.10, 0.25, 0.50, 0.75, 0.90)] == pytest.approx([0.021, 0.0165, 0.015, 0.0165, 0.021])
    assert nation.standard_error(0.5) == pytest.approx(0.006)
    tiny = load_market().oews.cell("00-0000", "0000000")
    assert tiny.mean_prse == 0.1
    assert tiny.standard_error(0.5) == 0.005  # at least half a percent
