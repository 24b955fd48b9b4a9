"""A real JupyterLab in a real Chromium.

Run all, move a control by keyboard, and the picture and the sentence follow.
"""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

import advocacy_kit as ak
from tests.browser.session import run_all

pytestmark = pytest.mark.browser

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"


def wins_of_the_last(days):
    """Count straight from the file."""
    with (DEMO / "wins.csv").open(encoding="utf-8", newline="") as lines:
        return sum(
            date.fromisoformat(row["date"]) >= date(2026, 9, 30) - timedelta(days=days) for row in csv.DictReader(lines)
        )


def expected_case(percentile):
    workspace = ak.open_workspace()
    return ak.raise_case(workspace.records, ak.load_market(*workspace.market_sources()), percentile)


def test_stored_text_shows_before_anything_runs(lab):
    page = lab("3_quarterly_review.ipynb", anew=True)
    said = page.locator(".jp-OutputArea-output pre", has_text="came since the annual review")
    said.first.wait_for(timeout=60_000)
    assert page.locator(".jp-OutputArea img").count() == 0
    assert page.evaluate("window.jupyterapp.serviceManager.sessions.isReady")
    hidden = page.locator(".jp-CodeCell .jp-InputArea-editor:visible").count()
    assert hidden == 0, "code cells should be folded"


def test_review_runs_and_answers_the_keyboard(lab):
    page = lab("3_quarterly_review.ipynb")
    run_all(page)
    picture = page.locator('img[alt*="Wins by category"]')
    picture.wait_for(timeout=60_000)
    before = picture.get_attribute("src")
    assert "70 wins" in picture.get_attribute("alt")
    period = page.locator("select", has=page.locator("option", has_text="the last 6 months")).first
    period.focus()
    period.press("End")  # the last choice of the list: six months
    count = wins_of_the_last(183)
    changed = page.locator(f'img[alt*=" {count} wins"]')
    changed.wait_for(timeout=60_000)
    assert changed.get_attribute("src") != before
    sentence = page.locator("p[aria-live]", has_text=re.compile(rf"^{count} wins; documented value"))
    sentence.wait_for(timeout=60_000)


def test_case_runs_and_the_figure_follows_the_percentile(lab):
    page = lab("5_raise_case.ipynb")
    run_all(page)
    middle, higher = expected_case(0.50), expected_case(0.55)
    page.locator(f'img[alt^="Ask for {middle.figure:,.0f}"]').wait_for(timeout=60_000)
    slider = page.locator(".widget-slider .noUi-handle").first
    slider.focus()
    slider.press("ArrowRight")
    page.locator(f'img[alt^="Ask for {higher.figure:,.0f}"]').wait_for(timeout=60_000)
    page.locator("p[aria-live]", has_text=f"Ask for {higher.figure:,.0f} USD a year").wait_for(timeout=60_000)
    page.locator("summary", has_text="P55 of OEWS and 10 postings, raw").first.wait_for(timeout=60_000)
    page.get_by_text("hide amounts").first.click()
    page.locator('img[alt^="Ask for •••"]').wait_for(timeout=60_000)
    page.get_by_text("since January 2026 would be •••").first.wait_for(timeout=60_000)  # the last part of the page
    assert f"{higher.figure:,.0f}" not in page.locator(".jp-Notebook").inner_text()


def test_market_finds_an_occupation_by_words(lab):
    page = lab("4_pay_vs_market.ipynb")
    run_all(page)
    page.locator('img[alt*="Logisticians"], img[alt*="Grand Rapids"]').first.wait_for(timeout=60_000)
    search = page.get_by_placeholder("your job in your words, such as HR manager or RN")
    search.fill("registered nurse")
    search.press("Enter")
    page.locator("select option", has_text="Registered Nurses").first.wait_for(state="attached", timeout=60_000)
    published = ak.load_market().peers("29-1141", "Grand Rapids-Wyoming-Kentwood, MI").published
    aged = published.quantile(0.5) * 1.035 ** ((ak.open_workspace().today - ak.load_market().oews.date).days / 365.25)
    page.locator(f'img[alt*="P50 {aged:,.0f}"]').wait_for(timeout=60_000)


def test_a_posting_is_added_with_the_keyboard_and_a_click_and_taken_back(lab):
    page = lab("4_pay_vs_market.ipynb")
    run_all(page)
    page.locator('img[alt*="10 postings"]').first.wait_for(timeout=60_000)
    page.get_by_placeholder("The job title").fill("Logistician")
    page.get_by_placeholder("Bottom of the range, or the one figure").fill("seventy")
    save = page.get_by_role("button", name="Save", exact=True)
    save.click()
    page.locator('p[role="alert"]', has_text="Lowest: expected a number").wait_for(timeout=60_000)
    page.get_by_placeholder("Bottom of the range, or the one figure").fill("72,500")
    page.get_by_placeholder("Top of the range").fill("91.5k")
    page.get_by_placeholder("Who posted it").fill("Northgate Foods")
    save.click()
    page.locator("p[aria-live]", has_text="Kept as line 16 of market.csv").wait_for(timeout=60_000)
    page.locator('img[alt*="11 postings"]').first.wait_for(timeout=60_000)
    page.get_by_role("button", name="Undo").locator("visible=true").click()
    page.locator('img[alt*="10 postings"]').first.wait_for(timeout=60_000)


