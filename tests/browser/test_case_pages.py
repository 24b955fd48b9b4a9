"""The case pages of four fictional people in Chromium.

Nothing is clipped or scrolls sideways, nothing is loaded, and the page prints on one sheet.
"""

import re

import pytest

import advocacy_kit as ak
from advocacy_kit.documents.case_page import drawn
from advocacy_kit.raise_case.long_version import long_version
from advocacy_kit.raise_case.manager_page import manager_page
from advocacy_kit.raise_case.percentile_choice import percentile_range
from tests.people import DEVELOPER, GERMAN, NURSE, TEACHER

pytestmark = pytest.mark.browser
PEOPLE = {
    "nurse": (NURSE, 0.5, "I precept and stand in for the charge nurse"),
    "developer": (DEVELOPER, 0.85, "I answer for two teams' systems"),
    "teacher": (TEACHER, 0.5, None),
    "german": (GERMAN, 0.5, None),
}
# whatever sticks out of the card, or holds more than it shows, is cut for the reader
CUT = """() => {
  const inner = document.querySelector('main').getBoundingClientRect();
  const wide = element => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline';
  const out = ({left, right}) => left < inner.left - 1 || right > inner.right + 1;
  return [...document.querySelectorAll('main, main *')]
    .filter(element => wide(element) || out(element.getBoundingClientRect()))
    .map(element => `${element.tagName} ${element.textContent.slice(0, 60)}`);
}"""
EMPTY = "() => [...document.images].filter(image => !image.complete || image.naturalWidth < 1000 || !image.alt).length"
SHEET = 680  # what an A4 sheet leaves between its margins, in the browser's points


@pytest.fixture
def made(folder_of):
    def make(name):
        files, percentile, reason = PEOPLE[name]
        workspace = ak.open_workspace(folder_of("mine", files))
        records, market = workspace.records, ak.load_market(*workspace.market_sources())
        return records, ak.raise_case(records, market, percentile, reason)

    return make


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page as a file, as a manager would; it may ask for nothing but itself."""
    context = browser.new_context(viewport={"width": 800, "height": 1000}, offline=True)

    def open_page(html):
        file = tmp_path / "page.html"
        file.write_text(html, encoding="utf-8")
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        page.wait_for_function("() => [...document.images].every(image => image.complete)")
        assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
        return page

    yield open_page
    context.close()


@pytest.mark.parametrize("name", PEOPLE)
def test_the_page_for_the_manager_is_whole_on_screen_and_one_sheet_of_paper(made, opened, name):
    records, case = made(name)
    page = opened(drawn(manager_page(records, case)).html)
    assert page.locator("img").count() == 2
    assert page.evaluate(EMPTY) == 0
    for width, media in ((800, "screen"), (400, "screen"), (SHEET, "print")):
        page.set_viewport_size({"width": width, "height": 1000})
        page.emulate_media(media=media)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT) == []
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))
    assert len(sheets) == 1


@pytest.mark.parametrize("name", PEOPLE)
def test_the_long_version_is_whole_on_screen(made, opened, name):
    records, case = made(name)
    page = opened(drawn(long_version(records, case, percentile_range(records))).html)
    assert page.locator("img").count() == 3
    assert page.evaluate(EMPTY) == 0
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 800
    assert page.evaluate(CUT) == []


def test_what_sticks_out_is_found(opened):
    page = opened(
        "<main style='width:300px'><p style='white-space:nowrap'>a line that is much longer than the card that holds"
        " it</p></main>"
    )
    assert page.evaluate(CUT)
