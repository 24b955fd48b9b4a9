"""What the public functions take: an opened workspace, or the frozen records of one."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from advocacy_kit.core.errors import KitError
from advocacy_kit.core.model import Records


@runtime_checkable
class Opened(Protocol):
    """A workspace as the rooms below the disk see it: its records, and the market data beside them."""

    @property
    def records(self) -> Records: ...
    def market(self) -> Any: ...


def records_of(ws: Opened | Records) -> Records:
    """Return the records of a workspace; records are returned as they are.

    Raises:
        KitError: K073 for anything else.
    """
    if isinstance(ws, Records):
        return ws
    if isinstance(ws, Opened) and isinstance(records := ws.records, Records):
        return records
    raise KitError.of(
        "K073",
        f"expected a workspace or its records, got a {type(ws).__name__}",
        "Pass what open_workspace(…) returns, or its .records.",
    )


def market_of(ws: Opened | Records, market: Any | None) -> Any:
    """Return the market that is named, otherwise that of the workspace.

    Raises:
        KitError: K073 where records alone are given, which know no market, or something that is neither.
    """
    if market is not None:
        if not hasattr(market, "peers"):
            raise KitError.of(
                "K073",
                f"expected market data, got a {type(market).__name__}",
                "Pass what load_market(…) returns, or nothing.",
            )
        return market
    records_of(ws)
    if isinstance(ws, Records):
        raise KitError.of(
            "K073", "records alone know no market", "Pass the workspace itself, or market=load_market(…) beside them."
        )
    return ws.market()
