"""How long one statement takes to be read, as at a key stroke."""

from __future__ import annotations

from advocacy_kit import frame_statement
from tests.benchmarks.timing import median_ms
from tests.framing_report import SETS, statements


def slowest_statement_ms():
    """Return the median time of the labelled statement that takes longest."""
    texts = [row.text for name in SETS for row in statements(name)]
    frame_statement(texts[0])  # the word lists are read once
    return max(median_ms(lambda _, text=text: frame_statement(text), 5) for text in texts)
