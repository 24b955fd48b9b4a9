"""What a write looks at first, what it keeps, and the way back: hashes, refusals, backups, undo, copies of others."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advocacy_kit.core import store
from advocacy_kit.core.errors import KitError
from advocacy_kit.workspace import table_file
from advocacy_kit.workspace.workspace import Workspace
from tests.writing import ADDED, OLD, TODAY, WIN, WRITES, backups, code, mode, opened


def test_change_is_seen_by_its_bytes_though_size_and_time_are_the_same(tmp_path: Path) -> None:
    workspace, path = opened(tmp_path / "mine")
    assert len(workspace.wins) == 2
    times = path.stat()
    path.write_bytes(OLD.replace(b"racks", b"boxes"))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (times.st_size, times.st_mtime_ns)
    for _ in range(2):  # a second try has not seen the change either
        assert code(lambda: workspace.edit("wins", "w-2", {"impact": "x"})) == "K046"
        assert code(lambda: workspace.delete("wins", "w-2")) == "K046"
    assert path.read_bytes() == OLD.replace(b"racks", b"boxes")
    workspace.reload()
    workspace.edit("wins", "w-2", {"impact": "x"})
    assert path.read_bytes() == OLD.replace(b"racks,", b"boxes,x")


def test_backups_are_named_by_their_hashes_and_hold_the_bytes_before(tmp_path: Path) -> None:
    workspace, path = opened(tmp_path / "mine")
    workspace.add("wins", WIN)
    last = backups(path.parent)[-1]
    assert re.fullmatch(rf"\d{{8}}T\d{{12}}-{store.digest(OLD)}-{store.digest(ADDED)}\.csv", last.name)
    assert last.read_bytes() == OLD


def test_last_twenty_backups_and_the_first_of_thirty_days_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = datetime(2026, 1, 1, 8, tzinfo=UTC)
    moments = [start + timedelta(days=day, hours=hour) for day in range(40) for hour in range(3)]
    for number, moment in enumerate(moments):
        clock = type("Clock", (), {"now": staticmethod(lambda zone, moment=moment: moment)})
        monkeypatch.setattr(store, "datetime", clock)
        store.back_up(tmp_path, "wins", b"%d" % number, (f"{number:x}", f"{number + 1:x}"))
    kept = {path.name[:11] for path in backups(tmp_path)}
    wanted = {f"{moment:%Y%m%dT%H}" for moment in [*moments[-20:], *moments[0::3][-30:]]}
    assert kept == wanted
    assert len(wanted) == 20 + 30 - 6  # the last twenty hold the first of six days
    assert {mode(path) for path in backups(tmp_path)} == {0o600}


def test_undo_goes_back_write_by_write_also_through_equal_states_then_refuses(tmp_path: Path) -> None:
    workspace, path = opened(tmp_path / "mine")
    first = backups(path.parent)[0].read_bytes()
    key = workspace.add("wins", WIN)
    workspace.delete("wins", key)
    workspace.edit("wins", "w-1", {"impact": "x"})
    states = []
    for _ in range(4):
        Workspace(path.parent, today=TODAY).undo("wins")  # as another process would
        states.append(path.read_bytes())
    assert states == [OLD, ADDED, OLD, first]
    assert code(lambda: workspace.undo("wins")) == "K047"
    assert path.read_bytes() == first


def test_undo_is_refused_after_an_outside_change(tmp_path: Path) -> None:
    workspace, path = opened(tmp_path / "mine")
    path.write_bytes(OLD + b"w-9,2026-03-01,By hand,\n")
    assert code(lambda: workspace.undo("wins")) == "K047"
    path.unlink()
    assert code(lambda: workspace.undo("wins")) == "K001"


@pytest.mark.parametrize("write", ["add", "edit", "delete", "add_column"])
def test_table_with_errors_is_not_written_and_says_them(write: str, tmp_path: Path) -> None:
    workspace, path = opened(tmp_path / "mine")
    broken = OLD + b"w-3,31/3/26,Later,\nshort\n"
    path.write_bytes(broken)
    with pytest.raises(KitError) as caught:
        WRITES[write](workspace)
    assert {(issue.line, issue.code) for issue in caught.value.issues} == {(5, "K012"), (6, "K010")}
    assert path.read_bytes() == broken
    assert len(Workspace(path.parent, today=TODAY).wins) == 2  # the good rows are shown


@pytest.mark.parametrize(
    ("write", "splice"), [("add", "appended"), ("edit", "edited"), ("delete", "removed"), ("add_column", "with_column")]
)
def test_write_that_would_touch_other_records_is_given_up(
    write: str, splice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, path = opened(tmp_path / "mine")
    true = getattr(table_file, splice)

    def wrong(*given: object) -> object:
        made = true(*given)
        extra = b"w-7,2026-01-05,not asked for,%s\n" % (b"," if splice == "with_column" else b"")
        return (made[0] + extra, made[1]) if splice == "appended" else made + extra

    monkeypatch.setattr(table_file, splice, wrong)
    assert code(lambda: WRITES[write](workspace)) == "K045"
    assert path.read_bytes() == OLD


@pytest.mark.parametrize(
    "name",
    [
        "wins (Alex's conflicted copy 2026-09-01).csv",
        "wins (conflicted copy 2026-09-01 101500).csv",
        "wins.sync-conflict-20260901-101500-ABCDEFG.csv",
        "wins_conflict-20260901-101500.csv",
        "wins (SFConflict alex@example.com 2026-09-01-10-15-00).csv",
        "wins (1).csv",
        "wins 2.csv",
        "wins (In Konflikt stehende Kopie von Dana 2026-11-30).csv",
        "wins (Copie en conflit de Dana 2026-11-30).csv",
        "wins (copia en conflicto).csv",
        "Copy of wins.csv",
        "wins - Copy.csv",
        "wins - Kopie (2).csv",
        "wins - Copie.csv",
        "wins-LAPTOP.csv",
        "wins-DESKTOP-4F7K2.csv",
        "wins (競合コピー 2026-11-30).csv",
        "wins (co\u0301pia em conflito).csv",
        "inbox (In Konflikt stehende Kopie).txt",
        "inbox-LAPTOP.txt",
        "profile (Copie en conflit).toml",
        "profile - Copy.toml",
    ],
)
def test_conflicted_copy_is_named_with_its_table(name: str, tmp_path: Path) -> None:
    workspace, path = opened(tmp_path / "mine")
    path.with_name(name).write_bytes(OLD)
    path.with_name("notes (1).csv").write_bytes(b"")
    path.with_name("wins-by-month.csv").write_bytes(b"")
    (issue,) = workspace.check()
    assert (issue.file, issue.code, issue.severity) == (name, "K033", "warning")
    of = next(own for own in ("wins.csv", "inbox.txt", "profile.toml") if own.split(".")[0] in name)
    assert f"only {of} is read" in issue.message


def test_file_that_is_no_backup_of_ours_stands_in_no_ones_way(tmp_path: Path) -> None:
    workspace, path = opened(tmp_path / "mine")
    place = path.parent / ".advocacy" / "backups" / "wins"
    strange = ["notes.csv", "a-b-c-d.csv", "99990101T000000000000-x-y.csv", "wins (1).csv", "x.undone"]
    for name in strange:
        (place / name).write_bytes(b"mine")
    (place / f"20990101T000000000000-{'0' * 16}-{store.digest(OLD)}.csv").write_bytes(b"cut off")
    (place / f"20990102T000000000000-{'0' * 16}-{store.digest(OLD)}.csv").mkdir()
    workspace.undo("wins")
    assert path.read_bytes() != OLD
    for number in range(store.KEPT + 5):
        workspace.edit("wins", "w-2", {"impact": str(number)})
    assert {name for name in strange if (place / name).read_bytes() == b"mine"} == set(strange)


def test_newest_write_is_found_though_the_clock_went_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = datetime(2026, 1, 10, 8, tzinfo=UTC)
    for number in range(60):
        moment = start - timedelta(days=number // 20)
        clock = type("Clock", (), {"now": staticmethod(lambda zone, moment=moment: moment)})
        monkeypatch.setattr(store, "datetime", clock)
        leads = store.digest(b"%d" % number), store.digest(b"%d" % (number + 1))
        store.back_up(tmp_path, "wins", b"%d" % number, leads)
        found = store.before(tmp_path, "wins", leads[1])
        assert found is not None
        assert found[1] == b"%d" % number
