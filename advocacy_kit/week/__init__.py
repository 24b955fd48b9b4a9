"""A week of work: its highlight, the habit of logging, the script to say aloud, the rungs in words."""

from advocacy_kit.week.highlight import Highlight, highlight
from advocacy_kit.week.rungs import Rungs, chosen_wins, last_rows, next_question, rungs, taken_in
from advocacy_kit.week.scripts import Script, script, script_keys, script_of_the_week
from advocacy_kit.week.streak import Streak, logging_streak, streak_finding

__all__ = [
    "Highlight",
    "Rungs",
    "Script",
    "Streak",
    "chosen_wins",
    "highlight",
    "last_rows",
    "logging_streak",
    "next_question",
    "rungs",
    "script",
    "script_keys",
    "script_of_the_week",
    "streak_finding",
    "taken_in",
]
