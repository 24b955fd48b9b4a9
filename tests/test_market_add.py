"""`advocacy-kit market add` and `market list`.

What is kept, under which name, for whom, and that it is whole or not there.
"""

import os
import random
import signal
import stat
import subprocess
import sys
import time
import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np
import openpyxl
import pexpect
import pyarrow.parquet as pq
import pytest

from advocacy_kit import KitError, load_market
from advocacy_kit.__main__ import main
from advocacy_kit.core.assets import asset
from advocacy_kit.core.store import TEMPORARY
from advocacy_kit.market.oews import read_oews
from advocacy_kit.workspace import importing
from advocacy_kit.workspace.importing import Wish, add_release
from advocacy_kit.workspace.workspace import VARIABLE, Workspace
from tests.chance import is_nightly, seed
from tests.official import ANNUAL, GRAND_RAPIDS, HOURLY, MICHIGAN, NATION, as_parquet, row, world
from tests.processes import working_in

UNKNOWN = "Beruf;Gehalt (EUR);Stadt\nIngenieurin;66.000,50;Berlin\nLehrer;55.000,00;Bonn\nLehrer;x;Köln\n"
LCA = Path(__file__).resolve().parents[2] / "shared" / "data" / "market_samples" / "h1b_2012_2016.csv"
CODES = [f"{group}-{number}" for group in range(11, 53, 2) for number in range(1011, 1131)]
AREAS = [GRAND_RAPIDS, MICHIGAN, NATION]


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def mine(folder_of):
    return folder_of("mine", {"wins.csv": "date,win\n"})


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """A workbook of 5,040 cells and some single industries, with notes."""
    path = tmp_path_factory.mktemp("release") / "all_data_M_2024.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("All May 2024 data")
    sheet.append(["May 2024 OEWS estimates"])
    draw = random.Random(3)
    header = None
    for code in CODES[:1680]:
        for area in AREAS:
            wages = sorted(draw.randrange(20_000, 230_000, 10) for _ in range(5))
            shown = [*wages[:3], "#", "#"] if wages[4] > 225_000 else wages
            cells = row(area, code, f"Occupation {code}", shown, naics="000000" if draw.random() < 0.95 else "493000")
            if header is None:
                header = list(cells)
                sheet.append(header)
            sheet.append([int(c) if n in (*ANNUAL, "STATE_FIPS") and c.isdigit() else c for n, c in cells.items()])
    sheet.append(["(1) Notes below the table"])
    book.save(path)
    return path


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def assert_same(left, right):
    for field in fields(left):
        mine, theirs = getattr(left, field.name), getattr(right, field.name)
        assert np.array_equal(mine, theirs, equal_nan=getattr(mine, "dtype", np.dtype("U")).kind == "f"), field.name


def run(*arguments, **variables):
    command = [sys.executable, "-m", "advocacy_kit", *map(str, arguments)]
    return subprocess.run(
        command, env=os.environ | variables, capture_output=True, text=True, encoding="utf-8", check=False
    )


def left_behind(folder):
    return (
        [path.name for path in (folder / "market").iterdir() if path.name.startswith(TEMPORARY)]
        if (folder / "market").is_dir()
        else []
    )


def test_a_workbook_is_kept_as_it_would_be_read(release, mine):
    """The command as it is typed: figures, markers, what was left out, whose eyes it is for."""
    done = run("market", "add", release, mine)
    assert done.returncode == 0, done.stderr
    kept = mine / "market" / "oews_may2024.parquet"
    direct = read_oews(release)
    assert 4_500 < len(direct.key) < 5_040
    assert_same(read_oews(kept), direct)
    lost = dict(direct.dropped)
    assert lost == {"rows of single industries": 5_040 - len(direct.key), "rows without an occupation code": 1}
    assert (
        f"Kept {len(direct.key):,} cells of OEWS May 2024. Left out: 1 rows without an occupation code" in done.stdout
    )
    assert f"Wrote {kept}" in done.stdout
    assert "all_data_M_2024.xlsx: 100%" in done.stderr  # progress
    assert "Traceback" not in done.stderr
    assert (mode(kept), mode(kept.parent), left_behind(mine)) == (0o600, 0o700, [])
    assert pq.read_schema(kept).metadata[b"release"] == b"May 2024"
    assert set(pq.read_schema(kept).names) <= {
        "PRIM_STATE",
        "O_GROUP",
        "OCC_CODE",
        "OCC_TITLE",
        "AREA",
        "AREA_TITLE",
        "TOT_EMP",
        "MEAN_PRSE",
    } | {
        *ANNUAL,
        *HOURLY,
        "HOURLY",
        "ANNUAL",
    }
    keys = pq.read_table(kept, columns=["OCC_CODE", "AREA"]).to_pandas().astype(str)
    assert keys.equals(keys.sort_values(["OCC_CODE", "AREA"], ignore_index=True))


