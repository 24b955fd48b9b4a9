"""Bytes on the disk, safely: a lock beside the files, whole replacement, backups, undo."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from advocacy_kit.core.errors import Issue, KitError

PRIVATE = ".advocacy"
TEMPORARY = ".~advocacy-"
LOCK_SECONDS = 10.0
POLL_SECONDS = 0.002  # filelock's default makes two writers many times slower
BUSY_SECONDS = 2.5
BUSY = (5, 32, 33)  # Windows: access denied, sharing violation, lock violation
_BACKUP = re.compile(r"(\d{8}T\d{12})-([0-9a-f]+)-([0-9a-f]+)\.(csv|undone)")
REFUSALS = (
    "K041",
    "K042",
    "K043",
    "K044",
)  # what a write is refused with for the sake of the disk, not of what is written
KEPT = 20
KEPT_DAYS = 30


def digest(data: bytes) -> str:
    """Return the hash that identifies the contents of a file; times and sizes can match though contents differ."""
    return hashlib.sha256(data).hexdigest()[:16]


@contextlib.contextmanager
def locked(folder: Path, name: str = "lock", *, seconds: float | None = None) -> Iterator[None]:
    """Hold a lock of the folder: a sidecar file.

    A lock on a file that is replaced would lock nothing. A dead process holds no lock.

    Raises:
        KitError: if the folder cannot be written, or another process holds the lock for too long.
    """
    from filelock import FileLock, Timeout  # only writers pay for its import

    seconds = LOCK_SECONDS if seconds is None else seconds
    try:
        make_private(folder / PRIVATE)
        lock = FileLock(folder / PRIVATE / name, timeout=seconds, mode=0o600)
        lock.acquire(poll_interval=POLL_SECONDS)
    except Timeout:
        message = f"another program has been writing to {folder} for {seconds:g} s"
        raise KitError.of("K041", message, "Close the other notebook or command, then try again.") from None
    except OSError as error:
        raise refused(folder, error) from None
    try:
        yield
    finally:
        lock.release()


def replace(path: Path, data: bytes) -> None:
    """Replace a file as a whole: afterwards it holds the old or the new bytes, never a part.

    Of a link the target is written.

    Raises:
        KitError: if it cannot be written; the old bytes are intact and no temporary is left.
    """
    target = Path(os.path.realpath(path))
    try:
        exists = target.exists()
        mode = target.stat().st_mode & 0o7777 if exists else 0o600
        # the old bytes outlive their name for as long as they are open; Windows never needs them, see _sync_folder
        with target.open("rb") if exists and os.name != "nt" else contextlib.nullcontext() as old:
            _put(target, data, mode)
            try:
                _sync_folder(target.parent)
            except OSError:  # the new name may not outlast a power cut: what is refused must not be there either
                if old is None:
                    target.unlink()
                else:
                    _put(target, old.read(), mode)
                raise
    except OSError as error:
        raise refused(path, error) from None


def _put(target: Path, data: bytes, mode: int, *, sync: bool = True) -> None:
    """Write a file beside the target and rename it over the target; where that fails, no temporary is left."""
    temporary = target.with_name(f"{TEMPORARY}{os.urandom(6).hex()}.tmp")
    try:
        _write(temporary, data, mode, sync=sync)
        _swap(temporary, target)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _write(path: Path, data: bytes, mode: int, *, sync: bool) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        view = memoryview(data)
        while view:
            count = os.write(descriptor, view)
            if count == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            view = view[count:]
        path.chmod(mode)
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _swap(temporary: Path, target: Path) -> None:
    """Rename over the target; where a spreadsheet holds it open (Windows), try again for a while."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            temporary.replace(target)
        except OSError as error:
            if getattr(error, "winerror", None) not in BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refused(path: Path, error: OSError) -> KitError:
    """Return what to say of a write that the disk refused."""
    where = path if path.is_dir() else path.parent
    if getattr(error, "winerror", None) in BUSY:
        return _error(
            "K044",
            path,
            f"{path.name} is held open by another program",
            f"Close it in your spreadsheet and try again ({where}).",
        )
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _error(
            "K042", path, f"no room left to write in {where}", "Free some space and try again; nothing was changed."
        )
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return _error(
            "K043", path, f"the folder {where} cannot be written to", "Make it writable, or open a copy of it."
        )
    return _error("K042", path, f"writing in {where} failed: {error.strerror}", "Nothing was changed; try again.")


