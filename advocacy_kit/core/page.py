"""The one model of a page: a title and blocks, rendered as HTML that loads nothing, Markdown, text and notebook HTML.

Every text is escaped here and nowhere else: a heading, a cell or an address that a user wrote never becomes a tag or a
sign of Markdown.
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Literal
from urllib.parse import quote

from advocacy_kit.core.model import Finding

FOR_MYSELF = "For myself."
LINKS = ("http://", "https://")  # an item with any other address has no link
TIGHT = 12  # letters up to which a cell, such as a date or an amount, is never broken
DENSITY = 2  # pictures are drawn at double density
# nothing is loaded and nothing runs: pictures and style are part of the page
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
Rows = tuple[tuple[str, ...], ...]
Layout = Literal["letter", "report"]
_SIGNS = re.compile(r"([\\`*_\[\]<>|#$~&])")
_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~-._"  # of RFC 3986: all that means something in an address
_START = re.compile(r"^(\s*)([-+=:]|\d+[.)])(?=\s|$|[-=])")


@dataclass(frozen=True, repr=False)
class Block:
    """A piece of a page; it is true if it says anything."""

    def __repr__(self) -> str:  # what a page says may be pay
        return f"<{type(self).__name__}>"

    def __bool__(self) -> bool:
        return True

    @property
    def lines(self) -> tuple[str, ...]:
        """What it says as plain text, a line each."""
        return ()


@dataclass(frozen=True, repr=False)
class Heading(Block):
    """The heading of the blocks that follow it, up to the next one; `request` marks the request of the page."""

    words: str
    request: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        return (self.words,)


@dataclass(frozen=True, repr=False)
class Paragraph(Block):
    """Sentences in one paragraph, and in brackets what the reader has still to fill in."""

    sentences: tuple[str, ...]
    missing: str = ""

    def __bool__(self) -> bool:
        return any(self.sentences) or bool(self.missing)

    @property
    def lines(self) -> tuple[str, ...]:
        return (*self.sentences, *_bracketed(self.missing))


@dataclass(frozen=True, repr=False)
class Item(Block):
    """A list item with the address that it links to, and in brackets what the reader has still to fill in."""

    words: str
    link: str = ""
    missing: str = ""

    @property
    def address(self) -> str:
        """The link if it leads to a page; every other one is empty, such as a script or a path."""
        return self.link if self.link.casefold().startswith(LINKS) else ""

    @property
    def lines(self) -> tuple[str, ...]:
        return (" ".join([self.words, *_bracketed(self.missing)]), *([self.address] if self.address else []))


@dataclass(frozen=True, repr=False)
class Listing(Block):
    """A list."""

    items: tuple[Item, ...]

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line for item in self.items for line in item.lines)


@dataclass(frozen=True, repr=False)
class Quote(Block):
    """What is said aloud or was said by somebody, a paragraph a line."""

    words: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return self.words


@dataclass(frozen=True, repr=False)
class Table(Block):
    """A table of texts; without rows it says nothing."""

    head: tuple[str, ...]
    rows: Rows

    def __bool__(self) -> bool:
        return bool(self.rows)

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(" | ".join(row) for row in (self.head, *self.rows))


@dataclass(frozen=True, repr=False)
class Picture(Block):
    """A picture as PNG bytes with its text alternative; Markdown and text leave it out."""

    png: bytes
    alt: str

    @property
    def source(self) -> str:
        """The picture as a data address."""
        return "data:image/png;base64," + base64.b64encode(self.png).decode("ascii")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels of the page."""
        width, height = struct.unpack(">II", self.png[16:24])
        return round(width / DENSITY), round(height / DENSITY)


@dataclass(frozen=True, repr=False, eq=False)
class Drawing(Block):
    """A picture still to be drawn: what it shows, and the name of the plot that draws it (`documents.drawn`)."""

    plot: str
    find: Callable[[], Finding]


def paragraph(*sentences: str, missing: str = "") -> Paragraph:
    """Return sentences as one paragraph; empty ones are left out."""
    return Paragraph(tuple(sentence for sentence in sentences if sentence), missing)