def test_what_is_kept_is_found_and_asked(mine, tmp_path, capsys):
    newer = as_parquet(tmp_path, world(), "national_M2026.parquet")
    assert main(["market", "add", str(newer), str(mine)]) == 0
    workspace = Workspace(mine)
    assert [path.name for path in workspace.market_sources()] == ["oews.parquet", "oews_may2026.parquet"]
    market = load_market(*workspace.market_sources())
    assert market.oews.release == "May 2026"
    assert market.oews.cell("13-1081", "0024340").wages[2] == 77050
    capsys.readouterr()
    assert main(["market", "list", str(mine)]) == 0
    listed = capsys.readouterr().out
    assert listed.splitlines()[0].split() == ["source", "publisher", "origin", "country", "rows", "left_out"]
    assert "OEWS May 2026" in listed
    assert "1 rows of single industries" in listed
    assert "OEWS May 2025 (older, for cells that no newer one prints)" in listed


def test_sources_are_the_shipped_the_kept_and_the_typed_in(folder_of):
    files = dict.fromkeys(
        [
            "market.csv",
            "published.csv",
            "market/b.parquet",
            "market/a.parquet",
            "market/notes.txt",
            f"market/{TEMPORARY}x.tmp/made.parquet",
        ],
        b"",
    )
    workspace = Workspace(folder_of("mine", {"wins.csv": "date,win\n"} | files))
    names = [str(path.relative_to(workspace.path)) for path in workspace.market_sources()[1:]]
    assert names == ["market/a.parquet", "market/b.parquet", "market.csv", "published.csv"]
    assert workspace.market_sources()[0] == asset("data", "market", "oews.parquet")


def test_another_part_of_a_release_joins_it_and_the_same_part_takes_its_place(mine, tmp_path):
    said = []
    wages = (52790, 64420, 77050, 92550, 106250)
    nation = as_parquet(
        tmp_path,
        [row(NATION, "13-1081", "Logisticians", wages), row(NATION, "13-1082", "Managers", wages)],
        "national_M2026.parquet",
    )
    target = add_release(mine, nation, tell=said.append)
    assert said == ["Kept 2 cells of OEWS May 2026."]
    area = as_parquet(tmp_path, [row(GRAND_RAPIDS, "13-1081", "Logisticians", wages)], "MSA_M2026.parquet")
    assert add_release(mine, area, tell=said.append) == target
    assert "MSA_M2026.parquet takes its place" in said[1]
    assert said[2] == "1 areas that MSA_M2026.parquet does not have stay as they were."
    corrected = as_parquet(
        tmp_path, [row(NATION, "13-1081", "Logisticians", (1, 2, 3, 4, 5))], "corrected_M2026.parquet"
    )
    add_release(mine, corrected)
    both = read_oews(target)
    assert both.areas == ("0000000", "0024340")
    assert both.cell("13-1081", "0000000").wages == (1, 2, 3, 4, 5)
    assert both.cell("13-1082", "0000000") is None  # the corrected nation has it no more
    assert both.cell("13-1081", "0024340").wages == wages


def test_a_damaged_file_takes_no_place_and_a_damaged_place_is_taken(mine, tmp_path):
    good = as_parquet(tmp_path, world(), "national_M2026.parquet")
    target = add_release(mine, good)
    before = target.read_bytes()
    (tmp_path / "again_M2026.parquet").write_bytes(good.read_bytes()[:-9])
    with pytest.raises(KitError, match="cannot be read"):
        add_release(mine, tmp_path / "again_M2026.parquet")
    assert target.read_bytes() == before
    target.write_bytes(b"PAR1 nothing more")
    add_release(mine, good)
    assert_same(read_oews(target), read_oews(good))
    assert left_behind(mine) == []


