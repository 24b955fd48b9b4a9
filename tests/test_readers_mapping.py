"""Any other file: understood by its header, read by a confirmed mapping, and never a wrong number."""

import csv
import io
from dataclasses import replace
from datetime import date

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit import KitError
from advocacy_kit.market.readers import read_survey
from advocacy_kit.market.readers.mapping import propose, read_mapped
from advocacy_kit.market.readers.raw import open_table
from advocacy_kit.market.shape import COLUMNS, Gathered, write_gathered

HEADER = [
    "Gehalt (EUR) pro Jahr",
    "Berufsbezeichnung",
    "Land",
    "Stadt",
    "Arbeitgeber",
    "Berufserfahrung in Jahren",
    "Stichtag",
]
ROWS = [
    ["85.000,50", "Buchhalter", "Deutschland", "Köln", "Beispiel AG", "3,5", "2024-03-31"],
    ["60.000", "Buchhalterin", "Österreich", "Linz", "Muster GmbH", "7", "31.12.2024"],
]
MAPPED = {"pay": HEADER[0], "title": HEADER[1], "country": HEADER[2], "area": HEADER[3], "employer": HEADER[4]}
MAPPED |= {"experience_years": HEADER[5], "as_of": HEADER[6]}


def write(path, header, rows, delimiter=",", encoding="utf-8"):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([header, *rows])
    path.write_text(stream.getvalue(), encoding=encoding)
    return path


def pays(tmp_path, texts, **constants):
    """Read a column of pay beside one title each, and hold the law."""
    path = write(
        tmp_path / "pay.csv", ["salary", "country", "title"], [[text, "US", str(n)] for n, text in enumerate(texts)]
    )
    found = read_mapped(path, {"pay": "salary", "country": "country", "title": "title"}, constants)
    assert found.rows_read == len(texts) == len(found.frame) + sum(count for _, count in found.dropped)
    return found


def codes(caught):
    return [issue.code for issue in caught.value.issues]


def test_a_german_file_is_proposed_and_read(tmp_path):
    path = write(tmp_path / "gehaelter.csv", HEADER, ROWS, ";", "utf-16")
    proposal = propose(open_table(path))
    assert proposal.columns == MAPPED
    assert proposal.constants == {"currency": "EUR", "per": "year"}
    assert proposal.missing == ()
    found = read_mapped(path, proposal.columns, proposal.constants, name="Büro")
    assert found.frame["pay"].tolist() == [85000.5, 60000]
    assert found.frame["country"].tolist() == ["DE", "AT"]
    assert found.frame["experience_years"].tolist() == [3.5, 7]
    assert found.frame["as_of"].dt.strftime("%Y-%m-%d").tolist() == ["2024-03-31", "2024-12-31"]
    assert set(found.frame["currency"]) == {"EUR"}
    assert (found.name, found.publisher, found.origin, found.rows_read, found.dropped) == (
        "Büro",
        "Büro",
        "gehaelter.csv",
        2,
        (),
    )
    assert any("said of the whole file, not in it: currency is EUR, per is year" in note for note in found.notes)
    assert any("does not say pay_element" in note for note in found.notes)


