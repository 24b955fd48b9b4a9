"""Every number on the first page of the quarterly packet, computed again by another road.

Raw CSVs, the official row, scipy.
"""

import csv
import html
import math
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from scipy import interpolate, stats

from advocacy_kit.documents.packet import Reviewed, make_packet

REPO = Path(__file__).resolve().parents[1]
SHARED = REPO.parent / "shared" / "data" / "oews_may2025.parquet"
TODAY, REVIEW, EFFECTIVE = date(2026, 9, 30), date(2026, 11, 12), date(2027, 1, 1)
RELEASED, RATE = date(2025, 5, 12), 0.035
AREA = "Grand Rapids-Wyoming-Kentwood, MI"
STRONG = 4
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def rows(name):
    with (REPO / "data" / "demo" / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def page(demo, demo_market):
    """The rendered page as plain text, text alternatives included, by section."""
    made = make_packet(Reviewed(demo, demo_market)).html
    made = re.sub(r'<img[^>]*alt="([^"]*)"[^>]*>', r"<p>\1</p>", made)
    sections = {}
    for block in re.findall(r"<section>(.*?)</section>", made, re.S):
        title = re.search(r"<h2>(.*?)</h2>", block)[1]
        sections[title] = html.unescape(
            re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", block.replace(f"<h2>{title}</h2>", "")))
        )
    sections["lead"] = html.unescape(re.search(r'class="lead">(.*?)</p>', made)[1])
    return sections


def oews_row():
    """The official row of logisticians in Grand Rapids: five wages and the mean's relative standard error."""
    path = SHARED if SHARED.is_file() else REPO / "data" / "market" / "oews.parquet"
    columns = ["AREA_TITLE", "OCC_CODE", "MEAN_PRSE", "A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90"]
    industry = [("NAICS", "==", "000000")] if path == SHARED else []
    table = pq.read_table(path, columns=columns, filters=[("OCC_CODE", "==", "13-1081"), *industry])
    (row,) = table.filter(pc.equal(table["AREA_TITLE"].cast("string"), AREA)).to_pylist()
    return [float(row[name]) for name in columns[3:]], float(row["MEAN_PRSE"]) / 100


def postings():
    """Midpoints, employers and days of the postings that compare.

    Base pay by the year, here, of the level or of none.
    """
    kept = [
        r
        for r in rows("market")
        if (r["kind"], r["occupation"], r["area"], r["per"], r["element"], r["country"], r["currency"])
        == ("posting", "13-1081", AREA, "year", "base", "US", "USD")
        and r["level"] in ("", "intermediate")
    ]
    return (
        [(float(r["low"]) + float(r["high"])) / 2 for r in kept],
        [r["employer"] for r in kept],
        sorted(r["date"] for r in kept),
    )


def years(since, on):
    return (on - since).days / 365.25


def market_value(on):
    """The blended median on a day: value, low, high."""
    wages, prse = oews_row()
    middles, employers, days = postings()
    counts = Counter(employers).values()
    assert len(counts) >= 5
    assert max(counts) <= len(employers) / 4
    n = len(employers) ** 2 / sum(count**2 for count in counts)
    ends = [stats.beta.ppf(0.025, n / 2, n / 2 + 1), stats.beta.ppf(0.975, n / 2 + 1, n / 2)]
    low, middle, high = np.quantile(middles, [ends[0], 0.5, ends[1]], method="averaged_inverted_cdf")
    posted = date.fromisoformat(days[(len(days) - 1) // 2])
    values, since = (wages[2], middle), (RELEASED, posted)
    posted_error = math.sqrt((math.log(high / middle) ** 2 + math.log(middle / low) ** 2) / 2) / 1.96
    errors = max(0.005, 1.5 * prse), max(0.005, posted_error)
    adjusted = [value * (1 + RATE) ** years(day, on) for value, day in zip(values, since, strict=True)]
    w = [error**-2 for error in errors]
    centre = sum(a * math.log(v) for a, v in zip(w, adjusted, strict=True)) / sum(w)
    q = sum(a * (math.log(v) - centre) ** 2 for a, v in zip(w, adjusted, strict=True))
    tau = max(0.05, math.sqrt(max(0, (q - 1) / (sum(w) - sum(a * a for a in w) / sum(w)))))
    value = sum(adjusted) / 2
    shares = [one / 2 / value for one in adjusted]
    growth = 0.034 * sum(share * math.sqrt(years(day, on)) for share, day in zip(shares, since, strict=True))
    own = sum(share**2 * (error**2 + tau**2) for share, error in zip(shares, errors, strict=True))
    half = 1.96 * math.sqrt(own + growth**2)
    return value, value * math.exp(-half), value * math.exp(half)


def raw_blend():
    return (oews_row()[0][2] + np.quantile(postings()[0], 0.5, method="averaged_inverted_cdf")) / 2


def present():
    line, row = max(
        ((n, r) for n, r in enumerate(rows("pay"), 2) if r["element"] == "base" and r["date"] <= TODAY.isoformat()),
        key=lambda entry: entry[1]["date"],
    )
    return float(row["amount"]), line


def curve():
    return interpolate.PchipInterpolator(
        [math.log(w) for w in oews_row()[0]], stats.norm.ppf([0.10, 0.25, 0.50, 0.75, 0.90])
    )


def test_the_figure_its_percent_and_its_interval(page):
    value, low, high = market_value(EFFECTIVE)
    figure, (pay, _) = math.ceil(value / 250) * 250, present()
    text = page["What exactly do I ask for?"]
    assert (
        f"Ask for {figure:,} USD a year from 1 January 2027, {100 * (figure / pay - 1):.1f}% above present pay" in text
    )
    assert f"{AREA}, {value:,.0f} USD a year" in text
    likely = f"ikely between {round(low / 1000)},000 and {round(high / 1000)},000"
    assert f"l{likely}" in text
    assert f"L{likely}" in text
    assert f"Present pay is below it by {value - pay:,.0f}" in text


def test_the_opening_is_the_figure_to_the_percentile_ten_above(page):
    value, _, _ = market_value(EFFECTIVE)
    z, wages = curve(), oews_row()[0]
    low, high = math.log(wages[2]), math.log(wages[3])
    for _ in range(60):  # bisection, another road than the kit's root finder
        middle = (low + high) / 2
        low, high = (middle, high) if z(middle) < stats.norm.ppf(0.60) else (low, middle)
    top = math.floor(value * math.exp(low) / wages[2] / 250) * 250
    assert f"Open with a range of {math.ceil(value / 250) * 250:,} to {top:,}" in page["What exactly do I ask for?"]
    assert "up to P60" in page["What exactly do I ask for?"]


def test_the_rank_of_present_pay(page):
    pay, _ = present()
    rank = 100 * stats.norm.cdf(curve()(math.log(pay / (1 + RATE) ** years(RELEASED, TODAY))))
    assert 29 < rank < 36
    assert "About a third of people in this job here earn less than you." in page["What exactly do I ask for?"]
    then, (_, prse) = pay / (1 + RATE) ** years(RELEASED, TODAY), oews_row()
    sampling = prse * float(np.interp(rank / 100, (0.10, 0.25, 0.50), (2.1, 1.65, 1.5)))
    error = 1.96 * math.sqrt(sampling**2 + 0.05**2 + 0.034**2 * years(RELEASED, TODAY))
    low, high = (100 * stats.norm.cdf(curve()(math.log(then) + way * error)) for way in (-1, 1))
    words = f"about P{rank:.0f}, likely between P{low:.0f} and P{high:.0f}; market ratio"
    assert words in page["What is this work paid?"]


def test_the_gap_to_the_median_today(page):
    (value, low, high), (pay, _) = market_value(TODAY), present()
    text = page["What is this work paid?"]
    assert f"below the market median of 30 September 2026 by {value - pay:,.0f} USD a year" in text
    assert f"market ratio {pay / value:.2f}" in text
    assert f"Blended value {value:,.0f}, likely between {round(low / 1000)},000 and {round(high / 1000)},000." in text
    assert f"lies {(value - pay) / 1000:.1f}k below" in text


def test_the_steps_lead_from_present_pay_to_the_figure(page):
    (pay, line), raw = present(), raw_blend()
    today, ahead = market_value(TODAY)[0], market_value(EFFECTIVE)[0]
    figure = math.ceil(ahead / 250) * 250
    changes = (raw - pay, 0, today - raw, ahead - today, 0, figure - ahead)
    totals = (raw, raw, today, ahead, ahead, figure)
    assert pay + sum(changes) == pytest.approx(figure)
    text = page["Where does each step come from?"]
    assert f"{pay:,.0f} {pay:,.0f} fact pay.csv line {line}" in re.sub(r"\s+", " ", text)
    written = re.findall(r"([+−][\d,]+) ([\d,]+) (?:fact|assumption)", re.sub(r"\s+", " ", text))
    assert written == [
        (f"{change:+,.0f}".replace("-", "−"), f"{total:,.0f}") for change, total in zip(changes, totals, strict=True)
    ]
    for change in (raw - pay, today - raw, ahead - today, figure - ahead):
        assert f"+{change:,.0f}" in page["What exactly do I ask for?"]


def period():
    last = max(
        r["date"] for r in rows("reviews") if r["kind"] in ("annual", "promotion") and r["date"] < TODAY.isoformat()
    )
    start = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
    return start, [w for w in rows("wins") if start <= w["date"] <= TODAY.isoformat()]


def points(win):
    """The points of a win, counted from the table of points in words."""
    after = [o for o in rows("outcomes") if o["win_id"] == win["id"]]
    met = any(o["measure"] or o["after"] for o in after)
    valued = win["value"] or any(o["value"] for o in after)
    files = [item for item in win["evidence"].split(";") if item.strip()]
    return (
        (2 if win["measure"] and win["before"] and win["after"] else 1 if win["measure"] or win["after"] or met else 0)
        + (0 if not valued else 2 if win["value_basis"] or any(o["value_basis"] for o in after) else 1)
        + bool(valued and (win["value_status"] == "confirmed" or any(o["value_status"] == "confirmed" for o in after)))
        + any(item.startswith("http") or (REPO / "data" / "demo" / item.strip()).is_file() for item in files)
        + bool(win["praise"] or any(o["praise"] for o in after))
        + bool(win["objectives"])
    )


def gap_counts():
    """How many rows each kind of gap concerns, from the raw tables."""
    _, wins = period()
    outcomes = rows("outcomes")
    measured = {o["win_id"] for o in outcomes if o["measure"] or o["after"]}
    proven = {o["win_id"] for o in outcomes if o["evidence"]}
    deciders = {p["id"] for p in rows("people") if p["relation"] in ("manager", "sponsor")}
    strong = [w for w in wins if points(w) >= STRONG]
    dead = [
        w
        for w in wins
        if any(
            i and not i.startswith("http") and not (REPO / "data" / "demo" / i).is_file()
            for i in w["evidence"].split(";")
        )
    ]
    served = {item for w in wins for item in w["objectives"].split(";")}
    per_month = Counter(w["date"][:7] for w in rows("wins"))
    usual = sorted(per_month.values())
    usual = (usual[(len(usual) - 1) // 2] + usual[len(usual) // 2]) / 2
    finished = [f"{2025 + m // 12}-{m % 12 + 1:02d}" for m in range(11, 21)]  # December 2025 to September 2026
    return {
        "no_measure": sum(not (w["measure"] or w["after"] or w["id"] in measured) for w in wins),
        "unseen": sum(not deciders & set(w["known_to"].split(";")) for w in strong if w["confidential"] != "yes"),
        "quiet": sum(per_month[month] <= usual / 4 for month in finished),
        "no_basis": sum(bool(w["value"]) and not w["value_basis"] for w in wins),
        "no_evidence": sum(not w["evidence"] and w["id"] not in proven for w in strong),
        "dead": len(dead),
        "unserved": sum(
            o["id"] not in served and (not o["until"] or o["until"] >= TODAY.isoformat()) for o in rows("objectives")
        ),
    }


def test_the_gaps_are_counted_from_the_raw_tables(page):
    counts = gap_counts()
    start, wins = period()
    text = page["What is missing before the review?"] + page["What closes each gap?"]
    assert f"{counts['no_measure']} wins have no measure" in text
    assert f"{counts['unseen']} strong wins are unknown to Marcus" in text
    assert f"{counts['quiet']} quiet months" in text
    assert f"{counts['no_basis']} values have no basis" in text
    assert f"{counts['no_evidence']} strong win has no evidence" in text
    assert f"The evidence of {counts['dead']} win leads nowhere" in text
    assert counts["unserved"] == 1
    assert "No win serves “Cross-train" in text
    praised = max(r["date"] for name in ("wins", "outcomes") for r in rows(name) if r["praise"])
    assert praised < "2026-03-30"
    assert f"The newest praise on record is of {int(praised[8:])} {date.fromisoformat(praised):%B %Y}" in text
    minutes = [int(n) for n in re.findall(r"(\d+) min ", page["What closes each gap?"])]
    assert len(minutes) >= 8  # those that are counted here
    number = NUMBERS[len(minutes)] if len(minutes) < len(NUMBERS) else str(len(minutes))
    assert f"{number} gaps, about {sum(minutes)} minutes" in text
    unanswered = [row["doubt"] for row in rows("doubts") if not row["answered_by"]]
    assert all(doubt.rstrip(".") in text for doubt in unanswered)
    assert f"since {int(start[8:])} {date.fromisoformat(start):%B %Y}: {len(wins)} wins" in page["lead"]


def test_the_days_left(page):
    days = (REVIEW - TODAY).days
    assert page["lead"].startswith(f"{days} days to the review of 12 November 2026")
    assert f"{days} days to the review:" in page["What is missing before the review?"]


def test_the_sections_stand_in_reading_order(page):
    titles = list(page)
    assert titles[:2] == ["What exactly do I ask for?", "What is missing before the review?"]
    assert all(text.strip() for text in page.values())
