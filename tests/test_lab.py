"""JupyterLab made ready: notebooks at hand and trusted when they are ours, settings quiet.

The demo untouched, nothing left behind.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from advocacy_kit.__main__ import main
from advocacy_kit.core.assets import asset
from advocacy_kit.core.errors import KitError
from advocacy_kit.workspace.lab import FIRST, prepared
from advocacy_kit.workspace.workspace import VARIABLE

WINS = "date,win\n2026-01-05,Rebid the lanes\n"
SHIPPED = sorted(path.name for path in asset("notebooks").glob("*.ipynb"))
Maker = Callable[..., Path]
SHELL = "from IPython.core.shellapp import InteractiveShellApp as S; S().init_path(); import tornado, json"
KERNEL = ["-c", SHELL]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of our own, so that signatures and temporary files stay out of the real one."""
    folder = tmp_path / "home"
    (folder / "temporary").mkdir(parents=True)
    for name, place in {
        "HOME": "",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_RUNTIME_DIR": "runtime",
    }.items():
        monkeypatch.setenv(name, str(folder / place))
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "temporary"))
    return folder


def _trusted(path: Path) -> bool:
    notary = NotebookNotary()
    try:
        return notary.check_signature(nbformat.read(path, as_version=4))
    finally:
        notary.store.close()


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_notebooks_are_shipped() -> None:
    assert FIRST in SHIPPED


def test_without_a_folder_all_of_it_is_a_copy_of_the_demo(home: Path) -> None:
    with prepared(None) as session:
        assert session.root.is_relative_to(home / "temporary")
        assert (session.root / "wins.csv").read_bytes() == asset("data", "demo", "wins.csv").read_bytes()
        assert sorted(path.name for path in (session.root / "notebooks").iterdir()) == SHIPPED
        assert "demo" in session.notice
    assert not session.root.exists()
    assert list((home / "temporary").iterdir()) == []
    assert not asset("data", "demo").joinpath("notebooks").exists()


def test_only_its_owner_can_reach_the_copy(home: Path) -> None:
    with prepared(None) as session:
        between = [session.root, *session.root.parents]
        private = [folder for folder in between[: between.index(home / "temporary")] if _mode(folder) == 0o700]
        assert private


def test_server_starts_at_the_first_notebook_with_the_workspace_named() -> None:
    with prepared(None) as session:
        assert f"--ServerApp.root_dir={session.root}" in session.arguments
        assert f"--LabApp.default_url=/lab/tree/notebooks/{FIRST}" in session.arguments
        assert session.environment[VARIABLE] == str(session.root)
        assert (session.root / "notebooks" / FIRST).is_file()


def test_settings_ask_for_no_news_and_no_extensions() -> None:
    with prepared(None) as session:
        folder = Path(session.environment["JUPYTERLAB_SETTINGS_DIR"])
        settings = {
            str(path.relative_to(folder)): json.loads(path.read_text(encoding="utf-8"))
            for path in folder.rglob("*.*-settings")
        }
    quiet = settings["@jupyterlab/apputils-extension/notification.jupyterlab-settings"]
    assert quiet == {"fetchNews": "false", "checkForUpdates": False}
    assert settings["@jupyterlab/extensionmanager-extension/plugin.jupyterlab-settings"] == {"enabled": False}
    assert "--LabApp.extension_manager=readonly" in session.arguments


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_notebooks_are_trusted(name: str, home: Path) -> None:
    assert not _trusted(asset("notebooks", name))
    with prepared(None) as session:
        assert _trusted(session.root / "notebooks" / name)
    assert (home / "data" / "nbsignatures.db").is_file()


