"""Other voices: the people around the work, what each knows, briefs for them, and speaking for others."""

from advocacy_kit.log.people import Person, people_of, visibility

__all__ = ["Person", "people_of", "visibility"]
