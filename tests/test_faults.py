"""One file a fault, with the message that it must give. After a wanted change.

`python tests/test_faults.py` writes the messages again.
"""

import re
from datetime import date
from pathlib import Path

import pytest

import advocacy_kit.core.records
import advocacy_kit.core.values
from advocacy_kit.core.errors import Issue
from advocacy_kit.core.records import parse_csv
from advocacy_kit.core.tables import TABLES
from advocacy_kit.core.values import to_frame

FILES = sorted((Path(__file__).parent / "faults").glob("*.csv"))
TODAY = date(2026, 9, 30)
OF_NO_FILE = {"K026", "K074"}  # evidence outside the workspace; cells of a caller's frame
TOO_LARGE_TO_STORE = {"K020"}  # stands in test_records.py


def _issues(file: Path) -> tuple[Issue, ...]:
    table = TABLES[file.name.split("-")[0]]
    parsed = parse_csv(file.read_bytes(), table)
    return parsed.issues + (to_frame(parsed, table, today=TODAY, locale=None)[1] if parsed.header else ())


def _said(file: Path) -> str:
    return "\n\n".join(f"{issue.severity} {issue}" for issue in _issues(file)) + "\n"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_fault_is_said_as_agreed(file: Path) -> None:
    assert _said(file) == file.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_file_gives_the_code_in_its_name_and_no_other(file: Path) -> None:
    assert {issue.code for issue in _issues(file)} == {file.stem.split("-")[1]}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_issue_says_how_to_mend_it(file: Path) -> None:
    assert all(issue.fix for issue in _issues(file))


@pytest.mark.parametrize("file", [file for file in FILES if file.name.startswith("pay")], ids=lambda file: file.stem)
def test_no_figure_of_pay_is_repeated(file: Path) -> None:
    assert not re.search("98765|58500", _said(file))


def test_every_code_of_the_readers_has_a_file() -> None:
    sources = [
        Path(str(module.__file__)).read_text(encoding="utf-8")
        for module in (advocacy_kit.core.records, advocacy_kit.core.values)
    ]
    codes = set(re.findall(r'"(K\d{3})"', "".join(sources)))
    assert codes - TOO_LARGE_TO_STORE - OF_NO_FILE == {file.stem.split("-")[1] for file in FILES}


if __name__ == "__main__":
    for written in FILES:
        written.with_suffix(".txt").write_text(_said(written), encoding="utf-8")