def test_a_known_survey_is_kept_under_its_own_name(mine, tmp_path):
    path = LCA
    if not path.is_file():
        path = tmp_path / "h1b.csv"
        path.write_text(
            "CASE_NUMBER,CASE_STATUS,EMPLOYER_NAME,SOC_CODE,SOC_TITLE,JOB_TITLE,FULL_TIME_POSITION,WAGE_RATE_OF_PAY_FROM,WAGE_UNIT_OF_PAY,PREVAILING_WAGE,PW_UNIT_OF_PAY,WORKSITE_CITY,WORKSITE_STATE,BEGIN_DATE\nI-1,Certified,ACME,15-1252,Software"
            " Developers,Engineer,Y,120000,Year,110000,Year,Detroit,MI,2024-10-01\n"
        )
    said = []
    target = add_release(mine, path, tell=said.append)
    assert mode(target) == 0o600
    assert said[0].startswith("Kept ")
    before = pq.read_table(target)
    add_release(mine, path, tell=said.append)
    assert "was there already" in said[1]
    assert pq.read_table(target).equals(before)
    market = load_market(target)
    assert market.provenance["origin"].iloc[0] == path.name
    with zipfile.ZipFile(tmp_path / "survey.zip", "w") as archive:
        archive.write(path, f"downloaded/{path.name}")
    assert pq.read_table(add_release(mine, tmp_path / "survey.zip")).drop_columns([]).num_rows == before.num_rows


