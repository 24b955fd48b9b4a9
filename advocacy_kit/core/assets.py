"""Where shipped data lie: inside the installed package, else in the checkout that the package is imported from."""

from __future__ import annotations

from pathlib import Path

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
