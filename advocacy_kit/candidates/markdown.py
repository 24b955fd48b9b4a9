"""Markdown within a line, and what Obsidian, Logseq and TaskPaper put there: as plain words, and its addresses.

And what a list consists of: items, and the sections that their headings make.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from advocacy_kit.candidates.reading import one_line
from advocacy_kit.candidates.trace_spans import Span

_LONGEST = 10_000  # letters that are looked at
_LINK = re.compile(
    r"!?\[([^\[\]]{0,300})\]\((?:<([^<>\s]{1,1000})>|((?:[^()\s]|\([^()\s]{0,200}\)){1,1000}))(?:\s+[\"'(][^\"')]{0,200}[\"')])?\)"
)
_REFERENCE = re.compile(r"\[([^\[\]]{1,300})\]\[([^\[\]]{0,100})\]")
DEFINITION = re.compile(r"\s{0,3}\[([^\[\]]{1,100})\]:\s+<?(https?://[^\s<>]{1,1000})>?.*", re.I)
_WIKI = re.compile(r"(!?)\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{1,200})\]\]")
_BARE = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.I)
_ITALIC = re.compile(r"(?<![\w*])\*(\S(?:[^*\n]{0,300}\S)?)\*(?![\w*])")
_EMPHASIS = re.compile(r"(\*\*|__|`|==|~~)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|~<>-])")
_SIGNS = re.compile(
    r"(?:[➕⏳🛫📅🗓🛑✅❌]\ufe0f?\s*\d{4}-\d\d-\d\d(?:\s\d\d:\d\d)?)|[🔺⏫🔼🔽⏬🔁]\ufe0f?|@done(?:\([^)]{0,40}\))?"
    r"|[\[(]\w{1,30}::[^\])]{0,100}[\])]|(?:CLOSED|SCHEDULED|DEADLINE):\s*[\[<][^\]>]{0,40}[\]>]|\s\^[\w-]{3,40}$"
)


def plain_words(text: str, links: Mapping[str, str]) -> str:
    """Return Markdown as plain words in one line."""
    text = _LINK.sub(r"\1", text[:_LONGEST])
    text = _REFERENCE.sub(lambda found: found[1] if (found[2] or found[1]).lower() in links else found[0], text)
    text = _WIKI.sub(lambda found: "" if found[1] else found[2], text)
    text = _SIGNS.sub(" ", re.sub(r"<(https?://[^\s<>]+)>", r"\1", text))
    text = _ESCAPED.sub(r"\1", _ITALIC.sub(r"\1", _EMPHASIS.sub("", text)))
    return one_line(text)


def without_pages(text: str) -> str:
    """Return a text without its links to other notes."""
    return _WIKI.sub("", text).strip()


def addresses_in(text: str, links: Mapping[str, str]) -> list[str]:
    """Return the addresses of a text: of its links, of those that are defined elsewhere, and the first bare one."""
    found = [each[2] or each[3] for each in _LINK.finditer(text) if not each[0].startswith("!")]
    found += [links.get((each[2] or each[1]).lower(), "") for each in _REFERENCE.finditer(text)]
    return found + [address.rstrip(").,;:!?") for address in _BARE.findall(_LINK.sub(" ", text))[:1]]


@dataclass(repr=False)
class Item:
    """One thing in a list while it grows: its words, its days, and why it is not offered."""

    line: int
    text: str
    indent: int = 0
    span: Span | None = None
    doubt: str = ""  # the date that may mean two days
    impact: str = ""
    link: str = ""
    reason: str = ""
    prose: bool = False
    named: bool = False  # whether it was introduced as what was done: "What: …"
    children: int = 0

    @property
    def is_label(self) -> bool:
        """Whether it only names what stands below it."""
        bare = without_pages(self.text).strip()
        return (
            (self.text.rstrip("*_ ").endswith(":") and len(self.text.split()) < 4)
            or not bare.strip("*_:# ")
            or bool(re.fullmatch(r"(#[\w/-]+\s*)+", bare))
        )

    def add(self, text: str, joint: str = " ") -> None:
        """Add what belongs to it; one that ends in a joint of its own is not given another."""
        if len(self.text) < _LONGEST:
            self.text = f"{self.text.rstrip('.:; ') if joint == '; ' else self.text.rstrip()}{joint}{text.strip()}"


@dataclass(repr=False)
class Section:
    """A heading: its days, its year, its words without them, and what stands directly below it."""

    line: int = 0
    span: Span | None = None
    own: bool = False  # whether it names its days itself
    year: str = ""
    words: str = ""
    doubt: str = ""
    impact: str = ""
    link: str = ""
    reason: str = ""
    items: int = 0
    below: int = 0  # headings below it
    prose: list[Item] = field(default_factory=list)
