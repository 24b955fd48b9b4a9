"""The weekly notebook in a real JupyterLab.

The question follows every key, one click keeps a win, one takes it back, one copies.
"""

import re

import pytest

from tests.browser.session import run_to_the_end

pytestmark = pytest.mark.browser
WHAT = "What you did or what happened, in a sentence"
CHANGED = "What changed because of it"
SEARCH = "words of the win, such as its topic"


@pytest.fixture
def page(lab):
    return run_to_the_end(lab("1_weekly.ipynb"))


def draft_of(page):
    """The paragraph for the status mail."""
    return page.locator(".jp-CodeCell", has=page.get_by_role("button", name="Copy", exact=True)).locator("textarea")


def test_the_question_follows_every_key_and_a_win_is_kept_and_taken_back(page, rows):
    from playwright.sync_api import expect

    before = rows(page, "wins.csv")
    page.locator("div[aria-live]", has_text="the next question appears here").wait_for(timeout=60_000)
    form = page.locator(
        ".jp-CodeCell", has_text="who knows of it"
    ).first  # below, the form that changes a win has the same fields
    what = form.get_by_placeholder(WHAT)
    what.press_sequentially("Rewrote the night handover")
    page.locator("div[aria-live]", has_text="What changed because of the night handover?").wait_for(timeout=60_000)
    changed = form.get_by_placeholder(CHANGED, exact=True)
    changed.press_sequentially("Missed doses fell")
    page.locator("div[aria-live]", has_text=re.compile("Rung 2 of 3.*How much changed")).wait_for(timeout=60_000)
    changed.press_sequentially(" from 6 to 1 a week")
    page.locator("div[aria-live]", has_text=re.compile("Rung 3 of 3.*from 6 to 1.*its size")).wait_for(timeout=60_000)
    form.get_by_label("Priya Raman").first.check()
    form.get_by_role("button", name="Save", exact=True).click()
    page.locator("p[aria-live]", has_text="Kept as w-2026-09-30-1").wait_for(timeout=60_000)
    after = rows(page, "wins.csv")
    assert after[:-1] == before
    kept = {name: cell for name, cell in after[-1].items() if cell}
    assert kept == {
        "id": "w-2026-09-30-1",
        "date": "2026-09-30",
        "win": "Rewrote the night handover",
        "impact": "Missed doses fell from 6 to 1 a week",
        "known_to": "p-priya",
    }
    page.locator("td", has_text="Rewrote the night handover").wait_for(timeout=60_000)
    expect(draft_of(page)).to_have_value(
        "This week: I rewrote the night handover. Missed doses fell from 6 to 1 a week.", timeout=60_000
    )
    page.locator('img[alt*="28 September 1"]').wait_for(timeout=60_000)
    form.get_by_role("button", name="Undo").click()
    form.locator("p[aria-live]", has_text="Taken back").wait_for(timeout=60_000)
    assert rows(page, "wins.csv") == before


def test_the_paragraph_is_copied_by_one_click(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    draft = draft_of(page)
    draft.press("Control+End")
    draft.press_sequentially(" It is “<done>”.")
    page.locator("p[aria-live]", has_text="These are your own words now").wait_for(timeout=60_000)
    page.get_by_role("button", name="Copy", exact=True).click()
    page.locator("p[role=status]", has_text="Copied").wait_for(timeout=60_000)
    assert page.evaluate("() => navigator.clipboard.readText()") == draft.input_value()
    assert draft.input_value().endswith("down from 9.10. It is “<done>”.")


def test_a_browser_that_does_not_copy_is_said(page):
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Copy", exact=True).click()
    page.locator("p[role=status]", has_text="The text is selected now").wait_for(timeout=60_000)
    draft = draft_of(page)
    assert draft.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == draft.input_value()
    assert draft.input_value()


def test_praise_is_added_to_an_old_win_that_was_searched(page, rows):
    before, wins = rows(page, "outcomes.csv"), rows(page, "wins.csv")
    form = page.locator(".jp-CodeCell", has=page.get_by_placeholder(SEARCH)).last
    form.get_by_placeholder(SEARCH).fill("drop trailer")
    form.locator("option", has_text="Tested the receiving screens").wait_for(state="detached", timeout=60_000)
    form.locator("select[size]").select_option(index=0)
    form.get_by_role("button", name="praise", exact=True).click()
    form.get_by_placeholder("What somebody said about it", exact=True).fill("The yard is quiet now.")
    form.get_by_role("button", name="Save", exact=True).click()
    form.locator("p[aria-live]", has_text="Kept as o-2026-09-30-1").wait_for(timeout=60_000)
    new = rows(page, "outcomes.csv")[-1]
    assert (new["win_id"], new["date"], new["praise"]) == ("w-2025-06-04-1", "2026-09-30", "The yard is quiet now.")
    assert rows(page, "wins.csv") == wins
    form.get_by_role("button", name="Undo").click()
    form.locator("p[aria-live]", has_text="Taken back").wait_for(timeout=60_000)
    assert rows(page, "outcomes.csv") == before
