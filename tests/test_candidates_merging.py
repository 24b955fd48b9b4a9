"""Traces of work become candidates.

Nothing is lost, no order shows through, merging again changes nothing; what is known stays out.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit.candidates.candidate import APART, Candidate, issue_keys, logged_origins, merged, telling_words

DAY = date(2026, 3, 10)
SOURCES = ("bragfile", "BragDoc", "list", "pull request", "Jira", "git", "calendar")
WORDS = ("payment", "gateway", "retry", "invoice", "handover", "ward", "fix", "add")


def trace(text="Rebuilt the intake form", source="git", origin="git:shop@a1", day=DAY, **more):
    return Candidate(day, text, source, origin, **more)


@st.composite
def traces(draw):
    number = draw(st.integers(0, 400))
    return Candidate(
        DAY + timedelta(days=draw(st.integers(0, 40))),
        " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))),
        draw(st.sampled_from(SOURCES)),
        f"place:{number}",
        link=draw(st.sampled_from(("", "https://example.com/1"))),
        weak=draw(st.booleans()),
        approximate=draw(st.booleans()),
        impact=draw(st.sampled_from(("", "half the calls"))),
        confidential=draw(st.booleans()),
        keys=frozenset(draw(st.sets(st.sampled_from(("jira:PAY-1", "request:shop#7", "commit:abc")), max_size=2))),
        topics=frozenset(draw(st.sets(st.sampled_from(("part:shop/form", "part:shop/mail")), max_size=1))),
    )


MANY = st.lists(traces(), max_size=12)


def leaves(candidates):
    return {part for candidate in candidates for part in candidate.single}


@given(MANY)
def test_no_part_is_lost_and_none_is_doubled(given_traces):
    found = merged(given_traces)
    parts = [part for candidate in found for part in candidate.single]
    assert set(parts) == set(given_traces)
    assert len(parts) == len(set(parts))
    assert all(not part.parts for part in parts)


@given(MANY, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(given_traces, random):
    other = list(given_traces)
    random.shuffle(other)
    assert merged(other) == merged(given_traces)


@given(MANY)
def test_merging_again_changes_nothing(given_traces):
    once = merged(given_traces)
    assert merged(once) == once
    assert merged([*once, *given_traces]) == once


@given(MANY, st.sets(st.integers(0, 400), max_size=200))
def test_what_is_known_is_offered_no_more_and_everything_else_is(given_traces, numbers):
    known = {f"place:{number}" for number in numbers}
    assert leaves(merged(given_traces, known)) == {part for part in given_traces if part.origin not in known}


@given(MANY)
def test_traces_with_one_origin_are_one_candidate(given_traces):
    holding = {}
    for place, candidate in enumerate(merged(given_traces)):
        for origin in candidate.origins:
            assert holding.setdefault(origin, place) == place


@given(MANY)
def test_a_candidate_says_what_its_parts_say(given_traces):
    for candidate in merged(given_traces):
        parts = candidate.single
        assert candidate.origin.split("; ") == list(dict.fromkeys(part.origin for part in parts))
        assert candidate.text in {part.text for part in parts}
        assert candidate.date in {part.date for part in parts}
        assert candidate.weak is all(part.weak for part in parts)
        assert candidate.confidential is any(part.confidential for part in parts)
        assert bool(candidate.link) is any(part.link for part in parts)
        assert bool(candidate.impact) is any(part.impact for part in parts)


@given(MANY)
def test_the_newest_stand_first_and_the_weak_last(given_traces):
    found = merged(given_traces)
    assert [(c.weak, -c.date.toordinal()) for c in found] == sorted((c.weak, -c.date.toordinal()) for c in found)


def test_commits_of_one_day_about_one_thing_are_one():
    found = merged(
        [
            trace("Validate the intake form", origin="git:shop@a1"),
            trace("Intake form: keep what was typed", origin="git:shop@a2"),
            trace("Draw the price labels anew", origin="git:shop@a3"),
            trace("Validate the intake form again", origin="git:shop@a4", day=DAY + timedelta(days=1)),
        ]
    )
    assert sorted(len(candidate.single) for candidate in found) == [1, 1, 2]


def test_one_part_of_a_program_on_one_day_is_one_thing():
    part = frozenset({"part:shop/form"})
    two = [
        trace("Shorter labels", origin="git:shop@a1", topics=part),
        trace("No flicker", origin="git:shop@a2", topics=part),
    ]
    assert len(merged(two)) == 1
    assert len(merged([two[0], replace(two[1], date=DAY + timedelta(days=1))])) == 2


def test_a_request_its_commits_and_its_issue_are_one_over_several_days_and_the_request_leads():
    key = frozenset({"jira:PAY-3", "request:shop#7"})
    found = merged(
        [
            trace("Wip", origin="git:shop@a1", keys=frozenset({"jira:PAY-3"}), weak=True),
            trace("Retry", origin="git:shop@a2", keys=frozenset({"request:shop#7"}), day=DAY + timedelta(days=2)),
            trace("Retry failed payments", "pull request", "request:octo/shop#7", DAY + timedelta(days=3), keys=key),
            trace(
                "Payments fail at night", "Jira", "jira:PAY-3", DAY + timedelta(days=4), keys=frozenset({"jira:PAY-3"})
            ),
        ]
    )
    assert [(c.text, c.date, c.source, len(c.parts), c.weak) for c in found] == [
        ("Retry failed payments", DAY + timedelta(days=4), "pull request", 4, False)
    ]


@pytest.mark.parametrize(("days", "number"), [(APART.days, 1), (APART.days + 1, 2)])
def test_a_key_that_rested_for_long_names_another_thing(days, number):
    key = frozenset({"jira:PAY-3"})
    first, second = trace("One", keys=key), trace("Two", origin="git:shop@a2", day=DAY + timedelta(days=days), keys=key)
    assert len(merged([first, second])) == number


def test_what_somebody_wrote_down_by_hand_stays_apart_unless_a_key_says_otherwise():
    one, other = (trace(f"Halved the waiting time of the ward {n}", "list", f"list:{n}") for n in (1, 2))
    assert len(merged([one, other])) == 2
    key = frozenset({"jira:PAY-3"})
    assert len(merged([replace(one, keys=key), replace(other, keys=key)])) == 1
    month = [replace(trace(one.text, "git", f"git:{n}"), approximate=True) for n in (1, 2)]
    assert len(merged(month)) == 2


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("PAY-3: retry", {"jira:PAY-3"}),
        ("retry (PAY-3, AB2-17)", {"jira:PAY-3", "jira:AB2-17"}),
        ("UTF-8 and SHA-256, ISO-8601, COVID-19", set()),
        ("pay-3, PAY-, PAY-3.1, X-PAY-3", set()),
        ("", set()),
    ],
)
def test_keys_of_issues(text, keys):
    assert issue_keys(text) == keys


def test_telling_words_leave_out_what_every_commit_says():
    assert telling_words("Fix: update the payment forms and tests") == {"payment", "form"}


def test_origins_of_the_log_are_single_places(records_of):
    records = records_of(
        DAY,
        wins=[
            {"date": "2026-03-01", "win": "x", "origin": "git:shop@a1; jira:PAY-3"},
            {"date": "2026-03-02", "win": "y"},
        ],
    )
    assert logged_origins(records) == {"git:shop@a1", "jira:PAY-3"}
