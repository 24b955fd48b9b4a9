"""A win while it is told in two fields and a day: where it stands, and the one next question."""

from __future__ import annotations

from datetime import date

import ipywidgets

from advocacy_kit.core.errors import KitError
from advocacy_kit.log.rungs import rungs
from advocacy_kit.widgets.base.form import STYLE
from advocacy_kit.widgets.base.view import paragraph
from advocacy_kit.workspace.workspace import Workspace

GONE = ("K046", "K048")  # the row was changed by others, or is gone: it cannot be taken back any more


class Telling:
    """Fields for what was done, what changed and when; `question` follows each letter."""

    def __init__(self) -> None:
        wide = {"layout": ipywidgets.Layout(width="auto"), "style": STYLE}
        self.win = ipywidgets.Text(
            description="what you did *", placeholder="what you did or what happened, in a sentence", **wide
        )
        self.impact = ipywidgets.Text(
            description="what changed", placeholder="what changed because of it, and how much", **wide
        )
        self.day = ipywidgets.DatePicker(description="day *", style=STYLE)
        self.question = ipywidgets.HTML()
        self.box = ipywidgets.VBox([self.win, self.impact, self.question, self.day])
        for field in (self.win, self.impact):
            field.observe(self.typed, names="value")
        self.typed()

    def write(self, day: date | None, win: str = "", impact: str = "") -> None:
        """Put a win into the fields."""
        self.day.value, self.win.value, self.impact.value = day, win, impact

    def typed(self, _change: object = None) -> None:
        """Show where the words stand as they are now."""
        found = rungs(self.win.value, self.impact.value)
        head = f"{found.head}. " if found.head else ""
        self.words = f"{head}{found.reason}" + (f" Next: {found.question}" if found.question else "")
        self.question.value = paragraph(self.words)

    @property
    def values(self) -> dict[str, object]:
        """What is filled in, by column of wins.csv."""
        given: dict[str, object] = {
            "date": self.day.value,
            "win": self.win.value.strip(),
            "impact": self.impact.value.strip(),
        }
        return {name: value for name, value in given.items() if value}

    def missing(self) -> str:
        """Return a sentence that names what has to be filled in first, or blank."""
        lacking = [words for name, words in (("win", "what you did"), ("date", "the day")) if name not in self.values]
        return f"Say {' and '.join(lacking)} first; nothing was written." if lacking else ""


def missing_columns(error: KitError) -> list[str]:
    """Return the columns that a file lacks, if that is all that an error says."""
    if any(issue.code != "K027" for issue in error.issues):
        return []
    return [issue.message.rsplit(" ", 1)[-1] for issue in error.issues]


def place_of(key: str) -> str:
    """Return what a kept win is called in a sentence; a derived id is nobody's name for it."""
    return "a row of wins.csv" if key.startswith("~") else key


def add_without(workspace: Workspace, values: dict[str, object], optional: tuple[str, ...]) -> str:
    """Add a win and return its id; optional fields for which the file has no column stay out.

    Raises:
        KitError: with every other reason.

    """
    try:
        return workspace.add("wins", values)
    except KitError as error:
        lacking = missing_columns(error)
        if not lacking or not set(lacking) <= set(optional):
            raise
    return workspace.add("wins", {name: value for name, value in values.items() if name not in lacking})
