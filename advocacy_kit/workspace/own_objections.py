"""`objections.toml` of a workspace: the user's own objections, in the shape of the shipped ones.

What cannot be read becomes an Issue.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from itertools import chain, count
from types import MappingProxyType

from advocacy_kit.core import store
from advocacy_kit.core.assets import Lines
from advocacy_kit.core.errors import Issue, KitError
from advocacy_kit.core.schema import column, declared
from advocacy_kit.workspace.workspace import Workspace

FILE = "objections.toml"
OBJECTIONS = declared(
    "objections",
    "Your own objections, a section each",
    column("title*", "text", "A short name, such as: Only from the office"),
    column("said*", "text", "In the words that you expect"),
    column("answer", "list", "One sentence a line; calm, and no argument"),
    column("questions*", "list", "One question a line: what lies behind it?"),
    column("milestone", "list", "Which measure would show it?"),
    column("date", "list", "Such as: Shall we look at it on {next}?"),
)
TEXTS, LISTS = (tuple(one.name for one in OBJECTIONS.columns if one.kind == kind) for kind in ("text", "list"))
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
        return MappingProxyType({}), (
            _issue(f"the file cannot be read: {error}", "Write it in the way of the example in the notebook."),
        )
    own: dict[str, Mapping[str, Lines]] = {}
    issues = []
    for key, part in found.items():
        wrong = _wrong(part)
        if wrong:
            issues.append(
                _issue(
                    f"the objection {key} {wrong}", "Mend it in the way of the shipped ones; until then it is left out."
                )
            )
        else:
            own[key] = MappingProxyType(
                {name: (text,) if isinstance(text, str) else tuple(text) for name, text in part.items()}
            )
    return MappingProxyType(own), tuple(issues)


def add_objection(workspace: Workspace, title: str, said: str, **lines: Sequence[str]) -> str:
    """Append an objection to the file and return its key; everything else in it stays, byte for byte.

    Args:
        workspace: whose file; it is made where there is none.
        title: its name, from which its key is made.
        said: as it may be heard.
        lines: `answer`, `questions`, `milestone`, `date`, each a few sentences; without `questions` it is refused.

    Raises:
        KitError: if something is missing, the present file cannot be read, or it cannot be written.

    """
    part = {"title": _line(title), "said": _line(said)} | {
        name: [_line(one) for one in given if _line(one)] for name, given in lines.items()
    }
    part = {name: value for name, value in part.items() if value}
    if wrong := _wrong(part):
        raise KitError.of(
            "K099", f"the objection {wrong}", "Fill it in: a name, what is said, and a question.", file=FILE
        )
    path = workspace.path / FILE
    with store.locked(workspace.path):
        try:
            before = path.read_bytes() if path.is_file() else b""
            taken = tomllib.loads(before.decode("utf-8-sig")).keys()
        except (ValueError, RecursionError, OSError) as error:
            raise KitError(
                _issue(
                    f"the file cannot be read: {error}", "Mend it first: nothing is added to a file that is at fault."
                )
            ) from None
        stem = re.sub(r"[^a-z0-9]+", "_", _line(title).lower()).strip("_") or "own"
        key = next(name for name in chain([stem], (f"{stem}_{n}" for n in count(2))) if name not in taken)
        section = "\n".join([f"[{key}]", *(f"{name} = {_toml(value)}" for name, value in part.items())])
        gap = "" if not before else "\n" if before.endswith(b"\n") else "\n\n"
        data = before + f"{gap}{section}\n".encode()
        after = tomllib.loads(data.decode("utf-8-sig"))  # nothing is written that would not be read back
        if {name: one for name, one in after.items() if name != key} != tomllib.loads(
            before.decode("utf-8-sig")
        ) or after[key] != part:
            raise KitError.of("K099", "the objection cannot be added", "Write it into the file by hand.", file=FILE)
        store.replace(path, data)
    return key


def _line(words: str) -> str:
    """Return a text as one line that a file can hold."""
    return " ".join("".join(sign if sign.isprintable() or sign.isspace() else " " for sign in words).split())


def _toml(value: str | list[str]) -> str:
    """Return a value as TOML writes it: the strings of JSON are strings of TOML."""
    return json.dumps(value, ensure_ascii=False)


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
