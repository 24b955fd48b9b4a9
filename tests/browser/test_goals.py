"""Notebook 2 in a real JupyterLab.

A check-in is weighed while it is typed, kept in one click, and the picture and the file follow.
"""

import pytest

from tests.browser.session import run_all

pytestmark = pytest.mark.browser


def test_a_check_in_is_weighed_kept_and_taken_back(lab):
    page = lab("2_monthly_goals.ipynb")
    run_all(page)
    behind = page.locator('img[alt^="One of four goals is behind: Lift the line fill rate"]')
    behind.wait_for(timeout=60_000)
    value = page.get_by_placeholder("Where the measure stood, in the goal's unit")
    value.press_sequentially("97.2")
    page.locator(
        "p[aria-live]", has_text="97.2% (up by 1 point since 30 September 2026): ahead by 0.31 points"
    ).wait_for(timeout=60_000)
    card = page.locator(".widget-vbox", has=value).last
    card.get_by_role("button", name="Save", exact=True).click()
    page.locator("p[aria-live]", has_text="Kept as line 38 of checkins.csv").wait_for(timeout=60_000)
    page.locator('img[alt^="All four goals are on pace, ahead or reached"]').wait_for(timeout=60_000)
    page.locator('img[alt*="97.2% on 30 September 2026"]').nth(1).wait_for(timeout=60_000)  # bullets and check-ins
    card.get_by_role("button", name="Undo", exact=True).click()
    behind.wait_for(timeout=60_000)


def test_the_check_ins_follow_the_goal_that_is_chosen_by_keyboard(lab):
    page = lab("2_monthly_goals.ipynb")
    run_all(page)
    page.locator('img[alt^="Lift the line fill rate"]').wait_for(timeout=60_000)
    goal = page.locator("select", has=page.locator("option", has_text="Bring outbound freight")).first
    goal.focus()
    goal.press("Home")
    page.locator('img[alt^="Bring outbound freight per order down to 16.90 USD: ahead by 0.28 USD an order"]').wait_for(
        timeout=60_000
    )
    page.get_by_text("hide amounts").first.click()
    page.locator('img[alt^="Bring outbound freight per order down to 16.90 USD: ahead by ••• USD an order"]').wait_for(
        timeout=60_000
    )


def test_an_objective_is_chosen_by_its_words_changed_and_given_back(lab, rows):
    from playwright.sync_api import expect

    page = lab("2_monthly_goals.ipynb")
    run_all(page)
    words = page.get_by_placeholder("The objective in a sentence")
    words.wait_for(timeout=60_000)
    form = page.locator(".jp-CodeCell", has=words)
    before = rows(page, "objectives.csv")
    form.locator("select").first.select_option(label="Fewer expedited shipments")
    expect(words).to_have_value("Fewer expedited shipments", timeout=60_000)
    words.fill("Fewer expedited orders")
    form.get_by_role("button", name="Save", exact=True).click()
    form.locator("p[aria-live]", has_text="Changed: objective.").wait_for(timeout=60_000)
    assert [row["objective"] for row in rows(page, "objectives.csv")][2] == "Fewer expedited orders"
    page.locator("option", has_text="Fewer expedited orders").nth(1).wait_for(
        state="attached", timeout=60_000
    )  # a new goal may serve it
    form.get_by_role("button", name="Undo").click()
    form.locator("p[aria-live]", has_text="Taken back: it is as it was.").wait_for(timeout=60_000)
    assert rows(page, "objectives.csv") == before
