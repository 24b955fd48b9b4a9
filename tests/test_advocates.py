"""The people around the work: who knows of what, whom to tell next, offers, briefs, speaking for others, balance."""

from dataclasses import asdict
from datetime import date, timedelta
from itertools import chain, combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit.advocates.balance import QUARTERS, balance, by_quarter, follow_ups, over_time_finding, thanks_due
from advocacy_kit.advocates.brief import (
    MYSELF,
    PROMPT,
    ROLES,
    Request,
    agreed_split,
    brief_page,
    make_brief,
    nameable,
    request_sentence,
)
from advocacy_kit.advocates.causes import brief_for_cause, cause_sheet
from advocacy_kit.advocates.redaction import left_out
from advocacy_kit.advocates.speaking_for import EVIDENCE, brief_for_person, question_sheet
from advocacy_kit.advocates.visibility import visibility_finding
from advocacy_kit.core.assets import word_list
from advocacy_kit.core.errors import KitError
from advocacy_kit.language.remarks import check_language
from advocacy_kit.log.people import (
    KNOWS,
    MAY,
    NOT,
    TALK_EVERY,
    not_spoken_to,
    open_offers,
    people_of,
    person_named,
    share_next,
    unheard,
    visibility,
)
from tests.chance import examples

TODAY = date(2026, 9, 30)
PEOPLE = [
    {
        "id": "boss",
        "name": "Ann Lee",
        "relation": "manager",
        "cares_about": "falls on the ward",
        "last_spoken": "2026-09-20",
    },
    {"id": "spo", "name": "Bo Chen", "relation": "sponsor", "rooms": "Compensation round", "last_spoken": "2026-03-01"},
    {"id": "peer", "name": "Cy Diaz", "relation": "peer", "agreed": "brings the evidence", "last_spoken": "2026-09-01"},
    {"id": "men", "name": "Di Evans", "relation": "mentee"},
]
REQUEST = Request(
    "the post of ward lead", "2026-12-01", "say in the compensation round what changed", "ten minutes before 20 October"
)


def win(number, **given):
    return {
        "id": f"w-{number}",
        "date": f"2026-0{1 + number % 8}-05",
        "win": f"Win number {number}",
        "measure": "falls",
        "before": 10.0 + number,
        "after": 2.0,
        "unit": "a month",
        "impact": f"Fewer falls on ward {number}",
    } | given


CAUSES = [{"id": "ca-1", "cause": "One sheet", "request": "try it", "evidence": "w-1;w-2;https://x.org/s;notes.pdf"}]


def answered(person="men", questions=None):
    asked = word_list("speaking_for")["person"] if questions is None else questions
    return [
        {"person_id": person, "date": "2026-09-10", "question": q, "answer": f"Answer {n}"} for n, q in enumerate(asked)
    ]


CONSENTING = [*PEOPLE[:3], PEOPLE[3] | {"consent_date": "2026-09-10", "consent_words": "Yes, in the Monday meeting."}]


def test_those_who_decide_come_first_and_a_manager_always_decides(records_of):
    people = people_of(records_of(TODAY, people=[PEOPLE[2], PEOPLE[3], PEOPLE[1], PEOPLE[0]]))
    assert [(p.key, p.decides) for p in people] == [("boss", True), ("spo", True), ("peer", False), ("men", False)]


def test_a_person_is_found_by_id_and_by_name_in_any_case(records_of):
    records = records_of(TODAY, people=[*PEOPLE, {"name": "No Id", "relation": "ally"}])
    assert person_named(records, "SPO").name == person_named(records, "bo chen").name == "Bo Chen"
    assert person_named(records, "no id").key == "No Id"
    assert person_named(records, "nobody") is None


def test_visibility_says_who_knows_who_may_and_for_whom_it_is_not(records_of):
    wins = [win(1, known_to="Ann Lee;peer"), win(2, confidential=True), win(3, audience="spo")]
    seen = visibility(records_of(TODAY, people=PEOPLE, wins=wins))
    states = {(row.win, row.person): row.state for row in seen.itertuples()}
    assert states["Win number 1", "boss"] == states["Win number 1", "peer"] == KNOWS
    assert states["Win number 1", "spo"] == MAY
    assert {states["Win number 2", person["id"]] for person in PEOPLE} == {NOT}
    assert states["Win number 3", "spo"] == MAY
    assert states["Win number 3", "boss"] == NOT


