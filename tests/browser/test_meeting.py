"""The page on the talk in a real JupyterLab: a day is chosen, the invitation written and noted.

A try aloud is timed by the browser and kept.
"""

import pytest

from tests.browser.session import run_to_the_end

pytestmark = pytest.mark.browser


@pytest.fixture
def page(lab):
    return run_to_the_end(lab("6_meeting.ipynb"))


def part(page, words):
    """The cell in whose output these words stand."""
    return page.locator(".jp-CodeCell", has=page.get_by_role("button", name=words, exact=True))


def test_a_day_is_chosen_and_the_invitation_is_written_noted_and_taken_back(page, file, rows):
    before, asks = file(page, "asks.csv"), rows(page, "asks.csv")
    days = page.locator(".jp-CodeCell", has_text="or another day")
    days.locator("select").first.select_option(label="Wednesday, 7 October 2026")
    draft = part(page, "Save invitation").locator("textarea")
    page.wait_for_function(
        "() => [...document.querySelectorAll('textarea')].some(field => field.value.includes('on Wednesday, 7 October"
        " 2026, at'))"
    )
    assert "81,000" not in draft.input_value()
    page.get_by_role("button", name="Save invitation", exact=True).click()
    page.locator("p[aria-live]", has_text="The ask is invited, the meeting on 7 October 2026").wait_for(timeout=60_000)
    new = rows(page, "asks.csv")
    assert [(row["state"], row["next_date"]) for row in new if row["id"] == "a-2/2"] == [("invited", "2026-10-07")]
    assert [row for row in new if row["id"] != "a-2/2"] == [row for row in asks if row["id"] != "a-2/2"]
    calendar = file(page, "documents/meeting_a-2_2.ics")
    assert "20261007T100000" in calendar
    assert "Discuss role and goals" in calendar
    assert file(page, "documents/invitation_a-2_2.txt") == draft.input_value()
    page.locator("p[aria-live]", has_text="From invited it goes on to: met, invited, written, closed.").wait_for(
        timeout=60_000
    )
    part(page, "Save invitation").get_by_role("button", name="Undo").click()
    page.locator("p[aria-live]", has_text="From drafted it goes on to: invited, written, closed.").first.wait_for(
        timeout=60_000
    )
    assert file(page, "asks.csv") == before


def test_a_try_is_timed_by_the_browser_rated_and_kept(page, rows):
    before = rows(page, "practice.csv")
    cell = part(page, "Save try")
    cell.get_by_role("button", name="Draw an objection").click()
    page.locator("p[aria-live]", has_text="An objection is drawn").wait_for(timeout=60_000)
    cell.get_by_role("button", name="Start", exact=True).click()
    clock = cell.locator(".talk-seconds")
    clock.wait_for(timeout=60_000)
    # the clock runs in the browser, with nothing behind it: its time is set ahead, and the seconds and the objection
    # follow
    said = cell.locator("blockquote")
    assert not said.is_visible()
    page.evaluate("() => document.getAnimations().forEach(one => { one.currentTime = 95000 })")
    assert clock.evaluate("field => getComputedStyle(field).getPropertyValue('--talk-seconds')").strip() == "95"
    said.wait_for(timeout=60_000)
    cell.get_by_role("button", name="Stop", exact=True).click()
    page.locator("p[aria-live]", has_text="You spoke for").wait_for(timeout=60_000)
    for name in ("confidence", "clarity", "composure"):
        cell.locator(".widget-dropdown", has_text=name).locator("select").select_option(label="4 of 5")
    cell.get_by_label("pause kept").check()
    cell.get_by_role("button", name="Save try", exact=True).click()
    page.locator("p[aria-live]", has_text="Kept in practice.csv").wait_for(timeout=60_000)
    after = rows(page, "practice.csv")
    assert after[:-1] == before
    new = after[-1]
    assert (new["date"], new["script"], new["confidence"], new["checks"]) == (
        "2026-09-30",
        "the request",
        "4",
        "pause kept",
    )
    assert new["objection"]
    page.locator('img[alt*="over seven tries"]').wait_for(timeout=60_000)
    cell.get_by_role("button", name="Undo").click()
    page.locator('img[alt*="over six tries"]').wait_for(timeout=60_000)
    assert rows(page, "practice.csv") == before


def test_hidden_amounts_are_nowhere_on_the_page(page):
    assert "81,000" in page.content()
    page.get_by_label("hide amounts").first.check()
    seen = """() => [document.querySelector('.jp-Notebook').innerText, ...[...document.querySelectorAll('textarea, input')].map(field => field.value)].join()"""
    page.wait_for_function(
        f"() => ['81,000', '77,000', '79,000', '80,982', '77000'].every(amount => !({seen})().includes(amount))"
    )
    assert "•••" in page.evaluate(seen)
