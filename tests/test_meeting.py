"""The talk: a plain invitation without a figure, value first, the figure said once with its date.

And a ladder prepared before it.
"""

import re
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from advocacy_kit import KitError
from advocacy_kit.conversation.facts import ask_facts, masked
from advocacy_kit.conversation.ladder import ladder
from advocacy_kit.conversation.meeting import (
    VARIANTS,
    confirming_mail,
    invitation,
    names_figure,
    talk_track,
    told_in_the_talk,
    written_mail,
)
from advocacy_kit.core.assets import filled, named, talk_texts
from advocacy_kit.core.model import HIDDEN, Money
from advocacy_kit.language.remarks import check_language
from advocacy_kit.log.asks import STATES
from tests.asking import WINS, ask, asking, stone
from tests.cases import VECTOR_MARKET, case_of
from tests.chance import examples

FIGURE = "81,750"
KNOWN = {
    "name",
    "since",
    "request",
    "what",
    "figure",
    "unit",
    "start",
    "next",
    "review",
    "blocker",
    "answer",
    "agreed",
    "objective",
    "band",
}
KNOWN |= {"win1", "win2", "win3", "middle", "title", "place", "market", "on", "rank"}
ADDED = {
    "invitation": {"minutes", "weekday", "day", "clock"},
    "moved": {"minutes", "weekday", "day", "clock", "before"},
    "in_writing": {"steps"},
}


def every_line():
    for name in ("track", "objections", "mails"):
        for key, part in talk_texts(name).items():
            for field, lines in part.items():
                for line in (
                    lines if (name, field) not in (("objections", "title"), ("objections", "said")) else ()
                ):  # the other's words
                    yield pytest.param(key, line, id=f"{name}-{key}-{field}-{line[:20]}")


@pytest.mark.parametrize(("key", "line"), list(every_line()))
def test_every_shipped_text_passes_the_language_check_and_names_known_facts(key, line):
    assert named(line) <= KNOWN | ADDED.get(key, set())
    facts = dict.fromkeys(named(line), "March") | {
        "figure": "81,750",
        "start": "1 January 2027",
        "next": "20 October 2026",
    }
    text = filled((line,), facts)[0]
    assert [text[remark.start : remark.end] for remark in check_language(text)] == []


def test_a_line_of_which_a_fact_is_not_known_is_left_out_and_braces_in_a_fact_are_text():
    assert filled(("a {x}", "b {y}", "c"), {"x": "{y}", "y": ""}) == ("a {y}", "c")


@given(st.lists(st.text(max_size=30), max_size=4), st.dictionaries(st.sampled_from(["x", "y"]), st.text(max_size=10)))
def test_filling_in_never_fails_and_never_lengthens_the_list(lines, facts):
    assert len(filled(lines, facts)) <= len(lines)


def test_the_invitation_is_plain_names_its_day_and_has_no_figure(records_of):
    found = invitation(asking(records_of), "a-1", "2026-10-13", time(10))
    assert (found.mail.subject, found.mail.to, found.minutes) == ("Discuss role and goals", "Alex Morgan", 30)
    assert "30 minutes on Tuesday, 13 October 2026, at 10:00." in found.mail.text
    assert not re.search(r"\d{3}|\d,\d", re.sub("202[56]", "", found.mail.text))
    assert found.mail.remarks == ()
    assert not re.search(r"\b(raise|pay|salary|money)\b", found.mail.text + found.mail.subject, re.I)


def test_an_invitation_without_a_time_of_day_has_no_hole(records_of):
    assert "on Tuesday, 13 October 2026.\n" in invitation(asking(records_of), "a-1", date(2026, 10, 13)).mail.text


