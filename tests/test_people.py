"""People whom the kit promises to serve.

Part-time, hourly, abroad, without pay on file, with signs that no font has.
"""

import datetime as dt
import subprocess
import sys

import pandas as pd
import pytest

import advocacy_kit as ak
from advocacy_kit.__main__ import main
from advocacy_kit.charts import draw_coverage, draw_gaps, draw_impact, png
from advocacy_kit.pay.own_pay import pay_history, present_pay
from advocacy_kit.review.review_findings import coverage_finding, gaps_finding, impact_finding

PROFILE = 'occupation = "{}"\narea = "Grand Rapids"\ncountry = "US"\ncurrency = "USD"\nas_of = 2026-09-30\n'
PAY = "date,amount,per,hours_per_week,element,currency,country\n"
WINS = "date,win\n2026-01-05,Taught two new hires\n"


@pytest.fixture
def opened(folder_of):
    def make(pay="", occupation="13-1081", profile=None, wins=WINS):
        files = {"wins.csv": wins, "profile.toml": PROFILE.format(occupation) if profile is None else profile}
        return ak.open_workspace(folder_of("mine", files | ({"pay.csv": PAY + pay} if pay else {})))

    return make


def test_part_time_is_compared_at_full_time_and_said(opened, market):
    half = opened("2026-01-01,35700,year,20,base,USD,US\n").records
    case = ak.raise_case(half, market)
    full = ak.raise_case(opened("2026-01-01,71400,year,40,base,USD,US\n").records, market)
    assert case.target == full.target
    assert case.raise_percent == pytest.approx(full.raise_percent)
    assert case.rank == full.rank
    assert f"at your 20 hours it is {case.figure / 2:,.0f}" in case.summary
    assert any("from 20" in words for words in case.assumptions)
    assert pay_history(half)["amount"].iloc[-1] == 35_700  # as paid


def test_a_nurse_by_the_hour_hears_what_it_means_a_year(opened, market):
    case = ak.raise_case(opened("2026-01-01,38.25,hour,36,base,USD,US\n", "29-1141").records, market)
    published = market.peers("29-1141", "Grand Rapids").published.quantile(0.5)
    years = (case.benchmark.on - dt.date(2025, 5, 12)).days / 365.25
    assert case.target == pytest.approx(round(published / 2080, 2) * 1.035**years)
    assert case.figure * 4 == int(case.figure * 4)
    assert f"At 36 hours a week that is {case.figure * 52 * 36:,.0f} USD a year" in case.summary


def test_no_country_is_ever_assumed(opened, market):
    records = opened("2026-01-01,45000,year,,base,,\n", profile='occupation = "29-1141"\n').records
    with pytest.raises(ak.KitError, match="no country is set"):
        ak.raise_case(records, market)


def test_two_currencies_are_two_histories(opened):
    records = opened("2024-01-01,40000,year,,base,EUR,DE\n2026-01-01,71400,year,,base,usd,us\n").records
    assert list(pay_history(records)["amount"]) == [71_400]
    assert (present_pay(records).currency, present_pay(records).country) == ("USD", "US")


def test_a_row_of_the_future_changes_nothing_today(opened):
    records = opened("2026-01-01,71400,year,,base,USD,US\n2027-01-01,40,hour,,base,USD,US\n").records
    assert present_pay(records).amount == 71_400


def test_a_rejected_pay_row_is_pointed_at(opened):
    with pytest.raises(ak.KitError, match="Mend the rows"):
        present_pay(opened("2026-01-01,lots,year,,base,USD,US\n").records)


def test_signs_that_no_font_has_are_drawn_as_boxes(opened):
    rows = "".join(
        f"2026-0{1 + n % 9}-10,Fixed \N{STETHOSCOPE} number {n},\u62a4\u7406,\u65f6\u95f4\n" for n in range(12)
    )
    records = opened(wins="date,win,category,measure\n" + rows).records
    for plot, finding in (
        (draw_gaps, gaps_finding(records, ak.find_gaps(records))),
        (draw_coverage, coverage_finding(records)),
        (draw_impact, impact_finding(records)),
    ):
        assert png(plot(finding)).startswith(b"\x89PNG")


