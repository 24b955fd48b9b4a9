"""Framing: labelled statements of many trades, laws of what must not change a rung, and other languages.

The sets in `SETS` were read while the rules were made, so that their floors only guard what is there; those in `UNREAD`
were not, and their floors, a little under what was measured, tell what to expect of a stranger's statements
(`tests/framing_report.py` says how often each was measured). Every score is reported with its confusion matrix.
"""

import csv
import itertools
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit import Framing, frame_statement
from advocacy_kit.language.english import is_clearly_not_english
from tests.framing_report import RUNGS, SETS, UNREAD, confusion, macro_f1, report, statements

EVERY = [row for name in SETS for row in statements(name)]
OF = {
    rung: [row.text for row in EVERY if row.label == rung and frame_statement(row.text).rung == rung] for rung in RUNGS
}


def changed(texts, change):
    """The texts whose rung is another after a change."""
    return [change(text) for text in texts if frame_statement(change(text)).rung != frame_statement(text).rung]


@pytest.mark.parametrize("name", SETS)
def test_labelled_statements_are_read_as_labelled(name, record_property):
    rows = statements(name)
    record_property("framing", report(name))
    assert macro_f1(confusion(rows)) >= 0.93, report(name)
    assert macro_f1(confusion([row for row in rows if row.hard])) >= 0.93, report(name)


@pytest.mark.parametrize("name", UNREAD)
def test_statements_that_nobody_read_are_read_almost_as_well(name, record_property):
    rows = statements(name)
    record_property("framing", report(name))
    assert macro_f1(confusion(rows)) >= 0.91, report(name)
    assert macro_f1(confusion([row for row in rows if row.hard])) >= 0.83, report(name)


def test_spans_lie_inside_the_text_and_have_a_role():
    for row in EVERY:
        framing = frame_statement(row.text)
        assert framing.reason
        for span in framing.spans:
            assert 0 <= span.start < span.end <= len(row.text)
            assert span.role in {"own work", "effect", "size"}
            assert row.text[span.start : span.end].strip() == row.text[span.start : span.end]


def test_the_rung_goes_with_spans_and_question():
    for row in EVERY:
        framing = frame_statement(row.text)
        roles = [span.role for span in framing.spans]
        if framing.rung == "quantified":
            assert framing.question is None
            assert roles == ["effect", "size"]
        else:
            assert framing.question.endswith("?")
            assert roles in (["effect"], ["own work"], [])
            assert (framing.rung == "outcome") == ("effect" in roles)


def test_a_full_stop_changes_no_rung():
    assert changed([row.text.rstrip(".") for row in EVERY], lambda text: f"{text}.") == []


def test_the_case_of_the_first_letter_changes_no_rung():
    assert changed([row.text for row in EVERY], lambda text: text[0].swapcase() + text[1:]) == []


def test_surrounding_space_changes_no_rung():
    assert changed([row.text for row in EVERY], lambda text: f"  {text}\n") == []


@pytest.mark.parametrize(
    ("plain", "typographic"), [("'", "’"), (" - ", " – "), (" - ", " — "), ("-", "‑"), (" ", "\u00a0")]
)
def test_typographic_signs_change_no_rung(plain, typographic):
    texts = [row.text for row in EVERY] + [
        "The firm's costs fell - by 8%",
        "Loans up 27% - readers' choice",
        "It's quieter on the ward now",
    ]
    assert changed(texts, lambda text: text.replace(plain, typographic)) == []


def test_a_minus_sign_is_a_minus_however_it_is_written():
    assert {frame_statement(f"{minus}8% sickness absence in the depot").rung for minus in "-−–"} == {"quantified"}


def test_a_measured_result_makes_a_win_of_any_work():
    assert [
        text
        for text in OF["activity"]
        if frame_statement(f"{text.rstrip('.')}, so that complaints fell by a third").rung != "quantified"
    ] == []


@pytest.mark.parametrize("addition", [" in 2024", " with 3 colleagues", ", 24/7"])
def test_a_year_or_a_head_count_lifts_no_outcome(addition):
    assert changed([text.rstrip(".") for text in OF["outcome"]], lambda text: f"{text}{addition}") == []


@pytest.mark.parametrize("addition", [" in 2024", " with 3 colleagues"])
def test_a_year_or_a_head_count_lifts_no_work(addition):
    assert changed([text.rstrip(".") for text in OF["activity"]], lambda text: f"{text}{addition}") == []


@pytest.mark.parametrize("text", ["", "   ", "\n", "…", "!!", "12", "%"])
def test_a_text_without_words_claims_nothing(text):
    framing = frame_statement(text)
    assert framing.rung == "activity"
    assert framing.question.endswith("?")


