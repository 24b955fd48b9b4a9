"""Asks on record: one in two tables, both or neither."""

from __future__ import annotations

from dataclasses import dataclass

from advocacy_kit.conversation.other_asks import Ask
from advocacy_kit.core.errors import KitError
from advocacy_kit.workspace.workspace import Workspace


@dataclass(frozen=True)
class Recorded:
    """An ask that was written: its id in asks.csv, how many rows of options.csv belong to it.

    And what both files were then.
    """

    key: str
    ways: int
    options: str = ""
    asks: str = ""


def record_ask(workspace: Workspace, ask: Ask) -> Recorded:
    """Write an ask to asks.csv and its ways to options.csv; if one of them cannot be written, none is kept.

    Raises:
        KitError: with what could not be written.

    """
    row, ways = ask.rows()
    key = workspace.add("asks", row | {"date": workspace.today})
    written = 0
    try:
        for way in ways:
            workspace.add("options", way | {"ask_id": key})
            written += 1
    except KitError:
        take_back(workspace, Recorded(key, written))
        raise
    return Recorded(key, written, workspace.version("options") if written else "", workspace.version("asks"))


def take_back(workspace: Workspace, recorded: Recorded) -> None:
    """Take a recorded ask back, its ways first.

    Raises:
        KitError: if one of the files has moved on since.

    """
    for place in range(recorded.ways):
        workspace.undo("options", "" if place else recorded.options)
    workspace.undo("asks", recorded.asks)
