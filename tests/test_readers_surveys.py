"""Surveys and lists that people chose to be in.

What they answered is read right or counted, and never more than that.
"""

import csv
import io
import itertools
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit.market.readers import ai_jobs, read_survey

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "market_samples"


def write(path, header, rows, delimiter=","):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([header, *rows])
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


def of(path, *rows):
    """Write rows given as mappings; columns that a row lacks are blank."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    return write(path, header, [[row.get(name, "") for name in header] for row in rows])


def whole(gathered):
    assert gathered.rows_read == len(gathered.frame) + sum(count for _, count in gathered.dropped)
    assert (gathered.frame["pay"] > 0).all()
    assert gathered.frame["country"].str.fullmatch("[A-Z]{2}").all()
    assert gathered.opt_in
    return gathered


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


SO = {
    "ResponseId": "1",
    "Employment": "Employed",
    "WorkExp": "8",
    "YearsCode": "14",
    "DevType": "Developer, back-end",
    "OrgSize": "20 to 99 employees",
    "Industry": "NA",
    "Country": "Ukraine",
    "Currency": "CHF\tSwiss franc",
    "CompTotal": "52800",
}
OLD = SO | {
    "Employment": "Employed full-time",
    "YearsCodePro": "Less than 1 year",
    "CompFreq": "Yearly",
    "Currency": "EUR European Euro",
}
JOB = {
    "work_year": "2024",
    "experience_level": "SE",
    "employment_type": "FT",
    "job_title": "Analyst",
    "salary": "90000",
    "salary_currency": "EUR",
    "salary_in_usd": "97000",
    "employee_residence": "DE",
    "remote_ratio": "0",
    "company_location": "DE",
    "company_size": "M",
}
ASK = {
    "Timestamp": "4/27/2021 11:02:10",
    "How old are you?": "25-34",
    "What industry do you work in?": "Nonprofits",
    "Job title": "Program officer",
    "If your job title needs additional context, please clarify here:": "",
    "What is your annual salary? (You'll indicate the currency in a later question. If you are part-time or hourly, please enter an annualized equivalent -- what you would earn if you worked the job 40 hours a week, 52 weeks a year.)": (
        "62,000"
    ),
    "How much additional monetary compensation do you get, if any (for example, bonuses or overtime in an average year)?": (
        "5000"
    ),
    "Please indicate the currency": "USD",
    'If "Other," please indicate the currency here: ': "",
    "If your income needs additional context, please provide it here:": "",
    "What country do you work in?": "united states of america ",
    "If you're in the U.S., what state do you work in?": "Michigan",
    "What city do you work in?": "Grand Rapids",
    "How many years of professional work experience do you have overall?": "11 - 20 years",
    "How many years of professional work experience do you have in your field?": "5-7 years",
}
PAY, CURRENCY, OTHER, COUNTRY, STATE, CITY, FIELD = (
    next(name for name in ASK if words in name)
    for words in (
        "annual salary",
        "Please indicate",
        'If "Other',
        "What country",
        "what state",
        "What city",
        "in your field?",
    )
)
LEVEL = {
    "timestamp": "6/7/2017 11:33:27",
    "company": "Oracle",
    "level": "L3",
    "title": "Product Manager",
    "totalyearlycompensation": "127000",
    "location": "Redwood City, CA",
    "yearsofexperience": "1.5",
    "yearsatcompany": "1.5",
    "tag": "NA",
    "basesalary": "107000",
    "stockgrantvalue": "20000",
    "bonus": "10000",
    "gender": "",
}


@pytest.mark.parametrize("example", [SO, OLD, JOB, ASK, LEVEL], ids=["so", "so_old", "jobs", "ask", "levels"])
def test_order_case_and_delimiter_make_no_difference(tmp_path, example):
    plain = whole(read_survey(of(tmp_path / "survey 2021.csv", example, example)))
    for number, (rename, delimiter) in enumerate(itertools.product((str.lower, str.upper, str), ",;\t")):
        header = [rename(name) for name in reversed(example)]
        path = tmp_path / str(number) / "survey 2021.csv"
        path.parent.mkdir()
        write(path, header, [list(reversed(example.values()))] * 2, delimiter)
        other = read_survey(path)
        pd.testing.assert_frame_equal(plain.frame, other.frame)
        assert (plain.dropped, plain.notes, plain.rows_read) == (other.dropped, other.notes, other.rows_read)


@pytest.mark.parametrize("example", [SO, OLD, JOB, ASK, LEVEL], ids=["so", "so_old", "jobs", "ask", "levels"])
def test_a_header_alone_and_blank_rows(tmp_path, example):
    path = write(tmp_path / "a.csv", example, [])
    assert (read_survey(path).rows_read, len(read_survey(path).frame)) == (0, 0)
    blank = whole(read_survey(write(tmp_path / "b.csv", example, [[""] * len(example)] * 2)))
    assert (blank.rows_read, len(blank.frame)) == (2, 0)


HOSTILE = [
    "*",
    "**",
    "#",
    "~",
    "1,5",
    "85.000,50",
    "85.000",
    "=85000",
    "<b>85000</b>",
    "1e5",
    "1.00E+16",
    "-85000",
    "lots",
    "",
    "0",
    "nan",
    "inf",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    ("example", "column"),
    [(SO, "CompTotal"), (JOB, "salary"), (ASK, PAY), (LEVEL, "basesalary")],
    ids=["so", "jobs", "ask", "levels"],
)
def test_hostile_cells_are_counted_and_never_a_figure(tmp_path, example, column, text):
    found = whole(read_survey(of(tmp_path / "survey.csv", example, example | {column: text})))
    right = float(example[column].replace(",", ""))
    if example is LEVEL and text in ("", "0", "-85000"):  # no base pay: the total stands for it, and says so
        assert found.frame[["pay", "pay_element"]].to_numpy().tolist() == [[right, "base"], [127000, "total direct"]]
    else:
        assert found.frame["pay"].tolist() == [right]
        assert sum(count for _, count in found.dropped) == 1


# -- Stack Overflow --


def test_an_answer_of_2025(tmp_path):
    found = whole(read_survey(of(tmp_path / "survey_results_public_2025.csv", SO)))
    assert found.frame.iloc[0].to_dict() == {
        "pay": 52800.0,
        "country": "UA",
        "title": "Developer, back-end",
        "employer_size": "20 to 99 employees",
        "experience_years": 8.0,
        "as_of": pd.Timestamp("2025-07-01"),
        "currency": "CHF",
        "pay_element": "total direct",
        "per": "year",
        "id": "1",
    }
    assert (found.name, found.publisher) == ("Stack Overflow survey 2025", "Stack Overflow")
    assert any("does not distinguish full time" in note for note in found.notes)


def test_pay_by_the_month_stays_monthly_and_by_the_week_is_left_out(tmp_path):
    rows = [OLD | {"CompFreq": "Monthly"}, OLD | {"CompFreq": "Weekly"}, OLD | {"CompFreq": "NA"}, OLD]
    found = whole(read_survey(of(tmp_path / "so2021.csv", *rows)))
    assert found.frame["per"].tolist() == ["month", "year"]
    assert dict(found.dropped) == {
        "paid by the week: the weeks of a year were not asked": 1,
        "not said for which time pay was given": 1,
    }
    assert found.frame["experience_years"].tolist() == [0.5, 0.5]


def test_full_time_where_the_file_distinguishes(tmp_path):
    texts = [
        "Employed, full-time",
        "Student, part-time;Employed, full-time",
        "Employed, part-time",
        "Employed, full-time;Employed, part-time",
    ]
    texts += [
        "Employed, full-time;Independent contractor, freelancer, or self-employed",
        "NA",
        "Retired",
        "Not employed, but looking for work",
    ]
    found = whole(
        read_survey(of(tmp_path / "so2023.csv", *(SO | {"Employment": text, "ResponseId": text} for text in texts)))
    )
    assert found.frame["id"].tolist() == texts[:2]
    assert dict(found.dropped) == {"no answer on employment": 1, "not employed full time": 5}
    assert not any("distinguish" in note for note in found.notes)


def test_several_roles_are_one_title_and_the_symbol_counts_before_the_currency(tmp_path):
    row = OLD | {"DevType": "Designer;Developer, back-end", "CurrencySymbol": "GBP", "Currency": "Pound sterling"}
    frame = read_survey(of(tmp_path / "so2020.csv", row)).frame
    assert frame[["title", "currency"]].iloc[0].tolist() == ["Designer; Developer, back-end", "GBP"]


def test_2017_stands_in_dollars_and_2018_asked_for_the_salary(tmp_path):
    row = {
        "Respondent": "3",
        "Country": "United Kingdom",
        "EmploymentStatus": "Employed full-time",
        "DeveloperType": "NA",
    }
    row |= {"YearsCodedJob": "20 or more years", "Currency": "British pounds sterling (£)", "Salary": "113750"}
    of_2017 = whole(read_survey(of(tmp_path / "survey_2017.csv", row)))
    assert of_2017.frame[["pay", "currency", "pay_element", "country"]].iloc[0].tolist() == [
        113750,
        "USD",
        "base",
        "GB",
    ]
    row = {
        "Respondent": "3",
        "Country": "Kenya",
        "Employment": "Employed full-time",
        "Currency": "NA",
        "CurrencySymbol": "KES",
    }
    row |= {"Salary": "1,200,000", "SalaryType": "Monthly", "ConvertedSalary": "11520"}
    of_2018 = whole(read_survey(of(tmp_path / "survey_2018.csv", row)))
    assert of_2018.frame[["pay", "currency", "per"]].iloc[0].tolist() == [1_200_000, "KES", "month"]


def test_the_survey_as_people_download_it(tmp_path):
    path = SHARED / "stack_overflow_sample.csv"
    if not path.is_file():
        path = of(
            tmp_path / path.name,
            SO,
            SO | {"CompTotal": "NA"},
            SO | {"Employment": "Student"},
            SO | {"CompTotal": "1.00E+16"},
        )
    rows = rows_of(path)
    employed = [row for row in rows if row["Employment"] == "Employed"]
    paid = [row for row in employed if row["CompTotal"].isdigit() and row["Country"] != "NA" and int(row["CompTotal"])]
    found = whole(read_survey(path))
    assert found.rows_read == len(rows)
    assert found.frame["id"].tolist() == [row["ResponseId"] for row in paid]
    assert found.frame["pay"].tolist() == [float(row["CompTotal"]) for row in paid]
    assert found.frame["currency"].tolist() == [row["Currency"][:3] for row in paid]
    assert dict(found.dropped)["not an employee"] == len(rows) - len(employed)
    assert "as_of" not in found.frame
    assert any("the survey's year: pay has no date" in note for note in found.notes)
    if path.parent == SHARED:  # counted by hand
        assert (found.rows_read, len(found.frame)) == (1000, 592)
        assert dict(found.dropped) == {"not an employee": 286, "no pay given": 121, "pay that cannot be read": 1}
        assert Counter(found.frame["country"]).most_common(3) == [("US", 175), ("DE", 56), ("GB", 49)]


# -- ai-jobs.net --


def test_a_row_of_ai_jobs(tmp_path):
    found = whole(read_survey(of(tmp_path / "salaries.csv", JOB)))
    row = found.frame.iloc[0].to_dict()
    assert row.pop("as_of") == pd.Timestamp("2024-07-01")
    assert list(row.values()) == [90000.0, "DE", "Analyst", "senior level", "medium", "EUR", "total direct", "year"]


def test_other_than_full_time_is_counted_by_kind(tmp_path):
    found = whole(
        read_survey(
            of(tmp_path / "salaries.csv", JOB, *(JOB | {"employment_type": kind} for kind in ("PT", "CT", "FL", "")))
        )
    )
    assert dict(found.dropped) == {"part time": 1, "contract": 1, "freelance": 1, "not said to be full time": 1}


def jobs(salaries, year="2023", title="Analyst"):
    return [JOB | {"salary": str(salary), "work_year": year, "job_title": title} for salary in salaries]


def test_ranges_are_collapsed_in_the_years_that_they_dominate_only(tmp_path):
    # 2021: one falling pair among eight rows of other titles; 2023: pairs, one row alone
    of_2021 = [row for title in "abcdef" for row in jobs([90000], "2021", title)] + jobs([90000, 80000], "2021")
    of_2023 = jobs([120000, 100000, 130000, 90000]) + jobs([70000], title="Clerk")
    found = whole(read_survey(of(tmp_path / "salaries.csv", *of_2021, *of_2023)))
    assert found.dropped == (("lower end of a range that was collapsed to its midpoint", 2),)
    assert found.frame["pay"].tolist() == [90000] * 7 + [80000, 110000, 110000, 70000]
    assert any("in 2023:" in note for note in found.notes)


@pytest.mark.parametrize(
    ("salaries", "meant"),
    [
        ([3, 2, 1], [2.5, 1]),
        ([4, 3, 2, 1], [3.5, 1.5]),
        ([2, 2], [2, 2]),
        ([1, 2], [1, 2]),
        ([2, 1, 1], [1.5, 1]),
        ([5, 1, 9, 7], [3, 8]),
    ],
)
def test_which_rows_are_a_pair(tmp_path, salaries, meant):
    rows = jobs(salary * 10_000 for salary in salaries)
    found = whole(read_survey(of(tmp_path / "salaries.csv", *rows)))
    assert found.frame["pay"].tolist() == [value * 10_000 for value in meant]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 4)), max_size=12))
def test_pairs_are_those_of_a_plain_walk(rows):
    raw = pd.DataFrame([JOB | {"job_title": title, "salary": str(pay)} for title, pay in rows], columns=list(JOB))
    tops, walk, place = ai_jobs._ranges(raw, raw["salary"].astype(float), raw["salary"].notna().to_numpy())[0], [], 0
    while place < len(rows):
        pair = place + 1 < len(rows) and rows[place][0] == rows[place + 1][0] and rows[place][1] > rows[place + 1][1]
        walk += [True, False] if pair else [False]
        place += 1 + pair
    dominates = 2 * sum(walk) >= len(walk) / 2  # rows in pairs are half of all or more
    assert tops.tolist() == (walk if dominates else [False] * len(walk))


def test_ai_jobs_as_people_download_it(tmp_path):
    path = SHARED / "ai_jobs_salaries.csv"
    if not path.is_file():
        path = of(
            tmp_path / path.name,
            *jobs([120000, 100000, 130000, 90000]),
            *jobs([70000], "2020"),
            JOB | {"employment_type": "CT"},
        )
    rows = rows_of(path)
    found = whole(read_survey(path))
    assert found.rows_read == len(rows)
    expected, place = [], 0
    keys = [tuple(value for name, value in row.items() if name not in ("salary", "salary_in_usd")) for row in rows]
    while place < len(rows):  # years of ranges: 2022 and later
        here = rows[place]
        pair = here["work_year"] >= "2022" and place + 1 < len(rows) and keys[place] == keys[place + 1]
        pair = pair and float(here["salary"]) > float(rows[place + 1]["salary"])
        if here["employment_type"] == "FT":
            expected.append(
                (float(here["salary"]) + float(rows[place + 1]["salary"])) / 2 if pair else float(here["salary"])
            )
        place += 1 + pair
    assert found.frame["pay"].tolist() == expected
    if path.parent == SHARED:  # counted by hand: pairs 709 in 2022, 4120 in 2023, 623 in 2024
        assert (found.rows_read, len(found.frame)) == (11734, 6232)
        assert list(dict(found.dropped).values()) == [18, 20, 12, 709 + 4120 + 623]
        assert found.frame["pay"].iloc[0] == (270250 + 144000) / 2
        assert any("2022, 2023, 2024" in note for note in found.notes)


# -- Ask a Manager --


def test_an_answer_to_ask_a_manager(tmp_path):
    found = whole(read_survey(of(tmp_path / "salaries.csv", ASK)))
    assert found.frame.iloc[0].to_dict() == {
        "pay": 62000.0,
        "country": "US",
        "title": "Program officer",
        "area": "Grand Rapids, MI",
        "industry": "Nonprofits",
        "experience_years": 6.0,
        "as_of": pd.Timestamp("2021-04-27"),
        "currency": "USD",
        "pay_element": "base",
        "per": "year",
    }
    assert found.name == "Ask a Manager survey 2021"


@pytest.mark.parametrize(
    ("text", "pay"), [("65k", 65000), ("65K", 65000), ("$65,000", 65000), ("65000.50", 65000.5), (" 65 000 ", 65000)]
)
def test_salaries_in_free_text_are_read_right(tmp_path, text, pay):
    assert read_survey(of(tmp_path / "ask.csv", ASK | {PAY: text})).frame["pay"].tolist() == [pay]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({PAY: "65"}, "below 1,000 a year: possibly hourly or in thousands"),
        ({PAY: "about 65k"}, "pay that cannot be read"),
        ({COUNTRY: "Contracts manager"}, "no country that can be read"),
        ({CURRENCY: "Other", OTHER: "Euro-ish"}, "no currency that can be read"),
        ({CURRENCY: "Other"}, "no currency that can be read"),
        ({CURRENCY: "AUD/NZD"}, "no currency that can be read"),
    ],
)
def test_answers_that_cannot_be_used(tmp_path, change, reason):
    assert whole(read_survey(of(tmp_path / "ask.csv", ASK, ASK | change))).dropped == ((reason, 1),)


def test_currencies_and_places_of_the_survey(tmp_path):
    rows = [
        ASK | {CURRENCY: "AUD/NZD", COUNTRY: "New Zealand", STATE: "", CITY: "Wellington"},
        ASK | {CURRENCY: "AUD/NZD", COUNTRY: "Australia", STATE: "", CITY: ""},
        ASK | {CURRENCY: "Other", OTHER: "PLN (Zloty)", COUNTRY: "Poland", STATE: "", CITY: "Łódź"},
        ASK | {STATE: "Alabama, Alaska", CITY: "Remote"},
        ASK | {COUNTRY: "England", CURRENCY: "GBP", STATE: "Michigan", CITY: "Leeds"},
        ASK | {CITY: "", FIELD: "41 years or more"},
    ]
    frame = whole(read_survey(of(tmp_path / "ask.csv", *rows))).frame
    assert frame["currency"].tolist() == ["NZD", "AUD", "PLN", "USD", "GBP", "USD"]
    assert frame["area"].fillna("").tolist() == ["Wellington", "", "Łódź", "Remote", "Leeds", "Michigan"]
    assert frame["experience_years"].tolist() == [6] * 5 + [41]


def test_the_first_survey_had_one_question_for_the_place(tmp_path):
    row = {"Timestamp": "4/24/2019 11:43:21", "Job title": "Editor", "What is your annual salary?": "52000"}
    row |= {
        "Please indicate the currency": "USD",
        "How many years of post-college professional work experience do you have?": "8 - 10 years",
    }
    places = [
        "Chicago, IL",
        "Leeds, UK",
        "Atlanta/Georgia",
        "Toronto, Ontario, Canada",
        "Nashville, Tennessee",
        "somewhere",
    ]
    found = whole(
        read_survey(
            of(tmp_path / "a.csv", *(row | {"Where are you located? (City/state/country)": place} for place in places))
        )
    )
    assert found.frame["country"].tolist() == ["US", "GB", "CA", "US"]
    assert found.frame["experience_years"].tolist() == [9] * 4


def test_a_survey_that_asks_for_the_hours(tmp_path):
    question = "Do you work full-time or part-time?"
    rows = [ASK | {question: answer, FIELD: "some"} for answer in ("Full-time", "Part-time")]
    found = whole(read_survey(of(tmp_path / "ask.csv", *rows)))
    assert found.dropped == (("part time", 1),)
    assert "experience_years" not in found.frame


# -- levels --


def test_an_entry_of_levels(tmp_path):
    found = whole(
        read_survey(
            of(tmp_path / "levels.csv", LEVEL, LEVEL | {"basesalary": "0", "location": "London, EN, United Kingdom"})
        )
    )
    first, second = (found.frame.iloc[place].to_dict() for place in (0, 1))
    assert first == {
        "pay": 107000.0,
        "country": "US",
        "title": "Product Manager",
        "level": "L3",
        "area": "Redwood City, CA",
        "employer": "Oracle",
        "experience_years": 1.5,
        "as_of": pd.Timestamp("2017-06-07"),
        "currency": "USD",
        "pay_element": "base",
        "per": "year",
    }
    assert (second["pay"], second["pay_element"], second["country"], second["area"]) == (
        127000,
        "total direct",
        "GB",
        "London, EN",
    )


def test_a_variant_with_semicolons_in_thousands(tmp_path):
    header = ["company", "title", "level", "location", "base", "stock", "bonus", "total", "yoe", "date"]
    rows = [
        ["Acme", "Engineer", "L4", "Munich, Germany", base, 10, 5, 115, 4, "2024-03-01"] for base in (90, 100, 110.5)
    ]
    found = whole(read_survey(write(tmp_path / "export.csv", header, rows, ";")))
    assert found.frame["pay"].tolist() == [90000, 100000, 110500]
    assert set(found.frame["country"]) == {"DE"}
    assert set(found.frame["area"]) == {"Munich"}
    assert {note for note in found.notes if "multiplied" in note} == {
        f"{name} is in thousands and was multiplied by 1,000" for name in ("base", "total")
    }


def test_a_single_figure_in_thousands_is_left_out(tmp_path):
    found = whole(read_survey(of(tmp_path / "levels.csv", LEVEL, LEVEL, LEVEL | {"basesalary": "95"})))
    assert found.dropped == (("below 1,000 a year: possibly in thousands", 1),)


@pytest.mark.parametrize(
    ("location", "country"),
    [
        ("New York, NY", "US"),
        ("Bengaluru, KA, India", "IN"),
        ("Toronto, ON, Canada", "CA"),
        ("Taipei, Taiwan", "TW"),
        ("Seattle, WA, United States", "US"),
        ("Remote", None),
        ("", None),
        ("London, EN", None),
        ("Tel Aviv, TA, IL", None),
    ],
)
def test_locations(tmp_path, location, country):
    found = whole(read_survey(of(tmp_path / "levels.csv", LEVEL | {"location": location}, LEVEL)))
    assert found.frame["country"].tolist()[:-1] == ([country] if country else [])