def test_an_invitation_to_another_day_names_both_days(records_of):
    records = asking(records_of, "invited")  # for 20 October
    found = invitation(records, "a-1", "2026-10-22", time(14))
    assert "on Thursday, 22 October 2026, at 14:00, in place of Tuesday, 20 October 2026." in found.mail.text
    assert found.mail.subject == "Discuss role and goals"
    assert found.mail.remarks == ()
    for same in (invitation(records, "a-1", "2026-10-20"), invitation(asking(records_of), "a-1", "2026-10-22")):
        assert "in place of" not in same.mail.text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("I ask for 81,750 USD", True),
        ("81.750 €", True),
        ("81 750", True),
        ("81\u202f750", True),
        ("CHF 81'750", True),
        ("81750", True),
        ("81.75k", True),
        ("181,750", False),
        ("81,7501", False),
        ("on 8 October, at 17:50", False),
        ("", False),
    ],
)
def test_the_figure_is_found_however_its_thousands_are_written(text, named):
    assert names_figure(text, 81_750) is named
    assert not names_figure(text, None)


@pytest.mark.parametrize(
    ("text", "figure", "named"),
    [
        ("27.75 USD an hour", 27.75, True),
        ("27,75 €", 27.75, True),
        ("$27.75", 27.75, True),
        ("27.5 an hour", 27.5, True),
        ("28.00", 28, True),
        ("$28", 28, True),
        ("28 USD", 28, True),
        ("28 an hour", 28, True),
        ("on Saturday, 28 November 2026", 28, False),
        ("on Saturday, 28 November 2026", 27.75, False),
        ("128.00", 28, False),
        ("27.755", 27.75, False),
        ("$28.50", 28, False),
    ],
)
def test_a_figure_by_the_hour_is_found_and_no_day_is_taken_for_it(text, figure, named):
    assert names_figure(text, figure) is named


def test_what_was_told_in_the_talk_is_known_from_then_on(records_of):
    records = asking(records_of, "met")
    changes = told_in_the_talk(records, "a-1")
    assert {change.key: change.values for change in changes} == {"w-2": {"known_to": "p-1"}, "w-3": {"known_to": "p-1"}}
    heard = [row | {"known_to": {"w-3": "Alex Morgan", "w-2": "p-2"}.get(row["id"])} for row in WINS[1:]]
    assert [
        (change.key, change.values["known_to"])
        for change in told_in_the_talk(asking(records_of, "met", wins=heard), "a-1")
    ] == [("w-2", "p-2;p-1")]
    with pytest.raises(KitError, match="no talk yet"):
        told_in_the_talk(asking(records_of, "invited"), "a-1")


def test_an_invitation_needs_a_day(records_of):
    with pytest.raises(KitError, match="expected a date"):
        invitation(asking(records_of), "a-1", "soon")


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("with_case", [True, False])
def test_the_figure_is_said_once_with_its_date_after_the_value(records_of, variant, with_case):
    case = case_of(records_of) if with_case else None
    track = talk_track(asking(records_of), "a-1", case, variant=variant)
    assert track.text.count(FIGURE) == 1
    assert any(FIGURE in line and "1 January 2027" in line for line in track.request)
    headings = [heading for heading, _ in track.parts]
    assert headings == [
        "Opening",
        "What came of the work",
        *(["The market"] if with_case else []),
        "The request",
        "Pause",
        "Then",
    ]
    assert "20 October 2026" in track.closing[0]
    assert track.remarks == ()
    assert track.missing == ()


def test_the_value_is_three_sentences_that_the_listener_may_hear(records_of):
    track = talk_track(asking(records_of), "a-1")
    assert len(track.value) == 4
    assert [line[:10] for line in track.value[1:]] == ["March 2026", "September ", "May 2026: "]
    assert "audit" not in track.text
    hidden = asking(records_of, wins=[row | {"audience": "p-2"} for row in WINS])
    assert talk_track(hidden, "a-1").value == ()
    assert talk_track(hidden, "a-1").missing == ("value",)


def test_the_market_does_not_say_the_figure_a_second_time(records_of):
    case = case_of(records_of)
    same = asking(records_of, asks=[ask(figure=round(case.benchmark.value))])
    track = talk_track(same, "a-1", case)
    assert track.text.count(f"{round(case.benchmark.value):,}") == 1
    assert track.missing == ("market",)