def test_a_review_never_overwrites_what_is_no_page(opened, capsys):
    workspace = opened()
    for name in ("wins.csv", "notes.html"):
        path = workspace.path / name
        path.write_text("mine", encoding="utf-8")
        assert main(["review", str(workspace.path), "--out", str(path)]) == 1
        assert path.read_text(encoding="utf-8") == "mine"
    assert "left alone" in capsys.readouterr().err


@pytest.mark.parametrize("when", ["soon", "", "2026-02-30", 5, dt.date(1, 1, 1), dt.date(9999, 12, 31)])
def test_soon_is_no_date(demo, market, when):
    for refused in (lambda: ak.raise_case(demo, market, on=when), lambda: ak.impact_over_time(demo.wins, until=when)):
        with pytest.raises(ak.KitError, match="expected a date like"):
            refused()


def test_timestamps_are_dates(demo, market):
    assert (
        ak.raise_case(demo, market, on=pd.Timestamp("2027-01-01 10:00")).target
        == ak.raise_case(demo, market, on="2027-01-01").target
    )


@pytest.mark.parametrize(
    "choice", [{"rate": -1}, {"rate": float("nan")}, {"rate": "3%"}, {"percentile": None}, {"percentile": "0.5"}]
)
def test_choices_that_make_no_sense_are_refused_in_words(demo, market, choice):
    with pytest.raises(ak.KitError):
        ak.raise_case(demo, market, **choice)


@pytest.mark.parametrize("freq", ["ME", "h", 5, "fortnight"])
def test_only_periods_with_a_first_day(demo, freq):
    with pytest.raises(ak.KitError, match="freq must be a period length"):
        ak.impact_over_time(demo.wins, freq=freq)


def test_a_win_late_on_the_last_day_counts():
    wins = pd.DataFrame({"date": ["2026-02-28 10:00", "2026-02-31"], "win": ["a", "no such day"]})
    assert ak.impact_over_time(wins.head(1), until="2026-02-28")["wins"].sum() == 1
    with pytest.raises(ak.KitError, match="row 1"):
        ak.impact_over_time(wins, until="2026-02-28")


def test_spellings_that_people_use_are_understood(market):
    assert market.peers("Registered Nurse", "Columbus, Ohio").place == "Columbus, OH"
    assert market.peers("29-1141", "United States of America").place == "United States"
    assert not market.search("teacher").title.head(3).str.contains("All Other").any()


def test_a_back_off_is_said_where_the_figure_is_said(opened, market):
    case = ak.raise_case(opened("2026-01-01,71400,year,,base,USD,US\n", "11-2011").records, market)
    assert case.peers.back_off
    assert "Michigan, brought to Grand Rapids-Wyoming-Kentwood, MI by ×" in case.summary
    assert " in Michigan earn less than you" in case.summary


def test_ending_the_lab_command_ends_jupyterlab(folder_of, tmp_path):
    """A stand-in for JupyterLab waits for ever; SIGTERM to the command ends it too."""
    code = (
        "import os, signal, subprocess, sys, advocacy_kit.__main__ as door\n"
        "real = subprocess.Popen\n"
        "def stand_in(*_, **__):\n"
        "    child = real([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "    print(child.pid, flush=True)\n"
        "    return child\n"
        "door.subprocess.Popen = stand_in\n"
        "door.main(['lab', sys.argv[1]])\n"
    )
    folder = folder_of("mine", {"wins.csv": WINS})
    command = [sys.executable, "-c", code, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as lab:
        lines = iter(lab.stdout.readline, "")
        child = int(next(line for line in lines if line.strip().isdigit()))
        lab.terminate()
        assert lab.wait(20) == 143
    assert subprocess.run(["kill", "-0", str(child)], capture_output=True, check=False).returncode != 0
