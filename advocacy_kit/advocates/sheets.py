"""The question sheet: what is asked before anything is written for a person or an idea, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from advocacy_kit.core.cells import one_line
from advocacy_kit.core.model import Records


@dataclass(frozen=True)
class Answer:
    """A question of the sheet with its newest answer.

    Empty texts where nothing was heard. `line` is its row in conversations.csv.
    """

    question: str
    answer: str = ""
    surprise: str = ""
    manner: str = ""
    date: date | None = None
    line: int | None = None

    @property
    def heard(self) -> bool:
        """Whether there is an answer."""
        return bool(self.answer)


@dataclass(frozen=True, repr=False)
class Sheet:
    """The questions about one person or idea with their answers, what else was heard, and what one asks oneself."""

    answers: tuple[Answer, ...]
    further: tuple[Answer, ...]
    own: Answer

    def __repr__(self) -> str:
        return f"<Sheet: {sum(answer.heard for answer in self.answers)} of {len(self.answers)} answered>"

    @property
    def everything(self) -> tuple[Answer, ...]:
        """All questions, in the order in which they are shown."""
        return (*self.answers, *self.further, self.own)

    @property
    def heard(self) -> tuple[Answer, ...]:
        """What was answered, but for what one asked oneself."""
        return tuple(answer for answer in (*self.answers, *self.further) if answer.heard)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The questions that are still to be asked."""
        return tuple(answer.question for answer in self.answers if not answer.heard)

    @property
    def lead(self) -> str:
        """How many of the questions are answered."""
        return f"{sum(answer.heard for answer in self.answers)} of {len(self.answers)} questions are answered"


def sheet_of(records: Records, called: frozenset[str], asked: Sequence[str], own: str) -> Sheet:
    """Return the sheet of whoever or whatever conversations.csv calls one of some names (in small letters)."""
    rows = records.conversations
    rows = rows[rows["person_id"].map(lambda cell: one_line(cell).casefold() in called).astype(bool)].sort_values(
        "date", kind="stable"
    )
    heard = {_key(row["question"]): _answer(line, row) for line, row in rows.iterrows()}
    known = {_key(question) for question in (*asked, own)}
    return Sheet(
        answers=tuple(heard.get(_key(question), Answer(question)) for question in asked),
        further=tuple(answer for key, answer in heard.items() if key not in known),
        own=heard.get(_key(own), Answer(own)),
    )


def _key(question: object) -> str:
    return one_line(question).casefold().rstrip("?. ")


def _answer(line: object, row: pd.Series) -> Answer:
    said = {name: one_line(row[name]) for name in ("question", "answer", "surprise", "manner")}
    return Answer(**said, date=row["date"].date(), line=int(str(line)))
