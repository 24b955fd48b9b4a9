"""The page that walks one case: its tables are the files' rows, its sums are right, and the code says the same."""

import math
import re

import pytest

from advocacy_kit import raise_case
from tests.conftest import REPO
from tests.people import Curve, official, table

PAGE = (REPO / "docs" / "one-case.md").read_text(encoding="utf-8")
DEMO = {name: (REPO / "data" / "demo" / name).read_text(encoding="utf-8") for name in ("pay.csv", "market.csv")}
FUNCTIONS = {"ln": math.log, "sqrt": math.sqrt, "exp": math.exp}
SUM = re.compile(r"`([^`=]+) = ([\d.]+)`")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w])")


@pytest.fixture(scope="module")
def case(demo, demo_market):
    return raise_case(demo, demo_market)


def tables():
    """Every table of the page as a list of rows, each a mapping from the head's words to the cell's text."""
    found = []
    for block in re.findall(r"(?:^\|.*\|\n)+", PAGE, re.M):
        head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines())
        found.append([dict(zip(head, row, strict=True)) for row in rows])
    return found


def numbers(text):
    """The numbers of a text as they are printed, without thousands' commas."""
    return [printed.replace(",", "") for printed in NUMBER.findall(text)]


def says(value, printed):
    """Say whether a printed number is a value, rounded to the digits that are printed."""
    digits = len(printed.partition(".")[2])
    return abs(value - float(printed)) <= 0.5 * 10**-digits * (1 + 1e-6)


def test_every_sum_is_right():
    sums = SUM.findall(PAGE)
    assert len(sums) == 22
    for left, right in sums:
        formula = left.replace("×", "*").replace("−", "-").replace("^", "**")
        assert set(re.findall(r"[a-z]+", formula)) <= set(FUNCTIONS)
        assert says(eval(formula, {"__builtins__": {}}, FUNCTIONS), right), f"{left} = {right}"


def test_the_tables_are_rows_of_the_files(case):
    pay, wages, posted, *_ = tables()
    by_line = dict(enumerate(table(DEMO, "pay.csv"), 2))
    assert pay == [{name: by_line[case.present.line][name] for name in pay[0]}]
    row = official("13-1081", case.peers.place)
    assert wages == [{name: row[name] for name in wages[0]}]
    seen = dict(enumerate(table(DEMO, "market.csv"), 2))
    assert [int(cells["line"]) for cells in posted] == list(case.peers.postings.rows.index)
    for cells in posted:
        line = seen[int(cells["line"])]
        assert {name: cells[name] for name in ("date", "employer", "low", "high")} == {
            name: line[name] for name in ("date", "employer", "low", "high")
        }
        assert float(cells["middle"]) == (float(line["low"]) + float(line["high"])) / 2
    others = [
        number
        for number, line in seen.items()
        if number not in case.peers.postings.rows.index and line["kind"] == "posting"
    ]
    spoken = [number for number, line in seen.items() if line["kind"] in ("disclosure", "quote")]
    assert f"Lines {others[0]} and {others[1]} are of other areas; lines {spoken[0]} and {spoken[1]} are" in " ".join(
        PAGE.split()
    )
    assert (len(others), len(spoken)) == (2, 2)
    assert by_line[9]["element"] == "bonus"
    middles, days = (sorted(cells[name] for cells in posted) for name in ("middle", "date"))
    assert (middles[4:6], days[4]) == (["79000", "79000"], str(case.peers.postings.day))


def test_the_steps_are_the_codes_steps(case):
    rows = next(rows for rows in tables() if "step" in rows[0])
    assert [row["step"] for row in rows] == [step.name for step in case.steps]
    for row, step in zip(rows, case.steps, strict=True):
        assert (row["amount"], row["total"]) == (f"{step.amount:.3f}", f"{step.total:.3f}")


