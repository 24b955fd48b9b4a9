"""Start JupyterLab on a temporary copy of the demo and drive it with the Chromium of this machine."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from unittest.mock import patch

from advocacy_kit.workspace.lab import prepared

CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
READY = (
    "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.connectionStatus === 'connected'"
)


def chromium_path():
    """Return the path of a Chromium or Chrome, or None."""
    return os.environ.get("CHROMIUM") or next((path for name in CANDIDATES if (path := shutil.which(name))), None)


@contextmanager
def running_lab(home):
    """Yield (address, token) of a JupyterLab whose every file lies below `home`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    folders = {
        name: str(home / name.lower())
        for name in ("HOME", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    with patch.dict(os.environ, folders), (home / "lab.log").open("wb") as log, prepared(None) as session:
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            *session.arguments,
            "--no-browser",
            f"--port={port}",
            f"--IdentityProvider.token={token}",
        ]
        command += ["--LabApp.expose_app_in_browser=True", "--ServerApp.port_retries=0"]
        process = subprocess.Popen(command, env=dict(session.environment), cwd=session.root, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api?token={token}", process)
            yield f"http://127.0.0.1:{port}", token
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(url, process, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("JupyterLab ended by itself")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("JupyterLab did not answer in a minute")


def open_notebook(context, address, token, name):
    """Open a notebook in a page of its own and wait for its kernel."""
    page = context.new_page()
    page.goto(f"{address}/lab/workspaces/{secrets.token_hex(4)}/tree/notebooks/{name}?token={token}&reset")
    page.wait_for_selector(".jp-Notebook", timeout=60_000)
    page.wait_for_function(READY, timeout=60_000)
    return page


def run_to_the_end(page):
    """Run all cells; returns the page when it shows what its last one says."""
    run_all(page)
    page.locator("p[aria-live]", has_text="Nothing was written yet").wait_for(timeout=60_000)
    return page


def run_all(page):
    """Run all cells; returns when the kernel has done them."""
    page.evaluate("async () => { await window.jupyterapp.commands.execute('notebook:run-all-cells') }")
