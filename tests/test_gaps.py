"""What is missing before the review: each kind comes, goes when it is closed, and takes nothing else with it."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import advocacy_kit as ak
from advocacy_kit import KitError, find_gaps
from advocacy_kit.log.first_person import PRAISED, PROVED
from advocacy_kit.log.periods import quiet_stretches
from advocacy_kit.review.gaps import dismissal, dismissed_gaps
from advocacy_kit.review.gaps.finding import every_gap
from advocacy_kit.review.gaps.gap import KINDS, LONGEST_FACTS, GapContext, stable
from tests.chance import examples

TODAY = date(2026, 9, 30)
LAST = {"date": "2025-11-13", "kind": "annual"}
PEOPLE = [
    {"id": "p-m", "name": "Marcus Oyelaran", "relation": "manager"},
    {"id": "p-s", "name": "Helen Brandt", "relation": "sponsor"},
    {"id": "p-x", "name": "Sofia", "relation": "peer"},
]
PAY = {"date": "2026-01-01", "amount": 50_000, "per": "year", "element": "base"}
GOAL = {
    "id": "g-1",
    "goal": "Halve the waiting time",
    "baseline": 8,
    "target": 4,
    "start": "2026-01-05",
    "due": "2026-12-31",
}
CHECK = {"goal_id": "g-1", "date": "2026-09-15", "value": 5}
SKILL = {"id": "c-1", "level": "senior", "competency": "Leads a change"}
DOUBT = {"id": "d-1", "date": "2026-08-01", "doubt": "Anyone could have done it."}
POSTING = {"kind": "posting", "title": "Planner", "country": "US", "low": 70_123, "per": "year", "element": "base"}
GOOD = {
    "win": "Moved the night orders to the morning",
    "impact": "The night shift goes home earlier",
    "measure": "hours",
    "before": 5,
    "after": 1,
    "value": 100,
    "value_basis": "4 hours",
    "evidence": "a.txt",
    "objectives": "ob-1",
    "known_to": "p-m",
    "praise": "Thanks",
}
BARE = {"measure": None, "before": None, "after": None}
DONE_ONLY = {"win": "Wrote 14 reports", "impact": None, **BARE}


def good_log(each=2):
    """A log without a gap: wins in every month, of three kinds."""
    months = [date(2025, 11, 20)] + [date(2025 + m // 12, m % 12 + 1, 5) for m in range(11, 21)]
    days = [first + timedelta(days=3 * n) for first in months for n in range(each)]
    return [GOOD | {"id": f"w-{n}", "date": day, "category": ("a", "b", "c")[n % 3]} for n, day in enumerate(days)]


@pytest.fixture(scope="module")
def make(records_of):
    def build(wins, *, left=43, level=None, **tables):
        tables = {
            "reviews": [LAST],
            "people": PEOPLE,
            "objectives": [{"id": "ob-1", "objective": "Cut cost"}],
            "pay": [PAY],
        } | tables
        profile = {"level": level} | ({} if left is None else {"review_date": TODAY + timedelta(days=left)})
        return records_of(TODAY, profile=profile, evidence={"a.txt": True, "gone.txt": False}, wins=wins, **tables)

    return build


def kinds(records):
    return {gap.kind: gap for gap in find_gaps(records)}


def changed(wins, places, **change):
    return [win | change if place in places else win for place, win in enumerate(wins)]


def naming(column, key):
    """A good log whose fifth win names something."""
    return changed(good_log(), {5}, **{column: key})


def test_a_good_log_has_no_gap(make):
    assert find_gaps(make(good_log())) == []


def test_a_good_log_with_every_table_filled_has_no_gap(make):
    wins = changed(good_log(), {5}, goals="g-1", competencies="c-1")
    tables = {
        "goals": [GOAL],
        "checkins": [CHECK],
        "competencies": [SKILL],
        "doubts": [DOUBT | {"answered_by": "w-5"}],
        "market": [POSTING | {"date": "2026-09-01"}],
        "bands": [{"level": "senior", "minimum": 1, "maximum": 2, "date": "2026-01-01"}],
    }
    assert find_gaps(make(wins, level="senior", **tables)) == []


OLD = {"date": "2024-05-02"}
CASES = {
    "no_measure": (changed(good_log(), {3, 4}, **BARE), {}, ["w-3", "w-4"]),
    "no_basis": (changed(good_log(), {5}, value_basis=None), {}, ["w-5"]),
    "unseen": (changed(good_log(), {6, 7}, known_to="p-x"), {}, ["w-6", "w-7"]),
    "objective_without_wins": (
        good_log(),
        {"objectives": [{"id": "ob-1", "objective": "x"}, {"id": "ob-2", "objective": "y"}]},
        ["ob-2"],
    ),
    "old_praise": (changed(good_log(), set(range(10, 22)), praise=None), {}, ["w-9"]),
    "no_evidence": (changed(good_log(), {8}, evidence=None), {}, ["w-8"]),
    "dead_evidence": (changed(good_log(), {9}, evidence="a.txt;gone.txt"), {}, ["w-9"]),
    "quiet_months": ([w for w in good_log() if w["date"].month not in (3, 4)], {}, []),
    "recency": (good_log() + [w | {"id": f"r-{w['id']}", "date": "2026-09-01"} for w in good_log(3)], {}, None),
    "one_category": (changed(good_log(), set(range(12)), category="a"), {}, None),
    "goal_without_evidence": (good_log(), {"goals": [GOAL], "checkins": [CHECK]}, ["g-1"]),
    "goal_without_checkin": (
        naming("goals", "g-1"),
        {"goals": [GOAL], "checkins": [CHECK | {"date": "2026-08-01"}]},
        ["g-1"],
    ),
    "competency_without_evidence": (good_log(), {"competencies": [SKILL]}, ["c-1"]),
    "unanswered_doubt": (good_log(), {"doubts": [DOUBT]}, ["d-1"]),
    "missing_pay": (good_log(), {"pay": []}, []),
    "stale_market": (good_log(), {"market": [POSTING | OLD]}, ["2"]),
}
OTHER_FACTS = {"quiet_months", "goal_without_evidence", "goal_without_checkin", "missing_pay", "stale_market"}
OUTSIDE = {
    "objective_without_wins",
    "old_praise",
    "goal_without_evidence",
    "goal_without_checkin",
    "competency_without_evidence",
}
OUTSIDE |= {"unanswered_doubt", "missing_pay", "stale_market"}  # not a matter of the period's wins


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_stands_alone_with_its_rows(make, kind):
    wins, tables, rows = CASES[kind]
    found = kinds(make(wins, **tables))
    assert set(found) == {kind}
    gap = found[kind]
    if rows is not None:
        assert sorted(row.id for row in gap.rows) == rows
        assert (gap.facts == ";".join(sorted(rows))) is (kind not in OTHER_FACTS)
    assert gap.facts  # an empty cell could not be kept in dismissed.csv
    assert gap.days_left == 43
    assert gap.severity in ("high", "medium", "low")
    assert gap.minutes >= 5
    assert gap.minutes % 5 == 0
    assert gap.title
    assert gap.action
    lines = {f"w-{place}": place + 2 for place in range(22)}
    assert all(row.line == lines[row.id] for row in gap.rows if row.id in lines and len(wins) == 22)


@pytest.mark.parametrize("kind", sorted(set(CASES) - OUTSIDE))
def test_rows_before_the_period_are_no_gap(make, kind):
    wins, tables, _ = CASES[kind]
    later = {"reviews": [LAST, {"date": "2026-09-29", "kind": "annual"}]}
    assert kind not in kinds(make(wins, **tables, **later))


@pytest.mark.parametrize("kind", CASES)
def test_no_amount_is_in_what_a_gap_says_or_rests_on(make, kind):
    wins, tables, _ = CASES[kind]
    gap = kinds(make(wins, **tables))[kind]
    assert not any(
        amount in f"{gap.title} {gap.action} {gap.facts}" for amount in ("50000", "50,000", "70123", "70,123")
    )


@pytest.mark.parametrize("count", range(10))
def test_below_ten_wins_there_is_exactly_one_gap(make, count):
    (gap,) = find_gaps(make(changed(good_log(), {0, 1}, measure=None, value_basis=None)[:count]))
    assert gap.kind == "few_wins"
    assert f"{count} win" in gap.title
    assert f"{10 - count} more win" in gap.action
    assert len(gap.rows) == count
    assert gap.minutes == 5 * -(-6 * (10 - count) // 5)  # ten wins are the hour that the weekly page speaks of
    assert gap.severity == "low"


def test_at_ten_wins_the_rest_is_said(make):
    assert "few_wins" not in kinds(make(good_log()[:10]))


flaw = st.sampled_from(
    ["measure", "text", "figures", "basis", "known", "evidence", "dead", "value", "confidential", "praise"]
)
tables_drawn = st.fixed_dictionaries(
    {
        "goals": st.sampled_from([[], [GOAL], [GOAL, GOAL | {"id": "g-2", "due": "2026-10-31"}]]),
        "checkins": st.sampled_from([[], [CHECK], [CHECK | {"date": "2026-03-01"}]]),
        "competencies": st.sampled_from(
            [
                [],
                [SKILL | {"level": "junior"}],
                [SKILL | {"level": "junior"}, SKILL | {"id": "c-2", "competency": "Teaches"}],
            ]
        ),
        "doubts": st.sampled_from([[], [DOUBT], [DOUBT, DOUBT | {"id": "d-2"}]]),
        "market": st.sampled_from(
            [
                [],
                [POSTING | OLD],
                [POSTING | OLD, POSTING | {"date": "2026-08-01", "title": "Buyer", "expires": "2026-09-01"}],
            ]
        ),
        "pay": st.sampled_from([[], [PAY], [PAY | {"date": "2024-01-01"}]]),
        "objectives": st.sampled_from([[], [{"id": "ob-1", "objective": "x"}, {"id": "ob-2", "objective": "y"}]]),
        "outcomes": st.lists(
            st.fixed_dictionaries(
                {
                    "win_id": st.sampled_from(["w-1", "w-7", "w-12", "w-20"]),
                    "date": st.sampled_from(["2026-05-01", "2026-09-20", "2026-12-01"]),
                    "outcome": st.just("It held"),
                    "measure": st.sampled_from([None, "hours"]),
                    "value": st.sampled_from([None, 50000]),
                    "value_basis": st.sampled_from([None, "counted"]),
                    "effect": st.sampled_from(["adds", "replaces"]),
                    "evidence": st.sampled_from([None, "a.txt", "gone.txt"]),
                }
            ),
            max_size=4,
        ).map(lambda rows: [{"id": f"o-{n}"} | row for n, row in enumerate(rows)]),
    }
)
SPOILT = {
    "measure": BARE,
    "text": DONE_ONLY,
    "figures": BARE | {"impact": "Waiting fell from 9 days to 4"},
    "basis": {"value_basis": None},
    "known": {"known_to": "p-x"},
    "evidence": {"evidence": None},
    "dead": {"evidence": "gone.txt"},
    "value": {"value": None},
    "confidential": {"confidential": True},
    "praise": {"praise": None},
}


@st.composite
def drawn(draw):
    """Tables with all that can be missing, some of it missing."""
    every = draw(st.sampled_from([[], ["praise"], ["text"]]))
    wins = []
    for good in good_log():
        win = dict(good)
        for name in sorted({*every, *draw(st.sets(flaw, max_size=4))}):
            win |= SPOILT[name]
        wins.append(win)
    months = draw(st.sampled_from([(), (2,), (3, 4, 5)]))
    return {"wins": [win for win in wins if win["date"].month not in months], **draw(tables_drawn)}


def of_row(**change):
    """Mend each row of the gap alike, of wins and of outcomes; a mended outcome concerns its win too."""

    def close(tables, ids, touched):
        touched |= ids | {row["win_id"] for row in tables.get("outcomes", []) if row["id"] in ids}
        return tables | {
            name: [row | change if row["id"] in ids else row for row in tables[name]]
            for name in ("wins", "outcomes")
            if name in tables
        }

    return close


def by_last_win(column):
    """Name each row of the gap in the last win, with a link."""

    def close(tables, ids, touched):
        last = tables["wins"][-1]
        touched.add(last["id"])
        named = ";".join([*filter(None, [last.get(column)]), *sorted(ids)])
        return tables | {
            "wins": [*tables["wins"][:-1], last | {column: named, "evidence": "a.txt", "confidential": False}]
        }

    return close


def praise(tables, ids, touched):
    touched.add(tables["wins"][-1]["id"])
    return tables | {"wins": [*tables["wins"][:-1], tables["wins"][-1] | {"praise": "Thank you"}]}


def quiet(tables, ids, touched):
    dates = pd.DataFrame({"date": pd.to_datetime([win["date"] for win in tables["wins"]])})
    added = [
        GOOD
        | {
            "id": f"new-{n}-{of}",
            "date": day.date() + timedelta(days=of),
            "category": ("a", "b", "c")[(n + of) % 3],
        }
        for stretch in quiet_stretches(dates, TODAY, start=date(2025, 11, 20), least=1)
        for n, day in enumerate(pd.date_range(stretch.start, stretch.end, freq="MS"))
        for of in range(2)
    ]
    touched |= {win["id"] for win in added}
    return tables | {"wins": tables["wins"] + added}


CLOSING = {
    "no_measure": of_row(measure="hours"),
    "only_activity": of_row(impact="Customers wait four days less"),
    "no_basis": of_row(value_basis="counted"),
    "unseen": of_row(known_to="p-m"),
    "no_evidence": of_row(evidence="a.txt"),
    "dead_evidence": of_row(evidence="a.txt"),
    "old_praise": praise,
    "quiet_months": quiet,
    "objective_without_wins": by_last_win("objectives"),
    "goal_without_evidence": by_last_win("goals"),
    "competency_without_evidence": by_last_win("competencies"),
    "goal_without_checkin": lambda t, ids, _: (
        t | {"checkins": [*t["checkins"], *(CHECK | {"goal_id": key} for key in sorted(ids))]}
    ),
    "unanswered_doubt": lambda t, ids, _: (
        t | {"doubts": [doubt | {"answered_by": t["wins"][0]["id"]} for doubt in t["doubts"]]}
    ),
    "missing_pay": lambda t, ids, _: t | {"pay": [*t["pay"], PAY]},
    "stale_market": lambda t, ids, _: (
        t | {"market": [row | {"date": "2026-09-30", "expires": None} for row in t["market"]]}
    ),
}


@examples(25)
@given(tables=drawn(), data=st.data())
def test_closing_a_gaps_rows_removes_it_and_makes_none_about_other_rows(make, tables, data):
    before = kinds(make(level="junior", **tables))
    kind = data.draw(st.sampled_from(sorted(before.keys() & CLOSING.keys()) or [None]))
    if kind is None:
        return
    touched = set()
    after = kinds(make(level="junior", **CLOSING[kind](tables, {row.id for row in before[kind].rows}, touched)))
    assert kind not in after
    # a point more may make a win that was touched, itself or by its outcome, strong enough for another gap; no other
    # row is concerned
    for name, gap in after.items():
        known = {(row.file, row.id) for row in before[name].rows} if name in before else set()
        assert {row.id for row in gap.rows if (row.file, row.id) not in known} <= touched, (kind, name)


@pytest.mark.parametrize(
    ("kind", "mended"), [("no_basis", {"value_basis": "counted"}), ("dead_evidence", {"evidence": "a.txt"})]
)
def test_mending_an_outcome_may_make_its_own_win_worth_telling_and_no_other(make, kind, mended):
    told = {
        **BARE,
        "evidence": None,
        "value": None,
        "objectives": None,
        "praise": None,
        "known_to": None,
        "measure": "hours",
    }
    wins = changed(good_log(), {6}, **told)
    outcome = {
        "id": "o-1",
        "win_id": "w-6",
        "date": "2026-09-20",
        "outcome": "It held",
        "value": 50000,
        "praise": "Good",
    }
    outcome |= {"evidence": None} if kind == "no_basis" else {"evidence": "gone.txt", "value_basis": None}
    before = kinds(make(wins, outcomes=[outcome]))
    assert [(row.file, row.id) for row in before[kind].rows] == [("outcomes.csv", "o-1")]
    assert "unseen" not in before
    after = kinds(make(wins, outcomes=[outcome | mended]))
    assert kind not in after
    assert [row.id for row in after["unseen"].rows] == ["w-6"]


@examples(10)
@given(tables=drawn(), left=st.sampled_from([None, 0, 1, 3, 30, 400]))
def test_the_ranking_loses_nothing_and_puts_last_what_the_days_do_not_allow(make, tables, left):
    records = make(left=left, **tables)
    found = every_gap(records)
    look = GapContext(records)
    assert sorted(gap.kind for gap in found) == sorted(gap.kind for kind in KINDS if (gap := kind.find(look)))
    assert [replace(gap, days_left=None) for gap in sorted(found, key=lambda g: g.kind)] == sorted(
        (gap for kind in KINDS if (gap := kind.find(look))), key=lambda g: g.kind
    )
    late = [left is not None and gap.minutes > 60 * max(left, 1) for gap in found]
    rest = [place for place, gap in enumerate(found) if not late[place] and gap.kind not in ("old_praise", "unseen")]
    assert all(place < other for place in rest for other in range(len(found)) if late[other])


@examples(10)
@given(tables=drawn(), data=st.data())
def test_setting_a_gap_aside_removes_it_and_no_other_until_its_facts_change(make, tables, data):
    before = find_gaps(make(level="junior", **tables))
    gap = data.draw(st.sampled_from(before)) if before else None
    if gap is None:
        return
    row = dict(dismissal(gap, "  of no\nmatter ", TODAY))
    assert row == {"gap": gap.kind, "date": TODAY, "reason": "of no matter", "facts": gap.facts}
    aside = make(level="junior", dismissed=[row], **tables)
    assert find_gaps(aside) == [other for other in before if other != gap]
    assert [(shown.gap, shown.date, shown.reason, shown.line) for shown in dismissed_gaps(aside)] == [
        (gap, TODAY, "of no matter", 2)
    ]
    if gap.kind in CLOSING and len(gap.rows) > 1:  # one row mended, the others still open
        one = {gap.rows[-1].id}
        mended = CLOSING[gap.kind](tables, one, set())
        after = make(level="junior", dismissed=[row], **mended)
        back = {g.kind: g for g in every_gap(after)}.get(gap.kind)
        if back is not None:
            assert back.facts != gap.facts
            assert back in find_gaps(after)
            assert dismissed_gaps(after) == ()


def test_an_outcome_meets_what_the_win_lacks(make):
    wins = changed(good_log(), {3}, evidence=None, **BARE)
    outcome = {
        "id": "o",
        "win_id": "w-3",
        "date": "2026-09-01",
        "outcome": "x",
        "measure": "hours",
        "evidence": "a.txt",
    }
    assert "no_measure" in kinds(make(wins))
    assert kinds(make(wins, outcomes=[outcome])) == {}


@pytest.mark.parametrize(("months", "severity", "minutes"), [((3, 4), "medium", 20), ((3, 4, 5), "high", 30)])
def test_three_quiet_months_are_grave(make, months, severity, minutes):
    gap = kinds(make([w for w in good_log() if w["date"].month not in months]))["quiet_months"]
    assert (gap.severity, gap.minutes) == (severity, minutes)


@pytest.mark.parametrize(
    ("months", "named"),
    [
        ((4,), "April 2026 was quiet: no wins in 1 month"),
        ((4, 6), "2 quiet months: April and June 2026"),
        ((3, 4, 6), "3 quiet months: March to April and June 2026"),
        ((12, 3, 4), "3 quiet months: December 2025 and March to April 2026"),
        ((12, 1), "2 quiet months: December 2025 to January 2026"),
    ],
)
def test_every_quiet_month_is_named(make, months, named):
    assert kinds(make([w for w in good_log() if w["date"].month not in months]))["quiet_months"].title == named


def test_confidential_wins_need_no_listener(make):
    assert kinds(make(changed(good_log(), {6}, known_to=None, confidential=True))) == {}


def test_without_deciders_on_file_anybody_who_knows_will_do(make):
    assert kinds(make(changed(good_log(), {6}, known_to="Sofia"), people=[])) == {}
    gap = kinds(make(changed(good_log(), {6}, known_to=None), people=[]))["unseen"]
    assert gap.title == "Nobody knows of 1 strong win"
    assert kinds(make(changed(good_log(), {6}, known_to="helen brandt"))) == {}


def test_objectives_count_only_while_in_force(make):
    served = {"id": "ob-1", "objective": "x"}
    for out in ({"until": "2026-09-29"}, {"since": "2026-10-01"}):
        assert kinds(make(good_log(), objectives=[served, {"id": "ob-2", "objective": "y", **out}])) == {}
    assert "objective_without_wins" in kinds(
        make(good_log(), objectives=[served, {"id": "ob-2", "objective": "y", "until": "2026-09-30"}])
    )


def test_no_praise_at_all_is_said(make):
    gap = kinds(make(changed(good_log(), set(range(22)), praise=None)))["old_praise"]
    assert (gap.title, gap.rows, gap.where) == ("No praise is on record", (), "")


def test_the_gravest_comes_first_then_what_mends_most_a_minute(make, demo):
    wins = changed(changed(good_log(), {3}, value_basis=None), set(range(4, 22)), evidence="gone.txt", **BARE)
    for records in (make(wins), demo):
        found = find_gaps(records)
        keys = [(("high", "medium", "low").index(gap.severity), -gap.mends / gap.minutes) for gap in found]
        assert keys == sorted(keys)
        assert len(found) >= 3


def test_what_the_days_left_do_not_allow_comes_last(make):
    wins = [w for w in good_log() if w["date"].month not in (12, 1, 2, 3, 4, 5, 6)]
    wins = changed(wins + [wins[-1] | {"id": "x", "date": "2026-08-20"}] * 3, {0}, value_basis=None)
    leisure, hurry = find_gaps(make(wins)), find_gaps(make(wins, left=1))
    assert leisure[0].kind == "quiet_months"
    assert leisure[0].minutes == 70
    assert hurry[-1].kind == "quiet_months"
    assert {gap.kind for gap in leisure} == {gap.kind for gap in hurry}


def test_without_a_review_date_there_are_gaps_and_no_days(make):
    (gap,) = find_gaps(make(changed(good_log(), {5}, value_basis=None), left=None))
    assert gap.days_left is None


def test_rows_are_named_in_short(make):
    gap = kinds(make(changed(good_log(), set(range(6)), value_basis=None)))["no_basis"]
    assert gap.where == "wins.csv lines 2, 3, 4, 5, …"
    assert pd.Series([row.file for row in gap.rows]).eq("wins.csv").all()


def test_a_sentence_with_its_figures_only_has_to_be_copied(make):
    told = changed(good_log(), {3, 4}, impact="Waiting fell from 9 days to 4", **BARE)
    gap = kinds(make(told))["no_measure"]
    assert (gap.severity, gap.minutes) == ("low", 5)
    assert gap.title == "2 wins have no measure; all have the figures in the text"
    assert "copied" in gap.action
    both = kinds(make(changed(told, {6}, **BARE)))["no_measure"]
    assert both.title == "3 wins have no measure; 2 of them have the figures in the text"
    assert both.severity == "medium"


@pytest.mark.parametrize("words", ["Waiting time halved on line 4", "No shift was left uncovered on ward 4"])
def test_a_size_without_a_figure_leaves_nothing_to_copy(make, words):
    gap = kinds(make(changed(good_log(), {3, 4}, impact=words, **BARE)))["no_measure"]
    assert gap.title == "2 wins have no measure"
    assert "copied" not in gap.action


def test_wins_that_say_only_what_was_done_are_graver_the_more_there_are(make):
    for count, severity in ((2, "low"), (8, "medium"), (14, "high")):
        gap = kinds(make(changed(good_log(), set(range(count)), **DONE_ONLY)))["only_activity"]
        assert (len(gap.rows), gap.severity, gap.minutes) == (count, severity, 5 * -(-3 * count // 5))
        assert gap.action.endswith("?")


@pytest.mark.parametrize(
    "field", [{"before": 3}, {"after": 2}, {"measure": "hours"}, {"impact": "Waiting time halved"}]
)
def test_a_field_or_an_effect_is_more_than_what_was_done(make, field):
    assert "only_activity" not in kinds(make(changed(good_log(), {3}, **DONE_ONLY | field)))


def test_an_outcome_says_what_became_of_what_was_done(make):
    wins = changed(good_log(), {3}, **DONE_ONLY)
    outcome = {"id": "o", "win_id": "w-3", "date": "2026-09-01", "outcome": "They are read"}
    assert "only_activity" in kinds(make(wins))
    assert "only_activity" not in kinds(make(wins, outcomes=[outcome]))
    for bare in (PRAISED, PROVED):
        assert "only_activity" in kinds(make(wins, outcomes=[outcome | {"outcome": bare}]))
    assert "only_activity" in kinds(make(wins, outcomes=[outcome | {"date": "2026-10-01"}]))  # not known yet


GERMAN = "Die Nachtschicht hat im März alle Aufträge der Kunden in das neue System übertragen und geprüft"


def test_text_in_another_language_is_no_gap_and_filled_fields_suffice(make):
    assert ak.frame_statement(GERMAN).rung is None
    wins = changed(good_log(), set(range(22)), win=GERMAN, impact=None)
    assert find_gaps(make(wins)) == []
    assert set(kinds(make(changed(wins, {3}, **BARE)))) == {"no_measure"}


def test_values_of_outcomes_need_a_basis_and_replaced_ones_do_not(make):
    outcome = {
        "id": "o-1",
        "win_id": "w-3",
        "date": "2026-09-01",
        "outcome": "Worth more",
        "value": 900,
        "effect": "replaces",
    }
    gap = kinds(make(changed(good_log(), {3}, value_basis=None), outcomes=[outcome]))["no_basis"]
    assert [(row.file, row.id) for row in gap.rows] == [("outcomes.csv", "o-1")]
    assert "Worth more" in gap.action
    assert (
        find_gaps(make(changed(good_log(), {3}, value_basis=None), outcomes=[outcome | {"value_basis": "invoices"}]))
        == []
    )
    both = kinds(make(changed(good_log(), {3}, value_basis=None), outcomes=[outcome | {"effect": "adds"}]))["no_basis"]
    assert both.where == "wins.csv line 5; outcomes.csv line 2"


def test_evidence_of_outcomes_can_lead_nowhere_too(make):
    outcome = {"id": "o-1", "win_id": "w-3", "date": "2026-09-01", "outcome": "x", "evidence": "gone.txt"}
    gap = kinds(make(good_log(), outcomes=[outcome]))["dead_evidence"]
    assert gap.title == "The evidence of 1 outcome leads nowhere"


def test_a_goal_wants_a_win_with_evidence(make):
    asked = {"goals": [GOAL], "checkins": [CHECK]}
    assert kinds(make(naming("goals", "g-1"), **asked)) == {}
    for evidence in (None, "gone.txt"):
        gap = kinds(make(changed(good_log(), {5}, goals="g-1", evidence=evidence, known_to="p-m"), **asked))[
            "goal_without_evidence"
        ]
        assert "Link a report" in gap.action
        assert gap.facts == "g-1 without evidence"
    proof = {"id": "o-1", "win_id": "w-5", "date": "2026-09-01", "outcome": "x", "evidence": "a.txt"}
    assert "goal_without_evidence" not in kinds(
        make(changed(good_log(), {5}, goals="g-1", evidence=None), outcomes=[proof], **asked)
    )


@pytest.mark.parametrize(
    "goal",
    [{"status": "dropped"}, {"start": "2026-09-20"}, {"start": "2026-11-01"}, {"status": "done", "due": "2025-10-01"}],
)
def test_goals_that_are_over_dropped_or_just_begun_are_no_gap(make, goal):
    assert "goal_without_evidence" not in kinds(make(good_log(), goals=[GOAL | goal], checkins=[CHECK]))


def test_a_done_goal_wants_evidence_and_no_check_in(make):
    assert set(kinds(make(good_log(), goals=[GOAL | {"status": "done"}]))) == {"goal_without_evidence"}
    gap = kinds(make(naming("goals", "g-1"), goals=[GOAL]))["goal_without_checkin"]
    assert gap.title == "“Halve the waiting time” has had no check-in yet"


def test_market_rows_are_out_of_date_after_a_year_or_when_they_end_and_nothing_replaces_them(make):
    def titles(**tables):
        return [gap.title for gap in find_gaps(make(good_log(), **tables))]

    assert titles(market=[POSTING | OLD]) == ["The posting “Planner” is of 2 May 2024, and nothing newer is on file"]
    ended = POSTING | {"date": "2026-08-01", "expires": "2026-09-29"}
    assert titles(market=[ended]) == ["The posting “Planner” ended on 29 September 2026, and nothing newer is on file"]
    assert titles(market=[ended | {"expires": "2026-09-30"}]) == []
    assert titles(market=[ended, POSTING | {"date": "2026-09-02"}]) == []
    assert titles(market=[ended, POSTING | {"date": "2026-09-02", "country": "DE"}]) != []
    band = {"level": "L5", "minimum": 1, "maximum": 2, "date": "2025-09-29"}
    assert titles(bands=[band]) == ["The band of L5 is of 29 September 2025, and nothing newer is on file"]
    assert titles(bands=[band | {"date": "2025-09-30"}]) == []
    table = {
        "source": "Atlas",
        "country": "DE",
        "per": "year",
        "element": "base",
        "currency": "EUR",
        "p50": 1,
        **OLD,
        "title": "Planner",
    }
    assert titles(published=[table]) == ["The table “Atlas” is of 2 May 2024, and nothing newer is on file"]
    assert titles(published=[table], bands=[band]) == [
        "2 rows of your own market data are out of date, the newest of 29 September 2025"
    ]


def test_pay_is_missing_without_a_row_after_a_review_and_for_long(make):
    def titles(pay, reviews=(LAST,)):
        return [gap.title for gap in find_gaps(make(good_log(), pay=pay, reviews=list(reviews)))]

    assert titles([]) == ["No base pay is on record"]
    assert titles([PAY | {"element": "bonus"}]) == ["No base pay is on record"]
    assert titles([PAY | {"date": "2027-01-01"}]) == ["No base pay is on record"]
    assert titles([PAY | {"date": "2025-10-01"}]) == ["No base pay is on record since the review of 13 November 2025"]
    assert "The newest base pay on record is of 1 January 2025" in titles([PAY | {"date": "2025-01-01"}], reviews=())
    assert titles([PAY | {"date": "2025-11-13"}]) == []


def test_expectations_of_the_present_level_weigh_more_than_those_of_the_next(make):
    rubric = [
        SKILL | {"level": "junior"},
        SKILL | {"id": "c-2", "competency": "Teaches"},
        SKILL | {"id": "c-3", "level": "chief"},
    ]
    gap = kinds(make(good_log(), competencies=rubric, level="Junior"))["competency_without_evidence"]
    assert ([row.id for row in gap.rows], gap.severity) == (["c-1", "c-2"], "medium")
    gap = kinds(make(naming("competencies", "c-1"), competencies=rubric, level="junior"))["competency_without_evidence"]
    assert ([row.id for row in gap.rows], gap.severity) == (["c-2"], "low")
    assert kinds(make(naming("competencies", "c-1;teaches"), competencies=rubric, level="junior")) == {}
    hidden = changed(naming("competencies", "c-1;c-2"), {5}, confidential=True)
    assert "competency_without_evidence" in kinds(make(hidden, competencies=rubric, level="junior"))


def test_a_doubt_is_answered_by_a_win_on_record_only(make):
    assert "unanswered_doubt" in kinds(make(good_log(), doubts=[DOUBT | {"answered_by": "w-99"}]))
    assert kinds(make(good_log(), doubts=[DOUBT | {"answered_by": "w-99;w-5"}])) == {}


def test_whom_one_asks_needs_days_to_answer(make):
    wins = changed(good_log(), set(range(22)), praise=None)
    wins = changed(wins, set(range(14)), category="a")  # another gap of low severity, with less mended a minute
    assert [gap.kind for gap in find_gaps(make(wins, left=30))] == ["old_praise", "one_category"]
    assert [gap.kind for gap in find_gaps(make(wins, left=3))] == ["one_category", "old_praise"]


def test_a_gap_is_not_set_aside_without_a_reason(make):
    (gap,) = find_gaps(make(good_log(), pay=[]))
    for reason in ("", "  \n "):
        with pytest.raises(KitError) as refused:
            dismissal(gap, reason, TODAY)
        assert refused.value.issues[0].code == "K085"


def test_a_dismissal_of_tomorrow_does_not_hold_yet_and_the_newest_reason_counts(make):
    (gap,) = find_gaps(make(good_log(), pay=[]))
    row = dict(dismissal(gap, "first", TODAY))
    assert find_gaps(make(good_log(), pay=[], dismissed=[row | {"date": "2026-10-01"}])) == [gap]
    again = [row | {"reason": "second"}, row | {"date": "2026-09-01"}]
    assert [aside.reason for aside in dismissed_gaps(make(good_log(), pay=[], dismissed=again))] == ["second"]


def test_also_too_few_wins_can_be_set_aside_until_another_is_logged(make):
    (gap,) = find_gaps(make([], pay=[]))
    assert gap.facts == "no wins"
    row = dict(dismissal(gap, "I have only begun", TODAY))
    assert find_gaps(make([], dismissed=[row])) == []
    assert len(find_gaps(make(good_log()[:1], dismissed=[row]))) == 1


@given(st.lists(st.text(alphabet="abw-1 ;", min_size=1, max_size=30), min_size=1, max_size=60), st.randoms())
def test_facts_are_one_short_line_whatever_their_order(facts, random):
    shuffled = random.sample(facts, len(facts))
    assert stable(facts) == stable(shuffled)
    assert len(stable(facts)) <= LONGEST_FACTS
    assert "\n" not in stable(facts)
    assert stable([*facts, "another"]) != stable(facts)


def test_a_gap_that_was_set_aside_stays_so_through_the_files(folder_of):
    header = "id,date,win,measure\n"
    wins = "".join(f"w-{n},2026-0{1 + n % 9}-0{1 + n % 5},Wrote {n} reports,\n" for n in range(12))
    files = {
        "wins.csv": header + wins,
        "profile.toml": "as_of = 2026-09-30\n",
        "dismissed.csv": "gap,date,reason,facts\n",
    }
    workspace = ak.open_workspace(folder_of("mine", files))
    while found := ak.find_gaps(workspace.records):
        workspace.add("dismissed", dismissal(found[0], "not now, thanks", workspace.today))
    again = ak.open_workspace(workspace.path)
    assert ak.find_gaps(again.records) == []
    assert len(dismissed_gaps(again.records)) == len(again.dismissed) == 4
    again.edit("wins", "w-3", {"measure": "reports read"})
    assert {gap.kind for gap in ak.find_gaps(again.records)} == {"no_measure", "only_activity"}


@pytest.mark.parametrize("held", [date(2026, 10, 15), date(2027, 7, 28)])
@pytest.mark.parametrize("later", [0, 1, 20, 46, 120])
def test_a_review_that_was_held_and_no_win_since_leaves_gaps_that_can_be_read(held, later):
    records = ak.open_workspace().records
    row = pd.DataFrame({"date": [pd.Timestamp(held)], "kind": ["quarterly"], "note": [None]}, index=[999])
    reviews = pd.concat([records.reviews, row.astype(records.reviews.dtypes.to_dict())])
    after = replace(records, frames={**records.frames, "reviews": reviews}, today=held + timedelta(days=later))
    assert all(found.title and found.action for found in ak.find_gaps(after))
