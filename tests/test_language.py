"""The words of a request: recall and false alarms on labelled sentences, and laws that hold for any text.

`tone_held_out.csv` was written in batches, each (but 1 and 3, which were known when their phrases were written) before the phrases met it
for the first time. What the phrases, as they stood then, made of it, recall on average over the kinds and good sentences wrongly remarked:
batch 2: 0.73, 2 of 40; batch 4: 0.66, 1 of 35; batch 5: 0.89, 2 of 30; batch 6: 1 of 40; batch 7: 0.85, 3 of 30; batch 8: 3 of 40. All have
been looked at since: these tests guard what was reached, and say little about sentences that nobody has seen.

`tone_more.csv` was written by somebody else: at first sight recall 0.84, 5 of 80 good sentences wrongly remarked; its errors were then read
and their classes mended. `tone_fourth.csv`, by another stranger, was read in the same way: at first sight recall 0.81 (diluted 0.64, blaming
0.68), 7 of 150 wrongly remarked. `tone_traps.csv` and `tone_own.csv` hold further sentences of such classes by the author of the phrases, good
ones that look bad among them; batches of `tone_own.csv` gave at first sight recall 0.61 to 0.78 and 11 to 16 of 100 wrongly remarked, as they
were written to be hard. That these five files are passed says little about sentences that nobody has seen.

Three files stay unread, so that only their numbers are shown. `tone_strangers.csv`: at first sight recall 0.79 (diluted 0.53, blaming 0.60) and
8 of 80 wrongly remarked; now 0.82 (blaming and diluted 0.73) and 5 of 80. `tone_measured_once.csv`, by a second writer: at first sight recall
0.91 and 4 of 100; now 0.93 and 3 of 100. `tone_exam.csv`, by a third, two thirds of its good sentences hard: recall 0.69 and 18 of 150 before
the last change of the phrases, 0.71 (diluted 0.52, blaming 0.64) and 12 of 150 after it. That last one misses what is aimed at (0.80, and 1 good
sentence in 20): on hard sentences by somebody new expect about 1 good one in 12 remarked and 7 bad ones in 10 found.
"""

import csv
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit import Remark, check_language
from advocacy_kit.language.remarks import KINDS, unchecked
from advocacy_kit.word_lists import word_list

DATA = Path(__file__).parent / "data"
GOOD = ("I cut waiting times on the ward from 40 to 25 minutes.", "I'm asking for 46,500 a year from 1 July.")


def labelled(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["label"]) for row in csv.DictReader(file)]


EXAMPLES = labelled("tone_examples")
HELD_OUT = labelled("tone_held_out")
MORE = labelled("tone_more")
TRAPS = labelled("tone_traps")
FOURTH = labelled("tone_fourth")
OWN = labelled("tone_own")
BAD = [text for text, label in EXAMPLES + HELD_OUT + MORE if label != "ok"]


def found(remarks):
    return [(remark.kind, remark.start, remark.end, remark.advice) for remark in remarks]


def moved(remarks, by):
    return [(remark.kind, remark.start + by, remark.end + by, remark.advice) for remark in remarks]


def confusion(rows):
    """Rows of text: what each label was taken for; a sentence with several kinds counts for each."""
    table = defaultdict(Counter)
    for text, label in rows:
        table[label].update({remark.kind for remark in check_language(text)} or {"ok"})
    columns = (*KINDS, "ok")
    lines = [f"{'':12}" + "".join(f"{column:>12}" for column in columns)]
    return "\n".join(lines + [f"{label:12}" + "".join(f"{table[label][column]:12}" for column in columns) for label in columns])


def recall_of(rows):
    total = Counter(label for _, label in rows)
    hits = Counter(label for text, label in rows if label in {remark.kind for remark in check_language(text)})
    return {kind: hits[kind] / total[kind] for kind in KINDS}


@pytest.mark.parametrize(
    "rows", [EXAMPLES, HELD_OUT, MORE, TRAPS, FOURTH, OWN], ids=["examples", "held out", "more", "traps", "fourth", "own"]
)
def test_recall_and_false_alarms(rows):
    total = Counter(label for _, label in rows)
    alarms = [text for text, label in rows if label == "ok" and check_language(text)]
    recall = recall_of(rows)
    table = confusion(rows)
    assert len(alarms) <= 0.05 * total["ok"], f"{alarms}\n{table}"
    assert min(recall.values()) >= 0.65, f"{recall}\n{table}"
    assert sum(recall.values()) / len(KINDS) >= 0.80, f"{recall}\n{table}"


