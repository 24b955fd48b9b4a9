"""Which folder, which day, what is wrong everywhere at once.

Nothing handed out reaches back, no repr shows an amount.
"""

import hashlib
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import advocacy_kit as ak
from advocacy_kit.core.assets import asset
from advocacy_kit.core.records import parse_csv
from advocacy_kit.core.tables import TABLES
from advocacy_kit.workspace.workspace import VARIABLE, Workspace, open_workspace

DEMO = asset("data", "demo")
WINS = "date,win\n2026-01-05,Rebid the lanes\n"
PAY = "date,amount,per,element,currency\n2025-01-01,987654,year,base,USD\n"
MARKET = "date,kind,title,country,low,high,per,element,currency\n2026-01-05,offer,Logistician,US,987654,987654,year,base,USD\n"
Maker = Callable[..., Path]


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No workspace around, no variable, temporary files of our own."""
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / "here").mkdir()
    (tmp_path / "temporary").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_argument_wins_over_variable_and_parent(folder_of: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    given, named, around = (folder_of(name, {"profile.toml": ""}) for name in ("given", "named", "around"))
    monkeypatch.setenv(VARIABLE, str(named))
    monkeypatch.chdir(around)
    assert ak.open_workspace(given).path == given.resolve()
    assert ak.open_workspace(str(given)).path == given.resolve()
    assert ak.open_workspace().path == named.resolve()
    monkeypatch.delenv(VARIABLE)
    assert ak.open_workspace().path == around.resolve()


def test_nearest_parent_with_a_profile_is_taken(folder_of: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    outer = folder_of(
        "outer", {"profile.toml": "", "inner/profile.toml": "", "inner/notebooks/deep/x": "", "other/x": ""}
    )
    monkeypatch.chdir(outer / "inner" / "notebooks" / "deep")
    assert ak.open_workspace().path == (outer / "inner").resolve()
    monkeypatch.chdir(outer / "other")
    assert ak.open_workspace().path == outer.resolve()


@pytest.mark.parametrize("way", ["nothing around", "argument", "variable", "standing in it"])
def test_demo_is_always_a_private_copy(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if way == "variable":
        monkeypatch.setenv(VARIABLE, str(DEMO))
    if way == "standing in it":
        monkeypatch.chdir(DEMO / "evidence")
    workspace = ak.open_workspace(DEMO if way == "argument" else None)
    assert workspace.is_demo
    assert "demo" in workspace.notice
    assert workspace.path.parent == tmp_path / "temporary"
    assert stat.S_IMODE(workspace.path.stat().st_mode) == 0o700
    assert _hashes(workspace.path) == _hashes(DEMO)


def test_copy_of_the_demo_can_be_written_to() -> None:
    before = _hashes(DEMO)
    workspace = ak.open_workspace()
    for file in workspace.path.rglob("*.csv"):
        file.write_bytes(b"")
    assert _hashes(DEMO) == before


def test_copy_of_the_demo_outlives_its_workspace_and_goes_with_the_process() -> None:
    code = (
        "import advocacy_kit as ak; print(ak.open_workspace().path);"
        " print(len(ak.load_market(*ak.open_workspace().market_sources()).provenance))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    folder, rows = run.stdout.split()
    assert int(rows) > 1
    assert not Path(folder).exists()


def test_demo_has_no_issues_and_a_fixed_day() -> None:
    workspace = ak.open_workspace()
    assert workspace.issues == ()
    assert workspace.today == date(2026, 9, 30)
    assert all(len(workspace.table(name)) for name in ("wins", "outcomes", "goals", "pay", "market", "people"))


def test_own_workspace_is_opened_where_it_is(folder_of: Maker) -> None:
    folder = folder_of("mine", {"wins.csv": WINS, "pay.csv": PAY})
    before = _hashes(folder)
    workspace = ak.open_workspace(folder)
    assert not workspace.is_demo
    assert len(workspace.records.wins) == 1
    assert _hashes(folder) == before


def test_today_is_argument_else_as_of_else_the_clock(folder_of: Maker) -> None:
    fixed, free = folder_of("fixed", {"profile.toml": "as_of = 2026-09-30\n"}), folder_of("free", {"profile.toml": ""})
    assert ak.open_workspace(fixed, today=date(2020, 1, 1)).today == date(2020, 1, 1)
    assert ak.open_workspace(fixed).today == date(2026, 9, 30)
    before = date.today()
    assert before <= ak.open_workspace(free).today <= date.today()
    assert ak.open_workspace(fixed).records.today == date(2026, 9, 30)


@pytest.mark.parametrize(("name", "said"), [("nowhere", "does not exist"), ("file", "is a file, not a folder")])
def test_folder_that_cannot_be_opened_is_named(name: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ak.KitError, match=said) as caught:
        ak.open_workspace(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)


def test_issues_of_profile_and_all_tables_come_at_once(folder_of: Maker) -> None:
    files = {
        "profile.toml": 'country = "us"\n',
        "wins.csv": "date,win,evidence\n31/3/26,x,\n2026-01-05,y,../secret.txt\n2026-01-06\n",
        "pay.csv": "date,amount,per\n",
        "goals.csv": b"\xff\xfeg",
        "people.csv": "name,relation\nAnn,boss\n",
    }
    workspace = ak.open_workspace(folder_of("wrong", files), today=date(2026, 9, 30))
    assert [(issue.file, issue.line, issue.code) for issue in workspace.issues] == [
        ("profile.toml", 1, "K032"),
        ("wins.csv", 2, "K012"),
        ("wins.csv", 4, "K010"),
        ("goals.csv", 1, "K003"),
        ("pay.csv", 1, "K007"),
        ("people.csv", 2, "K015"),
        ("wins.csv", 3, "K026"),
    ]
    assert workspace.issues == workspace.records.issues
    assert workspace.wins["win"].tolist() == ["y"]
    assert list(workspace.pay.columns) == list(TABLES["pay"].names)


def test_missing_wins_are_an_issue_other_missing_tables_are_not(folder_of: Maker) -> None:
    workspace = ak.open_workspace(folder_of("bare", {"profile.toml": ""}))
    assert [(issue.file, issue.code, issue.line) for issue in workspace.issues] == [("wins.csv", "K001", 0)]
    for name, table in TABLES.items():
        pd.testing.assert_frame_equal(workspace.table(name), table.empty())


def test_empty_wins_are_an_issue_with_a_way_back(folder_of: Maker) -> None:
    (issue,) = ak.open_workspace(folder_of("empty", {"wins.csv": ""})).issues
    assert (issue.file, issue.code) == ("wins.csv", "K002")
    assert "backup" in issue.fix


def test_header_alone_is_no_issue(folder_of: Maker) -> None:
    assert ak.open_workspace(folder_of("new", {"wins.csv": "date,win\n"})).issues == ()


@pytest.mark.parametrize(("name", "code"), [("profile.toml", "K030"), ("wins.csv", "K001"), ("pay.csv", "K001")])
def test_what_cannot_be_read_is_an_issue(name: str, code: str, folder_of: Maker) -> None:
    folder = folder_of("locked", {"wins.csv": WINS})
    (folder / name).unlink(missing_ok=True)
    (folder / name).mkdir()  # not even root can read a folder as a file
    (issue,) = ak.open_workspace(folder).issues
    assert (issue.file, issue.code, issue.severity) == (name, code, "error")
    assert "cannot be read" in issue.message


def test_profile_with_a_syntax_error_leaves_the_tables_readable(folder_of: Maker) -> None:
    workspace = ak.open_workspace(folder_of("odd", {"profile.toml": "role = = 1", "wins.csv": WINS}))
    assert [issue.code for issue in workspace.issues] == ["K030"]
    assert len(workspace.wins) == 1


def test_locale_of_the_profile_reads_the_numbers(folder_of: Maker) -> None:
    files = {"profile.toml": 'locale = "de_DE"\n', "wins.csv": 'date,win,value\n2026-01-05,x,"85.000,50"\n'}
    assert ak.open_workspace(folder_of("de", files)).wins["value"].tolist() == [85000.5]


@pytest.mark.parametrize(
    "item", ["../../etc/passwd", "/etc/passwd", "evidence/../../x", "C:\\x.txt", "file:///etc/passwd"]
)
def test_evidence_outside_the_workspace_is_an_error(item: str, folder_of: Maker) -> None:
    data = f"date,win,evidence\n2026-01-05,x,{item}\n2026-01-06,y,{item};evidence/a.txt\n"
    workspace = ak.open_workspace(folder_of("w", {"wins.csv": data, "evidence/a.txt": "proof"}))
    assert [(issue.line, issue.code, issue.severity) for issue in workspace.issues] == [
        (2, "K026", "error"),
        (3, "K026", "error"),
    ]
    assert all(item in issue.message for issue in workspace.issues)
    assert workspace.records.evidence == {item: False, "evidence/a.txt": True}


def test_evidence_is_a_link_or_a_file_that_is_there(folder_of: Maker) -> None:
    items = {
        "https://example.com/a": True,
        "mailto:ann@example.com": True,
        "evidence/a.txt": True,
        "evidence/b.txt": False,
        "a sentence " * 30: False,
    }
    data = f"date,win,evidence\n2026-01-05,x,{';'.join(items)}\n"
    workspace = ak.open_workspace(folder_of("w", {"wins.csv": data, "evidence/a.txt": "proof"}))
    assert workspace.records.evidence == {item.strip(): there for item, there in items.items()}
    assert workspace.issues == ()


@pytest.mark.parametrize("source", ["workspace", "records", "frames"])
def test_changing_a_frame_changes_nothing_else(source: str, folder_of: Maker) -> None:
    workspace = ak.open_workspace(folder_of("w", {"wins.csv": WINS, "pay.csv": PAY}))
    pay = {"workspace": workspace.pay, "records": workspace.records.pay, "frames": workspace.records.frames["pay"]}[
        source
    ]
    pay.loc[2, "amount"] = 1.0
    pay["new"] = 1
    del pay["per"]
    pay.index.name = "other"
    assert workspace.pay["amount"].tolist() == [987654.0]
    assert list(workspace.pay.columns) == list(TABLES["pay"].names)
    assert workspace.pay.index.name == "line"
    if source != "frames":
        assert workspace.records.pay["amount"].tolist() == [987654.0]


def test_no_table_of_that_name(folder_of: Maker) -> None:
    workspace = ak.open_workspace(folder_of("w", {"wins.csv": WINS}))
    with pytest.raises(AttributeError, match="no table 'winz'"):
        _ = workspace.winz
    assert "wins" in dir(workspace)


def test_reprs_show_no_amounts(folder_of: Maker) -> None:
    workspace = ak.open_workspace(folder_of("w", {"wins.csv": WINS, "pay.csv": PAY, "market.csv": MARKET}))
    wrong = ak.open_workspace(
        folder_of("wrong", {"wins.csv": WINS, "pay.csv": PAY.replace("987654", "-987654") + "987654\n"})
    )
    parsed = parse_csv(PAY.encode(), TABLES["pay"])
    bearers = [
        workspace,
        workspace.records,
        parsed,
        parsed.records,
        wrong.issues,
        ak.KitError(wrong.issues),
        ak.KitError(wrong.issues).sentence,
    ]
    assert len(wrong.issues) == 2
    assert workspace.pay["amount"].tolist() == [987654.0]
    assert [type(bearer) for bearer in bearers if "987654" in repr(bearer) + str(bearer)] == []


def test_market_sources_are_the_shipped_one_and_ones_own(folder_of: Maker) -> None:
    own = folder_of("own", {"wins.csv": WINS, "market.csv": MARKET})
    assert [path.name for path in ak.open_workspace(own).market_sources()] == ["oews.parquet", "market.csv"]
    (own / "market.csv").unlink()
    assert [path.name for path in ak.open_workspace(own).market_sources()] == ["oews.parquet"]
    assert all(os.access(path, os.R_OK) for path in ak.open_workspace(own).market_sources())


@pytest.mark.parametrize(
    ("ignore", "warned"),
    [
        ({}, True),
        ({"mine/.gitignore": "*\n"}, False),
        ({".gitignore": "mine/\n"}, False),
        ({".gitignore": "*.pyc\n"}, True),
    ],
)
def test_workspace_in_a_repository_is_left_out_of_it_or_warned_about(
    ignore: dict[str, str], warned: bool, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "mine").mkdir()
    for name, text in ({"mine/wins.csv": "date,win\n"} | ignore).items():
        (tmp_path / name).write_text(text)
    issues = Workspace(tmp_path / "mine").check()
    assert [issue.code for issue in issues] == ["K079"] * warned


def test_copies_of_the_demo_that_killed_processes_left_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    names = [f"advocacy-kit-{kind}-{ended.pid}-x" for kind in ("demo", "lab")]
    for name in [*names, f"advocacy-kit-demo-{os.getpid()}-x", "advocacy-kit-mine"]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "pay.csv").write_text("date\n")
    folder = open_workspace(asset("data", "demo")).path
    left = {path.name for path in tmp_path.glob("advocacy-kit-*")}
    assert left == {f"advocacy-kit-demo-{os.getpid()}-x", "advocacy-kit-mine", folder.name}


def test_win_before_the_job_began_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "wins.csv").write_text("date,win\n2006-03-05,Rebid\n2026-03-05,Rebid\n2023-06-01,Taught\n")
    (tmp_path / "pay.csv").write_text("date,amount,per,element\n2024-01-01,50000,year,base\n")
    workspace = Workspace(tmp_path, today=date(2026, 9, 30))
    (issue,) = workspace.check()
    assert (issue.line, issue.code, issue.severity) == (2, "K036", "warning")
    assert issue.message == "2006-03-05 is a year before the first pay on record"
    (tmp_path / "profile.toml").write_text("experience_years = 3\n")
    (tmp_path / "pay.csv").write_text("date,amount,per,element\n")
    assert [found.line for found in Workspace(tmp_path, today=date(2026, 9, 30)).check()] == [2]
