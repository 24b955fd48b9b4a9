"""How long one statement takes to be read, as at a key stroke: its rung, and its language."""

from __future__ import annotations

from advocacy_kit import check_language, frame_statement
from tests.benchmarks.timing import median_ms
from tests.fit_language import TAUGHT, rows_of


def statements():
    """Return the labelled statements."""
    return [text for name in TAUGHT["framing"] for text, *_ in rows_of(name)]


def slowest_statement_ms():
    """Return the median time of the labelled statement that takes longest."""
    texts = statements()
    for text in texts:
        frame_statement(text)  # the model is read once
    return max(median_ms(lambda _, text=text: frame_statement(text), 5) for text in texts)


def checked_ms():
    """Return the median time of checking the language of one labelled statement, and of a text of 100 kB."""
    texts = statements()
    long = (". ".join(texts) * 20)[:100_000]
    check_language(long)  # the model is read once
    return median_ms(lambda run: check_language(texts[run % len(texts)]), 200), median_ms(
        lambda _: check_language(long), 3
    )