@pytest.mark.parametrize(
    ("name", "most", "least", "average"),
    [("tone_strangers", 5, 0.70, 0.80), ("tone_measured_once", 4, 0.85, 0.90), ("tone_exam", 13, 0.48, 0.68)],
)
def test_sentences_that_nobody_read_do_not_fall_back(name, most, least, average):
    rows = labelled(name)
    recall = recall_of(rows)
    alarms = sum(bool(check_language(text)) for text, label in rows if label == "ok")
    assert alarms <= most
    assert min(recall.values()) >= least
    assert sum(recall.values()) / len(KINDS) >= average


def test_what_is_said_of_work_done_is_left_alone():
    with (DATA / "wins_held_out.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    remarked = [text for text in texts if check_language(text)]
    assert len(remarked) <= 0.02 * len(texts), remarked


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ('The raise was going to come "in a bit".', "vague_time", "in a bit"),
        ("Thanks for the talk. Maybe 3,500 would be possible?", "hedged", "Maybe"),
        ("I don’t mean to be pushy or anything.", "hedged", "I don’t mean to be"),
        ("Either the company pays for the licence or I stop driving the crane.", "ultimatum", None),
    ],
)
def test_the_span_is_what_is_remarked(text, kind, span):
    remark = next(remark for remark in check_language(text) if remark.kind == kind)
    assert span is None or text[remark.start : remark.end] == span
    assert remark.advice.endswith((".", "?"))


@pytest.mark.parametrize(
    "text",
    [
        "I enjoyed building the exhibition, and visitor numbers grew by a fifth.",
        "Could I see the pay bands, please?",
        "Soon after the launch, in week three, returns dropped to 2%.",
        "That kind of contract suits both sides.",
        "Either Monday or Tuesday works for me.",
        "I was the only translator on the trade delegation.",
        "The last time we spoke about my pay was in March 2024.",
        'Last year the answer was "maybe in spring", so I suggest 15 April.',
        "I have a written offer of 49,000, valid until 18 May; I would prefer to stay.",
        "We cannot open the kitchen before the inspector has been.",
    ],
)
def test_dangerous_words_in_good_sentences(text):
    assert check_language(text) == []


def test_several_kinds_in_one_text():
    text = "Maybe we could talk soon? You never listen. Pay me more or I quit."
    kinds = [remark.kind for remark in check_language(text)]
    assert {"hedged", "vague_time", "blaming", "ultimatum"} <= set(kinds)
    assert kinds.index("hedged") < kinds.index("blaming") < kinds.index("ultimatum")


def test_a_named_day_takes_the_vagueness_away():
    assert [remark.kind for remark in check_language("Let's talk about it soon.")] == ["vague_time"]
    assert check_language("Let's talk about it soon, on Tuesday 4 June at ten.") == []


def test_figures_and_days_clear_what_is_said_of_others_but_no_threat():
    assert [remark.kind for remark in check_language("The office lost my form.")] == ["blaming"]
    assert check_language("The office lost my form on 3 May; the second copy went in on 5 May.") == []
    assert "ultimatum" in {remark.kind for remark in check_language("Pay me 48,000 by 3 May or I quit.")}
    assert "hedged" in {remark.kind for remark in check_language("Maybe 48,000 from 3 May?")}


def test_what_others_are_quoted_with_is_left_alone_but_not_an_own_quotation():
    words = "I'd quit tomorrow if you weren't on this shift"
    assert "ultimatum" in {remark.kind for remark in check_language(f"{words}.")}
    assert check_language(f'A guest said, "{words}," and we both laughed.') == []
    assert check_language(f'"{words}" was the title of our song.') == []
    assert "ultimatum" in {remark.kind for remark in check_language(f'I said "{words}" to him.')}
    assert "vague_time" in {remark.kind for remark in check_language('My manager said "soon" about my pay.')}


def test_what_was_done_about_it_takes_the_remark_away():
    assert {remark.kind for remark in check_language("The office lost my form.")} == {"blaming"}
    assert check_language("The office lost my form, so I wrote a new one.") == []
    assert check_language("For some time the drains had smelt, and I found the broken trap.") == []


def test_a_remark_is_a_value():
    (remark,) = check_language("Let's talk about it soon.")
    assert remark == Remark("vague_time", 20, 24, remark.advice)
    with pytest.raises(AttributeError):
        remark.start = 0


def test_every_group_of_phrases_has_its_advice():
    advice = word_list("tone_advice")
    for kind in KINDS:
        for group in word_list(f"tone_{kind}"):
            if group not in {"harmless", "answered", "about"}:
                name = group
                for prefix in ("undated_", "unmeasured_", "bare_", "checked_", "sure_"):
                    name = name.removeprefix(prefix)
                assert len(advice[f"{kind}_{name}"]) == 1


