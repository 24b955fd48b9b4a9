"""Notebook 8 in a real JupyterLab.

A brief is written for a sponsor without what is not for her, and is one page on paper.
"""

import re

import pytest

from tests.browser.session import run_all

pytestmark = pytest.mark.browser

NOT_HERS = ("Ferrand", "Lakemont")  # of a confidential win, and of one for others
ENERGY = "Hospitals had their stock in the ice storm, and I want that to be every week."


def card(page, button):
    """Return the output of the cell that has a button."""
    return page.locator(".jp-CodeCell", has=page.get_by_role("button", name=button, exact=True))


def test_a_brief_for_a_sponsor_is_previewed_written_and_printed_on_one_page(lab, file):
    page = lab("8_advocates.ipynb")
    run_all(page)
    cell = card(page, "Save brief")
    cell.locator("td", has_text="Why does this matter to you").wait_for(timeout=60_000)
    reader = cell.locator("select").first
    reader.select_option(label="Marcus Oyelaran (manager)")
    cell.locator("th", has_text="what Marcus does not see").wait_for(timeout=60_000)
    reader.select_option(label="Helen Brandt (sponsor)")
    cell.locator("th", has_text="what Helen does not see").wait_for(timeout=60_000)
    left_out = cell.locator("table", has_text="left out").inner_text()
    assert all(word in left_out for word in NOT_HERS)
    cell.get_by_placeholder("Why does this matter to you").fill(ENERGY)
    cell.get_by_placeholder("the post of ward lead").click()  # leaving the field takes it
    cell.locator("td", has_text="Why does this matter to you").wait_for(state="detached", timeout=60_000)
    cell.get_by_role("button", name="Save brief", exact=True).click()
    page.locator(
        "p[aria-live]", has_text="Written: documents/brief-p-helen.html and documents/brief-p-helen.md"
    ).wait_for(timeout=60_000)
    html, markdown = (file(page, f"documents/brief-p-helen.{kind}") for kind in ("html", "md"))
    for text in (html, markdown):
        assert "Hospitals had their stock in the ice storm" in text
        assert not [word for word in NOT_HERS if word in text]
    brief = page.context.new_page()
    brief.set_content(html)
    printed = brief.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    for width in (1280, 360):
        brief.set_viewport_size({"width": width, "height": 900})
        wide = (
            "() => [...document.querySelectorAll('body *')].filter(e => e.scrollWidth > e.clientWidth + 1 &&"
            " e.clientWidth).map(e => e.tagName)"
        )
        assert brief.evaluate(wide) == []
        assert brief.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_somebody_is_spoken_with_in_one_click_and_it_is_taken_back(lab, rows):
    page = lab("8_advocates.ipynb")
    run_all(page)
    late = page.locator("td", has_text="You last spoke with Helen Brandt on 21 May 2026")
    late.wait_for(timeout=60_000)
    before = rows(page, "people.csv")
    cell = card(page, "Spoke today")
    people = cell.locator("select").first
    assert people.evaluate("list => list.selectedIndex") == 0  # “a new one”
    people.select_option(label="Helen Brandt")
    cell.locator("p", has_text="Helen Brandt knows of").wait_for(timeout=60_000)
    cell.get_by_role("button", name="Spoke today", exact=True).click()
    late.wait_for(state="detached", timeout=60_000)
    (row,) = [row for row in rows(page, "people.csv") if row["id"] == "p-helen"]
    assert row["last_spoken"] == "2026-09-30"
    cell.get_by_role("button", name="Undo", exact=True).first.click()
    late.wait_for(timeout=60_000)
    assert rows(page, "people.csv") == before
    people.select_option(label="a new one")
    cell.locator("p", has_text="Helen Brandt knows of").wait_for(state="hidden", timeout=60_000)
    assert people.evaluate("list => list.selectedIndex") == 0  # “a new one”
