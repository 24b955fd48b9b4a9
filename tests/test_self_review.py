"""The drafts that go to the manager: the written self-review, the employer's questions, the agenda.

Nothing invented, nothing private.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import advocacy_kit as ak
from advocacy_kit import KitError, check_language
from advocacy_kit.core.model import HIDDEN
from advocacy_kit.core.page import Heading, Listing, Paragraph, paragraph
from advocacy_kit.log.first_person import PRAISED, PROVED
from advocacy_kit.log.sharing import shareable
from advocacy_kit.review.agenda import agenda_rows, one_on_one
from advocacy_kit.review.self_review import (
    AGREED,
    NO_BASIS,
    NO_RESULT,
    PROMPTS,
    read_question,
    review_rows,
    self_review,
)
from tests.conftest import REPO

TODAY = date(2026, 9, 30)
FORM = ak.open_workspace(REPO / "data" / "demo").questions
PERSON = {"id": "p-1", "name": "Alex Morgan", "relation": "manager"}
QUESTIONS = {
    "achieved": (
        "What did you achieve since the last review?",
        "Describe your key accomplishments.",
        "What are you most proud of?",
        "Which contributions had the most impact?",
        "What went well?",
    ),
    "growth": (
        "Where do you want to grow?",
        "What would you like to learn?",
        "Which skills do you want to develop?",
        "What are your areas for improvement?",
        "What are your career aspirations?",
    ),
    "challenges": (
        "What challenges did you face?",
        "What was difficult, and what did you do about it?",
        "What did not go as planned?",
        "Which obstacles stood in your way?",
        "What would you do differently?",
    ),
    "collaboration": (
        "How did you work with other teams?",
        "Describe how you collaborated with colleagues.",
        "How did you contribute to the team?",
        "How do you support others?",
    ),
    "next": (
        "What are your goals for the next year?",
        "What will you focus on in the coming quarter?",
        "Which objectives do you propose for the next period?",
        "Looking ahead, what matters?",
    ),
    "": ("How did your work help the hospitals?", "What did you do for safety?", "Tell us about freight."),
}


def win(number, **more):
    return {"id": f"w-{number}", "date": TODAY - timedelta(days=number + 1), "win": f"Mended device {number}"} | more


def of(records_of, *wins, **tables):
    return records_of(TODAY, people=[PERSON], wins=list(wins), **tables)


def told(review):
    """Everything that the draft says, and what it asks the user for."""
    return "\n".join(cell for row in review_rows(review.page) for cell in row)


def items(review, question=""):
    """What is listed in the draft, or under one question."""
    blocks = review.page.under(question) if question else review.page.blocks
    return [item for block in blocks if isinstance(block, Listing) for item in block.items]


@pytest.mark.parametrize(
    ("kind", "question"), [(kind, question) for kind, asked in QUESTIONS.items() for question in asked]
)
def test_common_questions_are_recognised(kind, question):
    assert read_question(question).kind == kind


def test_no_win_is_told_twice_and_no_part_has_more_than_asked_for(demo):
    for choice in ({}, {"by": "categories"}, {"questions": FORM}):
        for most in (1, 3, 8):
            review = self_review(demo, most=most, **choice)
            lines = [item.words for item in items(review) if re.search(r" \(\w+ 20\d\d\)\.", item.words)]
            assert len(lines) == len(set(lines)) >= 3
            lists = [block for block in review.page.blocks if isinstance(block, Listing)]
            assert all(len(block.items) <= max(most, 3) for block in lists)


def test_the_strongest_come_first(records_of):
    strong = {"measure": "hours", "before": 5, "after": 2, "impact": "Nobody waits"}
    review = self_review(of(records_of, *(win(n) for n in range(4)), win(9, **strong)), by="categories", most=2)
    assert items(review)[0].words == "Mended device 9 (September 2026). Nobody waits (hours: from 5 to 2)."


visible = st.lists(
    st.fixed_dictionaries(
        {
            "confidential": st.booleans(),
            "audience": st.sampled_from([None, "p-1", "p-2", "p-2;p-1", "Alex Morgan"]),
            "category": st.sampled_from([None, "care"]),
            "goals": st.sampled_from([None, "g-1"]),
        }
    ),
    max_size=6,
)


@given(
    given=visible,
    choice=st.sampled_from([{}, {"by": "categories"}, {"questions": ("What did you achieve?", "What about devices?")}]),
)
def test_only_wins_that_the_manager_may_see_are_in_it(records_of, given, choice):
    goals = [{"id": "g-1", "goal": "Less waiting", "target": 1, "start": "2026-01-01", "due": "2026-12-31"}]
    records = of(records_of, *(win(n, **row) for n, row in enumerate(given)), goals=goals)
    review = self_review(records, most=8, **choice)
    open_ = {row["win"] for _, row in shareable(records, "p-1").wins.iterrows()}
    for name in records.wins["win"]:
        assert (name in told(review)) is (name in open_)
    left = len(given) - len(open_)
    assert (f"{left} win" in review.note.split("Log")[-1]) is (left > 0)


def test_no_pay_is_in_it_and_hidden_amounts_are_hidden(demo):
    records = replace(demo, frames={**demo.frames, "pay": demo.pay.assign(amount=77_123.0)})
    for choice in ({}, {"by": "categories"}, {"questions": FORM}):
        review = self_review(records, **choice)
        assert "77,123" not in told(review)
        assert "USD once (confirmed)" in told(review) or "USD in its first twelve months" in told(review)
        hidden = self_review(replace(records, profile=replace(records.profile, hide_amounts=True)), **choice)
        for worth in re.findall(r"Worth (.*?) ", told(hidden)):
            assert worth == HIDDEN


def test_estimates_are_called_so_and_shares_are_said(records_of):
    worth = {"impact": "It runs", "value": 1000, "value_basis": "10 h x 100"}
    rows = (
        win(1, **worth, value_kind="recurring", my_share=0.4),
        win(2, **worth, value_status="confirmed"),
        win(3, impact="It runs", value=500),
        win(4),
    )
    outcome = {"win_id": "w-4", "date": "2026-09-29", "outcome": "Nobody has called since"}
    lines = {
        line.words.split(" (")[0]: line
        for line in items(self_review(of(records_of, *rows, outcomes=[outcome]), most=9))
    }
    assert (
        "Worth 400 in its first twelve months (my estimate). A team's result; my share of it is 40%."
        in lines["Mended device 1"].words
    )
    assert "Worth 1,000 once (confirmed)." in lines["Mended device 2"].words
    assert "team" not in lines["Mended device 2"].words
    assert "500" not in lines["Mended device 3"].words
    assert lines["Mended device 3"].missing == NO_BASIS
    assert lines["Mended device 4"].words.endswith("Later, in September 2026: nobody has called since.")
    assert [name for name, line in lines.items() if line.missing] == ["Mended device 3"]


def test_praise_that_came_in_later_is_quoted(records_of):
    praised = win(1, praise="Well done", praise_by="Bo Chen")
    later = {"win_id": "w-1", "date": TODAY, "outcome": PRAISED, "praise": "It still runs", "praise_by": "Ann Lee"}
    for other, who in (
        ({}, "Ann Lee"),
        ({"date": "2027-01-05"}, "Bo Chen"),
        ({"date": "2020-01-05"}, "Bo Chen"),
        ({"praise_by": None}, "Bo Chen"),
    ):
        (said,) = self_review(of(records_of, praised, outcomes=[later | other])).page.under("What others said")
        assert said.lines[0].startswith(f"{who} said in September 2026: “")


def test_praise_and_evidence_are_no_result_and_hide_none(records_of):
    later = [
        {"win_id": "w-1", "date": f"2026-09-0{day}", "outcome": words}
        for day, words in ((1, "Nobody has called since"), (2, PRAISED))
    ]
    later += [{"win_id": "w-2", "date": "2026-09-02", "outcome": PROVED}]
    lines = items(self_review(of(records_of, win(1), win(2), outcomes=later), most=9))
    told = {line.words.split(" (")[0]: line for line in lines}
    assert told["Mended device 1"].words.endswith("Later, in September 2026: nobody has called since.")
    assert told["Mended device 1"].missing == ""
    assert "Later" not in told["Mended device 2"].words
    assert told["Mended device 2"].missing == NO_RESULT


def test_a_win_that_does_not_say_what_changed_asks_for_it(records_of):
    review = self_review(of(records_of, win(1)))
    assert items(review)[0].missing == NO_RESULT
    assert review.missing == 1
    assert f"[{NO_RESULT}]" in review.page.markdown


LATE = {
    "goals": [
        {"id": "g-1", "goal": "Less waiting", "baseline": 9, "target": 1, "start": "2026-01-01", "due": "2026-12-31"}
    ],
    "checkins": [{"goal_id": "g-1", "date": TODAY, "value": 8}],
}


@pytest.mark.parametrize(
    "choice", [{"by": "goals"}, {"questions": ("What was difficult?", "What are your goals for the next year?")}]
)
def test_by_how_much_a_goal_is_behind_is_said_only_if_the_user_wants_it(records_of, choice):
    records = of(records_of, win(1), **LATE)
    plain, verdict = self_review(records, **choice), self_review(records, **choice, verdict=True)
    assert plain.late == verdict.late == 1
    for review in (plain, verdict):
        assert (
            told(review).count("8 on 30 September 2026, target 1 by 31 December 2026") == 1
        )  # told once, with what it takes
        assert "From here: down by " in told(review)
        assert told(review).count(AGREED) == 1
    assert "behind" not in told(plain)
    assert "behind by" in told(verdict)
    ahead = of(records_of, win(1), goals=LATE["goals"], checkins=[{"goal_id": "g-1", "date": TODAY, "value": 2}])
    assert self_review(ahead, **choice) == self_review(ahead, **choice, verdict=True)
    assert self_review(ahead, **choice).late == 0
    assert AGREED not in told(self_review(ahead, **choice))


def test_questions_are_answered_in_order_each_by_its_rule(demo):
    review = self_review(demo, questions=FORM)
    assert list(review.page.headings) == list(FORM) == [question for question, _ in review.why]
    assert dict(review.why)[FORM[1]] == "wins that share its words: hospitals"
    by = {question: items(review, question) for question in FORM}
    assert all("my share" in item.words for item in by[FORM[2]])
    assert [item.words.split(":")[0] for item in by[FORM[3]]] == ["Lift the line fill rate to hospitals to 97.5%"]
    assert "Leads a team through a change" in review.page.under(FORM[4])[0].lines[0]
    assert len(by[FORM[5]]) == 2  # the goals that are still open, without the one that was told above
    assert review.page.under(FORM[5])[0] == paragraph("Told above: “Lift the line fill rate to hospitals to 97.5%”.")
    assert "I have never led people" not in told(review)  # doubts are nobody else's matter


def test_a_question_that_no_win_answers_gets_a_prompt_and_no_filler(demo):
    question = "How did you live our value of Ubuntu?"
    page = self_review(demo, questions=[question]).page
    assert page.blocks == (Heading(question), Paragraph((), PROMPTS[""]))


def test_words_match_whatever_their_ending_and_names_stand_for_their_wins(records_of):
    rubric = [{"id": "c-1", "level": "x", "competency": "Teaching"}]
    records = of(records_of, win(1, competencies="c-1"), win(2, impact="The hospital waits less"), competencies=rubric)
    for question, expected in (("How do you teach?", "device 1"), ("What changed for hospitals?", "device 2")):
        assert [expected in item.words for item in items(self_review(records, questions=[question]))] == [True]


def test_what_was_told_above_is_named_not_repeated(records_of):
    question = "What did you do about devices?"
    (_, first), (_, again) = self_review(of(records_of, win(1)), questions=[question, question]).page.sections
    assert [len(block.items) for block in first] == [1]
    assert again == (paragraph("Told above: “Mended device 1”."),)


def test_an_empty_log_has_a_draft_that_asks(records_of):
    for choice in ({}, {"by": "categories"}, {"questions": ("What did you achieve?",)}):
        review = self_review(records_of(TODAY), **choice)
        assert "from the tenth win on" in review.note
        assert [block.missing for block in review.page.blocks if isinstance(block, Paragraph)] == [PROMPTS["achieved"]]
        assert review.page.to == ""


def test_what_cannot_be_meant_is_refused(demo):
    for choice in ({"by": "month"}, {"most": 0}):
        with pytest.raises(KitError) as refused:
            self_review(demo, **choice)
        assert refused.value.issues[0].code == "K094"


def test_the_drafts_of_the_demo_draw_no_remark(demo):
    for choice in ({}, {"by": "categories"}, {"questions": FORM}):
        assert check_language(self_review(demo, **choice).page.markdown) == []
    assert check_language(one_on_one(demo).text) == []


def test_what_the_user_wrote_stays_text_in_markdown(records_of):
    written = self_review(
        of(records_of, win(1) | {"win": "# [x](javascript:y) <b>"}), questions=["<i>What</i> did you *achieve*?"]
    ).page.markdown
    assert "](javascript" not in written.replace("\\]", "")
    assert "\\<b\\>" in written
    assert "\n## \\<i\\>What\\</i\\> did you \\*achieve\\*?\n" in written


ASK = {"id": "a-1", "date": TODAY, "kind": "raise", "to": "p-1", "request": "base pay of 81,000", "figure": 81_000}
ASK |= {"start_date": "2027-01-01", "next_date": "2026-10-20"}


@pytest.mark.parametrize("state", ["drafted", "met"])
def test_the_agenda_names_an_ask_of_this_manager_without_its_figure(records_of, state):
    points = {point.about: point for point in one_on_one(of(records_of, win(1), asks=[ASK | {"state": state}])).points}
    assert "my base pay" in points["I ask"].words
    assert "81" not in points["I ask"].words
    assert "20" in points["I ask"].words  # its date
    other = one_on_one(of(records_of, win(1), asks=[ASK | {"state": state, "to": "p-2"}]))
    assert "base pay" not in other.text


def test_the_agenda_begins_with_what_the_manager_has_not_heard(records_of):
    strong = {"measure": "hours", "before": 5, "after": 2}
    records = of(records_of, win(1, known_to="p-1", **strong), win(2), win(3, confidential=True, **strong))
    first = one_on_one(records).points[0]
    assert first.words == "Mended device 2."
    assert "not heard" in first.source


def test_the_agenda_has_three_to_five_points_whatever_is_on_file(demo, records_of):
    plan = {
        "id": "m-1",
        "ask_id": "a-1",
        "milestone": "Half the time",
        "measure": "weeks",
        "target": 4,
        "owner": "p-1",
        "due": "2026-12-01",
    }
    goal = {"id": "g-1", "goal": "Less waiting", "baseline": 9, "target": 1, "start": "2026-01-01", "due": "2026-12-31"}
    late = {"goals": [goal], "checkins": [{"goal_id": "g-1", "date": TODAY, "value": 8}]}
    every = {"asks": [ASK | {"state": "milestones"}], "milestones": [plan], "goals": [goal | {"status": "done"}]}
    for records in (
        demo,
        records_of(TODAY),
        of(records_of, win(1)),
        of(records_of, win(1), **late),
        of(records_of, win(1), **every),
    ):
        found = one_on_one(records)
        assert 3 <= len(found.points) <= 5
        assert all(all(row) for row in agenda_rows(found))
    text = one_on_one(of(records_of, win(1), **late)).text
    assert (
        "Where I want your help: Less waiting. Now: 8 on 30 September 2026, target 1 by 31 December 2026. From here:"
        " down by " in text
    )
    assert "behind" not in text
    assert "Half the time. It is due on 1 December 2026" in one_on_one(of(records_of, win(1), **every)).text


@pytest.mark.parametrize(
    ("content", "questions"),
    [
        (None, ()),
        ("", ()),
        ("# a note\n\nWhat?\n  Why?  \n#\n#2 still a question?\n", ("What?", "Why?", "#2 still a question?")),
        ("\ufeffWhat?\r\nWhy?", ("What?", "Why?")),
    ],
)
def test_questions_are_the_lines_of_a_file(folder_of, content, questions):
    files = {"wins.csv": "date,win\n"} | ({} if content is None else {"questions.txt": content})
    assert ak.open_workspace(folder_of("mine", files)).questions == questions


def test_a_file_of_questions_that_cannot_be_read_says_so(folder_of):
    folder = folder_of("mine", {"wins.csv": "date,win\n", "questions.txt": b"Was war schwer f\xfcr dich?"})
    with pytest.raises(KitError, match="is not UTF-8") as refused:
        _ = ak.open_workspace(folder).questions
    assert refused.value.issues[0].file == "questions.txt"
    (folder / "questions.txt").unlink()
    (folder / "questions.txt").mkdir()
    with pytest.raises(KitError, match="cannot be read"):
        _ = ak.open_workspace(folder).questions
