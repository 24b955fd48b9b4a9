"""A table of groups is not a list of people: it goes to published.csv, or is refused in a sentence."""

import csv
import zipfile
from datetime import date

import openpyxl
import pytest

import advocacy_kit as ak
from advocacy_kit import KitError, load_market
from advocacy_kit.__main__ import main
from advocacy_kit.market.readers import read_survey
from advocacy_kit.market.readers.raw import open_table

TITLE = "Table 14.7a   Annual pay - Gross (GBP) - For {} employee jobs: United Kingdom, 2025"
HEAD = ["Description", "Code", "(thousand)", "Median", "change", "Mean", "change", 10, 20, 25, 30, 60, 70, 75, 80, 90]
JOB_BANK = ["NOC_CNP", "NOC_Title_eng", "prov", "ER_Name", "Low_Wage_Salaire_Minium", "Median_Wage_Salaire_Median"]
JOB_BANK += ["High_Wage_Salaire_Maximal", "Average_Wage", "Quartile1_Wage_Salaire_Quartile1"]
JOB_BANK += ["Quartile3_Wage_Salaire_Quartile3", "Reference_Period", "Annual_Wage_Flag_Salaire_annuel"]


@pytest.fixture
def mine(folder_of):
    return folder_of("mine", {"wins.csv": "date,win\n"})


def ashe(path, title=TITLE):
    """Sheets of all, of men and of part-time employees, as the office prints them; men are paid 10% more."""
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["Key points"])
    for name, more in (("All", 1.0), ("Male", 1.1), ("Part-Time", 0.5)):
        sheet = book.create_sheet(name)
        sheet.append([title.format(name)])
        sheet.append([])
        sheet.append([None] * 4 + ["Annual"])
        sheet.append(HEAD)
        for job, code, middle in (("Programmers", "2134", 41_000), ("Nurses", "2237", 37_000), ("Actors", "3413", 0)):
            cut = [round(middle * share * more) for share in (0.7, 0.76, 0.82, 1.1, 1.2, 1.27, 1.35)]
            cells = ["x", *cut, "x"] if middle else ["x"] * 9
            sheet.append([job, code, 100, round(middle * more) or "x", 3.1, round(middle * 1.08), 2.9, *cells])
    book.save(path)
    return path


def write(path, header, *rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def test_ashe_goes_to_published_and_sheets_are_never_poured_together(tmp_path, mine, capsys):
    path = ashe(tmp_path / "ashe147a.xlsx")
    assert main(["market", "add", str(path), str(mine)]) == 0
    said = capsys.readouterr().out
    assert (
        "Kept 2 of 3 rows of ASHE Table 14.7a (gross, with overtime and bonuses), All employees in published.csv."
        in said
    )
    assert "Left out: 1 rows with fewer than three percentiles." in said
    table = ak.open_workspace(mine).table("published")
    row = table[table["occupation"] == "2134"].iloc[0]
    assert row[["p25", "p50", "p75"]].tolist() == [31_160, 41_000, 52_070]  # those of the sheet All
    assert row[["p10", "p90"]].isna().all()
    assert (row["per"], row["element"], row["currency"], row["country"]) == ("year", "base", "GBP", "GB")
    assert row["date"].date() == date(2025, 4, 1)
    assert not list((mine / "market").glob("*.parquet"))
    market = load_market(*ak.open_workspace(mine).market_sources())
    assert market.peers("2134", country="GB").published.quantile(0.5) == 41_000
    assert main(["market", "add", str(path), str(mine)]) == 0  # again: nothing stands twice
    assert "2 were there already" in capsys.readouterr().out
    assert len(ak.open_workspace(mine).table("published")) == 2
    assert "Male; Part-Time" in open_table(path).notes[0]


def test_a_table_of_groups_is_no_survey(tmp_path):
    with pytest.raises(KitError, match="table of groups, not of people"):
        read_survey(ashe(tmp_path / "ashe147a.xlsx"))


@pytest.mark.parametrize("title", [TITLE.replace("14.7a", "6.7a"), TITLE.replace("Annual", "Weekly")])
def test_other_tables_of_the_office_are_refused_in_a_sentence(title, tmp_path, mine, capsys):
    assert main(["market", "add", str(ashe(tmp_path / "ashe.xlsx", title)), str(mine)]) == 1
    assert "only 14, annual or hourly pay by occupation, is read" in capsys.readouterr().err
    assert not (mine / "published.csv").exists()


def test_wages_of_job_bank_are_by_the_hour_or_the_year_as_their_flag_says(tmp_path, mine):
    rows = [
        ["NOC_21232", "Developers", "CA", "Canada", 28.85, 48, 74.52, 49.5, 37.2, 60.1, "2023-2024", 0],
        ["NOC_21232", "Developers", "ON", "Ontario", 30, 50, 80, 51, 39, 62, "2023-2024", 0],
        ["NOC_31100", "Specialists", "CA", "Canada", 103_200, 286_000, 512_000, 1, 200_000, 400_000, "2022", 1],
        ["NOC_99999", "Falling", "CA", "Canada", 90, 48, 20, 49, 37, 60, "2022", 0],
    ]
    assert main(["market", "add", str(write(tmp_path / "wages.csv", JOB_BANK, *rows)), str(mine)]) == 0
    table = ak.open_workspace(mine).table("published")
    first, there, doctors = (table.iloc[place] for place in range(3))
    assert (len(table), first["per"], doctors["per"], there["area"]) == (3, "hour", "year", "Ontario")
    assert first[["p10", "p25", "p50", "p75", "p90"]].tolist() == [28.85, 37.2, 48, 60.1, 74.52]
    assert [row["date"].date() for row in (first, doctors)] == [date(2024, 7, 1), date(2022, 7, 1)]
    market = load_market(*ak.open_workspace(mine).market_sources())
    peers = market.peers("21232", "Ontario", country="CA", unit="hour")
    assert peers.published.quantile(0.5) == 50


@pytest.mark.parametrize(
    "header",
    [
        ["Region", "P10", "P25", "P50", "P75", "P90"],
        ["Beruf", "1st quartile", "Median", "3rd quartile"],
        ["occupation", "d1", "median_salary", "d9", "n"],
        ["freq", "isco08", "indic_se", "geo", "TIME_PERIOD", "OBS_VALUE"],
    ],
)
def test_groups_of_an_unknown_office_are_refused_with_the_way_to_type_them(header, tmp_path, mine, capsys):
    path = write(tmp_path / "table.csv", header, *([["x", *range(100, 100 + len(header) - 1)]] * 3))
    assert main(["market", "add", str(path), str(mine), "--yes"]) == 1
    said = capsys.readouterr().err
    assert "table.csv is a table of groups" in said
    assert "published.csv" in said


def test_people_with_a_median_column_are_people(tmp_path):
    path = write(tmp_path / "a.csv", ["salary", "country", "median_age", "team 10"], [70_000, "US", 40, 1])
    with pytest.raises(KitError) as refused:
        read_survey(path)
    assert refused.value.issues[0].code == "K065"


def test_of_a_zip_of_several_tables_it_is_asked_which(tmp_path, mine, capsys):
    for name in ("one", "two"):
        write(tmp_path / f"{name}.csv", ["pay", "country"], [70_000, "US"])
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        for name in ("one", "two"):
            archive.write(tmp_path / f"{name}.csv", f"{name}.csv")
    assert main(["market", "add", str(tmp_path / "both.zip"), str(mine)]) == 1
    said = capsys.readouterr().err
    assert "holds 2 tables: one.csv, two.csv" in said
    assert "Which do you mean?" in said
