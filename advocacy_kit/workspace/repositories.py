"""Git around a workspace: pay belongs into no repository."""

from __future__ import annotations

import re
from pathlib import Path

from advocacy_kit.core.errors import Issue

IGNORE = ".gitignore"


def published_repository(folder: Path) -> Path | None:
    """Return the git repository with a remote around a folder, if there is one."""
    for parent in (folder, *folder.parents):
        git = parent / ".git"
        if git.is_file():  # a worktree or submodule: its own config is elsewhere, and it has an origin as a rule
            return parent
        config = git / "config"
        if config.is_file() and re.search(r"^\s*\[remote ", config.read_text(encoding="utf-8", errors="replace"), re.M):
            return parent
    return None


def exposed(folder: Path) -> tuple[Issue, ...]:
    """Return a warning where a workspace is in a git repository that does not leave it out."""
    try:
        folder = folder.resolve()
        above = (folder, *folder.parents)
        repository = next((parent for parent in above if (parent / ".git").exists()), None)
        if repository is None or any(_ignored(folder, parent) for parent in above[: above.index(repository) + 1]):
            return ()
    except OSError:  # a folder above that is closed to us holds no repository of ours
        return ()
    message = f"this workspace is in the git repository {repository}: your pay could be committed with it"
    fix = f"Make a file {IGNORE} in this folder with one line: *"
    return (Issue(IGNORE, 0, 0, "K079", "warning", message, fix=fix),)


def _ignored(folder: Path, parent: Path) -> bool:
    """Whether the ignore file of a folder above, or of the workspace itself, leaves all of the workspace out."""
    file = parent / IGNORE
    if not file.is_file():
        return False
    below = folder.relative_to(parent).as_posix()
    whole = {"*", "**", "/*"}
    if below != ".":
        whole |= {f"{start}{below}{end}" for start in ("", "/") for end in ("", "/")}
    return any(line.strip() in whole for line in file.read_text(encoding="utf-8", errors="replace").splitlines())
