"""The raise case as HTML: one page for the manager, one long one for the user.

Both load nothing and hold everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advocacy_kit.core.page_parts import ManagerPage
from advocacy_kit.documents.page import Section, render, render_page
from advocacy_kit.raise_case.long_version import NOTE, Passage

LONG_TITLE = "What exactly do I ask for, and why?"


def render_case(page: ManagerPage, pictures: Sequence[Section]) -> str:
    """Return the manager's page.

    Args:
        page: what it says.
        pictures: up to two, each under the part of that title.

    """
    return render("case.html.j2", page=page, pictures={section.title: section for section in pictures})


def render_long(passages: Sequence[Passage], pictures: Mapping[str, bytes], foot: str) -> str:
    """Return the user's own long version.

    Args:
        passages: what it says; those that say nothing are left out.
        pictures: PNG bytes by the title of their passage.
        foot: when it was made.

    """
    sections = [
        Section(p.title, p.words, pictures.get(p.title, b""), p.finding.alt if p.finding else "", p.head, p.rows)
        for p in passages
        if p.words or p.rows or p.finding
    ]
    return render_page(LONG_TITLE, NOTE, sections, foot)