def test_a_proposal_shows_no_figure_of_pay(tmp_path):
    rows = [[text, "Level 4 at 91500", *rest] for (text, _, *rest) in ROWS]
    words = propose(open_table(write(tmp_path / "g.csv", HEADER, rows))).words
    assert not any(sign.isdigit() for sign in words)
    assert "Deutschland, Österreich" in words
    assert "Level • at •••••" in words
    assert "currency" in words
    assert "all rows: EUR" in words


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (["Salary", "Country", "Job title", "City"], {"pay": 0, "country": 1, "title": 2, "area": 3}),
        (["baseSalary", "salary_currency", "employeeCountry"], {"pay": 0, "currency": 1, "country": 2}),
        (
            ["salary", "salary_in_usd", "salary currency", "company size", "company"],
            {"pay": 0, "currency": 2, "employer_size": 3, "employer": 4},
        ),
        (
            ["Salaire annuel brut", "Pays", "Intitulé du poste", "Ville", "Entreprise"],
            {"pay": 0, "country": 1, "title": 2, "area": 3, "employer": 4},
        ),
        (
            ["Sueldo anual", "País", "Puesto", "Años de experiencia"],
            {"pay": 0, "country": 1, "title": 2, "experience_years": 3},
        ),
        (["Retribuzione lorda", "Paese", "Mansione", "Azienda"], {"pay": 0, "country": 1, "title": 2, "employer": 3}),
        (["Brutosalaris", "Land", "Functie", "Bedrijf"], {"pay": 0, "country": 1, "title": 2, "employer": 3}),
        (["Wynagrodzenie", "Kraj", "Stanowisko"], {"pay": 0, "country": 1, "title": 2}),
        (["Lön", "Land", "Befattning", "Ort"], {"pay": 0, "country": 1, "title": 2, "area": 3}),
        (["Remuneração", "País", "Cargo", "Empresa"], {"pay": 0, "country": 1, "title": 2, "employer": 3}),
        (["Løn", "Land", "Stilling"], {"pay": 0, "country": 1, "title": 2}),
        (
            ["wage", "pay period", "SOC code", "seniority", "weight"],
            {"pay": 0, "per": 1, "occupation": 2, "level": 3, "weight": 4},
        ),
        (["colour", "shape"], {}),
    ],
)
def test_headers_in_the_big_languages(tmp_path, header, columns):
    table = open_table(write(tmp_path / "t.csv", header, [["75000"] * len(header)]))
    assert propose(table).columns == {shape: header[place] for shape, place in columns.items()}


@pytest.mark.parametrize(
    ("header", "constants"),
    [
        ("Salary (USD)", {"currency": "USD"}),
        ("Gehalt in € p.a.", {"currency": "EUR", "per": "year"}),
        ("Monatsgehalt (Österreich)", {"per": "month", "country": "AT"}),
        ("Hourly wage GBP", {"currency": "GBP", "per": "hour"}),
        ("Base salary", {"pay_element": "base"}),
        ("Total compensation, yearly", {"pay_element": "total direct", "per": "year"}),
        ("Pay all", {}),
    ],
)
def test_what_the_header_of_pay_says_of_all_rows(tmp_path, header, constants):
    proposal = propose(open_table(write(tmp_path / "t.csv", [header, "title"], [["75000", "x"]])))
    assert proposal.constants == constants
    assert proposal.missing == (() if "country" in constants else ("country",))


# -- numbers --


@pytest.mark.parametrize("text", ["*", "**", "#", "~"])
def test_markers_are_counted_as_such(tmp_path, text):
    found = pays(tmp_path, ["85,000", text])
    assert found.frame["pay"].tolist() == [85000]
    assert found.dropped == (("a publisher's marker in place of pay", 1),)


@pytest.mark.parametrize("text", ["=85000", "<b>85000</b>", "1e5", "1_000", "inf", "nan", "85%", "lots", "85.000"])
def test_hostile_cells_beside_plain_figures_are_counted(tmp_path, text):
    found = pays(tmp_path, ["85,000.00", text])
    assert found.frame["pay"].tolist() == [85000]
    assert found.dropped == (("pay that cannot be read", 1),)


@pytest.mark.parametrize("texts", [["85.000"], ["1,5", "85,000"], ["85.000,50", "85,000.50"], ["1,5", "1.5"]])
def test_a_decimal_mark_that_cannot_be_told_refuses_the_file(tmp_path, texts):
    with pytest.raises(KitError, match="decimal mark of 'salary' is not clear") as caught:
        pays(tmp_path, texts)
    assert codes(caught) == ["K066"]
    assert "85" not in caught.value.issues[0].message.replace("85.000 may mean 85 or 85,000", "")


