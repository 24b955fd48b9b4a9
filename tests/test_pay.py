"""A person's own pay: one unit, asked rather than assumed, and what it buys."""

import csv
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from advocacy_kit import KitError, load_prices
from advocacy_kit.pay.own_pay import own_peers, pay_history, pay_money, present_pay, real_pay

REPO = Path(__file__).resolve().parents[1]
TODAY = date(2026, 9, 30)


def paid(day, amount, per="year", **more):
    return {"date": day, "amount": amount, "per": per, "element": "base", "currency": "USD", "country": "US", **more}


def test_present_pay_is_the_newest_base_pay_up_to_today(demo, records_of):
    present = present_pay(demo)
    assert (present.amount, present.per, present.since, present.line, present.currency) == (
        71_400,
        "year",
        date(2026, 1, 1),
        8,
        "USD",
    )
    rows = [
        paid("2026-11-01", 90_000),
        paid("2025-01-01", 70_000),
        paid("2024-01-01", 60_000),
        paid("2026-03-01", 9_000, element="bonus"),
    ]
    present = present_pay(records_of(TODAY, pay=rows))
    assert (present.amount, present.line) == (70_000, 3)


def test_no_base_pay_is_said(records_of):
    for rows in ([], [paid("2026-01-01", 9_000, element="bonus")], [paid("2027-01-01", 90_000)]):
        with pytest.raises(KitError, match="no base pay") as refused:
            present_pay(records_of(TODAY, pay=rows))
        assert refused.value.issues[0].code == "K080"


@pytest.mark.parametrize("payments", [12, 13, 14])
def test_monthly_pay_takes_its_payments(records_of, payments):
    present = present_pay(records_of(TODAY, pay=[paid("2026-01-01", 5_000, "month", payments=payments)]))
    assert (present.amount, present.per) == (5_000 * payments, "year")


@pytest.mark.parametrize("unit", [None, "hour"])
def test_payments_are_asked_and_never_assumed(records_of, unit):
    records = records_of(TODAY, profile={"pay_unit": unit}, pay=[paid("2026-01-01", 5_000, "month", hours_per_week=40)])
    with pytest.raises(KitError, match="number of payments") as refused:
        present_pay(records)
    assert (refused.value.issues[0].file, refused.value.issues[0].line) == ("pay.csv", 2)
    assert "5000" not in str(refused.value)


def test_hourly_staff_stay_by_the_hour(records_of):
    rows = [
        paid("2024-01-01", 52_000, hours_per_week=40),
        paid("2025-01-01", 4_550, "month", payments=12, hours_per_week=35),
    ]
    history = pay_history(records_of(TODAY, pay=[*rows, paid("2026-01-01", 31.5, "hour")]))
    assert list(history["amount"]) == pytest.approx([52_000 / 2080, 4_550 * 12 / (52 * 35), 31.5])
    assert set(history["per"]) == {"hour"}
    present = present_pay(
        records_of(TODAY, profile={"pay_unit": "hour", "hours_per_week": 37.5}, pay=[paid("2026-01-01", 58_500)])
    )
    assert (present.amount, present.per) == (30, "hour")


def test_an_earlier_hourly_rate_becomes_a_year_at_the_persons_own_hours(records_of):
    rows = [paid("2024-01-01", 30, "hour", hours_per_week=20), paid("2026-01-01", 60_000)]
    assert list(pay_history(records_of(TODAY, pay=rows))["amount"]) == [30 * 52 * 20, 60_000]
    with pytest.raises(KitError, match="without hours"):
        pay_history(records_of(TODAY, pay=[paid("2024-01-01", 30, "hour"), paid("2026-01-01", 60_000)]))


def test_currency_country_and_hours_come_from_the_row_then_the_profile(records_of):
    profile = {"currency": "EUR", "country": "DE", "hours_per_week": 38.5, "locale": "de_DE", "hide_amounts": True}
    bare = present_pay(records_of(TODAY, profile=profile, pay=[paid("2026-01-01", 1, currency=None, country=None)]))
    assert (bare.currency, bare.country, bare.hours_per_week) == ("EUR", "DE", 38.5)
    records = records_of(TODAY, profile=profile, pay=[paid("2026-01-01", 1, hours_per_week=40)])
    own = present_pay(records)
    assert (own.currency, own.country, own.hours_per_week) == ("USD", "US", 40)
    money = pay_money(records, own)
    assert (money.currency, money.locale, money.per, money.hidden) == ("USD", "de_DE", "year", True)


def test_own_peers_are_asked_for_in_the_country_of_the_pay(records_of, market):
    records = records_of(
        TODAY, profile={"occupation": "13-1081", "country": "US"}, pay=[paid("2026-01-01", 60_000, country="DE")]
    )
    with pytest.raises(KitError, match="no loaded source covers DE"):
        own_peers(records, market)
    assert (
        own_peers(records_of(TODAY, profile={"area": "MI"}, pay=[paid("2026-01-01", 60_000)]), market, "13-1081").place
        == "Michigan"
    )


def indices():
    with (REPO / "data" / "market" / "cpi_u.csv").open(newline="") as stream:
        return {
            row["month"]: float(row["index"])
            for row in csv.DictReader(stream)
            if row["series_id"] == "CUUR0000SA0" and row["index"]
        }


def test_real_pay_is_nominal_times_newest_index_over_the_months(demo):
    frame, index = real_pay(demo, load_prices("US")), indices()
    newest = index[max(index)]
    for month, nominal in (("2020-06", 58_500), ("2022-01", 60_000), ("2024-07", 68_300), ("2026-08", 71_400)):
        row = frame[frame["date"] == pd.Timestamp(f"{month}-01")].iloc[0]
        assert row["nominal"] == nominal
        assert row["real"] == pytest.approx(nominal * newest / index[month])
    after = frame[frame["date"] > pd.Timestamp(f"{max(index)}-01")]
    assert len(after) >= 1
    assert (after["real"] == after["nominal"]).all()
    assert (frame["date"].iloc[0], frame["date"].iloc[-1]) == (pd.Timestamp("2020-06-01"), pd.Timestamp("2026-09-30"))


def test_the_month_that_was_never_published_lies_between_its_neighbours():
    index, prices = indices(), load_prices("US")
    assert "2025-10" not in index
    share = 30 / 61  # days from 1 September to 1 October, and to 1 November
    # the files' neighbours, on the straight line of days
    assert prices["2025-10-01"] == pytest.approx(index["2025-09"] + (index["2025-11"] - index["2025-09"]) * share)
    assert prices["2025-09-01"] == index["2025-09"]
    assert prices.notna().all()


@pytest.mark.parametrize("country", ["DE", None, "CA"])
def test_a_country_without_a_series_has_none_and_borrows_none(demo, country):
    assert load_prices(country) is None
    frame = real_pay(demo, load_prices(country))
    assert frame["real"].isna().all()
    assert frame["nominal"].iloc[-1] == 71_400


def test_pay_before_the_series_has_no_real_value(records_of):
    frame = real_pay(records_of(TODAY, pay=[paid("2020-01-01", 50_000)]), load_prices("US")["2021-01-01":])
    assert frame.loc[frame["date"] < "2021-01-01", "real"].isna().all()
    assert frame.loc[frame["date"] >= "2021-01-01", "real"].notna().all()


def test_no_pay_gives_the_same_columns(records_of, demo):
    empty, full = real_pay(records_of(TODAY), load_prices("US")), real_pay(demo, load_prices("US"))
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_reprs_show_no_amounts(demo):
    assert "71" not in repr(present_pay(demo))
