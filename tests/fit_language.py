"""Fit the weights of the text model to all labelled sentences that may be taught: `python -m tests.fit_language`.

Two linear support vector machines, one a task, over the same features (`advocacy_kit/language/text_model.py`), each row of
features scaled to length one, without an intercept. What is in one sentence only is left out; of the rest those are kept
that weigh most, and all words that are met often; the weights become whole numbers.

`python -m tests.fit_language unseen` fits without one file at a time and says how well that file is read: what to expect
of a writer who has not been taught. The exams of `EXAMS` are never taught and never looked into; thresholds are tuned on
the files that are left out in turn, not on them.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import f1_score
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from advocacy_kit.language.canonical import canonical
from advocacy_kit.language.remarks import KINDS, OK, kind_of
from advocacy_kit.language.text_model import TextModel, letters_of, neighbours_of

DATA = Path(__file__).parent / "data"
MODEL = Path(__file__).parents[1] / "data" / "words" / "model.npz"
TAUGHT = {
    "framing": (
        "wins_classes",
        "wins_constructions",
        "wins_examples",
        "wins_held_out",
        "wins_more",
        "wins_strangers_again",
        "wins_strangers_hard",
        "wins_taught_c",
        "wins_taught_d",
        "wins_taught_own",
        "wins_taught_pairs",
        "wins_traps",
    ),
    "language": (
        "tone_examples",
        "tone_fourth",
        "tone_held_out",
        "tone_kit",
        "tone_more",
        "tone_own",
        "tone_plain",
        "tone_taught",
        "tone_taught_c",
        "tone_taught_own",
        "tone_traps",
    ),
}
EXAMS = {
    "framing": ("exam_framing", "wins_exam", "wins_measured_four_times", "wins_strangers"),
    "language": ("exam_tone", "tone_exam_near", "tone_exam_wide", "tone_measured_once", "tone_strangers"),
}
LEAST, OFTEN = 2, 3
KEPT = {"framing": 45_000, "language": 50_000}
PENALTY = {"framing": 1 / 2, "language": 1 / 2}
OF_A_WIN = 0.3  # statements of wins teach what a plain account sounds like, and count less than sentences of requests
PAIRED, STEP, OF_A_PAIR = 2, 7919, 0.5
SCALE = 30
RUNGS = ("activity", "outcome", "quantified")


def rows_of(name):
    """Return text, label and whether it is hard of a labelled file."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["label"], row.get("hard") == "yes") for row in csv.DictReader(file)]


def words_of(text):
    return [token.low for token in canonical(text)]


def labelled(task, without=()):
    """Return the words of what is taught, the labels, and how much each counts."""
    rows = [(text, label, 1.0) for name in TAUGHT[task] if name not in without for text, label, _ in rows_of(name)]
    if task == "framing":
        rows += list(pairs(rows))
    if task == "language":
        rows += [(text, OK, OF_A_WIN) for name in TAUGHT["framing"] for text, _, _ in rows_of(name)]
    texts, labels, counts = zip(*rows, strict=True)
    return [words_of(text) for text in texts], np.array(labels), np.array(counts)


def pairs(rows):
    """Yield statements of two sentences, as a win and its impact are read: the stronger of the two counts."""
    for place, (text, label, _) in enumerate(rows[::PAIRED]):
        other, beside, _ = rows[(place * STEP) % len(rows)]
        yield f"{text.rstrip('.')}. {other}", max(label, beside, key=RUNGS.index), OF_A_PAIR


@cache
def letters(word):
    return frozenset(letters_of(word))


def features(words):
    return {feature for feature, *_ in neighbours_of(words)}.union(*map(letters, set(words)))


def fitted(task, without=()):
    """Return classes, features and whole-number weights of what is taught, without some files."""
    words, labels, counts = labelled(task, without)
    vectors = CountVectorizer(analyzer=features, binary=True, min_df=LEAST, dtype=np.float32)
    met = vectors.fit_transform(words)
    machine = LinearSVC(C=1 / PENALTY[task], fit_intercept=False, random_state=0, max_iter=5000)
    machine.fit(normalize(met), labels, sample_weight=counts)
    weights = machine.coef_.T - machine.coef_.T.mean(axis=1, keepdims=True)
    names, often = vectors.get_feature_names_out(), np.asarray(met.sum(axis=0)).ravel()
    tells = np.abs(weights).max(axis=1) * np.sqrt(often)
    known = np.array([name.isalpha() for name in names]) & (often >= OFTEN)
    kept = np.sort(np.argsort(np.where(known, np.inf, tells), kind="stable")[-KEPT[task] :])
    whole = np.clip(np.rint(weights[kept] * SCALE), -127, 127).astype(np.int8)
    return machine.classes_, names[kept], whole


def stored(path=MODEL):
    """Fit both tasks and write them."""
    arrays = {}
    for task in TAUGHT:
        classes, names, weights = fitted(task)
        arrays |= {
            f"{task}_classes": classes.astype("U"),
            f"{task}_features": np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
            f"{task}_weights": weights,
        }
    np.savez_compressed(path, **arrays)
    return path.stat().st_size


def framing_scores(rows, read):
    labels = np.array([label for _, label, _ in rows])
    hard = np.array([hard for *_, hard in rows])
    found = np.array(read)
    of_hard = f1_score(labels[hard], found[hard], average="macro") if hard.any() else float("nan")
    return f1_score(labels, found, average="macro"), of_hard


def language_scores(rows, read):
    """Return the share of good sentences that are remarked, and how many of each kind are found."""
    total, found = Counter(label for _, label, _ in rows), Counter()
    for (_, label, _), kinds in zip(rows, read, strict=True):
        found[label] += label in kinds if label != OK else bool(kinds)
    return found[OK] / total[OK], {kind: found[kind] / total[kind] for kind in KINDS if total[kind]}


def unseen():
    """Read each taught file with a model that has not been taught it."""
    for task, names in TAUGHT.items():
        for name in names:
            rows, model = rows_of(name), TextModel(*fitted(task, [name]))
            weighed = [model.weigh(words_of(text)) for text, _, _ in rows]
            if task == "framing":
                read = [one.best() for one in weighed]
                print(f"{name}: macro-F1 %.3f, hard %.3f" % framing_scores(rows, read), flush=True)
            else:
                alarms, recall = language_scores(rows, [{kind_of(one)} - {None} for one in weighed])
                average, least = sum(recall.values()) / max(len(recall), 1), min(recall.values(), default=0)
                print(f"{name}: false alarms {alarms:.3f}, recall {average:.3f}, weakest {least:.2f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["unseen"]:
        unseen()
    else:
        print(f"{stored():,} bytes in {MODEL.name}")
