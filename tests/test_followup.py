"""One ask, one record: every legal move works, every other is refused with the legal ones named.

And what a move demands is demanded.
"""

import dataclasses
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule, run_state_machine_as_test

from advocacy_kit import KitError, open_workspace
from advocacy_kit.core import store
from advocacy_kit.core.changes import Change
from advocacy_kit.log.asks import STATES, ask_of, asks_of, rounds_of
from advocacy_kit.log.followup import DEMANDED, NEXT, Facts, Milestone, OwnStep, advance, amend, milestone_problems
from tests.asking import START, TODAY, ask, asking, stone
from tests.chance import examples

AHEAD = TODAY + timedelta(days=30)
STONE = Milestone("Half the falls", "falls", 2.0, "me", AHEAD, 6.0, "a quarter")
WHOLE = {
    "answer": "Ask me in spring",
    "blocker": "no budget until March",
    "agreed": "a look at the numbers on that day",
    "next_date": AHEAD,
    "start_date": START,
    "milestones": (STONE,),
    "steps": (OwnStep("read the guideline", "borrow it", AHEAD),),
    "figure": 84_000.0,
}
PAIRS = [(state, to) for state in STATES for to in STATES]


def facts_for(to, **other):
    """The facts that a move demands, and no others."""
    names = (*DEMANDED[to], "figure") if to == "asked again" else DEMANDED.get(to, ())
    return Facts(**({name: WHOLE[name] for name in names} | other))


def refusal(call, *arguments, **named):
    with pytest.raises(KitError) as caught:
        call(*arguments, **named)
    return caught.value


@pytest.mark.parametrize(("state", "to"), [pair for pair in PAIRS if pair[1] in NEXT[pair[0]]])
def test_every_legal_move_works(records_of, state, to):
    changes = advance(asking(records_of, state), "a-1", to, facts_for(to))
    edit = next(change for change in changes if change.key)
    assert (edit.table, edit.key, edit.values["state"]) == ("asks", "a-1", to)


@pytest.mark.parametrize(("state", "to"), [pair for pair in PAIRS if pair[1] not in NEXT[pair[0]]])
def test_every_other_move_is_refused_and_the_legal_ones_are_named(records_of, state, to):
    error = refusal(advance, asking(records_of, state), "a-1", to, facts_for(to))
    assert [issue.code for issue in error.issues] == ["K097"]
    assert all(legal in error.issues[0].fix for legal in NEXT[state])


def test_closed_is_reached_from_everywhere_and_is_the_end():
    assert all("closed" in NEXT[state] for state in STATES if state != "closed")
    assert NEXT["closed"] == ()
    reached, new = set(), {"drafted"}
    while new:
        reached |= new
        new = {to for state in new for to in NEXT[state]} - reached
    assert reached == set(STATES) == set(NEXT)
    assert set(DEMANDED) == set(STATES) - {"drafted"}


@pytest.mark.parametrize(("to", "name"), [(to, name) for to, names in DEMANDED.items() for name in names])
def test_every_fact_that_a_move_demands_is_missed(records_of, to, name):
    state = next(state for state in STATES if to in NEXT[state])
    blank = {field.name: field.default for field in dataclasses.fields(Facts)}[name]
    error = refusal(advance, asking(records_of, state), "a-1", to, facts_for(to, **{name: blank}))
    assert {issue.code for issue in error.issues} == {"K098"}
    assert len(error.issues) == 1


def test_an_own_step_needs_its_name_its_first_action_and_its_day(records_of):
    error = refusal(
        advance, asking(records_of), "a-1", "written", Facts(next_date=AHEAD, steps=(OwnStep("read", " ", "soon"),))
    )
    assert [issue.message for issue in error.issues] == [
        "a step of your own needs a name and its first action",
        "the day of “read” has to be a date, got 'soon'",
    ]


def test_a_figure_of_nothing_is_none(records_of):
    records = asking(records_of, "milestones")
    error = refusal(advance, records, "a-1", "asked again", facts_for("asked again", figure=0.0))
    assert error.issues[0].message == "asked again needs the figure that is asked for now"


