"""Market data: official files of every shape, names to codes, the named back-off, and the user's own postings."""

import math
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from advocacy_kit import BeyondPublished, KitError, load_market
from advocacy_kit.market.oews import read_oews

REPO = Path(__file__).resolve().parents[1]
SHARED = REPO.parent / "shared" / "data"
SHARES = (0.10, 0.25, 0.50, 0.75, 0.90)
ANNUAL = ("A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90")
HOURLY = ("H_PCT10", "H_PCT25", "H_MEDIAN", "H_PCT75", "H_PCT90")
GRAND_RAPIDS, MICHIGAN, NATION = (
    ("0024340", "Grand Rapids-Wyoming-Kentwood, MI", "M", "26"),
    ("2600000", "Michigan", "S", "26"),
    ("0000000", "National", "N", "00"),
)
PORTLANDS = (("0038860", "Portland-South Portland, ME", "M", "23"), ("0038900", "Portland-Vancouver-Hillsboro, OR-WA", "M", "41"))


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
        row(NATION, "13-1080", "Logisticians and Related Specialists", (51000, 66000, 88000, 115000, 145000), level="2"),
        row(NATION, "27-2011", "Actors", (31200, 41600, 52000, 83200, 124800), hourly="TRUE"),
        row(NATION, "25-1011", "Business Teachers, Postsecondary", (45000, 62000, 97000, 140000, 208000), annual="TRUE"),
        row(NATION, "00-0000", "All Occupations", (31200, 37590, 50980, 80520, 128560), level="0"),
        *(row(place, "00-0000", "All Occupations", (30000, 37000, 50000, 80000, 120000), level="0") for place in PORTLANDS),
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


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return load_market(as_parquet(tmp_path_factory.mktemp("oews"), world()))


@pytest.mark.parametrize("which", ["shipped", "small"])
def test_a_known_cell_is_read_as_printed(which, market, small):
    chosen = market if which == "shipped" else small
    peers = chosen.peers("13-1081", "Grand Rapids-Wyoming-Kentwood, MI")
    assert peers.cell.wages == (52790, 64420, 77050, 92550, 106250)
    assert (peers.cell.released, peers.cell.mean_prse, peers.back_off, peers.cell.employment) == (date(2025, 5, 12), 1.0, (), 1130)
    assert [cell.area_title for cell in peers.others] == ["Michigan", "United States"]
    assert [cell.wages[2] for cell in peers.others] == [83200, 82320]


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


def test_unknown_occupations_are_offered_the_nearest(market):
    for asked, offered in (("13-1089", "Logisticians (13-1081)"), ("logistician analyst", "Logisticians (13-1081)")):
        with pytest.raises(KitError) as refused:
            market.peers(asked)
        (issue,) = refused.value.issues
        assert issue.code == "K059"
        assert offered in issue.fix
    with pytest.raises(KitError, match="no occupation is named"):
        market.peers(None)


@pytest.mark.parametrize(
    ("words", "code"),
    [("logistician", "13-1081"), ("registered nurse", "29-1141"), ("accountant", "13-2011"), ("senior software developer", "15-1252")],
)
def test_words_find_titles(market, words, code):
    found = market.search(words)
    assert list(found.columns) == ["occupation", "title", "score"]
    assert found["occupation"].iloc[0] == code
    assert found["score"].is_monotonic_decreasing
    assert market.search("zzzzqq").empty


def test_an_ambiguous_area_names_its_candidates(market, small):
    for chosen in (market, small):
        with pytest.raises(KitError) as refused:
            chosen.peers("00-0000", "Portland")
        (issue,) = refused.value.issues
        assert "2 areas are called 'Portland'" in issue.message
        assert "Portland-South Portland, ME" in issue.fix
        assert "OR-WA" in issue.fix
        assert chosen.peers("00-0000", "portland, me").cell.area == "0038860"
    with pytest.raises(KitError, match="no area 'Atlantis'"):
        market.peers("13-1081", "Atlantis")


def test_local_data_have_no_geography(small):
    peers = small.peers("13-1081", "Grand Rapids")
    assert peers.geography(0.5) == (1.0, 0.0, "")
    benchmark = peers.benchmark(on=date(2025, 5, 12), rate=0.035)
    assert (benchmark.value, benchmark.geography_effect, benchmark.sources[0].se) == (77050, 0, pytest.approx(0.015))
    assert not any("geography" in words for words in benchmark.assumptions)


@pytest.mark.parametrize(
    ("occupation", "cell", "median", "ratio"),
    [
        ("13-1082", ("13-1082", "2600000"), 90000, 72000 / 75000),
        ("13-1083", ("13-1083", "0000000"), 68000, 72000 / 80000),
        ("13-1084", ("13-1080", "0000000"), 88000, 72000 / 80000),
    ],
)
def test_back_off_is_named_and_brings_the_major_groups_ratio(small, occupation, cell, median, ratio):
    peers = small.peers(occupation, "Grand Rapids")
    assert (peers.cell.occupation, peers.cell.area) == cell
    assert peers.back_off[-1].endswith(f"; so {peers.cell.title} in {peers.cell.area_title} are taken instead")
    on, rate = date(2026, 4, 1), 0.035
    benchmark = peers.benchmark(0.5, on=on, rate=rate)
    aged = median * ratio * 1.035 ** ((on - date(2025, 5, 12)).days / 365.25)
    assert benchmark.value == pytest.approx(aged)
    assert benchmark.sources[0].geography_log_se == 0.12
    assert set(peers.back_off) <= set(benchmark.assumptions)
    assert peers.at_release(aged, on=on, rate=rate) == pytest.approx(median)
    assert peers.rank(aged, on=on, rate=rate) == pytest.approx(50)


def test_geography_is_taken_at_the_same_percentile(small):
    benchmark = small.peers("13-1082", "Grand Rapids").benchmark(0.75, on=date(2025, 5, 12))
    assert benchmark.value == pytest.approx(118000 * 95000 / 99000)


def test_a_shipped_cell_that_is_missing_backs_off_by_hand(market):
    table = pq.read_table(REPO / "data" / "market" / "oews.parquet", columns=["AREA", "OCC_CODE", "A_MEDIAN"]).to_pandas().astype(str)
    medians = table.set_index(["OCC_CODE", "AREA"])["A_MEDIAN"]
    here = {code for code, area in medians.index if area == "0024340"}
    code = next(c for c, area in medians.index if area == "2600000" and c not in here and c[:2] == "15" and medians[c, area].isdigit())
    peers = market.peers(code, "Grand Rapids-Wyoming-Kentwood, MI")
    ratio = float(medians["15-0000", "0024340"]) / float(medians["15-0000", "2600000"])
    assert peers.cell.area == "2600000"
    assert peers.benchmark(0.5, on=date(2025, 5, 12)).value == pytest.approx(float(medians[code, "2600000"]) * ratio)


@pytest.mark.parametrize(("asked", "word"), [({"country": "DE"}, "DE"), ({"currency": "EUR"}, "EUR"), ({"unit": "month"}, "month")])
def test_nothing_is_borrowed_from_another_country_currency_or_unit(small, asked, word):
    with pytest.raises(KitError, match=word) as refused:
        small.peers("13-1081", **asked)
    assert refused.value.issues[0].code == "K063"


def test_a_level_is_named_as_ignored(small):
    peers = small.peers("13-1081", level="senior")
    assert "senior" in peers.ignored[0]
    assert peers.ignored[0] in peers.benchmark(on=date(2026, 1, 1)).assumptions


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