def listing(lines: Iterable[str]) -> Listing:
    """Return lines as a list without links."""
    return Listing(tuple(Item(line) for line in lines))


def section(heading: str, *blocks: Block, request: bool = False) -> tuple[Block, ...]:
    """Return a heading and the blocks that say something; nothing if none does."""
    said = tuple(block for block in blocks if block)
    return (Heading(heading, request), *said) if said else ()


@dataclass(frozen=True, repr=False)
class Page:
    """A document: `html` loads nothing, `markdown` goes into a mail, `text` is read.

    Args:
        title: what it is called.
        blocks: what it says, in reading order.
        foot: the small print at its end.
        to: the reader's name, or empty.
        lead: what stands under the title.
        layout: a letter fits on a sheet, a report is a card a heading.

    Example:
        >>> import advocacy_kit as ak
        >>> ak.case_page(ak.open_workspace())
        <Page 'Base pay: a request'>
    """

    title: str
    blocks: tuple[Block, ...]
    foot: str = ""
    to: str = ""
    lead: str = ""
    layout: Layout = "letter"

    def __repr__(self) -> str:
        return f"<Page {self.title!r}>"

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in reading order."""
        return tuple(block.words for block in self.blocks if isinstance(block, Heading))

    @property
    def sections(self) -> tuple[tuple[Heading | None, tuple[Block, ...]], ...]:
        """Each heading with the blocks under it; what stands before the first one has none."""
        return tuple(_sections(self.blocks))

    def under(self, heading: str) -> tuple[Block, ...]:
        """Return the blocks under the first heading of that name; none if there is no such heading."""
        return next((blocks for found, blocks in self.sections if found is not None and found.words == heading), ())

    def mapped(self, change: Callable[[Block], Block]) -> Page:
        """Return the page with every block changed."""
        return replace(self, blocks=tuple(change(block) for block in self.blocks))

    @property
    def text(self) -> str:
        """Everything that it says, a line each."""
        lines = [self.title, self.lead, *(line for block in self.blocks for line in block.lines), self.foot]
        return "\n".join(line for line in lines if line)

    @property
    def markdown(self) -> str:
        """The page as Markdown; what the user wrote stays text, whatever signs it holds."""
        parts = [f"# {escaped(self.title)}", *([escaped(self.lead)] if self.lead else [])]
        parts += [part for block in self.blocks if (part := _markdown(block))]
        return "\n\n".join([*parts, *([f"*{escaped(self.foot)}*"] if self.foot else [])]) + "\n"

    @property
    def html(self) -> str:
        """The page as one HTML file, which holds everything and loads nothing."""
        to = f'<p class="to">For {escape(self.to)}</p>' if self.to else ""
        lead = f'<p class="lead">{escape(self.lead)}</p>' if self.lead else ""
        foot = f"<footer>{escape(self.foot)}</footer>" if self.foot else ""
        parts = [f"<h1>{escape(self.title)}</h1>", to, lead, *map(_section_html, self.sections), foot]
        body = "\n".join(part for part in parts if part)
        return _template().substitute(policy=POLICY, title=escape(self.title), layout=self.layout, body=body)

    @property
    def fragment(self) -> str:
        """The page as a piece of HTML inside another page, such as a notebook's."""
        parts = [
            f"<b>{escape(self.title)}</b>",
            *(_fragment(block) for block in self.blocks),
            f"<p>{escape(self.foot)}</p>",
        ]
        return f'<div style="{FRAMED}">{"".join(parts)}</div>'

    def _repr_html_(self) -> str:
        return f'<iframe srcdoc="{escape(self.html)}" width="100%" height="900" title="{escape(self.title)}"></iframe>'


FRAMED = "max-width:886px;line-height:1.5;border:1px solid #d5dae1;padding:8px 16px 12px;margin:6px 0"


def escaped(text: str) -> str:
    """Return a text in which no sign of Markdown means anything: no heading, list, table, link, tag or formula."""
    line = _SIGNS.sub(r"\\\1", " ".join(text.split()))
    return _START.sub(lambda match: f"{match[1]}{match[2][:-1]}\\{match[2][-1]}", line)


