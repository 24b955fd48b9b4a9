"""The raise case: one figure, each of its steps, what would move it, and the pages that explain it."""

from advocacy_kit.raise_case.case import RaiseCase, raise_case

__all__ = ["RaiseCase", "raise_case"]
