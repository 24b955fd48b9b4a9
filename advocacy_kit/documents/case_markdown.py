"""The manager's page as Markdown to paste into a mail; what the user wrote stays text, whatever signs it holds."""

from __future__ import annotations

import re
from urllib.parse import quote

from advocacy_kit.core.page_parts import ManagerPage

_SIGNS = re.compile(r"([\\`*_\[\]<>|#$~&])")
_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~-._"  # of RFC 3986: all that means something in an address
_START = re.compile(r"^(\s*)([-+=:]|\d+[.)])(?=\s|$|[-=])")


def escaped(text: str) -> str:
    """Return a text in which no sign of Markdown means anything: no heading, list, table, link, tag or formula."""
    line = _SIGNS.sub(r"\\\1", " ".join(text.split()))
    return _START.sub(lambda match: f"{match[1]}{match[2][:-1]}\\{match[2][-1]}", line)


def page_markdown(page: ManagerPage) -> str:
    """Return the page as Markdown: headings, paragraphs, lists."""
    lines = [f"# {escaped(page.title)}", ""]
    for part in page.parts:
        lines += [f"## {escaped(part.heading)}", ""]
        lines += _paragraph(part.sentences)
        if part.listed:
            links = part.links or ("",) * len(part.listed)
            lines += [*(f"- {escaped(text)}{_link(link)}" for text, link in zip(part.listed, links, strict=True)), ""]
        lines += _paragraph(part.after)
    return "\n".join([*lines, f"*{escaped(page.foot)}*", ""])


def _link(address: str) -> str:
    """Return an address as a link of its own; what could end it early is percent-encoded."""
    return f" <{quote(address, safe=_IN_ADDRESSES)}>" if address else ""


def _paragraph(sentences: tuple[str, ...]) -> list[str]:
    return [escaped(" ".join(sentences)), ""] if sentences else []