def _error(code: str, path: Path, message: str, fix: str) -> KitError:
    return KitError(Issue(path.name, 0, 0, code, "error", message, fix=fix))


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, each for its owner alone.

    Raises:
        OSError: if one of them cannot be made.
    """
    for missing in reversed([part for part in (folder, *folder.parents) if not part.is_dir()]):
        missing.mkdir(mode=0o700, exist_ok=True)
        missing.chmod(0o700)


def back_up(folder: Path, table: str, old: bytes, leads: tuple[str, str], *, undone: bool = False) -> None:
    """Keep the bytes before a write; the backup is not synced, since the table is.

    Args:
        folder: the workspace.
        table: whose file is written.
        old: its bytes before.
        leads: the digests before and after the write, which the backup's name holds behind the time.
        undone: whether an undo takes them back; they are kept as `.undone`, and no undo leads there.

    Raises:
        KitError: if it cannot be written; nothing has been changed then.
    """
    place = folder / PRIVATE / "backups" / table
    try:
        make_private(place.parent)
        make_private(place)
        name = f"{_next_stamp(place)}-{'-'.join(leads)}.{'undone' if undone else 'csv'}"
        _put(place / name, old, 0o600, sync=False)
        _prune(place)
    except OSError as error:
        raise refused(folder / f"{table}.csv", error) from None


def _next_stamp(place: Path) -> str:
    """Return the time for a new backup's name; where the clock went back, a step after the last one's."""
    now = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    last = max((path.name[:21] for kind in ("csv", "undone") for path in _backups(place, kind)), default="")
    if now > last:
        return now
    later = f"{int(last.replace('T', '')) + 1:020}"
    return f"{later[:8]}T{later[8:]}"


def _backups(place: Path, kind: str) -> list[Path]:
    """Return our own backups of that kind, the oldest first; other files are none of our business."""
    names = (path for path in place.glob(f"*.{kind}") if _BACKUP.fullmatch(path.name))
    return sorted(path for path in names if path.is_file())


def _prune(place: Path) -> None:
    """Keep the last twenty, and of the last thirty days the first of each."""
    paths = _backups(place, "csv")
    first_of_day: dict[str, Path] = {}
    for path in paths:
        first_of_day.setdefault(path.name[:8], path)
    kept = {*paths[-KEPT:], *(first_of_day[day] for day in sorted(first_of_day)[-KEPT_DAYS:])}
    for path in (*(path for path in paths if path not in kept), *_backups(place, "undone")[:-KEPT]):
        path.unlink(missing_ok=True)


def before(folder: Path, table: str, now: str) -> tuple[Path, bytes] | None:
    """Return the backup of the newest write that led to the digest `now`, and its bytes; None if none leads there."""
    for path in reversed(_backups(folder / PRIVATE / "backups" / table, "csv")):
        named = _BACKUP.fullmatch(path.name)
        if named and named[3] == now:
            with contextlib.suppress(OSError):
                data = path.read_bytes()
                if digest(data) == named[2]:  # not one that was cut off or changed
                    return path, data
    return None


def sweep(folder: Path) -> None:
    """Remove temporaries that a killed process left, if nobody is writing and the folder can be written to.

    They are looked for in the workspace, its folders, those of the backups, and where links of the workspace lead.
    """
    pattern = f"{TEMPORARY}*.tmp"
    places = {Path(os.path.realpath(path)).parent for path in folder.glob("*") if path.is_symlink()}
    orphans = [path for place in sorted(places) for path in place.glob(pattern)]
    orphans += [*folder.glob(pattern), *folder.glob(f"*/{pattern}"), *(folder / PRIVATE).glob(f"*/**/{pattern}")]
    if not orphans:
        return
    with contextlib.suppress(KitError, OSError), locked(folder, seconds=0):
        for path in orphans:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


_COPY = re.compile(r"advocacy-kit-(?:demo|lab)-(\d+)-.+")


def copy_prefix(kind: str) -> str:
    """Return how a temporary folder's name begins, which says whose it is: of this process.

    Those of processes that were killed are removed first; what they hold was never meant to be kept.
    """
    if os.name != "nt":  # there os.kill would end what it asks for
        for path in Path(tempfile.gettempdir()).glob("advocacy-kit-*"):
            with contextlib.suppress(OSError):
                named = _COPY.fullmatch(path.name)
                if (
                    named
                    and path.lstat().st_uid == os.geteuid()
                    and not path.is_symlink()
                    and not _lives(int(named[1]))
                ):
                    shutil.rmtree(path, ignore_errors=True)
    return f"advocacy-kit-{kind}-{os.getpid()}-"


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