@pytest.mark.parametrize("state", [state for state in STATES if state not in ("closed", "asked again")])
def test_an_open_ask_takes_another_day_and_more_of_a_plan_and_stays_where_it_is(records_of, state):
    changes = amend(
        asking(records_of, state),
        "a-1",
        Facts(next_date=AHEAD, milestones=(STONE,), steps=WHOLE["steps"], agreed="in writing"),
    )
    assert [change.table for change in changes] == ["milestones", "steps", "asks"]
    assert dict(changes[-1].values) == {"agreed": "in writing", "next_date": AHEAD}
    assert [change.table for change in amend(asking(records_of, state), "a-1", Facts(milestones=(STONE,)))] == [
        "milestones"
    ]


@pytest.mark.parametrize(
    ("state", "facts", "words"),
    [
        ("closed", Facts(next_date=AHEAD), "is closed"),
        ("asked again", Facts(next_date=AHEAD), "is asked again"),
        ("abgelehnt", Facts(next_date=AHEAD), "there is no state 'abgelehnt'"),
        ("no", Facts(), "nothing is given"),
        ("no", Facts(next_date="soon"), "has to be a date, got 'soon'"),
        ("no", Facts(answer="yes"), "takes no answer"),
        ("no", Facts(milestones=(Milestone("x", "", 1.0, "me", AHEAD),)), "has no measure"),
    ],
)
def test_what_cannot_be_added_is_refused(records_of, state, facts, words):
    assert words in str(refusal(amend, asking(records_of, state), "a-1", facts))


def test_empty_lists_are_no_facts(records_of):
    assert advance(asking(records_of), "a-1", "invited", Facts(next_date=AHEAD, milestones=[], steps=[]))


def test_what_is_missing_is_said_all_at_once(records_of):
    error = refusal(advance, asking(records_of, "met"), "a-1", "no", Facts(next_date="soon"))
    assert [issue.message.split(" ")[0] for issue in error.issues] == ["no", "no", "the"]
    assert "got 'soon'" in error.issues[2].message


@pytest.mark.parametrize("when", ["soon", TODAY, TODAY - timedelta(days=1), "2026-09-30", "30.10.2026"])
def test_the_next_day_lies_ahead_and_is_a_day(records_of, when):
    error = refusal(advance, asking(records_of), "a-1", "invited", Facts(next_date=when))
    assert error.issues[0].code == "K098"
    assert "2026-12-01" in error.issues[0].fix or "later day" in error.issues[0].fix


@pytest.mark.parametrize("name", ["answer", "blocker", "agreed", "milestones", "figure", "start_date", "steps"])
def test_what_does_not_belong_to_a_move_is_refused(records_of, name):
    error = refusal(advance, asking(records_of), "a-1", "invited", Facts(next_date=AHEAD, **{name: WHOLE[name]}))
    assert "takes no" in error.issues[0].message


def test_an_own_step_on_file_will_do_for_the_case_in_writing(records_of):
    step = {"ask_id": "a-1", "step": "read", "first_action": "borrow it", "due": "2026-10-31"}
    records = asking(records_of, steps=[step])
    assert [change.table for change in advance(records, "a-1", "written", Facts(next_date=AHEAD))] == ["asks"]
    done = asking(records_of, steps=[step | {"done": "yes"}])
    assert "step of your own" in str(refusal(advance, done, "a-1", "written", Facts(next_date=AHEAD)))


def test_a_refusal_keeps_its_words_its_blocker_and_its_day(records_of):
    (edit,) = advance(asking(records_of, "met"), "a-1", "no", facts_for("no"))
    assert edit.values == {"state": "no", "answer": WHOLE["answer"], "blocker": WHOLE["blocker"], "next_date": AHEAD}


def test_milestones_and_steps_come_before_the_state(records_of):
    changes = advance(asking(records_of, "no"), "a-1", "milestones", facts_for("milestones"))
    assert [change.table for change in changes] == ["milestones", "asks"]
    assert changes[0].values["ask_id"] == "a-1"
    assert changes[0].values["due"] == AHEAD


def test_milestones_say_everything_that_they_lack():
    issues = milestone_problems(
        (Milestone("", " ", None, "", "soon"), STONE, dataclasses.replace(STONE, baseline=2.0)), TODAY
    )
    assert [issue.message for issue in issues] == [
        "milestone 1 has no name",
        "milestone 1 has no measure",
        "milestone 1 has no target",
        "milestone 1 has no owner",
        "the day of milestone 1 has to be a date, got 'soon'",
        "“Half the falls” begins at its target",
    ]
    assert {issue.file for issue in issues} == {"milestones.csv"}


