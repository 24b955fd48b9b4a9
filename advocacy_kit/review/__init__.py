"""The review: what the work adds up to, by quarters, by rubric, in one's own eyes; and the texts that come of it."""