@given(st.text(max_size=200))
def test_spans_lie_inside_any_text(text):
    remarks = check_language(text)
    assert all(0 <= remark.start < remark.end <= len(text) for remark in remarks)
    assert [remark.start for remark in remarks] == sorted(remark.start for remark in remarks)


@given(st.lists(st.sampled_from(BAD), min_size=1, max_size=4), st.sampled_from([" ", "\n", "  ", "\n\n", " \u00a0"]))
def test_spans_of_one_kind_do_not_overlap_and_begin_at_a_word(texts, between):
    text = between.join(texts)
    last = dict.fromkeys(KINDS, 0)
    for remark in check_language(text):
        assert remark.start >= last[remark.kind]
        last[remark.kind] = remark.end
        assert text[remark.start].isalnum() or text[remark.start] in "'’"
        assert remark.start == 0 or not text[remark.start - 1].isalnum()
        assert remark.end == len(text) or not text[remark.end].isalnum()


@pytest.mark.parametrize("good", GOOD)
def test_a_good_sentence_beside_it_changes_nothing(good):
    assert check_language(good) == []
    for text in BAD:
        alone = check_language(text)
        assert found(check_language(f"{good} {text}")) == moved(alone, len(good) + 1), text
        if text.endswith((".", "!", "?", "…", '"')):
            assert found(check_language(f"{text} {good}")) == found(alone), text


def test_case_quotes_and_apostrophes_do_not_matter():
    curly = str.maketrans({"'": "’"})
    for text in BAD:
        expected = found(check_language(text))
        assert found(check_language(text.translate(curly))) == expected
        assert found(check_language(text.replace("’", "'"))) == expected
        assert found(check_language(text.upper())) == expected
        assert found(check_language(f"“{text}”")) == moved(check_language(text), 1)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "…", "?!", "'", '"', "—", "42", "\x00", "\ufeff", "🙂"])
def test_nothing_to_remark(text):
    assert check_language(text) == []
    assert unchecked(text) is None


def test_tags_and_control_characters_are_harmless():
    for sign in ("\x00", "\x07", "\u200b", "\u202e", "\r", "\t", "\x1b[31m"):
        (remark,) = check_language(f"Let's talk about it{sign} soon.")
        assert remark.kind == "vague_time"
    text = '<p class="maybe">Let\'s talk <b>soon</b>.</p><script>maybe</script'
    assert {text[remark.start : remark.end] for remark in check_language(text)} >= {"soon"}
    assert check_language('<a title="maybe" href="soon">46,500 from 1 July</a>') == []


FOREIGN = [
    "Vielleicht könnten wir bald einmal über mein Gehalt sprechen. Sonst kündige ich.",
    "Je voudrais peut-être une petite augmentation, si ce n'est pas trop demander.",
    "Quizás podríamos hablar pronto de mi sueldo, no quiero molestar.",
    "Forse possiamo parlare presto del mio stipendio, se non disturbo.",
    "Misschien kunnen we binnenkort over mijn salaris praten.",
    "Может быть, мы могли бы поговорить о зарплате.",
    "也许我们可以谈谈我的工资。",
    "Ehkä voisimme puhua palkastani joskus, jos se sopii.",
    "Talvez possamos falar em breve sobre o meu salário.",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_other_languages_are_unchecked_and_said_to_be(text):
    assert check_language(text) == []
    assert unchecked(text) == "Not checked: this is not English."


def test_a_text_in_two_languages_is_checked_where_it_is_english():
    text = f"I was wondering whether we could talk about my pay. {FOREIGN[0]}"
    assert {remark.kind for remark in check_language(text)} == {"hedged"}
    assert unchecked(text) == "Part of this was not checked: it is not English."


@pytest.mark.parametrize("text", [text for text, _ in EXAMPLES])
def test_english_is_taken_for_english(text):
    assert unchecked(text) is None


def seconds(text):
    begin = time.perf_counter()
    check_language(text)
    return time.perf_counter() - begin


def test_a_long_text_is_read_to_its_end():
    text = " ".join(text for text, _ in HELD_OUT)
    text = (text * (100_000 // len(text) + 1))[:100_000]
    assert max(remark.end for remark in check_language(text)) > 99_000


@pytest.mark.parametrize(
    "unit",
    [
        "i ",
        "a",
        "the ",
        "if i will or ",
        "you are so ",
        "either ",
        "<",
        "'",
        "n't",
        "i'm'm'm ",
        ", ",
        "my not ",
        "\n",
        "we have not ",
        "soon ",
        "just in time soon ",
    ],
)
def test_time_grows_with_the_length_and_not_faster(unit):
    short, long = unit * (10_000 // len(unit)), unit * (80_000 // len(unit))
    check_language(short)
    assert min(seconds(long) for _ in range(2)) < 0.1 + 24 * min(seconds(short) for _ in range(3))
