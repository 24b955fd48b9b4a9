"""What is given by mistake is refused in a sentence that names it, or read right; nothing else comes out of it."""

import gzip
import os
import re
import zipfile

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import advocacy_kit as ak
from advocacy_kit import KitError, load_market
from advocacy_kit.core.arguments import check_choice, check_number
from advocacy_kit.market.oews_files import read_official
from advocacy_kit.market.samples.sample_peers import Observations

THREE = {"pay": [50_000, 60_000, 70_000], "country": ["US"] * 3}

# what is no date is said of each frame
pytestmark = pytest.mark.filterwarnings("ignore:.*as_of is no date:UserWarning")


def refused(source):
    with pytest.raises(KitError) as error:
        load_market(source)
    (issue,) = error.value.issues
    assert issue.fix
    return issue


def stores_of(source):
    """Return the rows of single observations that are loaded."""
    holdings = load_market(source).catalogue.holdings
    return [rows for holding in holdings if isinstance(holding, Observations) for rows in holding.stores]


@pytest.mark.parametrize(
    ("frame", "column"),
    [
        (pd.DataFrame(THREE | {"pay": [1j, 2, 3]}), "pay"),
        (pd.DataFrame(THREE | {"title": [1j, 2, 3]}), "title"),
        (pd.DataFrame(THREE | {"title": [b"\xff\xfe", b"a", b"b"]}), "title"),
        (pl.DataFrame(THREE | {"title": [["a"], ["b"], []]}), "title"),
        (pl.DataFrame(THREE | {"pay": [[1], [2], [3]]}), "pay"),
        (pl.DataFrame(THREE | {"title": pl.Series([object(), object(), 1], dtype=pl.Object)}), "title"),
        (pl.DataFrame(THREE | {"title": [{"a": 1}] * 3}), "title"),
        (pl.DataFrame(THREE | {"as_of": [["2026-04-01"]] * 3}), "as_of"),
        (pl.DataFrame(THREE | {"title": [b"\xff\xfe", b"a", b"b"]}), "title"),
        (pa.table(THREE | {"area": pa.array([b"\xff", b"a", b"b"])}), "area"),
        (pl.LazyFrame(THREE | {"title": [["a"], ["b"], []]}), "title"),
        (pl.LazyFrame(THREE | {"title": [b"\xff\xfe", b"a", b"b"]}), "title"),
    ],
)
def test_a_column_that_holds_no_plain_cells_is_named(frame, column):
    issue = refused(frame)
    assert issue.code == "K066"
    assert f"the column {column} " in issue.message


@pytest.mark.parametrize("kind", ["int64", "uint64"])
@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_whole_numbers_beyond_what_a_float_holds_exactly_are_read(make, kind):
    frame = make({"pay": np.array([2**60 + 1, 50_000, 60_000], dtype=kind), "country": ["US"] * 3})
    assert stores_of(frame)[0].size == 3


def test_texts_as_bytes_are_texts():
    (rows,) = stores_of(pl.DataFrame(THREE | {"title": [b"Nurse", b"Clerk", None]}))
    assert rows.size == 3


def _same(frame):
    return frame


@pytest.mark.parametrize(
    "turn", [_same, pl.DataFrame.to_arrow, pl.DataFrame.lazy, lambda frame: duckdb.from_arrow(frame.to_arrow())]
)
@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2026-04-01", True),
        (" 2026-04-01 ", True),
        ("2026-04-01T10:00", True),
        ("2026-04-01T10:00:00Z", True),
        ("2026-04-01 10:00:00.5+02:00", True),
        ("2026-04-01junk", False),
        ("2026-04-011", False),
        ("2026-04-01 junk", False),
        ("2026-04-31T10:00", False),
        ("2026-04-01T10:00 junk more", False),
    ],
)
def test_a_date_is_a_day_or_a_day_and_a_time_and_nothing_behind(turn, text, good):
    (rows,) = stores_of(turn(pl.DataFrame(THREE | {"as_of": [text, "2026-05-01", None]})))
    assert rows.size == (3 if good else 2)
    assert rows.known.dropped == (() if good else (("rows with a date that cannot be read", 1),))


@pytest.mark.parametrize("source", ["x" * 5_000, "nowhere\0.csv", "/dev/zero"])
def test_a_path_that_is_no_file_is_a_sentence(source):
    assert refused(source).code == "K064"


