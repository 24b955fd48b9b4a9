"""Notebook 7 in a real JupyterLab.

An answer and a plan are recorded, and asks.csv and milestones.csv of the copy change with them.
"""

import pytest

from tests.browser.session import run_all, running_lab

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(browser, tmp_path_factory):
    """A JupyterLab of its own: what is recorded here would stand in the way of the tests of other pages."""
    with running_lab(tmp_path_factory.mktemp("home")) as address:
        yield address


def shown(page, words):
    page.locator("p[aria-live]", has_text=words).first.wait_for(timeout=60_000)


def test_amounts_are_hidden_everywhere(lab):
    page = lab("7_after_the_answer.ipynb")
    run_all(page)
    shown(page, "What is different today from 13 April 2026")
    page.locator("td", has_text="79,000 from").wait_for(timeout=60_000)
    page.get_by_text("hide amounts").first.click()
    page.locator("td", has_text="79,000").first.wait_for(state="detached", timeout=60_000)
    page.locator("td", has_text="••• from 1 July 2026").wait_for(timeout=60_000)


def test_an_answer_is_recorded_confirmed_and_becomes_a_plan(lab, rows):
    page = lab("7_after_the_answer.ipynb")
    run_all(page)
    page.locator('img[alt^="One of three milestones is behind: “The line fill rate"]').wait_for(timeout=60_000)
    asks, stones = rows(page, "asks.csv"), rows(page, "milestones.csv")
    cell = page.locator(".jp-CodeCell", has=page.get_by_role("button", name="Record it", exact=True))
    move, day = cell.locator("select"), cell.locator("input[type=date]")
    answer = page.get_by_placeholder("What was answered, in their words", exact=True)
    for label, named, then in (
        ("invited: a meeting is arranged", "the meeting is on", "Recorded: invited"),
        ("met: the talk took place, and the answer is open", "spoken of on", "Recorded: met"),
    ):
        move.select_option(label=label)
        cell.get_by_text(named).first.wait_for(timeout=60_000)
        day.fill("2026-10-20")
        cell.locator("td", has_text="needs").first.wait_for(state="detached", timeout=60_000)
        cell.get_by_role("button", name="Record it", exact=True).click()
        shown(page, then)
    move.select_option(label="no: refused for now")
    cell.locator("td", has_text="No needs what stands in the way").wait_for(timeout=60_000)
    blocker = page.get_by_placeholder("What stands in the way", exact=True)
    for field, words, lacked in (
        (answer, "No, the plan for 2027 is full", "No needs the answer"),
        (blocker, "the plan for 2027 is full", "No needs what stands in the way"),
    ):
        field.fill(words)
        field.press("Tab")  # leaving the field takes it
        cell.locator("td", has_text=lacked).wait_for(state="detached", timeout=60_000)
    day.fill("2026-11-10")
    cell.locator("td", has_text="needs").first.wait_for(state="detached", timeout=60_000)
    cell.get_by_role("button", name="Record it", exact=True).click()
    shown(page, "Recorded: no, spoken of again on 10 November 2026")
    (row,) = [row for row in rows(page, "asks.csv") if row["id"] == "a-2/2"]
    assert (row["state"], row["answer"], row["next_date"]) == ("no", "No, the plan for 2027 is full", "2026-11-10")
    assert [row for row in rows(page, "asks.csv") if row["id"] != "a-2/2"] == [
        row for row in asks if row["id"] != "a-2/2"
    ]
    page.get_by_role("button", name="Save milestones", exact=True).click()
    shown(page, "Kept in milestones.csv. Written: documents/plan_a-2_2.md and documents/plan.ics")
    new = rows(page, "milestones.csv")
    assert new[: len(stones)] == stones
    assert [row["goal_id"] for row in new[len(stones) :]] == ["g-1", "g-2", "g-4"]
    assert all(
        row["ask_id"] == "a-2/2" and row["measure"] and row["target"] and row["due"] for row in new[len(stones) :]
    )
    page.locator('img[alt^="No milestone is behind, none of three reached yet"]').wait_for(timeout=60_000)
    page.locator(".jp-CodeCell", has=page.get_by_role("button", name="Save milestones", exact=True)).get_by_role(
        "button", name="Undo"
    ).click()
    shown(page, "Taken back.")
    assert rows(page, "milestones.csv") == stones
    page.locator('img[alt^="One of three milestones is behind"]').wait_for(timeout=60_000)