def test_a_win_is_unheard_where_nobody_who_decides_knows_it_though_somebody_may(records_of):
    wins = [win(1, known_to="peer"), win(2, known_to="boss"), win(3, confidential=True), win(4, audience="peer")]
    records = records_of(TODAY, people=PEOPLE, wins=wins)
    assert list(unheard(visibility(records))["win"]) == ["Win number 1"]
    assert visibility_finding(records).title == "1 of the 4 strongest wins is known to nobody where it is decided"


def test_an_empty_file_says_what_to_write_down(records_of):
    records = records_of(TODAY, wins=[win(1)])
    assert visibility(records).empty
    finding = visibility_finding(records)
    assert finding.title == "Nobody is on file yet who could know of the work"
    assert "people.csv" in finding.answer


def test_what_to_tell_next_is_never_known_already_nor_forbidden(records_of):
    wins = [win(1, known_to="boss;spo;peer;men"), win(2, confidential=True), win(3, audience="spo"), win(4)]
    shares = share_next(records_of(TODAY, people=PEOPLE, wins=wins), most=20)
    assert {(share.win, share.person) for share in shares} == {
        ("Win number 3", "spo"),
        *(("Win number 4", person["id"]) for person in PEOPLE),
    }
    assert shares[0].person in {"boss", "spo"}
    where = {share.person: share.where for share in shares}
    assert (where["boss"], where["men"], where["peer"]) == (
        "the next one-on-one",
        "the team update",
        "a cross-team talk",
    )
    assert len({share.person for share in shares[:2]}) == 2


def test_what_somebody_cares_about_is_named_and_common_words_are_no_concern(records_of):
    people = [PEOPLE[0], {"id": "x", "name": "Xi", "relation": "ally", "cares_about": "moving from that to more"}]
    shares = share_next(records_of(TODAY, people=people, wins=[win(1, impact="Moved from that to more")]), most=5)
    assert "cares about falls on the ward" in next(share.why for share in shares if share.person == "boss")
    assert "cares about" not in next(share.why for share in shares if share.person == "x")
    assert all("strong: measured before and after" in share.why for share in shares)


def test_a_talk_is_due_after_the_time_that_fits_the_relation(records_of):
    for relation, every in TALK_EVERY.items():
        for days, late in ((every, []), (every + 1, ["A"])):
            people = [
                {
                    "id": "a",
                    "name": "A",
                    "relation": relation,
                    "last_spoken": (TODAY - timedelta(days=days)).isoformat(),
                }
            ]
            assert [found.person.name for found in not_spoken_to(records_of(TODAY, people=people))] == late
    assert not_spoken_to(records_of(TODAY, people=[PEOPLE[3]]))[0].words == "No talk with Di Evans is on record."


def test_an_offer_is_open_after_two_weeks_until_it_is_taken_up(records_of):
    def offers(days, agreed="can say a word;reads the draft", options=()):
        people = [
            {
                "id": "a",
                "name": "A B",
                "relation": "ally",
                "agreed": agreed,
                "last_spoken": TODAY - timedelta(days=days),
            }
        ]
        return [offer.words for offer in open_offers(records_of(TODAY, people=people, options=list(options)))]

    assert offers(13) == []
    assert offers(14) == ["can say a word", "reads the draft"]
    assert offers(14, "done: can say a word;reads the draft") == ["reads the draft"]
    assert offers(14, "2026-09-01: taken up: reads the draft") == []


