"""Which release counts is decided cell by cell; a floor is never a value; cents are those that the Bureau prints."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from advocacy_kit import BeyondPublished, KitError, load_market
from advocacy_kit.__main__ import main
from advocacy_kit.market.cell import Floor, PrintedPoints, curve_of
from advocacy_kit.market.oews import read_oews
from tests.official import ANNUAL, GRAND_RAPIDS, HOURLY, MICHIGAN, NATION, as_parquet, row, world

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "oews_may2025.parquet"
NEW = (53000, 65000, 85000, 110000, 140000)
ON = date(2027, 1, 1)
DEARER = row(NATION, "13-1081", "Logisticians", NEW)
ALL = row(NATION, "00-0000", "All Occupations", (32000, 38000, 52000, 82000, 131000), level="0")


def later(tmp_path, *rows):
    """A release of May 2026 beside the small one of May 2025."""
    old = as_parquet(tmp_path, world())
    return load_market(old, as_parquet(tmp_path, list(rows), "national_M2026_dl.parquet"))


def test_a_newer_national_file_never_hides_an_older_local_cell(tmp_path):
    market = later(tmp_path, DEARER, ALL)
    peers = market.peers("13-1081", "Grand Rapids")
    assert (peers.cell.wages[2], peers.cell.release, peers.back_off) == (77050, "May 2025", ())
    assert [(cell.area_title, cell.release, cell.wages[2]) for cell in peers.others] == [
        ("Michigan", "May 2025", 83200),
        ("United States", "May 2026", 85000),
    ]
    aged = 77050 * 1.035 ** ((ON - date(2025, 5, 12)).days / 365.25)
    assert peers.benchmark(0.5, on=ON, rate=0.035).value == pytest.approx(aged)
    nation = market.peers("13-1081")
    assert nation.cell.release == "May 2026"
    new = 85000 * 1.035 ** ((ON - date(2026, 5, 12)).days / 365.25)
    assert nation.benchmark(0.5, on=ON, rate=0.035).value == pytest.approx(new)
    assert "Grand Rapids-Wyoming-Kentwood, MI" in market.area_titles
    assert market.oews.release == "May 2026"


def test_the_newest_release_that_prints_a_cell_counts_whatever_the_order_of_files(tmp_path):
    stars = row(MICHIGAN, "13-1081", "Logisticians", ["*"] * 5)
    files = [as_parquet(tmp_path, world()), as_parquet(tmp_path, [stars, ALL], "all_M2026_dl.parquet")]
    for order in (files, files[::-1]):
        cell = load_market(*order).peers("13-1081", "Michigan").cell
        assert (cell.release, cell.wages[2]) == ("May 2025", 83200)
    floor = row(MICHIGAN, "13-1081", "Logisticians", ["#"] * 5)
    files[1] = as_parquet(tmp_path, [floor, ALL], "all_M2026_dl.parquet")
    with pytest.raises(BeyondPublished) as refused:  # what is printed as a floor is not older, lower pay
        load_market(*files).peers("13-1081", "Michigan").benchmark(0.5, on=ON)
    assert refused.value.bound == "at least 239,200"


def test_a_ratio_of_two_places_is_one_of_one_release(tmp_path):
    dear = row(NATION, "13-1083", "Customs Brokers", (50000, 62000, 80000, 96000, 120000))
    business = row(NATION, "13-0000", "Business Occupations", (50000, 63000, 90000, 120000, 160000), level="0")
    peers = later(tmp_path, dear, business, ALL).peers("13-1083", "Grand Rapids")
    assert (peers.cell.release, peers.cell.area_title) == ("May 2026", "United States")
    factor, error, words = peers.geography(0.5)
    assert (factor, error) == (72000 / 80000, 0.12)  # both of May 2025; 72000 / 90000 would hold a year of growth
    assert "Business Occupations" in words


def test_an_hourly_broad_group_does_not_hide_why_the_job_is_not_printed(tmp_path):
    broad = row(NATION, "13-1080", "Logisticians and Related", (31200, 41600, 52000, 83200, 124800), hourly="TRUE")
    rows = [row(NATION, "13-1084", "Freight Forwarders", ["*"] * 5), broad, ALL]
    with pytest.raises(KitError) as refused:
        load_market(as_parquet(tmp_path, rows)).peers("13-1084")
    assert refused.value.issues[0].code == "K061"
    assert "no percentiles for Freight Forwarders in United States" in refused.value.issues[0].message
    assert load_market(as_parquet(tmp_path, rows)).peers("13-1084", unit="hour").cell.wages[2] == 25


@pytest.mark.parametrize("naics", ["493000", None], ids=["single industries", "no rows"])
def test_a_file_without_a_cell_is_refused_and_nothing_is_written(naics, tmp_path, folder_of, capsys):
    rows = [row(NATION, "13-1081", "Logisticians", NEW, naics=naics or "")]
    path = as_parquet(tmp_path, rows, "nat4d_M2026_dl.parquet")
    if naics is None:
        pq.write_table(pq.read_table(path).slice(0, 0), path)
    mine = folder_of("mine", {"wins.csv": "date,win\n"})
    assert main(["market", "add", str(path), str(mine)]) == 1
    said = capsys.readouterr().err
    assert "holds no wages of all industries" in said
    assert ("1 rows of single industries" in said) == (naics is not None)
    assert not list((mine / "market").glob("*.parquet"))
    with pytest.raises(KitError, match="holds no wages of all industries"):
        load_market(path)


def printed():
    """The cross-industry rows of the official release, or of the small one."""
    if not SHARED.is_file():
        return pd.DataFrame([cells for cells in world() if cells["NAICS"] == "000000"])
    columns = ["AREA", "NAICS", "OCC_CODE", "OCC_LEVEL", "HOURLY", "ANNUAL", *ANNUAL, *HOURLY]
    return pq.read_table(SHARED, columns=columns, filters=[("NAICS", "=", "000000")]).to_pandas().astype(str)


def release_of(tmp_path, market):
    return market.oews if SHARED.is_file() else read_oews(as_parquet(tmp_path, world()))


def test_cents_are_as_printed_in_every_cell(tmp_path, market):
    rows, oews = printed(), release_of(tmp_path, market)
    rows = rows.sort_values(["OCC_CODE", "AREA"]).reset_index(drop=True)
    assert len(rows) == len(oews.key)
    for place, name in enumerate(HOURLY):
        wages = pd.to_numeric(rows[name].str.replace(",", ""), errors="coerce").to_numpy()
        known = np.isfinite(wages)
        assert known.sum() > 0.9 * len(rows) or not SHARED.is_file()
        assert np.abs(oews.hourly[known, place] - wages[known]).max() < 1e-9
        assert (oews.hourly_markers[(rows[name] == "#").to_numpy(), place] == "#").all()


def test_a_floor_is_a_floor_in_rank_benchmark_and_page(tmp_path, market):
    rows = printed()
    chosen = market if SHARED.is_file() else load_market(as_parquet(tmp_path, world()))
    censored = rows[(rows["A_MEDIAN"] == "#") & (rows["OCC_LEVEL"] == "3")]
    tried = 0
    for _, cells in censored.iloc[:: max(1, len(censored) // 12)].iterrows():
        area = chosen.oews.area_title(cells["AREA"])
        peers = chosen.peers(cells["OCC_CODE"], area)
        assert (peers.cell.area, peers.back_off) == (cells["AREA"], ())  # a broader, lower median takes no place of it
        for share, name in zip((0.10, 0.25, 0.50, 0.75, 0.90), ANNUAL, strict=True):
            if cells[name] == "#":
                with pytest.raises(BeyondPublished) as refused:
                    peers.benchmark(share, on=peers.cell.released, rate=0)
                assert refused.value.bound == "at least 239,200"
        lowest = next(name for name in ANNUAL if cells[name] == "#")
        first = ANNUAL.index(lowest)
        for pay, bound in ((239_200, "at or above 239,200, where the publisher's figures end"), (200_000, "below P10")):
            if first == 0:
                with pytest.raises(BeyondPublished) as refused:
                    peers.rank(pay, on=peers.cell.released, rate=0)
                assert refused.value.bound == bound
        frame = peers.percentiles(on=peers.cell.released, rate=0)
        assert frame.loc[0, ["p50", "p75", "p90"]].isna().all()
        assert "at least 239,200" in frame.loc[0, "why_missing"]
        tried += 1
    assert tried >= (10 if SHARED.is_file() else 0)


def test_what_floors_and_points_say_of_a_pay():
    floor = Floor(0.5, 239_200.0)
    curve = curve_of({0.10: 100_000, 0.25: 150_000, 0.5: np.nan}, floor)
    cases = (
        (160_000, "between P25 and P50"),
        (239_200, "above P25"),
        (90_000, "below P10"),
        (120_000, "between P10 and P25"),
    )
    for pay, bound in cases:
        with pytest.raises(BeyondPublished) as refused:
            curve.rank(pay)
        assert refused.value.bound == bound
    assert curve.rank(150_000) == 25
    whole = curve_of({0.10: 100_000, 0.25: 150_000, 0.5: 200_000, 0.75: None}, Floor(0.75, 239_200.0))
    assert whole.rank(200_000) == 50
    for pay, bound in ((220_000, "between P50 and P75"), (300_000, "above P50")):
        with pytest.raises(BeyondPublished) as refused:
            whole.rank(pay)
        assert refused.value.bound == bound
    for share, bound in ((0.9, "at least 239,200"), (0.6, "between P50 and P75")):
        with pytest.raises(BeyondPublished) as refused:
            whole.quantile(share)
        assert refused.value.bound == bound
    nothing = PrintedPoints({}, Floor(0.10, 115.0))
    assert nothing.outermost == (1.0, 0.0)
    with pytest.raises(BeyondPublished) as refused:
        nothing.quantile(0.5)
    assert refused.value.bound == "at least 115"


def test_as_published_is_said_at_printed_percentiles_only(market):
    peers = market.peers("13-1081", GRAND_RAPIDS[1])
    for share in (0.10, 0.25, 0.50, 0.75, 0.90, 0.30, 0.60):
        note = peers.benchmark(share, on=ON).sources[0].note
        assert ("between BLS's printed percentiles" in note) == (share in (0.30, 0.60))
