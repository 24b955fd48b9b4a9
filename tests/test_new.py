"""A new workspace, and the commands around it: what is made, with which modes, what is refused, what is said."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import nbformat
import pytest

from advocacy_kit.__main__ import main
from advocacy_kit.core.assets import asset
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.profile import read_profile
from advocacy_kit.core.records import parse_csv
from advocacy_kit.core.tables import TABLES
from advocacy_kit.core.values import to_frame
from advocacy_kit.workspace.new import EXAMPLES, FOLDERS, KEYS, new_workspace
from advocacy_kit.workspace.own_objections import EXAMPLE, add_objection, read_objections
from advocacy_kit.workspace.workspace import Workspace
from tests.conftest import REPO

TODAY = date(2026, 12, 31)
SAID = pytest.CaptureFixture[str]
FLAGS = {
    "role": 'Lead, "night" \\ shift',
    "occupation": "53-1047",
    "level": "senior",
    "industry": "wholesale",
    "country": "US",
    "area": "Columbus, OH",
    "currency": "USD",
    "locale": "en_US",
    "pay_unit": "year",
    "review_date": "2026-11-12",
}


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_workspace(tmp_path / "mine", {})
    return tmp_path / "mine"


@pytest.mark.usefixtures("umask")
def test_everything_new_is_private(tmp_path: Path) -> None:
    new_workspace(tmp_path / "mine", {})
    for path in [tmp_path / "mine", *(tmp_path / "mine").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_every_table_has_its_header_on_line_1_and_an_example_that_is_no_record(folder: Path) -> None:
    for table in TABLES.values():
        data = (folder / table.file).read_bytes()
        header, example = data.decode().splitlines()
        assert header == ",".join(table.names)
        assert example.startswith("# example: ")
        assert parse_csv(data, table).records == ()
        row = data.replace(b"# example: ", b"")  # the example would be a good record
        parsed = parse_csv(row, table)
        frame, issues = to_frame(parsed, table, today=TODAY, locale=None)
        if table.name in EXAMPLES:
            assert [issue for issue in (*parsed.issues, *issues) if issue.severity == "error"] == []
            assert len(frame) == 1


def test_new_workspace_opens_without_issues_and_can_be_used(folder: Path) -> None:
    assert Workspace(folder).check() == ()
    for name, example in EXAMPLES.items():
        Workspace(folder, today=TODAY).add(name, example)
    assert Workspace(folder, today=TODAY).check() == ()  # the examples fit together


def test_questions_and_objections_are_examples_that_say_nothing_until_they_are_filled_in(folder: Path) -> None:
    workspace = Workspace(folder, today=TODAY)
    assert (workspace.questions, read_objections(workspace)) == ((), ({}, ()))
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {*FOLDERS} >= {"candidates"}
    questions, objections = folder / "questions.txt", folder / "objections.toml"
    first, *lines = objections.read_text().splitlines(keepends=True)
    objections.write_text(first + "".join(line.removeprefix("# ") for line in lines))
    assert objections.read_text() == EXAMPLE
    assert [*read_objections(workspace)[0]] == ["remote"]
    assert add_objection(workspace, "Others", "They want it too.", questions=["Who decides?"]) == "others"
    questions.write_text(questions.read_text() + "What was hard?\n")
    assert workspace.questions == ("What was hard?",)
    assert workspace.check() == ()


def test_notebooks_are_there_without_outputs(folder: Path) -> None:
    names = sorted(path.name for path in (folder / "notebooks").iterdir())
    assert names == sorted(path.name for path in asset("notebooks").glob("*.ipynb"))
    assert names
    for name in names:
        notebook = nbformat.read(folder / "notebooks" / name, as_version=4)
        nbformat.validate(notebook)
        assert "widgets" not in notebook.metadata
        assert [
            (cell.outputs, cell.execution_count) for cell in notebook.cells if cell.cell_type == "code" and cell.outputs
        ] == []
        text = (folder / "notebooks" / name).read_text()
        assert "image/png" not in json.dumps(json.loads(text)["cells"])


def test_flags_stand_in_the_profile_as_they_were_given(tmp_path: Path, capsys: SAID) -> None:
    arguments = [part for key, value in FLAGS.items() for part in (f"--{key.replace('_', '-')}", value)]
    assert main(["new", str(tmp_path / "mine"), *arguments]) == 0
    assert f"Made {tmp_path / 'mine'}. Next: " in capsys.readouterr().out
    profile = Workspace(tmp_path / "mine").profile
    assert {key: str(getattr(profile, key)) for key in FLAGS} == FLAGS
    assert Workspace(tmp_path / "mine").check() == ()


def test_every_commented_key_would_be_right(folder: Path) -> None:
    text = (folder / "profile.toml").read_text()
    live = re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE)
    profile, issues = read_profile(live.encode())
    assert issues == ()
    assert all(getattr(profile, key) is not None for key in KEYS)
    assert read_profile(text.encode())[0].role is None


@pytest.mark.parametrize("text", ["two\nlines", "tab\t", "\x01", "\x7f", "é ” 🦉", '"""', "\\u0041", "'"])
def test_text_of_a_setting_is_kept_or_refused(text: str, tmp_path: Path) -> None:
    try:
        new_workspace(tmp_path / "mine", {"role": text})
    except KitError:
        assert text == "\x7f"
        assert not (tmp_path / "mine").exists()
    else:
        assert Workspace(tmp_path / "mine").profile.role == text