def test_days_weights_and_values_are_the_codes_inputs(case, demo):
    rows = next(rows for rows in tables() if "grows to" in rows[0])
    for row, source in zip(rows, case.benchmark.sources, strict=True):
        days = [(until - source.date).days for until in (demo.today, case.benchmark.on)]
        assert [row["from"], row["days to 2026-09-30"], row["days to 2027-01-01"]] == [
            str(source.date),
            *map(str, days),
        ]
        assert row["source"] in source.name
        assert (source.weight, source.geography, source.shrinkage) == (0.5, 1, 1)
        left, right = SUM.search(row["grows to"]).groups()
        assert numbers(left)[0] == f"{source.value:.0f}"
        assert right == f"{source.adjusted(case.benchmark.on, case.benchmark.rate):.3f}"
    assert case.benchmark.rate == demo.profile.aging_rate == 0.035


def test_figure_opening_errors_and_interval_are_the_codes(case):
    page = " ".join(PAGE.split())
    wages, postings = case.benchmark.sources
    curve = Curve(official("13-1081", case.peers.place))
    low, high = case.peers.postings.distribution.interval(0.5)
    told = {
        "the next step of 250 above it, `324 × 250 = ": case.figure,
        "80441.608 = ": case.target,
        "percentiles P60 is ": curve.at(0.60),
        "rounded down to `347 × 250 = ": case.opening[1],
        "present pay lies at about P": float(case.rank.removeprefix("about P")),
        "`100 × (81000 / 71400 − 1) = ": case.asked_percent,
        "`1.5 × 1.0 / 100 = ": wages.se,
        "/ 2) / 1.96 = ": postings.se,
        "the limits of their median, ": low,
        f"the limits of their median, {low:.0f} and ": high,
        "how far one source may be off | an assumption | ": case.benchmark.tau,
        "2 × 2^2) = ": case.peers.postings.distribution.n_eff,
        "exp(−1.96 × 0.0515823) = ": case.benchmark.interval[0],
        "exp(1.96 × 0.0515823) = ": case.benchmark.interval[1],
        "+ 0.0341589^2) = ": math.log(case.benchmark.interval[1] / case.target) / 1.96,
    }
    for words, value in told.items():
        assert page.count(words) == 1, words
        assert says(value, re.match(r"[\d,.]*\d", page.split(words)[1])[0].replace(",", "")), words
    employers = case.peers.postings.rows["employer"].value_counts()
    assert (len(employers), list(employers)) == (8, [2, 2, 1, 1, 1, 1, 1, 1])


def test_every_number_and_every_day_on_the_page_is_accounted_for(case, demo):
    """Numbers are rows' cells, results of the sums above, inputs of the case or constants of the method."""
    dates = re.findall(r"\d{4}-\d\d-\d\d", PAGE)
    rows = [row for name in DEMO for row in table(DEMO, name)]
    known_days = {
        *(row["date"] for row in rows),
        str(demo.today),
        str(case.benchmark.on),
        str(demo.profile.review_date),
    }
    known_days |= {str(source.date) for source in case.benchmark.sources}
    assert set(dates) <= known_days
    text = re.sub(r"\d{4}-\d\d-\d\d|13-1081|0024340|1 January 2027|May 2025|P60|P32", "", PAGE)
    named = next(rows for rows in tables() if "A_MEDIAN" in rows[0])[0]
    known = {float(cell) for row in rows for cell in (row.get("amount"), row.get("low"), row.get("high")) if cell}
    known |= {float(named[name]) for name in named if name.startswith(("A_", "MEAN"))}
    known |= {float(right) for _, right in SUM.findall(PAGE)} | {
        float(number) for number in case.peers.postings.middles
    }
    known |= {round(amount, 3) for step in case.steps for amount in (step.amount, step.total)}
    known |= {
        float(line) for line in (*range(2, 16), case.present.line, 9)
    }  # lines of the two files, and how many rows count
    known |= {506, 599, 99, 192, 40, 82_643.19}  # checked above
    known |= {
        0.5,
        1,
        1.035,
        365.25,
        250,
        324,
        347,
        100,
        3.5,
        1.5,
        1.96,
        0.05,
        0.034,
        3.4,
        73_000,
        90_000,
        95,
    }  # of the method, and steps of rounding
    assert [number for number in numbers(text) if float(number) not in known] == []
