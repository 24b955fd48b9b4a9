"""What the private folder of a workspace remembers of candidates.

One text a line, in a file of its own for each purpose.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from advocacy_kit.core import store

REFUSED = "candidates-refused.txt"  # origins that are not offered again
REPOSITORIES = "candidates-repositories.txt"  # folders that were named
EMAILS = "candidates-emails.txt"  # in commits
SKIPPED = "looking-back-skipped.txt"  # months that were left out


def remembered(folder: Path, name: str) -> tuple[str, ...]:
    """Return the lines that are remembered, in order; none where there is no such file, or it cannot be read."""
    try:
        text = (folder / store.PRIVATE / name).read_bytes().decode("utf-8", "replace")
    except OSError:
        return ()
    return tuple(line for line in text.split("\n") if line)


def remember(folder: Path, name: str, *, add: Iterable[str] = (), drop: Iterable[str] = ()) -> None:
    """Add lines to what is remembered, and take others away.

    Raises:
        KitError: if the folder cannot be written to.

    """
    with store.locked(folder):
        away = set(drop)
        lines = dict.fromkeys(line for line in remembered(folder, name) if line not in away)
        lines |= dict.fromkeys(" ".join(line.split()) for line in add if line.strip())
        store.replace(folder / store.PRIVATE / name, "".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
