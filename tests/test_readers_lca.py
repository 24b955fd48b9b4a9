"""Disclosures of the Department of Labor through the years: one row of pay an application, every other row counted."""

import csv
import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from advocacy_kit.market.readers import lca, read_survey

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "market_samples"
NOW = {
    "CASE_NUMBER": "I-200-1",
    "CASE_STATUS": "Certified",
    "DECISION_DATE": "1/9/2023",
    "JOB_TITLE": "Software Engineer II",
    "SOC_CODE": "15-1252.00",
    "SOC_TITLE": "Software Developers",
    "FULL_TIME_POSITION": "Y",
    "BEGIN_DATE": "2/13/2023",
    "EMPLOYER_NAME": "Example, Inc.",
    "NAICS_CODE": "541511",
    "TOTAL_WORKER_POSITIONS": "5",
    "WORKSITE_CITY": "GRAND RAPIDS",
    "WORKSITE_STATE": "MI",
    "WAGE_RATE_OF_PAY_FROM": "104000",
    "WAGE_RATE_OF_PAY_TO": "120000",
    "WAGE_UNIT_OF_PAY": "Year",
    "PREVAILING_WAGE": "98000",
    "PW_UNIT_OF_PAY": "Year",
    "PW_WAGE_LEVEL": "II",
}
SUFFIXED = (
    "WORKSITE_CITY",
    "WORKSITE_STATE",
    "WAGE_RATE_OF_PAY_FROM",
    "WAGE_UNIT_OF_PAY",
    "PREVAILING_WAGE",
    "PW_UNIT_OF_PAY",
    "PW_WAGE_LEVEL",
)
OF_2019 = {f"{name}_1": name for name in SUFFIXED} | {"PERIOD_OF_EMPLOYMENT_START_DATE": "BEGIN_DATE"}
OF_2015 = {
    "WAGE_RATE_OF_PAY": "WAGE_RATE_OF_PAY_FROM",
    "NAIC_CODE": "NAICS_CODE",
    "SOC_NAME": "SOC_TITLE",
    "EMPLOYMENT_START_DATE": "BEGIN_DATE",
}
OF_2012 = {
    "LCA_CASE_NUMBER": "CASE_NUMBER",
    "STATUS": "CASE_STATUS",
    "LCA_CASE_JOB_TITLE": "JOB_TITLE",
    "LCA_CASE_SOC_CODE": "SOC_CODE",
    "FULL_TIME_POS": "FULL_TIME_POSITION",
    "LCA_CASE_EMPLOYMENT_START_DATE": "BEGIN_DATE",
    "LCA_CASE_EMPLOYER_NAME": "EMPLOYER_NAME",
    "LCA_CASE_NAICS_CODE": "NAICS_CODE",
    "LCA_CASE_WORKLOC1_CITY": "WORKSITE_CITY",
    "LCA_CASE_WORKLOC1_STATE": "WORKSITE_STATE",
    "LCA_CASE_WAGE_RATE_FROM": "WAGE_RATE_OF_PAY_FROM",
    "LCA_CASE_WAGE_RATE_UNIT": "WAGE_UNIT_OF_PAY",
    "PW_1": "PREVAILING_WAGE",
    "PW_UNIT_1": "PW_UNIT_OF_PAY",
}


def written(path, rows, names=None, delimiter=","):
    """Write rows in today's columns under the names of another year; what is not named keeps its name."""
    old = {now: then for then, now in (names or {}).items()}
    header = [old.get(name, name) for name in rows[0]]
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerows([header, *(row.values() for row in rows)])
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


def a_file(tmp_path, *changes, names=None, name="LCA_Disclosure_Data_FY2023.csv", **kwargs):
    rows = [NOW | {"CASE_NUMBER": f"I-200-{number}"} | change for number, change in enumerate(changes, 1)]
    return written(tmp_path / name, rows, names, **kwargs)


def whole(gathered):
    assert gathered.rows_read == len(gathered.frame) + sum(count for _, count in gathered.dropped)
    assert (gathered.frame["pay"] > 0).all()
    return gathered