def test_the_same_work_on_its_three_rungs():
    assert [
        frame_statement(text).rung
        for text in (
            "Closed 40 tickets",
            "Closed 40 tickets, and callers no longer ring twice",
            "Closed 40 tickets; the backlog fell from 61 to 12",
        )
    ] == ["activity", "outcome", "quantified"]


def test_the_deciding_words_are_shown():
    text = "Brought in pre-orders; waste dropped from 120 to 40 meals a week"
    framing = frame_statement(text)
    assert [(text[span.start : span.end], span.role) for span in framing.spans] == [
        ("dropped", "effect"),
        ("from 120 to 40", "size"),
    ]
    assert framing.reason == "It tells what changed, and how much: from 120 to 40."


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Wrote a new triage form", "What changed because of the new triage form, and for whom?"),
        ("Conducted 64 interviews", "What changed because of these 64 interviews, and for whom?"),
        ("Trained 26 machine operators on the new press", "What can they do now that they could not do before?"),
        ("Audited the supplier ledger", "What was done differently because of what you found?"),
        ("Introduced a new rota to cut overtime", "Has that come about: what is different now, and for whom?"),
        ("Responsible for the tool store", "What has changed since you took it on?"),
        ("Reduced the noise in the assembly hall", "How much did the noise change, from what to what?"),
        ("Fewer parcels go missing", "How many fewer, from what to what?"),
        ("Nurses spend more time with patients", "How many nurses, or how often, and how was it before?"),
        ("Approval from the fire officer", "How much is that worth, or how many people does it reach?"),
        ("Won back a major donor", "How much is that worth, or how many people does it reach?"),
        ("Cut overtime by a third", None),
    ],
)
def test_the_question_asks_for_what_is_missing(text, question):
    assert frame_statement(text).question == question


@pytest.mark.parametrize(
    ("text", "rung"),
    [
        # a number of something else is no size
        ("Moved the database from Postgres 13 to 16", "activity"),
        ("Led a team of 12 for 3 years", "activity"),
        ("Certified to ISO 9001 on the 5th floor in Q3", "activity"),
        ("The 24/7 hotline is never unstaffed any more", "outcome"),
        # a purpose is no result, a result is one
        ("Set up a rota so that nurses can leave on time", "activity"),
        ("Set up a rota, so nurses now leave on time", "outcome"),
        ("Started a pilot that should halve the waiting time", "activity"),
        ("Started a pilot that halved the waiting time", "quantified"),
        # words can be sizes
        ("Board reports went from quarterly to weekly", "quantified"),
        ("No breakdown since June", "quantified"),
        ("No more breakdowns", "outcome"),
        ("Shelf life doubled", "quantified"),
        ("The manager said that it helped", "outcome"),
        ("Claims that sat for months are settled in days", "quantified"),
        # work in the passive is work, what others decide is none, and neither is what turns out otherwise
        ("The panels were primed and varnished", "activity"),
        ("The plan was waved through by the council", "outcome"),
        ("The bus stop was moved after my letter", "outcome"),
        # a noun alone can tell what came about
        ("Approval from the fire officer for the loft", "outcome"),
        ("Application for approval of the loft", "activity"),
        ("Peace in the stairwell", "outcome"),
        ("Peace talks with the tenants", "activity"),
        ("Rescued: the manuscripts from the cellar", "outcome"),
        # then and now, part and whole
        ("Backups used to be weekly, they are hourly now", "quantified"),
        ("Weeding in half the time", "quantified"),
        ("Half of the slides were drawn by me", "activity"),
        ("The row over clause 9 ended", "outcome"),
        ("Bounce rate 61% → 38%", "quantified"),
    ],
)
def test_examples(text, rung):
    assert frame_statement(text).rung == rung