def test_an_option_settles_the_offer_that_it_names_and_no_other(records_of):
    def offers(*options, agreed="can say a word;reads the draft of the page"):
        people = [
            {"id": "a", "name": "A B", "relation": "ally", "agreed": agreed, "last_spoken": TODAY - timedelta(days=20)}
        ]
        return [offer.words for offer in open_offers(records_of(TODAY, people=people, options=list(options)))]

    word = {"ask_id": "a-1", "option": "a word in the Monday meeting", "owner": "A B"}
    page = {"ask_id": "a-1", "option": "a second pair of eyes", "first_step": "send the draft page", "owner": "a"}
    assert offers(word) == ["reads the draft of the page"]
    assert offers(page) == ["can say a word"]
    assert offers(word, page) == []
    assert len(offers(word | {"owner": "C"}, page | {"owner": None})) == 2
    assert offers(page | {"first_step": "look at the page"}) == ["can say a word", "reads the draft of the page"]


def test_an_offer_counts_from_its_own_day_where_it_has_one(records_of):
    def offers(agreed, last_spoken):
        people = [{"id": "a", "name": "A B", "relation": "ally", "agreed": agreed, "last_spoken": last_spoken}]
        return [(offer.words, offer.days) for offer in open_offers(records_of(TODAY, people=people))]

    on = (TODAY - timedelta(days=30)).isoformat()
    assert offers(f"{on} reads the draft", TODAY) == [("reads the draft", 30)]
    assert offers(f"{on}: reads the draft;can say a word", TODAY) == [("reads the draft", 30)]
    assert offers(f"{on} reads the draft;can say a word", None) == [("reads the draft", 30)]
    assert offers(f"{(TODAY - timedelta(days=13)).isoformat()} reads the draft", TODAY - timedelta(days=40)) == []
    assert offers("2026-02-30 reads the draft", TODAY - timedelta(days=14)) == [("2026-02-30 reads the draft", 14)]


def test_the_request_is_one_sentence_with_its_four_parts():
    words = request_sentence(REQUEST, TODAY)
    assert words.count(".") == 1
    for part in (REQUEST.want, "1 December 2026", REQUEST.help, REQUEST.need):
        assert part in words
    assert check_language(words) == []


def test_everything_that_a_request_lacks_is_said_at_once():
    with pytest.raises(KitError) as caught:
        request_sentence(Request("", "soon", " ", ""), TODAY)
    assert len(caught.value.issues) == 4
    assert any("'soon' is no date" in issue.message for issue in caught.value.issues)


def test_a_brief_tells_situation_work_and_change_and_asks_for_what_is_missing(records_of):
    wins = [
        win(1, evidence="https://x.org/a;file.txt", praise="Thank you", praise_by="peer"),
        win(2, measure=None, before=None, impact=None),
    ]
    records = records_of(TODAY, people=PEOPLE, wins=wins, evidence={"https://x.org/a": True, "file.txt": True})
    brief = make_brief(records, "boss", REQUEST)
    assert brief.stories[0].sentences == (
        "Before: Falls stood at 11 a month.",
        "What I did: Win number 1.",
        "What changed: Fewer falls on ward 1.",
    )
    assert brief.stories[1].missing == ("what it was like before", "what changed")
    assert any("Win number 2” lacks" in words for words in brief.missing)
    assert PROMPT in brief.missing
    assert PROMPT not in make_brief(records, "boss", REQUEST, energy="It matters.").missing
    assert [proof.link for proof in brief.evidence if proof.link] == ["https://x.org/a"]
    assert any("Cy Diaz: “Thank you.”" in proof.words for proof in brief.evidence)
    said = brief_page(make_brief(records, "boss", REQUEST, not_to_say=["Leave the course out."])).text
    for words in (
        "No figure of pay",
        "nobody else's pay",
        "No promise in my name",
        "estimate stays an estimate",
        "Leave the course out.",
    ):
        assert words in said