def test_another_variant_is_refused_by_name(records_of):
    with pytest.raises(KitError, match=r"variant must be .*, got 'loud'") as caught:
        talk_track(asking(records_of), "a-1", variant="loud")
    assert all(f'"{variant}"' in caught.value.issues[0].message for variant in VARIANTS)


def test_what_the_user_wrote_is_text_on_the_page(records_of):
    odd = [WINS[1] | {"win": "# <b>x</b> | [a](javascript:b) {figure} $40k", "impact": "*y*"}]
    page = talk_track(asking(records_of, wins=odd), "a-1").page.markdown
    assert r"\# \<b\>x\</b\> \| \[a\](javascript:b) {figure} \$40k (\*y\*)." in page


def test_without_an_objective_the_variant_says_what_it_lacks(records_of):
    track = talk_track(asking(records_of, objectives=[]), "a-1", variant="objective")
    assert set(track.missing) == {"opening", "closing"}


def test_an_ask_without_a_figure_is_said_in_its_own_words(records_of):
    records = asking(
        records_of, asks=[ask(kind="training", request="the course in wound care", figure=None, walk_away=None)]
    )
    assert talk_track(records, "a-1").request == ("I ask for the course in wound care from 1 January 2027.",)


def test_hidden_amounts_are_in_no_text(records_of):
    row = ask(
        "no",
        answer="70,000 is all there is",
        blocker="the 2% budget of 12.500 EUR",
        agreed="71k from 2027",
        request="pay of 81,750",
    )
    records = asking(
        records_of, profile={"hide_amounts": True}, asks=[row], milestones=[stone(milestone="Save 12,000 USD")]
    )
    case = case_of(records_of, hide_amounts=True)
    track = talk_track(records, "a-1", case)
    texts = [track.text, ladder(records, "a-1", case).page.markdown, confirming_mail(records, "a-1").text]
    for text in texts:
        assert not re.search(r"81.?750|76.?500|70.?000|12.?500|71k|12.?000|112", text)
        assert HIDDEN in text
    assert "2027" in texts[2]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("81,750 USD", "•••"),
        ("$38 or USD 40", "••• or •••"),
        ("38.25 an hour", "••• an hour"),
        ("on 2026-10-01, by 31 March 2027", "on 2026-10-01, by 31 March 2027"),
        ("from 2027 on", "from 2027 on"),
        ("85k or 6 %", "••• or 6 %"),
        ("12 500,50", "•••"),
        ("week 12", "week 12"),
    ],
)
def test_amounts_in_own_words_are_masked_and_years_stay(text, shown):
    assert masked(text, Money(hidden=True)) == shown
    assert masked(text, Money()) == text


def options(*names):
    return [
        {"ask_id": "a-1", "option": name, "cost": "none", "owner": "p-1", "first_step": "name the day"}
        for name in names
    ]


def test_the_ladder_has_three_answers_and_the_users_order(records_of):
    found = ladder(asking(records_of, options=options("one", "two", "three", "four")), "a-1", case_of(records_of))
    assert [rung.at for rung in found.rungs] == [
        "81,750 USD a year or more, from 1 January 2027",
        "From 76,500 up to 81,750 USD a year",
        "Below 76,500 USD a year",
    ]
    assert [way.split(" ")[0] for way in found.rungs[1].ways] == ["one", "two", "three"]
    assert found.rungs[1].ways[0] == "one (cost: none; by Alex Morgan; first: name the day)"
    assert "20 October 2026" in found.rungs[2].say
    assert (found.suggested, found.lacking) == ((), ())
    assert check_language("\n".join(rung.say for rung in found.rungs)) == []


def test_a_ladder_that_is_not_ready_says_what_it_lacks_and_suggests(records_of):
    found = ladder(asking(records_of, asks=[ask(walk_away=None)]), "a-1", case_of(records_of))
    assert len(found.lacking) == 2
    assert [line.split(":")[0] for line in found.suggested] == ["bonus", "equity", "hours", "title", "date"]
    assert "not decided yet" in found.rungs[2].at


