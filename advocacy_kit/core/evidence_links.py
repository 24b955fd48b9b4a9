"""What a piece of evidence is: a link, or a file inside the workspace; nothing else is written or looked for."""

from __future__ import annotations

from pathlib import PurePosixPath

from advocacy_kit.core.errors import Issue


def is_link(item: str) -> bool:
    """Whether a piece of evidence is a link; everything else names a file of the workspace."""
    return item.casefold().startswith(("http://", "https://", "mailto:"))


def outside(item: str) -> bool:
    """Whether a piece of evidence is neither a link nor a path that stays inside the workspace, on whichever system."""
    path = PurePosixPath(item.replace("\\", "/"))
    return not is_link(item) and (path.is_absolute() or ".." in path.parts or ":" in item)


def outside_issue(item: str, file: str, line: int = 0) -> Issue:
    """Return what is said of evidence outside the workspace, where it is read and where it would be written."""
    fix = "Copy the file into evidence/ and name it there; a link begins with https://, http:// or mailto:."
    return Issue(file, line, 0, "K026", "error", f"the evidence {item} lies outside the workspace", fix=fix)