def test_a_decimal_mark_can_be_said(tmp_path):
    assert pays(tmp_path, ["85.000"], decimal=",").frame["pay"].tolist() == [85000]
    assert pays(tmp_path, ["85.125"], decimal=".").frame["pay"].tolist() == [85.125]
    found = pays(tmp_path, ["1,5", "85,000.50"], decimal=".")
    assert found.frame["pay"].tolist() == [85000.5]
    assert found.dropped == (("pay that cannot be read", 1),)


@given(
    amounts=st.lists(st.integers(1, 10**8), min_size=1, max_size=8),
    mark=st.sampled_from([(",", "."), (".", ","), ("", "."), ("", ",")]),
    cents=st.booleans(),
)
def test_figures_come_back_or_the_file_is_refused(tmp_path_factory, amounts, mark, cents):
    group, decimal = mark
    texts = [f"{amount:,}".replace(",", group) + (f"{decimal}25" if cents else "") for amount in amounts]
    meant = [amount + (0.25 if cents else 0) for amount in amounts]
    unclear = (
        group == "."
        and not cents
        and any("." in text for text in texts)
        and not any(text.count(".") > 1 for text in texts)
    )
    if unclear:
        with pytest.raises(KitError, match="decimal mark"):
            pays(tmp_path_factory.mktemp("pay"), texts)
    else:
        assert pays(tmp_path_factory.mktemp("pay"), texts).frame["pay"].tolist() == meant


@given(
    st.lists(
        st.sampled_from(
            ["85,000", "85.000", "1,5", "1.5", "85.000,50", "85,000.50", "*", "70000", "=1", "", "12,345,678"]
        ),
        min_size=1,
    )
)
def test_no_figure_is_read_in_another_way_than_alone(tmp_path_factory, texts):
    allowed = {
        "85,000": {85000},
        "85.000": {85000},
        "1,5": {1.5},
        "1.5": {1.5},
        "85.000,50": {85000.5},
        "85,000.50": {85000.5},
    }
    allowed |= {"70000": {70000}, "12,345,678": {12345678}}
    try:
        found = pays(tmp_path_factory.mktemp("pay"), texts)
    except KitError:
        return
    for place, pay in zip(found.frame.get("title", []), found.frame["pay"], strict=True):
        assert pay in allowed[texts[int(place)]]


# -- what else a row says --


def test_words_of_element_time_and_country_become_those_of_the_shape(tmp_path):
    rows = [
        ["100", "USA", "Base salary", "hourly", "$", "2024"],
        ["100", "de", "TC", "p.a.", "EUR", "2024-05-06"],
        ["100", "France", "total cash", "Jährlich", "eur", ""],
        ["100", "GB", "", "", "", "31/12/2023"],
        ["100", "GB", "pension", "monthly", "GBP", ""],
        ["100", "GB", "base", "weekly", "GBP", ""],
        ["100", "Nowhere", "base", "month", "GBP", ""],
        ["100", "", "base", "month", "GBP", ""],
        ["100", "GB", "base", "month", "GBP", "03/04/2024"],
        ["0", "GB", "base", "month", "GBP", ""],
        ["", "GB", "base", "month", "GBP", ""],
    ]
    shape = ["pay", "country", "pay_element", "per", "currency", "as_of"]
    found = read_survey(write(tmp_path / "own.csv", shape, rows))
    assert found.frame["pay_element"].fillna("").tolist() == ["total direct", "total cash", ""]
    assert found.frame["per"].fillna("").tolist() == ["year", "year", ""]
    assert found.frame["country"].tolist() == ["DE", "FR", "GB"]
    assert found.frame["as_of"].dt.strftime("%Y-%m-%d").fillna("").tolist() == ["2024-05-06", "", "2023-12-31"]
    assert dict(found.dropped) == {
        "no pay given": 1,
        "pay that is not above zero": 1,
        "no country that can be read": 2,
        "no currency that can be read": 1,
        "a pay element that is not known": 1,
        "paid by a time that is not the year, the month or the hour": 1,
        "a date that cannot be read, or in two ways": 1,
    }
    assert found.rows_read == len(rows) == len(found.frame) + sum(count for _, count in found.dropped)


