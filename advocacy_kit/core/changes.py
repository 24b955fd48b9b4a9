"""Changes of tables as data: proposed by pure functions, written by a workspace, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class IdOf:
    """The id that an earlier change of the same list will get, by its place there, from 0.

    Example:
        >>> import advocacy_kit as ak
        >>> ws = ak.open_workspace()
        >>> win = ak.Change("wins", {"date": "2026-09-28", "win": "Moved the cut-off to noon"})
        >>> outcome = ak.Change("outcomes", {"date": "2026-09-29", "win_id": ak.IdOf(0), "outcome": "No truck waits"})
        >>> ws.apply([win, outcome]).undo()
    """

    place: int


@dataclass(frozen=True, repr=False)
class Change:
    """A row to add (no `key`), fields to change of the row with that id or line, or a row to delete (`values` None).

    Example:
        >>> import advocacy_kit as ak
        >>> ak.Change("wins", {"date": "2026-09-29", "win": "Closed the last open claim"})
        <addition to wins: date, win>
    """

    table: str
    values: Mapping[str, object] | None = field(default_factory=dict)
    key: str = ""

    def __repr__(self) -> str:
        if self.values is None:
            return f"<deletion from {self.table}>"
        return f"<{'edit of' if self.key else 'addition to'} {self.table}: {', '.join(self.values)}>"