def _bracketed(missing: str) -> tuple[str, ...]:
    return (f"[{missing}]",) if missing else ()


def _sections(blocks: Sequence[Block]) -> Iterator[tuple[Heading | None, tuple[Block, ...]]]:
    heading: Heading | None = None
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            if heading or found:
                yield heading, tuple(found)
            heading, found = block, []
        else:
            found.append(block)
    if heading or found:
        yield heading, tuple(found)


def _markdown(block: Block) -> str:
    """Return a block as Markdown; a picture has none."""
    match block:
        case Heading():
            return f"## {escaped(block.words)}"
        case Paragraph():
            said = [escaped(" ".join(block.sentences))] if block.sentences else []
            return "\n\n".join([*said, *([f"[{escaped(block.missing)}]"] if block.missing else [])])
        case Listing():
            return "\n".join(f"- {_item_markdown(item)}" for item in block.items)
        case Quote():
            return "\n>\n".join(f"> {escaped(line)}" for line in block.words)
        case Table():
            rows = (block.head, ("---",) * len(block.head), *block.rows)
            return "\n".join(
                f"| {' | '.join(cell if place == 1 else escaped(cell) for cell in row)} |"
                for place, row in enumerate(rows)
            )
    return ""


def _item_markdown(item: Item) -> str:
    """Return an item; what could end its address early is percent-encoded."""
    link = f" <{quote(item.address, safe=_IN_ADDRESSES)}>" if item.address else ""
    return f"{escaped(item.words)}{link}{f' [{escaped(item.missing)}]' if item.missing else ''}"


def _section_html(given: tuple[Heading | None, tuple[Block, ...]]) -> str:
    heading, blocks = given
    request = heading is not None and heading.request
    head = [f"<h2>{escape(heading.words)}</h2>"] if heading is not None else []
    parts = "\n".join([*head, *(html for block in blocks if (html := _html(block, apart=request)))])
    opening = '<section class="ask">' if request else "<section>"
    return f"{opening}\n{parts}\n</section>"


def _html(block: Block, *, apart: bool = False) -> str:
    """Return a block as HTML; `apart` makes each sentence a paragraph of its own."""
    match block:
        case Paragraph():
            said = block.sentences if apart else [" ".join(block.sentences)] if block.sentences else []
            return "\n".join(f"<p>{escape(words)}</p>" for words in (*said, *_bracketed(block.missing)))
        case Listing():
            return "\n".join(["<ul>", *(_item_html(item) for item in block.items), "</ul>"])
        case Quote():
            return f"<blockquote>{''.join(f'<p>{escape(line)}</p>' for line in block.words)}</blockquote>"
        case Table():
            head = "".join(f'<th scope="col">{escape(name)}</th>' for name in block.head)
            rows = "\n".join(f"<tr>{''.join(map(_cell_html, row))}</tr>" for row in block.rows)
            inner = f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>"
            return f'<div class="scroll"><table>\n{inner}\n</table></div>'
        case Picture():
            width, height = block.size
            return f'<img src="{block.source}" width="{width}" height="{height}" alt="{escape(block.alt)}">'
    return ""


def _item_html(item: Item) -> str:
    link = escape(item.address)
    shown = f' <a href="{link}" rel="noreferrer">{link}</a>' if link else ""
    return f"<li>{escape(item.words)}{shown}{f' [{escape(item.missing)}]' if item.missing else ''}</li>"


def _cell_html(cell: str) -> str:
    opening = '<td class="tight">' if len(cell) <= TIGHT else "<td>"
    return f"{opening}{escape(cell)}</td>"


def _fragment(block: Block) -> str:
    """Return a block with its style beside it, for a page whose style is not ours."""
    if isinstance(block, Heading):
        return f"<p style='margin:10px 0 0'><b>{escape(block.words)}</b></p>"
    return _html(block).replace("<ul>", "<ul style=margin:0>")


@cache
def _template() -> Template:
    return Template(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))