def test_another_weight_asks_for_its_reason(lab):
    page = lab("4_pay_vs_market.ipynb")
    run_all(page)
    weight = page.get_by_label("weight", exact=True).first
    weight.wait_for(timeout=60_000)
    weight.fill("3")
    weight.press("Enter")
    page.locator('p[role="alert"]', has_text="need a reason").wait_for(timeout=60_000)
    page.get_by_placeholder("why other weights, in a sentence").fill("few postings so far")
    page.get_by_placeholder("why other weights, in a sentence").press("Enter")
    page.locator("p[aria-live]", has_text="(OEWS 75%, 10 postings 25%), because few postings so far").wait_for(
        timeout=60_000
    )


def test_the_page_is_marked_while_typing_and_saved(lab):
    page = lab("5_raise_case.ipynb")
    run_all(page)
    draft = page.locator(".jp-OutputArea textarea").first
    draft.wait_for(timeout=60_000)
    page.get_by_text("No word here weakens what you say.").first.wait_for(timeout=60_000)
    assert f"{expected_case(0.50).figure:,.0f} USD a year" in draft.input_value()
    draft.press("Control+End")
    draft.type(" I feel I deserve more, as patient Maria O. said.")
    page.locator("td", has_text="I feel I deserve more”: emotional").first.wait_for(timeout=60_000)
    page.locator('p[role="alert"]', has_text="patient Maria O.").first.wait_for(timeout=60_000)
    page.get_by_role("button", name="Save page").click()
    page.locator("p[aria-live]", has_text="Written: documents/case.html").wait_for(timeout=60_000)


def test_a_bar_and_a_row_show_where_they_come_from(lab):
    page = lab("5_raise_case.ipynb")
    run_all(page)
    picture = page.locator('img[alt^="Ask for"]').first
    picture.wait_for(timeout=60_000)
    picture.scroll_into_view_if_needed()
    said = page.locator("p[aria-live]", has_text="Computed as ")
    box, bars = picture.bounding_box(), len(expected_case(0.50).steps) - 2  # two of them have no effect
    for number, words in (
        (1, "Median of OEWS and 10 postings, raw: +6,625"),
        (bars, "Rounded up to 250: +18, which leads to 81,000"),
    ):
        column = (0.03 + 0.94 * (number + 0.5) / (bars + 1)) * box["width"]
        page.mouse.click(box["x"] + column, box["y"] + 0.6 * box["height"])
        said.filter(has_text=words).wait_for(timeout=60_000)
    bar = page.get_by_role("button", name="Where does it come from: present pay")
    bar.focus()
    bar.press("Enter")
    said.filter(has_text="Fact: pay.csv line").filter(has_text="Computed as pay·factor").wait_for(timeout=60_000)
    row = page.locator("details", has=page.locator("summary", has_text="projected to"))
    inside = row.get_by_text("Computed as Σ w·v·g·((1 + r)^T − (1 + r)^t)")
    assert not inside.is_visible()
    row.locator("summary").click()
    inside.wait_for(timeout=60_000)
    row.locator("summary").press("Enter")
    inside.wait_for(state="hidden", timeout=60_000)


def test_other_peers_change_the_figure_and_stand_on_the_page(lab):
    from playwright.sync_api import expect

    page = lab("5_raise_case.ipynb")
    run_all(page)
    workspace = ak.open_workspace()
    state = ak.raise_case(workspace.records, ak.load_market(*workspace.market_sources()), area="Michigan")
    page.locator(f'img[alt^="Ask for {expected_case(0.50).figure:,.0f}"]').wait_for(timeout=60_000)
    area = page.get_by_label("area", exact=True).first
    area.fill("Michigan")
    area.press("Enter")
    page.locator(f'img[alt^="Ask for {state.figure:,.0f}"]').wait_for(timeout=60_000)
    page.locator("p[aria-live]", has_text="Michigan instead of Grand Rapids").first.wait_for(timeout=60_000)
    page.locator('img[alt*="narrower peer group: "]').wait_for(timeout=60_000)
    draft = page.locator(".jp-OutputArea textarea").first
    expect(draft).to_have_value(re.compile("I compare with Michigan instead of Grand Rapids"), timeout=60_000)


def test_an_ask_is_named_whole_kept_and_taken_back(lab):
    page = lab("5_raise_case.ipynb")
    run_all(page)
    page.get_by_text("what is still missing is named here as soon as you begin").wait_for(timeout=60_000)
    page.get_by_placeholder("what exactly, in a few words").fill("a course in transport law")
    page.get_by_placeholder("Why, or anything worth remembering", exact=True).fill(
        "I was just wondering if maybe two tenders depend on it"
    )
    page.get_by_placeholder("The way", exact=True).first.fill("two free days")
    page.locator("td", has_text="”: hedged").first.wait_for(timeout=60_000)
    page.get_by_placeholder("What it costs; it may be none").first.fill("none")
    page.get_by_placeholder("who decides or does it").first.fill("Marcus Oyelaran")
    page.get_by_placeholder("what is done first").first.fill("name the days")
    page.get_by_placeholder("Why, or anything worth remembering", exact=True).fill("Two tenders a year depend on it")
    for name, day in (("to hold from *", "2026-12-01"), ("spoken of on *", "2026-10-20")):
        field = page.get_by_label(name, exact=True)
        field.fill(day)
        field.press("Tab")
    page.locator("p[aria-live]", has_text="What I ask for: a course in transport law, from 1 December 2026.").wait_for(
        timeout=60_000
    )
    page.get_by_role("button", name="Save ask").click()
    page.locator("p[aria-live]", has_text="of asks.csv and 1 row of options.csv").wait_for(timeout=60_000)
    page.locator("td", has_text="a course in transport law").first.wait_for(timeout=60_000)
    page.get_by_role("button", name="Undo").locator("visible=true").click()
    page.locator("td", has_text="a course in transport law").wait_for(state="detached", timeout=60_000)
