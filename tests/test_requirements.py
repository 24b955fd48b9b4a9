"""What pyproject.toml requires is what the code imports, for users and for developers apart."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.versions import floors

REPO = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
STARTED = {"jupyterlab"}  # as a program of its own, never imported
DISTRIBUTIONS = packages_distributions()


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    """The packages of some requirements."""
    return {plain(re.split(r"[\[>=<~! ]", line)[0]) for line in requirements}


def imported(*folders: str) -> set[str]:
    """The packages of everything that modules import, anywhere in their text."""
    found = set()
    for path in (path for folder in folders for path in (REPO / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(str(node.module).split(".")[0])
    found -= {*sys.stdlib_module_names, "advocacy_kit", "tests"}
    return {plain(distribution) for name in found for distribution in DISTRIBUTIONS[name]}


USER = names(PROJECT["dependencies"])
DEV = names(EXTRAS["dev"])


def test_users_install_what_the_package_imports_and_nothing_else() -> None:
    assert imported("advocacy_kit") == USER - STARTED
    assert STARTED <= USER
    assert set(EXTRAS) == {"dev"}


def test_whatever_tests_and_scripts_import_is_declared() -> None:
    assert imported("tests", "data") <= USER | DEV
    assert not USER & DEV


def test_every_requirement_has_one_lower_bound_and_a_reason() -> None:
    text = (REPO / "pyproject.toml").read_text(encoding="utf-8")
    for line in PROJECT["dependencies"]:
        assert re.search(rf'^    "{re.escape(line)}", +# \w', text, re.M), line
    pinned = {plain(pin.split("==")[0]) for pin in floors()}
    assert pinned == USER | DEV - {plain(PROJECT["name"])}


def test_constraints_are_pins_and_pin_every_requirement() -> None:
    lines = (REPO / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*", line) for line in lines)
    pinned = [plain(line.split("==")[0]) for line in lines]
    assert len(set(pinned)) == len(pinned)
    assert set(pinned) >= USER | DEV - {plain(PROJECT["name"])}


@pytest.mark.parametrize("requirement", ["pandas", "pandas>=3.0,<4", "pandas==3.0", "pandas[excel]>=3.0"])
def test_floor_that_is_not_one_lower_bound_is_refused(requirement, monkeypatch, tmp_path) -> None:
    project = f'[project]\nname = "x"\ndependencies = ["{requirement}"]\noptional-dependencies = {{}}\n'
    (tmp_path / "pyproject.toml").write_text(project)
    monkeypatch.setattr("tests.versions.REPO", tmp_path)
    with pytest.raises(ValueError, match="pandas"):
        floors()
