"""The employer's bands: where pay lies in one, and which of several holds."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit.core.model import Money
from advocacy_kit.core.tables import TABLES
from advocacy_kit.pay.bands import Band, Found, band_words, find_band, own_band
from advocacy_kit.pay.own_pay import present_pay
from tests.cases import person
from tests.cases import trial as raise_case

ON = date(2026, 9, 30)
ORACLE = Band("two", 84_000, 105_000, 126_000, "year", date(2026, 1, 1), 2)


def bands_of(*rows):
    frame = pd.DataFrame(
        [{"level": "two", "minimum": 80_000.0, "maximum": 100_000.0, "date": "2026-01-01"} | row for row in rows]
    )
    frame = frame.reindex(columns=TABLES["bands"].names)
    for column in TABLES["bands"].columns:
        values = pd.to_datetime(frame[column.name]) if column.kind == "date" else frame[column.name]
        frame[column.name] = values.astype(column.dtype)
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="line")
    return frame


def line_of(*rows, level="two", **asked):
    found = find_band(bands_of(*rows), level, on=ON, **{"country": "US", "currency": "USD"} | asked).band
    return found and found.line


def test_the_methods_vector():
    assert round(ORACLE.compa_ratio(98_000), 5) == 0.93333
    assert round(ORACLE.penetration(98_000), 5) == 0.33333
    assert ORACLE.spread == pytest.approx(0.50)


@given(low=st.floats(1, 1e6), spread=st.floats(0.01, 3), share=st.floats(-1, 2))
def test_penetration_and_compa_ratio_place_pay(low, spread, share):
    band = Band("two", low, low * (1 + spread / 2), low * (1 + spread), "year", ON, 2)
    pay = low * (1 + spread * share)
    assert band.penetration(pay) == pytest.approx(share, abs=1e-9)
    assert band.compa_ratio(band.midpoint) == 1
    assert band.spread == pytest.approx(spread)


@pytest.mark.parametrize(
    ("rows", "asked", "line"),
    [
        ([{}, {"date": "2026-06-01"}, {"date": "2025-06-01"}], {}, 3),  # the newest
        ([{}, {"date": "2026-10-01"}], {}, 2),  # not yet
        ([{"area": "Ohio", "date": "2024-01-01"}, {}], {"area": "ohio "}, 2),  # the area before the country
        ([{"area": "Ohio"}, {"date": "2024-01-01"}], {"area": "Michigan"}, 3),  # no other area
        ([{"area": "Ohio"}], {}, None),
        ([{"area": "Ohio", "date": "2024-01-01"}, {"area": "Ohio"}], {"area": "Ohio"}, 3),
        ([{"country": "US", "currency": "USD", "per": "year"}], {}, 2),
        ([{}], {"country": "DE", "currency": "EUR", "per": "month"}, 2),  # blank fields fit
        ([{"currency": "EUR"}], {}, None),
        ([{"per": "month"}], {}, None),
        ([{"per": "hour"}], {"per": "hour"}, 2),
        ([{"country": "DE"}], {}, None),
        ([{"level": "Two "}], {"level": " tWo"}, 2),
        ([{"level": "three"}], {}, None),
        ([{}], {"level": None}, None),
        ([{"minimum": 100_000.0}], {}, None),  # no width
        ([{"minimum": 120_000.0, "date": "2026-06-01"}, {}], {}, 3),  # upside down
    ],
)
def test_which_band_holds(rows, asked, line):
    level = asked.pop("level", "two")
    assert line_of(*rows, level=level, **asked) == line


def test_an_empty_table_has_no_band():
    assert find_band(TABLES["bands"].empty(), "two", on=ON) == Found(None)


def test_a_midpoint_is_the_printed_one_or_the_middle():
    own, half = (find_band(bands_of({"midpoint": value}), "two", on=ON).band for value in (87_000.0, None))
    assert (own.midpoint, half.midpoint) == (87_000, 90_000)
    assert (half.minimum, half.maximum, half.per, half.since) == (80_000, 100_000, "year", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("pay", "words"),
    [
        (98_000, "you are at 33% of the way from its minimum to its maximum; compa-ratio 0.93"),
        (84_000, "at 0% of the way"),
        (126_000, "at 100% of the way"),
        (130_000, "you are above its maximum; compa-ratio 1.24"),
        (80_000, "you are below its minimum; compa-ratio 0.76"),
    ],
)
def test_words_say_where_pay_lies(pay, words):
    said = band_words(ORACLE, pay, Money("USD"))
    assert words in said
    assert "84,000 to 126,000 USD a year" in said
    assert said.count("%") == ("%" in words)


def test_hidden_a_band_says_nothing_of_pay():
    said = {band_words(ORACLE, pay, Money("USD", hidden=True)) for pay in (50_000, 98_000, 200_000)}
    assert said == {"Your employer's band for two is on file; where you lie in it is hidden."}
    assert "84" not in repr(ORACLE)


def test_the_band_of_ones_own_level_is_in_the_unit_and_currency_of_pay(records_of):
    rows = [
        {"level": "two", "minimum": 20.0, "maximum": 40.0, "per": "hour", "date": "2026-01-01"},
        {
            "level": "two",
            "minimum": 60_000.0,
            "maximum": 90_000.0,
            "per": "year",
            "currency": "USD",
            "date": "2025-01-01",
        },
        {
            "level": "two",
            "minimum": 50_000.0,
            "maximum": 80_000.0,
            "per": "year",
            "currency": "CAD",
            "date": "2026-01-01",
        },
    ]
    for amount, per, line in ((30.0, "hour", 2), (70_000, "year", 3)):
        records = person(records_of, amount, per, level="two", tables={"bands": rows})
        assert own_band(records, present_pay(records)).line == line
    half = person(records_of, 35_000, hours=20, level="two", tables={"bands": rows})
    assert own_band(half, present_pay(half)).penetration(present_pay(half).amount) == pytest.approx(
        1 / 3
    )  # at full time


@given(
    low=st.floats(10, 90),
    spread=st.floats(0.05, 2),
    hours=st.sampled_from([20.0, 40.0]),
    payments=st.sampled_from([12.0, 13.0]),
    written=st.sampled_from(["year", "month", "hour"]),
    asked=st.sampled_from(["year", "month", "hour"]),
)
def test_a_band_by_another_period_places_pay_alike(records_of, low, spread, hours, payments, written, asked):
    """The same pay in the same band is at the same place, by whichever period either is written."""
    years = {"year": 1.0, "month": payments, "hour": 2080.0}
    rows = {
        unit: [
            {"level": "two", "minimum": low * 2080 / years[unit], "maximum": low * (1 + spread) * 2080 / years[unit]}
        ]
        for unit in years
    }
    amount = low * (1 + spread / 3) * 52 * hours / (52 * hours if asked == "hour" else years[asked])
    placed = []
    for unit in (asked, written):
        bands = [row | {"per": unit, "date": "2026-01-01"} for row in rows[unit]]
        records = person(
            records_of, amount, asked, hours, payments, level="two", pay_unit=asked, tables={"bands": bands}
        )
        band = own_band(records, present_pay(records))
        placed.append((band.penetration(present_pay(records).amount), band.compa_ratio(present_pay(records).amount)))
        assert band.written == ("" if unit == asked else unit)
        assert ("bands.csv line 2 gives it by the" in band_words(band, 50.0, Money("USD"))) == (unit != asked)
    assert placed[1] == pytest.approx(placed[0])
    assert placed[0][0] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"per": "hour"}, "it is by the hour, your pay by the year, and pay.csv does not say the hours of a week"),
        (
            {"per": "month"},
            "it is by the month, your pay by the year, and pay.csv does not say how many monthly payments make a year",
        ),
        ({"currency": "eur"}, "it is in EUR, and your pay in USD"),
        ({"minimum": 120_000.0}, "its maximum is not above its minimum"),
    ],
)
def test_a_band_that_cannot_be_used_is_an_assumption_of_the_case(records_of, market, row, words):
    rows = [{"level": "two", "minimum": 80_000.0, "maximum": 100_000.0, "date": "2026-01-01"} | row]
    for hidden in (False, True):
        case = raise_case(person(records_of, level="two", hide_amounts=hidden, tables={"bands": rows}), market)
        assert case.band is None
        assert f"bands.csv line 2 left out: {words}" in case.assumptions


def test_only_what_would_have_come_first_is_named_as_left_out(records_of):
    rows = [
        {"date": "2024-01-01", "currency": "EUR"},
        {"date": "2025-01-01"},
        {"date": "2025-06-01", "minimum": 100_000.0},
        {"date": "2026-12-01", "minimum": 100_000.0},
        {"date": "2026-06-01", "per": "hour"},
    ]
    found = find_band(bands_of(*rows), "two", on=ON, currency="USD", periods={"hour": 2080.0})
    assert found.band.line == 3  # a band of pay's own period before one that has to be turned
    assert found.left_out == ("bands.csv line 4 left out: its maximum is not above its minimum",)
