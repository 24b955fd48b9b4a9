"""Readers of files as people download them: one preset a source over the one reader by mapping.

They are imported when a file is read: most sessions read none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from advocacy_kit.core.errors import KitError

if TYPE_CHECKING:
    from advocacy_kit.market.readers.mapping import Preset
    from advocacy_kit.market.shape import Gathered

__all__ = ["presets", "read_survey", "recognised"]


@cache
def presets() -> tuple[Preset, ...]:
    """Return the sources that are known, in the order in which a file is compared with them."""
    from advocacy_kit.market.readers import ai_jobs, ask_a_manager, lca, levels, stack_overflow

    return tuple(module.PRESET for module in (lca, stack_overflow, ai_jobs, ask_a_manager, levels))


def read_survey(path: Path) -> Gathered:
    """Read a file of single observations, recognised by its content.

    A file whose columns are already those of the shape is read as it is; one that the kit wrote keeps what it says of
    itself.

    Raises:
        KitError: if the file cannot be read, or is not recognised; then it says how its columns might be meant.

    """
    from advocacy_kit.market.readers import mapping
    from advocacy_kit.market.readers.groups import read_groups
    from advocacy_kit.market.readers.raw import open_table

    table = open_table(path)
    own = mapping.own_columns(table.columns)
    if own:
        return _in_shape(path, mapping.read_table(path, table, own, {}))
    if preset := recognised(table.columns):
        return mapping.read_preset(path, table, preset)
    if read_groups(table) is not None:
        fix = "Keep its rows in published.csv: advocacy-kit market add FILE DIR."
        raise KitError.of("K066", f"{path.name} is a table of groups, not of people", fix, file=path.name)
    raise mapping.unrecognised(path, table)


def recognised(columns: Sequence[str]) -> Preset | None:
    """Return the preset of the source that has such a header; None for an unknown one."""
    return next((preset for preset in presets() if preset.recognises(columns)), None)


def _in_shape(path: Path, gathered: Gathered) -> Gathered:
    import pyarrow as pa

    from advocacy_kit.market.readers import mapping
    from advocacy_kit.market.shape import known_of

    if path.suffix.lower() != ".parquet":
        return gathered
    try:
        known = known_of(path)
    except (pa.ArrowException, ValueError, KeyError, TypeError) as error:
        raise KitError.of(
            "K054", f"what {path.name} says of itself is damaged", "Add the source again.", file=path.name
        ) from error
    return mapping.renamed(gathered, known) if known else gathered
