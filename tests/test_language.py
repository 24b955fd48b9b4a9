"""The words of a request: recall and false alarms on labelled sentences, and laws that hold for any text.

Two things decide together: phrases on lists, and weighed cues (`advocacy_kit/language/cues.py`). The phrases alone,
measured on fifteen files by strangers before anybody had read them, found 0.71 of the bad sentences on average over the
kinds, and remarked 7 of 100 good ones, two thirds of which look bad by their words. With the cues the same files, each
read with weights fitted to all the others, gave 0.85 and 3 of 100.

All files but four have taught the phrases or the cues: that they are passed shows only that nothing was lost.
`tone_examples.csv` came with the task; `tone_held_out`, `tone_traps` and `tone_own` are by the author of the phrases;
`tone_more`, `tone_fourth` and `tone_taught` by strangers. Four stay unread and untaught, and only their numbers are
shown. At first sight, with the cues, wrongly remarked and recall: `tone_strangers` 3 of 80, 0.90; `tone_measured_once`
1 of 100, 0.97; `tone_exam_near`, close to the examples in manner, 4 of 150, 0.95; `tone_exam_wide`, by thirty imagined
people and as hard as could be, 5 of 150, 0.91. Then `tone_plain` was taught, 1,800 ordinary sentences of which the cues
had remarked 6 in 100, with `tone_kit`, what the kit itself writes, and some fifty fragments; the four were measured
four times on the way, and no sentence of theirs was looked at: 1 of 80, 0.91; 2 of 100, 0.97; 2 of 150, 0.95; 6 of 150,
0.92.
"""

import csv
import math
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_kit import Remark, check_language
from advocacy_kit.core.word_lists import word_list
from advocacy_kit.language import cues
from advocacy_kit.language.remarks import KINDS, unchecked
from advocacy_kit.language.sentences import sentences_of
from tests.teach_tone import CUES, fitted

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
TAUGHT = labelled("tone_taught")
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
    return "\n".join(
        lines + [f"{label:12}" + "".join(f"{table[label][column]:12}" for column in columns) for label in columns]
    )


def recall_of(rows):
    total = Counter(label for _, label in rows)
    hits = Counter(label for text, label in rows if label in {remark.kind for remark in check_language(text)})
    return {kind: hits[kind] / total[kind] for kind in KINDS}


@pytest.mark.parametrize(
    "rows",
    [EXAMPLES, HELD_OUT, MORE, TRAPS, FOURTH, OWN, TAUGHT],
    ids=["examples", "held out", "more", "traps", "fourth", "own", "taught"],
)
def test_recall_and_false_alarms(rows):
    total = Counter(label for _, label in rows)
    alarms = [text for text, label in rows if label == "ok" and check_language(text)]
    recall = recall_of(rows)
    table = confusion(rows)
    assert len(alarms) <= 0.01 * total["ok"], f"{alarms}\n{table}"
    assert min(recall.values()) >= 0.97, f"{recall}\n{table}"


@pytest.mark.parametrize(
    ("name", "most", "least", "average"),
    [
        ("tone_strangers", 4, 0.70, 0.88),
        ("tone_measured_once", 3, 0.85, 0.94),
        ("tone_exam_near", 6, 0.85, 0.92),
        ("tone_exam_wide", 6, 0.82, 0.88),
    ],
)
def test_sentences_that_nobody_read_do_not_fall_back(name, most, least, average):
    rows = labelled(name)
    recall = recall_of(rows)
    alarms = sum(bool(check_language(text)) for text, label in rows if label == "ok")
    assert alarms <= most
    assert min(recall.values()) >= least
    assert sum(recall.values()) / len(KINDS) >= average


def test_the_weights_are_those_that_the_sentences_teach():
    kinds, start, rows = fitted()
    with CUES.open(encoding="utf-8", newline="") as file:
        head, first, *kept = csv.reader(file)
    assert head == ["cue", *kinds]
    assert [float(cell) for cell in first[1:]] == pytest.approx(start, abs=0.02)
    taught = {cue: [float(cell or 0) for cell in cells] for cue, cells in rows}
    stored = {cue: [float(cell or 0) for cell in cells] for cue, *cells in kept}
    # another machine's last digit may let a weight fall out, or in
    assert len(taught.keys() ^ stored.keys()) <= 0.002 * len(stored)
    assert all(weights == pytest.approx(stored[cue], abs=0.12) for cue, weights in taught.items() if cue in stored)


def test_the_share_and_the_span_follow_from_the_weights():
    kinds, start, weights = cues._weights()
    sentence = next(sentences_of("You never listen to me, not once."))
    weighed = cues.weigh(sentence)
    sums = [
        at + sum(weights[cue][place] for cue in {cue for cue, _, _ in cues.cues_of(sentence.words)} & weights.keys())
        for place, at in enumerate(start)
    ]
    shares = [math.exp(at) / sum(math.exp(other) for other in sums) for at in sums]
    assert weighed.ok == pytest.approx(shares[kinds.index("ok")])
    assert (
        weighed.kind
        == max((kind for kind in kinds if kind != "ok"), key=lambda kind: shares[kinds.index(kind)])
        == "blaming"
    )
    assert sentence.plain[weighed.begin : weighed.end].startswith("you never")


@given(
    st.lists(
        st.sampled_from(["you", "never", "perhaps", "the", "ward", "soon", "40", ",", "?"]), min_size=1, max_size=12
    )
)
def test_the_span_begins_and_ends_with_words_of_the_sentence(words):
    sentence = next(sentences_of(" ".join(words)))
    weighed = cues.weigh(sentence)
    places = [(place, place + len(word)) for place, word in zip(sentence.places, sentence.words, strict=True)]
    assert 0 <= weighed.ok <= 1
    assert weighed.begin in {begin for begin, _ in places}
    assert weighed.end in {end for _, end in places}


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=9))
def test_the_strongest_run_is_the_one_a_search_of_all_runs_finds(speaks):
    first, last = cues._strongest(speaks)
    assert sum(speaks[first : last + 1]) == max(
        sum(speaks[a : b + 1]) for a in range(len(speaks)) for b in range(a, len(speaks))
    )


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
    begin = time.process_time()
    check_language(text)
    return time.process_time() - begin


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