def test_own_workspace_gets_the_notebooks_and_keeps_them(folder_of: Maker) -> None:
    folder = folder_of("mine", {"wins.csv": WINS})
    with prepared(str(folder)) as session:
        assert session.root == folder.resolve()
        assert session.notice == "Your workspace: mine"
        assert session.environment[VARIABLE] == str(folder.resolve())
    notebook = nbformat.read(folder / "notebooks" / FIRST, as_version=4)
    assert "widgets" not in notebook.metadata  # the stored outputs are the demo's
    assert not any(cell.outputs for cell in notebook.cells if cell.cell_type == "code")
    assert (folder / "wins.csv").read_text() == WINS
    assert sorted(path.name for path in (folder / "notebooks").iterdir()) == SHIPPED
    assert _mode(folder / "notebooks") == 0o700
    assert {_mode(path) for path in (folder / "notebooks").iterdir()} == {0o600}


def test_notebooks_that_are_there_are_not_touched(folder_of: Maker) -> None:
    folder = folder_of("mine", {"wins.csv": WINS, f"notebooks/{FIRST}": "not even a notebook"})
    with prepared(str(folder)):
        pass
    assert [path.name for path in (folder / "notebooks").iterdir()] == [FIRST]
    assert (folder / "notebooks" / FIRST).read_text() == "not even a notebook"


@pytest.mark.parametrize("name", [FIRST, "from_a_stranger.ipynb"])
def test_notebook_that_is_not_as_shipped_is_not_trusted(name: str, folder_of: Maker) -> None:
    folder = folder_of("mine", {"wins.csv": WINS, "notebooks/x": ""})
    notebook = nbformat.read(asset("notebooks", FIRST), as_version=4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": "<script>alert(1)</script>"})]
    nbformat.write(notebook, folder / "notebooks" / name)
    shutil.copy(asset("notebooks", SHIPPED[-1]), folder / "notebooks" / SHIPPED[-1])
    with prepared(str(folder)):
        assert not _trusted(folder / "notebooks" / name)
        assert _trusted(folder / "notebooks" / SHIPPED[-1])


def test_missing_folder_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(KitError, match="does not exist"), prepared(str(tmp_path / "nowhere")):
        pass
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("options", [[], ["--no-browser"]])
def test_lab_runs_jupyterlab_in_the_workspace(
    options: list[str], folder_of: Maker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, started = folder_of("mine", {"wins.csv": WINS}), []

    class Started:
        def wait(self) -> int:
            return 7

        def terminate(self) -> None:
            started.append("ended")

    def start(command: list[str], **given: object) -> Started:
        started.append((command, given))
        return Started()

    monkeypatch.setattr("advocacy_kit.__main__.subprocess.Popen", start)
    monkeypatch.setattr("advocacy_kit.__main__.signal.signal", lambda *_: None)
    assert main(["lab", str(folder), *options]) == 7
    (command, given), ended = started
    assert ended == "ended"  # nothing is left running
    assert command[1:4] == ["-P", "-m", "jupyterlab"]
    assert ("--no-browser" in command) == bool(options)
    assert "--LabApp.extension_manager=readonly" in command
    assert ("--allow-root" in command) == (os.geteuid() == 0)
    assert not Path(given["cwd"]).is_relative_to(folder.resolve())
    assert given["env"]["PYTHONSAFEPATH"] == "1"
    assert "Your workspace: mine" in capsys.readouterr().out


def test_no_module_of_the_workspace_is_imported_before_its_user_runs_it(folder_of: Maker) -> None:
    planted = "raise SystemExit('planted')\n"
    names = [
        "tornado.py",
        "jupyterlab.py",
        "json.py",
        "sitecustomize.py",
        "jupyter_server_config.py",
        "ipython_config.py",
    ]
    places = [f"{place}{name}" for place in ("", "notebooks/") for name in names]
    folder = folder_of("mine", {"wins.csv": WINS, f"notebooks/{FIRST}": "x"} | dict.fromkeys(places, planted))
    with prepared(str(folder)) as session:
        assert session.home != session.root
        for cwd, options in ((session.home, ["-P", "-m", "jupyterlab", "--version"]), (folder / "notebooks", KERNEL)):
            command, env = [sys.executable, *options], dict(session.environment)
            run = subprocess.run(command, check=False, cwd=cwd, env=env, capture_output=True, text=True)
            assert (run.returncode, "planted" in run.stdout + run.stderr) == (0, False), run.stderr
