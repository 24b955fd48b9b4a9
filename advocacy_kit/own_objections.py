"""`objections.toml` of a workspace: the user's own objections, in the shape of the shipped ones; what cannot be read becomes an Issue."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from types import MappingProxyType

from advocacy_kit.errors import Issue
from advocacy_kit.talk_texts import Lines
from advocacy_kit.workspace import Workspace

FILE = "objections.toml"
TEXTS = ("title", "said")
LISTS = ("answer", "questions", "milestone", "date")
EXAMPLE = """\
# Your own objections, one a [key]. {name}, {figure}, {unit}, {start}, {next} and {win1} are filled in.
[remote]
title = "Only from the office"
said = "For that you would have to be here every day."
answer = ["Thank you. I would like to know which part of the work that rests on."]
questions = ["Which work needs me in the room, and on which days?"]
milestone = ["Which measure would show that it works?"]
date = ["Shall we look at it on {next}?"]
"""
Own = Mapping[str, Mapping[str, Lines]]


def read_objections(workspace: Workspace) -> tuple[Own, tuple[Issue, ...]]:
    """Return the user's own objections by key, and what is wrong in the file; an objection at fault is left out."""
    path = workspace.path / FILE
    try:
        found = tomllib.loads(path.read_bytes().decode("utf-8-sig")) if path.is_file() else {}
    except (ValueError, RecursionError, OSError) as error:  # not TOML, not UTF-8, too deep, not readable
        return MappingProxyType({}), (_issue(f"the file cannot be read: {error}", "Write it in the way of the example in the notebook."),)
    own: dict[str, Mapping[str, Lines]] = {}
    issues = []
    for key, part in found.items():
        wrong = _wrong(part)
        if wrong:
            issues.append(_issue(f"the objection {key} {wrong}", "Mend it in the way of the shipped ones; until then it is left out."))
        else:
            own[key] = MappingProxyType({name: (text,) if isinstance(text, str) else tuple(text) for name, text in part.items()})
    return MappingProxyType(own), tuple(issues)


def _wrong(part: object) -> str:
    """Return what is wrong with one objection; empty where nothing is."""
    if not isinstance(part, dict):
        return "is no section"
    if unknown := [name for name in part if name not in (*TEXTS, *LISTS)]:
        return f"has no place for {', '.join(unknown)}"
    if lacking := [name for name in (*TEXTS, "questions") if not part.get(name)]:
        return f"lacks {', '.join(lacking)}"
    for name, value in part.items():
        lines = value if isinstance(value, list) and name in LISTS else [value]
        if not all(isinstance(line, str) and line.strip() for line in lines):
            return f"has something else than text in {name}"
    return ""


def _issue(message: str, fix: str) -> Issue:
    return Issue(FILE, 0, 0, "K099", "warning", message, fix=fix)