def test_an_application_of_today(tmp_path):
    found = whole(read_survey(a_file(tmp_path, {})))
    row = found.frame.iloc[0].to_dict()
    assert row == {
        "pay": 104000.0,
        "country": "US",
        "occupation": "15-1252",
        "title": "Software Engineer II",
        "level": "II",
        "area": "Grand Rapids, MI",
        "industry": "541511",
        "employer": "Example, Inc.",
        "as_of": pd.Timestamp("2023-02-13"),
        "currency": "USD",
        "pay_element": "base",
        "per": "year",
        "id": "I-200-1",
    }
    assert (found.family, found.publisher, found.name) == ("OEWS", "U.S. Department of Labor", "H-1B LCA FY2023")
    assert found.hours_2080
    assert not found.opt_in
    assert "attested minimum" in found.notes[0]


@pytest.mark.parametrize("names", [OF_2019, OF_2015, OF_2012], ids=["2019", "2015", "2012"])
def test_the_names_of_other_years_mean_the_same(tmp_path, names):
    now = read_survey(a_file(tmp_path, {}, {"PW_WAGE_LEVEL": ""})).frame
    then = read_survey(a_file(tmp_path, {}, {"PW_WAGE_LEVEL": ""}, names=names, name="then.csv")).frame
    pd.testing.assert_frame_equal(now, then)


def test_order_case_and_delimiter_make_no_difference(tmp_path):
    changes = [{}, {"WAGE_RATE_OF_PAY_FROM": "50.25", "WAGE_UNIT_OF_PAY": "Hour"}, {"CASE_STATUS": "Denied"}]
    plain = read_survey(a_file(tmp_path, *changes))
    rows = [NOW | {"CASE_NUMBER": f"I-200-{number}"} | change for number, change in enumerate(changes, 1)]
    for number, (rename, delimiter) in enumerate(
        [(str.lower, ";"), (lambda name: name.replace("_", " ").title(), "\t"), (str, ",")]
    ):
        turned = [{rename(name): row[name] for name in reversed(row)} for row in rows]
        other = read_survey(written(tmp_path / f"{number}.csv", turned, delimiter=delimiter))
        pd.testing.assert_frame_equal(plain.frame, other.frame)
        assert (plain.dropped, plain.notes) == (other.dropped, other.notes)


@pytest.mark.parametrize(
    ("wage", "unit", "yearly"),
    [
        ("50.25", "Hour", 104520),
        ("$50.25", "hr", 104520),
        ("2,000", "Week", 104000),
        ("4000.00", "Bi-Weekly", 104000),
        ("8,700", "Month", 104400),
        ("104,000.00", "year", 104000),
        ("$104,000", "YR", 104000),
        ("48.125", "Hour", 100100),
    ],
)
def test_wages_are_made_yearly(tmp_path, wage, unit, yearly):
    found = whole(read_survey(a_file(tmp_path, {"WAGE_RATE_OF_PAY_FROM": wage, "WAGE_UNIT_OF_PAY": unit})))
    assert found.frame["pay"].tolist() == [yearly]
    assert found.frame["per"].tolist() == ["year"]


@pytest.mark.parametrize("wage", ["104000 - 120000", "104000-120000", "104,000.00 – 120,000.00", "104000 -", "104000"])
def test_of_a_range_the_lower_end_counts(tmp_path, wage):
    found = read_survey(a_file(tmp_path, {"WAGE_RATE_OF_PAY_FROM": wage}, names=OF_2015))
    assert found.frame["pay"].tolist() == [104000]


