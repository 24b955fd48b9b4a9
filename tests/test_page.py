"""The page model: every block in every form, what it says said once, and no text of it a tag or a sign."""

import re
from html import unescape

import pytest

from advocacy_kit import open_workspace
from advocacy_kit.core.page import (
    Drawing,
    Heading,
    Item,
    Listing,
    Page,
    Paragraph,
    Picture,
    Quote,
    Table,
    paragraph,
    section,
)
from advocacy_kit.documents.case_page import drawn
from advocacy_kit.documents.packet import COVERAGE, IMPACT, LEVELS, QUARTERS, SECTIONS, STRONGEST, Reviewed
from advocacy_kit.review.review_findings import coverage_finding
from advocacy_kit.widgets import QuarterlyReview
from advocacy_kit.widgets.base.view import blocks
from tests.pages import Words
from tests.test_injection import CORPUS

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\x00\x00\x00\x10\x00\x00\x00\x08"


def whole(words, layout="letter"):
    """A page of every kind of block, each of which says `words`."""
    inner = (
        paragraph(words, words, missing=words),
        Listing((Item(words, link="https://example.org/a", missing=words), Item(words, link="javascript:alert(1)"))),
        Quote((words,)),
        Table((words, words), ((words, words),)),
        Picture(PNG, words),
    )
    return Page(words, section(words, *inner, request=True), words, to=words, lead=words, layout=layout)


@pytest.mark.parametrize("layout", ["letter", "report"])
@pytest.mark.parametrize("words", CORPUS)
def test_every_block_is_text_in_every_form(words, layout):
    page, line = whole(words, layout), " ".join(words.split())
    parsed = Words(page.html.partition("</head>")[2])
    assert " ".join(parsed.words.split()).count(line) >= 14  # the picture's alternative too
    assert set(parsed.tags) <= {
        *[
            "body",
            "main",
            "h1",
            "h2",
            "p",
            "section",
            "ul",
            "li",
            "a",
            "blockquote",
            "div",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "img",
            "footer",
        ]
    }
    assert page.text.count(words) == 15
    for written in page.markdown.splitlines():
        bare = re.sub(r"<https://example\.org/a>|^> ", "", written)
        bare = re.sub(r"(?<= )\[(.*?)\]$|^\[(.*?)\]$", r"\1\2", bare)
        assert written.startswith("|") or not re.search(r"(?<!\\)[|<>`\[\]$]", bare)


def test_only_an_address_is_a_link():
    page = whole("x")
    assert page.html.count("<a ") == page.markdown.count("<https://example.org/a>") == 1
    assert "javascript" not in page.html + page.markdown + page.text + page.fragment


def test_a_section_that_says_nothing_is_none():
    assert section("x", paragraph(), paragraph(""), Listing(()), Table(("a",), ())) == ()
    assert section("x", paragraph("", missing="y")) == (Heading("x"), Paragraph((), "y"))


def test_the_request_alone_stands_in_sentences_of_their_own():
    said = paragraph("One.", "Two.")
    page = Page("t", (*section("a", said), *section("b", said, request=True)))
    assert page.html.count("<p>One. Two.</p>") == page.html.count("<p>One.</p>\n<p>Two.</p>") == 1
    assert page.markdown.count("One. Two.") == 2
    assert page.headings == ("a", "b")
    assert page.under("b") == (said,)


def test_a_drawing_is_drawn_with_its_alternative_and_nothing_shows_what_it_says(demo):
    finding = coverage_finding(demo)
    page = Page("t", (Drawing("market", lambda: finding),))
    assert "<img" not in page.html
    assert repr(page.blocks) == "(<Drawing>,)"
    (picture,) = drawn(Page("t", (Picture(PNG, "alt"),))).blocks
    assert picture == Picture(PNG, "alt")


def test_notebook_and_packet_show_the_same_sections():
    workspace = open_workspace()
    review, of = QuarterlyReview(workspace), Reviewed(workspace.records)
    assert {IMPACT, COVERAGE, QUARTERS, STRONGEST, LEVELS} <= {*SECTIONS}
    for part, shared in ((review.quarters, QUARTERS), (review.strongest, STRONGEST)):
        assert part.note.text == blocks(*shared.blocks(of)).text
    for view, shared in ((review.impact, IMPACT), (review.coverage, COVERAGE)):
        assert unescape(view.answer.value).count(shared.find(of, by="category").answer) == 1
