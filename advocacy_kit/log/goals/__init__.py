"""Goals: where each stands against its pace, which wins moved it, what it needs from here."""

from advocacy_kit.log.goals.progress import goal_progress

__all__ = ["goal_progress"]
