"""The shipped texts of talks and mails.

TOML files under `data/talk`, each read once, and how the user's facts come into them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from advocacy_kit.core.assets import asset

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