def test_an_unknown_file_is_proposed_and_not_kept(mine, capsys):
    Path("Gehälter.csv").write_text(UNKNOWN, encoding="utf-8")
    assert main(["market", "add", "Gehälter.csv", str(mine)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "Gehälter.csv: K065" in said.err
    assert "Gehalt (EUR)" in said.err
    assert "66.000" not in said.err
    remedy = "--set currency=EUR --column pay='Gehalt (EUR)' --column occupation=Beruf --column area=Stadt"
    assert f'fix: Say how it is meant: advocacy-kit market add "Gehälter.csv" {remedy} --set country=….' in said.err
    assert list((mine / "market").iterdir()) == []


@pytest.mark.parametrize(
    "flags",
    [
        ["--yes", "--set", "country=DE"],
        [
            "--column",
            "pay=Gehalt (EUR)",
            "--column",
            "title=Beruf",
            "--column",
            "area=Stadt",
            "--set",
            "country=DE",
            "--set",
            "currency=EUR",
        ],
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_unknown_file_is_kept_as_the_user_says(flags, kind, mine, capsys):
    path = Path(f"Gehälter.{kind}")
    path.write_text(UNKNOWN, encoding="utf-8")
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for line in UNKNOWN.splitlines():
            book.active.append(line.split(";"))
        book.save(path)
    assert main(["market", "add", str(path), str(mine), *flags, "--name", "Verband 2026"]) == 0
    assert "Kept 2 of 3 rows of Verband 2026. Left out: 1 " in capsys.readouterr().out
    frame = pq.read_table(mine / "market" / "verband_2026.parquet").to_pandas()
    assert sorted(frame["pay"]) == [55_000, 66_000.5]
    assert set(frame["country"]) == {"DE"}
    assert set(frame["currency"]) == {"EUR"}
    assert load_market(mine / "market" / "verband_2026.parquet").provenance["origin"].tolist() == [path.name]


@pytest.mark.parametrize(("answer", "kept"), [("y", True), ("n", False), ("", False)])
def test_on_a_terminal_the_proposal_is_asked_about(answer, kept, mine, tmp_path):
    (tmp_path / "pay.csv").write_text("title,country,salary (EUR)\nEngineer\x1b[31m,DE,66000.50\n")
    command = ["-m", "advocacy_kit", "market", "add", str(tmp_path / "pay.csv"), str(mine)]
    terminal = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=60, dimensions=(40, 200))
    terminal.expect("salary")
    terminal.expect_exact("Is this right? [y/N]")
    terminal.sendline(answer)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == int(not kept)
    assert [path.name for path in (mine / "market").iterdir()] == (["pay.parquet"] if kept else [])


def test_another_files_name_is_not_taken(mine, tmp_path):
    add_release(mine, as_parquet(tmp_path, world(), "national_M2026.parquet"))
    (tmp_path / "pay.csv").write_text("pay,country\n66000,DE\n")
    with pytest.raises(KitError) as refused:
        add_release(mine, tmp_path / "pay.csv", Wish(name="OEWS May2026"))
    (issue,) = refused.value.issues
    assert issue.code == "K069"
    assert "oews_may2026.parquet is there already" in issue.message
    assert "--name" in issue.fix


@pytest.mark.parametrize("flag", ["--column", "--set"])
@pytest.mark.parametrize("text", ["pay", "=x", "pay=", " = "])
def test_a_pair_that_is_none_is_refused(flag, text, mine, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["market", "add", "x.csv", str(mine), flag, text])
    assert caught.value.code == 2
    assert "NAME=VALUE" in capsys.readouterr().err


def test_the_demo_keeps_nothing(tmp_path, capsys):
    path = as_parquet(tmp_path, world())
    assert main(["market", "add", str(path)]) == 1
    assert "K039 the demo keeps nothing" in capsys.readouterr().err
    assert main(["market", "list"]) == 0
    assert "OEWS May 2025" in capsys.readouterr().out


@pytest.mark.parametrize("address", ["https://www.bls.gov/oes/special-requests/oesm24nat.zip", "s3://bucket/x.parquet"])
def test_an_address_is_refused(address, mine, capsys):
    assert main(["market", "add", address, str(mine)]) == 1
    assert "not an address" in capsys.readouterr().err
    assert not (mine / "market").exists()


def test_a_folder_that_cannot_be_written_is_said(mine, tmp_path):
    (mine / "market").write_text("a file stands where the folder should be")
    with pytest.raises(KitError) as refused:
        add_release(mine, as_parquet(tmp_path, world()))
    assert refused.value.issues[0].code in ("K042", "K043")


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_disk_that_fails_leaves_what_was_there(moment, mine, tmp_path, monkeypatch):
    good = as_parquet(tmp_path, world(), "national_M2026.parquet")
    target = add_release(mine, good)
    before = target.read_bytes()

    def fail(*_given, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*{"fsync": (os, "fsync", fail), "replace": (Path, "replace", fail)}[moment])
    with pytest.raises(KitError) as refused:
        add_release(mine, good)
    assert refused.value.issues[0].code == "K042"
    assert target.read_bytes() == before
    assert left_behind(mine) == []


def test_control_c_leaves_nothing_and_no_process(release, mine, monkeypatch, capsys):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_release(mine, release, progress=stop)
    assert list((mine / "market").iterdir()) == []

    def interrupted(*_given, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "add_release", interrupted)
    assert main(["market", "add", str(release), str(mine)]) == 130
    assert "Stopped; nothing was kept." in capsys.readouterr().err


def test_a_kill_at_any_moment_leaves_nothing_or_a_whole_file(release, mine):
    draw = random.Random(seed())
    command = [sys.executable, "-m", "advocacy_kit", "market", "add", str(release), str(mine)]
    target = mine / "market" / "oews_may2024.parquet"
    died = 0
    for moment in np.linspace(0, 1.5, 20 if is_nightly() else 4):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        orphans = set(left_behind(mine))
        while process.poll() is None and set(left_behind(mine)) <= orphans and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(moment + draw.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        died += process.wait() == -signal.SIGKILL
        if target.exists():
            assert len(read_oews(target).key) > 4_500
            target.unlink()
    assert died  # on the way
    deadline = time.monotonic() + 30
    while working_in(mine) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert working_in(mine) == []  # who converts ends with who asked for it
    assert run("market", "add", release, mine).returncode == 0
    assert left_behind(mine) == []
    assert [path.name for path in (mine / "market").iterdir()] == ["oews_may2024.parquet"]
