"""What is proposed of an unknown file: never a flag, a coordinate, one end of a range or a prevailing wage as pay."""

import csv

import pytest

from advocacy_kit import KitError, load_market
from advocacy_kit.__main__ import main
from advocacy_kit.core.assets import asset
from advocacy_kit.market.readers import read_survey
from advocacy_kit.market.readers.mapping import propose, read_mapped
from advocacy_kit.market.readers.raw import open_table

H1B = ["CASE_STATUS", "EMPLOYER_NAME", "JOB_TITLE", "FULL_TIME_POSITION", "PREVAILING_WAGE", "YEAR", "lon", "lat"]
RANGES = ["title", "company_name", "min_salary", "max_salary", "currency", "compensation_type", "pay_period"]


def write(path, header, *rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


@pytest.fixture
def mine(folder_of):
    return folder_of("mine", {"wins.csv": "date,win\n"})


def test_a_prevailing_wage_a_coordinate_and_a_status_are_no_pay(tmp_path):
    rows = [["CERTIFIED", "A", "Analyst", "Y", 60_500 + n, 2016, 77.2, 33.0] for n in range(5)]
    proposal = propose(open_table(write(tmp_path / "h1b.csv", H1B, *rows)))
    assert "pay" not in proposal.columns
    assert "pay" in proposal.missing


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Annual_Wage_Flag", ["0", "1", "1"]),
        ("wage_id", ["100001", "100002", "100003"]),
        ("compensation_type", ["BASE_SALARY"] * 3),
        ("Wage_Comment_E", ["61000", "62000", "63000"]),
        ("min_salary", ["61000", "62000", "63000"]),
        ("pw_wage", ["61000", "62000", "63000"]),
        ("lon", ["77.2", "77.3", "77.4"]),
    ],
)
def test_what_is_never_proposed_as_pay(header, cells, tmp_path):
    table = open_table(write(tmp_path / "a.csv", [header, "title"], *([cell, "x"] for cell in cells)))
    assert "pay" not in propose(table).columns
    beside = [header, "salary", "title"]
    table = open_table(write(tmp_path / "b.csv", beside, *([cell, 70_000, "x"] for cell in cells)))
    assert propose(table).columns["pay"] == "salary"


def test_two_ends_are_a_range_and_its_middle_is_pay(tmp_path):
    rows = [
        ["Analyst", "A", 71_000, 91_000, "USD", "BASE_SALARY", "YEARLY"],
        ["Analyst", "B", 35, 45, "USD", "BASE_SALARY", "HOURLY"],
        ["Analyst", "C", 71_000, "", "USD", "BASE_SALARY", "YEARLY"],
        ["Analyst", "D", 91_000, 71_000, "USD", "BASE_SALARY", "YEARLY"],
        ["Analyst", "E", "", "", "USD", "BASE_SALARY", "YEARLY"],
    ]
    path = write(tmp_path / "postings.csv", RANGES, *rows)
    proposal = propose(open_table(path))
    assert (proposal.columns["low"], proposal.columns["high"]) == ("min_salary", "max_salary")
    assert "pay" not in proposal.columns
    assert proposal.columns["pay_element"] == "compensation_type"
    assert proposal.missing == ("country",)
    found = read_mapped(path, proposal.columns, {"country": "US"})
    assert found.frame[["pay", "per"]].to_numpy().tolist() == [[81_000, "year"], [40, "hour"]]
    assert dict(found.dropped) == {
        "one end of a range only": 1,
        "the highest pay is below the lowest": 1,
        "no pay given": 1,
    }
    assert "pay is the middle of a range" in found.notes


THOUSANDS = [["Data Scientist", "US", 60 + n, 100 + n] for n in range(14)]


def test_pay_in_thousands_is_asked_about_and_yes_accepts_only_what_raises_no_question(tmp_path, mine, capsys):
    header = ["Job Title", "country", "min_salary", "max_salary"]
    path = write(tmp_path / "cleaned.csv", header, *THOUSANDS)
    assert main(["market", "add", str(path), str(mine), "--yes"]) == 1
    said = capsys.readouterr().err
    assert "half of the pay is below 1,000 a year" in said
    assert "--column low=min_salary --column high=max_salary" in said
    assert "accept it with --yes" not in said
    assert not list((mine / "market").glob("*.parquet"))
    full = [[job, land, low * 1_000, high * 1_000] for job, land, low, high in THOUSANDS]
    path = write(tmp_path / "full.csv", header, *full)
    assert main(["market", "add", str(path), str(mine), "--yes"]) == 0
    assert "Kept 14 of 14 rows" in capsys.readouterr().out


