"""inbox.txt: every line becomes a win once, whatever breaks in between."""

import contextlib
import os
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit.__main__ import main
from advocacy_kit.core import splice, store
from advocacy_kit.core.errors import KitError
from advocacy_kit.workspace import inbox
from advocacy_kit.workspace.inbox import LOCK, drop
from advocacy_kit.workspace.table_file import TableFile
from advocacy_kit.workspace.workspace import Workspace
from tests.chance import examples

TODAY = date(2026, 9, 30)
HEADER = "id,date,win,origin\n"
OPEN = """
import sys
from datetime import date
from pathlib import Path
from advocacy_kit.workspace.workspace import Workspace
print("ready", flush=True)
sys.stdin.readline()
print(*Workspace(Path(sys.argv[1]), today=date(2026, 9, 30)).taken_in, sep="\\n")
"""


def _folder(tmp_path: Path, text: str | bytes, header: str = HEADER) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "wins.csv").write_text(header)
    (folder / "inbox.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def _wins(folder: Path) -> list[tuple[str, str]]:
    wins = Workspace(folder, today=TODAY).wins
    return list(zip(wins["date"].dt.date.map(str), wins["win"], strict=True))


def _set_aside(folder: Path) -> list[Path]:
    return list((folder / store.PRIVATE).glob("inbox-*.txt"))


@pytest.mark.parametrize(
    ("line", "win"),
    [
        ("Rebid the lanes", ("2026-09-30", "Rebid the lanes")),
        ("2026-09-01 Rebid the lanes", ("2026-09-01", "Rebid the lanes")),
        ("2026-09-01: Rebid, twice", ("2026-09-01", "Rebid, twice")),
        ("2026-09-01,Rebid", ("2026-09-01", "Rebid")),
        ("10.2.15 is out", ("2026-09-30", "10.2.15 is out")),
        ("#1 in the ranking", ("2026-09-30", "#1 in the ranking")),
        ('  say "x", y  ', ("2026-09-30", 'say "x", y')),
        ("=SUM(A1)", ("2026-09-30", "=SUM(A1)")),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_line_is_a_win(line: str, win: tuple[str, str], end: str, tmp_path: Path) -> None:
    assert _wins(_folder(tmp_path, line + end)) == [win]


def test_lines_are_taken_in_once_in_their_order(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "# my inbox\none\n\n2026-09-01 two\n#\n  \nthree\none\n")
    workspace = Workspace(folder, today=TODAY)
    assert list(workspace.wins["win"]) == ["one", "two", "three", "one"]
    assert workspace.taken_in == tuple(workspace.wins["id"])
    assert not (folder / "inbox.txt").exists()
    assert _set_aside(folder) == []
    again = Workspace(folder, today=TODAY)
    assert (len(again.wins), again.taken_in) == (4, ())


WORDS = "2026-03-05 Closed the claims backlog\r\nTaught two colleagues – café\r\n"
ENCODINGS = {
    "PowerShell": WORDS.encode("utf-16"),
    "big-endian": b"\xfe\xff" + WORDS.encode("utf-16-be"),
    "without BOM": WORDS.encode("utf-16-le"),
    "big-endian without BOM": WORDS.encode("utf-16-be"),
    "UTF-8 with BOM": WORDS.encode("utf-8-sig"),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_windows_text_is_read_letter_by_letter(name: str, tmp_path: Path) -> None:
    folder = _folder(tmp_path, ENCODINGS[name])
    assert _wins(folder) == [
        ("2026-03-05", "Closed the claims backlog"),
        ("2026-09-30", "Taught two colleagues – café"),
    ]
    assert Workspace(folder, today=TODAY).issues == ()


DAMAGED = {
    "cp1252": (WORDS.encode("cp1252"), 2, "café"),
    "one byte": (b"\xef\xbb\xbfone\ntwo\nthr\xe9e\n", 3, "byte 14"),
    "UTF-16 behind UTF-8": (b"one\n" + WORDS.encode("utf-16"), 2, "byte 4"),
    "UTF-16 cut off": (WORDS.encode("utf-16")[:-1], 1, "other bytes"),
    "UTF-8 behind UTF-16": (WORDS.encode("utf-16") + b"abc\n", 1, "other bytes"),
    "UTF-8 between UTF-16": (WORDS.encode("utf-16") + b"Rebid\n" + WORDS.encode("utf-16-le"), 1, "other bytes"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_no_text_is_stays_and_is_named(name: str, tmp_path: Path) -> None:
    data, line, said = DAMAGED[name]
    folder = _folder(tmp_path, data)
    for _ in range(2):
        workspace = Workspace(folder, today=TODAY)
        assert (workspace.taken_in, len(workspace.wins)) == ((), 0)
        (issue,) = workspace.check()
        assert (issue.file, issue.code, issue.severity) == ("inbox.txt", "K004", "error")
        assert said in issue.message
        assert issue.line == line
        assert (folder / "inbox.txt").read_bytes() == data
    drop(folder, "four", TODAY)
    assert _wins(folder) == [("2026-09-30", "four")]
    assert (folder / "inbox.txt").read_bytes() == data


def test_inbox_is_read_in_an_encoding_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _folder(tmp_path, WORDS.encode("cp1252"))
    assert main(["recode", str(folder), "inbox", "cp1252"]) == 0
    assert "UTF-8 now" in capsys.readouterr().out
    assert [win for _, win in _wins(folder)] == ["Closed the claims backlog", "Taught two colleagues – café"]
    assert main(["recode", str(folder), "inbox", "cp1252"]) == 1
    assert "Nothing needs to be done" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("3/5/2026: Closed the backlog", "Write 2026-03-05 or 2026-05-03."),
        ("2026\u201303\u201305 Closed the backlog", "Write 2026-03-05, with hyphens in place of “–”."),
        ("2026-02-30 Closed the backlog", "There is no such day."),
        ("2026-03-05 clo\x00sed", "Delete it."),
    ],
)
def test_line_that_asks_something_is_kept_back_alone(line: str, fix: str, tmp_path: Path) -> None:
    folder = _folder(tmp_path, f"one\n{line}\nthree\n")
    assert [win for _, win in _wins(folder)] == ["one", "three"]
    (issue,) = Workspace(folder, today=TODAY).issues
    assert issue.line == 2
    assert fix in issue.fix
    assert (folder / issue.file).read_text().split("\n")[1] == line


@pytest.mark.parametrize("link", ["symbolic", "hard"])
def test_linked_inbox_keeps_its_link_and_loses_no_line(link: str, tmp_path: Path) -> None:
    folder = _folder(tmp_path, "")
    far = tmp_path / "synced.txt"
    far.write_text("one\ntwo\n")
    (folder / "inbox.txt").unlink()
    if link == "symbolic":
        (folder / "inbox.txt").symlink_to(far)
    else:
        os.link(far, folder / "inbox.txt")
    assert [win for _, win in _wins(folder)] == ["one", "two"]
    with far.open("a") as stream:
        stream.write("three\n")
    drop(folder, "four", TODAY)
    assert far.read_text() == "three\n2026-09-30 four\n"
    assert [win for _, win in _wins(folder)] == ["one", "two", "three", "four"]
    assert (folder / "inbox.txt").is_symlink() == (link == "symbolic")
    assert far.read_bytes() == (folder / "inbox.txt").read_bytes() == b""
    assert len(_wins(folder)) == 4


@pytest.mark.parametrize("end", ["one\n", "one\n" + "refused" * 4 + "\n"])
def test_line_of_a_program_that_has_the_file_open_is_not_lost(
    end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(splice, "MAX_CELL", 20)
    folder = _folder(tmp_path, end)
    with (folder / "inbox.txt").open("a") as stream:
        assert [win for _, win in _wins(folder)] == ["one"]
        stream.write("late\n")
        stream.flush()
        assert [win for _, win in _wins(folder)] == ["one", "late"]
    assert len(_wins(folder)) == 2
    monkeypatch.setattr(inbox, "GRACE_SECONDS", -1)
    assert len(_wins(folder)) == 2
    assert list((folder / store.PRIVATE).glob("*.taken")) == []


def test_line_that_is_added_while_others_are_taken_in_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _folder(tmp_path, "")
    far = tmp_path / "synced.txt"
    far.write_text("one\n")
    (folder / "inbox.txt").unlink()
    (folder / "inbox.txt").symlink_to(far)
    true = store.replace

    def slowly(path: Path, data: bytes) -> None:
        true(path, data)
        if path.suffix == ".copy":
            with far.open("a") as stream:
                stream.write("two\n")

    with monkeypatch.context() as patch:
        patch.setattr(store, "replace", slowly)
        assert [win for _, win in _wins(folder)] == ["one"]
    assert far.read_text() == "two\n"
    assert [win for _, win in _wins(folder)] == ["one", "two"]


@pytest.mark.parametrize(
    "broken", ["id,date,win,origin\nshort\n", "id,date,win,origin\na,31/3/26,x,\n", "", "day;win\n"]
)
def test_lines_wait_where_the_table_is_broken(broken: str, tmp_path: Path) -> None:
    folder = _folder(tmp_path, "one\ntwo\n", broken)
    for _ in range(2):
        assert Workspace(folder, today=TODAY).taken_in == ()
    assert (folder / "wins.csv").read_text() == broken
    assert [path.read_text() for path in _set_aside(folder)] == ["one\ntwo\n"]
    (folder / "inbox.txt").write_text("three\n")
    Workspace(folder, today=TODAY)
    (folder / "wins.csv").write_text(HEADER)
    assert sorted(win for _, win in _wins(folder)) == ["one", "three", "two"]
    assert _set_aside(folder) == []


@pytest.mark.parametrize("header", [HEADER, "date,win\n"])
@pytest.mark.parametrize("stop", [1, 2, 3])
def test_crash_between_adding_and_removing_adds_nothing_twice(
    stop: int, header: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _folder(tmp_path, "one\ntwo\nthree\n", header)
    true, added = TableFile.add, []

    def crash(self: TableFile, values: dict) -> str:
        added.append(true(self, values))
        if len(added) == stop:
            raise KeyboardInterrupt  # the row is written, the line not yet removed
        return added[-1]

    monkeypatch.setattr(TableFile, "add", crash)
    with pytest.raises(KeyboardInterrupt):
        Workspace(folder, today=TODAY)
    monkeypatch.setattr(TableFile, "add", true)
    assert len(_set_aside(folder)) == 1
    workspace = Workspace(folder, today=TODAY)
    assert list(workspace.wins["win"]) == ["one", "two", "three"]
    assert len(workspace.taken_in) == 3 - stop
    assert _set_aside(folder) == []


lines_drawn = st.lists(
    st.sampled_from(["one", "two", "2026-09-01 three", "refused for its length", "# note", ""]), max_size=8
)


@examples(40)
@given(lines=lines_drawn, header=st.sampled_from([HEADER, "date,win\n"]), stop=st.integers(0, 6), mend=st.booleans())
def test_lines_beside_a_refused_one_come_once_and_in_order_whatever_the_day_and_wherever_it_breaks(
    lines: list[str], header: str, stop: int, mend: bool
) -> None:
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        folder = _folder(Path(place), "\n".join(lines), header)
        patch.setattr(splice, "MAX_CELL", 20)
        _break_after(stop, folder, patch)
        for later in (1, 2):
            workspace = Workspace(folder, today=TODAY + timedelta(days=later))
        refused = [number for number, line in enumerate(lines, 1) if line.startswith("refused")]
        good = [
            line.split(" ", 1) if line[:1] == "2" else [str(TODAY), line]
            for line in lines
            if line and line[0] not in "#r"
        ]
        found = [list(row) for row in zip(workspace.wins["date"].dt.date.map(str), workspace.wins["win"], strict=True)]
        assert found == good
        assert [(issue.line, issue.code) for issue in workspace.issues] == [(number, "K020") for number in refused]
        assert set(workspace.issues) <= set(workspace.check())
        assert [line for path in _set_aside(folder) for line in path.read_text().split()] == [
            "refused",
            "for",
            "its",
            "length",
        ] * len(refused)
        if mend and refused:
            path = folder / workspace.issues[0].file
            text = path.read_text().splitlines()
            assert text[refused[0] - 1] == "refused for its length"
            path.write_text("\n".join("short" if line else "" for line in text))
            mended = Workspace(folder, today=TODAY + timedelta(days=3))
            assert list(mended.wins["win"]) == [win for _, win in good] + ["short"] * len(refused)
            assert set(mended.wins["date"].dt.date.iloc[len(good) :]) == {TODAY}
            assert (mended.issues, _set_aside(folder)) == ((), [])


def _break_after(stop: int, folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Open the folder and break off after so many rows were written, or at the removal of the lines."""
    true, calls = TableFile.add, []

    def crash(self: TableFile, values: dict) -> str:
        key = true(self, values)
        calls.append(key)
        if len(calls) == stop:
            raise KeyboardInterrupt
        return key

    def at_removal(*given: object) -> None:
        raise KeyboardInterrupt

    with patch.context() as broken:
        broken.setattr(TableFile, "add", crash)
        if not stop:
            broken.setattr(inbox, "_keep", at_removal)
        with contextlib.suppress(KeyboardInterrupt):
            Workspace(folder, today=TODAY)


def test_a_line_too_long_is_kept_back_and_said_and_the_next_ones_arrive(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "first\n" + "x" * 1_100_000 + "\nthird\n", "date,win\n")
    for days in range(4):
        workspace = Workspace(folder, today=TODAY + timedelta(days=days))
        assert list(workspace.wins["win"]) == ["first", "third"]
    (issue,) = workspace.check()
    assert (issue.line, issue.code, issue.severity) == (2, "K020", "error")
    assert issue.message == "a line of inbox.txt is kept back: win is longer than 1 MB"
    assert (folder / issue.file).read_text().splitlines()[issue.line - 1] == "x" * 1_100_000


def test_no_room_on_the_disk_is_no_fault_of_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _folder(tmp_path, "one\ntwo\n")
    with monkeypatch.context() as broken:
        broken.setattr(store, "back_up", _full)
        workspace = Workspace(folder, today=TODAY)
    assert (workspace.taken_in, workspace.issues) == ((), ())
    assert [path.read_text() for path in _set_aside(folder)] == ["one\ntwo\n"]
    assert [win for _, win in _wins(folder)] == ["one", "two"]


def _full(*given: object, **more: object) -> None:
    raise KitError.of("K042", "no room left")


def test_two_programs_that_open_at_once_take_each_line_once(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "".join(f"win {number}\n" for number in range(60)))
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    said = [program.communicate()[0].split() for program in programs]
    assert [program.returncode for program in programs] == [0, 0]
    assert sorted(win for _, win in _wins(folder)) == sorted(f"win {number}" for number in range(60))
    assert sorted(len(ids) for ids in said) == [0, 60]


def test_lines_that_another_program_is_taking_in_are_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _folder(tmp_path, "one\n")
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.1)
    with store.locked(folder, LOCK):
        assert Workspace(folder, today=TODAY).taken_in == ()
        assert (folder / "inbox.txt").read_text() == "one\n"
    assert len(Workspace(folder, today=TODAY).taken_in) == 1


def test_text_of_many_lines_is_dropped_as_one(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "no end")
    drop(folder, "one\n2026-01-01 two\r\n# three", date(2026, 9, 1))
    assert (folder / "inbox.txt").read_text() == "no end\n2026-09-01 one 2026-01-01 two # three\n"
    assert _wins(folder) == [("2026-09-30", "no end"), ("2026-09-01", "one 2026-01-01 two # three")]


def test_inbox_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _folder(tmp_path, "one\n")

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KitError, match="K042"):
        drop(folder, "two", TODAY)
    assert (folder / "inbox.txt").read_text() == "one\n"


def test_command_adds_a_win(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _folder(tmp_path, "", "id,date,win,impact,category\n")
    arguments = [
        "add",
        "Rebid, twice",
        "--date",
        "2026-09-01",
        "--impact",
        "cheaper",
        "--category",
        "freight",
        "--dir",
        str(folder),
    ]
    assert main(arguments) == 0
    assert capsys.readouterr().out == "Kept as w-2026-09-01-1.\n"
    assert (
        folder / "wins.csv"
    ).read_text() == 'id,date,win,impact,category\nw-2026-09-01-1,2026-09-01,"Rebid, twice",cheaper,freight\n'


def test_command_keeps_the_win_in_the_inbox_where_the_table_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _folder(tmp_path, "", HEADER + "short\n")
    assert main(["add", "Rebid", "--date", "2026-09-01", "--impact", "cheaper", "--dir", str(folder)]) == 0
    said = capsys.readouterr()
    assert "inbox.txt" in said.out
    assert "K010" in said.err
    assert (folder / "wins.csv").read_text() == HEADER + "short\n"
    (folder / "wins.csv").write_text(HEADER)
    assert _wins(folder) == [("2026-09-01", "Rebid cheaper")]


@pytest.mark.parametrize(
    ("arguments", "code"), [(["x", "--date", "1/9/26"], "K012"), ([" "], "K016"), (["\udc80"], "K028")]
)
def test_command_refuses_what_is_no_win(
    arguments: list[str], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _folder(tmp_path, "")
    assert main(["add", *arguments, "--dir", str(folder)]) == 1
    assert code in capsys.readouterr().err
    assert (folder / "wins.csv").read_text() == HEADER
    assert (folder / "inbox.txt").read_text() == ""


def test_demo_takes_no_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ADVOCACY_KIT_WORKSPACE", raising=False)
    assert main(["add", "x"]) == 1
    assert "K039" in capsys.readouterr().err