def test_asking_again_leaves_the_earlier_ask_as_it_was_and_begins_a_round(records_of):
    records = asking(records_of, "milestones")
    old, new = advance(
        records, "a-1", "asked again", facts_for("asked again", opening_high=88_000.0, walk_away=79_000.0)
    )
    assert old.values == {"state": "asked again"}
    assert (new.key, new.values["id"], new.values["state"], new.values["figure"]) == ("", "a-1/2", "drafted", 84_000.0)
    assert (new.values["to"], new.values["kind"], new.values["date"]) == ("p-1", "raise", TODAY)
    assert new.values["request"] == "base pay of 84,000 USD a year"
    third = asking(records_of, asks=[ask("asked again"), ask("milestones", id="a-1/2")])
    assert advance(third, "a-1/2", "asked again", facts_for("asked again"))[1].values["id"] == "a-1/3"
    assert [row.id for row in rounds_of(third, "a-1/2")] == ["a-1", "a-1/2"]


def test_an_ask_without_a_figure_needs_none_again(records_of):
    records = asking(records_of, asks=[ask("milestones", kind="training", figure=None, walk_away=None)])
    assert len(advance(records, "a-1", "asked again", Facts(start_date=START, next_date=AHEAD))) == 2


def test_a_foreign_state_is_an_issue_that_names_the_legal_ones(folder_of):
    text = "id,date,kind,to,request,start_date,next_date,state\na-1,2026-09-01,raise,p-1,more,2027-01-01,2026-10-20,abgelehnt\n"
    workspace = open_workspace(folder_of("w", {"wins.csv": "id,date,win\n", "asks.csv": text}), today=TODAY)
    found = [issue for issue in workspace.check() if issue.code == "K096"]
    assert [(issue.file, issue.line, issue.severity) for issue in found] == [("asks.csv", 2, "warning")]
    assert all(state in found[0].fix for state in STATES)
    assert refusal(advance, workspace.records, "a-1", "met", facts_for("met")).issues[0].code == "K096"


@pytest.mark.parametrize("written", ["Drafted", " drafted ", "Not  Yet", "AGREED IN WRITING"])
def test_a_state_is_known_in_any_case_and_spacing(records_of, written):
    assert asks_of(asking(records_of, written))[0].known_state == " ".join(written.split()).lower()


def test_an_unknown_ask_is_refused_by_name(records_of):
    error = refusal(ask_of, asking(records_of), "a-9")
    assert (error.issues[0].code, error.issues[0].fix) == ("K048", "Asks on file: a-1.")


def test_ids_that_are_not_stored_cannot_be_referred_to(records_of):
    error = refusal(advance, asking(records_of, asks=[ask(id="~abc")]), "~abc", "invited", facts_for("invited"))
    assert "add-column DIR asks id" in error.issues[0].fix


def test_no_amount_is_in_a_repr(records_of):
    records = asking(records_of, "milestones")
    shown = [
        *advance(records, "a-1", "asked again", facts_for("asked again")),
        ask_of(records, "a-1"),
        facts_for("asked again"),
    ]
    assert not [text for text in map(repr, shown) if "84" in text or "81" in text or "76" in text]


HEADS = {
    "wins.csv": "id,date,win\n",
    "asks.csv": (
        "id,date,kind,to,request,figure,start_date,next_date,state,blocker,answer,agreed,note\n"
        "a-1,2026-09-01,raise,p-1,more,81750,2027-01-01,2026-10-20,no,budget,not now,,\n"
    ),
    "milestones.csv": "id,ask_id,milestone,measure,baseline,target,unit,owner,due,goal_id\n",
}


def tables(folder):
    return {name: (folder / name).read_bytes() for name in HEADS}


def test_changes_are_written_together(folder_of):
    folder = folder_of("w", HEADS)
    workspace = open_workspace(folder, today=TODAY)
    changes = advance(workspace.records, "a-1", "milestones", facts_for("milestones", milestones=(STONE, STONE)))
    ids = workspace.apply(changes).ids
    assert ids == ("m-1", "m-2", "a-1")
    again = open_workspace(folder, today=TODAY).records
    assert again.milestones["ask_id"].tolist() == ["a-1", "a-1"]
    assert ask_of(again, "a-1").known_state == "milestones"
    assert not again.issues


