"""What all kinds of gaps look at: the records of one day, and the wins of the period, each read once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import pandas as pd

from advocacy_kit.core.model import Records
from advocacy_kit.core.values import split_list
from advocacy_kit.language.framing import Framing, frame_statement
from advocacy_kit.log.impact import is_measured
from advocacy_kit.log.periods import in_period, known, period_start
from advocacy_kit.log.progress import goal_progress, in_view
from advocacy_kit.log.strength import STRONG, strengths


@dataclass(frozen=True, eq=False, repr=False)
class GapContext:
    """The records as the next review sees them; what is dated later than today is not known yet."""

    records: Records

    def __repr__(self) -> str:
        return f"<GapContext of {self.today.date()}>"

    @cached_property
    def today(self) -> pd.Timestamp:
        """The day that counts."""
        return pd.Timestamp(self.records.today)

    @cached_property
    def start(self) -> pd.Timestamp:
        """The first day of the period."""
        return pd.Timestamp(period_start(self.records))

    @cached_property
    def log(self) -> pd.DataFrame:
        """All wins up to today."""
        return self.known("wins")

    @cached_property
    def wins(self) -> pd.DataFrame:
        """The wins of the period."""
        return in_period(self.records)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """All outcomes up to today."""
        return self.known("outcomes")

    @cached_property
    def measured(self) -> pd.Series:
        """Whether each win of the period has a measure, its own or one of its outcomes'."""
        late = set(self.outcomes.loc[is_measured(self.outcomes), "win_id"])
        return is_measured(self.wins) | self.wins["id"].map(late.__contains__).astype(bool)

    @cached_property
    def strong(self) -> pd.DataFrame:
        """The strong wins of the period, strongest first, with the columns of `strengths`."""
        ids = set(self.wins["id"])
        outcomes = self.outcomes[self.outcomes["win_id"].map(ids.__contains__).astype(bool)]
        table = strengths(
            replace(self.records, frames={**self.records.frames, "wins": self.wins, "outcomes": outcomes})
        )
        return table[table["points"] >= STRONG]

    @cached_property
    def framings(self) -> pd.Series:
        """How each win of the period that has no measure reads, with its impact; other wins are not read."""
        lacking = self.wins[~self.measured]
        read = [framed(_statement(win, impact)) for win, impact in zip(lacking["win"], lacking["impact"], strict=True)]
        return pd.Series(read, index=lacking.index, dtype="object")

    @cached_property
    def sized(self) -> pd.Series:
        """Whether the size of each such win stands there as a figure.

        “halved” and “none” say how much, and leave nothing to copy.
        """
        wins = self.wins.loc[self.framings.index]
        texts = [_statement(win, impact) for win, impact in zip(wins["win"], wins["impact"], strict=True)]
        sizes = [
            "".join(text[span.start : span.end] for span in framing.spans if span.role == "size")
            for text, framing in zip(texts, self.framings, strict=True)
        ]
        return pd.Series([any(map(str.isdigit, size)) for size in sizes], index=wins.index, dtype="bool")

    @cached_property
    def proven(self) -> frozenset[str]:
        """The ids of the wins that something proves.

        A link or file that is not known to lead nowhere, its own or an outcome's.
        """
        found = [
            key
            for frame, name in ((self.log, "id"), (self.outcomes, "win_id"))
            for key, cell in zip(frame[name], frame["evidence"], strict=True)
            if isinstance(cell, str) and any(self.leads(item) for item in split_list(cell))
        ]
        return frozenset(found)

    @cached_property
    def goals(self) -> pd.DataFrame:
        """The goals in view that have begun, with the columns of `goal_progress`."""
        progress = in_view(goal_progress(self.records), self.records)
        return progress[progress["status"] != "not begun"]

    def leads(self, item: str) -> bool:
        """Whether a link or file is not known to lead nowhere."""
        return self.records.evidence.get(item, True)

    def known(self, table: str) -> pd.DataFrame:
        """Return the rows of a dated table up to today."""
        return known(self.records, table)


def _statement(win: object, impact: object) -> str:
    return ". ".join(str(part).strip().rstrip(".") for part in (win, impact) if isinstance(part, str) and part.strip())


@lru_cache(maxsize=8192)  # a statement is read once, however many weeks are looked back on
def framed(text: str) -> Framing:
    """Return how a statement reads."""
    return frame_statement(text)