def test_only_people_who_agreed_to_be_named_are_named_in_the_split(records_of):
    wins = [win(1)]
    mine = ((MYSELF, "tells the story"), (MYSELF, "brings the evidence"), ("Ann Lee", "lends conviction"))
    assert make_brief(records_of(TODAY, people=PEOPLE, wins=wins), "boss", REQUEST).split == mine
    agreed = [PEOPLE[0], PEOPLE[2] | {"consent_date": "2026-09-01", "consent_words": "Name me."}]
    records = records_of(TODAY, people=agreed, wins=wins)
    said = brief_page(make_brief(records, "boss", REQUEST)).text
    assert "I tell the story\nCy Diaz brings the evidence\nYou lend conviction" in said  # the reader is spoken to
    chosen = [("Cy Diaz", "tells the story"), (MYSELF, "lends conviction")]
    assert (
        "Cy Diaz tells the story\nI lend conviction\n"
        in brief_page(make_brief(records, "boss", REQUEST, split=chosen)).text
    )
    for name, role, words in (
        ("Bo Chen", ROLES[0], "Bo Chen has not agreed"),
        ("Cy Diaz", "pays", "there is no part 'pays'"),
    ):
        with pytest.raises(KitError, match=words):
            make_brief(records, "boss", REQUEST, split=[(name, role)])
    with pytest.raises(KitError, match="Ann Lee has not agreed to be named"):
        brief_for_cause(records_of(TODAY, people=PEOPLE, causes=CAUSES), "ca-1", "spo", split=[("Ann Lee", ROLES[0])])


offers = st.sampled_from(
    [None, *ROLES, "brings the evidence;tells the story", "done: lends conviction", "reads the draft"]
)


@given(st.lists(st.tuples(offers, st.booleans()), min_size=4, max_size=4), st.sampled_from(PEOPLE))
def test_every_part_is_taken_once_and_by_nobody_who_may_not_be_named(records_of, drawn, reader):
    people = [
        person | {"agreed": agreed, "consent_date": "2026-09-01" if consent else None}
        for person, (agreed, consent) in zip(PEOPLE, drawn, strict=True)
    ]
    records = records_of(TODAY, people=people)
    to = person_named(records, reader["id"])
    split = agreed_split(records, to)
    assert tuple(role for _, role in split) == ROLES
    assert to.name in dict(split)
    assert {name for name, _ in split} <= {MYSELF, to.name, *(person.name for person in nameable(records))}
    assert {person.name for person in nameable(records)} == {
        person["name"] for person, (agreed, consent) in zip(PEOPLE, drawn, strict=True) if agreed and consent
    }


def test_what_was_left_out_is_listed_with_its_reason(records_of):
    wins = [win(1), win(2, confidential=True), win(3, audience="peer;Bo Chen")]
    records = records_of(TODAY, people=PEOPLE, wins=wins)
    found = {out.win: out.why for out in left_out(records, person_named(records, "boss"))}
    assert found == {"Win number 2": "confidential", "Win number 3": "only for Cy Diaz, Bo Chen"}
    with pytest.raises(KitError, match="not for Ann Lee"):
        make_brief(records, "boss", REQUEST, stories=[3])


def test_a_brief_is_for_somebody_on_file(records_of):
    with pytest.raises(KitError, match="nobody called 'x'"):
        make_brief(records_of(TODAY), "x", REQUEST)


def test_links_live_only_where_they_lead_to_the_web(records_of):
    wins = [win(1, evidence="javascript:alert(1)"), win(2, evidence="https://x.org/a_b>c d")]
    records = records_of(
        TODAY, people=PEOPLE, wins=wins, evidence={"javascript:alert(1)": True, "https://x.org/a_b>c d": True}
    )
    page = brief_page(make_brief(records, "boss", REQUEST))
    html, markdown = page.html, page.markdown
    assert html.count("<a href") == 1
    assert "javascript" not in html + markdown
    assert "<https://x.org/a_b%3Ec%20d>" in markdown


def test_nothing_is_written_for_a_person_before_they_answered_and_agreed(records_of):
    wanting = records_of(TODAY, people=PEOPLE, conversations=answered()[:2])
    sheet = question_sheet(wanting, "men")
    assert len(sheet.unanswered) == len(sheet.answers) - 2
    assert len(sheet.lacking) == len(sheet.unanswered) + 1
    with pytest.raises(KitError) as caught:
        brief_for_person(wanting, "men", request="a course", evidence=[2])
    assert len(caught.value.issues) == 2  # what was not heard, and the evidence that is not chosen
    assert all(words in caught.value.issues[0].message for words in sheet.lacking)
    no_words = records_of(TODAY, people=[PEOPLE[3] | {"consent_date": "2026-09-10"}], conversations=answered())
    assert question_sheet(no_words, "men").lacking == (
        "the words in which Di Evans agreed are not written down (consent_words in people.csv)",
    )