@pytest.mark.parametrize("fails", [1, 2])
def test_all_or_nothing_whichever_write_fails(folder_of, monkeypatch, fails):
    folder = folder_of("w", HEADS)
    workspace = open_workspace(folder, today=TODAY)
    changes = advance(workspace.records, "a-1", "milestones", facts_for("milestones", milestones=(STONE, STONE, STONE)))
    before, count, real = tables(folder), [0], store.replace

    def failing(path, data):
        count[0] += 1
        if count[0] == fails:
            raise KitError.of("K042", "no room left")
        real(path, data)

    monkeypatch.setattr(store, "replace", failing)
    error = refusal(workspace.apply, changes)
    assert [issue.code for issue in error.issues] == ["K042"]
    assert tables(folder) == before
    assert ask_of(workspace.records, "a-1").known_state == "no"
    assert workspace.records.milestones.empty


def test_what_others_wrote_meanwhile_stays_when_a_change_is_refused(folder_of):
    folder = folder_of("w", HEADS)
    workspace = open_workspace(folder, today=TODAY)
    changes = advance(workspace.records, "a-1", "milestones", facts_for("milestones"))
    theirs = b"m-9,a-1,Theirs,falls,6,2,,me,2027-01-01,\n"
    path, asks = folder / "milestones.csv", folder / "asks.csv"
    path.write_bytes(path.read_bytes() + theirs)
    asks.write_bytes(asks.read_bytes().replace(b"a-1", b"a-7"))
    before = tables(folder)
    error = refusal(workspace.apply, changes)
    assert {issue.code for issue in error.issues} == {"K046"}
    assert tables(folder) == before


def test_a_change_to_a_table_that_does_not_exist_leaves_the_others(folder_of):
    folder = folder_of("w", HEADS)
    before = tables(folder)
    workspace = open_workspace(folder, today=TODAY)
    refusal(workspace.apply, [Change("asks", {"state": "closed"}, "a-1"), Change("milestone", {"x": 1})])
    assert tables(folder) == before


@given(st.text(max_size=40), st.sampled_from(list(STATES)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_as_state_ends_in_rows_or_a_refusal(records_of, text, to):
    records = asking(records_of, asks=[ask(text)])
    try:
        codes = {"K096"} if advance(records, "a-1", to, facts_for(to)) else set()
    except KitError as error:
        codes = {issue.code for issue in error.issues}
    assert codes in ({"K096"}, {"K097"})


class Asks(RuleBasedStateMachine):
    """A person's asks against a model: a dictionary of states; every round that was begun is an ask of its own."""

    rounds = Bundle("rounds")

    def __init__(self, records_of):
        super().__init__()
        self.rows, self.model, self.stones, self.made = {}, {}, 0, records_of

    def records(self):
        stones = [stone(id=f"m-{n}") for n in range(self.stones)]
        return asking(self.made, asks=list(self.rows.values()), milestones=stones)

    @rule(target=rounds, number=st.integers(1, 3))
    def draft(self, number):
        key = f"a-{number}"
        if key not in self.rows:
            self.rows[key], self.model[key] = ask(id=key), "drafted"
        return key

    @rule(target=rounds, key=rounds, to=st.sampled_from(list(STATES)))
    def move(self, key, to):
        try:
            changes = advance(self.records(), key, to, facts_for(to))
        except KitError:
            assert to not in NEXT[self.model[key]]
            return key
        assert to in NEXT[self.model[key]]
        self.model[key] = to
        last = key
        for change in changes:
            if change.table == "asks" and change.key:
                self.rows[change.key] = self.rows[change.key] | dict(change.values)
            elif change.table == "asks":
                last = str(change.values["id"])
                assert last not in self.rows
                self.rows[last], self.model[last] = dict(change.values), "drafted"
            elif change.table == "milestones":
                self.stones += 1
        assert {row.id: row.known_state for row in asks_of(self.records())} == self.model
        return last


def test_any_order_of_moves_follows_the_model(records_of):
    run_state_machine_as_test(lambda: Asks(records_of), settings=examples(15, stateful_step_count=20))
