"""The shipped word lists: TOML files under `data/words`, each read once, when it is first asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from advocacy_kit.core.assets import asset


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