@pytest.mark.parametrize(
    ("flag", "value", "code"),
    [
        ("--country", "usa", "K032"),
        ("--review-date", "12.11.2026", "K030"),
        ("--review-date", '2026-11-12\nrole = "x"\nx = 1', "K031"),
        ("--pay-unit", "week", "K032"),
        ("--locale", "xx_YY_zz", "K032"),
    ],
)
def test_setting_that_is_wrong_is_refused_before_anything_is_made(
    flag: str, value: str, code: str, tmp_path: Path, capsys: SAID
) -> None:
    assert main(["new", str(tmp_path / "mine"), flag, value]) == 1
    assert code in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()


def test_folder_that_is_not_empty_is_refused(tmp_path: Path, capsys: SAID) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x").write_text("kept")
    (tmp_path / "file").write_text("kept")
    for name in ("mine", "file"):
        for force in ([], ["--force"]):
            assert main(["new", str(tmp_path / name), *force]) == 1
            assert "K037" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["x"]
    (tmp_path / "mine" / "x").unlink()
    assert main(["new", str(tmp_path / "mine")]) == 0


@pytest.mark.parametrize(
    ("made", "code"),
    [
        ({"config": '[remote "origin"]\n\turl = x\n'}, "K038"),
        ({"config": "[core]\n\tbare = false\n"}, None),
        ("gitdir: ../x\n", "K038"),
    ],
)
def test_repository_with_a_remote_is_refused_unless_forced(
    made: dict | str, code: str | None, tmp_path: Path, capsys: SAID
) -> None:
    if isinstance(made, str):
        (tmp_path / ".git").write_text(made)
    else:
        (tmp_path / ".git").mkdir()
        (tmp_path / ".git" / "config").write_text(made["config"])
    place = tmp_path / "a" / "mine"
    assert main(["new", str(place)]) == int(code is not None)
    assert (code or "Made") in "".join(capsys.readouterr())
    assert place.exists() is (code is None)
    if code:
        assert main(["new", str(place), "--force"]) == 0


def test_place_that_cannot_be_made_is_a_sentence(tmp_path: Path, capsys: SAID) -> None:
    (tmp_path / "file").write_text("")
    for name in (str(tmp_path / "file" / "mine"), str(tmp_path / ("x" * 300)), "/proc/mine"):
        assert main(["new", name]) == 1
        assert "K043" in capsys.readouterr().err
        assert main(["check", name]) == 1
        assert "K001" in capsys.readouterr().err


def test_undo_and_add_column_say_what_they_did(folder: Path, capsys: SAID) -> None:
    (folder / "goals.csv").write_text("goal,target,start,due\nFaster,16,2026-01-01,2026-12-31\n")
    old = (folder / "goals.csv").read_text()
    assert main(["add-column", str(folder), "goals", "id"]) == 0
    assert capsys.readouterr().out == "goals has a column id now.\n"
    assert (folder / "goals.csv").read_text() == "goal,target,start,due,id\nFaster,16,2026-01-01,2026-12-31,g-1\n"
    assert main(["undo", str(folder), "goals"]) == 0
    assert capsys.readouterr().out == "The last write to goals is taken back.\n"
    assert (folder / "goals.csv").read_text() == old


@pytest.mark.parametrize(
    ("arguments", "code", "fix"),
    [
        (["undo", "DIR", "wins"], "K047", "older versions lie in .advocacy/backups"),
        (["undo", "DIR", "win"], "K029", "Did you mean wins?"),
        (["add-column", "DIR", "wins", "id"], "K027", "Nothing needs to be done."),
        (["add-column", "DIR", "wins", "imapct"], "K027", "Columns are:"),
    ],
)
def test_command_that_cannot_be_done_is_one_and_a_sentence(
    arguments: list[str], code: str, fix: str, folder: Path, capsys: SAID
) -> None:
    assert main([str(folder) if part == "DIR" else part for part in arguments]) == 1
    said = capsys.readouterr()
    assert (said.out, code in said.err, fix in said.err) == ("", True, True)


def test_installed_wheel_needs_no_checkout(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "ADVOCACY_KIT_WORKSPACE"}

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    pip = ("-m", "pip", "--no-input", "--disable-pip-version-check", "-q")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(tmp_path / "wheels"), str(REPO))
    (wheel,) = (tmp_path / "wheels").glob("*.whl")
    run(*pip, "install", "--no-deps", "--no-index", "--no-compile", "--target", str(tmp_path / "site"), str(wheel))
    environment["PYTHONPATH"] = str(tmp_path / "site")
    assert run("-c", "import advocacy_kit; print(advocacy_kit.__file__)").startswith(str(tmp_path / "site"))
    run("-m", "advocacy_kit", "new", "mine", "--role", "Warehouse lead")
    assert "No issues found." in run("-m", "advocacy_kit", "check", "mine")
    run("-m", "advocacy_kit", "review", "mine")
    assert (tmp_path / "mine" / "review" / "index.html").is_file()
    assert list((tmp_path / "mine" / "notebooks").glob("*.ipynb"))
