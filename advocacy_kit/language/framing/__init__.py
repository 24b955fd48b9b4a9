"""On which rung a statement about work stands, and the one next question: read by grammar and word lists alone."""

from advocacy_kit.language.framing.statement import Framing, Rung, Span, frame_statement

__all__ = ["Framing", "Rung", "Span", "frame_statement"]