def test_weights_and_experience(tmp_path):
    rows = [["1000", "US", "2", "3"], ["1000", "US", "", "3"], ["1000", "US", "-1", "3"], ["1000", "US", "0.5", "five"]]
    found = read_survey(write(tmp_path / "own.csv", ["pay", "country", "weight", "experience_years"], rows))
    assert found.frame["weight"].tolist() == [2, 0.5]
    assert found.dropped == (("no weight that can be read", 2),)
    assert "years of experience cannot be read in 1 rows and are missing there" in found.notes


def test_texts_stay_as_they_are(tmp_path):
    rows = [["1000", "US", "0012", "NA", "=1+1", "<b>x</b>"]]
    frame = read_survey(
        write(tmp_path / "own.csv", ["pay", "country", "occupation", "title", "employer", "id"], rows)
    ).frame
    assert frame[["occupation", "title", "employer", "id"]].iloc[0].tolist() == ["0012", "NA", "=1+1", "<b>x</b>"]


@pytest.mark.parametrize(
    ("columns", "constants", "words"),
    [
        ({"pay": "wages"}, {"country": "DE"}, "no column 'wages'"),
        ({"pay": "salary"}, {}, "mapped to country"),
        ({"country": "country"}, {}, "mapped to pay"),
        ({"pay": "salary", "salary": "salary"}, {"country": "DE"}, "no column 'salary' to map to"),
        ({"pay": "salary", "country": "country"}, {"country": "DE"}, "mapped to a column and said"),
        ({"pay": "salary"}, {"country": "Nowhere"}, "is no country"),
        ({"pay": "salary", "country": "country"}, {"per": "week"}, "is no per"),
        ({"pay": "salary", "country": "country"}, {"currency": "euros"}, "is no currency"),
        ({"pay": "salary", "country": "country"}, {"as_of": "03/04/2024"}, "is no as_of"),
        ({"pay": "salary", "country": "country"}, {"weight": "some"}, "is no weight"),
        ({"pay": "salary", "country": "country"}, {"pay": "1"}, "cannot be said of a whole file"),
        ({"pay": "salary", "country": "country"}, {"colour": "red"}, "cannot be said of a whole file"),
        ({"pay": "salary", "country": "country"}, {"decimal": ";"}, "a point or a comma"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(tmp_path, columns, constants, words):
    path = write(tmp_path / "t.csv", ["salary", "country"], [["1", "US"]])
    with pytest.raises(KitError, match=words) as caught:
        read_mapped(path, columns, constants)
    assert set(codes(caught)) == {"K066"}
    assert all(issue.fix for issue in caught.value.issues)


def test_every_misfit_is_named_at_once(tmp_path):
    path = write(tmp_path / "t.csv", ["salary"], [["1"]])
    with pytest.raises(KitError) as caught:
        read_mapped(path, {"pay": "wages", "area": "town"}, {"per": "week"})
    assert len(caught.value.issues) == 4


def test_constants_of_every_kind(tmp_path):
    path = write(tmp_path / "t.csv", ["Salary "], [["1000"], ["2000"]])
    constants = {
        "country": "Deutschland",
        "per": "Monat",
        "pay_element": "tc",
        "as_of": "2024",
        "weight": "2",
        "source": "Amt",
        "currency": "eur",
    }
    frame = read_mapped(path, {"pay": "salary"}, constants).frame
    assert frame.iloc[1].to_dict() == {
        "pay": 2000.0,
        "country": "DE",
        "source": "Amt",
        "as_of": pd.Timestamp("2024-07-01"),
        "currency": "EUR",
        "pay_element": "total direct",
        "per": "month",
        "weight": 2.0,
    }


# -- files in the shape, and those that nobody knows --


def test_order_case_delimiter_and_format_make_no_difference(tmp_path):
    header = ["pay", "country", "title", "as_of", "experience_years"]
    rows = [["85000.5", "US", "Clerk", "2024-05-06", "3"], ["60000", "DE", "", "", ""]]
    plain = read_survey(write(tmp_path / "own.csv", header, rows))
    others = [
        write(tmp_path / "a.csv", [name.upper() for name in reversed(header)], [row[::-1] for row in rows], ";"),
        write(tmp_path / "b.txt", [name.replace("_", " ") for name in header], rows, "\t", "utf-16"),
    ]
    book = openpyxl.Workbook()
    book.active.append(header)
    book.active.append([85000.5, "US", "Clerk", date(2024, 5, 6), 3])
    book.active.append([60000, "DE", None, None, None])
    book.save(tmp_path / "c.xlsx")
    table = pd.DataFrame(
        {"pay": [85000.5, 60000], "country": ["US", "DE"], "title": ["Clerk", None], "experience_years": [3, np.nan]}
    )
    table["as_of"] = pd.to_datetime(pd.Series(["2024-05-06", None]))
    table.to_parquet(tmp_path / "d.parquet")
    for path in (*others, tmp_path / "c.xlsx", tmp_path / "d.parquet"):
        pd.testing.assert_frame_equal(plain.frame, read_survey(path).frame)


def test_numbers_of_a_parquet_need_no_decimal_mark(tmp_path):
    pd.DataFrame({"pay": [38.125, 85.0], "country": "US", "per": "hour"}).to_parquet(tmp_path / "t.parquet")
    assert read_survey(tmp_path / "t.parquet").frame["pay"].tolist() == [38.125, 85]


def test_what_the_kit_wrote_keeps_what_it_says_of_itself(tmp_path):
    frame = pd.DataFrame({"pay": [2.0, 1.0], "country": ["US", "US"], "title": ["a", "b"]}).astype(
        {"country": "str", "title": "str"}
    )
    known = Gathered(
        frame, "My survey", "Me", "file.csv", 5, "OEWS", opt_in=True, hours_2080=True, dropped=(("x", 3),), notes=("n",)
    )
    write_gathered(known, tmp_path / "kept.parquet")
    found = read_survey(tmp_path / "kept.parquet")
    assert found.frame["pay"].tolist() == [1, 2]
    assert vars(replace(found, frame=frame)) == vars(known)
    table = pq.read_table(tmp_path / "kept.parquet").replace_schema_metadata({"advocacy_kit": "{"})
    pq.write_table(table, tmp_path / "kept.parquet")
    with pytest.raises(KitError, match="damaged"):
        read_survey(tmp_path / "kept.parquet")


def test_a_file_that_nobody_knows_is_refused_with_a_proposal(tmp_path):
    path = write(tmp_path / "unknown.csv", HEADER[:2], [row[:2] for row in ROWS])
    with pytest.raises(KitError) as caught:
        read_survey(path)
    assert codes(caught) == ["K065"]
    issue = caught.value.issues[0]
    assert HEADER[0] in issue.message
    assert "country" in issue.message
    assert "country is missing" in issue.message
    assert "Buchhalter, Buchhalterin" in issue.excerpt
    assert "85" not in str(caught.value)
    assert "\\n" not in str(caught.value)
    assert "advocacy-kit market add unknown.csv" in issue.fix
    assert "read_mapped" in issue.fix


def test_signs_that_a_terminal_would_obey_are_not_shown(tmp_path):
    path = write(tmp_path / "t.csv", ["salary", "job \x1b[31mtitle"], [["1", "x\x1b[2Jy"]])
    with pytest.raises(KitError) as caught:
        read_survey(path)
    assert "\x1b" not in str(caught.value)


def test_a_file_of_many_columns_is_refused_in_few_words(tmp_path):
    path = write(tmp_path / "wide.csv", [f"c{n}" for n in range(200)], [["x"] * 200] * 3)
    with pytest.raises(KitError, match="and 170 more"):
        read_survey(path)


def test_every_column_of_the_shape_can_be_proposed():
    from advocacy_kit.market.readers.column_words import HEADERS

    assert set(HEADERS) == set(COLUMNS)
    words = [word for words in HEADERS.values() for word in words.split()]
    assert all(word.isascii() and word.islower() for word in words)
    assert sorted({word for word in words if words.count(word) > 1}) == []
