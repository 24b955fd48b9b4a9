"""Traces of work, gathered: all places of a workspace that hold them, and what was put off or refused."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from advocacy_kit.candidates.candidate import Candidate, logged_origins, merged
from advocacy_kit.candidates.exports import read_export_file, read_folder
from advocacy_kit.candidates.git import read_repository
from advocacy_kit.candidates.reading import Reading, at_home
from advocacy_kit.candidates.trace_dates import When
from advocacy_kit.core import store
from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records, zone_named
from advocacy_kit.workspace.workspace import Workspace

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


FOLDER = "candidates"
FILES = 50  # of the folder
PLACES = 20  # repositories


@dataclass(frozen=True)
class Gathered:
    """What all places gave, and a sentence for each that could not be read."""

    readings: tuple[Reading, ...]
    troubles: tuple[str, ...] = ()


def when_of(records: Records) -> When:
    """Return today, and the zone of profile.toml if it names one.

    Raises:
        KitError: K084 if there is no such zone: a moment near midnight would get the wrong day.

    """
    name = records.profile.timezone
    return When(records.today, zone_named(name, "profile.toml") if name else None)


def gather(
    workspace: Workspace, *, repositories: Iterable[str] = (), emails: Sequence[str] = (), files: Iterable[str] = ()
) -> Gathered:
    """Read the files in the workspace's folder candidates/, other files, and repositories; what cannot be read is said.

    Args:
        workspace: whose folder.
        repositories: folders.
        emails: whose commits; without any, those of each repository's own e-mail.
        files: paths of exports that lie elsewhere, or of folders of notes.

    """
    try:
        when, locale = when_of(workspace.records), workspace.profile.locale
    except KitError as error:
        return Gathered((), (error.sentence,))
    readings: list[Reading] = []
    troubles: list[str] = []

    def read(reader: Callable[[], Reading]) -> None:
        try:
            readings.append(reader())
        except KitError as error:
            troubles.append(error.sentence)
        except OSError as error:
            troubles.append(f"A file cannot be read: {error.strerror}.")

    own, repeated = _of_folder(workspace.path / FOLDER), list(dict.fromkeys(repositories))
    paths: list[Path | str] = [*own[:FILES], *files]
    for path in paths:
        reader = read_folder if os.path.isdir(at_home(str(path))) else read_export_file  # noqa: PTH112 - of any name
        read(partial(reader, path, when, locale=locale))
    for folder in repeated[:PLACES]:
        read(partial(read_repository, folder, when, emails=emails))
    if len(own) > FILES:
        troubles.append(f"Only the first {FILES} of {len(own)} files in {FOLDER}/ were read.")
    if len(repeated) > PLACES:
        troubles.append(f"Only the first {PLACES} of {len(repeated)} repositories were read.")
    return Gathered(tuple(readings), tuple(troubles))


def offered(workspace: Workspace, readings: Iterable[Reading]) -> tuple[Candidate, ...]:
    """Return what is offered of some readings: merged, without what is in the log or was refused."""
    known = logged_origins(workspace.records) | set(remembered(workspace.path, REFUSED))
    return merged((candidate for reading in readings for candidate in reading.candidates), known)


def decline(workspace: Workspace, candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """Refuse candidates together, such as all of one source or month: none of them is offered again.

    Returns:
        What `take_back` takes: the origins that had not been refused before.

    Raises:
        KitError: if the folder cannot be written to; then none is refused.

    """
    before = set(remembered(workspace.path, REFUSED))
    named = {origin for candidate in candidates for origin in candidate.origins}
    new = tuple(sorted(named - before))
    if new:
        remember(workspace.path, REFUSED, add=new)
    return new


def take_back(workspace: Workspace, origins: Iterable[str]) -> None:
    """Offer again what `decline` refused.

    Raises:
        KitError: if the folder cannot be written to.

    """
    remember(workspace.path, REFUSED, drop=origins)


def _of_folder(folder: Path) -> list[Path]:
    """Return the files of a folder in order; hidden ones and folders are left."""
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "README")))
    except OSError:
        return []
