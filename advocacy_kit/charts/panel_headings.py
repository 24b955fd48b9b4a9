"""Words above a panel for the lines that run down through it: present pay, the target, an interval."""

from __future__ import annotations

from dataclasses import dataclass

from advocacy_kit.charts.boxes import spread
from advocacy_kit.charts.card import LABEL, Card
from advocacy_kit.charts.text_width import balance, height, width


@dataclass(frozen=True)
class Heading:
    """Words that belong above `x`, a place in points."""

    x: float
    words: str
    colour: str


def fit(words: str, card: Card) -> str:
    """Return words in at most two lines that leave room for another heading beside them."""
    return balance(words, (card.right - card.left) / 2 - 6.0, LABEL, True)


def draw_headings(card: Card, headings: list[Heading], bottom: float) -> None:
    """Write headings in one row that ends at `bottom`, each as near to its place as the others allow."""
    texts = [fit(heading.words, card) for heading in headings]
    sizes = [width(text, LABEL, True) for text in texts]
    centres = spread([heading.x for heading in headings], sizes, card.left, card.right, gap=12.0)
    for heading, text, centre in zip(headings, texts, centres, strict=True):
        top = bottom - 1.0 - height(text, LABEL)
        card.text(centre, top, text, colour=heading.colour, bold=True, ha="center", va="top")
