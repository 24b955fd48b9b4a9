"""Every code is documented in docs/codes.md, and each of the readers' codes has something that brings it about."""

import ast
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import advocacy_kit
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.profile import read_profile
from advocacy_kit.core.records import parse_csv
from advocacy_kit.core.splice import row_cells
from advocacy_kit.core.tables import TABLES
from advocacy_kit.core.values import numbers, outside_issue
from tests.conftest import REPO

PACKAGE = Path(str(advocacy_kit.__file__)).parent
WINS = TABLES["wins"]
PARSED = parse_csv(b"date,win,impact\n", WINS)
ROW = re.compile(r"\| (K\d{3}) \| (.+) \| `(.+)` \| (.+) \|")


def _codes(*files: Path) -> set[str]:
    """The codes that stand in a source as a text of their own."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    texts = [
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return {text for text in texts if re.fullmatch(r"K\d{3}", text)}


def _documented() -> list[tuple[str, ...]]:
    lines = (REPO / "docs" / "codes.md").read_text(encoding="utf-8").splitlines()
    return [match.groups() for line in lines if line.startswith("| K") and (match := ROW.fullmatch(line))]


def _refused(values: dict[str, object]) -> tuple[Issue, ...]:
    with pytest.raises(KitError) as caught:
        row_cells(PARSED, WINS, {"date": date(2026, 1, 5), "win": "x"} | values)
    return caught.value.issues


def _column(frame: dict[str, list[object]], column: str) -> tuple[Issue, ...]:
    with pytest.raises(KitError) as caught:
        numbers(pd.DataFrame(frame), column)
    return caught.value.issues


# what is not in tests/faults: too large for a file there, or not in a table's file at all
REPRODUCERS: dict[str, dict[str, Callable[[], tuple[Issue, ...]]]] = {
    "core/records.py": {"K020": lambda: parse_csv(b"date,win\n2026-01-05," + b"x" * 1_000_001 + b"\n", WINS).issues},
    "core/values.py": {
        "K026": lambda: (outside_issue("/etc/hosts", "wins.csv"),),
        "K074": lambda: _column({"value": ["1,000"]}, "value"),
    },
    "core/profile.py": {
        "K030": lambda: read_profile(b"role = \n")[1],
        "K031": lambda: read_profile(b'rolle = "x"\n')[1],
        "K032": lambda: read_profile(b'country = "usa"\n')[1],
    },
    "core/splice.py": {
        "K005": lambda: _refused({"win": "a\x1ab"}),
        "K020": lambda: _refused({"win": "x" * 1_000_001}),
        "K027": lambda: _refused({"unit": "hours"}),
        "K028": lambda: _refused({"win": "\udc80"}),
    },
}


def test_every_code_is_documented_once_and_in_order() -> None:
    documented = [code for code, *_ in _documented()]
    assert documented == sorted(_codes(*PACKAGE.rglob("*.py")))


def test_every_line_of_the_table_is_whole() -> None:
    lines = (REPO / "docs" / "codes.md").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.startswith("| K")]) == len(_documented())
    assert all(cell.strip() for row in _documented() for cell in row)


@pytest.mark.parametrize("module", REPRODUCERS)
def test_every_code_of_the_readers_is_brought_about(module: str) -> None:
    files = {file.stem.split("-")[1] for file in (REPO / "tests" / "faults").glob("*.csv")}
    codes = _codes(PACKAGE / module)
    assert codes
    assert codes <= (
        files | set(REPRODUCERS[module])
        if module in ("core/records.py", "core/values.py")
        else set(REPRODUCERS[module])
    )
    assert set(REPRODUCERS[module]) <= codes


@pytest.mark.parametrize(
    ("module", "code"), [(module, code) for module, codes in REPRODUCERS.items() for code in codes]
)
def test_reproducer_gives_its_code_alone_with_a_remedy(module: str, code: str) -> None:
    issues = REPRODUCERS[module][code]()
    assert [issue.code for issue in issues] == [code]
    assert all(issue.fix and issue.message for issue in issues)


def test_examples_are_messages_of_the_kit() -> None:
    """An example of a reader's code begins or ends like what the kit says in one of the faults."""
    golden = "\n".join(file.read_text(encoding="utf-8") for file in (REPO / "tests" / "faults").glob("*.txt"))
    said = {
        code: [line for line in golden.splitlines() if f": {code} " in line]
        for code in sorted(_codes(PACKAGE / "core/records.py"))
    }
    for code, _, example, _ in _documented():
        if said.get(code):
            words = example.split()[:2]
            assert any(" ".join(words) in line or example.split()[-1] in line for line in said[code]), (code, example)