NO_YARDSTICK = {"PREVAILING_WAGE": "", "PW_UNIT_OF_PAY": ""}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"CASE_STATUS": "CERTIFIED - WITHDRAWN"}, "case status: certified-withdrawn"),
        ({"CASE_STATUS": "Certified-Withdrawn"}, "case status: certified-withdrawn"),
        ({"CASE_STATUS": "withdrawn"}, "case status: withdrawn"),
        ({"CASE_STATUS": "DENIED"}, "case status: denied"),
        ({"CASE_STATUS": ""}, "case status: other than certified"),
        ({"FULL_TIME_POSITION": "N"}, "part time"),
        ({"FULL_TIME_POSITION": "false"}, "part time"),
        ({"FULL_TIME_POSITION": ""}, "not said to be full time"),
        ({"WAGE_RATE_OF_PAY_FROM": ""}, "no pay given"),
        ({"WAGE_RATE_OF_PAY_FROM": "0"}, "pay that is not above zero"),
        ({"WAGE_RATE_OF_PAY_FROM": "(104000)"}, "pay that is not above zero"),
        ({"WAGE_RATE_OF_PAY_FROM": "#"}, "a publisher's marker in place of pay"),
        ({"WAGE_RATE_OF_PAY_FROM": "=104000"}, "pay that cannot be read"),
        ({"WAGE_RATE_OF_PAY_FROM": "104.000,00"}, "pay that cannot be read"),
        ({"WAGE_UNIT_OF_PAY": ""}, "no known unit of pay"),
        ({"WAGE_UNIT_OF_PAY": "Select Pay Range"}, "no known unit of pay"),
        ({"WAGE_RATE_OF_PAY_FROM": "50"}, "possibly hourly: 2,080 times the wage would fit"),
        ({"WAGE_RATE_OF_PAY_FROM": "50"} | NO_YARDSTICK, "possibly hourly: 2,080 times the wage would fit"),
        ({"WAGE_UNIT_OF_PAY": "Hour"}, "possibly of another unit of pay"),
        ({"WAGE_UNIT_OF_PAY": "Hour"} | NO_YARDSTICK, "possibly of another unit of pay"),
        ({"WAGE_UNIT_OF_PAY": "Bi-Weekly"}, "possibly of another unit of pay"),
        ({"WAGE_RATE_OF_PAY_FROM": "8700"}, "possibly of another unit of pay"),
        ({"WAGE_RATE_OF_PAY_FROM": "8700"} | NO_YARDSTICK, "possibly of another unit of pay"),
        ({"WAGE_RATE_OF_PAY_FROM": "3"} | NO_YARDSTICK, "below the federal minimum wage"),
        (
            {"WAGE_RATE_OF_PAY_FROM": "9000000", "WAGE_UNIT_OF_PAY": "Hour"} | NO_YARDSTICK,
            "more than any wage by the hour, week or month",
        ),
        ({"WAGE_RATE_OF_PAY_FROM": "88199"}, "below 0.9 of the prevailing wage"),
        ({"WAGE_RATE_OF_PAY_FROM": "392001"}, "above 4 times the prevailing wage"),
        ({"CASE_NUMBER": "I-200-1"}, "a case number that stood before"),
    ],
)
def test_every_row_that_is_left_out_has_its_reason(tmp_path, change, reason):
    found = whole(read_survey(a_file(tmp_path, {}, change)))
    assert found.dropped == ((reason, 1),)
    assert found.frame["pay"].tolist() == [104000]


@pytest.mark.parametrize("wage", ["88200", "392000"])
def test_wages_at_the_limits_stay(tmp_path, wage):
    assert read_survey(a_file(tmp_path, {"WAGE_RATE_OF_PAY_FROM": wage})).frame["pay"].tolist() == [float(wage)]


def test_a_certified_row_is_not_a_repetition_of_one_that_was_left_out(tmp_path):
    found = whole(read_survey(a_file(tmp_path, {"CASE_STATUS": "Withdrawn", "CASE_NUMBER": "I-200-2"}, {})))
    assert found.dropped == (("case status: withdrawn", 1),)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("15-1252.00", "15-1252"),
        ("151252", "15-1252"),
        ("15-1299.08", "15-1299"),
        ("15–1252", "15-1252"),
        ("Software", None),
        ("15-12", None),
    ],
)
def test_occupation_codes(text, code):
    assert lca.soc_code(text) == code


@pytest.mark.parametrize(
    ("text", "level"), [("Level I", "I"), ("iv", "IV"), ("3", "III"), ("N/A", None), ("", None), ("V", None)]
)
def test_wage_levels(tmp_path, text, level):
    frame = read_survey(a_file(tmp_path, {"PW_WAGE_LEVEL": text}, {})).frame
    assert (frame["level"].iloc[0] if level else None) == level
    assert pd.isna(frame["level"].iloc[0]) == (level is None)


