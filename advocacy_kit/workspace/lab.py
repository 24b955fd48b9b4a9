"""JupyterLab on a workspace: notebooks at hand, trusted, quiet (no news, no telemetry, no extension market)."""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary

from advocacy_kit.core import store
from advocacy_kit.core.assets import asset
from advocacy_kit.workspace.new import emptied
from advocacy_kit.workspace.workspace import DEMO_NOTICE, VARIABLE, open_workspace

FIRST = "3_quarterly_review.ipynb"
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/extensionmanager-extension:plugin": {"enabled": False},
}


@dataclass(frozen=True)
class LabSession:
    """How to start JupyterLab on `root`: from the folder `home`, with which arguments and environment.

    `home` is not the workspace, and no kernel has the workspace on its path: a folder received from somebody else may
    hold a `tornado.py`, and nothing of it runs before its user runs it.
    """

    root: Path
    home: Path
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    notice: str


@contextmanager
def prepared(folder: str | None) -> Iterator[LabSession]:
    """Make notebooks and settings ready; without a folder all of it is a temporary copy of the demo.

    Only notebooks that are exactly as shipped are trusted: what else lies in the folder is for its user to judge.
    """
    with tempfile.TemporaryDirectory(prefix=store.copy_prefix("lab")) as temporary:
        home = Path(temporary)
        if folder is None:
            root = home / "demo"
            shutil.copytree(asset("data", "demo"), root)
            notice = DEMO_NOTICE
        else:
            workspace = open_workspace(folder)
            root, notice = workspace.path, workspace.notice
        notebooks = root / "notebooks"
        shipped = asset("notebooks")
        if not notebooks.is_dir():
            notebooks.mkdir(mode=0o700)
            for path in sorted(shipped.glob("*.ipynb")):
                os.close(os.open(notebooks / path.name, os.O_CREAT, 0o600))  # they will hold pay figures
                if folder is None:
                    shutil.copyfile(path, notebooks / path.name)
                else:  # the stored outputs are the demo's
                    (notebooks / path.name).write_text(emptied(path), encoding="utf-8")
        for path in sorted(notebooks.glob("*.ipynb")):
            if (ours := shipped / path.name).is_file() and filecmp.cmp(ours, path, shallow=False):
                _trust(path)
        _write_settings(home / "settings")
        environment = os.environ | {
            VARIABLE: str(root),
            "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
            "PYTHONSAFEPATH": "1",
        }
        arguments = (
            f"--ServerApp.root_dir={root}",
            f"--LabApp.default_url=/lab/tree/notebooks/{FIRST}",
            "--LabApp.extension_manager=readonly",
            *(
                ("--allow-root",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()
            ),  # in a container there is nobody else
        )
        yield LabSession(root, home, arguments, environment, notice)


def _trust(path: Path) -> None:
    """Sign a notebook of ours, so that JupyterLab does not call it untrusted."""
    notary = NotebookNotary()
    with closing(notary.store):
        notary.sign(nbformat.read(path, as_version=4))


def _write_settings(folder: Path) -> None:
    for plugin, settings in SETTINGS.items():
        package, name = plugin.split(":")
        path = folder / package / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf-8")
