"""A week of work: its highlight, the habit of logging, the rungs in words."""

from advocacy_kit.log.week.highlight import Highlight, highlight
from advocacy_kit.log.week.rungs import Rungs, chosen_wins, last_rows, next_question, rungs, taken_in
from advocacy_kit.log.week.streak import Streak, logging_streak, streak_finding

__all__ = [
    "Highlight",
    "Rungs",
    "Streak",
    "chosen_wins",
    "highlight",
    "last_rows",
    "logging_streak",
    "next_question",
    "rungs",
    "streak_finding",
    "taken_in",
]