def test_the_page_for_a_person_holds_their_answers_and_nothing_else_of_the_users(records_of):
    wins = [win(1, win="CANARY of mine")]
    records = records_of(
        TODAY, people=CONSENTING, conversations=answered(), wins=wins, doubts=[{"date": TODAY, "doubt": "CANARY"}]
    )
    spoken = brief_for_person(records, "men", request="a course by 1 December 2026", evidence=[2, 4, 6])
    text = brief_page(spoken).text
    assert all(f"Answer {n}" in text for n in range(len(answered())))
    assert len(spoken.evidence) == EVIDENCE
    assert "Yes, in the Monday meeting." in text
    assert "CANARY" not in text
    with pytest.raises(KitError, match="3 pieces of evidence are wanted, 2 are chosen"):
        brief_for_person(records, "men", request="a course", evidence=[2, 2, 4])


def test_a_later_answer_replaces_an_earlier_one_and_other_questions_are_kept(records_of):
    question = word_list("speaking_for")["person"][0]
    rows = [
        {"person_id": "men", "date": "2026-09-01", "question": question, "answer": "old"},
        {
            "person_id": "Di Evans",
            "date": "2026-09-02",
            "question": question.upper(),
            "answer": "new",
            "manner": "calmly",
        },
        {"person_id": "men", "date": "2026-09-03", "question": "And the course?", "answer": "yes"},
        {"person_id": "boss", "date": "2026-09-04", "question": question, "answer": "another person"},
    ]
    sheet = question_sheet(records_of(TODAY, people=PEOPLE, conversations=rows), "men")
    assert (sheet.answers[0].answer, sheet.answers[0].manner) == ("new", "calmly")
    assert [answer.answer for answer in sheet.further] == ["yes"]


def test_a_cause_is_spoken_for_with_the_wins_that_the_listener_may_see(records_of):
    records = records_of(TODAY, people=PEOPLE, wins=[win(1), win(2, audience="peer")], causes=CAUSES)
    spoken = brief_for_cause(records, "one sheet", "boss")
    assert [(out.win, out.why) for out in spoken.left_out] == [("Win number 2", "only for Cy Diaz")]
    assert "Win number 2" not in brief_page(spoken).text
    assert "Win number 2" in brief_page(brief_for_cause(records, "ca-1", "peer")).text
    assert "Win number 2" not in brief_page(brief_for_cause(records, "ca-1", "")).text
    assert "notes.pdf" not in brief_page(spoken).text
    assert PROMPT in spoken.missing
    assert any("Whom does it help" in words for words in spoken.missing)
    for cause, listener, words in (
        ("x", "boss", "no cause 'x'"),
        (" ", "boss", "no cause ' '"),
        ("ca-1", "x", "nobody called 'x'"),
    ):
        with pytest.raises(KitError, match=words):
            brief_for_cause(records, cause, listener)
    with pytest.raises(KitError, match=r"line 3 of wins\.csv is not for everybody"):
        brief_for_cause(records, "ca-1", "", stories=[3])