@pytest.mark.parametrize(
    "text",
    [
        "Elternabend zu Handyregeln moderiert. Die Klassenkonferenz hat die Regel einstimmig angenommen",
        "Referendarin Frau Yilmaz begleitet. Lehrprobe mit 1,7 bestanden",
        "Sjukfrånvaron minskade",
        "Ventetiden halvert",
        "Dodací lhůta zkrácena",
        "Ausfallzeit um 20 % gesenkt",
        "Die Kunden rufen nicht mehr an",
        "Réduit les coûts de 15 %",
        "J'ai formé douze collègues",
        "Reduje los costes un 15 %",
        "Los clientes ya no esperan",
        "Ho ridotto i tempi di attesa del 20%",
        "Reduzi o tempo de espera em 30%",
        "De klanten bellen niet meer",
        "Zmniejszyłem liczbę błędów o 20%",
        "Zákazníci si už nestěžují",
        "Vi minskade väntetiden med 20 %",
        "Asiakkaat ovat tyytyväisempiä kuin ennen",
        "Csökkent a várakozási idő",
        "Am redus timpul de așteptare cu 20%",
        "Müşteri şikayetleri %20 azaldı",
        "Waktu tunggu turun 20 persen",
        "Giảm thời gian chờ của khách hàng",
        "顧客満足度が20%向上しました",
        "客户投诉减少了三成",
        "고객 불만이 절반으로 줄었다",
        "Сократил время обработки на 20 %",
        "Μείωσα τον χρόνο αναμονής",
        "خفضت التكاليف بنسبة 20٪",
        "הפחתתי את זמן ההמתנה",
    ],
)
def test_other_languages_are_not_guessed_at(text):
    assert frame_statement(text) == Framing(
        None, None, (), "This does not look like English, the only language that is read here."
    )


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "PR merged",
        "React, TypeScript, CI",
        "Café menu",
        "Die casting",
        "Met José García and María Núñez in Málaga",
        "Taught El Niño and La Niña",
        "Translated Der Zauberberg",
        "Led the Rio de Janeiro office",
        "Catering for De Nederlandsche Bank",
        "Stock sauce, demi-glace, crème brûlée",
        "Coached Łukasz and Zoë",
        "Lehrprobe passed with distinction",
        "Opened a Kita in Neukölln with Jörg Müller-Lüdenscheidt",
        "Kita café",
        "Perfected crème brûlée",
        "Smørrebrød lunch launched",
        "Haute couture atelier",
        "Al dente",
        "Tai chi group",
        "Prosecco, Chianti, Barolo",
        "KRAKÓW, WROCŁAW AND GDAŃSK ROLLOUTS DONE",
        "recieved zero complaints abuot the new meun",
        "SLA breaches down",
        "k8s migration done",
        "Restored the Église de la Madeleine",
    ],
)
def test_names_and_jargon_are_not_taken_for_another_language(text):
    assert frame_statement(text).rung is not None


def test_no_labelled_statement_is_taken_for_another_language():
    assert [row.text for row in EVERY if frame_statement(row.text).rung is None] == []
    assert [row.text for row in EVERY if frame_statement(row.text.upper()).rung is None] == []


def test_no_two_words_of_a_labelled_statement_are_taken_for_another_language():
    pairs = sorted({" ".join(pair) for row in EVERY for pair in itertools.pairwise(row.text.split())})
    assert sum(is_clearly_not_english(pair) for pair in pairs) <= len(pairs) / 500


with (Path(__file__).parent / "data" / "wins_other_languages.csv").open(encoding="utf-8", newline="") as file:
    OTHERS = [(row["language"], row["half"], row["text"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("half", ["seen", "unseen"])
@pytest.mark.parametrize("language", sorted({language for language, _, _ in OTHERS}))
def test_short_wins_in_other_languages_are_seen_to_be_so(language, half):
    texts = [text for *of, text in OTHERS if of == [language, half]]
    missed = [text for text in texts if not is_clearly_not_english(text)]
    assert len(missed) <= len(texts) / 5, missed


def test_the_letters_of_one_word_alone_never_make_a_text_foreign():
    words = sorted({word for _, _, text in OTHERS for word in re.findall(r"[^\W\d_]{4,}", text)})
    assert [word for word in words if frame_statement(f"Finished the {word} project on time").rung is None] == []


@given(st.sampled_from(OTHERS), st.sampled_from(["", "2 ", "• ", "– "]), st.sampled_from(["", ".", "!", " 7", "\n"]))
def test_marks_and_numbers_around_a_text_do_not_change_its_language(other, before, after):
    text = other[-1]
    assert is_clearly_not_english(f"{before}{text}{after}") == is_clearly_not_english(text)


@given(st.text(max_size=200))
def test_any_text_has_a_framing(text):
    framing = frame_statement(text)
    assert framing.rung in {*RUNGS, None}
    assert all(0 <= span.start < span.end <= len(text) for span in framing.spans)


@given(st.lists(st.sampled_from(sorted({word for row in EVERY for word in re.findall(r"\S+", row.text)})), max_size=30))
def test_any_order_of_words_has_a_framing(words):
    text = " ".join(words)
    assert all(0 <= span.start < span.end <= len(text) for span in frame_statement(text).spans)


@pytest.mark.parametrize(
    "part",
    [
        "word ",
        "a",
        "1",
        "1,",
        "a-",
        "a'",
        "up 3 ",
        "a boy who had ",
        "no one for ",
        "none in ",
        "so that ",
        "and ",
        "( ",
        "three ",
        "very ",
        "fewer than ",
    ],
)
def test_a_long_text_is_read_at_once(part):
    text = part * (100_000 // len(part))
    start = time.perf_counter()
    frame_statement(text)
    assert time.perf_counter() - start < 2


def test_the_report_can_be_printed():
    done = subprocess.run([sys.executable, "-m", "tests.framing_report"], capture_output=True, text=True, check=True)
    assert done.stdout.count("macro-F1") >= 2 * len((*SETS, *UNREAD))
