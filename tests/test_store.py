"""One process and its disk: failing calls, links, modes, files held by others, locks, orphans."""

import errno
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advocacy_kit.core import store
from advocacy_kit.core.errors import KitError
from advocacy_kit.workspace.workspace import Workspace
from tests.writing import ADDED, OLD, TODAY, WIN, WRITES, backups, code, mode, opened, temporaries

HOLDER = (
    "import sys; from filelock import FileLock; lock = FileLock(sys.argv[1]); lock.acquire(); print('held',"
    " flush=True); sys.stdin.read()"
)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Callable[[Path], subprocess.Popen[str]]]:
    """A maker of processes that hold a workspace's lock until their input closes."""
    started = []

    def hold(folder: Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(folder / ".advocacy" / "lock")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        return process

    yield hold
    for process in started:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            stream.close()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace", "chmod"])
@pytest.mark.parametrize("write", WRITES)
def test_call_that_fails_at_any_time_leaves_the_old_bytes(
    write: str, call: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = getattr(os, call)
    for nth in itertools.count(1):
        workspace, path = opened(tmp_path / str(nth))
        calls = itertools.count(1)

        def fail(*given: object, calls: Iterator[int] = calls, nth: int = nth, **named: object) -> object:
            if next(calls) == nth:
                raise OSError(number, os.strerror(number))
            return true(*given, **named)

        monkeypatch.setattr(os, call, fail)
        codes = []
        try:
            WRITES[write](workspace)
        except KitError as error:
            codes = [issue.code for issue in error.issues]
        monkeypatch.setattr(os, call, true)
        if not codes:
            break
        assert codes == ["K042"]
        assert path.read_bytes() == OLD
        assert temporaries(path.parent) == []
        WRITES[write](workspace)
        assert path.read_bytes() != OLD
    assert nth > 1
    assert nth < 12


@pytest.mark.parametrize("most", [1, 7])
def test_short_writes_are_continued(most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, path = opened(tmp_path / "mine")
    true = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: true(descriptor, bytes(data[:most])))
    workspace.add("wins", WIN)
    assert path.read_bytes() == ADDED
    assert backups(path.parent)[-1].read_bytes() == OLD


def test_write_that_takes_nothing_is_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, path = opened(tmp_path / "mine")
    monkeypatch.setattr(os, "write", lambda descriptor, data: 0)
    assert code(lambda: workspace.add("wins", WIN)) == "K042"
    assert path.read_bytes() == OLD
    assert temporaries(path.parent) == []


def test_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "career.csv"
    target.write_bytes(OLD)
    target.chmod(0o640)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "wins.csv").symlink_to("../elsewhere/career.csv")
    Workspace(tmp_path / "mine", today=TODAY).add("wins", WIN)
    assert (tmp_path / "mine" / "wins.csv").readlink() == Path("../elsewhere/career.csv")
    assert target.read_bytes() == ADDED
    assert mode(target) == 0o640
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["career.csv"]


@pytest.mark.parametrize("kept", [0o600, 0o640, 0o644, 0o664])
def test_mode_of_a_file_is_kept(kept: int, tmp_path: Path) -> None:
    workspace, path = opened(tmp_path / "mine")
    path.chmod(kept)
    for write in WRITES.values():
        write(workspace)
        assert mode(path) == kept


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_what_is_new_is_private_whatever_the_umask(umask: int, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    before = os.umask(umask)
    try:
        Workspace(tmp_path / "mine", today=TODAY).add("wins", WIN)
    finally:
        os.umask(before)
    found = {str(path.relative_to(tmp_path / "mine")): mode(path) for path in (tmp_path / "mine").rglob("*")}
    folders = {".advocacy", ".advocacy/backups", ".advocacy/backups/wins"}
    assert folders | {".advocacy/lock", "wins.csv"} < set(found)
    assert found == {name: 0o700 if name in folders else 0o600 for name in found}


@pytest.mark.parametrize("winerror", [5, 32, 33])
@pytest.mark.parametrize("times", [3, 10_000])
def test_file_held_by_a_spreadsheet_is_tried_again_then_refused(
    times: int, winerror: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, path = opened(tmp_path / "mine")
    true, tries = os.replace, itertools.count(1)

    def busy(source: Path, target: Path) -> None:
        if Path(target).name == "wins.csv" and next(tries) <= times:
            error = PermissionError(errno.EACCES, "in use")
            error.winerror = winerror  # type: ignore[attr-defined]
            raise error
        true(source, target)

    monkeypatch.setattr(os, "replace", busy)
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.3)
    if times == 3:
        workspace.add("wins", WIN)
        assert path.read_bytes() == ADDED
        return
    with pytest.raises(KitError, match="Close it in your spreadsheet") as caught:
        workspace.add("wins", WIN)
    assert [issue.code for issue in caught.value.issues] == ["K044"]
    assert 3 < next(tries) < 100
    assert path.read_bytes() == OLD
    assert temporaries(path.parent) == []


def test_lock_held_elsewhere_is_waited_for_then_said(
    held: Callable[[Path], subprocess.Popen[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, path = opened(tmp_path / "mine")
    holder = held(path.parent)
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.3)
    start = time.monotonic()
    with pytest.raises(KitError, match=r"another program .* for 0\.3 s") as caught:
        workspace.add("wins", WIN)
    assert 0.3 <= time.monotonic() - start < 5
    assert [issue.code for issue in caught.value.issues] == ["K041"]
    assert path.read_bytes() == OLD
    holder.kill()  # SIGKILL: it could not clean up
    holder.wait()
    workspace.add("wins", WIN)
    assert path.read_bytes() == ADDED


def test_writer_goes_on_as_soon_as_the_lock_is_free(
    held: Callable[[Path], subprocess.Popen[str]], tmp_path: Path
) -> None:
    workspace, path = opened(tmp_path / "mine")
    holder = held(path.parent)
    assert holder.stdin is not None
    holder.stdin.close()
    start = time.monotonic()
    workspace.add("wins", WIN)
    assert time.monotonic() - start < 5
    assert path.read_bytes() == ADDED


def test_orphans_are_swept_when_nobody_writes(held: Callable[[Path], subprocess.Popen[str]], tmp_path: Path) -> None:
    _, path = opened(tmp_path / "mine")
    orphans = [path.with_name(".~advocacy-1.tmp"), backups(path.parent)[0].with_name(".~advocacy-2.tmp")]
    for orphan in orphans:
        orphan.write_bytes(b"part")
    holder = held(path.parent)
    Workspace(path.parent, today=TODAY)
    assert temporaries(path.parent) == orphans
    holder.kill()
    holder.wait()
    Workspace(path.parent, today=TODAY)
    assert temporaries(path.parent) == []
    assert path.read_bytes() == OLD


def test_leftovers_in_every_written_folder_and_behind_links_are_swept(tmp_path: Path) -> None:
    _, path = opened(tmp_path / "mine")
    far = tmp_path / "synced"
    places = [
        path.parent / name for name in ("documents", "market", "review", ".advocacy", ".advocacy/backups/documents/x")
    ]
    for place in [*places, far]:
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{store.TEMPORARY}1.tmp").write_text("50000")
    (far / "pay.csv").write_text("date,amount,per,element\n")
    (path.parent / "pay.csv").symlink_to(far / "pay.csv")
    (path.parent / "evidence").mkdir()
    (path.parent / "evidence" / "letter.tmp").write_text("mine")
    store.sweep(path.parent)
    assert temporaries(tmp_path) == []
    assert (path.parent / "evidence" / "letter.tmp").read_text() == "mine"