def test_a_cause_gets_the_same_brief_with_its_own_evidence(records_of):
    causes = [CAUSES[0] | {"why": "Nothing is told twice.", "evidence": "w-1;https://x.org/s;notes.pdf;gone.pdf;w-99"}]
    asked = word_list("speaking_for")["cause"]
    rows = answered("one SHEET", asked[:2]) + answered(
        "ca-1", [*word_list("speaking_for")["cause_own"], "And the paper?"]
    )
    there = {"https://x.org/s": True, "notes.pdf": True, "gone.pdf": False}
    records = records_of(TODAY, people=PEOPLE, wins=[win(1)], causes=causes, conversations=rows, evidence=there)
    brief = brief_for_cause(
        records,
        "ca-1",
        "spo",
        Request("try it on two wards", "2026-12-01", "say so", "an answer"),
        not_to_say=["x y", ""],
    )
    mine = make_brief(records, "spo", REQUEST, energy="It matters.")
    assert brief.stories == mine.stories  # told by the same code, of the same win
    assert brief.evidence[: len(mine.evidence)] == mine.evidence
    assert [proof.link for proof in brief.evidence[len(mine.evidence) :]] == ["https://x.org/s", ""]
    assert brief.split[-1] == mine.split[-1] == ("Bo Chen", "lends conviction")
    assert set(mine.not_to_say[1:]) <= set(brief.not_to_say)
    assert brief.not_to_say[-1] == "x y"
    assert brief.request.startswith(
        "By 1 December 2026 I ask for this: try it on two wards; you can help if you say so"
    )
    page = brief_page(brief)
    assert (page.to, brief.energy) == ("Bo Chen", "Nothing is told twice.")
    assert f"{asked[0]} Answer 0." in page.text
    assert word_list("speaking_for")["cause_own"][0] not in page.text  # asked of oneself, kept for oneself
    assert cause_sheet(records, "ca-1").unanswered == (asked[2],)
    assert [answer.question for answer in cause_sheet(records, "One sheet").further] == ["And the paper?"]
    assert brief_for_cause(records, "ca-1", "spo", energy="In my words").energy == "In my words"


def test_balance_counts_what_went_to_and_fro(records_of):
    ask = {
        "kind": "training",
        "to": "Ann Lee",
        "request": "a course",
        "start_date": "2026-12-01",
        "next_date": "2026-10-10",
        "state": "drafted",
    }
    records = records_of(
        TODAY,
        people=PEOPLE,
        asks=[ask | {"date": "2026-05-01"}, ask | {"date": "2026-08-01", "to": "boss"}],
        conversations=answered(),
        wins=[
            win(1, date="2026-09-25", praise="Great", praise_by="boss"),
            win(2, date="2026-09-01", praise="Good", praise_by="boss"),
        ],
    )
    frame = balance(records).set_index("person")
    assert frame.loc["boss", ["asked", "praised", "given"]].tolist() == [2, 2, 0]
    assert frame.loc["men", "given"] == 1
    assert by_quarter(records)[["asked", "given"]].to_numpy().tolist() == [[1, 0], [1, 1]]
    assert over_time_finding(records).title == "2 asks put to others, 1 day of listening to others since April 2026"
    thanks = thanks_due(records)
    assert [(t.person.key, t.since) for t in thanks] == [("boss", date(2026, 9, 25))]
    assert balance(records_of(TODAY)).columns.tolist() == balance(records).columns.tolist()


def test_follow_ups_lie_ahead_on_working_days_soonest_first(records_of):
    days = follow_ups(records_of(TODAY, people=PEOPLE))
    assert [follow.person.key for follow in days] == ["spo", "boss", "peer"]
    assert all(follow.on > TODAY and follow.on.weekday() < 5 for follow in days)
    assert [follow.on for follow in days] == sorted(follow.on for follow in days)
    assert (days[0].person.name, days[0].about) == ("Bo Chen", "how things are")


asked_days = st.lists(st.dates(TODAY - timedelta(days=900), TODAY), max_size=6)


@given(
    asked_days,
    st.lists(
        st.tuples(st.dates(TODAY - timedelta(days=900), TODAY), st.sampled_from(["men", "peer", "ca-1", "one sheet"])),
        max_size=8,
    ),
)
def test_over_time_every_ask_and_every_day_of_listening_counts_once_and_no_quarter_is_skipped(records_of, asked, heard):
    ask = {"kind": "title", "to": "boss", "request": "it", "start_date": TODAY, "next_date": TODAY, "state": "drafted"}
    rows = [{"date": day_, "person_id": whom, "question": "Why?", "answer": "So."} for day_, whom in heard]
    records = records_of(
        TODAY, people=PEOPLE, causes=CAUSES, asks=[ask | {"date": day_} for day_ in asked], conversations=rows
    )
    frame = by_quarter(records)
    recent = pd.Timestamp(TODAY).to_period("Q") - QUARTERS

    def counts(day_):
        return pd.Timestamp(day_).to_period("Q") > recent

    assert frame["asked"].sum() == sum(map(counts, asked))
    assert frame["given"].sum() == len(
        {(day_, whom) for day_, whom in heard if counts(day_) and whom in ("men", "peer")}
    )
    quarters = frame["quarter"].dt.to_period("Q")
    assert len(frame) <= QUARTERS
    assert (
        list(quarters) == list(pd.period_range(quarters.min(), "2026Q3", freq="Q"))
        if len(frame)
        else not frame["asked"].sum()
    )
    assert frame.dtypes.to_dict() == by_quarter(records_of(TODAY)).dtypes.to_dict()