def test_what_lies_there_and_is_no_file_is_called_so(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path, tmp_path / "pipe.csv"):
        assert "is a folder or a device, not a file" in refused(path).message
    assert "there is no file" in refused(tmp_path / "none.csv").message


SURVEY = b"pay,country\n50000,US\n"


def test_a_packed_survey_is_to_be_unpacked(tmp_path):
    (tmp_path / "survey.csv.gz").write_bytes(gzip.compress(SURVEY))
    with zipfile.ZipFile(tmp_path / "survey.zip", "w") as archive:
        archive.writestr("survey.csv", SURVEY)
    for name in ("survey.csv.gz", "survey.zip"):
        issue = refused(tmp_path / name)
        assert issue.code == "K054"
        assert "Unpack it first" in issue.fix


MANY = ",".join(f"c{place}" for place in range(100_000))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{MANY}\n", "K054"),
        (f"OCC_CODE,OCC_TITLE,A_MEDIAN,{MANY}\n", "K067"),
        ("x" * 900_000 + "\n", "K054"),
        ('"pay,country\n' + "1,US\n" * 100_000, "K054"),
    ],
)
def test_lines_and_cells_without_end_are_refused_in_a_sentence(tmp_path, text, code):
    (tmp_path / "wide.csv").write_text(text)
    assert refused(tmp_path / "wide.csv").code == code


def test_a_long_cell_beside_a_table_does_not_hide_it(tmp_path):
    (tmp_path / "long.csv").write_text("pay,country,title\n50000,US," + "x" * 500_000 + "\n60000,US,Nurse\n")
    assert stores_of(tmp_path / "long.csv")[0].size == 2
    head = '"' + "x" * 500_000 + "\n"
    (tmp_path / "oews_2024.csv").write_text(head + "OCC_CODE,OCC_TITLE,A_MEDIAN\n13-1081,Logisticians,82320\n")
    assert read_official(tmp_path / "oews_2024.csv").table.num_rows == 1


# --- one check of arguments -------------------------------------------------------------------------------------------

PAY = 81_750.5
WRONG = {
    "by": ("K070", lambda: ak.impact_over_time(ak.open_workspace(), by="colour")),
    "freq": ("K071", lambda: ak.impact_over_time(ak.open_workspace(), freq="ME")),
    "p": ("K053", lambda: ak.PayDistribution([1, 2, 3]).quantile(50)),
    "level": ("K053", lambda: ak.PayDistribution([1, 2, 3]).interval(0.5, 95)),
    "pay": ("K053", lambda: ak.PayDistribution([1, 2, 3]).rank(str(PAY))),
    "top": ("K082", lambda: ak.raise_case(ak.open_workspace(), top="moon")),
    "percentile": ("K053", lambda: ak.raise_case(ak.open_workspace(), percentile="P60")),
    "walk_away": ("K082", lambda: ak.raise_case(ak.open_workspace(), walk_away=-PAY)),
    "weeks": ("K085", lambda: ak.plot_readiness(ak.open_workspace(), weeks=1.5)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_refused_argument_is_named_with_what_is_allowed_and_what_came(name):
    code, call = WRONG[name]
    with pytest.raises(KitError) as error:
        call()
    (issue,) = error.value.issues
    assert issue.code == code
    assert re.match(rf"{name} must be (an? |\").+, got .+", issue.message)
    assert "81750" not in str(error.value)  # pay is repeated by no message


@given(
    value=st.one_of(st.integers(), st.floats(), st.text(), st.none(), st.booleans(), st.lists(st.integers())),
    least=st.integers(-50, 50),
    span=st.integers(0, 50),
    whole=st.booleans(),
)
def test_a_number_is_returned_or_refused(value, least, span, whole):
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and least <= value <= least + span and (not whole or value == int(value)):
        assert check_number("weeks", value, "K085", least=least, most=least + span, whole=whole) == value
        return
    with pytest.raises(KitError, match=rf"^advocacy_kit: K085 weeks must be a .+ from {least} to {least + span}, got "):
        check_number("weeks", value, "K085", least=least, most=least + span, whole=whole)


def test_a_choice_is_refused_with_the_nearest_one():
    check_choice("top", "band", ("percentile", "band"), "K082")
    for wrong in ("bands", "", None, 3, ["band"], np.array(["band"])):
        with pytest.raises(KitError, match='top must be "percentile" or "band", got') as error:
            check_choice("top", wrong, ("percentile", "band"), "K082")
        assert ('Use top="band"' in error.value.issues[0].fix) == ("band" in str(wrong))
