"""Shipped files: where they lie, the word lists of `data/words`, and the texts of `data/talk`, each read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from advocacy_kit.core.errors import KitError

_PACKAGE = Path(__file__).resolve().parent.parent


def asset(*parts: str) -> Path:
    """Return the path of a shipped file or folder, such as `asset("data", "market", "cpi_u.csv")`.

    Raises:
        KitError: if neither the package nor its checkout holds it.

    """
    candidates = (_PACKAGE / "_shipped", _PACKAGE.parent)
    for root in candidates:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise KitError.of("K060", f"the shipped file {'/'.join(parts)} is missing", "Install advocacy-kit again.")


@cache
def word_list(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the lists of `data/words/<name>.toml` by their key.

    A list is an array of phrases, or one text whose words are divided by white space.

    Raises:
        KitError: if no such list is shipped.

    """
    lists = tomllib.loads(asset("data", "words", f"{name}.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {key: tuple(entry.split() if isinstance(entry, str) else entry) for key, entry in lists.items()}
    )


_NAME = re.compile(r"\{([a-z]\w*)\}")
Lines = tuple[str, ...]


@cache
def talk_texts(name: str) -> Mapping[str, Mapping[str, Lines]]:
    """Return the parts of `data/talk/<name>.toml` by their key, each with its texts; a single text counts as one line.

    Raises:
        KitError: if no such file is shipped.

    """
    found = tomllib.loads(asset("data", "talk", f"{name}.toml").read_text(encoding="utf-8"))
    parts = {key: {k: (v,) if isinstance(v, str) else tuple(v) for k, v in part.items()} for key, part in found.items()}
    return MappingProxyType({key: MappingProxyType(part) for key, part in parts.items()})


def named(text: str) -> frozenset[str]:
    """Return the names that a text leaves to be filled in."""
    return frozenset(_NAME.findall(text))


def filled(lines: Iterable[str], facts: Mapping[str, str]) -> Lines:
    """Return the lines with the facts in them; a line of which a fact is not known (absent or empty) is left out.

    What a fact says is text: braces in it are never read as a name.
    """
    return tuple(
        _NAME.sub(lambda match: facts[match[1]], line) for line in lines if all(facts.get(name) for name in named(line))
    )
