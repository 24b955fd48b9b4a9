"""A confidential win, or one that is not for a person, is in no document made for that person, by any path."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advocacy_kit import raise_case
from advocacy_kit.advocates.balance import follow_ups
from advocacy_kit.advocates.brief import Request, brief_page, make_brief
from advocacy_kit.advocates.causes import brief_for_cause
from advocacy_kit.advocates.redaction import strays
from advocacy_kit.advocates.visibility import visibility_finding
from advocacy_kit.charts import draw_visibility, png
from advocacy_kit.conversation.meeting import VARIANTS, confirming_mail, invitation, talk_track, written_mail
from advocacy_kit.conversation.other_asks import Option, ask_page, make_ask
from advocacy_kit.documents.asking import mail_text, meeting_event, plan_events
from advocacy_kit.documents.calendar import Event, render_calendar
from advocacy_kit.documents.case_page import drawn
from advocacy_kit.log.highlight import highlight
from advocacy_kit.raise_case.manager_page import Choices, manager_page
from advocacy_kit.review.agenda import one_on_one
from advocacy_kit.review.self_review import self_review
from tests.cases import person
from tests.chance import examples

BOSS, TODAY = "boss", date(2026, 9, 30)
PEOPLE = [
    {
        "id": BOSS,
        "name": "Ann Lee",
        "relation": "manager",
        "cares_about": "falls on the ward",
        "last_spoken": "2026-09-20",
    },
    {"id": "spo", "name": "Bo Chen", "relation": "sponsor", "rooms": "compensation round", "last_spoken": "2026-03-01"},
    {"id": "peer", "name": "Cy Diaz", "relation": "peer", "last_spoken": "2026-09-01"},
]
TEXTS = (
    "win",
    "impact",
    "beneficiary",
    "measure",
    "unit",
    "value_basis",
    "praise",
    "praise_by",
    "category",
    "origin",
    "objectives",
    "competencies",
)
REQUEST = Request("the post of ward lead", "2026-12-01", "say what changed", "ten minutes before 20 October")
AUDIENCES = (None, BOSS, "Ann Lee", "spo;peer", "peer", "somebody else", "BOSS")


def records_with(records_of, drawn):
    """Return records in which every text of a win, and of what belongs to it, carries the win's own canary.

    And the canaries.
    """
    wins, outcomes, canaries, evidence = [], [], [], {}
    for number, (audience, confidential, days) in enumerate(drawn, 1):
        mark = f"Canary{number}x"
        wins.append(
            {name: f"{mark} {name}" for name in TEXTS}
            | {
                "id": f"w-{number}",
                "date": f"2026-09-{30 - days:02d}",
                "before": 10.0,
                "after": 2.0,
                "value": 70_000.0 + number,
            }
            | {
                "audience": audience,
                "confidential": confidential,
                "evidence": f"https://{mark.lower()}.org/",
                "goals": "g-1",
            }
            | {"value_kind": "once", "value_status": "confirmed", "praise_by": "spo"}
        )
        given = {
            "win_id": f"w-{number}",
            "date": "2026-09-29",
            "outcome": f"{mark} later",
            "measure": f"{mark} m",
            "praise": f"{mark} p",
        }
        outcomes.append(given | {"before": 4.0, "after": 1.0, "praise_by": "spo", "value_basis": mark})
        evidence[f"https://{mark.lower()}.org/"] = True
        canaries.append(mark.lower())
    ask = {
        "kind": "raise",
        "to": BOSS,
        "request": "base pay of 112,750 USD a year",
        "figure": 112_750.0,
        "state": "yes",
        "agreed": "As asked",
    }
    ask |= {
        "id": "a-1",
        "date": "2026-09-01",
        "start_date": "2027-01-01",
        "next_date": "2026-10-20",
        "answer": "Yes",
        "currency": "USD",
        "per": "year",
    }
    goal = {
        "id": "g-1",
        "goal": "Fewer falls",
        "unit": "falls",
        "baseline": 6.0,
        "target": 2.0,
        "start": "2026-01-01",
        "due": "2026-12-31",
    }
    cause = {
        "id": "ca-1",
        "cause": "A cause",
        "request": "Try it",
        "why": "It helps",
        "evidence": ";".join(f"w-{n}" for n in range(1, len(drawn) + 1)),
    }
    tables = {"people": PEOPLE, "wins": wins, "outcomes": outcomes, "asks": [ask], "goals": [goal], "causes": [cause]}
    records = person(records_of, 71_400, tables=tables, timezone="America/Detroit")
    return records, canaries, evidence


def documents_for_the_manager(records, market):
    """Yield everything that the kit makes for the manager, as text."""
    case = raise_case(records, market)
    choices = Choices(opening=True, rank=True, offer=True)
    page = manager_page(records, case, choices)
    yield from (page.text, page.markdown, drawn(page).html)
    way = Option("half of it now", "none", "Ann Lee", "name the day")
    ask = make_ask(
        records,
        "training",
        "the course",
        "what it changes",
        to=BOSS,
        options=[way],
        start="2026-12-01",
        follow_up="2026-10-20",
    )
    yield from (ask_page(records, ask).markdown, ask_page(records, ask).html)
    for by in ("goals", "categories"):
        yield self_review(records, by=by).page.markdown
    yield self_review(
        records, questions=("What did you achieve?", "Canary1x?")
    ).page.markdown  # a question may hold any word
    yield from (str(point) for point in one_on_one(records).points)
    yield highlight(records, person=BOSS).text
    yield highlight(records, person=BOSS, wide=True).text
    invited = invitation(records, "a-1", "2026-10-13", time(10))
    yield from (
        mail_text(invited.mail),
        mail_text(confirming_mail(records, "a-1")),
        mail_text(written_mail(records, "a-1")),
    )
    for variant in VARIANTS:
        yield talk_track(records, "a-1", case, variant=variant).page.markdown
    yield from (text for key in (BOSS,) for text in pages_for(records, key))
    events = [meeting_event(records, "a-1", invited), *plan_events(records)]
    events += [Event(follow.person.key, follow.about, follow.on) for follow in follow_ups(records)]
    yield render_calendar(events, owner="o", made=datetime(2026, 9, 30, tzinfo=UTC)).decode().replace("\r\n ", "")


def pages_for(records, key):
    brief = brief_page(make_brief(records, key, REQUEST, energy="It matters."))
    cause = brief_page(brief_for_cause(records, "ca-1", key))
    for page in (brief, cause):
        yield from (page.text, page.markdown, page.html)


def hidden_from_the_boss(drawn):
    return {
        f"canary{n}x"
        for n, (audience, confidential, _) in enumerate(drawn, 1)
        if confidential or audience not in (None, BOSS, "Ann Lee")
    }


EVERY = [
    (audience, confidential, number % 21)
    for number, (audience, confidential) in enumerate(product(AUDIENCES, (False, True)))
]


@examples(3)
@example(EVERY)  # each permission, confidential or not, beside all others
@example([(None, True, 0)])  # nothing at all may be told
@given(st.lists(st.tuples(st.sampled_from(AUDIENCES), st.booleans(), st.integers(0, 20)), min_size=2, max_size=5))
def test_what_is_not_for_the_manager_is_in_nothing_made_for_the_manager(records_of, demo_market, drawn):
    records, canaries, _ = records_with(records_of, drawn)
    hidden = hidden_from_the_boss(drawn)
    for document in documents_for_the_manager(records, demo_market):
        asked = document.lower().replace("canary1x?", "")
        assert not [mark for mark in hidden if re.search(rf"{mark}(?!\w)", asked)], document
    assert hidden <= set(canaries)


def test_what_is_for_the_manager_does_arrive(records_of, demo_market):
    records, canaries, _ = records_with(records_of, [(None, False, 0), (BOSS, False, 3)])
    said = "\n".join(documents_for_the_manager(records, demo_market)).lower()
    assert all(mark in said for mark in canaries)  # so that the test above cannot pass by silence


@pytest.mark.parametrize("key", ["spo", "peer"])
def test_others_get_no_more_than_they_may_see(records_of, key):
    drawn = [(None, False, 0), ("spo", False, 1), ("peer", False, 2), (None, True, 3)]
    records, _, _ = records_with(records_of, drawn)
    said = "\n".join(pages_for(records, key)).lower()
    assert ("canary2x" in said) == (key == "spo")
    assert ("canary3x" in said) == (key == "peer")
    assert "canary4x" not in said


def test_words_of_a_hidden_win_in_a_text_changed_by_hand_are_found_in_any_form(records_of):
    drawn = [(None, False, 0), ("peer", False, 1), (None, True, 2)]
    records, _, _ = records_with(records_of, drawn)
    hidden = {"win": "Canary3x win of the night’s team", "outcome": "Canary2x later"}
    assert strays(records, BOSS, "Canary1x win, and nothing else that is not theirs") == ()
    assert [out.line for out in strays(records, BOSS, f"<p>{hidden['outcome'].upper()}</p>")] == [3]
    assert [out.line for out in strays(records, BOSS, "- canary3x\n  impact, *as told*")] == [4]
    assert strays(records, "peer", "Canary2x later") == ()
    assert [out.line for out in strays(records, "", "Canary2x later")] == [3]


def test_what_an_open_win_says_too_is_nobodys_secret(records_of):
    records, _, _ = records_with(records_of, [(None, False, 0), (None, True, 1)])
    wins = records.wins.assign(praise="Thank you for everything")
    assert strays(replace(records, frames={**records.frames, "wins": wins}), BOSS, "Thank you for everything") == ()


def test_an_id_that_two_wins_share_leaks_nothing(records_of):
    records, _, _ = records_with(records_of, [(None, False, 0), (None, True, 1)])
    wins = records.wins.assign(id="w-1")
    twins = replace(records, frames={**records.frames, "wins": wins})
    assert not [text for text in pages_for(twins, BOSS) if "canary2x" in text.lower()]


def test_a_picture_carries_its_pixels_and_no_text(demo):
    data = png(draw_visibility(visibility_finding(demo)))
    kinds, place = [], 8
    while place < len(data):
        kinds.append(data[place + 4 : place + 8])
        place += 12 + int.from_bytes(data[place : place + 4], "big")
    assert set(kinds) == {b"IHDR", b"PLTE", b"pHYs", b"IDAT", b"IEND"}