def test_areas_and_days(tmp_path):
    rows = [
        {"WORKSITE_CITY": "McLean", "WORKSITE_STATE": "Virginia", "BEGIN_DATE": "2023-02-13 00:00:00"},
        {"WORKSITE_CITY": "ANN  ARBOR", "WORKSITE_STATE": "mi", "BEGIN_DATE": ""},
        {"WORKSITE_CITY": "", "WORKSITE_STATE": "MI", "BEGIN_DATE": "31/12/2023"},
        {"WORKSITE_CITY": "Springfield", "WORKSITE_STATE": "?", "DECISION_DATE": ""},
    ]
    frame = read_survey(a_file(tmp_path, *rows)).frame
    assert frame["area"].tolist() == ["McLean, VA", "Ann Arbor, MI", "MI", "Springfield"]
    assert [str(day)[:10] for day in frame["as_of"]] == ["2023-02-13", "2023-01-09", "2023-01-09", "2023-02-13"]


def test_a_header_alone_and_blank_rows(tmp_path):
    path = tmp_path / "lca.csv"
    path.write_text(",".join(NOW) + "\n")
    assert whole(read_survey(path)).rows_read == 0
    path.write_text(",".join(NOW) + "\n" + "," * (len(NOW) - 1) + "\n")
    assert whole(read_survey(path)).dropped == (("case status: other than certified", 1),)


def test_a_workbook_reads_like_its_text(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(list(NOW))
    begin = datetime(2023, 2, 13)  # noqa: DTZ001 - as openpyxl writes a day
    row = NOW | {"WAGE_RATE_OF_PAY_FROM": 104000, "PREVAILING_WAGE": 98000.0, "BEGIN_DATE": begin}
    book.active.append(list(row.values()))
    book.save(tmp_path / "lca.xlsx")
    text = read_survey(written(tmp_path / "lca.csv", [NOW]))
    pd.testing.assert_frame_equal(text.frame, read_survey(tmp_path / "lca.xlsx").frame)


EXTRACT = "employer,job title,base salary,city,county,state,submit date,start date,case status,countyID\n"
SMALL = (
    "mcafee inc,manager,133328,Santa Clara,Santa Clara County,CA,10/25/2012,03/07/2013,certified,Santa Clara1\n"
    "tektronix texas llc,engineer,17530,Plano,Collin County,TX,11/07/2012,12/23/2012,certified,Collin1\n"
    "facebook inc,engineer,171012,Menlo Park,San Mateo County,CA,04/28/2012,09/02/2012,withdrawn,San Mateo1\n"
    "jumptap inc,engineer,800000,Boston,Suffolk County,MA,11/19/2012,11/20/2012,certified,Suffolk1\n"
)


def test_a_compact_extract_as_people_download_it(tmp_path):
    path = SHARED / "h1b_2012_2016.csv"
    if not path.is_file():
        path = tmp_path / path.name
        path.write_text(EXTRACT + SMALL, encoding="utf-8")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    certified = [row for row in rows if row["case status"] == "certified"]
    found = whole(read_survey(path))
    assert found.rows_read == len(rows)
    assert found.frame["pay"].tolist() == [float(row["base salary"]) for row in certified]
    assert found.frame["employer"].tolist() == [row["employer"] for row in certified]
    assert found.frame["area"].tolist() == [f"{row['city']}, {row['state']}" for row in certified]
    starts = [f"{row['start date'][6:]}-{row['start date'][:2]}-{row['start date'][3:5]}" for row in certified]
    assert found.frame["as_of"].dt.strftime("%Y-%m-%d").tolist() == starts
    assert "the file has no unit of pay: wages are taken as yearly" in found.notes
    if path.parent == SHARED:  # counted by hand
        assert (found.rows_read, len(found.frame)) == (4999, 4508)
        assert dict(found.dropped) == {
            "case status: withdrawn": 408,
            "case status: denied": 82,
            "case status: other than certified": 1,
        }


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("LCA_Disclosure_Data_FY2024_Q3.csv", "H-1B LCA FY2024 Q3"),
        ("H-1B_Disclosure_Data_FY17.csv", "H-1B LCA FY2017"),
        ("my extract.csv", "H-1B LCA 2023"),
    ],
)
def test_files_of_two_quarters_are_two_sources(tmp_path, file, name):
    assert read_survey(a_file(tmp_path, {}, name=file)).name == name


def test_headers_that_are_not_disclosures():
    assert not lca.PRESET.recognises(["case_status", "job_title", "salary"])
    assert not lca.PRESET.recognises(
        ["CASE_STATUS", "EMPLOYER_NAME", "SOC_NAME", "PREVAILING_WAGE", "YEAR", "WORKSITE"]
    )  # no wage, only the yardstick
    assert lca.PRESET.recognises(list(NOW))
