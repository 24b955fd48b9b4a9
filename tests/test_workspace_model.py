"""Two notebooks and a text editor on one folder, against a list.

Whatever the order of their doings, nothing is lost or mixed up.
"""

import csv
import io
import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.splice import encoded_cell
from advocacy_kit.workspace.workspace import Workspace
from tests.chance import examples

TODAY = date(2026, 9, 30)
HEADER = ["id", "date", "win", "impact"]
signs = st.one_of(st.sampled_from(',"#\n\r ;='), st.characters(codec="utf-8", exclude_characters="\x00\x1a"))
texts = st.text(signs, max_size=8)
wins = texts.map(lambda text: f"{text}.")  # a required cell is not blank
days = st.dates(date(2026, 1, 1), date(2026, 1, 3))
readers = st.integers(0, 1)


def plain(text: str) -> str:
    return encoded_cell(text, first=False)


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


class TwoNotebooks(RuleBasedStateMachine):
    """The model is a list of rows, cells as they stand in the file, a stack of what undo goes back to.

    And what each reader has last seen.
    """

    rows = Bundle("rows")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.file = self.folder / "wins.csv"
        self.model: dict[str, list[str]] = {}
        self.past: list[tuple[bytes, dict[str, list[str]]]] = []
        self.seen: list[dict[str, list[str]]] = [{}, {}]
        self.outside = 0

    @initialize(newline=st.sampled_from(["\n", "\r\n", "\r"]), end=st.booleans())
    def start(self, newline: str, end: bool) -> None:
        self.newline = newline
        self.file.write_bytes((",".join(HEADER) + (newline if end else "")).encode())
        self.readers = [Workspace(self.folder, today=TODAY) for _ in range(2)]

    @staticmethod
    def cells(row: list[str]) -> list[str]:
        return next(csv.reader([",".join(row)], strict=True))

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def saw(self, who: int) -> None:
        self.seen[who] = dict(self.model)

    def wrote(self, who: int, before: bytes, model: dict[str, list[str]]) -> None:
        self.past.append((before, self.model))
        self.model = model
        self.saw(who)

    @rule(target=rows, who=readers, day=days, win=wins, impact=texts)
    def add(self, who: int, day: date, win: str, impact: str) -> str:
        before = self.file.read_bytes()
        key = self.readers[who].add("wins", {"date": day, "win": win, "impact": impact})
        assert key.startswith(f"w-{day}-")
        assert key not in self.model  # a stale reader's row is merged, under an id of its own
        assert self.file.read_bytes().startswith(before)
        self.wrote(who, before, self.model | {key: [key, day.isoformat(), plain(win), plain(impact)]})
        return key

    @rule(who=readers, key=rows, impact=texts)
    def edit(self, who: int, key: str, impact: str) -> None:
        self.change(
            who,
            key,
            lambda: self.readers[who].edit("wins", key, {"impact": impact}),
            lambda row: [*row[:3], plain(impact)],
        )

    @rule(who=readers, key=rows)
    def delete(self, who: int, key: str) -> None:
        self.change(who, key, lambda: self.readers[who].delete("wins", key), lambda row: None)

    def change(self, who: int, key: str, write, row_after) -> None:
        before = self.file.read_bytes()
        if key not in self.seen[who]:
            self.refused("K048", write)
            return
        if self.model.get(key) != self.seen[who][key]:
            self.refused("K046", write)
            return
        write()
        after = row_after(self.model[key])
        rows = [(k, after if k == key else row) for k, row in self.model.items()]
        self.wrote(who, before, {k: row for k, row in rows if row is not None})

    def refused(self, code: str, write) -> None:
        before = self.file.read_bytes()
        for _ in range(2):  # and again, until the reader has looked
            with pytest.raises(KitError) as caught:
                write()
            assert [issue.code for issue in caught.value.issues] == [code]
        assert self.file.read_bytes() == before

    @rule(who=readers)
    def undo(self, who: int) -> None:
        before = self.file.read_bytes()
        if not self.past:
            with pytest.raises(KitError) as caught:
                self.readers[who].undo("wins")
            assert [issue.code for issue in caught.value.issues] == ["K047"]
            assert self.file.read_bytes() == before
            return
        earlier, self.model = self.past.pop()
        self.readers[who].undo("wins")
        assert self.file.read_bytes() == earlier
        self.saw(who)

    @rule(target=rows, win=wins)
    def append_outside(self, win: str) -> str:
        self.outside += 1
        key = f"by-hand-{self.outside}"
        data = self.file.read_bytes()
        row = [quoted(cell) for cell in (key, "2026-01-02", win, "")]
        end = "" if data.endswith((b"\n", b"\r")) else self.newline
        self.file.write_bytes(data + (end + ",".join(row) + self.newline).encode())
        self.model = self.model | {key: row}
        self.past = []
        return key

    @precondition(lambda self: self.model)
    @rule(data=st.data(), win=wins)
    def change_outside(self, data: st.DataObject, win: str) -> None:
        key = data.draw(st.sampled_from(sorted(self.model)))
        rows = {k: [*row[:2], quoted(win), row[3]] if k == key else row for k, row in self.model.items()}
        data = "".join(",".join(row) + self.newline for row in [HEADER, *rows.values()]).encode()
        if data != self.file.read_bytes():
            self.past = []
        self.file.write_bytes(data)
        self.model = rows

    @rule(who=readers)
    def reload(self, who: int) -> None:
        self.readers[who].reload()
        self.saw(who)

    @rule(who=readers)
    def reopen(self, who: int) -> None:
        self.readers[who] = Workspace(self.folder, today=TODAY)
        self.saw(who)

    @invariant()
    def file_is_the_model(self) -> None:
        text = self.file.read_bytes().decode()
        assert list(csv.reader(io.StringIO(text, newline=""), strict=True)) == [
            HEADER,
            *(self.cells(row) for row in self.model.values()),
        ]
        assert not list(self.folder.rglob(".~advocacy-*"))

    @invariant()
    def readers_show_what_they_have_seen(self) -> None:
        for reader, seen in zip(getattr(self, "readers", ()), self.seen, strict=False):
            assert list(reader.wins["id"]) == list(seen)
            assert list(reader.wins["win"]) == [self.cells(row)[2].strip() for row in seen.values()]
            assert list(reader.records.wins["id"]) == list(seen)


TwoNotebooks.TestCase.settings = examples(
    20,
    stateful_step_count=25,
    phases=(Phase.explicit, Phase.generate),  # shrinking takes minutes
)
test_two_notebooks_and_an_editor = TwoNotebooks.TestCase
