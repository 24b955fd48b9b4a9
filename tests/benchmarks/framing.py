"""How long one statement takes to be read, as at a key stroke: its rung, and its language."""

from __future__ import annotations

from advocacy_kit import check_language, frame_statement
from tests.benchmarks.timing import median_ms
from tests.framing_report import SETS, statements


def slowest_statement_ms():
    """Return the median time of the labelled statement that takes longest."""
    texts = [row.text for name in SETS for row in statements(name)]
    frame_statement(texts[0])  # the word lists are read once
    return max(median_ms(lambda _, text=text: frame_statement(text), 5) for text in texts)


def checked_ms():
    """Return the median time of checking the language of one labelled statement, and of a text of 100 kB."""
    texts = [row.text for name in SETS for row in statements(name)]
    long = (" ".join(texts) * 20)[:100_000]
    check_language(long)  # the word lists are read once
    return median_ms(lambda run: check_language(texts[run % len(texts)]), 200), median_ms(
        lambda _: check_language(long), 3
    )
