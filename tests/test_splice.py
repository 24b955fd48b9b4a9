"""Whatever the user did not change stays as it is, byte for byte, through add, edit, delete, a new column and undo."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.records import BOM, cell_spans, parse_csv
from advocacy_kit.core.splice import cell_text, encoded_cell, encoded_record
from advocacy_kit.core.tables import TABLES
from advocacy_kit.workspace.workspace import Workspace
from tests.chance import examples

TODAY = date(2026, 9, 30)
NAMES = ("id", "date", "win", "impact", "my own", "größe")
signs = st.one_of(st.sampled_from(',"#\n\r\t ;=-x'), st.characters(codec="utf-8", exclude_characters="\x00\x1a"))
texts = st.text(signs, max_size=10)
sayings = texts.filter(lambda text: text.strip())  # a required cell is not blank
days = st.dates(date(2020, 1, 1), TODAY).map(date.isoformat)
ends = st.sampled_from(["\n", "\r\n", "\r"])
laws = examples(40)


@dataclass
class TableSaveButton:
    """A file in pieces, one a line or record, and which of them are records."""

    pieces: list[bytes]
    header: list[str]
    cells: list[list[str]]
    places: list[int]

    @property
    def data(self) -> bytes:
        return b"".join(self.pieces)

    def around(self, number: int) -> tuple[bytes, bytes]:
        """The bytes before and behind a record."""
        place = self.places[number]
        return b"".join(self.pieces[:place]), b"".join(self.pieces[place + 1 :])


@st.composite
def files(draw: st.DrawFn, least: int = 0) -> TableSaveButton:
    """Any valid wins.csv: quoted or not, whatever line ends, BOM, comments, blank lines, own columns.

    Trailing commas, no end.
    """
    header = draw(
        st.permutations(["date", "win", *draw(st.sets(st.sampled_from(("id", "impact", "my own", "größe"))))])
    )
    usual = draw(ends)
    mixed = draw(st.booleans())
    pieces: list[bytes] = [BOM] if draw(st.booleans()) else []
    cells: list[list[str]] = []
    places: list[int] = []

    def put(text: str, end: str) -> None:
        if pieces and pieces[-1].endswith(b"\r") and not text and end == "\n":
            end = "\r"  # the two would be one line end
        pieces.append((text + end).encode())

    def record(values: list[str], extra: str = "") -> None:
        quoted = [
            encoded_cell(v, first=n == 0) if not draw(st.booleans()) else '"' + v.replace('"', '""') + '"'
            for n, v in enumerate(values)
        ]
        put(",".join(quoted) + extra, draw(ends) if mixed else usual)

    for number in range(draw(st.integers(least, 4)) + 1):
        for filler in draw(
            st.lists(st.sampled_from(["", "# a comment", '# one "quote, and a comma', "  ", "#"]), max_size=2)
        ):
            put(filler, draw(ends) if mixed else usual)
        if number == 0:
            record(list(header))
            continue
        given_id = draw(st.sampled_from(["", f"w-{number}", f"~odd-{number}", f"#{number}"]))
        kinds = {"date": days, "win": sayings, "id": st.just(given_id)}
        values = [draw(kinds.get(name, texts)) for name in header]
        places.append(len(pieces))
        cells.append(values)
        record(values, draw(st.sampled_from(["", "", ",", ",,"])))
    for filler in draw(st.lists(st.sampled_from(["", "# the end", " "]), max_size=2)):
        put(filler, draw(ends) if mixed else usual)
    if draw(st.booleans()):
        pieces[-1] = pieces[-1].rstrip(b"\r\n")
    return TableSaveButton(pieces, list(header), cells, places)


@contextmanager
def opened(data: bytes) -> Iterator[tuple[Workspace, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wins.csv"
        path.write_bytes(data)
        yield Workspace(Path(folder), today=TODAY), path


def _key(workspace: Workspace, number: int) -> str:
    return str(workspace.wins["id"].iloc[number])


@laws
@given(files())
def test_generated_files_are_what_they_claim(file: TableSaveButton) -> None:
    parsed = parse_csv(file.data, TABLES["wins"])
    assert [list(record.cells) for record in parsed.records] == file.cells
    assert {issue.severity for issue in parsed.issues} <= {"warning"}


@laws
@given(files(), sayings, st.data())
def test_add_appends_one_record_and_undo_takes_it_back(file: TableSaveButton, win: str, data: st.DataObject) -> None:
    rest = {name: data.draw(texts, label=name) for name in file.header if name not in ("id", "date", "win")}
    with opened(file.data) as (workspace, path):
        key = workspace.add("wins", {"date": TODAY, "win": win} | rest)
        after = path.read_bytes()
        assert after.startswith(file.data)
        added = after[len(file.data) :]
        line_end = b"" if file.data.endswith((b"\n", b"\r")) else added[: 2 if added.startswith(b"\r\n") else 1]
        assert line_end.strip(b"\r\n") == b""
        parsed = parse_csv(after, TABLES["wins"])
        assert [list(record.cells) for record in parsed.records[:-1]] == file.cells
        assert len(parsed.records) == len(file.cells) + 1
        wanted = {"date": TODAY.isoformat(), "win": win, "id": key} | rest
        assert dict(zip(file.header, parsed.records[-1].cells, strict=True)) == {
            name: wanted[name] for name in file.header
        }
        shown = Workspace(path.parent, today=TODAY).wins.iloc[-1]
        assert (shown["id"], shown["win"]) == (key, win.strip())
        workspace.undo("wins")
        assert path.read_bytes() == file.data


@laws
@given(files(least=1), st.data())
def test_edit_changes_only_the_bytes_of_the_changed_cells(file: TableSaveButton, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(file.cells) - 1), label="record")
    names = data.draw(
        st.sets(st.sampled_from([name for name in file.header if name != "id"]), min_size=1), label="columns"
    )
    new = {name: data.draw({"date": days, "win": sayings}.get(name, texts), label=name) for name in sorted(names)}
    before, behind = file.around(number)
    old = file.pieces[file.places[number]].decode()
    with opened(file.data) as (workspace, path):
        workspace.edit("wins", _key(workspace, number), new)
        after = path.read_bytes()
        assert after.startswith(before)
        assert after.endswith(behind)
        now = after[len(before) : len(after) - len(behind)].decode()
        for name, (start, end), (from_, to) in zip(file.header, cell_spans(old), cell_spans(now), strict=False):
            if name not in new:
                assert now[from_:to] == old[start:end]
        assert now[cell_spans(now)[len(file.header) - 1][1] :] == old[cell_spans(old)[len(file.header) - 1][1] :]
        cells = [*file.cells]
        cells[number] = [new.get(name, cell) for name, cell in zip(file.header, file.cells[number], strict=True)]
        assert [list(record.cells) for record in parse_csv(after, TABLES["wins"]).records] == cells
        workspace.undo("wins")
        assert path.read_bytes() == file.data


@laws
@given(files(least=1), st.data())
def test_delete_takes_one_record_out_and_undo_brings_it_back(file: TableSaveButton, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(file.cells) - 1), label="record")
    same = [cells for cells in file.cells if cells == file.cells[number]]
    assume(len(same) == 1)
    with opened(file.data) as (workspace, path):
        workspace.delete("wins", _key(workspace, number))
        assert path.read_bytes() == b"".join(file.around(number))
        workspace.undo("wins")
        assert path.read_bytes() == file.data


@laws
@given(files(), st.sampled_from(["id", "impact", "unit", "evidence"]))
def test_new_column_stands_at_the_right_and_undo_takes_it_back(file: TableSaveButton, column: str) -> None:
    faulty = any(issue.code == "K011" for issue in parse_csv(file.data, TABLES["wins"]).issues)
    with opened(file.data) as (workspace, path):
        if column in file.header or faulty:
            with pytest.raises(KitError):
                workspace.add_column("wins", column)
            assert path.read_bytes() == file.data
            return
        workspace.add_column("wins", column)
        parsed = parse_csv(path.read_bytes(), TABLES["wins"])
        assert parsed.header == (*file.header, column)
        assert [list(record.cells[:-1]) for record in parsed.records] == file.cells
        filled = [record.cells[-1] for record in parsed.records]
        assert len(set(filled)) == len(filled) if column == "id" else not any(filled)
        rest = path.read_bytes()
        for piece in file.pieces:  # every line of the old file is there, in its order, and only grew at its end
            body = piece.rstrip(b"\r\n")
            assert body in rest
            rest = rest[rest.index(body) + len(body) :]
        workspace.undo("wins")
        assert path.read_bytes() == file.data


@examples(300)
@given(st.lists(texts, min_size=1, max_size=4), st.sampled_from([b"\n", b"\r\n", b"\r"]))
@example(["# no comment", "a"], b"\n")
@example([""], b"\n")
@example(["  led", 'say "x", y', "a\rb\r\nc\n"], b"\r")
def test_record_is_read_back_as_it_was_written(cells: list[str], newline: bytes) -> None:
    head = ",".join(["objective", "a", "b", "c"][: len(cells)]).encode() + newline
    parsed = parse_csv(head + encoded_record(cells, newline), TABLES["objectives"])
    names = [record.cells for record in parsed.records]
    filled = len(cells) == 1 or any(cell.strip() for cell in cells)  # a row of separators only is passed over
    assert names == ([tuple(cells)] if filled else [])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (True, "yes"),
        (False, ""),
        (date(2026, 1, 5), "2026-01-05"),
        (80000.0, "80000"),
        (0.1, "0.1"),
        (["a", "b"], "a;b"),
        (1e300, "1e+300"),
        (7, "7"),
    ],
)
def test_value_is_written_in_plain_words(value: object, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"win": "\udc80"}, "K028"),
        ({"win": "a\x00"}, "K005"),
        ({"win": "x" * 1_000_001}, "K020"),
        ({"wim": "x"}, "K027"),
    ],
)
def test_what_cannot_be_kept_is_refused_before_any_write(values: dict[str, str], code: str) -> None:
    with opened(b"date,win\n") as (workspace, path):
        with pytest.raises(KitError) as caught:
            workspace.add("wins", {"date": TODAY, "win": "x"} | values)
        assert [issue.code for issue in caught.value.issues] == [code]
        assert path.read_bytes() == b"date,win\n"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_of_equal_records_the_meant_one_is_changed(number: int) -> None:
    rows = [b"g-1,2026-01-05,1\n", b"# between\n", b"g-1,2026-01-05,1\n", b"\n", b"g-1,2026-01-05,1\n"]
    with opened(b"date,win\n") as (workspace, path):
        path.with_name("checkins.csv").write_bytes(b"goal_id,date,value\n" + b"".join(rows))
        line = workspace.checkins.index[number]
        workspace.edit("checkins", str(line), {"value": 2})
        rows[2 * number] = b"g-1,2026-01-05,2\n"
        assert path.with_name("checkins.csv").read_bytes() == b"goal_id,date,value\n" + b"".join(rows)


def test_key_that_add_and_edit_return_leads_to_the_record_also_without_ids() -> None:
    with opened(b"date,win\n") as (workspace, _):
        key = workspace.add("checkins", {"goal_id": "g-1", "date": "2026-01-05", "value": 3})
        key = workspace.edit("checkins", key, {"value": 4})
        key = workspace.edit("checkins", key, {"note": "a\nb"})
        workspace.add("checkins", {"goal_id": "g-1", "date": "2026-01-06", "value": 5})
        assert list(workspace.checkins["value"]) == [4, 5]
        workspace.delete("checkins", key)
        assert list(workspace.checkins["value"]) == [5]