def test_denied_cases_are_asked_about(tmp_path, mine, capsys):
    header = ["case_status", "job", "salary", "country"]
    path = write(tmp_path / "cases.csv", header, ["Certified", "A", 80_000, "US"], ["Denied", "A", 90_000, "US"])
    assert main(["market", "add", str(path), str(mine), "--yes"]) == 1
    assert "denied or withdrawn" in capsys.readouterr().err


def test_a_file_from_which_nothing_is_kept_is_refused(tmp_path, mine, capsys):
    path = write(tmp_path / "texts.csv", ["pay", "country"], ["$60K-$100K (est.)", "US"], ["much", "US"])
    assert main(["market", "add", str(path), str(mine)]) == 1
    said = capsys.readouterr().err
    assert "no row of texts.csv can be kept (2 pay that cannot be read)" in said
    assert not list((mine / "market").glob("*.parquet"))


PERM = ["CASE_NUMBER", "CASE_STATUS", "DECISION_DATE", "EMPLOYER_NAME", "EMPLOYER_CITY", "PW_SOC_CODE"]
PERM += ["PW_SKILL_LEVEL", "PW_WAGE", "PW_UNIT_OF_PAY", "WAGE_OFFER_FROM", "WAGE_OFFER_TO", "WAGE_OFFER_UNIT_OF_PAY"]
PERM += ["WORKSITE_CITY", "WORKSITE_STATE", "JOB_TITLE"]


def perm(number, status, prevailing, unit, offer, offer_unit):
    head = [f"A-{number}", status, "2023-03-05", f"Firm {number}", "RENO", "15-1252", "Level II", prevailing, unit]
    return [*head, offer, "", offer_unit, "AUSTIN", "TX", "Software Engineer"]


def test_of_perm_the_offered_wage_of_certified_cases_at_the_worksite_counts(tmp_path):
    rows = [
        perm(1, "Certified", 95_000, "Year", 120_000, "Year"),
        perm(2, "Denied", 95_000, "Year", 130_000, "Year"),
        perm(3, "Certified", 41.5, "Hour", 50.0, "Hour"),
        perm(4, "Certified-Expired", 95_000, "Year", 140_000, "Year"),
    ]
    found = read_survey(write(tmp_path / "PERM_FY2023.csv", PERM, *rows))
    assert found.frame["pay"].tolist() == [120_000, 104_000]
    assert set(found.frame["area"]) == {"Austin, TX"}
    assert (found.name, found.family) == ("PERM FY2023", "OEWS")  # prevailing wages derive from OEWS


TIDY = "timestamp,industry,job_title,annual_salary,currency,currency_other,country,state,city"
TIDY += ",overall_years_of_professional_experience,years_of_experience_in_field"
OF_2023 = "Timestamp,Industry,Job title,Annual salary (gross),Currency,Currency - other,Country,State,City"
OF_2023 += ",Years of experience - overall,Years of experience in field"


@pytest.mark.parametrize("header", [TIDY, OF_2023], ids=["snake case", "2023"])
def test_ask_a_manager_by_other_names(tmp_path, header):
    rows = [
        ["4/27/2021 11:02:10", "Nonprofits", "Manager", "550000", "Other", "SEK", "Sweden", "NA", "Lund", "5-7 years"],
        ["4/27/2021 11:02:10", "Nonprofits", "Manager", "62,000", "USD", "NA", "USA", "Ohio", "Dayton", "5-7 years"],
    ]
    rows = [[*row, "2 - 4 years"] for row in rows]
    found = read_survey(write(tmp_path / "survey.csv", header.split(","), *rows))
    assert found.frame["experience_years"].tolist() == [3, 3]
    assert found.frame["currency"].tolist() == ["SEK", "USD"]
    assert found.frame["area"].tolist() == ["Lund", "Dayton, OH"]
    assert found.opt_in
    alone = [name for name in header.split(",") if "experience" not in name]
    less = read_survey(write(tmp_path / "less.csv", alone, *(row[: len(alone)] for row in rows)))
    assert not any("experience" in note for note in less.notes)