def test_an_ask_without_a_figure_has_a_ladder_too(records_of):
    records = asking(
        records_of,
        asks=[ask(kind="training", request="the course", figure=None, walk_away=None)],
        options=options("one", "two"),
    )
    assert [rung.at for rung in ladder(records, "a-1").rungs] == [
        "The course, from 1 January 2027",
        "A part of it, or another way",
        "None of these",
    ]


def test_the_mail_after_a_yes_says_what_from_when_and_by_when(records_of):
    mail = confirming_mail(
        asking(records_of, asks=[ask("yes", answer="Yes", agreed="Alex tells payroll by 1 December 2026")]), "a-1"
    )
    for words in (
        "What: base pay of 81,750 USD a year.",
        "From: 1 January 2027.",
        "Alex tells payroll by 1 December 2026.",
        "20 October 2026",
    ):
        assert words in mail.text
    assert mail.remarks == ()


def test_the_mail_after_a_no_says_what_stands_in_the_way_and_the_milestones(records_of):
    row = ask(
        "milestones",
        answer="Not before March 2027",
        blocker="no budget before March",
        agreed="a look at the falls each month",
    )
    mail = confirming_mail(
        asking(records_of, asks=[row], milestones=[stone(), stone(id="m-2", baseline=None, owner="p-1")]), "a-1"
    )
    assert "What stands in the way: no budget before March." in mail.text
    assert "- Half the falls: falls from 6 to 2 a quarter (me, by 31 March 2027)\n" in mail.text
    assert "- Half the falls: falls to 2 a quarter (Alex Morgan, by 31 March 2027)" in mail.text
    assert mail.text.rstrip().endswith("Thank you.")
    assert mail.remarks == ()


@pytest.mark.parametrize(
    "state", [state for state in STATES if state in ("drafted", "invited", "written", "met", "closed")]
)
def test_without_an_answer_there_is_nothing_to_confirm(records_of, state):
    with pytest.raises(KitError, match="no answer yet"):
        confirming_mail(asking(records_of, state), "a-1")


def test_the_case_in_writing_names_the_next_try_and_the_own_steps(records_of):
    steps = [
        {"ask_id": "a-1", "step": "read the guideline", "first_action": "borrow it", "due": "2026-10-31"},
        {"ask_id": "a-1", "step": "done with", "first_action": "x", "due": "2026-10-31", "done": "yes"},
    ]
    mail = written_mail(asking(records_of, "written", steps=steps), "a-1")
    assert "read the guideline (by 31 October 2026)." in mail.text
    assert "done with" not in mail.text
    assert "by 20 October 2026" in mail.text
    assert mail.remarks == ()
    assert "steps by myself" not in written_mail(asking(records_of, "written"), "a-1").text


def test_facts_of_the_market_come_with_a_case_only(records_of):
    records = asking(records_of)
    without, with_case = (
        ask_facts(records, one(records)),
        ask_facts(records, one(records), case_of(records_of, market=VECTOR_MARKET)),
    )
    assert set(with_case) - set(without) == {"middle", "title", "place", "market", "on", "rank"}


def one(records):
    from advocacy_kit.log.asks import ask_of

    return ask_of(records, "a-1")


@given(words=st.text(max_size=60))
@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_user_wrote_there_is_a_text(records_of, words):
    records = asking(
        records_of,
        asks=[ask("no", request=words or "x", answer=words or "x", blocker=words or "x", kind="project", figure=None)],
    )
    assert talk_track(records, "a-1").text
    assert confirming_mail(records, "a-1").text
    assert ladder(records, "a-1").page.markdown


def test_no_amount_is_in_a_repr(records_of):
    records = asking(records_of, asks=[ask("no", answer="81,750?", blocker="x")], options=options("one"))
    case = case_of(records_of)
    made = [
        talk_track(records, "a-1", case),
        ladder(records, "a-1", case),
        confirming_mail(records, "a-1"),
        invitation(records, "a-1", "2026-10-13"),
    ]
    assert not [text for text in map(repr, made) if re.search("81|76|112", text)]
