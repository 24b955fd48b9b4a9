"""The talk, the answer and what follows: when, what is said, objections, practice, the plan, the next time."""
