"""Run the tests with the lowest versions that pyproject.toml allows, then with the newest: `make floors`.

Each run has an environment of its own, made anew under .venv-floors; the environment of `make` is left as it is.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
PLACE = REPO / ".venv-floors"
PYTEST = ("-q", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", "-p", "no:cacheprovider")


def floors() -> list[str]:
    """Return every requirement of pyproject.toml, the extras' too, pinned to the lowest version that it allows.

    Raises:
        ValueError: if a requirement has no lower bound or more than that.
    """
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = [project["dependencies"], *project["optional-dependencies"].values()]
    pins = []
    for requirement in (line for lines in listed for line in lines if not line.startswith(f"{project['name']}[")):
        name, lowest, version = requirement.partition(">=")
        if not lowest or not name.replace("-", "").isalnum() or not version.replace(".", "").isdecimal():
            raise ValueError(f"expected name>=version, got {requirement}")
        pins.append(f"{name}=={version}")
    return pins


def environment(name: str, constraints: list[str]) -> Path:
    """Make an environment with the package and its tests' tools anew and return its interpreter."""
    folder = PLACE / name
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    (folder / "constraints.txt").write_text("\n".join(constraints), encoding="utf-8")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = ["install", "--quiet", "--disable-pip-version-check", "-e", f"{REPO}[dev]"]
    subprocess.run([str(python), "-m", "pip", *install, "-c", str(folder / "constraints.txt")], check=True)
    return python


def main() -> int:
    """Run the tests in both environments; return 1 where one of the runs has failed."""
    failed = []
    for name, constraints in (("lowest", floors()), ("newest", [])):
        print(f"The {name} versions: installing …", flush=True)
        python = environment(name, constraints)
        command = [str(python), "-m", "pytest", *PYTEST, "-m", "not browser"]
        if subprocess.run(command, cwd=REPO, env=os.environ | {"ADVOCACY_KIT_NO_SKIPS": "1"}, check=False).returncode:
            failed.append(name)
    print(f"Failed with the {' and the '.join(failed)} versions." if failed else "Passed with both.")
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