def test_a_survey_that_is_mapped_by_hand_stays_one_that_people_chose_to_answer(tmp_path, mine):
    from advocacy_kit.market.shape import known_of

    header = ["company", "level", "location", "title", "base", "total", "yoe"]
    path = write(tmp_path / "mine.csv", header, *(["A", "L4", "Austin, TX", "Engineer", 90_000, 120_000, 4],) * 3)
    flags = ["--column", "pay=total", "--set", "country=US", "--name", "my list"]
    assert main(["market", "add", str(path), str(mine), *flags]) == 0
    assert known_of(mine / "market" / "my_list.parquet").opt_in


def test_refusals_of_mappings_name_the_ends(tmp_path):
    path = write(tmp_path / "a.csv", ["low", "country"], [1, "US"])
    with pytest.raises(KitError, match="no column is mapped to pay"):
        read_mapped(path, {"low": "low", "country": "country"})


def test_names_of_files_columns_and_metadata_never_reach_the_terminal_raw(tmp_path, mine, capsys):
    evil = "\x1b[31mred\x1b[2J"
    unknown = write(tmp_path / f"{evil}.csv", [f"Gehalt {evil}", "title"], [70_000, "A"])
    assert main(["market", "add", str(unknown), str(mine)]) == 1
    good = write(tmp_path / f"{evil} good.csv", ["pay", "country", "source"], [70_000, "US", evil])
    assert main(["market", "add", str(good), str(mine)]) == 0
    assert main(["market", "list", str(mine)]) == 0
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err.replace("\x1b[A", "")
    assert "red" in said.out


LEVELS = ["timestamp", "company", "level", "title", "totalyearlycompensation", "location", "yearsofexperience"]
LEVELS += ["basesalary", "stockgrantvalue"]


def levels(tmp_path, *rows):
    cells = [
        ["6/7/2026 11:33:27", f"Firm {n}", level, title, 150_000, place, 5, 120_000 + n, 0]
        for n, (level, title, place) in enumerate(rows)
    ]
    return write(tmp_path / "levels.csv", LEVELS, *cells)


def test_levels_without_codes_are_matched_through_titles_and_foreign_places_stay_apart(tmp_path):
    here, there = ("L4", "Software Engineer", "Austin, TX"), ("L4", "Software Engineer", "London, EN, United Kingdom")
    path = levels(tmp_path, *[here] * 12, *[there] * 12, *[("L4", "Registered Nurse", "Austin, TX")] * 12)
    market = load_market(asset("data", "market", "oews.parquet"), path)
    peers = market.peers("15-1252", "Austin")
    (found,) = [source for source in peers.sources if source.name == "levels.fyi"]
    assert found.quality.n == 12
    assert found.opt_in
    assert "levels.fyi" in peers.refusals  # shown, and blended only if the user says why
    assert found.observations().quantile(0.5) == 120_005.5


def test_a_level_that_nobody_has_is_given_up_before_the_place_is(tmp_path):
    rows = [("L4", "Software Engineer", "Austin, TX")] * 12 + [("L4", "Software Engineer", "Boston, MA")] * 40
    peers = load_market(asset("data", "market", "oews.parquet"), levels(tmp_path, *rows)).peers(
        "15-1252", "Austin", level="intermediate"
    )
    (found,) = [source for source in peers.sources if source.name == "levels.fyi"]
    assert (found.local, found.quality.n) == (True, 12)
    assert "level “intermediate” is ignored for levels.fyi, where nobody has it" in found.ignored
    assert not found.is_filtered_by("level")


@pytest.mark.parametrize(("pay", "code"), [(8_400, 1), (420_000, 1), (80_000, 0)])
def test_pay_far_from_its_occupations_market_is_asked_about(pay, code, tmp_path, mine, capsys):
    header = ["wage", "SOC code", "country", "job title"]
    path = write(tmp_path / "logisticians.csv", header, *([pay + n, "13-1081", "US", "Logistician"] for n in range(9)))
    assert main(["market", "add", str(path), str(mine), "--yes"]) == code
    said = capsys.readouterr()
    assert ("outside half to twice what OEWS prints" in said.err) == bool(code)
    assert str(pay)[:3] not in said.err
    flags = ["--column", "pay=wage", "--column", "occupation=SOC code", "--set", "country=US"]
    assert main(["market", "add", str(path), str(mine), *flags]) == 0  # whoever says it is believed
