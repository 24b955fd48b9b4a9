"""A page for somebody else as texts: a title, to whom, its parts, a foot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FOR_MYSELF = "For myself."


@dataclass(frozen=True, repr=False)
class Part:
    """One part of the page: a heading, sentences, what is listed under them, and sentences after the list.

    `asks` marks the request; `links` has an address for each thing listed, or nothing.
    """

    heading: str
    sentences: tuple[str, ...]
    listed: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    asks: bool = False
    links: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Part {self.heading!r}>"


def with_words(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the parts that say something under their heading."""
    return tuple(part for part in parts if part.sentences or part.listed or part.after)


@dataclass(frozen=True, repr=False)
class ManagerPage:
    """The page as texts: `title`, `to` (a name, or empty), `parts` in reading order, `foot`."""

    title: str
    to: str
    parts: tuple[Part, ...]
    foot: str

    def __repr__(self) -> str:
        return f"<ManagerPage of {len(self.parts)} parts>"

    @property
    def text(self) -> str:
        """Everything that it says, a line each."""
        lines = [
            self.title,
            *(
                line
                for part in self.parts
                for line in (part.heading, *part.sentences, *part.listed, *part.links, *part.after)
            ),
            self.foot,
        ]
        return "\n".join(line for line in lines if line)