permissions = st.sampled_from([None, "boss", "Ann Lee", "spo;peer", "peer", "Bo Chen;men", "somebody else", "BOSS"])
TEXTS = ("win", "impact", "beneficiary", "measure", "unit", "value_basis", "praise", "category", "origin")


@examples(8)
@given(st.lists(st.tuples(permissions, st.booleans(), st.sampled_from(["boss", "spo", None])), min_size=1, max_size=10))
def test_a_win_outside_somebodys_permission_is_in_no_document_made_for_them(records_of, drawn):
    wins, outcomes, canaries, evidence = [], [], {}, {}
    for number, (audience, confidential, known) in enumerate(drawn, 1):
        mark = f"canary{number}x"
        link = f"https://{mark}.org/"
        given = {name: f"{mark} {name}" for name in TEXTS} | {
            "audience": audience,
            "confidential": confidential,
            "known_to": known,
        }
        wins.append(win(number) | given | {"evidence": link, "praise_by": mark, "value": 1000.0 + number})
        outcomes.append(
            {
                "win_id": f"w-{number}",
                "date": "2026-09-01",
                "outcome": f"{mark} later",
                "evidence": link,
                "praise": mark,
            }
        )
        evidence[link] = True
        canaries[f"w-{number}"] = mark
    causes = [
        {"id": "ca-1", "cause": "a cause", "request": "try it", "why": "it helps", "evidence": ";".join(canaries)}
    ]
    records = records_of(TODAY, people=PEOPLE, wins=wins, outcomes=outcomes, causes=causes, evidence=evidence)
    shares = share_next(records, most=100)
    for person in PEOPLE:
        hidden = {
            mark
            for row, mark in zip(wins, canaries.values(), strict=True)
            if row["confidential"]
            or (row["audience"] and not {person["id"], person["name"]} & set(row["audience"].split(";")))
        }
        brief = make_brief(records, person["id"], REQUEST, energy="It matters.")
        made = [brief_page(brief), brief_page(brief_for_cause(records, "ca-1", person["id"]))]
        said = "\n".join(text for page in made for text in (page.text, page.html, page.markdown))
        said += "\n".join(follow.about for follow in follow_ups(records))
        assert not [mark for mark in hidden if mark in said]
        assert {out.line for out in brief.left_out} == {
            int(mark.removeprefix("canary").rstrip("x")) + 1 for mark in hidden
        }
        assert not {out.line for out in brief.left_out} & {
            share.line for share in shares if share.person == person["id"]
        }


def test_knowing_adds_up_only_for_those_who_know(records_of):
    everybody = [person["id"] for person in PEOPLE]
    for knowing in chain.from_iterable(combinations(everybody, many) for many in range(len(everybody) + 1)):
        seen = visibility(records_of(TODAY, people=PEOPLE, wins=[win(1, known_to=";".join(knowing))]))
        assert set(seen.loc[seen["state"] == KNOWS, "person"]) == set(knowing)


def test_the_own_objects_show_nothing_when_they_are_printed(records_of):
    brief = make_brief(records_of(TODAY, people=PEOPLE, wins=[win(1)]), "boss", REQUEST)
    assert "Win number" not in repr(brief)
    assert asdict(brief)["stories"]
    assert isinstance(visibility(records_of(TODAY)), pd.DataFrame)
